# SPDX-License-Identifier: Apache-2.0
"""Whole calls as events, without a screen."""

from dataclasses import replace
from pathlib import Path

import pytest

from flow.calls import ASKED, OTHER, START, WHOLE, Call, found
from flow.opened import blocks, draft
from recovery_assistant.find import Reading, ReadProblem
from recovery_assistant.flow.call import effects as asked
from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.answers import (
    Confirmed,
    Done,
    NoteLine,
    Pace,
    Refusal,
    Result,
    Voice,
    VoiceState,
)
from recovery_assistant.flow.call.blockers import Blocker, BlocksOpen, Missing, blockers, shut
from recovery_assistant.flow.call.note import LEFT_OUT, note_of
from recovery_assistant.flow.call.reading_out import differing
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import STAGES, Step
from recovery_assistant.guidance.profile import Profile
from recovery_assistant.keys import KeyDraft
from recovery_assistant.wording.call import audit_line, note_text

DIGITS = "".join(blocks(1))


def digits_in(text: str) -> list[str]:
    """Return the blocks of the key that stand in a text."""
    plain = "".join(one for one in text if one.isdecimal() or one.isalpha())
    return [block for block in blocks(1) if block in plain]


def test_a_smooth_call_confirms_eight_blocks_and_leaves_nothing_but_its_note() -> None:
    call = Call().verified().named()
    assert call.walk.forward()
    assert call.walk.forward()
    call.read(found(1, WHOLE))
    assert call.walk.forward()
    call.tell(happened.StageEntered(Step.READ_OUT))
    assert call.session().shown
    drafts = list(call.drafts())
    call.hear_all()
    assert set(call.session().confirmed.values()) == {Confirmed.READ_BACK}
    assert not call.session().shown
    assert call.walk.forward()
    call.ended()
    assert call.session().wiped
    assert call.session().ended
    assert all(one.is_empty for one in [*drafts, *call.drafts()])
    assert call.dones() == [
        Done.STARTED,
        Done.VERIFIED,
        Done.KEY_ID_CONFIRMED,
        Done.KEY_FOUND,
        *[Done.BLOCK_READ_BACK] * 8,
        Done.RESULT,
        Done.ENDED,
        Done.WIPED,
    ]


def test_eight_blocks_take_no_more_keystrokes_than_they_have_digits() -> None:
    call = Call().with_key()
    strokes = 0
    while not call.session().all_confirmed:
        strokes += len(call.block(call.session().block))
        call.hear(call.block(call.session().block))
    assert strokes == 8 * 6


def test_a_wrong_read_back_in_block_five_is_marked_while_it_is_typed() -> None:
    call = Call().with_key()
    for number in range(1, 5):
        call.hear(call.block(number))
    assert call.session().block == 5
    right = call.block(5)
    wrong = right[:3] + str((int(right[3]) + 1) % 10)
    effects = call.hear(wrong)
    assert asked.HeardDiffers(5, (4,)) in effects
    assert not call.session().compared
    assert asked.HeardDiffers(5, (4,)) not in call.hear(wrong + right[4])
    call.hear(wrong + right[4:])
    assert call.session().compared
    assert 5 not in call.session().confirmed
    call.tell(happened.SayAgain())
    assert call.session().heard.is_empty
    call.hear(right)
    assert call.session().confirmed[5] is Confirmed.READ_BACK


def test_what_was_misheard_counts_as_heard_by_ear() -> None:
    call = Call().with_key()
    call.tell(happened.Misheard())
    assert not call.session().confirmed
    call.hear("1" + call.block(1)[1:] if call.block(1)[0] != "1" else "2" + call.block(1)[1:])
    call.tell(happened.Misheard())
    assert call.session().confirmed == {1: Confirmed.BY_EAR}
    assert call.session().block == 2


def test_enter_alone_means_by_ear_and_enter_after_too_little_says_so() -> None:
    call = Call().with_key()
    call.tell(happened.HeardEntered())
    assert call.session().confirmed == {1: Confirmed.BY_EAR}
    call.hear(call.block(2)[:4])
    effects = call.tell(happened.HeardEntered())
    assert asked.HeardDiffers(2, (5, 6)) in effects
    assert 2 not in call.session().confirmed


