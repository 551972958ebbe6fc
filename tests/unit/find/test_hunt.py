# SPDX-License-Identifier: Apache-2.0
"""A search of many files: what is found, in which order, with which places, and what is not."""

import multiprocessing
import os
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pytest

from recovery_assistant.find import candidates, crew, hunt, scan
from recovery_assistant.find.kinds import FileKind
from recovery_assistant.find.outcomes import Candidate, Reason
from recovery_assistant.find.places import (
    Embedded,
    Find,
    KeyFile,
    News,
    Part,
    Passage,
    Place,
    Progress,
    Search,
    Searched,
    Skip,
    Skipped,
    Strip,
)
from recovery_assistant.find.sift import Spot, spots
from recovery_assistant.find.writing import Writing
from recovery_assistant.keys import KeyId, RecoveryKey
from recovery_assistant.keys.sweep import Pause

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX matter")
PROSE = "Nothing of interest stands here, only words and the year 2024.\n"


class Hunt:
    """Runs a search and keeps what it tells."""

    def __init__(self) -> None:
        self.news: list[News] = []

    def __call__(self, *roots: Path, wanted: KeyId | None = None) -> Searched:
        self.news.clear()
        return hunt.hunt(Search(roots, wanted), self.news.append, lambda: False)


@pytest.fixture
def run() -> Hunt:
    return Hunt()


def record(key_id: KeyId, key: RecoveryKey, extra: str = "") -> str:
    return (
        f"{PROSE}Identifier: {key_id.grouped()}\n{extra}Recovery Key: {key.hyphenated()}\n{PROSE}"
    )


def digits(find: Find) -> str:
    return "-".join(find.candidate.draft.blocks)


def test_keys_are_found_in_any_encoding_with_their_ids(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey], new_id: Callable[[], KeyId]
) -> None:
    expected = {}
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"):
        key, key_id = new_key(), new_id()
        (tmp_path / encoding).write_bytes(record(key_id, key).encode(encoding))
        expected[key.hyphenated()] = key_id
    (tmp_path / "nothing.txt").write_text(PROSE * 100)
    searched = run(tmp_path)
    assert {digits(one): one.candidate.key_id for one in searched.finds} == expected
    assert (searched.files, searched.cancelled, searched.skipped) == (7, False, ())
    assert searched.size == sum(one.stat().st_size for one in tmp_path.iterdir())


def test_the_key_that_matches_comes_first_and_says_why(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey], new_id: Callable[[], KeyId]
) -> None:
    keys = [new_key() for _ in range(4)]
    wanted, other = new_id(), new_id()
    slip = keys[3].hyphenated()[:-1] + str((int(keys[3].hyphenated()[-1]) + 1) % 10)
    (tmp_path / "a.txt").write_text(record(other, keys[0]))
    (tmp_path / "b.txt").write_text(f"{PROSE}{keys[1].hyphenated()}\n")
    (tmp_path / "c.txt").write_text(record(wanted, keys[2]))
    (tmp_path / "d.txt").write_text(f"{PROSE}{slip}\n")
    searched = run(tmp_path, wanted=KeyId(wanted.hex[:8]))
    shown = [digits(one) for one in searched.finds]
    assert shown == [keys[2].hyphenated(), keys[1].hyphenated(), slip, keys[0].hyphenated()]
    first = searched.finds[0].candidate
    assert first.reasons[0] is Reason.ID_MATCHES
    assert first.match is not None
    assert first.match.matched == 8
    assert not searched.finds[2].candidate.well_formed


def test_of_two_that_match_the_newest_is_first(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey], new_id: Callable[[], KeyId]
) -> None:
    wanted, old, new = new_id(), new_key(), new_key()
    older = [new_key() for _ in range(6)]
    for year, key in enumerate([old, *older, new], 2015):
        (tmp_path / f"{year}.txt").write_text(record(wanted, key, f"Date: {year}-01-02\n"))
    searched = run(tmp_path, wanted=wanted)
    shown = [one.hyphenated() for one in (new, *reversed(older), old)]
    assert [digits(one) for one in searched.finds] == shown
    newest = [Reason.NEWEST in one.candidate.reasons for one in searched.finds]
    assert newest == [True, *[False] * 7]


