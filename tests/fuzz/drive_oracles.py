# SPDX-License-Identifier: Apache-2.0
"""What must hold for anything that is given to the reader of drives.

No exception but those it declares, no read beyond the bounds, no read of an unchecked size, no
loop without end: all reads together are counted, and what comes out is a value of the right kind.
"""

import contextlib
import hashlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, NamedTuple

from drives.disks import Partition, dynamic_vhd, extended, fixed_vhd, gpt, mbr, vhdx
from drives.volumes import Volume, check, new_key, one_key, other, recovery
from recovery_assistant.drive.containers import Declined
from recovery_assistant.drive.header import HeaderError, export, is_header, volume_in
from recovery_assistant.drive.image import read_source
from recovery_assistant.drive.metadata import Block, BlockError, ProtectorType, read_block
from recovery_assistant.drive.outcomes import DriveProblem, Image
from recovery_assistant.drive.proof import check as check_key
from recovery_assistant.drive.source import Bytes
from recovery_assistant.drive.volume import COPIES, Layout

LARGEST_READ: Final = 4 * 1024 * 1024
"""A megabyte of metadata and a table of partitions are the largest there are; a search reads 4."""
MOST_READS: Final = 4_000
MOST_BYTES: Final = 64 * 1024 * 1024
KEY: Final = new_key(1)
ROUNDS: Final = 2


