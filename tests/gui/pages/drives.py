# SPDX-License-Identifier: Apache-2.0
"""What a locked drive answers to the screens, with the drives that they are asked about."""

from dataclasses import dataclass

from recovery_assistant.drive.outcomes import Plan, Tried, Verdict
from recovery_assistant.drive.outcomes import Searched as Sought
from recovery_assistant.errands.drive import DriveErrands
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.effects import DriveEffect
from recovery_assistant.flow.lockout.events import Event
from recovery_assistant.flow.lockout.proving import Told
from recovery_assistant.keys import KeyDraft
from recovery_assistant.keys.attempts import Hopeless, TooMany
from recovery_assistant.ui.window import Window
from unit.wording.drives import IDEAS, TRIED


@dataclass(frozen=True)
class Looked:
    """The look at the drive comes to this."""

    told: Told


@dataclass(frozen=True)
class Searched:
    """So many megabytes of the drive are gone through."""

    done: int
    total: int


@dataclass(frozen=True)
class Judged:
    """The check of the key comes to this."""

    verdict: Verdict


@dataclass(frozen=True)
class Counted:
    """The keys are counted and measured."""

    plan: Plan | TooMany | Hopeless
    kept: int = 0


@dataclass(frozen=True)
class Going:
    """The trying is so far."""

    tried: Tried = TRIED


@dataclass(frozen=True)
class Rested:
    """The trying comes to its end or to rest; with blocks, they are the key that opens."""

    searched: Sought
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Broken:
    """What goes on about the drive breaks off."""


Step = Looked | Searched | Judged | Counted | Going | Rested | Broken
"""What comes from outside, as an answer to what the window asked for."""


def answered(window: Window, step: Step) -> Event:
    """Return the event in which an answer comes, with the request that is waited for."""
    proving = window.first.session.proving
    assert proving is not None
    if proving.trying is not None:
        return _tried(proving.trying.request, step)
    request = proving.request or proving.checking
    assert request is not None
    match step:
        case Looked(told):
            return happened.DriveTold(request, told)
        case Searched(done, total):
            return happened.DriveProgressed(request, done, total)
        case Judged(verdict):
            return happened.KeyJudged(request, verdict)
        case _:
            assert isinstance(step, Broken)
            return happened.DriveFailed(request)


def _tried(request: int, step: Step) -> Event:
    match step:
        case Counted(plan, kept):
            return happened.TryingPlanned(request, plan, IDEAS, kept)
        case Going(tried):
            return happened.TryingTold(request, tried)
        case Rested(searched, blocks):
            return happened.TryingDone(request, searched, KeyDraft(blocks) if blocks else None)
        case _:
            assert isinstance(step, Broken)
            return happened.TryingFailed(request)


def nothing_done(_errands: DriveErrands, _effect: DriveEffect) -> None:
    """Stand in for the drives of this machine, which are not a test's to read."""
