# SPDX-License-Identifier: Apache-2.0
"""What comes back: the block and the read-back as cells, the differences marked at once.

The cells hold no digits: a reference to the session's drafts, until `forget`.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.flow.call.reading_out import differing, heard_digits
from recovery_assistant.flow.call.session import Session
from recovery_assistant.i18n import _
from recovery_assistant.keys import BLOCK_DIGITS, plain_digits
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.block_digits import HALF

_ROWS = 2


class HeardCells(QWidget):
    """Two rows of six cells: the key says, they read back."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._session: Session | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        look.changed.connect(self._on_look)

    def show_session(self, session: Session) -> None:
        """Draw the block at hand and what came back for it."""
        self._session = session
        self.update()

    def forget(self) -> None:
        """Let go of the drafts."""
        self._session = None
        self.update()

    def _on_look(self) -> None:
        self.updateGeometry()
        self.update()

    def _cell(self) -> tuple[float, float, float]:
        """Return width and height of a cell, and the room between two."""
        look = self._look
        digit = QFontMetricsF(look.font(Kind.DIGITS)).horizontalAdvance("0")
        return digit + look.px(18), look.px(50), look.px(5)

    def _labels(self) -> tuple[str, str]:
        return _("The key says"), _("They read back")

    def _label_width(self) -> float:
        metrics = QFontMetricsF(self._look.font(Kind.SMALL))
        return max(map(metrics.horizontalAdvance, self._labels())) + self._look.px(12)

    def _cells_width(self) -> float:
        width, _height, space = self._cell()
        return BLOCK_DIGITS * (width + space) + self._look.px(8)

    def _beside(self, width: float) -> bool:
        return width >= self._label_width() + self._cells_width()

    def _row_height(self, width: float) -> float:
        _width, height, space = self._cell()
        above = 0.0 if self._beside(width) else QFontMetricsF(self._look.font(Kind.SMALL)).height()
        return height + space * 2 + above

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return round(_ROWS * self._row_height(width))

    @override
    def sizeHint(self) -> QSize:
        width = round(self._label_width() + self._cells_width()) + 1
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._cells_width()) + 1, round(self._row_height(0)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        said, heard = "", ""
        wrong: tuple[int, ...] = ()
        session = self._session
        if session is not None:
            heard, wrong = heard_digits(session), differing(session)
            said = plain_digits(session.draft.block(session.block)) if session.shown else ""
        for row, (label, digits) in enumerate(zip(self._labels(), (said, heard), strict=True)):
            self._paint_row(painter, row, label, digits, wrong if row else ())
        painter.end()

    def _paint_row(
        self, painter: QPainter, row: int, label: str, digits: str, wrong: tuple[int, ...]
    ) -> None:
        look = self._look
        width, height, space = self._cell()
        beside = self._beside(self.width())
        top = row * self._row_height(self.width())
        small = QFontMetricsF(look.font(Kind.SMALL))
        painter.setFont(look.font(Kind.SMALL))
        painter.setPen(look.color("ink2"))
        base = top + (height + small.ascent() - small.descent()) / 2 if beside else top
        painter.drawText(QPointF(0, base if beside else top + small.ascent()), label)
        x = self._label_width() if beside else 0.0
        top += 0 if beside else small.height()
        for place in range(1, BLOCK_DIGITS + 1):
            if place == HALF + 1:
                x += look.px(8)
            digit = digits[place - 1 : place]
            self._paint_cell(painter, QRectF(x, top, width, height), digit, bad=place in wrong)
            x += width + space

    def _paint_cell(self, painter: QPainter, box: QRectF, digit: str, *, bad: bool) -> None:
        look = self._look
        painter.setPen(QPen(look.color("bad" if bad else "edge"), 2.2 if bad else 1.2))
        painter.setBrush(look.color("bad_tint" if bad else "surface"))
        painter.drawRoundedRect(box.adjusted(1.2, 1.2, -1.2, -1.2), look.px(6), look.px(6))
        if digit:
            painter.setFont(look.font(Kind.DIGITS))
            painter.setPen(look.color("bad" if bad else "ink"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), digit)
