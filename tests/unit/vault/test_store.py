# SPDX-License-Identifier: Apache-2.0
"""The encrypted file on the disk: opened without trust, saved so that nothing is lost."""

import errno
import hmac
import os
import re
import shutil
import socket
import stat
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from recovery_assistant.vault import store
from recovery_assistant.vault.age import AgeError, AgeFault, decrypt, encrypt
from recovery_assistant.vault.contents import Vault
from recovery_assistant.vault.document import write_document
from recovery_assistant.vault.lock import only_one
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.page import page
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.vault.store import (
    LARGEST_FILE,
    MOST_SIBLINGS,
    backups,
    create_vault,
    delete_backups,
    open_vault,
    read_copy,
    save_vault,
    siblings,
    write_verified,
)
from unit.vault.filled import QUICK, all_digits, created, filled_vault, words

if sys.platform != "win32":
    import fcntl

posix = pytest.mark.skipif(sys.platform == "win32", reason="the system has no such thing")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.age"


def opened(path: Path) -> Vault:
    vault = open_vault(path, words())
    assert isinstance(vault, Vault), vault
    return vault


def saved(path: Path, vault: Vault) -> Vault:
    vault_or_problem = save_vault(path, vault, words(), work_factor=QUICK)
    assert isinstance(vault_or_problem, Vault), vault_or_problem
    return vault_or_problem


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_file_is_made_and_opened_with_all_that_is_in_it(path: Path) -> None:
    vault = created(path)
    back = opened(path)
    assert back == vault
    assert back.stamp == vault.stamp
    assert all_digits(back) == all_digits(filled_vault())
    assert (vault.revision, vault.keys_revision) == (1, 1)
    assert names(path.parent) == ["keys.age"]


@posix
def test_it_can_be_read_by_this_person_alone(path: Path) -> None:
    vault = created(path)
    path.chmod(0o644)
    saved(path, vault)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_stands_there_is_never_overwritten_by_a_new_file(path: Path) -> None:
    path.write_bytes(b"a letter")
    assert create_vault(path, filled_vault(), words(), work_factor=QUICK) is SaveProblem.EXISTS
    assert path.read_bytes() == b"a letter"
    path.unlink()
    path.mkdir()
    assert create_vault(path, filled_vault(), words(), work_factor=QUICK) is SaveProblem.EXISTS
    assert names(path.parent) == ["keys.age"]


def test_a_vault_that_was_saved_elsewhere_can_be_made_anew_but_not_over_a_file(path: Path) -> None:
    vault = created(path)
    assert create_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.EXISTS
    other = create_vault(path.with_name("o.age"), vault, words(), work_factor=QUICK)
    assert isinstance(other, Vault)
    assert other.identifier == vault.identifier


def test_each_save_counts_and_keeps_the_three_files_before_it(path: Path) -> None:
    vault = created(path)
    for _ in range(5):
        vault = saved(path, vault)
    assert opened(path).revision == vault.revision == 6
    kept = backups(path)
    assert [one.name for one in kept] == [f"keys.backup-{number}.age" for number in (1, 2, 3)]
    assert [opened(one).revision for one in kept] == [5, 4, 3]


def test_a_save_that_fails_after_its_backup_costs_no_older_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    for _ in range(3):
        vault = saved(path, vault)
    with monkeypatch.context() as patch:
        patch.setattr(store, "_sync_folder", refusing(errno.EIO))
        for _ in range(3):
            assert save_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.NOT_WRITTEN
    assert [opened(one).revision for one in (path, *backups(path))] == [4, 4, 3, 2]
    saved(path, vault)
    assert [opened(one).revision for one in (path, *backups(path))] == [5, 4, 3, 2]


def test_backups_can_be_deleted(path: Path) -> None:
    saved(path, created(path))
    assert delete_backups(path) is None
    assert names(path.parent) == ["keys.age"]
    assert delete_backups(path) is None
    assert delete_backups(path.parent / "gone" / "keys.age") is SaveProblem.GONE


