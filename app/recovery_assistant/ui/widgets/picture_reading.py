# SPDX-License-Identifier: Apache-2.0
"""A key read off a picture, beside the picture: only a person can say that they are the same."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.looking import Compared
from recovery_assistant.i18n import _
from recovery_assistant.keys import BLOCKS, Verdict
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.block_digits import BlockDigits
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.findings import Findings, block_to_mend
from recovery_assistant.ui.widgets.path_text import PathText
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.verdict_mark import VerdictMark
from recovery_assistant.wording import find as words
from recovery_assistant.wording import key as key_words

EDGE = 6
"""White round a picture, so that dark and light pictures alike stand apart from the card."""
LARGEST = 2.0
"""So many times its own size a strip is drawn at most; more would only be blurred."""


class PictureStrip(QLabel):
    """A part of a picture, as wide as there is room, never cut."""

    def __init__(self, look: Look, height: int = 0, parent: QWidget | None = None) -> None:
        """Make the place of a strip; with a `height` (at 100 % text) it is drawn that high."""
        super().__init__(parent)
        self._look = look
        self._high = height
        self._picture = QPixmap()
        self._of: bytes = b""
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.updateGeometry)

    def show_strip(self, pixels: bytes) -> None:
        """Show another strip (a PNG), or none."""
        if pixels is self._of:
            return
        self._of = pixels
        self._picture = QPixmap()
        if pixels:
            self._picture.loadFromData(pixels)
        self.setAccessibleName(_("The part of the picture that was read") if pixels else "")
        self.updateGeometry()
        self.update()

    def _size_in(self, width: int) -> QSize:
        """Return how large the strip is drawn in so much width."""
        if self._picture.isNull():
            return QSize(0, 0)
        own = self._picture.size()
        room = max(1, width - 2 * EDGE)
        grown = min(LARGEST * self._look.scale, room / own.width())
        if self._high:
            grown = min(self._look.px(self._high) / own.height(), room / own.width())
        return QSize(max(1, round(own.width() * grown)), max(1, round(own.height() * grown)))

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._size_in(width).height() + 2 * EDGE

    @override
    def sizeHint(self) -> QSize:
        wanted = self._size_in(self._look.px(900))
        return QSize(wanted.width() + 2 * EDGE, wanted.height() + 2 * EDGE)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(60), 2 * EDGE + 1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._size_in(self.width())
        ground = QRect(0, 0, size.width() + 2 * EDGE, size.height() + 2 * EDGE)
        painter.fillRect(ground, Qt.GlobalColor.white)
        painter.setPen(self._look.color("line"))
        painter.drawRect(ground.adjusted(0, 0, -1, -1))
        painter.drawPixmap(QRect(EDGE, EDGE, size.width(), size.height()), self._picture)
        painter.end()


class _BlockRow(QWidget):
    """A block of the picture over what was read there."""

    def __init__(self, look: Look, number: int) -> None:
        super().__init__()
        self._number = number
        # The key runs from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.label = Text(look, "", Kind.SMALL, "ink2")
        self.strip = PictureStrip(look, 30)
        self.digits = BlockDigits(look, Kind.CHIP)
        self.mark = VerdictMark(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        for part in (self.label, self.strip, self.digits, self.mark):
            column.addWidget(part)
        column.addStretch(1)
        name_it(self, identifiers.reading_block(number))

    def show_block(self, text: str, verdict: Verdict, pixels: bytes) -> None:
        """Draw a block as read, and its part of the picture where there is one."""
        self.label.say(_("Block {number}").format(number=self._number))
        self.strip.show_strip(pixels)
        self.strip.setVisible(bool(pixels))
        self.digits.show_digits(text)
        word = key_words.verdict_word(verdict, len(text))
        if verdict is Verdict.FINE:
            self.mark.show_mark("no-slip", "accent_ink", word)
        elif verdict in (Verdict.EMPTY, Verdict.SHORT):
            self.mark.show_mark("warning", "warn", word)
        else:
            self.mark.show_mark("wrong", "bad", word)


class PictureReading(Card):
    """The picture, what was read off it block by block, and the person's word on it."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look, mark="accent", border="accent")
        self._title = Heading(look, "", Kind.TITLE, 3)
        self._lead = Text(look, "", Kind.BODY)
        self._place = PathText(look)
        self._whole = PictureStrip(look)
        self._rows = [_BlockRow(look, number) for number in range(1, BLOCKS + 1)]
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(10))
        self._findings = Findings(look)
        self._accept = Button(look, "", ButtonKind.SECONDARY, "check")
        self._refuse = Button(look, "", ButtonKind.PLAIN)
        grid = QWidget()
        grid.setLayout(self._grid)
        # Block 1 is at the left in every language.
        grid.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._grid.setContentsMargins(0, 0, 0, 0)
        answers = QWidget()
        row = FlowRow(look, 10)
        row.addWidget(self._accept)
        row.addWidget(self._refuse)
        answers.setLayout(row)
        self.body.setSpacing(look.px(8))
        for part in (
            self._title, self._lead, self._place, self._whole, grid, self._findings, answers,
        ):  # fmt: skip
            self.body.addWidget(part)
        self.set_columns(4)
        self._findings.used.connect(
            lambda number, digits: self.asked.emit(happened.ReadingMended(number, digits))
        )
        self._accept.clicked.connect(lambda: self.asked.emit(happened.ReadingAccepted()))
        self._refuse.clicked.connect(lambda: self.asked.emit(happened.ReadingRefused()))
        self.hide()

    def retranslate(self) -> None:
        """Say every word again."""
        self._title.say(_("Compare it with the picture"))
        self._lead.say(
            _(
                "A program read these digits off a picture, and such programs mistake one digit "
                "for another. Compare each block. Use them only if all are the same."
            )
        )
        self._accept.say(_("All the same"))
        self._refuse.say(_("Not this one"))
        name_it(self, identifiers.READING_CARD)
        name_it(self._whole, identifiers.READING_PICTURE)
        name_it(
            self._accept,
            identifiers.READING_ACCEPT,
            _("All the same as in the picture: use the key"),
        )
        name_it(self._refuse, identifiers.READING_REFUSE)

    def set_columns(self, columns: int) -> None:
        """Lay the blocks out in so many columns."""
        for at, row in enumerate(self._rows):
            self._grid.addWidget(row, *divmod(at, columns))
        for column in range(BLOCKS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def show_compared(self, compared: Compared | None) -> None:
        """Draw a reading beside its picture, or nothing."""
        self.setVisible(compared is not None)
        if compared is None:
            self.forget()
            return
        strip = compared.find.strip
        self._place.show_text(words.shown_place(compared.find.places[0]))
        self._whole.show_strip(b"" if strip is None else strip.pixels)
        parts = () if strip is None else strip.blocks
        blocks, verdicts = compared.draft.blocks, compared.draft.verdicts
        for at, row in enumerate(self._rows):
            row.show_block(blocks[at], verdicts[at], parts[at] if at < len(parts) else b"")
        number = block_to_mend(compared.draft)
        self._findings.setVisible(number is not None)
        if number is not None:
            self._findings.show_block(compared.draft, number, hidden=False)

    def forget(self) -> None:
        """Let go of the digits and of the picture."""
        self._whole.show_strip(b"")
        for row in self._rows:
            row.show_block("", Verdict.EMPTY, b"")
        self._findings.forget()

    def focus_first(self) -> None:
        """Put the focus on the answer."""
        self._accept.setFocus(Qt.FocusReason.OtherFocusReason)


class PictureBeside(Card):
    """The picture that the digits in the fields were read off, to check them against."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._title = Text(look, "", Kind.LABEL)
        self._strip = PictureStrip(look)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        self.body.setSpacing(look.px(6))
        self.body.addLayout(head)
        self.body.addWidget(self._strip)
        self.hide()

    def show_pixels(self, pixels: bytes) -> None:
        """Show a picture (a PNG), or nothing."""
        self._title.say(_("The picture that these digits were read off"))
        self._strip.show_strip(pixels)
        self.setVisible(bool(pixels))
