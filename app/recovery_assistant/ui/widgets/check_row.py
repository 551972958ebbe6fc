# SPDX-License-Identifier: Apache-2.0
"""A line of a checklist: the whole row is the target, its text wraps."""

from PySide6.QtCore import QPoint, QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.style import whole_target
from recovery_assistant.ui.widgets.button import RING, draw_focus_ring

SMALLEST = 32
"""Height of the target at 100 % text."""


class CheckRow(QCheckBox):
    """A check box that paints itself and wraps its words."""

    def __init__(self, look: Look, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        whole_target(self)
        self._look = look
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self._dress)
        self._dress()

    def say(self, text: str) -> None:
        """Show other words."""
        if text != self.text():
            self.setText(text)
            self.updateGeometry()

    def show_done(self, *, done: bool) -> None:
        """Tick or untick without telling anybody."""
        if done != self.isChecked():
            with QSignalBlocker(self):
                self.setChecked(done)
            self.update()

    def _dress(self) -> None:
        self.setFont(self._look.font(Kind.BODY))
        self.updateGeometry()
        self.update()

    def _side(self) -> int:
        return self._look.px(20)

    def _indent(self) -> int:
        return RING + self._side() + self._look.px(12)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        room = max(1, width - self._indent() - RING)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading
        box = self.fontMetrics().boundingRect(0, 0, room, 100_000, int(flags), self.text())
        return max(self._look.px(SMALLEST), box.height() + self._look.px(8))

    @override
    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + self._indent() + RING + 4
        return QSize(width, self._look.px(SMALLEST))

    @override
    def minimumSizeHint(self) -> QSize:
        widest = max(
            (self.fontMetrics().horizontalAdvance(word) for word in self.text().split()),
            default=0,
        )
        return QSize(widest + self._indent() + RING, self._look.px(SMALLEST))

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return True

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look, side = self._look, self._side()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        first_line = max(look.px(SMALLEST), self.fontMetrics().height() + look.px(8))
        left = self.width() - RING - side if mirrored else RING
        box = QRectF(left, (first_line - side) / 2, side, side)
        radius = look.px(5)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent"))
            painter.drawRoundedRect(box, radius, radius)
            mark = side - 4
            painter.drawPixmap(
                round(box.x()) + 2, round(box.y()) + 2, look.icon("check", "on_accent", mark)
            )
        else:
            painter.setPen(QPen(look.color("edge"), 1.6))
            painter.setBrush(look.color("surface"))
            painter.drawRoundedRect(box.adjusted(0.8, 0.8, -0.8, -0.8), radius, radius)
        if self.hasFocus():
            draw_focus_ring(painter, look, box, radius)
        painter.setPen(look.color("ink2" if self.isChecked() else "ink"))
        painter.setFont(self.font())
        start = 0 if mirrored else self._indent()
        height = self.height() - look.px(4)
        top = max(0.0, (first_line - self.fontMetrics().height()) / 2)
        words = QRectF(start, top, self.width() - self._indent() - RING, height)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading
        painter.drawText(words, int(flags), self.text())
        painter.end()
