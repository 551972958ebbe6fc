# SPDX-License-Identifier: Apache-2.0
"""Door 3 as lists of events: make, open, fill, copy, practise, lock."""

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from flow.opened import PATH, TODAY, WORDS, Person, blocks, candidate, draft, opened, vault
from recovery_assistant.find import Reading, ReadProblem
from recovery_assistant.flow.copies import effects as asked
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import (
    Destination,
    Form,
    Kind,
    LockReason,
    Strength,
    TextField,
    Whereabouts,
)
from recovery_assistant.flow.copies.blockers import Blocker, blockers
from recovery_assistant.flow.copies.deeds import deed, quiet_deed
from recovery_assistant.flow.copies.effects import Asked, Saying
from recovery_assistant.flow.copies.session import DRILL_AFTER_DAYS, Session, Sibling
from recovery_assistant.flow.copies.steps import OPEN_STEPS, Step, needs_open
from recovery_assistant.keys import KeyDraft
from recovery_assistant.vault.contents import Copy, CopyKind
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase

STICK = Destination(Path("stick") / "copy.age", Whereabouts.REMOVABLE, exists=False)
HERE = Destination(Path("here") / "copy.age", Whereabouts.THIS_PC, exists=False)
UNKNOWN = Destination(Path("there") / "copy.age", Whereabouts.UNKNOWN, exists=False)
TAKEN = Destination(Path("stick") / "copy.age", Whereabouts.REMOVABLE, exists=True)


def sayings(person: Person) -> list[Saying]:
    return [one.saying for one in person.effects if isinstance(one, asked.Say)]


def entries(person: Person) -> dict[str, str]:
    open_file = person.session().vault
    assert open_file is not None
    return {
        one.device: bytes(open_file.held.digits(one.slot)).decode() for one in open_file.entries
    }


def secrets_in(value: object) -> list[HeldKeys | Passphrase | KeyDraft]:
    """Return every secret that a session refers to and that was not wiped."""
    if isinstance(value, HeldKeys):
        return [] if value.is_wiped else [value]
    if isinstance(value, Passphrase | KeyDraft):
        return [] if value.is_empty else [value]
    if is_dataclass(value) and not isinstance(value, type):
        return [one for part in fields(value) for one in secrets_in(getattr(value, part.name))]
    if isinstance(value, tuple):
        return [one for part in value for one in secrets_in(part)]
    return []


def words_of(person: Person) -> str:
    words = person.session().passphrase
    assert words is not None
    return words.text


# A new file.


def created() -> Person:
    person = Person().tell(happened.CreateChosen())
    assert person.step() is Step.CREATE
    return person.tell(happened.PassphraseDrawn(Passphrase(WORDS)))


def test_a_new_file_begins_with_six_words_drawn() -> None:
    person = Person().tell(happened.CreateChosen())
    assert isinstance(person.latest(), asked.DrawPassphrase)
    assert person.blockers() == (Blocker.NO_WORDS, Blocker.PLACE)


def test_a_passphrase_counts_once_it_is_typed_back() -> None:
    person = created()
    assert Blocker.NOT_CONFIRMED in person.blockers()
    person.tell(happened.PassphraseTypedAgain(Passphrase("walrus")))
    assert Blocker.NOT_CONFIRMED in person.blockers()
    person.tell(happened.PassphraseTypedAgain(Passphrase(WORDS)))
    assert person.blockers() == (Blocker.PLACE,)
    assert person.session().new.counts
    person.tell(happened.PlaceAsked(), happened.PlaceNamed(PATH))
    assert person.latest() == asked.AskForFile(Asked.NEW_FILE)
    assert person.blockers() == ()


def test_a_passphrase_counts_once_it_stands_on_paper() -> None:
    person = created().tell(happened.PlaceNamed(PATH), happened.PassphraseOnPaper(on_paper=True))
    assert person.blockers() == ()
    person.tell(happened.PassphraseOnPaper(on_paper=False))
    assert person.blockers() == (Blocker.NOT_CONFIRMED,)


def test_other_words_wipe_the_first_and_have_to_be_confirmed_anew() -> None:
    person = created().tell(happened.PassphraseOnPaper(on_paper=True))
    first = person.session().new.first
    person.tell(happened.AnotherPassphraseAsked())
    assert first.is_empty
    person.tell(happened.PassphraseDrawn(Passphrase("other-words")))
    assert person.session().new.first.text == "other-words"
    assert Blocker.NOT_CONFIRMED in person.blockers()


def test_words_of_ones_own_have_to_be_strong_and_typed_twice() -> None:
    person = created().tell(happened.PassphraseKindChosen(Kind.OWN))
    assert person.session().new.first.is_empty
    assert not person.session().new.shown
    person.tell(happened.PassphraseTyped(Passphrase("secret")))
    judging = person.last(asked.JudgePassphrase)
    assert isinstance(judging, asked.JudgePassphrase)
    # The runner wipes what it was given: that must not be the one in the form.
    judging.passphrase.wipe()
    assert person.session().new.first.text == "secret"
    assert person.blockers()[0] is Blocker.TOO_WEAK
    person.tell(
        happened.PassphraseJudged(judging.request, Strength.TOO_WEAK, altered=False),
        happened.PassphraseTypedAgain(Passphrase("secret")),
    )
    assert person.blockers()[0] is Blocker.TOO_WEAK
    assert not person.session().new.counts
    person.tell(happened.PassphraseTyped(Passphrase("four strong words here")))
    stale = happened.PassphraseJudged(judging.request, Strength.ENOUGH, altered=False)
    assert person.tell(stale).session().new.strength is Strength.UNKNOWN
    judging = person.last(asked.JudgePassphrase)
    assert isinstance(judging, asked.JudgePassphrase)
    person.tell(happened.PassphraseJudged(judging.request, Strength.ENOUGH, altered=True))
    assert person.session().new.altered
    assert person.blockers()[0] is Blocker.NOT_CONFIRMED
    person.tell(happened.PassphraseTypedAgain(Passphrase("four strong words here")))
    assert person.session().new.counts
    person.tell(happened.PassphraseShown(shown=True))
    assert person.session().new.shown


def test_an_emptied_field_is_not_judged() -> None:
    person = created().tell(
        happened.PassphraseKindChosen(Kind.OWN), happened.PassphraseTyped(Passphrase("a"))
    )
    before = len(list(person.asked(asked.JudgePassphrase)))
    person.tell(happened.PassphraseTyped(Passphrase("")))
    assert len(list(person.asked(asked.JudgePassphrase))) == before
    assert person.session().judging is None


def test_words_that_come_after_own_words_were_chosen_are_wiped() -> None:
    late = Passphrase(WORDS)
    person = created().tell(happened.PassphraseKindChosen(Kind.OWN), happened.PassphraseDrawn(late))
    assert late.is_empty
    assert person.session().new.first.is_empty
    person.tell(happened.PassphraseKindChosen(Kind.GENERATED))
    assert isinstance(person.latest(), asked.DrawPassphrase)


