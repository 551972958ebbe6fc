# SPDX-License-Identifier: Apache-2.0
"""The window: one page a step, the way on and back, the rail and the order of Tab."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.pages.conftest import StartWindow
from gui.pages.states import (
    AFTER,
    BLOCKS,
    CHECK,
    LINK,
    OTHER,
    OTHER_ID,
    OUTCOME,
    ROUTES,
    SLIP,
    STATES,
    TYPE,
    UNSURE,
    Go,
    Typed,
    part,
    visible,
    walk,
)
from recovery_assistant.flow.lockout import Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import (
    Answer,
    Cause,
    Form,
    Owner,
    Question,
    Refusal,
    Result,
    Shows,
)
from recovery_assistant.main import FRAME, Program, _fit_to_screen
from recovery_assistant.system.settings import Settings, ThemeChoice
from recovery_assistant.ui import identifiers
from recovery_assistant.ui import window as window_module
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.reading_order import focus_stops
from recovery_assistant.ui.widgets.button import Button
from recovery_assistant.ui.widgets.rail import StepRail, TopLine
from recovery_assistant.ui.window import Window

ALT = Qt.KeyboardModifier.AltModifier
NO_KEYS = Qt.KeyboardModifier.NoModifier
BLOCK = re.compile(r"\d{6}")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect what is announced; Qt hands announcements to nobody but a screen reader."""
    sentences: list[str] = []
    monkeypatch.setattr(
        window_module, "announce", lambda _widget, sentence: sentences.append(sentence)
    )
    return sentences


def way_on(window: Window) -> Button:
    return part(window, Button, identifiers.FOOT_WAY_ON)


def reason(window: Window) -> str:
    return part(window, QLabel, identifiers.FOOT_REASON).text()


def block(window: Window, number: int) -> QLineEdit:
    return part(window, QLineEdit, identifiers.key_block(number))


def type_on(text: str) -> None:
    """Type where the focus is, and where it goes."""
    for character in text:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, character)


def everything_named(parts: list[QWidget]) -> str:
    """Return all that is drawn or said in parts of the window."""
    words = []
    for thing in parts:
        for inner in (thing, *thing.findChildren(QWidget)):
            words += [inner.accessibleName(), inner.accessibleDescription(), inner.toolTip()]
            if isinstance(inner, QLabel):
                words.append(inner.text())
    return "\n".join(words)


def pages_made(program: Program) -> Counter[Step]:
    return Counter(page.step for page in program.window.findChildren(Page))


def test_every_step_has_one_page_soon_after_the_window_was_painted(
    program: Program, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: pages_made(program) == dict.fromkeys(Step, 1))


def test_before_it_is_painted_the_window_has_only_the_pages_it_needed(
    dressed: QApplication, settings_path: Path, qtbot: QtBot
) -> None:
    program = Program(dressed, Settings(), settings_path)
    qtbot.addWidget(program.window)
    qtbot.wait(50)
    assert pages_made(program) == {Step.SCREEN: 1}
    walk(program.window, CHECK)
    assert pages_made(program) == dict.fromkeys((Step.SCREEN, Step.ROUTES, Step.CHECK), 1)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("screen", "Pick what the locked PC shows."),
        ("screen-question", "question"),
        ("check", "Bring the 48 digits first."),
        ("check-begun", "Block 4 is not complete yet."),
        ("check-slip", "Block 3 needs a look first."),
        ("outcome", "Say what"),
        ("outcome-refused", "Say how it refused the key."),
    ],
)
def test_a_blocked_way_on_says_why_and_keeps_its_place_in_the_tab_order(
    program: Program, said: list[str], state: str, why: str
) -> None:
    window = program.window
    walk(window, STATES[state])
    button = way_on(window)
    assert why in reason(window)
    interface = QAccessible.queryAccessibleInterface(button)
    assert interface.text(QAccessible.Text.Description) == reason(window)
    assert button.isEnabled()
    assert button in list(focus_stops(window))
    button.setFocus()
    assert button.hasFocus()
    step = window.step
    said.clear()
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Space)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(window, Qt.Key.Key_Right, ALT)
    assert window.step is step
    assert said == [reason(window)] * 4


