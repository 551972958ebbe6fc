# SPDX-License-Identifier: Apache-2.0
"""Door 3, settings: when it locks, this PC, the passphrase, what stands beside the file."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.blockers import Blocker, passphrase_blockers
from recovery_assistant.flow.copies.session import IDLE_MINUTES, Session, Sibling
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.i18n import _
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.copies_page import CopiesPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.choice import PillChoice
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.new_passphrase import NewPassphraseCard
from recovery_assistant.ui.widgets.passphrase_field import Complete, no_words
from recovery_assistant.ui.widgets.path_text import PathText
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked, clear
from recovery_assistant.ui.widgets.work_row import WorkRow
from recovery_assistant.vault.contents import Vault
from recovery_assistant.wording import copies as outcome_words


class _Part(Card):
    """A card with a heading and a sentence, and room for what it is about."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.title = Heading(look, "", Kind.TITLE, 2)
        self.text = Text(look, "", Kind.BODY, "ink2")
        self.body.setSpacing(look.px(8))
        self.body.addWidget(self.title)
        self.body.addWidget(self.text)


class VaultSettingsPage(CopiesPage):
    """What can be set for the open file."""

    step: ClassVar[Step] = Step.SETTINGS

    def __init__(self, look: Look, complete: Complete = no_words) -> None:
        super().__init__()
        self._look = look
        self._session: Session | None = None
        self._shown: tuple[Sibling, ...] | None = None
        self._problem = Banner(look, "bad", "file", "", "")
        self._again = Button(look, "", ButtonKind.SECONDARY)
        self._problem.add_buttons(self._again)
        self._work = WorkRow(look, "settings")
        self._idle = _Part(look)
        self._minutes = PillChoice(look, [])
        self._remember = _Part(look)
        self._tick = CheckRow(look, "")
        self._no_keyring = Marked(look, "info", "", "ink2", Kind.SMALL)
        self._change = _Part(look)
        self._begin = Button(look, "", ButtonKind.SECONDARY, "key")
        self.words = NewPassphraseCard(look, "settings", complete)
        self._use = Button(look, "", ButtonKind.PRIMARY)
        self._why_not = Marked(look, "warning", "", "warn", Kind.SMALL)
        self._beside = _Part(look)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(look.px(10))
        self._delete = Button(look, "", ButtonKind.PLAIN, "trash", small=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        look = self._look
        leading = Qt.AlignmentFlag.AlignLeading
        self._idle.body.addWidget(self._minutes)
        self._remember.body.addWidget(self._tick)
        self._remember.body.addWidget(self._no_keyring)
        self._change.body.addWidget(self._begin, 0, leading)
        self._beside.body.addLayout(self._rows)
        self._beside.body.addWidget(self._delete, 0, leading)
        deeds = FlowRow(look, 12)
        deeds.addWidget(self._use)
        deeds.addWidget(self._why_not)
        self._deeds = QWidget()
        self._deeds.setLayout(deeds)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        for part in (
            self._problem, self._work, self._idle, self._remember, self._change, self.words,
            self._deeds, self._beside,
        ):  # fmt: skip
            column.addWidget(part)

    def _connect(self) -> None:
        self.words.told.connect(self.happened)
        self._minutes.chosen.connect(
            lambda key: self.happened.emit(happened.IdleMinutesChosen(int(key)))
        )
        self._tick.toggled.connect(lambda on: self.happened.emit(happened.RememberAsked(on)))
        self._begin.clicked.connect(lambda: self.happened.emit(happened.AnotherPassphraseAsked()))
        self._use.clicked.connect(lambda: self.happened.emit(happened.PassphraseChangeAsked()))
        self._use.refused.connect(self.words.focus_lacking)
        self._delete.clicked.connect(lambda: self.happened.emit(happened.BackupsDeleteAsked()))
        self._again.clicked.connect(lambda: self.happened.emit(happened.SaveAgainAsked()))
        self._work.cancelled.connect(lambda: self.happened.emit(happened.WorkStopped()))

    @override
    def retranslate(self) -> None:
        self._idle.title.say(_("Lock by itself"))
        self._idle.text.say(_("After so many minutes in which nobody touches this PC."))
        self._minutes.set_options([(str(one), outcome_words.minutes(one)) for one in IDLE_MINUTES])
        for one in IDLE_MINUTES:
            self._minutes.name_option(str(one), identifiers.idle_minutes(one))
        self._remember.title.say(_("Remember on this PC"))
        self._remember.text.say(
            _(
                "The system's keyring then opens the file without the passphrase. That is "
                "convenient, not safer: whoever is signed in here can open it too. Copies still "
                "need the passphrase, so it is asked for again every 30 days."
            )
        )
        tick = _("Open it here without typing the passphrase")
        self._tick.say(tick)
        self._no_keyring.text.say(_("This system has no keyring that this program uses."))
        self._change.title.say(_("Change the passphrase"))
        self._change.text.say(
            _(
                "Copies and backups made before keep the old one. Make new copies afterwards, "
                "and delete the old backups if the old one became known."
            )
        )
        self._begin.say(_("Draw six new words"))
        self.words.retranslate()
        self._use.say(_("Use the new passphrase"))
        self._beside.title.say(_("Beside the file"))
        self._delete.say(_("Delete the old backups"))
        self._again.say(_("Try again"))
        for part, identifier in (
            (self._begin, f"{identifiers.CHANGE_WORDS}-begin"),
            (self._use, identifiers.CHANGE_WORDS),
            (self._delete, identifiers.DELETE_BACKUPS),
            (self._problem, identifiers.save_problem("settings")),
            (self._again, identifiers.save_again("settings")),
        ):
            name_it(part, identifier)
        name_it(self._tick, identifiers.REMEMBER, tick, self._remember.text.text())
        self._shown = None
        if self._session is not None:
            self.show_session(self._session)

    @override
    def show_session(self, session: Session) -> None:
        before, self._session = self._session, session
        self._minutes.choose(str(session.idle_minutes))
        self._tick.show_done(done=session.remembered)
        self._tick.setVisible(session.keyring_there)
        self._no_keyring.setVisible(not session.keyring_there)
        changing = not session.new.first.is_empty
        self._change.setVisible(not changing)
        self.words.setVisible(changing)
        self._deeds.setVisible(changing)
        self.words.show_new(session.new)
        self._show_use(session)
        problem = session.save_problem
        self.show_come(self._problem, shown=problem is not None)
        if problem is not None:
            found = outcome_words.save_problem(problem)
            self._problem.show_text("bad", "file", found.title, found.sentence)
        self._work.show_work(
            session.working,
            _("Saving, and reading back what was saved."),
            stoppable=not session.saving,
        )
        if session.vault is not None:
            self._show_siblings(session.siblings, session.vault)
        began = before is not None and before.new.first.is_empty
        if self.isVisible() and changing and began:
            self.words.focus_first()

    def _show_use(self, session: Session) -> None:
        lacking = passphrase_blockers(session.new)
        reason = outcome_words.blocker_reason(lacking[0]) if lacking else ""
        self._use.set_available(available=not lacking, reason=reason)
        self._why_not.setVisible(bool(reason))
        self._why_not.show_text("warning", reason, "warn")

    def _show_siblings(self, siblings: tuple[Sibling, ...], vault: Vault) -> None:
        self._delete.setVisible(any(one.is_backup for one in siblings))
        if siblings == self._shown:
            return
        self._shown = siblings
        clear(self._rows)
        self._beside.text.say(
            _("These stand in the same folder. Nothing of them is merged or deleted unasked.")
            if siblings
            else _("Nothing else of this file stands in its folder.")
        )
        for sibling in siblings:
            self._rows.addWidget(self._row(sibling, vault))

    def _row(self, sibling: Sibling, vault: Vault) -> QWidget:
        look = self._look
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        place = PathText(look)
        place.show_text(sibling.path.name)
        icon, role, said = _compared(sibling, vault)
        column.addWidget(place)
        column.addWidget(Marked(look, icon, said, role, Kind.SMALL))
        return holder

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        if session.save_problem is None:
            return (self.words.judged,) if self.words.judged else ()
        found = outcome_words.save_problem(session.save_problem)
        return (f"{found.title}. {found.sentence}",)

    @override
    def focus_first(self) -> None:
        self._minutes.focus_first()

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.words.focus_lacking()

    @override
    def hide_secrets(self) -> None:
        self.words.forget()

    @override
    def set_measure(self, measure: float) -> None:
        self.words.set_measure(measure)


def _compared(sibling: Sibling, vault: Vault) -> tuple[str, str, str]:
    """Return how a file beside ours compares with it: icon, role and words."""
    kind = _("Backup") if sibling.is_backup else _("Beside the file")
    said = f"{kind}: {outcome_words.sibling_line(sibling, vault)}"
    newer = sibling.same_file and (sibling.revision or 0) > vault.revision
    if sibling.problem is not None or newer:
        return "warning", "warn", said
    return "info", "ink2", said
