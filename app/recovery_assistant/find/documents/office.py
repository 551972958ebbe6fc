# SPDX-License-Identifier: Apache-2.0
"""Documents of Word, Excel and PowerPoint, of LibreOffice, and XPS, into which Windows prints.

Each is a zip with XML in it. The text of paragraphs is taken, tables row by row; deleted text
that is only kept for reference is left out.
"""

import posixpath
import re
from array import array
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import ZipFile, ZipInfo

from typing_extensions import override

from recovery_assistant.find.documents import archive as zips
from recovery_assistant.find.documents.tree import Elements, Lines, read_xml
from recovery_assistant.find.documents.work import GivenUpError, Work, chunks, whole
from recovery_assistant.find.places import Embedded, Part, Passage, Place, Skip, Skipped

_WORD_PARTS: Final = re.compile(
    r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"
)
_SLIDES: Final = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide|comments/[^/]*?)(\d+)\.xml")
_SHEETS: Final = re.compile(r"xl/(?:worksheets|chartsheets)/[^/]+\.xml")
_BESIDE_SHEETS: Final = re.compile(r"xl/(?:comments\d*|drawings/drawing\d+|threaded.*)\.xml")
_XPS_PAGES: Final = re.compile(r".*/pages/([^/]+)\.fpage", re.IGNORECASE)
_PROPERTIES: Final = re.compile(r"docProps/(?:core|app|custom)\.xml|meta\.xml")
_MEDIA: Final = re.compile(r"(?:(?:word|xl|ppt)/media|Pictures)/[^/]+", re.IGNORECASE)
_INSIDE: Final = re.compile(r"(?:word|xl|ppt)/embeddings/[^/]+", re.IGNORECASE)
_ODF_ENCRYPTED: Final = b"encryption-data"

_MOST_COLUMNS: Final = 1_000
_MOST_SPACES: Final = 100
_MOST_STRINGS: Final = 64 * 1024 * 1024
_NUMBER: Final = re.compile(r"[0-9]{1,10}")
_SMALL_NUMBER: Final = re.compile(r"[0-9]{1,6}")


def is_document(names: set[str]) -> bool:
    """Whether a zip with members of these names is an office document."""
    return "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names


def parts(file: BinaryIO, work: Work) -> Iterator[Part]:
    """Take an office document apart; raises `GivenUpError` where nothing can be read."""
    with zips.opened(file) as package:
        yield from parts_of_package(package, work)


def parts_of_package(package: ZipFile, work: Work) -> Iterator[Part]:
    """The same for one that is open already."""
    infos = {info.filename: info for info in package.infolist()}
    readers = (
        _of_word(package, infos, work),
        _of_slides(package, infos, work),
        _of_sheets(package, infos, work),
        _of_xps(package, infos, work),
        _of_odf(package, infos, work),
        _of_properties(package, infos, work),
    )
    yield from chain.from_iterable(readers)
    yield from _inside(package, infos, work)


def _read(
    package: ZipFile, info: ZipInfo, elements: Elements, work: Work, within: tuple[str, ...] = ()
) -> Iterator[Part]:
    """One XML member; a damaged one does not keep the others from being read."""
    work.begun()
    try:
        with zips.member(package, info) as file:
            yield from read_xml(chunks(file, work), elements)
    except GivenUpError as problem:
        yield Skipped(Place(Path(), within or (info.filename,)), problem.reason)


def _of_word(package: ZipFile, infos: Mapping[str, ZipInfo], work: Work) -> Iterator[Part]:
    for name, info in infos.items():
        if _WORD_PARTS.fullmatch(name):
            yield from _read(package, info, _Words(()), work)


def _of_slides(package: ZipFile, infos: Mapping[str, ZipInfo], work: Work) -> Iterator[Part]:
    for name, info in infos.items():
        if found := _SLIDES.fullmatch(name):
            within = (found[2],)
            yield from _read(package, info, _Words(within), work, within)


def _of_properties(package: ZipFile, infos: Mapping[str, ZipInfo], work: Work) -> Iterator[Part]:
    for name, info in infos.items():
        if _PROPERTIES.fullmatch(name):
            yield from _read(package, info, _AllText(), work)


def _of_xps(package: ZipFile, infos: Mapping[str, ZipInfo], work: Work) -> Iterator[Part]:
    for name, info in infos.items():
        if found := _XPS_PAGES.fullmatch(name):
            within = (found[1],)
            yield from _read(package, info, _Glyphs(within), work, within)


def _of_odf(package: ZipFile, infos: Mapping[str, ZipInfo], work: Work) -> Iterator[Part]:
    if "content.xml" not in infos:
        return
    manifest = infos.get("META-INF/manifest.xml")
    if manifest is not None:
        with zips.member(package, manifest) as file:
            if _ODF_ENCRYPTED in whole(file, work):
                raise GivenUpError(Skip.ENCRYPTED)
    for name in ("content.xml", "styles.xml"):
        if name in infos:
            yield from _read(package, infos[name], _OpenDocument(), work)


