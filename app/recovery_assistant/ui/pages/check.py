# SPDX-License-Identifier: Apache-2.0
"""Screen 3: bring the key, check it block by block, compare its Key ID."""

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.find import Candidate
from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Form
from recovery_assistant.flow.lockout.blockers import Blocker, BlockLacking, BlockWrong
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.guidance import Guidance
from recovery_assistant.i18n import _, isolated, ngettext, visible_controls
from recovery_assistant.keys import (
    KeyDraft,
    KeyId,
    Other,
    Verdict,
    match,
    warn,
)
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.widgets.banner import Banner, Note
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.choice import Segmented
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.compare_row import CompareRow
from recovery_assistant.ui.widgets.drive_panel import DrivePanel
from recovery_assistant.ui.widgets.findings import Findings, block_to_mend
from recovery_assistant.ui.widgets.key_entry import KeyEntry
from recovery_assistant.ui.widgets.picture_reading import PictureBeside
from recovery_assistant.ui.widgets.progress import ProgressRow
from recovery_assistant.ui.widgets.rungs import Rungs
from recovery_assistant.ui.widgets.search_panel import SearchPanel
from recovery_assistant.ui.widgets.second_copy import SecondCopy
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked, clear
from recovery_assistant.wording import check as words
from recovery_assistant.wording import find as find_words
from recovery_assistant.wording import key as key_words

ASIDE_FROM = 860
"""Width at 100 % text from which findings and Key ID stand side by side."""
EIGHT_IN_TWO_ROWS_FROM = 700
EIGHT_IN_FOUR_ROWS_FROM = 460
LISTED = 5
"""So many candidates are listed; more would bury the best."""


def _others(session: Session) -> list[Other]:
    """Return the further keys that were brought, those listed first."""
    listed = session.candidates[:LISTED]
    here = session.taken
    if here is None:
        # Typed, and brought as well: that is this key, not a second one like it.
        alike = (n for n, one in enumerate(listed) if one.draft.same_digits(session.draft))
        here = next(alike, None)
    return [
        Other(candidate.draft.blocks, candidate.match is not None and candidate.match.agrees)
        for number, candidate in enumerate(listed)
        if number != here and not _is_another(candidate.key_id, session.found_id)
    ]


def _is_another(one: KeyId | None, other: KeyId | None) -> bool:
    """Whether two Key IDs say that their keys are two keys, not two copies of one."""
    return one is not None and other is not None and not match(one, other).agrees


class CandidateList(Card):
    """The keys that were found when there are several, best first."""

    def __init__(self, look: Look, page: Page) -> None:
        super().__init__(look)
        self._look = look
        self._page = page
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(look.px(6))
        self.body.addWidget(self._title)
        self.body.addLayout(self._rows)
        self._shown: tuple[Candidate, ...] = ()
        self._taken: int | None = None

    def show_candidates(self, candidates: tuple[Candidate, ...], taken: int | None) -> None:
        """Draw the list; the one in the fields is marked."""
        if candidates is self._shown and taken == self._taken:
            return
        self._shown, self._taken = candidates, taken
        clear(self._rows)
        self._title.say(
            ngettext("{count} key found", "{count} keys found", len(candidates)).format(
                count=len(candidates)
            )
        )
        for number, candidate in enumerate(candidates[:LISTED]):
            self._rows.addWidget(self._row(number, candidate))
        more = len(candidates) - LISTED
        if more > 0:
            text = ngettext(
                "{count} more, less likely. Add the Key ID to narrow it down.",
                "{count} more, less likely. Add the Key ID to narrow them down.",
                more,
            ).format(count=more)
            self._rows.addWidget(Text(self._look, text, Kind.SMALL, "ink2"))

    def _row(self, number: int, candidate: Candidate) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._look.px(12))
        named = words.candidate_name(number, candidate)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Text(self._look, named, Kind.NAME))
        column.addWidget(Text(self._look, words.candidate_reason(candidate), Kind.SMALL, "ink2"))
        row.addLayout(column, 1)
        if number == self._taken:
            row.addWidget(Marked(self._look, "check", _("In the fields"), "accent_ink"), 0)
        else:
            button = Button(self._look, _("Use"), ButtonKind.PLAIN, small=True)
            name_it(
                button,
                identifiers.candidate(number + 1),
                _("Use {name}").format(name=named),
                words.candidate_reason(candidate),
            )
            button.clicked.connect(lambda: self._take(number))
            row.addWidget(button, 0)
        return holder

    def _take(self, number: int) -> None:
        self._page.happened.emit(happened.CandidateTaken(number))
        self._page.focus_first()


