# SPDX-License-Identifier: Apache-2.0
"""Buttons: one filled deed, outlined and plain ones, and "not yet" with its reason."""

from enum import Enum

from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, QSize, Qt, QTimerEvent, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.ui.look import Kind, Look, Theme

RING = 4
"""Room round the shape for the focus ring: 2 px of gap, 2 px of ring."""


class ButtonKind(Enum):
    """How much a button asks for."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    PLAIN = "plain"
    QUIET = "quiet"


class Button(QPushButton):
    """A button that paints itself from the look.

    Not available, it stays focusable and says why; a press then emits `refused`.
    """

    refused = Signal()

    def __init__(
        self,
        look: Look,
        text: str,
        kind: ButtonKind = ButtonKind.PLAIN,
        icon: str = "",
        *,
        small: bool = False,
        trailing_icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look = look
        self._kind = kind
        self._icon = icon
        self._trailing = trailing_icon
        self._small = small
        self._measured: tuple[str, str, str, ButtonKind] | None = None
        self._hint = QSize()
        self._available = True
        self._described = ""
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self._dress)
        self._dress()

    @property
    def available(self) -> bool:
        """Whether a press does something."""
        return self._available

    def say(self, text: str) -> None:
        """Show other words."""
        if text != self.text():
            self.setText(text)
            self.updateGeometry()

    def set_icon(self, icon: str) -> None:
        """Show another icon before the words."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_trailing_icon(self, icon: str) -> None:
        """Show another icon behind the words, or none."""
        if icon != self._trailing:
            self._trailing = icon
            self.updateGeometry()
            self.update()

    def set_kind(self, kind: ButtonKind) -> None:
        """Ask for more or less."""
        if kind is not self._kind:
            self._kind = kind
            # A primary button is taller.
            self.updateGeometry()
            self.update()

    def set_available(self, *, available: bool, reason: str = "") -> None:
        """Say whether a press does something, and if not, why."""
        self._available = available
        self.setAccessibleDescription(reason)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if available else Qt.CursorShape.ArrowCursor
        )
        self.update()

    def _dress(self) -> None:
        self.setFont(self._look.font(Kind.NAME))
        self._measured = None
        self.updateGeometry()
        self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._available:
            self.setDown(False)
            if self.rect().contains(event.position().toPoint()):
                self.refused.emit()
            return
        super().mouseReleaseEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if pressed and event.isAutoRepeat():
            return  # a key that is held presses once
        if pressed and not self._available:
            self.refused.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    @override
    def timerEvent(self, event: QTimerEvent) -> None:
        # A press by assistive technology ends here, past mouse and keys.
        if self._available:
            super().timerEvent(event)
            return
        with QSignalBlocker(self):
            super().timerEvent(event)
        self.refused.emit()

    @override
    def click(self) -> None:
        if self._available:
            super().click()
        else:
            self.refused.emit()

    @override
    def sizeHint(self) -> QSize:
        # Layouts ask for this a hundred times for each digit that is typed.
        now = (self.text(), self._icon, self._trailing, self._kind)
        if self._measured != now:
            self._measured = now
            self._hint = self._measure()
        return self._hint

    def _measure(self) -> QSize:
        look = self._look
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text())
        icons = sum(1 for icon in (self._icon, self._trailing) if icon)
        width += icons * (self._side() + look.px(8))
        width += 2 * look.px(10 if self._small else 10 if self._kind is ButtonKind.QUIET else 18)
        tall = 34 if self._small else 44 if self._kind is ButtonKind.PRIMARY else 40
        height = max(look.px(tall), metrics.height() + look.px(12))
        return QSize(width + 2 * RING, height + 2 * RING)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _side(self) -> int:
        return self._look.px(18 if self._small else 20)

    def _roles(self) -> tuple[str | None, str | None, str]:
        """Return the roles of fill, edge and words in the present state."""
        hovered, down = self.underMouse(), self.isDown()
        if not self._available:
            return "dis_bg", "edge", "dis_ink"
        match self._kind:
            case ButtonKind.PRIMARY:
                fill = "accent_press" if down else "accent_hover" if hovered else "accent"
                return fill, None, "on_accent"
            case ButtonKind.SECONDARY:
                return ("accent_tint" if hovered or down else "surface"), "accent", "accent_ink"
            case ButtonKind.PLAIN:
                return ("sunken" if hovered or down else "surface"), "edge", "ink"
            case ButtonKind.QUIET:
                return ("accent_tint" if hovered or down else None), None, "accent_ink"

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        fill, edge, ink = self._roles()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        radius = look.px(9)
        painter.setPen(Qt.PenStyle.NoPen)
        if fill is not None:
            painter.setBrush(look.color(fill))
            painter.drawRoundedRect(box, radius, radius)
        if edge is not None:
            style = Qt.PenStyle.SolidLine if self._available else Qt.PenStyle.DashLine
            painter.setPen(QPen(look.color(edge), 1.2, style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inner = box.adjusted(0.6, 0.6, -0.6, -0.6)
            painter.drawRoundedRect(inner, radius, radius)
        if self.hasFocus():
            draw_focus_ring(painter, look, box, radius)
        self._paint_words(painter, box, ink)
        painter.end()

    def _paint_words(self, painter: QPainter, box: QRectF, ink: str) -> None:
        look, side, gap = self._look, self._side(), self._look.px(8)
        metrics = self.fontMetrics()
        words = metrics.horizontalAdvance(self.text())
        width = words + (side + gap) * sum(1 for i in (self._icon, self._trailing) if i)
        x = box.x() + (box.width() - width) / 2
        middle = box.center().y()
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        first, last = (self._trailing, self._icon) if mirrored else (self._icon, self._trailing)
        if first:
            painter.drawPixmap(round(x), round(middle - side / 2), look.icon(first, ink, side))
            x += side + gap
        painter.setPen(QColor(look.color(ink)))
        painter.setFont(self.font())
        area = QRectF(x, box.y(), words + 2, box.height())
        painter.drawText(
            area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text()
        )
        x += words + gap
        if last:
            painter.drawPixmap(round(x), round(middle - side / 2), look.icon(last, ink, side))

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)


def draw_focus_ring(
    painter: QPainter, look: Look, box: QRectF, radius: float, role: str = "focus"
) -> None:
    """Draw the ring of the keyboard focus: 2 px, after a gap of 2 px, round `box`."""
    painter.setPen(QPen(look.color(role), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), radius + 3, radius + 3)


def draw_elevation(painter: QPainter, look: Look, box: QRectF, radius: float) -> None:
    """Draw the one level of elevation: three soft strokes, 2 px down; none in high contrast."""
    if look.theme is Theme.CONTRAST:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    for spread, alpha in ((2.0, 6), (1.0, 8), (0.0, 12)):
        painter.setBrush(QColor(0, 0, 0, alpha))
        shade = box.adjusted(-spread, 1, spread, spread + 1)
        painter.drawRoundedRect(shade, radius + spread, radius + spread)