def test_more_than_six_digits_are_no_block() -> None:
    call = Call().with_key()
    right = call.block(1)
    call.tell(happened.HeardTyped(KeyDraft([right + "0"])))
    assert differing(call.session()) == (7,)
    assert not call.session().confirmed


def test_the_same_draft_told_again_is_not_wiped() -> None:
    call = Call().with_key()
    heard = KeyDraft([call.block(1)[:2]])
    call.tell(happened.HeardTyped(heard))
    call.tell(happened.HeardTyped(heard))
    assert heard.block(1) == call.block(1)[:2]


def test_a_confirmed_block_can_be_done_again_and_the_next_open_one_follows() -> None:
    call = Call().with_key().hear_all()
    call.tell(happened.ConfirmationTakenBack(3))
    assert call.session().block == 3
    assert call.session().shown
    call.hear(call.block(3))
    assert call.session().all_confirmed
    assert Done.BLOCK_TAKEN_BACK in call.dones()
    call.tell(happened.HeardEntered())
    assert len(call.session().confirmed) == 8


def test_blocks_can_be_taken_in_any_order() -> None:
    call = Call().with_key()
    call.tell(happened.BlockChosen(8))
    call.hear(call.block(8))
    assert call.session().block == 1
    call.tell(happened.ConfirmationTakenBack(4))
    assert call.session().block == 4


def test_a_dropped_line_hides_the_digits_and_keeps_the_place() -> None:
    call = Call().with_key()
    call.hear(call.block(1))
    call.hear(call.block(2)[:3])
    call.tell(happened.LineDropped())
    assert not call.session().shown
    assert call.session().heard.is_empty
    call.tell(happened.DigitsShown(shown=True))
    assert not call.session().shown
    call.tell(happened.LineDropped())
    assert call.dones().count(Done.LINE_DROPPED) == 1
    call.tell(happened.CallResumed())
    assert call.session().shown
    assert call.session().block == 2
    assert call.session().confirmed == {1: Confirmed.READ_BACK}
    assert call.dones()[-1] is Done.RESUMED


def test_a_parked_call_shows_nothing_and_comes_back_where_it_was() -> None:
    first, second = Call().with_key(), Call()
    first.hear(first.block(1))
    first.tell(happened.CallParked())
    assert not first.session().shown
    second.verified()
    first.tell(happened.CallResumed())
    assert first.session().shown
    assert first.session().block == 2
    assert Done.RESUMED not in first.dones()


def test_a_call_parked_while_the_line_was_down_still_waits_for_the_caller() -> None:
    call = Call().with_key()
    call.tell(happened.LineDropped(), happened.CallParked(), happened.CallResumed())
    assert call.session().dropped
    assert not call.session().shown
    call.tell(happened.CallResumed())
    assert call.session().shown


def test_a_call_that_is_parked_elsewhere_than_at_the_read_out_shows_no_digit_on_return() -> None:
    call = Call().with_key()
    call.go(Step.KEY)
    call.tell(happened.CallParked(), happened.CallResumed())
    assert not call.session().shown


def test_a_caller_with_another_key_id_is_not_told_the_key_unless_the_agent_answers_for_it() -> None:
    call = Call().verified().named().read(found(1, OTHER))
    assert call.session().taken == 0
    assert blockers(Step.KEY, call.session()) == (Missing.MISMATCH,)
    assert call.go(Step.READ_OUT) == (asked.StageRefused(Step.READ_OUT, Missing.MISMATCH),)
    call.tell(happened.DigitsShown(shown=True))
    assert not call.session().shown
    call.tell(happened.MismatchAccepted(accepted=True))
    call.tell(happened.MismatchAccepted(accepted=True))
    assert call.dones().count(Done.KEY_WITHOUT_MATCH) == 1
    call.go(Step.READ_OUT)
    assert call.session().shown
    call.tell(happened.MismatchAccepted(accepted=False))
    assert not call.session().shown


