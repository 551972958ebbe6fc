# SPDX-License-Identifier: Apache-2.0
"""Recovery keys in photographs, scans and screenshots.

Codes are read first: the QR code of our own sheet and the bar code of screen 4 check themselves.
Digits are read by the program that `find.ocr` finds, in several ways until the rule of 11 holds;
what one way reads without a slip stands in for a slip of another. Such a reading always comes with
its strip of the picture, and only a person takes it for true.
"""

import math
import re
import struct
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from typing_extensions import override

from recovery_assistant.find.ocr import (
    Box,
    Cancelled,
    Grey,
    Reader,
    TookTooLongError,
    Writing,
    reader,
)
from recovery_assistant.find.outcomes import Candidate
from recovery_assistant.find.places import Skip, Strip
from recovery_assistant.find.search import candidate_of
from recovery_assistant.keys import KeyDraft, KeyId, Pair, Source, find_runs, match, pairs_in
from recovery_assistant.keys.block import BLOCKS, is_fine
from recovery_assistant.keys.key_id import SHORTEST_ID

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS: Final = 40_000_000
"""A picture with more would take too much memory; a JPEG is then opened at half its size."""
MOST_PAGES: Final = 20
"""So many pages of a scan in one file are read."""

_FORMATS: Final = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "AVIF")
_WITH_PAGES: Final = "TIFF"
_SMALLER_JPEG: Final = ("JPEG", "MPO")
# What Pillow raises for bytes that are not what they say they are; it has no class of its own.
_BAD_PICTURE: Final = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    struct.error,
)
# Digits a good deal larger than this help nobody, and time grows with the pixels.
_LONGEST_SIDE: Final = 3_000
# On a screen of the usual fineness digits have about ten pixels; twice that reads better.
_SMALL: Final = 1_100
# What a blurred key is read as has ten or more of these, a landscape none. Measured.
_DIGITS: Final = re.compile(r"\d{3,}")
_FEW_DIGITS: Final = 2
# To see which way lines run, a small picture is enough.
_LOOK_SIDE: Final = 900
_LIGHT_RADIUS: Final = 30
_PAPER: Final = 200
_STEEPEST: Final = 12
_NEAR_SHADES: Final = 8
_CLEAN_SHARE: Final = 0.4
_SAME_BLOCKS: Final = 3
# A whole Key ID as it is read off a picture: with gaps, and with letters for digits. Of what looks
# like these letters, only the digits occur in an ID.
_SIGN: Final = r"[0-9A-Z\u00a3]"
_LIKE_AN_ID: Final = re.compile(
    rf"(?<![0-9A-Za-z]){_SIGN}(?: ?{_SIGN}){{7}}(?: ?- ?{_SIGN}(?: ?{_SIGN}){{3}}){{3}}"
    rf" ?- ?{_SIGN}(?: ?{_SIGN}){{11}}(?![0-9A-Za-z])"
)
_IN_AN_ID: Final = str.maketrans("OQSIZGT\u00a3", "0051267E")
# Of eight characters two may be misread; of two IDs that are different, six are alike once in
# ten million.
_MISREAD: Final = 2
_BETWEEN: Final = frozenset(" \n-\u2013\u2014._,:;'|")
_MARGIN: Final = 0.4
_WIDEST_STRIP: Final = 1_600


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A key that was seen in a picture.

    Attributes:
        candidate: the key with the Key ID and the date that stand with it; without a place.
        strip: what it was read from, to compare with; nothing for a code, which checks itself.

    """

    candidate: Candidate
    strip: Strip | None = None

    @override
    def __repr__(self) -> str:
        return "Seen()"


def read_picture(
    data: bytes, wanted: KeyId | None, cancelled: Cancelled
) -> tuple[Seen, ...] | Skip:
    """Look for keys in a picture; never raises, whatever the bytes are.

    Args:
        data: PNG, JPEG, BMP, GIF, TIFF, WebP or AVIF.
        wanted: the Key ID on the locked screen, if it is known.
        cancelled: asked now and then whether to stop; what was seen until then is the answer.

    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of what is odd in a file; nobody here could do anything about it.
            warnings.simplefilter("ignore")
            return _read(data, wanted, cancelled)
    except TookTooLongError:
        return Skip.TOOK_TOO_LONG
    except (_TooLargeError, MemoryError):
        return Skip.TOO_LARGE
    except _OtherFormatError:
        return Skip.UNREADABLE
    except _BAD_PICTURE:
        return Skip.DAMAGED


