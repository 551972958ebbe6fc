# SPDX-License-Identifier: Apache-2.0
"""What a file is, told by its content."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.find.kinds import FileKind, kind_of


def bek(length: int = 156, version: int = 1) -> bytes:
    """Lay out a key file's header, with zeros for its content."""
    header = struct.pack("<IIII", length, version, 48, length)
    return header + bytes(length - len(header))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", FileKind.OFFICE),
        (
            b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text",
            FileKind.OFFICE,
        ),
        (b"PK\x03\x04" + bytes(26) + b"holiday.txt", FileKind.ARCHIVE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OLD_OFFICE),
        (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
        (b"\xff\xd8\xff\xe0", FileKind.IMAGE),
        (b"RIFF\x10\0\0\0WEBPVP8 ", FileKind.IMAGE),
        (b"\0\0\0\x18ftypheic", FileKind.IMAGE),
        (b"BM\x10\0\0\0\0\0\0\0", FileKind.IMAGE),
        (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
        (b"\x7fELF", FileKind.PROGRAM),
        (b"MZ\x90\0", FileKind.PROGRAM),
        (b"\xeb\x58\x90-FVE-FS-\0", FileKind.DRIVE_IMAGE),
        (bek(156), FileKind.BEK),
        (bek(180), FileKind.BEK),
    ],
)
def test_a_file_is_known_by_its_first_bytes(data: bytes, kind: FileKind) -> None:
    assert kind_of(data) is kind


@pytest.mark.parametrize(
    "data",
    [b"", b"Identifier:", b"BMW is not a picture", b"MZ, he wrote", bek() + b"x", bek(version=2)],
)
def test_a_text_is_not_taken_for_anything_else(data: bytes) -> None:
    assert kind_of(data) is None


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    kind_of(data)
