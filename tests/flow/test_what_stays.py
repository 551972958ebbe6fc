# SPDX-License-Identifier: Apache-2.0
"""What an event leaves in the session, field by field, where a journey alone would not tell."""

from pathlib import Path

import pytest

from recovery_assistant.find import Candidate, Reading, ReadProblem
from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import (
    Answer,
    Form,
    Owner,
    Question,
    Result,
    ScreenLink,
    Shows,
)
from recovery_assistant.flow.lockout.effects import (
    BlockJudged,
    Effect,
    KeyBroughtBack,
    ReadFile,
    ReadingFailed,
    ReadText,
    StopReading,
    Wipe,
)
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.owner import conclude
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.flow.lockout.scan import Scan, judge_scan
from recovery_assistant.flow.lockout.transitions import apply
from recovery_assistant.keys import KeyDraft, KeyId, Verdict

BLOCKS = tuple(f"{value * 11:06d}" for value in (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 7))
OTHER = tuple(reversed(BLOCKS))
KEY_ID = KeyId.parse("5BFCBB05").key_id


def candidate(blocks: tuple[str, ...], key_id: KeyId | None = None, place: str = "") -> Candidate:
    return Candidate(
        draft=KeyDraft(blocks),
        key_id=key_id,
        match=None,
        well_formed=True,
        date=None,
        place=place,
        reasons=(),
    )


def personal() -> Session:
    return Session(shows=Shows.LINK, link=ScreenLink.PERSONAL, owner=Owner.PERSONAL)


def after(session: Session, *events: Event) -> Session:
    for event in events:
        session = apply(session, event).session
    return session


def read(session: Session, *candidates: Candidate) -> tuple[Session, tuple[Effect, ...]]:
    """Paste a text and get these candidates out of it."""
    asked = apply(session, happened.TextPasted("a page")).session
    reading = Reading(candidates=candidates, problem=None, size=6)
    told = apply(asked, happened.ReadingDone(asked.last_request, reading))
    return told.session, told.effects


def wiped(effects: tuple[Effect, ...]) -> list[KeyDraft]:
    return [draft for effect in effects if isinstance(effect, Wipe) for draft in effect.drafts]


def test_typing_a_key_id_takes_back_that_it_was_skipped() -> None:
    session = after(Session(), happened.KeyIdSkipped(skipped=True), happened.KeyIdTyped("5BFC"))
    assert session.key_id_skipped is False


def test_a_route_card_opens_and_closes() -> None:
    opened = after(personal(), happened.RouteOpened(Route.PAPER_OR_FILE))
    assert opened.open_route is Route.PAPER_OR_FILE
    assert after(opened, happened.RouteOpened(None)).open_route is None


def test_the_card_where_the_key_was_found_stays_open() -> None:
    session = after(personal(), happened.RouteFound(Route.PAPER_OR_FILE))
    assert (session.open_route, session.found_at) == (Route.PAPER_OR_FILE, Route.PAPER_OR_FILE)


def test_a_place_looked_at_again_is_the_open_one() -> None:
    told = apply(
        after(personal(), happened.RouteRuledOut(Route.PAPER_OR_FILE)),
        happened.RouteReopened(Route.PAPER_OR_FILE),
    )
    assert told.session.open_route is Route.PAPER_OR_FILE
    assert told.session.ruled_out == frozenset()
    assert told.go_to is Step.ROUTES


def test_ruling_a_place_out_opens_the_next_one_and_goes_nowhere() -> None:
    session = personal()
    first, second, *_rest = session.routes
    told = apply(session, happened.RouteRuledOut(first))
    assert told.session.open_route is second
    assert told.go_to is None


def test_ruling_the_last_place_out_closes_the_cards_and_leads_to_the_honest_page() -> None:
    session = personal()
    *before, last = session.routes
    told = apply(
        after(session, *(happened.RouteRuledOut(route) for route in before)),
        happened.RouteRuledOut(last),
    )
    assert told.session.open_route is None
    assert told.go_to is Step.SPENT


def test_ruling_out_another_place_does_not_forget_where_the_key_was_found() -> None:
    session = after(personal(), happened.RouteFound(Route.PERSONAL_ACCOUNT))
    kept = after(session, happened.RouteRuledOut(Route.PAPER_OR_FILE))
    assert kept.found_at is Route.PERSONAL_ACCOUNT
    assert after(kept, happened.RouteRuledOut(Route.PERSONAL_ACCOUNT)).found_at is None


def test_an_answer_to_a_short_question_means_not_sure() -> None:
    session = after(personal(), happened.QuestionAnswered(Question.GIVEN_BY_WORK, Answer.NO))
    assert session.owner is Owner.NOT_SURE


