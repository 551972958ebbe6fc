# SPDX-License-Identifier: Apache-2.0
"""The clipboard, for ordinary text only: an address, a Key ID, a pasted page.

There is no way here to put a key on it: that is `secret_clipboard`'s.
"""

from typing import Final

from PySide6.QtGui import QGuiApplication

from recovery_assistant.find import LARGEST_TEXT

# One more than a text may have, so that the search still sees that it is too long and says so.
_MOST: Final = LARGEST_TEXT + 1


def copy_text(text: str) -> None:
    """Put ordinary text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def read_text(limit: int = _MOST) -> str:
    """Return the text on the clipboard, cut off at `limit`; markup comes back as its source."""
    data = QGuiApplication.clipboard().mimeData()
    if data.hasText():
        return data.text()[:limit]
    return data.html()[:limit] if data.hasHtml() else ""
