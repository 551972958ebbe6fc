#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pictures of every screen in every look, and one page of HTML to look at them all.

    PYTHONPATH=tests .venv/bin/python packaging/shots.py [folder] [--states a,b] [--looks a,b]

Drawn without a screen, with keys that are made here. The folder is build/shots unless another is
named; what it holds is never committed.
"""

import argparse
import html
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from gui.call.states import MADE as CALLS
from gui.call.whole import show_state as show_call
from gui.pages.drives import nothing_done
from gui.pages.states import STATES, nothing_asked, nothing_searched, part, walk
from gui.vault.states import STATES as KEPT
from gui.vault.whole import show_state
from recovery_assistant.errands.drive import DriveErrands
from recovery_assistant.errands.search import SearchErrands
from recovery_assistant.main import Program
from recovery_assistant.system.settings import Settings, ThemeChoice
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.widgets.text import install_heading_role

ROOT = Path(__file__).resolve().parent.parent
ABOVE = ("dialog", "help-window")
"""What opens above the window."""
KEPT_STATES = tuple(f"vault-{state}" for state in KEPT)
"""Screens of the encrypted file."""
CALL_STATES = tuple(f"call-{state}" for state in CALLS)
"""Screens of a call."""
SETTLE_MS = 500
"""The layout takes some rounds to come to rest."""


@dataclass(frozen=True)
class View:
    """How a screen is looked at."""

    theme: ThemeChoice = ThemeChoice.LIGHT
    scale: float = 1.0
    size: tuple[int, int] = (1100, 760)
    language: str = "en"


VIEWS = {
    "light": View(),
    "dark": View(ThemeChoice.DARK),
    "contrast": View(ThemeChoice.CONTRAST),
    "text-200": View(scale=2.0),
    "right-to-left": View(language="ar-XB"),
    "pseudo": View(language="en-XA"),
    "800x600": View(size=(800, 600)),
    "large": View(size=(1920, 1080)),
    "narrow-200": View(scale=2.0, size=(640, 700)),
}


def shoot(app: QApplication, view: View, states: Sequence[str], folder: Path) -> None:
    """Write a picture of every state in one look."""
    folder.mkdir(parents=True, exist_ok=True)
    for state in states:
        program = started(app, view)
        if state in KEPT_STATES:
            show_state(program, state.removeprefix("vault-"))
        elif state in CALL_STATES:
            show_call(program, state.removeprefix("call-"))
        else:
            walk(program.window, STATES[state])
        keep(program.window, folder / f"{state}.png")
        finish(program)
    program = started(app, view)
    for name, window in above(program).items():
        keep(window, folder / f"{name}.png")
    finish(program)


def started(app: QApplication, view: View) -> Program:
    """Return a program in a look, on its first screen."""
    settings = Settings(theme=view.theme, text_scale=view.scale)
    program = Program(app, settings, Path(tempfile.mkdtemp(), "settings.json"))
    if view.language != "en":
        program.speak(view.language)
    program.window.resize(QSize(*view.size))
    program.window.show()
    program.window.activateWindow()
    return program


def above(program: Program) -> dict[str, QWidget]:
    """Return what opens above the window, by name."""
    walk(program.window, STATES["afterwards"])
    part(program.window, QAbstractButton, identifiers.FORGET_CASE).click()
    program.window.help_asked.emit()
    shown = [dialog for dialog in program.window.findChildren(QDialog) if dialog.isVisible()]
    return {dialog.accessibleIdentifier(): dialog for dialog in shown}


def keep(window: QWidget, file: Path) -> None:
    """Write the picture of a window once its layout has come to rest."""
    QTest.qWait(SETTLE_MS)
    window.grab().save(str(file))


def finish(program: Program) -> None:
    """Let go of a program as the tests do."""
    program.speak("en")
    program.close()
    shiboken6.delete(program.window)
    program.deleteLater()


def write_sheet(folder: Path, views: Sequence[str], names: Sequence[str]) -> Path:
    """Write the page that shows all pictures: a row a screen, a column a look."""
    head = "".join(f"<th>{html.escape(view)}</th>" for view in views)
    rows = []
    for name in names:
        cells = "".join(
            f'<td><a href="{view}/{name}.png"><img loading="lazy" width="420"'
            f' alt="{html.escape(name)}, {html.escape(view)}" src="{view}/{name}.png"></a></td>'
            for view in views
        )
        rows.append(f"<tr><th>{html.escape(name)}</th>{cells}</tr>")
    page = folder / "index.html"
    page.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title>'
        "<style>body{font-family:sans-serif}th{text-align:left;vertical-align:top;"
        "position:sticky;top:0;left:0;background:#fff}td{padding:4px;vertical-align:top}"
        "img{border:1px solid #999}</style>"
        f"<table><tr><th></th>{head}</tr>{''.join(rows)}</table></html>\n",
        encoding="utf-8",
    )
    return page


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description="Pictures of every screen.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "shots")
    every = ",".join((*STATES, *KEPT_STATES, *CALL_STATES))
    parser.add_argument("--states", default=every, help="screens, parted by commas")
    parser.add_argument("--looks", default=",".join(VIEWS), help="looks, parted by commas")
    chosen = parser.parse_args()
    states, looks = chosen.states.split(","), chosen.looks.split(",")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication([])
    app.setStyle("Fusion")
    # What lies on this machine is no matter of the pictures.
    for errands, name, stand_in in (
        (SearchErrands, "find_places", nothing_asked),
        (SearchErrands, "start_search", nothing_searched),
        (DriveErrands, "perform", nothing_done),
    ):
        setattr(errands, name, stand_in)
    install_heading_role()
    for look in looks:
        shoot(app, VIEWS[look], states, chosen.folder / look)
        print(f"{look}: {len(states) + 2} pictures", flush=True)
    print(write_sheet(chosen.folder, looks, [*states, *ABOVE]))


if __name__ == "__main__":
    main()
