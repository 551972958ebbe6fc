# SPDX-License-Identifier: Apache-2.0
"""A process that tries keys: fed through a pipe, answering through it.

Nothing secret stands in its arguments or environment, and nothing is written. It comes to an end
by itself when the program that started it is gone, because the pipe is then.
"""

import os
import sys
from multiprocessing.connection import Connection
from typing import Final

from recovery_assistant.drive.metadata import Protector, Sealed
from recovery_assistant.drive.proof import opens, stretch
from recovery_assistant.keys.recovery_key import KEY_BYTES

_LOW: Final = 10
_BELOW_NORMAL: Final = 0x4000


def try_keys(
    pipe: Connection, protector: Protector, volume_key: Sealed | None, rounds: int
) -> None:
    """Try the keys that come in, 16 bytes each, and answer a byte for each: 1 where it opens.

    An empty message means the end.
    """
    be_modest()
    salt = protector.salt or b""
    try:
        while keys := pipe.recv_bytes():
            right = bytearray()
            for at in range(0, len(keys), KEY_BYTES):
                stretched = stretch(keys[at : at + KEY_BYTES], salt, rounds)
                right.append(opens(protector, volume_key, stretched))
            pipe.send_bytes(right)
    except (EOFError, OSError, KeyboardInterrupt):
        # Nobody is there any more who wants an answer.
        return


def be_modest() -> None:
    """Let everything else on this PC go first."""
    if hasattr(os, "nice"):
        os.nice(_LOW)
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
