# SPDX-License-Identifier: Apache-2.0
"""What a person can choose or fill in in door 3."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import assert_never

from recovery_assistant.keys import KeyDraft
from recovery_assistant.vault.passphrase import Passphrase


class Kind(Enum):
    """Where a passphrase comes from."""

    GENERATED = "generated"
    """Six words drawn by the program."""
    OWN = "own"


class Strength(Enum):
    """What a passphrase of one's own is worth."""

    UNKNOWN = "unknown"
    """Not judged yet."""
    TOO_WEAK = "too-weak"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassphrase:
    """A passphrase in the making, for a new file or in place of the old one.

    `first` and `again` are compared by identity and wiped when they are dropped. `altered` says
    that what was typed is written otherwise in its usual form (Unicode NFC), which is what counts.
    """

    kind: Kind = Kind.GENERATED
    first: Passphrase = field(default_factory=lambda: Passphrase(""))
    again: Passphrase = field(default_factory=lambda: Passphrase(""))
    on_paper: bool = False
    shown: bool = True
    strength: Strength = Strength.UNKNOWN
    altered: bool = False

    @property
    def confirmed(self) -> bool:
        """Whether it was typed again, or stands on paper."""
        return not self.first.is_empty and (self.on_paper or self.first.same_as(self.again))

    @property
    def counts(self) -> bool:
        """Whether it may be used."""
        strong = self.kind is Kind.GENERATED or self.strength is Strength.ENOUGH
        return strong and self.confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An entry as it stands on screen while it is filled in. Digits live in the draft.

    `editing` is the identifier of the entry that is changed, empty for a new one; `replacing` that
    of the entry whose key was replaced by this one. `touched` says that something was typed.
    """

    device: str = ""
    key_id_text: str = ""
    draft: KeyDraft = field(default_factory=KeyDraft)
    drive: str = ""
    origin: str = ""
    copies: str = ""
    note: str = ""
    replaced_on: date | None = None
    editing: str = ""
    replacing: str = ""
    touched: bool = False

    def with_text(self, name: "TextField", text: str) -> "Form":
        """The same form in which one field reads otherwise."""
        match name:
            case TextField.DEVICE:
                return replace(self, device=text, touched=True)
            case TextField.KEY_ID:
                return replace(self, key_id_text=text, touched=True)
            case TextField.DRIVE:
                return replace(self, drive=text, touched=True)
            case TextField.ORIGIN:
                return replace(self, origin=text, touched=True)
            case TextField.COPIES:
                return replace(self, copies=text, touched=True)
            case TextField.NOTE:
                return replace(self, note=text, touched=True)
            case _:
                assert_never(name)


class TextField(Enum):
    """The text fields of an entry."""

    DEVICE = "device"
    KEY_ID = "key-id"
    DRIVE = "drive"
    ORIGIN = "origin"
    COPIES = "copies"
    NOTE = "note"


class Whereabouts(Enum):
    """Where a folder lies, as far as the system says."""

    THIS_PC = "this-pc"
    """A drive built into this PC."""
    REMOVABLE = "removable"
    NETWORK = "network"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a copy is to be written, and what is to be asked about that place first."""

    path: Path
    whereabouts: Whereabouts
    exists: bool
    """Something stands there already; it is only overwritten after a yes."""


class LockReason(Enum):
    """Why the file was locked."""

    ASKED = "asked"
    IDLE = "idle"
    SCREEN = "screen"
    """The system's own screen was locked, or the PC went to sleep."""
    LEFT = "left"
    """The window was closed."""
    MOVED_ON = "moved-on"
    """Another file is to be opened."""
