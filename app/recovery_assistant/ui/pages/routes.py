# SPDX-License-Identifier: Apache-2.0
"""Screen 2: the Key ID, and the places where the key can be."""

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.blockers import Blocker
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.guidance import Guidance
from recovery_assistant.guidance import Route as RouteWords
from recovery_assistant.i18n import _, isolated, ngettext
from recovery_assistant.keys import KeyId
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.widgets.banner import FraudBanner, Note
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.choice import Pill
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.drive_panel import DrivePanel
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.kept import KeepPlaceCard
from recovery_assistant.ui.widgets.key_id_field import KeyIdField
from recovery_assistant.ui.widgets.link_row import Address, LinkRow
from recovery_assistant.ui.widgets.search_panel import SearchPanel
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked
from recovery_assistant.wording import guidance as guidance_words
from recovery_assistant.wording import key as key_words

ASIDE_FROM = 1000
"""Width at 100 % text from which the aside stands beside the cards."""


class KeyIdCard(Card):
    """The Key ID: typed, judged, or skipped."""

    def __init__(self, look: Look, page: Page) -> None:
        super().__init__(look)
        self._page = page
        self._icon = Icon(look, "screen", "accent_ink", 24)
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._why = Text(look, "", Kind.SMALL, "ink2")
        self.field = KeyIdField(look)
        self._skip = Button(look, "", ButtonKind.QUIET)
        self._proposals = FlowRow(look, 8)
        self._shown: tuple[KeyId, ...] = ()
        self._look = look
        words_column = QVBoxLayout()
        words_column.setSpacing(look.px(2))
        words_column.addWidget(self._title)
        words_column.addWidget(self._why)
        words_column.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(look.px(14))
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(words_column, 5)
        self._row.addWidget(self.field, 6)
        self._row.addWidget(self._skip, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self._row)
        holder = QWidget()
        holder.setLayout(self._proposals)
        self._proposal_row = holder
        self.body.addWidget(holder)
        self.field.edited.connect(self._typed)
        self._skip.clicked.connect(self._skipped)
        self._skipped_now = False

    def set_measure(self, measure: float) -> None:
        """Stack the parts when narrow."""
        beside = measure >= ASIDE_FROM - 240
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def retranslate(self) -> None:
        """Say the words again."""
        self._title.say(_("Key ID on the locked screen"))
        self.field.retranslate()
        name_it(self._skip, identifiers.KEY_ID_SKIP)

    def show_session(self, session: Session) -> None:
        """Draw the Key ID and what is to be said of it."""
        self._skipped_now = session.key_id_skipped
        self.field.setVisible(not session.key_id_skipped)
        self._skip.say(_("Note it after all") if session.key_id_skipped else _("Skip"))
        if session.key_id_skipped:
            self._why.say(
                _("Skipped. Without it you may have to try several keys: it tells them apart.")
            )
            self._show_proposals(())
            return
        self._why.say(_("It tells several keys apart. It is not secret."))
        self.field.show_text(session.key_id_text)
        reading = KeyId.parse(session.key_id_text)
        verdict = key_words.key_id_verdict(reading)
        self.field.show_verdict(verdict.icon, verdict.role, verdict.title, verdict.second)
        self._show_proposals(reading.proposals if reading.key_id is None else ())

    def said(self, session: Session) -> str:
        """Return what is to be heard of the Key ID: nothing while it is half typed."""
        if session.key_id_skipped:
            return self._why.text()
        reading = KeyId.parse(session.key_id_text)
        verdict = key_words.key_id_verdict(reading)
        settled = reading.key_id is not None and not reading.problems
        return f"{verdict.title}. {verdict.second}" if settled or verdict.role == "warn" else ""

    def _show_proposals(self, proposals: tuple[KeyId, ...]) -> None:
        if proposals == self._shown:
            return
        self._shown = proposals
        while (item := self._proposals.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for number, key_id in enumerate(proposals[:3], start=1):
            text = _("Use {key_id}").format(key_id=isolated(key_id.grouped()))
            button = Button(self._look, text, ButtonKind.SECONDARY, small=True)
            name_it(button, identifiers.key_id_proposal(number))
            button.clicked.connect(partial(self._take, key_id))
            self._proposals.addWidget(button)
        self._proposal_row.setVisible(bool(proposals))

    def _take(self, key_id: KeyId) -> None:
        self._typed(key_id.grouped())
        # The button is gone.
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self, text: str) -> None:
        self._page.happened.emit(happened.KeyIdTyped(text))

    def _skipped(self) -> None:
        self._page.happened.emit(happened.KeyIdSkipped(skipped=not self._skipped_now))


