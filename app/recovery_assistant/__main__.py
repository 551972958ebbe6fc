# SPDX-License-Identifier: Apache-2.0
"""Starts the window: `python -m recovery_assistant`."""

import gc
import sys
from importlib import import_module
from typing import Final

BEFORE_QT: Final = ("wording.lockout", "i18n", "system.settings", "ui.identifiers")
"""What the first window needs and knows nothing of Qt."""


def start() -> int:
    """Bring the window up as quickly as can be; return the exit code."""
    if getattr(sys, "frozen", False):
        # A packaged program starts itself again for each process that searches.
        import multiprocessing

        multiprocessing.freeze_support()
    # Nothing of a start is garbage; the window switches it on again as soon as it is painted.
    gc.disable()
    # Before Qt on purpose: PySide6 reads the source of whatever is imported after it.
    for name in BEFORE_QT:
        import_module(f"recovery_assistant.{name}")
    from recovery_assistant.main import run

    return run()


if __name__ == "__main__":
    sys.exit(start())
