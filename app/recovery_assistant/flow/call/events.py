# SPDX-License-Identifier: Apache-2.0
"""What can happen in a call. Events that carry digits redact them and are never kept."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from recovery_assistant.find import Reading
from recovery_assistant.flow.call.answers import Pace, Refusal, Result, Voice, VoiceState
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.guidance.profile import Profile
from recovery_assistant.keys import KeyDraft


@dataclass(frozen=True, slots=True)
class ClockRead:
    """What time it is, told by the door before any other event, and every minute."""

    at: datetime


@dataclass(frozen=True, slots=True)
class ProfileRead:
    """The organisation's profile; told once, before the call begins."""

    profile: Profile


@dataclass(frozen=True, slots=True)
class CheckTicked:
    """One of the checks was ticked or unticked."""

    check: str
    done: bool


@dataclass(frozen=True, slots=True)
class WayChosen:
    """How the identity was checked."""

    way: str


@dataclass(frozen=True, slots=True)
class ReasonChosen:
    """Why the PC asks."""

    reason: str


@dataclass(frozen=True, slots=True)
class CallerTyped:
    """The caller's name as typed so far."""

    text: str


@dataclass(frozen=True, slots=True)
class DeviceTyped:
    """The device's name as typed so far."""

    text: str


@dataclass(frozen=True, slots=True)
class ReferenceTyped:
    """The agent's own number for this call as typed so far."""

    text: str


@dataclass(frozen=True, slots=True)
class IdentityFailed:
    """The caller could not be verified: nothing is told, the call ends with the note."""


@dataclass(frozen=True, slots=True)
class IdentityReopened:
    """That was said too soon."""


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The caller's language."""

    language: str


@dataclass(frozen=True, slots=True)
class AlphabetChosen:
    """The spelling alphabet."""

    alphabet: str


@dataclass(frozen=True, slots=True)
class KeyIdTyped:
    """The Key ID as heard so far; a key may have been pasted here, hence no repr."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyIdConfirmed:
    """The caller heard it read back and agreed, or that is taken back."""

    confirmed: bool


@dataclass(frozen=True, slots=True)
class KeyIdSkipped:
    """The caller cannot read it; its cost is said."""

    skipped: bool


@dataclass(frozen=True, slots=True)
class TextPasted:
    """Some text was brought that may hold the key: a ticket, a web page, one key."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PasteAsked:
    """The clipboard is to be read."""


@dataclass(frozen=True, slots=True)
class FileAsked:
    """The agent wants to choose a file."""


@dataclass(frozen=True, slots=True)
class FileChosen:
    """A file or an export was opened or dropped."""

    path: Path


@dataclass(frozen=True, slots=True)
class ReadingDone:
    """The answer to a request to read."""

    request: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class ReadingStopped:
    """The agent cancelled the reading, or it failed unforeseen."""

    request: int


@dataclass(frozen=True, slots=True)
class CandidateTaken:
    """One of the keys that were found is the one; counts from 0."""

    number: int


@dataclass(frozen=True, slots=True)
class DraftEdited:
    """The digits were typed on; the session takes the draft over."""

    draft: KeyDraft


@dataclass(frozen=True, slots=True)
class KeyBrought:
    """A kept key (door 3) is to be read out. Consumed: the session owns the draft now."""

    draft: KeyDraft
    key_id_text: str


@dataclass(frozen=True, slots=True)
class MismatchAccepted:
    """This key is to be told although no Key ID speaks for it, or that is taken back."""

    accepted: bool


@dataclass(frozen=True, slots=True)
class DigitsShown:
    """The digits of the block at hand are to be drawn or hidden."""

    shown: bool


@dataclass(frozen=True, slots=True)
class BlockChosen:
    """Another block is to be read out, 1 to 8."""

    block: int


@dataclass(frozen=True, slots=True)
class HeardTyped:
    """What comes back, as typed so far; the session takes the draft over (block 1 of it)."""

    draft: KeyDraft


@dataclass(frozen=True, slots=True)
class HeardEntered:
    """Enter: compare what came back; with nothing typed it means confirmed by ear."""


@dataclass(frozen=True, slots=True)
class SayAgain:
    """The block is to be said once more: what came back is cleared."""


@dataclass(frozen=True, slots=True)
class Misheard:
    """The agent typed it wrong, the caller had it right: the note says by ear."""


@dataclass(frozen=True, slots=True)
class ConfirmationTakenBack:
    """A confirmed block is to be done again."""

    block: int


