# SPDX-License-Identifier: Apache-2.0
"""Practise typing the key: eight groups that fill one after another, graded when one is done.

The digits live in the fields and in the draft that is handed over; nothing is kept here.
"""

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.lockout.rehearsal import Grade, Rehearsal
from recovery_assistant.i18n import _
from recovery_assistant.keys import BLOCK_DIGITS, BLOCKS, KeyDraft
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.announce import announce
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.block_digits import BlockDigits
from recovery_assistant.ui.widgets.block_field import BlockEdit, BlockField
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.key_entry import KeyEntry
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.verdict_mark import VerdictMark
from recovery_assistant.wording import typed as words

FUNCTION_KEYS = {
    Qt.Key.Key_F1 + place: str((place + 1) % 10) for place in range(10)
}  # F1 to F9 type 1 to 9, F10 types 0
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RehearsalEdit(BlockEdit):
    """The editor of one block: digits and F keys, no paste; `entered_all` tells Enter."""

    entered_all = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.setMaxLength(BLOCK_DIGITS)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

    @override
    def cleaned(self, text: str) -> str:
        return "".join(c for c in super().cleaned(text) if c.isdecimal())

    @override
    def bring(self, text: str) -> None:
        # The locked PC has nothing to paste from: a rehearsal with it would prove nothing.
        self.brought.emit("")

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.ignore()

    @override
    def type_text(self, text: str) -> None:
        if not self.isReadOnly():
            super().type_text(text)

    @override
    def event(self, event: QEvent) -> bool:
        override_asked = event.type() == QEvent.Type.ShortcutOverride
        if override_asked and isinstance(event, QKeyEvent) and event.key() in FUNCTION_KEYS:
            # F1 is no call for help here.
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = FUNCTION_KEYS.get(event.key())
        if digit is not None and not event.modifiers():
            self.type_character(digit)
            event.accept()
        elif event.key() in ENTER:
            self.entered_all.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


class RehearsalField(BlockField):
    """One block as it is practised: no verdict before the whole is graded."""

    def __init__(self, look: Look, number: int, parent: QWidget | None = None) -> None:
        self._grade: Grade | None = None
        super().__init__(look, number, parent)
        self._wanted = BlockDigits(look, Kind.ID, "ink2", self)
        self._wanted.hide()
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(1, self._wanted, 0, Qt.AlignmentFlag.AlignHCenter)

    @override
    def make_edit(self) -> BlockEdit:
        return RehearsalEdit(self._look, self)

    def show_wanted(self, digits: str) -> None:
        """Show the key's digits above the field; of none, nothing."""
        self._wanted.show_digits(digits)
        self._wanted.setVisible(bool(digits))

    def show_grade(self, grade: Grade | None) -> None:
        """Show how it went; None while it is typed."""
        self._grade = grade
        self.edit.setReadOnly(grade is not None)
        self.show_verdict()

    @override
    def show_verdict(self) -> None:
        grade, focused = self._grade, self.edit.hasFocus()
        word = ""
        if grade is None:
            self._mark.show_mark("", "ink2", "")
            self.edit.set_state("accent" if focused else "edge", 2 if focused else 1.2, "surface")
        else:
            mark = words.grade_mark(grade)
            word = mark.title
            self._mark.show_mark(mark.icon, mark.role, word)
            fill = {"bad": "bad_tint", "warn": "warn_tint"}.get(mark.role, "surface")
            self.edit.set_state(mark.role, 2, fill)
        name_it(
            self.edit,
            identifiers.rehearsal_block(self.number),
            _("Block {number} of {blocks}").format(number=self.number, blocks=BLOCKS),
            word,
        )


