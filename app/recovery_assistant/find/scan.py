# SPDX-License-Identifier: Apache-2.0
"""One file of many: a fast look whether a key may be in it, and the careful reading if so.

The fast look is meant for thousands of files a second; it keeps nothing and can go on in another
process. The careful reading takes what the fast look let pass.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from io import FileIO
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from typing_extensions import override

from recovery_assistant.find.bek import key_id_of
from recovery_assistant.find.decode import decode
from recovery_assistant.find.documents import parts_of
from recovery_assistant.find.kinds import FileKind, kind_of
from recovery_assistant.find.places import Embedded, KeyFile, Passage, Place, Skip, Skipped
from recovery_assistant.find.sift import OVERLAP, Spot, spots
from recovery_assistant.find.walk import why
from recovery_assistant.find.writing import Writing, as_meant, writing_of
from recovery_assistant.keys.key_id import KeyId, match
from recovery_assistant.keys.pairing import Pair, find_ids, pairs_in
from recovery_assistant.keys.source import Source
from recovery_assistant.keys.sweep import Pause, no_pause

MOST_OF_ONE_FILE: Final = 50
"""Keys of one file that are kept beside those whose Key ID matches."""

_CHUNK: Final = 262_144
_LARGE: Final = 8 * 1024 * 1024
_HEAD: Final = 4_096
# Reading with care takes some thirty times the memory of the text.
_WHOLE: Final = 2 * 1024 * 1024
_LARGEST_PICTURE: Final = 48 * 1024 * 1024
# What does not begin like a text is not gone through beyond this.
_LARGEST_UNKNOWN: Final = 1024 * 1024 * 1024
# No ID that belongs to a key stands further away.
_AROUND: Final = 8_192
_NEAR: Final = 4_096
_WINDOW: Final = 16_384
_MOST_SKIPPED: Final = 100
_LONGEST_LINE: Final = 4_000
_COLUMN_MARKS: Final = "\t,;|"
_SHORT_ID: Final = 8

_FLAGS: Final[int] = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_UTF_16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_MARK_BYTES: Final = b"\xef\xbb\xbf\xff\xfe"
_OPENING: Final = (b"<", b"{", b"[")
_OF_DIRECTORIES: Final = (b"dn:", b"msfve-")
# Films, music and drives in files: large, and without a text.
_MEDIA: Final = (
    (0, b"\x1aE\xdf\xa3"),
    (0, b"OggS"),
    (0, b"fLaC"),
    (0, b"ID3"),
    (0, b"RIFF"),
    (0, b"vhdxfile"),
    (0, b"conectix"),
    (0, b"KDMV"),
    (0, b"QFI\xfb"),
    (4, b"ftyp"),
    (4, b"moov"),
    (4, b"mdat"),
)
_NO_TEXT: Final = frozenset({FileKind.PROGRAM, FileKind.DRIVE_IMAGE})
_NO_DOCUMENT: Final = frozenset({FileKind.BEK, FileKind.IMAGE, None}) | _NO_TEXT


class Look(Enum):
    """What the fast look at a file comes to."""

    NOTHING = "nothing"
    PERHAPS = "perhaps"


@dataclass(frozen=True, slots=True)
class Looked:
    """What the fast look at a file came to.

    Attributes:
        look: whether to read it with care.
        size: its length in bytes.
        skipped: what in it could not be read.
        pictures: whether it is a picture or has some in it.

    """

    look: Look
    size: int
    skipped: tuple[Skipped, ...] = ()
    pictures: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """A key that stands in a file."""

    pair: Pair
    place: Place

    @override
    def __repr__(self) -> str:
        return "Met()"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, and where it is."""

    data: bytes = field(repr=False)
    place: Place


Content: TypeAlias = Met | KeyFile | Skipped
_Inside: TypeAlias = Passage | KeyFile | Skipped | Picture


class _Plain(NamedTuple):
    """What the beginning of a file says of how to read the rest as text."""

    encoding: str | None
    tags: bool