def test_another_key_id_takes_the_answer_for_the_key_back() -> None:
    call = Call().verified().named().read(found(1, OTHER))
    call.tell(happened.MismatchAccepted(accepted=True))
    call.tell(happened.KeyIdTyped("5BFCBB07"))
    assert not call.session().vouched
    assert not call.session().key_id_confirmed
    call.tell(happened.KeyIdTyped("5BFCBB06"))
    assert call.session().vouched


def test_a_key_id_that_cannot_be_read_is_skipped_and_its_key_has_to_be_answered_for() -> None:
    call = Call().verified()
    call.tell(happened.KeyIdConfirmed(confirmed=True))
    assert not call.session().key_id_confirmed
    assert blockers(Step.KEY_ID, call.session()) == (Missing.KEY_ID,)
    call.tell(happened.KeyIdSkipped(skipped=True))
    assert blockers(Step.KEY_ID, call.session()) == ()
    call.read(found(1, WHOLE))
    assert blockers(Step.KEY, call.session()) == (Missing.MISMATCH,)


def test_the_key_id_has_to_be_read_back_and_that_can_be_taken_back() -> None:
    call = Call().verified()
    call.tell(happened.KeyIdTyped(ASKED.hex))
    assert blockers(Step.KEY_ID, call.session()) == (Missing.KEY_ID_UNCONFIRMED,)
    call.tell(happened.KeyIdConfirmed(confirmed=True), happened.KeyIdConfirmed(confirmed=False))
    assert blockers(Step.KEY_ID, call.session()) == (Missing.KEY_ID_UNCONFIRMED,)


@pytest.mark.parametrize("step", STAGES)
def test_before_the_caller_is_verified_nothing_can_be_looked_up_or_told(step: Step) -> None:
    call = Call()
    free = {Step.CALLER, Step.KEY_ID, Step.OUTCOME}
    refused = call.go(step)
    assert (call.step() is step) is (step in free)
    assert bool(refused) is (step not in free)


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        (happened.CheckTicked("device", done=False), Missing.CHECKS),
        (happened.DeviceTyped("  "), Missing.DEVICE),
    ],
)
def test_what_is_taken_back_hides_the_key_again(left_out: happened.Event, missing: Blocker) -> None:
    call = Call().with_key()
    call.tell(left_out)
    assert not call.session().shown
    assert missing in blockers(Step.READ_OUT, call.session())


def test_every_answer_before_the_disclosure_is_asked_for() -> None:
    session = Call().session()
    assert blockers(Step.CALLER, session) == (
        Missing.CHECKS,
        Missing.WAY,
        Missing.DEVICE,
        Missing.REASON,
    )


def test_a_failed_identity_check_wipes_what_is_there_and_ends_with_the_note() -> None:
    call = Call().with_key()
    drafts = list(call.drafts())
    call.tell(happened.IdentityFailed())
    assert call.step() is Step.OUTCOME
    assert all(one.is_empty for one in drafts)
    assert call.session().result is Result.NOT_VERIFIED
    assert blockers(Step.CALLER, call.session()) == (Missing.NOT_VERIFIED,)
    assert call.tell(happened.IdentityFailed()) == ()
    call.tell(happened.CallEnded())
    assert call.session().result is Result.NOT_VERIFIED
    assert Done.NOT_VERIFIED in call.dones()


def test_a_failed_identity_check_can_be_said_too_soon() -> None:
    call = Call().verified()
    call.tell(happened.IdentityFailed(), happened.IdentityReopened())
    assert call.session().verified
    assert call.session().result is None


def test_a_refused_key_goes_back_to_the_block_that_is_marked() -> None:
    call = Call().with_key().hear_all()
    call.go(Step.OUTCOME)
    assert blockers(Step.OUTCOME, call.session()) == (Missing.RESULT,)
    call.tell(happened.ResultChosen(Result.REFUSED))
    assert blockers(Step.OUTCOME, call.session()) == (Missing.REFUSAL,)
    call.tell(happened.RefusalChosen(Refusal.BLOCK_MARKED))
    assert blockers(Step.OUTCOME, call.session()) == ()
    call.tell(happened.ReadOutAgain(6))
    assert call.step() is Step.READ_OUT
    assert call.session().block == 6
    assert call.session().shown
    assert blockers(Step.READ_OUT, call.session()) == (BlocksOpen((6,)),)


