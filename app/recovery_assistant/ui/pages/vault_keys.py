# SPDX-License-Identifier: Apache-2.0
"""Door 3, the kept keys: the list, one entry beside it, and how many copies stand elsewhere."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.effects import Saying
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.i18n import _, isolated, ngettext, visible_controls
from recovery_assistant.keys import KeyId
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.copies_page import CopiesPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner, Note
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.copy_icons import COPY_ICONS
from recovery_assistant.ui.widgets.entry_list import EntryList
from recovery_assistant.ui.widgets.fact import Fact
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.secret_digits import SecretDigits
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.text_field import LineEdit
from recovery_assistant.ui.widgets.topic import Marked, clear
from recovery_assistant.ui.widgets.work_row import WorkRow
from recovery_assistant.vault.contents import Copy, CopyKind, Entry, Vault
from recovery_assistant.vault.outcomes import SaveProblem
from recovery_assistant.wording import copies as outcome_words
from recovery_assistant.wording import entries as words

ASIDE_FROM = 820
"""Width at 100 % text from which the chosen entry stands beside the list."""
TWO_COPIES_FROM = 1240
"""Width at 100 % text from which two copies are named beside their number."""
WORDS_AT_LEAST = 200
"""Width at 100 % text that the number of copies keeps beside them."""
GROUPS_ABOVE = 3
"""So many groups of a Key ID stand in its first line."""
Tell = Callable[[object], None]


class _CopyMark(QWidget):
    """One verified copy in short: where it is, when it was read back."""

    def __init__(self, look: Look, copy: Copy, vault: Vault) -> None:
        super().__init__()
        fresh = copy.keys_revision == vault.keys_revision
        role = "ok" if vault.counts(copy) else "warn"
        if not copy.off_this_pc:
            second = _("On this PC: does not count")
        elif not fresh:
            second = _("Older than your keys")
        elif role == "ok":
            second = _("Read back, {day}").format(day=words.written(copy.verified))
        else:
            second = _("Not every key has one")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(10))
        row.addWidget(Icon(look, COPY_ICONS[copy.kind], role), 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Text(look, outcome_words.copy_name(copy.kind), Kind.NAME))
        column.addWidget(Text(look, second, Kind.SMALL, "ink2" if role == "ok" else role))
        row.addLayout(column, 1)


class AwayCard(Card):
    """How many verified copies stand away from this PC, and the way to one more."""

    def __init__(self, look: Look, tell: Tell) -> None:
        super().__init__(look, mark="warn")
        self._look = look
        self._shown: Vault | None = None
        self._most = 1
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._count = Text(look, "", Kind.BODY, "ink2")
        self._make = Button(look, "", ButtonKind.PRIMARY, "copy")
        self._make.clicked.connect(lambda: tell(happened.StepAsked(Step.COPIES)))
        self._words = QWidget()
        column = QVBoxLayout(self._words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        column.addWidget(self._title)
        column.addWidget(self._count)
        self._marks = QHBoxLayout()
        self._marks.setSpacing(look.px(22))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(look.px(16))
        self._row.addWidget(self._words, 1)
        self._row.addLayout(self._marks)
        self._row.addWidget(self._make, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(self._row)

    def set_measure(self, measure: float) -> None:
        """Stack the parts when narrow."""
        beside = measure >= ASIDE_FROM
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        # Of longer words a copy's own lines give way first.
        self._words.setMinimumWidth(self._look.text_px(WORDS_AT_LEAST) if beside else 0)
        most = 2 if measure >= TWO_COPIES_FROM else 1
        if most != self._most:
            self._most, self._shown = most, None

    def retranslate(self) -> None:
        """Say every word again."""
        self._make.say(_("Make a copy"))
        name_it(self, identifiers.COPIES_AWAY)
        name_it(self._make, identifiers.MAKE_COPY)
        self._shown = None

    def show_vault(self, vault: Vault) -> None:
        """Draw the copies of an open file."""
        # Of a file with nothing in it a copy would be of no use.
        self._make.setVisible(bool(vault.entries))
        if vault is self._shown:
            return
        self._shown = vault
        count = vault.copies_off_this_pc
        mark = "ok" if count >= outcome_words.ENOUGH_COPIES else "warn"
        self.set_roles(mark, "line", "surface")
        summary = outcome_words.copies_summary(vault)
        self._title.say(summary.title)
        self._count.say(summary.sentence)
        clear(self._marks)
        best = sorted(vault.copies, key=lambda copy: (vault.counts(copy), copy.verified))
        for copy in best[-self._most :][::-1]:
            self._marks.addWidget(_CopyMark(self._look, copy, vault))


class ReadCard(Card):
    """The chosen key to read: all eight blocks, large, for a minute."""

    def __init__(self, look: Look, tell: Tell) -> None:
        super().__init__(look, mark="accent", border="accent")
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._id = Text(look, "", Kind.ID)
        self._id_label = Text(look, "", Kind.SMALL, "ink2")
        self.digits = SecretDigits(look, large=True)
        self._minute = Marked(look, "clock", "", "ink2", Kind.SMALL)
        self.hide_key = Button(look, "", ButtonKind.SECONDARY, "eye-off", small=True)
        self._type = Button(look, "", ButtonKind.PLAIN, "keyboard", small=True)
        self.hide_key.clicked.connect(lambda: tell(happened.KeyRevealed(shown=False)))
        self._type.clicked.connect(lambda: tell(happened.TypingAsked()))
        head = QHBoxLayout()
        head.setSpacing(look.px(14))
        head.addWidget(self._title, 1)
        head.addWidget(self._id_label, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._id, 0, Qt.AlignmentFlag.AlignVCenter)
        deeds = FlowRow(look, 12)
        for part in (self.hide_key, self._type):
            deeds.addWidget(part)
        self.body.setSpacing(look.px(14))
        self.body.addLayout(head)
        # Above the digits: with the focus below them, large text begins in the midst of the key.
        self.body.addLayout(deeds)
        self.body.addWidget(self.digits)
        self.body.addWidget(self._minute)

    def retranslate(self) -> None:
        """Say every word again."""
        self._id_label.say(_("Key ID"))
        self._minute.show_text(
            "clock", _("Hidden again after a minute, and when you leave this screen."), "ink2"
        )
        self.hide_key.say(_("Hide"))
        self._type.say(_("Type it on the locked PC"))
        name_it(self.hide_key, identifiers.HIDE_KEY)
        name_it(self._type, f"{identifiers.TYPE_KEY}-large")
        name_it(self.digits, identifiers.KEY_LARGE)

    def show_entry(self, entry: Entry, vault: Vault) -> None:
        """Show the key of an entry."""
        self._title.say(words.one_line(entry.device))
        key_id = words.short_id(entry)
        self._id.say(key_id)
        self._id_label.setVisible(bool(key_id))
        self.digits.show_key(vault.held, entry.slot, revealed=True)


class _Cell(Card):
    """The sunken place of the hidden digits."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, border="sunken", fill="sunken")
        self._label = Text(look, "", Kind.SMALL, "ink2")
        self._verdict = Marked(look, "no-slip", "", "accent_ink", Kind.LABEL)
        self.digits = SecretDigits(look)
        head = FlowRow(look, 10)
        head.addWidget(self._label)
        head.addWidget(self._verdict)
        self.body.setSpacing(look.px(8))
        self.body.addLayout(head)
        self.body.addWidget(self.digits)

    @override
    def _dress(self) -> None:
        super()._dress()
        side = self._look.px(12)
        self.body.setContentsMargins(side, side, side, side)

    def retranslate(self) -> None:
        """Say every word again."""
        self._label.say(_("Recovery key"))
        name_it(self.digits, identifiers.KEY_DIGITS)

    def show_state(self, *, checked: bool) -> None:
        """Say what is known of the digits."""
        text = _("Checked just now: no slip found") if checked else _("No slip found")
        self._verdict.show_text("no-slip", text, "accent_ink")


