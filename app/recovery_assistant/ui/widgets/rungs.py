# SPDX-License-Identifier: Apache-2.0
"""The three rungs of certainty; rungs that are not reached stay in view."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.wording.check import Rung

BESIDE_FROM = 400
"""Width at 100 % text from which the three stand beside each other."""
NOT_REACHED = "ink3"
"""The role of a rung that is not reached."""
_BORDERS = {"accent_ink": "accent", NOT_REACHED: "line"}


class _RungCard(QWidget):
    """One rung, reached or not."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._rung = Rung(NOT_REACHED, "", "", "")
        self._icon = QLabel(self)
        self._title = Text(look, "", Kind.LABEL, "ink2", parent=self)
        self._second = Text(look, "", Kind.TINY, "ink2", parent=self)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._second)
        words.addStretch(1)
        row = QHBoxLayout(self)
        pad = look.px(9)
        row.setContentsMargins(pad, pad - 2, pad, pad - 2)
        row.setSpacing(look.px(8))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        look.changed.connect(self._draw)

    def show_rung(self, rung: Rung) -> None:
        """Show a rung."""
        self._rung = rung
        reached = rung.role != NOT_REACHED
        self._title.say(rung.title)
        self._title.set_role(rung.role if reached else "ink2")
        self._second.say(rung.second)
        self._second.set_role("ink" if reached else "ink2")
        self._draw()

    def _draw(self) -> None:
        side = self._look.px(18)
        if self._rung.icon:
            self._icon.setPixmap(self._look.icon(self._rung.icon, self._rung.role, side))
        self._icon.setFixedSize(side, side + 2)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        role = self._rung.role
        reached = role != NOT_REACHED
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 1.4 if reached else 1.0
        painter.setPen(QPen(self._look.color(_BORDERS.get(role, role)), width))
        painter.setBrush(self._look.color("surface" if reached else "sunken"))
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(box, self._look.px(8), self._look.px(8))


class Rungs(QWidget):
    """No slip found, Key ID matches, proved on the drive: how far this key has got."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._columns = 0
        self._cards = [_RungCard(look, self) for _ in range(3)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        look.changed.connect(self._lay_out)

    def show_rungs(self, first: Rung, second: Rung, third: Rung) -> None:
        """Show the three; those not reached are grey."""
        for card, rung in zip(self._cards, (first, second, third), strict=True):
            card.show_rung(rung)
        said = "; ".join(f"{rung.title}, {rung.second}" for rung in (first, second, third))
        name_it(self, identifiers.KEY_RUNGS, said)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        columns = 3 if self.width() / self._look.scale >= BESIDE_FROM else 1
        self._grid.setSpacing(self._look.px(8))
        if columns == self._columns:
            return
        self._columns = columns
        for at, card in enumerate(self._cards):
            row, column = divmod(at, columns)
            self._grid.addWidget(card, row, column)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