def test_where_it_cannot_be_seen_whether_a_file_stands_nothing_is_made(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(b"a letter")
    monkeypatch.setattr(Path, "lstat", refusing(errno.EIO))
    problem = create_vault(path, filled_vault(), words(), work_factor=QUICK)
    assert problem is SaveProblem.NOT_WRITTEN
    assert path.read_bytes() == b"a letter"


def test_another_passphrase_opens_it_after_a_change_and_the_old_one_its_backup(path: Path) -> None:
    other = Passphrase("another one")
    vault = save_vault(path, created(path), other, work_factor=QUICK)
    assert isinstance(vault, Vault)
    assert open_vault(path, words()) is OpenProblem.DOES_NOT_FIT
    assert open_vault(path, other) == vault
    assert opened(backups(path)[0]).revision == 1


def test_what_another_window_saved_is_not_lost(path: Path) -> None:
    created(path)
    mine, theirs = opened(path), opened(path)
    theirs = saved(path, theirs)
    assert save_vault(path, mine, words(), work_factor=QUICK) is SaveProblem.CHANGED_ELSEWHERE
    assert opened(path) == theirs


def test_a_file_that_went_away_is_not_made_again_where_another_medium_may_be(path: Path) -> None:
    vault = created(path)
    path.unlink()
    assert save_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.GONE
    assert names(path.parent) == []
    path.parent.rmdir()
    assert save_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.GONE
    assert create_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.GONE


@posix
def test_a_link_stays_a_link_and_the_file_behind_it_is_saved(path: Path) -> None:
    behind = path.parent / "cloud"
    behind.mkdir()
    vault = created(behind / "keys.age")
    path.symlink_to(behind / "keys.age")
    assert opened(path) == vault
    saved(path, vault)
    assert path.is_symlink()
    assert opened(behind / "keys.age").revision == 2


# What does not open


def no_file(path: Path) -> None:
    path.unlink(missing_ok=True)


def a_folder(path: Path) -> None:
    path.mkdir()


def a_gigabyte(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(2**30)


def two_texts(path: Path) -> None:
    created(path)
    path.write_bytes(path.read_bytes() * 2)


def costly(path: Path) -> None:
    path.write_bytes(
        b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n"
        + b"A" * 43
        + b"\n--- "
        + b"A" * 43
        + b"\n"
        + bytes(64)
    )


def a_text_of_others(path: Path) -> None:
    path.write_bytes(encrypt(b"dear diary", words(), work_factor=QUICK))


def a_later_version(path: Path) -> None:
    text = write_document(filled_vault())
    assert isinstance(text, bytearray)
    text = text.replace(b'"version": 1', b'"version": 2')
    path.write_bytes(encrypt(text, words(), work_factor=QUICK))


def a_damaged_one(path: Path) -> None:
    created(path)
    data = bytearray(path.read_bytes())
    data[-60] ^= 1
    path.write_bytes(data)


def without_end(path: Path) -> None:
    created(path)
    path.write_bytes(path.read_bytes()[:-100])


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (no_file, OpenProblem.MISSING),
        (a_folder, OpenProblem.NOT_A_FILE),
        (a_gigabyte, OpenProblem.TOO_LARGE),
        (lambda path: path.write_bytes(b""), OpenProblem.EMPTY),
        (lambda path: path.write_bytes(b" \r\n"), OpenProblem.EMPTY),
        (lambda path: path.write_bytes(b"dear diary"), OpenProblem.NOT_OURS),
        (lambda path: path.write_bytes(bytes(5000)), OpenProblem.NOT_OURS),
        (
            lambda path: path.write_bytes(bytes.fromhex("03d9a29a67fb4bb501000400")),
            OpenProblem.KEEPASS,
        ),
        (two_texts, OpenProblem.SEVERAL),
        (costly, OpenProblem.TOO_COSTLY),
        (a_text_of_others, OpenProblem.NOT_OURS),
        (a_later_version, OpenProblem.NEWER),
        (a_damaged_one, OpenProblem.DAMAGED),
        (without_end, OpenProblem.DAMAGED),
    ],
)
def test_each_thing_that_does_not_open_is_told_by_its_name(
    make: Callable[[Path], object], problem: OpenProblem, path: Path
) -> None:
    make(path)
    before = names(path.parent)
    begun = time.perf_counter()
    assert open_vault(path, words()) is problem
    assert time.perf_counter() - begun < 1
    assert names(path.parent) == before


