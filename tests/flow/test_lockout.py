# SPDX-License-Identifier: Apache-2.0
"""Whole journeys through door 1 as lists of events, without a screen."""

from pathlib import Path

import pytest

from recovery_assistant.find import Candidate, Reading, ReadProblem
from recovery_assistant.flow.journey import Journey
from recovery_assistant.flow.lockout import LOCKOUT, STAGES, Session, Step, stage_number
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import (
    Answer,
    Cause,
    Form,
    Owner,
    OwnerReason,
    Question,
    Refusal,
    Result,
    ScreenLink,
    Shows,
    View,
)
from recovery_assistant.flow.lockout.blockers import Blocker, BlockLacking, BlockWrong, Missing
from recovery_assistant.flow.lockout.effects import (
    BlockJudged,
    CaseClosed,
    ChooseFile,
    CopiesCompared,
    CopyText,
    Effect,
    KeepChoice,
    KeyFilled,
    OpenLink,
    PlaceRuledOut,
    ReadClipboard,
    ReadFile,
    ReadingFailed,
    ReadText,
    StopReading,
    Wipe,
)
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.owner import open_question
from recovery_assistant.flow.lockout.routes import LAST_RESORTS, Route, routes_for
from recovery_assistant.keys import KeyDraft, KeyId, Verdict, compare

Walk = Journey[Step, Session, Event, Effect, Blocker]

VALUES = (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)
BLOCKS = tuple(f"{value * 11:06d}" for value in VALUES)
OTHER = tuple(f"{value * 11:06d}" for value in reversed(VALUES))
KEY_ID = "5BFCBB05"


def candidate(blocks: tuple[str, ...], key_id: str | None = None) -> Candidate:
    found = None if key_id is None else KeyId.parse(key_id).key_id
    draft = KeyDraft(blocks)
    return Candidate(
        draft=draft,
        key_id=found,
        match=None,
        well_formed=draft.is_complete,
        date=None,
        place="",
        reasons=(),
    )


def found(*candidates: Candidate) -> Reading:
    return Reading(candidates=candidates, problem=None, size=100)


def at(journey: Walk) -> Step:
    """Return the step: a call, so that the type check does not think it stays."""
    return journey.step


def why(journey: Walk) -> tuple[Blocker, ...]:
    """Return what blocks, likewise."""
    return journey.blockers


def walk(*events: Event) -> Walk:
    journey: Walk = Journey(LOCKOUT)
    for event in events:
        journey.tell(event)
    return journey


def at_check(*events: Event) -> Walk:
    journey = walk(
        happened.ShowsChosen(Shows.LINK),
        happened.LinkChosen(ScreenLink.PERSONAL),
        happened.RouteFound(Route.PERSONAL_ACCOUNT),
    )
    for event in events:
        journey.tell(event)
    return journey


def test_a_printed_link_settles_the_owner_and_leads_to_the_open_pc() -> None:
    journey = walk(happened.ShowsChosen(Shows.LINK), happened.LinkChosen(ScreenLink.PERSONAL))
    assert journey.session.settled_owner is Owner.PERSONAL
    assert journey.forward()
    assert at(journey) is Step.ROUTES
    journey.tell(happened.KeyIdTyped(KEY_ID))
    journey.tell(happened.RouteFound(Route.PERSONAL_ACCOUNT))
    assert at(journey) is Step.CHECK
    (effect,) = journey.tell(happened.TextPasted("some page"))
    assert isinstance(effect, ReadText)
    assert effect.wanted == KeyId.parse(KEY_ID).key_id
    journey.tell(happened.ReadingDone(effect.request, found(candidate(BLOCKS, KEY_ID))))
    assert journey.session.draft.blocks == BLOCKS
    assert journey.session.found_id == KeyId.parse(KEY_ID).key_id
    assert journey.forward()
    for block in range(1, 9):
        journey.tell(happened.BlockTyped(block, done=True))
    assert journey.session.typed == frozenset(range(1, 9))
    assert journey.forward()
    assert why(journey) == (Missing.RESULT,)
    journey.tell(happened.ResultChosen(Result.OPENED))
    assert journey.forward()
    assert at(journey) is Step.AFTERWARDS
    assert journey.next_step is None
    assert not journey.forward()


