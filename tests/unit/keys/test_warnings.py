# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

import pytest

from recovery_assistant.keys import KeyWarning, Other, RecoveryKey, Warned, warn

EVERY = (1, 2, 3, 4, 5, 6, 7, 8)


def test_an_ordinary_key_gives_no_warning(new_key: Callable[[], RecoveryKey]) -> None:
    assert warn(new_key().blocks, [Other(new_key().blocks), Other(new_key().blocks)]) == ()
    assert warn([]) == ()
    assert warn([""] * 8) == ()


def test_a_repeated_block_is_named_with_its_places(new_key: Callable[[], RecoveryKey]) -> None:
    blocks = list(new_key().blocks)
    blocks[6] = blocks[1][:3] + "-" + blocks[1][3:]
    blocks[4] = blocks[3]
    assert warn(blocks) == (
        Warned(KeyWarning.REPEATED_BLOCK, (2, 7)),
        Warned(KeyWarning.REPEATED_BLOCK, (4, 5)),
    )


def test_blocks_with_a_slip_are_not_called_repeated() -> None:
    assert warn(["123", "123", "", "", "", "", "", ""]) == ()


def test_the_all_zero_key_is_named_once() -> None:
    assert warn(["000000"] * 8) == (Warned(KeyWarning.ALL_ZERO, EVERY),)
    assert warn(["000000"] * 7) == (Warned(KeyWarning.REPEATED_BLOCK, EVERY[:7]),)


@pytest.mark.parametrize(
    "sample",
    [
        "496298-461032-321464-595518-463221-173943-033616-139579",
        "158422-038236-492536-574783-256300-205084-114356-069773",
        "471207-278498-422125-177177-561902-537405-468006-693451",
        "111111-222222-333333-444444-555555-666666-777777-888888",
        "123456-789012-345678-901234-567890-123456-789012-345678",
        "123456-234567-345678-456789-567890-678901-789012-890123",
    ],
)
def test_a_published_sample_key_is_known(sample: str) -> None:
    assert warn(sample.split("-")) == (Warned(KeyWarning.SAMPLE_KEY, EVERY),)


def test_a_key_that_stands_there_already_is_named(new_key: Callable[[], RecoveryKey]) -> None:
    key, other = new_key(), new_key()
    assert warn(key.blocks, [Other(other.blocks), Other(key.blocks)]) == (
        Warned(KeyWarning.SAME_AS_ANOTHER, EVERY),
    )


def test_blocks_of_another_key_are_named_from_three_on(
    new_key: Callable[[], RecoveryKey],
) -> None:
    key, other = new_key(), new_key()
    two = [*key.blocks[:6], *other.blocks[6:]]
    three = [*key.blocks[:5], *other.blocks[:3]]
    assert warn(two, [Other(other.blocks)]) == ()
    assert warn(three, [Other(other.blocks)]) == (
        Warned(KeyWarning.EQUAL_BLOCKS_OF_OTHER, (6, 7, 8)),
    )


def test_a_copy_of_the_same_key_with_slips_is_not_taken_for_two_keys_run_together(
    new_key: Callable[[], RecoveryKey],
) -> None:
    key = new_key()
    slipped = [*key.blocks[:4], "123456", "1?3456", *key.blocks[6:]]
    assert warn(key.blocks, [Other(tuple(slipped))]) == ()
    assert warn(slipped, [Other(key.blocks)]) == ()
    both = (*key.blocks[1:5], *slipped[4:])
    assert warn(key.blocks, [Other(both)])[0].kind is KeyWarning.EQUAL_BLOCKS_OF_OTHER


def test_a_damaged_key_with_three_blocks_of_this_one_may_have_run_together(
    new_key: Callable[[], RecoveryKey],
) -> None:
    key, strange = new_key(), new_key()
    damaged = tuple(f"{(int(block) + 1) % 1_000_000:06}" for block in strange.blocks)
    assert warn(key.blocks, [Other((*key.blocks[:3], *damaged[3:]))]) == (
        Warned(KeyWarning.EQUAL_BLOCKS_OF_OTHER, (1, 2, 3)),
    )


def test_the_same_key_is_named_even_beside_a_copy_with_a_slip(
    new_key: Callable[[], RecoveryKey],
) -> None:
    key = new_key()
    others = [Other((*key.blocks[:7], "123456")), Other(key.blocks)]
    assert [one.kind for one in warn(key.blocks, others)] == [KeyWarning.SAME_AS_ANOTHER]


