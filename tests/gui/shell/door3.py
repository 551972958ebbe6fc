# SPDX-License-Identifier: Apache-2.0
"""Door 3 of a window that runs, and an encrypted file to open in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QLabel, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from recovery_assistant.errands.copies import CopiesErrands
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.events import Event
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.keys import KeyDraft, KeyId
from recovery_assistant.main import Program
from recovery_assistant.ui.window import Window
from recovery_assistant.vault import store
from recovery_assistant.vault.contents import Entry, Vault
from recovery_assistant.vault.outcomes import SaveProblem
from recovery_assistant.vault.passphrase import Passphrase

VALUES = (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)
BLOCKS = tuple(f"{value * 11:06d}" for value in VALUES)
OTHER = tuple(f"{value * 11:06d}" for value in (21_001, *VALUES[1:]))
KEY_ID = KeyId.parse("5BFCBB05-1234-4321-ABCD-0123456789AB").key_id
WORDS = "kitchen-garden-lantern-chair-abacus-zoom"
DAY = date(2026, 11, 22)


def vault_of(*keys: tuple[str, ...]) -> Vault:
    """Return a file's contents with these keys in it."""
    vault = Vault()
    entries = [
        Entry(
            device=f"PC {number}",
            key_id=KEY_ID if number == 1 else None,
            slot=vault.held.hold_draft(KeyDraft(blocks)),
            added=DAY,
        )
        for number, blocks in enumerate(keys, start=1)
    ]
    return Vault(entries=tuple(entries), held=vault.held)


@dataclass
class Kept:
    """A window and the encrypted file that it may open."""

    program: Program
    path: Path

    @staticmethod
    def made(program: Program, path: Path) -> "Kept":
        """Make a file with two keys."""
        made = store.create_vault(path, vault_of(BLOCKS, OTHER), Passphrase(WORDS))
        assert not isinstance(made, SaveProblem)
        return Kept(program, path)

    @property
    def window(self) -> Window:
        return self.program.window

    @property
    def errands(self) -> CopiesErrands:
        return self.program._copies

    @property
    def session(self) -> Session:
        return self.errands.door.session

    def tell(self, *events: Event) -> None:
        for event in events:
            self.errands.door.tell(event)

    def open(self, qtbot: QtBot, words: str = WORDS) -> Vault:
        """Open the file, as a person does who picked it."""
        self.program.open_file(self.path)
        self.tell(happened.UnlockAsked(Passphrase(words)))
        qtbot.waitUntil(lambda: self.session.working is None)
        vault = self.session.vault
        assert vault is not None, self.session.open_problem
        return vault

    def settled(self, qtbot: QtBot) -> None:
        """Wait until nothing is under way."""
        qtbot.waitUntil(lambda: self.session.working is None)


def is_wiped(passphrase: Passphrase) -> bool:
    return passphrase.is_empty


def shown_texts(window: QWidget) -> Iterator[str]:
    """Yield whatever stands in a window or is said of it, hidden pages included."""
    for part in (window, *window.findChildren(QWidget)):
        yield part.accessibleName()
        yield part.accessibleDescription()
        yield part.toolTip()
        if isinstance(part, QLabel | QLineEdit):
            yield part.text()
        if isinstance(part, QTextEdit):
            yield part.toPlainText()
