# SPDX-License-Identifier: Apache-2.0
"""What stands in the panel of the locked drive: choose it, what it tells, what it says to a key."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout

from recovery_assistant.drive.containers import Declined
from recovery_assistant.drive.outcomes import DriveProblem
from recovery_assistant.flow.lockout import Session
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.proving import Proving, Stage
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.column import bring_into_view
from recovery_assistant.ui.widgets.drive_choice import DrivePicker, column_of, row_of
from recovery_assistant.ui.widgets.drive_proof import DriveProgress, DriveProof
from recovery_assistant.ui.widgets.drive_rights import DriveRights
from recovery_assistant.ui.widgets.drive_told import DriveFacts, VolumeChoice
from recovery_assistant.ui.widgets.drive_trying import DriveTrying
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.wording import drive as drive_words
from recovery_assistant.wording import proving as words
from recovery_assistant.wording.check import Judgement

WIDE_FROM: Final = 720
"""Width at 100 % text from which the drive and its keys stand side by side."""
SHOWN_AFTER_MS: Final = 400
"""A look that is over sooner needs no words."""


_SEARCHABLE: Final = frozenset(
    {DriveProblem.NO_VOLUME, DriveProblem.DAMAGED, DriveProblem.UNREADABLE}
)
"""What a search of the whole drive may get over: its start is wiped, wrong, or a bad sector."""


class DriveCard(Card):
    """The locked drive, as far as it was asked."""

    asked = Signal(object)

    def __init__(self, look: Look, *, checks: bool) -> None:
        """Make the card; `checks` where there are digits that can be checked."""
        super().__init__(look, border="accent")
        self._checks = checks
        self._session: Session | None = None
        self._request: int | None = None
        self._drawn: tuple[object, ...] | None = None
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._close = Button(look, "", ButtonKind.QUIET, small=True)
        self._lead = Text(look, "", Kind.SMALL, "ink2")
        self._failed = Banner(look, "bad", "warning", "", "")
        self._picker = DrivePicker(look)
        self._progress = DriveProgress(look, identifiers.DRIVE_PROGRESS, "drive")
        self._problem = Banner(look, "bad", "drive", "", "")
        self._whole = Button(look, "", ButtonKind.SECONDARY, "search", small=True)
        self._another = Button(look, "", ButtonKind.PLAIN, small=True)
        self._problem.add_buttons(self._whole, self._another)
        self._rights = DriveRights(look)
        self._time = Text(look, "", Kind.SMALL, "ink2")
        self._volumes = VolumeChoice(look)
        self._condition = Banner(look, "warn", "warning", "", "")
        self._warning = Banner(look, "warn", "warning", "", "")
        self._proof = DriveProof(look)
        self._trying = DriveTrying(look)
        self._facts = DriveFacts(look)
        self._header = Button(look, "", ButtonKind.QUIET, "file", small=True)
        self._what_header = Text(look, "", Kind.SMALL, "ink2")
        self._other = Button(look, "", ButtonKind.QUIET, "swap", small=True)
        self._headed = column_of(self._what_header)
        self._soon = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._lay_out(look)
        self._connect()

    def _lay_out(self, look: Look) -> None:
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        head.addWidget(Icon(look, "drive", "accent_ink", 24), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self._foot = row_of(look, self._other, self._header, self._headed)
        self.body.setSpacing(look.px(14))
        self.body.addLayout(head)
        for part in (
            self._lead, self._failed, self._picker, self._progress, self._problem, self._rights,
            self._time, self._volumes, self._condition, self._warning, self._proof, self._trying,
            self._facts, self._foot,
        ):  # fmt: skip
            self.body.addWidget(part)

    def _connect(self) -> None:
        for source in (
            self._picker, self._rights, self._volumes, self._proof, self._trying, self._facts,
        ):  # fmt: skip
            source.asked.connect(self.asked)
        for button, event in (
            (self._close, happened.DriveOpened(opened=False)),
            (self._whole, happened.WholeDriveAsked()),
            (self._another, happened.OtherDriveWanted()),
            (self._other, happened.OtherDriveWanted()),
            (self._header, happened.HeaderAsked()),
        ):
            button.clicked.connect(lambda _checked=False, event=event: self.asked.emit(event))
        self._progress.cancelled.connect(lambda: self.asked.emit(happened.DriveStopped()))
        self._soon.timeout.connect(self._show_late)

    def retranslate(self) -> None:
        """Say every word again."""
        self._title.say(_("The locked drive"))
        self._close.say(_("Close"))
        self._lead.say(words.lead())
        self._whole.say(_("Search all of it"))
        self._another.say(_("Choose another"))
        self._other.say(_("Choose another drive"))
        self._header.say(_("Save a header file"))
        self._what_header.say(words.what_header_is())
        for part in (
            self._picker, self._progress, self._rights, self._proof, self._trying, self._facts,
        ):  # fmt: skip
            part.retranslate()
        self._volumes.forget()
        self._drawn = None
        name_it(self._close, identifiers.DRIVE_CLOSE, _("Close the look at the drive"))
        for widget, identifier in (
            (self, identifiers.DRIVE_PANEL),
            (self._failed, identifiers.DRIVE_FAILED),
            (self._problem, identifiers.DRIVE_SUMMARY),
            (self._whole, identifiers.DRIVE_SEARCH_ALL),
            (self._another, identifiers.DRIVE_ANOTHER),
            (self._other, identifiers.DRIVE_OTHER),
            (self._header, identifiers.DRIVE_HEADER),
            (self._condition, identifiers.DRIVE_CONDITION),
            (self._warning, identifiers.DRIVE_WARNING),
        ):
            name_it(widget, identifier)

    def show_session(self, session: Session) -> None:
        """Draw the look at the drive; where the focus was on what is gone, it goes on from here."""
        proving = session.proving
        if proving is None:
            return
        self._session = session
        self._time_reading(proving)
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        if not self._draw_if_new(session, proving):
            return
        if inside and focused is not None and not focused.isVisibleTo(self):
            self.focus_first()

    def _time_reading(self, proving: Proving) -> None:
        """Let what stands there stand for a moment: most looks are over at once."""
        before, self._request = self._request, proving.request
        if proving.stage is not Stage.READING:
            self._soon.stop()
        elif self._drawn is not None and proving.request != before:
            self._soon.start()

    def _draw_if_new(self, session: Session, proving: Proving) -> bool:
        """Draw what is other than before; how far a trying is comes ten times a second."""
        trying = proving.trying
        still = None if trying is None else replace(trying, tried=None)
        now = (
            replace(proving, trying=still),
            session.key_id,
            session.draft,
            tuple(session.draft.verdicts) if self._checks else (),
            self._soon.isActive(),
        )
        if now == self._drawn:
            if trying is not None and self._checks:
                self._trying.show_progress(trying)
            return False
        self._drawn = now
        if not self._soon.isActive():
            self._draw(session, proving)
        return True

    def _show_late(self) -> None:
        if self._session is not None:
            self.show_session(self._session)

    def _draw(self, session: Session, proving: Proving) -> None:
        choosing = proving.stage is Stage.CHOOSING
        reading = proving.stage is Stage.READING
        self._lead.setVisible(choosing)
        self._picker.setVisible(choosing)
        self._failed.setVisible(proving.failed)
        found = words.broke_off()
        self._failed.show_text("bad", "warning", found.title, found.sentence)
        if choosing:
            self._picker.show_drives(proving.drives)
        self._progress.setVisible(reading)
        if reading:
            self._show_reading(proving)
        self._show_problem(proving)
        self._show_image(session, proving)

    def _show_reading(self, proving: Proving) -> None:
        share = None
        if proving.progress is not None:
            done, total = proving.progress
            share = done / total if total else None
        self._progress.show_progress(words.reading(proving), share)

    def _show_problem(self, proving: Proving) -> None:
        told = proving.told
        found = None
        if isinstance(told, Declined):
            found = drive_words.declined(told)
        elif isinstance(told, DriveProblem):
            nowhere = told is DriveProblem.NO_VOLUME and proving.whole
            found = words.nowhere() if nowhere else drive_words.problem(told)
        rights = words.rights(proving)
        self._rights.setVisible(rights is not None)
        if rights is not None:
            self._rights.show_rights(rights)
        self._problem.setVisible(found is not None)
        self._another.setVisible(rights is None)
        searchable = told in _SEARCHABLE and not proving.whole
        self._whole.setVisible(searchable)
        self._time.setVisible(searchable)
        self._time.say(words.search_time(proving.drive))
        if found is not None:
            sentence = found.sentence if rights is None else ""
            icon = "drive" if rights is None else "lock"
            self._problem.show_text(
                "bad" if rights is None else "warn", icon, found.title, sentence
            )

    def _show_image(self, session: Session, proving: Proving) -> None:
        image, volume = proving.image, proving.volume
        for part in (self._volumes, self._facts, self._foot):
            part.setVisible(image is not None)
        if image is None or not self._checks:
            self._proof.hide()
            self._trying.hide()
        _show_judged(self._condition, None if volume is None else words.condition(volume))
        _show_judged(self._warning, words.warning(proving, session.key_id))
        if image is None or volume is None:
            return
        self._volumes.show_image(image, proving.number)
        self._facts.show_volume(proving, volume, session.key_id)
        from_file = image.container is None
        self._header.setVisible(not from_file)
        self._headed.setVisible(not from_file)
        if self._checks:
            self._proof.show_session(session, proving)
            self._trying.show_session(session, proving)

    def focus_first(self) -> None:
        """Put the focus on the next thing to do, and it into view."""
        self._focus_next()
        verdict = self._proof.verdict
        bring_into_view(self if verdict is None else verdict)

    def _focus_next(self) -> None:
        proving = None if self._session is None else self._session.proving
        if self._picker.isVisible():
            self._picker.focus_first()
        elif self._progress.isVisible():
            self._progress.focus_stop()
        elif self._rights.isVisible():
            self._rights.focus_first()
        elif self._problem.isVisible():
            button = self._whole if self._whole.isVisible() else self._another
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif proving is not None and proving.proved:
            # Nothing is left to do here; the button for another drive would undo it.
            self._close.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not (
            self._proof.focus_first() or self._trying.focus_first() or self._facts.focus_first()
        ):
            self._other.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Let go of what was drawn; there is never a digit of a key in it."""
        self._drawn = None

    def set_measure(self, measure: float) -> None:
        """Lay out for a width in logical pixels at 100 % text."""
        wide = measure >= WIDE_FROM
        self._volumes.set_columns(2 if wide else 1)
        self._facts.set_wide(wide=wide)


def _show_judged(banner: Banner, judged: Judgement | None) -> None:
    banner.setVisible(judged is not None)
    if judged is not None:
        banner.show_text(judged.role, judged.icon, judged.title, judged.sentence)
