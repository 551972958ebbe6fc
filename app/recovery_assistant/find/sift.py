# SPDX-License-Identifier: Apache-2.0
"""The fast look at bytes: where a recovery key may stand, in whatever encoding.

It answers "perhaps here" or "certainly not here"; what it lets pass is read with care by
`keys.pairing`. It knows nothing of formats and little of encodings: digits are ASCII in nearly
all of them, with NUL bytes between in some. Only keys of which fewer than four blocks are sound, or
no two neighbours are, may slip through: nothing could repair them.

Keys in blocks show by six digits that stand together; digits that are parted otherwise show in
every seventh byte, as a series with no letter between.
"""

import re
from string import ascii_letters, digits
from typing import Final, NamedTuple

from recovery_assistant.find.writing import Writing
from recovery_assistant.keys.parse import runs_in
from recovery_assistant.keys.source import Source

_BLOCK: Final = 16_384
# No key written in blocks is longer than this, with two bytes a character and labels between.
OVERLAP: Final = 1_024

_ALL: Final = bytes(range(256))
_NUL: Final = b"\0"


def _table(digit_like: str, other: bytes) -> bytes:
    """What each byte is: 1 for a digit, x for what else is to be told apart, else a space."""
    return bytes(
        ord("1") if one in digit_like.encode() else ord("x") if one in other else ord(" ")
        for one in _ALL
    )


_WORD: Final = (ascii_letters + digits + "?").encode()
_KINDS: Final = _table(digits, _WORD)
_WORDS: Final = _table(ascii_letters + digits + "?", b"")

_SIX: Final = b"111111"
_WORD_OF_SIX: Final = re.compile(rb" 111111(?= )")
# Two neighbours: of eight blocks with five sound ones two always are. Between them stands what
# parts blocks, and perhaps the number of the block with a word before it.
_NEIGHBOUR: Final = re.compile(rb" 111111 {1,60}(?:x{0,14} {0,3}1 {1,8})?111111(?= )")
_DIVISOR: Final = 11
_NEIGHBOURS: Final = 8
# With so many blocks of eight without a slip there may be a key; only then it is read.
_ENOUGH_FINE: Final = 5
_ENOUGH_IN_SHAPE: Final = 4
_SHAPE: Final = re.compile(rb"-(?=(?:[0-9A-Za-z?]{5,7}-){6})")
_OTHER_DASHES: Final = re.compile(rb"_|\x96|\x97|\xe2\x80[\x90-\x95]|\xe2\x88\x92|\xef\xbc\x8d")
_REACH: Final = 512

# Digits that are not in blocks, in every seventh byte, and with nothing between but what parts
# digits: other dashes and spaces and the bytes of a second encoding included.
_SERIES: Final = re.compile(rb"1(?: {0,12}1){5}")
_OF_DASHES: Final = b"\x80\x81\x88\x8d\x90\x91\x92\x93\x94\x95\x96\x97\xa0\xad\xbc\xc2\xe2\xe3\xef"
_BETWEEN: Final = b"\0\t\n\r -_" + _OF_DASHES
_SERIES_KINDS: Final = _table(
    digits + "?", bytes(set(range(256)) - set(range(0x80)) - set(_OF_DASHES)) + _WORD
)
_RUN: Final = b"1" * 47
_LONG_NUMBER: Final = b"1" * 12
_ONE_WORD: Final = re.compile(rb"(?<![0-9A-Za-z?])[0-9A-Za-z?]{47,49}+(?![0-9A-Za-z?])")
_FEWEST_DIGITS: Final = 30
_NO_DIGITS: Final = bytes(set(_ALL) - set(digits.encode()))

# Digits beyond ASCII: full-width, Arabic, Persian, Indian, Thai and so on in UTF-8, full-width in
# the East Asian code pages. In every third byte six of them leave four bytes of these or more.
_WIDE_BYTES: Final = bytes(range(0x80, 0xBD)) + b"\xd9\xdb\xe0\xe1\xef" + bytes(range(0x4F, 0x59))
_WIDE_KINDS: Final = bytes(
    ord("w") if one in _WIDE_BYTES else ord("x") if bytes([one]).isalnum() else ord(" ")
    for one in _ALL
)
_MANY_WIDE: Final = re.compile(rb"(?:wwww(?:w{0,3}+[ x]{1,3}+)?){5}")
_WIDE_SIXES: Final = tuple(
    (lead, re.compile(b"(?:%b%b){6}" % (re.escape(lead), rest)))
    for lead, rest in (
        (b"\xef\xbc", rb"[\x90-\x99]"),
        (b"\xd9", rb"[\xa0-\xa9]"),
        (b"\xdb", rb"[\xb0-\xb9]"),
        (b"\xe0", rb"[\xa5-\xbc][\x90-\xb9]"),
        (b"\xe1", rb"[\x80-\xaa][\x80-\xb9]"),
        (b"\x82", rb"[\x4f-\x58]"),
        (b"\xa3", rb"[\xb0-\xb9]"),
        (b"\xa2", rb"[\xaf-\xb8]"),
    )
)
# The upper bytes of such digits in two bytes a character.
_WIDE_UPPER: Final = bytes(
    ord("w") if one in b"\x06\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\xff" else ord(" ") for one in _ALL
)
_SIX_WIDE: Final = b"wwwwww"