def test_a_key_in_many_places_is_one_find_with_what_is_best_known_of_it(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey], new_id: Callable[[], KeyId]
) -> None:
    key, key_id = new_key(), new_id()
    (tmp_path / "a.txt").write_text(f"{PROSE}{key.hyphenated()}\n")
    (tmp_path / "b.txt").write_text(record(key_id, key, "2024-05-06\n"))
    (tmp_path / "c.txt").write_text(f"{PROSE}{' '.join(key.blocks)}\n")
    searched = run(tmp_path, wanted=key_id)
    (find,) = searched.finds
    assert {place.path.name for place in find.places} == {"a.txt", "b.txt", "c.txt"}
    assert find.places[0] == Place(tmp_path / "b.txt")
    assert (find.candidate.key_id, find.candidate.date) == (key_id, "2024-05-06")
    told = [one for one in run.news if isinstance(one, Find)]
    assert [len(one.places) for one in told] == [1, 2, 3]
    assert len({id(one.candidate.draft) for one in (*told, find)}) == 1
    assert digits(find) == key.hyphenated()


def test_a_lone_key_without_an_id_has_that_of_the_name_of_its_file(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey], new_id: Callable[[], KeyId]
) -> None:
    key, key_id = new_key(), new_id()
    (tmp_path / f"BitLocker Recovery Key {key_id.grouped()}.TXT").write_text(key.hyphenated())
    (find,) = run(tmp_path, wanted=KeyId(key_id.hex[:8])).finds
    assert find.candidate.key_id == key_id
    assert find.candidate.reasons[0] is Reason.ID_MATCHES


def test_the_name_of_a_file_with_two_keys_belongs_to_neither(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey], new_id: Callable[[], KeyId]
) -> None:
    text = f"{new_key().hyphenated()}\n\n{new_key().hyphenated()}\n"
    (tmp_path / f"{new_id().grouped()}.txt").write_text(text)
    assert [one.candidate.key_id for one in run(tmp_path).finds] == [None, None]


def test_a_key_file_is_told_with_the_id_in_it_and_never_paired(
    tmp_path: Path, run: Hunt, new_id: Callable[[], KeyId]
) -> None:
    key_id = new_id()
    guid = bytes.fromhex(KeyId(key_id.hex).byte_swapped().hex)
    entry = b"\x6c\0\x06\0\x09\0\x01\0" + guid + b"\0" * 84
    size = (48 + len(entry)).to_bytes(4, "little")
    data = size + (1).to_bytes(4, "little") + (48).to_bytes(4, "little") + size
    (tmp_path / "x.BEK").write_bytes(data + guid + b"\0" * 16 + entry)
    searched = run(tmp_path)
    assert searched.key_files == (KeyFile(Place(tmp_path / "x.BEK"), key_id),)
    assert searched.finds == ()
    assert searched.key_files[0] in run.news


def test_programs_and_films_are_not_read(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey]
) -> None:
    key = new_key().hyphenated().encode()
    for name, start in (("elf", b"\x7fELF"), ("mkv", b"\x1aE\xdf\xa3"), ("mp4", b"\0\0\0\x20ftyp")):
        (tmp_path / name).write_bytes(start + b"\0" * 100 + b"\n" + key + b"\n")
    assert run(tmp_path).finds == ()


def test_a_key_far_into_a_large_file_has_its_id_and_its_heading(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey], new_id: Callable[[], KeyId]
) -> None:
    key, key_id = new_key(), new_id()
    row = "PC-%06d,nobody,somewhere,nothing to see here at all\n"
    rows = "".join(row % number for number in range(60_000))
    text = (
        f"Computer,RecoveryKeyID,Owner,Key\n{rows}PC-1,{key_id.grouped()},me,{key.hyphenated()}\n"
    )
    for encoding in ("utf-8", "utf-16"):
        (tmp_path / encoding).write_bytes(f"{text}{rows}".encode(encoding))
    (find,) = run(tmp_path, wanted=key_id).finds
    assert digits(find) == key.hyphenated()
    assert find.candidate.key_id == key_id
    assert {place.path.name for place in find.places} == {"utf-8", "utf-16"}


def test_an_id_of_digits_far_below_its_heading_is_known_by_it(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey]
) -> None:
    key = new_key()
    rows = "".join(f"PC-{number:06d},none,none\n" for number in range(150_000))
    text = f"Computer,Key ID,Recovery Key\n{rows}PC-7,31415926,{key.hyphenated()}\n{rows}"
    (tmp_path / "export.csv").write_text(text)
    (find,) = run(tmp_path).finds
    assert find.candidate.key_id == KeyId("31415926")


