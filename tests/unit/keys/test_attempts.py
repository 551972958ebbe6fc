# SPDX-License-Identifier: Apache-2.0
"""Everything a damaged key may have been: the truth is among it, once, and nothing is invented."""

import time
from collections.abc import Sequence
from itertools import permutations, product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery_assistant.keys import RecoveryKey, suggest_block
from recovery_assistant.keys.attempts import (
    MOST_ATTEMPTS,
    Attempts,
    Hopeless,
    Idea,
    TooMany,
    attempts,
)

FINE = [f"{value * 11:06d}" for value in range(65_536)]
VALUES = (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)
BLOCKS = tuple(FINE[value] for value in VALUES)
keys = st.lists(st.sampled_from(FINE), min_size=8, max_size=8).map(tuple)
numbers = st.integers(0, 7)


def counted(blocks: Sequence[str], *, any_order: bool = False) -> Attempts:
    found = attempts(blocks, any_order=any_order)
    assert isinstance(found, Attempts)
    return found


def all_of(found: Attempts) -> list[tuple[str, ...]]:
    return [found.key(number).blocks for number in range(len(found))]


def with_block(blocks: Sequence[str], number: int, text: str) -> tuple[str, ...]:
    return (*blocks[:number], text, *blocks[number + 1 :])


def idea_of(found: Attempts, number: int) -> Idea:
    for idea, count in found.ideas:
        if number < count:
            return idea
        number -= count
    raise AssertionError("beyond all ideas")


def test_a_key_without_a_slip_is_tried_first_and_then_what_the_rule_of_11_does_not_see() -> None:
    found = counted(BLOCKS)
    assert found.key(0).blocks == BLOCKS
    assert [idea for idea, _ in found.ideas] == [
        Idea.REPAIRED, Idea.UNSEEN, Idea.EXCHANGED, Idea.MOVED,
    ]  # fmt: skip
    counts = dict(found.ideas)
    assert counts[Idea.REPAIRED] == 1
    assert counts[Idea.EXCHANGED] == 28
    # 8 x 7 ways to move a block; those over one place are exchanges, and each is met twice.
    assert counts[Idea.MOVED] == 8 * 7 - 2 * 7
    assert len(found) == sum(counts.values())


@settings(max_examples=40)
@given(blocks=keys, any_order=st.booleans())
def test_no_key_is_tried_twice(blocks: tuple[str, ...], *, any_order: bool) -> None:
    found = counted(blocks, any_order=any_order)
    tried = [found.key_bytes(number) for number in range(len(found))]
    assert len(tried) == len(set(tried)) == len(found)


@given(keys, numbers, st.integers(0, 5), st.sampled_from("0123456789"))
def test_the_truth_is_among_the_first_where_a_digit_is_wrong(
    blocks: tuple[str, ...], number: int, at: int, digit: str
) -> None:
    block = blocks[number]
    typed = block[:at] + digit + block[at + 1 :]
    found = counted(with_block(blocks, number, typed))
    assert all_of(found).index(blocks) < 20


@given(keys, numbers, st.integers(0, 4))
def test_the_truth_is_among_the_first_where_neighbours_are_swapped(
    blocks: tuple[str, ...], number: int, at: int
) -> None:
    block = blocks[number]
    typed = block[:at] + block[at + 1] + block[at] + block[at + 2 :]
    assert blocks in all_of(counted(with_block(blocks, number, typed)))[:20]


@given(keys, numbers, st.integers(0, 5))
def test_the_truth_is_there_where_a_digit_is_lost_or_one_too_many(
    blocks: tuple[str, ...], number: int, at: int
) -> None:
    block = blocks[number]
    for typed in (block[:at] + block[at + 1 :], block[:at] + "7" + block[at:]):
        assert blocks in all_of(counted(with_block(blocks, number, typed)))


@settings(max_examples=25)
@given(keys, numbers, st.sets(st.integers(0, 5), min_size=1, max_size=5))
def test_unreadable_digits_leave_exactly_the_blocks_that_show_what_is_read(
    blocks: tuple[str, ...], number: int, lost: set[int]
) -> None:
    typed = "".join("?" if at in lost else digit for at, digit in enumerate(blocks[number]))
    found = counted(with_block(blocks, number, typed))
    repaired = dict(found.ideas)[Idea.REPAIRED]
    tried = {key[number] for key in all_of(found)[:repaired]}
    expected = {
        fine
        for fine in FINE
        if all(shown in ("?", digit) for shown, digit in zip(typed, fine, strict=True))
    }
    assert tried == expected
    assert repaired == len(expected)


