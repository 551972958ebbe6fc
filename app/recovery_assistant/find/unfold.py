# SPDX-License-Identifier: Apache-2.0
"""The one way from a search to what takes documents apart and reads pictures.

Both are loaded when the first document or picture turns up, and a room without them still searches
plain text.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol, cast

from recovery_assistant.find.kinds import FileKind
from recovery_assistant.find.outcomes import Candidate
from recovery_assistant.find.places import Part, Place, Skip, Skipped, Strip
from recovery_assistant.keys.key_id import KeyId

_PICTURES: Final = "recovery_assistant.find.pictures"
_HOME: Final = "recovery_assistant.find.documents"
_PLAIN: Final = frozenset(
    {FileKind.BEK, FileKind.IMAGE, FileKind.PROGRAM, FileKind.DRIVE_IMAGE, None}
)


class _Documents(Protocol):
    def parts_of(self, data: bytes, kind: FileKind, *, pictures: bool) -> Iterator[Part]: ...


class Seen(Protocol):
    """A key read off a picture, and the part of the picture it was read from."""

    @property
    def candidate(self) -> Candidate:
        """The key, with what is known of it."""
        ...

    @property
    def strip(self) -> Strip | None:
        """The part of the picture; none where a code was read, which checks itself."""
        ...


class _Pictures(Protocol):
    def read_picture(
        self, data: bytes, wanted: KeyId | None, cancelled: Callable[[], bool]
    ) -> tuple[Seen, ...] | Skip: ...


def is_unfolded(kind: FileKind | None) -> bool:
    """Whether a file of this kind has to be taken apart before it can be read."""
    return kind not in _PLAIN


def parts_of(data: bytes, kind: FileKind, *, pictures: bool) -> Iterator[Part]:
    """Take a document apart, with the pictures in it where they are wanted.

    What cannot be taken apart is told as skipped, with no path.
    """
    try:
        documents = cast("_Documents", import_module(_HOME))
    except ModuleNotFoundError:
        yield Skipped(Place(Path()), Skip.UNREADABLE)
        return
    yield from documents.parts_of(data, kind, pictures=pictures)


def seen_in(
    data: bytes, wanted: KeyId | None, cancelled: Callable[[], bool]
) -> tuple[Seen, ...] | Skip:
    """Read a picture, or say why it cannot be read."""
    try:
        pictures = cast("_Pictures", import_module(_PICTURES))
    except ModuleNotFoundError:
        return Skip.NO_READER
    return pictures.read_picture(data, wanted, cancelled)
