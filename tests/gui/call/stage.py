# SPDX-License-Identifier: Apache-2.0
"""A stage of a call by itself, in a frame like that of the window."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from gui.call.states import page_of, session
from recovery_assistant.flow.call.events import Event
from recovery_assistant.flow.call.session import Session
from recovery_assistant.system.assets import resources
from recovery_assistant.ui.look import Kind, Look, Theme
from recovery_assistant.ui.reading_order import set_reading_order
from recovery_assistant.ui.widgets.column import Scroll
from recovery_assistant.ui.widgets.text import Heading

EDGE = 30
RAIL = 240
RAIL_FROM = 960
"""Width from which the window has a rail beside the page."""


class Stage(QWidget):
    """Shows a page in a state and keeps what it told."""

    def __init__(self, state: str, *, theme: Theme = Theme.LIGHT, scale: float = 1.0) -> None:
        super().__init__()
        self.look = Look(resources(), theme, scale)
        self.session = session(state)
        self.told: list[Event] = []
        self.page = page_of(self.session.at, self.look)
        self.area = Scroll(self.look, self)
        self._title = Heading(self.look, "", Kind.DISPLAY, 1)
        self.area.body.addWidget(self._title)
        self.area.body.addWidget(self.page)
        self.area.body.addStretch(1)
        self._rail = QWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addWidget(self.area, 1)
        self.page.happened.connect(self.told.append)
        self.setPalette(self.look.palette())
        self.look.changed.connect(self._restyle)
        self.retranslate()
        self.draw(self.session)
        self._restyle()

    def draw(self, shown: Session) -> None:
        """Draw a session."""
        self.session = shown
        self.page.show_session(shown)
        set_reading_order((self.page,))

    def retranslate(self) -> None:
        """Say every word again."""
        self._title.say("[—]")
        self.page.retranslate()

    def _restyle(self) -> None:
        self.setPalette(self.look.palette())
        self._rail.setVisible(self.measure >= RAIL_FROM)
        self._rail.setFixedWidth(self.look.text_px(RAIL))
        edge = self.look.px(EDGE if self.measure >= RAIL_FROM else 20)
        self.area.body.setContentsMargins(edge, edge, edge, edge)
        self.area.body.setSpacing(self.look.px(14))
        self.page.set_measure(self.measure)
        self.page.show_session(self.session)

    @property
    def measure(self) -> float:
        """The width at 100 % text."""
        return self.width() / self.look.scale

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._restyle()
