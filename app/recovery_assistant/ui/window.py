# SPDX-License-Identifier: Apache-2.0
"""The window: rail or top line, one page at a time, and the foot bar."""

from __future__ import annotations  # what only types need is not loaded for the first window

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.journey import Journey
from recovery_assistant.flow.lockout import STAGES, Session, Step, stage
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.reading_order import set_reading_order
from recovery_assistant.ui.widgets.announce import announce
from recovery_assistant.ui.widgets.button import ButtonKind
from recovery_assistant.ui.widgets.column import Scroll
from recovery_assistant.ui.widgets.foot import FootBar
from recovery_assistant.ui.widgets.rail import WIDTH as RAIL
from recovery_assistant.ui.widgets.rail import RailStep, StepRail, TopLine
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.toast import Toast
from recovery_assistant.wording import lockout as words

if TYPE_CHECKING:
    from recovery_assistant.flow.lockout.blockers import Blocker
    from recovery_assistant.flow.lockout.effects import Effect
    from recovery_assistant.flow.lockout.events import Event

    LockoutJourney = Journey[Step, Session, Event, Effect, Blocker]

RAIL_FROM = 960
"""Width at 100 % text from which the rail stands beside the page (visual.md section 7)."""
NARROW_BELOW = 640
"""Width at 100 % text below which buttons take the whole width."""
CONTENT_WIDEST = 1080
"""The content stops growing here: lines stay readable."""


class _Frame(Scroll):
    """A page with its heading; page and heading scroll together."""

    def __init__(self, look: Look, page: Page) -> None:
        super().__init__(look)
        self._look = look
        self.page = page
        self._count = Text(look, "", Kind.NAME, "accent_ink")
        self.title = Heading(look, "", Kind.DISPLAY, 1)
        self._lead = Text(look, "", Kind.LEAD, "ink2")
        name_it(self.title, identifiers.PAGE_TITLE)
        head = QVBoxLayout()
        head.setSpacing(look.px(2))
        head.addWidget(self._count)
        head.addWidget(self.title)
        head.addWidget(self._lead)
        self.body.addLayout(head)
        self.body.addWidget(page)
        self.body.addStretch(1)

    def retranslate(self) -> None:
        """Say the heading and the page again."""
        step = self.page.step
        self._count.say(words.step_count(step))
        self.title.say(words.step_title(step))
        self._lead.say(words.step_lead(step))
        self.page.retranslate()

    def set_measure(self, measure: float, *, compact: bool) -> None:
        """Lay out for a width at 100 % text; `compact` without a rail beside."""
        self._count.setVisible(not compact)
        self._lead.setVisible(not compact)
        edge = self._look.px(20 if compact else 30)
        self.body.setContentsMargins(edge, self._look.px(16 if compact else 26), edge, edge)
        self.body.setSpacing(self._look.px(14))
        self.page.set_measure(measure)


def _identifier(widget: QWidget | None) -> str:
    return "" if widget is None else widget.accessibleIdentifier()


