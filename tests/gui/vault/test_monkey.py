# SPDX-License-Identifier: Apache-2.0
"""Somebody who presses anything on any screen of door 3: nothing warns, breaks, or is told twice.

Every failure names its seed; MONKEY_SEED=7 in the environment makes the same run again.
"""

import os
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRandomGenerator, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.pages.test_monkey import CHARACTERS, CHORDS, KEYS, SCALES, Recorded, offscreen
from gui.vault.conftest import SetStage
from gui.vault.stage import Stage
from gui.vault.states import PAGES, STATES
from recovery_assistant.ui.look import Theme

SEED = 20_261_122
EACH = 40
EACH_LONG = 1_500
SIZES = ((480, 420), (640, 480), (1100, 760), (1600, 1000))


def click(shown: Stage, chance: QRandomGenerator, button: Qt.MouseButton) -> str:
    inside = [thing for thing in shown.findChildren(QWidget) if thing.isVisible()]
    thing = inside[chance.bounded(len(inside))]
    x, y = chance.bounded(max(1, thing.width())), chance.bounded(max(1, thing.height()))
    named = f"click on {type(thing).__name__} {thing.objectName()}"
    QTest.mouseClick(thing, button, Qt.KeyboardModifier.NoModifier, QPoint(x, y))
    return named


def act(shown: Stage, chance: QRandomGenerator, others: Sequence[str]) -> str:
    """Do one thing; draw what the screen would be given next: any state of the same screen."""
    within: QWidget | None = shown.focusWidget()
    focused = QApplication.activePopupWidget() or within or shown
    match chance.bounded(20):
        case 0 | 1 | 2 | 3 | 4 | 5:
            key = KEYS[chance.bounded(len(KEYS))]
            QTest.keyClick(focused, key)
            done = key.name
        case 6 | 7 | 8:
            done = CHARACTERS[chance.bounded(len(CHARACTERS))]
            QTest.keyClicks(focused, done)
        case 9 | 10:
            chord, modifier = CHORDS[chance.bounded(len(CHORDS))]
            QTest.keyClick(focused, chord, modifier)
            done = f"{modifier.name} {chord.name}"
        case 11:
            done = click(shown, chance, Qt.MouseButton.RightButton)
        case 12:
            shown.resize(*SIZES[chance.bounded(len(SIZES))])
            shown.look.set_scale(SCALES[chance.bounded(len(SCALES))])
            done = "another size"
        case 13:
            shown.look.set_theme(list(Theme)[chance.bounded(len(Theme))])
            shown.page.hide_secrets()
            shown.retranslate()
            done = "other colours"
        case 14:
            done = others[chance.bounded(len(others))]
            shown.draw(STATES[done][1]())
        case _:
            done = click(shown, chance, Qt.MouseButton.LeftButton)
    return done


def let_loose(
    qtbot: QtBot, stage: SetStage, log: Recorded, step: object, events: int, seed: int
) -> None:
    others = [name for name, (of, _made) in STATES.items() if of is step]
    shown = stage(others[0])
    chance = QRandomGenerator(seed)
    last: list[str] = []
    for _number in range(events):
        with qtbot.captureExceptions() as exceptions:
            last = [*last[-10:], act(shown, chance, others)]
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        told = f"seed {seed}, {step}, last: {' | '.join(last)}"
        assert exceptions == [], told
        assert [said.message for said in log.records if not said.ignored] == [], told


def chosen_seed(usual: int) -> int:
    return int(os.environ.get("MONKEY_SEED", usual))


@offscreen
@pytest.mark.parametrize("step", PAGES)
def test_some_random_events_do_no_harm(
    qtbot: QtBot, stage: SetStage, qtlog: Recorded, step: object
) -> None:
    let_loose(qtbot, stage, qtlog, step, EACH, chosen_seed(SEED))


@pytest.mark.long
@offscreen
@pytest.mark.parametrize("step", PAGES)
def test_many_random_events_do_no_harm(
    qtbot: QtBot, stage: SetStage, qtlog: Recorded, step: object
) -> None:
    seed = chosen_seed(int.from_bytes(os.urandom(3)))
    let_loose(qtbot, stage, qtlog, step, EACH_LONG, seed)
