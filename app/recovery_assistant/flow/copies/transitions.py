# SPDX-License-Identifier: Apache-2.0
"""What every event of door 3 leads to."""

from dataclasses import replace
from typing import assert_never

from recovery_assistant.flow.copies import entries, making, opening
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.effects import (
    Asked,
    AskForFile,
    DeleteBackups,
    ForgetHere,
    HideAgain,
    KeepSettings,
    RememberHere,
    Say,
    Saying,
)
from recovery_assistant.flow.copies.outcome import CopiesOutcome, save, stay
from recovery_assistant.flow.copies.session import IDLE_MINUTES, Drill, Session


def apply(session: Session, event: happened.Event) -> CopiesOutcome:
    """Return the session after an event, what has to happen outside, and where to go."""
    match event:
        case happened.CreateChosen():
            return opening.create_chosen(session)
        case happened.OpenChosen():
            return stay(session, AskForFile(Asked.FILE_TO_OPEN))
        case happened.FileNamed():
            return opening.file_named(session, event)
        case happened.KeyHandedOver(form):
            return entries.handed_over(session, form)
        case (
            happened.PassphraseKindChosen()
            | happened.AnotherPassphraseAsked()
            | happened.PassphraseDrawn()
            | happened.PassphraseTyped()
            | happened.PassphraseTypedAgain()
            | happened.PassphraseOnPaper()
            | happened.PassphraseShown()
            | happened.PassphraseJudged()
        ):
            return opening.passphrase(session, event)
        case happened.PlaceAsked():
            return opening.place_asked(session)
        case happened.PlaceNamed(path):
            return stay(replace(session, path=path, save_problem=None))
        case happened.CreateAsked():
            return opening.create_asked(session)
        case happened.UnlockAsked(words):
            return opening.unlock_asked(session, words)
        case happened.KeyringUnlockAsked():
            return opening.keyring_asked(session)
        case happened.KeyringFailed():
            return opening.keyring_failed(session, event)
        case happened.KeyringKnown(there, remembered):
            return stay(replace(session, keyring_there=there, remembered=remembered))
        case happened.WorkStopped():
            return opening.work_stopped(session)
        case happened.VaultOpened():
            return opening.opened(session, event)
        case happened.OpenFailed():
            return opening.open_failed(session, event)
        case happened.VaultSaved():
            return opening.saved(session, event)
        case happened.SaveFailed():
            return opening.save_failed(session, event)
        case happened.SaveAgainAsked():
            return save(session)
        case happened.OpenAgainAsked():
            return opening.open_again(session)
        case happened.Locked(reason):
            return opening.locked(session, reason)
        case happened.StepAsked(step):
            return making.step_asked(session, step)
        case happened.StepLeft():
            left = replace(session, revealed=False, checked=False, deleting="")
            return stay(left, HideAgain(shown=False))
        case happened.SearchTyped(text):
            return stay(replace(session, search=text))
        case happened.EntryChosen(identifier):
            return entries.chosen(session, identifier)
        case happened.KeyRevealed(shown):
            return entries.revealed(session, shown=shown)
        case happened.KeyChecked():
            return entries.checked(session)
        case happened.KeyCopied():
            return entries.copied(session)
        case happened.TypingAsked():
            return entries.typing_asked(session)
        case happened.AddAsked():
            return entries.add_asked(session)
        case happened.EditAsked():
            return entries.edit_asked(session)
        case happened.ReplaceAsked():
            return entries.replace_asked(session)
        case happened.DeleteAsked():
            return stay(replace(session, deleting=session.chosen))
        case happened.DeleteAnswered(delete):
            return entries.delete_answered(session, delete=delete)
        case happened.FieldTyped():
            return entries.field_typed(session, event)
        case happened.KeyTyped(draft):
            return entries.key_typed(session, draft)
        case happened.ReplacedOnSet(day):
            form = replace(session.form, replaced_on=day, touched=True)
            return stay(replace(session, form=form))
        case happened.ImportAsked():
            return stay(session, AskForFile(Asked.KEYS_TO_IMPORT))
        case happened.ImportNamed():
            return entries.import_named(session, event)
        case happened.ImportRead():
            return entries.import_read(session, event)
        case happened.ImportTaken(numbers):
            return entries.import_taken(session, numbers)
        case happened.EntrySaved():
            return entries.entry_saved(session)
        case happened.EntryDropped():
            return entries.entry_dropped(session)
        case happened.CopyChosen(kind):
            return making.copy_chosen(session, kind)
        case happened.DestinationNamed():
            return making.destination_named(session, event)
        case happened.DestinationAnswered(sure):
            return making.destination_answered(session, sure=sure)
        case happened.CopyVerified():
            return making.copy_verified(session, event)
        case happened.CopyFailed(request, problem):
            return making.copy_failed(session, request, problem)
        case happened.CopyForgotten(number):
            return making.copy_forgotten(session, number)
        case happened.SheetEntryChosen(identifier):
            return making.sheet_entry_chosen(session, identifier)
        case happened.PrintAsked():
            return making.print_asked(session)
        case happened.SheetPrinted(blocks):
            return making.sheet_printed(session, blocks)
        case happened.SheetNotPrinted(problem):
            return making.sheet_not_printed(session, problem)
        case happened.SheetTyped(texts):
            return making.sheet_typed(session, texts)
        case happened.SheetConfirmed():
            return making.sheet_confirmed(session, event)
        case happened.DrillFileAsked():
            return stay(session, AskForFile(Asked.COPY_TO_DRILL))
        case happened.DrillFileNamed(path):
            return stay(replace(session, drill=Drill(path=path)))
        case happened.DrillAsked(words):
            return making.drill_asked(session, words)
        case happened.DrillOpened():
            return making.drill_opened(session, event)
        case happened.DrillFailed():
            return making.drill_failed(session, event)
        case happened.SiblingsFound(siblings):
            return stay(replace(session, siblings=siblings))
        case happened.PassphraseChangeAsked():
            return opening.change_asked(session)
        case happened.BackupsDeleteAsked():
            return _delete_backups(session)
        case happened.BackupsDeleted(gone):
            return _backups_deleted(session, gone=gone)
        case happened.RememberAsked(remember):
            return _remember(session, remember=remember)
        case happened.IdleMinutesChosen(minutes):
            if minutes not in IDLE_MINUTES:
                return stay(session)
            return stay(replace(session, idle_minutes=minutes), KeepSettings(session.path, minutes))
        case _:
            assert_never(event)


def _delete_backups(session: Session) -> CopiesOutcome:
    if session.vault is None or session.path is None:
        return stay(session)
    return stay(session, DeleteBackups(session.path))


def _backups_deleted(session: Session, *, gone: bool) -> CopiesOutcome:
    if not gone:
        return stay(session, Say(Saying.BACKUPS_LEFT))
    return stay(replace(session, words_changed=False), Say(Saying.BACKUPS_DELETED))


def _remember(session: Session, *, remember: bool) -> CopiesOutcome:
    vault, path, words = session.vault, session.path, session.passphrase
    if path is None:
        return stay(session)
    if not remember:
        return stay(session, ForgetHere(path))
    if vault is None or words is None or not session.keyring_there:
        return stay(session)
    return stay(session, RememberHere(path, vault, words))
