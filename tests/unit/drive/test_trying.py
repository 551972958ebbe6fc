# SPDX-License-Identifier: Apache-2.0
"""Many keys tried by processes: found wherever it stands, stopped at once, nothing left behind.

Real processes where what is tested is a process; else threads at the other end of the same pipe.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from recovery_assistant.drive import trying, worker
from recovery_assistant.drive.outcomes import EngineKind, Searched, Tried
from recovery_assistant.drive.proof import StoppedError, never
from recovery_assistant.drive.trying import (
    EngineError,
    Processes,
    calibrate,
    confirm,
    cores,
    measure,
    undisturbed,
)
from recovery_assistant.keys.attempts import Attempts
from unit.drive.cards import ROUNDS, key, keys, protector, volume_key
from unit.drive.threads import InThread, started

SLOW = 0x20000
"""Rounds of about 60 ms a key: so long that a test can do something meanwhile."""
LINUX = sys.platform == "linux"


class OtherLength(InThread):
    """Answers one too many."""

    @override
    def work(self, pipe: Connection) -> None:
        pipe.send_bytes(bytes(len(pipe.recv_bytes()) // 16 + 1))


class Liar(InThread):
    """Says of every key that it opens."""

    @override
    def work(self, pipe: Connection) -> None:
        pipe.send_bytes(b"\x01" * (len(pipe.recv_bytes()) // 16))


class Dying(InThread):
    """Comes to an end at its third message."""

    @override
    def work(self, pipe: Connection) -> None:
        for _ in range(2):
            pipe.send_bytes(bytes(len(pipe.recv_bytes()) // 16))
        pipe.recv_bytes()


@pytest.fixture(autouse=True)
def not_modest(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leaves the priority of the tests as it is, and no process behind."""
    monkeypatch.setattr(worker, "be_modest", lambda: None)
    started.clear()
    yield
    assert multiprocessing.active_children() == []


@pytest.fixture
def in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "_Worker", InThread)


def search(
    right: int,
    total: int = 20,
    start: int = 0,
    *,
    rounds: int = ROUNDS,
    workers: int = 3,
    tell: Callable[[Tried], None] = lambda _tried: None,
    cancelled: Callable[[], bool] = never,
) -> Searched:
    """Search for the key of a number, which may be none of those tried."""
    opened = protector(key(right), rounds=rounds)
    return Processes(opened, volume_key(), rounds=rounds, workers=workers).search(
        keys(total), start, tell, cancelled
    )


@pytest.mark.parametrize("right", [0, 7, 19])
def test_processes_find_the_key_wherever_it_stands(right: int) -> None:
    found = search(right)
    assert found.number == right
    assert found.done <= 20
    assert found.speed > 0


@pytest.mark.usefixtures("in_threads")
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_place_is_found(workers: int) -> None:
    assert [search(n, 9, workers=workers).number for n in range(9)] == list(range(9))
    assert all(one.stopped for one in started)


def test_where_none_opens_all_were_tried() -> None:
    told: list[Tried] = []
    found = search(99, tell=told.append)
    assert (found.number, found.done, found.key_id, found.fell_back) == (None, 20, None, False)
    places = [one.done for one in told]
    assert places == sorted(places)
    assert places[-1] == 20
    assert {one.total for one in told} == {20}
    assert {one.engine for one in told} == {EngineKind.PROCESSES}
    assert told[-1].speed > 0


@pytest.mark.usefixtures("in_threads")
def test_a_search_begins_where_it_is_told() -> None:
    told: list[Tried] = []
    assert search(5, start=6, tell=told.append).number is None
    assert min(one.done for one in told) >= 6
    assert search(6, start=6).number == 6
    assert search(0, start=20).done == 20
    assert search(0, 0) == Searched(None, 0, 0.0)


@pytest.mark.usefixtures("in_threads")
@pytest.mark.parametrize(
    ("left", "workers", "expected"), [(20, 3, 3), (2, 3, 2), (1, 3, 1), (0, 3, 1), (20, 1, 1)]
)
def test_no_more_are_started_than_there_are_keys(left: int, workers: int, expected: int) -> None:
    search(99, 20, 20 - left, workers=workers)
    assert len(started) == expected


def stops(asked: Iterator[int], most: int) -> bool:
    """Whether it was asked often enough."""
    return next(asked) > most


@pytest.mark.usefixtures("in_threads")
def test_a_search_can_be_stopped_at_any_key_and_gone_on_with() -> None:
    place, found = 0, None
    for turns in range(100):
        found = search(17, start=place, cancelled=partial(stops, count(), turns % 4))
        if found.number is not None:
            break
        assert place <= found.done <= 20
        place = found.done
    assert found
    assert found.number == 17


@pytest.mark.usefixtures("in_threads")
def test_nothing_is_tried_once_nobody_wants_it() -> None:
    assert search(0, cancelled=lambda: True) == Searched(None, 0, 0.0)


