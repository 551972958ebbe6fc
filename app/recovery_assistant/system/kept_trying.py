# SPDX-License-Identifier: Apache-2.0
"""Where the trying of many keys stood when the program ended: positions, and nothing of any key.

One file a volume, in the folder of the kept places. It says which volume, how many trials there
are and how many are done; whoever finds it learns no digit.
"""

import contextlib
from pathlib import Path

from recovery_assistant.drive.resume import Position, position_of
from recovery_assistant.system.whole_file import NotOursError, read_whole, write_whole


class KeptTrying:
    """Keeps where a trying stands."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, search: Position) -> int:
        """Return how many trials of this very search are done; 0 where nothing was kept of it."""
        try:
            kept = position_of(read_whole(self._file(search)))
        except (OSError, NotOursError):
            return 0
        return kept.done if kept is not None and search.goes_on(kept) else 0

    def keep(self, position: Position) -> None:
        """Keep a position; where nothing can be written, going on is not offered later."""
        with contextlib.suppress(OSError):
            file = self._file(position)
            write_whole(position.to_bytes().decode(), file, f"{file.stem}.")

    def forget(self, position: Position) -> None:
        """Forget what was kept of a volume."""
        with contextlib.suppress(OSError):
            self._file(position).unlink()

    def _file(self, position: Position) -> Path:
        return self._folder / f"trying-{position.volume_id.hex}.json"
