# SPDX-License-Identifier: Apache-2.0
"""Where to search: the places there are, a tick each, and how far a search is."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.find.places import Skip
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.looking import Looking, Spot, SpotKind
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.path_text import PathText
from recovery_assistant.ui.widgets.progress import ProgressRow
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked, clear
from recovery_assistant.wording import find as words

INDENT = 34
"""The second line of a place stands under its words, not under its box."""
_HERE = (SpotKind.FOLDER, SpotKind.SYSTEM)


class SpotRow(QWidget):
    """A place: a tick with its name, and where it is below."""

    def __init__(self, look: Look, number: int, spot: Spot) -> None:
        super().__init__()
        name, hint, path = words.spot_name(spot), words.spot_hint(spot), words.shown_path(spot.path)
        said = ", ".join(part for part in (hint, path) if part)
        self.tick = CheckRow(look, name)
        name_it(self.tick, identifiers.search_spot(number), name, said)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tick)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        if hint:
            lines.addWidget(Text(look, hint, Kind.SMALL, "ink2"))
        if path != name:
            where = PathText(look, Kind.SMALL)
            lines.addWidget(where)
            where.show_text(path)
        below = QHBoxLayout()
        below.addSpacing(look.px(INDENT))
        below.addLayout(lines, 1)
        column.addLayout(below)


class _SpotGroup(QWidget):
    """Places of one sort under their heading."""

    picked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.title = Heading(look, "", Kind.LABEL, 3)
        self.none = Text(look, "", Kind.SMALL, "ink2")
        self._spots: tuple[Spot, ...] = ()
        self._rows: list[SpotRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(look.px(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(self.title)
        column.addWidget(self.none)
        column.addLayout(self._list)
        column.addStretch(1)

    def forget(self) -> None:
        """Make every row anew next time, for another language."""
        self._spots = ()
        self._rows = []
        clear(self._list)

    def show_spots(self, spots: Iterable[Spot], looking: Looking, first: int) -> None:
        """Draw the places; `first` is the number of the first of them."""
        spots = tuple(spots)
        if spots != self._spots:
            self.forget()
            self._spots = spots
            for number, spot in enumerate(spots, start=first):
                row = SpotRow(self._look, number, spot)
                row.tick.toggled.connect(partial(self._on_toggled, spot))
                self._list.addWidget(row)
                self._rows.append(row)
        for spot, row in zip(spots, self._rows, strict=True):
            row.tick.show_done(done=spot.path in looking.picked)
        self.none.setVisible(not spots)

    def _on_toggled(self, spot: Spot, picked: bool) -> None:
        self.picked.emit(happened.SpotPicked(spot.path, picked))

    def focus_first(self) -> bool:
        """Put the focus on the first tick; False where there is none."""
        for row in self._rows[:1]:
            row.tick.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(self._rows)


class PlacePicker(QWidget):
    """The places that can be searched, how, and the button that begins."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._drives = _SpotGroup(look)
        self._here = _SpotGroup(look)
        self._refresh = Button(look, "", ButtonKind.QUIET, "usb", small=True)
        self._folder = Button(look, "", ButtonKind.QUIET, "plus", small=True)
        self._pictures = CheckRow(look, "")
        self._fetch = CheckRow(look, "")
        self._across = CheckRow(look, "")
        self._start = Button(look, "", ButtonKind.SECONDARY, "search")
        self._why_not = Marked(look, "reason", "", "ink2", Kind.SMALL)
        self._groups = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._groups.setSpacing(look.px(20))
        self._groups.addWidget(self._drives, 1)
        self._groups.addWidget(self._here, 1)
        more = QWidget()
        more.setLayout(self._row(look, self._folder, self._refresh))
        begin = QWidget()
        begin.setLayout(self._row(look, self._start, self._why_not))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addLayout(self._groups)
        column.addWidget(more)
        for option in (self._pictures, self._fetch, self._across):
            column.addWidget(option)
        column.addWidget(begin)
        self._connect()

    def _row(self, look: Look, *parts: QWidget) -> FlowRow:
        row = FlowRow(look, 10)
        for part in parts:
            row.addWidget(part)
        return row

    def _connect(self) -> None:
        for group in (self._drives, self._here):
            group.picked.connect(self.asked)
        self._refresh.clicked.connect(lambda: self.asked.emit(happened.SearchOpened(opened=True)))
        self._folder.clicked.connect(lambda: self.asked.emit(happened.FolderAsked()))
        self._start.clicked.connect(lambda: self.asked.emit(happened.SearchStarted()))
        self._pictures.toggled.connect(lambda on: self.asked.emit(happened.PicturesChosen(on)))
        self._fetch.toggled.connect(lambda on: self.asked.emit(happened.FetchChosen(on)))
        self._across.toggled.connect(lambda on: self.asked.emit(happened.AcrossChosen(on)))

    def retranslate(self) -> None:
        """Say every word again."""
        self._drives.title.say(_("Sticks, drives and network"))
        self._drives.none.say(
            _("None is plugged in that can be read. Plug one in, then look again.")
        )
        self._here.title.say(_("On this PC"))
        self._here.none.say("")
        self._refresh.say(_("Look for drives again"))
        self._folder.say(_("Choose a folder"))
        self._pictures.say(_("Read digits off pictures, too: about a second each"))
        self._fetch.say(_("Download files that are kept online, and read them"))
        self._across.say(_("Go into other drives inside these places, too"))
        self._start.say(_("Search"))
        self._why_not.show_text("reason", _("Tick a place to search."), "ink2")
        for group in (self._drives, self._here):
            group.forget()
        for widget, identifier in (
            (self._refresh, identifiers.SEARCH_REFRESH),
            (self._folder, identifiers.SEARCH_FOLDER),
            (self._pictures, identifiers.SEARCH_PICTURES),
            (self._fetch, identifiers.SEARCH_FETCH),
            (self._across, identifiers.SEARCH_ACROSS),
            (self._start, identifiers.SEARCH_START),
        ):
            name_it(widget, identifier)

    def show_looking(self, looking: Looking) -> None:
        """Draw the places and what is ticked."""
        spots = looking.spots or ()
        drives = [spot for spot in spots if spot.kind not in _HERE]
        here = [spot for spot in spots if spot.kind in _HERE]
        self._drives.show_spots(drives, looking, 1)
        self._here.show_spots(here, looking, len(drives) + 1)
        self._drives.none.setVisible(looking.spots is not None and not drives)
        self._here.setVisible(bool(here))
        self._pictures.show_done(done=looking.pictures)
        self._fetch.show_done(done=looking.fetch)
        self._across.show_done(done=looking.across)
        # Asked only of those whom it concerns.
        self._fetch.setVisible(looking.fetch or looking.skipped_for(Skip.NOT_HERE))
        self._across.setVisible(looking.across or looking.skipped_for(Skip.OTHER_FILE_SYSTEM))
        ready = bool(looking.roots)
        self._why_not.setVisible(not ready)
        self._start.set_available(available=ready, reason=_("Tick a place to search."))

    def set_wide(self, *, wide: bool) -> None:
        """Put the two sorts of places side by side where there is room."""
        self._groups.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    def focus_first(self) -> None:
        """Put the focus on the first place."""
        if not self._drives.focus_first() and not self._here.focus_first():
            self._folder.setFocus(Qt.FocusReason.OtherFocusReason)