class Counted:
    """A source that watches what is asked of it."""

    def __init__(self, data: bytes, patches: Mapping[int, bytes] = MappingProxyType({})) -> None:
        self._data = data
        self._patches = patches
        self.reads = 0
        self.bytes = 0

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self._data)

    def data_from(self, offset: int) -> int:
        """Return `offset`: there are no holes."""
        return min(offset, len(self._data))

    def read(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset` on, and count."""
        assert size <= LARGEST_READ, f"a read of {size} bytes"
        self.reads += 1
        assert self.reads <= MOST_READS, "reads without end"
        if offset < 0 or size <= 0:
            return b""
        piece = self._data[offset : offset + size]
        self.bytes += len(piece)
        assert self.bytes <= MOST_BYTES, "more bytes than anybody has to read"
        for at, patch in self._patches.items():
            start, end = max(at, offset), min(at + len(patch), offset + len(piece))
            if start < end:
                piece = (
                    piece[: start - offset] + patch[start - at : end - at] + piece[end - offset :]
                )
        return piece


def check_metadata(data: bytes) -> None:
    """A copy of the metadata: a block within its bounds, or `BlockError`."""
    source = Counted(data)
    try:
        block = read_block(source, 0)
    except BlockError:
        return
    assert isinstance(block, Block)
    assert block.size <= len(data)
    assert sum(len(one.name) for one in block.protectors) <= len(data)
    for protector in block.protectors:
        assert len(protector.key_id.hex) == 32
        assert protector.salt is None or len(protector.salt) == 16
        assert protector.sealed is None or len(protector.sealed.data) <= len(data)


class Template(NamedTuple):
    """Something whole, and the stretches of it that are worth breaking."""

    data: bytes
    stretches: tuple[tuple[int, int], ...]
    gpt: bool = False


SMALL: Final = Volume(
    (other(ProtectorType.TPM), recovery(KEY)),
    ROUNDS,
    size=0x8000,
    places=(0x1000, 0x3000, 0x5000),
)
_BLOCK: Final = len(SMALL.block()) + 8
_IN_VOLUME: Final = ((0, 512), *((at, _BLOCK) for at in SMALL.places))


def _shifted(start: int) -> tuple[tuple[int, int], ...]:
    return tuple((start + at, size) for at, size in _IN_VOLUME)


def _templates() -> tuple[Template, ...]:
    image = SMALL.image()
    kinds = [
        Template(replace(SMALL, layout=layout).image(), _IN_VOLUME)
        for layout in Layout
        if layout is not Layout.NO_BOOT_SECTOR
    ]
    at = 0x10000
    parts = [Partition(at, image)]
    table = ((0, 512), (512, 92), (1024, 512))
    whole = bytes(gpt(0x40000, parts))
    kinds.append(Template(whole, (*table, *_shifted(at)), gpt=True))
    kinds.append(Template(bytes(mbr(0x20000, parts)), ((446, 66), *_shifted(at))))
    logical = [Partition(0x8200, image), Partition(0x14000, image)]
    chain = bytes(extended(0x20000, 0x8000, logical))
    kinds.append(Template(chain, ((446, 66), (0x8000 + 446, 66), (0x14000 - 512 + 446, 66))))
    fixed = fixed_vhd(image)
    kinds.append(Template(fixed, ((len(image), 512), (0, 512))))
    dynamic = dynamic_vhd(image, block=4096)
    kinds.append(Template(dynamic, ((0, 2048), (len(dynamic) - 512, 512))))
    kilo = 1024
    kinds.append(
        Template(
            vhdx(image),
            (
                (64 * kilo, 80),
                (128 * kilo, 80),
                (192 * kilo, 128),
                (256 * kilo, 128),
                (2048 * kilo, 64),
                (3072 * kilo, 160),
                (3136 * kilo, 32),
            ),
        )
    )
    read = read_source(Bytes(image))
    assert isinstance(read, Image)
    header = export(Bytes(image), read.volumes[0])
    kinds.append(Template(header, ((0, 256),)))
    return tuple(kinds)


TEMPLATES: Final = _templates()


def check_disk(data: bytes) -> None:
    """A disk, image or header file broken at places that count: a value, whatever it is."""
    if not data:
        return
    template = TEMPLATES[data[0] % len(TEMPLATES)]
    flags = data[1] if len(data) > 1 else 0
    patches = dict(_patches(template, data[2:]))
    if template.gpt and flags & 1:
        _mend_gpt(template.data, patches)
    whole = template.data
    if flags & 2:
        whole = whole[: int.from_bytes(data[-3:], "little") % (len(whole) + 1)]
    source = Counted(whole, patches)
    found = read_source(source, search_all=bool(flags & 4))
    if not isinstance(found, Image):
        assert isinstance(found, Declined | DriveProblem)
        return
    for volume in found.volumes:
        assert volume.at >= 0
        assert len(volume.copies) == COPIES
        assert volume.description is not None
        if flags & 8:
            # Whatever was read: a well-formed key is judged, and a wrong one never opens.
            check_key(volume, KEY, rounds=ROUNDS)
            other_key = check_key(volume, new_key(2), rounds=ROUNDS)
            assert type(other_key).__name__ != "Opens"


def check_header(data: bytes) -> None:
    """A header file: a volume, None, or `HeaderError`, its sum right or not."""
    summed = data + hashlib.sha256(data).digest()
    for whole in (data, summed):
        source = Counted(whole)
        is_header(source)
        with contextlib.suppress(HeaderError):
            volume_in(source)


def _patches(template: Template, data: bytes) -> list[tuple[int, bytes]]:
    """Read patches off the input: where in the stretches, how long, what."""
    total = sum(size for _, size in template.stretches)
    found = []
    at = 0
    while at + 3 <= len(data):
        place = int.from_bytes(data[at : at + 2], "little") % total
        length = 1 + data[at + 2] % 8
        patch = data[at + 3 : at + 3 + length]
        if not patch:
            break
        for start, size in template.stretches:
            if place < size:
                found.append((start + place, patch))
                break
            place -= size
        at += 3 + length
    return found


def _mend_gpt(data: bytes, patches: dict[int, bytes]) -> None:
    """Make the checks of a patched GPT right again, so that what stands in it is looked at."""
    patched = Counted(data, patches)
    head = bytearray(patched.read(512, 92))
    rows_at, rows, row_size = struct.unpack_from("<QII", head, 72)
    if rows * row_size <= LARGEST_READ and rows_at < 1 << 50:
        table = patched.read(rows_at * 512, rows * row_size)
        head[88:92] = struct.pack("<I", zlib.crc32(table))
    (length,) = struct.unpack_from("<I", head, 12)
    head[16:20] = bytes(4)
    head[16:20] = struct.pack("<I", zlib.crc32(head[: min(length, 92)]))
    for at in [at for at in patches if 512 <= at < 604]:
        del patches[at]
    patches[512] = bytes(head)


SEEDS: Final[Mapping[str, tuple[bytes, ...]]] = MappingProxyType(
    {
        "metadata": tuple(
            volume.block() + check(volume.block())
            for volume in (
                SMALL,
                replace(SMALL, layout=Layout.VISTA),
                replace(one_key(KEY, ROUNDS), states=(3, 1), description=None),
                Volume(tuple(other(kind) for kind in ProtectorType)),
            )
        ),
        "disk": tuple(
            bytes([number, flags, 0, 0, 0, 0xEB])
            for number in range(len(TEMPLATES))
            for flags in (0, 1, 12)
        ),
        "header": (TEMPLATES[-1].data[:-32],),
    }
)