def test_of_a_file_that_is_too_large_not_a_byte_is_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_gigabyte(path)
    monkeypatch.setattr(os, "read", refusing(errno.EIO))
    assert open_vault(path, words()) is OpenProblem.TOO_LARGE


def test_another_passphrase_does_not_fit(path: Path) -> None:
    created(path)
    assert open_vault(path, Passphrase("something else")) is OpenProblem.DOES_NOT_FIT
    assert open_vault(path, Passphrase("x" * 1000)) is OpenProblem.DOES_NOT_FIT
    assert open_vault(path, Passphrase("")) is OpenProblem.DOES_NOT_FIT


@posix
def test_a_pipe_makes_nobody_wait(path: Path) -> None:
    os.mkfifo(path)
    assert open_vault(path, words()) is OpenProblem.NOT_A_FILE


@posix
def test_a_socket_is_no_file(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        assert open_vault(path, words()) is OpenProblem.NOT_A_FILE


@posix
def test_a_circle_of_links_and_a_name_that_no_system_takes_are_missing(path: Path) -> None:
    path.symlink_to(path)
    assert open_vault(path, words()) is OpenProblem.MISSING
    impossible = path.parent / "a\0b"
    assert open_vault(impossible, words()) is OpenProblem.MISSING
    vault = create_vault(impossible, filled_vault(), words(), work_factor=QUICK)
    assert isinstance(vault, SaveProblem)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (errno.EACCES, OpenProblem.NO_RIGHT),
        (errno.EPERM, OpenProblem.NO_RIGHT),
        (errno.EIO, OpenProblem.UNREADABLE),
        (errno.ENODEV, OpenProblem.UNREADABLE),
    ],
)
def test_what_the_system_refuses_to_open_is_told(
    error: int, problem: OpenProblem, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    created(path)
    monkeypatch.setattr(os, "open", refusing(error))
    assert open_vault(path, words()) is problem


@pytest.fixture
def shut(path: Path, shut_folder: Callable[[Path], None]) -> Path:
    """Make a file in a folder that may not be looked into."""
    folder = path.parent / "not-ours"
    folder.mkdir()
    created(folder / path.name)
    shut_folder(folder)
    return folder / path.name


@posix
def test_a_folder_that_may_not_be_looked_into_is_told_for_what_it_is(shut: Path) -> None:
    deeper = shut.parent / "folder" / shut.name
    for file in (shut, deeper):
        assert open_vault(file, words()) is OpenProblem.NO_RIGHT
        made = create_vault(file, filled_vault(), words(), work_factor=QUICK)
        assert made is SaveProblem.NO_RIGHT
        assert write_verified(file, b"copy", lambda _data: True) is SaveProblem.NO_RIGHT
        assert delete_backups(file) is SaveProblem.NO_RIGHT
        assert backups(file) == ()
        assert siblings(file) == ()


def test_a_stick_pulled_while_it_is_read_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    created(path)
    monkeypatch.setattr(os, "read", refusing(errno.EIO))
    assert open_vault(path, words()) is OpenProblem.UNREADABLE


def test_too_little_memory_to_open_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    created(path)

    def short(_data: bytes, _passphrase: Passphrase) -> bytearray:
        raise MemoryError

    monkeypatch.setattr(store, "decrypt", short)
    assert open_vault(path, words()) is OpenProblem.TOO_LITTLE_MEMORY


def test_of_a_page_only_the_encrypted_text_is_taken_and_it_is_never_saved_over(
    path: Path, root: Path
) -> None:
    created(path)
    html = page(path.read_bytes(), date(2026, 11, 22), root / "resources")
    path.write_bytes(b"\xef\xbb\xbf\n" + html)
    vault = opened(path)
    assert all_digits(vault) == all_digits(filled_vault())
    assert save_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.EXISTS
    assert path.read_bytes().endswith(html)
    path.write_bytes(html * 2)
    assert open_vault(path, words()) is OpenProblem.SEVERAL
    assert read_copy(b"<p>", words()) is OpenProblem.NOT_OURS


def test_bytes_larger_than_any_file_of_ours_are_not_looked_at() -> None:
    assert read_copy(b"<" + bytes(LARGEST_FILE), words()) is OpenProblem.TOO_LARGE


def damaged_that_open(path: Path) -> int:
    """Change one bit in each of some bytes and count what opens all the same."""
    whole = path.read_bytes()
    opens = 0
    for at in [*range(400), *range(400, len(whole), 61)]:
        changed = bytearray(whole)
        changed[at] ^= 1 << at % 7
        opens += isinstance(read_copy(bytes(changed), words()), Vault)
    return opens


def test_a_file_with_a_changed_bit_never_opens(path: Path) -> None:
    created(path)
    assert damaged_that_open(path) == 0


def test_that_test_finds_out_a_codec_that_checks_no_mac(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    created(path)
    monkeypatch.setattr(hmac, "compare_digest", lambda _mine, _theirs: True)
    assert damaged_that_open(path)


# What goes wrong while saving


def refusing(error: int) -> Callable[..., object]:
    def refuse(*_values: object, **_named: object) -> object:
        raise OSError(error, os.strerror(error))

    return refuse


class Failing:
    """Lets the n-th call of the system fail; counts them all."""

    def __init__(self, patch: pytest.MonkeyPatch, fails: int, error: int) -> None:
        self._fails, self._error = fails, error
        self.calls: list[str] = []
        for name in (
            "open", "read", "write", "fsync", "close", "fstat", "stat", "lstat", "link", "replace",
            "rename", "unlink", "listdir",
        ):  # fmt: skip
            patch.setattr(os, name, self._counted(name, getattr(os, name)))
        if sys.platform != "win32":
            flock = fcntl.flock
            patch.setattr(fcntl, "flock", self._counted("flock", flock))

    def _counted(self, name: str, call: Callable[..., object]) -> Callable[..., object]:
        def counted(*values: object, **named: object) -> object:
            self.calls.append(name)
            if len(self.calls) == self._fails:
                if name == "close":
                    # As close does: it is closed all the same.
                    call(*values, **named)
                raise OSError(self._error, os.strerror(self._error))
            return call(*values, **named)

        return counted


def calls_of_a_save(path: Path, vault: Vault) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        failing = Failing(patch, 0, 0)
        saved(path, vault)
    return failing.calls


TOLD = {
    errno.ENOSPC: {SaveProblem.DISK_FULL},
    errno.EIO: {SaveProblem.NOT_WRITTEN},
    errno.EACCES: {SaveProblem.NO_RIGHT, SaveProblem.LOCKED},
    errno.EROFS: {SaveProblem.READ_ONLY},
    errno.ENODEV: {SaveProblem.GONE},
}
# Said of a file that cannot be read back, whatever the reason.
NOT_READ = {SaveProblem.NOT_READ_BACK, SaveProblem.NOT_WRITTEN, SaveProblem.NO_RIGHT}


@posix
@pytest.mark.parametrize("error", TOLD, ids=errno.errorcode.get)
def test_whatever_call_fails_the_old_file_stands_or_the_new_one_is_saved(
    error: int, tmp_path: Path
) -> None:
    folder = tmp_path / "count"
    folder.mkdir()
    calls = calls_of_a_save(folder / "keys.age", created(folder / "keys.age"))
    assert {"write", "fsync", "link", "replace", "flock", "open"} <= set(calls)
    told: set[SaveProblem] = set()
    for fails in range(1, len(calls) + 1):
        folder = tmp_path / str(fails)
        folder.mkdir()
        path = folder / "keys.age"
        vault = created(path)
        old = path.read_bytes()
        with pytest.MonkeyPatch.context() as patch:
            failing = Failing(patch, fails, error)
            result = save_vault(path, vault, words(), work_factor=QUICK)
        failed = failing.calls[fails - 1]
        if isinstance(result, Vault):
            # Only what does not matter may fail: looking for scraps, removing a lock.
            assert failed in {"listdir", "unlink", "stat", "lstat", "close", "open"}, failed
            assert opened(path) == result
        else:
            told.add(result)
            assert path.read_bytes() == old, (fails, failed)
            assert result in TOLD[error] | NOT_READ | {SaveProblem.GONE}, (failed, result)
        opened(path)
        assert not [one for one in names(folder) if one.endswith(".tmp")], (fails, failed)
        saved(path, opened(path))
    assert TOLD[error] & told


def test_a_medium_that_takes_the_bytes_and_keeps_others_is_found_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    old = path.read_bytes()
    write = os.write

    def lie(descriptor: int, data: memoryview) -> int:
        return write(descriptor, bytes(data)[:-40] + bytes(40))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lie)
        result = save_vault(path, vault, words(), work_factor=QUICK)
    assert result is SaveProblem.NOT_READ_BACK
    assert path.read_bytes() == old
    assert names(path.parent) == ["keys.age"]


def test_a_write_that_takes_only_part_is_gone_on_with(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:1000]))
    saved(path, vault)
    assert opened(path).revision == 2


