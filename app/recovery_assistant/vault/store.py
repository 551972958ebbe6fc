# SPDX-License-Identifier: Apache-2.0
"""The encrypted file on the disk: opened without trust, saved so that nothing is lost.

How it is saved, in this order:

1. A lock beside the file: one window writes at a time.
2. The file is read again. If it is not what this window read or wrote last, nothing is saved.
3. The new text is encrypted and written to a file of its own in the same folder, readable for
   this person alone; the system is told to bring it to the medium, and it is closed.
4. It is read back from there, decrypted and compared.
5. The old file gets a second name, a backup; three of them are kept. The file itself keeps its
   name all the while.
6. The new file takes the name, in one step, and the folder is brought to the medium.
7. It is read once more under its name. Only now it is saved.

Whatever fails before the sixth step leaves the old file as it was; what fails after it puts the
old one back. A process that is killed leaves the old file or the new one, and perhaps a file that
is removed when the next one opens or saves.

Windows opens no folders to bring them to the medium, and its virus scanners and sync programs hold
files open for moments: there the sixth step is tried again for two seconds.
"""

import contextlib
import errno
import hashlib
import os
import re
import stat
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from recovery_assistant.vault.age import (
    COPY_WORK_FACTOR,
    VAULT_WORK_FACTOR,
    AgeError,
    AgeFault,
    decrypt,
    encrypt,
    problem_of,
)
from recovery_assistant.vault.armour import BEGIN
from recovery_assistant.vault.contents import Vault
from recovery_assistant.vault.document import read_document, wipe, write_document
from recovery_assistant.vault.lock import only_one
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase

if sys.platform == "darwin":
    import fcntl

LARGEST_FILE: Final = 8 * 1024 * 1024
"""In bytes; what is larger is not opened, and not written."""
_AT_ONCE: Final = 1024 * 1024
BACKUPS: Final = 3
MOST_SIBLINGS: Final = 20
"""To open each of them takes a second."""


_KDBX: Final = bytes.fromhex("03d9a29a67fb4bb5")
_READ: Final[int] = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_NO_SYNC: Final = frozenset(
    {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOTTY}
)
"""What file systems say that cannot do it, for folders most of all; not that it went wrong."""
_NO_LINKS: Final = frozenset(
    {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}
)
_PASSING: Final = frozenset({5, 32, 33})
"""Errors of Windows: denied, in use, a part in use."""
_PAUSES: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 0.8)

_MISSING: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP})
_NO_RIGHT: Final = frozenset({errno.EACCES, errno.EPERM})
_SAVE_PROBLEMS: Final = {
    errno.ENOSPC: SaveProblem.DISK_FULL,
    errno.EFBIG: SaveProblem.DISK_FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): SaveProblem.DISK_FULL,
    errno.EACCES: SaveProblem.NO_RIGHT,
    errno.EPERM: SaveProblem.NO_RIGHT,
    errno.EROFS: SaveProblem.READ_ONLY,
    errno.ENOENT: SaveProblem.GONE,
    errno.ENOTDIR: SaveProblem.GONE,
    errno.ENODEV: SaveProblem.GONE,
    errno.ENXIO: SaveProblem.GONE,
}
_WINDOWS_PROBLEMS: Final = {
    # ERROR_WRITE_PROTECT, ERROR_NOT_READY, ERROR_DEV_NOT_EXIST, ERROR_FILE_INVALID,
    # ERROR_DEVICE_NOT_CONNECTED: each of them would pass for a missing right or a slip.
    19: SaveProblem.READ_ONLY,
    21: SaveProblem.GONE,
    55: SaveProblem.GONE,
    1006: SaveProblem.GONE,
    1167: SaveProblem.GONE,
}

# What sync programs put between the name and its suffix. Dropbox, Nextcloud, Google Drive and
# Seafile: "keys (Anna's conflicted copy 2026-11-22).age", "keys (1).age"; Syncthing and others:
# "keys.sync-conflict-20261122-101112-ABCDEFG.age"; older Nextcloud: "keys_conflict-...age";
# OneDrive: "keys-DESKTOP-A1B2C3.age"; pCloud: "keys [conflicted].age"; iCloud: "keys 2.age".
_CONFLICT: Final = re.compile(
    r" ?\([^()]*(?:\([^()]*\)[^()]*)?\)"
    r"| ?\[[^\[\]]*\]"
    r"|[._-](?:sync-)?conflict.*"
    r"|-[^\W_][\w -]*"
    r"| \d{1,3}",
    re.IGNORECASE,
)


