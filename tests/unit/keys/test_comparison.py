# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.keys import (
    Agreement,
    BlockCompared,
    Likeness,
    RecoveryKey,
    Verdict,
    compare,
    judge,
)

BLOCKS = tuple(f"{value * 11:06}" for value in (40111, 501, 50223, 61335, 10447, 559, 60661, 773))
FINE = st.integers(0, 65535).map(lambda value: f"{value * 11:06}")
KEYS = st.lists(FINE, min_size=8, max_size=8)
NUMBERS = st.integers(0, 7)

MIRROR = {
    Agreement.UNREADABLE_HERE: Agreement.UNREADABLE_THERE,
    Agreement.UNREADABLE_THERE: Agreement.UNREADABLE_HERE,
    Agreement.MISSING_HERE: Agreement.MISSING_THERE,
    Agreement.MISSING_THERE: Agreement.MISSING_HERE,
}


def put(blocks: Sequence[str], number: int, text: str) -> list[str]:
    """The blocks with another text as block `number`, from 1."""
    return [*blocks[: number - 1], text, *blocks[number:]]


def one_block(here: str, there: str, number: int = 3) -> BlockCompared:
    """What is said of one block when all others are the same."""
    compared = compare(put(BLOCKS, number, here), put(BLOCKS, number, there))
    others = [one.agreement for one in compared.blocks if one.number != number]
    assert others == [Agreement.SAME] * 7
    return compared.blocks[number - 1]


def test_two_equal_copies_are_the_same_and_nothing_is_merged() -> None:
    compared = compare(BLOCKS, [block[:3] + "-" + block[3:] for block in BLOCKS])
    assert compared.same
    assert not compared.two_keys
    assert compared.merged is None
    assert [one.number for one in compared.blocks] == list(range(1, 9))


@pytest.mark.parametrize(
    ("here", "there", "digits", "likeness"),
    [
        ("552453", "552153", (4,), Likeness.KEYS),
        ("552453", "552953", (4,), Likeness.HANDWRITING),
        ("552453", "558453", (3,), None),
        ("552453", "552459", (6,), None),
        ("571453", "511453", (2,), Likeness.PRINT),
        ("551353", "553053", (3, 4), Likeness.EAR),
        ("551353", "552453", (3, 4), None),
        ("552453", "255453", (1, 3), None),
        ("552453", "525453", (2, 3), None),
    ],
)
def test_digits_that_differ_are_named_and_likened(
    here: str, there: str, digits: tuple[int, ...], likeness: Likeness | None
) -> None:
    one = one_block(here, there)
    assert (one.agreement, one.digits, one.likeness) == (Agreement.DIFFERS, digits, likeness)


def test_a_copy_without_a_slip_is_offered_for_one_with_a_slip_and_not_the_other_way() -> None:
    fine, wrong = BLOCKS[2], "552454"
    assert judge(wrong) is Verdict.NOT_RULE_11
    offered = one_block(wrong, fine)
    assert (offered.fill, offered.fine_here, offered.fine_there) == (fine, False, True)
    kept = one_block(fine, wrong)
    assert (kept.fill, kept.fine_here, kept.fine_there) == (None, True, False)
    other = f"{50224 * 11:06}"
    assert one_block(fine, other).fill is None, "both keep the rule: nobody knows which is right"
    assert one_block(wrong, "552455").fill is None, "neither keeps it"


def test_what_is_unreadable_in_one_copy_is_filled_from_the_other() -> None:
    here = one_block("5?2453", BLOCKS[2])
    assert (here.agreement, here.digits, here.fill) == (
        Agreement.UNREADABLE_HERE, (2,), BLOCKS[2],
    )  # fmt: skip
    there = one_block(BLOCKS[2], "5?24S3")
    assert (there.agreement, there.digits, there.fill) == (
        Agreement.UNREADABLE_THERE, (2, 5), None,
    )  # fmt: skip
    each = one_block("5?2453", "55?453")
    assert (each.agreement, each.digits, each.fill) == (
        Agreement.UNREADABLE, (2, 3), BLOCKS[2],
    )  # fmt: skip
    both = one_block("5?2453", "5?2453")
    assert (both.agreement, both.digits, both.fill) == (Agreement.UNREADABLE, (2,), None)


def test_a_part_of_what_is_unreadable_is_filled_too() -> None:
    assert one_block("5??453", "5?2453").fill == "5?2453"
    assert one_block("5?2453", "5?9453").agreement is Agreement.DIFFERS


def test_a_filling_that_breaks_the_rule_is_not_offered() -> None:
    assert one_block("5?2453", "592453").fill is None


