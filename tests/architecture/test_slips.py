# SPDX-License-Identifier: Apache-2.0
"""The report on repair runs, and no truth is missing from its list."""

import subprocess
from collections.abc import Callable

Gate = Callable[..., subprocess.CompletedProcess[str]]


def test_the_report_on_repair_finds_every_truth(gate: Gate) -> None:
    result = gate("packaging/slips.py", "--step", "997", "--keys", "15")
    assert result.returncode == 0, result.stdout + result.stderr
    blocks, keys = (part.splitlines() for part in result.stdout.split("\n\n"))
    rows = {line[:24].strip(): line.split() for line in (*blocks[3:-1], *keys[3:])}
    for name in ("wrong digit", "alike by ear", "13 for 30 to 19 for 90", "digit extra"):
        assert name in rows
    assert all(row[-1] == "0" for row in rows.values()), "a truth is lost"
    assert {line[:24].strip() for line in blocks[3:-1]} < {line[:24].strip() for line in keys[3:]}


def test_the_report_is_the_same_each_time(gate: Gate) -> None:
    first, again = (gate("packaging/slips.py", "--step", "9973", "--keys", "5") for _ in range(2))
    assert first.stdout == again.stdout
    assert "one unreadable" in first.stdout
