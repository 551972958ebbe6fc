# SPDX-License-Identifier: Apache-2.0
"""Keys out of a text, best first, or the reason why there is none."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from itertools import islice
from typing import Final

from typing_extensions import override

from recovery_assistant.find import decode
from recovery_assistant.find.outcomes import Candidate, Reading, ReadProblem, Reason
from recovery_assistant.keys import (
    BLOCK_DIGITS,
    IdMatch,
    KeyId,
    Mistaken,
    Pair,
    Source,
    file_ids_in,
    find_file_ids,
    find_ids,
    ids_in,
    match,
    mistaken_for,
    pairs_in,
    plain_digits,
    plain_text,
    read_key,
)
from recovery_assistant.keys.sweep import Pause

MOST_CANDIDATES: Final = 50
# As for files: a longer text is refused, so that the search ends within seconds.
LARGEST_TEXT: Final = 16 * 1024 * 1024
# Longer than this it is a document, and loose digits in it are something else.
LONGEST_PASTE: Final = 400

# So much of a document without a key is gone through once more as a whole.
_KEPT: Final = 1024 * 1024

_SHORT_ID: Final = 8
_INVISIBLE: Final = "\0"
# A text is gone through so many times, parts of it more often.
_TIMES_THROUGH: Final = 5
# How often a search looks up: whether it is still wanted, and to say how far it is.
_LOOK_UP_EVERY_S: Final = 0.02
_LOOSE: Final = re.compile(r"[0-9?]{6}")
# What has digits but belongs to no key: addresses, error codes, days, Key IDs.
_NO_PART_OF_KEY: Final = re.compile(
    r"https?://\S+"
    r"|\b0x[0-9a-f]+"
    r"|(?<![\d-])(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})(?![\d-])"
    r"|(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])"
    r"|(?<![0-9a-z])(?=[0-9]*[a-f])(?:[0-9a-f]{32}|[0-9a-f]{16}|[0-9a-f]{8})(?![0-9a-z])",
    re.IGNORECASE,
)
_MISTAKEN: Final = {
    Mistaken.KEY_ID: ReadProblem.KEY_ID_ONLY,
    Mistaken.PRODUCT_KEY: ReadProblem.PRODUCT_KEY,
    Mistaken.PHONE_NUMBER: ReadProblem.PHONE_NUMBER,
}


class _Standing(IntEnum):
    """How a key's ID stands to the one asked for; a nameless key may be the one, others not."""

    MATCHES = 0
    OPEN = 1
    DIFFERS = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Rated:
    """A key with what it is ranked by."""

    pair: Pair
    match: IdMatch | None
    day: int

    @property
    def standing(self) -> _Standing:
        if self.match is None:
            return _Standing.OPEN
        return _Standing.MATCHES if self.match.agrees else _Standing.DIFFERS

    @property
    def rank(self) -> tuple[int, int, bool, int, int]:
        """Smaller is better."""
        matched = self.match.matched if self.match else 0
        pair = self.pair
        return self.standing, -matched, not pair.well_formed, -self.day, pair.position

    @property
    def worth_among_equals(self) -> tuple[bool, int, int, int, int]:
        """Which of several places with the same digits to keep; smaller is better.

        Here any ID is better than none: it belongs to the same digits.
        """
        standing, matched, _, day, position = self.rank
        return self.pair.key_id is None, standing, matched, day, position

    @override
    def __repr__(self) -> str:
        return f"_Rated({self.standing.name})"


class _StoppedError(Exception):
    """Nobody wants the answer any more."""


