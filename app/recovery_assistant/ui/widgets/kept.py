# SPDX-License-Identifier: Apache-2.0
"""Keeping one's place: the offer to keep it, and the offer to go on with one."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.kept import DAYS_KEPT, Offer, id_to_keep
from recovery_assistant.flow.lockout.session import Session
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import clear
from recovery_assistant.wording import kept as words


class KeepPlaceCard(Card):
    """Two ticks, off at first: keep my place, and the Key ID with it."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._title = Heading(look, "", Kind.NAME, 3)
        self._keep = CheckRow(look, "")
        self._keep_id = CheckRow(look, "")
        self._digits_only = Text(look, "", Kind.SMALL, "warn")
        self._what = Text(look, "", Kind.SMALL, "ink2")
        self.body.setSpacing(look.px(4))
        for part in (self._title, self._keep, self._keep_id, self._digits_only, self._what):
            self.body.addWidget(part)
        self._keep.toggled.connect(lambda keep: self.asked.emit(happened.PlaceKeeping(keep)))
        self._keep_id.toggled.connect(lambda keep: self.asked.emit(happened.KeyIdKeeping(keep)))

    def retranslate(self) -> None:
        """Say the words again."""
        what = _(
            "Your answers and ticks are then kept here, never the key. They are removed once the "
            "PC opened, when you forget the case, and at the first start after {count} days. "
            "Leave it off on a PC that is not yours."
        ).format(count=DAYS_KEPT)
        keep, keep_id = _("Keep my place on this PC"), _("Also keep the Key ID")
        self._title.say(_("Stop here and come back?"))
        self._keep.say(keep)
        self._keep_id.say(keep_id)
        self._what.say(what)
        self._digits_only.say(
            _("This Key ID is not kept: it has digits only and could be the start of a key.")
        )
        name_it(self._keep, identifiers.KEEP_PLACE, keep, what)
        name_it(self._keep_id, identifiers.KEEP_KEY_ID, keep_id)

    def show_session(self, session: Session) -> None:
        """Draw what is ticked."""
        self._keep.show_done(done=session.keeping)
        self._keep_id.show_done(done=session.keeping_id)
        self._keep_id.setVisible(session.keeping)
        typed = session.key_id is not None
        self._digits_only.setVisible(
            session.keeping and session.keeping_id and typed and id_to_keep(session.key_id) is None
        )


class GoOnCard(Card):
    """Asks on the first screen whether to go on with a kept place."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look, mark="accent", border="accent")
        self._look = look
        self._offers: tuple[Offer, ...] = ()
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._rows = QVBoxLayout()
        self._go_on: list[Button] = []
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        head.addWidget(Icon(look, "clock", "accent_ink", 24), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        self.body.setSpacing(look.px(6))
        self.body.addLayout(head)
        self.body.addLayout(self._rows)

    def retranslate(self) -> None:
        """Say the words again."""
        self._title.say(_("Go on where you were?"))
        clear(self._rows)
        self._go_on = []
        forget = Button(self._look, self._forget_words(), ButtonKind.QUIET, small=True)
        name_it(forget, identifiers.FORGET_OFFERS, forget.text())
        forget.clicked.connect(lambda: self.asked.emit(happened.OffersForgotten()))
        for number, offer in enumerate(self._offers, start=1):
            said = words.offered(offer)
            button = Button(self._look, _("Go on"), ButtonKind.SECONDARY, small=True)
            name_it(button, identifiers.go_on(number), _("Go on: {place}").format(place=said))
            button.clicked.connect(partial(self.asked.emit, happened.ResumeAsked(offer.case)))
            self._go_on.append(button)
            self._rows.addWidget(Text(self._look, said))
            last = number == len(self._offers)
            self._rows.addWidget(self._deeds(button, *((forget,) if last else ())))

    def show_offers(self, offers: tuple[Offer, ...]) -> None:
        """Draw what can be gone on with, the newest first."""
        if offers != self._offers:
            self._offers = offers
            self.retranslate()

    def focus_first(self) -> None:
        """Put the focus on going on."""
        self._go_on[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget_words(self) -> str:
        if len(self._offers) > 1:
            return _("Start afresh, forget all")
        return _("Start afresh and forget it")

    def _deeds(self, *buttons: Button) -> QWidget:
        holder = QWidget()
        row = FlowRow(self._look, 12)
        holder.setLayout(row)
        for button in buttons:
            row.addWidget(button)
        return holder
