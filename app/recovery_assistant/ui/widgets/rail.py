# SPDX-License-Identifier: Apache-2.0
"""Where in the walk one is: the rail beside the page, or one line above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from recovery_assistant.i18n import _, spoken_name
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look, turned
from recovery_assistant.ui.widgets.text import Text

WIDTH = 240
"""Width of the rail at 100 % text."""
WIDEST_EM = 21
"""The rail grows up to this many em where the font is wider."""
EDGE = 20
"""Space at the sides of the rail."""
GAP = 14
"""Space between a step's dot and its name, and around the mark."""
DOT = 25
"""Diameter of a step's dot."""
LEAST_TARGET = 32
"""Height that every button here has at least."""
WRAPPED = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop) | int(
    Qt.TextFlag.TextWordWrap
)


@dataclass(frozen=True, slots=True)
class RailStep:
    """A step as the rail shows it; `state` is "done", "now", "ahead", or "open".

    A row with an icon is a place to go to and no step of a walk: it is never done, and "open"
    as long as one can go there.
    """

    number: int
    name: str
    state: str
    detail: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class OtherDoor:
    """A door that one can change to: its name, its icon, and what brings people there."""

    name: str
    icon: str
    title: str
    short: str


class RailButton(QAbstractButton):
    """A flat button in the colours of the rail: icon and word, with a ring of its own.

    Its words stand in one line, or in as many as it takes once it is given a width.
    """

    def __init__(self, look: Look, icon: str) -> None:
        super().__init__()
        self._look = look
        self._icon = icon
        self._width: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def say(self, word: str, identifier: str) -> None:
        """Show a word; it is the accessible name too."""
        self.setText(word)
        name_it(self, identifier, word)
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        look = self._look
        metrics = QFontMetrics(look.font(Kind.NAME))
        around = (look.px(20 + 8) if self._icon else 0) + look.px(2 * 6) + 2
        wide, tall = metrics.horizontalAdvance(self.text()) + around, metrics.height()
        if self._width is not None and wide > self._width:
            wide = self._width
            room = QRect(0, 0, max(1, wide - around), 10_000)
            tall = metrics.boundingRect(room, WRAPPED, self.text()).height()
        return QSize(wide, max(look.px(LEAST_TARGET), tall + look.px(8)))

    def set_widest(self, width: int) -> None:
        """Take no more width than this: the words wrap."""
        self._width = width
        self.updateGeometry()

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("rail_cur"))
            painter.drawRoundedRect(self.rect(), look.px(7), look.px(7))
        side, pad = look.px(20), look.px(6)
        start = pad
        if self._icon:
            place = QRect(pad, (self.height() - side) // 2, side, side)
            painter.drawPixmap(
                turned(self.layoutDirection(), self.rect(), place).topLeft(),
                look.icon(self._icon, "rail_ink", side),
            )
            start += side + look.px(8)
        words = QRect(start, 0, self.width() - start, self.height())
        painter.setPen(look.color("rail_ink" if self._icon else "rail_acc"))
        painter.setFont(look.font(Kind.NAME))
        painter.drawText(
            turned(self.layoutDirection(), self.rect(), words),
            int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
            | int(Qt.TextFlag.TextWordWrap if self._width is not None else 0),
            self.text(),
        )
        _draw_ring(painter, self, look)


def _draw_ring(painter: QPainter, widget: QWidget, look: Look) -> None:
    if not widget.hasFocus():
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # Where the present step is framed in the same colour, the ring needs another.
    same = look.color("rail") == look.color("rail_cur")
    painter.setPen(QPen(look.color("focus" if same else "rail_acc"), 2))
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(1, 1, -1, -1), look.px(8), look.px(8))


