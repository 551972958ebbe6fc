# SPDX-License-Identifier: Apache-2.0
"""Starts the program as a person would: on a screen, with a window manager and a screen reader's
bus, all of them made for the one test and gone after it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pytest

from outside.atspi_driver import App

IN_CI = os.environ.get("CI", "").lower() == "true"

# Part to Debian package; a list because the place differs between releases.
PARTS: Mapping[str, tuple[str, ...]] = {
    "xvfb": ("Xvfb",),
    "xdotool": ("xdotool",),
    "openbox": ("openbox",),
    "dbus": ("dbus-daemon",),
    "at-spi2-core": (
        "/usr/libexec/at-spi-bus-launcher",
        "/usr/lib/at-spi2-core/at-spi-bus-launcher",
    ),
}


class StartProgram(Protocol):
    """Starts the program and returns what works it from outside."""

    def __call__(
        self,
        *arguments: str,
        size: str = "1280x800",
        env: Mapping[str, str] | None = None,
        home: Path | None = None,
        lang: str = "C.UTF-8",
        no_net: bool = False,
    ) -> App:
        """Start `python -m recovery_assistant` with these arguments."""
        ...


def require_parts(parts: Mapping[str, tuple[str, ...]]) -> None:
    """Skip, or fail in CI, where a part of the system is missing; names its package."""
    missing = [name for name, places in parts.items() if not any(map(shutil.which, places))]
    if missing:
        give_up = pytest.fail if IN_CI else pytest.skip
        give_up(f"needs packages of the system: {' '.join(missing)}")


def require_tracing() -> None:
    """Skip where strace is not there (in CI: fail), or the kernel lets nobody trace."""
    require_parts({"strace": ("strace",)})
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as traced:
        # A process that is there already, as a container may allow children only.
        tracer = subprocess.Popen(
            ["strace", "-o", os.devnull, "-p", str(traced.pid)], stderr=subprocess.PIPE
        )
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        traced.communicate(b"\n")
        tracer.communicate()
    if b"attached" not in said:
        # No package brings that right.
        pytest.skip(f"the system lets nobody trace here: {said!r}")


@pytest.fixture
def program() -> Iterator[StartProgram]:
    """Return a function that starts the program; whatever it started is stopped afterwards."""
    require_parts(PARTS)
    started: list[App] = []

    def start(
        *arguments: str,
        size: str = "1280x800",
        env: Mapping[str, str] | None = None,
        home: Path | None = None,
        lang: str = "C.UTF-8",
        no_net: bool = False,
    ) -> App:
        command = [sys.executable, "-P", "-m", "recovery_assistant", *arguments]
        app = App(command, size=size, env=env, home=home, lang=lang, no_net=no_net)
        started.append(app)
        return app.start()

    yield start
    for app in reversed(started):
        # pytest shows it beside a failure.
        sys.stdout.write(app.app_log())
        app.stop()
