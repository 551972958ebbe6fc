# SPDX-License-Identifier: Apache-2.0
"""The window: rail or top line, one page at a time, and the foot bar."""

from __future__ import annotations  # what only types need is not loaded for the first window

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.reading_order import set_reading_order
from recovery_assistant.ui.widgets.announce import announce
from recovery_assistant.ui.widgets.button import ButtonKind
from recovery_assistant.ui.widgets.foot import FootBar
from recovery_assistant.ui.widgets.rail import WIDTH as RAIL
from recovery_assistant.ui.widgets.rail import StepRail, TopLine
from recovery_assistant.ui.widgets.toast import Toast

if TYPE_CHECKING:
    from enum import Enum

    from recovery_assistant.flow.lockout import Session, Step
    from recovery_assistant.flow.lockout.events import Event
    from recovery_assistant.ui.doors.lockout import LockoutDoor
    from recovery_assistant.ui.frame import Frame
    from recovery_assistant.ui.hosted import Hosted
    from recovery_assistant.ui.look import Look

RAIL_FROM = 960
"""Width at 100 % text from which the rail stands beside the page (visual.md section 7)."""
NARROW_BELOW = 640
"""Width at 100 % text below which buttons take the whole width."""


def _identifier(widget: QWidget | None) -> str:
    return "" if widget is None else widget.accessibleIdentifier()


