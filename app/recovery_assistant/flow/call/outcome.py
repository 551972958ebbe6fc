# SPDX-License-Identifier: Apache-2.0
"""What an event of a call leads to, in short."""

from dataclasses import replace

from recovery_assistant.flow.call.answers import Done, NoteLine, Result
from recovery_assistant.flow.call.effects import Effect
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.flow.journey import Outcome
from recovery_assistant.keys import KeyId

CallOutcome = Outcome[Step, Session, Effect]
"""The session after an event, effects outside, a stage to go to."""


def stay(session: Session, *effects: Effect) -> CallOutcome:
    """Stay at the stage in view."""
    return Outcome(session, effects)


def noted(
    session: Session,
    done: Done,
    *,
    block: int | None = None,
    key_id: KeyId | None = None,
    result: Result | None = None,
) -> Session:
    """Add a line to the call note, with the time that the clock last told."""
    if session.now is None:
        return session
    line = NoteLine(session.now, done, block, key_id, result)
    return replace(session, note=(*session.note, line))
