# SPDX-License-Identifier: Apache-2.0
"""Door 3, copies: four kinds to make, and those that were read back from where they stand."""

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import Destination, Whereabouts
from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.session import CopyWork, Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.i18n import _, isolated, visible_controls
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.copies_page import CopiesPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.copy_icons import COPY_ICONS
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.path_text import PathText
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked, clear
from recovery_assistant.ui.widgets.work_row import WorkRow
from recovery_assistant.vault.contents import Copy, CopyKind, Vault
from recovery_assistant.wording import copies as outcome_words
from recovery_assistant.wording import entries as words

TWO_FROM = 700
"""Width at 100 % text from which the kinds stand in two columns."""


def _about(kind: CopyKind) -> tuple[str, str, str]:
    """Return what a kind is for, who can open it, and where it ends."""
    match kind:
        case CopyKind.FILE:
            return (
                _("For a stick, a second PC or a cloud folder."),
                _("Opens with this program, and with the free tool “age”. Passphrase needed."),
                _("Nothing to be read on a phone."),
            )
        case CopyKind.PAGE:
            return (
                _("For a PC on which nothing can be installed."),
                _("Opens in a browser, without internet. Passphrase needed."),
                _("Not on an iPhone or iPad. Mail often strips it: use a stick."),
            )
        case CopyKind.KEEPASS:
            return (
                _("For a phone, and for those who use a password manager."),
                _("Opens in KeePassXC and KeePass apps. Passphrase needed."),
                _("A one-way copy: changes there do not come back here."),
            )
        case CopyKind.SHEET:
            return (
                _("For a drawer or a safe. Needs no computer at all."),
                _("Anybody who holds it can read it: keep it like a passport."),
                _("One key a sheet. A new key needs a new sheet."),
            )


class _KindCard(Card):
    """One kind of copy."""

    def __init__(self, look: Look, kind: CopyKind) -> None:
        super().__init__(look)
        self.kind = kind
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._lines = [
            Marked(look, "reason", "", "ink", Kind.BODY),
            Marked(look, "key", "", "ink2", Kind.SMALL),
            Marked(look, "info", "", "ink2", Kind.SMALL),
        ]
        self.make = Button(look, "", ButtonKind.SECONDARY, COPY_ICONS[kind])
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        icon = Icon(look, COPY_ICONS[kind], "accent_ink", 24)
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        self.body.setSpacing(look.px(6))
        self.body.addLayout(head)
        for line in self._lines:
            self.body.addWidget(line)
        self.body.addStretch(1)
        self.body.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeading)

    def retranslate(self) -> None:
        """Say every word again."""
        self._title.say(outcome_words.copy_name(self.kind))
        for line, text in zip(self._lines, _about(self.kind), strict=True):
            line.text.say(text)
        self.make.say(_("Print one") if self.kind is CopyKind.SHEET else _("Make one"))
        named = _("{deed}: {kind}").format(
            deed=self.make.text(), kind=outcome_words.copy_name(self.kind)
        )
        name_it(self.make, identifiers.make_copy(self.kind.value), named)


