# SPDX-License-Identifier: Apache-2.0
"""Long texts in pieces that are read with care one by one.

Reading with care takes some thirty times the memory of the text. So a long text is cut where a
line ends, and each piece begins with the last lines of the one before, further back than a Key ID
can stand from its key; what is found twice is the same key in the same place.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from recovery_assistant.find.decode import decode
from recovery_assistant.find.places import Passage
from recovery_assistant.find.writing import Writing, as_meant, writing_of

LONGEST: Final = 512 * 1024
_OVERLAP: Final = 10_000
_LONGEST_HEADING: Final = 4_000
_BYTES: Final = 1024 * 1024
_TWO_BYTES: Final = ("utf-16-le", "utf-16-be")
_FOUR_BYTES: Final = ("utf-32-le", "utf-32-be")
_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
_HAS_DIGIT: Final = re.compile(r"\d")


class Pieces:
    """A text that grows and is handed out in pieces.

    Args:
        within: the way to it inside the file.
        heading: whether its first line stands over columns, and so over every piece.

    """

    def __init__(self, within: tuple[str, ...] = (), *, heading: bool = False) -> None:
        self._within = within
        self._has_heading = heading
        self._heading = ""
        self._text: list[str] = []
        self._size = 0

    def add(self, text: str) -> None:
        """Make the text longer."""
        self._text.append(text)
        self._size += len(text)

    def ready(self) -> Iterator[Passage]:
        """Give out what is long enough; the rest stays."""
        while self._size > LONGEST:
            text = "".join(self._text)
            end = text.rfind("\n", LONGEST // 2, LONGEST) + 1 or LONGEST
            yield from self._passage(text[:end])
            start = text.rfind("\n", 0, end - _OVERLAP) + 1 or end - _OVERLAP
            rest = text[max(start, end - 2 * _OVERLAP) :]
            self._text, self._size = [rest], len(rest)

    def rest(self) -> Iterator[Passage]:
        """Give out everything."""
        yield from self.ready()
        yield from self._passage("".join(self._text))
        self._text, self._size = [], 0

    def _passage(self, text: str) -> Iterator[Passage]:
        heading = self._heading
        if self._has_heading and not heading:
            self._heading = text.partition("\n")[0][:_LONGEST_HEADING] + "\n"
        # Without a digit there is neither a key nor an ID.
        if _HAS_DIGIT.search(text):
            yield Passage(heading + text, self._within)


def text_passages(data: Iterable[bytes], within: tuple[str, ...]) -> Iterator[Passage]:
    """The text in the bytes of a text file, in whatever encoding and way of writing.

    Args:
        data: the bytes, piece by piece.
        within: the way to it inside the file.

    """
    pieces = Pieces(within, heading=True)
    encoding: str | None = None
    writing: Writing | None = None
    for block in _blocks(data):
        if encoding is None:
            decoded = decode(block)
            if decoded.looks_binary:
                return
            encoding, writing, text = decoded.encoding, writing_of(decoded.text), decoded.text
        else:
            text = block.decode(encoding, "replace").replace("\0", "")
        pieces.add(as_meant(text.removeprefix(_MARK), writing))
        yield from pieces.ready()
    yield from pieces.rest()


def _blocks(data: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks of about a megabyte that end where a line does."""
    kept = bytearray()
    for piece in data:
        kept += piece
        if len(kept) >= _BYTES:
            end = _line_end(kept)
            yield bytes(kept[:end])
            del kept[:end]
    yield bytes(kept)


def _line_end(data: bytearray) -> int:
    """Where the last line ends, whether a character has one, two or four bytes."""
    at = data.rfind(b"\n")
    if at < 0:
        return len(data) - len(data) % 4
    # Little endian has the NUL bytes behind the line end; only these can be told by a file that is
    # cut at any byte, and they are no more than three.
    end = at + 1
    while end % 4 and data[end : end + 1] == b"\0":
        end += 1
    return end


def decoded_passages(text: str, within: tuple[str, ...]) -> Iterator[Passage]:
    """A text that is one already, in pieces."""
    pieces = Pieces(within, heading=True)
    pieces.add(as_meant(text))
    yield from pieces.rest()
