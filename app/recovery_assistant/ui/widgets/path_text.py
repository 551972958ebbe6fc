# SPDX-License-Identifier: Apache-2.0
"""A folder or a file in full; it breaks wherever the room ends."""

from pathlib import PurePath

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.i18n import visible_controls
from recovery_assistant.ui.look import Kind, Look

_FLAGS = int(
    Qt.TextFlag.TextWrapAnywhere
    | Qt.AlignmentFlag.AlignLeft
    | Qt.AlignmentFlag.AlignAbsolute
    | Qt.AlignmentFlag.AlignTop
)


class PathText(QWidget):
    """A path as text; read by screen readers as its name."""

    def __init__(self, look: Look, kind: Kind = Kind.CODE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._kind = kind
        self._text = ""
        # A path runs from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._dress)
        self._dress()

    def show_path(self, path: PurePath | None) -> None:
        """Show a path, or nothing."""
        self.show_text("" if path is None else str(path))

    def show_text(self, text: str) -> None:
        """Show a place as it was written down, or nothing."""
        self._text = visible_controls(text)
        self.setVisible(bool(text))
        self.setAccessibleName(self._text)
        self._dress()

    def _dress(self) -> None:
        self.setFont(self._look.font(self._kind))
        self.updateGeometry()
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        box = self.fontMetrics().boundingRect(0, 0, max(1, width), 100_000, _FLAGS, self._text)
        return box.height() + 2

    @override
    def sizeHint(self) -> QSize:
        longest = round(self._look.line_width(self._kind))
        width = min(self.fontMetrics().horizontalAdvance(self._text) + 4, longest)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(80), self.fontMetrics().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # The painter would ask the language, and put the first slash last.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setPen(self._look.color("ink2"))
        painter.drawText(self.rect(), _FLAGS, self._text)
        painter.end()
