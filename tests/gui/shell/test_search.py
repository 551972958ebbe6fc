# SPDX-License-Identifier: Apache-2.0
"""The search in the whole window, on real files and with a real thread."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog
from pytestqt.qtbot import QtBot

from gui.pages.states import BLOCKS, KEY, KEY_ID, OTHER_ID, ROUTES, part, walk
from recovery_assistant.errands import search as errand
from recovery_assistant.find import Candidate, hunt
from recovery_assistant.find.places import (
    Find,
    Place,
    Progress,
    Search,
    Searched,
    Skip,
    Skipped,
    Tell,
)
from recovery_assistant.flow.lockout import Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.looking import Looking, Phase, Spot, SpotKind
from recovery_assistant.keys import KeyDraft
from recovery_assistant.main import Program
from recovery_assistant.system import places_to_search
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.pages.routes import RoutesPage

Cancelled = Callable[[], bool]
OBEYED_S = 0.2
"""So soon the person sees that the search has stopped, and a key once it is read."""


@pytest.fixture(autouse=True)
def no_place_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places_to_search, "places_to_search", tuple[Spot, ...])


def state(program: Program) -> Looking:
    looking = program.window.session.looking
    assert looking is not None
    return looking


def phase(program: Program) -> Phase:
    return state(program).phase


def at_routes(program: Program, *folders: Path) -> None:
    walk(program.window, (*ROUTES, happened.KeyIdTyped(KEY_ID)))
    press(program, identifiers.SEARCH_OPEN)
    for folder in folders:
        program.window.tell(happened.FolderChosen(folder))


def press(program: Program, identifier: str) -> None:
    page = program.window.first.page(program.window.step)
    QTest.mouseClick(part(page, QAbstractButton, identifier), Qt.MouseButton.LeftButton)


def candidate(blocks: tuple[str, ...] = BLOCKS) -> Candidate:
    return Candidate(
        KeyDraft(blocks), None, None, well_formed=True, date=None, place="", reasons=()
    )


def searching(
    monkeypatch: pytest.MonkeyPatch, work: Callable[[Search, Tell, Cancelled], Searched]
) -> None:
    monkeypatch.setattr(hunt, "hunt", work)


def test_a_key_in_a_folder_is_found_shown_with_its_place_and_used(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    (tmp_path / "other.txt").write_text(f"Key ID {OTHER_ID}\n{'-'.join(reversed(BLOCKS))}\n")
    deep = tmp_path / "Papers"
    deep.mkdir()
    (deep / "note.txt").write_text(f"Identifier {KEY_ID}\nRecovery Key {KEY}\n", encoding="utf-16")
    (deep / "copy.txt").write_text(f"Identifier {KEY_ID}\nRecovery Key {KEY}\n")
    at_routes(program, tmp_path)
    press(program, identifiers.SEARCH_START)
    qtbot.waitUntil(lambda: phase(program) is Phase.OVER, timeout=20_000)
    best, other = state(program).finds
    assert {place.path.name for place in best.places} == {"note.txt", "copy.txt"}
    assert other.places[0].path.name == "other.txt"
    press(program, identifiers.found_use(1))
    assert program.window.step is Step.CHECK
    assert program.window.session.draft.blocks == BLOCKS
    # Nothing was written beside what was searched.
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "Papers", "copy.txt", "note.txt", "other.txt",
    ]  # fmt: skip


def test_a_key_stands_on_the_screen_as_soon_as_it_is_read(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []

    def meets_one(_search: Search, tell: Tell, cancelled: Cancelled) -> Searched:
        for done in range(50):
            tell(Progress(done, done, "x", 0))
        told.append(time.monotonic())
        tell(Find(candidate(), (Place(tmp_path / "key.txt"),)))
        while not cancelled():
            time.sleep(0.005)
        return Searched((), (), (), 1, 1, cancelled=True)

    searching(monkeypatch, meets_one)
    at_routes(program, tmp_path)
    page = program.window.first.page(Step.ROUTES)
    took: list[float] = []
    # The best of a few: other work on the machine is not what is measured.
    while not took or (min(took) >= OBEYED_S and len(took) < 4):
        program.window.tell(happened.PlacesWanted())
        press(program, identifiers.SEARCH_START)
        qtbot.waitUntil(lambda: bool(state(program).finds))
        qtbot.waitUntil(part(page, QAbstractButton, identifiers.found_use(1)).isVisible)
        took.append(time.monotonic() - told[-1])
        press(program, f"{identifiers.SEARCH_PROGRESS}-cancel")
        qtbot.waitUntil(lambda: state(program).finds == ())
    assert min(took) < OBEYED_S


def test_cancel_is_obeyed_at_once_though_the_search_takes_its_time(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = threading.Event()
    late = Find(candidate(), (Place(tmp_path / "key.txt"),))
    skipped = Skipped(Place(tmp_path / "x"), Skip.NO_RIGHTS)

    def hangs(_search: Search, _tell: Tell, cancelled: Cancelled) -> Searched:
        while not cancelled():
            time.sleep(0.005)
        let_go.wait(10)
        return Searched((late,), (), (skipped,), 7, 7, cancelled=True)

    searching(monkeypatch, hangs)
    at_routes(program, tmp_path)
    press(program, identifiers.SEARCH_START)
    began = time.monotonic()
    press(program, f"{identifiers.SEARCH_PROGRESS}-cancel")
    assert phase(program) is Phase.OVER
    assert time.monotonic() - began < OBEYED_S
    assert state(program).finds == ()
    let_go.set()
    qtbot.waitUntil(lambda: state(program).finds == (late,))
    assert state(program).skipped == (skipped,)


def test_the_window_is_told_in_bundles_however_much_is_met(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []

    def meets_many(_search: Search, tell: Tell, _cancelled: Cancelled) -> Searched:
        until = time.monotonic() + 0.5
        count = 0
        while time.monotonic() < until:
            tell(Skipped(Place(tmp_path), Skip.DAMAGED))
            count += 1
            if count % 100 == 0:
                time.sleep(0.001)
        return Searched((), (), (), count, 0)

    searching(monkeypatch, meets_many)
    usual = program.window.tell

    def tell(event: Event) -> None:
        if isinstance(event, happened.SearchTold):
            # Not passed on: how long the window takes to draw must not be what makes the bundles.
            heard.append(len(event.news))
        else:
            usual(event)

    at_routes(program, tmp_path)
    monkeypatch.setattr(program.window, "tell", tell)
    press(program, identifiers.SEARCH_START)
    qtbot.waitUntil(lambda: phase(program) is Phase.OVER, timeout=20_000)
    looking = state(program).progress
    assert looking is not None
    assert sum(heard) == looking.files
    assert 1 <= len(heard) <= 10


def test_a_search_that_breaks_off_is_said_and_the_window_goes_on(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems: list[type[BaseException]] = []

    def breaks(_search: Search, tell: Tell, _cancelled: Cancelled) -> Searched:
        tell(Find(candidate(), (Place(tmp_path),)))
        raise ZeroDivisionError

    searching(monkeypatch, breaks)
    at_routes(program, tmp_path)
    monkeypatch.setattr(
        program._errands._search, "_show_problem", lambda kind, _trace: problems.append(kind)
    )
    press(program, identifiers.SEARCH_START)
    qtbot.waitUntil(lambda: phase(program) is Phase.OVER)
    assert state(program).failed
    assert problems == [ZeroDivisionError]
    assert len(state(program).finds) == 1


def test_forgetting_the_case_stops_the_search_and_wipes_what_comes_late(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = candidate()
    ended = threading.Event()

    def runs(_search: Search, _tell: Tell, cancelled: Cancelled) -> Searched:
        while not cancelled():
            time.sleep(0.005)
        ended.set()
        return Searched((Find(late, (Place(tmp_path),)),), (), (), 1, 1, cancelled=True)

    searching(monkeypatch, runs)
    at_routes(program, tmp_path)
    press(program, identifiers.SEARCH_START)
    program.window.tell(happened.CaseForgotten())
    assert ended.wait(5)
    qtbot.waitUntil(lambda: late.draft.blocks == ("",) * 8)
    assert program.window.session.looking is None


def test_closing_the_window_ends_the_search(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()

    def runs(_search: Search, tell: Tell, cancelled: Cancelled) -> Searched:
        while not cancelled():
            tell(Progress(1, 1, "x", 0))
            time.sleep(0.005)
        ended.set()
        return Searched((), (), (), 1, 1, cancelled=True)

    searching(monkeypatch, runs)
    at_routes(program, tmp_path)
    press(program, identifiers.SEARCH_START)
    qtbot.wait(30)
    program.close()
    assert ended.wait(5)


def test_the_places_of_the_system_are_asked_for_off_the_window_s_thread(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    spot = Spot(tmp_path, SpotKind.STICK, "stick")

    def places() -> tuple[Spot, ...]:
        asked.append(threading.current_thread() is threading.main_thread())
        return (spot,)

    monkeypatch.setattr(places_to_search, "places_to_search", places)
    at_routes(program)
    qtbot.waitUntil(lambda: state(program).spots == (spot,))
    assert asked == [False]
    assert state(program).roots == (tmp_path,)


def test_without_an_answer_of_the_system_a_folder_can_still_be_chosen(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> tuple[Spot, ...]:
        raise OSError

    monkeypatch.setattr(places_to_search, "places_to_search", fails)
    monkeypatch.setattr(program._errands._search, "_show_problem", lambda _kind, _trace: None)
    at_routes(program)
    qtbot.waitUntil(lambda: state(program).spots == ())
    press(program, identifiers.SEARCH_FOLDER)
    (dialog,) = program.window.findChildren(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    assert state(program).roots == (tmp_path,)


def test_letters_are_bundled_and_none_is_lost() -> None:
    letters = errand.Letterbox(7)
    rung: list[int] = []
    letters.came.connect(rung.append)
    news = [Progress(n, n, "x", 0) for n in range(3)]
    for one in news:
        letters.put(one)
    assert rung == [7]
    assert letters.take() == tuple(news)
    assert letters.take() == ()
    letters.put(news[0])
    assert rung == [7, 7]


def test_the_way_into_the_search_stands_on_the_screen_of_places(program: Program) -> None:
    at_routes(program)
    page = program.window.first.page(Step.ROUTES)
    assert isinstance(page, RoutesPage)
    press(program, identifiers.SEARCH_CLOSE)
    assert not state(program).opened
    assert part(page, QAbstractButton, identifiers.SEARCH_OPEN).hasFocus()