class RehearsalEntry(KeyEntry):
    """The eight groups; a full one passes the caret on, as on the recovery screen."""

    entered_all = Signal()

    @override
    def make_field(self, number: int, parent: QWidget) -> BlockField:
        field = RehearsalField(self._look, number, parent)
        if isinstance(field.edit, RehearsalEdit):
            field.edit.entered_all.connect(self.entered_all)
        return field

    def practised(self) -> list[RehearsalField]:
        """Return the eight fields."""
        return [field for field in self._fields if isinstance(field, RehearsalField)]

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Lay the groups out in as many columns as fit."""
        one = self._fields[0].edit.sizeHint().width()
        gap = self._look.px(10)
        room = self.width() + gap
        self.set_columns(next((c for c in (4, 2) if c * (one + gap) <= room), 1))


class RehearsalPanel(QWidget):
    """The whole rehearsal.

    `edited` hands over a new `KeyDraft`, `graded` the seconds it took, `key_asked` whether the
    key is to be shown; `again` and `closed` speak for themselves.
    """

    edited = Signal(object)
    graded = Signal(int)
    key_asked = Signal(bool)
    again = Signal()
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._rehearsal = Rehearsal()
        self._clock = QElapsedTimer()
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._lead = Text(look, "", Kind.BODY, "ink2")
        self._show_key = CheckRow(look, "")
        self._entry = RehearsalEntry(look)
        self._refusal = VerdictMark(look)
        self._result = Banner(look, "warn", "warning", "", "")
        self._grade = Button(look, "", ButtonKind.PRIMARY, "check")
        self._again = Button(look, "", ButtonKind.PRIMARY, "drill")
        self._close = Button(look, "", ButtonKind.PLAIN)
        card = Card(look)
        card.body.setSpacing(look.px(10))
        for part in (self._title, self._lead, self._show_key, self._entry, self._refusal):
            card.body.addWidget(part)
        deeds = QWidget()
        row = FlowRow(look, 10)
        deeds.setLayout(row)
        for button in (self._grade, self._again, self._close):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addWidget(self._result)
        column.addWidget(card)
        column.addWidget(deeds)
        column.addStretch(1)
        self._entry.edited.connect(self._on_edited)
        self._entry.pasted.connect(self._refuse)
        self._entry.entered_all.connect(self._finish)
        self._grade.clicked.connect(self._finish)
        self._again.clicked.connect(self.again)
        self._close.clicked.connect(self.closed)
        self._show_key.toggled.connect(self.key_asked)
        look.changed.connect(self._entry.fit_columns)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word again."""
        self._title.say(_("Practise typing it"))
        self._lead.say(
            _(
                "Type the digits as you will on the locked PC, one block after another. "
                "F1 to F10 type them, too. Nothing you type here is kept."
            )
        )
        self._show_key.say(_("Show the key while I type"))
        self._grade.say(_("I am done: look it over"))
        self._again.say(_("Practise again"))
        self._close.say(_("Back to the large digits"))
        name_it(self._show_key, identifiers.REHEARSAL_KEY, self._show_key.text())
        name_it(self._grade, identifiers.REHEARSAL_GRADE, self._grade.text())
        name_it(self._again, identifiers.REHEARSAL_AGAIN, self._again.text())
        name_it(self._close, identifiers.REHEARSAL_CLOSE, self._close.text())
        self._entry.retranslate()

    def show_rehearsal(self, rehearsal: Rehearsal, key: KeyDraft) -> None:
        """Show how far it is, and how it went once it is graded.

        The blocks fill one after another for everybody: that is how the locked PC takes them.
        """
        fresh = self._rehearsal.graded and not rehearsal.graded
        done = rehearsal.graded and not self._rehearsal.graded
        self._rehearsal = rehearsal
        self._entry.show_draft(rehearsal.draft)
        self._show_key.show_done(done=rehearsal.key_shown)
        grades = rehearsal.grades(key) if rehearsal.graded else ()
        shown = key.blocks if rehearsal.key_shown else ("",) * BLOCKS
        for field in self._entry.practised():
            field.show_wanted(shown[field.number - 1])
            field.show_grade(grades[field.number - 1] if grades else None)
        self._result.setVisible(rehearsal.graded)
        if grades:
            mark = words.rehearsal(grades, rehearsal.seconds)
            self._result.show_text(mark.role, mark.icon, mark.title, mark.sentence)
            self._refusal.hide()
        self._grade.setVisible(not rehearsal.graded)
        self._again.setVisible(rehearsal.graded)
        if fresh:
            self.focus_first()
        elif done:
            self._again.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """Put the caret where typing begins; the clock starts with the first digit."""
        self._clock.invalidate()
        self._refusal.hide()
        self._entry.focus_block(1)

    def clear(self) -> None:
        """Let go of every digit."""
        self.show_rehearsal(Rehearsal(), KeyDraft())

    def _on_edited(self, draft: KeyDraft) -> None:
        if not self._clock.isValid():
            self._clock.start()
        self._refusal.hide()
        self.edited.emit(draft)

    def _finish(self) -> None:
        if self._rehearsal.draft.is_empty:
            self._say_refusal(_("Nothing is typed yet."))
        else:
            self.graded.emit(self._clock.elapsed() // 1000 if self._clock.isValid() else 0)

    def _refuse(self) -> None:
        self._say_refusal(_("Pasting is off here: typing is what you practise."))

    def _say_refusal(self, sentence: str) -> None:
        self._refusal.show_mark("info", "ink2", sentence)
        self._refusal.show()
        announce(self, sentence)
