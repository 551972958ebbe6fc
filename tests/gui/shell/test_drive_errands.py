# SPDX-License-Identifier: Apache-2.0
"""The locked drive in the whole window, on images in real files and with real threads."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool, QTimer
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from drives.volumes import FEW_ROUNDS, new_key, one_key
from gui.pages.states import CHECK, Typed, walk
from recovery_assistant.drive import engines, image, proof
from recovery_assistant.drive.metadata import Protector, Sealed
from recovery_assistant.drive.outcomes import (
    DoesNotOpen,
    DriveProblem,
    EngineKind,
    Plan,
    Searched,
    Tried,
    Verdict,
)
from recovery_assistant.drive.proof import ROUNDS, StoppedError
from recovery_assistant.drive.volume import Volume
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.proving import Proving, Stage, Trying, TryingPhase
from recovery_assistant.keys import KeyId, RecoveryKey
from recovery_assistant.keys.attempts import Attempts
from recovery_assistant.main import Program
from recovery_assistant.system import drives as drives_of_this_pc

KEY = new_key(31)
OTHER = new_key(32)
LOST = (*KEY.blocks[:7], KEY.blocks[7][:4])
Tell = Callable[[Tried], None]
Cancelled = Callable[[], bool]


@pytest.fixture(autouse=True)
def no_drive_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drives_of_this_pc, "drives", tuple[object, ...])


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    path = tmp_path / "kitchen.img"
    path.write_bytes(one_key(KEY, ROUNDS).image())
    return path


@pytest.fixture
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An image whose keys are checked in no time."""
    usual = proof.check

    def check(
        volume: Volume, key: RecoveryKey, *, only: KeyId | None, cancelled: Cancelled
    ) -> Verdict:
        return usual(volume, key, only=only, cancelled=cancelled, rounds=FEW_ROUNDS)

    monkeypatch.setattr(proof, "check", check)
    path = tmp_path / "quick.img"
    path.write_bytes(one_key(KEY).image())
    return path


