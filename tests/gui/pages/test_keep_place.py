# SPDX-License-Identifier: Apache-2.0
"""Keep my place in the window: off by default, gone on with, and forgotten."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.pages.conftest import StartWindow
from gui.pages.states import BLOCKS, CHECK, KEY, KEY_ID, OUTCOME, ROUTES, Go, part, walk
from recovery_assistant.flow.lockout import Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Result, Shows
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.main import Program
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.widgets.button import Button
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.kept import GoOnCard
from recovery_assistant.ui.widgets.toast import Toast
from recovery_assistant.ui.window import Window

KEEPING = (*ROUTES, happened.PlaceKeeping(keep=True))


@pytest.fixture
def folder(settings_path: Path) -> Path:
    return settings_path.with_name("places")


@pytest.fixture
def lost(start: StartWindow) -> Callable[..., None]:
    """Return what walks somewhere and then ends as a killed process does: locks are let go."""

    def lose(*script: Event | Go) -> None:
        program = start()
        walk(program.window, script)
        assert program._errands._kept is not None
        program._errands._kept.let_go()
        program._errands._kept = None

    return lose


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json")) if folder.exists() else []


def shown(window: QWidget, identifier: str) -> list[QWidget]:
    """Return what is in view under an identifier; the ticks stand on more than one page."""
    return [
        thing
        for thing in window.findChildren(QWidget)
        if thing.accessibleIdentifier() == identifier and thing.isVisible()
    ]


def at(window: Window) -> Step:
    """Return the step: a call, so that the type check does not think it stays."""
    return window.step


def click(window: QWidget, identifier: str) -> None:
    (thing,) = shown(window, identifier)
    QTest.mouseClick(thing, Qt.MouseButton.LeftButton)


def told(window: QWidget) -> str:
    toast = part(window, Toast, identifiers.TOAST)
    return toast.accessibleName() if toast.isVisible() else ""


def everything_read(window: QWidget) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


# Off by default


def test_nothing_is_kept_by_itself(program: Program, folder: Path) -> None:
    walk(program.window, (*ROUTES, happened.KeyIdTyped(KEY_ID)))
    (tick,) = shown(program.window, identifiers.KEEP_PLACE)
    assert isinstance(tick, CheckRow)
    assert not tick.isChecked()
    assert shown(program.window, identifiers.KEEP_KEY_ID) == []
    assert not folder.exists()
    assert program._errands._kept is None


def test_where_the_system_hides_the_folder_the_program_starts_all_the_same(
    start: StartWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = os.stat

    def hidden(path: Path, **how: bool) -> os.stat_result:
        if path == folder:
            raise PermissionError
        return look(path, **how)

    monkeypatch.setattr(os, "stat", hidden)
    assert start().window.isVisible()


def test_a_tick_keeps_it_and_unticking_forgets_it(program: Program, folder: Path) -> None:
    window = program.window
    walk(window, (*ROUTES, happened.KeyIdTyped(KEY_ID)))
    click(window, identifiers.KEEP_PLACE)
    (path,) = files(folder)
    assert KEY_ID not in path.read_text(encoding="utf-8")
    click(window, identifiers.KEEP_KEY_ID)
    assert json.loads(path.read_bytes())["key_id"] == KEY_ID
    click(window, identifiers.KEEP_KEY_ID)
    assert KEY_ID not in path.read_text(encoding="utf-8")
    click(window, identifiers.KEEP_PLACE)
    assert not folder.exists()


def test_a_key_id_that_could_be_a_key_is_not_kept_and_that_is_said(
    program: Program, folder: Path
) -> None:
    window = program.window
    walk(window, (*KEEPING, happened.KeyIdKeeping(keep=True), happened.KeyIdTyped("20123456")))
    assert "This Key ID is not kept" in everything_read(window)
    assert json.loads(files(folder)[0].read_bytes())["key_id"] is None
    window.tell(happened.KeyIdTyped(KEY_ID))
    assert "This Key ID is not kept" not in everything_read(window)


def test_the_honest_page_offers_it_too(program: Program, folder: Path) -> None:
    window = program.window
    walk(window, ROUTES)
    for route in window.session.places_left:
        window.tell(happened.RouteRuledOut(route))
    click(window, identifiers.KEEP_PLACE)
    assert json.loads(files(folder)[0].read_bytes())["trail"] == ["screen", "routes", "spent"]


# Going on


def test_the_next_start_asks_with_the_focus_on_going_on(
    start: StartWindow, folder: Path, lost: Callable[..., None]
) -> None:
    lost(*KEEPING, happened.RouteRuledOut(Route.PERSONAL_ACCOUNT))
    window = start().window
    assert at(window) is Step.SCREEN
    focused = QApplication.focusWidget()
    assert isinstance(focused, Button)
    assert focused.accessibleIdentifier() == identifiers.go_on(1)
    assert "Where to look" in focused.accessibleName()
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert at(window) is Step.ROUTES
    assert window.session.ruled_out == {Route.PERSONAL_ACCOUNT}
    assert window.session.keeping
    assert "never kept" in told(window)
    window.tell(happened.RouteFound(Route.PAPER_OR_FILE))
    (path,) = files(folder)
    assert json.loads(path.read_bytes())["trail"] == ["screen", "routes", "check"]
    window.back()
    window.back()
    assert not part(window, GoOnCard, "").isVisible()


def test_starting_afresh_forgets_it_and_the_focus_stays_on_the_page(
    start: StartWindow, folder: Path, lost: Callable[..., None], qtbot: QtBot
) -> None:
    lost(*KEEPING)
    window = start().window
    click(window, identifiers.FORGET_OFFERS)
    qtbot.wait(1)
    assert not folder.exists()
    assert shown(window, identifiers.FORGET_OFFERS) == []
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleIdentifier() == identifiers.shows_choice(Shows.LINK.value)


def test_going_one_s_own_way_leaves_it_for_the_next_start(
    start: StartWindow, folder: Path, lost: Callable[..., None]
) -> None:
    lost(*KEEPING)
    program = start()
    walk(program.window, (*ROUTES, happened.KeyIdTyped(KEY_ID)))
    program.window.back()
    assert shown(program.window, identifiers.go_on(1)) == []
    program.close()
    assert len(files(folder)) == 1


def test_two_cases_are_offered_and_the_other_one_stays(
    start: StartWindow, folder: Path, lost: Callable[..., None]
) -> None:
    lost(*KEEPING)
    # Another case begins while the first waits: it is offered and not taken.
    lost(*KEEPING, happened.RouteFound(Route.PAPER_OR_FILE))
    window = start().window
    assert len(window.session.offered) == 2
    chosen = window.session.offered[1]
    click(window, identifiers.go_on(2))
    assert window.step is chosen.place.trail[-1]
    assert len(files(folder)) == 2


def test_a_place_that_another_window_took_is_no_longer_offered(
    start: StartWindow, folder: Path, lost: Callable[..., None]
) -> None:
    lost(*KEEPING)
    first, second = start(), start()
    click(first.window, identifiers.go_on(1))
    second.window.activateWindow()
    click(second.window, identifiers.go_on(1))
    assert "Another window" in told(second.window)
    assert shown(second.window, identifiers.go_on(1)) == []
    assert second.window.step is Step.SCREEN
    assert len(files(folder)) == 1


# Forgetting


def test_it_is_gone_when_it_opened_and_closing_does_not_bring_it_back(
    program: Program, folder: Path
) -> None:
    window = program.window
    walk(window, (*OUTCOME, happened.PlaceKeeping(keep=True)))
    assert len(files(folder)) == 1
    window.tell(happened.ResultChosen(Result.OPENED))
    assert not folder.exists()
    window.forward()
    assert window.step is Step.AFTERWARDS
    program.close()
    assert not folder.exists()


def test_it_is_gone_with_the_case(program: Program, folder: Path) -> None:
    walk(program.window, KEEPING)
    assert files(folder)
    program.window.tell(happened.CaseForgotten())
    assert not folder.exists()


def test_closing_the_window_keeps_it(start: StartWindow, folder: Path) -> None:
    program = start()
    walk(program.window, KEEPING)
    program.close()
    assert len(files(folder)) == 1
    assert shown(start().window, identifiers.go_on(1))


# What can go wrong


def test_where_nothing_can_be_kept_it_says_so_and_unticks(program: Program, folder: Path) -> None:
    folder.write_bytes(b"a file where a folder must be")
    window = program.window
    walk(window, ROUTES)
    click(window, identifiers.KEEP_PLACE)
    assert "cannot be kept" in told(window)
    (tick,) = shown(window, identifiers.KEEP_PLACE)
    assert isinstance(tick, CheckRow)
    assert not tick.isChecked()
    window.forward()
    assert window.step is Step.CHECK


@pytest.mark.parametrize(
    ("data", "said"), [(b"{", "damaged"), (b'{"version": 99}', "newer version")]
)
def test_a_place_that_cannot_be_gone_on_with_is_said_in_words(
    start: StartWindow,
    folder: Path,
    qtbot: QtBot,
    lost: Callable[..., None],
    data: bytes,
    said: str,
) -> None:
    lost(*KEEPING)
    files(folder)[0].write_bytes(data)
    window = start().window
    qtbot.waitUntil(lambda: said in told(window))
    assert shown(window, identifiers.go_on(1)) == []


# The start


START = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from recovery_assistant.main import Program
from recovery_assistant.system.settings import Settings
app = QApplication([])
program = Program(app, Settings(), Path(sys.argv[1]))
program.window.show()
late = ("system.kept_place", "flow.lockout.kept_json", "wording.kept", "ui.widgets.kept")
print([name for name in late if f"recovery_assistant.{name}" in sys.modules], flush=True)
import os
os._exit(0)
"""


