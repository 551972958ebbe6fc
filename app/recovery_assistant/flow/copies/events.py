# SPDX-License-Identifier: Apache-2.0
"""What can happen in door 3. Events that carry secrets redact them and are never kept."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from recovery_assistant.find import Reading
from recovery_assistant.flow.copies.answers import (
    Destination,
    Form,
    Kind,
    LockReason,
    Strength,
    TextField,
)
from recovery_assistant.flow.copies.session import Sibling
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.keys import KeyDraft
from recovery_assistant.vault.contents import CopyKind, Vault
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase


@dataclass(frozen=True, slots=True)
class CreateChosen:
    """START: a new file is wanted. Leads to CREATE; six words are asked for."""


@dataclass(frozen=True, slots=True)
class OpenChosen:
    """START: a file is to be picked. Answered by `FileNamed` or by nothing."""


@dataclass(frozen=True, slots=True)
class FileNamed:
    """A file to open was picked, dropped, or is the one used last. Leads to UNLOCK."""

    path: Path


@dataclass(frozen=True, slots=True)
class KeyHandedOver:
    """Door 1 hands over a key that opened a PC."""

    form: Form


@dataclass(frozen=True, slots=True)
class PassphraseKindChosen:
    """The program's six words, or words of one's own."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class AnotherPassphraseAsked:
    """Six other words are wanted."""


@dataclass(frozen=True, slots=True)
class PassphraseDrawn:
    """Six words were drawn. Consumed: the session owns the passphrase now."""

    passphrase: Passphrase


@dataclass(frozen=True, slots=True)
class PassphraseTyped:
    """The first field of a passphrase of one's own reads so."""

    passphrase: Passphrase


@dataclass(frozen=True, slots=True)
class PassphraseTypedAgain:
    """The field that confirms it reads so."""

    passphrase: Passphrase


@dataclass(frozen=True, slots=True)
class PassphraseOnPaper:
    """The person says that it stands on paper, or takes that back."""

    on_paper: bool


@dataclass(frozen=True, slots=True)
class PassphraseShown:
    """The passphrase is to be seen, or hidden."""

    shown: bool


@dataclass(frozen=True, slots=True)
class PassphraseJudged:
    """What a passphrase of one's own is worth; stale unless `request` is the present one."""

    request: int
    strength: Strength
    altered: bool


@dataclass(frozen=True, slots=True)
class PlaceAsked:
    """CREATE: where to put the file is to be picked. Answered by `PlaceNamed`."""


@dataclass(frozen=True, slots=True)
class PlaceNamed:
    """CREATE: where the new file goes."""

    path: Path


@dataclass(frozen=True, slots=True)
class CreateAsked:
    """CREATE: make the file now."""


@dataclass(frozen=True, slots=True)
class UnlockAsked:
    """UNLOCK: open it with this passphrase. Consumed."""

    passphrase: Passphrase


@dataclass(frozen=True, slots=True)
class KeyringUnlockAsked:
    """UNLOCK: open it through the system's keyring."""


@dataclass(frozen=True, slots=True)
class KeyringFailed:
    """The keyring did not give the key in time, or has none; type the passphrase instead."""

    request: int


@dataclass(frozen=True, slots=True)
class KeyringKnown:
    """Whether there is a keyring, and whether this file is remembered in it."""

    there: bool
    remembered: bool


@dataclass(frozen=True, slots=True)
class WorkStopped:
    """What is under way is not wanted any more."""


@dataclass(frozen=True, slots=True)
class VaultOpened:
    """The file is open (or made). Consumed: session owns vault and passphrase now."""

    request: int
    vault: Vault
    passphrase: Passphrase
    today: date
    made: bool = False
    read_as_words: bool = False
    """It did not open as typed, but in lower case with hyphens, as the program's words are."""


@dataclass(frozen=True, slots=True)
class OpenFailed:
    """The file did not open."""

    request: int
    problem: OpenProblem


@dataclass(frozen=True, slots=True)
class VaultSaved:
    """The file was saved, read back and opened; `clock` is the time of day, for people."""

    request: int
    vault: Vault
    clock: str


@dataclass(frozen=True, slots=True)
class SaveFailed:
    """Nothing was saved: what was there before is still there."""

    request: int
    problem: SaveProblem


