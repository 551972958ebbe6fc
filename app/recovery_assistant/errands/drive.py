# SPDX-License-Identifier: Apache-2.0
"""What the window does outside for the locked drive: reads it, checks a key, tries many.

Reading and checking run on threads; the many keys are tried by processes of low priority, or by
the graphics card, and a thread waits for them.
"""

from __future__ import annotations  # drives are loaded where one is asked

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, assert_never

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal
from PySide6.QtWidgets import QFileDialog

from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.effects import (
    CheckOnDrive,
    ChooseDriveFile,
    DriveEffect,
    EndTrying,
    FindDrives,
    PauseTrying,
    PlanTrying,
    ReadDrive,
    SaveHeader,
    StopDrive,
    TryKeys,
)
from recovery_assistant.i18n import _, isolated
from recovery_assistant.keys import KeyDraft
from recovery_assistant.ui import identifiers, jobs
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.window import Window

if TYPE_CHECKING:
    from recovery_assistant.drive.containers import Declined
    from recovery_assistant.drive.metadata import Protector
    from recovery_assistant.drive.outcomes import (
        DriveProblem,
        Image,
        Plan,
        Searched,
        Tried,
        Verdict,
    )
    from recovery_assistant.drive.resume import Position
    from recovery_assistant.drive.volume import Volume
    from recovery_assistant.flow.lockout.proving import Drive
    from recovery_assistant.keys import KeyId
    from recovery_assistant.keys.attempts import Attempts, Hopeless, TooMany
    from recovery_assistant.system.kept_trying import KeptTrying

    HeaderProblem = Declined | DriveProblem | OSError | None

ResultT = TypeVar("ResultT")

_MEGABYTE: Final = 1 << 20
_KEEP_EVERY_S: Final = 5.0
_PATIENCE_MS: Final = 5_000


@dataclass(frozen=True, slots=True)
class _Planned:
    """Keys counted out and measured, waiting for the word."""

    attempts: Attempts
    plan: Plan
    volume: Volume
    protectors: tuple[Protector, ...]

    @property
    def position(self) -> Position:
        from recovery_assistant.drive.resume import Position

        key_id = self.protectors[0].key_id
        return Position(self.volume.block.volume_id, key_id, self.plan.total, 0)


@dataclass(slots=True)
class _Search:
    """One trying: its keys once they are counted, and what stops it.

    Its thread alone writes where it stands while it runs: it may outlive the window.

    Attributes:
        stopped: whether it is to come to rest.
        ended: whether nobody wants its keys any more.
        forget: whether the place it stands at is to be forgotten then.
        planned: its keys, once they are counted.
        running: whether its thread reads the keys just now.

    """

    stopped: Event = field(default_factory=Event)
    ended: bool = False
    forget: bool = False
    planned: _Planned | None = None
    running: bool = False

    def end(self, *, forget: bool) -> None:
        """Stop it for good."""
        self.forget = forget
        self.ended = True
        self.stopped.set()
        if self.planned is not None and not self.running:
            self.planned.attempts.wipe()


class Cancellable(Protocol):
    """Work that goes on."""

    def cancel(self) -> None:
        """Ask it to stop; nothing of it is reported any more."""


class _Teller(QObject):
    """Carries how far a trying is out of its thread.

    Made and let go on the window's thread, whoever holds it last: it is a child of the errands.
    """

    told = Signal(int, object)

    def tell(self, request: int, tried: Tried) -> None:
        """Tell the window; called by the trying, which may outlive it."""
        with suppress(RuntimeError):
            self.told.emit(request, tried)


