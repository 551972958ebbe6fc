# SPDX-License-Identifier: Apache-2.0
"""Everything about one call so far. Digits live only in the drafts it refers to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from recovery_assistant.find import Candidate, ReadProblem
from recovery_assistant.flow.call.answers import (
    Confirmed,
    NoteLine,
    Pace,
    Refusal,
    Result,
    Voice,
    VoiceState,
)
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.guidance.profile import Profile
from recovery_assistant.keys import IdMatch, KeyDraft, KeyId, match


def _none_confirmed() -> Mapping[int, Confirmed]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One call.

    `now` is the clock as last told by an event, in the local time of this PC; the door tells it
    before anything else, so that no rule reads a clock. `at` is the stage in view. `heard` is what
    came back for the present block, as typed (only block 1 of that draft is used). `shown` says
    whether digits may be drawn. `parked` says that another call is in view: nothing of this one
    is shown meanwhile.
    """

    profile: Profile = field(default_factory=Profile)
    now: datetime | None = None
    started: datetime | None = None
    at: Step = Step.CALLER
    parked: bool = False
    note: tuple[NoteLine, ...] = ()

    language: str = "en"
    """Of the caller."""
    alphabet: str = "itu"
    checked: frozenset[str] = frozenset()
    """Ids of the profile's checks that are ticked."""
    way: str | None = None
    reason: str | None = None
    caller: str = ""
    """Tells parked calls apart; it stands in no note."""
    device: str = ""
    reference: str = ""
    not_verified: bool = False

    key_id_text: str = ""
    key_id: KeyId | None = None
    key_id_confirmed: bool = False
    key_id_skipped: bool = False

    draft: KeyDraft = field(default_factory=KeyDraft)
    found_id: KeyId | None = None
    candidates: tuple[Candidate, ...] = ()
    taken: int | None = None
    place: str | None = None
    reading: int | None = None
    last_request: int = 0
    read_problem: ReadProblem | None = None
    mismatch_accepted: bool = False
    """The agent said why a key whose ID differs, or has none, is told all the same."""

    block: int = 1
    shown: bool = False
    disclosed: bool = False
    """Digits were drawn to be told at some time of this call: the key is to be replaced."""
    paused: bool = False
    dropped: bool = False
    """The line dropped: the place is kept, the digits are hidden."""
    heard: KeyDraft = field(default_factory=KeyDraft)
    compared: bool = False
    """What came back was entered and is compared; False while it is being typed."""
    confirmed: Mapping[int, Confirmed] = field(default_factory=_none_confirmed)
    pace: Pace = Pace.NORMAL
    voice: Voice = Voice.OWN
    voice_state: VoiceState = VoiceState.NOT_ASKED
    speaking: int | None = None

    result: Result | None = None
    refusal: Refusal | None = None
    error_code: str = ""
    wiped: bool = False
    """The key is gone from this call."""
    ended: bool = False
    unopened: str | None = None
    """An address that the system could not open."""
    note_path: Path | None = None
    """Where the note was saved."""
    note_failed: Path | None = None
    """Where it could not be saved."""

    @property
    def verified(self) -> bool:
        """Whether everything the organisation asks for before telling a key is answered."""
        asked = {check.id for check in self.profile.checks}
        return (
            not self.not_verified
            and asked <= self.checked
            and self.way is not None
            and self.reason is not None
            and bool(self.device.strip())
        )

    @property
    def match(self) -> IdMatch | None:
        """How the Key ID found with the key compares with the caller's; None if one is missing."""
        if self.key_id is None or self.found_id is None:
            return None
        return match(self.key_id, self.found_id)

    @property
    def vouched(self) -> bool:
        """Whether the Key ID speaks for the key, or the agent has said to tell it all the same."""
        return self.mismatch_accepted or (self.match is not None and self.match.agrees)

    @property
    def may_be_told(self) -> bool:
        """Whether this key may be told to this caller now."""
        return (
            self.verified
            and self.draft.is_complete
            and self.vouched
            and not (self.wiped or self.ended)
        )

    @property
    def may_be_drawn(self) -> bool:
        """Whether digits may be drawn at all: told to this caller, with the call in view."""
        return self.may_be_told and not (self.parked or self.dropped)

    @property
    def all_confirmed(self) -> bool:
        """Whether all eight blocks are confirmed, one way or the other."""
        return len(self.confirmed) == len(self.draft.blocks)
