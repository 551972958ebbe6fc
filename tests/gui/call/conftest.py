# SPDX-License-Identifier: Apache-2.0
from collections.abc import Iterator
from typing import Protocol

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.call.stage import Stage
from recovery_assistant.i18n import use_language
from recovery_assistant.system.assets import resources
from recovery_assistant.ui.look import Theme
from recovery_assistant.ui.style import settle
from recovery_assistant.ui.widgets.text import install_heading_role


class SetStage(Protocol):
    def __call__(
        self, state: str, *, theme: Theme = Theme.LIGHT, scale: float = 1.0, language: str = "en"
    ) -> Stage: ...


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """Give the application what `run` gives it once, before any window."""
    qapp.setStyle("Fusion")
    install_heading_role()
    settle()
    return qapp


@pytest.fixture
def stage(qtbot: QtBot, dressed: QApplication) -> Iterator[SetStage]:
    """Show a stage of a call in a state, by itself."""
    shown: list[Stage] = []

    def begin(
        state: str, *, theme: Theme = Theme.LIGHT, scale: float = 1.0, language: str = "en"
    ) -> Stage:
        use_language(language, resources())
        to_the_left = language.startswith("ar")
        dressed.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if to_the_left else Qt.LayoutDirection.LeftToRight
        )
        one = Stage(state, theme=theme, scale=scale)
        shown.append(one)
        one.resize(1100, 760)
        with qtbot.waitActive(one):
            one.show()
            one.activateWindow()
        return one

    yield begin
    use_language("en", resources())
    dressed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    for one in shown:
        one.hide()
        # As the program does it: left to Python's collector, it would crash the tests.
        shiboken6.delete(one)
    dressed.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    dressed.clipboard().clear()
