# SPDX-License-Identifier: Apache-2.0
"""The program ends while it tries keys: no process of it is left, and the place it stood at is."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drives.volumes import new_key, one_key
from outside.key_trier import LOST
from recovery_assistant.drive.resume import position_of

TRIER = Path(__file__).with_name("key_trier.py")
PATIENCE_S = 20.0

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


def children(parent: int) -> set[int]:
    """Return the processes that a process started and that are not over."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, its_parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(its_parent) == parent and state != "Z":
            found.add(int(stat.parent.name))
    return found


def is_there(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in ("Z", "X")


def gone(pids: set[int]) -> bool:
    until = time.monotonic() + PATIENCE_S
    while any(map(is_there, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(is_there, pids))


@pytest.fixture
def trier(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    # Of another key, so that none of those tried opens.
    (tmp_path / "drive.img").write_bytes(one_key(new_key(99)).image())
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    process = subprocess.Popen(
        [sys.executable, "-P", str(TRIER), str(tmp_path)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def test_a_program_that_is_closed_leaves_the_place_and_no_process(
    trier: subprocess.Popen[str], tmp_path: Path
) -> None:
    assert trier.stdout is not None
    assert trier.stdout.readline() == "trying\n"
    workers = children(trier.pid)
    assert workers
    lines = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in (trier.pid, *workers)]
    lines += [Path(f"/proc/{pid}/environ").read_bytes() for pid in (trier.pid, *workers)]
    (tmp_path / "end").touch()
    out, errors = trier.communicate(timeout=PATIENCE_S)
    assert (trier.returncode, out, errors) == (0, "", "")
    assert gone(workers)
    (place,) = tmp_path.rglob("trying-*")
    kept = position_of(place.read_bytes())
    assert kept is not None
    assert 0 < kept.done < kept.total
    written = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    secrets = [block.encode() for block in LOST]
    assert not any(secret in text for secret in secrets for text in (*written, *lines))


def test_a_program_that_is_killed_leaves_no_process(trier: subprocess.Popen[str]) -> None:
    assert trier.stdout is not None
    assert trier.stdout.readline() == "trying\n"
    workers = children(trier.pid)
    assert workers
    trier.kill()
    assert gone(workers)