class Looker:
    """The fast look, with a buffer of its own that every file is read into."""

    def __init__(self, pause: Pause = no_pause) -> None:
        """Make the buffer; `pause` is called all the time and may stop it all by raising."""
        self._pause = pause
        # Once something large was freed, the C library keeps what is freed for the next time,
        # and does not give it back to the system after every file.
        self._buffer = bytearray(_LARGE)
        self._buffer = bytearray(_CHUNK + OVERLAP)
        self._view = memoryview(self._buffer)

    def look(self, path: str) -> Looked:
        """Look into a file; whatever happens, the answer is a value."""
        size = 0
        try:
            with _opened(path) as file:
                before = _state(file)
                if before is None:
                    return _passed_over(path, Skip.DEVICE)
                looked = self._look(path, file, before.st_size)
                size = looked.size
                return looked if _same(before, file) else _changed(path, looked)
        except (OSError, ValueError) as problem:
            return _passed_over(path, why(problem), size)

    def _look(self, path: str, file: FileIO, size: int) -> Looked:
        filled = file.readinto(self._view[:_CHUNK]) or 0
        head = bytes(self._view[: min(filled, _HEAD)])
        kind = kind_of(head)
        if kind is FileKind.BEK:
            return Looked(Look.PERHAPS, size)
        if kind is FileKind.IMAGE:
            return Looked(Look.NOTHING, size, pictures=True)
        if kind in _NO_TEXT or _is_media(head):
            return Looked(Look.NOTHING, size)
        if kind is not None:
            return self._document(path, file, kind, size)
        if size > _LARGEST_UNKNOWN and 0 in head and _UTF_16.get(head[:2]) is None:
            return _passed_over(path, Skip.TOO_LARGE)
        return Looked(self._text(file, filled, head), size)

    def _text(self, file: FileIO, filled: int, head: bytes) -> Look:
        writing = _writing(head)
        if writing is Writing.FOLDED:
            # A line may go on in the next in the middle of a block, or hide in base64.
            return Look.PERHAPS
        two_bytes = head[:2] in _UTF_16
        while filled:
            self._pause(0)
            if spots(self._buffer, filled, writing=writing, two_bytes=two_bytes):
                return Look.PERHAPS
            # What lies across the edge of two readings is looked at with the second.
            kept = min(OVERLAP, filled) if filled >= _CHUNK else 0
            self._view[:kept] = self._view[filled - kept : filled]
            read = file.readinto(self._view[kept : kept + _CHUNK]) or 0
            filled = kept + read if read else 0
        return Look.NOTHING

    def _document(self, path: str, file: FileIO, kind: FileKind, size: int) -> Looked:
        look, skipped, pictures = Look.NOTHING, [], False
        for part in _unfolded(file, kind, Place(Path(path)), self._pause):
            match part:
                case Skipped():
                    skipped.append(part)
                case Picture():
                    pictures = True
                case KeyFile():
                    look = Look.PERHAPS
                case Passage():
                    look = Look.PERHAPS if _may_hold(part) else look
        return Looked(look, size, tuple(skipped[:_MOST_SKIPPED]), pictures=pictures)


def _may_hold(passage: Passage) -> bool:
    data = passage.text.encode("utf-8", "replace")
    return bool(spots(data, len(data)))


def read(path: str, wanted: KeyId | None, pause: Pause) -> Iterator[Content]:
    """Read a file with care: every key in it with the Key ID that belongs to it.

    Args:
        path: the file.
        wanted: the Key ID on the locked screen, if it is known.
        pause: called all the time; it stops the reading by raising.

    """
    place = Place(Path(path))
    try:
        with _opened(path) as file:
            before = _state(file)
            if before is None:
                yield Skipped(place, Skip.DEVICE)
            elif (kind := kind_of(file.read(_HEAD))) is FileKind.BEK:
                file.seek(0)
                yield KeyFile(place, key_id_of(file.read(_HEAD)))
            elif kind not in _NO_DOCUMENT and kind is not None:
                yield from _read_document(file, kind, place, wanted, pause)
            elif before.st_size <= _WHOLE:
                file.seek(0)
                text = as_meant(decode(file.read(_WHOLE)).text)
                met = [Met(one, place) for one in _pairs(text, wanted, pause)]
                yield from _with_id_of_name(met, place)
            else:
                yield from _Large(file, place, wanted, pause).read()
    except (OSError, ValueError) as problem:
        yield Skipped(place, why(problem))


def _read_document(
    file: FileIO, kind: FileKind, place: Place, wanted: KeyId | None, pause: Pause
) -> Iterator[Content]:
    for part in _unfolded(file, kind, place, pause):
        match part:
            case Passage():
                inside = Place(place.path, part.within)
                yield from (Met(one, inside) for one in _pairs(part.text, wanted, pause))
            case KeyFile() | Skipped():
                yield part
            case Picture():
                continue


