# SPDX-License-Identifier: Apache-2.0
"""Two copies of one key, block by block: where they agree, and what one knows that the other lacks.

The first copy is "here", the second is "there". Nothing is decided for the person: where both
copies are without a slip and differ, arithmetic cannot say which is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from recovery_assistant.keys.block import BLOCKS, is_fine, plain_digits
from recovery_assistant.keys.confusions import DIGITS, REASON, SPOKEN, Likeness
from recovery_assistant.keys.glyphs import UNREADABLE
from recovery_assistant.keys.recovery_key import RecoveryKey

# Two digits may be misread in a block; three are hardly a slip any more.
_FAR: Final = 3
# So many blocks that are far from each other, and more than are alike, make it two keys.
_OTHER_KEY: Final = 3


class Agreement(Enum):
    """How a block of one copy stands to the block of the other."""

    SAME = "same"
    DIFFERS = "differs"
    UNREADABLE_HERE = "unreadable_here"
    UNREADABLE_THERE = "unreadable_there"
    UNREADABLE = "unreadable"
    """Both have unreadable digits, at the same places or at different ones."""
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    MISSING = "missing"
    MOVED = "moved"
    """It stands in another place of the other copy."""


_MAY_HAVE_MOVED: Final = frozenset(
    {Agreement.DIFFERS, Agreement.MISSING_HERE, Agreement.MISSING_THERE}
)


@dataclass(frozen=True, slots=True)
class BlockCompared:
    """One block, counted from 1, and the same block of the other copy.

    `digits` are the places, from 1, that differ or cannot be read. `other` is the place in the
    second copy where a moved block stands; `swapped` says that the two changed places. `fill` is
    what the second copy makes of the block, where it helps. `fine_here` and `fine_there` say
    which of the two keeps the rule of 11.
    """

    number: int
    agreement: Agreement
    digits: tuple[int, ...] = ()
    other: int | None = None
    swapped: bool = False
    fill: str | None = field(default=None, repr=False)
    likeness: Likeness | None = None
    fine_here: bool = False
    fine_there: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Eight blocks compared. `merged` is the key that both copies give together.

    It is `None` where nothing was to be filled, where the copies contradict each other, and where
    the result would not be well-formed. `two_keys` says that these are hardly copies of one key.
    """

    blocks: tuple[BlockCompared, ...]
    two_keys: bool
    merged: RecoveryKey | None

    @property
    def same(self) -> bool:
        """Whether the two read alike throughout, with every digit known."""
        return all(one.agreement is Agreement.SAME for one in self.blocks)


def compare(first: Sequence[str], second: Sequence[str]) -> Comparison:
    """Compare two copies of a key, given as blocks; "?" and letters are digits nobody can read."""
    here, there = _eight(first), _eight(second)
    blocks = [_block(n, *pair) for n, pair in enumerate(zip(here, there, strict=True), 1)]
    # Where the copies do not contradict each other, a block that repeats has not come from there.
    unlike = [one.number - 1 for one in blocks if one.agreement in _MAY_HAVE_MOVED]
    blocks = [_moved(one, unlike, here, there) for one in blocks]
    two_keys = _are_two(blocks)
    if two_keys:
        blocks = [replace(one, fill=None) for one in blocks]
    return Comparison(tuple(blocks), two_keys, _merged(blocks, here))


def _eight(copy: Sequence[str]) -> list[str]:
    """Eight blocks of digits and question marks."""
    plain = [
        "".join(c if c in DIGITS else UNREADABLE for c in plain_digits(block))
        for block in copy[:BLOCKS]
    ]
    return plain + [""] * (BLOCKS - len(plain))


