# SPDX-License-Identifier: Apache-2.0
"""How the program that reads pictures is found, told, waited for and understood.

Here a few lines of Python stand in for it; the real one is tried in tests/outside.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from recovery_assistant.find import ocr
from recovery_assistant.find.ocr import Box, Grey, Reader, TookTooLongError, reader, writing_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a POSIX script")

HEAD = """#!{python}
import json, os, sys, time
if "--list-langs" in sys.argv:
    print("List of available languages (2):\\n{languages}")
    sys.exit(0)
"""
PAPER = Grey(300, 400, bytes(300 * 400))
"""More than a pipe holds."""
PAGE = """
<p class='ocr_par' id='par_1_1' lang='eng' title="bbox 1 2 3 4">
 <span class='ocr_line' id='line_1_1' title="bbox 1 2 3 4">
  <span class='ocrx_word' id='word_1_1' title='bbox 1 2 30 4; x_wconf 90'>
   <span class='ocrx_cinfo' title='x_bboxes 1 2 10 12; x_conf 98.1'>1</span>
   <span class='ocrx_cinfo' title='x_bboxes 11 2 20 12; x_conf 98.1'>&amp;</span>
  </span>
  <span class='ocrx_word' id='word_1_2' title='bbox 1 2 30 4; x_wconf 90'>
   <span class='ocrx_cinfo' title='x_bboxes 31 2 40 12; x_conf 98.1'>2</span>
  </span>
 </span>
 <span class='ocr_header' id='line_1_2' title="bbox 1 2 3 4">
  <span class='ocrx_word' id='word_1_3' title='bbox 1 2 30 4; x_wconf 90'>
   <span class='ocrx_cinfo' title='x_bboxes 1 22 10 32; x_conf 98.1'>3</span>
  </span>
 </span>
</p>
<p class='ocr_par' id='par_1_2' lang='eng' title="bbox 1 2 3 4">
 <span class='ocr_line' id='line_1_3' title="bbox 1 2 3 4">
  <span class='ocrx_word' id='word_1_4' title='bbox 1 2 30 4; x_wconf 90'>
   <span class='ocrx_cinfo' title='x_bboxes 1 62 10 72; x_conf 98.1'>4</span>
  </span>
 </span>
</p>
"""
StandIn = Callable[..., Path]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Put a program called tesseract on the search path."""
    monkeypatch.setattr(ocr, "_HOMES", ())
    monkeypatch.setenv("PATH", str(tmp_path))

    def make(body: str, languages: str = "osd\\neng") -> Path:
        program = tmp_path / "tesseract"
        head = HEAD.format(python=sys.executable, languages=languages)
        program.write_text(head + body, encoding="utf-8")
        program.chmod(0o755)
        return program

    ocr._language.cache_clear()
    return make


def the_reader() -> Reader:
    found = reader()
    assert found is not None
    return found


def go_on() -> bool:
    return False


def test_the_text_comes_with_the_place_of_each_character() -> None:
    writing = writing_of(PAGE)
    assert writing.text == "1& 2\n3\n\n4"
    assert len(writing.boxes) == len(writing.text)
    assert writing.boxes[0] == Box(1, 2, 10, 12)
    assert writing.boxes[1] == Box(11, 2, 20, 12)
    assert writing.boxes[2] is None
    assert writing.boxes[-1] == Box(1, 62, 10, 72)
    assert "1" not in repr(writing).replace("characters", "")


@pytest.mark.parametrize("page", ["", "garbage \0 <p class='ocr_par'", "<span class='ocrx_cinfo'>"])
def test_what_is_no_such_page_has_no_text(page: str) -> None:
    assert writing_of(page).text == ""


def test_the_whole_picture_comes_through_the_pipe_and_nothing_else(
    stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in(
        "data = sys.stdin.buffer.read()\n"
        f"told = [sys.argv[1:], len(data), data[:15].decode('latin-1'), os.nice(0)]\n"
        f"open({str(tmp_path / 'told')!r}, 'w').write(json.dumps(told))\n"
    )
    writing = the_reader().read(PAPER, go_on, by_surroundings=True)
    assert writing is not None
    arguments, size, head, nice = json.loads((tmp_path / "told").read_text(encoding="utf-8"))
    assert arguments[:4] == ["stdin", "stdout", "-l", "eng"]
    assert "thresholding_method=2" in arguments
    assert head == "P5 300 400 255\n"
    assert size == len(head) + 300 * 400
    assert nice >= 10


def test_a_picture_of_a_few_pixels_is_not_worth_asking(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in(f"open({str(tmp_path / 'asked')!r}, 'w')\n")
    writing = the_reader().read(Grey(8, 300, bytes(8 * 300)), go_on)
    assert writing is not None
    assert writing.text == ""
    assert not (tmp_path / "asked").exists()


def test_cancelling_ends_it_at_once(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in(f"open({str(tmp_path / 'id')!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n")
    asked_for = the_reader()
    started = time.monotonic()
    assert asked_for.read(PAPER, lambda: time.monotonic() > started + 0.5) is None
    assert time.monotonic() < started + 2.0
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "id").read_text(encoding="utf-8")), 0)


def test_it_is_not_waited_for_for_ever(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in("time.sleep(60)\n")
    asked_for = the_reader()
    monkeypatch.setattr(ocr, "LONGEST_S", 0.2)
    with pytest.raises(TookTooLongError):
        asked_for.read(PAPER, go_on)


@pytest.mark.parametrize("body", ["sys.exit(1)\n", "os.kill(os.getpid(), 9)\n"])
def test_where_it_fails_there_is_no_answer(stand_in: StandIn, body: str) -> None:
    stand_in(body)
    assert the_reader().read(PAPER, go_on) is None


def test_what_cannot_be_started_is_no_reader(stand_in: StandIn) -> None:
    program = stand_in("")
    program.write_bytes(b"\x7fELF and no more")
    assert reader() is None


def test_without_the_program_there_is_no_reader(stand_in: StandIn) -> None:
    program = stand_in("")
    assert reader() is not None
    program.unlink()
    assert reader() is None


def test_a_program_in_the_folder_we_are_in_is_not_started(
    stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in("")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join(["", "."]))
    assert reader() is None


@pytest.mark.parametrize(
    ("languages", "chosen"),
    [("afr\\neng\\nosd", "eng"), ("osd\\ndeu\\nfra", "deu"), ("osd\\nequ", None), ("", None)],
)
def test_it_is_started_in_a_language_that_it_has(
    stand_in: StandIn, languages: str, chosen: str | None
) -> None:
    stand_in("", languages)
    found = reader()
    assert (found and found.language) == chosen
