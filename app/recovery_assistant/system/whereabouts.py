# SPDX-License-Identifier: Apache-2.0
"""Where a folder lies: on a drive built into this PC, on a stick, or on another machine.

Said only as far as the system says so itself; what it does not say is unknown, never guessed.
"""

import ctypes
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileInfo, QStorageInfo

from recovery_assistant.flow.copies.answers import Whereabouts

NETWORKED: Final = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph"),
        *("glusterfs", "9p", "afpfs", "webdav", "davfs", "fuse.sshfs", "fuse.davfs"),
        *("fuse.davfs2", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.glusterfs"),
    }
)
"""File systems behind which stands another machine."""
BLOCK_DEVICES: Final = Path("/sys/class/block")
_DRIVE_REMOVABLE: Final = 2
_DRIVE_FIXED: Final = 3
_DRIVE_REMOTE: Final = 4


def whereabouts(path: Path) -> Whereabouts:
    """Return where a file or folder lies, or would lie once it is made."""
    # Qt's answer: that of `pathlib` raises for a name that is too long, or not to be looked at.
    folders = (one for one in map(str, (path, *path.parents)) if QFileInfo(one).isDir())
    storage = QStorageInfo(next(folders, str(path.parent)))
    kind = bytes(storage.fileSystemType().data()).decode("utf-8", "replace")
    if is_networked(kind):
        return Whereabouts.NETWORK
    if sys.platform == "win32":
        return _of_windows_drive(storage.rootPath())
    if sys.platform == "darwin":
        # What is mounted says nothing of how it is plugged in; the system's own drive does.
        return Whereabouts.THIS_PC if storage.isRoot() else Whereabouts.UNKNOWN
    return of_device(bytes(storage.device().data()).decode("utf-8", "replace"))


def is_networked(kind: str) -> bool:
    """Whether a file system of this kind, as the system calls it, is another machine's."""
    return kind.casefold() in NETWORKED


def of_device(name: str, devices: Path = BLOCK_DEVICES) -> Whereabouts:
    """Return where a drive of Linux is, by its device: "/dev/sdb1", "/dev/mapper/luks-1"."""
    if not name.startswith("/dev/"):
        return Whereabouts.UNKNOWN
    device = devices / Path(name).resolve().name
    if not device.exists():
        return Whereabouts.UNKNOWN
    return _of_block_device(device)


def _of_block_device(device: Path) -> Whereabouts:
    below = device / "slaves"
    if below.is_dir():
        # An encrypted or joined drive is where the drives below it are.
        found = {_of_block_device(one) for one in below.iterdir()}
        if found:
            return found.pop() if len(found) == 1 else Whereabouts.UNKNOWN
    place = device.resolve()
    # A drive in a USB case calls itself fixed; the way it is plugged in does not.
    if any(part.startswith("usb") for part in place.parts):
        return Whereabouts.REMOVABLE
    for one in (place, place.parent):
        try:
            flag = (one / "removable").read_text("ascii").strip()
        except (OSError, ValueError):
            continue
        return Whereabouts.REMOVABLE if flag == "1" else Whereabouts.THIS_PC
    return Whereabouts.UNKNOWN


def _of_windows_drive(root: str) -> Whereabouts:
    if sys.platform == "win32":
        kind: object = ctypes.windll.kernel32.GetDriveTypeW(root)
        if kind == _DRIVE_REMOVABLE:
            return Whereabouts.REMOVABLE
        if kind == _DRIVE_REMOTE:
            return Whereabouts.NETWORK
        # A USB drive that Windows calls fixed is asked about like one built in.
        if kind == _DRIVE_FIXED:
            return Whereabouts.THIS_PC
    return Whereabouts.UNKNOWN
