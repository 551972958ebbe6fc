# SPDX-License-Identifier: Apache-2.0
"""Help: topics, common questions and the glossary in a window of their own."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListView, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.guidance import Audience, Guidance
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.column import Scroll
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import TopicCard, add_lines, clear

FIRST = (
    "before-you-start",
    "why-it-asks",
    "what-is-key-id",
    "words-explained",
    "missing-key",
    "pass-key-on",
    "fraud",
)
"""The topics that stand first; the rest follow in the order of their titles."""


class _Text(NamedTuple):
    """One text that can be read: its name in the list, the room that takes, how to show it."""

    title: str
    size: QSize
    show: Callable[[], None]


class _Contents(QAbstractListModel):
    """What can be read. Items of Qt's own list crashed when it let go of them."""

    def __init__(self, texts: list[_Text], parent: QObject) -> None:
        super().__init__(parent)
        self.texts = texts

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.texts)

    @override
    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | QSize | None:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.texts[index.row()].title
        return self.texts[index.row()].size if role == Qt.ItemDataRole.SizeHintRole else None


class HelpWindow(QDialog):
    """A list of what can be read, and the text beside it."""

    def __init__(self, look: Look, guidance: Guidance, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._guidance = guidance
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Help and glossary"))
        name_it(self, identifiers.HELP, _("Help and glossary"))
        self._list = QListView()
        self._list.setFont(look.font(Kind.BODY))
        self._list.setProperty("kind", "contents")
        look.dress(self._list)
        self._list.setWordWrap(True)
        self._list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setFixedWidth(look.text_px(300))
        name_it(self._list, identifiers.HELP_LIST, _("What would you like to read?"))
        self._scroll = Scroll(look)
        self._scroll.body.setContentsMargins(look.px(20), look.px(20), look.px(20), look.px(20))
        self._content = QVBoxLayout()
        self._content.setSpacing(look.px(12))
        self._scroll.body.addLayout(self._content)
        self._scroll.body.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._list)
        row.addWidget(self._scroll, 1)
        texts = [
            self._text(_("Common questions"), self._show_questions),
            self._text(_("Glossary"), self._show_glossary),
            *(
                self._text(guidance.topic(topic).title, partial(self._show_topic, topic))
                for topic in self._topics()
            ),
        ]
        self._contents = _Contents(texts, self)
        self._list.setModel(self._contents)
        self._list.selectionModel().currentChanged.connect(self._show)
        self.go_to(0)
        self.resize(look.px(860), look.px(600))

    def _topics(self) -> list[str]:
        ids = [topic for topic in FIRST if topic in self._guidance.topic_ids()]
        rest = [topic for topic in self._guidance.topic_ids() if topic not in ids]
        rest.sort(key=lambda topic: self._guidance.topic(topic).title)
        rest.sort(key=lambda topic: self._guidance.topic(topic).audience is not Audience.HOME)
        return ids + rest

    def _text(self, title: str, show: Callable[[], None]) -> _Text:
        # Qt forgets the padding of its own style sheet when it counts the lines: words were cut.
        room = self._list.width() - self._look.px(4 * 8 + 14)
        box = self._list.fontMetrics().boundingRect(
            0, 0, room, 10_000, int(Qt.TextFlag.TextWordWrap), title
        )
        height = max(box.height() + self._look.px(20), self._look.px(34))
        return _Text(title, QSize(room, height), show)

    @property
    def row(self) -> int:
        """Which text is read, counted from 0."""
        return self._list.currentIndex().row()

    def go_to(self, row: int) -> None:
        """Open a text by its place in the list."""
        self._list.setCurrentIndex(self._contents.index(row, 0))

    def _show(self, current: QModelIndex) -> None:
        clear(self._content)
        self._contents.texts[current.row()].show()
        self._scroll.verticalScrollBar().setValue(0)

    def _show_topic(self, topic: str) -> None:
        self._content.addWidget(TopicCard(self._look, self._guidance.topic(topic), "info"))

    def _show_questions(self) -> None:
        for question in self._guidance.questions():
            card = Card(self._look)
            card.body.setSpacing(self._look.px(6))
            card.body.addWidget(Heading(self._look, question.question, Kind.TITLE, 2))
            add_lines(self._look, card.body, question.answer, numbered=False)
            self._content.addWidget(card)

    def _show_glossary(self) -> None:
        card = Card(self._look)
        card.body.setSpacing(self._look.px(6))
        for entry in self._guidance.glossary():
            card.body.addWidget(Heading(self._look, entry.term, Kind.NAME, 2))
            card.body.addWidget(Text(self._look, entry.text, Kind.BODY, "ink2"))
        self._content.addWidget(card)
