# SPDX-License-Identifier: Apache-2.0
"""Saves a file in processes that may be killed, lied to and traced; run by test_vault_saves.py.

`serve` takes one order a line and carries it out in a process of its own; `hammer` saves a number
of times against others; `watch` reads until it is told to stop. Each answers in JSON lines.
"""

import contextlib
import ctypes
import json
import os
import select
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from unittest import mock

from recovery_assistant.vault import store
from recovery_assistant.vault.contents import Vault
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from unit.vault.filled import QUICK, words

BEGIN, END = "/the-save-begins", "/the-save-ends"
SAVED, RAISED = 0, 100
PROBLEMS = tuple(SaveProblem)
_ANYBODY_MAY_TRACE = (0x59616D61, ctypes.c_ulong(-1).value)


def _rename_first(path: Path, _before: bytes) -> None:
    path.rename(path.with_name("keys.backup-1.age"))


def _alone(_path: Path) -> contextlib.nullcontext[bool]:
    return contextlib.nullcontext(enter_result=True)


def _nothing(*_values: object) -> None:
    return None


MUTANTS: Mapping[str, tuple[str, Callable[..., object]]] = {
    "no-file-sync": ("_sync_file", _nothing),
    "no-folder-sync": ("_sync_folder", _nothing),
    "rename-first": ("_keep_backup", _rename_first),
    "no-read-back": ("_read_back", _nothing),
    "no-lock": ("only_one", _alone),
}
"""What could have been forgotten: the tests must find each of them out."""


def mutate(name: str) -> None:
    """Make the store one that forgets a step."""
    if name:
        attribute, instead = MUTANTS[name]
        mock.patch.object(store, attribute, instead).start()


def _tell(**values: object) -> None:
    os.write(1, json.dumps(values).encode() + b"\n")


def _mark(name: str) -> None:
    with contextlib.suppress(OSError):
        Path(name).stat()


def _ordered(order: Mapping[str, str]) -> int:
    mutate(order["mutant"])
    path, passphrase = Path(order["path"]), words()
    vault = store.open_vault(path, passphrase)
    if not isinstance(vault, Vault):
        return RAISED
    ctypes.CDLL(None).prctl(*_ANYBODY_MAY_TRACE, 0, 0, 0)
    _tell(ready=os.getpid())
    # Not by reading: whether strace counts a call that waits already when it comes is chance.
    select.select([0], [], [])
    _mark(BEGIN)
    result = store.save_vault(path, vault, passphrase, work_factor=QUICK)
    _mark(END)
    return SAVED if isinstance(result, Vault) else 1 + PROBLEMS.index(result)


def serve() -> None:
    """Carry out orders until there are none."""
    while line := os.read(0, 10_000):
        child = os.fork()
        if not child:
            code = RAISED
            try:
                code = _ordered(json.loads(line))
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        os.read(0, 100)
        _tell(ended=os.waitstatus_to_exitcode(status))


def hammer(path: Path, times: int, mutant: str) -> None:
    """Save so many times, as quickly as the others let it."""
    mutate(mutant)
    passphrase = words()
    refused = problems = 0
    left = times
    while left:
        vault = store.open_vault(path, passphrase)
        if isinstance(vault, OpenProblem):
            problems += 1
            left -= 1
            continue
        result = store.save_vault(path, vault, passphrase, work_factor=QUICK)
        if isinstance(result, Vault):
            left -= 1
        elif result in {SaveProblem.LOCKED, SaveProblem.CHANGED_ELSEWHERE}:
            refused += 1
        else:
            problems += 1
            left -= 1
    _tell(refused=refused, problems=problems)


def watch(path: Path, stop: Path) -> None:
    """Read until there is a file `stop`; count what could not be read, or went back."""
    passphrase = words()
    reads = torn = revision = 0
    while not stop.exists():
        vault = store.open_vault(path, passphrase)
        reads += 1
        if isinstance(vault, Vault) and vault.revision >= revision:
            revision = vault.revision
        else:
            torn += 1
    _tell(reads=reads, torn=torn)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve"]:
            serve()
        case ["hammer", path, times, mutant]:
            hammer(Path(path), int(times), mutant)
        case ["watch", path, stop]:
            watch(Path(path), Path(stop))
        case _:
            sys.exit(__doc__)
