# SPDX-License-Identifier: Apache-2.0
"""Bytes to text, whatever program wrote them.

The digits and the Key ID are ASCII in nearly every encoding; what can go wrong is two bytes a
character without a mark, and full-width digits in an East Asian code page. A wrong guess at the
rest costs nothing but a misspelt word, so there is always an answer and never an error.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from typing_extensions import override

_SAMPLE: Final = 65_536

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Likeliest first: the first of equals is taken. gb18030 is left out on purpose: it uses digits as
# the second byte of a character and could swallow one. None of these does.
_CODE_PAGES: Final = (
    "cp1252",
    "cp850",
    "cp932",
    "gbk",
    "cp949",
    "big5",
    "cp1251",
    "cp1250",
    "cp866",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
)

# What a text may hold below the space: tab, line feed, form feed, carriage return, escape, and the
# end mark that old programs put behind the last line. NUL is judged apart.
_HARMLESS: Final = b"\t\n\f\r\x1a\x1b"
_CONTROLS: Final = re.compile(r"[\0-\x1f\x7f]")
_BINARY_SHARE: Final = 0.02
_SMALLEST_SHARE: Final = 0.02
_ONE_SIDED: Final = 4
_FEW_NULS: Final = 0.2
_PRIVATE_USE: Final = "Co"
_HALF_WIDTH: Final = range(0xFF61, 0xFFA0)
_KANA: Final = range(0x3041, 0x30FF)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was read."""

    text: str
    encoding: str
    looks_binary: bool

    @override
    def __repr__(self) -> str:
        return f"Decoded({len(self.text)} characters, {self.encoding})"


def _worth(character: str) -> int:
    """How likely this non-ASCII character is in a text that somebody wrote."""
    category = unicodedata.category(character)
    if category == "Nd":
        return 8
    if ord(character) in _KANA:
        # In the wrong code page Japanese turns into rare Chinese characters, never the reverse.
        return 3
    if ord(character) in _HALF_WIDTH or category in {_PRIVATE_USE, "Cc", "Cn", "Cs"}:
        return -3
    return 1 if category[0] in "LM" else -1


def _score(sample: bytes, encoding: str) -> float | None:
    """Mean worth of the characters beyond ASCII, `None` where the bytes do not fit."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        text = decoder.decode(sample)
    except UnicodeDecodeError:
        return None
    worths = [_worth(character) for character in text if not character.isascii()]
    return sum(worths) / len(worths) if worths else 0.0


def _code_page(data: bytes) -> str:
    """Choose the code page in which the text beyond ASCII reads most like language."""
    beyond_ascii = data.translate(None, bytes(range(128)))
    first = data.find(beyond_ascii[:1]) if beyond_ascii else 0
    sample = data[first : first + _SAMPLE]
    best = "latin-1"
    best_score: float | None = None
    for encoding in _CODE_PAGES:
        score = _score(sample, encoding)
        if score is not None and (best_score is None or score > best_score):
            best, best_score = encoding, score
    return best


def _two_byte_order(data: bytes) -> str | None:
    """Which UTF-16 this is although no mark says so, told by where its NUL bytes stand."""
    units = len(data) // 2
    if units == 0:
        return None
    even = data[0::2].count(0)
    odd = data[1::2].count(0)
    if odd >= units * _SMALLEST_SHARE and odd > even * _ONE_SIDED:
        return "utf-16-le"
    if even >= units * _SMALLEST_SHARE and even > odd * _ONE_SIDED:
        return "utf-16-be"
    return None


def looks_binary(text: str) -> bool:
    """Whether control characters are too many for a text; judged by its beginning."""
    sample = text[:_SAMPLE]
    if not sample:
        return False
    controls = len(_CONTROLS.findall(sample))
    harmless = sum(sample.count(chr(code)) for code in _HARMLESS)
    strange = sample.count("\N{REPLACEMENT CHARACTER}")
    return controls - harmless + strange > len(sample) * _BINARY_SHARE


def _decoded(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    # NUL bytes that are left over come from one encoding appended to a file in another.
    without = text.replace("\0", "")
    return Decoded(without, encoding, looks_binary(text))


def decode(data: bytes) -> Decoded:
    """Turn the bytes of a file into text; never fails, whatever they are."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    # Western text in two bytes a character is half NUL bytes, and Eastern text is no UTF-8. A few
    # NUL bytes in good UTF-8 are marks between or behind lines.
    many = data.count(0) > len(data) * _FEW_NULS
    if (text is None or many) and (order := _two_byte_order(data)) is not None:
        return _decoded(data, order)
    if text is None:
        return _decoded(data, _code_page(data))
    return Decoded(text.replace("\0", ""), "utf-8", looks_binary(text))
