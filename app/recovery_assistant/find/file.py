# SPDX-License-Identifier: Apache-2.0
"""Keys out of one file: what it is, how it is written, what is in it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from recovery_assistant.find.bounded import read_bounded
from recovery_assistant.find.decode import decode
from recovery_assistant.find.kinds import FileKind, kind_of
from recovery_assistant.find.outcomes import Reading, ReadProblem
from recovery_assistant.find.places import Embedded, Passage, Skip, Skipped
from recovery_assistant.find.search import never_cancelled, no_progress, search, search_passages
from recovery_assistant.find.writing import as_meant
from recovery_assistant.keys import KeyId
from recovery_assistant.keys.sweep import Pause

_NEVER_READ: Final = frozenset(
    {FileKind.BEK, FileKind.IMAGE, FileKind.PROGRAM, FileKind.DRIVE_IMAGE}
)
_WITHOUT_RESULT: Final = frozenset({ReadProblem.EMPTY, ReadProblem.NO_KEY})
_PROBLEMS: Final = {
    Skip.DAMAGED: ReadProblem.DAMAGED,
    Skip.ENCRYPTED: ReadProblem.ENCRYPTED,
    Skip.TOO_LARGE: ReadProblem.TOO_LARGE,
    Skip.TOOK_TOO_LONG: ReadProblem.TOO_LARGE,
    Skip.UNREADABLE: ReadProblem.NOT_TEXT,
}


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

    def in_second_half(done: int, total: int) -> None:
        progress((total + done) // 2, total)

    if kind in _NEVER_READ:
        problem = ReadProblem.BEK_FILE if kind is FileKind.BEK else ReadProblem.NOT_TEXT
        return Reading((), problem, len(data), kind)
    if kind is not None:
        return _read_document(data, kind, wanted, _shown(path), in_second_half, cancelled)
    decoded = decode(data)
    return search(
        as_meant(decoded.text),
        wanted,
        _shown(path),
        size=len(data),
        looks_binary=decoded.looks_binary,
        progress=in_second_half,
        cancelled=cancelled,
    )


def _read_document(
    data: bytes,
    kind: FileKind,
    wanted: KeyId | None,
    place: str,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Reading:
    """Look for keys in everything that lies in a document."""
    # With it come readers of formats that the first screen has no use for.
    from recovery_assistant.find.documents import parts_of

    skipped: list[Skip] = []
    key_files: list[Embedded] = []

    def texts(pause: Pause) -> Iterator[str]:
        for part in parts_of(data, kind, pause=pause):
            match part:
                case Passage():
                    yield part.text
                case Skipped():
                    skipped.append(part.reason)
                case Embedded():
                    key_files.append(part)

    reading = search_passages(
        texts, wanted, place, size=len(data), progress=progress, cancelled=cancelled
    )
    if reading.problem not in _WITHOUT_RESULT:
        return reading
    if key_files:
        return Reading((), ReadProblem.BEK_FILE, len(data), FileKind.BEK)
    reasons = [_PROBLEMS[reason] for reason in skipped if reason in _PROBLEMS]
    if reasons:
        return Reading((), reasons[0], len(data), kind)
    if reading.problem is ReadProblem.EMPTY:
        # Pages without text are pictures.
        problem = ReadProblem.NOT_TEXT if kind is FileKind.PDF else ReadProblem.NO_KEY
        return Reading((), problem, len(data), kind)
    return reading


def _shown(path: Path) -> str:
    """The file's name alone, in characters that can be shown, whatever bytes it has."""
    return os.fsencode(path.name).decode("utf-8", "replace")