def test_the_last_answer_counts_and_the_note_says_it_once() -> None:
    call = Call().with_key()
    call.tell(happened.ResultChosen(Result.REFUSED), happened.RefusalChosen(Refusal.MESSAGE))
    call.tell(happened.ErrorCodeTyped("E_FVE_PCR_MISMATCH"))
    call.tell(happened.ResultChosen(Result.OPENED))
    assert call.session().refusal is None
    assert call.dones().count(Done.RESULT) == 1


def test_a_call_that_ends_without_an_answer_was_broken_off() -> None:
    call = Call().with_key()
    effects = call.tell(happened.CallEnded())
    assert call.session().result is Result.BROKEN_OFF
    assert any(isinstance(one, asked.KeepAuditLine) for one in effects)
    assert any(isinstance(one, asked.ClearClipboard) for one in effects)
    assert call.tell(happened.CallEnded()) == ()


def test_without_the_profile_saying_so_no_line_is_kept() -> None:
    call = Call(Profile())
    effects = call.tell(happened.CallEnded())
    assert not any(isinstance(one, asked.KeepAuditLine) for one in effects)


@pytest.mark.parametrize("step", STAGES)
def test_after_the_end_only_the_note_is_left(step: Step) -> None:
    call = Call().with_key().ended()
    assert bool(shut(step, call.session())) is (step is not Step.OUTCOME)
    assert blockers(step, call.session()) == (Missing.ENDED,)
    call.tell(happened.IdentityFailed(), happened.LineDropped())
    assert call.session().result is Result.OPENED
    assert not call.session().dropped


def test_a_closed_call_leaves_nothing_but_the_profile() -> None:
    call = Call().with_key().ended()
    effects = call.tell(happened.CallClosed())
    assert asked.CallOver() in effects
    session = replace(call.session(), draft=KeyDraft(), heard=KeyDraft())
    empty = replace(Session(profile=session.profile), draft=session.draft, heard=session.heard)
    assert session == empty
    assert call.step() is Step.CALLER


def test_after_the_idle_time_the_digits_are_hidden_and_then_the_key_is_wiped() -> None:
    call = Call().with_key()
    call.hear(call.block(1))
    effects = call.tell(happened.HideTimeCame())
    assert not call.session().shown
    assert asked.Noted(call.session().note[-1]) in effects
    assert call.tell(happened.HideTimeCame()) == ()
    drafts = list(call.drafts())
    call.tell(happened.EndTimeCame())
    assert all(one.is_empty for one in drafts)
    assert blockers(Step.KEY, call.session()) == (Missing.WIPED,)
    assert call.session().confirmed == {1: Confirmed.READ_BACK}
    assert call.tell(happened.EndTimeCame()) == ()
    call.read(found(1, WHOLE))
    assert not call.session().wiped
    assert not call.session().confirmed


def test_nothing_is_wiped_where_there_is_nothing() -> None:
    assert Call().tell(happened.EndTimeCame()) == ()


def test_several_keys_are_not_chosen_between_and_one_that_the_id_names_is_taken() -> None:
    call = Call().verified().named()
    call.read(found(1, None), found(2, None))
    assert call.session().taken is None
    call.read(found(1, OTHER), found(2, WHOLE), found(3, None))
    assert call.session().taken == 1
    assert call.session().found_id == WHOLE
    call.tell(happened.CandidateTaken(2), happened.CandidateTaken(2), happened.CandidateTaken(9))
    assert call.session().taken == 2
    call.tell(happened.CandidateTaken(0))
    assert call.session().draft.same_digits(draft(1))


def test_what_was_found_before_is_wiped_by_what_is_found_now() -> None:
    call = Call().verified().named().read(found(1, WHOLE))
    old = list(call.drafts())
    call.read(found(2, WHOLE))
    assert all(one.is_empty for one in old)
    assert call.session().draft.same_digits(draft(2))