def test_a_key_across_the_edge_of_two_readings_is_found(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey]
) -> None:
    for at in range(0, 60, 6):
        start = scan._CHUNK - at
        text = "." * (start - 1) + "\n" + new_key().hyphenated() + "\n" + "." * 5_000
        (tmp_path / f"{at}.txt").write_text(text)
        (tmp_path / f"{at}.large").write_text("." * scan._CHUNK * 9 + text)
    finds = run(tmp_path).finds
    assert len(finds) == 10
    assert {len(one.places) for one in finds} == {2}


def test_of_two_damaged_keys_the_one_with_fewer_slips_comes_first(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey]
) -> None:
    def spoilt(key: RecoveryKey, many: int) -> str:
        blocks = [str((int(one[0]) + 1) % 10) + one[1:] for one in key.blocks[:many]]
        return "-".join([*blocks, *key.blocks[many:]])

    keys = [spoilt(new_key(), 1 + number % 3) for number in range(9)]
    for number, key in enumerate(keys):
        (tmp_path / f"{number}.txt").write_text(f"{PROSE}{key}\n")
    shown = [keys.index(digits(one)) % 3 for one in run(tmp_path).finds]
    assert shown == sorted(shown)


def _export(path: Path, rows: int, wanted: KeyId, key: RecoveryKey) -> None:
    """A large export in which every row has a key, the one asked for near the end."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Computer,KeyId,RecoveryPassword,Created\n")
        for number in range(rows):
            name = f"{number:08X}-1111-4222-8333-444455556666"
            blocks = "-".join(f"{(number * 7 + n * 1009) % 65_536 * 11:06d}" for n in range(8))
            if number == rows - 100:
                name, blocks = wanted.grouped(), key.hyphenated()
            file.write(f"PC-{number:06d},{name},{blocks},2024-01-02\n")


def test_one_id_is_found_in_a_large_export_and_few_others_kept(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey], new_id: Callable[[], KeyId]
) -> None:
    key, wanted = new_key(), new_id()
    _export(tmp_path / "export.csv", 30_000, wanted, key)
    searched = run(tmp_path, wanted=KeyId(wanted.hex[:8]))
    assert digits(searched.finds[0]) == key.hyphenated()
    assert searched.finds[0].candidate.key_id == wanted
    assert len(searched.finds) <= scan.MOST_OF_ONE_FILE + 2
    turned = run(tmp_path, wanted=KeyId(wanted.byte_swapped().hex))
    assert digits(turned.finds[0]) == key.hyphenated()


def test_a_large_export_without_an_id_to_look_for_says_that_not_all_of_it_is_listed(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey], new_id: Callable[[], KeyId]
) -> None:
    _export(tmp_path / "export.csv", 30_000, new_id(), new_key())
    searched = run(tmp_path)
    assert 0 < len(searched.finds) <= scan.MOST_OF_ONE_FILE + 1
    assert searched.skipped == (Skipped(Place(tmp_path / "export.csv"), Skip.TOO_LARGE),)


@POSIX
def test_a_huge_file_of_nothing_is_passed_over_at_once(tmp_path: Path, run: Hunt) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(4 * 1024**3)
    began = time.monotonic()
    searched = run(tmp_path)
    assert searched.skipped == (Skipped(Place(tmp_path / "sparse"), Skip.TOO_LARGE),)
    assert time.monotonic() - began < 2


@POSIX
def test_a_file_that_turned_into_a_pipe_does_not_make_it_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (skipped,) = scan.Looker().look(str(tmp_path / "pipe")).skipped
    assert skipped.reason is Skip.DEVICE


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    (skipped,) = scan.Looker().look(str(tmp_path / "gone")).skipped
    assert skipped == Skipped(Place(tmp_path / "gone"), Skip.VANISHED)


def test_a_file_that_changes_while_it_is_read_is_told_and_what_it_held_is_found(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.txt"
    path.write_text(f"{PROSE}{new_key().hyphenated()}\n")

    def grown(data: bytearray, size: int, *, writing: Writing, two_bytes: bool) -> list[Spot]:
        with path.open("a") as file:
            file.write("more\n")
        return spots(data, size, writing=writing, two_bytes=two_bytes)

    monkeypatch.setattr(scan, "spots", grown)
    searched = run(tmp_path)
    assert len(searched.finds) == 1
    assert Skipped(Place(path), Skip.CHANGED) in searched.skipped


class Documents:
    """Stands for what takes documents apart."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts

    def __call__(
        self, file: BinaryIO, kind: FileKind, *, pictures: bool, pause: Pause
    ) -> Iterator[Part]:
        pause(0)
        assert file.read(5) == b"%PDF-"
        assert kind is FileKind.PDF
        yield from (one for one in self._parts if pictures or not isinstance(one, Embedded))


