# SPDX-License-Identifier: Apache-2.0
"""A search in words: each outcome has its own, and none holds a digit of a key."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from recovery_assistant.find import Candidate, Reason
from recovery_assistant.find.places import (
    Find,
    KeyFile,
    Place,
    Progress,
    Searched,
    Skip,
    Skipped,
    Strip,
)
from recovery_assistant.flow.lockout.looking import (
    Looking,
    Phase,
    Spot,
    SpotKind,
    begun,
    ended,
)
from recovery_assistant.keys import KeyDraft, KeyId, match
from recovery_assistant.wording import find as words

BLOCKS = tuple(f"{value * 11:06d}" for value in range(41002, 49002, 1000))
ASKED = KeyId("5FBCBB05")
LONGER = KeyId("5FBCBB05111122223333444455556666")
OTHER = KeyId("0A1B2C3D")
PLACE = Place(Path("/media/stick/key.txt"))
NAMED = os.fsencode("/media/") + b"Schl\xfcssel.txt"


def found(
    key_id: KeyId | None = None,
    *,
    fine: bool = True,
    date: str | None = None,
    places: Sequence[Place] = (PLACE,),
    asked: KeyId | None = ASKED,
    strip: Strip | None = None,
) -> Find:
    compared = match(asked, key_id) if asked is not None and key_id is not None else None
    reasons = [Reason.WELL_FORMED if fine else Reason.NEEDS_REPAIR]
    candidate = Candidate(KeyDraft(BLOCKS), key_id, compared, fine, date, "key.txt", tuple(reasons))
    return Find(candidate, tuple(places), strip)


def over(*finds: Find, stopped: bool = False, files: tuple[KeyFile, ...] = ()) -> Looking:
    searched = Searched(finds, files, (), 12_345, 9_870_000, cancelled=stopped)
    return ended(begun(Looking(), 1), searched)


def test_every_reason_to_pass_over_has_words_of_its_own_and_advice() -> None:
    said = [words.skip_reason(reason) for reason in Skip]
    assert len(set(said)) == len(said)
    assert all(words.skip_advice(reason) for reason in Skip)


def test_every_reason_has_its_group_in_the_list() -> None:
    skipped = [Skipped(PLACE, reason) for reason in Skip] + [Skipped(PLACE, Skip.ENCRYPTED)]
    groups = words.skipped_groups(skipped)
    assert {group.reason for group in groups} == set(Skip)
    (locked,) = (group for group in groups if group.reason is Skip.ENCRYPTED)
    assert locked.title.endswith("(2)")
    assert locked.places == (str(PLACE.path),) * 2
    assert words.skipped_groups(()) == ()


def test_every_kind_of_place_has_a_name() -> None:
    for kind in SpotKind:
        assert words.spot_name(Spot(Path("/x/keys"), kind))
    assert words.spot_name(Spot(Path("/"), SpotKind.DRIVE)) == "Drive"
    assert words.spot_name(Spot(Path("/"), SpotKind.FOLDER)) == "/"
    assert words.spot_name(Spot(Path("/"), SpotKind.SYSTEM, "root")) == "Everything on this PC"


def test_the_second_line_says_what_the_first_does_not() -> None:
    stick = Spot(Path("/media/x"), SpotKind.STICK, "x", 16_000_000_000)
    assert words.spot_hint(stick) == "Stick or card · 16 GB"
    assert words.spot_hint(replace(stick, kind=SpotKind.FOLDER, size=None)) == ""
    assert words.spot_hint(Spot(Path("/"), SpotKind.SYSTEM, "", 1_500)) == "1.5 kB"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1 kB"),
        (1_550, "1.6 kB"),
        (56_000_000, "56 MB"),
        (12_300_000_000, "12 GB"),
        (5_000_000_000_000_000, "5000 TB"),
    ],
)
def test_sizes_are_said_in_steps_of_a_thousand(count: int, said: str) -> None:
    assert words.size(count) == said


def test_progress_counts_files_bytes_and_keys() -> None:
    assert words.progress(None) == "Looking for 48-digit keys"
    said = words.progress(Progress(12_345, 56_000_000, "/x", 1))
    assert said == "12\u202f345 files searched, 56 MB. 1 key found."
    assert words.progress(Progress(1, 1, "/x", 0)).startswith("1 file searched, 1 byte")
    assert words.progress_place(None) == ""
    assert words.progress_place(Progress(1, 1, "/a\u202eb", 0)) == "/a‹U+202E›b"


def test_names_that_are_no_text_or_steer_the_line_are_shown_and_stop_nothing() -> None:
    odd = Path(os.fsdecode(NAMED))
    assert words.shown_path(odd) == "/media/Schl\ufffdssel.txt"
    assert words.place_name(Place(odd)) == "Schl\ufffdssel.txt"
    assert words.progress_place(Progress(1, 1, str(odd), 0)) == "/media/Schl\ufffdssel.txt"
    assert words.shown_place(Place(odd, ("a\u202eb", "page 2"))) == (
        "/media/Schl\ufffdssel.txt › a‹U+202E›b › page 2"
    )
    assert words.place_name(Place(Path("/"))) == "/"


def test_a_key_is_named_by_its_id_else_by_its_number_and_never_by_its_digits() -> None:
    assert words.find_name(0, found(ASKED, date="2024-03-01")) == (
        "Key with ID 5FBCBB05 · 2024-03-01"
    )
    assert words.find_name(1, found()) == "Key 2, without an ID"
    assert words.find_name(1, found(fine=False)) == "Looks like a key: number 2"
    for find in (found(ASKED), found(), found(fine=False), found(OTHER, strip=Strip(b""))):
        said = words.find_name(0, find) + words.find_reason(find) + words.find_mark(find).title
        assert not any(block in said for block in BLOCKS)


def test_the_verdict_is_that_of_the_key_id() -> None:
    assert words.find_mark(found(ASKED)).role == "ok"
    assert words.find_mark(found(OTHER)).role == "bad"
    assert words.find_mark(found()).icon == "info"
    assert words.find_mark(found(OTHER, asked=None)).title.startswith("Compare")


def test_a_reading_of_a_picture_says_that_it_is_one() -> None:
    assert "picture" in words.find_reason(found(strip=Strip(b"")))
    assert "picture" not in words.find_reason(found())


@pytest.mark.parametrize(
    ("finds", "asked", "why"),
    [
        ((), ASKED, ""),
        ((found(ASKED),), ASKED, ""),
        ((found(ASKED), found()), ASKED, "is the one on the locked screen"),
        ((found(LONGER, asked=LONGER), found(ASKED, asked=LONGER)), LONGER, "more characters"),
        ((found(), found(OTHER)), ASKED, "have the Key ID of another drive"),
        ((found(), found(fine=False)), ASKED, "no slip was found"),
        ((found(date="2024-01-01"), found()), ASKED, "newest date"),
        ((found(asked=None), found(asked=None)), None, "Note the Key ID"),
        ((found(), found()), ASKED, "Try the first one first"),
        ((found(ASKED, date="2024"), found(ASKED)), ASKED, "newest date"),
    ],
)
def test_the_first_of_several_says_why_it_is_first(
    finds: tuple[Find, ...], asked: KeyId | None, why: str
) -> None:
    said = words.first_place(finds, asked)
    assert (why in said) if why else not said


def test_further_places_of_a_key_are_counted() -> None:
    assert words.other_places(found()) == ("", "")
    two = found(places=(PLACE, Place(Path("/x"))))
    assert words.other_places(two) == (
        "1 more place",
        "The same key stands in 1 more place",
    )


def test_each_end_of_a_search_has_its_own_words_and_none_promises_too_much() -> None:
    key_file = KeyFile(PLACE, None)
    ends = [
        words.summary(over(found(ASKED)), ASKED),
        words.summary(over(found(OTHER)), ASKED),
        words.summary(over(found(OTHER), found()), ASKED),
        words.summary(over(found(asked=None)), None),
        words.summary(over(), ASKED),
        words.summary(over(stopped=True), ASKED),
        words.summary(over(files=(key_file,)), ASKED),
        words.summary(replace(over(), failed=True), ASKED),
    ]
    said = [end.title + end.sentence for end in ends if end is not None]
    assert len(set(said)) == len(ends)
    assert not any("opens" in one or "proved" in one for one in said)
    assert [end.role for end in ends if end is not None].count("ok") == 1
    assert words.summary(Looking(phase=Phase.RUNNING), ASKED) is None
    assert "12\u202f345 files" in said[0]


@pytest.mark.parametrize(
    ("own", "asked", "title"),
    [
        (None, ASKED, "A USB key file"),
        (OTHER, None, "A USB key file"),
        (ASKED, ASKED, "A USB key file with the right Key ID"),
        (OTHER, ASKED, "A USB key file with another Key ID"),
    ],
)
def test_a_usb_key_file_is_plugged_in_and_never_typed(
    own: KeyId | None, asked: KeyId | None, title: str
) -> None:
    said = words.key_file(KeyFile(PLACE, own), asked)
    assert said.title == title
    assert "nothing in it to type" in said.sentence
    assert bool(words.key_file_id(KeyFile(PLACE, own))) == (own is not None)


def test_what_is_said_aloud_names_keys_matches_and_what_was_passed_over() -> None:
    assert words.met(matches=True) != words.met(matches=False)
    assert words.ended(0, 0, 0, stopped=False) == "The search is over. No key found."
    said = words.ended(2, 1, 3, stopped=True)
    assert said == (
        "The search was stopped. 2 keys found. One has the right Key ID. "
        "3 places were not looked at."
    )
    assert words.more_places(2) == "and 2 more"
    assert words.more_skipped(1) == "1 more place is not listed."