class _Drawing:
    """How a step is measured and painted; shared by those that can be opened and the rest."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.step = RailStep(1, "", "ahead", "")
        self.last = False

    def _words_at(self) -> int:
        return self._look.px(8) + self._look.text_px(DOT) + self._look.px(GAP - 2)

    def _heights(self, width: int) -> tuple[int, int]:
        room = QRect(0, 0, max(1, width - self._words_at() - self._look.px(4)), 10_000)
        kind = Kind.NAME if self.step.state == "now" else Kind.BODY
        name = QFontMetrics(self._look.font(kind)).boundingRect(room, WRAPPED, self.step.name)
        if not self.step.detail:
            return name.height(), 0
        small = QFontMetrics(self._look.font(Kind.SMALL))
        return name.height(), small.boundingRect(room, WRAPPED, self.step.detail).height()

    def height(self, width: int) -> int:
        """Return the height that the step needs in a width."""
        look = self._look
        least = look.text_px(DOT) + look.px(20)
        return max(least, sum(self._heights(width)) + look.px(16))

    def paint(self, widget: QWidget) -> None:
        """Paint the step over the whole widget."""
        look, step = self._look, self.step
        painter = QPainter(widget)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = widget.rect()
        turn = widget.layoutDirection()
        if step.state == "now" or (widget.underMouse() and widget.isEnabled()):
            cur = QRectF(whole).adjusted(1, 1, -1, -1)
            fill = look.color("rail_cur")
            same = fill == look.color("rail")
            painter.setPen(QPen(look.color("rail_acc"), 2) if same else QPen(fill, 1))
            if step.state == "now" or not same:
                painter.setBrush(fill)
                painter.drawRoundedRect(cur, look.px(9), look.px(9))
        side = look.text_px(DOT)
        heights = self._heights(whole.width())
        top = (whole.height() - sum(heights)) // 2
        dot_top = (whole.height() - side) // 2
        dot = turned(turn, whole, QRect(look.px(8), dot_top, side, side))
        self._paint_thread(painter, whole, dot)
        self._paint_dot(painter, dot)
        words = QRect(self._words_at(), top, whole.width(), heights[0])
        words.setRight(whole.width() - 1 - look.px(4))
        painter.setFont(look.font(Kind.NAME if step.state == "now" else Kind.BODY))
        painter.setPen(look.color("rail_ink2" if step.state == "ahead" else "rail_ink"))
        painter.drawText(turned(turn, whole, words), WRAPPED, step.name)
        if step.detail:
            words.translate(0, heights[0])
            words.setHeight(heights[1])
            painter.setFont(look.font(Kind.SMALL))
            painter.setPen(look.color("rail_acc" if step.state == "now" else "rail_ink2"))
            painter.drawText(turned(turn, whole, words), WRAPPED, step.detail)
        _draw_ring(painter, widget, look)
        painter.end()

    def _paint_thread(self, painter: QPainter, whole: QRect, dot: QRect) -> None:
        middle = dot.center().x() + 0.5
        if self.step.icon:
            return
        behind = self.step.state in ("done", "now")
        space = 3
        if self.step.number > 1:
            painter.setPen(self._thread(solid=behind))
            painter.drawLine(QPointF(middle, 0), QPointF(middle, dot.top() - space))
        if not self.last:
            painter.setPen(self._thread(solid=self.step.state == "done"))
            painter.drawLine(QPointF(middle, dot.bottom() + space), QPointF(middle, whole.height()))

    def _thread(self, *, solid: bool) -> QPen:
        pen = QPen(self._look.color("rail_acc" if solid else "rail_line"), 1.75)
        if not solid:
            pen.setDashPattern([2, 2])
        return pen

    def _paint_dot(self, painter: QPainter, dot: QRect) -> None:
        look, step = self._look, self.step
        if step.icon:
            ink = {"now": "rail_acc", "open": "rail_ink"}.get(step.state, "rail_ink2")
            painter.drawPixmap(dot.topLeft(), look.icon(step.icon, ink, dot.width()))
            return
        ring = QRectF(dot).adjusted(1, 1, -1, -1)
        colour = look.color("rail_line" if step.state == "ahead" else "rail_acc")
        painter.setPen(QPen(colour, 1.75))
        painter.setBrush(colour if step.state == "now" else QColor(Qt.GlobalColor.transparent))
        painter.drawEllipse(ring)
        if step.state == "done":
            side = round(dot.width() * 0.62)
            corner = dot.center() - QRect(0, 0, side, side).center()
            painter.drawPixmap(corner, look.icon("check", "rail_acc", side))
            return
        painter.setPen(look.color("rail" if step.state == "now" else "rail_ink2"))
        painter.setFont(look.font(Kind.LABEL))
        painter.drawText(dot, int(Qt.AlignmentFlag.AlignCenter), str(step.number))


class _DoneStep(QAbstractButton):
    """A finished step; it can be opened again."""

    asked = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.drawing = _Drawing(look)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: self.asked.emit(self.drawing.step.number))

    def say(self, sentence: str) -> None:
        """Give the words that a screen reader speaks."""
        name_it(self, f"rail-step-{self.drawing.step.number}", sentence)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        self.drawing.paint(self)


class _OtherStep(QLabel):
    """The present step or one to come: read, never pressed."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.drawing = _Drawing(look)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setEnabled(True)

    def say(self, sentence: str) -> None:
        """Give the words that a screen reader speaks."""
        name_it(self, f"rail-step-{self.drawing.step.number}", sentence)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        self.drawing.paint(self)


