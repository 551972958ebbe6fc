# SPDX-License-Identifier: Apache-2.0
"""Everything that a drive or an image tells without a key: its BitLocker volumes.

A volume may be the whole of it or a partition of it; an image may be raw or lie in a container.
"""

from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Final, TypeVar

from recovery_assistant.drive.containers import Container, Declined, unwrap
from recovery_assistant.drive.header import HeaderError, export, is_header, volume_in
from recovery_assistant.drive.outcomes import DriveProblem, Image
from recovery_assistant.drive.partitions import Extent, partitions
from recovery_assistant.drive.source import FileSource, Patient, Source
from recovery_assistant.drive.volume import Unusable, Volume, search, volume_at


def no_progress(_done: int, _total: int) -> None:
    """Nobody watches."""


def never() -> bool:
    """Say that the answer is wanted."""
    return False


def read_image(
    path: Path,
    *,
    search_all: bool = False,
    progress: Callable[[int, int], None] = no_progress,
    cancelled: Callable[[], bool] = never,
) -> Image | Declined | DriveProblem:
    """Read what a drive or an image file tells; whatever it is, the answer is a value.

    Args:
        path: the file or the device.
        search_all: go through all of it where no boot sector tells of a volume, or one of them
            tells wrong; that reads the whole drive and may take hours.
        progress: told the bytes gone through and the bytes there are, while searching.
        cancelled: asked now and then.

    """
    try:
        source = FileSource.open(path)
    except (OSError, ValueError) as error:
        return problem_of(error)
    drive = Patient(source)
    try:
        told = read_source(drive, search_all=search_all, progress=progress, cancelled=cancelled)
    except OSError:
        return DriveProblem.UNREADABLE
    finally:
        source.close()
    return _honest(told, drive)


_Told = TypeVar("_Told")
_NOT_THERE: Final = frozenset(
    {DriveProblem.NO_VOLUME, DriveProblem.DAMAGED, DriveProblem.HEADER_DAMAGED}
)


def _honest(told: _Told, drive: Patient) -> _Told | DriveProblem:
    """What could not be read may be what was looked for."""
    return DriveProblem.UNREADABLE if drive.failed and told in _NOT_THERE else told


def read_source(
    source: Source,
    *,
    search_all: bool = False,
    progress: Callable[[int, int], None] = no_progress,
    cancelled: Callable[[], bool] = never,
) -> Image | Declined | DriveProblem:
    """As `read_image`, for something that is open already.

    Raises:
        OSError: the system could not read it.

    """
    if source.size == 0:
        return DriveProblem.EMPTY
    if is_header(source):
        return _header(source)
    opened = unwrap(source)
    if isinstance(opened, Declined):
        return opened
    image = _image(opened.source, opened.container)
    if not search_all or (isinstance(image, Image) and not image.damaged):
        return image
    known = image.volumes if isinstance(image, Image) else ()
    starts = {volume.at for volume in known}
    found = [one for one in search(opened.source, progress, cancelled) if one.at not in starts]
    if found:
        damaged = image.damaged if isinstance(image, Image) else 0
        still = max(0, damaged - len(found))
        return Image((*known, *found), opened.container, still, searched=True)
    return DriveProblem.CANCELLED if cancelled() and not known else image


def _header(source: Source) -> Image | DriveProblem:
    try:
        volume = volume_in(source)
    except HeaderError:
        return DriveProblem.HEADER_DAMAGED
    return DriveProblem.HEADER_DAMAGED if volume is None else Image((volume,), None)


def _image(source: Source, container: Container) -> Image | DriveProblem:
    found: list[Volume] = []
    damaged = 0
    for extent in _extents(source):
        volume = volume_at(source, extent.start, extent.size)
        if isinstance(volume, Volume):
            found.append(volume)
            if volume.at == 0:
                break
        elif volume is Unusable.DAMAGED:
            damaged += 1
    if found:
        return Image(tuple(found), container, damaged)
    return DriveProblem.DAMAGED if damaged else DriveProblem.NO_VOLUME


def _extents(source: Source) -> Iterator[Extent]:
    """The whole of it, then its partitions; each beginning once."""
    # Looked at in this order: where the whole is one volume, it has no partitions.
    yield Extent(0, source.size)
    seen = {0}
    for extent in partitions(source):
        if extent.start < source.size and extent.start not in seen:
            seen.add(extent.start)
            yield extent


def header_of(
    path: Path, number: int, cancelled: Callable[[], bool] = never
) -> bytes | Declined | DriveProblem:
    """Return the header file of a volume of a drive or an image; see `header`.

    Args:
        path: the drive or the image.
        number: which of its volumes, counted from 0 as `read_image` names them. Where no boot
            sector tells of it, it is searched for again.
        cancelled: asked now and then while that goes on.

    """
    try:
        source = FileSource.open(path)
    except (OSError, ValueError) as error:
        return problem_of(error)
    drive = Patient(source)
    try:
        return _honest(_header_from(drive, number, cancelled), drive)
    except OSError as error:
        return problem_of(error)
    finally:
        source.close()


def _header_from(
    source: Source, number: int, cancelled: Callable[[], bool]
) -> bytes | Declined | DriveProblem:
    found = read_source(source)
    if is_header(source):
        return (
            source.read(0, source.size) if isinstance(found, Image) else DriveProblem.HEADER_DAMAGED
        )
    opened = unwrap(source)
    if isinstance(opened, Declined):
        return opened
    known = found.volumes if isinstance(found, Image) else ()
    starts = {one.at for one in known}
    rest = (one for one in search(opened.source, no_progress, cancelled) if one.at not in starts)
    volume = next(islice(chain(known, rest), number, None), None)
    if volume is not None:
        return export(opened.source, volume)
    if cancelled():
        return DriveProblem.CANCELLED
    return found if isinstance(found, DriveProblem) else DriveProblem.NO_VOLUME


def problem_of(error: OSError | ValueError) -> DriveProblem:
    """Return what an error of the system means for a drive; or a name that no file can have."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return DriveProblem.VANISHED
        case PermissionError():
            return DriveProblem.NO_RIGHTS
        case IsADirectoryError():
            return DriveProblem.NOT_DRIVE
        case _:
            return DriveProblem.UNREADABLE
