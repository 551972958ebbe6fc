# SPDX-License-Identifier: Apache-2.0
"""A graphics card is never believed: tested before use, and in every batch; each hit is proved."""

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from multiprocessing.connection import Connection
from threading import Event
from types import SimpleNamespace

import pytest
from typing_extensions import override

from recovery_assistant.drive import gpu
from recovery_assistant.drive.gpu import Batches, Card, OnCard, launch
from recovery_assistant.drive.gpu_worker import CARD, JOB, PROGRESS, RESULT, Stretcher
from recovery_assistant.drive.metadata import Sealed
from recovery_assistant.drive.outcomes import EngineKind, Searched, Tried
from recovery_assistant.drive.proof import StoppedError, never, stretch
from recovery_assistant.drive.trying import EngineError
from unit.drive.cards import (
    NAME,
    ROUNDS,
    Changed,
    Dying,
    Instant,
    InThread,
    Launched,
    Silent,
    Slow,
    Stretching,
    key,
    keys,
    protector,
    volume_key,
)

SALT = bytes(range(16))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "_PATIENCE", 2)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight places a batch, on any machine."""
    monkeypatch.setattr(Batches, "_FEW", 8)
    monkeypatch.setattr(Batches, "_FOR_EACH_CORE", 0)


def nobody(_: Tried) -> None:
    return


def spoiled(number: int) -> Callable[[list[bytes]], None]:
    """Change what came out for one of the keys."""

    def change(results: list[bytes]) -> None:
        one = results[number]
        results[number] = one[:-1] + bytes([one[-1] ^ 1])

    return change


def search(
    card: Stretcher,
    count: int,
    right: int,
    start: int = 0,
    tell: Callable[[Tried], None] = nobody,
    cancelled: Callable[[], bool] = never,
    opened: Sealed | None = None,
) -> Searched:
    launched = Launched(card)
    started = Card.start(launched)
    try:
        engine = OnCard(started, protector(key(right)), opened or volume_key(), ROUNDS)
        return engine.search(keys(count), start, tell, cancelled)
    finally:
        started.stop()


def says(*answers: bytes) -> Callable[[Connection], None]:
    """A process that says this, whatever it is asked, and then waits for the end."""

    def work(pipe: Connection) -> None:
        for answer in answers:
            pipe.send_bytes(answer)
        with suppress(EOFError, OSError):
            while True:
                pipe.recv_bytes()

    return work


# Before use


def test_a_card_that_counts_right_is_taken() -> None:
    launched = Launched(Stretching())
    card = Card.start(launched)
    assert (card.name, card.in_software) == (NAME, True)
    assert launched.all_stopped is False
    card.stop()
    assert launched.all_stopped


@pytest.mark.parametrize("number", [0, 31, 63])
def test_a_card_that_counts_one_of_64_keys_wrong_is_not(number: int) -> None:
    launched = Launched(Changed(spoiled(number), since=1))
    with pytest.raises(EngineError, match="counts wrong"):
        Card.start(launched)
    assert launched.all_stopped


def test_a_card_that_mixes_keys_up_is_not_taken() -> None:
    launched = Launched(Changed(list.reverse, since=1))
    with pytest.raises(EngineError, match="counts wrong"):
        Card.start(launched)


def test_the_test_before_use_is_another_one_each_time() -> None:
    seen: list[bytes] = []

    class Noting(Stretching):
        @override
        def result(self) -> bytes:
            seen.append(self.salt)
            return super().result()

    for _ in range(2):
        Card.start(Launched(Noting())).stop()
    assert seen[0] != seen[1]


def test_a_process_that_ends_at_once_is_no_card() -> None:
    helpers: list[InThread] = []

    def no_card() -> InThread:
        helpers.append(InThread(lambda _: None))
        return helpers[0]

    with pytest.raises(EngineError, match="came to an end"):
        Card.start(no_card)
    assert helpers[0].stopped


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ((), "silent"),
        ((b"",), "than a name"),
        ((RESULT + bytes(64 * 32),), "than a name"),
        ((CARD + b"\1x", RESULT + bytes(63 * 32)), "than a result"),
        ((CARD + b"\1x", CARD + bytes(64 * 32)), "than a result"),
        ((CARD + b"\1x", RESULT + bytes(64 * 32)), "counts wrong"),
        ((CARD + b"\1x", CARD + b"\1x"), "than a result"),
        ((CARD + b"\1x", b""), "than a result"),
        ((CARD + b"\1x", PROGRESS + bytes(4)), "silent"),
    ],
)
def test_a_process_that_talks_nonsense_is_no_card(answers: tuple[bytes, ...], reason: str) -> None:
    with pytest.raises(EngineError, match=reason):
        Card.start(lambda: InThread(says(*answers)))


def test_a_start_can_be_stopped() -> None:
    launched = Launched(Silent(1))
    with pytest.raises(StoppedError):
        Card.start(launched, lambda: True)
    assert launched.all_stopped


def test_a_name_is_cut_and_may_be_anything() -> None:
    class Named(Stretching):
        name = "x" * 1000

    card = Card.start(Launched(Named()))
    assert len(card.name) == 80
    card.stop()


def test_without_the_extra_no_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "find_spec", lambda _: None)
    monkeypatch.setattr(gpu, "_Process", None)
    with pytest.raises(EngineError, match="not installed"):
        launch()


def test_nothing_but_the_process_with_the_card_needs_the_extra() -> None:
    script = """
