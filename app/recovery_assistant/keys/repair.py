# SPDX-License-Identifier: Apache-2.0
"""What a block or a key with a slip in it may have been meant to be. Nothing is applied here."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import Final

from recovery_assistant.keys.block import (
    BLOCK_DIGITS,
    BLOCKS,
    DIVISOR,
    KEY_DIGITS,
    is_fine,
    plain_digits,
)
from recovery_assistant.keys.confusions import (
    ALONG,
    DIGITS,
    JUMP_SHARE,
    LEADING_ZERO,
    LETTER_FIRST,
    LETTER_OTHER,
    LETTER_SECOND,
    LETTERS,
    OVER_AN_EDGE,
    REASON,
    SHARE,
    SIDE_BY_SIDE,
    SPOKEN,
    SPOKEN_PLACES,
    SPOKEN_SHARE,
    SWAPPED_SHARE,
    TWIN,
    TWIN_SHARE,
    WRONG_SHARE,
    Likeness,
)
from recovery_assistant.keys.slip import Slip

MOST_UNKNOWN: Final = 2
MOST_KEYS: Final = 200

# A share belongs to a whole block; a single suggestion gets what falls to its place, which is more
# where few blocks have a place for the slip at all.
_NEIGHBOURS: Final = BLOCK_DIGITS - 1
_A_WRONG_DIGIT: Final = WRONG_SHARE / BLOCK_DIGITS
_A_SWAP: Final = SWAPPED_SHARE / (_NEIGHBOURS * (1 - 1 / len(DIGITS)))
_A_SPOKEN: Final = SPOKEN_SHARE / (len(SPOKEN_PLACES) * len(SPOKEN) / len(DIGITS) ** 2)
_A_TWIN: Final = TWIN_SHARE / (_NEIGHBOURS / len(DIGITS))
_A_JUMP: Final = JUMP_SHARE / (_NEIGHBOURS - 1)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One block that may have been meant; `likelihood` is its share among the suggestions.

    `position` is the place of the slip, from 1, in what was typed (for a missing digit: in the
    suggested block). `was` and `now` hold the characters there before and after. `likeness` is
    what makes the two pass for each other, where something does.
    """

    digits: str = field(repr=False)
    slip: Slip
    position: int | None
    was: str = field(repr=False)
    now: str = field(repr=False)
    likelihood: float
    likeness: Likeness | None = None


@dataclass(frozen=True, slots=True)
class KeySuggestion:
    """Eight blocks that may have been meant, and what was changed in which block."""

    blocks: tuple[str, ...] = field(repr=False)
    changes: tuple[tuple[int, Suggestion], ...]
    likelihood: float


@dataclass(frozen=True, slots=True)
class RunRepair:
    """Eight blocks that a run with one digit too few or too many may have been meant to be."""

    blocks: tuple[str, ...] = field(repr=False)
    block: int
    slip: Slip
    suggestion: Suggestion
    likelihood: float


def suggest_block(text: str) -> tuple[Suggestion, ...]:
    """Every block one slip away from what was typed, likeliest first; none for a fine block.

    A block that keeps the rule of 11 and is too large gets the blocks that are one of those slips
    away which the rule does not see.

    Unreadable digits and letters are filled in where no more than two are unknown, or where
    letters alone leave few answers; the answer is then every block that fits.
    """
    typed = plain_digits(text)
    if is_fine(typed):
        return ()
    match len(typed):
        case 5:
            found = _missing(typed)
        case 6:
            found = _same_length(typed)
        case 7:
            found = _extra(typed)
        case _:
            return ()
    return _ranked(found)


def _same_length(typed: str) -> Iterator[Suggestion]:
    if not all(character in DIGITS for character in typed):
        yield from _unknown(typed)
        return
    yield from _wrong_digit(typed)
    yield from _swapped(typed)
    yield from _misheard(typed)
    if int(typed) % DIVISOR == 0:
        yield from _two_slips(typed)


def _wrong_digit(typed: str) -> Iterator[Suggestion]:
    for at, was in enumerate(typed):
        for now in DIGITS.replace(was, ""):
            weight = _A_WRONG_DIGIT * SHARE[now, was]
            yield from _in_place(typed, at, now, Slip.WRONG_DIGIT, weight, REASON.get((now, was)))


def _swapped(typed: str) -> Iterator[Suggestion]:
    for at in range(BLOCK_DIGITS - 1):
        yield from _in_place(typed, at, typed[at : at + 2][::-1], Slip.SWAPPED, _A_SWAP)


def _misheard(typed: str) -> Iterator[Suggestion]:
    """Two digits that were spoken as one number: thirteen for thirty."""
    for at in SPOKEN_PLACES:
        now = SPOKEN.get(typed[at : at + 2])
        if now is not None:
            yield from _in_place(typed, at, now, Slip.MISHEARD, _A_SPOKEN, Likeness.EAR)


