# SPDX-License-Identifier: Apache-2.0
"""The language now spoken, and the three functions that every text goes through."""

from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path

from recovery_assistant.i18n.catalogue import SOURCE_LANGUAGE, own_name, read
from recovery_assistant.i18n.placeholders import fits, fits_plural


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A language and its catalogue: one value, so that no thread sees half a change."""

    language: str
    catalogue: NullTranslations


class _Voice:
    """Holds what is spoken now; it is replaced as a whole."""

    def __init__(self) -> None:
        self.now = _Spoken(SOURCE_LANGUAGE, NullTranslations())


_VOICE = _Voice()


def use_language(language: str, root: Path) -> None:
    """Speak this language from now on; root is the folder of resources.

    Raises:
        CatalogueError: There is no readable catalogue of it; the language stays as it was.
    """
    _VOICE.now = _Spoken(language, read(language, root))


def language() -> str:
    """Return the code of the language now spoken."""
    return _VOICE.now.language


def spoken_name() -> str:
    """Return what the language now spoken calls itself."""
    return own_name(_VOICE.now.catalogue, _VOICE.now.language)


def _(text: str) -> str:
    """Translate one text."""
    # gettext answers the empty text with the catalogue's own header.
    translated = _VOICE.now.catalogue.gettext(text) if text else text
    return translated if fits(translated, text) else text


def ngettext(one: str, many: str, n: int) -> str:
    """Translate a text that depends on a count."""
    translated = _VOICE.now.catalogue.ngettext(one, many, n)
    if fits_plural(translated, one, many):
        return translated
    return one if n == 1 else many


def pgettext(context: str, text: str) -> str:
    """Translate a text that means several things, told apart by its context."""
    translated = _VOICE.now.catalogue.pgettext(context, text)
    return translated if fits(translated, text) else text
