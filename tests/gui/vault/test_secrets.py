# SPDX-License-Identifier: Apache-2.0
"""Digits and passphrases: nowhere unless they are to be seen, and gone when the page is left."""

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage, QPainter, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.pages.states import part, visible
from gui.vault.conftest import SetStage
from gui.vault.stage import Stage
from gui.vault.states import PASSPHRASE, STATES, WORDS, blocks, keys
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.keys import KeyDraft
from recovery_assistant.system.assets import resources
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.widgets.passphrase_field import (
    PassphraseEdit,
    PassphraseField,
    completed,
    last_word,
)
from recovery_assistant.ui.widgets.secret_digits import SecretDigits
from recovery_assistant.ui.widgets.word_chips import WordChips
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.passphrase import LONGEST_PASSPHRASE

TEXTS = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)
MASKED = [
    name
    for name, (step, made) in STATES.items()
    if step is not Step.ENTRY
    and not made().revealed
    and not made().copy
    and (made().vault is not None or name == "unlock")
]
"""States in which no digit of a kept key is to be seen."""


def everything_told(shown: QWidget) -> str:
    """Return what a screen reader can get of all parts, seen or not."""
    words = []
    for thing in (shown, *shown.findChildren(QWidget)):
        words += [thing.toolTip(), thing.whatsThis(), thing.objectName()]
        interface = QAccessible.queryAccessibleInterface(thing)
        if interface is not None:
            words += [interface.text(text) for text in TEXTS]
        if isinstance(thing, QLabel | QLineEdit):
            words.append(thing.text())
    return "\n".join(words)


def digits_in(text: str) -> list[str]:
    """Return the blocks of any kept key that a text holds, also spelled out."""
    held = [block for number in range(4) for block in blocks(number)]
    return [block for block in held if block in text or " ".join(block) in text]


@pytest.mark.parametrize("state", MASKED)
def test_no_digit_stands_anywhere_while_it_is_hidden(stage: SetStage, state: str) -> None:
    assert digits_in(everything_told(stage(state))) == []


def test_a_revealed_key_is_told_when_asked_and_stands_in_no_label(stage: SetStage) -> None:
    shown = stage("keys-large")
    large = part(shown, SecretDigits, identifiers.KEY_LARGE)
    told = QAccessible.queryAccessibleInterface(large).text(QAccessible.Text.Name)
    assert [" ".join(block) in told for block in blocks(0)] == [True] * 8
    labels = "\n".join(label.text() for label in shown.findChildren(QLabel))
    assert digits_in(labels) == []
    assert digits_in(large.accessibleName()) == []
    shown.page.hide_secrets()
    assert digits_in(everything_told(shown)) == []


def test_a_key_that_is_hidden_again_or_wiped_is_not_told(stage: SetStage) -> None:
    shown = stage("keys-large")
    vault = shown.session.vault
    assert vault is not None
    large = part(shown, SecretDigits, identifiers.KEY_LARGE)
    vault.held.wipe()
    assert not large.revealed
    assert digits_in(everything_told(shown)) == []
    again = stage("keys-large")
    again.draw(keys(vault=again.session.vault))
    assert digits_in(everything_told(again)) == []


def painted_by(digits: SecretDigits, patch: pytest.MonkeyPatch) -> list[str]:
    written: list[str] = []
    plain = QPainter.drawText

    def spy(painter: QPainter, *given: object) -> object:
        written.extend(thing for thing in given if isinstance(thing, str))
        return cast("Callable[..., object]", plain)(painter, *given)

    with patch.context() as held:
        held.setattr(QPainter, "drawText", spy)
        picture = QImage(digits.size(), QImage.Format.Format_ARGB32_Premultiplied)
        digits.render(picture, QPoint(), QRegion(), QWidget.RenderFlag(0))
    return written


def one_key() -> HeldKeys:
    held = HeldKeys()
    held.hold_draft(KeyDraft(blocks(0)))
    return held


