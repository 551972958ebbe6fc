# SPDX-License-Identifier: Apache-2.0
"""PDF, taken apart by a process of its own: some PDF would take all memory, or end the program.

The process is started for the first PDF, waits for the next, and ends when none comes. It is
told the bytes of a PDF and answers part by part. One that dies, or says nothing for too long, is
replaced for the next PDF. A process that is itself there to be lost does without another.
"""

import json
import multiprocessing
import sys
import time
from collections.abc import Generator, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Final

from recovery_assistant.find.documents.work import GivenUpError, Limits, Work
from recovery_assistant.find.places import Embedded, Part, Passage, Place, Skip, Skipped

_LOOK_UP_EVERY_S: Final = 0.05
_PATIENCE_S: Final = 30.0
_MEMORY: Final = 1024 * 1024 * 1024
_END_S: Final = 0.2
# It waits longer than anybody counts on it, so that nobody speaks to one that is about to go.
_COUNTED_ON_S: Final = 5.0
_WAITS_S: Final = 10.0
_PASSAGE: Final = b"t"
_EMBEDDED: Final = b"e"
_SKIPPED: Final = b"s"
_GIVEN_UP: Final = b"g"
_END: Final = b"."


def parts(data: bytes, work: Work) -> Iterator[Part]:
    """Take a PDF apart; raises `GivenUpError` where it cannot be read on."""
    if multiprocessing.current_process().daemon:
        from recovery_assistant.find.documents import pdfium

        _limit_memory()
        yield from pdfium.parts(data, work)
        return
    while not _LOCK.acquire(timeout=_LOOK_UP_EVERY_S):
        work.unfolded(0)
    try:
        within = yield from _READER.parts(data, work)
    finally:
        _LOCK.release()
    # There may be a PDF among them, and then the process has to be free.
    yield from within


class _Reader:
    """The process, and how to talk to it."""

    def __init__(self) -> None:
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._used_at = 0.0

    def parts(self, data: bytes, work: Work) -> Generator[Part, None, list[Part]]:
        """The parts of a PDF; the files within are returned at the end."""
        files: list[Part] = []
        size = 0
        is_whole = False
        try:
            pipe = self._ready()
            limits = work.limits
            pipe.send_bytes(json.dumps([work.pictures, limits.size, limits.seconds]).encode())
            pipe.send_bytes(data)
            while (message := self._heard(pipe, work)) != _END:
                work.unfolded(len(message))
                if message[:1] == _GIVEN_UP:
                    is_whole = True
                    raise GivenUpError(Skip(message[1:].decode()))
                part = _part(message)
                if not isinstance(part, Embedded):
                    yield part
                elif size + len(message) > work.limits.part:
                    yield Skipped(Place(Path(), part.within), Skip.TOO_LARGE)
                else:
                    size += len(message)
                    files.append(part)
            is_whole = True
        except (OSError, EOFError) as problem:
            raise GivenUpError(Skip.DAMAGED) from problem
        finally:
            self._used_at = time.monotonic()
            if not is_whole:
                # It is dead, or busy with what nobody waits for any more.
                self._end()
        return files

    def _ready(self) -> Connection:
        is_fresh = time.monotonic() - self._used_at < _COUNTED_ON_S
        if self._pipe is None or not is_fresh:
            self._end()
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe

    def _heard(self, pipe: Connection, work: Work) -> bytes:
        """Wait for what the process says next, looking up now and then."""
        until = time.monotonic() + min(_PATIENCE_S, work.limits.seconds)
        while not pipe.poll(_LOOK_UP_EVERY_S):
            work.unfolded(0)
            if time.monotonic() > until:
                raise GivenUpError(Skip.TOOK_TOO_LONG)
        return pipe.recv_bytes()

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join(_END_S)
        self._pipe = self._process = None


_READER: Final = _Reader()
_LOCK: Final = Lock()


def _part(message: bytes) -> Part:
    """A part as the process says it."""
    kind, said = message[:1], message[1:]
    head, _, rest = said.partition(b"\n")
    within: tuple[str, ...] = tuple(json.loads(head))
    if kind == _PASSAGE:
        return Passage(rest.decode("utf-8", "surrogatepass"), within)
    if kind == _EMBEDDED:
        return Embedded(rest, within)
    return Skipped(Place(Path(), within), Skip(rest.decode()))


def _message(part: Part) -> bytes:
    match part:
        case Passage():
            text = part.text.encode("utf-8", "surrogatepass")
            return _PASSAGE + _head(part.within) + text
        case Embedded():
            return _EMBEDDED + _head(part.within) + part.data
        case Skipped():
            return _SKIPPED + _head(part.place.within) + part.reason.value.encode()


def _head(within: tuple[str, ...]) -> bytes:
    return json.dumps(within).encode() + b"\n"


def _serve(pipe: Connection) -> None:
    """Be the process, until the other side is gone."""
    from recovery_assistant.find.documents import pdfium

    _limit_memory()
    try:
        while pipe.poll(_WAITS_S):
            pictures, size, seconds = json.loads(pipe.recv_bytes())
            data = pipe.recv_bytes()
            work = Work(Limits(size=size, seconds=seconds), pictures)
            try:
                for part in pdfium.parts(data, work):
                    pipe.send_bytes(_message(part))
            except GivenUpError as problem:
                pipe.send_bytes(_GIVEN_UP + problem.reason.value.encode())
                continue
            pipe.send_bytes(_END)
    except (OSError, EOFError, KeyboardInterrupt, MemoryError):
        return


def _limit_memory() -> None:
    """Let this process have no more memory than a PDF needs, where the system can see to it.

    Windows cannot without more ado; there the time is what stops it.
    """
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = _MEMORY if most == resource.RLIM_INFINITY else min(_MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
