# SPDX-License-Identifier: Apache-2.0
"""Colours that can be read, icons that stay whole, sizes that follow the text."""

from dataclasses import asdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recovery_assistant.system.assets import resources
from recovery_assistant.ui.look import MIRRORED, TOKENS, Kind, Look, Theme

GROUNDS = {
    "ink": "canvas surface sunken accent_tint ok_tint warn_tint bad_tint",
    "ink2": "canvas surface sunken accent_tint",
    "ink3": "canvas surface sunken",
    "on_accent": "accent accent_hover accent_press",
    "accent_ink": "canvas surface sunken accent_tint",
    "ok": "surface sunken accent_tint ok_tint",
    "warn": "surface warn_tint",
    "bad": "surface sunken bad_tint",
    "rail_ink": "rail rail_cur",
    "rail_ink2": "rail rail_cur",
    "rail_acc": "rail rail_cur",
    "dis_ink": "dis_bg",
}
"""What is read, on what: 4.5 to 1 at least."""
MARKED = {
    "edge": "canvas surface sunken warn_tint",
    "accent": "canvas surface accent_tint",
    "focus": "canvas surface",
    "rail_line": "rail",
}
"""What is seen, on what: 3 to 1 at least."""
# fmt: off
WANTED = [
    "screen", "link", "building", "person", "code", "phone", "away", "key", "vault", "file",
    "printer", "usb", "drive", "paste", "open", "copy", "qr", "check", "no-slip", "match",
    "proved", "wrong", "warning", "info", "help", "beware", "reason", "clock", "keyboard",
    "barcode", "ear", "eye", "offline", "language", "text-size", "search", "swap", "drill",
    "back", "next", "plus", "down", "pen", "theme", "unreadable",
]
# fmt: on


@pytest.fixture
def look(qtbot: QtBot) -> Look:
    assert qtbot is not None
    return Look(resources())


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    parts = []
    for start in (1, 3, 5):
        share = int(colour[start : start + 2], 16) / 255
        parts.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize(("table", "least"), [(GROUNDS, 4.5), (MARKED, 3.0)], ids=["text", "marks"])
def test_what_is_read_and_seen_stands_out(
    theme: Theme, table: dict[str, str], least: float
) -> None:
    tokens = asdict(TOKENS[theme])
    measured = {
        f"{role} on {ground}": contrast(tokens[role], tokens[ground])
        for role, grounds in table.items()
        for ground in grounds.split()
    }
    assert {pair: value for pair, value in measured.items() if value < least} == {}


@pytest.mark.parametrize("theme", list(Theme))
def test_every_role_is_a_whole_colour(theme: Theme) -> None:
    for role, value in asdict(TOKENS[theme]).items():
        assert len(value) == 7, role
        assert QColor(value).isValid(), role


def test_green_is_kept_for_compared_and_the_same() -> None:
    for theme in Theme:
        tokens = TOKENS[theme]
        assert tokens.ok not in {tokens.accent, tokens.accent_ink, tokens.focus}


@pytest.mark.parametrize("theme", list(Theme))
def test_what_qt_draws_by_itself_can_be_read_too(look: Look, theme: Theme) -> None:
    look.set_theme(theme)
    palette = look.palette()
    role = QPalette.ColorRole
    for ink, ground in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.PlaceholderText, role.Base),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.ToolTipText, role.ToolTipBase),
        (role.Link, role.Window),
    ):
        assert contrast(palette.color(ink).name(), palette.color(ground).name()) >= 4.5


def test_every_icon_of_the_language_of_signs_is_there(look: Look) -> None:
    for name in WANTED:
        assert inked(look.icon(name, "ink", 24).toImage()) > 20, name


def shape(image: QImage) -> frozenset[tuple[int, int]]:
    """Return where an icon is drawn on, its soft edges left out."""
    return frozenset(
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 127
    )


def inked(image: QImage) -> int:
    """Count the pixels that are drawn on."""
    return sum(
        image.pixelColor(x, y).alpha() > 60
        for x in range(image.width())
        for y in range(image.height())
    )


def test_small_icons_have_a_heavier_line_for_their_size(look: Look) -> None:
    shares = []
    for side in (18, 36):
        image = look.icon("radio", "ink", side).toImage()
        ink = sum(image.pixelColor(x, y).alpha() for x in range(side) for y in range(side))
        shares.append(ink / side**2)
    assert shares[0] == pytest.approx(shares[1] * 2 / 1.75, rel=0.03)


