# SPDX-License-Identifier: Apache-2.0
"""What the commands below `drive` share: the drive that is named, and which volume of it."""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from recovery_assistant.cli.terminal import InputError, UsageError, complain, titled
from recovery_assistant.i18n import _, ngettext
from recovery_assistant.keys import KeyId, find_runs

if TYPE_CHECKING:
    from recovery_assistant.drive.outcomes import Image
    from recovery_assistant.drive.volume import Volume

_TELL_EVERY_S: Final = 0.5
_SHORT: Final = 8


def read_drive(chosen: argparse.Namespace) -> "Image":
    """Read the drive that was named.

    Raises:
        InputError: it cannot be read.
        UsageError: a key stands in the place of a file name.

    """
    from recovery_assistant.drive.containers import Declined
    from recovery_assistant.drive.image import read_image
    from recovery_assistant.drive.outcomes import DriveProblem
    from recovery_assistant.wording import drive as words

    path: Path = chosen.path
    refuse_keys(path)
    search: bool = chosen.search
    teller = Teller()
    try:
        found = read_image(path, search_all=search, progress=teller.searched)
    finally:
        teller.end()
    match found:
        case Declined():
            said = words.declined(found)
        case DriveProblem.NO_RIGHTS:
            raise InputError(titled(words.problem(found).title, _how_to_get_rights()))
        case DriveProblem():
            said = words.problem(found)
        case _:
            return found
    raise InputError(titled(said.title, said.sentence))


def _how_to_get_rights() -> str:
    if sys.platform == "win32":
        return _("Give this command in Terminal (Admin) or PowerShell (Admin).")
    return _("Give this command again with “sudo” in front of it.")


def refuse_keys(path: Path) -> None:
    """See to it that no key was put in the place of a file name.

    Raises:
        UsageError: it was.

    """
    if find_runs(str(path)):
        raise UsageError


def volumes_of(chosen: argparse.Namespace, image: "Image") -> "Sequence[tuple[int, Volume]]":
    """Return the volumes that are meant, with their numbers from 1 on.

    Raises:
        UsageError: there is no volume of that number.

    """
    numbered = tuple(enumerate(image.volumes, start=1))
    wanted: int | None = chosen.volume
    if wanted is None:
        return numbered
    if not 1 <= wanted <= len(numbered):
        complain(
            ngettext(
                "There is only {count} BitLocker drive in it.",
                "There are only {count} BitLocker drives in it.",
                len(numbered),
            ).format(count=len(numbered))
        )
        raise UsageError
    return (numbered[wanted - 1],)


def only_volume(volumes: "Sequence[tuple[int, Volume]]") -> "tuple[int, Volume]":
    """Return the one volume that is meant.

    Raises:
        UsageError: there are several.

    """
    if len(volumes) == 1:
        return volumes[0]
    complain(_("There are several BitLocker drives in it. Choose one with --volume:"))
    for number, volume in volumes:
        complain(f"   {volume_title(number, volume)}")
    raise UsageError


def volume_title(number: int, volume: "Volume") -> str:
    """Return a volume's number, and what it calls itself; that is text from outside."""
    from recovery_assistant.wording.entries import one_line

    return f"{number}. {one_line(volume.description) or _('A drive without a name')}"


def asked_id(chosen: argparse.Namespace) -> KeyId | None:
    """Return the Key ID that was given.

    Raises:
        UsageError: it is none; nothing of it is repeated, for it may be a key.

    """
    given: str | None = chosen.key_id
    if given is None:
        return None
    key_id = KeyId.parse(given).key_id
    if key_id is None:
        raise UsageError
    return key_id


def tell_other_ids(asked: KeyId | None, volumes: "Sequence[tuple[int, Volume]]") -> None:
    """Say so where no drive wants the key of the Key ID that was given."""
    wanted = [one.key_id for _number, volume in volumes for one in volume.recovery]
    if asked is None or not wanted or any(one.hex.startswith(asked.hex) for one in wanted):
        return
    ids = ", ".join(one.grouped()[:_SHORT] for one in wanted)
    complain(_("This drive has no key of that Key ID. It wants: {ids}").format(ids=ids))


@dataclass
class Teller:
    """Says how far something is, in one line that is written over again and again."""

    last: float = 0.0
    shown: bool = False

    def line(self, text: str) -> None:
        """Show a line to a person who watches, now and then."""
        if sys.stderr is None or not sys.stderr.isatty():
            return
        now = time.monotonic()
        if now - self.last >= _TELL_EVERY_S:
            self.last, self.shown = now, True
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()

    def searched(self, done: int, total: int) -> None:
        """Show how much of a drive is gone through."""
        self.line(_("{share:.0%} of the drive gone through").format(share=done / max(total, 1)))

    def end(self) -> None:
        """Take the line away."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.shown = False
