# SPDX-License-Identifier: Apache-2.0
"""Rich text (RTF): what WordPad, Word and Outlook write.

Only what bears on the text is looked at: ends of lines and cells, characters written as numbers,
and groups that hold something else. Read in one pass; groups may lie in each other as deep as
they like.
"""

import re
from collections.abc import Iterator
from typing import Final

from recovery_assistant.find.documents.tree import Lines
from recovery_assistant.find.documents.work import Work
from recovery_assistant.find.places import Passage

_TOKEN: Final = re.compile(
    rb"\\([A-Za-z]{1,32}+)(-?[0-9]{1,10}+)?+ ?|((?:\\'[0-9A-Fa-f]{2})+)|\\(.)|([{}])"
    rb"|([^\\{}\r\n]+)",
    re.DOTALL,
)
_HEX_MARK: Final = b"\\'"
_OTHER: Final = frozenset(
    (
        "fonttbl",
        "colortbl",
        "stylesheet",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "pict",
        "objdata",
        "themedata",
        "datastore",
        "latentstyles",
        "xmlnstbl",
        "filetbl",
        "revtbl",
        "fldinst",
        "pntext",
        "info",
    )
)
_SIGNS: Final = {"tab": "\t", "emdash": "-", "endash": "-", "bullet": " ", "emspace": " "}
_LINE_ENDS: Final = frozenset({"par", "line", "sect", "page"})
_CELL_ENDS: Final = frozenset({"cell", "nestcell"})
_ROW_ENDS: Final = frozenset({"row", "nestrow"})
_SYMBOLS: Final = {b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_CODE_POINTS: Final = 0x10000
_USUAL_PAGE: Final = "cp1252"
_LONGEST_SKIP: Final = 10
_PAUSE_EVERY: Final = 4_096


class _Reader:
    def __init__(self, data: bytes, within: tuple[str, ...]) -> None:
        self.lines = Lines(within)
        self._data = data
        # For each open group: whether it is silent, and how many characters stand in for one
        # that is written as a number.
        self._groups = [(False, 1)]
        self._page = _USUAL_PAGE
        self._to_skip = 0
        self._begun = False
        self._web_marks = False

    def read(self, work: Work) -> Iterator[Passage]:
        at = seen = 0
        while found := _TOKEN.search(self._data, at):
            at = found.end()
            seen += 1
            if not seen % _PAUSE_EVERY:
                work.unfolded(0)
                yield from self.lines.pieces.ready()
            word, number, codes, symbol, brace, text = found.groups()
            if word:
                at += self._word(word.decode(), int(number) if number else None)
            elif brace:
                self._brace(brace)
            elif symbol:
                self._symbol(symbol)
            else:
                data = bytes.fromhex(codes.replace(_HEX_MARK, b"").decode()) if codes else text
                self._text(data.decode(self._page, "replace"))
            self._begun = brace == b"{" or (self._begun and symbol == b"*")
        yield from self.lines.rest()

    def _brace(self, brace: bytes) -> None:
        self._to_skip = 0
        if brace == b"{":
            self._groups.append(self._groups[-1])
        elif len(self._groups) > 1:
            self._groups.pop()

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*" and self._begun:
            # A group that those who do not know it should leave out.
            self._silence()
        elif symbol in b"\r\n":
            self._end_line()
        elif symbol in _SYMBOLS:
            self._text(_SYMBOLS[symbol])

    def _word(self, word: str, number: int | None) -> int:
        """Follow a word; returns how many bytes after it are no text at all."""
        silent, stand_ins = self._groups[-1]
        if self._begun and word in _OTHER:
            self._silence()
        elif word == "u" and number is not None:
            self._to_skip = 0
            self._text(_character(number))
            self._to_skip = stand_ins
        elif word == "uc" and number is not None:
            self._groups[-1] = silent, min(max(number, 0), _LONGEST_SKIP)
        elif word == "bin" and number is not None:
            return max(number, 0)
        elif word == "ansicpg" and number:
            self._page = _page(number)
        elif word == "htmlrtf":
            self._web_marks = number != 0
        else:
            self._layout(word)
        return 0

    def _layout(self, word: str) -> None:
        if word in _SIGNS:
            self._text(_SIGNS[word])
        elif word in _LINE_ENDS:
            self._end_line()
        elif not self._is_silent:
            if word in _CELL_ENDS:
                self.lines.end_cell()
            elif word in _ROW_ENDS:
                self.lines.end_row()

    @property
    def _is_silent(self) -> bool:
        return self._groups[-1][0] or self._web_marks

    def _silence(self) -> None:
        self._groups[-1] = True, self._groups[-1][1]

    def _end_line(self) -> None:
        if not self._groups[-1][0]:
            self.lines.end_line()

    def _text(self, text: str) -> None:
        skipped = min(self._to_skip, len(text))
        self._to_skip -= skipped
        if not self._is_silent and len(text) > skipped:
            self.lines.text(text[skipped:])


def _character(number: int) -> str:
    # Written as a signed number of 16 bits; half a pair of two comes out as such.
    return chr(number % _CODE_POINTS)


def _page(number: int) -> str:
    name = f"cp{number}"
    try:
        "".encode(name)
    except LookupError:
        return _USUAL_PAGE
    return name


def parts(data: bytes, work: Work, within: tuple[str, ...] = ()) -> Iterator[Passage]:
    """The text of a rich text; whatever the bytes are, nothing is raised for them."""
    yield from _Reader(data, within).read(work)
