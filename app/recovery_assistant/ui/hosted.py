# SPDX-License-Identifier: Apache-2.0
"""What the window asks of a door, and what all doors do alike.

The window knows `Hosted` alone. `Walked` is a door with a journey: it keeps the types of its
steps, sessions and events to itself, so that none of them can get to another door's journey.
"""

from __future__ import annotations  # what only types need is not loaded for the first window

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

import shiboken6
from typing_extensions import override

from recovery_assistant.flow.journey import Journey
from recovery_assistant.ui.frame import Frame, Head

if TYPE_CHECKING:
    from PySide6.QtGui import QKeySequence

    from recovery_assistant.ui.look import Look
    from recovery_assistant.ui.page import PageOf
    from recovery_assistant.ui.widgets.rail import OtherDoor, RailStep

StepT = TypeVar("StepT", bound=Enum)
SessionT = TypeVar("SessionT")
EventT = TypeVar("EventT")
EffectT = TypeVar("EffectT")
BlockerT = TypeVar("BlockerT")


class WayOn(NamedTuple):
    """The button at the bottom: its words, a hint beside it, and whether it is the one deed.

    `primary` is False where the screen's main button stands in the page itself; without words
    there is no such button. `mark` names the icon beside the hint; `onward` is False where the
    button leads to another place and not a step further, so that no arrow belongs on it.
    """

    text: str = ""
    hint: str = ""
    primary: bool = False
    mark: str = "info"
    onward: bool = True


class Shortcut(NamedTuple):
    """A key that a door listens to while it is in view: the keys, what they do, the deed."""

    keys: QKeySequence
    says: str
    deed: Callable[[], None]


class Host(Protocol):
    """What a door asks of the window."""

    def take(self, frame: Frame) -> None:
        """Take in the frame of a page that was just made."""

    def before_telling(self) -> None:
        """Something is about to be passed to a journey."""

    def after_telling(self, door: Hosted) -> None:
        """Draw what came of it, if this door is in view."""


class Hosted:
    """One door, as the window sees it."""

    name = ""
    """Names the door where no person reads it."""

    def come_into(self, host: Host) -> None:
        """Belong to a window from now on."""
        raise NotImplementedError

    @property
    def step(self) -> Enum:
        """The screen in view."""
        raise NotImplementedError

    @property
    def frames(self) -> Iterable[Frame]:
        """The pages made so far."""
        raise NotImplementedError

    @property
    def can_go_back(self) -> bool:
        """Whether there is a way back."""
        raise NotImplementedError

    def frame(self) -> Frame:
        """Return the page of the present step, made if need be."""
        raise NotImplementedError

    def make_another(self) -> bool:
        """Make one more page ahead of its being wanted; False when there is none left."""
        raise NotImplementedError

    def forget_pages(self) -> None:
        """Take every page away; what was typed stands in the session."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Say every word of the pages again."""
        raise NotImplementedError

    def title(self) -> str:
        """Return what brings people here."""
        raise NotImplementedError

    def others(self) -> Sequence[OtherDoor]:
        """Return the doors that one can change to from here."""
        raise NotImplementedError

    def head(self) -> Head:
        """Return what stands above the present page."""
        raise NotImplementedError

    def spoken(self) -> str:
        """Return what is said when the present page comes into view."""
        head = self.head()
        return f"{head.where}: {head.title}" if head.where else head.title

    def rows(self) -> Sequence[RailStep]:
        """Return what the rail shows."""
        raise NotImplementedError

    def way_on(self) -> WayOn:
        """Return the button at the bottom."""
        raise NotImplementedError

    def why_not(self) -> str:
        """Return why the way on is not open, or nothing."""
        raise NotImplementedError

    def aside(self) -> str:
        """Return the words of a quiet button beside the way back, or nothing."""
        return ""

    def shortcuts(self) -> Sequence[Shortcut]:
        """Return the keys that this door listens to while it is in view."""
        return ()

    @property
    def aside_icon(self) -> str:
        """The icon of that button."""
        return "vault"

    def draw(self) -> None:
        """Draw the present session on the present page."""
        raise NotImplementedError

    def status(self) -> tuple[str, ...]:
        """Return what is drawn away from the focus and must be heard when it is new."""
        raise NotImplementedError

    def keep(self) -> None:
        """Keep the place for later, where that is wanted."""

    def leave(self) -> None:
        """The page in view is about to be left for another one or another door."""

    def hide_secrets(self, left: Enum) -> None:
        """Let go of what was drawn on the page of a step that is not in view any more."""

    def focus_first(self) -> None:
        """Put the focus where the person begins."""
        raise NotImplementedError

    def focus_blocker(self) -> None:
        """Put the focus where the reason for no way on can be mended."""

    def set_measure(self, measure: float) -> None:
        """Lay the present page out for a width in logical pixels at 100 % text."""
        raise NotImplementedError

    def forward(self) -> bool:
        """Take the way on; False where it is not open."""
        raise NotImplementedError

    def back(self) -> bool:
        """Take the way back; False where there is none."""
        raise NotImplementedError

    def take_aside(self) -> None:
        """The quiet button beside the way back was pressed."""

    def take_row(self, number: int) -> None:
        """A row of the rail was pressed."""
        raise NotImplementedError


