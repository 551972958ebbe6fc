# SPDX-License-Identifier: Apache-2.0
"""What the window does outside for door 1.

Loaded when the first effect comes or the window has been painted, never before.
"""

from __future__ import annotations  # kept places are loaded where there are any

from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog

from recovery_assistant.errands.drive import DriveErrands
from recovery_assistant.errands.search import SearchErrands
from recovery_assistant.find import Reading, read_file, read_text
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.effects import (
    CaseClosed,
    CheckOnDrive,
    ChooseDriveFile,
    ChooseFile,
    ChooseFolder,
    CopyText,
    Effect,
    EndTrying,
    FindDrives,
    FindSpots,
    ForgetOffers,
    ForgetPlace,
    KeepChoice,
    KeepCopy,
    KeepPlace,
    OpenLink,
    PauseTrying,
    PlaceEffect,
    PlanTrying,
    ReadClipboard,
    ReadDrive,
    ReadFile,
    ReadText,
    ResumePlace,
    SaveHeader,
    SearchPlaces,
    StopDrive,
    StopReading,
    StopSearch,
    TryKeys,
    Wipe,
)
from recovery_assistant.flow.lockout.kept import PlaceProblem
from recovery_assistant.i18n import _
from recovery_assistant.keys import KeyId
from recovery_assistant.system.clipboard import copy_text
from recovery_assistant.system.clipboard import read_text as read_clipboard
from recovery_assistant.system.links import open_link
from recovery_assistant.ui import identifiers, jobs
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.window import Window
from recovery_assistant.wording import lockout as words

if TYPE_CHECKING:
    from recovery_assistant.system.kept_place import KeptPlaces

PROGRESS_AFTER_MS = 400
READ_ON_THE_SPOT = 20_000
"""Texts up to this many characters are read at once; longer ones off the GUI thread."""


