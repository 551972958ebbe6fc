# SPDX-License-Identifier: Apache-2.0
"""Door 3, a new file: its passphrase, and where it goes."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.i18n import _, visible_controls
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.copies_page import CopiesPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner, Note
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.new_passphrase import NewPassphraseCard
from recovery_assistant.ui.widgets.passphrase_field import Complete, no_words
from recovery_assistant.ui.widgets.path_text import PathText
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.work_row import WorkRow
from recovery_assistant.wording import copies as outcome_words


class CreatePage(CopiesPage):
    """Passphrase and place of a new file."""

    step: ClassVar[Step] = Step.CREATE

    def __init__(self, look: Look, complete: Complete = no_words) -> None:
        super().__init__()
        self._look = look
        self._waiting = Note(look, "key", "", "")
        self._problem = Banner(look, "bad", "file", "", "")
        self._again = Button(look, "", ButtonKind.SECONDARY)
        self._elsewhere = Button(look, "", ButtonKind.PLAIN)
        self._problem.add_buttons(self._again, self._elsewhere)
        self.words = NewPassphraseCard(look, "create", complete)
        self._place = Card(look)
        self._place_title = Heading(look, "", Kind.TITLE, 2)
        self._place_text = Text(look, "", Kind.BODY, "ink2")
        self._name = Text(look, "", Kind.NAME)
        self._folder = PathText(look)
        self._choose = Button(look, "", ButtonKind.SECONDARY, "file")
        self._lost = Note(look, "info", "", "", "sunken")
        self._work = WorkRow(look, "create")
        self._lay_out()
        self.words.told.connect(self.happened)
        self._choose.clicked.connect(lambda: self.happened.emit(happened.PlaceAsked()))
        self._elsewhere.clicked.connect(lambda: self.happened.emit(happened.PlaceAsked()))
        self._again.clicked.connect(self.take_way_on)
        self._work.cancelled.connect(lambda: self.happened.emit(happened.WorkStopped()))

    def _lay_out(self) -> None:
        look = self._look
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        head.addWidget(Icon(look, "vault", "accent_ink", 24), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._place_title, 1)
        self._place.body.setSpacing(look.px(6))
        self._place.body.addLayout(head)
        for line in (self._place_text, self._name, self._folder):
            self._place.body.addWidget(line)
        self._place.body.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignLeading)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        for part in (
            self._waiting, self._problem, self.words, self._place, self._work, self._lost,
        ):  # fmt: skip
            column.addWidget(part)

    @override
    def take_way_on(self) -> None:
        """Make the file."""
        self.happened.emit(happened.CreateAsked())

    @override
    def retranslate(self) -> None:
        self.words.retranslate()
        self._waiting.show_text(
            "key",
            _("Your key comes along"),
            _("The key that opened the PC is put into the new file. You can look it over first."),
        )
        self._place_title.say(_("Where the file goes"))
        self._place_text.say(
            _("Here on this PC is fine for the start. Copies that stand elsewhere come next.")
        )
        self._choose.say(_("Choose a place"))
        self._again.say(_("Try again"))
        self._elsewhere.say(_("Choose another place"))
        self._lost.show_text(
            "info",
            _("Without the passphrase nobody opens the file"),
            _("Not you, not us, not a shop. There is no way round it, and no other way in."),
        )
        for part, identifier in (
            (self._choose, identifiers.CHOOSE_PLACE),
            (self._problem, identifiers.save_problem("create")),
            (self._again, identifiers.save_again("create")),
            (self._elsewhere, identifiers.save_elsewhere("create")),
            (self._folder, identifiers.PLACE),
        ):
            name_it(part, identifier)

    @override
    def show_session(self, session: Session) -> None:
        self.words.show_new(session.new)
        self._waiting.setVisible(session.offered is not None)
        path = session.path
        self._name.setVisible(path is not None)
        self._name.say("" if path is None else visible_controls(path.name))
        self._folder.show_path(None if path is None else path.parent)
        self._choose.say(_("Choose a place") if path is None else _("Choose another place"))
        problem = session.save_problem
        self.show_come(self._problem, shown=problem is not None)
        if problem is not None:
            found = outcome_words.save_problem(problem)
            self._problem.show_text("bad", "file", found.title, found.sentence)
        self._work.show_work(
            session.working,
            _("Making the file and opening it once, to be sure."),
            stoppable=not session.saving,
        )

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        if session.save_problem is None:
            return (self.words.judged,) if self.words.judged else ()
        found = outcome_words.save_problem(session.save_problem)
        return (f"{found.title}. {found.sentence}",)

    @override
    def focus_first(self) -> None:
        self.words.focus_first()

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        if blocker is Blocker.PLACE:
            self._choose.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.words.focus_lacking()

    @override
    def hide_secrets(self) -> None:
        self.words.forget()

    @override
    def set_measure(self, measure: float) -> None:
        self.words.set_measure(measure)
