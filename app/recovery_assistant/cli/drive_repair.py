# SPDX-License-Identifier: Apache-2.0
"""The command `drive repair`: what a damaged key may have been, tried until one opens the drive.

How many keys there are and how long they take is said before the first is tried. Ctrl+C stops
within a second; where the search stands is kept in a file if one was named, and no digit with it.
"""

import argparse
import re
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Final

from recovery_assistant.cli.chosen_drive import Teller, only_volume, tell_other_ids
from recovery_assistant.cli.terminal import (
    CANCELLED,
    NO,
    YES,
    Answer,
    InputError,
    complain,
    text_in,
    titled,
)
from recovery_assistant.drive import engines
from recovery_assistant.drive.metadata import Protector, State
from recovery_assistant.drive.outcomes import (
    CannotTell,
    EngineKind,
    NoRecoveryKey,
    NotEncrypted,
    Plan,
    Searched,
    Tried,
)
from recovery_assistant.drive.proof import StoppedError, targets
from recovery_assistant.drive.resume import Position, position_of
from recovery_assistant.drive.trying import EngineError
from recovery_assistant.drive.volume import Volume
from recovery_assistant.i18n import _
from recovery_assistant.keys import KeyDraft, KeyId, Verdict, read_key
from recovery_assistant.keys.attempts import Attempts, Hopeless, TooMany, attempts
from recovery_assistant.system.whole_file import NotOursError, read_whole, write_whole
from recovery_assistant.wording import drive as words
from recovery_assistant.wording.entries import one_line
from recovery_assistant.wording.key import block_finding

_BLOCKS: Final = len(KeyDraft().blocks)
_BLOCK: Final = re.compile(r"[\w?]{0,12}")
_KEEP_EVERY_S: Final = 5.0
_LONG_S: Final = 60.0
_EARLY_S: Final = 3.0


class _StoppedEarlyError(Exception):
    """The person stopped it before anything was tried."""


@dataclass(frozen=True, slots=True)
class _Aim:
    """What keys are tried on."""

    volume: Volume
    protectors: tuple[Protector, ...]


def repair(
    volumes: Sequence[tuple[int, Volume]], asked: KeyId | None, chosen: argparse.Namespace
) -> Answer:
    """Try on a drive what a damaged key may have been."""
    aim = _aim(volumes, asked)
    if isinstance(aim, Answer):
        return aim
    any_order: bool = chosen.any_order
    file: Path | None = chosen.position
    draft = _typed()
    found = attempts(draft.blocks, any_order=any_order)
    _tell_blocks(draft)
    draft.wipe()
    with _stopped_by_hand() as stopped:
        try:
            if not isinstance(found, Attempts):
                return _refused(found, aim, stopped)
            return _planned(found, aim, file, stopped)
        except _StoppedEarlyError:
            said = _("Stopped before the first key was tried.")
            return Answer(CANCELLED, [said], {"outcome": "cancelled", "tried": 0})
        finally:
            if isinstance(found, Attempts):
                found.wipe()


def _aim(volumes: Sequence[tuple[int, Volume]], asked: KeyId | None) -> _Aim | Answer:
    """The volume that is meant and the protectors to try; or why there are none."""
    able = [one for one in volumes if targets(one[1], None) and not _is_open(one[1])]
    if asked is not None:
        able = [one for one in able if _has(one[1], asked)] or able
    if not able:
        _number, volume = only_volume(volumes)
        return _nothing_to_try(volume)
    number, volume = only_volume(able)
    tell_other_ids(asked, [(number, volume)])
    if volume.state is State.SUSPENDED:
        # Nobody need wait for a key that is not asked for.
        complain(words.suspended())
    return _Aim(volume, targets(volume, asked))


def _has(volume: Volume, asked: KeyId) -> bool:
    return any(one.key_id.hex.startswith(asked.hex) for one in volume.recovery)


def _is_open(volume: Volume) -> bool:
    return volume.state is State.DECRYPTED and volume.block.sound is True


def _nothing_to_try(volume: Volume) -> Answer:
    if _is_open(volume):
        said, outcome = words.verdict(NotEncrypted()), "decrypted"
    elif not volume.recovery:
        said, outcome = words.verdict(NoRecoveryKey()), "no-recovery-key"
    else:
        said, outcome = words.verdict(CannotTell()), "damaged"
    line = titled(said.title, said.sentence)
    return Answer(NO, [line], {"outcome": outcome, "tried": 0})


