# SPDX-License-Identifier: Apache-2.0
"""The wheel, built and installed where nothing of the checkout is: an editable install would hide
a file that the wheel forgot.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from recovery_assistant import i18n

pytestmark = pytest.mark.packaged

# Taken before the tests get homes of their own: pip finds its settings in the real one.
ENVIRONMENT: Mapping[str, str] = {
    name: value for name, value in os.environ.items() if name != "PYTHONPATH"
}
SCRIPTS = Path("Scripts" if os.name == "nt" else "bin")


def run(*command: str | Path, at: Path, env: Mapping[str, str] = ENVIRONMENT) -> str:
    """Run a command that must succeed; returns what it printed."""
    result = subprocess.run(
        [str(word) for word in command],
        cwd=at,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    build = (sys.executable, "-P", "-m", "build", "--wheel", "--no-isolation", "--outdir", out)
    run(*build, root, at=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bare(root: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel beside nothing but what it needs; returns the folder of programs."""
    place = tmp_path_factory.mktemp("bare")
    # Some systems have no ensurepip: the pip that runs the tests fills the new environment.
    run(sys.executable, "-P", "-m", "venv", "--without-pip", place / "venv", at=place)
    programs = place / "venv" / SCRIPTS
    python = programs / ("python.exe" if os.name == "nt" else "python")
    pip = (sys.executable, "-P", "-m", "pip", "--python", python, "install", "--quiet")
    locked = root / "packaging" / "requirements" / "run.txt"
    run(*pip, "--require-hashes", "-r", locked, at=place)
    run(*pip, "--no-deps", wheel, at=place)
    return programs


def test_the_wheel_carries_what_the_program_reads(wheel: Path, root: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    resources = root / "resources"
    data = {
        f"recovery_assistant/resources/{file.relative_to(resources).as_posix()}"
        for file in resources.rglob("*")
        if file.is_file() and file.suffix != ".new"
    }
    assert data
    assert data <= names
    assert "recovery_assistant/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/NOTICE") for name in names)
    assert not [name for name in names if name.startswith(("tests", "packaging", "app"))]


def test_two_builds_are_the_same_byte_for_byte(wheel: Path, root: Path, tmp_path: Path) -> None:
    build = (sys.executable, "-P", "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path)
    run(*build, root, at=tmp_path)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_translations_are_compiled_into_the_wheel(root: Path, tmp_path: Path) -> None:
    sources = tmp_path / "checkout"
    for folder in ("app", "packaging", "resources"):
        compiled = shutil.ignore_patterns("*.mo", "__pycache__")
        shutil.copytree(root / folder, sources / folder, ignore=compiled)
    for file in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(root / file, sources / file)
    planted = sources / "resources/i18n/eo/LC_MESSAGES/recovery_assistant.po"
    planted.parent.mkdir(parents=True)
    planted.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Next"\nmsgstr "Sekva ĉi tie"\n',
        encoding="utf-8",
    )
    build = (sys.executable, "-P", "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path)
    run(*build, sources, at=tmp_path)
    (built,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(tmp_path / "unpacked")
    resources = tmp_path / "unpacked/recovery_assistant/resources"
    i18n.use_language("eo", resources)
    try:
        assert i18n._("Next") == "Sekva ĉi tie"
    finally:
        i18n.use_language("en", resources)


def test_the_installed_program_finds_all_its_parts(bare: Path, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    if os.name == "nt":
        home |= {"SYSTEMROOT": os.environ["SYSTEMROOT"], "USERPROFILE": str(tmp_path)}
    run(bare / "recovery-assistant-cli", "self-check", at=tmp_path, env=home)


def test_nothing_of_the_checkout_is_needed(bare: Path, root: Path, tmp_path: Path) -> None:
    probe = "import recovery_assistant, sys; print(recovery_assistant.__file__, *sys.path)"
    printed = run(bare / "python", "-P", "-c", probe, at=tmp_path)
    assert str(root) + os.sep not in printed
    assert sysconfig.get_path("purelib") not in printed
