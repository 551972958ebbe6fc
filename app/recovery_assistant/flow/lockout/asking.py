# SPDX-License-Identifier: Apache-2.0
"""What each event about the locked drive changes: what it tells, what it says to a key."""

from __future__ import annotations  # what a drive tells is loaded where there is one

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from recovery_assistant.flow.journey import Outcome
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.digits import Told, asked_no_more, fill, sought_anew
from recovery_assistant.flow.lockout.effects import (
    CheckOnDrive,
    ChooseDriveFile,
    DriveHeard,
    Effect,
    EndTrying,
    FindDrives,
    KeyProved,
    PauseTrying,
    PlanTrying,
    ReadDrive,
    SaveHeader,
    StopDrive,
    TryingEnded,
    TryKeys,
    Wipe,
)
from recovery_assistant.flow.lockout.session import Session
from recovery_assistant.flow.lockout.steps import Step
from recovery_assistant.keys import KeyDraft

if TYPE_CHECKING:
    from recovery_assistant.drive.outcomes import Plan, Searched, Verdict
    from recovery_assistant.flow.lockout.proving import Proving, Trying
    from recovery_assistant.flow.lockout.proving import Told as DriveTold
    from recovery_assistant.keys.attempts import Hopeless, TooMany

Event = (
    happened.DriveOpened
    | happened.DrivesFound
    | happened.DriveFileAsked
    | happened.DriveChosen
    | happened.WholeDriveAsked
    | happened.DriveProgressed
    | happened.DriveTold
    | happened.DriveStopped
    | happened.DriveFailed
    | happened.OtherDriveWanted
    | happened.VolumeChosen
    | happened.ProofAsked
    | happened.KeyJudged
    | happened.TryingAsked
    | happened.TryingPlanned
    | happened.TryingStarted
    | happened.TryingTold
    | happened.TryingPaused
    | happened.TryingDone
    | happened.TryingFailed
    | happened.TryingLeft
    | happened.HeaderAsked
)
"""Everything that can happen about the locked drive."""


def ask(session: Session, event: Event) -> Told:
    """Return the session after an event about the locked drive, and what it asks for."""
    from recovery_assistant.flow.lockout import proving

    if isinstance(event, happened.DriveOpened):
        return _open(session) if event.opened else _close(session)
    before = session.proving
    if before is None:
        # Stale: the case was forgotten meanwhile. A key that was found must not lie about.
        return Outcome(session, _brought(event))
    match event:
        case happened.DrivesFound(drives):
            return _with(session, replace(before, drives=drives))
        case happened.DriveFileAsked():
            return Outcome(session, (ChooseDriveFile(),))
        case happened.DriveChosen(path):
            return _read(session, before, path, search_all=False)
        case happened.WholeDriveAsked():
            if before.path is None:
                return Outcome(session)
            return _read(session, before, before.path, search_all=True)
        case happened.DriveProgressed(request, done, total):
            if request != before.request:
                return Outcome(session)
            return _with(session, replace(before, progress=(done, total)))
        case happened.DriveTold(request, told):
            return _take_told(session, before, request, told)
        case happened.DriveStopped():
            return _stop(session, before)
        case happened.DriveFailed(request):
            return _fail(session, before, request)
        case happened.OtherDriveWanted():
            left = _leave(session, before)
            chosen = proving.Proving(drives=before.drives)
            return _with(left.session, chosen, *left.effects, FindDrives())
        case happened.VolumeChosen(number):
            return _turn_to_volume(session, before, number)
        case happened.ProofAsked():
            return _prove(session, before)
        case happened.KeyJudged(request, verdict):
            return _judge(session, before, request, verdict)
        case happened.HeaderAsked():
            if before.path is None or before.image is None:
                return Outcome(session)
            return Outcome(session, (SaveHeader(before.path, before.number),))
        case happened.TryingAsked(any_order):
            return _plan(session, before, any_order=any_order)
        case _:
            return _try(session, before, event)


def _with(session: Session, proving: Proving, *effects: Effect) -> Told:
    return Outcome(replace(session, proving=proving), effects)


def _open(session: Session) -> Told:
    """Show what the drive told; which drives there are is asked anew while one is chosen."""
    from recovery_assistant.flow.lockout.proving import Proving

    before = session.proving
    if before is None:
        return _with(session, Proving(), FindDrives())
    return _with(session, replace(before, opened=True), FindDrives())