def _typed() -> KeyDraft:
    """The key as it comes in; eight parts stay where they stand, whatever is missing in them."""
    text = text_in(
        _("The key as far as you have it, ? for a digit you cannot read (it is not shown): "),
        secret=True,
    )
    for blocks in (text.strip().split("-"), text.replace("-", " ").split()):
        if len(blocks) == _BLOCKS and all(_BLOCK.fullmatch(one.strip()) for one in blocks):
            return KeyDraft([one.strip() for one in blocks])
    draft = read_key(text).draft
    if draft.is_empty:
        raise InputError(_("No digits of a key came in."))
    return draft


def _tell_blocks(draft: KeyDraft) -> None:
    """Say which blocks are taken to be damaged; a missing one may be missing elsewhere."""
    verdicts = draft.verdicts
    for number, verdict in enumerate(verdicts, start=1):
        if verdict is not Verdict.FINE:
            text = draft.block(number)
            complain(block_finding(number, text, verdict, 0).title + ".")
    if verdicts[-1] is Verdict.EMPTY and verdicts.count(Verdict.FINE) == _BLOCKS - 1:
        complain(_("If another block is missing, type ?????? in its place."))


@contextmanager
def _stopped_by_hand() -> Iterator[list[int]]:
    """A list that is no longer empty once the person wants it to stop."""
    signals: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        signals.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield signals
    finally:
        signal.signal(signal.SIGINT, before)


def _plan(count: int, aim: _Aim, stopped: list[int]) -> Plan:
    """Measure what it takes, for about a second."""
    try:
        return engines.plan(
            count,
            aim.volume.block.volume_key,
            aim.protectors,
            cancelled=lambda: bool(stopped),
        )
    except StoppedError:
        raise _StoppedEarlyError from None


def _refused(found: TooMany | Hopeless, aim: _Aim, stopped: list[int]) -> Answer:
    match found:
        case TooMany(count):
            plan = _plan(count, aim, stopped)
            line = words.refused(found, plan.speed)
            return Answer(NO, [line], {"outcome": "too-many", "tried": 0, "count": count})
        case Hopeless():
            return Answer(NO, [words.refused(found)], {"outcome": "hopeless", "tried": 0})


def _planned(found: Attempts, aim: _Aim, file: Path | None, stopped: list[int]) -> Answer:
    total = len(found) * len(aim.protectors)
    place = Position(aim.volume.block.volume_id, aim.protectors[0].key_id, total, 0)
    keeper = _Keeper(place, file, _start(place, file))
    # Now, and not after hours.
    keeper.write_first()
    plan = _plan(len(found), aim, stopped)
    _tell_plan(plan, found, aim, keeper)
    searched = _searched(plan, found, aim, keeper, stopped)
    if searched.number is None and searched.done < total:
        return _stopped_answer(keeper)
    keeper.forget()
    if searched.number is None:
        said = _("None of them opens the drive.")
        return Answer(NO, [said], {"outcome": "not-found", "tried": total})
    return _found_answer(found, searched.number, searched)


def _start(place: Position, file: Path | None) -> int:
    """Where to begin: at a place that was kept of this very search, else at the beginning."""
    if file is None:
        return 0
    try:
        kept = position_of(read_whole(file))
    except FileNotFoundError:
        return 0
    except (OSError, ValueError, NotOursError):
        raise InputError(_("The file with the place cannot be read.")) from None
    if kept is None:
        raise InputError(
            _(
                "The file for the place holds something else, or is damaged. Name another one; "
                "nothing was written."
            )
        )
    if not place.goes_on(kept):
        raise InputError(
            _(
                "The file holds the place of another search. Name another file, or remove it to "
                "begin again."
            )
        )
    if kept.done:
        complain(
            _(
                "Going on after {done:,}. That is right only for the very same digits: no digit "
                "was kept. If they are others, remove the file."
            ).format(done=kept.done)
        )
    return kept.done


def _tell_plan(plan: Plan, found: Attempts, aim: _Aim, keeper: "_Keeper") -> None:
    complain(words.plan(plan.total - keeper.done, plan.seconds(keeper.done)))
    if len(aim.protectors) > 1:
        complain(
            _("Each is tried on {count} protectors. --key-id leaves one.").format(
                count=len(aim.protectors)
            )
        )
    for one, count in found.ideas:
        complain(f"   {words.idea(one)}: {count:,}")
    complain(_engine(plan.engine, plan.device))
    complain(_("Speed: {speed} keys a second").format(speed=f"{plan.speed:,.1f}"))
    if keeper.file is None and plan.seconds() > _LONG_S:
        complain(_("Ctrl+C ends it. With --position FILE it could go on from there later."))


