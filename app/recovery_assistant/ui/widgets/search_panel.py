# SPDX-License-Identifier: Apache-2.0
"""The search through drives and folders, as it stands on screens 2 and 3."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from recovery_assistant.flow.lockout import Session
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.looking import Looking, Phase
from recovery_assistant.guidance import Topic
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.column import FlowRow, bring_into_view
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.picture_reading import PictureReading
from recovery_assistant.ui.widgets.search_finds import FindList, KeyFiles, SkippedList
from recovery_assistant.ui.widgets.search_places import PlacePicker, SearchProgress
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.wording import find as words

WIDE_FROM = 640
"""Width at 100 % text from which drives and folders stand side by side."""
FOUR_COLUMNS_FROM = 640
TWO_COLUMNS_FROM = 380


class SearchPanel(Card):
    """Pick places, see how far it is, use what was found. It holds no truth."""

    asked = Signal(object)

    def __init__(self, look: Look, picture_help: Callable[[], Topic]) -> None:
        """Make the panel; `picture_help` is the text on how pictures are read."""
        super().__init__(look, border="accent")
        self._shown: Phase | None = None
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._lead = Text(look, "", Kind.SMALL, "ink2")
        self._close = Button(look, "", ButtonKind.QUIET, small=True)
        self._picker = PlacePicker(look)
        self._progress = SearchProgress(look)
        self._summary = Banner(look, "accent", "info", "", "")
        self._reading = PictureReading(look)
        self._finds = FindList(look)
        self._key_files = KeyFiles(look)
        self._skipped = SkippedList(look, picture_help)
        self._again = Button(look, "", ButtonKind.PLAIN, "search")
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        head.addWidget(Icon(look, "search", "accent_ink", 24), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        again = QWidget()
        row = FlowRow(look, 10)
        row.addWidget(self._again)
        again.setLayout(row)
        self._again_row = again
        self.body.setSpacing(look.px(10))
        self.body.addLayout(head)
        for part in (
            self._lead, self._picker, self._progress, self._summary, self._reading, self._finds,
            self._key_files, self._skipped, again,
        ):  # fmt: skip
            self.body.addWidget(part)
        for source in (self._picker, self._reading, self._finds):
            source.asked.connect(self.asked)
        self._close.clicked.connect(lambda: self.asked.emit(happened.SearchOpened(opened=False)))
        self._again.clicked.connect(lambda: self.asked.emit(happened.PlacesWanted()))
        self._progress.cancelled.connect(lambda: self.asked.emit(happened.SearchStopped()))
        self.hide()

    def retranslate(self) -> None:
        """Say every word again."""
        self._title.say(_("Search drives and folders"))
        self._lead.say(
            _(
                "Looks into text files, documents, PDFs, e-mails, lists, archives and pictures. "
                "Nothing is changed and nothing leaves this PC. The locked drive itself cannot be "
                "searched."
            )
        )
        self._close.say(_("Close"))
        self._again.say(_("Search other places"))
        for part in (self._picker, self._progress, self._reading):
            part.retranslate()
        self._key_files.forget()
        self._skipped.forget()
        name_it(self, identifiers.SEARCH_PANEL)
        name_it(self._close, identifiers.SEARCH_CLOSE, _("Close the search"))
        name_it(self._again, identifiers.SEARCH_AGAIN)
        name_it(self._summary, identifiers.SEARCH_SUMMARY)

    def show_session(self, session: Session) -> None:
        """Draw the search of a session, if it is open."""
        looking = session.looking
        opened = looking is not None and looking.opened
        self.setVisible(opened)
        if looking is None or not opened:
            self._shown = None
            self._reading.show_compared(None)
            return
        before, self._shown = self._shown, looking.phase
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        self._draw(session, looking)
        if inside and before is not None and before is not looking.phase:
            # The button that was pressed is gone.
            self.focus_first()

    def _draw(self, session: Session, looking: Looking) -> None:
        choosing = looking.phase is Phase.CHOOSING
        running = looking.phase is Phase.RUNNING
        self._lead.setVisible(choosing)
        self._picker.setVisible(choosing)
        if choosing:
            self._picker.show_looking(looking)
        self._progress.setVisible(running)
        if running:
            self._progress.show_looking(looking)
        comparing = looking.compared is not None
        said = None if comparing else words.summary(looking, session.key_id)
        self._summary.setVisible(said is not None)
        if said is not None:
            self._summary.show_text(said.role, said.icon, said.title, said.sentence)
            self._summary.set_roles(_border(said.role), _border(said.role), "surface")
        self._reading.show_compared(looking.compared)
        self._finds.show_finds(session, looking)
        self._key_files.show_files(looking.key_files, session.key_id)
        self._skipped.show_skipped(looking)
        self._again_row.setVisible(looking.phase is Phase.OVER and not comparing)
        if comparing:
            # One question at a time.
            for part in (self._finds, self._key_files, self._skipped):
                part.hide()

    def focus_first(self) -> None:
        """Put the focus on the first thing to do, and the panel into view."""
        if self._shown is Phase.CHOOSING:
            self._picker.focus_first()
        elif self._shown is Phase.RUNNING:
            self._progress.focus_stop()
        elif not self._finds.focus_first():
            self._again.setFocus(Qt.FocusReason.OtherFocusReason)
        bring_into_view(self)

    def follow_reading(self, else_go: Callable[[], None]) -> None:
        """Put the focus on the answer about a picture that is open, else where it is said."""
        if self._reading.isVisible():
            self._reading.focus_first()
            bring_into_view(self._reading)
        else:
            else_go()

    def forget(self) -> None:
        """Let go of digits and pictures that were drawn."""
        self._reading.forget()

    def set_measure(self, measure: float) -> None:
        """Lay out for a width in logical pixels at 100 % text."""
        self._picker.set_wide(wide=measure >= WIDE_FROM)
        if measure >= FOUR_COLUMNS_FROM:
            self._reading.set_columns(4)
        else:
            self._reading.set_columns(2 if measure >= TWO_COLUMNS_FROM else 1)


def _border(role: str) -> str:
    """Return the colour of an edge that goes with a text's."""
    return role if role in ("ok", "bad") else "line"
