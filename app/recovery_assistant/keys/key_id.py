# SPDX-License-Identifier: Apache-2.0
"""The Key ID: hexadecimal characters that name one key protector, whole or its beginning."""

import re
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice, pairwise, product
from typing import Final

from recovery_assistant.keys.glyphs import INVISIBLE, plain_text
from recovery_assistant.keys.mistaken import looks_like_key, looks_like_phone, looks_like_product

SHORTEST_ID: Final = 8
LONGEST_ID: Final = 32
# 14: Windows 7 shows 16 characters of which two are hyphens.
USUAL_LENGTHS: Final = frozenset({8, 14, 16, 32})
MOST_PROPOSALS: Final = 8
# Nothing that is pasted as an ID needs more than this to be read or refused.
_LONGEST_READ: Final = 400

_HEX: Final = frozenset("0123456789ABCDEF")
_GROUPS: Final = (8, 12, 16, 20)
_NOT_HEX_ALIKE: Final = {
    "O": "0D",
    "I": "1",
    "L": "1",
    "|": "1",
    "!": "1",
    "S": "5",
    "$": "5",
    "G": "6C",
    "Z": "2",
    "Q": "0",
    "T": "7",
}
_GUID: Final = re.compile(
    r"(?<![0-9a-z])[0-9a-z]{8}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{12}(?![0-9a-z])",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"^(?:\W*\b(?:bitlocker|recovery|key|id|identifier|identification|number|is)\b)+\W*",
    re.IGNORECASE,
)
_SEPARATORS: Final = re.compile(r"[^0-9a-z|!$]+", re.IGNORECASE | re.ASCII)


class IdProblem(Enum):
    """What stands in the way of taking a text for a Key ID."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    ODD_LENGTH = "odd_length"
    TOO_LONG = "too_long"
    LOOKALIKE = "lookalike"
    NOT_HEX = "not_hex"
    IS_RECOVERY_KEY = "is_recovery_key"
    IS_PRODUCT_KEY = "is_product_key"
    IS_PHONE_NUMBER = "is_phone_number"


@dataclass(frozen=True, slots=True)
class KeyId:
    """Eight to 32 upper-case hexadecimal characters, from the beginning of the ID."""

    hex: str

    def __post_init__(self) -> None:
        if not (SHORTEST_ID <= len(self.hex) <= LONGEST_ID and set(self.hex) <= _HEX):
            raise ValueError(f"a Key ID has 8 to 32 upper-case hex characters, not {len(self.hex)}")

    @staticmethod
    def parse(text: str) -> "KeyIdReading":
        """Read a Key ID as people write it: braces, hyphens anywhere, either case, a label."""
        return _read(text)

    def grouped(self) -> str:
        """The ID with the hyphens of a GUID, as far as it goes."""
        edges = (0, *_GROUPS, LONGEST_ID)
        parts = (self.hex[start:end] for start, end in pairwise(edges))
        return "-".join(part for part in parts if part)

    def byte_swapped(self) -> "KeyId":
        """The same ID in the byte order in which directories store a GUID.

        The first three groups are turned round; one that is not complete stays as it is.
        """
        hex_ = self.hex
        for start, end in ((0, 8), (8, 12), (12, 16)):
            if len(hex_) >= end:
                turned = bytes.fromhex(hex_[start:end])[::-1].hex().upper()
                hex_ = hex_[:start] + turned + hex_[end:]
        return KeyId(hex_)


@dataclass(frozen=True, slots=True)
class KeyIdReading:
    """What a text says as a Key ID: the ID if there is one, and what is odd about it.

    `cleaned` holds the characters that count, in upper case (nothing if a recovery key was
    typed); `length` is how many there are. `proposals` are IDs with letters that cannot occur
    replaced by what they look like, likeliest first.
    """

    key_id: KeyId | None
    problems: tuple[IdProblem, ...]
    length: int
    cleaned: str = field(repr=False)
    proposals: tuple[KeyId, ...] = ()


@dataclass(frozen=True, slots=True)
class IdMatch:
    """How far two IDs agree from the beginning.

    `first_difference` counts from 1. `swapped_byte_order` says that they only agree once one of
    them is turned into the byte order of directories.
    """

    matched: int
    compared: int
    first_difference: int | None
    swapped_byte_order: bool

    @property
    def agrees(self) -> bool:
        """Whether every character compared agrees (there are always at least eight)."""
        return self.matched == self.compared


def match(asked: KeyId, found: KeyId) -> IdMatch:
    """Compare two IDs by their common length, also in the byte order of directories."""
    straight = _compare(asked.hex, found.hex)
    if straight.agrees:
        return straight
    if len(asked.hex) > len(found.hex):
        turned = _compare(asked.byte_swapped().hex, found.hex, swapped=True)
    else:
        turned = _compare(asked.hex, found.byte_swapped().hex, swapped=True)
    return turned if turned.agrees else straight


def _compare(asked: str, found: str, *, swapped: bool = False) -> IdMatch:
    pairs = list(zip(asked, found, strict=False))
    matched = next((at for at, (one, other) in enumerate(pairs) if one != other), len(pairs))
    difference = matched + 1 if matched < len(pairs) else None
    return IdMatch(matched, len(pairs), difference, swapped)


def _read(text: str) -> KeyIdReading:
    plain = plain_text(text[:_LONGEST_READ]).replace(INVISIBLE, "").replace("_", "-").strip()
    cleaned = _SEPARATORS.sub("", _core(plain)).upper()
    length = len(cleaned)
    if not cleaned:
        return KeyIdReading(None, (IdProblem.EMPTY,), 0, "")
    if looks_like_key(plain):
        return KeyIdReading(None, (IdProblem.IS_RECOVERY_KEY,), length, "")
    if looks_like_product(plain):
        return KeyIdReading(None, (IdProblem.IS_PRODUCT_KEY,), length, cleaned)
    if looks_like_phone(plain):
        return KeyIdReading(None, (IdProblem.IS_PHONE_NUMBER,), length, cleaned)
    return _judge(cleaned)


def _core(plain: str) -> str:
    """The part that is the ID: a GUID if there is one, else what follows a label."""
    guid = _GUID.search(plain)
    if guid:
        return guid.group()
    return _LABEL.sub("", plain.rpartition(":")[2])


def _judge(cleaned: str) -> KeyIdReading:
    problems: list[IdProblem] = []
    length = len(cleaned)
    if length < SHORTEST_ID:
        problems.append(IdProblem.TOO_SHORT)
    elif length > LONGEST_ID:
        problems.append(IdProblem.TOO_LONG)
    elif length not in USUAL_LENGTHS:
        problems.append(IdProblem.ODD_LENGTH)
    right_length = SHORTEST_ID <= length <= LONGEST_ID
    strange = [character for character in cleaned if character not in _HEX]
    if not strange:
        key_id = KeyId(cleaned) if right_length else None
        return KeyIdReading(key_id, tuple(problems), length, cleaned)
    alike = all(character in _NOT_HEX_ALIKE for character in strange)
    problems.append(IdProblem.LOOKALIKE if alike else IdProblem.NOT_HEX)
    proposals = _proposals(cleaned) if alike and right_length else ()
    return KeyIdReading(None, tuple(problems), length, cleaned, proposals)


def _proposals(cleaned: str) -> tuple[KeyId, ...]:
    options = [_NOT_HEX_ALIKE.get(character, character) for character in cleaned]
    # A letter is written for the same digit throughout more often than not, and `product` gives
    # the first choice for all of them first.
    return tuple(KeyId("".join(choice)) for choice in islice(product(*options), MOST_PROPOSALS))
