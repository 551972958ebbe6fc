# SPDX-License-Identifier: Apache-2.0
"""A file is saved by processes that are killed, lied to, raced and cut off from power.

Whatever happens, the old file or the new one stands there, and "saved" is never said of what is
not. The same tests are run against stores that forget a step, to show that they would notice.

The whole of it runs with --long; the ordinary run takes every few calls.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from outside.conftest import require_tracing
from outside.power_loss import Left, State, states_of
from outside.vault_saver import BEGIN, END, PROBLEMS, RAISED, SAVED
from recovery_assistant.vault import store
from recovery_assistant.vault.contents import Vault
from recovery_assistant.vault.outcomes import SaveProblem
from recovery_assistant.vault.store import open_vault, save_vault
from unit.vault.filled import QUICK, all_digits, created, filled_vault, words

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is for Linux")

SAVER = Path(__file__).with_name("vault_saver.py")
FILE_CALLS = (
    "open", "openat", "read", "write", "fsync", "fdatasync", "close", "stat", "fstat", "lstat",
    "newfstatat", "statx", "getdents64", "flock", "fcntl", "fadvise64", "link", "linkat", "rename",
    "renameat", "renameat2", "unlink", "unlinkat",
)  # fmt: skip
ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS")
# One of so many calls in the ordinary run.
SAMPLE = 7

whole_or_sample = pytest.mark.parametrize(
    "step", [pytest.param(1, marks=pytest.mark.long, id="whole"), pytest.param(SAMPLE, id="sample")]
)


@dataclass(frozen=True)
class Ended:
    """How a save ended: its exit code (negative for a signal), and the calls that it made."""

    code: int
    calls: Sequence[str]

    @property
    def problem(self) -> SaveProblem | None:
        """What it told, if it told that nothing was saved."""
        return PROBLEMS[self.code - 1] if 0 < self.code < RAISED else None


class Save(Protocol):
    """Saves a file in another process, traced, and perhaps disturbed."""

    def __call__(self, path: Path, *, mutant: str = "", inject: str = "") -> Ended:
        """Save `path` once; `inject` is what strace is to do, and to which call."""
        ...


def surroundings() -> Mapping[str, str]:
    tests = Path(__file__).resolve().parent.parent
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), *sys.path])}


@pytest.fixture(scope="module")
def save(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Save]:
    require_tracing()
    log = tmp_path_factory.mktemp("trace") / "log"
    server = subprocess.Popen(
        [sys.executable, str(SAVER), "serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        env=surroundings(),
    )
    assert server.stdin is not None
    assert server.stdout is not None
    orders, answers = server.stdin, server.stdout

    def one(path: Path, *, mutant: str = "", inject: str = "") -> Ended:
        orders.write(json.dumps({"path": str(path), "mutant": mutant}).encode() + b"\n")
        ready = json.loads(answers.readline())
        assert "ready" in ready, ready
        calls = ",".join(FILE_CALLS)
        options = ["-e", f"inject={inject}"] if inject else []
        tracer = subprocess.Popen(
            ["strace", "-y", "-o", str(log), "-p", str(ready["ready"]), "-e", f"trace={calls}",
             *options],
            stderr=subprocess.PIPE,
        )  # fmt: skip
        assert tracer.stderr is not None
        assert b"attached" in tracer.stderr.readline()
        orders.write(b"go\n")
        ended = json.loads(answers.readline())["ended"]
        tracer.communicate()
        return Ended(ended, log.read_text(encoding="utf-8", errors="replace").splitlines())

    yield one
    orders.close()
    server.wait(10)
    answers.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.age"


def start_over(path: Path) -> bytes:
    """Make the folder as it is after three saves; return the file."""
    for one in path.parent.iterdir():
        one.unlink()
    vault = created(path)
    for _ in range(2):
        result = save_vault(path, vault, words(), work_factor=QUICK)
        assert isinstance(result, Vault)
        vault = result
    return path.read_bytes()


def one_call(calls: Sequence[str], number: int) -> str:
    """Name a call as strace wants it: it counts each kind of call by itself."""
    kinds = [call.partition("(")[0] for call in calls[:number]]
    return f"{kinds[-1]}:when={kinds.count(kinds[-1])}"


def between(calls: Sequence[str]) -> tuple[int, int]:
    """Return the numbers of the first and the last call of the save, counted from 1."""
    begin = next(number for number, call in enumerate(calls, 1) if f'"{BEGIN}"' in call)
    end = next(number for number, call in enumerate(calls, 1) if f'"{END}"' in call)
    return begin + 1, end - 1


def stands(path: Path, old: bytes) -> str:
    """Say what stands there; it opens with every digit, or it is bad."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return "missing"
    vault = open_vault(path, words())
    if not isinstance(vault, Vault) or all_digits(vault) != all_digits(filled_vault()):
        return "bad"
    if data == old:
        return "old"
    return "new" if vault.revision == 4 else "bad"


