# SPDX-License-Identifier: Apache-2.0
"""Documents taken apart into the texts in them.

What reads each format is loaded when the first file of it turns up. The files within a document
are taken apart as well, within the limits of the file that they lie in; only pictures and USB key
files come out as they are.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from recovery_assistant.find.documents.pieces import text_passages
from recovery_assistant.find.documents.work import GivenUpError, Limits, Work, chunks, whole
from recovery_assistant.find.kinds import FileKind, kind_of
from recovery_assistant.find.places import Embedded, Part, Passage, Place, Skip, Skipped
from recovery_assistant.keys.sweep import Pause, no_pause

__all__ = ["Limits", "parts_of"]

# Of the other archives none can be opened here.
_ZIP_MARK: Final = b"PK"
# Nothing in these is a text, and nobody misses them.
_LEFT_OUT: Final = frozenset({FileKind.PROGRAM, FileKind.DRIVE_IMAGE})


def parts_of(
    source: bytes | BinaryIO,
    kind: FileKind,
    *,
    pictures: bool = False,
    pause: Pause = no_pause,
    limits: Limits | None = None,
) -> Iterator[Part]:
    """Take a document apart.

    Passages are at most some 600,000 characters long; a longer text comes in several, of which
    each begins with the end of the one before. `Embedded` are only pictures, and key files (.BEK).
    The path of what was skipped is empty: only the way inside the file is known here. `within` has
    names as they stand in the file, and bare numbers for pages and slides.

    Args:
        source: the whole file; one that is open is read piece by piece where the format allows.
        kind: what `kind_of` says of it.
        pictures: whether pictures within are wanted, pages of a PDF without text included.
        pause: called all the time; it stops the work by raising.
        limits: how much it may unfold to, everything in it together.

    Raises:
        OSError: where an open file cannot be read on.

    """
    work = Work(limits or Limits(), pictures, pause)
    file = BytesIO(source) if isinstance(source, bytes) else source
    yield from _parts(file, kind, work, (), ())


def _parts(
    file: BinaryIO,
    kind: FileKind,
    work: Work,
    within: tuple[str, ...],
    around: tuple[FileKind, ...],
) -> Iterator[Part]:
    """The parts of a file; `around` is what it lies in, outermost first."""
    try:
        for part in _of_kind(file, kind, work, around):
            match part:
                case Passage():
                    yield Passage(part.text, (*within, *part.within))
                case Skipped():
                    inside = (*within, *part.place.within)
                    yield Skipped(Place(Path(), inside), part.reason)
                case Embedded():
                    yield from _embedded(part, work, within, (*around, kind))
    except GivenUpError as problem:
        yield Skipped(Place(Path(), within), problem.reason)


def _of_kind(
    file: BinaryIO, kind: FileKind, work: Work, around: tuple[FileKind, ...]
) -> Iterator[Part]:
    match kind:
        case FileKind.PDF:
            from recovery_assistant.find.documents import pdf

            yield from pdf.parts(whole(file, work), work)
        case FileKind.OFFICE | FileKind.ARCHIVE:
            yield from _zip(file, work, around)
        case FileKind.OLD_OFFICE:
            from recovery_assistant.find.documents import compound

            yield from compound.parts(file, work)
        case FileKind.RICH_TEXT:
            from recovery_assistant.find.documents import rtf

            yield from rtf.parts(whole(file, work), work)
        case FileKind.MAIL:
            from recovery_assistant.find.documents import mail

            yield from mail.parts(file, work)
        case FileKind.BEK | FileKind.IMAGE | FileKind.PROGRAM | FileKind.DRIVE_IMAGE:
            raise GivenUpError(Skip.UNREADABLE)


def _zip(file: BinaryIO, work: Work, around: tuple[FileKind, ...]) -> Iterator[Part]:
    """An archive, or a document that is one; what it is is told by the names in it."""
    from recovery_assistant.find.documents import archive, office

    is_zip = file.read(len(_ZIP_MARK)) == _ZIP_MARK
    file.seek(0)
    if not is_zip:
        raise GivenUpError(Skip.UNREADABLE)
    with archive.opened(file) as package:
        if office.is_document(set(package.namelist())):
            yield from office.parts_of_package(package, work)
            return
        if FileKind.ARCHIVE in around:
            raise GivenUpError(Skip.TOO_LARGE)
        for one in archive.members(package, work):
            within = (archive.shown_name(one),)
            try:
                kind = kind_of(archive.beginning(package, one))
                if kind in _LEFT_OUT or (kind is FileKind.IMAGE and not work.pictures):
                    continue
                with archive.member(package, one) as member:
                    if kind is None:
                        yield from text_passages(chunks(member, work), within)
                    else:
                        yield Embedded(whole(member, work), within)
            except GivenUpError as problem:
                yield Skipped(Place(Path(), within), problem.reason)


def _embedded(
    part: Embedded, work: Work, within: tuple[str, ...], around: tuple[FileKind, ...]
) -> Iterator[Part]:
    """What a file within a file comes to."""
    inside = (*within, *part.within)
    kind = kind_of(part.data)
    if kind in _LEFT_OUT:
        return
    if kind is None:
        yield from text_passages([part.data], inside)
    elif kind is FileKind.BEK or kind is FileKind.IMAGE:
        if kind is FileKind.BEK or work.pictures:
            yield Embedded(part.data, inside)
    elif len(around) >= work.limits.deepest:
        yield Skipped(Place(Path(), inside), Skip.TOO_LARGE)
    else:
        yield from _parts(BytesIO(part.data), kind, work, inside, around)
