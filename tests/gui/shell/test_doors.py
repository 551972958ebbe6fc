# SPDX-License-Identifier: Apache-2.0
"""Several doors in one window: how one gets from one to another, and that nothing is lost."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from gui.pages.conftest import StartWindow
from gui.pages.states import AFTER, CHECK, PartT, Typed, part, visible, walk
from gui.pages.states import BLOCKS as TYPED
from gui.shell.door3 import BLOCKS, KEY_ID, OTHER, WORDS, Kept
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import TextField
from recovery_assistant.flow.copies.steps import OPEN_STEPS, Step
from recovery_assistant.flow.lockout import Step as LockoutStep
from recovery_assistant.flow.lockout import events as lockout
from recovery_assistant.keys import KeyDraft
from recovery_assistant.main import Program
from recovery_assistant.system.settings import load
from recovery_assistant.ui import identifiers, vault_identifiers
from recovery_assistant.ui import window as window_of_doors
from recovery_assistant.ui.widgets.column import Scroll
from recovery_assistant.ui.widgets.menu import ChoiceMenu
from recovery_assistant.ui.window import Window
from recovery_assistant.wording.doors import Door

ALT = Qt.KeyboardModifier.AltModifier

PROBE = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from recovery_assistant.main import Program
from recovery_assistant.system.settings import Settings
from recovery_assistant.ui.widgets.text import install_heading_role
import shiboken6
application = QApplication(["probe"])
install_heading_role()
program = Program(application, Settings(), Path(sys.argv[1]))
program.window.show()
while program.window.first.pages_to_make:
    QTest.qWait(50)
late = ("flow.copies", "vault", "errands.copies", "ui.pages.vault", "system.idle",
        "ui.doors.copies")
names = [name.removeprefix("recovery_assistant.") for name in sys.modules]
print([name for name in names if name.startswith((*late, "cryptography", "PySide6.QtDBus"))])
shiboken6.delete(program.window)
"""


def title(window: Window) -> str:
    return part(window.door.frame(), QLabel, identifiers.PAGE_TITLE).text()


def button(window: Window, identifier: str) -> QAbstractButton:
    return part(window, QAbstractButton, identifier)


def at(kept: Kept) -> Step:
    """Return where door 3 is."""
    return kept.errands.door.step


def in_door_1(window: Window) -> LockoutStep:
    """Return where door 1 is."""
    return window.step


def seen(window: Window, kind: type[PartT], identifier: str) -> PartT:
    """Return the one part with this identifier that can be seen: pages of both doors are there."""
    QTest.qWait(0)  # what a layout took over is shown in the next round
    found = [one for one in visible(window, kind) if one.accessibleIdentifier() == identifier]
    assert len(found) == 1, identifier
    return found[0]


def test_the_window_opens_in_door_1_and_names_the_other_door(program: Program) -> None:
    assert program.window.door is program.window.first
    other = button(program.window, identifiers.rail_door("copies"))
    assert other.isVisible()
    assert other.text() == "Keep a copy of my key"


