# SPDX-License-Identifier: Apache-2.0
"""Buttons, choices, check rows, texts and cards: keyboard, size, and what is spoken."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from recovery_assistant.i18n import visible_controls
from recovery_assistant.system.assets import resources
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look, Theme
from recovery_assistant.ui.widgets.banner import Banner, FraudBanner, Note
from recovery_assistant.ui.widgets.button import RING, Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.choice import (
    ChoiceCard,
    ChoiceGroup,
    Pill,
    PillChoice,
    Segmented,
)
from recovery_assistant.ui.widgets.column import FlowRow, Scroll
from recovery_assistant.ui.widgets.drawing import RecoveryDrawing
from recovery_assistant.ui.widgets.link_row import LinkRow
from recovery_assistant.ui.widgets.rail import RailButton
from recovery_assistant.ui.widgets.text import (
    Heading,
    Text,
    install_heading_role,
)

LONG = "Find the line whose Key ID begins with the same eight characters, and note its digits. "
KEYS = ["link", "company", "account"]


@pytest.fixture
def look(qtbot: QtBot) -> Look:
    assert qtbot is not None
    return Look(resources())


@pytest.fixture
def group(qtbot: QtBot, look: Look) -> ChoiceGroup:
    group = ChoiceGroup(look, 1)
    qtbot.addWidget(group)
    for key in KEYS:
        group.add(ChoiceCard(look, key, "link", key.title(), f"About {key}", "A"))
    group.show()
    group.activateWindow()
    return group


def cards(group: ChoiceGroup) -> list[ChoiceCard]:
    return [card for key in KEYS for card in group.findChildren(ChoiceCard) if card.key == key]


def spoken(widget: QWidget) -> tuple[QAccessible.Role, str, str]:
    """Return role, name and description as assistive technology gets them."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    return (
        interface.role(),
        interface.text(QAccessible.Text.Name),
        interface.text(QAccessible.Text.Description),
    )


# Buttons.


@pytest.mark.parametrize("way", ["mouse", "space", "return", "assistive", "program"])
def test_a_button_that_is_not_available_refuses_in_every_way(
    qtbot: QtBot, look: Look, way: str
) -> None:
    button = Button(look, "Continue", ButtonKind.PRIMARY)
    qtbot.addWidget(button)
    button.show()
    clicks: list[str] = []
    button.clicked.connect(lambda: clicks.append(way))
    button.set_available(available=False, reason="Block 5 needs a look first.")
    with qtbot.waitSignal(button.refused):
        press(button, way)
    assert clicks == []
    button.set_available(available=True)
    with qtbot.assertNotEmitted(button.refused), qtbot.waitSignal(button.clicked):
        press(button, way)


def press(button: Button, way: str) -> None:
    match way:
        case "mouse":
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        case "space":
            QTest.keyClick(button, Qt.Key.Key_Space)
        case "return":
            QTest.keyClick(button, Qt.Key.Key_Return)
        case "assistive":
            # What the press action of an accessible button does.
            button.animateClick()
        case _:
            button.click()


def test_the_reason_is_spoken_and_the_button_can_still_be_reached(qtbot: QtBot, look: Look) -> None:
    button = Button(look, "Continue")
    qtbot.addWidget(button)
    button.set_available(available=False, reason="Block 5 needs a look first.")
    assert spoken(button) == (
        QAccessible.Role.Button,
        "Continue",
        "Block 5 needs a look first.",
    )
    assert button.isEnabled()
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    button.set_available(available=True)
    assert spoken(button)[2] == ""


def test_a_press_that_ends_beside_the_button_is_none(qtbot: QtBot, look: Look) -> None:
    button = Button(look, "Continue")
    qtbot.addWidget(button)
    button.show()
    button.set_available(available=False)
    with qtbot.assertNotEmitted(button.refused):
        QTest.mousePress(button, Qt.MouseButton.LeftButton)
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton, pos=QPoint(-20, -20))


