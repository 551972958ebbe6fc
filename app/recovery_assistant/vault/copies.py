# SPDX-License-Identifier: Apache-2.0
"""Copies of a file, each read back from where it was written, opened and compared.

A copy counts when what stands at its destination opens with the passphrase and has every entry
with every digit, and never because it was written without an error.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import assert_never

from recovery_assistant.vault import kdbx
from recovery_assistant.vault.age import COPY_WORK_FACTOR, AgeError, AgeFault, encrypt
from recovery_assistant.vault.contents import CopyKind, Entry, Vault
from recovery_assistant.vault.document import wipe, write_document
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.kdbx import KdbxContents, KdbxEntry
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.vault.store import LARGEST_FILE, read_copy, write_verified


def make_copy(
    kind: CopyKind,
    vault: Vault,
    passphrase: Passphrase,
    path: Path,
    *,
    overwrite: bool,
    today: date,
    root: Path,
) -> SaveProblem | None:
    """Make a copy at `path`, encrypted anew; None once it was read back and compared.

    `root` is the folder of resources: the parts of a page are there.

    Otherwise nothing new stands there, and what stood there before still does. It takes up to a
    second for each of the writing and the opening.

    Raises:
        ValueError: a sheet is printed, not written.
        OSError: a part of the page cannot be read, so the installation is broken.

    """
    # A copy: what is locked meanwhile is wiped, and nothing may be written under wiped words.
    secret = passphrase.copy()
    try:
        if not any(secret.encoded):
            return SaveProblem.NOT_WRITTEN
        data = _made(kind, vault, secret, today, root)
        if isinstance(data, SaveProblem):
            return data
        if len(data) > LARGEST_FILE:
            return SaveProblem.TOO_LARGE
        return write_verified(
            path, data, lambda back: _holds(kind, back, vault, secret), overwrite=overwrite
        )
    except MemoryError:
        return SaveProblem.TOO_LITTLE_MEMORY
    finally:
        secret.wipe()


def _made(
    kind: CopyKind, vault: Vault, secret: Passphrase, today: date, root: Path
) -> bytes | SaveProblem:
    match kind:
        case CopyKind.FILE:
            return _encrypted(vault, secret)
        case CopyKind.PAGE:
            # Late: it reads the parts of the page.
            from recovery_assistant.vault.page import page

            armour = _encrypted(vault, secret)
            return armour if isinstance(armour, SaveProblem) else page(armour, today, root)
        case CopyKind.KEEPASS:
            return kdbx.write(vault, secret)
        case CopyKind.SHEET:
            raise ValueError("a sheet is printed, not written")
        case _:
            assert_never(kind)


def _encrypted(vault: Vault, secret: Passphrase) -> bytes | SaveProblem:
    text = write_document(vault)
    if isinstance(text, SaveProblem):
        return text
    try:
        return encrypt(text, secret, work_factor=COPY_WORK_FACTOR)
    except AgeError as error:
        if error.fault is not AgeFault.MEMORY:
            raise
        return SaveProblem.TOO_LITTLE_MEMORY
    finally:
        wipe(text)


def _holds(kind: CopyKind, back: bytes, vault: Vault, secret: Passphrase) -> bool:
    """Whether what was read back opens and has everything; what it opened is wiped."""
    opened: Vault | KdbxContents | OpenProblem
    if kind is CopyKind.KEEPASS:
        opened = kdbx.read_entries(back, secret)
    else:
        opened = read_copy(back, secret)
    if opened is OpenProblem.TOO_LITTLE_MEMORY:
        raise MemoryError
    if isinstance(opened, OpenProblem):
        return False
    try:
        if isinstance(opened, Vault):
            return _same_vault(vault, opened)
        return _same_entries(vault, opened)
    finally:
        opened.held.wipe()


def _same_vault(vault: Vault, back: Vault) -> bool:
    return (
        (vault.identifier, vault.revision, vault.keys_revision, len(vault.entries))
        == (back.identifier, back.revision, back.keys_revision, len(back.entries))
        and all(
            _plain(one) == replace(other, slot=0)
            for one, other in zip(vault.entries, back.entries, strict=True)
        )
        and all(
            _same_digits(vault.held, one.slot, back.held, other.slot)
            for one, other in zip(vault.entries, back.entries, strict=True)
        )
    )


def _same_entries(vault: Vault, back: KdbxContents) -> bool:
    found = {one.identifier: one for one in back.entries}
    return len(found) == len(back.entries) == len(vault.entries) and all(
        one.identifier in found
        and _same_entry(one, found[one.identifier])
        and _same_digits(vault.held, one.slot, back.held, found[one.identifier].slot)
        for one in vault.entries
    )


def _same_entry(entry: Entry, other: KdbxEntry) -> bool:
    told = (entry.drive, entry.origin, entry.copies, entry.note, entry.added.isoformat())
    ends = "" if entry.replaced_on is None else entry.replaced_on.isoformat()
    return (
        other.title == kdbx.visible(entry.device)
        and other.key_id == ("" if entry.key_id is None else entry.key_id.grouped())
        and other.replaced == (entry.replaced_on is not None)
        and all(kdbx.visible(text) in other.notes for text in (*told, ends))
    )


def _same_digits(held: HeldKeys, slot: int, other: HeldKeys, other_slot: int) -> bool:
    return held.digits(slot) == other.digits(other_slot)


def _plain(entry: Entry) -> Entry:
    """The entry as the text of a file has it: half a character is none, and no slot is in it."""
    texts = {
        name: getattr(entry, name).encode("utf-8", "replace").decode()
        for name in ("device", "drive", "origin", "copies", "note")
    }
    return replace(entry, slot=0, **texts)
