# SPDX-License-Identifier: Apache-2.0
"""A scanner in place of the keyboard: the test code, and what the scanner made of it."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from recovery_assistant.flow.lockout.answers import Piece

TEST_DIGITS: Final = "0123456789"
"""The test code: harmless, and each digit once, so that a layout which swaps some shows."""
_ENDS: Final = "\r\n\t"


class Arrived(Enum):
    """What a scan of the test code brought."""

    RIGHT = "right"
    ADDS_ENTER = "adds_enter"
    ADDS_TAB = "adds_tab"
    ADDS_MORE = "adds_more"
    """The digits are there, with other characters round them."""
    PART = "part"
    """Some of the digits are missing at an end."""
    OTHER_CODE = "other_code"
    """Digits of another code."""
    SWAPPED = "swapped"
    """Other characters than the code has: another keyboard layout."""


def judge_scan(text: str) -> Arrived | None:
    """Return what arrived in the test field; None where nothing did."""
    body = text.rstrip(_ENDS)
    if not body:
        return None
    if body == TEST_DIGITS:
        end = text[len(body) :]
        if not end:
            return Arrived.RIGHT
        return Arrived.ADDS_TAB if "\t" in end else Arrived.ADDS_ENTER
    if TEST_DIGITS in body:
        return Arrived.ADDS_MORE
    if body in TEST_DIGITS:
        return Arrived.PART
    if body.isdecimal() and len(body) != len(TEST_DIGITS):
        return Arrived.OTHER_CODE
    return Arrived.SWAPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """The way by bar code: how the test went, and whether the key's own code is in view."""

    arrived: Arrived | None = None
    key_shown: bool = False
    piece: Piece = Piece.WHOLE
