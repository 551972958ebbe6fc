# SPDX-License-Identifier: Apache-2.0
"""A search through drives and folders as lists of events, without a screen."""

from dataclasses import replace
from pathlib import Path

import pytest

from recovery_assistant.find import Candidate, Reading
from recovery_assistant.find.places import (
    Find,
    KeyFile,
    Place,
    Progress,
    Search,
    Searched,
    Skip,
    Skipped,
    Strip,
)
from recovery_assistant.flow.journey import Journey
from recovery_assistant.flow.lockout import LOCKOUT, Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.blockers import Blocker
from recovery_assistant.flow.lockout.effects import (
    BlockJudged,
    ChooseFolder,
    Effect,
    FindSpots,
    KeyFilled,
    KeyMet,
    SearchEnded,
    SearchPlaces,
    StopSearch,
    Wipe,
)
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.keeping import place_of
from recovery_assistant.flow.lockout.looking import Looking, Phase, Spot, SpotKind
from recovery_assistant.keys import KeyDraft, KeyId, Verdict, match

Walk = Journey[Step, Session, Event, Effect, Blocker]

BLOCKS = tuple(
    f"{value * 11:06d}" for value in (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)
)
OTHER = tuple(reversed(BLOCKS))
SLIP = (*BLOCKS[:2], "330012", *BLOCKS[3:])
KEY_ID = "5BFCBB05"
OTHER_ID = "0A1B2C3D"
STICK = Spot(Path("/media/stick"), SpotKind.STICK, "stick")
DRIVE = Spot(Path("/mnt/old"), SpotKind.DRIVE, "old")
HOME = Spot(Path("/people/ada"), SpotKind.FOLDER, "Home")
SPOTS = (STICK, DRIVE, HOME)
PICTURE = Strip(b"\x89PNG")
SKIPPED = Skipped(Place(Path("/mnt/old/x.zip")), Skip.ENCRYPTED)
KEY_FILE = KeyFile(Place(Path("/media/stick/a.BEK")), None)


def find(blocks: tuple[str, ...] = BLOCKS, key_id: str = "", strip: Strip | None = None) -> Find:
    found = KeyId.parse(key_id).key_id
    asked = KeyId.parse(KEY_ID).key_id
    assert asked is not None
    draft = KeyDraft(blocks)
    candidate = Candidate(
        draft=draft,
        key_id=found,
        match=None if found is None else match(asked, found),
        well_formed=draft.is_complete,
        date=None,
        place="key.txt",
        reasons=(),
    )
    return Find(candidate, (Place(Path("/media/stick/key.txt")),), strip)


def ended(*finds: Find, cancelled: bool = False) -> Searched:
    return Searched(finds, (KEY_FILE,), (SKIPPED,), 10, 1000, cancelled=cancelled, more_skipped=2)


def opened(*events: Event) -> Walk:
    journey: Walk = Journey(LOCKOUT)
    for event in (
        happened.KeyIdTyped(KEY_ID),
        happened.SearchOpened(opened=True),
        happened.SpotsFound(SPOTS),
        *events,
    ):
        journey.tell(event)
    return journey


def running() -> Walk:
    return opened(happened.SearchStarted())


def looking(journey: Walk) -> Looking:
    """Return the search: a call, so that the type check does not think it stays."""
    state = journey.session.looking
    assert state is not None
    return state


def phase(journey: Walk) -> Phase:
    return looking(journey).phase


def request(journey: Walk) -> int:
    number = looking(journey).request
    assert number is not None
    return number


def in_fields(journey: Walk) -> Find | None:
    """Return the find in the fields, likewise."""
    return journey.session.find


def wiped(effects: tuple[Effect, ...]) -> list[KeyDraft]:
    return [draft for effect in effects if isinstance(effect, Wipe) for draft in effect.drafts]


def holds(drafts: list[KeyDraft], draft: KeyDraft) -> bool:
    return any(one is draft for one in drafts)


