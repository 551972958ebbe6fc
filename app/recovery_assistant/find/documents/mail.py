# SPDX-License-Identifier: Apache-2.0
"""Mail: one message (EML), a mailbox of many (MBOX), and web pages saved as one (MHTML)."""

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import BinaryIO, Final

from recovery_assistant.find.decode import decode
from recovery_assistant.find.documents.pieces import decoded_passages
from recovery_assistant.find.documents.work import CHUNK, Work
from recovery_assistant.find.places import Embedded, Part, Passage, Place, Skip, Skipped
from recovery_assistant.find.writing import as_meant

_MAILBOX: Final = b"From "
_APPLE_START: Final = re.compile(rb"\A[0-9]{1,10} *\r?\n")
_LONGEST_LINE: Final = 1024 * 1024
_SHOWN_HEADERS: Final = ("Subject", "From", "To", "Date")
_LONGEST_SUBJECT: Final = 120
_ENCRYPTED: Final = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}
)
_DIGIT: Final = re.compile(r"\d")


def parts(file: BinaryIO, work: Work) -> Iterator[Part]:
    """Take a message or all messages of a mailbox apart."""
    is_mailbox = file.read(len(_MAILBOX)) == _MAILBOX
    file.seek(0)
    for data in _messages(file, work) if is_mailbox else [_one(file, work)]:
        work.begun()
        if isinstance(data, Skipped):
            yield data
            continue
        try:
            message = message_from_bytes(_APPLE_START.sub(b"", data, count=1))
            within = (_subject(message),) if is_mailbox else ()
            yield from _taken_apart(message, within, work)
        except (MessageError, RecursionError, ValueError, LookupError):
            yield Skipped(Place(Path()), Skip.DAMAGED)


def _one(file: BinaryIO, work: Work) -> bytes | Skipped:
    return next(_messages(file, work, parted=False), b"")


def _messages(file: BinaryIO, work: Work, *, parted: bool = True) -> Iterator[bytes | Skipped]:
    """The messages of a mailbox, one at a time; each begins after a line "From ..."."""
    data = bytearray()
    too_large, after_blank, counted = False, True, 0
    while line := file.readline(_LONGEST_LINE):
        counted += len(line)
        if counted > CHUNK:
            work.unfolded(counted)
            counted = 0
        if parted and after_blank and line.startswith(_MAILBOX):
            if data or too_large:
                yield Skipped(Place(Path()), Skip.TOO_LARGE) if too_large else bytes(data)
            data.clear()
            too_large = False
        elif not too_large:
            data += line
            too_large = len(data) > work.limits.part
        after_blank = not line.strip()
    if data or too_large:
        yield Skipped(Place(Path()), Skip.TOO_LARGE) if too_large else bytes(data)


def _subject(message: Message) -> str:
    return _decoded(message.get("Subject", ""))[:_LONGEST_SUBJECT]


def _decoded(header: object) -> str:
    """A header as people read it, on one line."""
    text = str(header)
    # What is not encoded rightly is read as it is written.
    with suppress(MessageError, ValueError, LookupError):
        text = str(make_header(decode_header(text)))
    return " ".join(text.split())


def _taken_apart(message: Message, within: tuple[str, ...], work: Work) -> Iterator[Part]:
    """The texts of a message, each under what its header says, and what is attached."""
    header = _header(message)
    texts = 0
    for part in message.walk():
        work.begun()
        if part.get_content_type() in _ENCRYPTED and _is_sealed(part):
            yield Skipped(Place(Path(), within), Skip.ENCRYPTED)
        elif part.is_multipart():
            # Of a message within this one the header is said with its own texts.
            header = _header(part) if part.get_content_type() != "message/rfc822" else header
            header = header or _header(message)
        else:
            data = _bytes(part)
            work.unfolded(len(data))
            name = _decoded(part.get_filename() or "")
            if part.get_content_maintype() == "text" and not name:
                texts += 1
                yield from _text(data, part, header, within)
            elif data:
                yield Embedded(data, (*within, name or part.get_content_type()))
    if not texts and _DIGIT.search(header):
        yield Passage(header, within)


def _is_sealed(part: Message) -> bool:
    kind = part.get_param("smime-type")
    return kind != "signed-data"


def _header(message: Message) -> str:
    lines = [
        f"{name}: {_decoded(value)}" for name in _SHOWN_HEADERS if (value := message.get(name))
    ]
    return "\n".join(lines) + "\n\n" if lines else ""


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(data: bytes, part: Message, header: str, within: tuple[str, ...]) -> Iterator[Passage]:
    charset = part.get_content_charset()
    try:
        text = data.decode(charset) if charset else decode(data).text
    except (LookupError, ValueError):
        text = decode(data).text
    yield from decoded_passages(header + as_meant(text), within)
