# SPDX-License-Identifier: Apache-2.0
"""The Key ID by voice, and the key from where it is kept."""

from dataclasses import replace
from pathlib import Path

from recovery_assistant.find import Reading
from recovery_assistant.flow.call.answers import Done
from recovery_assistant.flow.call.effects import (
    ClearClipboard,
    Effect,
    ReadFile,
    ReadingFailed,
    ReadText,
    StopReading,
    Wipe,
)
from recovery_assistant.flow.call.events import KeyBrought
from recovery_assistant.flow.call.note import keys_of
from recovery_assistant.flow.call.outcome import CallOutcome, noted, stay
from recovery_assistant.flow.call.reading_out import none_confirmed
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.journey import Outcome
from recovery_assistant.keys import KeyDraft, KeyId


def key_id_typed(session: Session, text: str) -> CallOutcome:
    """Take in the Key ID as heard; another one has to be read back again."""
    key_id = KeyId.parse(text).key_id
    confirmed = session.key_id_confirmed and key_id == session.key_id
    after = replace(
        session,
        key_id_text=text,
        key_id=key_id,
        key_id_confirmed=confirmed,
        key_id_skipped=False,
        mismatch_accepted=session.mismatch_accepted and key_id == session.key_id,
    )
    return stay(after)


def key_id_confirmed(session: Session, *, confirmed: bool) -> CallOutcome:
    """Note that the caller heard it read back and agreed."""
    if session.key_id is None or confirmed == session.key_id_confirmed:
        return stay(session)
    after = replace(session, key_id_confirmed=confirmed)
    if confirmed:
        after = noted(after, Done.KEY_ID_CONFIRMED, key_id=session.key_id)
    return stay(after)


def key_id_skipped(session: Session, *, skipped: bool) -> CallOutcome:
    """Go on without it; what was typed stays in its field."""
    return stay(replace(session, key_id_skipped=skipped))


def read(session: Session, source: str | Path) -> CallOutcome:
    """Look for keys in a text or a file; what was under way is not wanted any more."""
    if _takes_no_key(session):
        return stay(session)
    request = session.last_request + 1
    after = replace(session, reading=request, last_request=request, read_problem=None)
    stopped = () if session.reading is None else (StopReading(session.reading),)
    if isinstance(source, Path):
        return stay(after, *stopped, ReadFile(request, source, session.key_id))
    return stay(after, *stopped, ReadText(request, source, session.key_id))


def reading_done(session: Session, request: int, reading: Reading) -> CallOutcome:
    """Take in what was found; the one key that the Key ID names is taken by itself."""
    found = tuple(one.draft for one in reading.candidates)
    if request != session.reading or _takes_no_key(session):
        return stay(session, *_wiping(*found))
    after = replace(session, reading=None, read_problem=reading.problem)
    if reading.problem is not None:
        return stay(after, ReadingFailed(reading.problem))
    old = (*(one.draft for one in session.candidates), session.draft, session.heard)
    after = replace(_without_key(after), candidates=reading.candidates)
    agreeing = [n for n, one in enumerate(reading.candidates) if one.match and one.match.agrees]
    only = agreeing or range(len(reading.candidates))
    effects = (*_wiping(*old), ClearClipboard())
    if len(only) != 1:
        return stay(after, *effects)
    return Outcome(_taken(after, only[0]), effects)


def reading_stopped(session: Session, request: int) -> CallOutcome:
    """Nobody waits for it any more."""
    if request != session.reading:
        return stay(session)
    return stay(replace(session, reading=None), StopReading(request))


def taken(session: Session, number: int) -> CallOutcome:
    """Take one of the keys that were found."""
    if number not in range(len(session.candidates)):
        return stay(session)
    if session.draft is session.candidates[number].draft:
        return stay(session)
    kept = {id(one.draft) for one in session.candidates}
    old = [session.heard, *(() if id(session.draft) in kept else (session.draft,))]
    return stay(_taken(_without_key(session), number), *_wiping(*old))


def edited(session: Session, draft: KeyDraft) -> CallOutcome:
    """Take over digits that were typed; blocks that changed are to be confirmed anew."""
    if _takes_no_key(session):
        return stay(session, Wipe((draft,)))
    kept = {id(one.draft) for one in session.candidates}
    old = [] if id(session.draft) in kept or draft is session.draft else [session.draft]
    after = replace(session, draft=draft, wiped=False)
    if draft.same_digits(session.draft):
        return stay(after, *_wiping(*old))
    old.append(session.heard)
    after = replace(
        after,
        heard=KeyDraft(),
        compared=False,
        speaking=None,
        confirmed=none_confirmed(),
        block=1,
        mismatch_accepted=False,
    )
    if draft.is_empty:
        # The Key ID belonged to digits that are gone.
        after = replace(after, found_id=None, taken=None, place=None)
    return stay(after, *_wiping(*old))


def brought(session: Session, event: KeyBrought) -> CallOutcome:
    """Take over a key that door 3 keeps."""
    if _takes_no_key(session):
        return stay(session, Wipe((event.draft,)))
    old = (*(one.draft for one in session.candidates), session.draft, session.heard)
    after = replace(
        _without_key(session), candidates=(), draft=event.draft, found_id=_id_of(event.key_id_text)
    )
    return stay(after, *_wiping(*old))


def mismatch_accepted(session: Session, *, accepted: bool) -> CallOutcome:
    """Tell this key although no Key ID speaks for it; the note says so."""
    if accepted == session.mismatch_accepted or not session.draft.is_complete:
        return stay(session)
    after = replace(session, mismatch_accepted=accepted)
    if accepted:
        return stay(noted(after, Done.KEY_WITHOUT_MATCH, key_id=session.found_id))
    return stay(after)


def all_drafts(session: Session) -> tuple[KeyDraft, ...]:
    """Return every buffer that this call refers to, each once."""
    return (*keys_of(session), session.heard)


def holds_nothing(session: Session) -> bool:
    """Whether there is no digit to be wiped."""
    return all(draft.is_empty for draft in all_drafts(session))


def without_secrets(session: Session) -> Session:
    """Let go of everything that holds digits; whoever does this wipes `all_drafts` before."""
    return replace(
        _without_key(session),
        candidates=(),
        shown=False,
        reading=None,
        read_problem=None,
        wiped=True,
        found_id=session.found_id,
        mismatch_accepted=session.mismatch_accepted,
        confirmed=session.confirmed,
        block=session.block,
    )


def _takes_no_key(session: Session) -> bool:
    """Whether a key has no business here: the call is over, or nobody may be told anything."""
    return session.ended or session.not_verified


def _without_key(session: Session) -> Session:
    return replace(
        session,
        draft=KeyDraft(),
        heard=KeyDraft(),
        found_id=None,
        taken=None,
        place=None,
        mismatch_accepted=False,
        compared=False,
        shown=False,
        speaking=None,
        wiped=False,
        confirmed=none_confirmed(),
        block=1,
    )


def _taken(session: Session, number: int) -> Session:
    one = session.candidates[number]
    after = replace(
        session, draft=one.draft, found_id=one.key_id, taken=number, place=one.place or None
    )
    if after.match is not None and after.match.agrees:
        return noted(after, Done.KEY_FOUND, key_id=one.key_id)
    return after


def _id_of(text: str) -> KeyId | None:
    return KeyId.parse(text).key_id


def _wiping(*drafts: KeyDraft) -> tuple[Effect, ...]:
    return (Wipe(drafts),) if drafts else ()
