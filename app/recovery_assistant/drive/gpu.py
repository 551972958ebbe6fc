# SPDX-License-Identifier: Apache-2.0
"""Many keys tried at once on a graphics card, which is never believed.

A card may crash, hang, or count wrong now and then; nothing of that may cost anybody the key. So
it works in a process of its own and is tested before use; into every batch of keys one is planted
at a random place whose end value hashlib found, and the batch counts only if it comes out right;
a key that is said to open is tried again by hashlib before anybody hears of it.
"""

import os
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.connection import Connection
from secrets import randbelow, token_bytes
from typing import Final, NoReturn, Protocol, Self, TypeAlias

from recovery_assistant.drive.gpu_worker import CARD, JOB, PROGRESS, RESULT, work
from recovery_assistant.drive.metadata import Protector, Sealed
from recovery_assistant.drive.outcomes import EngineKind, Searched, Tried
from recovery_assistant.drive.proof import ROUNDS, StoppedError, never, opens, stretch
from recovery_assistant.drive.trying import EngineError, confirm, undisturbed
from recovery_assistant.keys.attempts import Attempts
from recovery_assistant.keys.recovery_key import KEY_BYTES

FEWEST_KEYS: Final = 16
"""Fewer than this are done before a card is ready."""

_LIBRARY: Final = "wgpu"
_HASH_BYTES: Final = 32
_SALT_BYTES: Final = 16
_LONGEST_NAME: Final = 80
_TEST_KEYS: Final = 64
# Several dispatches, and a counter of more than one byte.
_TEST_ROUNDS: Final = 300
_TICK_S: Final = 0.1
# In ticks, and not by the clock: a PC that slept has not been silent.
_PATIENCE: Final = 300
_END_PATIENCE_S: Final = 5.0
_WARM_S: Final = 0.2
_MEASURE_S: Final = 0.5
_SHORTEST_S: Final = 1e-6


class Helper(Protocol):
    """The process that works with the card."""

    @property
    def pipe(self) -> Connection:
        """What leads to it."""

    def stop(self) -> None:
        """Stop it at once."""


Launch: TypeAlias = Callable[[], Helper]


class _Process:
    """A real one."""

    def __init__(self) -> None:
        # Started afresh and not as a copy: a copy would hold everything that the window does.
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs,), daemon=True)
        with undisturbed():
            self._process.start()
        theirs.close()

    def stop(self) -> None:
        self._process.kill()
        self._process.join(_END_PATIENCE_S)
        self._process.close()
        self.pipe.close()


def launch() -> Helper:
    """Start the process.

    Raises:
        EngineError: the optional extra is not installed, or the system starts no process.

    """
    if find_spec(_LIBRARY) is None:
        raise EngineError("the extra for graphics cards is not installed")
    try:
        return _Process()
    except OSError as error:
        raise EngineError("no process could be started") from error


class Card:
    """A card that counted right.

    Attributes:
        name: what it calls itself; text from outside.
        in_software: whether it is the processor that does the work.

    """

    name: str
    in_software: bool

    def __init__(self, helper: Helper) -> None:
        """Take over a process; see `start`."""
        self._helper = helper
        self._wanted = 0
        self._result = b""

    @classmethod
    def start(cls, launch: Launch = launch, cancelled: Callable[[], bool] = never) -> Self:
        """Find a card and see that it counts right.

        Raises:
            EngineError: there is none, or none that does.
            StoppedError: `cancelled` said so.

        """
        card = cls(launch())
        try:
            card._introduce(cancelled)
            card._prove(cancelled)
        except BaseException:
            card.stop()
            raise
        return card

    def _introduce(self, cancelled: Callable[[], bool]) -> None:
        heard = self._hear(cancelled)
        if not heard.startswith(CARD):
            _wrong("another answer than a name")
        self.in_software = heard[1:2] == b"\x01"
        self.name = heard[2:].decode(errors="replace")[:_LONGEST_NAME]

    def _prove(self, cancelled: Callable[[], bool]) -> None:
        salt = token_bytes(_SALT_BYTES)
        keys = [token_bytes(KEY_BYTES) for _ in range(_TEST_KEYS)]
        self.give(salt, b"".join(keys), _TEST_ROUNDS)
        for _ in self.progress(cancelled):
            pass
        if self.result() != [stretch(key, salt, _TEST_ROUNDS) for key in keys]:
            _wrong("it counts wrong")

    def give(self, salt: bytes, keys: bytes, rounds: int) -> None:
        """Let it stretch keys, 16 bytes each.

        Raises:
            EngineError: it is gone.

        """
        self._wanted = len(keys) // KEY_BYTES
        try:
            self._helper.pipe.send_bytes(JOB.pack(rounds, salt) + keys)
        except OSError as error:
            raise EngineError("the process with the card came to an end") from error

    def progress(self, cancelled: Callable[[], bool] = never) -> Iterator[int]:
        """Wait for the end of it, and tell meanwhile how many rounds are done.

        Raises:
            EngineError: it is gone, or silent for too long.
            StoppedError: `cancelled` said so; it is of no use after that.

        """
        while (heard := self._hear(cancelled)).startswith(PROGRESS):
            yield int.from_bytes(heard[1:], "little")
        if not heard.startswith(RESULT) or len(heard) != 1 + self._wanted * _HASH_BYTES:
            _wrong("another answer than a result")
        self._result = heard[1:]

    def result(self) -> list[bytes]:
        """Return what the keys were stretched to, after `progress` has come to its end."""
        return [
            self._result[at : at + _HASH_BYTES] for at in range(0, len(self._result), _HASH_BYTES)
        ]

    def measure(
        self, keys: int, rounds: int = ROUNDS, cancelled: Callable[[], bool] = never
    ) -> float:
        """Find out in about a second how many seconds a batch takes; of no use after that.

        Raises:
            EngineError: it is gone, or silent for too long.
            StoppedError: `cancelled` said so.

        """
        begun = time.perf_counter()
        start, first = begun, 0
        self.give(bytes(_SALT_BYTES), token_bytes(keys * KEY_BYTES), rounds)
        for done in self.progress(cancelled):
            now = time.perf_counter()
            if now - begun < _WARM_S:
                # The first dispatches are short, and say little.
                start, first = now, done
            elif now - start >= _MEASURE_S:
                return (now - start) / (done - first) * rounds
        return time.perf_counter() - begun

    def stop(self) -> None:
        """Let go of it."""
        self._helper.stop()

    def _hear(self, cancelled: Callable[[], bool]) -> bytes:
        pipe = self._helper.pipe
        try:
            for _ in range(_PATIENCE):
                if cancelled():
                    raise StoppedError
                if pipe.poll(_TICK_S):
                    return pipe.recv_bytes()
        except (EOFError, OSError) as error:
            raise EngineError("the process with the card came to an end") from error
        return _wrong("it is silent")


