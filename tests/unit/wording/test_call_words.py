# SPDX-License-Identifier: Apache-2.0
"""What a call says, in every state that there is."""

from dataclasses import replace
from pathlib import Path

import pytest

from flow.calls import OTHER, WHOLE, Call, found
from recovery_assistant.find import ReadProblem
from recovery_assistant.flow.call import effects as asked
from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.answers import (
    Confirmed,
    Done,
    NoteLine,
    Refusal,
    Result,
    Voice,
    VoiceState,
)
from recovery_assistant.flow.call.blockers import BlocksOpen, Missing
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import STAGES, Step
from recovery_assistant.guidance.calling import SCRIPTS
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.guidance.profile import Directory, Profile, ProfileFault, ProfileProblem
from recovery_assistant.keys import KeyDraft
from recovery_assistant.wording import call as words
from recovery_assistant.wording.profile import profile_fault

PHONE = Phone(Path(__file__).parents[3] / "resources" / "guidance")
NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DIGITS = dict(zip("0123456789", NAMES, strict=True))


def test_every_state_has_its_words_and_all_differ() -> None:
    groups = [
        [words.step_name(one) for one in Step],
        [words.step_title(one) for one in Step],
        [words.step_lead(one) for one in Step],
        [words.result_name(one) for one in Result],
        [words.refusal_name(one) for one in Refusal],
        [words.voice_state(one).title for one in VoiceState],
        [words.voice_name(one) for one in Voice],
        [words.confirmed_word(one) for one in Confirmed],
        [words.directory_name(one) for one in Directory],
        [words.blocker_reason(one) for one in Missing],
        [profile_fault(ProfileFault(one, "x", 3)).sentence for one in ProfileProblem],
    ]
    for said in groups:
        assert all(said)
        assert len(set(said)) == len(said)


def test_every_line_of_the_note_has_its_words() -> None:
    call = Call().with_key()
    at = call.session().now
    assert at is not None
    for done in Done:
        line = NoteLine(at, done, 3, WHOLE, Result.OPENED)
        assert words.note_line(line)
        assert words.timed(line).startswith(words.clock(at))
    assert words.note_line(NoteLine(at, Done.RESULT)) == ""
    assert words.note_line(NoteLine(at, Done.KEY_FOUND)).strip()


def test_the_rail_says_how_each_stage_stands_and_never_a_digit() -> None:
    call = Call()
    assert [words.row_detail(step, call.session()) for step in STAGES] == [""] * 5
    call.with_key()
    call.hear(call.block(1))
    said = [words.row_detail(step, call.session()) for step in STAGES]
    assert said[0].startswith("Identity checked")
    assert said[1:4] == ["Read back, matches", "No slip found, matches", "Block 2 of 8"]
    call.hear_all().ended()
    said = [words.row_detail(step, call.session()) for step in STAGES]
    assert said[2:] == ["Wiped", "Eight blocks confirmed", "It opened"]


def test_the_rail_says_what_speaks_against_a_key() -> None:
    call = Call().verified()
    call.tell(happened.KeyIdSkipped(skipped=True))
    assert words.row_detail(Step.KEY_ID, call.session()) == "Not known"
    call.tell(happened.KeyIdTyped("5BFCBB05"))
    assert words.row_detail(Step.KEY_ID, call.session()) == "Not read back yet"
    call.tell(happened.KeyIdConfirmed(confirmed=True))
    assert words.row_detail(Step.KEY_ID, call.session()) == "Read back"
    call.read(found(1, OTHER))
    assert words.row_detail(Step.KEY, call.session()) == "Another Key ID"
    call.read(found(1, None))
    assert words.row_detail(Step.KEY, call.session()) == "No slip found, no Key ID"
    call.read(found(1, WHOLE, well_formed=False))
    call.tell(happened.DraftEdited(KeyDraft(["1"])))
    assert words.row_detail(Step.KEY, call.session()) == "Has a slip in it"
    call.tell(happened.IdentityFailed())
    assert words.row_detail(Step.CALLER, call.session()) == "Identity not verified"


