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

SCRIPT = Path(__file__).with_name("fuzz_keys.py")
# Reading a key costs many times what reading a Key ID does.
EXECUTIONS = {"key-text": 2_000_000, "key-id": 8_000_000}
A_FEW = {"key-text": 500, "key-id": 20_000}
PROCESSES = os.cpu_count() or 1
DONE = re.compile(r"^Done (\d+) runs in \d+ second", re.MULTILINE)
FAULT = 77
"""The exit code of libFuzzer for an exception in what it tries."""

needs_atheris = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="needs the Python package atheris"
)


def start(target: str, runs: int, seed: int, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", str(SCRIPT), target, f"-runs={runs}", f"-seed={seed}"],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def executed(process: subprocess.Popen[str]) -> int:
    """Wait for a fuzzer; tells how often it ran, and fails with the input if it found a fault."""
    output, _ = process.communicate()
    assert process.returncode == 0, output[-4000:]
    done = DONE.search(output)
    assert done is not None, output[-4000:]
    return int(done.group(1))


def fuzz(target: str, runs: int, processes: int, folder: Path) -> tuple[int, float]:
    """Fuzz in several processes; tells the executions of all and the seconds they took."""
    began = time.monotonic()
    each = -(-runs // processes)
    started = [start(target, each, seed, folder) for seed in range(1, processes + 1)]
    try:
        total = sum(map(executed, started))
    finally:
        for process in started:
            with process:
                process.kill()
    return total, time.monotonic() - began


@needs_atheris
@pytest.mark.parametrize("target", A_FEW)
def test_a_few_made_up_inputs_break_no_promise(target: str, tmp_path: Path) -> None:
    total, _seconds = fuzz(target, A_FEW[target], 1, tmp_path)
    assert total >= A_FEW[target]


@pytest.mark.long
@needs_atheris
def test_ten_million_made_up_inputs_break_no_promise(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    totals: Mapping[str, tuple[int, float]] = {
        target: fuzz(target, runs, PROCESSES, tmp_path) for target, runs in EXECUTIONS.items()
    }
    for target, (total, seconds) in totals.items():
        record_property(f"{target} executions per second", round(total / seconds))
        sys.stdout.write(f"{target}: {total} executions, {total / seconds:.0f} a second\n")
    assert sum(total for total, _seconds in totals.values()) >= 10_000_000


@needs_atheris
def test_the_fuzzer_finds_a_planted_fault(tmp_path: Path) -> None:
    process = start("planted", 200_000, 1, tmp_path)
    output, _ = process.communicate()
    assert process.returncode == FAULT
    assert "a fault planted for the test" in output
