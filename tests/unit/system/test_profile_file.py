# SPDX-License-Identifier: Apache-2.0
"""The profile beside the settings, and the record of calls: nothing there stops the program."""

import os
import stat
from pathlib import Path

import pytest

from recovery_assistant.guidance.profile import Profile, ProfileFault, ProfileProblem
from recovery_assistant.system.profile_file import CALLS, PROFILE, keep_line, read_profile


def test_where_no_profile_is_the_ordinary_one_holds(tmp_path: Path) -> None:
    assert read_profile(tmp_path) == Profile()
    assert read_profile(tmp_path / "nowhere") == Profile()


def test_a_profile_is_read(tmp_path: Path) -> None:
    (tmp_path / PROFILE).write_text("company = 'Muster'", encoding="utf-8")
    assert read_profile(tmp_path) == Profile(company="Muster")


def test_ten_megabytes_are_too_large(tmp_path: Path) -> None:
    with (tmp_path / PROFILE).open("wb") as file:
        file.truncate(10_000_000)
    assert read_profile(tmp_path) == ProfileFault(ProfileProblem.TOO_LARGE)


def test_a_folder_in_its_place_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / PROFILE).mkdir()
    assert read_profile(tmp_path) == ProfileFault(ProfileProblem.UNREADABLE)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_pipe_in_its_place_makes_nobody_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / PROFILE)
    os.mkfifo(tmp_path / CALLS)
    assert read_profile(tmp_path) == ProfileFault(ProfileProblem.UNREADABLE)
    assert not keep_line(tmp_path, "a line")


def test_lines_are_added_for_this_person_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert keep_line(folder, "one")
    assert keep_line(folder, "zwei ü")
    assert (folder / CALLS).read_text(encoding="utf-8") == "one\nzwei ü\n"
    if os.name == "posix":
        assert stat.S_IMODE((folder / CALLS).stat().st_mode) == 0o600


def test_a_record_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / CALLS).mkdir()
    assert not keep_line(tmp_path, "one")
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert not keep_line(tmp_path / "file", "one")