class _TooLargeError(Exception):
    """It would unfold to more pixels than is bearable."""


class _OtherFormatError(Exception):
    """Nothing here opens it, as HEIC; it may be in perfect order."""


def _read(data: bytes, wanted: KeyId | None, cancelled: Cancelled) -> tuple[Seen, ...] | Skip:
    seen: list[Seen] = []
    unread = False
    program = reader()
    for picture in _pages(data):
        if cancelled():
            break
        coded = _in_codes(picture, wanted)
        seen += coded
        if coded:
            continue
        if program is None:
            unread = True
            continue
        seen += _in_writing(picture, program, wanted, cancelled)
    return Skip.NO_READER if unread and not seen else tuple(seen)


def _pages(data: bytes) -> Iterator["Image"]:
    """The pictures in a file, upright and in shades of grey."""
    from PIL import Image, UnidentifiedImageError

    # Else it knows only the commonest formats, and fails over the names of others.
    Image.init()
    try:
        opened = Image.open(BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise _TooLargeError from None
    except UnidentifiedImageError:
        raise _OtherFormatError from None
    with opened:
        for number in range(MOST_PAGES if opened.format == _WITH_PAGES else 1):
            try:
                opened.seek(number)
            except EOFError:
                return
            yield _grey(opened)


def _grey(opened: "Image") -> "Image":
    from PIL import Image, ImageOps

    if opened.format in _SMALLER_JPEG:
        width, height = opened.size
        smaller = math.sqrt(min(MOST_PIXELS / (width * height), 1.0))
        opened.draft("L", (int(width * smaller), int(height * smaller)))
    if opened.width * opened.height > MOST_PIXELS:
        raise _TooLargeError
    upright = ImageOps.exif_transpose(opened)
    if upright.mode.startswith("I"):
        # Sixteen bits a pixel: Pillow would cut off what is brighter than 255.
        return upright.convert("I").point(lambda shade: shade * (1 / 256)).convert("L")
    if upright.has_transparency_data:
        # What is see-through is mostly meant to stand on white.
        colours = upright.convert("RGBA")
        paper = Image.new("RGBA", colours.size, "white")
        return Image.alpha_composite(paper, colours).convert("L")
    return upright.convert("L")


def _in_codes(picture: "Image", wanted: KeyId | None) -> list[Seen]:
    import zxingcpp

    rows = memoryview(picture.tobytes()).cast("B", (picture.height, picture.width))
    kinds = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128))
    texts = (code.text for code in zxingcpp.read_barcodes(rows, formats=kinds))
    pairs = (pair for text in texts for pair in pairs_in(Source(text), wanted))
    return [Seen(candidate_of(pair, wanted, "")) for pair in pairs]


class _Way(NamedTuple):
    """One way to read a picture."""

    enlarged: bool = False
    by_surroundings: bool = False
    straightened: bool = False
    specks_out: bool = False


# The likeliest first; each of the others reads what those before it do not. Measured on pictures
# as the tests draw them: of a photograph the plain way reads nothing and takes longest for it.
_OF_CLEAN: Final = (
    _Way(),
    _Way(enlarged=True),
    _Way(by_surroundings=True),
    _Way(by_surroundings=True, straightened=True),
)
_OF_PHOTO: Final = (
    _Way(by_surroundings=True, straightened=True),
    _Way(by_surroundings=True),
    _Way(by_surroundings=True, straightened=True, specks_out=True),
)


@dataclass(slots=True, eq=False)
class _Sighting:
    """A key as read so far, with a strip for the whole and for each block."""

    pair: Pair
    whole: bytes = field(repr=False)
    blocks: tuple[bytes, ...] = field(repr=False)

    @property
    def fine(self) -> int:
        return sum(map(is_fine, self.pair.draft.blocks))


