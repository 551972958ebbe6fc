# SPDX-License-Identifier: Apache-2.0
"""Door 2, stage 5: how it went on the locked PC, the next thing to say, and the whole note."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.answers import Refusal, Result
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.guidance import Guidance
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.i18n import _, visible_controls
from recovery_assistant.ui import call_identifiers as identifiers
from recovery_assistant.ui.call_page import CallPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.block_bar import BlockBar
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.choice import ChoiceCard, ChoiceGroup
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.text_field import TextField
from recovery_assistant.wording import call as words

_RESULTS = {
    Result.OPENED: "check",
    Result.REFUSED: "wrong",
    Result.ASKS_AGAIN: "swap",
    Result.CANNOT_TYPE: "keyboard",
    Result.NO_KEY: "search",
}
_REFUSALS = {
    Refusal.BLOCK_MARKED: "pen",
    Refusal.OTHER_DRIVE: "drive",
    Refusal.OTHER_KEY_ID: "key",
    Refusal.MESSAGE: "code",
}
_TO_LOOK_AGAIN = {Refusal.OTHER_KEY_ID: Step.KEY_ID, Refusal.OTHER_DRIVE: Step.KEY}
"""Where to go on when the key is another drive's."""


class CallOutcomePage(CallPage):
    """What happened, and what goes into the ticket."""

    step: ClassVar[Step] = Step.OUTCOME

    def __init__(self, look: Look, phone: Phone, guidance: Guidance) -> None:
        super().__init__(look, phone)
        self._guidance = guidance
        self._results = ChoiceGroup(look, 2)
        self._cards = {
            one: ChoiceCard(look, one.value, icon, "", "") for one, icon in _RESULTS.items()
        }
        self._how = Heading(look, "", Kind.TITLE, 2)
        self._refusals = ChoiceGroup(look, 2)
        self._refused = {
            one: ChoiceCard(look, one.value, icon, "", "") for one, icon in _REFUSALS.items()
        }
        self._marked = Text(look, "", Kind.LABEL, "ink2")
        self._blocks = BlockBar(look)
        self._look_again = Button(look, "", ButtonKind.SECONDARY, "search")
        self._code = TextField(look)
        self._meaning = Banner(look, "warn", "code", "", "")
        self._failed = Banner(look, "bad", "beware", "", "")
        self._card = Card(look)
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._text = Text(look, "", Kind.SMALL, "ink")
        self._copy = Button(look, "", ButtonKind.SECONDARY, "copy")
        self._save = Button(look, "", ButtonKind.PLAIN, "file")
        self._saved = Text(look, "", Kind.SMALL, "ink2")
        self._end = Button(look, "", ButtonKind.PRIMARY, "check")
        self._close = Button(look, "", ButtonKind.PRIMARY)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        look = self.look
        for result in self._cards.values():
            self._results.add(result)
        for refusal in self._refused.values():
            self._refusals.add(refusal)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        deeds = FlowRow(look, 10)
        for button in (self._end, self._close, self._copy, self._save):
            deeds.addWidget(button)
        lines = QVBoxLayout()
        lines.setSpacing(look.px(8))
        self._card.body.addWidget(self._title)
        self._card.body.addLayout(lines)
        lines.addWidget(self._text)
        self._card.body.addLayout(deeds)
        self._card.body.addWidget(self._saved)
        for part in (
            self._failed, self._results, self._how, self._refusals, self._marked, self._blocks,
            self._look_again, self._code, self._meaning, self._card,
        ):  # fmt: skip
            self.work.addWidget(part)
        # Beside what is said there is room for four in a row.
        self._blocks.set_measure(0)
        self.note.hide()

    def _connect(self) -> None:
        tell = self.happened.emit
        self._results.chosen.connect(lambda key: tell(happened.ResultChosen(Result(key))))
        self._refusals.chosen.connect(lambda key: tell(happened.RefusalChosen(Refusal(key))))
        self._look_again.clicked.connect(self._go_back)
        self._blocks.chosen.connect(lambda block: tell(happened.ReadOutAgain(block)))
        self._code.edited.connect(lambda text: tell(happened.ErrorCodeTyped(text)))
        self._copy.clicked.connect(lambda: tell(happened.NoteCopyAsked()))
        self._save.clicked.connect(lambda: tell(happened.NoteSaveAsked()))
        self._end.clicked.connect(lambda: tell(happened.CallEnded()))
        self._close.clicked.connect(lambda: tell(happened.CallClosed()))

    def _go_back(self) -> None:
        if self.session is not None and self.session.refusal in _TO_LOOK_AGAIN:
            self.happened.emit(happened.StageAsked(_TO_LOOK_AGAIN[self.session.refusal]))

    @override
    def say_words(self) -> None:
        self._results.setAccessibleName(_("What did the locked PC do?"))
        self._refusals.setAccessibleName(_("How did it refuse?"))
        self._how.say(_("How did it refuse?"))
        for result, card in self._cards.items():
            card.say(words.result_name(result), "")
            name_it(card, identifiers.result(result.value))
        for refusal, card in self._refused.items():
            card.say(words.refusal_name(refusal), "")
            name_it(card, identifiers.refusal(refusal.value))
        self._marked.say(_("Which block does it mark? It is read out again."))
        self._code.say(
            identifiers.ERROR_CODE, _("What does it show?"), _("A code, or the first words.")
        )
        self._title.say(_("Call note for the ticket"))
        self._copy.say(_("Copy the note"))
        self._save.say(_("Save it …"))
        self._end.say(_("End the call"))
        self._close.say(_("Done, next call"))
        for part, identifier in (
            (self._copy, identifiers.COPY_NOTE),
            (self._save, identifiers.SAVE_NOTE),
            (self._end, identifiers.END),
            (self._close, identifiers.CLOSE),
            (self._look_again, identifiers.LOOK_AGAIN),
        ):
            name_it(part, identifier)

    @override
    def show_session(self, session: Session) -> None:
        super().show_session(session)
        self.note.hide()

    @override
    def show_work(self, session: Session) -> None:
        refused = session.result is Result.REFUSED
        open_ = not session.ended and not session.not_verified
        self._failed.show_text(
            "bad", "beware", _("This caller was not verified"), words.not_verified(session)
        )
        self._failed.setVisible(session.not_verified)
        self._results.setVisible(open_)
        self._results.choose(session.result.value if session.result in _RESULTS else None)
        self._how.setVisible(refused and open_)
        self._refusals.setVisible(refused and open_)
        self._refusals.choose(None if session.refusal is None else session.refusal.value)
        marks = refused and session.refusal is Refusal.BLOCK_MARKED and open_
        self._marked.setVisible(marks)
        self._blocks.setVisible(marks)
        self._blocks.show_session(session)
        again = refused and open_ and session.refusal in _TO_LOOK_AGAIN
        other_id = session.refusal is Refusal.OTHER_KEY_ID
        self._look_again.say(_("Note its Key ID") if other_id else _("Look for another key"))
        self._look_again.setVisible(again)
        message = refused and session.refusal is Refusal.MESSAGE and open_
        self._code.setVisible(message)
        self._code.show_text(session.error_code)
        self._show_meaning(session.error_code if message else "")
        steps = self.phone.rotation(session.profile.directory).say
        text = words.note_text(session, replacing=steps)
        self._text.say(visible_controls(text))
        name_it(self._text, identifiers.NOTE_TEXT, text)
        self._end.setVisible(not session.ended)
        self._close.setVisible(session.ended)
        self._show_saved(session)

    def _show_meaning(self, typed: str) -> None:
        known = self._guidance.error_code(typed) if typed.strip() else None
        self._meaning.setVisible(bool(typed.strip()))
        if known is not None:
            self._meaning.show_text("warn", "code", known.meaning, known.first.read())
        elif typed.strip():
            self._meaning.show_text(
                "warn",
                "code",
                _("Not in our table yet"),
                _("Go on without it: check the Key ID and the blocks once more."),
            )

    def _show_saved(self, session: Session) -> None:
        said, role = "", "ink2"
        if session.note_failed is not None:
            said = _(
                "The note could not be saved there. Choose another folder, or copy it. It is still "
                "here."
            )
            role = "bad"
        elif session.note_path is not None:
            said = _("Saved: {name}").format(name=visible_controls(session.note_path.name))
        self._saved.setVisible(bool(said))
        self._saved.say(said)
        self._saved.set_role(role)

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        return (self._saved.text(),) if self._saved.text() else ()

    @override
    def focus_first(self) -> None:
        if self._results.isVisibleTo(self):
            self._results.focus_first()
        else:
            stop = self._close if self._close.isVisibleTo(self) else self._end
            stop.setFocus(Qt.FocusReason.OtherFocusReason)