def made() -> Person:
    person = created().tell(happened.PlaceNamed(PATH), happened.PassphraseOnPaper(on_paper=True))
    return person.tell(happened.CreateAsked())


def test_a_file_is_not_made_before_all_is_there() -> None:
    person = created().tell(happened.CreateAsked())
    assert not list(person.asked(asked.CreateVault))
    person.tell(happened.PlaceNamed(PATH), happened.CreateAsked())
    assert not list(person.asked(asked.CreateVault))


def test_a_file_that_was_made_is_open_and_its_words_are_wiped_from_the_form() -> None:
    person = made()
    creating = person.last(asked.CreateVault)
    assert isinstance(creating, asked.CreateVault)
    assert creating.path == PATH
    assert creating.passphrase.text == WORDS
    assert person.blockers() == (Blocker.WORKING,)
    first = person.session().new.first
    person.tell(
        happened.VaultOpened(person.request, creating.vault, creating.passphrase, TODAY, made=True)
    )
    assert first.is_empty
    assert person.step() is Step.KEYS
    assert Saying.MADE in sayings(person)
    assert asked.KeepSettings(PATH, 3) in person.effects
    assert asked.AskKeyring(PATH) in person.effects
    assert person.session().entries == ()


def test_a_file_that_could_not_be_made_leaves_everything_as_it_was_typed() -> None:
    person = made()
    person.tell(happened.SaveFailed(person.request, SaveProblem.DISK_FULL))
    assert person.step() is Step.CREATE
    assert person.session().save_problem is SaveProblem.DISK_FULL
    assert person.session().new.first.text == WORDS
    assert person.blockers() == ()


# Opening.


def test_a_file_is_opened_by_its_passphrase() -> None:
    person = Person().tell(happened.OpenChosen())
    assert person.effects == [asked.AskForFile(Asked.FILE_TO_OPEN)]
    person.tell(happened.FileNamed(PATH))
    assert person.step() is Step.UNLOCK
    assert person.latest() == asked.AskKeyring(PATH)
    words = Passphrase(WORDS)
    person.tell(happened.UnlockAsked(words))
    assert person.latest() == asked.OpenVault(person.request, PATH, words)
    person.tell(happened.OpenFailed(person.request, OpenProblem.DOES_NOT_FIT))
    assert person.session().open_problem is OpenProblem.DOES_NOT_FIT
    assert person.step() is Step.UNLOCK
    person.tell(happened.UnlockAsked(Passphrase(WORDS)))
    assert person.session().open_problem is None


def test_a_second_passphrase_and_an_empty_one_are_wiped_and_not_tried() -> None:
    person = Person().tell(happened.FileNamed(PATH), happened.UnlockAsked(Passphrase("")))
    assert person.session().working is None
    person.tell(happened.UnlockAsked(Passphrase(WORDS)))
    second = Passphrase(WORDS)
    person.tell(happened.UnlockAsked(second))
    assert second.is_empty
    assert len(list(person.asked(asked.OpenVault))) == 1
    nowhere = Passphrase(WORDS)
    assert Person().tell(happened.UnlockAsked(nowhere)).session().working is None
    assert nowhere.is_empty


def test_a_file_that_opens_too_late_is_wiped() -> None:
    person = Person().tell(happened.FileNamed(PATH), happened.UnlockAsked(Passphrase(WORDS)))
    request = person.request
    person.tell(happened.WorkStopped())
    assert asked.StopWork(request) in person.effects
    late, words = vault(), Passphrase(WORDS)
    person.tell(happened.VaultOpened(request, late, words, TODAY))
    assert person.session().vault is None
    assert late.held.is_wiped
    assert words.is_empty
    person.tell(happened.OpenFailed(request, OpenProblem.DAMAGED), happened.WorkStopped())
    assert person.session().open_problem is None


def test_words_read_in_another_spelling_are_told() -> None:
    person = Person().tell(happened.FileNamed(PATH), happened.UnlockAsked(Passphrase(WORDS)))
    person.tell(
        happened.VaultOpened(person.request, vault(), Passphrase(WORDS), TODAY, read_as_words=True)
    )
    assert Saying.READ_AS_WORDS in sayings(person)
    assert person.session().chosen == "entry-0"


def test_the_keyring_opens_or_gives_way_to_the_passphrase() -> None:
    person = Person().tell(happened.KeyringUnlockAsked())
    assert person.session().working is None
    person.tell(
        happened.FileNamed(PATH),
        happened.KeyringKnown(there=True, remembered=True),
        happened.KeyringUnlockAsked(),
        happened.KeyringUnlockAsked(),
    )
    assert person.session().remembered
    assert person.session().keyring_asked
    assert len(list(person.asked(asked.OpenByKeyring))) == 1
    person.tell(happened.KeyringFailed(person.request - 1))
    assert person.session().keyring_asked
    person.tell(happened.KeyringFailed(person.request))
    assert person.session().keyring_failed
    assert person.session().working is None


def test_another_file_takes_the_place_of_an_open_one_and_nothing_secret_stays() -> None:
    person = opened()
    before = person.session().vault
    assert before is not None
    person.tell(happened.FileNamed(Path("other.age")))
    assert before.held.is_wiped
    assert person.step() is Step.UNLOCK
    assert secrets_in(person.session()) == []


# Saving.


def changed() -> Person:
    return opened().tell(happened.DeleteAsked(), happened.DeleteAnswered(delete=True))


def test_a_change_is_saved_and_the_time_is_told() -> None:
    person = changed()
    saving = person.last(asked.SaveVault)
    assert isinstance(saving, asked.SaveVault)
    assert [one.device for one in saving.vault.entries] == ["PC 1"]
    assert saving.vault.keys_revision == 3
    assert person.session().saving
    person.saved()
    assert person.session().saved_at == "14:31"
    assert person.session().vault is not None
    assert person.file().revision == 4
    assert person.file().stamp == b"later"
    assert Saying.SAVED in sayings(person)


def test_a_save_is_not_broken_off() -> None:
    person = changed().tell(happened.WorkStopped())
    assert person.session().saving
    assert person.session().working is not None


def test_what_changes_during_a_save_is_saved_after_it() -> None:
    person = changed()
    person.tell(
        happened.EntryChosen("entry-1"),
        happened.DeleteAsked(),
        happened.DeleteAnswered(delete=True),
    )
    assert len(list(person.asked(asked.SaveVault))) == 1
    person.saved()
    saving = person.last(asked.SaveVault)
    assert isinstance(saving, asked.SaveVault)
    assert saving.vault.entries == ()
    assert saving.vault.revision == 4
    person.saved()
    assert person.session().working is None


def test_a_failed_save_keeps_the_change_and_can_be_tried_again() -> None:
    person = changed()
    person.tell(happened.SaveFailed(person.request, SaveProblem.GONE))
    assert person.session().save_problem is SaveProblem.GONE
    assert list(entries(person)) == ["PC 1"]
    person.tell(happened.SaveAgainAsked())
    assert person.session().save_problem is None
    person.saved()
    assert person.session().save_problem is None


