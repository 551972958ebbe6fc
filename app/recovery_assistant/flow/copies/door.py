# SPDX-License-Identifier: Apache-2.0
"""The rules of door 3, put together."""

from recovery_assistant.flow.copies.blockers import Blocker, blockers, next_step
from recovery_assistant.flow.copies.effects import Effect
from recovery_assistant.flow.copies.events import Event
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.flow.copies.transitions import apply
from recovery_assistant.flow.journey import Door


def _remember(_trail: tuple[Step, ...], _session: Session) -> None:
    """Keep nothing of this door for later: what is to be kept stands in the encrypted file."""


COPIES: Door[Step, Session, Event, Effect, Blocker] = Door(
    first=Step.START,
    new_session=Session,
    apply=apply,
    next_step=next_step,
    blockers=blockers,
    remember=_remember,
)
"""The rules of door 3."""
