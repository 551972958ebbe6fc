# SPDX-License-Identifier: Apache-2.0
"""Why a stage of a call is not open, and where the way on leads."""

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from recovery_assistant.flow.call.answers import Result
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import STAGES, Step
from recovery_assistant.keys import BLOCKS


class Missing(Enum):
    """What the agent has not answered yet, or what forbids going on."""

    CHECKS = "checks"
    WAY = "way"
    REASON = "reason"
    DEVICE = "device"
    NOT_VERIFIED = "not-verified"
    """The identity check failed: nothing is told in this call."""
    KEY_ID = "key-id"
    KEY_ID_UNCONFIRMED = "key-id-unconfirmed"
    KEY = "key"
    KEY_NOT_FINE = "key-not-fine"
    MISMATCH = "mismatch"
    """The Key ID found with the key differs or is missing, and nobody has said to go on."""
    RESULT = "result"
    REFUSAL = "refusal"
    WIPED = "wiped"
    """The key is gone; it has to be brought again."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class BlocksOpen:
    """These blocks are not confirmed yet."""

    blocks: tuple[int, ...]


Blocker = Missing | BlocksOpen
"""A reason, in the order in which they are to be mended."""


def blockers(step: Step, session: Session) -> tuple[Blocker, ...]:
    """Return why the way on from a stage is not open; empty when it is."""
    if session.ended:
        return (Missing.ENDED,)
    match step:
        case Step.CALLER:
            return _unverified(session)
        case Step.KEY_ID:
            return (*_key_id(session), *_unverified(session))
        case Step.KEY:
            return (*_unverified(session), *_key(session))
        case Step.READ_OUT:
            return (*_unverified(session), *_key(session), *_blocks(session))
        case Step.OUTCOME:
            return _result(session)
        case _:
            assert_never(step)


def shut(step: Step, session: Session) -> tuple[Blocker, ...]:
    """Return why a stage cannot be gone to; empty when it can.

    Nothing is looked up and nothing told before the caller is verified; what the caller says can
    be noted at any time.
    """
    match step:
        case Step.OUTCOME:
            return ()
        case Step.CALLER | Step.KEY_ID:
            return (Missing.ENDED,) if session.ended else ()
        case Step.KEY:
            return (Missing.ENDED,) if session.ended else _unverified(session)
        case Step.READ_OUT:
            if session.ended:
                return (Missing.ENDED,)
            return (*_unverified(session), *_key(session))
        case _:
            assert_never(step)


def next_step(step: Step, _session: Session) -> Step | None:
    """Return the stage after this one; None after the last."""
    number = STAGES.index(step) + 1
    return STAGES[number] if number < len(STAGES) else None


def _unverified(session: Session) -> tuple[Blocker, ...]:
    if session.not_verified:
        return (Missing.NOT_VERIFIED,)
    lacking: list[Blocker] = []
    if not {check.id for check in session.profile.checks} <= session.checked:
        lacking.append(Missing.CHECKS)
    if session.way is None:
        lacking.append(Missing.WAY)
    if not session.device.strip():
        lacking.append(Missing.DEVICE)
    if session.reason is None:
        lacking.append(Missing.REASON)
    return tuple(lacking)


def _key_id(session: Session) -> tuple[Blocker, ...]:
    if session.key_id_skipped or session.key_id_confirmed:
        return ()
    return (Missing.KEY_ID if session.key_id is None else Missing.KEY_ID_UNCONFIRMED,)


def _key(session: Session) -> tuple[Blocker, ...]:
    if session.wiped:
        return (Missing.WIPED,)
    if session.draft.is_empty:
        return (Missing.KEY,)
    if not session.draft.is_complete:
        return (Missing.KEY_NOT_FINE,)
    return () if session.vouched else (Missing.MISMATCH,)


def _blocks(session: Session) -> tuple[Blocker, ...]:
    open_ = tuple(n for n in range(1, BLOCKS + 1) if n not in session.confirmed)
    return (BlocksOpen(open_),) if open_ else ()


def _result(session: Session) -> tuple[Blocker, ...]:
    if session.result is None:
        return (Missing.RESULT,)
    if session.result is Result.REFUSED and session.refusal is None:
        return (Missing.REFUSAL,)
    return ()