def test_a_refused_way_on_leads_to_what_is_missing(program: Program) -> None:
    walk(program.window, STATES["check-slip"])
    way_on(program.window).setFocus()
    QTest.keyClick(way_on(program.window), Qt.Key.Key_Return)
    assert block(program.window, 3).hasFocus()


def test_shortcuts_that_are_held_do_not_rush_through_screens(program: Program) -> None:
    shortcuts = program.window.findChildren(QShortcut)
    assert len(shortcuts) >= 3
    assert not any(shortcut.autoRepeat() for shortcut in shortcuts)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_that_is_held_goes_on_once(program: Program, key: Qt.Key) -> None:
    for receiver in (program.window, way_on(program.window)):
        walk(program.window, LINK)
        for held in (False, True, True):
            event = QKeyEvent(QEvent.Type.KeyPress, key, NO_KEYS, "", held, 1)
            QApplication.sendEvent(receiver, event)
        assert program.window.step is Step.ROUTES
        program.window.back()


def test_an_open_way_on_has_no_reason_left(program: Program) -> None:
    walk(program.window, STATES["check-whole"])
    button = way_on(program.window)
    assert button.available
    assert button.accessibleDescription() == ""


def test_alt_and_the_arrows_go_on_and_back(program: Program) -> None:
    window = program.window
    walk(window, LINK)
    walked = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left):
        QTest.keyClick(window, key, ALT)
        walked.append(window.step)
    assert walked == [Step.ROUTES, Step.SCREEN, Step.SCREEN]


def test_going_back_and_on_again_keeps_the_digits(program: Program) -> None:
    window = program.window
    walk(window, CHECK)
    type_on(f"{BLOCKS[0]}04")
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert window.step is Step.ROUTES
    # The page that is not in view holds none of them.
    assert {block(window, number).text() for number in range(1, 9)} == {""}
    QTest.keyClick(window, Qt.Key.Key_Right, ALT)
    assert [block(window, number).text() for number in (1, 2, 3)] == [BLOCKS[0], "04", ""]
    assert block(window, 2).hasFocus()


def test_another_page_is_announced_and_the_same_one_is_not(
    program: Program, said: list[str]
) -> None:
    walk(program.window, LINK)
    del said[:]
    program.window.forward()
    assert said == ["Step 2 of 6: Where the key can be"]
    program.window.back()
    assert said[1:] == ["Step 1 of 6: What does the locked PC show?"]


def test_what_appears_away_from_the_focus_is_heard_once(program: Program, said: list[str]) -> None:
    window = program.window
    walk(window, UNSURE)
    assert "Question 1, three at most" in said[-1]
    walk(window, (happened.QuestionAnswered(Question.GIVEN_BY_WORK, Answer.YES),))
    assert said[-2].startswith("So we take it as: Work or school. An organisation set it up")
    assert said[-1] == "First place to look: Your work or school account, by yourself."
    heard = len(said)
    window.tell(happened.ShowsChosen(Shows.AWAY))
    program._set_scale(1.5)
    assert len(said) == heard


def test_what_a_key_id_says_is_heard_when_it_is_whole(program: Program, said: list[str]) -> None:
    walk(program.window, ROUTES)
    del said[:]
    for end in range(1, 9):
        program.window.tell(happened.KeyIdTyped("5BFCBB05"[:end]))
    program.window.tell(happened.KeyIdTyped("5BFCBBO5"))
    assert [sentence for sentence in said if sentence] == [
        "8 characters, complete. No letter that cannot occur",
        "A letter that cannot occur. O, I, S and G are most likely 0, 1, 5 and 6. Look again.",
    ]


