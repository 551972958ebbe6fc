# SPDX-License-Identifier: Apache-2.0
"""The faster engine tries the keys, and a card that fails costs no key and no place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from types import SimpleNamespace

import pytest

from recovery_assistant.drive import engines, gpu
from recovery_assistant.drive.engines import plan, try_all
from recovery_assistant.drive.gpu import Batches, Card, Helper
from recovery_assistant.drive.metadata import Protector, Sealed
from recovery_assistant.drive.outcomes import EngineKind, Plan, Searched, Tried
from recovery_assistant.drive.proof import StoppedError, never, opens, stretch
from recovery_assistant.drive.trying import EngineError
from recovery_assistant.keys.attempts import Attempts, Idea
from unit.drive.cards import (
    NAME,
    ROUNDS,
    Changed,
    Dying,
    Instant,
    Launched,
    Silent,
    Stretching,
    key,
    keys,
    protector,
    volume_key,
)

ON_CARD = Plan(0, EngineKind.GPU, NAME, 1.0)
BY_PROCESSES = Plan(0, EngineKind.PROCESSES, "", 1.0)


@dataclass
class InHere:
    """In place of the processes: one key after the other."""

    protector: Protector
    volume_key: Sealed | None
    rounds: int

    def search(
        self,
        attempts: Attempts,
        start: int,
        tell: Callable[[Tried], None],
        cancelled: Callable[[], bool] = never,
    ) -> Searched:
        searches.append(start)
        for number in range(start, len(attempts)):
            if cancelled():
                return Searched(None, number, 1.0)
            stretched = stretch(attempts.key_bytes(number), self.protector.salt or b"", self.rounds)
            if opens(self.protector, self.volume_key, stretched):
                return Searched(number, number, 1.0)
            tell(Tried(number + 1, len(attempts), 1.0))
        return Searched(None, len(attempts), 1.0)


searches: list[int] = []


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight places a batch, processes that are none, and all of it without waiting."""
    monkeypatch.setattr(Batches, "_FEW", 8)
    monkeypatch.setattr(Batches, "_FOR_EACH_CORE", 0)
    monkeypatch.setattr(engines, "Processes", InHere)
    monkeypatch.setattr(gpu, "_PATIENCE", 2)
    searches.clear()


def no_launch() -> Helper:
    raise EngineError("none here")


def no_card_wanted() -> Helper:
    pytest.fail("a card was asked for")


def run(
    launch: Callable[[], Helper],
    *,
    start: int = 0,
    protectors: Sequence[Protector] | None = None,
    planned: Plan = ON_CARD,
    cancelled: Callable[[], bool] = never,
) -> tuple[Searched, list[Tried]]:
    """Search, by default for a key that is none of those tried."""
    told: list[Tried] = []
    found = try_all(
        keys(20),
        start,
        planned,
        volume_key(),
        [protector(key(99))] if protectors is None else protectors,
        told.append,
        cancelled,
        rounds=ROUNDS,
        launch=launch,
    )
    places = [one.done for one in told]
    assert places == sorted(places)
    return found, told


# The choice


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Callable[[float, float], None]:
    """Let the processes try so many keys a second, and a card need so long for a batch."""

    def set_to(speed: float, batch_s: float) -> None:
        def by_processes(*asked: object) -> float:
            measures.append(asked)
            return speed

        def on_card(_card: Card, batch: int, *asked: object) -> float:
            measures.append((batch, *asked))
            return batch_s

        monkeypatch.setattr(engines, "measure", by_processes)
        monkeypatch.setattr(Card, "measure", on_card)
        measures.clear()

    return set_to


measures: list[tuple[object, ...]] = []
Measured = Callable[[float, float], None]


def chosen(count: int, launch: Callable[[], Helper], protectors: int = 1) -> Plan:
    some = [protector(key(99), number) for number in range(protectors)]
    return plan(count, volume_key(), some, rounds=ROUNDS, launch=launch)


def test_a_card_is_chosen_where_it_measures_faster(measured: Measured) -> None:
    measured(4.0, 0.5)
    launched = Launched(Stretching())
    # 700 keys are a hundred batches of seven.
    assert chosen(700, launched) == Plan(700, EngineKind.GPU, NAME, 14.0)
    assert launched.all_stopped
    assert measures[1] == (8, ROUNDS, never)


