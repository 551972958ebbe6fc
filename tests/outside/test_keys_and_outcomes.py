# SPDX-License-Identifier: Apache-2.0
"""From outside: keys with a slip, of another drive, and what the locked PC may do with a key."""

import pytest

from outside.conftest import StartProgram
from outside.steps import (
    BLOCKS,
    KEY,
    KEY_ID,
    at_the_outcome,
    blocks,
    bring,
    ends_well,
    expect_title,
    faults,
    forward,
    heard,
    on_screen_3,
    press,
    reads,
    type_on_the_pc,
    way_on,
)

pytestmark = pytest.mark.outside

OTHER_KEY = "-".join(f"{value * 11:06d}" for value in (21_001, 5, 777, 40_404, 12, 3456, 9, 65))
OTHER_ID = "0A1B2C3D-4E5F-4A1B-8C2D-3E4F5A6B7C8D"
SHORT = (*BLOCKS[:3], BLOCKS[3][:2] + BLOCKS[3][3:], *BLOCKS[4:])


def test_a_key_id_of_windows_7_with_two_hyphens(program: StartProgram) -> None:
    app = program()
    press(app, "shows-away")
    press(app, "owner-personal")
    forward(app, "Where the key can be")
    app.type(f"{KEY_ID[:16].lower()}")
    reads(app, "14 characters, complete")
    heard(app, "14 characters, complete")
    press(app, "route-found-personal-account")
    bring(app, f"ID: {{{OTHER_ID}}}\n{OTHER_KEY}\n\nID: {{{KEY_ID}}}\n{KEY}\n")
    reads(app, "The Key ID matches")
    app.find(id="certainty")
    heard(app, "All 14 characters compared agree. Very likely the right key.")
    assert blocks(app) == BLOCKS
    assert faults(app) == []
    at_the_outcome(app)
    press(app, "result-opened")
    forward(app, "Afterwards: keep it from coming back")
    ends_well(app)


@pytest.mark.parametrize("between", ["-", ""])
def test_47_digits_lack_one_that_is_offered(program: StartProgram, between: str) -> None:
    app = program()
    on_screen_3(app)
    bring(app, between.join(SHORT))
    reads(app, "Block 4 has 5 digits")
    reads(app, "A block has six. A digit is missing. Compare it with your source first.")
    heard(app, "The eight blocks are filled. 1 block needs a look.")
    app.find(id="key-block-4", states=["focused"])
    app.key("alt+Right")
    expect_title(app, "Check the key before you type it")
    assert way_on(app).description.startswith("Block 4")
    assert faults(app) == []
    spoken = " ".join(BLOCKS[3])
    while not (offered := app.find_all(role="push button", name_re=f"Use {spoken} as block 4")):
        press(app, "suggestions-more")
    app.press(node=offered[0])
    reads(app, "8 of 8 blocks without a slip")
    heard(app, "Block 4: no slip found.")
    assert blocks(app) == BLOCKS
    forward(app, "Now type it on the locked PC")
    type_on_the_pc(app)


def test_the_key_of_another_drive_is_refused_and_the_right_one_found(
    program: StartProgram,
) -> None:
    app = program()
    press(app, "shows-account")
    forward(app, "Where the key can be")
    app.type(KEY_ID[:8])
    press(app, "route-found-personal-account")
    bring(app, f"{OTHER_ID}\t{OTHER_KEY}\n")
    reads(app, "Another key's ID")
    reads(app, "It is the key of another drive")
    heard(app, "Another key's ID. Character 1 differs first.")
    # It may be tried all the same: the person decides.
    at_the_outcome(app)
    press(app, "result-refused")
    heard(app, "How did it refuse?")
    assert way_on(app).description == "Say how it refused the key."
    press(app, "refusal-other_drive")
    reads(app, "Compare the Key ID on the screen with the one beside your key.")
    heard(app, "Refused: the key of another drive")
    assert way_on(app).name == "Look for the other key"
    assert faults(app) == []
    forward(app, "Where the key can be")
    press(app, "route-found-personal-account")
    bring(app, f"{KEY_ID}\t{KEY}\n")
    reads(app, "The Key ID matches")
    assert blocks(app) == BLOCKS
    at_the_outcome(app)
    # The answer belonged to the other key.
    app.find(id="result-refused", not_states=["checked"])
    press(app, "result-opened")
    forward(app, "Afterwards: keep it from coming back")
    ends_well(app)


def test_it_opens_but_asks_again_at_each_start(program: StartProgram) -> None:
    app = program()
    on_screen_3(app)
    bring(app, KEY)
    at_the_outcome(app)
    press(app, "result-asks_again")
    reads(app, "It opens, but asks again each time")
    reads(app, "Pause BitLocker and resume it")
    reads(app, "While BitLocker is paused the key lies open on the drive.")
    reads(app, "Turning BitLocker off is no cure.")
    heard(app, "It opens, but asks again each time")
    assert faults(app) == []
    forward(app, "Afterwards: keep it from coming back")
    press(app, "cause-secure_boot")
    reads(app, "What happened before it asked?")
    assert faults(app) == []
    ends_well(app)


def test_somebody_who_cannot_type_at_all_is_led_to_the_function_keys(
    program: StartProgram,
) -> None:
    app = program()
    on_screen_3(app)
    bring(app, KEY)
    at_the_outcome(app)
    press(app, "result-cannot_type")
    reads(app, "You cannot type the key")
    reads(app, "Try a keyboard with a cable, and another port.")
    reads(app, "F1 to F9 stand for 1 to 9. F10 stands for 0.")
    heard(app, "You cannot type the key", "Typing with F1 to F10")
    assert way_on(app).name == "Try typing again"
    assert faults(app) == []
    forward(app, "Now type it on the locked PC")
    keys = ", ".join("F10" if digit == "0" else f"F{digit}" for digit in BLOCKS[0])
    app.find(id="large-block", desc_re=f"Function keys: {keys}$")
    reads(app, "Press Num Lock once, or use the row above the letters.")
    type_on_the_pc(app)
    heard(app, "1 of 8 blocks typed. Now block 2.", "8 of 8 blocks typed.")
    forward(app, "Did it open?")
    press(app, "result-opened")
    forward(app, "Afterwards: keep it from coming back")
    ends_well(app)