def test_another_answer_forgets_that_answer_and_the_later_ones_only() -> None:
    session = after(
        Session(),
        happened.QuestionAnswered(Question.GIVEN_BY_WORK, Answer.NO),
        happened.QuestionAnswered(Question.EMAIL_SIGN_IN, Answer.YES),
        happened.QuestionAnswered(Question.WORK_ADDRESS, Answer.YES),
        happened.QuestionAnswered(Question.EMAIL_SIGN_IN, Answer.UNKNOWN),
    )
    assert dict(session.answers) == {
        Question.GIVEN_BY_WORK: Answer.NO,
        Question.EMAIL_SIGN_IN: Answer.UNKNOWN,
    }


@pytest.mark.parametrize(
    "answers",
    [{Question.EMAIL_SIGN_IN: Answer.NO}, {Question.GIVEN_BY_WORK: Answer.NO}],
    ids=["the second alone", "the first alone"],
)
def test_one_of_the_first_two_questions_alone_decides_nothing(
    answers: dict[Question, Answer],
) -> None:
    assert conclude(answers) is None


@pytest.mark.parametrize("source", ["a page", Path("key.txt")], ids=["text", "file"])
def test_a_reading_carries_what_to_read_and_the_key_id_asked_for(source: str | Path) -> None:
    session = Session(key_id=KEY_ID, reading=4, last_request=4)
    event: Event = (
        happened.TextPasted(source) if isinstance(source, str) else happened.FileChosen(source)
    )
    told = apply(session, event)
    asked = ReadText(5, source, KEY_ID) if isinstance(source, str) else ReadFile(5, source, KEY_ID)
    assert told.effects == (StopReading(4), asked)


def test_a_reading_that_has_ended_is_no_longer_under_way() -> None:
    session, _effects = read(Session(), candidate(BLOCKS))
    assert session.reading is None


def test_a_candidate_brings_its_place_and_its_key_id() -> None:
    session, _effects = read(Session(), candidate(BLOCKS, KEY_ID, "account.html"))
    assert (session.place, session.found_id, session.taken) == ("account.html", KEY_ID, 0)


def test_candidates_nobody_holds_any_more_are_wiped_and_no_others() -> None:
    first, _effects = read(Session(), candidate(BLOCKS), candidate(OTHER))
    in_fields, beside = (each.draft for each in first.candidates)
    typed_before = first.before
    second, effects = read(first, candidate(OTHER))
    gone = wiped(effects)
    assert any(draft is beside for draft in gone)
    assert all(draft is not in_fields for draft in gone), "Undo brings it back"
    assert second.before is in_fields
    assert any(draft is typed_before for draft in gone)


def test_typing_over_a_candidate_keeps_the_candidate_to_be_taken_again() -> None:
    session, _effects = read(Session(), candidate(BLOCKS), candidate(OTHER))
    told = apply(session, happened.DraftEdited(KeyDraft(("000011",))))
    assert all(draft is not session.candidates[0].draft for draft in wiped(told.effects))


def test_nothing_is_wiped_where_nothing_was_dropped() -> None:
    session, _effects = read(Session(), candidate(BLOCKS))
    assert apply(session, happened.CandidateTaken(0)).effects[:-1] == ()
    fresh, _effects = read(Session(), candidate(BLOCKS), candidate(OTHER))
    told = apply(after(fresh, happened.FillUndone()), happened.CandidateTaken(1))
    assert Wipe(()) not in told.effects


def test_an_edit_cannot_be_undone_to_what_was_before_the_paste() -> None:
    session, _effects = read(Session(), candidate(BLOCKS))
    assert session.before is not None
    edited = after(session, happened.DraftEdited(session.draft.with_block(1, "000022")))
    assert edited.before is None


def test_emptying_the_fields_forgets_which_candidate_and_which_place_it_was() -> None:
    session, _effects = read(Session(), candidate(BLOCKS, KEY_ID, "account.html"))
    emptied = after(session, happened.DraftEdited(KeyDraft()))
    assert (emptied.taken, emptied.found_id, emptied.place) == (None, None, None)


def test_undo_back_to_a_candidate_brings_its_key_id_back() -> None:
    session, _effects = read(Session(), candidate(BLOCKS, KEY_ID), candidate(OTHER))
    undone = after(session, happened.CandidateTaken(1), happened.FillUndone())
    assert (undone.taken, undone.found_id, undone.before) == (0, KEY_ID, None)


def test_undo_back_to_typed_digits_lets_go_of_the_key_id_of_others() -> None:
    typed = after(Session(), happened.DraftEdited(KeyDraft(OTHER)))
    session, _effects = read(typed, candidate(BLOCKS, KEY_ID))
    undone = after(session, happened.FillUndone())
    assert (undone.taken, undone.found_id) == (None, None)
    assert undone.draft.blocks == OTHER


