# SPDX-License-Identifier: Apache-2.0
"""A whole journey with one key; afterwards no digit of it is left where it does not belong."""

import logging
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.pages.conftest import StartWindow
from gui.pages.states import CHECK, Go, part, walk
from recovery_assistant.flow.lockout import Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Form, Refusal, Result
from recovery_assistant.keys import KeyDraft
from recovery_assistant.main import Program
from recovery_assistant.system.settings import ThemeChoice
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.widgets.rail import StepRail, TopLine
from recovery_assistant.ui.window import Window

TEXTS = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)


@pytest.fixture
def key(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Return eight blocks of which none occurs anywhere else by chance."""
    first = 20_000 + zlib.crc32(request.node.name.encode()) % 40_000
    return tuple(f"{(first + 607 * number) * 11:06d}" for number in range(8))


def traces(key: Sequence[str], text: str) -> list[str]:
    """Return the blocks of the key that a text holds, also spelled out."""
    return [block for block in key if block in text or " ".join(block) in text]


def everything_told(window: QWidget) -> str:
    """Return what a screen reader can get of all widgets, seen or not."""
    words = [window.windowTitle()]
    for thing in (window, *window.findChildren(QWidget)):
        words += [thing.toolTip(), thing.statusTip(), thing.whatsThis(), thing.objectName()]
        interface = QAccessible.queryAccessibleInterface(thing)
        if interface is not None:
            words += [interface.text(text) for text in TEXTS]
        if isinstance(thing, QLabel | QLineEdit):
            words.append(thing.text())
    return "\n".join(words)


def files(*folders: Path) -> Iterable[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def type_on(text: str) -> None:
    for character in text:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, character)


def journey(window: Window, key: Sequence[str]) -> list[KeyDraft]:
    """Walk every screen of the key; return all drafts that ever were in a session."""
    drafts: list[KeyDraft] = []
    walk(window, CHECK)
    for block in key:
        type_on(block)
        drafts.append(window.session.draft)
    assert window.session.draft.blocks == tuple(key)
    walk(window, (happened.FormChosen(Form.LINE), happened.FormChosen(Form.EIGHT)))
    walk(
        window,
        (
            happened.CompareOpened(opened=True),
            happened.SecondPasted("-".join(("", *key[1:]))),
            happened.SecondEdited(KeyDraft(key)),
        ),
    )
    drafts.append(window.session.second)
    walk(window, (happened.TextPasted(f"5BFCBB05 {'-'.join(key)}"), Go.ON))
    drafts.append(window.session.draft)
    for number in range(1, 9):
        window.tell(happened.BlockTyped(number, done=True))
    assert window.session.typed == set(range(1, 9))
    walk(
        window,
        (
            Go.ON,
            happened.ResultChosen(Result.REFUSED),
            happened.RefusalChosen(Refusal.OTHER_DRIVE),
            happened.ResultChosen(Result.OPENED),
            Go.ON,
        ),
    )
    assert window.step is Step.AFTERWARDS
    return drafts


def test_a_journey_leaves_no_digit_on_disk_in_the_output_or_in_words(
    program: Program,
    key: tuple[str, ...],
    own_home: Path,
    settings_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    program._set_theme(ThemeChoice.DARK)
    journey(program.window, key)
    session = program.window.session
    assert session.draft.blocks == key
    assert traces(key, f"{session!r} {session} {session.draft!r} {session.candidates!r}") == []
    assert traces(key, everything_told(program.window)) == []
    program.close()
    program.window.close()
    written = list(files(own_home, settings_path.parent))
    assert settings_path in written
    for path in written:
        assert traces(key, path.read_bytes().decode("latin-1")) == [], path
    output = capfd.readouterr()
    assert traces(key, output.out + output.err + caplog.text) == []


def test_titles_and_the_rail_never_hold_a_digit_on_the_way(
    program: Program, key: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    window = program.window
    heard: list[str] = []
    window.windowTitleChanged.connect(heard.append)
    tell = window.tell

    def tell_and_listen(event: happened.Event) -> None:
        tell(event)
        rails = (*window.findChildren(StepRail), *window.findChildren(TopLine))
        heard.extend(everything_told(rail) for rail in rails)

    monkeypatch.setattr(window, "tell", tell_and_listen)
    journey(window, key)
    assert len(heard) > 20
    assert traces(key, "\n".join(heard)) == []


def test_events_do_not_show_what_they_carry(key: tuple[str, ...]) -> None:
    whole = "-".join(key)
    for event in (
        happened.TextPasted(whole),
        happened.DraftEdited(KeyDraft(key)),
        happened.SuggestionUsed(1, key[0]),
        happened.SecondEdited(KeyDraft(key)),
        happened.SecondPasted(whole),
        happened.KeyIdTyped(whole),
    ):
        assert traces(key, f"{event!r} {event}") == []


def test_hidden_digits_are_told_to_nobody(program: Program, key: tuple[str, ...]) -> None:
    window = program.window
    walk(
        window,
        (
            *CHECK,
            happened.DraftEdited(KeyDraft(key)),
            happened.CompareOpened(opened=True),
            happened.SecondEdited(KeyDraft(key)),
        ),
    )
    assert traces(key, everything_told(window)) == list(key)
    window.tell(happened.DigitsHidden(hidden=True))
    assert traces(key, everything_told(window)) == []
    window.tell(happened.FormChosen(Form.LINE))
    assert traces(key, everything_told(window)) == []


@pytest.mark.parametrize("form", Form)
def test_the_key_gets_onto_the_clipboard_by_nobody_but_the_person(
    program: Program, key: tuple[str, ...], form: Form
) -> None:
    window = program.window
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    walk(
        window,
        (*CHECK, happened.FormChosen(form), happened.DraftEdited(KeyDraft(key))),
    )
    name = identifiers.key_block(1) if form is Form.EIGHT else identifiers.KEY_LINE
    edit = part(window, QLineEdit, name)
    edit.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(edit, Qt.Key.Key_A, control)
    window.forward()
    window.back()
    window.tell(happened.DigitsHidden(hidden=True))
    edit.setFocus()
    for letter in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_Insert):
        QTest.keyClick(edit, letter, control)
    assert clipboard.text() == "before"
    data: QMimeData = clipboard.mimeData()
    assert traces(key, data.text()) == []


def test_a_forgotten_case_leaves_empty_buffers_and_fields(
    qtbot: QtBot, program: Program, key: tuple[str, ...]
) -> None:
    window = program.window
    drafts = journey(window, key)
    assert drafts[-1].blocks == key
    window.tell(happened.CaseForgotten())
    qtbot.wait(1)
    assert window.step is Step.SCREEN
    assert {draft.blocks for draft in drafts} == {("",) * 8}
    assert {bytes(buffer) for draft in drafts for buffer in draft._buffers} == {b""}
    assert traces(key, everything_told(window)) == []
    walk(window, CHECK)
    assert {
        part(window, QLineEdit, identifiers.key_block(number)).text() for number in range(1, 9)
    } == {""}


def test_closing_wipes_what_is_held(start: StartWindow, key: tuple[str, ...]) -> None:
    program = start()
    walk(
        program.window,
        (*CHECK, happened.DraftEdited(KeyDraft(key)), happened.SecondEdited(KeyDraft(key))),
    )
    drafts = (program.window.session.draft, program.window.session.second)
    program.close()
    assert {draft.blocks for draft in drafts} == {("",) * 8}
