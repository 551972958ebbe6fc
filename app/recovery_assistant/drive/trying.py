# SPDX-License-Identifier: Apache-2.0
"""Many keys tried on one protector, by several processes of low priority.

What is shown meanwhile is honest: the speed is measured, not assumed, and the time left follows
from it. A search can be stopped at any key and gone on with later: the place it stands at is all
there is to know, because the keys come in the same order again.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from secrets import token_bytes
from typing import Final, Protocol, cast

from recovery_assistant.drive.metadata import Protector, Sealed
from recovery_assistant.drive.outcomes import Searched, Tried
from recovery_assistant.drive.proof import ROUNDS, StoppedError, never, opens, stretch
from recovery_assistant.drive.worker import try_keys
from recovery_assistant.keys.attempts import Attempts
from recovery_assistant.keys.recovery_key import KEY_BYTES

# One second tells enough, and nobody minds it.
_CALIBRATION_S: Final = 1.0
_MEASURE_S: Final = 0.5
_CALIBRATION_ROUNDS: Final = 0x4000
# Small, so that a pause or an end is obeyed within a second or two.
_AT_A_TIME: Final = 2
_TELL_EVERY_S: Final = 0.1
_END_PATIENCE_S: Final = 5.0
_TICK_S: Final = 1e-6


class EngineError(Exception):
    """An engine stopped working: it died, or its answers are wrong. Says nothing of the keys."""


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


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let the processes that start meanwhile hear nothing of Ctrl+C: who started them ends them.

    It goes to all that belong to a terminal, and one that is still coming up would complain.
    """
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    # It comes up with the first process, and would open what is shut here.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker:
    """One process, with the pipe to it and the keys that it has been given."""

    def __init__(self, protector: Protector, volume_key: Sealed | None, rounds: int) -> None:
        # Started afresh and not as a copy: a copy would hold everything that the window does.
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.start = 0
        self.end = 0
        self._process = context.Process(
            target=try_keys, args=(theirs, protector, volume_key, rounds), daemon=True
        )
        with undisturbed():
            self._process.start()
        theirs.close()

    def give(self, start: int, end: int, keys: bytes) -> None:
        """Let it try the keys from `start` to `end`, 16 bytes each."""
        self.start, self.end = start, end
        self.pipe.send_bytes(keys)

    def answer(self) -> bytes:
        """Return a byte for each of them: 1 where the key opens."""
        right = self.pipe.recv_bytes()
        if len(right) != self.end - self.start:
            raise EngineError("an answer of another length")
        return right

    def stop(self) -> None:
        """Stop it at once."""
        self._process.kill()
        self._process.join(_END_PATIENCE_S)
        self._process.close()
        self.pipe.close()


def measure(
    protector: Protector,
    volume_key: Sealed | None,
    count: int,
    rounds: int = ROUNDS,
    cancelled: Callable[[], bool] = never,
    seconds: float = _MEASURE_S,
) -> float:
    """Measure how many keys a second so many processes try side by side.

    What one core does times the number of cores would be too much: many PCs count each core twice,
    and all of them slow down when every one is busy. Each key gets fewer rounds than a real one.

    Raises:
        StoppedError: `cancelled` said so.

    """
    workers: list[_Worker] = []
    try:
        for _ in range(max(1, count)):
            worker = _Worker(protector, volume_key, _CALIBRATION_ROUNDS)
            workers.append(worker)
        # Until each has come up.
        _tried(workers, 0.0, cancelled)
        begun = time.perf_counter()
        tried = _tried(workers, seconds, cancelled)
        return tried * _CALIBRATION_ROUNDS / (time.perf_counter() - begun) / rounds
    except (EOFError, OSError):
        # Without processes there is no search either; the plan need not be the place to say so.
        return calibrate(rounds)
    finally:
        for worker in workers:
            worker.stop()


def _tried(workers: Sequence[_Worker], seconds: float, cancelled: Callable[[], bool]) -> int:
    """Let each worker try keys for a while, one at least; return how many."""
    until = time.perf_counter() + seconds
    tried = 0
    busy = {worker.pipe: worker for worker in workers}
    for worker in workers:
        worker.give(0, 1, token_bytes(KEY_BYTES))
    while busy:
        if cancelled():
            raise StoppedError
        for pipe in wait(list(busy), _TELL_EVERY_S):
            worker = busy[cast("Connection", pipe)]
            tried += len(worker.answer())
            if time.perf_counter() < until:
                worker.give(0, 1, token_bytes(KEY_BYTES))
            else:
                del busy[worker.pipe]
    return tried


class Processes:
    """Tries keys by hashlib in several processes; always there, needs nothing."""

    def __init__(
        self,
        protector: Protector,
        volume_key: Sealed | None,
        *,
        rounds: int = ROUNDS,
        workers: int | None = None,
    ) -> None:
        self._protector = protector
        self._volume_key = volume_key
        self._rounds = rounds
        self._count = workers or cores()

    def search(
        self,
        attempts: Attempts,
        start: int,
        tell: Callable[[Tried], None],
        cancelled: Callable[[], bool] = never,
    ) -> Searched:
        """Try the keys from `start` on; see `Engine`."""
        workers: list[_Worker] = []
        try:
            for _ in range(max(1, min(self._count, len(attempts) - start))):
                worker = _Worker(self._protector, self._volume_key, self._rounds)
                workers.append(worker)
            found = _hand_out(attempts, start, tell, cancelled, workers)
        except (EOFError, OSError) as error:
            raise EngineError("a process came to an end") from error
        finally:
            for worker in workers:
                worker.stop()
        if found.number is not None:
            confirm(attempts, found.number, self._protector, self._volume_key, self._rounds)
        return found


def _hand_out(
    attempts: Attempts,
    start: int,
    tell: Callable[[Tried], None],
    cancelled: Callable[[], bool],
    workers: Sequence[_Worker],
) -> Searched:
    """Give each worker a few keys, and a few more whenever it has answered."""
    total = len(attempts)
    given = done = start
    begun = time.monotonic()
    tried = 0
    speed = 0.0
    idle = list(workers)
    busy: dict[Connection, _Worker] = {}
    while not cancelled():
        while idle and given < total:
            worker, end = idle.pop(), min(given + _AT_A_TIME, total)
            worker.give(given, end, bytes(attempts.stretch(given, end)))
            busy[worker.pipe] = worker
            given = end
        if not busy:
            break
        for pipe in wait(list(busy), _TELL_EVERY_S):
            worker = busy.pop(cast("Connection", pipe))
            right = worker.answer()
            tried += len(right)
            speed = tried / max(time.monotonic() - begun, _TICK_S)
            done = min((one.start for one in busy.values()), default=given)
            if 1 in right:
                return Searched(worker.start + right.index(1), done, speed)
            idle.append(worker)
        tell(Tried(done, total, speed))
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
