# SPDX-License-Identifier: Apache-2.0
"""What people take for what: the one table that the ranking of suggestions rests on.

The sources say which pairs are confused and how common the kinds of slip are. None of them has
figures for single pairs of digits that hold for every hand, font and voice, so the weights are
judged, in three coarse steps; only their order of size matters. The sound of digits is that of
English.
"""

from dataclasses import dataclass
from enum import Enum
from itertools import permutations
from typing import Final


class Likeness(Enum):
    """What makes one thing pass for another."""

    PRINT = "print"
    HANDWRITING = "handwriting"
    EAR = "ear"
    KEYS = "keys"
    LETTER = "letter"


JUDGED: Final = "JUDGED"

SOURCES: Final = {
    "ISMP": (
        "Institute for Safe Medication Practices, Misidentification of alphanumeric symbols "
        "(2000, 2012): l/1, O/0, Z/2 and 1/7 made over half of the mix-ups of a study by Bell "
        "Laboratories that it quotes"
    ),
    "GTLD": (
        "NIST, Compute Visual Similarity of Top-Level Domains, hissa.nist.gov/~black/GTLD: "
        "names 0/O, 1/l and 2/Z among its pairs"
    ),
    "UTS39": ("Unicode Technical Standard 39, confusables.txt: 0 with O, and 1, I and | with l"),
    "ICAO": (
        "ICAO Annex 10, volume II: five and nine are spoken as fife and niner on the radio; "
        "that it is for the likeness of the two is the usual reading"
    ),
    "VERHOEFF": (
        "J. Verhoeff, Error Detecting Decimal Codes, Amsterdam 1969, as restated by N. R. Wagner, "
        "The Laws of Cryptography, 2002: of all errors 60 to 95 % are single digits, 10 to 20 % "
        "neighbours swapped, 10 to 20 % digits left out or added, 0.5 to 1.5 % each doubles "
        "misread (aa, bb), digits two apart swapped, and pairs that sound alike (a0, 1a)"
    ),
    "LAYOUT": (
        "The number pad and the digit row of PC keyboards: which keys are neighbours is plain, "
        "how often a neighbour is hit is judged"
    ),
    JUDGED: "No publication; the judgement of who wrote this table",
}

STRONG: Final = 12.0
MIDDLE: Final = 5.0
WEAK: Final = 2.0
ANY: Final = 1.0
"""The weight of two digits without any likeness; likenesses come on top."""

DIGITS: Final = "0123456789"


@dataclass(frozen=True, slots=True)
class Confusion:
    """Pairs that are taken for each other, for one reason, with one weight."""

    likeness: Likeness
    pairs: tuple[str, ...]
    weight: float
    source: str


# Digits for digits.
CONFUSIONS: Final = (
    Confusion(Likeness.PRINT, ("17",), STRONG, "ISMP"),
    Confusion(Likeness.PRINT, ("38", "08", "56", "06"), MIDDLE, JUDGED),
    Confusion(Likeness.PRINT, ("68", "89", "35"), WEAK, JUDGED),
    # A one with an upstroke, an open four, a six with a short tail, a seven that is barred.
    Confusion(Likeness.HANDWRITING, ("17",), STRONG, "ISMP"),
    Confusion(Likeness.HANDWRITING, ("49", "06"), STRONG, JUDGED),
    Confusion(Likeness.HANDWRITING, ("27", "35", "38", "56", "79"), MIDDLE, JUDGED),
    Confusion(Likeness.HANDWRITING, ("47", "58", "12"), WEAK, JUDGED),
    Confusion(Likeness.EAR, ("59",), STRONG, "ICAO"),
    Confusion(Likeness.EAR, ("19", "45"), WEAK, JUDGED),
    Confusion(
        Likeness.KEYS,
        ("12", "23", "45", "56", "78", "89", "14", "25", "36", "47", "58", "69"),
        MIDDLE,
        "LAYOUT",
    ),
    # The zero of the number pad lies under one and two.
    Confusion(Likeness.KEYS, ("01", "02"), WEAK, "LAYOUT"),
    # The digit row: what it adds to the pairs that the number pad has already is left out.
    Confusion(Likeness.KEYS, ("34", "67", "09"), WEAK, "LAYOUT"),
)

# Two digits read as one number: thirteen and thirty, up to nineteen and ninety.
SPOKEN: Final = {f"1{n}": f"{n}0" for n in range(3, 10)} | {f"{n}0": f"1{n}" for n in range(3, 10)}
SPOKEN_SOURCE: Final = "VERHOEFF"
# Where such a number begins, from 0, in a block read in pairs (12 34 56) or threes (1 23 4 56).
SPOKEN_PLACES: Final = (0, 1, 2, 4)

# Letters taken for digits: the digits each may stand for, likeliest first, and who says so.
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
LETTER_SOURCES: Final = (
    dict.fromkeys(LETTERS, JUDGED)
    | dict.fromkeys("|", "UTS39")
    | dict.fromkeys("OIlZ", "ISMP")
    | dict.fromkeys("z", "GTLD")
)
LETTER_FIRST: Final = 1.0
LETTER_SECOND: Final = 0.2
LETTER_OTHER: Final = 0.02

# How common the kinds of slip are, within the ranges of VERHOEFF: those that keep six digits, as
# shares of all that do; those that do not, beside them.
WRONG_SHARE: Final = 0.80
SWAPPED_SHARE: Final = 0.15
TWIN_SHARE: Final = 0.015
JUMP_SHARE: Final = 0.015
SPOKEN_SHARE: Final = 0.015
MISSING_SHARE: Final = 0.075
EXTRA_SHARE: Final = 0.075

# A digit is dropped or doubled more often beside its twin; a leading zero is dropped by
# spreadsheets; a neighbouring key is hit along with the one that was meant. All JUDGED.
TWIN: Final = 4.0
LEADING_ZERO: Final = 4.0
ALONG: Final = 2.0

# Two neighbouring blocks are wrong, and one slip over the edge between them explains both: that
# happens to two unrelated slips about once in a hundred times.
OVER_AN_EDGE: Final = 0.9


def _groups(one: str, other: str) -> list[Confusion]:
    return [
        group for group in CONFUSIONS if one + other in group.pairs or other + one in group.pairs
    ]


def _shares() -> dict[tuple[str, str], float]:
    weights = {
        (meant, typed): ANY + sum(group.weight for group in _groups(meant, typed))
        for meant, typed in permutations(DIGITS, 2)
    }
    totals = {
        digit: sum(weight for (meant, _), weight in weights.items() if meant == digit)
        for digit in DIGITS
    }
    return {pair: weight / totals[pair[0]] for pair, weight in weights.items()}


def _reasons() -> dict[tuple[str, str], Likeness]:
    found = {pair: _groups(*pair) for pair in permutations(DIGITS, 2)}
    return {
        pair: max(groups, key=lambda group: group.weight).likeness
        for pair, groups in found.items()
        if groups
    }


SIDE_BY_SIDE: Final = frozenset(
    found
    for group in CONFUSIONS
    if group.likeness is Likeness.KEYS
    for pair in group.pairs
    for found in (pair, pair[::-1])
)
"""Two digits whose keys are neighbours, in both orders."""

SHARE: Final = _shares()
"""(digit meant, digit typed): its share among the wrong digits typed for the one meant."""

REASON: Final = _reasons()
"""(digit meant, digit typed): the likeness that weighs most, where there is one."""
