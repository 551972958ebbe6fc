# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from recovery_assistant.keys import KeyDraft, RecoveryKey, Verdict


def test_a_new_draft_is_empty_and_gives_no_key() -> None:
    draft = KeyDraft()
    assert draft.blocks == ("",) * 8
    assert draft.verdicts == (Verdict.EMPTY,) * 8
    assert draft.is_empty
    assert not draft.is_complete
    assert draft.key() is None


def test_a_draft_of_nothing_but_separators_is_empty() -> None:
    assert KeyDraft([" - "]).is_empty
    assert not KeyDraft(["", "x"]).is_empty


def test_eight_fine_blocks_give_the_key(new_key: Callable[[], RecoveryKey]) -> None:
    key = new_key()
    draft = KeyDraft(key.blocks)
    assert draft.is_complete
    assert draft.key() == key
    assert draft.with_block(4, key.blocks[3][:5]).key() is None


def test_a_changed_block_makes_a_new_draft_and_leaves_the_old_one() -> None:
    old = KeyDraft(["1", "2"])
    new = old.with_block(8, "4?6?98")
    assert old.blocks == ("1", "2", *[""] * 6)
    assert new.blocks == ("1", "2", *[""] * 5, "4?6?98")
    assert new.block(8) == "4?6?98"
    assert new.unreadable(8) == 2
    assert new.unreadable(1) == 0


def test_drafts_are_compared_by_identity_and_digits_on_request() -> None:
    one, other = KeyDraft(["496298"]), KeyDraft(["496-298 "])
    assert one != other
    assert one.same_digits(other)
    assert not one.same_digits(other.with_block(2, "0"))


def test_wiping_overwrites_the_buffers_and_empties_the_draft() -> None:
    draft = KeyDraft(["496298"] * 8)
    draft.wipe()
    assert draft.blocks == ("",) * 8
    assert draft.is_empty


def test_wiping_zeroes_before_it_lets_go() -> None:
    seen: list[bytes] = []

    class Watched(bytearray):
        @override
        def clear(self) -> None:
            seen.append(bytes(self))
            super().clear()

    draft = KeyDraft()
    draft._buffers = (Watched(b"496298"),)
    draft.wipe()
    assert seen == [bytes(6)]


def test_a_draft_never_prints_what_was_typed() -> None:
    draft = KeyDraft(["496298"])
    assert {repr(draft), str(draft), f"{draft}"} == {"KeyDraft(<redacted>)"}


@pytest.mark.parametrize("n", [-1, 0, 9])
def test_there_is_no_block_outside_one_to_eight(n: int) -> None:
    with pytest.raises(IndexError):
        KeyDraft().block(n)
    with pytest.raises(IndexError):
        KeyDraft().with_block(n, "")


def test_a_ninth_block_is_refused_without_quoting_it() -> None:
    with pytest.raises(ValueError, match=r"^a draft has 8 blocks, not 9$"):
        KeyDraft(["496298"] * 9)


@given(st.lists(st.text(st.characters(), max_size=80), max_size=8))
def test_whatever_is_typed_stays_up_to_64_characters(blocks: list[str]) -> None:
    draft = KeyDraft(blocks)
    assert draft.blocks[: len(blocks)] == tuple(block[:64] for block in blocks)


def test_half_a_surrogate_pair_is_kept() -> None:
    assert KeyDraft(["1\ud83d"]).block(1) == "1\ud83d"


def test_a_block_that_is_not_there_is_named_by_its_number() -> None:
    with pytest.raises(IndexError, match="no block 9"):
        KeyDraft().block(9)
