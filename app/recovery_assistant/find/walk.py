# SPDX-License-Identifier: Apache-2.0
"""From folders to the files in them: every file once, nothing that waits, nothing that loops.

Places where a key is likely come first: a file or folder whose name speaks of keys before others,
the files of a folder before the folders in it, folders of programs last.
"""

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from recovery_assistant.find.places import Place, Search, Skip, Skipped

# So many names of one folder are looked at together, so that a folder of a million fits the memory.
_BATCH: Final = 4_096

# Windows: the file lies elsewhere and comes when it is read (offline storage, a cloud service).
# https://learn.microsoft.com/windows/win32/fileio/file-attribute-constants
_WINDOWS_ELSEWHERE: Final = 0x1000 | 0x40000 | 0x400000
# macOS, sys/stat.h: SF_DATALESS.
_MAC_ELSEWHERE: Final = 0x40000000

# Linux: file systems that are windows into the kernel; their files wait, act, or never end.
_KERNEL_TYPES: Final = (
    r"autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|efivarfs|fusectl|mqueue"
    r"|nsfs|proc|pstore|securityfs|selinuxfs|sysfs|tracefs"
)
_MOUNTS: Final = Path("/proc/self/mounts")
# winnt.h: IO_REPARSE_TAG_MOUNT_POINT.
_JUNCTION: Final = 0xA0000003
_MOUNT: Final = re.compile(rf"\S+ (\S+) (?:{_KERNEL_TYPES}) ")
_OCTAL: Final = re.compile(r"\\([0-7]{3})")

# What people and Windows call the file, in the languages that Windows itself speaks. It only
# decides what is read first.
_TELLING: Final = re.compile(
    r"bit-?locker|recover|\.bek$|[0-9a-f]{8}-[0-9a-f]{4}|\bkeys?\b|passw"
    r"|wiederherst|schl(?:ü|ue)ssel|r[ée]cup[ée]r|\bcl[ée]s?\b|recupera|\bclaves?\b|ripristino"
    r"|\bchiav[ei]\b|chave|herstel|sleutel|odzyskiw|klucz|obnov|kl[íi][čc]|helyre|kulcs|kurtarma"
    r"|anahtar|gjenopprett|gendann|n[øo]g[kl]el|återställ|nyckel|palautus|avai[nm]|ανάκτησ|κλειδ"
    r"|восстан|ключ|відновл|възстанов|oporavak|kl[jJ]u[čc]|recuperare|cheie|שחזור|מפתח"
    r"|استرداد|مفتاح|बहाली|कुंजी|กู้คืน|khôi phục|khóa|回復|キー|恢复|密钥|復原|修復|金鑰|복구",
    re.IGNORECASE,
)
_OF_PROGRAMS: Final = frozenset(
    {
        "$recycle.bin",
        "$windows.~bt",
        ".cache",
        ".git",
        "__pycache__",
        "node_modules",
        "program files",
        "program files (x86)",
        "programdata",
        "system volume information",
        "windows",
        "winsxs",
    }
)

_GONE: Final = (FileNotFoundError, NotADirectoryError)


class _Turn(IntEnum):
    """When a folder's turn is."""

    LAST = 0
    USUAL = 1
    FIRST = 2


@dataclass(frozen=True, slots=True)
class Met:
    """One file to look into.

    Attributes:
        path: where it is; bytes that are no UTF-8 are kept as lone surrogates, as `os` does.
        size: its length in bytes when it was met.
        telling: whether its name speaks of keys.

    """

    path: str
    size: int
    telling: bool


WalkNews: TypeAlias = Met | Skipped


def is_telling(name: str) -> bool:
    """Whether a file or folder of this name is likely to have to do with a recovery key."""
    return _TELLING.search(name) is not None


def walk(search: Search, cancelled: Callable[[], bool]) -> Iterator[WalkNews]:
    """Every file below the roots, each once, and what was passed over with the reason.

    Links to folders are not followed (except a root that is one), links to files are.

    Args:
        search: the roots and what may be entered or fetched.
        cancelled: asked for every folder and every few files; the walk ends when it says yes.

    """
    seen: set[tuple[int, int]] = set()
    kernel = _kernel_mounts()
    for root in dict.fromkeys(root.absolute() for root in search.roots):
        yield from _Walk(root, search, cancelled, seen, kernel).run()


def _kernel_mounts() -> frozenset[str]:
    """Where the kernel shows itself as files."""
    if not sys.platform.startswith("linux"):
        return frozenset()
    try:
        lines = _MOUNTS.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return frozenset({"/proc", "/sys", "/dev"})
    found = (_MOUNT.match(line) for line in lines)
    return frozenset(
        _OCTAL.sub(lambda octal: chr(int(octal[1], 8)), one[1]) for one in found if one
    )