def test_nothing_chosen_blocks_the_first_screen_with_its_reason() -> None:
    journey = walk()
    assert why(journey) == (Missing.SHOWS,)
    assert not journey.forward()
    journey.tell(happened.ShowsChosen(Shows.AWAY))
    assert why(journey) == (Missing.OWNER,)
    journey.tell(happened.OwnerChosen(Owner.NOT_SURE))
    assert why(journey) == (Missing.QUESTIONS,)


@pytest.mark.parametrize(
    ("shows", "link", "owner", "reason"),
    [
        (Shows.LINK, ScreenLink.PERSONAL, Owner.PERSONAL, OwnerReason.PERSONAL_LINK),
        (Shows.LINK, ScreenLink.WORK, Owner.WORK, OwnerReason.WORK_LINK),
        (Shows.COMPANY, None, Owner.WORK, OwnerReason.COMPANY_TEXT),
        (Shows.ACCOUNT, None, Owner.PERSONAL, OwnerReason.ACCOUNT_NAMED),
    ],
)
def test_the_screen_suggests_the_owner(
    shows: Shows, link: ScreenLink | None, owner: Owner, reason: OwnerReason
) -> None:
    session = Session(shows=shows, link=link)
    assert session.suggestion is not None
    assert (session.suggestion.owner, session.suggestion.reason) == (owner, reason)
    assert session.settled_owner is owner


@pytest.mark.parametrize(
    ("shows", "link"),
    [
        (Shows.LINK, ScreenLink.GENERAL),
        (Shows.LINK, None),
        (Shows.ERROR_CODE, None),
        (Shows.AWAY, None),
        (None, None),
    ],
)
def test_a_screen_that_says_nothing_suggests_nothing(
    shows: Shows | None, link: ScreenLink | None
) -> None:
    assert Session(shows=shows, link=link).suggestion is None


def test_the_persons_own_answer_outweighs_the_suggestion() -> None:
    session = Session(shows=Shows.COMPANY, owner=Owner.OFFLINE)
    assert session.settled_owner is Owner.OFFLINE


@pytest.mark.parametrize(
    ("answers", "owner", "reason"),
    [
        ((Answer.YES,), Owner.WORK, OwnerReason.GIVEN_BY_WORK),
        ((Answer.NO, Answer.NO), Owner.OFFLINE, OwnerReason.NEVER_SIGNED_IN),
        ((Answer.NO, Answer.YES, Answer.YES), Owner.WORK, OwnerReason.WORK_ADDRESS),
        ((Answer.NO, Answer.YES, Answer.NO), Owner.PERSONAL, OwnerReason.PRIVATE_ADDRESS),
        (
            (Answer.UNKNOWN, Answer.UNKNOWN, Answer.UNKNOWN),
            Owner.PERSONAL,
            OwnerReason.MOST_LIKELY,
        ),
    ],
)
def test_the_short_questions_conclude_with_a_reason(
    answers: tuple[Answer, ...], owner: Owner, reason: OwnerReason
) -> None:
    journey = walk(happened.ShowsChosen(Shows.AWAY), happened.OwnerChosen(Owner.NOT_SURE))
    for question, answer in zip(Question, answers, strict=False):
        assert journey.session.conclusion is None
        assert open_question(journey.session.answers) is question
        journey.tell(happened.QuestionAnswered(question, answer))
    assert open_question(journey.session.answers) is None
    conclusion = journey.session.conclusion
    assert conclusion is not None
    assert (conclusion.owner, conclusion.reason) == (owner, reason)
    assert journey.forward()