def test_missing_blocks_are_told_apart() -> None:
    here = one_block("", BLOCKS[2])
    assert (here.agreement, here.fill) == (Agreement.MISSING_HERE, BLOCKS[2])
    assert one_block("", "5?2453").fill == "5?2453"
    assert one_block("", "552454").fill is None
    there = one_block(BLOCKS[2], " - ")
    assert (there.agreement, there.fill) == (Agreement.MISSING_THERE, None)
    none = one_block("", "")
    assert (none.agreement, none.fill) == (Agreement.MISSING, None)


def test_a_digit_that_was_left_out_is_named() -> None:
    fine = BLOCKS[2]
    short = one_block(fine[:3] + fine[4:], fine)
    assert (short.agreement, short.digits, short.fill) == (Agreement.DIFFERS, (4,), fine)
    long = one_block(fine, fine[:3] + "7" + fine[3:])
    assert (long.agreement, long.digits, long.fill) == (Agreement.DIFFERS, (4,), None)
    far = one_block("12", fine)
    assert (far.agreement, far.digits) == (Agreement.DIFFERS, ())
    assert one_block(fine[:4], fine[:5]).fill is None


def test_two_blocks_that_changed_places_point_at_each_other() -> None:
    swapped = list(BLOCKS)
    swapped[1], swapped[5] = swapped[5], swapped[1]
    compared = compare(swapped, BLOCKS)
    moved = {one.number: one for one in compared.blocks if one.agreement is Agreement.MOVED}
    assert {n: (one.other, one.swapped) for n, one in moved.items()} == {2: (6, True), 6: (2, True)}
    assert compared.merged is None
    assert not compared.two_keys
    assert all(one.fill is None and not one.digits for one in compared.blocks)


def test_blocks_that_moved_up_because_one_is_missing_say_where_they_stand() -> None:
    short = [*BLOCKS[:2], *BLOCKS[3:], ""]
    compared = compare(BLOCKS, short)
    told = [(one.agreement, one.other, one.swapped) for one in compared.blocks]
    assert told[:2] == [(Agreement.SAME, None, False)] * 2
    assert told[2][0] is Agreement.DIFFERS
    assert told[3:] == [(Agreement.MOVED, n, False) for n in range(3, 8)]
    back = compare(short, BLOCKS)
    assert [one.other for one in back.blocks[2:7]] == [4, 5, 6, 7, 8]
    assert back.blocks[7].agreement is Agreement.MISSING_HERE
    assert back.blocks[7].fill is None, "it stands here already, one place up"
    assert back.merged is None


def test_a_repeated_block_is_not_taken_for_a_moved_one() -> None:
    repeated = put(BLOCKS, 7, BLOCKS[1])
    one = compare(repeated, BLOCKS).blocks[6]
    assert (one.agreement, one.fine_here, one.fine_there) == (Agreement.DIFFERS, True, True)


def test_a_moved_block_points_at_its_exchange_first_and_else_at_the_nearest() -> None:
    a, b, c, d = BLOCKS[:4]
    compared = compare([a, b, c, d], [c, a, a, d])
    assert [one.other for one in compared.blocks] == [3, None, 1, None, None, None, None, None]
    near = compare(BLOCKS, [*BLOCKS[4:5], *BLOCKS[1:4], "", BLOCKS[4], *BLOCKS[6:]])
    assert near.blocks[4].other == 6
    far = compare([a, b, c, d], [b, c, d, a])
    assert [one.other for one in far.blocks[:4]] == [4, 1, 2, 3]


def test_two_keys_are_not_taken_for_two_copies(new_key: Callable[[], RecoveryKey]) -> None:
    first, second = new_key().blocks, new_key().blocks
    whole = compare(first, second)
    assert whole.two_keys
    # Three blocks in, and it is plain; before that it may be a slip.
    assert not compare(first, second[:2]).two_keys
    assert compare(first, second[:3]).two_keys
    assert not compare(first, [*second[:3], *first[3:]]).two_keys
    damaged = put(first, 1, first[0][:5])
    assert compare(damaged, second).blocks[0].fill is None
    assert compare(damaged, second).merged is None


@pytest.mark.parametrize(("digits", "two_keys"), [(2, False), (3, True)])
def test_two_digits_in_a_block_are_slips_and_three_are_another_key(
    digits: int, *, two_keys: bool
) -> None:
    strange = ["".join(str((int(c) + 5) % 10) for c in block) for block in BLOCKS]
    near = [there[:digits] + here[digits:] for here, there in zip(BLOCKS, strange, strict=True)]
    assert compare(BLOCKS, near).two_keys is two_keys
    assert compare(BLOCKS, [*BLOCKS[:3], *near[3:]]).two_keys is two_keys
    assert not compare(BLOCKS, [*BLOCKS[:4], *near[4:]]).two_keys, "half of it is the same"


