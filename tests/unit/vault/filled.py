# SPDX-License-Identifier: Apache-2.0
"""Vaults with made-up keys for tests, and a passphrase for them."""

from datetime import UTC, date, datetime
from pathlib import Path

from recovery_assistant.keys import KeyId
from recovery_assistant.vault.contents import Copy, CopyKind, Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.outcomes import SaveProblem
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.vault.store import create_vault

QUICK = 4
"""A work factor for tests: what is tested here is not how long guessing takes."""


def words() -> Passphrase:
    return Passphrase("six words that only tests use")


def made_up_digits(number: int) -> str:
    """Return a key that keeps the rule, another one for every number."""
    return "".join(f"{(number * 8 + block) * 7919 % 65536 * 11:06d}" for block in range(8))


def filled_vault(keys: int = 3) -> Vault:
    held = HeldKeys()
    entries = tuple(
        Entry(
            device=f"Zoë's laptop {number}",
            key_id=KeyId(f"{number + 1:032X}") if number % 5 else None,
            slot=held.hold(made_up_digits(number).encode()),
            drive="C:",
            note='two lines,\n"quoted" \\ and so on',
            added=date(2026, 11, 22),
            replaced_on=date(2026, 11, 23) if number % 7 == 6 else None,
        )
        for number in range(keys)
    )
    copy = Copy(
        kind=CopyKind.PAGE,
        place="grey stick",
        verified=date(2026, 11, 22),
        keys_revision=1,
        off_this_pc=True,
    )
    return Vault(
        keys_revision=1,
        saved=datetime(2026, 11, 22, 12, tzinfo=UTC),
        entries=entries,
        copies=(copy,),
        drilled=date(2026, 11, 22),
        held=held,
    )


def all_digits(vault: Vault) -> list[str]:
    return [bytes(vault.held.digits(entry.slot)).decode() for entry in vault.entries]


def created(path: Path, keys: int = 3) -> Vault:
    """Make a file and return its vault."""
    vault = create_vault(path, filled_vault(keys), words(), work_factor=QUICK)
    assert not isinstance(vault, SaveProblem)
    return vault
