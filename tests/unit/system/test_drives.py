# SPDX-License-Identifier: Apache-2.0
"""Which drives are offered, out of what each of the three systems tells."""

import os
import plistlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from recovery_assistant.drive.device import physical
from recovery_assistant.flow.lockout.proving import DriveKind
from recovery_assistant.system.drives import drives, of_linux, of_macos, of_windows
from unit.drive.test_device import DRIVES, Asked


class Linux:
    """A made-up /sys/class/block, /dev and /proc/mounts."""

    def __init__(self, folder: Path) -> None:
        self.blocks = folder / "sys" / "class" / "block"
        self.devices = folder / "dev"
        self.mounts = folder / "mounts"
        self._real = folder / "sys" / "devices"
        self.blocks.mkdir(parents=True)
        self.devices.mkdir()
        self.mounts.write_text("proc /proc proc rw 0 0\n")

    def add(
        self, name: str, sectors: str, *, bus: str = "pci0/ata1", vendor: str = "", model: str = "",
        removable: str = "0", whole: str = "", slaves: Sequence[str] = (),
    ) -> None:  # fmt: skip
        place = self._real / bus / (f"{whole}/{name}" if whole else name)
        place.mkdir(parents=True)
        (place / "size").write_text(f"{sectors}\n")
        (place / "removable").write_text(f"{removable}\n")
        if whole:
            (place / "partition").write_text("1\n")
        (place / "device").mkdir()
        if vendor:
            (place / "device" / "vendor").write_text(f"{vendor}\n")
        if model:
            (place / "device" / "model").write_text(f"{model}\n")
        if slaves:
            (place / "slaves").mkdir()
            for one in slaves:
                (place / "slaves" / one).symlink_to(self.blocks / one)
        (self.blocks / name).symlink_to(place)
        (self.devices / name).write_bytes(b"")

    def told(self) -> list[tuple[str, DriveKind, str, int | None, bool]]:
        found = of_linux(self.blocks, self.devices, self.mounts)
        return [(one.path.name, one.kind, one.name, one.size, one.readable) for one in found]


@pytest.fixture
def linux(tmp_path: Path) -> Linux:
    made = Linux(tmp_path)
    made.add("sda", "1000215216", vendor="ATA     ", model="WDC WDS500G2B0A ")
    made.add("sda1", "1024", whole="sda")
    made.add("sdb", "31267632", bus="pci0/usb2/2-1", vendor="SanDisk", model="Ultra")
    made.add("nvme0n1", "500118192", bus="pci0/nvme", model="SAMSUNG MZVL2512HCJQ")
    made.add("nvme0n1p2", "4096", bus="pci0/nvme", whole="nvme0n1")
    return made


def test_whole_drives_are_told_and_their_partitions_are_not(linux: Linux) -> None:
    assert linux.told() == [
        ("nvme0n1", DriveKind.BUILT_IN, "SAMSUNG MZVL2512HCJQ", 500_118_192 * 512, True),
        ("sda", DriveKind.BUILT_IN, "WDC WDS500G2B0A", 1_000_215_216 * 512, True),
        ("sdb", DriveKind.REMOVABLE, "SanDisk Ultra", 31_267_632 * 512, True),
    ]


@pytest.mark.parametrize("name", ["loop3", "ram0", "zram0", "sr0", "fd0", "dm-0", "md127", "nbd1"])
def test_made_up_drives_and_discs_are_left_out(linux: Linux, name: str) -> None:
    before = linux.told()
    linux.add(name, "4096")
    assert linux.told() == before


@pytest.mark.parametrize("size", ["0", "", "x", "-5", "\u0661"])
def test_a_card_reader_without_a_card_is_left_out(linux: Linux, size: str) -> None:
    before = linux.told()
    linux.add("sdc", size, vendor="Generic-", model="SD/MMC")
    assert linux.told() == before


