# SPDX-License-Identifier: Apache-2.0
"""Only allowed addresses reach the browser."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from recovery_assistant.system.links import open_link

GOOD = "https://aka.ms/myrecoverykey"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record what would be opened instead of opening it."""
    seen: list[str] = []

    def take(url: QUrl) -> bool:
        seen.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    return seen


def test_an_allowed_address_is_opened_as_it_stands(opened: list[str]) -> None:
    assert open_link(GOOD)
    assert opened == [GOOD]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://aka.ms/myrecoverykey",
        "file:///etc/passwd",
        "https://example.org/",
        "https://aka.ms.example.org/",
        "https://aka.ms@example.org/",
        "https://aka.ms:444/x",
        "https://aka.ms\\@example.org/",
        "javascript:alert(1)",
        "https://aka.ms/x; rm -rf y",
        "https://aka.ms/\n",
    ],
)
def test_anything_else_is_refused_and_never_opened(address: str, opened: list[str]) -> None:
    assert not open_link(address)
    assert opened == []


def test_a_system_that_opens_nothing_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(url: QUrl) -> bool:
        return url.isEmpty()

    monkeypatch.setattr(QDesktopServices, "openUrl", fail)
    assert not open_link(GOOD)
