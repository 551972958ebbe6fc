# SPDX-License-Identifier: Apache-2.0
"""Six digits as print, 3 + 3, painted: no label that could be selected, copied or left behind."""

from collections.abc import Collection

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.keys import BLOCK_DIGITS
from recovery_assistant.ui.look import Kind, Look

HALF = BLOCK_DIGITS // 2
"""Digits before the drawn gap."""
GAP_EM = 0.45
"""The drawn gap, in em."""


def gap_width(font: QFont) -> float:
    """Return the width of the drawn gap in a font."""
    # An em of a monospaced font is about 1/0.6 of its step.
    return QFontMetricsF(font).horizontalAdvance("0") / 0.6 * GAP_EM


def grouped_width(font: QFont, count: int) -> float:
    """Return the width of a number of digits drawn as 3 + 3."""
    step = QFontMetricsF(font).horizontalAdvance("0")
    return step * count + (gap_width(font) if count > HALF else 0)


def spoken(text: str) -> str:
    """Return digits one by one, so that no voice reads them as a number."""
    return " ".join(text)


class BlockDigits(QLabel):
    """One block as print; changed digits are bold, underlined and in the accent colour.

    A label to screen readers, though without text: its name reads the digits, one by one, while
    they can be seen.
    """

    def __init__(
        self, look: Look, kind: Kind = Kind.CHIP, role: str = "ink", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._kind = kind
        self._role = role
        self._text = ""
        self._changed: frozenset[int] = frozenset()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._on_look)

    def digits(self) -> str:
        """Return the digits shown."""
        return self._text

    def show_digits(self, text: str, changed: Collection[int] = ()) -> None:
        """Show digits; `changed` counts from 0."""
        self._text = text
        self._changed = frozenset(changed)
        self._name()
        self._on_look()

    def _name(self) -> None:
        self.setAccessibleName(spoken(self._text) if self.isVisible() else "")

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._name()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._name()

    def _on_look(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def sizeHint(self) -> QSize:
        font = self._look.font(self._kind)
        count = max(len(self._text), 1)
        return QSize(round(grouped_width(font, count)) + 2, round(QFontMetricsF(font).height()) + 2)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The semi-bold of digits would hide which of them are bold because they changed.
        plain, bold = self._look.font(self._kind), self._look.font(self._kind)
        plain.setWeight(QFont.Weight.Medium)
        bold.setWeight(QFont.Weight.Bold)
        metrics = QFontMetricsF(plain)
        step = metrics.horizontalAdvance("0")
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2
        x = 0.0
        for at, digit in enumerate(self._text):
            if at == HALF:
                x += gap_width(plain)
            changed = at in self._changed
            painter.setFont(bold if changed else plain)
            painter.setPen(self._look.color("accent_ink" if changed else self._role))
            painter.drawText(QPointF(x, base), digit)
            if changed:
                painter.setPen(QPen(self._look.color("accent_ink"), 2))
                under = base + metrics.descent() * 0.7
                painter.drawLine(QPointF(x + 1, under), QPointF(x + step - 1, under))
            x += step