class _Mark(QLabel):
    """The mark of the program; the words beside it name it."""

    def __init__(self, look: Look, side: int) -> None:
        super().__init__()
        self._look = look
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(self._look.icon("app", "rail_ink", self._look.px(self._side)))


def step_sentence(step: RailStep) -> str:
    """Return what a screen reader says of a step."""
    if step.icon:
        text = _("{name}, you are here") if step.state == "now" else "{name}"
        said = text.format(name=step.name)
        return f"{said}: {step.detail}" if step.detail else said
    match step.state:
        case "done":
            text = _("Step {number}, {name}, done")
        case "now":
            text = _("Step {number}, {name}, you are here")
        case _:
            text = _("Step {number}, {name}, to come")
    said = text.format(number=step.number, name=step.name)
    return f"{said}: {step.detail}" if step.detail else said


def _pressed(step: RailStep) -> bool:
    """Whether one can go there."""
    return step.state in ("done", "open")


class StepRail(QWidget):
    """The steps from top to bottom, with what was answered, and the settings below."""

    step_asked = Signal(int)
    door_asked = Signal(str)
    doors_asked = Signal()
    help_asked = Signal()
    language_asked = Signal()
    text_size_asked = Signal()
    theme_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._steps: list[RailStep] = []
        self._rows: list[_DoneStep | _OtherStep] = []
        self._name = Text(look, "", Kind.TITLE, "rail_ink")
        self._for = Text(look, "", Kind.SMALL, "rail_ink2")
        self._door_label = Text(look, "", Kind.LABEL, "rail_ink2")
        self._door = Text(look, "", Kind.NAME, "rail_ink")
        self._change = RailButton(look, "")
        self._change.clicked.connect(self.doors_asked)
        self._others: list[RailButton] = []
        self._offline = Text(look, "", Kind.SMALL, "rail_ink2")
        self._offline_icon = QLabel()
        self._help = RailButton(look, "help")
        self._language = RailButton(look, "language")
        self._text_size = RailButton(look, "text-size")
        self._theme = RailButton(look, "theme")
        for button, asked in (
            (self._help, self.help_asked),
            (self._language, self.language_asked),
            (self._text_size, self.text_size_asked),
            (self._theme, self.theme_asked),
        ):
            button.clicked.connect(asked)
        self._lay_out()
        look.changed.connect(self._restyle)
        self.retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A viewport of our own: asking for Qt's makes PySide load every kind of widget.
        self._scroll.setViewport(QWidget())
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._head = QHBoxLayout()
        self._head.addWidget(_Mark(self._look, 34), 0, Qt.AlignmentFlag.AlignTop)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._for)
        self._head.addLayout(names, 1)
        self._column.addLayout(self._head)
        self._column.addSpacing(8)
        self._doors = QVBoxLayout()
        self._doors.setSpacing(0)
        label = QHBoxLayout()
        label.addWidget(self._door_label, 1, Qt.AlignmentFlag.AlignVCenter)
        label.addWidget(self._change, 0, Qt.AlignmentFlag.AlignVCenter)
        self._doors.addLayout(label)
        self._doors.addWidget(self._door)
        # Where one is and where one could go are two things.
        self._doors.addSpacing(8)
        self._column.addLayout(self._doors)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._column.addLayout(self._list)
        self._column.addStretch(1)
        self._note = QHBoxLayout()
        self._note.addWidget(self._offline_icon, 0, Qt.AlignmentFlag.AlignTop)
        self._note.addWidget(self._offline, 1)
        self._column.addLayout(self._note)
        self._foot = QVBoxLayout()
        self._foot.setSpacing(0)
        for button in (self._help, self._language, self._text_size, self._theme):
            self._foot.addWidget(button)
        self._column.addLayout(self._foot)
        self._scroll.setWidget(content)
        # The scroll area has just switched it on: the rail shows through instead.
        content.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def retranslate(self) -> None:
        """Say every word again."""
        self._name.say(_("Recovery Assistant"))
        self._for.say(_("for BitLocker"))
        self._door_label.say(_("You are here for"))
        self._change.say(_("Change"), identifiers.RAIL_DOORS)
        self._change.setAccessibleName(_("Change what you are here for"))
        self._offline.say(_("Works without internet. Nothing leaves this PC."))
        self._help.say(_("Help and glossary"), "rail-help")
        self._language.say(spoken_name(), "rail-language")
        self._text_size.say(_("Text size"), "rail-text-size")
        self._theme.say(_("Colours"), "rail-theme")
        name_it(self, "rail", _("Steps"))
        for row in self._rows:
            row.say(step_sentence(row.drawing.step))

    def show_door(self, title: str, others: Sequence[OtherDoor]) -> None:
        """Show what brings the person here, and what else could."""
        self._door.say(title)
        for button in self._others:
            self._doors.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._others = []
        for other in others:
            button = RailButton(self._look, other.icon)
            button.say(other.title, identifiers.rail_door(other.name))
            button.clicked.connect(partial(self.door_asked.emit, other.name))
            self._others.append(button)
            self._doors.addWidget(button)
        self._measure()

    def show_steps(self, steps: Sequence[RailStep]) -> None:
        """Show how far the walk has come."""
        steps = list(steps)
        if steps == self._steps:
            return
        if [_pressed(step) for step in steps] != [_pressed(step) for step in self._steps]:
            self._make_rows(steps)
        self._steps = steps
        for index, (row, step) in enumerate(zip(self._rows, steps, strict=True)):
            row.drawing.step = step
            row.drawing.last = index == len(steps) - 1
            row.say(step_sentence(step))
            row.update()
        self._measure()

    def _make_rows(self, steps: Sequence[RailStep]) -> None:
        for old in self._rows:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = []
        for step in steps:
            row: _DoneStep | _OtherStep
            if _pressed(step):
                row = _DoneStep(self._look)
                row.asked.connect(self.step_asked)
            else:
                row = _OtherStep(self._look)
            self._rows.append(row)
            self._list.addWidget(row)
        before: QWidget | None = None
        for after in (*self._rows, self._help):
            if before is not None:
                QWidget.setTabOrder(before, after)
            before = after

    def _restyle(self) -> None:
        look = self._look
        edge = look.px(EDGE)
        self._column.setContentsMargins(edge, look.px(22), edge, look.px(16))
        self._column.setSpacing(look.px(12))
        self._head.setSpacing(look.px(10))
        self._note.setSpacing(look.px(8))
        side = look.px(20)
        self._offline_icon.setPixmap(look.icon("offline", "rail_acc", side))
        self._note.setContentsMargins(look.px(6), 0, 0, 0)
        self._scroll.verticalScrollBar().setSingleStep(look.text_px(24))
        self._measure()
        self.update()

    def _measure(self) -> None:
        look = self._look
        title = QFontMetrics(look.font(Kind.TITLE)).horizontalAdvance(self._name.text())
        needed = title + look.px(34 + 10 + 2 * EDGE) + 4
        widest = QFontMetrics(look.font(Kind.BODY)).height() * WIDEST_EM
        width = max(look.text_px(WIDTH), min(needed, widest))
        self.setFixedWidth(width)
        inside = width - 2 * look.px(EDGE)
        for button in self._others:
            button.set_widest(inside)
        for row in self._rows:
            row.setFixedHeight(row.drawing.height(inside))
            row.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("rail"))
        if self._look.color("rail") == self._look.color("canvas"):
            # Where both are black, a line has to part them.
            right = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
            painter.fillRect(
                self.width() - 1 if right else 0,
                0,
                1,
                self.height(),
                self._look.color("rail_line"),
            )


