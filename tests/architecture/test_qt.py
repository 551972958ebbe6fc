# SPDX-License-Identifier: Apache-2.0
"""Qt stays where it belongs, and the Qt that is installed counts its references right."""

import subprocess
import sys

from PySide6.QtCore import QObject


def test_the_terminal_program_never_reaches_qt() -> None:
    probe = (
        "import sys, recovery_assistant.cli\n"
        "print([name for name in sys.modules if 'PySide' in name or 'shiboken' in name])"
    )
    result = subprocess.run(
        [sys.executable, "-P", "-c", probe], text=True, capture_output=True, check=False
    )
    assert result.stderr == ""
    assert result.stdout.strip() == "[]"


def test_calls_into_qt_leave_the_references_of_none_alone() -> None:
    # PySide6 6.12 on Python below 3.12 loses one a call and aborts after some thousands.
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("name")
    assert abs(sys.getrefcount(None) - before) < 100
