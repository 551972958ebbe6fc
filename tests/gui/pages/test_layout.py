# SPDX-License-Identifier: Apache-2.0
"""No word is cut at any width and text size, on any screen, in any theme."""

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gui.pages.states import STATES, visible, walk
from recovery_assistant.main import Program
from recovery_assistant.system.settings import ThemeChoice
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.choice import ChoiceCard
from recovery_assistant.ui.widgets.column import Scroll
from recovery_assistant.ui.widgets.rail import RailButton, TopLine
from recovery_assistant.ui.widgets.text import Text

SIZES = (QSize(800, 600), QSize(1100, 760), QSize(640, 700))
ROUNDS = 30
SPARE = 8
"""Of the room beside its words a button may give up this much, where the window is narrow."""
SCALES = (1.0, 1.5, 2.0)
NARROWEST = (SIZES[2], 2.0)
THEMES = (ThemeChoice.LIGHT, ThemeChoice.DARK, ThemeChoice.CONTRAST)


def shape(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, Text | Button | CheckRow) else ""
    named = widget.accessibleIdentifier() or words[:40]
    return f"{type(widget).__name__} {named!r} {widget.width()}x{widget.height()}"


def cut_texts(window: QWidget) -> Iterator[str]:
    for label in visible(window, Text):
        if not label.text():
            continue
        needed = label.heightForWidth(label.width())
        widest = max(
            (label.fontMetrics().horizontalAdvance(word) for word in label.text().split()),
            default=0,
        )
        if label.height() < needed:
            yield f"{shape(label)} needs height {needed}"
        if label.width() < widest:
            yield f"{shape(label)} needs width {widest}"


def cut_targets(window: QWidget) -> Iterator[str]:
    for button in visible(window, Button):
        needed = button.sizeHint()
        if button.width() + SPARE < needed.width() or button.height() < needed.height():
            yield f"{shape(button)} needs {needed.width()}x{needed.height()}"
    for row in (*visible(window, CheckRow), *visible(window, ChoiceCard)):
        if row.width() < row.minimumSizeHint().width():
            yield f"{shape(row)} needs width {row.minimumSizeHint().width()}"
        if row.height() < row.heightForWidth(row.width()):
            yield f"{shape(row)} needs height {row.heightForWidth(row.width())}"


def sticking_out(window: QWidget) -> Iterator[str]:
    for area in visible(window, QScrollArea):
        inside = area.widget()
        if inside is None:
            continue
        for thing in visible(inside, QWidget):
            left = thing.mapTo(inside, QPoint(0, 0)).x()
            if left < 0 or left + thing.width() > area.viewport().width():
                yield f"{shape(thing)} from {left} of {area.viewport().width()}"
    for thing in visible(window, QWidget):
        parent = thing.parentWidget()
        if parent is window and not window.rect().contains(thing.geometry()):
            yield f"{shape(thing)} in the window"


def at_rest(qtbot: QtBot, window: QWidget) -> list[str]:
    """Return what is cut once the layout has come to rest; it takes some rounds to."""
    problems: list[str] = []
    for _round in range(ROUNDS):
        qtbot.wait(10)
        problems = [*cut_texts(window), *cut_targets(window), *sticking_out(window)]
        if not problems:
            break
    return problems


@pytest.mark.parametrize("state", STATES)
def test_a_page_at_rest_is_at_rest(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    laid_out: list[Scroll] = []
    fit = Scroll.fit

    def watched(scroll: Scroll) -> None:
        laid_out.append(scroll)
        fit(scroll)

    monkeypatch.setattr(Scroll, "fit", watched)
    walk(program.window, STATES[state])
    # Pages are made one by one meanwhile, and parts find their height.
    for _round in range(ROUNDS):
        laid_out.clear()
        qtbot.wait(100)
        if not laid_out:
            break
    assert laid_out == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", STATES)
def test_every_word_and_target_has_its_room(
    qtbot: QtBot, program: Program, state: str, theme: ThemeChoice
) -> None:
    window = program.window
    program._set_theme(theme)
    walk(window, STATES[state])
    lost: list[str] = []
    for size, scale in product(SIZES, SCALES):
        if (size, scale) == NARROWEST:
            continue
        program._set_scale(scale)
        window.resize(size)
        lost += [
            f"{size.width()}x{size.height()} at {scale}: {problem}"
            for problem in at_rest(qtbot, window)
        ]
    assert "\n".join(lost) == ""


@pytest.mark.parametrize("state", STATES)
def test_every_word_has_its_room_at_the_narrowest(
    qtbot: QtBot, program: Program, state: str
) -> None:
    window = program.window
    size, scale = NARROWEST
    program._set_scale(scale)
    walk(window, STATES[state])
    window.resize(size)
    assert "\n".join(at_rest(qtbot, window)) == ""


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
@pytest.mark.parametrize("state", STATES)
def test_words_of_a_longer_language_have_their_room(
    qtbot: QtBot, program: Program, state: str, language: str
) -> None:
    window = program.window
    walk(window, STATES[state])
    program.speak(language)
    lost: list[str] = []
    for size in (SIZES[1], SIZES[0]):
        window.resize(size)
        lost += [f"{size.width()}x{size.height()}: {problem}" for problem in at_rest(qtbot, window)]
    program.speak("en")
    assert "\n".join(lost) == ""


@pytest.mark.parametrize("state", STATES)
def test_a_screen_has_one_filled_button_at_most(program: Program, state: str) -> None:
    walk(program.window, STATES[state])
    filled = [
        shape(button)
        for button in visible(program.window, Button)
        if button._kind is ButtonKind.PRIMARY
    ]
    assert len(filled) <= 1, filled


DOORS = {"top-door-call", "top-door-copies", "top-door-choose"}


@pytest.mark.parametrize("language", ["en", "en-XA"])
@pytest.mark.parametrize(("width", "scale"), [(640, 2.0), (1100, 2.0), (800, 1.0), (940, 1.0)])
def test_the_top_line_is_one_row_and_leads_to_every_setting(
    qtbot: QtBot, program: Program, width: int, scale: float, language: str
) -> None:
    window = program.window
    program._set_scale(scale)
    program.speak(language)
    window.resize(width, 700)
    qtbot.wait(30)
    top = next(visible(window, TopLine))
    shown = list(visible(top, RailButton))
    assert len({button.mapTo(top, QPoint(0, 0)).y() for button in shown}) == 1
    assert all(top.rect().contains(button.geometry()) for button in shown)
    # The other doors are there too, where there is room for them beside the settings.
    names = {button.accessibleIdentifier() for button in shown} - DOORS
    apart = {"top-help", "top-text-size", "top-theme", "top-language"}
    assert names in (apart, {"top-help", "top-settings"})
    if language == "en":
        assert any(text.text() == "Step 1 of 6" for text in visible(top, Text))
    program.speak("en")


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_the_folded_settings_hold_all_three_menus(program: Program) -> None:
    program._all_settings(program.window)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    inner = list(menu.findChildren(QMenu))
    assert [thing.title() for thing in inner] == ["Text size", "Colours", "Language"]
    assert [len(thing.actions()) for thing in inner] == [4, 4, 1]
    inner[0].actions()[-1].trigger()
    assert program._look.scale == 2.0
    menu.close()
