# SPDX-License-Identifier: Apache-2.0
"""The key as it is typed: eight fields that behave as one, or one line.

The fields hold the text; a draft is made of them at each change and handed over. No draft is kept
here, because its owner may wipe it.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _, ngettext
from recovery_assistant.keys import (
    BLOCK_DIGITS,
    BLOCKS,
    KeyDraft,
    Verdict,
    judge,
    plain_digits,
)
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.block_field import (
    DOT,
    LONGEST,
    RING,
    BlockField,
    DigitEdit,
    Switch,
    Way,
    block_look,
    block_word,
    one_unit,
    places,
)
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.ui.widgets.verdict_mark import VerdictMark

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_SPACES = re.compile(r"\s+")
_HARD = re.compile(rf"\s*[{re.escape(_DASHES)}]\s*")
_SHORT_GROUP = 4
_LINE_LONGEST = LONGEST * BLOCKS


def blocks_of_line(text: str) -> tuple[str, ...]:
    """Return the eight blocks of a line typed with whatever separators.

    Dashes say where a block ends, also an empty or a short one. Spaces do, unless all groups are so
    small that they only make six digits easier to read. What nobody separated is cut by six. What
    is more than eight blocks stays at the end of the eighth: nothing typed is lost.
    """
    if _HARD.search(text):
        groups = [plain_digits(group) for group in _HARD.split(text)]
    else:
        groups = [plain_digits(group) for group in _SPACES.split(text.strip())]
        if all(len(group) <= _SHORT_GROUP for group in groups):
            groups = ["".join(groups)]
    blocks: list[str] = []
    for at, group in enumerate(groups):
        last = at == len(groups) - 1
        if len(group) > BLOCK_DIGITS and (last or len(group) >= 2 * BLOCK_DIGITS):
            blocks += [group[i : i + BLOCK_DIGITS] for i in range(0, len(group), BLOCK_DIGITS)]
        else:
            blocks.append(group)
    head, tail = blocks[:BLOCKS], blocks[BLOCKS:]
    head += [""] * (BLOCKS - len(head))
    head[-1] += "".join(tail)
    return tuple(head)


def line_of_blocks(blocks: Sequence[str]) -> str:
    """Return the blocks as one line with dashes; `blocks_of_line` reads it back."""
    used = max((at for at, block in enumerate(blocks, start=1) if block), default=0)
    line = "-".join(blocks[:used])
    if 0 < used < BLOCKS and len(blocks[used - 1]) > BLOCK_DIGITS:
        line += "-"
    return line


def _plain(character: str) -> str:
    if character.isspace():
        return " "
    return "-" if character in _DASHES else plain_digits(character)


class LineEdit(DigitEdit):
    """The whole key in one field, with free separators."""

    longest = _LINE_LONGEST

    @override
    def look_again(self) -> None:
        super().look_again()
        self._fit()

    def _fit(self) -> None:
        """Take the largest of our digit sizes in which a whole key can be seen at once."""
        room = self.width() - 2 * (RING + self._look.px(8))
        for kind in (Kind.DIGITS, Kind.CHIP, Kind.ID):
            font = self._look.font(kind)
            if QFontMetricsF(font).horizontalAdvance("0" * 56) <= room:
                break
        else:
            font = self._look.font(Kind.ID)
        if font != self.font():
            self.setFont(font)
            self.draw_marks()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def type_text(self, text: str) -> None:
        # A block of a draft keeps so many characters; what would be lost is not taken at all.
        if len(blocks_of_line(self.typed() + text)[-1]) <= LONGEST:
            super().type_text(text)

    @override
    def takes(self, text: str) -> bool:
        plain = plain_digits(text)
        few = len(plain) <= BLOCKS * BLOCK_DIGITS and "\n" not in text.strip()
        return bool(plain) and few and all(c.isdecimal() or c == "?" for c in plain)

    @override
    def cleaned(self, text: str) -> str:
        """Digits become ASCII; separators stay as typed."""
        return one_unit("".join(_plain(character) for character in text))

    @override
    def masked(self, text: str) -> str:
        hidden = super().masked("0") != "0"
        return "".join(c if c in "- " else DOT for c in text) if hidden else text

    @override
    def paint_empty(self, painter: QPainter, box: QRectF) -> None:
        """Eight groups of dashes, as long as the digits will be."""
        step = QFontMetricsF(self.font()).horizontalAdvance("0")
        x = box.left() + self.textMargins().left() - RING + 2
        painter.setPen(QPen(self._look.color("ink3"), max(1.4, step / 10)))
        for _block in range(BLOCKS):
            if x + BLOCK_DIGITS * step > box.right() - self._look.px(8):
                break
            for _digit in range(BLOCK_DIGITS):
                y = box.center().y()
                painter.drawLine(
                    QRectF(x + step * 0.14, y, step * 0.72, 0).topLeft(),
                    QRectF(x + step * 0.14, y, step * 0.72, 0).topRight(),
                )
                x += step
            x += step

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(320), self._look.px(54) + 2 * RING)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(54) + 2 * RING)


def _key_label() -> str:
    return _("Recovery key, 48 digits")


class LineForm(QWidget):
    """The one line, and below it in words which blocks need a look."""

    edited = Signal()
    left = Signal()

    def __init__(
        self,
        look: Look,
        parent: QWidget | None = None,
        *,
        identifier: str = identifiers.KEY_LINE,
        label: Callable[[], str] = _key_label,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._identifier = identifier
        self._say_label = label
        self._label = Text(look, "", Kind.LABEL, "ink2", parent=self)
        self.edit = LineEdit(look, self)
        self._label.setContentsMargins(RING, 0, RING, 0)
        self._marks = [VerdictMark(look, self) for _ in range(BLOCKS + 1)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._label)
        column.addWidget(self.edit)
        for mark in self._marks:
            column.addWidget(mark)
        column.addStretch(1)
        self.edit.changed.connect(self._on_change)
        self.edit.entered.connect(self.show_verdicts)
        self.edit.left.connect(self._on_left)
        look.changed.connect(self.edit.look_again)
        self.retranslate()

    def blocks(self) -> tuple[str, ...]:
        """Return the eight blocks of the line."""
        return blocks_of_line(self.edit.typed())

    def show_blocks(self, blocks: Sequence[str]) -> None:
        """Show blocks; a line that says the same already is left as it was typed."""
        if tuple(blocks) != self.blocks():
            self.edit.show_text(line_of_blocks(blocks))
        self.show_verdicts()

    def retranslate(self) -> None:
        """Say every word again."""
        self._label.say(self._say_label())
        self.show_verdicts()

    def show_verdicts(self) -> None:
        """Say how many blocks are without a slip, and what the others need."""
        blocks = self.blocks()
        focused = self.edit.hasFocus()
        fine = sum(judge(block) is Verdict.FINE for block in blocks)
        typing = max((n for n, block in enumerate(blocks, start=1) if block), default=0)
        said: list[str] = []
        worst = "edge"
        for number, (block, mark) in enumerate(zip(blocks, self._marks[1:], strict=True), start=1):
            look = block_look(block, focused=focused and number == typing)
            # Blocks that are not reached yet say nothing: the count above does.
            shown = bool(block and look.role != "accent_ink") or (not block and number < typing)
            mark.setVisible(shown)
            if shown:
                word = block_word(block) if block else _("still empty")
                line = _("Block {number}: {verdict}").format(number=number, verdict=word)
                mark.show_mark(look.icon or "warning", "warn" if not block else look.role, line)
                said.append(line)
                if worst != "bad":
                    worst = "bad" if look.role == "bad" else "warn"
        count = ngettext(
            "{fine} of 8 blocks without a slip", "{fine} of 8 blocks without a slip", fine
        ).format(fine=fine)
        self._marks[0].show_mark("no-slip" if fine else "", "accent_ink" if fine else "ink2", count)
        wrong = worst == "bad"
        self.edit.set_state(
            worst if worst != "edge" or not focused else "accent",
            2.2 if wrong else 1.2 if worst == "edge" and not focused else 2,
            "bad_tint" if wrong else "surface",
        )
        name_it(
            self.edit,
            self._identifier,
            self._say_label(),
            ". ".join([count, *said]),
        )

    def _on_change(self) -> None:
        self.show_verdicts()
        self.edited.emit()

    def _on_left(self) -> None:
        # Grouped while nobody types in it.
        self.edit.show_text(line_of_blocks(self.blocks()))
        self.show_verdicts()
        self.left.emit()


class KeyEntry(QWidget):
    """Where the 48 digits are typed.

    `edited` hands over a new `KeyDraft` with each change, `pasted` a text that is more than digits
    for the one field, `completed` a block's number and verdict once it is full or left.
    """

    edited = Signal(object)
    pasted = Signal(str)
    completed = Signal(int, object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._columns = 4
        self._advance = True
        self._known: tuple[str, ...] = ("",) * BLOCKS
        # Digits run from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._eight = QWidget(self)
        self._grid = QGridLayout(self._eight)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._fields = [self.make_field(number, self._eight) for number in range(1, BLOCKS + 1)]
        self._line = LineForm(look, self)
        self._line.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._eight)
        column.addWidget(self._line)
        for field in self._fields:
            self._join(field)
        for before, after in pairwise(self._fields):
            QWidget.setTabOrder(before.edit, after.edit)
        self._line.edited.connect(self._on_line)
        self._line.left.connect(self._on_line_left)
        self._line.edit.brought.connect(self.pasted)
        look.changed.connect(self._lay_out)
        self._lay_out()

    def make_field(self, number: int, parent: QWidget) -> BlockField:
        """Return the field of one block."""
        return BlockField(self._look, number, parent)

    def _join(self, field: BlockField) -> None:
        number = field.number
        field.edited.connect(lambda: self._on_block(number))
        field.completed.connect(lambda verdict: self.completed.emit(number, verdict))
        field.edit.brought.connect(self.pasted)
        field.edit.leaving.connect(lambda way: self._leave(number, way))
        field.edit.overflow = lambda digit: self._flow_on(number, digit)

    # -- what the page asks for

    def draft(self) -> KeyDraft:
        """Return a new draft of what is typed."""
        return KeyDraft(self._texts())

    def show_draft(self, draft: KeyDraft) -> None:
        """Show a draft without telling; the caret stays where it is."""
        blocks = draft.blocks
        self._known = blocks
        for field, text in zip(self._fields, blocks, strict=True):
            field.show_text(text)
        self._line.show_blocks(blocks)

    def set_form(self, form: str) -> None:
        """Show "eight" fields or one "line"; the digits go along."""
        line = form == "line"
        if line != self._line.isHidden():
            return
        within = self._focused_block() or (1 if self._line.edit.hasFocus() else 0)
        texts = self._texts()
        for field, text in zip(self._fields, texts, strict=True):
            field.show_text(text)
        self._line.show_blocks(texts)
        self._line.setVisible(line)
        self._eight.setVisible(not line)
        if within:
            self.focus_block(within)

    def form(self) -> str:
        """Return "eight" or "line"."""
        return "eight" if self._line.isHidden() else "line"

    def set_hidden(self, hidden: Switch) -> None:
        """Show dots in place of digits; the verdicts stay."""
        for field in self._fields:
            field.set_hidden(hidden)
        self._line.edit.set_hidden(hidden)

    def set_auto_advance(self, advance: Switch) -> None:
        """Choose whether a full block passes the caret on."""
        self._advance = advance

    def set_columns(self, columns: int) -> None:
        """Lay the blocks out in four, two or one columns."""
        if columns != self._columns:
            self._columns = columns
            self._lay_out()

    def focus_block(self, number: int) -> None:
        """Put the caret at the end of a block."""
        if self.form() == "line":
            self._line.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            line = line_of_blocks(self._texts()[:number])
            if self._line.edit.typed().startswith(line):
                self._line.edit.setCursorPosition(len(line))
            return
        edit = self._field(number).edit
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.deselect()
        edit.setCursorPosition(len(edit.text()))

    def retranslate(self) -> None:
        """Say every word again."""
        for field in self._fields:
            field.retranslate()
        self._line.retranslate()

    # -- the eight as one

    def _field(self, number: int) -> BlockField:
        return self._fields[number - 1]

    def _texts(self) -> tuple[str, ...]:
        return self._known

    def _focused_block(self) -> int:
        return next((f.number for f in self._fields if f.edit.hasFocus()), 0)

    def _on_block(self, number: int) -> None:
        before = places(self._known[number - 1])
        texts = tuple(field.text() for field in self._fields)
        self._known = texts
        self.edited.emit(KeyDraft(texts))
        field = self._field(number)
        filled = before < BLOCK_DIGITS <= places(field.text())
        if not filled:
            return
        field.tell()
        following = self._fields[number : number + 1]
        if (
            self._advance
            and field.edit.hasFocus()
            and following
            and places(following[0].text()) < BLOCK_DIGITS
        ):
            self.focus_block(number + 1)

    def _flow_on(self, number: int, digit: str) -> bool:
        """Take a seventh digit into the next block if that one is empty."""
        if not self._advance or number == BLOCKS or self._field(number + 1).text():
            return False
        self.focus_block(number + 1)
        self._field(number + 1).edit.type_text(digit)
        return True

    def _leave(self, number: int, way: Way) -> None:
        match way:
            case Way.BEFORE:
                self._go(number - 1, at_end=True)
            case Way.AFTER:
                self._go(number + 1, at_end=False)
            case Way.ABOVE:
                self._go_row(number, number - self._columns)
            case Way.BELOW:
                self._go_row(number, number + self._columns)
            case Way.FIRST:
                self._go(1, at_end=False)
            case Way.LAST:
                self._go(BLOCKS, at_end=True)
            case Way.DELETE_BEFORE:
                if number > 1:
                    self._go(number - 1, at_end=True)
                    self._field(number - 1).edit.backspace()

    def _go(self, number: int, *, at_end: bool) -> None:
        if not 1 <= number <= BLOCKS:
            return
        self.focus_block(number)
        if not at_end:
            self._field(number).edit.setCursorPosition(0)

    def _go_row(self, number: int, to: int) -> None:
        if not 1 <= to <= BLOCKS:
            return
        caret = self._field(number).edit.cursorPosition()
        self.focus_block(to)
        self._field(to).edit.setCursorPosition(min(caret, len(self._field(to).text())))

    # -- the line

    def _on_line(self) -> None:
        before = self._known
        self._known = self._line.blocks()
        self.edited.emit(KeyDraft(self._known))
        for number, (old, new) in enumerate(zip(before, self._known, strict=True), start=1):
            if places(old) < BLOCK_DIGITS <= places(new):
                self.completed.emit(number, judge(new))

    def _on_line_left(self) -> None:
        for number, block in enumerate(self._known, start=1):
            if block and judge(block) in {Verdict.SHORT, Verdict.LONG}:
                self.completed.emit(number, judge(block))

    # -- layout

    def _lay_out(self) -> None:
        self._grid.setHorizontalSpacing(self._look.px(10))
        self._grid.setVerticalSpacing(self._look.px(10))
        for field in self._fields:
            row, column = divmod(field.number - 1, self._columns)
            self._grid.addWidget(field, row, column)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
        self.updateGeometry()