def test_a_changed_short_answer_forgets_the_questions_after_it() -> None:
    journey = walk(happened.OwnerChosen(Owner.NOT_SURE))
    for question in Question:
        journey.tell(happened.QuestionAnswered(question, Answer.NO))
    journey.tell(happened.QuestionAnswered(Question.GIVEN_BY_WORK, Answer.UNKNOWN))
    assert dict(journey.session.answers) == {Question.GIVEN_BY_WORK: Answer.UNKNOWN}
    journey.tell(happened.QuestionsReopened())
    assert not journey.session.answers


def test_changing_the_owner_keeps_everything_but_the_open_card() -> None:
    journey = walk(
        happened.ShowsChosen(Shows.AWAY),
        happened.OwnerChosen(Owner.PERSONAL),
        happened.KeyIdTyped(KEY_ID),
        happened.RouteOpened(Route.PAPER_OR_FILE),
        happened.LineTicked(Route.PAPER_OR_FILE, 0, done=True),
        happened.RouteRuledOut(Route.PERSONAL_ACCOUNT),
        happened.DraftEdited(KeyDraft(BLOCKS)),
    )
    before = journey.session
    journey.tell(happened.OwnerChosen(Owner.WORK))
    after = journey.session
    assert after.open_route is None
    assert (after.ticked, after.ruled_out) == (before.ticked, before.ruled_out)
    assert after.draft is before.draft
    assert after.key_id == before.key_id


def test_the_printed_address_goes_before_what_is_usual() -> None:
    assert routes_for(Owner.OFFLINE, ScreenLink.PERSONAL)[0] is Route.PERSONAL_ACCOUNT
    assert routes_for(Owner.PERSONAL, ScreenLink.WORK)[0] is Route.WORK_SELF_SERVICE
    assert routes_for(Owner.OFFLINE, ScreenLink.GENERAL)[0] is Route.PAPER_OR_FILE


@pytest.mark.parametrize("owner", [*Owner, None])
@pytest.mark.parametrize("link", [*ScreenLink, None])
def test_no_place_is_listed_twice(owner: Owner | None, link: ScreenLink | None) -> None:
    routes = routes_for(owner, link)
    assert len(set(routes)) == len(routes)


def test_every_route_can_be_reached() -> None:
    reached = {route for owner in Owner for route in routes_for(owner, None)}
    assert reached | set(LAST_RESORTS) == set(Route)


def test_ruling_out_the_last_place_leads_to_the_honest_page_and_back() -> None:
    journey = walk(happened.ShowsChosen(Shows.AWAY), happened.OwnerChosen(Owner.PERSONAL))
    assert journey.forward()
    routes = journey.session.routes
    for left, route in zip(range(len(routes) - 1, -1, -1), routes, strict=True):
        assert journey.tell(happened.RouteRuledOut(route)) == (PlaceRuledOut(route, left),)
    assert at(journey) is Step.SPENT
    assert journey.session.open_route is None
    journey.tell(happened.RouteReopened(routes[0]))
    assert at(journey) is Step.ROUTES
    assert journey.session.places_left == (routes[0],)
    assert journey.trail == (Step.SCREEN, Step.ROUTES)


def test_the_honest_page_leads_on_should_a_key_turn_up() -> None:
    journey = walk(happened.ShowsChosen(Shows.AWAY), happened.OwnerChosen(Owner.OFFLINE))
    journey.forward()
    for route in journey.session.routes:
        journey.tell(happened.RouteRuledOut(route))
    assert journey.forward()
    assert at(journey) is Step.CHECK
    assert journey.back()
    assert at(journey) is Step.SPENT


def test_finding_a_place_takes_back_that_it_was_ruled_out() -> None:
    journey = walk(
        happened.RouteRuledOut(Route.PAPER_OR_FILE), happened.RouteFound(Route.PAPER_OR_FILE)
    )
    assert journey.session.found_at is Route.PAPER_OR_FILE
    assert Route.PAPER_OR_FILE not in journey.session.ruled_out
    journey.tell(happened.RouteRuledOut(Route.PAPER_OR_FILE))
    assert journey.session.found_at is None