class Engine:
    """Tries keys as it is told to: the tests are the processes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.total = 0
        self.starts: list[int] = []
        self.attempts: Attempts | None = None
        self.end = threading.Event()
        self.result = Searched(None, 0, 2.0)
        self.planning = threading.Event()
        self.planning.set()
        self.tells_late = False
        self.breaks = False
        monkeypatch.setattr(engines, "plan", self.plan)
        monkeypatch.setattr(engines, "try_all", self.try_all)

    def plan(
        self,
        count: int,
        _volume_key: Sealed | None,
        protectors: Sequence[Protector],
        *,
        cancelled: Cancelled,
    ) -> Plan:
        while not self.planning.wait(0.01):
            if cancelled():
                raise StoppedError
        self.total = count * len(protectors)
        return Plan(self.total, EngineKind.PROCESSES, "", 2.0)

    def try_all(
        self,
        attempts: Attempts,
        start: int,
        plan: Plan,
        _volume_key: Sealed | None,
        _protectors: Sequence[Protector],
        tell: Tell,
        cancelled: Cancelled,
    ) -> Searched:
        self.starts.append(start)
        self.attempts = attempts
        tell(Tried(start + 1, plan.total, 2.0))
        while not self.end.wait(0.01):
            if cancelled() and not self.breaks:
                if self.tells_late:
                    time.sleep(0.1)
                    tell(Tried(start + 2, plan.total, 2.0))
                return Searched(None, start + 2, 2.0)
        if self.breaks:
            raise RuntimeError
        return self.result


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    return Engine(monkeypatch)


def state(program: Program) -> Proving:
    proving = program.window.session.proving
    assert proving is not None
    return proving


def trying(program: Program) -> Trying:
    found = state(program).trying
    assert found is not None
    return found


def is_in(program: Program, phase: TryingPhase) -> Callable[[], bool]:
    return lambda: trying(program).phase is phase


def looked_at(
    qtbot: QtBot, program: Program, path: Path, blocks: tuple[str, ...] = KEY.blocks
) -> None:
    walk(program.window, (*CHECK, Typed(blocks), happened.DriveOpened(opened=True)))
    program.window.tell(happened.DriveChosen(path))
    qtbot.waitUntil(lambda: state(program).stage is Stage.TOLD)


def proved_as(qtbot: QtBot, program: Program) -> Verdict:
    program.window.tell(happened.ProofAsked())
    qtbot.waitUntil(lambda: state(program).checking is None, timeout=30_000)
    verdict = state(program).verdict
    assert verdict is not None
    return verdict


def kept_in(program: Program) -> list[Path]:
    return sorted(program._kept_folder.rglob("trying-*"))


def test_an_image_is_read_and_its_key_proved_and_a_strange_one_is_not(
    qtbot: QtBot, program: Program, quick: Path
) -> None:
    before = quick.read_bytes()
    looked_at(qtbot, program, quick)
    assert state(program).drives == ()
    proved_as(qtbot, program)
    assert state(program).proved
    walk(program.window, (Typed(OTHER.blocks),))
    assert isinstance(proved_as(qtbot, program), DoesNotOpen)
    assert quick.read_bytes() == before


def test_the_window_stays_smooth_while_a_key_takes_its_million_rounds(
    qtbot: QtBot, program: Program, drive: Path
) -> None:
    looked_at(qtbot, program, drive)
    gaps: list[float] = []
    last = [time.monotonic()]

    def tick() -> None:
        gaps.append(time.monotonic() - last[0])
        last[0] = time.monotonic()

    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(5)
    begun = time.monotonic()
    proved_as(qtbot, program)
    took = time.monotonic() - begun
    timer.stop()
    assert state(program).proved
    # Had it run on the window's own thread, one gap would be nearly all of the time.
    assert sorted(gaps)[-3] < max(0.1, took / 4)


def test_a_check_that_is_stopped_says_nothing_any_more(
    qtbot: QtBot, program: Program, drive: Path
) -> None:
    looked_at(qtbot, program, drive)
    program.window.tell(happened.ProofAsked())
    program.window.tell(happened.DriveStopped())
    qtbot.wait(100)
    assert state(program).checking is None
    assert state(program).verdict is None


def test_a_file_that_is_not_there_is_told(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    looked_at(qtbot, program, tmp_path / "gone.img")
    assert state(program).told is DriveProblem.VANISHED


def test_a_look_that_fails_unforeseen_is_shown_and_leads_back(
    qtbot: QtBot, program: Program, quick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[type[BaseException]] = []
    monkeypatch.setattr(
        program._errands._drive, "_show_problem", lambda kind, _trace: shown.append(kind)
    )

    def fails(*_arguments: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(image, "read_image", fails)
    walk(program.window, (*CHECK, happened.DriveOpened(opened=True)))
    program.window.tell(happened.DriveChosen(quick))
    qtbot.waitUntil(lambda: state(program).failed)
    assert state(program).stage is Stage.CHOOSING
    assert shown == [RuntimeError]


def saved_to(qtbot: QtBot, program: Program, target: Path) -> str:
    program.window.tell(happened.HeaderAsked())
    dialog = program.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    program.window.toast.hide()
    dialog.fileSelected.emit(str(target))
    dialog.close()
    qtbot.waitUntil(program.window.toast.isVisible)
    return str(program.window.toast.accessibleName())


def test_a_header_file_is_saved_and_serves_in_place_of_the_drive(
    qtbot: QtBot, program: Program, quick: Path, tmp_path: Path
) -> None:
    looked_at(qtbot, program, quick)
    target = tmp_path / "header.bin"
    assert "header.bin" in saved_to(qtbot, program, target)
    assert target.stat().st_size < 20_000
    program.window.tell(happened.DriveChosen(target))
    qtbot.waitUntil(lambda: state(program).stage is Stage.TOLD)
    proved_as(qtbot, program)
    assert state(program).proved


def test_a_header_file_that_cannot_be_written_is_said(
    qtbot: QtBot, program: Program, quick: Path, tmp_path: Path
) -> None:
    looked_at(qtbot, program, quick)
    said = saved_to(qtbot, program, tmp_path / "no folder" / "header.bin")
    assert "could not be written" in said


def planned(qtbot: QtBot, program: Program, path: Path) -> None:
    looked_at(qtbot, program, path, LOST)
    program.window.tell(happened.TryingAsked())
    qtbot.waitUntil(is_in(program, TryingPhase.PLANNED))


def test_many_keys_are_tried_can_rest_and_go_on_where_they_were(
    qtbot: QtBot, program: Program, quick: Path, engine: Engine
) -> None:
    planned(qtbot, program, quick)
    assert trying(program).kept == 0
    program.window.tell(happened.TryingStarted())
    qtbot.waitUntil(lambda: trying(program).tried is not None)
    program.window.tell(happened.TryingPaused())
    qtbot.waitUntil(is_in(program, TryingPhase.PAUSED))
    assert trying(program).done == 2
    (file,) = kept_in(program)
    content = file.read_text("utf-8")
    assert '"done": 2' in content
    assert not any(block in content for block in KEY.blocks)
    program.window.tell(happened.TryingStarted())
    qtbot.waitUntil(lambda: len(engine.starts) == 2)
    assert engine.starts == [0, 2]
    engine.result = Searched(None, engine.total, 2.0)
    engine.end.set()
    qtbot.waitUntil(is_in(program, TryingPhase.OVER))
    assert kept_in(program) == []


def test_a_trying_that_was_broken_off_is_offered_again_for_the_same_number_of_keys(
    qtbot: QtBot, program: Program, quick: Path, engine: Engine
) -> None:
    planned(qtbot, program, quick)
    program.window.tell(happened.TryingStarted())
    qtbot.waitUntil(lambda: bool(engine.starts))
    program.window.tell(happened.TryingPaused())
    qtbot.waitUntil(is_in(program, TryingPhase.PAUSED))
    # Other digits: the place stays for those that it was about.
    walk(program.window, (Typed(KEY.blocks), Typed(LOST)))
    program.window.tell(happened.TryingAsked())
    qtbot.waitUntil(is_in(program, TryingPhase.PLANNED))
    assert trying(program).kept == 2
    program.window.tell(happened.TryingLeft())
    assert kept_in(program) == []


def test_the_key_that_opens_fills_the_blocks_and_nothing_is_left_behind(
    qtbot: QtBot, program: Program, quick: Path, engine: Engine
) -> None:
    planned(qtbot, program, quick)
    program.window.tell(happened.TryingStarted())
    qtbot.waitUntil(lambda: engine.attempts is not None)
    attempts = engine.attempts
    assert attempts is not None
    numbers = range(len(attempts))
    number = next(n for n in numbers if attempts.key_bytes(n) == KEY.to_bytes())
    protector = state(program).wanted[0]
    engine.result = Searched(number, number + 1, 2.0, protector)
    engine.end.set()
    qtbot.waitUntil(lambda: state(program).proved)
    assert program.window.session.draft.blocks == KEY.blocks
    assert program.window.session.found_id == protector
    assert kept_in(program) == []
    qtbot.waitUntil(lambda: len(attempts) == 0)


def test_giving_up_wipes_the_keys_once_they_are_not_read_any_more(
    qtbot: QtBot, program: Program, quick: Path, engine: Engine
) -> None:
    planned(qtbot, program, quick)
    program.window.tell(happened.TryingStarted())
    qtbot.waitUntil(lambda: engine.attempts is not None)
    attempts = engine.attempts
    assert attempts is not None
    program.window.tell(happened.TryingLeft())
    qtbot.waitUntil(lambda: len(attempts) == 0)
    assert state(program).trying is None
    assert kept_in(program) == []


def test_a_count_that_nobody_waits_for_ends_in_silence(
    qtbot: QtBot, program: Program, quick: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[type[BaseException]] = []
    monkeypatch.setattr(
        program._errands._drive, "_show_problem", lambda kind, _trace: shown.append(kind)
    )
    engine.planning.clear()
    looked_at(qtbot, program, quick, LOST)
    program.window.tell(happened.TryingAsked())
    program.window.tell(happened.TryingLeft())
    qtbot.wait(150)
    assert state(program).trying is None
    assert shown == []


def test_a_trying_that_fails_unforeseen_is_shown_and_can_go_on(
    qtbot: QtBot, program: Program, quick: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[type[BaseException]] = []
    monkeypatch.setattr(
        program._errands._drive, "_show_problem", lambda kind, _trace: shown.append(kind)
    )
    planned(qtbot, program, quick)

    def fails(*_arguments: object) -> None:
        raise RuntimeError

    usual = engines.try_all
    monkeypatch.setattr(engines, "try_all", fails)
    program.window.tell(happened.TryingStarted())
    qtbot.waitUntil(lambda: trying(program).failed)
    assert shown == [RuntimeError]
    # Nothing was tried, and what was kept before is not written over.
    assert kept_in(program) == []
    monkeypatch.setattr(engines, "try_all", usual)
    program.window.tell(happened.TryingStarted())
    qtbot.waitUntil(lambda: bool(engine.starts))


def test_the_place_is_kept_while_keys_are_tried_and_when_the_program_ends(
    qtbot: QtBot, program: Program, quick: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recovery_assistant.errands import drive as errand

    monkeypatch.setattr(errand, "_KEEP_EVERY_S", 0.0)
    planned(qtbot, program, quick)
    program.window.tell(happened.TryingStarted())
    qtbot.waitUntil(lambda: len(kept_in(program)) == 1)
    assert '"done": 1' in kept_in(program)[0].read_text("utf-8")
    program._errands.stop()
    attempts = engine.attempts
    assert attempts is not None
    qtbot.waitUntil(lambda: '"done": 2' in kept_in(program)[0].read_text("utf-8"))


def test_the_place_outlives_the_program_that_is_closed_while_it_tries(
    qtbot: QtBot, program: Program, quick: Path, engine: Engine
) -> None:
    planned(qtbot, program, quick)
    program.window.tell(happened.TryingStarted())
    qtbot.waitUntil(lambda: engine.attempts is not None)
    attempts = engine.attempts
    assert attempts is not None
    program.close()
    # The window hears nothing any more: its event loop is over.
    assert QThreadPool.globalInstance().waitForDone(5000)
    (file,) = kept_in(program)
    assert '"done": 2' in file.read_text("utf-8")
    assert len(attempts) == 0


def test_what_is_given_up_is_not_kept_by_a_thread_that_is_still_at_its_last_keys(
    qtbot: QtBot, program: Program, quick: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recovery_assistant.errands import drive as errand

    monkeypatch.setattr(errand, "_KEEP_EVERY_S", 0.0)
    engine.tells_late = True
    planned(qtbot, program, quick)
    program.window.tell(happened.TryingStarted())
    qtbot.waitUntil(lambda: len(kept_in(program)) == 1)
    program.window.tell(happened.TryingLeft())
    assert QThreadPool.globalInstance().waitForDone(5000)
    assert kept_in(program) == []


def test_a_trying_that_breaks_off_keeps_where_it_stood(
    qtbot: QtBot, program: Program, quick: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[type[BaseException]] = []
    monkeypatch.setattr(
        program._errands._drive, "_show_problem", lambda kind, _trace: shown.append(kind)
    )
    engine.breaks = True
    planned(qtbot, program, quick)
    program.window.tell(happened.TryingStarted())
    qtbot.waitUntil(lambda: engine.attempts is not None)
    assert kept_in(program) == []
    engine.end.set()
    qtbot.waitUntil(lambda: trying(program).failed)
    assert '"done": 1' in kept_in(program)[0].read_text("utf-8")
    # Nobody hears of what breaks off once it was given up.
    engine.end.clear()
    engine.attempts = None
    program.window.tell(happened.TryingStarted())
    qtbot.waitUntil(lambda: engine.attempts is not None)
    attempts = program_keys(engine)
    program.window.tell(happened.TryingLeft())
    engine.end.set()
    qtbot.waitUntil(lambda: len(attempts) == 0)
    qtbot.wait(50)
    assert shown == [RuntimeError]
    assert kept_in(program) == []


def program_keys(engine: Engine) -> Attempts:
    assert engine.attempts is not None
    return engine.attempts
