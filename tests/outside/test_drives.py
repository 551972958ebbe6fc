# SPDX-License-Identifier: Apache-2.0
"""Volumes on real block devices of Linux: loop devices, with sectors of either size."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drives.disks import MEGABYTE, Partition, gpt
from drives.volumes import FEW_ROUNDS, new_key, one_key
from outside.conftest import require_parts
from recovery_assistant.drive.image import read_image
from recovery_assistant.drive.outcomes import DriveProblem, Image, Opens
from recovery_assistant.drive.proof import check

Attach = Callable[[bytes, int], Path]
KEY = new_key(5)
NOBODY = 65_534


@pytest.fixture
def attach(tmp_path: Path) -> Iterator[Attach]:
    """Hang an image on this machine as a drive that can only be read."""
    require_parts({"mount": ("losetup", "/usr/sbin/losetup")})
    if os.geteuid() != 0:
        pytest.skip("needs root, to make loop devices")
    made: list[str] = []

    def attached(image: bytes, sector: int) -> Path:
        file = tmp_path / f"image-{len(made)}"
        file.write_bytes(image)
        command = ["losetup", "--read-only", "--sector-size", str(sector), "--find", "--show"]
        done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no loop device to be had: {done.stderr.strip()}")
        made.append(done.stdout.strip())
        return Path(made[-1])

    try:
        yield attached
    finally:
        for device in made:
            subprocess.run(["losetup", "--detach", device], check=True)


@pytest.mark.parametrize("sector", [512, 4096])
def test_a_volume_on_a_block_device_is_read_and_its_key_proved(attach: Attach, sector: int) -> None:
    disk = gpt(4 * MEGABYTE, [Partition(MEGABYTE, one_key(KEY).image())], sector=sector)
    found = read_image(attach(bytes(disk), sector))
    assert isinstance(found, Image)
    (volume,) = found.volumes
    assert volume.at == MEGABYTE
    assert isinstance(check(volume, KEY, rounds=FEW_ROUNDS), Opens)


def test_a_drive_whose_first_sectors_are_wiped_is_searched(attach: Attach) -> None:
    image = bytes(4096) + one_key(KEY).image()[4096:]
    path = attach(image, 512)
    assert read_image(path) is DriveProblem.NO_VOLUME
    found = read_image(path, search_all=True)
    assert isinstance(found, Image)
    assert found.searched


def test_an_ordinary_user_is_told_that_rights_are_missing(attach: Attach) -> None:
    path = attach(one_key(KEY).image(), 512)
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from recovery_assistant.drive.image import read_image\n"
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n"
        "print(read_image(Path(sys.argv[1])).value)\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "no-rights"
