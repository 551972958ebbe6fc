# SPDX-License-Identifier: Apache-2.0
"""Notices that nobody touched the program for a while."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from typing_extensions import override

LOOK_EVERY_MS: Final = 1000
INPUT: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)
"""What a person does to a window."""


_WITH_SLEEP: Final = getattr(time, "CLOCK_BOOTTIME", None)


def seconds_awake_or_asleep() -> float:
    """Return a clock that also goes on while the PC sleeps, where the system has one."""
    return time.monotonic() if _WITH_SLEEP is None else time.clock_gettime(_WITH_SLEEP)


class IdleWatch(QObject):
    """Tells `idle` once nothing was typed, clicked or moved for so long.

    It listens to the windows themselves, and only while it runs: a filter on the application
    would see every event of every widget, and make all of them slow.
    """

    idle = Signal()
    ticked = Signal(int)
    """About once a second: how many seconds are left."""

    def __init__(
        self, parent: QObject, clock: Callable[[], float] = seconds_awake_or_asleep
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._patience = 0.0
        self._last = 0.0
        self._watched: list[QWindow] = []
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def seconds_left(self) -> int:
        """How long it still takes, if nobody does anything."""
        return max(0, round(self._last + self._patience - self._clock()))

    @property
    def is_running(self) -> bool:
        """Whether anybody is waited for."""
        return self._timer.isActive()

    def wait(self, seconds: float) -> None:
        """Wait so long from the last time that somebody did something; begin if need be."""
        self._patience = seconds
        if self.is_running:
            return
        self._last = self._clock()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)
        for window in QGuiApplication.topLevelWindows():
            self._watch(window)
        self._timer.start()

    def stop(self) -> None:
        """Wait no more."""
        if not self.is_running:
            return
        self._timer.stop()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.disconnect(self._watch)
        for window in self._watched:
            window.removeEventFilter(self)
        self._watched.clear()

    def look(self) -> None:
        """Look at the clock."""
        left = self.seconds_left
        if left > 0:
            self.ticked.emit(left)
            return
        self.stop()
        self.idle.emit()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None and window not in self._watched:
            window.installEventFilter(self)
            window.destroyed.connect(lambda: self._forget(window))
            self._watched.append(window)

    def _forget(self, window: QWindow) -> None:
        if window in self._watched:
            self._watched.remove(window)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in INPUT:
            self._last = self._clock()
        return False
