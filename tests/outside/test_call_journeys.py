# SPDX-License-Identifier: Apache-2.0
"""Door 2 as an agent uses it, from outside and by keyboard alone: the hands never leave it."""

import stat
import time
from collections.abc import Sequence
from pathlib import Path

from outside.atspi_driver import App
from outside.conftest import StartProgram
from outside.steps import BLOCKS, KEY, KEY_ID, expect_title, faults, heard, press, reads, way_on

CHECKS = ("identity", "device", "no-pressure")
SETTINGS = Path(".config") / "recovery-assistant-for-bitlocker"
OTHER_ID = "5BFCBB06-8D70-4720-8D5D-B8F67CB5903A"


def begin(app: App) -> None:
    """Come into door 2 from the first screen."""
    press(app, "rail-door-call")
    expect_title(app, "Who is calling, and from which PC?")


def choose(app: App, identifier: str) -> None:
    """Choose one of several by keyboard."""
    app.focus(id=identifier)
    app.key("space")
    app.find(id=identifier, states=["checked"])


def verify(app: App) -> None:
    """Tick and answer all that is asked before anything is told."""
    for check in CHECKS:
        choose(app, f"call-check-{check}")
    choose(app, "call-way-call-back")
    app.type(id="call-device", text="DESKTOP-7F3K")
    choose(app, "call-reason-firmware")


def note_key_id(app: App, key_id: str = KEY_ID[:8]) -> None:
    app.key("ctrl+2")
    expect_title(app, "Note the Key ID, letter by letter")
    app.type(id="call-key-id", text=key_id)
    choose(app, "call-key-id-confirm")


def bring(app: App, text: str) -> None:
    app.key("ctrl+3")
    expect_title(app, "Bring the key and check it")
    app.clipboard(text)
    press(app, "call-paste")


def ready_to_read(app: App) -> None:
    begin(app)
    verify(app)
    note_key_id(app)
    bring(app, f"{KEY_ID}\n{KEY}")
    app.key("ctrl+4")
    expect_title(app, "Read the key out, block by block")


def at_block(app: App, number: int) -> None:
    app.find(id="call-heard", name=f"What comes back for block {number}")


def hear(app: App, blocks: Sequence[str]) -> int:
    """Type what comes back, from the block at hand on; return how many keys that took."""
    strokes = 0
    for block in blocks:
        app.type(block)
        strokes += len(block)
    return strokes


def end(app: App, result: str = "opened") -> None:
    app.key("ctrl+5")
    expect_title(app, "What did the locked PC do?")
    choose(app, f"call-result-{result}")
    app.key("ctrl+e")
    app.find(id="call-close")


def note(app: App) -> str:
    return app.find(id="call-note-text").name


def digits_in(text: str) -> list[str]:
    plain = "".join(one for one in text if one.isalnum())
    return [block for block in BLOCKS if block in plain]


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def written_digits(folder: Path) -> list[Path]:
    """Return the files that hold a block of the key, in any usual encoding."""
    marks = [block.encode(how) for block in (KEY, *BLOCKS[:3]) for how in ("utf-8", "utf-16-le")]
    return [
        path for path in files_below(folder) if any(mark in path.read_bytes() for mark in marks)
    ]


def test_a_smooth_call_by_keyboard_alone_leaves_nothing_but_the_note(
    program: StartProgram, tmp_path: Path
) -> None:
    app = program(home=tmp_path)
    ready_to_read(app)
    assert faults(app) == []
    at_block(app, 1)
    assert hear(app, BLOCKS) == 48
    heard(app, "Block 1 confirmed read back.", "All eight blocks are confirmed.")
    # The digits are hidden as soon as the last block is confirmed.
    app.gone(id="call-block-to-say")
    end(app)
    text = note(app)
    assert "Blocks read back: 1, 2, 3, 4, 5, 6, 7, 8" in text
    assert "replace it" in text
    assert digits_in(text) == []
    assert app.clipboard() != KEY
    press(app, "call-copy-note")
    assert digits_in(app.clipboard()) == []
    press(app, "call-close")
    expect_title(app, "Who is calling, and from which PC?")
    assert not app.find(id="call-check-identity", not_states=["checked"]).text
    app.stop()
    assert written_digits(tmp_path) == []


def test_nothing_is_told_before_the_caller_is_verified(program: StartProgram) -> None:
    app = program()
    begin(app)
    assert way_on(app).description
    for keys in ("ctrl+3", "ctrl+4"):
        app.key(keys)
        expect_title(app, "Who is calling, and from which PC?")
    heard(app, "Nothing may be told before every identity check is ticked.")
    press(app, "call-identity-failed")
    expect_title(app, "What did the locked PC do?")
    reads(app, "This caller was not verified")
    app.key("ctrl+e")
    app.find(id="call-close")
    assert "not verified" in note(app)


def test_a_wrong_read_back_in_block_five_is_marked_and_said_again(program: StartProgram) -> None:
    app = program()
    ready_to_read(app)
    hear(app, BLOCKS[:4])
    at_block(app, 5)
    right = BLOCKS[4]
    wrong = right[:3] + str((int(right[3]) + 1) % 10) + right[4:]
    app.type(wrong)
    app.find(id="call-differs", name="The fourth digit differs")
    heard(app, "The fourth digit differs")
    app.key("ctrl+r")
    app.gone(id="call-differs")
    hear(app, BLOCKS[4:])
    heard(app, "Block 5 confirmed read back.", "All eight blocks are confirmed.")


