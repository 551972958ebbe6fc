# SPDX-License-Identifier: Apache-2.0
"""Every stage of a call in every state: its room, its names, its targets, its language."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.call.conftest import SetStage
from gui.call.stage import Stage
from gui.call.states import (
    CALLER,
    CASE,
    DEVICE,
    EXPORT,
    GUIDANCE,
    MADE,
    PHONE,
    PROFILE,
    REFERENCE,
    session,
)
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
from recovery_assistant.guidance.calling import spoken as spoken_at_all
from recovery_assistant.guidance.profile import Directory
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
SEEN = (
    "caller-verified", "caller-not-verified", "key-id-german", "key-several-chosen",
    "read-out-differs", "read-out-no-engine", "outcome-code",
)  # fmt: skip
"""States in which every part and every role is seen at least once."""
ALSO = (
    "caller", "key-id-read-back", "key-id-skipped", "key-none", "key-slip", "key-without-id",
    "read-out", "read-out-dropped", "read-out-voice", "read-out-german", "read-out-done",
    "outcome-refused-block-marked", "outcome-refused-other-drive", "outcome-not-saved",
    "outcome-not-verified",
)  # fmt: skip
"""The others differ from one of these by a sentence; they are looked at with --long."""
USUAL = [
    name if name in SEEN + ALSO else pytest.param(name, marks=pytest.mark.long) for name in MADE
]


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
    """Return a stage in a look at rest, and what has too little room there."""
    language, scale, width = look
    shown = stage(state, scale=scale, language=language)
    shown.resize(width, 700)
    for row in shown.findChildren(WorkRow):
        row.setVisible(shown.session.reading is not None)
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
@pytest.mark.parametrize("state", MADE)
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


@pytest.mark.parametrize("state", USUAL)
def test_every_stop_is_reached_by_the_tab_key_alone(stage: SetStage, state: str) -> None:
    shown = stage(state)
    wanted = {stop for stop in stops(shown) if shown.page.isAncestorOf(stop)}
    shown.page.focus_first()
    reached: list[QWidget] = []
    for _press in range(len(wanted) + 10):
        now = shown.focusWidget()
        assert now is not None
        if reached and now is reached[0]:
            break
        reached.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    # A group of choices is one stop: its other choices are reached by the arrow keys.
    groups = {stop.parentWidget() for stop in reached}
    missed = {stop for stop in wanted - set(reached) if stop.parentWidget() not in groups}
    assert [shape(stop) for stop in missed] == []


ALSO_IN_DOOR_1 = re.compile(
    "key-block-|key-line|suggestion|read-progress|findings|key-id-compared|call-(say|note|block-)"
)
"""Parts of door 1, and those that stand on every stage."""


def test_no_two_stages_share_an_identifier(stage: SetStage) -> None:
    owners: dict[str, set[str]] = {}
    for state in SEEN + ALSO:
        shown = stage(state)
        for thing in shown.page.findChildren(QWidget):
            name = thing.accessibleIdentifier()
            if name and not ALSO_IN_DOOR_1.match(name):
                owners.setdefault(name, set()).add(shown.session.at.value)
        shown.hide()
    assert len(owners) > 60
    assert {name: steps for name, steps in owners.items() if len(steps) > 1} == {}


# Words: all of ours are translated; what an agent says to a caller is in the caller's language.


CODE = "E_FVE_TPM_DISABLED"


def _said() -> set[str]:
    """Everything out of the guidance: the same in every language of the program."""
    said: set[str] = {PHONE.tongue("en").support}
    for language in PHONE.languages:
        tongue = PHONE.tongue(language)
        for one in "0123456789ABCDEF":
            said |= {spoken_at_all(one, alphabet, tongue) for alphabet in PHONE.alphabets}
        said |= {tongue.title, *tongue.digits.values(), *tongue.numbers}
        for script in tongue.scripts.values():
            said |= {*script.say, script.wait, script.unsure, script.never}
    for alphabet in PHONE.alphabets:
        said |= {alphabet.title, *alphabet.letters.values(), *alphabet.digits.values()}
    for directory in Directory:
        said |= set(PHONE.rotation(directory).say)
    return said | {one.text for one in (*PROFILE.checks, *PROFILE.ways, *PROFILE.reasons)}


def _meanings() -> set[str]:
    code = GUIDANCE.error_code(CODE)
    assert code is not None
    return {code.meaning, code.first.read()}


KNOWN = sorted(
    (
        part
        for text in _said() | _meanings()
        for part in re.split(r"\{\w+\}", text)
    ),
    key=len,
    reverse=True,
)  # fmt: skip
OWN = (
    PROFILE.company, PROFILE.portal, PROFILE.reference, DEVICE, CALLER, REFERENCE, EXPORT, CODE,
)  # fmt: skip
CODES = re.compile(r"(?<!\w)(?:0x)?[0-9A-F]{4,}(?:-[0-9A-F…]+)*|(?<![\w])[0-9A-F](?![\w])")
UNCHANGED = re.compile(r"[bdfmpqvxBDFMPQVX]+|F\d+")


def english_in(text: str) -> list[str]:
    for known in (CASE.name, *OWN, *KNOWN):
        if len(known.strip()) > 1:
            text = text.replace(known, " ")
    return [
        word
        for word in WORD.findall(CODES.sub(" ", text))
        if len(word) > 1 and word.isascii() and not UNCHANGED.fullmatch(word)
    ]


def said_by(shown: QWidget) -> Iterator[str]:
    for thing in visible(shown, QWidget):
        yield from spoken(thing)


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


# What may be seen and heard of the key.

KEY_SEEN = ("read-out", "read-out-differs", "read-out-voice", "read-out-german")


def _digits_in(monkeypatch: pytest.MonkeyPatch, shown: Stage, block: str) -> bool:
    """Whether a block can be read anywhere, a digit at a time or as a whole."""
    texts = [*painted(monkeypatch, shown), *said_by(shown)]
    texts += [text.text() for text in shown.findChildren(QLabel)]
    texts.append("".join(text for text in texts if len(text) == 1))
    together = "\n".join(texts).replace(" ", "")
    return block in together


@pytest.mark.parametrize("state", USUAL)
def test_digits_of_the_key_are_drawn_at_the_read_out_and_nowhere_else(
    stage: SetStage, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    made = session(state)
    shown = stage(state)
    seen = [
        block
        for number, block in enumerate(made.draft.blocks, start=1)
        if len(block) == 6 and _digits_in(monkeypatch, shown, block)
    ]
    at_hand = made.draft.block(made.block)
    assert seen == ([at_hand] if made.shown else [])
    if state in KEY_SEEN:
        assert seen
    # What paints digits keeps no text of them.
    for label in shown.findChildren(QLabel):
        assert at_hand not in label.text().replace(" ", "") or not at_hand


def test_hiding_takes_the_digits_from_view_at_once(
    stage: SetStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = stage("read-out-differs")
    block = shown.session.draft.block(shown.session.block)
    assert _digits_in(monkeypatch, shown, block)
    shown.page.hide_secrets()
    assert not _digits_in(monkeypatch, shown, block)
