# SPDX-License-Identifier: Apache-2.0
"""What is said on the phone, as frozen values: spelling alphabets, sentences, replacing a key."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from recovery_assistant.guidance.model import Line


@dataclass(frozen=True, slots=True)
class Alphabet:
    """How hexadecimal characters are spoken.

    Attributes:
        id: names it in a profile: "itu", "de-din", "plain" ...
        language: of the words, "" for the international one, which any language uses.
        title: as the agent chooses it.
        letters: a word for each of A to F.
        digits: a word for each of 0 to 9.
        sources: where the words come from.

    """

    id: str
    language: str
    title: str
    letters: Mapping[str, str]
    digits: Mapping[str, str]
    sources: tuple[str, ...]

    def word(self, character: str) -> str:
        """Return the word for one of 0-9 and A-F."""
        return (self.digits if character.isdecimal() else self.letters)[character]


@dataclass(frozen=True, slots=True)
class Script:
    """What to say at one point of a call, in the caller's language, a sentence at a time.

    Sentences may hold {company}, {block}, {digits}, {key_id}, {next_block}.
    """

    id: str
    say: tuple[Line, ...]
    wait: Line | None = None
    unsure: Line | None = None
    never: Line | None = None


@dataclass(frozen=True, slots=True)
class Tongue:
    """Everything that is said in one language of a caller."""

    language: str
    title: str
    scripts: Mapping[str, Script]
    digits: Mapping[str, str]
    """A plain word for each of 0 to 9, for the read-out."""
    numbers: tuple[str, ...]
    """The words for blocks 1 to 8: "one" to "eight"."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """How a key is replaced where one directory keeps it; ids as `Profile.directory`."""

    directory: str
    title: str
    steps: tuple[Line, ...]


def no_words() -> Mapping[str, str]:
    """Return an empty table."""
    return MappingProxyType({})
