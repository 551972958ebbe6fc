# SPDX-License-Identifier: Apache-2.0
"""How long keys take on a locked drive: one key beside cryptsetup, many on all cores, a look at it.

    python tests/benchmarks/drive.py [--rounds 5]

Whatever is compared is taken in turn, so that a busy machine is busy for both. The drive is a real
one of the shared samples.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import shake_128
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from drives import real
from recovery_assistant.drive.gpu import Batches, Card
from recovery_assistant.drive.image import read_image
from recovery_assistant.drive.outcomes import Image, Tried
from recovery_assistant.drive.proof import ROUNDS, stretch
from recovery_assistant.drive.trying import EngineError, Processes, cores, measure
from recovery_assistant.drive.volume import Volume
from recovery_assistant.keys.attempts import Attempts, Idea

CHECK_AIM: Final = 1.5
"""Not to be had of hashlib, which makes an object for each of a million rounds."""
SHARE_AIM: Final = 1 / 0.85
"""What each of several cores tries, beside one core alone."""
INFO_AIM_MS: Final = 50.0
CARD_AIM: Final = 1 / 5
"""Of the time that processes take."""
THEIRS: Final = "/usr/sbin/cryptsetup"

_NOT_COMPILED: Final = "PYTHONDONTWRITEBYTECODE"
_BASE: Final = "cs-aes-xts-128.img"
_OURS: Final = "from recovery_assistant.cli import run; raise SystemExit(run())"
_INFO: Final = """
import sys, time
from recovery_assistant.cli import run
begun = time.perf_counter()
run(["drive", "info", sys.argv[1]])
sys.stderr.write(str(time.perf_counter() - begun))
"""
# Fewer than a volume has, so that many keys are done in a short time; the share stays the same.
_MANY_ROUNDS: Final = ROUNDS // 16
_MANY_S: Final = 3.0
_PATIENCE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Check:
    """One key, whole runs of both programs, the medians in seconds."""

    ours: float
    theirs: float
    stretching: float
    """The rounds of hashlib alone, without a start of a program."""

    @property
    def ratio(self) -> float:
        """How many times as long ours takes."""
        return self.ours / self.theirs


@dataclass(frozen=True, slots=True)
class Many:
    """Keys a second of one process and of several, the medians."""

    one: float
    several: float
    count: int

    @property
    def share(self) -> float:
        """How many times as long a key takes on one of several cores as on one alone."""
        return self.one * self.count / self.several


@contextmanager
def sample() -> Iterator[tuple[Path, str]]:
    """Unpack a real volume; its path, and the digits of its key.

    Raises:
        RuntimeError: the shared samples are not on this machine.

    """
    known = next((one for one in real.volumes() if one.name == _BASE), None)
    if known is None:
        raise RuntimeError(real.ABSENT)
    with tempfile.TemporaryDirectory(prefix="drive-") as name:
        yield real.unpack(known, Path(name)), known.keys[0].digits


def _took(command: Sequence[str | Path], typed: str = "") -> float:
    # As it is installed: what was compiled once is there.
    environ = {name: value for name, value in os.environ.items() if name != _NOT_COMPILED}
    begun = time.perf_counter()
    ran = subprocess.run(
        command,
        input=typed.encode(),
        capture_output=True,
        check=False,
        timeout=_PATIENCE_S,
        env=environ,
    )
    took = time.perf_counter() - begun
    if ran.returncode:
        raise RuntimeError(f"{command[0]} ended with {ran.returncode}")
    return took


def measure_check(path: Path, digits: str, rounds: int) -> Check:
    """Check the right key by either program in turn.

    Raises:
        RuntimeError: one of them says otherwise, or cryptsetup is not there.

    """
    if not Path(THEIRS).exists():
        raise RuntimeError(f"{THEIRS} is not on this machine")
    ours = (sys.executable, "-P", "-c", _OURS, "drive", "check", path)
    theirs = (THEIRS, "open", "--type", "bitlk", "--test-passphrase", "--readonly", path)
    works = (partial(_took, ours, digits), partial(_took, theirs, digits), _stretched)
    times: tuple[list[float], ...] = ([], [], [])
    for work in works:
        work()
    for number in range(rounds):
        for which in (0, 1, 2) if number % 2 else (2, 1, 0):
            times[which].append(works[which]())
    return Check(*map(statistics.median, times))


def _stretched() -> float:
    begun = time.perf_counter()
    stretch(bytes(16), bytes(16))
    return time.perf_counter() - begun


def measure_many(path: Path, rounds: int) -> Many:
    """Let one process and all that a search takes try keys in turn, for some seconds each."""
    volume = _volume(path)
    count = cores()
    speeds: dict[int, list[float]] = {1: [], count: []}
    for number in range(rounds):
        for workers in (1, count) if number % 2 else (count, 1):
            speeds[workers].append(_speed(volume, workers))
    return Many(statistics.median(speeds[1]), statistics.median(speeds[count]), count)


def _volume(path: Path) -> Volume:
    match read_image(path):
        case Image(volumes):
            return volumes[0]
        case _:
            raise RuntimeError("the volume to measure with cannot be read")


def _speed(volume: Volume, workers: int) -> float:
    """Keys a second, once every process has come up."""
    keys = 16 * 4096
    some = Attempts(((Idea.REPAIRED, 4096),), bytearray(shake_128(b"keys").digest(keys)))
    told: list[tuple[float, int]] = []

    def tell(tried: Tried) -> None:
        if tried.done >= 4 * workers:
            told.append((time.perf_counter(), tried.done))

    engine = Processes(
        volume.recovery[0], volume.block.volume_key, rounds=_MANY_ROUNDS, workers=workers
    )
    engine.search(some, 0, tell, lambda: bool(told) and told[-1][0] - told[0][0] >= _MANY_S)
    (begun, first), (ended, last) = told[0], told[-1]
    return (last - first) / (ended - begun) * _MANY_ROUNDS / ROUNDS


def measure_info(path: Path, rounds: int) -> float:
    """Return how many milliseconds a look at an image takes once the program has started."""
    environ = {name: value for name, value in os.environ.items() if name != _NOT_COMPILED}
    times = []
    for _round in range(rounds + 1):
        ran = subprocess.run(
            (sys.executable, "-P", "-c", _INFO, path),
            capture_output=True,
            check=True,
            timeout=_PATIENCE_S,
            env=environ,
        )
        times.append(1000 * float(ran.stderr))
    # The first one compiles.
    return statistics.median(times[1:])


def measure_card(path: Path, rounds: int) -> float | None:
    """Return how many keys a card tries while the processes try one; None where there is none."""
    if find_spec("wgpu") is None:
        return None
    volume = _volume(path)
    ratios = []
    for _round in range(rounds):
        try:
            card = Card.start()
        except EngineError:
            return None
        try:
            keys = Batches(in_software=card.in_software).keys(1 << 20)
            by_card = keys / card.measure(keys)
        finally:
            card.stop()
        by_processes = measure(volume.recovery[0], volume.block.volume_key, cores())
        ratios.append(by_card / by_processes)
    return statistics.median(ratios)


def table(check: Check | None, many: Many, info: float, card: float | None) -> str:
    """The measurements as lines."""
    rows = [
        (f"keys a second, {many.count} processes", f"{many.several:9.2f}"),
        ("keys a second, one process", f"{many.one:9.2f}"),
        ("a look at an image", f"{info:9.1f} ms"),
    ]
    if check is not None:
        rows += [
            ("one key, our program", f"{check.ours:9.3f} s"),
            ("one key, cryptsetup", f"{check.theirs:9.3f} s"),
            ("one key, the rounds of hashlib alone", f"{check.stretching:9.3f} s"),
        ]
    if card is not None:
        rows.append(("graphics card beside all processes", f"{card:9.1f} x"))
    return "".join(f"{name:40}{value}\n" for name, value in rows)


def main() -> int:
    """Measure and show."""
    parser = argparse.ArgumentParser(description="Keys on a locked drive.")
    parser.add_argument("--rounds", type=int, default=5)
    rounds: int = parser.parse_args().rounds
    with sample() as (path, digits):
        check = measure_check(path, digits, rounds) if Path(THEIRS).exists() else None
        many = measure_many(path, rounds)
        text = table(check, many, measure_info(path, rounds), measure_card(path, rounds))
    sys.stdout.write(text)
    if check is not None:
        sys.stdout.write(f"{'ours beside cryptsetup':40}{check.ratio:9.3f} x\n")
    sys.stdout.write(f"{'one of several cores beside one alone':40}{many.share:9.3f} x\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
