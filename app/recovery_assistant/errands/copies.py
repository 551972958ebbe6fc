# SPDX-License-Identifier: Apache-2.0
"""What the window does outside for door 3: files, copies, the clipboard, and when to lock.

Loaded when that door is wanted, never before; what needs the encryption is imported later still.

No work touches what the window holds: it is given digits and a passphrase of its own, which are
wiped when it is done. So a file can be locked at any moment, and a save that is under way then
still writes what was to be saved. Work with a passphrase cannot be interrupted; when nobody wants
it any more, what comes of it is wiped and told to nobody.
"""

from __future__ import annotations  # what opens files is not loaded for the first screen

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from secrets import SystemRandom
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar, assert_never

from PySide6.QtCore import QLocale, QObject, Qt, QThreadPool, QTime, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from recovery_assistant.find import Reading, read_file
from recovery_assistant.flow.copies import effects as asked
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import Destination, Form, LockReason, Strength
from recovery_assistant.flow.copies.door import COPIES
from recovery_assistant.flow.copies.session import Session, Sibling
from recovery_assistant.flow.journey import Journey
from recovery_assistant.i18n import _, ngettext
from recovery_assistant.keys.block import BLOCKS
from recovery_assistant.system.assets import resources
from recovery_assistant.system.idle import IdleWatch
from recovery_assistant.system.screen_capture import keep_out_of_captures
from recovery_assistant.system.screen_lock import ScreenLock
from recovery_assistant.system.secret_clipboard import SecretClipboard
from recovery_assistant.system.whereabouts import whereabouts
from recovery_assistant.ui import identifiers, jobs
from recovery_assistant.ui.doors.copies import CopiesDoor, pages
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.vault.contents import Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.wording import copies as wording

if TYPE_CHECKING:
    from types import TracebackType

    from recovery_assistant.errands.remembered import Remembered
    from recovery_assistant.ui.look import Look
    from recovery_assistant.ui.window import Window
    from recovery_assistant.vault.words import WordList

ResultT = TypeVar("ResultT")

HIDE_AFTER_MS: Final = 60_000
CLEAR_AFTER_S: Final = 30
WARN_S: Final = 20
"""So long before it locks itself, that is said."""
BLOCKS_TYPED_BACK: Final = 2
SEEN_ANYWAY: Final = frozenset(
    {
        asked.Saying.OPENED,
        asked.Saying.SAVED,
        asked.Saying.REVEALED,
        asked.Saying.HIDDEN,
        asked.Saying.CHECKED,
    }
)
"""What the page or the foot bar shows as well: spoken only."""
NOT_DONE: Final = frozenset(
    {asked.Saying.NOT_SAVED_YET, asked.Saying.BACKUPS_LEFT, asked.Saying.UNFINISHED}
)
"""What is told of these is that something was not done: no tick beside it."""
FILES: Final = "*.age *.html"
PATIENCE_MS: Final = 20_000
"""How long the program waits for a save when the system ends it."""


class Opened(NamedTuple):
    """A file that was opened, with what opened it."""

    vault: Vault
    passphrase: Passphrase
    read_as_words: bool = False


def today() -> date:
    """Return the day it is here."""
    return datetime.now().astimezone().date()