def test_the_processes_are_chosen_where_they_measure_faster(measured: Measured) -> None:
    measured(4.0, 2.0)
    launched = Launched(Stretching())
    assert chosen(700, launched) == Plan(700, EngineKind.PROCESSES, "", 4.0)
    assert launched.all_stopped


def test_that_a_card_has_to_be_started_counts(
    measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 20 keys take 3.0 seconds in three batches, and 3.3 by processes.
    measured(6.0, 1.0)
    for start_s, engine in ((0.3, EngineKind.GPU), (0.4, EngineKind.PROCESSES)):
        clock = iter((10.0, 10.0 + start_s))
        monkeypatch.setattr(engines, "time", SimpleNamespace(monotonic=clock.__next__))
        assert chosen(20, Launched(Stretching())).engine is engine


def test_every_protector_counts(measured: Measured) -> None:
    measured(4.0, 0.5)
    some = chosen(70, Launched(Stretching()), protectors=3)
    assert (some.total, some.speed) == (210, 14.0)
    measured(4.0, 9.0)
    some = chosen(70, Launched(Stretching()), protectors=3)
    assert (some.total, some.speed) == (210, 4.0)


def test_few_keys_are_not_worth_a_card(measured: Measured) -> None:
    measured(1.0, 0.001)
    assert chosen(15, no_card_wanted).engine is EngineKind.PROCESSES
    # However many protectors: each is a batch of its own.
    assert chosen(15, no_card_wanted, protectors=9).engine is EngineKind.PROCESSES
    assert chosen(16, Launched(Stretching())).engine is EngineKind.GPU


def test_no_more_processes_are_measured_than_would_be_started(
    measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured(1.0, 1.0)
    monkeypatch.setattr(engines, "cores", lambda: 7)
    for many in (3, 15):
        chosen(many, no_card_wanted)
    assert [asked[2:4] for asked in measures] == [(3, ROUNDS), (7, ROUNDS)]


@pytest.mark.parametrize("card", [Changed(list.reverse, since=1), Dying(1)])
def test_a_card_that_fails_before_use_is_not_chosen(measured: Measured, card: Stretching) -> None:
    measured(4.0, 0.5)
    launched = Launched(card)
    assert chosen(700, launched) == Plan(700, EngineKind.PROCESSES, "", 4.0)
    assert launched.all_stopped


def test_a_card_that_fails_while_it_is_measured_is_not_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "measure", lambda *_: 4.0)
    launched = Launched(Dying(2))
    assert chosen(700, launched) == Plan(700, EngineKind.PROCESSES, "", 4.0)
    assert launched.all_stopped


def test_without_a_card_the_processes_are_chosen(measured: Measured) -> None:
    measured(4.0, 0.5)
    assert chosen(700, no_launch) == Plan(700, EngineKind.PROCESSES, "", 4.0)


def test_where_there_is_nothing_to_try_there_is_a_plan_all_the_same() -> None:
    for many, protectors in ((0, 1), (20, 0)):
        planned = chosen(many, no_card_wanted, protectors)
        assert (planned.total, planned.engine) == (0, EngineKind.PROCESSES)
        assert planned.seconds() == 0


def test_a_plan_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    some = [protector(key(99))]
    with pytest.raises(StoppedError):
        plan(700, None, some, rounds=ROUNDS, cancelled=lambda: True, launch=no_card_wanted)
    monkeypatch.setattr(engines, "measure", lambda *_: 4.0)
    silent = Silent(2)
    launched = Launched(silent)
    with pytest.raises(StoppedError):
        plan(700, None, some, rounds=ROUNDS, cancelled=silent.hung.is_set, launch=launched)
    silent.released.set()
    assert launched.all_stopped


# The search


@pytest.mark.parametrize("planned", [ON_CARD, BY_PROCESSES])
@pytest.mark.parametrize("right", [0, 5, 13, 19])
def test_the_key_is_found_by_either_engine(planned: Plan, right: int) -> None:
    opened = protector(key(right), 5)
    found, told = run(Launched(Stretching()), protectors=[opened], planned=planned)
    assert (found.number, found.key_id, found.fell_back) == (right, opened.key_id, False)
    assert {one.engine for one in told} <= {planned.engine}
    assert bool(searches) is (planned is BY_PROCESSES)


def test_the_planned_engine_is_the_only_one_that_is_started() -> None:
    run(no_card_wanted, planned=BY_PROCESSES)
    launched = Launched(Stretching())
    run(launched)
    assert searches == [0]
    assert launched.all_stopped


@pytest.mark.parametrize("planned", [ON_CARD, BY_PROCESSES])
def test_trials_are_counted_through_the_protectors(planned: Plan) -> None:
    some = [protector(key(99), 1), protector(key(98), 2), protector(key(4), 3)]
    launched = Launched(Stretching())
    found, told = run(launched, protectors=some, planned=planned)
    assert (found.number, found.key_id) == (4, some[2].key_id)
    assert found.done in (44, 45)
    assert {one.total for one in told} == {60}
    assert {20, 40} <= {one.done for one in told}
    assert found.speed > 0
    # What is not yet certain, only a card has.
    assert any(one.ahead for one in told) is (planned is ON_CARD)
    # One card for all of them.
    assert launched.all_stopped


@pytest.mark.parametrize("planned", [ON_CARD, BY_PROCESSES])
def test_it_goes_on_in_the_middle_of_a_protector(planned: Plan) -> None:
    some = [protector(key(3), 1), protector(key(3), 2), protector(key(4), 3)]
    found, _ = run(Launched(Stretching()), protectors=some, planned=planned, start=24)
    assert (found.number, found.key_id) == (4, some[2].key_id)
    found, _ = run(Launched(Stretching()), protectors=some, planned=planned, start=23)
    assert (found.number, found.key_id) == (3, some[1].key_id)


def test_the_speed_is_that_of_this_search(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((10.0, 18.0))
    monkeypatch.setattr(engines, "time", SimpleNamespace(monotonic=clock.__next__))
    found, _ = run(no_card_wanted, planned=BY_PROCESSES, start=4)
    assert found.speed == pytest.approx(2.0)


@pytest.mark.parametrize("start", [20, 21])
def test_there_may_be_nothing_left(start: int) -> None:
    found, told = run(no_card_wanted, start=start)
    assert (found.number, found.done, told) == (None, start, [])
    found, _ = run(no_card_wanted, protectors=[])
    assert (found.number, found.done) == (None, 0)


def test_the_last_few_are_left_to_the_processes() -> None:
    found, _ = run(no_card_wanted, start=5)
    assert (found.done, found.fell_back, searches) == (20, False, [5])
    found, _ = run(Launched(Stretching()), start=4)
    assert (found.done, searches) == (20, [5])


def with_likely(likely: int, total: int = 20) -> Attempts:
    """Keys of which the first ones are the likeliest."""
    some = keys(total)
    ideas = ((Idea.REPAIRED, likely), (Idea.UNSEEN, total - likely))
    return Attempts(ideas, bytearray(some.stretch(0, total)))


@pytest.mark.parametrize(
    ("likely", "start", "right", "processes", "batches"),
    [
        (3, 0, 2, [0], 0),
        (3, 1, 2, [1], 0),
        (3, 0, 3, [0], 1),
        (3, 0, 99, [0], 3),
        (3, 3, 99, [], 3),
        (15, 0, 99, [0], 1),
        (16, 0, 99, [], 3),
    ],
)
def test_nobody_waits_for_a_card_where_the_likeliest_keys_are_few(
    likely: int, start: int, right: int, processes: list[int], batches: int
) -> None:
    card = Stretching()
    told: list[Tried] = []
    found = try_all(
        with_likely(likely),
        start,
        ON_CARD,
        volume_key(),
        [protector(key(right))],
        told.append,
        rounds=ROUNDS,
        launch=Launched(card),
    )
    assert found.number == (None if right == 99 else right)
    assert not found.fell_back
    assert searches == processes
    # The first job is the self-test.
    assert max(0, card.jobs - 1) == batches
    assert {one.total for one in told} <= {20}
    assert [one.done for one in told] == sorted(one.done for one in told)


def test_the_copy_of_the_likeliest_keys_is_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    wiped: list[int] = []
    real = Attempts.wipe

    def wipe(some: Attempts) -> None:
        wiped.append(len(some))
        real(some)

    monkeypatch.setattr(Attempts, "wipe", wipe)
    opened = [protector(key(1))]
    some = with_likely(3)
    try_all(
        some, 0, ON_CARD, None, opened, lambda _tried: None, rounds=ROUNDS, launch=no_card_wanted
    )
    assert wiped == [3]
    assert len(some) == 20


def test_the_processes_need_no_such_start() -> None:
    opened = [protector(key(99))]
    try_all(with_likely(3), 0, BY_PROCESSES, None, opened, lambda _tried: None, rounds=ROUNDS)
    assert searches == [0]


# When a card fails


def all_wrong(results: list[bytes]) -> None:
    results[:] = [bytes(32)] * len(results)


@pytest.mark.parametrize(
    ("card", "place"),
    [
        (Dying(1), 0),
        (Dying(2), 0),
        (Dying(3), 7),
        (Dying(4), 14),
        (Changed(all_wrong, since=1), 0),
        (Changed(all_wrong), 0),
        (Changed(all_wrong, since=4), 14),
        (Instant(), 0),
    ],
)
@pytest.mark.parametrize("right", [3, 16, 99])
def test_the_processes_go_on_from_the_last_certain_place(
    card: Stretching, place: int, right: int
) -> None:
    again = type(card).__new__(type(card))
    again.__dict__.update(card.__dict__ | {"jobs": 0, "sizes": []})
    launched = Launched(again)
    found, told = run(launched, protectors=[protector(key(right))])
    assert launched.all_stopped
    if right < place:
        # It was found before that.
        assert (found.number, found.fell_back, searches) == (right, False, [])
        return
    assert (found.number, found.fell_back) == (right if right < 20 else None, True)
    assert searches == [place]
    if right == 99:
        assert found.done == 20
        assert told[-1].engine is EngineKind.PROCESSES


@pytest.mark.parametrize("job", [2, 3])
def test_a_card_that_hangs_is_given_up(job: int) -> None:
    silent = Silent(job)
    found, _ = run(Launched(silent), protectors=[protector(key(16))])
    silent.released.set()
    assert (found.number, found.fell_back, searches) == (16, True, [(job - 2) * 7])


def test_a_card_that_is_gone_since_the_plan_is_told() -> None:
    found, _ = run(no_launch, protectors=[protector(key(16))])
    assert (found.number, found.fell_back, searches) == (16, True, [0])


def test_a_card_that_fails_is_not_tried_again_for_the_next_protector() -> None:
    some = [protector(key(99), 1), protector(key(98), 2), protector(key(4), 3)]
    # The second batch of the second protector.
    launched = Launched(Dying(6))
    found, _ = run(launched, protectors=some)
    assert (found.number, found.key_id, found.fell_back) == (4, some[2].key_id, True)
    assert searches == [7, 0]
    assert launched.all_stopped


def test_a_card_that_failed_is_let_go_before_the_processes_begin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    launched = Launched(Dying(2))
    stopped: list[bool] = []

    def looks(*_: object, **__: object) -> Searched:
        stopped.append(launched.all_stopped)
        return Searched(None, 20, 1.0)

    monkeypatch.setattr(InHere, "search", looks)
    run(launched)
    assert stopped == [True]


def test_a_wrong_hit_ends_the_trust_in_a_card() -> None:
    opened = protector(key(18))
    right = stretch(key(18), opened.salt or b"", ROUNDS)
    wrong = stretch(key(9), opened.salt or b"", ROUNDS)

    def replaced(results: list[bytes]) -> None:
        if wrong in results:
            results[results.index(wrong)] = right

    found, _ = run(Launched(Changed(replaced)), protectors=[opened])
    assert (found.number, found.fell_back, searches) == (18, True, [7])


def test_where_the_processes_fail_as_well_somebody_hears_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise EngineError("no processes")

    monkeypatch.setattr(InHere, "search", failing)
    with pytest.raises(EngineError, match="no processes"):
        run(Launched(Dying(2)))


def stops(asked: Iterator[int]) -> bool:
    """Whether it was asked often enough."""
    return next(asked) >= 12


@pytest.mark.parametrize("planned", [ON_CARD, BY_PROCESSES])
def test_a_search_can_be_stopped_and_gone_on_with(planned: Plan) -> None:
    opened = [protector(key(99), 1), protector(key(12), 2)]
    found = None
    place = 0
    for _ in range(20):
        asked = count()
        found, _ = run(
            Launched(Stretching()),
            protectors=opened,
            planned=planned,
            start=place,
            cancelled=partial(stops, asked),
        )
        if found.number is not None:
            break
        assert found.done >= place
        assert found.fell_back is False
        place = found.done
    assert found
    assert (found.number, found.key_id) == (12, opened[1].key_id)


def test_a_start_of_a_card_can_be_stopped() -> None:
    silent = Silent(1)
    launched = Launched(silent)
    found, _ = run(launched, cancelled=silent.hung.is_set)
    silent.released.set()
    assert (found.number, found.done, found.fell_back) == (None, 0, False)
    assert launched.all_stopped
