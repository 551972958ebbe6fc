# SPDX-License-Identifier: Apache-2.0
"""Disks inside a file: read as they are, or declined by name; tables that lie are damaged."""

import struct
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.disks import MEGABYTE, crc32c, dynamic_vhd, fixed_vhd, vhdx, vhdx_head
from recovery_assistant.drive.containers import Container, Declined, Opened, unwrap
from recovery_assistant.drive.source import Bytes, Source

DISK = (
    b"a" * 0x18000
    + bytes(0x28000)
    + bytes(range(256)) * 0x200
    + bytes(0x60000)
    + b"the last bytes" + bytes(498)
)  # fmt: skip
FOOTER = 512


def opened(data: bytes | bytearray) -> Source:
    found = unwrap(Bytes(bytes(data)))
    assert isinstance(found, Opened), found
    return found.source


def kind_of(data: bytes | bytearray) -> Container | Declined:
    found = unwrap(Bytes(bytes(data)))
    return found.container if isinstance(found, Opened) else found


def changed(data: bytes | bytearray, *patches: tuple[int, bytes]) -> bytearray:
    copy = bytearray(data)
    for at, value in patches:
        start = at if at >= 0 else len(copy) + at
        copy[start : start + len(value)] = value
    return copy


def summed(footer: bytes) -> bytes:
    """Make the sum of a VHD's footer right again."""
    bare = footer[:64] + bytes(4) + footer[68:]
    return bare[:64] + struct.pack(">I", ~sum(bare) & 0xFFFFFFFF) + bare[68:]


def with_footers(data: bytes, at: int, value: bytes, *, dynamic: bool = True) -> bytearray:
    """Put a value into the footer of a VHD, and into its copy where there is one."""
    footer = bytearray(data[-FOOTER:])
    footer[at : at + len(value)] = value
    whole = changed(data, (-FOOTER, summed(bytes(footer))))
    return changed(whole, (0, summed(bytes(footer)))) if dynamic else whole


def test_anything_else_is_a_raw_image() -> None:
    for data in (b"", b"x", DISK, DISK[:511], b"\xebX\x90-FVE-FS-" + bytes(600)):
        assert kind_of(data) is Container.RAW
        assert opened(data).read(0, len(data)) == data


@pytest.mark.parametrize(
    ("at", "mark", "expected"),
    [
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
        (-512, b"koly", Declined.DMG),
    ],
)
def test_what_is_known_by_name_is_declined(at: int, mark: bytes, expected: Declined) -> None:
    data = bytes(4096)
    assert kind_of(changed(data, (at, mark))) is expected
    assert kind_of(changed(data, (at, mark[:-1] + b"?"))) is Container.RAW
    assert kind_of(changed(data, (at + 1, mark))) is Container.RAW


# VHD


def test_a_fixed_vhd_is_the_disk_before_its_footer() -> None:
    source = opened(fixed_vhd(DISK))
    assert kind_of(fixed_vhd(DISK)) is Container.VHD
    assert source.size == len(DISK)
    assert source.read(0, len(DISK) + 100) == DISK


def test_a_fixed_vhd_is_never_longer_than_its_file() -> None:
    longer = with_footers(fixed_vhd(DISK), 48, struct.pack(">Q", 2**40), dynamic=False)
    assert opened(longer).size == len(DISK)
    shorter = with_footers(fixed_vhd(DISK), 48, struct.pack(">Q", 4096), dynamic=False)
    assert opened(shorter).size == 4096


def read_in_pieces(source: Source, expected: bytes) -> None:
    assert source.size == len(expected)
    assert source.read(0, len(expected) + 1) == expected
    for at, size in (
        (0, 1),
        (0xFFFF, 2),
        (0x10000, 0x10000),
        (0x17FFF, 0x30001),
        (1, len(expected)),
    ):
        assert source.read(at, size) == expected[at : at + size]
    for at, size in ((-1, 10), (len(expected), 1), (2**64, 5), (5, 0), (5, -3)):
        assert source.read(at, size) == b""
    assert source.read(len(expected) - 1, 2**40) == expected[-1:]


