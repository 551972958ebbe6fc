# SPDX-License-Identifier: Apache-2.0
"""What the window expects of a page of door 2: what to say beside the agent's work."""

from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.call.blockers import Blocker
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.page import PageOf
from recovery_assistant.ui.widgets.call_note import CallNoteCard
from recovery_assistant.ui.widgets.say_panel import SayPanel

TWO_COLUMNS_FROM: Final = 800
"""Logical pixels at 100 % text from which work stands beside the words (visual.md section 7)."""


class CallPage(PageOf[Session, Blocker]):
    """One stage of a call; `happened` carries a `flow.call.events.Event`."""

    step: ClassVar[Step]

    def __init__(self, look: Look, phone: Phone) -> None:
        super().__init__()
        self.look = look
        self.phone = phone
        self.session: Session | None = None
        self.say = SayPanel(look, phone)
        self.note = CallNoteCard(look)
        self.work = QVBoxLayout()
        self.work.setSpacing(look.px(14))
        self._work_side = QWidget()
        side = QVBoxLayout(self._work_side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(look.px(14))
        side.addLayout(self.work)
        side.addWidget(self.note)
        side.addStretch(1)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(look.px(16))
        self._sides.addWidget(self.say, 10, Qt.AlignmentFlag.AlignTop)
        self._sides.addWidget(self._work_side, 13)
        self.head = QVBoxLayout()
        self.head.setSpacing(look.px(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        column.addLayout(self.head)
        column.addLayout(self._sides)

    @override
    def retranslate(self) -> None:
        self.say.retranslate()
        self.note.retranslate()
        self.say_words()
        if self.session is not None:
            self.show_session(self.session)

    def say_words(self) -> None:
        """Say the page's own words again, in the present language."""
        raise NotImplementedError

    @override
    def show_session(self, session: Session) -> None:
        self.session = session
        self.say.show_session(session)
        self.note.show_session(session)
        self.show_work(session)

    def show_work(self, session: Session) -> None:
        """Draw the agent's side."""
        raise NotImplementedError

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        return ()

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.focus_first()

    @override
    def hide_secrets(self) -> None:
        self.say.forget()

    @override
    def set_measure(self, measure: float) -> None:
        wide = measure >= TWO_COLUMNS_FROM
        self._sides.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )
