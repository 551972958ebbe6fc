# SPDX-License-Identifier: Apache-2.0
"""Catalogues on disk: which languages there are, and reading one."""

import re
import struct
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from recovery_assistant.i18n.pseudo import PSEUDO_LANGUAGES, PseudoCatalogue

DOMAIN = "recovery_assistant"
"""The file name of every catalogue."""

SOURCE_LANGUAGE = "en"
"""The language the texts are written in; it needs no catalogue."""

_CODE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?(@[a-z]+)?")
"""A language as a folder may be called; keeps a setting from naming any other path."""

_LARGEST = 16 * 1024 * 1024
"""More bytes than any catalogue has; what is larger is not one."""


class CatalogueError(Exception):
    """A catalogue is missing or cannot be read."""


def languages(root: Path) -> tuple[str, ...]:
    """Return the languages that people can choose, the source language first."""
    folders = (file.parent.parent.name for file in root.glob(f"i18n/*/LC_MESSAGES/{DOMAIN}.mo"))
    others = sorted(name for name in folders if _CODE.fullmatch(name) and name != SOURCE_LANGUAGE)
    return (SOURCE_LANGUAGE, *others)


def read(language: str, root: Path) -> NullTranslations:
    """Read the catalogue of one language.

    Raises:
        CatalogueError: There is none, or it is damaged. The message names the language.
    """
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    if language in PSEUDO_LANGUAGES:
        return PseudoCatalogue(language)
    if not _CODE.fullmatch(language):
        raise CatalogueError("this is not the code of a language")
    path = root / "i18n" / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        if path.stat().st_size > _LARGEST:
            raise CatalogueError(f"the catalogue of {language} is too large")
        with path.open("rb") as file:
            return GNUTranslations(file)
    except OSError as problem:
        raise CatalogueError(f"the catalogue of {language} cannot be read") from problem
    # gettext does not promise what it raises on bytes that are no catalogue: these are seen.
    except (
        ValueError,
        LookupError,
        SyntaxError,
        ArithmeticError,
        TypeError,
        struct.error,
    ) as problem:
        raise CatalogueError(f"the catalogue of {language} is damaged") from problem


def own_name(catalogue: NullTranslations, language: str) -> str:
    """Return what a language calls itself; its code where its catalogue does not say."""
    # Translators: this is the name of your own language, written in it.
    name = catalogue.pgettext("the name of this language, in itself", "English")
    return language if name == "English" and language != SOURCE_LANGUAGE else name


def language_name(language: str, root: Path) -> str:
    """Return what a language calls itself, without speaking it.

    Raises:
        CatalogueError: There is no readable catalogue of it.
    """
    return own_name(read(language, root), language)
