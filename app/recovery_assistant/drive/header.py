# SPDX-License-Identifier: Apache-2.0
"""A small file with the metadata of a volume and nothing of its data.

It is made on the PC where the drive is, and a key is checked against it on another one. It holds
the boot sector and the copies of the metadata as they stand on the drive: who may open it, in
sealed form, and what Windows wrote of the computer. No key and none of the drive's data is in it;
whoever has it can try keys on it, as on the drive itself.

Layout, all numbers little-endian: the mark `_MARK`, the size of the volume (64 bits), the number
of pieces (32 bits), and for each piece its offset in the volume (64 bits) and length (32 bits);
then the pieces, and at the end the SHA-256 of everything before it.
"""

import hashlib
import struct
from typing import Final

from recovery_assistant.drive.metadata import Block, BlockError, read_block
from recovery_assistant.drive.source import Source, Window
from recovery_assistant.drive.volume import Layout, Volume, volume_at, volume_of

_ANY_VERSION: Final = b"BitLocker metadata, made by Recovery Assistant, version "
_MARK: Final = _ANY_VERSION + b"1\r\n\x1a\0\0\0\0"
_HEAD: Final = struct.Struct("<QI")
_ROW: Final = struct.Struct("<QI")
_MOST_PIECES: Final = 8
_LARGEST_PIECE: Final = 2 * 1024 * 1024
_DIGEST: Final = 32
_BOOT: Final = 512
_RECORD: Final = 8
LARGEST: Final = 8 * 1024 * 1024


class HeaderError(ValueError):
    """A header file that was changed, cut off, or made by a newer version."""


def is_header(source: Source) -> bool:
    """Whether this is a header file, sound or not, of this version or a newer one."""
    return source.read(0, len(_ANY_VERSION)) == _ANY_VERSION


def export(source: Source, volume: Volume) -> bytes:
    """Return the header file of a volume.

    Args:
        source: what the volume was read from, containers unwrapped.
        volume: the volume, as read.

    Raises:
        OSError: the system could not read it.

    """
    window = Window(source, volume.at, volume.size)
    pieces: list[tuple[int, bytes]] = []
    if volume.layout is not Layout.NO_BOOT_SECTOR:
        pieces.append((0, window.read(0, _BOOT)))
    pieces.extend(
        (block.at, window.read(block.at, _length(block))) for block in _blocks(window, volume)
    )
    head = _MARK + _HEAD.pack(volume.size, len(pieces))
    head += b"".join(_ROW.pack(at, len(data)) for at, data in pieces)
    body = head + b"".join(data for _, data in pieces)
    return body + hashlib.sha256(body).digest()


def _length(block: Block) -> int:
    """A damaged copy may name any size: behind what it is filled with may be data of the drive."""
    return block.size + _RECORD if block.sound else block.filled


def _blocks(window: Source, volume: Volume) -> list[Block]:
    """Every sound copy, or the best one where none is; offsets that repeat are taken once."""
    if not volume.block.sound:
        return [volume.block]
    blocks = []
    for at in dict.fromkeys((volume.block.at, *volume.block.offsets)):
        try:
            blocks.append(read_block(window, at))
        except BlockError:
            continue
    return [block for block in blocks if block.sound]


class _Pieces:
    """A volume of which only a few pieces are there; the rest is zeros."""

    def __init__(self, size: int, pieces: list[tuple[int, bytes]]) -> None:
        self._size = size
        self._pieces = pieces

    @property
    def size(self) -> int:
        """How many bytes the volume has."""
        return self._size

    def read(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset` on, fewer only at the end."""
        if offset < 0 or size <= 0 or offset >= self._size:
            return b""
        size = min(size, self._size - offset, LARGEST)
        data = bytearray(size)
        for at, piece in self._pieces:
            start, end = max(at, offset), min(at + len(piece), offset + size)
            if start < end:
                data[start - offset : end - offset] = piece[start - at : end - at]
        return bytes(data)

    def data_from(self, offset: int) -> int:
        """Return where the next piece stands."""
        ends = (max(at, offset) for at, piece in self._pieces if at + len(piece) > offset)
        return min(ends, default=self._size)


def volume_in(source: Source) -> Volume | None:
    """Return the volume in a header file; None where none of its copies reads.

    Raises:
        HeaderError: it was changed, cut off, or is too large to be one.
        OSError: the system could not read it.

    """
    if source.size > LARGEST:
        raise HeaderError("too large")
    data = source.read(0, source.size)
    body, digest = data[:-_DIGEST], data[-_DIGEST:]
    if hashlib.sha256(body).digest() != digest or len(body) < len(_MARK) + _HEAD.size:
        raise HeaderError("changed or cut off")
    if not body.startswith(_MARK):
        raise HeaderError("of another version")
    size, count = _HEAD.unpack_from(body, len(_MARK))
    at = len(_MARK) + _HEAD.size
    if count > _MOST_PIECES or len(body) < at + count * _ROW.size:
        raise HeaderError("pieces")
    rows = [_ROW.unpack_from(body, at + n * _ROW.size) for n in range(count)]
    at += count * _ROW.size
    pieces: list[tuple[int, bytes]] = []
    for offset, length in rows:
        if length > _LARGEST_PIECE or at + length > len(body):
            raise HeaderError("piece")
        pieces.append((offset, body[at : at + length]))
        at += length
    volume = _Pieces(size, pieces)
    found = volume_at(volume, 0, size)
    if isinstance(found, Volume):
        return found
    # Of a drive whose boot sector is wiped, the copies alone are here.
    wholes = (volume_of(volume, 0, at) for at, _ in pieces)
    return next((one for one in wholes if one is not None), None)
