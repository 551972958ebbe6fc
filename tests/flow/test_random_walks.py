# SPDX-License-Identifier: Apache-2.0
"""Random walks through door 1: no dead end, nothing lost, no digits left behind."""

from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from flow.test_proving import BOTH, INNER, NO_KEY, ONE, PLAN, STICK, WANTED
from recovery_assistant.drive.outcomes import (
    DoesNotOpen,
    DriveProblem,
    Image,
    Opens,
    Searched,
    Tried,
)
from recovery_assistant.find import Candidate, Reading, ReadProblem
from recovery_assistant.find.places import Find, Place, Strip
from recovery_assistant.find.places import Searched as SearchedPlaces
from recovery_assistant.flow.journey import Journey
from recovery_assistant.flow.lockout import LOCKOUT, Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import (
    Answer,
    Cause,
    Form,
    Owner,
    Piece,
    Question,
    Refusal,
    Result,
    ScreenLink,
    Shows,
    View,
)
from recovery_assistant.flow.lockout.blockers import Blocker
from recovery_assistant.flow.lockout.effects import (
    CheckOnDrive,
    Effect,
    EndTrying,
    KeepCopy,
    KeepPlace,
    PlanTrying,
    ReadDrive,
    StopDrive,
    TryKeys,
    Wipe,
)
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.kept_json import place_from_json, place_to_json
from recovery_assistant.flow.lockout.looking import Spot, SpotKind
from recovery_assistant.flow.lockout.proving import Drive
from recovery_assistant.flow.lockout.rehearsal import Rehearsal
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.flow.lockout.scan import Scan
from recovery_assistant.keys import KeyDraft
from recovery_assistant.keys.attempts import TooMany

DRIVES = (STICK, INNER)
TOLD: tuple[Image | DriveProblem, ...] = (ONE, BOTH, NO_KEY, DriveProblem.NO_VOLUME)
SPOTS = tuple(Spot(Path(f"/{kind.value}"), kind) for kind in SpotKind)
values = st.integers(min_value=0, max_value=65_535)
good_block = values.map(lambda value: f"{value * 11:06d}")
any_block = st.one_of(st.just(""), good_block, st.text("0123456789?Ol", max_size=7))
good_blocks = st.lists(good_block, min_size=8, max_size=8)
any_blocks = st.lists(any_block, min_size=8, max_size=8)
numbers = st.integers(min_value=1, max_value=8)


late_by = st.integers(0, 1)


def candidate(blocks: list[str]) -> Candidate:
    draft = KeyDraft(blocks)
    return Candidate(
        draft=draft,
        key_id=None,
        match=None,
        well_formed=draft.is_complete,
        date=None,
        place="",
        reasons=(),
    )


def mend(journey: Journey[Step, Session, Event, Effect, Blocker]) -> None:
    """Give each answer that blocks: what a person could always do."""
    for event in (
        happened.ShowsChosen(Shows.AWAY),
        happened.OwnerChosen(Owner.PERSONAL),
        happened.DraftEdited(KeyDraft(["000011"] * 8)),
        happened.ResultChosen(Result.OPENED),
    ):
        if journey.blockers:
            journey.tell(event)


