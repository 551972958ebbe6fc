# SPDX-License-Identifier: Apache-2.0
"""The whole memory of a process is looked through for the digits of keys: open, and locked."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from outside.test_vault_saves import surroundings
from unit.vault.filled import created, made_up_digits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")

KEYS = 20
LOOKED_FOR = (0, 7, 19)
HOLDER = Path(__file__).with_name("vault_holder.py")


def traces() -> list[bytes]:
    """Return two blocks from the beginning and the end of keys, in every way to write them."""
    found = []
    for number in LOOKED_FOR:
        digits = made_up_digits(number)
        for twelve in (digits[:12], digits[-12:]):
            hyphenated = f"{twelve[:6]}-{twelve[6:]}"
            found += [
                text.encode(how) for text in (twelve, hyphenated) for how in ("ascii", "utf-16-le")
            ]
    return found


def memory_of(process: int) -> Iterator[bytes]:
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text(encoding="ascii").splitlines():
            place, rights, *_ = line.split()
            start, end = (int(edge, 16) for edge in place.split("-"))
            if "w" in rights:
                # Some mappings of devices cannot be read.
                with contextlib.suppress(OSError, OverflowError):
                    memory.seek(start)
                    yield memory.read(end - start)


def found_at_each_stop(path: Path, *naive: str) -> dict[str, int]:
    command = [sys.executable, str(HOLDER), str(path), *naive]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=surroundings()
    )
    found: dict[str, int] = {}
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        while where := process.stdout.readline():
            try:
                seen = list(memory_of(process.pid))
            except PermissionError:
                process.kill()
                pytest.skip("the system lets nobody look at the memory of a process")
            found[where.decode().strip()] = sum(
                part.count(trace) for part in seen for trace in traces()
            )
            process.stdin.write(b"on\n")
    return found


def test_a_key_stands_in_memory_once_while_it_is_open_and_never_once_it_is_locked(
    tmp_path: Path,
) -> None:
    path = tmp_path / "keys.age"
    created(path, KEYS)
    ends = 2 * len(LOOKED_FOR)
    while_open = dict.fromkeys(("open", "saved", "file", "page", "keepass"), ends)
    assert found_at_each_stop(path) == while_open | {"locked": 0}


def test_that_look_finds_what_anybody_would_leave(tmp_path: Path) -> None:
    path = tmp_path / "keys.age"
    created(path, KEYS)
    found = found_at_each_stop(path, "naive")
    assert found["open"]
    assert found["locked"]
