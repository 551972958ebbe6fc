# SPDX-License-Identifier: Apache-2.0
"""A bar code of digits for a scanner: Code 128, black on white in every theme, left to right."""

from itertools import groupby

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.ui.look import Look

QUIET = 10
"""Modules of white that the standard asks for on each side."""
LEAST = 2
"""Device pixels that a module has at least: a single one is too fine for many scanners."""
WIDEST = 4
"""Logical pixels that a module has at most: a wider code does not fit into a scanner's view."""
HEIGHT = 104
"""Height of the bars at 100 % text."""
MARGIN = 12
"""White above and below the bars."""


def modules(digits: str) -> str:
    """Return the bar code of digits as ones and noughts, one a module, without quiet zones.

    Two digits go into one sign (code set C), as long as their number is even.
    """
    # Seldom needed, and it brings its drawing part along.
    from barcode.codex import Code128

    return Code128(digits).build()[0]


def width_of(digits: int, ratio: float) -> float:
    """Return the least width in logical pixels for an even number of digits."""
    # A start, a sign for each two digits, a check sign of 11 modules each; the stop has 13.
    return (11 * (digits // 2 + 2) + 13 + 2 * QUIET) * LEAST / ratio


class BarCode(QLabel):
    """The bar code of some digits. Its name says what it is; the digits are told to nobody."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._modules = ""
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._on_look)

    def show_digits(self, digits: str) -> None:
        """Show the code of other digits; of none, a white strip."""
        self._modules = modules(digits) if digits else ""
        self._on_look()

    def _on_look(self) -> None:
        self.updateGeometry()
        self.update()

    def _count(self) -> int:
        return len(self._modules) + 2 * QUIET

    def module(self, width: int) -> int:
        """Return how many device pixels a module gets in a width; 0 where that is too few."""
        ratio = self.devicePixelRatioF()
        pixels = min(int(width * ratio / self._count()), int(WIDEST * ratio))
        return pixels if pixels >= LEAST else 0

    @override
    def sizeHint(self) -> QSize:
        height = self._look.px(HEIGHT) + 2 * MARGIN
        return QSize(self._count() * WIDEST, height)

    @override
    def minimumSizeHint(self) -> QSize:
        # Where it does not fit, the panel shows another one and says why.
        return QSize(1, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        module = self.module(self.width())
        if not module or not self._modules or self.height() <= 2 * MARGIN:
            return
        code = self._drawn(module)
        left = (self.width() - code.deviceIndependentSize().width()) / 2
        painter.drawPixmap(QPointF(left, MARGIN), code)

    def _drawn(self, module: int) -> QPixmap:
        """Return the bars: whole device pixels each, since blurred edges stop a scanner."""
        ratio = self.devicePixelRatioF()
        height = round((self.height() - 2 * MARGIN) * ratio)
        pixmap = QPixmap(len(self._modules) * module, height)
        pixmap.fill(Qt.GlobalColor.white)
        painter = QPainter(pixmap)
        at = 0
        for bar, run in groupby(self._modules):
            width = module * len(list(run))
            if bar == "1":
                painter.fillRect(at, 0, width, height, Qt.GlobalColor.black)
            at += width
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap
