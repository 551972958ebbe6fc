# SPDX-License-Identifier: Apache-2.0
"""Where a search of keys stands, to go on after a restart: positions, and nothing of any key.

The keys follow from what is typed again. A fingerprint of them would let anybody who finds the
file try keys without the drive, and much faster; so all that can be compared is how many there
are, and for which protector of which volume.
"""

import json
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from recovery_assistant.keys import KeyId

_VERSION: Final = 1
LARGEST: Final = 4096
_MOST: Final = 1 << 32


@dataclass(frozen=True, slots=True)
class Position:
    """Where a search stands.

    Attributes:
        volume_id: the volume's own GUID.
        key_id: the protector that keys are tried on.
        total: how many keys there are to try.
        done: how many of them were tried, from the beginning.

    """

    volume_id: UUID
    key_id: KeyId
    total: int
    done: int

    def to_bytes(self) -> bytes:
        """Return the content of the file."""
        kept = {
            "version": _VERSION,
            "volume": str(self.volume_id),
            "key_id": self.key_id.hex,
            "total": self.total,
            "done": self.done,
        }
        return json.dumps(kept, indent=2).encode() + b"\n"

    def goes_on(self, other: "Position") -> bool:
        """Whether another position belongs to the same search."""
        return (self.volume_id, self.key_id, self.total) == (
            other.volume_id,
            other.key_id,
            other.total,
        )


def position_of(data: bytes) -> Position | None:
    """Read the content of a file; None where it is none of ours."""
    if len(data) > LARGEST:
        return None
    try:
        kept = json.loads(data)
        if kept.get("version") != _VERSION:
            return None
        total, done = kept["total"], kept["done"]
        volume_id, key_id = UUID(kept["volume"]), KeyId(str(kept["key_id"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    # True is an int too, and no number.
    whole = type(total) is int and type(done) is int
    if not whole or not 0 <= done <= total <= _MOST:
        return None
    return Position(volume_id, key_id, total, done)
