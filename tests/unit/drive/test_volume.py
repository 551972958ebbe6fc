# SPDX-License-Identifier: Apache-2.0
"""Volumes: found by their boot sector or by searching, by the best of their three copies."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from typing_extensions import override

from drives.disks import Partition, gpt
from drives.told import told
from drives.volumes import PLACES, Volume, check, new_key, one_key, other, recovery
from recovery_assistant.drive.metadata import ProtectorType
from recovery_assistant.drive.source import Bytes
from recovery_assistant.drive.volume import CopyState, Layout, Unusable, search, volume_at
from recovery_assistant.drive.volume import Volume as Read

KEY = new_key(1)
USUAL = one_key(KEY)
SOUND, DAMAGED = CopyState.SOUND, CopyState.DAMAGED
MISSING, UNCHECKED = CopyState.MISSING, CopyState.UNCHECKED
_BOOTS = tuple(layout for layout in Layout if layout is not Layout.NO_BOOT_SECTOR)


def at_start(image: bytes) -> Read | Unusable | None:
    return volume_at(Bytes(image), 0, len(image))


def patched(image: bytes, *patches: tuple[int, bytes]) -> bytes:
    copy = bytearray(image)
    for at, value in patches:
        copy[at : at + len(value)] = value
    return bytes(copy)


def found(image: bytes | Bytes) -> list[Read]:
    source = image if isinstance(image, Bytes) else Bytes(image)
    return list(search(source, lambda _done, _total: None, lambda: False))


@pytest.mark.parametrize("layout", _BOOTS)
def test_every_layout_is_told_by_its_boot_sector(layout: Layout) -> None:
    volume = told(replace(USUAL, layout=layout))
    assert volume.layout is layout
    assert (volume.at, volume.size) == (0, USUAL.size)
    assert volume.copies == (SOUND, SOUND, SOUND)
    assert volume.block.at == PLACES[0]
    assert volume.block.version == (1 if layout is Layout.VISTA else 2)
    assert volume.description == USUAL.description
    assert volume.protectors == volume.block.protectors
    assert volume.state is volume.block.state


def test_sectors_of_four_kilobytes() -> None:
    for layout in (Layout.STANDARD, Layout.VISTA):
        places = (0x10000, 0x38000, 0x60000)
        volume = told(replace(USUAL, layout=layout, sector=4096, places=places))
        assert volume.copies == (SOUND, SOUND, SOUND)


@pytest.mark.parametrize("at", [11, 160, 424, 512 - 40])
@pytest.mark.parametrize("layout", [Layout.STANDARD, Layout.ENCRYPT_ON_WRITE])
def test_the_guid_may_stand_anywhere_in_the_boot_sector(layout: Layout, at: int) -> None:
    image = replace(USUAL, layout=layout).image()
    told_there = image[160:200]
    moved = patched(image, (160, bytes(40)), (at, told_there))
    volume = at_start(moved)
    assert isinstance(volume, Read)
    assert volume.layout is layout


def test_a_guid_without_room_for_the_offsets_tells_nothing() -> None:
    image = USUAL.image()
    guid = image[160:176]
    bare = patched(image, (3, b"NTFS    "), (160, bytes(40)))
    assert at_start(bare) is None
    assert at_start(patched(bare, (512 - 39, guid))) is None
    assert at_start(patched(bare, (512 - 16, guid))) is None


def test_to_go_is_told_by_its_name() -> None:
    image = replace(USUAL, layout=Layout.TO_GO).image()
    assert image[3:11] == b"MSWIN4.1"
    volume = at_start(patched(image, (3, b"-FVE-FS-")))
    assert isinstance(volume, Read)
    assert volume.layout is Layout.STANDARD


@pytest.mark.parametrize("image", [b"", bytes(511), bytes(512), bytes(4096), b"\xff" * 4096])
def test_what_is_no_bitlocker_volume_is_none(image: bytes) -> None:
    assert at_start(image) is None


def test_a_boot_sector_cut_off_tells_nothing() -> None:
    assert at_start(USUAL.image()[:511]) is None
    assert at_start(USUAL.image()[:512]) is Unusable.DAMAGED


@pytest.mark.parametrize("bad", [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2)])
@pytest.mark.parametrize("layout", _BOOTS)
def test_the_first_copy_that_passes_is_taken(layout: Layout, bad: tuple[int, ...]) -> None:
    good = min({0, 1, 2} - set(bad))
    volume = told(replace(USUAL, layout=layout, damaged=frozenset(bad)))
    assert volume.block.at == PLACES[good]
    assert volume.block.sound is True
    assert volume.copies == tuple(DAMAGED if n in bad else SOUND for n in range(3))


@pytest.mark.parametrize("bad", [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2)])
@pytest.mark.parametrize("layout", [one for one in _BOOTS if one is not Layout.VISTA])
def test_copies_in_whose_place_stands_something_else_are_missing(
    layout: Layout, bad: tuple[int, ...]
) -> None:
    volume = told(replace(USUAL, layout=layout, wiped=frozenset(bad)))
    assert volume.copies == tuple(MISSING if n in bad else SOUND for n in range(3))


def test_vista_tells_of_the_first_copy_only() -> None:
    made = replace(USUAL, layout=Layout.VISTA)
    assert told(replace(made, wiped=frozenset({1}))).copies == (SOUND, MISSING, SOUND)
    image = replace(made, wiped=frozenset({0})).image()
    assert at_start(image) is Unusable.DAMAGED
    assert [one.copies for one in found(image)] == [(MISSING, SOUND, SOUND)]


def test_copies_beyond_the_end_are_missing() -> None:
    made = replace(USUAL, places=(0x10000, 2**40, 2**63 + 512))
    assert told(made).copies == (SOUND, MISSING, MISSING)


def test_a_copy_that_breaks_its_bounds_is_damaged_and_not_missing() -> None:
    image = patched(USUAL.image(), (PLACES[0] + 64, b"\xff" * 4))
    volume = at_start(image)
    assert isinstance(volume, Read)
    assert volume.copies == (DAMAGED, SOUND, SOUND)


def test_a_copy_without_its_record_is_worth_less_than_a_sound_one() -> None:
    """The last copy, where an image was cut right behind it."""
    cut = replace(USUAL, unchecked=frozenset({2}))
    assert told(cut).copies == (SOUND, SOUND, UNCHECKED)
    worse = told(replace(cut, damaged=frozenset({0, 1})))
    assert worse.copies == (DAMAGED, DAMAGED, UNCHECKED)
    assert worse.block.at == PLACES[2]
    assert worse.block.sound is None


def test_where_no_copy_is_sound_the_first_is_read() -> None:
    volume = told(replace(USUAL, damaged=frozenset({0, 1, 2})))
    assert volume.copies == (DAMAGED, DAMAGED, DAMAGED)
    assert volume.block.at == PLACES[0]
    assert volume.block.sound is False


def test_what_a_damaged_copy_says_of_the_places_is_not_believed() -> None:
    image = replace(USUAL, damaged=frozenset({0, 1, 2})).image()
    image = patched(image, (PLACES[0] + 32, struct.pack("<Q", 0x7000)))
    volume = at_start(image)
    assert isinstance(volume, Read)
    assert volume.copies == (DAMAGED, DAMAGED, DAMAGED)


def test_a_damaged_first_copy_of_vista_still_leads_to_the_others() -> None:
    image = replace(USUAL, layout=Layout.VISTA, damaged=frozenset({0})).image()
    volume = at_start(image)
    assert isinstance(volume, Read)
    assert (volume.block.at, volume.copies) == (PLACES[1], (DAMAGED, SOUND, SOUND))


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_one_offset_of_the_boot_sector_that_is_right_is_enough(wrong: int) -> None:
    offsets = [0x7000, 2**63, 0]
    offsets[wrong] = PLACES[wrong]
    image = patched(USUAL.image(), (176, struct.pack("<3Q", *offsets)))
    volume = at_start(image)
    assert isinstance(volume, Read)
    assert volume.copies == (SOUND, SOUND, SOUND)


@pytest.mark.parametrize("layout", _BOOTS)
def test_where_no_copy_reads_the_volume_is_damaged(layout: Layout) -> None:
    image = replace(USUAL, layout=layout, wiped=frozenset({0, 1, 2})).image()
    assert at_start(image) is Unusable.DAMAGED


def test_the_same_place_three_times_is_read_once() -> None:
    place = PLACES[0]
    volume = told(replace(USUAL, places=(place, place, place)))
    assert volume.copies == (SOUND, SOUND, SOUND)


def test_copies_that_lead_to_ever_more_places_come_to_an_end() -> None:
    """Hostile: each copy is sound and names two others that nobody named before."""
    image = bytearray(1024 * 1024)
    image[:512] = USUAL.boot_sector()
    places = [0x10000 + 0x1000 * number for number in range(100)]
    for number, place in enumerate(places):
        named = (place, places[(2 * number + 1) % 100], places[(2 * number + 2) % 100])
        block = replace(USUAL, places=named).block()
        whole = block + check(block)
        image[place : place + len(whole)] = whole
    image[176:200] = struct.pack("<3Q", *places[:3])
    reads = 0

    class Counted(Bytes):
        @override
        def read(self, offset: int, size: int) -> bytes:
            nonlocal reads
            reads += 1
            return super().read(offset, size)

    volume = volume_at(Counted(bytes(image)), 0, len(image))
    assert isinstance(volume, Read)
    assert volume.block.at == places[0]
    assert reads == 1 + 2 * 12


def test_a_volume_is_read_within_its_partition_only() -> None:
    image = USUAL.image()
    behind = Bytes(bytes(4096) + image)
    for size, copies in (
        (len(image), (SOUND, SOUND, SOUND)),
        (PLACES[2], (SOUND, SOUND, MISSING)),
        (PLACES[1], (SOUND, MISSING, MISSING)),
    ):
        volume = volume_at(behind, 4096, size)
        assert isinstance(volume, Read)
        assert (volume.at, volume.size, volume.copies) == (4096, size, copies)
    assert volume_at(behind, 4096, PLACES[0]) is Unusable.DAMAGED


def test_recovery_keys_come_newest_first() -> None:
    days = [None, *(datetime(2020, 1, day, tzinfo=UTC) for day in (3, 9, 1))]
    locks = [
        recovery(KEY, f"0000000{number}-0000-4000-8000-000000000001", created)
        for number, created in enumerate(days)
    ]
    volume = told(Volume((other(ProtectorType.PHRASE), *locks), rounds=1))
    assert [one.key_id.hex[7] for one in volume.recovery] == ["2", "1", "3", "0"]
    assert len(volume.protectors) == 5


# Searching


def test_a_volume_whose_boot_sector_is_wiped_is_found_once() -> None:
    image = replace(USUAL, layout=Layout.NO_BOOT_SECTOR).image()
    assert at_start(image) is None
    (volume,) = found(image)
    assert (volume.at, volume.size) == (0, len(image))
    assert volume.layout is Layout.NO_BOOT_SECTOR
    assert volume.copies == (SOUND, SOUND, SOUND)
    assert volume.description == USUAL.description


@pytest.mark.parametrize("left", [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2)])
def test_a_search_knows_which_copy_it_has_come_upon(left: tuple[int, ...]) -> None:
    """Of two, by how far they are apart; a lone one by where the disk or a partition begins."""
    gone = frozenset({0, 1, 2} - set(left))
    made = replace(
        USUAL,
        layout=Layout.NO_BOOT_SECTOR,
        wiped=gone,
        places=(0x10000, 0x30000, 0x58000),
    )
    image = made.image()
    start = 0x100200
    whole = bytes(gpt(start + len(image) + 0x10000, [Partition(start, image)]))
    disks = [(image, 0), (whole, start)]
    if len(left) > 1:
        disks.append((bytes(start) + image, start))
    for disk, before in disks:
        (volume,) = found(disk)
        assert volume.at == before
        assert volume.copies == tuple(SOUND if n in left else MISSING for n in range(3))


@pytest.mark.parametrize("left", [(0,), (1,), (2,), (0, 1), (1, 2)])
def test_copies_equally_far_apart_are_told_by_where_partitions_begin(left: tuple[int, ...]) -> None:
    gone = frozenset({0, 1, 2} - set(left))
    image = replace(USUAL, layout=Layout.NO_BOOT_SECTOR, wiped=gone).image()
    (volume,) = found(bytes(3 * 1024 * 1024) + image)
    assert volume.at == 3 * 1024 * 1024


def test_a_lone_copy_that_could_be_any_is_taken_for_the_first_that_fits() -> None:
    image = replace(USUAL, layout=Layout.NO_BOOT_SECTOR, wiped=frozenset({1, 2})).image()
    (volume,) = found(bytes(0x3000) + image)
    assert volume.at == 0x3000


def test_each_of_several_volumes_is_found() -> None:
    first = replace(USUAL, layout=Layout.NO_BOOT_SECTOR)
    second = replace(first, description="OTHER D: 1/1/2024", noise=8)
    disk = bytes(0x1000) + first.image() + bytes(5 * 1024 * 1024) + second.image()
    volumes = found(disk)
    assert [one.at for one in volumes] == [0x1000, 0x1000 + len(first.image()) + 5 * 1024 * 1024]
    assert [one.description for one in volumes] == [first.description, second.description]


def test_copies_on_either_side_of_a_stretch_are_found() -> None:
    four = 4 * 1024 * 1024
    for shift in (-512, 0, 512):
        before = four - PLACES[0] + shift
        image = replace(USUAL, layout=Layout.NO_BOOT_SECTOR, wiped=frozenset({1, 2})).image()
        source = Bytes(bytes(before) + image)
        (volume,) = found(source)
        assert volume.at == before


def test_a_mark_that_is_not_at_a_sector_is_none_of_metadata() -> None:
    image = replace(USUAL, layout=Layout.NO_BOOT_SECTOR).image()
    assert found(bytes(256) + image) == []


def test_damaged_copies_are_told_where_there_is_no_sound_one() -> None:
    bad = replace(USUAL, layout=Layout.NO_BOOT_SECTOR, damaged=frozenset({0, 1, 2}))
    (volume,) = found(bytes(0x1000) + bad.image())
    assert volume.block.sound is False
    assert (volume.at, volume.copies) == (0x1000, (DAMAGED, DAMAGED, DAMAGED))


def test_damaged_copies_come_after_the_sound_ones_and_never_twice() -> None:
    bad = replace(USUAL, layout=Layout.NO_BOOT_SECTOR, damaged=frozenset({0, 1, 2}))
    good = replace(USUAL, layout=Layout.NO_BOOT_SECTOR, damaged=frozenset({0}), noise=9)
    volumes = found(bad.image() + good.image())
    assert [(one.at, one.block.sound) for one in volumes] == [(len(bad.image()), True), (0, False)]


def test_a_search_ends_when_it_is_cancelled_while_it_tells_of_damaged_copies() -> None:
    bad = replace(USUAL, layout=Layout.NO_BOOT_SECTOR, damaged=frozenset({0, 1, 2})).image()
    done: list[int] = []

    def cancelled() -> bool:
        return bool(done) and done[-1] == len(bad)

    assert list(search(Bytes(bad), lambda at, _total: done.append(at), cancelled)) == []


def test_another_copy_that_makes_a_known_volume_begin_in_the_same_place_is_passed_over() -> None:
    """Left over from an earlier encryption, say: the first that is met is taken."""
    first = replace(USUAL, layout=Layout.NO_BOOT_SECTOR, wiped=frozenset({1, 2}))
    places = (0x20000, 0x60000, 0x70000)
    old = replace(first, places=places, wiped=frozenset(), description="OLD C: 1/1/2020").block()
    image = patched(first.image(), (places[0], old + check(old)))
    (volume,) = found(image)
    assert (volume.at, volume.description) == (0, first.description)


def test_a_copy_whose_volume_begins_before_the_image_is_none() -> None:
    block = replace(USUAL, places=(2**30, 2**31, 2**32)).block()
    assert found(bytes(4096) + block + check(block)) == []


def test_noise_with_many_marks_is_gone_through_without_a_volume() -> None:
    data = bytearray(1024 * 1024)
    for at in range(0, len(data), 512):
        data[at : at + 8] = b"-FVE-FS-"
    assert found(bytes(data)) == []


def test_only_so_many_damaged_copies_are_remembered() -> None:
    block = replace(USUAL, places=(0, 2**40, 2**41)).block()
    bad = (block + bytes(8)).ljust(0x1000, b"\0")
    assert len(found(bad * 100)) == 64


def test_a_search_says_how_far_it_is() -> None:
    data = bytes(9 * 1024 * 1024)
    seen: list[tuple[int, int]] = []
    assert list(search(Bytes(data), lambda *told_: seen.append(told_), lambda: False)) == []
    four = 4 * 1024 * 1024
    assert seen == [(0, len(data)), (four, len(data)), (2 * four, len(data)), (len(data),) * 2]


def after(count: int) -> Callable[[], bool]:
    """Say stop after having been asked so many times."""

    def asked() -> Iterator[bool]:
        yield from [False] * count
        while True:
            yield True

    answers = asked()
    return lambda: next(answers)


def test_a_search_ends_when_it_is_cancelled() -> None:
    image = replace(USUAL, layout=Layout.NO_BOOT_SECTOR).image()
    disk = Bytes(bytes(8 * 1024 * 1024) + image)

    def count(stop: Callable[[], bool]) -> int:
        return len(list(search(disk, lambda _done, _total: None, stop)))

    assert count(after(0)) == 0
    assert count(after(2)) == 0
    assert count(after(3)) == 0  # asked at the first mark
    assert count(after(4)) == 1


def test_holes_are_passed_over() -> None:
    image = replace(USUAL, layout=Layout.NO_BOOT_SECTOR).image()
    hole = 64 * 1024 * 1024
    reads: list[int] = []

    class Holed(Bytes):
        """Everything before the volume is a hole; what follows is not."""

        @override
        def data_from(self, offset: int) -> int:
            return offset if offset >= hole else hole + 100

        @override
        def read(self, offset: int, size: int) -> bytes:
            reads.append(offset + size)
            return super().read(offset, size)

    (volume,) = found(Holed(bytes(hole) + image))
    assert volume.at == hole
    # What is read there is where else the volume could begin, and never a stretch.
    assert sum(8192 < end <= hole for end in reads) < 10


def test_a_source_that_ends_early_ends_the_search() -> None:
    class Short(Bytes):
        @property
        @override
        def size(self) -> int:
            return 2**40

        @override
        def data_from(self, offset: int) -> int:
            return offset

    image = replace(USUAL, layout=Layout.NO_BOOT_SECTOR).image()
    assert len(found(Short(image))) == 1