def test_nothing_of_door_3_is_loaded_before_it_is_wanted(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-P", "-c", PROBE, str(tmp_path / "settings.json")],
        text=True,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert result.stdout.strip() == "[]", result.stderr


def test_one_press_in_the_rail_changes_the_door_and_one_changes_it_back(program: Program) -> None:
    window = program.window
    button(window, identifiers.rail_door("copies")).click()
    assert title(window) == "Keep a copy of your key"
    assert window.windowTitle().startswith("Keep a copy of your key")
    button(window, identifiers.rail_door("lockout")).click()
    assert window.door is window.first
    assert window.windowTitle().startswith("What does the locked PC show?")


def test_a_window_without_room_for_each_door_leads_to_the_choice_between_them(
    program: Program, qtbot: QtBot
) -> None:
    window = program.window
    window.resize(640, 700)
    qtbot.waitUntil(lambda: button(window, identifiers.top_door("choose")).isVisible())
    assert not button(window, identifiers.top_door("copies")).isVisible()
    button(window, identifiers.top_door("choose")).click()
    assert title(window) == "What brings you here?"


@pytest.mark.parametrize("width", [940, 700])
def test_a_narrow_window_has_the_other_door_in_its_top_line(
    program: Program, qtbot: QtBot, width: int
) -> None:
    window = program.window
    window.resize(width, 700)
    qtbot.waitUntil(lambda: button(window, identifiers.top_door("copies")).isVisible())
    assert button(window, identifiers.top_door("copies")).accessibleName() == (
        "Keep a copy of my key"
    )
    button(window, identifiers.top_door("copies")).click()
    assert title(window) == "Keep a copy of your key"


@pytest.mark.parametrize("start_at", list(Door))
@pytest.mark.parametrize("chosen", list(Door))
def test_alt_home_offers_every_door_from_every_door(
    program: Program, start_at: Door, chosen: Door
) -> None:
    window = program.window
    program._open_door(start_at)
    QTest.keyClick(window, Qt.Key.Key_Home, ALT)
    assert title(window) == "What brings you here?"
    card = button(window, identifiers.door(chosen.value))
    assert card.isVisible()
    card.click()
    assert window.door.name.split("-")[0] == chosen.value


@pytest.mark.parametrize("start_at", list(Door))
def test_back_from_the_choice_leads_where_one_came_from(program: Program, start_at: Door) -> None:
    window = program.window
    program._open_door(start_at)
    button(window, identifiers.RAIL_DOORS).click()
    # Asked for twice, it is still that door.
    QTest.keyClick(window, Qt.Key.Key_Home, ALT)
    button(window, identifiers.FOOT_BACK).click()
    assert window.door.name.split("-")[0] == start_at.value


def test_the_choice_begins_at_its_first_card(program: Program) -> None:
    program.window.doors_asked.emit()
    assert button(program.window, identifiers.door("lockout")).hasFocus()


def test_both_doors_keep_their_place_and_what_was_typed(kept: Kept, qtbot: QtBot) -> None:
    window = kept.window
    walk(window, (*CHECK, Typed(TYPED[:3])))
    kept.open(qtbot)
    kept.tell(happened.AddAsked(), happened.FieldTyped(TextField.DEVICE, "Study desktop"))
    before = (window.first.session, kept.session)
    kept.program._open_door(Door.LOCKOUT)
    assert in_door_1(window) is LockoutStep.CHECK
    shown = [seen(window, QLineEdit, identifiers.key_block(n)).text() for n in (1, 2, 3)]
    assert tuple(text.replace(" ", "") for text in shown) == TYPED[:3]
    kept.program._open_door(Door.COPIES)
    assert at(kept) is Step.ENTRY
    assert "Study desktop" in [field.text() for field in visible(window, QLineEdit)]
    assert window.first.session.draft is before[0].draft
    assert kept.session.vault is before[1].vault


def test_what_comes_back_to_a_door_out_of_view_is_not_drawn_over_the_other(
    kept: Kept, qtbot: QtBot
) -> None:
    kept.open(qtbot)
    kept.program._open_door(Door.LOCKOUT)
    kept.tell(happened.SearchTyped("PC 2"))
    assert kept.window.windowTitle().startswith("What does the locked PC show?")
    assert not button(kept.window, identifiers.FOOT_ASIDE).isVisible()


def test_what_was_revealed_is_hidden_when_the_door_is_left(kept: Kept, qtbot: QtBot) -> None:
    kept.open(qtbot)
    kept.tell(happened.KeyRevealed(shown=True))
    assert kept.session.revealed
    kept.program._open_door(Door.LOCKOUT)
    assert not kept.session.revealed


def test_the_rail_of_an_open_file_leads_to_its_places(kept: Kept, qtbot: QtBot) -> None:
    kept.open(qtbot)
    seen(kept.window, QAbstractButton, identifiers.rail_step(2)).click()
    assert at(kept) is Step.COPIES
    assert seen(kept.window, QLabel, identifiers.rail_step(2)).accessibleName() == (
        "Copies, you are here: None verified yet"
    )
    kept.window.forward()
    assert at(kept) is Step.KEYS


def test_before_a_file_is_open_the_rail_leads_nowhere(program: Program) -> None:
    program._open_door(Door.COPIES)
    rows = [seen(program.window, QLabel, identifiers.rail_step(n)) for n in range(1, 6)]
    assert all(row.focusPolicy() is Qt.FocusPolicy.NoFocus for row in rows)


def test_in_a_narrow_window_the_places_are_a_menu(
    kept: Kept, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a screen there is no place for a menu to pop up at.
    monkeypatch.setattr(ChoiceMenu, "show_at_focus", lambda _menu: None)
    kept.open(qtbot)
    kept.window.resize(700, 700)
    places = button(kept.window, identifiers.TOP_ROWS)
    qtbot.waitUntil(places.isVisible)
    assert places.text() == "My keys"
    places.click()
    (menu,) = kept.window.findChildren(ChoiceMenu)
    actions = {action.text(): action for action in menu.actions()}
    assert [name for name, action in actions.items() if action.isChecked()] == ["My keys"]
    actions["Settings"].trigger()
    assert at(kept) is Step.SETTINGS


def test_lock_now_stands_in_the_foot_while_a_file_is_open(kept: Kept, qtbot: QtBot) -> None:
    kept.open(qtbot)
    lock = button(kept.window, identifiers.FOOT_ASIDE)
    assert lock.isVisible()
    assert lock.text() == "Lock now"
    lock.click()
    assert kept.session.vault is None
    assert at(kept) is Step.UNLOCK
    assert not lock.isVisible()


def test_a_foot_bar_with_nothing_in_it_gives_its_room_away(kept: Kept) -> None:
    window = kept.window
    window.resize(1100, 760)
    kept.program._open_door(Door.COPIES)
    QTest.qWait(0)
    assert at(kept) is Step.START
    frame = window.door.frame()
    assert frame.mapTo(window, frame.rect().bottomLeft()).y() == window.height() - 1
    kept.tell(happened.CreateChosen())
    QTest.qWait(0)
    assert button(window, identifiers.FOOT_WAY_ON).isVisible()


def test_a_title_is_said_without_what_was_said_before(
    kept: Kept, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(window_of_doors, "announce", lambda _part, text: heard.append(text))
    kept.open(qtbot)
    heard.clear()
    kept.tell(happened.StepAsked(Step.COPIES))
    assert heard == ["Copies away from this PC"]
    # In door 1 it says how far one has come.
    kept.program._open_door(Door.LOCKOUT)
    assert heard[-1].startswith("Step 1 of 6: ")


def test_back_never_leads_out_of_an_open_file(kept: Kept, qtbot: QtBot) -> None:
    kept.open(qtbot)
    assert not button(kept.window, identifiers.FOOT_BACK).isVisible()
    kept.tell(happened.StepAsked(Step.DRILL))
    kept.window.back()
    assert at(kept) is Step.KEYS
    kept.window.back()
    assert at(kept) is Step.KEYS


# From one door to the other with a key.


def test_screen_6_hands_its_key_over_to_a_new_file(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    window = program.window
    walk(window, AFTER)
    button(window, identifiers.KEEP_COPY).click()
    assert window.door.name == Door.COPIES.value
    kept = Kept(program, tmp_path / "new.age")
    kept.tell(
        happened.CreateChosen(),
        happened.PassphraseOnPaper(on_paper=True),
        happened.PlaceNamed(kept.path),
        happened.CreateAsked(),
    )
    kept.settled(qtbot)
    assert at(kept) is Step.ENTRY
    assert kept.session.form.draft.blocks == TYPED
    assert kept.session.form.key_id_text.startswith("5BFCBB05")
    # It is a copy: wiped there, it is still here.
    kept.session.form.draft.wipe()
    assert window.session.draft.blocks == TYPED


def test_without_a_whole_key_screen_6_offers_no_copy(program: Program) -> None:
    walk(program.window, AFTER)
    program.window.tell(lockout.DraftEdited(KeyDraft(TYPED[:5])))
    assert not button(program.window, identifiers.KEEP_COPY).isVisible()


def test_a_kept_key_goes_to_screen_4_and_back_leads_to_its_check(kept: Kept, qtbot: QtBot) -> None:
    kept.open(qtbot)
    kept.tell(happened.EntryChosen(kept.session.entries[0].identifier), happened.TypingAsked())
    window = kept.window
    assert window.door is window.first
    assert in_door_1(window) is LockoutStep.TYPE
    assert window.session.draft.blocks == BLOCKS
    assert window.session.found_id == KEY_ID
    window.back()
    assert in_door_1(window) is LockoutStep.CHECK
    # The file is still open, and locking it takes nothing away here.
    assert kept.session.vault is not None
    button_lock = kept.errands.door
    button_lock.take_aside()
    assert window.session.draft.blocks == BLOCKS


def test_digits_that_stood_on_screen_3_can_be_brought_back_after_that(
    kept: Kept, qtbot: QtBot
) -> None:
    walk(kept.window, (*CHECK, Typed(OTHER)))
    kept.open(qtbot)
    kept.tell(happened.EntryChosen(kept.session.entries[0].identifier), happened.TypingAsked())
    assert kept.window.session.draft.blocks == BLOCKS
    kept.window.tell(lockout.FillUndone())
    assert kept.window.session.draft.blocks == OTHER


# Starting with a file, and what is kept for the next start.


def test_a_file_named_at_the_start_asks_for_its_passphrase(kept: Kept) -> None:
    kept.program.open_file(kept.path)
    assert at(kept) is Step.UNLOCK
    assert title(kept.window) == "Open your encrypted file"
    assert kept.session.path == kept.path


def test_which_file_was_used_last_is_known_at_the_next_start(
    kept: Kept, qtbot: QtBot, start: StartWindow, settings_path: Path
) -> None:
    kept.open(qtbot)
    kept.tell(happened.IdleMinutesChosen(10))
    settings, problem = load(settings_path)
    assert problem is None
    assert (settings.last_file, settings.idle_minutes) == (str(kept.path), 10)
    again = start(settings)
    again._open_door(Door.COPIES)
    session = again._copies.door.session
    assert (session.known, session.idle_minutes) == (kept.path, 10)
    assert WORDS not in settings_path.read_text()


# Another language, other colours, another size.


def test_another_language_keeps_a_passphrase_that_is_being_typed(kept: Kept, qtbot: QtBot) -> None:
    kept.program.open_file(kept.path)
    field = seen(kept.window, QLineEdit, vault_identifiers.TYPED_WORDS)
    QTest.keyClicks(field, "kitchen-garden")
    kept.program.speak("en-XA")
    again = seen(kept.window, QLineEdit, vault_identifiers.TYPED_WORDS)
    assert again is not field
    QTest.keyClicks(again, "-lantern-chair-abacus-zoom")
    kept.window.forward()
    kept.settled(qtbot)
    assert kept.session.vault is not None


def test_another_language_size_and_theme_keep_the_open_file_and_the_form(
    kept: Kept, qtbot: QtBot
) -> None:
    kept.open(qtbot)
    kept.tell(
        happened.AddAsked(),
        happened.FieldTyped(TextField.DEVICE, "Study desktop"),
        happened.KeyTyped(KeyDraft(OTHER)),
    )
    kept.program.speak("en-XA")
    kept.program._set_scale(2.0)
    assert at(kept) is Step.ENTRY
    assert "Study desktop" in [field.text() for field in visible(kept.window, QLineEdit)]
    assert kept.session.form.draft.blocks == OTHER


@pytest.mark.parametrize("step", [Step.UNLOCK, *OPEN_STEPS, Step.ENTRY])
def test_a_page_of_an_open_file_at_rest_is_at_rest(
    qtbot: QtBot, kept: Kept, monkeypatch: pytest.MonkeyPatch, step: Step
) -> None:
    laid_out: list[Scroll] = []
    fit = Scroll.fit

    def watched(scroll: Scroll) -> None:
        laid_out.append(scroll)
        fit(scroll)

    monkeypatch.setattr(Scroll, "fit", watched)
    kept.window.show()
    if step is Step.UNLOCK:
        kept.program.open_file(kept.path)
    else:
        kept.open(qtbot)
        kept.tell(happened.AddAsked() if step is Step.ENTRY else happened.StepAsked(step))
    for _round in range(30):
        laid_out.clear()
        qtbot.wait(100)
        if not laid_out:
            break
    assert laid_out == []
