# SPDX-License-Identifier: Apache-2.0
"""Why a stage of a call is not open, and where the way on leads."""

from dataclasses import dataclass
from enum import Enum


class Missing(Enum):
    """What the agent has not answered yet, or what forbids going on."""

    CHECKS = "checks"
    WAY = "way"
    REASON = "reason"
    CALLER = "caller"
    DEVICE = "device"
    NOT_VERIFIED = "not-verified"
    """The identity check failed: nothing is told in this call."""
    KEY_ID = "key-id"
    KEY_ID_UNCONFIRMED = "key-id-unconfirmed"
    KEY = "key"
    KEY_NOT_FINE = "key-not-fine"
    MISMATCH = "mismatch"
    """The Key ID found with the key differs or is missing, and nobody has said to go on."""
    BLOCKS = "blocks"
    RESULT = "result"
    REFUSAL = "refusal"
    WIPED = "wiped"
    """The key is gone; it has to be brought again."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class BlocksOpen:
    """These blocks are not confirmed yet."""

    blocks: tuple[int, ...]


Blocker = Missing | BlocksOpen
"""A reason, in the order in which they are to be mended."""
