# SPDX-License-Identifier: Apache-2.0
"""Disks inside a file: fixed and dynamic VHD, VHDX; others are known by name and declined.

From Microsoft's published descriptions: "Virtual Hard Disk Image Format Specification" (2006) and
[MS-VHDX].
"""

import struct
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final
from uuid import UUID

from typing_extensions import override

from recovery_assistant.drive.source import Source, Window

_SECTOR: Final = 512
_MEGABYTE: Final = 1024 * 1024

_FOOTER: Final = struct.Struct(">8sIIQIIII8xQII")
_FOOTER_MARK: Final = b"conectix"
_FOOTER_CHECK_AT: Final = 64
_SPARSE: Final = struct.Struct(">8sQQIII")
_SPARSE_MARK: Final = b"cxsparse"
_UNUSED: Final = 0xFFFFFFFF
_LARGEST_BLOCK: Final = 256 * _MEGABYTE

_VHDX_MARK: Final = b"vhdxfile"
_HEADERS_AT: Final = (64 * 1024, 128 * 1024)
_HEADER: Final = struct.Struct("<4sIQ16s16s16s")
_HEADER_BYTES: Final = 4096
_CASTAGNOLI: Final = 0x82F63B78
_REGIONS_AT: Final = (192 * 1024, 256 * 1024)
_REGIONS: Final = struct.Struct("<4sIII")
_REGION: Final = struct.Struct("<16sQII")
_MOST_REGIONS: Final = 2047
_ITEMS: Final = struct.Struct("<8sHH20x")
_ITEM: Final = struct.Struct("<16sIIII")
_BAT: Final = UUID("2dc27766-f623-4200-9d64-115e9bfd4a08").bytes_le
_METADATA: Final = UUID("8b7ca206-4790-4b9a-b8fe-575f050f886e").bytes_le
_PARAMETERS: Final = UUID("caa16737-fa36-4d43-b3b6-33f0aa44e76b").bytes_le
_DISK_SIZE: Final = UUID("2fa54224-cd1b-4876-b211-5dbed83bf4b8").bytes_le
_SECTOR_SIZE: Final = UUID("8141bf1d-a96f-4709-ba47-f233a8faab5f").bytes_le
_BLOCK_AND_FLAGS: Final = struct.Struct("<II")
_ROWS_AT_ONCE: Final = 4096
_CHUNK_SECTORS: Final = 2**23
_PRESENT: Final = 6
_LARGEST_DISK: Final = 64 * 1024**4


class Container(Enum):
    """What kind of file a disk lies in."""

    RAW = "raw"
    VHD = "vhd"
    VHDX = "vhdx"


class Declined(Enum):
    """A kind of file that this program does not take apart, by its name."""

    QCOW2 = "qcow2"
    VMDK = "vmdk"
    VDI = "vdi"
    E01 = "e01"
    DMG = "dmg"
    WIM = "wim"
    COMPRESSED = "compressed"
    """A compressed copy (xz, gzip, zip, 7z): it has to be unpacked first."""
    DIFFERENCING = "differencing"
    """A VHD or VHDX that holds only the changes to another file."""
    NOT_CLOSED = "not-closed"
    """A VHDX whose last changes still stand in its log: it has to be closed by Windows first."""
    DAMAGED = "damaged"
    """A VHD or VHDX whose own tables cannot be read."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A disk, and the kind of file that it lies in."""

    source: Source
    container: Container


_NAMES: Final[tuple[tuple[int, bytes, Declined], ...]] = (
    (0, b"QFI\xfb", Declined.QCOW2),
    (0, b"KDMV", Declined.VMDK),
    (0, b"COWD", Declined.VMDK),
    (0, b"# Disk DescriptorFile", Declined.VMDK),
    (64, b"\x7f\x10\xda\xbe", Declined.VDI),
    (0, b"EVF\x09\x0d\x0a\xff\x00", Declined.E01),
    (0, b"EVF2\x0d\x0a\x81\x00", Declined.E01),
    (0, b"MSWIM\0\0\0", Declined.WIM),
    (0, b"\xfd7zXZ\0", Declined.COMPRESSED),
    (0, b"\x1f\x8b\x08", Declined.COMPRESSED),
    (0, b"PK\x03\x04", Declined.COMPRESSED),
    (0, b"7z\xbc\xaf\x27\x1c", Declined.COMPRESSED),
    (0, b"Rar!\x1a\x07", Declined.COMPRESSED),
    (0, b"(\xb5/\xfd", Declined.COMPRESSED),
    (0, b"BZh", Declined.COMPRESSED),
)


