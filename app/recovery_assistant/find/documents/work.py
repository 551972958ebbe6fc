# SPDX-License-Identifier: Apache-2.0
"""What taking a document apart may cost, and how it is given up."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from recovery_assistant.find.places import Skip
from recovery_assistant.keys.sweep import Pause, no_pause

_MIB: Final = 1024 * 1024
CHUNK: Final = 256 * 1024
"""As much is read and unfolded at a time; between two such pieces a search can be stopped."""


class GivenUpError(Exception):
    """This document, or this part of it, is not read on; says why and nothing of what it holds."""

    def __init__(self, reason: Skip) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may unfold to, everything in it together.

    Attributes:
        size: bytes after unfolding.
        part: bytes of one part that has to be read as a whole, such as a document in a mail.
        parts: members, attachments, pages, messages, sheets.
        seconds: how long it may take, looked at between parts.
        deepest: how many files may lie in one another: a document in an archive in a mail is 3.

    """

    size: int = 256 * _MIB
    part: int = 48 * _MIB
    parts: int = 20_000
    seconds: float = 120.0
    deepest: int = 3


@dataclass(slots=True)
class Work:
    """The taking apart of one file: what it has cost until now.

    Attributes:
        pictures: whether pictures within are handed out.
        pause: called all the time; it stops the work by raising.

    """

    limits: Limits = field(default_factory=Limits)
    pictures: bool = False
    pause: Pause = no_pause
    _size: int = 0
    _parts: int = 0
    _since: float = field(default_factory=time.monotonic)

    def unfolded(self, size: int) -> None:
        """Count bytes that came out; raises when they are too many or it takes too long."""
        self.pause(size)
        self._size += size
        if self._size > self.limits.size or self._parts > self.limits.parts:
            raise GivenUpError(Skip.TOO_LARGE)
        if time.monotonic() - self._since > self.limits.seconds:
            raise GivenUpError(Skip.TOOK_TOO_LONG)

    def begun(self) -> None:
        """Count a part, before it is read; raises when a limit is used up, by it or by others."""
        self._parts += 1
        self.unfolded(0)


class Readable(Protocol):
    """What bytes are read from; less than asked for is the end."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most so many."""


def chunks(file: Readable, work: Work) -> Iterator[bytes]:
    """All bytes of a file or a member, piece by piece, each counted."""
    while data := file.read(CHUNK):
        work.unfolded(len(data))
        yield data


def whole(file: Readable, work: Work) -> bytes:
    """All bytes at once; raises where they are more than one part may have."""
    data = bytearray()
    for piece in chunks(file, work):
        data += piece
        if len(data) > work.limits.part:
            raise GivenUpError(Skip.TOO_LARGE)
    return bytes(data)