class RouteCard(Card):
    """One place: closed to its head, or open with steps, link and two answers."""

    asked = Signal(object)

    def __init__(self, look: Look, route: Route, words: RouteWords, guidance: Guidance) -> None:
        super().__init__(look)
        self._look = look
        self._route = route
        self._words = words
        self._guidance = guidance
        self._number = Text(look, "", Kind.TITLE, "ink2")
        self._icon = Icon(look, words.icon, "ink2", 24)
        self._title = Heading(look, words.title, Kind.TITLE, 2)
        self._who = Text(look, words.who, Kind.SMALL, "ink2")
        self._likely = Pill(look, "", "reason")
        self._toggle = Button(look, "", ButtonKind.QUIET, "down", small=True)
        self._open = False
        self._inside: QWidget | None = None
        self._checks: list[CheckRow] = []
        self._link: LinkRow | None = None
        self._key_id = ""
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        column = QVBoxLayout()
        column.setSpacing(look.px(1))
        # Words take what is left of their line; mark and button break to the next if need be.
        for words_first in (self._title, self._who):
            policy = words_first.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
            words_first.setSizePolicy(policy)
        named = FlowRow(look, 10)
        named.addWidget(self._title)
        named.addWidget(self._likely)
        owned = FlowRow(look, 10)
        owned.addWidget(self._who)
        owned.addWidget(self._toggle)
        column.addLayout(named)
        column.addLayout(owned)
        head.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(column, 1)
        self.body.addLayout(head)
        self.body.setSpacing(look.px(8))
        self._toggle.clicked.connect(self._toggled)

    def show_place(self, session: Session, number: int, *, is_open: bool) -> None:
        """Draw the card for a session; `number` is its place in the list."""
        ruled_out = self._route in session.ruled_out
        self._number.say(str(number))
        self._title.set_role("ink2" if ruled_out else "ink")
        self._who.say(_("Not there") if ruled_out else self._words.who)
        self._likely.setVisible(number == 1 and not ruled_out)
        self._likely.say(_("Most likely"))
        if is_open:
            self.set_roles("accent", "accent", "surface")
        else:
            self.set_roles(None, "line", "surface")
        self._toggle.setVisible(not is_open)
        self._toggle.say(_("Look again") if ruled_out else _("Open"))
        name_it(
            self._toggle,
            identifiers.route_open(self._route.value),
            _("Open: {place}").format(place=self._words.title),
        )
        name_it(self, identifiers.route_card(self._route.value))
        if is_open and (self._inside is None or self._key_id != _shown_id(session)):
            self._build_inside(session)
        if self._inside is not None:
            self._inside.setVisible(is_open)
        self._open = is_open
        for line, check in enumerate(self._checks):
            check.show_done(done=(self._route, line) in session.ticked)
        if self._link is not None and session.unopened is not None:
            self._link.show_failed(guidance_words.not_opened())

    def focus_first(self) -> None:
        """Put the focus on the first thing to do here."""
        if self._open and self._checks:
            self._checks[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._toggle.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build_inside(self, session: Session) -> None:
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
        look, route = self._look, self._route.value
        self._key_id = _shown_id(session)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        self._link = self._link_row()
        if self._link is not None:
            column.addWidget(self._link)
        self._checks = []
        for number, line in enumerate(self._words.steps):
            check = CheckRow(look, line.read(self._key_id))
            name_it(check, identifiers.route_line(route, number + 1), line.read(self._key_id))
            check.toggled.connect(
                lambda done, number=number: self.asked.emit(
                    happened.LineTicked(self._route, number, done)
                )
            )
            self._checks.append(check)
            column.addWidget(check)
        for number, command in enumerate(self._words.commands, start=1):
            column.addLayout(self._command_row(number, command))
        column.addWidget(self._signs())
        for limit in self._words.limits:
            column.addWidget(Marked(look, "info", limit.read(self._key_id), "ink2", Kind.SMALL))
        column.addLayout(self._answers())
        self._inside = inside
        self.body.addWidget(inside)

    def _link_row(self) -> LinkRow | None:
        if self._words.link is None:
            return None
        link = self._guidance.link(self._words.link)
        row = LinkRow(self._look, link.address, guidance_words.confirmed(link))
        row.set_identifiers(identifiers.route_link(self._route.value))
        row.open_asked.connect(lambda address: self.asked.emit(happened.LinkAsked(address)))
        row.copy_asked.connect(lambda address: self.asked.emit(happened.CopyAsked(address)))
        return row

    def _command_row(self, number: int, command: str) -> QHBoxLayout:
        row = QHBoxLayout()
        text = Address(self._look, command)
        copy = Button(self._look, _("Copy"), ButtonKind.PLAIN, "copy", small=True)
        name_it(
            copy,
            identifiers.route_command(self._route.value, number),
            _("Copy the command {command}").format(command=command),
        )
        copy.clicked.connect(lambda: self.asked.emit(happened.CopyAsked(command)))
        row.addWidget(text, 1)
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _signs(self) -> QWidget:
        holder = QWidget()
        row = FlowRow(self._look, 20)
        row.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(row)
        for icon, title, line in (
            ("eye", _("When it works"), self._words.works),
            ("info", _("If it is not there"), self._words.empty),
        ):
            part = QWidget()
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(self._look.px(2))
            column.addWidget(Marked(self._look, icon, title, "accent_ink", Kind.LABEL))
            column.addWidget(Text(self._look, line.read(self._key_id), Kind.SMALL, "ink2"))
            part.setMinimumWidth(self._look.px(250))
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            row.addWidget(part)
        return holder

    def _answers(self) -> FlowRow:
        row = FlowRow(self._look, 10)
        found = Button(self._look, _("I found it"), ButtonKind.PRIMARY, "check")
        missing = Button(self._look, _("Not there"), ButtonKind.PLAIN)
        name_it(
            found,
            identifiers.route_found(self._route.value),
            _("I found it: {place}").format(place=self._words.title),
        )
        name_it(
            missing,
            identifiers.route_missing(self._route.value),
            _("Not there: {place}").format(place=self._words.title),
        )
        found.clicked.connect(lambda: self.asked.emit(happened.RouteFound(self._route)))
        missing.clicked.connect(lambda: self.asked.emit(happened.RouteRuledOut(self._route)))
        row.addWidget(found)
        row.addWidget(missing)
        if self._words.minutes:
            text = ngettext(
                "about {count} minute", "about {count} minutes", self._words.minutes
            ).format(count=self._words.minutes)
            row.addWidget(Marked(self._look, "clock", text, "ink2", Kind.SMALL))
        return row

    def _toggled(self) -> None:
        self.asked.emit(happened.RouteReopened(self._route))


class AskDriveCard(Card):
    """The way to the locked drive itself, where it hangs on this PC."""

    asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._title = Heading(look, "", Kind.NAME, 3)
        self._text = Text(look, "", Kind.SMALL, "ink2")
        self._button = Button(look, "", ButtonKind.PLAIN, "drive", small=True)
        self.body.addWidget(self._title)
        self.body.addWidget(self._text)
        self.body.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeading)
        self._button.clicked.connect(self.asked)

    def retranslate(self) -> None:
        """Say every word again."""
        self._title.say(_("Is the locked drive connected here?"))
        self._text.say(
            _(
                "It knows which key it wants, when that was made and for which PC. Nothing is "
                "changed on it, and no key is needed."
            )
        )
        self._button.say(_("Ask the drive"))
        name_it(self._button, identifiers.DRIVE_OPEN, _("Ask the locked drive which key it wants"))

    def focus_button(self) -> None:
        """Put the focus on the way to the drive."""
        self._button.setFocus(Qt.FocusReason.OtherFocusReason)


