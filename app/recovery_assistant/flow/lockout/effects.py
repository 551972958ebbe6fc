# SPDX-License-Identifier: Apache-2.0
"""What has to happen outside; a composition root performs it through its ports."""

from __future__ import annotations  # what a drive tells is loaded where there is one

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from recovery_assistant.find import ReadProblem
from recovery_assistant.find.places import Search
from recovery_assistant.flow.lockout.answers import Form
from recovery_assistant.flow.lockout.kept import KeptPlace
from recovery_assistant.flow.lockout.rehearsal import Grade
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.flow.lockout.scan import Arrived
from recovery_assistant.keys import Comparison, KeyDraft, KeyId, Verdict

if TYPE_CHECKING:
    from recovery_assistant.drive import outcomes as drive
    from recovery_assistant.drive.containers import Declined
    from recovery_assistant.drive.volume import Volume


@dataclass(frozen=True, slots=True)
class OpenLink:
    """Open an address in the browser; answered by `LinkFailed` when that fails."""

    address: str


@dataclass(frozen=True, slots=True)
class CopyText:
    """Put a text without secrets on the clipboard."""

    text: str


@dataclass(frozen=True, slots=True)
class ReadText:
    """Look for keys in a text; answered by `ReadingDone` with the same request."""

    request: int
    text: str = field(repr=False)
    wanted: KeyId | None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Look for keys in a file; answered by `ReadingDone` with the same request."""

    request: int
    path: Path
    wanted: KeyId | None


@dataclass(frozen=True, slots=True)
class ReadClipboard:
    """Read the clipboard; answered by `TextPasted`."""


@dataclass(frozen=True, slots=True)
class ChooseFile:
    """Let the person choose a file; answered by `FileChosen`, or by nothing."""


@dataclass(frozen=True, slots=True)
class KeepChoice:
    """Remember how the person likes to type; no answer of the case is in it."""

    form: Form
    advance: bool


@dataclass(frozen=True, slots=True)
class StopReading:
    """Nobody waits for this request any more."""

    request: int


@dataclass(frozen=True, slots=True)
class FindSpots:
    """Ask the system which places can be searched; answered by `SpotsFound`."""


@dataclass(frozen=True, slots=True)
class ChooseFolder:
    """Let the person choose a folder; answered by `FolderChosen`, or by nothing."""


@dataclass(frozen=True, slots=True)
class SearchPlaces:
    """Search places; answered by `SearchTold` again and again and by `SearchDone` in the end."""

    request: int
    search: Search


@dataclass(frozen=True, slots=True)
class StopSearch:
    """This search is to come to its end at once."""

    request: int


@dataclass(frozen=True, slots=True)
class KeyMet:
    """Say that the search found its first key, or the first with the right Key ID."""

    agrees: bool


@dataclass(frozen=True, slots=True)
class SearchEnded:
    """Say what a search came to: keys found, those with the right Key ID, places passed over."""

    found: int
    matching: int
    passed_over: int
    stopped: bool


@dataclass(frozen=True, slots=True)
class FindDrives:
    """Ask the system which drives there are; answered by `DrivesFound`."""


@dataclass(frozen=True, slots=True)
class ChooseDriveFile:
    """Let the person choose an image or a header file; answered by `DriveChosen` or nothing."""


@dataclass(frozen=True, slots=True)
class ReadDrive:
    """Read what a drive tells; answered by `DriveTold`, in between by `DriveProgressed`.

    `search_all` goes through the whole of it, for drives whose first sector is wiped.
    """

    request: int
    path: Path
    search_all: bool


@dataclass(frozen=True, slots=True)
class CheckOnDrive:
    """Check a key on a volume; answered by `KeyJudged`. The draft is a copy: wiped afterwards."""

    request: int
    volume: Volume
    draft: KeyDraft
    asked: KeyId | None


@dataclass(frozen=True, slots=True)
class StopDrive:
    """Nobody waits for this look or check any more."""

    request: int


@dataclass(frozen=True, slots=True)
class PlanTrying:
    """Count the keys that may have been meant, measure how fast they can be tried on a volume.

    Answered by `TryingPlanned`. The draft is a copy: wiped as soon as it is counted out. The keys
    are kept for `TryKeys` of the same request until `EndTrying`.
    """

    request: int
    volume: Volume
    draft: KeyDraft
    asked: KeyId | None
    any_order: bool


@dataclass(frozen=True, slots=True)
class TryKeys:
    """Try the keys of a plan from a place on; answered by `TryingTold` and by `TryingDone`."""

    request: int
    start: int


@dataclass(frozen=True, slots=True)
class PauseTrying:
    """The trying is to come to rest; answered by `TryingDone`."""

    request: int


@dataclass(frozen=True, slots=True)
class EndTrying:
    """Stop the trying and wipe its keys.

    `forget` the place it stood at as well; otherwise it can be gone on with after a restart.
    """

    request: int
    forget: bool


@dataclass(frozen=True, slots=True)
class SaveHeader:
    """Let the person save what a check on another PC needs; said in the window."""

    path: Path
    number: int


@dataclass(frozen=True, slots=True)
class DriveHeard:
    """Say what the look at a drive came to."""

    told: drive.Image | Declined | drive.DriveProblem


@dataclass(frozen=True, slots=True)
class KeyProved:
    """Say what the drive says to the key in the fields."""

    verdict: drive.Verdict


@dataclass(frozen=True, slots=True)
class TryingEnded:
    """Say what the trying of many keys came to, or that it rests."""

    found: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class Wipe:
    """Overwrite drafts that the session no longer refers to."""

    drafts: tuple[KeyDraft, ...]


@dataclass(frozen=True, slots=True)
class BlockJudged:
    """Say a block's verdict to a screen reader."""

    block: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class KeyFilled:
    """Say that the blocks were filled, and how many of them show a slip."""

    found: int
    slips: int


