# SPDX-License-Identifier: Apache-2.0
"""Which Key ID belongs to which key in a text, by where they stand and not by what they are called.

Labels come in every language, so only a few are read, and only to rule an ID out: what follows
"device", "volume" and the like names something else, and the ID of a USB key file (.BEK) belongs
to a protector that has no 48 digits.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final, NamedTuple

from recovery_assistant.keys.draft import KeyDraft
from recovery_assistant.keys.key_id import KeyId
from recovery_assistant.keys.parse import KeyRun, runs_in
from recovery_assistant.keys.source import Source

_ID: Final = re.compile(
    r"(?<![0-9A-Za-z-])[0-9A-Fa-f]{4,32}+(?:-[0-9A-Fa-f]{2,12}+){0,8}+(?![0-9A-Za-z-])"
)
_WHOLE_ID: Final = 32
_SEVEN_SHAPE: Final = (8, 4, 2)
_SIXTEEN_SHAPES: Final = ((16,), (8, 8), (8, 4, 4))
_SHORT_SHAPE: Final = (8,)
_BEK: Final = re.compile(r"\}?\.bek\b", re.IGNORECASE)
# The name of a field that holds the ID of something else, right before the ID.
_OTHER_NAME: Final = re.compile(
    r"(?:device|volume|tenant|object|user|computer|machine|client|session|request"
    r"|ger\u00e4te?|appareil|dispositivo)[ _-]?(?:id|guid|identifier|kennung)$",
    re.IGNORECASE,
)
_OTHER_ENDS: Final = frozenset({"id", "er", "ng"})
_BEFORE_VALUE: Final = "\"' \t:={(["
_LONGEST_NAME: Final = 40
_LONGEST_LINE: Final = 4_000
_COLUMN_MARKS: Final = "\t,;|"
_BLANK_LINE: Final = re.compile(r"\n[\t ]*\n")
# A brace that is not one of a pair around an ID ends a record.
_EDGE: Final = r"(?<![0-9A-Fa-f])[{}](?![0-9A-Fa-f]{8}-)"
_RECORD_EDGE: Final = re.compile(r"(?<!^)[{}](?!$)")
_BREAK: Final = re.compile(r"\n[\t ]*\n|" + _EDGE)
_DATE_REACH: Final = 600
_DATE: Final = re.compile(
    r"(?<!\d)(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2})([./])(\d{1,2})[./](\d{4}))(?!\d)"
)
_PLAIN_DAY: Final = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """A key found in a text, with the ID and the date that stand with it.

    `position` is where the key begins in the text. `date` is year-month-day where that is
    certain, else as written.
    """

    draft: KeyDraft
    key_id: KeyId | None
    position: int
    well_formed: bool
    date: str | None


class _Near(IntEnum):
    """How closely an ID and a key stand together, closest first."""

    LINE = 0
    PARAGRAPH = 1
    TEXT = 2


class _Found(NamedTuple):
    start: int
    end: int
    key_id: KeyId
    usable: bool


class _Choice(NamedTuple):
    near: _Near
    place: int
    distance: int


def find_pairs(text: str) -> tuple[Pair, ...]:
    """Every key in a text, in order, each with the ID that stands nearest and belongs to it."""
    source = Source(text)
    runs = runs_in(source.text)
    ids = [found for found in _ids(source.text, runs) if found.usable]
    chosen = _assign(source.text, runs, ids)
    return tuple(
        Pair(
            draft=run.draft,
            key_id=key_id,
            position=source.where(run.start),
            well_formed=run.well_formed,
            date=_date(source.text, run, before, after),
        )
        for run, key_id, (before, after) in zip(
            runs, chosen, _territories(runs, len(source.text)), strict=True
        )
    )


def find_ids(text: str) -> tuple[KeyId, ...]:
    """Every ID in a text that may name a protector with 48 digits, each once, in order."""
    plain = Source(text).text
    found = (one.key_id for one in _ids(plain, runs_in(plain)) if one.usable)
    return tuple(dict.fromkeys(found))


def find_file_ids(text: str) -> tuple[KeyId, ...]:
    """Every ID in a text that names a USB key file (.BEK), each once, in order."""
    plain = Source(text).text
    return tuple(dict.fromkeys(map(KeyId, _bek_ids(plain, list(_ID.finditer(plain))))))


def _ids(plain: str, runs: Sequence[KeyRun]) -> list[_Found]:
    """All IDs that do not lie in a key; not usable are those of key files and other things."""
    matches = list(_ID.finditer(plain))
    bek = _bek_ids(plain, matches)
    header = _Headers(plain)
    starts = [run.start for run in runs]
    found: list[_Found] = []
    for one in matches:
        hex_ = one.group().replace("-", "").upper()
        at = bisect_left(starts, one.end())
        if (at and runs[at - 1].end > one.start()) or not _is_id(one.group()):
            continue
        other = _is_other(plain, one.start()) or header.names_other(one.start())
        found.append(_Found(one.start(), one.end(), KeyId(hex_), hex_ not in bek and not other))
    return found


def _bek_ids(plain: str, matches: Iterable[re.Match[str]]) -> dict[str, None]:
    return {
        one.group().replace("-", "").upper(): None
        for one in matches
        if _is_id(one.group()) and _BEK.match(plain, one.end())
    }


def _is_id(text: str) -> bool:
    shape = tuple(map(len, text.split("-")))
    # Digits alone are a date or a telephone number far more often than an ID.
    if sum(shape) == _WHOLE_ID:
        return not text.isdecimal()
    if shape in _SIXTEEN_SHAPES or shape == _SEVEN_SHAPE:
        return not text.replace("-", "").isdecimal()
    if shape != _SHORT_SHAPE or text.isalpha():
        return False
    return not (text.isdecimal() and _PLAIN_DAY.fullmatch(text))


def _is_other(plain: str, start: int) -> bool:
    name = plain[max(start - _LONGEST_NAME, 0) : start].rstrip(_BEFORE_VALUE)
    return _names_other(name)


def _names_other(name: str) -> bool:
    # The cheap look at the end first: this is asked for every ID of a long export.
    return name[-2:].lower() in _OTHER_ENDS and bool(_OTHER_NAME.search(name))


class _Headers:
    """Column headings: the first line of each series of lines with as many columns."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._header: tuple[str, int, list[str]] = ("", 0, [])
        self._read_to = 0

    def names_other(self, position: int) -> bool:
        """Whether the heading over a position (asked in rising order) names something else."""
        plain = self._plain
        reach = max(position - _LONGEST_LINE, 0)
        start = plain.rfind("\n", reach, position) + 1
        if reach and not start:
            return False
        while self._read_to <= start:
            end = plain.find("\n", self._read_to)
            end = len(plain) if end < 0 else end
            self._take(plain[self._read_to : min(end, self._read_to + _LONGEST_LINE)])
            self._read_to = end + 1
        mark, count, names = self._header
        if not count:
            return False
        column = plain.count(mark, start, position)
        return column < len(names) and _names_other(names[column])

    def _take(self, line: str) -> None:
        mark, count, _ = self._header
        if count and line.count(mark) == count:
            return
        mark = max(_COLUMN_MARKS, key=line.count)
        names = [name.strip("\"' \t") for name in line.split(mark)]
        self._header = (mark, line.count(mark), names)


