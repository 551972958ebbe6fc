# SPDX-License-Identifier: Apache-2.0
"""Keys out of a text: their order, their merging, and the reasons why there is none."""

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.find import (
    LARGEST_TEXT,
    Candidate,
    ReadProblem,
    Reason,
    candidates,
    read_text,
)
from recovery_assistant.find.search import LONGEST_PASTE, MOST_CANDIDATES
from recovery_assistant.keys import KeyId, RecoveryKey

NewKey = Callable[[], RecoveryKey]
NewId = Callable[[], KeyId]


def digits_of(found: Candidate) -> str:
    return "-".join(found.draft.blocks)


def record(key_id: KeyId | None, key: str, day: str = "") -> str:
    return f"{key_id.grouped() if key_id else ''}\t{day}\t{key}\n\n"


def damaged(key: RecoveryKey) -> str:
    """The key with a slip in its third block."""
    blocks = list(key.blocks)
    blocks[2] = blocks[2][:-1] + str((int(blocks[2][-1]) + 1) % 10)
    return "-".join(blocks)


def test_the_key_whose_id_agrees_stands_first(new_key: NewKey, new_id: NewId) -> None:
    keys, ids = [new_key() for _ in range(3)], [new_id() for _ in range(3)]
    text = "".join(record(i, k.hyphenated()) for i, k in zip(ids, keys, strict=True))
    best, *others = candidates(text, KeyId(ids[2].hex[:8]))
    assert digits_of(best) == keys[2].hyphenated()
    assert best.key_id == ids[2]
    assert best.match is not None
    assert best.match.matched == 8
    assert best.reasons == (Reason.ID_MATCHES, Reason.WELL_FORMED)
    assert [one.reasons[0] for one in others] == [Reason.ID_DIFFERS] * 2


def test_an_id_that_agrees_outweighs_a_slip_and_an_old_date(new_key: NewKey, new_id: NewId) -> None:
    asked, other = new_id(), new_id()
    old, new = new_key(), new_key()
    text = record(other, new.hyphenated(), "2025-02-01") + record(asked, damaged(old), "2019-02-01")
    found = candidates(text, asked)
    assert [digits_of(one) for one in found] == [damaged(old), new.hyphenated()]
    assert found[0].reasons == (Reason.ID_MATCHES, Reason.NEEDS_REPAIR)
    assert found[1].reasons == (Reason.ID_DIFFERS, Reason.WELL_FORMED, Reason.NEWEST)


def test_more_agreeing_characters_stand_higher(new_key: NewKey, new_id: NewId) -> None:
    asked = new_id()
    short, whole = new_key(), new_key()
    text = record(KeyId(asked.hex[:8]), short.hyphenated()) + record(asked, whole.hyphenated())
    found = candidates(text, asked)
    assert [digits_of(one) for one in found] == [whole.hyphenated(), short.hyphenated()]


def test_a_key_without_an_id_stands_above_one_that_has_another(
    new_key: NewKey, new_id: NewId
) -> None:
    named, nameless = new_key(), new_key()
    text = record(new_id(), named.hyphenated()) + "a\n\n" * 9 + nameless.hyphenated()
    found = candidates(text, new_id())
    assert [one.reasons[0] for one in found] == [Reason.NO_ID, Reason.ID_DIFFERS]


def test_without_an_id_asked_for_whole_keys_stand_above_damaged_ones(
    new_key: NewKey, new_id: NewId
) -> None:
    whole, broken = new_key(), new_key()
    text = record(new_id(), damaged(broken)) + record(new_id(), whole.hyphenated())
    found = candidates(text, None)
    assert [one.reasons for one in found] == [(Reason.WELL_FORMED,), (Reason.NEEDS_REPAIR,)]
    assert [one.match for one in found] == [None, None]


def test_among_equals_the_newest_date_and_then_the_place_decides(
    new_key: NewKey, new_id: NewId
) -> None:
    days = ["2021-03-04", "", "2024-03-04", "2024-03-04"]
    keys = [new_key() for _ in days]
    text = "".join(
        record(new_id(), key.hyphenated(), day) for key, day in zip(keys, days, strict=True)
    )
    found = candidates(text, None)
    assert [digits_of(one) for one in found] == [keys[n].hyphenated() for n in (2, 3, 0, 1)]
    assert [Reason.NEWEST in one.reasons for one in found] == [True, True, False, False]


def test_a_single_date_is_not_called_the_newest(new_key: NewKey, new_id: NewId) -> None:
    found = candidates(record(new_id(), new_key().hyphenated(), "2024-03-04"), None)
    assert found[0].date == "2024-03-04"
    assert Reason.NEWEST not in found[0].reasons


