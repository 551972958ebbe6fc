# SPDX-License-Identifier: Apache-2.0
"""The bytes of one file, bounded: never waits on a device, never reads without end."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from recovery_assistant.find.outcomes import ReadProblem

# Searching takes about a second a megabyte at worst, and some thirty times its memory; both have to
# be bearable on an old borrowed PC.
LARGEST_FILE: Final = 16 * 1024 * 1024
_CHUNK: Final = 1024 * 1024

# A pipe without a writer would keep an ordinary open() waiting for ever; a terminal must not
# become ours. Windows has none of these flags, but there text mode is a trap instead.
_FLAGS: Final[int] = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)

Progress: TypeAlias = Callable[[int, int], None]
Cancelled: TypeAlias = Callable[[], bool]


def _refusal(mode: int, size: int) -> ReadProblem | None:
    """Why something of this type and size is not read at all."""
    if stat.S_ISDIR(mode):
        return ReadProblem.FOLDER
    if not stat.S_ISREG(mode):
        return ReadProblem.DEVICE
    return ReadProblem.TOO_LARGE if size > LARGEST_FILE else None


def _read_open(
    descriptor: int, progress: Progress | None, cancelled: Cancelled | None
) -> bytes | ReadProblem:
    # Looked at again once open: the name may have been given to something else meanwhile.
    state = os.fstat(descriptor)
    refusal = _refusal(state.st_mode, state.st_size)
    if refusal is not None:
        return refusal
    data = bytearray()
    while True:
        if cancelled is not None and cancelled():
            return ReadProblem.CANCELLED
        piece = os.read(descriptor, _CHUNK)
        if not piece:
            return bytes(data)
        data += piece
        if len(data) > LARGEST_FILE:
            # It grew, or lies about its size.
            return ReadProblem.TOO_LARGE
        if progress is not None:
            progress(len(data), max(state.st_size, len(data)))


def _read(
    path: Path, progress: Progress | None, cancelled: Cancelled | None
) -> bytes | ReadProblem:
    # Looked at before it is opened, because opening some devices does something.
    state = path.stat()
    refusal = _refusal(state.st_mode, state.st_size)
    if refusal is not None:
        return refusal
    descriptor = os.open(path, _FLAGS)
    try:
        return _read_open(descriptor, progress, cancelled)
    finally:
        os.close(descriptor)


def read_bounded(
    path: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> bytes | ReadProblem:
    """Read a whole regular file of at most `LARGEST_FILE` bytes, or say why not."""
    try:
        return _read(path, progress, cancelled)
    except (FileNotFoundError, NotADirectoryError):
        return ReadProblem.VANISHED
    except PermissionError:
        return ReadProblem.NO_RIGHTS
    except (OSError, ValueError):
        # ValueError: a name that no file can have, such as one with a NUL in it.
        return ReadProblem.UNREADABLE
