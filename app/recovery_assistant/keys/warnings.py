# SPDX-License-Identifier: Apache-2.0
"""What arithmetic cannot see in a key: repeats, sample keys, a key that stands there already."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from recovery_assistant.keys.block import BLOCKS, is_fine, plain_digits
from recovery_assistant.keys.recovery_key import RecoveryKey


class KeyWarning(Enum):
    """A reason to look again at a key that may be well-formed."""

    REPEATED_BLOCK = "repeated_block"
    SAMPLE_KEY = "sample_key"
    ALL_ZERO = "all_zero"
    SAME_AS_ANOTHER = "same_as_another"
    EQUAL_BLOCKS_OF_OTHER = "equal_blocks_of_other"


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning and the numbers of the blocks it is about, from 1."""

    kind: KeyWarning
    blocks: tuple[int, ...]


# Keys that are printed in documentation and articles; nobody's drive opens with them. The first
# two are well-formed, and so is the one of the format description; the others are not.
_SAMPLES: Final = (
    "496298-461032-321464-595518-463221-173943-033616-139579",
    "158422-038236-492536-574783-256300-205084-114356-069773",
    "471207-278498-422125-177177-561902-537405-468006-693451",
    "111111-222222-333333-444444-555555-666666-777777-888888",
)
# The beginnings of sample keys that count upwards, as printed in several places.
_SAMPLE_STARTS: Final = (
    ("123456", "789012"),
    ("123456", "231453", "873456"),
    ("123456", "234567"),
)
_SAMPLE_BLOCKS: Final = frozenset(tuple(sample.split("-")) for sample in _SAMPLES)
_ZERO: Final = "000000"
# Two keys share a block once in a thousand by chance; three blocks are no chance any more.
_SHARED_BLOCKS: Final = 3


def warn(blocks: Sequence[str], others: Sequence[RecoveryKey] = ()) -> tuple[Warned, ...]:
    """What to look at again in a key; `others` are further keys at hand, its own not among them."""
    typed = tuple(map(plain_digits, blocks))
    found: list[Warned] = []
    every = tuple(range(1, len(typed) + 1))
    if len(typed) == BLOCKS and set(typed) == {_ZERO}:
        found.append(Warned(KeyWarning.ALL_ZERO, every))
    else:
        found += _repeats(typed)
    if typed in _SAMPLE_BLOCKS or any(typed[: len(start)] == start for start in _SAMPLE_STARTS):
        found.append(Warned(KeyWarning.SAMPLE_KEY, every))
    found += _shared(typed, others)
    return tuple(found)


def _repeats(typed: Sequence[str]) -> list[Warned]:
    """One warning for each block that stands in more than one place."""
    places: dict[str, list[int]] = {}
    for number, block in enumerate(typed, start=1):
        if is_fine(block):
            places.setdefault(block, []).append(number)
    return [
        Warned(KeyWarning.REPEATED_BLOCK, tuple(numbers))
        for numbers in places.values()
        if len(numbers) > 1
    ]


def _shared(typed: tuple[str, ...], others: Sequence[RecoveryKey]) -> list[Warned]:
    """Whether another key is the same, or so like it that blocks of the two may be mixed."""
    if any(other.blocks == typed for other in others):
        return [Warned(KeyWarning.SAME_AS_ANOTHER, tuple(range(1, len(typed) + 1)))]
    equal: set[int] = set()
    for other in others:
        same = {n for n, block in enumerate(typed, start=1) if block in other.blocks}
        equal |= same if len(same) >= _SHARED_BLOCKS else set()
    return [Warned(KeyWarning.EQUAL_BLOCKS_OF_OTHER, tuple(sorted(equal)))] if equal else []