@dataclass(frozen=True, slots=True)
class SaveAgainAsked:
    """After a failed save: try once more."""


@dataclass(frozen=True, slots=True)
class OpenAgainAsked:
    """After `CHANGED_ELSEWHERE`: read the file anew; what was not saved is in the form still."""


@dataclass(frozen=True, slots=True)
class Locked:
    """The file is to be locked, for this reason: everything secret is wiped."""

    reason: LockReason


@dataclass(frozen=True, slots=True)
class StepAsked:
    """The rail: another screen of the open file."""

    step: Step


@dataclass(frozen=True, slots=True)
class StepLeft:
    """The screen in view is left: what was revealed is hidden."""


@dataclass(frozen=True, slots=True)
class SearchTyped:
    """The search field reads so."""

    text: str


@dataclass(frozen=True, slots=True)
class EntryChosen:
    """An entry of the list was chosen."""

    identifier: str


@dataclass(frozen=True, slots=True)
class KeyRevealed:
    """The chosen entry's key is to be seen, or hidden again."""

    shown: bool


@dataclass(frozen=True, slots=True)
class KeyChecked:
    """The chosen entry's key is to be checked by the rule of 11 again."""


@dataclass(frozen=True, slots=True)
class KeyCopied:
    """The chosen entry's key is to go to the clipboard, marked as secret, for 30 seconds."""


@dataclass(frozen=True, slots=True)
class TypingAsked:
    """The chosen entry's key is to be typed on the locked PC: screen 4 of door 1."""


@dataclass(frozen=True, slots=True)
class AddAsked:
    """A key is to be added. Leads to ENTRY."""


@dataclass(frozen=True, slots=True)
class EditAsked:
    """The chosen entry is to be changed. Leads to ENTRY."""


@dataclass(frozen=True, slots=True)
class ReplaceAsked:
    """The chosen entry's key was replaced: the new one is entered. Leads to ENTRY."""


@dataclass(frozen=True, slots=True)
class DeleteAsked:
    """The chosen entry is to be deleted: ask first."""


@dataclass(frozen=True, slots=True)
class DeleteAnswered:
    """Delete it, or keep it."""

    delete: bool


@dataclass(frozen=True, slots=True)
class FieldTyped:
    """A text field of the form reads so."""

    name: TextField
    text: str


@dataclass(frozen=True, slots=True)
class KeyTyped:
    """The key of the form reads so. Consumed."""

    draft: KeyDraft


@dataclass(frozen=True, slots=True)
class ReplacedOnSet:
    """The key was replaced on that day, or is in use after all."""

    day: date | None


@dataclass(frozen=True, slots=True)
class ImportAsked:
    """ENTRY: keys are to be read from a file. Answered by `ImportNamed`."""


@dataclass(frozen=True, slots=True)
class ImportNamed:
    """ENTRY: the file to read keys from."""

    path: Path


@dataclass(frozen=True, slots=True)
class ImportRead:
    """What keys a file held; those chosen come with `ImportTaken`."""

    request: int
    reading: Reading = field(repr=False)


