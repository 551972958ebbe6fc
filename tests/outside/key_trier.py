# SPDX-License-Identifier: Apache-2.0
"""The program itself, driven until it tries many keys, for test_trying_ends.py to end it."""

import sys
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from drives.volumes import new_key
from gui.pages.states import CHECK, Typed, walk
from recovery_assistant import main
from recovery_assistant.drive import engines
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.proving import Stage, TryingPhase
from recovery_assistant.system import settings

ROUNDS = 0x8000
"""So few that keys are tried at once, so many that they do not all come to their end."""
LOST = new_key(31).blocks[:7]


class Driver:
    """Does one thing after the other as soon as the window is ready for it."""

    def __init__(self, program: main.Program, image: Path, end: Path) -> None:
        self._window = program.window
        self._image = image
        self._end = end
        self._said = False
        walk(self._window, (*CHECK, Typed((*LOST, "")), happened.DriveOpened(opened=True)))
        self._window.tell(happened.DriveChosen(image))

    def go_on(self) -> None:
        """Take the next step."""
        proving = self._window.session.proving
        if proving is None or proving.stage is not Stage.TOLD:
            return
        trying = proving.trying
        if trying is None:
            self._window.tell(happened.TryingAsked())
        elif trying.phase is TryingPhase.PLANNED:
            self._window.tell(happened.TryingStarted())
        elif trying.done >= 1 and not self._said:
            self._said = True
            sys.stdout.write("trying\n")
            sys.stdout.flush()
        elif self._end.exists():
            QApplication.quit()


def run(folder: Path) -> int:
    """Start the program as people do, with its files in this folder."""
    drivers: list[tuple[Driver, QTimer]] = []

    class Driven(main.Program):
        """The program, with hands."""

        def __init__(self, app: QApplication, kept: settings.Settings, path: Path) -> None:
            super().__init__(app, kept, path)
            driver, timer = Driver(self, folder / "drive.img", folder / "end"), QTimer(self)
            timer.timeout.connect(driver.go_on)
            timer.start(20)
            drivers.append((driver, timer))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "plan", partial(engines.plan, rounds=ROUNDS))
        patch.setattr(engines, "try_all", partial(engines.try_all, rounds=ROUNDS))
        patch.setattr(main, "settings_file", lambda: folder / "settings.json")
        patch.setattr(main, "Program", Driven)
        patch.setattr(sys, "argv", sys.argv[:1])
        return main.run()


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
