# SPDX-License-Identifier: Apache-2.0
"""Plain text that wraps, and headings that screen readers know as such."""

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QPalette
from PySide6.QtWidgets import QAccessibleWidget, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.i18n import language, right_to_left
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.look import Kind, Look

_RIGHT_TO_LEFT = "\u200f"


def directed(text: str) -> str:
    """Return a text as a label must get it to run as the language spoken does.

    Qt lets a label run as its first letter does: a sentence in Arabic that begins with
    "BitLocker" would stand at the wrong side, its words in the wrong order.
    """
    return f"{_RIGHT_TO_LEFT}{text}" if text and right_to_left(language()) else text


class Text(QLabel):
    """A label of plain text that wraps and asks for the height it needs."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        kind: Kind = Kind.BODY,
        role: str = "ink",
        *,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._kind = kind
        self._said = ""
        self._role = role
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        look.changed.connect(self._dress)
        self._dress()
        Text.say(self, text)

    def say(self, text: str) -> None:
        """Show another text."""
        shown = text if self._kind.mono else directed(text)
        if (text, shown) != (self._said, super().text()):
            self._said = text
            self.setText(shown)

    @override
    def text(self) -> str:
        # What was said, without the mark that only steers its direction.
        return self._said

    def set_role(self, role: str) -> None:
        """Use the colour of another role."""
        if role != self._role:
            self._role = role
            self._dress()

    def set_kind(self, kind: Kind) -> None:
        """Use another rung of the type scale."""
        if kind is not self._kind:
            self._kind = kind
            self._dress()

    def _dress(self) -> None:
        self.setFont(self._look.font(self._kind))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._look.color(self._role))
        self.setPalette(palette)

    @override
    def sizeHint(self) -> QSize:
        # One line if it is short, else lines that read well; a wrapped label's own hint is
        # a narrow block that leaves half of every row empty.
        metrics = self.fontMetrics()
        lines = self.text().split("\n")
        longest = max(metrics.horizontalAdvance(line) for line in lines) + 2
        width = min(longest, round(self._look.line_width(self._kind)))
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        # A wrapped label's own minimum is its widest word and a guess at the height;
        # the guess would leave gaps in layouts that know heightForWidth.
        hint = super().minimumSizeHint()
        widest = max(
            (self.fontMetrics().horizontalAdvance(word) for word in self.text().split()),
            default=0,
        )
        return QSize(min(hint.width(), widest + 2), self.fontMetrics().height())


class Heading(Text):
    """A heading; assistive technology can jump from one to the next."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        kind: Kind = Kind.DISPLAY,
        level: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, text, kind, "ink", parent=parent)
        self.level = level
        self.setAccessibleName(text)

    @override
    def say(self, text: str) -> None:
        super().say(text)
        self.setAccessibleName(text)


_KEPT: dict[int, QAccessibleInterface] = {}


def _heading_interface(_name: str, thing: QObject) -> QAccessibleInterface | None:
    if isinstance(thing, Heading):
        role = QAccessible.Role.Heading
    elif isinstance(thing, QWidget) and thing.objectName() == identifiers.WINDOW:
        # A plain widget would be no more than a box, even as a window.
        role = QAccessible.Role.Window
    else:
        return None
    # Qt does not own what Python made: it has to be kept as long as the widget lives.
    interface = QAccessibleWidget(thing, role)
    key = id(thing)
    _KEPT[key] = interface
    thing.destroyed.connect(lambda: _KEPT.pop(key, None))
    return interface


def install_heading_role() -> None:
    """Teach Qt's accessibility what headings and the window are; called once, before both."""
    QAccessible.installFactory(_heading_interface)
