# SPDX-License-Identifier: Apache-2.0
"""What holds in a call whatever happens: silence, the note, who may confirm what."""

from collections.abc import Callable

import pytest

from flow.calls import ASKED, START, WHOLE, Call, found
from flow.opened import blocks, draft
from flow.test_call import digits_in
from recovery_assistant.flow.call import effects as asked
from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.answers import Confirmed, Done, Result, Voice, VoiceState
from recovery_assistant.flow.call.blockers import Missing, blockers
from recovery_assistant.flow.call.note import LEFT_OUT, note_of
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.keys import KeyDraft
from recovery_assistant.wording.call import audit_line, not_verified, note_text


def speaking() -> Call:
    """Return a call in which the computer speaks the first block."""
    call = Call().with_key()
    call.tell(happened.VoiceChosen(Voice.COMPUTER), happened.VoiceHeardOf(VoiceState.READY))
    call.tell(happened.SpeakAsked())
    assert call.session().speaking is not None
    return call


@pytest.mark.parametrize(
    "event",
    [
        happened.IdentityFailed(),
        happened.CallEnded(),
        happened.CallClosed(),
        happened.EndTimeCame(),
        happened.DigitsShown(shown=False),
        happened.CheckTicked("identity", done=False),
        happened.DeviceTyped(""),
        happened.KeyIdTyped("5BFCBB07"),
        happened.DraftEdited(KeyDraft(["000011"])),
        happened.KeyBrought(draft(4), ""),
        happened.HeardEntered(),
    ],
    ids=lambda event: type(event).__name__,
)
def test_the_voice_falls_silent_with_whatever_takes_the_digits_away(event: happened.Event) -> None:
    call = speaking()
    assert asked.StopSpeaking() in call.tell(event)
    assert call.session().speaking is None


def test_a_voice_that_says_it_is_done_is_silenced_with_the_digits_all_the_same() -> None:
    call = speaking()
    call.tell(happened.VoiceHeardOf(VoiceState.READY, call.session().speaking))
    assert call.session().speaking is None
    assert call.tell(happened.DigitsShown(shown=False)) == (asked.StopSpeaking(),)


def test_a_voice_that_was_silenced_is_ready_and_not_speaking() -> None:
    call = speaking()
    call.tell(happened.VoiceHeardOf(VoiceState.SPEAKING, call.session().speaking))
    assert call.session().voice_state is VoiceState.SPEAKING
    call.tell(happened.SpeakingStopped())
    assert call.session().voice_state is VoiceState.READY


def test_what_is_heard_of_the_voice_is_no_end_of_what_it_says_now() -> None:
    call = speaking()
    now = call.session().speaking
    call.tell(happened.VoiceHeardOf(VoiceState.READY))
    assert call.session().speaking == now


@pytest.mark.parametrize(
    "event",
    [
        happened.IdentityFailed(),
        happened.EndTimeCame(),
        happened.CallEnded(),
        happened.DraftEdited(draft(7)),
        happened.KeyBrought(draft(7), WHOLE.hex),
    ],
    ids=lambda event: type(event).__name__,
)
def test_a_block_typed_into_the_ticket_goes_with_its_key(event: happened.Event) -> None:
    call = Call().verified().named()
    call.tell(happened.KeyBrought(draft(1), WHOLE.hex))
    call.tell(happened.ReferenceTyped(f"INC-7 {blocks(1)[2]}"), happened.CallerTyped(blocks(1)[3]))
    call.tell(event)
    assert LEFT_OUT in note_text(call.session())
    for text in (note_text(call.session()), audit_line(call.session()), repr(call.session())):
        assert digits_in(text) == []


def test_the_line_for_the_record_holds_no_digit_typed_into_the_ticket() -> None:
    call = Call().with_key()
    call.tell(happened.ReferenceTyped(blocks(1)[2]))
    effects = call.tell(happened.CallEnded())
    (kept,) = (one for one in effects if isinstance(one, asked.KeepAuditLine))
    assert digits_in(audit_line(kept.session)) == []
    assert LEFT_OUT in audit_line(kept.session)


def test_a_block_typed_into_the_ticket_goes_when_another_key_is_found() -> None:
    call = Call().verified().named().read(found(1, WHOLE), found(2, None))
    call.tell(happened.ReferenceTyped(blocks(1)[5]))
    call.read(found(3, WHOLE))
    assert call.session().reference == LEFT_OUT


