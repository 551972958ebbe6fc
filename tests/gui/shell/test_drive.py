# SPDX-License-Identifier: Apache-2.0
"""The locked drive in the whole window: what each button asks for, and where the focus goes."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from gui.pages import drives
from gui.pages.states import BLOCKS, CHECK, KEY_ID, LOST, ROUTES, Script, Typed, part, visible, walk
from recovery_assistant.drive.outcomes import (
    DoesNotOpen,
    DriveProblem,
    Image,
    Opens,
    Searched,
    Tried,
)
from recovery_assistant.errands import lockout as errands
from recovery_assistant.errands.drive import DriveErrands
from recovery_assistant.flow.lockout import Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.effects import (
    CheckOnDrive,
    ChooseDriveFile,
    DriveEffect,
    EndTrying,
    FindDrives,
    PauseTrying,
    PlanTrying,
    ReadDrive,
    SaveHeader,
    StopDrive,
    TryKeys,
)
from recovery_assistant.flow.lockout.proving import Proving, TryingPhase
from recovery_assistant.main import Program
from recovery_assistant.ui import identifiers, window
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.button import Button
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.drive_card import SHOWN_AFTER_MS, DriveCard
from recovery_assistant.ui.widgets.drive_panel import DrivePanel
from recovery_assistant.ui.widgets.drive_trying import SteadyText
from recovery_assistant.ui.widgets.link_row import Address
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.wording.drive import rights
from unit.wording import drives as made

AT_ROUTES: Script = (*ROUTES,)
OPENED = (happened.DriveOpened(opened=True), happened.DrivesFound(made.DRIVES))
TOLD = (*OPENED, happened.DriveChosen(made.ADAPTER.path), drives.Looked(made.ONE))
WHOLE = (*CHECK, Typed(BLOCKS), *TOLD)
LACKING = (*CHECK, Typed(LOST), *TOLD)
NO = DoesNotOpen((made.WANTED,))


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[DriveEffect]:
    """What the window asks the world for; no drive of this machine is touched."""
    effects: list[DriveEffect] = []

    def perform(_errands: DriveErrands, effect: DriveEffect) -> None:
        effects.append(effect)

    monkeypatch.setattr(DriveErrands, "perform", perform)
    return effects


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told."""
    sentences: list[str] = []
    monkeypatch.setattr(window, "announce", lambda _widget, sentence: sentences.append(sentence))
    return sentences


class LaidOut(QObject):
    """Counts how often something in a part asks for another layout."""

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self.count = 0
        for inside in (part, *part.findChildren(QWidget)):
            inside.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.LayoutRequest
        return False


def page(program: Program) -> Page:
    shown = program.window.first.page(program.window.step)
    assert isinstance(shown, Page)
    return shown


def button(program: Program, identifier: str) -> Button:
    return part(page(program), Button, identifier)


def press(program: Program, identifier: str) -> None:
    """Press by keyboard: the focus is on it, and stays or goes on from there."""
    shown = button(program, identifier)
    assert shown.isVisible()
    shown.setFocus()
    QTest.keyClick(shown, Qt.Key.Key_Return)


def state(program: Program) -> Proving:
    proving = program.window.session.proving
    assert proving is not None
    return proving


def in_focus(program: Program) -> str:
    return program.window.focusWidget().accessibleIdentifier()


def words_in(widget: QWidget) -> str:
    said = [label.text() for label in visible(widget, Text)]
    return "\n".join([*said, *(label.text() for label in visible(widget, SteadyText))])


def words(program: Program) -> str:
    return words_in(part(page(program), DriveCard, identifiers.DRIVE_PANEL))


def shown(program: Program, identifier: str) -> bool:
    return any(
        thing.accessibleIdentifier() == identifier for thing in visible(page(program), QWidget)
    )


def test_nothing_of_it_is_made_before_it_is_wanted(program: Program) -> None:
    walk(program.window, ROUTES)
    assert page(program).findChildren(DrivePanel)
    assert page(program).findChildren(DriveCard) == []