@dataclass(frozen=True, slots=True)
class ImportTaken:
    """These of the keys found (numbers from 0) become entries."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EntrySaved:
    """ENTRY: keep it as it stands."""


@dataclass(frozen=True, slots=True)
class EntryDropped:
    """ENTRY: leave without keeping it."""


@dataclass(frozen=True, slots=True)
class CopyChosen:
    """COPIES: a copy of this kind is wanted. The sheet leads to SHEET, others ask for a place."""

    kind: CopyKind


@dataclass(frozen=True, slots=True)
class DestinationNamed:
    """Where the copy goes."""

    destination: Destination


@dataclass(frozen=True, slots=True)
class DestinationAnswered:
    """What was asked about the place: yes, write it there, or another place."""

    sure: bool


@dataclass(frozen=True, slots=True)
class CopyVerified:
    """The copy was read back from its place, opened and compared."""

    request: int
    today: date


@dataclass(frozen=True, slots=True)
class CopyFailed:
    """The copy does not count."""

    request: int
    problem: SaveProblem | OpenProblem


@dataclass(frozen=True, slots=True)
class CopyForgotten:
    """A copy in the list is gone or given away: it is not counted any more (number from 0)."""

    number: int


@dataclass(frozen=True, slots=True)
class SheetEntryChosen:
    """SHEET: the entry to print."""

    identifier: str


@dataclass(frozen=True, slots=True)
class PrintAsked:
    """SHEET: print it. Answered by `SheetPrinted` or by nothing."""


@dataclass(frozen=True, slots=True)
class SheetPrinted:
    """SHEET: the printer took it; two blocks are to be typed back from the paper."""

    blocks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SheetNotPrinted:
    """SHEET: nothing came out, and why."""

    problem: SaveProblem


@dataclass(frozen=True, slots=True)
class SheetTyped:
    """SHEET: the blocks typed back from the paper read so."""

    texts: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SheetConfirmed:
    """SHEET: compare what was typed; if it is right the sheet counts."""

    today: date


@dataclass(frozen=True, slots=True)
class DrillFileAsked:
    """DRILL: the copy to open is to be picked. Answered by `DrillFileNamed`."""


@dataclass(frozen=True, slots=True)
class DrillFileNamed:
    """DRILL: this copy."""

    path: Path


@dataclass(frozen=True, slots=True)
class DrillAsked:
    """DRILL: open it with this passphrase, typed as in an emergency. Consumed."""

    passphrase: Passphrase


@dataclass(frozen=True, slots=True)
class DrillOpened:
    """DRILL: it opened. Only what it is was kept of it, its digits are wiped."""

    request: int
    identifier: str
    keys_revision: int
    keys: int
    today: date


@dataclass(frozen=True, slots=True)
class DrillFailed:
    """DRILL: it did not open."""

    request: int
    problem: OpenProblem


@dataclass(frozen=True, slots=True)
class SiblingsFound:
    """What stands beside the file: conflict copies and backups."""

    siblings: tuple[Sibling, ...]


@dataclass(frozen=True, slots=True)
class PassphraseChangeAsked:
    """SETTINGS: use the new passphrase from now on."""


@dataclass(frozen=True, slots=True)
class BackupsDeleteAsked:
    """SETTINGS: the backups, which open with older passphrases, are to go."""


@dataclass(frozen=True, slots=True)
class BackupsDeleted:
    """Whether the backups are gone."""

    gone: bool


@dataclass(frozen=True, slots=True)
class RememberAsked:
    """SETTINGS: remember on this PC, or forget it."""

    remember: bool


@dataclass(frozen=True, slots=True)
class IdleMinutesChosen:
    """SETTINGS: how long it stays open untouched."""

    minutes: int


Event = (
    CreateChosen | OpenChosen | FileNamed | KeyHandedOver
    | PassphraseKindChosen | AnotherPassphraseAsked | PassphraseDrawn | PassphraseTyped
    | PassphraseTypedAgain | PassphraseOnPaper | PassphraseShown | PassphraseJudged
    | PlaceAsked | PlaceNamed | CreateAsked
    | UnlockAsked | KeyringUnlockAsked | KeyringFailed | KeyringKnown | WorkStopped
    | VaultOpened | OpenFailed | VaultSaved | SaveFailed | SaveAgainAsked | OpenAgainAsked | Locked
    | StepAsked | StepLeft | SearchTyped | EntryChosen | KeyRevealed | KeyChecked | KeyCopied
    | TypingAsked | AddAsked | EditAsked | ReplaceAsked | DeleteAsked | DeleteAnswered
    | FieldTyped | KeyTyped | ReplacedOnSet | ImportAsked | ImportNamed | ImportRead | ImportTaken
    | EntrySaved | EntryDropped
    | CopyChosen | DestinationNamed | DestinationAnswered | CopyVerified | CopyFailed
    | CopyForgotten | SheetEntryChosen | PrintAsked | SheetPrinted | SheetNotPrinted
    | SheetTyped | SheetConfirmed
    | DrillFileAsked | DrillFileNamed | DrillAsked | DrillOpened | DrillFailed
    | SiblingsFound | PassphraseChangeAsked | BackupsDeleteAsked | BackupsDeleted
    | RememberAsked | IdleMinutesChosen
)  # fmt: skip
"""Anything that can happen in door 3."""