def test_answers_to_an_older_save_are_dropped() -> None:
    person = changed()
    request = person.request
    person.saved()
    before = person.session()
    person.tell(
        happened.SaveFailed(request, SaveProblem.GONE),
        happened.VaultSaved(request, vault(), "15:00"),
    )
    assert person.session() == before


def test_nothing_is_saved_while_nothing_is_open() -> None:
    assert Person().tell(happened.SaveAgainAsked()).effects == []
    assert Person().tell(happened.OpenAgainAsked()).effects == []


def read_anew(person: Person) -> asked.OpenVault:
    person.tell(happened.SaveFailed(person.request, SaveProblem.CHANGED_ELSEWHERE))
    person.tell(happened.OpenAgainAsked())
    reading = person.last(asked.OpenVault)
    assert isinstance(reading, asked.OpenVault)
    return reading


def test_a_change_is_put_onto_what_another_window_saved() -> None:
    person = changed()
    ours = person.session().vault
    assert ours is not None
    reading = read_anew(person)
    assert reading.passphrase.text == WORDS
    person.tell(happened.OpenAgainAsked())
    assert person.last(asked.OpenVault) == reading
    theirs = vault(3)
    person.tell(happened.VaultOpened(reading.request, theirs, reading.passphrase, TODAY))
    assert list(entries(person)) == ["PC 1", "PC 2"]
    assert entries(person)["PC 2"] == "".join(blocks(2))
    assert ours.held.is_wiped
    assert not theirs.held.is_wiped
    assert Saying.MERGED in sayings(person)
    assert person.session().chosen == ""
    person.saved()
    assert person.session().save_problem is None


def test_an_entry_changed_in_both_windows_is_kept_twice() -> None:
    person = opened().tell(
        happened.EditAsked(), happened.FieldTyped(TextField.DEVICE, "Ours"), happened.EntrySaved()
    )
    reading = read_anew(person)
    theirs = vault()
    theirs = replace(
        theirs, entries=(replace(theirs.entries[0], device="Theirs"), theirs.entries[1])
    )
    person.tell(happened.VaultOpened(reading.request, theirs, reading.passphrase, TODAY))
    assert list(entries(person)) == ["Theirs", "Ours", "PC 1"]
    assert entries(person)["Ours"] == entries(person)["Theirs"] == "".join(blocks(0))
    assert person.session().vault is not None
    assert len({one.identifier for one in person.file().entries}) == 3


def test_what_was_added_and_changed_here_comes_along() -> None:
    person = opened().tell(
        happened.EditAsked(), happened.FieldTyped(TextField.DEVICE, "Ours"), happened.EntrySaved()
    )
    person.saved().tell(
        happened.AddAsked(),
        happened.FieldTyped(TextField.DEVICE, "New"),
        happened.KeyTyped(draft(7)),
        happened.EntrySaved(),
    )
    reading = read_anew(person)
    theirs = vault()
    # They have what we saved, and deleted nothing.
    theirs = replace(theirs, entries=(replace(theirs.entries[0], device="Ours"), theirs.entries[1]))
    person.tell(happened.VaultOpened(reading.request, theirs, reading.passphrase, TODAY))
    assert entries(person) == {
        "Ours": "".join(blocks(0)), "PC 1": "".join(blocks(1)), "New": "".join(blocks(7))
    }  # fmt: skip
    assert person.session().chosen


def test_what_was_changed_here_and_deleted_there_is_not_lost() -> None:
    person = opened().tell(
        happened.EditAsked(), happened.FieldTyped(TextField.DEVICE, "Ours"), happened.EntrySaved()
    )
    reading = read_anew(person)
    theirs = vault()
    theirs = replace(theirs, entries=(theirs.entries[1],))
    person.tell(happened.VaultOpened(reading.request, theirs, reading.passphrase, TODAY))
    assert entries(person) == {"PC 1": "".join(blocks(1)), "Ours": "".join(blocks(0))}


def test_a_change_made_here_alone_replaces_the_entry() -> None:
    person = opened().tell(
        happened.EditAsked(), happened.FieldTyped(TextField.NOTE, "Ours"), happened.EntrySaved()
    )
    reading = read_anew(person)
    person.tell(happened.VaultOpened(reading.request, vault(), reading.passphrase, TODAY))
    assert person.session().vault is not None
    assert [one.note for one in person.file().entries] == ["Ours", ""]


def test_an_entry_deleted_here_and_changed_there_stays() -> None:
    person = changed()
    reading = read_anew(person)
    theirs = vault()
    theirs = replace(theirs, entries=(replace(theirs.entries[0], note="Theirs"), theirs.entries[1]))
    person.tell(happened.VaultOpened(reading.request, theirs, reading.passphrase, TODAY))
    assert list(entries(person)) == ["PC 0", "PC 1"]


def test_a_file_that_does_not_open_anew_leaves_what_is_here() -> None:
    person = changed()
    reading = read_anew(person)
    person.tell(happened.OpenFailed(reading.request, OpenProblem.DOES_NOT_FIT))
    assert person.session().open_problem is OpenProblem.DOES_NOT_FIT
    assert list(entries(person)) == ["PC 1"]


# Locking.


@pytest.mark.parametrize("reason", [LockReason.ASKED, LockReason.IDLE, LockReason.SCREEN])
def test_locking_wipes_every_secret_and_asks_for_the_passphrase(reason: LockReason) -> None:
    person = opened().tell(
        happened.AddAsked(),
        happened.FieldTyped(TextField.DEVICE, "Half done"),
        happened.KeyTyped(draft(5)),
        happened.PassphraseTyped(Passphrase("in the making")),
        happened.Locked(reason),
    )
    assert person.step() is Step.UNLOCK
    assert person.journey.trail == (Step.START, Step.UNLOCK)
    assert person.session().locked_by is reason
    assert secrets_in(person.session()) == []
    assert any(isinstance(one, asked.LockedNow) for one in person.effects)
    assert person.session().form.device == "Half done"
    assert person.session().lost_digits


def test_a_form_that_was_begun_comes_back_after_unlocking() -> None:
    person = opened().tell(
        happened.AddAsked(),
        happened.FieldTyped(TextField.NOTE, "Half done"),
        happened.Locked(LockReason.IDLE),
        happened.UnlockAsked(Passphrase(WORDS)),
    )
    assert not person.session().lost_digits
    person.tell(happened.VaultOpened(person.request, vault(), Passphrase(WORDS), TODAY))
    assert person.step() is Step.ENTRY
    assert person.session().form.note == "Half done"


def test_nothing_is_locked_where_nothing_is_open() -> None:
    person = created().tell(happened.Locked(LockReason.IDLE))
    assert person.step() is Step.CREATE
    assert person.session().new.first.text == WORDS
    form = Form(device="PC", draft=draft(3))
    person.tell(happened.KeyHandedOver(form), happened.Locked(LockReason.LEFT))
    assert secrets_in(person.session()) == []


