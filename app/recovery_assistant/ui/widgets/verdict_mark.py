# SPDX-License-Identifier: Apache-2.0
"""A verdict in small: an icon and its word in one colour."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.text import Text

ICON = 16
"""Side of the icon at 100 % text."""


def redress(text: Text, role: str) -> None:
    """Give a text its colour again.

    Qt's style sheets put an older palette back when a widget that was drawn before gets a parent.
    """
    text.set_role("ink" if role != "ink" else "ink2")
    text.set_role(role)


class VerdictMark(QWidget):
    """Icon and word; the word wraps, the icon stays with its first line."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Words of the language, though they stand below digits that run from left to right.
        self.setLayoutDirection(QGuiApplication.layoutDirection())
        self._look = look
        self._icon_name = ""
        self._role = "ink2"
        self._icon = QLabel(self)
        self._word = Text(look, "", Kind.LABEL, "ink2", parent=self)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(look.px(6), look.px(2), 0, 0)
        row.setSpacing(look.px(6))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._word, 1, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        look.changed.connect(self._draw)

    def word(self) -> str:
        """Return the word shown."""
        return self._word.text()

    def show_mark(self, icon: str, role: str, word: str) -> None:
        """Show another verdict; without an icon the word stands alone."""
        self._icon_name = icon
        self._role = role
        self._word.say(word)
        self._word.set_role(role)
        self._draw()

    def arrange(self) -> None:
        """Lay out at once what was changed, in the room there is."""
        self._row.activate()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        redress(self._word, self._role)

    def _draw(self) -> None:
        self._icon.setVisible(bool(self._icon_name))
        if self._icon_name:
            side = self._look.px(ICON)
            self._icon.setPixmap(self._look.icon(self._icon_name, self._role, side))
            self._icon.setFixedSize(side, side + self._look.px(2))
