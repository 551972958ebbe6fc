# SPDX-License-Identifier: Apache-2.0
"""A walk through one door: the present session and the trail of steps behind it."""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

StepT = TypeVar("StepT")
SessionT = TypeVar("SessionT")
EventT = TypeVar("EventT")
EffectT = TypeVar("EffectT")
BlockerT = TypeVar("BlockerT")


class Outcome(NamedTuple, Generic[StepT, SessionT, EffectT]):
    """What an event leads to: the session after it, effects outside, and a step to go to.

    `by_way_of` are steps to walk before it, for one who comes back to a place.
    """

    session: SessionT
    effects: tuple[EffectT, ...] = ()
    go_to: StepT | None = None
    by_way_of: tuple[StepT, ...] = ()


class Door(NamedTuple, Generic[StepT, SessionT, EventT, EffectT, BlockerT]):
    """The rules of one door, all pure functions."""

    first: StepT
    new_session: Callable[[], SessionT]
    apply: Callable[[SessionT, EventT], Outcome[StepT, SessionT, EffectT]]
    next_step: Callable[[StepT, SessionT], StepT | None]
    blockers: Callable[[StepT, SessionT], tuple[BlockerT, ...]]
    remember: Callable[[tuple[StepT, ...], SessionT], EffectT | None]


class Journey(Generic[StepT, SessionT, EventT, EffectT, BlockerT]):
    """One person's way through a door.

    The trail stores steps, never old sessions: going back keeps every answer, and no
    copy of a key lies about in a history.
    """

    def __init__(self, door: Door[StepT, SessionT, EventT, EffectT, BlockerT]) -> None:
        self._door = door
        self._session = door.new_session()
        self._trail: list[StepT] = [door.first]

    @property
    def session(self) -> SessionT:
        """The answers so far."""
        return self._session

    @property
    def step(self) -> StepT:
        """The step that is in view."""
        return self._trail[-1]

    @property
    def trail(self) -> tuple[StepT, ...]:
        """The steps walked, the present one last; no step stands in it twice."""
        return tuple(self._trail)

    @property
    def blockers(self) -> tuple[BlockerT, ...]:
        """Why the way on is not open yet; empty when it is."""
        return self._door.blockers(self.step, self._session)

    @property
    def next_step(self) -> StepT | None:
        """Where the way on leads, were it open."""
        return self._door.next_step(self.step, self._session)

    @property
    def remembered(self) -> EffectT | None:
        """What is to be kept of this place for later; None when nothing is."""
        return self._door.remember(self.trail, self._session)

    def tell(self, event: EventT) -> tuple[EffectT, ...]:
        """Apply an event; return what has to happen outside."""
        outcome = self._door.apply(self._session, event)
        self._session = outcome.session
        for step in outcome.by_way_of:
            self.go_to(step)
        if outcome.go_to is not None:
            self.go_to(outcome.go_to)
        return outcome.effects

    def forward(self) -> bool:
        """Go to the next step; False when something blocks or there is none."""
        target = self.next_step
        if target is None or self.blockers:
            return False
        self.go_to(target)
        return True

    def back(self) -> bool:
        """Go to the step before; False at the first one. Answers stay."""
        if len(self._trail) == 1:
            return False
        self._trail.pop()
        return True

    def go_to(self, step: StepT) -> None:
        """Go to a step; one that was walked already is returned to, not repeated."""
        if step in self._trail:
            del self._trail[self._trail.index(step) + 1 :]
        else:
            self._trail.append(step)
