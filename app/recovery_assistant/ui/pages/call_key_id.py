# SPDX-License-Identifier: Apache-2.0
"""Door 2, stage 2: the Key ID by voice, typed as heard, spelt back, look-alikes offered."""

from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.blockers import Blocker, Missing
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.i18n import _
from recovery_assistant.keys import KeyId
from recovery_assistant.keys.heard import Hearing, alike
from recovery_assistant.ui import call_identifiers as identifiers
from recovery_assistant.ui.call_page import CallPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.choice import PillChoice
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.key_id_field import KeyIdField
from recovery_assistant.ui.widgets.spelling import SpeltId
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.wording import call as words
from recovery_assistant.wording.key import key_id_verdict

_SHORT: Final = 8
_MOST: Final = 6
"""So many other readings are offered; more would be noise."""


class CallKeyIdPage(CallPage):
    """What the caller's screen shows."""

    step: ClassVar[Step] = Step.KEY_ID

    def __init__(self, look: Look, phone: Phone) -> None:
        super().__init__(look, phone)
        self._offered: tuple[str, ...] = ()
        self._first: tuple[str, ...] | None = None
        self._card = Card(look)
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._field = KeyIdField(look)
        self._spelt = SpeltId(look)
        self._confirm = CheckRow(look, "")
        self._skip = CheckRow(look, "")
        self._alphabet_title = Text(look, "", Kind.LABEL, "ink2")
        self._alphabets = PillChoice(look, [])
        self._alike_title = Text(look, "", Kind.LABEL, "ink2")
        self._alike = FlowRow(look, 8)
        self._buttons: list[Button] = []
        self._card.body.setSpacing(look.px(10))
        for part in (self._title, self._field, self._spelt, self._confirm, self._alike_title):
            self._card.body.addWidget(part)
        self._card.body.addLayout(self._alike)
        self._card.body.addWidget(self._skip)
        self._speech = Card(look)
        spoken = QVBoxLayout()
        spoken.setSpacing(look.px(6))
        spoken.addWidget(self._alphabet_title)
        spoken.addWidget(self._alphabets)
        self._speech.body.addLayout(spoken)
        self.work.addWidget(self._card)
        self.work.addWidget(self._speech)
        tell = self.happened.emit
        self._field.edited.connect(lambda text: tell(happened.KeyIdTyped(text)))
        self._confirm.toggled.connect(lambda on: tell(happened.KeyIdConfirmed(on)))
        self._skip.toggled.connect(lambda on: tell(happened.KeyIdSkipped(on)))
        self._alphabets.chosen.connect(lambda key: tell(happened.AlphabetChosen(key)))

    @override
    def say_words(self) -> None:
        self._title.say(_("Key ID, as heard"))
        self._field.retranslate()
        name_it(self._field.edit, identifiers.KEY_ID, _("Key ID, as heard"))
        self._confirm.say(_("Read back, and the caller agrees"))
        self._skip.say(_("The caller cannot read it: several keys may then look alike"))
        self._alphabet_title.say(_("Spelling words"))
        self._alphabets.setAccessibleName(_("Spelling words"))
        self._alike_title.say(_("Heard wrong? These sound or look alike:"))
        self._first = None
        name_it(self._confirm, identifiers.KEY_ID_CONFIRM, self._confirm.text())
        name_it(self._skip, identifiers.KEY_ID_SKIP, self._skip.text())
        self._offered = ()

    @override
    def show_work(self, session: Session) -> None:
        self._field.show_text(session.key_id_text)
        verdict = key_id_verdict(KeyId.parse(session.key_id_text))
        if session.key_id_text.strip():
            self._field.show_verdict(verdict.icon, verdict.role, verdict.title, verdict.second)
        else:
            self._field.show_verdict("", "ink2", "", "")
        edit = self._field.edit
        name_it(edit, identifiers.KEY_ID, _("Key ID, as heard"), edit.accessibleDescription())
        known = session.key_id is not None
        shown = session.key_id.hex[:_SHORT] if session.key_id is not None else ""
        self._spelt.setVisible(known)
        self._confirm.setVisible(known)
        tongue = self.phone.tongue(session.language)
        alphabet = self.phone.alphabet(session.alphabet)
        self._spelt.show_id(shown, words.spelt(session, tongue, alphabet))
        self._confirm.show_done(done=session.key_id_confirmed)
        self._skip.show_done(done=session.key_id_skipped)
        self._show_alphabets(session.profile.alphabets)
        self._alphabets.choose(session.alphabet)
        self._show_alike(session)

    def _show_alphabets(self, first: tuple[str, ...]) -> None:
        """Offer every alphabet, those that the organisation named first."""
        if first == self._first:
            return
        self._first = first
        known = {one.id: one for one in self.phone.alphabets}
        ordered = [known[name] for name in dict.fromkeys((*first, *known)) if name in known]
        self._alphabets.set_options([(one.id, one.title) for one in ordered])
        for one in ordered:
            self._alphabets.name_option(one.id, identifiers.alphabet(one.id))

    def _show_alike(self, session: Session) -> None:
        offered = () if session.key_id_confirmed else _readings(session)
        self._alike_title.setVisible(bool(offered))
        if offered == self._offered:
            return
        self._offered = offered
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        for number, (text, why) in enumerate(_named(session, offered), start=1):
            button = Button(self.look, f"{text[:4]} {text[4:]}", small=True)
            button.clicked.connect(
                lambda _on=False, one=text: self.happened.emit(happened.KeyIdTyped(one))
            )
            name_it(button, identifiers.alike(number), f"{text}: {why}")
            self._buttons.append(button)
            self._alike.addWidget(button)

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        # While it is being typed there is nothing to say: every character would be spoken over.
        reading = KeyId.parse(session.key_id_text)
        return (key_id_verdict(reading).title,) if reading.length >= _SHORT else ()

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        if blocker is Missing.KEY_ID_UNCONFIRMED:
            self._confirm.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_first()

    @override
    def focus_first(self) -> None:
        self._field.edit.setFocus(Qt.FocusReason.OtherFocusReason)


def _readings(session: Session) -> tuple[str, ...]:
    """Other Key IDs that would have sounded like the one typed, one character changed."""
    if session.key_id is None:
        return ()
    typed = session.key_id.hex[:_SHORT]
    found: list[str] = []
    for rank in (Hearing.SOUND, Hearing.LOOK):
        for at, character in enumerate(typed):
            for other, how in alike(character, session.language):
                if how is rank:
                    found.append(typed[:at] + other + typed[at + 1 :])
    return tuple(dict.fromkeys(found))[:_MOST]


def _named(session: Session, readings: tuple[str, ...]) -> list[tuple[str, str]]:
    typed = "" if session.key_id is None else session.key_id.hex[:_SHORT]
    named = []
    for reading in readings:
        at = next(
            n for n, (one, other) in enumerate(zip(typed, reading, strict=True)) if one != other
        )
        why = _("{other} for {typed}").format(other=reading[at], typed=typed[at])
        named.append((reading, why))
    return named
