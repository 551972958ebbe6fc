# SPDX-License-Identifier: Apache-2.0
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.pages.drives import nothing_done
from gui.pages.states import nothing_asked, nothing_searched
from recovery_assistant.errands.drive import DriveErrands
from recovery_assistant.errands.search import SearchErrands
from recovery_assistant.main import Program
from recovery_assistant.system.settings import Settings
from recovery_assistant.ui.widgets.text import install_heading_role


class StartWindow(Protocol):
    def __call__(self, settings: Settings | None = None, path: Path | None = None) -> Program: ...


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """Give the application what `run` gives it once, before any window."""
    qapp.setStyle("Fusion")
    install_heading_role()
    return qapp


@pytest.fixture(autouse=True)
def own_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer made-up places and search nothing: what lies on this machine is not a test's to see."""
    monkeypatch.setattr(SearchErrands, "find_places", nothing_asked)
    monkeypatch.setattr(SearchErrands, "start_search", nothing_searched)
    monkeypatch.setattr(DriveErrands, "perform", nothing_done)


@pytest.fixture
def settings_path() -> Iterator[Path]:
    # Not tmp_path: one folder a test is kept of that, and there are many tests.
    folder = Path(tempfile.mkdtemp(prefix="settings-"))
    yield folder / "settings.json"
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.fixture
def start(qtbot: QtBot, dressed: QApplication, settings_path: Path) -> Iterator[StartWindow]:
    """Start the program as `run` does, without its event loop."""
    started: list[Program] = []

    def begin(settings: Settings | None = None, path: Path | None = None) -> Program:
        program = Program(dressed, settings or Settings(), path or settings_path)
        started.append(program)
        with qtbot.waitActive(program.window):
            program.window.show()
            program.window.activateWindow()
        return program

    yield begin
    for program in started:
        program.close()
        # As `run` does it: left to Python's collector, the window would crash the tests.
        shiboken6.delete(program.window)
        program.deleteLater()
    dressed.clipboard().clear()


@pytest.fixture
def program(start: StartWindow) -> Program:
    return start()