@pytest.mark.parametrize("kind", list(ButtonKind))
def test_the_ring_of_the_focus_is_drawn_outside_with_a_gap(
    qtbot: QtBot, look: Look, kind: ButtonKind
) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    row = QHBoxLayout(host)
    first, button = Button(look, "First"), Button(look, "Second", kind)
    row.addWidget(first)
    row.addWidget(button)
    host.show()
    host.activateWindow()
    first.setFocus()
    assert button.grab().toImage().pixelColor(button.width() // 2, 1) != look.color("focus")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    shown = button.grab().toImage()
    middle = button.width() // 2
    assert shown.pixelColor(middle, 0) == look.color("focus")
    assert shown.pixelColor(middle, 1) == look.color("focus")
    assert shown.pixelColor(middle, 2) != look.color("focus")


# Sizes.


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_targets_are_large_enough_and_hold_their_words(
    qtbot: QtBot, look: Look, scale: float
) -> None:
    look.set_scale(scale)
    sides = {
        Button(look, "Word", ButtonKind.PRIMARY): 44 + 2 * RING,
        Button(look, "Word", ButtonKind.SECONDARY): 40 + 2 * RING,
        Button(look, "Word", small=True): 34 + 2 * RING,
        CheckRow(look, "Word"): 32,
        ChoiceCard(look, "k", "link", "Word", "Second"): 52 + 2 * RING,
        RailButton(look, "help"): 32,
        Segmented(look, [("a", "Word")]): 32,
    }
    for widget, least in sides.items():
        qtbot.addWidget(widget)
        assert widget.sizeHint().height() >= least, type(widget)
        assert widget.sizeHint().height() >= widget.fontMetrics().height(), type(widget)


@pytest.mark.parametrize(("width", "scale"), [(260, 1.0), (900, 1.0), (420, 2.0), (900, 2.0)])
def test_wrapped_words_get_the_height_they_need(
    qtbot: QtBot, look: Look, width: int, scale: float
) -> None:
    look.set_scale(scale)
    scroll = Scroll(look)
    qtbot.addWidget(scroll)
    texts = [Text(look, LONG * 2, kind) for kind in (Kind.BODY, Kind.SMALL, Kind.LEAD)]
    card = Card(look, "accent", "accent")
    inside = Text(look, LONG * 3)
    card.body.addWidget(inside)
    row = CheckRow(look, LONG)
    for widget in (*texts, card, row):
        scroll.body.addWidget(widget)
    scroll.body.addStretch(1)
    scroll.resize(width, 300)
    scroll.show()
    QApplication.processEvents()
    scroll.fit()
    for text in (*texts, inside):
        wrapped = text.fontMetrics().boundingRect(
            0, 0, text.width(), 100_000, int(Qt.TextFlag.TextWordWrap), text.text()
        )
        assert wrapped.height() <= text.height() < wrapped.height() + text.fontMetrics().height()
    words = row.fontMetrics().boundingRect(
        0, 0, row.width() - look.px(20), 100_000, int(Qt.TextFlag.TextWordWrap), row.text()
    )
    assert row.height() >= words.height()
    assert scroll.horizontalScrollBar().maximum() == 0


def test_a_part_that_stays_narrow_takes_no_height_from_its_neighbours(
    qtbot: QtBot, look: Look
) -> None:
    look.set_scale(2.0)
    scroll = Scroll(look)
    qtbot.addWidget(scroll)
    card = ChoiceCard(look, "link", "link", "A link", "An address that begins with aka.ms/", "A")
    pills = PillChoice(look, [("one", "myrecoverykey"), ("two", "aadrecoverykey")])
    card.set_row(pills)
    group = ChoiceGroup(look, 1)
    group.add(card)
    scroll.body.addWidget(group)
    drawing = RecoveryDrawing(look)
    scroll.body.addWidget(drawing)
    assert drawing.heightForWidth(1000) == drawing.heightForWidth(drawing.maximumWidth())
    scroll.body.addStretch(1)
    group.choose("link")
    scroll.resize(1040, 120)
    scroll.show()
    QApplication.processEvents()
    scroll.fit()
    assert card.height() == card.heightForWidth(card.width())
    name, second = card._heights(card.width())
    assert pills.y() >= RING + name + second


def test_a_row_outlives_a_layout_that_is_taken_out_beside_it(qtbot: QtBot, look: Look) -> None:
    window, below, first = QWidget(), QWidget(), Button(look, "First")
    qtbot.addWidget(window)
    column, rows, moving = QVBoxLayout(window), QVBoxLayout(below), QHBoxLayout()
    column.addWidget(first)
    column.addWidget(below)
    moving.addWidget(Button(look, "Moves"))
    rows.addLayout(moving)
    around, row = QVBoxLayout(), FlowRow(look)
    around.addLayout(row)
    row.addWidget(Button(look, "Stays"))
    column.addLayout(around)
    window.show()
    wide = row.sizeHint()
    # Walking the chain of the focus ties the wrappers of neighbours together.
    stop: QWidget = first
    for _step in range(20):
        following = stop.nextInFocusChain()
        assert following is not None
        stop = following
    rows.removeItem(moving)
    assert row.sizeHint() == wide
    assert row.minimumSize().isValid()


def test_a_row_forgets_what_is_deleted_taken_or_moved(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column, row, other = QVBoxLayout(window), FlowRow(look), QHBoxLayout()
    column.addLayout(row)
    column.addLayout(other)
    parts = [Button(look, str(number)) for number in range(4)]
    for button in parts:
        row.addWidget(button)
    window.show()
    with qtbot.waitSignal(parts[0].destroyed):
        parts[0].deleteLater()
    assert row.count() == 3
    row.removeWidget(parts[1])
    assert row.count() == 2
    other.addWidget(parts[2])
    assert (row.count(), other.count()) == (1, 1)
    item = row.takeAt(0)
    assert item is not None
    assert item.widget() is parts[3]
    assert row.takeAt(0) is None


# Choices.


def test_the_arrow_keys_move_the_choice_and_tell_it_once(qtbot: QtBot, group: ChoiceGroup) -> None:
    group.choose("link")
    told: list[str] = []
    group.chosen.connect(told.append)
    cards(group)[0].setFocus()
    qtbot.waitUntil(cards(group)[0].hasFocus)
    for card, key in zip(cards(group), (Qt.Key.Key_Down, Qt.Key.Key_Down), strict=False):
        QTest.keyClick(card, key)
    assert told == ["company", "account"]
    assert cards(group)[2].hasFocus()
    assert [card.isChecked() for card in cards(group)] == [False, False, True]


def test_a_choice_that_is_only_shown_is_not_told(qtbot: QtBot, group: ChoiceGroup) -> None:
    with qtbot.assertNotEmitted(group.chosen):
        group.choose("company")
        group.choose(None)
        group.choose("link")
    assert cards(group)[0].isChecked()
    group.choose(None)
    assert not any(card.isChecked() for card in cards(group))
    with qtbot.waitSignal(group.chosen) as told:
        cards(group)[0].click()
    assert told.args == ["link"]


def test_the_whole_card_is_the_target(qtbot: QtBot, group: ChoiceGroup) -> None:
    card = cards(group)[1]
    corner = QPoint(card.width() - RING - 3, card.height() - RING - 3)
    with qtbot.waitSignal(group.chosen) as told:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=corner)
    assert told.args == ["company"]


def test_a_card_is_a_radio_button_with_its_state_and_second_line(qtbot: QtBot, look: Look) -> None:
    card = ChoiceCard(look, "link", "link", "", "")
    qtbot.addWidget(card)
    card.say("A link", "An address")
    name_it(card, "shows-link", "A link", "An address")
    assert spoken(card) == (QAccessible.Role.RadioButton, "A link", "An address")
    interface = QAccessible.queryAccessibleInterface(card)
    assert interface is not None
    assert not interface.state().checked
    card.setChecked(True)
    assert interface.state().checked


def test_sub_choices_unfold_only_while_their_card_is_chosen(
    qtbot: QtBot, look: Look, group: ChoiceGroup
) -> None:
    pills = PillChoice(look, [("one", "One"), ("two", "Two")])
    first = cards(group)[0]
    first.set_row(pills)
    assert pills.isHidden()
    folded = first.heightForWidth(400)
    group.choose("link")
    assert not pills.isHidden()
    assert first.heightForWidth(400) > folded
    with qtbot.waitSignal(pills.chosen) as told:
        pills.findChildren(QRadioButton)[1].click()
    assert told.args == ["two"]
    assert first.isChecked()
    group.choose("company")
    assert pills.isHidden()


def test_cards_flow_into_as_many_columns_as_are_asked_for(qtbot: QtBot, group: ChoiceGroup) -> None:
    group.resize(900, 300)
    QApplication.processEvents()
    assert len({card.y() for card in cards(group)}) == 3
    group.set_columns(3)
    qtbot.waitUntil(lambda: len({card.y() for card in cards(group)}) == 1)
    assert len({card.x() for card in cards(group)}) == 3


def test_a_segment_is_chosen_by_keyboard_and_keeps_its_words(qtbot: QtBot, look: Look) -> None:
    switch = Segmented(look, [("eight", "Eight blocks"), ("line", "One line")])
    qtbot.addWidget(switch)
    switch.choose("eight")
    switch.show()
    switch.activateWindow()
    first, second = switch.findChildren(QRadioButton)
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    with qtbot.waitSignal(switch.chosen) as told:
        QTest.keyClick(first, Qt.Key.Key_Right)
    assert told.args == ["line"]
    assert second.isChecked()
    assert second.text() == "One line"


# Check rows, texts, cards.


def test_the_whole_row_ticks_and_a_tick_that_is_shown_is_not_told(qtbot: QtBot, look: Look) -> None:
    row = CheckRow(look, "Note the digits.")
    qtbot.addWidget(row)
    row.resize(400, row.heightForWidth(400))
    row.show()
    with qtbot.assertNotEmitted(row.toggled):
        row.show_done(done=True)
    assert row.isChecked()
    with qtbot.waitSignal(row.toggled) as told:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(390, row.height() - 2))
    assert told.args == [False]
    assert isinstance(row, QCheckBox)
    assert spoken(row)[:2] == (QAccessible.Role.CheckBox, "Note the digits.")


