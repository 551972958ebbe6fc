# SPDX-License-Identifier: Apache-2.0
"""Opens a link in the person's browser, if it is one that the program may open."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from recovery_assistant.guidance import allowed


def open_link(address: str) -> bool:
    """Hand an allowed address to the system; `False` where it is refused or nothing opened it.

    No shell sees the address, and what Qt reads is compared with what was checked, so that two
    readings of one address cannot differ.
    """
    if not allowed(address):
        return False
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme() != "https" or not allowed(url.toString()):
        return False
    return QDesktopServices.openUrl(url)
