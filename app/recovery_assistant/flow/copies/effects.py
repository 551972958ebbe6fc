# SPDX-License-Identifier: Apache-2.0
"""What door 3 wants done outside. A composition root does it and answers with an event."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from recovery_assistant.flow.copies.answers import Form
from recovery_assistant.keys import KeyDraft
from recovery_assistant.vault.contents import CopyKind, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.passphrase import Passphrase


class Asked(Enum):
    """What the system's file dialog is to ask for."""

    FILE_TO_OPEN = "file-to-open"
    """Answered by `FileNamed`."""
    NEW_FILE = "new-file"
    """Answered by `PlaceNamed`."""
    KEYS_TO_IMPORT = "keys-to-import"
    """Answered by `ImportNamed`."""
    COPY_TO_DRILL = "copy-to-drill"
    """Answered by `DrillFileNamed`."""


@dataclass(frozen=True, slots=True)
class AskForFile:
    """Ask for a file by the system's dialog; no answer when it is closed."""

    asked: Asked


@dataclass(frozen=True, slots=True)
class AskForDestination:
    """Ask where a copy goes; answered by `DestinationNamed`."""

    kind: CopyKind
    suggested: str
    """A name for the file that says nothing of what is in it."""


@dataclass(frozen=True, slots=True)
class DrawPassphrase:
    """Draw six words; answered by `PassphraseDrawn`."""


@dataclass(frozen=True, slots=True)
class JudgePassphrase:
    """Judge a passphrase; answered by `PassphraseJudged`. The runner wipes its copy."""

    request: int
    passphrase: Passphrase
    personal: tuple[str, ...]
    """Words that are easy to guess here: names of devices."""


@dataclass(frozen=True, slots=True)
class CreateVault:
    """Write a new file; answered by `VaultOpened` with `made`, or by `SaveFailed`."""

    request: int
    path: Path
    vault: Vault
    passphrase: Passphrase


@dataclass(frozen=True, slots=True)
class OpenVault:
    """Open a file; answered by `VaultOpened`, which hands the passphrase on, or `OpenFailed`."""

    request: int
    path: Path
    passphrase: Passphrase


@dataclass(frozen=True, slots=True)
class OpenByKeyring:
    """Open it through the keyring; answered by `VaultOpened`, `OpenFailed` or `KeyringFailed`."""

    request: int
    path: Path


@dataclass(frozen=True, slots=True)
class SaveVault:
    """Save it by the whole recipe; answered by `VaultSaved` or `SaveFailed`."""

    request: int
    path: Path
    vault: Vault
    passphrase: Passphrase


@dataclass(frozen=True, slots=True)
class MakeCopy:
    """Write, read back, open, compare; answered by `CopyVerified` or `CopyFailed`."""

    request: int
    kind: CopyKind
    path: Path
    vault: Vault
    passphrase: Passphrase
    overwrite: bool


@dataclass(frozen=True, slots=True)
class PrintSheet:
    """Print the sheet of one entry by the system's dialog.

    Answered by `SheetPrinted` or `SheetNotPrinted`, or by nothing when the dialog is closed.
    """

    vault: Vault
    entry: str


@dataclass(frozen=True, slots=True)
class OpenForDrill:
    """Open a copy of any kind that this program reads; `DrillOpened` or `DrillFailed`."""

    request: int
    path: Path
    passphrase: Passphrase


@dataclass(frozen=True, slots=True)
class ReadKeys:
    """Read keys from a file; answered by `ImportRead`."""

    request: int
    path: Path


@dataclass(frozen=True, slots=True)
class FindSiblings:
    """Look for conflict copies and backups beside the file; answered by `SiblingsFound`."""

    path: Path
    vault: Vault
    passphrase: Passphrase


@dataclass(frozen=True, slots=True)
class DeleteBackups:
    """Delete the backups beside the file; answered by `BackupsDeleted` and `SiblingsFound`."""

    path: Path


@dataclass(frozen=True, slots=True)
class AskKeyring:
    """Is there a keyring, and is this file remembered? Answered by `KeyringKnown`."""

    path: Path


@dataclass(frozen=True, slots=True)
class RememberHere:
    """Remember this file's passphrase on this PC; answered by `KeyringKnown`."""

    path: Path
    vault: Vault
    passphrase: Passphrase


@dataclass(frozen=True, slots=True)
class ForgetHere:
    """Forget it again; answered by `KeyringKnown`."""

    path: Path


@dataclass(frozen=True, slots=True)
class CopySecret:
    """Put a key on the clipboard as a secret, to be cleared; the runner wipes the draft."""

    draft: KeyDraft


@dataclass(frozen=True, slots=True)
class TypeOnLockedPc:
    """Hand a key to screen 4 of door 1. Consumed there: door 1 owns the draft now."""

    form: Form


@dataclass(frozen=True, slots=True)
class WipeSecrets:
    """Overwrite what is not needed any more."""

    held: tuple[HeldKeys, ...] = ()
    passphrases: tuple[Passphrase, ...] = ()
    drafts: tuple[KeyDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class LockedNow:
    """The file is locked: clear the clipboard if it is still ours, hide the screen guard."""


@dataclass(frozen=True, slots=True)
class StopWork:
    """Stop what is under way; its answer is not wanted."""

    request: int


@dataclass(frozen=True, slots=True)
class HideAgain:
    """Something secret is on screen from now on: tell `KeyRevealed(False)` after 60 s."""

    shown: bool


@dataclass(frozen=True, slots=True)
class KeepSettings:
    """Keep which file was used last, and how long it stays open."""

    path: Path | None
    idle_minutes: int


class Saying(Enum):
    """What is said aloud, and shown as a toast where that helps."""

    MADE = "made"
    OPENED = "opened"
    SAVED = "saved"
    LOCKED = "locked"
    REVEALED = "revealed"
    HIDDEN = "hidden"
    CHECKED = "checked"
    DELETED = "deleted"
    COPY_VERIFIED = "copy-verified"
    SHEET_VERIFIED = "sheet-verified"
    DRILLED = "drilled"
    WORDS_CHANGED = "words-changed"
    OPENED_A_COPY = "opened-a-copy"
    """A web page was opened: its keys can be read, not changed."""
    READ_AS_WORDS = "read-as-words"
    """It opened with what was typed written as the program writes its words."""
    MERGED = "merged"
    IMPORTED = "imported"
    NOT_SAVED_YET = "not-saved-yet"
    BACKUPS_DELETED = "backups-deleted"
    BACKUPS_LEFT = "backups-left"
    """They could not be deleted: who has the old passphrase can still open them."""
    UNFINISHED = "unfinished"
    """Another entry was asked for, while one is begun and neither kept nor left."""


@dataclass(frozen=True, slots=True)
class Say:
    """Say a sentence."""

    saying: Saying
    day: date | None = None


Effect = (
    AskForFile | AskForDestination | DrawPassphrase | JudgePassphrase | CreateVault | OpenVault
    | OpenByKeyring | SaveVault | MakeCopy | PrintSheet | OpenForDrill | ReadKeys | FindSiblings
    | DeleteBackups | AskKeyring | RememberHere | ForgetHere | CopySecret | TypeOnLockedPc
    | WipeSecrets | LockedNow | StopWork | HideAgain | KeepSettings | Say
)  # fmt: skip
"""Anything that door 3 wants done."""
