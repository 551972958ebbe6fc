# SPDX-License-Identifier: Apache-2.0
"""Where partitions begin: GPT and its copy, MBR, logical drives; and tables that lie."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from drives.disks import Partition, extended, gpt, mbr
from recovery_assistant.drive.partitions import Extent, partitions
from recovery_assistant.drive.source import Bytes

SIZE = 256 * 1024
PARTS = (Partition(0x8000, b"a" * 0x4000), Partition(0x10000, b"b" * 0x8000))
EXTENTS = (Extent(0x8000, 0x4000), Extent(0x10000, 0x8000))


def of(disk: bytes | bytearray) -> tuple[Extent, ...]:
    return partitions(Bytes(bytes(disk)))


def mended(disk: bytearray, at: int, value: bytes, *, length: int = 92) -> bytearray:
    """Put a value into the head of a GPT and make its CRCs right again."""
    head = bytearray(disk[512 : 512 + length])
    head[at : at + len(value)] = value
    rows_at, rows, row_size = struct.unpack_from("<QII", head, 72)
    table = bytes(disk[rows_at * 512 : rows_at * 512 + rows * row_size])
    head[88:92] = struct.pack("<I", zlib.crc32(table))
    head[16:20] = bytes(4)
    head[16:20] = struct.pack("<I", zlib.crc32(head))
    disk[512 : 512 + length] = head
    return disk


def without_copy(disk: bytearray) -> bytearray:
    disk[-512:] = bytes(512)
    return disk


@pytest.mark.parametrize("sector", [512, 4096])
def test_a_gpt_tells_where_partitions_are(sector: int) -> None:
    assert of(gpt(SIZE, PARTS, sector=sector)) == EXTENTS


@pytest.mark.parametrize("sector", [512, 4096])
@pytest.mark.parametrize("at", [0, 8, 16, 20, 72, 91])
def test_where_the_first_table_is_damaged_its_copy_tells(sector: int, at: int) -> None:
    disk = gpt(SIZE, PARTS, sector=sector)
    disk[sector + at] ^= 0x41
    assert of(disk) == EXTENTS


def test_where_the_rows_are_damaged_their_copy_tells() -> None:
    disk = gpt(SIZE, PARTS)
    disk[1024 + 32] ^= 1
    assert of(disk) == EXTENTS
    rows_of_copy = SIZE - 512 - 128 * 128
    disk[rows_of_copy + 32] ^= 1
    assert of(disk) == ()


def test_where_the_first_sectors_are_wiped_the_copy_tells() -> None:
    disk = gpt(SIZE, PARTS)
    disk[: 34 * 512] = bytes(34 * 512)
    assert of(disk) == EXTENTS


def test_rows_without_a_type_or_that_end_before_they_begin_are_none() -> None:
    disk = gpt(SIZE, (*PARTS, Partition(0x20000, b"c" * 512)))
    disk[1024 : 1024 + 16] = bytes(16)
    row = 1024 + 128
    disk[row + 40 : row + 48] = struct.pack("<Q", 0x10000 // 512 - 1)
    assert of(mended(disk, 0, b"")) == (Extent(0x20000, 512),)
    disk[row + 40 : row + 48] = struct.pack("<Q", 0x10000 // 512)
    assert of(mended(disk, 0, b"")) == (Extent(0x10000, 512), Extent(0x20000, 512))


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (12, struct.pack("<I", 91)),
        (12, struct.pack("<I", 513)),
        (12, struct.pack("<I", 0xFFFFFFFF)),
        (80, struct.pack("<I", 1025)),
        (80, struct.pack("<I", 0xFFFFFFFF)),
        (84, struct.pack("<I", 127)),
        (84, struct.pack("<I", 4097)),
        (84, struct.pack("<I", 0xFFFFFFFF)),
        (72, struct.pack("<Q", SIZE // 512)),
        (72, struct.pack("<Q", 2**64 - 1)),
    ],
)
def test_a_table_that_cannot_be_is_none(at: int, value: bytes) -> None:
    reads: list[int] = []

    class Watched(Bytes):
        @override
        def read(self, offset: int, size: int) -> bytes:
            reads.append(size)
            return super().read(offset, size)

    disk = without_copy(gpt(SIZE, PARTS))
    head = bytearray(disk[512:604])
    head[at : at + len(value)] = value
    head[16:20] = bytes(4)
    head[16:20] = struct.pack("<I", zlib.crc32(head))
    disk[512:604] = head
    assert partitions(Watched(bytes(disk))) == ()
    assert max(reads) <= 4096 * 1024


@pytest.mark.parametrize(("rows", "row_size"), [(1025, 128), (32, 4097), (128, 127), (0, 128)])
def test_a_table_out_of_bounds_is_none_though_its_sums_are_right(rows: int, row_size: int) -> None:
    disk = without_copy(gpt(SIZE * 8, PARTS))
    at = 0x40000
    disk[at : at + 1025 * 128] = bytes(1025 * 128)
    disk[at : at + 128] = disk[1024 : 1024 + 128]
    assert of(mended(disk, 72, struct.pack("<QII", at // 512, rows, row_size))) == ()


def test_a_head_or_record_cut_off_is_none() -> None:
    for length in range(512, 612):
        assert of(gpt(SIZE, PARTS)[:length]) == ()
    short = bytearray(mbr(SIZE, PARTS)[:500])
    short[-2:] = b"\x55\xaa"
    assert of(short) == ()


def test_the_largest_tables_are_read() -> None:
    wide = gpt(SIZE * 8, PARTS)
    # 1,024 rows of 128 bytes, behind the partitions, and 32 of 4,096.
    for rows, row_size in ((1024, 128), (32, 4096)):
        disk = without_copy(bytearray(wide))
        at = 0x40000
        disk[at : at + 1024 * 128] = bytes(1024 * 128)
        disk[at : at + 128] = disk[1024 : 1024 + 128]
        last = at + (rows - 1) * row_size
        disk[last : last + 128] = disk[1024 + 128 : 1024 + 256]
        told = struct.pack("<QII", at // 512, rows, row_size)
        assert of(mended(disk, 72, told)) == EXTENTS


def test_a_longer_head_is_summed_whole() -> None:
    disk = without_copy(gpt(SIZE, PARTS))
    disk[604:700] = b"\7" * 96
    whole = mended(disk, 12, struct.pack("<I", 188), length=188)
    assert of(whole) == EXTENTS
    whole[620] ^= 1
    assert of(whole) == ()


def test_a_protective_row_is_no_partition() -> None:
    disk = gpt(SIZE, PARTS)
    disk[512:604] = bytes(92)
    assert of(without_copy(disk)) == ()


def test_an_mbr_tells_where_partitions_are() -> None:
    assert of(mbr(SIZE, PARTS))[:2] == EXTENTS


def test_sectors_of_four_kilobytes_are_thought_of() -> None:
    """The record does not say how long its sectors are."""
    assert of(mbr(SIZE, PARTS)) == (
        *EXTENTS,
        Extent(0x40000, 0x20000),
        Extent(0x80000, 0x40000),
    )


def test_a_row_without_type_or_length_is_none() -> None:
    disk = mbr(SIZE, PARTS)
    disk[446 + 4] = 0
    assert of(disk)[:1] == EXTENTS[1:]
    disk = mbr(SIZE, PARTS)
    disk[446 + 12 : 446 + 16] = bytes(4)
    assert of(disk)[:1] == EXTENTS[1:]


def test_what_has_no_mark_or_odd_states_is_no_table() -> None:
    disk = mbr(SIZE, PARTS)
    disk[510] = 0
    assert of(disk) == ()
    disk = mbr(SIZE, PARTS)
    disk[446 + 16] = 0x7F
    assert of(disk) == ()
    assert of(mbr(SIZE, PARTS)[:511]) == ()
    assert of(b"") == ()


def test_logical_drives_are_told() -> None:
    logical = (
        Partition(0x8200, b"a" * 0x2000),
        Partition(0x10200, b"b" * 0x4000),
        Partition(0x18200, b"c" * 512),
    )
    disk = extended(SIZE, 0x8000, logical)
    assert of(disk)[:3] == tuple(Extent(one.start, len(one.content)) for one in logical)


@pytest.mark.parametrize("kind", [0x05, 0x0F, 0x85])
def test_every_kind_of_extended_partition_is_known(kind: int) -> None:
    disk = extended(SIZE, 0x8000, (Partition(0x8200, b"a" * 0x2000),))
    disk[446 + 4] = kind
    assert of(disk)[0] == Extent(0x8200, 0x2000)


def test_logical_drives_in_a_circle_come_to_an_end() -> None:
    disk = extended(SIZE, 0x8000, (Partition(0x8200, b"a" * 512), Partition(0x9200, b"b" * 512)))
    back = 0x9000 + 446 + 16
    disk[back : back + 16] = struct.pack("<B3sB3sII", 0, bytes(3), 0x05, bytes(3), 0, 1)
    found = of(disk)
    assert set(found) >= {Extent(0x8200, 512), Extent(0x9200, 512)}
    assert len([one for one in found if one.start < SIZE]) == 64


def test_a_chain_that_leads_nowhere_ends() -> None:
    disk = extended(SIZE, 0x8000, (Partition(0x8200, b"a" * 512), Partition(0x9200, b"b" * 512)))
    disk[0x9000:0x9200] = bytes(512)
    assert of(disk)[0] == Extent(0x8200, 512)
    assert len([one for one in of(disk) if one.start < SIZE]) == 1


@given(st.binary(min_size=64, max_size=64), st.integers(0, SIZE // 512 - 1))
def test_whatever_stands_in_the_record_it_comes_to_an_end(rows: bytes, at: int) -> None:
    disk = bytearray(SIZE)
    disk[446:510] = rows
    disk[510:512] = b"\x55\xaa"
    disk[at * 512 : at * 512 + 512] = disk[:512]
    assert len(of(disk)) <= 2 * 4 * 64 * 4
