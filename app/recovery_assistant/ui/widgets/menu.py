# SPDX-License-Identifier: Apache-2.0
"""Menus of choices, opened from the rail or the top line."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup, QCursor
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from recovery_assistant.ui.look import Kind, Look

Choices = Sequence[tuple[str, bool, Callable[[], None]]]
"""Entries of a menu: the words, whether it is the present one, and what it does."""


class ChoiceMenu(QMenu):
    """A menu in which one entry is the present choice."""

    def __init__(self, look: Look, title: str, choices: Choices, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setAccessibleName(title)
        self.setFont(look.font(Kind.BODY))
        look.dress(self)
        group = QActionGroup(self)
        for text, chosen, deed in choices:
            action = QAction(text, self)
            action.setCheckable(True)
            action.setChecked(chosen)
            action.triggered.connect(deed)
            group.addAction(action)
            self.addAction(action)

    def show_at_focus(self) -> None:
        """Open below what has the focus, else at the pointer; gone when it is closed."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        focused = QApplication.focusWidget()
        place = (
            focused.mapToGlobal(QPoint(0, focused.height()))
            if focused is not None
            else QCursor.pos()
        )
        self.popup(place)
