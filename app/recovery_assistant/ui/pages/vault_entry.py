# SPDX-License-Identifier: Apache-2.0
"""Door 3, one entry: what the key belongs to, the key itself, and what is worth noting."""

from datetime import date
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.find import read_text
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import Form, TextField
from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.i18n import _
from recovery_assistant.keys import KeyDraft, KeyId, Verdict, warn
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.copies_page import CopiesPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner, Note
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.findings import Findings, block_to_mend
from recovery_assistant.ui.widgets.found_keys import FoundKeys
from recovery_assistant.ui.widgets.key_entry import KeyEntry
from recovery_assistant.ui.widgets.key_id_field import KeyIdField
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.text_field import TextField as Field
from recovery_assistant.ui.widgets.topic import Marked, clear
from recovery_assistant.ui.widgets.work_row import WorkRow
from recovery_assistant.wording import check as check_words
from recovery_assistant.wording import copies as outcome_words
from recovery_assistant.wording import entries as words
from recovery_assistant.wording import key as key_words

BESIDE_FROM = 620
"""Width at 100 % text from which two fields stand beside each other."""
FOUR_FROM = 700
TWO_FROM = 460
LONGEST_PASTE = 65_536
"""More text than this is no mail or web page: it is read from a file, where it can be stopped."""
PLAIN = (TextField.DEVICE, TextField.DRIVE, TextField.ORIGIN, TextField.COPIES, TextField.NOTE)


