# SPDX-License-Identifier: Apache-2.0
"""The screens of door 3."""

from enum import Enum


class Step(Enum):
    """One screen around the encrypted file. The first three stand before it is open."""

    START = "start"
    """A new file, or one that is there?"""
    CREATE = "create"
    """Passphrase and place of a new file."""
    UNLOCK = "unlock"
    """The passphrase of one that is there."""
    KEYS = "keys"
    """The list, masked, and one entry beside it."""
    ENTRY = "entry"
    """A key is added, or an entry changed."""
    COPIES = "copies"
    """Copies away from this PC: make one, see which are verified."""
    SHEET = "sheet"
    """The printed sheet: print it, confirm it from the paper."""
    DRILL = "drill"
    """Open a copy as in an emergency."""
    SETTINGS = "settings"
    """Passphrase, remember on this PC, how long until it locks, other copies found beside it."""


OPEN_STEPS: tuple[Step, ...] = (Step.KEYS, Step.COPIES, Step.DRILL, Step.SHEET, Step.SETTINGS)
"""What the rail offers while the file is open; `ENTRY` belongs to `KEYS`."""


def needs_open(step: Step) -> bool:
    """Whether the screen shows what is in the file."""
    return step is Step.ENTRY or step in OPEN_STEPS
