# SPDX-License-Identifier: Apache-2.0
"""Which language to speak: what the person wants against what there is."""

from collections.abc import Mapping, Sequence

from recovery_assistant.i18n.catalogue import SOURCE_LANGUAGE
from recovery_assistant.i18n.pseudo import PSEUDO_LANGUAGES

DEVELOPER_VARIABLE = "RECOVERY_ASSISTANT_LANGUAGE"
"""Names a language before everything else, made-up ones included."""


def wanted_languages(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the languages the environment asks for, in gettext's order of precedence."""
    developer = environment.get(DEVELOPER_VARIABLE)
    if developer:
        return (developer,)
    locale = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)),
        "",
    )
    if _plain(locale) in {"", "C", "POSIX"}:
        return ()
    listed = [part for part in environment.get("LANGUAGE", "").split(":") if part]
    return tuple(dict.fromkeys(_plain(part) for part in [*listed, locale]))


def choose(wanted: Sequence[str], available: Sequence[str]) -> str:
    """Return the first wanted language that there is; its country may be left out."""
    for language in wanted:
        if language in PSEUDO_LANGUAGES:
            return language
        for candidate in (language, language.split("@")[0], language.split("_")[0]):
            if candidate in available:
                return candidate
    return SOURCE_LANGUAGE


def _plain(locale: str) -> str:
    """Leave the encoding out of a locale's name, and write "de-AT" as "de_AT"."""
    name, at, variant = locale.replace("-", "_").partition("@")
    return name.split(".")[0] + at + variant