def _in_writing(
    picture: "Image", program: Reader, wanted: KeyId | None, cancelled: Cancelled
) -> Iterator[Seen]:
    known: list[_Sighting] = []
    for way in _OF_CLEAN if _is_clean(picture) else _OF_PHOTO:
        prepared = _prepared(picture, way)
        if prepared is None:
            continue
        grey = Grey(*prepared.size, prepared.tobytes())
        try:
            writing = program.read(grey, cancelled, by_surroundings=way.by_surroundings)
        except TookTooLongError:
            if known:
                break
            raise
        if writing is None or cancelled():
            break
        for sighting in _sightings(_with_ids(writing), prepared, wanted):
            _add(known, sighting)
        if known and all(one.fine == BLOCKS for one in known):
            break
        if not known and len(_DIGITS.findall(writing.text)) < _FEW_DIGITS:
            break
    for one in known:
        pair = replace(one.pair, key_id=_unless_misread(one.pair.key_id, wanted))
        yield Seen(candidate_of(pair, wanted, ""), Strip(one.whole, one.blocks))


def _unless_misread(key_id: KeyId | None, wanted: KeyId | None) -> KeyId | None:
    """The Key ID, or nothing where it may well be the one asked for with a slip of the reading.

    The rule of 11 does not guard Key IDs. A key of another drive must not be taken for the one
    asked for, nor the one asked for be put last for the sake of one blurred letter.
    """
    if key_id is None or wanted is None or match(wanted, key_id).agrees:
        return key_id
    pairs = list(zip(wanted.hex, key_id.hex, strict=False))
    other = sum(one != two for one, two in pairs)
    return None if len(pairs) >= SHORTEST_ID and other <= _MISREAD else key_id


def _prepared(picture: "Image", way: _Way) -> "Image | None":
    """The picture made ready for a way to read it; nothing where that way brings nothing new."""
    from PIL import Image, ImageFilter

    longest = max(picture.size)
    if way.enlarged:
        if longest > _SMALL:
            return None
        return picture.resize((2 * picture.width, 2 * picture.height), Image.Resampling.BICUBIC)
    if longest > _LONGEST_SIDE:
        picture = picture.copy()
        picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.BOX)
    if not way.straightened:
        return picture
    level = _straightened(picture)
    smooth = ImageFilter.MedianFilter(3) if way.specks_out else ImageFilter.GaussianBlur(1)
    return level.filter(smooth)


def _is_clean(picture: "Image") -> bool:
    """Whether most of a picture is of one shade, as a screenshot or a scan and unlike a photo."""
    shades = picture.histogram()
    most = max(sum(shades[at : at + _NEAR_SHADES]) for at in range(len(shades)))
    return most > _CLEAN_SHARE * picture.width * picture.height


def _straightened(picture: "Image") -> "Image":
    """Give the paper one brightness and turn the picture until the lines of its text are level."""
    from PIL import Image, ImageChops, ImageFilter, ImageOps

    small = picture.copy()
    small.thumbnail((_LOOK_SIDE, _LOOK_SIDE), Image.Resampling.BOX)
    light = small.filter(ImageFilter.GaussianBlur(_LIGHT_RADIUS))
    level = _level(ImageChops.subtract(small, light, 1, _PAPER))
    light = light.resize(picture.size, Image.Resampling.BILINEAR)
    flat = ImageOps.autocontrast(ImageChops.subtract(picture, light, 1, _PAPER), cutoff=0.1)
    return flat.rotate(level, Image.Resampling.BICUBIC, expand=True, fillcolor=_PAPER)


def _level(flat: "Image") -> float:
    """By how many degrees a picture has to be turned; lines of text are stripes when level."""

    def stripes(angle: float) -> int:
        from PIL import Image

        turned = flat.rotate(angle, Image.Resampling.BILINEAR, fillcolor=_PAPER)
        rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
        return sum((one - other) ** 2 for one, other in pairwise(rows))

    rough = max(range(-_STEEPEST, _STEEPEST + 1, 2), key=stripes)
    return max((rough + part / 4 for part in range(-6, 7)), key=stripes)


