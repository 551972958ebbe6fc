#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The one command for working on the program: run it, test it, lock what it needs.

    python3 packaging/dev.py run [arguments]     start the program from this checkout
    python3 packaging/dev.py test [arguments]    every check; arguments go to pytest
    python3 packaging/dev.py mutants [rooms]     break keys and flow on purpose; tests must notice
    python3 packaging/dev.py bench               measure start, search, typing, the file; no test
    python3 packaging/dev.py shots [folder]      pictures of every screen in every look
    python3 packaging/dev.py lock                resolve packaging/requirements/*.txt again

The first call makes .venv and fills it from the locked files; later calls find it as it is.
Only the standard library stands here: nothing is installed yet when this file starts.
"""

from __future__ import annotations  # an older Python must get as far as the advice below

import ctypes
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "packaging" / "requirements"
WINDOWS = os.name == "nt"
PROGRAMS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = PROGRAMS / ("python.exe" if WINDOWS else "python")
IN_CI = os.environ.get("CI", "").lower() == "true"

OLDEST_PYTHON = 0x030B0000  # 3.11, as in pyproject.toml

# What each command needs; every file is complete in itself and hashed.
LOCKED = {"run": ("run.txt", "build.txt"), "test": ("dev.txt",)}

# Libraries of the system that Qt's wheels load, with the Debian package that brings each.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}

# What the tests from outside start, with the Debian package that brings each.
OUTSIDE_PARTS = {
    "Xvfb": "xvfb",
    "losetup": "mount",
    "xdotool": "xdotool",
    "openbox": "openbox",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "dbus-daemon": "dbus",
    "xclip": "xclip",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf": "fonts-dejavu-core",
    "keepassxc": "keepassxc",
    "keepassxc-cli": "keepassxc",
    "age": "age",
    "strace": "strace",
    "/usr/sbin/cryptsetup": "cryptsetup-bin",
    "chromium": "chromium",
    "firefox-esr": "firefox-esr",
    "tesseract": "tesseract-ocr",
    "gnome-keyring-daemon": "gnome-keyring",
    "secret-tool": "libsecret-tools",
    "dbus-run-session": "dbus-daemon",
    "speech-dispatcher": "speech-dispatcher",
    "/usr/lib/speech-dispatcher-modules/sd_espeak-ng": "speech-dispatcher-espeak-ng",
    "/usr/share/doc/mesa-vulkan-drivers": "mesa-vulkan-drivers",
    "/usr/share/doc/libvulkan1": "libvulkan1",
    "/usr/share/doc/libpulse0": "libpulse0",
    "/usr/share/doc/libspeechd2": "libspeechd2",
    "/usr/share/doc/speech-dispatcher-audio-plugins": "speech-dispatcher-audio-plugins",
}


class SetupError(Exception):
    """Something is missing that this script cannot bring by itself; the text says what to do."""


def main(arguments: list[str]) -> int:
    """Carry out one command; returns the exit code."""
    commands = {
        "run": run,
        "test": test,
        "bench": bench,
        "mutants": mutants,
        "shots": shots,
        "lock": lock,
    }
    command = commands.get(arguments[0]) if arguments else None
    if command is None:
        print(__doc__)
        asked_for_help = arguments[:1] in (["-h"], ["--help"], ["help"])
        return 0 if asked_for_help else 2
    if sys.hexversion < OLDEST_PYTHON:
        return with_newer_python(arguments)
    try:
        return command(arguments[1:])
    except SetupError as problem:
        print(f"dev.py: {problem}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as problem:
        print(
            f"dev.py: this command failed with {problem.returncode}: {shlex.join(problem.cmd)}",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return 130


def with_newer_python(arguments: list[str]) -> int:
    """Hand over to a newer Python of this machine, or say that one is needed."""
    for minor in range(14, 10, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            return subprocess.run([newer, __file__, *arguments], check=False).returncode
    print("dev.py: Python 3.11 or newer is needed", file=sys.stderr)
    return 1


def run(arguments: list[str]) -> int:
    """Start the program with the given arguments."""
    see_to_debian_packages(missing_venv_packages() + missing_qt_packages())
    set_up("run")
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY")
        or os.environ.get("WAYLAND_DISPLAY")
        or os.environ.get("QT_QPA_PLATFORM")
    ):
        raise SetupError(
            "there is no display here. Start it in a desktop session, or use the terminal"
            f" program: {PROGRAMS.relative_to(ROOT) / 'recovery-assistant-cli'}"
        )
    return subprocess.run(
        [str(PYTHON), "-P", "-m", "recovery_assistant", *arguments], check=False
    ).returncode


def test(arguments: list[str]) -> int:
    """Run every check, or the part that the arguments choose; pytest has the last word."""
    outside = missing_outside_packages() if IN_CI else []
    see_to_debian_packages(missing_venv_packages() + missing_qt_packages() + outside)
    set_up("test")
    everything = not any(Path(ROOT, word.split("::")[0]).exists() for word in arguments)
    parallel = ["-n", "auto", "--maxprocesses", "8", "--dist", "loadgroup"] if everything else []
    command = [str(PYTHON), "-P", "-m", "pytest", *parallel, *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def mutants(arguments: list[str]) -> int:
    """Break the rooms that must hold, one small change at a time; see packaging/mutants.py."""
    set_up("test")
    script = str(ROOT / "packaging" / "mutants.py")
    return subprocess.run([str(PYTHON), "-P", script, *arguments], check=False).returncode


def bench(arguments: list[str]) -> int:
    """Measure side by side with others, and say which aims are met."""
    see_to_debian_packages(missing_venv_packages() + missing_qt_packages())
    set_up("test")
    command = [str(PYTHON), "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT / "tests", check=False).returncode


def shots(arguments: list[str]) -> int:
    """Draw every screen in every look, without a display; the arguments go to shots.py."""
    see_to_debian_packages(missing_venv_packages() + missing_qt_packages())
    set_up("test")
    # The screens stand in the states that the tests look at.
    paths = os.pathsep.join(filter(None, [str(ROOT / "tests"), os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        [str(PYTHON), "-P", str(ROOT / "packaging" / "shots.py"), *arguments],
        env={**os.environ, "PYTHONPATH": paths, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    ).returncode


def lock(arguments: list[str]) -> int:
    """Resolve the locked files anew, for every platform and Python at once."""
    see_to_debian_packages(missing_venv_packages())
    set_up("test")
    build = "\n".join(build_requirements())
    # dev.txt is the widest; the others are held to its versions, so that they agree.
    extras = [word for name in ("dev", "speech", "gpu") for word in ("--extra", name)]
    resolve(["pyproject.toml", *extras], "dev.txt", arguments)
    resolve(["pyproject.toml", "--constraints", str(REQUIREMENTS / "dev.txt")], "run.txt", [])
    resolve(["-", "--constraints", str(REQUIREMENTS / "dev.txt")], "build.txt", [], build)
    return 0


def build_requirements() -> list[str]:
    """What pyproject.toml wants for a build (its one line, read without a TOML reader)."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    line = re.search(r"(?m)^requires = \[(.*)\]$", text)
    if not line:
        raise SetupError("pyproject.toml has no line 'requires = [...]'")
    return re.findall(r'"([^"]+)"', line[1])


def resolve(sources: list[str], target: str, options: list[str], text: str = "") -> None:
    """Write one locked file: names, versions, markers and hashes, and nothing about this machine.

    Raises:
        SetupError: An address or a path would have been written.
    """
    with tempfile.TemporaryDirectory() as folder:
        # Built aside: uv reads an existing target as a wish, and --upgrade says otherwise.
        made = Path(folder, target)
        if (REQUIREMENTS / target).exists():
            shutil.copy(REQUIREMENTS / target, made)
        command = [
            str(PROGRAMS / "uv"), "pip", "compile", *sources, "--output-file", str(made),
            "--universal", "--python-version", "3.11", "--generate-hashes", "--quiet",
            "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
            *options,
        ]  # fmt: skip
        subprocess.run(command, cwd=ROOT, input=text, text=True, check=True)
        lines = made.read_text(encoding="utf-8")
    foreign = re.search(r"(?m)^.*(://| @ |^-|file:).*$", lines)
    if foreign:
        raise SetupError(f"{target} would hold more than names and hashes: {foreign[0]}")
    (REQUIREMENTS / target).write_text(lines, encoding="utf-8")
    print(f"{target}: {len(re.findall(r'(?m)^[a-z]', lines))} pins")


def set_up(purpose: str) -> None:
    """Make .venv and fill it for this purpose, unless a stamp says that this is done."""
    # What the tests need is more than what a run needs: either stamp will do for a run.
    if any(is_filled(level) for level in ("test", purpose)):
        return
    pip = make_venv()
    files = [word for name in LOCKED[purpose] for word in ("-r", str(REQUIREMENTS / name))]
    print(f"dev.py: installing {', '.join(LOCKED[purpose])} into .venv", flush=True)
    quiet = [*pip, "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*quiet, "--require-hashes", *files], check=True)
    editable = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    subprocess.run([*quiet, *editable], check=True)
    (VENV / f"stamp-{purpose}").write_text(fingerprint(purpose), encoding="utf-8")


def is_filled(purpose: str) -> bool:
    """Whether .venv still is what was installed for this purpose."""
    stamp = VENV / f"stamp-{purpose}"
    return (
        PYTHON.exists()
        and stamp.exists()
        and stamp.read_text(encoding="utf-8") == fingerprint(purpose)
    )


def fingerprint(purpose: str) -> str:
    """A text that is another one whenever .venv has to be filled again."""
    inputs = [REQUIREMENTS / name for name in LOCKED[purpose]]
    inputs += [ROOT / "pyproject.toml", ROOT / "packaging" / "hatch_build.py"]
    inputs += sorted((ROOT / "resources" / "i18n").glob("*/LC_MESSAGES/*.po"))
    digest = hashlib.sha256(f"{purpose} {ROOT} {PYTHON.resolve()}".encode())
    for file in inputs:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def make_venv() -> list[str]:
    """Make .venv if it is not there; returns the pip command that fills it."""
    if has_module("pip", PYTHON):
        return [str(PYTHON), "-m", "pip"]
    print(f"dev.py: making .venv with Python {sys.version.split()[0]}", flush=True)
    command = [sys.executable, "-m", "venv", "--clear"]
    if has_module("ensurepip"):
        subprocess.run([*command, str(VENV)], check=True)
        return [str(PYTHON), "-m", "pip"]
    subprocess.run([*command, "--without-pip", str(VENV)], check=True)
    wheels = pip_wheels()
    if not wheels:
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    # A wheel of pip is also a program: it installs itself.
    itself = [str(PYTHON), f"{wheels[-1]}/pip", "install", "--quiet", "--no-index"]
    subprocess.run([*itself, str(wheels[-1])], check=True)
    return [str(PYTHON), "-m", "pip"]


def missing_venv_packages() -> list[str]:
    """Debian package that making .venv needs: Debian keeps ensurepip apart from Python."""
    if has_module("pip", PYTHON) or has_module("ensurepip"):
        return []
    if apt_prefix() is None and has_module("venv") and (pip_wheels() or has_module("pip")):
        return []  # a way round, for those who cannot install packages
    return [f"python3.{sys.version_info[1]}-venv"]


def pip_wheels() -> list[Path]:
    """Wheels of pip that Debian's packages of pip and virtualenv bring along."""
    return sorted(Path("/usr/share/python-wheels").glob("pip-*.whl"))


def has_module(name: str, python: Path = Path(sys.executable)) -> bool:
    """Whether that Python works and can import the module."""
    probe = [str(python), "-P", "-c", f"import {name}"]
    try:
        return subprocess.run(probe, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def missing_qt_packages() -> list[str]:
    """Debian packages of the libraries that Qt would not find; empty anywhere but on Linux."""
    if sys.platform != "linux":
        return []
    return [package for name, package in QT_LIBRARIES.items() if not loads(name)]


def loads(library: str) -> bool:
    """Whether the dynamic linker finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_outside_packages() -> list[str]:
    """Debian packages of the parts that the tests from outside start."""
    if sys.platform != "linux":
        return []
    return [
        package
        for part, package in OUTSIDE_PARTS.items()
        if not (Path(part).exists() if part.startswith("/") else shutil.which(part))
    ]


def see_to_debian_packages(packages: list[str]) -> None:
    """Install the packages if that is possible, else say the one line that does.

    Raises:
        SetupError: They cannot be installed from here.
    """
    if not packages:
        return
    if apt_prefix() is None:
        names = " ".join(packages)
        if shutil.which("apt-get"):
            raise SetupError(f"please run: sudo apt-get install {names}")
        raise SetupError(f"please install what Debian calls {names}")
    install_debian_packages(packages)


def install_debian_packages(packages: list[str]) -> None:
    """Run apt-get, as root or by a sudo that asks for nothing."""
    prefix = apt_prefix() or []
    print(f"dev.py: apt-get install {' '.join(packages)}", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    options = ["install", "-y", "--no-install-recommends", *packages]
    # The lists of a fresh machine are empty or old: try, renew them, try again.
    first = subprocess.run([*apt, *options], check=False, capture_output=True)
    if first.returncode:
        subprocess.run([*apt, "update"], check=True)
        subprocess.run([*apt, *options], check=True, stdout=subprocess.DEVNULL)


def apt_prefix() -> list[str] | None:
    """What has to stand before apt-get: nothing for root, sudo if it asks for nothing."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        probe = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
        if probe.returncode == 0:
            return ["sudo", "-n"]
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