class Walk(RuleBasedStateMachine):
    """A person doing anything in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.journey = Journey(LOCKOUT)
        self.wiped: list[KeyDraft] = []
        self.rehearsed: list[KeyDraft] = []
        self.met: list[KeyDraft] = []
        self.checked: dict[int, KeyDraft] = {}
        self.going_on: set[int] = set()
        self.proved: tuple[str, ...] | None = None

    def tell(self, event: Event) -> None:
        for effect in self.journey.tell(event):
            match effect:
                case Wipe(drafts):
                    for draft in drafts:
                        draft.wipe()
                    self.wiped.extend(drafts)
                case CheckOnDrive(request, _volume, draft):
                    self.checked[request] = draft
                    self.going_on.add(request)
                case ReadDrive(request) | TryKeys(request) | PlanTrying(request):
                    self.going_on.add(request)
                case StopDrive(request) | EndTrying(request):
                    self.going_on.discard(request)
                case _:
                    pass

    @rule(shows=st.sampled_from(Shows))
    def say_what_it_shows(self, shows: Shows) -> None:
        self.tell(happened.ShowsChosen(shows))

    @rule(link=st.sampled_from(ScreenLink))
    def say_which_link(self, link: ScreenLink) -> None:
        self.tell(happened.LinkChosen(link))

    @rule(owner=st.sampled_from(Owner))
    def say_whose(self, owner: Owner) -> None:
        self.tell(happened.OwnerChosen(owner))

    @rule(question=st.sampled_from(Question), answer=st.sampled_from(Answer))
    def answer_a_question(self, question: Question, answer: Answer) -> None:
        self.tell(happened.QuestionAnswered(question, answer))

    @rule(text=st.text("0123456789ABCDEFOIG-{}", max_size=40))
    def type_the_key_id(self, text: str) -> None:
        self.tell(happened.KeyIdTyped(text))
        assert self.journey.session.key_id_text == text

    @rule(route=st.sampled_from(Route))
    def rule_a_place_out(self, route: Route) -> None:
        self.tell(happened.RouteRuledOut(route))

    @rule(route=st.sampled_from(Route))
    def look_again(self, route: Route) -> None:
        self.tell(happened.RouteReopened(route))
        assert self.journey.step is Step.ROUTES

    @rule(route=st.sampled_from(Route))
    def find_it(self, route: Route) -> None:
        self.tell(happened.RouteFound(route))
        assert self.journey.step is Step.CHECK

    @rule(blocks=any_blocks)
    def type_digits(self, blocks: list[str]) -> None:
        self.tell(happened.DraftEdited(KeyDraft(blocks)))
        assert self.journey.session.draft.blocks == tuple(blocks)

    @rule(first=good_blocks, second=any_blocks, late=st.integers(min_value=0, max_value=2))
    def paste(self, first: list[str], second: list[str], late: int) -> None:
        self.tell(happened.TextPasted("text"))
        request = self.journey.session.last_request - late
        reading = Reading((candidate(first), candidate(second)), None, 4)
        self.tell(happened.ReadingDone(request, reading))

    @rule(spots=st.lists(st.sampled_from(SPOTS), max_size=3))
    def open_the_search(self, spots: list[Spot]) -> None:
        self.tell(happened.SearchOpened(opened=True))
        self.tell(happened.SpotsFound(tuple(spots)))

    @rule()
    def search(self) -> None:
        self.tell(happened.SearchStarted())

    @rule(blocks=any_blocks, late=st.integers(min_value=0, max_value=2), pictured=st.booleans())
    def meet_a_key(self, blocks: list[str], late: int, *, pictured: bool) -> None:
        found = Find(candidate(blocks), (Place(Path("x")),), Strip(b"") if pictured else None)
        self.met.append(found.candidate.draft)
        self.tell(happened.SearchTold(self.journey.session.last_request - late, (found,)))

    @rule(stop=st.booleans())
    def come_to_an_end(self, *, stop: bool) -> None:
        if stop:
            self.tell(happened.SearchStopped())
        looking = self.journey.session.looking
        finds = () if looking is None else looking.finds
        last = self.journey.session.last_request
        self.tell(
            happened.SearchDone(last, SearchedPlaces(finds[1:], (), (), 1, 1, cancelled=stop))
        )

    @rule(opened=st.booleans())
    def close_or_pick_again(self, *, opened: bool) -> None:
        self.tell(happened.PlacesWanted() if opened else happened.SearchOpened(opened=False))

    @rule(number=st.integers(min_value=-1, max_value=3))
    def take_a_find(self, number: int) -> None:
        before, looking = self.journey.session.draft, self.journey.session.looking
        self.tell(happened.FoundTaken(number))
        after = self.journey.session.looking
        if after is not None and after.compared is not None:
            assert self.journey.session.draft is before
            assert looking is not None
            assert looking.finds[number].strip is not None

    @rule(block=numbers, digits=good_block)
    def mend_a_reading(self, block: int, digits: str) -> None:
        before = self.journey.session.draft
        self.tell(happened.ReadingMended(block, digits))
        assert self.journey.session.draft is before

    @rule(same=st.booleans())
    def answer_about_a_reading(self, *, same: bool) -> None:
        self.tell(happened.ReadingAccepted() if same else happened.ReadingRefused())

    @rule()
    def read_in_vain(self) -> None:
        before = self.journey.session.draft.blocks
        self.tell(happened.FileChosen(Path("nothing")))
        request = self.journey.session.last_request
        self.tell(happened.ReadingDone(request, Reading((), ReadProblem.EMPTY, 0)))
        assert self.journey.session.draft.blocks == before

    @rule()
    def leave_a_reading_open(self) -> None:
        self.tell(happened.TextPasted("text"))

    @rule(number=st.integers(min_value=-1, max_value=3))
    def take_a_candidate(self, number: int) -> None:
        self.tell(happened.CandidateTaken(number))

    @rule(block=numbers, digits=good_block)
    def use_a_suggestion(self, block: int, digits: str) -> None:
        before = self.journey.session.draft.blocks
        self.tell(happened.SuggestionUsed(block, digits))
        assert self.journey.session.draft.block(block) == digits
        self.tell(happened.FillUndone())
        assert self.journey.session.draft.blocks == before

    @rule(blocks=any_blocks, opened=st.booleans())
    def type_a_second_copy(self, blocks: list[str], *, opened: bool) -> None:
        self.tell(happened.CompareOpened(opened))
        self.tell(happened.SecondEdited(KeyDraft(blocks)))
        assert self.journey.session.second.blocks == tuple(blocks)

    @rule(blocks=any_blocks, more=good_blocks)
    def paste_a_second_copy(self, blocks: list[str], more: list[str]) -> None:
        before = self.journey.session.draft
        self.tell(happened.SecondPasted(f"{'-'.join(blocks)}\n\n{'-'.join(more)}"))
        assert self.journey.session.draft is before

    @rule(block=st.one_of(st.none(), numbers))
    def use_the_second_copy(self, block: int | None) -> None:
        before, second = self.journey.session.draft.blocks, self.journey.session.second
        self.tell(happened.SecondUsed(block))
        assert self.journey.session.second is second
        if self.journey.session.draft.blocks != before:
            self.tell(happened.FillUndone())
        assert self.journey.session.draft.blocks == before

    @rule()
    def undo(self) -> None:
        self.tell(happened.FillUndone())

    @rule(form=st.sampled_from(Form), view=st.sampled_from(View))
    def choose_forms(self, form: Form, view: View) -> None:
        self.tell(happened.FormChosen(form))
        self.tell(happened.ViewChosen(view))

    @rule(block=numbers, done=st.booleans())
    def type_a_block(self, block: int, *, done: bool) -> None:
        self.tell(happened.BlockTyped(block, done))

    @rule()
    def open_the_rehearsal(self) -> None:
        self.tell(happened.RehearsalOpened())
        aid = self.journey.session.aid
        assert isinstance(aid, Rehearsal)
        assert aid.draft.is_empty

    @rule(blocks=any_blocks)
    def rehearse(self, blocks: list[str]) -> None:
        draft = KeyDraft(blocks)
        self.rehearsed.append(draft)
        self.tell(happened.RehearsalTyped(draft))

    @rule(
        event=st.sampled_from(
            (
                happened.RehearsalGraded(90),
                happened.RehearsalAgain(),
                happened.RehearsalKeyShown(shown=True),
                happened.ScanOpened(),
                happened.KeyCodeShown(shown=True),
                happened.PieceChosen(Piece.BLOCK),
                happened.AidClosed(),
                happened.StepLeft(),
            )
        )
    )
    def turn_to_an_aid(self, event: Event) -> None:
        before = self.journey.session.draft.blocks
        self.tell(event)
        assert self.journey.session.draft.blocks == before

    @rule(text=st.text("0123456789ab\r\t", max_size=12))
    def try_the_scanner(self, text: str) -> None:
        self.tell(happened.ScannerTried(text))
        aid = self.journey.session.aid
        assert not isinstance(aid, Scan) or (aid.arrived is None) == (not text.strip())

    @rule(result=st.sampled_from(Result), refusal=st.sampled_from(Refusal))
    def say_what_came_of_it(self, result: Result, refusal: Refusal) -> None:
        self.tell(happened.ResultChosen(result))
        self.tell(happened.RefusalChosen(refusal))

    @rule(cause=st.sampled_from(Cause))
    def say_what_caused_it(self, cause: Cause) -> None:
        self.tell(happened.CauseChosen(cause))

    @rule(event=st.sampled_from((happened.TypeAgain(), happened.CheckAgain(), happened.LookOn())))
    def turn_back(self, event: Event) -> None:
        self.tell(event)

    @rule()
    def forward(self) -> None:
        open_way = not self.journey.blockers and self.journey.next_step is not None
        assert self.journey.forward() == open_way

    @rule()
    def back(self) -> None:
        session, trail = self.journey.session, self.journey.trail
        assert self.journey.back() == (len(trail) > 1)
        assert self.journey.session is session

    @rule(values=st.lists(st.integers(0, 65_535), min_size=8, max_size=8))
    def bring_a_kept_key(self, values: list[int]) -> None:
        self.tell(happened.KeyBrought(KeyDraft([f"{v * 11:06d}" for v in values]), None))
        assert self.journey.step is Step.TYPE
        (handed,) = self.journey.tell(happened.KeepCopyAsked())
        assert isinstance(handed, KeepCopy)
        assert handed.draft is not self.journey.session.draft
        assert handed.draft.same_digits(self.journey.session.draft)

    @rule(keep=st.booleans(), key_id=st.booleans())
    def keep_the_place(self, *, keep: bool, key_id: bool) -> None:
        self.tell(happened.PlaceKeeping(keep))
        self.tell(happened.KeyIdKeeping(key_id))

    @rule()
    def come_back_later(self) -> None:
        kept = self.journey.remembered
        if isinstance(kept, KeepPlace):
            self.tell(happened.PlaceResumed(kept.place))
            assert self.journey.remembered == kept
            assert self.journey.session.draft.is_empty

    @rule(opened=st.booleans(), other=st.booleans(), drives_=st.lists(st.sampled_from(DRIVES)))
    def open_the_drive(self, drives_: list[Drive], *, opened: bool, other: bool) -> None:
        self.tell(happened.OtherDriveWanted() if other else happened.DriveOpened(opened=opened))
        self.tell(happened.DrivesFound(tuple(drives_)))

    @rule(
        drive=st.sampled_from(DRIVES), told=st.sampled_from(TOLD), late=late_by, whole=st.booleans()
    )
    def look_at_a_drive(
        self, drive: Drive, told: Image | DriveProblem, late: int, *, whole: bool
    ) -> None:
        self.tell(happened.WholeDriveAsked() if whole else happened.DriveChosen(drive.path))
        last = self.journey.session.last_request
        self.tell(happened.DriveProgressed(last - late, 1, 2))
        self.going_on.discard(last - late)
        self.tell(happened.DriveTold(last - late, told))

    @rule(number=st.integers(-1, 2), stop=st.booleans())
    def turn_to_a_volume(self, number: int, *, stop: bool) -> None:
        self.tell(happened.DriveStopped() if stop else happened.VolumeChosen(number))

    @rule(late=late_by, opens=st.booleans(), fails=st.booleans())
    def prove_it(self, late: int, *, opens: bool, fails: bool) -> None:
        self.tell(happened.ProofAsked())
        request = self.journey.session.last_request - late
        self.going_on.discard(request)
        if fails:
            self.tell(happened.DriveFailed(request))
            return
        verdict = Opens(WANTED) if opens else DoesNotOpen((WANTED,))
        self.tell(happened.KeyJudged(request, verdict))
        asked = self.journey.session.proving
        if opens and not late and asked is not None and asked.proved and request in self.checked:
            self.proved = self.checked[request].blocks

    @rule(any_order=st.booleans(), kept=st.integers(0, 928), late=late_by, many=st.booleans())
    def count_what_it_may_be(self, kept: int, late: int, *, any_order: bool, many: bool) -> None:
        self.tell(happened.TryingAsked(any_order=any_order))
        request = self.journey.session.last_request - late
        self.going_on.discard(request)
        self.tell(happened.TryingPlanned(request, TooMany(9, (1,)) if many else PLAN, (), kept))

    @rule(afresh=st.booleans(), pause=st.booleans(), done=st.integers(0, 928))
    def try_keys(self, done: int, *, afresh: bool, pause: bool) -> None:
        asked = self.journey.session.proving
        trying = None if asked is None else asked.trying
        request = 999 if trying is None else trying.request
        self.tell(happened.TryingStarted(afresh=afresh))
        self.tell(happened.TryingTold(request, Tried(done, 928, 2.0)))
        if pause:
            self.tell(happened.TryingPaused())

    @rule(end=st.sampled_from(["found", "rest", "fail", "leave"]), blocks=good_blocks, late=late_by)
    def end_the_trying(self, end: str, blocks: list[str], late: int) -> None:
        asked = self.journey.session.proving
        trying = None if asked is None else asked.trying
        request = 999 if trying is None else trying.request - late
        if end == "leave":
            self.tell(happened.TryingLeft())
            return
        self.going_on.discard(request)
        if end == "fail":
            self.tell(happened.TryingFailed(request))
            return
        draft = KeyDraft(blocks) if end == "found" else None
        if draft is not None:
            self.met.append(draft)
        searched = Searched(1, 2, 2.0, WANTED) if draft else Searched(None, 5, 2.0)
        self.tell(happened.TryingDone(request, searched, draft))
        session = self.journey.session
        if draft is not None and session.draft is draft:
            self.proved = draft.blocks

    @rule()
    def forget(self) -> None:
        self.tell(happened.CaseForgotten())
        assert self.journey.trail == (Step.SCREEN,)
        assert self.journey.session.draft.is_empty

    @invariant()
    def no_step_is_a_dead_end(self) -> None:
        if self.journey.step is Step.AFTERWARDS:
            return
        assert self.journey.next_step is not None
        probe = Journey(LOCKOUT)
        probe._session = self.journey.session
        probe._trail = list(self.journey.trail)
        mend(probe)
        assert not probe.blockers
        assert probe.forward()

    @invariant()
    def the_trail_has_no_step_twice(self) -> None:
        trail = self.journey.trail
        assert trail[0] is Step.SCREEN
        assert len(set(trail)) == len(trail)

    @invariant()
    def what_is_kept_can_be_read_again_and_holds_no_digits(self) -> None:
        kept = self.journey.remembered
        assert (kept is None) == (not self.journey.session.keeping or self.journey.session.opened)
        if isinstance(kept, KeepPlace):
            text = place_to_json(kept.place)
            assert place_from_json(text.encode()) == kept.place
            assert not any(
                block in text for block in self.journey.session.draft.blocks if len(block) > 3
            )

    @invariant()
    def nothing_in_use_was_wiped(self) -> None:
        session = self.journey.session
        used = [
            session.draft,
            session.second,
            *(candidate.draft for candidate in session.candidates),
        ]
        if session.before is not None:
            used.append(session.before)
        if isinstance(session.aid, Rehearsal):
            used.append(session.aid.draft)
        if session.looking is not None:
            used.extend(session.looking.drafts)
        assert not any(draft is gone for draft in used for gone in self.wiped)

    @invariant()
    def a_drive_proves_the_digits_that_it_was_asked_about_and_no_others(self) -> None:
        session = self.journey.session
        if session.proving is not None and session.proving.proved:
            assert self.proved == session.draft.blocks

    @invariant()
    def what_goes_on_outside_is_what_is_waited_for(self) -> None:
        asked = self.journey.session.proving
        waited = set() if asked is None else {asked.request, asked.checking}
        if asked is not None and asked.trying is not None:
            waited.add(asked.trying.request)
        assert self.going_on <= waited

    @invariant()
    def no_digit_that_a_search_met_lies_about(self) -> None:
        session = self.journey.session
        held = [session.draft, *(() if session.before is None else (session.before,))]
        held += () if session.looking is None else session.looking.drafts
        left = [draft for draft in self.met if not any(draft is one for one in held)]
        assert all(draft.blocks == ("",) * 8 for draft in left)

    @invariant()
    def no_digit_of_a_rehearsal_outlives_it(self) -> None:
        aid = self.journey.session.aid
        going_on = aid.draft if isinstance(aid, Rehearsal) else None
        left = [draft for draft in self.rehearsed if draft is not going_on]
        assert all(draft.blocks == ("",) * 8 for draft in left)


TestRandomWalks = Walk.TestCase
