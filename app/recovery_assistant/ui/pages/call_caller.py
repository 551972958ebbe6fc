# SPDX-License-Identifier: Apache-2.0
"""Door 2, stage 1: who is calling, from which PC, and why it asks. Nothing is told before."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.blockers import Blocker, Missing
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.guidance.profile import Profile
from recovery_assistant.i18n import _
from recovery_assistant.ui import call_identifiers as identifiers
from recovery_assistant.ui.call_page import CallPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.choice import PillChoice
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.text_field import TextField
from recovery_assistant.ui.widgets.topic import clear


class CallerPage(CallPage):
    """The organisation's checks, and what the note has to say."""

    step: ClassVar[Step] = Step.CALLER

    def __init__(self, look: Look, phone: Phone) -> None:
        super().__init__(look, phone)
        self._shown: Profile | None = None
        self._ticks: dict[str, CheckRow] = {}
        self._failed = Banner(look, "bad", "beware", "", "")
        self._reopen = Button(look, "", ButtonKind.SECONDARY)
        self._failed.add_buttons(self._reopen)
        self._checks = Card(look)
        self._checks_title = Heading(look, "", Kind.TITLE, 2)
        self._lines = QVBoxLayout()
        self._way_title = Text(look, "", Kind.LABEL, "ink2")
        self._ways = PillChoice(look, [])
        self._fail = Button(look, "", ButtonKind.PLAIN, "beware", small=True)
        self._about = Card(look)
        self._device = TextField(look)
        self._caller = TextField(look)
        self._reference = TextField(look)
        self._reason_title = Text(look, "", Kind.LABEL, "ink2")
        self._reasons = PillChoice(look, [])
        self._language_title = Text(look, "", Kind.LABEL, "ink2")
        self._languages = PillChoice(look, [])
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        look = self.look
        leading = Qt.AlignmentFlag.AlignLeading
        self._checks.body.setSpacing(look.px(8))
        self._checks.body.addWidget(self._checks_title)
        self._checks.body.addLayout(self._lines)
        self._checks.body.addWidget(self._way_title)
        self._checks.body.addWidget(self._ways)
        self._checks.body.addWidget(self._fail, 0, leading)
        self._about.body.setSpacing(look.px(8))
        for part in (
            self._device, self._reason_title, self._reasons, self._caller, self._reference,
            self._language_title, self._languages,
        ):  # fmt: skip
            self._about.body.addWidget(part)
        for card in (self._failed, self._checks, self._about):
            self.work.addWidget(card)

    def _connect(self) -> None:
        tell = self.happened.emit
        self._ways.chosen.connect(lambda key: tell(happened.WayChosen(key)))
        self._reasons.chosen.connect(lambda key: tell(happened.ReasonChosen(key)))
        self._languages.chosen.connect(lambda key: tell(happened.LanguageChosen(key)))
        self._device.edited.connect(lambda text: tell(happened.DeviceTyped(text)))
        self._caller.edited.connect(lambda text: tell(happened.CallerTyped(text)))
        self._reference.edited.connect(lambda text: tell(happened.ReferenceTyped(text)))
        self._fail.clicked.connect(lambda: tell(happened.IdentityFailed()))
        self._reopen.clicked.connect(lambda: tell(happened.IdentityReopened()))

    @override
    def say_words(self) -> None:
        self._checks_title.say(_("Before anything is told"))
        self._way_title.say(_("How did you make sure?"))
        self._ways.setAccessibleName(_("How did you make sure?"))
        self._fail.say(_("I cannot verify this caller"))
        self._failed.show_text(
            "bad",
            "beware",
            _("This caller was not verified"),
            _("Nothing is told in this call. The note says so."),
        )
        self._reopen.say(_("That was said too soon"))
        self._device.say(
            identifiers.DEVICE, _("Which PC?"), _("Its name in your records, or its label.")
        )
        self._caller.say(
            identifiers.CALLER, _("Who?"), _("Tells parked calls apart. It stands in no note.")
        )
        self._reason_title.say(_("Why does it ask?"))
        self._reasons.setAccessibleName(_("Why does it ask?"))
        self._language_title.say(_("The caller's language"))
        self._languages.setAccessibleName(_("The caller's language"))
        name_it(self._fail, identifiers.FAILED)
        name_it(self._reopen, identifiers.REOPEN)
        self._shown = None

    @override
    def show_work(self, session: Session) -> None:
        profile = session.profile
        if profile != self._shown:
            self._show_profile(session)
        for name, tick in self._ticks.items():
            tick.show_done(done=name in session.checked)
        self._ways.choose(session.way)
        self._reasons.choose(session.reason)
        self._languages.choose(session.language)
        self._device.show_text(session.device)
        self._caller.show_text(session.caller)
        self._reference.show_text(session.reference)
        self._failed.setVisible(session.not_verified)
        self._checks.setVisible(not session.not_verified)

    def _show_profile(self, session: Session) -> None:
        profile = session.profile
        self._shown = profile
        clear(self._lines)
        self._ticks = {}
        for check in profile.checks:
            row = CheckRow(self.look, check.text)
            row.toggled.connect(
                lambda on, name=check.id: self.happened.emit(happened.CheckTicked(name, on))
            )
            name_it(row, identifiers.check(check.id), check.text)
            self._ticks[check.id] = row
            self._lines.addWidget(row)
        self._ways.set_options([(one.id, one.text) for one in profile.ways])
        self._reasons.set_options([(one.id, one.text) for one in profile.reasons])
        for one in profile.ways:
            self._ways.name_option(one.id, identifiers.way(one.id))
        for one in profile.reasons:
            self._reasons.name_option(one.id, identifiers.reason(one.id))
        known = self.phone.languages
        tongues = [one for one in dict.fromkeys((*profile.languages, *known)) if one in known]
        self._languages.set_options([(one, self.phone.tongue(one).title) for one in tongues])
        for tongue in tongues:
            self._languages.name_option(tongue, identifiers.tongue(tongue))
        label = profile.reference or _("Ticket")
        self._reference.say(identifiers.REFERENCE, label, _("Your own number for this call."))

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        if not session.not_verified:
            return ()
        return (_("This caller was not verified. Nothing is told in this call."),)

    @override
    def focus_first(self) -> None:
        first: list[QWidget] = [*self._ticks.values()]
        first = [tick for tick in first if tick.isVisibleTo(self)] or [self._reopen]
        first[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        match blocker:
            case Missing.WAY:
                self._ways.focus_first()
            case Missing.DEVICE:
                self._device.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            case Missing.REASON:
                self._reasons.focus_first()
            case _:
                undone = [one for one in self._ticks.values() if not one.isChecked()]
                for row in undone[:1]:
                    row.setFocus(Qt.FocusReason.OtherFocusReason)
