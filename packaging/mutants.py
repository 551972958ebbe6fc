# SPDX-License-Identifier: Apache-2.0
"""Break keys/ and flow/ on purpose, one small change at a time: the tests must notice.

    python3 packaging/dev.py mutants [flow] [keys]

mutmut makes the mutants and runs the tests that reach each; it wants the package beside its
configuration, so it gets a copy with that shape. Two kinds of change cannot be noticed by a test
and are counted apart: those in `assert_never` and its case are the type check's, which refuses a
program that could get there. Tests that read ten million characters are left out: each mutant
would read them.

Exit code 0 when nothing survived but those.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = {"flow": ["tests/flow"], "keys": ["tests/unit/keys"]}
SETTINGS = """
[tool.mutmut]
source_paths = ["recovery_assistant/{room}/"]
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = [
    "-x", "-q", "--import-mode=importlib", "-p", "no:xdist", "-p", "no:qt",
    "-k", "not linear_time and not make_it_slow",
]
also_copy = ["recovery_assistant", "resources", "tests"]
max_stack_depth = -1
"""
CHANGED = re.compile(r"^[-+](?![-+])(.*)$", re.MULTILINE)
OF_THE_TYPE_CHECK = re.compile(r"\s*(case _:|assert_never\(.*\))\s*")


def main() -> int:
    """Run the mutants of the rooms that are named, by default of all."""
    parser = argparse.ArgumentParser(description="break rooms on purpose")
    parser.add_argument("rooms", nargs="*", choices=[[], *TESTS], default=list(TESTS))
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    left = 0
    for room in options.rooms or TESTS:
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            left += run_room(room, Path(folder), options.processes)
    return 1 if left else 0


def run_room(room: str, folder: Path, processes: int) -> int:
    """Run the mutants of one room; return how many survived that a test could notice."""
    shutil.copytree(ROOT / "app" / "recovery_assistant", folder / "recovery_assistant")
    for name in ("resources", "tests"):
        shutil.copytree(ROOT / name, folder / name)
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    settings += SETTINGS.format(room=room, tests=TESTS[room])
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    (folder / "mutants").mkdir()  # Python forgets folders on its path that are not there yet
    mutmut(folder, "run", "--max-children", str(processes))
    lines = mutmut(folder, "results", "--all", "true").split("\n")
    fates = [line.rpartition(": ") for line in lines if "__mutmut_" in line]
    survived = [name.strip() for name, _, fate in fates if fate == "survived"]
    unnoticed = []
    for name in survived:
        shown = mutmut(folder, "show", name)
        if not all(OF_THE_TYPE_CHECK.fullmatch(line) for line in CHANGED.findall(shown)):
            unnoticed.append(name)
            print(shown)
    killed = sum(fate in {"killed", "timeout"} for _, _, fate in fates)
    print(
        f"{room}: {len(fates)} mutants, {killed} killed, {len(survived) - len(unnoticed)} for the"
        f" type check, {len(unnoticed)} survived, {len(fates) - killed - len(survived)} unreached"
    )
    return len(fates) - killed - len(survived) + len(unnoticed)


def mutmut(folder: Path, *arguments: str) -> str:
    """Run mutmut in the copy; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        # The copy, not the project that is installed; few examples, since each mutant runs them.
        env={**os.environ, "PYTHONPATH": str(folder / "mutants"), "HYPOTHESIS_PROFILE": "few"},
    )
    if done.returncode and arguments[0] == "run":
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
