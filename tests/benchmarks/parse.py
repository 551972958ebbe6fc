# SPDX-License-Identifier: Apache-2.0
r"""How long the search for keys in a megabyte takes, beside one `re.findall(r"\d+")` over it.

    python tests/benchmarks/parse.py [--rounds 7]

Times belong to a machine and to what else it does, so both are taken in turn and only the ratio of
the smallest times counts. The last three texts are known to miss the aim: where everything is a key
or looks like one, everything is read with care.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from recovery_assistant.find import Reading, read_text

SIZE: Final = 1_000_000
AIM: Final = 4.0
NUMBERS: Final = re.compile(r"\d+")
_WORDS: Final = (
    "the drive of your computer may be locked because it was changed and a recovery key is asked "
    "for by the screen; when you have it type it in, then press Enter. In 2024 some 30 people "
    "asked again (page 12). Take care: dead or faded, added, a cafe"
)
_GERMAN: Final = (
    "der Schl\u00fcssel f\u00fcr das Ger\u00e4t \u2013 gr\u00f6\u00dfer als \u201efr\u00fcher\u201c"
    " \u2013 wird 2024 gepr\u00fcft; \u00dcbung 12 macht \u00c4rger"
)
_RUSSIAN: Final = (
    "\u043a\u043b\u044e\u0447 \u043d\u0443\u0436\u0435\u043d \u0434\u043b\u044f \u0434\u0438\u0441"
    "\u043a\u0430 \u2014 12 \u0440\u0430\u0437 \u0432 2024 \u0433\u043e\u0434\u0443"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One text, as measured."""

    name: str
    numbers_ms: float
    search_ms: float

    @property
    def ratio(self) -> float:
        """How many times as long the search takes."""
        return self.search_ms / self.numbers_ms


class Texts:
    """Texts of a megabyte, the same in every run."""

    def __init__(self) -> None:
        self._state = 7

    def _draw(self, below: int) -> int:
        self._state = (self._state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        return (self._state >> 16) * below >> 48

    def _words(self, words: str, count: int) -> str:
        known = words.split()
        return " ".join(known[self._draw(len(known))] for _ in range(count))

    def _hex(self, length: int) -> str:
        return "".join(f"{self._draw(1 << 16):04X}" for _ in range(length // 4))

    def _fill(self, line: Callable[[], str]) -> str:
        lines: list[str] = []
        size = 0
        while size < SIZE:
            lines.append(line())
            size += len(lines[-1])
        return "".join(lines)[:SIZE]

    def _number(self, digits: int) -> str:
        return f"{self._draw(10**digits):0{digits}d}"

    def _key(self) -> str:
        return "-".join(f"{self._draw(65_536) * 11:06d}" for _ in range(8))

    def _id(self) -> str:
        hex_ = self._hex(32)
        return "-".join((hex_[:8], hex_[8:12], hex_[12:16], hex_[16:20], hex_[20:]))

    def prose(self, words: str = _WORDS) -> str:
        """Sentences without a key."""
        return self._fill(lambda: self._words(words, 12) + ".\n")

    def page(self) -> str:
        """A web page with one key."""
        rows = self._fill(
            lambda: (
                f'<div class="c{self._number(2)} body" style="width:{self._number(3)}px;'
                f'color:#{self._hex(8)[:6]}"><a href="/page/{self._number(6)}">'
                f"{self._words(_WORDS, 5)}</a></div>\n"
            )
        )
        half = rows.index("\n", SIZE // 2)
        return rows[:half] + f"<p>Key ID: {self._id()}</p><p>{self._key()}</p>" + rows[half:]

    def log(self) -> str:
        """A log with many numbers."""
        return self._fill(
            lambda: (
                f"2024-0{self._number(1)}-1{self._number(1)} 1{self._number(1)}:{self._number(2)}"
                f".{self._number(6)} svc[{self._number(5)}]: request {self._number(6)} from "
                f"10.{self._number(2)}.{self._number(2)}.1 took {self._number(4)} ms\n"
            )
        )

    def keys(self, count: int) -> str:
        """Prose with so many keys and their IDs."""
        prose = self.prose()
        step = SIZE // count
        return "".join(
            f"{prose[at : at + step]}\nIdentifier: {self._id()}\nRecovery Key: {self._key()}\n"
            for at in range(0, SIZE, step)
        )

    def digits(self) -> str:
        """One number."""
        return self._fill(lambda: self._number(48))

    def table(self) -> str:
        """Rows of numbers as long as a block."""
        return self._fill(lambda: " ".join(self._number(6) for _ in range(10)) + "\n")

    def column(self) -> str:
        """Numbers as long as a block, one a line."""
        return self._fill(lambda: self._number(6) + "\n")

    def ids(self) -> str:
        """GUIDs and hexadecimal numbers."""
        return self._fill(lambda: f"{self._id()} {self._hex(16)}\n")

    def dump(self) -> str:
        """A hexadecimal dump."""
        return self._fill(lambda: f"{self._hex(32)}  |................|\n")

    def records(self) -> str:
        """Nothing but keys with their IDs."""
        return self._fill(lambda: f"Identifier: {self._id()}\nRecovery Key: {self._key()}\n\n")

    def shapes(self) -> str:
        """Nothing but numbers of the shape of a key."""
        return self._fill(lambda: "-".join(self._number(6) for _ in range(8)) + "\n")


def _texts() -> dict[str, str]:
    texts = Texts()
    wide = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
    arabic = {ord(str(digit)): chr(0x660 + digit) for digit in range(10)}
    return {
        "prose": texts.prose(),
        "prose, German": texts.prose(_GERMAN),
        "prose, Russian": texts.prose(_RUSSIAN),
        "web page with one key": texts.page(),
        "log": texts.log(),
        "log, Arabic digits": texts.log().translate(arabic),
        "one long number": texts.digits(),
        "prose with 20 keys": texts.keys(20),
        "GUIDs": texts.ids(),
        "hexadecimal dump": texts.dump(),
        "column of six digits": texts.column(),
        "table of six digits": texts.table(),
        "one long wide number": texts.digits().translate(wide),
        "nothing but keys": texts.records(),
        "shapes of keys": texts.shapes(),
    }


def _took_ms(work: Callable[[str], object], text: str) -> float:
    began = time.perf_counter()
    work(text)
    return 1000 * (time.perf_counter() - began)


def _search(text: str) -> Reading:
    return read_text(text, None)


def measure(rounds: int) -> list[Measured]:
    """Take both times for every text, in turn; the smallest count."""
    measured: list[Measured] = []
    for name, text in _texts().items():
        both = [
            (_took_ms(NUMBERS.findall, text), _took_ms(_search, text)) for _round in range(rounds)
        ]
        numbers = min(one for one, _ in both)
        measured.append(Measured(name, numbers, min(one for _, one in both)))
    return measured


def table(measured: Sequence[Measured]) -> str:
    """The measurements as lines."""
    lines = [f"{'1 MB of':24}{'findall':>10}{'search':>10}{'ratio':>8}"]
    lines += [
        f"{one.name:24}{one.numbers_ms:7.1f} ms{one.search_ms:7.1f} ms{one.ratio:8.1f}"
        for one in measured
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure and show."""
    parser = argparse.ArgumentParser(description="Search for keys beside a search for numbers.")
    parser.add_argument("--rounds", type=int, default=7)
    rounds: int = parser.parse_args().rounds
    sys.stdout.write(table(measure(rounds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
