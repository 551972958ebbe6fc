# SPDX-License-Identifier: Apache-2.0
"""One block of six digits: label, field, verdict.

The field stays a `QLineEdit`, so caret, selection, input methods and screen readers work as
anywhere else. The 3 + 3 gap is letter spacing of the third character, handed to the field the
way an input method colours its text; it is no character anywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QClipboard,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextCharFormat,
)
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.keys import BLOCK_DIGITS, BLOCKS, Verdict, judge, plain_digits, unreadable
from recovery_assistant.keys.confusions import LETTERS
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.block_digits import HALF, gap_width, grouped_width
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.ui.widgets.verdict_mark import VerdictMark
from recovery_assistant.wording import key as words

LONGEST = 64
"""A field takes this much and then refuses to take more; a draft keeps no more either."""
LONGEST_BROUGHT = 16_384
"""So much may be set at once by an assistive tool, to be handed over as brought."""
DOT = "\u25cf"
"""What stands in a field for a hidden digit."""
LAST_SINGLE = 0xFFFF
RING = 4
"""Room around a field for the focus ring: 2 px gap and 2 px ring."""
LOOKALIKES = frozenset(LETTERS)
"""Letters people type for a digit. They take a digit's place until the person decides."""


Switch = bool
"""A state that comes from a toggle: Qt hands those over by position."""


def places(text: str) -> int:
    """Return how many digit places a block's text fills: digits, `?` and look-alike letters."""
    return sum(c.isdecimal() or c == "?" or c in LOOKALIKES for c in text)


def fits_one_block(text: str) -> bool:
    """Say whether a brought text is no more than the digits of one block."""
    plain = plain_digits(text)
    return 0 < len(plain) <= BLOCK_DIGITS and all(c.isdecimal() or c == "?" for c in plain)


def one_unit(text: str) -> str:
    """Return text in which no character is two of Qt's: caret and text then count alike."""
    return "".join(c if ord(c) <= LAST_SINGLE else "\ufffd" for c in text)


class Way(Enum):
    """Where the caret leaves a field to."""

    BEFORE = auto()
    AFTER = auto()
    ABOVE = auto()
    BELOW = auto()
    FIRST = auto()
    LAST = auto()
    DELETE_BEFORE = auto()


