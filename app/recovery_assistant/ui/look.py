# SPDX-License-Identifier: Apache-2.0
"""The look of everything: colours, type, measures and icons, by theme and text size.

The tables are those of the visual language; a test recomputes their contrasts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QImageReader,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

LARGEST_SCALE: Final = 2.0
PADDING_GROWTH: Final = 0.62
"""Paddings grow by this share of the growth of the text."""
MONO_FAMILIES: Final = (
    "Cascadia Mono",
    "Consolas",
    "SF Mono",
    "Menlo",
    "JetBrains Mono",
    "Noto Sans Mono",
    "DejaVu Sans Mono",
)
"""Faces whose 0, 8, B, 1 and 7 are told apart, best first."""
SMALL_ICON: Final = 18
"""Up to this side icons are drawn with a heavier line."""
MIRRORED: Final = frozenset({"back", "next", "swap"})
"""Icons that point somewhere and turn round in right-to-left languages."""


class Theme(Enum):
    """A set of colours."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Kind(Enum):
    """A rung of the type scale: points, weight, line height, monospaced."""

    DISPLAY = (21.0, 700, 1.15, False)
    TITLE = (13.0, 650, 1.2, False)
    LEAD = (11.5, 400, 1.28, False)
    BODY = (11.0, 400, 1.28, False)
    NAME = (11.0, 600, 1.28, False)
    SMALL = (9.5, 400, 1.28, False)
    LABEL = (9.5, 600, 1.28, False)
    TINY = (8.5, 400, 1.2, False)
    SCRIPT = (17.0, 450, 1.38, False)
    DIGITS = (19.0, 600, 1.0, True)
    CHIP = (15.0, 600, 1.0, True)
    ID = (13.0, 600, 1.0, True)
    CODE = (10.5, 400, 1.28, True)
    LARGE = (74.0, 500, 1.0, True)

    @property
    def points(self) -> float:
        """Size in points at 100 % text."""
        return self.value[0]

    @property
    def weight(self) -> int:
        """Weight from 100 to 900."""
        return self.value[1]

    @property
    def mono(self) -> bool:
        """Whether the digits must stand in columns."""
        return self.value[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One colour a role, as #RRGGBB."""

    canvas: str
    surface: str
    sunken: str
    rail: str
    rail_cur: str
    rail_ink: str
    rail_ink2: str
    rail_acc: str
    rail_line: str
    ink: str
    ink2: str
    ink3: str
    line: str
    edge: str
    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str
    accent_ink: str
    accent_tint: str
    ok: str
    ok_tint: str
    warn: str
    warn_tint: str
    bad: str
    bad_tint: str
    focus: str
    dis_ink: str
    dis_bg: str


TOKENS: Final[Mapping[Theme, Tokens]] = MappingProxyType(
    {
        Theme.LIGHT: Tokens(
            canvas="#F6F4EF",
            surface="#FFFFFF",
            sunken="#EFEBE2",
            rail="#123A41",
            rail_cur="#1E515A",
            rail_ink="#F2F7F7",
            rail_ink2="#B4CDCF",
            rail_acc="#8FE0E2",
            rail_line="#7FA3A7",
            ink="#17252A",
            ink2="#44555B",
            ink3="#5C6A6F",
            line="#DDD7CA",
            edge="#76858A",
            accent="#0B6470",
            accent_hover="#095560",
            accent_press="#07464F",
            on_accent="#FFFFFF",
            accent_ink="#0A5964",
            accent_tint="#E2F0F0",
            ok="#1C6B43",
            ok_tint="#E3F2E7",
            warn="#8A4F00",
            warn_tint="#FCF0D9",
            bad="#A8321C",
            bad_tint="#FBE9E3",
            focus="#0B6470",
            dis_ink="#566469",
            dis_bg="#E9E5DB",
        ),
        Theme.DARK: Tokens(
            canvas="#12191C",
            surface="#1B2529",
            sunken="#151E21",
            rail="#0B2329",
            rail_cur="#17424A",
            rail_ink="#EDF5F5",
            rail_ink2="#A3BFC2",
            rail_acc="#7FDADD",
            rail_line="#6A8C91",
            ink="#E9EFEF",
            ink2="#B3C1C3",
            ink3="#93A3A6",
            line="#303E43",
            edge="#77898D",
            accent="#62C6CD",
            accent_hover="#7CD3D9",
            accent_press="#4FB4BC",
            on_accent="#06272C",
            accent_ink="#82D6DB",
            accent_tint="#173A40",
            ok="#82D0A0",
            ok_tint="#173228",
            warn="#F1BD63",
            warn_tint="#3A2D14",
            bad="#FF9F8A",
            bad_tint="#3B2421",
            focus="#8FE6EA",
            dis_ink="#93A0A3",
            dis_bg="#263135",
        ),
        Theme.CONTRAST: Tokens(
            canvas="#000000",
            surface="#000000",
            sunken="#000000",
            rail="#000000",
            rail_cur="#000000",
            rail_ink="#FFFFFF",
            rail_ink2="#FFFFFF",
            rail_acc="#FFFF00",
            rail_line="#FFFFFF",
            ink="#FFFFFF",
            ink2="#FFFFFF",
            ink3="#FFFFFF",
            line="#FFFFFF",
            edge="#FFFFFF",
            accent="#FFFF00",
            accent_hover="#FFFFFF",
            accent_press="#FFFFFF",
            on_accent="#000000",
            accent_ink="#FFFF00",
            accent_tint="#000000",
            ok="#7CFFA0",
            ok_tint="#000000",
            warn="#FFC94D",
            warn_tint="#000000",
            bad="#FFB0A0",
            bad_tint="#000000",
            focus="#00FFFF",
            dis_ink="#A6FFA6",
            dis_bg="#000000",
        ),
    }
)
"""The colours of every theme."""


def tokens_of(system: QPalette) -> Tokens:
    """Return the colours of the system's own palette, for a contrast theme that somebody chose.

    Such a theme has a handful of colours, each pair of which its owner can read: nothing is mixed
    in, and what is told apart by colour elsewhere is told apart by its shape and words alone.
    """
    role = QPalette.ColorRole

    def named(part: QPalette.ColorRole, group: QPalette.ColorGroup) -> str:
        return system.color(group, part).name()

    usual = QPalette.ColorGroup.Active
    window, ink = named(role.Window, usual), named(role.WindowText, usual)
    chosen, on_chosen = named(role.Highlight, usual), named(role.HighlightedText, usual)
    link = named(role.Link, usual)
    pale = named(role.WindowText, QPalette.ColorGroup.Disabled)
    return Tokens(
        canvas=window, surface=window, sunken=window, rail=window, rail_cur=window,
        rail_ink=ink, rail_ink2=ink, rail_acc=ink, rail_line=ink,
        ink=ink, ink2=ink, ink3=ink, line=ink, edge=ink,
        accent=chosen, accent_hover=chosen, accent_press=chosen, on_accent=on_chosen,
        accent_ink=link, accent_tint=window, ok=ink, ok_tint=window, warn=ink, warn_tint=window,
        bad=ink, bad_tint=window, focus=chosen, dis_ink=pale, dis_bg=window,
    )  # fmt: skip


class Look(QObject):
    """The one object that says how things look; `changed` asks everything to draw again."""

    changed = Signal()

    def __init__(self, root: Path, theme: Theme = Theme.LIGHT, scale: float = 1.0) -> None:
        """Take the folder of the resources, the theme and the text size."""
        super().__init__()
        self._icons = root / "icons"
        self._theme = theme
        self._system: Tokens | None = None
        self._scale = _bounded(scale)
        self._drawn: dict[tuple[str, str, int, float, bool], QPixmap] = {}
        self._fonts: dict[tuple[Kind, float], QFont] = {}

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return self._theme

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return self._system or TOKENS[self._theme]

    @property
    def scale(self) -> float:
        """Text size, 1.0 to 2.0."""
        return self._scale

    def set_theme(self, theme: Theme, system: QPalette | None = None) -> None:
        """Use another theme; `system` is the palette to take over instead of our own."""
        own = None if system is None else tokens_of(system)
        if (theme, own) != (self._theme, self._system):
            self._theme, self._system = theme, own
            self._forget()

    def set_scale(self, scale: float) -> None:
        """Use another text size."""
        if _bounded(scale) != self._scale:
            self._scale = _bounded(scale)
            self._forget()

    def _forget(self) -> None:
        self._drawn.clear()
        self._fonts.clear()
        self.changed.emit()

    def px(self, n: float) -> int:
        """Return a padding or a side in pixels: grows at 0.62 of the text size."""
        return round(n * (1 + (self._scale - 1) * PADDING_GROWTH))

    def text_px(self, n: float) -> int:
        """Return a measure that must hold text: grows as the text does."""
        return round(n * self._scale)

    @cached_property
    def _mono(self) -> str:
        known = set(QFontDatabase.families())
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        return next((family for family in MONO_FAMILIES if family in known), fixed)

    def mono_family(self) -> str:
        """Return the face for digits, Key IDs and addresses."""
        return self._mono

    def font(self, kind: Kind, points: float | None = None) -> QFont:
        """Return the font of a kind at the present text size; `points` overrules its size."""
        size = kind.points if points is None else points
        key = (kind, size)
        if key not in self._fonts:
            self._fonts[key] = self._make_font(kind, size)
        return QFont(self._fonts[key])

    def _make_font(self, kind: Kind, size: float) -> QFont:
        if kind.mono:
            font = QFont(self._mono)
            font.setStyleHint(QFont.StyleHint.Monospace)
            # Otherwise "://" melts into one sign in faces with ligatures.
            font.setFeature(QFont.Tag("calt"), 0)
        else:
            font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
            font.setFeature(QFont.Tag("tnum"), 1)
        font.setPointSizeF(size * self._scale)
        font.setWeight(QFont.Weight(kind.weight))
        return font

    def color(self, role: str) -> QColor:
        """Return the colour of a role."""
        value = getattr(self.tokens, role)
        return QColor(str(value))

    def icon(self, name: str, role: str, size: int) -> QPixmap:
        """Return an icon in the colour of a role; `size` in pixels, drawn for this screen."""
        app = QGuiApplication.instance()
        ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
        mirrored = (
            name in MIRRORED and QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
        )
        key = (name, role, size, ratio, mirrored)
        if key not in self._drawn:
            self._drawn[key] = self._draw_icon(name, role, size, ratio, mirrored=mirrored)
        return self._drawn[key]

    def _draw_icon(
        self, name: str, role: str, size: int, ratio: float, *, mirrored: bool
    ) -> QPixmap:
        source = (self._icons / f"{name}.svg").read_text(encoding="utf-8")
        tinted = source.replace("currentColor", self.color(role).name())
        if size <= SMALL_ICON:
            # Thin lines would break up at these sizes.
            tinted = tinted.replace('stroke-width="1.75"', 'stroke-width="2"')
        side = max(1, round(size * ratio))
        buffer = QBuffer()
        buffer.setData(QByteArray(tinted.encode()))
        # By Qt's image plug-in: importing QtSvg for it would delay the first window.
        reader = QImageReader(buffer, QByteArray(b"svg"))
        reader.setScaledSize(QSize(side, side))
        image = reader.read()
        if mirrored:
            image = image.flipped(Qt.Orientation.Horizontal)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def palette(self) -> QPalette:
        """Return the palette of the theme, for what Qt draws by itself."""
        tokens = self.tokens
        palette = QPalette()
        role = QPalette.ColorRole
        for part, value in (
            (role.Window, tokens.canvas),
            (role.WindowText, tokens.ink),
            (role.Base, tokens.surface),
            (role.AlternateBase, tokens.sunken),
            (role.Text, tokens.ink),
            (role.PlaceholderText, tokens.ink3),
            (role.Button, tokens.surface),
            (role.ButtonText, tokens.ink),
            (role.BrightText, tokens.bad),
            (role.Highlight, tokens.accent),
            (role.HighlightedText, tokens.on_accent),
            (role.ToolTipBase, tokens.surface),
            (role.ToolTipText, tokens.ink),
            (role.Link, tokens.accent_ink),
            (role.LinkVisited, tokens.accent_ink),
            (role.Light, tokens.line),
            (role.Midlight, tokens.line),
            (role.Mid, tokens.edge),
            (role.Dark, tokens.edge),
            (role.Shadow, tokens.ink3),
            (role.Accent, tokens.accent),
        ):
            palette.setColor(part, QColor(value))
        for part in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, part, QColor(tokens.dis_ink))
        return palette

    def style_sheet(self) -> str:
        """Return the style of plain fields, lists, menus and scroll bars, for those alone.

        Never for the application: a style sheet above them takes the painted parts' palettes
        and target sizes away.
        """
        tokens = self.tokens
        pad, radius, bar = self.px(8), self.px(8), self.px(12)
        return f"""
QLineEdit[kind="mono"] {{
    background: {tokens.surface}; color: {tokens.ink}; border: 1px solid {tokens.edge};
    border-radius: {radius}px; padding: 2px {pad}px;
    selection-background-color: {tokens.accent}; selection-color: {tokens.on_accent};
}}
QLineEdit[kind="mono"]:focus {{ border: 2px solid {tokens.focus}; }}
QListView[kind="contents"] {{
    background: {tokens.sunken}; color: {tokens.ink}; border: none; outline: none;
    padding: {pad}px;
}}
QListView[kind="contents"]::item {{ padding: {pad}px; border-radius: {radius}px; }}
QListView[kind="contents"]::item:selected {{
    background: {tokens.accent}; color: {tokens.on_accent};
}}
QMenu {{
    background: {tokens.surface}; color: {tokens.ink}; border: 1px solid {tokens.edge};
    padding: 4px;
}}
QMenu::item {{ padding: {pad}px {2 * pad}px {pad}px {3 * pad}px; border-radius: 4px; }}
QMenu::item:selected {{ background: {tokens.accent}; color: {tokens.on_accent}; }}
QScrollBar:vertical {{ background: transparent; width: {bar}px; margin: 0; }}
QScrollBar::handle:vertical {{
    background: {tokens.edge}; border-radius: {bar // 2 - 2}px; min-height: 32px; margin: 2px;
}}
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: transparent; }}
"""

    def dress(self, widget: QWidget) -> None:
        """Style one plain Qt widget, now and whenever the look changes."""
        _Dress(self, widget).put_on()

    def line_width(self, kind: Kind) -> float:
        """Return the width of 68 characters: longer lines are hard to read."""
        return QFontMetricsF(self.font(kind)).averageCharWidth() * 68


class _Dress(QObject):
    """Keeps one widget dressed; goes when the widget goes."""

    def __init__(self, look: Look, widget: QWidget) -> None:
        super().__init__(widget)
        self._look = look
        self._widget = widget
        look.changed.connect(self.put_on)

    def put_on(self) -> None:
        """Style the widget by the present look."""
        self._widget.setStyleSheet(self._look.style_sheet())


def turned(direction: Qt.LayoutDirection, whole: QRect, part: QRect) -> QRect:
    """Return where a part of a painted whole stands, mirrored where the text runs to the left."""
    if direction is not Qt.LayoutDirection.RightToLeft:
        return part
    return part.translated(whole.left() + whole.right() - part.left() - part.right(), 0)


def _bounded(scale: float) -> float:
    return min(max(scale, 1.0), LARGEST_SCALE)