class _NotSavedError(Exception):
    """Ends a save; nothing new stands there."""

    def __init__(self, problem: SaveProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def open_vault(path: Path, passphrase: Passphrase) -> Vault | OpenProblem:
    """Read a file, or why it does not open.

    A web page of ours opens as well; it is a copy and is never written over, so its vault has no
    stamp and `save_vault` refuses it with EXISTS.
    """
    path = _real(path)
    data = _read(path)
    if isinstance(data, OpenProblem):
        return data
    _sweep(path)
    vault = read_copy(data, passphrase)
    if isinstance(vault, OpenProblem) or _is_page(data):
        return vault
    return replace(vault, stamp=_stamp(data))


def read_copy(data: bytes, passphrase: Passphrase) -> Vault | OpenProblem:
    """Open the bytes of a file, or of a web page of ours: of that, only the encrypted text."""
    found = _encrypted_in(data)
    if isinstance(found, OpenProblem):
        return found
    try:
        text = decrypt(found, passphrase)
    except AgeError as error:
        return problem_of(error.fault)
    except MemoryError:
        return OpenProblem.TOO_LITTLE_MEMORY
    try:
        return read_document(text)
    finally:
        wipe(text)


def create_vault(
    path: Path,
    vault: Vault,
    passphrase: Passphrase,
    *,
    work_factor: int = VAULT_WORK_FACTOR,
) -> Vault | SaveProblem:
    """Write a new file; whatever stands there already stays, with EXISTS."""
    return _save(path, replace(vault, stamp=b""), passphrase, work_factor)


def save_vault(
    path: Path,
    vault: Vault,
    passphrase: Passphrase,
    *,
    work_factor: int = VAULT_WORK_FACTOR,
) -> Vault | SaveProblem:
    """Save a vault over the file that it was read from, and return it as it was saved.

    With another passphrase than before, that is the change of the passphrase: the backups still
    open with the old one. With a file that is no longer there nothing is made, for another medium
    may be in its place: GONE.
    """
    return _save(path, vault, passphrase, work_factor)


def write_verified(
    path: Path, data: bytes, check: Callable[[bytes], bool], *, overwrite: bool = False
) -> SaveProblem | None:
    """Write a copy by the same recipe, without backups.

    `check` is given what was read back from there and says whether it is good; that is before it
    takes its name, so what is overwritten stays if it is not. What `check` raises passes, but for
    OSError and MemoryError.
    """
    path = _real(path)

    def write() -> None:
        before = _before(path)
        if before is not None and not overwrite:
            raise _NotSavedError(SaveProblem.EXISTS)
        _put(path, data, check, before, backups=False)

    return _alone(path, write)


def backups(path: Path) -> tuple[Path, ...]:
    """Return the backups that stand beside a file, the newest first."""
    return tuple(one for one in _backup_names(_real(path)) if _is(stat.S_ISREG, one))


def delete_backups(path: Path) -> SaveProblem | None:
    """Remove the backups, as wanted once an old passphrase is known to somebody."""
    path = _real(path)

    def delete() -> None:
        for one in _backup_names(path):
            one.unlink(missing_ok=True)
        _sync_folder(path.parent)

    return _alone(path, delete)


def siblings(path: Path) -> tuple[Path, ...]:
    """Return files beside this one whose names sync programs give to conflict copies.

    At most `MOST_SIBLINGS`. Whether they are copies of this file only opening them tells.
    """
    path = _real(path)
    stem, suffix = path.stem.casefold(), path.suffix.casefold()
    found: list[Path] = []
    for one in _beside(path):
        name = one.name.casefold()
        between = name[len(stem) : len(name) - len(suffix)]
        named = name.startswith(stem) and name.endswith(suffix) and _CONFLICT.fullmatch(between)
        if named and _is(stat.S_ISREG, one):
            found.append(one)
    return tuple(sorted(found)[:MOST_SIBLINGS])


def _save(
    path: Path, vault: Vault, passphrase: Passphrase, work_factor: int
) -> Vault | SaveProblem:
    path = _real(path)
    now = datetime.now(UTC).replace(microsecond=0)
    vault = replace(vault, revision=vault.revision + 1, saved=now)
    # A copy: what is locked meanwhile is wiped, and nothing may be saved under wiped words.
    secret = passphrase.copy()
    text = write_document(vault)
    if isinstance(text, SaveProblem):
        secret.wipe()
        return text
    saved = b""

    def write() -> None:
        nonlocal saved
        if not any(secret.encoded):
            raise _NotSavedError(SaveProblem.NOT_WRITTEN)
        before = _before(path)
        _unchanged(before, vault.stamp)
        saved = _encrypted(text, secret, work_factor)
        _put(path, saved, lambda data: _holds(data, secret, text), before, backups=True)

    try:
        problem = _alone(path, write)
    finally:
        secret.wipe()
        wipe(text)
    return replace(vault, stamp=_stamp(saved)) if problem is None else problem


def _alone(path: Path, write: Callable[[], None]) -> SaveProblem | None:
    """Do it under the lock; every way in which it can end is a value."""
    try:
        with only_one(path) as alone:
            if not alone:
                return SaveProblem.LOCKED
            _remove_scraps(path)
            write()
    except _NotSavedError as error:
        return error.problem
    except MemoryError:
        return SaveProblem.TOO_LITTLE_MEMORY
    except OSError as error:
        return _problem(path, error)
    except ValueError:
        # A name that no system takes, as with a NUL in it.
        return SaveProblem.NOT_WRITTEN
    return None


def _problem(path: Path, error: OSError) -> SaveProblem:
    problem = _WINDOWS_PROBLEMS.get(getattr(error, "winerror", None) or 0)
    # A folder that may not be looked into cannot be told from one that is gone, but by the error.
    if problem is None and error.errno not in _NO_RIGHT and not _is(stat.S_ISDIR, path.parent):
        problem = SaveProblem.GONE
    return problem or _SAVE_PROBLEMS.get(error.errno or 0, SaveProblem.NOT_WRITTEN)


def _before(path: Path) -> bytes | None:
    """Return what stands there now, None where nothing does."""
    try:
        path.lstat()
    except FileNotFoundError:
        if not _is(stat.S_ISDIR, path.parent):
            raise
        return None
    read = _read(path)
    match read:
        case bytes():
            return read
        case OpenProblem.NO_RIGHT:
            raise _NotSavedError(SaveProblem.NO_RIGHT)
        case OpenProblem.UNREADABLE:
            raise _NotSavedError(SaveProblem.NOT_WRITTEN)
        case _:
            # A folder, or a file that was never ours.
            raise _NotSavedError(SaveProblem.EXISTS)


def _unchanged(before: bytes | None, stamp: bytes) -> None:
    if before is None:
        if stamp:
            raise _NotSavedError(SaveProblem.GONE)
    elif not stamp:
        raise _NotSavedError(SaveProblem.EXISTS)
    elif _stamp(before) != stamp:
        raise _NotSavedError(SaveProblem.CHANGED_ELSEWHERE)


def _encrypted(text: bytearray, secret: Passphrase, work_factor: int) -> bytes:
    """Encrypt it, where memory is short with half of it, never with less."""
    for factor in dict.fromkeys((work_factor, min(work_factor, COPY_WORK_FACTOR))):
        try:
            data = encrypt(text, secret, work_factor=factor)
        except (AgeError, MemoryError):
            # The codec has no other reason here than want of memory.
            continue
        if len(data) > LARGEST_FILE:
            raise _NotSavedError(SaveProblem.TOO_LARGE)
        return data
    raise MemoryError


def _holds(data: bytes, secret: Passphrase, text: bytearray) -> bool:
    """Whether what was read back opens, says the same, and is a file of ours."""
    try:
        back = decrypt(data, secret)
    except AgeError as error:
        if error.fault is AgeFault.MEMORY:
            raise MemoryError from None
        return False
    try:
        if back != text:
            return False
        vault = read_document(back)
    finally:
        wipe(back)
    if isinstance(vault, OpenProblem):
        return False
    vault.held.wipe()
    return True


def _put(
    path: Path,
    data: bytes,
    check: Callable[[bytes], bool],
    before: bytes | None,
    *,
    backups: bool,
) -> None:
    temporary = _write_beside(path, data)
    try:
        _read_back(temporary, data, check)
        if backups and before is not None:
            _keep_backup(path, before)
        _replace(temporary, path)
    except BaseException:
        _remove(temporary)
        raise
    try:
        _sync_folder(path.parent)
        _read_back(path, data, lambda _back: True)
    except BaseException:
        _put_back(path, before)
        raise


def _read_back(path: Path, data: bytes, check: Callable[[bytes], bool]) -> None:
    back = _read(path)
    if back is OpenProblem.MISSING:
        raise _NotSavedError(SaveProblem.GONE)
    if isinstance(back, OpenProblem) or back != data or not check(back):
        raise _NotSavedError(SaveProblem.NOT_READ_BACK)


def _write_beside(path: Path, data: bytes) -> Path:
    """Write a new file in the same folder, where taking its name is one step; mode 0600."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            _sync_file(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        _remove(temporary)
        raise
    return temporary


def _keep_backup(path: Path, before: bytes) -> None:
    """Give the file a second name, so that its own name never goes away."""
    names = _backup_names(path)
    if _read(names[0]) == before:
        # The last save ended after this step.
        return
    for newer, older in reversed(list(pairwise(names))):
        with contextlib.suppress(FileNotFoundError):
            _replace(newer, older)
    try:
        os.link(path, names[0])
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _write_over(path, names[0], before)


def _put_back(path: Path, before: bytes | None) -> None:
    """Undo the last step, as well as the medium lets it."""
    with contextlib.suppress(OSError):
        # Where the name is gone the medium is: in its place there may be a folder of another one.
        path.lstat()
        if before is None:
            path.unlink()
        else:
            _write_over(path, path, before)
        _sync_folder(path.parent)


def _write_over(path: Path, target: Path, data: bytes) -> None:
    temporary = _write_beside(path, data)
    try:
        _replace(temporary, target)
    except BaseException:
        _remove(temporary)
        raise


def _replace(source: Path, target: Path) -> None:
    for pause in _PAUSES:
        try:
            source.replace(target)
        except OSError as error:
            if getattr(error, "winerror", None) not in _PASSING:
                raise
            time.sleep(pause)
        else:
            return
    source.replace(target)


def _sync_file(descriptor: int) -> None:
    try:
        if sys.platform == "darwin":
            # fsync leaves it in the cache of the drive there.
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        else:
            os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
        if sys.platform == "darwin":
            os.fsync(descriptor)
    if sys.platform == "linux":
        # What is read back is to come from the medium, not from memory.
        with contextlib.suppress(OSError):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(descriptor)


def _read(path: Path) -> bytes | OpenProblem:
    """Return what is in a file; a pipe in its place does not make anybody wait."""
    try:
        descriptor = os.open(path, _READ)
    except (OSError, ValueError) as error:
        return _open_problem(path, error)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return OpenProblem.NOT_A_FILE
        if found.st_size > LARGEST_FILE:
            return OpenProblem.TOO_LARGE
        parts = []
        left = LARGEST_FILE + 1
        while left and (part := os.read(descriptor, min(left, _AT_ONCE))):
            parts.append(part)
            left -= len(part)
    except OSError:
        return OpenProblem.UNREADABLE
    finally:
        os.close(descriptor)
    return b"".join(parts) if left else OpenProblem.TOO_LARGE


def _open_problem(path: Path, error: OSError | ValueError) -> OpenProblem:
    if isinstance(error, ValueError):
        # A name that no system takes, as with a NUL in it.
        return OpenProblem.MISSING
    if error.errno in _MISSING:
        return OpenProblem.MISSING
    # Windows opens no folders, and a socket cannot be opened anywhere.
    if error.errno == errno.ENXIO or _is(stat.S_ISDIR, path):
        return OpenProblem.NOT_A_FILE
    return OpenProblem.NO_RIGHT if error.errno in _NO_RIGHT else OpenProblem.UNREADABLE


def _encrypted_in(data: bytes) -> bytes | OpenProblem:
    if len(data) > LARGEST_FILE:
        return OpenProblem.TOO_LARGE
    if not data.strip():
        return OpenProblem.EMPTY
    if data.startswith(_KDBX):
        return OpenProblem.KEEPASS
    if _is_page(data):
        # Late: a file of ours is hardly ever a page.
        from recovery_assistant.vault.page import armour_of

        return armour_of(data)
    return OpenProblem.SEVERAL if data.count(BEGIN) > 1 else data


def _is(kind: Callable[[int], bool], path: Path) -> bool:
    """Whether something of a kind stands there, as far as the system lets that be seen.

    What `pathlib` asks in its place raises where a folder may not be looked into.
    """
    try:
        return kind(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _real(path: Path) -> Path:
    """Return the file that a link leads to: the link is to stay one."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        # A circle of links, or a name that no system takes: opening it says so.
        return path


def _is_page(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _stamp(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _backup_names(path: Path) -> tuple[Path, ...]:
    return tuple(
        path.with_name(f"{path.stem}.backup-{number}{path.suffix}")
        for number in range(1, BACKUPS + 1)
    )


def _sweep(path: Path) -> None:
    """Remove what a killed process left: while somebody holds the lock, it may be in use."""
    if not _scraps(path):
        return
    with contextlib.suppress(OSError), only_one(path) as alone:
        if alone:
            _remove_scraps(path)


def _remove_scraps(path: Path) -> None:
    for one in _scraps(path):
        _remove(one)


def _scraps(path: Path) -> list[Path]:
    scrap = re.compile(rf"\.{re.escape(path.name)}-\w{{8}}\.tmp")
    return [one for one in _beside(path) if scrap.fullmatch(one.name)]


def _beside(path: Path) -> list[Path]:
    try:
        return list(path.parent.iterdir())
    except OSError:
        return []


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
