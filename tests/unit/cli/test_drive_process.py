# SPDX-License-Identifier: Apache-2.0
"""The commands below `drive` as a process of its own: real volumes, real processes, Ctrl+C."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drives import real
from drives.volumes import new_key, one_key
from recovery_assistant.drive.resume import position_of

START = "from recovery_assistant.cli import run; raise SystemExit(run())"
FEW = """
import signal, sys
from recovery_assistant.drive import engines, proof
for function in (engines.plan, engines.try_all, proof.check):
    function.__kwdefaults__["rounds"] = {rounds}
engines.FEWEST_KEYS = 1 << 60
signal.signal(signal.SIGINT, signal.default_int_handler)
"""
"""Few rounds, and processes whatever card there is. The signal is set back: a test run in the
background ignores it, and so would the child."""
ROUNDS = 0x4000
BASE = "cs-aes-xts-128.img"
LINUX = sys.platform == "linux"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A real volume, its key and its Key ID."""
    known = next((one for one in real.volumes() if one.name == BASE), None)
    if known is None:
        pytest.skip(real.ABSENT)
    (key,) = known.keys
    return real.unpack(known, tmp_path_factory.mktemp("volume")), key.digits, key.key_id


def started(*arguments: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", START, "drive", *map(str, arguments)],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def other_key(digits: str) -> str:
    """A well-formed key that differs in the last block."""
    last = int(digits[-6:]) // 11
    return f"{digits[:-6]}{(last + 1) % 0x10000 * 11:06}"


def test_a_real_drive_knows_its_key_and_no_other(base: tuple[Path, str, str]) -> None:
    path, digits, key_id = base
    right = started("check", path, "--json", typed=digits)
    assert (right.returncode, right.stderr) == (0, "")
    assert json.loads(right.stdout) == {"outcome": "right-key", "key_id": key_id}
    wrong = started("check", path, "--json", typed=other_key(digits))
    assert (wrong.returncode, wrong.stderr) == (1, "")
    assert json.loads(wrong.stdout) == {"outcome": "other-key", "key_id": None}


def test_a_real_drive_mends_a_digit(base: tuple[Path, str, str]) -> None:
    path, digits, key_id = base
    ran = started("repair", path, "--json", typed=f"{digits[:9]}?{digits[10:]}")
    assert ran.returncode == 0
    said = json.loads(ran.stdout)
    assert (said["outcome"], said["key"], said["key_id"]) == ("right-key", digits, key_id)
    assert "to try. That takes" in ran.stderr
    assert not any(block in ran.stderr for block in digits.split("-"))


def test_the_header_of_a_real_drive_is_enough(base: tuple[Path, str, str], tmp_path: Path) -> None:
    path, digits, key_id = base
    header = tmp_path / "header.bin"
    assert started("export-header", path, header).returncode == 0
    assert header.stat().st_size < 16_384
    shown = json.loads(started("info", header, "--json").stdout)["volumes"]
    assert shown == json.loads(started("info", path, "--json").stdout)["volumes"]
    right = started("check", header, "--json", typed=digits)
    assert json.loads(right.stdout) == {"outcome": "right-key", "key_id": key_id}


def test_what_proves_keys_is_loaded_where_it_is_needed_and_qt_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "drive.img"
    path.write_bytes(one_key(new_key(1)).image())
    code = (
        "import io, sys\n"
        "from recovery_assistant import cli\n"
        "def loaded(*arguments):\n"
        "    sys.stdin = io.TextIOWrapper(io.BytesIO(b''))\n"
        f"    cli.run(['drive', arguments[0], {str(path)!r}, *arguments[1:]])\n"
        "    return {name.partition('.')[0] for name in sys.modules}\n"
        "assert 'cryptography' not in loaded('info')\n"
        f"loaded('export-header', {str(tmp_path / 'header.bin')!r})\n"
        "loaded('check')\n"
        "assert not loaded('repair') & {'PySide6', 'shiboken6', 'keyring', 'wgpu'}\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


# Ctrl+C in the middle of a repair


class Repairing:
    """The program in the middle of a repair that takes half a minute, at a terminal of its own."""

    def __init__(self, drive: Path, place: Path, typed: str) -> None:
        import pty

        self.said = ""
        self.terminal, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-c", FEW.format(rounds=ROUNDS) + START),
                *("drive", "repair", str(drive), "--position", str(place)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        assert self.process.stdin
        self.process.stdin.write(typed.encode())
        self.process.stdin.close()

    def wait_for(self, text: str) -> None:
        """Read on until the program has said this to the person."""
        until = time.monotonic() + 60
        while text not in self.said:
            assert time.monotonic() < until, self.said
            if select.select([self.terminal], [], [], 1)[0]:
                self.said += os.read(self.terminal, 65_536).decode()

    def processes(self) -> list[int]:
        """All that belong to its session."""
        found = []
        for one in Path("/proc").glob("[0-9]*"):
            try:
                state, _parent, _group, session = (
                    (one / "stat").read_text().rpartition(")")[2].split()[:4]
                )
            except (FileNotFoundError, ProcessLookupError):
                continue
            # One that only waits to be counted out has ended.
            if int(session) == self.process.pid and state != "Z":
                found.append(int(one.name))
        return found

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        os.close(self.terminal)


KEY = new_key(1)
LOST = [*KEY.blocks[:7], "??" + KEY.blocks[7][2] + "???"]


@pytest.fixture
def repairing(tmp_path: Path) -> Iterator[Repairing]:
    if not LINUX:
        pytest.skip("reads /proc")
    # Sealed by fewer rounds than are tried: no key opens it.
    drive = tmp_path / "drive.img"
    drive.write_bytes(one_key(KEY).image())
    one = Repairing(drive, tmp_path / "place.json", "-".join(LOST))
    yield one
    one.close()


def test_ctrl_c_keeps_the_place_and_leaves_no_process_behind(
    repairing: Repairing, tmp_path: Path
) -> None:
    repairing.wait_for(" tried, ")
    running = repairing.processes()
    assert len(running) >= 2
    begun = time.monotonic()
    os.killpg(repairing.process.pid, signal.SIGINT)
    assert repairing.process.wait(20) == 130
    assert time.monotonic() - begun < 5
    assert repairing.process.stdout
    said = repairing.process.stdout.read().decode()
    assert "Stopped after" in said
    assert "To go on, give the same command and the same digits again." in said
    until = time.monotonic() + 10
    while repairing.processes():
        assert time.monotonic() < until
        time.sleep(0.02)
    kept = position_of((tmp_path / "place.json").read_bytes())
    assert kept
    assert 0 <= kept.done < kept.total
    while select.select([repairing.terminal], [], [], 0)[0]:
        try:
            repairing.said += os.read(repairing.terminal, 65_536).decode()
        except OSError:
            break
    assert "Traceback" not in repairing.said


def test_no_digit_shows_in_arguments_environment_or_files(
    repairing: Repairing, tmp_path: Path, own_home: Path
) -> None:
    repairing.wait_for(" tried, ")
    secrets = [one.encode() for one in KEY.blocks[:7]] + [KEY.to_bytes()[:12]]
    for pid in repairing.processes():
        for name in ("cmdline", "environ"):
            # The program itself is shut even to the same person, unless that is root.
            if os.access(f"/proc/{pid}/{name}", os.R_OK):
                shown = Path(f"/proc/{pid}/{name}").read_bytes()
                assert not any(one in shown for one in secrets)
    written = [one for one in (*tmp_path.rglob("*"), *own_home.rglob("*")) if one.is_file()]
    assert any(one.name == "place.json" for one in written)
    for file in written:
        assert not any(one in file.read_bytes() for one in secrets)
    assert not any(one.decode() in repairing.said for one in secrets[:7])


def test_killed_it_keeps_the_last_place_and_its_processes_end(
    repairing: Repairing, tmp_path: Path
) -> None:
    repairing.wait_for(" tried, ")
    repairing.process.kill()
    repairing.process.wait()
    until = time.monotonic() + 10
    while repairing.processes():
        assert time.monotonic() < until
        time.sleep(0.02)
    assert position_of((tmp_path / "place.json").read_bytes())
