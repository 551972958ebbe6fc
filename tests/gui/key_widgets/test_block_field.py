# SPDX-License-Identifier: Apache-2.0
"""One block field: how each state is drawn, and what is no more than drawn."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from recovery_assistant.ui.look import Look, Theme
from recovery_assistant.ui.widgets.block_field import (
    EMPTY,
    FINE,
    LEFT_SHORT,
    LONGEST,
    TYPING,
    UNREADABLE,
    WRONG,
    BlockField,
    BlockLook,
    block_look,
    fits_one_block,
    places,
)


@pytest.mark.parametrize(
    ("text", "focused", "drawn"),
    [
        ("", True, EMPTY),
        ("4621", True, TYPING),
        ("4621", False, LEFT_SHORT),
        ("462165", True, FINE),
        ("123249", False, WRONG),
        ("720896", False, WRONG),
        ("4621659", False, WRONG),
        ("46216O", False, WRONG),
        ("4x", True, WRONG),
        ("4?", True, TYPING),
        ("4?", False, UNREADABLE),
        ("12?249", True, UNREADABLE),
    ],
)
def test_each_state_has_its_own_look(text: str, *, focused: bool, drawn: BlockLook) -> None:
    assert block_look(text, focused=focused) == drawn


@pytest.mark.parametrize("theme", list(Theme))
def test_border_and_fill_are_painted_in_the_colours_of_the_state(
    qtbot: QtBot, look: Look, theme: Theme
) -> None:
    look.set_theme(theme)
    field = BlockField(look, 5)
    qtbot.addWidget(field)
    field.resize(200, 110)
    for text, state in (("123249", WRONG), ("462165", FINE), ("12?249", UNREADABLE)):
        field.show_text(text)
        picture = field.edit.grab().toImage()
        middle = picture.height() // 2
        assert picture.pixelColor(12, middle) == look.color(state.fill)
        assert near(picture.pixelColor(4, middle), look.color(state.border))


def near(one: QColor, other: QColor) -> bool:
    parts = ("red", "green", "blue")
    return all(abs(getattr(one, part)() - getattr(other, part)()) < 60 for part in parts)


def test_the_focus_ring_is_added_outside_of_the_border(qtbot: QtBot, look: Look) -> None:
    field = BlockField(look, 1)
    qtbot.addWidget(field)
    field.show_text("123249")
    with qtbot.waitActive(field):
        field.show()
    field.edit.clearFocus()
    middle = field.edit.height() // 2
    before = field.edit.grab().toImage()
    field.edit.setFocus(Qt.FocusReason.TabFocusReason)
    after = field.edit.grab().toImage()
    assert near(after.pixelColor(1, middle), look.color("focus"))
    assert not near(before.pixelColor(1, middle), look.color("focus"))
    assert after.pixelColor(5, middle) == before.pixelColor(5, middle)


def test_a_larger_text_never_clips_the_digits(qtbot: QtBot, look: Look) -> None:
    field = BlockField(look, 1)
    qtbot.addWidget(field)
    small = field.edit.minimumSizeHint()
    look.set_scale(2.0)
    large = field.edit.minimumSizeHint()
    digits = field.edit.fontMetrics().horizontalAdvance("000000")
    assert large.width() > digits
    assert large.height() >= field.edit.fontMetrics().height()
    assert large.width() > 1.7 * small.width()


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("", False),
        ("  ", False),
        ("123", True),
        ("123 456", True),
        ("123-456\n", True),
        ("12?456", True),
        ("1234567", False),
        ("12345O", False),
        ("<1>", False),
    ],
)
def test_only_the_digits_of_one_block_fit_a_field(text: str, *, fits: bool) -> None:
    assert fits_one_block(text) is fits


def test_letters_that_look_like_digits_take_a_place() -> None:
    assert places("4O?lx-") == 4


def test_typing_stops_at_the_longest_text(qtbot: QtBot, look: Look) -> None:
    field = BlockField(look, 8)
    qtbot.addWidget(field)
    for _ in range(LONGEST + 5):
        QTest.keyClicks(field.edit, "7")
    assert field.text() == "7" * LONGEST


def test_undo_is_left_to_the_page(qtbot: QtBot, look: Look) -> None:
    field = BlockField(look, 1)
    qtbot.addWidget(field)
    control = Qt.KeyboardModifier.ControlModifier
    for modifiers in (control, control | Qt.KeyboardModifier.ShiftModifier):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, modifiers, "")
        event.setAccepted(True)
        field.edit.event(event)
        assert not event.isAccepted()


def test_a_dropped_file_is_left_to_the_page_and_dropped_text_is_taken(
    qtbot: QtBot, look: Look
) -> None:
    field = BlockField(look, 1)
    qtbot.addWidget(field)
    files, text = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile("key.txt")])
    text.setText("462-165")
    for data, taken in ((files, False), (text, True)):
        event = QDropEvent(
            QPointF(20, 20),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        field.edit.dropEvent(event)
        assert event.isAccepted() is taken
    assert field.text() == "462165"


def test_the_menu_has_no_undo_and_hides_copying_with_the_digits(qtbot: QtBot, look: Look) -> None:
    field = BlockField(look, 1)
    qtbot.addWidget(field)
    field.show_text("462165")
    field.edit.selectAll()
    shown = {action.text(): action.isEnabled() for action in field.edit.make_menu().actions()}
    assert list(shown) == ["Cut", "Copy", "Paste", "Select all"]
    assert shown["Copy"]
    field.set_hidden(True)
    hidden = {action.text(): action.isEnabled() for action in field.edit.make_menu().actions()}
    assert not hidden["Copy"]
    assert not hidden["Cut"]