def test_leaving_before_anything_was_begun_is_fine() -> None:
    person = Person().tell(happened.Locked(LockReason.LEFT))
    assert person.step() is Step.START


def test_a_lock_waits_for_the_save_that_is_under_way_but_hides_at_once() -> None:
    person = changed().tell(happened.EntryChosen("entry-1"), happened.KeyRevealed(shown=True))
    person.tell(happened.Locked(LockReason.IDLE))
    assert not person.session().revealed
    assert person.session().vault is not None
    person.saved()
    assert person.session().vault is None
    assert person.session().locked_by is LockReason.IDLE
    assert secrets_in(person.session()) == []


def test_a_lock_waits_for_all_that_is_to_be_saved() -> None:
    person = changed().tell(
        happened.EntryChosen("entry-1"),
        happened.DeleteAsked(),
        happened.DeleteAnswered(delete=True),
        happened.Locked(LockReason.ASKED),
    )
    person.saved()
    assert person.session().vault is not None
    person.saved()
    assert person.session().vault is None


def unsaved() -> Person:
    person = changed()
    return person.tell(happened.SaveFailed(person.request, SaveProblem.DISK_FULL))


def test_a_change_that_is_not_saved_is_not_lost_by_being_idle() -> None:
    person = unsaved().tell(
        happened.EntryChosen("entry-1"),
        happened.KeyRevealed(shown=True),
        happened.Locked(LockReason.IDLE),
    )
    assert person.session().vault is not None
    assert not person.session().revealed


def test_a_change_that_is_not_saved_is_lost_only_by_asking_twice() -> None:
    person = unsaved().tell(happened.Locked(LockReason.ASKED))
    assert person.session().vault is not None
    assert Saying.NOT_SAVED_YET in sayings(person)
    person.tell(happened.Locked(LockReason.ASKED))
    assert person.session().vault is None


def test_leaving_while_saving_wipes_at_once() -> None:
    person = changed()
    request = person.request
    person.tell(happened.Locked(LockReason.LEFT))
    assert person.session().vault is None
    assert asked.StopWork(request) in person.effects
    assert secrets_in(person.session()) == []


# The list.


def test_the_search_finds_by_name_and_by_the_beginning_of_the_key_id() -> None:
    person = opened(12)
    for text, found in (
        ("pc 1", ["PC 1", "PC 10", "PC 11"]),
        ("a000000b", ["PC 11"]),
        (" {a000-000a} ", ["PC 10"]),
        ("a00000", [f"PC {number}" for number in range(12)]),
        ("-", []),
        ("", [f"PC {number}" for number in range(12)]),
        ("nothing", []),
    ):
        person.tell(happened.SearchTyped(text))
        assert [one.device for one in person.session().entries] == found, text


def test_replaced_entries_come_last() -> None:
    person = opened()
    file = person.session().vault
    assert file is not None
    old = replace(file.entries[0], replaced_on=TODAY, key_id=None)
    session = replace(person.session(), vault=replace(file, entries=(old, file.entries[1])))
    assert [one.device for one in session.entries] == ["PC 1", "PC 0"]
    assert replace(session, search="A0000000").entries == ()


def test_one_key_at_a_time_is_shown_and_hidden_by_all_that_leads_away() -> None:
    person = opened()
    for leaving in (
        happened.EntryChosen("entry-1"),
        happened.StepLeft(),
        happened.StepAsked(Step.COPIES),
        happened.StepAsked(Step.SHEET),
        happened.StepAsked(Step.DRILL),
        happened.StepAsked(Step.SETTINGS),
        happened.KeyRevealed(shown=False),
    ):
        person.tell(happened.EntryChosen("entry-0"), happened.KeyRevealed(shown=True))
        assert person.session().revealed
        assert person.last(asked.HideAgain) == asked.HideAgain(shown=True)
        person.tell(leaving)
        assert not person.session().revealed
        assert person.last(asked.HideAgain) == asked.HideAgain(shown=False)
        person.tell(happened.StepAsked(Step.KEYS))


def test_nothing_is_shown_where_no_entry_is_chosen() -> None:
    person = opened(0).tell(
        happened.KeyRevealed(shown=True),
        happened.KeyChecked(),
        happened.KeyCopied(),
        happened.TypingAsked(),
        happened.EditAsked(),
        happened.ReplaceAsked(),
    )
    assert not person.session().revealed
    assert not person.session().checked
    assert person.step() is Step.KEYS
    closed = Person().tell(
        happened.AddAsked(),
        happened.EntrySaved(),
        happened.EntryDropped(),
        happened.KeyCopied(),
        happened.TypingAsked(),
    )
    assert closed.step() is Step.START
    assert closed.session().shown_entry is None
    assert closed.session().entries == ()


def test_a_key_is_checked_copied_and_handed_to_the_locked_pc() -> None:
    person = opened().tell(happened.KeyChecked())
    assert person.session().checked
    person.tell(happened.KeyCopied())
    copying = person.last(asked.CopySecret)
    assert isinstance(copying, asked.CopySecret)
    assert copying.draft.blocks == blocks(0)
    person.tell(happened.TypingAsked())
    typing = person.last(asked.TypeOnLockedPc)
    assert isinstance(typing, asked.TypeOnLockedPc)
    assert typing.form.draft.blocks == blocks(0)
    assert typing.form.key_id_text == "A0000000"
    assert typing.form.device == "PC 0"


# Entries.


def test_a_key_is_added() -> None:
    person = opened().tell(happened.AddAsked())
    assert person.step() is Step.ENTRY
    assert person.journey.trail == (Step.START, Step.KEYS, Step.ENTRY)
    assert person.blockers() == (Blocker.DEVICE, Blocker.KEY)
    for name in TextField:
        person.tell(happened.FieldTyped(name, f" {name.value} "))
    person.tell(happened.FieldTyped(TextField.KEY_ID, "5BFC"))
    assert person.blockers()[0] is Blocker.KEY_ID
    person.tell(happened.FieldTyped(TextField.KEY_ID, "5BFCBB05"))
    person.tell(happened.KeyTyped(KeyDraft(["111112"])))
    assert person.blockers() == (Blocker.KEY_WRONG,)
    person.tell(happened.EntrySaved())
    assert person.step() is Step.ENTRY
    person.tell(happened.KeyTyped(draft(5)), happened.ReplacedOnSet(date(2026, 1, 2)))
    assert person.blockers() == ()
    typed = person.session().form.draft
    person.tell(happened.EntrySaved())
    assert person.step() is Step.KEYS
    assert typed.is_empty
    assert person.session().vault is not None
    added = person.file().entries[-1]
    assert person.session().chosen == added.identifier
    assert (added.device, added.drive, added.origin) == ("device", "drive", "origin")
    assert (added.copies, added.note) == ("copies", "note")
    assert (added.added, added.replaced_on) == (TODAY, date(2026, 1, 2))
    assert added.key_id is not None
    assert added.key_id.hex == "5BFCBB05"
    assert entries(person)["device"] == "".join(blocks(5))
    assert not person.session().form.touched


