# SPDX-License-Identifier: Apache-2.0
"""A locked screen is heard of: on a bus of its own, as GNOME and others tell it."""

import os
import shutil
import subprocess
import sys

import pytest

from recovery_assistant.system.screen_capture import keep_out_of_captures

PROBE = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from recovery_assistant.system.screen_lock import ScreenLock
application = QCoreApplication(sys.argv)
lock = ScreenLock(application)
told = []
lock.locked.connect(lambda: told.append("locked"))
print(lock.listen(0))
def send(name, value):
    message = QDBusMessage.createSignal("/" + name.replace(".", "/"), name, "ActiveChanged")
    message.setArguments([value])
    QDBusConnection.sessionBus().send(message)
script = [("org.gnome.ScreenSaver", True), ("org.gnome.ScreenSaver", False),
          ("org.freedesktop.ScreenSaver", True), ("org.example.ScreenSaver", True)]
for at, step in enumerate(script):
    QTimer.singleShot(50 + 50 * at, lambda step=step: send(*step))
QTimer.singleShot(500, application.quit)
application.exec()
print(told)
"""


def test_a_locked_screen_is_told_and_an_unlocked_one_is_not() -> None:
    runner = shutil.which("dbus-run-session")
    if runner is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("dbus-run-session (dbus-daemon) is not installed")
        pytest.skip("dbus-run-session (dbus-daemon) is not installed")
    result = subprocess.run(
        [runner, "--", sys.executable, "-P", "-c", PROBE],
        text=True,
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert result.stdout.splitlines() == ["True", "['locked', 'locked']"], result.stderr


def test_without_a_bus_there_is_nothing_to_hear() -> None:
    probe = (
        "import sys\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from recovery_assistant.system.screen_lock import ScreenLock\n"
        "application = QCoreApplication(sys.argv)\n"
        "print(ScreenLock(application).listen(0))\n"
    )
    nowhere = "unix:path=/nonexistent/bus"
    result = subprocess.run(
        [sys.executable, "-P", "-c", probe],
        text=True,
        capture_output=True,
        check=False,
        timeout=30,
        env={
            **os.environ,
            "DBUS_SESSION_BUS_ADDRESS": nowhere,
            "DBUS_SYSTEM_BUS_ADDRESS": nowhere,
        },
    )
    assert result.stdout.strip() == "False", result.stderr


def test_where_the_system_offers_nothing_that_is_said() -> None:
    if sys.platform in ("win32", "darwin"):
        pytest.skip("this system keeps windows out of captures")
    assert keep_out_of_captures(1, out=True) is False
    assert keep_out_of_captures(1, out=False) is False
