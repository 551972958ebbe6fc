# SPDX-License-Identifier: Apache-2.0
"""What can be answered, chosen and noted in a call."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from recovery_assistant.keys.key_id import KeyId


class Confirmed(Enum):
    """How a block was confirmed."""

    READ_BACK = "read-back"
    """The caller read it back, the agent typed it, and every digit agreed."""
    BY_EAR = "by-ear"
    """The agent heard it and typed nothing."""


class Pace(Enum):
    """How fast the computer's voice reads."""

    NORMAL = "normal"
    SLOW = "slow"


class Voice(Enum):
    """Who reads the digits out."""

    OWN = "own"
    COMPUTER = "computer"


class VoiceState(Enum):
    """What the computer's voice can do."""

    NOT_ASKED = "not-asked"
    READY = "ready"
    SPEAKING = "speaking"
    NOT_INSTALLED = "not-installed"
    """The optional part with the speech module is not there."""
    NO_ENGINE = "no-engine"
    """The module is there, the system's speech service is not."""
    NO_LANGUAGE = "no-language"
    """There is no voice for the caller's language."""
    FAILED = "failed"


class Result(Enum):
    """How a call ended."""

    OPENED = "opened"
    REFUSED = "refused"
    ASKS_AGAIN = "asks-again"
    CANNOT_TYPE = "cannot-type"
    NOT_VERIFIED = "not-verified"
    """The identity check failed: nothing was told."""
    NO_KEY = "no-key"
    """No key was found for this Key ID."""
    BROKEN_OFF = "broken-off"


class Refusal(Enum):
    """What the locked PC did with the key."""

    BLOCK_MARKED = "block-marked"
    """A block is marked: it was typed wrong."""
    OTHER_DRIVE = "other-drive"
    """All blocks went in and the PC stays locked: this key opens something else."""
    OTHER_KEY_ID = "other-key-id"
    """The screen shows another Key ID than the one noted."""
    MESSAGE = "message"
    """It shows a message or a code: looked up in the table."""


class Done(Enum):
    """What the call note says happened; each with its time."""

    STARTED = "started"
    VERIFIED = "verified"
    NOT_VERIFIED = "not-verified"
    KEY_ID_CONFIRMED = "key-id-confirmed"
    """The caller read it back, and it agreed."""
    KEY_FOUND = "key-found"
    KEY_WITHOUT_MATCH = "key-without-match"
    """A key without a Key ID, or with another one, was taken all the same."""
    BLOCK_READ_BACK = "block-read-back"
    BLOCK_BY_EAR = "block-by-ear"
    BLOCK_TAKEN_BACK = "block-taken-back"
    LINE_DROPPED = "line-dropped"
    RESUMED = "resumed"
    RESULT = "result"
    ENDED = "ended"
    HIDDEN = "hidden"
    """The digits were hidden after the idle time."""
    WIPED = "wiped"
    """The key was wiped: the call ended, or nobody had touched it for the idle time."""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line of the call note. It has no room for a digit of the key.

    `block` is 1 to 8 where the line is about a block, `key_id` where it is about one, `result`
    where it is about the end.
    """

    at: datetime
    done: Done
    block: int | None = None
    key_id: KeyId | None = None
    result: Result | None = None
