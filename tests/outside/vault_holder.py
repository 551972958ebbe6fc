# SPDX-License-Identifier: Apache-2.0
"""Opens, saves and locks a file, and stops in between to be looked at by test_vault_memory.py."""

import json
import os
import sys
from pathlib import Path

from recovery_assistant.vault.age import decrypt
from recovery_assistant.vault.contents import Vault
from recovery_assistant.vault.store import open_vault, save_vault
from unit.vault.filled import QUICK, words


def stop(where: str) -> None:
    """Wait until the test has looked."""
    os.write(1, where.encode() + b"\n")
    os.read(0, 100)


def as_the_program_does(path: Path) -> None:
    """Open, save, lock."""
    vault = open_vault(path, words())
    if not isinstance(vault, Vault):
        sys.exit(1)
    stop("open")
    if not isinstance(save_vault(path, vault, words(), work_factor=QUICK), Vault):
        sys.exit(1)
    stop("saved")
    vault.held.wipe()
    stop("locked")


def as_anybody_would(path: Path) -> None:
    """Let json see the keys, and then wipe what can be wiped."""
    text = decrypt(path.read_bytes(), words())
    values = json.loads(text)
    text[:] = bytes(len(text))
    stop("open")
    del values
    stop("locked")


if __name__ == "__main__":
    (as_anybody_would if sys.argv[2:] else as_the_program_does)(Path(sys.argv[1]))
