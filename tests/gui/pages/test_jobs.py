# SPDX-License-Identifier: Apache-2.0
"""Work on a pool thread and its way back."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recovery_assistant.ui import jobs

WAIT = 10
"""Seconds until a test gives up on a thread."""


class Told:
    """What came back, and on which thread."""

    def __init__(self) -> None:
        self.progress: list[tuple[int, int]] = []
        self.results: list[int] = []
        self.problems: list[Exception] = []
        self.threads: set[int] = set()

    def on_progress(self, done: int, total: int) -> None:
        self.threads.add(threading.get_ident())
        self.progress.append((done, total))

    def on_done(self, result: int) -> None:
        self.threads.add(threading.get_ident())
        self.results.append(result)

    def on_problem(self, problem: Exception) -> None:
        self.threads.add(threading.get_ident())
        self.problems.append(problem)

    @property
    def nothing(self) -> bool:
        return not (self.progress or self.results or self.problems)

    def run(self, parent: QObject, work: jobs.Work[int]) -> jobs.Job[int]:
        return jobs.run(
            parent,
            work,
            on_progress=self.on_progress,
            on_done=self.on_done,
            on_problem=self.on_problem,
        )


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[QObject]:
    assert qapp is not None
    yield QObject()
    finish()


def finish() -> None:
    """Let the pool come to an end and everything that it sent arrive."""
    assert QThreadPool.globalInstance().waitForDone(WAIT * 1000)
    for _round in range(3):
        QApplication.processEvents()


def test_a_result_comes_back_on_the_thread_of_the_window(qtbot: QtBot, parent: QObject) -> None:
    told, worked = Told(), []

    def work(_progress: jobs.Progress, _cancelled: jobs.Cancelled) -> int:
        worked.append(threading.get_ident())
        return 7

    told.run(parent, work)
    qtbot.waitUntil(lambda: told.results == [7])
    assert told.threads == {threading.get_ident()}
    assert worked != [threading.get_ident()]


def test_progress_arrives_in_order_and_before_the_result(qtbot: QtBot, parent: QObject) -> None:
    told = Told()

    def work(progress: jobs.Progress, _cancelled: jobs.Cancelled) -> int:
        for done in range(5):
            progress(done, 5)
        return 0

    told.run(parent, work)
    qtbot.waitUntil(lambda: bool(told.results))
    assert told.progress == [(done, 5) for done in range(5)]
    assert told.threads == {threading.get_ident()}


def test_an_exception_reaches_who_handles_problems(qtbot: QtBot, parent: QObject) -> None:
    told = Told()

    def work(_progress: jobs.Progress, _cancelled: jobs.Cancelled) -> int:
        raise ZeroDivisionError

    told.run(parent, work)
    qtbot.waitUntil(lambda: bool(told.problems))
    assert isinstance(told.problems[0], ZeroDivisionError)
    assert (told.results, told.threads) == ([], {threading.get_ident()})


@pytest.mark.parametrize("fails", [False, True], ids=["result", "exception"])
@pytest.mark.parametrize("ends", ["cancelled", "parent deleted"])
def test_nothing_comes_back_when_nobody_wants_it(
    qtbot: QtBot, parent: QObject, ends: str, *, fails: bool
) -> None:
    told, begun, go_on = Told(), threading.Event(), threading.Event()
    asked: list[bool] = []

    def work(progress: jobs.Progress, cancelled: jobs.Cancelled) -> int:
        begun.set()
        go_on.wait(WAIT)
        progress(1, 1)
        asked.append(cancelled())
        if fails:
            raise ZeroDivisionError
        return 7

    holder = QObject(parent)
    job = told.run(holder, work)
    assert begun.wait(WAIT)
    if ends == "cancelled":
        job.cancel()
    else:
        with qtbot.waitSignal(holder.destroyed):
            holder.deleteLater()
    go_on.set()
    finish()
    assert asked == [True]
    assert told.nothing


def test_what_was_sent_before_cancelling_is_dropped_too(parent: QObject) -> None:
    told = Told()

    def work(progress: jobs.Progress, _cancelled: jobs.Cancelled) -> int:
        progress(1, 1)
        return 7

    job = told.run(parent, work)
    # The pool is done, and its answers lie in the queue of this thread.
    assert QThreadPool.globalInstance().waitForDone(WAIT * 1000)
    job.cancel()
    finish()
    assert told.nothing


def test_a_job_that_ended_is_not_kept(qtbot: QtBot, parent: QObject) -> None:
    told = Told()
    told.run(parent, lambda _progress, _cancelled: 7)
    qtbot.waitUntil(lambda: bool(told.results))
    qtbot.waitUntil(lambda: parent.children() == [])
