# SPDX-License-Identifier: Apache-2.0
"""What the window does outside for door 2, and the calls that there are.

Loaded when the first call begins, never before.
"""

from __future__ import annotations  # speech is loaded where somebody asks for it

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from recovery_assistant.find import Reading, read_file, read_text
from recovery_assistant.flow.call import effects as asked
from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.answers import Pace, VoiceState
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.guidance import Guidance
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.guidance.profile import Profile, ProfileFault
from recovery_assistant.i18n import _
from recovery_assistant.keys import KeyId, plain_digits
from recovery_assistant.system.clipboard import copy_text
from recovery_assistant.system.clipboard import read_text as read_clipboard
from recovery_assistant.system.idle import IdleWatch
from recovery_assistant.system.links import open_link
from recovery_assistant.system.profile_file import keep_line, read_profile
from recovery_assistant.system.screen_lock import ScreenLock
from recovery_assistant.system.whole_file import NotOursError, read_whole, write_whole
from recovery_assistant.ui import jobs
from recovery_assistant.ui.call_page import CallPage
from recovery_assistant.ui.doors.call import CallDoor, call_name
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.widgets.rail import OtherDoor
from recovery_assistant.ui.window import Window
from recovery_assistant.wording import call as words
from recovery_assistant.wording.profile import profile_fault

if TYPE_CHECKING:
    from recovery_assistant.system.speech import Speech, SpeechState

READ_ON_THE_SPOT = 20_000
"""Texts up to this many characters are read at once; longer ones off the GUI thread."""
CLOCK_EVERY_MS = 20_000
"""How often a call in view is told the time."""


