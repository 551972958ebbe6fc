# SPDX-License-Identifier: Apache-2.0
"""A process that tries keys: fed through its standard input, answering on its standard output.

Nothing secret stands in its arguments or environment, and nothing is written. It comes to an end
by itself when its input does, as when the program that started it is gone.

In:  a head (`JOB`), the sealed master key, the sealed volume key; then batches: how many keys (32
     bits), and 16 bytes for each. Zero keys mean the end.
Out: a byte for each key tried: 0 it does not open, 1 it does.
"""

import os
import struct
import sys
from typing import IO, Final

from recovery_assistant.drive.metadata import Protector, ProtectorType, Sealed
from recovery_assistant.drive.proof import opens, stretch
from recovery_assistant.keys import KeyId

JOB: Final = struct.Struct("<I16sII")
"""Rounds, salt, and the lengths of the two sealed keys, each with its nonce and tag."""
COUNT: Final = struct.Struct("<I")

_KEY_BYTES: Final = 16
_NONCE: Final = 12
_TAG: Final = 16
_LARGEST_SEALED: Final = 4096
_LARGEST_BATCH: Final = 65536
_LOW: Final = 10
_ANY_ID: Final = KeyId("0" * 32)


def packed(sealed: Sealed | None) -> bytes:
    """Return a sealed key as it is sent; nothing for none."""
    return b"" if sealed is None else sealed.nonce + sealed.tag + sealed.data


def _sealed(data: bytes) -> Sealed | None:
    if len(data) <= _NONCE + _TAG:
        return None
    return Sealed(data[:_NONCE], data[_NONCE : _NONCE + _TAG], data[_NONCE + _TAG :])


def job(protector: Protector, volume_key: Sealed | None, rounds: int) -> bytes:
    """Return what a worker has to know before its first key."""
    master, data = packed(protector.sealed), packed(volume_key)
    return JOB.pack(rounds, protector.salt or bytes(16), len(master), len(data)) + master + data


def _exactly(stream: IO[bytes], size: int) -> bytes | None:
    data = stream.read(size)
    return data if len(data) == size else None


def serve(keys: IO[bytes], answers: IO[bytes]) -> None:
    """Try the keys that come in until there are none left."""
    head = _exactly(keys, JOB.size)
    if head is None:
        return
    rounds, salt, master_length, data_length = JOB.unpack(head)
    if max(master_length, data_length) > _LARGEST_SEALED:
        return
    sealed = _sealed(keys.read(master_length))
    volume_key = _sealed(keys.read(data_length))
    protector = Protector(_ANY_ID, ProtectorType.RECOVERY_KEY, None, "", None, salt, sealed)
    while (count := _exactly(keys, COUNT.size)) is not None:
        (number,) = COUNT.unpack(count)
        if not 0 < number <= _LARGEST_BATCH:
            return
        for _ in range(number):
            key = _exactly(keys, _KEY_BYTES)
            if key is None:
                return
            right = opens(protector, volume_key, stretch(key, salt, rounds))
            answers.write(b"\1" if right else b"\0")
            answers.flush()


def run() -> int:
    """Be a worker of low priority; return the exit code."""
    if hasattr(os, "nice"):
        os.nice(_LOW)
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except (BrokenPipeError, KeyboardInterrupt):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(run())