def test_the_drives_are_listed_the_likeliest_first_and_one_is_read(
    program: Program, asked: list[DriveEffect]
) -> None:
    walk(program.window, ROUTES)
    press(program, identifiers.DRIVE_OPEN)
    assert asked == [FindDrives()]
    # No list yet: a file can be chosen.
    assert "Looking for drives…" in words(program)
    assert "An image is a copy of the whole drive" in words(program)
    assert in_focus(program) == identifiers.DRIVE_FILE
    program.window.tell(happened.DrivesFound(()))
    assert "No drive is found that can be asked." in words(program)
    program.window.tell(happened.DrivesFound(made.DRIVES))
    assert "No drive is found" not in words(program)
    assert in_focus(program) == identifiers.DRIVE_FILE
    names = [button(program, identifiers.drive_choice(n)).accessibleName() for n in (1, 2, 3)]
    assert names == ["Choose Samsung PSSD T7", "Choose /dev/sda", "Choose WD SN740 512GB"]
    first = button(program, identifiers.drive_choice(1))
    assert first.accessibleDescription() == (
        "1.0 TB · Removable · /dev/sdb, needs an administrator"
    )
    press(program, identifiers.drive_choice(2))
    assert asked[1:] == [ReadDrive(1, made.INNER.path, search_all=False)]


def test_a_file_is_asked_for_and_the_drives_anew(
    program: Program, asked: list[DriveEffect]
) -> None:
    walk(program.window, (*ROUTES, *OPENED))
    asked.clear()
    press(program, identifiers.DRIVE_FILE)
    press(program, identifiers.DRIVE_REFRESH)
    assert asked == [ChooseDriveFile(), FindDrives()]
    # One was pulled out meanwhile.
    program.window.tell(happened.DrivesFound(made.DRIVES[1:]))
    assert shown(program, identifiers.drive_choice(2))
    assert not shown(program, identifiers.drive_choice(3))
    assert "Samsung" not in words(program)
    assert in_focus(program) == identifiers.DRIVE_REFRESH


def test_a_look_that_is_over_at_once_shows_no_progress(qtbot: QtBot, program: Program) -> None:
    walk(program.window, (*ROUTES, *OPENED))
    press(program, identifiers.drive_choice(1))
    assert in_focus(program) == identifiers.drive_choice(1)
    assert not shown(program, identifiers.DRIVE_PROGRESS)
    walk(program.window, (drives.Looked(made.ONE),))
    assert in_focus(program) == identifiers.drive_use_id(1)
    qtbot.wait(SHOWN_AFTER_MS + 50)
    assert not shown(program, identifiers.DRIVE_PROGRESS)
    assert "KONTOR-7 OS" in words(program)


def test_a_look_that_takes_its_time_can_be_cancelled(
    qtbot: QtBot, program: Program, asked: list[DriveEffect]
) -> None:
    walk(program.window, (*ROUTES, *OPENED))
    press(program, identifiers.drive_choice(1))
    cancel = f"{identifiers.DRIVE_PROGRESS}-cancel"
    qtbot.waitUntil(lambda: in_focus(program) == cancel)
    assert "Reading Samsung PSSD T7" in words(program)
    walk(program.window, (drives.Searched(5, 10),))
    assert "5.2 MB of 10 MB" in words(program)
    assert in_focus(program) == cancel
    press(program, cancel)
    assert asked[-1] == StopDrive(1)
    assert in_focus(program) == identifiers.drive_choice(1)


def test_the_key_id_that_the_drive_names_is_noted_by_a_button(program: Program) -> None:
    walk(program.window, (*ROUTES, *TOLD))
    press(program, identifiers.drive_use_id(1))
    assert program.window.session.key_id == made.WANTED
    assert "the Key ID you noted" in words(program)
    assert not shown(program, identifiers.drive_use_id(1))
    assert in_focus(program) == identifiers.DRIVE_OTHER


@pytest.mark.parametrize(("noted", "warned"), [("", False), (KEY_ID, False), ("0A1B2C3D", True)])
def test_a_key_id_that_is_none_of_the_drive_s_is_warned_of(
    program: Program, heard: list[str], noted: str, warned: int
) -> None:
    typed = (happened.KeyIdTyped(noted),) if noted else ()
    walk(program.window, (*ROUTES, *typed, *TOLD))
    assert shown(program, identifiers.DRIVE_WARNING) is bool(warned)
    assert sum("does not have the Key ID you noted" in one for one in heard) == warned
    assert shown(program, identifiers.drive_use_id(1)) is (noted != KEY_ID)


def test_where_to_look_has_no_check_of_digits(program: Program) -> None:
    walk(program.window, (*WHOLE[:-4],))
    program.window.back()
    assert program.window.step is Step.ROUTES
    walk(program.window, TOLD)
    assert not shown(program, identifiers.DRIVE_CHECK)
    assert not shown(program, identifiers.TRYING_PLAN)


