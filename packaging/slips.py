# SPDX-License-Identifier: Apache-2.0
"""How good the repair of a block is: every slip of every block, counted.

Prints for each kind of slip how long the list of suggestions is and where the truth stands in it,
over all 65,536 blocks and every slip of that kind, all taken as equally likely. Takes minutes;
`--sample N` looks at every Nth block only. Exits with 1 if a truth is missing from its list.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import Final

from recovery_assistant.keys import BLOCKS, suggest_block, suggest_run

_DIGITS: Final = "0123456789"
_ALIKE: Final = {"0": "Oo", "1": "Il", "2": "Z", "5": "S", "6": "G", "8": "B"}
_RUN_STEP: Final = 16
_TOP: Final = 3


@lru_cache(maxsize=1 << 20)
def _suggested(typed: str) -> tuple[str, ...]:
    return tuple(one.digits for one in suggest_block(typed))


def _wrong(block: str) -> Iterator[str]:
    for at, was in enumerate(block):
        yield from (block[:at] + now + block[at + 1 :] for now in _DIGITS if now != was)


def _look_alike(block: str) -> Iterator[str]:
    pairs = ("17", "06", "38", "56", "49")
    for at, was in enumerate(block):
        for pair in pairs:
            if was in pair:
                yield block[:at] + pair.replace(was, "") + block[at + 1 :]


def _swapped(block: str) -> Iterator[str]:
    for at in range(len(block) - 1):
        if block[at] != block[at + 1]:
            yield block[:at] + block[at + 1] + block[at] + block[at + 2 :]


def _unreadable(block: str) -> Iterator[str]:
    yield from (block[:at] + "?" + block[at + 1 :] for at in range(len(block)))


def _two_unreadable(block: str) -> Iterator[str]:
    for one, other in combinations(range(len(block)), 2):
        yield block[:one] + "?" + block[one + 1 : other] + "?" + block[other + 1 :]


def _missing(block: str) -> Iterator[str]:
    yield from {block[:at] + block[at + 1 :] for at in range(len(block))}


def _extra(block: str) -> Iterator[str]:
    yield from {block[:at] + d + block[at:] for at in range(len(block) + 1) for d in _DIGITS}


def _letter(block: str) -> Iterator[str]:
    for at, was in enumerate(block):
        yield from (block[:at] + letter + block[at + 1 :] for letter in _ALIKE.get(was, ""))


_KINDS: Final[dict[str, Callable[[str], Iterator[str]]]] = {
    "wrong digit": _wrong,
    "wrong digit, look-alike": _look_alike,
    "neighbours swapped": _swapped,
    "one unreadable": _unreadable,
    "two unreadable": _two_unreadable,
    "digit missing": _missing,
    "digit extra": _extra,
    "letter": _letter,
}


class _Tally:
    """Counts of list lengths and of the place of the truth."""

    def __init__(self) -> None:
        self.places: list[int] = []
        self.sizes: list[int] = []
        self.lost = 0

    def count(self, truth: object, found: tuple[object, ...]) -> None:
        """Take in one slip."""
        self.sizes.append(len(found))
        if truth in found:
            self.places.append(found.index(truth) + 1)
        else:
            self.lost += 1

    def line(self, name: str) -> str:
        """One row of the report."""
        slips = len(self.sizes)
        first = sum(place == 1 for place in self.places) / slips
        third = sum(place <= _TOP for place in self.places) / slips
        mean = sum(self.places) / max(len(self.places), 1)
        return (
            f"{name:26}{slips:>10}{sum(self.sizes) / slips:>8.2f}{max(self.sizes):>5}"
            f"{first:>9.1%}{third:>9.1%}{mean:>8.2f}{max(self.places, default=0):>6}{self.lost:>6}"
        )


def _blocks(step: int) -> Iterator[str]:
    yield from (f"{value * 11:06}" for value in range(0, 0x10000, step))


def _numbers() -> Iterator[int]:
    """Numbers without a visible pattern, the same ones each time."""
    state = 11
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield state >> 33


def _run_tally(step: int, *, missing: bool) -> _Tally:
    """Runs of 47 or 49 digits, the slip anywhere in freshly drawn keys."""
    tally = _Tally()
    numbers = _numbers()
    for _ in range(0, 0x10000, step * _RUN_STEP):
        blocks = tuple(f"{next(numbers) % 0x10000 * 11:06}" for _ in range(BLOCKS))
        digits = "".join(blocks)
        at = next(numbers) % len(digits)
        extra = digits[:at] + _DIGITS[next(numbers) % len(_DIGITS)] + digits[at:]
        typed = digits[:at] + digits[at + 1 :] if missing else extra
        tally.count(blocks, tuple(one.blocks for one in suggest_run(typed)))
    return tally


def main() -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every Nth block only")
    step = parser.parse_args().sample
    print(
        f"{'kind of slip':26}{'slips':>10}{'mean':>8}{'max':>5}"
        f"{'first':>9}{'top 3':>9}{'place':>8}{'last':>6}{'lost':>6}"
    )
    lost = 0
    for name, slip in _KINDS.items():
        tally = _Tally()
        for block in _blocks(step):
            for typed in slip(block):
                tally.count(block, _suggested(typed))
        lost += tally.lost
        print(tally.line(name), flush=True)
    for name, missing in (("run of 47", True), ("run of 49", False)):
        tally = _run_tally(step, missing=missing)
        lost += tally.lost
        print(tally.line(name), flush=True)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
