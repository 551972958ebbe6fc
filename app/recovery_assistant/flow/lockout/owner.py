# SPDX-License-Identifier: Apache-2.0
"""Whose PC it is: what the screen suggests, and what the short questions conclude."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from recovery_assistant.flow.lockout.answers import (
    Answer,
    Owner,
    OwnerReason,
    Question,
    ScreenLink,
    Shows,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A kind of PC and why it is likely."""

    owner: Owner
    reason: OwnerReason


def from_screen(shows: Shows | None, link: ScreenLink | None) -> Suggestion | None:
    """Return what the locked screen says about the owner (source PRE)."""
    match shows:
        case Shows.LINK:
            match link:
                case ScreenLink.PERSONAL:
                    return Suggestion(Owner.PERSONAL, OwnerReason.PERSONAL_LINK)
                case ScreenLink.WORK:
                    return Suggestion(Owner.WORK, OwnerReason.WORK_LINK)
                case ScreenLink.GENERAL | None:
                    return None
                case _:
                    assert_never(link)
        case Shows.COMPANY:
            return Suggestion(Owner.WORK, OwnerReason.COMPANY_TEXT)
        case Shows.ACCOUNT:
            return Suggestion(Owner.PERSONAL, OwnerReason.ACCOUNT_NAMED)
        case Shows.ERROR_CODE | Shows.AWAY | None:
            return None
        case _:
            assert_never(shows)


def open_question(answers: Mapping[Question, Answer]) -> Question | None:
    """Return the next short question, None when the answers decide."""
    if conclude(answers) is not None:
        return None
    return next(question for question in Question if question not in answers)


def conclude(answers: Mapping[Question, Answer]) -> Suggestion | None:
    """Return what the answers say, None while a question is open."""
    given = answers.get(Question.GIVEN_BY_WORK)
    email = answers.get(Question.EMAIL_SIGN_IN)
    work = answers.get(Question.WORK_ADDRESS)
    if given is Answer.YES:
        return Suggestion(Owner.WORK, OwnerReason.GIVEN_BY_WORK)
    if given is None or email is None:
        return None
    if email is Answer.NO:
        return Suggestion(Owner.OFFLINE, OwnerReason.NEVER_SIGNED_IN)
    match work:
        case None:
            return None
        case Answer.YES:
            return Suggestion(Owner.WORK, OwnerReason.WORK_ADDRESS)
        case Answer.NO:
            return Suggestion(Owner.PERSONAL, OwnerReason.PRIVATE_ADDRESS)
        case Answer.UNKNOWN:
            # Windows turns encryption on by itself mostly together with a Microsoft account.
            return Suggestion(Owner.PERSONAL, OwnerReason.MOST_LIKELY)
        case _:
            assert_never(work)
