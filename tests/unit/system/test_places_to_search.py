# SPDX-License-Identifier: Apache-2.0
"""Which places are offered for a search, told from models of what the system says."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from recovery_assistant.flow.copies.answers import Whereabouts
from recovery_assistant.flow.lockout.looking import Spot, SpotKind
from recovery_assistant.system import places_to_search as places
from recovery_assistant.system.places_to_search import Volume, shares_below, spots

ROOT = Volume(Path("/"), "ext4", "", 256, is_root=True)
STICK = Volume(Path("/media/ada/PHOTOS"), "vfat", "PHOTOS", 16)
DRIVE = Volume(Path("/mnt/old"), "ntfs3", "", 512)
SHARE = Volume(Path("/mnt/nas"), "cifs", "", 4096)
OF_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux has them")


@pytest.fixture(autouse=True)
def where(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {STICK.path: Whereabouts.REMOVABLE, DRIVE.path: Whereabouts.THIS_PC}
    monkeypatch.setattr(places, "whereabouts", lambda path: known.get(path, Whereabouts.UNKNOWN))


def kinds(found: tuple[Spot, ...]) -> list[tuple[str, SpotKind]]:
    return [(spot.path.name, spot.kind) for spot in found]


@OF_LINUX
def test_sticks_come_first_then_drives_shares_own_folders_and_the_whole_pc_last() -> None:
    home = Spot(Path("/people/ada"), SpotKind.FOLDER, "Home")
    shared = Spot(Path("/run/user/1000/gvfs/x"), SpotKind.SHARE, "nas / keys")
    assert kinds(spots((ROOT, SHARE, DRIVE, STICK), (shared,), (home,))) == [
        ("PHOTOS", SpotKind.STICK),
        ("old", SpotKind.DRIVE),
        ("nas", SpotKind.SHARE),
        ("x", SpotKind.SHARE),
        ("ada", SpotKind.FOLDER),
        ("", SpotKind.SYSTEM),
    ]


@OF_LINUX
def test_a_drive_is_called_by_its_label_else_by_its_folder_and_has_its_size() -> None:
    stick, drive = spots((STICK, DRIVE), (), ())
    assert (stick.name, stick.size) == ("PHOTOS", 16)
    assert (drive.name, drive.size) == ("old", 512)
    (unknown,) = spots((Volume(Path("/mnt/x"), "ext4", "", -1),), (), ())
    assert unknown.size is None


@OF_LINUX
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/boot/efi", "vfat"),
        ("/boot", "ext4"),
        ("/snap/core/1", "squashfs"),
        ("/people/ada/AppImage", "squashfs"),
        ("/run/user/1000/gvfs", "fuse.gvfsd-fuse"),
        ("/var/lib/docker/overlay2/x", "ext4"),
        ("/run/user/1000", "tmpfs"),
    ],
)
def test_what_belongs_to_the_system_is_not_offered(path: str, kind: str) -> None:
    assert spots((Volume(Path(path), kind, "", 1),), (), ()) == ()


@OF_LINUX
@pytest.mark.parametrize("path", ["/bootleg", "/home", "/srv/keys"])
def test_another_drive_is_offered_wherever_it_is_mounted(path: str) -> None:
    assert kinds(spots((Volume(Path(path), "ext4"),), (), ())) == [
        (Path(path).name, SpotKind.DRIVE)
    ]


def test_a_place_is_offered_once_as_what_comes_first() -> None:
    again = Spot(STICK.path, SpotKind.FOLDER, "Home")
    (once,) = spots((STICK,), (), (again,))
    assert once.kind is not SpotKind.FOLDER


@pytest.mark.parametrize(
    ("system", "path", "offered"),
    [
        ("darwin", "/Volumes/PHOTOS", True),
        ("darwin", "/System/Volumes/Data", False),
        ("win32", "D:/", True),
    ],
)
def test_other_systems_offer_what_they_call_drives(
    monkeypatch: pytest.MonkeyPatch, system: str, path: str, *, offered: bool
) -> None:
    # Told from their documentation: the answer of the system itself is made up here.
    monkeypatch.setattr(sys, "platform", system)
    assert bool(spots((Volume(Path(path), "apfs", "x", 1),), (), ())) == offered


def test_each_open_share_is_offered_by_its_server_and_its_name(tmp_path: Path) -> None:
    for name in ("smb-share:server=nas,share=family", "sftp:host=box", "odd"):
        (tmp_path / name).mkdir()
    assert [spot.name for spot in shares_below(tmp_path)] == ["odd", "box", "nas / family"]
    assert {spot.kind for spot in shares_below(tmp_path)} == {SpotKind.SHARE}
    assert list(shares_below(tmp_path / "none")) == []


def test_a_share_that_may_not_be_looked_at_stops_nothing(
    tmp_path: Path, shut_folder: Callable[[Path], None]
) -> None:
    shut = tmp_path / "gvfs"
    (shut / "smb-share:server=a,share=b").mkdir(parents=True)
    shut_folder(shut)
    assert list(shares_below(shut)) == []


def test_this_machine_is_asked_and_nothing_is_made_for_it(own_home: Path) -> None:
    (own_home / "Downloads").mkdir()
    before = sorted(own_home.rglob("*"))
    found = places.places_to_search()
    assert sorted(own_home.rglob("*")) == before
    paths = [spot.path for spot in found]
    assert len(set(paths)) == len(paths)
    assert own_home in paths
    assert own_home / "Downloads" in paths
    assert own_home / "Documents" not in paths
