# SPDX-License-Identifier: Apache-2.0
"""Door 3, the printed sheet: choose a key, print it, and type two blocks back from the paper."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.session import CopyWork, Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.i18n import _
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.copies_page import CopiesPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner, FraudBanner
from recovery_assistant.ui.widgets.block_field import BlockField
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.entry_list import EntryList
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked, clear
from recovery_assistant.vault.contents import CopyKind
from recovery_assistant.wording import copies as outcome_words

ON_THE_SHEET = 5
"""So many lines say what the paper will hold."""


class SheetPage(CopiesPage):
    """Print it, confirm it from the paper."""

    step: ClassVar[Step] = Step.SHEET

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._session: Session | None = None
        self._result = Banner(look, "ok", "match", "", "")
        self._next = Button(look, "", ButtonKind.SECONDARY)
        self._result.add_buttons(self._next)
        self._which = Heading(look, "", Kind.TITLE, 2)
        self._list = EntryList(look)
        self._none = Card(look, dashed=True, border="edge", fill="canvas")
        self._none_text = Text(look, "", Kind.BODY, "ink2")
        self._add = Button(look, "", ButtonKind.PRIMARY, "plus")
        self._none.body.addWidget(self._none_text)
        self._none.body.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeading)
        self._preview = Card(look)
        self._preview_title = Heading(look, "", Kind.TITLE, 2)
        self._preview_lines = [Marked(look, "check", "", "ink") for _n in range(ON_THE_SHEET)]
        self._beware = FraudBanner(look, "", "")
        self._print = Button(look, "", ButtonKind.PRIMARY, "printer")
        self._back = Card(look, mark="accent", border="accent")
        self._back_title = Heading(look, "", Kind.TITLE, 2)
        self._back_text = Text(look, "", Kind.BODY, "ink2")
        self._blocks = QVBoxLayout()
        self.fields: list[BlockField] = []
        self._asked: tuple[int, ...] = ()
        self._wrong = Marked(look, "wrong", "", "bad")
        self._compare = Button(look, "", ButtonKind.PRIMARY, "check")
        self._again = Button(look, "", ButtonKind.PLAIN, "printer")
        self._lay_out()
        self._list.chosen.connect(lambda name: self.happened.emit(happened.SheetEntryChosen(name)))
        self._add.clicked.connect(lambda: self.happened.emit(happened.AddAsked()))
        self._print.clicked.connect(lambda: self.happened.emit(happened.PrintAsked()))
        self._again.clicked.connect(lambda: self.happened.emit(happened.PrintAsked()))
        self._compare.clicked.connect(self.take_way_on)
        self._next.clicked.connect(lambda: self.happened.emit(happened.StepAsked(Step.COPIES)))

    def _lay_out(self) -> None:
        look = self._look
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        head.addWidget(Icon(look, "printer", "accent_ink", 24), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._preview_title, 1)
        self._preview.body.setSpacing(look.px(6))
        self._preview.body.addLayout(head)
        for line in self._preview_lines:
            self._preview.body.addWidget(line)
        deeds = FlowRow(look, 10)
        deeds.addWidget(self._compare)
        deeds.addWidget(self._again)
        self._back.body.setSpacing(look.px(8))
        for part in (self._back_title, self._back_text):
            self._back.body.addWidget(part)
        self._back.body.addLayout(self._blocks)
        self._back.body.addWidget(self._wrong)
        self._back.body.addLayout(deeds)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        for card in (
            self._result, self._back, self._which, self._list, self._none, self._preview,
            self._beware,
        ):  # fmt: skip
            column.addWidget(card)
        column.addWidget(self._print, 0, Qt.AlignmentFlag.AlignLeading)

    @override
    def take_way_on(self) -> None:
        """Compare what was typed from the paper."""
        if self._session is not None:
            self.happened.emit(happened.SheetConfirmed(self._session.today))

    @override
    def retranslate(self) -> None:
        self._which.say(_("Which key"))
        self._list.retranslate()
        name_it(self._list, identifiers.SHEET_ENTRY, _("Which key"))
        self._none_text.say(_("No key is kept here yet. Add one first."))
        self._add.say(_("Add the first key"))
        self._preview_title.say(_("What will stand on the paper"))
        for line, text in zip(
            self._preview_lines,
            (
                _("The name of the device, the whole Key ID and today's date"),
                _("The 48 digits, large, in eight numbered blocks, and in words below them"),
                _("A code to scan with a phone. The key then stands in that phone's history"),
                _("Three lines on how to use it"),
                _("How to open the encrypted file without this program"),
            ),
            strict=True,
        ):
            line.icon.show_icon("check", "accent_ink")
            line.text.say(text)
        self._beware.show_text(
            _("Anybody who holds the paper can read the key"),
            _(
                "Printers at work and in shops keep what they print. “Print to PDF” makes a file "
                "that is not encrypted. Use a printer of your own, and keep the paper like a "
                "passport."
            ),
        )
        self._print.say(_("Print"))
        self._back_title.say(_("Now from the paper"))
        self._back_text.say(
            _("Take the sheet in your hand and type these two blocks as they stand there.")
        )
        self._compare.say(_("Compare"))
        self._again.say(_("Print it again"))
        self._next.say(_("To the copies"))
        for part, identifier in (
            (self._result, identifiers.SHEET_RESULT),
            (self._next, identifiers.SHEET_NEXT),
            (self._preview, identifiers.SHEET_PREVIEW),
            (self._print, identifiers.SHEET_PRINT),
            (self._add, f"{identifiers.ADD_KEY}-sheet"),
            (self._compare, identifiers.SHEET_CONFIRM),
            (self._again, f"{identifiers.SHEET_PRINT}-again"),
        ):
            name_it(part, identifier)
        for field in self.fields:
            field.retranslate()
        if self._session is not None:
            self.show_session(self._session)

    @override
    def show_session(self, session: Session) -> None:
        before, self._session = self._session, session
        work = session.copy
        if work is None or work.kind is not CopyKind.SHEET:
            work = CopyWork(kind=CopyKind.SHEET)
        vault = session.vault
        entries = () if vault is None else vault.entries
        chosen = work.sheet_entry or session.chosen
        entry = None if vault is None else vault.entry(chosen)
        typing = work.printed and not work.done
        self.show_come(self._result, shown=work.done or work.problem is not None)
        self._next.setVisible(work.done)
        if work.problem is not None:
            failed = outcome_words.problem(work.problem)
            self._result.show_text("bad", "wrong", failed.title, failed.sentence)
        right = outcome_words.sheet_result(work) if work.done else None
        if right is not None:
            self._result.show_text("ok", "match", right.title, right.sentence)
        self._back.setVisible(typing)
        self._show_blocks(work)
        self._list.show_entries(entries, chosen, session.today)
        choosing = bool(entries) and not typing
        self._which.setVisible(choosing)
        self._list.setVisible(choosing)
        self._none.setVisible(not entries)
        for part in (self._preview, self._beware, self._print):
            part.setVisible(choosing and entry is not None)
        if self.isVisible() and typing and not _was_typing(before):
            self.fields[0].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_blocks(self, work: CopyWork) -> None:
        if work.blocks != self._asked:
            self._asked = work.blocks
            clear(self._blocks)
            self.fields = [BlockField(self._look, number) for number in work.blocks]
            for field in self.fields:
                field.edited.connect(self._on_typed)
                self._blocks.addWidget(field, 0, Qt.AlignmentFlag.AlignLeading)
        for at, field in enumerate(self.fields):
            field.show_text(work.typed[at] if at < len(work.typed) else "")
        wrong = None if work.done else outcome_words.sheet_result(work)
        self._wrong.setVisible(wrong is not None)
        if wrong is not None:
            self._wrong.show_text("wrong", f"{wrong.title}. {wrong.sentence}", "bad")

    def _on_typed(self) -> None:
        texts = tuple(field.text() for field in self.fields)
        self.happened.emit(happened.SheetTyped(texts))

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        work = session.copy
        if work is None or work.kind is not CopyKind.SHEET:
            return ()
        found = outcome_words.sheet_result(work)
        if work.problem is not None:
            found = outcome_words.problem(work.problem)
        return () if found is None else (f"{found.title}. {found.sentence}",)

    @override
    def focus_first(self) -> None:
        reason = Qt.FocusReason.OtherFocusReason
        if not self._result.isHidden():
            self._next.setFocus(reason)
        elif not self._back.isHidden() and self.fields:
            self.fields[0].edit.setFocus(reason)
        elif self._list.isHidden():
            self._add.setFocus(reason)
        else:
            self._list.setFocus(reason)

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.focus_first()

    @override
    def hide_secrets(self) -> None:
        for field in self.fields:
            field.show_text("")

    @override
    def set_measure(self, measure: float) -> None:
        """The page is one column at every width."""


def _was_typing(session: Session | None) -> bool:
    work = None if session is None else session.copy
    return work is not None and work.printed and not work.done
