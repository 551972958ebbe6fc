# SPDX-License-Identifier: Apache-2.0
"""The fast look at bytes: where a recovery key may stand, in whatever encoding.

It answers "perhaps here" or "certainly not here"; what it lets pass is read with care by
`keys.pairing`. It knows nothing of formats and little of encodings: digits are ASCII in nearly
all of them, with NUL bytes between in some. Only keys of which fewer than three blocks are six
plain digits may slip through: nothing could repair them.

The first look takes every third byte. Six digits in a row then leave two, with one, two or four
bytes a character alike, since three has no factor in common with two or four. Pairs of digits with
something between could all fall through that, so every fifth byte is looked at as well. Only
where digits are many the bytes are looked at one by one.
"""

import re
from itertools import islice
from string import ascii_letters, digits
from typing import Final, NamedTuple

_BLOCK: Final = 32_768
# No key written in blocks is longer than this, with two bytes a character and labels between.
OVERLAP: Final = 2_048

_DIGITS: Final = (digits + "?").encode()
_LETTERS: Final = ascii_letters.encode()
_ALL: Final = bytes(range(256))
_KINDS: Final = bytes(
    ord("1") if one in _DIGITS else ord("x") if one in _LETTERS else ord(" ") for one in _ALL
)
_NUL: Final = b"\0"

_DIGITS_MET: Final = re.compile(rb"1 ?1")
_FEWEST_MET: Final = 3

# As in keys.sweep, where five blocks of eight without a slip make a key worth reading.
_SIX: Final = b"111111"
_FEWEST_SIXES: Final = 2
_WORD_OF_SIX: Final = re.compile(rb"(?<= )111111(?= )")
_DIVISOR: Final = 11
_CLOSE: Final = re.compile(rb"\x01(?:\x00{0,3}\x01){4}")
# The shape of a key, whatever its digits; a dash of three bytes is written as one.
_SHAPE: Final = re.compile(rb"-(?=(?:[0-9A-Za-z?]{5,7}-){6})")
_OTHER_DASHES: Final = re.compile(rb"_|\x96|\x97|\xe2\x80[\x90-\x95]|\xe2\x88\x92|\xef\xbc\x8d")

# Digits that are not in blocks, with nothing between but what parts digits: other dashes and
# spaces and the bytes of a second encoding included.
_RUNS: Final = (re.compile(rb"1(?: {0,20}1){14}"), re.compile(rb"1(?: {0,12}1){7}"))
_BETWEEN: Final = b"\0\t\n\r -_" + bytes(range(0x80, 0x100))
_RUN: Final = b"1" * 47
_LONG_NUMBER: Final = b"1" * 12
_ONE_WORD: Final = re.compile(rb"(?<![0-9A-Za-z?])[0-9A-Za-z?]{47,49}+(?![0-9A-Za-z?])")
_FEWEST_DIGITS: Final = 30

# Digits beyond ASCII: full-width, Arabic, Persian, Indian, Thai and so on in UTF-8, full-width in
# the East Asian code pages. In every third byte six of them leave four bytes of these or more.
_WIDE_BYTES: Final = bytes(range(0x80, 0xBD)) + b"\xd9\xdb\xe0\xe1\xef" + bytes(range(0x4F, 0x59))
_WIDE_KINDS: Final = bytes(
    ord("w") if one in _WIDE_BYTES else ord("x") if bytes([one]).isalnum() else ord(" ")
    for one in _ALL
)
_MANY_WIDE: Final = re.compile(rb"wwww(?:w*+[ x]{0,3}+wwww){4}")
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
_WIDE_UPPER: Final = tuple(bytes([one]) * 6 for one in b"\x06\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\xff")

_TAG: Final = re.compile(rb"<[^<>]{1,4000}>")


class Spot(NamedTuple):
    """A stretch of bytes in which a key may stand."""

    start: int
    end: int


def spots(
    data: bytes | bytearray, size: int, *, tags: bool = False, two_bytes: bool = False
) -> list[Spot]:
    """The stretches of these bytes in which keys may stand, in order; often none.

    Args:
        data: bytes of a file, or a part of it that begins at an even place.
        size: how many of them count.
        tags: whether marks such as `<b>` may stand between the digits.
        two_bytes: whether a byte order mark says that this is UTF-16.

    """
    found: list[Spot] = []
    for start in range(0, size, _BLOCK):
        end = min(start + _BLOCK + OVERLAP, size)
        block = data[start:end]
        if _may_hold(block, tags=tags) or _may_hold_wide(block, two_bytes=two_bytes):
            first = found.pop().start if found and start <= found[-1].end else start
            found.append(Spot(first, end))
        if end == size:
            break
    return found


def _may_hold(block: bytes | bytearray, *, tags: bool) -> bool:
    """Whether a key in ASCII digits may be in a block."""
    thin = block[::3].translate(_KINDS)
    thinner = block[::5].translate(_KINDS)
    if not (_has_digits(thin) or _has_digits(thinner)):
        return False
    if tags:
        marked = block.replace(_NUL, b"")
        return any(_in_plain(_TAG.sub(other, marked), (thin, thinner)) for other in (b" ", b""))
    return _in_plain(block, (thin, thinner))


def _has_digits(thin: bytes | bytearray) -> bool:
    return len(list(islice(_DIGITS_MET.finditer(thin), _FEWEST_MET))) == _FEWEST_MET


def _in_plain(block: bytes | bytearray, thin: tuple[bytes | bytearray, ...]) -> bool:
    """Look at every byte of a block that has digits."""
    kinds = b" " + bytes(block.translate(_KINDS, _NUL)) + b" "
    if kinds.count(_SIX) >= _FEWEST_SIXES and _has_sixes(block.translate(None, _NUL), kinds):
        return True
    return any(
        one.search(other) for one, other in zip(_RUNS, thin, strict=True)
    ) and _RUN in block.translate(_KINDS, _BETWEEN)


def _has_sixes(plain: bytes | bytearray, kinds: bytes) -> bool:
    words = [found.start() - 1 for found in _WORD_OF_SIX.finditer(kinds)]
    if len(words) >= _FEWEST_MET:
        fine = bytes([not _value(plain[at : at + 6]) % _DIVISOR for at in words])
        if _CLOSE.search(fine):
            return True
    if _LONG_NUMBER in kinds and any(
        sum(map(found.group().count, _DIGITS_ONE_BY_ONE)) >= _FEWEST_DIGITS
        for found in _ONE_WORD.finditer(plain)
    ):
        return True
    return _SHAPE.search(_OTHER_DASHES.sub(b"-", plain)) is not None


_DIGITS_ONE_BY_ONE: Final = tuple(bytes([one]) for one in _DIGITS)


def _value(word: bytes | bytearray) -> int:
    return int(word) if word.isdigit() else 1


def _may_hold_wide(block: bytes | bytearray, *, two_bytes: bool) -> bool:
    """Whether a key in digits beyond ASCII may be in a block."""
    if two_bytes:
        halves = block[::2], block[1::2]
        return any(six in half for six in _WIDE_UPPER for half in halves)
    return (
        not block.isascii()
        and 0 not in block
        and _MANY_WIDE.search(block[::3].translate(_WIDE_KINDS)) is not None
        and any(lead in block and six.search(block) is not None for lead, six in _WIDE_SIXES)
    )
