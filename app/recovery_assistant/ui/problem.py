# SPDX-License-Identifier: Apache-2.0
"""The unexpected: one plain dialog with a short code that can be quoted."""

import traceback
import zlib
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from recovery_assistant import __version__
from recovery_assistant.i18n import _, isolated


def short_code(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return a stable code of six characters for the shape of a failure.

    It is made of the exception's type and the names of our functions on the way, never
    of its message, which may quote what somebody typed.
    """
    names = [frame.name for frame in traceback.extract_tb(trace)]
    shape = "/".join((kind.__name__, *names))
    return f"{zlib.crc32(shape.encode()) & 0xFFFFFF:06X}"


def details(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return what may be passed on: versions, kind and places, no message and no values."""
    lines = [f"recovery-assistant {__version__}", kind.__name__]
    lines += [
        f"  {frame.filename.rpartition('recovery_assistant')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
    return "\n".join(lines)


class ProblemDialog(QMessageBox):
    """Says that the program failed, that nothing was lost, and how to quote it."""

    def __init__(
        self, kind: type[BaseException], trace: TracebackType | None, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("problem-dialog")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(_("Something went wrong"))
        self.setText(_("The program did something it should not. What you typed is still there."))
        self.setInformativeText(
            _("You can go on. If it happens again, quote this code: {code}").format(
                code=isolated(short_code(kind, trace))
            )
        )
        self.setDetailedText(details(kind, trace))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
