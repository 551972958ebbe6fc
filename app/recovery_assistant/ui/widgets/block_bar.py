# SPDX-License-Identifier: Apache-2.0
"""The eight blocks in a row: read back, confirmed by ear, now, to come."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.flow.call.answers import Confirmed
from recovery_assistant.flow.call.session import Session
from recovery_assistant.i18n import _
from recovery_assistant.keys import BLOCKS
from recovery_assistant.ui import call_identifiers as identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import RING
from recovery_assistant.wording.call import confirmed_word

_NARROW_BELOW = 700
_ICONS = {Confirmed.READ_BACK: "check", Confirmed.BY_EAR: "ear"}


class BlockChip(QPushButton):
    """One block: its number, and an icon or "now" beside it."""

    def __init__(self, look: Look, number: int) -> None:
        super().__init__()
        self._look = look
        self.number = number
        self._how: Confirmed | None = None
        self._now = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self.updateGeometry)

    def show_state(self, how: Confirmed | None, *, now: bool) -> None:
        """Show how this block was confirmed, and whether it is the one at hand."""
        self._how, self._now = how, now
        name = _("Block {number}").format(number=self.number)
        if how is not None:
            name = f"{name}, {confirmed_word(how)}"
        if now:
            name = f"{name}, {_('now')}"
        name_it(self, identifiers.block(self.number), name)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.text_px(52), self._look.px(34) + 2 * RING)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.text_px(44), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        radius = look.px(8)
        if self.hasFocus():
            painter.setPen(QPen(look.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = box.adjusted(-RING + 1, -RING + 1, RING - 1, RING - 1)
            painter.drawRoundedRect(ring, radius + 3, radius + 3)
        fill, edge, ink = self._roles()
        painter.setPen(QPen(look.color(edge), 1.2))
        painter.setBrush(look.color(fill))
        painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), radius, radius)
        self._paint_words(painter, box, ink)
        painter.end()

    def _roles(self) -> tuple[str, str, str]:
        if self._now:
            return "accent", "accent", "on_accent"
        if self._how is not None:
            return "accent_tint", "accent", "accent_ink"
        return "surface", "edge", "ink"

    def _paint_words(self, painter: QPainter, box: QRectF, ink: str) -> None:
        look = self._look
        painter.setFont(look.font(Kind.NAME))
        painter.setPen(look.color(ink))
        text = str(self.number)
        metrics = painter.fontMetrics()
        side = look.px(18) if self._how is not None else 0
        now = f" {_('now')}" if self._now and self._how is None else ""
        width = metrics.horizontalAdvance(text + now)
        room = side + (look.px(6) if side else 0)
        if width + room > box.width() - 4:
            now, width = "", metrics.horizontalAdvance(text)
        x = box.center().x() - (width + room) / 2
        if side and self._how is not None:
            icon = look.icon(_ICONS[self._how], ink, side)
            painter.drawPixmap(round(x), round(box.center().y() - side / 2), icon)
            x += room
        middle = QRectF(x, box.top(), width + 2, box.height())
        painter.drawText(middle, int(Qt.AlignmentFlag.AlignVCenter), text + now)


class BlockBar(QWidget):
    """Eight chips; `chosen` tells the number of the one that was pressed."""

    chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._columns = 0
        # Block 1 is at the left in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.chips = [BlockChip(look, number) for number in range(1, BLOCKS + 1)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        for chip in self.chips:
            chip.clicked.connect(lambda _on=False, one=chip: self.chosen.emit(one.number))
        self.set_measure(_NARROW_BELOW)

    def set_measure(self, measure: float) -> None:
        """Put the blocks in one row, or in two where there is no room."""
        columns = BLOCKS if measure >= _NARROW_BELOW else BLOCKS // 2
        if columns == self._columns:
            return
        self._columns = columns
        for place, chip in enumerate(self.chips):
            self._grid.addWidget(chip, *divmod(place, columns))

    def show_session(self, session: Session) -> None:
        """Draw how each block stands."""
        for chip in self.chips:
            now = chip.number == session.block and not session.all_confirmed
            chip.show_state(session.confirmed.get(chip.number), now=now)
