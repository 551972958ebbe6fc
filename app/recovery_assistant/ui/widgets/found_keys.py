# SPDX-License-Identifier: Apache-2.0
"""The keys that an imported file held: which of them become entries."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from recovery_assistant.find import Candidate
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.i18n import _, isolated, ngettext, visible_controls
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked, clear
from recovery_assistant.wording import copies as words

LISTED = 50
"""So many are listed at once; a longer file is taken in several goes."""


class FoundKeys(Card):
    """A tick a key; `taken` tells the numbers, from 0, of those that are wanted."""

    taken = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look, mark="accent")
        self._look = look
        self._shown: tuple[Candidate, ...] = ()
        self._rows: list[tuple[int, CheckRow]] = []
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._text = Text(look, "", Kind.BODY, "ink2")
        self._ticks = QVBoxLayout()
        self._left = Marked(look, "warning", "", "warn", Kind.SMALL)
        self._take = Button(look, "", ButtonKind.SECONDARY, "check")
        self.body.setSpacing(look.px(6))
        self.body.addWidget(self._title)
        self.body.addWidget(self._text)
        self.body.addLayout(self._ticks)
        self.body.addWidget(self._left)
        self.body.addWidget(self._take)
        self._take.clicked.connect(self._on_take)
        self.hide()

    def retranslate(self) -> None:
        """Say every word again."""
        self._take.say(_("Put them into the file"))
        name_it(self._take, identifiers.IMPORT_TAKE)
        self._shown = ()

    def show_found(self, session: Session) -> None:
        """Draw what a file held, and what became of those that were chosen."""
        found, problem = session.found, session.read_problem
        self.setVisible(bool(found) or problem is not None or bool(session.not_taken))
        self._take.setVisible(bool(found))
        left = words.not_taken(session.not_taken) if session.not_taken else ""
        self._left.setVisible(bool(left))
        self._left.show_text("warning", left, "warn")
        self._text.setVisible(bool(found))
        if problem is not None:
            self._title.say(words.import_problem(problem))
        elif not found:
            self._title.say(_("Keys from a file"))
        if found is not self._shown:
            self._shown = found
            self._show_rows(found)

    def focus_first(self) -> None:
        """Put the focus on the first tick."""
        for _number, row in self._rows[:1]:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def said(self, session: Session) -> list[str]:
        """Return what is to be heard of a file that was read."""
        said = [words.not_taken(session.not_taken)] if session.not_taken else []
        if session.read_problem is not None:
            said.append(words.import_problem(session.read_problem))
        elif session.found:
            said.append(self._title.text())
        return said

    def _show_rows(self, found: tuple[Candidate, ...]) -> None:
        clear(self._ticks)
        self._rows = []
        if not found:
            return
        count = len(found)
        self._title.say(
            ngettext("{count} key found", "{count} keys found", count).format(count=count)
        )
        self._text.say(_("Each ticked one becomes an entry of its own. Name them afterwards."))
        for number, candidate in enumerate(found[:LISTED]):
            row = CheckRow(self._look, _named(number, candidate))
            row.show_done(done=candidate.well_formed)
            name_it(row, identifiers.found_key(number + 1), row.text())
            self._rows.append((number, row))
            self._ticks.addWidget(row)

    def _on_take(self) -> None:
        self.taken.emit(tuple(number for number, row in self._rows if row.isChecked()))


def _named(number: int, candidate: Candidate) -> str:
    if candidate.key_id is None:
        named = _("Key {number}, without a Key ID").format(number=number + 1)
    else:
        named = _("Key ID {key_id}").format(key_id=isolated(candidate.key_id.hex[:8]))
    if candidate.date:
        named = f"{named} · {visible_controls(candidate.date)}"
    if not candidate.well_formed:
        named = f"{named} · {_('has a slip: type it by hand, with help')}"
    return named
