# SPDX-License-Identifier: Apache-2.0
from datetime import date

import pytest

from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.effects import PrintSheet
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.flow.copies.transitions import apply
from recovery_assistant.vault.contents import Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.outcomes import SaveProblem

WHY = (SaveProblem.INTO_A_FILE, SaveProblem.NOT_PRINTED)


@pytest.fixture
def chosen() -> Session:
    held = HeldKeys()
    entry = Entry(device="x", key_id=None, slot=held.hold(b"000011" * 8), added=date(2026, 1, 2))
    session = Session(vault=Vault(entries=(entry,), held=held))
    return apply(session, happened.SheetEntryChosen(entry.identifier)).session


@pytest.mark.parametrize("problem", WHY)
def test_a_sheet_that_did_not_come_out_is_told_and_does_not_count(
    chosen: Session, problem: SaveProblem
) -> None:
    after = apply(chosen, happened.SheetNotPrinted(problem))
    assert after.effects == ()
    copy = after.session.copy
    assert copy is not None
    assert copy.problem is problem
    assert not copy.printed
    assert not copy.done


def test_printing_again_forgets_what_went_wrong(chosen: Session) -> None:
    failed = apply(chosen, happened.SheetNotPrinted(SaveProblem.NOT_PRINTED)).session
    again = apply(failed, happened.PrintAsked())
    assert [type(one) for one in again.effects] == [PrintSheet]
    copy = again.session.copy
    assert copy is not None
    assert copy.problem is None
    printed = apply(again.session, happened.SheetPrinted((2, 7))).session.copy
    assert printed is not None
    assert printed.printed


def test_an_answer_that_nobody_waits_for_changes_nothing() -> None:
    session = Session()
    assert apply(session, happened.SheetNotPrinted(WHY[0])).session == session