def _with_ids(writing: Writing) -> Writing:
    """The text with its Key IDs put right: letters that no ID has, gaps that none has."""
    text: list[str] = []
    boxes: list[Box | None] = []
    end = 0
    for found in _LIKE_AN_ID.finditer(writing.text):
        text.append(writing.text[end : found.start()])
        boxes += writing.boxes[end : found.start()]
        kept = [at for at in range(*found.span()) if writing.text[at] != " "]
        text += [writing.text[at].translate(_IN_AN_ID) for at in kept]
        boxes += [writing.boxes[at] for at in kept]
        end = found.end()
    return Writing("".join(text) + writing.text[end:], (*boxes, *writing.boxes[end:]))


def _sightings(writing: Writing, picture: "Image", wanted: KeyId | None) -> Iterator[_Sighting]:
    """The keys in a text, each with its strips."""
    ends = {run.start: run.end for run in find_runs(writing.text)}
    for pair in pairs_in(Source(writing.text), wanted):
        end = ends.get(pair.position, pair.position)
        whole = _strip(picture, writing.boxes[pair.position : end])
        if whole is None:
            continue
        strips = _block_strips(writing, picture, pair, end)
        yield _Sighting(pair, whole, strips)


def _block_strips(writing: Writing, picture: "Image", pair: Pair, end: int) -> tuple[bytes, ...]:
    """A strip for each block, nothing where one of them cannot be told apart."""
    signs = (at for at in range(pair.position, end) if writing.text[at] not in _BETWEEN)
    strips: list[bytes] = []
    for block in pair.draft.blocks:
        places = list(islice(signs, len(block)))
        read = "".join(writing.text[at] for at in places)
        strip = _strip(picture, [writing.boxes[at] for at in places])
        if read != block or strip is None:
            return ()
        strips.append(strip)
    return tuple(strips)


def _strip(picture: "Image", boxes: Sequence[Box | None]) -> bytes | None:
    """A PNG of the part of a picture in which these characters stand."""
    there = [box for box in boxes if box is not None]
    if not there:
        return None
    margin = round(_MARGIN * max(box.lower - box.upper for box in there))
    part = picture.crop(
        (
            max(min(box.left for box in there) - margin, 0),
            max(min(box.upper for box in there) - margin, 0),
            min(max(box.right for box in there) + margin, picture.width),
            min(max(box.lower for box in there) + margin, picture.height),
        )
    )
    part.thumbnail((_WIDEST_STRIP, _WIDEST_STRIP))
    written = BytesIO()
    part.save(written, "PNG")
    return written.getvalue()


def _add(known: list[_Sighting], new: _Sighting) -> None:
    """Take up a sighting: a key of its own, or a second reading of one that is known."""
    for at, old in enumerate(known):
        if _alike(old.pair.draft, new.pair.draft):
            known[at] = _together(old, new)
            return
    known.append(new)


def _alike(one: KeyDraft, other: KeyDraft) -> bool:
    same = (a == b and is_fine(a) for a, b in zip(one.blocks, other.blocks, strict=True))
    return sum(same) >= _SAME_BLOCKS


def _together(old: _Sighting, new: _Sighting) -> _Sighting:
    """The better of two readings of one key, its slips filled in from the other."""
    better, other = (new, old) if new.fine > old.fine else (old, new)
    pair = better.pair
    whole = len(better.blocks) == len(other.blocks) == BLOCKS
    blocks = list(pair.draft.blocks)
    strips = list(better.blocks)
    for n, text in enumerate(other.pair.draft.blocks):
        if is_fine(text) and not is_fine(blocks[n]):
            blocks[n] = text
            if whole:
                strips[n] = other.blocks[n]
    draft = KeyDraft(blocks)
    for one in (old, new):
        one.pair.draft.wipe()
    filled = replace(
        pair,
        draft=draft,
        well_formed=draft.is_complete,
        key_id=pair.key_id or other.pair.key_id,
        date=pair.date or other.pair.date,
    )
    return _Sighting(filled, better.whole, tuple(strips))
