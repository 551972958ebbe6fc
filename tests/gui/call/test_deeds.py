# SPDX-License-Identifier: Apache-2.0
"""What every part of a call tells when it is used, with the keyboard alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from flow.calls import ASKED, WHOLE, found
from gui.call.conftest import SetStage
from gui.call.stage import Stage
from gui.call.states import DEVICE, PROFILE, at_key, dated, session
from gui.pages.states import visible
from recovery_assistant.find import Reason, read_text
from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.answers import Confirmed, Pace, Refusal, Result, Voice
from recovery_assistant.flow.call.blockers import Blocker, Missing
from recovery_assistant.flow.call.events import Event
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.ui import call_identifiers as identifiers
from recovery_assistant.ui.pages.call_read_out import HeardEdit, ReadOutPage
from recovery_assistant.ui.widgets.choice import ChoiceCard


def named(shown: Stage, identifier: str) -> QWidget:
    """Return the visible part of this identifier."""
    found = [one for one in visible(shown, QWidget) if one.accessibleIdentifier() == identifier]
    assert len(found) == 1, identifier
    return found[0]


def draw(shown: Stage, made: Session) -> None:
    """Draw another session; parts that are made anew are shown in the next round."""
    shown.draw(made)
    QTest.qWait(1)


def pressed(shown: Stage, identifier: str, key: Qt.Key = Qt.Key.Key_Space) -> list[Event]:
    """Press a key on a part; return what was told."""
    shown.told.clear()
    part = named(shown, identifier)
    part.setFocus()
    QTest.keyClick(part, key)
    return shown.told


DEEDS: tuple[tuple[str, str, Event], ...] = (
    ("caller", identifiers.check("identity"), happened.CheckTicked("identity", done=True)),
    ("caller-verified", identifiers.check("device"), happened.CheckTicked("device", done=False)),
    ("caller", identifiers.way("manager"), happened.WayChosen("manager")),
    ("caller", identifiers.reason("tpm"), happened.ReasonChosen("tpm")),
    ("caller", identifiers.tongue("de"), happened.LanguageChosen("de")),
    ("caller", identifiers.FAILED, happened.IdentityFailed()),
    ("caller-not-verified", identifiers.REOPEN, happened.IdentityReopened()),
    ("key-id-read-back", identifiers.KEY_ID_CONFIRM, happened.KeyIdConfirmed(confirmed=True)),
    ("key-id-confirmed", identifiers.KEY_ID_CONFIRM, happened.KeyIdConfirmed(confirmed=False)),
    ("key-id", identifiers.KEY_ID_SKIP, happened.KeyIdSkipped(skipped=True)),
    ("key-id", identifiers.alphabet("sv"), happened.AlphabetChosen("sv")),
    ("key", identifiers.PASTE, happened.PasteAsked()),
    ("key", identifiers.OPEN_FILE, happened.FileAsked()),
    ("key-several", identifiers.candidate(2), happened.CandidateTaken(1)),
    ("key-differs", identifiers.MISMATCH, happened.MismatchAccepted(accepted=True)),
    ("key-without-id", identifiers.MISMATCH, happened.MismatchAccepted(accepted=False)),
    ("read-out-differs", identifiers.SAY_AGAIN, happened.SayAgain()),
    ("read-out-differs", identifiers.MISHEARD, happened.Misheard()),
    ("read-out", identifiers.SHOW, happened.DigitsShown(shown=False)),
    ("read-out-hidden", identifiers.SHOW, happened.DigitsShown(shown=True)),
    ("read-out", identifiers.PAUSE, happened.PauseSet(paused=True)),
    ("read-out-paused", identifiers.PAUSE, happened.PauseSet(paused=False)),
    ("read-out", identifiers.DROPPED, happened.LineDropped()),
    ("read-out-dropped", identifiers.RESUME, happened.CallResumed()),
    ("read-out-done", identifiers.ASK_OUTCOME, happened.StageAsked(Step.OUTCOME)),
    ("read-out-third", identifiers.block(5), happened.BlockChosen(5)),
    ("read-out-third", identifiers.block(1), happened.ConfirmationTakenBack(1)),
    ("read-out", identifiers.voice("computer"), happened.VoiceChosen(Voice.COMPUTER)),
    ("read-out-voice", identifiers.pace("normal"), happened.PaceChosen(Pace.NORMAL)),
    ("read-out-voice", identifiers.SPEAK, happened.SpeakAsked()),
    ("outcome", identifiers.result("opened"), happened.ResultChosen(Result.OPENED)),
    (
        "outcome-refused",
        identifiers.refusal("other-drive"),
        happened.RefusalChosen(Refusal.OTHER_DRIVE),
    ),
    (
        "outcome-refused-other-drive",
        identifiers.LOOK_AGAIN,
        happened.StageAsked(Step.KEY),
    ),
    (
        "outcome-refused-other-key-id",
        identifiers.LOOK_AGAIN,
        happened.StageAsked(Step.KEY_ID),
    ),
    ("outcome-refused-block-marked", identifiers.block(5), happened.ReadOutAgain(5)),
    ("outcome", identifiers.COPY_NOTE, happened.NoteCopyAsked()),
    ("outcome", identifiers.SAVE_NOTE, happened.NoteSaveAsked()),
    ("outcome", identifiers.END, happened.CallEnded()),
    ("outcome-ended", identifiers.CLOSE, happened.CallClosed()),
)


@pytest.mark.parametrize(("state", "identifier", "event"), DEEDS)
def test_a_key_press_tells_what_was_meant(
    stage: SetStage, state: str, identifier: str, event: Event
) -> None:
    assert pressed(stage(state), identifier) == [event]


@pytest.mark.parametrize(
    ("state", "identifier", "event"),
    [
        ("caller", identifiers.DEVICE, happened.DeviceTyped("x")),
        ("caller", identifiers.CALLER, happened.CallerTyped("x")),
        ("caller", identifiers.REFERENCE, happened.ReferenceTyped("x")),
        ("outcome-refused-message", identifiers.ERROR_CODE, happened.ErrorCodeTyped("x")),
    ],
)
def test_what_is_typed_is_told_as_it_stands(
    stage: SetStage, state: str, identifier: str, event: Event
) -> None:
    assert pressed(stage(state), identifier, Qt.Key.Key_X) == [event]


def test_a_key_id_is_told_character_by_character(stage: SetStage) -> None:
    shown = stage("key-id-part")
    pressed(shown, identifiers.KEY_ID, Qt.Key.Key_End)
    told = pressed(shown, identifiers.KEY_ID, Qt.Key.Key_B)
    assert [event.text.upper() for event in told if isinstance(event, happened.KeyIdTyped)] == [
        "5BFCB"
    ]


def test_what_is_thought_of_the_key_id_is_heard_at_its_field(stage: SetStage) -> None:
    shown = stage("key-id-wrong")
    assert "letter that cannot occur" in named(shown, identifiers.KEY_ID).accessibleDescription()
    assert named(shown, identifiers.KEY_ID).accessibleName() == "Key ID, as heard"


def test_another_reading_of_the_key_id_is_taken_with_one_key(stage: SetStage) -> None:
    shown = stage("key-id-plain")
    offered = named(shown, identifiers.alike(1))
    assert "for" in offered.accessibleName()
    (event,) = pressed(shown, identifiers.alike(1))
    assert isinstance(event, happened.KeyIdTyped)
    assert sum(a != b for a, b in zip(event.text, "E8A5B3D9", strict=True)) == 1


def test_each_character_of_the_key_id_stands_with_its_word(stage: SetStage) -> None:
    shown = stage("key-id-german")
    texts = [label.text() for label in visible(shown, QLabel)]
    words = ["Essen", "acht", "Aachen", "fünf", "Berlin", "drei", "Düsseldorf", "neun"]
    for character, word in zip("E8A5B3D9", words, strict=True):
        assert any(text.startswith(character) and text.endswith(word) for text in texts), word
    assert "E 8 A 5" in texts
    assert "B 3 D 9" in texts


def test_what_the_organisation_names_first_stands_first(stage: SetStage) -> None:
    shown = stage("key-id")
    own = replace(PROFILE, alphabets=("sv", "de-din", "no-such"), languages=("de", "xx"))
    draw(shown, replace(shown.session, profile=own))
    pills = [
        one.accessibleIdentifier()
        for one in visible(shown, QWidget)
        if one.accessibleIdentifier().startswith("call-alphabet-")
    ]
    assert pills[:3] == [identifiers.alphabet(one) for one in ("sv", "de-din", "itu")]
    assert len(pills) == len(set(pills)) == 11
    caller = stage("caller")
    draw(caller, replace(caller.session, profile=own))
    pills = [
        one.accessibleIdentifier()
        for one in visible(caller, QWidget)
        if one.accessibleIdentifier() in (identifiers.tongue("de"), identifiers.tongue("en"))
    ]
    assert pills == [identifiers.tongue("de"), identifiers.tongue("en")]


# Several keys.


def candidate_texts(shown: Stage) -> list[str]:
    cards = [
        one
        for one in visible(shown, ChoiceCard)
        if one.accessibleIdentifier().startswith("call-candidate-")
    ]
    return [f"{one.accessibleName()} | {one.accessibleDescription()}" for one in cards]


def test_several_keys_are_told_apart_by_their_dates_and_only_a_known_order_is_claimed(
    stage: SetStage,
) -> None:
    shown = stage("key")
    newest = replace(dated(1, "2026-10-02"), reasons=(Reason.ID_MATCHES, Reason.NEWEST))
    old = replace(dated(2, "2024-03-11"), reasons=(Reason.ID_MATCHES,))
    unclear = replace(dated(3, "04/05/2026"), reasons=(Reason.ID_MATCHES,))
    without = replace(found(4, WHOLE), reasons=(Reason.ID_MATCHES,))
    draw(shown, at_key(newest, old, unclear, without).session())
    first, second, third, fourth = candidate_texts(shown)
    assert "2026-10-02" in first
    assert "the newest" in first
    assert "2024-03-11" in second
    assert "an older one" in second
    assert "04/05/2026" in third
    assert "older" not in third + fourth
    assert "newest" not in second + third + fourth


def test_the_search_itself_says_which_key_is_the_newest(stage: SetStage) -> None:
    blocks = [found(number, WHOLE).draft.blocks for number in (1, 2)]
    rows = "\n".join(
        f"{day},{WHOLE.hex},{'-'.join(key)}"
        for day, key in zip(("2024-03-11", "2026-10-02"), blocks, strict=True)
    )
    read = read_text(f"date,key id,recovery key\n{rows}\n", ASKED).candidates
    shown = stage("key")
    draw(shown, at_key(*read).session())
    first, second = candidate_texts(shown)
    assert "2026-10-02" in first
    assert "the newest" in first
    assert "an older one" in second


def test_of_many_keys_a_dozen_is_listed(stage: SetStage) -> None:
    shown = stage("key")
    draw(shown, at_key(*(found(number, WHOLE) for number in range(1, 41))).session())
    assert len(candidate_texts(shown)) == 12


def test_after_a_paste_with_several_keys_the_focus_is_on_the_first(
    qtbot: QtBot, stage: SetStage
) -> None:
    shown = stage("key")
    named(shown, identifiers.PASTE).setFocus()
    shown.draw(session("key-several"))
    qtbot.wait(1)
    focused = shown.focusWidget()
    assert focused is not None
    assert focused.accessibleIdentifier() == identifiers.candidate(1)


def test_what_stands_beside_a_key_is_shown_as_plain_text(stage: SetStage) -> None:
    shown = stage("key")
    strange = replace(dated(1, "<b>1</b>"), place="a\u202efdp.exe <img src=x>\n")
    draw(shown, at_key(strange, found(2, WHOLE)).session())
    texts = " ".join(candidate_texts(shown))
    assert "\u202e" not in texts
    assert "\n" not in texts
    assert "<img src=x>" in texts


# The read-out.


def heard(shown: Stage) -> HeardEdit:
    assert isinstance(shown.page, ReadOutPage)
    return shown.page.edit


def test_enter_compares_and_a_held_enter_does_so_once(stage: SetStage) -> None:
    shown = stage("read-out")
    edit = heard(shown)
    edit.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        shown.told.clear()
        QTest.keyClick(edit, key)
        assert shown.told == [happened.HeardEntered()]


def test_what_comes_back_is_told_digit_by_digit_and_never_in_a_repr(stage: SetStage) -> None:
    shown = stage("read-out-third")
    edit = heard(shown)
    QTest.keyClicks(edit, "3 3a1")
    told = [event for event in shown.told if isinstance(event, happened.HeardTyped)]
    assert told[-1].draft.block(1).replace(" ", "").replace("a", "") == "331"
    assert "331" not in repr(told)


def test_the_last_block_leaves_the_focus_where_enter_takes_nothing_back(
    qtbot: QtBot, stage: SetStage
) -> None:
    shown = stage("read-out-third")
    heard(shown).setFocus()
    shown.draw(session("read-out-done"))
    qtbot.wait(1)
    focused = shown.focusWidget()
    assert focused is not None
    assert focused.accessibleIdentifier() == identifiers.ASK_OUTCOME
    shown.told.clear()
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert not any(isinstance(event, happened.ConfirmationTakenBack) for event in shown.told)


def test_a_dropped_line_leaves_the_focus_on_the_way_back(qtbot: QtBot, stage: SetStage) -> None:
    shown = stage("read-out-third")
    heard(shown).setFocus()
    shown.draw(session("read-out-dropped"))
    qtbot.wait(1)
    focused = shown.focusWidget()
    assert focused is not None
    assert focused.accessibleIdentifier() == identifiers.RESUME


def test_the_bar_says_of_each_block_how_it_was_confirmed(stage: SetStage) -> None:
    shown = stage("read-out-third")
    names = [named(shown, identifiers.block(number)).accessibleName() for number in range(1, 9)]
    assert shown.session.confirmed == {1: Confirmed.READ_BACK, 2: Confirmed.BY_EAR}
    assert len({names[0].replace("1", ""), names[1].replace("2", "")}) == 2
    assert "ear" in names[1]
    assert names[2].endswith("now")
    assert names[3] == "Block 4"


def test_a_difference_is_said_in_words_with_both_digits(stage: SetStage) -> None:
    shown = stage("read-out-differs")
    texts = " ".join(label.text() for label in visible(shown, QLabel))
    assert "The fourth digit differs" in texts
    made = shown.session
    words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    said, back = made.draft.block(3)[3], made.heard.block(1)[3]
    assert f"You heard {words[int(back)]}, the key says {words[int(said)]}" in texts


def test_block_to_say_is_heard_only_while_it_is_seen(stage: SetStage) -> None:
    shown = stage("read-out-third")
    block = " ".join(shown.session.draft.block(3))
    assert block in shown.page.say.block.spoken()
    shown.page.hide_secrets()
    assert block not in shown.page.say.block.spoken()


def test_the_f_keys_and_num_lock_are_at_hand_at_the_read_out(stage: SetStage) -> None:
    texts = " ".join(label.text() for label in visible(stage("read-out"), QLabel))
    assert "F10 is zero" in texts
    assert "Num Lock" in texts


# The foot's reason leads to what is missing.


@pytest.mark.parametrize(
    ("state", "blocker", "identifier"),
    [
        ("caller", Missing.CHECKS, identifiers.check("identity")),
        ("caller", Missing.WAY, identifiers.way("call-back")),
        ("caller", Missing.DEVICE, identifiers.DEVICE),
        ("caller", Missing.REASON, identifiers.reason("firmware")),
        ("key-id", Missing.KEY_ID, identifiers.KEY_ID),
        ("key-id-read-back", Missing.KEY_ID_UNCONFIRMED, identifiers.KEY_ID_CONFIRM),
        ("key", Missing.KEY, identifiers.PASTE),
        ("key-differs", Missing.MISMATCH, identifiers.MISMATCH),
        ("read-out", Missing.RESULT, identifiers.HEARD),
    ],
)
def test_the_reason_for_no_way_on_leads_to_what_is_missing(
    stage: SetStage, state: str, blocker: Blocker, identifier: str
) -> None:
    shown = stage(state)
    shown.page.focus_blocker(blocker)
    focused = shown.focusWidget()
    assert focused is not None
    assert focused.accessibleIdentifier() == identifier


def test_a_page_that_goes_back_to_nothing_keeps_no_draft(stage: SetStage) -> None:
    shown = stage("read-out-differs")
    shown.page.hide_secrets()
    assert heard(shown).typed() == ""


def test_a_caller_is_in_no_note(stage: SetStage) -> None:
    shown = stage("outcome-ended")
    note = named(shown, identifiers.NOTE_TEXT)
    assert DEVICE in note.accessibleName()
    assert shown.session.caller
    assert shown.session.caller not in note.accessibleName()


def test_the_clipboard_is_left_alone_by_the_pages(stage: SetStage) -> None:
    QGuiApplication.clipboard().setText("mine")
    for state in ("key-several", "read-out-differs", "outcome-ended"):
        shown = stage(state)
        shown.page.focus_first()
        shown.hide()
    assert QGuiApplication.clipboard().text() == "mine"
