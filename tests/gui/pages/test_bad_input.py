# SPDX-License-Identifier: Apache-2.0
"""What comes from outside is bad: it ends in words or in filled fields, never in a crash."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from gui.pages.conftest import StartWindow
from gui.pages.states import BLOCKS, CHECK, KEY, Typed, part, visible, walk
from recovery_assistant.errands import lockout as errands_module
from recovery_assistant.find import Reading
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Form
from recovery_assistant.main import Program
from recovery_assistant.system.settings import Settings, load, problem_sentence
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.jobs import Cancelled, Progress
from recovery_assistant.ui.problem import ProblemDialog
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.progress import ProgressRow
from recovery_assistant.ui.widgets.toast import Toast

TEN_MB = 10_000_000
LONGEST_SILENCE_S = 10.0
"""How long the window may not answer on a busy machine, whatever is brought."""
LONGEST_STALL_S = 2.0
"""How long it may not answer while a text is read beside it; an idle machine takes a tenth."""
BEGUN = (*BLOCKS[:2], "12")


class Pulse:
    """A timer of the window; its longest gap says how long the window did not answer."""

    def __init__(self, program: Program) -> None:
        self.ticks = 0
        self.longest = 0.0
        self._last = time.monotonic()
        self._timer = QTimer(program)
        self._timer.setInterval(10)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.monotonic()
        self.ticks += 1
        self.longest = max(self.longest, now - self._last)
        self._last = now


def at_check(program: Program) -> None:
    """Stand on screen 3 with some digits typed."""
    walk(program.window, (*CHECK, Typed(BEGUN)))


def wait_for_reading(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(lambda: program.window.session.reading is None, timeout=60_000)


def refused(program: Program) -> str:
    """Return the words of the banner; what was typed is still there."""
    banner = part(program.window, Banner, identifiers.READ_PROBLEM)
    assert banner.isVisible()
    assert program.window.session.draft.blocks[:3] == BEGUN
    assert part(program.window, QLineEdit, identifiers.key_block(3)).text() == "12"
    assert len(banner.accessibleName()) > 5
    assert len(banner.accessibleDescription()) > 15
    return f"{banner.accessibleName()} {banner.accessibleDescription()}"


def filled(program: Program) -> None:
    assert program.window.session.draft.blocks == BLOCKS
    shown = [part(program.window, QLineEdit, identifiers.key_block(n)).text() for n in range(1, 9)]
    assert shown == list(BLOCKS)


def noise(size: int) -> str:
    return bytes(number * number % 251 for number in range(size)).decode("latin-1")


TEXTS = {
    "nothing": "",
    "spaces": " \n\t ",
    "binary": noise(4000),
    "NUL": "\0" * 300,
    "HTML": "<html><script>alert(1)</script><b>no key</b><img src='file:///etc/passwd'></html>",
    "bidi": "\u202e\u2066no key\u2069\u202c \u200f\u200e",
    "lone surrogates": "\ud800\udc00 \ud83d",
    "digits without end": "7" * 19_000,
}
HELD = {
    "HTML": f"<p><b>Recovery Key</b><script>x()</script> {KEY}</p>",
    "bidi": "\u202e\u2066" + KEY.replace("-", "\u2013\u200e") + "\u2069\u202c",
    "NUL": "\0".join(KEY),
    "wide digits": KEY.translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_bad_paste_is_told_and_takes_nothing(qtbot: QtBot, program: Program, text: str) -> None:
    at_check(program)
    program.window.tell(happened.TextPasted(text))
    wait_for_reading(qtbot, program)
    words = refused(program)
    assert "<script>" not in words


@pytest.mark.parametrize("text", HELD.values(), ids=HELD)
def test_a_key_is_found_among_strange_things(qtbot: QtBot, program: Program, text: str) -> None:
    at_check(program)
    program.window.tell(happened.TextPasted(text))
    wait_for_reading(qtbot, program)
    filled(program)
    program.window.tell(happened.FillUndone())
    assert program.window.session.draft.blocks[:3] == BEGUN


@pytest.mark.parametrize("kind", ["words", "digits", "binary"])
def test_the_window_answers_while_megabytes_are_read(
    qtbot: QtBot, program: Program, kind: str
) -> None:
    at_check(program)
    text = {
        "words": "no key in this line\n" * (TEN_MB // 20),
        "digits": "123456-654321 " * (TEN_MB // 140),
        "binary": noise(TEN_MB),
    }[kind]
    pulse = Pulse(program)
    program.window.tell(happened.TextPasted(text))
    assert program.window.session.reading is not None
    wait_for_reading(qtbot, program)
    # Read in this thread there would be no tick at all; the bound is one for a busy machine.
    assert pulse.ticks > 0
    assert pulse.longest < LONGEST_STALL_S
    assert program.window.session.draft.blocks[:3] == BEGUN or not (
        program.window.session.read_problem
    )


@pytest.mark.parametrize("field", [identifiers.key_block(4), identifiers.KEY_LINE])
def test_ten_megabytes_pasted_into_a_field_do_not_stop_the_window(
    qtbot: QtBot, program: Program, field: str
) -> None:
    at_check(program)
    if field == identifiers.KEY_LINE:
        program.window.tell(happened.FormChosen(Form.LINE))
    edit = part(program.window, QLineEdit, field)
    edit.setFocus()
    QGuiApplication.clipboard().setText("no key in this line\n" * (TEN_MB // 20))
    begun = time.monotonic()
    QTest.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert time.monotonic() - begun < LONGEST_SILENCE_S
    wait_for_reading(qtbot, program)
    assert program.window.session.read_problem is not None
    assert program.window.session.draft.blocks[:3] == BEGUN


def test_a_search_that_is_cancelled_ends(qtbot: QtBot, program: Program) -> None:
    at_check(program)
    text = "000011-" * (TEN_MB // 7)
    program.window.tell(happened.TextPasted(text))
    qtbot.wait(300)
    request = program.window.session.reading
    assert request is not None
    assert QThreadPool.globalInstance().activeThreadCount() == 1
    program.window.tell(happened.ReadingStopped(request))
    begun = time.monotonic()
    # All of it would take ten seconds and more.
    assert QThreadPool.globalInstance().waitForDone(5_000)
    assert time.monotonic() - begun < LONGEST_STALL_S
    QApplication.processEvents()
    assert program.window.session.draft.blocks[:3] == BEGUN


def test_a_long_reading_can_be_cancelled(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []

    def read_until_cancelled(
        _path: Path, _wanted: object, progress: Progress, cancelled: Cancelled
    ) -> Reading:
        progress(1, 4)
        while not cancelled():
            time.sleep(0.005)
        stopped.append(True)
        return Reading((), None, 0)

    monkeypatch.setattr(errands_module, "read_file", read_until_cancelled)
    at_check(program)
    program.window.tell(happened.FileChosen(Path("endless")))
    # That of the search, which is another one, is a kind of it.
    rows = program.window.findChildren(ProgressRow)
    row = next(row for row in rows if type(row) is ProgressRow)
    qtbot.waitUntil(row.isVisible)
    cancel = next(visible(row, QPushButton))
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert program.window.session.reading is None
    assert not row.isVisible()
    qtbot.waitUntil(lambda: stopped == [True])
    QApplication.processEvents()
    assert program.window.session.draft.blocks[:3] == BEGUN
    assert program.window.session.read_problem is None


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def unreadable(folder: Path) -> Path:
    path = folder / "closed.txt"
    path.write_text(KEY)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this account reads everything")
    return path


def sparse(folder: Path) -> Path:
    path = folder / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(2 * 1024**3)
    return path


def written(name: str, data: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return write


BAD_FILES: dict[str, Callable[[Path], Path]] = {
    "folder": lambda folder: folder,
    "endless device": lambda _folder: Path("/dev/zero"),
    "fifo": fifo,
    "unreadable": unreadable,
    "sparse, 2 GB": sparse,
    "empty": written("empty.txt", b""),
    "binary": written("noise.bin", noise(50_000).encode("latin-1")),
    "vanished": lambda folder: folder / "gone.txt",
    "a name in no encoding": lambda folder: folder / os.fsdecode(b"\xff\xfe.txt"),
    "a picture": written("key.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
}
GOOD_FILES = {
    "UTF-16 without a mark": KEY.encode("utf-16-le"),
    "UTF-16, other order": f"Key\r\n{KEY}\r\n".encode("utf-16-be"),
    "UTF-16 with a mark": f"Key\r\n{KEY}\r\n".encode("utf-16"),
    "with NULs": b"\0\0" + KEY.encode() + b"\0\0",
    "code page": f"Clé: {KEY}".encode("cp850"),
}


@pytest.mark.parametrize("make", BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_told_and_takes_nothing(
    qtbot: QtBot, program: Program, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    at_check(program)
    pulse = Pulse(program)
    program.window.tell(happened.FileChosen(make(tmp_path)))
    wait_for_reading(qtbot, program)
    refused(program)
    assert pulse.longest < LONGEST_SILENCE_S


@pytest.mark.parametrize("data", GOOD_FILES.values(), ids=GOOD_FILES)
def test_a_file_in_an_odd_encoding_fills_the_fields(
    qtbot: QtBot, program: Program, tmp_path: Path, data: bytes
) -> None:
    at_check(program)
    program.window.tell(happened.FileChosen(written("key.txt", data)(tmp_path)))
    wait_for_reading(qtbot, program)
    filled(program)


@pytest.mark.parametrize(
    "data", [b"{", b"\xff\xfe\0", b"[]", b'{"theme": "pink"}', b'{"text_scale": 1e99}', b"[" * 9999]
)
def test_a_damaged_settings_file_is_told_and_stops_nothing(
    start: StartWindow, settings_path: Path, data: bytes
) -> None:
    settings_path.write_bytes(data)
    settings, trouble = load(settings_path)
    assert trouble is not None
    program = start(settings)
    program.show_settings_problem(trouble)
    toast = part(program.window, Toast, identifiers.TOAST)
    assert toast.isVisible()
    assert toast.accessibleName() == problem_sentence(trouble)
    assert settings == Settings()


def test_settings_that_cannot_be_kept_are_told_and_hold(
    start: StartWindow, settings_path: Path
) -> None:
    # A file where a folder is needed refuses whoever asks, also an administrator.
    settings_path.write_text("")
    program = start(path=settings_path / "below" / "settings.json")
    program._set_scale(1.5)
    toast = part(program.window, Toast, identifiers.TOAST)
    assert toast.isVisible()
    assert "could not be saved" in toast.accessibleName()
    assert program._look.scale == 1.5


def test_an_exception_in_a_job_is_told_by_a_code_and_not_by_its_words(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> Reading:
        raise ValueError(KEY)

    monkeypatch.setattr(errands_module, "read_file", fail)
    at_check(program)
    program.window.tell(happened.FileChosen(Path("some.txt")))
    qtbot.waitUntil(lambda: bool(program.window.findChildren(ProblemDialog)))
    dialog = program.window.findChildren(ProblemDialog)[0]
    assert dialog.isVisible()
    words = f"{dialog.text()}\n{dialog.informativeText()}\n{dialog.detailedText()}"
    code = dialog.informativeText().rpartition(" ")[2]
    assert len(code) == 6
    assert int(code, 16) >= 0
    assert "ValueError" in words
    assert not [digits for digits in BLOCKS if digits in words]
    dialog.button(QMessageBox.StandardButton.Ok).click()
    assert program.window.session.reading is None
    assert program.window.session.draft.blocks[:3] == BEGUN
