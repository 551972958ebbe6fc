# SPDX-License-Identifier: Apache-2.0
"""Ordinary text on the clipboard and from it."""

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from recovery_assistant.find import LARGEST_TEXT
from recovery_assistant.system.clipboard import copy_text, read_text

pytestmark = pytest.mark.usefixtures("qapp")


def test_what_was_copied_is_read() -> None:
    copy_text("https://aka.ms/myrecoverykey")
    assert read_text() == "https://aka.ms/myrecoverykey"


def test_a_long_text_is_cut_off() -> None:
    copy_text("x" * 100)
    assert read_text(10) == "x" * 10


def test_markup_alone_comes_back_as_its_source() -> None:
    data = QMimeData()
    data.setHtml("<b>5BFCBB05</b>")
    QGuiApplication.clipboard().setMimeData(data)
    assert "<b>5BFCBB05</b>" in read_text()


def test_a_picture_is_no_text() -> None:
    data = QMimeData()
    data.setData("image/png", b"\x89PNG")
    QGuiApplication.clipboard().setMimeData(data)
    assert read_text() == ""


def test_too_long_a_text_is_still_seen_to_be_too_long() -> None:
    copy_text("x" * (LARGEST_TEXT + 5))
    assert len(read_text()) == LARGEST_TEXT + 1
