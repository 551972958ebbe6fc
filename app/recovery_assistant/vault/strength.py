# SPDX-License-Identifier: Apache-2.0
"""What a passphrase of one's own is worth, by guesses and not by rules about characters.

Only a new passphrase is judged; no judgement ever stands in the way of opening a file. What the
program draws itself needs no judgement.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from recovery_assistant.vault.passphrase import Passphrase

FEWEST_GUESSES: Final = 10**14
"""What a file asks for at least: years of a room full of graphics cards, at some thousand guesses
a second for each of them."""
BEST_SCORE: Final = 4
JUDGED: Final = 72
"""Characters. What follows them is not counted: the time that judging takes grows much faster
than the length, and 72 characters that are easy to guess are no passphrase anyway."""
_SHORTEST_PART: Final = 3


class Worth(Enum):
    """What a passphrase is worth."""

    EMPTY = "empty"
    PERSONAL = "personal"
    """Too easy to guess, and part of it is a name that stands in the file."""
    WEAK = "weak"
    """Too easy to guess."""
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement; holds nothing of the passphrase."""

    worth: Worth
    altered: bool
    """Written otherwise in its usual form (Unicode NFC), which is what counts: see `usual`."""
    beyond_ascii: bool
    """It has characters that some keyboards lack, and that some programs write in two ways."""

    @property
    def is_enough(self) -> bool:
        """Whether a file may be made with it."""
        return self.worth is Worth.ENOUGH


def judge(passphrase: Passphrase, personal: Iterable[str] = ()) -> Judged:
    """Judge a passphrase; it takes some milliseconds, and up to some seconds for signs only.

    `personal` are words that are easy to guess here: names of devices, Key IDs.
    """
    text = passphrase.text
    counts = unicodedata.normalize("NFC", text)
    return Judged(_worth(counts, personal), counts != text, not counts.isascii())


def usual(passphrase: Passphrase) -> Passphrase:
    """Return another one in the usual form (Unicode NFC), the same on every system."""
    return Passphrase(unicodedata.normalize("NFC", passphrase.text))


def _worth(text: str, personal: Iterable[str]) -> Worth:
    if not text.strip():
        return Worth.EMPTY
    # Its lists of common words take 30 ms to load.
    from zxcvbn import zxcvbn

    found = zxcvbn(text[:JUDGED], user_inputs=list(_words(personal)), max_length=JUDGED)
    if found["score"] >= BEST_SCORE and found["guesses"] >= FEWEST_GUESSES:
        return Worth.ENOUGH
    named = any(one.get("dictionary_name") == "user_inputs" for one in found["sequence"])
    return Worth.PERSONAL if named else Worth.WEAK


def _words(personal: Iterable[str]) -> Iterator[str]:
    """Each of them whole and in parts: of "Anna's ThinkPad" people take "thinkpad"."""
    for text in personal:
        yield text
        yield from (part for part in re.split(r"[\W_]+", text) if len(part) >= _SHORTEST_PART)