@dataclass(frozen=True, slots=True)
class PauseSet:
    """The read-out rests, or goes on."""

    paused: bool


@dataclass(frozen=True, slots=True)
class PaceChosen:
    """Slower, or as usual."""

    pace: Pace


@dataclass(frozen=True, slots=True)
class VoiceChosen:
    """Who reads."""

    voice: Voice


@dataclass(frozen=True, slots=True)
class VoiceHeardOf:
    """What the computer's voice can do or does now."""

    state: VoiceState
    request: int | None = None


@dataclass(frozen=True, slots=True)
class SpeakAsked:
    """The present block is to be spoken by the computer."""


@dataclass(frozen=True, slots=True)
class SpeakingStopped:
    """It is to be silent, now."""


@dataclass(frozen=True, slots=True)
class LineDropped:
    """The line dropped: digits hidden, place kept."""


@dataclass(frozen=True, slots=True)
class CallResumed:
    """The caller is back on the number on record, or a parked call is in view again."""


@dataclass(frozen=True, slots=True)
class CallParked:
    """Another call comes into view: nothing of this one is shown or spoken."""


@dataclass(frozen=True, slots=True)
class StageEntered:
    """Another stage is in view, however one came there; told by the door."""

    step: Step


@dataclass(frozen=True, slots=True)
class StageAsked:
    """One key goes to a stage; answered by `StageRefused` where something blocks it."""

    step: Step


@dataclass(frozen=True, slots=True)
class ResultChosen:
    """How it went on the locked PC."""

    result: Result


@dataclass(frozen=True, slots=True)
class RefusalChosen:
    """What the locked PC did with the key."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class ErrorCodeTyped:
    """What it shows, as typed so far."""

    text: str


@dataclass(frozen=True, slots=True)
class ReadOutAgain:
    """Back to a block that is marked."""

    block: int


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
    """A text without secrets is to be copied: an address, a command."""

    text: str


@dataclass(frozen=True, slots=True)
class NoteCopyAsked:
    """The call note is to be copied."""


@dataclass(frozen=True, slots=True)
class NoteSaveAsked:
    """The call note is to be saved in a file."""


@dataclass(frozen=True, slots=True)
class NoteFileNamed:
    """Where the note goes."""

    path: Path


@dataclass(frozen=True, slots=True)
class NoteSaved:
    """It was written and read back."""

    path: Path


@dataclass(frozen=True, slots=True)
class NoteNotSaved:
    """It was not written; the note is still here."""

    path: Path


@dataclass(frozen=True, slots=True)
class HideTimeCame:
    """Nobody touched the program for the time after which digits are hidden."""


@dataclass(frozen=True, slots=True)
class EndTimeCame:
    """Nobody touched the program for the time after which the key is wiped."""


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The call is over: everything secret is wiped, the note stays until the call is closed."""


@dataclass(frozen=True, slots=True)
class CallClosed:
    """The note is done with: nothing of this call stays."""


Event = (
    ClockRead
    | ProfileRead
    | CheckTicked
    | WayChosen
    | ReasonChosen
    | CallerTyped
    | DeviceTyped
    | ReferenceTyped
    | IdentityFailed
    | IdentityReopened
    | LanguageChosen
    | AlphabetChosen
    | KeyIdTyped
    | KeyIdConfirmed
    | KeyIdSkipped
    | TextPasted
    | PasteAsked
    | FileAsked
    | FileChosen
    | ReadingDone
    | ReadingStopped
    | CandidateTaken
    | DraftEdited
    | KeyBrought
    | MismatchAccepted
    | DigitsShown
    | BlockChosen
    | HeardTyped
    | HeardEntered
    | SayAgain
    | Misheard
    | ConfirmationTakenBack
    | PauseSet
    | PaceChosen
    | VoiceChosen
    | VoiceHeardOf
    | SpeakAsked
    | SpeakingStopped
    | LineDropped
    | CallResumed
    | CallParked
    | StageEntered
    | StageAsked
    | ResultChosen
    | RefusalChosen
    | ErrorCodeTyped
    | ReadOutAgain
    | LinkAsked
    | LinkFailed
    | CopyAsked
    | NoteCopyAsked
    | NoteSaveAsked
    | NoteFileNamed
    | NoteSaved
    | NoteNotSaved
    | HideTimeCame
    | EndTimeCame
    | CallEnded
    | CallClosed
)
"""Everything that can happen in a call."""
