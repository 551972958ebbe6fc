# SPDX-License-Identifier: Apache-2.0
"""What the button at the bottom of each screen of door 3 does."""

from typing import assert_never

from recovery_assistant.flow.copies.answers import LockReason
from recovery_assistant.flow.copies.events import (
    CreateAsked,
    EntryDropped,
    EntrySaved,
    Event,
    Locked,
    StepAsked,
)
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.flow.copies.steps import Step


def deed(step: Step, session: Session) -> Event | None:
    """Return what the way on tells; None where the page's own buttons lead on."""
    match step:
        case Step.CREATE:
            return CreateAsked()
        case Step.ENTRY:
            return EntrySaved()
        case Step.KEYS:
            return StepAsked(Step.DRILL) if session.vault and session.vault.copies else None
        case Step.COPIES | Step.SHEET | Step.DRILL | Step.SETTINGS:
            return StepAsked(Step.KEYS)
        case Step.START | Step.UNLOCK:
            return None
        case _:
            assert_never(step)


def quiet_deed(step: Step, session: Session) -> Event | None:
    """Return what the quiet button at the other end tells: lock, or leave the form."""
    if step is Step.ENTRY:
        return EntryDropped()
    return Locked(LockReason.ASKED) if session.vault is not None else None