class Walked(Hosted, Generic[StepT, SessionT, EventT, EffectT, BlockerT]):
    """A door with a journey through it and a page a step.

    `pages` makes each page: the first at once, the others when they are wanted, or one by one
    as soon as the window has been painted.
    """

    def __init__(
        self,
        look: Look,
        journey: Journey[StepT, SessionT, EventT, EffectT, BlockerT],
        pages: Callable[[], Mapping[StepT, Callable[[], PageOf[SessionT, BlockerT]]]],
        perform: Callable[[EffectT], None],
    ) -> None:
        self._look = look
        self._journey = journey
        self._pages = pages
        self._perform = perform
        self._makers = dict(pages())
        self._frames: dict[StepT, Frame] = {}
        self._made: dict[StepT, PageOf[SessionT, BlockerT]] = {}
        self._host: Host | None = None

    @override
    def come_into(self, host: Host) -> None:
        self._host = host

    @property
    @override
    def step(self) -> StepT:
        return self._journey.step

    @property
    def session(self) -> SessionT:
        """The answers so far."""
        return self._journey.session

    @property
    @override
    def frames(self) -> Iterable[Frame]:
        return self._frames.values()

    @property
    def pages_to_make(self) -> int:
        """How many pages have not been wanted yet."""
        return len(self._makers)

    @property
    @override
    def can_go_back(self) -> bool:
        return len(self._journey.trail) > 1

    def tell(self, event: EventT) -> None:
        """Pass an event to the journey, perform what it asks for, draw what came of it."""
        if self._host is not None:
            self._host.before_telling()
        self._tell(event)
        if self._host is not None:
            self._host.after_telling(self)

    def _tell(self, event: EventT) -> None:
        for effect in self._journey.tell(event):
            self._perform(effect)

    def page(self, step: StepT) -> PageOf[SessionT, BlockerT]:
        """Return the page of a step, made if need be."""
        if step not in self._made:
            page = self._makers.pop(step)()
            frame = Frame(self._look, page)
            self._made[step], self._frames[step] = page, frame
            if self._host is not None:
                self._host.take(frame)
            page.happened.connect(self.tell)
            page.retranslate()
            frame.say(self._head(step))
        return self._made[step]

    @override
    def frame(self) -> Frame:
        return self.frame_of(self.step)

    def frame_of(self, step: StepT) -> Frame:
        """Return the frame of a step's page, made if need be."""
        self.page(step)
        return self._frames[step]

    @override
    def make_another(self) -> bool:
        if self._makers:
            self.page(next(iter(self._makers)))
        return bool(self._makers)

    @override
    def forget_pages(self) -> None:
        for step in tuple(self._frames):
            self.forget_page(step)
        self._makers = dict(self._pages())

    def forget_page(self, step: StepT) -> None:
        """Take the page of a step away; it is made anew when it is wanted."""
        self._made.pop(step).hide_secrets()
        frame = self._frames.pop(step)
        frame.hide()
        # At once: what is left for later would still hear of changes and draw old words.
        shiboken6.delete(frame)
        self._makers[step] = self._pages()[step]

    @override
    def retranslate(self) -> None:
        for step, page in self._made.items():
            self._frames[step].say(self._head(step))
            page.retranslate()

    @override
    def head(self) -> Head:
        return self._head(self.step)

    def _head(self, step: StepT) -> Head:
        """Return what stands above a step's page."""
        raise NotImplementedError

    @override
    def draw(self) -> None:
        page = self.page(self.step)
        self._frames[self.step].say(self.head())
        page.show_session(self.session)

    @override
    def status(self) -> tuple[str, ...]:
        return self.page(self.step).status(self.session)

    @override
    def keep(self) -> None:
        kept = self._journey.remembered
        if kept is not None:
            self._perform(kept)

    @override
    def hide_secrets(self, left: Enum) -> None:
        for step, page in self._made.items():
            if step is left:
                page.hide_secrets()

    @override
    def focus_first(self) -> None:
        self.page(self.step).focus_first()

    @override
    def focus_blocker(self) -> None:
        blockers = self._journey.blockers
        if blockers:
            self.page(self.step).focus_blocker(blockers[0])

    @override
    def set_measure(self, measure: float) -> None:
        self.page(self.step).set_measure(measure)

    @override
    def forward(self) -> bool:
        return self._journey.forward()

    @override
    def back(self) -> bool:
        return self._journey.back()