@pytest.mark.parametrize("block", [512, 0x1000, 0x10000, 0x200000])
def test_a_dynamic_vhd_is_put_together(block: int) -> None:
    data = dynamic_vhd(DISK, block=block)
    assert kind_of(data) is Container.VHD
    read_in_pieces(opened(data), DISK)


@given(st.integers(-5, len(DISK) + 5), st.integers(-5, 0x30000))
def test_any_stretch_of_a_dynamic_disk_is_what_stands_there(at: int, size: int) -> None:
    expected = DISK[at : at + size] if at >= 0 and size > 0 else b""
    for source in _SOURCES:
        assert source.read(at, size) == expected


def test_a_dynamic_vhd_tells_of_its_holes() -> None:
    source = opened(dynamic_vhd(DISK, block=0x8000))
    assert source.data_from(0) == 0
    assert source.data_from(0x17FFF) == 0x17FFF
    assert source.data_from(0x18000) == 0x40000
    assert source.data_from(0x3FFFF) == 0x40000
    assert source.data_from(0x40000) == 0x40000
    assert source.data_from(0x60000) == 0xC0000
    assert source.data_from(len(DISK) - 1) == len(DISK) - 1
    assert source.data_from(len(DISK)) == len(DISK)
    assert source.data_from(2**50) == len(DISK)


def test_zeros_only_are_one_hole() -> None:
    for data in (dynamic_vhd(bytes(0x40000)), vhdx(bytes(3 * MEGABYTE))):
        source = opened(data)
        assert source.data_from(0) == source.size
        assert not any(source.read(0, source.size))


def test_holes_are_found_in_tables_of_many_rows() -> None:
    disk = bytes(5000 * 512) + b"x" * 512 + bytes(8000 * 512)
    source = opened(dynamic_vhd(disk, block=512))
    assert source.data_from(0) == 5000 * 512
    assert source.data_from(5000 * 512 + 1) == 5000 * 512 + 1
    assert source.data_from(5001 * 512) == source.size


def test_the_copy_of_the_footer_is_read_where_the_file_is_cut_off() -> None:
    data = dynamic_vhd(DISK)
    cut = data[:-FOOTER]
    assert kind_of(cut) is Container.VHD
    assert opened(cut).read(0, len(DISK)) == DISK
    shorter = opened(data[: -FOOTER - 0x10000])
    assert shorter.size == len(DISK)
    assert shorter.read(0, 0x18000) == DISK[:0x18000]


def test_the_footer_whose_sum_is_right_is_taken() -> None:
    data = dynamic_vhd(DISK)
    wrong = struct.pack(">I", 4)
    assert opened(changed(data, (-FOOTER + 60, wrong))).read(0, len(DISK)) == DISK
    assert opened(changed(data, (60, wrong))).read(0, len(DISK)) == DISK
    both = changed(data, (-FOOTER + 60, wrong), (60, b"\0\0\0\7"))
    assert kind_of(both) is Declined.DIFFERENCING
    for at in (-FOOTER + 63, -FOOTER + 68, -FOOTER + 511):
        assert kind_of(changed(changed(data, (60, wrong)), (at, b"\1"))) in {
            Container.VHD,
            Declined.DAMAGED,
        }


@pytest.mark.parametrize("kind", [0, 1, 5, 6, 2**32 - 1])
def test_a_vhd_of_no_known_kind_is_damaged(kind: int) -> None:
    data = with_footers(dynamic_vhd(DISK), 60, struct.pack(">I", kind))
    assert kind_of(data) is Declined.DAMAGED


