# SPDX-License-Identifier: Apache-2.0
"""The eight fields as one, by real key strokes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from recovery_assistant.keys import BLOCKS, KeyDraft, Verdict
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.widgets.block_field import DOT, places
from recovery_assistant.ui.widgets.key_entry import KeyEntry, blocks_of_line, line_of_blocks

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier

FINE = ("462165", "340912", "486508", "678051", "123299", "091091", "057343", "048136")


class Make(Protocol):
    def __call__(self, *blocks: str) -> KeyEntry: ...


@pytest.fixture
def make(qtbot: QtBot, look: Look) -> Iterator[Make]:
    def built(*blocks: str) -> KeyEntry:
        entry = shown(qtbot, look, *blocks)
        qtbot.addWidget(entry)
        return entry

    yield built
    QGuiApplication.clipboard().clear()


def shown(qtbot: QtBot, look: Look, *blocks: str) -> KeyEntry:
    entry = KeyEntry(look)
    entry.resize(900, 300)
    entry.show_draft(KeyDraft(blocks))
    with qtbot.waitActive(entry):
        entry.show()
        entry.activateWindow()
    return entry


def edits(entry: KeyEntry) -> list[QLineEdit]:
    found = entry.findChildren(QLineEdit)
    return sorted(
        (e for e in found if e.accessibleIdentifier().startswith("key-block-")),
        key=lambda e: e.accessibleIdentifier(),
    )


def line(entry: KeyEntry) -> QLineEdit:
    return next(e for e in entry.findChildren(QLineEdit) if e not in edits(entry))


def texts(entry: KeyEntry) -> list[str]:
    return list(entry.draft().blocks)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


def write(text: str) -> None:
    for character in text:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, character)


def place(entry: KeyEntry) -> tuple[int, int]:
    for number, edit in enumerate(edits(entry), start=1):
        if edit.hasFocus():
            return number, edit.cursorPosition()
    return 0, 0


def test_forty_eight_digits_typed_in_one_go_fill_all_blocks(make: Make) -> None:
    entry = make()
    entry.focus_block(1)
    write("".join(FINE))
    assert texts(entry) == list(FINE)
    assert place(entry) == (8, 6)


def test_dashes_typed_between_blocks_change_nothing(make: Make) -> None:
    entry = make()
    entry.focus_block(1)
    write("-".join(FINE))
    assert texts(entry) == list(FINE)


def test_without_automatic_advance_a_dash_moves_on(make: Make) -> None:
    entry = make()
    entry.set_auto_advance(False)
    entry.focus_block(1)
    write("462165")
    assert place(entry) == (1, 6)
    write("-340912")
    assert texts(entry)[:2] == ["462165", "340912"]


def test_without_automatic_advance_a_seventh_digit_stays(make: Make) -> None:
    entry = make()
    entry.set_auto_advance(False)
    entry.focus_block(1)
    write("4621657")
    assert texts(entry)[:2] == ["4621657", ""]
    assert entry.draft().verdicts[0] is Verdict.LONG


def test_a_seventh_digit_flows_into_an_empty_block_only(make: Make) -> None:
    entry = make("462165", "", "486508", "678051")
    entry.focus_block(1)
    write("3")
    assert texts(entry)[:2] == ["462165", "3"]
    entry.focus_block(3)
    write("9")
    assert texts(entry)[2:4] == ["4865089", "678051"]


def test_completing_a_block_before_a_full_one_keeps_the_caret(make: Make) -> None:
    entry = make("46216", "340912")
    entry.focus_block(1)
    write("5")
    assert place(entry) == (1, 6)


def test_backspace_crosses_into_the_block_before(make: Make) -> None:
    entry = make("462165", "3")
    entry.focus_block(2)
    press(Key.Key_Backspace)
    press(Key.Key_Backspace)
    assert texts(entry)[:2] == ["46216", ""]
    assert place(entry) == (1, 5)


def test_backspace_at_the_start_of_a_full_block_deletes_before_it(make: Make) -> None:
    entry = make("462165", "340912")
    entry.focus_block(2)
    press(Key.Key_Home)
    press(Key.Key_Backspace)
    assert texts(entry)[:2] == ["46216", "340912"]


def test_delete_at_the_end_pulls_nothing_in(make: Make) -> None:
    entry = make("462165", "340912")
    entry.focus_block(1)
    press(Key.Key_Delete)
    assert texts(entry)[:2] == ["462165", "340912"]
    assert place(entry) == (1, 6)


def test_arrows_cross_blocks_and_rows(make: Make) -> None:
    entry = make(*FINE)
    entry.focus_block(1)
    press(Key.Key_Right)
    assert place(entry) == (2, 0)
    press(Key.Key_Left)
    assert place(entry) == (1, 6)
    press(Key.Key_Down)
    assert place(entry) == (5, 6)
    press(Key.Key_Up)
    assert place(entry) == (1, 6)
    press(Key.Key_End, CTRL)
    assert place(entry) == (8, 6)
    press(Key.Key_Home, CTRL)
    assert place(entry) == (1, 0)


def test_down_follows_the_number_of_columns(make: Make) -> None:
    entry = make(*FINE)
    entry.set_columns(2)
    entry.focus_block(1)
    press(Key.Key_Down)
    assert place(entry)[0] == 3


def test_tab_goes_through_the_blocks_and_selects_nothing(make: Make) -> None:
    entry = make(*FINE)
    entry.focus_block(1)
    for number in range(2, BLOCKS + 1):
        press(Key.Key_Tab)
        assert place(entry)[0] == number
        assert not edits(entry)[number - 1].hasSelectedText()


def test_the_caret_stays_when_the_draft_is_shown_again(make: Make) -> None:
    entry = make(*FINE)
    entry.edited.connect(entry.show_draft)
    entry.focus_block(2)
    for _ in range(3):
        press(Key.Key_Left)
    press(Key.Key_Backspace)
    write("7")
    assert place(entry) == (2, 3)
    assert texts(entry)[1] == "347912"


def test_a_draft_from_elsewhere_keeps_the_caret_where_it_can(make: Make) -> None:
    entry = make(*FINE)
    entry.focus_block(2)
    press(Key.Key_Left)
    entry.show_draft(KeyDraft(("1", "222222")))
    assert place(entry) == (2, 5)


def test_showing_a_draft_tells_nothing(make: Make, qtbot: QtBot) -> None:
    entry = make()
    with qtbot.assertNotEmitted(entry.edited), qtbot.assertNotEmitted(entry.completed):
        entry.show_draft(KeyDraft(FINE))


@pytest.mark.parametrize("zero", ["\u0660", "\u0966", "\uff10"])
def test_other_digits_become_ascii(make: Make, zero: str) -> None:
    entry = make()
    entry.focus_block(1)
    focus = QApplication.focusWidget()
    assert focus is not None
    typed = "".join(chr(ord(zero) + int(digit)) for digit in "462165")
    QApplication.sendEvent(focus, committed(typed))
    assert texts(entry)[0] == "462165"


def committed(text: str) -> QInputMethodEvent:
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    return event


def test_letters_are_kept_as_typed(make: Make) -> None:
    entry = make()
    entry.focus_block(1)
    write("46Oq65")
    assert texts(entry)[0] == "46Oq65"
    assert entry.draft().verdicts[0] is Verdict.NOT_DIGIT


def test_a_question_mark_takes_the_place_of_a_digit(make: Make) -> None:
    entry = make()
    entry.focus_block(1)
    write("12?24934")
    assert texts(entry)[:2] == ["12?249", "34"]
    assert "unreadable" in edits(entry)[0].accessibleDescription()


def test_a_paste_of_one_block_goes_into_the_field(make: Make, qtbot: QtBot) -> None:
    entry = make("1")
    entry.focus_block(1)
    QGuiApplication.clipboard().setText(" 234-56\n")
    with qtbot.assertNotEmitted(entry.pasted):
        press(Key.Key_V, CTRL)
    assert texts(entry)[0] == "123456"


@pytest.mark.parametrize("text", ["1234567", "-".join(FINE), "Key: 123", "<b>123456</b>"])
def test_any_other_paste_goes_to_the_page(make: Make, qtbot: QtBot, text: str) -> None:
    entry = make("1")
    entry.focus_block(1)
    QGuiApplication.clipboard().setText(text)
    with qtbot.waitSignal(entry.pasted) as told, qtbot.assertNotEmitted(entry.edited):
        press(Key.Key_V, CTRL)
    assert told.args == [text]
    assert texts(entry)[0] == "1"


def test_a_key_set_by_an_assistive_tool_counts_as_a_paste(make: Make, qtbot: QtBot) -> None:
    entry = make("111111")
    with qtbot.waitSignal(entry.pasted) as told:
        edits(entry)[0].setText("-".join(FINE))
    assert told.args == ["-".join(FINE)]
    assert texts(entry)[0] == "111111"


def test_a_block_set_by_an_assistive_tool_is_taken(make: Make, qtbot: QtBot) -> None:
    entry = make()
    with qtbot.waitSignal(entry.edited):
        edits(entry)[2].setText("486508")
    assert texts(entry)[2] == "486508"


def test_no_field_keeps_a_history_of_digits(make: Make) -> None:
    entry = make()
    entry.focus_block(1)
    write("462")
    press(Key.Key_Z, CTRL)
    assert texts(entry)[0] == "462"
    press(Key.Key_Tab)
    assert not edits(entry)[0].isUndoAvailable()


def test_a_verdict_is_told_once_when_the_block_is_full(make: Make) -> None:
    entry = make()
    told: list[tuple[int, Verdict]] = []
    entry.completed.connect(lambda number, verdict: told.append((number, verdict)))
    entry.focus_block(1)
    write("462165")
    assert told == [(1, Verdict.FINE)]
    write("3409")
    press(Key.Key_Tab)
    assert told == [(1, Verdict.FINE), (2, Verdict.SHORT)]


def test_the_field_says_its_place_and_its_verdict(make: Make) -> None:
    entry = make("462165", "123249", "3409")
    for number, word in ((1, "No slip found"), (2, "Cannot be right"), (3, "4 of 6")):
        edit = edits(entry)[number - 1]
        assert edit.accessibleName() == f"Block {number} of 8"
        assert word in edit.accessibleDescription()


def test_hidden_digits_are_not_in_the_accessible_tree(make: Make) -> None:
    entry = make(*FINE)
    entry.set_hidden(True)
    heard = heard_from(entry)
    assert "No slip found" in heard
    assert not [block for block in FINE if block in heard or " ".join(block) in heard]
    entry.set_hidden(False)
    assert FINE[0] in heard_from(entry)


def test_a_hidden_field_holds_dots_and_the_draft_the_digits(make: Make) -> None:
    entry = make(*FINE)
    entry.set_hidden(True)
    assert {edit.text() for edit in edits(entry)} == {DOT * 6}
    assert texts(entry) == list(FINE)


def test_typing_into_a_hidden_field_never_shows_a_digit(make: Make) -> None:
    entry = make()
    entry.set_hidden(True)
    shown: list[str] = []
    for edit in edits(entry):
        edit.textChanged.connect(shown.append)
    entry.focus_block(1)
    write("462165340")
    assert texts(entry)[:2] == ["462165", "340"]
    assert shown
    assert set("".join(shown)) == {DOT}


def test_an_assistive_tool_can_set_and_mend_a_hidden_field(make: Make) -> None:
    entry = make("123249", "340912")
    entry.set_hidden(True)
    first, second = edits(entry)[:2]
    first.setText("462165")
    second.setText(DOT * 2 + "7" + DOT * 3)
    assert texts(entry)[:2] == ["462165", "347912"]
    assert first.text() == second.text() == DOT * 6


def test_the_line_hides_digits_and_keeps_its_dashes(make: Make) -> None:
    entry = make("462165", "34")
    entry.set_hidden(True)
    entry.set_form("line")
    entry.focus_block(2)
    write("0")
    press(Key.Key_Home)
    press(Key.Key_Delete)
    assert line(entry).text() == DOT * 5 + "-" + DOT * 3
    assert texts(entry)[:2] == ["62165", "340"]


def test_a_character_that_qt_counts_twice_shifts_nothing(make: Make) -> None:
    entry = make()
    entry.set_auto_advance(False)
    entry.set_hidden(True)
    entry.focus_block(1)
    focus = QApplication.focusWidget()
    assert focus is not None
    QApplication.sendEvent(focus, committed("4\U0001f5dd6"))
    press(Key.Key_Backspace)
    assert texts(entry)[0] == "4\ufffd"


@pytest.mark.parametrize("form", ["eight", "line"])
def test_hidden_digits_cannot_be_copied(make: Make, form: str) -> None:
    entry = make(*FINE)
    entry.set_form(form)
    entry.set_hidden(True)
    entry.focus_block(1)
    QGuiApplication.clipboard().setText("before")
    press(Key.Key_A, CTRL)
    press(Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "before"


READ_ALOUD = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)


def heard_from(entry: KeyEntry) -> str:
    heard: list[str] = []
    for edit in [*edits(entry), line(entry)]:
        face = QAccessible.queryAccessibleInterface(edit)
        assert face is not None
        heard += [face.text(part) for part in READ_ALOUD]
        text = face.textInterface()
        assert text is not None
        heard.append(text.text(0, text.characterCount()))
    return "\n".join(heard)


def test_the_gap_is_drawn_and_not_text(make: Make) -> None:
    entry = make(*FINE)
    edit = edits(entry)[0]
    entry.focus_block(1)
    press(Key.Key_A, CTRL)
    press(Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "462165"
    edit.deselect()
    steps = []
    for caret in range(7):
        edit.setCursorPosition(caret)
        steps.append(edit.cursorRect().center().x())
    widths = [b - a for a, b in pairwise(steps)]
    assert widths[2] > max(widths[0], widths[1], widths[3], widths[4]) + 4


def test_digits_run_left_to_right_in_every_language(make: Make) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        entry = make(*FINE)
        first, second = edits(entry)[:2]
        assert first.mapTo(entry, first.pos()).x() < second.mapTo(entry, second.pos()).x()
    finally:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


# -- the line


def test_switching_forms_loses_nothing(make: Make) -> None:
    blocks = ("462165", "34091", "4865089", "", "12?249", "0O1091", "", "")
    entry = make(*blocks)
    entry.set_form("line")
    assert texts(entry) == list(blocks)
    entry.set_form("eight")
    assert texts(entry) == list(blocks)
    assert [edit.text() for edit in edits(entry)] == list(blocks)


def test_the_line_takes_digits_with_free_separators(make: Make) -> None:
    entry = make()
    entry.set_form("line")
    entry.focus_block(1)
    write("462165 340912-486508 ")
    assert texts(entry)[:3] == ["462165", "340912486508"[:6], "486508"]


def test_the_line_is_left_as_typed_until_it_is_left(make: Make) -> None:
    entry = make()
    entry.edited.connect(entry.show_draft)
    entry.set_form("line")
    entry.focus_block(1)
    write("4621653409")
    assert line(entry).text() == "4621653409"
    line(entry).clearFocus()
    assert line(entry).text() == "462165-3409"


def test_the_line_says_which_block_needs_a_look(make: Make) -> None:
    entry = make("462165", "123249")
    entry.set_form("line")
    said = line(entry).accessibleDescription()
    assert "Block 2: Cannot be right" in said


def test_a_whole_key_pasted_into_the_line_stays_there(make: Make) -> None:
    entry = make()
    entry.set_form("line")
    entry.focus_block(1)
    QGuiApplication.clipboard().setText("-".join(FINE))
    press(Key.Key_V, CTRL)
    assert texts(entry) == list(FINE)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", ()),
        ("462165340912", ("462165", "340912")),
        ("462 165 340 912", ("462165", "340912")),
        ("462165 340912", ("462165", "340912")),
        ("462165 34091 486508", ("462165", "34091", "486508")),
        ("462165--486508", ("462165", "", "486508")),
        ("462165-4865089-1", ("462165", "4865089", "1")),
        ("1" * 50, ("1" * 6,) * 7 + ("1" * 8,)),
    ],
)
def test_a_line_is_cut_into_blocks(text: str, blocks: tuple[str, ...]) -> None:
    assert blocks_of_line(text) == blocks + ("",) * (BLOCKS - len(blocks))


block_texts = st.text("0123456789?O", max_size=11)


@given(st.lists(block_texts, min_size=BLOCKS, max_size=BLOCKS))
def test_a_line_made_of_blocks_reads_back(blocks: list[str]) -> None:
    assert "".join(blocks_of_line(line_of_blocks(blocks))) == "".join(blocks)
    if len(blocks[-1]) <= 6:
        assert blocks_of_line(line_of_blocks(blocks)) == tuple(blocks)


@given(st.text("0123456789 -?x", max_size=80))
def test_no_character_of_a_line_is_lost(text: str) -> None:
    assert "".join(blocks_of_line(text)) == text.replace(" ", "").replace("-", "")


# -- random walks against a plain model


class Model:
    """Eight texts and a caret, as one would describe them to somebody."""

    def __init__(self, *, advance: bool, columns: int) -> None:
        self.texts = [""] * BLOCKS
        self.block, self.caret = 0, 0
        self.advance, self.columns = advance, columns

    def type(self, character: str) -> None:
        text = self.texts[self.block]
        full = places(text) >= 6
        following = self.block + 1
        at_end = self.caret == len(text)
        if character in "- ":
            if full and at_end and following < BLOCKS:
                self.block, self.caret = following, 0
            return
        if full and at_end and self.advance and following < BLOCKS and not self.texts[following]:
            self.block, self.caret = following, 0
            self.type(character)
            return
        if len(text) == 64:
            return
        self.texts[self.block] = text[: self.caret] + character + text[self.caret :]
        self.caret += 1
        now_full = not full and places(self.texts[self.block]) >= 6
        if self.advance and now_full and following < BLOCKS and places(self.texts[following]) < 6:
            self.block, self.caret = following, len(self.texts[following])

    def press(self, key: str) -> None:
        text = self.texts[self.block]
        jumps = {
            "home": (self.block, 0),
            "end": (self.block, len(text)),
            "first": (0, 0),
            "last": (BLOCKS - 1, len(self.texts[-1])),
        }
        if key in jumps:
            self.block, self.caret = jumps[key]
        elif key in ("up", "down"):
            self.change_row(self.columns if key == "down" else -self.columns)
        elif key == "delete":
            self.texts[self.block] = text[: self.caret] + text[self.caret + 1 :]
        elif key == "right":
            self.go_right()
        else:
            self.go_left(delete=key == "backspace")

    def change_row(self, blocks: int) -> None:
        to = self.block + blocks
        if 0 <= to < BLOCKS:
            self.block, self.caret = to, min(self.caret, len(self.texts[to]))

    def go_right(self) -> None:
        if self.caret < len(self.texts[self.block]):
            self.caret += 1
        elif self.block + 1 < BLOCKS:
            self.block, self.caret = self.block + 1, 0

    def go_left(self, *, delete: bool) -> None:
        if self.caret == 0:
            if self.block == 0:
                return
            self.block -= 1
            self.caret = len(self.texts[self.block])
            if not delete or self.caret == 0:
                return
        self.caret -= 1
        if delete:
            text = self.texts[self.block]
            self.texts[self.block] = text[: self.caret] + text[self.caret + 1 :]


KEYS = {
    "left": (Key.Key_Left, NONE),
    "right": (Key.Key_Right, NONE),
    "up": (Key.Key_Up, NONE),
    "down": (Key.Key_Down, NONE),
    "home": (Key.Key_Home, NONE),
    "end": (Key.Key_End, NONE),
    "first": (Key.Key_Home, CTRL),
    "last": (Key.Key_End, CTRL),
    "backspace": (Key.Key_Backspace, NONE),
    "delete": (Key.Key_Delete, NONE),
}
strokes = st.lists(
    st.one_of(
        st.text("0123456789", min_size=1, max_size=14),
        st.sampled_from("?Oq- "),
        st.sampled_from(sorted(KEYS)),
    ),
    max_size=40,
)


@dataclass(frozen=True)
class Way:
    """How the fields are set up."""

    advance: bool
    columns: Literal[4, 2, 1]
    back: bool
    hidden: bool


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(strokes=strokes, way=st.builds(Way))
def test_the_fields_do_what_the_model_says(
    qtbot: QtBot, look: Look, *, strokes: list[str], way: Way
) -> None:
    entry = shown(qtbot, look)
    entry.set_auto_advance(way.advance)
    entry.set_columns(way.columns)
    entry.set_hidden(way.hidden)
    if way.back:
        # As in the program: what was told comes back from the session, and the old draft is wiped.
        held = [KeyDraft()]

        def returned(draft: KeyDraft) -> None:
            held[0].wipe()
            held[0] = draft
            entry.show_draft(draft)

        entry.edited.connect(returned)
    model = Model(advance=way.advance, columns=way.columns)
    entry.focus_block(1)
    for stroke in strokes:
        if stroke in KEYS:
            press(*KEYS[stroke])
            model.press(stroke)
        else:
            write(stroke)
            for character in stroke:
                model.type(character)
        assert texts(entry) == model.texts
        assert place(entry) == (model.block + 1, model.caret)
    entry.close()
    entry.deleteLater()


@pytest.mark.parametrize("form", ["eight", "line"])
def test_a_whole_page_set_by_an_assistive_tool_is_brought_uncut(make: Make, form: str) -> None:
    entry = make()
    entry.set_form(form)
    edit = line(entry) if form == "line" else edits(entry)[1]
    page = "Device name, Key ID and recovery key of this PC. " * 40 + "000011-" * 8
    brought: list[str] = []
    entry.pasted.connect(brought.append)
    edit.setText(page)
    assert brought == [page]
