# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a key that is being typed, and the readings that could be meant."""

from PySide6.QtCore import Signal

from recovery_assistant.i18n import _
from recovery_assistant.keys import BLOCK_DIGITS, KeyDraft, Verdict, suggest_block
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.suggestions import SuggestionList
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.ui.widgets.topic import Marked
from recovery_assistant.wording import key as key_words

_CANNOT_BE_RIGHT = (
    Verdict.LONG,
    Verdict.NOT_DIGIT,
    Verdict.TOO_LARGE,
    Verdict.NOT_RULE_11,
)


def block_to_mend(draft: KeyDraft) -> int | None:
    """Return the first block worth a suggestion; counts from 1.

    A block that is one digit short is only looked at once something stands behind it:
    before that, the person is most likely still typing.
    """
    verdicts = draft.verdicts
    for number, verdict in enumerate(verdicts, start=1):
        if verdict in _CANNOT_BE_RIGHT:
            return number
        behind = verdicts[number:]
        one_short = len(draft.block(number)) == BLOCK_DIGITS - 1
        if verdict is Verdict.SHORT and one_short and any(v is not Verdict.EMPTY for v in behind):
            return number
    if verdicts[-1] is Verdict.SHORT and len(draft.block(8)) == BLOCK_DIGITS - 1:
        rest = verdicts[:-1]
        return 8 if all(verdict is Verdict.FINE for verdict in rest) else None
    return None


class Findings(Card):
    """What is wrong with a block, and what it may have been; `used` tells block and digits."""

    used = Signal(int, str)

    def __init__(self, look: Look) -> None:
        super().__init__(look, mark="bad", border="bad")
        self._title = Marked(look, "wrong", "", "bad", Kind.TITLE)
        self._text = Text(look, "", Kind.BODY)
        self._list = SuggestionList(look)
        self._hidden = Marked(look, "eye", "", "ink2", Kind.SMALL)
        self.body.setSpacing(look.px(8))
        for part in (self._title, self._text, self._list, self._hidden):
            self.body.addWidget(part)
        self._list.used.connect(self.used)

    def show_block(self, draft: KeyDraft, number: int, *, hidden: bool) -> None:
        """Draw the finding for one block, and the suggestions unless digits are hidden."""
        text = draft.block(number)
        verdict = draft.verdicts[number - 1]
        unreadable = draft.unreadable(number)
        role = "warn" if unreadable else "bad"
        icon = "unreadable" if unreadable else "wrong"
        self.set_roles(role, role, "surface")
        suggestions = suggest_block(text)
        finding = key_words.block_finding(number, text, verdict, len(suggestions))
        self._title.show_text(icon, finding.title, role)
        self._text.say(finding.sentence)
        self._list.setVisible(bool(suggestions) and not hidden)
        self._hidden.setVisible(bool(suggestions) and hidden)
        self._list.show_suggestions(number, text, () if hidden else suggestions)
        self._hidden.show_text("eye", _("Show the digits to see what may fit."), "ink2")

    def forget(self) -> None:
        """Let go of the digits that were suggested."""
        self._list.show_suggestions(1, "", ())