def test_undo_is_there_once() -> None:
    session, _effects = read(Session(), candidate(BLOCKS))
    undone = after(session, happened.FillUndone())
    assert undone.before is None
    assert after(undone, happened.FillUndone()) == undone


def test_a_completed_block_is_judged_and_changes_nothing() -> None:
    session = Session(draft=KeyDraft(BLOCKS))
    told = apply(session, happened.BlockCompleted(3, Verdict.FINE))
    assert told.session is session
    assert told.effects == (BlockJudged(3, Verdict.FINE),)


def test_the_verdict_after_a_suggestion_is_that_of_its_block() -> None:
    blocks = ("000012", "000011", *BLOCKS[2:])
    told = apply(Session(draft=KeyDraft(blocks)), happened.SuggestionUsed(1, "000022"))
    assert told.effects[-1] == BlockJudged(1, Verdict.FINE)
    told = apply(Session(draft=KeyDraft(blocks)), happened.SuggestionUsed(2, "000033"))
    assert told.effects[-1] == BlockJudged(2, Verdict.FINE)


def test_forgetting_the_case_keeps_how_the_person_likes_to_type() -> None:
    session = Session(form=Form.LINE, advance=False, result=Result.REFUSED)
    told = apply(session, happened.CaseForgotten())
    fresh = told.session
    assert fresh == Session(
        form=Form.LINE, advance=False, draft=fresh.draft, second=fresh.second, answers=fresh.answers
    )
    assert fresh.draft.is_empty
    assert fresh.second.is_empty


def test_forgetting_the_case_wipes_what_undo_would_bring_back() -> None:
    session, _effects = read(
        after(Session(), happened.DraftEdited(KeyDraft(OTHER))), candidate(BLOCKS)
    )
    assert session.before is not None
    gone = wiped(apply(session, happened.CaseForgotten()).effects)
    assert any(draft is session.before for draft in gone)


@pytest.mark.parametrize(
    ("typed", "block", "following"),
    [
        (frozenset(range(1, 7)), 7, 8),
        (frozenset({8}), 7, 1),
        (frozenset(range(2, 8)), 8, 1),
        (frozenset({1, 3, 4, 5, 6, 7, 8}) - {7}, 8, 2),
        (frozenset({1, 2, 3, 4, 6, 7, 8}), 6, 5),
        (frozenset(range(1, 9)), 4, 4),
    ],
)
def test_after_a_block_comes_the_next_one_not_typed_yet(
    typed: frozenset[int], block: int, following: int
) -> None:
    session = Session(draft=KeyDraft(BLOCKS), typed=typed, block=block)
    assert after(session, happened.BlockTyped(block, done=True)).block == following


def test_the_second_copy_unfolds_and_folds() -> None:
    opened = after(Session(), happened.CompareOpened(opened=True))
    assert opened.comparing is True
    assert after(opened, happened.CompareOpened(opened=False)).comparing is False


@pytest.mark.parametrize("block", [1, 2, 8])
def test_the_verdict_after_a_block_of_the_second_copy_is_that_of_its_block(block: int) -> None:
    unreadable = [""] * 8
    unreadable[block - 1] = BLOCKS[block - 1][:5] + "?"
    session = Session(draft=KeyDraft(unreadable), second=KeyDraft(BLOCKS))
    told = apply(session, happened.SecondUsed(block))
    assert told.session.draft.block(block) == BLOCKS[block - 1]
    assert told.effects[-1] == BlockJudged(block, Verdict.FINE)


def test_bringing_digits_back_is_told() -> None:
    session, _effects = read(Session(), candidate(BLOCKS))
    assert KeyBroughtBack() in apply(session, happened.FillUndone()).effects


@pytest.mark.parametrize("problem", [ReadProblem.EMPTY, ReadProblem.NO_KEY, None])
def test_a_failed_reading_is_told_with_its_reason(problem: ReadProblem | None) -> None:
    asked = after(Session(), happened.TextPasted("a page"))
    reading = Reading(candidates=(), problem=problem, size=6)
    told = apply(asked, happened.ReadingDone(asked.last_request, reading))
    assert told.effects == (ReadingFailed(problem or ReadProblem.NO_KEY),)


def test_what_the_scanner_sent_stays_judged() -> None:
    session = after(Session(), happened.ScanOpened(), happened.ScannerTried("01"))
    assert isinstance(session.aid, Scan)
    assert session.aid.arrived is not None
    assert session.aid.arrived is judge_scan("01")
