# SPDX-License-Identifier: Apache-2.0
"""Door 2 for the window: one call, whose five stages can be gone to in any order."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from typing_extensions import override

from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.blockers import Blocker, shut
from recovery_assistant.flow.call.door import CALL
from recovery_assistant.flow.call.effects import Effect
from recovery_assistant.flow.call.events import Event
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import STAGES, Step
from recovery_assistant.flow.journey import Journey
from recovery_assistant.i18n import _
from recovery_assistant.ui.call_page import CallPage
from recovery_assistant.ui.frame import Head
from recovery_assistant.ui.hosted import Shortcut, Walked, WayOn
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.other_doors import others
from recovery_assistant.ui.widgets.rail import OtherDoor, RailStep
from recovery_assistant.wording import call as words
from recovery_assistant.wording.doors import Door, title

_CTRL = Qt.Modifier.CTRL
_DIGIT_KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5)


def now() -> datetime:
    """Return the time that it is here."""
    return datetime.now().astimezone()


class CallDoor(Walked[Step, Session, Event, Effect, Blocker]):
    """I help someone on the phone: one call.

    `parked` gives the other calls, `new_call` begins another one and `next_call` shows the next.
    `told` is called after each event.
    """

    def __init__(
        self,
        look: Look,
        number: int,
        pages: Callable[[], Mapping[Step, Callable[[], CallPage]]],
        perform: Callable[[Effect], None],
        *,
        told: Callable[[], None],
        parked: Callable[[], Sequence[OtherDoor]],
        new_call: Callable[[], None],
        next_call: Callable[[], None],
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.number = number
        self.name = call_name(number)
        self._told = told
        self._parked = parked
        self._new_call = new_call
        self._next_call = next_call
        self._clock = clock
        super().__init__(look, Journey(CALL), pages, perform)

    @override
    def _tell(self, event: Event) -> None:
        # No rule reads a clock: what time it is is an event as well.
        super()._tell(happened.ClockRead(self._clock()))
        super()._tell(event)
        self._told()

    def tell_time(self) -> None:
        """Let the call know what time it is."""
        self.tell(happened.ClockRead(self._clock()))

    @override
    def title(self) -> str:
        return title(Door.CALL)

    @override
    def others(self) -> Sequence[OtherDoor]:
        return (*self._parked(), *others(Door.CALL))

    @override
    def _head(self, step: Step) -> Head:
        return Head(words.in_progress(self.session), words.step_title(step), words.step_lead(step))

    @override
    def spoken(self) -> str:
        return self.head().title

    @override
    def rows(self) -> Sequence[RailStep]:
        present = STAGES.index(self.step)
        rows = []
        for index, step in enumerate(STAGES):
            closed = bool(shut(step, self.session))
            state = "ahead" if closed else "done" if index < present else "open"
            state = "now" if step is self.step else state
            detail = words.row_detail(step, self.session)
            rows.append(RailStep(index + 1, words.step_name(step), state, detail))
        return rows

    @override
    def way_on(self) -> WayOn:
        way = words.way_on(self.step, self.session)
        mark = "eye" if self.step is Step.READ_OUT else "info"
        return WayOn(*way, mark=mark)

    @override
    def why_not(self) -> str:
        return words.why_not(self.step, self.session)

    @override
    def draw(self) -> None:
        if self.session.parked:
            self._tell(happened.CallResumed())
        if self.session.at is not self.step:
            self._tell(happened.StageEntered(self.step))
        super().draw()

    @override
    def leave(self) -> None:
        self._tell(happened.CallParked())

    @property
    @override
    def can_go_back(self) -> bool:
        return not self.session.ended and super().can_go_back

    @override
    def take_row(self, number: int) -> None:
        self.tell(happened.StageAsked(STAGES[number - 1]))

    @override
    def aside(self) -> str:
        if self.session.ended or self.step is Step.OUTCOME:
            return ""
        return _("End the call …")

    @property
    @override
    def aside_icon(self) -> str:
        return "phone"

    @override
    def take_aside(self) -> None:
        self.tell(happened.StageAsked(Step.OUTCOME))

    def end(self) -> None:
        """Go to the end of the call; there, end it."""
        at_end = self.step is Step.OUTCOME
        self.tell(happened.CallEnded() if at_end else happened.StageAsked(Step.OUTCOME))

    @override
    def shortcuts(self) -> Sequence[Shortcut]:
        stages = [
            Shortcut(
                QKeySequence(_CTRL | key),
                words.step_name(step),
                partial(self.tell, happened.StageAsked(step)),
            )
            for key, step in zip(_DIGIT_KEYS, STAGES, strict=True)
        ]
        return (
            *stages,
            Shortcut(
                _keys(Qt.Key.Key_R),
                _("Say the block again"),
                self._on_read_out(happened.SayAgain()),
            ),
            Shortcut(
                _keys(Qt.Key.Key_M),
                _("I misheard, it was right"),
                self._on_read_out(happened.Misheard()),
            ),
            Shortcut(_keys(Qt.Key.Key_P), _("Pause, or go on"), self._pause),
            Shortcut(_keys(Qt.Key.Key_H), _("Show or hide the digits"), self._show),
            Shortcut(
                _keys(Qt.Key.Key_S),
                _("The computer speaks the block"),
                self._on_read_out(happened.SpeakAsked()),
            ),
            Shortcut(
                QKeySequence(Qt.Key.Key_Escape),
                _("The computer is silent"),
                partial(self.tell, happened.SpeakingStopped()),
            ),
            Shortcut(_keys(Qt.Key.Key_D), _("The line dropped, or the caller is back"), self._drop),
            Shortcut(_keys(Qt.Key.Key_N), _("Park this call, begin another"), self._new_call),
            Shortcut(_keys(Qt.Key.Key_Tab), _("The next call"), self._next_call),
            Shortcut(_keys(Qt.Key.Key_E), _("End the call"), self.end),
        )

    def _on_read_out(self, event: Event) -> Callable[[], None]:
        def deed() -> None:
            if self.step is Step.READ_OUT:
                self.tell(event)

        return deed

    def _pause(self) -> None:
        if self.step is Step.READ_OUT:
            self.tell(happened.PauseSet(not self.session.paused))

    def _show(self) -> None:
        if self.step is Step.READ_OUT:
            self.tell(happened.DigitsShown(not self.session.shown))

    def _drop(self) -> None:
        dropped = self.session.dropped
        self.tell(happened.CallResumed() if dropped else happened.LineDropped())


def _keys(key: Qt.Key) -> QKeySequence:
    return QKeySequence(_CTRL | key)


def call_name(number: int) -> str:
    """Return the name of a call where no person reads it."""
    return f"{Door.CALL.value}-{number}"