class DetailCard(Card):
    """One entry: its key as dots, what is known of it, and what can be done."""

    def __init__(self, look: Look, tell: Tell) -> None:
        super().__init__(look)
        self._look = look
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._second = Text(look, "", Kind.SMALL, "ink2")
        self.cell = _Cell(look)
        self.reveal = Button(look, "", ButtonKind.SECONDARY, "eye", small=True)
        self._check = Button(look, "", ButtonKind.PLAIN, "no-slip", small=True)
        self._why = Marked(look, "warning", "", "warn", Kind.SMALL)
        self._facts = [Fact(look, mono=number == 0) for number in range(5)]
        self._note_label = Text(look, "", Kind.BODY, "ink2")
        self._note = Text(look, "", Kind.BODY)
        self._type = Button(look, "", ButtonKind.PLAIN, "keyboard", small=True)
        self._replace = Button(look, "", ButtonKind.PLAIN, "swap", small=True)
        self._edit = Button(look, "", ButtonKind.PLAIN, "pen", small=True)
        self.delete = Button(look, "", ButtonKind.PLAIN, "trash", small=True)
        self._copy = Button(look, "", ButtonKind.QUIET, "copy", small=True)
        self._copy_hint = Text(look, "", Kind.TINY, "ink2")
        self._sure = Banner(look, "warn", "warning", "", "")
        self.question = ""
        """What is asked before an entry is deleted."""
        self._do_delete = Button(look, "", ButtonKind.SECONDARY, small=True)
        self.keep = Button(look, "", ButtonKind.PLAIN, small=True)
        self._sure.add_buttons(self.keep, self._do_delete)
        for button, event in (
            (self.reveal, happened.KeyRevealed(shown=True)),
            (self._check, happened.KeyChecked()),
            (self._type, happened.TypingAsked()),
            (self._replace, happened.ReplaceAsked()),
            (self._edit, happened.EditAsked()),
            (self.delete, happened.DeleteAsked()),
            (self._copy, happened.KeyCopied()),
            (self._do_delete, happened.DeleteAnswered(delete=True)),
            (self.keep, happened.DeleteAnswered(delete=False)),
        ):
            button.clicked.connect(lambda _on=False, told=event: tell(told))
        self._lay_out()

    def _lay_out(self) -> None:
        look = self._look
        shown = FlowRow(look, 8)
        for button in (self.reveal, self._check):
            shown.addWidget(button)
        deeds = FlowRow(look, 6)
        for button in (self._type, self._replace, self._edit, self.delete):
            deeds.addWidget(button)
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._title)
        head.addWidget(self._second)
        note = QVBoxLayout()
        note.setSpacing(0)
        note.addWidget(self._note_label)
        note.addWidget(self._note)
        facts = QVBoxLayout()
        facts.setSpacing(look.px(6))
        for fact in self._facts:
            facts.addWidget(fact)
        copying = QVBoxLayout()
        copying.setSpacing(0)
        copying.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeading)
        copying.addWidget(self._copy_hint)
        self.body.setSpacing(look.px(12))
        self.body.addLayout(head)
        self.body.addWidget(self._sure)
        self.body.addWidget(self.cell)
        self.body.addLayout(shown)
        self.body.addWidget(self._why)
        self.body.addLayout(facts)
        self.body.addLayout(note)
        self.body.addLayout(deeds)
        self.body.addLayout(copying)

    def retranslate(self) -> None:
        """Say every word again."""
        self.cell.retranslate()
        self.reveal.say(_("Show large"))
        self._check.say(_("Check"))
        self._note_label.say(_("Note"))
        self._type.say(_("Type it on the locked PC"))
        self._replace.say(_("Enter the new key"))
        self._edit.say(_("Edit"))
        self.delete.say(_("Delete"))
        self._copy.say(_("Copy the key"))
        self._copy_hint.say(
            _(
                "Other programs can read the clipboard. It is cleared after 30 seconds; typing "
                "the key is safer."
            )
        )
        self._do_delete.say(_("Delete it"))
        self.keep.say(_("Keep it"))
        for part, identifier in (
            (self.reveal, identifiers.SHOW_KEY),
            (self._check, identifiers.CHECK_KEY),
            (self._type, identifiers.TYPE_KEY),
            (self._edit, identifiers.EDIT_ENTRY),
            (self.delete, identifiers.DELETE_ENTRY),
            (self._do_delete, identifiers.DELETE_SURE),
            (self.keep, identifiers.DELETE_KEEP),
        ):
            name_it(part, identifier)
        name_it(self._replace, identifiers.REPLACE_KEY, _("Replaced? Enter the new key"))
        name_it(self._copy, identifiers.COPY_KEY, _("Copy the key"), self._copy_hint.text())

    def show_entry(self, entry: Entry, session: Session, vault: Vault) -> None:
        """Show an entry; its digits as dots."""
        name = words.one_line(entry.device)
        self._title.say(name)
        self._second.say(words.second_line(entry))
        self.cell.show_state(checked=session.checked)
        self.cell.digits.show_key(vault.held, entry.slot, revealed=False)
        look_again = words.needs_a_look(entry, session.today)
        self._why.setVisible(look_again)
        self._why.show_text("warning", words.why_look(entry) if look_again else "", "warn")
        replaced = entry.replaced_on
        shown = (
            (_("Key ID"), "" if entry.key_id is None else _whole_id(entry.key_id)),
            (_("From"), words.one_line(entry.origin)),
            (_("Other copies"), words.one_line(entry.copies)),
            (_("Proved on the drive"), _("Not yet")),
            (_("Replaced on"), "" if replaced is None else words.written(replaced)),
        )
        for fact, (label, value) in zip(self._facts, shown, strict=True):
            fact.show_fact(label, value)
        self._note.say(visible_controls(entry.note))
        self._note.setVisible(bool(entry.note))
        self._note_label.setVisible(bool(entry.note))
        self._replace.setVisible(replaced is None)
        self._show_question(name, asked=session.deleting == entry.identifier)

    def _show_question(self, name: str, *, asked: bool) -> None:
        title = _("Delete this key?")
        text = _(
            "The key of {device} goes from this file. Copies made before still hold it. "
            "A key that was only replaced is better kept as “Replaced”."
        ).format(device=isolated(name))
        self._sure.setVisible(asked)
        self._sure.show_text("warn", "warning", title, text)
        self.question = f"{title} {text}"