def _wrong(what: str) -> NoReturn:
    raise EngineError(what)


class Batches:
    """How many keys a card is given at once.

    In software a few for each core are enough, and more would only let a hit wait. A real card is
    faster with more, up to some number that only trying tells.
    """

    _FEW: Final = 256
    _MANY_IN_SOFTWARE: Final = 1024
    _FOR_EACH_CORE: Final = 64
    _MANY: Final = 4096
    _MOST: Final = 65_536
    _STEP: Final = 4
    _WORTH_IT: Final = 1.15
    _LONGEST_S: Final = 60.0

    def __init__(self, *, in_software: bool) -> None:
        """Begin with what is likely to be good."""
        cores = os.cpu_count() or 1
        few = min(max(self._FEW, cores * self._FOR_EACH_CORE), self._MANY_IN_SOFTWARE)
        self._size = few if in_software else self._MANY
        self._grows = not in_software
        self._speed = 0.0

    def keys(self, left: int) -> int:
        """Return how many of those that are left come next; one place is for the planted key."""
        batches = self.count(left)
        return -(-left // batches)

    def count(self, left: int) -> int:
        """Return how many batches there are to come, all of about the same size."""
        return max(1, -(-left // (self._size - 1)))

    def took(self, keys: int, seconds: float) -> None:
        """Learn from a batch."""
        if not self._grows or keys <= self._size // 2:
            return
        speed = keys / max(seconds, _SHORTEST_S)
        if speed < self._speed * self._WORTH_IT:
            self._size //= self._STEP
            self._grows = False
        elif self._size == self._MOST or seconds * self._STEP > self._LONGEST_S:
            self._grows = False
        else:
            self._size *= self._STEP
            self._speed = speed


class OnCard:
    """Tries keys on a card; see `trying.Engine`."""

    def __init__(
        self, card: Card, protector: Protector, volume_key: Sealed | None, rounds: int = ROUNDS
    ) -> None:
        self._card = card
        self._protector = protector
        self._volume_key = volume_key
        self._salt = protector.salt or b""
        self._rounds = rounds
        self._planted = token_bytes(KEY_BYTES)
        self._expected: bytes | None = None

    def search(
        self,
        attempts: Attempts,
        start: int,
        tell: Callable[[Tried], None],
        cancelled: Callable[[], bool] = never,
    ) -> Searched:
        """Try the keys from `start` on; see `trying.Engine`."""
        total = len(attempts)
        batches = Batches(in_software=self._card.in_software)
        begun = time.monotonic()
        done = start
        speed = 0.0

        def share(part: float) -> None:
            nonlocal speed
            ahead = part * (end - done)
            speed = (done - start + ahead) / max(time.monotonic() - begun, _SHORTEST_S)
            tell(Tried(done, total, speed, EngineKind.GPU, ahead))

        while done < total and not cancelled():
            end = done + batches.keys(total - done)
            batch_begun = time.monotonic()
            try:
                stretched = self._stretched(attempts.stretch(done, end), share, cancelled)
            except StoppedError:
                break
            for number, one in enumerate(stretched, done):
                if opens(self._protector, self._volume_key, one):
                    confirm(attempts, number, self._protector, self._volume_key, self._rounds)
                    return Searched(number, number + 1, speed)
            batches.took(end - done, time.monotonic() - batch_begun)
            done = end
            share(0.0)
        return Searched(None, done, speed)

    def _stretched(
        self, keys: memoryview, share: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> list[bytes]:
        """Stretch a batch; it is worth nothing unless the planted key comes out right."""
        place = randbelow(len(keys) // KEY_BYTES + 1)
        at = place * KEY_BYTES
        self._card.give(self._salt, b"".join([keys[:at], self._planted, keys[at:]]), self._rounds)
        if self._expected is None:
            # The card is at work meanwhile.
            self._expected = stretch(self._planted, self._salt, self._rounds, cancelled)
        for rounds in self._card.progress(cancelled):
            share(rounds / self._rounds)
        stretched = self._card.result()
        if stretched.pop(place) != self._expected:
            _wrong("the planted key came out wrong")
        return stretched
