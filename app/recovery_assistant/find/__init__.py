# SPDX-License-Identifier: Apache-2.0
"""Candidate keys out of pasted text and opened files.

Each name is loaded when it is first used: most of the program needs the outcomes only.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from recovery_assistant.find.file import read_file
    from recovery_assistant.find.kinds import FileKind
    from recovery_assistant.find.outcomes import Candidate, Reading, ReadProblem, Reason
    from recovery_assistant.find.search import LARGEST_TEXT, candidates, read_text

__all__ = [
    "LARGEST_TEXT",
    "Candidate",
    "FileKind",
    "ReadProblem",
    "Reading",
    "Reason",
    "candidates",
    "read_file",
    "read_text",
]

_HOMES: Final = {
    "LARGEST_TEXT": "search",
    "Candidate": "outcomes",
    "FileKind": "kinds",
    "ReadProblem": "outcomes",
    "Reading": "outcomes",
    "Reason": "outcomes",
    "candidates": "search",
    "read_file": "file",
    "read_text": "search",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"there is no {name} in this room")
    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
