# SPDX-License-Identifier: Apache-2.0
"""Threads in place of the processes that try keys."""

from multiprocessing import Pipe
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
        with self._theirs:
            try_keys(self._theirs, *self._what)

    give = trying._Worker.give
    answer = trying._Worker.answer

    def stop(self) -> None:
        self.pipe.close()
        self.stopped = True


started: list[InThread] = []
"""All of them, to be cleared by the test."""
