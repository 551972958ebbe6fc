# SPDX-License-Identifier: Apache-2.0
"""Random walks through calls: nothing is told too soon, nothing secret outlives the call."""

from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from flow.calls import ASKED, OTHER, WHOLE, Call, found
from flow.opened import blocks, draft
from flow.test_call import digits_in
from recovery_assistant.find import Reading, ReadProblem
from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.answers import Pace, Refusal, Result, Voice, VoiceState
from recovery_assistant.flow.call.blockers import blockers, shut
from recovery_assistant.flow.call.effects import ReadFile, ReadText, Speak, StopSpeaking
from recovery_assistant.flow.call.steps import STAGES, Step
from recovery_assistant.keys import KeyDraft, KeyId
from recovery_assistant.wording.call import audit_line, note_text, script_id

ENDS = (happened.CallEnded(), happened.CallClosed())
plain = st.sampled_from(
    [
        *(
            happened.CheckTicked(one, done=on)
            for one in ("identity", "device")
            for on in (True, False)
        ),
        happened.WayChosen("call-back"),
        happened.ReasonChosen("unknown"),
        happened.DeviceTyped("PC"),
        happened.DeviceTyped(" ".join(blocks(1))),
        happened.CallerTyped("Anna"),
        happened.ReferenceTyped(" ".join(blocks(1)[:2])),
        happened.IdentityFailed(),
        happened.IdentityReopened(),
        happened.LanguageChosen("en"),
        happened.AlphabetChosen("itu"),
        happened.KeyIdTyped(ASKED.hex),
        happened.KeyIdTyped(OTHER.hex),
        happened.KeyIdTyped("what"),
        happened.KeyIdConfirmed(confirmed=True),
        happened.KeyIdConfirmed(confirmed=False),
        happened.KeyIdSkipped(skipped=True),
        happened.CandidateTaken(0),
        happened.CandidateTaken(1),
        happened.MismatchAccepted(accepted=True),
        happened.MismatchAccepted(accepted=False),
        happened.DigitsShown(shown=True),
        happened.DigitsShown(shown=False),
        happened.HeardEntered(),
        happened.SayAgain(),
        happened.Misheard(),
        happened.PauseSet(paused=True),
        happened.PauseSet(paused=False),
        *map(happened.PaceChosen, Pace),
        *map(happened.VoiceChosen, Voice),
        *map(happened.VoiceHeardOf, VoiceState),
        happened.SpeakAsked(),
        happened.SpeakingStopped(),
        happened.LineDropped(),
        happened.CallResumed(),
        happened.CallParked(),
        *map(happened.ResultChosen, Result),
        *map(happened.RefusalChosen, Refusal),
        happened.ErrorCodeTyped("E_FVE_BAD_SRK"),
        happened.HideTimeCame(),
        happened.EndTimeCame(),
        happened.NoteSaved(Path("note")),
        *ENDS,
    ]
)
candidates = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([None, WHOLE, OTHER]), st.booleans()),
    max_size=3,
)


class Calls(RuleBasedStateMachine):
    """One call after the other, told anything in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.call = Call()
        self.seen: list[KeyDraft] = []
        self.spoken: list[Speak] = []

    def tell(self, event: happened.Event) -> None:
        told, speaking = self.call.session().may_be_told, self.call.session().speaking
        effects = self.call.tell(event)
        silent = self.call.session().speaking != speaking and speaking is not None
        if silent and not isinstance(event, happened.VoiceHeardOf):
            assert StopSpeaking() in effects
        for effect in effects:
            if isinstance(effect, Speak):
                assert told
                self.spoken.append(effect)
        self.seen += [one for one in self.call.drafts() if all(one is not old for old in self.seen)]

    @rule(event=plain)
    def anything(self, event: happened.Event) -> None:
        self.tell(event)

    @rule(step=st.sampled_from(STAGES))
    def go(self, step: Step) -> None:
        before = self.call.step()
        closed = shut(step, self.call.session())
        self.tell(happened.StageAsked(step))
        assert self.call.step() is (before if closed else step)
        self.tell(happened.StageEntered(self.call.step()))

    @rule()
    def way_on(self) -> None:
        open_ = not self.call.walk.blockers and self.call.walk.next_step is not None
        assert self.call.walk.forward() is open_
        self.tell(happened.StageEntered(self.call.step()))

    @rule(block=st.integers(1, 8), text=st.sampled_from(["", "1", "123456", "1234567"]))
    def type_something(self, block: int, text: str) -> None:
        self.tell(happened.BlockChosen(block))
        self.tell(happened.HeardTyped(KeyDraft([text])))

    @rule(block=st.integers(1, 8))
    def type_what_is_right(self, block: int) -> None:
        self.tell(happened.ConfirmationTakenBack(block))
        self.tell(happened.HeardTyped(KeyDraft([self.call.block(block)])))

    @rule(made=candidates, from_file=st.booleans(), problem=st.booleans())
    def read(
        self, made: list[tuple[int, KeyId | None, bool]], *, from_file: bool, problem: bool
    ) -> None:
        event = happened.FileChosen(Path("x")) if from_file else happened.TextPasted("x")
        effects = self.call.tell(event)
        requests = [one.request for one in effects if isinstance(one, ReadText | ReadFile)]
        keys = tuple(found(number, key_id, well_formed=fine) for number, key_id, fine in made)
        reading = Reading(keys, None, 1)
        if problem or not keys:
            reading = Reading((), ReadProblem.NO_KEY, 1)
        for request in requests or [10_000]:
            self.tell(happened.ReadingDone(request, reading))
        if not requests:
            assert all(one.draft.is_empty for one in reading.candidates)

    @rule(number=st.integers(0, 3))
    def bring(self, number: int) -> None:
        self.tell(happened.DraftEdited(draft(number)))

    @invariant()
    def nothing_is_drawn_that_may_not_be_told(self) -> None:
        session = self.call.session()
        if session.shown:
            assert session.may_be_told
            assert not session.parked
            assert not session.dropped
            assert not session.ended
            assert session.disclosed
        else:
            assert session.speaking is None

    @invariant()
    def what_the_call_let_go_of_is_wiped(self) -> None:
        kept = {id(one) for one in self.call.drafts()}
        assert all(one.is_empty for one in self.seen if id(one) not in kept)

    @invariant()
    def nothing_secret_is_left_at_the_end(self) -> None:
        if self.call.session().ended:
            assert all(one.is_empty for one in self.call.drafts())

    @invariant()
    def the_note_holds_no_digit(self) -> None:
        session = self.call.session()
        assert digits_in(note_text(session)) == []
        assert digits_in(audit_line(session)) == []

    @invariant()
    def there_is_always_something_to_say_and_a_way_to_the_end(self) -> None:
        session = self.call.session()
        assert script_id(session)
        assert shut(Step.OUTCOME, session) == ()
        for step in STAGES:
            assert isinstance(blockers(step, session), tuple)


TestCalls = Calls.TestCase
