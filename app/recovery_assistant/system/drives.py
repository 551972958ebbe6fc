# SPDX-License-Identifier: Apache-2.0
"""The whole drives of this PC, to be read as they are: removable ones first, its own last.

Only what the system says of itself is told, and nothing is opened but to see whether it may be.
Asking may take a moment: never on the thread that draws.

The ways of Windows and macOS follow their documentation; they have not been run there.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from recovery_assistant.flow.copies.answers import Whereabouts
from recovery_assistant.flow.lockout.proving import Drive, DriveKind
from recovery_assistant.system.whereabouts import BLOCK_DEVICES, of_device

_LONGEST_NAME: Final = 60
_SECTOR: Final = 512
"""Linux counts the size of every drive in these, whatever its own sectors are."""
_LEFT_OUT: Final = ("loop", "ram", "zram", "sr", "fd", "dm-", "md", "nbd", "mtdblock")
_MOUNTS: Final = Path("/proc/mounts")
_DEVICES: Final = Path("/dev")
_ORDER: Final = (DriveKind.REMOVABLE, DriveKind.BUILT_IN, DriveKind.SYSTEM)


def drives() -> tuple[Drive, ...]:
    """Return the drives that hang on this PC; what the system does not tell is left out."""
    found: list[Drive] = []
    if sys.platform == "linux":
        found = list(of_linux())
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
    """What a drive calls itself. Behind a USB bridge many say nothing but "ATA" as their maker."""
    parts = [part for part in (vendor, model) if part and part != "ATA"]
    return " ".join(parts)[:_LONGEST_NAME].strip()
