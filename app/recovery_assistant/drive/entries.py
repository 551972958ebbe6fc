# SPDX-License-Identifier: Apache-2.0
"""The entries that BitLocker metadata consist of, read within their bounds and nowhere else.

Layout from libbde's format document (LIBBDE) and from the real volumes in the fixtures: each entry
is its size, its role, the type of its value and a version, 16 bits each, little-endian, and then
its value; some values hold entries of their own.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from typing_extensions import override

_HEAD: Final = struct.Struct("<HHHH")
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
_TICKS_A_MICROSECOND: Final = 10
# What every system can turn into its local time; BitLocker is younger than the first by decades.
_EARLIEST: Final = datetime(1971, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(3000, 1, 1, tzinfo=UTC)
# Far more than any volume has; a loop that goes on longer reads noise.
_MOST_ENTRIES: Final = 1_000

ROLE_VOLUME_KEY: Final = 0x0003
ROLE_DESCRIPTION: Final = 0x0007

TYPE_TEXT: Final = 0x0002
TYPE_STRETCH: Final = 0x0003
TYPE_SEALED: Final = 0x0005
TYPE_PROTECTOR: Final = 0x0008
TYPE_BACKUP: Final = 0x0015


class EntriesError(ValueError):
    """Entries that are not as they must be; says where and never what stands there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what it is for, what its value is, and the value's bytes."""

    role: int
    kind: int
    value: bytes

    @override
    def __repr__(self) -> str:
        return f"Entry({self.role:#06x}, {self.kind:#06x}, {len(self.value)} bytes)"


def entries(data: bytes) -> Iterator[Entry]:
    """Go through the entries that follow each other in `data`.

    Raises:
        EntriesError: an entry is shorter than its head, or ends beyond `data`.

    """
    at = 0
    for _ in range(_MOST_ENTRIES):
        if len(data) - at < _HEAD.size:
            return
        size, role, kind, _version = _HEAD.unpack_from(data, at)
        if size == 0:
            # What comes after the last entry is filled with zeros.
            return
        if size < _HEAD.size or size > len(data) - at:
            raise EntriesError(f"entry at {at}: {size} bytes")
        yield Entry(role, kind, data[at + _HEAD.size : at + size])
        at += size
    raise EntriesError(f"more than {_MOST_ENTRIES} entries")


def when(ticks: int) -> datetime | None:
    """Turn a FILETIME (units of 100 ns since 1601, UTC) into a time; None where it is none."""
    try:
        found = _EPOCH + timedelta(microseconds=ticks // _TICKS_A_MICROSECOND)
    except OverflowError:
        return None
    return found if _EARLIEST <= found < _LATEST else None


def text(value: bytes) -> str:
    """Read a UTF-16 text up to its end mark; what is no character is shown as such."""
    return value[: len(value) & ~1].decode("utf-16-le", "replace").split("\0", 1)[0]