class CallErrands(QObject):
    """Owns the calls, and performs what they ask for."""

    def __init__(
        self,
        window: Window,
        look: Look,
        *,
        folder: Path,
        guidance: Callable[[], Guidance],
        phone: Phone,
        show_problem: Callable[[type[BaseException], TracebackType | None], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._look = look
        self._folder = folder
        self._guidance = guidance
        self._phone = phone
        self._show_problem = show_problem
        self._calls: list[CallDoor] = []
        self._count = 0
        self._jobs: dict[tuple[int, int], jobs.Job[Reading]] = {}
        self._pasted: int | None = None
        self._speech: Speech | None = None
        self._speaking: tuple[CallDoor, int] | None = None
        self._hidden = False
        self._left = 0
        read = read_profile(folder)
        fault = read if isinstance(read, ProfileFault) else None
        self._profile = phone.with_defaults(Profile() if isinstance(read, ProfileFault) else read)
        self.idle = IdleWatch(self)
        self.idle.idle.connect(self._idle_came)
        self.idle.ticked.connect(self._touched)
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_EVERY_MS)
        self._clock.timeout.connect(self._tick)
        self._screen: ScreenLock | None = None
        if fault is not None:
            said = profile_fault(fault)
            window.toast.show_line("warning", f"{said.title}. {said.sentence}")

    # -- the calls

    @property
    def current(self) -> CallDoor:
        """The call in view, or the last one; a new one where there is none."""
        for call in self._calls:
            if call is self._window.door:
                return call
        return self._calls[-1] if self._calls else self._begin()

    def new_call(self) -> None:
        """Begin another call; the one in view is parked."""
        self._window.open_door(self._begin())

    def next_call(self) -> None:
        """Show the next call; with no other there is nothing to change to."""
        if len(self._calls) > 1:
            at = self._calls.index(self.current)
            self._window.open_door(self._calls[(at + 1) % len(self._calls)])

    def open_named(self, name: str) -> bool:
        """Show a call by its name; False where there is none of this name."""
        for call in self._calls:
            if call.name == name:
                self._window.open_door(call)
                return True
        return False

    def stop(self) -> None:
        """End every call: nothing secret stays."""
        for call in tuple(self._calls):
            call.tell(happened.CallEnded())
        for job in self._jobs.values():
            job.cancel()
        if self._speech is not None:
            self._speech.stop()

    def _begin(self) -> CallDoor:
        self._count += 1
        number = self._count
        calls: list[CallDoor] = []
        call = CallDoor(
            self._look,
            number,
            self._pages,
            lambda effect: self._perform(calls[0], effect),
            told=self._told,
            parked=lambda: self._parked(calls[0]),
            new_call=self.new_call,
            next_call=self.next_call,
        )
        calls.append(call)
        self._calls.append(call)
        call.tell(happened.ProfileRead(self._profile))
        self._clock.start()
        if self._screen is None:
            self._screen = ScreenLock(self)
            self._screen.locked.connect(self._screen_locked)
            self._screen.listen(int(self._window.winId()))
        return call

    def _parked(self, but: CallDoor) -> Sequence[OtherDoor]:
        others = (call for call in self._calls if call is not but)
        return tuple(
            OtherDoor(
                call_name(call.number),
                "phone",
                _("Parked: {caller}, {stage}").format(
                    caller=words.caller_name(call.session),
                    stage=words.row_detail(call.step, call.session) or words.step_name(call.step),
                ),
                words.caller_name(call.session),
            )
            for call in others
        )

    def _pages(self) -> Mapping[Step, Callable[[], CallPage]]:
        """Return what makes each page; imported no sooner than it is made."""
        look, phone = self._look, self._phone

        def caller() -> CallPage:
            from recovery_assistant.ui.pages.call_caller import CallerPage

            return CallerPage(look, phone)

        def key_id() -> CallPage:
            from recovery_assistant.ui.pages.call_key_id import CallKeyIdPage

            return CallKeyIdPage(look, phone)

        def key() -> CallPage:
            from recovery_assistant.ui.pages.call_key import CallKeyPage

            return CallKeyPage(look, phone)

        def read_out() -> CallPage:
            from recovery_assistant.ui.pages.call_read_out import ReadOutPage

            return ReadOutPage(look, phone)

        def outcome() -> CallPage:
            from recovery_assistant.ui.pages.call_outcome import CallOutcomePage

            return CallOutcomePage(look, phone, self._guidance())

        return {
            Step.CALLER: caller,
            Step.KEY_ID: key_id,
            Step.KEY: key,
            Step.READ_OUT: read_out,
            Step.OUTCOME: outcome,
        }

    # -- time

    def _told(self) -> None:
        """After each event: wait for nobody touching the program while there is a key."""
        held = any(not call.session.draft.is_empty for call in self._calls)
        if not held:
            self.idle.stop()
            self._hidden = False
        elif not self.idle.is_running and not self._hidden:
            self.idle.wait(self._profile.hide_after)

    def _idle_came(self) -> None:
        if not self._hidden:
            self._hidden = True
            self._tell_all(happened.HideTimeCame())
            self.idle.wait(max(1, self._profile.end_after - self._profile.hide_after))
            self._left = self.idle.seconds_left
            return
        self._hidden = False
        self._tell_all(happened.EndTimeCame())

    def _touched(self, left: int) -> None:
        """Somebody is back when more time is left than before: wait for the first time again."""
        if self._hidden and left > self._left:
            self.idle.stop()
            self._hidden = False
            self._told()
        self._left = left

    def _tell_all(self, event: happened.Event) -> None:
        for call in tuple(self._calls):
            call.tell(event)

    def _tick(self) -> None:
        for call in self._calls:
            if call is self._window.door and not call.session.ended:
                call.tell_time()

    def _screen_locked(self) -> None:
        self._tell_all(happened.HideTimeCame())

    # -- effects

    def _perform(self, call: CallDoor, effect: asked.Effect) -> None:
        match effect:
            case asked.OpenLink(address):
                if not self._open(address):
                    call.tell(happened.LinkFailed(address))
            case asked.CopyText(text):
                copy_text(text)
                self._window.toast.show_line("copy", _("Copied"))
            case asked.ReadText(request, text, wanted):
                work = partial(_read_text, text, wanted)
                self._read(call, request, work, len(text))
            case asked.ReadFile(request, path, wanted):
                work = partial(_read_file, path, wanted)
                self._read(call, request, work, READ_ON_THE_SPOT + 1)
            case asked.StopReading(request):
                job = self._jobs.pop((call.number, request), None)
                if job is not None:
                    job.cancel()
            case asked.ReadClipboard():
                text = read_clipboard()
                self._pasted = hash(text)
                call.tell(happened.TextPasted(text))
            case asked.ClearClipboard():
                self._clear_clipboard()
            case asked.ChooseFile():
                self._choose_file(call)
            case asked.Wipe(drafts):
                for draft in drafts:
                    draft.wipe()
            case asked.AskVoice(language):
                # What is heard now is the answer, and no end of what was spoken before.
                self._speaking = None
                self._voice().ask(language)
            case asked.Speak():
                self._speak(call, effect)
            case asked.StopSpeaking():
                self._speaking = None
                if self._speech is not None:
                    self._speech.stop()
            case (
                asked.CopyNote() | asked.ChooseNoteFile() | asked.SaveNote() | asked.KeepAuditLine()
            ):
                self._care_for_note(call, effect)
            case asked.CallOver():
                QTimer.singleShot(0, self, partial(self._over, call))
            case _:
                # Whatever is not one of these is there to be said aloud; the type check knows.
                self._window.say(words.said(effect))

    def _care_for_note(
        self,
        call: CallDoor,
        effect: asked.CopyNote | asked.ChooseNoteFile | asked.SaveNote | asked.KeepAuditLine,
    ) -> None:
        match effect:
            case asked.CopyNote(session):
                copy_text(words.note_text(session, replacing=self._steps()))
                self._window.toast.show_line("copy", _("The note is copied"))
            case asked.ChooseNoteFile(suggested):
                self._choose_note_file(call, suggested)
            case asked.SaveNote(session, path):
                text = words.note_text(session, replacing=self._steps())
                saved = _saved(text, path)
                call.tell(happened.NoteSaved(path) if saved else happened.NoteNotSaved(path))
            case asked.KeepAuditLine(session):
                if not keep_line(self._folder, words.audit_line(session)):
                    said = _("The line for the record of calls could not be written.")
                    self._window.toast.show_line("warning", said)
            case _:
                assert_never(effect)

    def _steps(self) -> tuple[str, ...]:
        return self._phone.rotation(self._profile.directory).say

    def _open(self, address: str) -> bool:
        """Open an address of ours, or the organisation's own and no other."""
        if address == self._profile.portal:
            return QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))
        return open_link(address)

    def _over(self, call: CallDoor) -> None:
        """A call is done with: another one comes into view, a new one where there is none."""
        self._calls.remove(call)
        follower = self._calls[-1] if self._calls else self._begin()
        if self._window.door is call:
            self._window.open_door(follower)
        self._window.let_go(call)

    def _clear_clipboard(self) -> None:
        if self._pasted is not None and hash(read_clipboard()) == self._pasted:
            QGuiApplication.clipboard().clear()
        self._pasted = None

    def _read(self, call: CallDoor, request: int, work: jobs.Work[Reading], size: int) -> None:
        if size <= READ_ON_THE_SPOT:
            call.tell(happened.ReadingDone(request, work(_not_shown, _never)))
            return

        def done(reading: Reading) -> None:
            self._jobs.pop((call.number, request), None)
            call.tell(happened.ReadingDone(request, reading))

        def failed(problem: Exception) -> None:
            self._jobs.pop((call.number, request), None)
            call.tell(happened.ReadingStopped(request))
            self._show_problem(type(problem), problem.__traceback__)

        self._jobs[call.number, request] = jobs.run(
            self, work, on_progress=_not_shown, on_done=done, on_problem=failed
        )

    def _choose_file(self, call: CallDoor) -> None:
        dialog = QFileDialog(self._window, _("Open a file or an export that holds the key"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name_it(dialog, "call-file-dialog")
        dialog.fileSelected.connect(lambda name: call.tell(happened.FileChosen(Path(name))))
        dialog.open()

    def _choose_note_file(self, call: CallDoor, suggested: str) -> None:
        dialog = QFileDialog(self._window, _("Save the call note"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(suggested)
        name_it(dialog, "call-note-dialog")
        dialog.fileSelected.connect(lambda name: call.tell(happened.NoteFileNamed(Path(name))))
        dialog.open()

    # -- speech

    def _voice(self) -> Speech:
        if self._speech is None:
            from recovery_assistant.system.speech import Speech

            self._speech = Speech(self)
            self._speech.changed.connect(self._voice_changed)
        return self._speech

    def _speak(self, call: CallDoor, effect: asked.Speak) -> None:
        tongue = self._phone.tongue(effect.language)
        digits = plain_digits(effect.draft.block(effect.block))
        said = words.block_aloud(effect.block, digits, tongue)
        self._speaking = (call, effect.request)
        self._voice().say(said, slow=effect.pace is Pace.SLOW)

    def _voice_changed(self, state: SpeechState) -> None:
        call, request = self._speaking or (self.current, None)
        call.tell(happened.VoiceHeardOf(VoiceState(state.value), request))


def _saved(text: str, path: Path) -> bool:
    """Whether a note stands in its file now, word for word."""
    try:
        if not path.parent.is_dir():
            # A folder that nobody made is a slip of the pen.
            return False
        write_whole(text, path, "note-")
        return read_whole(path) == text.encode()
    except (OSError, NotOursError, ValueError):
        return False


def _not_shown(_done: int, _total: int) -> None:
    """Reading a key's file is over before progress could be drawn; the page says that it reads."""


def _never() -> bool:
    return False


def _read_text(
    text: str, wanted: KeyId | None, progress: jobs.Progress, cancelled: jobs.Cancelled
) -> Reading:
    return read_text(text, wanted, progress=progress, cancelled=cancelled)


def _read_file(
    path: Path, wanted: KeyId | None, progress: jobs.Progress, cancelled: jobs.Cancelled
) -> Reading:
    return read_file(path, wanted, progress, cancelled)
