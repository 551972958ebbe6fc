# SPDX-License-Identifier: Apache-2.0
"""Bytes at an offset, out of a file, a physical drive or a part of either."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path
from typing import Final, Protocol

from typing_extensions import override

from recovery_assistant.drive import device

# Physical drives answer only to whole sectors; the largest there are have 4,096 bytes.
SECTOR: Final = 4096
# What is given up of a failing drive around a sector that cannot be read.
_AT_ONCE: Final = 64 * 1024
# Each may take a failing drive half a minute.
_MOST_FAILURES: Final = 16

_FLAGS: Final[int] = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class Source(Protocol):
    """Something that can be read at any offset; all numbers are bytes."""

    @property
    def size(self) -> int:
        """How many bytes there are."""

    def read(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset` on, fewer only at the end.

        Raises:
            OSError: the system could not read them.

        """

    def data_from(self, offset: int) -> int:
        """Return where bytes other than zeros may stand, from `offset` on; the size at the end.

        What a sparse file or a container leaves out need not be gone through.

        Raises:
            OSError: the system could not tell.

        """


class FileSource:
    """An image file or a physical drive, read sector by sector so that drives answer too."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor = descriptor
        self._size = size

    @classmethod
    def open(cls, path: Path) -> FileSource:
        """Open a file or a drive for reading; of a drive letter of Windows the drive behind it.

        Raises:
            OSError: it is not there, may not be read, or is neither a file nor a drive.

        """
        path = _behind_letter(path)
        # Looked at before it is opened: opening some devices does something.
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISBLK(mode) or _is_drive_elsewhere(mode, path)):
            raise IsADirectoryError if stat.S_ISDIR(mode) else OSError
        descriptor = os.open(path, _FLAGS)
        try:
            return cls(descriptor, _size_of(descriptor, mode))
        except BaseException:
            os.close(descriptor)
            raise

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._size

    def read(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset` on, fewer only at the end."""
        if offset < 0 or size <= 0 or offset >= self._size:
            return b""
        size = min(size, self._size - offset)
        start = offset - offset % SECTOR
        end = min(offset + size + -(offset + size) % SECTOR, max(self._size, offset + size))
        pieces: list[bytes] = []
        at = start
        while at < end:
            os.lseek(self._descriptor, at, os.SEEK_SET)
            piece = os.read(self._descriptor, end - at)
            if not piece:
                break
            pieces.append(piece)
            at += len(piece)
        return b"".join(pieces)[offset - start : offset - start + size]

    def data_from(self, offset: int) -> int:
        """Return where bytes other than zeros may stand: a sparse file knows its holes."""
        if sys.platform == "win32" or offset >= self._size:
            return min(offset, self._size)
        try:
            return min(os.lseek(self._descriptor, offset, os.SEEK_DATA), self._size)
        except OSError as error:
            # ENXIO says that only zeros follow; a file system without holes says something else.
            return self._size if error.errno == errno.ENXIO else offset

    @override
    def __repr__(self) -> str:
        return "FileSource()"


class Window:
    """A part of another source: a partition, or an image without its footer."""

    def __init__(self, source: Source, start: int, size: int) -> None:
        self._source = source
        self.start = start
        self._size = max(0, min(size, source.size - start))

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._size

    def read(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset` on, fewer only at the end."""
        if offset < 0 or size <= 0 or offset >= self._size:
            return b""
        return self._source.read(self.start + offset, min(size, self._size - offset))

    def data_from(self, offset: int) -> int:
        """Return where bytes other than zeros may stand, from `offset` on."""
        return min(self._source.data_from(self.start + offset) - self.start, self._size)


class Patient:
    """A failing drive: what cannot be read of it is zeros, and that is remembered.

    One bad sector must not hide the copies of the metadata that stand elsewhere.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._in_a_row = 0
        self.failed = False
        """Whether anything could not be read."""

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._source.size

    def read(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset` on, fewer only at the end.

        Raises:
            OSError: too much in a row could not be read; the drive is gone, most likely.

        """
        try:
            data = self._source.read(offset, size)
        except OSError:
            self.failed = True
            if size <= _AT_ONCE:
                self._in_a_row += 1
                if self._in_a_row > _MOST_FAILURES:
                    raise
                return bytes(min(size, self.size - offset))
            pieces = range(offset, min(offset + size, self.size), _AT_ONCE)
            end = offset + size
            return b"".join(self.read(at, min(_AT_ONCE, end - at)) for at in pieces)
        self._in_a_row = 0
        return data

    def data_from(self, offset: int) -> int:
        """Return where bytes other than zeros may stand, from `offset` on."""
        return self._source.data_from(offset)


class Bytes:
    """Bytes in memory: a header file, or what a test made."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self._data)

    def read(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset` on, fewer only at the end."""
        if offset < 0 or size <= 0:
            return b""
        return self._data[offset : offset + size]

    def data_from(self, offset: int) -> int:
        """Return `offset`: there are no holes in memory."""
        return min(offset, len(self._data))


def _is_drive_elsewhere(mode: int, path: Path) -> bool:
    """Raw drives of macOS are character devices."""
    return stat.S_ISCHR(mode) and path.name.startswith("rdisk")


def _behind_letter(path: Path) -> Path:
    """A locked volume of Windows does not let itself be read by its letter, its drive does."""
    if sys.platform == "win32":
        number = device.drive_of_letter(device.Kernel32(), str(path))
        if number is not None:
            return device.physical(number)
    return path


def _size_of(descriptor: int, mode: int) -> int:
    """Ask the end: for drives the size in the file's state is 0, and not all tell their end."""
    if stat.S_ISREG(mode) or sys.platform == "linux":
        size: int | None = os.lseek(descriptor, 0, os.SEEK_END)
    elif sys.platform == "win32":
        import msvcrt

        size = device.length(device.Kernel32(), msvcrt.get_osfhandle(descriptor))
    else:
        size = device.size_on_macos(descriptor)
    if size is None:
        raise OSError
    return size
