# SPDX-License-Identifier: Apache-2.0
"""Say a sentence to a screen reader, politely."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, sentence: str) -> None:
    """Speak a sentence after what is being spoken now; nothing is drawn."""
    if sentence:
        event = QAccessibleAnnouncementEvent(widget, sentence)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(event)
