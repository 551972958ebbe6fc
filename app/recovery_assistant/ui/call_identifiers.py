# SPDX-License-Identifier: Apache-2.0
"""Stable accessible identifiers of door 2; the rules of `identifiers.py` hold for them as well."""

# What stands on every stage.
SAY = "call-say"
NOTE = "call-note"
BLOCK_TO_SAY = "call-block-to-say"

# Who is calling.
LANGUAGE = "call-language"
CALLER = "call-caller"
DEVICE = "call-device"
REFERENCE = "call-reference"
FAILED = "call-identity-failed"
REOPEN = "call-identity-reopen"
PORTAL = "call-portal"

# Key ID.
KEY_ID = "call-key-id"
KEY_ID_SPELT = "call-key-id-spelt"
KEY_ID_CONFIRM = "call-key-id-confirm"
KEY_ID_SKIP = "call-key-id-skip"

# The key.
PASTE = "call-paste"
OPEN_FILE = "call-open-file"
KEY_DIGITS = "call-key-digits"
MISMATCH = "call-mismatch"
READ_PROBLEM = "call-read-problem"

# The read-out.
HEARD = "call-heard"
SAY_AGAIN = "call-say-again"
MISHEARD = "call-misheard"
SHOW = "call-show"
PAUSE = "call-pause"
DROPPED = "call-dropped"
RESUME = "call-resume"
ASK_OUTCOME = "call-ask-outcome"
SPEAK = "call-speak"
DIFFERS = "call-differs"

# The outcome.
LOOK_AGAIN = "call-look-again"
ERROR_CODE = "call-error-code"
COPY_NOTE = "call-copy-note"
SAVE_NOTE = "call-save-note"
NOTE_TEXT = "call-note-text"
END = "call-end"
CLOSE = "call-close"


def check(name: str) -> str:
    """One line of the identity check."""
    return f"call-check-{name}"


def way(name: str) -> str:
    """One way in which the identity was checked."""
    return f"call-way-{name}"


def reason(name: str) -> str:
    """One reason why the PC asks."""
    return f"call-reason-{name}"


def tongue(language: str) -> str:
    """A language of callers."""
    return f"call-language-{language}"


def alphabet(name: str) -> str:
    """A spelling alphabet."""
    return f"call-alphabet-{name}"


def candidate(number: int) -> str:
    """A key that was found, counted from 1."""
    return f"call-candidate-{number}"


def alike(number: int) -> str:
    """A Key ID with a character that sounds or looks alike, counted from 1."""
    return f"call-alike-{number}"


def block(number: int) -> str:
    """A block in the bar, counted from 1."""
    return f"call-block-{number}"


def voice(name: str) -> str:
    """Who reads."""
    return f"call-voice-{name}"


def pace(name: str) -> str:
    """How fast the computer's voice reads."""
    return f"call-pace-{name}"


def result(name: str) -> str:
    """One way in which it went."""
    return f"call-result-{name}"


def refusal(name: str) -> str:
    """One way in which the key was refused."""
    return f"call-refusal-{name}"