def _with_id_of_name(met: list[Met], place: Place) -> list[Met]:
    """A lone key without an ID has the ID that the file is named after."""
    if len(met) != 1 or met[0].pair.key_id is not None:
        return met
    name = os.fsencode(place.path.stem).decode("utf-8", "replace")
    ids = find_ids(name.replace("_", " "))
    if len(ids) != 1 or ids[0].hex.isdecimal():
        return met
    return [Met(replace(met[0].pair, key_id=ids[0]), place)]


def _pairs(text: str, wanted: KeyId | None, pause: Pause) -> list[Pair]:
    """The keys of a text, not too many of those that do not match."""
    kept: list[Pair] = []
    others = 0
    for pair in pairs_in(Source(text, pause), wanted, pause):
        if not _matches(pair, wanted):
            others += 1
            if others > MOST_OF_ONE_FILE:
                pair.draft.wipe()
                continue
        kept.append(pair)
    return kept


def _matches(pair: Pair, wanted: KeyId | None) -> bool:
    return wanted is not None and pair.key_id is not None and match(wanted, pair.key_id).agrees


def pictures(path: str, pause: Pause) -> Iterator[Picture | Skipped]:
    """The picture that a file is, or those in a document."""
    place = Place(Path(path))
    try:
        with _opened(path) as file:
            state = _state(file)
            kind = kind_of(file.read(_HEAD))
            if state is None or (kind is FileKind.IMAGE and state.st_size > _LARGEST_PICTURE):
                yield Skipped(place, Skip.DEVICE if state is None else Skip.TOO_LARGE)
            elif kind is FileKind.IMAGE:
                file.seek(0)
                yield Picture(file.read(_LARGEST_PICTURE), place)
            elif kind is not None and kind not in _NO_DOCUMENT:
                inside = _unfolded(file, kind, place, pause)
                yield from (one for one in inside if isinstance(one, Picture))
    except (OSError, ValueError) as problem:
        yield Skipped(place, why(problem))


def _unfolded(file: FileIO, kind: FileKind, place: Place, pause: Pause) -> Iterator[_Inside]:
    """What is in a document and in the files within it, and what could not be read."""
    file.seek(0)
    for part in parts_of(file, kind, pictures=True, pause=pause):
        match part:
            case Passage():
                yield part
            case Skipped():
                yield Skipped(Place(place.path, part.place.within), part.reason)
            case Embedded():
                inside = Place(place.path, part.within)
                key_file = kind_of(part.data) is FileKind.BEK
                yield (
                    KeyFile(inside, key_id_of(part.data))
                    if key_file
                    else Picture(part.data, inside)
                )


