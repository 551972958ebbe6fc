# SPDX-License-Identifier: Apache-2.0
"""Draws the printed sheet of one key, on paper of any size.

One unit of the painter is a hundredth of a millimetre, so that type is set as finely on a screen
as on a printer. The page mirrors in right-to-left languages; the digits, the Key ID and the code
do not. Black digits and few colours: it must stand a copier.
"""

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)

from recovery_assistant.i18n import isolated, language, right_to_left
from recovery_assistant.keys.block import BLOCK_DIGITS, BLOCKS
from recovery_assistant.ui.look import MONO_FAMILIES, TOKENS, Theme
from recovery_assistant.vault import sheet as words
from recovery_assistant.vault.sheet import Part, Sheet

MM: Final = 100.0
"""Units of the painter in a millimetre."""
_POINT: Final = 25.4 / 72 * MM
_SIDE: Final = 17 * MM
_TOP: Final = 14 * MM
_CODE: Final = 44 * MM
"""The side of the code without its quiet zone: from 40 mm on every camera reads it."""
_QUIET: Final = 4
"""Modules of white that the standard asks for on each side of the code."""
_SMALLEST: Final = 0.64
_STEP: Final = 0.04
_LONG_NAME: Final = 40
_LONGEST_NAME: Final = 160
_ROW_ROOM: Final = 4.5 * MM
_INKS: Final = TOKENS[Theme.LIGHT]
_HALF: Final = BLOCK_DIGITS // 2
_COLUMNS: Final = 2


@dataclass(frozen=True, slots=True)
class _Type:
    """How a text is set: points, weight, colour, in columns or not."""

    points: float
    weight: QFont.Weight = QFont.Weight.Normal
    ink: str = _INKS.ink
    mono: bool = False


_EYEBROW: Final = _Type(10.5, QFont.Weight.DemiBold, _INKS.accent_ink)
_NAME: Final = _Type(23, QFont.Weight.Bold)
_NAME_LONG: Final = _Type(15, QFont.Weight.Bold)
_FACTS: Final = _Type(10, ink=_INKS.ink2)
_FACTS_STRONG: Final = _Type(10.5, QFont.Weight.DemiBold)
_LABEL: Final = _Type(9, QFont.Weight.DemiBold, _INKS.ink2)
_SMALL: Final = _Type(8.5, ink=_INKS.ink2)
_ID_FIRST: Final = _Type(21, QFont.Weight.Bold, mono=True)
_ID_REST: Final = _Type(12.5, ink=_INKS.ink2, mono=True)
_NUMBER: Final = _Type(10, QFont.Weight.Bold, _INKS.accent_ink)
_DIGITS: Final = _Type(31, QFont.Weight.Medium, "#000000", mono=True)
_SPOKEN: Final = _Type(9.5, ink=_INKS.ink2)
_HEADING: Final = _Type(11, QFont.Weight.DemiBold)
_BODY: Final = _Type(9.8)