@pytest.mark.parametrize("confirmed", [True, False])
def test_digits_of_the_key_are_no_key_id(*, confirmed: bool) -> None:
    call = Call().verified()
    call.tell(happened.KeyIdTyped(blocks(1)[2] + "AB"))
    call.tell(happened.KeyIdConfirmed(confirmed=confirmed))
    call.read(found(1, None))
    for text in (note_text(call.session()), audit_line(call.session())):
        assert digits_in(text) == []
    call.ended()
    for text in (note_text(call.session()), audit_line(call.session())):
        assert digits_in(text) == []
    assert note_of(call.session()).key_id == ""


def test_a_key_that_was_shown_is_to_be_replaced_though_no_block_was_confirmed() -> None:
    call = Call().with_key()
    call.tell(happened.LineDropped(), happened.CallEnded())
    assert note_of(call.session()).told
    assert "replace it" in note_text(call.session())


def test_a_key_that_was_only_found_need_not_be_replaced() -> None:
    call = Call().verified().named().read(found(1, WHOLE)).ended(Result.BROKEN_OFF)
    assert not note_of(call.session()).told
    assert "No digit of a key was shown or told" in note_text(call.session())


def test_a_caller_who_failed_is_not_verified_whatever_was_ticked() -> None:
    call = Call().verified()
    call.tell(happened.IdentityFailed())
    assert not call.session().verified
    assert note_of(call.session()).way is None
    assert "not checked" in note_text(call.session())


def test_two_keys_that_the_id_names_are_not_chosen_between() -> None:
    call = Call().verified().named().read(found(1, WHOLE), found(2, WHOLE), found(3, None))
    assert call.session().taken is None
    assert call.session().draft.is_empty


def test_of_a_caller_who_fails_late_nobody_says_that_nothing_was_told() -> None:
    early, late = Call().verified(), Call().with_key()
    for call in (early, late):
        call.tell(happened.IdentityFailed())
    assert "Nothing was told" in not_verified(early.session())
    assert "has to be replaced" in not_verified(late.session())
    assert "No digit" in note_text(early.session())
    assert "No digit of a key was shown" not in note_text(late.session())


def test_the_end_of_a_call_is_when_it_ended_and_not_when_its_note_is_saved() -> None:
    call = Call().with_key().ended()
    before = note_text(call.session())
    assert note_of(call.session()).ended == call.session().note[-1].at
    call.minutes += 60
    call.tell(happened.NoteCopyAsked())
    assert note_text(call.session()) == before


@pytest.mark.parametrize(
    "event",
    [
        happened.IdentityReopened(),
        happened.IdentityFailed(),
        happened.ResultChosen(Result.REFUSED),
        happened.KeyIdTyped("11111111"),
        happened.WayChosen("other"),
        happened.CheckTicked("identity", done=False),
        happened.DeviceTyped("another"),
        happened.ReadOutAgain(3),
    ],
    ids=lambda event: type(event).__name__,
)
def test_after_the_end_nothing_changes_what_was(event: happened.Event) -> None:
    call = Call().with_key().ended()
    before = note_text(call.session())
    assert call.tell(event) == ()
    assert note_text(call.session()) == before
    assert call.step() is Step.OUTCOME


def test_the_number_of_the_ticket_can_be_added_after_the_end() -> None:
    call = Call().with_key().ended()
    call.tell(happened.ReferenceTyped("INC-99"))
    assert "INC-99" in note_text(call.session())


def test_a_call_that_never_had_a_key_does_not_say_that_one_was_wiped() -> None:
    call = Call()
    call.tell(happened.IdentityFailed(), happened.CallEnded())
    assert call.dones() == [Done.STARTED, Done.NOT_VERIFIED, Done.ENDED]


def test_a_caller_who_is_not_verified_has_no_other_result() -> None:
    call = Call()
    call.tell(happened.IdentityFailed(), happened.ResultChosen(Result.OPENED))
    assert call.session().result is Result.NOT_VERIFIED


def test_a_check_that_never_failed_cannot_be_taken_back() -> None:
    call = Call().with_key()
    call.tell(happened.ResultChosen(Result.REFUSED), happened.IdentityReopened())
    assert call.session().result is Result.REFUSED


def hidden(call: Call) -> None:
    call.tell(happened.HideTimeCame())


def paused(call: Call) -> None:
    call.tell(happened.PauseSet(paused=True))