def test_a_differencing_vhd_is_declined() -> None:
    assert kind_of(dynamic_vhd(DISK, kind=4)) is Declined.DIFFERENCING


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (48, struct.pack(">Q", 64 * 1024**4 + 1)),  # size
        (48, struct.pack(">Q", 2**64 - 1)),
        (48, bytes(8)),
        (16, struct.pack(">Q", 513)),  # where the dynamic head stands
        (16, struct.pack(">Q", 2**63)),
        (16, struct.pack(">Q", 2**64 - 1)),
    ],
)
def test_a_dynamic_vhd_whose_footer_lies_is_damaged(at: int, value: bytes) -> None:
    assert kind_of(with_footers(dynamic_vhd(DISK), at, value)) is Declined.DAMAGED


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (512, b"cxsparsf"),
        (512 + 16, struct.pack(">Q", 2**63)),  # where the table stands
        (512 + 28, struct.pack(">I", 1)),  # rows: fewer than the disk needs
        (512 + 28, bytes(4)),
        (512 + 32, bytes(4)),  # bytes of a block
        (512 + 32, struct.pack(">I", 256)),
        (512 + 32, struct.pack(">I", 0x10001)),
        (512 + 32, struct.pack(">I", 256 * MEGABYTE + 512)),
        (512 + 32, struct.pack(">I", 0xFFFFFE00)),
    ],
)
def test_a_dynamic_vhd_whose_head_lies_is_damaged(at: int, value: bytes) -> None:
    assert kind_of(changed(dynamic_vhd(DISK), (at, value))) is Declined.DAMAGED


def test_a_table_that_promises_more_than_the_file_can_hold_is_damaged() -> None:
    """64 TiB in a file of some kilobytes: a search of it would never end."""
    data = with_footers(dynamic_vhd(DISK), 48, struct.pack(">Q", 2**46))
    many = changed(data, (512 + 28, struct.pack(">I", 2**32 - 1)))
    assert kind_of(many) is Declined.DAMAGED


def test_the_table_may_end_where_the_file_does() -> None:
    data = with_footers(dynamic_vhd(bytes(0x20000)), 48, struct.pack(">Q", 0x20000))
    table_at = 512 + 1024
    assert kind_of(data[: table_at + 8]) is Container.VHD
    assert kind_of(data[: table_at + 7]) is Declined.DAMAGED


def test_a_vhd_of_less_than_its_footer_is_damaged() -> None:
    assert kind_of(b"conectix") is Declined.DAMAGED
    assert kind_of(dynamic_vhd(DISK)[:83]) is Declined.DAMAGED


# VHDX


def test_a_vhdx_is_put_together() -> None:
    disk = b"start" + bytes(3 * MEGABYTE) + DISK
    data = vhdx(disk)
    assert kind_of(data) is Container.VHDX
    source = opened(data)
    assert source.size == len(disk)
    assert source.read(0, len(disk) + 1) == disk
    assert source.read(MEGABYTE - 1, 2 * MEGABYTE) == disk[MEGABYTE - 1 : 3 * MEGABYTE - 1]
    assert source.data_from(0) == 0
    assert source.data_from(MEGABYTE) == 3 * MEGABYTE


def test_a_row_for_the_bitmap_stands_behind_each_chunk() -> None:
    """Blocks of 256 MB: after 16 of them a row that is none of a block."""
    block = 256 * MEGABYTE
    data = bytearray(vhdx(b"x" * 512, block=MEGABYTE))
    parameters_at = 3 * MEGABYTE + 64 * 1024
    data[parameters_at : parameters_at + 4] = struct.pack("<I", block)
    data[parameters_at + 8 : parameters_at + 16] = struct.pack("<Q", 40 * block)
    table_at = 2 * MEGABYTE
    data[table_at : table_at + 8 * 64] = bytes(8 * 64)
    contents = {15: b"fifteen", 16: b"sixteen", 33: b"thirty-three"}
    for number, content in contents.items():
        at = len(data)
        row = number + number // 16
        data[table_at + 8 * row : table_at + 8 * row + 8] = struct.pack("<Q", at | 6)
        data += content.ljust(MEGABYTE, b"\0")
    # Rows of bitmaps look as if a block stood there.
    for row in (16, 33):
        data[table_at + 8 * row : table_at + 8 * row + 8] = struct.pack("<Q", 4 * MEGABYTE | 6)
    source = opened(data)
    for number, content in contents.items():
        assert source.read(number * block, len(content)) == content
    assert source.data_from(0) == 15 * block
    assert source.data_from(15 * block + 5) == 15 * block + 5
    assert source.data_from(17 * block) == 33 * block
    assert source.data_from(34 * block) == 40 * block
    assert source.read(17 * block, 4) == bytes(4)


