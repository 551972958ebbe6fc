# SPDX-License-Identifier: Apache-2.0
"""Keys out of files, and every reason why a file gives none."""

import errno
import json
import os
import struct
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.find import FileKind, Reading, ReadProblem, Reason, read_file
from recovery_assistant.find.bounded import LARGEST_FILE
from recovery_assistant.keys import KeyId, RecoveryKey
from unit.find import made

NewKey = Callable[[], RecoveryKey]
NewId = Callable[[], KeyId]
MEGABYTE = 1024 * 1024
TOO_LARGE = ReadProblem.TOO_LARGE


def written(folder: Path, data: bytes, name: str = "key.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def keys_in(reading: Reading) -> set[tuple[str | None, str]]:
    return {
        (one.key_id.hex if one.key_id else None, "-".join(one.draft.blocks))
        for one in reading.candidates
    }


def note(key: RecoveryKey, key_id: KeyId) -> str:
    return f"Schlüssel für Größe\r\nID: {key_id.grouped()}\r\n\r\n{key.hyphenated()}\r\n"


def test_every_sample_file_gives_its_keys(fixtures: Path) -> None:
    entries = json.loads((fixtures / "manifest.json").read_text("utf-8"))["recovery_files"]
    assert len(entries) >= 20
    for entry in entries:
        path = fixtures / entry["file"]
        reading = read_file(path, None)
        expected = {
            (one["key_id"].replace("-", ""), one["recovery_password"])
            for one in entry["expect"]
            if one["recovery_password"]
        }
        assert keys_in(reading) == expected, path.name
        assert all(one.place == path.name for one in reading.candidates)
        assert reading.problem is (None if expected else ReadProblem.ONLY_IDS)
        assert reading.size == path.stat().st_size


def test_each_key_of_the_sample_files_leads_when_its_id_is_asked_for(fixtures: Path) -> None:
    entries = json.loads((fixtures / "manifest.json").read_text("utf-8"))["recovery_files"]
    for entry in entries:
        for one in entry["expect"]:
            if one["recovery_password"]:
                asked = KeyId(one["key_id"].replace("-", "")[:8])
                best = read_file(fixtures / entry["file"], asked).candidates[0]
                assert "-".join(best.draft.blocks) == one["recovery_password"]
                assert best.reasons[0] is Reason.ID_MATCHES


def test_sample_key_files_are_known_as_such(fixtures: Path) -> None:
    paths = sorted((fixtures / "keys").glob("*.BEK"))
    assert paths
    for path in paths:
        reading = read_file(path, None)
        assert (reading.problem, reading.kind) == (ReadProblem.BEK_FILE, FileKind.BEK)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp850", "cp1252"],
)
def test_a_note_is_read_in_any_encoding(
    tmp_path: Path, new_key: NewKey, new_id: NewId, encoding: str
) -> None:
    key, key_id = new_key(), new_id()
    path = written(tmp_path, note(key, key_id).encode(encoding))
    assert keys_in(read_file(path, None)) == {(key_id.hex, key.hyphenated())}


def test_a_web_page_is_text(tmp_path: Path, new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    page = (
        "<!DOCTYPE html><html><body><table><tr><td>PC</td>"
        f"<td>{key_id.hex[:8]}</td><td>{key.hyphenated()}</td></tr></table></body></html>"
    )
    path = written(tmp_path, page.encode(), "keys.html")
    assert keys_in(read_file(path, None)) == {(key_id.hex[:8], key.hyphenated())}


def test_the_place_is_the_name_alone(tmp_path: Path, new_key: NewKey) -> None:
    path = written(tmp_path, new_key().hyphenated().encode(), "回復キー.txt")
    assert read_file(path, None).candidates[0].place == "回復キー.txt"


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_a_name_that_is_no_text_can_be_shown(tmp_path: Path, new_key: NewKey) -> None:
    path = written(tmp_path, new_key().hyphenated().encode(), os.fsdecode(b"key\xff.txt"))
    assert read_file(path, None).candidates[0].place == "key\N{REPLACEMENT CHARACTER}.txt"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n"])
def test_a_file_with_nothing_in_it_is_empty(tmp_path: Path, data: bytes) -> None:
    reading = read_file(written(tmp_path, data), None)
    assert (reading.problem, reading.size) == (ReadProblem.EMPTY, len(data))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", FileKind.IMAGE),
        (b"7z\xbc\xaf\x27\x1c....", FileKind.ARCHIVE),
        (b"MZ\x90\0....", FileKind.PROGRAM),
    ],
)
def test_other_kinds_of_file_are_named(
    tmp_path: Path, new_key: NewKey, data: bytes, kind: FileKind
) -> None:
    reading = read_file(written(tmp_path, data + new_key().hyphenated().encode()), None)
    assert (reading.problem, reading.kind) == (ReadProblem.NOT_TEXT, kind)
    assert reading.candidates == ()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", FileKind.PDF),
        (b"PK\x03\x04....[Content_Types].xml", FileKind.OFFICE),
        (b"PK\x03\x04....photo.jpg", FileKind.ARCHIVE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", FileKind.OLD_OFFICE),
    ],
)
def test_a_document_that_is_cut_off_is_called_damaged(
    tmp_path: Path, data: bytes, kind: FileKind
) -> None:
    reading = read_file(written(tmp_path, data), None)
    assert (reading.problem, reading.kind) == (ReadProblem.DAMAGED, kind)


