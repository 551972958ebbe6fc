# SPDX-License-Identifier: Apache-2.0
"""Why the way on is not open in door 3, and where it leads."""

from enum import Enum
from typing import assert_never

from recovery_assistant.flow.copies.answers import Kind, NewPassphrase, Strength
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.keys import IdProblem, KeyId
from recovery_assistant.keys.block import Verdict


class Blocker(Enum):
    """A reason why the way on is not open."""

    NO_WORDS = "no-words"
    """None was typed or drawn yet."""
    TOO_WEAK = "too-weak"
    NOT_CONFIRMED = "not-confirmed"
    PLACE = "place"
    """No place for the new file."""
    WORKING = "working"
    """Something is under way."""
    DEVICE = "device"
    """The entry has no name."""
    KEY_ID = "key-id"
    """What stands there is no Key ID; none at all is no reason."""
    KEY = "key"
    """No key, or not all of it."""
    KEY_WRONG = "key-wrong"
    """A block that cannot be right."""


def passphrase_blockers(new: NewPassphrase) -> tuple[Blocker, ...]:
    """Return what a passphrase in the making lacks."""
    if new.first.is_empty:
        return (Blocker.NO_WORDS,)
    if new.kind is Kind.OWN and new.strength is not Strength.ENOUGH:
        return (Blocker.TOO_WEAK,)
    return () if new.confirmed else (Blocker.NOT_CONFIRMED,)


def blockers(step: Step, session: Session) -> tuple[Blocker, ...]:
    """Return why the deed of `step` is not open; the first is the one to mend first."""
    if session.working is not None and not session.keyring_asked:
        return (Blocker.WORKING,)
    match step:
        case Step.CREATE:
            place = (Blocker.PLACE,) if session.path is None else ()
            return (*passphrase_blockers(session.new), *place)
        case Step.ENTRY:
            return _entry_blockers(session)
        case (
            Step.START
            | Step.UNLOCK
            | Step.KEYS
            | Step.COPIES
            | Step.SHEET
            | Step.DRILL
            | Step.SETTINGS
        ):
            return ()
        case _:
            assert_never(step)


def _entry_blockers(session: Session) -> tuple[Blocker, ...]:
    form, found = session.form, []
    if not form.device.strip():
        found.append(Blocker.DEVICE)
    reading = KeyId.parse(form.key_id_text)
    if reading.key_id is None and IdProblem.EMPTY not in reading.problems:
        found.append(Blocker.KEY_ID)
    if not form.draft.is_complete:
        half_done = (Verdict.FINE, Verdict.EMPTY, Verdict.SHORT)
        wrong = any(verdict not in half_done for verdict in form.draft.verdicts)
        found.append(Blocker.KEY_WRONG if wrong else Blocker.KEY)
    return tuple(found)


def next_step(_step: Step, _session: Session) -> Step | None:
    """Return None: in door 3 every way on is a deed, and what comes of it leads on."""
    return None