class EntryPage(CopiesPage):
    """A key is added, or an entry changed."""

    step: ClassVar[Step] = Step.ENTRY

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._session: Session | None = None
        self._warned: tuple[key_words.Finding, ...] = ()
        self._history = Note(look, "swap", "", "")
        self._problem = Banner(look, "bad", "file", "", "")
        self._again = Button(look, "", ButtonKind.SECONDARY)
        self._problem.add_buttons(self._again)
        self._work = WorkRow(look, "entry")
        self._what = Card(look)
        self._what_title = Heading(look, "", Kind.TITLE, 2)
        self.fields = {name: Field(look) for name in PLAIN}
        self.key_id = KeyIdField(look)
        self._key_id_label = Text(look, "", Kind.LABEL, "ink2")
        self._key_id_why = Text(look, "", Kind.SMALL, "ink2")
        self._key = Card(look)
        self._key_title = Heading(look, "", Kind.TITLE, 2)
        self._count = Text(look, "", Kind.SMALL, "ink2")
        self._import = Button(look, "", ButtonKind.PLAIN, "file", small=True)
        self.entry = KeyEntry(look)
        self._hide = CheckRow(look, "")
        self._nothing = Text(look, "", Kind.SMALL, "warn")
        self._findings = Findings(look)
        self._warnings = QVBoxLayout()
        self._found = FoundKeys(look)
        self._lost = Note(look, "lock", "", "")
        self._twin = Banner(look, "warn", "warning", "", "")
        self._more = Card(look)
        self._more_title = Heading(look, "", Kind.TITLE, 2)
        self._replaced = CheckRow(look, "")
        self._day = Field(look)
        self._no_day = Marked(look, "warning", "", "warn", Kind.SMALL)
        self._no_day.hide()
        self._drop = Button(look, "", ButtonKind.QUIET)
        self._grids: list[tuple[QGridLayout, tuple[QWidget, ...]]] = []
        self._nothing.hide()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        look = self._look
        key_id = QVBoxLayout()
        key_id.setSpacing(0)
        self._key_id_label.setContentsMargins(4, 0, 4, 0)
        self._key_id_why.setContentsMargins(4, 0, 4, 0)
        for part in (self._key_id_label, self.key_id, self._key_id_why):
            key_id.addWidget(part)
        key_id.addStretch(1)
        holder = QWidget()
        holder.setLayout(key_id)
        key_id.setContentsMargins(0, 0, 0, 0)
        self._what.body.setSpacing(look.px(8))
        self._what.body.addWidget(self._what_title)
        self._what.body.addLayout(self._grid(self.fields[TextField.DEVICE], holder))
        head = FlowRow(look, 14)
        for shown in (self._key_title, self._count, self._import):
            head.addWidget(shown)
        self._key.body.setSpacing(look.px(8))
        self._key.body.addLayout(head)
        for below in (self.entry, self._nothing, self._hide):
            self._key.body.addWidget(below)
        self._more.body.setSpacing(look.px(8))
        self._more.body.addWidget(self._more_title)
        pairs = (TextField.DRIVE, TextField.ORIGIN, TextField.COPIES, TextField.NOTE)
        self._more.body.addLayout(self._grid(*(self.fields[name] for name in pairs)))
        self._more.body.addWidget(self._replaced)
        self._more.body.addWidget(self._day)
        self._more.body.addWidget(self._no_day)
        self._warnings.setSpacing(look.px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        for card in (
            self._history, self._lost, self._problem, self._twin, self._work, self._found,
            self._what, self._key, self._findings,
        ):  # fmt: skip
            column.addWidget(card)
        column.addLayout(self._warnings)
        column.addWidget(self._more)
        column.addWidget(self._drop, 0, Qt.AlignmentFlag.AlignLeading)

    def _grid(self, *parts: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._look.px(12))
        grid.setVerticalSpacing(self._look.px(6))
        for number, part in enumerate(parts):
            grid.addWidget(part, *divmod(number, 2), Qt.AlignmentFlag.AlignTop)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        self._grids.append((grid, parts))
        return grid

    def _connect(self) -> None:
        for name, field in self.fields.items():
            field.edited.connect(
                lambda text, name=name: self.happened.emit(happened.FieldTyped(name, text))
            )
        self.key_id.edited.connect(
            lambda text: self.happened.emit(happened.FieldTyped(TextField.KEY_ID, text))
        )
        self.entry.edited.connect(lambda draft: self.happened.emit(happened.KeyTyped(draft)))
        self.entry.pasted.connect(self._bring)
        self._findings.used.connect(self._use)
        self._import.clicked.connect(lambda: self.happened.emit(happened.ImportAsked()))
        self._found.taken.connect(lambda numbers: self.happened.emit(happened.ImportTaken(numbers)))
        self._hide.toggled.connect(lambda on: self._hide_digits(hidden=on))
        self._replaced.toggled.connect(self._on_replaced)
        self._day.edited.connect(self._on_day)
        self._drop.clicked.connect(lambda: self.happened.emit(happened.EntryDropped()))
        self._again.clicked.connect(lambda: self.happened.emit(happened.SaveAgainAsked()))
        self._work.cancelled.connect(lambda: self.happened.emit(happened.WorkStopped()))

    @override
    def take_way_on(self) -> None:
        """Keep the entry as it stands."""
        self.happened.emit(happened.EntrySaved())

    # -- what is done here

    def _bring(self, text: str) -> None:
        """Take the best key of a pasted text, with the Key ID that stands beside it."""
        session = self._session
        if session is None:
            return
        wanted = KeyId.parse(session.form.key_id_text).key_id
        short = len(text) <= LONGEST_PASTE
        candidates = read_text(text, wanted).candidates if short else ()
        self._nothing.setVisible(not candidates)
        if not candidates:
            return
        best = candidates[0]
        if best.key_id is not None and wanted is None:
            grouped = best.key_id.grouped()
            self.happened.emit(happened.FieldTyped(TextField.KEY_ID, grouped))
        self.happened.emit(happened.KeyTyped(KeyDraft(best.draft.blocks)))
        for candidate in candidates:
            candidate.draft.wipe()

    def _use(self, number: int, digits: str) -> None:
        if self._session is not None:
            draft = self._session.form.draft.with_block(number, digits)
            self.happened.emit(happened.KeyTyped(draft))
            # The button is gone: on to the next block that needs a look.
            self._focus_key()

    def _hide_digits(self, *, hidden: bool) -> None:
        self.entry.set_hidden(hidden)
        if self._session is not None:
            self._show_findings(self._session.form)

    def _on_replaced(self) -> None:
        if self._session is not None:
            day = self._session.today if self._replaced.isChecked() else None
            self.happened.emit(happened.ReplacedOnSet(day))

    def _on_day(self, text: str) -> None:
        try:
            day = date.fromisoformat(text.strip())
        except ValueError:
            self._no_day.show()
            return
        self._no_day.hide()
        self.happened.emit(happened.ReplacedOnSet(day))

    # -- drawing

    @override
    def retranslate(self) -> None:
        self._what_title.say(_("Which PC, which drive"))
        for name, label, hint in (
            (TextField.DEVICE, _("Name of the device"), _("As you call it: “Kitchen laptop”.")),
            (TextField.DRIVE, _("Drive"), _("“C:”, or what stands on it.")),
            (TextField.ORIGIN, _("Where the key is from"), _("“Microsoft account”, “IT desk”.")),
            (TextField.COPIES, _("Where else it lies"), _("“Printed, in the desk”.")),
            (TextField.NOTE, _("Note"), ""),
        ):
            self.fields[name].say(identifiers.field(name.value), label, hint)
        self._key_id_label.say(_("Key ID"))
        self._key_id_why.say(
            _("It tells this key from others on a locked screen. It is not secret.")
        )
        self.key_id.retranslate()
        self._key_title.say(_("Recovery key, 48 digits"))
        self._import.say(_("From a file with keys"))
        self.entry.retranslate()
        self._hide.say(_("Hide digits"))
        self._nothing.say(
            _("No key was found in what you pasted. Read a long text from a file instead.")
        )
        self._found.retranslate()
        self._lost.show_text("lock", outcome_words.lost_digits(), "")
        self._more_title.say(_("If you like"))
        replaced = _("This key was replaced by a newer one")
        self._replaced.say(replaced)
        self._day.say(identifiers.REPLACED_DAY, _("On which day"), _("Year-month-day."))
        self._no_day.text.say(
            _("This is no day yet. Type it like 2026-11-22; until then the day of before holds.")
        )
        self._drop.say(_("Leave without keeping it"))
        self._again.say(_("Try again"))
        for part, identifier in (
            (self._import, identifiers.IMPORT),
            (self._hide, identifiers.HIDE_DIGITS),
            (self._replaced, identifiers.REPLACED),
            (self._drop, identifiers.ENTRY_DROP),
            (self._again, identifiers.save_again("entry")),
            (self._problem, identifiers.save_problem("entry")),
        ):
            name_it(part, identifier)

    @override
    def show_session(self, session: Session) -> None:
        before, self._session = self._session, session
        form = session.form
        for name, text in (
            (TextField.DEVICE, form.device),
            (TextField.DRIVE, form.drive),
            (TextField.ORIGIN, form.origin),
            (TextField.COPIES, form.copies),
            (TextField.NOTE, form.note),
        ):
            self.fields[name].show_text(text)
        self.key_id.show_text(form.key_id_text)
        verdict = key_words.key_id_verdict(KeyId.parse(form.key_id_text))
        self.key_id.show_verdict(verdict.icon, verdict.role, verdict.title, verdict.second)
        self._key_id_why.setVisible(not verdict.title)
        if not form.draft.is_empty:
            self._nothing.hide()
        self.entry.show_draft(form.draft)
        fine = sum(one is Verdict.FINE for one in form.draft.verdicts)
        self._count.say(check_words.progress(fine))
        self._show_findings(form)
        self._replaced.show_done(done=form.replaced_on is not None)
        self._replaced.setVisible(not form.replacing)
        self._day.setVisible(form.replaced_on is not None)
        if form.replaced_on is None or self._day.edit.text() == form.replaced_on.isoformat():
            self._no_day.hide()
        if form.replaced_on is not None and not self._day.edit.hasFocus():
            self._day.show_text(form.replaced_on.isoformat())
        self._show_history(session)
        problem = session.save_problem
        self.show_come(self._problem, shown=problem is not None)
        if problem is not None:
            found = outcome_words.save_problem(problem)
            self._problem.show_text("bad", "file", found.title, found.sentence)
        self._work.show_work(
            session.working,
            _("Saving, and reading back what was saved.")
            if session.saving
            else _("Looking for keys in the file."),
            stoppable=not session.saving,
        )
        self._found.show_found(session)
        if session.found and self.isVisible() and not (before and before.found):
            # Qt shows what a layout took over in the next round, and hidden parts take no focus.
            QTimer.singleShot(0, self, self._found.focus_first)
        self._lost.setVisible(session.lost_digits)
        twin = None if session.vault is None else session.vault.entry(session.duplicate)
        self.show_come(self._twin, shown=twin is not None)
        if twin is not None:
            text = outcome_words.duplicate(words.one_line(twin.device))
            self._twin.show_text("warn", "warning", _("Twice the same key"), text)

    def _show_history(self, session: Session) -> None:
        old = None if session.vault is None else session.vault.entry(session.form.replacing)
        self._history.setVisible(old is not None)
        if old is not None:
            self._history.show_text(
                "swap",
                _("The new key of {device}").format(device=words.one_line(old.device)),
                _("The old one stays in the file, marked “Replaced”: backups may still need it."),
            )

    def _show_findings(self, form: Form) -> None:
        number = block_to_mend(form.draft)
        hidden = self._hide.isChecked()
        self._findings.setVisible(number is not None)
        if number is not None:
            self._findings.show_block(form.draft, number, hidden=hidden)
        else:
            self._findings.forget()
        warned = tuple(map(key_words.warning, warn(form.draft.blocks, [])))
        if warned != self._warned:
            self._warned = warned
            clear(self._warnings)
            for found in warned:
                banner = Banner(self._look, "warn", "warning", found.title, found.sentence)
                self._warnings.addWidget(banner)

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        said = [f"{warned.title}. {warned.sentence}" for warned in self._warned]
        if not self._twin.isHidden():
            said.append(self._twin.accessibleDescription())
        said += self._found.said(session)
        if session.save_problem is not None:
            found = outcome_words.save_problem(session.save_problem)
            said.append(f"{found.title}. {found.sentence}")
        return tuple(said)

    @override
    def focus_first(self) -> None:
        device = self.fields[TextField.DEVICE].edit
        if device.text().strip():
            self._focus_key()
        else:
            device.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_key(self) -> None:
        form = Form() if self._session is None else self._session.form
        verdicts = form.draft.verdicts
        first = next((n for n, one in enumerate(verdicts, 1) if one is not Verdict.FINE), 1)
        self.entry.focus_block(block_to_mend(form.draft) or first)

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        if blocker is Blocker.DEVICE:
            self.fields[TextField.DEVICE].edit.setFocus(Qt.FocusReason.OtherFocusReason)
        elif blocker is Blocker.KEY_ID:
            self.key_id.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._focus_key()

    @override
    def hide_secrets(self) -> None:
        self.entry.show_draft(KeyDraft())
        self._findings.forget()

    @override
    def set_measure(self, measure: float) -> None:
        self.entry.set_columns(4 if measure >= FOUR_FROM else 2 if measure >= TWO_FROM else 1)
        columns = 2 if measure >= BESIDE_FROM else 1
        for grid, parts in self._grids:
            for number, part in enumerate(parts):
                grid.addWidget(part, *divmod(number, columns), Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(1, columns - 1)
