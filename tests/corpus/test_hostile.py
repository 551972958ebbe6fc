# SPDX-License-Identifier: Apache-2.0
"""One folder with everything that could stop a search; the key in it is found all the same."""

import json
import os
import re
import struct
import subprocess
import sys
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.documents import planted
from corpus.words import Chance
from recovery_assistant.find.places import Skip
from unit.find import made

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured by /proc")

# The most memory it had is known to the kernel until it ends.
MEASURED = """
from pathlib import Path
import sys
from recovery_assistant.cli import run
try:
    run()
finally:
    sys.stderr.write(Path("/proc/self/status").read_text())
"""
PATIENCE_S = 30
MOST_MEMORY = 200 * 1024 * 1024
FOUND = 0
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha ha ha ">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 50}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><w:document><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>"
)


@dataclass(frozen=True)
class Told:
    """What the search told, and what it took."""

    code: int
    data: dict[str, object]
    seconds: float
    memory: int
    """Bytes, at most."""

    def reasons(self) -> dict[str, str]:
        """Return why each file was passed over, by the beginning of its name."""
        skipped = self.data["skipped"]
        assert isinstance(skipped, list)
        return {Path(one["place"].split(" > ")[0]).name[:20]: one["reason"] for one in skipped}

    def found(self) -> list[dict[str, object]]:
        found = self.data["found"]
        assert isinstance(found, list)
        return found


def search(folder: Path) -> Told:
    """Search as people do, in a process of its own that is measured."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-P", "-c", MEASURED, "find", "--json", "--reveal", str(folder)],
        capture_output=True,
        check=False,
    )
    seconds = time.monotonic() - started
    used = re.findall(rb"VmHWM:\s+(\d+) kB", done.stderr)
    assert used, done.stderr
    return Told(done.returncode, json.loads(done.stdout), seconds, int(used[-1]) * 1024)


def png_bomb() -> bytes:
    header = struct.pack(">LLBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(50_000_000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))
        for name, data in chunks
    )


def pdf_in_a_circle() -> bytes:
    return made.pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>",
            b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>",
        ]
    )


def fill(folder: Path, key: str) -> None:
    """Put it all into a folder; the key lies in the last file of the walk."""
    bomb = made.zipped({f"{n}.txt": b"No key, 12\n" * 5_500_000 for n in range(5)})
    (folder / "bomb.zip").write_bytes(bomb)
    (folder / "bombs.zip").write_bytes(made.stored({"1.zip": bomb, "2.zip": bomb}))
    (folder / "bomb.docx").write_bytes(made.office({"word/document.xml": "<a>" * 30_000_000}))
    (folder / "laughs.docx").write_bytes(made.office({"word/document.xml": LAUGHS}))
    (folder / "circle.pdf").write_bytes(pdf_in_a_circle())
    whole = made.docx(["Some text that is a good deal longer. " * 50])
    (folder / "cut.docx").write_bytes(whole[: len(whole) // 2])
    (folder / "cut.pdf").write_bytes(made.pdf([["text"]])[:300])
    (folder / "bomb.png").write_bytes(png_bomb())
    (folder / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb")
    with (folder / "sparse.img").open("wb") as sparse:
        sparse.truncate(4 * 1024**3)
    os.mkfifo(folder / "pipe.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "nowhere.txt").symlink_to(folder / "gone")
    deep = folder / "deep"
    for _ in range(60):
        deep /= "d" * 30
    deep.mkdir(parents=True)
    (folder / ("n" * 251 + ".txt")).write_text("nothing", encoding="utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe\x80 \n.txt")).write_bytes(b"nothing")
    last = Path(os.fsdecode(os.fsencode(folder) + b"/zz\xe4\xf6.txt"))
    last.write_text(f"Recovery key\n{key}\n", encoding="utf-8")


def test_a_search_goes_on_past_everything(tmp_path: Path) -> None:
    key = "-".join(planted(Chance("hostile"), damaged=False).blocks)
    fill(tmp_path, key)
    told = search(tmp_path)
    assert [one["key"] for one in told.found()] == [key]
    assert told.code == FOUND
    assert told.seconds < PATIENCE_S
    assert told.memory < MOST_MEMORY
    reasons = told.reasons()
    assert reasons["bomb.zip"] == Skip.TOO_LARGE.value
    assert reasons["bombs.zip"] == Skip.TOO_LARGE.value
    assert reasons["bomb.docx"] == Skip.TOO_LARGE.value
    assert reasons["laughs.docx"] in {Skip.DAMAGED.value, Skip.TOO_LARGE.value}
    assert reasons["circle.pdf"] == Skip.DAMAGED.value
    assert reasons["cut.docx"] == Skip.DAMAGED.value
    assert reasons["cut.pdf"] == Skip.DAMAGED.value
    assert reasons["bomb.png"] == Skip.TOO_LARGE.value
    assert reasons["cut.jpg"] in {Skip.DAMAGED.value, Skip.UNREADABLE.value}
    assert reasons["sparse.img"] == Skip.TOO_LARGE.value
    assert reasons["pipe.txt"] == Skip.DEVICE.value
