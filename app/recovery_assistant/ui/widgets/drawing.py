# SPDX-License-Identifier: Apache-2.0
"""A drawn locked PC: where on its screen to look, by letter. It takes no key and no click."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _, isolated
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look, turned

WIDEST = 300
"""Width at 100 % text; it stays a drawing beside the question."""
LEAST = 220
"""Below this width its lines would break too often."""
WRAPPED = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter) | int(
    Qt.TextFlag.TextWrapAnywhere
)
WORDS = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter) | int(
    Qt.TextFlag.TextWordWrap
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line on the drawn screen."""

    text: str
    kind: Kind
    role: str = "ink"
    letter: str = ""
    dashed: bool = False
    ruled: bool = False

    @property
    def flags(self) -> int:
        return WRAPPED if self.kind.mono else WORDS


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line and where it stands; `box` spans the drawn screen."""

    line: _Line
    box: QRect
    words: QRect
    font: QFont


class RecoveryDrawing(QLabel):
    """Line art of a laptop that asks for a key, with letters on the lines that matter."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._letter = ""
        self._lines: tuple[_Line, ...] = ()
        self._title = ""
        self._pill = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._restyle)
        self.retranslate()
        self._restyle()

    def frame_line(self, letter: str) -> None:
        """Frame the line with a letter, "" for none."""
        if letter != self._letter:
            self._letter = letter
            self._describe()
            self.update()

    def retranslate(self) -> None:
        """Say every word again."""
        self._title = _("Where it stands")
        self._pill = _("Drawing")
        self._lines = (
            _Line(_("Recovery"), Kind.NAME),
            _Line(_("The PC asks for a 48-digit key"), Kind.TINY, "ink2"),
            _Line(_("typed here, on that PC"), Kind.TINY, "ink2", dashed=True),
            _Line("aka.ms/myrecoverykey", Kind.CODE, letter="A"),
            _Line(
                _("Help desk: {number}").format(number=isolated("555-0142")), Kind.TINY, letter="B"
            ),
            _Line(
                _("Account: {account}").format(account=isolated("a•••••@example.com")),
                Kind.TINY,
                letter="C",
            ),
            _Line(
                _("Key ID {key_id}").format(key_id=isolated("5BFCBB05-…")),
                Kind.TINY,
                "ink2",
                ruled=True,
            ),
            _Line(_("Alt: more (error code)"), Kind.TINY, letter="D"),
        )
        self._describe()
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        told = _(
            "From top to bottom: a heading, the request for a 48-digit key and the strip where "
            "it is typed on that PC. A: an address that begins with aka.ms, right below the "
            "strip. B: a text or number of a company's help desk, below A. C: an account, below "
            "B. Then, below a line, the Key ID. D: at the very bottom, the Alt key shows more, "
            "with the error code."
        )
        if self._letter:
            framed = _("Line {letter} is framed.").format(letter=self._letter)
            told = f"{told} {framed}"
        name_it(self, "recovery-drawing", _("Drawing of the locked PC's screen"), told)

    def _restyle(self) -> None:
        self.setMaximumWidth(self._look.px(WIDEST))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        width = self._look.px(WIDEST)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, self.heightForWidth(self._look.px(WIDEST)))

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        # Layouts ask for the width of the column, also where the drawing will not take it.
        return self._base(min(width, self._look.px(WIDEST))).bottom() + self._look.px(14)

    def _edge(self) -> int:
        return self._look.px(14)

    def _badge(self) -> int:
        return self._look.text_px(20)

    def _head(self, width: int) -> tuple[QRect, QRect]:
        """Return where the title and the mark "Drawing" stand."""
        look = self._look
        edge = self._edge()
        room = width - 2 * edge
        small = QFontMetrics(look.font(Kind.TINY))
        side = look.text_px(12)
        pill_width = min(
            room, small.horizontalAdvance(self._pill) + side + look.px(6) + 2 * look.px(9)
        )
        pill_height = small.height() + look.px(6)
        metrics = QFontMetrics(look.font(Kind.LABEL))
        title_width = metrics.horizontalAdvance(self._title) + 2
        beside = title_width + look.px(8) + pill_width <= room
        title_room = room if not beside else room - pill_width - look.px(8)
        words = metrics.boundingRect(QRect(0, 0, title_room, 10_000), WORDS, self._title)
        title = QRect(edge, look.px(12), title_room, max(words.height(), pill_height))
        if beside:
            return title, QRect(width - edge - pill_width, title.y(), pill_width, pill_height)
        title.setHeight(words.height())
        return title, QRect(edge, title.bottom() + look.px(4), pill_width, pill_height)

    def _lid(self, width: int) -> QRect:
        title, pill = self._head(width)
        look = self._look
        top = max(title.bottom(), pill.bottom()) + look.px(10)
        edge = self._edge() + look.px(12)
        rows = list(self._rows(width, top))
        bottom = rows[-1].box.bottom() + look.px(8) + look.px(9)
        return QRect(edge, top, width - 2 * edge, bottom - top)

    def _base(self, width: int) -> QRect:
        lid = self._lid(width)
        edge = self._edge()
        tall = self._look.px(18)
        return QRect(edge, lid.bottom() + self._look.px(7), width - 2 * edge, tall)

    def _rows(self, width: int, top: int) -> Iterator[_Placed]:
        look = self._look
        left = self._edge() + look.px(12 + 9)
        inside = width - 2 * left
        pad = look.px(9)
        y = top + look.px(9) + look.px(8)
        for line in self._lines:
            font = look.font(line.kind, None if line.kind is Kind.NAME else 8.5)
            if line.letter:
                room = inside - 2 * pad - self._badge() - look.px(4)
            elif line.dashed:
                room = inside - 2 * pad - 2 * look.px(6)
            else:
                room = inside - 2 * pad
            words = QFontMetrics(font).boundingRect(
                QRect(0, 0, max(1, room), 10_000), line.flags, line.text
            )
            tall = words.height()
            if line.letter:
                tall = max(tall, self._badge()) + look.px(3)
            elif line.dashed:
                tall += look.px(8)
            if line.ruled or line.dashed:
                y += look.px(4)
            box = QRect(left + look.px(3), y, inside - 2 * look.px(3), tall)
            start = left + pad + (look.px(6) if line.dashed else 0)
            yield _Placed(line, box, QRect(start, y, max(1, room), tall), font)
            y += tall + look.px(1) + (look.px(4) if line.dashed else 0)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.color("line"), 1))
        painter.setBrush(look.color("sunken"))
        painter.drawRoundedRect(card, look.px(13), look.px(13))
        self._paint_head(painter)
        self._paint_laptop(painter)
        for placed in self._rows(self.width(), self._lid(self.width()).top()):
            self._paint_line(painter, placed)

    def _turned(self, place: QRect) -> QRect:
        return turned(self.layoutDirection(), self.rect(), place)

    def _paint_head(self, painter: QPainter) -> None:
        look = self._look
        title, pill = self._head(self.width())
        painter.setPen(look.color("ink"))
        painter.setFont(look.font(Kind.LABEL))
        painter.drawText(self._turned(title), WORDS, self._title)
        painter.setPen(QPen(look.color("edge"), 1))
        painter.setBrush(look.color("surface"))
        shown = QRectF(self._turned(pill)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(shown, shown.height() / 2, shown.height() / 2)
        side = look.text_px(12)
        pen = QRect(pill.x() + look.px(9), 0, side, side)
        pen.moveTop(pill.center().y() - side // 2)
        painter.drawPixmap(self._turned(pen).topLeft(), look.icon("pen", "ink2", side))
        words = QRect(pen.right() + look.px(6), pill.y(), pill.width(), pill.height())
        words.setRight(pill.right())
        painter.setPen(look.color("ink2"))
        painter.setFont(look.font(Kind.TINY))
        painter.drawText(
            self._turned(words),
            int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter),
            self._pill,
        )

    def _paint_laptop(self, painter: QPainter) -> None:
        look = self._look
        outline = QPen(look.color("ink2"), 1.5)
        lid = QRectF(self._lid(self.width()))
        painter.setPen(outline)
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(lid, look.px(9), look.px(9))
        inset = look.px(9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent_tint"))
        painter.drawRoundedRect(lid.adjusted(inset, inset, -inset, -inset), 3, 3)
        base = QRectF(self._base(self.width()))
        hinge = look.px(14)
        painter.setPen(outline)
        for x in (lid.left() + hinge, lid.right() - hinge):
            painter.drawLine(QPointF(x, lid.bottom()), QPointF(x, base.top()))
        shape = QPainterPath(QPointF(base.left() + look.px(8), base.top()))
        shape.lineTo(base.right() - look.px(8), base.top())
        shape.lineTo(base.right(), base.bottom() - 3)
        shape.quadTo(base.bottomRight(), QPointF(base.right() - 6, base.bottom()))
        shape.lineTo(base.left() + 6, base.bottom())
        shape.quadTo(base.bottomLeft(), QPointF(base.left(), base.bottom() - 3))
        shape.closeSubpath()
        painter.setBrush(look.color("surface"))
        painter.drawPath(shape)
        notch = look.px(26)
        middle = base.center()
        painter.drawLine(
            QPointF(middle.x() - notch, base.top() + look.px(6)),
            QPointF(middle.x() + notch, base.top() + look.px(6)),
        )

    def _paint_line(self, painter: QPainter, placed: _Placed) -> None:
        look, line = self._look, placed.line
        box = QRectF(self._turned(placed.box)).adjusted(0.5, 0.5, -0.5, -0.5)
        framed = bool(line.letter) and line.letter == self._letter
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if framed:
            painter.setPen(QPen(look.color("accent"), 2))
            painter.setBrush(look.color("surface"))
            painter.drawRoundedRect(box.adjusted(-2, 0, 2, 0), 5, 5)
        elif line.dashed:
            painter.setPen(QPen(look.color("ink2"), 1.2, Qt.PenStyle.DashLine))
            edge = look.px(6)
            painter.drawRoundedRect(box.adjusted(edge, 0, -edge, 0), 3, 3)
        elif line.ruled:
            painter.setPen(QPen(look.color("edge"), 1))
            y = box.top() - look.px(2)
            edge = look.px(6)
            painter.drawLine(QPointF(box.left() + edge, y), QPointF(box.right() - edge, y))
        painter.setPen(look.color(line.role))
        painter.setFont(placed.font)
        painter.drawText(self._turned(placed.words), line.flags, line.text)
        if line.letter:
            self._paint_badge(painter, placed, framed=framed)

    def _paint_badge(self, painter: QPainter, placed: _Placed, *, framed: bool) -> None:
        look, side = self._look, self._badge()
        place = QRect(0, 0, side, side)
        place.moveCenter(placed.box.center())
        place.moveRight(placed.box.right() - look.px(4))
        place = self._turned(place)
        painter.setPen(QPen(look.color("accent" if framed else "ink2"), 1.2))
        painter.setBrush(look.color("accent" if framed else "surface"))
        painter.drawEllipse(QRectF(place).adjusted(0.6, 0.6, -0.6, -0.6))
        painter.setPen(look.color("on_accent" if framed else "ink"))
        painter.setFont(look.font(Kind.LABEL, 8.5))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), placed.line.letter)