def test_a_form_that_was_begun_is_gone_back_to() -> None:
    person = opened().tell(
        happened.AddAsked(),
        happened.FieldTyped(TextField.NOTE, "begun"),
        happened.StepAsked(Step.KEYS),
        happened.AddAsked(),
    )
    assert person.session().form.note == "begun"
    assert Saying.UNFINISHED not in sayings(person)
    for event in (happened.EditAsked(), happened.ReplaceAsked()):
        person.tell(happened.StepAsked(Step.KEYS), event)
        assert person.step() is Step.ENTRY
        assert person.session().form.note == "begun"
        assert person.latest() == asked.Say(Saying.UNFINISHED)
    person.tell(happened.EntryDropped(), happened.EditAsked())
    assert person.session().form.device == "PC 0"
    person.tell(happened.StepAsked(Step.KEYS), happened.AddAsked())
    assert person.session().form.device == ""


def test_an_entry_is_changed_and_keeps_its_name_its_day_and_its_digits() -> None:
    person = opened()
    file = person.session().vault
    assert file is not None
    before = file.entries[0]
    person.tell(
        happened.EditAsked(), happened.FieldTyped(TextField.NOTE, "new"), happened.EntrySaved()
    )
    assert person.session().vault is not None
    after = person.file().entries[0]
    assert after == replace(before, note="new")
    assert len(file.held) == 2
    person.saved().tell(happened.EditAsked(), happened.KeyTyped(draft(9)), happened.EntrySaved())
    assert entries(person)["PC 0"] == "".join(blocks(9))


def test_a_replaced_key_stays_as_history_and_names_its_successor() -> None:
    person = opened().tell(happened.ReplaceAsked())
    assert person.session().form.device == "PC 0"
    assert person.session().form.draft.is_empty
    person.tell(happened.KeyTyped(draft(9)), happened.EntrySaved())
    assert person.session().vault is not None
    old, other, new = person.file().entries
    assert old.replaced_on == TODAY
    assert old.successor == new.identifier
    assert other.replaced_on is None
    assert person.session().chosen == new.identifier


def test_a_key_that_is_there_already_is_kept_twice_only_after_a_second_yes() -> None:
    person = opened().tell(
        happened.AddAsked(),
        happened.FieldTyped(TextField.DEVICE, "Again"),
        happened.KeyTyped(draft(1)),
        happened.EntrySaved(),
    )
    assert person.step() is Step.ENTRY
    assert person.session().duplicate == "entry-1"
    person.tell(happened.KeyTyped(draft(1)))
    assert person.session().duplicate == ""
    person.tell(happened.EntrySaved(), happened.EntrySaved())
    assert list(entries(person)) == ["PC 0", "PC 1", "Again"]


def test_a_form_is_left_without_keeping_it() -> None:
    person = opened().tell(happened.EditAsked())
    shown = person.session().form.draft
    person.tell(happened.FieldTyped(TextField.NOTE, "no"), happened.EntryDropped())
    assert person.step() is Step.KEYS
    assert shown.is_empty
    assert not list(person.asked(asked.SaveVault))


def test_deleting_asks_first() -> None:
    person = opened().tell(happened.DeleteAsked())
    assert person.session().deleting == "entry-0"
    person.tell(happened.DeleteAnswered(delete=False))
    assert person.session().deleting == ""
    assert list(entries(person)) == ["PC 0", "PC 1"]
    person.tell(happened.DeleteAnswered(delete=True))
    assert list(entries(person)) == ["PC 0", "PC 1"]
    person.tell(happened.DeleteAsked(), happened.DeleteAnswered(delete=True))
    assert list(entries(person)) == ["PC 1"]
    assert person.session().chosen == ""


def test_a_key_from_door_1_waits_for_an_open_file_and_then_stands_in_the_form() -> None:
    form = Form(device="Locked PC", draft=draft(6), key_id_text="5BFCBB05")
    person = Person().tell(happened.KeyHandedOver(form))
    assert person.step() is Step.START
    newer = Form(device="Locked PC", draft=draft(7))
    person.tell(happened.KeyHandedOver(newer))
    assert form.draft.is_empty
    person.tell(happened.FileNamed(PATH), happened.UnlockAsked(Passphrase(WORDS)))
    person.tell(happened.VaultOpened(person.request, vault(), Passphrase(WORDS), TODAY))
    assert person.step() is Step.ENTRY
    assert person.session().form.draft.blocks == blocks(7)
    assert person.session().offered is None
    person.tell(happened.EntrySaved())
    assert entries(person)["Locked PC"] == "".join(blocks(7))


def test_a_key_from_door_1_goes_straight_into_an_open_file() -> None:
    person = opened().tell(happened.KeyHandedOver(Form(device="Locked", draft=draft(6))))
    assert person.step() is Step.ENTRY
    later = Form(device="Another", draft=draft(7))
    person.tell(happened.KeyHandedOver(later))
    assert person.session().form.device == "Locked"
    person.tell(happened.EntrySaved())
    # The form is free now.
    assert person.step() is Step.ENTRY
    assert person.session().form.device == "Another"
    person.saved().tell(happened.EntryDropped())
    assert person.step() is Step.KEYS
    assert later.draft.is_empty


# Import.


def read(person: Person, *numbers: int, wrong: int = 0) -> Reading:
    found = [candidate(number) for number in numbers]
    found += [candidate(0, well_formed=False)] * wrong
    reading = Reading(tuple(found), None, 100)
    person.tell(happened.ImportRead(person.request, reading))
    return reading


def importing() -> Person:
    return opened().tell(
        happened.AddAsked(), happened.ImportAsked(), happened.ImportNamed(Path("keys.txt"))
    )


def test_a_file_with_one_key_fills_the_form() -> None:
    person = importing()
    assert asked.AskForFile(Asked.KEYS_TO_IMPORT) in person.effects
    assert person.last(asked.ReadKeys) == asked.ReadKeys(person.request, Path("keys.txt"))
    person.tell(happened.ImportNamed(Path("other.txt")))
    assert len(list(person.asked(asked.ReadKeys))) == 1
    read(person, 5)
    assert person.session().form.draft.blocks == blocks(5)
    assert person.session().form.key_id_text == "A0000005"
    assert person.session().found == ()


def test_a_key_without_an_id_keeps_the_one_that_was_typed() -> None:
    person = importing().tell(happened.FieldTyped(TextField.KEY_ID, "5BFCBB05"))
    read(person, wrong=1)
    assert person.session().form.key_id_text == "5BFCBB05"
    assert person.blockers()[-1] is Blocker.KEY_WRONG


