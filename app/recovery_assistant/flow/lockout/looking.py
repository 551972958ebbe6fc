# SPDX-License-Identifier: Apache-2.0
"""The search through drives and folders: what is picked, how far it is, what it met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Final, assert_never

from recovery_assistant.find.places import (
    Find,
    KeyFile,
    News,
    Progress,
    Search,
    Searched,
    Skip,
    Skipped,
)
from recovery_assistant.keys import IdMatch, KeyDraft, KeyId, match


class SpotKind(Enum):
    """What kind of place is offered."""

    STICK = "stick"
    """A drive that can be pulled out."""
    DRIVE = "drive"
    """Another drive built into this PC."""
    SHARE = "share"
    """A folder on another machine."""
    FOLDER = "folder"
    """A folder of the person's own on this PC."""
    SYSTEM = "system"
    """The drive that this PC runs from, whole."""
    PICKED = "picked"
    """A folder that the person chose."""


PICKED_AT_FIRST: Final = frozenset({SpotKind.STICK, SpotKind.DRIVE})
"""Other drives: where people put the key, and never the drive that asks for it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that can be searched.

    Attributes:
        path: the folder it begins at.
        kind: what it is.
        name: what the drive or folder calls itself; text from outside, may be empty.
        size: how many bytes fit on it, where the system says so.

    """

    path: Path
    kind: SpotKind
    name: str = ""
    size: int | None = None


class Phase(Enum):
    """How far a search is."""

    CHOOSING = "choosing"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A reading of a picture beside the picture: nothing is taken until the person says so.

    `draft` is a copy of the digits read, in which single blocks may be mended.
    """

    find: Find
    draft: KeyDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """One search: what it goes through and what came of it.

    Attributes:
        opened: whether it is in view.
        spots: the places offered, in the order of the list; None while the system is asked.
        picked: those to be searched.
        pictures: whether digits are read off pictures.
        fetch: whether files are downloaded that lie with a cloud service.
        across: whether other drives below a place are gone into.
        request: the search whose news count; those of any other are stale.
        failed: whether it ended unforeseen.
        stopped: whether it was stopped before its end.

    """

    opened: bool = True
    spots: tuple[Spot, ...] | None = None
    picked: frozenset[Path] = frozenset()
    pictures: bool = True
    fetch: bool = False
    across: bool = False
    phase: Phase = Phase.CHOOSING
    request: int | None = None
    progress: Progress | None = None
    finds: tuple[Find, ...] = ()
    key_files: tuple[KeyFile, ...] = ()
    passed_over: int = 0
    skipped: tuple[Skipped, ...] = ()
    more_skipped: int = 0
    failed: bool = False
    stopped: bool = False
    compared: Compared | None = None

    @property
    def roots(self) -> tuple[Path, ...]:
        """The places to be searched, in the order of the list."""
        return tuple(spot.path for spot in self.spots or () if spot.path in self.picked)

    @property
    def drafts(self) -> tuple[KeyDraft, ...]:
        """All digits that it holds."""
        own = () if self.compared is None else (self.compared.draft,)
        return (*own, *(find.candidate.draft for find in self.finds))

    @property
    def matching(self) -> int:
        """How many of the keys have the Key ID that was asked for."""
        return sum(agrees(find) for find in self.finds)

    def number_of(self, draft: KeyDraft) -> int | None:
        """Return which of the keys has this very draft, from 0; None where none has."""
        drafts = (find.candidate.draft for find in self.finds)
        return next((n for n, one in enumerate(drafts) if one is draft), None)

    def skipped_for(self, reason: Skip) -> bool:
        """Whether anything was passed over for this reason."""
        return any(skipped.reason is reason for skipped in self.skipped)

    def search(self, sought: Sequence[KeyId]) -> Search:
        """Return what is to be searched, as picked; the first Key ID ranks while it runs."""
        return Search(
            roots=self.roots,
            wanted=next(iter(sought), None),
            pictures=self.pictures,
            fetch=self.fetch,
            across=self.across,
        )


def agrees(find: Find) -> bool:
    """Whether a key has the Key ID that was asked for."""
    compared = find.candidate.match
    return compared is not None and compared.agrees


def offered(looking: Looking, spots: Iterable[Spot]) -> Looking:
    """Offer what the system names; what the person chose stays, what is gone is not picked."""
    own = [spot for spot in looking.spots or () if spot.kind is SpotKind.PICKED]
    known = {spot.path for spot in looking.spots or ()}
    offers = [spot for spot in spots if spot.path not in {one.path for one in own}]
    paths = {spot.path for spot in (*own, *offers)}
    fresh = {
        spot.path for spot in offers if spot.kind in PICKED_AT_FIRST and spot.path not in known
    }
    return replace(
        looking, spots=(*own, *offers), picked=frozenset((looking.picked & paths) | fresh)
    )


def with_folder(looking: Looking, path: Path) -> Looking:
    """Offer a folder that the person chose, picked, before all others."""
    spots = looking.spots or ()
    if path not in {spot.path for spot in spots}:
        spots = (Spot(path, SpotKind.PICKED), *spots)
    return replace(looking, spots=spots, picked=looking.picked | {path}, phase=Phase.CHOOSING)


def begun(looking: Looking, request: int) -> Looking:
    """Start afresh with the places picked."""
    return Looking(
        spots=looking.spots,
        picked=looking.picked,
        pictures=looking.pictures,
        fetch=looking.fetch,
        across=looking.across,
        phase=Phase.RUNNING,
        request=request,
    )


def asked_for(looking: Looking, sought: Sequence[KeyId]) -> Looking:
    """Compare all keys with the Key IDs sought now; the search may have begun with others or none.

    The order that the search itself gave stays among those that are alike in this.
    """
    finds = tuple(_compared(find, sought) for find in looking.finds)
    if all(new is old for new, old in zip(finds, looking.finds, strict=True)):
        return looking
    return replace(looking, finds=tuple(sorted(finds, key=_rank)))


def _compared(find: Find, sought: Sequence[KeyId]) -> Find:
    compared = best_match(sought, find.candidate.key_id)
    if compared == find.candidate.match:
        return find
    return replace(find, candidate=replace(find.candidate, match=compared))


def best_match(sought: Sequence[KeyId], own: KeyId | None) -> IdMatch | None:
    """Compare a key's own ID with those sought: the one it agrees with, else the most alike."""
    if own is None:
        return None
    compared = [match(one, own) for one in sought]
    return max(compared, key=lambda one: (one.agrees, one.matched), default=None)


