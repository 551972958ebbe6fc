# SPDX-License-Identifier: Apache-2.0
"""From outside: what the screen shows and whose PC it is decide where the key is looked for."""

import pytest

from outside.conftest import StartProgram
from outside.steps import (
    BLOCKS,
    KEY,
    KEY_ID,
    at_the_outcome,
    blocks,
    box,
    bring,
    ends_well,
    expect_title,
    faults,
    forward,
    heard,
    places,
    press,
    reads,
    type_on_the_pc,
    way_on,
)

pytestmark = pytest.mark.outside

NO_KEY_FIRST = (
    ("e_fve_user_requested_recovery", "Restart the PC and go in the usual way."),
    ("E_FVE_PCR_MISMATCH", "Take out every USB stick, disc and memory card, and restart."),
    ("FVE SECUREBOOT DISABLED", "Turn Secure Boot on again in the firmware settings, and restart."),
)


def test_not_sure_is_three_short_questions_and_a_reason(program: StartProgram) -> None:
    app = program()
    press(app, "shows-away")
    press(app, "owner-not_sure")
    reads(app, "Question 1, three at most")
    press(app, "answer-no")
    reads(app, "Did anyone ever sign in to Windows on it with an e-mail address?")
    assert way_on(app).description == "Answer the short question first."
    press(app, "answer-yes")
    press(app, "answer-unknown")
    reads(app, "So we take it as: Personal")
    reads(app, "We start with the most common case, a personal account. Others follow.")
    app.find(id="questions-again", states=["focused"])
    heard(app, "Question 2", "Question 3", "So we take it as: Personal")
    # The address stands on this very screen.
    app.find(id="first-link-address", text_re="aka.ms/myrecoverykey")
    assert faults(app) == []
    press(app, "questions-again")
    press(app, "answer-yes")
    reads(app, "So we take it as: Work or school")
    press(app, "questions-again")
    press(app, "answer-unknown")
    press(app, "answer-no")
    reads(app, "Nobody signed in online, so paper and files come first.")
    forward(app, "Where the key can be")
    assert places(app)[:2] == ["paper-or-file", "usb-key-file"]
    press(app, "route-found-paper-or-file")
    for number, block in enumerate(BLOCKS, start=1):
        app.type(id=f"key-block-{number}", text=block)
    reads(app, "8 of 8 blocks without a slip")
    at_the_outcome(app)
    press(app, "result-opened")
    forward(app, "Afterwards: keep it from coming back")
    assert faults(app) == []
    ends_well(app)


def test_the_key_is_in_the_account_of_a_family_member(program: StartProgram) -> None:
    app = program()
    press(app, "shows-account")
    app.find(id="owner-personal", states=["checked"])
    reads(app, "Anyone who can sign in: you, family, or the seller")
    forward(app, "Where the key can be")
    app.type(KEY_ID[:8])
    reads(app, "8 characters, complete")
    assert places(app)[0] == "personal-account"
    reads(app, "Sign in with the account of whoever set this PC up.")
    reads(app, f"Find the line whose Key ID begins with {KEY_ID[:8]}.")
    reads(app, "Not in the list? Sign out and try each other account that was ever used")
    reads(app, "the account of a partner, a parent or the person who sold it")
    press(app, "route-line-personal-account-5")
    assert faults(app) == []
    press(app, "route-found-personal-account")
    other = "-".join(reversed(BLOCKS))
    bring(
        app,
        "Device name\tKey ID\tRecovery key\tDrive\tKey upload date\n"
        f"DAD-LAPTOP\t0A1B2C3D\t{other}\tOSV\t11/2/2024 8:01 PM\n"
        f"GAMING-PC\t{KEY_ID[:8]}\t{KEY}\tOSV\t3/14/2025 6:40 PM\n",
    )
    reads(app, "2 keys found")
    reads(app, "The Key ID matches")
    assert blocks(app) == BLOCKS
    heard(app, "2 keys found. The eight blocks are filled.", "The Key ID matches.")
    at_the_outcome(app)
    press(app, "result-opened")
    forward(app, "Afterwards: keep it from coming back")
    ends_well(app)


def test_a_company_that_names_itself_on_the_screen_keeps_the_key(program: StartProgram) -> None:
    app = program()
    press(app, "shows-company")
    reads(app, "Only managed PCs show a company's text: “Work or school” is likely.")
    app.find(id="owner-work", states=["checked"])
    heard(app, "Only managed PCs show a company's text", "First place to look: Your work")
    app.find(id="first-link-address", text_re="microsoft.com")
    assert faults(app) == []
    forward(app, "Where the key can be")
    assert places(app)[:3] == ["work-self-service", "company-portal", "configmgr-self-service"]
    app.type(KEY_ID[:8])
    press(app, "route-missing-work-self-service")
    reads(app, "1 of 14 places done.")
    heard(app, "Not there. 13 places are left.")
    # The focus goes along to the next place.
    app.find(id="route-line-company-portal-1", states=["focused"])
    press(app, "route-open-configmgr-helpdesk")
    reads(app, KEY_ID[:8])
    assert faults(app) == []
    press(app, "route-found-configmgr-helpdesk")
    bring(app, f"Recovery Key ID: {KEY_ID}\nRecovery Key: {KEY}\nDrive: Operating System\n")
    reads(app, "The Key ID matches")
    forward(app, "Now type it on the locked PC")
    type_on_the_pc(app)
    assert faults(app) == []
    forward(app, "Did it open?")
    press(app, "result-opened")
    forward(app, "Afterwards: keep it from coming back")
    press(app, "cause-hardware")
    heard(app, "Step 6 of 6")
    ends_well(app)


@pytest.mark.parametrize(("code", "first"), NO_KEY_FIRST)
def test_a_code_whose_first_step_needs_no_key_says_so_first(
    program: StartProgram, code: str, first: str
) -> None:
    app = program()
    press(app, "shows-error_code")
    app.type(id="error-code", text=code)
    banner = app.find(id="error-meaning", name="Try this first: it may need no key at all")
    assert first in banner.description
    heard(app, first)
    # It stands before every question about the key.
    assert box(banner)[1] < box(app.find(id="owner-personal"))[1]
    assert way_on(app).description == "Say whose PC it is."
    assert faults(app) == []
    # It did not help: the key is found as ever.
    press(app, "owner-personal")
    forward(app, "Where the key can be")
    assert places(app)[0] == "personal-account"
    app.key("alt+Left")
    expect_title(app, "What does the locked PC show?")
    app.find(id="error-meaning", desc_re=first[:20])


def test_a_code_half_typed_is_explained_by_nothing_aloud(program: StartProgram) -> None:
    app = program()
    press(app, "shows-error_code")
    app.type(id="error-code", text="E_FVE_NOT")
    reads(app, "Not in our table yet")
    assert [str(said) for said in app.announcements()] == []