class DriveErrands(QObject):
    """Performs what the look at the locked drive asks for, and tells the window the answers."""

    def __init__(
        self,
        window: Window,
        show_problem: Callable[[type[BaseException], TracebackType | None], None],
        folder: Path,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._show_problem = show_problem
        self._folder = folder
        self._jobs: dict[int, Cancellable] = {}
        self._searches: dict[int, _Search] = {}

    def perform(self, effect: DriveEffect) -> None:
        """Do what an effect asks for."""
        match effect:
            case FindDrives():
                self._find_drives()
            case ChooseDriveFile():
                self._choose_file()
            case ReadDrive(request, path, search_all):
                self._run(
                    request,
                    partial(_read, path, search_all=search_all),
                    lambda told: self._window.tell(happened.DriveTold(request, told)),
                    partial(self._progressed, request),
                )
            case CheckOnDrive(request, volume, draft, asked):
                self._run(
                    request,
                    partial(_check, volume, draft, asked),
                    lambda verdict: self._window.tell(happened.KeyJudged(request, verdict)),
                )
            case StopDrive(request):
                job = self._jobs.pop(request, None)
                if job is not None:
                    job.cancel()
            case PlanTrying():
                self._plan(effect)
            case TryKeys(request, start):
                self._try(request, start)
            case PauseTrying(request):
                search = self._searches.get(request)
                if search is not None:
                    search.stopped.set()
            case EndTrying(request, forget):
                self._end(request, forget=forget)
            case SaveHeader(path, number):
                self._choose_header(path, number)
            case _:
                assert_never(effect)

    def stop(self) -> None:
        """Stop what still runs, and wait for it; where a trying stands is kept."""
        busy = bool(self._jobs) or any(
            one.running or one.planned is None for one in self._searches.values()
        )
        for job in self._jobs.values():
            job.cancel()
        # Forgotten here: the case that is forgotten next must not take the places with it.
        while self._searches:
            self._searches.popitem()[1].end(forget=False)
        if busy:
            # A thread that outlives Qt takes the program down with it. A drive that hangs may.
            QThreadPool.globalInstance().waitForDone(_PATIENCE_MS)

    def _find_drives(self) -> None:
        jobs.run(
            self,
            _find,
            on_progress=_no_progress,
            on_done=lambda drives: self._window.tell(happened.DrivesFound(drives)),
            on_problem=self._drives_failed,
        )

    def _drives_failed(self, problem: Exception) -> None:
        # Without a list a file can still be chosen.
        self._window.tell(happened.DrivesFound(()))
        self._show_problem(type(problem), problem.__traceback__)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self._window, _("Open an image of the drive, or a header file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name_it(dialog, identifiers.DRIVE_DIALOG)
        dialog.fileSelected.connect(
            lambda name: self._window.tell(happened.DriveChosen(Path(name)))
        )
        dialog.open()

    def _run(
        self,
        request: int,
        work: jobs.Work[ResultT],
        on_done: Callable[[ResultT], None],
        on_progress: jobs.Progress | None = None,
    ) -> None:
        def done(result: ResultT) -> None:
            self._jobs.pop(request, None)
            on_done(result)

        def failed(problem: Exception) -> None:
            self._jobs.pop(request, None)
            self._window.tell(happened.DriveFailed(request))
            self._show_problem(type(problem), problem.__traceback__)

        job = jobs.run(
            self, work, on_progress=on_progress or _no_progress, on_done=done, on_problem=failed
        )
        self._jobs[request] = job

    def _progressed(self, request: int, done: int, total: int) -> None:
        self._window.tell(happened.DriveProgressed(request, done, total))

    def _plan(self, effect: PlanTrying) -> None:
        search = self._searches[effect.request] = _Search()

        def done(found: _Planned | TooMany | Hopeless | None) -> None:
            if search.stopped.is_set():
                if isinstance(found, _Planned):
                    found.attempts.wipe()
                return
            if found is None:
                self._window.tell(happened.TryingFailed(effect.request))
                return
            if not isinstance(found, _Planned):
                self._window.tell(happened.TryingPlanned(effect.request, found))
                return
            search.planned = found
            kept = self._kept().find(found.position)
            self._window.tell(
                happened.TryingPlanned(effect.request, found.plan, found.attempts.ideas, kept)
            )

        jobs.run(
            self,
            partial(_count, effect, search.stopped),
            on_progress=_no_progress,
            on_done=done,
            on_problem=partial(self._trying_failed, effect.request),
        )

    def _try(self, request: int, start: int) -> None:
        search = self._searches.get(request)
        if search is None or search.planned is None:
            return
        search.stopped.clear()
        search.running = True
        teller = _Teller(self)
        teller.told.connect(self._tried, Qt.ConnectionType.QueuedConnection)
        say = partial(teller.tell, request)
        jobs.run(
            self,
            partial(_try_keys, search, search.planned, start, say, self._kept()),
            on_progress=_no_progress,
            on_done=partial(self._tried_out, request, search, teller),
            on_problem=partial(self._try_failed, request, search, teller),
        )

    def _tried(self, request: int, tried: Tried) -> None:
        if request in self._searches:
            self._window.tell(happened.TryingTold(request, tried))

    def _tried_out(
        self, request: int, search: _Search, teller: _Teller, searched: Searched
    ) -> None:
        teller.deleteLater()
        search.running = False
        if search.planned is None:
            return
        if search.ended:
            # Given up after the thread had looked for the last time.
            search.planned.attempts.wipe()
            if search.forget:
                self._kept().forget(search.planned.position)
            return
        draft = None
        if searched.number is not None:
            draft = KeyDraft(search.planned.attempts.key(searched.number).blocks)
        self._window.tell(happened.TryingDone(request, searched, draft))

    def _try_failed(
        self, request: int, search: _Search, teller: _Teller, problem: Exception
    ) -> None:
        teller.deleteLater()
        search.running = False
        if search.ended and search.planned is not None:
            search.planned.attempts.wipe()
        self._trying_failed(request, problem)

    def _trying_failed(self, request: int, problem: Exception) -> None:
        if request not in self._searches:
            # Nobody waits for it any more.
            return
        self._window.tell(happened.TryingFailed(request))
        self._show_problem(type(problem), problem.__traceback__)

    def _end(self, request: int, *, forget: bool) -> None:
        search = self._searches.pop(request, None)
        if search is None:
            return
        search.end(forget=forget)
        if forget and search.planned is not None:
            self._kept().forget(search.planned.position)

    def _kept(self) -> KeptTrying:
        from recovery_assistant.system.kept_trying import KeptTrying

        return KeptTrying(self._folder)

    def _choose_header(self, path: Path, number: int) -> None:
        dialog = QFileDialog(self._window, _("Save a header file of the drive"))
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("bin")
        dialog.selectFile("bitlocker-header.bin")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name_it(dialog, identifiers.HEADER_DIALOG)
        dialog.fileSelected.connect(lambda name: self._save_header(path, number, Path(name)))
        dialog.open()

    def _save_header(self, path: Path, number: int, target: Path) -> None:
        jobs.run(
            self,
            partial(_write_header, path, number, target),
            on_progress=_no_progress,
            on_done=partial(self._header_saved, target),
            on_problem=lambda problem: self._show_problem(type(problem), problem.__traceback__),
        )

    def _header_saved(
        self, target: Path, problem: Declined | DriveProblem | OSError | None
    ) -> None:
        from recovery_assistant.drive.containers import Declined
        from recovery_assistant.wording import drive as words

        match problem:
            case None:
                name = isolated(target.name)
                text = _("Saved as {name}. No key and none of the drive's data is in it.")
                self._window.toast.show_line("check", text.format(name=name))
            case OSError():
                text = _("The file could not be written there. Choose another folder.")
                self._window.toast.show_line("warning", text)
            case Declined():
                self._window.toast.show_line("warning", words.declined(problem).title)
            case _:
                self._window.toast.show_line("warning", words.problem(problem).title)


def _find(_progress: jobs.Progress, _cancelled: jobs.Cancelled) -> tuple[Drive, ...]:
    from recovery_assistant.system.drives import drives

    return drives()


def _read(
    path: Path, progress: jobs.Progress, cancelled: jobs.Cancelled, *, search_all: bool
) -> Image | Declined | DriveProblem:
    from recovery_assistant.drive.image import read_image

    def megabytes(done: int, total: int) -> None:
        # Qt carries 32 bits, and drives are larger.
        progress(done // _MEGABYTE, max(1, total // _MEGABYTE))

    return read_image(path, search_all=search_all, progress=megabytes, cancelled=cancelled)


def _check(
    volume: Volume,
    draft: KeyDraft,
    asked: KeyId | None,
    _progress: jobs.Progress,
    cancelled: jobs.Cancelled,
) -> Verdict:
    from recovery_assistant.drive.outcomes import CannotTell
    from recovery_assistant.drive.proof import StoppedError, check

    key = draft.key()
    draft.wipe()
    if key is None:
        return CannotTell()
    try:
        return check(volume, key, only=asked, cancelled=cancelled)
    except StoppedError:
        # Nobody hears this any more.
        return CannotTell()


def _count(
    effect: PlanTrying, stopped: Event, _progress: jobs.Progress, _cancelled: jobs.Cancelled
) -> _Planned | TooMany | Hopeless | None:
    """Count the keys and measure what trying them takes.

    None where nobody wants it any more, or the drive is too damaged to try any.
    """
    from recovery_assistant.drive import engines
    from recovery_assistant.drive.proof import StoppedError, targets
    from recovery_assistant.keys.attempts import Attempts, attempts

    found = attempts(effect.draft.blocks, any_order=effect.any_order)
    effect.draft.wipe()
    if not isinstance(found, Attempts):
        return found
    protectors = targets(effect.volume, effect.asked)
    if not protectors:
        found.wipe()
        return None
    try:
        plan = engines.plan(
            len(found), effect.volume.block.volume_key, protectors, cancelled=stopped.is_set
        )
    except StoppedError:
        found.wipe()
        return None
    except BaseException:
        found.wipe()
        raise
    return _Planned(found, plan, effect.volume, protectors)


def _try_keys(
    search: _Search,
    planned: _Planned,
    start: int,
    say: Callable[[Tried], None],
    kept: KeptTrying,
    _progress: jobs.Progress,
    cancelled: jobs.Cancelled,
) -> Searched:
    """Try the keys; whatever happens, where it stands is kept, or forgotten at its end."""
    from recovery_assistant.drive import engines

    last = time.monotonic()
    done = start

    def tell(tried: Tried) -> None:
        nonlocal last, done
        done = tried.done
        say(tried)
        if time.monotonic() - last >= _KEEP_EVERY_S:
            last = time.monotonic()
            kept.keep(replace(planned.position, done=done))

    over = False
    try:
        searched = engines.try_all(
            planned.attempts,
            start,
            planned.plan,
            planned.volume.block.volume_key,
            planned.protectors,
            tell,
            lambda: search.stopped.is_set() or cancelled(),
        )
        done = searched.done
        over = searched.number is not None or done >= planned.plan.total
    finally:
        if done > start and not (over or search.forget):
            kept.keep(replace(planned.position, done=done))
        # Asked again afterwards: it may have been given up while that was written.
        if over or search.forget:
            kept.forget(planned.position)
        if search.ended:
            planned.attempts.wipe()
    return searched


def _write_header(
    path: Path,
    number: int,
    target: Path,
    _progress: jobs.Progress,
    cancelled: jobs.Cancelled,
) -> HeaderProblem:
    from recovery_assistant.drive.image import header_of

    data = header_of(path, number, cancelled)
    if not isinstance(data, bytes):
        return data
    try:
        target.write_bytes(data)
    except OSError as error:
        return error
    return None


def _no_progress(_done: int, _total: int) -> None:
    """What is told of progress here is told in another way, or not at all."""