class DigitEdit(QLineEdit):
    """A line of digits that draws its own frame, focus ring and gaps.

    `changed` tells every change that a person or an assistive tool made, `brought` a paste or a
    drop that is not for this field alone.
    """

    changed = Signal()
    brought = Signal(str)
    entered = Signal()
    left = Signal()
    longest = LONGEST
    """So much can be typed."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._composing = False
        self._hidden = False
        self._typed = ""
        self._incoming = ""
        self._border = ("edge", 1.2)
        self._fill = "surface"
        self.setFrame(False)
        self.setDragEnabled(False)
        self.setAcceptDrops(True)
        # Qt cuts what is longer, also a whole page that an assistive tool sets at once.
        self.setMaxLength(LONGEST_BROUGHT)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhPreferNumbers
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.textChanged.connect(self._on_text)
        self.look_again()

    # -- look

    def kind(self) -> Kind:
        """Return the kind of type the field is set in."""
        return Kind.DIGITS

    def look_again(self) -> None:
        """Take colours and measures from the look."""
        look = self._look
        self.setFont(look.font(self.kind()))
        self.setStyleSheet(
            "QLineEdit { background: transparent; border: none; padding: 0;"
            f" color: {look.tokens.ink};"
            f" selection-background-color: {look.tokens.accent};"
            f" selection-color: {look.tokens.on_accent}; }}"
        )
        inset = RING + look.px(6)
        self.setTextMargins(inset, 0, inset, 0)
        self.draw_marks()
        self.updateGeometry()
        self.update()

    def set_state(self, border: str, width: float, fill: str) -> None:
        """Choose border colour, border width and fill by role."""
        if ((border, width), fill) != (self._border, self._fill):
            self._border = (border, width)
            self._fill = fill
            self.update()

    def gaps(self) -> tuple[int, ...]:
        """Return the characters that are followed by a drawn gap."""
        return ()

    def draw_marks(self) -> None:
        """Lay the gaps and the colour of `?` over the text."""
        if self._composing:
            return
        text = self.text()
        gaps = frozenset(self.gaps())
        space = gap_width(self.font())
        here = self.cursorPosition()
        marks = []
        for at, character in enumerate(text):
            form = QTextCharFormat()
            if at in gaps:
                form.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
                form.setFontLetterSpacing(space)
            if character == "?":
                form.setForeground(self._look.color("warn"))
                form.setFontWeight(QFont.Weight.Black)
            if not form.isEmpty():
                marks.append(
                    QInputMethodEvent.Attribute(
                        QInputMethodEvent.AttributeType.TextFormat, at - here, 1, form
                    )
                )
        super().inputMethodEvent(QInputMethodEvent("", marks))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role, width = self._border
        radius = look.px(9)
        box = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        if self.hasFocus():
            ring = box.adjusted(-RING + 1, -RING + 1, RING - 1, RING - 1)
            painter.setPen(QPen(look.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ring, radius + 3, radius + 3)
        half = width / 2
        painter.setPen(QPen(look.color(role), width))
        painter.setBrush(look.color(self._fill))
        painter.drawRoundedRect(box.adjusted(half, half, -half, -half), radius, radius)
        if not self.text() and not self._composing:
            self.paint_empty(painter, box)
        painter.end()
        super().paintEvent(event)

    def paint_empty(self, painter: QPainter, box: QRectF) -> None:
        """Draw what stands in an empty field."""

    # -- text

    def typed(self) -> str:
        """Return what is typed, also while dots stand for it."""
        return self._typed

    def show_text(self, text: str) -> None:
        """Show a text without telling; the caret stays where it was."""
        if text != self._typed:
            self._typed = text
            self._show(self.cursorPosition())

    def set_hidden(self, hidden: Switch) -> None:
        """Show dots in place of what is typed.

        The field then really holds dots: Qt's password fields hand each typed character to
        assistive technology, in the clear.
        """
        if hidden == self._hidden:
            return
        self._hidden = hidden
        hints, secret = self.inputMethodHints(), Qt.InputMethodHint.ImhHiddenText
        self.setInputMethodHints(hints | secret if hidden else hints & ~secret)
        self._show(self.cursorPosition())

    def masked(self, text: str) -> str:
        """Return what stands in the field for a text."""
        return DOT * len(text) if self._hidden else text

    def _show(self, caret: int) -> None:
        """Put what is typed, or its dots, into the field."""
        shown = self.masked(self._typed)
        if shown != self.text():
            with QSignalBlocker(self):
                self.setText(shown)
                self.setCursorPosition(min(caret, len(shown)))
        self.draw_marks()
        self.update()

    def type_text(self, text: str) -> None:
        """Put typed characters at the caret, in place of the selection."""
        room = self.longest - len(self.text()) + len(self.selectedText())
        if text and room > 0:
            self._incoming = text[:room]
            self.insert(self.masked(self._incoming))
            self._incoming = ""

    def cleaned(self, text: str) -> str:
        """Return the text as this field keeps it."""
        return text

    def _on_text(self, shown: str) -> None:
        if self._composing:
            return
        incoming, self._incoming = self._incoming, ""
        text = self._read(shown, incoming)
        if not incoming and len(text) - len(self._typed) > BLOCK_DIGITS and not self.takes(text):
            # Not typed: an assistive tool set a whole text at once.
            self._show(self.cursorPosition())
            self.brought.emit(text)
            return
        caret = len(self.cleaned(text[: self.cursorPosition()]))
        self._typed = self.cleaned(text)
        self._show(caret)
        self.changed.emit()

    def _read(self, shown: str, incoming: str) -> str:
        """Return the text that a change of what the field shows stands for."""
        if not self._hidden:
            return shown
        before, caret = self._typed, self.cursorPosition()
        behind = len(shown) - caret
        text = before[: caret - len(incoming)] + incoming + before[len(before) - behind :]
        if incoming or self.masked(text) == shown:
            return text
        # Neither typed nor deleted: an assistive tool set the field. What it left alone are dots.
        dots = self.masked(before)
        head = _alike(dots, shown)
        tail = _alike(dots[head:][::-1], shown[head:][::-1])
        return before[:head] + shown[head : len(shown) - tail] + before[len(before) - tail :]

    def takes(self, text: str) -> bool:
        """Say whether a text that arrived at once belongs into this field."""
        return fits_one_block(text)

    def _forget_history(self) -> None:
        """Drop the undo history, which would hold digits."""
        if self.isUndoAvailable() or self.isRedoAvailable():
            caret = self.cursorPosition()
            with QSignalBlocker(self):
                self.setText(self.text())
                self.setCursorPosition(caret)
            self.draw_marks()

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        committed = event.commitString()
        self._composing = bool(event.preeditString())
        if committed:
            # What an input method commits is typing, too: one character after the other.
            event.setCommitString("")
            super().inputMethodEvent(event)
            for character in committed:
                self.type_character(character)
        else:
            super().inputMethodEvent(event)
        self.draw_marks()

    def type_character(self, character: str) -> None:
        """Type one character that is not a control character."""
        self.type_text(self.cleaned(character))

    # -- keys

    @override
    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (event.matches(QKeySequence.StandardKey.Undo) or _redoes(event))
        ):
            # The field has no history of its own; the page may have one.
            event.ignore()
            return False
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.bring(QGuiApplication.clipboard().text())
            event.accept()
        elif event.matches(QKeySequence.StandardKey.Undo) or _redoes(event):
            event.ignore()
        elif self._hidden and _copies(event):
            event.accept()
        elif _types(event):
            for character in event.text():
                self.type_character(character)
            event.accept()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._forget_history()
            self.left.emit()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        caret = self.cursorPosition()
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            # Qt selects all on Tab: the next digit typed would wipe the block.
            self.setCursorPosition(caret)
        self.draw_marks()
        self.entered.emit()

    # -- what is brought

    def bring(self, text: str) -> None:
        """Take a pasted or dropped text, or hand it on."""
        if not text:
            return
        if self.takes(text):
            for character in plain_digits(text):
                self.type_text(character)
        else:
            self.brought.emit(text)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        clipboard = QGuiApplication.clipboard()
        if event.button() == Qt.MouseButton.MiddleButton and clipboard.supportsSelection():
            self.setCursorPosition(self.cursorPositionAt(event.position().toPoint()))
            self.bring(clipboard.text(QClipboard.Mode.Selection))
            event.accept()
        else:
            super().mouseReleaseEvent(event)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # A file goes to the page; only text is for the field.
        if _is_text(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        if _is_text(event.mimeData()):
            event.acceptProposedAction()
            self.bring(event.mimeData().text())
        else:
            event.ignore()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def make_menu(self) -> QMenu:
        """Return the context menu: no undo, no input-method leftovers."""
        menu = QMenu(self)
        chosen = not self._hidden and self.hasSelectedText()

        def add(text: str, does: Callable[[], object], *, enabled: bool) -> None:
            action = QAction(text, menu)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _on=False: does())
            menu.addAction(action)

        clipboard = QGuiApplication.clipboard()
        add(_("Cut"), self.cut, enabled=chosen)
        add(_("Copy"), self.copy, enabled=chosen)
        add(_("Paste"), lambda: self.bring(clipboard.text()), enabled=bool(clipboard.text()))
        add(_("Select all"), self.selectAll, enabled=bool(self.text()))
        return menu


def _alike(one: str, other: str) -> int:
    """Return how many characters at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _redoes(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Redo)


