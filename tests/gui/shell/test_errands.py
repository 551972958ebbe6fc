# SPDX-License-Identifier: Apache-2.0
"""What door 3 wants done outside is done: files, copies, practice, words, dialogs."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gui.shell.door3 import BLOCKS, DAY, OTHER, WORDS, Kept, vault_of
from recovery_assistant.errands.copies import today
from recovery_assistant.flow.copies import effects as asked
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import (
    Destination,
    Kind,
    LockReason,
    Strength,
    TextField,
    Whereabouts,
)
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.keys import KeyDraft
from recovery_assistant.main import Program
from recovery_assistant.ui import identifiers
from recovery_assistant.vault import store
from recovery_assistant.vault.contents import CopyKind, Vault
from recovery_assistant.vault.lock import only_one
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.wording import copies as wording
from recovery_assistant.wording.doors import Door

OWN = "Grüße an die Nachbarn vom 3. Stock, Tür links"


@pytest.fixture
def fresh(program: Program, tmp_path: Path) -> Kept:
    """Door 3 before there is any file."""
    program._open_door(Door.COPIES)
    return Kept(program, tmp_path / "new.age")


def opened(path: Path, words: str) -> Vault:
    found = store.open_vault(path, Passphrase(words))
    assert isinstance(found, Vault), found
    return found


# A new file.


def test_six_words_are_drawn_and_open_the_file_that_is_made(fresh: Kept, qtbot: QtBot) -> None:
    fresh.tell(happened.CreateChosen())
    words = fresh.session.new.first.text
    assert len(words.split("-")) == 6
    fresh.tell(happened.PassphraseOnPaper(on_paper=True), happened.PlaceNamed(fresh.path))
    fresh.window.forward()
    fresh.settled(qtbot)
    assert fresh.errands.door.step is Step.KEYS
    assert opened(fresh.path, words).entries == ()


def test_other_words_are_other_words(fresh: Kept) -> None:
    fresh.tell(happened.CreateChosen())
    first = fresh.session.new.first.text
    fresh.tell(happened.AnotherPassphraseAsked())
    assert fresh.session.new.first.text not in ("", first)


@pytest.mark.parametrize(
    ("typed", "strength"), [("password", Strength.TOO_WEAK), (OWN, Strength.ENOUGH)]
)
def test_words_of_ones_own_are_judged(
    fresh: Kept, qtbot: QtBot, typed: str, strength: Strength
) -> None:
    fresh.tell(
        happened.CreateChosen(),
        happened.PassphraseKindChosen(Kind.OWN),
        happened.PassphraseTyped(Passphrase(typed)),
    )
    qtbot.waitUntil(lambda: fresh.session.new.strength is not Strength.UNKNOWN)
    assert fresh.session.new.strength is strength


def test_words_of_ones_own_count_in_their_usual_form(fresh: Kept, qtbot: QtBot) -> None:
    apart = unicodedata.normalize("NFD", OWN)
    assert apart != OWN
    fresh.tell(
        happened.CreateChosen(),
        happened.PassphraseKindChosen(Kind.OWN),
        happened.PassphraseTyped(Passphrase(apart)),
        happened.PassphraseTypedAgain(Passphrase(apart)),
        happened.PlaceNamed(fresh.path),
    )
    qtbot.waitUntil(lambda: fresh.session.new.strength is Strength.ENOUGH)
    assert fresh.session.new.altered
    fresh.window.forward()
    fresh.settled(qtbot)
    assert opened(fresh.path, OWN).entries == ()
    assert store.open_vault(fresh.path, Passphrase(apart)) is OpenProblem.DOES_NOT_FIT
    # Typed either way, the window opens it.
    fresh.tell(happened.Locked(LockReason.ASKED))
    fresh.open(qtbot, apart)


def test_what_stands_at_the_place_is_not_written_over(fresh: Kept, qtbot: QtBot) -> None:
    fresh.path.write_bytes(b"somebody's")
    fresh.tell(
        happened.CreateChosen(),
        happened.PassphraseOnPaper(on_paper=True),
        happened.PlaceNamed(fresh.path),
        happened.CreateAsked(),
    )
    fresh.settled(qtbot)
    assert fresh.session.save_problem is SaveProblem.EXISTS
    assert fresh.session.vault is None
    assert fresh.path.read_bytes() == b"somebody's"


# Opening and saving.


@pytest.mark.parametrize(
    "typed",
    ["Kitchen Garden lantern CHAIR abacus zoom", " kitchen-garden-lantern-chair-abacus-zoom "],
)
def test_drawn_words_may_be_typed_as_people_write_them(
    kept: Kept, qtbot: QtBot, typed: str
) -> None:
    kept.open(qtbot, typed)
    assert open_text(kept) == WORDS


def open_text(kept: Kept) -> str:
    words = kept.session.passphrase
    assert words is not None
    return words.text


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", OpenProblem.EMPTY),
        (b"just a text", OpenProblem.NOT_OURS),
        (None, OpenProblem.MISSING),
    ],
)
def test_a_file_that_is_none_of_ours_is_called_what_it_is(
    fresh: Kept, qtbot: QtBot, content: bytes | None, problem: OpenProblem
) -> None:
    if content is not None:
        fresh.path.write_bytes(content)
    fresh.program.open_file(fresh.path)
    fresh.tell(happened.UnlockAsked(Passphrase(WORDS)))
    fresh.settled(qtbot)
    assert fresh.session.open_problem is problem


def test_work_that_fails_by_surprise_ends_in_the_dialog_and_can_be_tried_again(
    kept: Kept, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_path: Path, _words: Passphrase) -> Vault:
        raise RuntimeError("nobody foresaw it")

    shown: list[type[BaseException]] = []
    with monkeypatch.context() as patch:
        patch.setattr(store, "open_vault", fail)
        patch.setattr(kept.errands, "_show_problem", lambda kind, _trace: shown.append(kind))
        kept.program.open_file(kept.path)
        typed = Passphrase(WORDS)
        kept.tell(happened.UnlockAsked(typed))
        kept.settled(qtbot)
        assert shown == [RuntimeError]
        assert kept.session.open_problem is OpenProblem.UNREADABLE
        assert typed.is_empty
    kept.open(qtbot)


def test_an_entry_that_is_kept_stands_in_the_file(kept: Kept, qtbot: QtBot) -> None:
    kept.open(qtbot)
    third = (*BLOCKS[:7], "000000")
    kept.tell(
        happened.AddAsked(),
        happened.FieldTyped(TextField.DEVICE, "Study desktop"),
        happened.KeyTyped(KeyDraft(third)),
    )
    kept.window.forward()
    kept.settled(qtbot)
    back = opened(kept.path, WORDS)
    (entry,) = (one for one in back.entries if one.device == "Study desktop")
    assert bytes(back.held.digits(entry.slot)).decode() == "".join(third)
    assert entry.added == today()


def test_a_change_elsewhere_is_not_written_over_and_ours_is_put_onto_it(
    kept: Kept, qtbot: QtBot
) -> None:
    kept.open(qtbot)
    other = opened(kept.path, WORDS)
    theirs = store.save_vault(kept.path, other, Passphrase(WORDS))
    assert isinstance(theirs, Vault)
    kept.tell(
        happened.EntryChosen(kept.session.entries[0].identifier),
        happened.DeleteAsked(),
        happened.DeleteAnswered(delete=True),
    )
    kept.settled(qtbot)
    assert kept.session.save_problem is SaveProblem.CHANGED_ELSEWHERE
    kept.tell(happened.OpenAgainAsked())
    qtbot.waitUntil(lambda: kept.session.working is None and kept.session.save_problem is None)
    back = opened(kept.path, WORDS)
    assert [entry.device for entry in back.entries] == ["PC 2"]


def test_a_new_passphrase_opens_the_file_from_then_on(kept: Kept, qtbot: QtBot) -> None:
    kept.open(qtbot)
    kept.tell(
        happened.StepAsked(Step.SETTINGS),
        happened.AnotherPassphraseAsked(),
        happened.PassphraseOnPaper(on_paper=True),
    )
    words = kept.session.new.first.text
    kept.tell(happened.PassphraseChangeAsked())
    kept.settled(qtbot)
    assert len(opened(kept.path, words).entries) == 2
    assert store.open_vault(kept.path, Passphrase(WORDS)) is OpenProblem.DOES_NOT_FIT
    assert open_text(kept) == words


# Copies and practice.


@pytest.mark.parametrize("kind", [CopyKind.FILE, CopyKind.PAGE])
def test_a_copy_is_made_where_it_was_wanted_and_practice_opens_it(
    kept: Kept, qtbot: QtBot, tmp_path: Path, kind: CopyKind
) -> None:
    kept.open(qtbot)
    place = tmp_path / "stick" / "copy"
    place.parent.mkdir()
    kept.tell(
        happened.StepAsked(Step.COPIES),
        happened.CopyChosen(kind),
        happened.DestinationNamed(Destination(place, Whereabouts.REMOVABLE, exists=False)),
    )
    close_dialogs(kept)
    qtbot.waitUntil(lambda: kept.session.copy is not None and kept.session.copy.done)
    kept.settled(qtbot)
    vault = kept.session.vault
    assert vault is not None
    assert [(copy.kind, copy.off_this_pc) for copy in vault.copies] == [(kind, True)]
    kept.tell(
        happened.StepAsked(Step.DRILL),
        happened.DrillFileNamed(place),
        happened.DrillAsked(Passphrase(WORDS)),
    )
    kept.settled(qtbot)
    assert kept.session.drill.done
    assert kept.session.drill.keys == 2
    assert not kept.session.drill.foreign


def test_what_practice_opened_is_wiped_at_once(
    kept: Kept, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.open(qtbot)
    found: list[Vault | OpenProblem] = []
    usual = store.open_vault

    def note(path: Path, words: Passphrase) -> Vault | OpenProblem:
        found.append(usual(path, words))
        return found[-1]

    monkeypatch.setattr(store, "open_vault", note)
    typed = Passphrase(WORDS)
    kept.tell(
        happened.StepAsked(Step.DRILL),
        happened.DrillFileNamed(kept.path),
        happened.DrillAsked(typed),
    )
    kept.settled(qtbot)
    assert kept.session.drill.done
    (vault,) = found
    assert isinstance(vault, Vault)
    assert vault.held.is_wiped
    assert typed.is_empty
    assert kept.session.vault is not None
    assert not kept.session.vault.held.is_wiped


def test_practice_with_a_wrong_passphrase_says_so_and_wipes_it(kept: Kept, qtbot: QtBot) -> None:
    kept.open(qtbot)
    typed = Passphrase("not these words")
    kept.tell(
        happened.StepAsked(Step.DRILL),
        happened.DrillFileNamed(kept.path),
        happened.DrillAsked(typed),
    )
    kept.settled(qtbot)
    assert kept.session.drill.problem is OpenProblem.DOES_NOT_FIT
    assert typed.is_empty


def test_what_lies_beside_the_file_is_found_and_compared(kept: Kept, qtbot: QtBot) -> None:
    twin = kept.path.with_name("keys (conflicted copy 2026-11-22).age")
    twin.write_bytes(kept.path.read_bytes())
    foreign = kept.path.with_name("keys (1).age")
    assert isinstance(store.create_vault(foreign, vault_of(OTHER), Passphrase(WORDS)), Vault)
    saved = store.save_vault(kept.path, opened(kept.path, WORDS), Passphrase(WORDS))
    assert isinstance(saved, Vault)
    kept.open(qtbot)
    qtbot.waitUntil(lambda: len(kept.session.siblings) == 3)
    told = {one.path.name: one for one in kept.session.siblings}
    assert told[twin.name].same_file
    assert told[twin.name].revision == saved.revision - 1
    assert not told[foreign.name].same_file
    assert told[foreign.name].keys == 1
    (backup,) = (one for one in told.values() if one.is_backup)
    kept.tell(happened.BackupsDeleteAsked())
    qtbot.waitUntil(lambda: len(kept.session.siblings) == 2)
    assert not backup.path.exists()
    assert twin.exists()


def test_backups_that_could_not_be_deleted_are_not_said_to_be(kept: Kept, qtbot: QtBot) -> None:
    saved = store.save_vault(kept.path, opened(kept.path, WORDS), Passphrase(WORDS))
    assert isinstance(saved, Vault)
    kept.open(qtbot)
    qtbot.waitUntil(lambda: len(kept.session.siblings) == 1)
    toast = kept.window.toast
    with only_one(kept.path) as alone:
        assert alone
        kept.tell(happened.BackupsDeleteAsked())
        qtbot.waitUntil(lambda: toast.accessibleName() == wording.said(asked.Saying.BACKUPS_LEFT))
    assert len(store.backups(kept.path)) == 1
    assert len(kept.session.siblings) == 1


def test_keys_are_read_from_a_file(kept: Kept, qtbot: QtBot, tmp_path: Path) -> None:
    kept.open(qtbot)
    text = tmp_path / "keys.txt"
    text.write_text(f"Identifier: 0A1B2C3D\n{'-'.join((*BLOCKS[:7], '000000'))}\n")
    kept.tell(happened.AddAsked(), happened.ImportNamed(text))
    qtbot.waitUntil(lambda: kept.session.working is None)
    assert kept.session.read_problem is None
    held = [kept.session.form.draft, *(one.draft for one in kept.session.found)]
    assert any(draft.blocks == (*BLOCKS[:7], "000000") for draft in held)


# The system's dialogs.


def close_dialogs(kept: Kept) -> None:
    for dialog in kept.window.findChildren(QFileDialog):
        dialog.close()


def dialog_of(kept: Kept) -> QFileDialog:
    (dialog,) = (one for one in kept.window.findChildren(QFileDialog) if one.isVisible())
    assert dialog.accessibleIdentifier() == identifiers.FILE_DIALOG
    return dialog


pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


def test_a_file_to_open_is_picked_among_those_that_are_there(kept: Kept) -> None:
    kept.program._open_door(Door.COPIES)
    kept.tell(happened.OpenChosen())
    dialog = dialog_of(kept)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFile
    assert dialog.nameFilters()[0] == "Encrypted files (*.age *.html)"
    dialog.fileSelected.emit(str(kept.path))
    close_dialogs(kept)
    assert kept.errands.door.step is Step.UNLOCK
    assert kept.session.path == kept.path


def test_the_name_for_a_new_file_says_nothing_of_what_is_in_it(fresh: Kept) -> None:
    fresh.tell(happened.CreateChosen(), happened.PlaceAsked())
    dialog = dialog_of(fresh)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert dialog.defaultSuffix() == "age"
    dialog.fileSelected.emit(str(fresh.path))
    close_dialogs(fresh)
    assert fresh.session.path == fresh.path


def test_for_a_copy_the_place_is_told_and_what_stands_there(
    kept: Kept, qtbot: QtBot, tmp_path: Path
) -> None:
    kept.open(qtbot)
    kept.tell(happened.StepAsked(Step.COPIES), happened.CopyChosen(CopyKind.FILE))
    dialog = dialog_of(kept)
    assert dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    there = tmp_path / "there.age"
    there.write_bytes(b"an older copy")
    dialog.fileSelected.emit(str(there))
    close_dialogs(kept)
    work = kept.session.copy
    assert work is not None
    assert work.destination is not None
    assert work.destination.exists
    assert work.asking
    assert there.read_bytes() == b"an older copy"


def test_a_name_that_no_system_takes_is_asked_about_like_any_other(
    kept: Kept, qtbot: QtBot, tmp_path: Path
) -> None:
    kept.open(qtbot)
    kept.tell(happened.StepAsked(Step.COPIES), happened.CopyChosen(CopyKind.FILE))
    dialog_of(kept).fileSelected.emit(str(tmp_path / ("x" * 300)))
    close_dialogs(kept)
    work = kept.session.copy
    assert work is not None
    assert work.destination is not None
    assert not work.destination.exists


def test_the_day_is_that_of_the_place_where_one_is() -> None:
    assert isinstance(today(), date)
    assert today() >= DAY
