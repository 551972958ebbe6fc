# SPDX-License-Identifier: Apache-2.0
"""PDF read by PDFium, in a process that may come to harm by it; see `pdf`.

PDFium is quick and knows every oddity, but there are files that make it take all the memory there
is, or end the process. PDFium may be used by one thread at a time, which holds here.
"""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pypdfium2

from recovery_assistant.find.documents.pieces import decoded_passages
from recovery_assistant.find.documents.work import GivenUpError, Work
from recovery_assistant.find.places import Embedded, Part, Place, Skip, Skipped

_ENCRYPTED: Final = 4
"""What PDFium says of a document that asks for a passphrase."""
_MOST_PAGES: Final = 5_000
_MOST_CHARACTERS: Final = 1_000_000
# A scanned page at this size has digits as large as tesseract reads best.
_DPI: Final = 200
_POINTS: Final = 72
_MOST_PIXELS: Final = 12_000_000
_MOST_PICTURES: Final = 20
_ALMOST_NO_TEXT: Final = 8
# A hyphen at the end of a line comes as one of these.
_HYPHENS: Final = str.maketrans({"\x02": "-", "\ufffe": "-", "\xad": "-"})


def parts(data: bytes, work: Work) -> Iterator[Part]:
    """Take a PDF apart; raises `GivenUpError` where it cannot be opened."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        locked = getattr(problem, "err_code", 0) == _ENCRYPTED
        raise GivenUpError(Skip.ENCRYPTED if locked else Skip.DAMAGED) from problem
    try:
        yield from _about(document)
        yield from _pages(document, work)
        yield from _attached(document, work)
    finally:
        document.close()


def _about(document: pypdfium2.PdfDocument) -> Iterator[Part]:
    """Its title and the like: a browser writes the name of what was printed there."""
    said = document.get_metadata_dict(skip_empty=True)
    fields = (said.get(name, "") for name in ("Title", "Subject", "Keywords"))
    yield from decoded_passages("\n".join(filter(None, fields)), ())


def _pages(document: pypdfium2.PdfDocument, work: Work) -> Iterator[Part]:
    count = len(document)
    pictures = 0
    for number in range(min(count, _MOST_PAGES)):
        work.begun()
        within = (str(number + 1),)
        try:
            text = _text(document, number)
        except pypdfium2.PdfiumError:
            yield Skipped(Place(Path(), within), Skip.DAMAGED)
            continue
        work.unfolded(len(text))
        yield from decoded_passages(text, within)
        if work.pictures and len(text.strip()) < _ALMOST_NO_TEXT:
            pictures += 1
            if pictures <= _MOST_PICTURES:
                yield Embedded(_picture(document, number), within)
    if count > _MOST_PAGES or pictures > _MOST_PICTURES:
        yield Skipped(Place(Path()), Skip.TOO_LARGE)


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        words = page.get_textpage()
        try:
            count = min(words.count_chars(), _MOST_CHARACTERS)
            text = words.get_text_range(0, count) if count > 0 else ""
        finally:
            words.close()
    finally:
        page.close()
    return text.translate(_HYPHENS)


def _picture(document: pypdfium2.PdfDocument, number: int) -> bytes:
    """A page as a PNG in shades of grey."""
    page = document[number]
    try:
        width, height = page.get_size()
        scale = _DPI / _POINTS
        area = max(width * height, 1.0)
        scale = min(scale, (_MOST_PIXELS / area) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            rows = bytes(bitmap.buffer)
            size, stride = (bitmap.width, bitmap.height), bitmap.stride
        finally:
            bitmap.close()
    finally:
        page.close()
    return _png(rows, size, stride)


def _png(pixels: bytes, size: tuple[int, int], stride: int) -> bytes:
    width, height = size
    lines = b"".join(b"\0" + pixels[row * stride : row * stride + width] for row in range(height))
    header = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))
        for name, data in chunks
    )


def _attached(document: pypdfium2.PdfDocument, work: Work) -> Iterator[Part]:
    count = document.count_attachments()
    for number in range(count):
        work.begun()
        attachment = document.get_attachment(number)
        name = attachment.get_name()
        try:
            data = bytes(attachment.get_data())
        except pypdfium2.PdfiumError:
            data = b""
        work.unfolded(len(data))
        if data:
            yield Embedded(data, (name,))