def test_a_repeated_block_that_another_copy_reads_differently_is_suspected(
    new_key: Callable[[], RecoveryKey],
) -> None:
    key = new_key()
    repeated = (*key.blocks[:6], key.blocks[1], key.blocks[7])
    hyphened = tuple(f"{block[:3]}-{block[3:]}" for block in key.blocks)
    for matches in (False, True):
        assert warn(repeated, [Other(hyphened, matches)]) == (
            Warned(KeyWarning.REPEATED_BLOCK, (2, 7), suspect=7, id_matches=matches),
        )


def test_a_copy_that_differs_elsewhere_or_has_a_slip_suspects_no_block(
    new_key: Callable[[], RecoveryKey],
) -> None:
    key, strange = new_key(), new_key()
    repeated = (*key.blocks[:6], key.blocks[1], key.blocks[7])
    plain = Warned(KeyWarning.REPEATED_BLOCK, (2, 7))
    for copy in (
        (strange.blocks[0], *key.blocks[1:]),
        (*key.blocks[:6], "123456", key.blocks[7]),
        (*repeated[:4], strange.blocks[4], *repeated[5:]),
        (*key.blocks[:3], "", *key.blocks[4:]),
        repeated,
    ):
        assert warn(repeated, [Other(copy)])[0] == plain


def test_a_copy_with_the_same_blocks_in_another_order_is_pointed_out(
    new_key: Callable[[], RecoveryKey],
) -> None:
    key = new_key()
    swapped = (*key.blocks[:2], key.blocks[4], key.blocks[3], key.blocks[2], *key.blocks[5:])
    for matches in (False, True):
        assert warn(swapped, [Other(new_key().blocks), Other(key.blocks, matches)]) == (
            Warned(KeyWarning.OTHER_ORDER, (3, 5), id_matches=matches),
        )


def test_the_copy_beside_the_right_key_id_has_the_first_word(
    new_key: Callable[[], RecoveryKey],
) -> None:
    a, b, *rest = new_key().blocks
    turned = (*rest, a, b)
    others = [Other((b, a, *rest)), Other((a, b, *rest), id_matches=True)]
    assert warn(turned, others)[0] == Warned(
        KeyWarning.OTHER_ORDER, (1, 2, 3, 4, 5, 6, 7, 8), id_matches=True
    )


def test_an_order_is_not_pointed_out_while_another_block_differs(
    new_key: Callable[[], RecoveryKey],
) -> None:
    key, strange = new_key(), new_key()
    a, b, *rest = key.blocks
    other = Other((b, a, *rest[:5], strange.blocks[0]))
    assert warn(key.blocks, [other]) == (
        Warned(KeyWarning.EQUAL_BLOCKS_OF_OTHER, (1, 2, 3, 4, 5, 6, 7)),
    )


def test_empty_blocks_and_slips_are_nothing_two_keys_share(
    new_key: Callable[[], RecoveryKey],
) -> None:
    block = new_key().blocks[0]
    assert warn([block, "123", "123", "", "", ""], [Other(("", "", "", "123"))]) == ()


def test_another_key_is_never_shown_by_repr(new_key: Callable[[], RecoveryKey]) -> None:
    key = new_key()
    assert not any(block in repr(Other(key.blocks)) for block in key.blocks)


def test_another_key_with_hyphens_within_its_blocks_is_the_same(
    new_key: Callable[[], RecoveryKey],
) -> None:
    blocks = new_key().blocks
    written = tuple(block[:3] + "-" + block[3:] for block in blocks)
    assert warn(blocks, [Other(written)]) == (Warned(KeyWarning.SAME_AS_ANOTHER, EVERY),)


def test_blocks_of_two_other_keys_are_all_named(new_key: Callable[[], RecoveryKey]) -> None:
    blocks = new_key().blocks
    first = Other(blocks[:3] + new_key().blocks[3:])
    last = Other(new_key().blocks[:5] + blocks[5:])
    assert warn(blocks, [first, last]) == (
        Warned(KeyWarning.EQUAL_BLOCKS_OF_OTHER, (1, 2, 3, 6, 7, 8)),
    )
