# SPDX-License-Identifier: Apache-2.0
"""The kinds of slip people make with digits, and how likely each one is.

The one table the ranking of suggestions rests on. The numbers are weights against each other;
only their order of size matters.
"""

from enum import Enum
from typing import Final


class Slip(Enum):
    """What went wrong in a block."""

    WRONG_DIGIT = "wrong_digit"
    SWAPPED = "swapped"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    EXTRA = "extra"
    LETTER = "letter"


DIGITS: Final = "0123456789"

# Digits that are misread for each other, on paper and on a screen.
_SHAPE: Final = {
    "17": 9.0,
    "06": 9.0,
    "38": 9.0,
    "56": 9.0,
    "49": 9.0,
    "08": 4.0,
    "68": 4.0,
}
# Keys side by side or above one another on a number pad (the 0 lies under 1 and 2).
_PAD: Final = ("12", "23", "45", "56", "78", "89", "14", "25", "36", "47", "58", "69", "01", "02")
# Keys side by side in the row above the letters.
_ROW: Final = ("12", "23", "34", "45", "56", "67", "78", "89", "09")
_ANY: Final = 1.0
_PAD_WEIGHT: Final = 2.0
_ROW_WEIGHT: Final = 1.5


def _weight(one: str, other: str) -> float:
    pair = min(one, other) + max(one, other)
    return (
        _ANY
        + _SHAPE.get(pair, 0.0)
        + (_PAD_WEIGHT if pair in _PAD else 0.0)
        + (_ROW_WEIGHT if pair in _ROW else 0.0)
    )


def _likeness() -> dict[tuple[str, str], float]:
    table: dict[tuple[str, str], float] = {}
    for true in DIGITS:
        weights = {typed: _weight(true, typed) for typed in DIGITS if typed != true}
        total = sum(weights.values())
        table |= {(true, typed): weight / total for typed, weight in weights.items()}
    return table


# (digit meant, digit typed) -> the share of that digit among the wrong digits typed for it.
LIKENESS: Final = _likeness()

# Of slips that keep six digits, roughly one in five swaps neighbours.
WRONG_SHARE: Final = 0.8
SWAPPED_SHARE: Final = 0.2

# A digit is dropped or doubled far more often beside its twin; a leading zero is dropped by
# spreadsheets; a neighbouring key is hit along with the one that was meant.
TWIN: Final = 4.0
LEADING_ZERO: Final = 4.0
ALONG: Final = 2.0

# Letters taken for digits: the digits each may stand for, likeliest first.
LETTERS: Final = {
    "O": "06",
    "o": "0",
    "Q": "0",
    "D": "0",
    "l": "17",
    "I": "17",
    "i": "1",
    "L": "1",
    "|": "1",
    "!": "1",
    "S": "58",
    "s": "5",
    "B": "83",
    "b": "6",
    "G": "69",
    "g": "9",
    "q": "9",
    "Z": "27",
    "z": "2",
    "T": "7",
    "A": "4",
}
LETTER_FIRST: Final = 1.0
LETTER_SECOND: Final = 0.2
LETTER_OTHER: Final = 0.02