class TopLine(QWidget):
    """The same in one line above the page, for windows that are narrow for their text."""

    step_asked = Signal(int)
    doors_asked = Signal()
    door_asked = Signal(str)
    rows_asked = Signal()
    help_asked = Signal()
    language_asked = Signal()
    text_size_asked = Signal()
    theme_asked = Signal()
    settings_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._steps: list[RailStep] = []
        self._title = ""
        self._mark = _Mark(look, 28)
        self._count = Text(look, "", Kind.NAME, "rail_acc")
        self._name = Text(look, "", Kind.NAME, "rail_ink")
        self._rows = RailButton(look, "down")
        self._rows.clicked.connect(self.rows_asked)
        self._help = RailButton(look, "help")
        self._language = RailButton(look, "language")
        self._text_size = RailButton(look, "text-size")
        self._theme = RailButton(look, "theme")
        for button, asked in (
            (self._help, self.help_asked),
            (self._language, self.language_asked),
            (self._text_size, self.text_size_asked),
            (self._theme, self.theme_asked),
        ):
            button.clicked.connect(asked)
        self._others: list[RailButton] = []
        # Where there is no room for each door, one button leads to the choice between them.
        self._change = RailButton(look, "swap")
        self._change.clicked.connect(self.doors_asked)
        self._change.hide()
        self._settings = RailButton(look, "down")
        self._settings.clicked.connect(self.settings_asked)
        self._said = QHBoxLayout()
        self._said.addWidget(self._mark)
        self._said.addWidget(self._count, 0, Qt.AlignmentFlag.AlignVCenter)
        self._said.addWidget(self._name, 1, Qt.AlignmentFlag.AlignVCenter)
        self._said.addWidget(self._rows)
        self._tools = QHBoxLayout()
        self._tools.addStretch(1)
        for button in (
            self._help,
            self._change,
            self._text_size,
            self._theme,
            self._language,
            self._settings,
        ):
            self._tools.addWidget(button)
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._said, 1)
        self._row.addLayout(self._tools)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self.retranslate()
        self._restyle()

    def retranslate(self) -> None:
        """Say every word again."""
        self._help.say(_("Help"), "top-help")
        self._text_size.say(_("Text size"), "top-text-size")
        self._theme.say(_("Colours"), "top-theme")
        self._language.say(spoken_name(), "top-language")
        self._settings.say(_("Settings"), "top-settings")
        self._change.say(_("Change"), identifiers.top_door("choose"))
        self._change.setAccessibleName(_("Choose what you need"))
        self._show_words()

    def show_door(self, title: str, others: Sequence[OtherDoor]) -> None:
        """Show what brings the person here, and what else could."""
        self._title = title
        for button in self._others:
            self._tools.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._others = []
        for other in others:
            button = RailButton(self._look, other.icon)
            button.say(other.short, identifiers.top_door(other.name))
            button.setAccessibleName(other.title)
            button.clicked.connect(partial(self.door_asked.emit, other.name))
            self._others.append(button)
            self._tools.insertWidget(len(self._others), button)
        self._show_words()
        self._fit()

    def show_steps(self, steps: Sequence[RailStep]) -> None:
        """Show how far the walk has come."""
        self._steps = list(steps)
        self._show_words()
        self._fit()
        self.update()

    def _show_words(self) -> None:
        now = next((step for step in self._steps if step.state == "now"), None)
        open_rows = any(step.state == "open" for step in self._steps)
        self._rows.setVisible(now is not None and open_rows)
        if now is None or now.icon:
            self._count.say("")
            self._name.say(self._title)
            self._rows.say("" if now is None else now.name, identifiers.TOP_ROWS)
            name_it(self, "top-line", self._title if now is None else now.name)
            return
        self._count.say(
            _("Step {number} of {count}").format(number=now.number, count=len(self._steps))
        )
        self._name.say(now.name)
        name_it(self, "top-line", f"{self._count.text()}: {now.name}")

    def _segment(self) -> int:
        return self._look.px(5)

    def _restyle(self) -> None:
        look = self._look
        edge = look.px(16)
        self._row.setContentsMargins(edge, look.px(5), edge, look.px(6) + self._segment())
        self._row.setSpacing(look.px(4))
        self._said.setSpacing(look.px(10))
        self._tools.setSpacing(look.px(2))
        self.setMinimumHeight(50)
        # One line of words each: the name wraps only where it must.
        count = QFontMetrics(look.font(Kind.NAME)).horizontalAdvance(self._count.text())
        self._count.setMinimumWidth(count + 2)
        self._fit()
        self.update()

    def _fit(self) -> None:
        look = self._look
        metrics = QFontMetrics(look.font(Kind.NAME))
        count = metrics.horizontalAdvance(self._count.text())
        self._count.setMinimumWidth(count + 2)
        mark = look.px(28 + 20) + 8
        room = self.width() - 2 * look.px(16) - look.px(4)
        if not self._rows.isHidden():
            room -= self._rows.sizeHint().width() + look.px(10)
        each = (self._text_size, self._theme, self._language)
        doors = self._others
        wide = sum(b.sizeHint().width() + look.px(2) for b in (self._help, *doors, *each))
        # One row, whatever the text size: the choices of the look go into one menu first, then
        # the name of the step goes, which stands in large letters below, then the mark.
        name = metrics.horizontalAdvance(self._name.text())
        folded = mark + count + name + wide > room
        for button in each:
            button.setVisible(not folded)
        self._settings.setVisible(folded)
        shown = True
        if folded:
            wide = sum(b.sizeHint().width() + look.px(2) for b in (self._help, self._settings))
            other = sum(b.sizeHint().width() + look.px(2) for b in doors)
            # How far one is comes before the other doors, which a key leads to as well.
            shown = mark + look.px(10) + count + wide + other <= room
            wide += other if shown else 0
        for button in doors:
            button.setVisible(shown)
        one_for_all = self._change.sizeHint().width() + look.px(2)
        change = bool(doors) and not shown and look.px(10) + count + wide + one_for_all <= room
        self._change.setVisible(change)
        wide += one_for_all if change else 0
        self._name.setVisible(mark + count + name + wide <= room)
        self._mark.setVisible(mark + count + wide <= room)
        self._count.setVisible(bool(count) and look.px(10) + count + wide <= room)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.color("rail"))
        if not self._steps or self._steps[0].icon:
            return
        edge, gap, high = look.px(16), look.px(4), self._segment()
        each = (self.width() - 2 * edge + gap) / len(self._steps)
        painter.setPen(Qt.PenStyle.NoPen)
        for index, step in enumerate(self._steps):
            thick = high if step.state == "now" else max(2, high // 2)
            place = QRectF(edge + index * each, 0, each - gap, thick)
            place.moveBottom(self.height() - look.px(3))
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                place.moveLeft(self.width() - place.right())
            painter.setBrush(look.color("rail_line" if step.state == "ahead" else "rail_acc"))
            painter.drawRoundedRect(place, thick / 2, thick / 2)