def _copies(event: QKeyEvent) -> bool:
    orders = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut)
    return any(event.matches(order) for order in orders)


def _types(event: QKeyEvent) -> bool:
    """Say whether a key press types something, as opposed to giving an order."""
    order = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
    text = event.text()
    # AltGr is reported as Ctrl+Alt on some systems and types all the same.
    alone = not event.modifiers() & order or bool(
        event.modifiers() & Qt.KeyboardModifier.AltModifier
        and event.modifiers() & Qt.KeyboardModifier.ControlModifier
    )
    return alone and bool(text) and all(c.isprintable() for c in text)


def _is_text(data: QMimeData) -> bool:
    return data.hasText() and not data.hasUrls()


class BlockEdit(DigitEdit):
    """The editor of one block.

    `leaving` asks to put the caret elsewhere, `overflow` is asked to take a digit that is too many.
    """

    leaving = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        self.overflow: Callable[[str], bool] = lambda _digit: False
        super().__init__(look, parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    @override
    def gaps(self) -> tuple[int, ...]:
        return (HALF - 1,) if len(self.text()) > HALF else ()

    @override
    def cleaned(self, text: str) -> str:
        return one_unit(plain_digits(text))

    @override
    def type_character(self, character: str) -> None:
        plain = self.cleaned(character)
        if not plain:
            self._separate()
            return
        at_end = self.cursorPosition() == len(self.text()) and not self.hasSelectedText()
        if at_end and places(self.typed()) >= BLOCK_DIGITS and self.overflow(plain):
            return
        self.type_text(plain)

    def _separate(self) -> None:
        """A dash or space after a whole block means the next one; elsewhere it means nothing."""
        if places(self.typed()) >= BLOCK_DIGITS and self.cursorPosition() == len(self.text()):
            self.leaving.emit(Way.AFTER)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = self._way(event)
        if way is None:
            super().keyPressEvent(event)
        else:
            event.accept()
            self.leaving.emit(way)

    def _way(self, event: QKeyEvent) -> Way | None:
        bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = Qt.KeyboardModifier.ControlModifier
        if bare not in (Qt.KeyboardModifier.NoModifier, control):
            return None
        ways: dict[int, Way] = {Qt.Key.Key_Up: Way.ABOVE, Qt.Key.Key_Down: Way.BELOW}
        if event.matches(QKeySequence.StandardKey.MoveToStartOfDocument):
            ways[event.key()] = Way.FIRST
        elif event.matches(QKeySequence.StandardKey.MoveToEndOfDocument):
            ways[event.key()] = Way.LAST
        elif not self.hasSelectedText():
            caret = self.cursorPosition()
            if caret == 0:
                ways[Qt.Key.Key_Backspace] = Way.DELETE_BEFORE
                ways[Qt.Key.Key_Left] = Way.BEFORE
            if caret == len(self.text()):
                ways[Qt.Key.Key_Right] = Way.AFTER
        return ways.get(event.key())

    @override
    def paint_empty(self, painter: QPainter, box: QRectF) -> None:
        """Six dashes: how many digits belong here, without being text."""
        step = QFontMetricsF(self.font()).horizontalAdvance("0")
        gap = gap_width(self.font())
        left = box.center().x() - (6 * step + gap) / 2
        level = box.center().y()
        painter.setPen(QPen(self._look.color("ink3"), max(1.6, step / 10)))
        for place in range(BLOCK_DIGITS):
            start = left + place * step + (gap if place >= HALF else 0)
            painter.drawLine(
                QPointF(start + step * 0.14, level), QPointF(start + step * 0.86, level)
            )

    @override
    def sizeHint(self) -> QSize:
        width = grouped_width(self.font(), BLOCK_DIGITS)
        height = self._look.px(50) + 2 * RING
        return QSize(round(width) + 2 * (RING + self._look.px(16)), height)

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(hint.width() - self._look.px(16), hint.height())


@dataclass(frozen=True, slots=True)
class BlockLook:
    """How a block's state is drawn: visual.md section 6."""

    border: str
    width: float
    fill: str
    icon: str
    role: str


EMPTY = BlockLook("edge", 1.2, "surface", "", "ink2")
TYPING = BlockLook("accent", 2, "surface", "pen", "accent_ink")
LEFT_SHORT = BlockLook("warn", 2, "surface", "warning", "warn")
FINE = BlockLook("edge", 1.2, "surface", "no-slip", "accent_ink")
WRONG = BlockLook("bad", 2.2, "bad_tint", "wrong", "bad")
UNREADABLE = BlockLook("warn", 2, "warn_tint", "unreadable", "warn")


def block_look(text: str, *, focused: bool) -> BlockLook:
    """Return how a block with this text is drawn."""
    match judge(text):
        case Verdict.EMPTY:
            return EMPTY
        case Verdict.FINE:
            return FINE
        case Verdict.SHORT:
            return TYPING if focused else LEFT_SHORT
        case Verdict.NOT_DIGIT:
            return _look_of_strange(text, focused=focused)
        case Verdict.LONG | Verdict.TOO_LARGE | Verdict.NOT_RULE_11:
            return WRONG


def block_word(text: str) -> str:
    """Return the words under a block with this text."""
    strange = any(not c.isdecimal() and c != "?" for c in text)
    return words.verdict_word(judge(text), len(text), 0 if strange else unreadable(text))


def _look_of_strange(text: str, *, focused: bool) -> BlockLook:
    if any(not c.isdecimal() and c != "?" for c in text):
        return WRONG
    if focused and len(text) < BLOCK_DIGITS:
        return TYPING
    return UNREADABLE


class BlockField(QWidget):
    """Label, field and verdict of one block.

    `edited` tells a new text, `completed` the verdict once six places are filled or the block is
    left with something in it.
    """

    edited = Signal()
    completed = Signal(object)

    def __init__(self, look: Look, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._told = True
        self.number = number
        self._label = Text(look, "", Kind.LABEL, "ink2", parent=self)
        self.edit = self.make_edit()
        self._label.setContentsMargins(RING, 0, RING, 0)
        self._mark = VerdictMark(look, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._label)
        column.addWidget(self.edit)
        column.addWidget(self._mark)
        column.addStretch(1)
        self.edit.changed.connect(self._on_change)
        self.edit.entered.connect(self.show_verdict)
        self.edit.left.connect(self._on_left)
        look.changed.connect(self._on_look)
        self.retranslate()

    def make_edit(self) -> BlockEdit:
        """Return the editor of this block."""
        return BlockEdit(self._look, self)

    def text(self) -> str:
        """Return the block as typed."""
        return self.edit.typed()

    def verdict(self) -> Verdict:
        """Return the verdict of what is typed."""
        return judge(self.edit.typed())

    def show_text(self, text: str) -> None:
        """Show a block without telling."""
        if text != self.edit.typed():
            self._told = True
            self.edit.show_text(text)
            self.show_verdict()

    def set_hidden(self, hidden: Switch) -> None:
        """Show dots in place of digits; the verdict stays."""
        self.edit.set_hidden(hidden)

    def retranslate(self) -> None:
        """Say every word again."""
        self._label.say(_("Block {number}").format(number=self.number))
        self.show_verdict()

    def show_verdict(self) -> None:
        """Draw border, fill, icon and word for the present text and focus."""
        text = self.edit.typed()
        look = block_look(text, focused=self.edit.hasFocus())
        self.edit.set_state(look.border, look.width, look.fill)
        word = block_word(text)
        self._mark.show_mark(look.icon, look.role, word)
        name_it(
            self.edit,
            identifiers.key_block(self.number),
            _("Block {number} of {blocks}").format(number=self.number, blocks=BLOCKS),
            word,
        )

    def _on_change(self) -> None:
        self._told = False
        self.show_verdict()
        if self.isVisible():
            # The digit and its verdict first; what else the page makes of it comes after.
            self._mark.arrange()
            self.repaint()
        self.edited.emit()

    def tell(self) -> None:
        """Tell the verdict, once for each change."""
        if not self._told and self.edit.typed():
            self._told = True
            self.completed.emit(self.verdict())

    def _on_left(self) -> None:
        self.show_verdict()
        self.tell()

    def _on_look(self) -> None:
        self.edit.look_again()
        self.show_verdict()
