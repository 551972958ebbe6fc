# SPDX-License-Identifier: Apache-2.0
"""One icon of our own beside its word; never an icon alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from recovery_assistant.ui.look import Look


class Icon(QLabel):
    """A drawn mark in the colour of its text. It has no name: the word beside it is read."""

    def __init__(
        self,
        look: Look,
        name: str,
        role: str = "ink2",
        size: int = 22,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._name = name
        self._role = role
        self._size = size
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        look.changed.connect(self._draw)
        self._draw()

    def show_icon(self, name: str, role: str) -> None:
        """Show another icon, in the colour of another role."""
        self._name, self._role = name, role
        self._draw()

    def _draw(self) -> None:
        side = self._look.px(self._size)
        self.setPixmap(self._look.icon(self._name, self._role, side))
        self.setFixedWidth(side)
