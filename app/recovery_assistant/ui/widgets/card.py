# SPDX-License-Identifier: Apache-2.0
"""The card that everything stands on: painted surface, hairline, leading mark."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.ui.look import Look, Theme
from recovery_assistant.ui.widgets.button import draw_elevation

SHADE = 3
"""Room round the shape for its elevation."""
MARK = 5
"""Width of the leading mark."""


class Card(QFrame):
    """A surface with content in `body`. The mark stands at the leading side."""

    def __init__(
        self,
        look: Look,
        mark: str | None = None,
        border: str = "line",
        fill: str = "surface",
        *,
        dashed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._mark = mark
        self._border = border
        self._fill = fill
        self._dashed = dashed
        self.body = QVBoxLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._dress)
        self._dress()

    def set_roles(self, mark: str | None, border: str, fill: str) -> None:
        """Use other colours."""
        if (mark, border, fill) != (self._mark, self._border, self._fill):
            self._mark, self._border, self._fill = mark, border, fill
            self._dress()

    def _dress(self) -> None:
        side = self._look.px(18)
        mark = MARK if self._mark else 0
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.body.setContentsMargins(
            side + (0 if mirrored else mark),
            self._look.px(15),
            side + (mark if mirrored else 0),
            self._look.px(15),
        )
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(SHADE, SHADE - 1, -SHADE, -SHADE)
        radius = look.px(13)
        if box.adjusted(radius, radius, -radius, -radius).contains(QRectF(event.rect())):
            # A digit typed within: drawing all of a large card would take longer than the digit.
            painter.fillRect(event.rect(), look.color(self._fill))
            painter.end()
            return
        if self._fill == "surface" and not self._dashed:
            draw_elevation(painter, look, box, radius)
        path = QPainterPath()
        path.addRoundedRect(box, radius, radius)
        painter.fillPath(path, look.color(self._fill))
        if self._mark:
            painter.save()
            painter.setClipPath(path)
            mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            left = box.right() - MARK if mirrored else box.left()
            painter.fillRect(QRectF(left, box.top(), MARK, box.height()), look.color(self._mark))
            painter.restore()
        border = self._border
        if look.theme is Theme.CONTRAST and border == self._fill:
            # Fills are all black there: without an edge the card would be none.
            border = "line"
        strong = border not in ("line", self._fill)
        style = Qt.PenStyle.DashLine if self._dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(look.color(border), 1.5 if strong else 1, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()
