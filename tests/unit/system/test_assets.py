# SPDX-License-Identifier: Apache-2.0
"""Where the program's own data lies."""

from pathlib import Path

import pytest

from recovery_assistant.system import assets


def test_the_data_of_the_installed_program_is_found() -> None:
    assert (assets.resources() / "guidance" / "en").is_dir()


def test_an_asset_is_found_by_its_relative_name() -> None:
    assert assets.asset("guidance/en") == assets.resources() / "guidance" / "en"


@pytest.mark.parametrize(
    "name",
    ["", "..", "../pyproject.toml", "guidance/../..", "/etc/passwd", "C:/x", "C:x", "a\\b", "a\0"],
)
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    with pytest.raises(assets.AssetError, match="relative"):
        assets.asset(name)


def test_a_missing_asset_is_said_to_be_missing() -> None:
    with pytest.raises(assets.AssetError, match=r"guidance/en/none\.toml"):
        assets.asset("guidance/en/none.toml")


def test_data_inside_the_package_comes_before_that_of_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "app" / "recovery_assistant"
    (package / "resources").mkdir(parents=True)
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(assets, "_PACKAGE", package)
    assert assets.resources() == package / "resources"
    (package / "resources").rmdir()
    assert assets.resources() == tmp_path / "resources"


def test_an_installation_without_data_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path / "lib" / "package")
    with pytest.raises(assets.AssetError, match="resources"):
        assets.resources()
