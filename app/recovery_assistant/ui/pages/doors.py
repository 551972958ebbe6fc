# SPDX-License-Identifier: Apache-2.0
"""What brings you here: a card for each door."""

from functools import partial
from typing import Never

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.page import PageOf
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.wording.doors import Door, about, title

ICONS = {Door.LOCKOUT: "screen", Door.CALL: "phone", Door.COPIES: "vault"}


class _DoorCard(Card):
    """A door: what brings people there, what there is, and the button that opens it."""

    def __init__(self, look: Look, door: Door) -> None:
        super().__init__(look)
        self._door = door
        self._title = Heading(look, "", Kind.TITLE, 2)
        self._about = Text(look, "", Kind.BODY, "ink2")
        self.go = Button(look, "", ButtonKind.SECONDARY, trailing_icon="next")
        head = QHBoxLayout()
        head.setSpacing(look.px(10))
        head.addWidget(Icon(look, ICONS[door], "accent_ink"), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        deed = QHBoxLayout()
        deed.addWidget(self.go)
        deed.addStretch(1)
        self.body.addLayout(head)
        self.body.addWidget(self._about)
        self.body.addLayout(deed)

    def say(self) -> None:
        """Say every word again."""
        self._title.say(title(self._door))
        self._about.say(about(self._door))
        self.go.say(_("Go there"))
        name_it(
            self.go,
            identifiers.door(self._door.value),
            _("Go there: {door}").format(door=title(self._door)),
        )


class DoorsPage(PageOf[None, Never]):
    """A card for each door; `happened` carries the door that was chosen."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._cards = [_DoorCard(look, door) for door in Door]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        for door, card in zip(Door, self._cards, strict=True):
            column.addWidget(card)
            card.go.clicked.connect(partial(self.happened.emit, door))

    @override
    def show_session(self, session: None) -> None:
        """Nothing on it depends on what was answered."""

    @override
    def status(self, session: None) -> tuple[str, ...]:
        return ()

    @override
    def focus_first(self) -> None:
        self._cards[0].go.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def focus_blocker(self, blocker: Never) -> None:
        """The way on is never blocked: there is none."""

    @override
    def retranslate(self) -> None:
        for card in self._cards:
            card.say()

    @override
    def set_measure(self, measure: float) -> None:
        """The cards stand one above the other at every width."""
