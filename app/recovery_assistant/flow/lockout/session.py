# SPDX-License-Identifier: Apache-2.0
"""Everything the person has answered in door 1 so far."""

from __future__ import annotations  # types of later screens are not loaded for this one

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from recovery_assistant.flow.lockout.answers import (
    Answer,
    Cause,
    Form,
    Owner,
    Question,
    Refusal,
    Result,
    ScreenLink,
    Shows,
    View,
)
from recovery_assistant.flow.lockout.owner import Suggestion, conclude, from_screen
from recovery_assistant.flow.lockout.routes import Route, routes_for
from recovery_assistant.keys.draft import KeyDraft

if TYPE_CHECKING:
    from recovery_assistant.find import Candidate, ReadProblem
    from recovery_assistant.find.places import Find
    from recovery_assistant.flow.lockout.kept import Offer
    from recovery_assistant.flow.lockout.looking import Looking
    from recovery_assistant.flow.lockout.proving import Proving
    from recovery_assistant.flow.lockout.rehearsal import Rehearsal
    from recovery_assistant.flow.lockout.scan import Scan
    from recovery_assistant.keys import KeyId


def _nothing_answered() -> Mapping[Question, Answer]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The answers of one case. Digits live only in the drafts it refers to.

    `before` is the draft that "Undo" brings back and `before_id` the Key ID found with it; `taken`
    is the candidate in the fields, `find` what is in them where a search brought it; `second` is
    another copy of the key, to compare with, and stays while it is folded away. `reading` is the
    request that is under way; answers to any other are stale. `looking` is the search through
    drives and folders, once there was one, `proving` the look at the locked drive. `aid` is what
    stands in place of the large print. `keeping` says that the place is kept for later,
    `keeping_id` that the Key ID may be; `offered` are places kept before.
    """

    shows: Shows | None = None
    link: ScreenLink | None = None
    owner: Owner | None = None
    answers: Mapping[Question, Answer] = field(default_factory=_nothing_answered)
    error_code: str = ""

    key_id_text: str = ""
    key_id: KeyId | None = None
    key_id_skipped: bool = False
    open_route: Route | None = None
    ticked: frozenset[tuple[Route, int]] = frozenset()
    ruled_out: frozenset[Route] = frozenset()
    found_at: Route | None = None
    unopened: str | None = None

    form: Form = Form.EIGHT
    advance: bool = True
    hidden: bool = False
    draft: KeyDraft = field(default_factory=KeyDraft)
    before: KeyDraft | None = None
    before_id: KeyId | None = None
    found_id: KeyId | None = None
    candidates: tuple[Candidate, ...] = ()
    taken: int | None = None
    place: str | None = None
    comparing: bool = False
    second: KeyDraft = field(default_factory=KeyDraft)
    reading: int | None = None
    last_request: int = 0
    read_problem: ReadProblem | None = None
    looking: Looking | None = None
    find: Find | None = None
    proving: Proving | None = None

    view: View = View.ONE
    block: int = 1
    typed: frozenset[int] = frozenset()
    aid: Rehearsal | Scan | None = None

    result: Result | None = None
    refusal: Refusal | None = None
    cause: Cause | None = None

    keeping: bool = False
    keeping_id: bool = False
    offered: tuple[Offer, ...] = ()

    @property
    def shown_link(self) -> ScreenLink | None:
        """The address on the screen, while "a link" is the answer."""
        return self.link if self.shows is Shows.LINK else None

    @property
    def suggestion(self) -> Suggestion | None:
        """What the screen says about the owner."""
        return from_screen(self.shows, self.shown_link)

    @property
    def conclusion(self) -> Suggestion | None:
        """What the short questions say, while "not sure" is the answer."""
        return conclude(self.answers) if self.owner is Owner.NOT_SURE else None

    @property
    def chosen_owner(self) -> Owner | None:
        """The answer to show as chosen: the person's own, else the suggested one."""
        if self.owner is not None:
            return self.owner
        return self.suggestion.owner if self.suggestion else None

    @property
    def settled_owner(self) -> Owner | None:
        """Whose PC it is as far as it is decided; never `NOT_SURE`."""
        if self.owner is Owner.NOT_SURE:
            return self.conclusion.owner if self.conclusion else None
        return self.chosen_owner

    @property
    def routes(self) -> tuple[Route, ...]:
        """The places to look in, the most likely first."""
        return routes_for(self.settled_owner, self.shown_link)

    @property
    def places_left(self) -> tuple[Route, ...]:
        """The places not looked at in vain yet."""
        return tuple(route for route in self.routes if route not in self.ruled_out)

    @property
    def sought(self) -> tuple[KeyId, ...]:
        """The Key IDs whose key is looked for: the one noted, else those that the drive names."""
        if self.key_id is not None:
            return (self.key_id,)
        return () if self.proving is None else self.proving.wanted

    @property
    def opened(self) -> bool:
        """Whether the locked PC opened, be it for once."""
        return self.result in (Result.OPENED, Result.ASKS_AGAIN)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The kept places to go on with; none once this case has something to lose by that."""
        brought = self.key_id_text or self.ticked or self.ruled_out or self.found_at
        if self.keeping or brought or self.candidates or not self.draft.is_empty:
            return ()
        return self.offered