def test_an_answer_to_an_older_request_is_wiped_and_dropped() -> None:
    call = Call().verified()
    late = found(1, WHOLE)
    call.tell(happened.TextPasted("one"))
    effects = call.tell(happened.FileChosen(Path("two")))
    assert asked.StopReading(1) in effects
    call.tell(happened.ReadingDone(1, Reading((late,), None, 1)))
    assert late.draft.is_empty
    assert call.tell(happened.ReadingStopped(1)) == ()
    assert asked.StopReading(2) in call.tell(happened.ReadingStopped(2))
    assert call.session().reading is None


def test_what_cannot_be_read_is_said_and_the_key_of_before_stays() -> None:
    call = Call().verified().named().read(found(1, WHOLE))
    call.read(problem=ReadProblem.NO_KEY)
    assert call.session().read_problem is ReadProblem.NO_KEY
    assert call.session().draft.same_digits(draft(1))
    assert asked.ReadingFailed(ReadProblem.NO_KEY) in call.effects
    old = call.tell(happened.ReadingDone(99, Reading((), None, 0)))
    assert old == ()


def test_after_the_end_nothing_is_read_any_more() -> None:
    call = Call().with_key().ended()
    assert call.tell(happened.TextPasted("late")) == ()


def test_typed_digits_take_the_confirmations_back_and_wipe_what_stood_there() -> None:
    call = Call().with_key()
    call.hear(call.block(1))
    typed = draft(1).with_block(2, "111112")
    call.tell(happened.DraftEdited(typed))
    assert not call.session().confirmed
    assert blockers(Step.KEY, call.session()) == (Missing.KEY_NOT_FINE,)
    assert not call.session().shown
    again = draft(1)
    call.tell(happened.DraftEdited(again))
    assert typed.is_empty
    same = draft(1)
    call.tell(happened.DraftEdited(same), happened.DraftEdited(same))
    assert not same.is_empty


@pytest.mark.parametrize("last", [happened.CallEnded(), happened.IdentityFailed()])
def test_a_key_has_no_business_in_a_call_that_is_over_or_not_verified(last: happened.Event) -> None:
    call = Call().verified().named()
    call.tell(last)
    kept, typed = draft(5), draft(6)
    call.tell(happened.KeyBrought(kept, WHOLE.hex), happened.DraftEdited(typed))
    assert kept.is_empty
    assert typed.is_empty
    assert call.tell(happened.TextPasted("x")) == ()


def test_a_kept_key_can_be_brought() -> None:
    call = Call().verified().named()
    call.tell(happened.KeyBrought(draft(5), WHOLE.hex))
    assert call.session().vouched
    call.tell(happened.KeyBrought(draft(6), "no id"))
    assert not call.session().vouched


def test_an_empty_place_for_the_key_is_a_reason_not_to_go_on() -> None:
    call = Call().verified()
    assert blockers(Step.KEY, call.session()) == (Missing.KEY,)
    call.tell(happened.MismatchAccepted(accepted=True))
    assert not call.session().mismatch_accepted


def test_what_comes_back_without_a_key_is_wiped_at_once() -> None:
    call = Call().verified()
    heard = KeyDraft(["123456"])
    call.tell(happened.HeardTyped(heard))
    assert heard.is_empty
    call.tell(happened.HeardEntered(), happened.SayAgain())
    assert not call.session().confirmed


def test_leaving_the_read_out_hides_the_digits_and_coming_back_shows_them() -> None:
    call = Call().with_key()
    call.go(Step.KEY)
    assert not call.session().shown
    call.go(Step.READ_OUT)
    assert call.session().shown
    call.tell(happened.PauseSet(paused=True), happened.PauseSet(paused=False))
    assert call.session().shown