def _of_sheets(package: ZipFile, infos: Mapping[str, ZipInfo], work: Work) -> Iterator[Part]:
    sheets = [name for name in infos if _SHEETS.fullmatch(name)]
    if not sheets:
        return
    strings = _Strings()
    if "xl/sharedStrings.xml" in infos:
        yield from _read(package, infos["xl/sharedStrings.xml"], strings, work)
    names = _sheet_names(package, infos, work)
    for sheet in sheets:
        within = (names.get(sheet, posixpath.basename(sheet).removesuffix(".xml")),)
        yield from _read(package, infos[sheet], _Sheet(strings, within), work, within)
    for name, info in infos.items():
        if _BESIDE_SHEETS.fullmatch(name):
            yield from _read(package, info, _Words(()), work)


def _sheet_names(package: ZipFile, infos: Mapping[str, ZipInfo], work: Work) -> dict[str, str]:
    """What each sheet is called on its tab, where the book says so."""
    tabs, targets = _Attributes("sheet"), _Attributes("Relationship")
    members = (("xl/workbook.xml", tabs), ("xl/_rels/workbook.xml.rels", targets))
    for name, elements in members:
        if name in infos:
            # What is wrong with them costs the names alone.
            for _ in _read(package, infos[name], elements, work):
                pass
    paths = {one.get("Id"): one.get("Target", "") for one in targets.found}
    return {
        posixpath.normpath(posixpath.join("/xl", paths.get(one.get("id"), "")))[1:]: one["name"]
        for one in tabs.found
        if "name" in one
    }


def _inside(package: ZipFile, infos: Mapping[str, ZipInfo], work: Work) -> Iterator[Part]:
    """The documents within the document, and its pictures."""
    for name, info in infos.items():
        if _INSIDE.fullmatch(name) or (work.pictures and _MEDIA.fullmatch(name)):
            work.begun()
            within = (posixpath.basename(name),)
            try:
                with zips.member(package, info) as file:
                    yield Embedded(whole(file, work), within)
            except GivenUpError as problem:
                yield Skipped(Place(Path(), within), problem.reason)


class _Attributes(Elements):
    """The attributes of all elements of one name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.found: list[dict[str, str]] = []

    @override
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == self._name:
            self.found.append(dict(attributes))


class _Flowing(Elements):
    """Text that flows into lines."""

    def __init__(self, within: tuple[str, ...] = ()) -> None:
        self.lines = Lines(within)

    @override
    def ready(self) -> Iterator[Passage]:
        yield from self.lines.pieces.ready()

    @override
    def rest(self) -> Iterator[Passage]:
        yield from self.lines.rest()


class _AllText(_Flowing):
    """The text of every element, each on a line."""

    @override
    def text(self, text: str) -> None:
        self.lines.text(text)

    @override
    def end(self, name: str) -> None:
        self.lines.end_line()


class _Words(_Flowing):
    """Text of Word and PowerPoint, and in drawings and comments of both and of Excel."""

    _SIGNS: Final = {"noBreakHyphen": "-", "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n"}
    _PROPERTIES: Final = frozenset({"pPr", "rPr"})

    def __init__(self, within: tuple[str, ...]) -> None:
        super().__init__(within)
        self._in_text = 0
        self._in_properties = 0

    @override
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "t":
            self._in_text += 1
        elif name in self._PROPERTIES:
            self._in_properties += 1
        elif name in self._SIGNS and not self._in_properties:
            self.lines.text(self._SIGNS[name])

    @override
    def end(self, name: str) -> None:
        if name == "t":
            self._in_text -= 1
        elif name in self._PROPERTIES:
            self._in_properties -= 1
        elif name in {"p", "comment"}:
            self.lines.end_line()
        elif name == "tc":
            self.lines.end_cell()
        elif name == "tr":
            self.lines.end_row()

    @override
    def text(self, text: str) -> None:
        if self._in_text:
            self.lines.text(text)


class _Strings(Elements):
    """The texts that the cells of a workbook share, close together in memory."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._ends = array("L")
        self._in_text = False
        self._reading_aid = 0

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._ends):
            return ""
        start = self._ends[number - 1] if number else 0
        return self._data[start : self._ends[number]].decode("utf-8", "replace")

    @override
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "rPh":
            self._reading_aid += 1
        self._in_text = name == "t" and not self._reading_aid

    @override
    def end(self, name: str) -> None:
        self._in_text = False
        if name == "rPh":
            self._reading_aid -= 1
        elif name == "si":
            self._ends.append(len(self._data))

    @override
    def text(self, text: str) -> None:
        if self._in_text:
            self._data += text.encode("utf-8", "replace")
            if len(self._data) > _MOST_STRINGS:
                raise GivenUpError(Skip.TOO_LARGE)


