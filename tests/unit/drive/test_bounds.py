# SPDX-License-Identifier: Apache-2.0
"""Sources, windows and their holes: whatever is asked, the answer keeps to its bounds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from recovery_assistant.drive.source import Bytes, FileSource, Patient, Window

DATA = bytes(range(256)) * 50 + b"end"
_OFFSETS = st.one_of(
    st.integers(-10, len(DATA) + 10), st.sampled_from([2**31, 2**63 - 1, 2**63, 2**64])
)
_SIZES = st.one_of(st.integers(-10, len(DATA) + 10), st.sampled_from([2**31, 2**63]))


def expected(offset: int, size: int, data: bytes = DATA) -> bytes:
    return data[offset : offset + size] if offset >= 0 and size > 0 else b""


@given(_OFFSETS, _SIZES)
def test_bytes_are_what_stands_there(offset: int, size: int) -> None:
    assert Bytes(DATA).read(offset, size) == expected(offset, size)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "image"
    path.write_bytes(DATA)
    return path


def test_a_file_gives_what_stands_in_it(file: Path) -> None:
    source = FileSource.open(file)
    try:
        assert source.size == len(DATA)

        @given(_OFFSETS, _SIZES.filter(lambda size: size < 2**40))
        def read(offset: int, size: int) -> None:
            assert source.read(offset, size) == expected(offset, size)

        read()
    finally:
        source.close()


@given(st.integers(0, 2**64), st.integers(-5, 2**64), _OFFSETS, _SIZES)
def test_a_window_keeps_to_its_bounds(start: int, length: int, offset: int, size: int) -> None:
    window = Window(Bytes(DATA), start, length)
    inside = DATA[start : start + max(0, length)]
    assert window.size == len(inside)
    assert window.start == start
    assert window.read(offset, size) == expected(offset, size, inside)


@given(st.integers(0, 5000), st.integers(0, 9000), st.integers(0, 9000), st.integers(0, 5000))
def test_windows_in_windows_add_up(outer: int, length: int, inner: int, within: int) -> None:
    window = Window(Window(Bytes(DATA), outer, length), inner, within)
    inside = DATA[outer : outer + length][inner : inner + within]
    assert (window.size, window.read(0, 2**40)) == (len(inside), inside)


class Holed(Bytes):
    """A hole up to its last hundred bytes."""

    @override
    def data_from(self, offset: int) -> int:
        return min(max(offset, self.size - 100), self.size)


class Failing(Bytes):
    """Some bytes of it cannot be read."""

    bad = (70_000, 70_001)

    @override
    def read(self, offset: int, size: int) -> bytes:
        if offset < self.bad[1] and offset + size > self.bad[0]:
            raise OSError(5, "Input/output error")
        return super().read(offset, size)


LONG = bytes(range(1, 251)) * 2000


def test_what_cannot_be_read_is_zeros_and_the_rest_is_there() -> None:
    drive = Patient(Failing(LONG))
    assert drive.size == len(LONG)
    assert drive.read(0, 100) == LONG[:100]
    before = drive.failed
    piece = 64 * 1024
    assert drive.read(0, len(LONG) + 5) == LONG[:piece] + bytes(piece) + LONG[2 * piece :]
    assert (before, drive.failed) == (False, True)
    assert drive.read(69_990, 20) == bytes(20)
    assert drive.read(5, 70_000) == LONG[5 : 5 + piece] + bytes(70_000 - piece)
    assert drive.data_from(7) == 7


def test_at_the_end_there_are_no_more_zeros_than_bytes() -> None:
    source = Failing(LONG)
    source.bad = (len(LONG) - 10, len(LONG))
    drive = Patient(source)
    assert drive.read(len(LONG) - 5, 100) == bytes(5)
    assert len(drive.read(len(LONG) - 70_000, 10**9)) == 70_000


def test_too_much_in_a_row_is_a_drive_that_is_gone() -> None:
    drive = Patient(Failing(LONG))
    for _ in range(3):
        for _ in range(16):
            assert drive.read(70_000, 1) == b"\0"
        assert drive.read(0, 1) == LONG[:1]
    for _ in range(16):
        drive.read(70_000, 1)
    with pytest.raises(OSError, match="Input/output"):
        drive.read(70_000, 1)


def test_there_are_no_holes_in_memory() -> None:
    for at in (0, 5, len(DATA) - 1, len(DATA)):
        assert Bytes(DATA).data_from(at) == at
    assert Bytes(DATA).data_from(2**64) == len(DATA)


def test_a_window_sees_the_holes_of_what_it_shows() -> None:
    source = Holed(DATA)
    hole = len(DATA) - 100
    assert Window(source, 1000, len(DATA)).data_from(0) == hole - 1000
    assert Window(source, 1000, len(DATA)).data_from(hole - 990) == hole - 990
    assert Window(source, 1000, len(DATA)).data_from(hole) == hole - 900
    assert Window(source, 1000, 50).data_from(0) == 50
    assert Window(source, hole + 10, 50).data_from(3) == 3
    assert Window(source, hole + 10, 50).data_from(60) == 50