def unwrap(source: Source) -> Opened | Declined:
    """Return the disk that lies in a file; what is no container known here is a raw image.

    Raises:
        OSError: the system could not read it.

    """
    head = source.read(0, _SECTOR)
    for at, mark, declined in _NAMES:
        if head[at : at + len(mark)] == mark:
            return declined
    if head.startswith(_VHDX_MARK):
        return _vhdx(source)
    footer = source.read(source.size - _SECTOR, _SECTOR) if source.size >= _SECTOR else b""
    if footer.startswith(b"koly"):
        return Declined.DMG
    # A dynamic VHD has a copy of the footer at its beginning, for where it was cut off or damaged.
    footers = [one for one in (footer, head) if one.startswith(_FOOTER_MARK)]
    if footers:
        return _vhd(source, next(filter(_is_sound, footers), footers[0]))
    return Opened(source, Container.RAW)


def _is_sound(footer: bytes) -> bool:
    """Whether the sum of a footer's bytes is what it says; its own four do not count."""
    at = _FOOTER_CHECK_AT
    summed = sum(footer) - sum(footer[at : at + 4])
    return int.from_bytes(footer[at : at + 4], "big") == ~summed & 0xFFFFFFFF


def _vhd(source: Source, footer: bytes) -> Opened | Declined:
    if len(footer) < _FOOTER.size:
        return Declined.DAMAGED
    _, _, _, table_at, _, _, _, _, size, _, kind = _FOOTER.unpack_from(footer)
    if size > _LARGEST_DISK:
        return Declined.DAMAGED
    match kind:
        case 2:
            return Opened(Window(source, 0, min(size, source.size - _SECTOR)), Container.VHD)
        case 3:
            return _dynamic_vhd(source, table_at, size)
        case 4:
            return Declined.DIFFERENCING
        case _:
            return Declined.DAMAGED


def _dynamic_vhd(source: Source, at: int, size: int) -> Opened | Declined:
    head = source.read(at, _SPARSE.size)
    if len(head) < _SPARSE.size:
        return Declined.DAMAGED
    mark, _, table_at, _, rows, block = _SPARSE.unpack_from(head)
    whole = block >= _SECTOR and block % _SECTOR == 0 and block <= _LARGEST_BLOCK
    if mark != _SPARSE_MARK or not whole or rows * block < size:
        return Declined.DAMAGED
    disk = _DynamicVhd(source, table_at, block, size)
    return Opened(disk, Container.VHD) if disk.fits else Declined.DAMAGED