def _block(number: int, here: str, there: str) -> BlockCompared:
    told = BlockCompared(number, Agreement.SAME, fine_here=is_fine(here), fine_there=is_fine(there))
    if not (here and there):
        agreement = (
            Agreement.MISSING_THERE
            if here
            else Agreement.MISSING_HERE
            if there
            else Agreement.MISSING
        )
        return replace(told, agreement=agreement, fill=_useful(there))
    if len(here) != len(there):
        dropped = _dropped(here, there)
        fill = there if told.fine_there else None
        return replace(told, agreement=Agreement.DIFFERS, digits=dropped, fill=fill)
    pairs = list(enumerate(zip(here, there, strict=True), start=1))
    wrong = tuple(n for n, (a, b) in pairs if UNREADABLE not in (a, b) and a != b)
    if wrong:
        fill = there if told.fine_there and not told.fine_here else None
        likeness = _likeness(here, there, wrong)
        return replace(
            told, agreement=Agreement.DIFFERS, digits=wrong, fill=fill, likeness=likeness
        )
    return _with_gaps(told, here, there)


def _with_gaps(told: BlockCompared, here: str, there: str) -> BlockCompared:
    """Two blocks that do not contradict each other, and what cannot be read in them."""
    pairs = list(enumerate(zip(here, there, strict=True), start=1))
    gaps = tuple(n for n, pair in pairs if UNREADABLE in pair)
    if not gaps:
        return told
    agreement = Agreement.UNREADABLE
    if UNREADABLE not in there:
        agreement = Agreement.UNREADABLE_HERE
    elif UNREADABLE not in here:
        agreement = Agreement.UNREADABLE_THERE
    both = "".join(b if a == UNREADABLE else a for _, (a, b) in pairs)
    fill = _useful(both) if both != here else None
    return replace(told, agreement=agreement, digits=gaps, fill=fill)


def _useful(filled: str) -> str | None:
    """What fills a block, if it may be right."""
    return filled if is_fine(filled) or UNREADABLE in filled else None


def _dropped(here: str, there: str) -> tuple[int, ...]:
    """The digit of the longer block that the shorter one lacks, if that is all."""
    short, long = sorted((here, there), key=len)
    places = (n for n in range(len(long)) if long[:n] + long[n + 1 :] == short)
    return tuple(n + 1 for n in places)[:1]


def _likeness(here: str, there: str, wrong: tuple[int, ...]) -> Likeness | None:
    """What makes the differing digits pass for each other."""
    first, last = wrong[0] - 1, wrong[-1]
    one, other = here[first:last], there[first:last]
    if len(one) == 1:
        return REASON.get((one, other))
    return Likeness.EAR if SPOKEN.get(one) == other else None


def _moved(
    told: BlockCompared, unlike: Sequence[int], here: Sequence[str], there: Sequence[str]
) -> BlockCompared:
    """As it was told, unless the block stands elsewhere in the other copy."""
    at = told.number - 1
    if at not in unlike:
        return told
    open_places = [n for n in unlike if n != at]
    if told.fine_there and any(here[n] == there[at] for n in open_places):
        told = replace(told, fill=None)
    if not told.fine_here:
        return told
    places = [n for n in open_places if there[n] == here[at]]
    if not places:
        return told
    place = min(places, key=lambda n: (here[n] != there[at], abs(n - at)))
    # What is fine here was given nothing to fill it.
    return replace(
        told,
        agreement=Agreement.MOVED,
        digits=(),
        other=place + 1,
        swapped=here[place] == there[at],
        likeness=None,
    )


def _are_two(blocks: Sequence[BlockCompared]) -> bool:
    far = sum(one.agreement is Agreement.DIFFERS and len(one.digits) >= _FAR for one in blocks)
    alike = sum(one.agreement in {Agreement.SAME, Agreement.MOVED} for one in blocks)
    return far >= _OTHER_KEY and far > alike


def _merged(blocks: Sequence[BlockCompared], here: Sequence[str]) -> RecoveryKey | None:
    read = [text if one.fill is None else one.fill for one, text in zip(blocks, here, strict=True)]
    settled = all(
        one.agreement is not Agreement.MOVED
        and (one.agreement is not Agreement.DIFFERS or one.fine_here != one.fine_there)
        for one in blocks
    )
    filled = any(one.fill is not None for one in blocks)
    if not (settled and filled and all(map(is_fine, read))):
        return None
    return RecoveryKey.from_blocks(read)
