# SPDX-License-Identifier: Apache-2.0
"""What stands in the rail and beside the way on once a drive has judged the key."""

import pytest

from flow.test_proving import WANTED, proved, refuted, told
from recovery_assistant.drive.outcomes import CannotTell, DoesNotOpen, Opens
from recovery_assistant.flow.lockout import Step
from recovery_assistant.flow.lockout.effects import DriveHeard, KeyProved, TryingEnded
from recovery_assistant.wording.lockout import answer_so_far, said, way_on


def test_the_rail_and_the_foot_say_what_the_drive_said() -> None:
    lines = {
        "proved": (proved(), "Proved on the drive", "The drive says that it is the right key."),
        "refused": (refuted(), "Refused by the drive", "The drive refused this key."),
        "not asked": (
            told(),
            "48 digits, no slip found",
            "A fine block means no slip found, not yet the right key.",
        ),
    }
    for journey, rail, foot in lines.values():
        assert answer_so_far(Step.CHECK, journey.session) == rail
        assert way_on(Step.CHECK, journey.session).hint == foot


def test_to_go_on_is_the_main_deed_unless_the_drive_waits_or_refused() -> None:
    assert way_on(Step.CHECK, proved().session).primary
    assert not way_on(Step.CHECK, refuted().session).primary
    assert not way_on(Step.CHECK, told().session).primary


@pytest.mark.parametrize(
    ("verdict", "heard"),
    [
        (Opens(WANTED), "Right key: proved on the drive"),
        (DoesNotOpen((WANTED,)), "5BFCBB05"),
        (CannotTell(), "Nothing can be said of the key"),
    ],
)
def test_what_a_drive_says_to_a_key_is_heard(
    verdict: Opens | DoesNotOpen | CannotTell, heard: str
) -> None:
    assert heard in said(KeyProved(verdict))


def test_the_end_and_the_rest_of_a_trying_are_heard() -> None:
    assert "opens the drive" in said(TryingEnded(found=True, paused=False))
    assert said(TryingEnded(found=False, paused=True)) == "Paused."
    assert "None of them" in said(TryingEnded(found=False, paused=False))


def test_what_a_drive_tells_is_heard_with_the_key_it_wants() -> None:
    image = told().session.proving
    assert image is not None
    assert image.image is not None
    assert "5BFCBB05" in said(DriveHeard(image.image))