def test_ticks_come_and_go_one_by_one() -> None:
    journey = walk(
        happened.LineTicked(Route.GRAPH, 0, done=True),
        happened.LineTicked(Route.GRAPH, 1, done=True),
        happened.LineTicked(Route.GRAPH, 0, done=False),
    )
    assert journey.session.ticked == {(Route.GRAPH, 1)}


def test_going_back_keeps_the_typed_blocks() -> None:
    journey = at_check(happened.DraftEdited(KeyDraft(BLOCKS)))
    assert journey.back()
    assert journey.forward()
    assert journey.session.draft.blocks == BLOCKS


def test_the_first_step_has_nothing_before_it() -> None:
    journey = walk()
    assert not journey.back()
    assert journey.trail == (Step.SCREEN,)


def test_an_incomplete_key_names_the_wrong_blocks_before_the_short_ones() -> None:
    journey = at_check()
    assert why(journey) == (Missing.KEY,)
    journey.tell(happened.DraftEdited(KeyDraft(("123", *BLOCKS[1:4], "111112", *BLOCKS[5:]))))
    assert why(journey) == (BlockWrong(5), BlockLacking(1))
    assert not journey.forward()


@pytest.mark.parametrize("text", ["1234567", "12a456", "999999", "111112", "12?456"])
def test_every_kind_of_wrong_block_blocks(text: str) -> None:
    journey = at_check(happened.DraftEdited(KeyDraft((*BLOCKS[:7], text))))
    assert why(journey) == (BlockWrong(8),)


def test_a_suggestion_is_used_said_and_can_be_undone() -> None:
    journey = at_check(happened.DraftEdited(KeyDraft((*BLOCKS[:7], "111112"))))
    effects = journey.tell(happened.SuggestionUsed(8, BLOCKS[7]))
    assert BlockJudged(8, Verdict.FINE) in effects
    assert journey.session.draft.is_complete
    journey.tell(happened.FillUndone())
    assert journey.session.draft.block(8) == "111112"
    assert journey.session.before is None
    journey.tell(happened.FillUndone())
    assert journey.session.draft.block(8) == "111112"


def test_replaced_digits_are_wiped_unless_undo_needs_them() -> None:
    first, second, third = KeyDraft(BLOCKS), KeyDraft(OTHER), KeyDraft(BLOCKS)
    journey = at_check()
    journey.tell(happened.DraftEdited(first))
    (wipe,) = journey.tell(happened.DraftEdited(second))
    assert isinstance(wipe, Wipe)
    assert [draft is first for draft in wipe.drafts] == [True]
    journey.tell(happened.SuggestionUsed(1, OTHER[1]))
    assert journey.session.before is second
    (wipe,) = journey.tell(happened.DraftEdited(third))
    assert isinstance(wipe, Wipe)
    assert any(draft is second for draft in wipe.drafts)


def test_telling_the_same_draft_again_wipes_nothing() -> None:
    draft = KeyDraft(BLOCKS)
    journey = at_check(happened.DraftEdited(draft))
    assert journey.tell(happened.DraftEdited(draft)) == ()
    assert journey.session.draft.blocks == BLOCKS


def test_several_keys_are_taken_one_after_the_other_without_losing_any() -> None:
    journey = at_check(happened.TextPasted("two keys"))
    effects = journey.tell(
        happened.ReadingDone(1, found(candidate(BLOCKS, KEY_ID), candidate(OTHER)))
    )
    assert KeyFilled(2, 0) in effects
    assert journey.session.taken == 0
    effects = journey.tell(happened.CandidateTaken(1))
    assert journey.session.draft.blocks == OTHER
    assert journey.session.found_id is None
    journey.tell(happened.CandidateTaken(0))
    assert journey.session.draft.blocks == BLOCKS
    assert journey.session.found_id == KeyId.parse(KEY_ID).key_id
    journey.tell(happened.FillUndone())
    assert journey.session.draft.blocks == OTHER
    assert journey.session.taken == 1
    assert journey.session.found_id is None
    journey.tell(happened.CandidateTaken(7))
    assert journey.session.taken == 1


