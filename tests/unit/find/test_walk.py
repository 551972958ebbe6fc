# SPDX-License-Identifier: Apache-2.0
"""From folders to files: every file once, nothing that waits or loops, the likely ones first."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recovery_assistant.find import walk
from recovery_assistant.find.places import Search, Skip, Skipped
from recovery_assistant.find.walk import Met, is_telling

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX matter")


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that others may look into, unlike that of the tests."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def never() -> bool:
    return False


def files(*roots: Path, fetch: bool = False, across: bool = False) -> list[str]:
    return [one.path for one in gone(*roots, fetch=fetch, across=across) if isinstance(one, Met)]


def skipped(*roots: Path, fetch: bool = False, across: bool = False) -> dict[Path, Skip]:
    return {
        one.place.path: one.reason
        for one in gone(*roots, fetch=fetch, across=across)
        if isinstance(one, Skipped)
    }


def gone(*roots: Path, fetch: bool = False, across: bool = False) -> list[walk.WalkNews]:
    return list(walk.walk(Search(roots, None, fetch=fetch, across=across), never))


def put(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_every_file_is_met_once_with_its_size(tmp_path: Path) -> None:
    one = put(tmp_path / "a" / "one.txt", "12345")
    two = put(tmp_path / "a" / "b" / "c" / "two", "1")
    met = [news for news in gone(tmp_path) if isinstance(news, Met)]
    assert {(news.path, news.size) for news in met} == {(str(one), 5), (str(two), 1)}


def test_a_single_file_may_be_a_root(tmp_path: Path) -> None:
    one = put(tmp_path / "one.txt")
    put(tmp_path / "two.txt")
    assert files(one) == [str(one)]


def test_a_root_below_another_root_is_not_gone_through_twice(tmp_path: Path) -> None:
    one = put(tmp_path / "a" / "one.txt")
    assert files(tmp_path, tmp_path / "a", tmp_path) == [str(one)]


def test_an_empty_file_holds_no_key_and_is_not_met(tmp_path: Path) -> None:
    put(tmp_path / "empty", "")
    assert gone(tmp_path) == []


def test_a_root_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert skipped(tmp_path / "nowhere") == {tmp_path / "nowhere": Skip.VANISHED}


def test_a_name_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    assert list(skipped(Path(f"{tmp_path}/a\0b")).values()) == [Skip.UNREADABLE]


@POSIX
def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    one = put(tmp_path / "a" / "one.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a" / "self")
    assert files(tmp_path) == [str(one)]
    assert skipped(tmp_path)[tmp_path / "a" / "loop"] is Skip.LINK


@POSIX
def test_a_link_to_a_folder_elsewhere_is_told_and_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere" / "one.txt")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "link").symlink_to(tmp_path / "elsewhere")
    assert files(tmp_path / "root") == []
    assert skipped(tmp_path / "root") == {tmp_path / "root" / "link": Skip.LINK}


@POSIX
def test_a_root_that_is_a_link_is_followed(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere" / "one.txt")
    (tmp_path / "root").symlink_to(tmp_path / "elsewhere")
    assert files(tmp_path / "root") == [str(tmp_path / "root" / "one.txt")]


@POSIX
def test_a_link_to_a_file_is_read_and_one_to_nothing_is_not_worth_a_word(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere" / "one.txt")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "link").symlink_to(tmp_path / "elsewhere" / "one.txt")
    (tmp_path / "root" / "broken").symlink_to(tmp_path / "nowhere")
    assert files(tmp_path / "root") == [str(tmp_path / "root" / "link")]
    assert skipped(tmp_path / "root") == {}


@POSIX
def test_what_could_make_reading_wait_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "null").symlink_to("/dev/null")
    assert skipped(tmp_path) == {
        tmp_path / "pipe": Skip.DEVICE,
        tmp_path / "null": Skip.DEVICE,
    }


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux shows its kernel")
def test_the_files_of_the_kernel_are_passed_over_even_as_a_root() -> None:
    assert skipped(Path("/proc"), across=True) == {Path("/proc"): Skip.DEVICE}


@POSIX
def test_a_folder_that_may_not_be_read_is_told_and_the_rest_gone_through(
    open_place: Path, shut_folder: Callable[[Path], None]
) -> None:
    one = put(open_place / "open" / "one.txt")
    put(open_place / "shut" / "two.txt")
    shut_folder(open_place / "shut")
    assert files(open_place) == [str(one)]
    assert skipped(open_place) == {open_place / "shut": Skip.NO_RIGHTS}


@POSIX
def test_names_of_any_bytes_and_of_any_length_are_met(tmp_path: Path) -> None:
    names = [b"caf\xe9.txt", b"a" * 251 + b".txt", "Schlüssel 鍵 ключ.txt".encode(), b"two\nlines"]
    for name in names:
        put(tmp_path / os.fsdecode(name))
    assert {os.fsencode(Path(path).name) for path in files(tmp_path)} == set(names)


def test_likely_names_come_first(tmp_path: Path) -> None:
    for number in range(9):
        put(tmp_path / f"folder {number}" / "page.txt")
    last = put(tmp_path / "Windows" / "notes.txt")
    usual = put(tmp_path / "holiday" / "beach.txt")
    first = put(tmp_path / "BitLocker" / "page.txt")
    here = put(tmp_path / "zzz.txt")
    telling = put(tmp_path / "zz recovery key.txt")
    met = files(tmp_path)
    assert met[:3] == [str(telling), str(here), str(first)]
    assert str(usual) in met[3:-1]
    assert met[-1] == str(last)


@pytest.mark.parametrize(
    "name",
    [
        "BitLocker Recovery Key 5FBCBB05-1234-5678-9ABC-DEF012345678.TXT",
        "BitLocker-Wiederherstellungsschlüssel.txt",
        "Clé de récupération.pdf",
        "Clave de recuperación.txt",
        "ключ восстановления.txt",
        "回復キー.txt",
        "恢复密钥.txt",
        "복구 키.txt",
        "مفتاح الاسترداد.txt",
        "5fbcbb05-1234.txt",
        "KEY.txt",
    ],
)
def test_names_that_speak_of_keys_are_known_in_many_languages(name: str) -> None:
    assert is_telling(name)


@pytest.mark.parametrize("name", ["holiday.jpg", "monkey.txt", "report 2024.docx", "index.html"])
def test_other_names_are_not(name: str) -> None:
    assert not is_telling(name)


class _Stat:
    """What the system says of a file, with what other systems say besides."""

    def __init__(self, real: os.stat_result, **other: int) -> None:
        self._real = real
        self.__dict__.update(other)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


@pytest.mark.parametrize(
    "other",
    [
        {"st_file_attributes": 0x400000},
        {"st_file_attributes": 0x1000},
        {"st_file_attributes": 0x40000},
        {"st_flags": 0x40000000},
    ],
)
def test_what_would_be_downloaded_is_only_read_when_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: dict[str, int]
) -> None:
    one = put(tmp_path / "one.txt")
    real = Path.stat
    monkeypatch.setattr(
        Path, "stat", lambda path: _Stat(real(path), **other) if path == one else real(path)
    )
    assert files(one) == []
    assert skipped(one) == {one: Skip.NOT_HERE}
    assert files(one, fetch=True) == [str(one)]


@pytest.mark.skipif(sys.platform != "linux", reason="where /dev/shm is another file system")
def test_another_file_system_is_entered_only_when_picked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = put(tmp_path / "mounted" / "one.txt")
    real = Path.stat
    # The root is on another drive than what is in it, as with a drive mounted below.
    monkeypatch.setattr(
        Path,
        "stat",
        lambda path: _Stat(real(path), st_dev=-1) if path == tmp_path else real(path),
    )
    assert files(tmp_path) == []
    assert skipped(tmp_path) == {tmp_path / "mounted": Skip.OTHER_FILE_SYSTEM}
    assert files(tmp_path, across=True) == [str(one)]
    assert files(tmp_path / "mounted") == [str(one)]


def test_a_drive_that_is_pulled_out_is_told_once_and_the_next_root_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    for number in range(5):
        put(stick / str(number) / "one.txt")
    other = put(tmp_path / "other" / "two.txt")
    real = os.scandir
    calls: list[str] = []

    def pulled(path: str | Path) -> "os._ScandirIterator[str]":
        calls.append(str(path))
        if str(path).startswith(str(stick)) and len(calls) > 2:
            raise OSError(19, "no such device")
        return real(str(path))

    monkeypatch.setattr(os, "scandir", pulled)
    news = gone(stick, tmp_path / "other")
    assert [one.place.path for one in news if isinstance(one, Skipped)] == [stick]
    assert [one.path for one in news if isinstance(one, Met)][-1] == str(other)


def test_a_walk_ends_when_it_is_cancelled(tmp_path: Path) -> None:
    for number in range(20):
        put(tmp_path / str(number) / "one.txt")
    asked: list[bool] = []

    def after_three() -> bool:
        asked.append(True)
        return len(asked) > 3

    assert len(list(walk.walk(Search((tmp_path,), None), after_three))) < 20
