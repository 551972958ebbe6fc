# SPDX-License-Identifier: Apache-2.0
"""Languages that nobody speaks, for looking at the program as a translation will make it.

Every text grows by about 40 %, carries accents and stands in brackets, so that what is cut, glued
together or not translated at all is seen at once. `ar-XB` also runs from right to left. They need
no catalogue and are never offered to people: a developer names one in the environment or in the
settings file.
"""

from gettext import NullTranslations
from string import Formatter
from typing import Final

from typing_extensions import override

LENGTHENED: Final = "en-XA"
"""Accented, longer, in brackets."""
MIRRORED: Final = "ar-XB"
"""The same, read from right to left."""
PSEUDO_LANGUAGES: Final = frozenset({LENGTHENED, MIRRORED})
"""The codes of the made-up languages; no folder on disk can be called so."""

_GROWTH: Final = 0.4
_VOWELS: Final = frozenset("aeiouyAEIOUY")
_ACCENTED: Final = str.maketrans(
    "aceghijklnorstuwyzACEGHIJKLNORSTUWYZ", "áçéğĥíĵķļñóŕšţúŵýžÁÇÉĞĤÍĴĶĻÑÓŔŠŢÚŴÝŽ"
)
_RIGHT_TO_LEFT, _END = "\u202e", "\u202c"


def pseudo(text: str, language: str) -> str:
    """Return a text as a made-up language says it; what stands in braces is kept."""
    if not text:
        return text
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return text
    said = "".join(_say(words, language) + _placeholder(name, spec, conversion)
                   for words, name, spec, conversion in parts)  # fmt: skip
    return f"[{said}]"


def _placeholder(name: str | None, spec: str | None, conversion: str | None) -> str:
    if name is None:
        return ""
    return (
        "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
    )


def _say(words: str, language: str) -> str:
    # Formatter.parse has undone doubled braces: they have to be doubled again.
    longer = _lengthen(words).translate(_ACCENTED).replace("{", "{{").replace("}", "}}")
    if language != MIRRORED:
        return longer
    return "".join(_turned(word) for word in _runs(longer))


def _lengthen(words: str) -> str:
    """Repeat vowels until the text has grown by its share."""
    grown: list[str] = []
    owed = 0.0
    for letter in words:
        owed += _GROWTH
        grown.append(letter)
        if letter in _VOWELS and owed >= 1:
            grown.append(letter.lower() * int(owed))
            owed -= int(owed)
    return "".join(grown)


def _runs(text: str) -> list[str]:
    """Split a text into letters and what stands between them."""
    runs: list[str] = []
    for letter in text:
        if runs and runs[-1][-1].isalpha() == letter.isalpha():
            runs[-1] += letter
        else:
            runs.append(letter)
    return runs


def _turned(run: str) -> str:
    return f"{_RIGHT_TO_LEFT}{run}{_END}" if run[0].isalpha() else run


class PseudoCatalogue(NullTranslations):
    """Answers every text with its made-up translation."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    @override
    def gettext(self, message: str) -> str:
        return pseudo(message, self._language)

    @override
    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2, self._language)

    @override
    def pgettext(self, context: str, message: str) -> str:
        return pseudo(message, self._language)
