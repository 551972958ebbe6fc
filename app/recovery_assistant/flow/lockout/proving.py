# SPDX-License-Identifier: Apache-2.0
"""The locked drive itself: which one it is, what it tells, what it says to a key."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Final

from recovery_assistant.drive.containers import Declined
from recovery_assistant.drive.metadata import State
from recovery_assistant.drive.outcomes import (
    DoesNotOpen,
    DriveProblem,
    Image,
    Opens,
    Plan,
    Searched,
    Tried,
    Verdict,
)
from recovery_assistant.drive.volume import Volume
from recovery_assistant.keys import KeyDraft, KeyId
from recovery_assistant.keys.attempts import Hopeless, Idea, TooMany


class DriveKind(Enum):
    """What kind of drive is offered."""

    REMOVABLE = "removable"
    BUILT_IN = "built-in"
    SYSTEM = "system"
    """The drive that this PC runs from."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A whole physical drive of this PC.

    Attributes:
        path: what it is opened by.
        kind: what kind of drive it is.
        name: what the drive calls itself; text from outside, may be empty.
        size: how many bytes fit on it, where the system says so.
        readable: whether this program may read it without more rights.

    """

    path: Path
    kind: DriveKind
    name: str = ""
    size: int | None = None
    readable: bool = True


Told = Image | Declined | DriveProblem
"""What the look at a drive came to."""


class Stage(Enum):
    """How far the look at the drive is."""

    CHOOSING = "choosing"
    READING = "reading"
    TOLD = "told"
    """It was looked at: `Proving.told` says what came of it."""


class TryingPhase(Enum):
    """How far the trying of many keys is."""

    PLANNING = "planning"
    """Counted and measured just now; about a second."""
    PLANNED = "planned"
    RUNNING = "running"
    PAUSING = "pausing"
    """Keys that are being tried just now come to their end; a second or two."""
    PAUSED = "paused"
    OVER = "over"
    """All were tried, or one opens, or there are too many: see `Trying`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trying:
    """Every key that may have been meant, tried on the drive.

    Attributes:
        request: whose answers count; those to any other are stale.
        any_order: whether the eight blocks are tried in every order as well.
        ideas: what may have happened to the key, and how many keys explain it, in order.
        plan: what it will take, as measured.
        refused: why it is not begun at all.
        kept: trials done in a search of the same size that was broken off, 0 where there is none;
            nobody but the person knows whether it was about the same digits.
        tried: how far it is.
        searched: what it came to.
        failed: whether it ended unforeseen.

    """

    request: int
    phase: TryingPhase = TryingPhase.PLANNING
    any_order: bool = False
    ideas: tuple[tuple[Idea, int], ...] = ()
    plan: Plan | None = None
    refused: TooMany | Hopeless | None = None
    kept: int = 0
    tried: Tried | None = None
    searched: Searched | None = None
    failed: bool = False

    @property
    def done(self) -> int:
        """Trials from the beginning without a gap."""
        if self.searched is not None:
            return self.searched.done
        return 0 if self.tried is None else self.tried.done

    @property
    def found(self) -> bool:
        """Whether one of the keys opens the drive."""
        return self.searched is not None and self.searched.number is not None


BUSY: Final = frozenset({TryingPhase.PLANNING, TryingPhase.RUNNING, TryingPhase.PAUSING})
"""Phases in which something goes on outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proving:
    """The locked drive, as far as it was looked at.

    Attributes:
        opened: whether it is in view.
        drives: the drives of this PC; None while the system is asked.
        stage: how far the look at it is.
        path: the drive, image or header file that was chosen.
        request: the look that counts; answers to any other are stale.
        whole: whether all of it is, or was, gone through.
        progress: megabytes gone through and there are, while a whole drive is searched.
        told: what the look came to.
        number: the volume that is meant, counted from 0.
        checking: the check that goes on; answers to any other are stale.
        verdict: what the drive says to the very digits in the fields.
        failed: whether the look or the check ended unforeseen.
        trying: the trying of many keys, once there was one for these digits.

    """

    opened: bool = True
    drives: tuple[Drive, ...] | None = None
    stage: Stage = Stage.CHOOSING
    path: Path | None = None
    request: int | None = None
    whole: bool = False
    progress: tuple[int, int] | None = None
    told: Told | None = None
    number: int = 0
    checking: int | None = None
    verdict: Verdict | None = None
    failed: bool = False
    trying: Trying | None = None

    @property
    def image(self) -> Image | None:
        """What was read, where anything could be read."""
        return self.told if isinstance(self.told, Image) else None

    @property
    def volume(self) -> Volume | None:
        """The volume that is meant."""
        return None if self.image is None else self.image.volumes[self.number]

    @property
    def wanted(self) -> tuple[KeyId, ...]:
        """The Key IDs whose key the volume wants, the newest first."""
        return () if self.volume is None else tuple(one.key_id for one in self.volume.recovery)

    @property
    def drive(self) -> Drive | None:
        """The drive of this PC that was chosen; None for a file."""
        return next((one for one in self.drives or () if one.path == self.path), None)

    @property
    def proved(self) -> bool:
        """Whether the digits in the fields open the drive."""
        return isinstance(self.verdict, Opens)

    @property
    def refuted(self) -> bool:
        """Whether the digits in the fields are a key and not this drive's."""
        return isinstance(self.verdict, DoesNotOpen)


def reading(proving: Proving, path: Path, request: int, *, whole: bool) -> Proving:
    """Begin to look at a drive; what was known of another is forgotten."""
    return Proving(
        drives=proving.drives, stage=Stage.READING, path=path, request=request, whole=whole
    )


def told(proving: Proving, found: Told) -> Proving:
    """Take over what the look at a drive came to."""
    return replace(proving, stage=Stage.TOLD, told=found, progress=None, request=None)


def unasked(proving: Proving) -> Proving:
    """Forget what the drive said to digits that are others now."""
    return replace(proving, checking=None, verdict=None, trying=None, failed=False)


def meant(proving: Proving, wanted: Iterable[KeyId]) -> Proving:
    """Turn to the volume of an image that one of these Key IDs belongs to, if there is one."""
    if proving.image is None:
        return proving
    heads = tuple(one.hex for one in wanted)
    for number, volume in enumerate(proving.image.volumes):
        if any(one.key_id.hex.startswith(heads) for one in volume.recovery):
            return replace(proving, number=number)
    return proving


def worth_trying(draft: KeyDraft, proving: Proving) -> bool:
    """Whether other keys than the typed one are worth trying: it is none, or not this drive's."""
    return not draft.is_empty and (not draft.is_complete or proving.refuted)


def can_prove(draft: KeyDraft, proving: Proving) -> bool:
    """Whether the digits in the fields can be checked on the drive."""
    volume = proving.volume
    if volume is None or volume.state is State.DECRYPTED:
        return False
    return bool(volume.recovery) and draft.is_complete


def next_is_proof(draft: KeyDraft, proving: Proving) -> bool:
    """Whether to check the digits is what the drive in view is there for just now."""
    asked = proving.checking is not None or proving.verdict is not None
    return proving.opened and not asked and can_prove(draft, proving)
