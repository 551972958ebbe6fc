# SPDX-License-Identifier: Apache-2.0
"""What is kept of a case for later: a short list of choices, and the way back to them."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.find import Candidate, Reading
from recovery_assistant.flow.journey import Journey
from recovery_assistant.flow.lockout import LOCKOUT, Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import (
    Answer,
    Cause,
    Form,
    Owner,
    Question,
    Refusal,
    Result,
    ScreenLink,
    Shows,
)
from recovery_assistant.flow.lockout.blockers import Blocker
from recovery_assistant.flow.lockout.effects import (
    CaseClosed,
    Effect,
    ForgetOffers,
    ForgetPlace,
    KeepPlace,
    ResumePlace,
    Wipe,
)
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.keeping import place_of, session_of
from recovery_assistant.flow.lockout.kept import (
    STEPS_KEPT,
    KeptPlace,
    Offer,
    code_to_keep,
    id_to_keep,
)
from recovery_assistant.flow.lockout.kept_json import (
    MOST_LINES,
    VERSION,
    PlaceFault,
    place_from_json,
    place_to_json,
)
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.guidance import Guidance
from recovery_assistant.keys import KeyDraft, KeyId

Walk = Journey[Step, Session, Event, Effect, Blocker]

VALUES = (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)
BLOCKS = tuple(f"{value * 11:06d}" for value in VALUES)
KEY = "-".join(BLOCKS)
KEY_ID = KeyId("5BFCBB05")
PHRASE = "marble otter lantern seven"

hex_ids = st.text("0123456789ABCDEF", min_size=8, max_size=32).map(KeyId)
codes = st.sampled_from(("", "E_FVE_PCR_MISMATCH", "e_fve_bad_srk", "0x80310035"))


@st.composite
def places(draw: st.DrawFn) -> KeptPlace:
    """Any place that the types and the list of what may be kept allow."""
    rest = draw(st.lists(st.sampled_from(STEPS_KEPT[1:]), unique=True))
    allowed = draw(st.booleans())
    return KeptPlace(
        trail=(Step.SCREEN, *rest),
        shows=draw(st.sampled_from((None, *Shows))),
        link=draw(st.sampled_from((None, *ScreenLink))),
        owner=draw(st.sampled_from((None, *Owner))),
        answers=draw(st.dictionaries(st.sampled_from(Question), st.sampled_from(Answer))),
        error_code=draw(codes),
        keep_key_id=allowed,
        key_id=id_to_keep(draw(st.none() | hex_ids)) if allowed else None,
        key_id_skipped=draw(st.booleans()),
        open_route=draw(st.sampled_from((None, *Route))),
        ticked=draw(
            st.frozensets(st.tuples(st.sampled_from(Route), st.integers(0, MOST_LINES - 1)))
        ),
        ruled_out=draw(st.frozensets(st.sampled_from(Route))),
        found_at=draw(st.sampled_from((None, *Route))),
    )


PLACE = KeptPlace(
    trail=(Step.SCREEN, Step.ROUTES),
    shows=Shows.LINK,
    link=ScreenLink.PERSONAL,
    owner=None,
    answers=MappingProxyType({Question.GIVEN_BY_WORK: Answer.NO}),
    error_code="E_FVE_PCR_MISMATCH",
    keep_key_id=True,
    key_id=KEY_ID,
    key_id_skipped=False,
    open_route=Route.PAPER_OR_FILE,
    ticked=frozenset({(Route.PERSONAL_ACCOUNT, 1), (Route.PERSONAL_ACCOUNT, 0)}),
    ruled_out=frozenset({Route.PERSONAL_ACCOUNT}),
    found_at=None,
)


def written(place: KeptPlace) -> dict[str, object]:
    values: dict[str, object] = json.loads(place_to_json(place))
    return values


def with_digits() -> Candidate:
    draft = KeyDraft(BLOCKS)
    return Candidate(
        draft=draft,
        key_id=KEY_ID,
        match=None,
        well_formed=True,
        date=None,
        place=f"BitLocker Recovery Key {KEY_ID.hex}.TXT",
        reasons=(),
    )


def tell(journey: Walk, *events: Event) -> list[Effect]:
    return [effect for event in events for effect in journey.tell(event)]


def kept(journey: Walk) -> KeptPlace:
    effect = journey.remembered
    assert isinstance(effect, KeepPlace)
    return effect.place


def begun() -> Walk:
    """Return a journey on screen 2 with some answers and ticks."""
    journey: Walk = Journey(LOCKOUT)
    tell(
        journey,
        happened.ShowsChosen(Shows.LINK),
        happened.LinkChosen(ScreenLink.PERSONAL),
    )
    assert journey.forward()
    tell(
        journey,
        happened.KeyIdTyped(KEY_ID.hex),
        happened.LineTicked(Route.PERSONAL_ACCOUNT, 0, done=True),
        happened.RouteRuledOut(Route.PERSONAL_ACCOUNT),
    )
    return journey


# When it is kept, and when it is forgotten


def test_nothing_is_kept_unless_it_was_asked_for() -> None:
    journey = begun()
    assert journey.remembered is None
    tell(journey, happened.KeyIdKeeping(keep=True))
    assert journey.remembered is None
    assert tell(journey, happened.PlaceKeeping(keep=True)) == []
    assert kept(journey).ruled_out == {Route.PERSONAL_ACCOUNT}


def test_each_move_is_kept_with_its_step() -> None:
    journey = begun()
    tell(journey, happened.PlaceKeeping(keep=True))
    assert kept(journey).trail == (Step.SCREEN, Step.ROUTES)
    tell(journey, happened.RouteFound(Route.PAPER_OR_FILE))
    assert kept(journey).trail == (Step.SCREEN, Step.ROUTES, Step.CHECK)
    assert kept(journey).found_at is Route.PAPER_OR_FILE
    journey.back()
    assert kept(journey).trail == (Step.SCREEN, Step.ROUTES)


def test_the_key_id_is_kept_by_a_tick_of_its_own() -> None:
    journey = begun()
    tell(journey, happened.PlaceKeeping(keep=True))
    assert kept(journey).key_id is None
    tell(journey, happened.KeyIdKeeping(keep=True))
    assert kept(journey).key_id == KEY_ID
    tell(journey, happened.KeyIdKeeping(keep=False))
    assert KEY_ID.hex not in place_to_json(kept(journey))


def test_unticking_it_forgets_it() -> None:
    journey = begun()
    tell(journey, happened.PlaceKeeping(keep=True))
    tell(journey, happened.KeyIdKeeping(keep=True))
    assert tell(journey, happened.PlaceKeeping(keep=False)) == [ForgetPlace()]
    assert journey.remembered is None
    tell(journey, happened.PlaceKeeping(keep=True))
    assert kept(journey).key_id is None


@pytest.mark.parametrize("result", [Result.OPENED, Result.ASKS_AGAIN])
def test_it_is_forgotten_when_the_pc_opened(result: Result) -> None:
    journey = begun()
    tell(journey, happened.PlaceKeeping(keep=True))
    assert tell(journey, happened.ResultChosen(result)) == [ForgetPlace()]
    assert journey.remembered is None


def test_a_slip_of_the_finger_at_it_opened_costs_nothing() -> None:
    journey = begun()
    tell(journey, happened.PlaceKeeping(keep=True))
    before = kept(journey)
    tell(journey, happened.ResultChosen(Result.OPENED))
    assert tell(journey, happened.ResultChosen(Result.REFUSED)) == []
    assert kept(journey) == before


def test_it_is_forgotten_with_the_case() -> None:
    journey = begun()
    tell(journey, happened.PlaceKeeping(keep=True))
    wipe, *others = tell(journey, happened.CaseForgotten())
    assert isinstance(wipe, Wipe)
    assert others == [ForgetPlace(), CaseClosed()]
    assert journey.remembered is None
    assert not journey.session.keeping


def test_what_was_never_kept_need_not_be_forgotten() -> None:
    journey = begun()
    assert tell(journey, happened.ResultChosen(Result.OPENED)) == []
    effects = tell(journey, happened.PlaceKeeping(keep=False), happened.CaseForgotten())
    assert ForgetPlace() not in effects


def test_where_nothing_can_be_kept_the_tick_is_taken_back() -> None:
    journey = begun()
    tell(journey, happened.PlaceKeeping(keep=True), happened.KeyIdKeeping(keep=True))
    tell(journey, happened.PlaceNotKept())
    assert not journey.session.keeping
    assert not journey.session.keeping_id
    assert journey.remembered is None


# Going on


def test_a_place_is_gone_on_with_step_by_step() -> None:
    journey: Walk = Journey(LOCKOUT)
    tell(journey, happened.FormChosen(Form.LINE), happened.DraftEdited(KeyDraft(BLOCKS)))
    held = (journey.session.draft, journey.session.second)
    effects = tell(journey, happened.PlaceResumed(PLACE))
    assert effects == [Wipe(held)]
    assert journey.trail == PLACE.trail
    session = journey.session
    assert session.draft.is_empty
    assert session.form is Form.LINE
    assert session.key_id == KEY_ID
    assert KeyId.parse(session.key_id_text).key_id == KEY_ID
    assert session.places_left[0] is Route.PAPER_OR_FILE
    assert kept(journey) == PLACE


def test_beyond_the_check_one_comes_back_to_it_since_the_digits_are_gone() -> None:
    journey = begun()
    tell(
        journey,
        happened.PlaceKeeping(keep=True),
        happened.RouteFound(Route.PAPER_OR_FILE),
        happened.DraftEdited(KeyDraft(BLOCKS)),
    )
    assert journey.forward()
    tell(journey, happened.BlockTyped(1))
    assert journey.forward()
    place = kept(journey)
    again: Walk = Journey(LOCKOUT)
    tell(again, happened.PlaceResumed(place))
    assert again.step is Step.CHECK
    assert again.session.typed == frozenset()
    assert not again.forward()


@given(places())
def test_going_on_changes_nothing_and_ends_nowhere(place: KeptPlace) -> None:
    journey: Walk = Journey(LOCKOUT)
    tell(journey, happened.PlaceResumed(place))
    assert kept(journey) == place
    assert place_of(journey.trail, session_of(place, Session())) == place
    for event in (
        happened.ShowsChosen(Shows.AWAY),
        happened.OwnerChosen(Owner.PERSONAL),
        happened.DraftEdited(KeyDraft(BLOCKS)),
    ):
        tell(journey, event)
    assert journey.forward()


def test_places_kept_before_are_offered_while_there_is_nothing_to_lose() -> None:
    offer = Offer("case-1", PLACE, 0)
    losing: tuple[Event, ...] = (
        happened.KeyIdTyped("5"),
        happened.LineTicked(Route.RESET, 0, done=True),
        happened.RouteRuledOut(Route.RESET),
        happened.RouteFound(Route.RESET),
        happened.DraftEdited(KeyDraft(("1",))),
        happened.PlaceKeeping(keep=True),
    )
    for event in losing:
        journey: Walk = Journey(LOCKOUT)
        tell(journey, happened.PlacesFound((offer,)), happened.ShowsChosen(Shows.LINK))
        assert journey.session.offers == (offer,)
        tell(journey, event)
        assert not journey.session.offers
    journey = Journey(LOCKOUT)
    tell(journey, happened.PlacesFound((offer,)), happened.TextPasted("text"))
    empty = Candidate(
        draft=KeyDraft(), key_id=None, match=None, well_formed=False, date=None, place="",
        reasons=(),
    )  # fmt: skip
    tell(journey, happened.ReadingDone(1, Reading((empty,), None, 4)))
    assert journey.session.offers == ()


def test_an_offer_is_taken_or_forgotten_outside() -> None:
    journey: Walk = Journey(LOCKOUT)
    offers = (Offer("case-1", PLACE, 0), Offer("case-2", PLACE, 3))
    tell(journey, happened.PlacesFound(offers))
    assert tell(journey, happened.ResumeAsked("case-2")) == [ResumePlace("case-2")]
    assert tell(journey, happened.OffersForgotten()) == [ForgetOffers(("case-1", "case-2"))]
    assert journey.session.offers == ()


# What is in it


def test_no_text_field_gets_a_key_or_a_passphrase_into_it() -> None:
    texts = (KEY, KEY.replace("-", " "), "".join(BLOCKS), *BLOCKS, PHRASE, f"E_FVE_{BLOCKS[1]}")
    for text in texts:
        journey = begun()
        tell(
            journey,
            happened.PlaceKeeping(keep=True),
            happened.KeyIdKeeping(keep=True),
            happened.ErrorCodeTyped(text),
            happened.KeyIdTyped(text),
            happened.LinkFailed(text),
            happened.TextPasted(text),
            happened.ReadingDone(1, Reading((with_digits(),), None, 4)),
            happened.FileChosen(Path(text)),
            happened.ResultChosen(Result.REFUSED),
            happened.RefusalChosen(Refusal.TYPING),
            happened.CauseChosen(Cause.PIN),
        )
        file = place_to_json(kept(journey))
        assert not any(block in file for block in BLOCKS)
        assert "otter" not in file
        assert KEY_ID.hex not in file
        assert kept(journey).error_code == ""


@given(st.integers(1, len(KEY)))
def test_no_beginning_of_a_key_typed_as_a_key_id_is_kept(length: int) -> None:
    journey = begun()
    tell(
        journey,
        happened.PlaceKeeping(keep=True),
        happened.KeyIdKeeping(keep=True),
        happened.KeyIdTyped(KEY[:length]),
    )
    assert kept(journey).key_id is None
    assert KEY[:4] not in place_to_json(kept(journey))


def test_every_code_that_is_explained_is_kept(root: Path) -> None:
    for entry in Guidance(root / "resources" / "guidance").error_codes():
        assert code_to_keep(f" {entry.code.lower()} ") == entry.code.lower()


@pytest.mark.parametrize(
    "text",
    ["", "PCR", "E_FVE_", "E_FVE_123456", "0x803100", "0x803100355", "12345678", f"0x8031{KEY}"],
)
def test_what_has_not_the_form_of_a_code_is_not_kept(text: str) -> None:
    assert code_to_keep(text) == ""


# The file


@given(places())
def test_what_was_written_is_read(place: KeptPlace) -> None:
    assert place_from_json(place_to_json(place).encode()) == place


def test_the_same_place_is_written_the_same() -> None:
    other = KeptPlace(
        **{name: getattr(PLACE, name) for name in PLACE.__dataclass_fields__}
        | {"ticked": frozenset(sorted(PLACE.ticked, reverse=True))}
    )
    assert place_to_json(PLACE) == place_to_json(other)
    assert written(PLACE)["version"] == VERSION


@pytest.mark.parametrize("version", [VERSION + 1, 10**20])
def test_a_later_version_is_told_apart(version: int) -> None:
    for values in ({**written(PLACE), "more": 1}, {}):
        text = json.dumps({**values, "version": version})
        assert place_from_json(text.encode()) is PlaceFault.NEWER


HOSTILE: tuple[Mapping[str, object], ...] = (
    {"version": 0},
    {"version": -1},
    {"version": True},
    {"version": "1"},
    {"version": 1.5},
    {"version": None},
    {"draft": list(BLOCKS)},
    {"trail": []},
    {"trail": ["routes"]},
    {"trail": ["screen", "screen"]},
    {"trail": ["screen", "type"]},
    {"trail": ["screen", "afterwards"]},
    {"trail": ["screen", 3]},
    {"trail": "screen"},
    {"trail": None},
    {"shows": "nothing"},
    {"shows": 1},
    {"shows": ["link"]},
    {"link": "https://example.org"},
    {"owner": {}},
    {"answers": []},
    {"answers": {"given_by_work": "perhaps"}},
    {"answers": {"who": "yes"}},
    {"answers": {"given_by_work": None}},
    {"error_code": KEY},
    {"error_code": None},
    {"keep_key_id": 1},
    {"keep_key_id": None},
    {"keep_key_id": False},
    {"key_id": "5BFC"},
    {"key_id": "5bfcbb05"},
    {"key_id": "12345678"},
    {"key_id": KEY},
    {"key_id": 5},
    {"key_id_skipped": "no"},
    {"open_route": "../../etc"},
    {"open_route": True},
    {"ticked": {}},
    {"ticked": ["paper-or-file"]},
    {"ticked": [["paper-or-file"]]},
    {"ticked": [["paper-or-file", -1]]},
    {"ticked": [["paper-or-file", True]]},
    {"ticked": [["paper-or-file", 1.0]]},
    {"ticked": [["paper-or-file", MOST_LINES]]},
    {"ticked": [["nowhere", 1]]},
    {"ticked": [["paper-or-file", 1, 1]]},
    {"ticked": [["reset", 0], ["reset", 0]]},
    {"ruled_out": "reset"},
    {"ruled_out": ["nowhere"]},
    {"ruled_out": [None]},
    {"ruled_out": [["reset"]]},
    {"found_at": 0},
)


@pytest.mark.parametrize("change", HOSTILE)
def test_a_file_that_was_tampered_with_is_damaged(change: Mapping[str, object]) -> None:
    text = json.dumps({**written(PLACE), **change})
    assert place_from_json(text.encode()) is PlaceFault.DAMAGED


@pytest.mark.parametrize("missing", sorted(written(PLACE)))
def test_a_file_without_one_of_its_fields_is_damaged(missing: str) -> None:
    values = written(PLACE)
    del values[missing]
    assert place_from_json(json.dumps(values).encode()) is PlaceFault.DAMAGED


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"3", b"null", b"\xff\xfe", b"[" * 60_000, b'{"version": NaN}']
)
def test_what_is_no_place_at_all_is_damaged(data: bytes) -> None:
    assert place_from_json(data) is PlaceFault.DAMAGED


@given(st.binary(max_size=300))
def test_no_content_raises(data: bytes) -> None:
    assert isinstance(place_from_json(data), PlaceFault)


@given(places(), st.data())
def test_a_file_cut_anywhere_is_damaged(place: KeptPlace, data: st.DataObject) -> None:
    text = place_to_json(place).rstrip().encode()
    cut = data.draw(st.integers(0, len(text) - 1))
    assert place_from_json(text[:cut]) is PlaceFault.DAMAGED
