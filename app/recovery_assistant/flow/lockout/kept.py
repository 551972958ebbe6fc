# SPDX-License-Identifier: Apache-2.0
"""A place that is kept for later: what may be remembered of a case on disk.

It is a list of what may be kept, not of what may not. Every field is a choice from a closed set,
with two exceptions, which take nothing but their own shape:

- the error code: the codes of Windows are words joined by underscores, or 0x8031 and four more
  characters; no digit of a key and no passphrase has that form;
- the Key ID, only if it was allowed, and only with a letter in it: one of digits alone could be
  the beginning of a key that was typed into the wrong field.

No text as it was typed, no digits, no path, nothing that was found or read is among the fields.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from recovery_assistant.flow.lockout.answers import Answer, Owner, Question, ScreenLink, Shows
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.flow.lockout.steps import Step
from recovery_assistant.keys import KeyId

DAYS_KEPT: Final = 14
"""So long after its last change a place is forgotten."""
STEPS_KEPT: Final = (Step.SCREEN, Step.ROUTES, Step.SPENT, Step.CHECK)
"""The steps that can be returned to; those after them are of no use without the digits."""

_CODE: Final = r"E_(?:FVE|MATCHING)(?:_[A-Z]{2,16}){1,5}|0x8031[0-9A-F]{4}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlace:
    """The answers, ticks and steps of one case.

    `key_id` is what stands there if it may be kept; `keep_key_id` is the permission.
    """

    trail: tuple[Step, ...]
    shows: Shows | None
    link: ScreenLink | None
    owner: Owner | None
    answers: Mapping[Question, Answer]
    error_code: str
    keep_key_id: bool
    key_id: KeyId | None
    key_id_skipped: bool
    open_route: Route | None
    ticked: frozenset[tuple[Route, int]]
    ruled_out: frozenset[Route]
    found_at: Route | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A kept place that can be gone on with; `case` names it, `days` is its age."""

    case: str
    place: KeptPlace
    days: int


class PlaceProblem(Enum):
    """What went wrong with a kept place; never a reason to stop."""

    DAMAGED = "damaged"
    NEWER = "newer"
    UNREADABLE = "unreadable"
    TAKEN = "taken"
    NOT_KEPT = "not_kept"
    LAST_NOT_KEPT = "last_not_kept"
    NOT_FORGOTTEN = "not_forgotten"


def code_to_keep(text: str) -> str:
    """Return an error code if the whole text is one, else nothing."""
    code = text.strip()
    # Compiled when there is a code, not at every start of the program.
    return code if code and re.fullmatch(_CODE, code, re.ASCII | re.IGNORECASE) else ""


def id_to_keep(key_id: KeyId | None) -> KeyId | None:
    """Return a Key ID if it cannot be the beginning of a key."""
    if key_id is None or key_id.hex.isdecimal():
        return None
    return key_id
