# SPDX-License-Identifier: Apache-2.0
"""The process itself: keys in its memory must not end up in a crash file."""

import sys
from typing import Final, NamedTuple

if sys.platform != "win32":
    import resource

_PR_SET_DUMPABLE: Final = 4
_SEM_FAIL_CRITICAL_ERRORS: Final = 0x0001
_SEM_NO_FAULT_BOX: Final = 0x0002


class Hardening(NamedTuple):
    """What could be done; both are best effort, and the program runs without them."""

    no_core_dumps: bool
    closed_to_others: bool


def no_core_dumps() -> bool:
    """Leave no image of the memory behind after a crash; say whether that could be done."""
    if sys.platform == "win32":
        import ctypes

        # Without the fault box nothing offers to send or keep an image of the memory.
        ctypes.windll.kernel32.SetErrorMode(_SEM_FAIL_CRITICAL_ERRORS | _SEM_NO_FAULT_BOX)
        return True
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True


def close_to_others() -> bool:
    """Keep other programs of the same person out of this process's memory (Linux only)."""
    import ctypes

    if not sys.platform.startswith("linux"):
        return False
    try:
        answer: object = ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    except (OSError, AttributeError):
        return False
    return answer == 0


def harden() -> Hardening:
    """Turn core dumps off, and close the memory to other programs where the system can."""
    return Hardening(no_core_dumps(), close_to_others())