def test_what_a_document_holds_is_found_with_the_way_to_it(
    tmp_path: Path,
    run: Hunt,
    new_key: Callable[[], RecoveryKey],
    new_id: Callable[[], KeyId],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key, inner, key_id = new_key(), new_key(), new_id()
    parts: list[Part] = [
        Passage(PROSE, ("page 1",)),
        Passage(record(key_id, key), ("page 2",)),
        Passage(record(key_id, inner), ("note.txt",)),
        Skipped(Place(Path(), ("locked.zip",)), Skip.ENCRYPTED),
    ]
    monkeypatch.setattr(scan, "parts_of", Documents(parts))
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    searched = run(tmp_path, wanted=key_id)
    assert {digits(one): one.places for one in searched.finds} == {
        key.hyphenated(): (Place(tmp_path / "a.pdf", ("page 2",)),),
        inner.hyphenated(): (Place(tmp_path / "a.pdf", ("note.txt",)),),
    }
    assert searched.skipped == (
        Skipped(Place(tmp_path / "a.pdf", ("locked.zip",)), Skip.ENCRYPTED),
    )


class _Seen(NamedTuple):
    candidate: Candidate
    strip: Strip | None


def test_pictures_are_read_last_and_a_key_in_a_text_needs_no_picture(
    tmp_path: Path,
    run: Hunt,
    new_key: Callable[[], RecoveryKey],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texted, pictured, coded = new_key(), new_key(), new_key()
    strip = Strip(b"png")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n and so on")
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    (tmp_path / "d.png").write_bytes(b"\x89PNG\r\n\x1a\n code")
    (tmp_path / "e.png").write_bytes(b"\x89PNG\r\n\x1a\n once more")
    (tmp_path / "c.txt").write_text(f"{PROSE}{texted.hyphenated()}\n")

    def seen(data: bytes, _wanted: KeyId | None, _cancelled: object) -> object:
        if b"nothing" in data:
            return Skip.NO_READER
        if b"code" in data:
            return (_Seen(candidates(coded.hyphenated(), None)[0], None),)
        keys = (texted, pictured, coded)
        return tuple(_Seen(candidates(one.hyphenated(), None)[0], strip) for one in keys)

    monkeypatch.setattr("recovery_assistant.find.pictures.read_picture", seen)
    searched = run(tmp_path)
    assert {digits(one): one.strip for one in searched.finds} == {
        texted.hyphenated(): None,
        pictured.hyphenated(): strip,
        coded.hyphenated(): None,
    }
    assert searched.skipped == (Skipped(Place(tmp_path / "b.png"), Skip.NO_READER),)
    assert (
        hunt.hunt(
            Search((tmp_path / "b.png",), None, pictures=False), run.news.append, lambda: False
        ).skipped
        == ()
    )


def test_a_key_in_a_real_archive_and_in_a_mail_is_found(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey], new_id: Callable[[], KeyId]
) -> None:
    key, key_id = new_key(), new_id()
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/key.txt", record(key_id, key).encode("utf-16"))
        archive.writestr("other.txt", PROSE)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "me@example.org", "me@example.org", "key"
    mail.set_content(record(key_id, key), cte="base64")
    (tmp_path / "b.eml").write_bytes(mail.as_bytes())
    (find,) = run(tmp_path, wanted=key_id).finds
    assert digits(find) == key.hyphenated()
    assert {place.path.name for place in find.places} == {"a.zip", "b.eml"}
    assert ("folder/key.txt",) in {place.within for place in find.places}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.html", "<html><body><p>Key ID: {id}</p><p>{blocks}</p></body></html>"),
        ("export.json", '{{"note": "line\\nKey ID: {id}\\n{escaped}\\nmore"}}'),
        ("export.ldif", "dn: CN=x\nname: {{{id}}}\nmsFVE-RecoveryPassword: {folded}\n"),
    ],
)
def test_a_key_in_a_text_that_is_not_written_as_people_read_it(
    tmp_path: Path,
    run: Hunt,
    new_key: Callable[[], RecoveryKey],
    new_id: Callable[[], KeyId],
    name: str,
    text: str,
) -> None:
    key, key_id = new_key(), new_id()
    written = text.format(
        id=key_id.grouped(),
        blocks="<span>&#8209;</span>".join(f"{one[:2]}<b>{one[2:]}</b>" for one in key.blocks),
        escaped="\\u2013".join(key.blocks),
        folded=f"{key.hyphenated()[:50]}\n {key.hyphenated()[50:]}",
    )
    (tmp_path / name).write_text(written)
    (find,) = run(tmp_path, wanted=key_id).finds
    assert digits(find) == key.hyphenated()
    assert find.candidate.key_id == key_id