def test_a_drive_without_a_volume_is_searched_whole_once(
    program: Program, asked: list[DriveEffect]
) -> None:
    nothing = drives.Looked(DriveProblem.NO_VOLUME)
    walk(program.window, (*ROUTES, *OPENED, happened.DriveChosen(made.ADAPTER.path), nothing))
    assert "about 3 hours at 100 MB a second" in words(program)
    press(program, identifiers.DRIVE_SEARCH_ALL)
    assert asked[-1] == ReadDrive(2, made.ADAPTER.path, search_all=True)
    walk(program.window, (nothing,))
    assert not shown(program, identifiers.DRIVE_SEARCH_ALL)
    assert "All of it was searched." in words(program)
    assert "every byte" not in words(program)
    assert in_focus(program) == identifiers.DRIVE_ANOTHER
    press(program, identifiers.DRIVE_ANOTHER)
    assert in_focus(program) == identifiers.drive_choice(1)


def test_a_drive_that_wants_an_administrator_comes_with_the_command(
    program: Program, asked: list[DriveEffect], monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(errands, "copy_text", copied.append)
    walk(program.window, (*ROUTES, *OPENED))
    press(program, identifiers.drive_choice(1))
    walk(program.window, (drives.Looked(DriveProblem.NO_RIGHTS),))
    assert in_focus(program) == identifiers.DRIVE_RIGHTS_COPY
    # It is no fault: not in the colour of one.
    assert part(page(program), Banner, identifiers.DRIVE_SUMMARY)._border == "warn"
    command = rights(made.ADAPTER.path).command
    (shown_command,) = visible(part(page(program), QWidget, identifiers.DRIVE_RIGHTS), Address)
    assert shown_command.toPlainText() == command
    press(program, identifiers.DRIVE_RIGHTS_COPY)
    assert copied == [command]
    press(program, identifiers.DRIVE_RIGHTS_FILE)
    assert asked[-1] == ChooseDriveFile()
    press(program, identifiers.DRIVE_RIGHTS_ANOTHER)
    assert in_focus(program) == identifiers.drive_choice(1)
    # For another drive another command.
    walk(
        program.window,
        (happened.DriveChosen(made.INNER.path), drives.Looked(DriveProblem.NO_RIGHTS)),
    )
    (shown_command,) = visible(part(page(program), QWidget, identifiers.DRIVE_RIGHTS), Address)
    assert shown_command.toPlainText() == rights(made.INNER.path).command


def test_a_file_that_must_not_be_read_comes_without_a_command(program: Program) -> None:
    walk(
        program.window,
        (
            *ROUTES,
            *OPENED,
            happened.DriveChosen(made.IMAGE),
            drives.Looked(DriveProblem.NO_RIGHTS),
        ),
    )
    assert not shown(program, identifiers.DRIVE_RIGHTS)
    assert "This needs an administrator" in words(program)
    press(program, identifiers.DRIVE_ANOTHER)


def test_of_several_drives_in_an_image_one_is_meant(program: Program) -> None:
    walk(
        program.window,
        (*ROUTES, *OPENED, happened.DriveChosen(made.IMAGE), drives.Looked(made.SEVERAL)),
    )
    assert (
        "77AA88BB" in part(page(program), QAbstractButton, "drive-volume-1").accessibleDescription()
    )
    assert "BitLocker To Go" in words(program)
    part(page(program), QAbstractButton, identifiers.drive_volume(2)).click()
    assert state(program).number == 1
    assert "BitLocker To Go" not in words(program)
    assert "1 more BitLocker drive is in it." in words(program)


@pytest.mark.parametrize(
    ("image", "title"),
    [
        (made.SUSPENDED, "Protection is suspended"),
        (made.DECRYPTED, "This drive is decrypted"),
        (made.NO_KEY, "This drive has no recovery key"),
    ],
)
def test_a_drive_that_needs_no_key_says_so_aloud(
    program: Program, heard: list[str], image: Image, title: str
) -> None:
    walk(program.window, (*CHECK, Typed(BLOCKS), *TOLD[:-1], drives.Looked(image)))
    assert title in words(program)
    assert sum(one.startswith(f"{title}. ") for one in heard) == 1
    assert shown(program, identifiers.DRIVE_CHECK) is (image is made.SUSPENDED)


def test_text_of_the_drive_is_plain_and_its_marks_can_be_seen(program: Program) -> None:
    walk(program.window, (*ROUTES, *TOLD[:-1], drives.Looked(made.DAMAGED)))
    (label,) = [label for label in visible(page(program), QLabel) if label.text().startswith("PC‹")]
    assert label.text() == "PC‹U+202E› txt.exe‹U+0007› <b>C:</b>"
    assert label.textFormat() is Qt.TextFormat.PlainText


# Screen 3: the check.


def test_the_way_to_the_drive_stands_with_the_certainty_and_closing_leads_back(
    program: Program,
) -> None:
    walk(program.window, (*CHECK, Typed(BLOCKS)))
    press(program, identifiers.DRIVE_OPEN)
    walk(program.window, OPENED[1:])
    assert state(program).opened
    press(program, identifiers.DRIVE_CLOSE)
    assert not state(program).opened
    assert not shown(program, identifiers.DRIVE_PANEL)
    assert in_focus(program) == identifiers.DRIVE_OPEN


def test_closing_it_with_empty_fields_leads_to_the_fields(program: Program) -> None:
    walk(program.window, (*CHECK, *TOLD))
    press(program, identifiers.DRIVE_CLOSE)
    assert in_focus(program) == identifiers.key_block(1)


def test_a_key_is_checked_and_right(
    program: Program, asked: list[DriveEffect], heard: list[str]
) -> None:
    walk(program.window, WHOLE)
    foot = part(program.window, Button, identifiers.FOOT_WAY_ON)
    assert foot._kind.value == "secondary"
    press(program, identifiers.DRIVE_CHECK)
    assert foot._kind.value == "primary"
    check = asked[-1]
    assert isinstance(check, CheckOnDrive)
    assert in_focus(program) == f"{identifiers.DRIVE_CHECKING}-cancel"
    assert "Checking: about a second" in words(program)
    heard.clear()
    walk(program.window, (drives.Judged(Opens(made.WANTED)),))
    assert "Right key: proved on the drive" in words(program)
    assert in_focus(program) == identifiers.DRIVE_CLOSE
    certainty = words_in(part(page(program), QWidget, identifiers.CERTAINTY))
    assert certainty.startswith("Proved on the drive\n")
    rungs = part(page(program), QWidget, identifiers.KEY_RUNGS).accessibleName()
    assert rungs == (
        "No slip found, typed consistently; Key ID matches, very likely right; "
        "Proved on the drive, the right key"
    )
    assert button(program, identifiers.DRIVE_OPEN).text() == "What the drive said"
    # Said once.
    assert len(heard) == 1
    assert heard[0].startswith("Right key: proved on the drive.")


def test_a_key_that_the_drive_refuses_leads_to_what_may_be_meant(
    program: Program, heard: list[str]
) -> None:
    walk(program.window, WHOLE)
    press(program, identifiers.DRIVE_CHECK)
    heard.clear()
    walk(program.window, (drives.Judged(NO),))
    assert "This key does not open this drive" in words(program)
    assert "5BFCBB05" in words(program)
    assert in_focus(program) == identifiers.TRYING_PLAN
    assert words_in(part(page(program), QWidget, identifiers.CERTAINTY)).startswith(
        "Refused by the drive\n"
    )
    assert len(heard) == 1


def test_a_check_is_cancelled(program: Program, asked: list[DriveEffect]) -> None:
    walk(program.window, WHOLE)
    press(program, identifiers.DRIVE_CHECK)
    press(program, f"{identifiers.DRIVE_CHECKING}-cancel")
    assert asked[-1] == StopDrive(2)
    assert in_focus(program) == identifiers.DRIVE_CHECK


def test_an_answer_that_comes_late_takes_the_focus_from_nothing_else(program: Program) -> None:
    walk(program.window, WHOLE)
    press(program, identifiers.DRIVE_CHECK)
    field = part(page(program), QWidget, identifiers.key_block(3))
    field.setFocus()
    walk(program.window, (drives.Judged(NO),))
    assert field.hasFocus()


def test_another_digit_takes_the_verdict_back(program: Program) -> None:
    walk(program.window, (*WHOLE, happened.ProofAsked(), drives.Judged(Opens(made.WANTED))))
    walk(program.window, (Typed((*BLOCKS[1:], BLOCKS[0])),))
    assert shown(program, identifiers.DRIVE_CHECK)
    assert not shown(program, identifiers.DRIVE_VERDICT)
    rungs = part(page(program), QWidget, identifiers.KEY_RUNGS).accessibleName()
    assert rungs.endswith("Not proved, only the drive can")


def test_a_header_is_saved_of_a_drive_and_not_of_a_header(
    program: Program, asked: list[DriveEffect]
) -> None:
    walk(program.window, (*ROUTES, *TOLD))
    press(program, identifiers.DRIVE_HEADER)
    assert asked[-1] == SaveHeader(made.ADAPTER.path, 0)
    walk(program.window, (*TOLD[:-1], drives.Looked(made.HEADER)))
    assert not shown(program, identifiers.DRIVE_HEADER)


# Screen 3: many keys.


def test_keys_are_counted_begun_paused_and_gone_on_with(
    program: Program, asked: list[DriveEffect], heard: list[str]
) -> None:
    walk(program.window, LACKING)
    press(program, identifiers.TRYING_PLAN)
    plan = asked[-1]
    assert isinstance(plan, PlanTrying)
    assert not plan.any_order
    assert in_focus(program) == f"{identifiers.TRYING_PLANNING}-cancel"
    heard.clear()
    walk(program.window, (drives.Counted(made.PLAN),))
    assert heard == ["909 keys to try. That takes 3 minutes at most on this PC."]
    assert "Tried by the processor · 5.4 a second" in words(program)
    assert "slips that the check of the digits cannot see\n181\n" in words(program)
    assert in_focus(program) == identifiers.TRYING_START
    press(program, identifiers.TRYING_START)
    request = plan.request
    assert asked[-1:] == [TryKeys(request, 0)]
    assert in_focus(program) == identifiers.TRYING_PAUSE
    for part_of_it in ("Use the window meanwhile.", "0 of 909 tried, ", "processor · 5.4 a second"):
        assert part_of_it in words(program)
    press(program, identifiers.TRYING_PAUSE)
    assert asked[-1:] == [PauseTrying(request)]
    assert in_focus(program) == identifiers.TRYING_PAUSE
    pause = button(program, identifiers.TRYING_PAUSE)
    assert not pause.available
    assert "come to their end" in pause.accessibleDescription()
    walk(program.window, (drives.Rested(Searched(None, 320, 5.0)),))
    on = button(program, identifiers.TRYING_GO_ON)
    assert on.text() == "Go on after 320"
    assert on.hasFocus()
    QTest.keyClick(on, Qt.Key.Key_Return)
    assert asked[-1:] == [TryKeys(request, 320)]


def test_counting_is_cancelled(program: Program, asked: list[DriveEffect]) -> None:
    walk(program.window, LACKING)
    assert button(program, identifiers.TRYING_PLAN).text() == "Count and measure first"
    press(program, identifiers.TRYING_PLAN)
    press(program, f"{identifiers.TRYING_PLANNING}-cancel")
    assert isinstance(asked[-1], EndTrying)
    assert in_focus(program) == identifiers.TRYING_PLAN


def test_a_place_that_was_kept_is_offered_with_its_condition(
    program: Program, asked: list[DriveEffect]
) -> None:
    walk(program.window, (*LACKING, happened.TryingAsked(), drives.Counted(made.PLAN, 400)))
    assert "right only for the very same digits" in words(program)
    start = button(program, identifiers.TRYING_START)
    assert start.text() == "Go on after 400"
    press(program, identifiers.TRYING_AFRESH)
    begun = asked[-1]
    assert isinstance(begun, TryKeys)
    assert begun.start == 0


def test_not_now_and_give_up_lead_back_to_the_offer(
    program: Program, asked: list[DriveEffect]
) -> None:
    walk(program.window, (*LACKING, happened.TryingAsked(), drives.Counted(made.PLAN)))
    leave = button(program, identifiers.TRYING_NOT_NOW)
    leave.setFocus()
    QTest.keyClick(leave, Qt.Key.Key_Space)
    ended = asked[-1]
    assert isinstance(ended, EndTrying)
    assert ended.forget
    assert in_focus(program) == identifiers.TRYING_PLAN


def test_how_far_it_is_moves_no_focus_lays_out_nothing_and_says_nothing(
    qtbot: QtBot, program: Program, heard: list[str]
) -> None:
    running = (happened.TryingAsked(), drives.Counted(made.PLAN), happened.TryingStarted())
    walk(program.window, (*LACKING, *running, drives.Going(Tried(100, 909, 5.0))))
    for _round in range(40):
        qtbot.wait(20)
    where = button(program, identifiers.DRIVE_CLOSE)
    where.setFocus()
    qtbot.wait(100)
    heard.clear()
    card = part(page(program), DriveCard, identifiers.DRIVE_PANEL)
    watch = LaidOut(card)
    progress = part(page(program), QWidget, identifiers.TRYING_PROGRESS)
    before = progress.grab().toImage()
    for done in range(101, 131):
        walk(program.window, (drives.Going(Tried(done, 909, 5.0)),))
        qtbot.wait(1)
    assert progress.grab().toImage() != before
    assert watch.count == 0
    assert heard == []
    assert in_focus(program) == identifiers.DRIVE_CLOSE


def test_the_key_that_opens_fills_the_fields_and_is_proved(
    program: Program, heard: list[str]
) -> None:
    running = (happened.TryingAsked(), drives.Counted(made.PLAN), happened.TryingStarted())
    walk(program.window, (*LACKING, *running, drives.Going()))
    button(program, identifiers.TRYING_PAUSE).setFocus()
    heard.clear()
    walk(program.window, (drives.Rested(Searched(411, 416, 5.0, made.WANTED), BLOCKS),))
    assert program.window.session.draft.blocks == BLOCKS
    assert "It was key number 412 of those tried." in words(program)
    assert in_focus(program) == identifiers.DRIVE_CLOSE
    assert not shown(program, identifiers.TRYING_PROGRESS)
    assert not any(block in words(program) for block in BLOCKS)
    assert heard[0] == "Found: this key opens the drive. The eight blocks are filled."


def test_none_that_opens_leads_to_another_choice(program: Program) -> None:
    running = (happened.TryingAsked(), drives.Counted(made.PLAN), happened.TryingStarted())
    walk(program.window, (*LACKING, *running, drives.Going()))
    button(program, identifiers.TRYING_PAUSE).setFocus()
    walk(program.window, (drives.Rested(Searched(None, 909, 5.0, fell_back=True)),))
    assert "All 909 keys were tried." in words(program)
    assert "The graphics card failed on the way." in words(program)
    assert in_focus(program) == identifiers.TRYING_AGAIN
    press(program, identifiers.TRYING_AGAIN)
    assert in_focus(program) == identifiers.TRYING_PLAN


def test_every_order_is_offered_for_eight_whole_blocks_alone(
    program: Program, asked: list[DriveEffect]
) -> None:
    walk(program.window, LACKING)
    assert not shown(program, identifiers.TRYING_ANY_ORDER)
    walk(program.window, (Typed(BLOCKS), happened.ProofAsked(), drives.Judged(NO)))
    tick = part(page(program), CheckRow, identifiers.TRYING_ANY_ORDER)
    tick.click()
    press(program, identifiers.TRYING_PLAN)
    whole = asked[-1]
    assert isinstance(whole, PlanTrying)
    assert whole.any_order
    walk(program.window, (Typed(LOST),))
    press(program, identifiers.TRYING_PLAN)
    lacking = asked[-1]
    assert isinstance(lacking, PlanTrying)
    assert not lacking.any_order


def test_a_trying_that_breaks_off_can_go_on(program: Program, asked: list[DriveEffect]) -> None:
    running = (happened.TryingAsked(), drives.Counted(made.PLAN), happened.TryingStarted())
    walk(program.window, (*LACKING, *running, drives.Going(), drives.Broken()))
    proving = state(program)
    assert proving.trying is not None
    assert proving.trying.phase is TryingPhase.PAUSED
    assert "The trying broke off" in words(program)
    on = button(program, identifiers.TRYING_GO_ON)
    on.click()
    begun = asked[-1]
    assert isinstance(begun, TryKeys)
    assert begun.start == made.TRIED.done


def test_a_trying_that_goes_on_can_be_seen_again(program: Program) -> None:
    walk(program.window, (*CHECK, Typed(LOST)))
    way = button(program, identifiers.DRIVE_OPEN)
    assert way.text() == "Ask the drive"
    running = (happened.TryingAsked(), drives.Counted(made.PLAN), happened.TryingStarted())
    walk(program.window, (*TOLD, *running, drives.Going()))
    press(program, identifiers.DRIVE_CLOSE)
    assert way.text() == "How the trying goes"
    press(program, identifiers.DRIVE_OPEN)
    assert in_focus(program) == identifiers.TRYING_PAUSE


def test_leaving_the_screen_keeps_the_panel_without_a_digit(program: Program) -> None:
    walk(program.window, (*WHOLE, happened.ProofAsked(), drives.Judged(Opens(made.WANTED))))
    program.window.forward()
    assert program.window.step is Step.TYPE
    program.window.back()
    assert "Right key: proved on the drive" in words(program)
    assert not any(block in words(program) for block in BLOCKS)
