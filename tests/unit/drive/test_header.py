# SPDX-License-Identifier: Apache-2.0
"""The small header file: there and back, none of the drive's data in it, refused when changed."""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from drives.told import told
from drives.volumes import FEW_ROUNDS, PLACES, Volume, check, new_key, one_key, other, recovery
from recovery_assistant.drive import header as header_file
from recovery_assistant.drive.header import HeaderError, export, is_header, volume_in
from recovery_assistant.drive.image import read_source
from recovery_assistant.drive.metadata import ProtectorType
from recovery_assistant.drive.outcomes import DoesNotOpen, DriveProblem, Image, Opens
from recovery_assistant.drive.proof import check as check_key
from recovery_assistant.drive.source import Bytes
from recovery_assistant.drive.volume import CopyState, Layout, search
from recovery_assistant.drive.volume import Volume as Read

KEY = new_key(1)
USUAL = one_key(KEY)
MARK: Final = b"BitLocker metadata, made by Recovery Assistant, version 1\r\n\x1a\0\0\0\0"
_RECORD: Final = 8


def exported(made: Volume) -> tuple[Read, bytes]:
    """What is read of a volume, and its header file."""
    source = Bytes(made.image())
    if made.layout is Layout.NO_BOOT_SECTOR:
        (volume,) = search(source, lambda _done, _total: None, lambda: False)
    else:
        volume = told(made)
    return volume, export(source, volume)


def pieces_of(data: bytes) -> list[tuple[int, bytes]]:
    at = len(MARK)
    _, count = struct.unpack_from("<QI", data, at)
    at += 12
    rows = [struct.unpack_from("<QI", data, at + 12 * n) for n in range(count)]
    at += 12 * count
    found = []
    for offset, length in rows:
        found.append((offset, data[at : at + length]))
        at += length
    assert at + 32 == len(data)
    return found


def header(size: int, pieces: Sequence[tuple[int, bytes]], *, count: int | None = None) -> bytes:
    """A header file with anything in it, its sum right."""
    rows = b"".join(struct.pack("<QI", at, len(data)) for at, data in pieces)
    number = len(pieces) if count is None else count
    body = MARK + struct.pack("<QI", size, number) + rows + b"".join(data for _, data in pieces)
    return body + hashlib.sha256(body).digest()


@pytest.mark.parametrize("layout", Layout)
def test_there_and_back_nothing_is_lost(layout: Layout) -> None:
    volume, data = exported(replace(USUAL, layout=layout))
    back = volume_in(Bytes(data))
    assert back == volume
    assert check_key(volume, KEY, rounds=FEW_ROUNDS) == Opens(volume.recovery[0].key_id)


def test_a_header_file_answers_as_the_drive_does() -> None:
    _, data = exported(USUAL)
    image = read_source(Bytes(data))
    assert isinstance(image, Image)
    assert image.container is None
    (volume,) = image.volumes
    assert isinstance(check_key(volume, KEY, rounds=FEW_ROUNDS), Opens)
    assert isinstance(check_key(volume, new_key(2), rounds=FEW_ROUNDS), DoesNotOpen)


def test_a_volume_in_a_partition_is_exported_from_its_own_beginning() -> None:
    source = Bytes(bytes(4096) + USUAL.image())
    (volume,) = search(source, lambda _done, _total: None, lambda: False)
    assert volume.at == 4096
    back = volume_in(Bytes(export(source, volume)))
    assert back is not None
    assert (back.at, back.block) == (0, volume.block)


@pytest.mark.parametrize("layout", Layout)
def test_only_boot_sector_and_metadata_are_in_it(layout: Layout) -> None:
    made = replace(USUAL, layout=layout)
    _, data = exported(made)
    block = made.block()
    wanted = [(at, block + check(block)) for at in PLACES]
    if layout is not Layout.NO_BOOT_SECTOR:
        wanted.insert(0, (0, made.boot_sector()))
    assert pieces_of(data) == wanted
    assert len(data) < 4096


