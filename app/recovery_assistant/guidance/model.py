# SPDX-License-Identifier: Apache-2.0
"""The words people read, as frozen values: routes, topics, links, codes, glossary, questions."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recovery_assistant.i18n import isolated

KEY_ID_MARK = "{key_id}"

ICONS: frozenset[str] = frozenset(
    {
        "screen", "link", "building", "person", "code", "phone", "key",
        "vault", "file", "printer", "usb", "drive", "shield", "search",
    }
)  # fmt: skip


class GuidanceError(Exception):
    """A guidance file is missing or not as it must be; names the file and the key."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem


class Audience(StrEnum):
    """Whom a text is written for."""

    HOME = "home"
    WORK = "work"
    ADMIN = "admin"


class SourceKind(StrEnum):
    """How sure a source makes a claim."""

    OFFICIAL = "official"  # published by the maker of the product it speaks of
    COMMUNITY = "community"  # seen in the field: samples, forum threads, issues
    RESEARCH = "research"  # reverse-engineered formats and computed results
    OWN = "own"  # advice or inference of this program; no document says it


@dataclass(frozen=True, slots=True)
class Source:
    """A document that claims rest on; `dated` is None where the copy carries no date."""

    id: str
    document: str
    kind: SourceKind
    dated: date | None


@dataclass(frozen=True, slots=True)
class Link:
    """An address, what it opens, and the document (with its date) that confirms it."""

    id: str
    address: str
    opens: str
    confirmed: date
    document: str
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph or checklist line; may hold `{key_id}`, and then says `without_id` too."""

    text: str
    sources: tuple[str, ...]
    without_id: str = ""

    def read(self, key_id: str = "") -> str:
        """Return the line as it is shown: with the Key ID (its first 8), or without one."""
        if not key_id and self.without_id:
            return self.without_id
        return self.text.replace(KEY_ID_MARK, isolated(key_id))


@dataclass(frozen=True, slots=True)
class Route:
    """One place a key can be, as a card with a checklist."""

    id: str
    number: int
    icon: str
    title: str
    who: str
    minutes: int | None
    link: str | None
    steps: tuple[Line, ...]
    works: Line
    empty: Line
    limits: tuple[Line, ...]
    commands: tuple[str, ...]
    audience: Audience


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of help; `lead` says it in one breath, the lines say the rest."""

    id: str
    audience: Audience
    title: str
    lead: str
    lines: tuple[Line, ...]
    warning: Line | None
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """A code a screen or a Windows message may show, and the first thing to do about it."""

    code: str
    category: str
    meaning: str
    first: Line
    no_key_first: bool
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the glossary."""

    id: str
    term: str
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One common question and its answer."""

    id: str
    question: str
    answer: tuple[Line, ...]
