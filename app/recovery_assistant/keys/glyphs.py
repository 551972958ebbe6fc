# SPDX-License-Identifier: Apache-2.0
"""Which characters count as digits, spaces, dashes or nothing at all."""

import re
import unicodedata
from functools import cache
from typing import Final

DASH: Final = "-"
SPACE: Final = " "
LINE_END: Final = "\n"
INVISIBLE: Final = "\0"
UNREADABLE: Final = "?"

# Dashes in use that Unicode does not file under "dash punctuation": the minus sign, the hyphen
# bullet, the modifier minus, the heavy minus, box lines, and the long-vowel marks that a Japanese
# keyboard gives for the hyphen key.
_MORE_DASHES: Final = "\u2212\u2043\u02d7\u2796\u2500\u2501\u30fc\uff70"
# Marks that show nothing or only decorate a digit (emoji keycaps, blank Braille, Hangul fillers).
_MORE_INVISIBLE: Final = (
    "\0\u034f\u115f\u1160\u2800\u3164\uffa0\u20e3",
    "".join(map(chr, range(0xFE00, 0xFE10))),
)
_KNOWN: Final = (
    dict.fromkeys("\n\r\u2028\u2029", LINE_END)
    | dict.fromkeys("\t\v\f\x1c\x1d\x1e\x1f\x85", SPACE)
    | dict.fromkeys(_MORE_DASHES, DASH)
    | dict.fromkeys("".join(_MORE_INVISIBLE), INVISIBLE)
    | dict.fromkeys("?\uff1f\u061f\u00bf\ufe56", UNREADABLE)
)
_CATEGORIES: Final = {"Pd": DASH, "Zs": SPACE, "Cf": INVISIBLE}
_ODD_CATEGORIES: Final = {"Nd", *_CATEGORIES}


def plain_character(character: str) -> str:
    """One character as one of ASCII digit, "-", " ", line end, NUL (invisible), "?", or itself."""
    if character in _KNOWN:
        return _KNOWN[character]
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return _CATEGORIES.get(category, character)


@cache
def beyond_ascii() -> re.Pattern[str]:
    """Find the characters beyond ASCII that are something else when made plain.

    It also finds all beyond the 16-bit characters: few texts have any.
    """
    characters = "".join(map(chr, (*range(0x80, 0xD800), *range(0xE000, 0x10000))))
    categories = map(unicodedata.category, characters)
    odd = "".join(
        one
        for one, category in zip(characters, categories, strict=True)
        if category in _ODD_CATEGORIES or one in _KNOWN
    )
    return re.compile(f"[{re.escape(odd)}\U00010000-\U0010ffff]")


class _Table(dict[int, str]):
    """A translation table that fills itself, one entry for each character met."""

    def __missing__(self, code: int) -> str:
        plain = plain_character(chr(code))
        self[code] = plain
        return plain


class _DigitTable(dict[int, str]):
    """As `_Table`, with separators and invisible marks dropped."""

    def __missing__(self, code: int) -> str:
        plain = plain_character(chr(code))
        kept = "" if plain in {DASH, SPACE, LINE_END, INVISIBLE} else plain
        self[code] = kept
        return kept


_SAME_LENGTH: Final = _Table()
_DIGITS: Final = _DigitTable()


def plain_text(text: str) -> str:
    """The text with every character made plain; positions stay what they were."""
    return text.translate(_SAME_LENGTH)


def plain_digits(text: str) -> str:
    """Every decimal digit of any script as ASCII; spaces, dashes, invisible marks dropped.

    Question marks of other scripts become "?". Whatever else is there stays as it is.
    """
    return text.translate(_DIGITS)