def test_enter_alone_means_by_ear_and_the_note_says_so(program: StartProgram) -> None:
    app = program()
    ready_to_read(app)
    at_block(app, 1)
    for number in range(2, 9):
        app.key("Return")
        at_block(app, number)
    app.key("Return")
    heard(app, "All eight blocks are confirmed.")
    end(app)
    assert "Blocks confirmed by ear: 1, 2, 3, 4, 5, 6, 7, 8" in note(app)


def test_a_key_of_another_key_id_is_told_only_when_the_agent_answers_for_it(
    program: StartProgram,
) -> None:
    app = program()
    begin(app)
    verify(app)
    note_key_id(app)
    bring(app, f"{OTHER_ID}\n{KEY}")
    app.find(id="call-mismatch")
    app.key("ctrl+4")
    expect_title(app, "Bring the key and check it")
    heard(app, "The Key ID does not speak for this key.")
    choose(app, "call-mismatch")
    app.key("ctrl+4")
    expect_title(app, "Read the key out, block by block")
    end(app, "refused")
    assert "no Key ID speaks for it" in note(app)


def test_a_dropped_line_keeps_the_place(program: StartProgram) -> None:
    app = program()
    ready_to_read(app)
    hear(app, BLOCKS[:3])
    at_block(app, 4)
    app.key("ctrl+d")
    app.find(id="call-resume")
    app.gone(id="call-block-to-say")
    app.key("ctrl+d")
    app.find(id="call-block-to-say")
    at_block(app, 4)
    hear(app, BLOCKS[3:])
    heard(app, "All eight blocks are confirmed.")


def test_a_refused_key_goes_back_to_its_block(program: StartProgram) -> None:
    app = program()
    ready_to_read(app)
    hear(app, BLOCKS)
    app.key("ctrl+5")
    choose(app, "call-result-refused")
    choose(app, "call-refusal-message")
    app.type(id="call-error-code", text="E_FVE_PCR_MISMATCH")
    reads(app, "Take out every USB stick")
    app.key("ctrl+4")
    expect_title(app, "Read the key out, block by block")
    press(app, "call-block-6")
    at_block(app, 6)
    hear(app, BLOCKS[5:6])
    end(app)
    assert "Block 6 to be read again" in note(app)


def test_a_second_call_is_taken_while_the_first_is_parked(program: StartProgram) -> None:
    app = program()
    ready_to_read(app)
    hear(app, BLOCKS[:2])
    app.key("ctrl+n")
    expect_title(app, "Who is calling, and from which PC?")
    app.find(id="rail-door-call-1", name_re="Parked: DESKTOP-7F3K, Block 3 of 8")
    app.gone(id="call-block-to-say")
    app.type(id="call-device", text="LAPTOP-2")
    app.key("ctrl+Tab")
    expect_title(app, "Read the key out, block by block")
    at_block(app, 3)
    app.find(id="rail-door-call-2", name_re="Parked: LAPTOP-2")


def test_every_key_stands_on_the_sheet(program: StartProgram) -> None:
    app = program()
    begin(app)
    app.key("F1")
    sheet = app.find(id="shortcut-sheet")
    for keys in ("Ctrl+1", "Ctrl+5", "Ctrl+R", "Ctrl+N", "Ctrl+E"):
        assert keys in (sheet.description or ""), keys
    app.key("Escape")
    app.gone(id="shortcut-sheet")
    expect_title(app, "Who is calling, and from which PC?")


def test_a_note_that_cannot_be_saved_is_said_and_still_there(
    program: StartProgram, tmp_path: Path
) -> None:
    app = program(home=tmp_path)
    begin(app)
    press(app, "call-identity-failed")
    app.key("ctrl+e")
    before = note(app)
    # No right of anybody's makes a file where the kernel takes none.
    press(app, "call-save-note")
    save_as(app, Path("/sys/kernel") / "note.txt")
    reads(app, "The note could not be saved there.")
    assert note(app) == before
    file = tmp_path / "note.txt"
    press(app, "call-save-note")
    save_as(app, file)
    reads(app, "Saved: note.txt")
    assert file.read_text(encoding="utf-8").strip() == before.strip()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def save_as(app: App, path: Path) -> None:
    app.find(role="dialog")
    app.key("ctrl+a")
    app.type(str(path))
    app.key("Return")
    time.sleep(0.3)
    if app.find_all(role="dialog"):
        app.key("Escape")
        app.key("Escape")
    app.gone(role="dialog")


def test_an_organisations_profile_sets_its_checks_and_a_broken_one_is_told(
    program: StartProgram, tmp_path: Path
) -> None:
    folder = tmp_path / SETTINGS
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(
        'company = "Example Ltd"\naudit = true\n[[checks]]\nid = "own"\ntext = "Our own check"\n'
    )
    app = program(home=tmp_path)
    begin(app)
    app.find(id="call-check-own", name="Our own check")
    app.gone(id="call-check-identity")
    reads(app, "Example Ltd")
    press(app, "call-identity-failed")
    app.key("ctrl+e")
    app.find(id="call-close")
    app.stop()
    record = folder / "calls.tsv"
    assert record.read_text().endswith("not-verified\n")
    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    (folder / "profile.toml").write_text('compny = "Example Ltd"\n')
    app = program(home=tmp_path)
    begin(app)
    reads(app, "compny")
    app.find(id="call-check-identity")
