# SPDX-License-Identifier: Apache-2.0
"""From a session to the place that is kept of it, and back."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from recovery_assistant.flow.lockout.effects import KeepPlace
from recovery_assistant.flow.lockout.kept import STEPS_KEPT, KeptPlace, code_to_keep, id_to_keep
from recovery_assistant.flow.lockout.session import Session
from recovery_assistant.flow.lockout.steps import Step


def remember(trail: Sequence[Step], session: Session) -> KeepPlace | None:
    """Return what is to be kept at this moment: nothing unless asked, nothing once it opened."""
    if not session.keeping or session.opened:
        return None
    return KeepPlace(place_of(trail, session))


def place_of(trail: Sequence[Step], session: Session) -> KeptPlace:
    """Return what may be kept of a session and the steps walked in it."""
    return KeptPlace(
        trail=tuple(takewhile(STEPS_KEPT.__contains__, trail)),
        shows=session.shows,
        link=session.link,
        owner=session.owner,
        answers=session.answers,
        error_code=code_to_keep(session.error_code),
        keep_key_id=session.keeping_id,
        key_id=id_to_keep(session.key_id) if session.keeping_id else None,
        key_id_skipped=session.key_id_skipped,
        open_route=session.open_route,
        ticked=session.ticked,
        ruled_out=session.ruled_out,
        found_at=session.found_at,
    )


def session_of(place: KeptPlace, usual: Session) -> Session:
    """Return the session to go on with; `usual` says how this person likes to type."""
    return replace(
        usual,
        shows=place.shows,
        link=place.link,
        owner=place.owner,
        answers=place.answers,
        error_code=place.error_code,
        key_id_text="" if place.key_id is None else place.key_id.grouped(),
        key_id=place.key_id,
        key_id_skipped=place.key_id_skipped,
        open_route=place.open_route,
        ticked=place.ticked,
        ruled_out=place.ruled_out,
        found_at=place.found_at,
        keeping=True,
        keeping_id=place.keep_key_id,
    )
