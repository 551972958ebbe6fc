# SPDX-License-Identifier: Apache-2.0
"""What a file is, told by its first bytes and never by its name."""

import struct
from enum import Enum

_BEK_HEADER = struct.Struct("<IIII")
_BEK_SMALLEST = 48
_BEK_LARGEST = 4096
_ZIP_LOOK = 4096


class FileKind(Enum):
    """A kind of file in which no plain text can be expected."""

    BEK = "bek"
    PDF = "pdf"
    OFFICE = "office"
    OLD_OFFICE = "old-office"
    ARCHIVE = "archive"
    IMAGE = "image"
    PROGRAM = "program"
    DRIVE_IMAGE = "drive-image"


_STARTS: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", FileKind.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OLD_OFFICE),
    (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF87a", FileKind.IMAGE),
    (b"GIF89a", FileKind.IMAGE),
    (b"II*\0", FileKind.IMAGE),
    (b"MM\0*", FileKind.IMAGE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"\x1f\x8b\x08", FileKind.ARCHIVE),
    (b"\xfd7zXZ\0", FileKind.ARCHIVE),
    (b"\x7fELF", FileKind.PROGRAM),
)

# ISO media brands of the formats in which telephones store photographs.
_PHOTO_BRANDS = (b"heic", b"heix", b"mif1", b"avif", b"hevc")


def _is_bek(data: bytes) -> bool:
    """Whether the header describes a key file of exactly this length."""
    if not _BEK_SMALLEST <= len(data) <= _BEK_LARGEST:
        return False
    size, version, header, copy = _BEK_HEADER.unpack_from(data)
    return (size, version, header, copy) == (len(data), 1, _BEK_SMALLEST, len(data))


def _is_other_image(data: bytes) -> bool:
    """Know formats whose mark stands further in, or is too short to trust alone."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return True
    if data[4:8] == b"ftyp" and data[8:12] in _PHOTO_BRANDS:
        return True
    return data[:2] == b"BM" and data[6:10] == b"\0\0\0\0"


def kind_of(data: bytes) -> FileKind | None:
    """Tell which kind of non-text file this is; `None` where it may well be text.

    Args:
        data: the whole file, or at least its first few kilobytes (a key file is only recognised
            when it is whole).

    """
    if _is_bek(data):
        return FileKind.BEK
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data.startswith(b"PK\x03\x04"):
        head = data[:_ZIP_LOOK]
        is_office = b"[Content_Types].xml" in head or b"mimetypeapplication/vnd.oasis" in head
        return FileKind.OFFICE if is_office else FileKind.ARCHIVE
    if data[3:11] == b"-FVE-FS-":
        return FileKind.DRIVE_IMAGE
    if data[:2] == b"MZ" and b"\0" in data[:64]:
        return FileKind.PROGRAM
    return FileKind.IMAGE if _is_other_image(data) else None
