# SPDX-License-Identifier: Apache-2.0
"""The values that every room shares, and that they bring no crypto library along."""

import subprocess
import sys

from recovery_assistant.drive.outcomes import EngineKind, Image, Plan, Searched, Tried


def test_they_bring_no_crypto_library_along() -> None:
    code = (
        "import sys; import recovery_assistant.drive.outcomes;"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in"
        " {'hashlib', '_hashlib', 'cryptography', 'PySide6', 'subprocess', 'multiprocessing'}))"
    )
    run = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_what_is_left_to_try_takes_so_long() -> None:
    plan = Plan(900, EngineKind.PROCESSES, "", 2.0)
    assert plan.seconds() == 450
    assert plan.seconds(700) == 100
    assert Tried(300, 900, 3.0).seconds_left == 200
    assert Tried(900, 900, 3.0).seconds_left == 0
    assert Tried(300, 900, 0.0).seconds_left is None
    assert Tried(300, 900, 3.0, ahead=150.0).seconds_left == 150


def test_what_is_not_said_is_the_usual() -> None:
    assert Tried(0, 1, 1.0).engine is EngineKind.PROCESSES
    image = Image((), None)
    assert (image.damaged, image.searched) == (0, False)
    searched = Searched(None, 0, 1.0)
    assert (searched.key_id, searched.fell_back) == (None, False)