def test_undoing_the_first_fill_leaves_empty_blocks_without_a_key_id() -> None:
    journey = at_check(happened.TextPasted("x"))
    journey.tell(happened.ReadingDone(1, found(candidate(BLOCKS, KEY_ID))))
    journey.tell(happened.FillUndone())
    assert journey.session.draft.is_empty
    assert journey.session.found_id is None
    assert journey.session.taken is None


def test_undoing_back_to_typed_digits_keeps_what_is_known() -> None:
    journey = at_check(happened.DraftEdited(KeyDraft((*BLOCKS[:7], "111112"))))
    journey.tell(happened.SuggestionUsed(8, BLOCKS[7]))
    journey.tell(happened.FillUndone())
    assert journey.session.taken is None


def test_emptied_blocks_forget_the_key_id_that_came_with_them() -> None:
    journey = at_check(happened.TextPasted("x"))
    journey.tell(happened.ReadingDone(1, found(candidate(BLOCKS, KEY_ID))))
    journey.tell(happened.DraftEdited(KeyDraft()))
    assert journey.session.found_id is None
    assert journey.session.place is None


def test_a_stale_answer_is_dropped_and_its_digits_wiped() -> None:
    journey = at_check(happened.TextPasted("first"))
    effects = journey.tell(happened.TextPasted("second"))
    assert effects[0] == StopReading(1)
    late = candidate(BLOCKS)
    (wipe,) = journey.tell(happened.ReadingDone(1, found(late)))
    assert isinstance(wipe, Wipe)
    assert wipe.drafts[0] is late.draft
    assert journey.session.draft.is_empty
    assert journey.session.reading == 2


def test_a_reading_without_a_key_says_so_and_loses_nothing() -> None:
    journey = at_check(happened.DraftEdited(KeyDraft(BLOCKS)), happened.TextPasted("x"))
    reading = Reading(candidates=(), problem=ReadProblem.NO_KEY, size=1)
    assert journey.tell(happened.ReadingDone(1, reading)) == (ReadingFailed(ReadProblem.NO_KEY),)
    assert journey.session.read_problem is ReadProblem.NO_KEY
    assert journey.session.draft.blocks == BLOCKS
    journey.tell(happened.TextPasted("again"))
    assert journey.session.read_problem is None


def test_a_file_is_asked_for_chosen_read_and_can_be_stopped() -> None:
    journey = at_check()
    assert journey.tell(happened.FileAsked()) == (ChooseFile(),)
    assert journey.tell(happened.FileChosen(Path("key.txt"))) == (
        ReadFile(1, Path("key.txt"), None),
    )
    assert journey.tell(happened.ReadingStopped(9)) == ()
    assert journey.tell(happened.ReadingStopped(1)) == (StopReading(1),)
    assert journey.session.reading is None


def test_changed_digits_forget_what_was_typed_and_what_came_of_it() -> None:
    journey = at_check(happened.DraftEdited(KeyDraft(BLOCKS)))
    journey.forward()
    journey.tell(happened.BlockTyped(1, done=True))
    journey.forward()
    journey.tell(happened.ResultChosen(Result.REFUSED))
    journey.tell(happened.RefusalChosen(Refusal.TYPING))
    journey.tell(happened.DraftEdited(KeyDraft(OTHER)))
    session = journey.session
    assert (session.typed, session.block) == (frozenset(), 1)
    assert (session.result, session.refusal) == (None, None)


def test_the_same_digits_again_keep_what_was_typed() -> None:
    journey = at_check(happened.DraftEdited(KeyDraft(BLOCKS)))
    journey.tell(happened.BlockTyped(1, done=True))
    journey.tell(happened.DraftEdited(KeyDraft(BLOCKS)))
    assert journey.session.typed == {1}


