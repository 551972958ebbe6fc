# SPDX-License-Identifier: Apache-2.0
"""The digits of the keys of an open file: held in one buffer, and gone from it when it is wiped."""

import pytest

from recovery_assistant.keys import KeyDraft
from recovery_assistant.vault.held import HeldKeys
from unit.vault.filled import made_up_digits


def test_each_key_keeps_its_slot_however_many_come_after_it() -> None:
    held = HeldKeys()
    slots = [held.hold(made_up_digits(number).encode()) for number in range(300)]
    assert slots == list(range(300))
    assert len(held) == 300
    for slot in slots:
        assert bytes(held.digits(slot)).decode() == made_up_digits(slot)


def test_wiping_leaves_zeros_even_where_somebody_still_looks() -> None:
    held = HeldKeys()
    slot = held.hold(bytearray(made_up_digits(1).encode()))
    looked_at = held.digits(slot)
    held.wipe()
    assert held.is_wiped
    assert bytes(looked_at) == bytes(48)
    assert bytes(held.digits(slot)) == bytes(48)
    with pytest.raises(ValueError, match="while the file is open"):
        held.hold(made_up_digits(1).encode())


def test_the_buffer_that_got_too_small_is_wiped_as_well() -> None:
    held = HeldKeys()
    held.hold(made_up_digits(1).encode())
    first = held.digits(0)
    for number in range(100):
        held.hold(made_up_digits(number).encode())
    assert bytes(first) == bytes(48)
    assert bytes(held.digits(0)).decode() == made_up_digits(1)


@pytest.mark.parametrize("digits", [b"", b"1" * 47, b"1" * 49, b"1" * 47 + b"a", bytes(48)])
def test_only_48_digits_are_held(digits: bytes) -> None:
    held = HeldKeys()
    with pytest.raises(ValueError, match="48 digits"):
        held.hold(digits)
    assert len(held) == 0


def test_a_draft_of_a_key_goes_in_and_another_comes_out() -> None:
    held = HeldKeys()
    digits = made_up_digits(5)
    blocks = [digits[at : at + 6] for at in range(0, 48, 6)]
    slot = held.hold_draft(KeyDraft(blocks))
    draft = held.draft(slot)
    assert list(draft.blocks) == blocks
    draft.wipe()
    assert bytes(held.digits(slot)).decode() == digits
    with pytest.raises(ValueError, match="without a slip"):
        held.hold_draft(KeyDraft(blocks[:7]))


def test_there_is_nothing_in_a_slot_that_was_not_given_out() -> None:
    held = HeldKeys()
    for slot in (-1, 0):
        with pytest.raises(IndexError):
            held.digits(slot)


def test_it_never_shows_itself() -> None:
    held = HeldKeys()
    held.hold(made_up_digits(1).encode())
    assert made_up_digits(1)[:6] not in repr(held)
