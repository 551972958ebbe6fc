# SPDX-License-Identifier: Apache-2.0
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from recovery_assistant.flow.copies.session import CopyWork, Session
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.pages.vault_sheet import SheetPage
from recovery_assistant.vault.contents import CopyKind, Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.outcomes import SaveProblem


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (SaveProblem.INTO_A_FILE, "makes a file, not paper"),
        (SaveProblem.NOT_PRINTED, "the printer did not take it"),
    ],
)
def test_a_sheet_that_did_not_come_out_is_said_and_can_be_printed_again(
    problem: SaveProblem, said: str, qtbot: QtBot, root: Path
) -> None:
    held = HeldKeys()
    entry = Entry(device="x", key_id=None, slot=held.hold(b"000011" * 8), added=date(2026, 1, 2))
    vault = Vault(entries=(entry,), held=held)
    page = SheetPage(Look(root / "resources"))
    qtbot.addWidget(page)
    page.retranslate()

    def show(found: SaveProblem | None) -> None:
        work = CopyWork(kind=CopyKind.SHEET, sheet_entry=entry.identifier, problem=found)
        page.show_session(Session(vault=vault, copy=work, today=date(2026, 1, 2)))

    show(problem)
    assert not page._result.isHidden()
    assert said in page._result.accessibleName()
    assert page._next.isHidden()
    assert not page._print.isHidden()
    show(None)
    assert page._result.isHidden()
