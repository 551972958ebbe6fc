# SPDX-License-Identifier: Apache-2.0
"""Where a folder lies, told from a model of what Linux says of its drives."""

from pathlib import Path

import pytest

from recovery_assistant.flow.copies.answers import Whereabouts
from recovery_assistant.system.whereabouts import is_networked, of_device, whereabouts

USB = "devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host4/target4:0:0/4:0:0:0/block/sdb"
SATA = "devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda"
CARD = "devices/pci0000:00/0000:02:00.0/rtsx_pci_sdmmc.0/mmc_host/mmc0/mmc0:0001/block/mmcblk0"


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    """Model /sys with a drive built in, one in a USB case that calls itself fixed, and a card."""
    names = tmp_path / "class" / "block"
    names.mkdir(parents=True)
    for place, removable in ((USB, "0"), (SATA, "0"), (CARD, "1")):
        drive = tmp_path / place
        part = drive / f"{drive.name}1"
        part.mkdir(parents=True)
        (drive / "removable").write_text(f"{removable}\n")
        for one in (drive, part):
            (names / one.name).symlink_to(one)
    return names


def encrypted(devices: Path, name: str, *below: str) -> None:
    """Add an encrypted or joined drive over others."""
    slaves = devices.parent.parent / "devices" / "virtual" / "block" / name / "slaves"
    slaves.mkdir(parents=True)
    for one in below:
        (slaves / one).symlink_to((devices / one).resolve())
    (devices / name).symlink_to(slaves.parent)


@pytest.mark.parametrize(
    ("device", "where"),
    [
        ("/dev/sda1", Whereabouts.THIS_PC),
        ("/dev/sda", Whereabouts.THIS_PC),
        ("/dev/sdb1", Whereabouts.REMOVABLE),
        ("/dev/mmcblk01", Whereabouts.REMOVABLE),
        ("/dev/nothing", Whereabouts.UNKNOWN),
        ("tmpfs", Whereabouts.UNKNOWN),
        ("", Whereabouts.UNKNOWN),
    ],
)
def test_a_drive_is_where_its_plug_is(devices: Path, device: str, where: Whereabouts) -> None:
    assert of_device(device, devices) is where


def test_an_encrypted_drive_is_where_the_one_below_is(devices: Path) -> None:
    encrypted(devices, "dm-0", "sdb1")
    encrypted(devices, "dm-1", "sda1")
    assert of_device("/dev/dm-0", devices) is Whereabouts.REMOVABLE
    assert of_device("/dev/dm-1", devices) is Whereabouts.THIS_PC


def test_drives_joined_across_places_are_nowhere_for_certain(devices: Path) -> None:
    encrypted(devices, "md0", "sda1", "sdb1")
    assert of_device("/dev/md0", devices) is Whereabouts.UNKNOWN


def test_a_drive_without_anything_said_of_it_is_unknown(devices: Path) -> None:
    (devices.parent.parent / SATA / "removable").unlink()
    assert of_device("/dev/sda1", devices) is Whereabouts.UNKNOWN


@pytest.mark.parametrize("kind", ["cifs", "CIFS", "nfs4", "9p", "fuse.sshfs"])
def test_what_lies_on_another_machine_is_on_the_network(kind: str) -> None:
    assert is_networked(kind)


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "vfat", "exfat", "ntfs3", "fuseblk", "tmpfs"])
def test_a_file_system_of_this_pc_is_not(kind: str) -> None:
    assert not is_networked(kind)


def test_a_file_that_is_not_there_yet_lies_where_its_folder_does(tmp_path: Path) -> None:
    assert whereabouts(tmp_path / "none" / "yet" / "keys.age") is whereabouts(tmp_path)


def test_a_name_that_the_system_does_not_take_lies_where_its_folder_does(tmp_path: Path) -> None:
    assert whereabouts(tmp_path / ("x" * 300)) is whereabouts(tmp_path)
