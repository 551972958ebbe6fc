# SPDX-License-Identifier: Apache-2.0
"""Door 2, stage 4: the key read out, one block at a time, and what comes back."""

from typing import ClassVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.answers import Pace, Voice, VoiceState
from recovery_assistant.flow.call.reading_out import differing
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.i18n import _
from recovery_assistant.keys import BLOCKS, KeyDraft
from recovery_assistant.ui import call_identifiers as identifiers
from recovery_assistant.ui.call_page import CallPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.block_bar import BlockBar
from recovery_assistant.ui.widgets.block_field import DigitEdit
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.choice import PillChoice
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.read_back import HeardCells
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked
from recovery_assistant.wording import call as words

_DIGITS = "0123456789"


class HeardEdit(DigitEdit):
    """Where the agent types what comes back; Enter compares, or confirms by ear."""

    enter = Signal()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.text_px(190), self._look.px(52))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.text_px(120), self.sizeHint().height())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.enter.emit()
            return
        super().keyPressEvent(event)


class ReadOutPage(CallPage):
    """The block at hand, eight chips, what came back, the computer's voice."""

    step: ClassVar[Step] = Step.READ_OUT

    def __init__(self, look: Look, phone: Phone) -> None:
        super().__init__(look, phone)
        self._place = (1, False, False)
        self.bar = BlockBar(look)
        self.head.addWidget(self.bar)
        self._back = Card(look)
        self._back_title = Heading(look, "", Kind.TITLE, 2)
        self._cells = HeardCells(look)
        self._label = Text(look, "", Kind.LABEL, "ink2")
        self.edit = HeardEdit(look)
        self._differs = Marked(look, "wrong", "", "bad", Kind.NAME)
        self._how = Text(look, "", Kind.BODY)
        self._again = Button(look, "", ButtonKind.PRIMARY, "phone")
        self._misheard = Button(look, "", ButtonKind.SECONDARY)
        self._show = Button(look, "", ButtonKind.PLAIN, "eye", small=True)
        self._pause = Button(look, "", ButtonKind.PLAIN, "clock", small=True)
        self._dropped = Button(look, "", ButtonKind.PLAIN, "away", small=True)
        self._resume = Button(look, "", ButtonKind.PRIMARY, "phone")
        self._on = Button(look, "", ButtonKind.SECONDARY, "next")
        self._voice = Card(look)
        self._voices = PillChoice(look, [])
        self._paces = PillChoice(look, [])
        self._speak = Button(look, "", ButtonKind.SECONDARY, "phone", small=True)
        self._voice_state = Marked(look, "info", "", "ink2", Kind.SMALL)
        self._keys = Card(look)
        self._keys_text = Text(look, "", Kind.SMALL, "ink2")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        look = self.look
        deeds = FlowRow(look, 10)
        for button in (self._on, self._resume, self._again, self._misheard):
            deeds.addWidget(button)
        small = FlowRow(look, 8)
        for button in (self._show, self._pause, self._dropped):
            small.addWidget(button)
        self._back.body.setSpacing(look.px(10))
        for part in (
            self._back_title, self._cells, self._label, self.edit, self._differs, self._how,
        ):  # fmt: skip
            self._back.body.addWidget(part)
        self._back.body.addLayout(deeds)
        self._back.body.addLayout(small)
        voice = FlowRow(look, 10)
        for one in (self._voices, self._paces, self._speak):
            voice.addWidget(one)
        self._voice.body.addLayout(voice)
        self._voice.body.addWidget(self._voice_state)
        self._keys.body.addWidget(self._keys_text)
        for card in (self._back, self._keys, self._voice):
            self.work.addWidget(card)

    def _connect(self) -> None:
        tell = self.happened.emit
        self.edit.changed.connect(self._typed)
        self.edit.enter.connect(lambda: tell(happened.HeardEntered()))
        self.bar.chosen.connect(self._choose)
        self._again.clicked.connect(lambda: tell(happened.SayAgain()))
        self._misheard.clicked.connect(lambda: tell(happened.Misheard()))
        self._show.clicked.connect(self._toggle_shown)
        self._pause.clicked.connect(self._toggle_pause)
        self._dropped.clicked.connect(lambda: tell(happened.LineDropped()))
        self._resume.clicked.connect(lambda: tell(happened.CallResumed()))
        self._on.clicked.connect(lambda: tell(happened.StageAsked(Step.OUTCOME)))
        self._voices.chosen.connect(lambda key: tell(happened.VoiceChosen(Voice(key))))
        self._paces.chosen.connect(lambda key: tell(happened.PaceChosen(Pace(key))))
        self._speak.clicked.connect(lambda: tell(happened.SpeakAsked()))
        self.look.changed.connect(self.edit.look_again)

    def _typed(self) -> None:
        self.happened.emit(happened.HeardTyped(KeyDraft([self.edit.typed()])))

    def _choose(self, block: int) -> None:
        confirmed = self.session is not None and block in self.session.confirmed
        event = happened.ConfirmationTakenBack(block) if confirmed else happened.BlockChosen(block)
        self.happened.emit(event)
        self.focus_first()

    def _toggle_shown(self) -> None:
        shown = self.session is not None and self.session.shown
        self.happened.emit(happened.DigitsShown(not shown))

    def _toggle_pause(self) -> None:
        paused = self.session is not None and self.session.paused
        self.happened.emit(happened.PauseSet(not paused))

    @override
    def say_words(self) -> None:
        self._back_title.say(_("What comes back"))
        self._misheard.say(_("I misheard, it was right"))
        self._dropped.say(_("The line dropped"))
        self._resume.say(_("The caller is back"))
        self._on.say(_("On to the outcome"))
        self._voices.set_options([(one.value, words.voice_name(one)) for one in Voice])
        self._paces.set_options(
            [(Pace.NORMAL.value, _("As usual")), (Pace.SLOW.value, _("Slower"))]
        )
        self._speak.say(_("Speak this block"))
        self._keys_text.say(
            _(
                "The caller's keys: F1 to F9 are one to nine, F10 is zero. Nothing appears? Num "
                "Lock, the row above the letters, a keyboard with a cable. The PC switches off "
                "after a minute untouched: switch it on and begin with block 1."
            )
        )
        for part, identifier in (
            (self._again, identifiers.SAY_AGAIN),
            (self._misheard, identifiers.MISHEARD),
            (self._dropped, identifiers.DROPPED),
            (self._resume, identifiers.RESUME),
            (self._on, identifiers.ASK_OUTCOME),
            (self._speak, identifiers.SPEAK),
        ):
            name_it(part, identifier)
        for voice in Voice:
            self._voices.name_option(voice.value, identifiers.voice(voice.value))
        for pace in Pace:
            self._paces.name_option(pace.value, identifiers.pace(pace.value))

    @override
    def show_work(self, session: Session) -> None:
        self.bar.show_session(session)
        self._label.say(words.enter_hint(session))
        self._cells.show_session(session)
        self.edit.show_text(session.heard.block(1))
        name_it(
            self.edit,
            identifiers.HEARD,
            _("What comes back for block {number}").format(number=session.block),
        )
        self._show_difference(session)
        working = not (session.all_confirmed or session.dropped)
        # A field that goes takes the focus along: it would come upon a block, and Enter there
        # takes back what was confirmed.
        leaves = self.edit.hasFocus() and not working
        self._on.setVisible(session.all_confirmed and not session.dropped)
        self._resume.setVisible(session.dropped)
        if leaves:
            self.focus_first()
        for part in (self._cells, self._label, self.edit, self._pause):
            part.setVisible(working)
        self._dropped.setVisible(not session.dropped)
        self._show_buttons(session)
        self._show_voice(session)
        self._bring_hands_back(session)

    def _bring_hands_back(self, session: Session) -> None:
        """Put the focus where the agent types on, once the block or the line is another one."""
        place = (session.block, session.dropped, session.compared)
        moved, self._place = place != self._place, place
        if moved and self.isVisible() and not session.compared and not session.all_confirmed:
            self.focus_first()

    def _show_difference(self, session: Session) -> None:
        digits = dict(zip(_DIGITS, _digit_words(), strict=True))
        found = words.difference(session, digits)
        entered = session.compared and bool(differing(session))
        self._differs.setVisible(found is not None)
        self._how.setVisible(found is not None)
        self._again.setVisible(entered)
        self._misheard.setVisible(entered)
        if found is not None:
            self._differs.show_text("wrong", found.title, "bad")
            self._how.say(found.sentence)
            name_it(self._differs, identifiers.DIFFERS, found.title)
        self._again.say(_("Say block {number} again").format(number=session.block))
        self.edit.set_state("bad" if found else "edge", 2.2 if found else 1.2, "surface")

    def _show_buttons(self, session: Session) -> None:
        self._show.say(_("Hide the digits") if session.shown else _("Show the digits"))
        self._show.set_icon("eye-off" if session.shown else "eye")
        self._show.setVisible(not session.dropped)
        self._pause.say(_("Go on") if session.paused else _("Pause"))
        name_it(self._show, identifiers.SHOW)
        name_it(self._pause, identifiers.PAUSE)
        if session.all_confirmed:
            self._back_title.say(_("All {count} blocks are confirmed").format(count=BLOCKS))
        else:
            self._back_title.say(_("What comes back"))

    def _show_voice(self, session: Session) -> None:
        by_computer = session.voice is Voice.COMPUTER
        self._voices.choose(session.voice.value)
        self._paces.choose(session.pace.value)
        able = session.voice_state in (VoiceState.READY, VoiceState.SPEAKING)
        self._paces.setVisible(by_computer and able)
        self._speak.setVisible(by_computer and able)
        found = words.voice_state(session.voice_state)
        self._voice_state.setVisible(by_computer)
        role = "ink2" if able or session.voice_state is VoiceState.NOT_ASKED else "warn"
        self._voice_state.show_text("info", f"{found.title}. {found.sentence}", role)

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        if session.voice is not Voice.COMPUTER:
            return ()
        found = words.voice_state(session.voice_state)
        return () if session.voice_state is VoiceState.SPEAKING else (found.title,)

    @override
    def hide_secrets(self) -> None:
        super().hide_secrets()
        self._cells.forget()
        self.edit.show_text("")

    @override
    def focus_first(self) -> None:
        stop: QWidget = self.edit
        if self.session is not None and self.session.dropped:
            stop = self._resume
        elif self.session is not None and self.session.all_confirmed:
            stop = self._on
        stop.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def set_measure(self, measure: float) -> None:
        super().set_measure(measure)
        self.bar.set_measure(measure)


def _digit_words() -> tuple[str, ...]:
    """The digits as words, in the agent's language."""
    return (
        _("zero"), _("one"), _("two"), _("three"), _("four"),
        _("five"), _("six"), _("seven"), _("eight"), _("nine"),
    )  # fmt: skip
