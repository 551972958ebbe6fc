# SPDX-License-Identifier: Apache-2.0
"""Ready calls, and what looks into them; every key is made up."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flow.opened import blocks, draft
from recovery_assistant.find import Candidate, Reading, ReadProblem, Reason
from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.answers import Done, Result
from recovery_assistant.flow.call.blockers import Blocker
from recovery_assistant.flow.call.door import CALL
from recovery_assistant.flow.call.effects import Effect, ReadFile, ReadText, Wipe
from recovery_assistant.flow.call.events import Event
from recovery_assistant.flow.call.finding import all_drafts
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.flow.journey import Journey
from recovery_assistant.guidance.profile import Check, Profile
from recovery_assistant.keys import IdMatch, KeyDraft, KeyId, match

PROFILE = Profile(
    checks=(Check("identity", "Is it them?"), Check("device", "Is it theirs?")),
    ways=(Check("call-back", "Called back"), Check("other", "Otherwise")),
    reasons=(Check("firmware", "Firmware"), Check("unknown", "Not known")),
    languages=("de", "en"),
    alphabets=("de-din", "itu"),
    audit=True,
)
START = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
ASKED = KeyId("5BFCBB05")
WHOLE = KeyId("5BFCBB0511114444888812345678ABCD")
OTHER = KeyId("5BFCBB06AAAA4444888812345678ABCD")


def found(number: int, key_id: KeyId | None, *, well_formed: bool = True) -> Candidate:
    """Return a key as the search finds it."""
    digits = draft(number) if well_formed else KeyDraft(("111111", *blocks(number)[1:]))
    compared: IdMatch | None = None if key_id is None else match(ASKED, key_id)
    return Candidate(digits, key_id, compared, well_formed, None, "export.csv", (Reason.NO_ID,))


class Call:
    """One call, told events; the clock goes on a minute with each."""

    def __init__(self, profile: Profile = PROFILE) -> None:
        self.walk: Journey[Step, Session, Event, Effect, Blocker] = Journey(CALL)
        self.effects: list[Effect] = []
        self.minutes = 0
        self.tell(happened.ProfileRead(profile))

    def tell(self, *events: Event) -> tuple[Effect, ...]:
        """Tell events, each after the clock; wipe what is to be wiped; return the last effects."""
        effects: tuple[Effect, ...] = ()
        for event in events:
            at = START + timedelta(minutes=self.minutes)
            self.minutes += 1
            self.walk.tell(happened.ClockRead(at))
            effects = self.walk.tell(event)
            for effect in effects:
                if isinstance(effect, Wipe):
                    for one in effect.drafts:
                        one.wipe()
            self.effects.extend(effects)
        return effects

    def session(self) -> Session:
        return self.walk.session

    def step(self) -> Step:
        return self.walk.step

    def go(self, step: Step) -> tuple[Effect, ...]:
        """Go to a stage by its key, and let the door say that it is in view."""
        effects = self.tell(happened.StageAsked(step))
        if self.step() is step:
            self.tell(happened.StageEntered(step))
        return effects

    def dones(self) -> list[Done]:
        return [line.done for line in self.session().note]

    def verified(self) -> "Call":
        """Answer all that is asked before anything is told."""
        self.tell(
            happened.CheckTicked("identity", done=True),
            happened.CheckTicked("device", done=True),
            happened.WayChosen("call-back"),
            happened.ReasonChosen("firmware"),
            happened.DeviceTyped("DESKTOP-1"),
        )
        return self

    def named(self) -> "Call":
        """Note the Key ID and have it confirmed."""
        self.tell(happened.KeyIdTyped(ASKED.hex), happened.KeyIdConfirmed(confirmed=True))
        return self

    def read(self, *candidates: Candidate, problem: ReadProblem | None = None) -> "Call":
        """Paste something and answer the request to read it."""
        effects = self.tell(happened.TextPasted("whatever it was"))
        request = next(one.request for one in effects if isinstance(one, ReadText))
        self.tell(happened.ReadingDone(request, Reading(candidates, problem, 100)))
        return self

    def with_key(self) -> "Call":
        """Be ready to read out, with the first block shown."""
        self.verified().named().read(found(1, WHOLE))
        self.go(Step.READ_OUT)
        return self

    def block(self, number: int) -> str:
        return self.session().draft.block(number)

    def hear(self, text: str) -> tuple[Effect, ...]:
        """Type what comes back, a digit at a time."""
        effects: tuple[Effect, ...] = ()
        for end in range(1, len(text) + 1):
            effects = self.tell(happened.HeardTyped(KeyDraft([text[:end]])))
        return effects

    def hear_all(self) -> "Call":
        """Let every block come back right."""
        while not self.session().all_confirmed:
            self.hear(self.block(self.session().block))
        return self

    def drafts(self) -> Iterator[KeyDraft]:
        yield from all_drafts(self.session())

    def ended(self, result: Result = Result.OPENED) -> "Call":
        self.tell(happened.ResultChosen(result), happened.CallEnded())
        return self

    def last_file_request(self, path: Path) -> int:
        effects = self.tell(happened.FileChosen(path))
        return next(one.request for one in effects if isinstance(one, ReadFile))
