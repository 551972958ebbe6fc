# SPDX-License-Identifier: Apache-2.0
"""What a search of a text or a file can come to, as values."""

from dataclasses import dataclass
from enum import Enum

from typing_extensions import override

from recovery_assistant.find.kinds import FileKind
from recovery_assistant.keys.draft import KeyDraft
from recovery_assistant.keys.key_id import IdMatch, KeyId


class ReadProblem(Enum):
    """Why no candidate came out."""

    EMPTY = "empty"
    NO_KEY = "no-key"
    KEY_ID_ONLY = "key-id-only"
    ONLY_IDS = "only-ids"
    PRODUCT_KEY = "product-key"
    PHONE_NUMBER = "phone-number"
    BEK_ONLY = "bek-only"
    BEK_FILE = "bek-file"
    BINARY = "binary"
    NOT_TEXT = "not-text"
    ENCRYPTED = "encrypted"
    """It asks for a passphrase of its own."""
    DAMAGED = "damaged"
    """It is not what it says it is, or a part of it is missing."""
    TOO_LARGE = "too-large"
    FOLDER = "folder"
    DEVICE = "device"
    NO_RIGHTS = "no-rights"
    VANISHED = "vanished"
    UNREADABLE = "unreadable"
    CANCELLED = "cancelled"


class Reason(Enum):
    """Why a candidate stands where it stands in the list."""

    ID_MATCHES = "id-matches"
    ID_DIFFERS = "id-differs"
    NO_ID = "no-id"
    WELL_FORMED = "well-formed"
    NEEDS_REPAIR = "needs-repair"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One key that was found, with everything that speaks for it or against it.

    Attributes:
        draft: the digits as found, in eight blocks.
        key_id: the Key ID that stands with the key.
        match: how that Key ID compares with the one asked for; `None` where either is missing.
        well_formed: whether all eight blocks pass the rule.
        date: the date that stands with the key, as written.
        place: the shown name of the file it comes from, empty for a paste.
        reasons: the reasons for its place in the list, in order of rank.

    """

    draft: KeyDraft
    key_id: KeyId | None
    match: IdMatch | None
    well_formed: bool
    date: str | None
    place: str
    reasons: tuple[Reason, ...]

    @override
    def __repr__(self) -> str:
        return f"Candidate({', '.join(reason.value for reason in self.reasons)})"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of one text or file.

    Attributes:
        candidates: the keys found, best first.
        problem: why there is none; `None` where there is at least one.
        size: how much was looked at: bytes of a file, characters of a text.
        kind: what the file is, where that is the explanation.
        key_ids: the Key IDs found where no key was, so that they can be compared.
        more: how many candidates were left out of an overlong list.

    """

    candidates: tuple[Candidate, ...]
    problem: ReadProblem | None
    size: int
    kind: FileKind | None = None
    key_ids: tuple[KeyId, ...] = ()
    more: int = 0
