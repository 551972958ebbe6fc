# SPDX-License-Identifier: Apache-2.0
"""A topic of the guidance as a card: lead, numbered lines, warning."""

from __future__ import annotations  # what only types need is not loaded for the first window

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.text import Heading, Text

if TYPE_CHECKING:
    from recovery_assistant.guidance import Line, Topic


def clear(layout: QBoxLayout) -> None:
    """Take every widget out of a layout and let it go.

    Only widgets may stand in it: a layout that is taken out of another one is known to PySide
    by two addresses, and with it gone, some later widget in its place ends in a crash.
    """
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class Marked(QWidget):
    """A text with an icon before it."""

    def __init__(
        self,
        look: Look,
        icon: str,
        text: str,
        role: str = "ink2",
        kind: Kind = Kind.BODY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        # In line with small words, which are less high than the icon of others.
        self.icon = Icon(look, icon, role, 16 if kind in (Kind.SMALL, Kind.LABEL) else 20)
        self.text = Text(look, text, kind, role)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)

    def show_text(self, icon: str, text: str, role: str) -> None:
        """Say something else."""
        self.icon.show_icon(icon, role)
        self.text.say(text)
        self.text.set_role(role)


class _LineMark(Text):
    """The number or dot before a line; all of them are equally wide, at every text size."""

    def __init__(self, look: Look, mark: str) -> None:
        super().__init__(look, mark, Kind.NAME, "accent_ink")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)

    @override
    def sizeHint(self) -> QSize:
        widest = self.fontMetrics().horizontalAdvance("00.")
        return QSize(max(self._look.px(20), widest), self.fontMetrics().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def add_lines(
    look: Look, body: QVBoxLayout, lines: Sequence[Line], *, numbered: bool, key_id: str = ""
) -> None:
    """Add the lines of a text to a layout, with numbers or dots before them."""
    for number, line in enumerate(lines, start=1):
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        mark = _LineMark(look, f"{number}." if numbered else "•")
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(look, line.read(key_id), Kind.BODY, "ink"), 1)
        holder = QWidget()
        holder.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        body.addWidget(holder)


class TopicCard(Card):
    """A topic, whole."""

    def __init__(
        self,
        look: Look,
        topic: Topic,
        icon: str,
        *,
        numbered: bool = False,
        mark: str | None = None,
        key_id: str = "",
    ) -> None:
        super().__init__(look, mark=mark)
        head = QHBoxLayout()
        head.setSpacing(look.px(10))
        head.addWidget(Icon(look, icon, "accent_ink"), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Heading(look, topic.title, Kind.TITLE, 2), 1)
        self.body.setSpacing(look.px(8))
        self.body.addLayout(head)
        if topic.lead:
            self.body.addWidget(Text(look, topic.lead, Kind.BODY, "ink2"))
        add_lines(look, self.body, topic.lines, numbered=numbered, key_id=key_id)
        if topic.warning is not None:
            self.body.addWidget(Marked(look, "warning", topic.warning.read(key_id), "warn"))
