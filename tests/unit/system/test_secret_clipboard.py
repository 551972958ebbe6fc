# SPDX-License-Identifier: Apache-2.0
"""A key on the clipboard: marked as a secret, and cleared only while it is still ours."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

from recovery_assistant.system.secret_clipboard import OWN_MARK, SecretClipboard, marks

KEY = "-".join(f"{value * 11:06d}" for value in (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1))

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def empty_clipboard() -> Iterator[None]:
    yield
    QGuiApplication.clipboard().clear()


def clipboard() -> QClipboard:
    return QGuiApplication.clipboard()


def test_what_was_put_there_can_be_pasted_and_is_ours() -> None:
    secret = SecretClipboard()
    secret.put(KEY)
    assert clipboard().text() == KEY
    assert secret.is_ours


def test_managers_are_told_that_it_is_a_secret() -> None:
    SecretClipboard().put(KEY)
    data = clipboard().mimeData()
    assert data.data("x-kde-passwordManagerHint").data() == b"secret"


def test_windows_is_told_to_keep_it_out_of_history_and_cloud() -> None:
    told = marks("win32")
    assert set(told) == {
        'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"',
        'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"',
        'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"',
    }
    assert set(told.values()) == {bytes(4)}


def test_clearing_takes_off_what_is_ours() -> None:
    secret = SecretClipboard()
    secret.put(KEY)
    assert secret.clear()
    assert clipboard().text() == ""
    assert not secret.is_ours


def test_clearing_leaves_what_came_after_it() -> None:
    secret = SecretClipboard()
    secret.put(KEY)
    clipboard().setText("something else")
    assert not secret.is_ours
    assert not secret.clear()
    assert clipboard().text() == "something else"


def test_the_same_digits_copied_by_somebody_else_are_not_ours() -> None:
    secret = SecretClipboard()
    secret.put(KEY)
    clipboard().setText(KEY)
    assert not secret.clear()
    assert clipboard().text() == KEY


def test_what_another_window_put_there_is_not_ours() -> None:
    mine, other = SecretClipboard(), SecretClipboard()
    mine.put(KEY)
    other.put(KEY)
    assert not mine.clear()
    assert other.is_ours


def test_a_manager_that_took_it_over_as_it_was_is_cleared_too() -> None:
    secret = SecretClipboard()
    secret.put(KEY)
    taken = QMimeData()
    taken.setText(KEY)
    taken.setData(OWN_MARK, clipboard().mimeData().data(OWN_MARK))
    clipboard().setMimeData(taken)
    assert secret.clear()
    assert clipboard().text() == ""


def test_nothing_was_put_there_so_nothing_is_cleared() -> None:
    clipboard().setText("of the person's own")
    assert not SecretClipboard().clear()
    assert clipboard().text() == "of the person's own"


def test_each_time_the_mark_is_another() -> None:
    secret = SecretClipboard()
    secret.put(KEY)
    first = clipboard().mimeData().data(OWN_MARK).data()
    secret.put(KEY)
    assert clipboard().mimeData().data(OWN_MARK).data() != first
