# SPDX-License-Identifier: Apache-2.0
"""The process that tries keys, from within: what comes in, what goes out, and how it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Thread

import pytest

from recovery_assistant.drive import worker
from recovery_assistant.drive.metadata import Sealed
from recovery_assistant.drive.worker import try_keys
from unit.drive.cards import ROUNDS, key, protector, sealed, volume_key

RIGHT = protector(key(3))


@pytest.fixture(autouse=True)
def not_modest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the priority of the tests as it is."""
    monkeypatch.setattr(worker, "be_modest", lambda: None)


@contextmanager
def at_work(
    rounds: int = ROUNDS, sealed_key: Sealed | None = None, *, closed: bool = True
) -> Iterator[Connection]:
    """The other end of the pipe; the worker has come to its end afterwards."""
    ours, theirs = Pipe()
    thread = Thread(
        target=try_keys, args=(theirs, RIGHT, sealed_key or volume_key(), rounds), daemon=True
    )
    thread.start()
    try:
        yield ours
        if closed:
            ours.close()
        thread.join(10)
    finally:
        ours.close()
        theirs.close()
    assert not thread.is_alive()


def answer(pipe: Connection, keys: bytes) -> bytes:
    pipe.send_bytes(keys)
    assert pipe.poll(10)
    return pipe.recv_bytes()


def test_each_key_gets_an_answer_in_its_place() -> None:
    with at_work() as pipe:
        assert answer(pipe, key(3)) == b"\x01"
        assert answer(pipe, key(1) + key(3) + key(2)) == b"\0\x01\0"
        assert answer(pipe, key(1)) == b"\0"


def test_an_empty_message_is_the_end() -> None:
    with at_work(closed=False) as pipe:
        pipe.send_bytes(b"")


def test_other_rounds_open_nothing() -> None:
    with at_work(ROUNDS + 1) as pipe:
        assert answer(pipe, key(3)) == b"\0"


def test_a_protector_that_was_left_behind_opens_nothing() -> None:
    with at_work(sealed_key=sealed(bytes(32), bytes(44))) as pipe:
        assert answer(pipe, key(3)) == b"\0"


def test_nobody_waits_for_the_answer() -> None:
    with at_work(5_000) as pipe:
        pipe.send_bytes(key(1) * 3)
