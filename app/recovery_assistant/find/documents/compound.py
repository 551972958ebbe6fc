# SPDX-License-Identifier: Apache-2.0
"""Old documents (OLE): messages of Outlook (MSG), Word, Excel and PowerPoint until 2003.

Of messages the fields are read as they are meant. Of the old documents only the strings are taken,
in the order in which they lie in the file: enough to find a key, and it needs no reader for each.
"""

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import olefile

from recovery_assistant.find.decode import decode
from recovery_assistant.find.documents import rtf
from recovery_assistant.find.documents.pieces import decoded_passages
from recovery_assistant.find.documents.work import GivenUpError, Work
from recovery_assistant.find.places import Embedded, Part, Place, Skip, Skipped
from recovery_assistant.find.writing import as_meant

# All that the library raises over a file that breaks the rules of the format.
_BREAKS_THE_RULES: Final = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    MemoryError,
    RecursionError,
    struct.error,
)
_ENCRYPTED: Final = "EncryptedPackage"
_DOCUMENTS: Final = ("WordDocument", "Workbook", "Book", "PowerPoint Document")
_PROPERTIES: Final = "__properties_version1.0"
_FIELD: Final = "__substg1.0_"
_ATTACHED: Final = "__attach_version1.0_#"
_INNER: Final = "3701000D"
_SUBJECT: Final = "0037"
_HEADER: Final = (_SUBJECT, "0C1A", "0E04")
_BODY: Final = "1000"
_WEB_BODY: Final = "1013"
_RICH_BODY: Final = "10090102"
_DATA: Final = "37010102"
_NAMES: Final = ("3707", "3704", "3001")
_WIDE: Final = "001F"
_NARROW: Final = "001E"
_BYTES: Final = "0102"
_DEEPEST: Final = 3

# Six characters or more of a text in one byte or two each; what is between them is not text.
_STRINGS: Final = re.compile(
    rb"(?:[\t\r\n\x07\x0b\x0c\x1e\x20-\x7e\xa0\x96\x97]){6,}"
    rb"|(?:[\t\r\n\x07\x0b\x0c\x1e\x20-\x7e\xa0]\0|[\x10-\x15]\x20){6,}"
)
_SHORTEST: Final = 4
_CELL_ENDS: Final = str.maketrans(
    {"\r": "\n", "\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x1e": "-"}
)

_RICH_HEADER: Final = struct.Struct("<LL4sL")
_PACKED: Final = b"LZFu"
_PLAIN: Final = b"MELA"
_WINDOW: Final = 4096
_FIRST_WORDS: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def parts(file: BinaryIO, work: Work) -> Iterator[Part]:
    """Take an old document or a message apart; raises `GivenUpError` where it is damaged."""
    try:
        with olefile.OleFileIO(file) as ole:
            yield from _Reader(ole, work).parts()
    except _BREAKS_THE_RULES as problem:
        raise GivenUpError(Skip.DAMAGED) from problem


