# SPDX-License-Identifier: Apache-2.0
"""Other things that people type where a recovery key or a Key ID belongs."""

import re
from enum import Enum
from typing import Final

from recovery_assistant.keys.block import BLOCK_DIGITS, KEY_DIGITS
from recovery_assistant.keys.glyphs import INVISIBLE, plain_text

# Anything longer is a document, not one thing typed into a field.
_LONGEST_FIELD: Final = 400
_HALF_KEY: Final = KEY_DIGITS // 2
_ID_LENGTH: Final = 32
_DIGITS_A_LETTER: Final = 10
_PHONE_DIGITS: Final = range(7, 16)
_LOCAL_PHONE_DIGITS: Final = range(9, 16)

_PRODUCT: Final = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{5}(?:[- ][0-9A-Z]{5}){4}(?![0-9A-Z])")
_PRODUCT_RUN: Final = re.compile(r"[BCDFGHJKMNPQRTVWXY2346789]{25}")
_BLOCKS: Final = re.compile(r"(?<!\d)\d{6}(?:[- ]+\d{6}){2,}(?!\d)")
_PHONE: Final = re.compile(r"(?:\+|00)?[\d ()/.-]+")
_GUID: Final = re.compile(
    r"\{?[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}\}?", re.IGNORECASE
)
_BARE_ID: Final = re.compile(r"\{?(?:[0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{32})\}?", re.IGNORECASE)
_SEVEN_ID: Final = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{2}", re.IGNORECASE)


class Mistaken(Enum):
    """What was typed or pasted where a recovery key belongs."""

    KEY_ID = "key_id"
    PRODUCT_KEY = "product_key"
    PHONE_NUMBER = "phone_number"


def mistaken_for(text: str) -> Mistaken | None:
    """What else a text in the key field seems to be; None if it may well be a key."""
    plain = _field(text)
    if looks_like_key(plain):
        return None
    if looks_like_product(plain):
        return Mistaken.PRODUCT_KEY
    if looks_like_id(plain):
        return Mistaken.KEY_ID
    if looks_like_phone(plain):
        return Mistaken.PHONE_NUMBER
    return None


def _field(text: str) -> str:
    if len(text) > _LONGEST_FIELD:
        return ""
    return plain_text(text).replace(INVISIBLE, "").strip()


def looks_like_key(plain: str) -> bool:
    """Whether plain text holds three blocks of six or more, or most of a key in one run."""
    if _BLOCKS.search(plain):
        return True
    digits = sum(map(str.isdecimal, plain))
    others = sum(character.isalpha() for character in plain)
    # As many characters as an ID has are an ID, however few letters are among them.
    if _GUID.search(plain) or digits + others == _ID_LENGTH:
        return False
    return digits > _HALF_KEY and digits >= _DIGITS_A_LETTER * others


def looks_like_product(plain: str) -> bool:
    """Whether plain text, known not to be a key, is a Windows product key: five groups of five."""
    upper = plain.upper()
    return bool(_PRODUCT.search(upper) or _PRODUCT_RUN.fullmatch(upper))


def looks_like_id(plain: str) -> bool:
    """Whether plain text is a Key ID: a GUID, or its beginning with a letter in it."""
    if _GUID.search(plain):
        return True
    short = _BARE_ID.fullmatch(plain) or _SEVEN_ID.fullmatch(plain)
    return bool(short) and any(map(str.isalpha, plain))


def looks_like_phone(plain: str) -> bool:
    """Whether plain text is a telephone number: a plus, or a local form with its separators."""
    if not _PHONE.fullmatch(plain):
        return False
    digits = sum(map(str.isdecimal, plain))
    marked = plain.startswith(("+", "00")) or "(" in plain
    if marked:
        return digits in _PHONE_DIGITS
    groups = re.findall(r"\d+", plain)
    sixes = all(len(group) == BLOCK_DIGITS for group in groups)
    return digits in _LOCAL_PHONE_DIGITS and len(groups) > 1 and not sixes
