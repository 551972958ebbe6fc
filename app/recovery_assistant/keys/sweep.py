# SPDX-License-Identifier: Apache-2.0
"""Going through a long text in slices, and the fast look for the places where keys may be.

A search in a regular expression lets no other thread run. So a text is gone through in slices, and
between them `pause` is called: there somebody may look at the window, or stop it all by raising.
What is found does not depend on the size of the slices.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

SLICE: Final = 65_536
_LOOK: Final = 8_192
# No key of blocks is longer than this, and nothing that a bounded pattern finds.
REACH: Final = 512

Pause: TypeAlias = Callable[[int], None]
"""Told how many characters further on the reading is."""

# Six digits that stand alone, and longer words that begin with six digits.
_SIX: Final = re.compile(r"[0-9](?<![0-9A-Za-z?].)[0-9]{5}[0-9A-Za-z?]*+", re.DOTALL)
_WORD: Final = re.compile(r"[0-9A-Za-z?]++")
_DIGITS: Final = 6
_DIVISOR: Final = 11
# One byte a word, 1 where it may be a block without a slip: five of those among eight.
_ENOUGH_FINE: Final = 5
_NEIGHBOURS: Final = 8
_CLOSE: Final = re.compile(rb"\x01(?:\x00{0,3}\x01){4}")
# The first dash of the shape of a key, whatever its digits.
_SHAPE: Final = re.compile(r"-(?=(?:[0-9A-Za-z?]{5,7}-){6})")


class Place(NamedTuple):
    """A part of a text."""

    start: int
    end: int


def no_pause(_further: int) -> None:
    """Go on: a short text is read in one go."""


def sweep(
    pattern: re.Pattern[str], plain: str, pause: Pause, place: Place | None = None
) -> Iterator[re.Match[str]]:
    """As `pattern.finditer`, in slices; what begins in the place is found as a whole.

    Where it finds more than `REACH` characters, the pattern may not look at what comes behind.
    """
    at, stop = place or (0, len(plain))
    stop = min(stop, len(plain))
    while at < stop:
        edge = min(at + SLICE, stop)
        pause(edge - at)
        for found in pattern.finditer(plain, at, edge + REACH):
            whole = found
            if found.end() > edge:
                if found.start() >= edge:
                    break
                # What goes past the edge may have been cut off.
                whole = pattern.match(plain, found.start()) or found
            yield whole
            at = whole.end()
        at = max(at, edge)


def block_places(plain: str, pause: Pause) -> list[Place]:
    """Where keys in blocks may be, with enough round about to read them; in order.

    There are five blocks without a slip among eight neighbours, or the shape of a key: eight
    pieces of about six characters with dashes between.
    """
    places: list[Place] = []
    for spot in sorted(_spots(plain, pause)):
        pause(0)
        start, end = max(spot - REACH, 0), min(spot + REACH, len(plain))
        if places and start <= places[-1].end:
            places[-1] = Place(places[-1].start, end)
        else:
            places.append(Place(start, end))
    return places


def _spots(plain: str, pause: Pause) -> Iterator[int]:
    """Where keys in blocks may begin, give or take three blocks."""
    for start in range(0, len(plain), _LOOK):
        end = start + _LOOK
        pause(_LOOK)
        # What lies across the edge of two slices lies within one that begins earlier.
        yield from _fine_spots(plain, max(start - REACH, 0), end)
        yield from (found.start() for found in _SHAPE.finditer(plain, start, end + REACH))


def _fine_spots(plain: str, start: int, end: int) -> Iterator[int]:
    cut = _WORD.match(plain, start, end)
    if start and cut is not None:
        start = cut.end()
    words = _SIX.findall(plain, start, end)
    fine = bytes([len(word) == _DIGITS and not int(word) % _DIVISOR for word in words])
    if not _CLOSE.search(fine):
        return
    starts = [found.start() for found in _SIX.finditer(plain, start, end)]
    for at, spot in enumerate(starts):
        if fine[at] and fine.count(1, at, at + _NEIGHBOURS) >= _ENOUGH_FINE:
            yield spot
