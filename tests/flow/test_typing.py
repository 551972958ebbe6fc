# SPDX-License-Identifier: Apache-2.0
"""Screen 4: the rehearsal and the scanner, as events without a screen."""

import pytest

from recovery_assistant.find import Reading
from recovery_assistant.flow.journey import Journey
from recovery_assistant.flow.lockout import LOCKOUT, Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Piece
from recovery_assistant.flow.lockout.blockers import Blocker
from recovery_assistant.flow.lockout.effects import (
    CaseClosed,
    Effect,
    RehearsalJudged,
    ScannerJudged,
    Wipe,
)
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.rehearsal import (
    Differs,
    Grade,
    Rehearsal,
    Right,
    TooShort,
    grade,
)
from recovery_assistant.flow.lockout.scan import TEST_DIGITS, Arrived, Scan, judge_scan
from recovery_assistant.keys import KeyDraft

Walk = Journey[Step, Session, Event, Effect, Blocker]

VALUES = (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)
BLOCKS = tuple(f"{value * 11:06d}" for value in VALUES)


def typing(*events: Event) -> Walk:
    """Return a journey that has a key and got these events."""
    journey: Walk = Journey(LOCKOUT)
    for event in (happened.DraftEdited(KeyDraft(BLOCKS)), happened.TypeAgain(), *events):
        journey.tell(event)
    return journey


def perform(effects: tuple[Effect, ...]) -> None:
    for effect in effects:
        if isinstance(effect, Wipe):
            for draft in effect.drafts:
                draft.wipe()


def rehearsal(journey: Walk) -> Rehearsal:
    aid = journey.session.aid
    assert isinstance(aid, Rehearsal)
    return aid


@pytest.mark.parametrize(
    ("typed", "wanted", "went"),
    [
        ("462165", "462165", Right()),
        ("462195", "462165", Differs((5,))),
        ("264165", "462165", Differs((1, 3))),
        ("4621650", "462165", Differs((7,))),
        ("462165", "46216", Differs((6,))),
        ("", "462165", TooShort(0)),
        ("46216", "462165", TooShort(5)),
        ("46 2165", "462-165", Right()),
    ],
)
def test_a_block_is_graded_digit_by_digit(typed: str, wanted: str, went: Grade) -> None:
    assert grade(typed, wanted) == went


def test_a_rehearsal_is_graded_block_by_block_and_said_without_a_digit() -> None:
    journey = typing(happened.RehearsalOpened())
    typed = ("999999", *BLOCKS[1:7], BLOCKS[7][:4])
    journey.tell(happened.RehearsalTyped(KeyDraft(typed)))
    (said,) = journey.tell(happened.RehearsalGraded(130))
    grades = rehearsal(journey).grades(journey.session.draft)
    assert said == RehearsalJudged(grades, 130)
    assert isinstance(grades[0], Differs)
    assert grades[1:] == (*(Right(),) * 6, TooShort(4))
    assert rehearsal(journey).seconds == 130
    assert "99" not in f"{journey.session!r} {said!r}"


def test_the_key_is_hidden_at_first_and_shown_when_asked_for() -> None:
    journey = typing(happened.RehearsalOpened())
    assert not rehearsal(journey).key_shown
    journey.tell(happened.RehearsalKeyShown(shown=True))
    assert rehearsal(journey).key_shown
    journey.tell(happened.RehearsalAgain())
    assert rehearsal(journey).key_shown


def test_nothing_typed_is_not_graded() -> None:
    journey = typing(happened.RehearsalOpened())
    assert journey.tell(happened.RehearsalGraded(5)) == ()
    assert not rehearsal(journey).graded


def test_a_rehearsal_is_graded_once_and_typed_in_no_more() -> None:
    journey = typing(
        happened.RehearsalOpened(),
        happened.RehearsalTyped(KeyDraft(BLOCKS)),
        happened.RehearsalGraded(50),
    )
    assert journey.tell(happened.RehearsalGraded(70)) == ()
    late = KeyDraft(("123456",))
    assert journey.tell(happened.RehearsalTyped(late)) == (Wipe((late,)),)
    assert rehearsal(journey).draft.blocks == BLOCKS


