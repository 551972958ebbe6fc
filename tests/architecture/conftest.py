# SPDX-License-Identifier: Apache-2.0
"""Gates are commands; here they are run on the checkout and on copies with a planted fault."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

Gate: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]

PROGRAMS = Path(sys.executable).parent
CACHES = ("*_cache", "__pycache__", ".venv", ".git", ".hypothesis", "*.mo")


@pytest.fixture(scope="session")
def gate(root: Path) -> Gate:
    """Return a function that runs a tool of the environment in some checkout."""

    def run(
        tool: str, *arguments: str, at: Path = root, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        program = PROGRAMS / tool
        command = [str(program)] if program.exists() else [sys.executable, "-P", str(root / tool)]
        # The copy comes before the installed checkout.
        paths = {"PYTHONPATH": str(at / "app"), "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}
        return subprocess.run(
            [*command, *arguments],
            cwd=at,
            env={**os.environ, **paths, **(env or {})},
            text=True,
            capture_output=True,
            check=False,
        )

    return run


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """Return a copy of the sources, to plant a fault in."""
    ignore = shutil.ignore_patterns(*CACHES)
    for folder in ("app", "packaging"):
        shutil.copytree(root / folder, tmp_path / folder, ignore=ignore)
    (tmp_path / "resources" / "i18n").mkdir(parents=True)
    for file in ("resources/i18n/recovery_assistant.pot", "pyproject.toml"):
        shutil.copy(root / file, tmp_path / file)
    return tmp_path
