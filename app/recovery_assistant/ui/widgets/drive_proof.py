# SPDX-License-Identifier: Apache-2.0
"""The key in the fields, checked on the drive: the button, the waiting, the verdict."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.lockout import Session
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.proving import Proving, can_prove
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.drive_choice import column_of, row_of
from recovery_assistant.ui.widgets.progress import ProgressRow
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.ui.widgets.topic import Marked
from recovery_assistant.wording import proving as words


class DriveProgress(ProgressRow):
    """What is being read or checked on a drive, and a way to stop it."""

    def __init__(self, look: Look, identifier: str, icon: str) -> None:
        self._identifier = identifier
        super().__init__(look, icon=icon)
        self.hide()

    @override
    def retranslate(self) -> None:
        super().retranslate()
        name_it(self._stop, f"{self._identifier}-cancel", _("Cancel"))
        name_it(self._bar, f"{self._identifier}-bar", self._text.text())
        name_it(self, self._identifier)

    def focus_stop(self) -> None:
        """Put the focus on the way to stop."""
        self._stop.setFocus(Qt.FocusReason.OtherFocusReason)


class DriveProof(QWidget):
    """What the drive says to the digits in the fields."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._missing = Marked(look, "reason", "", "ink2", Kind.SMALL)
        self._check = Button(look, "", ButtonKind.PRIMARY, "proved")
        self._how = Text(look, "", Kind.SMALL, "ink2")
        self._offer = row_of(look, self._check, column_of(self._how), gap=14)
        self._progress = DriveProgress(look, identifiers.DRIVE_CHECKING, "proved")
        self._verdict = Banner(look, "accent", "info", "", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        for part in (self._missing, self._offer, self._progress, self._verdict):
            column.addWidget(part)
        self._check.clicked.connect(lambda: self.asked.emit(happened.ProofAsked()))
        self._progress.cancelled.connect(lambda: self.asked.emit(happened.DriveStopped()))

    def retranslate(self) -> None:
        """Say every word again."""
        self._check.say(_("Check it on the drive"))
        self._missing.show_text("reason", words.to_bring(), "ink2")
        self._progress.retranslate()
        name_it(self._check, identifiers.DRIVE_CHECK)
        name_it(self._verdict, identifiers.DRIVE_VERDICT)

    def show_session(self, session: Session, proving: Proving) -> None:
        """Draw the check as far as it is."""
        volume = proving.volume
        ready = can_prove(session.draft, proving)
        waits = proving.checking is not None
        said = proving.verdict
        missing = volume is not None and bool(volume.recovery) and session.draft.is_empty
        offered = ready and not waits and said is None
        self.setVisible(missing or offered or waits or said is not None)
        self._missing.setVisible(missing)
        self._offer.setVisible(offered)
        self._progress.setVisible(waits)
        self._verdict.setVisible(said is not None)
        if volume is not None:
            self._how.say(words.how_checked(volume))
            self._progress.show_progress(words.checking(volume), None)
        if said is not None:
            judged = words.verdict(said, proving.trying)
            self._verdict.show_text(judged.role, judged.icon, judged.title, judged.sentence)

    def focus_first(self) -> bool:
        """Put the focus on what is to be done here; False where there is nothing."""
        if self._progress.isVisible():
            self._progress.focus_stop()
        elif self._check.isVisible():
            self._check.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            return False
        return True

    @property
    def verdict(self) -> QWidget | None:
        """The verdict, where there is one in view."""
        return self._verdict if self._verdict.isVisible() else None
