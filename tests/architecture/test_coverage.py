# SPDX-License-Identifier: Apache-2.0
"""The heart is tested whole: every branch of keys/ is taken by the tests of keys/ alone."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Gate = Callable[..., subprocess.CompletedProcess[str]]

# Room to the folder of its tests.
WHOLE = {"keys": "tests/unit/keys", "flow": "tests/flow"}


def measure(gate: Gate, at: Path, data: Path, room: str, tests: str) -> tuple[bool, str]:
    """Run the tests of a room; tells whether every branch was taken, and which were not."""
    env = {"COVERAGE_FILE": str(data), "HYPOTHESIS_PROFILE": "few", "CI": ""}
    # The tests of ten million characters take no branch of their own, and minutes when traced.
    source = f"--source=recovery_assistant.{room}"
    ran = gate(
        "coverage", "run", "--branch", source, "-m", "pytest", "-q", "-p", "no:cacheprovider",
        "-x", "-k", "not linear_time", tests, at=at, env=env,
    )  # fmt: skip
    if ran.returncode:
        return False, ran.stdout + ran.stderr
    report = gate("coverage", "report", "--show-missing", "--fail-under=100", at=at, env=env)
    return report.returncode == 0, report.stdout + report.stderr


@pytest.mark.parametrize("room", WHOLE)
def test_every_branch_is_taken(gate: Gate, root: Path, tmp_path: Path, room: str) -> None:
    whole, report = measure(gate, root, tmp_path / "coverage", room, WHOLE[room])
    assert whole, report


def test_a_branch_that_no_test_takes_is_named(gate: Gate, tmp_path: Path, root: Path) -> None:
    package = tmp_path / "app" / "recovery_assistant"
    (package / "keys").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "keys" / "__init__.py").touch()
    (package / "keys" / "planted.py").write_text(
        "def half(n: int) -> int:\n    if n:\n        n += 1\n    return n\n"
    )
    (tmp_path / "pyproject.toml").write_text((root / "pyproject.toml").read_text())
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_planted.py").write_text(
        "from recovery_assistant.keys.planted import half\n\n\n"
        "def test_half():\n    assert half(1) == 2\n"
    )
    whole, report = measure(gate, tmp_path, tmp_path / "coverage", "keys", "tests")
    assert not whole
    assert "2->4" in report
