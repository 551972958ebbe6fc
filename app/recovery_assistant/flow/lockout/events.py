# SPDX-License-Identifier: Apache-2.0
"""What can happen in door 1. Events that carry digits redact them and are never kept."""

from __future__ import annotations  # what a drive tells is loaded where there is one

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from recovery_assistant.find import Reading
from recovery_assistant.find.places import News, Searched
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
from recovery_assistant.flow.lockout.kept import KeptPlace, Offer
from recovery_assistant.flow.lockout.looking import Spot
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.keys import KeyDraft, KeyId, Verdict

if TYPE_CHECKING:
    from recovery_assistant.drive import outcomes as drive
    from recovery_assistant.flow.lockout.proving import Drive, Told
    from recovery_assistant.keys.attempts import Hopeless, Idea, TooMany


@dataclass(frozen=True, slots=True)
class ShowsChosen:
    """The person said what the locked screen shows."""

    shows: Shows


@dataclass(frozen=True, slots=True)
class LinkChosen:
    """The person said which address stands there."""

    link: ScreenLink


@dataclass(frozen=True, slots=True)
class ErrorCodeTyped:
    """The error code as typed so far."""

    text: str


@dataclass(frozen=True, slots=True)
class OwnerChosen:
    """The person said whose PC it is."""

    owner: Owner


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """A short question was answered."""

    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class QuestionsReopened:
    """The short questions are to be asked again."""


@dataclass(frozen=True, slots=True)
class KeyIdTyped:
    """The Key ID as typed so far; a key may have been pasted here, hence no repr."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyIdSkipped:
    """The person goes on without the Key ID, or takes that back."""

    skipped: bool


@dataclass(frozen=True, slots=True)
class RouteOpened:
    """A route card was opened, or closed by `None`."""

    route: Route | None


@dataclass(frozen=True, slots=True)
class LineTicked:
    """A line of a route's checklist was ticked or unticked; lines count from 0."""

    route: Route
    line: int
    done: bool


@dataclass(frozen=True, slots=True)
class RouteFound:
    """The key is there."""

    route: Route


@dataclass(frozen=True, slots=True)
class RouteRuledOut:
    """The key is not there."""

    route: Route


@dataclass(frozen=True, slots=True)
class RouteReopened:
    """A place is to be looked at again."""

    route: Route


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """An address is to be opened in the browser."""

    address: str


@dataclass(frozen=True, slots=True)
class LinkFailed:
    """The system could not open an address."""

    address: str


@dataclass(frozen=True, slots=True)
class CopyAsked:
    """A text without secrets (an address, a command) is to be copied."""

    text: str


@dataclass(frozen=True, slots=True)
class TextPasted:
    """Some text was brought that may hold the key."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PasteAsked:
    """The clipboard is to be read."""


@dataclass(frozen=True, slots=True)
class FileAsked:
    """The person wants to choose a file."""


@dataclass(frozen=True, slots=True)
class FileChosen:
    """A file was opened or dropped that may hold the key."""

    path: Path


@dataclass(frozen=True, slots=True)
class ReadingDone:
    """The answer to a request to read."""

    request: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class ReadingStopped:
    """The person cancelled the reading, or it failed unforeseen."""

    request: int


@dataclass(frozen=True, slots=True)
class SearchOpened:
    """The search is to be shown with the places there are now, or to be closed."""

    opened: bool


@dataclass(frozen=True, slots=True)
class SpotsFound:
    """These places can be searched."""

    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class SpotPicked:
    """A place is to be searched, or not."""

    path: Path
    picked: bool


@dataclass(frozen=True, slots=True)
class FolderAsked:
    """The person wants to choose a folder."""


@dataclass(frozen=True, slots=True)
class FolderChosen:
    """A folder or a drive was chosen that is to be searched."""

    path: Path


@dataclass(frozen=True, slots=True)
class PicturesChosen:
    """Digits are to be read off pictures, or not."""

    read: bool


@dataclass(frozen=True, slots=True)
class FetchChosen:
    """Files that lie with a cloud service may be downloaded, or not."""

    fetch: bool


@dataclass(frozen=True, slots=True)
class AcrossChosen:
    """Other drives below a place are to be gone into, or not."""

    across: bool


@dataclass(frozen=True, slots=True)
class SearchStarted:
    """The places picked are to be searched."""


@dataclass(frozen=True, slots=True)
class SearchTold:
    """A search tells how far it is and what it met."""

    request: int
    news: tuple[News, ...]


@dataclass(frozen=True, slots=True)
class SearchDone:
    """A search came to its end; its keys are the session's now."""

    request: int
    searched: Searched


