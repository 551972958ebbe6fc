# SPDX-License-Identifier: Apache-2.0
"""The pictures of the screens are made, and the page shows each of them."""

import os
import re
import subprocess
import sys
from pathlib import Path


def test_a_picture_of_each_wanted_screen_stands_on_the_page(root: Path, tmp_path: Path) -> None:
    wanted = ["--states", "screen,check-slip,vault-keys", "--looks", "right-to-left,narrow-200"]
    subprocess.run(
        [sys.executable, str(root / "packaging" / "shots.py"), str(tmp_path), *wanted],
        env={**os.environ, "PYTHONPATH": str(root / "tests")},
        check=True,
        capture_output=True,
    )
    made = {file.relative_to(tmp_path).as_posix() for file in tmp_path.glob("*/*.png")}
    names = ("screen", "check-slip", "vault-keys", "dialog", "help-window")
    assert made == {
        f"{look}/{name}.png" for look in ("right-to-left", "narrow-200") for name in names
    }
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'src="([^"]+)"', page)) == made
    assert min(file.stat().st_size for file in tmp_path.glob("*/*.png")) > 5_000
