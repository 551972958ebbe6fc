# SPDX-License-Identifier: Apache-2.0
"""The six words of a new passphrase, large and in order, as something to write down."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look

WORDS = 6
"""So many words make a passphrase."""
DOTS = "••••••"


class _Chip(QWidget):
    """One word and its number; painted, so that no label keeps it."""

    def __init__(self, look: Look, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._number = number
        self._word = ""
        # The words are English in every language, and are typed from left to right.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_word(self, word: str) -> None:
        self._word = word
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        look = self._look
        word = QFontMetricsF(look.font(Kind.CHIP))
        number = QFontMetricsF(look.font(Kind.LABEL))
        width = word.horizontalAdvance(self._word or DOTS) + number.horizontalAdvance("0")
        height = word.height() + look.px(24)
        return QSize(round(width) + look.px(12 + 12 + 14) + 2, round(height))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("line"), 1))
        painter.setBrush(look.color("sunken"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, look.px(9), look.px(9))
        flags = int(
            Qt.AlignmentFlag.AlignLeft
            | Qt.AlignmentFlag.AlignAbsolute
            | Qt.AlignmentFlag.AlignVCenter
        )
        x = look.px(14)
        painter.setFont(look.font(Kind.LABEL))
        painter.setPen(look.color("ink2"))
        wide = painter.fontMetrics().horizontalAdvance("0")
        painter.drawText(QRectF(x, 0, wide + 2, self.height()), flags, str(self._number))
        x += wide + look.px(12)
        painter.setFont(look.font(Kind.CHIP))
        painter.setPen(look.color("ink" if self._word else "ink2"))
        place = QRectF(x, 0, self.width() - x, self.height())
        painter.drawText(place, flags, self._word or DOTS)
        painter.end()


class WordChips(QWidget):
    """Six words in their order; dots while they are hidden."""

    def __init__(self, look: Look, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._identifier = identifier
        self._look = look
        self._columns = 0
        self._said: tuple[str, ...] = ()
        self._shown = False
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._chips = [_Chip(look, number + 1, self) for number in range(WORDS)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        look.changed.connect(self._restyle)
        self._restyle()
        self.set_columns(3)

    def show_words(self, words: tuple[str, ...], *, shown: bool) -> None:
        """Show words, or as many rows of dots."""
        self._said, self._shown = (words if shown else ()), shown
        for number, chip in enumerate(self._chips):
            chip.show_word(words[number] if shown and number < len(words) else "")
        self.retranslate()

    def forget(self) -> None:
        """Let go of the words."""
        self.show_words((), shown=False)

    def retranslate(self) -> None:
        """Say again what a screen reader reads: the words only while they can be seen."""
        said = _("Six words, hidden")
        if self._said:
            numbered = (f"{number}: {word}" for number, word in enumerate(self._said, start=1))
            said = _("Six words. {words}").format(words=", ".join(numbered))
        name_it(self, self._identifier, said)

    def set_columns(self, columns: int) -> None:
        """Lay them out in three, two or one columns."""
        if columns == self._columns:
            return
        self._columns = columns
        for number, chip in enumerate(self._chips):
            self._grid.addWidget(chip, *divmod(number, columns))
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _restyle(self) -> None:
        self._grid.setSpacing(self._look.px(8))
        for chip in self._chips:
            chip.updateGeometry()
            chip.update()
