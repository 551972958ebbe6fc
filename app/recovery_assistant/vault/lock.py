# SPDX-License-Identifier: Apache-2.0
"""One at a time: a lock beside a file, held by one process while it writes.

The system lets go of it when the process ends, however it ends. The lock's own file is removed
by who held it; one that was left behind (the process was killed) stands in nobody's way.
"""

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FLAGS: Final[int] = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
# As on some network drives: then the comparison of stamps is all there is.
_NO_LOCKS: Final = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
_TRIES: Final = 5


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[bool]:
    """Hold the lock of a file; gives False, at once, where another holds it.

    Raises:
        OSError: the lock cannot be made there, so nothing else can either.

    """
    lock = path.with_name(f".{path.name}.lock")
    descriptor = _take(lock)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            _let_go(lock, descriptor)


def _take(lock: Path) -> int | None:
    for _ in range(_TRIES):
        descriptor = os.open(lock, _FLAGS, 0o600)
        ours = False
        try:
            if not _locked(descriptor):
                return None
            # Its holder may have removed it between the opening and the locking: then it says
            # nothing, and the next one is made.
            ours = _still_named(descriptor, lock)
        finally:
            if not ours:
                os.close(descriptor)
        if ours:
            return descriptor
    return None


def _locked(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    return True


def _still_named(descriptor: int, lock: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), lock.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def _let_go(lock: Path, descriptor: int) -> None:
    # Removed while it is held, so that nobody removes the lock of the next one. Windows lets
    # nobody remove what is open, so there the order is the other one, and as safe.
    if sys.platform == "win32":
        os.close(descriptor)
        with contextlib.suppress(OSError):
            lock.unlink()
    else:
        with contextlib.suppress(OSError):
            lock.unlink()
        with contextlib.suppress(OSError):
            os.close(descriptor)