def test_done_blocks_lead_to_the_next_one_that_is_not() -> None:
    journey = at_check(happened.DraftEdited(KeyDraft(BLOCKS)))
    journey.tell(happened.BlockTyped(2, done=True))
    assert journey.session.block == 3
    journey.tell(happened.BlockTyped(8, done=True))
    assert journey.session.block == 1
    journey.tell(happened.BlockTyped(2, done=False))
    assert journey.session.typed == {8}
    journey.tell(happened.BlockShown(99))
    assert journey.session.block == 8
    journey.tell(happened.BlockShown(-3))
    assert journey.session.block == 1
    for block in range(1, 9):
        journey.tell(happened.BlockTyped(block, done=True))
    assert journey.session.block == 8


@pytest.mark.parametrize(
    ("refusal", "target"),
    [
        (Refusal.TYPING, Step.TYPE),
        (Refusal.OTHER_DRIVE, Step.ROUTES),
        (Refusal.OTHER_PROTECTOR, Step.ROUTES),
    ],
)
def test_a_refusal_has_a_way_on(refusal: Refusal, target: Step) -> None:
    journey = at_check(happened.DraftEdited(KeyDraft(BLOCKS)))
    journey.forward()
    journey.forward()
    journey.tell(happened.ResultChosen(Result.REFUSED))
    assert why(journey) == (Missing.REFUSAL,)
    journey.tell(happened.RefusalChosen(refusal))
    assert journey.forward()
    assert at(journey) is target


@pytest.mark.parametrize(
    ("result", "target"),
    [
        (Result.OPENED, Step.AFTERWARDS),
        (Result.ASKS_AGAIN, Step.AFTERWARDS),
        (Result.CANNOT_TYPE, Step.TYPE),
    ],
)
def test_every_result_has_a_way_on(result: Result, target: Step) -> None:
    journey = at_check(happened.DraftEdited(KeyDraft(BLOCKS)))
    journey.forward()
    journey.forward()
    journey.tell(happened.ResultChosen(result))
    assert journey.forward()
    assert at(journey) is target


@pytest.mark.parametrize(
    ("event", "target"),
    [
        (happened.TypeAgain(), Step.TYPE),
        (happened.CheckAgain(), Step.CHECK),
        (happened.LookOn(), Step.ROUTES),
    ],
)
def test_one_press_leads_back_to_what_is_to_be_done_again(event: Event, target: Step) -> None:
    journey = at_check(happened.DraftEdited(KeyDraft(BLOCKS)))
    journey.forward()
    journey.tell(happened.BlockTyped(1, done=True))
    journey.forward()
    journey.tell(event)
    assert at(journey) is target
    assert journey.session.draft.blocks == BLOCKS


def test_typing_again_begins_with_the_first_block() -> None:
    journey = at_check(happened.DraftEdited(KeyDraft(BLOCKS)))
    journey.tell(happened.BlockTyped(1, done=True))
    journey.tell(happened.TypeAgain())
    assert (journey.session.typed, journey.session.block) == (frozenset(), 1)


def test_forgetting_the_case_wipes_every_draft_and_begins_again() -> None:
    journey = at_check(happened.FormChosen(Form.LINE), happened.TextPasted("x"))
    one, two = candidate(BLOCKS), candidate(OTHER)
    journey.tell(happened.ReadingDone(1, found(one, two)))
    journey.tell(happened.SuggestionUsed(1, OTHER[0]))
    present, before = journey.session.draft, journey.session.before
    wipe, closed = journey.tell(happened.CaseForgotten())
    assert isinstance(wipe, Wipe)
    assert isinstance(closed, CaseClosed)
    for draft in (one.draft, two.draft, present, before):
        assert any(wiped is draft for wiped in wipe.drafts)
    assert at(journey) is Step.SCREEN
    assert journey.trail == (Step.SCREEN,)
    assert journey.session.draft.is_empty
    assert journey.session.form is Form.LINE


def holed(*numbers: int) -> tuple[str, ...]:
    """The key with these blocks missing."""
    return tuple("" if n in numbers else block for n, block in enumerate(BLOCKS, start=1))


