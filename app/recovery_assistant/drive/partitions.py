# SPDX-License-Identifier: Apache-2.0
"""Where the partitions of a whole disk begin, by its GPT or MBR.

From the UEFI specification (5.3, GUID Partition Table) and the layout of the master boot record.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from recovery_assistant.drive.source import Source

_SECTORS: Final = (512, 4096)
_BOOT_MARK: Final = b"\x55\xaa"
_BOOT: Final = 512
_TABLE_AT: Final = 446
_ROW: Final = struct.Struct("<B3sB3sII")
_ROWS: Final = 4
_EXTENDED: Final = frozenset({0x05, 0x0F, 0x85})
_PROTECTIVE: Final = 0xEE
# A chain of logical drives longer than this goes in a circle or is noise.
_MOST_LOGICAL: Final = 64

_GPT: Final = struct.Struct("<8sIIIIQQQQ16sQIII")
_GPT_MARK: Final = b"EFI PART"
_GPT_ROW: Final = struct.Struct("<16s16sQQ")
_SMALLEST_ROW: Final = 128
_LARGEST_ROW: Final = 4096
_MOST_ROWS: Final = 1024


class Extent(NamedTuple):
    """Where a partition begins and how long it is, in bytes."""

    start: int
    size: int


def partitions(source: Source) -> tuple[Extent, ...]:
    """Return the partitions of a disk, in the order of its table; none where it has no table.

    Raises:
        OSError: the system could not read it.

    """
    for sector in _SECTORS:
        found = _gpt(source, sector, sector) or _gpt(source, source.size - sector, sector)
        if found:
            return found
    # The record does not say how long its sectors are: those of some large USB disks have 4,096
    # bytes. What stands where a partition does not begin is no volume.
    return tuple(extent for sector in _SECTORS for extent in _mbr(source, sector))


def _gpt(source: Source, at: int, sector: int) -> tuple[Extent, ...]:
    """The table whose head stands at an offset: the first one, or its copy at the end."""
    head = source.read(at, sector)
    if len(head) < _GPT.size or not head.startswith(_GPT_MARK):
        return ()
    _, _, length, check, _, _, _, _, _, _, rows_at, rows, row_size, rows_check = _GPT.unpack_from(
        head
    )
    if not _GPT.size <= length <= len(head):
        return ()
    if zlib.crc32(head[:16] + bytes(4) + head[20:length]) != check:
        return ()
    if rows > _MOST_ROWS or not _SMALLEST_ROW <= row_size <= _LARGEST_ROW:
        return ()
    table = source.read(rows_at * sector, rows * row_size)
    if len(table) < rows * row_size or zlib.crc32(table) != rows_check:
        return ()
    found: list[Extent] = []
    for number in range(rows):
        kind, _, first, last = _GPT_ROW.unpack_from(table, number * row_size)
        if any(kind) and first <= last:
            found.append(Extent(first * sector, (last - first + 1) * sector))
    return tuple(found)


def _rows(source: Source, at: int) -> list[tuple[int, int, int]]:
    """Type, first sector and number of sectors of each row of a boot record."""
    boot = source.read(at, _BOOT)
    if len(boot) < _BOOT or not boot.endswith(_BOOT_MARK):
        return []
    rows = (_ROW.unpack_from(boot, _TABLE_AT + n * _ROW.size) for n in range(_ROWS))
    # A boot sector of a volume ends in the same mark; what stands there is no table then.
    read = [(status, kind, first, count) for status, _, kind, _, first, count in rows]
    if any(status not in {0x00, 0x80} for status, *_ in read):
        return []
    return [(kind, first, count) for _, kind, first, count in read if kind and count]


def _mbr(source: Source, sector: int) -> Iterator[Extent]:
    for kind, first, count in _rows(source, 0):
        if kind in _EXTENDED:
            yield from _logical(source, first, sector)
        elif kind != _PROTECTIVE:
            yield Extent(first * sector, count * sector)


def _logical(source: Source, begin: int, sector: int) -> Iterator[Extent]:
    """The logical drives of an extended partition, each of which names the next."""
    at = begin
    for _ in range(_MOST_LOGICAL):
        following = None
        for kind, first, count in _rows(source, at * sector):
            if kind in _EXTENDED:
                following = begin + first
            else:
                yield Extent((at + first) * sector, count * sector)
        if following is None:
            return
        at = following
