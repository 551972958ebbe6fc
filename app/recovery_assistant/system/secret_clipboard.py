# SPDX-License-Identifier: Apache-2.0
"""A secret on the clipboard: marked as one, and taken off again if it is still ours.

What is put there carries a mark of its own, drawn anew each time. Whatever bears that mark is
what this window put there, also where a clipboard manager holds it by now; nothing else is ever
cleared. The X11 primary selection is never used.

On macOS the mark `org.nspasteboard.ConcealedType` would be wanted; Qt gives no way to it from
Python, so clipboard managers there are told nothing.
"""

import os
import sys
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

OWN_MARK: Final = "application/x-recovery-assistant-mark"
_MARK_BYTES: Final = 16
_NO: Final = bytes(4)
"""A DWORD of 0."""


def marks(platform: str) -> Mapping[str, bytes]:
    """Return what tells a system's clipboard managers to keep out, by format name.

    Windows: Microsoft, "Clipboard formats": the first keeps every monitor away, the others are
    for the history and the cloud. Elsewhere: what KeePassXC and Klipper agree on.
    """
    if platform == "win32":
        return {
            _windows("ExcludeClipboardContentFromMonitorProcessing"): _NO,
            _windows("CanIncludeInClipboardHistory"): _NO,
            _windows("CanUploadToCloudClipboard"): _NO,
        }
    return {"x-kde-passwordManagerHint": b"secret"}


def _windows(name: str) -> str:
    """Return the mime name by which Qt puts data under a clipboard format of Windows."""
    return f'application/x-qt-windows-mime;value="{name}"'


class SecretClipboard:
    """Puts a secret on the clipboard and clears what it put there."""

    def __init__(self) -> None:
        self._mark = b""

    def put(self, text: str) -> None:
        """Put a secret there in place of what was there before."""
        self._mark = os.urandom(_MARK_BYTES)
        data = QMimeData()
        data.setText(text)
        for name, content in {**marks(sys.platform), OWN_MARK: self._mark}.items():
            data.setData(name, QByteArray(content))
        QGuiApplication.clipboard().setMimeData(data)

    @property
    def is_ours(self) -> bool:
        """Whether the secret is still there."""
        if not self._mark:
            return False
        data = QGuiApplication.clipboard().mimeData()
        return data.data(OWN_MARK).data() == self._mark

    def clear(self) -> bool:
        """Take the secret off the clipboard; False where something else is there by now."""
        ours = self.is_ours
        self._mark = b""
        if ours:
            QGuiApplication.clipboard().clear()
        return ours
