# SPDX-License-Identifier: Apache-2.0
"""Keep my place from outside: killed and gone on with; two windows at once."""

import json
import os
import signal
from pathlib import Path

import pytest

from outside.atspi_driver import App
from outside.conftest import StartProgram

pytestmark = pytest.mark.outside

VALUES = (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)
BLOCKS = tuple(f"{value * 11:06d}" for value in VALUES)
KEY = "-".join(BLOCKS)
KEY_ID = "5BFCBB05"


def press(app: App, identifier: str) -> None:
    """Go to a control that is in view and press it by keyboard."""
    app.focus(id=identifier, showing=True)
    app.key("space")


def expect_title(app: App, title: str) -> None:
    app.find(role="heading", id="page-title", name=title)


def forward(app: App, title: str) -> None:
    app.key("alt+Right")
    expect_title(app, title)


def places(home: Path) -> list[Path]:
    return sorted(home.rglob("case-*.json"))


def everything_on_disk(home: Path) -> str:
    files = [path for path in home.rglob("*") if path.is_file()]
    return "\n".join(path.read_bytes().decode("latin-1") for path in files)


def keep_one(app: App, owner: str, *, key_id: bool = False) -> None:
    """Walk to screen 2 and tick that the place is kept."""
    press(app, "shows-away")
    press(app, f"owner-{owner}")
    forward(app, "Where the key can be")
    press(app, "keep-place")
    app.find(id="keep-place", states=["checked"], showing=True)
    if key_id:
        press(app, "keep-key-id")


def kill(app: App) -> None:
    """End the program as a power cut does, and then the screen it ran on."""
    assert app.proc is not None
    app.proc.kill()
    assert app.proc.wait(20) == -signal.SIGKILL
    app.stop()


def test_killed_in_the_middle_the_next_start_goes_on(program: StartProgram, tmp_path: Path) -> None:
    app = program(home=tmp_path)
    keep_one(app, "personal", key_id=True)
    app.type(id="key-id", text=KEY_ID)
    press(app, "route-line-personal-account-1")
    press(app, "route-missing-personal-account")
    press(app, "route-found-paper-or-file")
    expect_title(app, "Check the key before you type it")
    app.clipboard(f"{KEY_ID} {KEY}")
    press(app, "paste")
    app.find(name_re="The Key ID matches")
    forward(app, "Now type it on the locked PC")
    app.focus(id="large-block")
    app.key("space")
    kill(app)
    left = everything_on_disk(tmp_path)
    assert not any(block in left for block in BLOCKS)
    assert KEY_ID in left
    again = program(home=tmp_path)
    # The focus stands on going on.
    again.find(id="go-on-1", states=["focused"])
    again.key("space")
    expect_title(again, "Check the key before you type it")
    again.find(name_re="The key itself is never kept")
    assert not any(again.find(id=f"key-block-{number}").text for number in range(1, 9))
    again.key("alt+Left")
    expect_title(again, "Where the key can be")
    assert again.find(id="key-id").text == KEY_ID
    again.find(id="keep-place", states=["checked"], showing=True)
    again.find(name_re="1 of 5 place")
    press(again, "keep-place")
    assert places(tmp_path) == []


def test_two_windows_at_once_keep_their_own_case_and_neither_is_lost(
    program: StartProgram, tmp_path: Path
) -> None:
    one = program(home=tmp_path)
    keep_one(one, "personal")
    two = program(home=tmp_path)
    # What the first window is at is not offered to the second.
    expect_title(two, "What does the locked PC show?")
    assert two.find_all(id="go-on-1") == []
    keep_one(two, "work")
    press(one, "route-missing-personal-account")
    press(two, "route-missing-work-self-service")
    one.find(name_re="1 of 5 place")
    two.find(name_re="1 of 14 place")
    kept = [json.loads(path.read_bytes()) for path in places(tmp_path)]
    assert sorted((place["owner"], place["ruled_out"]) for place in kept) == [
        ("personal", ["personal-account"]),
        ("work", ["work-self-service"]),
    ]
    kill(one)
    kill(two)
    three = program(home=tmp_path)
    three.find(id="go-on-1", name_re="Work or school")
    three.find(id="go-on-2", name_re="Personal")
    press(three, "go-on-2")
    expect_title(three, "Where the key can be")
    three.find(name_re="1 of 5 place")
    # While the third window is at the one, a fourth gets only the other.
    four = program(home=tmp_path)
    four.find(id="go-on-1", name_re="Work or school")
    assert four.find_all(id="go-on-2") == []
    press(four, "forget-offers")
    four.gone(id="go-on-1")
    assert [json.loads(path.read_bytes())["owner"] for path in places(tmp_path)] == ["personal"]


def test_it_is_forgotten_when_it_opened_and_after_fourteen_days(
    program: StartProgram, tmp_path: Path
) -> None:
    app = program(home=tmp_path)
    keep_one(app, "offline")
    (path,) = places(tmp_path)
    kill(app)
    old = path.stat().st_mtime - 15 * 86_400
    os.utime(path, (old, old))
    again = program(home=tmp_path)
    expect_title(again, "What does the locked PC show?")
    assert again.find_all(id="go-on-1") == []
    assert places(tmp_path) == []
    keep_one(again, "personal")
    forward(again, "Check the key before you type it")
    again.clipboard(KEY)
    press(again, "paste")
    forward(again, "Now type it on the locked PC")
    forward(again, "Did it open?")
    assert len(places(tmp_path)) == 1
    press(again, "result-opened")
    again.find(id="result-opened", states=["checked"])
    assert places(tmp_path) == []


def test_a_damaged_place_and_a_folder_that_cannot_be_written_are_said(
    program: StartProgram, tmp_path: Path
) -> None:
    app = program(home=tmp_path)
    keep_one(app, "personal")
    (path,) = places(tmp_path)
    kill(app)
    path.write_bytes(b"{")
    again = program(home=tmp_path)
    again.find(id="toast", name_re="damaged")
    folder = path.parent
    for left in folder.iterdir():
        left.unlink()
    folder.rmdir()
    folder.write_bytes(b"a file where a folder must be")
    press(again, "shows-account")
    forward(again, "Where the key can be")
    press(again, "keep-place")
    again.find(id="toast", name_re="cannot be kept on this PC")
    again.find(id="keep-place", not_states=["checked"], showing=True)
    forward(again, "Check the key before you type it")
