# SPDX-License-Identifier: Apache-2.0
"""Everything that door 3 knows: the file, what is open of it, and what is being done."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from recovery_assistant.find import Candidate, ReadProblem
from recovery_assistant.flow.copies.answers import Destination, Form, LockReason, NewPassphrase
from recovery_assistant.keys import KeyId
from recovery_assistant.vault.contents import CopyKind, Entry, Vault
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase

DRILL_AFTER_DAYS = 180
"""A drill older than this is asked for again."""
IDLE_MINUTES = (1, 3, 5, 10)
"""How long the file may stay open untouched; the second is the one to begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyWork:
    """A copy that is made: its kind, where to, and how it ended.

    `asking` says that the place is to be confirmed first; `sure` that it was. For the sheet,
    `blocks` are the numbers (1 to 8) to be typed back from the paper, of the entry named.
    """

    kind: CopyKind
    destination: Destination | None = None
    asking: bool = False
    sure: bool = False
    problem: SaveProblem | OpenProblem | None = None
    done: bool = False
    keys_revision: int = 0
    """Of the file when the copy was begun: what it holds."""
    sheet_entry: str = ""
    blocks: tuple[int, ...] = ()
    typed: tuple[str, ...] = field(default=(), repr=False)
    printed: bool = False
    wrong_block: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """Opening a copy as in an emergency: which, and what came of it."""

    path: Path | None = None
    problem: OpenProblem | None = None
    differs: bool = False
    """It opened and is a copy of this file, but older: it lacks keys."""
    foreign: bool = False
    """It opened and is a copy of another file."""
    itself: bool = False
    """It is the file that is open, and no copy of it."""
    done: bool = False
    keys: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A conflict copy or a backup that stands beside the file.

    `keys_revision` is None while it has not been opened; `same_file` says that it bears the same
    identifier.
    """

    path: Path
    is_backup: bool
    revision: int | None = None
    same_file: bool = False
    keys: int = 0
    problem: OpenProblem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Door 3. While `vault` is None nothing is open; digits live in `vault.held` alone.

    `working` is the request that is under way; answers to any other are stale.
    """

    known: Path | None = None
    """The file that was used last, from the settings."""
    path: Path | None = None
    creating: bool = False
    """START: a new one, not one that is there."""
    new: NewPassphrase = field(default_factory=NewPassphrase)

    vault: Vault | None = None
    passphrase: Passphrase | None = None
    """Held while the file is open: each save needs it."""
    offered: Form | None = None
    """What door 1 handed over, until it is in the form of an entry."""

    working: int | None = None
    saving: bool = False
    """What is under way is a save: it is not broken off, and what changes meanwhile follows it."""
    save_again: bool = False
    reading_anew: bool = False
    """The file changed elsewhere and is read again, to put this window's changes onto it."""
    base: tuple[Entry, ...] = ()
    """The entries as they stood in the file when it was last read or saved."""
    judging: int | None = None
    last_request: int = 0
    open_problem: OpenProblem | None = None
    save_problem: SaveProblem | None = None
    saved_at: str = ""
    """When it was last saved and read back, as a time of day, empty before."""
    locked_by: LockReason | None = None
    lock_after: LockReason | None = None
    """It is to be locked as soon as the save that is under way has ended."""
    lock_warned: bool = False
    """Locking was asked for though the last change is not saved: asked again, it is lost."""

    search: str = ""
    chosen: str = ""
    """The identifier of the entry shown beside the list."""
    revealed: bool = False
    checked: bool = False
    """The chosen entry's key was checked again just now."""
    form: Form = field(default_factory=Form)
    lost_digits: bool = False
    """The digits of the form were wiped when the file was locked; its texts are still there."""
    duplicate: str = ""
    """The entry that has the digits of the form already; keeping it all the same takes a second
    yes."""
    found: tuple[Candidate, ...] = ()
    """Keys read from a file, to choose from."""
    read_problem: ReadProblem | None = None
    not_taken: int = 0
    """How many of the keys chosen from a file did not become entries: known already, or wrong."""
    deleting: str = ""

    copy: CopyWork | None = None
    drill: Drill = field(default_factory=Drill)
    siblings: tuple[Sibling, ...] = ()
    today: date = date.min

    changing: Passphrase | None = None
    """The passphrase that the file is being saved with instead of the present one."""
    words_changed: bool = False
    """It was changed while this file was open: older copies and backups want the older one."""
    remembered: bool = False
    """This PC opens the file through the system's keyring."""
    keyring_asked: bool = False
    """The keyring was asked and has not answered; the passphrase can be typed meanwhile."""
    keyring_failed: bool = False
    keyring_there: bool = True
    """The system has a keyring that this program uses."""
    idle_minutes: int = IDLE_MINUTES[1]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that the search leaves: present ones first, then replaced ones."""
        if self.vault is None:
            return ()
        found = [one for one in self.vault.entries if matches(one, self.search)]
        return tuple(sorted(found, key=lambda one: one.replaced_on is not None))

    @property
    def shown_entry(self) -> Entry | None:
        """The entry beside the list."""
        return None if self.vault is None else self.vault.entry(self.chosen)

    @property
    def drill_due(self) -> bool:
        """Whether no copy was opened for a long time, though there are some."""
        if self.vault is None or not self.vault.copies:
            return False
        last = self.vault.drilled
        return last is None or (self.today - last).days >= DRILL_AFTER_DAYS


def matches(entry: Entry, search: str) -> bool:
    """Whether an entry is meant by a search: its device's name, or the beginning of its Key ID."""
    wanted = search.strip().casefold()
    if not wanted:
        return True
    as_id = "".join(one for one in wanted if one not in "{}- ").upper()
    by_id = entry.key_id is not None and bool(as_id) and entry.key_id.hex.startswith(as_id)
    return by_id or wanted in entry.device.casefold()


def key_id_of(form: Form) -> KeyId | None:
    """The Key ID in a form, once it is one."""
    return KeyId.parse(form.key_id_text).key_id
