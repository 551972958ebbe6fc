# SPDX-License-Identifier: Apache-2.0
"""Graphics cards made of hashlib, sound and otherwise, and volumes that need few rounds."""

import hashlib
import struct
import time
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Event, Thread
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from typing_extensions import override

from recovery_assistant.drive.gpu import Helper
from recovery_assistant.drive.gpu_worker import Stretcher, serve
from recovery_assistant.drive.metadata import Protector, ProtectorType, Sealed
from recovery_assistant.drive.proof import stretch
from recovery_assistant.keys import KeyId
from recovery_assistant.keys.attempts import Attempts, Idea

# Another number than the self-test's, so that a card can be right there and wrong here.
ROUNDS = 500
MASTER_KEY = bytes(range(32))
NAME = "A card of hashlib"


def key(number: int) -> bytes:
    return hashlib.sha256(b"key %d" % number).digest()[:16]


def keys(count: int) -> Attempts:
    return Attempts(
        ((Idea.REPAIRED, count),), bytearray(b"".join(key(number) for number in range(count)))
    )


def sealed(key: bytes, content: bytes) -> Sealed:
    nonce = hashlib.sha256(content).digest()[:12]
    data = AESCCM(key, tag_length=16).encrypt(nonce, content, None)
    return Sealed(nonce, data[-16:], data[:-16])


def protector(right: bytes, number: int = 0, rounds: int = ROUNDS) -> Protector:
    """What that key opens."""
    salt = hashlib.sha256(b"salt %d" % number).digest()[:16]
    master = struct.pack("<6H", 44, 0, 1, 1, 0x2003, 0) + MASTER_KEY
    return Protector(
        KeyId(UUID(int=number).hex.upper()),
        ProtectorType.RECOVERY_KEY,
        None,
        "",
        None,
        salt,
        sealed(stretch(right, salt, rounds), master),
    )


def volume_key() -> Sealed:
    return sealed(MASTER_KEY, bytes(44))


class Stretching:
    """A card that does what it should, by hashlib."""

    name = NAME
    in_software = True

    def __init__(self) -> None:
        self.jobs = 0
        self.sizes: list[int] = []

    def begin(self, salt: bytes, hashes: bytes) -> None:
        self.jobs += 1
        self.salt = salt
        self.hashes = [hashes[at : at + 32] for at in range(0, len(hashes), 32)]
        self.last = [bytes(32)] * len(self.hashes)
        self.sizes.append(len(self.hashes))

    def advance(self, first: int, rounds: int) -> None:
        for counter in range(first, first + rounds):
            tail = self.salt + struct.pack("<Q", counter)
            self.last = [
                hashlib.sha256(last + one + tail).digest()
                for last, one in zip(self.last, self.hashes, strict=True)
            ]

    def result(self) -> bytes:
        return b"".join(self.last)


class Instant(Stretching):
    """Right in the self-test, fast and wrong everywhere else."""

    @override
    def advance(self, first: int, rounds: int) -> None:
        if self.jobs == 1:
            super().advance(first, rounds)


class Slow(Stretching):
    """Takes its time, but for the self-test."""

    @override
    def advance(self, first: int, rounds: int) -> None:
        super().advance(first, rounds)
        if self.jobs > 1:
            time.sleep(0.1)


class Changed(Stretching):
    """Its results are changed from a job on; the self-test is job 1."""

    def __init__(self, change: Callable[[list[bytes]], None], since: int = 2) -> None:
        super().__init__()
        self.change = change
        self.since = since

    @override
    def result(self) -> bytes:
        if self.jobs >= self.since:
            self.change(self.last)
        return super().result()


class Dying(Stretching):
    """Comes to an end in the middle of a job."""

    def __init__(self, job: int) -> None:
        super().__init__()
        self.job = job

    @override
    def advance(self, first: int, rounds: int) -> None:
        super().advance(first, rounds)
        if self.jobs == self.job:
            raise OSError


class Silent(Stretching):
    """Hangs in a job; the self-test is job 1."""

    def __init__(self, job: int) -> None:
        super().__init__()
        self.job = job
        self.hung = Event()
        self.released = Event()

    @override
    def advance(self, first: int, rounds: int) -> None:
        if self.jobs == self.job:
            self.hung.set()
            self.released.wait()
        super().advance(first, rounds)


class InThread:
    """In place of a process: a thread, at the other end of the same pipe."""

    def __init__(self, work: Callable[[Connection], None]) -> None:
        self.pipe, self._theirs = Pipe()
        self.stopped = False
        self._work = work
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with self._theirs:
            self._work(self._theirs)

    def stop(self) -> None:
        self.stopped = True
        self.pipe.close()

    def ended(self) -> bool:
        """Wait a while for its end."""
        self._thread.join(10)
        return not self._thread.is_alive()


class Launched:
    """Starts cards, and keeps what was started."""

    def __init__(self, *cards: Stretcher) -> None:
        self.cards = list(cards)
        self.helpers: list[InThread] = []

    def __call__(self) -> Helper:
        card = self.cards.pop(0)
        helper = InThread(lambda pipe: serve(pipe, card))
        self.helpers.append(helper)
        return helper

    @property
    def all_stopped(self) -> bool:
        return all(one.stopped for one in self.helpers)
