# SPDX-License-Identifier: Apache-2.0
"""Noticing that nobody touched the program, with a clock of the test's own."""

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from recovery_assistant.system.idle import IdleWatch, seconds_awake_or_asleep

Touch = Callable[[QWidget], None]


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    shown = QWidget()
    with qtbot.waitExposed(shown):
        shown.show()
    yield shown
    shiboken6.delete(shown)


@pytest.fixture
def watch(clock: Clock, window: QWidget) -> IdleWatch:
    return IdleWatch(window, clock)


def press(window: QWidget) -> None:
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)


def click(window: QWidget) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(window.windowHandle(), left, none, QPoint(5, 5))


def move(window: QWidget) -> None:
    QTest.mouseMove(window.windowHandle(), QPoint(3, 3))
    QTest.mouseMove(window.windowHandle(), QPoint(9, 9))


def test_it_tells_once_when_the_time_is_over(watch: IdleWatch, clock: Clock, qtbot: QtBot) -> None:
    watch.wait(180)
    clock.now += 179
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()
    clock.now += 1
    with qtbot.waitSignal(watch.idle, timeout=0):
        watch.look()
    assert not watch.is_running


@pytest.mark.parametrize("touch", [press, click, move])
def test_whatever_a_person_does_begins_it_anew(
    watch: IdleWatch, clock: Clock, window: QWidget, qtbot: QtBot, touch: Touch
) -> None:
    watch.wait(60)
    clock.now += 59
    touch(window)
    qtbot.waitUntil(lambda: watch.seconds_left == 60)
    clock.now += 59
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()


def test_what_happens_without_a_person_does_not(
    watch: IdleWatch, clock: Clock, window: QWidget
) -> None:
    watch.wait(60)
    clock.now += 30
    window.resize(300, 200)
    window.update()
    QApplication.processEvents()
    assert watch.seconds_left == 30


def test_another_time_counts_from_what_was_done_last(watch: IdleWatch, clock: Clock) -> None:
    watch.wait(180)
    clock.now += 50
    watch.wait(60)
    assert watch.seconds_left == 10


def test_a_dialog_opened_later_is_listened_to(
    watch: IdleWatch, clock: Clock, window: QWidget, qtbot: QtBot
) -> None:
    watch.wait(60)
    dialog = QDialog(window)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() == dialog.windowHandle())
    clock.now += 40
    press(dialog)
    qtbot.waitUntil(lambda: watch.seconds_left == 60)
    # A window that is gone is listened to no more.
    shiboken6.delete(dialog)
    watch.stop()
    assert not watch.is_running


def test_once_stopped_it_tells_nothing_and_can_begin_again(
    watch: IdleWatch, clock: Clock, window: QWidget
) -> None:
    watch.wait(60)
    watch.stop()
    watch.stop()
    clock.now += 500
    watch.wait(60)
    assert watch.seconds_left == 60
    press(window)


def test_how_long_is_left_is_told_about_once_a_second(
    watch: IdleWatch, clock: Clock, qtbot: QtBot
) -> None:
    watch.wait(60)
    clock.now += 15
    with qtbot.waitSignal(watch.ticked, timeout=3000) as told:
        pass
    assert told.args == [45]


def test_the_clock_goes_on_and_never_back() -> None:
    first = seconds_awake_or_asleep()
    assert seconds_awake_or_asleep() >= first
