# SPDX-License-Identifier: Apache-2.0
"""Screen 3: a second copy beside the key, what the two say, and taking what helps."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui.pages.states import BLOCKS, CHECK, KEY, OTHER, Typed, part, visible, walk
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.main import Program
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.second_copy import SecondCopy
from recovery_assistant.ui.window import Window

HOLED = (*BLOCKS[:2], "33?011", BLOCKS[3], "", *BLOCKS[5:])


def press(window: Window, identifier: str) -> None:
    button = part(window, QPushButton, identifier)
    assert button.isVisible(), identifier
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def line(window: Window) -> QLineEdit:
    return part(window, QLineEdit, identifiers.SECOND_LINE)


def result(window: Window, number: int) -> str:
    """What is said of a block; empty while nothing is."""
    row = part(window, QWidget, identifiers.second_block(number))
    return row.accessibleName() if row.isVisible() else ""


def offered(window: Window) -> list[int]:
    """The blocks that can be taken from the second copy."""
    return [
        number
        for number in range(1, 9)
        if part(window, QPushButton, identifiers.second_use(number)).isVisible()
    ]


def at_compare(window: Window, blocks: tuple[str, ...] = HOLED) -> None:
    walk(window, (*CHECK, Typed(blocks)))
    press(window, identifiers.COMPARE_OPEN)


def test_the_second_copy_is_offered_once_there_is_something_to_compare(program: Program) -> None:
    window = program.window
    walk(window, CHECK)
    assert not part(window, QPushButton, identifiers.COMPARE_OPEN).isVisible()
    walk(window, (Typed(BLOCKS[:1]),))
    assert part(window, QPushButton, identifiers.COMPARE_OPEN).isVisible()
    assert not line(window).isVisible()


def test_unfolding_puts_the_caret_into_the_second_entry(program: Program) -> None:
    window = program.window
    at_compare(window)
    assert line(window).hasFocus()
    assert result(window, 1) == ""


def test_typing_the_second_copy_shows_block_by_block_what_it_says(program: Program) -> None:
    window = program.window
    at_compare(window)
    QTest.keyClicks(line(window), "-".join((BLOCKS[0], "046062", *BLOCKS[2:7], "0110?0")))
    assert window.session.second.blocks[1] == "046062"
    assert window.session.draft.blocks == HOLED
    assert result(window, 1) == "Block 1: The same in both"
    assert result(window, 2).startswith("Block 2: Differs at digit 4")
    assert result(window, 3).startswith("Block 3: Digit 3 is unreadable here")
    assert result(window, 5).startswith("Block 5: Missing here")
    assert result(window, 8).startswith("Block 8: Digit 5 is known here")
    assert offered(window) == [3, 5]


def test_what_is_offered_is_taken_one_block_at_a_time_and_can_be_undone(program: Program) -> None:
    window = program.window
    at_compare(window)
    window.tell(happened.SecondPasted(KEY))
    press(window, identifiers.second_use(3))
    assert window.session.draft.block(3) == BLOCKS[2]
    assert part(window, QPushButton, identifiers.second_use(5)).hasFocus()
    press(window, identifiers.second_use(5))
    assert window.session.draft.blocks == BLOCKS
    assert line(window).hasFocus()
    assert offered(window) == []
    press(window, identifiers.UNDO_FILL)
    assert window.session.draft.block(5) == ""
    assert window.session.second.blocks == BLOCKS


def test_all_that_is_offered_is_taken_at_once(program: Program) -> None:
    window = program.window
    at_compare(window)
    window.tell(happened.SecondPasted(KEY))
    press(window, identifiers.SECOND_USE_ALL)
    assert window.session.draft.blocks == BLOCKS
    assert not part(window, QPushButton, identifiers.SECOND_USE_ALL).isVisible()
    assert line(window).hasFocus()


def test_one_offer_needs_no_button_for_all(program: Program) -> None:
    window = program.window
    at_compare(window, (*BLOCKS[:7], ""))
    window.tell(happened.SecondPasted(KEY))
    assert offered(window) == [8]
    assert not part(window, QPushButton, identifiers.SECOND_USE_ALL).isVisible()


def test_folding_away_and_other_pages_lose_no_typed_digit(qtbot: QtBot, program: Program) -> None:
    window = program.window
    at_compare(window, BLOCKS)
    QTest.keyClicks(line(window), "000187-04")
    press(window, identifiers.COMPARE_OPEN)
    assert not line(window).isVisible()
    assert line(window).text() == ""
    press(window, identifiers.COMPARE_OPEN)
    assert line(window).text() == "000187-04"
    window.forward()
    qtbot.wait(1)
    assert line(window).text() == ""
    window.back()
    assert line(window).text() == "000187-04"
    window.retranslate()
    assert line(window).text() == "000187-04"


def test_a_pasted_text_is_searched_for_the_copy_of_this_key(program: Program) -> None:
    window = program.window
    at_compare(window)
    data = QMimeData()
    data.setText(f"Key 1: {'-'.join(reversed(BLOCKS))}\nKey 2: {KEY}\n")
    QGuiApplication.clipboard().setMimeData(data)
    QTest.keyClick(line(window), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.session.second.blocks == BLOCKS
    assert window.session.draft.blocks == HOLED
    assert offered(window) == [3, 5]


def test_a_paste_without_a_key_is_told_and_takes_nothing(program: Program) -> None:
    window = program.window
    at_compare(window)
    QTest.keyClicks(line(window), BLOCKS[0])
    window.tell(happened.SecondPasted("no key in here"))
    assert part(window, Banner, identifiers.READ_PROBLEM).isVisible()
    assert line(window).text() == BLOCKS[0]


def test_hidden_digits_are_hidden_in_the_second_copy_too(program: Program) -> None:
    window = program.window
    at_compare(window)
    window.tell(happened.SecondPasted(KEY))
    assert BLOCKS[0] in line(window).displayText()
    window.tell(happened.DigitsHidden(hidden=True))
    assert not any(character.isdigit() for character in line(window).displayText())


@pytest.mark.parametrize("columns", [1, 2])
def test_every_result_stands_in_a_place_of_its_own(program: Program, columns: int) -> None:
    window = program.window
    at_compare(window)
    window.tell(happened.SecondPasted(KEY))
    second = window.findChild(SecondCopy)
    assert second is not None
    second.set_columns(columns)
    QApplication.processEvents()
    rows = [part(window, QWidget, identifiers.second_block(number)) for number in range(1, 9)]
    assert len({(row.x(), row.y()) for row in rows}) == 8
    assert len({row.x() for row in rows}) == columns


def test_no_word_about_the_copies_holds_a_digit_of_them(program: Program) -> None:
    window = program.window
    at_compare(window)
    window.tell(happened.SecondPasted(OTHER))
    second = window.findChild(SecondCopy)
    assert second is not None
    said = [
        f"{thing.accessibleName()} {thing.accessibleDescription()}"
        for thing in second.findChildren(QWidget)
    ]
    assert any(said)
    for block in (*BLOCKS, *OTHER.split("-")):
        assert not any(block in words or " ".join(block) in words for words in said)


def test_blocks_in_another_order_are_warned_of_when_a_text_holds_both(program: Program) -> None:
    window = program.window
    turned = "-".join((BLOCKS[1], BLOCKS[0], *BLOCKS[2:]))
    walk(window, (*CHECK, happened.TextPasted(f"{turned}\n\nKey ID: 5BFCBB05\n{KEY}\n")))
    window.tell(happened.CandidateTaken(1))
    QApplication.processEvents()
    words = [label.text() for label in visible(window, QLabel)]
    assert "Blocks 1, 2 may have changed places" in words