class _PlaceLine(QWidget):
    """What is being read, on one line whatever its length: it changes all the time."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._text = ""
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_text(self, text: str) -> None:
        """Show another place."""
        if text != self._text:
            self._text = text
            self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(self._look.px(160), metrics.height() + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(self._look.font(Kind.SMALL))
        painter.setPen(self._look.color("ink2"))
        # The end of a path says more than its middle, the beginning says which drive.
        shown = painter.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideMiddle, self.width()
        )
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class SearchProgress(ProgressRow):
    """How far a search is, what is being read, and a way to stop it."""

    def __init__(self, look: Look) -> None:
        self._place = _PlaceLine(look)
        super().__init__(look)
        self.body.addWidget(self._place)
        self.hide()

    @override
    def retranslate(self) -> None:
        super().retranslate()
        name_it(self._stop, f"{identifiers.SEARCH_PROGRESS}-cancel", _("Cancel the search"))
        name_it(self._bar, f"{identifiers.SEARCH_PROGRESS}-bar", self._text.text())
        name_it(self, identifiers.SEARCH_PROGRESS)

    def show_looking(self, looking: Looking) -> None:
        """Draw how far it is."""
        self.show_progress(words.progress(looking.progress), None)
        self._place.show_text(words.progress_place(looking.progress))

    def focus_stop(self) -> None:
        """Put the focus on the way to stop."""
        self._stop.setFocus(Qt.FocusReason.OtherFocusReason)
