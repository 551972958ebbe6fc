# SPDX-License-Identifier: Apache-2.0
"""What an organisation makes of door 2: its name, words, checks and times, out of a TOML file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from recovery_assistant.guidance.calling import no_words

LARGEST_PROFILE: Final = 64 * 1024


class Directory(Enum):
    """Where an organisation keeps recovery keys."""

    ENTRA = "entra"
    INTUNE = "intune"
    AD = "ad"
    CONFIGMGR = "configmgr"
    OTHER = "other"


class ProfileProblem(Enum):
    """Why a profile is not used. The ordinary one is used instead, and that is said."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    NOT_UTF8 = "not-utf8"
    NOT_TOML = "not-toml"
    UNKNOWN_NAME = "unknown-name"
    MISSING = "missing"
    WRONG_TYPE = "wrong-type"
    WRONG_VALUE = "wrong-value"
    NOT_PLAIN_TEXT = "not-plain-text"
    """Markup, control or direction characters: a profile is shown as it stands."""
    NOT_HTTPS = "not-https"


@dataclass(frozen=True, slots=True)
class ProfileFault:
    """What is wrong with a profile, and where: the name in the file ("checks[2].text"), a line."""

    problem: ProfileProblem
    name: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to make sure of before anything is told to a caller."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What an organisation set. The defaults are what holds without a file.

    Attributes:
        company: its name, "" where none is given.
        portal: its own address for keys, shown as the organisation's and never as ours; "" if none.
        checks: all have to be ticked before the key can be told.
        ways: how an identity may be checked (call back, in person, manager ...), one is chosen.
        reasons: why the PC asks, for the note; one is chosen.
        words: sentences that replace ours, by "script id" or "script id.language".
        languages: callers' languages to offer first, the most usual first.
        alphabets: ids of spelling alphabets to offer first.
        directory: where keys are kept, for the steps to replace one.
        hide_after: seconds without a key press after which the digits are hidden.
        end_after: seconds without a key press after which the key is wiped; never the shorter.
        audit: whether a line without secrets is kept about every call.
        reference: what the agent's own number is called: "Ticket", "Incident".

    Without a file `checks`, `ways` and `reasons` come from resources/guidance.
    """

    company: str = ""
    portal: str = ""
    checks: tuple[Check, ...] = ()
    ways: tuple[Check, ...] = ()
    reasons: tuple[Check, ...] = ()
    words: Mapping[str, str] = field(default_factory=no_words)
    languages: tuple[str, ...] = ()
    alphabets: tuple[str, ...] = ()
    directory: Directory = Directory.OTHER
    hide_after: int = 180
    end_after: int = 900
    audit: bool = False
    reference: str = ""