def test_a_key_with_another_id_is_heard_so_and_so_is_taking_it_back(
    program: Program, said: list[str]
) -> None:
    walk(program.window, (*CHECK, happened.TextPasted(f"{OTHER_ID} {OTHER}")))
    assert said[-2] == "The eight blocks are filled. No slip found."
    assert said[-1].startswith("Another key's ID. Character 1 differs first.")
    program.window.tell(happened.FillUndone())
    assert said[-1] == "The digits from before are back."
    walk(program.window, (Typed((BLOCKS[0],) * 8),))
    assert said[-1].startswith("Blocks 1, 2, 3, 4, 5, 6, 7, 8 are the same. ")


def test_how_far_the_typing_got_is_heard_without_a_digit(program: Program, said: list[str]) -> None:
    walk(program.window, TYPE)
    del said[:]
    for block in range(1, 9):
        program.window.tell(happened.BlockTyped(block, done=True))
    assert said[0] == "1 of 8 blocks typed. Now block 2."
    assert said[-1] == "8 of 8 blocks typed."
    assert len(said) == 8


def test_the_next_thing_to_do_is_heard_when_it_appears(program: Program, said: list[str]) -> None:
    walk(program.window, OUTCOME)
    del said[:]
    walk(
        program.window,
        (
            happened.ResultChosen(Result.REFUSED),
            happened.RefusalChosen(Refusal.OTHER_DRIVE),
            happened.ResultChosen(Result.OPENED),
            Go.ON,
            happened.CauseChosen(Cause.FIRMWARE),
        ),
    )
    assert said[:3] == [
        "How did it refuse?",
        "Refused: the key of another drive",
        "After it has opened",
    ]
    assert said[-1] == "It came after a firmware update"


def test_the_rail_shows_answers_and_no_digit_of_the_key(program: Program) -> None:
    window = program.window
    walk(window, AFTER)
    rail, top = window.findChild(StepRail), window.findChild(TopLine)
    assert isinstance(rail, StepRail)
    assert isinstance(top, TopLine)
    words = everything_named([rail, top])
    assert "5BFCBB05" in words
    assert "48 digits, no slip found" in words
    assert not [digits for digits in BLOCKS if digits in words]
    assert BLOCK.search(words.replace("5BFCBB05", "")) is None


@pytest.mark.parametrize("state", STATES)
def test_the_title_of_the_window_holds_no_digit(program: Program, state: str) -> None:
    walk(program.window, STATES[state])
    assert program.window.windowTitle().endswith("Recovery Assistant for BitLocker")
    assert not re.search(r"\d", program.window.windowTitle())


@pytest.mark.parametrize("form", Form)
def test_a_new_look_loses_nothing_that_is_typed(qtbot: QtBot, program: Program, form: Form) -> None:
    window = program.window
    walk(window, CHECK)
    type_on("".join(SLIP[:3]) + "33")
    window.tell(happened.FormChosen(form))
    draft = window.session.draft.blocks
    field = (
        block(window, 4) if form is Form.EIGHT else part(window, QLineEdit, identifiers.KEY_LINE)
    )
    field.setFocus()
    field.setCursorPosition(1)
    before = field.text()
    assert before
    for theme in ThemeChoice:
        program._set_theme(theme)
        for scale in (1.0, 2.0, 1.5):
            program._set_scale(scale)
            qtbot.wait(1)
            assert window.session.draft.blocks == draft == (*SLIP[:3], "33", "", "", "", "")
            assert (field.text(), field.cursorPosition()) == (before, 1)
            assert field.hasFocus()
            assert window.step is Step.CHECK


def test_a_new_look_leaves_the_large_digits_where_they_are(program: Program) -> None:
    window = program.window
    walk(window, (*TYPE, happened.BlockTyped(1, done=True)))
    program._set_scale(2.0)
    program._set_theme(ThemeChoice.CONTRAST)
    assert part(window, QLabel, identifiers.LARGE_BLOCK).accessibleName() == (
        "Block 2: " + " ".join(BLOCKS[1])
    )
    assert window.session.typed == {1}


