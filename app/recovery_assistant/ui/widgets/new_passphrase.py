# SPDX-License-Identifier: Apache-2.0
"""A new passphrase: six words to write down, or words of one's own, and how to make sure."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import Kind as WordsKind
from recovery_assistant.flow.copies.answers import NewPassphrase, Strength
from recovery_assistant.i18n import _
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.choice import Segmented
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.passphrase_field import Complete, PassphraseField, no_words
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked
from recovery_assistant.ui.widgets.word_chips import WordChips
from recovery_assistant.wording import copies as words

STRENGTHS = {
    Strength.UNKNOWN: ("clock", "ink2"),
    Strength.TOO_WEAK: ("warning", "warn"),
    Strength.ENOUGH: ("check", "ok"),
}
"""Icon and role of a strength."""
THREE_FROM = 640
TWO_FROM = 420


class StrengthLine(Marked):
    """What words of one's own are worth, in words."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "info", "", "ink2", Kind.SMALL)

    def show_strength(self, new: NewPassphrase) -> None:
        """Say how strong the words are."""
        self.setVisible(not new.first.is_empty)
        icon, role = STRENGTHS[new.strength]
        text = words.strength(new)
        if new.altered:
            text += " " + words.altered()
        self.show_text(icon, text, role)
        self.setAccessibleName(text)


class NewPassphraseCard(Card):
    """Where a new passphrase comes from, what it is, and how it is made sure of."""

    told = Signal(object)

    def __init__(self, look: Look, page: str, complete: Complete = no_words) -> None:
        """Make the card of a page; `page` names it in its identifiers."""
        super().__init__(look)
        self._page = page
        self._look = look
        self._new = NewPassphrase()
        self.judged = ""
        """What the last judgement of words of one's own was; the next letter does not unsay it."""
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._kinds = Segmented(look, [])
        self._why = Text(look, "", Kind.BODY, "ink2")
        self.words = WordChips(look, self._name("six"))
        self._see = Button(look, "", ButtonKind.PLAIN, "eye-off", small=True)
        self._other = Button(look, "", ButtonKind.PLAIN, "swap", small=True)
        self._no_copy = Text(look, "", Kind.SMALL, "ink2")
        self._drawn = QWidget()
        self.own = PassphraseField(look, self._name("typed"), complete)
        self._strength = StrengthLine(look)
        self._sure = Heading(look, "", Kind.NAME, 3)
        self.again = PassphraseField(look, self._name("again"), complete, switch=False)
        self._same = Marked(look, "check", "", "ok", Kind.SMALL)
        self.paper = CheckRow(look, "")
        self._lay_out()
        self._kinds.chosen.connect(
            lambda key: self.told.emit(happened.PassphraseKindChosen(WordsKind(key)))
        )
        self._see.clicked.connect(
            lambda: self.told.emit(happened.PassphraseShown(shown=not self._new.shown))
        )
        self._other.clicked.connect(lambda: self.told.emit(happened.AnotherPassphraseAsked()))
        self.own.edited.connect(
            lambda: self.told.emit(happened.PassphraseTyped(self.own.passphrase()))
        )
        self.own.shown_chosen.connect(lambda on: self.told.emit(happened.PassphraseShown(on)))
        self.again.edited.connect(
            lambda: self.told.emit(happened.PassphraseTypedAgain(self.again.passphrase()))
        )
        self.paper.toggled.connect(lambda on: self.told.emit(happened.PassphraseOnPaper(on)))

    def _name(self, part: str) -> str:
        return identifiers.new_words(self._page, part)

    def _lay_out(self) -> None:
        look = self._look
        deeds = FlowRow(look, 8)
        for part in (self._see, self._other):
            deeds.addWidget(part)
        drawn = QVBoxLayout(self._drawn)
        drawn.setContentsMargins(0, 0, 0, 0)
        drawn.setSpacing(look.px(8))
        drawn.addWidget(self.words)
        drawn.addLayout(deeds)
        drawn.addWidget(self._no_copy)
        head = FlowRow(look, 16)
        head.addWidget(self._title)
        head.addWidget(self._kinds)
        self.body.setSpacing(look.px(10))
        self.body.addLayout(head)
        for line in (
            self._why, self._drawn, self.own, self._strength,
            self._sure, self.again, self._same, self.paper,
        ):  # fmt: skip
            self.body.addWidget(line)

    def retranslate(self) -> None:
        """Say every word again."""
        self._title.say(_("Passphrase"))
        self._kinds.set_options(
            [(WordsKind.GENERATED.value, _("Six words")), (WordsKind.OWN.value, _("My own"))]
        )
        for kind in WordsKind:
            self._kinds.name_option(kind.value, self._name(kind.value))
        self.words.retranslate()
        self._other.say(_("Other words"))
        self._no_copy.say(
            _(
                "Write them on paper, in this order, and keep the paper apart from the copies. "
                "Do not put them into a file, an e-mail or a photo."
            )
        )
        self.own.say(_("Your passphrase"))
        self._sure.say(_("Make sure that you have it"))
        self.paper.say(_("It stands on paper, and I know where"))
        name_it(self._other, self._name("other"))
        name_it(self.paper, self._name("on-paper"), self.paper.text())
        self.show_new(self._new)

    def show_new(self, new: NewPassphrase) -> None:
        """Draw a passphrase in the making."""
        self._new = new
        drawn = new.kind is WordsKind.GENERATED
        self._kinds.choose(new.kind.value)
        self._why.say(
            words.strength(new)
            if drawn
            else _("A whole sentence is better than a word with signs in it.")
        )
        self._drawn.setVisible(drawn)
        self.own.setVisible(not drawn)
        self.words.show_words(tuple(new.first.text.split("-")) if drawn else (), shown=new.shown)
        self._see.say(_("Hide the words") if new.shown else _("Show the words"))
        self._see.set_icon("eye-off" if new.shown else "eye")
        name_it(self._see, self._name("show"))
        if drawn or new.first.is_empty:
            self.judged = ""
        elif new.strength is not Strength.UNKNOWN:
            self.judged = words.strength(new)
        if drawn:
            self._strength.hide()
            self.own.clear()
        else:
            self.own.set_shown(shown=new.shown)
            self.own.edit.show_text(new.first.text)
            self._strength.show_strength(new)
        self.again.say(_("Type it back from the paper") if drawn else _("Once more"))
        self.again.set_shown(shown=new.shown)
        self.again.edit.show_text(new.again.text)
        same = not new.first.is_empty and new.first.same_as(new.again)
        self._same.setVisible(not new.again.is_empty)
        if same:
            self._same.show_text("match", _("The same both times."), "ok")
        elif not new.again.is_empty:
            self._same.show_text("info", _("Not the same yet."), "ink2")
        self.paper.show_done(done=new.on_paper)

    def focus_first(self) -> None:
        """Put the focus where the words begin: further down they would be scrolled away."""
        if self._new.kind is WordsKind.GENERATED:
            self._kinds.focus_first()
        else:
            self.own.setFocus()

    def focus_lacking(self) -> None:
        """Put the focus where the passphrase is made sure of, or typed."""
        (self.again if self._new.kind is WordsKind.GENERATED else self.own).setFocus()

    def forget(self) -> None:
        """Let go of the words."""
        self.words.forget()
        self.own.clear()
        self.again.clear()

    def set_measure(self, measure: float) -> None:
        """Lay the words out for a width at 100 % text."""
        self.words.set_columns(3 if measure >= THREE_FROM else 2 if measure >= TWO_FROM else 1)
