# SPDX-License-Identifier: Apache-2.0
"""Screen 5: what the locked PC did with the key, and the next step for each answer."""

from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Refusal, Result
from recovery_assistant.flow.lockout.blockers import Blocker, Missing
from recovery_assistant.guidance import Guidance
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.choice import ChoiceCard, ChoiceGroup
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.text import Heading
from recovery_assistant.ui.widgets.topic import TopicCard, clear
from recovery_assistant.wording import lockout as words

RESULT_ICONS = {
    Result.OPENED: "check",
    Result.REFUSED: "wrong",
    Result.ASKS_AGAIN: "swap",
    Result.CANNOT_TYPE: "keyboard",
}
REFUSAL_ICONS = {
    Refusal.TYPING: "pen",
    Refusal.OTHER_DRIVE: "drive",
    Refusal.OTHER_PROTECTOR: "key",
}
RESULT_TOPICS = {
    Result.OPENED: ("after-opened",),
    Result.REFUSED: (),
    Result.ASKS_AGAIN: ("asks-again",),
    Result.CANNOT_TYPE: ("cannot-type", "function-keys"),
}
REFUSAL_TOPICS = {
    Refusal.TYPING: ("refused-typing",),
    Refusal.OTHER_DRIVE: ("refused-other-drive",),
    Refusal.OTHER_PROTECTOR: ("refused-other-protector",),
}
TWO_CHOICES_FROM = 560


class OutcomePage(Page):
    """Screen 5."""

    step: ClassVar[Step] = Step.OUTCOME

    def __init__(self, look: Look, guidance: Guidance) -> None:
        super().__init__()
        self._look = look
        self._guidance = guidance
        self._results = ChoiceGroup(look, 2)
        self._result_cards = {}
        for result in Result:
            card = ChoiceCard(look, result.value, RESULT_ICONS[result], "", "")
            self._result_cards[result] = card
            self._results.add(card)
        self._how = Heading(look, "", Kind.TITLE, 2)
        self._refusals = ChoiceGroup(look, 1)
        self._refusal_cards = {}
        for refusal in Refusal:
            card = ChoiceCard(look, refusal.value, REFUSAL_ICONS[refusal], "", "")
            self._refusal_cards[refusal] = card
            self._refusals.add(card)
        self._topics = QVBoxLayout()
        self._topics.setSpacing(look.px(12))
        self._shown: tuple[str, ...] = ()
        self._check = Button(look, "", ButtonKind.PLAIN, "search")
        self._look_on = Button(look, "", ButtonKind.PLAIN, "key")
        self._check.clicked.connect(lambda: self.happened.emit(happened.CheckAgain()))
        self._look_on.clicked.connect(lambda: self.happened.emit(happened.LookOn()))
        self._ways = FlowRow(look, 10)
        self._ways.addWidget(self._check)
        self._ways.addWidget(self._look_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addWidget(self._results)
        column.addWidget(self._how)
        column.addWidget(self._refusals)
        column.addLayout(self._topics)
        column.addLayout(self._ways)
        self._results.chosen.connect(self._choose_result)
        self._refusals.chosen.connect(self._choose_refusal)

    @override
    def retranslate(self) -> None:
        self._results.setAccessibleName(_("What did the locked PC do?"))
        self._refusals.setAccessibleName(_("How did it refuse?"))
        self._how.say(_("How did it refuse?"))
        for result, card in self._result_cards.items():
            card.say(words.result_name(result), words.result_hint(result))
            name_it(card, identifiers.result_choice(result.value))
        for refusal, card in self._refusal_cards.items():
            card.say(words.refusal_name(refusal), words.refusal_hint(refusal))
            name_it(card, identifiers.refusal_choice(refusal.value))
        self._check.say(_("Check the digits again"))
        self._look_on.say(_("Look for another key"))
        name_it(self._check, identifiers.CHECK_AGAIN)
        name_it(self._look_on, identifiers.LOOK_ON)
        self._shown = ()
        clear(self._topics)

    @override
    def show_session(self, session: Session) -> None:
        refused = session.result is Result.REFUSED
        self._results.choose(session.result.value if session.result else None)
        self._how.setVisible(refused)
        self._refusals.setVisible(refused)
        self._refusals.choose(session.refusal.value if session.refusal else None)
        self._check.setVisible(refused)
        self._look_on.setVisible(refused)
        topics: tuple[str, ...] = ()
        if refused and session.refusal is not None:
            topics = REFUSAL_TOPICS[session.refusal]
        elif session.result is not None:
            topics = RESULT_TOPICS[session.result]
        self._show_topics(topics, session)

    def _show_topics(self, topics: tuple[str, ...], session: Session) -> None:
        if topics == self._shown:
            return
        self._shown = topics
        clear(self._topics)
        key_id = session.key_id.hex[:8] if session.key_id else ""
        for number, topic in enumerate(topics):
            self._topics.addWidget(
                TopicCard(
                    self._look,
                    self._guidance.topic(topic),
                    "reason" if number == 0 else "keyboard",
                    numbered=True,
                    mark="accent" if number == 0 else None,
                    key_id=key_id,
                )
            )

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        if session.result is Result.REFUSED and session.refusal is None:
            return (self._how.text(),)
        return tuple(self._guidance.topic(topic).title for topic in self._shown)

    @override
    def focus_first(self) -> None:
        self._results.focus_first()

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        if blocker is Missing.REFUSAL:
            self._refusals.focus_first()
        else:
            self._results.focus_first()

    @override
    def set_measure(self, measure: float) -> None:
        self._results.set_columns(2 if measure >= TWO_CHOICES_FROM else 1)

    def _choose_result(self, key: str) -> None:
        self.happened.emit(happened.ResultChosen(Result(key)))

    def _choose_refusal(self, key: str) -> None:
        self.happened.emit(happened.RefusalChosen(Refusal(key)))
