# SPDX-License-Identifier: Apache-2.0
"""Every key that may have been meant, in the order in which it is worth trying on a drive.

On paper few suggestions are a help and many are a burden; a drive can try them all. So nothing is
left out here that can explain what was typed, and what comes to too many is refused with its
number.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import combinations, permutations, product
from math import prod
from typing import Final

from typing_extensions import override

from recovery_assistant.keys.block import (
    BLOCK_DIGITS,
    BLOCKS,
    DIVISOR,
    KEY_DIGITS,
    is_fine,
    plain_digits,
)
from recovery_assistant.keys.confusions import DIGITS, SPOKEN
from recovery_assistant.keys.glyphs import UNREADABLE
from recovery_assistant.keys.recovery_key import KEY_BYTES, RecoveryKey
from recovery_assistant.keys.repair import suggest_block, suggest_run

MOST_ATTEMPTS: Final = 1 << 20
"""More than this is refused: on four cores it is more than two days."""

_VALUES: Final = 1 << 16
_VALUE_BYTES: Final = KEY_BYTES // BLOCKS
# So many keys are put in order one against the other; more stand block by block.
_FEW: Final = 4096
# So many repaired keys are tried in another order, or with a slip more, as well.
_FEW_WHOLE: Final = 16
# With more digits lost than these it is quicker to go through all blocks.
_FEW_LOST: Final = 3
_LONGEST: Final = BLOCK_DIGITS + 1


class Idea(Enum):
    """What may have happened to the key, the likeliest first."""

    REPAIRED = "repaired"
    """Unreadable, missing and wrong digits, each block by itself."""
    UNSEEN = "unseen"
    """One block holds a slip that the rule of 11 does not see: pairs, halves, doubles."""
    EXCHANGED = "exchanged"
    """Two blocks stand in each other's place."""
    MOVED = "moved"
    """One block stands elsewhere, and those between have moved up."""
    ANY_ORDER = "any-order"
    """All eight blocks in any order."""


@dataclass(frozen=True, slots=True)
class TooMany:
    """There are more keys to try than anybody could wait for.

    Attributes:
        count: how many.
        blocks: the blocks, 1 to 8, that leave so much open.

    """

    count: int
    blocks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hopeless:
    """These blocks, 1 to 8, hold so many digits that nobody can say which of them are meant."""

    blocks: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Attempts:
    """The keys to try, as bytes in a buffer that can be wiped.

    Attributes:
        ideas: what each stretch of them explains, and how many there are, in order.

    """

    ideas: tuple[tuple[Idea, int], ...]
    _keys: bytearray = field(repr=False)

    def __len__(self) -> int:
        return len(self._keys) // KEY_BYTES

    def key_bytes(self, number: int) -> bytes:
        """Return the 16 bytes of a key, counted from 0."""
        return bytes(self._keys[number * KEY_BYTES : (number + 1) * KEY_BYTES])

    def key(self, number: int) -> RecoveryKey:
        """Return a key, counted from 0."""
        return RecoveryKey.from_bytes(self.key_bytes(number))

    def stretch(self, start: int, end: int) -> memoryview:
        """Return the bytes of the keys from `start` up to `end`, 16 a key, not copied."""
        return memoryview(self._keys)[start * KEY_BYTES : end * KEY_BYTES]

    def wipe(self) -> None:
        """Overwrite the keys; what is left has none."""
        self._keys[:] = bytes(len(self._keys))
        self._keys.clear()

    @override
    def __repr__(self) -> str:
        return f"Attempts({len(self)})"


def attempts(blocks: Sequence[str], *, any_order: bool = False) -> Attempts | TooMany | Hopeless:
    """Return every key that eight block texts may have been meant to be.

    Args:
        blocks: eight texts as typed; "?" stands for a digit that cannot be read, an empty text
            for a whole block that is missing.
        any_order: also all 40,320 orders of the eight blocks, where they are known.

    """
    typed = [plain_digits(text) for text in blocks]
    options = [_options(text) for text in typed]
    edges = [*dict.fromkeys(_over_edges(typed))]
    count = prod(map(len, options))
    if not edges:
        hopeless = tuple(n for n, choices in enumerate(options, 1) if not choices)
        if hopeless:
            return Hopeless(hopeless)
        if count > MOST_ATTEMPTS:
            return TooMany(count, tuple(n for n, one in enumerate(options, 1) if len(one) > 1))
        if count > _FEW:
            return _block_by_block(options, count)
    repaired = _in_order(options) if count <= _FEW else []
    if sum(not is_fine(text) for text in typed) > 1:
        # Blocks are out of step with the digits: that explains more than slips in each of them.
        repaired = [*dict.fromkeys((*edges, *repaired))]
    else:
        repaired = [*dict.fromkeys((*repaired, *edges))]
    ideas: list[tuple[Idea, int]] = []
    keys = bytearray()
    seen: set[_Key] = set()
    for idea, found in _ideas(repaired, any_order=any_order):
        fresh = [key for key in found if key not in seen]
        seen.update(fresh)
        for key in fresh:
            keys += b"".join(value.to_bytes(_VALUE_BYTES, "little") for value in key)
        if fresh:
            ideas.append((idea, len(fresh)))
    return Attempts(tuple(ideas), keys)