def test_opening_asks_the_system_and_ticks_other_drives_and_nothing_else() -> None:
    journey: Walk = Journey(LOCKOUT)
    assert journey.tell(happened.SearchOpened(opened=True)) == (FindSpots(),)
    assert looking(journey).spots is None
    journey.tell(happened.SpotsFound(SPOTS))
    assert looking(journey).spots == SPOTS
    assert looking(journey).roots == (STICK.path, DRIVE.path)


def test_looking_again_ticks_a_new_stick_keeps_choices_and_drops_what_is_gone() -> None:
    late = Spot(Path("/media/late"), SpotKind.STICK)
    journey = opened(
        happened.SpotPicked(STICK.path, picked=False),
        happened.SpotPicked(HOME.path, picked=True),
        happened.SearchOpened(opened=True),
        happened.SpotsFound((late, STICK, HOME)),
    )
    assert looking(journey).roots == (late.path, HOME.path)
    assert looking(journey).spots == (late, STICK, HOME)


def test_a_folder_of_ones_own_stands_first_ticked_and_stays() -> None:
    own = Path("/srv/keys")
    journey = opened()
    assert journey.tell(happened.FolderAsked()) == (ChooseFolder(),)
    journey.tell(happened.FolderChosen(own))
    journey.tell(happened.FolderChosen(own))
    assert looking(journey).roots == (own, STICK.path, DRIVE.path)
    journey.tell(happened.SpotsFound((*SPOTS, Spot(own, SpotKind.SHARE))))
    assert looking(journey).spots == (Spot(own, SpotKind.PICKED), *SPOTS)
    assert looking(journey).roots[0] == own


def test_a_folder_can_be_chosen_before_the_system_has_answered() -> None:
    journey: Walk = Journey(LOCKOUT)
    journey.tell(happened.SearchOpened(opened=True))
    journey.tell(happened.FolderChosen(HOME.path))
    journey.tell(happened.SpotsFound(SPOTS))
    assert looking(journey).roots == (HOME.path, STICK.path, DRIVE.path)


def test_what_is_searched_is_what_was_ticked_and_for_the_key_id_of_the_screen() -> None:
    journey = opened(
        happened.SpotPicked(DRIVE.path, picked=False),
        happened.PicturesChosen(read=False),
        happened.FetchChosen(fetch=True),
        happened.AcrossChosen(across=True),
    )
    (effect,) = journey.tell(happened.SearchStarted())
    assert isinstance(effect, SearchPlaces)
    assert effect.request == request(journey)
    assert effect.search == Search(
        roots=(STICK.path,),
        wanted=KeyId.parse(KEY_ID).key_id,
        pictures=False,
        fetch=True,
        across=True,
    )
    assert phase(journey) is Phase.RUNNING


def test_with_nothing_ticked_nothing_is_searched() -> None:
    journey = opened(*(happened.SpotPicked(spot.path, picked=False) for spot in SPOTS))
    assert journey.tell(happened.SearchStarted()) == ()
    assert phase(journey) is Phase.CHOOSING


def test_a_search_that_runs_is_not_started_twice() -> None:
    journey = running()
    first = request(journey)
    assert journey.tell(happened.SearchStarted()) == ()
    assert request(journey) == first


def test_news_are_taken_over_as_they_come_the_best_key_first() -> None:
    journey = running()
    number = request(journey)
    alien, plain, slip, right = (
        find(OTHER, OTHER_ID),
        find(BLOCKS),
        find(SLIP),
        find(BLOCKS, KEY_ID),
    )
    assert journey.tell(happened.SearchTold(number, (Progress(1, 2, "x", 0),))) == ()
    assert journey.tell(happened.SearchTold(number, (alien, SKIPPED))) == (KeyMet(agrees=False),)
    assert journey.tell(happened.SearchTold(number, (slip, plain))) == ()
    assert journey.tell(happened.SearchTold(number, (right, KEY_FILE))) == (KeyMet(agrees=True),)
    assert journey.tell(happened.SearchTold(number, (find(BLOCKS, KEY_ID),))) == ()
    state = looking(journey)
    assert state.finds[0] is right
    assert state.finds[2:] == (plain, slip, alien)
    assert state.progress == Progress(1, 2, "x", 0)
    assert state.key_files == (KEY_FILE,)
    assert state.passed_over == 1
    assert state.matching == 2


