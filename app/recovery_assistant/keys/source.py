# SPDX-License-Identifier: Apache-2.0
"""Text from outside made plain for reading, with the way back to where each character stood."""

from bisect import bisect_right
from itertools import accumulate
from typing import Final

from recovery_assistant.keys.glyphs import (
    DASH,
    INVISIBLE,
    LINE_END,
    beyond_ascii,
    plain_character,
)
from recovery_assistant.keys.sweep import SLICE, Pause, no_pause

# Small enough that the last stretch of a look-up is short, large enough for a short list.
_STRETCH: Final = 256
# Up to so many kinds of characters are replaced kind by kind, which is faster than one by one.
_FEW_KINDS: Final = 24
_SHORT: Final = 4_096
_ODD_ASCII: Final = "\r\v\f\x1c\x1d\x1e\x1f_"
_AS_THEY_ARE: Final = {"\t": "\t", "_": DASH}


class _Table(dict[int, str]):
    def __init__(self, carriage_return: str) -> None:
        super().__init__({ord("\r"): carriage_return})

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = _AS_THEY_ARE.get(character) or plain_character(character)
        self[code] = plain
        return plain


# A carriage return counts for nothing beside line feeds and ends a line where there are none.
_BESIDE_LINE_FEEDS: Final = _Table(INVISIBLE)
_ALONE: Final = _Table(LINE_END)


def _plain(text: str, table: _Table) -> str:
    """The text translated; where that is slow, by replacing each kind of odd character."""
    if text.isascii() or len(text) < _SHORT:
        return text.translate(table)
    at = 0
    for _ in range(_FEW_KINDS):
        odd = beyond_ascii().search(text, at)
        if odd is None:
            for character in _ODD_ASCII:
                text = text.replace(character, table[ord(character)])
            return text
        text = text.replace(odd.group(), table[ord(odd.group())])
        at = odd.end()
    return text.translate(table)


class Source:
    """The plain text, invisible characters taken out (tabs stay: they part columns)."""

    __slots__ = ("_marked", "_starts", "text")

    def __init__(self, text: str, pause: Pause = no_pause) -> None:
        table = _BESIDE_LINE_FEEDS if "\n" in text else _ALONE
        pieces: list[str] = []
        for start in range(0, len(text), SLICE):
            pause(SLICE)
            pieces.append(_plain(text[start : start + SLICE], table))
        marked = "".join(pieces)
        self.text = marked.replace(INVISIBLE, "")
        self._marked = marked
        self._starts: list[int] = []

    def where(self, position: int) -> int:
        """Where in the original text the character at a position of the plain text stands."""
        marked = self._marked
        if len(marked) == len(self.text):
            return position
        if not self._starts:
            ends = range(_STRETCH, len(marked) + _STRETCH, _STRETCH)
            kept = (_STRETCH - marked.count(INVISIBLE, end - _STRETCH, end) for end in ends)
            self._starts = [0, *accumulate(kept)]
        stretch = bisect_right(self._starts, position) - 1
        at = stretch * _STRETCH
        left = position - self._starts[stretch]
        while left or marked[at : at + 1] == INVISIBLE:
            left -= marked[at] != INVISIBLE
            at += 1
        return at