class TestVoice:
    def speaking(self) -> Call:
        call = Call().with_key()
        effects = call.tell(happened.VoiceChosen(Voice.COMPUTER))
        assert effects == (asked.AskVoice("de"),)
        call.tell(happened.VoiceHeardOf(VoiceState.READY))
        return call

    def test_it_speaks_only_when_it_is_asked_to(self) -> None:
        call = self.speaking()
        assert call.session().speaking is None
        effects = call.tell(happened.SpeakAsked())
        spoken = next(one for one in effects if isinstance(one, asked.Speak))
        assert (spoken.block, spoken.language, spoken.pace) == (1, "de", Pace.NORMAL)
        assert call.session().speaking == spoken.request

    def test_it_is_silent_at_once_when_anything_else_happens(self) -> None:
        for event in (
            happened.SpeakingStopped(),
            happened.PauseSet(paused=True),
            happened.LineDropped(),
            happened.CallParked(),
            happened.BlockChosen(2),
            happened.VoiceChosen(Voice.OWN),
            happened.HideTimeCame(),
            happened.StageEntered(Step.KEY),
            happened.LanguageChosen("en"),
            happened.CandidateTaken(0),
        ):
            call = self.speaking()
            call.tell(happened.SpeakAsked())
            if isinstance(event, happened.CandidateTaken):
                call.read(found(4, WHOLE), found(5, WHOLE))
                assert any(isinstance(one, asked.StopSpeaking) for one in call.effects)
                continue
            assert asked.StopSpeaking() in call.tell(event), event
            assert call.session().speaking is None

    def test_the_end_of_speech_is_heard_of_and_what_is_stale_is_not(self) -> None:
        call = self.speaking()
        call.tell(happened.SpeakAsked())
        request = call.session().speaking
        call.tell(happened.VoiceHeardOf(VoiceState.SPEAKING, request))
        assert call.session().speaking == request
        call.tell(happened.VoiceHeardOf(VoiceState.FAILED, (request or 0) + 1))
        assert call.session().voice_state is VoiceState.SPEAKING
        call.tell(happened.VoiceHeardOf(VoiceState.READY, request))
        assert call.session().speaking is None

    def test_saying_again_speaks_again_and_slower_is_slower(self) -> None:
        call = self.speaking()
        call.tell(happened.PaceChosen(Pace.SLOW))
        effects = call.tell(happened.SayAgain())
        spoken = next(one for one in effects if isinstance(one, asked.Speak))
        assert spoken.pace is Pace.SLOW
        effects = call.tell(happened.SpeakAsked())
        assert asked.StopSpeaking() in effects

    def test_without_a_voice_nothing_is_spoken(self) -> None:
        call = Call().with_key()
        assert call.tell(happened.SpeakAsked()) == ()
        call.tell(happened.VoiceChosen(Voice.COMPUTER))
        call.tell(happened.VoiceHeardOf(VoiceState.NOT_INSTALLED))
        assert call.tell(happened.SpeakAsked()) == ()
        assert call.session().shown

    def test_a_voice_that_is_ready_is_not_asked_again(self) -> None:
        call = self.speaking()
        call.tell(happened.VoiceChosen(Voice.OWN))
        assert call.tell(happened.VoiceChosen(Voice.COMPUTER)) == ()

    def test_another_language_is_asked_for_once_the_voice_is_known(self) -> None:
        call = Call()
        assert call.tell(happened.LanguageChosen("en")) == ()
        call = self.speaking()
        assert asked.AskVoice("en") in call.tell(happened.LanguageChosen("en"))


