# SPDX-License-Identifier: Apache-2.0
"""The guidance of one language: loads each file when it is first asked for, and strictly."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from recovery_assistant.guidance.addresses import allowed
from recovery_assistant.guidance.model import (
    ICONS,
    Audience,
    Entry,
    ErrorCode,
    GuidanceError,
    Line,
    Link,
    Question,
    Route,
    Source,
    SourceKind,
    Topic,
)
from recovery_assistant.guidance.tables import Table, as_written, read_toml
from recovery_assistant.i18n import PSEUDO_LANGUAGES, pseudo

SOURCE_LANGUAGE = "en"

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[_-][A-Za-z]{2,8})?", re.ASCII)
_CODE_START = re.compile(r"^(?:0x|e?fve)")
_SINGLE_FILES = (
    "alphabets.toml",
    "call.toml",
    "errors.toml",
    "glossary.toml",
    "links.toml",
    "organisation.toml",
    "questions.toml",
    "sources.toml",
)
_FOLDERS = ("routes", "topics")

T = TypeVar("T")


class Guidance:
    """All words people read beside the controls.

    `root` is the folder with one folder per language. A file that a language does not have is
    read in English, so a translation may grow file by file. A made-up language has none of its own.
    """

    def __init__(self, root: Path, language: str = SOURCE_LANGUAGE) -> None:
        self._root = root
        self._language = language if _LANGUAGE.fullmatch(language) else SOURCE_LANGUAGE
        made_up = language in PSEUDO_LANGUAGES
        self._say: Callable[[str], str] = (
            partial(pseudo, language=language) if made_up else as_written
        )
        self._sources: Mapping[str, Source] | None = None
        self._links: Mapping[str, Link] | None = None
        self._codes: Mapping[str, ErrorCode] | None = None
        self._entries: Mapping[str, Entry] | None = None
        self._questions: Mapping[str, Question] | None = None
        self._routes: dict[str, Route] = {}
        self._topics: dict[str, Topic] = {}

    # Sources and links

    def sources(self) -> tuple[Source, ...]:
        """Return every document the guidance rests on."""
        return tuple(self._known_sources().values())

    def source(self, source_id: str) -> Source:
        """Return one source."""
        return _pick(self._known_sources(), source_id, "sources.toml", "source")

    def _known_sources(self) -> Mapping[str, Source]:
        if self._sources is None:
            self._sources = self._read_list("sources.toml", "source", _read_source, _source_id)
        return self._sources

    def links(self) -> tuple[Link, ...]:
        """Return every link."""
        return tuple(self._known_links().values())

    def link(self, link_id: str) -> Link:
        """Return one link."""
        return _pick(self._known_links(), link_id, "links.toml", "link")

    def _known_links(self) -> Mapping[str, Link]:
        if self._links is None:
            self._links = self._read_list("links.toml", "link", self._read_link, _link_id)
        return self._links

    def _read_link(self, table: Table) -> Link:
        address = table.text("address")
        if not allowed(address):
            raise table.error("address", "is not an address the program may open")
        source = table.choice("source", self._known_sources())
        return Link(
            id=table.id(),
            address=address,
            opens=table.words("opens"),
            confirmed=table.day("confirmed"),
            document=table.text("document"),
            source=source,
        )

    # Routes

    def route_ids(self) -> tuple[str, ...]:
        """Return the ids of all routes, in order of their numbers."""
        return tuple(route.id for route in self.routes())

    def routes(self) -> tuple[Route, ...]:
        """Return all routes in order of their numbers."""
        found = [self.route(route_id) for route_id in self._names("routes")]
        return tuple(sorted(found, key=lambda route: route.number))

    def route(self, route_id: str) -> Route:
        """Return one route."""
        if route_id not in self._routes:
            table = self._open_member("routes", route_id, "route")
            self._routes[route_id] = self._read_route(table, route_id)
        return self._routes[route_id]

    def _read_route(self, table: Table, route_id: str) -> Route:
        _same_id(table, route_id)
        link = table.optional_text("link")
        if link is not None and link not in self._known_links():
            raise table.error("link", f"unknown link {link!r}")
        route = Route(
            id=route_id,
            number=table.whole("number"),
            icon=table.choice("icon", ICONS),
            title=table.words("title"),
            who=table.words("who"),
            minutes=table.optional_whole("minutes"),
            link=link,
            steps=self._lines(table.some_tables("steps")),
            works=self._line(table.table("works")),
            empty=self._line(table.table("empty")),
            limits=self._lines(table.tables("limits")),
            commands=table.texts("commands"),
            audience=Audience(table.choice("audience", Audience)),
        )
        table.finish()
        return route

    # Topics

    def topic_ids(self) -> tuple[str, ...]:
        """Return the ids of all topics, without loading them."""
        return self._names("topics")

    def topic(self, topic_id: str) -> Topic:
        """Return one topic, loaded when it is first asked for."""
        if topic_id not in self._topics:
            table = self._open_member("topics", topic_id, "topic")
            self._topics[topic_id] = self._read_topic(table, topic_id)
        return self._topics[topic_id]

    def _read_topic(self, table: Table, topic_id: str) -> Topic:
        _same_id(table, topic_id)
        warning = table.optional_table("warning")
        topic = Topic(
            id=topic_id,
            audience=Audience(table.choice("audience", Audience)),
            title=table.words("title"),
            lead=table.words("lead"),
            lines=self._lines(table.some_tables("lines")),
            warning=None if warning is None else self._line(warning),
            links=table.known("links", self._known_links(), "link"),
        )
        table.finish()
        return topic

    # Codes, glossary, questions

    def error_codes(self) -> tuple[ErrorCode, ...]:
        """Return every code that is explained."""
        return tuple(self._known_codes().values())

    def error_code(self, code: str) -> ErrorCode | None:
        """Return what is known of a code as a person typed it, or None.

        Case, hyphens and a missing `E_FVE_` or `0x` do not matter, nor does text around it.
        """
        typed = _letters(code)
        for known, entry in self._known_codes().items():
            if typed and _CODE_START.sub("", typed) == _CODE_START.sub("", _letters(known)):
                return entry
        inside = [entry for known, entry in self._known_codes().items() if _letters(known) in typed]
        return max(inside, key=lambda entry: len(entry.code), default=None)

    def _known_codes(self) -> Mapping[str, ErrorCode]:
        if self._codes is None:
            self._codes = self._read_list("errors.toml", "error", self._read_code, _code_id)
        return self._codes

    def _read_code(self, table: Table) -> ErrorCode:
        return ErrorCode(
            code=table.id("code"),
            category=table.words("category"),
            meaning=table.words("meaning"),
            first=self._line(table.table("first")),
            no_key_first=table.flag("no_key_first"),
            source=table.choice("source", self._known_sources()),
        )

    def glossary(self) -> tuple[Entry, ...]:
        """Return the words explained, in the order of the file."""
        return tuple(self._known_entries().values())

    def entry(self, entry_id: str) -> Entry:
        """Return one word explained."""
        return _pick(self._known_entries(), entry_id, "glossary.toml", "entry")

    def _known_entries(self) -> Mapping[str, Entry]:
        if self._entries is None:
            self._entries = self._read_list("glossary.toml", "entry", self._read_entry, _entry_id)
        return self._entries

    def _read_entry(self, table: Table) -> Entry:
        return Entry(
            id=table.id(),
            term=table.words("term"),
            text=table.words("text"),
            sources=table.sources(self._known_sources()),
        )

    def questions(self) -> tuple[Question, ...]:
        """Return the common questions, in the order of the file."""
        return tuple(self._known_questions().values())

    def question(self, question_id: str) -> Question:
        """Return one common question."""
        return _pick(self._known_questions(), question_id, "questions.toml", "question")

    def _known_questions(self) -> Mapping[str, Question]:
        if self._questions is None:
            self._questions = self._read_list(
                "questions.toml", "question", self._read_question, _question_id
            )
        return self._questions

    def _read_question(self, table: Table) -> Question:
        return Question(
            id=table.id(),
            question=table.words("question"),
            answer=self._lines(table.some_tables("answer")),
        )

    # The whole

    def check(self) -> int:
        """Load everything, refuse stray files, and return how many files were read."""
        read = 0
        for language in dict.fromkeys((SOURCE_LANGUAGE, self._language)):
            for path in self._files(self._root / language):
                name = f"{language}/{path.relative_to(self._root / language).as_posix()}"
                if not _belongs(path.relative_to(self._root / language)):
                    raise GuidanceError(name, "", "does not belong here")
                read += 1
        numbers = [route.number for route in self.routes()]
        if numbers != list(range(1, len(numbers) + 1)):
            raise GuidanceError("routes", "number", "must count up from 1 without gaps")
        for topic_id in self.topic_ids():
            self.topic(topic_id)
        self.sources()
        self.links()
        self.error_codes()
        self.glossary()
        self.questions()
        return read

    # Files

    def _files(self, folder: Path) -> tuple[Path, ...]:
        try:
            return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))
        except OSError as problem:
            raise GuidanceError(folder.name, "", "cannot be listed") from problem

    def _find(self, name: str) -> tuple[Path, str]:
        for language in (self._language, SOURCE_LANGUAGE):
            path = self._root / language / name
            if path.is_file():
                return path, f"{language}/{name}"
        return self._root / SOURCE_LANGUAGE / name, f"{SOURCE_LANGUAGE}/{name}"

    def _open(self, name: str) -> Table:
        path, shown = self._find(name)
        return read_toml(path, shown, self._say)

    def _open_member(self, folder: str, member: str, what: str) -> Table:
        # The listing is asked, so an odd id can never become a path.
        if member not in self._names(folder):
            raise GuidanceError(folder, member, f"unknown {what}")
        return self._open(f"{folder}/{member}.toml")

    def _names(self, folder: str) -> tuple[str, ...]:
        try:
            found = sorted(p.stem for p in (self._root / SOURCE_LANGUAGE / folder).glob("*.toml"))
        except OSError as problem:
            raise GuidanceError(folder, "", "cannot be listed") from problem
        if not found:
            raise GuidanceError(f"{SOURCE_LANGUAGE}/{folder}", "", "is missing or empty")
        return tuple(found)

    def _read_list(
        self, name: str, key: str, read: Callable[[Table], T], own_id: Callable[[T], str]
    ) -> Mapping[str, T]:
        top = self._open(name)
        found: dict[str, T] = {}
        for table in top.some_tables(key):
            one = read(table)
            table.finish()
            if own_id(one) in found:
                raise table.error("id", f"{own_id(one)!r} is there twice")
            found[own_id(one)] = one
        top.finish()
        return MappingProxyType(found)

    def _line(self, table: Table) -> Line:
        return table.line(self._known_sources())

    def _lines(self, tables: tuple[Table, ...]) -> tuple[Line, ...]:
        return tuple(self._line(table) for table in tables)


def _pick(found: Mapping[str, T], wanted: str, file: str, what: str) -> T:
    if wanted not in found:
        raise GuidanceError(file, wanted, f"unknown {what}")
    return found[wanted]


def _belongs(path: Path) -> bool:
    if len(path.parts) == 1:
        return path.name in _SINGLE_FILES
    return path.parts[:-1] in {(folder,) for folder in _FOLDERS} and path.suffix == ".toml"


def _same_id(table: Table, expected: str) -> None:
    if table.id() != expected:
        raise table.error("id", "differs from the name of the file")


def _letters(code: str) -> str:
    return "".join(letter for letter in code.casefold() if letter.isalnum())


def _read_source(table: Table) -> Source:
    return Source(
        id=table.id(),
        document=table.text("document"),
        kind=SourceKind(table.choice("kind", SourceKind)),
        dated=table.optional_day("dated"),
    )


def _source_id(source: Source) -> str:
    return source.id


def _link_id(link: Link) -> str:
    return link.id


def _code_id(code: ErrorCode) -> str:
    return code.code


def _entry_id(entry: Entry) -> str:
    return entry.id


def _question_id(question: Question) -> str:
    return question.id
