# SPDX-License-Identifier: Apache-2.0
"""Which drive it is: those of this PC, one a row, or a file."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.proving import Drive, DriveKind
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.ui.widgets.topic import Marked, clear
from recovery_assistant.wording import proving as words


def row_of(look: Look, *parts: QWidget, gap: int = 10) -> QWidget:
    """Return parts in a row that breaks where there is no room."""
    holder = QWidget()
    row = FlowRow(look, gap)
    for part in parts:
        row.addWidget(part)
    holder.setLayout(row)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    holder.setSizePolicy(policy)
    return holder


def column_of(*parts: QWidget) -> QWidget:
    """Return parts below each other, as wide as there is room."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part)
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    holder.setSizePolicy(policy)
    return holder


class DrivePicker(QWidget):
    """The drives that hang on this PC, and the way to a file."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[Drive, ...] | None = ()
        self._buttons: list[Button] = []
        self._state = Marked(look, "info", "", "ink2", Kind.BODY)
        self._list = QVBoxLayout()
        self._list.setSpacing(look.px(8))
        self._file = Button(look, "", ButtonKind.PLAIN, "file", small=True)
        self._refresh = Button(look, "", ButtonKind.QUIET, "usb", small=True)
        self._files = Text(look, "", Kind.SMALL, "ink2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        column.addWidget(self._state)
        column.addLayout(self._list)
        column.addWidget(row_of(look, self._file, self._refresh))
        column.addWidget(self._files)
        self._file.clicked.connect(lambda: self.asked.emit(happened.DriveFileAsked()))
        self._refresh.clicked.connect(lambda: self.asked.emit(happened.DriveOpened(opened=True)))

    def retranslate(self) -> None:
        """Say every word again."""
        self._file.say(_("Choose a file instead"))
        self._refresh.say(_("Look again"))
        self._files.say(words.what_files_are())
        name_it(self._file, identifiers.DRIVE_FILE)
        name_it(self._refresh, identifiers.DRIVE_REFRESH, _("Look for drives again"))
        self._shown = ()
        self._draw(())

    def show_drives(self, drives: tuple[Drive, ...] | None) -> None:
        """Draw the drives; None while the system is asked."""
        if drives is None:
            self._state.show_text("clock", _("Looking for drives…"), "ink2")
        else:
            self._state.show_text("info", words.no_drives(), "ink2")
        self._state.setVisible(not drives)
        if drives != self._shown:
            self._shown = drives
            self._draw(drives or ())

    def _draw(self, drives: tuple[Drive, ...]) -> None:
        clear(self._list)
        self._buttons = []
        for number, drive in enumerate(drives, start=1):
            row = self._row(number, drive)
            self._list.addWidget(row)
            # Not a round later: the focus may go there at once.
            row.show()

    def _row(self, number: int, drive: Drive) -> QWidget:
        look = self._look
        name, hint = words.drive_name(drive), words.drive_hint(drive)
        removable = drive.kind is DriveKind.REMOVABLE
        first = number == 1 and removable
        choose = Button(
            look, _("Choose"), ButtonKind.SECONDARY if first else ButtonKind.PLAIN, small=True
        )
        lines: list[QWidget] = [
            Text(look, name, Kind.NAME),
            Text(look, hint, Kind.SMALL, "ink2"),
        ]
        said = [hint]
        if not drive.readable:
            lines.append(Marked(look, "lock", words.needs_rights(), "ink2", Kind.SMALL))
            said.append(words.needs_rights())
        name_it(
            choose,
            identifiers.drive_choice(number),
            _("Choose {name}").format(name=name),
            ", ".join(said),
        )
        choose.clicked.connect(partial(self._choose, drive))
        self._buttons.append(choose)
        # The words take what is left of the line.
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(12))
        icon = Icon(look, "usb" if removable else "drive", "ink2", 24)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(row_of(look, column_of(*lines), choose, gap=12), 1)
        return holder

    def _choose(self, drive: Drive) -> None:
        self.asked.emit(happened.DriveChosen(drive.path))

    def focus_first(self) -> None:
        """Put the focus on the first drive, else on the way to a file."""
        first = self._buttons[0] if self._buttons else self._file
        first.setFocus(Qt.FocusReason.OtherFocusReason)