def test_the_same_digits_are_listed_once_with_their_id(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    spaced = " ".join(key.blocks)
    text = f"{spaced} 2024-05-06\n\n" + "x\n\n" * 5 + record(key_id, key.hyphenated()) + spaced
    found = candidates(text, None)
    assert len(found) == 1
    assert found[0].key_id == key_id
    assert found[0].date == "2024-05-06"
    assert digits_of(found[0]) == key.hyphenated()


def test_of_two_ids_for_the_same_digits_the_one_asked_for_is_kept(
    new_key: NewKey, new_id: NewId
) -> None:
    key, asked = new_key(), new_id()
    text = record(new_id(), key.hyphenated()) + record(asked, key.hyphenated())
    assert [one.key_id for one in candidates(text, asked)] == [asked]


def test_a_long_list_is_cut_and_the_rest_counted(new_key: NewKey, new_id: NewId) -> None:
    records = [(new_id(), new_key()) for _ in range(MOST_CANDIDATES + 7)]
    text = "".join(record(i, k.hyphenated()) for i, k in records)
    reading = read_text(text, records[-1][0])
    assert len(reading.candidates) == MOST_CANDIDATES
    assert reading.more == 7
    assert digits_of(reading.candidates[0]) == records[-1][1].hyphenated()
    assert all(one.draft.is_complete for one in reading.candidates)


def test_the_place_is_handed_on(new_key: NewKey) -> None:
    text = new_key().hyphenated()
    assert read_text(text, None).candidates[0].place == ""
    assert read_text(text, None, "note.txt").candidates[0].place == "note.txt"


def test_five_blocks_fill_five_blocks(new_key: NewKey) -> None:
    blocks = new_key().blocks[:5]
    reading = read_text("My key: " + "-".join(blocks), None)
    assert reading.problem is None
    assert [one.draft.blocks for one in reading.candidates] == [(*blocks, "", "", "")]
    assert reading.candidates[0].reasons == (Reason.NO_ID, Reason.NEEDS_REPAIR)


@pytest.mark.parametrize("length", [6, 12, 30, 47, 49])
def test_a_run_of_digits_gives_one_candidate(new_key: NewKey, length: int) -> None:
    run = (new_key().digits() + "7")[:length]
    reading = read_text(run, None)
    assert len(reading.candidates) == 1
    assert "".join(reading.candidates[0].draft.blocks) == run
    assert not reading.candidates[0].well_formed


def test_loose_blocks_keep_the_id_that_stands_with_them(new_key: NewKey, new_id: NewId) -> None:
    key_id, blocks = new_id(), new_key().blocks[:4]
    text = f"Key ID {key_id.grouped()} of 2024-05-06: " + " ".join(blocks)
    (found,) = read_text(text, key_id).candidates
    assert found.draft.blocks == (*blocks, "", "", "", "")
    assert found.key_id == key_id
    assert found.reasons[0] is Reason.ID_MATCHES


def test_loose_digits_in_a_long_text_are_no_key(new_key: NewKey) -> None:
    text = "-".join(new_key().blocks[:3]) + " word" * LONGEST_PASTE
    assert read_text(text, None).problem is ReadProblem.NO_KEY


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ReadProblem.EMPTY),
        (" \r\n\t\u200b\u00a0\ufeff", ReadProblem.EMPTY),
        ("5BFCBB05", ReadProblem.KEY_ID_ONLY),
        ("Key ID: 5BFCBB05", ReadProblem.KEY_ID_ONLY),
        ("Key ID: 51234567", ReadProblem.KEY_ID_ONLY),
        ("{5BFCBB05-1A2B-4C4D-8E8F-0123456789AB}", ReadProblem.KEY_ID_ONLY),
        ("Key ID 5BFCBB05 of 2024-05-06\nKey ID 5BFCBB06", ReadProblem.ONLY_IDS),
        ("BCDFG-HJKMP-QRTVW-XY234-6789B", ReadProblem.PRODUCT_KEY),
        ("+49 30 1234567", ReadProblem.PHONE_NUMBER),
        ("5BFCBB05-1A2B-4C4D-8E8F-0123456789AB.BEK", ReadProblem.BEK_ONLY),
        ("\x01\x02\x03\x04abc", ReadProblem.BINARY),
        ("hello", ReadProblem.NO_KEY),
        ("12345", ReadProblem.NO_KEY),
        ("Room 12, 3rd floor, from 10:45", ReadProblem.NO_KEY),
        ("https://go.microsoft.com/fwlink/?LinkID=260589", ReadProblem.NO_KEY),
        ("error 0x80310000", ReadProblem.NO_KEY),
        ("2024-05-06", ReadProblem.NO_KEY),
    ],
)
def test_a_text_without_a_key_is_explained(text: str, problem: ReadProblem) -> None:
    reading = read_text(text, None)
    assert reading.problem is problem
    assert reading.candidates == ()
    assert reading.size == len(text)


def test_the_ids_found_instead_of_a_key_are_handed_on(new_id: NewId) -> None:
    one, two = new_id(), new_id()
    assert read_text(one.grouped(), None).key_ids == (one,)
    assert read_text(f"a {one.grouped()}\nb {two.grouped()}", None).key_ids == (one, two)


