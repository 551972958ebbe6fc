# SPDX-License-Identifier: Apache-2.0
"""Typing the key for practice: what was typed so far, and how each block compares."""

from dataclasses import dataclass, field
from itertools import zip_longest

from recovery_assistant.keys import BLOCK_DIGITS, KeyDraft, plain_digits


@dataclass(frozen=True, slots=True)
class Right:
    """The block reads like the key's."""


@dataclass(frozen=True, slots=True)
class Differs:
    """These digits of the block are others than the key's; they count from 1."""

    digits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TooShort:
    """The block has only so many digits."""

    digits: int


Grade = Right | Differs | TooShort
"""How a block went; says nothing of the digits themselves."""


def grade(typed: str, wanted: str) -> Grade:
    """Compare a block typed for practice with the key's."""
    typed, wanted = plain_digits(typed), plain_digits(wanted)
    if typed == wanted:
        return Right()
    if len(typed) < BLOCK_DIGITS:
        return TooShort(len(typed))
    pairs = enumerate(zip_longest(typed, wanted), start=1)
    return Differs(tuple(place for place, (one, other) in pairs if one != other))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A rehearsal that goes on or was graded. Its draft is wiped when it closes."""

    draft: KeyDraft = field(default_factory=KeyDraft)
    key_shown: bool = False
    graded: bool = False
    seconds: int = 0

    def grades(self, key: KeyDraft) -> tuple[Grade, ...]:
        """Return the grade of each block."""
        return tuple(map(grade, self.draft.blocks, key.blocks))
