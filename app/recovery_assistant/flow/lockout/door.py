# SPDX-License-Identifier: Apache-2.0
"""The rules of door 1, put together."""

from __future__ import annotations  # events and effects are not loaded for the first screen

from typing import TYPE_CHECKING

from recovery_assistant.flow.journey import Door, Outcome
from recovery_assistant.flow.lockout.blockers import Blocker, blockers, next_step
from recovery_assistant.flow.lockout.session import Session
from recovery_assistant.flow.lockout.steps import Step

if TYPE_CHECKING:
    from recovery_assistant.flow.lockout.effects import Effect
    from recovery_assistant.flow.lockout.events import Event


def _apply(session: Session, event: Event) -> Outcome[Step, Session, Effect]:
    """Apply an event; the rules are loaded when the first one comes."""
    from recovery_assistant.flow.lockout.transitions import apply

    return apply(session, event)


def _remember(trail: tuple[Step, ...], session: Session) -> Effect | None:
    """Keep the place, where the person wants that; loaded when somebody does."""
    if not session.keeping:
        return None
    from recovery_assistant.flow.lockout.keeping import remember

    return remember(trail, session)


LOCKOUT: Door[Step, Session, Event, Effect, Blocker] = Door(
    first=Step.SCREEN,
    new_session=Session,
    apply=_apply,
    next_step=next_step,
    blockers=blockers,
    remember=_remember,
)
"""The rules of door 1."""
