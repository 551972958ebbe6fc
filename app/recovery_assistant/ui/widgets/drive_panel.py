# SPDX-License-Identifier: Apache-2.0
"""The place of the locked drive on screens 2 and 3; what stands in it is made when it opens."""

from __future__ import annotations  # what a drive needs is loaded where one is asked

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from recovery_assistant.flow.lockout import Session
from recovery_assistant.ui.look import Look

if TYPE_CHECKING:
    from recovery_assistant.ui.widgets.drive_card import DriveCard


class DrivePanel(QWidget):
    """Choose the drive, read what it tells, check a key on it. It holds no truth."""

    asked = Signal(object)

    def __init__(self, look: Look, *, checks: bool) -> None:
        """Make the place; `checks` where there are digits that can be checked."""
        super().__init__()
        self._look = look
        self._checks = checks
        self._measure = 0.0
        self._card: DriveCard | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def retranslate(self) -> None:
        """Say every word again."""
        if self._card is not None:
            self._card.retranslate()

    def show_session(self, session: Session) -> None:
        """Draw the look at the drive, if it is open."""
        opened = session.proving is not None and session.proving.opened
        self.setVisible(opened)
        if opened:
            card = self._made()
            # A layout in view would show it a round later, and the focus could not go into it.
            card.show()
            card.show_session(session)

    def _made(self) -> DriveCard:
        if self._card is None:
            from recovery_assistant.ui.widgets.drive_card import DriveCard

            self._card = DriveCard(self._look, checks=self._checks)
            self._card.asked.connect(self.asked)
            self._card.set_measure(self._measure)
            self._card.retranslate()
            self._column.addWidget(self._card)
        return self._card

    def focus_first(self) -> None:
        """Put the focus on the first thing to do, and the panel into view."""
        if self._card is not None and self.isVisible():
            self._card.focus_first()

    def forget(self) -> None:
        """Let go of what was drawn; there is never a digit of a key in it."""
        if self._card is not None:
            self._card.forget()

    def set_measure(self, measure: float) -> None:
        """Lay out for a width in logical pixels at 100 % text."""
        self._measure = measure
        if self._card is not None:
            self._card.set_measure(measure)