class VerifiedCard(Card):
    """The copies that were read back, and whether they count."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._look = look
        self._shown: Vault | None = None
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._text = Text(look, "", Kind.BODY, "ink2")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(look.px(10))
        self.body.setSpacing(look.px(8))
        self.body.addWidget(self._title)
        self.body.addWidget(self._text)
        self.body.addLayout(self._rows)

    def retranslate(self) -> None:
        """Say every word again."""
        self._title.say(_("Read back and compared"))
        self._shown = None

    def show_vault(self, vault: Vault, page: CopiesPage) -> None:
        """Draw the copies of an open file."""
        if vault is self._shown:
            return
        self._shown = vault
        clear(self._rows)
        self._text.say(
            _("No copy yet. One that nobody opened again is a hope, not a copy.")
            if not vault.copies
            else _("They count while they stand away from this PC and hold the present keys.")
        )
        for number, copy in enumerate(vault.copies):
            self._rows.addWidget(self._row(number, copy, vault, page))

    def _row(self, number: int, copy: Copy, vault: Vault, page: CopiesPage) -> QWidget:
        look = self._look
        icon, role, said = _standing(copy, vault)
        words_of_it = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        words_of_it.setSizePolicy(policy)
        column = QVBoxLayout(words_of_it)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        named = outcome_words.copy_name(copy.kind)
        column.addWidget(Marked(look, COPY_ICONS[copy.kind], named, "ink", Kind.NAME))
        place = PathText(look)
        place.show_text(copy.place)
        column.addWidget(place)
        column.addWidget(Marked(look, icon, said, role, Kind.SMALL))
        gone = Button(look, _("Not there any more"), ButtonKind.QUIET, small=True)
        lost = _("Not there any more: {kind}, {place}").format(
            kind=named, place=isolated(words.one_line(copy.place))
        )
        name_it(gone, identifiers.forget_copy(number + 1), lost)
        gone.clicked.connect(lambda: page.happened.emit(happened.CopyForgotten(number)))
        holder = QWidget()
        row = FlowRow(look, 12)
        holder.setLayout(row)
        row.addWidget(words_of_it)
        row.addWidget(gone)
        return holder


def _standing(copy: Copy, vault: Vault) -> tuple[str, str, str]:
    """Return whether a copy counts: icon, role and words."""
    day = words.written(copy.verified)
    if copy.keys_revision != vault.keys_revision:
        said = _("Older than your keys: it lacks what changed since {day}. Make a new one.")
        return "warning", "warn", said.format(day=day)
    if not copy.off_this_pc:
        said = _("Read back on {day}. It stands on this PC and does not count.")
        return "warning", "warn", said.format(day=day)
    if not vault.counts(copy):
        said = _("Read back on {day}. It counts once every key in use has its sheet.")
        return "info", "ink2", said.format(day=day)
    return "match", "ok", _("Read back on {day}, away from this PC.").format(day=day)


class CopiesListPage(CopiesPage):
    """Copies away from this PC."""

    step: ClassVar[Step] = Step.COPIES

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._columns = 0
        self._asked = Banner(look, "warn", "warning", "", "")
        self._other = Button(look, "", ButtonKind.SECONDARY)
        self._sure = Button(look, "", ButtonKind.PLAIN)
        self._asked.add_buttons(self._other, self._sure)
        self._work = WorkRow(look, "copies")
        self._result = Banner(look, "ok", "match", "", "")
        self._next = Button(look, "", ButtonKind.SECONDARY)
        self._elsewhere = Button(look, "", ButtonKind.PLAIN)
        self._result.add_buttons(self._next, self._elsewhere)
        self._session: Session | None = None
        self._kinds = [_KindCard(look, kind) for kind in CopyKind]
        self._verified = VerifiedCard(look)
        self._grid = QGridLayout()
        self._grid.setSpacing(look.px(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        for part in (self._asked, self._work, self._result):
            column.addWidget(part)
        column.addLayout(self._grid)
        column.addWidget(self._verified)
        self._arrange(2)
        for card in self._kinds:
            card.make.clicked.connect(partial(self._make, card.kind))
        self._other.clicked.connect(lambda: self._answer(sure=False))
        self._sure.clicked.connect(lambda: self._answer(sure=True))
        self._next.clicked.connect(self._on_next)
        self._elsewhere.clicked.connect(self._on_elsewhere)
        self._work.cancelled.connect(lambda: self.happened.emit(happened.WorkStopped()))

    def _make(self, kind: CopyKind) -> None:
        self.happened.emit(happened.CopyChosen(kind))

    def _answer(self, *, sure: bool) -> None:
        self.happened.emit(happened.DestinationAnswered(sure))

    def _work_now(self) -> CopyWork | None:
        return None if self._session is None else self._session.copy

    def _on_next(self) -> None:
        """After a good copy a drill; after a bad one, once more."""
        work = self._work_now()
        if work is not None and work.problem is not None:
            self.happened.emit(happened.CopyChosen(work.kind))
        else:
            self.happened.emit(happened.StepAsked(Step.DRILL))

    def _on_elsewhere(self) -> None:
        work = self._work_now()
        if work is not None and work.problem is not None:
            self.happened.emit(happened.CopyChosen(CopyKind.SHEET))
        else:
            self.happened.emit(happened.StepAsked(Step.KEYS))

    @override
    def retranslate(self) -> None:
        for card in self._kinds:
            card.retranslate()
        self._verified.retranslate()
        self._other.say(_("Another place"))
        for part, identifier in (
            (self._other, identifiers.DESTINATION_OTHER),
            (self._sure, identifiers.DESTINATION_SURE),
            (self._next, identifiers.COPY_NEXT),
            (self._elsewhere, f"{identifiers.COPY_NEXT}-other"),
            (self._result, identifiers.COPY_RESULT),
        ):
            name_it(part, identifier)
        if self._session is not None:
            self.show_session(self._session)

    @override
    def show_session(self, session: Session) -> None:
        before, self._session = self._session, session
        work = session.copy
        if session.vault is not None:
            self._verified.show_vault(session.vault, self)
        asking = work is not None and work.asking and work.destination is not None
        self._asked.setVisible(asking)
        if work is not None and work.destination is not None and asking:
            self._ask(work.destination)
        self._work.show_work(
            session.working,
            _("Writing the copy, reading it back and comparing every digit."),
            stoppable=not session.saving,
        )
        self._show_result(work)
        if not self.isVisible() or before is None:
            return
        was_asking = before.copy is not None and before.copy.asking
        if asking and not was_asking:
            self._other.setFocus(Qt.FocusReason.OtherFocusReason)
        elif was_asking and not asking:
            self.focus_first()

    def _ask(self, destination: Destination) -> None:
        question = outcome_words.place_question(destination)
        self._sure.say(outcome_words.place_sure(destination))
        if question is not None:
            title, text = question.title, visible_controls(question.sentence)
            self._asked.show_text("warn", "warning", title, text)

    def _show_result(self, work: CopyWork | None) -> None:
        # What comes of a sheet is said on its own screen.
        own = work is not None and work.kind is not CopyKind.SHEET
        found = outcome_words.copy_result(work) if work is not None and own else None
        self.show_come(self._result, shown=found is not None)
        if work is None or found is None:
            return
        if work.problem is not None:
            self._result.show_text("bad", "file", found.title, found.sentence)
            self._next.say(_("Try again"))
            self._elsewhere.say(_("Print a sheet instead"))
        else:
            self._result.show_text("ok", "match", found.title, found.sentence)
            self._next.say(_("Open it once"))
            self._elsewhere.say(_("Back to the keys"))

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        work = session.copy
        if work is None:
            return ()
        found = None
        if work.asking and work.destination is not None:
            found = outcome_words.place_question(work.destination)
        elif work.problem is not None:
            found = outcome_words.problem(work.problem)
        elif work.done and work.destination is not None:
            # That it was read back is said by itself; that it does not count, only here.
            here = work.destination.whereabouts is Whereabouts.THIS_PC
            found = outcome_words.copy_result(work) if here else None
        if found is None:
            return ()
        return (f"{found.title}. {found.sentence}",)

    @override
    def focus_first(self) -> None:
        self._kinds[0].make.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.focus_first()

    @override
    def set_measure(self, measure: float) -> None:
        self._arrange(2 if measure >= TWO_FROM else 1)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, card in enumerate(self._kinds):
            self._grid.addWidget(card, *divmod(number, columns))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)
