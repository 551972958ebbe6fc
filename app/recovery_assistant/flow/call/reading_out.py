# SPDX-License-Identifier: Apache-2.0
"""The read-out: one block at a time, what comes back, the place kept whatever happens."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from recovery_assistant.flow.call.answers import Confirmed, Done, Voice, VoiceState
from recovery_assistant.flow.call.effects import (
    AskVoice,
    BlockSettled,
    Effect,
    HeardDiffers,
    Speak,
    Wipe,
)
from recovery_assistant.flow.call.events import VoiceHeardOf
from recovery_assistant.flow.call.outcome import CallOutcome, noted, stay
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.flow.journey import Outcome
from recovery_assistant.keys import BLOCK_DIGITS, BLOCKS, KeyDraft, plain_digits

_SPEAKS = frozenset({VoiceState.READY, VoiceState.SPEAKING})


def heard_digits(session: Session) -> str:
    """Return what came back for the block at hand, as typed so far, without separators."""
    return plain_digits(session.heard.block(1))


def differing(session: Session) -> tuple[int, ...]:
    """Return the places, from 1, at which what came back differs from the block.

    While it is typed only what is typed counts; once it was entered, what is missing as well.
    """
    said = plain_digits(session.draft.block(session.block))
    heard = heard_digits(session)
    places = [
        at for at, (one, other) in enumerate(zip(said, heard, strict=False), 1) if one != other
    ]
    if session.compared or len(heard) > len(said):
        shorter, longer = sorted((len(said), len(heard)))
        places.extend(range(shorter + 1, longer + 1))
    return tuple(places)


def shown(session: Session, *, wanted: bool) -> CallOutcome:
    """Draw the digits of the block at hand, or hide them."""
    return stay(replace(session, shown=wanted and session.may_be_drawn))


def chosen(session: Session, block: int) -> CallOutcome:
    """Another block is at hand."""
    if not 1 <= block <= BLOCKS:
        return stay(session)
    return stay(_afresh(replace(session, block=block)), *_left(session))


def typed(session: Session, draft: KeyDraft) -> CallOutcome:
    """What comes back was typed on: six digits that agree confirm the block by themselves."""
    if not session.may_be_drawn:
        gone = () if draft is session.heard else (Wipe((draft,)),)
        return stay(session, *gone)
    before = differing(session)
    after = replace(session, heard=draft, compared=False)
    wiped: tuple[Effect, ...] = () if draft is session.heard else (Wipe((session.heard,)),)
    places = differing(after)
    if len(heard_digits(after)) >= BLOCK_DIGITS:
        if not places:
            return _confirmed(after, Confirmed.READ_BACK, wiped)
        after = replace(after, compared=True)
    if set(places) - set(before):
        return stay(after, *wiped, HeardDiffers(session.block, places))
    return stay(after, *wiped)


def entered(session: Session) -> CallOutcome:
    """Enter: with nothing typed the block is confirmed by ear.

    While the read-out rests, or the digits are hidden, nothing was said that could be confirmed:
    then Enter goes on, or shows them.
    """
    if not session.may_be_drawn or session.all_confirmed:
        return stay(session)
    if not heard_digits(session):
        if session.paused or not session.shown:
            return stay(replace(session, paused=False, shown=True))
        return _confirmed(session, Confirmed.BY_EAR, ())
    after = replace(session, compared=True)
    return stay(after, HeardDiffers(session.block, differing(after)))


def said_again(session: Session) -> CallOutcome:
    """Say the block once more: what came back is cleared."""
    after = _afresh(replace(session, paused=False))
    told = shown(after, wanted=True)
    speak = session.voice is Voice.COMPUTER
    spoken = spoken_now(told.session) if speak else stay(told.session)
    return Outcome(spoken.session, (*_left(session), *spoken.effects))


def misheard(session: Session) -> CallOutcome:
    """The agent typed it wrong and the caller was right."""
    if not (session.compared and differing(session)) or not session.may_be_drawn:
        return stay(session)
    return _confirmed(session, Confirmed.BY_EAR, ())


def taken_back(session: Session, block: int) -> CallOutcome:
    """A confirmed block is to be done again."""
    if block not in session.confirmed:
        return chosen(session, block)
    rest = {n: how for n, how in session.confirmed.items() if n != block}
    after = replace(_afresh(session), confirmed=MappingProxyType(rest), block=block)
    told = shown(noted(after, Done.BLOCK_TAKEN_BACK, block=block), wanted=True)
    return Outcome(told.session, (*_left(session), *told.effects))


def paused(session: Session, *, rest: bool) -> CallOutcome:
    """The read-out rests, or goes on."""
    return stay(replace(session, paused=rest, speaking=None if rest else session.speaking))


def dropped(session: Session) -> CallOutcome:
    """The line dropped: the digits are hidden, the place is kept."""
    if session.dropped or session.ended:
        return stay(session)
    after = replace(_afresh(session), dropped=True, shown=False)
    return stay(noted(after, Done.LINE_DROPPED), *_left(session))


def parked(session: Session) -> CallOutcome:
    """Another call comes into view."""
    after = replace(_afresh(session), parked=True, shown=False)
    return stay(after, *_left(session))


def resumed(session: Session) -> CallOutcome:
    """The caller is back, or a parked call is in view again."""
    if not (session.parked or session.dropped):
        return stay(session)
    after = replace(session, parked=False)
    if session.dropped and not session.parked:
        after = noted(replace(after, dropped=False), Done.RESUMED)
    return shown(after, wanted=after.at is Step.READ_OUT and not after.all_confirmed)


def voice_chosen(session: Session, voice: Voice) -> CallOutcome:
    """Who reads."""
    after = replace(session, voice=voice, speaking=None)
    if voice is Voice.COMPUTER and session.voice_state not in _SPEAKS:
        return stay(after, AskVoice(session.language))
    return stay(after)


def voice_heard_of(session: Session, event: VoiceHeardOf) -> CallOutcome:
    """What the computer's voice can do or does now; what it says of an older block is stale."""
    if event.request != session.speaking:
        return stay(session)
    speaking = session.speaking if event.state is VoiceState.SPEAKING else None
    return stay(replace(session, voice_state=event.state, speaking=speaking))