def test_a_heading_is_a_heading_to_screen_readers(qtbot: QtBot, look: Look) -> None:
    install_heading_role()
    heading = Heading(look, "Check the key")
    qtbot.addWidget(heading)
    assert spoken(heading)[:2] == (QAccessible.Role.Heading, "Check the key")
    heading.say("Type it on the PC")
    assert spoken(heading)[1] == "Type it on the PC"
    text = Text(look, "A sentence.")
    qtbot.addWidget(text)
    assert spoken(text)[:2] == (QAccessible.Role.StaticText, "A sentence.")


def test_marks_that_turn_text_round_are_shown_and_markup_stays_text(
    qtbot: QtBot, look: Look
) -> None:
    assert visible_controls("a\u202eb\x07c\nd") == "a‹U+202E›b‹U+0007›c\nd"
    text = Text(look, "<b>bold</b>")
    qtbot.addWidget(text)
    assert text.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_the_mark_of_a_card_stands_at_the_leading_side(
    qtbot: QtBot, look: Look, direction: Qt.LayoutDirection
) -> None:
    card = Card(look, "bad", "line")
    qtbot.addWidget(card)
    card.setLayoutDirection(direction)
    card.resize(200, 80)
    image = card.grab().toImage()
    sides = [image.pixelColor(x, 40) == look.color("bad") for x in (6, 200 - 7)]
    leading = direction is Qt.LayoutDirection.LeftToRight
    assert sides == [leading, not leading]


