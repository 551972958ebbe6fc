# SPDX-License-Identifier: Apache-2.0
"""What a drive or an image comes to: its volumes, wherever they are, or why there is none."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from typing_extensions import override

from drives.disks import MEGABYTE, Partition, dynamic_vhd, extended, fixed_vhd, gpt, mbr, vhdx
from drives.told import told
from drives.volumes import FEW_ROUNDS, PLACES, new_key, one_key
from recovery_assistant.drive.containers import Container, Declined
from recovery_assistant.drive.header import export, volume_in
from recovery_assistant.drive.image import header_of, problem_of, read_image, read_source
from recovery_assistant.drive.outcomes import DriveProblem, Image, Opens
from recovery_assistant.drive.proof import check
from recovery_assistant.drive.source import Bytes, FileSource
from recovery_assistant.drive.volume import CopyState, Layout

KEY = new_key(1)
USUAL = one_key(KEY)
IMAGE = USUAL.image()
WIPED = replace(USUAL, layout=Layout.NO_BOOT_SECTOR)
GONE = replace(USUAL, wiped=frozenset({0, 1, 2}))
OTHER = replace(USUAL, description="OTHER D: 1/1/2024", volume_id=UUID(int=9), noise=9)
STARTS = (MEGABYTE, 2 * MEGABYTE)
PARTS = (Partition(STARTS[0], IMAGE), Partition(STARTS[1], OTHER.image()))


def found(data: bytes | bytearray, *, search_all: bool = False) -> Image:
    image = read_source(Bytes(bytes(data)), search_all=search_all)
    assert isinstance(image, Image), image
    return image


def problem(data: bytes | bytearray, *, search_all: bool = False) -> Declined | DriveProblem:
    image = read_source(Bytes(bytes(data)), search_all=search_all)
    assert not isinstance(image, Image)
    return image


def test_a_volume_is_the_whole_of_an_image() -> None:
    image = found(IMAGE)
    assert image == Image((told(USUAL),), Container.RAW)


@pytest.mark.parametrize("sector", [512, 4096])
def test_volumes_are_found_in_the_partitions_of_a_gpt(sector: int) -> None:
    image = found(gpt(3 * MEGABYTE, PARTS, sector=sector))
    assert [one.at for one in image.volumes] == list(STARTS)
    assert [one.description for one in image.volumes] == [USUAL.description, OTHER.description]
    assert {one.size for one in image.volumes} == {USUAL.size}
    assert all(one.copies == (CopyState.SOUND,) * 3 for one in image.volumes)


def test_volumes_are_found_in_the_partitions_of_an_mbr() -> None:
    assert [one.at for one in found(mbr(3 * MEGABYTE, PARTS)).volumes] == list(STARTS)
    logical = [Partition(one.start + 512, one.content) for one in PARTS]
    chain = extended(3 * MEGABYTE, STARTS[0], logical)
    assert [one.at for one in found(chain).volumes] == [start + 512 for start in STARTS]


def test_an_mbr_of_sectors_of_four_kilobytes() -> None:
    disk = mbr(3 * MEGABYTE, PARTS)
    for row in (446, 462):
        for at in (row + 8, row + 12):
            number = int.from_bytes(disk[at : at + 4], "little") // 8
            disk[at : at + 4] = number.to_bytes(4, "little")
    image = found(disk)
    assert [(one.at, one.size) for one in image.volumes] == [(at, USUAL.size) for at in STARTS]


def test_partitions_beyond_the_end_or_twice_are_no_more_volumes() -> None:
    disk = gpt(3 * MEGABYTE, (*PARTS, PARTS[0], Partition(MEGABYTE, IMAGE[:512])))
    assert [one.at for one in found(disk).volumes] == list(STARTS)
    whole = gpt(3 * MEGABYTE, [Partition(0, bytes(512)), *PARTS])
    assert [one.at for one in found(whole).volumes] == list(STARTS)
    assert len(found(mbr(3 * MEGABYTE, PARTS)[: STARTS[1]]).volumes) == 1


def test_a_whole_that_is_a_volume_has_no_partitions() -> None:
    disk = bytearray(mbr(3 * MEGABYTE, PARTS))
    disk[:446] = IMAGE[:446]
    for place in PLACES:
        disk[place : place + 0x1000] = IMAGE[place : place + 0x1000]
    assert [one.at for one in found(disk).volumes] == [0]


@pytest.mark.parametrize(
    ("pack", "kind"),
    [(fixed_vhd, Container.VHD), (dynamic_vhd, Container.VHD), (vhdx, Container.VHDX)],
)
def test_volumes_are_found_in_containers(pack: Callable[[bytes], bytes], kind: Container) -> None:
    disk = bytes(gpt(3 * MEGABYTE, PARTS))
    image = found(pack(disk))
    assert image == replace(found(disk), container=kind)
    (volume, _) = image.volumes
    assert isinstance(check(volume, KEY, rounds=FEW_ROUNDS), Opens)


def test_what_is_no_volume_says_why() -> None:
    assert problem(b"") is DriveProblem.EMPTY
    assert problem(bytes(4096)) is DriveProblem.NO_VOLUME
    assert problem(b"x") is DriveProblem.NO_VOLUME
    assert problem(GONE.image()) is DriveProblem.DAMAGED
    assert problem(b"KDMV" + bytes(600)) is Declined.VMDK
    assert problem(vhdx(IMAGE, parent=True)) is Declined.DIFFERENCING


def test_damaged_volumes_are_counted_beside_those_that_read() -> None:
    parts = (*PARTS, Partition(3 * MEGABYTE, GONE.image()))
    image = found(gpt(4 * MEGABYTE, parts))
    assert (len(image.volumes), image.damaged, image.searched) == (2, 1, False)
    only = gpt(4 * MEGABYTE, parts[2:])
    assert problem(only) is DriveProblem.DAMAGED


def test_a_search_is_made_when_asked_for_only() -> None:
    assert problem(WIPED.image()) is DriveProblem.NO_VOLUME
    image = found(WIPED.image(), search_all=True)
    assert (image.searched, len(image.volumes), image.container) == (True, 1, Container.RAW)


def test_a_search_goes_through_what_lies_in_a_container() -> None:
    image = found(dynamic_vhd(bytes(MEGABYTE) + WIPED.image()), search_all=True)
    assert (image.container, image.volumes[0].at) == (Container.VHD, MEGABYTE)


def test_a_search_that_finds_nothing_leaves_the_answer_as_it_was() -> None:
    assert problem(bytes(4096), search_all=True) is DriveProblem.NO_VOLUME
    assert problem(GONE.image(), search_all=True) is DriveProblem.DAMAGED
    assert problem(b"KDMV" + bytes(600), search_all=True) is Declined.VMDK


def test_a_boot_sector_that_tells_wrong_is_searched_past() -> None:
    image = bytearray(IMAGE)
    image[176:200] = bytes(24)
    assert problem(image) is DriveProblem.DAMAGED
    assert found(image, search_all=True).searched


def test_no_search_where_a_boot_sector_tells_and_all_is_well() -> None:
    assert not found(IMAGE + WIPED.image(), search_all=True).searched


def test_a_search_finds_what_is_damaged_beside_what_is_known() -> None:
    misled = bytearray(OTHER.image())
    misled[176:200] = bytes(24)
    parts = (Partition(MEGABYTE, bytes(misled)), Partition(2 * MEGABYTE, IMAGE))
    disk = gpt(4 * MEGABYTE, (*parts, Partition(3 * MEGABYTE, GONE.image())))
    before = found(disk)
    assert ([one.at for one in before.volumes], before.damaged) == ([2 * MEGABYTE], 2)
    after = found(disk, search_all=True)
    assert [one.at for one in after.volumes] == [2 * MEGABYTE, MEGABYTE]
    assert (after.damaged, after.searched) == (1, True)
    # The one that was known stays as its boot sector tells it.
    assert after.volumes[0] == before.volumes[0]


def test_what_is_found_is_no_longer_damaged() -> None:
    misled = bytearray(OTHER.image())
    misled[176:200] = bytes(24)
    disk = gpt(3 * MEGABYTE, [PARTS[0], Partition(2 * MEGABYTE, bytes(misled))])
    assert found(disk).damaged == 1
    assert found(disk, search_all=True).damaged == 0
    # Two of them, of which none was counted before.
    assert found(bytes(1024) + WIPED.image() + OTHER.image(), search_all=True).damaged == 0


def test_a_search_that_is_cancelled_says_so() -> None:
    said = read_source(Bytes(WIPED.image()), search_all=True, cancelled=lambda: True)
    assert said is DriveProblem.CANCELLED


def test_a_search_that_is_cancelled_loses_nothing_that_was_known() -> None:
    disk = bytes(gpt(4 * MEGABYTE, [*PARTS, Partition(3 * MEGABYTE, GONE.image())]))
    said = read_source(Bytes(disk), search_all=True, cancelled=lambda: True)
    assert said == found(disk)


def test_a_search_that_was_cancelled_keeps_what_it_found() -> None:
    stopped: list[bool] = []

    def progress(done: int, _total: int) -> None:
        if done > 0:
            stopped.append(True)

    disk = WIPED.image() + bytes(9 * MEGABYTE)
    said = read_source(
        Bytes(disk), search_all=True, progress=progress, cancelled=lambda: bool(stopped)
    )
    assert isinstance(said, Image)
    assert len(said.volumes) == 1


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "drive.img"
    path.write_bytes(IMAGE)
    assert read_image(path) == found(IMAGE)
    path.write_bytes(WIPED.image())
    seen: list[int] = []
    image = read_image(path, search_all=True, progress=lambda done, _total: seen.append(done))
    assert isinstance(image, Image)
    assert seen
    said = read_image(path, search_all=True, cancelled=lambda: True)
    assert said is DriveProblem.CANCELLED


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    assert read_image(tmp_path / "none") is DriveProblem.VANISHED
    assert read_image(tmp_path) is DriveProblem.NOT_DRIVE
    assert read_image(Path("a\0b")) is DriveProblem.UNREADABLE
    empty = tmp_path / "empty"
    empty.touch()
    assert read_image(empty) is DriveProblem.EMPTY
    for path in (tmp_path / "none", tmp_path, Path("a\0b"), empty):
        assert header_of(path, 0) is read_image(path)


def test_a_drive_that_breaks_while_it_is_read_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "drive.img"
    path.write_bytes(IMAGE)
    closed: list[bool] = []

    class Broken(FileSource):
        @override
        def read(self, offset: int, size: int) -> bytes:
            if offset:
                raise OSError
            return super().read(offset, size)

        @override
        def close(self) -> None:
            closed.append(True)
            super().close()

    monkeypatch.setattr("recovery_assistant.drive.image.FileSource", Broken)
    assert read_image(path) is DriveProblem.UNREADABLE
    assert header_of(path, 0) is DriveProblem.UNREADABLE
    assert closed == [True, True]


def failing(
    monkeypatch: pytest.MonkeyPatch, bad: Callable[[int, int], bool], reads: list[int] | None = None
) -> None:
    """Make the stretches fail for which `bad` says so."""

    class Failing(FileSource):
        @override
        def read(self, offset: int, size: int) -> bytes:
            if reads is not None:
                reads.append(offset)
            if bad(offset, offset + size):
                raise OSError(5, "Input/output error")
            return super().read(offset, size)

    monkeypatch.setattr("recovery_assistant.drive.image.FileSource", Failing)


@pytest.mark.parametrize("place", PLACES)
def test_a_bad_sector_costs_one_copy_only(
    place: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "drive.img"
    path.write_bytes(IMAGE)
    failing(monkeypatch, lambda start, end: start < place + 512 and end > place)
    image = read_image(path)
    assert isinstance(image, Image)
    (volume,) = image.volumes
    assert sorted(copy is CopyState.SOUND for copy in volume.copies) == [False, True, True]
    assert isinstance(check(volume, KEY, rounds=FEW_ROUNDS), Opens)
    header = header_of(path, 0)
    assert isinstance(header, bytes)


def test_a_bad_first_sector_is_searched_past(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "drive.img"
    path.write_bytes(IMAGE)
    failing(monkeypatch, lambda start, _end: start < 512)
    # What is in the first sector nobody knows; "no BitLocker drive" would be wrong.
    assert read_image(path) is DriveProblem.UNREADABLE
    image = read_image(path, search_all=True)
    assert isinstance(image, Image)
    assert image.volumes[0].copies == (CopyState.SOUND,) * 3


def test_a_drive_that_is_gone_ends_a_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "drive.img"
    path.write_bytes(bytes(MEGABYTE) + b"x" + bytes(40 * MEGABYTE))
    reads: list[int] = []
    failing(monkeypatch, lambda _start, end: end > MEGABYTE, reads)
    assert read_image(path, search_all=True) is DriveProblem.UNREADABLE
    assert len(reads) < 60
    assert header_of(path, 0) is DriveProblem.UNREADABLE


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (FileNotFoundError(), DriveProblem.VANISHED),
        (NotADirectoryError(), DriveProblem.VANISHED),
        (PermissionError(), DriveProblem.NO_RIGHTS),
        (IsADirectoryError(), DriveProblem.NOT_DRIVE),
        (OSError(), DriveProblem.UNREADABLE),
        (ValueError(), DriveProblem.UNREADABLE),
    ],
)
def test_what_the_system_says_is_told_in_our_words(
    error: OSError | ValueError, expected: DriveProblem
) -> None:
    assert problem_of(error) is expected


def test_the_header_of_each_volume_is_exported(tmp_path: Path) -> None:
    path = tmp_path / "disk.vhd"
    path.write_bytes(dynamic_vhd(bytes(gpt(3 * MEGABYTE, PARTS))))
    image = read_image(path)
    assert isinstance(image, Image)
    for number in (0, 1):
        data = header_of(path, number)
        assert isinstance(data, bytes)
        back = volume_in(Bytes(data))
        assert back is not None
        assert back.block == image.volumes[number].block
    assert header_of(path, 2) is DriveProblem.NO_VOLUME


def test_the_header_of_a_volume_that_was_searched_for_is_exported(tmp_path: Path) -> None:
    path = tmp_path / "drive.img"
    path.write_bytes(bytes(MEGABYTE) + WIPED.image())
    data = header_of(path, 0)
    assert isinstance(data, bytes)
    back = volume_in(Bytes(data))
    assert back is not None
    assert back.description == USUAL.description
    assert header_of(path, 1) is DriveProblem.NO_VOLUME
    assert header_of(path, 0, lambda: True) is DriveProblem.CANCELLED
    misled = bytearray(OTHER.image())
    misled[176:200] = bytes(24)
    parts = (Partition(MEGABYTE, bytes(misled)), Partition(2 * MEGABYTE, IMAGE))
    path.write_bytes(gpt(3 * MEGABYTE, parts))
    for number, description in enumerate((USUAL.description, OTHER.description)):
        data = header_of(path, number)
        assert isinstance(data, bytes)
        back = volume_in(Bytes(data))
        assert back is not None
        assert back.description == description


def test_the_header_of_a_header_file_is_itself(tmp_path: Path) -> None:
    path = tmp_path / "header.bin"
    data = export(Bytes(IMAGE), told(USUAL))
    path.write_bytes(data)
    assert header_of(path, 0) == data
    path.write_bytes(data[:-1])
    assert header_of(path, 0) is DriveProblem.HEADER_DAMAGED


def test_what_is_declined_has_no_header(tmp_path: Path) -> None:
    path = tmp_path / "disk.vmdk"
    path.write_bytes(b"KDMV" + bytes(600))
    assert header_of(path, 0) is Declined.VMDK
    path.write_bytes(bytes(600))
    assert header_of(path, 0) is DriveProblem.NO_VOLUME
