# SPDX-License-Identifier: Apache-2.0
"""The kinds of slip people make with digits."""

from enum import Enum


class Slip(Enum):
    """What went wrong in a block."""

    WRONG_DIGIT = "wrong_digit"
    SWAPPED = "swapped"
    MISHEARD = "misheard"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    EXTRA = "extra"
    LETTER = "letter"