def test_a_key_met_again_is_the_same_key_with_more_places() -> None:
    journey = running()
    once = find(BLOCKS, KEY_ID)
    again = replace(once, places=(*once.places, Place(Path("/mnt/old/copy.txt"))))
    journey.tell(happened.SearchTold(request(journey), (once, again)))
    assert looking(journey).finds == (again,)


def test_the_end_brings_the_order_and_what_was_passed_over_and_is_said() -> None:
    journey = running()
    first, second = find(OTHER, OTHER_ID), find(BLOCKS, KEY_ID)
    journey.tell(happened.SearchTold(request(journey), (first, second)))
    said = journey.tell(happened.SearchDone(request(journey), ended(first, second)))
    assert said == (SearchEnded(2, 1, 3, stopped=False),)
    state = looking(journey)
    assert state.phase is Phase.OVER
    assert state.finds == (first, second)
    assert state.skipped == (SKIPPED,)
    assert state.skipped_for(Skip.ENCRYPTED)
    assert not state.skipped_for(Skip.NOT_HERE)
    assert state.more_skipped == 2
    assert not state.stopped


def test_a_key_that_is_not_among_the_last_is_wiped_at_the_end() -> None:
    journey = running()
    gone, kept = find(OTHER), find(BLOCKS)
    journey.tell(happened.SearchTold(request(journey), (gone, kept)))
    effects = journey.tell(happened.SearchDone(request(journey), ended(kept)))
    assert holds(wiped(effects), gone.candidate.draft)
    assert not holds(wiped(effects), kept.candidate.draft)


def test_stopping_is_obeyed_at_once_and_what_was_found_stands() -> None:
    journey = running()
    number, found, late = request(journey), find(BLOCKS), find(OTHER)
    journey.tell(happened.SearchTold(number, (found,)))
    effects = journey.tell(happened.SearchStopped())
    assert effects == (StopSearch(number), SearchEnded(1, 0, 0, stopped=True))
    assert phase(journey) is Phase.OVER
    assert looking(journey).stopped
    # What was under way still comes, and is not said a second time.
    assert journey.tell(happened.SearchTold(number, (late,))) == ()
    end = ended(found, late, cancelled=True)
    assert journey.tell(happened.SearchDone(number, end)) == ()
    assert looking(journey).finds == (found, late)
    assert looking(journey).skipped == (SKIPPED,)
    assert journey.tell(happened.SearchStopped()) == ()


def test_news_of_an_older_search_are_dropped_and_their_digits_wiped() -> None:
    journey = running()
    old = request(journey)
    mine = find(BLOCKS)
    journey.tell(happened.SearchTold(old, (mine,)))
    journey.tell(happened.SearchStopped())
    journey.tell(happened.PlacesWanted())
    effects = journey.tell(happened.SearchStarted())
    assert wiped(effects) == [mine.candidate.draft]
    assert request(journey) != old
    late, later = find(OTHER), find(SLIP)
    effects = journey.tell(happened.SearchTold(old, (late, Progress(5, 5, "", 1))))
    assert wiped(effects) == [late.candidate.draft]
    effects = journey.tell(happened.SearchDone(old, ended(later, cancelled=True)))
    assert wiped(effects) == [later.candidate.draft]
    assert phase(journey) is Phase.RUNNING
    assert looking(journey).finds == ()
    assert looking(journey).progress is None


def test_a_search_that_breaks_off_says_so_and_keeps_what_it_found() -> None:
    journey = running()
    found = find(BLOCKS)
    journey.tell(happened.SearchTold(request(journey), (found,)))
    assert journey.tell(happened.SearchFailed(request(journey) - 1)) == ()
    assert phase(journey) is Phase.RUNNING
    journey.tell(happened.SearchFailed(request(journey)))
    assert phase(journey) is Phase.OVER
    assert looking(journey).failed
    assert looking(journey).finds == (found,)