def test_a_new_file_that_changes_once_it_has_its_name_gives_way_to_the_old_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    old = path.read_bytes()

    def spoil(folder: Path) -> None:
        if path.read_bytes() != old:
            path.write_bytes(b"spoilt")
        real(folder)

    real = store._sync_folder
    with monkeypatch.context() as patch:
        patch.setattr(store, "_sync_folder", spoil)
        result = save_vault(path, vault, words(), work_factor=QUICK)
    assert result is SaveProblem.NOT_READ_BACK
    assert path.read_bytes() == old


def test_what_was_encrypted_wrongly_is_found_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    old = path.read_bytes()
    other = write_document(replace(vault, revision=7))
    assert isinstance(other, bytearray)

    def with_other_words(text: bytearray, _words: Passphrase, *, work_factor: int) -> bytes:
        return encrypt(text, Passphrase("other"), work_factor=work_factor)

    def another_text(_text: bytearray, passphrase: Passphrase, *, work_factor: int) -> bytes:
        return encrypt(other, passphrase, work_factor=work_factor)

    for wrong in (with_other_words, another_text):
        monkeypatch.setattr(store, "encrypt", wrong)
        assert save_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.NOT_READ_BACK
    monkeypatch.setattr(store, "encrypt", encrypt)
    # What would not open again is not saved either.
    odd = replace(vault, identifier="of another shape")
    assert save_vault(path, odd, words(), work_factor=QUICK) is SaveProblem.NOT_READ_BACK
    assert path.read_bytes() == old