@pytest.mark.parametrize("make", [made.docx, made.odt, made.rtf, lambda one: made.pdf([one])])
def test_a_document_is_read_like_a_text(
    tmp_path: Path, new_key: NewKey, new_id: NewId, make: Callable[[list[str]], bytes]
) -> None:
    key, key_id = new_key(), new_id()
    lines = ["Identifier:", key_id.grouped(), "Recovery Key:", key.hyphenated()]
    reading = read_file(written(tmp_path, make(lines), "key.doc"), key_id)
    assert keys_in(reading) == {(key_id.hex, key.hyphenated())}
    assert reading.candidates[0].place == "key.doc"
    assert reading.candidates[0].reasons[0] is Reason.ID_MATCHES


def test_keys_of_all_pages_are_ranked_together(
    tmp_path: Path, new_key: NewKey, new_id: NewId
) -> None:
    keys, ids = [new_key(), new_key()], [new_id(), new_id()]
    pages = [[f"ID {i.grouped()}", k.hyphenated()] for i, k in zip(ids, keys, strict=True)]
    path = written(tmp_path, made.pdf([*pages, pages[0]]), "keys.pdf")
    for key, key_id in zip(keys, ids, strict=True):
        reading = read_file(path, KeyId(key_id.hex[:8]))
        assert len(reading.candidates) == 2
        assert "-".join(reading.candidates[0].draft.blocks) == key.hyphenated()


def test_keys_of_equal_worth_stand_in_the_order_of_their_pages(
    tmp_path: Path, new_key: NewKey
) -> None:
    first, second = new_key().hyphenated(), new_key().hyphenated()
    path = written(tmp_path, made.pdf([["first", "page", first], [second]]), "keys.pdf")
    found = ["-".join(one.draft.blocks) for one in read_file(path, None).candidates]
    assert found == [first, second]


def test_a_key_that_goes_on_in_the_next_page_is_found(tmp_path: Path, new_key: NewKey) -> None:
    written_ = new_key().hyphenated()
    path = written(tmp_path, made.pdf([[written_[:28]], [written_[28:]]]), "keys.pdf")
    assert {"-".join(one.draft.blocks) for one in read_file(path, None).candidates} == {written_}


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (made.locked({"key.txt": b"1"}), ReadProblem.ENCRYPTED),
        (made.ole({"EncryptedPackage": b"1" * 5000}), ReadProblem.ENCRYPTED),
        (made.docx(["hello"]), ReadProblem.NO_KEY),
        (made.docx([]), ReadProblem.NO_KEY),
        (made.pdf([[]]), ReadProblem.NOT_TEXT),
        (made.zipped({"a.zip": made.zipped({"b.txt": "b"})}), ReadProblem.TOO_LARGE),
        (made.docx(["Key ID: 5BFCBB05"]), ReadProblem.KEY_ID_ONLY),
    ],
)
def test_why_a_document_gives_no_key_is_said(
    tmp_path: Path, data: bytes, problem: ReadProblem
) -> None:
    assert read_file(written(tmp_path, data), None).problem is problem


def test_a_key_file_in_an_archive_is_named(tmp_path: Path) -> None:
    data = struct.pack("<IIII", 156, 1, 48, 156).ljust(156, b"\0")
    reading = read_file(written(tmp_path, made.zipped({"a.bek": data}), "a.zip"), None)
    assert (reading.problem, reading.kind) == (ReadProblem.BEK_FILE, FileKind.BEK)


def test_reading_a_document_can_be_stopped(tmp_path: Path) -> None:
    path = written(tmp_path, made.docx(["word 1 " * 1000] * 300), "long.docx")
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    assert read_file(path, None, cancelled=cancelled).problem is ReadProblem.CANCELLED


def test_a_key_file_is_named_whatever_it_is_called(tmp_path: Path) -> None:
    data = struct.pack("<IIII", 156, 1, 48, 156).ljust(156, b"\0")
    reading = read_file(written(tmp_path, data, "note.txt"), None)
    assert (reading.problem, reading.kind) == (ReadProblem.BEK_FILE, FileKind.BEK)