@dataclass(frozen=True, slots=True)
class SearchFailed:
    """A search ended unforeseen."""

    request: int


@dataclass(frozen=True, slots=True)
class SearchStopped:
    """The person cancelled the search; what was found stands."""


@dataclass(frozen=True, slots=True)
class PlacesWanted:
    """Other places are to be picked; what was found stands until they are searched."""


@dataclass(frozen=True, slots=True)
class DriveOpened:
    """The locked drive is to be asked, with the drives there are now, or that is to be closed."""

    opened: bool


@dataclass(frozen=True, slots=True)
class DrivesFound:
    """These drives hang on this PC."""

    drives: tuple[Drive, ...]


@dataclass(frozen=True, slots=True)
class DriveFileAsked:
    """The person wants to choose an image or a header file."""


@dataclass(frozen=True, slots=True)
class DriveChosen:
    """This drive, image or header file is to be read."""

    path: Path


@dataclass(frozen=True, slots=True)
class WholeDriveAsked:
    """The whole drive is to be gone through: no boot sector told of a volume."""


@dataclass(frozen=True, slots=True)
class DriveProgressed:
    """So many megabytes of a drive were gone through."""

    request: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class DriveTold:
    """What a look at a drive came to."""

    request: int
    told: Told


@dataclass(frozen=True, slots=True)
class DriveStopped:
    """The person cancelled the look at the drive, or the check."""


@dataclass(frozen=True, slots=True)
class DriveFailed:
    """A look at a drive, or a check, ended unforeseen."""

    request: int


@dataclass(frozen=True, slots=True)
class OtherDriveWanted:
    """Another drive is to be chosen."""


@dataclass(frozen=True, slots=True)
class VolumeChosen:
    """Of several volumes this one is meant; counts from 0."""

    number: int


@dataclass(frozen=True, slots=True)
class ProofAsked:
    """The key in the fields is to be checked on the drive."""


@dataclass(frozen=True, slots=True)
class KeyJudged:
    """What the drive says to the key that was checked."""

    request: int
    verdict: drive.Verdict


@dataclass(frozen=True, slots=True)
class TryingAsked:
    """Everything the digits in the fields may mean is to be counted, to be tried on the drive."""

    any_order: bool = False


@dataclass(frozen=True, slots=True)
class TryingPlanned:
    """What trying them will take, or why it is not begun.

    `kept` is where a search of the same size was broken off, 0 where there is none.
    """

    request: int
    plan: drive.Plan | TooMany | Hopeless
    ideas: tuple[tuple[Idea, int], ...] = ()
    kept: int = 0


@dataclass(frozen=True, slots=True)
class TryingStarted:
    """The keys are to be tried: from the place that was kept, or from where it paused.

    `afresh` begins with the first key in any case.
    """

    afresh: bool = False


@dataclass(frozen=True, slots=True)
class TryingTold:
    """How far the trying is."""

    request: int
    tried: drive.Tried


@dataclass(frozen=True, slots=True)
class TryingPaused:
    """The person wants the trying to rest."""


@dataclass(frozen=True, slots=True)
class TryingDone:
    """The trying came to its end or to rest; the key that opens is the session's now."""

    request: int
    searched: drive.Searched
    draft: KeyDraft | None = None


@dataclass(frozen=True, slots=True)
class TryingFailed:
    """The trying ended unforeseen."""

    request: int


@dataclass(frozen=True, slots=True)
class TryingLeft:
    """The person gives the trying up."""


@dataclass(frozen=True, slots=True)
class HeaderAsked:
    """The person wants a file with which a key can be checked on another PC."""


@dataclass(frozen=True, slots=True)
class FoundTaken:
    """A key that the search found is wanted; counts from 0.

    One that was read off a picture is shown beside the picture first.
    """

    number: int