def test_a_second_copy_is_unfolded_typed_and_folded_without_losing_a_digit() -> None:
    journey = at_check(happened.DraftEdited(KeyDraft(BLOCKS)))
    assert not journey.session.comparing
    assert journey.tell(happened.CompareOpened(opened=True)) == ()
    first, second = KeyDraft(BLOCKS[:1]), KeyDraft(BLOCKS[:2])
    journey.tell(happened.SecondEdited(first))
    (wipe,) = journey.tell(happened.SecondEdited(second))
    assert isinstance(wipe, Wipe)
    assert [draft is first for draft in wipe.drafts] == [True]
    assert journey.tell(happened.SecondEdited(second)) == ()
    journey.tell(happened.CompareOpened(opened=False))
    assert not journey.session.comparing
    assert journey.session.second is second
    assert journey.session.draft.blocks == BLOCKS


def test_a_second_copy_is_said_once_it_is_whole() -> None:
    journey = at_check(happened.DraftEdited(KeyDraft(BLOCKS)))
    (wipe,) = journey.tell(happened.SecondEdited(KeyDraft((*BLOCKS[:7], BLOCKS[7][:5]))))
    assert isinstance(wipe, Wipe)
    _wipe, said = journey.tell(happened.SecondEdited(KeyDraft(BLOCKS)))
    assert isinstance(said, CopiesCompared)
    assert said.comparison.same
    assert not any(block in repr(said) for block in BLOCKS)
    (again,) = journey.tell(happened.SecondEdited(KeyDraft(BLOCKS)))
    assert isinstance(again, Wipe)


def test_one_block_is_taken_from_the_second_copy_and_can_be_undone() -> None:
    here = holed(2, 5)
    journey = at_check(
        happened.DraftEdited(KeyDraft(here)), happened.SecondEdited(KeyDraft(BLOCKS))
    )
    assert journey.tell(happened.SecondUsed(5)) == (BlockJudged(5, Verdict.FINE),)
    assert journey.session.draft.blocks == holed(2)
    assert journey.tell(happened.SecondUsed(5)) == ()
    assert journey.tell(happened.SecondUsed(1)) == ()
    journey.tell(happened.FillUndone())
    assert journey.session.draft.blocks == here
    assert journey.session.second.blocks == BLOCKS


def test_everything_the_second_copy_fills_is_taken_at_once() -> None:
    journey = at_check(
        happened.DraftEdited(KeyDraft(holed(2, 5))), happened.SecondEdited(KeyDraft(holed(7)))
    )
    (said,) = journey.tell(happened.SecondUsed(None))
    assert isinstance(said, CopiesCompared)
    assert journey.session.draft.blocks == BLOCKS
    assert journey.session.before is not None
    assert why(journey) == ()


def test_digits_taken_from_the_second_copy_forget_what_was_typed() -> None:
    journey = at_check(
        happened.DraftEdited(KeyDraft(holed(2))), happened.SecondEdited(KeyDraft(BLOCKS))
    )
    journey.tell(happened.BlockTyped(1, done=True))
    journey.tell(happened.SecondUsed(2))
    assert journey.session.typed == frozenset()


def test_of_several_pasted_keys_the_one_like_the_typed_one_is_compared() -> None:
    journey = at_check(happened.DraftEdited(KeyDraft(holed(1))))
    old = journey.session.second
    text = f"{'-'.join(OTHER)}\n\nKey: {'-'.join(BLOCKS)}\n"
    wipe, said = journey.tell(happened.SecondPasted(text))
    assert journey.session.second.blocks == BLOCKS
    assert isinstance(wipe, Wipe)
    assert wipe.drafts[0] is old
    assert [draft.blocks for draft in wipe.drafts[1:]] == [OTHER]
    assert isinstance(said, CopiesCompared)
    assert said.comparison.merged is not None


def test_pasted_digits_that_are_no_whole_key_are_taken_as_they_are() -> None:
    journey = at_check(happened.SecondPasted("123 456"))
    assert journey.session.second.blocks[0] == "123456"


