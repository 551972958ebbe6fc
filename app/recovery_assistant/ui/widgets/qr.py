# SPDX-License-Identifier: Apache-2.0
"""A QR code for a phone: black on white in every theme, with its quiet zone."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from recovery_assistant.i18n import _, isolated
from recovery_assistant.ui.look import Look

QUIET = 4
"""Modules of white that the standard asks for on each side."""


class QrCode(QLabel):
    """The code of one address; `side` is its width at 100 % text."""

    def __init__(self, look: Look, text: str, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._text = text
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._draw)
        self.retranslate()
        self._draw()

    def retranslate(self) -> None:
        """Say again what it is."""
        self.setAccessibleName(_("QR code of {address}").format(address=isolated(self._text)))

    def _draw(self) -> None:
        # Slow to import and seldom looked at.
        import segno

        rows = segno.make(self._text, error="m", micro=False).matrix
        ratio = self.devicePixelRatioF()
        side = round(self._look.px(self._side) * ratio)
        count = len(rows) + 2 * QUIET
        # Whole pixels for each module: blurred edges are what cameras stumble over.
        module = max(1, side // count)
        edge = (max(side, module * count) - module * len(rows)) // 2
        pixmap = QPixmap(max(side, module * count), max(side, module * count))
        pixmap.fill(Qt.GlobalColor.white)
        painter = QPainter(pixmap)
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(
                        edge + x * module,
                        edge + y * module,
                        module,
                        module,
                        Qt.GlobalColor.black,
                    )
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        self.setPixmap(pixmap)
