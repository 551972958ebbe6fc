# SPDX-License-Identifier: Apache-2.0
"""The one kind of question that interrupts: before what cannot be undone."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QBoxLayout, QDialog, QVBoxLayout, QWidget

from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.text import Heading, Text

WIDTH = 460
"""Width at 100 % text."""


class Question(QDialog):
    """A question, the deed by its name, and the safe choice, which has the focus."""

    def __init__(
        self, look: Look, parent: QWidget, *, title: str, text: str, deed: str, keep: str
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        name_it(self, "dialog", title, text)
        self.keep = Button(look, keep)
        self.deed = Button(look, deed, ButtonKind.PRIMARY)
        name_it(self.keep, identifiers.DIALOG_KEEP, keep)
        name_it(self.deed, identifiers.DIALOG_DEED, deed)
        self._column = QVBoxLayout(self)
        self._column.addWidget(Heading(look, title, Kind.TITLE, 1))
        self._column.addWidget(Text(look, text, Kind.BODY, "ink2"))
        self._column.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addStretch(1)
        self._row.addWidget(self.keep)
        self._row.addWidget(self.deed)
        self._column.addLayout(self._row)
        self.keep.clicked.connect(self.reject)
        self.deed.clicked.connect(self.accept)
        # Return presses what has the focus, never the deed from afar.
        for button in (self.keep, self.deed):
            button.setAutoDefault(False)
        self.keep.setFocus()
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look = self._look
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, look.color("surface"))
        self.setPalette(palette)
        edge = look.px(24)
        self._column.setContentsMargins(edge, look.px(20), edge, look.px(16))
        self._column.setSpacing(look.px(10))
        parent = self.parentWidget()
        room = look.text_px(WIDTH) if parent is None else parent.width() - 2 * look.px(20)
        width = max(look.px(240), min(look.text_px(WIDTH), room))
        beside = self.keep.sizeHint().width() + self.deed.sizeHint().width() + look.px(12)
        self._row.setSpacing(look.px(6))
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight
            if beside <= width - 2 * edge
            else QBoxLayout.Direction.TopToBottom
        )
        self.setMinimumWidth(width)
        self.resize(width, self._column.totalHeightForWidth(width))


def ask(
    look: Look,
    parent: QWidget,
    *,
    title: str,
    text: str,
    deed: str,
    keep: str,
    on_yes: Callable[[], None],
) -> Question:
    """Ask before a deed; returns at once, `on_yes` is called if the deed is chosen."""
    question = Question(look, parent, title=title, text=text, deed=deed, keep=keep)
    question.accepted.connect(on_yes)
    question.open()
    question.keep.setFocus()
    return question
