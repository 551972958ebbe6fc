# SPDX-License-Identifier: Apache-2.0
r"""How long a search of many files takes, beside ripgrep over the same files.

    python tests/benchmarks/find.py [--files 100000] [--bytes 5e9] [--rows 1000000] [--rounds 3]

A tree of mixed files is made, with keys in some, and searched by turns: by the program, and by
ripgrep twice, as UTF-8 and as UTF-16, for keys with hyphens. Then one Key ID is looked for in a
large export, beside `rg -i -F`. The files are in the memory of the system by then: what is measured
is the search and not the disk. ripgrep leaves a file at its first NUL byte, the program does not.

The program runs in a process of its own; the start of the interpreter, imports included, is told
apart.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.parse import Texts
from recovery_assistant.find.hunt import hunt
from recovery_assistant.find.places import Find, News, Search
from recovery_assistant.keys import KeyId

FILES: Final = 100_000
SIZE: Final = 5_000_000_000
ROWS: Final = 1_000_000
TREE_AIM: Final = 1.5
ROW_AIM: Final = 1.2
MEMORY_AIM_MIB: Final = 200.0
PATIENCE_AIM_S: Final = 0.2
KEY_PATTERN: Final = r"\d{6}(?:-\d{6}){7}"
_EVERY: Final = 500
_FOLDER: Final = 50
_SAMPLE: Final = 1_000_000
_HERE: Final = Path(__file__).resolve()


@dataclass(frozen=True, slots=True)
class Run:
    """One search by the program: seconds, peak memory of all its processes, what it found."""

    seconds: float
    peak_mib: float
    found: int
    matching: int
    first_s: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The smallest times of several rounds, in seconds, and what was found."""

    ours: Run
    peers: tuple[float, ...]
    peer_found: int
    start_s: float

    @property
    def ratio(self) -> float:
        """How many times as long the search takes as those of ripgrep together."""
        return self.ours.seconds / sum(self.peers)


