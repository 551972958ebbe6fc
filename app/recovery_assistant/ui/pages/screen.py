# SPDX-License-Identifier: Apache-2.0
"""Screen 1: what the locked PC shows, and whose it is."""

from __future__ import annotations  # the words' tables are loaded after the first paint

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout.answers import Answer, Owner, Question, ScreenLink, Shows
from recovery_assistant.flow.lockout.blockers import Blocker, Missing
from recovery_assistant.flow.lockout.owner import open_question
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.widgets.banner import Banner, Note
from recovery_assistant.ui.widgets.button import Button
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.choice import ChoiceCard, ChoiceGroup, PillChoice
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.drawing import RecoveryDrawing
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked
from recovery_assistant.wording import lockout as words

if TYPE_CHECKING:
    from recovery_assistant.flow.lockout.events import Event
    from recovery_assistant.flow.lockout.kept import Offer
    from recovery_assistant.guidance import ErrorCode, Guidance, Link
    from recovery_assistant.ui.widgets.kept import GoOnCard
    from recovery_assistant.ui.widgets.link_row import LinkRow

ANSWERS = (Answer.YES, Answer.NO, Answer.UNKNOWN)
SHOWS_ICONS = {
    Shows.LINK: ("link", "A"),
    Shows.COMPANY: ("building", "B"),
    Shows.ACCOUNT: ("person", "C"),
    Shows.ERROR_CODE: ("code", "D"),
    Shows.AWAY: ("phone", ""),
}
"""Icon and letter in the drawing, per answer."""
TWO_COLUMNS_FROM = 860
FOUR_OWNERS_FROM = 760
TWO_CHOICES_FROM = 560


class QuestionPanel(Card):
    """The short questions behind "not sure": one at a time, then the conclusion."""

    def __init__(self, look: Look, page: Page) -> None:
        super().__init__(look, fill="accent_tint", border="accent_tint")
        self._page = page
        self._question: Question | None = None
        self._count = Text(look, "", Kind.LABEL, "accent_ink")
        self._text = Text(look, "", Kind.NAME)
        self._answers = PillChoice(look, [])
        self._again = Button(look, "", small=True)
        name_it(self._again, identifiers.QUESTIONS_AGAIN)
        self._answers.chosen.connect(self._answer)
        self._again.clicked.connect(self._reopen)
        for part in (self._count, self._text, self._answers):
            self.body.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self._again)
        row.addStretch(1)
        self.body.addLayout(row)

    def retranslate(self) -> None:
        """Say the answers again."""
        self._again.say(_("Ask me again"))
        names = {Answer.YES: _("Yes"), Answer.NO: _("No"), Answer.UNKNOWN: _("I do not know")}
        self._answers.set_options([(answer.value, names[answer]) for answer in ANSWERS])
        for answer in ANSWERS:
            self._answers.name_option(answer.value, identifiers.question_answer(answer.value))

    def show_session(self, session: Session) -> None:
        """Draw the open question or the conclusion."""
        conclusion = session.conclusion
        self._question = open_question(session.answers)
        asked = self._question is not None
        self._answers.setVisible(asked)
        self._answers.choose(None)
        self._again.setVisible(bool(session.answers))
        if self._question is not None:
            number = tuple(Question).index(self._question) + 1
            self._count.say(_("Question {number}, three at most").format(number=number))
            self._text.say(words.question_text(self._question))
        elif conclusion is not None:
            self._count.say(
                _("So we take it as: {owner}").format(owner=words.owner_name(conclusion.owner))
            )
            self._text.say(words.owner_reason(conclusion.reason))

    def said(self) -> str:
        """Return what is drawn, the question or the conclusion."""
        return f"{self._count.text()}. {self._text.text()}"

    def _answer(self, key: str) -> None:
        from recovery_assistant.flow.lockout.events import QuestionAnswered

        if self._question is not None:
            self._page.happened.emit(QuestionAnswered(self._question, Answer(key)))
        if self._question is None:
            # The answers are gone, and the focus with them would stand at the other end.
            self._again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reopen(self) -> None:
        from recovery_assistant.flow.lockout.events import QuestionsReopened

        self._page.happened.emit(QuestionsReopened())
        self._answers.focus_first()