class _Large:
    """A text that is gone through piece by piece, and read with care only where a key may be."""

    def __init__(self, file: FileIO, place: Place, wanted: KeyId | None, pause: Pause) -> None:
        self._file = file
        self._place = place
        self._wanted = wanted
        self._pause = pause
        self._others = 0
        self._matched = False
        self._encoding: str | None = None
        self._writing = Writing.PLAIN
        self._first_line = ""

    def read(self) -> Iterator[Content]:
        file = self._file
        file.seek(0)
        head = file.read(_HEAD)
        self._encoding = _UTF_16.get(head[:2])
        begin = self._decoded(head)
        self._writing = writing_of(begin)
        self._first_line = begin.partition("\n")[0].rstrip("\r")
        yield from self._gone_through(self._spots)
        if self._wanted is None and self._others > MOST_OF_ONE_FILE:
            yield Skipped(self._place, Skip.TOO_LARGE)
        elif self._wanted is not None and self._others > MOST_OF_ONE_FILE and not self._matched:
            # Directories write an ID in another order of bytes; that is seldom, so it comes last.
            turned = self._wanted.byte_swapped()
            yield from self._gone_through(lambda data: _id_spots(data, turned))

    def _gone_through(self, look: Callable[[bytes], list[Spot]]) -> Iterator[Content]:
        """Go through the file in pieces, and read with care where it is worth it."""
        at = 0
        while self._others <= MOST_OF_ONE_FILE or self._wanted is not None:
            self._file.seek(at)
            data = self._file.read(_CHUNK + OVERLAP)
            self._pause(0)
            for spot in look(data):
                for start in range(spot.start, spot.end, _WINDOW):
                    end = min(start + _WINDOW, spot.end)
                    yield from self._window(Spot(at + start, at + end))
            if len(data) <= _CHUNK:
                return
            at += _CHUNK

    def _spots(self, data: bytes) -> list[Spot]:
        if self._others <= MOST_OF_ONE_FILE:
            two_bytes = self._encoding is not None
            return spots(data, len(data), writing=self._writing, two_bytes=two_bytes)
        return _id_spots(data, self._wanted) if self._wanted else []

    def _window(self, spot: Spot) -> Iterator[Content]:
        """Read one stretch with what stands round about; a key belongs where it begins."""
        if self._others > MOST_OF_ONE_FILE and self._wanted is None:
            return
        start = max(spot.start - _AROUND, 0)
        self._file.seek(start)
        data = self._file.read(spot.end + _AROUND - start)
        before, inside = data[: spot.start - start], data[spot.start - start :]
        inside, after = inside[: spot.end - spot.start], inside[spot.end - spot.start :]
        texts = [self._decoded(one) for one in (before, inside, after)]
        if start and "\n" in texts[0]:
            # What is left of a line that was cut would pass for a heading of its own.
            texts[0] = texts[0].partition("\n")[2]
        lead = self._heading(texts[0] + texts[1])
        texts = [as_meant(one, self._writing) for one in texts]
        low = len(lead) + len(texts[0])
        high = low + len(texts[1])
        for pair in pairs_in(Source(lead + "".join(texts), self._pause), self._wanted, self._pause):
            matches = _matches(pair, self._wanted)
            if not low <= pair.position < high or (not matches and self._others > MOST_OF_ONE_FILE):
                pair.draft.wipe()
                continue
            self._others += not matches
            self._matched = self._matched or matches
            yield Met(pair, self._place)

    def _decoded(self, data: bytes) -> str:
        if self._encoding is not None:
            return data.decode(self._encoding, "replace")
        return decode(data).text

    def _heading(self, text: str) -> str:
        """The first line of the file again, where it is the heading over these columns."""
        first = self._first_line
        mark = max(_COLUMN_MARKS, key=first.count)
        line = text.partition("\n")[0]
        is_heading = first.count(mark) and line.count(mark) == first.count(mark)
        return f"{first}\n" if is_heading and len(first) <= _LONGEST_LINE else ""


def _id_spots(data: bytes, key_id: KeyId) -> list[Spot]:
    """Where the Key ID begins, in either case and with or without NUL bytes between."""
    flat = data.translate(None, b"\0") if 0 in data else data
    lower = flat.lower()
    needle = key_id.hex[:_SHORT_ID].lower().encode()
    found: list[Spot] = []
    at = lower.find(needle)
    while at >= 0:
        if len(flat) < len(data):
            return [Spot(0, len(data))]
        found.append(Spot(max(at - _NEAR, 0), min(at + _NEAR, len(data))))
        at = lower.find(needle, at + _NEAR)
    return found


def _opened(path: str) -> FileIO:
    return FileIO(os.open(path, _FLAGS), "r")


def _state(file: FileIO) -> os.stat_result | None:
    """How the file is, once it is open; nothing where it is no file after all."""
    state = os.fstat(file.fileno())
    return state if stat.S_ISREG(state.st_mode) else None


def _same(before: os.stat_result, file: FileIO) -> bool:
    now = os.fstat(file.fileno())
    return (now.st_size, now.st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def _changed(path: str, looked: Looked) -> Looked:
    return replace(looked, skipped=(*looked.skipped, Skipped(Place(Path(path)), Skip.CHANGED)))


def _passed_over(path: str, reason: Skip, size: int = 0) -> Looked:
    return Looked(Look.NOTHING, size, (Skipped(Place(Path(path)), reason),))


def _writing(head: bytes) -> Writing:
    """How a text is written; the code page does not matter for that, and a glance spares most."""
    plain = head.lstrip(_MARK_BYTES).translate(None, b"\0")
    lower = plain.lower()
    if lower.lstrip()[:1] not in _OPENING and not any(one in lower for one in _OF_DIRECTORIES):
        return Writing.PLAIN
    return writing_of(plain.decode("latin-1"))


def _is_media(head: bytes) -> bool:
    return any(head.startswith(mark, at) for at, mark in _MEDIA)
