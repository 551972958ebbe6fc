# SPDX-License-Identifier: Apache-2.0
"""Several processes that look at files: what they answer, and what becomes of one that dies."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from recovery_assistant.find import crew
from recovery_assistant.find.crew import Crew
from recovery_assistant.find.places import Place, Skip, Skipped
from recovery_assistant.find.scan import Look, Looked

KEY = "-".join(f"{value * 11:06d}" for value in range(40_000, 40_008))


@pytest.fixture
def started() -> Iterator[Crew]:
    one = Crew()
    assert one.start()
    yield one
    one.end()


def answered(one: Crew) -> dict[str, Looked]:
    """What all that was given came to."""
    found: dict[str, Looked] = {}
    patience = time.monotonic() + 20
    while one.is_busy:
        assert time.monotonic() < patience
        for answer in one.answers(0.1):
            found.update(zip(answer.batch, answer.looked, strict=True))
    return found


def test_each_file_is_answered_for(tmp_path: Path, started: Crew) -> None:
    with_key, without, picture = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    with_key.write_text(KEY)
    without.write_text("nothing")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    started.give((str(with_key), str(without)))
    started.give((str(picture), str(tmp_path / "gone")))
    assert answered(started) == {
        str(with_key): Looked(Look.PERHAPS, len(KEY)),
        str(without): Looked(Look.NOTHING, 7),
        str(picture): Looked(Look.NOTHING, 8, pictures=True),
        str(tmp_path / "gone"): Looked(
            Look.NOTHING, 0, (Skipped(Place(tmp_path / "gone"), Skip.VANISHED),)
        ),
    }


@pytest.mark.skipif(sys.platform == "win32", reason="names of any bytes are a POSIX matter")
def test_names_of_any_bytes_get_through(tmp_path: Path, started: Crew) -> None:
    path = f"{tmp_path}/{os.fsdecode(bytes((0xE9, 10)))}"
    Path(path).write_text(KEY)
    started.give((path,))
    assert answered(started)[path].look is Look.PERHAPS


def test_the_processes_give_way_to_others(started: Crew) -> None:
    if not hasattr(os, "getpriority"):
        pytest.skip("this system does not say")
    started.give((__file__,))
    answered(started)
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    theirs = [os.getpriority(os.PRIO_PROCESS, one) for one in pids(started)]
    assert max(theirs) > mine


def die(member: crew._Member) -> None:
    """Let a process die that had come up."""
    if not member._is_ready:
        assert member.pipe.recv_bytes() == b"ready"
        member._is_ready = True
    member._process.kill()
    member._process.join()


def pids(one: Crew) -> list[int]:
    return [pid for member in one._members if (pid := member._process.pid) is not None]


def test_a_process_that_died_is_replaced_and_its_files_looked_at(
    tmp_path: Path, started: Crew
) -> None:
    paths = []
    for number in range(40):
        path = tmp_path / str(number)
        path.write_text(KEY)
        paths.append(str(path))
    for member in started._members:
        die(member)
    for at in range(0, 40, 10):
        started.give(tuple(paths[at : at + 10]))
    found = answered(started)
    assert {path for path, looked in found.items() if looked.look is Look.PERHAPS} == set(paths)


def test_a_file_that_kills_whoever_looks_at_it_is_told_and_the_others_are_not_lost(
    tmp_path: Path, started: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = tmp_path / "bad", tmp_path / "good"
    for path in (bad, good):
        path.write_text(KEY)
    real = crew._Member._send

    def send(member: crew._Member, batch: crew.Batch) -> None:
        if str(bad) in batch:
            die(member)
        real(member, batch)

    monkeypatch.setattr(crew._Member, "_send", send)
    started.give((str(good), str(bad)))
    found = answered(started)
    assert found[str(good)].look is Look.PERHAPS
    assert found[str(bad)].skipped == (Skipped(Place(bad), Skip.DAMAGED),)


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process as POSIX can")
def test_a_file_that_takes_too_long_is_told(
    tmp_path: Path, started: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_PATIENCE_S", 0.3)
    path = tmp_path / "slow"
    path.write_text(KEY)
    real = crew._Member._send

    def send(member: crew._Member, batch: crew.Batch) -> None:
        pid = member._process.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        real(member, batch)

    monkeypatch.setattr(crew._Member, "_send", send)
    started.give((str(path),))
    assert answered(started)[str(path)].skipped == (Skipped(Place(path), Skip.TOOK_TOO_LONG),)


def test_the_processes_end_at_once(started: Crew) -> None:
    members = pids(started)
    began = time.monotonic()
    started.end()
    assert time.monotonic() - began < 0.2
    for pid in members:
        assert not Path(f"/proc/{pid}").exists()


def test_one_processor_is_not_worth_a_crew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_processors", lambda: 1)
    assert not Crew().start()


def test_where_no_process_comes_up_the_work_is_done_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key"
    path.write_text(KEY)
    # It ends before it says that it is ready.
    monkeypatch.setattr(crew, "_serve", os.getcwdb)
    one = Crew()
    one.start()
    one.give((str(path),))
    assert answered(one)[str(path)].look is Look.PERHAPS
    assert len(one._members) < crew._MOST
    one.end()
