# SPDX-License-Identifier: Apache-2.0
"""Where a passphrase is typed: dots unless it is to be seen, and words offered to complete it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.announce import announce
from recovery_assistant.ui.widgets.block_field import RING, DigitEdit, Switch
from recovery_assistant.ui.widgets.button import Button
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.ui.widgets.topic import Marked
from recovery_assistant.vault.passphrase import LONGEST_PASSPHRASE, Passphrase

Complete = Callable[[str], tuple[str, ...]]
"""The words that begin with some letters, the likeliest first."""
MOST_WORDS = 5
"""So many words are offered at once."""
FEWEST_LETTERS = 2
"""With fewer letters than this nearly every word would do."""
WORD_BREAKS = " -"


def no_words(_prefix: str) -> tuple[str, ...]:
    """Offer nothing."""
    return ()


def last_word(text: str) -> str:
    """Return the word that is being typed: what stands behind the last space or hyphen."""
    at = max((text.rfind(mark) for mark in WORD_BREAKS), default=-1)
    return text[at + 1 :]


def completed(text: str, word: str) -> str:
    """Return a text in which the word that is being typed is this one."""
    return text[: len(text) - len(last_word(text))] + word


class PassphraseEdit(DigitEdit):
    """One line of anything, exactly as typed, in a field that holds dots while it is hidden.

    `entered_it` tells the Enter key, `too_long` a text of which nothing was taken.
    """

    entered_it = Signal()
    too_long = Signal()
    longest = LONGEST_PASSPHRASE

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.set_hidden(hidden=True)
        self.returnPressed.connect(self.entered_it)

    @override
    def kind(self) -> Kind:
        return Kind.CODE

    @override
    def takes(self, text: str) -> bool:
        return True

    @override
    def bring(self, text: str) -> None:
        self.type_text(" ".join(text.strip("\r\n").splitlines()))

    @override
    def type_text(self, text: str) -> None:
        whole = f"{self.typed()}{text}".encode("utf-8", "surrogatepass")
        # What is selected gives way; a part of a long text would be another passphrase.
        if len(whole) - self.selectionLength() > LONGEST_PASSPHRASE:
            self.too_long.emit()
        else:
            super().type_text(text)

    @override
    def sizeHint(self) -> QSize:
        height = max(self._look.px(44), self.fontMetrics().height() + self._look.px(16))
        return QSize(self._look.text_px(320), height + 2 * RING)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self.sizeHint().height())


class PassphraseField(QWidget):
    """Label, line, the switch to see it, and words that complete what is being typed.

    `edited` tells each change, `entered` the Enter key. The words are offered only while what is
    typed is to be seen: they would give it away.
    """

    edited = Signal()
    entered = Signal()
    shown_chosen = Signal(bool)

    def __init__(
        self,
        look: Look,
        identifier: str,
        complete: Complete = no_words,
        *,
        switch: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._identifier = identifier
        self._complete = complete
        self._label = Text(look, "", Kind.LABEL, "ink2", parent=self)
        self.edit = PassphraseEdit(look, self)
        self._too_long = Marked(look, "warning", "", "warn", Kind.SMALL, self)
        self._offer = QWidget(self)
        self._words = FlowRow(look, 6)
        self._offer.setLayout(self._words)
        self._chips: list[Button] = []
        self.show_it = CheckRow(look, "", self)
        self._has_switch = switch
        for text in (self._label, self._too_long):
            text.setContentsMargins(RING, 0, RING, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._label, self.edit, self._too_long, self._offer, self.show_it):
            column.addWidget(part)
        self.setFocusProxy(self.edit)
        self._too_long.hide()
        self._offer.hide()
        self.show_it.setVisible(switch)
        self.edit.installEventFilter(self)
        self.edit.changed.connect(self._on_change)
        self.edit.entered_it.connect(self.entered)
        self.edit.too_long.connect(self._tell_too_long)
        self.show_it.toggled.connect(self._on_switch)
        look.changed.connect(self.edit.look_again)

    # -- what the page asks for

    def passphrase(self) -> Passphrase:
        """Return what is typed, for the one who asks to keep and wipe."""
        return Passphrase(self.edit.typed())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not self.edit.typed()

    def clear(self) -> None:
        """Let go of what was typed."""
        self.edit.show_text("")
        self._too_long.hide()
        self._draw_words()

    def set_shown(self, *, shown: bool) -> None:
        """Show what is typed, or dots; tells nobody."""
        self.show_it.show_done(done=shown)
        self.edit.set_hidden(hidden=not shown)
        self._draw_words()

    def say(self, label: str, description: str = "") -> None:
        """Name the field in the present language."""
        self._label.say(label)
        name_it(self.edit, self._identifier, label, description)
        switch = _("Show what I type")
        self.show_it.say(switch)
        name_it(self.show_it, f"{self._identifier}-shown", switch)
        self._too_long.show_text("warning", _too_long(), "warn")
        self._draw_words()

    def _tell_too_long(self) -> None:
        self._too_long.show()
        announce(self.edit, _too_long())

    # -- words

    def _on_change(self) -> None:
        self._too_long.hide()
        self._draw_words()
        self.edited.emit()

    def _on_switch(self, on: Switch) -> None:
        self.edit.set_hidden(hidden=not on)
        self._draw_words()
        self.shown_chosen.emit(on)

    def _offered(self) -> tuple[str, ...]:
        typed = self.edit.typed()
        begun = last_word(typed)
        at_end = self.edit.cursorPosition() == len(self.edit.text())
        if not self.show_it.isChecked() or len(begun) < FEWEST_LETTERS or not at_end:
            return ()
        found = self._complete(begun.casefold())
        return () if begun.casefold() in found else found[:MOST_WORDS]

    def _draw_words(self) -> None:
        offered = self._offered()
        while len(self._chips) < len(offered):
            self._add_chip()
        for number, chip in enumerate(self._chips):
            word = offered[number] if number < len(offered) else ""
            chip.say(word)
            chip.setVisible(bool(word))
            name_it(
                chip,
                f"{self._identifier}-word-{number + 1}",
                _("Complete to {word}").format(word=word) if word else _("Complete"),
            )
        self._offer.setVisible(bool(offered))

    def _add_chip(self) -> None:
        chip = Button(self._look, "", small=True, parent=self._offer)
        number = len(self._chips)
        chip.clicked.connect(lambda: self._take(number))
        chip.installEventFilter(self)
        before = self._chips[-1] if self._chips else self.edit
        self._chips.append(chip)
        self._words.addWidget(chip)
        QWidget.setTabOrder(before, chip)

    def _take(self, number: int) -> None:
        word = self._chips[number].text()
        if word:
            self.edit.show_text(completed(self.edit.typed(), word))
            self.edit.setCursorPosition(len(self.edit.text()))
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self._on_change()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads to the words, up and Escape back; the arrows lead along them."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            where = self._way(watched, event.key())
            if where is not None:
                where.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _way(self, watched: QObject, key: int) -> QWidget | None:
        shown = [chip for chip in self._chips if not chip.isHidden()]
        if self._offer.isHidden() or not shown:
            return None
        if watched is self.edit:
            return shown[0] if key == Qt.Key.Key_Down else None
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Escape):
            return self.edit
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
        at = next((n for n, chip in enumerate(shown) if chip is watched), None)
        if not step or at is None:
            return None
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            step = -step
        return shown[(at + step) % len(shown)]


def _too_long() -> str:
    return _("That is longer than any passphrase ({count} bytes). Nothing was taken.").format(
        count=LONGEST_PASSPHRASE
    )