def heard(looking: Looking, news: Iterable[News]) -> Looking:
    """Take in what the search tells while it runs; a key that is told again keeps its digits."""
    progress, passed_over = looking.progress, looking.passed_over
    key_files = list(looking.key_files)
    finds = {id(find.candidate.draft): find for find in looking.finds}
    for one in news:
        match one:
            case Progress():
                progress = one
            case Find():
                finds[id(one.candidate.draft)] = one
            case KeyFile():
                key_files.append(one)
            case Skipped():
                passed_over += 1
            case _:
                assert_never(one)
    return replace(
        looking,
        progress=progress,
        finds=tuple(sorted(finds.values(), key=_rank)),
        key_files=tuple(key_files),
        passed_over=passed_over,
    )


def ended(looking: Looking, searched: Searched) -> Looking:
    """Take over what a search came to."""
    return replace(
        looking,
        phase=Phase.OVER,
        progress=Progress(searched.files, searched.size, "", len(searched.finds)),
        finds=searched.finds,
        key_files=searched.key_files,
        passed_over=len(searched.skipped) + searched.more_skipped,
        skipped=searched.skipped,
        more_skipped=searched.more_skipped,
        stopped=searched.cancelled,
    )


def _rank(find: Find) -> tuple[int, int, bool]:
    """How likely a key is the one wanted, until the search is over and has ranked them all."""
    compared = find.candidate.match
    standing = (1, 0) if compared is None else (0 if compared.agrees else 2, -compared.matched)
    return (*standing, not find.candidate.well_formed)
