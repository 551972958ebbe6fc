# SPDX-License-Identifier: Apache-2.0
"""The large print: one block, all blocks, and what is heard of it."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from recovery_assistant.ui.look import Look
from recovery_assistant.ui.widgets.column import Scroll
from recovery_assistant.ui.widgets.large_print import (
    FunctionKeyMap,
    LargeBlock,
    LargePrint,
    function_key,
)

KEY = ("462165", "340912", "486508", "678051", "123299", "091091", "057343", "048136")


@pytest.fixture
def large(qtbot: QtBot, look: Look) -> LargePrint:
    built = LargePrint(look)
    qtbot.addWidget(built)
    built.resize(560, 620)
    built.show_key(KEY, 3, frozenset({1, 2}), "one")
    with qtbot.waitActive(built):
        built.show()
    return built


def named(large: QWidget, identifier: str) -> QWidget:
    return next(w for w in large.findChildren(QWidget) if w.accessibleIdentifier() == identifier)


def button(large: QWidget, identifier: str) -> QAbstractButton:
    found = named(large, identifier)
    assert isinstance(found, QAbstractButton)
    return found


def heard(widget: QWidget) -> str:
    said: list[str] = []

    def listen(face: QAccessibleInterface) -> None:
        said.append(face.text(QAccessible.Text.Name))
        said.append(face.text(QAccessible.Text.Description))
        for at in range(face.childCount()):
            child = face.child(at)
            if child is not None:
                listen(child)

    face = QAccessible.queryAccessibleInterface(widget)
    assert face is not None
    listen(face)
    return "\n".join(said)


def test_space_says_that_the_block_is_typed(qtbot: QtBot, large: LargePrint) -> None:
    large.focus_first()
    with qtbot.waitSignal(large.typed_block) as told:
        QTest.keyClick(named(large, "large-block"), Qt.Key.Key_Space)
    assert told.args == [3]


def test_the_button_says_that_the_block_is_typed(qtbot: QtBot, large: LargePrint) -> None:
    typed = button(large, "large-typed")
    assert typed.text() == "Block 3 is typed"
    with qtbot.waitSignal(large.typed_block) as told:
        typed.click()
    assert told.args == [3]


def test_space_on_the_button_says_it_once(large: LargePrint) -> None:
    told: list[int] = []
    large.typed_block.connect(told.append)
    typed = button(large, "large-typed")
    typed.setFocus()
    QTest.keyClick(typed, Qt.Key.Key_Space)
    assert told == [3]


def test_one_can_go_back_but_not_before_the_first_block(qtbot: QtBot, large: LargePrint) -> None:
    back = button(large, "large-back")
    with qtbot.waitSignal(large.went_to) as told:
        back.click()
    assert told.args == [2]
    large.show_key(KEY, 1, frozenset(), "one")
    assert not back.isVisible()


def test_the_bar_says_how_far_each_block_is_and_leads_there(
    qtbot: QtBot, large: LargePrint
) -> None:
    names = [button(large, f"large-bar-{n}").accessibleName() for n in range(1, 5)]
    assert names == ["Block 1, typed", "Block 2, typed", "Block 3, now", "Block 4, to come"]
    with qtbot.waitSignal(large.went_to) as told:
        button(large, "large-bar-7").click()
    assert told.args == [7]


def test_the_block_shown_is_heard_digit_by_digit_while_it_is_shown(large: LargePrint) -> None:
    assert "Block 3: 4 8 6 5 0 8" in heard(large)
    assert "6 7 8 0 5 1" in heard(large)
    assert "1 2 3 2 9 9" not in heard(large)
    large.hide()
    assert not [block for block in KEY if " ".join(block) in heard(large) or block in heard(large)]


def test_an_emptied_print_holds_no_digit(large: LargePrint) -> None:
    large.show_key(KEY, 3, frozenset(), "all")
    large.show_key(("",) * 8, 1, frozenset(), "one")
    assert not [block for block in KEY if " ".join(block) in heard(large)]


def test_all_blocks_can_be_ticked_and_unticked(qtbot: QtBot, large: LargePrint) -> None:
    large.show_key(KEY, 3, frozenset({1, 2}), "all")
    assert all("Block" in heard(large) and " ".join(block) in heard(large) for block in KEY)
    with qtbot.waitSignal(large.typed_block) as told:
        button(large, "large-row-5").click()
    assert told.args == [5]
    with qtbot.waitSignal(large.untyped_block) as told:
        button(large, "large-row-1").click()
    assert told.args == [1]


def test_a_row_of_all_blocks_is_a_check_box(large: LargePrint) -> None:
    large.show_key(KEY, 3, frozenset({1}), "all")
    face = QAccessible.queryAccessibleInterface(named(large, "large-row-1"))
    assert face is not None
    assert face.role() is QAccessible.Role.CheckBox


def test_the_last_block_is_followed_by_enter(large: LargePrint) -> None:
    large.show_key(KEY, 8, frozenset(), "one")
    assert "press Enter" in heard(large)


def test_the_function_keys_of_the_block_are_filled(large: LargePrint) -> None:
    assert large.keys.used() == frozenset("48650")
    assert [function_key(digit) for digit in "190"] == ["F1", "F9", "F10"]


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("width", [600, 760, 1080, 1400])
@pytest.mark.parametrize("view", ["one", "all"])
def test_nothing_is_cut_off(
    qtbot: QtBot, look: Look, *, scale: float, width: int, view: str
) -> None:
    look.set_scale(scale)
    page = Scroll(look)
    qtbot.addWidget(page)
    large = LargePrint(look)
    large.show_key(KEY, 3, frozenset({1, 2}), view)
    page.body.addWidget(large)
    page.body.addStretch(1)
    page.resize(width, 600)
    page.show()
    qtbot.waitUntil(lambda: not cut_off(page, large), timeout=2000)


def cut_off(page: Scroll, large: LargePrint) -> list[str]:
    edge, inside = page.viewport().width(), page.widget()
    assert inside is not None
    parts = [w for w in large.findChildren(QWidget) if w.isVisible()]
    wide = [w for w in parts if w.mapTo(inside, w.rect().topRight()).x() > edge]
    low = [
        w
        for w in parts
        if isinstance(w, (LargeBlock, FunctionKeyMap)) and w.height() < w.heightForWidth(w.width())
    ]
    return [f"{type(w).__name__} {w.geometry()}" for w in (*wide, *low)]


def test_the_digits_grow_with_the_width(qtbot: QtBot, look: Look) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    block = LargeBlock(look, holder)
    block.show_block(1, KEY[0])
    heights = [block.heightForWidth(width) for width in (520, 640, 760)]
    assert all(low < high for low, high in pairwise(heights))
    assert block.heightForWidth(2000) == block.heightForWidth(3000)


def test_with_all_eight_typed_no_block_is_still_to_be_typed(large: LargePrint) -> None:
    large.show_key(KEY, 8, frozenset(range(1, 8)), "one")
    assert "now" in large._bar.cells[7].accessibleName()
    large.show_key(KEY, 8, frozenset(range(1, 9)), "one")
    assert not [cell for cell in large._bar.cells if "now" in cell.accessibleName()]