def scraps(path: Path) -> list[Path]:
    return list(path.parent.glob(".keys.age-*"))


def kill_at_each(save: Save, path: Path, step: int, mutant: str = "") -> Counter[str]:
    """Kill a save at each call (or one of `step`); count what stands there then."""
    start_over(path)
    calls = save(path, mutant=mutant).calls
    first, last = between(calls)
    found: Counter[str] = Counter()
    for number in range(first, last + 1, step):
        old = start_over(path)
        ended = save(path, mutant=mutant, inject=f"{one_call(calls, number)}:signal=SIGKILL")
        assert ended.code == -9
        found["left a scrap"] += bool(scraps(path))
        there = stands(path, old)
        found[there] += 1
        # Looking at it opened it, which sweeps.
        assert there == "missing" or not scraps(path)
    return found


@whole_or_sample
def test_killed_at_any_call_it_leaves_the_old_file_or_the_new_one(
    save: Save, path: Path, step: int
) -> None:
    found = kill_at_each(save, path, step)
    tell("killed", found)
    assert found["old"]
    assert found["new"]
    assert found["left a scrap"]
    assert not found["bad"] + found["missing"]
    # What a killed save leaves does not stop the next one.
    assert save(path).code == SAVED


def test_killed_at_any_call_finds_out_a_store_that_moves_the_file_away_first(
    save: Save, path: Path
) -> None:
    assert kill_at_each(save, path, 1, "rename-first")["missing"]


def fail_at_each(save: Save, path: Path, step: int, error: str) -> Counter[str]:
    """Let a save fail at each call (or one of `step`); count how it ended and what was wrong."""
    start_over(path)
    calls = save(path).calls
    first, last = between(calls)
    found: Counter[str] = Counter()
    for number in range(first, last + 1, step):
        old = start_over(path)
        ended = save(path, inject=f"{one_call(calls, number)}:error={error}")
        left = bool(scraps(path))
        there = stands(path, old)
        found["runs"] += 1
        found["left a scrap"] += left
        if ended.code == SAVED:
            found["saved"] += 1
            found["false"] += there != "new"
        elif ended.problem is None:
            found["no answer"] += 1
        else:
            found[ended.problem.name] += 1
            found["old is not intact"] += there != "old"
    return found


@whole_or_sample
@pytest.mark.parametrize("error", ERRORS)
def test_whatever_call_fails_saved_is_only_said_of_what_is(
    save: Save, path: Path, step: int, error: str
) -> None:
    found = fail_at_each(save, path, step, error)
    tell(error, found)
    assert not found["false"] + found["old is not intact"] + found["no answer"]
    assert not found["left a scrap"]
    assert found["runs"] > found["saved"]


def states_after(save: Save, path: Path, mutant: str = "") -> list[State]:
    start_over(path)
    before = list(path.parent.iterdir())
    calls = save(path, mutant=mutant).calls
    first, _ = between(calls)
    return list(states_of(calls[first - 1 :], path, before, path.stat().st_size, END))


def bad(states: Sequence[State]) -> set[State]:
    return {
        state
        for state in states
        if state.left in {Left.TORN, Left.MISSING} or (state.saved and state.left is not Left.NEW)
    }


def test_after_a_power_loss_it_is_the_old_file_or_the_new_and_after_saved_the_new(
    save: Save, path: Path
) -> None:
    states = states_after(save, path)
    tell("states", Counter(state.left.name for state in states))
    assert not bad(states)
    assert {state.left for state in states} == {Left.OLD, Left.NEW}
    assert {state.left for state in states if state.saved} == {Left.NEW}


@pytest.mark.parametrize(
    ("mutant", "left"),
    [
        ("no-file-sync", Left.TORN),
        ("no-folder-sync", Left.OLD),
        ("rename-first", Left.MISSING),
    ],
)
def test_a_store_that_forgets_a_step_does_not_stand_a_power_loss(
    mutant: str, left: Left, save: Save, path: Path
) -> None:
    found = bad(states_after(save, path, mutant))
    tell(mutant, Counter(state.left.name for state in found))
    assert left in {state.left for state in found}