def _block_by_block(options: Sequence[list[tuple[int, float]]], count: int) -> Attempts:
    """Many keys, in the order of their blocks: written down one by one, never held as a list."""
    choices = [[value.to_bytes(_VALUE_BYTES, "little") for value, _ in one] for one in options]
    keys = bytearray()
    for choice in product(*choices):
        keys += b"".join(choice)
    return Attempts(((Idea.REPAIRED, count),), keys)


_Key = tuple[int, ...]


def _ideas(repaired: list[_Key], *, any_order: bool) -> Iterator[tuple[Idea, list[_Key]]]:
    yield Idea.REPAIRED, repaired
    if len(repaired) > _FEW_WHOLE:
        return
    for idea, changed in (
        (Idea.UNSEEN, _unseen),
        (Idea.EXCHANGED, _exchanged),
        (Idea.MOVED, _moved),
    ):
        yield idea, [*dict.fromkeys(one for key in repaired for one in changed(key))]
    if any_order and len(repaired) == 1:
        yield Idea.ANY_ORDER, [*dict.fromkeys(permutations(repaired[0]))]


def _options(typed: str) -> list[tuple[int, float]]:
    """The values that a block may have, with weights, the likeliest first."""
    if is_fine(typed):
        return [(int(typed) // DIVISOR, 1.0)]
    found = [(int(one.digits) // DIVISOR, one.likelihood) for one in suggest_block(typed)]
    if found or len(typed) > _LONGEST:
        return found
    return [(value, 1.0) for value in _filled(typed)]


def _filled(typed: str) -> list[int]:
    """Every block in which the readable digits stand in their order.

    First those in which the end is lost, then those in which the beginning is; a letter that is
    no digit counts as unreadable. Where none is lost, two digits more are taken for unreadable.
    """
    read = "".join(one if one in DIGITS else UNREADABLE for one in typed)
    lacking = UNREADABLE * (BLOCK_DIGITS - len(read))
    patterns = [read + lacking, lacking + read]
    if lacking and UNREADABLE not in read:
        patterns += [read[:at] + lacking + read[at:] for at in range(1, len(read))]
    found = _all_matching(patterns)
    if found or len(read) != BLOCK_DIGITS:
        return found
    return _all_matching(
        "".join(UNREADABLE if at in wrong else one for at, one in enumerate(read))
        for wrong in combinations(range(BLOCK_DIGITS), 2)
    )


def _all_matching(patterns: Iterable[str]) -> list[int]:
    return [*dict.fromkeys(value for pattern in patterns for value in _matching(pattern))]


def _matching(pattern: str) -> Iterator[int]:
    """The blocks that show what a pattern of six shows, by their values, in their order."""
    if len(pattern) != BLOCK_DIGITS:
        return
    lost = pattern.count(UNREADABLE)
    if lost <= _FEW_LOST:
        for digits in product(DIGITS, repeat=lost):
            left = iter(digits)
            block = "".join(next(left) if one == UNREADABLE else one for one in pattern)
            if is_fine(block):
                yield int(block) // DIVISOR
        return
    known = [(at, digit) for at, digit in enumerate(pattern) if digit != UNREADABLE]
    for value in range(_VALUES):
        block = f"{value * DIVISOR:06}"
        if all(block[at] == digit for at, digit in known):
            yield value


def _in_order(options: Sequence[list[tuple[int, float]]]) -> list[_Key]:
    """The keys of all combinations, the likeliest first."""
    choices = sorted(product(*options), key=lambda key: -prod(weight for _, weight in key))
    return [tuple(value for value, _ in choice) for choice in choices]


def _over_edges(typed: Sequence[str]) -> Iterator[_Key]:
    """Keys for 47 or 49 digits that were cut into blocks at the wrong places."""
    digits = "".join(typed)
    if len(digits) != KEY_DIGITS:
        for repair in suggest_run(digits):
            yield tuple(int(block) // DIVISOR for block in repair.blocks)


def _unseen(key: _Key) -> Iterator[_Key]:
    """One block with a slip that keeps the rule (bitlocker-facts.md section 1)."""
    for n, value in enumerate(key):
        for block in _kept_rule(f"{value * DIVISOR:06}"):
            if is_fine(block):
                yield (*key[:n], int(block) // DIVISOR, *key[n + 1 :])


def _kept_rule(block: str) -> Iterator[str]:
    half = BLOCK_DIGITS // 2
    yield block[half:] + block[:half]
    for at in range(BLOCK_DIGITS - 1):
        head, pair, tail = block[:at], block[at : at + 2], block[at + 2 :]
        yield head + block[at : at + 3][::-1] + block[at + 3 :]
        yield head + tail[:2] + pair + tail[2:]
        if pair in SPOKEN:
            yield head + SPOKEN[pair] + tail
        if pair[0] == pair[1]:
            for digit in DIGITS:
                yield head + digit * 2 + tail


def _exchanged(key: _Key) -> Iterator[_Key]:
    for one in range(BLOCKS):
        for other in range(one + 1, BLOCKS):
            changed = list(key)
            changed[one], changed[other] = changed[other], changed[one]
            yield tuple(changed)


def _moved(key: _Key) -> Iterator[_Key]:
    for source in range(BLOCKS):
        rest = key[:source] + key[source + 1 :]
        for target in range(BLOCKS):
            yield (*rest[:target], key[source], *rest[target:])