class _Sheet(Elements):
    """One sheet: a line a row, a tab between cells, empty ones included."""

    def __init__(self, strings: _Strings, within: tuple[str, ...]) -> None:
        self._strings = strings
        self._lines = Lines(within, heading=True)
        self._column = 0
        self._type = ""
        self._in_value = False
        self._value: list[str] = []

    @override
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._column = 0
        elif name == "c":
            self._type = attributes.get("t", "")
            self._value = []
            column = min(_column(attributes.get("r", "")), _MOST_COLUMNS)
            if column > self._column:
                self._lines.end_cell(column - self._column)
                self._column = column
        self._in_value = name in {"v", "t"}

    @override
    def end(self, name: str) -> None:
        self._in_value = False
        if name == "c":
            value = "".join(self._value)
            if self._type == "s":
                value = self._strings[int(value)] if _NUMBER.fullmatch(value) else ""
            if value:
                self._lines.text(value.replace("\n", " ").replace("\t", " "))
            self._lines.end_cell()
            self._column += 1
        elif name == "row":
            self._lines.end_row()

    @override
    def text(self, text: str) -> None:
        if self._in_value:
            self._value.append(text)

    @override
    def ready(self) -> Iterator[Passage]:
        yield from self._lines.pieces.ready()

    @override
    def rest(self) -> Iterator[Passage]:
        yield from self._lines.rest()


def _column(reference: str) -> int:
    """The number of a cell's column from 0: that of "AB12" is 27."""
    number = 0
    for letter in reference[:4]:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - ord("A") + 1
    return max(number - 1, 0)


class _Glyphs(_Flowing):
    """A page of XPS: stretches of text with the place where each begins."""

    def __init__(self, within: tuple[str, ...]) -> None:
        super().__init__(within)
        self._line = ""

    @override
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        text = attributes.get("UnicodeString", "") if name == "Glyphs" else ""
        if not text:
            return
        line = attributes.get("OriginY", "")
        if line != self._line:
            self.lines.end_line()
        self._line = line
        # A text that begins with a brace is written behind an empty pair.
        self.lines.text(text.removeprefix("{}"))


class _OpenDocument(Elements):
    """Text, sheets and slides of LibreOffice and others."""

    _TEXT: Final = frozenset({"p", "h"})
    _CELLS: Final = frozenset({"table-cell", "covered-table-cell"})
    _SILENT: Final = frozenset({"tracked-changes", "binary-data", "ruby-text"})

    def __init__(self) -> None:
        self._lines = Lines()
        self._finished: list[Passage] = []
        # In a text a table is a part of the text, in a book of sheets it is a sheet.
        self._places = {"page"}
        self._place = ""
        self._in_text = 0
        self._silent = 0
        self._repeated = 1
        self._date = ""

    @override
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in self._SILENT:
            self._silent += 1
        elif name in self._TEXT:
            self._in_text += 1
        elif name == "s":
            self._add(" " * min(_count(attributes.get("c")), _MOST_SPACES))
        elif name == "tab":
            self._add("\t")
        elif name == "line-break":
            self._add("\n")
        elif name in self._CELLS:
            self._repeated = min(_count(attributes.get("number-columns-repeated")), _MOST_COLUMNS)
            # As shown a date is in anybody's order.
            self._date = attributes.get("date-value", "")
            self._lines.text(self._date)
        elif name == "spreadsheet":
            self._places.add("table")
        elif name in self._places and not self._place:
            self._place = name
            self._begin_lines((attributes.get("name", ""),))

    @override
    def end(self, name: str) -> None:
        if name in self._SILENT:
            self._silent -= 1
        elif name in self._TEXT:
            self._in_text -= 1
            self._lines.end_line()
        elif name in self._CELLS:
            self._lines.end_cell(self._repeated)
            self._repeated, self._date = 1, ""
        elif name == "table-row":
            self._lines.end_row()
        elif name == self._place:
            self._place = ""
            self._begin_lines(())

    @override
    def text(self, text: str) -> None:
        if not self._date:
            self._add(text)

    def _add(self, text: str) -> None:
        if self._in_text and not self._silent:
            self._lines.text(text)

    def _begin_lines(self, within: tuple[str, ...]) -> None:
        self._finished += self._lines.rest()
        self._lines = Lines(within, heading=bool(within))

    @override
    def ready(self) -> Iterator[Passage]:
        yield from self._finished
        self._finished.clear()
        yield from self._lines.pieces.ready()

    @override
    def rest(self) -> Iterator[Passage]:
        yield from self._finished
        self._finished.clear()
        yield from self._lines.rest()


def _count(written: str | None) -> int:
    """A number of repetitions, 1 where none is given or it is none."""
    return int(written) if written and _SMALL_NUMBER.fullmatch(written) else 1
