# SPDX-License-Identifier: Apache-2.0
"""Door 3 for the window: the way to an open file, then places in it to go to."""

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

from typing_extensions import override

from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import LockReason
from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.effects import Effect
from recovery_assistant.flow.copies.events import Event
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.flow.copies.steps import OPEN_STEPS, Step, needs_open
from recovery_assistant.flow.journey import Journey
from recovery_assistant.i18n import _
from recovery_assistant.ui.copies_page import CopiesPage
from recovery_assistant.ui.frame import Head
from recovery_assistant.ui.hosted import Walked, WayOn
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.other_doors import others
from recovery_assistant.ui.widgets.rail import OtherDoor, RailStep
from recovery_assistant.wording import copies as words
from recovery_assistant.wording.doors import Door, title

ICONS = {
    Step.KEYS: "key",
    Step.COPIES: "copy",
    Step.DRILL: "drill",
    Step.SHEET: "printer",
    Step.SETTINGS: "vault",
}


class CopiesDoor(Walked[Step, Session, Event, Effect, Blocker]):
    """Keep a copy of my key.

    `told` is called after each event, for what depends on whether the file is open.
    """

    name = "copies"

    def __init__(
        self,
        look: Look,
        journey: Journey[Step, Session, Event, Effect, Blocker],
        pages: Callable[[], Mapping[Step, Callable[[], CopiesPage]]],
        perform: Callable[[Effect], None],
        told: Callable[[], None],
    ) -> None:
        self._told = told
        super().__init__(look, journey, pages, perform)

    @property
    def is_open(self) -> bool:
        """Whether a file is open."""
        return self.session.vault is not None

    @override
    def _tell(self, event: Event) -> None:
        super()._tell(event)
        self._told()

    @override
    def forget_pages(self) -> None:
        typed = {
            step: page.half_typed()
            for step, page in self._made.items()
            if isinstance(page, CopiesPage)
        }
        super().forget_pages()
        for step, text in typed.items():
            page = self.page(step) if text else None
            if isinstance(page, CopiesPage):
                page.bring_back(text)

    @override
    def title(self) -> str:
        return title(Door.COPIES)

    @override
    def others(self) -> Sequence[OtherDoor]:
        return others(Door.COPIES)

    @override
    def _head(self, step: Step) -> Head:
        before = step in (Step.START, Step.CREATE)
        where = "" if before else words.step_state(self.session)
        return Head(where, words.step_title(step, self.session), words.step_lead(step))

    @override
    def rows(self) -> Sequence[RailStep]:
        present = Step.KEYS if self.step is Step.ENTRY else self.step
        rows = []
        for number, step in enumerate(OPEN_STEPS, start=1):
            state = "now" if step is present else "open" if self.is_open else "ahead"
            detail = words.row_detail(step, self.session)
            rows.append(RailStep(number, words.step_name(step), state, detail, ICONS[step]))
        return rows

    def forget_open_pages(self) -> None:
        """Take away what drew an open file, with every name that still stands in it."""
        for step in tuple(self._made):
            if needs_open(step) and step is not self.step:
                self.forget_page(step)

    @property
    @override
    def can_go_back(self) -> bool:
        # In an open file the way on and the rail lead back to the list.
        return not self.is_open and super().can_go_back

    @override
    def back(self) -> bool:
        if self.is_open:
            # From every place in the file back to its list, never out of it.
            self.tell(happened.StepAsked(Step.KEYS))
            return True
        return super().back()

    @override
    def way_on(self) -> WayOn:
        # In an open file one goes from place to place: an arrow onward would point back.
        onward = self.step not in OPEN_STEPS
        return WayOn(*words.way_on(self.step, self.session), onward=onward)

    @override
    def spoken(self) -> str:
        # That it was opened or locked is said by itself, and when it will lock stands there to
        # be read: said before each title it would only keep people from it.
        return self.head().title

    @override
    def why_not(self) -> str:
        return words.why_not(self.step, self.session)

    @override
    def forward(self) -> bool:
        if self._journey.blockers or not self.way_on().text:
            return False
        match self.step:
            case Step.START | Step.CREATE | Step.UNLOCK | Step.ENTRY:
                page = self.page(self.step)
                if isinstance(page, CopiesPage):
                    page.take_way_on()
            case Step.KEYS:
                self.tell(happened.StepAsked(Step.DRILL))
            case Step.COPIES | Step.SHEET | Step.DRILL | Step.SETTINGS:
                self.tell(happened.StepAsked(Step.KEYS))
            case _:
                assert_never(self.step)
        return True

    @override
    def leave(self) -> None:
        self._tell(happened.StepLeft())

    @override
    def take_row(self, number: int) -> None:
        self.tell(happened.StepAsked(OPEN_STEPS[number - 1]))

    @override
    def aside(self) -> str:
        return _("Lock now") if self.is_open else ""

    @override
    def take_aside(self) -> None:
        self.tell(happened.Locked(LockReason.ASKED))


def pages(
    look: Look, complete: Callable[[str], tuple[str, ...]]
) -> Mapping[Step, Callable[[], CopiesPage]]:
    """Return what makes each page; imported no sooner than it is made.

    `complete` gives the words that begin so, for those who type a passphrase.
    """

    def start() -> CopiesPage:
        from recovery_assistant.ui.pages.vault_start import StartPage

        return StartPage(look)

    def create() -> CopiesPage:
        from recovery_assistant.ui.pages.vault_create import CreatePage

        return CreatePage(look, complete)

    def unlock() -> CopiesPage:
        from recovery_assistant.ui.pages.vault_unlock import UnlockPage

        return UnlockPage(look, complete)

    def keys() -> CopiesPage:
        from recovery_assistant.ui.pages.vault_keys import KeysPage

        return KeysPage(look)

    def entry() -> CopiesPage:
        from recovery_assistant.ui.pages.vault_entry import EntryPage

        return EntryPage(look)

    def copies() -> CopiesPage:
        from recovery_assistant.ui.pages.vault_copies import CopiesListPage

        return CopiesListPage(look)

    def sheet() -> CopiesPage:
        from recovery_assistant.ui.pages.vault_sheet import SheetPage

        return SheetPage(look)

    def drill() -> CopiesPage:
        from recovery_assistant.ui.pages.vault_drill import DrillPage

        return DrillPage(look, complete)

    def settings() -> CopiesPage:
        from recovery_assistant.ui.pages.vault_settings import VaultSettingsPage

        return VaultSettingsPage(look, complete)

    return {
        Step.START: start,
        Step.CREATE: create,
        Step.UNLOCK: unlock,
        Step.KEYS: keys,
        Step.ENTRY: entry,
        Step.COPIES: copies,
        Step.SHEET: sheet,
        Step.DRILL: drill,
        Step.SETTINGS: settings,
    }