def test_eight_digits_are_an_id_only_if_they_are_the_one_asked_for() -> None:
    asked = KeyId("51234567")
    assert read_text("51234567", asked).problem is ReadProblem.KEY_ID_ONLY
    assert read_text("51234567", None).problem is None
    assert read_text("order 51234567\n" + "word " * LONGEST_PASTE, None).key_ids == ()


def test_representations_hold_no_digits_of_the_key(new_key: NewKey, new_id: NewId) -> None:
    key = new_key()
    text = record(None, key.hyphenated()) + "-".join(key.blocks[:3])
    shown = repr(read_text(text, new_id()))
    assert not any(block in shown for block in key.blocks)


@pytest.mark.parametrize("piece", ["123456-", "000011-", "5BFCBB05 ", "{", "a", "\u200b", "word "])
def test_megabytes_of_anything_take_seconds(piece: str) -> None:
    text = piece * (2_000_000 // len(piece))
    start = time.perf_counter()
    read_text(text, None)
    assert time.perf_counter() - start < 150


def test_a_text_above_the_bound_is_refused_at_once(new_key: NewKey) -> None:
    text = new_key().hyphenated() + " " * LARGEST_TEXT
    start = time.perf_counter()
    reading = read_text(text, None)
    assert (reading.problem, reading.candidates) == (ReadProblem.TOO_LARGE, ())
    assert time.perf_counter() - start < 10


def test_a_key_at_the_end_of_ten_megabytes_is_found(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    text = "line of a log\n" * 700_000 + record(key_id, key.hyphenated())
    (found,) = candidates(text, key_id)
    assert digits_of(found) == key.hyphenated()
    assert found.reasons == (Reason.ID_MATCHES, Reason.WELL_FORMED)


@pytest.mark.parametrize(
    "piece",
    ["word ", "1", "123456-", "000011-", "5BFCBB05 ", "1 ", "\u0661", "12.5BFCBB05,x\n", ".bek"],
)
def test_a_search_stops_soon_after_it_is_no_longer_wanted(piece: str) -> None:
    text = piece * (4_000_000 // len(piece))
    # Asked so often while it goes on; from then on it is not wanted.
    for wanted in (0, 3, 10):
        asked: list[float] = []

        def cancelled(asked: list[float] = asked, wanted: int = wanted) -> bool:
            asked.append(time.monotonic())
            return len(asked) > wanted

        reading = read_text(text, None, cancelled=cancelled)
        if len(asked) > wanted:
            assert reading.problem is ReadProblem.CANCELLED
            assert time.monotonic() - asked[-1] < 1
        waits = [after - before for before, after in pairwise(asked)]
        assert max(waits, default=0) < 2


def test_progress_rises_to_what_there_is(new_key: NewKey) -> None:
    told: list[tuple[int, int]] = []
    text = (new_key().hyphenated() + "\n") * 20_000
    read_text(text, None, progress=lambda done, total: told.append((done, total)))
    assert len(told) > 2
    assert told == sorted(told)
    assert all(0 <= done <= total == len(text) for done, total in told)


PIECES = st.sampled_from(
    ["000011", "720885", "-", " ", "\n", "\t", "5BFCBB05", "?", "{", "}", ".BEK", "2024-05-06"]
)


@given(
    st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)),
    st.sampled_from([None, KeyId("5BFCBB05")]),
)
def test_any_text_gives_candidates_or_a_problem(text: str, wanted: KeyId | None) -> None:
    reading = read_text(text, wanted)
    assert bool(reading.candidates) is (reading.problem is None)
    whole = [tuple(one.draft.blocks) for one in reading.candidates]
    assert len(set(whole)) == len(whole)
    assert all(one.well_formed is one.draft.is_complete for one in reading.candidates)


@given(st.text(alphabet=st.characters(codec=None, categories=["Cs", "Cc", "Nd", "Pd", "L"])))
def test_lone_surrogates_and_strange_digits_are_read(text: str) -> None:
    reading = read_text(text, None)
    assert bool(reading.candidates) is (reading.problem is None)


def test_a_whole_key_stands_above_a_newer_damaged_one(new_key: NewKey, new_id: NewId) -> None:
    text = record(new_id(), damaged(new_key()), "2025-01-01")
    text += record(new_id(), new_key().hyphenated(), "2020-01-01")
    assert [one.well_formed for one in candidates(text, None)] == [True, False]


def test_an_id_is_kept_in_a_merge_though_it_is_not_the_one_asked_for(
    new_key: NewKey, new_id: NewId
) -> None:
    key, key_id = new_key(), new_id()
    text = key.hyphenated() + "\n\n" + "x\n\n" * 5 + record(key_id, key.hyphenated())
    (found,) = candidates(text, new_id())
    assert found.key_id == key_id
    assert found.reasons[0] is Reason.ID_DIFFERS


def test_other_ids_beside_a_key_file_are_handed_on(new_id: NewId) -> None:
    other, file_id = new_id(), new_id()
    text = f"TPM:\n  {other.grouped()}\nExternal key:\n  {file_id.grouped()}.BEK\n"
    reading = read_text(text, None)
    assert (reading.problem, reading.key_ids) == (ReadProblem.ONLY_IDS, (other,))