def test_a_new_file_that_was_not_saved_is_gone_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_sync_folder", refusing(errno.EIO))
    problem = create_vault(path, filled_vault(), words(), work_factor=QUICK)
    assert problem is SaveProblem.NOT_WRITTEN
    assert names(path.parent) == []


@pytest.mark.parametrize("step", ["_sync_file", "_keep_backup", "_replace", "_sync_folder"])
def test_a_stick_pulled_out_at_any_step_is_told_as_gone(
    step: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)

    def pull(*_values: object) -> None:
        shutil.rmtree(path.parent)
        raise OSError(errno.EIO, "pulled")

    monkeypatch.setattr(store, step, pull)
    assert save_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.GONE


@posix
def test_where_there_are_no_hard_links_the_backup_is_a_copy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    monkeypatch.setattr(os, "link", refusing(errno.EPERM))
    for _ in range(4):
        vault = saved(path, vault)
    assert [opened(one).revision for one in (path, *backups(path))] == [5, 4, 3, 2]
    assert len(names(path.parent)) == 4


@posix
def test_a_folder_that_cannot_be_synced_is_no_failure_and_an_error_is_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    sync = os.fsync

    def quirk(error: int) -> Callable[[int], None]:
        def synced(descriptor: int) -> None:
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                raise OSError(error, os.strerror(error))
            sync(descriptor)

        return synced

    for error in (errno.EINVAL, errno.ENOTSUP):
        monkeypatch.setattr(os, "fsync", quirk(error))
        vault = saved(path, vault)
    monkeypatch.setattr(os, "fsync", quirk(errno.EIO))
    assert save_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.NOT_WRITTEN


