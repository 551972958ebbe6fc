# SPDX-License-Identifier: Apache-2.0
"""The key in large print, to be typed off the screen: one block at a time, or all eight.

The digits are painted. They are part of the accessible tree only while they can be seen.
"""

from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.keys import BLOCK_DIGITS, BLOCKS
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.block_digits import (
    HALF,
    BlockDigits,
    gap_width,
    grouped_width,
    spoken,
)
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.text import Heading, Text

SMALLEST_PT = 56
"""Below this the block breaks into two rows of three before the digits get smaller."""
LARGEST_PT = 120
LEAST_PT = 24
"""Where even two rows are too wide for more."""
RING = 4
FUNCTION_KEYS = 10


def function_key(digit: str) -> str:
    """Return the function key that types a digit on the recovery screen."""
    return "F10" if digit == "0" else f"F{digit}"


class Progress(Enum):
    """How far a block of the key has got."""

    DONE = auto()
    NOW = auto()
    AHEAD = auto()


def paint_ring(painter: QPainter, look: Look, box: QRectF, radius: float) -> None:
    """Draw the focus ring just inside a box."""
    painter.setPen(QPen(look.color("focus"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)


class BarCell(QAbstractButton):
    """One of the eight in the bar: typed, now, or to come."""

    def __init__(self, look: Look, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._number = number
        self._progress = Progress.AHEAD
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._on_look)

    def show_progress(self, progress: Progress) -> None:
        """Show how far this block has got, also in its name."""
        self._progress = progress
        name = ""
        match progress:
            case Progress.DONE:
                name = _("Block {number}, typed").format(number=self._number)
            case Progress.NOW:
                name = _("Block {number}, now").format(number=self._number)
            case Progress.AHEAD:
                name = _("Block {number}, to come").format(number=self._number)
        name_it(self, identifiers.large_bar(self._number), name)
        self.update()

    def _on_look(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._look.font(Kind.NAME))
        small = QFontMetricsF(self._look.font(Kind.LABEL))
        width = metrics.horizontalAdvance("8 ") + small.horizontalAdvance(_("now"))
        return QSize(round(width) + self._look.px(8) + 2 * RING, self._look.px(34) + 2 * RING)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = look.px(8)
        whole = QRectF(self.rect())
        box = whole.adjusted(RING, RING, -RING, -RING)
        if self.hasFocus():
            paint_ring(painter, look, whole, radius + 3)
        fill, edge, ink, width = {
            Progress.DONE: ("accent_tint", "accent_tint", "accent_ink", 1.2),
            Progress.NOW: ("accent", "accent", "on_accent", 1.2),
            Progress.AHEAD: ("surface", "edge", "ink2", 1.2),
        }[self._progress]
        if self._progress is Progress.DONE and look.tokens.accent_tint == look.tokens.canvas:
            edge = "accent"
        if self.underMouse() and self._progress is Progress.AHEAD:
            width = 2.0
        painter.setPen(QPen(look.color(edge), width))
        painter.setBrush(look.color(fill))
        half = width / 2
        painter.drawRoundedRect(box.adjusted(half, half, -half, -half), radius, radius)
        self._paint_face(painter, box, ink)

    def _paint_face(self, painter: QPainter, box: QRectF, ink: str) -> None:
        look = self._look
        number = str(self._number)
        word = _("now") if self._progress is Progress.NOW else ""
        name, small = look.font(Kind.NAME), look.font(Kind.LABEL)
        tick = look.px(16) if self._progress is Progress.DONE else 0
        space = look.px(6)
        number_width = QFontMetricsF(name).horizontalAdvance(number)
        word_width = QFontMetricsF(small).horizontalAdvance(word)
        total = number_width + (tick + space if tick else 0) + (word_width + space if word else 0)
        x = box.center().x() - total / 2
        if tick:
            top = round(box.center().y() - tick / 2)
            painter.drawPixmap(round(x), top, look.icon("check", ink, tick))
            x += tick + space
        painter.setPen(look.color(ink))
        metrics = QFontMetricsF(name)
        base = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.setFont(name)
        painter.drawText(QPointF(x, base), number)
        if word:
            painter.setFont(small)
            painter.drawText(QPointF(x + number_width + space, base), word)


class BlockBar(QWidget):
    """The eight blocks of the key as a bar that can be clicked."""

    went_to = Signal(int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._columns = 0
        self.cells = [BarCell(look, number, self) for number in range(1, BLOCKS + 1)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        for number, cell in enumerate(self.cells, start=1):
            cell.clicked.connect(lambda _on=False, number=number: self.went_to.emit(number))
        look.changed.connect(self._lay_out)
        self._lay_out()

    def show_progress(self, now: int, typed: frozenset[int]) -> None:
        """Show which block is being typed and which are done."""
        for number, cell in enumerate(self.cells, start=1):
            if number == now and len(typed) < BLOCKS:
                cell.show_progress(Progress.NOW)
            else:
                cell.show_progress(Progress.DONE if number in typed else Progress.AHEAD)

    @override
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), 2 * self.cells[0].sizeHint().width()), hint.height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        one = self.cells[0].sizeHint().width()
        columns = next((c for c in (8, 4) if c * one <= self.width()), 2)
        if columns == self._columns:
            return
        self._columns = columns
        for at, cell in enumerate(self.cells):
            self._grid.addWidget(cell, *divmod(at, columns))
        for column in range(BLOCKS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


class LargeBlock(QLabel):
    """Six digits as large as there is room for, each with its function key below.

    A label to screen readers, though without text: its name reads the digits.
    """

    typed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._text = ""
        self._number = 1
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._on_look)

    def show_block(self, number: int, text: str) -> None:
        """Show a block."""
        if (number, text) != (self._number, self._text):
            self._number, self._text = number, text
            self._on_look()
        self._name()

    def _name(self) -> None:
        """Let the digits be read, one by one, only while they are in view."""
        if self.isVisible() and self._text:
            keys = ", ".join(function_key(digit) for digit in self._text if digit.isdecimal())
            name = _("Block {number}: {digits}").format(
                number=self._number, digits=spoken(self._text)
            )
            described = _("Function keys: {keys}").format(keys=keys)
        else:
            name = _("Block {number}").format(number=self._number)
            described = ""
        name_it(self, identifiers.LARGE_BLOCK, name)
        # Also when there is nothing to say: what was said before were digits.
        self.setAccessibleDescription(described)

    def _on_look(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._name()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._name()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.typed.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    # -- measures

    def _font(self, points: float) -> QFont:
        font = QFont(self._look.font(Kind.LARGE))
        font.setPointSizeF(points)
        return font

    def _cap(self) -> QSize:
        metrics = QFontMetricsF(self._look.font(Kind.LABEL))
        return QSize(round(metrics.horizontalAdvance("F10")) + self._look.px(18), self._look.px(28))

    def _pitch(self, font: QFont) -> float:
        """Return the way from one digit to the next: room for the key below it, too."""
        step = QFontMetricsF(font).horizontalAdvance("0")
        return max(step * 1.22, self._cap().width() + self._look.px(6))

    def _row_width(self, font: QFont, digits: int) -> float:
        return self._pitch(font) * digits + (gap_width(font) if digits > HALF else 0)

    def _fit(self, width: float) -> tuple[float, int]:
        """Return the size in points and the digits in a row."""
        for points in range(LARGEST_PT, SMALLEST_PT - 1, -2):
            if self._row_width(self._font(points), BLOCK_DIGITS) <= width:
                return points, BLOCK_DIGITS
        for points in range(SMALLEST_PT + 18, LEAST_PT, -2):
            if self._row_width(self._font(points), HALF) <= width:
                return points, HALF
        return LEAST_PT, HALF

    def _row_height(self, points: float) -> float:
        metrics = QFontMetricsF(self._font(points))
        return metrics.capHeight() + self._look.px(22) + self._cap().height()

    def _inner(self, width: float) -> float:
        return width - 2 * (RING + self._look.px(4))

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        points, digits = self._fit(self._inner(width))
        rows = BLOCK_DIGITS // digits
        height = rows * self._row_height(points) + (rows - 1) * self._look.px(18)
        return round(height) + 2 * (RING + self._look.px(14))

    @override
    def sizeHint(self) -> QSize:
        width = round(self._row_width(self._font(74), BLOCK_DIGITS)) + 2 * RING + 16
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        width = round(self._row_width(self._font(LEAST_PT), HALF)) + 2 * RING + 16
        # The height follows from the width; as a minimum it would outlive a narrower moment.
        return QSize(width, self._cap().height())

    # -- painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            paint_ring(painter, look, QRectF(self.rect()), look.px(10))
        points, in_row = self._fit(self._inner(self.width()))
        font = self._font(points)
        metrics = QFontMetricsF(font)
        pitch = self._pitch(font)
        top = float(RING + look.px(14))
        for start in range(0, len(self._text), in_row):
            part = self._text[start : start + in_row]
            x = (self.width() - self._row_width(font, in_row)) / 2
            base = top + metrics.capHeight()
            for at, digit in enumerate(part):
                if at == HALF:
                    x += gap_width(font)
                painter.setFont(font)
                painter.setPen(look.color("ink"))
                cell = QRectF(x, base - metrics.ascent(), pitch, metrics.height())
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, digit)
                self._paint_cap(painter, x + pitch / 2, base + look.px(22), digit)
                x += pitch
            top += self._row_height(points) + look.px(18)

    def _paint_cap(self, painter: QPainter, middle: float, top: float, digit: str) -> None:
        look = self._look
        cap = self._cap()
        box = QRectF(middle - cap.width() / 2, top, cap.width(), cap.height())
        painter.setPen(QPen(look.color("edge"), 1.2))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        painter.setFont(look.font(Kind.LABEL))
        painter.setPen(look.color("ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, function_key(digit))


class FunctionKeyMap(QLabel):
    """F1 to F10 and the digit each one types; those of the present block are filled."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._used: frozenset[str] = frozenset()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._on_look)
        self.retranslate()

    def show_used(self, text: str) -> None:
        """Fill the keys that type these digits."""
        self._used = frozenset(text)
        self.update()

    def used(self) -> frozenset[str]:
        """Return the digits whose keys are filled."""
        return self._used

    def retranslate(self) -> None:
        """Say the words again. They are the same for every key: no digits of this one."""
        name_it(
            self,
            identifiers.FUNCTION_KEYS,
            _("F1 types 1, F2 types 2, and so on to F9. F10 types 0."),
        )

    def _on_look(self) -> None:
        self.updateGeometry()
        self.update()

    def _cap(self) -> QSize:
        look = self._look
        name, digit = QFontMetricsF(look.font(Kind.NAME)), QFontMetricsF(look.font(Kind.ID))
        width = name.horizontalAdvance("F10") + look.px(12)
        return QSize(round(width), round(name.height() + digit.height()) + look.px(4))

    def _columns(self, width: float) -> int:
        pitch = self._cap().width() + self._look.px(6)
        return next((c for c in (10, 5, 2) if c * pitch <= width + self._look.px(6)), 1)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        rows = FUNCTION_KEYS // self._columns(width)
        return rows * (self._cap().height() + self._look.px(6))

    @override
    def sizeHint(self) -> QSize:
        width = FUNCTION_KEYS * (self._cap().width() + self._look.px(6))
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(2 * (self._cap().width() + self._look.px(6)), self._cap().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self._columns(self.width())
        cap = self._cap()
        space = look.px(6)
        for at in range(FUNCTION_KEYS):
            digit = str((at + 1) % FUNCTION_KEYS)
            row, column = divmod(at, columns)
            box = QRectF(
                column * (cap.width() + space) + 0.6,
                row * (cap.height() + space) + 0.6,
                cap.width() - 1.2,
                cap.height() - 1.2,
            )
            self._paint_key(painter, box, digit, filled=digit in self._used)

    def _paint_key(self, painter: QPainter, box: QRectF, digit: str, *, filled: bool) -> None:
        look = self._look
        painter.setPen(QPen(look.color("accent" if filled else "edge"), 1.2))
        painter.setBrush(look.color("accent" if filled else "surface"))
        painter.drawRoundedRect(box, look.px(7), look.px(7))
        painter.setPen(look.color("on_accent" if filled else "ink"))
        middle = QFontMetricsF(look.font(Kind.NAME)).height() + look.px(1)
        upper = QRectF(box.left(), box.top() + look.px(1), box.width(), middle)
        painter.setFont(look.font(Kind.NAME))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, function_key(digit))
        lower = QRectF(box.left(), upper.bottom() - 1, box.width(), box.bottom() - upper.bottom())
        painter.setFont(look.font(Kind.SMALL))
        painter.setPen(look.color("on_accent" if filled else "ink2"))
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, digit)


class AllRow(QAbstractButton):
    """One of eight blocks in view at once, with a box to tick."""

    def __init__(self, look: Look, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._number = number
        self._text = ""
        self._now = False
        self.setCheckable(True)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._on_look)

    def show_block(self, text: str, *, now: bool, typed: bool) -> None:
        """Show a block and whether it is typed."""
        self._text, self._now = text, now
        self.setChecked(typed)
        self._name()
        self.update()

    def _name(self) -> None:
        name = _("Block {number}").format(number=self._number)
        if self.isVisible() and self._text:
            name = _("Block {number}: {digits}").format(
                number=self._number, digits=spoken(self._text)
            )
        typed = _("typed") if self.isChecked() else _("not typed yet")
        name_it(self, identifiers.large_row(self._number), name, typed)

    def _on_look(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._name()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._name()

    def _font(self) -> QFont:
        font = QFont(self._look.font(Kind.DIGITS))
        font.setPointSizeF(font.pointSizeF() * 1.45)
        return font

    @override
    def sizeHint(self) -> QSize:
        look = self._look
        width = grouped_width(self._font(), BLOCK_DIGITS) + look.px(86) + 2 * RING
        height = QFontMetricsF(self._font()).height() + look.px(16) + 2 * RING
        return QSize(round(width), round(height))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        box = whole.adjusted(RING, RING, -RING, -RING)
        if self.hasFocus():
            paint_ring(painter, look, whole, look.px(9) + 3)
        typed = self.isChecked()
        strong = self._now or self.underMouse()
        edge, width = ("accent", 2.0) if self._now else ("edge" if strong else "line", 1.2)
        painter.setPen(QPen(look.color(edge), width))
        painter.setBrush(look.color("accent_tint" if typed else "surface"))
        half = width / 2
        painter.drawRoundedRect(box.adjusted(half, half, -half, -half), look.px(9), look.px(9))
        side = float(look.px(20))
        tick = QRectF(box.left() + look.px(12), box.center().y() - side / 2, side, side)
        painter.setPen(QPen(look.color("accent" if typed else "edge"), 1.6))
        painter.setBrush(look.color("accent" if typed else "surface"))
        painter.drawRoundedRect(tick, look.px(5), look.px(5))
        if typed:
            mark = look.icon("check", "on_accent", round(side * 0.8))
            painter.drawPixmap(tick.topLeft() + QPointF(side * 0.1, side * 0.1), mark)
        painter.setFont(look.font(Kind.NAME))
        painter.setPen(look.color("accent_ink"))
        number = QRectF(tick.right() + look.px(10), box.top(), look.px(22), box.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(self._number))
        self._paint_digits(painter, box, number.right() + look.px(8))

    def _paint_digits(self, painter: QPainter, box: QRectF, left: float) -> None:
        font = self._font()
        metrics = QFontMetricsF(font)
        step = metrics.horizontalAdvance("0")
        painter.setFont(font)
        painter.setPen(self._look.color("ink"))
        base = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        for at, digit in enumerate(self._text):
            gap = gap_width(font) if at >= HALF else 0
            painter.drawText(QPointF(left + at * step + gap, base), digit)


class AllBlocks(QWidget):
    """All eight blocks, each to be ticked."""

    ticked = Signal(int, bool)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._columns = 0
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.rows = [AllRow(look, number, self) for number in range(1, BLOCKS + 1)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        for number, row in enumerate(self.rows, start=1):
            row.clicked.connect(lambda on, number=number: self.ticked.emit(number, on))
        look.changed.connect(self._lay_out)
        self._lay_out()

    def show_blocks(self, blocks: tuple[str, ...], now: int, typed: frozenset[int]) -> None:
        """Show the blocks."""
        for number, (row, text) in enumerate(zip(self.rows, blocks, strict=True), start=1):
            row.show_block(text, now=number == now, typed=number in typed)

    @override
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.rows[0].sizeHint().width()), hint.height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        columns = 2 if 2 * self.rows[0].sizeHint().width() + 2 <= self.width() else 1
        if columns == self._columns:
            return
        self._columns = columns
        per_column = BLOCKS // columns
        for at, row in enumerate(self.rows):
            # Down first: two neighbours of the key are then read one below the other.
            column, line = divmod(at, per_column)
            self._grid.addWidget(row, line, column)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


class LargePrint(QWidget):
    """The key as it is typed on the locked PC.

    `typed_block` says that a block is done, `untyped_block` that it is not after all, `went_to`
    that another one is to be shown.
    """

    typed_block = Signal(int)
    untyped_block = Signal(int)
    went_to = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._blocks: tuple[str, ...] = ("",) * BLOCKS
        self._now = 1
        self._typed: frozenset[int] = frozenset()
        self._view = "one"
        self._bar = BlockBar(look, self)
        self._bar.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._card = Card(look)
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._title.set_role("accent_ink")
        self._of = Text(look, "", Kind.TITLE, "ink2")
        self._then = Text(look, "", Kind.SMALL, "ink2")
        self._next = BlockDigits(look, Kind.ID, "ink2", self)
        self._block = LargeBlock(look, self)
        self._all = AllBlocks(look, self)
        self._done = Button(look, "", ButtonKind.PRIMARY, "check")
        self._back = Button(look, "", ButtonKind.PLAIN)
        self._hint = Text(look, "", Kind.SMALL, "ink2")
        self._map_card = Card(look, fill="sunken")
        self._map_title = Heading(look, "", Kind.NAME, 3)
        self._marked = Text(look, "", Kind.SMALL, "ink2")
        self.keys = FunctionKeyMap(look, self)
        self._build()
        self._bar.went_to.connect(self.went_to)
        self._block.typed.connect(self._on_typed)
        self._done.clicked.connect(self._on_typed)
        self._back.clicked.connect(lambda: self.went_to.emit(self._now - 1))
        self._all.ticked.connect(self._on_ticked)
        look.changed.connect(self.retranslate)
        self.retranslate()

    def _build(self) -> None:
        look = self._look
        head = QWidget()
        head_row = FlowRow(look, 8)
        head.setLayout(head_row)
        head_row.addWidget(self._title)
        head_row.addWidget(self._of)
        then = QWidget()
        then_row = QHBoxLayout(then)
        then_row.setContentsMargins(look.px(16), 0, 0, 0)
        then_row.setSpacing(look.px(6))
        then_row.addWidget(self._then, 0, Qt.AlignmentFlag.AlignVCenter)
        then_row.addWidget(self._next, 0, Qt.AlignmentFlag.AlignVCenter)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(head, 1)
        top.addWidget(then, 0)
        self._then_box = then
        self._card.body.addLayout(top)
        self._card.body.addWidget(self._block)
        self._card.body.addWidget(self._all)
        buttons = QWidget()
        button_row = FlowRow(look, 10)
        buttons.setLayout(button_row)
        button_row.addWidget(self._done)
        button_row.addWidget(self._back)
        button_row.addWidget(self._hint)
        self._buttons = buttons
        self._map_card.body.setSpacing(look.px(8))
        self._map_card.body.addWidget(self._map_title)
        self._map_card.body.addWidget(self.keys)
        self._map_card.body.addWidget(self._marked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addWidget(self._bar)
        column.addWidget(self._card)
        column.addWidget(buttons)
        column.addWidget(self._map_card)

    def show_key(self, blocks: tuple[str, ...], now: int, typed: frozenset[int], view: str) -> None:
        """Show the key: the block being typed, those done, and "one" block or "all"."""
        self._blocks, self._now, self._typed, self._view = blocks, now, typed, view
        self.retranslate()

    def focus_first(self) -> None:
        """Put the focus where Space says that the block is typed."""
        if self._view == "all":
            self._all.rows[self._now - 1].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._block.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Draw everything again, in the present language."""
        number = self._now
        one = self._view != "all"
        text = self._blocks[number - 1]
        self._bar.show_progress(number, self._typed)
        self._title.say(_("Block {number}").format(number=number) if one else _("All eight blocks"))
        self._of.setVisible(one)
        self._of.say(_("of {blocks}").format(blocks=BLOCKS))
        last = number == BLOCKS
        self._then_box.setVisible(one)
        self._then.say(_("then: press Enter") if last else _("then:"))
        self._next.setVisible(not last)
        self._next.show_digits("" if last or not one else self._blocks[number])
        self._block.setVisible(one)
        self._block.show_block(number, text if one else "")
        self._all.setVisible(not one)
        self._all.show_blocks(self._blocks if not one else ("",) * BLOCKS, number, self._typed)
        self._buttons.setVisible(one)
        self._done.say(_("Block {number} is typed").format(number=number))
        name_it(self._done, identifiers.LARGE_TYPED, self._done.text())
        # With all of them typed, the way on is the one deed that is left.
        whole = len(self._typed) == BLOCKS
        self._done.set_kind(ButtonKind.PLAIN if whole else ButtonKind.PRIMARY)
        self._back.setVisible(number > 1)
        self._back.say(_("Back to block {number}").format(number=max(number - 1, 1)))
        name_it(self._back, identifiers.LARGE_BACK, self._back.text())
        self._hint.say(_("Space does the same"))
        self._map_title.say(_("No digit keys? The function keys type them"))
        self._marked.say(_("Marked: block {number}").format(number=number))
        self.keys.show_used(text)
        self.keys.retranslate()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Space reaches this point only if no button under the focus took it.
        if event.key() == Qt.Key.Key_Space and self._view != "all" and not event.isAutoRepeat():
            self._on_typed()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _on_typed(self) -> None:
        self.typed_block.emit(self._now)

    def _on_ticked(self, number: int, on: bool) -> None:
        if on:
            self.typed_block.emit(number)
        else:
            self.untyped_block.emit(number)
