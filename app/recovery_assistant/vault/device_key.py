# SPDX-License-Identifier: Apache-2.0
"""A file remembered on this PC: its passphrase, locked with a key that only the keyring has.

The keyring holds 32 random bytes, the device key. A small file of this program's, kept on this PC,
holds the passphrase encrypted with them. Either half alone is worth nothing, and the file with
the keys itself is untouched: every copy of it opens with the passphrase, on any device.

The small file is JSON: ``version`` 1, ``vault`` (the identifier of the file), ``date`` (when the
passphrase was last typed), ``nonce`` and ``sealed`` in base64. ``sealed`` is AES-256-GCM of the
passphrase, with the identifier as associated data.

After 30 days the passphrase is asked for again: who never types it forgets it, and with it every
copy.
"""

import base64
import json
import os
from binascii import Error as Base64Error
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from recovery_assistant.vault.outcomes import SaveProblem
from recovery_assistant.vault.passphrase import LONGEST_PASSPHRASE, Passphrase
from recovery_assistant.vault.store import write_verified

VERSION: Final = 1
DEVICE_KEY_BYTES: Final = 32
ASKED_AGAIN_AFTER: Final = timedelta(days=30)
LARGEST_SIDECAR: Final = 8_192
"""Bytes: more than the longest passphrase takes."""

_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_IDENTIFIER: Final = 32


class SidecarProblem(Enum):
    """Why the passphrase has to be typed."""

    MISSING = "missing"
    """This file is not remembered here."""
    ASK_AGAIN = "ask-again"
    """It was typed more than 30 days ago, or the clock was set back."""
    DAMAGED = "damaged"
    """The small file is not one of ours, or does not fit the key in the keyring."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The small file as it was read; nothing in it is secret without the device key."""

    vault: str
    date: date
    nonce: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


def new_device_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(DEVICE_KEY_BYTES)


def sidecar_path(folder: Path, file: Path) -> Path:
    """Return where the small file for this file lies; its name tells nothing of the place."""
    place = os.path.realpath(file)
    return folder / f"remembered-{sha256(os.fsencode(place)).hexdigest()[:32]}.json"


def write_sidecar(
    path: Path, vault: str, passphrase: Passphrase, device_key: bytes, today: date
) -> SaveProblem | None:
    """Write the small file, whole or not at all; its folder is made where it is missing."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(device_key).encrypt(nonce, passphrase.encoded, vault.encode("ascii"))
    values = {
        "version": VERSION,
        "vault": vault,
        "date": today.isoformat(),
        "nonce": base64.b64encode(nonce).decode("ascii"),
        "sealed": base64.b64encode(sealed).decode("ascii"),
    }
    data = (json.dumps(values, indent=2) + "\n").encode("ascii")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return SaveProblem.NO_RIGHT
    return write_verified(path, data, lambda back: back == data, overwrite=True)


def read_sidecar(path: Path, today: date | None) -> Sidecar | SidecarProblem:
    """Read the small file; what it says of the vault tells which device key to ask for.

    Without a day, however old it is: to forget it.
    """
    try:
        if not path.is_file():
            return SidecarProblem.MISSING
        with path.open("rb") as file:
            data = file.read(LARGEST_SIDECAR + 1)
    except OSError:
        return SidecarProblem.UNREADABLE
    sidecar = _read(data)
    if sidecar is None:
        return SidecarProblem.DAMAGED
    if today is not None and not timedelta(0) <= today - sidecar.date < ASKED_AGAIN_AFTER:
        return SidecarProblem.ASK_AGAIN
    return sidecar


def unseal(sidecar: Sidecar, device_key: bytes) -> Passphrase | None:
    """Return the passphrase; None if the two halves do not belong together."""
    try:
        opened = AESGCM(device_key).decrypt(
            sidecar.nonce, sidecar.sealed, sidecar.vault.encode("ascii")
        )
    except (InvalidTag, ValueError):
        return None
    passphrase = Passphrase("")
    passphrase.encoded.extend(opened)
    return passphrase


def forget(path: Path) -> bool:
    """Remove the small file, without which the device key is worth nothing; whether it is gone."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _read(data: bytes) -> Sidecar | None:
    if len(data) > LARGEST_SIDECAR:
        return None
    try:
        values: object = json.loads(data)
        if not isinstance(values, dict) or values.get("version") != VERSION:
            return None
        sidecar = Sidecar(
            str(values["vault"]),
            date.fromisoformat(str(values["date"])),
            base64.b64decode(str(values["nonce"]), validate=True),
            base64.b64decode(str(values["sealed"]), validate=True),
        )
    except (KeyError, ValueError, Base64Error, RecursionError):
        return None
    fits = (
        len(sidecar.vault) == _IDENTIFIER
        and sidecar.vault.isascii()
        and sidecar.vault.isalnum()
        and len(sidecar.nonce) == _NONCE_BYTES
        and _TAG_BYTES < len(sidecar.sealed) <= LONGEST_PASSPHRASE + _TAG_BYTES
    )
    return sidecar if fits else None
