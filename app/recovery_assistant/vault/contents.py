# SPDX-License-Identifier: Apache-2.0
"""What an encrypted file holds once it is open: entries, copies made, drills done."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from uuid import uuid4

from recovery_assistant.keys import KeyId
from recovery_assistant.vault.held import HeldKeys


class CopyKind(Enum):
    """The kinds of copies that can be made."""

    FILE = "file"
    """The encrypted file itself."""
    PAGE = "page"
    """A web page that opens itself in a browser, offline."""
    KEEPASS = "keepass"
    """A KeePass database (KDBX 4)."""
    SHEET = "sheet"
    """A printed sheet, readable by anybody who holds it."""


def new_identifier() -> str:
    """Return 32 hex characters that name one file or one entry for good."""
    return uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One recovery key of one drive. Its digits stand in `HeldKeys` under `slot`.

    `copies` says in the person's words where else the key lies. An entry with `replaced_on` is
    history: `successor` names the entry that came after it, where there is one.
    """

    identifier: str = field(default_factory=new_identifier)
    device: str
    key_id: KeyId | None
    slot: int
    drive: str = ""
    origin: str = ""
    copies: str = ""
    note: str = ""
    added: date
    replaced_on: date | None = None
    successor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy that was read back from where it lies and compared, on that day.

    `keys_revision` is that of the file when it was made: an older one lacks newer keys.
    """

    kind: CopyKind
    place: str
    verified: date
    keys_revision: int
    off_this_pc: bool
    entry: str = ""
    """Of a printed sheet: the identifier of the one entry that stands on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """The contents of an opened file.

    `revision` counts every save, `keys_revision` only those that changed an entry. `stamp` is the
    digest of the file as it was last read or written by this program, empty before the first.
    """

    identifier: str = field(default_factory=new_identifier)
    revision: int = 0
    keys_revision: int = 0
    saved: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    entries: tuple[Entry, ...] = ()
    copies: tuple[Copy, ...] = ()
    drilled: date | None = None
    held: HeldKeys = field(default_factory=HeldKeys, compare=False, repr=False)
    stamp: bytes = field(default=b"", compare=False, repr=False)

    def entry(self, identifier: str) -> Entry | None:
        """The entry of that name."""
        return next((one for one in self.entries if one.identifier == identifier), None)

    @property
    def copies_off_this_pc(self) -> int:
        """How many verified copies stand elsewhere and hold the present keys.

        Sheets show one entry each: they count as one copy once every key in use has its sheet.
        """
        files = sum(copy.kind is not CopyKind.SHEET for copy in self._present_elsewhere())
        return files + self._all_on_paper()

    def counts(self, copy: Copy) -> bool:
        """Whether a copy is one of these, or a sheet that makes up one of them with others."""
        if copy not in self._present_elsewhere():
            return False
        return copy.kind is not CopyKind.SHEET or self._all_on_paper()

    def _present_elsewhere(self) -> list[Copy]:
        return [
            copy
            for copy in self.copies
            if copy.off_this_pc and copy.keys_revision == self.keys_revision
        ]

    def _all_on_paper(self) -> bool:
        sheets = self._present_elsewhere()
        on_paper = {copy.entry for copy in sheets if copy.kind is CopyKind.SHEET}
        in_use = {entry.identifier for entry in self.entries if entry.replaced_on is None}
        return bool(in_use) and in_use <= on_paper