def test_what_is_passed_over_is_counted_when_it_is_too_much_to_name(
    tmp_path: Path, run: Hunt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hunt, "MOST_SKIPPED", 3)
    for number in range(5):
        (tmp_path / str(number)).symlink_to(tmp_path)
    searched = run(tmp_path)
    assert (len(searched.skipped), searched.more_skipped) == (3, 2)


def test_progress_is_told_and_a_find_as_soon_as_it_is_read(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey]
) -> None:
    (tmp_path / "key.txt").write_text(f"{PROSE}{new_key().hyphenated()}\n")
    for number in range(3_000):
        (tmp_path / f"{number}.txt").write_text(PROSE)
    searched = run(tmp_path)
    kinds = [type(one) for one in run.news]
    assert kinds.index(Find) < 3
    last = run.news[-1]
    assert isinstance(last, Progress)
    assert (last.files, last.found, last.size) == (3_001, 1, searched.size)


def test_a_search_stops_at_once_and_keeps_what_it_found(
    tmp_path: Path, new_key: Callable[[], RecoveryKey]
) -> None:
    (tmp_path / "key.txt").write_text(f"{PROSE}{new_key().hyphenated()}\n")
    (tmp_path / "large.txt").write_text("number 123456 and 654321\n" * 2_000_000)
    stop = threading.Event()
    asked_at: list[float] = []

    def ask() -> None:
        asked_at.append(time.monotonic())
        stop.set()

    def when_found(news: News) -> None:
        if isinstance(news, Find):
            threading.Timer(0.05, ask).start()

    searched = hunt.hunt(Search((tmp_path,), None), when_found, stop.is_set)
    assert searched.cancelled
    assert len(searched.finds) == 1
    assert time.monotonic() - asked_at[0] < 0.2


def test_nothing_that_is_told_shows_a_key(
    tmp_path: Path, run: Hunt, new_key: Callable[[], RecoveryKey], new_id: Callable[[], KeyId]
) -> None:
    key = new_key()
    (tmp_path / "a.txt").write_text(record(new_id(), key))
    searched = run(tmp_path)
    assert key.blocks[0] not in repr((searched, run.news, scan.Met))


def test_a_search_with_several_processes_finds_the_same(
    tmp_path: Path,
    run: Hunt,
    new_key: Callable[[], RecoveryKey],
    new_id: Callable[[], KeyId],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = [new_key() for _ in range(20)]
    for number in range(600):
        text = record(new_id(), keys[number // 30]) if number % 30 == 0 else PROSE
        (tmp_path / f"{number}.log").write_text(text)
    alone = {digits(one): one.places for one in run(tmp_path).finds}
    monkeypatch.setattr(hunt, "_ALONE_S", 0.000_001)
    started: list[bool] = []
    real = crew.Crew.start

    def noted(one: crew.Crew) -> bool:
        started.append(real(one))
        return started[-1]

    monkeypatch.setattr(crew.Crew, "start", noted)
    before = set(multiprocessing.active_children())
    searched = run(tmp_path)
    assert {digits(one): one.places for one in searched.finds} == alone
    assert len(alone) == 20
    assert searched.files == 600
    assert len(started) == 1
    # They were told to go at once; how soon they are gone is the system's affair. What other tests
    # left is not theirs.
    until = time.monotonic() + 20
    while set(multiprocessing.active_children()) - before:
        assert time.monotonic() < until
        time.sleep(0.05)
