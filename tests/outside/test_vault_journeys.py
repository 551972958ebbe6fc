# SPDX-License-Identifier: Apache-2.0
"""Door 3 as people use it, from outside: by keyboard, with a screen reader, and with bad luck."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from outside.atspi_driver import App
from outside.conftest import StartProgram, require_tracing
from outside.steps import (
    BLOCKS,
    KEY,
    KEY_ID,
    blocks,
    bring,
    expect_title,
    faults,
    forward,
    heard,
    on_screen_3,
    press,
    reads,
    title,
    way_on,
)
from outside.test_vault_memory import memory_of
from recovery_assistant.keys import KeyDraft, KeyId
from recovery_assistant.vault.contents import Entry, Vault
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.vault.store import create_vault, open_vault

WORDS = "walrus-kitchen-lamp-outboard-zesty-acorn"


def kept(path: Path) -> Path:
    """Make a file with one key, quickly opened."""
    vault = Vault()
    entry = Entry(
        device="Kitchen laptop",
        key_id=KeyId(KEY_ID.replace("-", "")),
        slot=vault.held.hold_draft(KeyDraft(BLOCKS)),
        drive="Drive C:",
        added=date(2026, 11, 22),
    )
    filled = Vault(entries=(entry,), held=vault.held, keys_revision=1)
    made = create_vault(path, filled, Passphrase(WORDS), work_factor=10)
    assert isinstance(made, Vault), made
    return path


def contents(path: Path, words: str = WORDS) -> Vault:
    vault = open_vault(path, Passphrase(words))
    assert isinstance(vault, Vault), vault
    return vault


def digits_of(vault: Vault, number: int = 0) -> str:
    return bytes(vault.held.digits(vault.entries[number].slot)).decode()


def answer_the_dialog(app: App, path: Path) -> None:
    """Type a path into the system's dialog for files."""
    app.find(role="dialog")
    app.key("ctrl+a")
    app.type(str(path))
    app.key("Return")
    app.gone(role="dialog")


def unlock(app: App, words: str = WORDS) -> None:
    expect_title(app, "Open your encrypted file")
    app.type(id="vault-typed-words", text=words)
    app.key("Return")
    expect_title(app, "Your keys")


def add_the_key(app: App, device: str) -> None:
    expect_title(app, "Add a key")
    app.type(id="vault-field-device", text=device)
    app.type(id="key-id", text=KEY_ID)
    app.type(id="key-block-1", text=KEY.replace("-", ""))
    assert blocks(app) == BLOCKS
    app.key("alt+Right")
    expect_title(app, "Your keys")
    reads(app, "Saved and read back at")


def test_a_key_is_kept_locked_away_and_found_again(program: StartProgram, tmp_path: Path) -> None:
    file = tmp_path / "mine.age"
    app = program(home=tmp_path)
    press(app, "rail-door-copies")
    expect_title(app, "Keep a copy of your key")
    assert faults(app) == []
    press(app, "vault-create-new")
    expect_title(app, "Make your encrypted file")
    spoken = app.find(id="vault-create-words-six").name or ""
    words = re.findall(r"\d: ([a-z-]+)", spoken)
    assert len(words) == 6, spoken
    assert faults(app) == []
    app.type(id="vault-create-words-again", text="-".join(words))
    press(app, "vault-choose-place")
    answer_the_dialog(app, file)
    assert not way_on(app).description
    app.key("alt+Right")
    expect_title(app, "Your keys")
    heard(app, "The file is made, and was read back.")
    reads(app, "None verified yet")
    press(app, "vault-add-key-first")
    add_the_key(app, "Kitchen laptop")
    assert faults(app) == []
    # Masked until asked for, and for a minute only.
    assert app.find(id="vault-key-digits").name == "Recovery key, hidden"
    press(app, "vault-show-key")
    heard(app, "The key is shown for one minute.")
    press(app, "vault-hide-key")
    heard(app, "The key is hidden.")
    press(app, "foot-aside")
    expect_title(app, "Open your encrypted file")
    heard(app, "The file is locked.")
    app.gone(name_re="Kitchen laptop")
    opened_as_people_type(app, words)
    app.key("alt+F4")
    assert app.proc is not None
    assert app.proc.wait(20) == 0
    vault = contents(file, "-".join(words))
    assert digits_of(vault) == "".join(BLOCKS)
    assert vault.entries[0].device == "Kitchen laptop"
    # Nothing else that was written holds a block of the key or the passphrase.
    for written in tmp_path.rglob("*"):
        if written.is_file():
            data = written.read_bytes()
            assert BLOCKS[3].encode() not in data, written
            assert words[0].encode() + b"-" not in data, written


