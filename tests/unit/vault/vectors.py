# SPDX-License-Identifier: Apache-2.0
"""Test vectors of the format: a textual head, an empty line, then an age file."""

import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from recovery_assistant.vault import age
from recovery_assistant.vault.passphrase import Passphrase

OPENED = "success"
OTHER_CONTENT = "opened, with other content"


class Vector(NamedTuple):
    """One file, and what its head says of it."""

    head: Mapping[str, str]
    data: bytes

    def outcome(self) -> str:
        """What our reader makes of it: `OPENED`, or the class of the fault."""
        try:
            text = age.decrypt(self.data, Passphrase(self.head.get("passphrase", "")))
        except age.AgeError as error:
            return error.fault.value
        same = sha256(text).hexdigest() == self.head.get("payload")
        return OPENED if same else OTHER_CONTENT


def read_vector(path: Path) -> Vector:
    head, _line, data = path.read_bytes().partition(b"\n\n")
    told: dict[str, str] = {}
    for line in head.decode("ascii").split("\n"):
        name, _colon, value = line.partition(": ")
        # Of two passphrases the first is tried.
        told.setdefault(name, value)
    return Vector(told, zlib.decompress(data) if told.get("compressed") == "zlib" else data)
