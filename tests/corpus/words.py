# SPDX-License-Identifier: Apache-2.0
"""What stands around a key in many languages, and what looks like a key and is none."""

import random
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase


class Chance(random.Random):
    """The same documents in each run; nothing here is secret."""


@dataclass(frozen=True)
class Language:
    """The words of one language, and the code pages in which people keep them."""

    key: str
    key_id: str
    filler: Sequence[str]
    code_pages: Sequence[str]


LANGUAGES: Mapping[str, Language] = {
    name: Language(**words)
    for name, words in tomllib.loads(
        Path(__file__).with_name("languages.toml").read_text(encoding="utf-8")
    ).items()
}


def digits(chance: Chance, count: int) -> str:
    """Return so many digits; the first is no nought."""
    return str(chance.randrange(1, 10)) + "".join(
        str(chance.randrange(10)) for _ in range(count - 1)
    )


def fours(text: str, parting: str = " ") -> str:
    """Return a text in groups of four."""
    return parting.join(text[at : at + 4] for at in range(0, len(text), 4))


NEAR: Mapping[str, Callable[[Chance], str]] = {
    "IBAN": lambda chance: "IBAN " + fours(f"DE{digits(chance, 20)}"),
    "IBAN, long": lambda chance: "IBAN " + fours(f"MT84MALT{digits(chance, 23)}"),
    "telephone": lambda chance: f"+49 {digits(chance, 3)} {digits(chance, 6)}-{digits(chance, 2)}",
    "list of telephones": lambda chance: "\n".join(f"0{digits(chance, 10)}" for _ in range(6)),
    "product key": lambda chance: "-".join(
        "".join(chance.choices("BCDFGHJKMPQRTVWXY2346789", k=5)) for _ in range(5)
    ),
    "serial number": lambda chance: (
        f"S/N {''.join(chance.choices(ascii_uppercase, k=3))}{digits(chance, 9)}"
    ),
    "card": lambda chance: fours(digits(chance, 16)),
    "cards": lambda chance: "\n".join(fours(digits(chance, 16), "-") for _ in range(3)),
    "order": lambda chance: f"Order {digits(chance, 6)}-{digits(chance, 6)}, 3 pieces",
    "column of numbers": lambda chance: "\n".join(digits(chance, 6) for _ in range(12)),
    "row of numbers": lambda chance: "; ".join(digits(chance, 6) for _ in range(10)),
    "number of 48 digits": lambda chance: digits(chance, 48),
    "number of 96 digits": lambda chance: digits(chance, 96),
    "hexadecimal": lambda chance: f"sha256 {chance.getrandbits(256):064x}",
    "identifier": lambda chance: f"{{{guid(chance)}}}",
    "time stamps": lambda chance: "\n".join(
        f"2024-0{chance.randrange(1, 10)}-1{chance.randrange(10)}T12:{chance.randrange(10, 60)}:05Z"
        f" {digits(chance, 6)}"
        for _ in range(8)
    ),
    "version": lambda chance: f"10.0.{digits(chance, 5)}.{digits(chance, 4)}",
    "coordinates": lambda chance: f"{digits(chance, 2)}.{digits(chance, 6)}, 8.{digits(chance, 6)}",
    "one-time codes": lambda chance: "\n".join(
        f"{n}. {digits(chance, 4)} {digits(chance, 4)}" for n in range(1, 11)
    ),
}


def guid(chance: Chance) -> str:
    """Return an identifier with a letter among its first eight characters."""
    text = f"{chance.choice('ABCDEF')}{chance.getrandbits(124):031X}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