def draw_sheet(painter: QPainter, paper: QSizeF, sheet: Sheet) -> None:
    """Draw one page; `paper` is its size in units of the painter.

    Words that are longer in another language, or a long name, make everything but the code a
    little smaller until it fits.
    """
    page = _Page(painter, paper, sheet)
    while page.lay(draw=False) > paper.height() - _TOP and page.scale > _SMALLEST:
        page.scale -= _STEP
    spare = paper.height() - _TOP - page.lay(draw=False)
    page.row_room = min(_ROW_ROOM, max(0.0, spare) / (BLOCKS // _COLUMNS))
    page.lay(draw=True)


class _Page:
    """A page that is laid out from the top, once to measure it and once to draw it."""

    def __init__(self, painter: QPainter, paper: QSizeF, sheet: Sheet) -> None:
        self.scale = 1.0
        self.row_room = 0.0
        """What each row of blocks may take of the height that is left over."""
        self._painter = painter
        self._width = paper.width()
        self._sheet = sheet
        self._rows = sheet.code()
        self._mirrored = right_to_left(language())
        self._draw = False
        known = set(QFontDatabase.families())
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self._mono = next((one for one in MONO_FAMILIES if one in known), fixed)

    def lay(self, *, draw: bool) -> float:
        """Lay it out; return where it ends."""
        self._draw = draw
        y = self._head(_TOP)
        y = self._key_id(y + self._mm(5))
        y = self._blocks(y + self._mm(5))
        y = self._using(y + self._mm(6))
        return self._without(y + self._mm(5))

    # Parts of the page, from the top: each takes where it begins and returns where it ends.

    def _head(self, y: float) -> float:
        inner = self._width - 2 * _SIDE
        name = self._sheet.device
        if len(name) > _LONGEST_NAME:
            name = f"{name[:_LONGEST_NAME]}…"
        kind = _NAME_LONG if len(name) > _LONG_NAME else _NAME
        y = self._text(_SIDE, y, inner, words.title(), _EYEBROW) + self._mm(1)
        y = self._text(_SIDE, y, inner, isolated(name), kind) + self._mm(1)
        facts = "   ·   ".join(
            f"{label}: {isolated(value)}" for label, value in self._sheet.facts()
        )
        replaced = self._sheet.replaced_on is not None
        return self._text(_SIDE, y, inner, facts, _FACTS_STRONG if replaced else _FACTS)

    def _key_id(self, y: float) -> float:
        inner, pad = self._width - 2 * _SIDE, self._mm(4)
        first, rest = self._sheet.key_id_parts
        high = self._font(_ID_FIRST).pixelSize() * 1.15 if first else self._line(_BODY)
        label = self._line(_LABEL) + self._mm(1)
        height = label + high + self._mm(1) + (self._line(_SMALL) if first else 0) + 2 * pad
        self._panel(QRectF(_SIDE, y, inner, height), fill=_INKS.canvas, edge=_INKS.line)
        at, wide = _SIDE + pad, inner - 2 * pad
        top = self._text(at, y + pad, wide, words.key_id_label(), _LABEL) + self._mm(1)
        if not first:
            self._text(at, top, wide, words.no_key_id(), _BODY)
            return y + height
        base = top + high * 0.78
        long = self._advance(first, _ID_FIRST)
        # The ID runs from left to right everywhere; in a mirrored page it ends at the margin.
        whole = long + self._advance(rest, _ID_REST)
        left = self._width - at - whole if self._mirrored else at
        self._digits(left, base, first, _ID_FIRST)
        self._digits(left + long, base, rest, _ID_REST)
        self._text(at, top + high + self._mm(1), wide, words.key_id_hint(), _SMALL)
        return y + height

    def _blocks(self, y: float) -> float:
        inner = self._width - 2 * _SIDE
        row = self._mm(18.5) + self.row_room
        rows = BLOCKS // _COLUMNS
        frame = QRectF(_SIDE, y, inner, rows * row)
        self._panel(frame, edge=_INKS.accent, stroke=0.5)
        inset = self._mm(4.5)
        right = self._width - _SIDE - inset
        for line in range(1, rows):
            self._rule(QPointF(_SIDE + inset, y + line * row), QPointF(right, y + line * row))
        middle = self._width / 2
        self._rule(QPointF(middle, y + inset), QPointF(middle, frame.bottom() - inset))
        for n in range(1, BLOCKS + 1):
            down, across = divmod(n - 1, _COLUMNS)
            left = _SIDE + across * inner / _COLUMNS
            self._block(n, QRectF(left, y + down * row, inner / _COLUMNS, row))
        return frame.bottom()

    def _block(self, n: int, cell: QRectF) -> None:
        """One block: its number at the left, digits in two threes, and the words below them."""
        if not self._draw:
            return
        pad, ring = self._mm(4.5), self._mm(3.1)
        tall, below = QFontMetricsF(self._font(_DIGITS)).capHeight(), self._mm(2.4)
        top = cell.center().y() - (tall + below + self._line(_SPOKEN) * 0.8) / 2
        centre = QPointF(cell.left() + pad + ring, top + tall / 2)
        self._painter.setPen(QPen(QColor(_INKS.accent), 0.3 * MM))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawEllipse(centre, ring, ring)
        number, font = str(n), self._font(_NUMBER)
        metrics = QFontMetricsF(font)
        self._digits(
            centre.x() - metrics.horizontalAdvance(number) / 2,
            centre.y() + metrics.capHeight() / 2,
            number,
            _NUMBER,
        )
        left = centre.x() + ring + self._mm(5)
        digits = self._sheet.block(n)
        base = top + tall
        half = self._advance(digits[:_HALF], _DIGITS)
        gap = 0.45 * half / _HALF
        self._digits(left, base, digits[:_HALF], _DIGITS)
        self._digits(left + half + gap, base, digits[_HALF:], _DIGITS)
        wide = cell.right() - left - self._mm(2)
        spoken = self._sheet.spoken(n)
        small = _SPOKEN
        while self._advance(spoken, small) > wide and small.points > 1:
            small = replace(small, points=small.points - 0.25)
        at = QPointF(left, base + below)
        self._lines(at, wide, spoken, small, Qt.AlignmentFlag.AlignLeft)

    def _using(self, y: float) -> float:
        """The steps and how to keep it, with the code beside them."""
        inner = self._width - 2 * _SIDE
        # Its quiet zone reaches into the margin and the gaps, where nothing stands.
        wide = inner - _CODE - self._mm(10)
        end = self._part(_SIDE, y, wide, self._sheet.use(), numbered=True)
        end = self._part(_SIDE, end + self._mm(4), wide, words.keep())
        right = self._width - _SIDE - _CODE
        if self._draw:
            self._code(QPointF(_SIDE if self._mirrored else right, y))
        gap = _CODE / len(self._rows) * _QUIET
        return max(end, self._text(right, y + _CODE + gap, _CODE, words.scan_warning(), _SMALL))

    def _code(self, at: QPointF) -> None:
        module = _CODE / len(self._rows)
        # A hair wider than a module: no white lines between neighbours.
        side = module * 1.02
        for down, row in enumerate(self._rows):
            for across, dark in enumerate(row):
                if dark:
                    square = QRectF(at.x() + across * module, at.y() + down * module, side, side)
                    self._painter.fillRect(square, Qt.GlobalColor.black)

    def _without(self, y: float) -> float:
        inner = self._width - 2 * _SIDE
        self._rule(QPointF(_SIDE, y), QPointF(_SIDE + inner, y))
        return self._part(_SIDE, y + self._mm(4), inner, words.without_this_program())

    # What parts are made of.

    def _part(
        self, x: float, y: float, width: float, part: Part, *, numbered: bool = False
    ) -> float:
        y = self._text(x, y, width, part.heading, _HEADING)
        indent = self._mm(5.5) if numbered else 0
        for number, line in enumerate(part.lines, start=1):
            y += self._mm(1.2)
            if numbered:
                self._text(x, y, indent, f"{number}.", replace(_BODY, ink=_INKS.accent_ink))
            y = self._text(x + indent, y, width - indent, line, _BODY)
        return y

    def _text(self, x: float, y: float, width: float, text: str, kind: _Type) -> float:
        """Set a text in lines, beginning where the language begins; return where it ends."""
        side = Qt.AlignmentFlag.AlignLeft
        if self._mirrored:
            x = self._width - x - width
            side = Qt.AlignmentFlag.AlignRight
        return self._lines(QPointF(x, y), width, text, kind, side)

    def _lines(
        self, at: QPointF, width: float, text: str, kind: _Type, side: Qt.AlignmentFlag
    ) -> float:
        layout = QTextLayout(text, self._font(kind))
        option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if self._mirrored:
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        layout.setTextOption(option)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height))
            height += line.height() * 1.06
        layout.endLayout()
        if self._draw:
            self._painter.setPen(QColor(kind.ink))
            layout.draw(self._painter, at)
        return at.y() + height

    def _digits(self, left: float, base: float, text: str, kind: _Type) -> None:
        """Set signs from left to right on a base line."""
        if self._draw:
            self._painter.setFont(self._font(kind))
            self._painter.setPen(QColor(kind.ink))
            self._painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            self._painter.drawText(QPointF(left, base), text)

    def _panel(
        self, box: QRectF, *, edge: str, fill: str | None = None, stroke: float = 0.25
    ) -> None:
        if self._draw:
            self._painter.setPen(QPen(QColor(edge), stroke * MM))
            self._painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
            self._painter.drawRoundedRect(box, 2.5 * MM, 2.5 * MM)

    def _rule(self, start: QPointF, end: QPointF) -> None:
        if self._draw:
            self._painter.setPen(QPen(QColor(_INKS.line), 0.25 * MM))
            self._painter.drawLine(start, end)

    def _mm(self, length: float) -> float:
        """A distance that shrinks with the page, given in millimetres."""
        return length * MM * self.scale

    def _line(self, kind: _Type) -> float:
        return QFontMetricsF(self._font(kind)).height() * 1.06

    def _advance(self, text: str, kind: _Type) -> float:
        return QFontMetricsF(self._font(kind)).horizontalAdvance(text)

    def _font(self, kind: _Type) -> QFont:
        font = QFont(self._mono) if kind.mono else QFont(QGuiApplication.font())
        font.setPixelSize(round(kind.points * _POINT * self.scale))
        font.setWeight(kind.weight)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        if kind.mono:
            font.setStyleHint(QFont.StyleHint.Monospace)
            font.setFeature(QFont.Tag("calt"), 0)
        return font
