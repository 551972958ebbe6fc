# SPDX-License-Identifier: Apache-2.0
"""Text out of XML, line by line, with a tab between the cells of a table.

No entities of its own are accepted: no office program writes any, and they could unfold without
end. Nor may elements lie in each other without end: each that is open costs time and memory.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from xml.parsers import expat

from recovery_assistant.find.documents.pieces import Pieces
from recovery_assistant.find.documents.work import GivenUpError
from recovery_assistant.find.places import Passage, Skip

_LONGEST_GAP: Final = 2_000
# The parser keeps some 130 bytes for each element that is open; no document has a thousandth of it.
_DEEPEST: Final = 250_000
_LAST: Final = True
_MOST_NAMES: Final = 1_000


class Lines:
    """Text with the line ends and tabs between, which count only once more text follows."""

    def __init__(self, within: tuple[str, ...] = (), *, heading: bool = False) -> None:
        self.pieces = Pieces(within, heading=heading)
        self._gap = ""

    def text(self, text: str) -> None:
        """Add text."""
        if self._gap:
            self.pieces.add(self._gap)
            self._gap = ""
        self.pieces.add(text)

    def end_line(self) -> None:
        """End a line, such as a paragraph; several make blank lines."""
        if len(self._gap) < _LONGEST_GAP:
            self._gap += "\n"

    def end_cell(self, times: int = 1) -> None:
        """End a cell of a table: the paragraph it ends with ends no line."""
        if len(self._gap) < _LONGEST_GAP:
            self._gap = self._gap.rstrip("\n") + "\t" * times

    def end_row(self) -> None:
        """End a row of a table."""
        self._gap = self._gap.rstrip("\n") + "\n"

    def rest(self) -> Iterator[Passage]:
        """Give out everything; the last row of a table has its empty cells like the others."""
        self.text("")
        yield from self.pieces.rest()


class Elements:
    """What is done with the elements of one format; names are local ones."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take note of a start tag."""

    def end(self, name: str) -> None:
        """Take note of an end tag."""

    def text(self, text: str) -> None:
        """Take note of text."""

    def ready(self) -> Iterator[Passage]:
        """Give out what is long enough."""
        yield from ()

    def rest(self) -> Iterator[Passage]:
        """Give out everything."""
        yield from ()


class _LocalNames(dict[str, str]):
    """Names without the space of names that they are from, each worked out once."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition(" ")[2]
        if len(self) < _MOST_NAMES:
            self[name] = local
        return local


def _refused(*_arguments: object) -> None:
    raise GivenUpError(Skip.DAMAGED)


def read_xml(data: Iterable[bytes], elements: Elements) -> Iterator[Passage]:
    """Go through XML; raises `GivenUpError` where it breaks the rules of XML."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.EntityDeclHandler = _refused
    local = _LocalNames()
    depth = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise GivenUpError(Skip.TOO_LARGE)
        elements.start(local[name], {local[key]: value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        elements.end(local[name])

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = elements.text
    try:
        for piece in data:
            parser.Parse(piece)
            yield from elements.ready()
        parser.Parse(b"", _LAST)
    except expat.ExpatError as problem:
        # What was read until here may hold the key.
        yield from elements.rest()
        raise GivenUpError(Skip.DAMAGED) from problem
    yield from elements.rest()