def test_a_key_id_noted_later_is_compared_with_what_was_found() -> None:
    journey = running()
    plain, mine, alien = find(SLIP), find(BLOCKS, KEY_ID), find(OTHER, OTHER_ID)
    journey.tell(happened.KeyIdTyped(""))
    journey.tell(happened.SearchTold(request(journey), (alien, mine)))
    assert [one.candidate.match for one in looking(journey).finds] == [None, None]
    journey.tell(happened.SearchDone(request(journey), ended(alien, plain, mine)))
    assert looking(journey).matching == 0
    journey.tell(happened.KeyIdTyped(KEY_ID))
    drafts = [one.candidate.draft for one in looking(journey).finds]
    assert drafts == [one.candidate.draft for one in (mine, plain, alien)]
    assert looking(journey).matching == 1
    journey.tell(happened.KeyIdTyped(OTHER_ID))
    assert looking(journey).finds[0].candidate.draft is alien.candidate.draft


def test_other_places_can_be_picked_while_the_keys_found_stand() -> None:
    journey = running()
    found = find(BLOCKS)
    journey.tell(happened.SearchDone(request(journey), ended(found)))
    assert journey.tell(happened.PlacesWanted()) == (FindSpots(),)
    assert phase(journey) is Phase.CHOOSING
    assert looking(journey).finds == (found,)


def test_a_key_that_was_found_fills_the_blocks_on_screen_3_and_closes_the_search() -> None:
    journey = running()
    found = find(BLOCKS, KEY_ID)
    journey.tell(happened.SearchDone(request(journey), ended(found)))
    effects = journey.tell(happened.FoundTaken(0))
    assert KeyFilled(1, 0) in effects
    assert journey.step is Step.CHECK
    session = journey.session
    assert session.draft is found.candidate.draft
    assert session.find is found
    assert session.found_id == found.candidate.key_id
    assert session.place == "key.txt"
    assert not looking(journey).opened
    assert looking(journey).finds == (found,)
    assert looking(journey).number_of(session.draft) == 0


def test_a_search_that_still_runs_stays_in_view_when_a_key_is_used() -> None:
    journey = running()
    journey.tell(happened.SearchTold(request(journey), (find(BLOCKS),)))
    journey.tell(happened.FoundTaken(0))
    assert looking(journey).opened
    assert phase(journey) is Phase.RUNNING


@pytest.mark.parametrize("number", [-1, 1])
def test_a_number_that_nothing_has_takes_nothing(number: int) -> None:
    journey = running()
    journey.tell(happened.SearchTold(request(journey), (find(BLOCKS),)))
    assert journey.tell(happened.FoundTaken(number)) == ()
    assert journey.session.draft.is_empty


def test_the_digits_from_before_come_back_and_those_of_the_search_stay_whole() -> None:
    journey = running()
    one, other = find(BLOCKS), find(OTHER)
    journey.tell(happened.SearchDone(request(journey), ended(one, other)))
    journey.tell(happened.FoundTaken(0))
    effects = journey.tell(happened.FoundTaken(1))
    assert not holds(wiped(effects), one.candidate.draft)
    assert journey.session.find is other
    journey.tell(happened.FillUndone())
    assert journey.session.draft is one.candidate.draft
    assert journey.session.find is one
    assert looking(journey).number_of(other.candidate.draft) == 1
    assert looking(journey).number_of(KeyDraft()) is None


def test_keys_taken_in_turn_and_typed_over_stay_whole_in_the_list() -> None:
    journey = running()
    one, other = find(BLOCKS), find(OTHER)
    journey.tell(happened.SearchDone(request(journey), ended(one, other)))
    effects: list[Effect] = []
    for number in (0, 1, 0, 1):
        effects += journey.tell(happened.FoundTaken(number))
    effects += journey.tell(happened.DraftEdited(KeyDraft(SLIP)))
    for kept in (one, other):
        assert not holds(wiped(tuple(effects)), kept.candidate.draft)


