# SPDX-License-Identifier: Apache-2.0
"""Calls in the window: parked, idle, over; what is left of them on disk and on the clipboard."""

from collections.abc import Sequence

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from typing_extensions import override

from flow.opened import blocks
from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.answers import Done, Voice, VoiceState
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.main import Program
from recovery_assistant.system import speech
from recovery_assistant.ui.doors.call import CallDoor
from recovery_assistant.wording.doors import Door

KEY = "-".join(blocks(1))
KEY_ID = "5BFCBB05-8D70-4720-8D5D-B8F67CB5903A"


def calling(program: Program) -> CallDoor:
    """Be at the read-out of a call, the first block shown."""
    program._open_door(Door.CALL)
    call = program._calls.current
    for check in call.session.profile.checks:
        call.tell(happened.CheckTicked(check.id, done=True))
    for event in (
        happened.WayChosen("call-back"),
        happened.ReasonChosen("firmware"),
        happened.DeviceTyped("PC-1"),
        happened.KeyIdTyped(KEY_ID[:8]),
        happened.KeyIdConfirmed(confirmed=True),
    ):
        call.tell(event)
    QGuiApplication.clipboard().setText(f"{KEY_ID}\n{KEY}")
    call.tell(happened.PasteAsked())
    call.tell(happened.StageAsked(Step.READ_OUT))
    assert shows(call)
    return call


def shows(call: CallDoor) -> bool:
    return call.session.shown


def wiped(call: CallDoor) -> bool:
    return call.session.wiped


def test_a_pasted_key_is_taken_off_the_clipboard_and_nothing_else_is(program: Program) -> None:
    calling(program)
    assert QGuiApplication.clipboard().text() == ""
    QGuiApplication.clipboard().setText("mine")
    program._calls.current.tell(happened.CallEnded())
    assert QGuiApplication.clipboard().text() == "mine"


def test_nobody_at_the_keyboard_hides_the_digits_and_then_wipes_the_key(program: Program) -> None:
    call = calling(program)
    calls = program._calls
    assert calls.idle.is_running
    calls.idle.idle.emit()
    assert not shows(call)
    assert not wiped(call)
    assert calls.idle.seconds_left <= 720
    calls.idle.idle.emit()
    assert wiped(call)
    assert call.session.draft.is_empty
    assert [line.done for line in call.session.note][-2:] == [Done.HIDDEN, Done.WIPED]


def test_somebody_who_comes_back_in_between_has_the_whole_time_again(program: Program) -> None:
    call = calling(program)
    calls = program._calls
    calls.idle.idle.emit()
    calls.idle.ticked.emit(calls.idle.seconds_left - 5)
    calls.idle.ticked.emit(calls.idle.seconds_left)
    assert calls.idle.seconds_left <= 180
    call.tell(happened.DigitsShown(shown=True))
    calls.idle.idle.emit()
    assert not shows(call)
    assert not wiped(call)


def test_a_locked_screen_hides_the_digits(program: Program) -> None:
    call = calling(program)
    program._calls._screen_locked()
    assert not shows(call)


def test_another_call_parks_the_first_and_its_end_leaves_the_other(
    program: Program, qtbot: QtBot
) -> None:
    first = calling(program)
    program._calls.new_call()
    second = program._calls.current
    assert second is not first
    assert program.window.door is second
    assert not shows(first)
    assert second.others()[0].name == first.name
    program._calls.next_call()
    assert program.window.door is first
    assert shows(first)
    first.tell(happened.CallEnded())
    first.tell(happened.CallClosed())
    qtbot.waitUntil(lambda: program.window.door is second)
    assert program._calls.current is second
    assert not program._calls.open_named(first.name)
    assert program._calls.open_named(second.name)


def test_another_door_hides_the_digits_and_the_call_waits(program: Program) -> None:
    call = calling(program)
    program._open_door(Door.LOCKOUT)
    assert not shows(call)
    program._open_door(Door.CALL)
    assert shows(call)


def test_closing_the_program_wipes_every_call(program: Program) -> None:
    call = calling(program)
    draft = call.session.draft
    program._calls.stop()
    assert draft.is_empty
    assert call.session.ended


def test_the_voice_is_handed_words_and_never_digits(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[list[str]] = []

    class Recorder(speech.Speech):
        @override
        def ask(self, language: str) -> None:
            self.changed.emit(speech.SpeechState.READY)

        @override
        def say(self, words: Sequence[str], *, slow: bool) -> None:
            said.append(list(words))

    monkeypatch.setattr(speech, "Speech", Recorder)
    call = calling(program)
    call.tell(happened.VoiceChosen(Voice.COMPUTER))
    assert call.session.voice_state is VoiceState.READY
    call.tell(happened.SpeakAsked())
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    (spoken,) = said
    assert not any(one.isdecimal() for word in spoken for one in word)
    digits = [word for part in spoken for word in part.replace(".", "").split(", ")]
    digits = [word for word in digits if word in names][-6:]
    assert digits == [names[int(digit)] for digit in blocks(1)[0]]


def test_a_broken_profile_is_told_and_the_ordinary_one_is_used(program: Program) -> None:
    folder = program._settings_path.parent
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "profile.toml").write_text("audit = 3\n")
    program._open_door(Door.CALL)
    assert program._calls.current.session.profile.checks
    assert "audit" in program.window.toast._text.text()
