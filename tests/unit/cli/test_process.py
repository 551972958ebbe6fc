# SPDX-License-Identifier: Apache-2.0
"""The terminal program as a process of its own: streams, pipes, what it imports and leaves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

START = "from recovery_assistant.cli import run; raise SystemExit(run())"
CANARY = "-".join(f"{value * 11:06}" for value in range(41002, 49002, 1000))
DAMAGED = "9" + CANARY[1:]


def started(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", START, *arguments], input=stdin, capture_output=True, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "stdin", "code"),
    [
        (["check"], CANARY, 0),
        (["check", "--json"], DAMAGED, 1),
        (["check", CANARY], CANARY, 2),
        (["compare"], CANARY + "\n" + CANARY, 0),
        (["compare", CANARY, CANARY], "", 2),
        (["check"], CANARY + "\xff\xfe\xff", 3),
        (["key-id", CANARY], "", 1),
        (["self-check"], CANARY, 0),
    ],
)
def test_a_key_is_nowhere_but_in_what_was_asked_for(
    own_home: Path, arguments: list[str], stdin: str, code: int
) -> None:
    ran = started(*arguments, stdin=stdin.encode("latin-1"))
    assert ran.returncode == code
    blocks = [block.encode() for block in CANARY.split("-")]
    assert not any(block in ran.stderr for block in blocks)
    left = [path.read_bytes() for path in own_home.rglob("*") if path.is_file()]
    assert not any(block in data for block in blocks for data in left)


def test_no_part_of_qt_is_imported() -> None:
    code = (
        "import sys; from recovery_assistant import cli; cli.run(['self-check']);"
        "cli.run(['routes', 'work']); cli.run(['explain', '0x80310035']);"
        "bad = [name for name in sys.modules if name.split('.')[0] in {'PySide6', 'shiboken6'}];"
        "raise SystemExit(len(bad))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_closed_pipe_ends_without_a_word() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = subprocess.run(
            [sys.executable, "-c", START, "check"],
            input=CANARY.encode(),
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-c", START, "check"],
            input=CANARY.encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ran.returncode == 3
    assert ran.stderr.strip() == b"The answer could not be written."


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_interrupted_while_it_waits_it_is_cancelled() -> None:
    code = "print('up', flush=True);" + START
    # The signal is set back: a test run in the background ignores it, and so would the child.
    code = "import signal; signal.signal(2, signal.default_int_handler);" + code
    with subprocess.Popen(
        [sys.executable, "-c", code, "check"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 130


def test_a_terminal_without_the_characters_gets_the_answer_all_the_same() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", START, "key-id", "--help"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0


@pytest.mark.parametrize(
    ("first", "loaded"),
    [
        ("check", set()),
        ("find", {"find"}),
        ("drive", {"drive"}),
        ("vault", {"vault"}),
        ("--help", {"find", "drive", "vault"}),
        ("nonsense", {"find", "drive", "vault"}),
    ],
)
def test_a_command_loads_what_it_needs(first: str, loaded: set[str]) -> None:
    code = (
        "import sys; from recovery_assistant import cli;"
        f"cli.run([{first!r}, '--help']);"
        "rooms = ('find', 'drive', 'vault');"
        "here = [name for name in rooms if f'recovery_assistant.cli.{name}' in sys.modules];"
        "sys.stderr.write(' '.join(here))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert set(ran.stderr.rpartition("\n")[2].split()) == loaded