@dataclass(frozen=True, slots=True)
class ReadingMended:
    """One block of a reading beside its picture is to read as given."""

    block: int
    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadingAccepted:
    """The person compared a reading with its picture and takes it."""


@dataclass(frozen=True, slots=True)
class ReadingRefused:
    """The reading beside its picture is not taken."""


@dataclass(frozen=True, slots=True)
class CandidateTaken:
    """One of the keys that were found is to fill the blocks; counts from 0."""

    number: int


@dataclass(frozen=True, slots=True)
class DraftEdited:
    """The digits were typed on; the session takes the draft over."""

    draft: KeyDraft


@dataclass(frozen=True, slots=True)
class BlockCompleted:
    """A block got its last digit or was left."""

    block: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class SuggestionUsed:
    """A suggested reading of one block was accepted."""

    block: int
    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CompareOpened:
    """A second copy is to be compared with, or is folded away."""

    opened: bool


@dataclass(frozen=True, slots=True)
class SecondEdited:
    """The second copy was typed on; the session takes the draft over."""

    draft: KeyDraft


@dataclass(frozen=True, slots=True)
class SecondPasted:
    """Some text was brought that may hold the second copy."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SecondUsed:
    """What the second copy makes of one block is to be taken, or of all by `None`."""

    block: int | None


@dataclass(frozen=True, slots=True)
class FillUndone:
    """The blocks are to be as they were before the last fill or suggestion."""


@dataclass(frozen=True, slots=True)
class FormChosen:
    """Eight blocks or one line."""

    form: Form


@dataclass(frozen=True, slots=True)
class AdvanceChosen:
    """The caret is to go to the next block by itself, or not."""

    advance: bool


@dataclass(frozen=True, slots=True)
class AssistanceFound:
    """A screen reader or the like is at work now; `advance` is what was chosen for that case."""

    advance: bool


@dataclass(frozen=True, slots=True)
class DigitsHidden:
    """The digits are to be hidden or shown."""

    hidden: bool


@dataclass(frozen=True, slots=True)
class ViewChosen:
    """One block at a time or all eight."""

    view: View


@dataclass(frozen=True, slots=True)
class BlockTyped:
    """A block was typed on the locked PC, or that is taken back."""

    block: int
    done: bool = True


@dataclass(frozen=True, slots=True)
class BlockShown:
    """Another block is to be shown large."""

    block: int


@dataclass(frozen=True, slots=True)
class RehearsalOpened:
    """The person wants to practise typing the key."""


@dataclass(frozen=True, slots=True)
class RehearsalTyped:
    """Digits were typed for practice; the session takes the draft over."""

    draft: KeyDraft


@dataclass(frozen=True, slots=True)
class RehearsalKeyShown:
    """The key is to be shown or hidden during practice."""

    shown: bool


@dataclass(frozen=True, slots=True)
class RehearsalGraded:
    """The person is done and wants to know how it went; in whole seconds how long it took."""

    seconds: int


@dataclass(frozen=True, slots=True)
class RehearsalAgain:
    """Once more from the beginning."""


@dataclass(frozen=True, slots=True)
class ScanOpened:
    """The key is to be typed by a bar code scanner."""


@dataclass(frozen=True, slots=True)
class ScannerTried:
    """What arrived in the test field; the key may have been scanned there, hence no repr."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyCodeShown:
    """The bar code of the key is to be shown or hidden."""

    shown: bool


@dataclass(frozen=True, slots=True)
class PieceChosen:
    """One bar code for the whole key, or one for each block."""

    piece: Piece


@dataclass(frozen=True, slots=True)
class AidClosed:
    """Back from the rehearsal or the bar code to the large print."""


@dataclass(frozen=True, slots=True)
class StepLeft:
    """Another screen is in view: nothing of the rehearsal or the bar code stays behind."""


@dataclass(frozen=True, slots=True)
class ResultChosen:
    """The person said what happened on the locked PC."""

    result: Result