class _Samples(Texts):
    """A megabyte of each kind of file."""

    def code(self) -> str:
        """Source code."""
        return self._fill(
            lambda: (
                f"    def {self._words_of(2, '_')}(self, {self._words_of(1, '')}: int) -> None:\n"
                f'        """{self._words_of(8, " ")}."""\n'
                f"        return self._{self._words_of(1, '')}[{self._number(1)}]\n"
            )
        )

    def _words_of(self, many: int, between: str) -> str:
        return between.join(re.findall(r"\w+", self._words("alpha beta gamma delta item", many)))

    def log_lines(self) -> str:
        """A log as programs write it: times, addresses, numbers of all lengths."""
        return self._fill(
            lambda: (
                f"2024-0{1 + self._draw(9)}-1{self._number(1)} 1{self._number(1)}:"
                f"{self._number(2)}:{self._number(2)},{self._number(3)} INFO "
                f"[{self._number(1 + self._draw(5))}] GET /items/{self._number(1 + self._draw(7))}"
                f" 10.0.{self._number(1)}.{self._number(2)} 200 {self._number(1 + self._draw(6))}\n"
            )
        )

    def rows(self) -> str:
        """A table of goods."""
        return self._fill(
            lambda: (
                f"{self._number(5)},{self._words('red green blue grey', 2)},{self._number(2)}."
                f"{self._number(2)},2024-0{1 + self._draw(9)}-1{self._number(1)},"
                f"{self._number(1 + self._draw(6))}\n"
            )
        )

    def objects(self) -> str:
        """JSON."""
        return self._fill(
            lambda: (
                f'{{"id": {self._number(1 + self._draw(7))}, "name": '
                f'"{self._words("alpha beta gamma delta", 2)}", "ratio": 0.{self._number(4)}, '
                f'"tags": ["{self._words("one two three", 1)}"], "at": 17{self._number(8)}}}\n'
            )
        )

    def all(self) -> list[tuple[str, bytes]]:
        """Each kind as often as it is to be among twenty files."""
        german = "der Schl\u00fcssel f\u00fcr das Ger\u00e4t ist gr\u00f6\u00dfer als fr\u00fcher"
        russian = "\u043a\u043b\u044e\u0447 \u043d\u0443\u0436\u0435\u043d \u0434\u043b\u044f"
        plain = "the drive of your computer may be locked because it was changed and a key is"
        return [
            *[("txt", self.prose(plain).encode())] * 4,
            ("txt", self.prose(german).encode("cp1252")),
            ("txt", self.prose(russian).encode()),
            *[("txt", self.prose(german).encode("utf-16-le"))] * 2,
            *[("py", self.code().encode())] * 3,
            *[("log", self.log_lines().encode())] * 2,
            *[("csv", self.rows().encode())] * 2,
            *[("json", self.objects().encode())] * 2,
            ("html", self.page().partition("<p>")[0].encode()),
            *[("bin", self.noise())] * 2,
        ]

    def noise(self) -> bytes:
        """Bytes without a sense."""
        words = (self._draw(1 << 48).to_bytes(6, "little") for _ in range(_SAMPLE // 6))
        return b"".join(words)

    def key(self) -> str:
        """A key of its own."""
        return self._key()

    def length(self, mean: int) -> int:
        """A length: many files are short, some are long."""
        return min(mean * (1 + self._draw(10)) * (1 + self._draw(10)) // 30, _SAMPLE - 2)


def make_tree(root: Path, files: int, size: int) -> int:
    """Make the tree; say how many keys are in it."""
    samples = _Samples()
    kinds = samples.all()
    planted = 0
    for number in range(files):
        folder = root / f"{number // 1000:03d}" / f"{number // _FOLDER % 20:02d}"
        if number % _FOLDER == 0:
            folder.mkdir(parents=True, exist_ok=True)
        suffix, sample = kinds[number % len(kinds)]
        length = samples.length(size // files)
        at = number * 7_919 % max(len(sample) - length, 1) & ~1
        data = sample[at : at + length]
        if number % _EVERY < 2 and suffix == "txt":
            encoding = "utf-16-le" if sample[1] == 0 else "utf-8"
            text = f"\nIdentifier: {number:08X}-A111-4222-8333-444455556666\n{samples.key()}\n"
            data = data[:1000] + text.encode(encoding) + data[1000:]
            planted += 1
        (folder / f"{number:06d}.{suffix}").write_bytes(data)
    return planted


def make_export(path: Path, rows: int) -> KeyId:
    """Make an export of so many keys; return the Key ID of one near the end."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Computer,KeyId,RecoveryPassword,Created\n")
        for number in range(rows):
            blocks = "-".join(f"{(number * 7 + n * 1009) % 65_536 * 11:06d}" for n in range(8))
            mark = number * 2_654_435_761 % (1 << 32)
            file.write(
                f"PC-{number:07d}.corp.example,{mark:08X}-A111-4222-8333-{number:012X},{blocks},"
                "2024-01-02T03:04:05\n"
            )
    return KeyId(f"{(rows - rows // 10) * 2_654_435_761 % (1 << 32):08X}")


def search_once(root: Path, wanted: KeyId | None) -> Run:
    """Search in a process of its own."""
    command = [sys.executable, str(_HERE), "--once", str(root)]
    if wanted is not None:
        command += ["--key-id", wanted.hex]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    answer = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    said: dict[str, float] = json.loads(answer.stdout)
    return Run(
        said["seconds"],
        said["peak_mib"],
        int(said["found"]),
        int(said["matching"]),
        said["first_s"],
    )


def _once(root: Path, wanted: KeyId | None) -> None:
    import resource

    first: list[float] = []
    began = time.perf_counter()

    def tell(news: News) -> None:
        if isinstance(news, Find) and not first:
            first.append(time.perf_counter() - began)

    searched = hunt(Search((root,), wanted), tell, lambda: False)
    seconds = time.perf_counter() - began
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    matching = sum(
        one.candidate.match is not None and one.candidate.match.agrees for one in searched.finds
    )
    # Every helper counts as the largest one, and what they share counts for each.
    peak = (mine + theirs * min(os.cpu_count() or 1, 4)) / 1024
    sys.stdout.write(
        json.dumps(
            {
                "seconds": seconds,
                "peak_mib": peak,
                "found": len(searched.finds),
                "matching": matching,
                "first_s": first[0] if first else -1.0,
            }
        )
    )


def _ripgrep(*options: str) -> tuple[float, int]:
    """Seconds that ripgrep takes, and how many files it finds."""
    program = shutil.which("rg")
    if program is None:
        raise RuntimeError("ripgrep is not on this machine (apt-get install ripgrep)")
    began = time.perf_counter()
    answer = subprocess.run(
        [program, "--no-config", "-uu", "-c", *options], check=False, capture_output=True
    )
    return time.perf_counter() - began, len(answer.stdout.splitlines())


def _start_s() -> float:
    """Seconds that the interpreter takes to start and to load the search."""
    command = [sys.executable, "-c", "import recovery_assistant.find.hunt"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True)
    return time.perf_counter() - began


def measure_tree(root: Path, rounds: int) -> Measured:
    """Search the tree by turns; the smallest times count."""
    ours: list[Run] = []
    peers: list[tuple[float, float]] = []
    found = 0
    for _round in range(rounds):
        narrow, in_narrow = _ripgrep(KEY_PATTERN, str(root))
        wide, in_wide = _ripgrep("-E", "utf-16le", KEY_PATTERN, str(root))
        peers.append((narrow, wide))
        found = in_narrow + in_wide
        ours.append(search_once(root, None))
    best = min(ours, key=lambda one: one.seconds)
    return Measured(best, tuple(map(min, zip(*peers, strict=True))), found, _start_s())


def measure_export(path: Path, wanted: KeyId, rounds: int) -> Measured:
    """Look for one Key ID by turns; the smallest times count."""
    ours, peers = [], []
    for _round in range(rounds):
        peers.append(_ripgrep("-i", "-F", wanted.hex[:8], str(path)))
        ours.append(search_once(path, wanted))
    best = min(ours, key=lambda one: one.seconds)
    return Measured(best, (min(one for one, _ in peers),), peers[0][1], _start_s())


def measure_stop(root: Path) -> float:
    """Seconds from the wish to stop until the search has stopped, the longest of several."""
    return max(_stopped_after(root, wait) for wait in (0.05, 0.3, 0.7, 1.1))


def _stopped_after(root: Path, wait: float) -> float:
    stop = threading.Event()
    asked: list[float] = []

    def ask() -> None:
        asked.append(time.perf_counter())
        stop.set()

    timer = threading.Timer(wait, ask)
    timer.start()
    hunt(Search((root,), None), lambda _news: None, stop.is_set)
    timer.cancel()
    return time.perf_counter() - asked[0] if asked else 0.0


def table(name: str, measured: Measured) -> str:
    """The measurement as lines."""
    ours = measured.ours
    peers = " + ".join(f"{one:.2f}" for one in measured.peers)
    return (
        f"{name}: {ours.seconds:.2f} s beside ripgrep {peers} s ({measured.ratio:.2f} times)\n"
        f"  {ours.found} found ({ours.matching} matching), ripgrep {measured.peer_found}; first "
        f"after {ours.first_s:.2f} s; peak {ours.peak_mib:.0f} MiB; "
        f"start {measured.start_s:.2f} s\n"
    )


def main() -> int:
    """Make the files, measure and show."""
    parser = argparse.ArgumentParser(description="Search of many files beside ripgrep.")
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--bytes", type=float, default=SIZE)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--once", type=Path)
    parser.add_argument("--key-id")
    chosen = parser.parse_args()
    if chosen.once is not None:
        _once(chosen.once, KeyId(chosen.key_id) if chosen.key_id else None)
        return 0
    with tempfile.TemporaryDirectory() as name:
        tree, export = Path(name) / "tree", Path(name) / "export.csv"
        planted = make_tree(tree, chosen.files, int(chosen.bytes))
        wanted = make_export(export, chosen.rows)
        sys.stdout.write(f"{planted} keys in {chosen.files:,} files\n")
        sys.stdout.write(table("Tree", measure_tree(tree, chosen.rounds)))
        sys.stdout.write(
            table("One Key ID in an export", measure_export(export, wanted, chosen.rounds))
        )
        sys.stdout.write(f"Stopped after {measure_stop(tree):.3f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