def test_none_of_the_data_is_in_it_however_long_a_damaged_copy_says_it_is() -> None:
    made = replace(USUAL, damaged=frozenset({0, 1, 2}))
    image = bytearray(made.image())
    for at in PLACES:
        image[at + 8 : at + 10] = b"\xff\x0f"
    volume = told(image)
    assert volume.block.size == 0xFFF * 16
    data = export(Bytes(bytes(image)), volume)
    ((_, boot), (at, copy)) = pieces_of(data)
    assert (len(boot), at) == (512, PLACES[0])
    assert len(copy) == volume.block.filled <= len(USUAL.block())
    back = volume_in(Bytes(data))
    assert back is not None
    assert back.block == volume.block
    assert isinstance(check_key(back, KEY, rounds=FEW_ROUNDS), Opens)


@pytest.mark.parametrize("bad", [(0,), (1, 2), (0, 2)])
def test_damaged_copies_are_left_out_where_a_sound_one_is(bad: tuple[int, ...]) -> None:
    good = [PLACES[n] for n in range(3) if n not in bad]
    for made in (replace(USUAL, damaged=frozenset(bad)), replace(USUAL, wiped=frozenset(bad))):
        volume, data = exported(made)
        assert [at for at, _ in pieces_of(data)] == [0, *good]
        back = volume_in(Bytes(data))
        assert back is not None
        assert back.block == volume.block
        assert back.copies == tuple(
            CopyState.MISSING if n in bad else CopyState.SOUND for n in range(3)
        )


def test_copies_in_one_place_are_written_once() -> None:
    place = PLACES[0]
    _, data = exported(replace(USUAL, places=(place, place, place)))
    assert [at for at, _ in pieces_of(data)] == [0, place]


def test_what_breaks_its_bounds_is_left_out() -> None:
    image = bytearray(USUAL.image())
    image[PLACES[1] + 64 : PLACES[1] + 68] = b"\xff" * 4
    data = export(Bytes(bytes(image)), told(image))
    assert [at for at, _ in pieces_of(data)] == [0, PLACES[0], PLACES[2]]


def test_every_change_is_refused_and_every_cut() -> None:
    made = Volume((recovery(KEY),), rounds=1, wiped=frozenset({1, 2}))
    _, data = exported(made)
    for at in range(len(data)):
        copy = bytearray(data)
        copy[at] ^= 1 << at % 8
        with pytest.raises(HeaderError):
            volume_in(Bytes(bytes(copy)))
        with pytest.raises(HeaderError):
            volume_in(Bytes(data[:at]))
    with pytest.raises(HeaderError):
        volume_in(Bytes(data + b"\0"))


