# SPDX-License-Identifier: Apache-2.0
"""The locked files fit the project, and hold nothing of the machine they were made on."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.version import Version

PIN = re.compile(r"([a-z0-9-]+)==([0-9][0-9a-z.]*)(?: ; ([a-zA-Z_0-9 ().*'<>=!]+))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
FILES = ("run.txt", "build.txt", "dev.txt")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = ("linux", "win32", "darwin")


def lines(root: Path, name: str) -> list[str]:
    text = (root / "packaging" / "requirements" / name).read_text(encoding="utf-8")
    return text.splitlines()


def machine(python: str, system: str) -> dict[str, str]:
    """Return what markers ask for, on that Python and system and this kind of processor."""
    return {name: str(value) for name, value in default_environment().items()} | {
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
    }


def pins(root: Path, name: str, python: str, system: str) -> dict[str, str]:
    """Return what the file installs on that Python and system."""
    environment = machine(python, system)
    wanted = {}
    for line in lines(root, name):
        if PIN.fullmatch(line):
            pin = Requirement(line.removesuffix(" \\"))
            if pin.marker is None or pin.marker.evaluate(environment):
                (specifier,) = pin.specifier
                wanted[pin.name] = specifier.version
    return wanted


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", FILES)
def test_a_locked_file_holds_pins_and_their_hashes_only(root: Path, name: str) -> None:
    found = lines(root, name)
    strange = [line for line in found if not (PIN.fullmatch(line) or HASH.fullmatch(line))]
    assert strange == []
    # The line after a pin is its first hash: no pin goes unchecked.
    after = [found[i + 1] for i, line in enumerate(found) if PIN.fullmatch(line)]
    assert after
    assert all(HASH.fullmatch(line) for line in after)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_everything_the_project_names_is_locked(root: Path, python: str, system: str) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    run = project["project"]["dependencies"]
    extras = project["project"]["optional-dependencies"].values()
    named = {
        "run.txt": run,
        "build.txt": project["build-system"]["requires"],
        "dev.txt": [*run, *(one for extra in extras for one in extra)],
    }
    for name, wanted in named.items():
        locked = pins(root, name, python, system)
        for requirement in map(Requirement, wanted):
            marker = requirement.marker
            if marker is None or marker.evaluate(machine(python, system)):
                version = locked[normal(requirement.name)]
                assert requirement.specifier.contains(version), f"{name}: {requirement}"


def test_the_locked_files_agree(root: Path) -> None:
    for python in PYTHONS:
        dev = pins(root, "dev.txt", python, "linux")
        for name in ("run.txt", "build.txt"):
            assert pins(root, name, python, "linux").items() <= dev.items()


@pytest.mark.parametrize("system", SYSTEMS)
def test_older_pythons_get_a_qt_that_counts_right(root: Path, system: str) -> None:
    for name in ("pyside6-essentials", "shiboken6"):
        assert Version(pins(root, "run.txt", "3.11", system)[name]) < Version("6.12")
