# SPDX-License-Identifier: Apache-2.0
"""How long it takes from a key pressed in a block to its painted verdict.

    python tests/benchmarks/keystroke.py [--keys 7]

The window of the program runs in this process. Each digit is a key event; its time ends when the
block and the verdict under it have been painted. A second time ends when all that it caused on the
page is painted as well. The same digits go into a bare line edit in the same run.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import ScreenLink, Shows
from recovery_assistant.keys import KeyDraft
from recovery_assistant.main import Program
from recovery_assistant.system.settings import Settings
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.widgets.text import install_heading_role
from recovery_assistant.ui.widgets.verdict_mark import VerdictMark

AIM_MS: Final = 16.0
PATIENCE_S: Final = 5.0
SLIP_EVERY: Final = 3
"""In every third key a block has a slip, so that findings come and go as well."""
_VALUES: Final = (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)


class Press(NamedTuple):
    """One keystroke: until its field is painted, and until the whole page is."""

    field_ms: float
    page_ms: float


@dataclass(frozen=True, slots=True)
class Times:
    """The times of all keystrokes, in milliseconds."""

    presses: Sequence[Press]

    def share(self, percent: int) -> float:
        """The time in which so many of a hundred fields are painted."""
        return self._share([press.field_ms for press in self.presses], percent)

    def page_share(self, percent: int) -> float:
        """The time in which so many of a hundred pages are painted."""
        return self._share([press.page_ms for press in self.presses], percent)

    @staticmethod
    def _share(times: Sequence[float], percent: int) -> float:
        ordered = sorted(times)
        return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


class _Painter(QObject):
    """Lets watched widgets paint themselves, and notes when each was done for the first time."""

    def __init__(self, watched: Sequence[QWidget]) -> None:
        super().__init__()
        self._waiting = list(watched)
        self.done_at = 0.0
        for widget in watched:
            widget.installEventFilter(self)

    @property
    def is_done(self) -> bool:
        """Whether all have been painted."""
        return not self._waiting

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Paint or watched not in self._waiting:
            return False
        watched.event(event)
        self._waiting = [widget for widget in self._waiting if widget is not watched]
        self.done_at = time.perf_counter()
        return True


def _press(edit: QLineEdit, shows: Sequence[QWidget], digit: str) -> Press:
    """Press a key in a field; wait for the paint of what shows it, and for all that follows."""
    painter = _Painter(shows)
    began = time.perf_counter()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        code = Qt.Key.Key_0.value + int(digit)
        no_modifier = Qt.KeyboardModifier.NoModifier
        QCoreApplication.postEvent(edit, QKeyEvent(kind, code, no_modifier, digit))
    QCoreApplication.processEvents()
    while not painter.is_done:
        if time.perf_counter() - began > PATIENCE_S:
            raise RuntimeError("the field was not painted")
        QCoreApplication.processEvents()
    page_done = time.perf_counter()
    painter.deleteLater()
    # What was put off until the program is idle is no part of this keystroke.
    QCoreApplication.processEvents()
    return Press(1000 * (painter.done_at - began), 1000 * (page_done - began))


def _keys(count: int) -> Iterator[tuple[str, ...]]:
    for number in range(count):
        blocks = [f"{value * 11:06d}" for value in _VALUES]
        if number % SLIP_EVERY == SLIP_EVERY - 1:
            blocks[2] = "330012"
        yield tuple(blocks)


def _settle() -> None:
    for _round in range(20):
        QCoreApplication.processEvents()
        time.sleep(0.005)


def _in_bare_field(keys: int) -> Times:
    window = QWidget()
    edit = QLineEdit()
    QVBoxLayout(window).addWidget(edit)
    window.resize(1100, 760)
    window.show()
    _settle()
    presses: list[Press] = []
    for blocks in _keys(keys):
        edit.clear()
        _settle()
        presses += [_press(edit, [edit], digit) for digit in "".join(blocks)]
    shiboken6.delete(window)
    return Times(presses)


def _in_blocks(program: Program, keys: int) -> Times:
    window = program.window
    for event in (happened.ShowsChosen(Shows.LINK), happened.LinkChosen(ScreenLink.PERSONAL)):
        window.tell(event)
    window.forward()
    window.tell(happened.KeyIdTyped("5BFCBB05"))
    window.forward()
    _settle()
    fields = {edit.accessibleIdentifier(): edit for edit in window.findChildren(QLineEdit)}
    presses: list[Press] = []
    for blocks in _keys(keys):
        window.tell(happened.DraftEdited(KeyDraft()))
        _settle()
        for number, block in enumerate(blocks, start=1):
            edit = fields[identifiers.key_block(number)]
            edit.setFocus()
            _settle()
            marks = window.findChildren(VerdictMark)
            shows = [edit, *(mark for mark in marks if mark.parent() is edit.parent())]
            presses += [_press(edit, shows, digit) for digit in block]
        if tuple(window.session.draft.blocks) != blocks:
            raise RuntimeError("what was typed does not stand in the blocks")
    return Times(presses)


def _application() -> QApplication:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance()
    return application if isinstance(application, QApplication) else QApplication(sys.argv[:1])


def measure(keys: int) -> tuple[Times, Times]:
    """Type so many keys into the blocks and into a bare field; both in this order."""
    application = _application()
    application.setStyle("Fusion")
    install_heading_role()
    with tempfile.TemporaryDirectory(prefix="keystroke-") as folder:
        program = Program(application, Settings(), Path(folder, "settings.json"))
        program.window.show()
        _settle()
        ours = _in_blocks(program, keys)
        program.close()
        shiboken6.delete(program.window)
    return ours, _in_bare_field(keys)


def table(ours: Times, bare: Times) -> str:
    """The measurements as lines."""
    percents = (50, 90, 99)
    lines = [
        f"{f'{len(ours.presses)} keystrokes':24}" + "".join(f"{f'p{n}':>10}" for n in percents)
    ]
    rows: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("into a block", lambda n: f"{ours.share(n):.2f} ms"),
        ("until all is painted", lambda n: f"{ours.page_share(n):.2f} ms"),
        ("into a bare field", lambda n: f"{bare.share(n):.2f} ms"),
        ("ratio", lambda n: f"{ours.share(n) / bare.share(n):.1f}"),
    )
    lines += [f"{name:24}" + "".join(f"{cell(n):>10}" for n in percents) for name, cell in rows]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure and show."""
    parser = argparse.ArgumentParser(description="From a keystroke to its painted verdict.")
    parser.add_argument("--keys", type=int, default=7)
    keys: int = parser.parse_args().keys
    sys.stdout.write(table(*measure(keys)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
