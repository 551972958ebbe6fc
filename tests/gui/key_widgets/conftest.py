# SPDX-License-Identifier: Apache-2.0
import pytest
from pytestqt.qtbot import QtBot

from recovery_assistant.system.assets import resources
from recovery_assistant.ui.look import Look


@pytest.fixture
def look(qtbot: QtBot) -> Look:
    # Fonts and pixmaps need the application that qtbot starts.
    assert qtbot is not None
    return Look(resources())