class ErrorPanel(QWidget):
    """The error code: typed, then explained from the table."""

    def __init__(self, look: Look, guidance: Callable[[], Guidance], page: Page) -> None:
        super().__init__()
        self._look = look
        self._guidance = guidance
        self._page = page
        self._label = Text(look, "", Kind.LABEL, "ink2")
        self._field = QLineEdit()
        self._field.setProperty("kind", "mono")
        look.dress(self._field)
        self._field.setMaxLength(80)
        self._field.textEdited.connect(self._typed)
        self._banner = Banner(look, "accent", "info", "", "")
        self._completed = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        for part in (self._label, self._field, self._banner):
            column.addWidget(part)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._field.setFont(self._look.font(Kind.ID))
        self._field.setMinimumHeight(self._look.px(40))

    def retranslate(self) -> None:
        """Say the label again."""
        label = _("The code, for example E_FVE_PCR_MISMATCH")
        self._label.say(label)
        name_it(self._field, identifiers.ERROR_CODE, label)
        name_it(self._banner, identifiers.ERROR_MEANING)

    def show_session(self, session: Session) -> None:
        """Draw what the table says about the code."""
        if self._field.text() != session.error_code:
            self._field.setText(session.error_code)
        text = session.error_code.strip()
        code = self._guidance().error_code(text) if text else None
        self._banner.setVisible(bool(text))
        if code is not None:
            self._explain(code)
        elif text:
            self._banner.show_text(
                "warn",
                "info",
                _("Not in our table yet"),
                _("Check it letter by letter, or go on without it: the key is found the same way."),
            )

    def said(self, session: Session) -> str:
        """Return what is drawn of a code that is known; one that is half typed says nothing."""
        known = self._guidance().error_code(session.error_code.strip() or "-")
        shown = self._banner.accessibleName(), self._banner.accessibleDescription()
        return ". ".join(shown) if known is not None else ""

    def _explain(self, code: ErrorCode) -> None:
        if code.no_key_first:
            role, icon, title = "ok", "reason", _("Try this first: it may need no key at all")
        else:
            role, icon, title = "accent", "info", code.code
        self._banner.show_text(role, icon, title, f"{code.meaning} {code.first.read()}")

    def _typed(self, text: str) -> None:
        from recovery_assistant.flow.lockout.events import ErrorCodeTyped

        self._page.happened.emit(ErrorCodeTyped(text))

    def focus_first(self) -> None:
        """Put the caret in the field."""
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)


class FirstPlace(Card):
    """The first place to look, with its address, as soon as an answer decides it."""

    def __init__(self, look: Look, guidance: Callable[[], Guidance], page: Page) -> None:
        super().__init__(look, mark="accent", border="accent")
        self._look = look
        self._guidance = guidance
        self._page = page
        self._icon = Icon(look, "key", "accent_ink", 26)
        self._label = Text(look, "", Kind.LABEL, "accent_ink")
        self.title = Heading(look, "", Kind.TITLE, 2)
        self._who = Text(look, "", Kind.SMALL, "ink2")
        self._link: LinkRow | None = None
        self._address = ""
        self._failed = False
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(look.px(2))
        for part in (self._label, self.title, self._who):
            column.addWidget(part)
        head.addLayout(column, 1)
        self.body.addLayout(head)

    def show_session(self, session: Session) -> None:
        """Draw the first route for these answers."""
        route = self._guidance().route(session.routes[0].value)
        self._label.say(_("First place to look"))
        self.title.say(route.title)
        self._who.say(route.who)
        self._icon.show_icon(route.icon, "accent_ink")
        link = self._guidance().link(route.link) if route.link else None
        address = link.address if link else ""
        if address != self._address:
            self._replace_link(link)
        self._failed = self._link is not None and session.unopened == address
        if self._link is not None and self._failed:
            from recovery_assistant.wording.guidance import not_opened

            self._link.show_failed(not_opened())

    def said(self) -> str:
        """Return what is drawn: which place comes first, and whether its address opened."""
        from recovery_assistant.wording.guidance import not_opened

        failed = f" {not_opened()}" if self._failed else ""
        return f"{self._label.text()}: {self.title.text()}.{failed}"

    def _replace_link(self, link: Link | None) -> None:
        if self._link is not None:
            self._link.hide()
            self._link.deleteLater()
            self._link = None
        self._address = link.address if link else ""
        if link is None:
            return
        from recovery_assistant.ui.widgets.link_row import LinkRow
        from recovery_assistant.wording.guidance import confirmed

        row = LinkRow(self._look, link.address, confirmed(link))
        row.set_identifiers(identifiers.FIRST_LINK)
        row.open_asked.connect(self._open)
        row.copy_asked.connect(self._copy)
        self._link = row
        self.body.addWidget(row)

    def _open(self, address: str) -> None:
        from recovery_assistant.flow.lockout.events import LinkAsked

        self._page.happened.emit(LinkAsked(address))

    def _copy(self, address: str) -> None:
        from recovery_assistant.flow.lockout.events import CopyAsked

        self._page.happened.emit(CopyAsked(address))