class _Reader:
    def __init__(self, ole: olefile.OleFileIO, work: Work) -> None:
        self._ole = ole
        self._work = work
        # The name of each stream as a path, and the storages by what lies in them.
        self._streams = {"/".join(path): path for path in ole.listdir()}

    def parts(self) -> Iterator[Part]:
        if _ENCRYPTED in self._streams:
            raise GivenUpError(Skip.ENCRYPTED)
        if _PROPERTIES in self._streams:
            yield from self._message("", (), 1)
            return
        documents = [name for name in _DOCUMENTS if name in self._streams]
        if not documents:
            raise GivenUpError(Skip.UNREADABLE)
        for name in documents:
            yield from decoded_passages(_strings(self._bytes(name)), ())

    def _bytes(self, name: str) -> bytes:
        """A stream, nothing where there is none."""
        path = self._streams.get(name)
        if path is None:
            return b""
        self._work.begun()
        if self._ole.get_size(path) > self._work.limits.part:
            raise GivenUpError(Skip.TOO_LARGE)
        data: bytes = self._ole.openstream(path).read()
        self._work.unfolded(len(data))
        return data

    def _text(self, prefix: str, field: str) -> str:
        """A field as text, however it is written."""
        wide = self._bytes(f"{prefix}{_FIELD}{field}{_WIDE}")
        if wide:
            return wide.decode("utf-16-le", "replace")
        data = self._bytes(f"{prefix}{_FIELD}{field}{_NARROW}")
        return decode(data or self._bytes(f"{prefix}{_FIELD}{field}{_BYTES}")).text

    def _message(self, prefix: str, within: tuple[str, ...], depth: int) -> Iterator[Part]:
        header = "\n".join(filter(None, (self._text(prefix, field) for field in _HEADER)))
        body = self._text(prefix, _BODY)
        web = self._text(prefix, _WEB_BODY)
        yield from decoded_passages(f"{header}\n\n{body}", within)
        if web:
            yield from decoded_passages(f"{header}\n\n{as_meant(web)}", within)
        rich = _rich_text(self._bytes(f"{prefix}{_FIELD}{_RICH_BODY}"), self._work)
        if rich:
            texts = [passage.text for passage in rtf.parts(rich, self._work)]
            if texts:
                yield from decoded_passages(f"{header}\n\n{texts[0]}", within)
                for text in texts[1:]:
                    yield from decoded_passages(text, within)
        for attached in self._attached(prefix):
            yield from self._attachment(attached, within, depth)

    def _attached(self, prefix: str) -> list[str]:
        """The storages of what is attached to a message."""
        found: dict[str, None] = {}
        for name in self._streams:
            if name.startswith(prefix + _ATTACHED):
                storage = name[len(prefix) :].partition("/")[0]
                found[f"{prefix}{storage}/"] = None
        return list(found)

    def _attachment(self, prefix: str, within: tuple[str, ...], depth: int) -> Iterator[Part]:
        names = (self._text(prefix, field).strip("\0 ") for field in _NAMES)
        inside = (*within, next(filter(None, names), ""))
        inner = f"{prefix}{_FIELD}{_INNER}/"
        if inner + _PROPERTIES in self._streams:
            if depth >= _DEEPEST:
                yield Skipped(Place(Path(), inside), Skip.TOO_LARGE)
            else:
                yield from self._message(inner, inside, depth + 1)
            return
        data = self._bytes(f"{prefix}{_FIELD}{_DATA}")
        if data:
            yield Embedded(data, inside)


def _strings(data: bytes) -> str:
    """The texts in a stream in the order they lie in, each on a line."""
    texts = []
    for found in _STRINGS.finditer(data):
        piece = found.group()
        wide = b"\0" in piece[:2]
        text = piece.decode("utf-16-le" if wide else "cp1252", "replace")
        # Excel writes how long each text is, and of how many bytes a character: where that byte
        # looks like a character as well, it is no part of the text before.
        said = data[max(found.start() - 3, 0) : found.start()]
        length = int.from_bytes(said[:2], "little")
        if said[2:] == bytes([wide]) and _SHORTEST <= length < len(text):
            text = text[:length]
        texts.append(text.translate(_CELL_ENDS))
    return "\n".join(texts)


def _rich_text(data: bytes, work: Work) -> bytes:
    """The rich text of a message unpacked, as far as it goes ([MS-OXRTFCP])."""
    if len(data) < _RICH_HEADER.size:
        return b""
    _, size, how, _ = _RICH_HEADER.unpack_from(data)
    packed = data[_RICH_HEADER.size :]
    if how == _PLAIN:
        return packed[:size]
    if how != _PACKED or size > work.limits.part:
        return b""
    return bytes(_unpacked(packed, size))


def _unpacked(packed: bytes, size: int) -> bytearray:
    """Bytes as they are or references into a window of the last 4096, eight after each flags.

    A reference to where the window is written next is the end.
    """
    window = bytearray(_FIRST_WORDS.ljust(_WINDOW, b" "))
    write, unpacked = len(_FIRST_WORDS), bytearray()
    at, flags = 0, 1
    while at < len(packed) and len(unpacked) < size:
        if flags == 1:
            # The eight are used up: a one above the next eight says so again.
            flags, at = packed[at] | 0x100, at + 1
            continue
        refers, flags = flags & 1, flags >> 1
        piece, at = packed[at : at + 1 + refers], at + 1 + refers
        start, length = divmod(int.from_bytes(piece.ljust(2, b"\0"), "big"), 16)
        if refers and start == write:
            break
        for step in range(length + 2 if refers else 1):
            one = window[(start + step) % _WINDOW] if refers else piece[0]
            window[write] = one
            write = (write + 1) % _WINDOW
            unpacked.append(one)
    return unpacked
