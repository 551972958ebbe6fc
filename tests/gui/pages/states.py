# SPDX-License-Identifier: Apache-2.0
"""The states that the screens are looked at in, and ways to ask what stands there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QWidget

from gui.pages import drives
from recovery_assistant.drive.containers import Declined
from recovery_assistant.drive.outcomes import (
    CannotTell,
    DoesNotOpen,
    DriveProblem,
    EngineKind,
    Opens,
    Tried,
)
from recovery_assistant.drive.outcomes import (
    Searched as Sought,
)
from recovery_assistant.errands.search import SearchErrands
from recovery_assistant.find import Candidate, Reason
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
from recovery_assistant.flow.lockout.looking import Spot, SpotKind
from recovery_assistant.flow.lockout.routes import Route, routes_for
from recovery_assistant.keys import KeyDraft, KeyId, match
from recovery_assistant.keys.attempts import TooMany
from recovery_assistant.ui.window import Window
from unit.wording import drives as made

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
SPOTS = (
    Spot(Path("/media/ada/PHOTOS"), SpotKind.STICK, "PHOTOS", 16_000_000_000),
    Spot(Path("/mnt/old-drive"), SpotKind.DRIVE, "Old drive", 512_000_000_000),
    Spot(Path("/run/user/1000/gvfs/smb-share:server=nas,share=family"), SpotKind.SHARE, "nas"),
    Spot(Path("/people/ada/Desktop"), SpotKind.FOLDER, "Desktop"),
    Spot(Path("/people/ada/Documents"), SpotKind.FOLDER, "Documents"),
    Spot(Path("/people/ada/Downloads"), SpotKind.FOLDER, "Downloads"),
    Spot(Path("/"), SpotKind.SYSTEM, "", 256_000_000_000),
)
OPENED = (happened.SearchOpened(opened=True), happened.SpotsFound(SPOTS))
LOOKING = (*CHECK, *OPENED)
HUNTED = (*LOOKING, happened.SearchStarted())
READ_NOW = "/mnt/old-drive/Users/a/b.docx"
STICK = Path("/media/ada/PHOTOS")
KEY_FILE = KeyFile(Place(STICK / "0A1B2C3D-1111-2222-3333-444455556666.BEK"), None)
SKIPPED = (
    Skipped(Place(STICK / "holiday.jpg"), Skip.NO_READER),
    Skipped(Place(STICK / "screen\u202egnp.exe"), Skip.NO_READER),
    Skipped(Place(STICK / "taxes.zip", ("2024.pdf",)), Skip.ENCRYPTED),
    Skipped(Place(Path("/mnt/old-drive/System Volume Information")), Skip.NO_RIGHTS),
    Skipped(Place(Path("/mnt/old-drive/cloud/notes.docx")), Skip.NOT_HERE),
    Skipped(Place(Path("/mnt/old-drive/mounted")), Skip.OTHER_FILE_SYSTEM),
)


def drawn(text: str, width: int, height: int) -> bytes:
    """Draw a PNG with a text in it."""
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(QColor("#f4f0e6"))
    painter = QPainter(picture)
    font = QFont("DejaVu Sans Mono")
    font.setPixelSize(height // 2)
    painter.setFont(font)
    painter.setPen(QColor("#303030"))
    painter.drawText(picture.rect(), int(Qt.AlignmentFlag.AlignCenter), text)
    painter.end()
    stored = QByteArray()
    buffer = QBuffer(stored)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(picture)
    return bytes(stored.data())


@dataclass(frozen=True)
class Met:
    """The search meets these: keys as text with their Key IDs, made anew each time."""

    blocks: tuple[tuple[tuple[str, ...], str], ...]
    progress: Progress | None = None
    picture: bool = False

    def finds(self) -> tuple[Find, ...]:
        """Make the keys."""
        asked = KeyId.parse(KEY_ID).key_id
        made = []
        for number, (blocks, id_text) in enumerate(self.blocks):
            key_id = KeyId.parse(id_text).key_id
            compared = match(asked, key_id) if asked is not None and key_id is not None else None
            draft = KeyDraft(blocks)
            reasons = [Reason.NO_ID if compared is None else Reason.ID_DIFFERS]
            if compared is not None and compared.agrees:
                reasons = [Reason.ID_MATCHES]
            reasons.append(Reason.WELL_FORMED if draft.is_complete else Reason.NEEDS_REPAIR)
            candidate = Candidate(
                draft=draft,
                key_id=key_id,
                match=compared,
                well_formed=draft.is_complete,
                date="2024-03-01" if number == 0 else None,
                place="BitLocker key.txt",
                reasons=tuple(reasons),
            )
            places = [Place(STICK / "Papers" / "BitLocker Recovery Key 5BFCBB05.TXT")]
            if number == 0:
                places.append(Place(STICK / "mail.mbox", ("message 12", "key.pdf", "page 2")))
                places.append(Place(Path("/mnt/old-drive/copy of key.docx")))
            strip = None
            if self.picture:
                strip = Strip(
                    drawn("-".join(blocks), 1100, 44), tuple(drawn(b, 140, 44) for b in blocks)
                )
            made.append(Find(candidate, tuple(places), strip))
        return tuple(made)


@dataclass(frozen=True)
class Ended:
    """The search comes to its end with these."""

    met: Met
    key_files: tuple[KeyFile, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    files: int = 12_345


TWO_KEYS = f"Key ID {KEY_ID}  {KEY}\n\nKey ID {OTHER_ID}  {OTHER}\n"

SOME = Met(((BLOCKS, KEY_ID), ((*BLOCKS[1:], BLOCKS[0]), OTHER_ID), (SLIP, "")))
PICTURED = Met(((SLIP, ""),), picture=True)
Script = Sequence[Event | Go | Typed | Practised | Met | Ended | drives.Step]

# The locked drive: on screen 2, and on screen 3 with a whole key or one with digits lost.
ASKED = (happened.DriveOpened(opened=True), happened.DrivesFound(made.DRIVES))
CHOSEN = (*ASKED, happened.DriveChosen(made.ADAPTER.path))
ROUTES_DRIVE = (*ROUTES, *CHOSEN)
LOST = (*BLOCKS[:7], "01????")
PROVING = (*CHECK, Typed(BLOCKS), *CHOSEN, drives.Looked(made.ONE))
REFUSED = (*PROVING, happened.ProofAsked(), drives.Judged(DoesNotOpen((made.WANTED,))))
GUESSING = (*CHECK, Typed(LOST), *CHOSEN, drives.Looked(made.ONE), happened.TryingAsked())
TRYING = (*GUESSING, drives.Counted(made.PLAN), happened.TryingStarted())
PAUSED = (*TRYING, drives.Going(), happened.TryingPaused())

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
        "search-none": (*CHECK, happened.SearchOpened(opened=True), happened.SpotsFound(())),
        "search-places": LOOKING,
        "search-routes": (*ROUTES, happened.KeyIdTyped(KEY_ID), *OPENED),
        "search-running": (
            *HUNTED,
            Met(SOME.blocks[:1], Progress(1234, 56_000_000, READ_NOW, 1)),
        ),
        "search-found": (*HUNTED, Ended(SOME, (KEY_FILE,), SKIPPED)),
        "search-nothing": (*HUNTED, Ended(Met(()), (), SKIPPED[:2])),
        "search-picture": (*HUNTED, Ended(PICTURED), happened.FoundTaken(0)),
        "search-used": (
            *HUNTED,
            Ended(PICTURED),
            happened.FoundTaken(0),
            happened.ReadingAccepted(),
        ),
        "drive-looking": (*ROUTES, happened.DriveOpened(opened=True)),
        "drive-none": (*ROUTES, *ASKED[:1], happened.DrivesFound(())),
        "drive-choosing": (*ROUTES, *ASKED),
        "drive-broken": (*ROUTES_DRIVE, drives.Broken()),
        "drive-reading": (*CHECK, Typed(BLOCKS), *CHOSEN),
        "drive-searching": (
            *ROUTES_DRIVE,
            drives.Looked(DriveProblem.NO_VOLUME),
            happened.WholeDriveAsked(),
            drives.Searched(41_210, 953_869),
        ),
        "drive-no-rights": (*ROUTES_DRIVE, drives.Looked(DriveProblem.NO_RIGHTS)),
        "drive-no-rights-file": (
            *ROUTES,
            *ASKED,
            happened.DriveChosen(made.IMAGE),
            drives.Looked(DriveProblem.NO_RIGHTS),
        ),
        "drive-no-volume": (*ROUTES_DRIVE, drives.Looked(DriveProblem.NO_VOLUME)),
        "drive-nowhere": (
            *ROUTES_DRIVE,
            drives.Looked(DriveProblem.NO_VOLUME),
            happened.WholeDriveAsked(),
            drives.Looked(DriveProblem.NO_VOLUME),
        ),
        "drive-declined": (
            *ROUTES,
            *ASKED,
            happened.DriveChosen(made.IMAGE),
            drives.Looked(Declined.QCOW2),
        ),
        "drive-told": (*ROUTES_DRIVE, drives.Looked(made.ONE)),
        "drive-told-noted": (
            *ROUTES,
            happened.KeyIdTyped(KEY_ID),
            *CHOSEN,
            drives.Looked(made.TWO_KEYS),
        ),
        "drive-told-other": (
            *ROUTES,
            happened.KeyIdTyped(KEY_ID),
            *CHOSEN,
            drives.Looked(made.OTHER),
        ),
        "drive-told-several": (*ROUTES_DRIVE, drives.Looked(made.SEVERAL)),
        "drive-told-suspended": (*ROUTES_DRIVE, drives.Looked(made.SUSPENDED)),
        "drive-told-decrypted": (*ROUTES_DRIVE, drives.Looked(made.DECRYPTED)),
        "drive-told-no-key": (*ROUTES_DRIVE, drives.Looked(made.NO_KEY)),
        "drive-told-damaged": (*ROUTES_DRIVE, drives.Looked(made.DAMAGED)),
        "prove-empty": (*CHECK, *CHOSEN, drives.Looked(made.HEADER)),
        "prove-ready": PROVING,
        "prove-checking": (*PROVING, happened.ProofAsked()),
        "prove-broken": (*PROVING, happened.ProofAsked(), drives.Broken()),
        "prove-right": (*PROVING, happened.ProofAsked(), drives.Judged(Opens(made.WANTED))),
        "prove-refused": REFUSED,
        "prove-cannot-tell": (*PROVING, happened.ProofAsked(), drives.Judged(CannotTell())),
        "try-offered": GUESSING[:-1],
        "try-planning": GUESSING,
        "try-planned": (*GUESSING, drives.Counted(made.PLAN)),
        "try-planned-kept": (*GUESSING, drives.Counted(made.CARD, 4096)),
        "try-too-many": (*GUESSING, drives.Counted(TooMany(4_294_967_296, (2, 8)))),
        "try-running": (*TRYING, drives.Going()),
        "try-running-card": (
            *GUESSING,
            drives.Counted(made.CARD),
            happened.TryingStarted(),
            drives.Going(Tried(20_480, 65_536, 900.0, EngineKind.GPU, 1500.5)),
        ),
        "try-pausing": PAUSED,
        "try-paused": (*PAUSED, drives.Rested(Sought(None, 320, 5.1))),
        "try-broken": (*TRYING, drives.Going(), drives.Broken()),
        "try-broken-at-once": (*GUESSING, drives.Broken()),
        "try-none": (*TRYING, drives.Rested(Sought(None, 909, 5.1, fell_back=True))),
        "try-found": (
            *TRYING,
            drives.Rested(Sought(411, 416, 5.1, made.WANTED, fell_back=True), BLOCKS),
        ),
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


def nothing_asked(_errands: SearchErrands) -> None:
    """Stand in for the system, which would name the places of this machine."""


def nothing_searched(_errands: SearchErrands, _request: int, _search: Search) -> None:
    """Stand in for a search, which runs until the states tell what it came to."""


def request_of(window: Window) -> int:
    """Return the search that is under way."""
    looking = window.first.session.looking
    assert looking is not None
    assert looking.request is not None
    return looking.request


def walk(window: Window, script: Script) -> None:
    """Bring a window into a state."""
    for thing in script:
        if isinstance(thing, Go):
            before = window.step
            window.forward()
            assert window.step is not before
        elif isinstance(thing, Typed):
            window.tell(happened.DraftEdited(KeyDraft(thing.blocks)))
        elif isinstance(thing, Met):
            window.tell(happened.SearchTold(request_of(window), thing.finds()))
            if thing.progress is not None:
                window.tell(happened.SearchTold(request_of(window), (thing.progress,)))
        elif isinstance(thing, Ended):
            searched = Searched(
                thing.met.finds(), thing.key_files, thing.skipped, thing.files, 987_000_000
            )
            window.tell(happened.SearchDone(request_of(window), searched))
        elif isinstance(thing, drives.Step):
            window.tell(drives.answered(window, thing))
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