def test_digits_are_painted_one_by_one_and_only_when_revealed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits = SecretDigits(Look(resources()))
    qtbot.addWidget(digits)
    digits.resize(700, 300)
    held = one_key()
    digits.show_key(held, 0, revealed=False)
    digits.show()
    assert painted_by(digits, monkeypatch) == []
    digits.show_key(held, 0, revealed=True)
    assert painted_by(digits, monkeypatch) == list("".join(blocks(0)))
    digits.forget()
    assert painted_by(digits, monkeypatch) == []


def test_a_key_can_be_wiped_while_it_is_painted(qtbot: QtBot) -> None:
    digits = SecretDigits(Look(resources()), large=True)
    qtbot.addWidget(digits)
    held = one_key()
    digits.show_key(held, 0, revealed=True)
    digits.show()
    digits.grab()
    held.wipe()
    digits.grab()
    assert bytes(held.digits(0)) == bytes(48)
    # Nothing holds on to the buffer: it can still grow.
    other = one_key()
    digits.show_key(other, 0, revealed=True)
    digits.grab()
    for number in range(70):
        other.hold_draft(KeyDraft(blocks(number)))
    assert digits.spoken().count("Block") == 8


@pytest.mark.parametrize("width", [200, 400, 900])
def test_every_digit_stands_inside_at_any_width(qtbot: QtBot, width: int) -> None:
    for large in (False, True):
        digits = SecretDigits(Look(resources()), large=large)
        qtbot.addWidget(digits)
        needed = max(width, digits.minimumSizeHint().width())
        columns = digits._columns(needed)
        block = digits._block_width(needed)
        step = block + digits._gap()
        assert (columns - 1) * step + block <= needed + 1
        assert digits.heightForWidth(needed) >= digits._row_height(needed) * (8 // columns)


# Passphrases.


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[PassphraseField]:
    made = PassphraseField(Look(resources()), identifiers.TYPED_WORDS, complete)
    made.say("Passphrase")
    qtbot.addWidget(made)
    made.resize(600, 200)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.edit.setFocus()
    yield made
    QGuiApplication.clipboard().clear()


def complete(prefix: str) -> tuple[str, ...]:
    known = ("kitchen", "kite", "kitten", "kiosk", "kiwi", "kin", "lamp")
    return tuple(word for word in known if word.startswith(prefix))


def shown_words(field: PassphraseField) -> list[str]:
    return [chip.text() for chip in field._chips if chip.isVisible()]


def test_a_hidden_passphrase_is_dots_for_everybody(field: PassphraseField) -> None:
    QTest.keyClicks(field.edit, "Kitchen Lamp")
    assert field.passphrase().text == "Kitchen Lamp"
    assert set(field.edit.text()) == {"\u25cf"}
    assert "itchen" not in everything_told(field)
    QTest.keyClick(field.edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field.edit, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "itchen" not in QGuiApplication.clipboard().text()


def test_what_is_typed_is_taken_exactly_as_it_is(field: PassphraseField) -> None:
    for text in ("  two  blanks ", "Größe é ñ", "a\U0001f600b", "tab-less"):
        field.clear()
        for character in text:
            field.edit.type_character(character)
        assert field.passphrase().text == text


def test_there_is_no_history_to_undo(field: PassphraseField) -> None:
    QTest.keyClicks(field.edit, "lamp")
    QTest.keyClick(field.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.passphrase().text == "lamp"
    hints = field.edit.inputMethodHints()
    assert hints & Qt.InputMethodHint.ImhSensitiveData
    assert hints & Qt.InputMethodHint.ImhNoPredictiveText


def test_words_are_offered_only_while_they_can_be_seen(field: PassphraseField) -> None:
    QTest.keyClicks(field.edit, "lamp-Ki")
    assert shown_words(field) == []
    field.show_it.click()
    assert shown_words(field) == ["kitchen", "kite", "kitten", "kiosk", "kiwi"]
    field.show_it.click()
    assert shown_words(field) == []


def test_a_word_is_completed_by_the_keyboard_alone(field: PassphraseField) -> None:
    field.set_shown(shown=True)
    QTest.keyClicks(field.edit, "lamp kit")
    QTest.keyClick(field.edit, Qt.Key.Key_Down)
    assert field._chips[0].hasFocus()
    QTest.keyClick(field._chips[0], Qt.Key.Key_Right)
    assert field._chips[1].hasFocus()
    QTest.keyClick(field._chips[1], Qt.Key.Key_Escape)
    assert field.edit.hasFocus()
    QTest.keyClick(field.edit, Qt.Key.Key_Down)
    QTest.keyClick(field._chips[0], Qt.Key.Key_Return)
    assert field.passphrase().text == "lamp kitchen"
    assert field.edit.hasFocus()
    assert shown_words(field) == []


def test_a_text_longer_than_any_passphrase_is_refused_in_words(field: PassphraseField) -> None:
    QTest.keyClicks(field.edit, "lamp")
    QGuiApplication.clipboard().setText("x" * 10_000)
    QTest.keyClick(field.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.passphrase().text == "lamp"
    assert field._too_long.isVisible()
    QGuiApplication.clipboard().setText("é" * LONGEST_PASSPHRASE)
    QTest.keyClick(field.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.passphrase().text == "lamp"
    # Nor a part of it, in place of what is selected.
    field.edit.selectAll()
    QTest.keyClick(field.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.passphrase().text == "lamp"
    field.edit.deselect()
    QTest.keyClicks(field.edit, "s")
    assert not field._too_long.isVisible()


def test_a_pasted_line_is_taken_without_its_end(field: PassphraseField) -> None:
    QGuiApplication.clipboard().setText(f"{PASSPHRASE}\r\n")
    QTest.keyClick(field.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.passphrase().text == PASSPHRASE


def test_a_word_ends_at_a_space_or_a_hyphen() -> None:
    assert [last_word(text) for text in ("", "ki", "a-ki", "a ki", "a-b ki")] == [
        "", "ki", "ki", "ki", "ki"
    ]  # fmt: skip
    assert completed("a-b ki", "kite") == "a-b kite"


@pytest.mark.parametrize("state", ["create", "create-own", "create-hidden", "settings-changing"])
def test_leaving_a_page_lets_go_of_the_words(stage: SetStage, state: str) -> None:
    shown = stage(state)
    shown.page.hide_secrets()
    told = everything_told(shown)
    assert [word for word in WORDS if word in told] == []
    assert "owls" not in told
    assert [edit.typed() for edit in shown.findChildren(PassphraseEdit) if edit.typed()] == []


def test_hidden_words_are_neither_painted_nor_told(stage: SetStage) -> None:
    told = everything_told(stage("create-hidden"))
    assert [word for word in WORDS if word in told] == []
    shown = stage("create")
    chips = part(shown, WordChips, identifiers.new_words("create", "six"))
    assert all(word in chips.accessibleName() for word in WORDS)
    assert not any(isinstance(one, QLabel) for one in chips.findChildren(QWidget))


def test_unlock_and_drill_keep_what_was_typed_until_they_are_left(stage: SetStage) -> None:
    for state, name in (
        ("unlock", identifiers.TYPED_WORDS),
        ("drill-chosen", identifiers.DRILL_WORDS),
    ):
        shown = stage(state)
        edit = part(shown, PassphraseEdit, name)
        edit.setFocus()
        QTest.keyClicks(edit, "lamp")
        QTest.keyClick(edit, Qt.Key.Key_Return)
        asked = shown.told[-1]
        assert isinstance(asked, happened.UnlockAsked | happened.DrillAsked)
        assert asked.passphrase.text == "lamp"
        assert edit.typed() == "lamp"
        shown.page.hide_secrets()
        assert edit.typed() == ""


def test_the_entry_lets_go_of_its_digits(stage: SetStage) -> None:
    for state in ("entry-filled", "entry-slip", "sheet-wrong"):
        shown: Stage = stage(state)
        assert digits_in(everything_told(shown))
        shown.page.hide_secrets()
        assert digits_in(everything_told(shown)) == []
        assert [one for one in visible(shown, QLineEdit) if digits_in(one.text())] == []
