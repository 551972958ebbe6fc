# SPDX-License-Identifier: Apache-2.0
"""The key for a USB scanner: first a test code that harms nobody, then the key as bar codes."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.lockout.answers import Piece
from recovery_assistant.flow.lockout.scan import TEST_DIGITS, Arrived, Scan
from recovery_assistant.guidance import Topic
from recovery_assistant.i18n import _
from recovery_assistant.keys import BLOCK_DIGITS, BLOCKS, KeyDraft
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import FraudBanner
from recovery_assistant.ui.widgets.bar_code import BarCode, width_of
from recovery_assistant.ui.widgets.block_field import RING, DigitEdit
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.choice import Segmented
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked, add_lines, clear
from recovery_assistant.wording import typed as words

QUIET_MS = 500
"""A scanner types in bursts; after this much silence the scan is over."""
KEY_DIGITS = BLOCKS * BLOCK_DIGITS
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ScanField(DigitEdit):
    """Where the test code is scanned into: shows what arrived, and tells it whole with its end.

    Enter and Tab that belong to a scan are taken in; a Tab by hand still leads on.
    """

    scanned = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._ends = ""
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet)
        self.changed.connect(self._quiet.start)

    @override
    def kind(self) -> Kind:
        return Kind.CHIP

    @override
    def takes(self, text: str) -> bool:
        return True

    @override
    def bring(self, text: str) -> None:
        """Nothing is pasted here: a scanner types."""

    @override
    def type_character(self, character: str) -> None:
        if not self._quiet.isActive():
            # A new scan does not add to the old one.
            self._ends = ""
            self.selectAll()
        super().type_character(character)

    @override
    def event(self, event: QEvent) -> bool:
        # Qt moves the focus on Tab before any key handler hears of it.
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
            and self._quiet.isActive()
        ):
            self._end("\t")
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            # Never the way on: it would leave the screen in the middle of a scan.
            if self._quiet.isActive():
                self._end("\r")
            event.accept()
        else:
            super().keyPressEvent(event)

    def empty(self) -> None:
        """Forget what arrived."""
        self._quiet.stop()
        self._ends = ""
        self.show_text("")

    def _end(self, end: str) -> None:
        self._ends += end
        self._quiet.start()

    def _on_quiet(self) -> None:
        self.scanned.emit(self.typed() + self._ends)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(260), self._look.px(44) + 2 * RING)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(150), self.sizeHint().height())


class ScanPanel(QWidget):
    """The way by bar code.

    `tried` tells what the test field got, `key_asked` whether the key's code is to be shown,
    `piece_chosen` "whole" or "block", `scanned_block` that one is done, `went_to` another one.
    """

    tried = Signal(str)
    key_asked = Signal(bool)
    piece_chosen = Signal(str)
    scanned_block = Signal(int)
    went_to = Signal(int)
    closed = Signal()

    def __init__(self, look: Look, topic: Topic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._topic = topic
        self._scan = Scan()
        self._digits: tuple[str, ...] = ()
        self._block = 1
        self._done_with: frozenset[int] = frozenset()
        self._build_test()
        self._build_key()
        self._help = Card(look, fill="sunken")
        self._help_title = Heading(look, "", Kind.TITLE, 2)
        self._help_lines = QVBoxLayout()
        self._help_lines.setSpacing(look.px(6))
        self._help.body.addWidget(self._help_title)
        self._help.body.addLayout(self._help_lines)
        self._close = Button(look, "", ButtonKind.PLAIN)
        self._close.clicked.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addWidget(self._test)
        column.addWidget(self._key)
        column.addWidget(self._help)
        column.addWidget(self._close, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        self.retranslate()

    def _build_test(self) -> None:
        look = self._look
        self._test = Card(look)
        self._test.body.setSpacing(look.px(8))
        self._test_title = Heading(look, "", Kind.TITLE, 2)
        self._test_lead = Text(look, "", Kind.BODY, "ink2")
        self._test_code = BarCode(look)
        self._test_code.show_digits(TEST_DIGITS)
        self._test_says = Text(look, "", Kind.SMALL, "ink2")
        self._field_label = Text(look, "", Kind.LABEL, "ink2")
        self._field = ScanField(look)
        self._verdict = Marked(look, "info", "", "ink2", Kind.NAME)
        self._advice = Text(look, "", Kind.BODY, "ink")
        for part in (
            self._test_title,
            self._test_lead,
            self._test_code,
            self._test_says,
            self._field_label,
            self._field,
            self._verdict,
            self._advice,
        ):
            self._test.body.addWidget(part)
        self._field.scanned.connect(self.tried)
        look.changed.connect(self._field.look_again)

    def _build_key(self) -> None:
        look = self._look
        self._key = Card(look)
        self._key.body.setSpacing(look.px(10))
        self._key_title = Heading(look, "", Kind.TITLE, 2)
        self._beware = FraudBanner(look, "", "")
        self._show = Button(look, "", ButtonKind.SECONDARY, "barcode")
        self._pieces = Segmented(look, [])
        self._narrow = Marked(look, "info", "", "ink2", Kind.BODY)
        self._which = Heading(look, "", Kind.NAME, 3)
        self._key_code = BarCode(look)
        self._after = Text(look, "", Kind.BODY, "ink2")
        self._done = Button(look, "", ButtonKind.PRIMARY, "check")
        self._back = Button(look, "", ButtonKind.PLAIN)
        row = FlowRow(look, 10)
        for button in (self._done, self._back, self._show):
            row.addWidget(button)
        choice_row = FlowRow(look, 10)
        choice_row.addWidget(self._pieces)
        for part in (
            self._key_title,
            self._beware,
            choice_row,
            self._narrow,
            self._which,
            self._key_code,
            self._after,
            row,
        ):
            if isinstance(part, QWidget):
                self._key.body.addWidget(part)
            else:
                self._key.body.addLayout(part)
        self._show.clicked.connect(lambda: self.key_asked.emit(not self._scan.key_shown))
        self._pieces.chosen.connect(self.piece_chosen)
        self._done.clicked.connect(lambda: self.scanned_block.emit(self._block))
        self._back.clicked.connect(lambda: self.went_to.emit(self._block - 1))

    def retranslate(self) -> None:
        """Say every word again."""
        self._test_title.say(_("1. Try the scanner here first"))
        self._test_lead.say(
            _("Plug it into this PC, put the caret into the field below and scan this test code.")
        )
        self._test_says.say(_("The test code reads 0123456789. It is no part of any key."))
        self._field_label.say(_("Scan into this field"))
        name_it(self._test_code, identifiers.SCAN_TEST_CODE, _("Bar code to test the scanner with"))
        self._key_title.say(_("2. The key as a bar code"))
        self._beware.show_text(
            _("This bar code is the key"),
            _("Show it only where nobody can photograph this screen."),
        )
        self._pieces.set_options(
            [(Piece.WHOLE.value, _("Whole key")), (Piece.BLOCK.value, _("Block by block"))]
        )
        for piece in Piece:
            self._pieces.name_option(piece.value, identifiers.piece_choice(piece.value))
        self._narrow.show_text(
            "info",
            _(
                "This window is too narrow for the whole key in one code that a scanner can "
                "read. Make it wider, or scan block by block."
            ),
            "ink2",
        )
        self._close.say(_("Back to the large digits"))
        name_it(self._close, identifiers.SCAN_CLOSE, self._close.text())
        self._help_title.say(self._topic.title)
        clear(self._help_lines)
        add_lines(self._look, self._help_lines, self._topic.lines, numbered=False)
        self._draw()

    def show_scan(self, scan: Scan, key: KeyDraft, block: int, typed: frozenset[int]) -> None:
        """Show the test's verdict and, where it was asked for, the key's bar code."""
        whole = key.key() if scan.key_shown else None
        self._scan = scan
        self._digits = whole.blocks if whole is not None else ()
        self._block, self._done_with = block, typed
        self._draw()

    def focus_first(self) -> None:
        """Put the caret where the test is scanned into."""
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Let go of every digit."""
        self._field.empty()
        self.show_scan(Scan(), KeyDraft(), 1, frozenset())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw_key()

    def _draw(self) -> None:
        self._draw_verdict()
        self._draw_key()

    def _draw_verdict(self) -> None:
        arrived = self._scan.arrived
        self._verdict.setVisible(arrived is not None)
        self._advice.setVisible(arrived is not None)
        described = ""
        if arrived is None:
            self._field.set_state("edge", 1.2, "surface")
        else:
            mark = words.scanner(arrived)
            self._verdict.show_text(mark.icon, mark.title, mark.role)
            self._advice.say(mark.sentence)
            self._field.set_state(mark.role, 2, "surface")
            described = words.said(mark)
        name_it(self._field, identifiers.SCAN_TEST, self._field_label.text(), described)

    def _draw_key(self) -> None:
        shown = bool(self._digits)
        # One code in view at a time: a scanner takes whichever it meets first.
        self._test.setVisible(not shown)
        one = shown and self._piece() is Piece.BLOCK
        for part in (self._pieces, self._which, self._key_code, self._after):
            part.setVisible(shown)
        self._narrow.setVisible(shown and self._piece() is not self._scan.piece)
        self._pieces.choose(self._piece().value)
        self._show.say(_("Hide the bar code") if shown else _("Show the bar code"))
        # The one filled button: to show it once the scanner is proved, then to go block by block.
        ready = not shown and self._scan.arrived is Arrived.RIGHT
        self._show.set_kind(ButtonKind.PRIMARY if ready else ButtonKind.SECONDARY)
        name_it(self._show, identifiers.SCAN_KEY, self._show.text())
        self._done.setVisible(one)
        self._back.setVisible(one and self._block > 1)
        block = self._block
        self._done.say(_("Block {number} is scanned").format(number=block))
        self._done.set_kind(
            ButtonKind.PLAIN if len(self._done_with) == BLOCKS else ButtonKind.PRIMARY
        )
        self._back.say(_("Back to block {number}").format(number=max(block - 1, 1)))
        name_it(self._done, identifiers.SCAN_DONE, self._done.text())
        name_it(self._back, identifiers.SCAN_BACK, self._back.text())
        title = (
            _("Block {number} of {blocks}").format(number=block, blocks=BLOCKS)
            if one
            else _("All eight blocks")
        )
        self._which.say(title)
        name = (
            _("Bar code of block {number}").format(number=block)
            if one
            else _("Bar code of the whole key")
        )
        name_it(self._key_code, identifiers.SCAN_KEY_CODE, name)
        self._after.say(
            _("Scan it on the locked PC, look that six digits arrived, then go on.")
            if one
            else _("Scan it on the locked PC. Are all 48 digits there? Then press Enter on it.")
        )
        self._key_code.show_digits(
            "" if not shown else self._digits[block - 1] if one else "".join(self._digits)
        )

    def _piece(self) -> Piece:
        """Return what is shown: block by block where the whole key is too wide."""
        if self._scan.piece is Piece.WHOLE and self._digits and not self._whole_fits():
            return Piece.BLOCK
        return self._scan.piece

    def _whole_fits(self) -> bool:
        margins = self._key.body.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        return width_of(KEY_DIGITS, self.devicePixelRatioF()) <= room
