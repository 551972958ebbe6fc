# SPDX-License-Identifier: Apache-2.0
"""What passes for what on the telephone: characters of a Key ID, digits of a block.

Letters that rhyme on the line (B, C, D, E), a letter that sounds like a digit (A like eight), and
pairs of digits that are misheard. Own list after the reasons for which spelling alphabets exist
(directory-helpdesk.md section 4); it only ever proposes, and nothing is changed by itself.
"""

from enum import Enum
from typing import Final

from recovery_assistant.keys.block import BLOCK_DIGITS, is_fine, plain_digits

_RHYMES: Final = {
    # bee, dee, ee, see, three; eight and A; five and nine; F and six end in a hiss on the line.
    "en": ("BDEC3", "A8", "59", "F6"),
    # be, de, e, tse; zwei and drei, for which many say zwo.
    "de": ("BDEC", "23"),
    # bé, cé, dé; E and deux; F and sept.
    "fr": ("BDC", "E2", "F7"),
    # be, ce, de, e; seis and siete.
    "es": ("BDEC", "67"),
    # bi, ci, di; E and tre; sei and sette.
    "it": ("BDC", "E3", "67"),
    # bê, cê, dê, é; três and seis, for which many say meia.
    "pt": ("BDEC", "36"),
    # bee, cee, dee, ee, twee; zeven and negen, for which many say zeuven.
    "nl": ("BDEC2", "79"),
    # be, ce, de, e; trzy and cztery; siedem and osiem; pięć and dziewięć.
    "pl": ("BDEC", "34", "78", "59"),
    # be, ce, de, e, tre; F and ett.
    "sv": ("BDEC3", "F1"),
}
"""What rhymes in the names of letters and digits of a language. JUDGED, as `confusions`: the
sources know that such pairs are there, and have no list of them."""
_LOOKS: Final = {"B": "8", "8": "B", "D": "0", "0": "D", "1": "7", "7": "1", "5": "6", "6": "5"}


class Hearing(Enum):
    """Why two characters pass for each other."""

    SOUND = "sound"
    LOOK = "look"


def alike(character: str, language: str) -> tuple[tuple[str, Hearing], ...]:
    """Return what a character of a Key ID may have been instead, what sounds alike first.

    Args:
        character: one of 0-9 and A-F.
        language: the caller's.

    """
    rhymes = _RHYMES.get(language, _RHYMES["en"])
    sounds = "".join(one for one in rhymes if character in one).replace(character, "")
    looks = _LOOKS.get(character, "")
    found = [(one, Hearing.SOUND) for one in sounds]
    found += [(one, Hearing.LOOK) for one in looks if one not in sounds]
    return tuple(found)


class Change(Enum):
    """How a read-back differs from a block, where that has a name."""

    DIGITS = "digits"
    """Single digits differ."""
    SHORTER = "shorter"
    LONGER = "longer"
    NEIGHBOURS = "neighbours"
    """Two neighbours are swapped."""
    APART = "apart"
    """Two digits with one between them are swapped."""
    PAIRS = "pairs"
    """Two neighbouring pairs are swapped."""
    HALVES = "halves"
    """The two halves are swapped."""
    DOUBLE = "double"
    """A double digit became another double digit."""
    TEEN = "teen"
    """Sixteen for sixty, and the like."""


def change(said: str, heard: str) -> tuple[Change, bool] | None:
    """Return how what came back differs from what was said; None where it does not.

    The flag says whether the rule of 11 lets what came back pass, so that the locked PC would not
    notice it either (bitlocker-facts.md section 1).
    """
    block, back = plain_digits(said), plain_digits(heard)
    if block == back:
        return None
    return _change(block, back), is_fine(back)


def _change(block: str, back: str) -> Change:
    if len(back) != len(block):
        return Change.SHORTER if len(back) < len(block) else Change.LONGER
    half = BLOCK_DIGITS // 2
    if back == block[half:] + block[:half]:
        return Change.HALVES
    changes = (_at(block, back, at) for at in range(len(block) - 1))
    return next((one for one in changes if one is not None), Change.DIGITS)


def _at(block: str, back: str, at: int) -> Change | None:
    """How the digits from a place on were changed, where that has a name."""
    head, pair, tail = block[:at], block[at : at + 2], block[at + 2 :]
    # At the end of a block the last of these is all that there is.
    moved = {
        head + tail[:2] + pair + tail[2:]: Change.PAIRS,
        head + block[at : at + 3][::-1] + block[at + 3 :]: Change.APART,
        head + pair[::-1] + tail: Change.NEIGHBOURS,
    }
    if back in moved:
        return moved[back]
    now = back[at : at + 2]
    if back != head + now + tail:
        return None
    if pair[0] == pair[1] and now[0] == now[1]:
        return Change.DOUBLE
    return Change.TEEN if _teen(pair, now) else None


def _teen(pair: str, now: str) -> bool:
    """Whether one is the teen of the other: 16 and 60."""
    return (pair[0] == "1" and now == pair[1] + "0") or (now[0] == "1" and pair == now[1] + "0")
