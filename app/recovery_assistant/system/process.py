# SPDX-License-Identifier: Apache-2.0
"""The process itself: keys in its memory must not end up in a crash file."""

import ctypes
import sys
from dataclasses import dataclass
from typing import Final

if sys.platform != "win32":
    import resource

_PR_SET_DUMPABLE: Final = 4
_SEM_FAIL_CRITICAL_ERRORS: Final = 0x0001
_SEM_NO_FAULT_BOX: Final = 0x0002


@dataclass(frozen=True, slots=True)
class Hardening:
    """What could be done; both are best effort, and the program runs without them."""

    no_core_dumps: bool
    closed_to_others: bool


def _no_core_dumps() -> bool:
    if sys.platform == "win32":
        # Without the fault box nothing offers to send or keep an image of the memory.
        ctypes.windll.kernel32.SetErrorMode(_SEM_FAIL_CRITICAL_ERRORS | _SEM_NO_FAULT_BOX)
        return True
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True


def _closed_to_others() -> bool:
    """Keep other programs of the same person out of this process's memory (Linux only)."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        answer: object = ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    except (OSError, AttributeError):
        return False
    return answer == 0


def harden() -> Hardening:
    """Turn core dumps off, and close the memory to other programs where the system can."""
    return Hardening(_no_core_dumps(), _closed_to_others())
