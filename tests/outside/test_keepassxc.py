# SPDX-License-Identifier: Apache-2.0
"""A KeePass database of ours in the hands of KeePassXC."""

import csv
import io
import subprocess
from datetime import date
from pathlib import Path

import pytest

from outside.conftest import require_parts
from recovery_assistant.keys import KeyId
from recovery_assistant.vault import kdbx
from recovery_assistant.vault.contents import Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.kdbx import Cost
from recovery_assistant.vault.passphrase import Passphrase

CHEAP = Cost(memory_kib=64, passes=1, lanes=2)
WORDS = "Küche-table-lamp"
DAY = date(2026, 11, 22)
NAMES = (
    "Ärger & <Söhne> \"GmbH\" 'x'",
    "台所のノートパソコン",
    "محمول العائلة",
    "👩\u200d💻 laptop",
    "]]> <!-- &amp; <?xml?>",
)
NOTE = 'line one\nline two, "quoted" & <tagged>\x00\x07'


@pytest.fixture(autouse=True)
def parts() -> None:
    require_parts({"keepassxc": ("keepassxc-cli",)})


def hyphenated(number: int) -> str:
    return "-".join(f"{(number * 8 + at) * 7 % 65536 * 11:06d}" for at in range(8))


def vault_of(names: tuple[str, ...]) -> Vault:
    held = HeldKeys()
    entries = tuple(
        Entry(
            device=name,
            key_id=KeyId(f"{at:032X}"),
            slot=held.hold(hyphenated(at).replace("-", "").encode()),
            note=NOTE,
            drive="C:",
            added=DAY,
            replaced_on=DAY if at % 2 else None,
        )
        for at, name in enumerate(names)
    )
    return Vault(entries=entries, held=held)


def written(path: Path, names: tuple[str, ...], cost: Cost = CHEAP) -> Path:
    data = kdbx.write(vault_of(names), Passphrase(WORDS), cost=cost)
    assert isinstance(data, bytes)
    path.write_bytes(data)
    return path


def keepassxc(
    command: str, path: Path, *arguments: str, words: str = WORDS
) -> subprocess.CompletedProcess[str]:
    asked = ["keepassxc-cli", command, "-q", str(path), *arguments]
    return subprocess.run(
        asked, input=words + "\n", capture_output=True, text=True, timeout=60, check=False
    )


def rows(path: Path) -> list[dict[str, str]]:
    done = keepassxc("export", path, "-f", "csv")
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_it_opens_with_the_usual_cost_and_every_entry_is_there(tmp_path: Path) -> None:
    found = rows(written(tmp_path / "copy.kdbx", NAMES, kdbx.COST))
    assert {row["Title"] for row in found} == set(NAMES)
    for row in found:
        number = NAMES.index(row["Title"])
        assert row["Password"] == hyphenated(number)
        assert row["Username"].replace("-", "") == f"{number:032X}"
        assert row["Group"].endswith("/Replaced keys") == bool(number % 2)
        assert "Drive: C:" in row["Notes"]
        assert 'Note: line one\nline two, "quoted" & <tagged>␀␇' in row["Notes"]


def test_it_says_what_it_is(tmp_path: Path) -> None:
    done = keepassxc("db-info", written(tmp_path / "copy.kdbx", NAMES, kdbx.COST))
    assert "Cipher: AES 256-bit" in done.stdout
    assert "KDF: Argon2d (3 rounds, 65536 KB)" in done.stdout
    assert f"Number of entries: {len(NAMES)}" in done.stdout
    assert "Number of expired entries: 2" in done.stdout


def test_one_entry_is_shown_by_its_name(tmp_path: Path) -> None:
    path = written(tmp_path / "copy.kdbx", NAMES)
    done = keepassxc("show", path, NAMES[2], "-s", "-a", "Password")
    assert done.stdout.strip() == hyphenated(2)


def test_a_thousand_entries_are_all_there(tmp_path: Path) -> None:
    names = tuple(f"PC {number}" for number in range(1000))
    found = rows(written(tmp_path / "copy.kdbx", names))
    assert {row["Title"]: row["Password"] for row in found} == {
        name: hyphenated(number) for number, name in enumerate(names)
    }


def test_another_passphrase_does_not_open_it(tmp_path: Path) -> None:
    assert keepassxc("ls", written(tmp_path / "copy.kdbx", NAMES), words="lamp").returncode != 0


def accepted(tmp_path: Path, flips: int) -> int:
    """How many databases with a flipped bit open all the same."""
    path = written(tmp_path / "copy.kdbx", NAMES)
    assert keepassxc("ls", path).returncode == 0
    data, count = path.read_bytes(), 0
    for number in range(flips):
        at = number * (len(data) - 1) // (flips - 1)
        flipped = bytearray(data)
        flipped[at] ^= 1 << number % 8
        path.write_bytes(flipped)
        count += keepassxc("ls", path).returncode == 0
    return count


def test_keepassxc_accepts_no_flipped_bit(tmp_path: Path) -> None:
    assert accepted(tmp_path, 12) == 0


@pytest.mark.long
def test_keepassxc_accepts_no_flipped_bit_in_many(tmp_path: Path) -> None:
    assert accepted(tmp_path, 150) == 0
