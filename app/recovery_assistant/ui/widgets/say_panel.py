# SPDX-License-Identifier: Apache-2.0
"""What to say to the caller, a sentence a line, and what to do then (visual.md, "Phone pair")."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recovery_assistant.flow.call.session import Session
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.i18n import _, isolated
from recovery_assistant.ui import call_identifiers as identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.block_to_say import BlockToSay
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.choice import Pill
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.ui.widgets.topic import clear
from recovery_assistant.wording import call as words

_MARKS = ("{first}", "{second}")


class SayPanel(Card):
    """The words for the present point of a call, in the caller's language."""

    def __init__(self, look: Look, phone: Phone) -> None:
        super().__init__(look, border="accent_tint", fill="accent_tint")
        self._look = look
        self._phone = phone
        self._shown: tuple[tuple[str, ...], tuple[str, ...]] | None = None
        self._pill = Pill(look, "", "phone", filled=True)
        self._hint = Text(look, "", Kind.SMALL, "ink2")
        self._before = QVBoxLayout()
        self._after = QVBoxLayout()
        self._then = QVBoxLayout()
        for lines in (self._before, self._after):
            lines.setSpacing(look.px(4))
        self._then.setSpacing(look.px(2))
        self.block = BlockToSay(look)
        head = QHBoxLayout()
        head.addWidget(self._pill)
        head.addStretch(1)
        head.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(18))
        self.body.setSpacing(look.px(10))
        self.body.addLayout(head)
        self.body.addLayout(self._before)
        self.body.addWidget(self.block)
        self.body.addLayout(self._after)
        self.body.addSpacing(look.px(6))
        self.body.addLayout(self._then)
        self.block.hide()

    def retranslate(self) -> None:
        """Say every word again."""
        self._pill.say(_("Say this"))
        name_it(self, identifiers.SAY, _("Say this"))
        name_it(self.block, identifiers.BLOCK_TO_SAY)
        self._shown = None

    def show_session(self, session: Session) -> None:
        """Draw what is to be said now."""
        tongue = self._phone.tongue(session.language)
        alphabet = self._phone.alphabet(session.alphabet)
        said = words.sentences(session, tongue, alphabet)
        script = words.script_of(session, tongue)
        digits = any(mark in line for line in said for mark in _MARKS)
        shown = digits and session.shown and session.may_be_told
        self.block.setVisible(shown)
        if shown:
            self.block.show_block(session.draft, session.block, tongue.digits)
        else:
            self.block.forget()
        self._hint.say(_("slowly, digit by digit") if digits else "")
        first = next((n for n, line in enumerate(said) if _MARKS[0] in line), len(said))
        plain = [line for line in said if not any(mark in line for mark in _MARKS)]
        parts = (
            (tuple(plain[:first]), tuple(plain[first:])),
            (script.wait, script.unsure, script.never),
        )
        if (parts[0][0] + parts[0][1], parts[1]) == self._shown:
            return
        self._shown = (parts[0][0] + parts[0][1], parts[1])
        self._show_lines(self._before, parts[0][0])
        self._show_lines(self._after, parts[0][1])
        self._show_then(*parts[1])

    def forget(self) -> None:
        """Let go of the digits."""
        self.block.forget()
        self.block.hide()

    def _show_lines(self, layout: QVBoxLayout, lines: tuple[str, ...]) -> None:
        clear(layout)
        for line in lines:
            # In the caller's language, which may run the other way than ours.
            layout.addWidget(Text(self._look, isolated(line), Kind.SCRIPT, "ink", parent=self))

    def _show_then(self, wait: str, unsure: str, never: str) -> None:
        clear(self._then)
        for title, text in (
            (_("Then wait"), wait),
            (_("If they are unsure"), unsure),
            (_("Never"), never),
        ):
            if text:
                self._then.addWidget(_pair(self._look, title, text, self))


def _pair(look: Look, title: str, text: str, parent: QWidget) -> QWidget:
    holder = QWidget(parent)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, look.px(4), 0, 0)
    column.setSpacing(0)
    column.addWidget(Text(look, title, Kind.LABEL, "accent_ink"))
    column.addWidget(Text(look, isolated(text), Kind.BODY, "ink2"))
    return holder