def _shown_id(session: Session) -> str:
    """Return the start of the Key ID as it is put into sentences."""
    return "" if session.key_id is None else session.key_id.hex[:8]


class RoutesPage(Page):
    """Screen 2."""

    step: ClassVar[Step] = Step.ROUTES

    def __init__(self, look: Look, guidance: Guidance) -> None:
        super().__init__()
        self._look = look
        self._guidance = guidance
        self._key_id = KeyIdCard(look, self)
        self._cards: dict[Route, RouteCard] = {}
        self._opened: Route | None = None
        self._places = Card(look)
        self._places_title = Heading(look, "", Kind.NAME, 3)
        self._places_text = Text(look, "", Kind.SMALL, "ink2")
        self._places.body.addWidget(self._places_title)
        self._places.body.addWidget(self._places_text)
        self._search = Button(look, "", ButtonKind.PLAIN, "search", small=True)
        self._search.clicked.connect(self._open_search)
        self._places.body.addWidget(self._search, 0, Qt.AlignmentFlag.AlignLeading)
        self._panel = SearchPanel(look, lambda: guidance.topic("read-pictures"))
        self._panel.asked.connect(self._tell_of_search)
        self._ask = AskDriveCard(look)
        self._ask.asked.connect(self._open_drive)
        self._drive = DrivePanel(look, checks=False)
        self._drive.asked.connect(self._tell_of_drive)
        self._fraud = FraudBanner(look, "", "")
        self._hurry = Note(look, "clock", "", "")
        self._keep = KeepPlaceCard(look)
        self._keep.asked.connect(self.happened)
        self._list = QVBoxLayout()
        self._list.setSpacing(look.px(12))
        aside = QVBoxLayout()
        aside.setSpacing(look.px(12))
        for part in (self._places, self._ask, self._fraud, self._hurry, self._keep):
            aside.addWidget(part)
        aside.addStretch(1)
        left = QVBoxLayout()
        left.addLayout(self._list)
        left.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(look.px(16))
        self._row.addLayout(left, 7)
        self._row.addLayout(aside, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        column.addWidget(self._key_id)
        column.addWidget(self._panel)
        column.addWidget(self._drive)
        column.addLayout(self._row)

    @override
    def retranslate(self) -> None:
        self._key_id.retranslate()
        self._fraud.show_text(
            _("Beware of offers"),
            _(
                "Nobody gets past BitLocker for money or by remote control. "
                "Never read the 48 digits to somebody who called you."
            ),
        )
        self._hurry.show_text(
            "clock",
            _("No hurry"),
            _("The PC switches itself off after a minute untouched. That is normal."),
        )
        self._keep.retranslate()
        self._search.say(_("Search for it"))
        name_it(self._search, identifiers.SEARCH_OPEN, _("Search drives and folders for the key"))
        self._panel.retranslate()
        self._ask.retranslate()
        self._drive.retranslate()
        for card in self._cards.values():
            card.hide()
            card.deleteLater()
        self._cards = {}

    @override
    def show_session(self, session: Session) -> None:
        self._key_id.show_session(session)
        self._keep.show_session(session)
        self._panel.show_session(session)
        self._drive.show_session(session)
        routes = session.routes
        if tuple(self._cards) != routes:
            self._rebuild(routes)
        opened = session.open_route
        if opened is None or opened in session.ruled_out or opened not in routes:
            opened = next(iter(session.places_left), None)
        self._opened = opened
        for number, (route, card) in enumerate(self._cards.items(), start=1):
            card.show_place(session, number, is_open=route is opened)
        done = len(routes) - len(session.places_left)
        self._places_title.say(_("Places to look"))
        self._places_text.say(
            ngettext(
                "{done} of {count} place done. Hardly anyone needs all of them.",
                "{done} of {count} places done. Hardly anyone needs all of them.",
                len(routes),
            ).format(done=done, count=len(routes))
        )

    def _tell(self, event: Event) -> None:
        """Tell what happened in a card; if that opens another one, go on in there."""
        before = self._opened
        self.happened.emit(event)
        if self._opened is not before and self._opened in self._cards and self.isVisible():
            self._cards[self._opened].focus_first()

    def _open_search(self) -> None:
        self.happened.emit(happened.SearchOpened(opened=True))
        self._panel.focus_first()

    def _tell_of_search(self, event: Event) -> None:
        """Tell what happened in the search; go where the eye should be next."""
        self.happened.emit(event)
        match event:
            case happened.SearchOpened(opened=False):
                self._search.setFocus(Qt.FocusReason.OtherFocusReason)
            case happened.FoundTaken() | happened.ReadingRefused() if self.isVisible():
                self._panel.follow_reading(self._panel.focus_first)
            case _:
                pass

    def _open_drive(self) -> None:
        self.happened.emit(happened.DriveOpened(opened=True))
        self._drive.focus_first()

    def _tell_of_drive(self, event: Event) -> None:
        """Tell what happened about the drive; go where the eye should be next."""
        self.happened.emit(event)
        if event == happened.DriveOpened(opened=False):
            self._ask.focus_button()

    @override
    def hide_secrets(self) -> None:
        self._panel.forget()
        self._drive.forget()

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        failed = () if session.unopened is None else (guidance_words.not_opened(),)
        drive: tuple[str, ...] = ()
        if session.proving is not None and session.proving.opened:
            from recovery_assistant.wording.proving import status

            drive = status(session.proving, session.key_id)
        return (self._key_id.said(session), *failed, *drive)

    def _rebuild(self, routes: tuple[Route, ...]) -> None:
        for card in self._cards.values():
            card.hide()
            card.deleteLater()
        self._cards = {}
        for route in routes:
            card = RouteCard(self._look, route, self._guidance.route(route.value), self._guidance)
            card.asked.connect(self._tell)
            self._cards[route] = card
            self._list.addWidget(card)
        # A screen reader goes through the parts as they were made: the aside comes last.
        for part in (self._places, self._ask, self._fraud, self._hurry):
            part.raise_()

    @override
    def focus_first(self) -> None:
        self._key_id.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.focus_first()

    @override
    def set_measure(self, measure: float) -> None:
        beside = measure >= ASIDE_FROM
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self._key_id.set_measure(measure)
        self._panel.set_measure(measure)
        self._drive.set_measure(measure)
