# SPDX-License-Identifier: Apache-2.0
"""Files that earlier versions wrote open for ever: one of each version of the format.

They are never made again: whoever changes the format adds one. Their keys are made up.
"""

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from recovery_assistant.keys import KeyId
from recovery_assistant.vault.contents import CopyKind, Vault
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.vault.store import open_vault
from unit.vault.filled import all_digits

SHA256 = "75922444afcb6d8a8c9b7aea6b98fbf3715b3d1ad23205cdf484d25e6c40b41f"


@pytest.fixture(scope="module")
def golden(root: Path) -> Vault:
    words = Passphrase("golden-files-are-never-made-again")
    vault = open_vault(root / "tests" / "golden" / "vault-1.age", words)
    assert isinstance(vault, Vault)
    return vault


def test_the_first_version_opens_with_all_that_is_in_it(golden: Vault) -> None:
    assert golden.identifier == "0123456789abcdef0123456789abcdef"
    assert (golden.revision, golden.keys_revision) == (3, 2)
    assert golden.saved == datetime(2026, 11, 22, 23, 45, tzinfo=UTC)
    assert golden.drilled == date(2026, 11, 20)


def test_nobody_made_it_again(root: Path) -> None:
    # Git may have written it with the line ends of Windows.
    data = (root / "tests" / "golden" / "vault-1.age").read_bytes().replace(b"\r\n", b"\n")
    assert sha256(data).hexdigest() == SHA256


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