def test_digits_that_are_in_the_fields_outlive_the_search_they_came_from() -> None:
    journey = running()
    one, other = find(BLOCKS), find(OTHER)
    journey.tell(happened.SearchDone(request(journey), ended(one, other)))
    journey.tell(happened.FoundTaken(0))
    journey.tell(happened.PlacesWanted())
    effects = journey.tell(happened.SearchStarted())
    assert wiped(effects) == [other.candidate.draft]
    assert journey.session.draft.blocks == BLOCKS


@pytest.mark.parametrize("strip", [None, PICTURE])
def test_digits_brought_otherwise_are_no_find_any_more(strip: Strip | None) -> None:
    journey = running()
    journey.tell(happened.SearchDone(request(journey), ended(find(BLOCKS, KEY_ID, strip))))
    journey.tell(happened.FoundTaken(0))
    journey.tell(happened.ReadingAccepted())
    assert in_fields(journey) is not None
    journey.tell(happened.TextPasted("x"))
    candidate = find(OTHER).candidate
    reading = Reading(candidates=(candidate,), problem=None, size=1)
    journey.tell(happened.ReadingDone(journey.session.last_request, reading))
    assert in_fields(journey) is None
    journey.tell(happened.FoundTaken(0))
    journey.tell(happened.ReadingAccepted())
    journey.tell(happened.DraftEdited(KeyDraft()))
    assert in_fields(journey) is None
    assert journey.session.found_id is None


def test_a_reading_of_a_picture_fills_nothing_until_the_person_says_it_is_the_same() -> None:
    journey = running()
    found = find(SLIP, KEY_ID, PICTURE)
    journey.tell(happened.SearchDone(request(journey), ended(found)))
    before = journey.session.draft
    journey.tell(happened.FoundTaken(0))
    assert journey.session.draft is before
    assert not at_check(journey)
    compared = looking(journey).compared
    assert compared is not None
    assert compared.find is found
    assert compared.draft.blocks == SLIP
    journey.tell(happened.ReadingAccepted())
    assert journey.session.draft is compared.draft
    assert journey.session.find is found
    assert looking(journey).compared is None
    assert at_check(journey)


def at_check(journey: Walk) -> bool:
    return journey.step is Step.CHECK


def test_a_block_of_a_reading_is_mended_and_the_find_stays_as_it_was_read() -> None:
    journey = running()
    found = find(SLIP, "", PICTURE)
    journey.tell(happened.SearchDone(request(journey), ended(found)))
    journey.tell(happened.FoundTaken(0))
    compared = looking(journey).compared
    assert compared is not None
    effects = journey.tell(happened.ReadingMended(3, BLOCKS[2]))
    assert wiped(effects) == [compared.draft]
    assert BlockJudged(3, Verdict.FINE) in effects
    assert found.candidate.draft.blocks == SLIP
    effects = journey.tell(happened.ReadingAccepted())
    assert journey.session.draft.blocks == BLOCKS
    assert KeyFilled(1, 0) in effects


def test_a_reading_that_is_not_the_same_is_wiped_and_nothing_else_changes() -> None:
    journey = running()
    found = find(BLOCKS, "", PICTURE)
    journey.tell(happened.SearchDone(request(journey), ended(found)))
    journey.tell(happened.FoundTaken(0))
    compared = looking(journey).compared
    assert compared is not None
    assert wiped(journey.tell(happened.ReadingRefused())) == [compared.draft]
    assert looking(journey).compared is None
    assert journey.session.draft.is_empty
    assert looking(journey).finds == (found,)
    for late in (
        happened.ReadingRefused(),
        happened.ReadingAccepted(),
        happened.ReadingMended(1, BLOCKS[0]),
    ):
        assert journey.tell(late) == ()