def _close(session: Session) -> Told:
    """Close it; what the drive told stands, and a long trying goes on."""
    before = session.proving
    if before is None:
        return Outcome(session)
    told = _stop(session, before)
    closed = replace(told.session.proving or before, opened=False)
    return told._replace(session=replace(told.session, proving=closed))


def _request(session: Session) -> tuple[int, Session]:
    request = session.last_request + 1
    return request, replace(session, last_request=request)


def _read(session: Session, before: Proving, path: Path, *, search_all: bool) -> Told:
    from recovery_assistant.flow.lockout.proving import reading

    left = _leave(session, before)
    request, after = _request(left.session)
    return _with(
        after,
        reading(before, path, request, whole=search_all),
        *left.effects,
        ReadDrive(request, path, search_all),
    )


def _leave(session: Session, before: Proving) -> Told:
    """Stop all that goes on about this drive."""
    stops = list(asked_no_more(session, forget=False))
    if before.request is not None:
        stops.append(StopDrive(before.request))
    return Outcome(session, tuple(stops))


def _take_told(session: Session, before: Proving, request: int, told: DriveTold) -> Told:
    from recovery_assistant.flow.lockout import proving

    if request != before.request:
        return Outcome(session)
    asked = [one for one in (session.key_id, session.found_id) if one is not None]
    after = proving.meant(proving.told(before, told), asked)
    return Outcome(sought_anew(replace(session, proving=after)), (DriveHeard(told),))


def _stop(session: Session, before: Proving) -> Told:
    """Stop a look or a check at once; the digits and what the drive told stand."""
    from recovery_assistant.flow.lockout.proving import Stage

    if before.stage is Stage.READING and before.request is not None:
        after = replace(before, stage=Stage.CHOOSING, request=None, progress=None, path=None)
        return _with(session, after, StopDrive(before.request))
    if before.checking is not None:
        return _with(session, replace(before, checking=None), StopDrive(before.checking))
    return Outcome(session)


def _fail(session: Session, before: Proving, request: int) -> Told:
    from recovery_assistant.flow.lockout.proving import Stage

    if request == before.request:
        after = replace(
            before, stage=Stage.CHOOSING, request=None, progress=None, path=None, failed=True
        )
        return _with(session, after)
    if request == before.checking:
        return _with(session, replace(before, checking=None, failed=True))
    return Outcome(session)


def _turn_to_volume(session: Session, before: Proving, number: int) -> Told:
    from recovery_assistant.flow.lockout.proving import unasked

    image = before.image
    if image is None or not 0 <= number < len(image.volumes) or number == before.number:
        return Outcome(session)
    after = replace(unasked(before), number=number)
    stops = asked_no_more(session, forget=False)
    return Outcome(sought_anew(replace(session, proving=after)), stops)


def _prove(session: Session, before: Proving) -> Told:
    from recovery_assistant.flow.lockout.proving import can_prove

    volume = before.volume
    ready = can_prove(session.draft, before) and before.checking is None
    if volume is None or not ready:
        return Outcome(session)
    request, after = _request(session)
    check = CheckOnDrive(request, volume, KeyDraft(session.draft.blocks), session.key_id)
    asked = replace(before, checking=request, verdict=None, failed=False)
    return _with(after, asked, check)


def _judge(session: Session, before: Proving, request: int, verdict: Verdict) -> Told:
    if request != before.checking:
        return Outcome(session)
    from recovery_assistant.drive.outcomes import Opens

    after = replace(before, checking=None, verdict=verdict)
    if isinstance(verdict, Opens):
        # Whatever stood beside the key: this is the ID of the lock that it opens.
        session = replace(session, found_id=verdict.key_id)
    if after.proved and before.trying is not None:
        # It was found; there is nothing left to try.
        after = replace(after, trying=None)
        return _with(
            session, after, EndTrying(before.trying.request, forget=True), KeyProved(verdict)
        )
    return _with(session, after, KeyProved(verdict))


def _plan(session: Session, before: Proving, *, any_order: bool) -> Told:
    from recovery_assistant.flow.lockout.proving import Trying, worth_trying

    volume = before.volume
    if volume is None or not volume.recovery or not worth_trying(session.draft, before):
        return Outcome(session)
    stops = () if before.trying is None else (EndTrying(before.trying.request, forget=False),)
    request, after = _request(session)
    plan = PlanTrying(request, volume, KeyDraft(session.draft.blocks), session.key_id, any_order)
    trying = Trying(request=request, any_order=any_order)
    return _with(after, replace(before, trying=trying), *stops, plan)


