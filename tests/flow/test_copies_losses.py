# SPDX-License-Identifier: Apache-2.0
"""Door 3 where something could be lost, or counted that is none."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flow.opened import (
    PATH,
    TODAY,
    WORDS,
    Person,
    blocks,
    candidate,
    draft,
    opened,
    vault,
)
from recovery_assistant.find import Reading
from recovery_assistant.flow.copies import effects as asked
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import (
    Destination,
    LockReason,
    TextField,
    Whereabouts,
)
from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.effects import Saying
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.keys import KeyDraft
from recovery_assistant.vault.contents import Copy, CopyKind, Vault
from recovery_assistant.vault.outcomes import SaveProblem
from recovery_assistant.vault.passphrase import Passphrase

OTHER = Path("elsewhere") / "copy.age"
STICK = Destination(Path("stick") / "copy.age", Whereabouts.REMOVABLE, exists=False)


def unlock(person: Person, file: Vault) -> Person:
    person.tell(happened.UnlockAsked(Passphrase(WORDS)))
    return person.tell(happened.VaultOpened(person.request, file, Passphrase(WORDS), TODAY))


def changing(person: Person) -> Person:
    person.tell(happened.EntryChosen("entry-1"), happened.EditAsked())
    return person.tell(happened.FieldTyped(TextField.NOTE, "a new note"))


def changed() -> Person:
    return changing(opened()).tell(happened.EntrySaved())


def key_of(person: Person, device: str) -> str:
    (found,) = (one for one in person.file().entries if one.device == device)
    return bytes(person.file().held.digits(found.slot)).decode()


# An entry that is being changed.


def test_an_entry_that_is_gone_while_it_is_changed_is_kept_as_a_new_one() -> None:
    person = changing(opened()).tell(happened.Locked(LockReason.IDLE), happened.FileNamed(OTHER))
    unlock(person, vault(1)).tell(happened.KeyTyped(draft(7)), happened.EntrySaved())
    assert [one.device for one in person.file().entries] == ["PC 0", "PC 1"]
    assert key_of(person, "PC 1") == "".join(blocks(7))
    assert person.file().entries[1].note == "a new note"


def test_the_digits_of_an_entry_that_was_being_changed_come_back_after_unlocking() -> None:
    person = changing(opened()).tell(happened.Locked(LockReason.IDLE))
    assert person.session().form.draft.is_empty
    unlock(person, vault())
    assert person.step() is Step.ENTRY
    assert person.session().form.draft.blocks == blocks(1)
    assert person.session().form.note == "a new note"
    assert not person.session().lost_digits
    assert person.blockers() == ()


@pytest.mark.parametrize("typed", [draft(7), KeyDraft(["000011"])])
def test_digits_typed_in_place_of_others_are_asked_for_again(typed: KeyDraft) -> None:
    person = changing(opened()).tell(
        happened.KeyTyped(KeyDraft(typed.blocks)), happened.Locked(LockReason.IDLE)
    )
    unlock(person, vault())
    assert person.session().lost_digits
    assert person.session().form.draft.is_empty


def test_the_digits_of_a_new_entry_do_not_come_back_by_themselves() -> None:
    person = opened().tell(happened.AddAsked(), happened.KeyTyped(draft(5)))
    person.tell(happened.Locked(LockReason.IDLE))
    unlock(person, vault())
    assert person.session().lost_digits
    assert person.session().form.draft.is_empty
    assert Blocker.KEY in person.blockers()


def test_a_form_that_is_not_opened_leaves_no_digits_behind() -> None:
    person = opened().tell(happened.AddAsked(), happened.FieldTyped(TextField.NOTE, "begun"))
    person.effects.clear()
    person.tell(happened.StepAsked(Step.KEYS), happened.EditAsked())
    wiping = person.last(asked.WipeSecrets)
    assert isinstance(wiping, asked.WipeSecrets)
    assert len(wiping.drafts) == 1
    assert wiping.drafts[0] is not person.session().form.draft


def test_what_was_typed_beside_imported_keys_is_kept_with_each() -> None:
    person = opened(1).tell(
        happened.AddAsked(),
        happened.FieldTyped(TextField.NOTE, "of the shop"),
        happened.FieldTyped(TextField.COPIES, "in the safe"),
        happened.ImportNamed(Path("keys.txt")),
    )
    reading = Reading((candidate(5), candidate(6)), None, 9)
    person.tell(happened.ImportRead(person.request, reading), happened.ImportTaken((-1, 0)))
    (added,) = person.file().entries[1:]
    assert (added.note, added.copies) == ("of the shop", "in the safe")
    assert key_of(person, added.device) == "".join(blocks(5))


# A change that is not in the file yet.


@pytest.mark.parametrize("event", [happened.FileNamed(OTHER), happened.CreateChosen()])
def test_no_other_file_takes_the_place_of_a_change_that_is_not_saved(
    event: happened.FileNamed | happened.CreateChosen,
) -> None:
    saving = changed().tell(event)
    assert saving.session().path == PATH
    assert saving.file().entries[1].note == "a new note"
    failed = changed()
    failed.tell(happened.SaveFailed(failed.request, SaveProblem.DISK_FULL), event)
    assert failed.step() is Step.KEYS
    assert failed.file().entries[1].note == "a new note"
    assert failed.latest() == asked.Say(Saying.NOT_SAVED_YET)
    failed.tell(happened.SaveAgainAsked()).saved().tell(event)
    assert failed.session().vault is None
    assert failed.step() is not Step.KEYS


def test_what_both_windows_noted_of_copies_is_put_together() -> None:
    old = Copy(kind=CopyKind.FILE, place="stick", verified=TODAY, keys_revision=2, off_this_pc=True)
    new = replace(old, verified=TODAY + timedelta(days=3))
    page = replace(old, kind=CopyKind.PAGE)
    person = Person().tell(happened.FileNamed(PATH))
    unlock(person, replace(vault(), copies=(new,), drilled=TODAY))
    changing(person).tell(happened.EntrySaved())
    person.tell(happened.SaveFailed(person.request, SaveProblem.CHANGED_ELSEWHERE))
    person.tell(happened.OpenAgainAsked())
    earlier = TODAY - timedelta(days=9)
    theirs = replace(vault(), revision=4, copies=(old, page), drilled=earlier)
    person.tell(happened.VaultOpened(person.request, theirs, Passphrase(WORDS), TODAY))
    assert set(person.file().copies) == {new, page}
    assert person.file().drilled == TODAY


# What counts as a copy.


def with_copies() -> Person:
    sheet = Copy(
        kind=CopyKind.SHEET,
        place="PC 0",
        verified=TODAY,
        keys_revision=2,
        off_this_pc=True,
        entry="entry-0",
    )
    file = replace(sheet, kind=CopyKind.FILE, place="stick", entry="")
    person = Person().tell(happened.FileNamed(PATH))
    return unlock(person, replace(vault(1), copies=(sheet, file)))


def counted(person: Person) -> set[CopyKind]:
    file = person.file()
    return {one.kind for one in file.copies if one.keys_revision == file.keys_revision}


def test_the_file_itself_is_no_place_for_its_copy() -> None:
    person = opened().tell(happened.CopyChosen(CopyKind.FILE))
    person.tell(
        happened.DestinationNamed(Destination(PATH, Whereabouts.REMOVABLE, exists=True)),
        happened.DestinationAnswered(sure=True),
    )
    assert not list(person.asked(asked.MakeCopy))
    assert person.copy().problem is SaveProblem.EXISTS
    person.tell(happened.DestinationNamed(STICK))
    assert list(person.asked(asked.MakeCopy))
    assert person.copy().problem is None


def test_a_sheet_counts_as_long_as_what_stands_on_it_is_the_same() -> None:
    person = with_copies().tell(happened.AddAsked(), happened.KeyTyped(draft(5)))
    person.tell(happened.FieldTyped(TextField.DEVICE, "new"), happened.EntrySaved()).saved()
    assert counted(person) == {CopyKind.SHEET}
    person.tell(happened.EntryChosen("entry-0"), happened.EditAsked())
    person.tell(happened.FieldTyped(TextField.NOTE, "not on paper"), happened.EntrySaved()).saved()
    assert counted(person) == {CopyKind.SHEET}
    person.tell(happened.EditAsked(), happened.KeyTyped(draft(6)), happened.EntrySaved()).saved()
    assert counted(person) == set()


def test_a_sheet_that_was_out_of_date_stays_so() -> None:
    person = with_copies().tell(happened.EntryChosen("entry-0"), happened.EditAsked())
    person.tell(happened.KeyTyped(draft(6)), happened.EntrySaved()).saved()
    person.tell(happened.EditAsked(), happened.FieldTyped(TextField.NOTE, "later"))
    person.tell(happened.EntrySaved()).saved()
    assert counted(person) == set()


def change_the_passphrase(person: Person) -> Person:
    return person.tell(
        happened.PassphraseDrawn(Passphrase("new-words")),
        happened.PassphraseOnPaper(on_paper=True),
        happened.PassphraseChangeAsked(),
    )


def test_copies_that_want_the_old_passphrase_count_no_more_but_paper_does() -> None:
    person = change_the_passphrase(with_copies())
    saving = person.last(asked.SaveVault)
    assert isinstance(saving, asked.SaveVault)
    assert saving.vault == person.file()
    assert counted(person.saved()) == {CopyKind.SHEET}


def test_a_passphrase_that_was_not_changed_leaves_every_copy_counted() -> None:
    person = change_the_passphrase(with_copies())
    person.tell(happened.SaveFailed(person.request, SaveProblem.DISK_FULL))
    assert counted(person) == {CopyKind.SHEET, CopyKind.FILE}
    assert person.file().keys_revision == 2


def test_the_file_itself_is_no_practice() -> None:
    person = opened().tell(happened.DrillFileNamed(PATH), happened.DrillAsked(Passphrase(WORDS)))
    person.tell(happened.DrillOpened(person.request, "a" * 32, 2, 2, TODAY))
    assert person.session().drill.itself
    assert person.file().drilled is None
    assert Saying.DRILLED not in sayings(person)
    assert not list(person.asked(asked.SaveVault))


def sayings(person: Person) -> list[Saying]:
    return [one.saying for one in person.effects if isinstance(one, asked.Say)]


def printed(blocks_asked: tuple[int, ...]) -> Person:
    person = opened(1).tell(happened.StepAsked(Step.SHEET), happened.PrintAsked())
    return person.tell(happened.SheetPrinted(blocks_asked))


def test_a_sheet_of_which_nothing_was_asked_does_not_count() -> None:
    person = printed(()).tell(happened.SheetTyped(()), happened.SheetConfirmed(TODAY))
    assert person.file().copies == ()


def test_blocks_of_the_paper_may_be_typed_with_spaces_and_all_of_them_have_to_be() -> None:
    person = printed((2, 7))
    person.tell(happened.SheetTyped((blocks(0)[1],)), happened.SheetConfirmed(TODAY))
    assert person.copy().wrong_block == 2
    second, seventh = blocks(0)[1], blocks(0)[6]
    spaced = (f" {second[:3]} {second[3:]}", seventh)
    person.tell(happened.SheetTyped(spaced), happened.SheetConfirmed(TODAY))
    assert person.copy().done
    assert len(person.file().copies) == 1


# The keyring.


def test_who_types_the_passphrase_does_not_wait_for_the_keyring() -> None:
    person = Person().tell(happened.FileNamed(PATH), happened.KeyringUnlockAsked())
    slow = person.request
    assert person.blockers() == ()
    words = Passphrase(WORDS)
    person.tell(happened.UnlockAsked(words))
    assert asked.StopWork(slow) in person.effects
    assert person.latest() == asked.OpenVault(person.request, PATH, words)
    assert not words.is_empty
    assert person.blockers() == (Blocker.WORKING,)
    late, remembered = vault(), Passphrase(WORDS)
    person.tell(happened.VaultOpened(slow, late, remembered, TODAY))
    assert late.held.is_wiped
    assert remembered.is_empty
    person.tell(happened.KeyringFailed(slow))
    assert not person.session().keyring_failed
    person.tell(happened.VaultOpened(person.request, vault(), words, TODAY))
    assert person.step() is Step.KEYS


# What mutants got away with.


def test_both_fields_of_a_new_passphrase_are_wiped_when_it_locks() -> None:
    first, again = Passphrase("new-words"), Passphrase("new-wor")
    person = opened().tell(
        happened.PassphraseDrawn(first),
        happened.PassphraseTypedAgain(again),
        happened.Locked(LockReason.SCREEN),
    )
    assert first.is_empty
    assert again.is_empty
    assert person.session().new.first.is_empty


def test_a_copy_holds_the_keys_that_were_there_when_it_was_begun() -> None:
    person = opened().tell(happened.CopyChosen(CopyKind.FILE), happened.DestinationNamed(STICK))
    person.tell(happened.EntryChosen("entry-1"), happened.DeleteAsked())
    person.tell(happened.DeleteAnswered(delete=True))
    person.tell(happened.CopyVerified(person.request, TODAY))
    (copy,) = person.file().copies
    assert copy.keys_revision == 2
    assert counted(person) == set()


def test_other_digits_alone_are_a_change_of_the_other_window() -> None:
    person = changed()
    person.tell(happened.SaveFailed(person.request, SaveProblem.CHANGED_ELSEWHERE))
    person.tell(happened.OpenAgainAsked())
    theirs = vault()
    other = replace(theirs.entries[1], slot=theirs.held.hold_draft(draft(9)))
    theirs = replace(theirs, entries=(theirs.entries[0], other))
    person.tell(happened.VaultOpened(person.request, theirs, Passphrase(WORDS), TODAY))
    digits = [bytes(person.file().held.digits(one.slot)) for one in person.file().entries]
    assert digits[1:] == ["".join(blocks(9)).encode(), "".join(blocks(1)).encode()]
