# SPDX-License-Identifier: Apache-2.0
"""Files that this PC opens without their passphrase being typed.

A small file in a folder of this program holds the passphrase, sealed with a key that only the
system's keyring holds; neither half is worth anything alone. The keyring may ask the person for
its own password, so nothing of this is ever called on the GUI thread.
"""

from datetime import date
from pathlib import Path

from recovery_assistant.system.keyring import Keyring, KeyringProblem
from recovery_assistant.vault.device_key import (
    Sidecar,
    forget,
    new_device_key,
    read_sidecar,
    sidecar_path,
    unseal,
    write_sidecar,
)
from recovery_assistant.vault.passphrase import Passphrase


class Remembered:
    """What this PC remembers, in a folder and in the keyring."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self._folder = folder
        self._keyring = keyring

    def knows(self, file: Path, today: date) -> tuple[bool, bool]:
        """Say whether there is a keyring, and whether this file is remembered in it."""
        there = self._keyring.is_there()
        return there, there and isinstance(self._sidecar(file, today), Sidecar)

    def passphrase(self, file: Path, today: date) -> Passphrase | None:
        """Return the passphrase of a file; None if it has to be typed."""
        sidecar = self._sidecar(file, today)
        if not isinstance(sidecar, Sidecar):
            return None
        key = self._keyring.get(sidecar.vault)
        return None if isinstance(key, KeyringProblem) else unseal(sidecar, key)

    def remember(self, file: Path, vault: str, passphrase: Passphrase, today: date) -> bool:
        """Remember a file by the identifier of its vault; False where that could not be done."""
        key = new_device_key()
        if self._keyring.set(vault, key) is not None:
            return False
        place = sidecar_path(self._folder, file)
        if write_sidecar(place, vault, passphrase, key, today) is None:
            return True
        self._keyring.delete(vault)
        return False

    def renew(self, file: Path, vault: str, passphrase: Passphrase, today: date) -> None:
        """Remember a file for another while, if it was remembered and was just opened by hand."""
        before = self._sidecar(file, None)
        over = not isinstance(self._sidecar(file, today), Sidecar)
        if isinstance(before, Sidecar) and over and before.vault == vault:
            self.remember(file, vault, passphrase, today)

    def forget(self, file: Path) -> None:
        """Forget a file: its half here first, without which the other is worth nothing."""
        sidecar = self._sidecar(file, None)
        forget(sidecar_path(self._folder, file))
        if isinstance(sidecar, Sidecar):
            self._keyring.delete(sidecar.vault)

    def _sidecar(self, file: Path, today: date | None) -> object:
        return read_sidecar(sidecar_path(self._folder, file), today)
