# SPDX-License-Identifier: Apache-2.0
"""What assistive technology finds on every screen, in every state."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.pages.states import STATES, visible, walk
from recovery_assistant.main import Program
from recovery_assistant.ui.look import TOKENS, Theme
from recovery_assistant.ui.widgets.text import Heading

SMALLEST_TARGET = 32


def stops(window: QWidget) -> list[QWidget]:
    return [
        thing
        for thing in visible(window, QWidget)
        if thing.focusPolicy() & Qt.FocusPolicy.TabFocus and thing.focusProxy() is None
    ]


def told(widget: QWidget, text: QAccessible.Text) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(text)


def shape(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleIdentifier()!r} {widget.accessibleName()!r}"


@pytest.mark.parametrize("state", STATES)
def test_whatever_takes_the_focus_has_a_name_and_an_identifier_of_its_own(
    program: Program, state: str
) -> None:
    walk(program.window, STATES[state])
    found = stops(program.window)
    assert len(found) > 3
    assert [shape(stop) for stop in found if not told(stop, QAccessible.Text.Name).strip()] == []
    assert [shape(stop) for stop in found if not stop.accessibleIdentifier()] == []
    shown = [thing.accessibleIdentifier() for thing in visible(program.window, QWidget)]
    counted = Counter(identifier for identifier in shown if identifier)
    assert [identifier for identifier, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("state", STATES)
def test_headings_are_headings_and_each_screen_begins_with_one(
    program: Program, state: str
) -> None:
    walk(program.window, STATES[state])
    headings = list(visible(program.window, Heading))
    assert sum(heading.level == 1 for heading in headings) == 1
    for heading in headings:
        interface = QAccessible.queryAccessibleInterface(heading)
        assert interface.role() is QAccessible.Role.Heading
        assert interface.text(QAccessible.Text.Name) == heading.text() != ""


@pytest.mark.parametrize("state", STATES)
def test_targets_are_large_enough_for_a_finger(qtbot: QtBot, program: Program, state: str) -> None:
    walk(program.window, STATES[state])
    QApplication.processEvents()
    qtbot.wait(1)
    targets = [*visible(program.window, QAbstractButton), *visible(program.window, QLineEdit)]
    assert [
        (shape(target), target.height()) for target in targets if target.height() < SMALLEST_TARGET
    ] == []


@pytest.mark.parametrize("state", STATES)
def test_no_label_takes_its_text_for_markup(program: Program, state: str) -> None:
    walk(program.window, STATES[state])
    labels = program.window.findChildren(QLabel)
    assert len(labels) > 20
    assert {
        shape(label)
        for label in labels
        if label.text() and label.textFormat() is not Qt.TextFormat.PlainText
    } == set()


TEXT = {
    "ink": "canvas surface sunken accent_tint ok_tint warn_tint bad_tint",
    "ink2": "canvas surface sunken accent_tint",
    "ink3": "canvas surface sunken",
    "on_accent": "accent accent_hover accent_press",
    "accent_ink": "canvas surface accent_tint sunken",
    "ok": "surface ok_tint accent_tint sunken",
    "warn": "surface warn_tint",
    "bad": "surface bad_tint sunken",
    "rail_ink": "rail rail_cur",
    "rail_ink2": "rail rail_cur",
    "dis_ink": "dis_bg",
}
"""Roles of words and what they stand on (visual.md section 2)."""
MARKS = {
    "edge": "surface canvas sunken warn_tint",
    "accent": "surface canvas accent_tint",
    "focus": "canvas surface",
    "rail_acc": "rail rail_cur",
    "rail_line": "rail",
}


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    seen = QColor(colour)
    red, green, blue = linear(seen.redF()), linear(seen.greenF()), linear(seen.blueF())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21
    assert round(contrast("#777777", "#FFFFFF"), 2) == 4.48


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (MARKS, 3.0)], ids=["text", "marks"])
def test_every_pair_of_colours_has_its_contrast(
    theme: Theme, pairs: dict[str, str], least: float
) -> None:
    tokens = TOKENS[theme]
    low = {
        (front, back): contrast(getattr(tokens, front), getattr(tokens, back))
        for front, backs in pairs.items()
        for back in backs.split()
    }
    assert {pair: ratio for pair, ratio in low.items() if ratio < least} == {}
