# SPDX-License-Identifier: Apache-2.0
"""What assistive technology finds on every screen, in every state."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter, QPalette, QRegion
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.pages.states import STATES, visible, walk
from recovery_assistant.main import Program
from recovery_assistant.system.settings import ThemeChoice
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.text import Heading, Text

SMALLEST_TARGET = 32
ROUNDS = 30
LOOKS = (
    *product([ThemeChoice.LIGHT], (1.0, 1.25, 1.5, 2.0), (640, 1100)),
    (ThemeChoice.DARK, 1.0, 1100),
    (ThemeChoice.CONTRAST, 1.0, 1100),
)
"""Themes, text sizes and widths; a theme changes no sizes, but its frames are others."""


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


def small_targets(window: QWidget) -> list[str]:
    targets = [*visible(window, QAbstractButton), *visible(window, QLineEdit)]
    assert targets
    return [
        f"{shape(target)} {target.width()}x{target.height()}"
        for target in targets
        if min(target.width(), target.height()) < SMALLEST_TARGET
    ]


@pytest.mark.parametrize("state", STATES)
def test_targets_are_large_enough_for_a_finger(qtbot: QtBot, program: Program, state: str) -> None:
    window = program.window
    walk(window, STATES[state])
    small: list[str] = []
    for theme, scale, width in LOOKS:
        program._set_theme(theme)
        program._set_scale(scale)
        window.resize(width, 760)
        found = small_targets(window)
        for _round in range(ROUNDS):
            if not found:
                break
            qtbot.wait(10)  # the layout comes to rest
            found = small_targets(window)
        small += [f"{target}, {theme} at {scale}" for target in found]
    assert small == []


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


# Contrast as it is drawn: the pairs of colours come from the screens, not from a table.

SEEN = (
    "screen-link",
    "screen-error",
    "screen-error-unknown",
    "screen-question",
    "screen-unopened",
    "routes-id-slip",
    "routes-ticked",
    "spent",
    "check-slip",
    "check-strange",
    "check-two",
    "check-other-id",
    "check-nothing",
    "check-repeated",
    "type-half",
    "type-all",
    "outcome-refused",
    "afterwards-firmware",
    "drive-choosing",
    "drive-told-several",
    "prove-right",
    "prove-refused",
    "try-planned-kept",
    "try-running-card",
)
"""States in which every part and every role is seen at least once."""


def ground(image: QImage, place: QRect, front: QColor) -> QColor:
    """Return the colour that most of a place has, the words themselves aside."""
    inside = place.intersected(image.rect())
    found = Counter(
        image.pixel(x, y)
        for x in range(inside.left(), inside.right() + 1, 2)
        for y in range(inside.top(), inside.bottom() + 1, 2)
    )
    found.pop(front.rgb(), None)
    return QColor(found.most_common(1)[0][0]) if found else front


def written(patch: pytest.MonkeyPatch, widget: QWidget) -> list[tuple[str, QColor, QRect]]:
    """Return what a part paints itself: the words, their colour and where they stand in it."""
    calls: list[tuple[str, QColor, QRect]] = []
    plain = QPainter.drawText

    def spy(painter: QPainter, *given: object) -> object:
        text = next((thing for thing in given if isinstance(thing, str)), "")
        where = given[0]
        if isinstance(where, QRectF):
            place = where
        elif isinstance(where, QRect):
            place = QRectF(where)
        elif isinstance(where, QPointF | QPoint):
            metrics = painter.fontMetrics()
            wide, high = metrics.horizontalAdvance(text), metrics.ascent()
            place = QRectF(where.x(), where.y() - high, max(wide, 8), high)
        else:
            place = QRectF(widget.rect())
        box = painter.transform().mapRect(place).toRect()
        calls.append((text, painter.pen().color(), box))
        done: object = cast("Callable[..., object]", plain)(painter, *given)
        return done

    with patch.context() as held:
        held.setattr(QPainter, "drawText", spy)
        drawn = QImage(widget.size(), QImage.Format.Format_ARGB32_Premultiplied)
        widget.render(drawn, QPoint(), QRegion(), QWidget.RenderFlag(0))
    return [(text, pen, box) for text, pen, box in calls if text.strip()]


def drawn_pairs(
    patch: pytest.MonkeyPatch, window: QWidget
) -> Iterator[tuple[str, QColor, QColor, float]]:
    """Yield what is written on a window: where, ink, ground and the contrast that it needs."""
    image = window.grab().toImage()
    for thing in visible(window, QWidget):
        clear = thing.visibleRegion().boundingRect()
        if clear.isEmpty():
            continue
        corner = thing.mapTo(window, QPoint(0, 0))
        own = [
            (text, pen, box.intersected(clear))
            for text, pen, box in written(patch, thing)
            if not box.intersected(clear).isEmpty()
        ]
        if isinstance(thing, Text) and thing.text():
            own.append((thing.text(), thing.palette().color(QPalette.ColorRole.WindowText), clear))
        for text, ink, box in own:
            back = ground(image, box.translated(corner), ink)
            yield f"{shape(thing)}: {text[:30]}", ink, back, 4.5
        if isinstance(thing, Icon):
            ink = thing._look.color(thing._role)
            back = ground(image, clear.translated(corner), ink)
            yield f"{shape(thing)} in {thing._role}", ink, back, 3.0


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, ThemeChoice.DARK, ThemeChoice.CONTRAST])
@pytest.mark.parametrize("state", SEEN)
def test_whatever_is_drawn_stands_out_from_what_it_is_drawn_on(
    qtbot: QtBot,
    program: Program,
    monkeypatch: pytest.MonkeyPatch,
    state: str,
    theme: ThemeChoice,
) -> None:
    window = program.window
    program._set_theme(theme)
    walk(window, STATES[state])
    window.resize(1100, 1500)
    qtbot.wait(60)
    pairs = list(drawn_pairs(monkeypatch, window))
    assert len(pairs) > 30
    low = {
        f"{what}: {ink.name()} on {back.name()}"
        for what, ink, back, least in pairs
        if contrast(ink.name(), back.name()) < least
    }
    assert low == set()


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
