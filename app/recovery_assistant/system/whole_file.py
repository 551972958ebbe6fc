# SPDX-License-Identifier: Apache-2.0
"""Small files of the program's own: written whole or not at all, read without trust."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path
from typing import Final

LARGEST_FILE: Final = 65_536
"""Far more than anything written here has; what is larger was not."""

_FLAGS: Final[int] = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class NotOursError(Exception):
    """What stands there is no file, or too large to be one of ours."""


def read_whole(path: Path) -> bytes:
    """Return what is in a file; a pipe in its place does not make anybody wait.

    Raises:
        NotOursError: it is no ordinary file or too large.
        OSError: it is not there or may not be read.

    """
    descriptor = os.open(path, _FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotOursError
        data = os.read(descriptor, LARGEST_FILE + 1)
    finally:
        os.close(descriptor)
    if len(data) > LARGEST_FILE:
        raise NotOursError
    return data


def write_whole(text: str, path: Path, scrap: str) -> None:
    """Put a text in the place of a file, readable for this person alone.

    `scrap` begins the name of the file that is written first; it is gone afterwards, whatever
    happens short of a lost process.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made with mode 0600, beside the file itself, because only there a rename is atomic.
    descriptor, name = tempfile.mkstemp(prefix=scrap, suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
