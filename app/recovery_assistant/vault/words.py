# SPDX-License-Identifier: Apache-2.0
"""Passphrases of six words that the program draws, and help with typing them.

The words are those of the EFF's large list. Six of them are one of more than 2^77 passphrases:
a thousand graphics cards would try for hundreds of millions of years on average.
"""

import hashlib
import secrets
from bisect import bisect_left
from itertools import takewhile
from pathlib import Path
from typing import Final

from recovery_assistant.vault.passphrase import Passphrase

LIST: Final = "wordlists/eff_large.txt"
"""Where the list lies below the folder of the program's data."""
WORDS_DRAWN: Final = 6
WORDS_LISTED: Final = 7_776
"""As many as five dice can fall."""

_SHA_256: Final = "944d3e912d90d6fbe6a5767cf61ae70565d0b20ef76025935517c782bf95e869"
_LARGEST: Final = 100_000
"""Bytes: half as much again as the list has."""
_LONGEST_TYPED: Final = 256
"""Characters: a sentence of generated words is shorter."""


class WordListError(Exception):
    """The list is not the one that the program came with; the message names the file only."""


class WordList:
    """The words, in order; nothing of what is drawn stays here."""

    __slots__ = ("_longest", "_plain", "_words")

    def __init__(self, path: Path) -> None:
        """Read the list.

        Raises:
            WordListError: it cannot be read, or it is another one.

        """
        try:
            with path.open("rb") as file:
                data = file.read(_LARGEST)
        except OSError:
            raise WordListError(path.name) from None
        # A list with fewer words, or the same word many times, would draw what can be guessed.
        if hashlib.sha256(data).hexdigest() != _SHA_256:
            raise WordListError(path.name)
        self._words = tuple(data.decode("ascii").split())
        # Four of them have a hyphen within: between hyphens six of these would look like seven.
        self._plain = tuple(word for word in self._words if "-" not in word)
        self._longest = max(word.count("-") + 1 for word in self._words)

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self._words)

    def draw(self) -> Passphrase:
        """Draw six words with the system's own chance, joined by hyphens."""
        return Passphrase("-".join(secrets.choice(self._plain) for _each in range(WORDS_DRAWN)))

    def complete(self, prefix: str) -> tuple[str, ...]:
        """Return the words that begin so, in the order of the alphabet; all of them for nothing."""
        begins = prefix.casefold()
        at = bisect_left(self._words, begins)
        return tuple(takewhile(lambda word: word.startswith(begins), self._words[at:]))

    def canonical(self, text: str) -> str | None:
        """Return a typed passphrase as the program writes those that it draws.

        Small letters, and one hyphen between two words, however they were parted: "Kitchen Table
        lamp" is "kitchen-table-lamp". None where something else than listed words stands there.
        """
        if len(text) > _LONGEST_TYPED:
            return None
        parts = text.casefold().replace("-", " ").replace("_", " ").replace(",", " ").split()
        return "-".join(parts) if parts and self._all_listed(parts) else None

    def _all_listed(self, parts: list[str]) -> bool:
        """Whether the parts are words of the list, one after the other; some words have two."""
        reached = {0}
        for end in range(1, len(parts) + 1):
            starts = range(max(0, end - self._longest), end)
            if any(at in reached and self._has("-".join(parts[at:end])) for at in starts):
                reached.add(end)
        return len(parts) in reached

    def _has(self, word: str) -> bool:
        at = bisect_left(self._words, word)
        return at < len(self._words) and self._words[at] == word
