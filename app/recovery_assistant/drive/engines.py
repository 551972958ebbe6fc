# SPDX-License-Identifier: Apache-2.0
"""Which of the engines tries the keys: the one that measures faster on this PC, now.

A graphics card that fails in the middle costs nothing but time: the processes go on from the last
place that is certain.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Self

from recovery_assistant.drive.gpu import FEWEST_KEYS, Batches, Card, Launch, OnCard, launch
from recovery_assistant.drive.metadata import Protector, Sealed
from recovery_assistant.drive.outcomes import EngineKind, Plan, Searched, Tried
from recovery_assistant.drive.proof import ROUNDS, StoppedError, never
from recovery_assistant.drive.trying import Engine, EngineError, Processes, cores, measure
from recovery_assistant.keys import KeyId
from recovery_assistant.keys.attempts import Attempts

_SHORTEST_S: Final = 1e-6


def plan(
    count: int,
    volume_key: Sealed | None,
    protectors: Sequence[Protector],
    *,
    rounds: int = ROUNDS,
    cancelled: Callable[[], bool] = never,
    launch: Launch = launch,
) -> Plan:
    """Measure what trying keys takes here, for about a second, and choose what does it.

    Args:
        count: how many keys there are.
        volume_key: the sealed key of the volume.
        protectors: what the keys are tried on.
        rounds: see `proof.stretch`.
        cancelled: asked all through.
        launch: starts the process with the graphics card.

    Raises:
        StoppedError: `cancelled` said so.

    """
    total = count * len(protectors)
    if not total:
        # Nothing to measure, and no time whatever the speed.
        return Plan(0, EngineKind.PROCESSES, "", 1.0)
    speed = measure(protectors[0], volume_key, min(cores(), count), rounds, cancelled)
    processes = Plan(total, EngineKind.PROCESSES, "", speed)
    if count < FEWEST_KEYS:
        return processes
    begun = time.monotonic()
    try:
        card = Card.start(launch, cancelled)
    except EngineError:
        return processes
    try:
        start_s = time.monotonic() - begun
        batches = Batches(in_software=card.in_software)
        batch_s = card.measure(batches.keys(count) + 1, rounds, cancelled)
    except EngineError:
        return processes
    finally:
        card.stop()
    speed = count / max(batches.count(count) * batch_s, _SHORTEST_S)
    on_card = Plan(total, EngineKind.GPU, card.name, speed)
    return on_card if start_s + on_card.seconds() < processes.seconds() else processes


def try_all(
    attempts: Attempts,
    start: int,
    plan: Plan,
    volume_key: Sealed | None,
    protectors: Sequence[Protector],
    tell: Callable[[Tried], None],
    cancelled: Callable[[], bool] = never,
    *,
    rounds: int = ROUNDS,
    launch: Launch = launch,
) -> Searched:
    """Try all keys on the first protector, then on the next, from a place on.

    Trials are counted through: `place = index of the protector * number of keys + index of the
    key`. `tell` and what is returned count them so; the number of the key that opens is that of
    the key alone.

    Raises:
        EngineError: the processes failed as well.

    """
    total, count = len(attempts) * len(protectors), len(attempts)
    kind = plan.engine if total - start >= FEWEST_KEYS else EngineKind.PROCESSES
    # Before a card: nobody shall wait for its first batch where the likeliest keys are few.
    few = _likeliest(attempts) if kind is EngineKind.GPU else 0
    certain = start
    fell_back = False
    begun = time.monotonic()

    def told(tried: Tried) -> None:
        nonlocal certain
        certain = index * count + tried.done
        tell(Tried(certain, total, tried.speed, tried.engine, tried.ahead))

    def outcome(number: int | None, key_id: KeyId | None) -> Searched:
        speed = (certain - start) / max(time.monotonic() - begun, _SHORTEST_S)
        return Searched(number, certain, speed, key_id, fell_back)

    with _Engines(kind, volume_key, rounds, launch) as engines, _first(attempts, few) as likeliest:
        while certain < total and not cancelled():
            index, first = divmod(certain, count)
            protector = protectors[index]
            some = likeliest if certain < few else attempts
            try:
                if some is likeliest:
                    engine = engines.soonest(protector)
                else:
                    engine = engines.engine(protector, cancelled)
                found = engine.search(some, first, told, cancelled)
            except StoppedError:
                break
            except EngineError:
                if not engines.fall_back():
                    raise
                fell_back = True
                continue
            certain = index * count + found.done
            if found.number is not None:
                return outcome(found.number, protector.key_id)
    return outcome(None, None)


def _likeliest(attempts: Attempts) -> int:
    """How many keys are the likeliest, where a card is not worth starting for them alone."""
    first = attempts.ideas[0][1] if attempts.ideas else 0
    return first if first < FEWEST_KEYS else 0


@contextmanager
def _first(attempts: Attempts, count: int) -> Iterator[Attempts]:
    """The first of many keys, wiped afterwards."""
    some = Attempts(attempts.ideas[:1], bytearray(attempts.stretch(0, count)))
    try:
        yield some
    finally:
        some.wipe()


class _Engines:
    """Makes the engine for each protector, and lets go of the card at the end."""

    def __init__(
        self, kind: EngineKind, volume_key: Sealed | None, rounds: int, launch: Launch
    ) -> None:
        self._kind = kind
        self._volume_key = volume_key
        self._rounds = rounds
        self._launch = launch
        self._card: Card | None = None

    def engine(self, protector: Protector, cancelled: Callable[[], bool]) -> Engine:
        """Return what tries keys on a protector."""
        if self._kind is EngineKind.PROCESSES:
            return self.soonest(protector)
        if self._card is None:
            self._card = Card.start(self._launch, cancelled)
        return OnCard(self._card, protector, self._volume_key, self._rounds)

    def soonest(self, protector: Protector) -> Engine:
        """Return what tries keys without a start of its own."""
        return Processes(protector, self._volume_key, rounds=self._rounds)

    def fall_back(self) -> bool:
        """Go over from the card to the processes; False where it was the processes that failed."""
        self._let_go()
        was, self._kind = self._kind, EngineKind.PROCESSES
        return was is EngineKind.GPU

    def _let_go(self) -> None:
        if self._card is not None:
            self._card.stop()
            self._card = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go()
