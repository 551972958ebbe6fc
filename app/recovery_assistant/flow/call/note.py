# SPDX-License-Identifier: Apache-2.0
"""What the note of a call says, as values; no digit of a key is among them.

Whatever an agent types or pastes into a field of the call may be a key in the wrong place, so
nothing of it gets into the note unlooked at.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from recovery_assistant.flow.call.answers import Confirmed, NoteLine, Refusal, Result
from recovery_assistant.flow.call.session import Session
from recovery_assistant.guidance.profile import Directory
from recovery_assistant.keys import BLOCK_DIGITS, KeyDraft, KeyId, plain_digits
from recovery_assistant.keys.block import is_fine

LEFT_OUT: Final = "******"
"""Stands in the place of digits that may belong to a key."""

_RUN: Final = re.compile(r"\d+(?:[\s.–-]{0,3}\d+)*")
_SHORT_ID: Final = 8


@dataclass(frozen=True, slots=True)
class CallNote:
    """The note for the ticket.

    Attributes:
        started: when the call began.
        ended: when it ended, if it has.
        reference: the agent's own number.
        device: the device's name.
        key_id: the first 8 characters of the Key ID, or nothing.
        key_id_confirmed: whether it was read back.
        way: id of how the identity was checked; None where it was not.
        reason: id of why the PC asks.
        read_back: the blocks that were read back and agreed.
        by_ear: the blocks confirmed by ear alone.
        vouched: whether a Key ID spoke for the key.
        result: how it ended.
        refusal: what the locked PC did.
        error_code: what it showed.
        lines: what happened when.
        directory: where the key is to be replaced.
        told: whether any digit was drawn to be told, so that the key is to be replaced.

    """

    started: datetime | None
    ended: datetime | None
    reference: str
    device: str
    key_id: str
    key_id_confirmed: bool
    way: str | None
    reason: str | None
    read_back: tuple[int, ...]
    by_ear: tuple[int, ...]
    vouched: bool
    result: Result | None
    refusal: Refusal | None
    error_code: str
    lines: tuple[NoteLine, ...]
    directory: Directory
    told: bool


def note_of(session: Session) -> CallNote:
    """Return the note of a call as it stands now."""
    clean = scrubbed(session, keys_of(session))
    how = session.confirmed
    return CallNote(
        started=session.started,
        ended=session.now if session.ended else None,
        reference=clean.reference,
        device=clean.device,
        key_id="" if clean.key_id is None else clean.key_id.hex[:_SHORT_ID],
        key_id_confirmed=clean.key_id_confirmed,
        way=session.way if session.verified else None,
        reason=session.reason,
        read_back=tuple(sorted(n for n, one in how.items() if one is Confirmed.READ_BACK)),
        by_ear=tuple(sorted(n for n, one in how.items() if one is Confirmed.BY_EAR)),
        vouched=session.vouched,
        result=session.result,
        refusal=session.refusal,
        error_code=clean.error_code,
        lines=clean.note,
        directory=session.profile.directory,
        told=session.disclosed,
    )


def keys_of(session: Session) -> tuple[KeyDraft, ...]:
    """Return every key that this call refers to, each once."""
    drafts = (session.draft, *(one.draft for one in session.candidates))
    return tuple({id(one): one for one in drafts}.values())


def scrubbed(session: Session, keys: Iterable[KeyDraft]) -> Session:
    """Take whatever may belong to one of these keys, or to any, out of what was typed.

    Digits of a key that were typed for a Key ID are no Key ID.
    """
    blocks = {plain_digits(block) for draft in keys for block in draft.blocks}
    blocks = {block for block in blocks if len(block) == BLOCK_DIGITS}
    no_id = session.key_id is not None and _holds_block(session.key_id, blocks)
    return replace(
        session,
        caller=_scrubbed(session.caller, blocks),
        device=_scrubbed(session.device, blocks),
        reference=_scrubbed(session.reference, blocks),
        error_code=_scrubbed(session.error_code, blocks),
        key_id=None if no_id else session.key_id,
        key_id_text="" if no_id else session.key_id_text,
        key_id_confirmed=session.key_id_confirmed and not no_id,
        note=tuple(
            replace(line, key_id=None)
            if line.key_id is not None and _holds_block(line.key_id, blocks)
            else line
            for line in session.note
        ),
    )


def _holds_block(key_id: KeyId, blocks: set[str]) -> bool:
    return _scrubbed(key_id.hex, blocks) != key_id.hex


def _scrubbed(text: str, blocks: set[str]) -> str:
    plain = _our_digits(text)

    def left_out(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found.group())
        known = any(block in digits for block in blocks)
        return LEFT_OUT if known or _like_part_of_key(digits) else found.group()

    return _RUN.sub(left_out, plain)


def _our_digits(text: str) -> str:
    """The text with digits of other scripts as those of ours; nothing else is changed."""
    return "".join(str(int(one)) if one.isdecimal() else one for one in text)


def _like_part_of_key(digits: str) -> bool:
    """Whether two blocks of a key stand in a row of digits; a lone one is any ticket's number."""
    starts = range(len(digits) - 2 * BLOCK_DIGITS + 1)
    return any(
        is_fine(digits[at : at + BLOCK_DIGITS])
        and is_fine(digits[at + BLOCK_DIGITS : at + 2 * BLOCK_DIGITS])
        for at in starts
    )
