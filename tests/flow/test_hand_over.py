# SPDX-License-Identifier: Apache-2.0
"""A key goes from door 1 to door 3 to be kept, and comes back to be typed."""

from recovery_assistant.flow.journey import Journey
from recovery_assistant.flow.lockout import LOCKOUT, Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Result
from recovery_assistant.flow.lockout.blockers import Blocker
from recovery_assistant.flow.lockout.effects import Effect, KeepCopy, Wipe
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.keys import KeyDraft, KeyId

Walk = Journey[Step, Session, Event, Effect, Blocker]

BLOCKS = tuple(f"{v * 11:06d}" for v in (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000))
OTHER = tuple(f"{v * 11:06d}" for v in (21_001, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000))
KEY_ID = KeyId("0A1B2C3D")


def journey_with(blocks: tuple[str, ...], asked: str = "5BFCBB05") -> Walk:
    journey: Walk = Journey(LOCKOUT)
    journey.tell(happened.KeyIdTyped(asked))
    journey.tell(happened.DraftEdited(KeyDraft(blocks)))
    return journey


def test_the_key_is_handed_over_as_a_copy_with_the_key_id_that_was_asked_for() -> None:
    journey = journey_with(BLOCKS)
    (kept,) = journey.tell(happened.KeepCopyAsked())
    assert isinstance(kept, KeepCopy)
    assert kept.key_id == KeyId("5BFCBB05")
    assert kept.draft.blocks == BLOCKS
    kept.draft.wipe()
    assert journey.session.draft.blocks == BLOCKS


def test_the_key_id_found_with_the_key_goes_before_the_one_asked_for() -> None:
    journey = journey_with(BLOCKS)
    journey.tell(happened.KeyBrought(KeyDraft(OTHER), KEY_ID))
    (kept,) = journey.tell(happened.KeepCopyAsked())
    assert isinstance(kept, KeepCopy)
    assert kept.key_id == KEY_ID


def test_a_kept_key_is_typed_at_once_and_back_leads_through_its_check() -> None:
    journey: Walk = Journey(LOCKOUT)
    assert journey.tell(happened.KeyBrought(KeyDraft(BLOCKS), KEY_ID))
    assert journey.trail == (Step.SCREEN, Step.ROUTES, Step.CHECK, Step.TYPE)
    assert journey.session.draft.blocks == BLOCKS
    assert journey.session.found_id == KEY_ID
    assert journey.session.before is None


def test_digits_that_stood_there_can_be_brought_back_and_are_not_wiped() -> None:
    journey = journey_with(OTHER)
    stood = journey.session.draft
    effects = journey.tell(happened.KeyBrought(KeyDraft(BLOCKS), None))
    wiped = [draft for effect in effects if isinstance(effect, Wipe) for draft in effect.drafts]
    assert all(draft is not stood for draft in wiped)
    assert journey.session.found_id is None
    journey.tell(happened.FillUndone())
    assert journey.session.draft.blocks == OTHER


def test_another_key_begins_its_typing_anew() -> None:
    journey = journey_with(OTHER)
    journey.tell(happened.BlockTyped(1, done=True))
    journey.tell(happened.ResultChosen(Result.REFUSED))
    journey.tell(happened.KeyBrought(KeyDraft(BLOCKS), None))
    assert journey.session.typed == frozenset()
    assert journey.session.result is None