def test_a_paste_without_a_key_leaves_the_second_copy_and_says_so() -> None:
    second = KeyDraft(BLOCKS)
    journey = at_check(happened.SecondEdited(second), happened.TextPasted("x"))
    assert journey.tell(happened.SecondPasted("nothing")) == (ReadingFailed(ReadProblem.NO_KEY),)
    assert journey.session.second is second
    assert journey.session.read_problem is ReadProblem.NO_KEY
    assert journey.session.reading == 1, "the other reading goes on"
    journey.tell(happened.SecondPasted("-".join(BLOCKS)))
    assert journey.session.read_problem is None


def test_forgetting_the_case_wipes_the_second_copy() -> None:
    second = KeyDraft(BLOCKS)
    journey = at_check(happened.CompareOpened(opened=True), happened.SecondEdited(second))
    wipe, _closed = journey.tell(happened.CaseForgotten())
    assert isinstance(wipe, Wipe)
    assert any(draft is second for draft in wipe.drafts)
    assert journey.session.second.is_empty
    assert not journey.session.comparing


def test_outside_deeds_are_asked_for_as_effects() -> None:
    journey = walk()
    assert journey.tell(happened.LinkAsked("https://aka.ms/x")) == (OpenLink("https://aka.ms/x"),)
    journey.tell(happened.LinkFailed("https://aka.ms/x"))
    assert journey.session.unopened == "https://aka.ms/x"
    journey.tell(happened.LinkAsked("https://aka.ms/x"))
    assert not journey.session.unopened
    assert journey.tell(happened.CopyAsked("text")) == (CopyText("text"),)
    assert journey.tell(happened.PasteAsked()) == (ReadClipboard(),)
    assert journey.tell(happened.AdvanceChosen(advance=False)) == (
        KeepChoice(Form.EIGHT, advance=False),
    )
    assert journey.tell(happened.AssistanceFound(advance=True)) == ()
    assert journey.session.advance
    journey.tell(happened.AdvanceChosen(advance=False))
    assert journey.tell(happened.FormChosen(Form.LINE)) == (KeepChoice(Form.LINE, advance=False),)
    assert journey.tell(happened.BlockCompleted(3, Verdict.FINE)) == (BlockJudged(3, Verdict.FINE),)


def test_small_answers_are_kept() -> None:
    journey = walk(
        happened.ErrorCodeTyped("E_FVE_PCR_MISMATCH"),
        happened.KeyIdSkipped(skipped=True),
        happened.DigitsHidden(hidden=True),
        happened.ViewChosen(View.ALL),
        happened.CauseChosen(Cause.PIN),
    )
    session = journey.session
    assert session.error_code == "E_FVE_PCR_MISMATCH"
    assert session.key_id_skipped
    assert session.hidden
    assert session.view is View.ALL
    assert session.cause is Cause.PIN
    journey.tell(happened.KeyIdTyped("5"))
    assert not journey.session.key_id_skipped
    assert journey.session.key_id is None
    assert journey.session.key_id_text == "5"


def test_six_steps_are_counted_and_the_honest_page_is_part_of_the_second() -> None:
    assert [stage_number(step) for step in STAGES] == [1, 2, 3, 4, 5, 6]
    assert stage_number(Step.SPENT) == 2


def test_nothing_that_carries_digits_shows_them() -> None:
    secret = "".join(BLOCKS)
    shown = repr(
        [
            happened.TextPasted(secret),
            happened.KeyIdTyped(secret),
            happened.SuggestionUsed(1, BLOCKS[0]),
            happened.DraftEdited(KeyDraft(BLOCKS)),
            happened.SecondEdited(KeyDraft(BLOCKS)),
            happened.SecondPasted(secret),
            CopiesCompared(compare(holed(1), BLOCKS)),
            ReadText(1, secret, None),
            Wipe((KeyDraft(BLOCKS),)),
            Session(draft=KeyDraft(BLOCKS)),
            happened.ReadingDone(1, found(candidate(BLOCKS))),
        ]
    )
    assert not any(block in shown for block in BLOCKS)
