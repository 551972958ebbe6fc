# SPDX-License-Identifier: Apache-2.0
"""Where a trying of many keys stood is kept as numbers, and read without trust."""

import os
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from recovery_assistant.drive.resume import Position
from recovery_assistant.keys import KeyId
from recovery_assistant.system.kept_trying import KeptTrying

HERE = Position(UUID(int=7), KeyId("5BFCBB058D7047208D5DB8F67CB5903A"), 65_536, 0)


def test_what_was_kept_is_found_again_by_the_same_search_alone(tmp_path: Path) -> None:
    kept = KeptTrying(tmp_path / "kept")
    assert kept.find(HERE) == 0
    kept.keep(replace(HERE, done=1234))
    assert kept.find(HERE) == 1234
    for other in (
        replace(HERE, total=909),
        replace(HERE, key_id=KeyId("0A1B2C3D")),
        replace(HERE, volume_id=UUID(int=8)),
    ):
        assert kept.find(other) == 0
    kept.keep(replace(HERE, done=2000))
    assert kept.find(HERE) == 2000
    assert [one.name for one in (tmp_path / "kept").iterdir()] == [f"trying-{UUID(int=7).hex}.json"]
    kept.forget(HERE)
    kept.forget(HERE)
    assert kept.find(HERE) == 0


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 100, b"[" * 9000, b"x" * 100_000])
def test_a_file_that_is_damaged_or_not_ours_is_no_place(tmp_path: Path, content: bytes) -> None:
    kept = KeptTrying(tmp_path)
    kept.keep(HERE)
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert kept.find(HERE) == 0


def test_a_pipe_in_its_place_makes_nobody_wait(tmp_path: Path) -> None:
    kept = KeptTrying(tmp_path)
    kept.keep(HERE)
    (file,) = tmp_path.iterdir()
    file.unlink()
    os.mkfifo(file)
    assert kept.find(HERE) == 0


def test_where_nothing_can_be_written_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = KeptTrying(tmp_path / "file" / "kept")
    kept.keep(HERE)
    kept.forget(HERE)
    assert kept.find(HERE) == 0


def test_the_file_is_readable_for_this_person_alone(tmp_path: Path) -> None:
    KeptTrying(tmp_path).keep(HERE)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
