# SPDX-License-Identifier: Apache-2.0
"""Readings of a block that could be meant, most likely first. None is taken by itself."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _, isolated, ngettext
from recovery_assistant.keys import Slip, Suggestion, plain_digits
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.block_digits import BlockDigits, spoken
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.wording import key as words

AT_FIRST = 3
"""So many stand there at once; more would be a list to guess from."""
MORE = 6
"""So many are added each time more are asked for."""


def changed_digits(suggestion: Suggestion, typed: str) -> tuple[int, ...]:
    """Return the digits, counted from 0, that differ from what was typed."""
    if len(typed) == len(suggestion.digits):
        pairs = zip(typed, suggestion.digits, strict=True)
        return tuple(at for at, (old, new) in enumerate(pairs) if old != new)
    if suggestion.position is None or suggestion.slip is Slip.EXTRA:
        return ()
    first = suggestion.position - 1
    return tuple(range(first, first + max(1, len(suggestion.now))))


class SuggestionChip(QWidget):
    """One reading: its digits, why, and a button of its own."""

    used = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._first = False
        self._suggestion: Suggestion | None = None
        self.digits = BlockDigits(look, Kind.CHIP, "ink", self)
        self._reason = Text(look, "", Kind.SMALL, "ink2", parent=self)
        self.use = Button(look, _("Use"), ButtonKind.PLAIN, small=True, parent=self)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.digits, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._reason)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(14), look.px(8), look.px(8), look.px(8))
        row.setSpacing(look.px(8))
        row.addLayout(column, 1)
        row.addWidget(self.use, 0, Qt.AlignmentFlag.AlignVCenter)
        self.use.clicked.connect(self._on_use)
        look.changed.connect(self.update)

    def show_suggestion(self, block: int, rank: int, suggestion: Suggestion, typed: str) -> None:
        """Show a reading of a block; rank 1 is the most likely one."""
        self._suggestion = suggestion
        self._first = rank == 1
        self.digits.show_digits(suggestion.digits, changed_digits(suggestion, typed))
        reason = words.suggestion_reason(suggestion)
        self._reason.say(reason)
        self.use.say(_("Use"))
        self.use.set_kind(ButtonKind.SECONDARY if self._first else ButtonKind.PLAIN)
        name_it(
            self.use,
            identifiers.suggestion_use(rank),
            _("Use {digits} as block {number}").format(
                digits=isolated(spoken(suggestion.digits)), number=block
            ),
            reason,
        )
        self.update()

    def forget(self) -> None:
        """Let go of the digits, in every word that a screen reader could ask for."""
        self._suggestion = None
        self.digits.show_digits("")
        self._reason.say("")
        self.use.setAccessibleName(_("Use"))
        self.use.setAccessibleDescription("")

    def _on_use(self) -> None:
        if self._suggestion is not None:
            self.used.emit(self._suggestion.digits)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2.0 if self._first else 1.2
        painter.setPen(QPen(look.color("accent" if self._first else "edge"), width))
        painter.setBrush(look.color("surface"))
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(box, look.px(9), look.px(9))


class SuggestionList(QWidget):
    """The readings of one block. `used` tells the block and the digits taken."""

    used = Signal(int, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._block = 0
        self._typed = ""
        self._suggestions: tuple[Suggestion, ...] = ()
        self._shown = AT_FIRST
        self._columns = 1
        self._chips: list[SuggestionChip] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(look.px(8))
        self.more = Button(look, "", ButtonKind.QUIET, "plus", small=True, parent=self)
        self.more.clicked.connect(self._show_more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addLayout(self._grid)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)
        self._draw()

    def show_suggestions(
        self, block_number: int, typed: str, suggestions: tuple[Suggestion, ...]
    ) -> None:
        """Show the readings of a block, best first; an empty tuple shows nothing.

        `typed` is the block as it stands: what a reading changes in it is marked.
        """
        typed = plain_digits(typed)
        if (block_number, typed) != (self._block, self._typed):
            self._shown = AT_FIRST
        self._block = block_number
        self._typed = typed
        self._suggestions = suggestions
        self._draw()

    def set_columns(self, columns: int) -> None:
        """Lay the chips out in one or more columns."""
        if columns != self._columns:
            self._columns = columns
            for at, chip in enumerate(self._chips):
                self._grid.addWidget(chip, *divmod(at, columns))

    def retranslate(self) -> None:
        """Say every word again."""
        self._draw()

    def _draw(self) -> None:
        shown = self._suggestions[: self._shown]
        while len(self._chips) < len(shown):
            self._add_chip()
        for at, chip in enumerate(self._chips):
            chip.setVisible(at < len(shown))
            if at < len(shown):
                chip.show_suggestion(self._block, at + 1, shown[at], self._typed)
            else:
                chip.forget()
        left = len(self._suggestions) - len(shown)
        self.more.setVisible(left > 0)
        if left > 0:
            self.more.say(
                ngettext("{count} more, less likely", "{count} more, less likely", left).format(
                    count=left
                )
            )
        name_it(self.more, identifiers.SUGGESTIONS_MORE, self.more.text())

    def _add_chip(self) -> None:
        chip = SuggestionChip(self._look, self)
        chip.used.connect(lambda digits: self.used.emit(self._block, digits))
        self._grid.addWidget(chip, *divmod(len(self._chips), self._columns))
        if self._chips:
            QWidget.setTabOrder(self._chips[-1].use, chip.use)
        QWidget.setTabOrder(chip.use, self.more)
        self._chips.append(chip)
        self.more.raise_()  # last for screen readers, too

    def _show_more(self) -> None:
        first_new = min(self._shown, len(self._suggestions) - 1)
        self._shown += MORE
        self._draw()
        if self.more.isHidden():
            # The button that was pressed is gone: go on with what it brought.
            self._chips[first_new].use.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def sizeHint(self) -> QSize:
        return super().sizeHint() if self._suggestions else QSize(0, 0)
