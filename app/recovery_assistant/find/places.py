# SPDX-License-Identifier: Apache-2.0
"""A search of many files: what is asked, what is told meanwhile, and what came of it, as values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from typing_extensions import override

from recovery_assistant.find.outcomes import Candidate
from recovery_assistant.keys.key_id import KeyId


class Skip(Enum):
    """Why a file or a folder was not looked at, or not wholly."""

    NO_RIGHTS = "no-rights"
    VANISHED = "vanished"
    """It was there a moment ago: a stick pulled out, a file deleted."""
    CHANGED = "changed"
    """It changed while it was read."""
    UNREADABLE = "unreadable"
    DAMAGED = "damaged"
    """It is not what it says it is: cut off, looping, against the rules of its format."""
    TOO_LARGE = "too-large"
    """It would unfold to more than is bearable, or has more pages or parts than that."""
    ENCRYPTED = "encrypted"
    """It asks for a passphrase of its own."""
    DEVICE = "device"
    """A device, a pipe, a socket: reading it could wait for ever."""
    NOT_HERE = "not-here"
    """A placeholder: the file lies with a cloud service and would be downloaded."""
    OTHER_FILE_SYSTEM = "other-file-system"
    LINK = "link"
    """A link to a folder; what it leads to is looked at where it really is."""
    NO_READER = "no-reader"
    """A picture, and no program on this PC that reads digits off pictures."""
    TOOK_TOO_LONG = "took-too-long"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key stands.

    Attributes:
        path: the file.
        within: the way inside it, outermost first: a member of an archive, an attachment, a page
            or a sheet, as shown to people; empty for the file itself.

    """

    path: Path
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """One file or folder that was not looked at, and why."""

    place: Place
    reason: Skip


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A USB key file (.BEK): it is plugged in, not typed, and has no 48 digits."""

    place: Place
    key_id: KeyId | None


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """The part of a picture that a key was read from, so that a person can compare.

    Attributes:
        pixels: a PNG of at most some hundred kilobytes. A secret, as the digits are.
        blocks: a strip for each block where they could be told apart, else empty; PNGs as well.

    """

    pixels: bytes = field(repr=False)
    blocks: tuple[bytes, ...] = field(default=(), repr=False)

    @override
    def __repr__(self) -> str:
        return "Strip()"


@dataclass(frozen=True, slots=True, eq=False)
class Find:
    """One key that the search met, wherever it stands; `places` grows when it is met again.

    Attributes:
        candidate: the key with its Key ID, match, date and reasons, as in a paste.
        places: everywhere it stands, the best known first.
        strip: the picture it was read from; a reading of a picture is never taken unasked.

    """

    candidate: Candidate
    places: tuple[Place, ...]
    strip: Strip | None = None

    @override
    def __repr__(self) -> str:
        return f"Find({len(self.places)})"


@dataclass(frozen=True, slots=True)
class Search:
    """What to look through.

    Attributes:
        roots: folders, drives or single files, as picked.
        wanted: the Key ID on the locked screen, if it is known.
        pictures: whether to read pictures, which takes about a second each.
        fetch: whether to read files that would be downloaded first.
        across: whether to go into other file systems that are mounted below a root.

    """

    roots: tuple[Path, ...]
    wanted: KeyId | None
    pictures: bool = True
    fetch: bool = False
    across: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: files and bytes gone through, the place at hand, keys found."""

    files: int
    size: int
    place: str
    found: int


News: TypeAlias = Progress | Find | Skipped | KeyFile
"""What a search tells while it runs, each as soon as it is known. A `Find` met again is told
again with the places it has by then, and the very same draft."""

Tell: TypeAlias = Callable[[News], None]


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search came to.

    Attributes:
        finds: the keys, best first; their drafts belong to the asker from now on.
        key_files: the USB key files met.
        skipped: what was not looked at, at most some thousands.
        files: how many files were gone through.
        size: how many bytes.
        cancelled: whether it was stopped before the end; what was found until then stands.
        more_skipped: how many more were not looked at than `skipped` lists.

    """

    finds: tuple[Find, ...]
    key_files: tuple[KeyFile, ...]
    skipped: tuple[Skipped, ...]
    files: int
    size: int
    cancelled: bool = False
    more_skipped: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text out of a document, and where in it: page 2, sheet "Keys", an attachment."""

    text: str = field(repr=False)
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file inside a file: a member of an archive, an attachment."""

    data: bytes = field(repr=False)
    within: tuple[str, ...]


Part: TypeAlias = Passage | Embedded | Skipped
"""What a document is taken apart into; see `find.documents`."""