class _Pace:
    """Called all through a search; stops it by raising when nobody wants the answer."""

    def __init__(
        self,
        characters: int,
        size: int,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._gone = 0
        self._to_go = max(_TIMES_THROUGH * characters, 1)
        self._size = size
        self._progress = progress
        self._cancelled = cancelled
        self._look_up_at = 0.0

    def __call__(self, further: int) -> None:
        self._gone += further
        if time.monotonic() < self._look_up_at:
            return
        if self._cancelled():
            raise _StoppedError
        share = min(self._gone / self._to_go, 1.0)
        self._progress(round(share * self._size), self._size)
        self._look_up_at = time.monotonic() + _LOOK_UP_EVERY_S


def no_progress(_done: int, _total: int) -> None:
    """Nobody watches."""


def never_cancelled() -> bool:
    """Say that the answer is wanted."""
    return False


def read_text(
    text: str,
    wanted: KeyId | None,
    place: str = "",
    *,
    progress: Callable[[int, int], None] = no_progress,
    cancelled: Callable[[], bool] = never_cancelled,
) -> Reading:
    """Look for keys in a text; never raises, whatever the text is.

    Args:
        text: what was pasted or read.
        wanted: the Key ID on the locked screen, if it is known.
        place: the shown name of where the text comes from.
        progress: told the characters gone through and the characters there are, now and then.
        cancelled: asked now and then whether to stop.

    """
    if len(text) > LARGEST_TEXT:
        return Reading((), ReadProblem.TOO_LARGE, len(text))
    return search(
        text,
        wanted,
        place,
        size=len(text),
        looks_binary=decode.looks_binary(text),
        progress=progress,
        cancelled=cancelled,
    )


def candidates(text: str, wanted: KeyId | None, place: str = "") -> tuple[Candidate, ...]:
    """Return the keys in a text, best first; duplicates are merged and a long list is cut."""
    return read_text(text, wanted, place).candidates


def search(
    text: str,
    wanted: KeyId | None,
    place: str,
    *,
    size: int,
    looks_binary: bool,
    progress: Callable[[int, int], None] = no_progress,
    cancelled: Callable[[], bool] = never_cancelled,
) -> Reading:
    """As `read_text`, for a text of which is known how large it was and whether it was text."""
    pace = _Pace(len(text), size, progress, cancelled)
    try:
        return _search(text, wanted, place, size=size, looks_binary=looks_binary, pace=pace)
    except _StoppedError:
        return Reading((), ReadProblem.CANCELLED, size)


def search_passages(
    passages: Callable[[Pause], Iterable[str]],
    wanted: KeyId | None,
    place: str,
    *,
    size: int,
    progress: Callable[[int, int], None] = no_progress,
    cancelled: Callable[[], bool] = never_cancelled,
) -> Reading:
    """As `read_text`, for a document of many texts: an ID belongs to a key of the same text.

    `passages` gives them one by one; it is given what to call all the time, which raises when
    nobody wants the answer any more.
    """
    pace = _Pace(size, size, progress, cancelled)
    pairs: list[Pair] = []
    kept: list[str] = []
    gone = 0
    try:
        for text in passages(pace):
            found = pairs_in(Source(text, pace), wanted, pace)
            pairs += (replace(pair, position=gone + pair.position) for pair in found)
            gone += len(text)
            if not pairs and gone < _KEPT:
                kept.append(text)
        if pairs:
            return _listed(pairs, wanted, place, size, pace)
        # Together they may have a key that goes on in the next, or say why there is none.
        together = "\n\n".join(kept)
        return _search(together, wanted, place, size=size, looks_binary=False, pace=pace)
    except _StoppedError:
        return Reading((), ReadProblem.CANCELLED, size)


def _search(
    text: str, wanted: KeyId | None, place: str, *, size: int, looks_binary: bool, pace: _Pace
) -> Reading:
    source = Source(text, pace)
    pairs = pairs_in(source, wanted, pace)
    if not pairs:
        if not source.text.strip():
            return Reading((), ReadProblem.EMPTY, size)
        if looks_binary:
            return Reading((), ReadProblem.BINARY, size)
        part = _part_of_key(text, wanted)
        if part is None:
            return _explained(text, source, wanted, size, pace)
        pairs = (part,)
    return _listed(pairs, wanted, place, size, pace)


def _listed(
    pairs: Iterable[Pair], wanted: KeyId | None, place: str, size: int, pace: _Pace
) -> Reading:
    """Keys that were found, each once, best first."""
    rated = _merged([_rated(pair, wanted) for pair in _paced(pairs, pace)], pace)
    rated.sort(key=lambda one: one.rank)
    kept, dropped = rated[:MOST_CANDIDATES], rated[MOST_CANDIDATES:]
    for one in dropped:
        pace(0)
        one.pair.draft.wipe()
    newest = _newest(rated)
    found = tuple(_candidate(one, place, newest) for one in kept)
    return Reading(found, None, size, more=len(dropped))


def candidate_of(pair: Pair, wanted: KeyId | None, place: str) -> Candidate:
    """One key as a candidate, judged by itself: which is the newest shows among all."""
    return _candidate(_rated(pair, wanted), place, None)


def _paced(pairs: Iterable[Pair], pace: _Pace) -> Iterator[Pair]:
    for pair in pairs:
        pace(0)
        yield pair


def _rated(pair: Pair, wanted: KeyId | None) -> _Rated:
    compared = match(wanted, pair.key_id) if wanted and pair.key_id else None
    return _Rated(pair, compared, day_of(pair.date))


def day_of(written: str | None) -> int:
    """Return a number that grows with the date, 0 where there is none or its order is unsure."""
    try:
        return date.fromisoformat(written).toordinal() if written else 0
    except ValueError:
        return 0


def _merged(rated: Iterable[_Rated], pace: _Pace) -> list[_Rated]:
    """One of each key, however often it stands in the text."""
    groups: dict[str, list[_Rated]] = {}
    for one in rated:
        pace(0)
        groups.setdefault(plain_digits("|".join(one.pair.draft.blocks)), []).append(one)
    best: list[_Rated] = []
    for group in groups.values():
        pace(0)
        best.append(_best(group) if len(group) > 1 else group[0])
    return best


def _best(group: Sequence[_Rated]) -> _Rated:
    best, *others = sorted(group, key=lambda one: one.worth_among_equals)
    for other in others:
        other.pair.draft.wipe()
    dated = max(group, key=lambda one: one.day)
    if best.pair.date is None and dated.day:
        return replace(best, pair=replace(best.pair, date=dated.pair.date), day=dated.day)
    return best


def _newest(rated: Sequence[_Rated]) -> int | None:
    """The newest day, if there is an older one to be newer than."""
    days = {one.day for one in rated if one.day}
    return max(days) if len(days) > 1 else None


def _candidate(rated: _Rated, place: str, newest: int | None) -> Candidate:
    pair = rated.pair
    reasons: list[Reason] = []
    if pair.key_id is None:
        reasons.append(Reason.NO_ID)
    elif rated.match is not None:
        reasons.append(Reason.ID_MATCHES if rated.match.agrees else Reason.ID_DIFFERS)
    reasons.append(Reason.WELL_FORMED if pair.well_formed else Reason.NEEDS_REPAIR)
    if newest is not None and rated.day == newest:
        reasons.append(Reason.NEWEST)
    return Candidate(
        draft=pair.draft,
        key_id=pair.key_id,
        match=rated.match,
        well_formed=pair.well_formed,
        date=pair.date,
        place=place,
        reasons=tuple(reasons),
    )


def _part_of_key(text: str, wanted: KeyId | None) -> Pair | None:
    """Less or more than a key, out of a short text that is nothing else."""
    if len(text) > LONGEST_PASTE:
        return None
    lone = _lone_id(text, wanted)
    if lone is not None and _digits(plain_text(text)) - _digits(lone.hex) < BLOCK_DIGITS:
        return None
    rest = _NO_PART_OF_KEY.sub(" ", plain_text(text).replace(_INVISIBLE, ""))
    digits = _digits(rest)
    letters = sum(map(str.isalpha, rest))
    # Among words only what looks like a block counts: house numbers and times are no key.
    if digits < BLOCK_DIGITS or (letters > digits and not _LOOSE.search(rest)):
        return None
    if mistaken_for(rest) is not None:
        return None
    draft = read_key(rest).draft
    if draft.is_empty:
        return None
    ids = tuple(_sure_ids(find_ids(text), wanted))
    key_id = ids[0] if len(ids) == 1 else None
    return Pair(draft, key_id, 0, draft.is_complete, None)


def _digits(text: str) -> int:
    return sum(map(str.isdecimal, text))


def _sure_ids(found: Iterable[KeyId], wanted: KeyId | None) -> Iterator[KeyId]:
    """The IDs of those found; a number of eight digits only where it is the one asked for."""
    return (
        one
        for one in found
        if len(one.hex) > _SHORT_ID
        or not one.hex.isdecimal()
        or (wanted is not None and match(wanted, one).agrees)
    )


def _lone_id(text: str, wanted: KeyId | None) -> KeyId | None:
    """The Key ID that a short text consists of, with or without a label."""
    if len(text) > LONGEST_PASTE or find_file_ids(text):
        return None
    key_id = KeyId.parse(text).key_id
    named = any(map(str.isalpha, text))
    ids = find_ids(text) if named else tuple(_sure_ids(find_ids(text), wanted))
    return key_id if ids == (key_id,) else None


def _explained(text: str, source: Source, wanted: KeyId | None, size: int, pace: _Pace) -> Reading:
    """Why there is no key in a text that is one."""
    ids = tuple(islice(_sure_ids(ids_in(source, pause=pace), wanted), MOST_CANDIDATES))
    if not ids and file_ids_in(source, pace):
        return Reading((), ReadProblem.BEK_ONLY, size)
    lone = _lone_id(text, wanted)
    if lone is not None:
        return Reading((), ReadProblem.KEY_ID_ONLY, size, key_ids=(lone,))
    mistaken = mistaken_for(text)
    if mistaken is not None and not (ids and mistaken is Mistaken.KEY_ID):
        return Reading((), _MISTAKEN[mistaken], size)
    if ids:
        return Reading((), ReadProblem.ONLY_IDS, size, key_ids=ids)
    return Reading((), ReadProblem.NO_KEY, size)
