# SPDX-License-Identifier: Apache-2.0
"""Screen 4 in the window: the rehearsal and the scanner, by hand, and what is left of them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.pages.states import BLOCKS, SCAN, TYPE, part, walk
from gui.pages.test_canary import everything_told, traces, type_on
from recovery_assistant.flow.lockout import Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Piece
from recovery_assistant.flow.lockout.rehearsal import Rehearsal
from recovery_assistant.flow.lockout.scan import Arrived, Scan
from recovery_assistant.keys import KeyDraft
from recovery_assistant.main import Program
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.widgets.bar_code import BarCode
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.large_print import LargePrint
from recovery_assistant.ui.window import Window

REHEARSAL = (*TYPE, happened.RehearsalOpened())
F_KEYS = {str((place + 1) % 10): Qt.Key(Qt.Key.Key_F1 + place) for place in range(10)}


def press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def practised(window: Window) -> Rehearsal:
    aid = window.session.aid
    assert isinstance(aid, Rehearsal)
    return aid


def block(window: Window, number: int) -> QLineEdit:
    return part(window, QLineEdit, identifiers.rehearsal_block(number))


def test_groups_fill_one_after_another_and_enter_grades_them(program: Program) -> None:
    window = program.window
    walk(window, TYPE)
    part(window, Button, identifiers.REHEARSE).click()
    type_on("".join(BLOCKS))
    assert practised(window).draft.blocks == BLOCKS
    press(Qt.Key.Key_Return)
    assert practised(window).graded
    assert window.step is Step.TYPE
    names = {block(window, number).accessibleDescription() for number in range(1, 9)}
    assert names == {"Right"}


def test_groups_fill_one_after_another_also_where_advance_is_off(program: Program) -> None:
    # A seventh digit would be lost without a word, and the locked PC does it for everybody.
    window = program.window
    walk(window, (happened.AdvanceChosen(advance=False), *REHEARSAL))
    type_on("".join(BLOCKS))
    assert practised(window).draft.blocks == BLOCKS


def test_function_keys_type_digits_and_ask_for_no_help(program: Program) -> None:
    window = program.window
    asked: list[bool] = []
    window.help_asked.connect(lambda: asked.append(True))
    walk(window, REHEARSAL)
    for digit in "1234567890":
        press(F_KEYS[digit])
    assert practised(window).draft.blocks[:2] == ("123456", "7890")
    assert not asked


def test_nothing_can_be_pasted_and_the_reason_is_said(program: Program) -> None:
    window = program.window
    walk(window, REHEARSAL)
    QGuiApplication.clipboard().setText(BLOCKS[0])
    QTest.keyClick(block(window, 1), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert practised(window).draft.is_empty
    assert "Pasting is off here" in everything_told(window)
    type_on("o-x")
    assert practised(window).draft.is_empty


def test_the_key_is_hidden_while_rehearsing_until_it_is_asked_for(program: Program) -> None:
    window = program.window
    walk(window, TYPE)
    assert traces(BLOCKS, everything_told(window)) != []
    walk(window, (happened.RehearsalOpened(),))
    assert traces(BLOCKS, everything_told(window)) == []
    assert set(part(window, LargePrint, identifiers.LARGE_PRINT)._blocks) == {""}
    part(window, QAbstractButton, identifiers.REHEARSAL_KEY).click()
    assert traces(BLOCKS, everything_told(window)) == list(BLOCKS)
    part(window, QAbstractButton, identifiers.REHEARSAL_KEY).click()
    assert traces(BLOCKS, everything_told(window)) == []


def test_each_block_says_in_words_what_is_amiss(program: Program) -> None:
    window = program.window
    walk(window, REHEARSAL)
    typed = ("000817", *BLOCKS[1:7], "0110")
    window.tell(happened.RehearsalTyped(KeyDraft(typed)))
    part(window, Button, identifiers.REHEARSAL_GRADE).click()
    assert block(window, 1).accessibleDescription() == "Digits 4, 5 differ"
    assert block(window, 8).accessibleDescription() == "Too short: 4 of 6 digits"
    assert block(window, 1).isReadOnly()
    part(window, Button, identifiers.REHEARSAL_AGAIN).click()
    assert practised(window).draft.is_empty
    assert block(window, 1).hasFocus()
    type_on("1")
    assert practised(window).draft.blocks[0] == "1"


@pytest.mark.parametrize("end", ["close", "forward", "back", "again"])
def test_nothing_of_a_rehearsal_is_left(program: Program, end: str) -> None:
    window = program.window
    walk(window, REHEARSAL)
    typed = tuple(f"{(61_000 + 7 * number) * 11:06d}" for number in range(8))
    type_on("".join(typed))
    draft = practised(window).draft
    assert traces(typed, everything_told(window)) == list(typed)
    if end in {"close", "again"}:
        press(Qt.Key.Key_Return)
        name = identifiers.REHEARSAL_CLOSE if end == "close" else identifiers.REHEARSAL_AGAIN
        part(window, Button, name).click()
    elif end == "forward":
        window.forward()
    else:
        window.back()
    assert draft.blocks == ("",) * 8
    assert traces(typed, everything_told(window)) == []
    assert end == "again" or window.session.aid is None


def scan_into(window: Window, text: str) -> None:
    field = part(window, QLineEdit, identifiers.SCAN_TEST)
    field.setFocus()
    for character in text:
        key = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}.get(character)
        if key is None:
            QTest.keyClicks(field, character)
        else:
            QTest.keyClick(field, key)


@pytest.mark.parametrize(
    ("text", "arrived"),
    [
        ("0123456789", Arrived.RIGHT),
        ("0123456789\r", Arrived.ADDS_ENTER),
        ("0123456789\t", Arrived.ADDS_TAB),
        ("1234567890", Arrived.SWAPPED),
    ],
)
def test_a_scan_is_judged_when_it_is_over(
    qtbot: QtBot, program: Program, text: str, arrived: Arrived
) -> None:
    window = program.window
    walk(window, SCAN)
    scan_into(window, text)
    qtbot.waitUntil(lambda: window.session.aid == Scan(arrived=arrived), timeout=3000)
    assert window.step is Step.TYPE
    field = part(window, QLineEdit, identifiers.SCAN_TEST)
    assert field.hasFocus()
    assert field.text() == text.strip()
    primary = part(window, Button, identifiers.SCAN_KEY)._kind is ButtonKind.PRIMARY
    assert primary == (arrived is Arrived.RIGHT)
    scan_into(window, "77")
    assert field.text() == "77"


def test_tab_by_hand_leaves_the_test_field_and_enter_stays(program: Program) -> None:
    window = program.window
    walk(window, SCAN)
    field = part(window, QLineEdit, identifiers.SCAN_TEST)
    assert field.hasFocus()
    press(Qt.Key.Key_Return)
    assert window.step is Step.TYPE
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert not field.hasFocus()


def test_the_key_is_a_bar_code_only_when_asked_for_and_is_not_told(program: Program) -> None:
    window = program.window
    walk(window, SCAN)
    code = part(window, BarCode, identifiers.SCAN_KEY_CODE)
    assert not code.isVisible()
    part(window, Button, identifiers.SCAN_KEY).click()
    assert code.isVisible()
    assert code.accessibleName() == "Bar code of the whole key"
    assert traces(BLOCKS, everything_told(window)) == []
    assert not part(window, BarCode, identifiers.SCAN_TEST_CODE).isVisible()
    window.tell(happened.PieceChosen(Piece.BLOCK))
    part(window, Button, identifiers.SCAN_DONE).click()
    assert window.session.typed == {1}
    assert code.accessibleName() == "Bar code of block 2"
    window.back()
    assert code._modules == ""


def test_a_narrow_window_scans_block_by_block_and_says_why(qtbot: QtBot, program: Program) -> None:
    window = program.window
    walk(window, (*SCAN, happened.KeyCodeShown(shown=True)))
    code = part(window, BarCode, identifiers.SCAN_KEY_CODE)
    assert code.accessibleName() == "Bar code of the whole key"
    window.resize(600, 700)
    qtbot.waitUntil(lambda: code.accessibleName() == "Bar code of block 1", timeout=3000)
    said = [w for w in window.findChildren(QWidget) if w.isVisible() and "too narrow" in told(w)]
    assert said
    window.resize(1100, 760)
    qtbot.waitUntil(lambda: code.accessibleName() == "Bar code of the whole key", timeout=3000)


def told(widget: QWidget) -> str:
    return str(widget.property("text") or "")
