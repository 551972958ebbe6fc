# SPDX-License-Identifier: Apache-2.0
"""The keys of a door on one sheet; F1 or Escape closes it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPalette
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from recovery_assistant.i18n import _
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button
from recovery_assistant.ui.widgets.text import Heading, Text

IDENTIFIER = "shortcut-sheet"
_COLUMNS = 2
WIDTH = 640
"""Width at 100 % text."""


class ShortcutSheet(QDialog):
    """Each key, and what it does."""

    def __init__(
        self,
        look: Look,
        shortcuts: Sequence[tuple[QKeySequence, str]],
        parent: QWidget,
        show_help: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = _("Keys")
        self.setWindowTitle(title)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, look.color("surface"))
        self.setPalette(palette)
        rows = QGridLayout()
        rows.setHorizontalSpacing(look.px(16))
        rows.setVerticalSpacing(look.px(8))
        said = []
        for number, (pressed, says) in enumerate(shortcuts):
            keys = pressed.toString(QKeySequence.SequenceFormat.NativeText)
            row, place = divmod(number, _COLUMNS)
            rows.addWidget(Text(look, keys, Kind.NAME, "accent_ink"), row, 2 * place)
            rows.addWidget(Text(look, says, Kind.BODY, "ink"), row, 2 * place + 1)
            said.append(f"{keys}: {says}")
        for place in range(_COLUMNS):
            rows.setColumnStretch(2 * place + 1, 1)
        close = Button(look, _("Close"))
        more = Button(look, _("Help and glossary"), icon="help")
        name_it(close, f"{IDENTIFIER}-close")
        name_it(more, f"{IDENTIFIER}-help")
        close.clicked.connect(self.accept)
        more.clicked.connect(self.accept)
        more.clicked.connect(show_help)
        deeds = QHBoxLayout()
        deeds.addWidget(more)
        deeds.addStretch(1)
        deeds.addWidget(close)
        column = QVBoxLayout(self)
        edge = look.px(24)
        column.setContentsMargins(edge, look.px(20), edge, look.px(16))
        column.setSpacing(look.px(16))
        column.addWidget(Heading(look, title, Kind.TITLE, 1))
        column.addLayout(rows)
        column.addStretch(1)
        column.addLayout(deeds)
        name_it(self, IDENTIFIER, title, ". ".join(said))
        self.resize(look.text_px(WIDTH), self.sizeHint().height())
        close.setFocus()
