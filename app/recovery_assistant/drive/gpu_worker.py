# SPDX-License-Identifier: Apache-2.0
"""A process that stretches keys on a graphics card: fed through a pipe, answering through it.

A process of its own, because a driver that crashes takes everything in its process along. It is
told salts and keys and no more, writes nothing, and judges nothing: whether a key opens, and
whether this card counts right, is found out by those who asked. Whatever goes wrong here simply
ends the process.
"""

import os
import struct
import time
from contextlib import suppress
from hashlib import sha256
from multiprocessing.connection import Connection
from typing import Final, Protocol

from recovery_assistant.drive.worker import be_modest
from recovery_assistant.keys.recovery_key import KEY_BYTES

JOB: Final = struct.Struct("<I16s")
"""What is sent: the number of rounds and the salt, then the keys, 16 bytes each. While a job is
under way, anything that comes, and that nobody is there any more, ends the process."""
CARD: Final = b"C"
"""First answer: 1 if the card is one in software, else 0, then its name."""
PROGRESS: Final = b"P"
"""How many rounds are done, 4 bytes."""
RESULT: Final = b"R"
"""All are done: 32 bytes for each key."""

_FIRST_ROUNDS: Final = 64
_FEWEST_ROUNDS: Final = 16
# Mesa's drivers in software leave a loop after 65,535 rounds, and say nothing.
_MOST_ROUNDS: Final = 0x8000
# Windows takes a card away from a program whose dispatch lasts two seconds.
_AIM_S: Final = 0.075
_MOST_GROWTH: Final = 4.0
_SHORTEST_S: Final = 1e-6


class Stretcher(Protocol):
    """What does the work; see `card.WgpuCard`."""

    @property
    def name(self) -> str:
        """What it calls itself."""

    @property
    def in_software(self) -> bool:
        """Whether the processor does the work."""

    def begin(self, salt: bytes, hashes: bytes) -> None:
        """Take up other keys."""

    def advance(self, first: int, rounds: int) -> None:
        """Do so many rounds from that one on, and wait until they are done."""

    def result(self) -> bytes:
        """Return 32 bytes for each key."""


class Pace:
    """How many rounds a dispatch has: few at first, then so many that it lasts some 75 ms."""

    def __init__(self) -> None:
        self.rounds = _FIRST_ROUNDS

    def took(self, seconds: float) -> None:
        """Learn how long one took."""
        growth = min(_AIM_S / max(seconds, _SHORTEST_S), _MOST_GROWTH)
        wanted = int(self.rounds * max(growth, 1 / _MOST_GROWTH))
        self.rounds = min(max(_FEWEST_ROUNDS, wanted), _MOST_ROUNDS)


def work(pipe: Connection) -> None:
    """Be the process; ends when there is no card, or nobody who asks."""
    # First, so that the threads of the driver are as modest.
    be_modest()
    _be_quiet()
    from recovery_assistant.drive.card import WgpuCard

    serve(pipe, WgpuCard())


def serve(pipe: Connection, card: Stretcher) -> None:
    """Tell which card it is, and do the jobs that come in."""
    try:
        pipe.send_bytes(CARD + bytes([card.in_software]) + card.name.encode())
        while True:
            pipe.send_bytes(RESULT + _stretched(pipe, card, pipe.recv_bytes()))
    except (EOFError, OSError, KeyboardInterrupt):
        # Nobody is there any more who wants an answer.
        return


def _stretched(pipe: Connection, card: Stretcher, job: bytes) -> bytes:
    rounds, salt = JOB.unpack_from(job)
    keys = range(JOB.size, len(job), KEY_BYTES)
    card.begin(salt, b"".join(sha256(job[at : at + KEY_BYTES]).digest() for at in keys))
    pace = Pace()
    done = 0
    while done < rounds:
        if pipe.poll():
            raise EOFError
        dispatched = min(pace.rounds, rounds - done)
        begun = time.perf_counter()
        card.advance(done, dispatched)
        pace.took(time.perf_counter() - begun)
        done += dispatched
        pipe.send_bytes(PROGRESS + done.to_bytes(4, "little"))
    return card.result()


def _be_quiet() -> None:
    """Drivers write to the standard streams what nobody here can use."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