class _Walk:
    """The way through one root."""

    def __init__(
        self,
        root: Path,
        search: Search,
        cancelled: Callable[[], bool],
        seen: set[tuple[int, int]],
        kernel: frozenset[str],
    ) -> None:
        self._root = root
        self._start = os.fspath(root)
        self._fetch = search.fetch
        self._across = search.across
        self._cancelled = cancelled
        self._seen = seen
        self._kernel = kernel
        self._device = 0
        self._gone = False
        self._folders: list[str] = []

    def run(self) -> Iterator[WalkNews]:
        """Go through it all."""
        try:
            state = self._root.stat()
        except (OSError, ValueError) as problem:
            yield _skipped(self._start, why(problem))
            return
        if not stat.S_ISDIR(state.st_mode):
            yield from self._file(self._root.name, self._start, state)
            return
        self._device = state.st_dev
        if self._is_new(state):
            self._folders.append(self._start)
        while self._folders and not self._cancelled() and not self._gone:
            yield from self._folder(self._folders.pop())

    def _is_new(self, state: os.stat_result) -> bool:
        """Whether this folder was not gone through yet, by another name or root."""
        if not state.st_ino:  # Windows does not say; its loops are junctions
            return True
        known = len(self._seen)
        self._seen.add((state.st_dev, state.st_ino))
        return len(self._seen) > known

    def _folder(self, folder: str) -> Iterator[WalkNews]:
        if folder in self._kernel:
            yield _skipped(folder, Skip.DEVICE)
            return
        below: list[tuple[_Turn, str]] = []
        try:
            with os.scandir(folder) as entries:
                while batch := list(islice(entries, _BATCH)):
                    yield from self._entries(batch, below)
                    if self._cancelled():
                        return
        except OSError as problem:
            yield self._lost(folder, problem)
        # The last one put down is gone through first.
        below.sort(key=lambda one: one[0])
        self._folders += (path for _turn, path in below)

    def _entries(
        self, batch: list[os.DirEntry[str]], below: list[tuple[_Turn, str]]
    ) -> Iterator[WalkNews]:
        later: list[Met] = []
        for entry in batch:
            for news in self._entry(entry, below):
                if isinstance(news, Met) and not news.telling:
                    later.append(news)
                else:
                    yield news
        yield from later

    def _entry(self, entry: os.DirEntry[str], below: list[tuple[_Turn, str]]) -> Iterator[WalkNews]:
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from self._subfolder(entry, below)
            else:
                yield from self._file(entry.name, entry.path, entry.stat())
        except FileNotFoundError:
            # A link to nothing is nothing to look at.
            if not entry.is_symlink():
                yield _skipped(entry.path, Skip.VANISHED)
        except OSError as problem:
            yield _skipped(entry.path, why(problem))

    def _subfolder(
        self, entry: os.DirEntry[str], below: list[tuple[_Turn, str]]
    ) -> Iterator[Skipped]:
        state = entry.stat(follow_symlinks=False)
        if _is_junction(state):
            yield _skipped(entry.path, Skip.LINK)
        elif not self._fetch and _is_elsewhere(state):
            yield _skipped(entry.path, Skip.NOT_HERE)
        elif entry.path in self._kernel:
            yield _skipped(entry.path, Skip.DEVICE)
        elif state.st_ino and state.st_dev != self._device and not self._across:
            yield _skipped(entry.path, Skip.OTHER_FILE_SYSTEM)
        elif self._is_new(state):
            below.append((_turn(entry.name), entry.path))

    def _file(self, name: str, path: str, state: os.stat_result) -> Iterator[WalkNews]:
        if stat.S_ISDIR(state.st_mode):
            yield _skipped(path, Skip.LINK)
        elif not stat.S_ISREG(state.st_mode):
            yield _skipped(path, Skip.DEVICE)
        elif not self._fetch and _is_elsewhere(state):
            yield _skipped(path, Skip.NOT_HERE)
        elif state.st_size:
            yield Met(path, state.st_size, is_telling(name))

    def _lost(self, folder: str, problem: OSError) -> Skipped:
        """A folder that cannot be read; where the whole root went, that is said once."""
        if folder != self._start and not self._root_is_there():
            self._gone = True
            return _skipped(self._start, Skip.VANISHED)
        return _skipped(folder, why(problem))

    def _root_is_there(self) -> bool:
        try:
            os.scandir(self._root).close()
            return self._root.stat().st_dev == self._device
        except OSError:
            return False


def _turn(name: str) -> _Turn:
    if is_telling(name):
        return _Turn.FIRST
    return _Turn.LAST if name.lower() in _OF_PROGRAMS else _Turn.USUAL


def _is_junction(state: os.stat_result) -> bool:
    """Whether a folder of Windows is a second way to another folder."""
    tag: int = getattr(state, "st_reparse_tag", 0)
    return tag == _JUNCTION


def _is_elsewhere(state: os.stat_result) -> bool:
    """Whether reading it would fetch it from a cloud service first."""
    windows: int = getattr(state, "st_file_attributes", 0)
    mac: int = getattr(state, "st_flags", 0)
    return bool(windows & _WINDOWS_ELSEWHERE or mac & _MAC_ELSEWHERE)


def why(problem: OSError | ValueError) -> Skip:
    """Return what an error of the system comes to."""
    if isinstance(problem, PermissionError):
        return Skip.NO_RIGHTS
    return Skip.VANISHED if isinstance(problem, _GONE) else Skip.UNREADABLE


def _skipped(path: str, reason: Skip) -> Skipped:
    return Skipped(Place(Path(path)), reason)
