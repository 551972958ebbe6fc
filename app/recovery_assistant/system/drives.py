# SPDX-License-Identifier: Apache-2.0
"""The whole drives of this PC, to be read as they are: removable ones first, its own last.

Only what the system says of itself is told, and nothing is opened but to see whether it may be.
Asking may take a moment: never on the thread that draws.

The ways of Windows and macOS follow their documentation; they have not been run there.
"""

import os
import plistlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.parsers.expat import ExpatError

from PySide6.QtCore import QProcess

from recovery_assistant.drive import device
from recovery_assistant.flow.copies.answers import Whereabouts
from recovery_assistant.flow.lockout.proving import Drive, DriveKind
from recovery_assistant.system.whereabouts import BLOCK_DEVICES, of_device

_LONGEST_NAME: Final = 60
_PATIENCE_MS: Final = 10_000
_SECTOR: Final = 512
"""Linux counts the size of every drive in these, whatever its own sectors are."""
_LEFT_OUT: Final = ("loop", "ram", "zram", "sr", "fd", "dm-", "md", "nbd", "mtdblock")
_MOUNTS: Final = Path("/proc/mounts")
_DEVICES: Final = Path("/dev")
_ORDER: Final = (DriveKind.REMOVABLE, DriveKind.BUILT_IN, DriveKind.SYSTEM)


def drives() -> tuple[Drive, ...]:
    """Return the drives that hang on this PC; what the system does not tell is left out."""
    if sys.platform == "win32":
        found = of_windows(device.Kernel32(), os.environ.get("SYSTEMDRIVE", "C:"))
    elif sys.platform == "darwin":
        found = of_macos(_told_by_diskutil)
    else:
        found = of_linux()
    return tuple(sorted(found, key=lambda drive: _ORDER.index(drive.kind)))


def of_linux(
    blocks: Path = BLOCK_DEVICES, devices: Path = _DEVICES, mounts: Path = _MOUNTS
) -> Iterator[Drive]:
    """Go through the drives that Linux tells of; partitions and made-up ones are left out."""
    own = _own_drives(blocks, mounts)
    try:
        names = sorted(one.name for one in blocks.iterdir())
    except OSError:
        return
    for name in names:
        block = blocks / name
        if name.startswith(_LEFT_OUT) or (block / "partition").exists():
            continue
        size = _number(block / "size") * _SECTOR
        if not size:
            # A card reader without a card.
            continue
        where = of_device(f"/dev/{name}", blocks)
        kind = DriveKind.REMOVABLE if where is Whereabouts.REMOVABLE else DriveKind.BUILT_IN
        path = devices / name
        yield Drive(
            path,
            DriveKind.SYSTEM if name in own else kind,
            _name(_text(block / "device" / "vendor"), _text(block / "device" / "model")),
            size,
            os.access(path, os.R_OK),
        )


def of_windows(kernel: device.Kernel, system: str) -> Iterator[Drive]:
    """Go through the drives that Windows tells of; `system` is the letter that it runs from."""
    own = device.drive_of_letter(kernel, system)
    for one in device.described(kernel):
        kind = DriveKind.REMOVABLE if one.removable else DriveKind.BUILT_IN
        yield Drive(
            device.physical(one.number),
            DriveKind.SYSTEM if one.number == own else kind,
            one.name[:_LONGEST_NAME],
            one.size,
            one.readable,
        )


def of_macos(tell: Callable[[Sequence[str]], bytes], devices: Path = _DEVICES) -> Iterator[Drive]:
    """Go through the drives that macOS tells of.

    `tell` runs diskutil with these words and returns the property list it prints, or nothing.
    """
    own = _strings(_plist(tell(("info", "-plist", "/"))).get("ParentWholeDisk"))
    listed = _plist(tell(("list", "-plist", "physical"))).get("WholeDisks")
    for name in listed if isinstance(listed, list) else ():
        if not isinstance(name, str) or not name.isalnum():
            continue
        about = _plist(tell(("info", "-plist", name)))
        size = about.get("TotalSize")
        removable = about.get("RemovableMediaOrExternalDevice") or not about.get("Internal", True)
        # The raw drive: it does not go through the cache and does not wait for it.
        path = devices / f"r{name}"
        yield Drive(
            path,
            DriveKind.SYSTEM
            if name in own
            else (DriveKind.REMOVABLE if removable else DriveKind.BUILT_IN),
            _strings(about.get("MediaName"))[:_LONGEST_NAME],
            size if isinstance(size, int) and size > 0 else None,
            os.access(path, os.R_OK),
        )


def _strings(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _plist(printed: bytes) -> Mapping[str, object]:
    try:
        read = plistlib.loads(printed)
    except (plistlib.InvalidFileException, ExpatError, ValueError, OverflowError):
        return {}
    return read if isinstance(read, dict) else {}


def _told_by_diskutil(words: Sequence[str]) -> bytes:
    process = QProcess()
    process.start("/usr/sbin/diskutil", list(words))
    if not process.waitForFinished(_PATIENCE_MS):
        process.kill()
        process.waitForFinished(_PATIENCE_MS)
        return b""
    return bytes(process.readAllStandardOutput().data())


def _own_drives(blocks: Path, mounts: Path) -> frozenset[str]:
    """The drives that the system runs from, whatever lies between."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return frozenset()
    roots = [line.split()[0] for line in lines if line.split()[1:2] in (["/"], ["/boot"])]
    names = [Path(root).resolve().name for root in roots if root.startswith("/dev/")]
    return frozenset(whole for name in names for whole in _wholes(blocks / name))


def _wholes(block: Path) -> Iterator[str]:
    """The whole drives below a partition, an encrypted or a joined drive."""
    below = block / "slaves"
    if below.is_dir() and any(below.iterdir()):
        for one in below.iterdir():
            yield from _wholes(block.parent / one.name)
    elif (block / "partition").exists():
        yield block.resolve().parent.name
    else:
        yield block.name


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _number(file: Path) -> int:
    text = _text(file)
    return int(text) if text.isascii() and text.isdigit() else 0


def _name(vendor: str, model: str) -> str:
    """What a drive calls itself. The maker "ATA" is a bridge's, and a number one of a machine."""
    parts = [part for part in (vendor, model) if part and part != "ATA" and part[:2] != "0x"]
    return " ".join(parts)[:_LONGEST_NAME].strip()
