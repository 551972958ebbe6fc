# SPDX-License-Identifier: Apache-2.0
"""The locked drive is asked, keys are proved on it and many are tried: lists of events."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from drives.volumes import Volume as Made
from drives.volumes import new_key, one_key, other, recovery
from recovery_assistant.drive.containers import Declined
from recovery_assistant.drive.image import read_source
from recovery_assistant.drive.metadata import ProtectorType
from recovery_assistant.drive.outcomes import (
    CannotTell,
    DoesNotOpen,
    DriveProblem,
    EngineKind,
    Image,
    Opens,
    Plan,
    Searched,
    Tried,
)
from recovery_assistant.drive.source import Bytes
from recovery_assistant.drive.volume import Volume
from recovery_assistant.find import Candidate, Reading
from recovery_assistant.find.places import Find, Place
from recovery_assistant.find.places import Searched as SearchedPlaces
from recovery_assistant.flow.journey import Journey
from recovery_assistant.flow.lockout import LOCKOUT, Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.blockers import Blocker
from recovery_assistant.flow.lockout.effects import (
    CheckOnDrive,
    ChooseDriveFile,
    DriveHeard,
    Effect,
    EndTrying,
    FindDrives,
    KeyProved,
    PauseTrying,
    PlanTrying,
    ReadDrive,
    ReadText,
    SaveHeader,
    SearchPlaces,
    StopDrive,
    TryingEnded,
    TryKeys,
    Wipe,
)
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.keeping import place_of
from recovery_assistant.flow.lockout.looking import Spot, SpotKind
from recovery_assistant.flow.lockout.proving import (
    BUSY,
    Drive,
    DriveKind,
    Proving,
    Stage,
    Trying,
    TryingPhase,
    next_is_proof,
)
from recovery_assistant.keys import KeyDraft, KeyId
from recovery_assistant.keys.attempts import Idea, TooMany

Walk = Journey[Step, Session, Event, Effect, Blocker]

KEY = new_key(1)
OTHER = new_key(2)
LOST = (*KEY.blocks[:7], KEY.blocks[7][:2])
STICK = Drive(Path("/dev/sdb"), DriveKind.REMOVABLE, "Stick", 16_000)
INNER = Drive(Path("/dev/sda"), DriveKind.SYSTEM)
IDEAS = ((Idea.REPAIRED, 900), (Idea.EXCHANGED, 28))
PLAN = Plan(928, EngineKind.PROCESSES, "", 2.0)


def key_id(text: str) -> KeyId:
    found = KeyId.parse(text).key_id
    assert found is not None
    return found


WANTED = key_id("5BFCBB05-8D70-4720-8D5D-B8F67CB5903A")
SECOND = "77777777-8D70-4720-8D5D-B8F67CB5903A"


def image(*volumes: Made) -> Image:
    found: list[Volume] = []
    for made in volumes:
        read = read_source(Bytes(made.image()))
        assert isinstance(read, Image)
        found += read.volumes
    return Image(tuple(found), None)


ONE = image(one_key(KEY))
NO_KEY = image(Made((other(ProtectorType.TPM),)))
BOTH = image(one_key(KEY), Made((recovery(OTHER, SECOND),), volume_id=UUID(int=9)))


def walk(*events: Event) -> Walk:
    journey: Walk = Journey(LOCKOUT)
    for event in events:
        journey.tell(event)
    return journey


def state(journey: Walk) -> Proving:
    """Return the look at the drive: a call, so that the type check does not think it stays."""
    proving = journey.session.proving
    assert proving is not None
    return proving


def trying(journey: Walk) -> Trying:
    found = state(journey).trying
    assert found is not None
    return found


def typed(blocks: tuple[str, ...]) -> happened.DraftEdited:
    return happened.DraftEdited(KeyDraft(blocks))


def told(
    told_: Image | Declined | DriveProblem = ONE, *, blocks: tuple[str, ...] = KEY.blocks
) -> Walk:
    """A journey with digits and a drive that was looked at."""
    journey = walk(
        typed(blocks), happened.DriveOpened(opened=True), happened.DrivesFound((STICK, INNER))
    )
    journey.tell(happened.DriveChosen(STICK.path))
    request = state(journey).request
    assert request is not None
    journey.tell(happened.DriveTold(request, told_))
    return journey


def checking() -> tuple[Walk, int]:
    journey = told()
    journey.tell(happened.ProofAsked())
    request = state(journey).checking
    assert request is not None
    return journey, request


def judged(verdict: Opens | DoesNotOpen | CannotTell) -> Walk:
    journey, request = checking()
    journey.tell(happened.KeyJudged(request, verdict))
    return journey


def refuted() -> Walk:
    return judged(DoesNotOpen((WANTED,)))


def proved() -> Walk:
    return judged(Opens(WANTED))


def planned(kept: int = 0) -> Walk:
    journey = told(blocks=LOST)
    journey.tell(happened.TryingAsked())
    journey.tell(happened.TryingPlanned(trying(journey).request, PLAN, IDEAS, kept))
    return journey


def running(kept: int = 0) -> Walk:
    journey = planned(kept)
    journey.tell(happened.TryingStarted())
    return journey


def phase(journey: Walk) -> TryingPhase:
    return trying(journey).phase


def done(journey: Walk, searched: Searched, draft: KeyDraft | None = None) -> tuple[Effect, ...]:
    return journey.tell(happened.TryingDone(trying(journey).request, searched, draft))


def wiped(effects: tuple[Effect, ...]) -> list[KeyDraft]:
    return [draft for effect in effects if isinstance(effect, Wipe) for draft in effect.drafts]


# What the drive tells


def test_opening_asks_which_drives_there_are_again_and_again() -> None:
    journey: Walk = Journey(LOCKOUT)
    assert journey.tell(happened.DriveOpened(opened=True)) == (FindDrives(),)
    assert state(journey).drives is None
    journey.tell(happened.DrivesFound((STICK, INNER)))
    assert state(journey).drives == (STICK, INNER)
    assert journey.tell(happened.DriveOpened(opened=True)) == (FindDrives(),)
    assert state(journey).drives == (STICK, INNER)


def test_an_image_can_be_chosen_in_place_of_a_drive() -> None:
    journey = walk(happened.DriveOpened(opened=True))
    assert journey.tell(happened.DriveFileAsked()) == (ChooseDriveFile(),)
    (read,) = journey.tell(happened.DriveChosen(Path("image.vhdx")))
    assert isinstance(read, ReadDrive)
    assert (read.path, read.search_all) == (Path("image.vhdx"), False)
    assert state(journey).drive is None
    assert state(journey).stage is Stage.READING


def test_what_a_drive_tells_is_shown_and_said_aloud() -> None:
    journey = walk(happened.DriveOpened(opened=True), happened.DrivesFound((STICK,)))
    (read,) = journey.tell(happened.DriveChosen(STICK.path))
    assert isinstance(read, ReadDrive)
    assert state(journey).drive is STICK
    assert journey.tell(happened.DriveProgressed(read.request, 3, 10)) == ()
    assert state(journey).progress == (3, 10)
    assert journey.tell(happened.DriveTold(read.request, ONE)) == (DriveHeard(ONE),)
    assert state(journey).stage is Stage.TOLD
    assert state(journey).volume is ONE.volumes[0]
    assert state(journey).wanted == (WANTED,)
    assert state(journey).progress is None


@pytest.mark.parametrize("answer", [DriveProblem.NO_RIGHTS, Declined.QCOW2])
def test_a_drive_that_tells_nothing_is_shown_with_the_reason(
    answer: DriveProblem | Declined,
) -> None:
    journey = told(answer)
    assert state(journey).told is answer
    assert state(journey).image is None
    assert state(journey).volume is None
    assert state(journey).wanted == ()
    # Nothing that needs a volume does anything now.
    for event in (
        happened.ProofAsked(),
        happened.TryingAsked(),
        happened.HeaderAsked(),
        happened.VolumeChosen(0),
    ):
        assert journey.tell(event) == ()


def test_a_whole_drive_is_gone_through_only_if_asked_for() -> None:
    journey = told(DriveProblem.NO_VOLUME)
    (read,) = journey.tell(happened.WholeDriveAsked())
    assert isinstance(read, ReadDrive)
    assert (read.path, read.search_all) == (STICK.path, True)
    nothing = walk(happened.DriveOpened(opened=True))
    assert nothing.tell(happened.WholeDriveAsked()) == ()


def test_a_look_that_was_stopped_or_replaced_tells_nothing_any_more() -> None:
    journey = walk(happened.DriveOpened(opened=True), happened.DriveChosen(STICK.path))
    first = state(journey).request
    assert first is not None
    effects = journey.tell(happened.DriveChosen(INNER.path))
    assert effects[0] == StopDrive(first)
    second = state(journey).request
    assert journey.tell(happened.DriveTold(first, ONE)) == ()
    assert journey.tell(happened.DriveProgressed(first, 1, 2)) == ()
    assert journey.tell(happened.DriveFailed(first)) == ()
    assert state(journey).progress is None
    assert journey.tell(happened.DriveStopped()) == (StopDrive(second or 0),)
    assert state(journey).stage is Stage.CHOOSING
    assert journey.tell(happened.DriveStopped()) == ()


def test_a_look_that_fails_unforeseen_leads_back_to_the_choice() -> None:
    journey = walk(happened.DriveOpened(opened=True), happened.DriveChosen(STICK.path))
    journey.tell(happened.DriveFailed(state(journey).request or 0))
    assert state(journey).failed
    assert state(journey).stage is Stage.CHOOSING
    journey.tell(happened.DriveChosen(STICK.path))
    assert not state(journey).failed


def test_another_drive_can_be_chosen_and_what_runs_about_this_one_stops() -> None:
    journey, request = checking()
    effects = journey.tell(happened.OtherDriveWanted())
    assert effects == (StopDrive(request), FindDrives())
    assert state(journey).stage is Stage.CHOOSING
    assert state(journey).told is None
    assert state(journey).drives == (STICK, INNER)


def test_closing_keeps_what_was_told_and_stops_a_look() -> None:
    journey = told()
    assert journey.tell(happened.DriveOpened(opened=False)) == ()
    assert not state(journey).opened
    journey.tell(happened.DriveOpened(opened=True))
    assert state(journey).volume is ONE.volumes[0]
    journey.tell(happened.DriveChosen(INNER.path))
    request = state(journey).request or 0
    assert journey.tell(happened.DriveOpened(opened=False)) == (StopDrive(request),)
    closed: Walk = Journey(LOCKOUT)
    assert closed.tell(happened.DriveOpened(opened=False)) == ()


def test_of_several_volumes_the_one_is_meant_whose_key_id_was_noted() -> None:
    journey = walk(happened.KeyIdTyped(SECOND[:8]), happened.DriveOpened(opened=True))
    journey.tell(happened.DriveChosen(STICK.path))
    journey.tell(happened.DriveTold(state(journey).request or 0, BOTH))
    assert state(journey).number == 1
    assert state(journey).wanted == (key_id(SECOND),)


def test_of_several_volumes_any_can_be_chosen_and_what_was_said_before_is_forgotten() -> None:
    journey = told(BOTH)
    assert state(journey).number == 0
    journey.tell(happened.ProofAsked())
    request = state(journey).checking or 0
    journey.tell(happened.KeyJudged(request, Opens(WANTED)))
    assert state(journey).proved
    for same in (0, -1, 2):
        journey.tell(happened.VolumeChosen(same))
        assert state(journey).proved
    journey.tell(happened.VolumeChosen(1))
    assert state(journey).verdict is None
    assert state(journey).wanted == (key_id(SECOND),)


def test_a_header_file_is_saved_of_the_volume_that_is_meant() -> None:
    journey = told(BOTH)
    journey.tell(happened.VolumeChosen(1))
    assert journey.tell(happened.HeaderAsked()) == (SaveHeader(STICK.path, 1),)


# What it tells helps to find the key


def find(found_id: str) -> Find:
    candidate = Candidate(
        draft=KeyDraft(KEY.blocks),
        key_id=key_id(found_id),
        match=None,
        well_formed=True,
        date=None,
        place="key.txt",
        reasons=(),
    )
    return Find(candidate, (Place(Path("/media/key.txt")),))


def searching(journey: Walk) -> SearchPlaces:
    journey.tell(happened.SearchOpened(opened=True))
    journey.tell(happened.SpotsFound((Spot(Path("/media"), SpotKind.STICK),)))
    effects = journey.tell(happened.SearchStarted())
    search = effects[-1]
    assert isinstance(search, SearchPlaces)
    return search


def test_the_drives_key_id_is_searched_for_where_none_was_noted() -> None:
    journey = told()
    assert journey.session.sought == (WANTED,)
    assert searching(journey).search.wanted == WANTED
    (read,) = journey.tell(happened.TextPasted("text"))
    assert isinstance(read, ReadText)
    assert read.wanted == WANTED
    journey.tell(happened.KeyIdTyped("0A1B2C3D"))
    assert journey.session.sought == (key_id("0A1B2C3D"),)


def test_what_was_found_is_ranked_anew_when_the_drive_tells_which_key_it_wants() -> None:
    journey = walk(happened.DriveOpened(opened=True), happened.DriveChosen(STICK.path))
    search = searching(journey)
    finds = (find("0A1B2C3D"), find("5BFCBB05"))
    journey.tell(
        happened.SearchDone(search.request, SearchedPlaces(finds, (), (), 1, 1, cancelled=False))
    )
    looking = journey.session.looking
    assert looking is not None
    assert looking.matching == 0
    journey.tell(happened.DriveTold(state(journey).request or 0, ONE))
    looking = journey.session.looking
    assert looking is not None
    assert looking.matching == 1
    assert looking.finds[0].candidate.key_id == key_id("5BFCBB05")


def test_any_of_several_keys_of_a_drive_is_as_good() -> None:
    two = image(Made((recovery(KEY), recovery(OTHER, SECOND))))
    journey = told(two)
    search = searching(journey)
    finds = (find("0A1B2C3D"), find("77777777"), find("5BFCBB05"))
    journey.tell(
        happened.SearchDone(search.request, SearchedPlaces(finds, (), (), 1, 1, cancelled=False))
    )
    looking = journey.session.looking
    assert looking is not None
    assert looking.matching == 2
    assert looking.finds[2].candidate.key_id == key_id("0A1B2C3D")


# What it says to a key


def test_a_key_is_checked_by_a_copy_of_its_digits_and_the_noted_id() -> None:
    journey = told()
    journey.tell(happened.KeyIdTyped("5BFCBB05"))
    (check,) = journey.tell(happened.ProofAsked())
    assert isinstance(check, CheckOnDrive)
    assert check.draft is not journey.session.draft
    assert check.draft.blocks == KEY.blocks
    assert check.volume is ONE.volumes[0]
    assert check.asked == key_id("5BFCBB05")
    # Once is enough.
    assert journey.tell(happened.ProofAsked()) == ()
    assert journey.tell(happened.KeyJudged(check.request, Opens(WANTED))) == (
        KeyProved(Opens(WANTED)),
    )
    assert state(journey).proved
    assert not state(journey).refuted
    assert state(journey).checking is None


def test_the_check_is_the_next_deed_until_the_drive_has_answered_or_is_out_of_view() -> None:
    journey = told()

    def is_next() -> bool:
        return next_is_proof(journey.session.draft, state(journey))

    assert is_next()
    journey.tell(happened.DriveOpened(opened=False))
    assert not is_next()
    journey.tell(happened.DriveOpened(opened=True))
    journey.tell(happened.ProofAsked())
    assert not is_next()
    journey.tell(happened.KeyJudged(state(journey).checking or 0, DoesNotOpen((WANTED,))))
    assert not is_next()
    journey.tell(typed(LOST))
    assert not is_next()


def test_a_decrypted_drive_and_one_without_a_recovery_key_prove_nothing() -> None:
    decrypted = image(replace(one_key(KEY), states=(1, 1)))
    for silent in (decrypted, NO_KEY):
        assert told(silent).tell(happened.ProofAsked()) == ()


def test_digits_that_are_no_key_are_not_checked() -> None:
    journey = told(blocks=LOST)
    assert journey.tell(happened.ProofAsked()) == ()
    assert state(journey).checking is None


def test_a_check_can_be_stopped_and_its_answer_is_stale_then() -> None:
    journey, request = checking()
    assert journey.tell(happened.DriveStopped()) == (StopDrive(request),)
    assert journey.tell(happened.KeyJudged(request, Opens(WANTED))) == ()
    assert state(journey).verdict is None


def test_a_check_that_fails_unforeseen_can_be_asked_for_again() -> None:
    journey, request = checking()
    journey.tell(happened.DriveFailed(request))
    assert state(journey).failed
    assert state(journey).stage is Stage.TOLD
    (check,) = journey.tell(happened.ProofAsked())
    assert isinstance(check, CheckOnDrive)
    assert not state(journey).failed


CHANGES: dict[str, Event] = {
    "typed": typed(OTHER.blocks),
    "emptied": typed(("",) * 8),
    "a suggestion": happened.SuggestionUsed(1, "000011"),
    "a key from door 3": happened.KeyBrought(KeyDraft(OTHER.blocks), None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_verdict_never_outlives_the_digits_it_was_about(change: str) -> None:
    event = CHANGES[change]
    if isinstance(event, happened.DraftEdited | happened.KeyBrought):
        event = replace(event, draft=KeyDraft(event.draft.blocks))
    journey = proved()
    journey.tell(event)
    assert state(journey).verdict is None
    asked, request = checking()
    if isinstance(event, happened.DraftEdited | happened.KeyBrought):
        event = replace(event, draft=KeyDraft(event.draft.blocks))
    assert StopDrive(request) in asked.tell(event)
    assert asked.tell(happened.KeyJudged(request, Opens(WANTED))) == ()
    assert state(asked).verdict is None


def test_a_verdict_goes_with_undo_a_candidate_and_a_find_as_well() -> None:
    journey = proved()
    (read,) = journey.tell(happened.TextPasted("two keys"))
    assert isinstance(read, ReadText)
    candidate = replace(find("0A1B2C3D").candidate, draft=KeyDraft(OTHER.blocks))
    journey.tell(happened.ReadingDone(read.request, Reading((candidate,), None, 8)))
    assert state(journey).verdict is None
    journey.tell(happened.ProofAsked())
    journey.tell(happened.KeyJudged(state(journey).checking or 0, DoesNotOpen((WANTED,))))
    assert state(journey).refuted
    journey.tell(happened.FillUndone())
    assert journey.session.draft.blocks == KEY.blocks
    assert state(journey).verdict is None


def test_the_same_digits_keep_their_verdict() -> None:
    journey = proved()
    journey.tell(typed(KEY.blocks))
    assert state(journey).proved


# Many keys


def test_many_keys_are_counted_and_measured_before_any_is_tried() -> None:
    journey = told(blocks=LOST)
    (plan,) = journey.tell(happened.TryingAsked(any_order=False))
    assert isinstance(plan, PlanTrying)
    assert plan.draft is not journey.session.draft
    assert plan.draft.blocks == LOST
    assert phase(journey) is TryingPhase.PLANNING
    # Nothing can be started before that.
    assert journey.tell(happened.TryingStarted()) == ()
    assert journey.tell(happened.TryingPlanned(plan.request + 1, PLAN)) == ()
    journey.tell(happened.TryingPlanned(plan.request, PLAN, IDEAS))
    assert phase(journey) is TryingPhase.PLANNED
    assert trying(journey).plan is PLAN
    assert trying(journey).ideas == IDEAS
    assert journey.tell(happened.TryingStarted()) == (TryKeys(plan.request, 0),)
    assert phase(journey) is TryingPhase.RUNNING
    assert journey.tell(happened.TryingStarted()) == ()


def test_a_whole_key_is_varied_only_once_the_drive_refused_it() -> None:
    assert told().tell(happened.TryingAsked()) == ()
    assert proved().tell(happened.TryingAsked()) == ()
    (plan,) = refuted().tell(happened.TryingAsked(any_order=True))
    assert isinstance(plan, PlanTrying)
    assert plan.any_order


def test_nothing_is_tried_without_digits_or_on_a_drive_without_a_recovery_key() -> None:
    assert told(blocks=("",) * 8).tell(happened.TryingAsked()) == ()
    assert told(NO_KEY, blocks=LOST).tell(happened.TryingAsked()) == ()


def test_too_many_keys_are_refused() -> None:
    journey = told(blocks=LOST)
    journey.tell(happened.TryingAsked())
    many = TooMany(65_536**2, (7, 8))
    journey.tell(happened.TryingPlanned(trying(journey).request, many))
    assert phase(journey) is TryingPhase.OVER
    assert trying(journey).refused is many
    assert journey.tell(happened.TryingStarted()) == ()


def test_it_is_told_how_far_it_is_and_can_rest_and_go_on() -> None:
    journey = running()
    request = trying(journey).request
    journey.tell(happened.TryingTold(request, Tried(100, 928, 2.0)))
    journey.tell(happened.TryingTold(request + 1, Tried(900, 928, 2.0)))
    assert trying(journey).done == 100
    assert journey.tell(happened.TryingPaused()) == (PauseTrying(request),)
    assert phase(journey) is TryingPhase.PAUSING
    assert journey.tell(happened.TryingPaused()) == ()
    effects = done(journey, Searched(None, 104, 2.0))
    assert effects == (TryingEnded(found=False, paused=True),)
    assert phase(journey) is TryingPhase.PAUSED
    assert trying(journey).done == 104
    # What comes late is no news.
    journey.tell(happened.TryingTold(request, Tried(102, 928, 2.0)))
    assert trying(journey).done == 104
    assert trying(journey).tried is None
    assert journey.tell(happened.TryingStarted()) == (TryKeys(request, 104),)
    assert phase(journey) is TryingPhase.RUNNING


def test_a_search_that_was_broken_off_is_gone_on_with_or_begun_again() -> None:
    journey = planned(kept=300)
    assert trying(journey).kept == 300
    assert journey.tell(happened.TryingStarted()) == (TryKeys(trying(journey).request, 300),)
    again = planned(kept=300)
    assert again.tell(happened.TryingStarted(afresh=True)) == (TryKeys(trying(again).request, 0),)
    again.tell(happened.TryingPaused())
    done(again, Searched(None, 7, 2.0))
    assert again.tell(happened.TryingStarted()) == (TryKeys(trying(again).request, 7),)


def test_the_key_that_opens_fills_the_fields_and_is_proved() -> None:
    journey = running()
    old = journey.session.draft
    found = KeyDraft(KEY.blocks)
    effects = done(journey, Searched(17, 18, 2.0, WANTED), found)
    assert TryingEnded(found=True, paused=False) in effects
    assert journey.step is Step.CHECK
    assert journey.session.draft is found
    assert journey.session.found_id == WANTED
    assert state(journey).verdict == Opens(WANTED)
    assert phase(journey) is TryingPhase.OVER
    assert trying(journey).found
    assert state(journey).opened
    assert all(draft is not old for draft in wiped(effects))
    journey.tell(happened.FillUndone())
    assert journey.session.draft is old
    assert state(journey).verdict is None


def test_when_all_were_tried_in_vain_it_is_over() -> None:
    journey = running()
    assert done(journey, Searched(None, 928, 2.0)) == (TryingEnded(found=False, paused=False),)
    assert phase(journey) is TryingPhase.OVER
    assert not trying(journey).found
    assert journey.tell(happened.TryingStarted()) == ()


def test_giving_up_forgets_the_place_and_changing_digits_keeps_it() -> None:
    journey = running()
    request = trying(journey).request
    assert journey.tell(happened.TryingLeft()) == (EndTrying(request, forget=True),)
    assert state(journey).trying is None
    assert journey.tell(happened.TryingLeft()) == ()
    changed = running()
    request = trying(changed).request
    assert EndTrying(request, forget=False) in changed.tell(typed(KEY.blocks))
    assert state(changed).trying is None


def test_a_key_that_nobody_waits_for_any_more_is_wiped() -> None:
    for late in (walk(), told(), running()):
        late_key = KeyDraft(KEY.blocks)
        effects = late.tell(happened.TryingDone(999, Searched(1, 2, 2.0, WANTED), late_key))
        assert wiped(effects) == [late_key]
        assert late.tell(happened.TryingDone(999, Searched(None, 2, 2.0))) == ()


@pytest.mark.parametrize("begun", [False, True])
def test_a_trying_that_fails_unforeseen_says_so(*, begun: bool) -> None:
    journey = running() if begun else told(blocks=LOST)
    if not begun:
        journey.tell(happened.TryingAsked())
    assert journey.tell(happened.TryingFailed(999)) == ()
    journey.tell(happened.TryingFailed(trying(journey).request))
    assert trying(journey).failed
    assert phase(journey) is (TryingPhase.PAUSED if begun else TryingPhase.OVER)
    if begun:
        assert journey.tell(happened.TryingStarted()) != ()
        assert not trying(journey).failed


def test_asking_again_stops_the_trying_before() -> None:
    journey = planned()
    first = trying(journey).request
    effects = journey.tell(happened.TryingAsked())
    assert effects[0] == EndTrying(first, forget=False)
    assert isinstance(effects[1], PlanTrying)
    assert journey.tell(happened.TryingPlanned(first, PLAN)) == ()


def test_a_proof_in_the_meantime_ends_the_trying() -> None:
    journey = refuted()
    journey.tell(happened.TryingAsked())
    request = trying(journey).request
    journey.tell(happened.ProofAsked())
    effects = journey.tell(happened.KeyJudged(state(journey).checking or 0, Opens(WANTED)))
    assert EndTrying(request, forget=True) in effects
    assert state(journey).trying is None


def test_a_trying_goes_on_while_the_panel_is_closed() -> None:
    journey = running()
    assert journey.tell(happened.DriveOpened(opened=False)) == ()
    assert phase(journey) in BUSY
    found = KeyDraft(KEY.blocks)
    done(journey, Searched(1, 2, 2.0, WANTED), found)
    assert state(journey).opened
    assert state(journey).proved


# Leaving


def test_a_forgotten_case_stops_everything_and_forgets_the_place() -> None:
    journey = running()
    request = trying(journey).request
    effects = journey.tell(happened.CaseForgotten())
    assert EndTrying(request, forget=True) in effects
    assert journey.session.proving is None
    reading = walk(happened.DriveOpened(opened=True), happened.DriveChosen(STICK.path))
    asked = state(reading).request or 0
    assert StopDrive(asked) in reading.tell(happened.CaseForgotten())
    assert reading.tell(happened.DriveTold(asked, ONE)) == ()
    assert reading.session.proving is None


def test_a_case_gone_on_with_stops_what_runs() -> None:
    journey = running()
    request = trying(journey).request
    kept = place_of((Step.SCREEN,), Session(keeping=True))
    assert EndTrying(request, forget=False) in journey.tell(happened.PlaceResumed(kept))
    assert journey.session.proving is None


@pytest.mark.parametrize(
    "event",
    [
        happened.DrivesFound((STICK,)),
        happened.DriveFileAsked(),
        happened.DriveChosen(STICK.path),
        happened.WholeDriveAsked(),
        happened.DriveProgressed(1, 1, 1),
        happened.DriveTold(1, ONE),
        happened.DriveStopped(),
        happened.DriveFailed(1),
        happened.OtherDriveWanted(),
        happened.VolumeChosen(0),
        happened.ProofAsked(),
        happened.KeyJudged(1, Opens(WANTED)),
        happened.TryingAsked(),
        happened.TryingPlanned(1, PLAN),
        happened.TryingStarted(),
        happened.TryingTold(1, Tried(1, 2, 3.0)),
        happened.TryingPaused(),
        happened.TryingDone(1, Searched(None, 1, 1.0)),
        happened.TryingFailed(1),
        happened.TryingLeft(),
        happened.HeaderAsked(),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_comes_after_the_case_was_forgotten_changes_nothing(event: Event) -> None:
    journey: Walk = Journey(LOCKOUT)
    before = journey.session
    assert journey.tell(event) == ()
    assert journey.session is before