def test_a_change_is_told_as_what_it_is() -> None:
    _, data = exported(USUAL)
    assert is_header(Bytes(data))
    for at in (len(MARK) - 1, len(MARK), len(data) // 2, len(data) - 1):
        copy = bytearray(data)
        copy[at] ^= 1
        assert read_source(Bytes(bytes(copy))) is DriveProblem.HEADER_DAMAGED
    assert read_source(Bytes(data[:70])) is DriveProblem.HEADER_DAMAGED
    assert not is_header(Bytes(data[:40]))
    assert not is_header(Bytes(b"x" + data))
    assert not is_header(Bytes(USUAL.image()))


def test_a_newer_version_is_refused() -> None:
    _, data = exported(USUAL)
    body = data[:-32].replace(b"version 1", b"version 2")
    newer = Bytes(body + hashlib.sha256(body).digest())
    assert is_header(newer)
    with pytest.raises(HeaderError, match="version"):
        volume_in(newer)
    assert read_source(newer) is DriveProblem.HEADER_DAMAGED


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    class Large(Bytes):
        @property
        @override
        def size(self) -> int:
            return 8 * 1024 * 1024 + 1

        @override
        def read(self, offset: int, size: int) -> bytes:
            assert (offset, size) == (0, 0), "read"
            return b""

    with pytest.raises(HeaderError, match="large"):
        volume_in(Large(b""))


BOOT = (0, USUAL.boot_sector())
COPY = (PLACES[0], USUAL.block() + check(USUAL.block()))


@pytest.mark.parametrize(
    "data",
    [
        header(USUAL.size, [BOOT, COPY], count=9),
        header(USUAL.size, [BOOT, COPY], count=0xFFFFFFFF),
        header(USUAL.size, [BOOT, COPY], count=3),
        header(USUAL.size, [], count=1),
        header(USUAL.size, [], count=8),
        header(USUAL.size, [(0, bytes(2 * 1024 * 1024 + 1))]),
        MARK + hashlib.sha256(MARK).digest(),
        MARK + bytes(11) + hashlib.sha256(MARK + bytes(11)).digest(),
    ],
)
def test_pieces_that_cannot_be_are_refused(data: bytes) -> None:
    with pytest.raises(HeaderError):
        volume_in(Bytes(data))


def test_a_piece_longer_than_the_file_is_refused() -> None:
    data = header(USUAL.size, [BOOT, COPY])
    at = len(MARK) + 12 + 12 + 8
    body = data[:at] + struct.pack("<I", len(COPY[1]) + 1) + data[at + 4 : -32]
    with pytest.raises(HeaderError, match="piece"):
        volume_in(Bytes(body + hashlib.sha256(body).digest()))


@pytest.mark.parametrize("size", [0, 1, 511, 512, PLACES[0], 2**63, 2**64 - 1])
def test_a_size_that_lies_harms_nothing(size: int) -> None:
    found = volume_in(Bytes(header(size, [BOOT, COPY])))
    if size > PLACES[0]:
        assert found is not None
        assert found.size == size
    else:
        assert found is None


def test_the_largest_piece_is_taken() -> None:
    large = (2**30, bytes(2 * 1024 * 1024))
    assert volume_in(Bytes(header(USUAL.size, [BOOT, COPY, large]))) is not None


def test_eight_pieces_are_taken_and_where_they_overlap_the_last_holds() -> None:
    junk = [(0x1000 * n, b"junk") for n in range(1, 6)]
    pieces = [*junk, (PLACES[0] + 8, bytes(4)), BOOT, COPY]
    found = volume_in(Bytes(header(USUAL.size, pieces)))
    assert found is not None
    assert found.block.sound is True


def test_what_is_in_no_piece_is_zeros_and_a_hole() -> None:
    source = header_file._Pieces(1000, [(600, b"second"), (100, b"first")])
    assert source.size == 1000
    assert source.read(98, 9) == b"\0\0first\0\0"
    assert source.read(0, 2000) == bytes(100) + b"first" + bytes(495) + b"second" + bytes(394)
    assert source.read(604, 1) == b"n"
    assert source.read(990, 100) == bytes(10)
    for at, size in ((-1, 5), (5, 0), (5, -3), (1000, 5), (2000, 5)):
        assert source.read(at, size) == b""
    assert [source.data_from(at) for at in (0, 100, 104, 105, 605, 606, 1000)] == [
        *(100, 100, 104, 600, 605, 1000, 1000)
    ]


def test_copies_alone_are_enough() -> None:
    found = volume_in(Bytes(header(USUAL.size, [(0x200, b"noise"), COPY])))
    assert found is not None
    assert found.layout is Layout.NO_BOOT_SECTOR
    misled = (0, USUAL.boot_sector().replace(struct.pack("<Q", PLACES[0]), bytes(8)))
    again = volume_in(Bytes(header(PLACES[1], [misled, COPY])))
    assert again is not None
    assert again.block.sound is True


def test_nothing_in_it_is_no_volume() -> None:
    assert volume_in(Bytes(header(USUAL.size, []))) is None
    assert read_source(Bytes(header(USUAL.size, [BOOT]))) is DriveProblem.HEADER_DAMAGED


@given(
    st.integers(0, 2**64 - 1),
    st.lists(st.tuples(st.integers(0, 2**64 - 1), st.binary(max_size=600)), max_size=8),
)
def test_whatever_is_in_it_it_is_read_or_refused(
    size: int, pieces: list[tuple[int, bytes]]
) -> None:
    assert volume_in(Bytes(header(size, pieces))) is None


def test_no_key_is_in_it() -> None:
    made = Volume((recovery(KEY), other(ProtectorType.CLEAR_KEY)))
    _, data = exported(made)
    for secret in (KEY.to_bytes(), KEY.digits().encode(), made.master_key, made.volume_key):
        assert secret not in data
