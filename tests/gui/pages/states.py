# SPDX-License-Identifier: Apache-2.0
"""The states that the screens are looked at in, and ways to ask what stands there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from recovery_assistant.flow.lockout import Session, Step
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
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.keeping import place_of
from recovery_assistant.flow.lockout.kept import Offer
from recovery_assistant.flow.lockout.routes import Route, routes_for
from recovery_assistant.keys import KeyDraft
from recovery_assistant.ui.window import Window

PartT = TypeVar("PartT", bound=QWidget)

VALUES = (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)
BLOCKS = tuple(f"{value * 11:06d}" for value in VALUES)
KEY = "-".join(BLOCKS)
OTHER = "-".join(f"{value * 11:06d}" for value in (21_001, *VALUES[1:]))
KEY_ID = "5BFCBB05"
OTHER_ID = "0A1B2C3D"
SLIP = (*BLOCKS[:2], "330012", *BLOCKS[3:])


class Go(Enum):
    """Take the way on."""

    ON = "on"


@dataclass(frozen=True)
class Typed:
    """These blocks are typed. The draft is made anew each time: the program wipes it."""

    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Practised:
    """These blocks are typed in the rehearsal."""

    blocks: tuple[str, ...]


Script = Sequence[Event | Go | Typed | Practised]

LINK = (happened.ShowsChosen(Shows.LINK), happened.LinkChosen(ScreenLink.PERSONAL))
WORK = (happened.ShowsChosen(Shows.COMPANY),)
UNSURE = (happened.ShowsChosen(Shows.AWAY), happened.OwnerChosen(Owner.NOT_SURE))
ROUTES = (*LINK, Go.ON)
CHECK = (*ROUTES, happened.KeyIdTyped(KEY_ID), Go.ON)


TYPE = (*CHECK, Typed(BLOCKS), Go.ON)
OUTCOME = (*TYPE, Go.ON)
SCAN = (*TYPE, happened.ScanOpened())
AFTER = (*OUTCOME, happened.ResultChosen(Result.OPENED), Go.ON)
KEPT = place_of(
    (Step.SCREEN, Step.ROUTES), Session(shows=Shows.LINK, owner=Owner.PERSONAL, keeping=True)
)
OFFERS = tuple(Offer(f"case-{days:016x}", KEPT, days) for days in (0, 1, 13))
TWO_KEYS = f"Key ID {KEY_ID}  {KEY}\n\nKey ID {OTHER_ID}  {OTHER}\n"

STATES: Mapping[str, Script] = MappingProxyType(
    {
        "screen": (),
        "screen-link": LINK,
        "screen-work": WORK,
        "screen-error": (
            happened.ShowsChosen(Shows.ERROR_CODE),
            happened.ErrorCodeTyped("E_FVE_PCR_MISMATCH"),
        ),
        "screen-error-unknown": (
            happened.ShowsChosen(Shows.ERROR_CODE),
            happened.ErrorCodeTyped("<b>no code</b>"),
        ),
        "screen-question": UNSURE,
        "screen-concluded": (
            *UNSURE,
            happened.QuestionAnswered(Question.GIVEN_BY_WORK, Answer.YES),
        ),
        "screen-offline": (happened.ShowsChosen(Shows.AWAY), happened.OwnerChosen(Owner.OFFLINE)),
        "screen-unopened": (*LINK, happened.LinkFailed("https://aka.ms/myrecoverykey")),
        "screen-kept": (happened.PlacesFound(OFFERS[:1]),),
        "screen-kept-three": (happened.PlacesFound(OFFERS),),
        "routes": ROUTES,
        "routes-work": (*WORK, Go.ON, happened.RouteOpened(Route.AD_POWERSHELL)),
        "routes-id-slip": (*ROUTES, happened.KeyIdTyped("5BFCOB05")),
        "routes-id-key": (*ROUTES, happened.KeyIdTyped(KEY)),
        "routes-id-skipped": (*ROUTES, happened.KeyIdSkipped(skipped=True)),
        "routes-ticked": (
            *ROUTES,
            happened.LineTicked(Route.PERSONAL_ACCOUNT, 0, done=True),
            happened.RouteRuledOut(Route.PAPER_OR_FILE),
            happened.RouteOpened(Route.PERSONAL_ACCOUNT),
        ),
        "routes-keeping": (
            *ROUTES,
            happened.PlaceKeeping(keep=True),
            happened.KeyIdKeeping(keep=True),
            happened.KeyIdTyped("20123456"),
        ),
        "spent": (
            *ROUTES,
            *(
                happened.RouteRuledOut(route)
                for route in routes_for(Owner.PERSONAL, ScreenLink.PERSONAL)
            ),
        ),
        "check": CHECK,
        "check-begun": (*CHECK, Typed((*BLOCKS[:3], "12"))),
        "check-slip": (*CHECK, Typed(SLIP)),
        "check-strange": (*CHECK, Typed(("12345O", "??????", "999999", "1234567"))),
        "check-whole": (*CHECK, Typed(BLOCKS)),
        "check-hidden": (*CHECK, Typed(SLIP), happened.DigitsHidden(hidden=True)),
        "check-line": (*CHECK, happened.FormChosen(Form.LINE), Typed(SLIP)),
        "check-two": (*CHECK, happened.TextPasted(TWO_KEYS)),
        "check-other-id": (*CHECK, happened.TextPasted(f"{OTHER_ID} {OTHER}")),
        "check-nothing": (*CHECK, Typed(BLOCKS[:2]), happened.TextPasted("no key in here")),
        "check-compare": (*CHECK, Typed(SLIP), happened.CompareOpened(opened=True)),
        "check-compared": (
            *CHECK,
            Typed((*SLIP[:4], "", *SLIP[5:])),
            happened.CompareOpened(opened=True),
            happened.SecondPasted("-".join((BLOCKS[1], BLOCKS[0], *BLOCKS[2:7], "0110?0"))),
        ),
        "check-swapped": (
            *CHECK,
            happened.TextPasted(f"{KEY}\n\n{'-'.join((BLOCKS[1], BLOCKS[0], *BLOCKS[2:]))}"),
        ),
        "check-repeated": (*CHECK, Typed((BLOCKS[0],) * 8)),
        "type": TYPE,
        "type-half": (*TYPE, *(happened.BlockTyped(n, done=True) for n in range(1, 5))),
        "type-all": (*TYPE, happened.ViewChosen(View.ALL)),
        "type-done": (*TYPE, *(happened.BlockTyped(n, done=True) for n in range(1, 9))),
        "rehearsal": (*TYPE, happened.RehearsalOpened(), Practised(("187", "046662"))),
        "rehearsal-shown": (
            *TYPE,
            happened.RehearsalOpened(),
            happened.RehearsalKeyShown(shown=True),
        ),
        "rehearsal-graded": (
            *TYPE,
            happened.RehearsalOpened(),
            Practised(("000817", *BLOCKS[1:3], "7", *BLOCKS[4:])),
            happened.RehearsalGraded(70),
        ),
        "rehearsal-right": (
            *TYPE,
            happened.RehearsalOpened(),
            Practised(BLOCKS),
            happened.RehearsalGraded(70),
        ),
        "scan": SCAN,
        "scan-tried": (*SCAN, happened.ScannerTried("0123456789")),
        "scan-swapped": (*SCAN, happened.ScannerTried("1234567890")),
        "scan-whole": (*SCAN, happened.KeyCodeShown(shown=True)),
        "scan-block": (
            *SCAN,
            happened.KeyCodeShown(shown=True),
            happened.PieceChosen(Piece.BLOCK),
            happened.BlockTyped(1, done=True),
        ),
        "outcome": OUTCOME,
        **{f"outcome-{r.value}": (*OUTCOME, happened.ResultChosen(r)) for r in Result},
        **{
            f"outcome-{refusal.value}": (
                *OUTCOME,
                happened.ResultChosen(Result.REFUSED),
                happened.RefusalChosen(refusal),
            )
            for refusal in Refusal
        },
        "afterwards": AFTER,
        **{f"afterwards-{cause.value}": (*AFTER, happened.CauseChosen(cause)) for cause in Cause},
    }
)
"""Every screen in its states, by name."""


def walk(window: Window, script: Script) -> None:
    """Bring a window into a state."""
    for thing in script:
        if isinstance(thing, Go):
            before = window.step
            window.forward()
            assert window.step is not before
        elif isinstance(thing, Typed):
            window.tell(happened.DraftEdited(KeyDraft(thing.blocks)))
        elif isinstance(thing, Practised):
            window.tell(happened.RehearsalTyped(KeyDraft(thing.blocks)))
        else:
            window.tell(thing)


def part(window: QWidget, kind: type[PartT], identifier: str) -> PartT:
    """Return the one part of a window with this identifier."""
    found = [
        thing for thing in window.findChildren(kind) if thing.accessibleIdentifier() == identifier
    ]
    assert len(found) == 1, identifier
    return found[0]


def visible(window: QWidget, kind: type[PartT]) -> Iterator[PartT]:
    """Yield what of this kind is shown inside a window, itself aside."""
    for thing in window.findChildren(kind):
        if thing.isVisible() and not thing.isWindow():
            yield thing