def test_taking_another_key_lets_go_of_the_reading_that_was_compared() -> None:
    journey = running()
    pictured, plain = find(SLIP, "", PICTURE), find(BLOCKS)
    journey.tell(happened.SearchDone(request(journey), ended(pictured, plain)))
    journey.tell(happened.FoundTaken(0))
    compared = looking(journey).compared
    assert compared is not None
    effects = journey.tell(happened.FoundTaken(1))
    assert holds(wiped(effects), compared.draft)
    assert journey.session.draft is plain.candidate.draft


def test_closing_stops_what_runs_and_wipes_what_was_compared() -> None:
    journey = running()
    number = request(journey)
    journey.tell(happened.SearchTold(number, (find(BLOCKS, "", PICTURE),)))
    journey.tell(happened.FoundTaken(0))
    compared = looking(journey).compared
    assert compared is not None
    effects = journey.tell(happened.SearchOpened(opened=False))
    assert StopSearch(number) in effects
    assert wiped(effects) == [compared.draft]
    assert not looking(journey).opened
    journey.tell(happened.SearchOpened(opened=True))
    assert looking(journey).opened
    assert len(looking(journey).finds) == 1


def test_forgetting_the_case_stops_the_search_and_wipes_all_it_found() -> None:
    journey = running()
    number = request(journey)
    mine, read = find(BLOCKS), find(OTHER, "", PICTURE)
    journey.tell(happened.SearchTold(number, (mine, read)))
    journey.tell(happened.FoundTaken(looking(journey).finds.index(read)))
    compared = looking(journey).compared
    assert compared is not None
    effects = journey.tell(happened.CaseForgotten())
    assert StopSearch(number) in effects
    for draft in (mine.candidate.draft, read.candidate.draft, compared.draft):
        assert holds(wiped(effects), draft)
    assert journey.session.looking is None
    # No search of the new case can be taken for that of the old one.
    journey.tell(happened.SearchOpened(opened=True))
    journey.tell(happened.SpotsFound(SPOTS))
    journey.tell(happened.SearchStarted())
    assert request(journey) != number


def test_going_on_with_a_kept_place_stops_the_search_of_this_one() -> None:
    kept = place_of((Step.SCREEN, Step.ROUTES), Session())
    journey = running()
    number, mine = request(journey), find(BLOCKS)
    journey.tell(happened.SearchTold(number, (mine,)))
    effects = journey.tell(happened.PlaceResumed(kept))
    assert StopSearch(number) in effects
    assert holds(wiped(effects), mine.candidate.draft)
    assert journey.session.last_request == number


def test_without_a_search_nothing_that_comes_late_does_anything() -> None:
    journey: Walk = Journey(LOCKOUT)
    late = find(BLOCKS)
    for event in (
        happened.SpotsFound(SPOTS),
        happened.SearchStarted(),
        happened.SearchStopped(),
        happened.SearchFailed(1),
        happened.SearchOpened(opened=False),
        happened.FoundTaken(0),
        happened.ReadingAccepted(),
        happened.ReadingRefused(),
        happened.ReadingMended(1, BLOCKS[0]),
        happened.SearchTold(1, (Progress(1, 1, "", 0),)),
    ):
        assert journey.tell(event) == ()
        assert journey.session == replace(
            Session(), draft=journey.session.draft, second=journey.session.second
        )
    assert wiped(journey.tell(happened.SearchTold(1, (late,)))) == [late.candidate.draft]
    assert wiped(journey.tell(happened.SearchDone(1, ended(late)))) == [late.candidate.draft]


def test_no_digit_shows_in_what_events_and_state_say_of_themselves() -> None:
    journey = running()
    journey.tell(happened.SearchTold(request(journey), (find(BLOCKS, "", PICTURE),)))
    journey.tell(happened.FoundTaken(0))
    said = repr(journey.session) + repr(happened.ReadingMended(1, BLOCKS[0]))
    said += repr(happened.SearchDone(1, ended(find(BLOCKS))))
    for block in BLOCKS:
        assert block not in said
    assert "PNG" not in said
