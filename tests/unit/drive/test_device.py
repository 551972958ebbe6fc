# SPDX-License-Identifier: Apache-2.0
"""What Windows answers about its drives, with answers laid out as its headers say."""

import struct
from pathlib import Path

import pytest

from recovery_assistant.drive import device
from recovery_assistant.drive.device import Described

GEOMETRY, NUMBER, PROPERTY, LENGTH = 0x700A0, 0x2D1080, 0x2D1400, 0x7405C


def geometry(size: int) -> bytes:
    return struct.pack("<qIIIIq", 60_801, 12, 255, 63, 512, size)


def described(vendor: str, product: str, *, bus: int = 11, removable: bool = False) -> bytes:
    texts = b"\0" + vendor.encode() + b"\0" + product.encode() + b"\0"
    at = 44
    vendor_at = at + 1 if vendor else 0
    return (
        struct.pack(
            "<IIBBBBIIIII", 44, 44, 0, 0, removable, 1, vendor_at, at + 2 + len(vendor), 0, 0, bus
        ).ljust(at, b"\0")
        + texts
    )


class Asked:
    """A Windows that answers what it is told to, and counts what stays open."""

    def __init__(
        self,
        answers: dict[str, dict[int, bytes]],
        *,
        administrator: bool = False,
    ) -> None:
        self._answers = answers
        self._administrator = administrator
        self._open: dict[int, str] = {}
        self.asked: list[tuple[str, int, bytes]] = []
        self._next = 100

    @property
    def still_open(self) -> int:
        return len(self._open)

    def open(self, path: str, *, read: bool) -> int | None:
        if path not in self._answers or (read and not self._administrator):
            return None
        self._next += 1
        self._open[self._next] = path
        return self._next

    def ask(self, handle: int, code: int, question: bytes, longest: int) -> bytes | None:
        path = self._open[handle]
        self.asked.append((path, code, question))
        answer = self._answers[path].get(code)
        return None if answer is None else answer[:longest]

    def close(self, handle: int) -> None:
        del self._open[handle]


DRIVES = {
    r"\\.\PhysicalDrive0": {
        GEOMETRY: geometry(512_110_190_592),
        PROPERTY: described("", "Samsung SSD 980", bus=17),
    },
    r"\\.\PhysicalDrive1": {
        GEOMETRY: geometry(16_008_609_792),
        PROPERTY: described("SanDisk ", "Ultra   ", bus=7, removable=True),
    },
    # A card reader without a card, and a drive in a USB case that calls itself fixed.
    r"\\.\PhysicalDrive2": {PROPERTY: described("Generic-", "SD/MMC", bus=7, removable=True)},
    r"\\.\PhysicalDrive5": {GEOMETRY: geometry(1_000), PROPERTY: described("A", "B", bus=7)},
    r"\\.\C:": {NUMBER: struct.pack("<III", 7, 0, 3)},
    r"\\.\D:": {NUMBER: struct.pack("<III", 7, 1, 1)},
    r"\\.\R:": {NUMBER: struct.pack("<III", 7, 0xFFFFFFFF, 0)},
    r"\\.\S:": {NUMBER: b"\1\2"},
    r"\\.\T:": {},
}


@pytest.mark.parametrize("administrator", [False, True])
def test_drives_are_told_with_name_size_and_kind(*, administrator: bool) -> None:
    kernel = Asked(DRIVES, administrator=administrator)
    assert list(device.described(kernel)) == [
        Described(0, "Samsung SSD 980", 512_110_190_592, removable=False, readable=administrator),
        Described(1, "SanDisk Ultra", 16_008_609_792, removable=True, readable=administrator),
        Described(5, "A B", 1_000, removable=True, readable=administrator),
    ]
    assert not kernel.still_open


def test_the_question_about_the_name_is_the_standard_one() -> None:
    kernel = Asked(DRIVES)
    list(device.described(kernel))
    assert {question for _, code, question in kernel.asked if code == PROPERTY} == {bytes(12)}


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"short",
        described("x" * 10, "y")[:30],
        struct.pack("<IIBBBBIIIII", 0, 0, 0, 0, 0, 0, 9999, 44, 0, 0, 1),
    ],
)
def test_an_answer_of_any_length_is_a_drive_without_a_name(answer: bytes) -> None:
    kernel = Asked({r"\\.\PhysicalDrive0": {GEOMETRY: geometry(5), PROPERTY: answer}})
    assert [one.name for one in device.described(kernel)] == [""]


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("D:", 1),
        ("d:", 1),
        ("D:\\", 1),
        (r"\\.\D:", 1),
        (r"\\?\C:\ ".strip(), 0),
        ("R:", None),  # of several drives
        ("S:", None),
        ("T:", None),
        ("X:", None),
        (r"\\.\PhysicalDrive1", None),
        ("D:\\file.img", None),
        ("image.bin", None),
    ],
)
def test_a_letter_leads_to_the_drive_behind_it(path: str, number: int | None) -> None:
    kernel = Asked(DRIVES)
    assert device.drive_of_letter(kernel, path) == number
    assert not kernel.still_open


def test_a_drive_is_opened_by_its_number() -> None:
    assert str(device.physical(3)) == r"\\.\PhysicalDrive3"


@pytest.mark.parametrize(
    ("answer", "expected"), [((7 << 40).to_bytes(8, "little"), 7 << 40), (b"1", None)]
)
def test_the_length_of_a_drive_is_64_bits(answer: bytes, expected: int | None) -> None:
    kernel = Asked({"x": {LENGTH: answer}})
    handle = kernel.open("x", read=False)
    assert handle is not None
    assert device.length(kernel, handle) == expected


def test_a_file_is_no_drive_of_macos(tmp_path: Path) -> None:
    file = tmp_path / "image"
    file.write_bytes(b"x")
    with file.open("rb") as opened, pytest.raises(OSError, match=r"Errno|ioctl"):
        device.size_on_macos(opened.fileno())
