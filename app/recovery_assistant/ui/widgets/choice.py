# SPDX-License-Identifier: Apache-2.0
"""Choosing one of several: cards, pills, and a segmented switch."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QWidget,
)
from typing_extensions import override

from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look, turned
from recovery_assistant.ui.style import whole_target
from recovery_assistant.ui.widgets.button import RING, draw_elevation, draw_focus_ring
from recovery_assistant.ui.widgets.column import FlowRow

EDGE = 12
"""Space between the border of a card and what stands in it."""
GAP = 8
"""Space between the parts of a card."""
DOT = 20
"""Side of a radio dot."""
ICON = 22
"""Side of a card's icon."""
BADGE = 26
"""Side of a letter in its ring."""

_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)


class ChoiceCard(QRadioButton):
    """A radio button as large as a card: icon, name, second line, letter of the drawing.

    It may unfold a row of sub-choices while it is chosen.
    """

    def __init__(
        self,
        look: Look,
        key: str,
        icon: str,
        name: str,
        second: str,
        letter: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        whole_target(self)
        self._look = look
        self.key = key
        self._icon = icon
        self._name = name
        self._second = second
        self._letter = letter
        self._row: QWidget | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.toggled.connect(self._unfold)
        look.changed.connect(self._dress)
        self._dress()

    def say(self, name: str, second: str) -> None:
        """Show other words."""
        self._name, self._second = name, second
        self.setAccessibleName(name)
        self.setAccessibleDescription(second)
        self.updateGeometry()
        self.update()

    def set_row(self, row: QWidget) -> None:
        """Give the card a row of sub-choices."""
        self._row = row
        row.setParent(self)
        row.setVisible(self.isChecked())

    @property
    def has_row(self) -> bool:
        """Whether the card unfolds sub-choices and so wants the whole width."""
        return self._row is not None

    def _unfold(self) -> None:
        if self._row is not None:
            self._row.setVisible(self.isChecked())
            self._place_row()
        self.updateGeometry()
        self.update()

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()

    def _indent(self) -> int:
        look = self._look
        icon = look.px(ICON) + look.px(GAP) if self._icon else 0
        return RING + look.px(EDGE) + look.px(DOT) + look.px(GAP) + icon

    def _letter_room(self) -> int:
        return self._look.px(BADGE) + self._look.px(GAP) if self._letter else 0

    def _room(self, width: int) -> int:
        taken = self._indent() + self._letter_room() + self._look.px(EDGE) + RING
        return max(1, width - taken)

    def _row_at(self, width: int) -> tuple[int, int]:
        """Return where the sub-choices begin, in line with the icon, and their width."""
        look = self._look
        # The pills bring room for their focus ring along.
        start = look.px(EDGE) + look.px(DOT) + look.px(GAP)
        return start, max(1, width - start - look.px(EDGE))

    def _heights(self, width: int) -> tuple[int, int]:
        """Return the heights of name and second line for a card width."""
        room = self._room(width)
        heights = []
        for text, kind in ((self._name, Kind.NAME), (self._second, Kind.SMALL)):
            metrics = _metrics(self._look, kind)
            box = metrics.boundingRect(0, 0, room, 100_000, _WRAP, text)
            heights.append(box.height() if text else 0)
        return heights[0], heights[1]

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        name, second = self._heights(width)
        height = max(self._look.px(52), name + second + self._look.px(24))
        if self._row is not None and self.isChecked():
            height += self._row.heightForWidth(self._row_at(width)[1]) + self._look.px(EDGE)
        return height + 2 * RING

    @override
    def sizeHint(self) -> QSize:
        width = self._look.text_px(230)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        metrics = _metrics(self._look, Kind.NAME)
        words = [*self._name.split(), *self._second.split()]
        widest = max((metrics.horizontalAdvance(word) for word in words), default=0)
        width = self._indent() + widest + self._letter_room() + self._look.px(EDGE) + RING
        return QSize(width, self._look.px(52) + 2 * RING)

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_row()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            # The row asks for another height, and no layout of ours would hear it.
            self.updateGeometry()
            self._place_row()
        return super().event(event)

    def _place_row(self) -> None:
        if self._row is None:
            return
        look = self._look
        start, width = self._row_at(self.width())
        height = self._row.heightForWidth(width)
        top = self.height() - RING - look.px(10) - height
        place = QRect(start, top, width, height)
        self._row.setGeometry(turned(self.layoutDirection(), self.rect(), place))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look, chosen = self._look, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        radius = look.px(11)
        if not chosen:
            draw_elevation(painter, look, box, radius)
        border = "accent" if chosen else "edge" if self.underMouse() else "line"
        painter.setPen(QPen(look.color(border), 2 if chosen else 1))
        painter.setBrush(look.color("accent_tint" if chosen else "surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if self.hasFocus():
            draw_focus_ring(painter, look, box, radius)
        self._paint_content(painter, chosen=chosen)
        painter.end()

    def _paint_content(self, painter: QPainter, *, chosen: bool) -> None:
        look = self._look
        name, second = self._heights(self.width())
        height = max(look.px(52), name + second + look.px(24))
        if self._row is None or not chosen:
            # Cards of one row share the height of the tallest.
            height = self.height() - 2 * RING
        middle = RING + height / 2
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft

        def at(left: float, width: float) -> float:
            return self.width() - left - width if mirrored else left

        dot = look.px(DOT)
        x = RING + look.px(EDGE)
        _paint_radio(painter, look, QRectF(at(x, dot), middle - dot / 2, dot, dot), chosen=chosen)
        x += dot + look.px(GAP)
        if self._icon:
            side = look.px(ICON)
            ink = "accent_ink" if chosen else "ink2"
            painter.drawPixmap(
                round(at(x, side)), round(middle - side / 2), look.icon(self._icon, ink, side)
            )
            x += side + look.px(GAP)
        room = self._room(self.width())
        top = middle - (name + second) / 2
        painter.setPen(look.color("ink"))
        painter.setFont(look.font(Kind.NAME))
        painter.drawText(QRectF(at(x, room), top, room, name + 2), _WRAP, self._name)
        painter.setPen(look.color("ink2"))
        painter.setFont(look.font(Kind.SMALL))
        painter.drawText(QRectF(at(x, room), top + name, room, second + 2), _WRAP, self._second)
        if self._letter:
            badge = look.px(BADGE)
            left = self.width() - RING - look.px(EDGE) - badge
            box = QRectF(at(left, badge), middle - badge / 2, badge, badge)
            paint_letter(painter, look, box, self._letter, framed=chosen)


def _paint_radio(painter: QPainter, look: Look, box: QRectF, *, chosen: bool) -> None:
    painter.setPen(QPen(look.color("accent" if chosen else "edge"), 2 if chosen else 1.5))
    painter.setBrush(look.color("surface"))
    painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent"))
        inset = box.width() * 0.27
        painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))


def paint_letter(painter: QPainter, look: Look, box: QRectF, letter: str, *, framed: bool) -> None:
    """Paint a letter in a ring: what ties a choice to its line in the drawing."""
    painter.setPen(QPen(look.color("accent" if framed else "edge"), 1.4))
    painter.setBrush(look.color("accent" if framed else "surface"))
    painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    painter.setPen(look.color("on_accent" if framed else "ink"))
    painter.setFont(look.font(Kind.LABEL))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), letter)


