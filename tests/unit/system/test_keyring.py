# SPDX-License-Identifier: Apache-2.0
"""The keyring's answers, from a stand-in for the system's; the real one is in tests/outside."""

import subprocess
import sys
import time
from threading import Event

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked
from typing_extensions import override

from recovery_assistant.system import keyring
from recovery_assistant.system.keyring import Keyring, KeyringProblem

FILE = "0" * 32
KEY = bytes(range(32))


class Shelf(KeyringBackend):
    """Keeps what it is given; may be slow, and may raise."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.raises: Exception | None = None
        self.answered = Event()
        self.answered.set()

    def _answer(self) -> None:
        self.answered.wait(10)
        if self.raises is not None:
            raise self.raises

    @override
    def get_password(self, service: str, username: str) -> str | None:
        self._answer()
        return self.kept.get((service, username))

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        self._answer()
        self.kept[service, username] = password

    @override
    def delete_password(self, service: str, username: str) -> None:
        self._answer()
        del self.kept[service, username]


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    shelf = Shelf()
    monkeypatch.setattr(keyring, "_backend", lambda: shelf)
    return shelf


def test_each_file_has_a_service_of_its_own(shelf: Shelf) -> None:
    ring = Keyring()
    assert ring.set(FILE, KEY) is None
    assert ring.set("1" * 32, bytes(32)) is None
    assert len({service for service, _user in shelf.kept}) == 2
    assert ring.get(FILE) == KEY
    assert ring.delete(FILE) is None
    assert ring.delete(FILE) is None
    assert ring.get(FILE) is KeyringProblem.MISSING
    assert ring.get("1" * 32) == bytes(32)


@pytest.mark.parametrize("kept", ["", "no base64!", "QUJD", "ä", "A" * 1000])
def test_what_is_no_key_is_not_given_out(shelf: Shelf, kept: str) -> None:
    ring = Keyring()
    ring.set(FILE, KEY)
    shelf.kept = dict.fromkeys(shelf.kept, kept)
    assert ring.get(FILE) is KeyringProblem.FAILED


@pytest.mark.parametrize(
    ("raised", "problem"),
    [
        (KeyringLocked("…"), KeyringProblem.LOCKED),
        (InitError("…"), KeyringProblem.LOCKED),
        (OSError(1783, "…"), KeyringProblem.FAILED),
        (RuntimeError("…"), KeyringProblem.FAILED),
    ],
    ids=["locked", "dismissed", "system", "other"],
)
def test_what_it_raises_is_an_answer(
    shelf: Shelf,
    raised: Exception,
    problem: KeyringProblem,
    capfd: pytest.CaptureFixture[str],
) -> None:
    shelf.raises = raised
    ring = Keyring()
    assert ring.get(FILE) is ring.set(FILE, KEY) is ring.delete(FILE) is problem
    assert capfd.readouterr() == ("", "")


def test_no_keyring_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "_backend", lambda: None)
    assert Keyring().get(FILE) is KeyringProblem.NO_KEYRING
    assert not Keyring().is_there()


def test_a_key_that_is_kept_too_late_is_taken_out_again(shelf: Shelf) -> None:
    shelf.answered.clear()
    ring = Keyring(patience=0.05)
    assert ring.set(FILE, KEY) is KeyringProblem.NO_ANSWER
    assert Keyring(patience=0.05).get(FILE) is KeyringProblem.NO_ANSWER
    shelf.answered.set()
    answer: object = KeyringProblem.NO_ANSWER
    until = time.monotonic() + 5
    while answer is KeyringProblem.NO_ANSWER and time.monotonic() < until:
        answer = ring.get(FILE)
    assert answer is KeyringProblem.MISSING
    assert not shelf.kept


def test_after_an_answer_that_came_late_the_keyring_is_asked_again(shelf: Shelf) -> None:
    ring = Keyring(patience=0.05)
    assert ring.set(FILE, KEY) is None
    shelf.answered.clear()
    assert ring.get(FILE) is KeyringProblem.NO_ANSWER
    shelf.answered.set()
    time.sleep(0.1)
    assert ring.get(FILE) == KEY


def test_the_library_is_loaded_when_it_is_wanted() -> None:
    code = (
        "import sys, recovery_assistant.system.keyring\n"
        "raise SystemExit(any(name.partition('.')[0] == 'keyring' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
