# SPDX-License-Identifier: Apache-2.0
"""Every screen of door 3 in every state: its room, its names, its targets, its language."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.pages.states import visible
from gui.pages.test_accessibility import (
    contrast,
    drawn_pairs,
    shape,
    small_targets,
    stops,
    told,
)
from gui.pages.test_languages import WORD, painted, spoken
from gui.pages.test_layout import cut_targets, cut_texts, sticking_out
from gui.vault.conftest import SetStage
from gui.vault.stage import Stage
from gui.vault.states import LONG_PATH, PASSPHRASE, SIBLINGS, STATES, WORDS, keys
from recovery_assistant.ui.look import Theme
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.work_row import WorkRow

ROUNDS = 30
NARROWEST = ("en", 2.0, 640)
LONGER = ("en-XA", 1.0, 800)
TO_THE_LEFT = ("ar-XB", 1.0, 1100)
ROOMY = (("en", 1.0, 1100), ("en", 1.0, 640), ("en", 1.5, 800), ("en", 2.0, 1100))
"""Looks, as language, text size and width: in the roomy ones nothing is lost that fits the rest."""
SEVERAL_PROBLEMS = ("unlock-does-not-fit",)
"""All ways not to open look the same: one stands for all, the whole comes with --long."""
ALIKE = (
    "create-judged", "create-working", "unlock-keyring-failed", "keys-search", "keys-changed",
    "entry-replacing", "copies-asking-unknown", "copies-asking-exists", "copies-working",
    "copies-damaged", "drill-working", "entry-none-found", "entry-cleared", "keys-lock-warned",
    "sheet-not-printed", "keys-saving", "drill-older", "drill-foreign", "settings-not-saved",
)  # fmt: skip
"""States that differ from another one by a sentence; looked at with --long."""


def is_usual(name: str) -> bool:
    unopened = STATES[name][1]().open_problem is not None
    return name not in ALIKE and (not unopened or name in SEVERAL_PROBLEMS)


USUAL = [name if is_usual(name) else pytest.param(name, marks=pytest.mark.long) for name in STATES]
SEEN = (
    "start-known", "create-own", "keys-many-copies", "keys-large", "keys-deleting", "keys-empty",
    "entry-strange", "copies", "sheet", "drill-failed", "settings",
)  # fmt: skip
"""States in which every part and every role is seen at least once."""


def problems(stage: Stage) -> list[str]:
    return [
        *cut_texts(stage),
        *cut_targets(stage),
        *sticking_out(stage),
        *(f"small: {target}" for target in small_targets(stage)),
    ]


def lost_in(
    qtbot: QtBot, stage: SetStage, state: str, look: tuple[str, float, int]
) -> tuple[Stage, list[str]]:
    """Return a screen in a look at rest, and what has too little room there."""
    language, scale, width = look
    shown = stage(state, scale=scale, language=language)
    shown.resize(width, 700)
    for row in shown.findChildren(WorkRow):
        row.setVisible(shown.session.working is not None)
    found: list[str] = []
    for _round in range(ROUNDS):
        qtbot.wait(2)  # the layout comes to rest
        found = problems(shown)
        if not found:
            break
    return shown, found


@pytest.mark.parametrize("state", USUAL)
def test_everything_has_its_room_where_there_is_least(
    qtbot: QtBot, stage: SetStage, state: str
) -> None:
    for look in (NARROWEST, TO_THE_LEFT):
        shown, lost = lost_in(qtbot, stage, state, look)
        assert "\n".join(lost) == ""
        shown.hide()


@pytest.mark.long
@pytest.mark.parametrize("look", ROOMY)
@pytest.mark.parametrize("state", STATES)
def test_everything_has_its_room_in_every_look(
    qtbot: QtBot, stage: SetStage, state: str, look: tuple[str, float, int]
) -> None:
    assert "\n".join(lost_in(qtbot, stage, state, look)[1]) == ""


@pytest.mark.parametrize("state", USUAL)
def test_whatever_takes_the_focus_is_named_and_the_page_begins_with_one_of_them(
    stage: SetStage, state: str
) -> None:
    shown = stage(state)
    found = stops(shown)
    assert found
    assert [shape(stop) for stop in found if not told(stop, QAccessible.Text.Name).strip()] == []
    assert [shape(stop) for stop in found if not stop.accessibleIdentifier()] == []
    counted = Counter(
        thing.accessibleIdentifier()
        for thing in visible(shown, QWidget)
        if thing.accessibleIdentifier()
    )
    assert [name for name, count in counted.items() if count > 1] == []
    filled = [
        shape(button) for button in visible(shown, Button) if button._kind is ButtonKind.PRIMARY
    ]
    assert len(filled) <= 1, filled
    assert {
        shape(label)
        for label in shown.findChildren(QLabel)
        if label.text() and label.textFormat() is not Qt.TextFormat.PlainText
    } == set()
    for heading in visible(shown, Heading):
        interface = QAccessible.queryAccessibleInterface(heading)
        assert interface.role() is QAccessible.Role.Heading
        assert heading.text()
    shown.page.focus_first()
    focused = shown.focusWidget()
    assert focused is not None
    assert shown.page.isAncestorOf(focused)
    assert focused.isVisible()


ALSO_IN_DOOR_1 = re.compile(
    "key-block-|key-line|key-id$|suggestion|read-progress|findings|key-id-compared"
)
"""Parts of door 1 that stand in these screens as well."""


def test_no_two_screens_share_an_identifier(stage: SetStage) -> None:
    owners: dict[str, set[str]] = {}
    for state, (step, _made) in STATES.items():
        if not is_usual(state):
            continue
        shown = stage(state)
        for thing in shown.page.findChildren(QWidget):
            name = thing.accessibleIdentifier()
            if name and not ALSO_IN_DOOR_1.match(name):
                owners.setdefault(name, set()).add(step.value)
        shown.hide()
    assert len(owners) > 80
    assert {name: steps for name, steps in owners.items() if len(steps) > 1} == {}


# Words: all of them are translated, whatever is painted or said.

KNOWN = sorted(
    {
        PASSPHRASE,
        *WORDS,
        *(entry.device for entry in keys().entries),
        *(entry.drive for entry in keys().entries),
        *(entry.note for entry in keys().entries),
        "Microsoft account", "Wallet", "Paper", "Drive C", "Bought with the docking station.",
        "Eleven grey owls é", "sunshine", "Eleven",
        *(part for copy in ("E:\\keys.age", "C:\\keys.kdbx", "/mnt/stick/keys.html")
          for part in (copy,)),
        str(LONG_PATH), str(LONG_PATH.parent), LONG_PATH.name,
        *(str(sibling.path) for sibling in SIBLINGS),
    }
    - {""},
    key=len,
    reverse=True,
)  # fmt: skip
"""What a person wrote, or what a file is called: the same in every language."""
CODES = re.compile(r"(?<!\w)[0-9A-FO]{4,}(?:-[0-9A-FO…]+)*|\b[0-9A-F](?: [0-9A-F]){3,}\b")
UNCHANGED = re.compile(r"[bdfmpqvxBDFMPQVX]+")


def english_in(text: str) -> list[str]:
    for known in KNOWN:
        text = text.replace(known, " ")
    return [
        word
        for word in WORD.findall(CODES.sub(" ", text))
        if len(word) > 1 and word.isascii() and not UNCHANGED.fullmatch(word)
    ]


def said_by(shown: QWidget) -> Iterator[str]:
    for thing in visible(shown, QWidget):
        yield from spoken(thing)
        if isinstance(thing, QAbstractItemView):
            model = thing.model()
            for row in range(model.rowCount()):
                yield model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize("state", USUAL)
def test_no_word_stays_english_and_longer_words_have_their_room(
    qtbot: QtBot, stage: SetStage, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    shown, lost = lost_in(qtbot, stage, state, LONGER)
    assert "\n".join(lost) == ""
    texts = [*painted(monkeypatch, shown), *said_by(shown)]
    assert any("[" in text for text in texts)
    assert {text: words for text in texts if (words := english_in(text))} == {}


def test_an_untranslated_word_would_be_found() -> None:
    assert english_in("[Ķééý] Delete it 5BFCBB05") == ["Delete", "it"]
    assert english_in("Kitchen laptop · 5 B F C B B 0 5") == []


@pytest.mark.parametrize("state", SEEN)
def test_whatever_is_drawn_stands_out_from_what_it_is_drawn_on(
    qtbot: QtBot, stage: SetStage, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    shown = stage(state)
    shown.resize(1100, 1300)
    for theme in Theme:
        shown.look.set_theme(theme)
        qtbot.wait(5)
        pairs = list(drawn_pairs(monkeypatch, shown))
        assert len(pairs) > 5
        low = {
            f"{what}: {ink.name()} on {back.name()}"
            for what, ink, back, least in pairs
            if contrast(ink.name(), back.name()) < least
        }
        assert low == set(), theme


@pytest.mark.parametrize("state", SEEN)
def test_a_change_of_look_and_language_tells_nothing(
    qtbot: QtBot, stage: SetStage, state: str
) -> None:
    shown = stage(state)
    before = [label.text() for label in visible(shown.page, Text) if label.text()]
    shown.look.set_theme(Theme.DARK)
    shown.look.set_scale(1.5)
    shown.retranslate()
    shown.look.set_scale(1.0)
    shown.draw(shown.session)
    qtbot.wait(1)  # rows that were made anew are shown in the next round
    after = [label.text() for label in visible(shown.page, Text) if label.text()]
    assert sorted(after) == sorted(before)
    assert shown.told == []


def test_icons_stand_with_words(stage: SetStage) -> None:
    for state in SEEN:
        shown = stage(state)
        for icon in visible(shown, Icon):
            beside = icon.parentWidget()
            assert beside is not None
            assert any(text.text() for text in visible(beside, Text)), (state, icon._name)
        shown.hide()
