# SPDX-License-Identifier: Apache-2.0
"""Which way a language runs, and what keeps foreign pieces in order inside its sentences."""

import unicodedata
from typing import Final

from recovery_assistant.i18n.speech import language

_RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_ISOLATE, _END = "\u2068", "\u2069"


def right_to_left(code: str) -> bool:
    """Tell whether a language is written from right to left."""
    base = code.replace("-", "_").split("_")[0].split("@")[0]
    return base in _RIGHT_TO_LEFT


def isolated(text: str) -> str:
    """Return digits, a Key ID, a name or an address as it stands inside a sentence.

    Between words that run from right to left its parts would change places. Elsewhere it stays
    as it is: the marks would only be noise to a terminal and to a screen reader.
    """
    return f"{_ISOLATE}{text}{_END}" if text and right_to_left(language()) else text


def visible_controls(text: str) -> str:
    """Return text from outside with control and bidirectional marks made visible."""
    if text.isprintable():
        return text  # most are, and lists ask a thousand times
    return "".join(
        f"‹U+{ord(character):04X}›"
        if character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cf")
        else character
        for character in text
    )
