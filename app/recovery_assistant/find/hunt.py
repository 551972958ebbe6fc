# SPDX-License-Identifier: Apache-2.0
"""A search through folders and drives for recovery keys: what is found, ranked, with its places."""

import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from recovery_assistant.find import scan, walk
from recovery_assistant.find.crew import LARGEST_BATCH, LONGEST_BATCH, Batch, Crew
from recovery_assistant.find.outcomes import Candidate, Reason
from recovery_assistant.find.places import (
    Find,
    KeyFile,
    Place,
    Progress,
    Search,
    Searched,
    Skip,
    Skipped,
    Strip,
    Tell,
)
from recovery_assistant.find.search import candidate_of, day_of
from recovery_assistant.keys import KeyId
from recovery_assistant.keys.block import Verdict, plain_digits

MOST_FINDS: Final = 1_000
MOST_SKIPPED: Final = 2_000
MOST_PLACES: Final = 100
# A search that is over sooner is not worth starting processes for.
_ALONE_S: Final = 0.2
_TELL_EVERY_S: Final = 0.1
_LOOK_UP_EVERY_S: Final = 0.02


class _StoppedError(Exception):
    """Nobody wants the answer any more."""


def hunt(search: Search, tell: Tell, cancelled: Callable[[], bool]) -> Searched:
    """Look for recovery keys below the roots.

    Nothing is written anywhere and nothing is raised for what a place or a file is like.

    Args:
        search: where to look, and for which Key ID.
        tell: told what is found, what is passed over and how far it is, as soon as it is known, in
            the thread that searches.
        cancelled: asked all the time; what was found until it says yes is the answer.

    """
    return _Hunt(search, tell, cancelled).run()


if TYPE_CHECKING:
    from recovery_assistant.find.pictures import Seen

_ReadPicture: TypeAlias = (
    "Callable[[bytes, KeyId | None, Callable[[], bool]], tuple[Seen, ...] | Skip]"
)


class _Hunt:
    def __init__(self, search: Search, tell: Tell, cancelled: Callable[[], bool]) -> None:
        self._search = search
        self._tell = tell
        self._cancelled = cancelled
        self._finds: dict[int, list[Find]] = {}
        self._found = 0
        self._pictures: list[str] = []
        self._key_files: list[KeyFile] = []
        self._skipped: list[Skipped] = []
        self._more_skipped = 0
        self._files = 0
        self._size = 0
        self._place = ""
        self._tell_at = 0.0
        self._look_up_at = 0.0

    def run(self) -> Searched:
        stopped = False
        try:
            self._look()
        except _StoppedError:
            stopped = True
        self._tell(self._progress())
        return Searched(
            finds=self._ranked(),
            key_files=tuple(self._key_files),
            skipped=tuple(self._skipped),
            files=self._files,
            size=self._size,
            cancelled=stopped or self._cancelled(),
            more_skipped=self._more_skipped,
        )

    def _look(self) -> None:
        """Take the fast look at every file: here at first, with a crew where it takes longer."""
        looker = scan.Looker(self._pause)
        alone_until = time.monotonic() + _ALONE_S
        crew = Crew()
        try:
            for batch in self._batches():
                if time.monotonic() > alone_until:
                    alone_until = math.inf
                    crew.start()
                if crew.is_there:
                    self._give(crew, batch)
                    continue
                for path in batch:
                    self._place = path
                    self._looked(path, looker.look(path))
                    self._pause(0)
            while crew.is_busy:
                self._take(crew, _LOOK_UP_EVERY_S)
        finally:
            crew.end()
        if self._pictures:
            # With it comes what opens pictures, which nothing else needs.
            from recovery_assistant.find.pictures import read_picture

            for path in self._pictures:
                self._look_at(path, read_picture)
        self._pause(0)

    def _look_at(self, path: str, read_picture: _ReadPicture) -> None:
        """Read the pictures of a file: last of all, since each takes about a second."""
        self._place = path
        for one in scan.pictures(path, self._pause):
            self._pause(0)
            if isinstance(one, Skipped):
                self._skip(one)
                continue
            seen = read_picture(one.data, self._search.wanted, self._cancelled)
            if isinstance(seen, Skip):
                self._skip(Skipped(one.place, seen))
                continue
            for key in seen:
                self._keep(replace(key.candidate, place=_shown(one.place)), one.place, key.strip)

    def _batches(self) -> Iterator[Batch]:
        """The files there are, some at a time; what is named after a key goes first and alone."""
        batch: list[str] = []
        size = 0
        for news in walk.walk(self._search, self._cancelled):
            self._pause(0)
            if isinstance(news, Skipped):
                self._skip(news)
            elif news.telling:
                yield (news.path,)
            else:
                batch.append(news.path)
                size += news.size
                if len(batch) >= LONGEST_BATCH or size >= LARGEST_BATCH:
                    yield tuple(batch)
                    batch, size = [], 0
        if batch:
            yield tuple(batch)

    def _give(self, crew: Crew, batch: Batch) -> None:
        crew.give(batch)
        self._take(crew, 0.0)
        while crew.is_there and not crew.has_room:
            self._take(crew, _LOOK_UP_EVERY_S)

    def _take(self, crew: Crew, patience_s: float) -> None:
        self._pause(0)
        for answer in crew.answers(patience_s):
            self._place = answer.batch[-1]
            for path, looked in zip(answer.batch, answer.looked, strict=True):
                self._looked(path, looked)

    def _looked(self, path: str, looked: scan.Looked) -> None:
        for one in looked.skipped:
            self._skip(one)
        self._files += 1
        self._size += looked.size
        if looked.look is scan.Look.PERHAPS:
            self._read(path, looked.skipped)
        if looked.pictures and self._search.pictures:
            self._pictures.append(path)

    def _read(self, path: str, told: tuple[Skipped, ...]) -> None:
        for content in scan.read(path, self._search.wanted, self._pause):
            match content:
                case scan.Met(pair, place):
                    named = candidate_of(pair, self._search.wanted, _shown(place))
                    self._keep(named, place, None)
                case KeyFile():
                    self._key_files.append(content)
                    self._tell(content)
                case Skipped() if content not in told:
                    self._skip(content)
                case Skipped():
                    continue

    def _keep(self, candidate: Candidate, place: Place, strip: Strip | None) -> None:
        """Note a key, or that a known one stands here too."""
        draft = candidate.draft
        # The digits themselves are not kept as a text to compare with.
        same = self._finds.setdefault(hash(plain_digits("|".join(draft.blocks))), [])
        for at, known in enumerate(same):
            if known.candidate.draft.same_digits(draft):
                same[at] = _again(known, candidate, place, strip)
                draft.wipe()
                self._tell(same[at])
                return
        if self._found >= MOST_FINDS and not _agrees(candidate):
            draft.wipe()
            return
        find = Find(candidate, (place,), strip)
        same.append(find)
        self._found += 1
        self._tell(find)

    def _skip(self, skipped: Skipped) -> None:
        if len(self._skipped) < MOST_SKIPPED:
            self._skipped.append(skipped)
        else:
            self._more_skipped += 1
        self._tell(skipped)

    def _pause(self, _further: int) -> None:
        """Look up every now and then: whether it is still wanted, and to say how far it is."""
        now = time.monotonic()
        if now < self._look_up_at:
            return
        self._look_up_at = now + _LOOK_UP_EVERY_S
        if self._cancelled():
            raise _StoppedError
        if now >= self._tell_at:
            self._tell_at = now + _TELL_EVERY_S
            self._tell(self._progress())

    def _progress(self) -> Progress:
        return Progress(self._files, self._size, self._place, self._found)

    def _ranked(self) -> tuple[Find, ...]:
        finds = [find for same in self._finds.values() for find in same]
        finds.sort(key=_rank)
        days = {day for find in finds if (day := day_of(find.candidate.date))}
        newest = max(days) if len(days) > 1 else None
        return tuple(
            replace(find, candidate=_newest(find.candidate))
            if newest is not None and day_of(find.candidate.date) == newest
            else find
            for find in finds
        )


