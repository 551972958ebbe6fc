# SPDX-License-Identifier: Apache-2.0
"""How long the encrypted file takes to open, beside scrypt alone, and a list of many to search.

    python tests/benchmarks/vault.py [--rounds 7]

Opening has to be slow: that is what scrypt is for. Whatever comes on top of it is waste, so scrypt
with the same work factor and the same library is taken in turn, and the ratio of the medians
counts.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from recovery_assistant.flow.copies.session import Session
from recovery_assistant.keys import KeyId
from recovery_assistant.vault.age import VAULT_WORK_FACTOR
from recovery_assistant.vault.contents import Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.vault.store import create_vault, open_vault

AIM: Final = 1.1
SEARCH_AIM_MS: Final = 16.0
"""For one letter typed into the search: what a screen takes to show a picture."""
ENTRIES: Final = 20
MANY: Final = 1_000
CHEAP: Final = 1
"""A work factor next to nothing, where scrypt is not what is measured."""
_WORDS: Final = "words-that-only-this-measurement-uses"
_SEARCHES: Final = ("", "l", "laptop 9", "LAPTOP 999", "0000000a", "{00000000-", "nothing at all")


@dataclass(frozen=True, slots=True)
class Times:
    """All in milliseconds, each the median of its rounds."""

    opening: float
    scrypt: float
    opening_many: float
    search: float
    """The slowest of several searches."""

    @property
    def ratio(self) -> float:
        """How many times as long as scrypt alone the opening takes."""
        return self.opening / self.scrypt


def _vault(entries: int) -> Vault:
    held = HeldKeys()
    made = [
        Entry(
            device=f"Zo\u00eb's laptop {number}",
            key_id=KeyId(f"{number:08X}{number:024X}"),
            slot=held.hold(
                "".join(
                    f"{(number * 8 + block) * 7919 % 65536 * 11:06d}" for block in range(8)
                ).encode()
            ),
            drive="C:",
            note="beside the desk, where the old one was",
            added=date(2026, 11, 22),
            replaced_on=date(2026, 11, 22) if number % 9 == 8 else None,
        )
        for number in range(entries)
    ]
    return Vault(entries=tuple(made), held=held)


def _took_ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _written(path: Path, entries: int, work_factor: int) -> Path:
    match create_vault(path, _vault(entries), Passphrase(_WORDS), work_factor=work_factor):
        case SaveProblem() as problem:
            raise RuntimeError(f"the file to measure with was not written: {problem.value}")
        case Vault():
            return path


def _open(path: Path) -> Vault:
    match open_vault(path, Passphrase(_WORDS)):
        case OpenProblem() as problem:
            raise RuntimeError(f"the file to measure with did not open: {problem.value}")
        case Vault() as vault:
            return vault


def _scrypt() -> bytes:
    kdf = Scrypt(
        b"age-encryption.org/v1/scrypt" + bytes(16), 32, n=1 << VAULT_WORK_FACTOR, r=8, p=1
    )
    return kdf.derive(_WORDS.encode())


def _search(vault: Vault, rounds: int) -> float:
    session = Session(vault=vault)
    found = [partial(_found, replace(session, search=wanted)) for wanted in _SEARCHES]
    return max(statistics.median(_took_ms(work) for _round in range(rounds)) for work in found)


def _found(session: Session) -> Sequence[Entry]:
    return session.entries


def measure(rounds: int) -> Times:
    """Open a file of 20 keys and run scrypt alone in turn; then open and search one of 1,000."""
    with tempfile.TemporaryDirectory(prefix="vault-") as name:
        usual = _written(Path(name, "usual.age"), ENTRIES, VAULT_WORK_FACTOR)
        many = _written(Path(name, "many.age"), MANY, CHEAP)
        # Once unmeasured, so that every module is there and the memory was taken before.
        _open(usual)
        _scrypt()
        ours, alone = partial(_open, usual), _scrypt
        opening: list[float] = []
        scrypt: list[float] = []
        for number in range(rounds):
            # Now the one first, now the other: neither shall always have the warmer machine.
            pair = (ours, alone) if number % 2 else (alone, ours)
            for work in pair:
                (opening if work is ours else scrypt).append(_took_ms(work))
        vault = _open(many)
        return Times(
            opening=statistics.median(opening),
            scrypt=statistics.median(scrypt),
            opening_many=statistics.median(
                _took_ms(lambda: _open(many)) for _round in range(rounds)
            ),
            search=_search(vault, rounds),
        )


def table(times: Times) -> str:
    """The measurements as lines."""
    rows = (
        (f"opening {ENTRIES} keys", times.opening),
        ("scrypt alone", times.scrypt),
        (f"opening {MANY:,} keys without scrypt", times.opening_many),
        (f"one search of {MANY:,} keys", times.search),
    )
    return "".join(f"{name:40}{took:9.2f} ms\n" for name, took in rows)


def main() -> int:
    """Measure and show."""
    parser = argparse.ArgumentParser(description="The encrypted file beside scrypt alone.")
    parser.add_argument("--rounds", type=int, default=7)
    rounds: int = parser.parse_args().rounds
    times = measure(rounds)
    sys.stdout.write(f"{table(times)}{'ratio':40}{times.ratio:9.3f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
