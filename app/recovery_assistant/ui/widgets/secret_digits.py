# SPDX-License-Identifier: Apache-2.0
"""A kept key as print, painted straight from the buffer that holds it.

No label, no text of 48 digits: each digit is painted by itself, and what a screen reader may hear
is put together when it asks, only while the key is to be seen.
"""

from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleInterface,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAccessibleWidget, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.keys import BLOCK_DIGITS, BLOCKS
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.block_digits import HALF, gap_width, grouped_width
from recovery_assistant.vault.held import HeldKeys

LARGE_POINTS: Final = 28.0
SMALL_POINTS: Final = (13.0, 11.5, 10.0, 9.0, 8.0)
"""The small form takes the first of these in which four blocks stand in a row."""
_COLUMNS: Final = (4, 2, 1)


class SecretDigits(QWidget):
    """Eight blocks in rows of four, two or one; dots until they are revealed.

    It holds no digits: a reference to the buffer and a slot in it, until `forget`.
    """

    def __init__(self, look: Look, *, large: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _install()
        self._look = look
        self._large = large
        self._held: HeldKeys | None = None
        self._slot = 0
        self._revealed = False
        # Digits run from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._on_look)

    def show_key(self, held: HeldKeys, slot: int, *, revealed: bool) -> None:
        """Show the key of a slot, as dots unless it is revealed."""
        changed = (held, slot, revealed) != (self._held, self._slot, self._revealed)
        self._held, self._slot, self._revealed = held, slot, revealed
        if changed:
            self._tell()

    def forget(self) -> None:
        """Let go of the buffer; dots stand there from now on."""
        self._held, self._slot, self._revealed = None, 0, False
        self._tell()

    @property
    def revealed(self) -> bool:
        """Whether digits can be seen."""
        return self._revealed and self._held is not None and not self._held.is_wiped

    def spoken(self) -> str:
        """Return what a screen reader hears: the digits only while they can be seen."""
        if not self.revealed or not self.isVisible():
            return _("Recovery key, hidden")
        blocks = (
            _("Block {number}: {digits}").format(
                number=number + 1, digits=" ".join(map(self._digit, self._places(number)))
            )
            for number in range(BLOCKS)
        )
        return ". ".join(blocks)

    def _tell(self) -> None:
        self.update()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def _on_look(self) -> None:
        self.updateGeometry()
        self.update()

    # -- digits, one at a time

    def _places(self, block: int) -> range:
        return range(block * BLOCK_DIGITS, (block + 1) * BLOCK_DIGITS)

    def _digit(self, place: int) -> str:
        if self._held is None:
            return ""
        with self._held.digits(self._slot) as view:
            return chr(view[place])

    # -- measures

    def _font(self, width: int) -> QFont:
        sizes = (LARGE_POINTS,) if self._large else SMALL_POINTS
        fonts = [self._look.font(Kind.DIGITS, points) for points in sizes]
        most = _COLUMNS[0]
        room = width + 1 - (most - 1) * self._gap()
        fitting = (font for font in fonts if most * grouped_width(font, BLOCK_DIGITS) <= room)
        return next(fitting, fonts[0])

    def _block_width(self, width: int) -> float:
        return grouped_width(self._font(width), BLOCK_DIGITS)

    def _gap(self) -> int:
        return self._look.px(26 if self._large else 10)

    def _columns(self, width: int) -> int:
        block, gap = self._block_width(width), self._gap()
        fitting = (n for n in _COLUMNS if n * block + (n - 1) * gap <= width + 1)
        return next(fitting, 1)

    def _row_height(self, width: int) -> float:
        digits = QFontMetricsF(self._font(width)).height()
        return digits + (self._label_height() + self._look.px(12) if self._large else 4)

    def _label_height(self) -> float:
        return QFontMetricsF(self._look.font(Kind.LABEL)).height()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return round(self._row_height(width) * (BLOCKS // self._columns(width))) + 2

    @override
    def sizeHint(self) -> QSize:
        columns = _COLUMNS[0]
        block = self._block_width(0)
        width = round(columns * block + (columns - 1) * self._gap()) + 2
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._block_width(0)) + 2, round(self._row_height(0)))

    # -- painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self._columns(self.width())
        step = self._block_width(self.width()) + self._gap()
        for block in range(BLOCKS):
            row, column = divmod(block, columns)
            self._paint_block(
                painter, block, QPointF(column * step, row * self._row_height(self.width()))
            )
        painter.end()

    def _paint_block(self, painter: QPainter, block: int, corner: QPointF) -> None:
        look = self._look
        x, top = corner.x(), corner.y()
        if self._large:
            painter.setFont(look.font(Kind.LABEL))
            painter.setPen(look.color("ink2"))
            label = QRectF(x, top, self._block_width(self.width()), self._label_height())
            leading = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
            painter.drawText(label, int(leading), str(block + 1))
            top += self._label_height()
        font = self._font(self.width())
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(look.color("ink"))
        width = metrics.horizontalAdvance("0")
        revealed = self.revealed
        for number, place in enumerate(self._places(block)):
            if number == HALF:
                x += gap_width(font)
            if revealed:
                painter.drawText(QPointF(x, top + metrics.ascent()), self._digit(place))
            else:
                painter.save()
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("ink2"))
                middle = QPointF(x + width / 2, top + metrics.height() / 2)
                painter.drawEllipse(middle, width * 0.2, width * 0.2)
                painter.restore()
            x += width


class _Spoken(QAccessibleWidget):
    """What assistive technology finds: a text that is made when it is asked for."""

    def __init__(self, widget: SecretDigits) -> None:
        super().__init__(widget, QAccessible.Role.StaticText)
        self._digits = widget

    @override
    def text(self, t: QAccessible.Text) -> str:
        if t is QAccessible.Text.Name:
            return self._digits.spoken()
        return super().text(t)


_kept: dict[int, QAccessibleInterface] = {}
_installed: list[bool] = []


def _interface(_name: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, SecretDigits):
        return None
    # Qt does not own what Python made: it has to be kept as long as the widget lives.
    interface = _Spoken(thing)
    key = id(thing)
    _kept[key] = interface
    thing.destroyed.connect(lambda: _kept.pop(key, None))
    return interface


def _install() -> None:
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_interface)
