# SPDX-License-Identifier: Apache-2.0
"""Screen 6: keep it from coming back, replace the key, forget the case."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Cause, Owner
from recovery_assistant.flow.lockout.blockers import Blocker
from recovery_assistant.guidance import Guidance
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.choice import ChoiceCard, ChoiceGroup
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import TopicCard, clear
from recovery_assistant.wording import lockout as words

CAUSE_ICONS = {
    Cause.FIRMWARE: "code",
    Cause.HARDWARE: "drive",
    Cause.SECURE_BOOT: "proved",
    Cause.PIN: "keyboard",
    Cause.UNKNOWN: "help",
}
CAUSE_TOPICS = {
    Cause.FIRMWARE: "cause-firmware",
    Cause.HARDWARE: "cause-hardware",
    Cause.SECURE_BOOT: "cause-secure-boot",
    Cause.PIN: "cause-pin",
    Cause.UNKNOWN: "cause-unknown",
}
THREE_FROM = 760
TWO_FROM = 560


class AfterwardsPage(Page):
    """Screen 6."""

    step: ClassVar[Step] = Step.AFTERWARDS
    forget_asked = Signal()

    def __init__(self, look: Look, guidance: Guidance) -> None:
        super().__init__()
        self._look = look
        self._guidance = guidance
        self._what = Heading(look, "", Kind.TITLE, 2)
        self._causes = ChoiceGroup(look, 3)
        self._cause_cards = {}
        for cause in Cause:
            card = ChoiceCard(look, cause.value, CAUSE_ICONS[cause], "", "")
            self._cause_cards[cause] = card
            self._causes.add(card)
        self._cause = QVBoxLayout()
        self._cards = QVBoxLayout()
        self._cards.setSpacing(look.px(12))
        self._keep = Button(look, "", ButtonKind.SECONDARY, "vault")
        self._keep.clicked.connect(lambda: self.happened.emit(happened.KeepCopyAsked()))
        self._keep_row = QHBoxLayout()
        self._keep_row.addWidget(self._keep)
        self._keep_row.addStretch(1)
        self._shown_cause: Cause | None = None
        self._shown_owner: Owner | None = None
        self._close = Card(look)
        self._close_title = Heading(look, "", Kind.TITLE, 2)
        self._close_text = Text(look, "", Kind.BODY, "ink2")
        self._forget = Button(look, "", ButtonKind.SECONDARY, "check")
        self._forget.clicked.connect(self.forget_asked)
        head = QHBoxLayout()
        head.addWidget(Icon(look, "away", "accent_ink"))
        head.addWidget(self._close_title, 1)
        self._close.body.addLayout(head)
        self._close.body.addWidget(self._close_text)
        row = QHBoxLayout()
        row.addWidget(self._forget)
        row.addStretch(1)
        self._close.body.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addWidget(self._what)
        column.addWidget(self._causes)
        column.addLayout(self._cause)
        column.addLayout(self._keep_row)
        column.addLayout(self._cards)
        column.addWidget(self._close)
        self._causes.chosen.connect(self._choose)

    @override
    def retranslate(self) -> None:
        self._what.say(_("What happened before it asked?"))
        self._causes.setAccessibleName(_("What happened before it asked?"))
        for cause, card in self._cause_cards.items():
            card.say(words.cause_name(cause), words.cause_hint(cause))
            name_it(card, identifiers.cause_choice(cause.value))
        self._keep.say(_("Keep a copy of this key"))
        name_it(self._keep, identifiers.KEEP_COPY)
        self._close_title.say(_("Done here?"))
        self._close_text.say(
            _(
                "This program keeps nothing of your case on disk: a kept place was removed when "
                "it opened. Forgetting it now also clears the digits from its memory, as far as "
                "a program can."
            )
        )
        self._forget.say(_("Forget this case"))
        name_it(self._forget, identifiers.FORGET_CASE)
        clear(self._cards)
        clear(self._cause)
        self._shown_cause = None

    @override
    def show_session(self, session: Session) -> None:
        self._keep.setVisible(session.draft.is_complete)
        self._causes.choose(session.cause.value if session.cause else None)
        if session.cause is not self._shown_cause:
            self._shown_cause = session.cause
            clear(self._cause)
            if session.cause is not None:
                topic = self._guidance.topic(CAUSE_TOPICS[session.cause])
                self._cause.addWidget(
                    TopicCard(self._look, topic, "reason", numbered=True, mark="accent")
                )
        if self._cards.count() and session.settled_owner is self._shown_owner:
            return
        self._shown_owner = session.settled_owner
        clear(self._cards)
        at_work = session.settled_owner is Owner.WORK
        topics = [
            ("after-opened", "check"),
            ("replace-key-work" if at_work else "replace-key", "key"),
        ]
        if session.settled_owner is Owner.PERSONAL:
            topics.append(("check-account", "person"))
        topics += [("keep-copy", "vault"), ("prevention", "proved")]
        for topic_id, icon in topics:
            self._cards.addWidget(TopicCard(self._look, self._guidance.topic(topic_id), icon))

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        if session.cause is None:
            return ()
        return (self._guidance.topic(CAUSE_TOPICS[session.cause]).title,)

    @override
    def focus_first(self) -> None:
        self._causes.focus_first()

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.focus_first()

    @override
    def set_measure(self, measure: float) -> None:
        self._causes.set_columns(3 if measure >= THREE_FROM else 2 if measure >= TWO_FROM else 1)

    def _choose(self, key: str) -> None:
        self.happened.emit(happened.CauseChosen(Cause(key)))