def _two_slips(typed: str) -> Iterator[Suggestion]:
    """For a block that keeps the rule but is too large: the slips that the rule itself misses.

    Digits two apart swapped, neighbouring pairs or the two halves swapped, a double misread; what
    sounds alike and keeps the rule (sixteen and sixty) is among the suggestions already.
    """
    for at in range(BLOCK_DIGITS - 1):
        yield from _in_place(typed, at, typed[at : at + 3][::-1], Slip.SWAPPED, _A_JUMP)
        pairs = typed[at + 2 : at + 4] + typed[at : at + 2]
        yield from _in_place(typed, at, pairs, Slip.SWAPPED, _A_JUMP)
        was = typed[at]
        if was == typed[at + 1]:
            for (now, alike), share in SHARE.items():
                if alike == was:
                    reason = REASON.get((now, was))
                    weight = _A_TWIN * share
                    yield from _in_place(typed, at, now * 2, Slip.WRONG_DIGIT, weight, reason)
    half = BLOCK_DIGITS // 2
    yield from _in_place(typed, 0, typed[half:] + typed[:half], Slip.SWAPPED, _A_JUMP)


def _in_place(
    typed: str, at: int, now: str, slip: Slip, weight: float, likeness: Likeness | None = None
) -> Iterator[Suggestion]:
    digits = typed[:at] + now + typed[at + len(now) :]
    if is_fine(digits):
        was = typed[at : at + len(now)]
        yield Suggestion(digits, slip, at + 1, was, now, weight, likeness)


def _unknown(typed: str) -> Iterator[Suggestion]:
    places = [at for at, character in enumerate(typed) if character not in DIGITS]
    was = "".join(typed[at] for at in places)
    open_ended = len(places) <= MOST_UNKNOWN
    if not open_ended and not all(character in LETTERS for character in was):
        return
    slip = Slip.LETTER if any(character in LETTERS for character in was) else Slip.UNREADABLE
    options = [_options(character, open_ended=open_ended) for character in was]
    for choice in product(*options):
        digits = list(typed)
        for at, (digit, _) in zip(places, choice, strict=True):
            digits[at] = digit
        block = "".join(digits)
        if is_fine(block):
            now = "".join(digit for digit, _ in choice)
            weight = prod(weight for _, weight in choice)
            likeness = Likeness.LETTER if _as_they_look(was, now) else None
            yield Suggestion(block, slip, places[0] + 1, was, now, weight, likeness)


def _as_they_look(was: str, now: str) -> bool:
    """Whether each unknown character is read as a digit that it looks like."""
    return all(
        digit in LETTERS.get(character, "") for character, digit in zip(was, now, strict=True)
    )


def _options(character: str, *, open_ended: bool) -> list[tuple[str, float]]:
    """The digits a character may stand for, with weights; only look-alikes if not open-ended."""
    alike = LETTERS.get(character, "")
    if not alike:
        return [(digit, LETTER_FIRST) for digit in DIGITS]
    weights = dict.fromkeys(DIGITS, LETTER_OTHER) if open_ended else {}
    weights |= dict.fromkeys(alike, LETTER_SECOND)
    weights[alike[0]] = LETTER_FIRST
    return list(weights.items())


def _missing(typed: str) -> Iterator[Suggestion]:
    for at in range(BLOCK_DIGITS):
        for now in DIGITS:
            digits = typed[:at] + now + typed[at:]
            if is_fine(digits):
                twin = now in typed[max(at - 1, 0) : at + 1]
                weight = TWIN if twin else LEADING_ZERO if (at, now) == (0, "0") else 1.0
                yield Suggestion(digits, Slip.MISSING, at + 1, "", now, weight)


def _extra(typed: str) -> Iterator[Suggestion]:
    for at, was in enumerate(typed):
        digits = typed[:at] + typed[at + 1 :]
        if is_fine(digits):
            beside = typed[max(at - 1, 0) : at] + typed[at + 1 : at + 2]
            along = any(near + was in SIDE_BY_SIDE for near in beside)
            weight = TWIN if was in beside else ALONG if along else 1.0
            likeness = Likeness.KEYS if weight == ALONG else None
            yield Suggestion(digits, Slip.EXTRA, at + 1, was, "", weight, likeness)


