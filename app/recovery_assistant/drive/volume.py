# SPDX-License-Identifier: Apache-2.0
"""BitLocker volumes: found by their boot sector, or by searching where that is wiped."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final
from uuid import UUID

from recovery_assistant.drive.metadata import (
    SIGNATURE,
    Block,
    BlockError,
    NoBlockError,
    Protector,
    ProtectorType,
    State,
    read_block,
)
from recovery_assistant.drive.partitions import partitions
from recovery_assistant.drive.source import Source, Window

_BOOT: Final = 512
_INFORMATION: Final = UUID("4967d63b-2e29-4ad8-8399-f6a339e3d001").bytes_le
_ENCRYPT_ON_WRITE: Final = UUID("92a84d3b-dd80-4d0e-9e4e-b1e3284eaed8").bytes_le
_OFFSETS: Final = struct.Struct("<3Q")
_VISTA_BPB: Final = struct.Struct("<HB")
_VISTA_BPB_AT: Final = 11
_VISTA_CLUSTER: Final = struct.Struct("<Q")
_VISTA_CLUSTER_AT: Final = 56
_OEM: Final = slice(3, 11)
_STEP: Final = 512
_STRETCH: Final = 4 * 1024 * 1024
# Where Windows lets partitions begin, on a disk whose table is wiped as well.
_ALIGNED: Final = 1024 * 1024
COPIES: Final = 3
# The three that the boot sector tells, and the three that each of those tells in turn.
_MOST_PLACES: Final = COPIES + COPIES * COPIES
# Copies that read and whose CRC is wrong; noise may look like one, and more are noise.
_MOST_DOUBTFUL: Final = 64


class Layout(Enum):
    """How the volume is laid out, told by its boot sector."""

    VISTA = "vista"
    STANDARD = "standard"
    ENCRYPT_ON_WRITE = "encrypt-on-write"
    TO_GO = "to-go"
    NO_BOOT_SECTOR = "no-boot-sector"
    """Its start is wiped or damaged; it was found by searching."""


class CopyState(Enum):
    """How one of the three copies of the metadata is."""

    SOUND = "sound"
    UNCHECKED = "unchecked"
    """It reads well, and the record to check it against is missing."""
    DAMAGED = "damaged"
    """It cannot be read, or its CRC is wrong."""
    MISSING = "missing"
    """It stands beyond the end, or something else stands in its place."""


@dataclass(frozen=True, slots=True)
class Volume:
    """One BitLocker volume: the best copy of its metadata, and how all three are.

    Attributes:
        at: where it begins in what was looked through, in bytes.
        size: how long it is, in bytes.
        layout: how it is laid out.
        block: the best copy.
        copies: the three copies in their order.

    """

    at: int
    size: int
    layout: Layout
    block: Block
    copies: tuple[CopyState, CopyState, CopyState]

    @property
    def description(self) -> str:
        """Computer, label and day, as Windows wrote them."""
        return self.block.description

    @property
    def state(self) -> State:
        """What the drive says of its encryption."""
        return self.block.state

    @property
    def protectors(self) -> tuple[Protector, ...]:
        """Everything that opens it."""
        return self.block.protectors

    @property
    def recovery(self) -> tuple[Protector, ...]:
        """The protectors that 48 digits open, the newest first."""
        found = [one for one in self.protectors if one.type is ProtectorType.RECOVERY_KEY]
        found.sort(key=lambda one: one.created.timestamp() if one.created else 0, reverse=True)
        return tuple(found)


class Unusable(Enum):
    """Why there is no volume to speak of where a BitLocker volume seems to be."""

    DAMAGED = "damaged"
    """It is a BitLocker volume, and none of its three copies can be read."""


def volume_at(source: Source, at: int, size: int) -> Volume | Unusable | None:
    """Read the volume that begins at an offset; None where there is no BitLocker volume.

    Raises:
        OSError: the system could not read it.

    """
    window = Window(source, at, size)
    boot = window.read(0, _BOOT)
    told = _told(boot)
    if told is None:
        return None
    layout, offsets = told
    return _volume(window, at, layout, offsets) or Unusable.DAMAGED


def _told(boot: bytes) -> tuple[Layout, tuple[int, ...]] | None:
    """What a boot sector says: the layout, and where copies of the metadata stand."""
    if len(boot) < _BOOT:
        return None
    for mark, layout in (
        (_INFORMATION, Layout.STANDARD),
        (_ENCRYPT_ON_WRITE, Layout.ENCRYPT_ON_WRITE),
    ):
        found = boot.find(mark)
        if 0 <= found <= _BOOT - len(mark) - _OFFSETS.size:
            to_go = layout is Layout.STANDARD and boot[_OEM] != SIGNATURE
            offsets = _OFFSETS.unpack_from(boot, found + len(mark))
            return Layout.TO_GO if to_go else layout, offsets
    if boot[_OEM] != SIGNATURE:
        return None
    sector, cluster = _VISTA_BPB.unpack_from(boot, _VISTA_BPB_AT)
    (number,) = _VISTA_CLUSTER.unpack_from(boot, _VISTA_CLUSTER_AT)
    return Layout.VISTA, (number * sector * cluster,)


def _volume(window: Window, at: int, layout: Layout, offsets: tuple[int, ...]) -> Volume | None:
    """The volume by the offsets that are told, and by those that a copy tells in turn."""
    blocks: dict[int, Block | CopyState] = {}
    to_read = list(offsets)
    while to_read and len(blocks) < _MOST_PLACES:
        offset = to_read.pop(0)
        if offset in blocks:
            continue
        blocks[offset] = block = _block(window, offset)
        # The boot sector may be damaged in part, and that of Vista tells of one copy only; a
        # copy knows all three places, even where its CRC is wrong for something else in it.
        if isinstance(block, Block):
            to_read.extend(block.offsets)
    best = _best([block for block in blocks.values() if isinstance(block, Block)])
    if best is None:
        return None
    # What a damaged copy says of the places may be wrong too.
    places = offsets if not best.sound and len(offsets) == COPIES else best.offsets
    first, second, third = (_copy(blocks.get(offset, CopyState.MISSING)) for offset in places)
    return Volume(at, window.size, layout, best, (first, second, third))


def _block(window: Source, offset: int) -> Block | CopyState:
    try:
        return read_block(window, offset)
    except NoBlockError:
        return CopyState.MISSING
    except BlockError:
        return CopyState.DAMAGED


def _best(blocks: list[Block]) -> Block | None:
    """The first copy whose CRC is right; else the first that reads at all."""
    for wanted in (True, None, False):
        for block in blocks:
            if block.sound is wanted:
                return block
    return None


def _copy(block: Block | CopyState) -> CopyState:
    if isinstance(block, CopyState):
        return block
    if block.sound is None:
        return CopyState.UNCHECKED
    return CopyState.SOUND if block.sound else CopyState.DAMAGED


def search(
    source: Source,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Iterator[Volume]:
    """Look for metadata anywhere, for drives whose first sectors are wiped; each volume once.

    Volumes of which no copy is sound come last.

    Args:
        source: the drive or image.
        progress: told the bytes gone through and the bytes there are.
        cancelled: asked between stretches of four megabytes, and wherever metadata may begin.

    Raises:
        OSError: the system could not read it.

    """
    found = _Found(source)
    for position in _positions(source, progress, cancelled):
        volume = found.by_copy(position)
        if volume is not None:
            yield volume
    for position, block in found.doubtful:
        if cancelled():
            return
        volume = found.new(position, block)
        if volume is not None:
            yield volume


def _positions(
    source: Source,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Iterator[int]:
    """Where in a drive metadata may begin."""
    at = 0
    while not cancelled():
        filled = source.data_from(at)
        at = min(max(at, filled - filled % _STEP), source.size)
        progress(at, source.size)
        data = source.read(at, _STRETCH)
        if not data:
            return
        for mark in _marks(data):
            if cancelled():
                return
            yield at + mark
        at += len(data)


def _marks(data: bytes) -> Iterator[int]:
    """Where metadata may begin: the mark at the start of a sector."""
    found = data.find(SIGNATURE)
    while found >= 0:
        if found % _STEP == 0:
            yield found
        found = data.find(SIGNATURE, found + 1)


class _Found:
    """What a search has come upon."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._starts: set[int] = set()
        self._copies: set[int] = set()
        # Where copies are missing, these tell which of the three is which.
        self._likely = {0, *(extent.start for extent in partitions(source))}
        self.doubtful: list[tuple[int, Block]] = []
        """Copies that are not sound, and where they stand."""

    def by_copy(self, position: int) -> Volume | None:
        """Return the volume to which a sound copy belongs; None where it is known already."""
        block = _block(self._source, position)
        if not isinstance(block, Block):
            return None
        if block.sound:
            return self.new(position, block)
        if len(self.doubtful) < _MOST_DOUBTFUL:
            self.doubtful.append((position, block))
        return None

    def new(self, position: int, block: Block) -> Volume | None:
        """Return the volume to which a copy belongs; None where it is known already."""
        volume = None if position in self._copies else self._by_copy(position, block)
        if volume is None or volume.at in self._starts:
            return None
        self._copies |= {volume.at + offset for offset in volume.block.offsets}
        self._starts.add(volume.at)
        return volume

    def _by_copy(self, position: int, block: Block) -> Volume | None:
        """The volume to which a copy belongs.

        A copy tells where the three stand in the volume, so it tells where the volume begins, once
        it is known which of the three it is: another one has to stand where that makes it stand.
        The three may be equally far apart, so that this does not always tell.
        """
        starts = dict.fromkeys(position - offset for offset in block.offsets if position >= offset)
        volumes = (volume_of(self._source, start, position - start) for start in starts)
        return max(
            (one for one in volumes if one is not None),
            key=lambda one: (_readable(one), one.at in self._likely, one.at % _ALIGNED == 0),
            default=None,
        )


def volume_of(source: Source, at: int, copy: int) -> Volume | None:
    """Read a volume by one copy of its metadata, where no boot sector tells anything.

    Args:
        source: the drive or image.
        at: where the volume begins in it, in bytes.
        copy: where the copy stands in the volume, in bytes.

    Raises:
        OSError: the system could not read it.

    """
    window = Window(source, at, source.size - at)
    return _volume(window, at, Layout.NO_BOOT_SECTOR, (copy,))


def _readable(volume: Volume) -> int:
    return sum(copy is not CopyState.MISSING for copy in volume.copies)
