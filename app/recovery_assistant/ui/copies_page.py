# SPDX-License-Identifier: Apache-2.0
"""What the window expects of a page of door 3."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.flow.copies.steps import Step


class CopiesPage(QWidget):
    """One screen of door 3. It holds no truth: it draws a session and tells what happened.

    `happened` carries a `flow.copies.events.Event`. Drawing never emits.
    """

    step: ClassVar[Step]
    happened = Signal(object)

    def show_session(self, session: Session) -> None:
        """Draw the session."""
        raise NotImplementedError

    def status(self, session: Session) -> tuple[str, ...]:
        """Return what is drawn away from the focus and must be heard when it is new."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Put the focus where the person begins."""
        raise NotImplementedError

    def focus_blocker(self, blocker: Blocker) -> None:
        """Put the focus where the reason for no way on can be mended."""
        raise NotImplementedError

    def hide_secrets(self) -> None:
        """Let go of digits and passphrases that were drawn; called when the page is left."""

    def retranslate(self) -> None:
        """Say every word again, in the present language."""
        raise NotImplementedError

    def set_measure(self, measure: float) -> None:
        """Lay out for a width in logical pixels at 100 % text (visual.md section 7)."""
        raise NotImplementedError
