# SPDX-License-Identifier: Apache-2.0
"""The bar below the page: back, the reason in words, and the way on."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.text import Text

HEIGHT = 68
"""Least height of the bar at 100 % text."""


class FootBar(QWidget):
    """Back and a quiet deed at the leading side, the way on at the trailing side, its reason."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shown = ("", "", "ink2")
        self._narrow = False
        self._stacked = False
        self.back = Button(look, "", ButtonKind.QUIET, "back")
        self.aside = Button(look, "", ButtonKind.QUIET, "vault")
        self.way_on = Button(look, "", ButtonKind.PRIMARY, trailing_icon="next")
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._reason = Text(look, "", Kind.SMALL, "ink2")
        # Its size is set below: a label that asks for more height in less width makes the
        # whole bar ask for it.
        self._reason.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._beside = QWidget()
        self._reason_row = QHBoxLayout(self._beside)
        self._reason_row.setContentsMargins(0, 0, 0, 0)
        self._reason_row.addStretch(1)
        self._reason_row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        self._reason_row.addWidget(self._reason, 0, Qt.AlignmentFlag.AlignVCenter)
        self._deeds = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._deeds.addWidget(self.back)
        self._deeds.addWidget(self.aside)
        self._deeds.addStretch(1)
        self._deeds.addWidget(self.way_on)
        self._rows = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._rows.addLayout(self._deeds)
        self._place_reason()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        QWidget.setTabOrder(self.back, self.aside)
        QWidget.setTabOrder(self.aside, self.way_on)
        look.changed.connect(self._restyle)
        self.retranslate()
        self._restyle()

    def retranslate(self) -> None:
        """Say "Back" again; the other words come from the page."""
        self.back.say(_("Back"))
        name_it(self, "foot")
        name_it(self.back, identifiers.FOOT_BACK, _("Back"))
        name_it(self.way_on, identifiers.FOOT_WAY_ON)
        name_it(self._reason, identifiers.FOOT_REASON)

    def show_aside(self, words: str, icon: str) -> None:
        """Show a quiet button beside the way back; without words there is none."""
        self.aside.setVisible(bool(words))
        self.aside.set_icon(icon)
        self.aside.say(words)
        name_it(self.aside, identifiers.FOOT_ASIDE, words)

    def show_reason(self, icon: str, text: str, role: str) -> None:
        """Say what the way on leads to or waits for; both empty hides it."""
        self._shown = (icon, text, role)
        self._reason.say(text)
        self._reason.set_role(role)
        self._reason.setVisible(bool(text))
        self._icon.setVisible(bool(icon))
        self._beside.setVisible(bool(text))
        self._show_icon()
        self._fit_reason()

    def set_narrow(self, *, narrow: bool) -> None:
        """Let the reason have a row of its own where it would wrap between the buttons."""
        self._narrow = narrow
        self._fit_reason()

    def _place_reason(self) -> None:
        # A widget, not a layout: removeItem of a layout takes Python's hold off items of others,
        # which ends in a crash the next time that one of them is measured.
        self._rows.removeWidget(self._beside)
        self._deeds.removeWidget(self._beside)
        if self._stacked:
            self._rows.insertWidget(0, self._beside)
        else:
            self._deeds.insertWidget(3, self._beside)

    def _fit_reason(self) -> None:
        # A label that wraps asks for little width by itself: it gets what its words need,
        # up to what the buttons leave.
        words = self._reason.fontMetrics().horizontalAdvance(self._reason.text()) + 4
        deeds = (self.back, self.aside, self.way_on)
        shown = [button for button in deeds if not button.isHidden()]
        taken = self._look.px(2 * 30 + 18 + 8 + 12 * len(shown))
        buttons = sum(button.sizeHint().width() for button in shown)
        beside = taken + buttons
        # One above the other where even without the reason they do not fit in one row.
        apart = len(shown) > 1 and buttons + self._look.px(2 * 30 + 12) > self.width()
        self._deeds.setDirection(
            QBoxLayout.Direction.BottomToTop if apart else QBoxLayout.Direction.LeftToRight
        )
        stacked = apart or (self._narrow and words + beside > self.width())
        if stacked != self._stacked:
            self._stacked = stacked
            self._place_reason()
        if not stacked:
            taken = beside
        width = max(1, min(words, self.width() - taken))
        # A label never says less than its least height: that of before has to go first.
        self._reason.setMinimumSize(0, 0)
        self._reason.setFixedSize(width, max(1, self._reason.heightForWidth(width)))
        # At once, not in the next round: the bar is asked for its height before that.
        self._reason_row.activate()

    def _show_icon(self) -> None:
        icon, _text, role = self._shown
        if icon:
            self._icon.setPixmap(self._look.icon(icon, role, self._look.px(18)))

    def _restyle(self) -> None:
        look = self._look
        edge = look.px(30)
        self._rows.setContentsMargins(edge - 4, look.px(8) + 1, edge - 4, look.px(8))
        self._rows.setSpacing(look.px(4))
        self._deeds.setSpacing(look.px(12))
        self._reason_row.setSpacing(look.px(8))
        self.setMinimumHeight(look.px(HEIGHT))
        self._show_icon()
        self._fit_reason()
        self.update()

    @override
    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._fit_reason()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("surface"))
        painter.fillRect(0, 0, self.width(), 1, self._look.color("line"))
