# SPDX-License-Identifier: Apache-2.0
"""Places kept for later: one file a case, and a lock beside it that says whose it is.

A case belongs to one window at a time:

- A window that keeps its place makes a file of its own, with a random name, and holds a lock on
  the file beside it. The system lets go of the lock when the process ends, however it ends.
- What another window holds is neither offered nor touched. A place that is offered is taken with
  its lock first and read after that, so of two windows that want it one gets it.
- Nobody but the holder writes, and always the whole file, so two cases never mix and a reader
  sees the old place or the new one.

How old a place is, is the time of its file's last change, so it needs no date within. What is
older than 14 days is removed when the program looks; a file from the future (the clock was set
back) counts as made now. What cannot be read is put aside under another name and goes with time
as well. Where the file system has no locks, cases still have files of their own.
"""

import contextlib
import os
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, assert_never

from recovery_assistant.flow.lockout.kept import DAYS_KEPT, KeptPlace, Offer, PlaceProblem
from recovery_assistant.flow.lockout.kept_json import PlaceFault, place_from_json, place_to_json
from recovery_assistant.system.whole_file import NotOursError, read_whole, write_whole

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_DAY: Final = 86_400
_FILE: Final = ".json"
_LOCK: Final = ".lock"
_ASIDE: Final = ".damaged"
_CASE: Final = re.compile(r"case-[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Found:
    """What was kept before: places to go on with, the newest first, and what is to be said."""

    offers: tuple[Offer, ...]
    problems: tuple[PlaceProblem, ...]


class _Lock:
    """Says that a case is this window's. Held until let go, or until the process ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Return False where another window holds it."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            # A folder that may only be read: nobody can keep anything here.
            return True
        if _held_by_other(descriptor):
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def let_go(self, *, remove: bool) -> None:
        """Let others have the case; `remove` the lock only when the case is gone.

        Otherwise somebody could hold a lock that has no name any more, and another one the next.
        """
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        if remove:
            with contextlib.suppress(OSError):
                self._path.unlink()


def _held_by_other(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:
        # No locks here, as on some network drives.
        return False
    return False


class KeptPlaces:
    """The kept places in a folder; one of them at most is this window's own."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._now = now
        self._case = ""
        self._lock: _Lock | None = None
        self._last: KeptPlace | None = None

    def find(self) -> Found:
        """Remove what is too old, and return what can be gone on with."""
        found: list[tuple[float, Offer]] = []
        problems: list[PlaceProblem] = []
        for case in self._cases():
            lock = _Lock(self._file(case, _LOCK))
            if case == self._case or not lock.take():
                continue
            seen = self._look(case)
            if isinstance(seen, PlaceProblem):
                problems.append(seen)
            elif seen is not None:
                age, place = seen
                found.append((age, Offer(case, place, int(age // _DAY))))
            self._leave(case, lock)
        self._drop_folder()
        found.sort(key=lambda one: one[0])
        return Found(tuple(offer for _age, offer in found), tuple(dict.fromkeys(problems)))

    def resume(self, case: str) -> KeptPlace | PlaceProblem:
        """Make a kept place this window's own."""
        self.let_go()
        lock = _Lock(self._file(case, _LOCK))
        if not lock.take():
            return PlaceProblem.TAKEN
        seen = self._look(case)
        if seen is None or isinstance(seen, PlaceProblem):
            self._leave(case, lock)
            return PlaceProblem.TAKEN if seen is None else seen
        self._case, self._lock, self._last = case, lock, seen[1]
        return seen[1]

    def keep(self, place: KeptPlace) -> PlaceProblem | None:
        """Write this window's place, if it is another one than the last."""
        if place == self._last:
            return None
        # What fails is tried again at the next step, not at the next drawing of this one.
        self._last = place
        if not self._case:
            self._begin()
        path = self._file(self._case, _FILE)
        try:
            write_whole(place_to_json(place), path, f".{self._case}-")
        except (OSError, ValueError):
            # Not `Path.exists`: that raises where a folder may not be looked into.
            if os.path.lexists(path):
                return PlaceProblem.LAST_NOT_KEPT
            self.forget()
            return PlaceProblem.NOT_KEPT
        return None

    def forget(self) -> PlaceProblem | None:
        """Remove this window's place from the disk."""
        if not self._case:
            return None
        gone = _removed(self._file(self._case, _FILE))
        self.let_go()
        self._drop_folder()
        return None if gone else PlaceProblem.NOT_FORGOTTEN

    def forget_cases(self, cases: Iterable[str]) -> PlaceProblem | None:
        """Remove places that no other window has gone on with."""
        gone = True
        for case in cases:
            lock = _Lock(self._file(case, _LOCK))
            if lock.take():
                gone = _removed(self._file(case, _FILE)) and gone
                self._leave(case, lock)
        self._drop_folder()
        return None if gone else PlaceProblem.NOT_FORGOTTEN

    def let_go(self) -> None:
        """Leave this window's place where it is, for whoever goes on with it."""
        if self._lock is not None:
            self._leave(self._case, self._lock)
        self._case, self._lock, self._last = "", None, None

    def _begin(self) -> None:
        self._case = f"case-{secrets.token_hex(8)}"
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _Lock(self._file(self._case, _LOCK))
        self._lock.take()

    def _leave(self, case: str, lock: _Lock) -> None:
        lock.let_go(remove=not os.path.lexists(self._file(case, _FILE)))

    def _file(self, case: str, suffix: str) -> Path:
        return self._folder / f"{case}{suffix}"

    def _cases(self) -> list[str]:
        """Return every case of which something lies here."""
        try:
            names = [path.name for path in self._folder.iterdir()]
        except OSError:
            return []
        return sorted({named.group() for name in names if (named := _CASE.search(name))})

    def _look(self, case: str) -> tuple[float, KeptPlace] | PlaceProblem | None:
        """Return age and place of a case that is held; remove what has had its time."""
        for scrap in self._folder.glob(f".{case}-*"):
            _removed(scrap)
        if self._age(self._file(case, _ASIDE)) >= DAYS_KEPT * _DAY:
            _removed(self._file(case, _ASIDE))
        path = self._file(case, _FILE)
        age = self._age(path)
        if age >= DAYS_KEPT * _DAY:
            return None if _removed(path) else PlaceProblem.NOT_FORGOTTEN
        try:
            place = place_from_json(read_whole(path))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except NotOursError:
            place = PlaceFault.DAMAGED
        except OSError:
            return PlaceProblem.UNREADABLE
        match place:
            case PlaceFault.DAMAGED:
                with contextlib.suppress(OSError):
                    path.replace(self._file(case, _ASIDE))
                return PlaceProblem.DAMAGED
            case PlaceFault.NEWER:
                return PlaceProblem.NEWER
            case KeptPlace():
                return age, place
            case _:
                assert_never(place)

    def _age(self, path: Path) -> float:
        """Return the seconds since a file was changed; 0 where there is none."""
        try:
            age = self._now() - path.stat().st_mtime
            if age < 0:
                # The clock was set back; from now on the time counts from now.
                os.utime(path, (self._now(), self._now()))
        except OSError:
            return 0
        return max(0, age)

    def _drop_folder(self) -> None:
        # Without it the next start need not look.
        with contextlib.suppress(OSError):
            self._folder.rmdir()


def _removed(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