def test_of_several_keys_those_chosen_become_entries_if_they_are_new_and_right() -> None:
    person = importing().tell(happened.FieldTyped(TextField.DRIVE, "Drive D:"))
    reading = read(person, 1, 5, 6, wrong=1)
    assert person.session().found == reading.candidates
    person.tell(happened.ImportTaken((0, 1, 3, 9)))
    assert entries(person)["keys.txt"] == "".join(blocks(5))
    assert len(entries(person)) == 3
    assert person.session().not_taken == 2
    assert person.step() is Step.KEYS
    assert Saying.IMPORTED in sayings(person)
    assert all(one.draft.is_empty for one in reading.candidates)
    assert person.session().vault is not None
    assert person.file().entries[-1].drive == "Drive D:"


def test_keys_that_are_all_known_or_wrong_leave_everything_as_it_is() -> None:
    person = importing()
    read(person, 0, 1, wrong=1)
    person.tell(happened.ImportTaken((0, 1, 2)))
    assert person.session().not_taken == 3
    assert person.step() is Step.ENTRY
    assert not list(person.asked(asked.SaveVault))
    person.tell(happened.EntryDropped())
    assert person.session().found == ()
    assert person.session().not_taken == 0


def test_a_file_without_a_key_says_so() -> None:
    person = importing()
    person.tell(happened.ImportRead(person.request, Reading((), ReadProblem.NO_KEY, 10)))
    assert person.session().read_problem is ReadProblem.NO_KEY


def test_keys_that_come_too_late_are_wiped() -> None:
    person = importing()
    request = person.request
    person.tell(happened.WorkStopped())
    late = Reading((candidate(5),), None, 10)
    person.tell(happened.ImportRead(request, late))
    assert late.candidates[0].draft.is_empty
    closed = Person().tell(happened.ImportNamed(PATH), happened.ImportTaken((0,)))
    assert closed.effects == []


# Copies.


def copying(destination: Destination, kind: CopyKind = CopyKind.FILE) -> Person:
    return opened().tell(happened.CopyChosen(kind), happened.DestinationNamed(destination))


def test_a_copy_counts_once_it_was_read_back() -> None:
    person = copying(STICK)
    asking = person.last(asked.AskForDestination)
    assert isinstance(asking, asked.AskForDestination)
    assert asking.suggested.endswith(".age")
    assert "key" not in asking.suggested.lower()
    making = person.last(asked.MakeCopy)
    assert isinstance(making, asked.MakeCopy)
    assert (making.path, making.overwrite) == (STICK.path, False)
    assert person.session().vault is not None
    assert person.file().copies_off_this_pc == 0
    person.tell(happened.CopyVerified(person.request, TODAY))
    assert person.session().vault is not None
    assert person.file().copies_off_this_pc == 1
    assert person.file().keys_revision == 2
    assert person.session().copy is not None
    assert person.copy().done
    assert Saying.COPY_VERIFIED in sayings(person)
    person.saved()
    # The same place again: one copy, not two.
    person.tell(happened.CopyChosen(CopyKind.FILE), happened.DestinationNamed(STICK))
    person.tell(happened.CopyVerified(person.request, TODAY + timedelta(days=1)))
    (copy,) = person.file().copies if person.session().vault else ()
    assert copy.verified == TODAY + timedelta(days=1)


def test_a_copy_made_before_a_change_does_not_count_any_more() -> None:
    person = copying(STICK)
    person.tell(happened.CopyVerified(person.request, TODAY))
    person.saved().tell(happened.DeleteAsked(), happened.DeleteAnswered(delete=True))
    assert person.session().vault is not None
    assert person.file().copies_off_this_pc == 0


@pytest.mark.parametrize("destination", [HERE, UNKNOWN, TAKEN])
def test_a_place_that_may_be_wrong_is_asked_about_first(destination: Destination) -> None:
    person = copying(destination)
    assert not list(person.asked(asked.MakeCopy))
    assert person.session().copy is not None
    assert person.copy().asking
    person.tell(happened.DestinationAnswered(sure=False))
    assert len(list(person.asked(asked.AskForDestination))) == 2
    assert person.copy().destination is None
    person.tell(happened.DestinationNamed(destination), happened.DestinationAnswered(sure=True))
    making = person.last(asked.MakeCopy)
    assert isinstance(making, asked.MakeCopy)
    assert making.overwrite is destination.exists


@pytest.mark.parametrize(("destination", "counted"), [(HERE, 0), (UNKNOWN, 1), (TAKEN, 1)])
def test_a_copy_on_this_pc_is_not_counted(destination: Destination, counted: int) -> None:
    person = copying(destination).tell(happened.DestinationAnswered(sure=True))
    person.tell(happened.CopyVerified(person.request, TODAY))
    assert person.session().vault is not None
    assert person.file().copies_off_this_pc == counted
    assert len(person.file().copies) == 1


def test_a_copy_that_failed_does_not_count() -> None:
    person = copying(STICK, CopyKind.KEEPASS)
    stale = happened.CopyFailed(person.request - 1, SaveProblem.DISK_FULL)
    assert person.tell(stale).session().working is not None
    person.tell(happened.CopyFailed(person.request, SaveProblem.NOT_READ_BACK))
    assert person.session().copy is not None
    assert person.copy().problem is SaveProblem.NOT_READ_BACK
    assert person.session().vault is not None
    assert person.file().copies == ()


def test_a_copy_whose_making_was_stopped_does_not_count() -> None:
    person = copying(STICK)
    request = person.request
    person.tell(happened.WorkStopped(), happened.CopyVerified(request, TODAY))
    assert person.session().vault is not None
    assert person.file().copies == ()
    person.tell(happened.DestinationNamed(STICK), happened.DestinationAnswered(sure=True))
    assert person.session().copy is None


def test_no_copy_is_made_while_something_is_under_way_or_nothing_is_open() -> None:
    person = changed().tell(happened.CopyChosen(CopyKind.FILE))
    assert person.session().copy is None
    person = opened().tell(happened.CopyChosen(CopyKind.FILE), happened.DeleteAsked())
    person.tell(happened.DeleteAnswered(delete=True), happened.DestinationNamed(STICK))
    assert not list(person.asked(asked.MakeCopy))
    closed = Person().tell(
        happened.CopyChosen(CopyKind.FILE),
        happened.CopyForgotten(0),
        happened.StepAsked(Step.COPIES),
        happened.PrintAsked(),
        happened.SheetPrinted((1,)),
        happened.SheetTyped(("",)),
        happened.SheetConfirmed(TODAY),
    )
    assert closed.step() is Step.START
    assert closed.effects == []


def test_a_copy_that_is_gone_is_taken_off_the_list() -> None:
    person = copying(STICK)
    person.tell(happened.CopyVerified(person.request, TODAY))
    person.saved().tell(happened.CopyForgotten(4))
    assert person.session().working is None
    person.tell(happened.CopyForgotten(0))
    assert person.session().vault is not None
    assert person.file().copies == ()


# The sheet.


def sheet(count: int = 1) -> Person:
    person = opened(count).tell(happened.CopyChosen(CopyKind.SHEET))
    assert person.step() is Step.SHEET
    return person


