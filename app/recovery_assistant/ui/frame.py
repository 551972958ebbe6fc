# SPDX-License-Identifier: Apache-2.0
"""A page with its heading; page and heading scroll together."""

from __future__ import annotations  # what only types need is not loaded for the first window

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QVBoxLayout

from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.column import Scroll
from recovery_assistant.ui.widgets.text import Heading, Text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Head(NamedTuple):
    """What stands above a page: where one is, the title, and what the page is for."""

    where: str
    title: str
    lead: str


class Frame(Scroll):
    """Holds a page below its heading."""

    def __init__(self, look: Look, page: QWidget) -> None:
        super().__init__(look)
        self._look = look
        self.page = page
        self._count = Text(look, "", Kind.NAME, "accent_ink")
        self.title = Heading(look, "", Kind.DISPLAY, 1)
        self._lead = Text(look, "", Kind.LEAD, "ink2")
        name_it(self.title, identifiers.PAGE_TITLE)
        head = QVBoxLayout()
        head.setSpacing(look.px(2))
        head.addWidget(self._count)
        head.addWidget(self.title)
        head.addWidget(self._lead)
        self.body.addLayout(head)
        self.body.addWidget(page)
        self.body.addStretch(1)

    def say(self, head: Head) -> None:
        """Say what stands above the page."""
        for text, words in zip((self._count, self.title, self._lead), head, strict=True):
            if text.text() != words:
                text.say(words)

    def set_room(self, *, compact: bool) -> None:
        """Lay the heading out; `compact` without a rail beside."""
        self._count.setVisible(not compact)
        self._lead.setVisible(not compact)
        edge = self._look.px(20 if compact else 30)
        self.body.setContentsMargins(edge, self._look.px(16 if compact else 26), edge, edge)
        self.body.setSpacing(self._look.px(14))
