# SPDX-License-Identifier: Apache-2.0
"""How a person gets at a drive without the window running as an administrator."""

import shlex
import sys
from pathlib import Path

import pytest

from recovery_assistant.wording import drive as words


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_each_system_has_a_sentence_and_one_command_on_one_line(platform: str) -> None:
    told = words.rights(Path("/dev/sdb"), platform)
    assert "home folder" in told.sentence
    assert "\n" not in told.command
    assert "drive" in told.command
    assert "export-header" in told.command


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a terminal program stand beside the one that runs, in a folder with a blank."""
    folder = tmp_path / "ada's programs"
    folder.mkdir()
    monkeypatch.setattr(sys, "executable", str(folder / "python3.11"))
    program = folder / "recovery-assistant-cli"
    program.touch()
    return program


def test_the_command_of_a_shell_names_this_very_program(beside: Path) -> None:
    told = words.rights(Path("/dev/my drive"), "linux")
    assert shlex.split(told.command) == [
        "sudo", str(beside), "drive", "export-header",
        "/dev/my drive", "~/bitlocker-header-my drive.bin",
    ]  # fmt: skip
    # The shell puts the home folder in place of an unquoted tilde alone.
    assert " ~/" in told.command


def test_powershell_gets_its_own_quotes(beside: Path) -> None:
    told = words.rights(Path(r"\\.\PhysicalDrive1"), "win32")
    program = str(beside).replace("'", "''")
    assert told.command == (
        rf"& '{program}' 'drive' 'export-header' '\\.\PhysicalDrive1' "
        r'"$HOME\bitlocker-header-PhysicalDrive1.bin"'
    )


def test_without_a_program_beside_it_the_search_path_has_to_know_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    told = words.rights(Path("/dev/sdb"), "linux")
    assert told.command.startswith("sudo recovery-assistant-cli drive export-header /dev/sdb ")
