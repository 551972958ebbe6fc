# SPDX-License-Identifier: Apache-2.0
r"""How many keys a second are tried on a drive: one core, the processes, the graphics card.

    python tests/benchmarks/trying.py [--rounds 3]

Every engine tries keys that do not open anything, by turns; told are the medians. What it takes to
start an engine is left out. The card is whatever wgpu takes first; Mesa's drivers in software use
every core, the processes leave one to the window.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_bytes
from statistics import median
from typing import Final

from recovery_assistant.drive import trying
from recovery_assistant.drive.gpu import Card, OnCard
from recovery_assistant.drive.metadata import Protector, ProtectorType, Sealed
from recovery_assistant.drive.outcomes import Tried
from recovery_assistant.drive.proof import stretch
from recovery_assistant.drive.trying import EngineError, cores
from recovery_assistant.keys import KeyId
from recovery_assistant.keys.attempts import Attempts, Idea
from recovery_assistant.keys.recovery_key import KEY_BYTES

AIM: Final = 5.0
"""The card beside the processes."""
LINEAR_AIM: Final = 0.85
"""The processes beside so many times one core."""
ROUNDS: Final = 3
_SECONDS: Final = 3.0
_ON_ONE_CORE: Final = 2
# One batch in software.
_ON_CARD: Final = 255


@dataclass(frozen=True, slots=True)
class Speeds:
    """Keys a second, in the median.

    Attributes:
        one_core: by hashlib, in this process.
        processes: by all of them.
        count: how many they are.
        card: by the card; None where there is none.
        device: what the card calls itself.

    """

    one_core: float
    processes: float
    count: int
    card: float | None
    device: str

    @property
    def ratio(self) -> float | None:
        """How many times as fast as the processes the card is."""
        return None if self.card is None else self.card / self.processes

    @property
    def linear(self) -> float:
        """What the processes come to beside so many times one core."""
        return self.processes / (self.one_core * self.count)


def _nothing_opens() -> Protector:
    sealed = Sealed(token_bytes(12), token_bytes(16), token_bytes(44))
    salt = token_bytes(16)
    return Protector(KeyId("0" * 32), ProtectorType.RECOVERY_KEY, None, "", None, salt, sealed)


def _keys(count: int) -> Attempts:
    return Attempts(((Idea.REPAIRED, count),), bytearray(token_bytes(count * KEY_BYTES)))


def _silently(_: Tried) -> None:
    return


def _on_one_core() -> float:
    begun = time.perf_counter()
    for _ in range(_ON_ONE_CORE):
        stretch(token_bytes(KEY_BYTES), token_bytes(16))
    return _ON_ONE_CORE / (time.perf_counter() - begun)


def _by_processes() -> float:
    return trying.measure(_nothing_opens(), None, cores(), seconds=_SECONDS)


def _by(card: Card) -> float:
    engine = OnCard(card, _nothing_opens(), None)
    begun = time.perf_counter()
    engine.search(_keys(_ON_CARD), 0, _silently)
    return _ON_CARD / (time.perf_counter() - begun)


def measure(rounds: int = ROUNDS) -> Speeds:
    """Let each of them work by turns."""
    try:
        card = Card.start()
    except EngineError:
        card = None
    ways: list[Callable[[], float]] = [_on_one_core, _by_processes]
    if card is not None:
        ways.append(lambda: _by(card))
    try:
        turns = [[way() for way in ways] for _ in range(rounds)]
    finally:
        if card is not None:
            card.stop()
    one_core, processes, *rest = (median(column) for column in zip(*turns, strict=True))
    return Speeds(
        one_core, processes, cores(), rest[0] if rest else None, card.name if card else ""
    )


def table(speeds: Speeds) -> str:
    """A line for each."""
    lines = [f"{'one core':24}{speeds.one_core:8.2f} keys/s\n"]
    lines.append(
        f"{f'{speeds.count} processes':24}{speeds.processes:8.2f} keys/s"
        f"{speeds.linear:8.2f} of linear\n"
    )
    if speeds.card is None:
        lines.append("no graphics card (the extra gpu, and a driver) on this machine\n")
    else:
        lines.append(
            f"{'graphics card':24}{speeds.card:8.2f} keys/s"
            f"{speeds.ratio:8.2f} times the processes   {speeds.device}\n"
        )
    return "".join(lines)


def main() -> int:
    """Measure, and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    sys.stdout.write(table(measure(arguments.parse_args().rounds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