def _territories(runs: Sequence[KeyRun], length: int) -> list[tuple[int, int]]:
    """For each key the stretch of text between the keys before and after it."""
    ends = [0, *(run.end for run in runs)]
    starts = [*(run.start for run in runs[1:]), length]
    # Without a key there is one end and one start, and no territory.
    return list(zip(ends, starts, strict=False))[: len(runs)]


def _assign(plain: str, runs: Sequence[KeyRun], ids: Sequence[_Found]) -> list[KeyId | None]:
    """One ID for each key: the ID of its line if there is one, else the nearest before or after.

    Whether before or after is decided for the whole text, since a text keeps to one order.
    """
    sides = _sides(plain, runs, ids)
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for on_line in (True, False):
        cost = _line_cost if on_line else _text_cost
        free = [
            {n: choice for n, choice in side.items() if (choice.near is _Near.LINE) is on_line}
            for side in sides
        ]
        for side in sorted(free, key=cost):
            for n, choice in side.items():
                if n not in chosen and choice.place not in taken:
                    chosen[n] = choice.place
                    taken.add(choice.place)
    return [ids[chosen[n]].key_id if n in chosen else None for n in range(len(runs))]


def _line_cost(side: Mapping[int, _Choice]) -> tuple[int, int]:
    """Most keys served first, then the smaller distance."""
    return -len(side), sum(choice.distance for choice in side.values())


def _text_cost(side: Mapping[int, _Choice]) -> tuple[int, int]:
    """Most keys served first, then fewer blank lines between; "before" stands first if equal."""
    return -len(side), sum(choice.near for choice in side.values())


def _sides(
    plain: str, runs: Sequence[KeyRun], ids: Sequence[_Found]
) -> tuple[dict[int, _Choice], dict[int, _Choice]]:
    """For each key (by its number) the ID before it and the ID after it, other keys not passed."""
    starts = [found.start for found in ids]
    before: dict[int, _Choice] = {}
    after: dict[int, _Choice] = {}
    for n, (run, (low, high)) in enumerate(zip(runs, _territories(runs, len(plain)), strict=True)):
        at = bisect_left(starts, run.start)
        if at and ids[at - 1].start >= low:
            _enter(before, n, at - 1, plain[ids[at - 1].end : run.start])
        if at < len(ids) and ids[at].end <= high:
            _enter(after, n, at, plain[run.end : ids[at].start])
    return before, after


def _enter(side: dict[int, _Choice], n: int, place: int, gap: str) -> None:
    """Note the ID as a choice for key n, unless what lies between parts them."""
    if not _RECORD_EDGE.search(gap):
        near = _Near.LINE
        if "\n" in gap:
            near = _Near.TEXT if _BLANK_LINE.search(gap) else _Near.PARAGRAPH
        side[n] = _Choice(near, place, len(gap))


def _date(plain: str, run: KeyRun, low: int, high: int) -> str | None:
    """The date nearest to a key, of its line if possible, else of its paragraph or record."""
    before = _BREAK.split(plain[max(low, run.start - _DATE_REACH) : run.start])[-1]
    after = _BREAK.split(plain[run.end : min(high, run.end + _DATE_REACH)])[0]
    line = before.rpartition("\n")[2], after.partition("\n")[0]
    return _nearest_date(*line) or _nearest_date(before, after)


def _nearest_date(before: str, after: str) -> str | None:
    dates = [(len(before) - found.end(), found) for found in _DATE.finditer(before)]
    dates += [(found.start(), found) for found in _DATE.finditer(after)]
    readable = ((distance, _day(found)) for distance, found in dates)
    return min(((distance, day) for distance, day in readable if day), default=(0, None))[1]


def _day(found: re.Match[str]) -> str | None:
    """Year-month-day where the order is certain, the text as it is where it is not."""
    year, month, day, first, mark, second, last = found.groups()
    if not year:
        year, day, month = last, first, second
        if mark == "/" and int(second) > _MONTHS:
            day, month = second, first
        elif mark == "/" and int(first) <= _MONTHS and first != second:
            return found.group()
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
