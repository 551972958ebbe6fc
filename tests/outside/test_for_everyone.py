# SPDX-License-Identifier: Apache-2.0
"""From outside: door 1 by a screen reader alone, from right to left, and at 200 % text."""

import re
import time
from pathlib import Path

import pytest

from outside.atspi_driver import App, Node
from outside.conftest import StartProgram
from outside.steps import (
    BLOCKS,
    KEY,
    KEY_ID,
    blocks,
    box,
    bring,
    ends_well,
    everything_said,
    expect_title,
    faults,
    forward,
    left_to_right,
    press,
    reads,
    type_on_the_pc,
    way_on,
)

pytestmark = pytest.mark.outside

MEANT = Path(__file__).with_name("announcements.txt")
WRONG = BLOCKS[4][:2] + "7" + BLOCKS[4][3:]
HANDS = ("xdo", "click", "key", "type", "choose", "focus", "clipboard")


@pytest.fixture
def no_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take keyboard, mouse and clipboard away: what is left is the accessible tree."""

    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a screen reader has neither mouse nor keys here")

    for name in HANDS:
        monkeypatch.setattr(App, name, refuse)


def activate(app: App, identifier: str) -> None:
    """Do what a thing is there for, as assistive technology does it."""
    app.press(id=identifier)


def put(app: App, identifier: str, text: str) -> None:
    """Set the text of a field, as dictation or a Braille keyboard does it."""
    assert app.set_text(text, id=identifier)


def go_on(app: App, title: str) -> None:
    activate(app, "foot-way-on")
    expect_title(app, title)


def focused(app: App, identifier: str) -> Node:
    return app.find(id=identifier, states=["focused"])


def find_the_place(app: App) -> None:
    """Screens 1 and 2."""
    expect_title(app, "What does the locked PC show?")
    focused(app, "shows-link")
    activate(app, "foot-way-on")
    activate(app, "shows-link")
    activate(app, "screen-link-faq")
    activate(app, "foot-way-on")
    activate(app, "owner-not_sure")
    for answer in ("answer-no", "answer-yes", "answer-no"):
        activate(app, answer)
    reads(app, "A private address signs in, so we treat it as a personal PC.")
    assert "aka.ms/myrecoverykey" in (app.find(id="first-link-address").text or "")
    go_on(app, "Where the key can be")
    focused(app, "key-id")
    put(app, "key-id", "5BFCBBO5")
    activate(app, "key-id-proposal-1")
    assert app.text(id="key-id") == "5BFCBB05"
    activate(app, "route-line-personal-account-1")
    app.find(id="route-line-personal-account-1", states=["checked"])
    activate(app, "route-missing-personal-account")
    activate(app, "route-found-paper-or-file")


def check_the_key(app: App) -> None:
    """Screen 3, with an answer too early, a text without a key, and a slip."""
    expect_title(app, "Check the key before you type it")
    focused(app, "key-block-1")
    activate(app, "foot-way-on")
    put(app, "key-block-1", "there is no key at all in this sentence")
    reads(app, "No 48-digit key in that")
    for number, block in enumerate((*BLOCKS[:4], WRONG, *BLOCKS[5:]), start=1):
        put(app, f"key-block-{number}", block)
        # Nobody who listens is carried to another field.
        focused(app, "key-block-1")
    activate(app, "hide-digits")
    app.find(id="key-block-5", text="●●●●●●")
    activate(app, "foot-way-on")
    activate(app, "hide-digits")
    use = f"Use {' '.join(BLOCKS[4])} as block 5"
    while not (offered := app.find_all(role="push button", name=use)):
        activate(app, "suggestions-more")
    app.press(node=offered[0])
    assert blocks(app) == BLOCKS
    put(app, "key-block-1", f"Key ID 0A1B2C3D-1111-2222-3333-444455556666\n{KEY}")
    reads(app, "Another key's ID")
    activate(app, "undo-fill")
    put(app, "key-block-1", f"Key ID {KEY_ID}\n{KEY}")
    reads(app, "The Key ID matches")


def open_the_pc(app: App) -> None:
    """Screens 4 to 6."""
    go_on(app, "Now type it on the locked PC")
    for number, block in enumerate(BLOCKS, start=1):
        app.find(id="large-block", name=f"Block {number}: {' '.join(block)}")
        activate(app, "large-typed")
    go_on(app, "Did it open?")
    activate(app, "foot-way-on")
    activate(app, "result-refused")
    activate(app, "refusal-typing")
    activate(app, "result-opened")
    go_on(app, "Afterwards: keep it from coming back")
    activate(app, "cause-firmware")
    activate(app, "forget-case")
    focused(app, "dialog-keep")
    activate(app, "dialog-deed")
    expect_title(app, "What does the locked PC show?")
    focused(app, "shows-link")


@pytest.mark.usefixtures("no_hands")
def test_the_whole_of_door_1_by_a_screen_reader_alone(program: StartProgram) -> None:
    app = program()
    app.find(role="frame", name_re="^What does the locked PC show")
    find_the_place(app)
    check_the_key(app)
    open_the_pc(app)
    meant = MEANT.read_text(encoding="utf-8").splitlines()
    end = time.monotonic() + 10
    while len(everything_said(app)) < len(meant) and time.monotonic() < end:
        time.sleep(0.1)
    assert everything_said(app) == meant


def test_what_is_meant_to_be_said_holds_no_digit_of_a_key() -> None:
    said = MEANT.read_text(encoding="utf-8")
    assert len(said.splitlines()) > 30
    assert not re.search(r"\d{3}|\d \d", said)


def test_from_right_to_left_words_turn_round_and_digits_do_not(program: StartProgram) -> None:
    app = program("-reverse")
    steps, middle = app.find(id="rail-step-1"), int(app.size.split("x")[0]) / 2
    assert box(steps)[0] > middle
    assert box(way_on(app))[0] < middle
    assert not left_to_right([app.find(id="shows-link"), app.find(id="rail-help")][::-1])
    press(app, "shows-account")
    found = faults(app)
    forward(app, "Where the key can be")
    app.type(KEY_ID[:8])
    assert app.text(id="key-id") == KEY_ID[:8]
    found += faults(app)
    press(app, "route-found-personal-account")
    bring(app, f"{KEY_ID}\t{KEY}\n")
    reads(app, "The Key ID matches")
    fields = [app.find(id=f"key-block-{number}") for number in range(1, 5)]
    assert left_to_right(fields)
    assert blocks(app) == BLOCKS
    assert not left_to_right([app.find(id="paste"), app.find(id="open-file")])
    # The arrow keys move in a block as the eye does.
    app.focus(id="key-block-1")
    app.key("Home", "Delete")
    assert app.text(id="key-block-1") == BLOCKS[0][1:]
    app.type(BLOCKS[0][0])
    assert blocks(app) == BLOCKS
    found += faults(app)
    forward(app, "Now type it on the locked PC")
    assert left_to_right([app.find(id=f"large-bar-{number}") for number in range(1, 5)])
    type_on_the_pc(app)
    found += faults(app)
    forward(app, "Did it open?")
    press(app, "result-opened")
    forward(app, "Afterwards: keep it from coming back")
    found += faults(app)
    assert found == []
    ends_well(app)


def choose_the_largest_text(app: App) -> None:
    """Choose the last line of the menu; Qt's menus are not in the tree, only what they say is."""
    press(app, "rail-text-size")
    app.key("Up", "Return")


def test_200_percent_text_is_chosen_kept_and_cuts_nothing(
    program: StartProgram, tmp_path: Path
) -> None:
    app = program(home=tmp_path)
    before = box(app.find(id="page-title"))[3]
    choose_the_largest_text(app)
    app.find(id="top-settings")
    assert box(app.find(id="page-title"))[3] >= 1.8 * before
    app.key("alt+F4")
    again = program(home=tmp_path)
    again.find(id="top-settings")
    assert box(again.find(id="page-title"))[3] >= 1.8 * before
    found = faults(again)
    press(again, "shows-account")
    forward(again, "Where the key can be")
    again.type(KEY_ID[:8])
    found += faults(again)
    press(again, "route-found-personal-account")
    bring(again, f"{KEY_ID}\t{KEY}\n")
    reads(again, "The Key ID matches")
    assert blocks(again) == BLOCKS
    found += faults(again)
    forward(again, "Now type it on the locked PC")
    type_on_the_pc(again)
    found += faults(again)
    forward(again, "Did it open?")
    press(again, "result-opened")
    found += faults(again)
    forward(again, "Afterwards: keep it from coming back")
    found += faults(again)
    assert found == []
    ends_well(again)