def spoken_now(session: Session) -> CallOutcome:
    """Speak the block at hand by the computer's voice; never unasked."""
    can = session.voice is Voice.COMPUTER and session.voice_state in _SPEAKS
    if not (can and session.shown and session.may_be_told):
        return stay(session)
    request = session.last_request + 1
    after = replace(session, last_request=request, speaking=request, paused=False)
    speak = Speak(request, session.language, session.block, session.draft, session.pace)
    return stay(after, speak)


def none_confirmed() -> Mapping[int, Confirmed]:
    """Return that no block is confirmed."""
    return MappingProxyType({})


def _afresh(session: Session) -> Session:
    """Nothing came back yet for the block at hand."""
    return replace(session, heard=KeyDraft(), compared=False, speaking=None)


def _left(session: Session) -> tuple[Effect, ...]:
    return (Wipe((session.heard,)),)


def _confirmed(session: Session, how: Confirmed, effects: tuple[Effect, ...]) -> CallOutcome:
    """A block is done: on to the next that is not, or the digits are hidden after the last."""
    block = session.block
    confirmed = MappingProxyType({**session.confirmed, block: how})
    following = _following(block, confirmed)
    after = replace(
        _afresh(session),
        confirmed=confirmed,
        block=following or block,
        shown=session.shown and following is not None,
    )
    done = Done.BLOCK_READ_BACK if how is Confirmed.READ_BACK else Done.BLOCK_BY_EAR
    after = noted(after, done, block=block)
    return stay(after, *effects, *_left(session), BlockSettled(block, how, following))


def _following(block: int, confirmed: Mapping[int, Confirmed]) -> int | None:
    """The next block that is not confirmed, those before it last."""
    order = [*range(block + 1, BLOCKS + 1), *range(1, block)]
    return next((n for n in order if n not in confirmed), None)
