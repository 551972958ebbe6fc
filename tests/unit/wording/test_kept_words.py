# SPDX-License-Identifier: Apache-2.0
"""Kept places in words."""

from pathlib import Path

import pytest

from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout.answers import Owner, Shows
from recovery_assistant.flow.lockout.keeping import place_of
from recovery_assistant.flow.lockout.kept import Offer, PlaceProblem
from recovery_assistant.keys import KeyId
from recovery_assistant.wording.kept import offered, place_problem, resumed

SESSION = Session(
    shows=Shows.LINK,
    owner=Owner.PERSONAL,
    keeping=True,
    keeping_id=True,
    key_id=KeyId("5BFCBB05"),
)


@pytest.mark.parametrize("problem", PlaceProblem)
def test_every_problem_has_a_sentence_of_its_own(problem: PlaceProblem) -> None:
    sentence = place_problem(problem, Path("folder"))
    others = [place_problem(one, Path("folder")) for one in PlaceProblem if one is not problem]
    assert sentence
    assert sentence not in others


def test_what_cannot_be_removed_is_named_for_the_person_to_remove() -> None:
    assert "folder" in place_problem(PlaceProblem.NOT_FORGOTTEN, Path("some") / "folder")


@pytest.mark.parametrize(
    ("days", "age"), [(0, "last 24 hours"), (1, "1 day ago"), (13, "13 days ago")]
)
def test_an_offer_says_where_whose_and_how_old_but_no_key_id(days: int, age: str) -> None:
    place = place_of((Step.SCREEN, Step.ROUTES), SESSION)
    assert place.key_id is not None
    said = offered(Offer("case-1", place, days))
    assert said.startswith("Step 2 of 6, Where to look · Personal · A link · ")
    assert age in said
    assert place.key_id.hex not in said


def test_on_the_first_step_without_an_answer_the_offer_is_still_a_sentence() -> None:
    said = offered(Offer("case-1", place_of((Step.SCREEN,), Session()), 2))
    assert said == "Step 1 of 6, Screen and owner · kept 2 days ago"


def test_who_is_back_is_told_that_the_key_is_not() -> None:
    assert "never kept" in resumed()
