# SPDX-License-Identifier: Apache-2.0
"""One line that says what was just done; never for errors that need an answer."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget
from typing_extensions import override

from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look, Theme
from recovery_assistant.ui.widgets.announce import announce
from recovery_assistant.ui.widgets.foot import FootBar
from recovery_assistant.ui.widgets.rail import RailButton
from recovery_assistant.ui.widgets.text import Text

SHOWN_MS = 6000
"""How long it stays."""
ABOVE_FOOT = 12
"""Space between it and the foot bar."""


class Toast(QWidget):
    """Stands over its parent, at the bottom, for six seconds."""

    acted = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._mark = ""
        self._icon = QLabel()
        self._text = Text(look, "", Kind.NAME, "rail_ink")
        self._action = RailButton(look, "")
        self._action.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self._leave)
        name_it(self, identifiers.TOAST)
        parent.installEventFilter(self)
        look.changed.connect(self._restyle)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self._restyle()
        self.hide()

    def show_line(self, icon: str, text: str, action: str = "", *, stays: bool = False) -> None:
        """Show and speak a line, with one thing that may be done about it.

        One that `stays` is there until it is hidden or another takes its place.
        """
        self._mark = icon
        self._text.say(text)
        self._action.say(action, identifiers.TOAST_ACTION)
        self._action.setVisible(bool(action))
        self.setAccessibleName(text)
        self._restyle()
        self.show()
        self.raise_()
        announce(self, text)
        if stays:
            self._timer.stop()
        else:
            self._timer.start()

    def reword(self, text: str) -> None:
        """Show another line in place of this one, without speaking it."""
        if self.isVisible():
            self._text.say(text)
            self.setAccessibleName(text)
            self._restyle()

    def _act(self) -> None:
        self.hide()
        self.acted.emit()

    def _leave(self) -> None:
        # Whoever is on the action is about to press it: it stays until focus moves on.
        if not self._action.hasFocus():
            self.hide()

    def _focus_moved(self, old: QWidget | None, _new: QWidget | None) -> None:
        if old is self._action and not self._timer.isActive():
            self.hide()

    def _restyle(self) -> None:
        look = self._look
        if self._mark:
            self._icon.setPixmap(look.icon(self._mark, "rail_acc", look.px(20)))
        row = self.layout()
        if row is not None:
            row.setContentsMargins(look.px(16), look.px(9), look.px(12), look.px(9))
            row.setSpacing(look.px(10))
        self._place()
        self.update()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        look = self._look
        words = self._text.fontMetrics().horizontalAdvance(self._text.text()) + 4
        around = look.px(16 + 12 + 20 + 10)
        if not self._action.isHidden():
            around += look.px(10) + self._action.sizeHint().width()
        widest = max(1, parent.width() - 2 * look.px(20))
        width = min(words + around, widest)
        tall = self._text.heightForWidth(max(1, width - around))
        least = max(tall, self._action.sizeHint().height() if self._action.text() else 0)
        height = max(look.px(40), least + look.px(18))
        foot = parent.findChild(FootBar)
        bottom = parent.height() if foot is None else foot.mapTo(parent, foot.rect().topLeft()).y()
        self.setGeometry(
            (parent.width() - width) // 2,
            max(0, bottom - look.px(ABOVE_FOOT) - height),
            width,
            height,
        )

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "rail" if look.theme is Theme.LIGHT else "rail_acc"
        painter.setPen(QPen(look.color(edge), 1))
        painter.setBrush(look.color("rail"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, look.px(10), look.px(10))
