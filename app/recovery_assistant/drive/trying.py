# SPDX-License-Identifier: Apache-2.0
"""Many keys tried on one protector, by several processes of low priority.

What is shown meanwhile is honest: the speed is measured, not assumed, and the time left follows
from it. A search can be stopped at any key and gone on with later: the place it stands at is all
there is to know, because the keys come in the same order again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final, NamedTuple, Protocol

from recovery_assistant.drive.metadata import Protector, Sealed
from recovery_assistant.drive.proof import ROUNDS, never, opens, stretch
from recovery_assistant.drive.worker import COUNT, job
from recovery_assistant.keys.attempts import Attempts
from recovery_assistant.keys.recovery_key import KEY_BYTES

# One second tells enough, and nobody minds it.
_CALIBRATION_S: Final = 1.0
_CALIBRATION_ROUNDS: Final = 0x4000
# Small, so that a pause or an end is obeyed within a second or two.
_AT_A_TIME: Final = 2
_TELL_EVERY_S: Final = 0.1
_END_PATIENCE_S: Final = 5.0
_TICK_S: Final = 1e-6


class EngineError(Exception):
    """An engine stopped working: it died, or its answers are wrong. Says nothing of the keys."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How far a search is, and how fast: keys a second as measured; 0.0 before there is one."""

    done: int
    total: int
    speed: float

    @property
    def seconds_left(self) -> float | None:
        """How long trying all the rest takes at this speed; None before it is known."""
        return (self.total - self.done) / self.speed if self.speed else None


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search came to.

    Attributes:
        number: the key that opens, counted from 0; None where none of those tried does.
        done: how many were tried from the beginning without a gap; going on starts there.
        speed: keys a second, as measured over the whole of it.

    """

    number: int | None
    done: int
    speed: float


class Engine(Protocol):
    """Something that tries keys."""

    def search(
        self,
        attempts: Attempts,
        start: int,
        tell: Callable[[Tried], None],
        cancelled: Callable[[], bool],
    ) -> Searched:
        """Try the keys from `start` on until one opens, all are tried, or nobody wants it.

        Raises:
            EngineError: it cannot go on; nothing can be said of the keys since `start`.

        """


def calibrate(rounds: int = ROUNDS, seconds: float = _CALIBRATION_S) -> float:
    """Measure how many keys a second one core tries, in about a second."""
    begun = time.perf_counter()
    done = 0
    while time.perf_counter() - begun < seconds:
        stretch(bytes(16), bytes(16), _CALIBRATION_ROUNDS)
        done += _CALIBRATION_ROUNDS
    return done / (time.perf_counter() - begun) / rounds


def cores() -> int:
    """Return how many processes to start: one core is left to the window, where there are two."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)) - 1)
    return max(1, (os.cpu_count() or 1) - 1)


def worker_command() -> list[str]:
    """Return how this program starts itself as a worker, also when it is frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--try-keys"]
    return [sys.executable, "-m", "recovery_assistant.drive.worker"]


class _Said(NamedTuple):
    """What a worker answered: its number, where its keys began, a byte for each of them.

    Without those bytes it came to an end.
    """

    worker: int
    start: int
    right: bytes | None


class _Worker:
    """One process, and the thread that talks to it."""

    def __init__(
        self, number: int, command: Sequence[str], head: bytes, answers: SimpleQueue[_Said]
    ) -> None:
        self._number = number
        self._head = head
        self._answers = answers
        self._work: SimpleQueue[tuple[int, bytes] | None] = SimpleQueue()
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        flags |= getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=flags,
        )
        self._thread = threading.Thread(target=self._talk, daemon=True)
        self._thread.start()

    def give(self, start: int, keys: bytes) -> None:
        """Let it try some keys, 16 bytes each."""
        self._work.put((start, keys))

    def end(self) -> None:
        """Stop it at once."""
        self._process.kill()
        self._work.put(None)
        self._process.wait(_END_PATIENCE_S)
        self._thread.join(_END_PATIENCE_S)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                # What could not be written to a process that is gone is of no interest.
                with suppress(OSError):
                    stream.close()

    def _talk(self) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        start = 0
        try:
            if stdin is None or stdout is None:
                raise OSError
            stdin.write(self._head)
            while (work := self._work.get()) is not None:
                start, keys = work
                count = len(keys) // KEY_BYTES
                stdin.write(COUNT.pack(count) + keys)
                stdin.flush()
                right = stdout.read(count)
                if len(right) != count:
                    raise OSError
                self._answers.put(_Said(self._number, start, right))
        except (OSError, ValueError):
            self._answers.put(_Said(self._number, start, None))


class Processes:
    """Tries keys by hashlib in several processes; always there, needs nothing."""

    def __init__(
        self,
        protector: Protector,
        volume_key: Sealed | None,
        *,
        rounds: int = ROUNDS,
        workers: int | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        self._protector = protector
        self._volume_key = volume_key
        self._rounds = rounds
        self._count = workers or cores()
        self._command = command or worker_command()

    def search(
        self,
        attempts: Attempts,
        start: int,
        tell: Callable[[Tried], None],
        cancelled: Callable[[], bool] = never,
    ) -> Searched:
        """Try the keys from `start` on; see `Engine`."""
        answers: SimpleQueue[_Said] = SimpleQueue()
        head = job(self._protector, self._volume_key, self._rounds)
        workers: list[_Worker] = []
        try:
            for number in range(min(self._count, max(1, len(attempts) - start))):
                workers.append(_Worker(number, self._command, head, answers))
            found = _hand_out(attempts, start, tell, cancelled, workers, answers)
        except OSError as error:
            raise EngineError("a process could not be started") from error
        finally:
            for worker in workers:
                worker.end()
        if found.number is not None:
            confirm(attempts, found.number, self._protector, self._volume_key, self._rounds)
        return found


def _hand_out(
    attempts: Attempts,
    start: int,
    tell: Callable[[Tried], None],
    cancelled: Callable[[], bool],
    workers: Sequence[_Worker],
    answers: SimpleQueue[_Said],
) -> Searched:
    """Give each worker a few keys, and a few more whenever it has answered."""
    total = len(attempts)
    given = done = start
    waiting: dict[int, int] = {}
    begun = time.monotonic()
    tried = 0
    speed = 0.0
    idle = deque(range(len(workers)))
    while not cancelled():
        while idle and given < total:
            end = min(given + _AT_A_TIME, total)
            waiting[given] = end
            workers[idle.popleft()].give(given, bytes(attempts.stretch(given, end)))
            given = end
        if not waiting:
            break
        try:
            said = answers.get(timeout=_TELL_EVERY_S)
        except Empty:
            tell(Tried(done, total, speed))
            continue
        if said.right is None:
            raise EngineError("a process came to an end")
        end = waiting.pop(said.start)
        tried += end - said.start
        speed = tried / max(time.monotonic() - begun, _TICK_S)
        done = min(waiting, default=given)
        if 1 in said.right:
            return Searched(said.start + said.right.index(1), done, speed)
        tell(Tried(done, total, speed))
        idle.append(said.worker)
    return Searched(None, done, speed)


def confirm(
    attempts: Attempts,
    number: int,
    protector: Protector,
    volume_key: Sealed | None,
    rounds: int = ROUNDS,
) -> None:
    """Prove here what an engine said: that a key opens.

    Raises:
        EngineError: it does not.

    """
    stretched = stretch(attempts.key_bytes(number), protector.salt or b"", rounds)
    if not opens(protector, volume_key, stretched):
        raise EngineError("a wrong key was said to open")