def test_a_sheet_counts_once_two_blocks_were_read_from_the_paper() -> None:
    person = sheet().tell(happened.SheetConfirmed(TODAY), happened.PrintAsked())
    printing = person.last(asked.PrintSheet)
    assert isinstance(printing, asked.PrintSheet)
    assert printing.entry == "entry-0"
    person.tell(happened.SheetPrinted((3, 7)))
    right = (blocks(0)[2], blocks(0)[6])
    person.tell(happened.SheetConfirmed(TODAY))
    assert person.session().copy is not None
    assert person.copy().wrong_block == 3
    person.tell(happened.SheetTyped((right[0], "123456")), happened.SheetConfirmed(TODAY))
    assert person.copy().wrong_block == 7
    person.tell(happened.SheetTyped((f" {right[0]}", right[1])))
    assert person.copy().wrong_block is None
    person.tell(happened.SheetConfirmed(TODAY))
    assert person.copy().done
    assert person.copy().typed == ("", "")
    assert person.session().vault is not None
    assert person.file().copies_off_this_pc == 1
    assert Saying.SHEET_VERIFIED in sayings(person)


def test_sheets_count_once_every_key_in_use_has_one() -> None:
    person = sheet(2)
    for number in range(2):
        assert person.session().vault is not None
        assert person.file().copies_off_this_pc == 0
        person.tell(
            happened.SheetEntryChosen(f"entry-{number}"),
            happened.SheetPrinted((1,)),
            happened.SheetTyped((blocks(number)[0],)),
            happened.SheetConfirmed(TODAY),
        )
        person.saved()
    assert person.session().vault is not None
    assert person.file().copies_off_this_pc == 1


def test_a_sheet_of_an_entry_that_is_gone_is_neither_printed_nor_counted() -> None:
    person = sheet().tell(
        happened.SheetEntryChosen("nobody"),
        happened.PrintAsked(),
        happened.SheetPrinted((1,)),
        happened.SheetConfirmed(TODAY),
    )
    assert not list(person.asked(asked.PrintSheet))
    assert person.session().vault is not None
    assert person.file().copies == ()


# Practice.


def drilling() -> Person:
    person = opened().tell(
        happened.StepAsked(Step.DRILL),
        happened.DrillFileAsked(),
        happened.DrillFileNamed(STICK.path),
    )
    assert asked.AskForFile(Asked.COPY_TO_DRILL) in person.effects
    return person.tell(happened.DrillAsked(Passphrase(WORDS)))


def test_a_copy_that_opens_is_a_practice_done() -> None:
    person = drilling()
    assert person.session().vault is not None
    identifier = person.file().identifier
    person.tell(happened.DrillOpened(person.request, identifier, 2, 2, TODAY))
    assert person.session().drill.done
    assert not person.session().drill.differs
    assert person.file().drilled == TODAY
    person.saved()


def test_an_older_copy_and_a_foreign_one_are_named() -> None:
    person = drilling()
    assert person.session().vault is not None
    identifier = person.file().identifier
    person.tell(happened.DrillOpened(person.request, identifier, 1, 1, TODAY))
    assert person.session().drill.differs
    person.saved().tell(happened.DrillAsked(Passphrase(WORDS)))
    person.tell(happened.DrillOpened(person.request, "b" * 32, 2, 2, TODAY))
    assert person.session().drill.foreign
    assert person.session().working is None


def test_a_copy_that_does_not_open_is_no_practice() -> None:
    person = drilling()
    request = person.request
    stale = happened.DrillFailed(request - 1, OpenProblem.DAMAGED)
    assert person.tell(stale).session().drill.problem is None
    person.tell(happened.DrillFailed(request, OpenProblem.DAMAGED))
    assert person.session().drill.problem is OpenProblem.DAMAGED
    person.tell(happened.DrillOpened(request, "a" * 32, 2, 2, TODAY))
    assert person.session().vault is not None
    assert person.file().drilled is None
    nothing = Passphrase("")
    person.tell(happened.DrillAsked(nothing))
    assert person.session().working is None


def test_a_practice_is_due_when_the_last_one_is_old() -> None:
    person = opened()
    assert not person.session().drill_due
    assert not Session().drill_due
    assert person.session().vault is not None
    copy = Copy(kind=CopyKind.FILE, place="x", verified=TODAY, keys_revision=2, off_this_pc=True)
    never = replace(person.session(), vault=replace(person.file(), copies=(copy,)))
    assert never.drill_due
    assert never.vault is not None
    for days, due in ((DRILL_AFTER_DAYS, True), (DRILL_AFTER_DAYS - 1, False)):
        last = TODAY - timedelta(days=days)
        done = replace(never, vault=replace(never.vault, drilled=last))
        assert done.drill_due is due


# Settings.


def test_a_changed_passphrase_saves_the_file_anew() -> None:
    person = opened().tell(
        happened.KeyringKnown(there=True, remembered=True),
        happened.StepAsked(Step.SETTINGS),
        happened.PassphraseChangeAsked(),
    )
    assert not list(person.asked(asked.SaveVault))
    old = person.session().passphrase
    assert old is not None
    person.tell(
        happened.PassphraseDrawn(Passphrase("new-words")),
        happened.PassphraseOnPaper(on_paper=True),
        happened.PassphraseChangeAsked(),
    )
    saving = person.last(asked.SaveVault)
    assert isinstance(saving, asked.SaveVault)
    assert saving.passphrase.text == "new-words"
    assert person.session().passphrase is old
    person.saved()
    assert old.is_empty
    assert person.session().passphrase is not None
    assert words_of(person) == "new-words"
    assert person.session().words_changed
    assert Saying.WORDS_CHANGED in sayings(person)
    assert Saying.SAVED not in sayings(person)
    remembering = person.last(asked.RememberHere)
    assert isinstance(remembering, asked.RememberHere)
    assert remembering.passphrase.text == "new-words"
    person.tell(happened.BackupsDeleteAsked())
    assert asked.DeleteBackups(PATH) in person.effects
    # Only what is gone is said to be: the old passphrase opens the backups.
    assert Saying.BACKUPS_DELETED not in sayings(person)
    person.tell(happened.BackupsDeleted(gone=False))
    assert Saying.BACKUPS_LEFT in sayings(person)
    assert Saying.BACKUPS_DELETED not in sayings(person)
    assert person.session().words_changed
    person.tell(happened.BackupsDeleted(gone=True))
    assert Saying.BACKUPS_DELETED in sayings(person)
    assert not person.session().words_changed


def test_a_passphrase_that_could_not_be_saved_is_not_used() -> None:
    person = opened().tell(
        happened.PassphraseDrawn(Passphrase("new-words")),
        happened.PassphraseOnPaper(on_paper=True),
        happened.PassphraseChangeAsked(),
    )
    changing = person.session().changing
    person.tell(happened.SaveFailed(person.request, SaveProblem.DISK_FULL))
    assert changing is not None
    assert changing.is_empty
    assert person.session().passphrase is not None
    assert words_of(person) == WORDS
    person.tell(happened.SaveAgainAsked())
    saving = person.last(asked.SaveVault)
    assert isinstance(saving, asked.SaveVault)
    assert saving.passphrase.text == WORDS