def _engine(kind: EngineKind, device: str = "") -> str:
    match kind:
        case EngineKind.PROCESSES:
            return _("Tried by the processor.")
        case EngineKind.GPU:
            return _("Tried through the graphics driver: {name}").format(name=one_line(device))


def _fell_back() -> str:
    return _("The graphics card failed. The processor goes on in its place.")


def _searched(
    plan: Plan, found: Attempts, aim: _Aim, keeper: "_Keeper", stopped: list[int]
) -> Searched:
    teller = Teller()
    start = keeper.done
    on_card = told = False

    def tell(tried: Tried) -> None:
        nonlocal on_card, told
        keeper.at(tried.done)
        if on_card and tried.engine is EngineKind.PROCESSES:
            teller.end()
            complain(_fell_back())
            told = True
        on_card = tried.engine is EngineKind.GPU
        worked = tried.done + tried.ahead
        # So early nothing is known of the speed but what was measured beforehand.
        early = worked - start < plan.speed * _EARLY_S
        teller.line(
            _("{done:,} of {total:,} tried, {time} left at most").format(
                done=round(worked),
                total=tried.total,
                time=words.duration(
                    (tried.total - worked) / (plan.speed if early else tried.speed or plan.speed)
                ),
            )
        )

    try:
        searched = engines.try_all(
            found,
            keeper.done,
            plan,
            aim.volume.block.volume_key,
            aim.protectors,
            tell,
            lambda: bool(stopped),
        )
    except EngineError:
        teller.end()
        keeper.write()
        raise InputError(
            " ".join([_("The trying broke off. Nothing was changed on the drive."), *keeper.said()])
        ) from None
    teller.end()
    if searched.fell_back and not told:
        complain(_fell_back())
    keeper.done = searched.done
    return searched


def _stopped_answer(keeper: "_Keeper") -> Answer:
    keeper.write()
    said = _("Stopped after {done:,} of {total:,}.").format(
        done=keeper.done, total=keeper.place.total
    )
    data = {"outcome": "cancelled", "tried": keeper.done, "total": keeper.place.total}
    return Answer(CANCELLED, [said, *keeper.said()], data)


def _found_answer(found: Attempts, number: int, searched: Searched) -> Answer:
    key = found.key(number).hyphenated()
    key_id = "" if searched.key_id is None else searched.key_id.grouped()
    lines = [
        titled(
            _("Right key: proved on the drive"),
            _("It opens the drive, through the Key ID {key_id}.").format(key_id=key_id[:8]),
        ),
        f"   {key}",
    ]
    data = {
        "outcome": "right-key",
        "key_id": key_id,
        "key": key,
        "tried": searched.done,
        "speed": round(searched.speed, 2),
    }
    return Answer(YES, lines, data)


@dataclass
class _Keeper:
    """Keeps the place in a file now and then, and at the end."""

    place: Position
    file: Path | None
    done: int
    last: float = 0.0
    failed: bool = False

    def write_first(self) -> None:
        """Keep the place before anything is tried.

        Raises:
            InputError: it cannot be written.

        """
        self.write()
        if self.failed:
            raise InputError(_("The place cannot be written there. Name another file."))

    def at(self, done: int) -> None:
        """Note a place, and keep it now and then."""
        self.done = done
        if time.monotonic() - self.last >= _KEEP_EVERY_S:
            failed = self.failed
            self.write()
            if self.failed and not failed:
                # The search goes on all the same: it may be about to find the key.
                complain(_("The place could not be written. It is tried again."))

    def write(self) -> None:
        """Keep the place."""
        self.last = time.monotonic()
        if self.file is None:
            return
        try:
            text = replace(self.place, done=self.done).to_bytes().decode()
            write_whole(text, self.file, f"{self.file.name}.")
        except (OSError, ValueError):
            self.failed = True
        else:
            self.failed = False

    def said(self) -> list[str]:
        """Return how to go on."""
        if self.file is None:
            return [_("The place was not kept. With --position FILE it would be.")]
        if self.failed:
            return [_("The place could not be written.")]
        return [
            _(
                "To go on, give the same command and the same digits again. The place is in {file}."
            ).format(file=one_line(str(self.file)))
        ]

    def forget(self) -> None:
        """It has come to its end: there is nothing to go on with."""
        if self.file is not None:
            with suppress(OSError):
                self.file.unlink()
