# SPDX-License-Identifier: Apache-2.0
"""Something is under way in door 3: what, and a way to stop it. After a moment only."""

from PySide6.QtCore import QTimer
from typing_extensions import override

from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.widgets.column import bring_into_view
from recovery_assistant.ui.widgets.progress import ProgressRow

AFTER_MS = 400
"""What is over sooner needs no words."""


class WorkRow(ProgressRow):
    """Says what is being done; how long the last part of it takes, nobody knows."""

    def __init__(self, look: Look, page: str) -> None:
        """Make the row of a page; `page` names it in its identifiers."""
        self._identifier = identifiers.progress(page)
        super().__init__(look)
        self._request: int | None = None
        self._soon = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._soon.timeout.connect(self._come)
        self.hide()

    def _come(self) -> None:
        self.show()
        bring_into_view(self)

    @override
    def retranslate(self) -> None:
        super().retranslate()
        name_it(self._stop, f"{self._identifier}-cancel", self._stop.text())
        name_it(self._bar, f"{self._identifier}-bar", self._text.text())

    def show_work(self, request: int | None, text: str, *, stoppable: bool = True) -> None:
        """Say what is under way; None hides the row. A save is not stopped halfway."""
        self._stop.setVisible(stoppable)
        # Each work is named anew, also where its words are those of the last.
        self.show_progress(text, None)
        name_it(self, self._identifier, text)
        if request is None:
            self._soon.stop()
            self.hide()
        elif request != self._request:
            self._soon.start()
        self._request = request