class CopiesErrands(QObject):
    """Owns door 3 and performs what it asks for."""

    settled = Signal()
    """Nothing is being saved any more."""

    def __init__(
        self,
        window: Window,
        look: Look,
        *,
        known: Path | None,
        idle_minutes: int,
        remembered: Path,
        keep_settings: Callable[[asked.KeepSettings], None],
        type_on_locked_pc: Callable[[Form], None],
        show_problem: Callable[[type[BaseException], TracebackType | None], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._folder = remembered
        self._keep_settings = keep_settings
        self._type_on_locked_pc = type_on_locked_pc
        self._show_problem = show_problem
        self._unwanted: set[int] = set()
        self._running: set[int] = set()
        self._saving: set[int] = set()
        self._siblings: tuple[Sibling, ...] = ()
        self._clipboard = SecretClipboard()
        self._clear_in = 0
        self.idle = IdleWatch(self)
        self.idle.idle.connect(partial(self._lock, LockReason.IDLE))
        self.idle.ticked.connect(self._tick)
        self._screen: ScreenLock | None = None
        self._hiding = QTimer(self, singleShot=True, interval=HIDE_AFTER_MS)
        self._hiding.timeout.connect(self._hide)
        self._clearing = QTimer(self, interval=1000)
        self._clearing.timeout.connect(self._count_down)
        self.door = CopiesDoor(
            look,
            Journey(
                COPIES._replace(
                    new_session=lambda: Session(
                        known=known, idle_minutes=idle_minutes, today=today()
                    )
                )
            ),
            lambda: pages(look, self._complete),
            self.perform,
            self._watch,
        )

    @cached_property
    def _words(self) -> WordList:
        from recovery_assistant.vault.words import LIST, WordList

        return WordList(resources() / LIST)

    @cached_property
    def _remembered(self) -> Remembered:
        from recovery_assistant.errands.remembered import Remembered
        from recovery_assistant.system.keyring import Keyring

        return Remembered(self._folder, Keyring())

    def _complete(self, beginning: str) -> tuple[str, ...]:
        return self._words.complete(beginning)

    def why_not_close(self) -> str:
        """Return why the window has to stay a moment longer, or nothing."""
        if not self._saving:
            return ""
        return _("Still saving. The window closes by itself when that is done.")

    def perform(self, effect: asked.Effect) -> None:
        """Do what an effect asks for."""
        match effect:
            case (
                asked.CreateVault()
                | asked.OpenVault()
                | asked.SaveVault()
                | asked.MakeCopy()
                | asked.OpenForDrill()
                | asked.ReadKeys()
                | asked.FindSiblings()
                | asked.DeleteBackups()
                | asked.JudgePassphrase()
            ):
                self._work_on(effect)
            case (
                asked.OpenByKeyring()
                | asked.AskKeyring()
                | asked.RememberHere()
                | asked.ForgetHere()
            ):
                self._use_keyring(effect)
            case asked.AskForFile(what):
                self._ask_for_file(what)
            case asked.AskForDestination(_kind, suggested):
                self._ask_for_destination(suggested)
            case asked.DrawPassphrase():
                self.door.tell(happened.PassphraseDrawn(self._words.draw()))
            case asked.PrintSheet(vault, entry):
                self._print(vault, entry)
            case asked.CopySecret():
                self._copy_secret(effect)
            case asked.TypeOnLockedPc(form):
                self._type_on_locked_pc(form)
            case asked.WipeSecrets(held, passphrases, drafts):
                wipes = (one.wipe for group in (held, passphrases, drafts) for one in group)
                for wipe in wipes:
                    wipe()
            case asked.LockedNow():
                self._locked()
            case asked.StopWork(request):
                if request in self._running:
                    self._unwanted.add(request)
            case asked.HideAgain(shown):
                self._guard(shown=shown)
            case asked.KeepSettings():
                self._keep_settings(effect)
            case asked.Say():
                self._say(effect.saying)
            case _:
                assert_never(effect)

    def _say(self, saying: asked.Saying) -> None:
        if saying in SEEN_ANYWAY:
            self._window.say(wording.said(saying))
        else:
            icon = "vault" if saying is asked.Saying.LOCKED else "check"
            self._window.toast.show_line(
                "warning" if saying in NOT_DONE else icon, wording.said(saying)
            )

    def stop(self) -> None:
        """Lock, and wait for what is being written."""
        if self.door.is_open:
            self._lock(LockReason.LEFT)
        self._clear()
        self.idle.stop()
        if self._running:
            QThreadPool.globalInstance().waitForDone(PATIENCE_MS)

    def _work_on(
        self,
        effect: asked.CreateVault
        | asked.OpenVault
        | asked.SaveVault
        | asked.MakeCopy
        | asked.OpenForDrill
        | asked.ReadKeys
        | asked.FindSiblings
        | asked.DeleteBackups
        | asked.JudgePassphrase,
    ) -> None:
        match effect:
            case asked.CreateVault():
                self._create(effect)
            case asked.OpenVault():
                self._open(effect)
            case asked.SaveVault():
                self._save(effect)
            case asked.MakeCopy():
                self._make_copy(effect)
            case asked.OpenForDrill():
                self._drill(effect)
            case asked.ReadKeys():
                self._read_keys(effect)
            case asked.FindSiblings():
                self._find_siblings(effect)
            case asked.DeleteBackups(path):
                self._delete_backups(path)
            case asked.JudgePassphrase():
                self._judge(effect)
            case _:
                assert_never(effect)

    # What takes time.

    def _run(
        self,
        request: int,
        work: Callable[[], ResultT],
        done: Callable[[ResultT], None],
        failed: Callable[[], None],
        drop: Callable[[ResultT], None],
    ) -> None:
        """Run `work` beside the window; `drop` gets what nobody wants any more."""
        self._running.add(request)

        def finish() -> bool:
            self._running.discard(request)
            self._saving.discard(request)
            wanted = request not in self._unwanted
            self._unwanted.discard(request)
            return wanted

        def on_done(result: ResultT) -> None:
            if finish():
                done(result)
            else:
                drop(result)
            self._settle()

        def on_problem(problem: Exception) -> None:
            if finish():
                failed()
            self._settle()
            self._show_problem(type(problem), problem.__traceback__)

        jobs.run(
            self,
            lambda _progress, _cancelled: work(),
            on_progress=_not_shown,
            on_done=on_done,
            on_problem=on_problem,
        )

    def _settle(self) -> None:
        if not self._saving:
            self.settled.emit()

    def _create(self, effect: asked.CreateVault) -> None:
        def work() -> Opened | SaveProblem:
            from recovery_assistant.vault.store import create_vault

            found: Vault | SaveProblem = SaveProblem.NOT_WRITTEN
            try:
                found = create_vault(effect.path, effect.vault, effect.passphrase)
            finally:
                if isinstance(found, SaveProblem):
                    effect.passphrase.wipe()
            return found if isinstance(found, SaveProblem) else Opened(found, effect.passphrase)

        def done(found: Opened | SaveProblem) -> None:
            if isinstance(found, SaveProblem):
                self.door.tell(happened.SaveFailed(effect.request, found))
            else:
                opened = happened.VaultOpened(
                    effect.request, found.vault, found.passphrase, today(), made=True
                )
                self.door.tell(opened)

        def failed() -> None:
            self.door.tell(happened.SaveFailed(effect.request, SaveProblem.NOT_WRITTEN))

        _write_as_usual(effect.passphrase)
        self._saving.add(effect.request)
        self._run(effect.request, work, done, failed, _wipe_opened)

    def _open(self, effect: asked.OpenVault) -> None:
        def failed() -> None:
            self.door.tell(happened.OpenFailed(effect.request, OpenProblem.UNREADABLE))

        self._run(
            effect.request,
            partial(_opened, effect.path, effect.passphrase, self._words),
            partial(self._tell_opened, effect.request),
            failed,
            _wipe_opened,
        )

    def _tell_opened(self, request: int, found: Opened | OpenProblem) -> None:
        if isinstance(found, OpenProblem):
            self.door.tell(happened.OpenFailed(request, found))
            return
        vault, passphrase, as_words = found
        self.door.tell(
            happened.VaultOpened(request, vault, passphrase, today(), read_as_words=as_words)
        )

    def _save(self, effect: asked.SaveVault) -> None:
        if effect.passphrase is self.door.session.changing:
            _write_as_usual(effect.passphrase)
        vault, passphrase = _apart(effect.vault), effect.passphrase.copy()

        def work() -> Vault | SaveProblem:
            from recovery_assistant.vault.store import save_vault

            try:
                return save_vault(effect.path, vault, passphrase)
            finally:
                vault.held.wipe()
                passphrase.wipe()

        def done(found: Vault | SaveProblem) -> None:
            if isinstance(found, SaveProblem):
                self.door.tell(happened.SaveFailed(effect.request, found))
                return
            clock = QLocale().toString(QTime.currentTime(), QLocale.FormatType.ShortFormat)
            # The digits are where they were: only what was written was a copy.
            saved = replace(found, held=effect.vault.held)
            self.door.tell(happened.VaultSaved(effect.request, saved, clock))

        def failed() -> None:
            self.door.tell(happened.SaveFailed(effect.request, SaveProblem.NOT_WRITTEN))

        self._saving.add(effect.request)
        self._run(effect.request, work, done, failed, _nothing_to_wipe)

    def _make_copy(self, effect: asked.MakeCopy) -> None:
        vault, passphrase, day = _apart(effect.vault), effect.passphrase.copy(), today()

        def work() -> SaveProblem | OpenProblem | None:
            from recovery_assistant.vault.copies import make_copy

            try:
                return make_copy(
                    effect.kind,
                    vault,
                    passphrase,
                    effect.path,
                    overwrite=effect.overwrite,
                    today=day,
                    root=resources(),
                )
            finally:
                vault.held.wipe()
                passphrase.wipe()

        def done(problem: SaveProblem | OpenProblem | None) -> None:
            if problem is None:
                self.door.tell(happened.CopyVerified(effect.request, day))
            else:
                self.door.tell(happened.CopyFailed(effect.request, problem))

        def failed() -> None:
            self.door.tell(happened.CopyFailed(effect.request, SaveProblem.NOT_WRITTEN))

        self._saving.add(effect.request)
        self._run(effect.request, work, done, failed, _nothing_to_wipe)

    def _drill(self, effect: asked.OpenForDrill) -> None:
        passphrase, words, day = effect.passphrase, self._words, today()

        def work() -> tuple[str, int, int] | OpenProblem:
            found = _opened(effect.path, passphrase, words)
            if isinstance(found, OpenProblem):
                return found
            _wipe_opened(found)
            vault = found.vault
            return vault.identifier, vault.keys_revision, len(vault.entries)

        def done(found: tuple[str, int, int] | OpenProblem) -> None:
            if isinstance(found, OpenProblem):
                self.door.tell(happened.DrillFailed(effect.request, found))
            else:
                self.door.tell(happened.DrillOpened(effect.request, *found, day))

        def failed() -> None:
            self.door.tell(happened.DrillFailed(effect.request, OpenProblem.UNREADABLE))

        self._run(effect.request, work, done, failed, _nothing_to_wipe)

    def _read_keys(self, effect: asked.ReadKeys) -> None:
        def done(reading: Reading) -> None:
            self.door.tell(happened.ImportRead(effect.request, reading))

        def drop(reading: Reading) -> None:
            for candidate in reading.candidates:
                candidate.draft.wipe()

        def failed() -> None:
            self.door.tell(happened.WorkStopped())

        self._run(
            effect.request,
            lambda: read_file(effect.path, None, _not_shown, lambda: False),
            done,
            failed,
            drop,
        )

    def _find_siblings(self, effect: asked.FindSiblings) -> None:
        passphrase, mine = effect.passphrase.copy(), effect.vault.identifier

        def work() -> tuple[Sibling, ...]:
            from recovery_assistant.vault import store

            try:
                beside = [_look_into(one, mine, passphrase) for one in store.siblings(effect.path)]
            finally:
                passphrase.wipe()
            kept = [Sibling(path=one, is_backup=True) for one in store.backups(effect.path)]
            return (*beside, *kept)

        self._run_aside(work, self._tell_siblings)

    def _delete_backups(self, path: Path) -> None:
        def work() -> tuple[bool, tuple[Path, ...]]:
            from recovery_assistant.vault import store

            return store.delete_backups(path) is None, store.backups(path)

        def done(found: tuple[bool, tuple[Path, ...]]) -> None:
            gone, left = found
            if self.door.is_open:
                self.door.tell(happened.BackupsDeleted(gone=gone))
            beside = [one for one in self._siblings if not one.is_backup]
            self._tell_siblings((*beside, *(Sibling(path=one, is_backup=True) for one in left)))

        self._run_aside(work, done)

    def _tell_siblings(self, found: tuple[Sibling, ...]) -> None:
        if self.door.is_open:
            self._siblings = found
            self.door.tell(happened.SiblingsFound(found))

    def _run_aside(self, work: Callable[[], ResultT], done: Callable[[ResultT], None]) -> None:
        """Run what nobody waits for and what no request numbers."""
        jobs.run(
            self,
            lambda _progress, _cancelled: work(),
            on_progress=_not_shown,
            on_done=done,
            on_problem=lambda problem: self._show_problem(type(problem), problem.__traceback__),
        )

    def _judge(self, effect: asked.JudgePassphrase) -> None:
        def work() -> happened.PassphraseJudged:
            from recovery_assistant.vault.strength import judge

            try:
                judged = judge(effect.passphrase, effect.personal)
            finally:
                effect.passphrase.wipe()
            strength = Strength.ENOUGH if judged.is_enough else Strength.TOO_WEAK
            return happened.PassphraseJudged(effect.request, strength, judged.altered)

        self._run_aside(work, self.door.tell)

    def _use_keyring(
        self,
        effect: asked.OpenByKeyring | asked.AskKeyring | asked.RememberHere | asked.ForgetHere,
    ) -> None:
        day, remembered = today(), self._remembered
        change: Callable[[], object]
        match effect:
            case asked.OpenByKeyring():
                self._open_by_keyring(effect)
                return
            case asked.AskKeyring(path):
                change = self._renewal(path, day)
            case asked.RememberHere(path, vault, passphrase):
                change = partial(_remember, remembered, path, vault, passphrase.copy(), day)
            case asked.ForgetHere(path):
                change = partial(remembered.forget, path)
            case _:
                assert_never(effect)

        def work() -> tuple[bool, bool]:
            change()
            return remembered.knows(path, day)

        def done(known: tuple[bool, bool]) -> None:
            # Another file may be in view by now.
            if self.door.session.path == path:
                there, here = known
                self.door.tell(happened.KeyringKnown(there=there, remembered=here))

        self._run_aside(work, done)

    def _renewal(self, path: Path, day: date) -> Callable[[], object]:
        """Return what remembers a file for another while, once it was opened by hand."""
        session = self.door.session
        if session.vault is None or session.passphrase is None or session.path != path:
            return _nothing_to_do
        words = session.passphrase.copy()
        return partial(_renew, self._remembered, path, session.vault, words, day)

    def _open_by_keyring(self, effect: asked.OpenByKeyring) -> None:
        remembered, words, day = self._remembered, self._words, today()

        def work() -> Opened | OpenProblem | None:
            passphrase = remembered.passphrase(effect.path, day)
            return None if passphrase is None else _opened(effect.path, passphrase, words)

        def done(found: Opened | OpenProblem | None) -> None:
            if found is None:
                self.door.tell(happened.KeyringFailed(effect.request))
            else:
                self._tell_opened(effect.request, found)

        def failed() -> None:
            self.door.tell(happened.KeyringFailed(effect.request))

        self._run(effect.request, work, done, failed, _wipe_opened)

    # The system's dialogs.

    def _ask_for_file(self, what: asked.Asked) -> None:
        answer: Callable[[Path], happened.Event]
        match what:
            case asked.Asked.FILE_TO_OPEN:
                answer, kinds = happened.FileNamed, FILES
            case asked.Asked.NEW_FILE:
                answer, kinds = happened.PlaceNamed, "*.age"
            case asked.Asked.KEYS_TO_IMPORT:
                answer, kinds = happened.ImportNamed, ""
            case asked.Asked.COPY_TO_DRILL:
                answer, kinds = happened.DrillFileNamed, FILES
            case _:
                assert_never(what)
        dialog = self._dialog(
            wording.file_question(what), lambda path: self.door.tell(answer(path))
        )
        if kinds:
            dialog.setNameFilters(
                [_("Encrypted files ({kinds})").format(kinds=kinds), _("All files (*)")]
            )
        if what is asked.Asked.NEW_FILE:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setFileMode(QFileDialog.FileMode.AnyFile)
            dialog.setDefaultSuffix("age")
            # Whoever finds it reads the name: it says nothing of what is in it.
            dialog.selectFile("encrypted.age")
        dialog.open()

    def _ask_for_destination(self, suggested: str) -> None:
        def name(path: Path) -> None:
            # Not `Path.exists`: that raises for a name that is too long, or not to be looked at.
            is_there = os.path.lexists(path)
            self.door.tell(
                happened.DestinationNamed(Destination(path, whereabouts(path), is_there))
            )

        dialog = self._dialog(_("Where the copy goes"), name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        # What stands there already is asked about on the screen, in our words.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix(Path(suggested).suffix.lstrip("."))
        dialog.selectFile(suggested)
        dialog.open()

    def _dialog(self, title: str, answer: Callable[[Path], None]) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name_it(dialog, identifiers.FILE_DIALOG)
        dialog.fileSelected.connect(lambda name: answer(Path(name)))
        return dialog

    def _print(self, vault: Vault, entry: str) -> None:
        from recovery_assistant.system.printing import Draw, Printed, print_pages
        from recovery_assistant.ui.sheet_drawing import draw_sheet
        from recovery_assistant.vault.sheet import sheet_of

        chosen = vault.entry(entry)
        if chosen is None:
            return
        sheet = sheet_of(chosen, vault.held, today())

        def ended(printed: Printed) -> None:
            match printed:
                case Printed.SENT:
                    blocks = SystemRandom().sample(range(1, BLOCKS + 1), BLOCKS_TYPED_BACK)
                    self.door.tell(happened.SheetPrinted(tuple(sorted(blocks))))
                case Printed.INTO_A_FILE:
                    self.door.tell(happened.SheetNotPrinted(SaveProblem.INTO_A_FILE))
                case Printed.FAILED:
                    self.door.tell(happened.SheetNotPrinted(SaveProblem.NOT_PRINTED))

        def pages() -> tuple[Draw, ...]:
            # The file may have been locked while the dialog was open: its digits are gone then.
            if vault.held.is_wiped:
                return ()
            return (lambda painter, paper: draw_sheet(painter, paper, sheet),)

        print_pages(self._window, pages, ended)

    # The clipboard, and what can be seen.

    def _copy_secret(self, effect: asked.CopySecret) -> None:
        key = effect.draft.key()
        effect.draft.wipe()
        if key is None:
            return
        self._clipboard.put(key.hyphenated())
        self._clear_in = CLEAR_AFTER_S
        self._clearing.start()
        self._window.toast.show_line("copy", self._countdown(), stays=True)

    def _countdown(self) -> str:
        return ngettext(
            "The key is on the clipboard, for {count} second more.",
            "The key is on the clipboard, for {count} seconds more.",
            self._clear_in,
        ).format(count=self._clear_in)

    def _count_down(self) -> None:
        self._clear_in -= 1
        if self._clear_in > 0 and self._clipboard.is_ours:
            self._window.toast.reword(self._countdown())
        else:
            self._clear()

    def _clear(self) -> None:
        """Take the key off the clipboard, if it is still there."""
        if not self._clearing.isActive():
            return
        self._clearing.stop()
        if self._clipboard.clear():
            self._window.toast.show_line("check", _("The key is off the clipboard again."))
        else:
            self._window.toast.hide()

    def _guard(self, *, shown: bool) -> None:
        keep_out_of_captures(int(self._window.winId()), out=shown)
        if shown:
            self._hiding.start()
        else:
            self._hiding.stop()

    def _hide(self) -> None:
        self.door.tell(happened.KeyRevealed(shown=False))

    # When to lock.

    def _watch(self) -> None:
        """Begin to wait for idleness once a file is open, and stop when it is locked."""
        if not self.door.is_open:
            self.idle.stop()
            return
        self._listen()
        self.idle.wait(60 * self.door.session.idle_minutes)

    def _listen(self) -> None:
        if self._screen is None:
            self._screen = ScreenLock(self)
            self._screen.locked.connect(partial(self._lock, LockReason.SCREEN))
            self._screen.listen(int(self._window.winId()))

    def _tick(self, left: int) -> None:
        if left == WARN_S:
            self._window.toast.show_line(
                "clock", _("Locks in {count} seconds. Press any key to stay.").format(count=left)
            )

    def _lock(self, reason: LockReason) -> None:
        if self.door.is_open:
            self.door.tell(happened.Locked(reason))

    def _locked(self) -> None:
        self._clear()
        self._guard(shown=False)
        self._siblings = ()
        self.idle.stop()
        # Once the page that asks for the passphrase is in view.
        QTimer.singleShot(0, self, self.door.forget_open_pages)


def _apart(vault: Vault) -> Vault:
    """Return the same vault with digits of its own, for work that outlives a lock."""
    held = HeldKeys()
    for slot in range(len(vault.held)):
        held.hold(vault.held.digits(slot))
    return replace(vault, held=held)


def _write_as_usual(passphrase: Passphrase) -> None:
    """Bring a new passphrase into the form in which every system writes it, in its place."""
    from recovery_assistant.vault.strength import usual

    form = usual(passphrase)
    passphrase.wipe()
    passphrase.encoded.extend(form.encoded)
    form.wipe()


def _opened(path: Path, typed: Passphrase, words: WordList) -> Opened | OpenProblem:
    """Open a file as typed, else with the same in the forms in which the program writes it.

    Whatever does not open it is wiped.
    """
    from recovery_assistant.vault.store import open_vault
    from recovery_assistant.vault.strength import usual

    problem: OpenProblem | None = None
    opened: Opened | None = None
    forms = [typed]
    try:
        forms += [usual(typed), Passphrase(words.canonical(typed.text) or "")]
        for number, form in enumerate(forms):
            known = form.is_empty or any(form.same_as(before) for before in forms[:number])
            if opened is None and problem in (None, OpenProblem.DOES_NOT_FIT) and not known:
                found = open_vault(path, form)
                if isinstance(found, OpenProblem):
                    problem = problem or found
                else:
                    opened = Opened(found, form, read_as_words=form is forms[-1])
        return opened or problem or OpenProblem.DOES_NOT_FIT
    finally:
        for form in forms:
            if opened is None or form is not opened.passphrase:
                form.wipe()


def _look_into(path: Path, mine: str, passphrase: Passphrase) -> Sibling:
    """Say what a conflict copy is; its digits are wiped at once."""
    from recovery_assistant.vault.store import open_vault

    found = open_vault(path, passphrase)
    if isinstance(found, OpenProblem):
        return Sibling(path=path, is_backup=False, problem=found)
    found.held.wipe()
    return Sibling(
        path=path,
        is_backup=False,
        revision=found.revision,
        same_file=found.identifier == mine,
        keys=len(found.entries),
    )


def _wipe_opened(found: Opened | SaveProblem | OpenProblem | None) -> None:
    if isinstance(found, Opened):
        found.vault.held.wipe()
        found.passphrase.wipe()


def _renew(
    remembered: Remembered, path: Path, vault: Vault, passphrase: Passphrase, day: date
) -> None:
    try:
        remembered.renew(path, vault.identifier, passphrase, day)
    finally:
        passphrase.wipe()


def _remember(
    remembered: Remembered, path: Path, vault: Vault, passphrase: Passphrase, day: date
) -> None:
    try:
        remembered.remember(path, vault.identifier, passphrase, day)
    finally:
        passphrase.wipe()


def _nothing_to_do() -> None:
    """Only ask what is known."""


def _nothing_to_wipe(_found: object) -> None:
    """What such work leaves behind holds no secret."""


def _not_shown(_done: int, _total: int) -> None:
    """How far it is cannot be told: a page says that it works."""