class WindowsError(OSError):
    def __init__(self, winerror: int) -> None:
        super().__init__(errno.EACCES, "in use")
        self.winerror = winerror


@pytest.mark.parametrize("number", [5, 32, 33])
def test_a_file_that_a_scanner_holds_for_a_moment_is_waited_for(
    number: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    replace_file = os.replace

    def held(source: Path, target: Path) -> None:
        if len(waited) < 4:
            raise WindowsError(number)
        replace_file(source, target)

    monkeypatch.setattr(os, "replace", held)
    saved(path, vault)
    assert len(waited) == 4


@pytest.mark.parametrize(
    ("number", "problem", "waits"),
    [
        (5, SaveProblem.NO_RIGHT, 6),
        (19, SaveProblem.READ_ONLY, 0),
        (21, SaveProblem.GONE, 0),
        (1167, SaveProblem.GONE, 0),
    ],
)
def test_what_does_not_pass_is_told_after_two_seconds_at_most(
    number: int, problem: SaveProblem, waits: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    old = path.read_bytes()
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)

    def refuse(_source: Path, _target: Path) -> None:
        raise WindowsError(number)

    monkeypatch.setattr(os, "replace", refuse)
    assert save_vault(path, vault, words(), work_factor=QUICK) is problem
    assert len(waited) == waits
    assert sum(waited) < 3
    assert path.read_bytes() == old


def test_with_little_memory_half_of_it_is_used_and_never_less(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    asked: list[int] = []

    def short_of(memory: int) -> Callable[..., bytes]:
        def short(text: bytearray, passphrase: Passphrase, *, work_factor: int = 18) -> bytes:
            asked.append(work_factor)
            if work_factor > memory:
                raise AgeError(AgeFault.MEMORY)
            return encrypt(text, passphrase, work_factor=QUICK)

        return short

    monkeypatch.setattr(store, "encrypt", short_of(17))
    result = save_vault(path, vault, words())
    assert isinstance(result, Vault)
    assert asked == [18, 17]
    monkeypatch.setattr(store, "encrypt", short_of(16))
    assert save_vault(path, result, words()) is SaveProblem.TOO_LITTLE_MEMORY
    assert save_vault(path, result, words(), work_factor=17) is SaveProblem.TOO_LITTLE_MEMORY
    assert asked == [18, 17, 18, 17, 17]
    assert opened(path) == result


def test_what_cannot_be_opened_for_want_of_memory_is_not_saved(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)

    def short(_data: bytes, _passphrase: Passphrase) -> bytearray:
        raise AgeError(AgeFault.MEMORY)

    monkeypatch.setattr(store, "decrypt", short)
    result = save_vault(path, vault, words(), work_factor=QUICK)
    assert result is SaveProblem.TOO_LITTLE_MEMORY


def test_more_than_one_file_takes_is_not_written(path: Path) -> None:
    vault = created(path)
    entry = replace(vault.entries[0], note="n" * 2001)
    longer = replace(vault, entries=(entry,))
    assert save_vault(path, longer, words(), work_factor=QUICK) is SaveProblem.TOO_LARGE
    assert opened(path) == vault


def test_a_file_that_would_be_too_large_to_open_is_not_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = created(path).revision and path.stat().st_size
    path.unlink()
    monkeypatch.setattr(store, "LARGEST_FILE", size - 1)
    assert create_vault(path, filled_vault(), words(), work_factor=QUICK) is SaveProblem.TOO_LARGE
    monkeypatch.setattr(store, "LARGEST_FILE", size)
    created(path)


def test_what_is_locked_meanwhile_is_not_saved_under_wiped_words(path: Path) -> None:
    vault = created(path)
    secret = words()
    secret.wipe()
    assert save_vault(path, vault, secret, work_factor=QUICK) is SaveProblem.NOT_WRITTEN
    secret = words()
    secret.encoded[:] = bytes(len(secret.encoded))
    assert save_vault(path, vault, secret, work_factor=QUICK) is SaveProblem.NOT_WRITTEN
    vault.held.wipe()
    assert save_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.NOT_WRITTEN
    assert opened(path) == vault


def test_words_wiped_while_it_is_saved_are_still_the_words(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    secret = words()

    def wiped(text: bytearray, passphrase: Passphrase, *, work_factor: int) -> bytes:
        secret.wipe()
        vault.held.wipe()
        return encrypt(text, passphrase, work_factor=work_factor)

    monkeypatch.setattr(store, "encrypt", wiped)
    result = save_vault(path, vault, secret, work_factor=QUICK)
    assert isinstance(result, Vault)
    assert all_digits(opened(path)) == all_digits(filled_vault())


def test_the_buffers_with_digits_are_wiped_however_it_ends(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    seen: list[bytearray] = []
    back = decrypt

    def noted(data: bytes, passphrase: Passphrase) -> bytearray:
        seen.append(back(data, passphrase))
        return seen[-1]

    def noted_text(text: bytearray, passphrase: Passphrase, *, work_factor: int) -> bytes:
        seen.append(text)
        return encrypt(text, passphrase, work_factor=work_factor)

    monkeypatch.setattr(store, "decrypt", noted)
    monkeypatch.setattr(store, "encrypt", noted_text)
    opened(path)
    vault = saved(path, vault)
    monkeypatch.setattr(store, "_replace", refusing(errno.EIO))
    save_vault(path, vault, words(), work_factor=QUICK)
    assert len(seen) == 5
    assert all(text == bytes(len(text)) for text in seen)


# Several at once


def test_while_one_saves_another_is_told_so_and_loses_nothing(path: Path) -> None:
    created(path)
    mine, theirs = opened(path), opened(path)
    assert lost_updates(path, mine, theirs) == 0


def test_that_test_finds_out_a_store_without_a_lock(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "only_one", lambda _path: nullcontext(enter_result=True))
    created(path)
    assert lost_updates(path, opened(path), opened(path)) == 1


def lost_updates(path: Path, mine: Vault, theirs: Vault) -> int:
    """Let another save while one is between comparing and replacing; count what got lost."""
    results: list[Vault | SaveProblem] = []
    real = encrypt
    first = threading.Event()

    def interrupted(text: bytearray, passphrase: Passphrase, *, work_factor: int) -> bytes:
        if not first.is_set():
            first.set()
            other = threading.Thread(
                target=lambda: results.append(save_vault(path, theirs, words(), work_factor=QUICK))
            )
            other.start()
            other.join()
        return real(text, passphrase, work_factor=work_factor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "encrypt", interrupted)
        results.append(save_vault(path, mine, words(), work_factor=QUICK))
    saves = [one for one in results if isinstance(one, Vault)]
    if len(saves) == 1:
        assert SaveProblem.LOCKED in results
    return 1 + len(saves) - opened(path).revision


def test_a_lock_is_held_by_one_and_gone_afterwards(path: Path) -> None:
    with only_one(path) as first:
        assert first
        with only_one(path) as second:
            assert not second
        assert save_vault(path, filled_vault(), words()) is SaveProblem.LOCKED
        assert write_verified(path, b"", bool) is SaveProblem.LOCKED
        assert delete_backups(path) is SaveProblem.LOCKED
        assert names(path.parent) == [".keys.age.lock"]
    assert names(path.parent) == []
    with only_one(path) as third:
        assert third


def test_a_lock_left_by_a_killed_process_stands_in_nobodys_way(path: Path) -> None:
    vault = created(path)
    (path.parent / ".keys.age.lock").write_bytes(b"")
    saved(path, vault)
    assert ".keys.age.lock" not in names(path.parent)


@posix
def test_a_lock_whose_file_was_removed_meanwhile_says_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock = fcntl.flock
    removed: list[int] = []

    def removing(descriptor: int, operation: int) -> None:
        flock(descriptor, operation)
        if not removed:
            removed.append(descriptor)
            (path.parent / ".keys.age.lock").unlink()

    monkeypatch.setattr(fcntl, "flock", removing)
    with only_one(path) as held:
        assert held
        assert (path.parent / ".keys.age.lock").exists()


@posix
def test_where_the_system_has_no_locks_the_stamps_still_count(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "flock", refusing(errno.ENOLCK))
    vault = created(path)
    saved(path, vault)
    assert save_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.CHANGED_ELSEWHERE


def test_what_a_killed_process_left_is_removed_when_the_file_opens(path: Path) -> None:
    created(path)
    left = path.parent / ".keys.age-abcd_123.tmp"
    others = (".keys.age-2-abcd_123.tmp", ".other.age-abcd_123.tmp", "keys.age-abcd_123.tmp")
    for name in (left.name, *others):
        (path.parent / name).write_bytes(b"x")
    with only_one(path):
        opened(path)
        assert left.exists()
    opened(path)
    assert names(path.parent) == sorted((*others, "keys.age"))
    left.write_bytes(b"x")
    assert write_verified(path, b"copy", lambda _data: True, overwrite=True) is None
    assert names(path.parent) == sorted((*others, "keys.age"))


def test_a_folder_that_cannot_be_listed_stops_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = created(path)
    monkeypatch.setattr(os, "listdir", refusing(errno.EACCES))
    saved(path, vault)
    opened(path)
    assert siblings(path) == ()


# Copies, and what sync programs make


def test_a_copy_is_read_back_and_checked_before_it_takes_its_name(tmp_path: Path) -> None:
    path = tmp_path / "copy.html"
    seen: list[bytes] = []

    def good(data: bytes) -> bool:
        seen.append(data)
        assert not path.exists()
        return True

    assert write_verified(path, b"page", good) is None
    assert (seen, path.read_bytes()) == ([b"page"], b"page")
    assert write_verified(path, b"other", lambda _data: True) is SaveProblem.EXISTS
    assert path.read_bytes() == b"page"
    refused = write_verified(path, b"other", lambda _data: False, overwrite=True)
    assert refused is SaveProblem.NOT_READ_BACK
    assert path.read_bytes() == b"page"
    assert write_verified(path, b"other", lambda _data: True, overwrite=True) is None
    assert path.read_bytes() == b"other"
    assert names(tmp_path) == ["copy.html"]


@pytest.mark.parametrize(
    "name",
    [
        "keys (Anna's conflicted copy 2026-11-22).age",
        "keys (PC von Anna (2)'s conflicted copy 2026-11-22).age",
        "keys (In Konflikt stehende Kopie von Anna 2026-11-22).age",
        "keys (conflicted copy 2026-11-22 101112).age",
        "keys_conflict-20261122-101112.age",
        "keys.sync-conflict-20261122-101112-ABCDEFG.age",
        "keys-DESKTOP-A1B2C3.age",
        "keys (1).age",
        "keys(1).age",
        "keys (SFConflict anna@example.org 2026-11-22-10-11-12).age",
        "keys [conflicted].age",
        "keys 2.age",
        "KEYS (1).AGE",
    ],
)
def test_a_conflict_copy_is_found_by_its_name(name: str, path: Path) -> None:
    created(path)
    (path.parent / name).write_bytes(b"")
    assert siblings(path) == (path.parent / name,)


def test_nothing_else_is_taken_for_a_conflict_copy(path: Path) -> None:
    saved(path, created(path))
    for name in (
        "keys.html",
        "keyring.age",
        "keys.age.age",
        "my keys.age",
        "keys (1).txt",
        "s.age",
    ):
        (path.parent / name).write_bytes(b"")
    (path.parent / "keys (1).age").mkdir()
    assert siblings(path) == ()


def test_of_a_hundred_conflict_copies_only_some_are_listed(path: Path) -> None:
    for number in range(100):
        (path.parent / f"keys ({number}).age").write_bytes(b"")
    assert len(siblings(path)) == MOST_SIBLINGS


def test_the_recipe_in_words_has_as_many_steps_as_it_says() -> None:
    steps = re.findall(r"^(\d)\. ", store.__doc__ or "", re.MULTILINE)
    assert steps == list("1234567")
