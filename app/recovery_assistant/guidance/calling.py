# SPDX-License-Identifier: Apache-2.0
"""What is said on the phone, as frozen values: spelling alphabets, sentences, replacing a key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

HEX_LETTERS: Final = "ABCDEF"

SCRIPTS: Final = (
    "caller-greet", "caller-verify", "caller-failed",
    "key-id-ask", "key-id-read-back", "key-id-none",
    "key-looking", "key-none", "key-mismatch",
    "read-out-ready", "read-out-block", "read-out-differs", "read-out-paused",
    "read-out-dropped", "read-out-done",
    "outcome-ask", "outcome-opened", "outcome-refused-block", "outcome-refused-drive",
    "outcome-refused-id", "outcome-refused-message", "outcome-asks-again", "outcome-cannot-type",
    "call-end",
)  # fmt: skip
"""Every point of a call at which there is something to say."""

REPLACEABLE: Final = frozenset(SCRIPTS) - {"read-out-block", "read-out-differs"}
"""What an organisation may say in its own words; digits are said in one way only."""

MARKS: Final = frozenset({"{company}", "{block}", "{first}", "{second}", "{spelt}"})
"""What a sentence may hold, to be filled in."""

DIGITS_OF_KEY: Final = frozenset({"{first}", "{second}"})
"""The marks that stand for digits of the key: in our own two scripts alone."""

_MARK: Final = re.compile(r"\{[^{}]*\}|[{}]")

ALPHABETS: Final = (
    "itu", "plain", "de-din", "de", "fr", "es", "it", "pt", "nl", "pl", "sv",
)  # fmt: skip
"""Every spelling alphabet; what a profile may name."""


def marks_in(text: str) -> frozenset[str]:
    """Return the marks in a text, a brace that stands alone among them."""
    return frozenset(_MARK.findall(text))


@dataclass(frozen=True, slots=True)
class Alphabet:
    """How hexadecimal characters are spoken.

    Attributes:
        id: names it in a profile: "itu", "de-din", "plain" ...
        language: of the words, "" for the international one, which any language uses.
        title: as the agent chooses it.
        letters: a word for each of A to F.
        digits: a word for each of 0 to 9; empty where the caller's language has them.
        plain: whether the kind is said instead of a word: "letter B, digit 8".
        sources: where the words come from.

    """

    id: str
    language: str
    title: str
    letters: Mapping[str, str]
    digits: Mapping[str, str]
    plain: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """What to say at one point of a call, in the caller's language, a sentence at a time.

    Sentences may hold {company}, {block}, {first}, {second} and {spelt}.
    """

    id: str
    say: tuple[str, ...]
    wait: str
    unsure: str
    never: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tongue:
    """Everything that is said in one language of a caller.

    Attributes:
        language: its code.
        title: its own name.
        scripts: what to say, by id.
        digits: a plain word for each of 0 to 9, for the read-out.
        numbers: the words for blocks 1 to 8.
        letter: the word for a letter, where its kind is said: "letter B".
        digit: the word for a digit, likewise.
        support: what the organisation is called where it has set no name.

    """

    language: str
    title: str
    scripts: Mapping[str, Script]
    digits: Mapping[str, str]
    numbers: tuple[str, ...]
    letter: str
    digit: str
    support: str


@dataclass(frozen=True, slots=True)
class Rotation:
    """How a key is replaced where one directory keeps it; ids as `Profile.directory`."""

    directory: str
    say: tuple[str, ...]
    sources: tuple[str, ...]


def no_words() -> Mapping[str, str]:
    """Return an empty table."""
    return MappingProxyType({})


def spoken(character: str, alphabet: Alphabet, tongue: Tongue) -> str:
    """Return how one of 0-9 and A-F is said; its kind goes first where the alphabet is plain."""
    decimal = character.isdecimal()
    word = (
        alphabet.digits.get(character, tongue.digits[character])
        if decimal
        else alphabet.letters[character]
    )
    if not alphabet.plain:
        return word
    return f"{tongue.digit if decimal else tongue.letter} {word}"
