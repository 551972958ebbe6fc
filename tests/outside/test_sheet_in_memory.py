# SPDX-License-Identifier: Apache-2.0
"""A sheet drawn as a PDF: the program opens no file to write for it, as the system sees it."""

import os
import subprocess
import sys
from pathlib import Path

from outside.conftest import require_tracing

PROGRAM = """
from datetime import date
from pathlib import Path
import sys
from PySide6.QtGui import QPageSize
from PySide6.QtWidgets import QApplication
from recovery_assistant.system.printing import pdf
from recovery_assistant.ui.sheet_drawing import draw_sheet
from recovery_assistant.vault.contents import Entry
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.sheet import sheet_of
app = QApplication([])
held = HeldKeys()
entry = Entry(device="x", key_id=None, slot=held.hold(b"000011" * 8), added=date(2026, 1, 2))
sheet = sheet_of(entry, held, date(2026, 11, 22))
made = pdf([lambda painter, size: draw_sheet(painter, size, sheet)], QPageSize.PageSizeId.A4)
assert made.startsWith(b"%PDF")
if len(sys.argv) > 1:
    Path(sys.argv[1]).write_bytes(made.data())
"""


def written_to(tmp_path: Path, *arguments: str) -> list[str]:
    """The calls by which the drawing of a sheet opens files to write, as the system saw them."""
    trace = tmp_path / "trace"
    calls = "trace=open,openat,openat2,creat,memfd_create"
    program = [sys.executable, "-B", "-P", "-c", PROGRAM, *arguments]
    subprocess.run(
        ["strace", "-f", "-e", calls, "-o", trace, *program],
        check=True,
        timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    to_write = ("O_WRONLY", "O_RDWR", "O_CREAT", "creat(", "memfd_create(")
    harmless = ("/dev/null", "fontconfig")
    return [
        line
        for line in trace.read_text(errors="replace").splitlines()
        if any(mark in line for mark in to_write) and not any(one in line for one in harmless)
    ]


def test_drawing_a_sheet_opens_no_file_to_write(tmp_path: Path) -> None:
    require_tracing()
    assert written_to(tmp_path) == []


def test_a_sheet_that_is_written_is_noticed(tmp_path: Path) -> None:
    require_tracing()
    (line,) = written_to(tmp_path, str(tmp_path / "sheet.pdf"))
    assert "sheet.pdf" in line
