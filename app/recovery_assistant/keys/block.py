# SPDX-License-Identifier: Apache-2.0
"""One block of six digits and what can be said about it."""

from enum import StrEnum
from typing import Final

from recovery_assistant.keys.glyphs import UNREADABLE, plain_digits

BLOCKS: Final = 8
BLOCK_DIGITS: Final = 6
KEY_DIGITS: Final = BLOCKS * BLOCK_DIGITS
DIVISOR: Final = 11
LARGEST_BLOCK: Final = 0xFFFF * DIVISOR

__all__ = [
    "BLOCKS",
    "BLOCK_DIGITS",
    "DIVISOR",
    "KEY_DIGITS",
    "LARGEST_BLOCK",
    "Verdict",
    "is_fine",
    "judge",
    "plain_digits",
    "unreadable",
]


class Verdict(StrEnum):
    """What the rule of 11 says about one block; FINE means no slip was found, no more."""

    EMPTY = "empty"
    SHORT = "short"
    LONG = "long"
    NOT_DIGIT = "not_digit"
    TOO_LARGE = "too_large"
    NOT_RULE_11 = "not_rule_11"
    FINE = "fine"


def judge(text: str) -> Verdict:
    """Judge one block as typed; separators and marks within it do not count."""
    digits = plain_digits(text)
    if not digits:
        return Verdict.EMPTY
    if not (digits.isascii() and digits.isdecimal()):
        return Verdict.NOT_DIGIT
    if len(digits) != BLOCK_DIGITS:
        return Verdict.SHORT if len(digits) < BLOCK_DIGITS else Verdict.LONG
    value = int(digits)
    if value > LARGEST_BLOCK:
        return Verdict.TOO_LARGE
    return Verdict.NOT_RULE_11 if value % DIVISOR else Verdict.FINE


def is_fine(digits: str) -> bool:
    """Whether plain text is a block without a slip (the quick form of `judge`)."""
    return (
        len(digits) == BLOCK_DIGITS
        and digits.isascii()
        and digits.isdecimal()
        and (value := int(digits)) <= LARGEST_BLOCK
        and value % DIVISOR == 0
    )


def unreadable(text: str) -> int:
    """How many digits of the block are marked with "?" as not readable."""
    return plain_digits(text).count(UNREADABLE)