@pytest.mark.parametrize("name", ["back", "next", "swap", "search", "pen"])
def test_only_what_points_along_the_line_turns_with_it(
    qapp: QApplication, look: Look, name: str
) -> None:
    turns = name in {"back", "next", "swap"}
    assert (name in MIRRORED) is turns
    left = look.icon(name, "ink", 48).toImage()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        right = look.icon(name, "ink", 48).toImage()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert (right != left) is turns
    if turns:
        assert shape(right) == shape(left.flipped(Qt.Orientation.Horizontal))


def test_an_icon_is_drawn_once(look: Look) -> None:
    first = look.icon("key", "ink", 20)
    assert look.icon("key", "ink", 20).cacheKey() == first.cacheKey()
    assert look.icon("key", "bad", 20).cacheKey() != first.cacheKey()


def test_text_grows_fully_and_padding_by_its_share(look: Look) -> None:
    before = look.font(Kind.BODY).pointSizeF()
    look.set_scale(2.0)
    assert look.font(Kind.BODY).pointSizeF() == before * 2
    assert look.text_px(100) == 200
    assert look.px(100) == 162


@pytest.mark.parametrize(("asked", "given"), [(0.2, 1.0), (1.25, 1.25), (9.0, 2.0)])
def test_the_text_size_stays_between_once_and_twice(look: Look, asked: float, given: float) -> None:
    look.set_scale(asked)
    assert look.scale == given


def test_everything_is_told_of_a_change_once_and_of_none_never(qtbot: QtBot, look: Look) -> None:
    with qtbot.waitSignal(look.changed):
        look.set_theme(Theme.DARK)
    with qtbot.assertNotEmitted(look.changed):
        look.set_theme(Theme.DARK)
        look.set_scale(1.0)


def test_digits_stand_in_columns(look: Look) -> None:
    for kind in (kind for kind in Kind if kind.mono):
        metrics = QFontMetrics(look.font(kind))
        widths = {metrics.horizontalAdvance(sign) for sign in "0123456789ABCDEF?"}
        assert len(widths) == 1, kind


# A contrast theme of Windows: its own colours, nothing mixed in.

WINDOWS_THEMES = {
    "Aquatic": ("#202020", "#FFFFFF", "#8EE3F0", "#263B50", "#75E9FC", "#A6A6A6"),
    "Desert": ("#FFFAEF", "#3D3D3D", "#903909", "#FFF5E3", "#1C5E75", "#676767"),
    "Dusk": ("#2D3236", "#FFFFFF", "#A1BFDE", "#212D3B", "#70EBDE", "#A6A6A6"),
    "Night sky": ("#000000", "#FFFFFF", "#D6B4FD", "#2B2B2B", "#8080FF", "#A6A6A6"),
}
"""Window, its text, Highlight, its text, Link and disabled text of the themes Windows brings."""


def windows_palette(colours: tuple[str, ...]) -> QPalette:
    window, ink, chosen, on_chosen, link, pale = map(QColor, colours)
    palette = QPalette()
    role = QPalette.ColorRole
    for part, colour in (
        (role.Window, window),
        (role.WindowText, ink),
        (role.Highlight, chosen),
        (role.HighlightedText, on_chosen),
        (role.Link, link),
    ):
        palette.setColor(part, colour)
    palette.setColor(QPalette.ColorGroup.Disabled, role.WindowText, pale)
    return palette


@pytest.mark.parametrize("name", WINDOWS_THEMES)
def test_a_contrast_theme_of_windows_is_taken_as_it_is(look: Look, name: str) -> None:
    colours = WINDOWS_THEMES[name]
    look.set_theme(Theme.CONTRAST, windows_palette(colours))
    used = {value.upper() for value in asdict(look.tokens).values()}
    assert used <= set(colours)
    assert look.tokens.accent.upper() == colours[2]
    assert look.tokens.accent_ink.upper() == colours[4]
    tokens = asdict(look.tokens)
    low = {
        f"{role} on {ground_}"
        for table, least in ((GROUNDS, 4.5), (MARKED, 3.0))
        for role, grounds in table.items()
        for ground_ in grounds.split()
        if contrast(tokens[role], tokens[ground_]) < least
    }
    assert low == set()
    look.set_theme(Theme.CONTRAST)
    assert look.tokens is TOKENS[Theme.CONTRAST]
