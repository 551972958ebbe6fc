# SPDX-License-Identifier: Apache-2.0
"""Text that is not written as people read it: with tags, in folded lines, with escapes.

What is read with care afterwards is the text as it is meant. Each way of writing is known by how a
text begins, and undone piece by piece, so that a piece out of the middle of a long text can be
read as well. Every pattern is linear; what does not keep to the rules of its format is left as
it is.
"""

import html
import re
from base64 import b64decode
from binascii import Error as BadBase64Error
from collections.abc import Mapping
from enum import Enum
from typing import Final
from uuid import UUID

from recovery_assistant.find.decode import decode

_LOOK: Final = 4_096
_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


class Writing(Enum):
    """How a text is written."""

    PLAIN = "plain"
    TAGS = "tags"
    """HTML, XML and whatever else has its text between tags."""
    FOLDED = "folded"
    """LDIF, as directories export: long lines go on in the next after a space, some values are
    base64."""
    ESCAPED = "escaped"
    """JSON: line ends and strange characters inside a text are written with a backslash."""


_TAGS_START: Final = re.compile(
    r"\s*<(?:!DOCTYPE|!--|\?xml|html|head|body|table|div|p|span|meta|title|style|pre|h[1-6])\b"
    r"|\s*<!--|\s*<\?xml|\s*<[A-Za-z][\w.:-]*(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
_FOLDED_START: Final = re.compile(r"(?:^|\n)(?:dn|msFVE-[A-Za-z]+):{1,2} ?\S", re.IGNORECASE)
_ESCAPED_START: Final = re.compile(r'\s*(?:\[\s*)?\{\s*["}]|\s*\[\s*"')

# Not `[^<>]*>`: a tag that never ends would be looked for again at each "<".
_TAG: Final = re.compile(r"<([!?/]?)([A-Za-z][\w.:-]{0,60})?([^<>]{0,8000}+)(>?)")
_COMMENT: Final = "<!--"
_CHARACTER_DATA: Final = "<![CDATA["
_SILENT: Final = frozenset({"script", "style", "template"})
_AS_TYPED: Final = re.compile(r"<(?:pre|textarea|plaintext)\b|white-space:\s*pre", re.IGNORECASE)
_SPACES: Final = re.compile(r"[ \t\r\n]+")
# An attribute that people filled in, or read instead of a picture.
_SHOWN: Final = re.compile(r"""\s(?:value|alt|content)=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_WITH_SHOWN: Final = frozenset({"input", "img", "meta", "option"})
# What a tag stands for; of one that is not named here it is not known whether something ends there.
_INLINE: Final = (
    "a|abbr|acronym|b|bdi|bdo|big|code|dfn|em|font|i|ins|kbd|mark|nobr|o:p|q|s|samp|small|span"
    "|strike|strong|sub|sup|time|tt|u|var|wbr|td|th|cell|/tr|/row|/li|thead|tbody|tfoot"
)
_LINES: Final = (
    "address|article|blockquote|body|br|caption|center|dd|div|dl|dt|fieldset|footer|form|h1|h2|h3"
    "|h4|h5|h6|head|header|hr|html|legend|li|main|nav|ol|option|p|pre|section|table"
    "|title|tr|ul|row"
)
_STANDS_FOR: Final = (
    dict.fromkeys(_INLINE.split("|"), "")
    | dict.fromkeys(_LINES.split("|"), "\n")
    | dict.fromkeys(("/td", "/th", "/cell"), "\t")
)
# Where tags name data and not the look of a page, every one of them parts what is around it: <S> is
# a text there, and nothing that is struck out.
_WEB_PAGE: Final = re.compile(r"<(?:!doctype html|html|body|div|p|span|br|td|pre)\b", re.IGNORECASE)
_IN_DATA: Final = {"row": "\n", "/row": "", "cell": "", "/cell": "\t"}
_BEFORE_MARK: Final = re.compile(r"(?<! ) +(?=[\t\n])")
_AFTER_MARK: Final = re.compile(r"(?<=[\t\n]) +")
_BLANK: Final = re.compile(r"\n{3,}")

_FOLD: Final = re.compile(r"\r?\n (?! )")
_BASE64: Final = re.compile(
    r"^([A-Za-z][\w;.-]{0,80}):: ?([A-Za-z0-9+/]+={0,2})[ \r]*$", re.MULTILINE
)
_GUID_BYTES: Final = 16

_ESCAPE: Final = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|(["\\/bfnrt]))')
_MEANT: Final = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "b": " ",
    "f": "\n",
    '"': "'",
    "\\": "\\",
    "/": "/",
}


def writing_of(text: str) -> Writing:
    """How a text is written, by its beginning."""
    head = text[:_LOOK].removeprefix(_MARK)
    if _TAGS_START.match(head):
        return Writing.TAGS
    if _ESCAPED_START.match(head):
        return Writing.ESCAPED
    return Writing.FOLDED if _FOLDED_START.search(head) else Writing.PLAIN


def as_meant(text: str, writing: Writing | None = None) -> str:
    """The text as people read it.

    Args:
        text: a text, or a piece out of one.
        writing: how it is written, where the beginning of the text is not in this piece.

    """
    match writing or writing_of(text):
        case Writing.PLAIN:
            return text
        case Writing.TAGS:
            return _without_tags(text)
        case Writing.FOLDED:
            return _unfolded(text)
        case Writing.ESCAPED:
            return _ESCAPE.sub(_meant, text)


def _without_tags(text: str) -> str:
    if not _AS_TYPED.search(text):
        text = _SPACES.sub(" ", text)
    pieces: list[str] = []
    at = 0
    # Ends that are nowhere any more: looked for once, not for each beginning.
    missing: set[str] = set()
    stands_for = _STANDS_FOR if _WEB_PAGE.search(text, 0, _LOOK) else _IN_DATA
    while (start := text.find("<", at)) >= 0:
        pieces.append(text[at:start])
        shown, at = _tag(text, start, stands_for, missing)
        pieces.append(shown)
    pieces.append(text[at:])
    meant = _BEFORE_MARK.sub("", _AFTER_MARK.sub("", html.unescape("".join(pieces))))
    return _BLANK.sub("\n\n", meant)


def _tag(
    text: str, start: int, stands_for: Mapping[str, str], missing: set[str]
) -> tuple[str, int]:
    """What stands for the tag that begins here, and where to go on."""
    if text.startswith(_COMMENT, start):
        return " ", _end(text, "-->", start + len(_COMMENT), missing)
    if text.startswith(_CHARACTER_DATA, start):
        return "", start + len(_CHARACTER_DATA)
    found = _TAG.match(text, start)
    if found is None or not found[4] or not (found[1] or found[2]):
        return "<", start + 1
    name, end = (found[2] or "").lower(), found.end()
    if name in _SILENT and not found[1]:
        end = _end(text, f"</{found[2]}", end, missing)
    elif name in _WITH_SHOWN and (value := _SHOWN.search(found[3])):
        return f" {value[1] or value[2] or ''} ", end
    return stands_for.get(found[1] + name, stands_for.get(name, " ")), end


def _end(text: str, mark: str, start: int, missing: set[str]) -> int:
    """Where the mark ends that ends something; what has no end hides nothing."""
    at = -1 if mark in missing else text.find(mark, start)
    if at < 0:
        missing.add(mark)
        return start
    return at + len(mark)


def _unfolded(text: str) -> str:
    return _BASE64.sub(_value, _FOLD.sub("", text))


def _value(found: re.Match[str]) -> str:
    """A base64 value as text, or as the GUID it is; left alone where it is neither."""
    name, value = found.groups()
    try:
        data = b64decode(value, validate=True)
    except (BadBase64Error, ValueError):
        return found.group()
    if len(data) == _GUID_BYTES and name.lower().endswith("guid"):
        return f"{name}: {UUID(bytes_le=data)}"
    decoded = decode(data)
    return found.group() if decoded.looks_binary else f"{name}: {decoded.text}"


def _meant(found: re.Match[str]) -> str:
    code, letter = found.groups()
    return chr(int(code, 16)) if code else _MEANT[letter]
