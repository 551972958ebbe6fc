# SPDX-License-Identifier: Apache-2.0
"""An address: read it, open it, copy it, or point a phone at it."""

import math

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QPalette, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _, isolated
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.qr import QrCode
from recovery_assistant.ui.widgets.text import Text

QR_SIDE = 200
"""Side of the unfolded code at 100 % text."""
COPIED_MS = 3000
"""How long the button reads "Copied"."""


SMALLEST = 32
"""Height of the address as a target, at 100 % text."""


class Address(QTextEdit):
    """A whole address or command, left to right; it breaks anywhere rather than lose an end."""

    def __init__(self, look: Look, address: str) -> None:
        super().__init__()
        self._look = look
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        # Copy is one button on: no stop of the Tab key on the way to it.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.document().setDefaultTextOption(option)
        self.document().setDocumentMargin(0)
        self.setPlainText(address)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setFont(self._look.font(Kind.CODE, 11.0))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, self._look.color("accent_ink"))
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.viewport().setAutoFillBackground(False)
        self.updateGeometry()

    def _step(self) -> float:
        return QFontMetricsF(self.font()).horizontalAdvance("0")

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        columns = max(1, int((width - 1) / self._step()))
        lines = math.ceil(len(self.toPlainText()) / columns)
        text = math.ceil(lines * QFontMetricsF(self.font()).lineSpacing()) + 2
        return max(text, self._look.px(SMALLEST))

    @override
    def sizeHint(self) -> QSize:
        width = math.ceil(self._step() * (len(self.toPlainText()) + 1)) + 2
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._step() * 10), self.heightForWidth(10_000))


class LinkRow(Card):
    """An address with the date it was last confirmed, and three ways to get there."""

    open_asked = Signal(str)
    copy_asked = Signal(str)

    def __init__(
        self, look: Look, address: str, confirmed: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, fill="sunken", parent=parent)
        self._address = address
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(COPIED_MS)
        self._copied.timeout.connect(self._show_words)
        self._shown = Address(look, address)
        self._open = Button(look, "", icon="open", small=True)
        self._copy = Button(look, "", icon="copy", small=True)
        self._qr = Button(look, "", icon="qr", small=True)
        said = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        said.setSizePolicy(policy)
        words = QVBoxLayout(said)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(2)
        words.addWidget(self._shown)
        words.addWidget(Text(look, confirmed, Kind.TINY, "ink2"))
        deeds = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        deeds.setSizePolicy(policy)
        buttons = FlowRow(look, 2)
        for button in (self._open, self._copy, self._qr):
            buttons.addWidget(button)
        deeds.setLayout(buttons)
        row = FlowRow(look, 8)
        row.addWidget(said)
        row.addWidget(deeds)
        self.body.addLayout(row)
        self._failure = QWidget()
        failure = QHBoxLayout(self._failure)
        failure.setContentsMargins(0, 0, 0, 0)
        failure.addWidget(Icon(look, "warning", "bad", 20), 0, Qt.AlignmentFlag.AlignTop)
        self._sentence = Text(look, "", Kind.BODY, "bad")
        failure.addWidget(self._sentence, 1)
        self._failure.hide()
        self.body.addWidget(self._failure)
        self._code: QrCode | None = None
        self._open.clicked.connect(lambda: self.open_asked.emit(self._address))
        self._copy.clicked.connect(self._ask_for_copy)
        self._qr.clicked.connect(lambda: self._show_code(shown=not self.code_shown))
        look.changed.connect(self._keep_width)
        self._show_words()
        self._keep_width()

    @property
    def code_shown(self) -> bool:
        """Whether the QR code is unfolded."""
        return self._code is not None and not self._code.isHidden()

    def set_identifiers(self, prefix: str) -> None:
        """Name the parts: prefix-address, prefix-open, prefix-copy, prefix-qr."""
        name_it(self, prefix)
        for widget, part in (
            (self._shown, "address"),
            (self._open, "open"),
            (self._copy, "copy"),
            (self._qr, "qr"),
        ):
            name_it(widget, f"{prefix}-{part}")
        self._show_words()

    def retranslate(self) -> None:
        """Say the buttons and the code again; the date comes from the page."""
        self._show_words()
        self._keep_width()
        if self._code is not None:
            self._code.retranslate()

    def show_failed(self, sentence: str) -> None:
        """Say that the address could not be opened here; the code helps a phone to it."""
        self._sentence.say(sentence)
        self._failure.show()
        self._show_code(shown=True)

    def _ask_for_copy(self) -> None:
        self.copy_asked.emit(self._address)
        self._copied.start()
        self._show_words()

    def _show_code(self, *, shown: bool) -> None:
        if self._code is None:
            self._code = QrCode(self._look, self._address, QR_SIDE)
            self.body.addWidget(self._code, 0, Qt.AlignmentFlag.AlignLeading)
        self._code.setVisible(shown)
        self._show_words()
        self.updateGeometry()

    def _show_words(self) -> None:
        copied = self._copied.isActive()
        self._shown.setAccessibleName(_("Address"))
        self._open.say(_("Open"))
        self._copy.say(_("Copied") if copied else _("Copy"))
        self._copy.set_icon("check" if copied else "copy")
        self._qr.say(_("Hide QR") if self.code_shown else _("QR"))
        spoken = {
            self._open: _("Open {address}"),
            self._copy: _("Copied {address}") if copied else _("Copy {address}"),
            self._qr: _("Hide the QR code of {address}")
            if self.code_shown
            else _("Show the QR code of {address}"),
        }
        for button, words in spoken.items():
            button.setAccessibleName(words.format(address=isolated(self._address)))

    def _keep_width(self) -> None:
        # "Copied" is longer than "Copy": the row must not jump when it says so.
        now = self._copy.text()
        widest = 0
        for text in (_("Copy"), _("Copied")):
            self._copy.say(text)
            widest = max(widest, self._copy.sizeHint().width())
        self._copy.say(now)
        self._copy.setMinimumWidth(widest)
