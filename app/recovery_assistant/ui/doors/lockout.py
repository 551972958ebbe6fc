# SPDX-License-Identifier: Apache-2.0
"""Door 1 for the window: six numbered steps, one after the other."""

from __future__ import annotations  # what only types need is not loaded for the first window

from collections.abc import Sequence
from typing import TYPE_CHECKING

from typing_extensions import override

from recovery_assistant.flow.lockout import STAGES, Session, Step, stage
from recovery_assistant.ui.frame import Head
from recovery_assistant.ui.hosted import Walked, WayOn
from recovery_assistant.ui.other_doors import others
from recovery_assistant.ui.widgets.rail import OtherDoor, RailStep
from recovery_assistant.wording import lockout as words
from recovery_assistant.wording.doors import Door, title

if TYPE_CHECKING:
    from recovery_assistant.flow.lockout.blockers import Blocker
    from recovery_assistant.flow.lockout.effects import Effect
    from recovery_assistant.flow.lockout.events import Event

    Walk = Walked[Step, Session, Event, Effect, Blocker]
else:
    Walk = Walked


class LockoutDoor(Walk):
    """A PC asks for a recovery key."""

    name = "lockout"

    @override
    def title(self) -> str:
        return title(Door.LOCKOUT)

    @override
    def others(self) -> Sequence[OtherDoor]:
        return others(Door.LOCKOUT)

    @override
    def _head(self, step: Step) -> Head:
        return Head(words.step_count(step), words.step_title(step), words.step_lead(step))

    @override
    def rows(self) -> Sequence[RailStep]:
        present = STAGES.index(stage(self.step))
        rows = []
        for index, step in enumerate(STAGES):
            state = "done" if index < present else "now" if index == present else "ahead"
            detail = words.answer_so_far(step, self.session) if index <= present else ""
            rows.append(RailStep(index + 1, words.step_name(step), state, detail))
        return rows

    @override
    def way_on(self) -> WayOn:
        if self._journey.next_step is None:
            return WayOn()
        return WayOn(*words.way_on(self.step, self.session))

    @override
    def why_not(self) -> str:
        blockers = self._journey.blockers
        return words.blocker_reason(blockers[0]) if blockers else ""

    @override
    def leave(self) -> None:
        from recovery_assistant.flow.lockout.events import StepLeft

        self._tell(StepLeft())

    @override
    def take_row(self, number: int) -> None:
        step = STAGES[number - 1]
        walked = [walked for walked in self._journey.trail if stage(walked) is step]
        if walked:
            self._journey.go_to(walked[-1])
