# SPDX-License-Identifier: Apache-2.0
"""The doors that one can change to from a door."""

from recovery_assistant.ui.widgets.rail import OtherDoor
from recovery_assistant.wording.doors import Door, short, title

ICONS = {Door.LOCKOUT: "screen", Door.CALL: "phone", Door.COPIES: "vault"}


def others(present: Door) -> tuple[OtherDoor, ...]:
    """Return all doors but the present one."""
    rest = (door for door in Door if door is not present)
    return tuple(OtherDoor(door.value, ICONS[door], title(door), short(door)) for door in rest)
