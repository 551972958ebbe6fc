# SPDX-License-Identifier: Apache-2.0
"""Files that earlier versions wrote open for ever: one of each version of the format.

They are never made again: whoever changes the format adds one. Their keys are made up.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from recovery_assistant.keys import KeyId
from recovery_assistant.vault.contents import Copy, CopyKind, Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.vault.store import open_vault, read_copy
from unit.vault.filled import all_digits

SHA256 = {
    "vault-1.age": "75922444afcb6d8a8c9b7aea6b98fbf3715b3d1ad23205cdf484d25e6c40b41f",
    "vault-1-every-field.age": "1e89bd09a9b2b7cd7bd4dd0d48317954d7cc840c8af8a91a31f06c0d409569d9",
    "page-1.html": "fe346865d5a2a900e9e40d99bf52a37b810ff484b3ee793b714981fbe29764cb",
}
EVERY_FIELD_SAVED = datetime(2026, 11, 23, 0, 18, 21, tzinfo=UTC)
FIRST_KEY = "711502711513711524711535711546711557711568711579"
SECOND_KEY = "000000000011000022720885720874000033550011098758"
THIRD_KEY = "123453234564345675456786567897678909109890000000"
FIRST, SECOND, THIRD = (digit * 32 for digit in "abc")


def words() -> Passphrase:
    return Passphrase("golden-files-are-never-made-again")


def every_field() -> Vault:
    """What the newer of the files hold, but for what saving adds."""
    held = HeldKeys()
    slots = [held.hold(key.encode()) for key in (FIRST_KEY, SECOND_KEY, THIRD_KEY)]
    old = Entry(
        identifier=FIRST,
        device="Büro-PC \U0001f5a5 2",
        key_id=KeyId("7E9A2C3B0F1D4C5E8B6A112233445566"),
        slot=slots[0],
        drive="C:",
        origin="account.microsoft.com",
        copies="safe, second shelf",
        note='first line\nsecond\ttabbed \\ "quoted" </script> \u05e9\u05dc\u05d5\u05dd',
        added=date(2024, 2, 29),
        replaced_on=date(2026, 11, 1),
        successor=SECOND,
    )
    new = Entry(
        identifier=SECOND, device=old.device, key_id=None, slot=slots[1], added=date(2026, 11, 1)
    )
    short = Entry(
        identifier=THIRD,
        device="Opa",
        key_id=KeyId("5BFCBB05"),
        slot=slots[2],
        added=date(2026, 11, 22),
    )
    sheet = Copy(
        kind=CopyKind.SHEET,
        place="drawer at home",
        verified=date(2026, 11, 21),
        keys_revision=3,
        off_this_pc=True,
        entry=SECOND,
    )
    others = [
        replace(sheet, kind=kind, place=f"place {number}", off_this_pc=number > 1, entry="")
        for number, kind in enumerate((CopyKind.FILE, CopyKind.PAGE, CopyKind.KEEPASS), start=1)
    ]
    return Vault(
        identifier="fedcba9876543210" * 2,
        revision=6,
        keys_revision=3,
        entries=(old, new, short),
        copies=(sheet, *others),
        drilled=date(2026, 11, 22),
        held=held,
    )


@pytest.fixture(scope="module")
def golden(root: Path) -> Vault:
    vault = open_vault(root / "tests" / "golden" / "vault-1.age", words())
    assert isinstance(vault, Vault)
    return vault


def test_the_first_version_opens_with_all_that_is_in_it(golden: Vault) -> None:
    assert golden.identifier == "0123456789abcdef0123456789abcdef"
    assert (golden.revision, golden.keys_revision) == (3, 2)
    assert golden.saved == datetime(2026, 11, 22, 23, 45, tzinfo=UTC)
    assert golden.drilled == date(2026, 11, 20)


@pytest.mark.parametrize("name", SHA256)
def test_nobody_made_it_again(name: str, root: Path) -> None:
    # Git may have written it with the line ends of Windows.
    data = (root / "tests" / "golden" / name).read_bytes().replace(b"\r\n", b"\n")
    assert sha256(data).hexdigest() == SHA256[name]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("name", ["vault-1-every-field.age", "page-1.html"])
def test_every_field_and_digit_comes_back(name: str, line_end: bytes, root: Path) -> None:
    data = (root / "tests" / "golden" / name).read_bytes().replace(b"\r\n", b"\n")
    vault = read_copy(data.replace(b"\n", line_end), words())
    assert vault == replace(every_field(), revision=7, saved=EVERY_FIELD_SAVED)
    assert isinstance(vault, Vault)
    assert all_digits(vault) == [FIRST_KEY, SECOND_KEY, THIRD_KEY]


def test_its_entries_and_their_digits_are_what_they_were(golden: Vault) -> None:
    old, new = golden.entries
    assert (old.device, new.device) == ("Anna’s laptop", "Anna’s laptop")
    assert (old.key_id, new.key_id) == (KeyId("4B2D1C0FA7E94E0CB0F31D2C3B4A5968"), None)
    assert (old.replaced_on, old.successor) == (date(2026, 11, 21), new.identifier)
    assert (new.drive, new.origin, new.copies) == ("C:", "a printed page", "with my mother")
    assert new.note == 'two lines,\n"quoted" \\ and \u200fmore\u200f'
    assert all_digits(golden) == [
        "".join(f"{value * 11:06d}" for value in range(first, first + 8)) for first in (1, 65528)
    ]


def test_its_copies_are_what_they_were(golden: Vault) -> None:
    (copy,) = golden.copies
    assert (copy.kind, copy.place, copy.keys_revision) == (CopyKind.KEEPASS, "grey stick", 1)
    assert (copy.verified, copy.off_this_pc) == (date(2026, 11, 20), True)