def _try(
    session: Session,
    before: Proving,
    event: happened.TryingPlanned
    | happened.TryingStarted
    | happened.TryingTold
    | happened.TryingPaused
    | happened.TryingDone
    | happened.TryingFailed
    | happened.TryingLeft,
) -> Told:
    from recovery_assistant.flow.lockout.proving import BUSY, TryingPhase

    trying = before.trying
    if trying is None:
        return Outcome(session, _brought(event))
    request = trying.request
    match event:
        case happened.TryingPlanned(asked, plan, ideas, kept):
            if asked != request:
                return Outcome(session)
            planned = _planned(trying, plan)
            return _with(session, replace(before, trying=replace(planned, ideas=ideas, kept=kept)))
        case happened.TryingStarted(afresh):
            if trying.plan is None or trying.phase in BUSY or trying.phase is TryingPhase.OVER:
                return Outcome(session)
            start = 0 if afresh else max(trying.done, trying.kept)
            begun = replace(
                trying, phase=TryingPhase.RUNNING, kept=start, searched=None, failed=False
            )
            return _with(session, replace(before, trying=begun), TryKeys(request, start))
        case happened.TryingTold(asked, tried):
            if asked != request or trying.phase not in BUSY:
                return Outcome(session)
            return _with(session, replace(before, trying=replace(trying, tried=tried)))
        case happened.TryingPaused():
            if trying.phase is not TryingPhase.RUNNING:
                return Outcome(session)
            resting = replace(trying, phase=TryingPhase.PAUSING)
            return _with(session, replace(before, trying=resting), PauseTrying(request))
        case happened.TryingDone(asked, searched, draft):
            if asked != request:
                return Outcome(session, _brought(event))
            return _end_trying(session, before, trying, searched, draft)
        case happened.TryingFailed(asked):
            if asked != request:
                return Outcome(session)
            failed = replace(trying, phase=TryingPhase.PAUSED, failed=True)
            if trying.plan is None:
                failed = replace(failed, phase=TryingPhase.OVER)
            return _with(session, replace(before, trying=failed))
        case happened.TryingLeft():
            return _with(session, replace(before, trying=None), EndTrying(request, forget=True))
        case _:
            assert_never(event)


def _planned(trying: Trying, plan: Plan | TooMany | Hopeless) -> Trying:
    from recovery_assistant.drive.outcomes import Plan
    from recovery_assistant.flow.lockout.proving import TryingPhase

    if isinstance(plan, Plan):
        return replace(trying, phase=TryingPhase.PLANNED, plan=plan)
    return replace(trying, phase=TryingPhase.OVER, refused=plan)


def _end_trying(
    session: Session, before: Proving, trying: Trying, searched: Searched, draft: KeyDraft | None
) -> Told:
    from recovery_assistant.drive.outcomes import Opens
    from recovery_assistant.flow.lockout.proving import TryingPhase

    if draft is None or searched.key_id is None:
        # Not tried to the end: it rests, and can go on.
        total = 0 if trying.plan is None else trying.plan.total
        over = searched.done >= total
        phase = TryingPhase.OVER if over else TryingPhase.PAUSED
        ended = replace(trying, phase=phase, searched=searched, tried=None)
        effects: tuple[Effect, ...] = (TryingEnded(found=False, paused=not over),)
        return _with(session, replace(before, trying=ended), *effects)
    filled = fill(session, draft, undo=True)
    found = replace(trying, phase=TryingPhase.OVER, searched=searched, tried=None)
    proved = replace(
        filled.session.proving or before,
        verdict=Opens(searched.key_id),
        checking=None,
        trying=found,
        opened=True,
    )
    after = replace(
        filled.session, proving=proved, found_id=searched.key_id, taken=None, place=None, find=None
    )
    return Outcome(
        after, (*filled.effects, TryingEnded(found=True, paused=False)), go_to=Step.CHECK
    )


def _brought(event: Event) -> tuple[Effect, ...]:
    """Wipe a key that nobody waits for any more."""
    if isinstance(event, happened.TryingDone) and event.draft is not None:
        return (Wipe((event.draft,)),)
    return ()
