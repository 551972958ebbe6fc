# SPDX-License-Identifier: Apache-2.0
"""Verdicts, errors, warnings and small asides as cards with an icon and a title."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.text import Text


class _Titled(Card):
    """A card of icon, title and sentence; buttons below where there are any."""

    def __init__(
        self,
        look: Look,
        *,
        mark: str | None,
        border: str,
        fill: str,
        role: str,
        icon: str,
        title: str,
        sentence: str,
        aside: bool = False,
    ) -> None:
        super().__init__(look, mark, border, fill)
        self._icon = Icon(look, icon or "info", role)
        self._aside = aside
        kind, ink = (Kind.NAME, "ink") if aside else (Kind.TITLE, role)
        self._title = Text(look, title, kind, ink)
        self._sentence = Text(look, sentence, Kind.SMALL if aside else Kind.BODY)
        self._buttons: FlowRow | None = None
        column = QVBoxLayout()
        column.setSpacing(look.px(3))
        column.addWidget(self._title)
        column.addWidget(self._sentence)
        row = QHBoxLayout()
        row.setSpacing(look.px(10))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.body.addLayout(row)
        self._look_of = look

    def _say(self, role: str, icon: str, title: str, sentence: str) -> None:
        self._icon.show_icon(icon, role)
        self._title.set_role("ink" if self._aside else role)
        self._title.say(title)
        self._sentence.say(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def add_buttons(self, *buttons: Button) -> None:
        """Put the ways on below the sentence."""
        if self._buttons is None:
            holder = QWidget()
            self._buttons = FlowRow(self._look_of, 10)
            holder.setLayout(self._buttons)
            self.body.addWidget(holder)
        for button in buttons:
            self._buttons.addWidget(button)


class Banner(_Titled):
    """A verdict or an error: surface, border and mark in the colour of its role."""

    def __init__(self, look: Look, role: str, icon: str, title: str, sentence: str) -> None:
        super().__init__(
            look,
            mark=role,
            border=role,
            fill="surface",
            role=_ink(role),
            icon=icon,
            title=title,
            sentence=sentence,
        )

    def show_text(self, role: str, icon: str, title: str, sentence: str) -> None:
        """Say something else."""
        self.set_roles(role, role, "surface")
        self._say(_ink(role), icon, title, sentence)


class FraudBanner(_Titled):
    """The warning of offers; stands where it matters and cannot be dismissed."""

    def __init__(self, look: Look, title: str, sentence: str) -> None:
        super().__init__(
            look,
            mark=None,
            border="warn",
            fill="warn_tint",
            role="warn",
            icon="beware",
            title=title,
            sentence=sentence,
            aside=True,
        )

    def show_text(self, title: str, sentence: str) -> None:
        """Say the warning."""
        self._say("warn", "beware", title, sentence)


class Note(_Titled):
    """A small aside that calms or helps."""

    def __init__(
        self, look: Look, icon: str, title: str, sentence: str, fill: str = "accent_tint"
    ) -> None:
        super().__init__(
            look,
            mark=None,
            border=fill,
            fill=fill,
            role="accent_ink",
            icon=icon,
            title=title,
            sentence=sentence,
            aside=True,
        )

    def show_text(self, icon: str, title: str, sentence: str) -> None:
        """Say something else."""
        self._say("accent_ink", icon, title, sentence)


def _ink(role: str) -> str:
    return "accent_ink" if role == "accent" else role
