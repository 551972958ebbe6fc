# SPDX-License-Identifier: Apache-2.0
"""Several processes of low priority that take the fast look at files for a search.

A process is told paths and answers what each is worth; no key and no text goes back and forth. One
that dies or hangs over a file is replaced, and the file is told as skipped.
"""

import json
import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from recovery_assistant.find.places import Place, Skip, Skipped
from recovery_assistant.find.scan import Look, Looked, Looker

LONGEST_BATCH: Final = 64
"""So many files are handed over together at most,"""
LARGEST_BATCH: Final = 4 * 1024 * 1024
"""or so many bytes: what is found in a batch is told when all of it was looked at."""

_FEWEST: Final = 2
_MOST: Final = 4
# One batch to work at, and one so that nobody waits.
_AHEAD: Final = 2
_PATIENCE_S: Final = 60.0
_END_S: Final = 0.1
_LOW_PRIORITY: Final = 10
_BELOW_NORMAL: Final = 0x4000

Batch: TypeAlias = tuple[str, ...]
_Said: TypeAlias = tuple[str, int, list[list[str]], bool]


class Answer(NamedTuple):
    """What one process says of one batch."""

    batch: Batch
    looked: tuple[Looked, ...]


class Crew:
    """Some processes that share the work."""

    def __init__(self) -> None:
        self._members: list[_Member] = []

    def start(self) -> bool:
        """Start the processes; say whether there are any."""
        count = min(_processors(), _MOST)
        try:
            for _ in range(count if count >= _FEWEST else 0):
                self._members.append(_Member())
        except OSError:
            self.end()
        return self.is_there

    @property
    def is_there(self) -> bool:
        """Whether there is anybody to hand work to."""
        return bool(self._members)

    @property
    def has_room(self) -> bool:
        """Whether another batch can be given now."""
        return any(len(one.waiting) < _AHEAD for one in self._members)

    @property
    def is_busy(self) -> bool:
        """Whether answers are still to come."""
        return any(one.waiting for one in self._members)

    def give(self, batch: Batch) -> None:
        """Hand a batch to whoever has least to do."""
        min(self._members, key=lambda one: len(one.waiting)).give(batch)

    def answers(self, patience_s: float) -> Iterator[Answer]:
        """The answers that are there, or come in time."""
        busy = {one.pipe: one for one in self._members if one.waiting}
        for pipe in wait(list(busy), patience_s):
            if pipe in busy:
                yield from busy[pipe].answers()
        for one in self._members:
            if one.waiting and one.is_late:
                yield from one.replaced(Skip.TOOK_TOO_LONG)
        self._members = [one for one in self._members if not one.is_lost]

    def end(self) -> None:
        """End the processes at once, whatever they do."""
        for member in self._members:
            member.end()
        self._members = []


class _Member:
    """One process."""

    def __init__(self) -> None:
        self.waiting: deque[Batch] = deque()
        self._since = 0.0
        # After one died: told one file at a time, so that it shows which it was.
        self._one_by_one = False
        self._is_ready = False
        self.is_lost = False
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        self._is_ready = False
        theirs.close()

    @property
    def is_late(self) -> bool:
        return time.monotonic() - self._since > _PATIENCE_S

    def give(self, batch: Batch) -> None:
        self.waiting.append(batch)
        if len(self.waiting) == 1:
            self._since = time.monotonic()
            self._one_by_one = False
            self._send(batch)
        elif not self._one_by_one:
            self._send(batch)

    def _send(self, batch: Batch) -> None:
        try:
            self.pipe.send_bytes(b"\0".join(map(os.fsencode, batch)))
        except OSError:
            # It is dead, which shows when its answer is waited for.
            return

    def answers(self) -> Iterator[Answer]:
        try:
            heard = self.pipe.recv_bytes()
        except (OSError, EOFError):
            yield from self.replaced(Skip.DAMAGED) if self._is_ready else self._given_up()
            return
        if not self._is_ready:
            self._is_ready = True
            return
        said: list[_Said] = json.loads(heard)
        batch = self.waiting.popleft()
        self._since = time.monotonic()
        if self._one_by_one and self.waiting:
            self._send(self.waiting[0])
        yield Answer(batch, tuple(map(_looked, batch, said)))

    def replaced(self, reason: Skip) -> Iterator[Answer]:
        """Go on with a new process; what the old one died over is looked at file by file."""
        self.end()
        first = self.waiting.popleft()
        self._start()
        if len(first) == 1:
            skipped = Skipped(Place(Path(first[0])), reason)
            yield Answer(first, (Looked(Look.NOTHING, 0, (skipped,)),))
        else:
            self.waiting.extendleft((path,) for path in reversed(first))
        self._one_by_one = True
        self._since = time.monotonic()
        if self.waiting:
            self._send(self.waiting[0])

    def _given_up(self) -> Iterator[Answer]:
        """Do the work here, where no process can be brought up."""
        self.is_lost = True
        self.end()
        looker = Looker()
        while self.waiting:
            batch = self.waiting.popleft()
            yield Answer(batch, tuple(map(looker.look, batch)))

    def end(self) -> None:
        self.pipe.close()
        self._process.kill()
        # One that waits for a drive that does not answer cannot be ended; it ends some day.
        self._process.join(_END_S)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _looked(path: str, said: _Said) -> Looked:
    look, size, lost, pictures = said
    skipped = (Skipped(Place(Path(path), tuple(way)), Skip(reason)) for reason, *way in lost)
    return Looked(Look(look), size, tuple(skipped), pictures=pictures)


def _serve(pipe: Connection) -> None:
    """Be one of the processes, until the other side is gone."""
    _give_way()
    looker = Looker()
    pipe.send_bytes(b"ready")
    while True:
        try:
            paths = pipe.recv_bytes().split(b"\0")
            looked = [looker.look(os.fsdecode(path)) for path in paths]
            pipe.send_bytes(json.dumps([_said(one) for one in looked]).encode())
        except (EOFError, OSError, KeyboardInterrupt):
            return


def _said(looked: Looked) -> _Said:
    lost = [[one.reason.value, *one.place.within] for one in looked.skipped]
    return looked.look.value, looked.size, lost, looked.pictures


def _give_way() -> None:
    """Let everything else on this PC go first."""
    if sys.platform == "win32":
        import ctypes

        process = ctypes.windll.kernel32.GetCurrentProcess()
        ctypes.windll.kernel32.SetPriorityClass(process, _BELOW_NORMAL)
    else:
        os.nice(_LOW_PRIORITY)
