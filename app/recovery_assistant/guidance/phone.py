# SPDX-License-Identifier: Apache-2.0
"""Loads what is said on the phone, strictly: an error names the file and the key."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from recovery_assistant.guidance.calling import (
    ALPHABETS,
    DIGITS_OF_KEY,
    HEX_LETTERS,
    MARKS,
    REPLACEABLE,
    SCRIPTS,
    Alphabet,
    Rotation,
    Script,
    Tongue,
    marks_in,
)
from recovery_assistant.guidance.library import SOURCE_LANGUAGE, Guidance
from recovery_assistant.guidance.model import GuidanceError
from recovery_assistant.guidance.profile import Check, Directory, Profile
from recovery_assistant.guidance.tables import Table, read_toml

CALL_FILE: Final = "call.toml"
_DIGITS: Final = "0123456789"
_BLOCKS: Final = 8


class Phone:
    """The words of door 2.

    Args:
        root: the folder of the guidance, with one folder a language.

    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._tongues: dict[str, Tongue] = {}

    @cached_property
    def _sources(self) -> Mapping[str, object]:
        return {source.id: source for source in Guidance(self._root).sources()}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages in which a caller can be spoken to; English first."""
        try:
            found = sorted(path.parent.name for path in self._root.glob(f"*/{CALL_FILE}"))
        except OSError as problem:
            raise GuidanceError(CALL_FILE, "", "cannot be listed") from problem
        found.sort(key=lambda language: language != SOURCE_LANGUAGE)
        return tuple(found)

    def tongue(self, language: str) -> Tongue:
        """Return what is said in a language; English for one that is not there."""
        chosen = language if language in self.languages else SOURCE_LANGUAGE
        if chosen not in self._tongues:
            self._tongues[chosen] = self._read_tongue(chosen)
        return self._tongues[chosen]

    @cached_property
    def alphabets(self) -> tuple[Alphabet, ...]:
        """Every spelling alphabet, the international one first."""
        top = self._open(SOURCE_LANGUAGE, "alphabets.toml")
        found = tuple(self._read_alphabet(table) for table in top.some_tables("alphabet"))
        top.finish()
        if tuple(one.id for one in found) != ALPHABETS:
            raise top.error("alphabet", f"must be {', '.join(ALPHABETS)}, in this order")
        return found

    def alphabet(self, name: str) -> Alphabet:
        """Return an alphabet; the first for a name that is not there."""
        return next((one for one in self.alphabets if one.id == name), self.alphabets[0])

    @cached_property
    def _organisation(self) -> tuple[tuple[Check, ...], tuple[Check, ...], tuple[Check, ...]]:
        top = self._open(SOURCE_LANGUAGE, "organisation.toml")
        checks, ways, reasons = (
            self._read_checks(top, kind) for kind in ("check", "way", "reason")
        )
        rotations = [self._read_rotation(table) for table in top.some_tables("rotation")]
        self._rotations = {one.directory: one for one in rotations}
        top.finish()
        wanted = sorted(directory.value for directory in Directory)
        if sorted(one.directory for one in rotations) != wanted:
            raise top.error("rotation", f"must be once for each of {', '.join(wanted)}")
        return checks, ways, reasons

    def rotation(self, directory: Directory) -> Rotation:
        """Return how a key is replaced."""
        _ = self._organisation
        return self._rotations[directory.value]

    def with_defaults(self, profile: Profile) -> Profile:
        """Return a profile in which what an organisation has not set is what holds without it.

        Languages in which nothing can be said here are passed over.
        """
        from dataclasses import replace

        checks, ways, reasons = self._organisation
        return replace(
            profile,
            checks=profile.checks or checks,
            ways=profile.ways or ways,
            reasons=profile.reasons or reasons,
            languages=tuple(one for one in profile.languages if one in self.languages),
        )

    def check(self) -> None:
        """Load everything."""
        for language in self.languages:
            self.tongue(language)
        _ = self.alphabets, self._organisation

    def _open(self, language: str, name: str) -> Table:
        return read_toml(self._root / language / name, f"{language}/{name}")

    def _read_tongue(self, language: str) -> Tongue:
        top = self._open(language, CALL_FILE)
        if top.text("language") != language:
            raise top.error("language", "differs from the name of the folder")
        scripts: dict[str, Script] = {}
        for table in top.some_tables("script"):
            script = self._read_script(table)
            if script.id in scripts:
                raise table.error("id", f"{script.id!r} is there twice")
            scripts[script.id] = script
        for name in SCRIPTS:
            if name not in scripts:
                raise top.error("script", f"{name} is missing")
        tongue = Tongue(
            language=language,
            title=top.text("title"),
            scripts=MappingProxyType(scripts),
            digits=_by_character(top, "digits", _DIGITS),
            numbers=_counted(top, "numbers", _BLOCKS),
            letter=top.text("letter"),
            digit=top.text("digit"),
            support=top.text("support"),
        )
        top.finish()
        return tongue

    def _read_script(self, table: Table) -> Script:
        script = Script(
            id=table.choice("id", SCRIPTS),
            say=table.texts("say"),
            wait=table.optional_text("wait") or "",
            unsure=table.optional_text("unsure") or "",
            never=table.optional_text("never") or "",
            sources=table.sources(self._sources),
        )
        if not script.say:
            raise table.error("say", "is missing")
        allowed = MARKS - DIGITS_OF_KEY if script.id in REPLACEABLE else MARKS
        for text in script.say:
            for mark in sorted(marks_in(text) - allowed):
                raise table.error("say", f"may not hold {mark}")
        for key, text in (
            ("wait", script.wait), ("unsure", script.unsure), ("never", script.never),
        ):  # fmt: skip
            if marks_in(text):
                raise table.error(key, "may hold no braces")
        table.finish()
        return script

    def _read_alphabet(self, table: Table) -> Alphabet:
        own = bool(table.texts("digits"))
        alphabet = Alphabet(
            id=table.id(),
            language=_language(table),
            title=table.text("title"),
            letters=_by_character(table, "letters", HEX_LETTERS),
            digits=_by_character(table, "digits", _DIGITS) if own else MappingProxyType({}),
            plain=table.flag("plain"),
            sources=table.sources(self._sources),
        )
        table.finish()
        return alphabet

    def _read_checks(self, top: Table, kind: str) -> tuple[Check, ...]:
        found = tuple(self._read_check(table) for table in top.some_tables(kind))
        if len({one.id for one in found}) != len(found):
            raise top.error(kind, "has an id twice")
        return found

    def _read_check(self, table: Table) -> Check:
        check = Check(table.id(), table.text("text"))
        table.sources(self._sources)
        table.finish()
        return check

    def _read_rotation(self, table: Table) -> Rotation:
        rotation = Rotation(
            directory=table.choice("directory", [one.value for one in Directory]),
            say=table.texts("say"),
            sources=table.sources(self._sources),
        )
        if not rotation.say:
            raise table.error("say", "is missing")
        table.finish()
        return rotation


def _language(table: Table) -> str:
    return table.optional_text("language") or ""


def _counted(table: Table, key: str, count: int) -> tuple[str, ...]:
    words = table.texts(key)
    if len(words) != count or len(set(words)) != count:
        raise table.error(key, f"must be {count} different texts")
    return words


def _by_character(table: Table, key: str, characters: str) -> Mapping[str, str]:
    words = _counted(table, key, len(characters))
    return MappingProxyType(dict(zip(characters, words, strict=True)))
