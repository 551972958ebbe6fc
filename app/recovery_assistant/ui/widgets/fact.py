# SPDX-License-Identifier: Apache-2.0
"""What is known of a thing: a word at the leading side, its value at the trailing side."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.text import Text


class Fact(QWidget):
    """One line of facts; a value that has no room beside its word stands below it."""

    def __init__(self, look: Look, *, mono: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Text(look, "", Kind.BODY, "ink2")
        self._value = Text(look, "", Kind.CODE if mono else Kind.NAME)
        self._value.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._value.setSizePolicy(policy)
        row = FlowRow(look, 12)
        row.addWidget(self._label)
        row.addWidget(self._value)
        self.setLayout(row)

    def show_fact(self, label: str, value: str) -> None:
        """Say another fact; without a value there is none."""
        self.setVisible(bool(value))
        self._label.say(label)
        self._value.say(value)
