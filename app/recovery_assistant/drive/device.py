# SPDX-License-Identifier: Apache-2.0
"""What Windows and macOS tell of a drive when they are asked by its number or its handle.

Linux tells the size of a drive as the end of a file; the other two do not. Everything here asks
and reads; nothing writes. The codes and layouts are those of Microsoft's winioctl.h and ntddstor.h
and of Apple's sys/disk.h. Not run on either system: the tests answer in their place.
"""

import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, Protocol

_LENGTH: Final = 0x0007405C
"""IOCTL_DISK_GET_LENGTH_INFO: bytes of a drive; wants the right to read."""
_GEOMETRY: Final = 0x000700A0
"""IOCTL_DISK_GET_DRIVE_GEOMETRY_EX: the same among other things; wants no right."""
_NUMBER: Final = 0x002D1080
"""IOCTL_STORAGE_GET_DEVICE_NUMBER: type, number, partition, 32 bits each."""
_PROPERTY: Final = 0x002D1400
"""IOCTL_STORAGE_QUERY_PROPERTY, for a STORAGE_DEVICE_DESCRIPTOR."""
_SIZE: Final = struct.Struct("<Q")
_DEVICE_NUMBER: Final = struct.Struct("<III")
_DESCRIPTOR: Final = struct.Struct("<IIBBBBIIIII")
_BUS_USB: Final = 7
_BUS_SD: Final = 12
_SIZE_IN_GEOMETRY: Final = 24
_ANSWER: Final = 1024
_MOST_DRIVES: Final = 64

_BLOCK_SIZE: Final = 0x40046418
"""DKIOCGETBLOCKSIZE of macOS, 32 bits."""
_BLOCK_COUNT: Final = 0x40086419
"""DKIOCGETBLOCKCOUNT of macOS, 64 bits."""

_LETTER: Final = re.compile(r"(?:\\\\[.?]\\)?([A-Za-z]):\\?")


class Kernel(Protocol):
    """What is asked of Windows. A handle is a number; None means that it said no."""

    def open(self, path: str, *, read: bool) -> int | None:
        """Open a device, to read it or only to ask about it."""

    def ask(self, handle: int, code: int, question: bytes, longest: int) -> bytes | None:
        """Ask about a device by a control code."""

    def close(self, handle: int) -> None:
        """Let go of a device."""


class Described(NamedTuple):
    """A drive as Windows tells of it; `name` is text from outside."""

    number: int
    name: str
    size: int
    removable: bool
    readable: bool


def physical(number: int) -> Path:
    """Return the path by which Windows opens a drive."""
    return Path(rf"\\.\PhysicalDrive{number}")


def length(kernel: Kernel, handle: int) -> int | None:
    """Return the bytes of a drive that is open for reading."""
    answer = kernel.ask(handle, _LENGTH, b"", _SIZE.size)
    if answer is None or len(answer) < _SIZE.size:
        return None
    return int(_SIZE.unpack_from(answer)[0])


def drive_of_letter(kernel: Kernel, path: str) -> int | None:
    r"""Return the number of the drive behind "D:" or "\\.\D:".

    A locked volume refuses to be read by its letter; its drive does not (real-data.md). None
    where the path is no letter, or the letter is none of a single drive.
    """
    found = _LETTER.fullmatch(path)
    if found is None:
        return None
    handle = kernel.open(rf"\\.\{found[1].upper()}:", read=False)
    if handle is None:
        return None
    try:
        answer = kernel.ask(handle, _NUMBER, b"", _DEVICE_NUMBER.size)
    finally:
        kernel.close(handle)
    if answer is None or len(answer) < _DEVICE_NUMBER.size:
        return None
    _kind, number, _partition = _DEVICE_NUMBER.unpack_from(answer)
    return int(number) if number < _MOST_DRIVES else None