import sys
sys.modules["wgpu"] = None
from recovery_assistant.drive import engines, gpu_worker
assert "recovery_assistant.drive.card" not in sys.modules
try:
    gpu_worker.work(None)
except ImportError:
    sys.exit(9)
"""
    ended = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (9, b"", b"")


def test_where_the_system_starts_no_process_there_is_no_card(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> None:
        raise OSError

    monkeypatch.setattr(gpu, "find_spec", lambda name: name)
    monkeypatch.setattr(gpu, "_Process", refuse)
    with pytest.raises(EngineError, match="no process"):
        launch()


# Measuring


def test_a_batch_is_timed_by_a_part_of_it() -> None:
    card = Card.start(Launched(Slow()))
    begun = time.monotonic()
    # A tenth of a second for each dispatch; there would be more than a hundred thousand.
    seconds = card.measure(1, 1 << 30)
    assert 0.5 < time.monotonic() - begun < 3.0
    assert seconds > 1000
    card.stop()


def test_the_first_dispatches_are_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    card = Card(InThread(says()))
    clock = iter((10.0, 10.1, 10.19, 10.4, 10.6, 10.7))
    monkeypatch.setattr(gpu, "time", SimpleNamespace(perf_counter=clock.__next__))
    monkeypatch.setattr(card, "progress", lambda _: iter((64, 1000, 2000, 4000, 5080)))
    # From 1000 at 10.19 to 5080 at 10.7.
    assert card.measure(8, 40_800) == pytest.approx(5.1)


def test_a_batch_that_is_done_at_once_is_timed_whole() -> None:
    card = Card.start(Launched(Stretching()))
    begun = time.monotonic()
    seconds = card.measure(4, 100)
    assert 0.0 < seconds <= time.monotonic() - begun
    card.stop()


def test_measuring_can_be_stopped() -> None:
    silent = Silent(2)
    card = Card.start(Launched(silent))
    with pytest.raises(StoppedError):
        card.measure(4, 1 << 20, silent.hung.is_set)
    silent.released.set()
    card.stop()


# Searching


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("right", [0, 1, 6, 7, 8, 15, 19])
def test_the_key_is_found_wherever_it_stands(right: int) -> None:
    found = search(Stretching(), 20, right)
    assert (found.number, found.done) == (right, right + 1)
    assert found.speed > 0


@pytest.mark.usefixtures("small_batches")
def test_none_is_found_where_none_opens() -> None:
    found = search(Stretching(), 20, 99)
    assert (found.number, found.done) == (None, 20)


@pytest.mark.usefixtures("small_batches")
def test_a_search_goes_on_from_its_place() -> None:
    assert search(Stretching(), 20, 11, start=11).number == 11
    later = search(Stretching(), 20, 11, start=12)
    assert (later.number, later.done) == (None, 20)


def test_an_opened_protector_whose_master_key_is_another_does_not_count() -> None:
    other = Sealed(bytes(12), bytes(16), bytes(44))
    assert search(Stretching(), 4, 2, opened=other).number is None


@pytest.mark.usefixtures("small_batches")
def test_what_is_told_is_certain_and_what_is_ahead_is_told_apart() -> None:
    told: list[Tried] = []
    search(Stretching(), 20, 99, tell=told.append)
    assert {one.engine for one in told} == {EngineKind.GPU}
    assert {one.total for one in told} == {20}
    assert sorted({one.done for one in told}) == [0, 7, 14, 20]
    assert [one.done for one in told] == sorted(one.done for one in told)
    reached = [one.done + one.ahead for one in told]
    assert reached == sorted(reached)
    assert any(one.ahead for one in told)
    assert all(one.speed > 0 for one in told)
    left = [(20 - one.done - one.ahead) / one.speed for one in told]
    assert [one.seconds_left for one in told] == pytest.approx(left)
    assert told[-1].seconds_left == 0


@pytest.mark.usefixtures("small_batches")
def test_the_speed_is_that_of_this_search(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Tried] = []
    clock = count()
    monkeypatch.setattr(gpu, "time", SimpleNamespace(monotonic=clock.__next__))
    found = search(Stretching(), 20, 99, start=6, tell=told.append)
    seconds = [(one.done - 6 + one.ahead) / one.speed for one in told]
    assert seconds == pytest.approx([round(one) for one in seconds])
    assert seconds == sorted(seconds)
    assert found.speed == told[-1].speed


def test_nothing_is_begun_that_nobody_wants() -> None:
    card = Stretching()
    started = Card.start(Launched(card))
    engine = OnCard(started, protector(key(1)), volume_key(), ROUNDS)
    assert engine.search(keys(20), 3, nobody, lambda: True).done == 3
    # Were there another job, it would be done by now.
    started.give(SALT, key(0), 1)
    assert [*started.progress()] == [1]
    assert card.sizes == [64, 1]
    started.stop()


@pytest.mark.usefixtures("small_batches")
def test_batches_are_even_and_have_a_place_for_the_planted_key() -> None:
    card = Stretching()
    search(card, 20, 99)
    # The test before use, then 20 keys in three batches.
    assert card.sizes == [64, 8, 8, 7]


def test_a_real_card_gets_larger_batches_by_and_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Batches, "_MANY", 8)
    monkeypatch.setattr(Batches, "_MOST", 32)
    card = Stretching()
    card.in_software = False
    search(card, 100, 999)
    assert card.sizes[1] <= 8 < card.sizes[2] <= 32


def test_a_search_can_be_stopped_while_the_planted_key_is_stretched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped = Event()

    def long(key: bytes, salt: bytes, rounds: int, cancelled: Callable[[], bool] = never) -> bytes:
        if rounds == ROUNDS:
            stopped.set()
            if cancelled():
                raise StoppedError
            stopped.clear()
        return stretch(key, salt, rounds)

    monkeypatch.setattr(gpu, "stretch", long)
    found = search(Stretching(), 20, 99, cancelled=stopped.is_set)
    assert found.done == 0


@pytest.mark.usefixtures("small_batches")
def test_the_planted_key_is_another_each_time_at_random_places() -> None:
    seen: list[list[bytes]] = []

    class Noting(Stretching):
        @override
        def result(self) -> bytes:
            seen.append(self.hashes)
            return super().result()

    for _ in range(20):
        search(Noting(), 3, 99)
    batches = [one for one in seen if len(one) == 4]
    asked = set.intersection(*map(set, batches))
    planted = [next(one for one in batch if one not in asked) for batch in batches]
    assert (len(asked), len(set(planted))) == (3, 20)
    places = {batch.index(one) for batch, one in zip(batches, planted, strict=True)}
    # That three of four never came up is less likely than one in a billion.
    assert len(places) > 1


@pytest.mark.usefixtures("small_batches")
def test_a_card_that_leaves_the_work_undone_is_noticed() -> None:
    told: list[Tried] = []
    with pytest.raises(EngineError, match="planted"):
        search(Instant(), 20, 99, tell=told.append)
    assert {one.done for one in told} == {0}


@pytest.mark.usefixtures("small_batches")
def test_a_batch_that_is_wrong_does_not_count_and_those_before_it_do() -> None:
    def all_wrong(results: list[bytes]) -> None:
        for number in range(len(results)):
            spoiled(number)(results)

    told: list[Tried] = []
    with pytest.raises(EngineError, match="planted"):
        search(Changed(all_wrong, since=4), 20, 17, tell=told.append)
    assert told[-1].done == 14


@pytest.mark.usefixtures("small_batches")
def test_keys_that_change_places_on_a_card_are_noticed() -> None:
    def moved(results: list[bytes]) -> None:
        results.insert(0, results.pop())

    with pytest.raises(EngineError, match="planted"):
        search(Changed(moved), 20, 3)


def test_a_wrong_key_is_never_said_to_open() -> None:
    right = stretch(key(99), protector(key(99)).salt or b"", ROUNDS)

    def replaced(results: list[bytes]) -> None:
        salt = protector(key(99)).salt or b""
        results[results.index(stretch(key(1), salt, ROUNDS))] = right

    with pytest.raises(EngineError, match="wrong key"):
        search(Changed(replaced), 4, 99)


@pytest.mark.usefixtures("impatient", "small_batches")
@pytest.mark.parametrize("job", [2, 3, 4])
def test_a_card_that_dies_or_hangs_is_noticed(job: int) -> None:
    told: list[Tried] = []
    with pytest.raises(EngineError, match="came to an end"):
        search(Dying(job), 20, 99, tell=told.append)
    assert max((one.done for one in told), default=0) == (job - 2) * 7
    silent = Silent(job)
    with pytest.raises(EngineError, match="silent"):
        search(silent, 20, 99)
    silent.released.set()


def test_a_search_that_nobody_wants_ends_within_a_second() -> None:
    silent = Silent(2)
    begun = time.monotonic()
    found = search(silent, 20, 3, cancelled=silent.hung.is_set)
    assert time.monotonic() - begun < 1.0
    silent.released.set()
    assert (found.number, found.done) == (None, 0)


@pytest.mark.usefixtures("small_batches")
def test_a_search_that_is_stopped_later_keeps_what_is_certain() -> None:
    told: list[Tried] = []
    found = search(
        Stretching(), 20, 99, tell=told.append, cancelled=lambda: bool(told and told[-1].done)
    )
    assert (found.number, found.done) == (None, 7)


def test_nothing_is_given_to_a_process_that_is_gone() -> None:
    launched = Launched(Stretching())
    card = Card.start(launched)
    launched.helpers[0].pipe.close()
    with pytest.raises(EngineError, match="came to an end"):
        card.give(SALT, key(0), 1)


def test_a_job_is_the_rounds_the_salt_and_the_keys() -> None:
    assert JOB.pack(ROUNDS, SALT) == ROUNDS.to_bytes(4, "little") + SALT


# Batches


@pytest.mark.parametrize(
    ("cores", "size"), [(None, 256), (1, 256), (4, 256), (8, 512), (16, 1024), (128, 1024)]
)
def test_in_software_a_batch_has_some_for_each_core(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, size: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    batches = Batches(in_software=True)
    assert batches.keys(1 << 30) == size - 1
    batches.took(size - 1, 0.001)
    assert batches.keys(1 << 30) == size - 1


@pytest.mark.parametrize(
    ("left", "sizes"), [(1, [1]), (4095, [4095]), (4096, [2048, 2048]), (10_000, [3334, 3333])]
)
def test_the_keys_are_shared_out_evenly(left: int, sizes: list[int]) -> None:
    batches = Batches(in_software=False)
    assert batches.count(left) == -(-left // 4095)
    for size in sizes:
        assert batches.keys(left) == size
        left -= size


def sizes(speeds: list[float]) -> list[int]:
    """Batches of a card with these speeds, one after the other."""
    batches = Batches(in_software=False)
    done: list[int] = []
    for speed in speeds:
        done.append(batches.keys(1 << 40))
        batches.took(done[-1], done[-1] / speed)
    return done


def test_a_card_gets_more_as_long_as_that_makes_it_faster() -> None:
    assert sizes([1000, 3000, 5000, 5000]) == [4095, 16_383, 65_535, 65_535]
    # The last step was not worth it.
    assert sizes([1000, 3000, 3100, 3000, 9000]) == [4095, 16_383, 65_535, 16_383, 16_383]
    assert sizes([1000, 1149, 1149]) == [4095, 16_383, 4095]
    assert sizes([1000, 1151, 2000]) == [4095, 16_383, 65_535]


def test_a_slow_card_keeps_its_batches_small() -> None:
    assert sizes([50, 50, 50]) == [4095, 4095, 4095]


def test_a_small_batch_says_nothing_of_larger_ones() -> None:
    batches = Batches(in_software=False)
    batches.took(100, 0.001)
    assert batches.keys(1 << 30) == 4095