class Certainty(Card):
    """The Key ID asked for beside the one found, and how sure that makes it."""

    prove = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, mark="line", border="line")
        self._title = Marked(look, "info", "", "ink", Kind.TITLE)
        self._compare = CompareRow(look)
        self._text = Text(look, "", Kind.SMALL, "ink2")
        self._how = Heading(look, "", Kind.NAME, 3)
        self._rungs = Rungs(look)
        self._proof = Text(look, "", Kind.SMALL, "ink2")
        self._prove = Button(look, "", ButtonKind.SECONDARY, "proved", small=True)
        self.body.setSpacing(look.px(8))
        for part in (
            self._title,
            self._compare,
            self._text,
            self._how,
            self._rungs,
            self._proof,
        ):
            self.body.addWidget(part)
        self.body.addWidget(self._prove, 0, Qt.AlignmentFlag.AlignLeading)
        self._prove.clicked.connect(self.prove)

    def retranslate(self) -> None:
        """Say the words of the button again."""
        self._prove.say(_("Ask the drive"))
        name_it(self._prove, identifiers.DRIVE_OPEN)

    def _say_way(self, session: Session) -> None:
        proving = session.proving
        if proving is not None and proving.verdict is not None:
            self._prove.say(_("What the drive said"))
        elif proving is not None and proving.trying is not None:
            self._prove.say(_("How the trying goes"))
        else:
            self._prove.say(_("Ask the drive"))

    def focus_prove(self) -> None:
        """Put the focus on the way to the drive."""
        self._prove.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_session(self, session: Session) -> None:
        """Draw the comparison and the three rungs."""
        said = None if session.proving is None else session.proving.verdict
        # A key that came without its ID has that of the lock that it opens.
        asked, found = session.key_id, session.found_id or words.proved_id(said)
        compared = match(asked, found) if asked is not None and found is not None else None
        unclear = session.key_id is None and bool(session.key_id_text.strip())
        verdict = words.certainty(asked, found, compared, unclear=unclear, said=said)
        self._title.show_text(verdict.icon, verdict.title, verdict.role)
        role = verdict.role if verdict.role in ("ok", "bad") else "line"
        self.set_roles(role, role, "surface")
        self._compare.setVisible(asked is not None or found is not None)
        self._compare.show_ids(asked, found)
        self._text.say(verdict.sentence)
        # That they agree, the compare row says in its own words; not what to do if they do not.
        self._text.setVisible(said is not None or compared is None or not compared.agrees)
        self._how.say(_("How sure is this?"))
        self._rungs.show_rungs(*words.rungs(session.draft, compared, said))
        self._proof.say(key_words.does_not_prove())
        self._proof.setVisible(said is None)
        self._say_way(session)


