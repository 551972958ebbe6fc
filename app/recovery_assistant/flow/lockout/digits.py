# SPDX-License-Identifier: Apache-2.0
"""The digits of a session: put into the fields, compared with what is sought, let go of."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from recovery_assistant.flow.journey import Outcome
from recovery_assistant.flow.lockout.effects import Effect, EndTrying, StopDrive, Wipe
from recovery_assistant.flow.lockout.looking import asked_for
from recovery_assistant.flow.lockout.rehearsal import Rehearsal
from recovery_assistant.flow.lockout.session import Session
from recovery_assistant.flow.lockout.steps import Step
from recovery_assistant.keys import KeyDraft, Verdict

Told = Outcome[Step, Session, Effect]
"""What an event of door 1 leads to."""


def slips(draft: KeyDraft) -> int:
    """Count the blocks that are not fine."""
    return sum(verdict is not Verdict.FINE for verdict in draft.verdicts)


def searched(session: Session) -> tuple[KeyDraft, ...]:
    """Return the digits that a search holds."""
    return () if session.looking is None else session.looking.drafts


def held(session: Session) -> tuple[KeyDraft, ...]:
    """The digits in the fields, those that "Undo" brings back, and those of the search."""
    before = () if session.before is None else (session.before,)
    return (session.draft, *before, *searched(session))


def wipe_but(drafts: Iterable[KeyDraft], held: Sequence[KeyDraft]) -> tuple[Effect, ...]:
    """Wipe what the session does not refer to."""
    gone = tuple(draft for draft in drafts if all(draft is not one for one in held))
    return (Wipe(gone),) if gone else ()


def fill(session: Session, draft: KeyDraft, *, undo: bool) -> Told:
    """Put a draft in the fields; what depended on the old digits is forgotten."""
    if draft is session.draft:
        return Outcome(session)
    kept = [candidate.draft for candidate in session.candidates]
    kept += searched(session)
    old = [session.before] if undo else [session.before, session.draft]
    wiped = tuple(
        d for d in old if d is not None and d is not draft and all(d is not k for k in kept)
    )
    changed = not draft.same_digits(session.draft)
    after = replace(
        session,
        draft=draft,
        before=session.draft if undo else None,
        before_id=session.found_id,
    )
    stopped: tuple[Effect, ...] = ()
    if changed:
        wiped += rehearsed(session)
        after = replace(after, typed=frozenset(), block=1, aid=None, result=None, refusal=None)
        after, stopped = unasked(after)
    return Outcome(after, (*stopped, *((Wipe(wiped),) if wiped else ())))


def rehearsed(session: Session) -> tuple[KeyDraft, ...]:
    """Return the digits of the rehearsal, where there is one."""
    return (session.aid.draft,) if isinstance(session.aid, Rehearsal) else ()


def sought_anew(session: Session) -> Session:
    """Compare what a search found with the Key IDs that are sought now."""
    looking = session.looking
    if looking is None:
        return session
    return replace(session, looking=asked_for(looking, session.sought))


def unasked(session: Session) -> tuple[Session, tuple[Effect, ...]]:
    """Forget what the drive said to digits that are others now; what goes on about them stops."""
    if session.proving is None:
        return session, ()
    from recovery_assistant.flow.lockout import proving

    stopped = asked_no_more(session, forget=False)
    return replace(session, proving=proving.unasked(session.proving)), stopped


def asked_no_more(session: Session, *, forget: bool) -> tuple[Effect, ...]:
    """Return what stops the check and the trying; `forget` where the trying stood as well."""
    asked = session.proving
    if asked is None:
        return ()
    stops: list[Effect] = []
    if asked.checking is not None:
        stops.append(StopDrive(asked.checking))
    if asked.trying is not None:
        stops.append(EndTrying(asked.trying.request, forget=forget))
    return tuple(stops)
