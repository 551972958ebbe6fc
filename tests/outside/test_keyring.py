# SPDX-License-Identifier: Apache-2.0
"""The real keyring of a Linux desktop: unlocked, locked, asking, and not there at all.

Each test has a bus, a home and a keyring of its own; nothing of them is left when it ends.
"""

import base64
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from outside.conftest import require_parts

pytestmark = pytest.mark.outside

PARTS: Mapping[str, tuple[str, ...]] = {
    "gnome-keyring": ("gnome-keyring-daemon",),
    "libsecret-tools": ("secret-tool",),
    "dbus-daemon": ("dbus-run-session",),
}
SCREEN: Mapping[str, tuple[str, ...]] = {"xvfb": ("Xvfb",)}

FILE = "0123456789abcdef0123456789abcdef"
OTHER = "f" * 32
SERVICE = f"Recovery Assistant for BitLocker, file {FILE}"
PHRASE = "canary-sentence-nobody-stores"

DAEMON = "gnome-keyring-daemon --foreground --components=secrets"
UNLOCKED = f"printf test-login | {DAEMON} --unlock >/dev/null 2>&1 &"
"""Starts a keyring that is open."""
START = f"import json\nfrom recovery_assistant.system.keyring import Keyring\nFILE = {FILE!r}\n"
# Whoever asks too early makes the bus start a second keyring, which is not open.
READY = """
import time
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
with open_dbus_connection() as bus:
    asked = message_bus.NameHasOwner("org.freedesktop.secrets")
    while not bus.send_and_get_reply(asked).body[0]:
        time.sleep(0.02)
"""
LOCK = (
    "import secretstorage\nbus = secretstorage.dbus_init()\n"
    "secretstorage.get_default_collection(bus).lock()\nbus.close()\n"
)


class Desk:
    """A home with a bus of its own, in which scripts run."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "run").mkdir(mode=0o700)
        app = Path(__file__).resolve().parent.parent.parent / "app"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "PYTHONPATH": str(app),
            # What is chosen here must not matter.
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "LC_ALL": "C.UTF-8",
        }

    def run(self, script: str, *, before: str = "", bus: bool = True) -> dict[str, object]:
        """Run a Python script, after these shell commands; what it prints is JSON."""
        code = self.home / "script.py"
        code.write_text((READY if bus else "") + START + script, encoding="utf-8")
        shell = f"{before} exec {sys.executable} {code}"
        command = [*(["dbus-run-session", "--"] if bus else []), "bash", "-c", shell]
        started = subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            out, err = started.communicate(timeout=60)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait()
        assert started.returncode == 0, err
        # The parts of a desktop talk as well.
        found = json.loads(out.splitlines()[-1])
        assert isinstance(found, dict)
        return found

    def processes(self) -> list[int]:
        """The processes that live in this home."""
        mark = f"HOME={self.home}".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (place / "environ").read_bytes().split(b"\0"):
                    found.append(int(place.name))
        return found


@pytest.fixture
def desk() -> Iterator[Desk]:
    require_parts(PARTS)
    # A socket's path must be short: not the long folder that pytest would give.
    home = Path(tempfile.mkdtemp(prefix="desk-"))
    desk = Desk(home)
    yield desk
    for number in desk.processes():
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    shutil.rmtree(home, ignore_errors=True)


def test_a_key_is_kept_found_replaced_and_forgotten(desk: Desk) -> None:
    ran = desk.run(
        f"""
ring = Keyring()
said = {{"there": ring.is_there(), "missing": str(ring.get(FILE))}}
said["set"] = ring.set(FILE, b"k" * 32)
said["again"] = ring.set(FILE, bytes(range(32)))
said["got"] = ring.get(FILE).hex()
said["other"] = str(ring.get({OTHER!r}))
said["other gone"] = ring.delete({OTHER!r})
said["still"] = ring.get(FILE).hex()
import subprocess
look = ["secret-tool", "lookup", "service", {SERVICE!r}, "username", "device key"]
said["seen"] = subprocess.run(look, capture_output=True, text=True).stdout
said["deleted"] = ring.delete(FILE)
said["gone"] = str(ring.get(FILE))
said["unseen"] = subprocess.run(look, capture_output=True, text=True).stdout
print(json.dumps(said))
""",
        before=UNLOCKED,
    )
    kept = bytes(range(32))
    assert ran == {
        "there": True,
        "missing": "KeyringProblem.MISSING",
        "set": None,
        "again": None,
        "got": kept.hex(),
        "other": "KeyringProblem.MISSING",
        "other gone": None,
        "still": kept.hex(),
        "seen": base64.b64encode(kept).decode(),
        "deleted": None,
        "gone": "KeyringProblem.MISSING",
        "unseen": "",
    }


def test_only_the_random_key_is_stored_never_the_passphrase(desk: Desk) -> None:
    ran = desk.run(
        f"""
