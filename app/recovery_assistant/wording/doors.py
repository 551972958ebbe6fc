# SPDX-License-Identifier: Apache-2.0
"""What brings people here: the words of the doors."""

from enum import Enum
from typing import assert_never

from recovery_assistant.i18n import _


class Door(Enum):
    """The ways into the program that work."""

    LOCKOUT = "lockout"
    CALL = "call"
    COPIES = "copies"


def title(door: Door) -> str:
    """Return what brings a person to a door, in their words."""
    match door:
        case Door.LOCKOUT:
            return _("A PC asks for a recovery key")
        case Door.CALL:
            return _("I help someone on the phone")
        case Door.COPIES:
            return _("Keep a copy of my key")
        case _:
            assert_never(door)


def short(door: Door) -> str:
    """Return the same in two words, where there is no room."""
    match door:
        case Door.LOCKOUT:
            return _("Locked PC")
        case Door.CALL:
            return _("On the phone")
        case Door.COPIES:
            return _("Keep a copy")
        case _:
            assert_never(door)


def about(door: Door) -> str:
    """Return what there is behind a door."""
    match door:
        case Door.LOCKOUT:
            return _(
                "A locked PC wants 48 digits. We find the key, check it, and type it in, "
                "one step at a time."
            )
        case Door.CALL:
            return _(
                "What to say, the check of who is calling, the key read out block by block, and a "
                "note for the ticket without a digit of it."
            )
        case Door.COPIES:
            return _(
                "Put keys into an encrypted file, or open one that you made. It also opens "
                "without this program."
            )
        case _:
            assert_never(door)
