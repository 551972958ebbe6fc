# SPDX-License-Identifier: Apache-2.0
"""A file remembered on this PC: both halves together, and what is left when it is forgotten."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from typing_extensions import override

from recovery_assistant.errands.remembered import Remembered
from recovery_assistant.system.keyring import Keyring, KeyringProblem
from recovery_assistant.vault.passphrase import Passphrase

FILE = "0123456789abcdef0123456789abcdef"
TODAY = date(2026, 11, 22)
PHRASE = "canary-sentence-nobody-stores"


class Ring(Keyring):
    """A keyring in memory, which may fail."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, bytes] = {}
        self.problem: KeyringProblem | None = None

    @override
    def is_there(self) -> bool:
        return self.problem is not KeyringProblem.NO_KEYRING

    @override
    def get(self, identifier: str) -> bytes | KeyringProblem:
        if self.problem is not None:
            return self.problem
        return self.kept.get(identifier, KeyringProblem.MISSING)

    @override
    def set(self, identifier: str, key: bytes) -> KeyringProblem | None:
        if self.problem is None:
            self.kept[identifier] = key
        return self.problem

    @override
    def delete(self, identifier: str) -> KeyringProblem | None:
        if self.problem is None:
            self.kept.pop(identifier, None)
        return self.problem


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def remembered(ring: Ring, folder: Path) -> Remembered:
    return Remembered(folder, ring)


def remember(remembered: Remembered, file: Path, today: date = TODAY) -> bool:
    return remembered.remember(file, FILE, Passphrase(PHRASE), today)


def test_a_file_is_remembered_until_it_is_forgotten(
    remembered: Remembered, ring: Ring, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "keys.age"
    assert remembered.knows(file, TODAY) == (True, False)
    assert remember(remembered, file)
    assert remembered.knows(file, TODAY) == (True, True)
    found = remembered.passphrase(file, TODAY)
    assert found is not None
    assert found.text == PHRASE
    assert remembered.passphrase(tmp_path / "other.age", TODAY) is None
    remembered.forget(file)
    assert (ring.kept, list(folder.iterdir())) == ({}, [])
    assert remembered.passphrase(file, TODAY) is None


def test_what_is_too_old_is_forgotten_whole(
    remembered: Remembered, ring: Ring, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "keys.age"
    assert remember(remembered, file, TODAY - timedelta(days=31))
    assert remembered.passphrase(file, TODAY) is None
    assert ring.kept
    remembered.forget(file)
    assert (ring.kept, list(folder.iterdir())) == ({}, [])


@pytest.mark.parametrize("problem", list(KeyringProblem))
def test_without_the_keyring_the_passphrase_is_typed(
    remembered: Remembered, ring: Ring, folder: Path, tmp_path: Path, problem: KeyringProblem
) -> None:
    file = tmp_path / "keys.age"
    assert remember(remembered, file)
    ring.problem = problem
    assert remembered.passphrase(file, TODAY) is None
    assert not remember(remembered, tmp_path / "new.age")
    remembered.forget(file)
    assert list(folder.iterdir()) == []


def test_half_of_it_is_never_left_in_the_keyring(ring: Ring, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    nowhere = Remembered(tmp_path / "file" / "folder", ring)
    assert not remember(nowhere, tmp_path / "keys.age")
    assert ring.kept == {}


def test_a_file_opened_by_hand_after_its_time_is_remembered_for_another_while(
    folder: Path, ring: Ring
) -> None:
    remembered, file = Remembered(folder, ring), folder / "keys.age"
    assert remembered.remember(file, FILE, Passphrase(PHRASE), TODAY)
    later = TODAY + timedelta(days=31)
    assert remembered.knows(file, later) == (True, False)
    remembered.renew(file, "f" * 32, Passphrase(PHRASE), later)
    assert remembered.knows(file, later) == (True, False)
    remembered.renew(file, FILE, Passphrase(PHRASE), later)
    assert remembered.knows(file, later) == (True, True)
    words = remembered.passphrase(file, later)
    assert words is not None
    assert words.text == PHRASE


def test_a_file_that_was_never_remembered_is_not_by_being_opened(folder: Path, ring: Ring) -> None:
    remembered, file = Remembered(folder, ring), folder / "keys.age"
    remembered.renew(file, FILE, Passphrase(PHRASE), TODAY)
    assert ring.kept == {}
    assert remembered.knows(file, TODAY) == (True, False)
