# SPDX-License-Identifier: Apache-2.0
"""Strict reading of one TOML table: every key is asked for by name, what is left is an error."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from recovery_assistant.guidance.model import KEY_ID_MARK, GuidanceError, Line

_LARGEST_FILE = 1_000_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)


def as_written(words: str) -> str:
    """Return words as they stand in the file."""
    return words


def read_toml(path: Path, file: str, say: Callable[[str], str] = as_written) -> "Table":
    """Read a file into a table, or raise a GuidanceError that names it.

    `say` turns the words for people into those of a made-up language.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(_LARGEST_FILE + 1)
        if len(raw) > _LARGEST_FILE:
            raise GuidanceError(file, "", "is larger than any guidance file")
        # ValueError covers bad UTF-8, bad TOML and numbers Python refuses to convert.
        return Table(file, "", tomllib.loads(raw.decode("utf-8")), say)
    except OSError as problem:
        raise GuidanceError(file, "", f"cannot be read ({type(problem).__name__})") from problem
    except (ValueError, RecursionError) as problem:
        raise GuidanceError(file, "", f"is not valid TOML ({problem})") from problem


class Table:
    """A table under check: `finish` refuses every key nobody asked for."""

    def __init__(
        self,
        file: str,
        path: str,
        data: Mapping[str, object],
        say: Callable[[str], str] = as_written,
    ) -> None:
        self.file = file
        self._say = say
        self._path = path
        self._data = data
        self._asked: set[str] = set()

    def error(self, key: str, problem: str) -> GuidanceError:
        """Build the error for one key of this table."""
        return GuidanceError(self.file, self._path + key, problem)

    def _take(self, key: str) -> object:
        self._asked.add(key)
        return self._data.get(key)

    def finish(self) -> None:
        """Refuse keys that were not asked for."""
        for key in sorted(set(self._data) - self._asked):
            raise self.error(key, "unknown key")

    def text(self, key: str) -> str:
        """Return a text that must be there, on one line and without blank ends."""
        value = self._take(key)
        if value is None:
            raise self.error(key, "is missing")
        return self._checked(key, value)

    def words(self, key: str) -> str:
        """Return a text for people that must be there, in the language that is spoken."""
        return self._say(self.text(key))

    def optional_text(self, key: str) -> str | None:
        """Return a text, or None where the key is not there."""
        value = self._take(key)
        return None if value is None else self._checked(key, value)

    def _checked(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise self.error(key, "must be a text")
        if not value or value != value.strip():
            raise self.error(key, "must not be empty or have blank ends")
        if not value.isprintable():
            raise self.error(key, "must be one line without invisible characters")
        return value

    def id(self, key: str = "id") -> str:
        """Return an id: letters, digits, hyphens and underscores."""
        value = self.text(key)
        if not _ID.fullmatch(value):
            raise self.error(key, "is not a plain id")
        return value

    def choice(self, key: str, choices: Iterable[str]) -> str:
        """Return a text that must be one of those given."""
        value = self.text(key)
        known = sorted(choices)
        if value not in known:
            raise self.error(key, f"must be one of {', '.join(known)}")
        return value

    def whole(self, key: str) -> int:
        """Return a whole number above zero that must be there."""
        value = self.optional_whole(key)
        if value is None:
            raise self.error(key, "is missing")
        return value

    def optional_whole(self, key: str) -> int | None:
        """Return a whole number above zero, or None where the key is not there."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.error(key, "must be a whole number above zero")
        return value

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is not there."""
        value = self._take(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false")
        return value

    def optional_day(self, key: str) -> date | None:
        """Return a date, or None where the key is not there."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(key, "must be a date")
        return value

    def day(self, key: str) -> date:
        """Return a date that must be there."""
        value = self.optional_day(key)
        if value is None:
            raise self.error(key, "is missing")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where the key is not there."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.error(key, "must be a list of texts")
        return tuple(self._checked(f"{key}[{place}]", item) for place, item in enumerate(value))

    def known(self, key: str, ids: Mapping[str, object], what: str) -> tuple[str, ...]:
        """Return a list of ids that must all be known and differ."""
        found = self.texts(key)
        for one in found:
            if one not in ids:
                raise self.error(key, f"unknown {what} {one!r}")
        if len(set(found)) != len(found):
            raise self.error(key, f"names a {what} twice")
        return found

    def table(self, key: str) -> "Table":
        """Return a table that must be there."""
        found = self.optional_table(key)
        if found is None:
            raise self.error(key, "is missing")
        return found

    def optional_table(self, key: str) -> "Table | None":
        """Return a table, or None where the key is not there."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.error(key, "must be a table")
        return Table(self.file, f"{self._path}{key}.", value, self._say)

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return a list of tables; empty where the key is not there."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, "must be a list of tables")
        return tuple(
            Table(self.file, f"{self._path}{key}[{place}].", item, self._say)
            for place, item in enumerate(value)
        )

    def some_tables(self, key: str) -> tuple["Table", ...]:
        """Return a list of tables that must hold at least one."""
        found = self.tables(key)
        if not found:
            raise self.error(key, "is missing")
        return found

    def sources(self, known: Mapping[str, object]) -> tuple[str, ...]:
        """Return the source ids of a claim: at least one, all known."""
        found = self.known("sources", known, "source")
        if not found:
            raise self.error("sources", "is missing")
        return found

    def line(self, known: Mapping[str, object]) -> Line:
        """Read this whole table as a line."""
        text = self.text("text")
        without_id = self.optional_text("without_id") or ""
        if re.search(r"[{}]", text.replace(KEY_ID_MARK, "")) or re.search(r"[{}]", without_id):
            raise self.error("text", f"may hold no braces but {KEY_ID_MARK}")
        if (KEY_ID_MARK in text) != bool(without_id):
            raise self.error("without_id", f"goes with {KEY_ID_MARK} in the text, and only then")
        sources = self.sources(known)
        self.finish()
        return Line(self._say(text), sources, self._say(without_id))
