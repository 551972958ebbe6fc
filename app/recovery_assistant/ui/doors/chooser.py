# SPDX-License-Identifier: Apache-2.0
"""The choice between the doors, as a screen of its own."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Never

from typing_extensions import override

from recovery_assistant.flow.journey import Door as Rules
from recovery_assistant.flow.journey import Journey, Outcome
from recovery_assistant.i18n import _
from recovery_assistant.ui.frame import Head
from recovery_assistant.ui.hosted import Walked, WayOn
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.pages.doors import DoorsPage
from recovery_assistant.ui.widgets.rail import OtherDoor, RailStep
from recovery_assistant.wording.doors import Door


class Step(Enum):
    """The one screen that there is."""

    CHOOSE = "choose"


RULES: Rules[Step, None, Door, Door, Never] = Rules(
    first=Step.CHOOSE,
    new_session=lambda: None,
    apply=lambda _session, door: Outcome(None, (door,)),
    next_step=lambda _step, _session: None,
    blockers=lambda _step, _session: (),
    remember=lambda _trail, _session: None,
)
"""Whatever is chosen is opened; nothing is remembered."""


class Chooser(Walked[Step, None, Door, Door, Never]):
    """What brings you here? Back leads to the door one came from."""

    name = "doors"

    def __init__(
        self, look: Look, open_door: Callable[[Door], None], go_back: Callable[[], None]
    ) -> None:
        self._go_back = go_back
        super().__init__(
            look, Journey(RULES), lambda: {Step.CHOOSE: lambda: DoorsPage(look)}, open_door
        )

    @property
    @override
    def can_go_back(self) -> bool:
        return True

    @override
    def title(self) -> str:
        return _("Choose what you need")

    @override
    def others(self) -> Sequence[OtherDoor]:
        return ()

    @override
    def _head(self, step: Step) -> Head:
        return Head(
            "",
            _("What brings you here?"),
            _("Each way keeps its place and what you typed when you change to another."),
        )

    @override
    def rows(self) -> Sequence[RailStep]:
        return ()

    @override
    def way_on(self) -> WayOn:
        return WayOn()

    @override
    def why_not(self) -> str:
        return ""

    @override
    def take_row(self, number: int) -> None:
        """There are no rows."""

    @override
    def back(self) -> bool:
        self._go_back()
        return True
