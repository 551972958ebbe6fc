# SPDX-License-Identifier: Apache-2.0
"""The call note as it grows: what happened when, and that no secret is in it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from recovery_assistant.flow.call.answers import NoteLine
from recovery_assistant.flow.call.session import Session
from recovery_assistant.i18n import _
from recovery_assistant.ui import call_identifiers as identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.choice import Pill
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import clear
from recovery_assistant.wording import call as words

LAST = 5
"""So many lines stand here; the whole note stands at the outcome."""


class CallNoteCard(Card):
    """The last lines of the note."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._look = look
        self._shown: tuple[NoteLine, ...] | None = None
        self._title = Heading(look, "", Kind.NAME, 2)
        self._badge = Pill(look, "", "eye")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(2))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._badge)
        self.body.setSpacing(look.px(6))
        self.body.addLayout(head)
        self.body.addLayout(self._lines)

    def retranslate(self) -> None:
        """Say every word again."""
        self._title.say(_("Call note for the ticket"))
        self._badge.say(_("no secret inside"))
        name_it(self, identifiers.NOTE, _("Call note for the ticket"))
        self._shown = None

    def show_session(self, session: Session) -> None:
        """Draw the last lines."""
        last = session.note[-LAST:]
        if last == self._shown:
            return
        self._shown = last
        clear(self._lines)
        for line in last:
            self._lines.addWidget(Text(self._look, words.timed(line), Kind.SMALL, "ink2"))
