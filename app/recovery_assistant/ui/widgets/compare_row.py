# SPDX-License-Identifier: Apache-2.0
"""The Key ID asked for and the one found, one cell a character, first difference marked."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.keys import KeyId, match
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.block_digits import spoken
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.ui.widgets.verdict_mark import redress

ROW = 8
"""Characters in a row of cells; longer IDs wrap."""
HALF_ROW = 4


class _Cells(QLabel):
    """Both rows, painted, with their labels beside or above them."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: tuple[tuple[str, str], ...] = ()
        self._wrong: int | None = None
        self._missing = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._on_look)

    def show_rows(self, rows: tuple[tuple[str, str], ...], wrong: int | None, missing: str) -> None:
        """Show labelled texts; `wrong` counts from 0, `missing` stands for what is not known."""
        self._rows = rows
        self._wrong = wrong
        self._missing = missing
        self._on_look()

    def _on_look(self) -> None:
        self.updateGeometry()
        self.update()

    def _measures(self) -> tuple[float, float, float]:
        """Return side and height of a cell and the room between two."""
        look = self._look
        step = QFontMetricsF(look.font(Kind.ID)).horizontalAdvance("0")
        return max(step + look.px(12), look.px(26)), look.px(29), look.px(4)

    def _cells_width(self) -> float:
        side, _height, space = self._measures()
        return ROW * (side + space) + 2 * space

    def _label_width(self) -> float:
        metrics = QFontMetricsF(self._look.font(Kind.SMALL))
        widest = max((metrics.horizontalAdvance(label) for label, _text in self._rows), default=0)
        return widest + self._look.px(14)

    def _beside(self, width: float) -> bool:
        return width >= self._label_width() + self._cells_width()

    def _layout(self, width: float) -> tuple[list[tuple[int, int, float]], float]:
        """Return row, line and top of each row of cells, and the height of all."""
        _side, height, space = self._measures()
        above = 0.0 if self._beside(width) else QFontMetricsF(self._look.font(Kind.SMALL)).height()
        lines = max((-(-len(text) // ROW) for _label, text in self._rows), default=0) or 1
        places = []
        top = 0.0
        for line in range(lines):
            for row in range(len(self._rows)):
                places.append((row, line, top + above))
                top += height + above + 2 * space
            top += space if line + 1 < lines else 0
        return places, top

    @override
    def sizeHint(self) -> QSize:
        width = round(self._label_width() + self._cells_width()) + 1
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        # The height follows from the width; as a minimum it would outlive a narrower moment.
        return QSize(round(self._cells_width()) + 1, round(self._measures()[1]))

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return round(self._layout(width)[1])

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, line, top in self._layout(self.width())[0]:
            self._paint_row(painter, row, line, top)

    def _paint_row(self, painter: QPainter, row: int, line: int, top: float) -> None:
        look = self._look
        side, height, space = self._measures()
        label, text = self._rows[row]
        small = look.font(Kind.SMALL)
        metrics = QFontMetricsF(small)
        beside = self._beside(self.width())
        left = self._label_width() if beside else 0.0
        if line == 0:
            painter.setFont(small)
            painter.setPen(look.color("ink2"))
            base = top + (height + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(0, base if beside else top - metrics.descent() - 1), label)
        part = text[line * ROW : (line + 1) * ROW]
        if not part:
            painter.setFont(small)
            painter.setPen(look.color("ink2"))
            base = top + (height + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(left, base), self._missing)
            return
        painter.setFont(look.font(Kind.ID))
        for at, character in enumerate(part):
            wrong = line * ROW + at == self._wrong
            marked = wrong and row == len(self._rows) - 1
            x = left + at * (side + space) + (2 * space if at >= HALF_ROW else 0)
            painter.setPen(QPen(look.color("bad" if marked else "line"), 2 if marked else 1))
            painter.setBrush(look.color("bad_tint" if marked else "sunken"))
            cell = QRectF(x + 1, top + 1, side - 2, height - 2)
            painter.drawRoundedRect(cell, look.px(6), look.px(6))
            painter.setPen(look.color("bad" if marked else "ink"))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, character)


class CompareRow(QWidget):
    """Two Key IDs one above the other, and in words where they part."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: KeyId | None = None
        self._found: KeyId | None = None
        self._role = "ink2"
        # A Key ID runs from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._cells = _Cells(look, self)
        self._words = Text(look, "", Kind.SMALL, "ink2", parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(self._cells)
        column.addWidget(self._words)
        self.show_ids(None, None)

    def words(self) -> str:
        """Return what is said about the two."""
        return self._words.text()

    def show_ids(self, asked: KeyId | None, found: KeyId | None) -> None:
        """Show both; `None` is an ID that is not known."""
        self._asked, self._found = asked, found
        result = match(asked, found) if asked is not None and found is not None else None
        # Only what both give can be compared; the rest of the longer one would be noise.
        compared = result.compared if result is not None else ROW * 4
        wrong = None if result is None else result.first_difference
        mine = "" if asked is None else asked.hex[:compared]
        if found is not None and result is not None and result.swapped_byte_order:
            found = found.byte_swapped()
        theirs = "" if found is None else found.hex[:compared]
        self._cells.show_rows(
            ((_("Asked for"), mine), (_("Found"), theirs)),
            None if wrong is None else wrong - 1,
            _("not given"),
        )
        said = ""
        if result is not None:
            said = _sentence(mine, theirs, wrong, swapped=result.swapped_byte_order)
        self._words.say(said)
        self._words.setVisible(bool(said))
        self._role = "bad" if wrong is not None else "ink2"
        self._words.set_role(self._role)
        name_it(
            self._cells,
            identifiers.KEY_ID_COMPARED,
            _("Asked for: {asked}. Found: {found}.").format(
                asked=spoken(mine) or _("not given"), found=spoken(theirs) or _("not given")
            ),
        )
        self._cells.setAccessibleDescription(said)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        redress(self._words, self._role)

    def retranslate(self) -> None:
        """Say every word again."""
        self.show_ids(self._asked, self._found)


def _sentence(asked: str, found: str, wrong: int | None, *, swapped: bool) -> str:
    if swapped:
        return _("The same ID, written in the byte order that directories use.")
    if wrong is None:
        return _("All {count} characters are the same.").format(count=len(asked))
    return _("Character {number} differs first: {asked} and {found}.").format(
        number=wrong, asked=asked[wrong - 1], found=found[wrong - 1]
    )
