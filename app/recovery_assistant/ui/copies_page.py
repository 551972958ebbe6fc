# SPDX-License-Identifier: Apache-2.0
"""What the window expects of a page of door 3."""

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.ui.page import PageOf
from recovery_assistant.ui.widgets.column import bring_into_view


class CopiesPage(PageOf[Session, Blocker]):
    """One screen of door 3; `happened` carries a `flow.copies.events.Event`."""

    step: ClassVar[Step]

    def take_way_on(self) -> None:
        """The way on was pressed, and its deed needs what stands in the page's own fields."""

    def show_come(self, part: QWidget, *, shown: bool) -> None:
        """Show or hide what may come while one is elsewhere on the page; the page goes to it."""
        came = shown and part.isHidden() and self.isVisible()
        part.setVisible(shown)
        if came:
            bring_into_view(part)

    def half_typed(self) -> str:
        """Return what is typed here and stands in no session yet: a passphrase."""
        return ""

    def bring_back(self, text: str) -> None:
        """Show again what `half_typed` gave, on the page made in this one's place."""