def _ranked(found: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Each block once, likeliest first, likelihoods adding up to one."""
    best: dict[str, Suggestion] = {}
    for suggestion in found:
        known = best.get(suggestion.digits)
        if known is None or suggestion.likelihood > known.likelihood:
            best[suggestion.digits] = suggestion
    total = sum(suggestion.likelihood for suggestion in best.values())
    shared = [replace(one, likelihood=one.likelihood / total) for one in best.values()]
    return tuple(sorted(shared, key=lambda one: (-one.likelihood, one.digits)))


def suggest_key(blocks: Sequence[str]) -> tuple[KeySuggestion, ...]:
    """Whole keys, best first and at most `MOST_KEYS`; none where a block cannot be repaired.

    A key whose eight blocks are all fine needs no suggestion and gets none.
    """
    if len(blocks) != BLOCKS:
        return ()
    typed = [plain_digits(block) for block in blocks]
    wrong = {n: suggest_block(block) for n, block in enumerate(typed, 1) if not is_fine(block)}
    if not wrong or not all(wrong.values()):
        return ()
    found = [
        _whole(typed, dict(zip(wrong, choice, strict=True)))
        for choice in _best_choices(list(wrong.values()))
    ]
    mended = _over_an_edge(typed, wrong)
    if mended is None:
        return tuple(found)
    # The two blocks have few suggestions each: together they stay far below MOST_KEYS.
    others = [one for one in found if one.blocks != mended.blocks]
    rest = 1 - OVER_AN_EDGE
    return (mended, *(replace(one, likelihood=one.likelihood * rest) for one in others))


def _whole(typed: Sequence[str], changes: dict[int, Suggestion]) -> KeySuggestion:
    blocks = tuple(changes[n].digits if n in changes else block for n, block in enumerate(typed, 1))
    likelihood = prod(change.likelihood for change in changes.values())
    return KeySuggestion(blocks, tuple(changes.items()), likelihood)


def _over_an_edge(
    typed: Sequence[str], wrong: dict[int, tuple[Suggestion, ...]]
) -> KeySuggestion | None:
    """The key in which one slip over the edge of two blocks explains that both are wrong.

    Either the last digit of one and the first of the next are swapped, or one digit stands on the
    wrong side of the hyphen.
    """
    first, *rest = wrong
    both = typed[first - 1] + typed[first] if rest == [first + 1] else ""
    if len(both) != 2 * BLOCK_DIGITS:
        return None
    at = len(typed[first - 1])
    if at == BLOCK_DIGITS:
        both = both[: at - 1] + both[at] + both[at - 1] + both[at + 1 :]
    meant = {first: both[:BLOCK_DIGITS], first + 1: both[BLOCK_DIGITS:]}
    chosen = {n: one for n in wrong for one in wrong[n] if one.digits == meant[n]}
    if len(chosen) < len(meant):
        return None
    return replace(_whole(typed, chosen), likelihood=OVER_AN_EDGE)


def _best_choices(lists: Sequence[tuple[Suggestion, ...]]) -> Iterator[tuple[Suggestion, ...]]:
    """One suggestion from each list, best product first, without building the whole product."""

    def entry(at: tuple[int, ...]) -> tuple[float, tuple[int, ...]]:
        return -prod(lists[n][index].likelihood for n, index in enumerate(at)), at

    first = (0,) * len(lists)
    waiting = [entry(first)]
    seen = {first}
    for _ in range(MOST_KEYS):
        if not waiting:
            return
        _, at = heapq.heappop(waiting)
        yield tuple(lists[n][index] for n, index in enumerate(at))
        for n, index in enumerate(at):
            after = (*at[:n], index + 1, *at[n + 1 :])
            if index + 1 < len(lists[n]) and after not in seen:
                seen.add(after)
                heapq.heappush(waiting, entry(after))


def layouts(digits: str) -> tuple[tuple[str, ...], ...]:
    """The ways to cut a run into eight blocks of which at most one is not six long."""
    surplus = len(digits) - KEY_DIGITS
    if surplus not in {-1, 0, 1}:
        return ()
    return tuple(
        _cut(digits, odd, BLOCK_DIGITS + surplus) for odd in range(BLOCKS if surplus else 1)
    )


def _cut(digits: str, odd: int, size: int) -> tuple[str, ...]:
    ends = [BLOCK_DIGITS * (n + 1) + (size - BLOCK_DIGITS) * (n >= odd) for n in range(BLOCKS)]
    return tuple(digits[start:end] for start, end in zip([0, *ends], ends, strict=False))


def best_layout(digits: str) -> tuple[str, ...]:
    """The layout of a run of 47 to 49 digits with most fine blocks; empty for other lengths.

    Of equal ones the one with the odd block last, which is how the digits come in.
    """
    ways = reversed(layouts(digits))
    return max(ways, key=lambda blocks: sum(map(is_fine, blocks)), default=())


def suggest_run(digits: str) -> tuple[RunRepair, ...]:
    """Whole keys for a run of 47 or 49 digits, each saying which block lost or gained a digit.

    All seven other blocks have to be fine, so there are few, and the truth is among them.
    """
    typed = plain_digits(digits)
    found: dict[tuple[str, ...], RunRepair] = {}
    for blocks in layouts(typed):
        wrong = [n for n, block in enumerate(blocks) if not is_fine(block)]
        if len(typed) == KEY_DIGITS or len(wrong) != 1:
            continue
        at = wrong[0]
        for one in suggest_block(blocks[at]):
            whole = (*blocks[:at], one.digits, *blocks[at + 1 :])
            repair = RunRepair(whole, at + 1, one.slip, one, one.likelihood)
            known = found.get(whole)
            if known is None or repair.likelihood > known.likelihood:
                found[whole] = repair
    total = sum(one.likelihood for one in found.values())
    shared = [
        RunRepair(one.blocks, one.block, one.slip, one.suggestion, one.likelihood / total)
        for one in found.values()
    ]
    return tuple(sorted(shared, key=lambda one: (-one.likelihood, one.blocks)))
