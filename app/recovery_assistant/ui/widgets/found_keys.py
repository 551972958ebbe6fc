# SPDX-License-Identifier: Apache-2.0
"""The keys that an imported file held: which of them become entries."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from recovery_assistant.find import Candidate, Reading
from recovery_assistant.i18n import _, isolated, ngettext
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import clear
from recovery_assistant.wording import key as key_words

LISTED = 50
"""So many are listed at once; a longer file is taken in several goes."""


class FoundKeys(Card):
    """A tick a key; `taken` tells the numbers, from 0, of those that are wanted."""

    taken = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look, mark="accent")
        self._look = look
        self._shown: Reading | None = None
        self._rows: list[tuple[int, CheckRow]] = []
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._text = Text(look, "", Kind.BODY, "ink2")
        self._ticks = QVBoxLayout()
        self._take = Button(look, "", ButtonKind.SECONDARY, "check")
        self._drop = Button(look, "", ButtonKind.PLAIN)
        deeds = FlowRow(look, 10)
        deeds.addWidget(self._take)
        deeds.addWidget(self._drop)
        self.body.setSpacing(look.px(6))
        self.body.addWidget(self._title)
        self.body.addWidget(self._text)
        self.body.addLayout(self._ticks)
        self.body.addLayout(deeds)
        self._take.clicked.connect(self._on_take)
        self._drop.clicked.connect(lambda: self.taken.emit(()))
        self.hide()

    def retranslate(self) -> None:
        """Say every word again."""
        self._take.say(_("Put them into the file"))
        self._drop.say(_("None of them"))
        name_it(self._take, identifiers.IMPORT_TAKE)
        name_it(self._drop, f"{identifiers.IMPORT_TAKE}-none")
        shown, self._shown = self._shown, None
        self.show_reading(shown)

    def show_reading(self, reading: Reading | None) -> None:
        """Draw what a file held; None hides the card."""
        self.setVisible(reading is not None)
        if reading is self._shown:
            return
        self._shown = reading
        clear(self._ticks)
        self._rows = []
        if reading is None:
            return
        whole = [(n, one) for n, one in enumerate(reading.candidates) if one.well_formed]
        self._take.setVisible(bool(whole))
        if reading.problem is not None:
            found = key_words.read_problem(reading.problem)
            self._title.say(found.title)
            self._text.say(found.sentence)
            return
        count = len(reading.candidates)
        self._title.say(
            ngettext("{count} key found", "{count} keys found", count).format(count=count)
        )
        self._text.say(self._said(count - len(whole)))
        for number, candidate in whole[:LISTED]:
            row = CheckRow(self._look, _named(number, candidate))
            row.show_done(done=True)
            name_it(row, identifiers.found_key(number + 1), row.text())
            self._rows.append((number, row))
            self._ticks.addWidget(row)

    def _said(self, broken: int) -> str:
        text = _("Each ticked one becomes an entry of its own. Give them names afterwards.")
        if broken:
            text += " " + ngettext(
                "{count} more has a slip: type that one in by hand, with help.",
                "{count} more have a slip: type those in by hand, with help.",
                broken,
            ).format(count=broken)
        return text

    def _on_take(self) -> None:
        self.taken.emit(tuple(number for number, row in self._rows if row.isChecked()))


def _named(number: int, candidate: Candidate) -> str:
    if candidate.key_id is None:
        return _("Key {number}, without a Key ID").format(number=number + 1)
    named = _("Key ID {key_id}").format(key_id=isolated(candidate.key_id.hex[:8]))
    return f"{named} · {candidate.date}" if candidate.date else named
