# SPDX-License-Identifier: Apache-2.0
"""What an organisation makes of door 2: its name, words, checks and times, out of a TOML file."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeVar, cast

from recovery_assistant.guidance.calling import (
    ALPHABETS,
    DIGITS_OF_KEY,
    MARKS,
    REPLACEABLE,
    marks_in,
    no_words,
)

LARGEST_PROFILE: Final = 64 * 1024
_LONGEST_TEXT: Final = 500
_MOST_ITEMS: Final = 50
_SHORTEST_S: Final = 15
_LONGEST_S: Final = 3600
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}", re.ASCII)
_ADDRESS: Final = re.compile(
    r"https://[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+"
    r"(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/?=&%#-]*)?",
    re.ASCII,
)
_READS_BACK: Final = "key-id-read-back"
_LINE: Final = re.compile(r"at line (\d+)")


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
    """An address that is not plain https."""


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


class _FaultError(Exception):
    def __init__(self, problem: ProfileProblem, name: str) -> None:
        super().__init__(problem.value)
        self.fault = ProfileFault(problem, name)


def profile_of(data: bytes) -> Profile | ProfileFault:
    """Read an organisation's profile; whatever it is, the answer is a value.

    Nothing is guessed and nothing left out: a name that is not known is a fault, because it may
    be a safeguard misspelt.
    """
    if len(data) > LARGEST_PROFILE:
        return ProfileFault(ProfileProblem.TOO_LARGE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ProfileFault(ProfileProblem.NOT_UTF8)
    if "\0" in text:
        return ProfileFault(ProfileProblem.NOT_UTF8)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        line = _LINE.search(str(problem))
        return ProfileFault(ProfileProblem.NOT_TOML, line=int(line[1]) if line else None)
    try:
        return _profile(table)
    except _FaultError as problem:
        return problem.fault


_T = TypeVar("_T")


def _profile(table: Mapping[str, object]) -> Profile:
    known = {
        "company", "portal", "checks", "ways", "reasons", "words", "languages", "alphabets",
        "directory", "hide_after", "end_after", "audit", "reference",
    }  # fmt: skip
    _refuse_unknown(table, known, "")

    def read(name: str, how: Callable[[object, str], _T], otherwise: _T) -> _T:
        return how(table[name], name) if name in table else otherwise

    plain = Profile()
    profile = Profile(
        company=read("company", _text, plain.company),
        portal=read("portal", _address, plain.portal),
        checks=read("checks", _items, plain.checks),
        ways=read("ways", _items, plain.ways),
        reasons=read("reasons", _items, plain.reasons),
        words=read("words", _words, plain.words),
        languages=read("languages", _languages, plain.languages),
        alphabets=read("alphabets", _alphabets, plain.alphabets),
        directory=read("directory", _directory, plain.directory),
        hide_after=read("hide_after", _seconds, plain.hide_after),
        end_after=read("end_after", _seconds, plain.end_after),
        audit=read("audit", _flag, plain.audit),
        reference=read("reference", _text, plain.reference),
    )
    if profile.end_after < profile.hide_after:
        raise _FaultError(ProfileProblem.WRONG_VALUE, "end_after")
    return profile


def _refuse_unknown(table: Mapping[str, object], known: set[str], path: str) -> None:
    for name in table:
        if name not in known:
            raise _FaultError(ProfileProblem.UNKNOWN_NAME, _shown(path + name))


def _shown(name: str) -> str:
    """A name as it can be shown, whatever stands in it."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in name[:80])


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise _FaultError(ProfileProblem.WRONG_TYPE, name)
    if not value.isprintable() or "<" in value or ">" in value:
        raise _FaultError(ProfileProblem.NOT_PLAIN_TEXT, name)
    if not value.strip() or len(value) > _LONGEST_TEXT:
        raise _FaultError(ProfileProblem.WRONG_VALUE, name)
    return value.strip()


def _address(value: object, name: str) -> str:
    address = _text(value, name)
    if not _ADDRESS.fullmatch(address):
        raise _FaultError(ProfileProblem.NOT_HTTPS, name)
    return address


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise _FaultError(ProfileProblem.WRONG_TYPE, name)
    if not 0 < len(value) <= _MOST_ITEMS:
        raise _FaultError(ProfileProblem.WRONG_VALUE, name)
    return value


def _items(value: object, name: str) -> tuple[Check, ...]:
    found: list[Check] = []
    for place, item in enumerate(_list(value, name)):
        path = f"{name}[{place}]"
        if not isinstance(item, dict):
            raise _FaultError(ProfileProblem.WRONG_TYPE, path)
        table = cast("dict[str, object]", item)
        _refuse_unknown(table, {"id", "text"}, f"{path}.")
        for key in ("id", "text"):
            if key not in table:
                raise _FaultError(ProfileProblem.MISSING, f"{path}.{key}")
        found.append(Check(_id(table["id"], f"{path}.id"), _text(table["text"], f"{path}.text")))
    if len({one.id for one in found}) != len(found):
        raise _FaultError(ProfileProblem.WRONG_VALUE, name)
    return tuple(found)


def _id(value: object, name: str) -> str:
    text = _text(value, name)
    if not _ID.fullmatch(text):
        raise _FaultError(ProfileProblem.WRONG_VALUE, name)
    return text


def _ids(value: object, name: str) -> tuple[str, ...]:
    return tuple(_id(one, f"{name}[{n}]") for n, one in enumerate(_list(value, name)))


def _languages(value: object, name: str) -> tuple[str, ...]:
    found = _ids(value, name)
    for place, language in enumerate(found):
        if not _LANGUAGE.fullmatch(language):
            raise _FaultError(ProfileProblem.WRONG_VALUE, f"{name}[{place}]")
    return found


def _alphabets(value: object, name: str) -> tuple[str, ...]:
    found = _ids(value, name)
    for place, alphabet in enumerate(found):
        if alphabet not in ALPHABETS:
            raise _FaultError(ProfileProblem.UNKNOWN_NAME, f"{name}[{place}]")
    return found


def _words(value: object, name: str) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise _FaultError(ProfileProblem.WRONG_TYPE, name)
    found: dict[str, str] = {}
    for key, text in cast("dict[str, object]", value).items():
        script, dot, language = key.partition(".")
        if script not in REPLACEABLE or (dot and not _LANGUAGE.fullmatch(language)):
            raise _FaultError(ProfileProblem.UNKNOWN_NAME, _shown(f"{name}.{key}"))
        found[key] = _text(text, f"{name}.{key}")
        marks = marks_in(found[key])
        # The Key ID has to be read back whatever else is said: who mistakes it tells a wrong key.
        unread = script == _READS_BACK and "{spelt}" not in marks
        if unread or not marks <= MARKS - DIGITS_OF_KEY:
            raise _FaultError(ProfileProblem.WRONG_VALUE, f"{name}.{key}")
    return MappingProxyType(found)


def _directory(value: object, name: str) -> Directory:
    try:
        return Directory(_text(value, name))
    except ValueError:
        raise _FaultError(ProfileProblem.WRONG_VALUE, name) from None


def _seconds(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _FaultError(ProfileProblem.WRONG_TYPE, name)
    if not _SHORTEST_S <= value <= _LONGEST_S:
        raise _FaultError(ProfileProblem.WRONG_VALUE, name)
    return value


def _flag(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise _FaultError(ProfileProblem.WRONG_TYPE, name)
    return value
