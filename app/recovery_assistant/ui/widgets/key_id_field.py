# SPDX-License-Identifier: Apache-2.0
"""The field for the Key ID, with what is to be said of it below."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.block_field import RING, DigitEdit
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.ui.widgets.verdict_mark import VerdictMark

LONGEST_ID = 4096
"""A whole key, or the line it stands in, may land here and must reach the page in one piece."""
SHOWN_CHARACTERS = 12


class IdEdit(DigitEdit):
    """One line of anything: what it is gets judged, not filtered."""

    longest = LONGEST_ID

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.setMaxLength(LONGEST_ID)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhPreferUppercase
        )

    @override
    def kind(self) -> Kind:
        return Kind.CHIP

    @override
    def takes(self, text: str) -> bool:
        return True

    @override
    def bring(self, text: str) -> None:
        self.type_text(" ".join(text.split()))

    @override
    def sizeHint(self) -> QSize:
        step = QFontMetricsF(self.font()).horizontalAdvance("0")
        width = round(step * SHOWN_CHARACTERS) + 2 * (RING + self._look.px(12))
        return QSize(width, self._look.px(44) + 2 * RING)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(150), self.sizeHint().height())


class KeyIdField(QWidget):
    """The Key ID as typed, and its verdict in words. `edited` tells the whole text."""

    edited = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._said = ("", "", "", "")
        # A Key ID runs from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.edit = IdEdit(look, self)
        self._mark = VerdictMark(look, self)
        self._second = Text(look, "", Kind.SMALL, "ink2", parent=self)
        self._second.setContentsMargins(look.px(6), 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.edit)
        column.addWidget(self._mark)
        column.addWidget(self._second)
        self.setFocusProxy(self.edit)
        self.edit.changed.connect(lambda: self.edited.emit(self.edit.typed()))
        look.changed.connect(self.edit.look_again)
        self.show_verdict("", "ink2", "", "")

    def text(self) -> str:
        """Return the text as typed."""
        return self.edit.typed()

    def show_text(self, text: str) -> None:
        """Show a text without telling; the caret stays where it is."""
        self.edit.show_text(text)

    def show_verdict(self, icon: str, role: str, title: str, second: str) -> None:
        """Say below the field what is thought of it."""
        self._said = (icon, role, title, second)
        self._mark.setVisible(bool(title))
        self._mark.show_mark(icon, role, title)
        self._second.setVisible(bool(second))
        self._second.say(second)
        match role:
            case "bad":
                self.edit.set_state("bad", 2.2, "bad_tint")
            case "warn":
                self.edit.set_state("warn", 2, "surface")
            case _:
                self.edit.set_state("edge", 1.2, "surface")
        described = " ".join(part for part in (title, second) if part)
        name_it(self.edit, identifiers.KEY_ID_FIELD, _("Key ID"))
        self.edit.setAccessibleDescription(described)

    def retranslate(self) -> None:
        """Say the words of the field itself again."""
        self.show_verdict(*self._said)
