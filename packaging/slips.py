# SPDX-License-Identifier: Apache-2.0
"""How good the repair of a key is: every slip of every block counted, and slips in whole keys.

Prints for each kind of slip how often the rule does not see it, how long the list of suggestions
is for the rest, and how often the truth stands first and among the first three in it: with all
slips of the kind taken as equally likely, and weighted by the table of `keys/confusions.py`. The
ranking rests on that same table, so the weighted figures say how well it works if the table is
right, and the uniform ones how much is left if it is not.

Blocks are all 65,536 (minutes; `--step N` takes every Nth). Whole keys are drawn, the same ones
each time. Exits with 1 if a truth is missing from its list.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final, TypeAlias

from recovery_assistant.keys import (
    BLOCK_DIGITS,
    BLOCKS,
    Likeness,
    Verdict,
    judge,
    read_key,
    suggest_block,
)
from recovery_assistant.keys.confusions import (
    ALONG,
    CONFUSIONS,
    DIGITS,
    EXTRA_SHARE,
    JUMP_SHARE,
    LEADING_ZERO,
    LETTER_FIRST,
    LETTER_SECOND,
    LETTERS,
    MISSING_SHARE,
    SHARE,
    SIDE_BY_SIDE,
    SPOKEN,
    SPOKEN_PLACES,
    SPOKEN_SHARE,
    SWAPPED_SHARE,
    TWIN,
    TWIN_SHARE,
    WRONG_SHARE,
)

Slips: TypeAlias = Iterator[tuple[str, float]]
"""What may be typed for a block, each with its weight."""

_VALUES: Final = 0x10000
_TOP: Final = 3


def _put(block: str, at: int, text: str) -> str:
    return block[:at] + text + block[at + len(text) :]


def _wrong(block: str) -> Slips:
    for at, meant in enumerate(block):
        yield from ((_put(block, at, d), SHARE[meant, d]) for d in DIGITS if d != meant)


def _alike(likeness: Likeness) -> Callable[[str], Slips]:
    groups = [group for group in CONFUSIONS if group.likeness is likeness]
    taken = {
        way: group.weight for group in groups for pair in group.pairs for way in (pair, pair[::-1])
    }

    def slips(block: str) -> Slips:
        for at, meant in enumerate(block):
            for way, weight in taken.items():
                if way[0] == meant:
                    yield _put(block, at, way[1]), weight

    return slips


def _swapped(block: str) -> Slips:
    for at in range(BLOCK_DIGITS - 1):
        if block[at] != block[at + 1]:
            yield _put(block, at, block[at : at + 2][::-1]), 1.0


def _misheard(block: str) -> Slips:
    for at in SPOKEN_PLACES:
        heard = SPOKEN.get(block[at : at + 2])
        if heard is not None:
            yield _put(block, at, heard), 1.0


def _two_apart(block: str) -> Slips:
    for at in range(BLOCK_DIGITS - 2):
        if block[at] != block[at + 2]:
            yield _put(block, at, block[at : at + 3][::-1]), 1.0


def _double(block: str) -> Slips:
    for at in range(BLOCK_DIGITS - 1):
        meant = block[at]
        if meant == block[at + 1]:
            yield from ((_put(block, at, d * 2), SHARE[meant, d]) for d in DIGITS if d != meant)


def _unreadable(block: str) -> Slips:
    yield from ((_put(block, at, "?"), 1.0) for at in range(BLOCK_DIGITS))


def _two_unreadable(block: str) -> Slips:
    for one, other in combinations(range(BLOCK_DIGITS), 2):
        yield _put(_put(block, one, "?"), other, "?"), 1.0


def _beside(block: str, at: int, after: int) -> str:
    return block[max(at - 1, 0) : at] + block[after : after + 1]


def _missing(block: str) -> Slips:
    for typed, ways in _by_text((block[:at] + block[at + 1 :], at) for at in range(BLOCK_DIGITS)):
        at = ways[0]
        twin = block[at] in _beside(block, at, at + 1)
        zero = block[at] == "0" and not at
        yield typed, TWIN if twin else LEADING_ZERO if zero else 1.0


def _extra(block: str) -> Slips:
    ways = (
        (block[:at] + digit + block[at:], at) for at in range(BLOCK_DIGITS + 1) for digit in DIGITS
    )
    for typed, places in _by_text(ways):
        at = places[0]
        near = _beside(block, at, at)
        along = any(one + typed[at] in SIDE_BY_SIDE for one in near)
        yield typed, TWIN if typed[at] in near else ALONG if along else 1.0


def _by_text(ways: Iterable[tuple[str, int]]) -> Iterable[tuple[str, list[int]]]:
    """Each text once, with the places that lead to it."""
    found: dict[str, list[int]] = {}
    for typed, at in ways:
        found.setdefault(typed, []).append(at)
    return found.items()


def _letter(block: str) -> Slips:
    for at, meant in enumerate(block):
        for letter, digits in LETTERS.items():
            if meant in digits:
                weight = LETTER_FIRST if meant == digits[0] else LETTER_SECOND
                yield _put(block, at, letter), weight


def _letter_in_text(block: str) -> Slips:
    # A bar or an exclamation mark in a longer text parts columns and sentences.
    yield from (slip for slip in _letter(block) if slip[0].isalnum())


_KINDS: Final[dict[str, Callable[[str], Slips]]] = {
    "wrong digit": _wrong,
    "  alike in print": _alike(Likeness.PRINT),
    "  alike in handwriting": _alike(Likeness.HANDWRITING),
    "  alike by ear": _alike(Likeness.EAR),
    "  keys side by side": _alike(Likeness.KEYS),
    "neighbours swapped": _swapped,
    "13 for 30 to 19 for 90": _misheard,
    "two apart swapped": _two_apart,
    "double misread": _double,
    "one unreadable": _unreadable,
    "two unreadable": _two_unreadable,
    "digit missing": _missing,
    "digit extra": _extra,
    "letter": _letter,
}
# How common the kinds are, for the row over all of them.
_COMMON: Final = {
    "wrong digit": WRONG_SHARE,
    "neighbours swapped": SWAPPED_SHARE,
    "13 for 30 to 19 for 90": SPOKEN_SHARE,
    "two apart swapped": JUMP_SHARE,
    "double misread": TWIN_SHARE,
    "digit missing": MISSING_SHARE,
    "digit extra": EXTRA_SHARE,
}


class _Tally:
    """How many slips there were and where the truth stood: plain counts, and weights."""

    def __init__(self) -> None:
        self.slips = self.unseen = self.lost = self.listed = self.longest = 0
        self.first = self.top = 0
        self.weight = self.unseen_weight = self.first_weight = self.top_weight = 0.0

    def unseen_slip(self, weight: float) -> None:
        """Take in a slip after which the block keeps the rule."""
        self.slips += 1
        self.unseen += 1
        self.weight += weight
        self.unseen_weight += weight

    def seen_slip(self, truth: object, found: Sequence[object], weight: float) -> None:
        """Take in a slip and the suggestions for it."""
        self.slips += 1
        self.weight += weight
        self.listed += len(found)
        self.longest = max(self.longest, len(found))
        if truth not in found:
            self.lost += 1
            return
        place = found.index(truth)
        self.first += not place
        self.top += place < _TOP
        self.first_weight += 0 if place else weight
        self.top_weight += weight if place < _TOP else 0

    @property
    def weighted(self) -> tuple[float, float, float]:
        """Of the weight of all slips: the unseen share; of the seen: first, among the first."""
        seen = max(self.weight - self.unseen_weight, sys.float_info.min)
        return self.unseen_weight / self.weight, self.first_weight / seen, self.top_weight / seen

    def line(self, name: str) -> str:
        """One row of the report."""
        seen = max(self.slips - self.unseen, 1)
        uniform = f"{self.first / seen:>9.1%}{self.top / seen:>8.1%}"
        _unseen, first, top = self.weighted
        return (
            f"{name:24}{self.slips:>9}{self.unseen / self.slips:>8.1%}{self.listed / seen:>6.2f}"
            f"{self.longest:>5}{uniform}{first:>9.1%}{top:>8.1%}{self.lost:>6}"
        )


_HEAD: Final = (
    f"{'':24}{'':>9}{'':>8}{'list':>6}{'':>5}{'uniform':>9}{'':>8}{'weighted':>9}\n"
    f"{'kind of slip':24}{'slips':>9}{'unseen':>8}{'mean':>6}{'max':>5}"
    f"{'first':>9}{'top 3':>8}{'first':>9}{'top 3':>8}{'lost':>6}"
)


@lru_cache(maxsize=1 << 20)
def _suggested(typed: str) -> tuple[str, ...]:
    return tuple(one.digits for one in suggest_block(typed))


def _block(value: int) -> str:
    return f"{value * 11:06}"


def _over_blocks(slips: Callable[[str], Slips], step: int) -> _Tally:
    """Every slip of a kind in every block."""
    tally = _Tally()
    for value in range(0, _VALUES, step):
        block = _block(value)
        for typed, weight in slips(block):
            if judge(typed) is Verdict.FINE:
                tally.unseen_slip(weight)
            else:
                tally.seen_slip(block, _suggested(typed), weight)
    return tally


def _numbers() -> Iterator[int]:
    """Numbers without a visible pattern, the same ones each time."""
    state = 11
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield state >> 33


_Keys: TypeAlias = Iterator[tuple[tuple[str, ...], str, float]]
"""Keys drawn, what is typed for each, and the weight of that slip within its key."""


def _one_slip(slips: Callable[[str], Slips], keys: int, *, twice: bool = False) -> _Keys:
    """Keys with a slip in one block, or in two: one drawn for each key, and its weight."""
    numbers = _numbers()
    for _ in range(keys):
        blocks = tuple(_block(next(numbers) % _VALUES) for _ in range(BLOCKS))
        typed, weight = list(blocks), 1.0
        places = [next(numbers) % BLOCKS]
        if twice:
            places.append((places[0] + 1 + next(numbers) % (BLOCKS - 1)) % BLOCKS)
        for at in places:
            choices = list(slips(blocks[at]))
            if choices:
                typed[at], share = choices[next(numbers) % len(choices)]
                # Few choices are each the likelier for it.
                weight *= share * len(choices) / sum(each for _, each in choices)
        if typed != list(blocks):
            yield blocks, "-".join(typed), weight


def _over_an_edge(keys: int) -> _Keys:
    """The last digit of a block and the first of the next one swapped."""
    numbers = _numbers()
    for _ in range(keys):
        blocks = tuple(_block(next(numbers) % _VALUES) for _ in range(BLOCKS))
        at = next(numbers) % (BLOCKS - 1)
        one, other = blocks[at], blocks[at + 1]
        if one[-1] != other[0]:
            swapped = (one[:-1] + other[0], one[-1] + other[1:])
            yield blocks, "-".join((*blocks[:at], *swapped, *blocks[at + 2 :])), 1.0


def _without_hyphens(keys: Iterable[tuple[tuple[str, ...], str, float]]) -> _Keys:
    yield from ((blocks, typed.replace("-", ""), weight) for blocks, typed, weight in keys)


def _over_keys(keys: _Keys) -> _Tally:
    """What the program makes of each key as it would be pasted."""
    tally = _Tally()
    for blocks, typed, weight in keys:
        reading = read_key(typed)
        if reading.draft.is_complete:
            tally.unseen_slip(weight)
        else:
            tally.seen_slip(blocks, [one.blocks for one in reading.proposals], weight)
    return tally


def main() -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--step", type=int, default=1, metavar="N", help="every Nth block only")
    parser.add_argument("--keys", type=int, default=2_000, metavar="N", help="whole keys a kind")
    chosen = parser.parse_args()
    lost = 0
    print(f"One block\n{_HEAD}", flush=True)
    tallies: dict[str, _Tally] = {}
    for name, slips in _KINDS.items():
        tallies[name] = _over_blocks(slips, chosen.step)
        lost += tallies[name].lost
        print(tallies[name].line(name), flush=True)
    print(_overall(tallies))
    print(f"\nWhole keys, drawn\n{_HEAD}")
    for name, keys in {
        **{name: _one_slip(slips, chosen.keys) for name, slips in _KINDS.items()},
        "letter": _one_slip(_letter_in_text, chosen.keys),
        "two blocks wrong": _one_slip(_wrong, chosen.keys, twice=True),
        "swapped over an edge": _over_an_edge(chosen.keys),
        "48 in a row, one wrong": _without_hyphens(_one_slip(_wrong, chosen.keys)),
        "run of 47": _without_hyphens(_one_slip(_missing, chosen.keys)),
        "run of 49": _without_hyphens(_one_slip(_extra, chosen.keys)),
    }.items():
        tally = _over_keys(keys)
        lost += tally.lost
        print(tally.line(name), flush=True)
    return 1 if lost else 0


def _overall(tallies: Mapping[str, _Tally]) -> str:
    """All kinds together, each as common as the table has it."""
    every = [(share, *tallies[name].weighted) for name, share in _COMMON.items()]
    total = sum(_COMMON.values())
    unseen = sum(share * missed for share, missed, _, _ in every) / total
    seen = total * (1 - unseen)
    first = sum(share * (1 - missed) * first for share, missed, first, _ in every) / seen
    top = sum(share * (1 - missed) * top for share, missed, _, top in every) / seen
    return f"{'all, as common as judged':33}{unseen:>8.1%}{'':>11}{'':>17}{first:>9.1%}{top:>8.1%}"


if __name__ == "__main__":
    sys.exit(main())
