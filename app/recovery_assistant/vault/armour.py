# SPDX-License-Identifier: Apache-2.0
"""ASCII armour of age files: strict base64 between two marker lines (C2SP, age.md)."""

import base64
import binascii
from typing import Final

BEGIN: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
END: Final = b"-----END AGE ENCRYPTED FILE-----"
COLUMNS: Final = 64

_WHITESPACE: Final = b" \t\r\n"


class ArmourError(ValueError):
    """The text is not armour as the format has it; quotes nothing of it."""


def is_armoured(data: bytes) -> bool:
    """Whether the data are armour, or were before something happened to them.

    Either marker line tells: with one of them hurt, it is a damaged file and not a foreign one.
    """
    return BEGIN in data or END in data


def armoured(data: bytes) -> bytes:
    """Return the data as text between the marker lines, with a newline at its end."""
    text = base64.b64encode(data)
    lines = [text[at : at + COLUMNS] for at in range(0, len(text), COLUMNS)]
    return b"\n".join([BEGIN, *lines, END, b""])


def unarmoured(text: bytes) -> bytes:
    """Return the data that stand between the marker lines.

    Lines end in LF or CRLF; whitespace may stand before the first and after the last of them, and
    nothing else: every line but the last is full, and the base64 is canonical.

    Raises:
        ArmourError: it is anything else.

    """
    lines = text.strip(_WHITESPACE).split(b"\n")
    lines = [line.removesuffix(b"\r") for line in lines[:-1]] + lines[-1:]
    if lines[0] != BEGIN or lines[-1] != END:
        raise ArmourError("the marker lines are not there")
    *full, last = lines[1:-1] or [b""]
    if any(len(line) != COLUMNS for line in full) or not len(last) <= COLUMNS:
        raise ArmourError("a line has a wrong length")
    if full and not last:
        raise ArmourError("the last line is empty")
    return canonical(b"".join([*full, last]))


def canonical(text: bytes) -> bytes:
    """Decode padded base64 that is written in the one canonical way.

    Raises:
        ArmourError: it is not.

    """
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ArmourError("it is not base64") from None
    # Bits that are left over must be zero: otherwise two texts would say the same.
    if base64.b64encode(data) != text:
        raise ArmourError("the base64 is not canonical")
    return data
