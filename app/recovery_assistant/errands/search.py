# SPDX-License-Identifier: Apache-2.0
"""What the window does outside for a search through drives and folders.

The search runs on a thread of its own and tells what it meets. What it tells is taken over in
bundles: the first at once, so that a key stands on the screen as soon as it is read, what follows
at most ten times a second, so that the window has time for the person.
"""

from __future__ import annotations  # the search is loaded where there is one

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Lock
from types import TracebackType
from typing import TYPE_CHECKING, Final, assert_never

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.effects import (
    ChooseFolder,
    FindSpots,
    SearchEffect,
    SearchPlaces,
    StopSearch,
)
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers, jobs
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.window import Window

if TYPE_CHECKING:
    from recovery_assistant.find.places import News, Search, Searched
    from recovery_assistant.flow.lockout.looking import Spot

BUNDLE_MS: Final = 100
"""At most so often the window is told anew."""


class Letterbox(QObject):
    """Holds what a search tells on its own thread, until the window's thread takes it out.

    Nobody's child: it lives as long as the search that writes to it, the window gone or not.
    """

    came = Signal(int)

    def __init__(self, request: int) -> None:
        super().__init__()
        self.stopped = Event()
        self._request = request
        self._lock = Lock()
        self._news: list[News] = []
        self._called = False

    def put(self, news: News) -> None:
        """Put something in; called by the search."""
        with self._lock:
            self._news.append(news)
            called, self._called = self._called, True
        if not called:
            self.came.emit(self._request)

    def take(self) -> tuple[News, ...]:
        """Take everything out."""
        with self._lock:
            news, self._news = tuple(self._news), []
            self._called = False
        return news


class SearchErrands(QObject):
    """Performs what a search asks for and tells the window what came of it."""

    def __init__(
        self,
        window: Window,
        show_problem: Callable[[type[BaseException], TracebackType | None], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._show_problem = show_problem
        self._running: dict[int, Letterbox] = {}
        self._told = 0.0

    def perform(self, effect: SearchEffect) -> None:
        """Do what an effect asks for."""
        match effect:
            case FindSpots():
                self.find_places()
            case ChooseFolder():
                self._choose_folder()
            case SearchPlaces(request, search):
                self.start_search(request, search)
            case StopSearch(request):
                self._stop(request)
            case _:
                assert_never(effect)

    def find_places(self) -> None:
        """Ask which places there are; they come as `SpotsFound`."""
        jobs.run(
            self,
            _ask_for_places,
            on_progress=_no_progress,
            on_done=lambda spots: self._window.tell(happened.SpotsFound(spots)),
            on_problem=self._spots_failed,
        )

    def _spots_failed(self, problem: Exception) -> None:
        # Without a list there is still "Choose a folder".
        self._window.tell(happened.SpotsFound(()))
        self._show_problem(type(problem), problem.__traceback__)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self._window, _("Choose a folder or a drive to search"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name_it(dialog, identifiers.FOLDER_DIALOG)
        dialog.fileSelected.connect(
            lambda name: self._window.tell(happened.FolderChosen(Path(name)))
        )
        dialog.open()

    def start_search(self, request: int, search: Search) -> None:
        """Search on a thread of its own; what it meets comes as `SearchTold`."""
        letters = Letterbox(request)
        letters.came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)
        self._running[request] = letters
        jobs.run(
            self,
            partial(_run_search, search, letters),
            on_progress=_no_progress,
            on_done=partial(self._done, request),
            on_problem=partial(self._failed, request),
        )

    def _stop(self, request: int) -> None:
        # It comes to its end by itself and tells what it has: nothing read is left lying about.
        if request in self._running:
            self._running[request].stopped.set()

    def _on_came(self, request: int) -> None:
        wait = BUNDLE_MS - round((time.monotonic() - self._told) * 1000)
        if wait <= 0:
            self._pass_on(request)
        else:
            QTimer.singleShot(wait, self, partial(self._pass_on, request))

    def _pass_on(self, request: int) -> None:
        news = self._running[request].take() if request in self._running else ()
        if news:
            self._window.tell(happened.SearchTold(request, news))
            self._told = time.monotonic()

    def _done(self, request: int, searched: Searched) -> None:
        self._pass_on(request)
        del self._running[request]
        self._window.tell(happened.SearchDone(request, searched))

    def _failed(self, request: int, problem: Exception) -> None:
        self._pass_on(request)
        del self._running[request]
        self._window.tell(happened.SearchFailed(request))
        self._show_problem(type(problem), problem.__traceback__)


def _ask_for_places(_progress: jobs.Progress, _cancelled: jobs.Cancelled) -> tuple[Spot, ...]:
    from recovery_assistant.system.places_to_search import places_to_search

    return places_to_search()


def _run_search(
    search: Search, letters: Letterbox, _progress: jobs.Progress, cancelled: jobs.Cancelled
) -> Searched:
    from recovery_assistant.find.hunt import hunt

    return hunt(search, letters.put, lambda: letters.stopped.is_set() or cancelled())


def _no_progress(_done: int, _total: int) -> None:
    """A search tells its progress with its other news."""
