# SPDX-License-Identifier: Apache-2.0
"""Every place was looked at in vain: what is left, told honestly."""

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.blockers import Blocker
from recovery_assistant.flow.lockout.routes import LAST_RESORTS
from recovery_assistant.guidance import Guidance
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.widgets.banner import FraudBanner
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.kept import KeepPlaceCard
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import TopicCard, add_lines, clear

TOPICS = (("no-key-left", "info"), ("missing-key", "search"), ("specialist", "person"))
"""The topics of this screen and their icons."""


class SpentPage(Page):
    """The honest page."""

    step: ClassVar[Step] = Step.SPENT

    def __init__(self, look: Look, guidance: Guidance) -> None:
        super().__init__()
        self._look = look
        self._guidance = guidance
        self._again = Button(look, "", ButtonKind.SECONDARY, "search")
        self._again.clicked.connect(lambda: self.happened.emit(happened.LookOn()))
        self._fraud = FraudBanner(look, "", "")
        self._keep = KeepPlaceCard(look)
        self._keep.asked.connect(self.happened)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(look.px(12))
        row = QHBoxLayout()
        row.addWidget(self._again)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addLayout(row)
        column.addWidget(self._fraud)
        column.addLayout(self._cards)
        column.addWidget(self._keep)

    @override
    def retranslate(self) -> None:
        self._again.say(_("Search the places again"))
        name_it(self._again, identifiers.LOOK_AGAIN)
        self._fraud.show_text(
            _("Nobody sells a way past BitLocker"),
            _("Pay no one, let no one in by remote control, send nobody your drive's key."),
        )
        self._keep.retranslate()
        clear(self._cards)

    @override
    def show_session(self, session: Session) -> None:
        self._keep.show_session(session)
        if self._cards.count():
            return
        for topic, icon in TOPICS:
            self._cards.addWidget(TopicCard(self._look, self._guidance.topic(topic), icon))
        for route in LAST_RESORTS:
            words = self._guidance.route(route.value)
            card = Card(self._look)
            head = QHBoxLayout()
            head.setSpacing(self._look.px(10))
            head.addWidget(Icon(self._look, words.icon))
            head.addWidget(Heading(self._look, words.title, Kind.TITLE, 2), 1)
            card.body.addLayout(head)
            card.body.addWidget(Text(self._look, words.who, Kind.SMALL, "ink2"))
            add_lines(self._look, card.body, words.steps, numbered=True)
            for line in words.limits:
                card.body.addWidget(Text(self._look, line.read(), Kind.SMALL, "ink2"))
            self._cards.addWidget(card)

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        return ()

    @override
    def focus_first(self) -> None:
        self._again.setFocus()

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.focus_first()

    @override
    def set_measure(self, measure: float) -> None:
        """One column at every width."""