@pytest.mark.parametrize(
    "end",
    [
        happened.AidClosed(),
        happened.StepLeft(),
        happened.RehearsalAgain(),
        happened.RehearsalOpened(),
        happened.ScanOpened(),
        happened.CaseForgotten(),
        happened.DraftEdited(KeyDraft(("000011",) * 8)),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_was_rehearsed_is_wiped_however_it_ends(end: Event) -> None:
    journey = typing(happened.RehearsalOpened())
    first, second = KeyDraft(BLOCKS[:1]), KeyDraft(BLOCKS[:2])
    perform(journey.tell(happened.RehearsalTyped(first)))
    perform(journey.tell(happened.RehearsalTyped(second)))
    assert first.is_empty
    assert not second.is_empty
    perform(journey.tell(end))
    assert second.blocks == ("",) * 8
    aid = journey.session.aid
    assert not isinstance(aid, Rehearsal) or aid.draft.is_empty


def test_the_key_stays_when_a_rehearsal_closes() -> None:
    journey = typing(
        happened.RehearsalOpened(),
        happened.RehearsalTyped(KeyDraft(BLOCKS)),
        happened.BlockTyped(1),
    )
    perform(journey.tell(happened.AidClosed()))
    assert journey.session.draft.blocks == BLOCKS
    assert journey.session.typed == {1}
    assert journey.tell(happened.AidClosed()) == ()


def test_a_key_that_comes_in_late_closes_what_belonged_to_the_old_one() -> None:
    journey = typing(happened.TextPasted("text"), happened.ScanOpened())
    request = journey.session.last_request
    journey.tell(happened.ReadingDone(request, Reading((), None, 0)))
    assert isinstance(journey.session.aid, Scan)
    journey.tell(happened.SuggestionUsed(1, "000022"))
    assert journey.session.aid is None


@pytest.mark.parametrize(
    ("text", "arrived"),
    [
        ("", None),
        ("\r", None),
        (TEST_DIGITS, Arrived.RIGHT),
        (f"{TEST_DIGITS}\r", Arrived.ADDS_ENTER),
        (f"{TEST_DIGITS}\r\n", Arrived.ADDS_ENTER),
        (f"{TEST_DIGITS}\t", Arrived.ADDS_TAB),
        (f"]C0{TEST_DIGITS}", Arrived.ADDS_MORE),
        (f"{TEST_DIGITS}x\r", Arrived.ADDS_MORE),
        (TEST_DIGITS * 2, Arrived.ADDS_MORE),
        (TEST_DIGITS[:7], Arrived.PART),
        (TEST_DIGITS[3:], Arrived.PART),
        ("187", Arrived.OTHER_CODE),
        ("".join(BLOCKS), Arrived.OTHER_CODE),
        ("à&é\"'(-è_ç", Arrived.SWAPPED),
        ("1234567890", Arrived.SWAPPED),
        ("0123456798\r", Arrived.SWAPPED),
    ],
)
def test_what_a_scanner_brings_is_judged(text: str, arrived: Arrived | None) -> None:
    assert judge_scan(text) is arrived


def test_a_try_of_the_scanner_is_said_and_its_text_not_kept() -> None:
    journey = typing(happened.ScanOpened())
    scanned = "".join(BLOCKS)
    event = happened.ScannerTried(scanned)
    assert journey.tell(event) == (ScannerJudged(Arrived.OTHER_CODE),)
    assert scanned not in f"{event!r} {journey.session!r}"
    assert journey.tell(happened.ScannerTried("")) == ()
    assert journey.session.aid == Scan()


def test_the_bar_code_of_the_key_is_shown_when_asked_for_whole_or_by_block() -> None:
    journey = typing(happened.ScanOpened())
    assert journey.session.aid == Scan(key_shown=False, piece=Piece.WHOLE)
    journey.tell(happened.KeyCodeShown(shown=True))
    journey.tell(happened.PieceChosen(Piece.BLOCK))
    assert journey.session.aid == Scan(key_shown=True, piece=Piece.BLOCK)
    journey.tell(happened.AidClosed())
    assert journey.session.aid is None


@pytest.mark.parametrize(
    "event",
    [
        happened.RehearsalKeyShown(shown=True),
        happened.RehearsalGraded(5),
        happened.RehearsalAgain(),
        happened.ScannerTried(TEST_DIGITS),
        happened.KeyCodeShown(shown=True),
        happened.PieceChosen(Piece.BLOCK),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_belongs_to_a_closed_aid_changes_nothing(event: Event) -> None:
    journey = typing()
    session = journey.session
    assert journey.tell(event) == ()
    assert journey.session == session


def test_forgetting_the_case_closes_the_rehearsal() -> None:
    journey = typing(happened.RehearsalOpened(), happened.RehearsalTyped(KeyDraft(BLOCKS)))
    draft = rehearsal(journey).draft
    effects = journey.tell(happened.CaseForgotten())
    assert CaseClosed() in effects
    assert any(isinstance(e, Wipe) and any(d is draft for d in e.drafts) for e in effects)
    assert journey.session.aid is None