class Window(QWidget):
    """Hosts the doors and the pages of their journeys; it decides nothing itself.

    It opens in door 1; the others are added when they are wanted.
    """

    help_asked = Signal()
    painted = Signal()
    """The first picture stands; what could wait for it can be done."""
    telling = Signal()
    """Something is about to be passed to a journey."""
    doors_asked = Signal()
    """The choice between the doors is wanted."""
    door_asked = Signal(str)
    """Another door is wanted, by its name."""

    def __init__(
        self, look: Look, first: LockoutDoor, menu: Mapping[str, Callable[[QWidget], None]]
    ) -> None:
        super().__init__()
        self._look = look
        self.first = first
        self._doors: list[Hosted] = [first]
        self._door: Hosted = first
        self._menu = menu
        self._shown: tuple[Hosted, Enum] | None = None
        self._heard: tuple[str, ...] = ()
        self._rail = StepRail(look)
        self._top = TopLine(look)
        self._stack = QStackedWidget()
        self._foot = FootBar(look)
        self.toast = Toast(look, self)
        self._painted = False
        self._keys: list[QShortcut] = []
        self._why_open: Callable[[], str] = str
        self._close_asked = False
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._make_another)
        self._ordering = QTimer(self, singleShot=True)
        self._ordering.timeout.connect(self._order_focus)
        self._lay_out()
        self._connect()
        self.setMinimumSize(QSize(480, 420))
        self.resize(1100, 760)
        first.come_into(self)
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
            navigation.step_asked.connect(self._take_row)
            navigation.help_asked.connect(self.help_asked)
            navigation.language_asked.connect(self._language_menu)
            navigation.text_size_asked.connect(self._text_size_menu)
            navigation.theme_asked.connect(self._theme_menu)
            navigation.door_asked.connect(self.door_asked)
        self._rail.doors_asked.connect(self.doors_asked)
        self._top.doors_asked.connect(self.doors_asked)
        self._top.rows_asked.connect(self._rows_menu)
        self._top.settings_asked.connect(self._settings_menu)
        self._foot.aside.clicked.connect(self._take_aside)
        self._foot.back.clicked.connect(self.back)
        self._foot.way_on.clicked.connect(self.forward)
        self._foot.way_on.refused.connect(self._say_why_not)
        self._look.changed.connect(self._restyle)
        for keys, deed in (
            (QKeySequence(Qt.Modifier.ALT | Qt.Key.Key_Left), self.back),
            (QKeySequence(Qt.Modifier.ALT | Qt.Key.Key_Right), self.forward),
            (QKeySequence(Qt.Modifier.ALT | Qt.Key.Key_Home), self.doors_asked.emit),
            (QKeySequence(Qt.Key.Key_F1), self._help),
        ):
            shortcut = QShortcut(keys, self)
            # A key that is held, or let go late by a slow PC, must not rush through screens.
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(deed)

    @property
    def door(self) -> Hosted:
        """The door in view."""
        return self._door

    @property
    def step(self) -> Step:
        """The step that door 1 is at."""
        return self.first.step

    @property
    def session(self) -> Session:
        """The answers so far in door 1."""
        return self.first.session

    def tell(self, event: Event) -> None:
        """Pass an event to door 1."""
        self.first.tell(event)

    def open_door(self, door: Hosted) -> None:
        """Show another door; the one left keeps its place and its answers."""
        if door not in self._doors:
            door.come_into(self)
            self._doors.append(door)
            self._idle.start(0)
        if door is self._door:
            return
        self._leave()
        self._door = door
        self._listen()
        self.show_names()
        self.show_journey()

    def let_go(self, door: Hosted) -> None:
        """Forget a door that is not in view, with all its pages."""
        self._doors.remove(door)
        frames = list(door.frames)
        for frame in frames:
            self._stack.removeWidget(frame)
        door.forget_pages()
        if self._shown is not None and self._shown[0] is door:
            self._shown = None

    def _listen(self) -> None:
        """Listen to the keys of the door in view, and to no other's."""
        for shortcut in self._keys:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._keys = []
        for keys, _says, deed in self._door.shortcuts():
            shortcut = QShortcut(keys, self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(deed)
            self._keys.append(shortcut)

    def _help(self) -> None:
        """Show the keys of the door in view, or the help where it has none."""
        shortcuts = self._door.shortcuts()
        if not shortcuts:
            self.help_asked.emit()
            return
        from recovery_assistant.ui.widgets.shortcut_sheet import ShortcutSheet

        listed = [(one.keys, one.says) for one in shortcuts]
        ShortcutSheet(self._look, listed, self, self.help_asked.emit).open()

    def take(self, frame: Frame) -> None:
        """Take in the frame of a page that was just made."""
        self._stack.addWidget(frame)

    def before_telling(self) -> None:
        """Something is about to be passed to a journey."""
        self.telling.emit()

    def after_telling(self, door: Hosted) -> None:
        """Draw what came of it, if this door is in view."""
        if door is self._door:
            self.show_journey()
            self._say_what_is_new()

    def remake(self) -> None:
        """Make every page anew, for another language; what was typed stands in the sessions.

        The step, the focus and the caret stay.
        """
        focused = self.focusWidget()
        name = _identifier(focused)
        caret = focused.cursorPosition() if isinstance(focused, QLineEdit) else 0
        for door in self._doors:
            for frame in door.frames:
                self._stack.removeWidget(frame)
            door.forget_pages()
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
        if not any(door.make_another() for door in self._doors):
            self._idle.stop()

    def forward(self) -> None:
        """Take the way on, or say why it is not open."""
        if self._door.forward():
            self.show_journey()
        else:
            self._say_why_not()

    def back(self) -> None:
        """Go back a step; answers stay."""
        if self._door.back():
            self.show_journey()

    def show_journey(self) -> None:
        """Draw the present step; move focus and speak only when it is another one."""
        door = self._door
        frame = door.frame()
        place = (door, door.step)
        moved = place != self._shown
        if moved and self._shown is not None and self._shown[0] is door:
            door.leave()
        door.draw()
        self._show_navigation()
        self._show_foot()
        door.keep()
        self._ordering.start()
        if not moved:
            return
        first = self._shown is None
        if self._shown is not None:
            door_left, step_left = self._shown
            door_left.hide_secrets(step_left)
        self._shown = place
        self._stack.setCurrentWidget(frame)
        self._measure()
        frame.verticalScrollBar().setValue(0)
        head = door.head()
        self.setWindowTitle(_("{step} – Recovery Assistant for BitLocker").format(step=head.title))
        door.focus_first()
        self._heard = door.status()
        if not first:
            announce(self, door.spoken())

    def _leave(self) -> None:
        if self._shown is not None:
            self._door.leave()

    def _say_what_is_new(self) -> None:
        """Speak what appeared away from the focus, each sentence when it is new."""
        heard = self._heard
        self._heard = self._door.status()
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
        for door in self._doors:
            door.retranslate()
        self.show_names()
        self._shown = None
        self.show_journey()

    def show_names(self) -> None:
        """Say what brings the person here, and what one can change to."""
        title, others = self._door.title(), self._door.others()
        self._rail.show_door(title, others)
        self._top.show_door(title, others)

    def _show_navigation(self) -> None:
        rows = self._door.rows()
        self._rail.show_steps(rows)
        self._top.show_steps(rows)

    def _show_foot(self) -> None:
        door, foot = self._door, self._foot
        foot.show_aside(door.aside(), door.aside_icon)
        way_on, why_not = door.way_on(), door.why_not()
        foot.back.setVisible(door.can_go_back)
        foot.way_on.setVisible(bool(way_on.text))
        # A bar with nothing in it says nothing: the page takes its room.
        foot.setVisible(bool(door.can_go_back or door.aside() or way_on.text))
        foot.way_on.set_trailing_icon("next" if way_on.onward else "")
        foot.way_on.say(way_on.text)
        foot.way_on.set_kind(ButtonKind.PRIMARY if way_on.primary else ButtonKind.SECONDARY)
        if why_not:
            foot.way_on.set_available(available=False, reason=why_not)
            foot.show_reason("warning", why_not, "warn")
        else:
            foot.way_on.set_available(available=True)
            foot.show_reason(way_on.mark if way_on.hint else "", way_on.hint, "ink2")

    def _say_why_not(self) -> None:
        why_not = self._door.why_not()
        if why_not:
            announce(self, why_not)
            self._door.focus_blocker()

    def _take_row(self, number: int) -> None:
        self._door.take_row(number)
        self.show_journey()

    def _take_aside(self) -> None:
        self._door.take_aside()
        self.show_journey()

    def _rows_menu(self) -> None:
        from recovery_assistant.ui.widgets.menu import ChoiceMenu

        rows = [
            (row.name, row.state == "now", partial(self._take_row, row.number))
            for row in self._door.rows()
        ]
        ChoiceMenu(self._look, self._door.title(), rows, self).show_at_focus()

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
        self._door.frame().set_room(compact=not wide)
        self._door.set_measure(measure)

    def hold_open(self, why: Callable[[], str]) -> None:
        """Do not close as long as there is a reason, which is said."""
        self._why_open = why

    def close_if_asked(self) -> None:
        """Close now, if somebody wanted to and had to wait."""
        if self._close_asked:
            self.close()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        why = self._why_open()
        self._close_asked = bool(why)
        if why:
            event.ignore()
            self.toast.show_line("clock", why)
        else:
            super().closeEvent(event)

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
        if enter and self._door.way_on().primary:
            self.forward()
        else:
            super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            QTimer.singleShot(0, self, self._measure)
