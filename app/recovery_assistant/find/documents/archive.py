# SPDX-License-Identifier: Apache-2.0
"""Zip archives, and the zips that office documents are, with no trust in what they say they hold.

What counts is what really comes out. An archive inside an archive is not opened.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, Final
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from recovery_assistant.find.decode import decode
from recovery_assistant.find.documents.work import CHUNK, GivenUpError, Work
from recovery_assistant.find.places import Skip

_END: Final = struct.Struct("<4s4H2LH")
_END_MARK: Final = b"PK\x05\x06"
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_END_64_MARK: Final = b"PK\x06\x06"
_LOOK_FOR_END: Final = 66_000
_IN_64: Final = 0xFFFFFFFF
# Some 60,000 members; each takes a kilobyte of memory before anything is read.
_LARGEST_DIRECTORY: Final = 6 * 1024 * 1024
_READ: Final = frozenset({ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2})
_ENCRYPTED: Final = 0x1
_UTF_8: Final = 0x800


@contextmanager
def opened(file: BinaryIO) -> Iterator[ZipFile]:
    """Open an archive; raises `GivenUpError` for whatever is wrong with it, reading included."""
    try:
        if _directory_size(file) > _LARGEST_DIRECTORY:
            raise GivenUpError(Skip.TOO_LARGE)
        with ZipFile(file) as archive:
            yield archive
    except (BadZipFile, zlib.error, EOFError, struct.error, ValueError, KeyError) as problem:
        raise GivenUpError(Skip.DAMAGED) from problem
    except (RuntimeError, NotImplementedError) as problem:
        raise GivenUpError(Skip.UNREADABLE) from problem


def _directory_size(file: BinaryIO) -> int:
    """How large the list of members says it is, nothing where there is none."""
    size = file.seek(0, 2)
    file.seek(max(size - _LOOK_FOR_END, 0))
    tail = file.read(_LOOK_FOR_END)
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        return 0
    said = int(_END.unpack_from(tail, at)[5])
    at = tail.rfind(_END_64_MARK)
    if said == _IN_64 and 0 <= at <= len(tail) - _END_64.size:
        said = int(_END_64.unpack_from(tail, at)[8])
    return said


@contextmanager
def member(archive: ZipFile, info: ZipInfo) -> Iterator[IO[bytes]]:
    """Open one member; raises `GivenUpError` where it is encrypted or packed in a rare way."""
    if info.flag_bits & _ENCRYPTED:
        raise GivenUpError(Skip.ENCRYPTED)
    if info.compress_type not in _READ:
        raise GivenUpError(Skip.UNREADABLE)
    try:
        with archive.open(info) as file:
            yield file
    except OSError as problem:
        # That of a disk has a number; that of what unpacks has none.
        if problem.errno is not None:
            raise
        raise GivenUpError(Skip.DAMAGED) from problem
    except (BadZipFile, zlib.error, EOFError, struct.error, ValueError, KeyError) as problem:
        raise GivenUpError(Skip.DAMAGED) from problem


def shown_name(info: ZipInfo) -> str:
    """A member's name as people know it; old programs wrote it in their own code page."""
    if info.flag_bits & _UTF_8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    return decode(raw).text


def members(archive: ZipFile, work: Work) -> Iterator[ZipInfo]:
    """The members that are files."""
    for info in archive.infolist():
        if not info.filename.endswith("/"):
            work.begun()
            yield info


def beginning(archive: ZipFile, info: ZipInfo) -> bytes:
    """As much of a member as tells what it is."""
    with member(archive, info) as file:
        return file.read(CHUNK)
