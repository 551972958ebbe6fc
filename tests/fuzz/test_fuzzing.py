# SPDX-License-Identifier: Apache-2.0
"""Ten million inputs that a fuzzer makes up, led by the branches that they open."""

import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

KEYS = Path(__file__).with_name("fuzz_keys.py")
DRIVES = Path(__file__).with_name("fuzz_drive.py")
# Reading a key costs many times what reading a Key ID does.
EXECUTIONS = {"key-text": 2_000_000, "key-id": 8_000_000}
ON_DRIVES = {"metadata": 6_000_000, "disk": 2_000_000, "header": 2_000_000}
A_FEW = {"key-text": 500, "key-id": 20_000, "metadata": 5_000, "disk": 500, "header": 500}
PROCESSES = os.cpu_count() or 1
DONE = re.compile(r"^Done (\d+) runs in \d+ second", re.MULTILINE)
FAULT = 77
"""The exit code of libFuzzer for an exception in what it tries."""

needs_atheris = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="needs the Python package atheris"
)


class Fuzzer:
    """A fuzzer at work; what it tells goes to a file, so that none waits for another's reader."""

    def __init__(self, target: str, runs: int, seed: int, folder: Path) -> None:
        self._told = folder / f"{target}-{seed}.log"
        script = DRIVES if target in ON_DRIVES else KEYS
        with self._told.open("wb") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-P", str(script), target, f"-runs={runs}", f"-seed={seed}"],
                env={**os.environ, "TMPDIR": str(folder)},
                stdout=told,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> tuple[int, str]:
        """Return the exit code, and what it told."""
        code = self.process.wait()
        return code, self._told.read_text(encoding="utf-8", errors="replace")

    def executed(self) -> int:
        """Wait; tells how often it ran, and fails with the input if it found a fault."""
        code, output = self.wait()
        assert code == 0, output[-4000:]
        done = DONE.search(output)
        assert done is not None, output[-4000:]
        return int(done.group(1))


def fuzz(target: str, runs: int, processes: int, folder: Path) -> tuple[int, float]:
    """Fuzz in several processes; tells the executions of all and the seconds they took."""
    began = time.monotonic()
    each = -(-runs // processes)
    started = [Fuzzer(target, each, seed, folder) for seed in range(1, processes + 1)]
    try:
        total = sum(fuzzer.executed() for fuzzer in started)
    finally:
        for fuzzer in started:
            fuzzer.process.kill()
            fuzzer.process.wait()
    return total, time.monotonic() - began


@needs_atheris
@pytest.mark.parametrize("target", A_FEW)
def test_a_few_made_up_inputs_break_no_promise(target: str, tmp_path: Path) -> None:
    total, _seconds = fuzz(target, A_FEW[target], 1, tmp_path)
    assert total >= A_FEW[target]


@pytest.mark.long
@needs_atheris
@pytest.mark.parametrize("executions", [EXECUTIONS, ON_DRIVES], ids=["keys", "drives"])
def test_ten_million_made_up_inputs_break_no_promise(
    executions: Mapping[str, int],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    totals: Mapping[str, tuple[int, float]] = {
        target: fuzz(target, runs, PROCESSES, tmp_path) for target, runs in executions.items()
    }
    for target, (total, seconds) in totals.items():
        record_property(f"{target} executions per second", round(total / seconds))
        sys.stdout.write(f"{target}: {total} executions, {total / seconds:.0f} a second\n")
    assert sum(total for total, _seconds in totals.values()) >= 10_000_000


@needs_atheris
def test_the_fuzzer_finds_a_planted_fault(tmp_path: Path) -> None:
    code, output = Fuzzer("planted", 200_000, 1, tmp_path).wait()
    assert code == FAULT
    assert "a fault planted for the test" in output