def test_the_merged_key_takes_from_each_copy_what_the_other_lacks() -> None:
    here = put(put(BLOCKS, 1, "44?221"), 4, "")
    there = put(put(BLOCKS, 6, "??????"), 8, "00850")
    compared = compare(here, there)
    assert compared.merged == RecoveryKey.from_blocks(BLOCKS)
    assert compared.blocks[5].agreement is Agreement.UNREADABLE_THERE
    assert [one.number for one in compared.blocks if one.fill] == [1, 4]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (put(BLOCKS, 1, ""), put(BLOCKS, 1, "")),
        (put(BLOCKS, 1, ""), put(BLOCKS, 2, f"{502 * 11:06}")),
        (put(BLOCKS, 1, ""), put(put(BLOCKS, 2, BLOCKS[2]), 3, BLOCKS[1])),
        (put(put(BLOCKS, 1, ""), 2, "005512"), BLOCKS[:1]),
    ],
)
def test_no_key_is_merged_while_something_is_open(here: list[str], there: list[str]) -> None:
    assert compare(here, there).merged is None


def test_no_repr_shows_a_digit_of_either_copy() -> None:
    compared = compare(put(BLOCKS, 1, ""), put(BLOCKS, 2, "0?5511"))
    assert compared.blocks[0].fill == BLOCKS[0]
    assert not any(block in repr(compared) for block in BLOCKS)


@given(KEYS, st.lists(st.text("0123456789?", max_size=8), max_size=9))
def test_comparing_the_other_way_round_mirrors_every_block(
    first: list[str], second: list[str]
) -> None:
    there, back = compare(first, second), compare(second, first)
    assert there.two_keys == back.two_keys
    for one, other in zip(there.blocks, back.blocks, strict=True):
        assert (one.fine_here, one.fine_there) == (other.fine_there, other.fine_here)
        if Agreement.MOVED not in {one.agreement, other.agreement}:
            assert other.agreement is MIRROR.get(one.agreement, one.agreement)
            assert one.digits == other.digits


@given(KEYS, st.data())
def test_gaps_in_different_blocks_of_two_copies_always_give_the_key(
    key: list[str], data: st.DataObject
) -> None:
    gaps = data.draw(st.lists(NUMBERS, min_size=2, max_size=8, unique=True))
    cut = data.draw(st.integers(1, len(gaps) - 1))
    here, there = list(key), list(key)
    for at in gaps[:cut]:
        place = data.draw(st.integers(0, 5))
        here[at] = key[at][:place] + "?" + key[at][place + 1 :]
    for at in gaps[cut:]:
        there[at] = ""
    merged = compare(here, there).merged
    assert merged is not None
    assert list(merged.blocks) == key


@given(KEYS, st.lists(st.text(max_size=8), max_size=8))
def test_a_filling_keeps_the_rule_or_says_that_it_is_not_whole(
    first: list[str], second: list[str]
) -> None:
    for here, there in ((first, second), (second, first)):
        compared = compare(here, there)
        for one in compared.blocks:
            if one.fill is not None:
                assert judge(one.fill) is Verdict.FINE or "?" in one.fill
        if compared.merged is not None:
            assert all(judge(block) is Verdict.FINE for block in compared.merged.blocks)


def test_a_copy_with_fewer_blocks_lacks_the_last_ones() -> None:
    assert compare(BLOCKS[:7], BLOCKS).blocks[7].agreement is Agreement.MISSING_HERE
    assert compare(BLOCKS, BLOCKS[:7]).blocks[7].agreement is Agreement.MISSING_THERE


def test_a_block_of_another_length_is_no_filling_while_it_has_gaps() -> None:
    assert one_block("40111", "4011?7").fill is None


def test_of_a_doubled_digit_that_was_left_out_one_place_is_named() -> None:
    assert one_block("11000", "110000").digits == (3,)


def test_a_moved_block_names_no_digits_and_no_likeness() -> None:
    # Sixteen and sixty: the one pair that sounds alike and keeps the rule of 11.
    first = put(put(BLOCKS, 1, "160006"), 2, "600006")
    second = put(put(BLOCKS, 1, "600006"), 2, "160006")
    moved = compare(first, second).blocks[0]
    assert moved.agreement is Agreement.MOVED
    assert (moved.digits, moved.fill, moved.likeness) == ((), None, None)
