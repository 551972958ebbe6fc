# SPDX-License-Identifier: Apache-2.0
"""The commands below `vault` as a process of its own, at a real terminal and with the real work."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from recovery_assistant.vault import store
from recovery_assistant.vault.contents import Vault
from recovery_assistant.vault.passphrase import Passphrase

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals like these", allow_module_level=True)

import pty
import termios

START = "from recovery_assistant.cli import run; raise SystemExit(run())"
AT_TERMINAL = (
    "import fcntl, os, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0);" + START
)
"""A leader of its own, so that Ctrl+C at its terminal reaches it and nobody else."""
PHRASE = "canary otters paint my attic at dawn"
KEY = "-".join(f"{value * 11:06}" for value in range(41003, 49003, 1000))
SECRETS = (PHRASE, "otters", *KEY.split("-"))


class AtTerminal:
    """The program at a terminal of its own."""

    def __init__(self, *arguments: str | Path) -> None:
        self.said = ""
        self.terminal, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", AT_TERMINAL, "vault", *map(str, arguments)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)

    def wait_for(self, text: str) -> None:
        """Read on until the program has said this."""
        until = time.monotonic() + 30
        while text not in self.said:
            assert time.monotonic() < until, self.said
            ready, _write, _other = select.select([self.terminal], [], [], 1)
            if ready:
                self.said += self._read()

    def type(self, text: str) -> None:
        """Type a line at the prompt that is open."""
        os.write(self.terminal, f"{text}\n".encode())

    def answer(self, prompt: str, text: str) -> None:
        """Wait for a prompt, answer it, and go on with what is said after it."""
        self.wait_for(prompt)
        self.said = self.said[self.said.index(prompt) + len(prompt) :]
        self.type(text)

    def end(self) -> tuple[int, str]:
        """Wait for the end; return the exit code and what was still said."""
        while piece := self._read():
            self.said += piece
        return self.process.wait(30), self.said

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def _read(self) -> str:
        try:
            return os.read(self.terminal, 65_536).decode()
        except OSError:
            # The other end was closed.
            return ""

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)


@pytest.fixture
def at_terminal() -> Iterator[type[AtTerminal]]:
    started: list[AtTerminal] = []

    class Started(AtTerminal):
        def __init__(self, *arguments: str | Path) -> None:
            super().__init__(*arguments)
            started.append(self)

    yield Started
    for one in started:
        one.close()


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "keys.age"
    store.create_vault(path, Vault(), Passphrase(PHRASE), work_factor=4)
    return path


def test_a_file_is_made_filled_and_read_at_a_terminal(
    at_terminal: type[AtTerminal], tmp_path: Path, own_home: Path
) -> None:
    path = tmp_path / "keys.age"
    create = at_terminal("create", path)
    create.answer(": ", PHRASE)
    create.answer(": ", PHRASE)
    code, said = create.end()
    assert code == 0
    assert ": \r\n" not in said
    assert str(path) in said
    add = at_terminal("add", path, "--device", "PC", "--key-id", "5FBCBB05")
    add.answer("Passphrase (it is not shown while you type): ", PHRASE)
    add.answer("Recovery key (it is not shown while you type): ", KEY)
    added, said_then = add.end()
    assert added == 0
    show = at_terminal("show", path, "--key-id", "5FBCBB05")
    show.answer(": ", PHRASE)
    shown, key = show.end()
    assert shown == 0
    assert KEY in key
    assert not any(secret in said + said_then for secret in SECRETS)
    files = [one for place in (tmp_path, own_home) for one in place.rglob("*") if one.is_file()]
    assert sorted(one.name for one in files) == ["keys.age", "keys.backup-1.age"]
    assert not any(secret.encode() in one.read_bytes() for one in files for secret in SECRETS)


def test_nothing_typed_is_echoed_or_stands_in_the_list_of_processes(
    at_terminal: type[AtTerminal], made: Path
) -> None:
    add = at_terminal("add", made, "--device", "PC")
    assert add.echoes()
    add.answer("Passphrase (it is not shown while you type): ", PHRASE)
    add.wait_for("Recovery key (it is not shown while you type): ")
    assert not add.echoes()
    # Whoever may look at it sees the arguments; its memory is closed even to the same person.
    shown = Path(f"/proc/{add.process.pid}/cmdline")
    if shown.exists():
        arguments = shown.read_bytes()
        assert b"vault" in arguments
        assert not any(secret.encode() in arguments for secret in SECRETS)


@pytest.mark.parametrize("prompts", [0, 1])
def test_ctrl_c_at_a_prompt_leaves_everything_as_it_was(
    at_terminal: type[AtTerminal], made: Path, prompts: int
) -> None:
    before = made.read_bytes()
    add = at_terminal("add", made, "--device", "PC")
    if prompts:
        add.answer("Passphrase (it is not shown while you type): ", PHRASE)
    add.wait_for(": ")
    os.write(add.terminal, b"\x03")
    add.wait_for("Cancelled.")
    assert add.echoes()
    code, said = add.end()
    assert code == 130
    assert "Traceback" not in said
    assert made.read_bytes() == before
    assert [one.name for one in made.parent.iterdir()] == [made.name]


def test_ctrl_c_before_the_second_time_makes_nothing(
    at_terminal: type[AtTerminal], tmp_path: Path
) -> None:
    create = at_terminal("create", tmp_path / "keys.age")
    create.answer(": ", PHRASE)
    create.wait_for(": ")
    os.write(create.terminal, b"\x03")
    assert create.end()[0] == 130
    assert list(tmp_path.iterdir()) == []


def test_the_end_of_input_at_a_prompt_is_no_passphrase(
    at_terminal: type[AtTerminal], tmp_path: Path
) -> None:
    create = at_terminal("create", tmp_path / "keys.age")
    create.wait_for(": ")
    os.write(create.terminal, b"\x04")
    assert create.end()[0] == 1
    assert list(tmp_path.iterdir()) == []


def test_a_descriptor_of_a_script_works(made: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, f"{PHRASE}\n".encode())
    os.close(writing)
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            START,
            "vault",
            "list",
            made,
            "--json",
            "--passphrase-fd",
            f"{reading}",
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        pass_fds=[reading],
        check=False,
    )
    os.close(reading)
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["keys"] == 0
    assert ran.stderr == b""


def test_no_part_of_qt_is_imported_by_any_of_them(made: Path) -> None:
    code = (
        "import io, sys\n"
        "from recovery_assistant import cli\n"
        "from recovery_assistant.vault import copies, store\n"
        "store.save_vault.__kwdefaults__['work_factor'] = copies.COPY_WORK_FACTOR = 4\n"
        f"def run(*arguments, typed={PHRASE!r}):\n"
        "    sys.stdin = io.TextIOWrapper(io.BytesIO(typed.encode()))\n"
        f"    code = cli.run(['vault', arguments[0], {str(made)!r}, *arguments[1:]])\n"
        "    assert code == 0, code\n"
        f"run('add', '--device', 'PC', typed={PHRASE + chr(10) + KEY!r})\n"
        "run('list')\n"
        "run('show', '--device', 'PC')\n"
        f"run('export', '--to', 'page', {str(made) + '.html'!r})\n"
        "run('verify')\n"
        "found = {name.partition('.')[0] for name in sys.modules}\n"
        "raise SystemExit(len(found & {'PySide6', 'shiboken6', 'keyring'}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
