# SPDX-License-Identifier: Apache-2.0
"""How to read a drive that wants an administrator: why, one command to copy, the file it makes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.drive_choice import row_of
from recovery_assistant.ui.widgets.link_row import Address
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.wording import proving as words
from recovery_assistant.wording.drive import Rights


class DriveRights(QWidget):
    """The command, and the two ways on."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._command = ""
        self._sentence = Text(look, "")
        self._card = Card(look, fill="sunken")
        self._shown: Address | None = None
        self._copy = Button(look, "", ButtonKind.SECONDARY, "copy", small=True)
        self._row = QHBoxLayout()
        self._row.setSpacing(look.px(12))
        self._row.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        self._card.body.addLayout(self._row)
        self._file = Button(look, "", ButtonKind.PLAIN, "file", small=True)
        self._another = Button(look, "", ButtonKind.QUIET, small=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        for part in (self._sentence, self._card, row_of(look, self._file, self._another)):
            column.addWidget(part)
        self._copy.clicked.connect(lambda: self.asked.emit(happened.CopyAsked(self._command)))
        self._file.clicked.connect(lambda: self.asked.emit(happened.DriveFileAsked()))
        self._another.clicked.connect(lambda: self.asked.emit(happened.OtherDriveWanted()))

    def retranslate(self) -> None:
        """Say every word again."""
        self._copy.say(_("Copy"))
        self._file.say(_("Choose that file"))
        self._another.say(_("Choose another"))
        name_it(self, identifiers.DRIVE_RIGHTS)
        name_it(self._copy, identifiers.DRIVE_RIGHTS_COPY, _("Copy the command"))
        name_it(self._file, identifiers.DRIVE_RIGHTS_FILE, _("Choose the file it wrote"))
        name_it(self._another, identifiers.DRIVE_RIGHTS_ANOTHER)

    def show_rights(self, rights: Rights) -> None:
        """Draw the way for the drive that was chosen."""
        self._sentence.say(f"{words.why_rights()} {rights.sentence}")
        if rights.command == self._command and self._shown is not None:
            return
        self._command = rights.command
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = Address(self._look, rights.command)
        self._shown.setAccessibleName(_("Command"))
        self._row.insertWidget(0, self._shown, 1)
        self._shown.show()

    def focus_first(self) -> None:
        """Put the focus on the way to copy the command."""
        self._copy.setFocus(Qt.FocusReason.OtherFocusReason)