def test_the_drive_that_the_system_runs_from_is_known_through_what_lies_between(
    linux: Linux,
) -> None:
    linux.add("dm-0", "4096", bus="virtual", slaves=["nvme0n1p2"])
    linux.mounts.write_text("/dev/dm-0 / ext4 rw 0 0\n/dev/sda1 /home ext4 rw 0 0\n")
    assert {name: kind for name, kind, *_ in linux.told()} == {
        "nvme0n1": DriveKind.SYSTEM,
        "sda": DriveKind.BUILT_IN,
        "sdb": DriveKind.REMOVABLE,
    }


def test_a_drive_without_a_table_may_be_the_one_the_system_runs_from(linux: Linux) -> None:
    linux.mounts.write_text("/dev/sdb / ext4 rw 0 0\n")
    assert ("sdb", DriveKind.SYSTEM) in [(name, kind) for name, kind, *_ in linux.told()]


def test_a_drive_that_may_not_be_read_is_told_all_the_same(
    linux: Linux, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _how: path.name != "sdb")
    assert [(name, readable) for name, *_, readable in linux.told()] == [
        ("nvme0n1", True), ("sda", True), ("sdb", False),
    ]  # fmt: skip


def test_names_are_text_from_outside_and_have_a_bound(linux: Linux) -> None:
    linux.add("sdd", "8", model="x" * 500)
    linux.add("sde", "8", vendor="0x1af4")
    told = {name: said for name, _, said, *_ in linux.told()}
    assert len(told["sdd"]) == 60
    assert told["sde"] == ""


def test_a_system_that_tells_nothing_has_no_drives(tmp_path: Path) -> None:
    assert list(of_linux(tmp_path / "no", tmp_path, tmp_path / "no")) == []


def test_the_drives_of_this_very_machine_can_be_asked_for() -> None:
    found = drives()
    assert [one.kind for one in found] == sorted(
        (one.kind for one in found),
        key=[DriveKind.REMOVABLE, DriveKind.BUILT_IN, DriveKind.SYSTEM].index,
    )
    assert all(one.path.exists() for one in found)


def test_windows_tells_its_drives_and_which_is_its_own() -> None:
    found = list(of_windows(Asked(DRIVES), "C:"))
    assert [(one.path, one.kind, one.name, one.size, one.readable) for one in found] == [
        (physical(0), DriveKind.SYSTEM, "Samsung SSD 980", 512_110_190_592, False),
        (physical(1), DriveKind.REMOVABLE, "SanDisk Ultra", 16_008_609_792, False),
        (physical(5), DriveKind.REMOVABLE, "A B", 1_000, False),
    ]


def test_windows_that_does_not_name_its_own_drive_has_it_built_in() -> None:
    assert next(of_windows(Asked(DRIVES), "Q:")).kind is DriveKind.BUILT_IN


MAC: dict[tuple[str, ...], dict[str, object]] = {
    ("info", "-plist", "/"): {"ParentWholeDisk": "disk3"},
    ("list", "-plist", "physical"): {"WholeDisks": ["disk3", "disk4", "disk5", "../x", 7]},
    ("info", "-plist", "disk3"): {"MediaName": "APPLE SSD", "TotalSize": 500, "Internal": True},
    ("info", "-plist", "disk4"): {
        "MediaName": " Extreme ", "TotalSize": 16, "Internal": False,
        "RemovableMediaOrExternalDevice": True,
    },
    ("info", "-plist", "disk5"): {"MediaName": 7, "TotalSize": "big", "Internal": True},
}  # fmt: skip


def test_macos_tells_its_drives_by_their_raw_names(tmp_path: Path) -> None:
    found = of_macos(lambda words: plistlib.dumps(MAC[tuple(words)]), tmp_path)
    assert [(one.path.name, one.kind, one.name, one.size) for one in found] == [
        ("rdisk3", DriveKind.SYSTEM, "APPLE SSD", 500),
        ("rdisk4", DriveKind.REMOVABLE, "Extreme", 16),
        ("rdisk5", DriveKind.BUILT_IN, "", None),
    ]


@pytest.mark.parametrize(
    "printed", [b"", b"<plist>", b"\xff\xfe", plistlib.dumps([1]), b"bplist00"]
)
def test_macos_that_prints_nonsense_has_no_drives(printed: bytes) -> None:
    assert list(of_macos(lambda _words: printed)) == []
