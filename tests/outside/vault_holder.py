# SPDX-License-Identifier: Apache-2.0
"""Opens, saves, copies and locks a file; stops in between for test_vault_memory.py to look."""

import json
import os
import sys
from datetime import date
from pathlib import Path

from recovery_assistant.vault.age import decrypt
from recovery_assistant.vault.contents import CopyKind, Vault
from recovery_assistant.vault.copies import make_copy
from recovery_assistant.vault.store import open_vault, save_vault
from unit.vault.filled import QUICK, words

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def stop(where: str) -> None:
    """Wait until the test has looked."""
    os.write(1, where.encode() + b"\n")
    os.read(0, 100)


def as_the_program_does(path: Path) -> None:
    """Open, save, make copies, lock."""
    vault = open_vault(path, words())
    if not isinstance(vault, Vault):
        sys.exit(1)
    stop("open")
    if not isinstance(save_vault(path, vault, words(), work_factor=QUICK), Vault):
        sys.exit(1)
    stop("saved")
    for kind in (CopyKind.FILE, CopyKind.PAGE, CopyKind.KEEPASS):
        copy = path.with_name(f"copy.{kind.value}")
        if make_copy(
            kind, vault, words(), copy, overwrite=False, today=date(2026, 11, 22), root=RESOURCES
        ):
            sys.exit(1)
        stop(kind.value)
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
