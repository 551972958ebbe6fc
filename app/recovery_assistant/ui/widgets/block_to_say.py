# SPDX-License-Identifier: Apache-2.0
"""One block to be said: a word for each digit, and the digits large; painted, never a text.

It holds no digits: a reference to the draft, until `forget`.
"""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleInterface,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAccessibleWidget, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.keys import BLOCK_DIGITS, KeyDraft, plain_digits
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.block_digits import HALF, gap_width, grouped_width

POINTS: Final = 34.0
_DASH: Final = " \N{EN DASH} "
_ENDS: Final = (",", ".")


class BlockToSay(QWidget):
    """The words of two halves, one below the other, and below them the six digits."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _install()
        self._look = look
        self._draft: KeyDraft | None = None
        self._block = 1
        self._words: Mapping[str, str] = {}
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._on_look)

    def show_block(self, draft: KeyDraft, block: int, words: Mapping[str, str]) -> None:
        """Show a block, with a word for each of 0 to 9."""
        changed = (draft, block) != (self._draft, self._block) or words != self._words
        self._draft, self._block, self._words = draft, block, words
        if changed:
            self._tell()
            self.updateGeometry()

    def forget(self) -> None:
        """Let go of the draft; nothing is drawn from now on."""
        self._draft = None
        self._tell()

    def spoken(self) -> str:
        """Return what a screen reader hears: the digits only while they can be seen."""
        if self._draft is None or not self.isVisible():
            return _("Digits, hidden")
        return _("Block {number}: {digits}").format(
            number=self._block, digits=" ".join(self._digits())
        )

    def _digits(self) -> str:
        return "" if self._draft is None else plain_digits(self._draft.block(self._block))

    def _tell(self) -> None:
        self.update()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def _on_look(self) -> None:
        self.updateGeometry()
        self.update()

    # -- measures

    def _in_a_row(self, width: int) -> int:
        """How many words stand in a row: three, or one where there is no room."""
        metrics = QFontMetricsF(self._look.font(Kind.SCRIPT))
        widest = max(map(metrics.horizontalAdvance, self._words.values()), default=0.0)
        dash = metrics.horizontalAdvance(_DASH)
        return HALF if HALF * widest + (HALF - 1) * dash <= width else 1

    def _line_height(self) -> float:
        return QFontMetricsF(self._look.font(Kind.SCRIPT)).height() * Kind.SCRIPT.value[2]

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        lines = BLOCK_DIGITS // self._in_a_row(width)
        digits = QFontMetricsF(self._look.font(Kind.DIGITS, POINTS)).height()
        return round(lines * self._line_height() + digits + self._look.px(24))

    @override
    def sizeHint(self) -> QSize:
        width = round(grouped_width(self._look.font(Kind.DIGITS, POINTS), BLOCK_DIGITS))
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        width = round(grouped_width(self._look.font(Kind.DIGITS, POINTS), BLOCK_DIGITS))
        return QSize(width, round(self._line_height()))

    # -- painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        digits = self._digits()
        if len(digits) != BLOCK_DIGITS:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # A painter takes the direction of the program, and would put the full stop first.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setPen(self._look.color("ink"))
        top = self._paint_words(painter, digits)
        self._paint_digits(painter, digits, top + self._look.px(16))
        painter.end()

    def _paint_words(self, painter: QPainter, digits: str) -> float:
        painter.setFont(self._look.font(Kind.SCRIPT))
        row, top = self._in_a_row(self.width()), 0.0
        for start in range(0, BLOCK_DIGITS, row):
            end = start + row
            line = _DASH.join(self._words.get(one, one) for one in digits[start:end])
            if end % HALF == 0:
                line += _ENDS[end // HALF - 1]
            box = QRectF(0, top, self.width(), self._line_height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), line)
            top += self._line_height()
        return top

    def _paint_digits(self, painter: QPainter, digits: str, top: float) -> None:
        font = self._look.font(Kind.DIGITS, POINTS)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        x = max(0.0, (self.width() - grouped_width(font, BLOCK_DIGITS)) / 2)
        for number, digit in enumerate(digits):
            if number == HALF:
                x += gap_width(font)
            painter.drawText(QPointF(x, top + metrics.ascent()), digit)
            x += metrics.horizontalAdvance("0")


class _Spoken(QAccessibleWidget):
    """What assistive technology finds: a text that is made when it is asked for."""

    def __init__(self, widget: BlockToSay) -> None:
        super().__init__(widget, QAccessible.Role.StaticText)
        self._block = widget

    @override
    def text(self, t: QAccessible.Text) -> str:
        if t is QAccessible.Text.Name:
            return self._block.spoken()
        return super().text(t)


_kept: dict[int, QAccessibleInterface] = {}
_installed: list[bool] = []


def _interface(_name: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, BlockToSay):
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
