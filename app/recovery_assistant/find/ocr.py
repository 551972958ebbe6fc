# SPDX-License-Identifier: Apache-2.0
"""Letters off a picture, read by the `tesseract` that is installed on this PC, if there is one.

The picture goes to it through a pipe and the text comes back through one: nothing is written to a
file, and no digit stands in a command line. It runs with low priority and not for ever.
"""

import html
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Thread
from typing import IO, Final, NamedTuple, TypeAlias

from typing_extensions import override

LONGEST_S: Final = 10.0
"""No picture is worth waiting longer for."""

_PROGRAM: Final = "tesseract.exe" if sys.platform == "win32" else "tesseract"
# Where its installers put it without telling the search path, or programs started from the
# desktop are not told of it.
_HOMES: Final = (
    (r"%ProgramFiles%\Tesseract-OCR", r"%LocalAppData%\Programs\Tesseract-OCR")
    if sys.platform == "win32"
    else tuple(f"/{prefix}/bin" for prefix in ("usr/local", "opt/homebrew", "opt/local"))
)
# One block of text, line by line: a key is lost where the layout is guessed at. Measured.
_ONE_BLOCK: Final = ("--psm", "6")
_WITH_PLACES: Final = ("-c", "tessedit_create_hocr=1", "-c", "hocr_char_boxes=1")
# Sauvola's: light and dark are told apart by what is round about, as uneven light asks for.
_BY_SURROUNDINGS: Final = ("-c", "thresholding_method=2")
_LOOK_UP_EVERY_S: Final = 0.05
_LOW_PRIORITY: Final = 10
_FEWEST_PIXELS: Final = 16
# English first: it is nearly always there. Digits are the same in all of them.
_ENGLISH: Final = "eng"
_NO_LANGUAGE: Final = frozenset({"osd", "equ"})
_LANGUAGE: Final = re.compile(r"[A-Za-z][\w/]*")

_MARK: Final = re.compile(
    r"<(?:p|span) class='(ocr_par|ocr_line|ocr_header|ocr_caption|ocr_textfloat|ocrx_word)'"
    r"|<span class='ocrx_cinfo' title='x_bboxes (\d+) (\d+) (\d+) (\d+);[^']*'>([^<]*)</span>"
)
_WORD: Final = "ocrx_word"
_PARAGRAPH: Final = "ocr_par"


class Box(NamedTuple):
    """A part of a picture in its pixels; right and lower are the first beyond it."""

    left: int
    upper: int
    right: int
    lower: int


