# SPDX-License-Identifier: Apache-2.0
"""What arithmetic cannot see in a key: repeats, swaps, sample keys, a key that is there already.

The rule of 11 looks at one block at a time, so any order of the blocks pleases it. Only another
copy shows that blocks changed places; and if that copy stands beside the Key ID asked for, its
order is the one to try.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from recovery_assistant.keys.block import BLOCKS, is_fine, plain_digits
from recovery_assistant.keys.comparison import Agreement, Comparison, compare


class KeyWarning(Enum):
    """A reason to look again at a key that may be well-formed."""

    REPEATED_BLOCK = "repeated_block"
    SAMPLE_KEY = "sample_key"
    ALL_ZERO = "all_zero"
    SAME_AS_ANOTHER = "same_as_another"
    EQUAL_BLOCKS_OF_OTHER = "equal_blocks_of_other"
    OTHER_ORDER = "other_order"


@dataclass(frozen=True, slots=True)
class Other:
    """A further key at hand, and whether the Key ID beside it is the one asked for."""

    blocks: tuple[str, ...] = field(repr=False)
    id_matches: bool = False


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning and the numbers of the blocks it is about, from 1.

    `suspect` is the repeated block that another copy reads differently. `id_matches` says that
    the other key that gave the hint stands beside the Key ID asked for.
    """

    kind: KeyWarning
    blocks: tuple[int, ...]
    suspect: int | None = None
    id_matches: bool = False


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


def warn(blocks: Sequence[str], others: Sequence[Other] = ()) -> tuple[Warned, ...]:
    """What to look at again in a key; `others` are further keys at hand, its own not among them."""
    typed = tuple(map(plain_digits, blocks))
    every = tuple(range(1, len(typed) + 1))
    # A copy beside the right Key ID has the first word.
    known = [
        replace(other, blocks=tuple(map(plain_digits, other.blocks)))
        for other in sorted(others, key=lambda other: not other.id_matches)
    ]
    compared = [(other, compare(typed, other.blocks)) for other in known]
    if len(typed) == BLOCKS and set(typed) == {_ZERO}:
        found = [Warned(KeyWarning.ALL_ZERO, every)]
    else:
        found = [_with_suspect(one, compared) for one in _repeats(typed)]
    if typed in _SAMPLE_BLOCKS or any(typed[: len(start)] == start for start in _SAMPLE_STARTS):
        found.append(Warned(KeyWarning.SAMPLE_KEY, every))
    hinted = any(one.suspect for one in found)
    strange = [other for other, comparison in compared if not _is_copy(comparison)]
    same = [other for other in known if other.blocks == typed]
    found += _other_order(compared) or ([] if hinted else _shared(typed, [*same, *strange]))
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


def _with_suspect(warned: Warned, compared: Sequence[tuple[Other, Comparison]]) -> Warned:
    """The repeat, and which of its places another copy reads differently, if that is all."""
    for other, comparison in compared:
        unlike = [one for one in comparison.blocks if one.agreement is not Agreement.SAME]
        numbers = [one.number for one in unlike if one.fine_there]
        if len(unlike) == len(numbers) == 1 and numbers[0] in warned.blocks:
            return replace(warned, suspect=numbers[0], id_matches=other.id_matches)
    return warned


def _other_order(compared: Sequence[tuple[Other, Comparison]]) -> list[Warned]:
    """Whether another copy has the same blocks and nothing else, in another order."""
    for other, comparison in compared:
        moved = tuple(one.number for one in comparison.blocks if one.agreement is Agreement.MOVED)
        settled = all(
            one.agreement in {Agreement.SAME, Agreement.MOVED} for one in comparison.blocks
        )
        if moved and settled:
            return [Warned(KeyWarning.OTHER_ORDER, moved, id_matches=other.id_matches)]
    return []


def _is_copy(comparison: Comparison) -> bool:
    """Whether the other is the same key with slips in one of the two or in both."""
    return not comparison.two_keys and all(
        one.agreement is Agreement.SAME or not (one.fine_here and one.fine_there)
        for one in comparison.blocks
    )


def _shared(typed: tuple[str, ...], others: Sequence[Other]) -> list[Warned]:
    """Whether another key is the same, or so like it that blocks of the two may be mixed."""
    if any(other.blocks == typed for other in others):
        return [Warned(KeyWarning.SAME_AS_ANOTHER, tuple(range(1, len(typed) + 1)))]
    equal: set[int] = set()
    for other in others:
        same = {n for n, block in enumerate(typed, 1) if is_fine(block) and block in other.blocks}
        equal |= same if len(same) >= _SHARED_BLOCKS else set()
    return [Warned(KeyWarning.EQUAL_BLOCKS_OF_OTHER, tuple(sorted(equal)))] if equal else []
