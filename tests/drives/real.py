# SPDX-License-Identifier: Apache-2.0
"""The real volumes among the shared samples: unpacked, and what is known of them."""

import json
import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from recovery_assistant.keys import RecoveryKey

FOLDER: Final = Path(__file__).parents[3] / "shared" / "fixtures"
ABSENT: Final = "the folder of shared samples (../shared/fixtures) is not on this machine"
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True)
class KnownKey:
    """A recovery key that opens a volume, and what becomes of it on the way."""

    digits: str
    key_id: str
    salt: bytes
    stretched: bytes
    master_key: bytes
    volume_key: bytes

    @property
    def key(self) -> RecoveryKey:
        """The key as the program holds it."""
        return RecoveryKey.from_blocks(self.digits.split("-"))


@dataclass(frozen=True)
class Known:
    """What is known of a real volume."""

    name: str
    truth: dict[str, Any]

    @property
    def keys(self) -> tuple[KnownKey, ...]:
        """The recovery keys that open it."""
        return tuple(
            KnownKey(
                one["recovery_password"],
                one["key_id"],
                *(
                    bytes.fromhex(one["steps"][name])
                    for name in ("salt", "stretched_key", "vmk", "fvek")
                ),
            )
            for one in self.truth["recovery_passwords"]
        )


def _manifest() -> dict[str, Any]:
    path = FOLDER / "manifest.json"
    return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}


def volumes() -> tuple[Known, ...]:
    """Return all real volumes; none where the samples are absent."""
    return tuple(_known(one) for one in _manifest().get("volumes", ()))


def containers() -> tuple[Known, ...]:
    """Return all container files; none where the samples are absent."""
    return tuple(_known(one) for one in _manifest().get("containers", ()))


def _known(one: dict[str, Any]) -> Known:
    return Known(Path(one["file"]).name.removesuffix(".xz"), one)


def unpack(known: Known, folder: Path) -> Path:
    """Unpack a volume into a folder, its zeros as holes; once."""
    target = folder / known.name
    if target.exists():
        return target
    part = folder / f"{known.name}.part"
    with lzma.open(FOLDER / known.truth["file"]) as packed, part.open("wb") as file:
        while piece := packed.read(_PIECE):
            if piece.count(0) < len(piece):
                file.write(piece)
            else:
                file.seek(len(piece), 1)
        file.truncate()
    return part.rename(target)
