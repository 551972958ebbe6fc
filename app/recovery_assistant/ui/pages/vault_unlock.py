# SPDX-License-Identifier: Apache-2.0
"""Door 3, opening: which file, its passphrase, and what to do when it does not open."""

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
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.passphrase_field import Complete, PassphraseField, no_words
from recovery_assistant.ui.widgets.path_text import PathText
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.work_row import WorkRow
from recovery_assistant.wording import copies as outcome_words


class UnlockPage(CopiesPage):
    """The file and its passphrase."""

    step: ClassVar[Step] = Step.UNLOCK

    def __init__(self, look: Look, complete: Complete = no_words) -> None:
        super().__init__()
        self._look = look
        self._session: Session | None = None
        self._why = Note(look, "lock", "", "")
        self._problem = Banner(look, "bad", "file", "", "")
        self._again = Button(look, "", ButtonKind.SECONDARY)
        self._another_copy = Button(look, "", ButtonKind.PLAIN)
        self._problem.add_buttons(self._again, self._another_copy)
        self._card = Card(look)
        self._name = Heading(look, "", Kind.TITLE, 2)
        self._folder = PathText(look)
        self._other_file = Button(look, "", ButtonKind.QUIET, small=True)
        self.field = PassphraseField(look, identifiers.TYPED_WORDS, complete)
        self._hint = Text(look, "", Kind.SMALL, "ink2")
        self._keyring = Card(look)
        self._keyring_title = Heading(look, "", Kind.NAME, 3)
        self._keyring_text = Text(look, "", Kind.BODY, "ink2")
        self._by_keyring = Button(look, "", ButtonKind.SECONDARY, "key", small=True)
        self._instead = Button(look, "", ButtonKind.PLAIN, small=True)
        self._work = WorkRow(look, "unlock")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        look = self._look
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._folder)
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        head.addWidget(Icon(look, "vault", "accent_ink", 26), 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        head.addWidget(self._other_file, 0, Qt.AlignmentFlag.AlignTop)
        self._card.body.setSpacing(look.px(10))
        self._card.body.addLayout(head)
        self._card.body.addWidget(self.field)
        self._card.body.addWidget(self._hint)
        deeds = FlowRow(look, 10)
        deeds.addWidget(self._by_keyring)
        deeds.addWidget(self._instead)
        self._keyring.body.setSpacing(look.px(8))
        self._keyring.body.addWidget(self._keyring_title)
        self._keyring.body.addWidget(self._keyring_text)
        self._keyring.body.addLayout(deeds)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        for part in (self._why, self._problem, self._card, self._work, self._keyring):
            column.addWidget(part)

    def _connect(self) -> None:
        self.field.entered.connect(self.take_way_on)
        self._again.clicked.connect(self.focus_first)
        self._other_file.clicked.connect(lambda: self.happened.emit(happened.OpenChosen()))
        self._another_copy.clicked.connect(lambda: self.happened.emit(happened.OpenChosen()))
        self._by_keyring.clicked.connect(lambda: self.happened.emit(happened.KeyringUnlockAsked()))
        self._instead.clicked.connect(self._type_instead)
        self._work.cancelled.connect(lambda: self.happened.emit(happened.WorkStopped()))

    @override
    def half_typed(self) -> str:
        return self.field.edit.typed()

    @override
    def bring_back(self, text: str) -> None:
        self.field.edit.show_text(text)

    @override
    def take_way_on(self) -> None:
        """Open the file with what is typed; what is typed stays until the page is left."""
        if not self.field.is_empty:
            self.happened.emit(happened.UnlockAsked(self.field.passphrase()))

    def _type_instead(self) -> None:
        if self._session is not None and self._session.keyring_asked:
            self.happened.emit(happened.WorkStopped())
        self.focus_first()

    @override
    def retranslate(self) -> None:
        self._other_file.say(_("Another file"))
        self.field.say(_("Passphrase"))
        self._hint.say(
            _(
                "In the program's six words capital letters, spaces and hyphens do not matter; in "
                "words of your own they do. Show what you type, and words are completed for you."
            )
        )
        self._again.say(_("Type it again"))
        self._another_copy.say(_("Try another copy"))
        self._keyring_title.say(_("This PC remembers it"))
        self._by_keyring.say(_("Open without typing"))
        self._instead.say(_("Use the passphrase instead"))
        for part, identifier in (
            (self._why, identifiers.LOCKED_WHY),
            (self._problem, identifiers.OPEN_PROBLEM),
            (self._other_file, identifiers.ANOTHER_FILE),
            (self._again, f"{identifiers.TYPED_WORDS}-again"),
            (self._another_copy, f"{identifiers.ANOTHER_FILE}-copy"),
            (self._by_keyring, identifiers.BY_KEYRING),
            (self._instead, f"{identifiers.BY_KEYRING}-not"),
        ):
            name_it(part, identifier)
        if self._session is not None:
            self.show_session(self._session)

    @override
    def show_session(self, session: Session) -> None:
        before, self._session = self._session, session
        path = session.path
        self._name.say(visible_controls(path.name) if path is not None else _("No file yet"))
        self._folder.show_path(None if path is None else path.parent)
        why = session.locked_by
        self._why.setVisible(why is not None and session.open_problem is None)
        if why is not None:
            self._why.show_text("lock", outcome_words.lock_reason(why), "")
        problem = session.open_problem
        self._problem.setVisible(problem is not None)
        if problem is not None:
            found = outcome_words.open_problem(problem)
            self._problem.show_text("bad", "wrong", found.title, found.sentence)
        waiting = session.keyring_asked
        self._keyring.setVisible(session.remembered or waiting or session.keyring_failed)
        self._by_keyring.setVisible(not waiting and not session.keyring_failed)
        self._keyring_text.say(self._said_of_keyring(session))
        self._work.show_work(
            None if waiting else session.working,
            _("Opening it. That takes a moment: it is what slows a thief down."),
        )
        if before is not None and before.working is not None and problem is not None:
            # What was typed is there still; the end of it is where one mends it.
            self.focus_first()

    def _said_of_keyring(self, session: Session) -> str:
        if session.keyring_asked:
            return _(
                "Waiting for the system's keyring. It may ask for its own password in a window "
                "of its own."
            )
        if session.keyring_failed:
            return _("The system's keyring did not give it. The passphrase opens it as always.")
        return _("The system's keyring can open this file while you are signed in.")

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        said = []
        if session.open_problem is not None:
            found = outcome_words.open_problem(session.open_problem)
            said.append(f"{found.title}. {found.sentence}")
        if session.keyring_asked or session.keyring_failed:
            said.append(self._said_of_keyring(session))
        return tuple(said)

    @override
    def focus_first(self) -> None:
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.edit.setCursorPosition(len(self.field.edit.text()))

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.focus_first()

    @override
    def hide_secrets(self) -> None:
        self.field.clear()
        self.field.set_shown(shown=False)

    @override
    def set_measure(self, measure: float) -> None:
        """The page is one column at every width."""
