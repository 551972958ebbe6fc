# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

import pytest

from recovery_assistant.keys import KeyWarning, RecoveryKey, Warned, warn

EVERY = (1, 2, 3, 4, 5, 6, 7, 8)


def test_an_ordinary_key_gives_no_warning(new_key: Callable[[], RecoveryKey]) -> None:
    assert warn(new_key().blocks, [new_key(), new_key()]) == ()
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
    assert warn(key.blocks, [other, key]) == (Warned(KeyWarning.SAME_AS_ANOTHER, EVERY),)


def test_blocks_of_another_key_are_named_from_three_on(
    new_key: Callable[[], RecoveryKey],
) -> None:
    key, other = new_key(), new_key()
    two = [*key.blocks[:6], *other.blocks[6:]]
    three = [*key.blocks[:5], *other.blocks[:3]]
    assert warn(two, [other]) == ()
    assert warn(three, [other]) == (Warned(KeyWarning.EQUAL_BLOCKS_OF_OTHER, (6, 7, 8)),)