class Window(QWidget):
    """Hosts the pages of a journey; it decides nothing itself.

    `pages` makes each page: the first at once, the others when they are wanted, or one by one
    as soon as the window has been painted.
    """

    help_asked = Signal()
    painted = Signal()
    """The first picture stands; what could wait for it can be done."""
    closed = Signal()
    telling = Signal()
    """Something is about to be passed to the journey."""

    def __init__(
        self,
        look: Look,
        journey: LockoutJourney,
        pages: Mapping[Step, Callable[[], Page]],
        perform: Callable[[Effect], None],
        menu: Mapping[str, Callable[[QWidget], None]],
    ) -> None:
        super().__init__()
        self._look = look
        self._journey = journey
        self._perform = perform
        self._menu = menu
        self._shown: Step | None = None
        self._heard: tuple[str, ...] = ()
        self._makers = dict(pages)
        self._frames: dict[Step, _Frame] = {}
        self._rail = StepRail(look)
        self._top = TopLine(look)
        self._stack = QStackedWidget()
        self._foot = FootBar(look)
        self.toast = Toast(look, self)
        self._painted = False
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._make_another)
        self._ordering = QTimer(self, singleShot=True)
        self._ordering.timeout.connect(self._order_focus)
        self._lay_out()
        self._connect()
        self.setMinimumSize(QSize(480, 420))
        self.resize(1100, 760)
        self.retranslate()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._top)
        right.addWidget(self._stack, 1)
        right.addWidget(self._foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addLayout(right, 1)
        self.setAutoFillBackground(True)

    def _connect(self) -> None:
        for navigation in (self._rail, self._top):
            navigation.step_asked.connect(self._go_to_stage)
            navigation.help_asked.connect(self.help_asked)
            navigation.language_asked.connect(self._language_menu)
            navigation.text_size_asked.connect(self._text_size_menu)
            navigation.theme_asked.connect(self._theme_menu)
        self._top.settings_asked.connect(self._settings_menu)
        self._foot.back.clicked.connect(self.back)
        self._foot.way_on.clicked.connect(self.forward)
        self._foot.way_on.refused.connect(self._say_why_not)
        self._look.changed.connect(self._restyle)
        for keys, deed in (
            (QKeySequence(Qt.Modifier.ALT | Qt.Key.Key_Left), self.back),
            (QKeySequence(Qt.Modifier.ALT | Qt.Key.Key_Right), self.forward),
            (QKeySequence(Qt.Key.Key_F1), self.help_asked.emit),
        ):
            shortcut = QShortcut(keys, self)
            # A key that is held, or let go late by a slow PC, must not rush through screens.
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(deed)

    @property
    def step(self) -> Step:
        """The step in view."""
        return self._journey.step

    @property
    def session(self) -> Session:
        """The answers so far."""
        return self._journey.session

    def _frame(self, step: Step) -> _Frame:
        if step not in self._frames:
            frame = _Frame(self._look, self._makers.pop(step)())
            self._frames[step] = frame
            self._stack.addWidget(frame)
            frame.page.happened.connect(self.tell)
            frame.retranslate()
        return self._frames[step]

    def remake(self, pages: Mapping[Step, Callable[[], Page]]) -> None:
        """Make every page anew, for another language; what was typed stands in the session.

        The step, the focus and the caret stay.
        """
        focused = self.focusWidget()
        name = _identifier(focused)
        caret = focused.cursorPosition() if isinstance(focused, QLineEdit) else 0
        for frame in self._frames.values():
            frame.page.hide_secrets()
            frame.hide()
            self._stack.removeWidget(frame)
            # At once: what is left for later would still hear of changes and draw old words.
            shiboken6.delete(frame)
        self._frames.clear()
        self._makers = dict(pages)
        self._idle.start(0)
        self.retranslate()
        # Qt shows what a layout took over in the next round, and hidden parts take no focus.
        QTimer.singleShot(0, self, lambda: self._put_back(name, caret))

    def _put_back(self, name: str, caret: int) -> None:
        for part in self.findChildren(QWidget, name) if name else ():
            if part.isVisibleTo(self):
                part.setFocus(Qt.FocusReason.OtherFocusReason)
                if isinstance(part, QLineEdit):
                    part.setCursorPosition(caret)
                break

    def _make_another(self) -> None:
        if self._makers:
            self._frame(next(iter(self._makers)))
        else:
            self._idle.stop()

    def tell(self, event: Event) -> None:
        """Pass an event to the journey, perform what it asks for, draw what came of it."""
        self.telling.emit()
        for effect in self._journey.tell(event):
            self._perform(effect)
        self.show_journey()
        self._say_what_is_new()

    def forward(self) -> None:
        """Take the way on, or say why it is not open."""
        if self._journey.forward():
            self.show_journey()
        else:
            self._say_why_not()

    def back(self) -> None:
        """Go back a step; answers stay."""
        if self._journey.back():
            self.show_journey()

    def show_journey(self) -> None:
        """Draw the present step; move focus and speak only when it is another one."""
        step = self._journey.step
        frame = self._frame(step)
        moved = step is not self._shown
        if moved and self._shown is not None:
            from recovery_assistant.flow.lockout.events import StepLeft

            for effect in self._journey.tell(StepLeft()):
                self._perform(effect)
        frame.page.show_session(self._journey.session)
        self._show_navigation()
        self._show_foot()
        kept = self._journey.remembered
        if kept is not None:
            self._perform(kept)
        self._ordering.start()
        if not moved:
            return
        first = self._shown is None
        if self._shown is not None:
            self._frames[self._shown].page.hide_secrets()
        self._shown = step
        self._stack.setCurrentWidget(frame)
        self._measure()
        frame.verticalScrollBar().setValue(0)
        self.setWindowTitle(
            _("{step} – Recovery Assistant for BitLocker").format(step=words.step_title(step))
        )
        frame.page.focus_first()
        self._heard = frame.page.status(self._journey.session)
        if not first:
            announce(self, f"{words.step_count(step)}: {words.step_title(step)}")

    def _say_what_is_new(self) -> None:
        """Speak what appeared away from the focus, each sentence when it is new."""
        heard = self._heard
        self._heard = self._frame(self.step).page.status(self.session)
        for sentence in self._heard:
            if sentence not in heard:
                announce(self, sentence)

    def _order_focus(self) -> None:
        set_reading_order((self._rail, self._top, self._stack, self._foot))

    def say(self, sentence: str) -> None:
        """Speak a sentence to a screen reader."""
        announce(self, sentence)

    def retranslate(self) -> None:
        """Say every word again, in the present language."""
        name_it(self, identifiers.WINDOW)
        self._rail.retranslate()
        self._top.retranslate()
        self._foot.retranslate()
        for frame in self._frames.values():
            frame.retranslate()
        self._shown = None
        self.show_journey()

    def _show_navigation(self) -> None:
        session = self._journey.session
        present = STAGES.index(stage(self._journey.step))
        steps = []
        for index, step in enumerate(STAGES):
            state = "done" if index < present else "now" if index == present else "ahead"
            detail = words.answer_so_far(step, session) if index <= present else ""
            steps.append(RailStep(index + 1, words.step_name(step), state, detail))
        self._rail.show_steps(steps)
        self._top.show_steps(steps)

    def _show_foot(self) -> None:
        step, session = self._journey.step, self._journey.session
        foot = self._foot
        foot.back.setVisible(len(self._journey.trail) > 1)
        way_on = words.way_on(step, session)
        foot.way_on.setVisible(self._journey.next_step is not None)
        foot.way_on.say(way_on.text)
        foot.way_on.set_kind(ButtonKind.PRIMARY if way_on.primary else ButtonKind.SECONDARY)
        blockers = self._journey.blockers
        if blockers:
            reason = words.blocker_reason(blockers[0])
            foot.way_on.set_available(available=False, reason=reason)
            foot.show_reason("warning", reason, "warn")
        else:
            foot.way_on.set_available(available=True)
            foot.show_reason("info" if way_on.hint else "", way_on.hint, "ink2")

    def _say_why_not(self) -> None:
        blockers = self._journey.blockers
        if not blockers:
            return
        announce(self, words.blocker_reason(blockers[0]))
        self._frame(self._journey.step).page.focus_blocker(blockers[0])

    def _go_to_stage(self, number: int) -> None:
        step = STAGES[number - 1]
        walked = [walked for walked in self._journey.trail if stage(walked) is step]
        if walked:
            self._journey.go_to(walked[-1])
            self.show_journey()

    def _language_menu(self) -> None:
        self._menu["language"](self)

    def _text_size_menu(self) -> None:
        self._menu["text_size"](self)

    def _theme_menu(self) -> None:
        self._menu["theme"](self)

    def _settings_menu(self) -> None:
        self._menu["settings"](self)

    def _restyle(self) -> None:
        self._measure()
        self.show_journey()

    def _measure(self) -> None:
        measure = self.width() / self._look.scale
        wide = measure >= RAIL_FROM
        if wide:
            # What a rail of long words takes beyond its share, the page has to do without.
            measure -= (self._rail.width() - self._look.text_px(RAIL)) / self._look.scale
        self._rail.setVisible(wide)
        self._top.setVisible(not wide)
        self._foot.set_narrow(narrow=measure < NARROW_BELOW)
        self._frame(self._journey.step).set_measure(measure, compact=not wide)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.painted.emit)
            self._idle.start(0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter that no field or button took is the way on, where that is the main deed.
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.isAutoRepeat():
            return
        if enter and words.way_on(self.step, self.session).primary:
            self.forward()
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            QTimer.singleShot(0, self, self._measure)
