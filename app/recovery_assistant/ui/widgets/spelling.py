# SPDX-License-Identifier: Apache-2.0
"""A Key ID large, in groups of four, each character with the word that it is said with."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recovery_assistant.ui import call_identifiers as identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.text import Text

GROUP = 4


class SpeltId(QWidget):
    """One sunken card for each group of four characters."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[str, tuple[str, ...]] | None = None
        self._groups: list[Card] = []
        self._row = FlowRow(look, 10)
        # A Key ID runs from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setLayout(self._row)

    def show_id(self, characters: str, words: tuple[str, ...]) -> None:
        """Show a Key ID with a word for each of its characters."""
        if (characters, words) == self._shown:
            return
        self._shown = (characters, words)
        for group in self._groups:
            group.hide()
            group.deleteLater()
        self._groups = []
        for start in range(0, len(characters), GROUP):
            end = start + GROUP
            self._groups.append(self._group(characters[start:end], words[start:end]))
            self._row.addWidget(self._groups[-1])
        name_it(self, identifiers.KEY_ID_SPELT, ", ".join(words))

    def _group(self, characters: str, words: tuple[str, ...]) -> Card:
        look = self._look
        card = Card(look, border="line", fill="sunken", parent=self)
        card.body.setSpacing(0)
        card.body.setContentsMargins(look.px(14), look.px(8), look.px(14), look.px(10))
        card.body.addWidget(Text(look, " ".join(characters), Kind.DIGITS, "ink"))
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for character, word in zip(characters, words, strict=True):
            lines.addWidget(Text(look, f"{character}  {word}", Kind.BODY, "ink2"))
        card.body.addLayout(lines)
        return card