def opened_as_people_type(app: App, words: list[str]) -> None:
    """Type the wrong words, then the right ones as they may stand on paper."""
    app.type(id="vault-typed-words", text="not these words")
    app.key("Return")
    heard(app, "This passphrase does not open it")
    assert faults(app) == []
    app.focus(id="vault-typed-words")
    app.key("ctrl+a")
    app.type(" ".join(words).title())
    app.key("Return")
    expect_title(app, "Your keys")
    heard(app, "Your words were read in small letters, with hyphens.")


def test_a_copy_is_made_counted_and_opened_for_practice(
    program: StartProgram, tmp_path: Path
) -> None:
    file = kept(tmp_path / "mine.age")
    copy = tmp_path / "copy.age"
    app = program(str(file), home=tmp_path)
    unlock(app)
    press(app, "vault-make-copy")
    expect_title(app, "Copies away from this PC")
    assert faults(app) == []
    press(app, "vault-make-file")
    answer_the_dialog(app, copy)
    # It is a folder of this PC, or one that the system does not know: asked about either way.
    press(app, "vault-destination-sure")
    heard(app, "The copy was written, read back and compared.")
    assert digits_of(contents(copy)) == "".join(BLOCKS)
    assert faults(app) == []
    press(app, "rail-step-3")
    expect_title(app, "Practice: open a copy")
    press(app, "vault-drill-choose")
    answer_the_dialog(app, copy)
    app.type(id="vault-drill-words", text=WORDS)
    app.key("Return")
    heard(app, "It opens, and holds what your file holds")
    assert faults(app) == []
    reads(app, "Done today")


def test_a_key_goes_from_the_locked_pc_into_the_file_and_back(
    program: StartProgram, tmp_path: Path
) -> None:
    file = kept(tmp_path / "mine.age")
    app = program(home=tmp_path)
    on_screen_3(app)
    bring(app, f"Recovery Key ID: {KEY_ID}\nRecovery Key: {KEY}\n")
    forward(app, "Now type it on the locked PC")
    forward(app, "Did it open?")
    press(app, "result-opened")
    forward(app, "Afterwards: keep it from coming back")
    press(app, "keep-copy")
    expect_title(app, "Keep a copy of your key")
    press(app, "vault-open-one")
    answer_the_dialog(app, file)
    unlock_into_the_form(app)
    assert blocks(app) == BLOCKS
    app.type(id="vault-field-device", text="From the locked PC")
    app.key("alt+Right")
    # The file has that key already: it is kept twice only after a second yes.
    heard(app, "This key is here already")
    app.key("alt+Right")
    expect_title(app, "Your keys")
    reads(app, "Saved and read back at")
    press(app, "vault-type-key")
    expect_title(app, "Now type it on the locked PC")
    assert BLOCKS[0] in (app.find(id="large-block").name or "").replace(" ", "")
    # Both doors keep their place.
    press(app, "rail-door-copies")
    expect_title(app, "Your keys")


def unlock_into_the_form(app: App) -> None:
    expect_title(app, "Open your encrypted file")
    app.type(id="vault-typed-words", text=WORDS)
    app.key("Return")
    expect_title(app, "Add a key")


def test_a_program_that_is_killed_leaves_a_file_that_opens(
    program: StartProgram, tmp_path: Path
) -> None:
    file = kept(tmp_path / "mine.age")
    app = program(str(file), home=tmp_path)
    unlock(app)
    press(app, "vault-delete-entry")
    press(app, "vault-delete-sure")
    assert app.proc is not None
    app.proc.send_signal(signal.SIGKILL)
    app.proc.wait(10)
    assert len(contents(file).entries) in (0, 1)
    again = program(str(file), home=tmp_path)
    unlock(again)
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".tmp"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")
def test_a_locked_file_leaves_no_digit_in_memory(program: StartProgram, tmp_path: Path) -> None:
    file = kept(tmp_path / "mine.age")
    app = program(str(file), home=tmp_path)
    unlock(app)
    assert app.proc is not None
    process = app.proc.pid
    press(app, "vault-show-key")
    heard(app, "The key is shown for one minute.")
    assert traces_in(process) > 0
    press(app, "vault-hide-key")
    press(app, "foot-aside")
    expect_title(app, "Open your encrypted file")
    time.sleep(1)
    assert traces_in(process) == 0