class Errands(QObject):
    """Performs effects and tells the window what came of them."""

    def __init__(
        self,
        window: Window,
        *,
        keep_choice: Callable[[KeepChoice], None],
        keep_copy: Callable[[KeepCopy], None],
        show_progress: jobs.Progress,
        show_problem: Callable[[type[BaseException], TracebackType | None], None],
        places: Path,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._keep_choice = keep_choice
        self._keep_copy = keep_copy
        self._show_progress = show_progress
        self._show_problem = show_problem
        self._folder = places
        self._kept: KeptPlaces | None = None
        self._jobs: dict[int, jobs.Job[Reading]] = {}
        self._search = SearchErrands(window, show_problem)
        self._drive = DriveErrands(window, show_problem, places)

    def perform(self, effect: Effect) -> None:
        """Do what an effect asks for."""
        match effect:
            case OpenLink(address):
                if not open_link(address):
                    self._window.tell(happened.LinkFailed(address))
            case CopyText(text):
                copy_text(text)
                self._window.toast.show_line("copy", _("Copied"))
            case ReadClipboard():
                text = read_clipboard()
                self._window.tell(happened.TextPasted(text))
            case ChooseFile():
                self._choose_file()
            case ReadText(request, text, wanted):
                self._read(request, partial(_read_text, text, wanted), len(text))
            case ReadFile(request, path, wanted):
                self._read(request, partial(_read_file, path, wanted), READ_ON_THE_SPOT + 1)
            case StopReading(request):
                job = self._jobs.pop(request, None)
                if job is not None:
                    job.cancel()
            case Wipe(drafts):
                for draft in drafts:
                    draft.wipe()
            case KeepChoice():
                self._keep_choice(effect)
            case KeepCopy():
                self._keep_copy(effect)
            case CaseClosed():
                self._window.toast.show_line("check", _("This case is forgotten"))
            case FindSpots() | ChooseFolder() | SearchPlaces() | StopSearch():
                self._search.perform(effect)
            case (
                FindDrives()
                | ChooseDriveFile()
                | ReadDrive()
                | CheckOnDrive()
                | StopDrive()
                | PlanTrying()
                | TryKeys()
                | PauseTrying()
                | EndTrying()
                | SaveHeader()
            ):
                self._drive.perform(effect)
            case KeepPlace() | ForgetPlace() | ResumePlace() | ForgetOffers():
                self._care_for_place(effect)
            case _:
                # Whatever is not one of these is there to be said aloud; the type check knows.
                self._window.say(words.said(effect))

    def stop(self) -> None:
        """Stop what still runs; what is kept of a case stays for the next start."""
        for job in self._jobs.values():
            job.cancel()
        self._drive.stop()
        if self._kept is not None:
            self._kept.let_go()

    def _care_for_place(self, effect: PlaceEffect) -> None:
        """Keep or forget a place; what nothing was kept of needs no look at the disk."""
        match effect:
            case KeepPlace(place):
                problem = self._places().keep(place)
                if problem is PlaceProblem.NOT_KEPT:
                    self._window.tell(happened.PlaceNotKept())
                self._say_of_places(problem)
            case ForgetPlace():
                self._say_of_places(None if self._kept is None else self._kept.forget())
            case ResumePlace(case):
                self._resume(case)
            case ForgetOffers(cases):
                self._say_of_places(self._places().forget_cases(cases))
            case _:
                assert_never(effect)

    def _places(self) -> KeptPlaces:
        if self._kept is None:
            from recovery_assistant.system.kept_place import KeptPlaces

            self._kept = KeptPlaces(self._folder)
        return self._kept

    def find_places(self) -> None:
        """Offer the places that were kept before."""
        found = self._places().find()
        if found.offers:
            self._window.tell(happened.PlacesFound(found.offers))
        # Once there is a window to say it in.
        QTimer.singleShot(0, self, partial(self._say_of_places, *found.problems))

    def _resume(self, case: str) -> None:
        from recovery_assistant.wording.kept import resumed

        kept = self._places().resume(case)
        if isinstance(kept, PlaceProblem):
            self._window.tell(happened.PlacesFound(self._places().find().offers))
            self._say_of_places(kept)
        else:
            self._window.tell(happened.PlaceResumed(kept))
            self._window.toast.show_line("info", resumed())

    def _say_of_places(self, *problems: PlaceProblem | None) -> None:
        from recovery_assistant.wording.kept import place_problem

        said = [place_problem(one, self._folder) for one in problems if one is not None]
        if said:
            self._window.toast.show_line("info", " ".join(said))

    def _read(self, request: int, work: jobs.Work[Reading], size: int) -> None:
        if size <= READ_ON_THE_SPOT:
            reading = work(_no_progress, _never_cancelled)
            self._window.tell(happened.ReadingDone(request, reading))
            return
        self._jobs[request] = jobs.run(
            self,
            work,
            on_progress=self._show_progress,
            on_done=partial(self._read_done, request),
            on_problem=partial(self._read_failed, request),
        )
        QTimer.singleShot(PROGRESS_AFTER_MS, self, partial(self._show_still_reading, request))

    def _show_still_reading(self, request: int) -> None:
        if request in self._jobs:
            self._show_progress(0, 0)

    def _read_done(self, request: int, reading: Reading) -> None:
        self._jobs.pop(request, None)
        self._window.tell(happened.ReadingDone(request, reading))

    def _read_failed(self, request: int, problem: Exception) -> None:
        self._jobs.pop(request, None)
        self._window.tell(happened.ReadingStopped(request))
        self._show_problem(type(problem), problem.__traceback__)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self._window, _("Open a file that may hold the key"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name_it(dialog, identifiers.FILE_DIALOG)
        dialog.fileSelected.connect(lambda name: self._window.tell(happened.FileChosen(Path(name))))
        dialog.open()


def _no_progress(_done: int, _total: int) -> None:
    """A text read on the spot is done before progress could be drawn."""


def _never_cancelled() -> bool:
    return False


def _read_text(
    text: str, wanted: KeyId | None, progress: jobs.Progress, cancelled: jobs.Cancelled
) -> Reading:
    return read_text(text, wanted, progress=progress, cancelled=cancelled)


def _read_file(
    path: Path, wanted: KeyId | None, progress: jobs.Progress, cancelled: jobs.Cancelled
) -> Reading:
    return read_file(path, wanted, progress, cancelled)
