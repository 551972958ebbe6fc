# SPDX-License-Identifier: Apache-2.0
"""The settings file: whole or not at all, and never a reason to stop."""

import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.system.settings import (
    EntryForm,
    Settings,
    SettingsProblem,
    ThemeChoice,
    load,
    problem_sentence,
    save,
)

OTHER = Settings(ThemeChoice.DARK, 1.5, "pt_BR", EntryForm.LINE, auto_advance=False)


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "settings.json"
    assert save(OTHER, path) is None
    assert load(path) == (OTHER, None)


def test_a_first_start_is_no_problem(tmp_path: Path) -> None:
    assert load(tmp_path / "none" / "settings.json") == (Settings(), None)


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are a POSIX matter")
def test_only_the_person_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save(OTHER, path)
    assert path.stat().st_mode & 0o777 == 0o600


DAMAGED = [
    b"",
    b"{",
    b"\xff\xfe\0",
    b"[]",
    b"[" * 50_000,
    b'{"theme": "pink"}',
    b'{"theme": 1}',
    b'{"text_scale": 9}',
    b'{"text_scale": NaN}',
    b'{"text_scale": true}',
    b'{"text_scale": "1"}',
    b'{"language": "../../etc"}',
    b'{"form": "none"}',
    b'{"auto_advance": "yes"}',
    b'{"last_file": 3}',
    b'{"last_file": "a\\u0000b"}',
    b'{"idle_minutes": 0}',
    b'{"idle_minutes": 61}',
    b'{"idle_minutes": true}',
    b'{"idle_minutes": 2.5}',
    b" " * 100_000,
]


@pytest.mark.parametrize("data", DAMAGED)
def test_a_damaged_file_is_put_aside_and_reported(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(data)
    assert load(path) == (Settings(), SettingsProblem.DAMAGED)
    assert (tmp_path / "settings.damaged-1.json").read_bytes() == data
    assert not path.exists()


def test_a_second_damaged_file_does_not_replace_the_first(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for content in (b"first", b"second"):
        path.write_bytes(content)
        load(path)
    assert (tmp_path / "settings.damaged-1.json").read_bytes() == b"first"
    assert (tmp_path / "settings.damaged-2.json").read_bytes() == b"second"


def test_damaged_files_do_not_pile_up(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for number in range(9):
        path.write_bytes(b"{%d" % number)
        load(path)
    assert len(list(tmp_path.iterdir())) == 5


def test_a_damaged_file_that_cannot_be_put_aside_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(str(self), str(target))

    path = tmp_path / "settings.json"
    path.write_bytes(b"{")
    monkeypatch.setattr(Path, "replace", refuse)
    assert load(path) == (Settings(), SettingsProblem.DAMAGED_KEPT)


def test_a_setting_of_a_later_version_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"theme": "light", "sound": 3}), encoding="utf-8")
    assert load(path) == (Settings(ThemeChoice.LIGHT), None)


def test_a_settings_file_that_may_not_be_read_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, flags: int) -> int:
        raise PermissionError(str(path), flags)

    monkeypatch.setattr(os, "open", refuse)
    assert load(tmp_path / "settings.json") == (Settings(), SettingsProblem.UNREADABLE)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a POSIX pipe")
def test_a_pipe_in_its_place_does_not_make_the_program_wait(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    os.mkfifo(path)
    assert load(path) == (Settings(), SettingsProblem.DAMAGED)


def test_a_home_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"a file where a folder must be")
    path = tmp_path / "home" / "settings.json"
    assert save(OTHER, path) is SettingsProblem.NOT_SAVED
    assert load(path) == (Settings(), None)


def test_a_full_disk_leaves_the_old_file_and_no_scrap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "no space", descriptor)

    path = tmp_path / "settings.json"
    save(Settings(), path)
    monkeypatch.setattr(os, "fsync", full)
    assert save(OTHER, path) is SettingsProblem.NOT_SAVED
    monkeypatch.undo()
    assert load(path) == (Settings(), None)
    assert [entry.name for entry in tmp_path.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("problem", SettingsProblem)
def test_every_problem_has_a_sentence(problem: SettingsProblem) -> None:
    assert problem_sentence(problem).endswith(".")


@given(st.binary(max_size=200))
def test_no_content_raises(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "settings.json"
    path.write_bytes(data)
    _, problem = load(path)
    assert problem in {None, SettingsProblem.DAMAGED}
