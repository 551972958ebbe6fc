# SPDX-License-Identifier: Apache-2.0
"""What the screens of door 3 tell, by mouse and by keyboard."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.pages.states import part
from gui.vault.conftest import SetStage
from gui.vault.stage import Stage
from gui.vault.states import (
    FILLED,
    LONG_PATH,
    SHEET,
    TODAY,
    blocks,
    candidates,
    copying,
    drilling,
    filling,
    key_id,
    keys,
    made,
    opening,
    own,
    to,
    vault,
)
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import Kind, Strength, TextField, Whereabouts
from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.session import IDLE_MINUTES, Drill
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.keys import KeyDraft
from recovery_assistant.ui import identifiers as door_1
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.pages.vault_create import CreatePage
from recovery_assistant.ui.pages.vault_drill import DrillPage
from recovery_assistant.ui.pages.vault_entry import EntryPage
from recovery_assistant.ui.pages.vault_unlock import UnlockPage
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.entry_list import EntryList
from recovery_assistant.ui.widgets.key_entry import KeyEntry
from recovery_assistant.ui.widgets.new_passphrase import StrengthLine
from recovery_assistant.ui.widgets.passphrase_field import PassphraseEdit
from recovery_assistant.ui.widgets.secret_digits import SecretDigits
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.ui.widgets.work_row import AFTER_MS, WorkRow
from recovery_assistant.vault.contents import Copy, CopyKind, Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem

PRESSED = (
    ("start", identifiers.CREATE_NEW, happened.CreateChosen()),
    ("start", identifiers.OPEN_ONE, happened.OpenChosen()),
    ("start-known", identifiers.OPEN_LAST, happened.FileNamed(LONG_PATH)),
    ("create", identifiers.new_words("create", "other"), happened.AnotherPassphraseAsked()),
    ("create", identifiers.new_words("create", "show"), happened.PassphraseShown(shown=False)),
    (
        "create-hidden",
        identifiers.new_words("create", "show"),
        happened.PassphraseShown(shown=True),
    ),
    (
        "create",
        identifiers.new_words("create", "on-paper"),
        happened.PassphraseOnPaper(on_paper=True),
    ),
    ("create", identifiers.new_words("create", "own"), happened.PassphraseKindChosen(Kind.OWN)),
    ("create", identifiers.CHOOSE_PLACE, happened.PlaceAsked()),
    ("create-exists", identifiers.save_again("create"), happened.CreateAsked()),
    ("create-exists", identifiers.save_elsewhere("create"), happened.PlaceAsked()),
    ("unlock", identifiers.ANOTHER_FILE, happened.OpenChosen()),
    ("unlock-remembered", identifiers.BY_KEYRING, happened.KeyringUnlockAsked()),
    ("unlock-keyring", f"{identifiers.BY_KEYRING}-not", happened.WorkStopped()),
    ("unlock-does-not-fit", f"{identifiers.ANOTHER_FILE}-copy", happened.OpenChosen()),
    ("keys", identifiers.MAKE_COPY, happened.StepAsked(Step.COPIES)),
    ("keys", identifiers.ADD_KEY, happened.AddAsked()),
    ("keys-empty", f"{identifiers.ADD_KEY}-first", happened.AddAsked()),
    ("keys", identifiers.SHOW_KEY, happened.KeyRevealed(shown=True)),
    ("keys-large", identifiers.HIDE_KEY, happened.KeyRevealed(shown=False)),
    ("keys-large", f"{identifiers.TYPE_KEY}-large", happened.TypingAsked()),
    ("keys", identifiers.CHECK_KEY, happened.KeyChecked()),
    ("keys", identifiers.TYPE_KEY, happened.TypingAsked()),
    ("keys", identifiers.COPY_KEY, happened.KeyCopied()),
    ("keys", identifiers.REPLACE_KEY, happened.ReplaceAsked()),
    ("keys", identifiers.EDIT_ENTRY, happened.EditAsked()),
    ("keys", identifiers.DELETE_ENTRY, happened.DeleteAsked()),
    ("keys-deleting", identifiers.DELETE_SURE, happened.DeleteAnswered(delete=True)),
    ("keys-deleting", identifiers.DELETE_KEEP, happened.DeleteAnswered(delete=False)),
    ("keys-not-saved", identifiers.save_again("keys"), happened.SaveAgainAsked()),
    ("keys-not-saved", identifiers.save_elsewhere("keys"), happened.CopyChosen(CopyKind.FILE)),
    ("keys-changed", identifiers.OPEN_AGAIN, happened.OpenAgainAsked()),
    ("keys-many-copies", identifiers.DRILL_DUE, happened.StepAsked(Step.DRILL)),
    ("entry", identifiers.IMPORT, happened.ImportAsked()),
    ("entry-several", identifiers.IMPORT_TAKE, happened.ImportTaken((0,))),
    ("entry", identifiers.ENTRY_DROP, happened.EntryDropped()),
    ("entry", identifiers.REPLACED, happened.ReplacedOnSet(TODAY)),
    ("entry-replaced", identifiers.REPLACED, happened.ReplacedOnSet(None)),
    ("entry-not-saved", identifiers.save_again("entry"), happened.SaveAgainAsked()),
    *(
        ("copies", identifiers.make_copy(kind.value), happened.CopyChosen(kind))
        for kind in CopyKind
    ),
    ("copies", identifiers.forget_copy(2), happened.CopyForgotten(1)),
    ("copies-asking", identifiers.DESTINATION_SURE, happened.DestinationAnswered(sure=True)),
    ("copies-asking", identifiers.DESTINATION_OTHER, happened.DestinationAnswered(sure=False)),
    ("copies-done", identifiers.COPY_NEXT, happened.StepAsked(Step.DRILL)),
    ("copies-failed", identifiers.COPY_NEXT, happened.CopyChosen(CopyKind.FILE)),
    ("copies-failed", f"{identifiers.COPY_NEXT}-other", happened.CopyChosen(CopyKind.SHEET)),
    ("sheet", identifiers.SHEET_PRINT, happened.PrintAsked()),
    ("sheet-none", f"{identifiers.ADD_KEY}-sheet", happened.AddAsked()),
    ("sheet-printed", identifiers.SHEET_CONFIRM, happened.SheetConfirmed(TODAY)),
    ("sheet-wrong", f"{identifiers.SHEET_PRINT}-again", happened.PrintAsked()),
    ("sheet-done", identifiers.SHEET_NEXT, happened.StepAsked(Step.COPIES)),
    ("drill", identifiers.DRILL_CHOOSE, happened.DrillFileAsked()),
    ("drill-failed", identifiers.DRILL_NEXT, happened.StepAsked(Step.COPIES)),
    ("settings", identifiers.idle_minutes(10), happened.IdleMinutesChosen(10)),
    ("settings", identifiers.REMEMBER, happened.RememberAsked(remember=True)),
    ("settings", identifiers.DELETE_BACKUPS, happened.BackupsDeleteAsked()),
    ("settings", f"{identifiers.CHANGE_WORDS}-begin", happened.AnotherPassphraseAsked()),
    ("settings-not-saved", identifiers.save_again("settings"), happened.SaveAgainAsked()),
)


@pytest.mark.parametrize("state", list(dict.fromkeys(state for state, _name, _event in PRESSED)))
def test_a_press_tells_its_event_by_mouse_and_by_keyboard(stage: SetStage, state: str) -> None:
    shown = stage(state)
    for identifier, event in [(name, event) for of, name, event in PRESSED if of == state]:
        shown.told.clear()
        button = part(shown, QAbstractButton, identifier)
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert shown.told == [event]
        # Drawn anew, as the session that nobody changed still stands.
        shown.draw(shown.session)
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        assert shown.told == [event, event]
        shown.draw(shown.session)


# The list.


def test_the_list_is_walked_with_the_arrows_and_clicked(stage: SetStage) -> None:
    shown = stage("keys")
    entries = part(shown, EntryList, identifiers.ENTRY_LIST)
    entries.setFocus()
    QTest.keyClick(entries, Qt.Key.Key_Down)
    assert shown.told == [happened.EntryChosen("study")]
    QTest.keyClick(entries, Qt.Key.Key_End)
    assert shown.told[-1] == happened.EntryChosen("before")
    place = entries.visualRect(entries.model().index(0, 0)).center()
    QTest.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown.told[-1] == happened.EntryChosen("kitchen")


def test_a_screen_reader_finds_each_entry_with_its_state(stage: SetStage) -> None:
    shown = stage("keys")
    entries = part(shown, EntryList, identifiers.ENTRY_LIST)
    interface = QAccessible.queryAccessibleInterface(entries)
    assert interface.text(QAccessible.Text.Name) == "Your keys"
    rows = [interface.child(number) for number in range(interface.childCount())]
    said = [row.text(QAccessible.Text.Name) for row in rows]
    assert len(said) == 4
    assert said[0].startswith("Kitchen laptop, Drive C:")
    assert "Key ID 5 B F C B B 0 5" in said[0]
    assert [line.rsplit(", ", 1)[1] for line in said] == [
        "In use", "In use", "Check again", "Replaced"
    ]  # fmt: skip


def test_drawing_another_choice_or_list_tells_nothing(stage: SetStage) -> None:
    shown = stage("keys")
    shown.draw(replace(shown.session, chosen="stick"))
    shown.draw(replace(shown.session, search="4e"))
    shown.draw(replace(shown.session, search=""))
    assert shown.told == []


def test_a_search_is_told_as_it_is_typed(stage: SetStage) -> None:
    shown = stage("keys")
    search = part(shown, QLineEdit, identifiers.SEARCH)
    QTest.keyClicks(search, "4e")
    assert shown.told == [happened.SearchTyped("4"), happened.SearchTyped("4e")]


def test_the_focus_goes_where_the_eye_goes(stage: SetStage) -> None:
    shown = stage("keys")
    part(shown, QAbstractButton, identifiers.SHOW_KEY).setFocus()
    shown.draw(replace(shown.session, revealed=True))
    assert part(shown, QAbstractButton, identifiers.HIDE_KEY).hasFocus()
    # The key is all there is to see now.
    assert not part(shown, QAbstractButton, identifiers.MAKE_COPY).isVisible()
    assert not part(shown, EntryList, identifiers.ENTRY_LIST).isVisible()
    shown.draw(replace(shown.session, revealed=False))
    assert part(shown, QAbstractButton, identifiers.SHOW_KEY).hasFocus()
    shown.draw(replace(shown.session, deleting="kitchen"))
    assert part(shown, QAbstractButton, identifiers.DELETE_KEEP).hasFocus()
    (asked,) = shown.page.status(shown.session)
    assert asked.startswith("Delete this key? The key of")
    shown.draw(replace(shown.session, deleting=""))
    assert part(shown, QAbstractButton, identifiers.DELETE_ENTRY).hasFocus()
    assert shown.page.status(shown.session) == ()


def test_with_large_text_a_revealed_key_begins_at_its_first_block(stage: SetStage) -> None:
    shown = stage("keys", scale=2.0)
    shown.resize(1100, 560)
    part(shown, QAbstractButton, identifiers.SHOW_KEY).setFocus()
    shown.draw(replace(shown.session, revealed=True))
    QTest.qWait(50)
    digits = part(shown, SecretDigits, identifiers.KEY_LARGE)
    assert digits.mapTo(shown.area.viewport(), QPoint(0, 0)).y() >= 0


def test_what_is_chosen_has_the_focus_before_what_comes_first(stage: SetStage) -> None:
    shown = stage("settings")
    shown.page.focus_first()
    chosen = identifiers.idle_minutes(shown.session.idle_minutes)
    assert part(shown, QAbstractButton, chosen).hasFocus()
    assert chosen != identifiers.idle_minutes(IDLE_MINUTES[0])


def test_a_sheet_of_one_key_is_not_shown_as_a_copy_of_all(stage: SetStage) -> None:
    sheet = replace(SHEET, entry="kitchen")
    for sheets, counted in (((sheet,), 0), (sheets_of("kitchen", "study", "stick"), 1)):
        file = vault(copies=sheets)
        assert file.copies_off_this_pc == counted
        assert [file.counts(one) for one in sheets] == [bool(counted)] * len(sheets)
        shown = stage("keys")
        shown.draw(keys(vault=file))
        QTest.qWait(0)  # what a layout took over is shown in the next round
        said = [text.text() for text in shown.findChildren(Text) if text.isVisible()]
        assert ("Not every key has one" in said) is (counted == 0)
        assert ("Read back, 22 November 2026" in said) is (counted == 1)


def sheets_of(*entries: str) -> tuple[Copy, ...]:
    return tuple(replace(SHEET, entry=entry) for entry in entries)


def test_a_file_with_nothing_in_it_offers_no_copy_and_one_filled_button(stage: SetStage) -> None:
    shown = stage("keys-empty")
    assert not part(shown, QAbstractButton, identifiers.MAKE_COPY).isVisible()


def test_practice_without_a_copy_begins_with_making_one(stage: SetStage) -> None:
    shown = stage("drill-none")
    shown.page.focus_first()
    assert part(shown, QAbstractButton, identifiers.DRILL_MAKE).hasFocus()
    shown = stage("drill-due")
    assert not part(shown, QAbstractButton, identifiers.DRILL_MAKE).isVisible()


@pytest.mark.parametrize(
    ("where", "exists", "deed", "told"),
    [
        (Whereabouts.THIS_PC, False, "Write it there", "does not count"),
        (Whereabouts.THIS_PC, True, "Write over it", "does not count"),
        (Whereabouts.UNKNOWN, False, "It lies elsewhere: write it", "would be counted"),
        (Whereabouts.UNKNOWN, True, "Write over it", "only if the place lies away"),
        (Whereabouts.REMOVABLE, True, "Write over it", "would be gone"),
    ],
)
def test_the_question_about_a_place_is_heard_and_its_button_names_the_deed(
    stage: SetStage, where: Whereabouts, *, exists: bool, deed: str, told: str
) -> None:
    shown = stage("copies-none")
    shown.draw(copying(destination=to(where, exists=exists), asking=True))
    assert part(shown, QAbstractButton, identifiers.DESTINATION_SURE).text() == deed
    (asked,) = shown.page.status(shown.session)
    assert told in asked


def test_that_a_copy_on_this_pc_does_not_count_is_heard(stage: SetStage) -> None:
    shown = stage("copies-none")
    for where, heard in ((Whereabouts.THIS_PC, 1), (Whereabouts.REMOVABLE, 0)):
        shown.draw(copying(destination=to(where), done=True))
        assert len(shown.page.status(shown.session)) == heard


def test_protected_is_said_nowhere_without_a_copy_elsewhere(stage: SetStage) -> None:
    for state in ("keys-no-copies", "keys-empty", "copies-none"):
        shown = stage(state)
        said = " ".join(text.text() for text in shown.findChildren(Text)).casefold()
        assert "protected" not in said
        assert re.search("no copy (yet|away from this pc)|no key in it yet", said)


def thousand() -> Vault:
    held = HeldKeys()
    slot = held.hold_draft(KeyDraft(blocks(0)))
    entries = tuple(
        Entry(
            identifier=f"{number:032x}",
            device=f"Classroom {number % 40}, place {number}",
            key_id=key_id(f"{(number + 1) * 3_999_971:08X}"),
            slot=slot,
            drive="C:",
            added=TODAY,
        )
        for number in range(1_000)
    )
    return Vault(entries=entries, held=held)


def test_a_thousand_entries_are_drawn_and_searched_without_a_pause(stage: SetStage) -> None:
    shown = stage("keys")
    session = keys(vault=thousand(), chosen=f"{500:032x}")

    def took(draw: Callable[[], None]) -> float:
        start = time.process_time()
        draw()
        shown.grab()
        return time.process_time() - start

    sessions = (
        session,
        *(replace(session, search=text) for text in ("c", "classroom 3", "00", "")),
    )
    times = [took(partial(shown.draw, one)) for one in sessions]
    assert max(times) < 0.5, times
    entries = part(shown, EntryList, identifiers.ENTRY_LIST)
    assert entries.model().rowCount() == 1_000
    assert entries.height() < 1_000


# Creating and opening.


def test_what_is_typed_as_a_new_passphrase_is_told(stage: SetStage) -> None:
    shown = stage("create-weak")
    own = part(shown, PassphraseEdit, identifiers.new_words("create", "typed"))
    own.setFocus()
    own.setCursorPosition(len(own.text()))
    QTest.keyClicks(own, "!")
    typed = shown.told[-1]
    assert isinstance(typed, happened.PassphraseTyped)
    assert typed.passphrase.text == "sunshine!"
    again = part(shown, PassphraseEdit, identifiers.new_words("create", "again"))
    QTest.keyClicks(again, "s")
    repeated = shown.told[-1]
    assert isinstance(repeated, happened.PassphraseTypedAgain)
    assert repeated.passphrase.text == "s"


def test_blockers_put_the_focus_where_they_are_mended(stage: SetStage) -> None:
    create = stage("create")
    create.page.focus_blocker(Blocker.PLACE)
    assert part(create, QAbstractButton, identifiers.CHOOSE_PLACE).hasFocus()
    create.page.focus_blocker(Blocker.NOT_CONFIRMED)
    assert part(create, QLineEdit, identifiers.new_words("create", "again")).hasFocus()
    entry = stage("entry-strange")
    entry.page.focus_blocker(Blocker.KEY_ID)
    assert part(entry, QLineEdit, door_1.KEY_ID_FIELD).hasFocus()
    entry.page.focus_blocker(Blocker.KEY_WRONG)
    assert part(entry, QLineEdit, door_1.key_block(1)).hasFocus()
    entry.page.focus_blocker(Blocker.DEVICE)
    assert part(entry, QLineEdit, identifiers.field("device")).hasFocus()


def test_the_way_on_tells_the_deed_of_its_page(stage: SetStage) -> None:
    create = stage("create-hidden")
    assert isinstance(create.page, CreatePage)
    create.page.take_way_on()
    assert create.told == [happened.CreateAsked()]
    entry = stage("entry-filled")
    assert isinstance(entry.page, EntryPage)
    entry.page.take_way_on()
    assert entry.told == [happened.EntrySaved()]
    unlock = stage("unlock")
    assert isinstance(unlock.page, UnlockPage)
    unlock.page.take_way_on()
    assert unlock.told == []
    drill = stage("drill-chosen")
    assert isinstance(drill.page, DrillPage)
    drill.page.take_way_on()
    assert drill.told == []


def test_an_error_leaves_what_was_typed_and_goes_back_to_it(stage: SetStage) -> None:
    shown = stage("unlock")
    edit = part(shown, PassphraseEdit, identifiers.TYPED_WORDS)
    QTest.keyClicks(edit, "lamp")
    shown.draw(opening(working=1))
    shown.draw(opening(open_problem=OpenProblem.DOES_NOT_FIT))
    assert edit.typed() == "lamp"
    assert edit.hasFocus()
    assert isinstance(shown.page, UnlockPage)
    title = shown.page._problem.accessibleName()
    assert shown.page.status(shown.session)[0].startswith(title)


def test_work_is_shown_after_a_moment_and_can_be_stopped(qtbot: QtBot, stage: SetStage) -> None:
    shown = stage("unlock")
    row = shown.findChildren(WorkRow)[0]
    shown.draw(opening(working=1))
    assert not row.isVisible()
    qtbot.waitUntil(row.isVisible, timeout=4 * AFTER_MS)
    part(shown, QAbstractButton, f"{identifiers.progress('unlock')}-cancel").click()
    assert shown.told == [happened.WorkStopped()]
    shown.draw(opening())
    assert not row.isVisible()


def test_a_dropped_file_is_opened(stage: SetStage, tmp_path: Path) -> None:
    shown = stage("start")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "keys.age"))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    shown.page.dropEvent(event)
    assert shown.told == [happened.FileNamed(tmp_path / "keys.age")]


# An entry.


def test_every_field_of_an_entry_tells_its_own_text(stage: SetStage) -> None:
    shown = stage("entry")
    for name in TextField:
        identifier = (
            door_1.KEY_ID_FIELD if name is TextField.KEY_ID else identifiers.field(name.value)
        )
        QTest.keyClicks(part(shown, QLineEdit, identifier), "5")
        assert shown.told[-1] == happened.FieldTyped(name, "5")


def test_digits_tell_the_draft_and_a_suggestion_mends_it(stage: SetStage) -> None:
    shown = stage("entry-slip")
    part(shown, QAbstractButton, door_1.suggestion_use(1)).click()
    told = shown.told[-1]
    assert isinstance(told, happened.KeyTyped)
    assert told.draft.is_complete
    shown.draw(filling(FILLED))
    QTest.keyClicks(part(shown, QLineEdit, door_1.key_block(1)), "0")
    typed = shown.told[-1]
    assert isinstance(typed, happened.KeyTyped)
    assert typed.draft.block(1) == "0"


def test_a_pasted_page_brings_key_and_key_id(stage: SetStage) -> None:
    shown = stage("entry")
    entry = shown.findChildren(KeyEntry)[0]
    entry.pasted.emit(f"Key ID: 5BFCBB05-1A2B-4C3D-9E4F-0123456789AB\n{'-'.join(blocks(1))}\n")
    first, second = shown.told
    assert isinstance(first, happened.FieldTyped)
    assert first.text.startswith("5BFCBB05")
    assert isinstance(second, happened.KeyTyped)
    assert second.draft.blocks == blocks(1)
    entry.pasted.emit("no key in here")
    assert len(shown.told) == 2
    assert isinstance(shown.page, EntryPage)
    assert shown.page._nothing.isVisible()


def test_a_day_counts_once_it_is_one(stage: SetStage) -> None:
    shown = stage("entry-replaced")
    day = part(shown, QLineEdit, identifiers.REPLACED_DAY)
    day.setFocus()
    day.selectAll()
    QTest.keyClicks(day, "2026-01-0")
    assert shown.told == []
    QTest.keyClicks(day, "3")
    assert shown.told == [happened.ReplacedOnSet(date(2026, 1, 3))]


def test_a_day_that_is_none_is_said_beside_it(stage: SetStage) -> None:
    shown = stage("entry-replaced")
    day = part(shown, QLineEdit, identifiers.REPLACED_DAY)
    day.setFocus()
    for typed, wrong in (("22.11.2026", True), ("2026-01-03", False), ("2026-01-3x", True)):
        day.selectAll()
        QTest.keyClicks(day, typed)
        said = [text.text() for text in shown.findChildren(Text) if text.isVisible()]
        assert any(one.startswith("This is no day yet") for one in said) is wrong


def test_the_keys_of_a_file_take_the_focus_when_they_are_found(stage: SetStage) -> None:
    shown = stage("entry")
    part(shown, QAbstractButton, identifiers.IMPORT).setFocus()
    shown.draw(replace(shown.session, found=candidates()))
    QTest.qWait(10)
    assert part(shown, QAbstractButton, identifiers.found_key(1)).hasFocus()
    part(shown, QLineEdit, identifiers.field("device")).setFocus()
    shown.draw(replace(shown.session, search=""))
    assert part(shown, QLineEdit, identifiers.field("device")).hasFocus()


# Sheet, drill, settings.


def test_blocks_typed_from_the_paper_are_told_together(stage: SetStage) -> None:
    shown = stage("sheet-printed")
    QTest.keyClicks(part(shown, QLineEdit, door_1.key_block(6)), "12")
    assert shown.told[-1] == happened.SheetTyped(("", "12"))
    assert part(shown, QLineEdit, door_1.key_block(3)).isVisible()


def test_another_entry_can_be_chosen_for_the_sheet(stage: SetStage) -> None:
    shown = stage("sheet")
    entries = part(shown, EntryList, identifiers.SHEET_ENTRY)
    entries.setFocus()
    QTest.keyClick(entries, Qt.Key.Key_Down)
    assert shown.told == [happened.SheetEntryChosen("study")]


def test_a_drill_opens_once_something_is_typed(stage: SetStage) -> None:
    shown = stage("drill-chosen")
    button = part(shown, QAbstractButton, identifiers.DRILL_OPEN)
    button.click()
    assert shown.told == []
    QTest.keyClicks(part(shown, QLineEdit, identifiers.DRILL_WORDS), "lamp")
    button.click()
    asked = shown.told[-1]
    assert isinstance(asked, happened.DrillAsked)
    assert asked.passphrase.text == "lamp"


def test_the_result_of_a_drill_is_heard(stage: SetStage) -> None:
    shown = stage("drill-chosen")
    heard = set()
    for drill in (
        Drill(done=True, keys=4),
        Drill(done=True, differs=True),
        Drill(done=True, foreign=True),
    ):
        shown.draw(drilling(drill))
        heard.add(shown.page.status(shown.session))
    assert len(heard) == 3
    assert all(heard)


def test_a_new_passphrase_is_used_only_once_it_counts(stage: SetStage) -> None:
    shown = stage("settings-changing")
    use = part(shown, QAbstractButton, identifiers.CHANGE_WORDS)
    use.click()
    assert shown.told == []
    assert part(shown, QLineEdit, identifiers.new_words("settings", "again")).hasFocus()
    shown.draw(replace(shown.session, new=replace(shown.session.new, on_paper=True)))
    use.click()
    assert shown.told == [happened.PassphraseChangeAsked()]


def test_a_failed_save_is_heard_on_every_screen_that_saves(stage: SetStage) -> None:
    for state in ("create-exists", "keys-not-saved", "entry-not-saved", "settings-not-saved"):
        shown = stage(state)
        assert shown.page.status(shown.session)
        assert shown.page.status(replace(shown.session, save_problem=None)) == ()


def test_what_comes_above_or_below_the_page_in_view_is_scrolled_to(stage: SetStage) -> None:
    shown = stage("entry-filled", scale=2.0)
    bar = shown.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    shown.draw(replace(shown.session, save_problem=SaveProblem.DISK_FULL))
    QTest.qWait(20)
    problem = part(shown, Banner, identifiers.save_problem("entry"))
    assert seen_in(shown, problem)
    bar.setValue(bar.maximum())
    shown.draw(shown.session)  # the same once more is no reason to go there again
    QTest.qWait(20)
    assert bar.value() == bar.maximum()
    shown = stage("create", scale=2.0)
    shown.draw(made(path=LONG_PATH, working=3))
    QTest.qWait(AFTER_MS + 100)
    assert seen_in(shown, part(shown, WorkRow, identifiers.progress("create")))


def seen_in(shown: Stage, widget: QWidget) -> bool:
    """Return whether the top of a part stands in the page as it is scrolled."""
    top = widget.mapTo(shown.area.viewport(), QPoint(0, 0)).y()
    return 0 <= top < shown.area.viewport().height()


def test_how_strong_words_are_is_heard_once_for_each_judgement(stage: SetStage) -> None:
    for state in ("create", "settings"):
        shown = stage(state)
        heard = []
        for strength in (
            Strength.UNKNOWN, Strength.TOO_WEAK, Strength.UNKNOWN, Strength.ENOUGH,
        ):  # fmt: skip
            shown.draw(replace(shown.session, new=own("sunshine", strength).new))
            heard.append(" ".join(shown.page.status(shown.session))[:8])
        assert heard == ["", "Too easy", "Too easy", "Hard to "], state
        shown.draw(replace(shown.session, new=made().new))
        assert shown.page.status(shown.session) == ()


def test_the_strength_is_said_in_words(stage: SetStage) -> None:
    shown = stage("create-weak")
    said = []
    for strength in Strength:
        shown.draw(made(new=replace(shown.session.new, strength=strength)))
        said.append(shown.findChildren(StrengthLine)[0].text.text())
    assert len(set(said)) == len(Strength)
    assert all(said)