@pytest.mark.parametrize("state", [0, 1, 2, 3, 4, 5, 7])
def test_only_blocks_that_are_there_are_read(state: int) -> None:
    data = bytearray(vhdx(b"x" * MEGABYTE))
    assert opened(data).read(0, 4) == b"xxxx"
    table_at = 2 * MEGABYTE
    (entry,) = struct.unpack_from("<Q", data, table_at)
    data[table_at : table_at + 8] = struct.pack("<Q", entry & ~7 | state)
    assert opened(data).read(0, 4) == bytes(4)


def test_a_block_beyond_the_end_of_the_file_is_zeros() -> None:
    data = bytearray(vhdx(b"x" * MEGABYTE))
    for megabyte in (5, 2**43, 2**44 - 1):
        data[2 * MEGABYTE : 2 * MEGABYTE + 8] = struct.pack("<Q", megabyte << 20 | 6)
        assert opened(data).read(0, 4) == bytes(4)
    vhd = bytearray(dynamic_vhd(b"x" * 0x10000))
    vhd[1536:1540] = b"\xff\xff\xff\xfe"
    assert opened(vhd).read(0, 4) == bytes(4)


def test_a_vhdx_with_a_parent_is_declined() -> None:
    assert kind_of(vhdx(DISK, parent=True)) is Declined.DIFFERENCING


def test_a_vhdx_with_changes_in_its_log_is_declined() -> None:
    assert kind_of(vhdx(DISK, log=b"\1" * 16)) is Declined.NOT_CLOSED
    assert kind_of(vhdx(DISK, log=bytes(15) + b"\1")) is Declined.NOT_CLOSED


def test_the_newer_of_two_heads_holds() -> None:
    data, log = vhdx(DISK), b"\1" * 16
    first, second = 64 * 1024, 128 * 1024
    for old, new in ((first, second), (second, first)):
        opened_since = changed(data, (old, vhdx_head(7)), (new, vhdx_head(8, log)))
        assert kind_of(opened_since) is Declined.NOT_CLOSED
        closed_since = changed(data, (old, vhdx_head(7, log)), (new, vhdx_head(8)))
        assert kind_of(closed_since) is Container.VHDX


def test_a_head_that_was_being_written_does_not_hold() -> None:
    data, log = vhdx(DISK), b"\1" * 16
    torn = changed(vhdx_head(8, log), (4095, b"\1"))
    for at in (64 * 1024, 128 * 1024):
        assert kind_of(changed(data, (at, bytes(torn)))) is Container.VHDX
    both = changed(data, (64 * 1024, bytes(torn)), (128 * 1024, bytes(torn)))
    assert kind_of(both) is Declined.NOT_CLOSED


def test_without_a_head_the_disk_is_read_all_the_same() -> None:
    for log in (bytes(16), b"\1" * 16):
        data = changed(vhdx(DISK, log=log), (64 * 1024, b"HEAD"), (128 * 1024, b"HEAD"))
        assert kind_of(data) is Container.VHDX


def test_the_crc_of_heads_is_that_of_castagnoli() -> None:
    assert crc32c(b"123456789") == 0xE3069283
    head = vhdx_head(3)
    assert head[4:8] == struct.pack("<I", crc32c(head[:4] + bytes(4) + head[8:]))


@pytest.mark.parametrize("broken", [b"REGI", b"\0\0\0\0"])
def test_the_second_table_of_regions_stands_in_for_the_first(broken: bytes) -> None:
    first, second = 192 * 1024, 256 * 1024
    data = vhdx(DISK)
    assert opened(changed(data, (first, broken))).read(0, len(DISK)) == DISK
    assert opened(changed(data, (second, broken))).read(0, len(DISK)) == DISK
    assert kind_of(changed(data, (first, broken), (second, broken))) is Declined.DAMAGED


