# SPDX-License-Identifier: Apache-2.0
"""The whole window with door 3 in it; files are made with little work, so that they open fast."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.pages.conftest import dressed, program, settings_path, start
from gui.shell.door3 import Kept
from recovery_assistant.i18n import use_language
from recovery_assistant.main import Program
from recovery_assistant.system.assets import resources
from recovery_assistant.vault import copies, store

__all__ = ["dressed", "program", "settings_path", "start"]

LITTLE_WORK = 4


@pytest.fixture(autouse=True)
def little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("create_vault", "save_vault"):
        usual = getattr(store, name)
        monkeypatch.setattr(store, name, partial(usual, work_factor=LITTLE_WORK))
    monkeypatch.setattr(copies, "COPY_WORK_FACTOR", LITTLE_WORK)


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication) -> Iterator[None]:
    """Leave language, direction and font of the application as they were."""
    font = dressed.font()
    yield
    dressed.setFont(font)
    use_language("en", resources())
    dressed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def kept(program: Program, tmp_path: Path) -> Kept:
    """Put two keys into a file beside the window; door 3 has not been opened yet."""
    return Kept.made(program, tmp_path / "keys.age")