class _Blocks(ABC):
    """A disk cut into blocks that stand anywhere in the file, or nowhere and are zeros then.

    A table has a row for each block, in their order.
    """

    row = 0
    """Bytes of a row of the table."""

    def __init__(self, source: Source, table_at: int, block: int, size: int) -> None:
        self._source = source
        self._table_at = table_at
        self._block = block
        self._size = size

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._size

    def read(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset` on, fewer only at the end."""
        if offset < 0 or offset >= self._size:
            return b""
        pieces: list[bytes] = []
        end = min(offset + size, self._size)
        while offset < end:
            number, within = divmod(offset, self._block)
            length = min(self._block - within, end - offset)
            at = next(iter(self._rows(self._index(number), 1)), None)
            piece = b"" if at is None else self._source.read(at + within, length)
            pieces.append(piece.ljust(length, b"\0"))
            offset += length
        return b"".join(pieces)

    def data_from(self, offset: int) -> int:
        """Return where bytes other than zeros may stand: the next block that is there."""
        if offset >= self._size:
            return self._size
        rows = range(self._index(offset // self._block), self._index(self._last) + 1)
        for start in range(rows.start, rows.stop, _ROWS_AT_ONCE):
            found = self._rows(start, min(_ROWS_AT_ONCE, rows.stop - start))
            for index, at in enumerate(found, start):
                number = self._number(index)
                if at is not None and number is not None:
                    return max(offset, number * self._block)
        return self._size

    @property
    def _last(self) -> int:
        return (self._size - 1) // self._block

    @property
    def fits(self) -> bool:
        """Whether the table lies in the file; else it would promise a disk of any size."""
        end = self._table_at + self.row * (self._index(self._last) + 1)
        return self._size > 0 and end <= self._source.size

    def _rows(self, index: int, count: int) -> list[int | None]:
        """Where the blocks of so many rows stand in the file, in bytes; None where they do not."""
        width = self.row
        rows = self._source.read(self._table_at + width * index, width * count)
        return [self._place(rows[at : at + width]) for at in range(0, len(rows), width)]

    def _index(self, number: int) -> int:
        """The row of a block."""
        return number

    def _number(self, index: int) -> int | None:
        """The block of a row; None where the row is none of a block."""
        return index

    @abstractmethod
    def _place(self, row: bytes) -> int | None:
        """Where the block of a row stands in the file, in bytes; None where it does not."""


class _DynamicVhd(_Blocks):
    """Each block stands behind a bitmap of its sectors, padded to whole sectors."""

    row = 4

    @override
    def _place(self, row: bytes) -> int | None:
        sector = int.from_bytes(row, "big") if len(row) == self.row else _UNUSED
        bits = self._block // _SECTOR
        bitmap = -(-bits // (8 * _SECTOR)) * _SECTOR
        return None if sector == _UNUSED else sector * _SECTOR + bitmap


class _Vhdx(_Blocks):
    """Each row of the table says whether a block is there and at which megabyte.

    After so many blocks there is a row for the bitmap of their sectors.
    """

    row = 8

    def __init__(self, source: Source, table_at: int, block: int, size: int, ratio: int) -> None:
        super().__init__(source, table_at, block, size)
        self._ratio = ratio

    @override
    def _index(self, number: int) -> int:
        return number + number // self._ratio

    @override
    def _number(self, index: int) -> int | None:
        chunk, within = divmod(index, self._ratio + 1)
        return None if within == self._ratio else chunk * self._ratio + within

    @override
    def _place(self, row: bytes) -> int | None:
        entry = int.from_bytes(row, "little")
        return (entry >> 20) * _MEGABYTE if entry & 7 == _PRESENT else None


def _vhdx(source: Source) -> Opened | Declined:
    if not _is_closed(source):
        return Declined.NOT_CLOSED
    regions = _regions(source)
    table, metadata = regions.get(_BAT), regions.get(_METADATA)
    if table is None or metadata is None:
        return Declined.DAMAGED
    items = _items(source, metadata)
    parameters = items.get(_PARAMETERS, b"")
    size = int.from_bytes(items.get(_DISK_SIZE, b"")[:8], "little")
    sector = int.from_bytes(items.get(_SECTOR_SIZE, b"")[:4], "little")
    if (
        len(parameters) < _BLOCK_AND_FLAGS.size
        or sector not in {512, 4096}
        or not 0 < size <= _LARGEST_DISK
    ):
        return Declined.DAMAGED
    block, flags = _BLOCK_AND_FLAGS.unpack_from(parameters)
    if flags & 2:
        return Declined.DIFFERENCING
    if block % _MEGABYTE or not _MEGABYTE <= block <= _LARGEST_BLOCK:
        return Declined.DAMAGED
    ratio = _CHUNK_SECTORS * sector // block
    disk = _Vhdx(source, table, block, size, ratio)
    return Opened(disk, Container.VHDX) if disk.fits else Declined.DAMAGED


def _is_closed(source: Source) -> bool:
    """Whether the newer of the two heads says that nothing waits in the log.

    One whose CRC is wrong was being written when something went wrong: the other one holds then.
    """
    heads = [source.read(at, _HEADER_BYTES) for at in _HEADERS_AT]
    heads = [one for one in heads if len(one) == _HEADER_BYTES and one.startswith(b"head")]
    heads = [one for one in heads if _crc32c(one[:4] + bytes(4) + one[8:]) == _check(one)] or heads
    read = [_HEADER.unpack_from(head) for head in heads]
    return not read or not any(max((sequence, log) for _, _, sequence, _, _, log in read)[1])


def _check(head: bytes) -> int:
    return int.from_bytes(head[4:8], "little")


def _crc32c(data: bytes) -> int:
    rows = _crc_rows()
    value = 0xFFFFFFFF
    for byte in data:
        value = value >> 8 ^ rows[(value ^ byte) & 0xFF]
    return value ^ 0xFFFFFFFF


@cache
def _crc_rows() -> tuple[int, ...]:
    """What each byte does to a CRC-32C."""
    rows = list(range(256))
    for _ in range(8):
        rows = [value >> 1 ^ (_CASTAGNOLI if value & 1 else 0) for value in rows]
    return tuple(rows)


def _regions(source: Source) -> dict[bytes, int]:
    """Where the regions of the file begin, by their GUIDs: as the first table says that reads."""
    for at in _REGIONS_AT:
        head = source.read(at, _REGIONS.size)
        if len(head) < _REGIONS.size:
            continue
        mark, _check, rows, _ = _REGIONS.unpack(head)
        if mark != b"regi" or rows > _MOST_REGIONS:
            continue
        table = source.read(at + _REGIONS.size, rows * _REGION.size)
        found = {name: begin for name, begin, _, _ in _REGION.iter_unpack(_whole(table, _REGION))}
        if _BAT in found and _items(source, found.get(_METADATA, 0)):
            return found
    return {}


def _items(source: Source, at: int) -> dict[bytes, bytes]:
    """The first bytes of each item of the metadata, by its GUID."""
    head = source.read(at, _ITEMS.size)
    if len(head) < _ITEMS.size:
        return {}
    mark, _, rows = _ITEMS.unpack(head)
    if mark != b"metadata" or rows > _MOST_REGIONS:
        return {}
    table = source.read(at + _ITEMS.size, rows * _ITEM.size)
    return {
        name: source.read(at + begin, min(length, 16))
        for name, begin, length, _, _ in _ITEM.iter_unpack(_whole(table, _ITEM))
    }


def _whole(table: bytes, row: struct.Struct) -> bytes:
    return table[: len(table) - len(table) % row.size]