@pytest.mark.parametrize(
    "patch",
    [
        (8, struct.pack("<I", 2048)),  # rows
        (8, struct.pack("<I", 0xFFFFFFFF)),
        (8, struct.pack("<I", 1)),
        (8, bytes(4)),
        (16, bytes(16)),  # the table of blocks
        (48, bytes(16)),  # the metadata
        (64, struct.pack("<Q", 2**63)),
        (64, struct.pack("<Q", 5 * MEGABYTE)),
    ],
)
def test_a_table_of_regions_that_leads_nowhere_is_passed_over(patch: tuple[int, bytes]) -> None:
    first, second = 192 * 1024, 256 * 1024
    at, value = patch
    data = changed(vhdx(DISK), (first + at, value))
    assert opened(data).read(0, len(DISK)) == DISK
    assert kind_of(changed(data, (second + at, value))) is Declined.DAMAGED


_VALUES = 3 * MEGABYTE + 64 * 1024


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (3 * MEGABYTE, b"METADATA"),
        (3 * MEGABYTE + 10, struct.pack("<H", 2048)),
        (3 * MEGABYTE + 10, bytes(2)),
        (3 * MEGABYTE + 32, bytes(16)),  # no item for the blocks
        (3 * MEGABYTE + 32 + 32, bytes(16)),  # none for the size
        (3 * MEGABYTE + 32 + 64, bytes(16)),  # none for the sectors
        (3 * MEGABYTE + 32 + 20, struct.pack("<I", 7)),  # too short for the blocks
        (3 * MEGABYTE + 32 + 16, b"\xff" * 4),  # beyond the end
        (_VALUES, bytes(4)),  # bytes of a block
        (_VALUES, struct.pack("<I", MEGABYTE // 2)),
        (_VALUES, struct.pack("<I", 3 * MEGABYTE // 2)),
        (_VALUES, struct.pack("<I", 257 * MEGABYTE)),
        (_VALUES, b"\xff" * 4),
        (_VALUES + 8, bytes(8)),  # size of the disk
        (_VALUES + 8, struct.pack("<Q", 64 * 1024**4 + 1)),
        (_VALUES + 8, b"\xff" * 8),
        (_VALUES + 8, struct.pack("<Q", 2**42)),  # more than its table has rows for
        (_VALUES + 16, bytes(4)),  # bytes of a sector
        (_VALUES + 16, struct.pack("<I", 1024)),
        (192 * 1024 + 32, struct.pack("<Q", 2**62)),  # where the table of blocks stands
    ],
)
def test_a_vhdx_whose_tables_lie_is_damaged(at: int, value: bytes) -> None:
    assert kind_of(changed(vhdx(DISK), (at, value))) is Declined.DAMAGED


def test_sectors_of_four_kilobytes_change_where_the_rows_of_bitmaps_are() -> None:
    data = changed(vhdx(DISK), (_VALUES + 16, struct.pack("<I", 4096)))
    assert opened(data).read(0, len(DISK)) == DISK


def test_the_largest_blocks_are_read() -> None:
    data = changed(vhdx(b"x" * 512), (_VALUES, struct.pack("<I", 256 * MEGABYTE)))
    assert opened(data).read(0, 512) == b"x" * 512


@pytest.mark.parametrize(
    "length",
    [8, 511, 512, 64 * 1024, 64 * 1024 + 20, 192 * 1024 + 8, 2 * MEGABYTE, 3 * MEGABYTE + 20],
)
def test_a_vhdx_that_is_cut_off_before_its_tables_end_is_damaged(length: int) -> None:
    assert kind_of(vhdx(DISK)[:length]) is Declined.DAMAGED


def test_items_are_found_by_name_in_any_order() -> None:
    data = bytearray(vhdx(DISK))
    at = 3 * MEGABYTE + 32
    rows = [bytes(data[at + 32 * n : at + 32 * n + 32]) for n in range(3)]
    stranger = UUID(int=5).bytes_le + struct.pack("<IIII", 0, 0xFFFFFFFF, 0, 0)
    turned = b"".join((stranger, *reversed(rows)))
    data[at : at + len(turned)] = turned
    data[at - 22 : at - 20] = struct.pack("<H", 4)
    assert opened(data).read(0, len(DISK)) == DISK


_SOURCES = (opened(dynamic_vhd(DISK)), opened(fixed_vhd(DISK)), opened(vhdx(DISK)))
