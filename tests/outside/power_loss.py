# SPDX-License-Identifier: Apache-2.0
"""What may be on the medium when the power fails, worked out from the calls of a save.

The model is the least that POSIX promises: what was written and not synced may be there, or part
of it, or none; a name that was made, moved or removed counts only once its folder was synced, and
of those that were not, any may have happened and any other not. A rename is one step.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import product
from pathlib import Path


class Left(Enum):
    """What a name leads to after the power came back."""

    OLD = "old"
    NEW = "new"
    TORN = "torn"
    MISSING = "missing"


@dataclass(frozen=True)
class State:
    """One of the states: after how many calls, whether it was said to be saved, what is left."""

    calls: int
    saved: bool
    left: Left


@dataclass
class _Content:
    """A file without regard to its names."""

    old: bool = False
    written: int = 0
    synced: bool = False


@dataclass
class _Medium:
    names: dict[str, _Content]
    durable: dict[str, _Content]
    pending: list[dict[str, _Content | None]] = field(default_factory=list)

    def change(self, names: dict[str, _Content | None]) -> None:
        for name, content in names.items():
            if content is None:
                self.names.pop(name, None)
            else:
                self.names[name] = content
        self.pending.append(names)

    def after_power_loss(self, name: str) -> Iterator[_Content | None]:
        for happened in product((False, True), repeat=len(self.pending)):
            content = self.durable.get(name)
            for change, did in zip(self.pending, happened, strict=True):
                if did and name in change:
                    content = change[name]
            yield content


_CALL = re.compile(r"(?P<name>\w+)\((?P<rest>.*)\)\s+= (?P<result>-?\d+)")
_TEXTS = re.compile(r'"([^"]*)"')
_OPEN_FILE = re.compile(r"^\d+<([^>]*)>")


def states_of(
    calls: Sequence[str], path: Path, before: Sequence[Path], size: int, end: str
) -> Iterator[State]:
    """Yield every state after each of the traced calls (`strace -y`).

    `before` is what stood in the folder, `size` that of the whole new file; `end` is a name that
    is asked for once it is saved.
    """
    folder = str(path.parent)
    stood = {str(one): _Content(old=True, synced=True) for one in before}
    medium = _Medium(names=dict(stood), durable=dict(stood))
    saved = False
    yield from _states(medium, path, size, 0, saved=saved)
    for number, line in enumerate(calls, start=1):
        call = _CALL.search(line)
        if call is None:
            continue
        rest = call["rest"]
        saved = saved or f'"{end}"' in rest
        if int(call["result"]) >= 0:
            _apply(medium, call["name"], rest, int(call["result"]), folder)
        yield from _states(medium, path, size, number, saved=saved)


def _apply(medium: _Medium, name: str, rest: str, result: int, folder: str) -> None:
    texts = _TEXTS.findall(rest)
    opened = _OPEN_FILE.match(rest)
    match name:
        case "open" | "openat" if "O_CREAT" in rest and texts[0] not in medium.names:
            medium.change({texts[0]: _Content()})
        case "write" if opened and opened[1] in medium.names:
            content = medium.names[opened[1]]
            content.written += result
            content.synced = False
        case "fsync" | "fdatasync" if opened and opened[1] == folder:
            medium.durable, medium.pending = dict(medium.names), []
        case "fsync" | "fdatasync" if opened and opened[1] in medium.names:
            medium.names[opened[1]].synced = True
        case "link" | "linkat":
            medium.change({texts[1]: medium.names[texts[0]]})
        case "rename" | "renameat" | "renameat2":
            medium.change({texts[0]: None, texts[1]: medium.names[texts[0]]})
        case "unlink" | "unlinkat":
            medium.change({texts[0]: None})
        case _:
            # Nothing that changes a medium.
            pass


def _states(medium: _Medium, path: Path, size: int, calls: int, *, saved: bool) -> Iterator[State]:
    for content in medium.after_power_loss(str(path)):
        for left in _left(content, size):
            yield State(calls, saved, left)


def _left(content: _Content | None, size: int) -> tuple[Left, ...]:
    if content is None:
        return (Left.MISSING,)
    if content.old:
        return (Left.OLD,)
    if content.written < size:
        return (Left.TORN,)
    return (Left.NEW,) if content.synced else (Left.TORN, Left.NEW)
