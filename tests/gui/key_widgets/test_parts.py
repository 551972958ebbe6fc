# SPDX-License-Identifier: Apache-2.0
"""Key ID field, suggestions, compare row and rungs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from recovery_assistant.keys import KeyId, Slip, Suggestion, suggest_block
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.widgets.block_digits import BlockDigits
from recovery_assistant.ui.widgets.compare_row import CompareRow
from recovery_assistant.ui.widgets.key_id_field import KeyIdField
from recovery_assistant.ui.widgets.rungs import Rungs
from recovery_assistant.ui.widgets.suggestions import SuggestionList, changed_digits
from recovery_assistant.wording.check import Rung

KEY = "462165-340912-486508-678051-123299-091091-057343-048136"


# -- Key ID field


def test_a_whole_key_pasted_as_key_id_arrives_whole(qtbot: QtBot, look: Look) -> None:
    field = KeyIdField(look)
    qtbot.addWidget(field)
    QGuiApplication.clipboard().setText(KEY)
    with qtbot.waitSignal(field.edited) as told:
        QTest.keyClick(field.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().clear()
    assert told.args == [KEY]


def test_what_is_typed_as_key_id_is_kept_as_typed(qtbot: QtBot, look: Look) -> None:
    field = KeyIdField(look)
    qtbot.addWidget(field)
    field.edited.connect(field.show_text)
    QTest.keyClicks(field.edit, "{5bfcOb05-")
    assert field.text() == "{5bfcOb05-"


def test_the_key_id_field_says_its_verdict(qtbot: QtBot, look: Look) -> None:
    field = KeyIdField(look)
    qtbot.addWidget(field)
    field.show_verdict("wrong", "bad", "Too short", "Four characters are missing.")
    assert field.edit.accessibleName() == "Key ID"
    assert field.edit.accessibleDescription() == "Too short Four characters are missing."
    field.show_verdict("", "ink2", "", "")
    assert field.edit.accessibleDescription() == ""


def test_the_caret_in_the_key_id_stays(qtbot: QtBot, look: Look) -> None:
    field = KeyIdField(look)
    qtbot.addWidget(field)
    field.edited.connect(field.show_text)
    field.show_text("5BFCB05")
    field.edit.setCursorPosition(5)
    QTest.keyClicks(field.edit, "B")
    assert (field.text(), field.edit.cursorPosition()) == ("5BFCBB05", 6)


# -- suggestions


def use_buttons(suggestions: SuggestionList) -> list[QPushButton]:
    found = suggestions.findChildren(QPushButton)
    return [b for b in found if b.isVisibleTo(suggestions) and b is not suggestions.more]


def test_three_suggestions_stand_there_and_the_rest_on_demand(qtbot: QtBot, look: Look) -> None:
    shown = SuggestionList(look)
    qtbot.addWidget(shown)
    found = suggest_block("123249")
    assert len(found) > 4
    shown.show_suggestions(5, "123249", found)
    assert len(use_buttons(shown)) == 3
    assert shown.more.text() == f"{len(found) - 3} more, less likely"
    while shown.more.isVisibleTo(shown):
        shown.more.click()
    assert len(use_buttons(shown)) == len(found)


def test_using_a_suggestion_tells_block_and_digits(qtbot: QtBot, look: Look) -> None:
    shown = SuggestionList(look)
    qtbot.addWidget(shown)
    found = suggest_block("123249")
    shown.show_suggestions(5, "123249", found)
    with qtbot.waitSignal(shown.used) as told:
        use_buttons(shown)[1].click()
    assert told.args == [5, found[1].digits]


def test_each_use_button_names_its_digits_one_by_one(qtbot: QtBot, look: Look) -> None:
    shown = SuggestionList(look)
    qtbot.addWidget(shown)
    found = suggest_block("123249")
    shown.show_suggestions(5, "123249", found)
    for button, suggestion in zip(use_buttons(shown), found, strict=False):
        assert button.accessibleName() == f"Use {' '.join(suggestion.digits)} as block 5"
        assert button.accessibleDescription()


def test_no_suggestion_of_another_block_is_left_behind(qtbot: QtBot, look: Look) -> None:
    shown = SuggestionList(look)
    qtbot.addWidget(shown)
    shown.show()
    first = suggest_block("123249")
    shown.show_suggestions(5, "123249", first)
    assert len(suggest_block("?62165")) < 3
    shown.show_suggestions(6, "?62165", suggest_block("?62165"))
    left = {part.digits() for part in shown.findChildren(BlockDigits)}
    heard = "\n".join(label.accessibleName() for label in shown.findChildren(QLabel))
    assert not [s for s in first if s.digits in left or " ".join(s.digits) in heard]


def test_every_changed_digit_is_marked() -> None:
    two = Suggestion("114256", Slip.UNREADABLE, 2, "??", "14", 1.0)
    assert changed_digits(two, "1?4?56") == (1, 3)
    missing = Suggestion("112345", Slip.MISSING, 2, "", "1", 1.0)
    assert changed_digits(missing, "12345") == (1,)
    extra = Suggestion("123456", Slip.EXTRA, 3, "2", "", 1.0)
    assert changed_digits(extra, "1223456") == ()


# -- compare row


def compared(row: CompareRow) -> str:
    cells = next(c for c in row.findChildren(QLabel) if c.accessibleIdentifier())
    return cells.accessibleName()


def test_the_first_difference_is_named(qtbot: QtBot, look: Look) -> None:
    row = CompareRow(look)
    qtbot.addWidget(row)
    row.show_ids(KeyId("5BFCBB05"), KeyId("5BFBBB05"))
    assert "Character 4" in row.words()
    assert compared(row) == "Asked for: 5 B F C B B 0 5. Found: 5 B F B B B 0 5."


def test_only_what_both_give_is_compared(qtbot: QtBot, look: Look) -> None:
    row = CompareRow(look)
    qtbot.addWidget(row)
    row.show_ids(KeyId("5BFCBB05"), KeyId("5BFCBB05" + "A" * 24))
    assert "8" in row.words()
    assert compared(row).endswith("Found: 5 B F C B B 0 5.")


def test_a_turned_byte_order_is_said_and_shown_straight(qtbot: QtBot, look: Look) -> None:
    row = CompareRow(look)
    qtbot.addWidget(row)
    row.show_ids(KeyId("5BFCBB05"), KeyId("5BFCBB05").byte_swapped())
    assert "byte order" in row.words()
    assert compared(row) == "Asked for: 5 B F C B B 0 5. Found: 5 B F C B B 0 5."


def test_an_unknown_id_is_said_to_be_not_given(qtbot: QtBot, look: Look) -> None:
    row = CompareRow(look)
    qtbot.addWidget(row)
    row.show_ids(KeyId("5BFCBB05"), None)
    assert compared(row).endswith("Found: not given.")
    assert row.words() == ""


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("length", [8, 16, 32])
def test_the_cells_of_any_id_have_the_room_they_need(
    qtbot: QtBot, look: Look, scale: float, length: int
) -> None:
    look.set_scale(scale)
    row = CompareRow(look)
    qtbot.addWidget(row)
    row.show_ids(KeyId("5BFCBB05" * (length // 8)), None)
    wide, narrow = row.heightForWidth(900), row.heightForWidth(row.minimumSizeHint().width())
    assert 0 < wide <= narrow


# -- rungs


def test_the_rungs_stand_below_each_other_where_there_is_no_room(qtbot: QtBot, look: Look) -> None:
    rungs = Rungs(look)
    qtbot.addWidget(rungs)
    three = (
        Rung("accent_ink", "no-slip", "No slip found", "typed consistently"),
        Rung("ok", "match", "Key ID matches", "very likely right"),
        Rung("ink3", "proved", "Not proved", "only the drive can"),
    )
    rungs.show_rungs(*three)
    rungs.show()
    rungs.resize(600, 100)
    beside = {label.mapTo(rungs, label.rect().topLeft()).y() for label in titles(rungs)}
    rungs.resize(390, 300)
    qtbot.waitUntil(lambda: len({place(t, rungs) for t in titles(rungs)}) == 3)
    assert len(beside) == 1
    face = QAccessible.queryAccessibleInterface(rungs)
    assert face is not None
    name = face.text(QAccessible.Text.Name)
    assert all(rung.title in name and rung.second in name for rung in three)


def titles(rungs: Rungs) -> list[QLabel]:
    words = ("No slip found", "Key ID matches", "Not proved")
    return [label for label in rungs.findChildren(QLabel) if label.text() in words]


def place(label: QLabel, rungs: Rungs) -> int:
    return label.mapTo(rungs, label.rect().topLeft()).y()
