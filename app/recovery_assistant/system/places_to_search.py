# SPDX-License-Identifier: Apache-2.0
"""The places of this PC that a key may lie in: sticks and other drives first, then shares, folders.

A drive that is locked is not among them: the system cannot read it, and so cannot we. Nothing is
mounted or unlocked for a search. Asking about a share that does not answer can take long: never
on the thread that draws.

The ways of Windows and macOS follow their documentation; they have not been run there.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, assert_never

from PySide6.QtCore import QFileInfo, QStandardPaths, QStorageInfo

from recovery_assistant.flow.copies.answers import Whereabouts
from recovery_assistant.flow.lockout.looking import Spot, SpotKind
from recovery_assistant.system.whereabouts import is_networked, whereabouts

_OF_THE_SYSTEM: Final = ("/boot", "/efi", "/nix", "/snap", "/var", "/usr", "/run/lock", "/private")
"""Below these Linux and macOS mount what belongs to themselves. Desktops mount people's drives
below /media, /run/media and /mnt."""
_IMAGES: Final = frozenset({"squashfs", "erofs", "overlay", "tmpfs", "devtmpfs", "ramfs"})
"""File systems of packages, of live systems and of memory."""
_GVFS: Final = "fuse.gvfsd-fuse"
"""GNOME's way to shares: one file system with a folder for each, which are offered one by one."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A drive as the system tells of it.

    Attributes:
        path: where it is mounted.
        kind: what its file system is called, "ntfs3".
        name: its label, as people see it; may be empty.
        size: how many bytes fit on it; 0 or less where nobody knows.
        is_root: whether the system runs from it.

    """

    path: Path
    kind: str
    name: str = ""
    size: int = 0
    is_root: bool = False


def places_to_search() -> tuple[Spot, ...]:
    """Return the places to offer, the likeliest first."""
    # Not asked of Qt, which makes the folder where there is none.
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    shares = shares_below(Path(runtime, "gvfs")) if runtime else ()
    return spots(_volumes(), shares, _own_folders())


def spots(
    volumes: Iterable[Volume], shares: Iterable[Spot], folders: Iterable[Spot]
) -> tuple[Spot, ...]:
    """Return the places to offer out of the drives, shares and own folders that there are."""
    drives = [*(spot for volume in volumes for spot in _of_volume(volume)), *shares]
    order = (SpotKind.STICK, SpotKind.DRIVE, SpotKind.SHARE)
    ranked = [spot for kind in order for spot in drives if spot.kind is kind]
    whole = [spot for spot in drives if spot.kind is SpotKind.SYSTEM]
    return tuple({spot.path: spot for spot in reversed([*ranked, *folders, *whole])}.values())[::-1]


def _volumes() -> Iterator[Volume]:
    for one in QStorageInfo.mountedVolumes():
        # A drive that is locked, or a reader without a card, has a letter and is not ready.
        if one.isValid() and one.isReady():
            yield Volume(
                Path(one.rootPath()),
                bytes(one.fileSystemType().data()).decode("utf-8", "replace"),
                one.name(),
                one.bytesTotal(),
                is_root=one.isRoot(),
            )


def _of_volume(volume: Volume) -> Iterator[Spot]:
    size = volume.size if volume.size > 0 else None
    if volume.is_root:
        yield Spot(volume.path, SpotKind.SYSTEM, volume.name, size)
    elif volume.kind != _GVFS and is_networked(volume.kind):
        yield Spot(volume.path, SpotKind.SHARE, volume.name or volume.path.name)
    elif not _belongs_to_the_system(volume):
        kind = _kind(whereabouts(volume.path))
        yield Spot(volume.path, kind, volume.name or volume.path.name, size)


def _kind(where: Whereabouts) -> SpotKind:
    match where:
        case Whereabouts.REMOVABLE:
            return SpotKind.STICK
        case Whereabouts.NETWORK:
            return SpotKind.SHARE
        case Whereabouts.THIS_PC | Whereabouts.UNKNOWN:
            return SpotKind.DRIVE
        case _:
            assert_never(where)


def _belongs_to_the_system(volume: Volume) -> bool:
    if sys.platform == "win32":
        return False
    if volume.kind.casefold() in _IMAGES or volume.kind == _GVFS:
        return True
    path = os.fspath(volume.path)
    if sys.platform == "darwin":
        return not path.startswith("/Volumes/")
    return any(path == place or path.startswith(f"{place}/") for place in _OF_THE_SYSTEM)


def shares_below(path: Path) -> Iterator[Spot]:
    """Each share that GNOME has open in its folder: "smb-share:server=nas,share=office"."""
    try:
        found = sorted(path.iterdir())
    except OSError:
        return
    for one in found:
        parts = one.name.partition(":")[2].split(",")
        told = dict(part.split("=", 1) for part in parts if "=" in part)
        shown = " / ".join(told[key] for key in ("server", "host", "share") if key in told)
        yield Spot(one, SpotKind.SHARE, shown or one.name)


def _own_folders() -> Iterator[Spot]:
    """The folders that people save to; one that is missing is not offered."""
    location = QStandardPaths.StandardLocation
    for where in (
        location.DesktopLocation,
        location.DocumentsLocation,
        location.DownloadLocation,
        location.PicturesLocation,
        location.HomeLocation,
    ):
        place = QStandardPaths.writableLocation(where)
        if place and QFileInfo(place).isDir():
            yield Spot(Path(place), SpotKind.FOLDER, QStandardPaths.displayName(where))