def test_a_stop_is_obeyed_within_a_second() -> None:
    begun: list[float] = []

    def cancelled() -> bool:
        now = time.monotonic()
        begun.append(now)
        return now - begun[0] > 0.5

    # A key of so many rounds takes several seconds; sealed by one round, nothing opens it.
    engine = Processes(protector(key(1), rounds=1), volume_key(), rounds=0x1000000, workers=2)
    found = engine.search(keys(20), 0, lambda _tried: None, cancelled)
    assert found.number is None
    assert time.monotonic() - begun[0] < 4


# Processes that fail


def test_a_process_that_is_killed_is_told_and_nobody_waits_for_it() -> None:
    def kill_one(tried: Tried) -> None:
        children = multiprocessing.active_children()
        if tried.done and children:
            os.kill(children[0].pid or 0, signal.SIGTERM)

    with pytest.raises(EngineError, match="came to an end"):
        search(99, 200, rounds=SLOW, tell=kill_one)


class Hurried(InThread):
    """Says in one answer that all keys of the search open."""

    @override
    def work(self, pipe: Connection) -> None:
        pipe.recv_bytes()
        pipe.send_bytes(b"\0\0\0\x01")


@pytest.mark.usefixtures("in_threads")
def test_an_answer_of_another_length_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # Taken at its word, it would name the right key by chance.
    monkeypatch.setattr(trying, "_Worker", Hurried)
    with pytest.raises(EngineError, match="length"):
        search(3, workers=1)


@pytest.mark.parametrize("kind", [OtherLength, Liar, Dying])
def test_a_process_that_cannot_be_trusted_is_told(
    monkeypatch: pytest.MonkeyPatch, kind: type[InThread]
) -> None:
    monkeypatch.setattr(trying, "_Worker", kind)
    with pytest.raises(EngineError):
        search(99)
    assert started
    assert all(one.stopped for one in started)


def test_where_no_process_starts_those_that_did_are_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def second_fails(*_what: object) -> InThread:
        if started:
            raise OSError
        return InThread(protector(key(1)), volume_key(), ROUNDS)

    monkeypatch.setattr(trying, "_Worker", second_fails)
    with pytest.raises(EngineError):
        search(99)
    assert len(started) == 1
    assert started[0].stopped


def test_an_error_says_nothing_of_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "_Worker", Liar)
    with pytest.raises(EngineError) as caught:
        search(99)
    assert key(0).hex() not in repr(caught.value)
    assert repr(key(0)) not in repr(caught.value)


def test_what_opens_is_confirmed_and_what_does_not_is_not() -> None:
    opened = protector(key(4))
    confirm(keys(9), 4, opened, volume_key(), ROUNDS)
    with pytest.raises(EngineError):
        confirm(keys(9), 5, opened, volume_key(), ROUNDS)
    with pytest.raises(EngineError):
        confirm(keys(9), 4, opened, volume_key(), ROUNDS - 1)


# The place is never beyond what was tried


class Late:
    """Answers when the test wants it; knows which keys were answered for."""

    def __init__(self, *_what: object) -> None:
        self.pipe, self._theirs = Pipe()
        self.start = self.end = 0
        late.append(self)

    answer = trying._Worker.answer

    def give(self, start: int, end: int, keys: bytes) -> None:
        assert len(keys) == 16 * (end - start)
        self.start, self.end = start, end
        waiting.append(self)

    def come(self) -> None:
        """Answer now."""
        waiting.remove(self)
        answered.update(range(self.start, self.end))
        self._theirs.send_bytes(bytes(self.end - self.start))

    def stop(self) -> None:
        self.pipe.close()
        self._theirs.close()


late: list[Late] = []
waiting: list[Late] = []
answered: set[int] = set()


@given(st.integers(0, 30), st.integers(0, 10), st.integers(1, 5), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_place_never_has_a_gap(total: int, start: int, workers: int, chance: Random) -> None:
    for kept in (late, waiting, answered):
        kept.clear()
    start = min(start, total)
    answered.update(range(start))
    told: list[int] = []
    ended: list[bool] = []

    def cancelled() -> bool:
        # Asked before every turn: some of those that wait answer, in any order.
        for one in chance.sample(waiting, chance.randint(min(1, len(waiting)), len(waiting))):
            one.come()
        ended.append(chance.random() < 0.02)
        return ended[-1]

    def tell(tried: Tried) -> None:
        told.append(tried.done)
        assert set(range(tried.done)) <= answered
        assert tried.done <= total

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trying, "_Worker", Late)
        patch.setattr(trying, "_TELL_EVERY_S", 0.001)
        engine = Processes(protector(key(0)), None, rounds=ROUNDS, workers=workers)
        found = engine.search(keys(total), start, tell, cancelled)
    assert set(range(found.done)) <= answered
    assert told == sorted(told)
    assert found.done >= max(told, default=start)
    assert ended[-1] or found.done == total


# How fast


def test_the_speed_of_one_core_is_measured() -> None:
    begun = time.perf_counter()
    speed = calibrate(ROUNDS, 0.05)
    assert time.perf_counter() - begun < 1
    assert speed > 1
    assert calibrate(ROUNDS * 100, 0.05) < speed / 10