def reachable() -> set[str]:
    """Every script that some session asks for."""
    call = Call().with_key()
    whole = call.session()
    found_ids = {words.script_id(Session(at=step)) for step in STAGES}
    at_end = replace(whole, at=Step.OUTCOME)
    refused = replace(at_end, result=Result.REFUSED)
    sessions = [
        replace(whole, at=Step.CALLER),
        replace(whole, at=Step.CALLER, not_verified=True),
        replace(whole, at=Step.KEY_ID),
        replace(whole, at=Step.KEY_ID, key_id_skipped=True),
        replace(whole, at=Step.KEY, found_id=OTHER),
        replace(whole, at=Step.KEY, read_problem=ReadProblem.NO_KEY),
        replace(whole, dropped=True),
        replace(whole, paused=True),
        replace(whole, shown=False),
        replace(at_end, ended=True),
        *(replace(at_end, result=one) for one in Result),
        *(replace(refused, refusal=one) for one in Refusal),
    ]
    found_ids |= {words.script_id(one) for one in sessions}
    found_ids.add(words.script_id(whole))
    call.hear("999999")
    found_ids.add(words.script_id(call.session()))
    call.tell(happened.SayAgain())
    found_ids.add(words.script_id(call.hear_all().session()))
    return found_ids


def test_every_script_that_is_written_is_said_at_some_point_and_no_other_is_asked_for() -> None:
    assert reachable() == set(SCRIPTS)


@pytest.mark.parametrize("language", PHONE.languages)
def test_no_mark_is_left_in_what_is_said_but_those_of_the_digits(language: str) -> None:
    session = Call().with_key().session()
    tongue = PHONE.tongue(language)
    for name in SCRIPTS:
        for alphabet in PHONE.alphabets:
            for text in tongue.scripts[name].say:
                said = words._filled(text, session, tongue, alphabet)
                assert "{" not in said.replace("{first}", "").replace("{second}", "")


def test_the_organisations_own_words_come_before_ours() -> None:
    own = Profile(
        company="Example Ltd", words={"caller-greet": "Hello.", "caller-greet.de": "Hallo."}
    )
    session = Session(profile=own)
    said = [words.sentences(session, PHONE.tongue(one), PHONE.alphabets[0]) for one in ("en", "de")]
    assert said == [("Hello.",), ("Hallo.",)]
    greeting = words.sentences(
        Session(profile=Profile(company="Example Ltd")), PHONE.tongue("en"), PHONE.alphabets[0]
    )
    assert "Example Ltd" in greeting[0]


def test_a_key_id_is_spelt_in_the_words_of_its_alphabet() -> None:
    call = Call().verified().named()
    session, tongue = call.session(), PHONE.tongue("en")
    assert words.spelt(session, tongue, PHONE.alphabet("itu"))[:3] == ("five", "Bravo", "Foxtrot")
    assert words.spelt(session, tongue, PHONE.alphabet("plain"))[:2] == ("digit five", "letter B")
    spelt = words.spelt(session, PHONE.tongue("de"), PHONE.alphabet("plain"))
    assert spelt[:2] == ("Ziffer fünf", "Buchstabe B")
    assert words.spelt(session, tongue, PHONE.alphabet("fr"))[:2] == ("cinq", "Berthe")
    assert words.spelt(Session(), tongue, PHONE.alphabet("itu")) == ()


def test_a_difference_is_told_digit_by_digit() -> None:
    call = Call().with_key()
    assert words.difference(call.session(), DIGITS) is None
    right = call.block(1)
    other = "1" if right[3] != "1" else "2"
    call.hear(right[:3] + other)
    found_ = words.difference(call.session(), DIGITS)
    assert found_ is not None
    assert found_.title == "The fourth digit differs"
    assert DIGITS[other] in found_.sentence
    assert DIGITS[right[3]] in found_.sentence


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("1234", "Fewer than six"),
        ("1234531", "More than six"),
        ("213453", "Two neighbours"),
        ("321453", "one between"),
        ("341253", "Two pairs"),
        ("453123", "two halves"),
    ],
)
def test_what_the_rule_cannot_catch_is_named(heard: str, said: str) -> None:
    call = Call().with_key()
    call.tell(happened.DraftEdited(KeyDraft(["123453"] * 8)))
    call.tell(happened.MismatchAccepted(accepted=True))
    call.tell(happened.HeardTyped(KeyDraft([heard])), happened.HeardEntered())
    found_ = words.difference(call.session(), DIGITS)
    assert found_ is not None
    assert said in found_.sentence