import datetime, pathlib, subprocess
from recovery_assistant.vault import device_key as halves
from recovery_assistant.vault.passphrase import Passphrase
today = datetime.date(2026, 11, 22)
ring, key = Keyring(), halves.new_device_key()
path = halves.sidecar_path(pathlib.Path.home() / "state", pathlib.Path("keys.age"))
said = {{"set": ring.set(FILE, key)}}
said["kept"] = halves.write_sidecar(path, FILE, Passphrase({PHRASE!r}), key, today)
look = ["secret-tool", "search", "--all", "username", "device key"]
found = subprocess.run(look, capture_output=True, text=True)
said["all"] = found.stdout + found.stderr
sidecar = halves.read_sidecar(path, today)
said["opened"] = halves.unseal(sidecar, ring.get(sidecar.vault)).text
said["forgotten"] = [halves.forget(path), ring.delete(FILE), str(ring.get(FILE))]
print(json.dumps(said))
""",
        before=UNLOCKED,
    )
    stored = str(ran["all"])
    assert stored.count("secret = ") == 1
    assert PHRASE not in stored
    secret = next(line for line in stored.splitlines() if line.startswith("secret = "))
    assert len(base64.b64decode(secret.removeprefix("secret = "), validate=True)) == 32
    assert ran["opened"] == PHRASE
    assert ran["forgotten"] == [True, None, "KeyringProblem.MISSING"]
    files = [one for one in desk.home.rglob("*") if one.is_file() and one.name != "script.py"]
    assert files
    assert not any(PHRASE.encode() in one.read_bytes() for one in files)


def test_a_locked_keyring_that_cannot_ask_says_so_at_once(desk: Desk) -> None:
    ran = desk.run(
        f"""
ring = Keyring()
ring.set(FILE, b"k" * 32)
{LOCK}
import time
began = time.monotonic()
said = {{"get": str(ring.get(FILE)), "set": str(ring.set(FILE, b"x" * 32))}}
said["delete"] = str(ring.delete(FILE))
said["there"] = ring.is_there()
said["took"] = time.monotonic() - began
print(json.dumps(said))
""",
        before=UNLOCKED,
    )
    assert ran["get"] == ran["set"] == ran["delete"] == "KeyringProblem.LOCKED"
    assert ran["there"] is True
    assert isinstance(ran["took"], float)
    assert ran["took"] < 10


def test_a_keyring_that_was_never_made_and_cannot_ask_is_locked(desk: Desk) -> None:
    ran = desk.run(
        'print(json.dumps({"get": str(Keyring().get(FILE)), "set": str(Keyring().set(FILE, '
        'b"k" * 32))}))',
        before=f"{DAEMON} >/dev/null 2>&1 </dev/null &",
    )
    assert ran == {"get": "KeyringProblem.LOCKED", "set": "KeyringProblem.LOCKED"}


def test_a_question_that_nobody_answers_is_given_up_and_the_program_ends(desk: Desk) -> None:
    require_parts(SCREEN)
    ran = desk.run(
        f"""
import threading, time
ring = Keyring(patience=1.0)
ring.set(FILE, b"k" * 32)
{LOCK}
began = time.monotonic()
said = {{"get": str(ring.get(FILE)), "took": time.monotonic() - began}}
began = time.monotonic()
said["second"] = str(ring.set(FILE, b"x" * 32))
said["second took"] = time.monotonic() - began
said["threads"] = [one.daemon for one in threading.enumerate() if one.name == "keyring"]
print(json.dumps(said))
""",
        # The bus has to know of the screen before it starts the part that asks.
        before="coproc XVFB { exec Xvfb -displayfd 1 -nolisten tcp 2>/dev/null; };"
        " read -r number <&${XVFB[0]}; export DISPLAY=:$number;"
        " dbus-update-activation-environment DISPLAY;" + UNLOCKED,
    )
    assert ran["get"] == ran["second"] == "KeyringProblem.NO_ANSWER"
    assert isinstance(ran["took"], float)
    assert isinstance(ran["second took"], float)
    assert 0.9 < ran["took"] < 5
    assert ran["second took"] < 0.5
    # It still waits, and did not keep the program from ending.
    assert ran["threads"] == [True]


def test_without_a_bus_there_is_no_keyring(desk: Desk) -> None:
    desk.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={desk.home}/none"
    ran = desk.run(
        'ring = Keyring()\nprint(json.dumps({"there": ring.is_there(), "get": '
        'str(ring.get(FILE)), "set": str(ring.set(FILE, b"k" * 32)), '
        '"delete": str(ring.delete(FILE))}))',
        bus=False,
    )
    nothing = "KeyringProblem.NO_KEYRING"
    assert ran == {"there": False, "get": nothing, "set": nothing, "delete": nothing}
