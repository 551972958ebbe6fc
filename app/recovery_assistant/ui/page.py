# SPDX-License-Identifier: Apache-2.0
"""What the window expects of a page."""

from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout.blockers import Blocker

SessionT = TypeVar("SessionT")
BlockerT = TypeVar("BlockerT")


class PageOf(QWidget, Generic[SessionT, BlockerT]):
    """One screen. It holds no truth: it draws a session and tells what happened.

    `happened` carries an event of the door that the page belongs to. Drawing never emits.
    """

    happened = Signal(object)

    def show_session(self, session: SessionT) -> None:
        """Draw the session."""
        raise NotImplementedError

    def status(self, session: SessionT) -> tuple[str, ...]:
        """Return what is drawn away from the focus and must be heard when it is new."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Put the focus where the person begins."""
        raise NotImplementedError

    def focus_blocker(self, blocker: BlockerT) -> None:
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


class Page(PageOf[Session, Blocker]):
    """One screen of door 1; `happened` carries a `flow.lockout.events.Event`."""

    step: ClassVar[Step]