@dataclass(frozen=True, slots=True)
class CopiesCompared:
    """Say what the key and the second copy say together."""

    comparison: Comparison


@dataclass(frozen=True, slots=True)
class PlaceRuledOut:
    """Say that a place is done and how many are left."""

    route: Route
    left: int


@dataclass(frozen=True, slots=True)
class KeyBroughtBack:
    """Say that the digits from before stand there again."""


@dataclass(frozen=True, slots=True)
class ReadingFailed:
    """Say why nothing usable came out of the reading."""

    problem: ReadProblem


@dataclass(frozen=True, slots=True)
class RehearsalJudged:
    """Say how the rehearsal went; a grade a block, no digits."""

    grades: tuple[Grade, ...]
    seconds: int


@dataclass(frozen=True, slots=True)
class ScannerJudged:
    """Say what the scanner made of the test code."""

    arrived: Arrived


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """The case was forgotten: begin the journey again."""


@dataclass(frozen=True, slots=True)
class KeepPlace:
    """Keep this place for later; told again whenever it may have changed."""

    place: KeptPlace


@dataclass(frozen=True, slots=True)
class ForgetPlace:
    """Forget what was kept of this case."""


@dataclass(frozen=True, slots=True)
class ResumePlace:
    """Make a kept place this window's own; answered by `PlaceResumed` or `PlacesFound`."""

    case: str


@dataclass(frozen=True, slots=True)
class ForgetOffers:
    """Forget these kept places."""

    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeepCopy:
    """Hand the key over to door 3, which owns the draft from then on."""

    draft: KeyDraft
    key_id: KeyId | None


PlaceEffect = KeepPlace | ForgetPlace | ResumePlace | ForgetOffers
"""What has to do with a place kept for later."""

SearchEffect = FindSpots | ChooseFolder | SearchPlaces | StopSearch
"""What has to do with a search through drives and folders."""

DriveEffect = (
    FindDrives
    | ChooseDriveFile
    | ReadDrive
    | CheckOnDrive
    | StopDrive
    | PlanTrying
    | TryKeys
    | PauseTrying
    | EndTrying
    | SaveHeader
)
"""What has to do with the locked drive itself."""

Announcement = (
    BlockJudged
    | KeyFilled
    | KeyBroughtBack
    | CopiesCompared
    | PlaceRuledOut
    | ReadingFailed
    | RehearsalJudged
    | ScannerJudged
    | KeyMet
    | SearchEnded
    | DriveHeard
    | KeyProved
    | TryingEnded
)
"""What is said aloud to people who cannot see the screen."""

Effect = (
    OpenLink
    | CopyText
    | ReadText
    | ReadFile
    | ReadClipboard
    | ChooseFile
    | KeepChoice
    | StopReading
    | Wipe
    | CaseClosed
    | KeepCopy
    | PlaceEffect
    | SearchEffect
    | DriveEffect
    | Announcement
)
"""Everything that can be asked of the outside."""
