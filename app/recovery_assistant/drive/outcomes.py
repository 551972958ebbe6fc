# SPDX-License-Identifier: Apache-2.0
"""What the look at a drive and the check of a key can come to, as values."""

from dataclasses import dataclass
from enum import Enum

from recovery_assistant.drive.containers import Container
from recovery_assistant.drive.volume import Volume
from recovery_assistant.keys import KeyId


class DriveProblem(Enum):
    """Why nothing can be said of a drive or an image."""

    NO_RIGHTS = "no-rights"
    """Physical drives need an administrator."""
    VANISHED = "vanished"
    NOT_DRIVE = "not-drive"
    """A folder, a pipe, something that is neither a drive nor a file."""
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    NO_VOLUME = "no-volume"
    """There is no BitLocker volume in it."""
    DAMAGED = "damaged"
    """There is one, and none of the three copies of its metadata can be read."""
    HEADER_DAMAGED = "header-damaged"
    """A header file of ours that was changed or cut off."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Image:
    """What was found.

    Attributes:
        volumes: the BitLocker volumes that can be read, in the order in which they stand.
        container: what kind of file it is; None for a header file.
        damaged: how many more there are whose metadata cannot be read.
        searched: whether the whole of it was searched, because no boot sector told anything.

    """

    volumes: tuple[Volume, ...]
    container: Container | None
    damaged: int = 0
    searched: bool = False


@dataclass(frozen=True, slots=True)
class NoRecoveryKey:
    """The volume has no protector that 48 digits open."""


@dataclass(frozen=True, slots=True)
class NotEncrypted:
    """The volume is decrypted: no key is asked for."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The metadata lack what a check needs: they are damaged."""


@dataclass(frozen=True, slots=True)
class Opens:
    """The key opens the volume, through the protector of this Key ID."""

    key_id: KeyId


@dataclass(frozen=True, slots=True)
class DoesNotOpen:
    """A well-formed key, and not the one of any protector that it was tried on.

    Attributes:
        wanted: the Key IDs whose key this volume wants, the newest first.

    """

    wanted: tuple[KeyId, ...]


Verdict = Opens | DoesNotOpen | NoRecoveryKey | NotEncrypted | CannotTell
"""What the drive says to a well-formed key. That protection is suspended is the volume's state,
and never a verdict: such a drive opens for anybody, and that says nothing about a key."""