def test_binary_junk_is_told_from_text(tmp_path: Path) -> None:
    junk = b"".join(sha256(b"%d" % number).digest() for number in range(1500))
    path = written(tmp_path, junk, "key.txt")
    assert read_file(path, None).problem is ReadProblem.BINARY


def test_a_text_without_a_key_is_told_from_junk(tmp_path: Path) -> None:
    assert read_file(written(tmp_path, b"hello\n"), None).problem is ReadProblem.NO_KEY


def test_a_huge_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(2 * 1024 * MEGABYTE)
    reads: list[int] = []

    def read(_descriptor: int, size: int) -> bytes:
        reads.append(size)
        return b""

    monkeypatch.setattr(os, "read", read)
    start = time.perf_counter()
    assert read_file(path, None).problem is ReadProblem.TOO_LARGE
    assert time.perf_counter() - start < 10
    assert reads == []


def test_a_file_that_grows_past_the_bound_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, b"1")
    monkeypatch.setattr(os, "read", lambda _descriptor, size: bytes(size))
    assert read_file(path, None).problem is ReadProblem.TOO_LARGE


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert read_file(tmp_path, None).problem is ReadProblem.FOLDER


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert read_file(path, None).problem is ReadProblem.DEVICE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_file_swapped_for_a_pipe_after_the_look_does_not_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe, path = tmp_path / "pipe", written(tmp_path, b"1")
    os.mkfifo(pipe)
    really_open = os.open
    monkeypatch.setattr(os, "open", lambda _path, flags: really_open(pipe, flags))
    assert read_file(path, None).problem is ReadProblem.DEVICE


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device here")
def test_a_device_without_end_is_refused() -> None:
    assert read_file(Path("/dev/zero"), None).problem is ReadProblem.DEVICE


@pytest.mark.parametrize("name", ["missing.txt", "nul\0.txt", "x" * 5000])
def test_a_name_that_no_file_has_is_no_error(tmp_path: Path, name: str) -> None:
    expected = ReadProblem.VANISHED if name == "missing.txt" else ReadProblem.UNREADABLE
    assert read_file(tmp_path / name, None).problem is expected


def test_a_path_through_a_file_has_vanished(tmp_path: Path) -> None:
    path = written(tmp_path, b"1") / "key.txt"
    assert read_file(path, None).problem is ReadProblem.VANISHED


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (errno.EIO, ReadProblem.UNREADABLE),
        (errno.EACCES, ReadProblem.NO_RIGHTS),
        (errno.EPERM, ReadProblem.NO_RIGHTS),
        (errno.ENOENT, ReadProblem.VANISHED),
    ],
)
@pytest.mark.parametrize("call", ["open", "read"])
def test_each_error_of_the_system_has_its_explanation(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    error: int,
    problem: ReadProblem,
) -> None:
    path = written(tmp_path, b"1")

    def fail(*_arguments: object) -> int:
        raise OSError(error, os.strerror(error))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        reading = read_file(path, None)
    assert reading == Reading((), problem, 0)


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, b"word " * MEGABYTE)
    told: list[tuple[int, int]] = []
    read_file(path, None, lambda done, total: told.append((done, total)))
    assert told[:5] == [(n * MEGABYTE // 2, 5 * MEGABYTE) for n in range(1, 6)]
    assert {total for _, total in told} == {5 * MEGABYTE}
    searched = [done for done, _ in told[5:]]
    assert searched == sorted(searched)
    assert 5 * MEGABYTE // 2 <= searched[0] <= searched[-1] <= 5 * MEGABYTE


@pytest.mark.parametrize("after", [2, 5, 7])
def test_reading_stops_between_pieces(tmp_path: Path, new_key: NewKey, after: int) -> None:
    path = written(tmp_path, b"word " * MEGABYTE + new_key().hyphenated().encode())
    told: list[int] = []
    reading = read_file(path, None, lambda done, _: told.append(done), lambda: len(told) >= after)
    assert (reading.candidates, reading.problem) == ((), ReadProblem.CANCELLED)
    assert len(told) == after


def test_a_file_at_the_bound_is_read_and_one_above_is_not(tmp_path: Path) -> None:
    path = tmp_path / "edge.txt"
    for size, problem in ((LARGEST_FILE, ReadProblem.EMPTY), (LARGEST_FILE + 1, TOO_LARGE)):
        with path.open("wb") as file:
            file.truncate(size)
        assert read_file(path, None).problem is problem


@pytest.fixture(scope="module")
def any_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / "any.txt"


@given(data=st.binary(max_size=2000))
def test_any_bytes_give_candidates_or_a_problem(any_file: Path, data: bytes) -> None:
    any_file.write_bytes(data)
    reading = read_file(any_file, KeyId("5BFCBB05"))
    assert bool(reading.candidates) is (reading.problem is None)
    assert reading.size == len(data)