class ScreenPage(Page):
    """Screen 1."""

    step: ClassVar[Step] = Step.SCREEN

    def __init__(self, look: Look, guidance: Callable[[], Guidance]) -> None:
        super().__init__()
        self._look = look
        self._asked = Heading(look, "", Kind.TITLE, 2)
        self._shows = ChoiceGroup(look, 2)
        self._links = PillChoice(look, [])
        self._cards = {}
        for shows in Shows:
            icon, letter = SHOWS_ICONS[shows]
            card = ChoiceCard(look, shows.value, icon, "", "", letter)
            if shows is Shows.LINK:
                card.set_row(self._links)
            self._cards[shows] = card
            self._shows.add(card)
        self._error = ErrorPanel(look, guidance, self)
        self._whose = Heading(look, "", Kind.TITLE, 2)
        self._reason = Marked(look, "reason", "", "ink2", Kind.SMALL)
        self._owner = ChoiceGroup(look, 4)
        self._owners = {}
        for owner in Owner:
            card = ChoiceCard(look, owner.value, "", "", "")
            self._owners[owner] = card
            self._owner.add(card)
        self._questions = QuestionPanel(look, self)
        self._go_on: GoOnCard | None = None
        self._drawing = RecoveryDrawing(look)
        self._hurry = Note(look, "clock", "", "")
        self._first = FirstPlace(look, guidance, self)
        self._lay_out()
        self._shows.chosen.connect(self._choose_shows)
        self._links.chosen.connect(self._choose_link)
        self._owner.chosen.connect(self._choose_owner)

    def _lay_out(self) -> None:
        look = self._look
        left = QVBoxLayout()
        left.setSpacing(look.px(8))
        left.addWidget(self._asked)
        left.addWidget(self._shows)
        left.addWidget(self._error)
        left.addStretch(1)
        self._aside = QVBoxLayout()
        self._aside.addWidget(self._drawing)
        self._aside.addStretch(1)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(look.px(20))
        self._top.addLayout(left, 8)
        self._top.addLayout(self._aside, 4)
        whose = FlowRow(look, 14)
        whose.addWidget(self._whose)
        whose.addWidget(self._reason)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        column.addLayout(self._top)
        column.addLayout(whose)
        column.addWidget(self._owner)
        column.addWidget(self._questions)
        column.addWidget(self._first)
        column.addWidget(self._hurry)

    @override
    def retranslate(self) -> None:
        self._asked.say(_("What can be read on it?"))
        self._whose.say(_("Whose PC is it?"))
        for shows, card in self._cards.items():
            card.say(words.shows_name(shows), words.shows_hint(shows))
            name_it(card, identifiers.shows_choice(shows.value))
        for owner, card in self._owners.items():
            card.say(words.owner_name(owner), words.owner_hint(owner))
            name_it(card, identifiers.owner_choice(owner.value))
        self._shows.setAccessibleName(_("What can be read on it?"))
        self._owner.setAccessibleName(_("Whose PC is it?"))
        self._links.set_options([(link.value, words.link_name(link)) for link in ScreenLink])
        for link in ScreenLink:
            self._links.name_option(link.value, identifiers.screen_link(link.value))
        if self._go_on is not None:
            self._go_on.retranslate()
        self._error.retranslate()
        self._questions.retranslate()
        self._drawing.retranslate()
        self._hurry.show_text(
            "clock",
            _("It switches itself off?"),
            _("After a minute untouched that is normal. Find the key first, then go to the PC."),
        )

    @override
    def show_session(self, session: Session) -> None:
        self._show_offers(session.offers)
        self._shows.choose(session.shows.value if session.shows else None)
        self._links.choose(session.link.value if session.link else None)
        self._error.setVisible(session.shows is Shows.ERROR_CODE)
        if session.shows is Shows.ERROR_CODE:
            self._error.show_session(session)
        letter = SHOWS_ICONS[session.shows][1] if session.shows else ""
        self._drawing.frame_line(letter)
        owner = session.chosen_owner
        self._owner.choose(owner.value if owner else None)
        suggestion = session.suggestion
        self._reason.setVisible(suggestion is not None)
        if suggestion is not None:
            self._reason.show_text("reason", words.owner_reason(suggestion.reason), "ink2")
        self._questions.setVisible(session.owner is Owner.NOT_SURE)
        if session.owner is Owner.NOT_SURE:
            self._questions.show_session(session)
        decided = session.settled_owner is not None
        self._first.setVisible(decided)
        if decided:
            self._first.show_session(session)

    def _show_offers(self, offers: tuple[Offer, ...]) -> None:
        if offers and self._go_on is None:
            # Seldom there, so it costs nothing where it is not.
            from recovery_assistant.ui.widgets.kept import GoOnCard

            self._go_on = GoOnCard(self._look)
            self._go_on.asked.connect(self._choose_place)
            self._go_on.show_offers(offers)
            self._column.insertWidget(0, self._go_on)
            self._go_on.focus_first()
        elif self._go_on is not None:
            self._go_on.show_offers(offers)
            self._go_on.setVisible(bool(offers))

    def _choose_place(self, event: Event) -> None:
        # The button goes with the card: the focus must not go with it.
        self.focus_first()
        self.happened.emit(event)

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        said = []
        if session.suggestion is not None:
            said.append(words.owner_reason(session.suggestion.reason))
        if session.owner is Owner.NOT_SURE:
            said.append(self._questions.said())
        if session.shows is Shows.ERROR_CODE:
            said.append(self._error.said(session))
        if session.settled_owner is not None:
            said.append(self._first.said())
        return tuple(said)

    @override
    def focus_first(self) -> None:
        self._shows.focus_first()

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        if blocker is Missing.SHOWS:
            self._shows.focus_first()
        elif blocker is Missing.QUESTIONS:
            self._questions.focusNextChild()
        else:
            self._owner.focus_first()

    @override
    def set_measure(self, measure: float) -> None:
        beside = measure >= TWO_COLUMNS_FROM
        self._top.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self._shows.set_columns(2 if measure >= TWO_CHOICES_FROM else 1)
        self._owner.set_columns(
            4 if measure >= FOUR_OWNERS_FROM else 2 if measure >= TWO_CHOICES_FROM else 1
        )

    def _choose_shows(self, key: str) -> None:
        from recovery_assistant.flow.lockout.events import ShowsChosen

        self.happened.emit(ShowsChosen(Shows(key)))

    def _choose_link(self, key: str) -> None:
        from recovery_assistant.flow.lockout.events import LinkChosen

        self.happened.emit(LinkChosen(ScreenLink(key)))

    def _choose_owner(self, key: str) -> None:
        from recovery_assistant.flow.lockout.events import OwnerChosen

        self.happened.emit(OwnerChosen(Owner(key)))