def test_processes_are_measured_side_by_side() -> None:
    speed = measure(protector(key(1)), volume_key(), 2, seconds=0.1)
    # A key of a volume takes about half a second on any PC of these years.
    assert 0.05 < speed < 200


@pytest.mark.usefixtures("in_threads")
def test_measuring_starts_one_at_least_and_stops_all() -> None:
    assert measure(protector(key(1)), None, 0, seconds=0.0) > 0
    assert len(started) == 1
    assert measure(protector(key(1)), None, 2, seconds=0.0) > 0
    assert len(started) == 3
    assert all(one.stopped for one in started)


@pytest.mark.usefixtures("in_threads")
def test_measuring_can_be_stopped() -> None:
    with pytest.raises(StoppedError):
        measure(protector(key(1)), None, 2, cancelled=lambda: True)
    assert all(one.stopped for one in started)


@pytest.mark.usefixtures("in_threads")
def test_the_speed_is_that_of_the_rounds_asked_for() -> None:
    fast = measure(protector(key(1)), None, 1, 0x4000, seconds=0.2)
    slow = measure(protector(key(1)), None, 1, 0x400000, seconds=0.2)
    assert slow * 64 < fast < slow * 1024


def test_where_no_process_starts_one_core_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_what: object) -> InThread:
        raise OSError

    monkeypatch.setattr(trying, "_Worker", failing)
    monkeypatch.setattr(trying, "calibrate", lambda rounds: rounds / 2)
    assert measure(protector(key(1)), None, 3, 10) == 5


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="asks the cores of a process")
@pytest.mark.parametrize(("there", "used"), [(1, 1), (2, 1), (4, 3), (16, 15)])
def test_one_core_is_left_to_the_window(
    monkeypatch: pytest.MonkeyPatch, there: int, used: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(there)))
    assert cores() == used


@pytest.mark.parametrize(("there", "used"), [(None, 1), (1, 1), (2, 1), (8, 7)])
def test_one_core_is_left_where_a_process_has_all(
    monkeypatch: pytest.MonkeyPatch, there: int | None, used: int
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: there)
    assert cores() == used


# As processes of the system

SEARCHING = """
import sys
from recovery_assistant.drive.trying import Processes
from unit.drive.cards import key, keys, protector, volume_key
if __name__ == "__main__":
    opened = protector(key(9999), rounds=1)
    engine = Processes(opened, volume_key(), rounds=int(sys.argv[1]), workers=3)
    engine.search(keys(2000), 0, lambda tried: print(tried.done, flush=True))
"""


def running(pid: int) -> bool:
    """Whether a process is there and not only waited for."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def children_of(pid: int) -> list[int]:
    """All that came from a process, and are there."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((one / "stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            found.append(int(one.name))
    return found


@pytest.fixture
def searching(root: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program in the middle of a search."""
    script = f"import sys; sys.path.insert(0, {str(root / 'tests')!r})\n{SEARCHING}"
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(SLOW)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    while int(process.stdout.readline()) == 0:
        pass
    yield process
    process.kill()
    process.communicate()


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_they_end_by_themselves_when_the_program_is_killed(
    searching: subprocess.Popen[bytes],
) -> None:
    children = children_of(searching.pid)
    assert len(children) >= 3
    searching.kill()
    until = time.monotonic() + 10
    while any(map(running, children)):
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_they_are_modest_and_nothing_secret_shows_in_the_list_of_processes(
    searching: subprocess.Popen[bytes],
) -> None:
    tried = [key(number) for number in range(2000)]
    workers = 0
    for pid in children_of(searching.pid):
        shown = (
            Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
        )
        assert not any(one in shown or one.hex().encode() in shown for one in tried)
        if os.getpriority(os.PRIO_PROCESS, pid) >= 10:
            workers += 1
            # From the start, while it could not yet take it calmly.
            status = Path(f"/proc/{pid}/status").read_text()
            blocked = int(status.partition("SigBlk:\t")[2].split()[0], 16)
            assert blocked & 1 << signal.SIGINT - 1
    assert workers == 3


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_ctrl_c_at_the_terminal_reaches_the_program_and_not_its_processes(
    searching: subprocess.Popen[bytes],
) -> None:
    children = children_of(searching.pid)
    os.killpg(searching.pid, signal.SIGINT)
    _out, said = searching.communicate(timeout=10)
    # One Traceback: of the program itself, which here has nothing to stop it better.
    assert said.count(b"Traceback") == 1
    assert said.rstrip().endswith(b"KeyboardInterrupt")
    until = time.monotonic() + 10
    while any(map(running, children)):
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
def test_ctrl_c_reaches_this_process_again_afterwards() -> None:
    with undisturbed():
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_attempts_are_not_changed_by_a_search() -> None:
    some: Attempts = keys(5)
    before = bytes(some.stretch(0, 5))
    Processes(protector(key(9)), None, rounds=ROUNDS, workers=1).search(
        some, 0, lambda _tried: None
    )
    assert bytes(some.stretch(0, 5)) == before
