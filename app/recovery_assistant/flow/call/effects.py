# SPDX-License-Identifier: Apache-2.0
"""What a call wants done outside. A composition root does it and answers with an event."""

from dataclasses import dataclass, field
from pathlib import Path

from recovery_assistant.find import ReadProblem
from recovery_assistant.flow.call.answers import Confirmed, NoteLine, Pace
from recovery_assistant.flow.call.blockers import Blocker
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.keys import KeyDraft, KeyId


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
    """Look for keys in a text; answered by `ReadingDone`."""

    request: int
    text: str = field(repr=False)
    wanted: KeyId | None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Look for keys in a file; answered by `ReadingDone`."""

    request: int
    path: Path
    wanted: KeyId | None


@dataclass(frozen=True, slots=True)
class StopReading:
    """Nobody waits for this request any more."""

    request: int


@dataclass(frozen=True, slots=True)
class ReadClipboard:
    """Read the clipboard; answered by `TextPasted`."""


@dataclass(frozen=True, slots=True)
class ClearClipboard:
    """Take a pasted key off the clipboard, if it still holds what was pasted here."""


@dataclass(frozen=True, slots=True)
class ChooseFile:
    """Let the agent choose a file; answered by `FileChosen`, or by nothing."""


@dataclass(frozen=True, slots=True)
class Wipe:
    """Overwrite drafts that the session no longer refers to."""

    drafts: tuple[KeyDraft, ...]


@dataclass(frozen=True, slots=True)
class AskVoice:
    """Find out what the computer's voice can do in a language; answered by `VoiceHeardOf`."""

    language: str


@dataclass(frozen=True, slots=True)
class Speak:
    """Speak one block; answered by `VoiceHeardOf` with the request, also at its end.

    The runner makes words of the digits in the caller's language (`guidance.calling.Tongue`), and
    hands them to the engine one block at a time, never as a number.
    """

    request: int
    language: str
    block: int
    draft: KeyDraft
    pace: Pace


@dataclass(frozen=True, slots=True)
class StopSpeaking:
    """Be silent, now."""


@dataclass(frozen=True, slots=True)
class CopyNote:
    """Put the note of this session on the clipboard, as `wording.call.note_text` writes it."""

    session: Session


@dataclass(frozen=True, slots=True)
class ChooseNoteFile:
    """Ask where the note goes; answered by `NoteFileNamed`, or by nothing."""

    suggested: str


@dataclass(frozen=True, slots=True)
class SaveNote:
    """Write it and read it back; answered by `NoteSaved` or `NoteNotSaved`."""

    session: Session
    path: Path


@dataclass(frozen=True, slots=True)
class KeepAuditLine:
    """Add a line without secrets about this call, where the profile says so."""

    session: Session


@dataclass(frozen=True, slots=True)
class CallOver:
    """The call is closed: the window lets go of it."""


@dataclass(frozen=True, slots=True)
class BlockSettled:
    """Say that a block is confirmed, and which comes next (None after the eighth)."""

    block: int
    confirmed: Confirmed
    next_block: int | None


@dataclass(frozen=True, slots=True)
class HeardDiffers:
    """Say which digits of the block differ; places count from 1, no digit is spoken here."""

    block: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StageRefused:
    """Say why a stage cannot be gone to yet."""

    step: Step
    blocker: Blocker


@dataclass(frozen=True, slots=True)
class ReadingFailed:
    """Say why nothing usable came out of the reading."""

    problem: ReadProblem


@dataclass(frozen=True, slots=True)
class Noted:
    """Say a line of the note that came about away from the focus."""

    line: NoteLine


Announcement = BlockSettled | HeardDiffers | StageRefused | ReadingFailed | Noted
"""What is said aloud to people who cannot see the screen."""

Effect = (
    OpenLink
    | CopyText
    | ReadText
    | ReadFile
    | StopReading
    | ReadClipboard
    | ClearClipboard
    | ChooseFile
    | Wipe
    | AskVoice
    | Speak
    | StopSpeaking
    | CopyNote
    | ChooseNoteFile
    | SaveNote
    | KeepAuditLine
    | CallOver
    | Announcement
)
"""Everything that can be asked of the outside."""
