# SPDX-License-Identifier: Apache-2.0
"""Work that takes time: run a plain function on a pool thread, bring its result back."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, SignalInstance
from typing_extensions import override

ResultT = TypeVar("ResultT")

Progress = Callable[[int, int], None]
"""Tell how far the work is: done and total, in the work's own unit; total 0 is unknown."""
Cancelled = Callable[[], bool]
"""Ask whether anybody still wants the result."""
Work = Callable[[Progress, Cancelled], ResultT]


_SWITCH_S = 0.001
"""How long a thread may keep the interpreter while the window waits for it."""
_GIVE_WAY_S = 0.001
"""How long work rests whenever it asks whether to go on, so that the window has a turn."""


class _Relay(QObject):
    """Carries signals out of the pool thread; outlives the job so that no emit can fail."""

    progressed = Signal(int, int)
    done = Signal(object)
    failed = Signal(object)


class _Runnable(QRunnable, Generic[ResultT]):
    def __init__(self, work: Work[ResultT], relay: _Relay, cancelled: Event) -> None:
        super().__init__()
        self._work = work
        self._relay = relay
        self._cancelled = cancelled

    @override
    def run(self) -> None:
        try:
            result = self._work(self._relay.progressed.emit, self._is_cancelled)
        except Exception as problem:  # the one place beside the excepthook
            self._tell(self._relay.failed, problem)
        else:
            self._tell(self._relay.done, result)

    @staticmethod
    def _tell(signal: SignalInstance, answer: object) -> None:
        # Work that ends after the program has nobody to tell: Qt's half of the relay is gone.
        with suppress(RuntimeError):
            signal.emit(answer)

    def _is_cancelled(self) -> bool:
        time.sleep(_GIVE_WAY_S)
        return self._cancelled.is_set()


class Job(QObject, Generic[ResultT]):
    """A running piece of work. It dies with its parent, and so do its answers."""

    def __init__(
        self,
        parent: QObject,
        work: Work[ResultT],
        on_progress: Callable[[int, int], None],
        on_done: Callable[[ResultT], None],
        on_problem: Callable[[Exception], None],
    ) -> None:
        super().__init__(parent)
        self._stop = Event()
        self._on_progress = on_progress
        self._on_done = on_done
        self._on_problem = on_problem
        relay = _Relay()
        queued = Qt.ConnectionType.QueuedConnection
        relay.progressed.connect(self._progressed, queued)
        relay.done.connect(self._finished, queued)
        relay.failed.connect(self._failed, queued)
        self.destroyed.connect(self._stop.set)
        sys.setswitchinterval(_SWITCH_S)
        QThreadPool.globalInstance().start(_Runnable(work, relay, self._stop))

    def cancel(self) -> None:
        """Ask the work to stop; nothing of it is reported any more."""
        self._stop.set()
        self.deleteLater()

    def _progressed(self, done: int, total: int) -> None:
        if not self._stop.is_set():
            self._on_progress(done, total)

    def _finished(self, result: ResultT) -> None:
        if not self._stop.is_set():
            self._on_done(result)
        self.deleteLater()

    def _failed(self, problem: Exception) -> None:
        if not self._stop.is_set():
            self._on_problem(problem)
        self.deleteLater()


def run(
    parent: QObject,
    work: Work[ResultT],
    *,
    on_progress: Callable[[int, int], None],
    on_done: Callable[[ResultT], None],
    on_problem: Callable[[Exception], None],
) -> Job[ResultT]:
    """Run `work` on a pool thread; the answers come back on the GUI thread."""
    return Job(parent, work, on_progress, on_done, on_problem)