def test_a_file_is_remembered_and_forgotten_on_this_pc() -> None:
    person = opened().tell(happened.RememberAsked(remember=True))
    assert isinstance(person.latest(), asked.RememberHere)
    person.tell(happened.RememberAsked(remember=False))
    assert person.latest() == asked.ForgetHere(PATH)
    person.tell(happened.KeyringKnown(there=False, remembered=False))
    before = len(person.effects)
    person.tell(happened.RememberAsked(remember=True))
    assert len(person.effects) == before
    closed = Person().tell(
        happened.RememberAsked(remember=True),
        happened.BackupsDeleteAsked(),
        happened.PassphraseChangeAsked(),
    )
    assert closed.effects == []


def test_how_long_it_stays_open_is_chosen_and_kept() -> None:
    person = opened().tell(happened.IdleMinutesChosen(10))
    assert person.session().idle_minutes == 10
    assert person.latest() == asked.KeepSettings(PATH, 10)
    person.tell(happened.IdleMinutesChosen(0))
    assert person.session().idle_minutes == 10


def test_what_lies_beside_the_file_is_shown() -> None:
    sibling = Sibling(path=Path("copy (1).age"), is_backup=False)
    person = opened().tell(happened.SiblingsFound((sibling,)))
    assert person.session().siblings == (sibling,)


# The screens.


def test_the_rail_leads_only_into_an_open_file() -> None:
    person = opened()
    for step in OPEN_STEPS:
        person.tell(happened.StepAsked(step))
        assert person.step() is step
        assert person.journey.trail[:2] == (Step.START, Step.KEYS)
    person.tell(happened.StepAsked(Step.CREATE))
    assert person.step() is OPEN_STEPS[-1]
    assert needs_open(Step.ENTRY)
    assert not needs_open(Step.UNLOCK)


@pytest.mark.parametrize("step", Step)
def test_every_screen_has_its_deed(step: Step) -> None:
    session = opened().session()
    assert session.vault is not None
    copy = Copy(kind=CopyKind.FILE, place="x", verified=TODAY, keys_revision=2, off_this_pc=True)
    copied = replace(session, vault=replace(session.vault, copies=(copy,)))
    expected: dict[Step, object] = {
        Step.CREATE: happened.CreateAsked(),
        Step.ENTRY: happened.EntrySaved(),
        Step.KEYS: happened.StepAsked(Step.DRILL),
        Step.START: None,
        Step.UNLOCK: None,
    }
    assert deed(step, copied) == expected.get(step, happened.StepAsked(Step.KEYS))
    quiet = happened.EntryDropped() if step is Step.ENTRY else happened.Locked(LockReason.ASKED)
    assert quiet_deed(step, copied) == quiet
    if step is not Step.ENTRY:
        assert quiet_deed(step, Session()) is None
    assert blockers(step, Session(working=1)) == (Blocker.WORKING,)


def test_without_a_copy_there_is_nothing_to_practise_with() -> None:
    assert deed(Step.KEYS, opened().session()) is None
    assert deed(Step.KEYS, Session()) is None


def test_door_3_keeps_no_place_of_its_own() -> None:
    assert opened().journey.remembered is None
    assert not opened().journey.forward()


def test_a_changed_passphrase_of_a_file_that_is_not_remembered_is_not_handed_on() -> None:
    person = opened().tell(
        happened.PassphraseDrawn(Passphrase("new-words")),
        happened.PassphraseOnPaper(on_paper=True),
        happened.PassphraseChangeAsked(),
    )
    person.saved()
    assert words_of(person) == "new-words"
    assert not list(person.asked(asked.RememberHere))
    assert person.session().new.first.is_empty


def test_an_entry_that_is_still_there_stays_chosen_when_the_file_is_read_anew() -> None:
    person = changed().tell(happened.EntryChosen("entry-1"))
    reading = read_anew(person)
    person.tell(happened.VaultOpened(reading.request, vault(3), reading.passphrase, TODAY))
    assert person.session().chosen == "entry-1"


def test_a_file_that_is_read_anew_forgets_a_choice_that_is_gone() -> None:
    person = changed().tell(happened.EntryChosen("entry-1"))
    reading = read_anew(person)
    theirs = vault(1)
    person.tell(happened.VaultOpened(reading.request, theirs, reading.passphrase, TODAY))
    assert person.session().chosen == ""


@pytest.mark.parametrize("step", [*OPEN_STEPS, Step.START, Step.UNLOCK])
def test_screens_with_deeds_of_their_own_have_nothing_missing(step: Step) -> None:
    assert blockers(step, Session()) == ()


def test_an_unsaved_change_is_saved_once_more_before_an_idle_file_is_locked() -> None:
    person = unsaved().tell(happened.Locked(LockReason.IDLE))
    assert person.session().saving
    person.saved()
    assert person.session().vault is None
    assert person.session().locked_by is LockReason.IDLE


def test_a_change_that_cannot_be_saved_does_not_keep_the_keys_open_for_ever() -> None:
    person = unsaved().tell(happened.Locked(LockReason.SCREEN))
    person.tell(happened.SaveFailed(person.request, SaveProblem.DISK_FULL))
    assert person.session().vault is not None
    assert Saying.NOT_SAVED_YET in sayings(person)
    person.tell(happened.Locked(LockReason.IDLE))
    assert person.session().vault is None
    assert secrets_in(person.session()) == []


def test_who_comes_back_and_saves_is_warned_anew() -> None:
    person = unsaved().tell(happened.Locked(LockReason.ASKED), happened.SaveAgainAsked())
    person.tell(happened.SaveFailed(person.request, SaveProblem.DISK_FULL))
    person.tell(happened.Locked(LockReason.ASKED))
    assert person.session().vault is not None


def test_a_web_page_is_opened_to_be_read_and_never_written_over() -> None:
    person = Person().tell(happened.FileNamed(PATH), happened.UnlockAsked(Passphrase(WORDS)))
    page = replace(vault(), stamp=b"")
    person.tell(happened.VaultOpened(person.request, page, Passphrase(WORDS), TODAY))
    assert Saying.OPENED_A_COPY in sayings(person)
    person.tell(happened.KeyRevealed(shown=True))
    assert person.session().revealed
    person.tell(happened.EditAsked())
    assert person.blockers() == (Blocker.READ_ONLY,)
    person.tell(
        happened.EntryDropped(), happened.DeleteAsked(), happened.DeleteAnswered(delete=True)
    )
    assert person.session().save_problem is SaveProblem.A_COPY
    assert not list(person.asked(asked.SaveVault))


def test_a_file_in_the_making_is_not_broken_off() -> None:
    person = made()
    request = person.request
    person.tell(happened.WorkStopped())
    assert person.session().working == request
    file = person.last(asked.CreateVault)
    assert isinstance(file, asked.CreateVault)
    person.tell(happened.VaultOpened(request, file.vault, file.passphrase, TODAY, made=True))
    assert person.step() is Step.KEYS
    assert not person.session().saving
