# SPDX-License-Identifier: Apache-2.0
"""Made-up disks and container files around volumes: GPT, MBR, VHD, VHDX.

After the UEFI specification, Microsoft's description of VHD (2006) and [MS-VHDX].
"""

import struct
import zlib
from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

SECTOR: Final = 512
MEGABYTE: Final = 1024 * 1024
_BASIC_DATA: Final = UUID("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7").bytes_le
_ROWS: Final = 128
_ROW: Final = 128


class Partition(NamedTuple):
    """What lies at an offset of a disk; both in bytes, whole sectors."""

    start: int
    content: bytes


def _laid(size: int, partitions: Sequence[Partition]) -> bytearray:
    disk = bytearray(size)
    for part in partitions:
        disk[part.start : part.start + len(part.content)] = part.content
    return disk


def _mbr_row(kind: int, first: int, count: int, *, status: int = 0) -> bytes:
    return struct.pack("<B3sB3sII", status, bytes(3), kind, bytes(3), first, count)


def _boot_record(rows: Sequence[bytes]) -> bytes:
    return bytes(446) + b"".join(rows).ljust(64, b"\0") + b"\x55\xaa"


def gpt(size: int, partitions: Sequence[Partition], *, sector: int = SECTOR) -> bytearray:
    """Return a disk with a GPT at its start and the copy of it at its end."""
    disk = _laid(size, partitions)
    sectors = size // sector
    rows = b"".join(
        struct.pack(
            "<16s16sQQQ72s",
            _BASIC_DATA,
            bytes([number + 1] * 16),
            part.start // sector,
            (part.start + len(part.content)) // sector - 1,
            0,
            "Basic data".encode("utf-16-le").ljust(72, b"\0"),
        )
        for number, part in enumerate(partitions)
    ).ljust(_ROWS * _ROW, b"\0")
    length = -(-len(rows) // sector)
    disk[:SECTOR] = _boot_record([_mbr_row(0xEE, 1, min(sectors - 1, 0xFFFFFFFF))])
    disk[2 * sector : 2 * sector + len(rows)] = rows
    disk[sector : sector + 92] = _gpt_head(rows, sectors, at=1, twin=sectors - 1, rows_at=2)
    rows_at = sectors - 1 - length
    disk[rows_at * sector : rows_at * sector + len(rows)] = rows
    last = (sectors - 1) * sector
    disk[last : last + 92] = _gpt_head(rows, sectors, at=sectors - 1, twin=1, rows_at=rows_at)
    return disk


def _gpt_head(rows: bytes, sectors: int, *, at: int, twin: int, rows_at: int) -> bytes:
    def packed(check: int) -> bytes:
        return struct.pack(
            "<8sIIIIQQQQ16sQIII",
            b"EFI PART", 0x10000, 92, check, 0, at, twin, 34, sectors - 34, bytes(16),
            rows_at, _ROWS, _ROW, zlib.crc32(rows),
        )  # fmt: skip

    return packed(zlib.crc32(packed(0)))


def mbr(size: int, partitions: Sequence[Partition]) -> bytearray:
    """Return a disk with up to four primary partitions."""
    disk = _laid(size, partitions)
    disk[:SECTOR] = _boot_record(
        [
            _mbr_row(0x07, part.start // SECTOR, len(part.content) // SECTOR, status=0x80 * (not n))
            for n, part in enumerate(partitions)
        ]
    )
    return disk


def extended(size: int, begin: int, logical: Sequence[Partition]) -> bytearray:
    """Return a disk with an extended partition at `begin` and logical drives in it.

    Each logical drive needs one sector before it for its boot record.
    """
    disk = _laid(size, logical)
    disk[:SECTOR] = _boot_record([_mbr_row(0x0F, begin // SECTOR, (size - begin) // SECTOR)])
    records = [begin, *(part.start - SECTOR for part in logical[1:])]
    for number, (at, part) in enumerate(zip(records, logical, strict=True)):
        rows = [_mbr_row(0x07, (part.start - at) // SECTOR, len(part.content) // SECTOR)]
        if number + 1 < len(records):
            rows.append(_mbr_row(0x05, (records[number + 1] - begin) // SECTOR, 1))
        disk[at : at + SECTOR] = _boot_record(rows)
    return disk


def _vhd_footer(size: int, kind: int, table_at: int) -> bytes:
    def packed(check: int) -> bytes:
        return struct.pack(
            ">8sIIQI4sI4sQQ4sII16sB427x",
            b"conectix", 2, 0x10000, table_at, 0, b"test", 0x10000, b"Wi2k",
            size, size, bytes(4), kind, check, bytes(16), 0,
        )  # fmt: skip

    return packed(~sum(packed(0)) & 0xFFFFFFFF)


def fixed_vhd(disk: bytes) -> bytes:
    """Return a disk as a fixed VHD: the disk, and a footer behind it."""
    return disk + _vhd_footer(len(disk), 2, 0xFFFFFFFFFFFFFFFF)


def dynamic_vhd(disk: bytes, *, kind: int = 3, block: int = 64 * 1024) -> bytes:
    """Return a disk as a dynamic VHD; zeros are left out. Kind 4 is a differencing one."""
    footer = _vhd_footer(len(disk), kind, 512)
    rows = -(-len(disk) // block)
    table_at = 512 + 1024
    head = struct.pack(">8sQQIIII", b"cxsparse", 2**64 - 1, table_at, 0x10000, rows, block, 0)
    table = bytearray()
    behind = table_at + -(-4 * rows // SECTOR) * SECTOR
    content = bytearray()
    bitmap = b"\xff" * (-(-(block // SECTOR) // (8 * SECTOR)) * SECTOR)
    for number in range(rows):
        piece = disk[number * block : (number + 1) * block]
        if any(piece):
            table += struct.pack(">I", (behind + len(content)) // SECTOR)
            content += bitmap + piece.ljust(block, b"\0")
        else:
            table += b"\xff" * 4
    body = footer + head.ljust(1024, b"\0") + bytes(table).ljust(behind - table_at, b"\xff")
    return body + bytes(content) + footer


def vhdx_head(sequence: int, log: bytes = bytes(16)) -> bytes:
    """Return one of the two heads of a VHDX; the one with the greater number holds."""
    head = struct.pack("<4sIQ16s16s16sHH", b"head", 0, sequence, bytes(16), bytes(16), log, 0, 1)
    head = head.ljust(4096, b"\0")
    return head[:4] + struct.pack("<I", crc32c(head)) + head[8:]


def crc32c(data: bytes) -> int:
    """Return the CRC of Castagnoli, bit by bit."""
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0x82F63B78 * (value & 1)
    return value ^ 0xFFFFFFFF


def vhdx(
    disk: bytes, *, block: int = MEGABYTE, log: bytes = bytes(16), parent: bool = False
) -> bytes:
    """Return a disk as a dynamic VHDX; blocks of zeros are left out.

    A `log` that is not zero says that changes are not in place yet; `parent` makes it hold only
    the changes to another file.
    """
    ratio = 2**23 * SECTOR // block
    rows = -(-len(disk) // block)
    table_at, metadata_at = 2 * MEGABYTE, 3 * MEGABYTE
    first = 4 * MEGABYTE
    file = bytearray(first)
    file[:8] = b"vhdxfile"
    for at, sequence in ((64 * 1024, 1), (128 * 1024, 2)):
        file[at : at + 4096] = vhdx_head(sequence, log)
    regions = struct.pack("<4sIII", b"regi", 0, 2, 0)
    bat = UUID("2dc27766-f623-4200-9d64-115e9bfd4a08").bytes_le
    metadata = UUID("8b7ca206-4790-4b9a-b8fe-575f050f886e").bytes_le
    regions += struct.pack("<16sQII", bat, table_at, MEGABYTE, 1)
    regions += struct.pack("<16sQII", metadata, metadata_at, MEGABYTE, 1)
    for at in (192 * 1024, 256 * 1024):
        file[at : at + len(regions)] = regions
    items = (
        ("caa16737-fa36-4d43-b3b6-33f0aa44e76b", struct.pack("<II", block, 2 * parent)),
        ("2fa54224-cd1b-4876-b211-5dbed83bf4b8", struct.pack("<Q", len(disk))),
        ("8141bf1d-a96f-4709-ba47-f233a8faab5f", struct.pack("<I", SECTOR)),
    )
    head = struct.pack("<8sHH20x", b"metadata", 0, len(items))
    values = bytearray()
    for name, value in items:
        offset = 64 * 1024 + len(values)
        head += struct.pack("<16sIIII", UUID(name).bytes_le, offset, len(value), 4, 0)
        values += value
    file[metadata_at : metadata_at + len(head)] = head
    file[metadata_at + 64 * 1024 : metadata_at + 64 * 1024 + len(values)] = values
    for number in range(rows):
        piece = disk[number * block : (number + 1) * block]
        row = number + number // ratio
        if any(piece):
            entry = len(file) // MEGABYTE << 20 | 6
            file += piece.ljust(block, b"\0")
        else:
            entry = 2  # zeros
        file[table_at + 8 * row : table_at + 8 * row + 8] = struct.pack("<Q", entry)
    return bytes(file)