class CheckPage(Page):
    """Screen 3."""

    step: ClassVar[Step] = Step.CHECK

    def __init__(self, look: Look, guidance: Guidance) -> None:
        super().__init__()
        self._look = look
        self._session: Session | None = None
        self.setAcceptDrops(True)
        self._paste = Button(look, "", ButtonKind.PLAIN, "paste")
        self._open = Button(look, "", ButtonKind.PLAIN, "file")
        self._search = Button(look, "", ButtonKind.PLAIN, "search")
        self._source = Marked(look, "check", "", "ink2", Kind.SMALL)
        self._undo = Button(look, "", ButtonKind.QUIET, small=True)
        self._hide = CheckRow(look, "")
        self._advance = CheckRow(look, "")
        self._forms = Segmented(look, [])
        self._progress = ProgressRow(look)
        self._problem = Banner(look, "bad", "file", "", "")
        self._another = Button(look, "", ButtonKind.SECONDARY)
        self._type = Button(look, "", ButtonKind.PLAIN)
        self._problem.add_buttons(self._another, self._type)
        self._hint = Note(look, "reason", "", "")
        self._card = Card(look)
        self._card_title = Heading(look, "", Kind.TITLE, 2)
        self._count = Text(look, "", Kind.SMALL, "ink2")
        self.entry = KeyEntry(look)
        self._candidates = CandidateList(look, self)
        self._second = SecondCopy(look)
        self._picture = PictureBeside(look)
        self._panel = SearchPanel(look, lambda: guidance.topic("read-pictures"))
        self._drive = DrivePanel(look, checks=True)
        self._findings = Findings(look)
        self._certainty = Certainty(look)
        self._warnings = QVBoxLayout()
        self._warned: tuple[key_words.Finding, ...] = ()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        look = self._look
        tools = FlowRow(look, 10)
        for part in (self._paste, self._open, self._search, self._forms):
            tools.addWidget(part)
        head = FlowRow(look, 14)
        for shown in (self._card_title, self._count, self._source, self._undo):
            head.addWidget(shown)
        self._card.body.addLayout(head)
        self._card.body.addWidget(self.entry)
        ways = FlowRow(look, 20)
        ways.addWidget(self._advance)
        ways.addWidget(self._hide)
        self._card.body.addLayout(ways)
        left = QVBoxLayout()
        left.setSpacing(look.px(12))
        left.addWidget(self._findings)
        left.addLayout(self._warnings)
        left.addWidget(self._candidates)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self._certainty)
        right.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(look.px(16))
        self._row.addLayout(left, 1)
        self._row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addLayout(tools)
        column.addWidget(self._panel)
        column.addWidget(self._progress)
        column.addWidget(self._problem)
        column.addWidget(self._card)
        column.addWidget(self._picture)
        # The verdict of the drive belongs to the digits.
        column.addWidget(self._drive)
        column.addWidget(self._hint)
        column.addLayout(self._row)
        column.addWidget(self._second)

    def _connect(self) -> None:
        self._paste.clicked.connect(lambda: self.happened.emit(happened.PasteAsked()))
        self._open.clicked.connect(lambda: self.happened.emit(happened.FileAsked()))
        self._search.clicked.connect(self._open_search)
        self._panel.asked.connect(self._tell)
        self._certainty.prove.connect(self._open_drive)
        self._drive.asked.connect(self._tell_of_drive)
        self._another.clicked.connect(lambda: self.happened.emit(happened.FileAsked()))
        self._type.clicked.connect(lambda: self.entry.focus_block(1))
        self._second.opened.connect(lambda on: self.happened.emit(happened.CompareOpened(on)))
        self._second.edited.connect(lambda d: self.happened.emit(happened.SecondEdited(d)))
        self._second.pasted.connect(lambda text: self.happened.emit(happened.SecondPasted(text)))
        self._second.used.connect(lambda n: self.happened.emit(happened.SecondUsed(n or None)))
        self._findings.used.connect(self._use)
        self._undo.clicked.connect(lambda: self.happened.emit(happened.FillUndone()))
        self._hide.toggled.connect(lambda on: self.happened.emit(happened.DigitsHidden(on)))
        self._advance.toggled.connect(lambda on: self.happened.emit(happened.AdvanceChosen(on)))
        self._forms.chosen.connect(lambda key: self.happened.emit(happened.FormChosen(Form(key))))
        self._progress.cancelled.connect(self._stop_reading)
        self.entry.edited.connect(lambda d: self.happened.emit(happened.DraftEdited(d)))
        self.entry.pasted.connect(lambda text: self.happened.emit(happened.TextPasted(text)))
        self.entry.completed.connect(
            lambda block, verdict: self.happened.emit(happened.BlockCompleted(block, verdict))
        )

    @override
    def retranslate(self) -> None:
        self._paste.say(_("Paste"))
        self._open.say(_("Open a file"))
        self._search.say(_("Search for it"))
        self._undo.say(_("Undo"))
        self._hide.say(_("Hide digits"))
        self._advance.say(_("Go to the next block by itself"))
        self._forms.set_options(
            [(Form.EIGHT.value, _("Eight blocks")), (Form.LINE.value, _("One line"))]
        )
        self._another.say(_("Choose another file"))
        self._type.say(_("Type the digits"))
        self._card_title.say(_("Your key"))
        self._hint.show_text(
            "reason",
            _("Bring it any way you like"),
            _(
                "Paste a whole web page or e-mail, drop a file here, or type the digits. "
                "Type ? for a digit that you cannot read."
            ),
        )
        self.entry.retranslate()
        self._second.retranslate()
        self._panel.retranslate()
        self._drive.retranslate()
        self._certainty.retranslate()
        for widget, identifier in (
            (self._paste, identifiers.PASTE),
            (self._open, identifiers.OPEN_FILE),
            (self._search, identifiers.SEARCH_OPEN),
            (self._undo, identifiers.UNDO_FILL),
            (self._hide, identifiers.HIDE_DIGITS),
            (self._advance, identifiers.AUTO_ADVANCE),
            (self._another, identifiers.ANOTHER_FILE),
            (self._type, identifiers.TYPE_DIGITS),
            (self._problem, identifiers.READ_PROBLEM),
            (self._findings, identifiers.FINDINGS),
            (self._certainty, identifiers.CERTAINTY),
        ):
            name_it(widget, identifier)
        for form in Form:
            self._forms.name_option(form.value, identifiers.form_choice(form.value))

    @override
    def show_session(self, session: Session) -> None:
        before = self._session
        filled = before is not None and (
            session.taken != before.taken or session.find is not before.find
        )
        self._session = session
        self.entry.set_form(session.form.value)
        self.entry.set_hidden(session.hidden)
        self.entry.set_auto_advance(session.advance)
        self.entry.show_draft(session.draft)
        self._forms.choose(session.form.value)
        self._hide.show_done(done=session.hidden)
        self._advance.show_done(done=session.advance)
        self._advance.setVisible(session.form is Form.EIGHT)
        self._undo.setVisible(session.before is not None)
        self._show_source(session)
        self._show_reading(session)
        fine = sum(verdict is Verdict.FINE for verdict in session.draft.verdicts)
        self._count.say(words.progress(fine))
        self._show_findings(session)
        self._candidates.setVisible(len(session.candidates) > 1)
        self._candidates.show_candidates(session.candidates, session.taken)
        self._hint.setVisible(session.draft.is_empty)
        self._certainty.setVisible(not session.draft.is_empty)
        self._certainty.show_session(session)
        # With nothing to say on the left, the comparison takes the whole width.
        busy = any(not part.isHidden() for part in (self._findings, self._candidates))
        self._row.setStretch(0, 1 if busy or self._warned else 0)
        self._second.setVisible(not session.draft.is_empty or session.comparing)
        self._second.show_second(
            session.draft, session.second, opened=session.comparing, hidden=session.hidden
        )
        strip = None if session.find is None else session.find.strip
        self._picture.show_pixels(b"" if strip is None else strip.pixels)
        self._panel.show_session(session)
        self._drive.show_session(session)
        if filled:
            self._look_at_first_slip(session)

    def _show_source(self, session: Session) -> None:
        shown = session.place is not None and session.taken is not None
        self._source.setVisible(shown or session.find is not None)
        if session.find is not None:
            name = isolated(find_words.place_name(session.find.places[0]))
            text = _("Found by the search in {name}").format(name=name)
            self._source.show_text("search", text, "ink2")
        elif session.place is not None and shown:
            text = words.source(visible_controls(session.place), len(session.candidates))
            self._source.show_text("check", text, "ink2")

    def _show_reading(self, session: Session) -> None:
        if session.reading is None:
            self._progress.hide()
        problem = session.read_problem
        self._problem.setVisible(problem is not None and session.reading is None)
        if problem is not None:
            found = key_words.read_problem(problem)
            self._problem.show_text("bad", "file", found.title, found.sentence)

    def _show_findings(self, session: Session) -> None:
        number = block_to_mend(session.draft)
        self._findings.setVisible(number is not None)
        if number is not None:
            self._findings.show_block(session.draft, number, hidden=session.hidden)
        warned = tuple(
            key_words.warning(warned) for warned in warn(session.draft.blocks, _others(session))
        )
        if warned == self._warned:
            return
        self._warned = warned
        clear(self._warnings)
        for found in warned:
            self._warnings.addWidget(
                Banner(self._look, "warn", "warning", found.title, found.sentence)
            )

    def _look_at_first_slip(self, session: Session) -> None:
        number = block_to_mend(session.draft)
        if number is not None:
            self.entry.focus_block(number)

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        asked, found = session.key_id, session.found_id
        said = [f"{warned.title}. {warned.sentence}" for warned in self._warned]
        proving = session.proving
        # What the drive says is announced as it says it.
        silent = proving is None or proving.verdict is None
        if asked is not None and found is not None and silent:
            certainty = words.certainty(asked, found, match(asked, found))
            said.append(f"{certainty.title}. {certainty.sentence}")
        if proving is not None and proving.opened:
            from recovery_assistant.wording.proving import status

            said += status(proving, asked)
        return tuple(said)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far a reading is, in bytes; total 0 is unknown."""
        if self._session is not None and self._session.reading is not None:
            self._progress.show_progress(words.reading(done), done / total if total else None)
            self._progress.show()

    def _use(self, number: int, digits: str) -> None:
        self.happened.emit(happened.SuggestionUsed(number, digits))
        # The button is gone: on to the next block that needs a look.
        self.focus_first()

    def _open_search(self) -> None:
        self.happened.emit(happened.SearchOpened(opened=True))
        self._panel.focus_first()

    def _tell(self, event: Event) -> None:
        """Tell what happened in the search; go where the eye should be next."""
        self.happened.emit(event)
        match event:
            case happened.SearchOpened(opened=False):
                self._search.setFocus(Qt.FocusReason.OtherFocusReason)
            case happened.FoundTaken() | happened.ReadingAccepted() | happened.ReadingRefused():
                self._panel.follow_reading(self.focus_first)
            case _:
                pass

    def _open_drive(self) -> None:
        self.happened.emit(happened.DriveOpened(opened=True))
        self._drive.focus_first()

    def _tell_of_drive(self, event: Event) -> None:
        """Tell what happened about the drive; go where the eye should be next."""
        self.happened.emit(event)
        if event == happened.DriveOpened(opened=False):
            if self._certainty.isVisible():
                self._certainty.focus_prove()
            else:
                self.focus_first()

    def _stop_reading(self) -> None:
        if self._session is not None and self._session.reading is not None:
            self.happened.emit(happened.ReadingStopped(self._session.reading))

    @override
    def hide_secrets(self) -> None:
        self.entry.show_draft(KeyDraft())
        self._findings.forget()
        self._second.show_second(KeyDraft(), KeyDraft(), opened=False, hidden=False)
        self._picture.show_pixels(b"")
        self._panel.forget()
        self._drive.forget()

    @override
    def focus_first(self) -> None:
        if self._session is None:
            self.entry.focus_block(1)
            return
        draft = self._session.draft
        open_blocks = (n for n, v in enumerate(draft.verdicts, start=1) if v is not Verdict.FINE)
        self.entry.focus_block(block_to_mend(draft) or next(open_blocks, 1))

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        if isinstance(blocker, BlockWrong | BlockLacking):
            self.entry.focus_block(blocker.block)
        else:
            self.entry.focus_block(1)

    @override
    def set_measure(self, measure: float) -> None:
        beside = measure >= ASIDE_FROM
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        if measure >= EIGHT_IN_TWO_ROWS_FROM:
            self.entry.set_columns(4)
        else:
            self.entry.set_columns(2 if measure >= EIGHT_IN_FOUR_ROWS_FROM else 1)
        self._second.set_columns(2 if beside else 1)
        self._panel.set_measure(measure)
        self._drive.set_measure(measure)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        data = event.mimeData()
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if files:
            self.happened.emit(happened.FileChosen(Path(files[0])))
        elif data.hasText():
            self.happened.emit(happened.TextPasted(data.text()))
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
