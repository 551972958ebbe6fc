# SPDX-License-Identifier: Apache-2.0
"""The steps of door 1, and which of the six screens each belongs to."""

from enum import Enum


class Step(Enum):
    """One screen of the way from the locked PC to the open one."""

    SCREEN = "screen"
    """What the locked PC shows and whose it is."""
    ROUTES = "routes"
    """Where to look for the key."""
    SPENT = "spent"
    """Every place was looked at in vain: what is left."""
    CHECK = "check"
    """Bring the key and check it."""
    TYPE = "type"
    """Type it on the locked PC."""
    OUTCOME = "outcome"
    """Did it open?"""
    AFTERWARDS = "afterwards"
    """Stop it from coming back, replace the key."""


STAGES: tuple[Step, ...] = (
    Step.SCREEN,
    Step.ROUTES,
    Step.CHECK,
    Step.TYPE,
    Step.OUTCOME,
    Step.AFTERWARDS,
)
"""The six steps that the person sees counted."""


def stage(step: Step) -> Step:
    """Return the counted step that a screen belongs to."""
    return Step.ROUTES if step is Step.SPENT else step


def stage_number(step: Step) -> int:
    """Return 1 to 6."""
    return STAGES.index(stage(step)) + 1
