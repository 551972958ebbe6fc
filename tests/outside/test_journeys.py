# SPDX-License-Identifier: Apache-2.0
"""Door 1 from outside: the started program, by keyboard and through the accessibility bus."""

from pathlib import Path

import pytest

from outside.conftest import StartProgram
from outside.steps import (
    BLOCKS,
    KEY,
    KEY_ID,
    blocks,
    bring,
    everything_said,
    expect_title,
    faults,
    forward,
    press,
    type_on_the_pc,
)

pytestmark = pytest.mark.outside


def test_a_personal_pc_with_a_link_by_keyboard_alone(program: StartProgram) -> None:
    app = program()
    expect_title(app, "What does the locked PC show?")
    # The focus stands on the first answer; Tab leads to the addresses below it.
    app.key("space")
    app.key("Tab", "space")
    app.find(id="screen-link-my-recovery-key", states=["checked"])
    app.find(id="owner-personal", states=["checked"])
    app.find(id="first-link-address", text_re="aka.ms/myrecoverykey")
    forward(app, "Where the key can be")
    app.type("5bfcbb05")
    press(app, "route-line-personal-account-1")
    press(app, "route-found-personal-account")
    expect_title(app, "Check the key before you type it")
    bring(app, f"Device name\tKey ID\tRecovery key\nPC-7\t{KEY_ID[:8]}\t{KEY}\tOSV\n")
    app.find(name_re="The Key ID matches")
    assert blocks(app) == BLOCKS
    forward(app, "Now type it on the locked PC")
    type_on_the_pc(app)
    forward(app, "Did it open?")
    press(app, "result-opened")
    forward(app, "Afterwards: keep it from coming back")
    press(app, "cause-firmware")
    press(app, "forget-case")
    app.find(id="dialog-deed")
    press(app, "dialog-deed")
    expect_title(app, "What does the locked PC show?")
    said = everything_said(app)
    assert any("Step 4 of 6" in sentence for sentence in said)
    assert any("filled" in sentence for sentence in said)
    assert not any(block in app.app_log() for block in BLOCKS)


def test_a_work_pc_with_a_key_id_of_eight(program: StartProgram) -> None:
    app = program()
    press(app, "shows-company")
    app.find(id="owner-work", states=["checked"])
    forward(app, "Where the key can be")
    app.type(id="key-id", text="5BFCBBO5")
    press(app, "key-id-proposal-1")
    app.find(name_re="8 characters, complete")
    press(app, "route-missing-work-self-service")
    press(app, "route-found-company-portal")
    other = "-".join(reversed(BLOCKS))
    bring(
        app,
        f"ID: {{{KEY_ID.replace('5BFC', '6BFC')}}}\nPassword: {other}\n\n"
        f"ID: {{{KEY_ID}}}\nPassword: {KEY}\n",
    )
    app.find(name_re="2 keys found")
    assert blocks(app) == BLOCKS
    press(app, "candidate-2")
    app.find(name_re="Another key's ID")
    assert blocks(app) == tuple(reversed(BLOCKS))
    press(app, "undo-fill")
    app.find(name_re="The Key ID matches")
    assert blocks(app) == BLOCKS
    forward(app, "Now type it on the locked PC")


def test_an_offline_pc_with_a_text_file(program: StartProgram, tmp_path: Path) -> None:
    file = tmp_path / f"BitLocker Recovery Key {KEY_ID}.TXT"
    lines = ("BitLocker recovery key", "Identifier:", f"\t{KEY_ID}", "Key:", f"\t{KEY}", "")
    file.write_bytes("\r\n\r\n".join(lines).encode("utf-16"))
    app = program()
    press(app, "shows-away")
    press(app, "owner-not_sure")
    for answer in ("answer-no", "answer-no"):
        press(app, answer)
    app.find(name_re="Never online")
    forward(app, "Where the key can be")
    press(app, "key-id-skip")
    press(app, "route-found-paper-or-file")
    press(app, "open-file")
    app.find(id="file-dialog")
    app.type(str(file))
    app.key("Return")
    app.gone(id="file-dialog")
    app.find(name_re="From the file BitLocker Recovery Key")
    assert blocks(app) == BLOCKS
    app.find(name_re="Compare this Key ID with the screen")
    forward(app, "Now type it on the locked PC")
    type_on_the_pc(app)


def test_one_wrong_digit_is_repaired(program: StartProgram) -> None:
    app = program()
    press(app, "shows-account")
    forward(app, "Where the key can be")
    forward(app, "Check the key before you type it")
    wrong = BLOCKS[4][:2] + "7" + BLOCKS[4][3:]
    for number, block in enumerate((*BLOCKS[:4], wrong, *BLOCKS[5:]), start=1):
        app.type(id=f"key-block-{number}", text=block)
    app.find(name_re="Block 5 cannot be right")
    app.key("alt+Right")
    expect_title(app, "Check the key before you type it")
    app.find(id="foot-way-on", desc_re="Block 5 needs a look first")
    offered = [
        node for node in app.find_all(role="push button") if "suggestion-use" in node.accessible_id
    ]
    spoken = " ".join(BLOCKS[4])
    right = next((node for node in offered if spoken in node.name), None)
    if right is None:
        press(app, "suggestions-more")
        right = app.find(role="push button", name_re=spoken)
    app.press(node=right)
    assert blocks(app) == BLOCKS
    forward(app, "Now type it on the locked PC")


def test_every_place_looked_at_in_vain_ends_on_the_honest_page(program: StartProgram) -> None:
    app = program()
    press(app, "shows-account")
    forward(app, "Where the key can be")
    for route in (
        "personal-account",
        "paper-or-file",
        "work-self-service",
        "usb-key-file",
        "working-session",
    ):
        press(app, f"route-missing-{route}")
    expect_title(app, "No key so far: what is left")
    app.find(name_re="Nobody sells a way past BitLocker")
    press(app, "look-again")
    expect_title(app, "Where the key can be")
    press(app, "route-open-paper-or-file")
    app.find(id="route-found-paper-or-file")


def test_a_refused_key_leads_to_the_next_thing_to_do(program: StartProgram) -> None:
    app = program()
    press(app, "shows-account")
    forward(app, "Where the key can be")
    forward(app, "Check the key before you type it")
    bring(app, KEY)
    app.find(name_re="This key came without its ID|No Key ID to compare")
    forward(app, "Now type it on the locked PC")
    forward(app, "Did it open?")
    app.key("alt+Right")
    expect_title(app, "Did it open?")
    press(app, "result-refused")
    press(app, "refusal-other_drive")
    app.find(name_re="Refused: the key of another drive")
    forward(app, "Where the key can be")
    forward(app, "Check the key before you type it")
    assert blocks(app) == BLOCKS


def test_nothing_showing_is_without_name_or_too_small(program: StartProgram) -> None:
    app = program()
    found = faults(app)
    press(app, "shows-account")
    for title in ("Where the key can be", "Check the key before you type it"):
        forward(app, title)
        found += faults(app)
    bring(app, KEY)
    for title in ("Now type it on the locked PC", "Did it open?"):
        forward(app, title)
        found += faults(app)
    assert found == []


def test_closing_the_window_ends_the_program_cleanly(program: StartProgram) -> None:
    app = program()
    press(app, "shows-account")
    forward(app, "Where the key can be")
    app.key("alt+F4")
    for _try in range(100):
        if app.returncode() is not None:
            break
        app.xdo("sleep", "0.1")
    assert app.returncode() == 0
    assert "Traceback" not in app.app_log()
