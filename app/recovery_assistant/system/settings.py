# SPDX-License-Identifier: Apache-2.0
"""What the person chose for the look and the entry field, kept between two starts.

Nothing about a case is ever written here: no Key ID, no key, no answer. Of the encrypted file only
where it lies.
"""

from dataclasses import asdict, dataclass
from enum import Enum, StrEnum
from pathlib import Path
from typing import Final

from recovery_assistant.i18n import _
from recovery_assistant.system.whole_file import NotOursError, read_whole, write_whole

SMALLEST_SCALE: Final = 1.0
LARGEST_SCALE: Final = 2.0
_ASIDE: Final = 5
_LANGUAGE_LENGTH: Final = 20
_PATH_LENGTH: Final = 4096
LONGEST_IDLE: Final = 60
"""In minutes."""


class ThemeChoice(StrEnum):
    """The look asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class EntryForm(StrEnum):
    """The form of the key entry."""

    EIGHT = "eight"
    LINE = "line"


class SettingsProblem(Enum):
    """What went wrong with the settings; never a reason to stop."""

    DAMAGED = "damaged"
    DAMAGED_KEPT = "damaged-kept"
    UNREADABLE = "unreadable"
    NOT_SAVED = "not-saved"


@dataclass(frozen=True, slots=True)
class Settings:
    """All the choices; an empty language means that of the system."""

    theme: ThemeChoice = ThemeChoice.SYSTEM
    text_scale: float = 1.0
    language: str = ""
    form: EntryForm = EntryForm.EIGHT
    auto_advance: bool = True
    advance_assisted: bool = False
    """The same while a screen reader or the like is at work: off until asked for."""
    last_file: str = ""
    """Where the encrypted file lies that was used last; empty for none."""
    idle_minutes: int = 3
    """How long it stays open untouched."""


class _DamagedError(Exception):
    """The file is not what `save` writes."""


def problem_sentence(problem: SettingsProblem) -> str:
    """Say what happened to the settings and what follows from it."""
    match problem:
        case SettingsProblem.DAMAGED:
            return _(
                "The settings file was damaged. It was put aside under another name, and the "
                "program starts with its usual settings."
            )
        case SettingsProblem.DAMAGED_KEPT:
            return _(
                "The settings file is damaged and could not be put aside. The program starts "
                "with its usual settings."
            )
        case SettingsProblem.UNREADABLE:
            return _("The settings could not be read. The program starts with its usual settings.")
        case SettingsProblem.NOT_SAVED:
            return _(
                "The settings could not be saved here. They hold until you close the program; "
                "everything else works as usual."
            )


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _DamagedError
    return value


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise _DamagedError
    return value


def _scale(value: object) -> float:
    # bool is a kind of int, and NaN fails every comparison.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _DamagedError
    if not SMALLEST_SCALE <= value <= LARGEST_SCALE:
        raise _DamagedError
    return float(value)


def _language(value: object) -> str:
    word = _word(value)
    plain = word.replace("_", "").replace("-", "")
    if len(word) > _LANGUAGE_LENGTH or not (plain == "" or (plain.isascii() and plain.isalnum())):
        # It becomes part of a path: nothing but letters, digits and hyphens gets through.
        raise _DamagedError
    return word


def _path(value: object) -> str:
    word = _word(value)
    if len(word) > _PATH_LENGTH or "\0" in word:
        raise _DamagedError
    return word


def _minutes(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LONGEST_IDLE:
        raise _DamagedError
    return value


def _parsed(data: bytes) -> Settings:
    """Read what `save` wrote; keys that a later version may have added are passed over."""
    import json

    try:
        values: object = json.loads(data.decode("utf-8"))
        if not isinstance(values, dict):
            raise _DamagedError
        usual = Settings()
        return Settings(
            theme=ThemeChoice(_word(values.get("theme", usual.theme))),
            text_scale=_scale(values.get("text_scale", usual.text_scale)),
            language=_language(values.get("language", usual.language)),
            form=EntryForm(_word(values.get("form", usual.form))),
            auto_advance=_flag(values.get("auto_advance", usual.auto_advance)),
            advance_assisted=_flag(values.get("advance_assisted", usual.advance_assisted)),
            last_file=_path(values.get("last_file", usual.last_file)),
            idle_minutes=_minutes(values.get("idle_minutes", usual.idle_minutes)),
        )
    except (ValueError, RecursionError) as problem:
        # Not UTF-8, not JSON, nested without end, or a word that no choice has.
        raise _DamagedError from problem


def _put_aside(path: Path) -> SettingsProblem:
    names = [path.with_suffix(f".damaged-{number}{path.suffix}") for number in range(1, _ASIDE + 1)]
    free = [name for name in names if not name.exists()]
    try:
        path.replace(free[0] if free else names[-1])
    except OSError:
        return SettingsProblem.DAMAGED_KEPT
    return SettingsProblem.DAMAGED


def load(path: Path) -> tuple[Settings, SettingsProblem | None]:
    """Read the settings; a first start is no problem, and no problem stops the program."""
    try:
        return _parsed(read_whole(path)), None
    except (FileNotFoundError, NotADirectoryError):
        return Settings(), None
    except (_DamagedError, NotOursError):
        return Settings(), _put_aside(path)
    except (OSError, ValueError):
        return Settings(), SettingsProblem.UNREADABLE


def save(settings: Settings, path: Path) -> SettingsProblem | None:
    """Write the settings whole or not at all; say so where this place cannot be written."""
    import json

    try:
        text = json.dumps(asdict(settings), indent=2, sort_keys=True) + "\n"
        write_whole(text, path, ".settings-")
    except (OSError, ValueError):
        return SettingsProblem.NOT_SAVED
    return None
