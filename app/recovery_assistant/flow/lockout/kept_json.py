# SPDX-License-Identifier: Apache-2.0
"""A kept place as JSON: written whole, and read as if somebody had tampered with it.

A module of its own, so that only who has something to keep pays for it.
"""

import json
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeVar

from recovery_assistant.flow.lockout.answers import Answer, Owner, Question, ScreenLink, Shows
from recovery_assistant.flow.lockout.kept import STEPS_KEPT, KeptPlace, code_to_keep, id_to_keep
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.flow.lockout.steps import Step
from recovery_assistant.keys import KeyId

VERSION: Final = 1
"""Any change of the fields is another version."""
MOST_LINES: Final = 100
"""More than any checklist has."""

OneT = TypeVar("OneT", bound=Enum)


class PlaceFault(Enum):
    """Why a text is no place that can be gone on with."""

    DAMAGED = "damaged"
    NEWER = "newer"
    """A later version of the program wrote it."""


class _DamagedError(Exception):
    """The text is not what `place_to_json` writes."""


def place_to_json(place: KeptPlace) -> str:
    """Return the text to write; the same place always gives the same text."""
    values = {
        "version": VERSION,
        "trail": [step.value for step in place.trail],
        "shows": _name(place.shows),
        "link": _name(place.link),
        "owner": _name(place.owner),
        "answers": {asked.value: given.value for asked, given in place.answers.items()},
        "error_code": place.error_code,
        "keep_key_id": place.keep_key_id,
        "key_id": None if place.key_id is None else place.key_id.hex,
        "key_id_skipped": place.key_id_skipped,
        "open_route": _name(place.open_route),
        "ticked": sorted([route.value, line] for route, line in place.ticked),
        "ruled_out": sorted(route.value for route in place.ruled_out),
        "found_at": _name(place.found_at),
    }
    return json.dumps(values, indent=2, sort_keys=True) + "\n"


def place_from_json(data: bytes) -> KeptPlace | PlaceFault:
    """Return the place in a file, or what is wrong with it; nothing makes this raise."""
    try:
        values: object = json.loads(data.decode("utf-8"))
        if not isinstance(values, dict):
            return PlaceFault.DAMAGED
        version = _number(values.get("version"))
        if version > VERSION:
            return PlaceFault.NEWER
        place = _place(values)
        # Whatever is there beside the fields, or written in another way, is not ours either.
        same = json.loads(place_to_json(place)) == values
    except (_DamagedError, KeyError, ValueError, RecursionError):
        # ValueError: not UTF-8, not JSON, or a word that no choice has.
        return PlaceFault.DAMAGED
    return place if same else PlaceFault.DAMAGED


def _place(values: Mapping[str, object]) -> KeptPlace:
    key_id = values["key_id"]
    return KeptPlace(
        trail=_trail(values["trail"]),
        shows=_one(Shows, values["shows"]),
        link=_one(ScreenLink, values["link"]),
        owner=_one(Owner, values["owner"]),
        answers=_answers(values["answers"]),
        error_code=code_to_keep(_word(values["error_code"])),
        keep_key_id=_flag(values["keep_key_id"]),
        key_id=None if key_id is None else _key_id(_word(key_id), values["keep_key_id"]),
        key_id_skipped=_flag(values["key_id_skipped"]),
        open_route=_one(Route, values["open_route"]),
        ticked=frozenset(_tick(one) for one in _many(values["ticked"])),
        ruled_out=frozenset(Route(_word(one)) for one in _many(values["ruled_out"])),
        found_at=_one(Route, values["found_at"]),
    )


def _name(one: Enum | None) -> str | None:
    return None if one is None else str(one.value)


def _one(kind: type[OneT], value: object) -> OneT | None:
    return None if value is None else kind(_word(value))


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise _DamagedError
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _DamagedError
    return value


def _number(value: object) -> int:
    # bool is a kind of int.
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _DamagedError
    return value


def _many(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _DamagedError
    return value


def _trail(value: object) -> tuple[Step, ...]:
    trail = tuple(Step(_word(one)) for one in _many(value))
    once = len(set(trail)) == len(trail)
    if trail[:1] != (Step.SCREEN,) or not once or not set(trail) <= set(STEPS_KEPT):
        raise _DamagedError
    return trail


def _answers(value: object) -> Mapping[Question, Answer]:
    if not isinstance(value, dict):
        raise _DamagedError
    return MappingProxyType({Question(key): Answer(_word(one)) for key, one in value.items()})


def _key_id(text: str, allowed: object) -> KeyId | None:
    return id_to_keep(KeyId(text)) if allowed is True else None


def _tick(value: object) -> tuple[Route, int]:
    route, line = _many(value)
    number = _number(line)
    if number >= MOST_LINES:
        raise _DamagedError
    return Route(_word(route)), number
