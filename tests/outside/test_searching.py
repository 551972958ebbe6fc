# SPDX-License-Identifier: Apache-2.0
"""From outside, by keyboard alone: the program looks for the key in folders."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from outside.conftest import StartProgram, require_parts
from outside.steps import (
    BLOCKS,
    KEY,
    KEY_ID,
    blocks,
    everything_said,
    expect_title,
    faults,
    forward,
    heard,
    on_screen_3,
    press,
    reads,
)

pytestmark = pytest.mark.outside

OTHER_KEY = "-".join(f"{value * 11:06d}" for value in (21_001, 5, 777, 40_404, 12, 3456, 9, 65))
OTHER_ID = "0A1B2C3D-4E5F-4A1B-8C2D-3E4F5A6B7C8D"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a home with the key in it twice, another key, and a file that nobody can read."""
    documents = tmp_path / "Documents"
    (documents / "Papers").mkdir(parents=True)
    text = f"BitLocker Drive Encryption recovery key\n\nIdentifier:\n{KEY_ID}\n\nRecovery Key:\n"
    (documents / "Papers" / "note.txt").write_text(text + KEY, encoding="utf-16")
    (documents / "copy.html").write_text(f"<p>{KEY_ID}</p><p>{KEY}</p>")
    (documents / "old.csv").write_text(f"Id,Key\n{OTHER_ID},{OTHER_KEY}\n")
    (documents / "broken.docx").write_bytes(b"PK\x03\x04 cut off")
    return tmp_path


def test_the_key_is_found_in_a_folder_and_typed_by_nobody(
    program: StartProgram, home: Path
) -> None:
    before = sorted(path for path in (home / "Documents").rglob("*"))
    app = program(home=home)
    press(app, "shows-account")
    forward(app, "Where the key can be")
    app.type(KEY_ID[:8])
    press(app, "search-open")
    reads(app, "Search drives and folders")
    spot = app.find(role="check box", name="Documents")
    assert str(home / "Documents") in spot.description
    app.focus(node=spot)
    app.key("space")
    assert faults(app) == []
    press(app, "search-start")
    heard(app, "The search is over. 2 keys found. One has the right Key ID.")
    reads(app, "First, because its Key ID is the one on the locked screen.")
    reads(app, "The same key stands in 1 more place")
    reads(app, "not looked at")
    assert faults(app) == []
    press(app, "search-skipped")
    reads(app, "broken.docx")
    assert KEY not in str(app.tree())
    # The list of keys shows no digits; the screen they are used on does.
    press(app, "found-use-1")
    expect_title(app, "Check the key before you type it")
    heard(app, "The eight blocks are filled. No slip found.")
    assert blocks(app) == BLOCKS
    reads(app, "The Key ID matches")
    assert faults(app) == []
    assert not any(block in said for said in everything_said(app) for block in BLOCKS)
    assert before == sorted(path for path in (home / "Documents").rglob("*"))
    forward(app, "Now type it on the locked PC")


def test_nothing_found_says_so_and_leads_on(program: StartProgram, tmp_path: Path) -> None:
    (tmp_path / "Downloads").mkdir()
    (tmp_path / "Downloads" / "letter.txt").write_text("Call 00 49 30 123456. No key in here.\n")
    app = program(home=tmp_path)
    on_screen_3(app)
    press(app, "search-open")
    # With nothing ticked the button says why it does nothing.
    for spot in app.find_all(role="check box", states=["checked"], name_re="^(?!Go|Read)"):
        app.focus(node=spot)
        app.key("space")
    assert app.find(id="search-start").description == "Tick a place to search."
    app.focus(role="check box", name="Downloads")
    app.key("space")
    press(app, "search-start")
    heard(app, "The search is over. No key found.")
    reads(app, "No key in these places")
    press(app, "search-again")
    app.find(role="check box", name="Downloads", states=["checked"])
    press(app, "search-close")
    app.gone(id="search-panel")
    assert faults(app) == []


def test_a_key_in_a_picture_is_compared_before_it_is_used(
    program: StartProgram, tmp_path: Path
) -> None:
    require_parts({"tesseract-ocr": ("tesseract",)})
    (tmp_path / "Pictures").mkdir()
    image = Image.new("L", (1400, 240), 255)
    font = ImageFont.load_default(30)
    for row, line in enumerate((f"Identifier: {KEY_ID}", KEY)):
        ImageDraw.Draw(image).text((40, 40 + 80 * row), line, font=font, fill=0)
    image.save(tmp_path / "Pictures" / "screenshot.png")
    app = program(home=tmp_path)
    on_screen_3(app)
    press(app, "search-open")
    app.focus(role="check box", name="Pictures")
    app.key("space")
    press(app, "search-start")
    heard(app, "The search is over. 1 key found.")
    use = app.find(id="found-use-1")
    assert use.name.startswith("Compare with its picture")
    assert "Read off a picture" in use.description
    press(app, "found-use-1")
    reads(app, "Compare it with the picture")
    app.find(id="reading-picture", name="The part of the picture that was read")
    app.find(id="reading-accept", states=["focused"])
    for block in BLOCKS:
        assert app.find_all(name=" ".join(block)), block
    assert faults(app) == []
    # Nothing is taken until the person says so.
    assert blocks(app) == ("",) * 8
    press(app, "reading-accept")
    heard(app, "The eight blocks are filled. No slip found.")
    assert blocks(app) == BLOCKS
    app.find(name="The part of the picture that was read")
    forward(app, "Now type it on the locked PC")
    app.gone(name="The part of the picture that was read")
