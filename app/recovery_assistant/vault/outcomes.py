# SPDX-License-Identifier: Apache-2.0
"""How opening, saving and copying can end; each has its words in `wording/copies.py`."""

from enum import Enum


class OpenProblem(Enum):
    """Why a file did not open. Nothing of it is given out then."""

    DOES_NOT_FIT = "does-not-fit"
    """The passphrase does not fit; damage to the few bytes that it opens looks the same."""
    DAMAGED = "damaged"
    """It was ours once: a byte changed, or the end is missing."""
    NOT_OURS = "not-ours"
    """Nothing that this program wrote."""
    KEEPASS = "keepass"
    """A KeePass database: for KeePassXC and the like."""
    SEVERAL = "several"
    """A page with more than one encrypted text: which of them is meant cannot be told."""
    EMPTY = "empty"
    NEWER = "newer"
    """Written by a later version of the program."""
    TOO_COSTLY = "too-costly"
    """Its work factor asks for more memory than any file of ours: refused before taking any."""
    TOO_LITTLE_MEMORY = "too-little-memory"
    TOO_LARGE = "too-large"
    MISSING = "missing"
    NO_RIGHT = "no-right"
    NOT_A_FILE = "not-a-file"
    UNREADABLE = "unreadable"
    """The system could not read it: a pulled stick, a failing drive."""


class SaveProblem(Enum):
    """Why nothing new was saved. What stood there before still stands there."""

    CHANGED_ELSEWHERE = "changed-elsewhere"
    """Another window, PC or sync service saved since this one was read."""
    LOCKED = "locked"
    """Another window is saving right now."""
    EXISTS = "exists"
    """A file stands there already and is not overwritten unasked."""
    DISK_FULL = "disk-full"
    NO_RIGHT = "no-right"
    READ_ONLY = "read-only"
    GONE = "gone"
    """The folder or the stick is no longer there."""
    NOT_WRITTEN = "not-written"
    """The system reported an error while writing."""
    NOT_READ_BACK = "not-read-back"
    """What was read back from there is not what was written."""
    TOO_LITTLE_MEMORY = "too-little-memory"
    TOO_LARGE = "too-large"
    """More entries than one file takes."""
    NOT_ON_THIS_PC = "not-on-this-pc"
    """The cryptography installed here lacks what this kind of copy needs."""