@pytest.mark.parametrize("mutant", ["", "no-read-back"])
def test_a_store_that_does_not_read_back_says_saved_of_what_is_not(
    mutant: str, save: Save, path: Path
) -> None:
    old = start_over(path)
    calls = save(path).calls
    written = next(number for number, call in enumerate(calls, 1) if call.startswith("write("))
    write = one_call(calls, written)
    old = start_over(path)
    # Says that everything was taken, and takes nothing.
    ended = save(path, mutant=mutant, inject=f"{write}:retval={len(old)}")
    if mutant:
        assert (ended.code, stands(path, old)) == (SAVED, "bad")
    else:
        assert (ended.problem, stands(path, old)) == (SaveProblem.NOT_READ_BACK, "old")


@pytest.mark.parametrize(
    ("writers", "times"),
    [pytest.param(4, 200, marks=pytest.mark.long, id="whole"), pytest.param(4, 8, id="sample")],
)
def test_four_writers_and_two_readers_at_once_lose_nothing_and_read_nothing_torn(
    writers: int, times: int, path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    created(path)
    stop = tmp_path_factory.mktemp("stop") / "now"
    watching = [started("watch", str(path), str(stop)) for _ in range(2)]
    hammering = [started("hammer", str(path), str(times), "") for _ in range(writers)]
    try:
        wrote = [answer(one) for one in hammering]
        stop.touch()
        read = [answer(one) for one in watching]
    finally:
        for one in (*hammering, *watching):
            one.kill()
    tell("writers and readers", Counter({str(one): 1 for one in (*wrote, *read)}))
    vault = open_vault(path, words())
    assert isinstance(vault, Vault)
    assert vault.revision == 1 + writers * times
    assert all_digits(vault) == all_digits(filled_vault())
    assert not sum(one["problems"] for one in wrote)
    assert all(one["reads"] for one in read)
    assert not sum(one["torn"] for one in read)
    # Backups, and nothing else: no scraps, no lock.
    names = sorted(one.name for one in path.parent.iterdir())
    assert names == ["keys.age", *(f"keys.backup-{number}.age" for number in (1, 2, 3))]


def started(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(SAVER), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=surroundings())


def answer(process: subprocess.Popen[bytes]) -> dict[str, int]:
    output, _ = process.communicate(timeout=300)
    said: dict[str, int] = json.loads(output)
    return said


# Real media


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """Mount a medium of 64 KiB."""
    folder = tmp_path / "stick"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("only root may mount a medium here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


def test_a_full_medium_is_told_and_the_old_file_stands(stick: Path) -> None:
    path = stick / "keys.age"
    vault = created(path)
    old = path.read_bytes()
    with contextlib.suppress(OSError), (stick / "photos").open("wb") as stream:
        while True:
            stream.write(bytes(512))
            stream.flush()
    assert save_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.DISK_FULL
    assert stands(path, old) == "old"
    assert sorted(one.name for one in stick.iterdir()) == ["keys.age", "photos"]
    (stick / "photos").unlink()
    assert isinstance(save_vault(path, vault, words(), work_factor=QUICK), Vault)


def test_a_medium_that_may_only_be_read_is_told_and_opens(stick: Path) -> None:
    path = stick / "keys.age"
    vault = created(path)
    (stick / ".keys.age-abcdefgh.tmp").touch()
    old = path.read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)
    assert save_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.READ_ONLY
    assert stands(path, old) == "old"


@pytest.mark.parametrize("step", ["_sync_file", "_read_back", "_keep_backup", "_sync_folder"])
def test_a_stick_pulled_out_while_it_is_written_is_told_as_gone(
    step: str, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = stick / "keys.age"
    vault = created(path)
    real = getattr(store, step)

    def pulled(*values: object) -> object:
        # What is open stays; the folder is there, as the empty place that it was mounted on.
        subprocess.run(["umount", "-l", str(stick)], check=False, capture_output=True)
        return real(*values)

    monkeypatch.setattr(store, step, pulled)
    assert save_vault(path, vault, words(), work_factor=QUICK) is SaveProblem.GONE
    assert not list(stick.iterdir())


def tell(what: str, found: Mapping[str, int]) -> None:
    # pytest shows it with -rP.
    sys.stdout.write(f"{what}: {dict(found)}\n")
