# SPDX-License-Identifier: Apache-2.0
"""Threads in place of the processes that try keys."""

from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Thread

from recovery_assistant.drive import trying
from recovery_assistant.drive.metadata import Protector, Sealed
from recovery_assistant.drive.worker import try_keys


class InThread:
    """In place of a worker: a thread that does the same."""

    def __init__(self, protector: Protector, volume_key: Sealed | None, rounds: int) -> None:
        self.pipe, self._theirs = Pipe()
        self.start = self.end = 0
        self.stopped = False
        self._what = (protector, volume_key, rounds)
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        started.append(self)

    def _run(self) -> None:
        # Whoever asked may be gone before there is an answer.
        with self._theirs, suppress(OSError, EOFError):
            self.work(self._theirs)

    def work(self, pipe: Connection) -> None:
        """Answer as a worker does."""
        try_keys(pipe, *self._what)

    give = trying._Worker.give
    answer = trying._Worker.answer

    def stop(self) -> None:
        self.pipe.close()
        self.stopped = True


started: list[InThread] = []
"""All of them, to be cleared by the test."""