class TestNote:
    def test_it_holds_no_digit_of_the_key_wherever_one_was_typed(self) -> None:
        call = Call().with_key()
        call.tell(
            happened.ReferenceTyped(f"INC-7 {blocks(1)[2]}"),
            happened.DeviceTyped("-".join(blocks(1))),
            happened.CallerTyped(blocks(1)[0]),
            happened.ErrorCodeTyped(" ".join(blocks(1)[3])),
        )
        call.hear_all()
        for text in (note_text(call.session()), audit_line(call.session())):
            assert digits_in(text) == []
            assert LEFT_OUT in text
        call.ended()
        for text in (note_text(call.session()), audit_line(call.session())):
            assert digits_in(text) == []
        assert digits_in(repr(call.session())) == []

    def test_a_key_typed_after_it_was_wiped_is_left_out_too(self) -> None:
        call = Call().verified().ended()
        call.tell(happened.ReferenceTyped("-".join(blocks(3))))
        assert "".join(blocks(3)) not in "".join(filter(str.isdecimal, note_text(call.session())))

    def test_an_ordinary_number_stays(self) -> None:
        call = Call().verified()
        call.tell(happened.ReferenceTyped("INC-123456 / 2026"))
        assert note_of(call.session()).reference == "INC-123456 / 2026"
        call.tell(happened.ReferenceTyped("Ticket \u0661\u0662\u0663"))
        assert note_of(call.session()).reference == "Ticket 123"

    def test_it_says_what_was_confirmed_how(self) -> None:
        call = Call().with_key()
        call.hear(call.block(1))
        call.tell(happened.HeardEntered())
        note = note_of(call.session())
        assert (note.read_back, note.by_ear) == ((1,), (2,))
        assert note.key_id == ASKED.hex
        assert note.key_id_confirmed
        assert note.vouched
        assert note.way == "call-back"
        assert note.told
        assert note.ended is None
        assert note.started == START

    def test_of_an_unverified_caller_it_says_no_way(self) -> None:
        call = Call()
        call.tell(happened.WayChosen("other"), happened.IdentityFailed(), happened.CallEnded())
        note = note_of(call.session())
        assert note.way is None
        assert note.key_id == ""
        assert not note.told
        assert note.ended is not None

    def test_it_is_copied_saved_and_told_of(self) -> None:
        call = Call().with_key()
        assert call.tell(happened.NoteCopyAsked()) == (asked.CopyNote(call.session()),)
        (choose,) = call.tell(happened.NoteSaveAsked())
        assert choose == asked.ChooseNoteFile("call-note-2026-11-23-1402.txt")
        path = Path("note.txt")
        (save,) = call.tell(happened.NoteFileNamed(path))
        assert isinstance(save, asked.SaveNote)
        call.tell(happened.NoteNotSaved(path))
        assert call.session().note_failed == path
        call.tell(happened.NoteSaved(path))
        assert (call.session().note_failed, call.session().note_path) == (None, path)

    def test_before_the_clock_was_read_it_has_a_name_and_no_line(self) -> None:
        from recovery_assistant.flow.call.transitions import apply

        outcome = apply(Session(), happened.NoteSaveAsked())
        assert outcome.effects == (asked.ChooseNoteFile("call-note.txt"),)
        assert apply(Session(), happened.LineDropped()).session.note == ()

    def test_a_line_has_no_room_for_digits(self) -> None:
        assert set(NoteLine.__dataclass_fields__) == {"at", "done", "block", "key_id", "result"}


def test_addresses_files_and_clipboard_are_left_to_the_outside() -> None:
    call = Call()
    assert call.tell(happened.PasteAsked()) == (asked.ReadClipboard(),)
    assert call.tell(happened.FileAsked()) == (asked.ChooseFile(),)
    assert call.tell(happened.LinkAsked("https://x.example")) == (
        asked.OpenLink("https://x.example"),
    )
    assert call.tell(happened.CopyAsked("x")) == (asked.CopyText("x"),)
    call.tell(happened.LinkFailed("https://x.example"))
    assert call.session().unopened == "https://x.example"
    call.tell(happened.AlphabetChosen("plain"), happened.ReadingStopped(5))
    assert call.session().alphabet == "plain"


def test_the_profile_sets_language_and_alphabet_where_it_names_some() -> None:
    assert (Call().session().language, Call().session().alphabet) == ("de", "de-din")
    plain = Call(Profile()).session()
    assert (plain.language, plain.alphabet) == ("en", "itu")


def test_nothing_of_a_call_is_kept_for_later_and_the_last_stage_leads_nowhere() -> None:
    call = Call().with_key()
    assert call.walk.remembered is None
    call.go(Step.OUTCOME)
    assert call.walk.next_step is None


def test_no_secret_shows_in_events_or_effects() -> None:
    shown = repr(happened.TextPasted(DIGITS)) + repr(happened.KeyIdTyped(DIGITS))
    shown += repr(happened.HeardTyped(draft(1))) + repr(happened.DraftEdited(draft(1)))
    shown += repr(asked.ReadText(1, DIGITS, None)) + repr(happened.KeyBrought(draft(1), ""))
    assert digits_in(shown) == []
