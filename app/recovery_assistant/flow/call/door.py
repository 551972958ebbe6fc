# SPDX-License-Identifier: Apache-2.0
"""The rules of door 2, put together."""

from recovery_assistant.flow.call.blockers import Blocker, blockers, next_step
from recovery_assistant.flow.call.effects import Effect
from recovery_assistant.flow.call.events import Event
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.flow.call.transitions import apply
from recovery_assistant.flow.journey import Door


def _remember(_trail: tuple[Step, ...], _session: Session) -> None:
    """Keep nothing of a call for later."""


CALL: Door[Step, Session, Event, Effect, Blocker] = Door(
    first=Step.CALLER,
    new_session=Session,
    apply=apply,
    next_step=next_step,
    blockers=blockers,
    remember=_remember,
)
"""The rules of door 2."""
