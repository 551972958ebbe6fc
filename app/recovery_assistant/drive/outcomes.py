# SPDX-License-Identifier: Apache-2.0
"""What the look at a drive, the check of a key and a search for it can come to, as values.

No crypto library stands behind this module, so that every room may use it.
"""

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
        volumes: the BitLocker volumes that can be read, in the order in which they stand; those
            that were searched for come after those that a boot sector tells of.
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
    """The metadata lack what a check needs, or are damaged and the key does not open them.

    What a wrong key would say, a right one may say too then.
    """


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


class EngineKind(Enum):
    """What tries keys."""

    PROCESSES = "processes"
    """hashlib, in processes of low priority; always there."""
    GPU = "gpu"
    """The graphics card, or what stands in for it in software; an optional extra."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a search will take, measured on this PC just before.

    Attributes:
        total: how many trials there are: the keys, times the protectors that they are tried on.
        engine: what is the faster one here.
        device: what the graphics card calls itself; text from outside, empty for processes.
        speed: trials a second, as measured.

    """

    total: int
    engine: EngineKind
    device: str
    speed: float

    def seconds(self, done: int = 0) -> float:
        """Return how long trying all the rest takes at most."""
        return (self.total - done) / self.speed


@dataclass(frozen=True, slots=True)
class Tried:
    """How far a search is, and how fast.

    Attributes:
        done: trials from the beginning without a gap; going on starts there.
        total: how many there are.
        speed: trials a second as measured; 0.0 before there is one.
        engine: what tries them just now.
        ahead: how much work, in trials, was done on those that follow; a graphics card tries many
            at once, and nothing is certain of any before all of them are done.

    """

    done: int
    total: int
    speed: float
    engine: EngineKind = EngineKind.PROCESSES
    ahead: float = 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long trying all the rest takes at this speed; None before it is known."""
        return (self.total - self.done - self.ahead) / self.speed if self.speed else None


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search came to.

    Attributes:
        number: the key that opens, counted from 0; None where none of those tried does.
        done: trials from the beginning without a gap; going on starts there.
        speed: trials a second, as measured over the whole of it.
        key_id: the protector that the key opens; None where there is no such key.
        fell_back: whether the graphics card failed and the processes went on.

    """

    number: int | None
    done: int
    speed: float
    key_id: KeyId | None = None
    fell_back: bool = False
