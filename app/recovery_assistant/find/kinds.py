# SPDX-License-Identifier: Apache-2.0
"""What a file is, told by its first bytes and never by its name."""

import re
from enum import Enum
from typing import Final

from recovery_assistant.find.bek import is_key_file

_LOOK: Final = 4096


class FileKind(Enum):
    """A kind of file that cannot be read as the text it is."""

    BEK = "bek"
    PDF = "pdf"
    OFFICE = "office"
    OLD_OFFICE = "old-office"
    ARCHIVE = "archive"
    IMAGE = "image"
    PROGRAM = "program"
    DRIVE_IMAGE = "drive-image"
    RICH_TEXT = "rich-text"
    MAIL = "mail"
    """One message, a mailbox of many, or a web page that was saved as one."""


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
    (b"{\\rtf", FileKind.RICH_TEXT),
)

# The first line of a message: that of a mailbox, the number of bytes that Apple writes first, or a
# header. Then lines of header follow, one of them a name that notes do not have.
_MAIL_START: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:From [^\r\n]{1,200}\r?\n|[0-9]{1,10} *\r?\n)?"
    rb"(?=((?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]{0,4000}\n(?:[ \t][^\n]{0,4000}\n){0,60}+)+))"
)
_MAIL_NAME: Final = re.compile(
    rb"^(?:MIME-Version|Message-ID|Received|Return-Path|Content-Transfer-Encoding):",
    re.IGNORECASE | re.MULTILINE,
)

# ISO media brands of the formats in which telephones store photographs.
_PHOTO_BRANDS = (b"heic", b"heix", b"mif1", b"avif", b"hevc")


def _is_other_image(data: bytes) -> bool:
    """Know formats whose mark stands further in, or is too short to trust alone."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return True
    if data[4:8] == b"ftyp" and data[8:12] in _PHOTO_BRANDS:
        return True
    return data[:2] == b"BM" and data[6:10] == b"\0\0\0\0"


def _is_mail(data: bytes) -> bool:
    """Whether it begins with the header of a message."""
    # The line end makes a line whole that was cut off.
    head = data[:_LOOK]
    start = _MAIL_START.match(head + b"\n")
    return start is not None and _MAIL_NAME.search(start[1]) is not None


def _other_kind(data: bytes) -> FileKind | None:
    if _is_other_image(data):
        return FileKind.IMAGE
    return FileKind.MAIL if _is_mail(data) else None


def kind_of(data: bytes) -> FileKind | None:
    """Tell which kind of file this is; `None` where it may well be text, tags included.

    Args:
        data: the whole file, or at least its first few kilobytes (a key file is only recognised
            when it is whole).

    """
    if is_key_file(data):
        return FileKind.BEK
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data.startswith(b"PK\x03\x04"):
        head = data[:_LOOK]
        is_office = b"[Content_Types].xml" in head or b"mimetypeapplication/vnd.oasis" in head
        return FileKind.OFFICE if is_office else FileKind.ARCHIVE
    if data[3:11] == b"-FVE-FS-":
        return FileKind.DRIVE_IMAGE
    if data[:2] == b"MZ" and b"\0" in data[:64]:
        return FileKind.PROGRAM
    return _other_kind(data)