def test_announcements_name_no_digit() -> None:
    said = words.said(asked.HeardDiffers(3, (2, 4)))
    assert "2, 4" in said
    assert words.said(asked.BlockSettled(8, Confirmed.BY_EAR, None)).endswith("confirmed.")
    assert "Block 4 is next" in words.said(asked.BlockSettled(3, Confirmed.READ_BACK, 4))
    assert words.said(asked.StageRefused(Step.KEY, BlocksOpen((1, 2))))
    assert words.said(asked.StageRefused(Step.KEY, BlocksOpen(tuple(range(1, 9)))))
    assert words.said(asked.ReadingFailed(ReadProblem.NO_KEY))
    line = Call().session().note[0]
    assert words.said(asked.Noted(line)) == "Call began"


def test_the_note_says_to_replace_a_key_that_was_told_and_only_then() -> None:
    call = Call().verified()
    assert "replace it" not in words.note_text(call.session(), replacing=("Step.",))
    call.named().read(found(1, WHOLE))
    call.go(Step.READ_OUT)
    call.tell(happened.HeardEntered())
    text = words.note_text(call.session(), replacing=("Step.",))
    assert "replace it" in text
    assert "- Step." in text


def test_a_call_is_called_by_what_is_known_of_it() -> None:
    assert words.caller_name(Session()) == "A caller"
    assert words.caller_name(Session(device="PC")) == "PC"
    assert words.caller_name(Session(caller="Anna\n", device="PC")) == "Anna"


def test_how_long_a_call_takes_is_said() -> None:
    call = Call()
    assert words.in_progress(Session()) == "Call in progress"
    assert words.in_progress(call.session()) == "Call in progress · 0 min"
    call.verified()
    assert words.in_progress(call.session()) == "Call in progress · 5 min"
    call.tell(happened.LineDropped())
    assert "dropped" in words.in_progress(call.session())
    call.tell(happened.CallEnded())
    assert words.in_progress(call.session()) == "Call ended"


def test_the_way_on_is_the_main_deed_once_it_is_open() -> None:
    call = Call().with_key()
    assert not words.way_on(Step.READ_OUT, call.session()).primary
    call.hear_all()
    assert words.way_on(Step.READ_OUT, call.session()).primary
    for step in STAGES:
        assert bool(words.way_on(step, call.session()).text) is (step is not Step.OUTCOME)
    assert words.why_not(Step.OUTCOME, call.session()) == ""
    assert words.why_not(Step.CALLER, Call().session())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Block three of eight", "zero", "zero", "one", "two", "nine", "eight")),
        ("de", ("Block drei von acht", "null", "null", "eins", "zwo", "neun", "acht")),
    ],
)
def test_the_voice_says_which_block_in_a_sentence_and_then_single_digits(
    language: str, said: tuple[str, ...]
) -> None:
    assert words.block_aloud(3, "001298", PHONE.tongue(language)) == said


def test_what_enter_alone_does_is_said_before_it_does_it() -> None:
    call = Call().with_key()
    assert "confirmed by ear" in words.enter_hint(call.session())
    call.tell(happened.DigitsShown(shown=False))
    assert "shows them again" in words.enter_hint(call.session())
    call.tell(happened.PauseSet(paused=True))
    assert "goes on" in words.enter_hint(call.session())
    call.tell(happened.HeardEntered())
    assert "confirmed by ear" in words.enter_hint(call.session())
    assert not call.session().confirmed
