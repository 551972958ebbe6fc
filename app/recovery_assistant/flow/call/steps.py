# SPDX-License-Identifier: Apache-2.0
"""The stages of a call."""

from enum import Enum


class Step(Enum):
    """One stage of a call; any can be gone to at any time, if nothing blocks it."""

    CALLER = "caller"
    """Who is calling: identity, device, reason. Nothing is told before."""
    KEY_ID = "key-id"
    """What the locked screen shows, spelt by voice."""
    KEY = "key"
    """The key, from where the organisation keeps it, checked."""
    READ_OUT = "read-out"
    """Block by block, with what comes back."""
    OUTCOME = "outcome"
    """Did it open, and the note for the ticket."""


STAGES: tuple[Step, ...] = tuple(Step)
"""The five stages in order; number n is reached by one key press."""
