# SPDX-License-Identifier: Apache-2.0
"""A second copy of the key, folded away until it is asked for, and what the two say together.

Like the entry of the key itself, it holds no draft: what is typed is handed over at each change.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from recovery_assistant.i18n import _
from recovery_assistant.keys import BLOCKS, BlockCompared, Comparison, KeyDraft, compare
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.key_entry import LineForm
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked
from recovery_assistant.ui.widgets.verdict_mark import VerdictMark
from recovery_assistant.wording import key as words


class _Row(QWidget):
    """One block: its number, an icon with words, and a button where the copy helps."""

    def __init__(self, look: Look, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = number
        self._name = Text(look, "", Kind.NAME, parent=self)
        self._mark = VerdictMark(look, self)
        self.use = Button(look, "", ButtonKind.PLAIN, small=True, parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._mark, 1)
        row.addWidget(self.use, 0, Qt.AlignmentFlag.AlignTop)
        name_it(self, identifiers.second_block(number))
        name_it(self.use, identifiers.second_use(number))

    def show_block(self, one: BlockCompared) -> None:
        """Draw how the block stands to that of the other copy."""
        said = words.compared_words(one)
        name = _("Block {number}").format(number=self.number)
        self._name.say(name)
        self._mark.show_mark(said.icon, said.role, said.words)
        name_it(
            self,
            identifiers.second_block(self.number),
            _("Block {number}: {verdict}").format(number=self.number, verdict=said.words),
        )
        self.use.setVisible(one.fill is not None)
        self.use.say(_("Use"))
        # The digits are not said: they stand in the field right above.
        name_it(
            self.use,
            identifiers.second_use(self.number),
            _("Use block {number} of the second copy").format(number=self.number),
            said.words,
        )


class SecondCopy(QWidget):
    """The second entry and the comparison.

    `opened` says whether it is to be unfolded, `edited` hands over a new `KeyDraft`, `pasted` a
    text that is more than digits for the field, `used` the block to take, 0 for all of them.
    """

    opened = Signal(bool)
    edited = Signal(object)
    pasted = Signal(str)
    used = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open = False
        self._columns = 1
        self._toggle = Button(look, "", ButtonKind.QUIET, "plus", parent=self)
        self._card = Card(look, parent=self)
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._why = Text(look, "", Kind.SMALL, "ink2")
        self.line = LineForm(look, identifier=identifiers.SECOND_LINE, label=_second_label)
        self._result = QWidget()
        self._summary = Marked(look, "info", "", "ink", Kind.NAME)
        self._what_next = Text(look, "", Kind.SMALL, "ink2")
        self._rows = [_Row(look, number, self._result) for number in range(1, BLOCKS + 1)]
        self._all = Button(look, "", ButtonKind.SECONDARY, small=True)
        # Digits and what is said of them run as in the entry above.
        self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._lay_out(look)
        self._toggle.clicked.connect(self._on_toggle)
        self.line.edited.connect(lambda: self.edited.emit(KeyDraft(self.line.blocks())))
        self.line.edit.brought.connect(self.pasted)
        for row in self._rows:
            row.use.clicked.connect(lambda _checked=False, n=row.number: self._on_use(n))
        self._all.clicked.connect(lambda: self._on_use(0))
        self.show_second(KeyDraft(), KeyDraft(), opened=False, hidden=False)

    def _lay_out(self, look: Look) -> None:
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(4))
        result = QVBoxLayout(self._result)
        result.setContentsMargins(0, 0, 0, 0)
        result.setSpacing(look.px(6))
        result.addWidget(self._summary)
        result.addWidget(self._what_next)
        result.addLayout(self._grid)
        result.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeading)
        self._card.body.setSpacing(look.px(8))
        for part in (self._title, self._why, self.line, self._result):
            self._card.body.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._card)
        self._place_rows()

    def _place_rows(self) -> None:
        for row in self._rows:
            # Down the first column, then down the second.
            column, line = divmod(row.number - 1, BLOCKS // self._columns)
            self._grid.addWidget(row, line, column)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)

    def set_columns(self, columns: int) -> None:
        """Lay the eight results out in one or two columns."""
        if columns != self._columns:
            self._columns = columns
            self._place_rows()

    def show_second(self, draft: KeyDraft, second: KeyDraft, *, opened: bool, hidden: bool) -> None:
        """Draw the second copy beside the key; folded away, it holds no digit."""
        still_folded = not (opened or self._open)
        self._open = opened
        self._toggle.set_icon("up" if opened else "plus")
        self._toggle.say(
            _("Fold the second copy away") if opened else _("Compare with a second copy")
        )
        self._card.setVisible(opened)
        if still_folded:
            # Nothing to draw with each digit that is typed above.
            return
        self.line.edit.set_hidden(hidden)
        self.line.show_blocks(second.blocks if opened else ("",) * BLOCKS)
        shown = opened and not (second.is_empty or draft.is_empty)
        self._result.setVisible(shown)
        if shown:
            self._show_comparison(compare(draft.blocks, second.blocks))

    def _show_comparison(self, comparison: Comparison) -> None:
        summary = words.comparison_summary(comparison)
        self._summary.show_text(summary.icon, summary.title, summary.role)
        self._what_next.say(summary.sentence)
        name_it(self._result, identifiers.SECOND_SUMMARY, summary.title, summary.sentence)
        for row, one in zip(self._rows, comparison.blocks, strict=True):
            row.show_block(one)
        self._all.setVisible(sum(one.fill is not None for one in comparison.blocks) > 1)

    def retranslate(self) -> None:
        """Say every word again; the page shows the session after that."""
        self._title.say(_("Second copy"))
        self._why.say(
            _(
                "A photo, a printout, a note, or what somebody reads out to you. "
                "“Here” is the key above."
            )
        )
        self._all.say(_("Use all that it fills"))
        name_it(self._all, identifiers.SECOND_USE_ALL, self._all.text())
        name_it(self._toggle, identifiers.COMPARE_OPEN)
        self.line.retranslate()

    def _on_toggle(self) -> None:
        self.opened.emit(not self._open)
        if self._open:
            self.line.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_use(self, number: int) -> None:
        self.used.emit(number)
        pressed = self._rows[number - 1].use if number else self._all
        if pressed.isHidden():
            # What was pressed is gone: go on with the next that helps, else with the digits.
            left = (row.use for row in self._rows if not row.use.isHidden())
            target: QWidget = next(left, self.line.edit)
            target.setFocus(Qt.FocusReason.OtherFocusReason)


def _second_label() -> str:
    return _("Second copy, 48 digits")