@pytest.mark.parametrize("rest", [hidden, paused])
def test_enter_after_a_rest_goes_on_and_confirms_nothing(rest: Callable[[Call], None]) -> None:
    call = Call().with_key()
    rest(call)
    call.tell(happened.HeardEntered())
    assert not call.session().confirmed
    assert call.session().shown
    assert not call.session().paused
    call.tell(happened.HeardEntered())
    assert call.session().confirmed == {1: Confirmed.BY_EAR}


@pytest.mark.parametrize("away", [happened.LineDropped(), happened.CallParked()])
def test_nothing_is_confirmed_while_nobody_is_on_the_line(away: happened.Event) -> None:
    call = Call().with_key()
    call.tell(away)
    late = KeyDraft([call.block(1)])
    call.tell(happened.HeardTyped(late), happened.HeardEntered(), happened.Misheard())
    assert not call.session().confirmed
    assert late.is_empty
    now = call.session().heard
    assert call.tell(happened.HeardTyped(now)) == ()


def test_a_call_that_nobody_left_is_not_come_back_to() -> None:
    call = Call().with_key()
    call.tell(happened.DigitsShown(shown=False), happened.CallResumed())
    assert not call.session().shown


@pytest.mark.parametrize("number", [0, 9, -1])
def test_there_are_eight_blocks(number: int) -> None:
    call = Call().with_key()
    assert call.tell(happened.BlockChosen(number)) == ()
    call.tell(happened.ConfirmationTakenBack(number))
    assert call.session().block == 1


def test_a_marked_block_is_not_read_again_once_the_key_is_gone() -> None:
    call = Call().with_key().hear_all()
    call.go(Step.OUTCOME)
    call.tell(happened.ResultChosen(Result.REFUSED), happened.EndTimeCame())
    effects = call.tell(happened.ReadOutAgain(6))
    assert effects == (asked.StageRefused(Step.READ_OUT, Missing.WIPED),)
    assert call.step() is Step.OUTCOME


def test_the_note_says_what_the_pc_did_before_a_block_was_read_again() -> None:
    call = Call().with_key().hear_all()
    call.tell(happened.ResultChosen(Result.ASKS_AGAIN), happened.ResultChosen(Result.REFUSED))
    call.tell(happened.ReadOutAgain(6))
    assert call.session().result is None
    call.hear(call.block(6))
    call.tell(happened.ResultChosen(Result.REFUSED), happened.ResultChosen(Result.OPENED))
    results = [line.result for line in call.session().note if line.done is Done.RESULT]
    assert results == [Result.REFUSED, Result.OPENED]


def test_a_call_that_is_closed_before_its_end_ends_first() -> None:
    call = Call().with_key()
    drafts = list(call.drafts())
    effects = call.tell(happened.CallClosed())
    assert effects[-1] == asked.CallOver()
    (kept,) = (one for one in effects if isinstance(one, asked.KeepAuditLine))
    assert kept.session.result is Result.BROKEN_OFF
    assert all(one.is_empty for one in drafts)


def test_a_call_that_has_ended_keeps_its_line_once() -> None:
    call = Call().with_key().ended()
    assert call.tell(happened.CallClosed()) == (asked.CallOver(),)


def test_the_key_id_goes_with_the_digits_that_it_stood_beside() -> None:
    call = Call().with_key()
    call.tell(happened.DraftEdited(KeyDraft()), happened.DraftEdited(draft(2)))
    assert not call.session().vouched
    assert blockers(Step.KEY, call.session()) == (Missing.MISMATCH,)
    assert call.session().key_id == ASKED


def test_a_found_key_can_be_taken_again_after_its_digits_were_changed() -> None:
    call = Call().verified().named().read(found(1, WHOLE))
    call.tell(happened.DraftEdited(draft(1).with_block(3, "000011")))
    call.tell(happened.CandidateTaken(0))
    assert call.session().draft.same_digits(draft(1))
    assert call.session().vouched


def test_what_came_back_is_forgotten_when_the_digits_change() -> None:
    call = Call().with_key()
    heard = KeyDraft(["111111"])
    call.tell(happened.HeardTyped(heard))
    assert call.session().compared
    call.tell(happened.DraftEdited(draft(1).with_block(8, "000022")))
    assert not call.session().compared
    assert heard.is_empty


def test_the_clock_of_the_first_event_begins_the_call() -> None:
    assert Call().session().started == START