@pytest.mark.parametrize("text", ["01????", "53????", "72????"])
def test_the_endings_of_a_key_whose_last_four_digits_are_lost(text: str) -> None:
    expected = [block for block in FINE if block.startswith(text[:2])]
    found = counted((*BLOCKS[:7], text))
    assert [key[7] for key in all_of(found)[: len(expected)]] == expected
    assert len(expected) in {909, 910, 81}


def test_a_block_that_ends_early_may_have_lost_its_end_before_its_beginning() -> None:
    found = counted((*BLOCKS[:7], "01"))
    tried = [key[7] for key in all_of(found)]
    assert all(block.startswith("01") for block in tried[:909])
    assert "011000" in tried[:909]
    behind = [block for block in FINE if block.endswith("01") and not block.startswith("01")]
    assert tried[909 : 909 + len(behind)] == behind
    # Any other two places of the six may be those that were read.
    assert {block for block in FINE if block[0] == "0" and block[5] == "1"} <= set(tried)


def test_a_letter_in_a_short_block_counts_as_unreadable() -> None:
    found = counted((*BLOCKS[:7], "01x"))
    assert {key[7] for key in all_of(found)} >= {f for f in FINE if f.startswith("01")}


def test_a_whole_missing_block_is_counted_out_in_no_time() -> None:
    begun = time.process_time()
    found = counted((*BLOCKS[:3], "", *BLOCKS[4:]))
    assert time.process_time() - begun < 2
    assert found.ideas == ((Idea.REPAIRED, 65_536),)
    tried = all_of(found)
    assert {key[3] for key in tried} == set(FINE)
    assert all(key[:3] == BLOCKS[:3] and key[4:] == BLOCKS[4:] for key in tried[::997])


@pytest.mark.parametrize("lost", [(0, 1), (2, 7)])
def test_two_missing_blocks_are_refused_with_their_number(lost: tuple[int, int]) -> None:
    typed = ["" if number in lost else block for number, block in enumerate(BLOCKS)]
    assert attempts(typed) == TooMany(65_536**2, tuple(number + 1 for number in lost))


def test_more_than_anybody_can_wait_for_is_refused_by_its_number() -> None:
    typed = (*BLOCKS[:5], "01????", "02????", "03????")
    found = attempts(typed)
    assert isinstance(found, TooMany)
    ways = [sum(fine.startswith(text[:2]) for fine in FINE) for text in typed[5:]]
    assert found == TooMany(prod(ways), (6, 7, 8))
    assert found.count > MOST_ATTEMPTS
    assert "0" not in repr(found.blocks)


def test_a_block_of_far_too_many_digits_is_named() -> None:
    assert attempts((*BLOCKS[:6], "01234567", "012345678")) == Hopeless((7, 8))


def test_seven_digits_of_which_none_can_be_the_one_too_many_are_named() -> None:
    assert suggest_block("1000002") == ()
    typed = [*BLOCKS[:7], "1000002"]
    typed[0] = typed[0][:5]  # so that it is no digit too many of the whole run
    assert attempts(typed) == Hopeless((8,))


@given(keys, numbers, numbers)
def test_exchanged_blocks_are_tried(blocks: tuple[str, ...], one: int, other: int) -> None:
    typed = list(blocks)
    typed[one], typed[other] = typed[other], typed[one]
    assert blocks in all_of(counted(typed))


@given(keys, numbers, numbers)
def test_a_block_in_another_place_is_tried(blocks: tuple[str, ...], taken: int, put: int) -> None:
    rest = [*blocks[:taken], *blocks[taken + 1 :]]
    assert blocks in all_of(counted([*rest[:put], blocks[taken], *rest[put:]]))


def test_all_orders_are_tried_only_if_asked_for() -> None:
    typed = BLOCKS[::-1]
    assert BLOCKS not in all_of(counted(typed))
    found = counted(typed, any_order=True)
    tried = all_of(found)
    assert set(permutations(BLOCKS)) <= set(tried)
    assert idea_of(found, tried.index(BLOCKS)) is Idea.ANY_ORDER


def test_orders_of_alike_blocks_are_not_tried_twice() -> None:
    typed = (BLOCKS[0],) * 4 + (BLOCKS[1],) * 4
    found = counted(typed, any_order=True)
    orders = [key for key in all_of(found) if set(key) == set(typed)]
    assert len(orders) == len(set(orders)) >= 70  # 8! / (4! 4!)