@pytest.mark.parametrize("theme", list(Theme))
def test_an_aside_has_an_edge_or_a_fill_of_its_own(qtbot: QtBot, look: Look, theme: Theme) -> None:
    look.set_theme(theme)
    note = Note(look, "clock", "No hurry", "Find the key first.")
    qtbot.addWidget(note)
    note.setPalette(look.palette())
    note.resize(300, note.heightForWidth(300))
    image = note.grab().toImage()
    across = {image.pixelColor(x, image.height() // 2).name().upper() for x in range(2, 12)}
    canvas = look.tokens.canvas.upper()
    assert across - {canvas}, "nothing sets it off from the page"


def test_a_mark_in_words_turns_round_and_keeps_its_parts_apart(qtbot: QtBot, look: Look) -> None:
    pill = Pill(look, "First place to look", "reason")
    qtbot.addWidget(pill)
    pill.resize(pill.sizeHint())
    edge, side, high = look.px(12), look.px(16), pill.height()
    shown = {}
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        pill.setLayoutDirection(direction)
        image = pill.grab().toImage()
        left = direction is Qt.LayoutDirection.LeftToRight
        shown[left] = image.copy(edge if left else pill.width() - edge - side, 0, side, high)
        ends = [
            image.pixelColor(x, y)
            for x in (edge - 2, pill.width() - edge + 1)
            for y in range(high // 3, 2 * high // 3)
        ]
        assert all(colour == look.color("accent_tint") for colour in ends)
    assert shown[True] == shown[False], "the words stand over the icon"


def test_verdicts_speak_their_title_and_sentence(qtbot: QtBot, look: Look) -> None:
    banner = Banner(look, "bad", "wrong", "", "")
    qtbot.addWidget(banner)
    banner.show_text("ok", "match", "The Key ID matches", "Only the drive proves it.")
    assert banner.accessibleName() == "The Key ID matches"
    assert banner.accessibleDescription() == "Only the drive proves it."
    shown = {text.text() for text in banner.findChildren(Text)}
    assert shown == {"The Key ID matches", "Only the drive proves it."}
    warning = FraudBanner(look, "Beware of offers", "Never pay.")
    qtbot.addWidget(warning)
    assert not warning.findChildren(Button), "it cannot be dismissed"


def test_a_link_row_says_its_own_words_again(
    qtbot: QtBot, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = LinkRow(look, "https://aka.ms/myrecoverykey", "1 July 2026")
    qtbot.addWidget(row)
    row.show_failed("It could not be opened here.")
    places = ("recovery_assistant.ui.widgets.link_row", "recovery_assistant.ui.widgets.qr")
    for place in places:
        monkeypatch.setattr(f"{place}._", lambda text: f"[{text}]")
    row.retranslate()
    assert [button.text() for button in row.findChildren(Button)] == [
        "[Open]",
        "[Copy]",
        "[Hide QR]",
    ]
    assert row._code is not None
    assert row._code.accessibleName().startswith("[QR code")
