# SPDX-License-Identifier: Apache-2.0
"""Nobody who listens is carried to the next block unasked, also who starts to listen later."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtGui import QAccessible, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gui.pages.conftest import StartWindow
from gui.pages.states import BLOCKS, CHECK, part, walk
from recovery_assistant import main as main_module
from recovery_assistant.main import Program
from recovery_assistant.system.settings import Settings, ThemeChoice, load
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.look import TOKENS, Theme
from recovery_assistant.ui.widgets.check_row import CheckRow


@pytest.fixture(autouse=True)
def _nobody_listens_afterwards() -> Iterator[None]:
    yield
    QAccessible.setActive(False)


def typed_into_the_first(program: Program) -> QLineEdit:
    """Type the first block; return where the focus is then."""
    window = program.window
    first = part(window, QLineEdit, identifiers.key_block(1))
    first.setFocus()
    QTest.keyClicks(first, BLOCKS[0])
    focused = window.focusWidget()
    assert isinstance(focused, QLineEdit)
    return focused


def ticked(program: Program) -> CheckRow:
    return part(program.window, CheckRow, identifiers.AUTO_ADVANCE)


def test_without_assistance_the_caret_goes_on_by_itself(program: Program) -> None:
    walk(program.window, CHECK)
    assert ticked(program).isChecked()
    assert typed_into_the_first(program).accessibleIdentifier() == identifiers.key_block(2)


def test_who_listens_from_the_start_stays_in_the_block(start: StartWindow) -> None:
    QAccessible.setActive(True)
    program = start()
    walk(program.window, CHECK)
    assert not ticked(program).isChecked()
    assert typed_into_the_first(program).accessibleIdentifier() == identifiers.key_block(1)


def test_who_starts_to_listen_while_a_block_is_typed_stays_in_it(program: Program) -> None:
    walk(program.window, CHECK)
    assert ticked(program).isChecked()
    QAccessible.setActive(True)
    assert typed_into_the_first(program).accessibleIdentifier() == identifiers.key_block(1)
    assert not ticked(program).isChecked()


def test_who_listens_can_switch_it_on_and_that_is_kept_apart(
    start: StartWindow, settings_path: Path
) -> None:
    QAccessible.setActive(True)
    program = start(Settings(auto_advance=False))
    walk(program.window, CHECK)
    ticked(program).click()
    assert typed_into_the_first(program).accessibleIdentifier() == identifiers.key_block(2)
    kept, _problem = load(settings_path)
    assert (kept.auto_advance, kept.advance_assisted) == (False, True)
    again = start(kept)
    walk(again.window, CHECK)
    assert ticked(again).isChecked()


def test_switching_it_off_without_assistance_says_nothing_about_it_with(
    start: StartWindow, settings_path: Path
) -> None:
    program = start(Settings(advance_assisted=True))
    walk(program.window, CHECK)
    ticked(program).click()
    kept, _problem = load(settings_path)
    assert (kept.auto_advance, kept.advance_assisted) == (False, True)


def test_noticing_keeps_no_choice(program: Program, settings_path: Path) -> None:
    walk(program.window, CHECK)
    QAccessible.setActive(True)
    typed_into_the_first(program)
    assert not settings_path.exists()


def test_a_wish_for_contrast_is_followed_where_the_look_is_that_of_the_system(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "_wants_contrast", lambda: True)
    program._follow_system()
    assert program._look.theme is Theme.CONTRAST
    assert program._look.tokens is TOKENS[Theme.CONTRAST]
    program._set_theme(ThemeChoice.LIGHT)
    assert program._look.tokens is TOKENS[Theme.LIGHT]


def test_on_windows_its_own_palette_is_followed_then(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "_wants_contrast", lambda: True)
    monkeypatch.setattr(main_module, "os", SimpleNamespace(name="nt", environ=os.environ))
    program._follow_system()
    system = QApplication.style().standardPalette()
    assert program._look.tokens.accent == system.color(QPalette.ColorRole.Highlight).name()
    program._set_theme(ThemeChoice.CONTRAST)
    assert program._look.tokens is TOKENS[Theme.CONTRAST]
