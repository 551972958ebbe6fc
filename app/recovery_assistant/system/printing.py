# SPDX-License-Identifier: Apache-2.0
"""Printing: pages drawn straight onto a printer of the system.

Nothing is printed into a file: that would be the key, unencrypted, on a disk. What the print
service of the system keeps of a job on its way is out of our hands; where this program would
itself leave a file for it (CUPS), that lies in memory and is gone afterwards.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QDialog, QWidget

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

Draw = Callable[[QPainter, QSizeF], None]
"""Draws one page; both in hundredths of a millimetre."""

_UNITS: Final = 100.0
_INCH: Final = 25.4
_MEMORY: Final = Path("/dev") / "shm"
"""A folder that is kept in memory, where the system has one."""
_INTO_FILES: Final = (
    "microsoft print to pdf",
    "microsoft xps document writer",
    "onenote",
    "send to onenote",
    "fax",
    "adobe pdf",
    "foxit",
    "pdfcreator",
    "pdf24",
    "cutepdf",
    "dopdf",
    "bullzip pdf",
    "cups-pdf",
    "print to file",
    "save as pdf",
)
"""How the names of printers begin that make files."""


class Printed(Enum):
    """How printing ended."""

    SENT = "sent"
    """The system took it. Whether it is on paper only the person can see."""
    INTO_A_FILE = "into-a-file"
    """What was chosen makes a file: nothing was printed, nothing was written."""
    FAILED = "failed"
    """The printer did not take it."""


def print_pages(
    parent: QWidget, pages: Callable[[], Sequence[Draw]], on_end: Callable[[Printed], None]
) -> None:
    """Show the print dialog of the system and print.

    `pages` is asked once a printer was chosen. Nothing is answered when the dialog is closed, or
    when there are no pages any more.
    """
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=False)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, on=False)

    def finished(result: int) -> None:
        dialog.deleteLater()
        wanted = pages() if result == QDialog.DialogCode.Accepted else ()
        if wanted:
            on_end(send(printer, wanted))

    dialog.finished.connect(finished)
    # Its own `open` wants a slot by name.
    QDialog.open(dialog)


def send(printer: "QPrinter", pages: Sequence[Draw]) -> Printed:
    """Print onto a printer that was chosen, unless it makes a file."""
    if makes_file(printer):
        return Printed.INTO_A_FILE
    with _temporary_files_in_memory():
        return Printed.SENT if paint(printer, pages) else Printed.FAILED


def makes_file(printer: "QPrinter") -> bool:
    """Whether a printer makes a file, as far as it can be told by its name."""
    from PySide6.QtPrintSupport import QPrinter

    name = printer.printerName().casefold()
    formats = QPrinter.OutputFormat
    return (
        printer.outputFormat() is not formats.NativeFormat
        or bool(printer.outputFileName())
        or not name
        or name.startswith(_INTO_FILES)
    )


def pdf(pages: Sequence[Draw], paper: QPageSize.PageSizeId) -> QByteArray:
    """Return the pages as a PDF, made in memory: how the drawing is looked at and tested."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(paper))
    writer.setResolution(1200)
    paint(writer, pages)
    buffer.close()
    return data


def paint(device: QPagedPaintDevice, pages: Sequence[Draw]) -> bool:
    """Draw a page each onto a device; whether it took them all."""
    device.setPageMargins(QMarginsF())
    painter = QPainter()
    if not painter.begin(device):
        return False
    took = True
    for number, draw in enumerate(pages):
        took = took and (number == 0 or device.newPage())
        scale = device.logicalDpiX() / (_INCH * _UNITS)
        painter.save()
        painter.scale(scale, scale)
        draw(painter, QSizeF(device.width() / scale, device.height() / scale))
        painter.restore()
    return painter.end() and took


@contextmanager
def _temporary_files_in_memory() -> Iterator[None]:
    """Let a library that insists on a temporary file put it where no disk is."""
    if not (_MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)):
        yield
        return
    before = os.environ.get("TMPDIR")
    folder = tempfile.mkdtemp(dir=_MEMORY)
    os.environ["TMPDIR"] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
        shutil.rmtree(folder, ignore_errors=True)