def _again(known: Find, candidate: Candidate, place: Place, strip: Strip | None) -> Find:
    """A key met before, with this place as well and the better of what was said of it."""
    better = _worth(candidate) < _worth(known.candidate)
    best = candidate if better else known.candidate
    dated = max(known.candidate, candidate, key=lambda one: day_of(one.date))
    places = known.places
    if place not in places and len(places) < MOST_PLACES:
        places = (place, *places) if better else (*places, place)
    return replace(
        known,
        candidate=replace(best, draft=known.candidate.draft, date=dated.date or best.date),
        places=places,
        # What a text says needs no comparing with a picture.
        strip=known.strip and strip,
    )


def _worth(candidate: Candidate) -> tuple[bool, int, int]:
    """Which of two readings of the same digits says more; smaller is better.

    Any Key ID is better than none: it belongs to the same digits.
    """
    return candidate.key_id is None, *_standing(candidate)


def _standing(candidate: Candidate) -> tuple[int, int]:
    """How a key stands to the one asked for; one without a Key ID may be it, others not."""
    if candidate.match is None:
        return 1, 0
    return (0 if candidate.match.agrees else 2), -candidate.match.matched


def _rank(find: Find) -> tuple[int, int, int, int, int, int]:
    candidate = find.candidate
    damaged = sum(verdict is not Verdict.FINE for verdict in candidate.draft.verdicts)
    first = find.places[0]
    return (
        *_standing(candidate),
        damaged,
        -day_of(candidate.date),
        len(first.within),
        not walk.is_telling(first.path.name),
    )


def _agrees(candidate: Candidate) -> bool:
    return candidate.match is not None and candidate.match.agrees


def _newest(candidate: Candidate) -> Candidate:
    return replace(candidate, reasons=(*candidate.reasons, Reason.NEWEST))


def _shown(place: Place) -> str:
    """The name of the file, or of the innermost file in it, in characters that can be shown."""
    name = place.within[-1] if place.within else place.path.name
    return os.fsencode(name).decode("utf-8", "replace")
