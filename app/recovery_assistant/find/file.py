# SPDX-License-Identifier: Apache-2.0
"""Keys out of one file: what it is, how it is written, what is in it."""

import os
from collections.abc import Callable
from pathlib import Path

from recovery_assistant.find.bounded import read_bounded
from recovery_assistant.find.decode import decode
from recovery_assistant.find.kinds import FileKind, kind_of
from recovery_assistant.find.outcomes import Reading, ReadProblem
from recovery_assistant.find.search import never_cancelled, no_progress, search
from recovery_assistant.keys import KeyId


def read_file(
    path: Path,
    wanted: KeyId | None,
    progress: Callable[[int, int], None] = no_progress,
    cancelled: Callable[[], bool] = never_cancelled,
) -> Reading:
    """Look for keys in a file; whatever it is, the answer is a value and nothing is raised.

    Args:
        path: the file; links are followed.
        wanted: the Key ID on the locked screen, if it is known.
        progress: told the bytes gone through and the bytes there are, now and then. Reading them
            counts for half of it, looking for keys for the other half.
        cancelled: asked now and then whether to stop.

    """
    data = read_bounded(path, lambda done, total: progress(done // 2, total), cancelled)
    if isinstance(data, ReadProblem):
        return Reading((), data, 0)
    kind = kind_of(data)
    if kind is not None:
        problem = ReadProblem.BEK_FILE if kind is FileKind.BEK else ReadProblem.NOT_TEXT
        return Reading((), problem, len(data), kind)
    decoded = decode(data)
    return search(
        decoded.text,
        wanted,
        _shown(path),
        size=len(data),
        looks_binary=decoded.looks_binary,
        progress=lambda done, total: progress((total + done) // 2, total),
        cancelled=cancelled,
    )


def _shown(path: Path) -> str:
    """The file's name alone, in characters that can be shown, whatever bytes it has."""
    return os.fsencode(path.name).decode("utf-8", "replace")