@pytest.mark.parametrize("scale", [1.0, 2.0], ids=["rail", "top line"])
@pytest.mark.parametrize("state", STATES)
def test_tab_goes_in_reading_order(
    qtbot: QtBot, start: StartWindow, state: str, scale: float
) -> None:
    window = start(Settings(text_scale=scale)).window
    walk(window, STATES[state])
    qtbot.wait(1)
    wanted = list(focus_stops(window))
    assert len(wanted) > 3
    chain, thing = [], wanted[0]
    for _turn in range(5000):
        if thing in wanted:
            chain.append(thing)
        following = thing.nextInFocusChain()
        assert following is not None
        thing = following
        if thing is wanted[0]:
            break
    names = [stop.accessibleIdentifier() for stop in wanted]
    assert [stop.accessibleIdentifier() for stop in chain] == names


@pytest.mark.parametrize("state", ["screen", "routes", "check", "spent", "afterwards"])
def test_the_reading_order_runs_down_the_page(qtbot: QtBot, program: Program, state: str) -> None:
    """A stop may stand beside the one before, never wholly above it in the same column."""
    window = program.window
    walk(window, STATES[state])
    qtbot.wait(1)
    page = next(page for page in visible(window, Page))
    inside = list(focus_stops(page))
    for one, following in pairwise(inside):
        here = one.mapTo(page, one.rect().topLeft())
        there = following.mapTo(page, following.rect().topLeft())
        assert there.y() + following.height() > here.y() or there.x() > here.x()


def test_the_way_on_comes_last(qtbot: QtBot, program: Program) -> None:
    walk(program.window, ROUTES)
    qtbot.wait(1)
    stops = [stop.accessibleIdentifier() for stop in focus_stops(program.window)]
    assert stops[-2:] == [identifiers.FOOT_BACK, identifiers.FOOT_WAY_ON]


def test_leaving_the_large_digits_takes_them_out_of_every_name(program: Program) -> None:
    window = program.window
    walk(window, (*OUTCOME,))
    QApplication.processEvents()
    words = everything_named([window])
    assert not [digits for digits in BLOCKS if digits in words or " ".join(digits) in words]


def test_what_is_typed_reaches_the_session(program: Program) -> None:
    walk(program.window, (*CHECK, Typed(BLOCKS)))
    assert program.window.session.draft.is_complete
    assert [block(program.window, n).text() for n in range(1, 9)] == list(BLOCKS)


def test_the_window_opens_no_larger_than_the_screen_has_room(program: Program) -> None:
    window = program.window
    window.resize(4000, 3000)
    _fit_to_screen(window)
    room = window.screen().availableGeometry().size()
    assert window.size() == room - FRAME
    window.resize(500, 450)
    _fit_to_screen(window)
    assert (window.width(), window.height()) == (500, 450)


@pytest.mark.parametrize(
    ("owner", "told", "not_told"),
    [
        (Owner.PERSONAL, {"Replace a key that others know", "Check that the account has the key"},
         {"Have the key replaced"}),
        (Owner.WORK, {"Have the key replaced"},
         {"Replace a key that others know", "Check that the account has the key"}),
        (Owner.OFFLINE, {"Replace a key that others know"},
         {"Have the key replaced", "Check that the account has the key"}),
    ],
)  # fmt: skip
def test_who_replaces_the_key_depends_on_whose_pc_it_is(
    program: Program, owner: Owner, told: set[str], not_told: set[str]
) -> None:
    walk(program.window, (AFTER[0], happened.OwnerChosen(owner), *AFTER[1:]))
    assert program.window.step is Step.AFTERWARDS
    words = {label.text() for label in program.window.findChildren(QLabel) if label.isVisible()}
    assert told <= words
    assert not words & not_told
