# SPDX-License-Identifier: Apache-2.0
"""Nothing is printed into a file, and what a print library leaves behind lies in memory."""

import ctypes
import ctypes.util
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from recovery_assistant.system import printing
from recovery_assistant.system.printing import Draw, Printed, makes_file, print_pages, send

pytestmark = pytest.mark.usefixtures("qapp")


def page(painter: QPainter, size: QSizeF) -> None:
    painter.fillRect(0, 0, int(size.width()), int(size.height()), "black")


class Named(QPrinter):
    """A printer of the system by that name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    @override
    def printerName(self) -> str:
        return self._name

    @override
    def outputFormat(self) -> QPrinter.OutputFormat:
        return QPrinter.OutputFormat.NativeFormat

    @override
    def outputFileName(self) -> str:
        return ""


@pytest.mark.parametrize("name", ["HP LaserJet 4", "Brother_HL_L2350DW", "Küche", "PDF-Drucker 2"])
def test_a_printer_with_paper_in_it_is_one(name: str) -> None:
    assert not makes_file(Named(name))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Microsoft Print to PDF",
        "Microsoft XPS Document Writer",
        "OneNote (Desktop)",
        "OneNote for Windows 10",
        "Fax",
        "Adobe PDF",
        "CUPS-PDF",
        "PDFCreator",
    ],
)
def test_what_makes_files_under_the_name_of_a_printer_is_refused(name: str) -> None:
    assert makes_file(Named(name))
    assert send(Named(name), [page]) is Printed.INTO_A_FILE


def test_a_printer_that_was_turned_into_a_file_is_refused() -> None:
    class Turned(Named):
        @override
        def outputFormat(self) -> QPrinter.OutputFormat:
            return QPrinter.OutputFormat.PdfFormat

    class Filed(Named):
        @override
        def outputFileName(self) -> str:
            return "key.prn"

    assert send(Turned("HP"), [page]) is Printed.INTO_A_FILE
    assert send(Filed("HP"), [page]) is Printed.INTO_A_FILE


def test_a_file_that_was_chosen_in_the_dialog_is_not_made(tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    assert send(printer, [page]) is Printed.INTO_A_FILE
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ended", [Printed.SENT, Printed.FAILED])
@pytest.mark.parametrize("before", [None, "elsewhere"])
@pytest.mark.skipif(not printing._MEMORY.is_dir(), reason="no folder in memory here")
def test_while_it_is_sent_temporary_files_lie_in_memory(
    ended: Printed,
    before: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used: list[Path] = []

    def paint(_device: QPagedPaintDevice, _pages: object) -> bool:
        used.append(Path(os.environ["TMPDIR"]))
        (used[0] / "job").write_bytes(b"left behind")
        return ended is Printed.SENT

    if before is None:
        monkeypatch.delenv("TMPDIR", raising=False)
    else:
        monkeypatch.setenv("TMPDIR", before)
    monkeypatch.setattr(printing, "paint", paint)
    assert send(Named("HP"), [page]) is ended
    assert used[0].parent == printing._MEMORY
    assert not used[0].exists()
    assert os.environ.get("TMPDIR") == before


@pytest.mark.skipif(not printing._MEMORY.is_dir(), reason="no folder in memory here")
def test_the_print_library_of_linux_makes_its_file_in_memory() -> None:
    name = ctypes.util.find_library("cups")
    if name is None:
        pytest.skip("CUPS is not installed here")
    cups = ctypes.CDLL(name)
    place = ctypes.create_string_buffer(1024)
    with printing._temporary_files_in_memory():
        # What Qt asks for a file for each job.
        os.close(cups.cupsTempFd(place, len(place)))
        made = Path(place.value.decode())
        assert made.is_file()
        assert made.is_relative_to(printing._MEMORY)
    assert not made.exists()


def test_each_page_is_drawn_over_the_whole_paper() -> None:
    sizes: list[tuple[int, int]] = []

    def spy(_painter: QPainter, size: QSizeF) -> None:
        sizes.append((round(size.width() / 100), round(size.height() / 100)))

    assert printing.pdf([spy, spy], QPageSize.PageSizeId.A4).startsWith(b"%PDF")
    printing.pdf([spy], QPageSize.PageSizeId.Letter)
    assert sizes == [(210, 297), (210, 297), (216, 279)]


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def shown(
    parent: QWidget, qtbot: QtBot, ended: list[Printed], pages: tuple[Draw, ...] = (page,)
) -> QPrintDialog:
    print_pages(parent, lambda: pages, ended.append)
    (dialog,) = parent.findChildren(QPrintDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_a_closed_dialog_prints_nothing_and_answers_nothing(parent: QWidget, qtbot: QtBot) -> None:
    ended: list[Printed] = []
    dialog = shown(parent, qtbot, ended)
    dialog.reject()
    qtbot.waitUntil(lambda: not parent.findChildren(QPrintDialog))
    assert ended == []


def test_the_dialog_answers_once(
    parent: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "send", lambda _printer, _pages: Printed.SENT)
    ended: list[Printed] = []
    dialog = shown(parent, qtbot, ended)
    assert not dialog.testOption(QPrintDialog.PrintDialogOption.PrintToFile)
    dialog.done(int(QPrintDialog.DialogCode.Accepted))
    qtbot.waitUntil(lambda: not parent.findChildren(QPrintDialog))
    assert ended == [Printed.SENT]


def test_nothing_is_printed_once_there_are_no_pages_any_more(parent: QWidget, qtbot: QtBot) -> None:
    ended: list[Printed] = []
    dialog = shown(parent, qtbot, ended, ())
    dialog.done(int(QPrintDialog.DialogCode.Accepted))
    qtbot.waitUntil(lambda: not parent.findChildren(QPrintDialog))
    assert ended == []