def _whole_id(key_id: KeyId) -> str:
    """Return a Key ID that fits a narrow card: its last two groups stand below the others."""
    groups = key_id.grouped().split("-")
    first, rest = groups[:GROUPS_ABOVE], groups[GROUPS_ABOVE:]
    return "-".join(first) + (f"-\n{'-'.join(rest)}" if rest else "")


class KeysPage(CopiesPage):
    """The kept keys."""

    step: ClassVar[Step] = Step.KEYS

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._session: Session | None = None
        self._problem = Banner(look, "bad", "file", "", "")
        self._again = Button(look, "", ButtonKind.SECONDARY)
        self._anew = Button(look, "", ButtonKind.SECONDARY)
        self._elsewhere = Button(look, "", ButtonKind.PLAIN)
        self._problem.add_buttons(self._again, self._anew, self._elsewhere)
        self._work = WorkRow(look, "keys")
        self._due = Note(look, "drill", "", "")
        self._drill = Button(look, "", ButtonKind.PLAIN, small=True)
        self._due.add_buttons(self._drill)
        self._away = AwayCard(look, self._tell)
        self._search = LineEdit(look, "search")
        self._add = Button(look, "", ButtonKind.SECONDARY, "plus")
        self._list = EntryList(look)
        self._nothing = Text(look, "", Kind.BODY, "ink2")
        self._empty = Card(look, dashed=True, border="edge", fill="canvas")
        self._empty_icon = Icon(look, "key", "ink2", 34)
        self._empty_text = Text(look, "", Kind.BODY, "ink2")
        self._first = Button(look, "", ButtonKind.PRIMARY, "plus")
        self._hint = Card(look, dashed=True, border="edge", fill="canvas")
        self._hint_text = Marked(look, "reason", "", "ink2")
        self._hint_text.icon.show_icon("reason", "accent_ink")
        self._hint.body.addWidget(self._hint_text)
        self._detail = DetailCard(look, self._tell)
        self._choose = Card(look, dashed=True, border="edge", fill="canvas")
        self._choose_text = Text(look, "", Kind.BODY, "ink2")
        self._read = ReadCard(look, self._tell)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        look = self._look
        self._empty.body.setSpacing(look.px(10))
        middle = Qt.AlignmentFlag.AlignHCenter
        self._empty.body.addWidget(self._empty_icon, 0, middle)
        self._empty.body.addWidget(self._empty_text, 0, middle)
        self._empty.body.addWidget(self._first, 0, middle)
        self._choose.body.addWidget(self._choose_text)
        tools = FlowRow(look, 8)
        tools.addWidget(self._search)
        tools.addWidget(self._add)
        left = QVBoxLayout()
        left.setSpacing(look.px(8))
        left.addLayout(tools)
        left.addWidget(self._list)
        left.addWidget(self._nothing)
        left.addWidget(self._hint)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self._detail)
        right.addWidget(self._choose)
        right.addStretch(1)
        self._both = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._both)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(14))
        self._row.addLayout(left, 29)
        self._row.addLayout(right, 20)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        for part in (
            self._problem, self._work, self._away, self._due, self._read, self._both, self._empty,
        ):  # fmt: skip
            column.addWidget(part)

    def _connect(self) -> None:
        self._work.cancelled.connect(lambda: self._tell(happened.WorkStopped()))
        self._search.textEdited.connect(lambda text: self._tell(happened.SearchTyped(text)))
        self._list.chosen.connect(lambda name: self._tell(happened.EntryChosen(name)))
        for button, event in (
            (self._add, happened.AddAsked()),
            (self._first, happened.AddAsked()),
            (self._again, happened.SaveAgainAsked()),
            (self._anew, happened.OpenAgainAsked()),
            (self._elsewhere, happened.CopyChosen(CopyKind.FILE)),
            (self._drill, happened.StepAsked(Step.DRILL)),
        ):
            button.clicked.connect(lambda _on=False, told=event: self._tell(told))

    def _tell(self, event: object) -> None:
        self.happened.emit(event)

    @override
    def retranslate(self) -> None:
        self._away.retranslate()
        self._read.retranslate()
        self._detail.retranslate()
        self._list.retranslate()
        searching = _("Search by device or Key ID")
        self._search.setPlaceholderText(searching)
        name_it(self._search, identifiers.SEARCH, searching)
        self._add.say(_("Add a key"))
        self._first.say(_("Add the first key"))
        self._empty_text.say(_("No key is kept here yet."))
        self._choose_text.say(_("Choose a key in the list to see more of it."))
        self._nothing.say(_("No key fits what you typed. Try less of the name or of the Key ID."))
        self._hint_text.text.say(
            _(
                "Windows or your IT replaced a key? Enter the new one. The old entry stays, "
                "marked “Replaced”."
            )
        )
        self._again.say(_("Try again"))
        self._anew.say(_("Open the file anew"))
        self._elsewhere.say(_("Save a copy elsewhere"))
        self._due.show_text(
            "drill",
            _("Would a copy open today?"),
            _("The last try is long ago, or there was none. It takes two minutes."),
        )
        self._drill.say(_("Open a copy now"))
        for button, identifier in (
            (self._add, identifiers.ADD_KEY),
            (self._first, f"{identifiers.ADD_KEY}-first"),
            (self._again, identifiers.save_again("keys")),
            (self._anew, identifiers.OPEN_AGAIN),
            (self._elsewhere, identifiers.save_elsewhere("keys")),
            (self._drill, identifiers.DRILL_DUE),
            (self._problem, identifiers.save_problem("keys")),
        ):
            name_it(button, identifier)

    @override
    def show_session(self, session: Session) -> None:
        before, self._session = self._session, session
        vault = session.vault
        if vault is None:
            self.hide_secrets()
            return
        entry = session.shown_entry
        reading = session.revealed and entry is not None
        empty = not vault.entries
        self._show_problem(session.save_problem, warned=session.lock_warned)
        self._work.show_work(
            session.working,
            _("Saving, and reading back what was saved."),
            stoppable=not session.saving,
        )
        self._away.show_vault(vault)
        self._away.setVisible(not reading)
        self._due.setVisible(session.drill_due and not reading)
        self._read.setVisible(reading)
        self._both.setVisible(not reading and not empty)
        self._empty.setVisible(empty and not reading)
        if self._search.text() != session.search:
            self._search.setText(session.search)
        entries = session.entries
        self._list.show_entries(entries, session.chosen, session.today)
        self._list.setVisible(bool(entries))
        self._nothing.setVisible(not entries and not empty)
        self._detail.setVisible(entry is not None)
        self._choose.setVisible(entry is None and bool(entries))
        if entry is not None:
            self._detail.show_entry(entry, session, vault)
        if reading and entry is not None:
            self._read.show_entry(entry, vault)
        else:
            self._read.digits.forget()
        self._move_focus(before, session)

    def _move_focus(self, before: Session | None, session: Session) -> None:
        """What was pressed is gone when another card takes its place: go where it leads."""
        if before is None or not self.isVisible():
            return
        reason = Qt.FocusReason.OtherFocusReason
        if session.revealed and not before.revealed:
            self._read.hide_key.setFocus(reason)
        elif before.revealed and not session.revealed:
            self._detail.reveal.setFocus(reason)
        elif session.deleting and not before.deleting:
            self._detail.keep.setFocus(reason)
        elif before.deleting and not session.deleting:
            if session.shown_entry is not None and session.chosen == before.deleting:
                self._detail.delete.setFocus(reason)
            else:
                self.focus_first()

    def _show_problem(self, problem: SaveProblem | None, *, warned: bool) -> None:
        self.show_come(self._problem, shown=problem is not None)
        if problem is None:
            return
        found = outcome_words.save_problem(problem)
        text = found.sentence
        if warned:
            text += " " + outcome_words.said(Saying.NOT_SAVED_YET)
        self._problem.show_text("bad", "file", found.title, text)
        elsewhere = problem is SaveProblem.CHANGED_ELSEWHERE
        self._anew.setVisible(elsewhere)
        self._again.setVisible(problem not in (SaveProblem.CHANGED_ELSEWHERE, SaveProblem.A_COPY))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back what was asked for: a key that is shown, a question to delete."""
        session = self._session
        if event.key() != Qt.Key.Key_Escape or session is None:
            super().keyPressEvent(event)
        elif session.revealed:
            self._tell(happened.KeyRevealed(shown=False))
        elif session.deleting:
            self._tell(happened.DeleteAnswered(delete=False))
        else:
            super().keyPressEvent(event)

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        said = []
        if session.deleting:
            said.append(self._detail.question)
        if session.save_problem is not None:
            found = outcome_words.save_problem(session.save_problem)
            said.append(f"{found.title}. {found.sentence}")
        if session.search.strip():
            count = len(session.entries)
            said.append(
                ngettext("{count} key found", "{count} keys found", count).format(count=count)
            )
        return tuple(said)

    @override
    def focus_first(self) -> None:
        reason = Qt.FocusReason.OtherFocusReason
        if not self._empty.isHidden():
            self._first.setFocus(reason)
        elif not self._read.isHidden():
            self._read.hide_key.setFocus(reason)
        elif not self._list.isHidden():
            self._list.setFocus(reason)
        else:
            self._search.setFocus(reason)

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.focus_first()

    @override
    def hide_secrets(self) -> None:
        self._read.digits.forget()
        self._detail.cell.digits.forget()

    @override
    def set_measure(self, measure: float) -> None:
        beside = measure >= ASIDE_FROM
        self._away.set_measure(measure)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
