# SPDX-License-Identifier: Apache-2.0
"""Which Key ID belongs to which key in a text, by where they stand and not by what they are called.

Labels come in every language, so only a few are read, and only to rule an ID out: what follows
"device", "volume" and the like names something else, and the ID of a USB key file (.BEK) belongs
to a protector that has no 48 digits.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from string import ascii_letters, digits
from typing import Final, NamedTuple

from recovery_assistant.keys.draft import KeyDraft
from recovery_assistant.keys.key_id import SHORTEST_ID, KeyId, match
from recovery_assistant.keys.parse import KeyRun, runs_in
from recovery_assistant.keys.source import Source
from recovery_assistant.keys.sweep import SLICE, Pause, Place, no_pause, sweep

# All of a series of hexadecimal digits and hyphens; whether it is an ID is looked at afterwards.
_HEX: Final = re.compile(r"[0-9A-Fa-f](?=[0-9A-Fa-f-]{7})[0-9A-Fa-f-]*+")
_ID: Final = re.compile(r"[0-9A-Fa-f]{4,32}+(?:-[0-9A-Fa-f]{2,12}+){0,8}")
_LONGEST_ID: Final = 40
_TOUCHING: Final = frozenset(ascii_letters + digits + "-")
# An ID that stands further away from a key does not stand with it.
_ID_REACH: Final = 8_000
_WHOLE_ID: Final = 32
_SEVEN_SHAPE: Final = (8, 4, 2)
_SIXTEEN_SHAPES: Final = ((16,), (8, 8), (8, 4, 4))
_SHORT_SHAPE: Final = (8,)
_BEK: Final = re.compile(r"\.bek\b", re.IGNORECASE)
# The name of a field that holds the ID of something else, right before the ID.
_OTHER_NAME: Final = re.compile(
    r"(?:device|volume|tenant|object|user|computer|machine|client|session|request"
    r"|ger\u00e4te?|appareil|dispositivo)[ _-]?(?:id|guid|identifier|kennung)$",
    re.IGNORECASE,
)
# The name of a field that holds an ID, right before it. Eight digits without a letter are more
# often an order or a telephone number, so they are an ID only where they are called one.
_ID_NAME: Final = re.compile(
    r"(?:(?<![^\W_])(?:ID|Id|id)|[a-z]I[Dd]|(?:[Ii]dent|IDENT|\u0438\u0434\u0435\u043d\u0442)\w*"
    r"|[Kk]ennung|\u8b58\u5225\w*|\u6807\u8bc6\w*|\uc2dd\ubcc4\w*)\W{0,12}$"
)
# A heading, and under it the line of a field up to its ID: "TPM:", "  ID: {".
_SECTION: Final = re.compile(
    r"(?:\A|\n)([\t ]*)[^\s:][^\n]{0,80}: *\n\1[\t ]+[^\s:][^\n:]{0,40}:[ {]*\Z"
)
_OTHER_ENDS: Final = frozenset({"id", "er", "ng"})
_BEFORE_VALUE: Final = "\"' \t:={(["
_LONGEST_NAME: Final = 40
_SECTION_REACH: Final = 200
_LONGEST_LINE: Final = 4_000
_COLUMN_MARKS: Final = "\t,;|"
_QUOTED: Final = re.compile(r'"[^"\n]*+"')
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
    sure: bool


class _Choice(NamedTuple):
    near: _Near
    place: int
    distance: int


def find_pairs(text: str, wanted: KeyId | None = None) -> tuple[Pair, ...]:
    """Every key in a text, in order, each with the ID that stands nearest and belongs to it."""
    return pairs_in(Source(text), wanted)


def pairs_in(
    source: Source, wanted: KeyId | None = None, pause: Pause = no_pause
) -> tuple[Pair, ...]:
    """As `find_pairs`, for text made plain; `pause` is called every now and then."""
    plain = source.text
    runs = runs_in(plain, pause)
    if not runs:
        return ()
    ids = [
        one
        for one in _ids(plain, runs, pause)
        if one.usable and (one.sure or (wanted is not None and match(wanted, one.key_id).agrees))
    ]
    chosen = _assign(plain, runs, ids, pause)
    pairs: list[Pair] = []
    for run, key_id, (before, after) in zip(
        runs, chosen, _territories(runs, len(plain)), strict=True
    ):
        pause(0)
        day = _date(plain, run, before, after)
        pairs.append(Pair(run.draft, key_id, source.where(run.start), run.well_formed, day))
    return tuple(pairs)


def find_ids(text: str) -> tuple[KeyId, ...]:
    """Every ID in a text that may name a protector with 48 digits, each once, in order."""
    source = Source(text)
    return tuple(ids_in(source, runs_in(source.text)))


def ids_in(source: Source, runs: Sequence[KeyRun] = (), pause: Pause = no_pause) -> Iterator[KeyId]:
    """As `find_ids`, one by one, for plain text in which the keys are known."""
    seen: set[KeyId] = set()
    for one in _ids(source.text, runs, pause, everywhere=True):
        if one.usable and one.key_id not in seen:
            seen.add(one.key_id)
            yield one.key_id


def find_file_ids(text: str) -> tuple[KeyId, ...]:
    """Every ID in a text that names a USB key file (.BEK), each once, in order."""
    return file_ids_in(Source(text))


def file_ids_in(source: Source, pause: Pause = no_pause) -> tuple[KeyId, ...]:
    """As `find_file_ids`, for text made plain."""
    return tuple(map(KeyId, _bek_ids(source.text, pause)))


def _ids(
    plain: str, runs: Sequence[KeyRun], pause: Pause, *, everywhere: bool = False
) -> Iterator[_Found]:
    """The IDs that stand near a key, or all; not usable are those of key files, other things."""
    bek = _bek_ids(plain, pause)
    header = _Headers(plain, pause)
    starts = [run.start for run in runs]
    for place in [Place(0, len(plain))] if everywhere else _near(runs):
        for start, end in _id_places(plain, place, pause):
            at = bisect_left(starts, end)
            if at and runs[at - 1].end > start:
                continue
            hex_ = _hex(plain[start:end])
            before = plain[max(start - _LONGEST_NAME, 0) : start]
            over = header.name_over(start)
            other = _names_other(before.rstrip(_BEFORE_VALUE)) or _names_other(over)
            sure = (
                len(hex_) > SHORTEST_ID
                or not hex_.isdecimal()
                or bool(_ID_NAME.search(before) or _ID_NAME.search(over))
            )
            yield _Found(start, end, KeyId(hex_), hex_ not in bek and not other, sure)


def _near(runs: Sequence[KeyRun]) -> Iterator[Place]:
    """Where an ID stands near a key."""
    start, end = 0, 0
    for run in runs:
        if run.start - _ID_REACH > end:
            yield Place(start, end)
            start = run.start - _ID_REACH
        end = run.end + _ID_REACH
    yield Place(start, end)


def _id_places(plain: str, place: Place, pause: Pause) -> Iterator[Place]:
    for found in sweep(_HEX, plain, pause, place):
        start, end = found.span()
        if (
            end - start <= _LONGEST_ID
            and plain[start - 1 : start] not in _TOUCHING
            and plain[end : end + 1] not in _TOUCHING
            and _ID.fullmatch(found.group())
            and _is_id(found.group())
        ):
            yield Place(start, end)


def _bek_ids(plain: str, pause: Pause) -> dict[str, None]:
    found: dict[str, None] = {}
    for bek in sweep(_BEK, plain, pause):
        end = bek.start() - (plain[bek.start() - 1 : bek.start()] == "}")
        for one in _id_places(plain, Place(max(end - _LONGEST_ID, 0), end), no_pause):
            if one.end == end:
                found[_hex(plain[one.start : one.end])] = None
    return found


def _hex(text: str) -> str:
    return text.replace("-", "").upper()


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


def _names_other(name: str) -> bool:
    # The cheap look at the end first: this is asked for every ID of a long export.
    return name[-2:].lower() in _OTHER_ENDS and bool(_OTHER_NAME.search(name))


def _outside_quotes(line: str) -> str:
    """What of a line stands outside quotes; marks inside part no columns: "CN=PC,OU=Laptops"."""
    return _QUOTED.sub("", line).partition('"')[0] if '"' in line else line


class _Headers:
    """Column headings: the first line of each series of lines with as many columns."""

    def __init__(self, plain: str, pause: Pause) -> None:
        self._plain = plain
        self._pause = pause
        self._line = ""
        self._mark = ""
        self._marks = 0
        self._read_to = 0

    def name_over(self, position: int) -> str:
        """The heading over a position (asked in rising order), nothing where there is none."""
        plain = self._plain
        reach = max(position - _LONGEST_LINE, 0)
        start = plain.rfind("\n", reach, position) + 1
        if reach and not start:
            return ""
        while self._read_to <= start:
            self._pause(0)
            end = plain.find("\n", min(start, self._read_to + SLICE))
            end = len(plain) if end < 0 else end
            for line in plain[self._read_to : end].split("\n"):
                self._take(line[:_LONGEST_LINE])
            self._read_to = end + 1
        if not self._marks:
            return ""
        column = _outside_quotes(plain[start:position]).count(self._mark)
        # The line itself was taken, as a row of this heading or as a new one: it is no longer.
        names = _QUOTED.sub(self._without_mark, self._line).split(self._mark)
        return names[column].strip("\"' \t")

    def _without_mark(self, quoted: re.Match[str]) -> str:
        return quoted.group().replace(self._mark, " ")

    def _take(self, line: str) -> None:
        bare = _outside_quotes(line)
        if self._marks and bare.count(self._mark) == self._marks:
            return
        self._line = line
        self._mark = max(_COLUMN_MARKS, key=bare.count)
        self._marks = bare.count(self._mark)


def _territories(runs: Sequence[KeyRun], length: int) -> list[tuple[int, int]]:
    """For each key the stretch of text between the keys before and after it."""
    ends = [0, *(run.end for run in runs)]
    starts = [*(run.start for run in runs[1:]), length]
    # Without a key there is one end and one start, and no territory.
    return list(zip(ends, starts, strict=False))[: len(runs)]


def _assign(
    plain: str, runs: Sequence[KeyRun], ids: Sequence[_Found], pause: Pause
) -> list[KeyId | None]:
    """One ID for each key: the ID of its line if there is one, else the nearest before or after.

    Whether before or after is decided for the whole text, since a text keeps to one order.
    """
    sides = _sides(plain, runs, ids, pause)
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
                pause(0)
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
    plain: str, runs: Sequence[KeyRun], ids: Sequence[_Found], pause: Pause
) -> tuple[dict[int, _Choice], dict[int, _Choice]]:
    """For each key (by its number) the ID before it and the ID after it, other keys not passed."""
    starts = [found.start for found in ids]
    before: dict[int, _Choice] = {}
    after: dict[int, _Choice] = {}
    for n, (run, (low, high)) in enumerate(zip(runs, _territories(runs, len(plain)), strict=True)):
        pause(0)
        at = bisect_left(starts, run.start)
        if at and ids[at - 1].start >= low:
            _enter(before, n, at - 1, plain, ids[at - 1], (ids[at - 1].end, run.start))
        if at < len(ids) and ids[at].end <= high:
            _enter(after, n, at, plain, ids[at], (run.end, ids[at].start))
    return before, after


def _enter(
    side: dict[int, _Choice],
    n: int,
    place: int,
    plain: str,
    found: _Found,
    between: tuple[int, int],
) -> None:
    """Note the ID as a choice for key n, unless what lies between parts them."""
    start, end = between
    gap = plain[start:end]
    if len(gap) > _ID_REACH or _RECORD_EDGE.search(gap):
        return
    near = _Near.LINE
    if "\n" in gap:
        near = _Near.TEXT if _BLANK_LINE.search(gap) else _Near.PARAGRAPH
    if near is _Near.TEXT and _in_other_section(plain, found.start, gap):
        return
    side[n] = _Choice(near, place, len(gap))


def _in_other_section(plain: str, id_start: int, gap: str) -> bool:
    """Whether the ID is a field under a heading, and another such heading lies between."""
    section = _SECTION.search(plain, max(id_start - _SECTION_REACH, 0), id_start)
    if section is None:
        return False
    heading = re.compile(rf"\n[\t ]*\n{section[1]}[^\s:][^\n]{{0,80}}: *\n")
    return bool(heading.search(gap))


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
