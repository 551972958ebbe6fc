# SPDX-License-Identifier: Apache-2.0
"""Door 2, stage 3: the key from where the organisation keeps it, checked, its digits hidden."""

from datetime import date
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from recovery_assistant.find import Candidate, Reason
from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.blockers import Blocker, Missing
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.i18n import _, isolated, ngettext, visible_controls
from recovery_assistant.ui import call_identifiers as identifiers
from recovery_assistant.ui.call_page import CallPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.choice import ChoiceCard, ChoiceGroup
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.compare_row import CompareRow
from recovery_assistant.ui.widgets.findings import Findings, block_to_mend
from recovery_assistant.ui.widgets.key_entry import KeyEntry
from recovery_assistant.ui.widgets.link_row import LinkRow
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import clear
from recovery_assistant.ui.widgets.work_row import WorkRow
from recovery_assistant.wording.key import read_problem, reason_sentence

LISTED = 12
"""So many keys are listed; more are a sign that the Key ID is missing."""


class CallKeyPage(CallPage):
    """Bring it, tell several apart, see what speaks for it."""

    step: ClassVar[Step] = Step.KEY

    def __init__(self, look: Look, phone: Phone) -> None:
        super().__init__(look, phone)
        self._listed: tuple[Candidate, ...] = ()
        self._linked = ""
        self._bring = Card(look)
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._paste = Button(look, "", ButtonKind.SECONDARY, "paste")
        self._open = Button(look, "", ButtonKind.PLAIN, "file")
        self._reading = WorkRow(look, "call")
        self._problem = Banner(look, "warn", "warning", "", "")
        self._portal = QVBoxLayout()
        self._portal_title = Text(look, "", Kind.LABEL, "ink2")
        self._several = Card(look)
        self._several_title = Heading(look, "", Kind.TITLE, 2)
        self._found = ChoiceGroup(look, 1)
        self._key = Card(look)
        self._key_title = Heading(look, "", Kind.TITLE, 2)
        self.entry = KeyEntry(look)
        self._findings = Findings(look)
        self._compare = CompareRow(look)
        self._accept = CheckRow(look, "")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        look = self.look
        deeds = FlowRow(look, 10)
        deeds.addWidget(self._paste)
        deeds.addWidget(self._open)
        self._bring.body.setSpacing(look.px(10))
        self._bring.body.addWidget(self._title)
        self._bring.body.addWidget(self._portal_title)
        self._bring.body.addLayout(self._portal)
        self._bring.body.addLayout(deeds)
        self._bring.body.addWidget(self._reading)
        self._several.body.addWidget(self._several_title)
        self._several.body.addWidget(self._found)
        self._key.body.setSpacing(look.px(10))
        # What speaks for the key comes before its digits, which are hidden anyhow.
        for part in (self._key_title, self._compare, self._accept, self._findings, self.entry):
            self._key.body.addWidget(part)
        for card in (self._bring, self._problem, self._several, self._key):
            self.work.addWidget(card)
        self.setAcceptDrops(True)

    def _connect(self) -> None:
        tell = self.happened.emit
        self._paste.clicked.connect(lambda: tell(happened.PasteAsked()))
        self._open.clicked.connect(lambda: tell(happened.FileAsked()))
        self.entry.edited.connect(lambda draft: tell(happened.DraftEdited(draft)))
        self.entry.pasted.connect(lambda text: tell(happened.TextPasted(text)))
        self._found.chosen.connect(lambda key: tell(happened.CandidateTaken(int(key))))
        self._findings.used.connect(self._use)
        self._accept.toggled.connect(lambda on: tell(happened.MismatchAccepted(on)))
        self._reading.cancelled.connect(self._stop)

    def _use(self, block: int, digits: str) -> None:
        if self.session is not None:
            draft = self.session.draft.with_block(block, digits)
            self.happened.emit(happened.DraftEdited(draft))

    def _stop(self) -> None:
        if self.session is not None and self.session.reading is not None:
            self.happened.emit(happened.ReadingStopped(self.session.reading))

    @override
    def say_words(self) -> None:
        self._title.say(_("Where your keys are kept"))
        self._paste.say(_("Paste"))
        self._open.say(_("Open a file or an export"))
        self._reading.retranslate()
        self._several_title.say(_("Several keys: which is it?"))
        self._found.setAccessibleName(_("Several keys: which is it?"))
        self._key_title.say(_("The key, hidden"))
        self.entry.retranslate()
        self._compare.retranslate()
        self._portal_title.say(_("Your organisation's own address, not ours:"))
        for part, identifier in (
            (self._paste, identifiers.PASTE),
            (self._open, identifiers.OPEN_FILE),
        ):
            name_it(part, identifier)
        self._linked = ""
        self._listed = ()

    @override
    def show_work(self, session: Session) -> None:
        self._show_portal(session.profile.portal)
        self._reading.show_work(session.reading, _("Looking for keys in it."))
        problem = session.read_problem
        self._problem.setVisible(problem is not None)
        if problem is not None:
            found = read_problem(problem)
            self._problem.show_text("warn", "warning", found.title, found.sentence)
            name_it(self._problem, identifiers.READ_PROBLEM, f"{found.title}. {found.sentence}")
        self._show_candidates(session)
        self.entry.set_hidden(True)
        self.entry.show_draft(session.draft)
        wrong = block_to_mend(session.draft)
        self._findings.setVisible(wrong is not None)
        if wrong is not None:
            self._findings.show_block(session.draft, wrong, hidden=False)
        whole = session.draft.is_complete
        self._compare.setVisible(whole)
        self._compare.show_ids(session.key_id, session.found_id)
        agrees = session.match is not None and session.match.agrees
        self._accept.setVisible(whole and not agrees)
        self._accept.show_done(done=session.mismatch_accepted)
        if session.found_id is None or session.key_id is None:
            said = _("No Key ID speaks for it. I know from elsewhere that it is this PC's key.")
        else:
            said = _("The Key ID differs. I know from elsewhere that it is this PC's key.")
        self._accept.say(said)
        name_it(self._accept, identifiers.MISMATCH, said)

    def _show_portal(self, address: str) -> None:
        self._portal_title.setVisible(bool(address))
        if address == self._linked:
            return
        self._linked = address
        clear(self._portal)
        if address:
            row = LinkRow(self.look, address, _("From your organisation's profile"))
            row.set_identifiers(identifiers.PORTAL)
            row.retranslate()
            row.open_asked.connect(lambda one: self.happened.emit(happened.LinkAsked(one)))
            row.copy_asked.connect(lambda one: self.happened.emit(happened.CopyAsked(one)))
            self._portal.addWidget(row)

    def _show_candidates(self, session: Session) -> None:
        several = len(session.candidates) > 1
        self._several.setVisible(several)
        if session.candidates != self._listed:
            self._listed = session.candidates
            self._several.body.removeWidget(self._found)
            self._found.hide()
            self._found.deleteLater()
            self._found = ChoiceGroup(self.look, 1)
            self._found.chosen.connect(
                lambda key: self.happened.emit(happened.CandidateTaken(int(key)))
            )
            self._found.setAccessibleName(_("Several keys: which is it?"))
            compared = any(Reason.NEWEST in one.reasons for one in session.candidates)
            for number, one in enumerate(session.candidates[:LISTED] if several else ()):
                name, second = _named(number, one, compared=compared)
                card = ChoiceCard(self.look, str(number), "key", name, second)
                name_it(card, identifiers.candidate(number + 1), name, second)
                self._found.add(card)
            self._several.body.addWidget(self._found)
            if several and self._paste.hasFocus():
                self._found.focus_first()
        self._found.choose(None if session.taken is None else str(session.taken))

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        said: list[str] = []
        if session.read_problem is not None:
            found = read_problem(session.read_problem)
            said.append(f"{found.title}. {found.sentence}")
        count = len(session.candidates)
        if count > 1:
            said.append(
                ngettext("{count} key found", "{count} keys found", count).format(count=count)
            )
        if session.draft.is_complete:
            said.append(_("No slip found in the key."))
            said.append(self._compare.words())
        return tuple(filter(None, said))

    @override
    def hide_secrets(self) -> None:
        super().hide_secrets()
        self._findings.forget()

    @override
    def focus_first(self) -> None:
        self._paste.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        if blocker is Missing.MISMATCH:
            self._accept.setFocus(Qt.FocusReason.OtherFocusReason)
        elif blocker is Missing.KEY_NOT_FINE and self.session is not None:
            self.entry.focus_block(block_to_mend(self.session.draft) or 1)
        else:
            self.focus_first()

    @override
    def set_measure(self, measure: float) -> None:
        super().set_measure(measure)
        self.entry.set_columns(2)


def _named(number: int, candidate: Candidate, *, compared: bool) -> tuple[str, str]:
    """A candidate's name and what tells it apart: its date, whether another is newer, its place.

    Args:
        number: its place in the list, from 0.
        candidate: what was found.
        compared: whether the search could say which of them is the newest.

    """
    if candidate.key_id is None:
        name = _("Key {number}, without a Key ID").format(number=number + 1)
    else:
        name = _("Key ID {key_id}").format(key_id=isolated(candidate.key_id.hex[:8]))
    if candidate.date:
        name = f"{name} · {isolated(visible_controls(candidate.date))}"
    parts = [reason_sentence(one, candidate.match) for one in candidate.reasons[:1]]
    if Reason.NEWEST in candidate.reasons:
        parts.append(_("the newest"))
    elif compared and _is_certain(candidate.date):
        parts.append(_("an older one"))
    if candidate.place:
        parts.append(visible_controls(candidate.place).replace("\n", " "))
    if not candidate.well_formed:
        parts.append(_("has a slip"))
    return name, " · ".join(parts)


def _is_certain(written: str | None) -> bool:
    """Whether a date could be compared: the search writes those as year-month-day."""
    try:
        return written is not None and bool(date.fromisoformat(written))
    except ValueError:
        return False