@dataclass(frozen=True, slots=True)
class RefusalChosen:
    """The person said how the key was refused."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class CauseChosen:
    """The person said what happened before the PC asked."""

    cause: Cause


@dataclass(frozen=True, slots=True)
class TypeAgain:
    """Back to typing the key."""


@dataclass(frozen=True, slots=True)
class CheckAgain:
    """Back to the digits."""


@dataclass(frozen=True, slots=True)
class LookOn:
    """Back to the places to look in."""


@dataclass(frozen=True, slots=True)
class CaseForgotten:
    """Forget everything about this case and begin again."""


@dataclass(frozen=True, slots=True)
class PlaceKeeping:
    """This place is to be kept for later, or no longer."""

    keep: bool


@dataclass(frozen=True, slots=True)
class KeyIdKeeping:
    """The Key ID may be kept with it, or no longer."""

    keep: bool


@dataclass(frozen=True, slots=True)
class PlaceNotKept:
    """Nothing could be kept on this PC."""


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """These places were kept before."""

    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class ResumeAsked:
    """The person wants to go on with a kept place."""

    case: str


@dataclass(frozen=True, slots=True)
class PlaceResumed:
    """A kept place is this window's now."""

    place: KeptPlace


@dataclass(frozen=True, slots=True)
class OffersForgotten:
    """The person starts afresh; what was kept before is to be forgotten."""


@dataclass(frozen=True, slots=True)
class KeepCopyAsked:
    """Screen 6: the key that opened the PC is to go into an encrypted file (door 3)."""


@dataclass(frozen=True, slots=True)
class KeyBrought:
    """A kept key is to be typed on the locked PC. Consumed: the session owns the draft now.

    `key_id` is the one that was kept with it.
    """

    draft: KeyDraft
    key_id: KeyId | None


Event = (
    ShowsChosen
    | LinkChosen
    | ErrorCodeTyped
    | OwnerChosen
    | QuestionAnswered
    | QuestionsReopened
    | KeyIdTyped
    | KeyIdSkipped
    | RouteOpened
    | LineTicked
    | RouteFound
    | RouteRuledOut
    | RouteReopened
    | LinkAsked
    | LinkFailed
    | CopyAsked
    | TextPasted
    | PasteAsked
    | FileAsked
    | FileChosen
    | ReadingDone
    | ReadingStopped
    | SearchOpened
    | SpotsFound
    | SpotPicked
    | FolderAsked
    | FolderChosen
    | PicturesChosen
    | FetchChosen
    | AcrossChosen
    | SearchStarted
    | SearchTold
    | SearchDone
    | SearchFailed
    | SearchStopped
    | PlacesWanted
    | DriveOpened
    | DrivesFound
    | DriveFileAsked
    | DriveChosen
    | WholeDriveAsked
    | DriveProgressed
    | DriveTold
    | DriveStopped
    | DriveFailed
    | OtherDriveWanted
    | VolumeChosen
    | ProofAsked
    | KeyJudged
    | TryingAsked
    | TryingPlanned
    | TryingStarted
    | TryingTold
    | TryingPaused
    | TryingDone
    | TryingFailed
    | TryingLeft
    | HeaderAsked
    | FoundTaken
    | ReadingMended
    | ReadingAccepted
    | ReadingRefused
    | CandidateTaken
    | DraftEdited
    | BlockCompleted
    | SuggestionUsed
    | CompareOpened
    | SecondEdited
    | SecondPasted
    | SecondUsed
    | FillUndone
    | FormChosen
    | AdvanceChosen
    | AssistanceFound
    | DigitsHidden
    | ViewChosen
    | BlockTyped
    | BlockShown
    | RehearsalOpened
    | RehearsalTyped
    | RehearsalKeyShown
    | RehearsalGraded
    | RehearsalAgain
    | ScanOpened
    | ScannerTried
    | KeyCodeShown
    | PieceChosen
    | AidClosed
    | StepLeft
    | ResultChosen
    | RefusalChosen
    | CauseChosen
    | TypeAgain
    | CheckAgain
    | LookOn
    | CaseForgotten
    | PlaceKeeping
    | KeyIdKeeping
    | PlaceNotKept
    | PlacesFound
    | ResumeAsked
    | PlaceResumed
    | OffersForgotten
    | KeepCopyAsked
    | KeyBrought
)
"""Everything that can happen in door 1."""
