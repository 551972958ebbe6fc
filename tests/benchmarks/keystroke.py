# SPDX-License-Identifier: Apache-2.0
"""How long it takes from a key pressed in a block to its painted verdict.

    python tests/benchmarks/keystroke.py [--keys 7]

The window of the program runs in this process. Each digit is a key event; its time ends when the
events that it caused are done and the block, or the words under it, have been painted. The same
digits go into a bare line edit in the same run.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

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
from recovery_assistant.ui.style import WholeTargets
from recovery_assistant.ui.widgets.text import install_heading_role

AIM_MS: Final = 16.0
PATIENCE_S: Final = 5.0
SLIP_EVERY: Final = 3
"""In every third key a block has a slip, so that findings come and go as well."""
_VALUES: Final = (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)


@dataclass(frozen=True, slots=True)
class Times:
    """The times of all keystrokes, in milliseconds."""

    all_ms: Sequence[float]

    def share(self, percent: int) -> float:
        """The time that so many of a hundred keystrokes keep."""
        ordered = sorted(self.all_ms)
        return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


class _Painted(QObject):
    """Sees when one widget has been asked to paint itself."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = False

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen = True
        return False


def _press_ms(edit: QLineEdit, digit: str) -> float:
    """Press a key in a field; wait for its paint and for all else that follows."""
    painted = _Painted()
    edit.installEventFilter(painted)
    began = time.perf_counter()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        code = Qt.Key.Key_0.value + int(digit)
        no_modifier = Qt.KeyboardModifier.NoModifier
        QCoreApplication.postEvent(edit, QKeyEvent(kind, code, no_modifier, digit))
    QCoreApplication.processEvents()
    while not painted.seen:
        if time.perf_counter() - began > PATIENCE_S:
            raise RuntimeError("the field was not painted")
        QCoreApplication.processEvents()
    took = 1000 * (time.perf_counter() - began)
    edit.removeEventFilter(painted)
    # What was put off until the program is idle is no part of this keystroke.
    QCoreApplication.processEvents()
    return took


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
    times: list[float] = []
    for blocks in _keys(keys):
        edit.clear()
        _settle()
        times += [_press_ms(edit, digit) for digit in "".join(blocks)]
    shiboken6.delete(window)
    return Times(times)


def _in_blocks(program: Program, keys: int) -> Times:
    window = program.window
    for event in (happened.ShowsChosen(Shows.LINK), happened.LinkChosen(ScreenLink.PERSONAL)):
        window.tell(event)
    window.forward()
    window.tell(happened.KeyIdTyped("5BFCBB05"))
    window.forward()
    _settle()
    fields = {edit.accessibleIdentifier(): edit for edit in window.findChildren(QLineEdit)}
    times: list[float] = []
    for blocks in _keys(keys):
        window.tell(happened.DraftEdited(KeyDraft()))
        _settle()
        for number, block in enumerate(blocks, start=1):
            edit = fields[identifiers.key_block(number)]
            edit.setFocus()
            _settle()
            times += [_press_ms(edit, digit) for digit in block]
        if tuple(window.session.draft.blocks) != blocks:
            raise RuntimeError("what was typed does not stand in the blocks")
    return Times(times)


def _application() -> QApplication:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance()
    return application if isinstance(application, QApplication) else QApplication(sys.argv[:1])


def measure(keys: int) -> tuple[Times, Times]:
    """Type so many keys into the blocks and into a bare field; both in this order."""
    application = _application()
    style = WholeTargets()
    application.setStyle(style)
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
    lines = [f"{f'{len(ours.all_ms)} keystrokes':24}" + "".join(f"{f'p{n}':>10}" for n in percents)]
    rows: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("into a block", lambda n: f"{ours.share(n):.2f} ms"),
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