def traces_in(process: int) -> int:
    """Return how often two blocks in a row stand in the memory, in every way to write them."""
    pairs = pairwise(BLOCKS)
    wanted = [
        (one + between + other).encode(how)
        for one, other in pairs
        for between in ("", "-", " ")
        for how in ("ascii", "utf-16-le")
    ]
    try:
        return sum(area.count(text) for area in memory_of(process) for text in wanted)
    except PermissionError:
        pytest.skip("only root may look into the memory of a program that closed itself to others")


def test_nothing_of_it_talks_to_a_network(program: StartProgram, tmp_path: Path) -> None:
    require_tracing()
    file = kept(tmp_path / "mine.age")
    app = program(str(file), home=tmp_path)
    assert app.proc is not None
    log = tmp_path / "calls.txt"
    with traced(app.proc.pid, log):
        unlock(app)
        press(app, "vault-show-key")
        press(app, "vault-hide-key")
        press(app, "vault-make-copy")
        expect_title(app, "Copies away from this PC")
        press(app, "vault-make-page")
        answer_the_dialog(app, tmp_path / "copy.html")
        press(app, "vault-destination-sure")
        heard(app, "The copy was written, read back and compared.")
        press(app, "foot-aside")
        expect_title(app, "Open your encrypted file")
    calls = log.read_text(encoding="utf-8", errors="replace")
    assert "sendmsg(" in calls or "recvmsg(" in calls  # it did look
    assert re.findall(r".*AF_INET.*", calls) == []


@contextlib.contextmanager
def traced(process: int, log: Path) -> Iterator[None]:
    """Write down every network call of a running process, while this lasts."""
    command = ["strace", "-f", "-e", "trace=network", "-o", str(log), "-p", str(process)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        first = tracer.stderr.readline()
        assert "attached" in first, first
        yield
        tracer.send_signal(signal.SIGINT)


def test_a_file_that_is_no_file_of_ours_is_named_in_words(
    program: StartProgram, tmp_path: Path
) -> None:
    for number, (name, data, said) in enumerate(wrong_files()):
        wrong = tmp_path / f"{number}-{name}"
        wrong.write_bytes(data)
        app = program(str(wrong), home=tmp_path)
        expect_title(app, "Open your encrypted file")
        app.type(id="vault-typed-words", text=WORDS)
        app.key("Return")
        heard(app, said)
        assert title(app) == "Open your encrypted file"
        app.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="names are text on other systems")
def test_a_file_whose_name_is_no_text_opens_and_saves(
    program: StartProgram, tmp_path: Path
) -> None:
    file = kept(tmp_path / os.fsdecode(b"keys-\xff.age"))
    app = program(str(file), home=tmp_path)
    unlock(app)
    press(app, "vault-delete-entry")
    press(app, "vault-delete-sure")
    heard(app, "Saved and read back.")
    assert contents(file).entries == ()
    assert app.app_log() == ""


def test_far_too_long_a_text_is_refused_aloud_and_nothing_of_it_is_taken(
    program: StartProgram, tmp_path: Path
) -> None:
    app = program(str(kept(tmp_path / "mine.age")), home=tmp_path)
    expect_title(app, "Open your encrypted file")
    app.clipboard("x" * 10_000)
    app.focus(id="vault-typed-words")
    app.key("ctrl+v")
    heard(app, "That is longer than any passphrase (1024 bytes). Nothing was taken.")
    unlock(app)


def wrong_files() -> Iterator[tuple[str, bytes, str]]:
    yield "empty.age", b"", "This file is empty"
    yield "photo.age", bytes(range(256)) * 40, "This is not one of our files"
    yield "base.kdbx", bytes.fromhex("03d9a29a67fb4bb5") + bytes(200), "This is a KeePass database"
    yield "large.age", bytes(9 * 1024 * 1024), "This file is too large to be one of ours"
    head = b"age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 30\n"
    body = b"gUjEymFKMVXQEKdMMHL24oYexjE3TIC0O0zGSqJ2aUY\n--- " + b"A" * 43 + b"\n" + bytes(40)
    yield "bomb.age", head + body, "This file asks for far too much memory"
