# SPDX-License-Identifier: Apache-2.0
"""From outside, by keyboard alone: the locked drive is asked, and keys are proved on it."""

import json
import lzma
import os
import re
import time
from pathlib import Path

import pytest

from drives.volumes import new_key, one_key
from outside.atspi_driver import App
from outside.conftest import StartProgram
from outside.steps import (
    blocks,
    bring,
    everything_said,
    expect_title,
    faults,
    forward,
    heard,
    on_screen_3,
    press,
    reads,
)
from recovery_assistant.drive.proof import ROUNDS

pytestmark = pytest.mark.outside

KEY = new_key(21)
OTHER = new_key(22)
WHOLE_ID = "5BFCBB05-8D70-4720-8D5D-B8F67CB5903A"
FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write an image of a drive that asks for the full number of rounds, as all drives do."""
    file = tmp_path_factory.mktemp("images") / "kitchen.img"
    file.write_bytes(one_key(KEY, ROUNDS).image())
    return file


def choose(app: App, file: Path) -> None:
    """Choose an image in the open panel."""
    press(app, "drive-file")
    app.find(id="drive-dialog")
    app.type(str(file))
    app.key("Return")
    app.gone(id="drive-dialog")


def no_digits_written(home: Path, *keys: str) -> None:
    """Search everything below the home folder for digits of these keys."""
    for file in home.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            for key in keys:
                for block in key.split("-"):
                    assert block.encode() not in data, file
                    assert block.encode("utf-16-le") not in data, file


def test_the_drive_tells_its_key_id_and_proves_the_key(
    program: StartProgram, image: Path, tmp_path: Path
) -> None:
    before = image.read_bytes()
    app = program(home=tmp_path)
    press(app, "shows-account")
    forward(app, "Where the key can be")
    press(app, "drive-open")
    assert faults(app) == []
    choose(app, image)
    heard(app, "1 BitLocker drive found.")
    reads(app, "DESKTOP-TEST C: 5/6/2024")
    reads(app, WHOLE_ID)
    assert faults(app) == []
    press(app, "drive-use-id-1")
    assert app.find(id="key-id").text == WHOLE_ID
    forward(app, "Check the key before you type it")
    bring(app, KEY.hyphenated())
    heard(app, "The eight blocks are filled. No slip found.")
    press(app, "drive-check")
    heard(app, "Right key: proved on the drive. It opens the drive, through the Key ID 5BFCBB05.")
    reads(app, "Right key: proved on the drive")
    assert faults(app) == []
    assert image.read_bytes() == before
    assert not any(block in said for said in everything_said(app) for block in KEY.blocks)
    forward(app, "Now type it on the locked PC")
    no_digits_written(tmp_path, KEY.hyphenated())


def test_a_key_of_another_drive_is_refused_with_the_key_id_that_is_wanted(
    program: StartProgram, image: Path
) -> None:
    app = program()
    on_screen_3(app)
    bring(app, OTHER.hyphenated())
    heard(app, "The eight blocks are filled. No slip found.")
    press(app, "drive-open")
    choose(app, image)
    press(app, "drive-check")
    heard(app, "This key does not open this drive.")
    reads(app, "5BFCBB05")
    assert faults(app) == []
    # Other digits are not judged by what was said of these.
    app.clipboard(KEY.hyphenated())
    press(app, "paste")
    app.gone(id="drive-verdict")
    press(app, "drive-check")
    heard(app, "Right key: proved on the drive.")


def test_lost_digits_are_tried_until_the_drive_opens(
    program: StartProgram, image: Path, tmp_path: Path
) -> None:
    app = program(home=tmp_path)
    on_screen_3(app)
    lost = KEY.blocks[7][:4]
    for number, block in enumerate((*KEY.blocks[:7], lost), start=1):
        app.type(id=f"key-block-{number}", text=block)
    press(app, "drive-open")
    choose(app, image)
    heard(app, "1 BitLocker drive found.")
    press(app, "trying-plan")
    app.find(id="trying-start")
    assert faults(app) == []
    press(app, "trying-start")
    app.find(id="trying-pause")
    heard_within(app, "Found: this key opens the drive.", 120)
    assert blocks(app) == KEY.blocks
    reads(app, "Right key: proved on the drive")
    assert faults(app) == []
    no_digits_written(tmp_path, KEY.hyphenated())
    assert not list(tmp_path.rglob("trying-*.json"))


def heard_within(app: App, sentence: str, seconds: float) -> None:
    """Expect a sentence that may take its time."""
    end = time.monotonic() + seconds
    while not any(sentence in one for one in everything_said(app)):
        assert time.monotonic() < end, everything_said(app)
        time.sleep(0.2)


def test_two_lost_blocks_are_refused_with_the_arithmetic(
    program: StartProgram, image: Path
) -> None:
    app = program()
    on_screen_3(app)
    for number, block in enumerate(KEY.blocks[:6], start=1):
        app.type(id=f"key-block-{number}", text=block)
    press(app, "drive-open")
    choose(app, image)
    heard(app, "1 BitLocker drive found.")
    press(app, "trying-plan")
    reads(app, "4,294,967,296")
    assert faults(app) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"QFI\xfb" + bytes(1000), "QCOW2"),
        (bytes(100_000), "No BitLocker drive"),
        (b"", "There is nothing in it"),
    ],
    ids=["declined", "none", "empty"],
)
def test_a_file_that_holds_no_drive_says_what_to_do(
    program: StartProgram, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "some.img"
    file.write_bytes(content)
    app = program()
    press(app, "shows-account")
    forward(app, "Where the key can be")
    press(app, "drive-open")
    choose(app, file)
    reads(app, said)
    assert faults(app) == []


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="needs the folder with real volumes")
def test_a_real_drive_of_windows_11_is_opened_by_its_own_key(
    program: StartProgram, tmp_path: Path
) -> None:
    manifest = json.loads((FIXTURES / "manifest.json").read_text("utf-8"))
    real = next(one for one in manifest["volumes"] if "unicode" in one["file"])
    file = tmp_path / "real.img"
    with lzma.open(FIXTURES / real["file"]) as packed, file.open("wb") as target:
        while piece := packed.read(1 << 20):
            # Sparse, as it was.
            if any(piece):
                target.write(piece)
            else:
                target.seek(len(piece), os.SEEK_CUR)
        target.truncate(real["size_unpacked"])
    (password,) = real["recovery_passwords"]
    app = program()
    on_screen_3(app)
    bring(app, password["recovery_password"])
    heard(app, "The eight blocks are filled. No slip found.")
    press(app, "drive-open")
    choose(app, file)
    reads(app, real["description"])
    press(app, "drive-check")
    heard(app, "Right key: proved on the drive.")
    expect_title(app, "Check the key before you type it")
    assert re.search(password["key_id"][:8], " ".join(everything_said(app)))
