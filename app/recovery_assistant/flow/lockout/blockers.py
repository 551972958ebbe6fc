# SPDX-License-Identifier: Apache-2.0
"""Why the way on is not open, and where it leads."""

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from recovery_assistant.flow.lockout.answers import Owner, Refusal, Result
from recovery_assistant.flow.lockout.session import Session
from recovery_assistant.flow.lockout.steps import Step
from recovery_assistant.keys.block import Verdict


class Missing(Enum):
    """An answer that is still to be given."""

    SHOWS = "shows"
    OWNER = "owner"
    QUESTIONS = "questions"
    KEY = "key"
    RESULT = "result"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class BlockLacking:
    """A block that is not complete; counts from 1."""

    block: int


@dataclass(frozen=True, slots=True)
class BlockWrong:
    """A block that cannot be right; counts from 1."""

    block: int


Blocker = Missing | BlockLacking | BlockWrong
"""A reason why the way on is not open."""


def blockers(step: Step, session: Session) -> tuple[Blocker, ...]:
    """Return why the way on from `step` is not open; the first is the one to mend first."""
    match step:
        case Step.SCREEN:
            return _screen_blockers(session)
        case Step.CHECK:
            return _key_blockers(session)
        case Step.OUTCOME:
            if session.result is None:
                return (Missing.RESULT,)
            if session.result is Result.REFUSED and session.refusal is None:
                return (Missing.REFUSAL,)
            return ()
        case Step.ROUTES | Step.SPENT | Step.TYPE | Step.AFTERWARDS:
            return ()
        case _:
            assert_never(step)


def _screen_blockers(session: Session) -> tuple[Blocker, ...]:
    if session.shows is None:
        return (Missing.SHOWS,)
    if session.settled_owner is None:
        asked = session.owner is Owner.NOT_SURE
        return (Missing.QUESTIONS if asked else Missing.OWNER,)
    return ()


def _key_blockers(session: Session) -> tuple[Blocker, ...]:
    if session.draft.is_empty:
        return (Missing.KEY,)
    wrong: list[Blocker] = []
    lacking: list[Blocker] = []
    for block, verdict in enumerate(session.draft.verdicts, start=1):
        match verdict:
            case Verdict.FINE:
                pass
            case Verdict.EMPTY | Verdict.SHORT:
                lacking.append(BlockLacking(block))
            case Verdict.LONG | Verdict.NOT_DIGIT | Verdict.TOO_LARGE | Verdict.NOT_RULE_11:
                wrong.append(BlockWrong(block))
            case _:
                assert_never(verdict)
    return (*wrong, *lacking)


def next_step(step: Step, session: Session) -> Step | None:
    """Return where the way on from `step` leads; None at the end."""
    match step:
        case Step.SCREEN:
            return Step.ROUTES
        case Step.ROUTES | Step.SPENT:
            return Step.CHECK
        case Step.CHECK:
            return Step.TYPE
        case Step.TYPE:
            return Step.OUTCOME
        case Step.OUTCOME:
            return _after_outcome(session)
        case Step.AFTERWARDS:
            return None
        case _:
            assert_never(step)


def _after_outcome(session: Session) -> Step:
    match session.result:
        case Result.OPENED | Result.ASKS_AGAIN | None:
            return Step.AFTERWARDS
        case Result.CANNOT_TYPE:
            return Step.TYPE
        case Result.REFUSED:
            match session.refusal:
                case Refusal.TYPING | None:
                    return Step.TYPE
                case Refusal.OTHER_DRIVE | Refusal.OTHER_PROTECTOR:
                    return Step.ROUTES
                case _:
                    assert_never(session.refusal)
        case _:
            assert_never(session.result)
