# SPDX-License-Identifier: Apache-2.0
"""A line of plain words to type: label above, frame and focus ring like the fields of digits."""

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import RING
from recovery_assistant.ui.widgets.text import Text

LONGEST = 400
"""Nobody needs a longer name or note; more would push everything else away."""


class LineEdit(QLineEdit):
    """A line that paints its own frame; an icon stands before it where one is named."""

    def __init__(self, look: Look, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = icon
        self.setFrame(False)
        self.setMaxLength(LONGEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        look = self._look
        self.setFont(look.font(Kind.BODY))
        tokens = look.tokens
        self.setStyleSheet(
            "QLineEdit { background: transparent; border: none; padding: 0;"
            f" color: {tokens.ink}; placeholder-text-color: {tokens.ink3};"
            f" selection-background-color: {tokens.accent};"
            f" selection-color: {tokens.on_accent}; }}"
        )
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.PlaceholderText, look.color("ink3"))
        self.setPalette(palette)
        inset = RING + look.px(10)
        before = inset + (look.px(20) + look.px(8) if self._icon else 0)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setTextMargins(inset if mirrored else before, 0, before if mirrored else inset, 0)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        height = max(self._look.px(40), self.fontMetrics().height() + self._look.px(14))
        return QSize(self._look.text_px(180), height + 2 * RING)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(110), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        radius = look.px(9)
        if self.hasFocus():
            painter.setPen(QPen(look.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = box.adjusted(-RING + 1, -RING + 1, RING - 1, RING - 1)
            painter.drawRoundedRect(ring, radius + 3, radius + 3)
        painter.setPen(QPen(look.color("edge"), 1.2))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), radius, radius)
        if self._icon:
            side = look.px(20)
            mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            inset = RING + look.px(12)
            x = self.width() - inset - side if mirrored else inset
            icon = look.icon(self._icon, "ink2", side)
            painter.drawPixmap(x, (self.height() - side) // 2, icon)
        painter.end()
        super().paintEvent(event)


class TextField(QWidget):
    """Label, line, and a hint below. `edited` tells the whole text."""

    edited = Signal(str)

    def __init__(self, look: Look, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = LineEdit(look, icon, self)
        self._label = Text(look, "", Kind.LABEL, "ink2", parent=self)
        self._hint = Text(look, "", Kind.SMALL, "ink2", parent=self)
        for text in (self._label, self._hint):
            text.setContentsMargins(RING, 0, RING, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._label)
        column.addWidget(self.edit)
        column.addWidget(self._hint)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self.edited)

    def say(self, identifier: str, label: str, hint: str = "") -> None:
        """Name the field in the present language."""
        self._label.say(label)
        self._hint.say(hint)
        self._hint.setVisible(bool(hint))
        name_it(self.edit, identifier, label, hint)

    def show_text(self, text: str) -> None:
        """Show a text without telling; the caret stays where it is."""
        if text != self.edit.text():
            caret = self.edit.cursorPosition()
            with QSignalBlocker(self.edit):
                self.edit.setText(text)
                self.edit.setCursorPosition(min(caret, len(text)))