def described(kernel: Kernel) -> Iterator[Described]:
    """Go through the drives of Windows; a card reader without a card is left out."""
    for number in range(_MOST_DRIVES):
        path = str(physical(number))
        handle = kernel.open(path, read=False)
        if handle is None:
            continue
        try:
            geometry = kernel.ask(handle, _GEOMETRY, b"", _ANSWER) or b""
            about = kernel.ask(handle, _PROPERTY, bytes(12), _ANSWER) or b""
        finally:
            kernel.close(handle)
        size = int.from_bytes(geometry[_SIZE_IN_GEOMETRY : _SIZE_IN_GEOMETRY + 8], "little")
        if not size:
            continue
        name, removable = _about(about)
        opened = kernel.open(path, read=True)
        if opened is not None:
            kernel.close(opened)
        yield Described(number, name, size, removable, opened is not None)


def _about(answer: bytes) -> tuple[str, bool]:
    """What a drive calls itself, and whether it can be pulled out."""
    if len(answer) < _DESCRIPTOR.size:
        return "", False
    fields = _DESCRIPTOR.unpack_from(answer)
    removable, vendor, product, bus = fields[4], fields[6], fields[7], fields[10]
    parts = (_text(answer, at) for at in (vendor, product))
    return " ".join(part for part in parts if part), bool(removable) or bus in {_BUS_USB, _BUS_SD}


def _text(answer: bytes, at: int) -> str:
    if not 0 < at < len(answer):
        return ""
    return answer[at:].split(b"\0", 1)[0].decode("ascii", "replace").strip()


def size_on_macos(descriptor: int) -> int:
    """Return the bytes of a drive of macOS that is open.

    Raises:
        OSError: it is none, or says nothing.

    """
    if sys.platform == "win32":
        raise OSError
    import fcntl

    size = fcntl.ioctl(descriptor, _BLOCK_SIZE, bytes(4))
    count = fcntl.ioctl(descriptor, _BLOCK_COUNT, bytes(8))
    return int.from_bytes(size, sys.byteorder) * int.from_bytes(count, sys.byteorder)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _READ = 0x80000000
    _SHARED = 0x1 | 0x2
    _EXISTING = 3
    _INVALID = ctypes.c_void_p(-1).value

    class Kernel32:
        """Windows itself."""

        def __init__(self) -> None:
            self._dll = ctypes.WinDLL("kernel32", use_last_error=True)
            self._dll.CreateFileW.restype = ctypes.c_void_p
            self._dll.CreateFileW.argtypes = [
                wintypes.LPCWSTR,
                wintypes.DWORD,
                wintypes.DWORD,
                ctypes.c_void_p,
                wintypes.DWORD,
                wintypes.DWORD,
                ctypes.c_void_p,
            ]
            self._dll.DeviceIoControl.argtypes = [
                ctypes.c_void_p,
                wintypes.DWORD,
                ctypes.c_void_p,
                wintypes.DWORD,
                ctypes.c_void_p,
                wintypes.DWORD,
                ctypes.POINTER(wintypes.DWORD),
                ctypes.c_void_p,
            ]
            self._dll.CloseHandle.argtypes = [ctypes.c_void_p]

        def open(self, path: str, *, read: bool) -> int | None:
            """Open a device, to read it or only to ask about it."""
            handle: int | None = self._dll.CreateFileW(
                path, _READ if read else 0, _SHARED, None, _EXISTING, 0, None
            )
            return None if handle in {None, _INVALID} else handle

        def ask(self, handle: int, code: int, question: bytes, longest: int) -> bytes | None:
            """Ask about a device by a control code."""
            answer = ctypes.create_string_buffer(longest)
            count = wintypes.DWORD()
            asked = ctypes.create_string_buffer(question, len(question)) if question else None
            done = self._dll.DeviceIoControl(
                handle, code, asked, len(question), answer, longest, ctypes.byref(count), None
            )
            return answer.raw[: count.value] if done else None

        def close(self, handle: int) -> None:
            """Let go of a device."""
            self._dll.CloseHandle(handle)
