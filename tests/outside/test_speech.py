# SPDX-License-Identifier: Apache-2.0
"""The computer's voice by the system's own engine: what it is handed, and that it sounds."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from outside.conftest import require_parts

pytestmark = pytest.mark.outside

PARTS = {
    "speech-dispatcher": ("speech-dispatcher",),
    "speech-dispatcher-espeak-ng": ("/usr/lib/speech-dispatcher-modules/sd_espeak-ng",),
}
DIGITS = ("three", "four", "eight", "six", "five", "zero")
SPEAKER = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
if sys.argv[1] == "blocked":
    sys.modules["PySide6.QtTextToSpeech"] = None
from recovery_assistant.system.speech import Speech, SpeechState
app = QCoreApplication([])
speech = Speech()
begun = []
def changed(state):
    print(state.value, flush=True)
    if state is SpeechState.READY and not begun:
        begun.append(True)
        print(speech._engine.locale().name()[:2], flush=True)
        speech.say(sys.argv[3:], slow=False)
    elif state is not SpeechState.SPEAKING:
        app.quit()
speech.changed.connect(changed)
speech.ask(sys.argv[2])
QTimer.singleShot(25_000, app.quit)
app.exec()
"""
"""Asks for a language, speaks the words once it may, and prints each state."""


def require_module() -> None:
    """Skip where the optional part is not installed; it is not imported here, it is noisy."""
    if find_spec("PySide6.QtTextToSpeech") is None:
        pytest.skip("needs the extra [speech]: PySide6-Addons")


def speak(env: dict[str, str], language: str, *, blocked: bool = False) -> list[str]:
    """Return the states that the voice went through."""
    mode = "blocked" if blocked else "free"
    ran = subprocess.run(
        [sys.executable, "-c", SPEAKER, mode, language, *DIGITS],
        env={**os.environ, **env, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return ran.stdout.split()


class Dispatcher:
    """A speech service of its own that plays into a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.played = folder / "played.raw"
        self.env = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "run"), "LC_ALL": "C"}
        (folder / "run").mkdir(mode=0o700)
        config = folder / "config"
        config.mkdir()
        (folder / ".asoundrc").write_text(
            f'pcm.!default {{ type file slave.pcm "null" file "{self.played}" format "raw" }}\n'
        )
        (config / "speechd.conf").write_text(
            'AudioOutputMethod "alsa"\nAddModule "espeak-ng" "sd_espeak-ng" "espeak-ng.conf"\n'
            'DefaultModule "espeak-ng"\nLogLevel 5\n'
        )
        (config / "modules").mkdir()
        (config / "modules" / "espeak-ng.conf").write_text("")
        self._process = subprocess.Popen(
            ["speech-dispatcher", "-s", "-t", "0", "-C", config, "-L", folder, "-l", "5"],
            env={**os.environ, **self.env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def wait_for_socket(self) -> None:
        socket = self.folder / "run" / "speech-dispatcher" / "speechd.sock"
        until = time.monotonic() + 30
        while not socket.exists():
            assert time.monotonic() < until, "speech-dispatcher did not start"
            time.sleep(0.05)

    def log(self) -> str:
        return (self.folder / "speech-dispatcher.log").read_text(errors="replace")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


@pytest.fixture
def dispatcher() -> Iterator[Dispatcher]:
    require_parts(PARTS)
    require_module()
    # A folder with a short name: the path of a socket may have a hundred characters, no more.
    with TemporaryDirectory(prefix="voice-") as folder:
        service = Dispatcher(Path(folder))
        try:
            service.wait_for_socket()
            yield service
        finally:
            service.stop()


def test_the_engine_is_handed_single_digits_as_words_and_sounds(dispatcher: Dispatcher) -> None:
    assert speak(dispatcher.env, "en") == ["ready", "en", "speaking", "ready"]
    log = dispatcher.log()
    assert ", ".join(DIGITS) in log
    assert "348650" not in log
    played = dispatcher.played.read_bytes()
    # More than a second of 16-bit samples, and they are not silence.
    assert len(played) > 2 * 22_050
    assert len(set(played)) > 100


def test_a_language_that_is_not_the_systems_is_spoken_by_a_voice_of_its_own(
    dispatcher: Dispatcher,
) -> None:
    assert speak(dispatcher.env, "de") == ["ready", "de", "speaking", "ready"]


def test_a_language_without_a_voice_is_said_to_have_none(dispatcher: Dispatcher) -> None:
    assert speak(dispatcher.env, "xx") == ["no-language"]


def test_without_the_service_that_is_said(tmp_path: Path) -> None:
    require_module()
    nowhere = {
        "XDG_RUNTIME_DIR": str(tmp_path),
        "SPEECHD_ADDRESS": f"unix_socket:{tmp_path / 'none'}",
    }
    assert speak(nowhere, "en") == ["no-engine"]


def test_without_the_optional_part_that_is_said(tmp_path: Path) -> None:
    assert speak({"XDG_RUNTIME_DIR": str(tmp_path)}, "en", blocked=True) == ["not-installed"]
