# SPDX-License-Identifier: Apache-2.0
"""Door 3, the drill: open a copy as in an emergency."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.session import Drill, Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.i18n import _, visible_controls
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.copies_page import CopiesPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner, Note
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.passphrase_field import Complete, PassphraseField, no_words
from recovery_assistant.ui.widgets.path_text import PathText
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked
from recovery_assistant.ui.widgets.work_row import WorkRow
from recovery_assistant.vault.contents import CopyKind
from recovery_assistant.wording import copies as outcome_words
from recovery_assistant.wording import entries as words

HINTS = ("usb", "pen", "printer")


def _to_open(session: Session) -> bool:
    """Whether a copy was made that can be opened: paper is read."""
    vault = session.vault
    return vault is not None and any(copy.kind is not CopyKind.SHEET for copy in vault.copies)


def _look_of(drill: Drill) -> tuple[str, str]:
    """Return the role and the icon of a result."""
    if drill.problem is not None:
        return "bad", "wrong"
    return ("warn", "warning") if drill.foreign or drill.differs else ("ok", "match")


class DrillPage(CopiesPage):
    """Choose a copy, type the passphrase from memory or paper, see what comes of it."""

    step: ClassVar[Step] = Step.DRILL

    def __init__(self, look: Look, complete: Complete = no_words) -> None:
        super().__init__()
        self._look = look
        self._session: Session | None = None
        self._result = Banner(look, "ok", "match", "", "")
        self._next = Button(look, "", ButtonKind.SECONDARY)
        self._retry = Button(look, "", ButtonKind.PLAIN)
        self._result.add_buttons(self._next, self._retry)
        self._last = Marked(look, "clock", "", "ink2")
        self._card = Card(look)
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._text = Text(look, "", Kind.BODY, "ink2")
        self._name = Text(look, "", Kind.NAME)
        self._folder = PathText(look)
        self._none = Note(look, "copy", "", "")
        self._make = Button(look, "", ButtonKind.PRIMARY, "copy")
        self._none.add_buttons(self._make)
        self._choose = Button(look, "", ButtonKind.PRIMARY, "open")
        self.field = PassphraseField(look, identifiers.DRILL_WORDS, complete)
        self._open = Button(look, "", ButtonKind.PRIMARY)
        self._work = WorkRow(look, "drill")
        self._help = Card(look, border="sunken", fill="sunken")
        self._help_title = Heading(look, "", Kind.NAME, 3)
        self._help_lines = [Marked(look, icon, "", "ink") for icon in HINTS]
        self._lay_out()
        self._choose.clicked.connect(lambda: self.happened.emit(happened.DrillFileAsked()))
        self._open.clicked.connect(self.take_way_on)
        self.field.entered.connect(self.take_way_on)
        self.field.edited.connect(self._show_open)
        self._make.clicked.connect(lambda: self.happened.emit(happened.StepAsked(Step.COPIES)))
        self._next.clicked.connect(lambda: self.happened.emit(happened.StepAsked(Step.COPIES)))
        self._retry.clicked.connect(self._try_again)
        self._work.cancelled.connect(lambda: self.happened.emit(happened.WorkStopped()))

    def _lay_out(self) -> None:
        look = self._look
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        head.addWidget(Icon(look, "drill", "accent_ink", 24), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        self._card.body.setSpacing(look.px(8))
        self._card.body.addLayout(head)
        for part in (self._text, self._name, self._folder):
            self._card.body.addWidget(part)
        self._card.body.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignLeading)
        self._card.body.addWidget(self.field)
        self._card.body.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeading)
        self._help.body.setSpacing(look.px(6))
        self._help.body.addWidget(self._help_title)
        for line in self._help_lines:
            self._help.body.addWidget(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        for card in (self._result, self._last, self._none, self._card, self._work, self._help):
            column.addWidget(card)

    @override
    def half_typed(self) -> str:
        return self.field.edit.typed()

    @override
    def bring_back(self, text: str) -> None:
        self.field.edit.show_text(text)

    @override
    def take_way_on(self) -> None:
        """Open the copy with what is typed."""
        chosen = self._session is not None and self._session.drill.path is not None
        if chosen and not self.field.is_empty:
            self.happened.emit(happened.DrillAsked(self.field.passphrase()))

    def _try_again(self) -> None:
        self.field.clear()
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_open(self) -> None:
        empty = self.field.is_empty
        reason = _("Type the passphrase first.") if empty else ""
        self._open.set_available(available=not empty, reason=reason)

    @override
    def retranslate(self) -> None:
        self._title.say(_("As if this PC were gone"))
        self._text.say(
            _("Fetch the stick or the paper from where it lies, and type from what you find there.")
        )
        self.field.say(_("Passphrase, as in an emergency"))
        self._open.say(_("Open it now"))
        self._none.show_text(
            "copy",
            _("There is no copy to open yet"),
            _("Make one first. If you have one that is not listed, choose it here."),
        )
        self._make.say(_("Make a copy"))
        self._next.say(_("To the copies"))
        self._retry.say(_("Type it again"))
        self._help_title.say(_("If it does not open"))
        for line, icon, text in zip(
            self._help_lines,
            HINTS,
            (
                _("Make a new copy while this file is open: nothing is lost as long as it is."),
                _("If the passphrase is not what you have on paper, change it in the settings."),
                _("Print a sheet: it needs no passphrase and no computer."),
            ),
            strict=True,
        ):
            line.icon.show_icon(icon, "accent_ink")
            line.text.say(text)
        for part, identifier in (
            (self._result, identifiers.DRILL_RESULT),
            (self._next, identifiers.DRILL_NEXT),
            (self._retry, f"{identifiers.DRILL_NEXT}-again"),
            (self._make, identifiers.DRILL_MAKE),
            (self._choose, identifiers.DRILL_CHOOSE),
            (self._open, identifiers.DRILL_OPEN),
        ):
            name_it(part, identifier)
        if self._session is not None:
            self.show_session(self._session)

    @override
    def show_session(self, session: Session) -> None:
        before, self._session = self._session, session
        drill = session.drill
        result = outcome_words.drill_result(drill)
        self.show_come(self._result, shown=result is not None)
        if result is not None:
            self._result.show_text(*_look_of(drill), result.title, result.sentence)
        self._retry.setVisible(drill.problem is not None)
        self._show_last(session)
        chosen = drill.path is not None
        self._name.setVisible(chosen)
        self._name.say("" if drill.path is None else visible_controls(drill.path.name))
        self._folder.show_path(None if drill.path is None else drill.path.parent)
        self._choose.say(_("Choose another copy") if chosen else _("Choose a copy"))
        none = not chosen and not _to_open(session)
        self._none.setVisible(none)
        kind = ButtonKind.PLAIN if chosen else ButtonKind.PRIMARY
        self._choose.set_kind(ButtonKind.SECONDARY if none else kind)
        self.field.setVisible(chosen)
        self._open.setVisible(chosen)
        self._show_open()
        self._work.show_work(
            None if session.saving else session.working,
            _("Opening the copy. Nothing in it is changed."),
        )
        if before is not None and self.isVisible() and drill.path != before.drill.path:
            self.focus_first()

    def _show_last(self, session: Session) -> None:
        last = None if session.vault is None else session.vault.drilled
        if last is None:
            text = _("Not done yet. Two minutes now, instead of a bad surprise later.")
        else:
            text = _("Last done on {day}.").format(day=words.written(last))
            if session.drill_due:
                text += " " + _("That is over half a year ago.")
        icon, role = ("warning", "warn") if session.drill_due else ("clock", "ink2")
        self._last.show_text(icon, text, role)

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        result = outcome_words.drill_result(session.drill)
        return () if result is None else (f"{result.title}. {result.sentence}",)

    @override
    def focus_first(self) -> None:
        start = self._choose if self._none.isHidden() else self._make
        part = start if self.field.isHidden() else self.field.edit
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.focus_first()

    @override
    def hide_secrets(self) -> None:
        self.field.clear()
        self.field.set_shown(shown=False)

    @override
    def set_measure(self, measure: float) -> None:
        """The page is one column at every width."""
