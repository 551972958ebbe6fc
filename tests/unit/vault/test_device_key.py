# SPDX-License-Identifier: Apache-2.0
"""A file remembered on this PC: two halves, of which neither opens anything."""

import json
import stat
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from recovery_assistant.vault import device_key as halves
from recovery_assistant.vault.device_key import Sidecar, SidecarProblem
from recovery_assistant.vault.outcomes import SaveProblem
from recovery_assistant.vault.passphrase import LONGEST_PASSPHRASE, Passphrase

FILE = "0123456789abcdef0123456789abcdef"
TODAY = date(2026, 11, 22)
PHRASE = "canary-sentence-nobody-stores"
KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = halves.sidecar_path(tmp_path / "state" / "ours", tmp_path / "keys.age")
    assert halves.write_sidecar(path, FILE, Passphrase(PHRASE), KEY, TODAY) is None
    return path


def read(path: Path, today: date = TODAY) -> Sidecar:
    sidecar = halves.read_sidecar(path, today)
    assert isinstance(sidecar, Sidecar)
    return sidecar


def opened(path: Path, key: bytes = KEY) -> str | None:
    found = halves.unseal(read(path), key)
    return None if found is None else found.text


def test_both_halves_give_the_passphrase(path: Path) -> None:
    assert read(path).vault == FILE
    assert opened(path) == PHRASE


def test_one_half_gives_nothing(path: Path) -> None:
    assert opened(path, bytes(32)) is None
    assert opened(path, b"") is None
    for half in (PHRASE.encode(), b"canary", KEY, KEY[:8]):
        assert half not in path.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_it_is_readable_for_this_person_alone(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_its_name_says_nothing_and_belongs_to_one_file(tmp_path: Path) -> None:
    one = halves.sidecar_path(tmp_path, tmp_path / "annas keys.age")
    assert "anna" not in one.name
    assert one == halves.sidecar_path(tmp_path, tmp_path / "x" / ".." / "annas keys.age")
    assert one != halves.sidecar_path(tmp_path, tmp_path / "other.age")


def test_no_two_of_them_are_alike(path: Path) -> None:
    first = path.read_bytes()
    halves.write_sidecar(path, FILE, Passphrase(PHRASE), KEY, TODAY)
    assert path.read_bytes() != first
    assert opened(path) == PHRASE
    assert halves.new_device_key() != halves.new_device_key()
    assert len(halves.new_device_key()) == 32


@pytest.mark.parametrize(
    ("days", "asks"), [(0, False), (1, False), (29, False), (30, True), (400, True), (-1, True)]
)
def test_after_thirty_days_the_passphrase_is_asked_for(
    path: Path, days: int, *, asks: bool
) -> None:
    found = halves.read_sidecar(path, TODAY + timedelta(days=days))
    assert (found is SidecarProblem.ASK_AGAIN) is asks
    assert isinstance(found, Sidecar) is not asks
    assert isinstance(halves.read_sidecar(path, None), Sidecar)


def test_it_belongs_to_one_vault(path: Path) -> None:
    values = json.loads(path.read_text(encoding="ascii"))
    values["vault"] = "f" * 32
    path.write_text(json.dumps(values), encoding="ascii")
    assert opened(path) is None


def test_no_changed_byte_gives_another_passphrase(path: Path) -> None:
    data = path.read_bytes()
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        found = halves.read_sidecar(path, TODAY)
        if isinstance(found, Sidecar):
            again = halves.unseal(found, KEY)
            assert again is None or again.text == PHRASE


def test_another_version_is_not_guessed_at(path: Path) -> None:
    values = json.loads(path.read_text(encoding="ascii"))
    path.write_text(json.dumps({**values, "version": 2}), encoding="ascii")
    assert halves.read_sidecar(path, TODAY) is SidecarProblem.DAMAGED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 5_000,
        b'{"version": 2}',
        b'{"version": 1, "vault": null, "date": 7, "nonce": [], "sealed": {}}',
        b" " * (halves.LARGEST_SIDECAR + 1),
    ],
)
def test_what_is_none_of_ours_is_damaged(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert halves.read_sidecar(path, TODAY) is SidecarProblem.DAMAGED


def test_nothing_there_is_nothing_remembered(tmp_path: Path) -> None:
    assert halves.read_sidecar(tmp_path / "none.json", TODAY) is SidecarProblem.MISSING
    assert halves.read_sidecar(tmp_path, TODAY) is SidecarProblem.MISSING


def test_forgetting_removes_it_and_may_be_repeated(path: Path) -> None:
    assert halves.forget(path)
    assert halves.forget(path)
    assert not path.exists()
    assert not halves.forget(path.parent)


def test_the_longest_passphrase_fits(path: Path) -> None:
    longest = "ä" * (LONGEST_PASSPHRASE // 2)
    assert halves.write_sidecar(path, FILE, Passphrase(longest), KEY, TODAY) is None
    assert opened(path) == longest
    assert len(path.read_bytes()) < halves.LARGEST_SIDECAR


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    path = tmp_path / "file" / "folder" / "sidecar.json"
    problem = halves.write_sidecar(path, FILE, Passphrase(PHRASE), KEY, TODAY)
    assert problem is SaveProblem.NO_RIGHT


def test_what_is_read_shows_nothing_of_it(path: Path) -> None:
    sidecar = read(path)
    assert repr(sidecar.sealed) not in repr(sidecar)
    assert PHRASE not in repr(halves.unseal(sidecar, KEY))