def test_who_kept_nothing_pays_nothing_at_the_start(settings_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", START, str(settings_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"


# The key


@pytest.fixture
def written(program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect what stands on the disk after each event."""
    seen: list[str] = []
    tell = program.window.tell

    def tell_and_look(event: Event) -> None:
        tell(event)
        texts = [path.read_bytes().decode("latin-1") for path in folder.rglob("*.*")]
        seen.append("\n".join(texts))

    monkeypatch.setattr(Window, "tell", lambda _window, event: tell_and_look(event))
    return seen


def test_no_digit_of_a_key_is_ever_kept_wherever_it_is_typed(
    program: Program, written: list[str]
) -> None:
    window = program.window
    walk(
        window,
        (
            happened.ShowsChosen(Shows.ERROR_CODE),
            happened.ErrorCodeTyped(KEY),
            *CHECK,
            happened.PlaceKeeping(keep=True),
            happened.KeyIdKeeping(keep=True),
            *(happened.KeyIdTyped(KEY[:length]) for length in range(1, len(KEY) + 1)),
            happened.KeyIdTyped(KEY_ID),
            happened.TextPasted(f"{KEY_ID} {KEY}"),
            Go.ON,
            *(happened.BlockTyped(number) for number in range(1, 9)),
            Go.ON,
            happened.ResultChosen(Result.REFUSED),
        ),
    )
    assert window.session.draft.blocks == BLOCKS
    assert len(written) > 60
    # The files were there, and the Key ID in them, as it was allowed.
    assert any(KEY_ID in text for text in written)
    assert [block for block in BLOCKS for text in written if block in text] == []
    assert [text for text in written if KEY[:4] in text] == []