class ChoiceGroup(QWidget):
    """Cards in a grid of which one is chosen; arrow keys move, as among radio buttons."""

    chosen = Signal(str)

    def __init__(self, look: Look, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._most = columns
        self._columns = columns
        self._cards: list[ChoiceCard] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        self._told: str | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._lay_out)

    def add(self, card: ChoiceCard) -> None:
        """Add a card after the others."""
        self._cards.append(card)
        self._group.addButton(card)
        card.setParent(self)
        card.toggled.connect(self._toggled)
        self._lay_out()

    def set_columns(self, columns: int) -> None:
        """Lay the cards out in so many columns, or in fewer where their words do not fit."""
        self._most = columns
        self._fit()

    def _fit(self) -> None:
        widest = max((card.minimumSizeHint().width() for card in self._cards), default=0)
        gap, columns = self._look.px(6), self._most
        while columns > 1 and columns * (widest + gap) - gap > self.width():
            # Four become two, not three and one.
            columns = columns // 2 if columns % 2 == 0 else columns - 1
        if columns != self._columns:
            self._columns = columns
            self._lay_out()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    @override
    def minimumSizeHint(self) -> QSize:
        # That of one column: the others give way.
        widest = max((card.minimumSizeHint().width() for card in self._cards), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def choose(self, key: str | None) -> None:
        """Show a choice without telling anybody."""
        self._told = key
        self._group.setExclusive(False)
        for card in self._cards:
            card.setChecked(card.key == key)
        self._group.setExclusive(True)

    def focus_first(self) -> None:
        """Put the focus on the chosen card, or on the first."""
        chosen = next((card for card in self._cards if card.isChecked()), None)
        card = chosen or (self._cards[0] if self._cards else None)
        if card is not None:
            card.setFocus(Qt.FocusReason.TabFocusReason)

    def _lay_out(self) -> None:
        gap = self._look.px(6)
        self._grid.setSpacing(gap)
        for card in self._cards:
            self._grid.removeWidget(card)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        row = column = 0
        for card in self._cards:
            wide = self._columns > 1 and card.has_row
            if wide and column:
                row, column = row + 1, 0
            self._grid.addWidget(card, row, column, 1, self._columns if wide else 1)
            column += self._columns if wide else 1
            if column >= self._columns:
                row, column = row + 1, 0
        for index in range(self._columns):
            self._grid.setColumnStretch(index, 1)

    def _toggled(self) -> None:
        card = self.sender()
        if isinstance(card, ChoiceCard) and card.isChecked() and card.key != self._told:
            self._told = card.key
            self.chosen.emit(card.key)


class Pill(QWidget):
    """A small rounded mark with words: a state, never a button."""

    def __init__(
        self,
        look: Look,
        text: str,
        icon: str = "",
        *,
        filled: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._text = text
        self._icon = icon
        self._filled = filled
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._dress)
        self.setAccessibleName(text)

    def say(self, text: str) -> None:
        """Show other words."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self._dress()

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        look = self._look
        metrics = _metrics(look, Kind.LABEL)
        icon = look.px(16) + look.px(6) if self._icon else 0
        width = metrics.horizontalAdvance(self._text) + icon + 2 * look.px(12)
        return QSize(width, metrics.height() + look.px(8))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent" if self._filled else "accent_tint"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        ink = "on_accent" if self._filled else "accent_ink"
        x, side, turn = look.px(12), look.px(16), self.layoutDirection()
        if self._icon:
            place = QRect(x, round((self.height() - side) / 2), side, side)
            painter.drawPixmap(turned(turn, self.rect(), place), look.icon(self._icon, ink, side))
            x += side + look.px(6)
        painter.setPen(look.color(ink))
        painter.setFont(look.font(Kind.LABEL))
        # Just as wide as the words: a painter aligns by the program, not by the widget.
        words = QRect(x, 0, self.width() - x - look.px(12) + 1, self.height())
        painter.drawText(
            turned(turn, self.rect(), words),
            int(Qt.AlignmentFlag.AlignVCenter),
            self._text,
        )
        painter.end()


class _Option(QRadioButton):
    """One pill or segment: a radio button that paints itself."""

    def __init__(self, look: Look, key: str, text: str, kind: Kind, *, segment: bool) -> None:
        super().__init__(text)
        whole_target(self)
        self._look = look
        self.key = key
        self._kind = kind
        self._segment = segment
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.toggled.connect(self.updateGeometry)
        look.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setFont(self._look.font(self._kind))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        look = self._look
        metrics = self.fontMetrics()
        ticked = self.isChecked() and not self._segment
        tick = look.px(16) + look.px(6) if ticked else 0
        width = metrics.horizontalAdvance(self.text()) + tick + 2 * look.px(12)
        height = max(look.px(32), metrics.height() + look.px(10))
        return QSize(width + 2 * RING, height + 2 * RING)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look, chosen = self._look, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        radius = look.px(7) if self._segment else box.height() / 2
        fill = "accent" if chosen else "sunken" if self.underMouse() else "surface"
        bare = self._segment and not chosen
        painter.setPen(Qt.PenStyle.NoPen if bare else QPen(look.color(_edge(chosen=chosen)), 1.2))
        painter.setBrush(look.color(fill))
        painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), radius, radius)
        if self.hasFocus():
            draw_focus_ring(painter, look, box, radius)
        ink = "on_accent" if chosen else "ink"
        if chosen and not self._segment:
            side = look.px(16)
            left = box.x() + look.px(11)
            painter.drawPixmap(
                round(left), round(box.center().y() - side / 2), look.icon("check", ink, side)
            )
            box = box.adjusted(look.px(18), 0, 0, 0)
        painter.setPen(look.color(ink))
        painter.setFont(self.font())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.text())
        painter.end()


def _edge(*, chosen: bool) -> str:
    return "accent" if chosen else "edge"


class _Options(QWidget):
    """What pills and segments share: exclusive options that can be named anew."""

    chosen = Signal(str)

    def __init__(
        self,
        look: Look,
        options: Sequence[tuple[str, str]],
        kind: Kind,
        *,
        segment: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._kind = kind
        self._segment = segment
        self._group = QButtonGroup(self)
        self._options: dict[str, _Option] = {}
        self._key: str | None = None
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Show these options, as (key, words); the choice stays."""
        layout = self.layout()
        for old in self._options.values():
            self._group.removeButton(old)
            old.hide()
            old.deleteLater()
        self._options = {}
        for key, text in options:
            option = _Option(self._look, key, text, self._kind, segment=self._segment)
            self._options[key] = option
            self._group.addButton(option)
            option.toggled.connect(self._toggled)
            if layout is not None:
                layout.addWidget(option)
        self.choose(self._key)

    def name_option(self, key: str, identifier: str) -> None:
        """Give an option its identifier."""
        option = self._options[key]
        name_it(option, identifier, option.text())

    def choose(self, key: str | None) -> None:
        """Show a choice without telling anybody."""
        self._key = key
        self._group.setExclusive(False)
        for option in self._options.values():
            option.setChecked(option.key == key)
        self._group.setExclusive(True)

    def focus_first(self) -> None:
        """Put the focus on the chosen option, or on the first."""
        options = list(self._options.values())
        chosen = [option for option in options if option.isChecked()]
        for option in (*chosen, *options)[:1]:
            option.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggled(self) -> None:
        option = self.sender()
        if isinstance(option, _Option) and option.isChecked() and option.key != self._key:
            self._key = option.key
            self.chosen.emit(option.key)


class PillChoice(_Options):
    """A row of pills that breaks where there is no room."""

    def __init__(
        self, look: Look, options: Sequence[tuple[str, str]], kind: Kind = Kind.SMALL
    ) -> None:
        super().__init__(look, (), kind, segment=False)
        self.setLayout(FlowRow(look, 2))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_options(options)


class Segmented(_Options):
    """Two or three ways to show the same thing, side by side in one frame."""

    def __init__(self, look: Look, options: Sequence[tuple[str, str]]) -> None:
        super().__init__(look, (), Kind.LABEL, segment=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_options(options)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.color("edge"), 1.2))
        painter.setBrush(self._look.color("surface"))
        radius = self._look.px(9)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.end()


def _metrics(look: Look, kind: Kind) -> QFontMetrics:
    return QFontMetrics(look.font(kind))
