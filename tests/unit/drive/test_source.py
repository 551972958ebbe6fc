# SPDX-License-Identifier: Apache-2.0
"""Reading at an offset: within bounds, in whole sectors, never from what blocks or does things."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery_assistant.drive import source as reading
from recovery_assistant.drive.image import read_image
from recovery_assistant.drive.outcomes import DriveProblem
from recovery_assistant.drive.source import SECTOR, Bytes, FileSource, Window

DATA = bytes(range(256)) * 64 + b"tail"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> FileSource:
    file = tmp_path_factory.mktemp("source") / "image"
    file.write_bytes(DATA)
    return FileSource.open(file)


@settings(max_examples=200)
@given(offset=st.integers(-5, len(DATA) + 5000), size=st.integers(-5, len(DATA) * 2))
def test_every_source_returns_what_a_slice_does(opened: FileSource, offset: int, size: int) -> None:
    expected = DATA[offset : offset + size] if offset >= 0 and size > 0 else b""
    assert opened.read(offset, size) == expected
    assert Bytes(DATA).read(offset, size) == expected
    part = Window(Bytes(b"x" * 100 + DATA + b"y" * 100), 100, len(DATA))
    assert part.read(offset, size) == expected


def test_a_drive_is_asked_for_whole_sectors_alone(
    opened: FileSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int]] = []
    places = [0]

    def seek(descriptor: int, at: int, how: int, /) -> int:
        places[0] = at
        return real_seek(descriptor, at, how)

    def read(descriptor: int, size: int, /) -> bytes:
        asked.append((places[0], size))
        return real_read(descriptor, size)

    real_seek, real_read = os.lseek, os.read
    monkeypatch.setattr(os, "lseek", seek)
    monkeypatch.setattr(os, "read", read)
    assert opened.read(5000, 10) == DATA[5000:5010]
    assert opened.read(4090, 20) == DATA[4090:4110]
    assert [at % SECTOR for at, _ in asked] == [0, 0]
    assert [size % SECTOR for _, size in asked] == [0, 0]


def test_a_drive_that_answers_in_pieces_is_read_to_the_end(
    opened: FileSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, size: real(descriptor, min(size, 512)))
    assert opened.read(100, 9000) == DATA[100:9100]


def test_a_window_ends_where_the_source_ends() -> None:
    assert Window(Bytes(DATA), len(DATA) - 4, 100).size == 4
    assert Window(Bytes(DATA), len(DATA) + 4, 100).size == 0
    assert Window(Bytes(DATA), 0, -1).size == 0


def test_holes_of_a_sparse_file_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "sparse"
    with file.open("wb") as stream:
        stream.seek(8 * 1024 * 1024)
        stream.write(b"data")
        stream.truncate(32 * 1024 * 1024)
    source = FileSource.open(file)
    try:
        found = source.data_from(0)
        if not found:
            pytest.skip("this file system keeps no holes")
        assert 0 < found <= 8 * 1024 * 1024
        assert source.data_from(8 * 1024 * 1024 + SECTOR) == source.size
        assert source.data_from(source.size + 7) == source.size
        part = Window(source, 1024 * 1024, 16 * 1024 * 1024)
        assert part.data_from(0) == found - 1024 * 1024
        assert part.data_from(9 * 1024 * 1024) == part.size
    finally:
        source.close()


def test_a_file_system_without_holes_has_everything_read(
    opened: FileSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int, _at: int, _how: int) -> int:
        raise OSError(22, "no holes")

    monkeypatch.setattr(os, "lseek", refuse)
    assert opened.data_from(77) == 77


@pytest.mark.parametrize("kind", ["folder", "pipe", "null", "missing", "below a file", "null byte"])
def test_what_is_no_drive_is_told_and_never_waited_for(kind: str, tmp_path: Path) -> None:
    paths = {
        "folder": tmp_path,
        "pipe": tmp_path / "pipe",
        "null": Path(os.devnull),
        "missing": tmp_path / "missing",
        "below a file": tmp_path / "file" / "image",
        "null byte": tmp_path / "a\0b",
    }
    os.mkfifo(paths["pipe"])
    (tmp_path / "file").touch()
    expected = {
        "folder": DriveProblem.NOT_DRIVE,
        "missing": DriveProblem.VANISHED,
        "below a file": DriveProblem.VANISHED,
    }.get(kind, DriveProblem.UNREADABLE)
    assert read_image(paths[kind]) is expected


def test_a_file_is_opened_for_reading_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flags: list[int] = []
    real = os.open

    def watched(path: Path, how: int) -> int:
        flags.append(how)
        return real(path, how)

    monkeypatch.setattr(os, "open", watched)
    file = tmp_path / "image"
    file.write_bytes(b"x")
    FileSource.open(file).close()
    assert [how & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) for how in flags] == [0]


def test_a_file_that_cannot_tell_its_size_is_closed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "image"
    file.write_bytes(b"x")

    def refuse(_descriptor: int, _mode: int) -> int:
        raise OSError

    closed: list[int] = []
    real = os.close

    def close(descriptor: int) -> None:
        closed.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(reading, "_size_of", refuse)
    monkeypatch.setattr(os, "close", close)
    assert read_image(file) is DriveProblem.UNREADABLE
    assert len(closed) == 1


def test_a_raw_drive_of_macos_may_be_read_and_other_devices_may_not() -> None:
    assert reading._is_drive_elsewhere(stat.S_IFCHR, Path("/dev/rdisk4"))
    assert not reading._is_drive_elsewhere(stat.S_IFCHR, Path("/dev/tty"))
    assert not reading._is_drive_elsewhere(stat.S_IFREG, Path("/dev/rdisk4"))


def test_nothing_of_a_file_is_shown() -> None:
    assert repr(FileSource(3, 100)) == "FileSource()"