@pytest.mark.parametrize(
    ("true", "typed"),
    [
        ("012342", "342012"),  # the halves exchanged
        ("110220", "220110"),
        ("112200", "332200"),  # a double digit taken for another
    ],
)
def test_slips_that_the_rule_of_11_does_not_see_are_tried(true: str, typed: str) -> None:
    assert {true, typed} <= set(FINE)
    blocks = with_block(BLOCKS, 2, true)
    assert blocks in all_of(counted(with_block(BLOCKS, 2, typed)))


@settings(max_examples=60)
@given(keys, st.integers(0, 47))
def test_a_digit_lost_from_the_whole_run_is_found_wherever_the_blocks_were_cut(
    blocks: tuple[str, ...], lost: int
) -> None:
    digits = "".join(blocks)
    shorter = digits[:lost] + digits[lost + 1 :]
    typed = [shorter[at : at + 6] for at in range(0, 48, 6)]
    assert blocks in all_of(counted(typed))


@settings(max_examples=30)
@given(keys, st.integers(0, 48), st.sampled_from("0123456789"))
def test_a_digit_too_many_in_the_whole_run_is_found(
    blocks: tuple[str, ...], at: int, digit: str
) -> None:
    digits = "".join(blocks)
    longer = digits[:at] + digit + digits[at:]
    typed = [longer[start : start + 6] for start in range(0, 42, 6)] + [longer[42:]]
    assert blocks in all_of(counted(typed))


@settings(max_examples=30)
@given(keys, numbers, st.sampled_from([(0, 1), (0, 5), (2, 4), (4, 5)]), st.text("0123456789"))
def test_two_wrong_digits_of_one_block_are_found_where_a_single_slip_explains_nothing(
    blocks: tuple[str, ...], number: int, at: tuple[int, int], drawn: str
) -> None:
    digits = list(blocks[number])
    for place, digit in zip(at, drawn, strict=False):
        digits[place] = digit
    typed = with_block(blocks, number, "".join(digits))
    found = counted(typed)
    if suggest_block(typed[number]) or typed[number] in FINE:
        return  # a single slip explains it, and is tried in place of two
    assert blocks in all_of(found)


def test_few_combinations_are_tried_the_likeliest_first_and_many_block_by_block() -> None:
    few = counted((*BLOCKS[:6], "54332?", "0110?0"))
    assert all(key[:6] == BLOCKS[:6] for key in all_of(few)[: dict(few.ideas)[Idea.REPAIRED]])
    many = counted((*BLOCKS[:6], "597???", "01????"))
    first = [block for block in FINE if block.startswith("597")]
    second = [block for block in FINE if block.startswith("01")]
    assert [key[6:] for key in all_of(many)[:2000]] == list(product(first, second))[:2000]
    assert many.ideas == ((Idea.REPAIRED, len(first) * len(second)),)


def test_a_repair_that_leaves_many_keys_open_is_not_varied_further() -> None:
    typed = (*BLOCKS[:6], "5975??", BLOCKS[7])
    found = counted(typed)
    assert len(found) > 3
    only_few = counted((*BLOCKS[:6], "59753?", BLOCKS[7]))
    assert dict(only_few.ideas).keys() >= {Idea.REPAIRED, Idea.EXCHANGED}
    far = counted((*BLOCKS[:6], "597???", BLOCKS[7]))
    assert [idea for idea, _ in far.ideas] == [Idea.REPAIRED]
    assert len(far) == sum(block.startswith("597") for block in FINE) > 16


def test_any_order_is_left_out_while_a_block_is_open() -> None:
    found = counted((*BLOCKS[:6], "5975??", BLOCKS[7]), any_order=True)
    assert Idea.ANY_ORDER not in dict(found.ideas)


def test_stretches_of_keys_are_the_keys() -> None:
    found = counted(BLOCKS)
    assert bytes(found.stretch(3, 5)) == found.key_bytes(3) + found.key_bytes(4)
    assert found.key(0) == RecoveryKey.from_blocks(BLOCKS)


def test_wiped_keys_are_gone_and_none_is_ever_shown() -> None:
    found = counted(BLOCKS)
    held = found.stretch(0, 2)
    shown = f"{found!r} {found} {found.ideas!r}"
    assert not any(block in shown for block in BLOCKS)
    assert repr(found) == f"Attempts({len(found)})"
    with pytest.raises(BufferError):
        # Somebody still looks at the bytes; they are zeros for him as well.
        found.wipe()
    assert bytes(held) == bytes(32)
    held.release()
    found.wipe()
    assert len(found) == 0