class Grey(NamedTuple):
    """A picture in 256 shades of grey, a byte a pixel, row by row, without gaps."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Writing:
    """What stands in a picture: a text, and where each of its characters is.

    Attributes:
        text: lines parted by line feeds, words by spaces.
        boxes: as many as characters; nothing for what parts words and lines.

    """

    text: str = field(repr=False)
    boxes: tuple[Box | None, ...] = field(repr=False)

    @override
    def __repr__(self) -> str:
        return f"Writing({len(self.text)} characters)"


class TookTooLongError(Exception):
    """A picture that cannot be read in bearable time."""


Cancelled: TypeAlias = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Reader:
    """The program that reads pictures: where it is, and the language it is started with."""

    program: Path
    language: str

    def read(
        self, picture: Grey, cancelled: Cancelled, *, by_surroundings: bool = False
    ) -> Writing | None:
        """Read a picture.

        Args:
            picture: upright, the text larger than about ten pixels.
            cancelled: asked twenty times a second whether to stop.
            by_surroundings: tell light from dark by what is round about, for uneven light.

        Returns:
            What stands in it; nothing when it was cancelled or the program failed.

        Raises:
            TookTooLongError: it was at it for too long.

        """
        if min(picture.width, picture.height) < _FEWEST_PIXELS:
            return Writing("", ())
        # The simplest format there is, which needs no library on either side.
        head = f"P5 {picture.width} {picture.height} 255\n".encode("ascii")
        options = [*_ONE_BLOCK, *_WITH_PLACES, *(_BY_SURROUNDINGS if by_surroundings else ())]
        command = [str(self.program), "stdin", "stdout", "-l", self.language, *options]
        said = _run(command, head + picture.pixels, cancelled)
        return None if said is None else writing_of(said.decode("utf-8", "replace"))


def reader() -> Reader | None:
    """Return the reader on this PC, or nothing where there is none that works."""
    program = _program()
    if program is None:
        return None
    language = _language(program)
    return None if language is None else Reader(program, language)


def _program() -> Path | None:
    # Not shutil.which: on Windows it would take a program that lies in the folder we are in, and
    # that may be the stick that is searched.
    places = [*os.environ.get("PATH", "").split(os.pathsep), *map(os.path.expandvars, _HOMES)]
    for place in map(Path, places):
        program = place / _PROGRAM
        if place.is_absolute() and program.is_file() and os.access(program, os.X_OK):
            return program
    return None


@cache
def _language(program: Path) -> str | None:
    """The language to start it with; asked once, because it does not change while we run."""
    said = _run([str(program), "--list-langs"], b"", lambda: False)
    if said is None:
        return None
    lines = said.decode("utf-8", "replace").splitlines()
    known = [line for line in lines if _LANGUAGE.fullmatch(line) and line not in _NO_LANGUAGE]
    return _ENGLISH if _ENGLISH in known else next(iter(known), None)


def _run(command: list[str], told: bytes, cancelled: Cancelled) -> bytes | None:
    """What a command says, nothing where it fails or is cancelled."""
    try:
        process = _Process(command)
    except (OSError, ValueError):
        return None
    with process:
        try:
            return process.answer(told, cancelled)
        finally:
            process.kill()


class _Process(subprocess.Popen[bytes]):
    """A program that is told something and answers, while everything else on this PC goes first."""

    def __init__(self, command: list[str]) -> None:
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
        super().__init__(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # More threads make it slower for pictures of this size, and the whole PC with it.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            creationflags=flags,
        )
        if sys.platform != "win32":
            # It may be over already.
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.pid, _LOW_PRIORITY)

    def answer(self, told: bytes, cancelled: Cancelled) -> bytes | None:
        end = time.monotonic() + LONGEST_S
        # communicate() cannot both look up in between and send more than a pipe holds.
        ear, self.stdin = self.stdin, None
        Thread(target=_tell, args=(ear, told), daemon=True).start()
        while not cancelled():
            try:
                said, _nothing = self.communicate(timeout=_LOOK_UP_EVERY_S)
            except subprocess.TimeoutExpired:
                if time.monotonic() > end:
                    raise TookTooLongError from None
                continue
            return said if self.returncode == 0 else None
        return None


def _tell(ear: IO[bytes] | None, told: bytes) -> None:
    if ear is not None:
        # It may end before it has heard everything.
        with suppress(OSError), ear:
            ear.write(told)


def writing_of(hocr: str) -> Writing:
    """Return the text of tesseract's own kind of web page, with the place of each character."""
    characters: list[str] = []
    boxes: list[Box | None] = []
    for character, box in _characters(hocr):
        characters.append(character)
        boxes.append(box)
    return Writing("".join(characters), tuple(boxes))


def _characters(hocr: str) -> Iterator[tuple[str, Box | None]]:
    between, begun = "", False
    for found in _MARK.finditer(hocr):
        kind, left, upper, right, lower, shown = found.groups()
        if kind == _PARAGRAPH:
            between = "\n\n"
        elif kind == _WORD:
            between = between or " "
        elif kind:
            between = between or "\n"
        else:
            if begun:
                yield from ((one, None) for one in between)
            between, begun = "", True
            box = Box(int(left), int(upper), int(right), int(lower))
            yield from ((one, box) for one in html.unescape(shown))