_TAG: Final = re.compile(rb"<[^<>]{1,4000}>|&#?\w{1,8};")
_ESCAPE: Final = re.compile(rb"\\(?:u[0-9A-Fa-f]{4}|[nrtbf])")


class Spot(NamedTuple):
    """A stretch of bytes in which a key may stand."""

    start: int
    end: int


def spots(
    data: bytes | bytearray,
    size: int,
    *,
    writing: Writing = Writing.PLAIN,
    two_bytes: bool = False,
) -> list[Spot]:
    """The stretches of these bytes in which keys may stand, in order; often none.

    Args:
        data: bytes of a file, or a part of it that begins at an even place.
        size: how many of them count.
        writing: how the text is written: with tags or escapes between the digits.
        two_bytes: whether a byte order mark says that this is UTF-16.

    """
    found: list[Spot] = []
    for start in range(0, size, _BLOCK):
        end = min(start + _BLOCK + OVERLAP, size)
        block = data[start:end]
        if _may_hold(block, writing) or _may_hold_wide(block, two_bytes=two_bytes):
            first = found.pop().start if found and start <= found[-1].end else start
            found.append(Spot(first, end))
        if end == size:
            break
    return found


def _may_hold(block: bytes | bytearray, writing: Writing) -> bool:
    """Whether a key in ASCII digits may be in a block."""
    if writing is Writing.TAGS:
        block = block.translate(None, _NUL)
        return any(_may_hold(_TAG.sub(other, block), Writing.PLAIN) for other in (b" ", b""))
    if writing is Writing.ESCAPED and b"\\" in block:
        return _may_hold(_ESCAPE.sub(b" ", block.translate(None, _NUL)), Writing.PLAIN)
    if _has_sixes(block):
        return True
    series = _SERIES.search(block[::7].translate(_SERIES_KINDS))
    return series is not None and _RUN in block.translate(_SERIES_KINDS, _BETWEEN)


def _has_sixes(block: bytes | bytearray) -> bool:
    """Whether a key is in a block where digits stand together in sixes or more."""
    kinds = b" " + bytes(block.translate(_KINDS, _NUL)) + b" "
    if _SIX not in kinds:
        return False
    plain = bytes(block.translate(None, _NUL)) if 0 in block else block
    if _NEIGHBOUR.search(kinds):
        words = [found.start() for found in _WORD_OF_SIX.finditer(kinds)]
        fine = bytes([not int(plain[at : at + 6]) % _DIVISOR for at in words])
        if _has_neighbours(plain, fine, words):
            return True
    return (
        _LONG_NUMBER in kinds
        and _RUN in plain.translate(_WORDS)
        and any(
            len(found.group().translate(None, _NO_DIGITS)) >= _FEWEST_DIGITS
            for found in _ONE_WORD.finditer(plain)
        )
    )


def _has_neighbours(plain: bytes | bytearray, fine: bytes, words: list[int]) -> bool:
    """Whether so many blocks without a slip stand together that there is a key."""
    at = fine.find(1)
    while at >= 0:
        count = fine.count(1, at, at + _NEIGHBOURS)
        if count >= _ENOUGH_IN_SHAPE:
            near = plain[max(words[at] - _REACH, 0) : words[at] + _REACH]
            if count >= _ENOUGH_FINE and _is_key(near):
                return True
            if _SHAPE.search(_OTHER_DASHES.sub(b"-", near)):
                return True
        at = fine.find(1, at + 1)
    return False


def _is_key(near: bytes | bytearray) -> bool:
    """Whether there is a key indeed, by the careful reading of a short text."""
    return bool(runs_in(Source(near.decode("utf-8", "replace")).text))


def _may_hold_wide(block: bytes | bytearray, *, two_bytes: bool) -> bool:
    """Whether a key in digits beyond ASCII may be in a block."""
    if two_bytes:
        halves = block[::2].translate(_WIDE_UPPER), block[1::2].translate(_WIDE_UPPER)
        return any(_SIX_WIDE in half for half in halves)
    return (
        not block.isascii()
        and 0 not in block
        and _MANY_WIDE.search(block[::3].translate(_WIDE_KINDS)) is not None
        and any(lead in block and six.search(block) is not None for lead, six in _WIDE_SIXES)
    )
