# SPDX-License-Identifier: Apache-2.0
"""Copies and the sheet from the window to where they lie, and back from there."""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from pytestqt.qtbot import QtBot

from gui.shell.door3 import BLOCKS, DAY, KEY_ID, WORDS, Kept
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import Destination, LockReason, Whereabouts
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.keys import find_pairs
from recovery_assistant.system import printing
from recovery_assistant.system.printing import Draw, Printed
from recovery_assistant.ui.pages.vault_sheet import SheetPage
from recovery_assistant.vault import kdbx
from recovery_assistant.vault.contents import CopyKind, Vault
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.vault.store import read_copy


class Printers:
    """What the print dialog leads to in a test: pages taken, drawn as a PDF in memory."""

    def __init__(self, ends: Printed) -> None:
        self.ends = ends
        self.took: list[bytes] = []

    def send(self, _printer: QPrinter, pages: Sequence[Draw]) -> Printed:
        if self.ends is Printed.SENT:
            self.took.append(bytes(printing.pdf(pages, QPageSize.PageSizeId.A4).data()))
        return self.ends


def print_first(kept: Kept, qtbot: QtBot) -> QPrintDialog:
    """Ask for the sheet of the first entry; return the dialog of the system."""
    vault = kept.session.vault
    assert vault is not None
    kept.tell(
        happened.StepAsked(Step.SHEET),
        happened.SheetEntryChosen(vault.entries[0].identifier),
        happened.PrintAsked(),
    )
    (dialog,) = kept.window.findChildren(QPrintDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def accept(dialog: QPrintDialog, kept: Kept, qtbot: QtBot) -> None:
    dialog.done(int(QPrintDialog.DialogCode.Accepted))
    qtbot.waitUntil(lambda: not kept.window.findChildren(QPrintDialog))


def test_the_paper_says_what_is_in_the_file_and_counts_once_it_was_typed_back(
    kept: Kept, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    printers = Printers(Printed.SENT)
    monkeypatch.setattr(printing, "send", printers.send)
    kept.open(qtbot)
    accept(print_first(kept, qtbot), kept, qtbot)
    (paper,) = printers.took
    page = pypdfium2.PdfDocument(paper)[0].render(100 / 72, grayscale=True)
    view = memoryview(page.buffer).cast("B", (page.height, page.stride))
    (code,) = zxingcpp.read_barcodes(view)
    (pair,) = find_pairs(code.text)
    assert pair.draft.blocks == BLOCKS
    assert pair.key_id == KEY_ID
    work = kept.session.copy
    assert work is not None
    assert work.printed
    kept.tell(
        happened.SheetTyped(tuple(BLOCKS[n - 1] for n in work.blocks)), happened.SheetConfirmed(DAY)
    )
    kept.settled(qtbot)
    vault = kept.session.vault
    assert vault is not None
    assert [copy.kind for copy in vault.copies] == [CopyKind.SHEET]


@pytest.mark.parametrize(
    ("ends", "problem"),
    [
        (Printed.INTO_A_FILE, SaveProblem.INTO_A_FILE),
        (Printed.FAILED, SaveProblem.NOT_PRINTED),
    ],
)
def test_what_did_not_come_out_is_said_on_the_page(
    ends: Printed, problem: SaveProblem, kept: Kept, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "send", Printers(ends).send)
    kept.open(qtbot)
    accept(print_first(kept, qtbot), kept, qtbot)
    work = kept.session.copy
    assert work is not None
    assert work.problem is problem
    assert not work.printed
    (page,) = kept.window.findChildren(SheetPage)
    assert page._result.isVisible()
    assert page._result.accessibleName().startswith("Not printed: ")


def test_a_file_that_was_locked_meanwhile_is_not_printed(
    kept: Kept, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    printers = Printers(Printed.SENT)
    monkeypatch.setattr(printing, "send", printers.send)
    kept.open(qtbot)
    dialog = print_first(kept, qtbot)
    kept.tell(happened.Locked(LockReason.IDLE))
    accept(dialog, kept, qtbot)
    assert printers.took == []
    assert kept.session.vault is None


@pytest.mark.parametrize("kind", [CopyKind.FILE, CopyKind.PAGE, CopyKind.KEEPASS])
def test_a_copy_is_read_back_before_it_is_counted(
    kind: CopyKind, kept: Kept, qtbot: QtBot, tmp_path: Path
) -> None:
    kept.open(qtbot)
    path = tmp_path / "stick" / "copy"
    path.parent.mkdir()
    place = Destination(path, Whereabouts.REMOVABLE, exists=False)
    kept.tell(happened.CopyChosen(kind), happened.DestinationNamed(place))
    kept.settled(qtbot)
    vault = kept.session.vault
    assert vault is not None
    assert [copy.kind for copy in vault.copies] == [kind]
    assert vault.copies_off_this_pc == 1
    if kind is CopyKind.KEEPASS:
        contents = kdbx.read_entries(path.read_bytes(), Passphrase(WORDS))
        assert not isinstance(contents, OpenProblem)
        assert len(contents.entries) == 2
        return
    back = read_copy(path.read_bytes(), Passphrase(WORDS))
    assert isinstance(back, Vault)
    assert back.held.draft(back.entries[0].slot).blocks == BLOCKS


def test_a_copy_that_could_not_be_made_is_not_counted(
    kept: Kept, qtbot: QtBot, tmp_path: Path
) -> None:
    kept.open(qtbot)
    place = Destination(tmp_path / "gone" / "copy", Whereabouts.REMOVABLE, exists=False)
    kept.tell(happened.CopyChosen(CopyKind.KEEPASS), happened.DestinationNamed(place))
    kept.settled(qtbot)
    vault, work = kept.session.vault, kept.session.copy
    assert vault is not None
    assert work is not None
    assert work.problem is SaveProblem.GONE
    assert vault.copies == ()
