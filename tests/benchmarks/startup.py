# SPDX-License-Identifier: Apache-2.0
"""How long it takes until a person sees the first window, beside other programs.

    python tests/benchmarks/startup.py [--rounds 7] [--limit 1.5]

Start times mean little by themselves: they belong to a machine and to what else it does. So
every program starts once a round, in turn, on one screen and one session bus with an empty home,
and only medians and the ratios between them are shown. A window counts as painted when the frame
buffer holds a dozen colours: text is there by then, not just the ground it stands on.
"""

import argparse
import mmap
import os
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

PAINTED_COLOURS = 12
PATIENCE_S = 30.0
SETTLING_S = 0.5
"""What a program still loads right after its first window belongs to its memory."""
EVERY_NTH_PIXEL = 31
LOOK_EVERY_S = 0.002
MIB = 1024
OURS = "this program"
BARE = "bare PySide6 window"
PEER = "KeePassXC"

BARE_WINDOW = """
import sys
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
app = QApplication(sys.argv)
window = QWidget()
rows = QVBoxLayout(window)
for number in range(8):
    rows.addWidget(QLabel(f"Line {number}: a window that holds nothing but a few words of text"))
rows.addWidget(QPushButton("Close"))
window.resize(1100, 760)
window.show()
app.exec()
"""


@dataclass(frozen=True, slots=True)
class Start:
    """One start, as measured."""

    painted_ms: float
    cpu_ms: float
    peak_mib: float


class Screen:
    """A screen whose picture lies in a file."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        read_end, write_end = os.pipe()
        picture = folder / "screen"
        picture.mkdir()
        server = subprocess.Popen(
            (
                *("Xvfb", "-displayfd", str(write_end), "-screen", "0", "1280x800x24"),
                *("-noreset", "-nolisten", "tcp", "-fbdir", str(picture)),
            ),
            pass_fds=(write_end,),
            stderr=subprocess.DEVNULL,
        )
        stack.callback(_end, server)
        os.close(write_end)
        with os.fdopen(read_end) as reader:
            self.name = f":{reader.readline().strip()}"
        with (picture / "Xvfb_screen0").open("rb") as file:
            pixels = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        head = struct.unpack(">25I", pixels[:100])
        first = (head[0] + head[19] * 12) // 4
        self._pixels = memoryview(pixels).cast("I")[first::EVERY_NTH_PIXEL]

    def is_painted(self) -> bool:
        """Say whether something stands on the screen."""
        return len(set(self._pixels)) >= PAINTED_COLOURS


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                continue


def _session_bus(stack: ExitStack) -> str:
    bus = subprocess.Popen(
        ("dbus-daemon", "--session", "--nofork", "--print-address=1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(_end, bus)
    if bus.stdout is None:
        raise RuntimeError("the session bus has no output")
    return bus.stdout.readline().decode().strip()


def _cpu_ms(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    # In this rest of the line: time of its own and time of its children, user and system each.
    return 1000 * sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _peak_mib(process: int) -> float:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / MIB
    return 0.0


def _measure(command: Sequence[str], screen: Screen, env: Mapping[str, str]) -> Start:
    with tempfile.TemporaryDirectory(prefix="startup-") as name:
        home = Path(name)
        runtime = home / "run"
        runtime.mkdir(mode=0o700)
        places = {"HOME": name, "TMPDIR": name, "XDG_RUNTIME_DIR": str(runtime)}
        _wait(screen, painted=False)
        began = time.monotonic()
        process = subprocess.Popen(
            command,
            env={**env, **places},
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(screen, painted=True, process=process)
            painted_ms = 1000 * (time.monotonic() - began)
            cpu_ms = _cpu_ms(process.pid)
            time.sleep(SETTLING_S)
            return Start(painted_ms, cpu_ms, _peak_mib(process.pid))
        finally:
            _end(process)


def _wait(screen: Screen, *, painted: bool, process: subprocess.Popen[bytes] | None = None) -> None:
    until = time.monotonic() + PATIENCE_S
    while screen.is_painted() is not painted:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        if time.monotonic() > until:
            raise RuntimeError("the screen is not " + ("painted" if painted else "empty"))
        time.sleep(LOOK_EVERY_S)


def _programs() -> dict[str, tuple[str, ...]]:
    programs: dict[str, tuple[str, ...]] = {
        BARE: (sys.executable, "-P", "-c", BARE_WINDOW),
        OURS: (sys.executable, "-P", "-m", "recovery_assistant"),
    }
    peer = shutil.which("keepassxc")
    if peer is not None:
        programs[PEER] = (peer,)
    return programs


def measure(rounds: int) -> dict[str, Start]:
    """Start every program `rounds` times, in turn; return the medians."""
    programs = _programs()
    starts: dict[str, list[Start]] = {name: [] for name in programs}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="startup-")))
        screen = Screen(folder, stack)
        kept = {
            name: os.environ[name]
            for name in ("PATH", "PYTHONPATH", "VIRTUAL_ENV")
            if name in os.environ
        }
        env = {
            **kept,
            "LANG": "C.UTF-8",
            "DISPLAY": screen.name,
            "DBUS_SESSION_BUS_ADDRESS": _session_bus(stack),
            "QT_QPA_PLATFORM": "xcb",
        }
        for command in programs.values():  # once unmeasured, so that every file was read before
            _measure(command, screen, env)
        for _round in range(rounds):
            for name, command in programs.items():
                starts[name].append(_measure(command, screen, env))
    return {name: _median(found) for name, found in starts.items()}


def _median(starts: Sequence[Start]) -> Start:
    return Start(
        statistics.median(start.painted_ms for start in starts),
        statistics.median(start.cpu_ms for start in starts),
        statistics.median(start.peak_mib for start in starts),
    )


def _table(medians: Mapping[str, Start]) -> str:
    beside = [name for name in (BARE, PEER) if name in medians]
    lines = [f"{'':22}{'painted':>10}{'CPU':>10}{'peak':>11}"]
    lines[0] += "".join(f"  x {name}" for name in beside)
    for name, start in medians.items():
        line = f"{name:22}{start.painted_ms:7.0f} ms{start.cpu_ms:7.0f} ms{start.peak_mib:7.0f} MiB"
        for other in beside:
            line += f"{start.painted_ms / medians[other].painted_ms:>{len(other) + 4}.2f}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure and show; return 1 where the limit is broken."""
    parser = argparse.ArgumentParser(description="Time to the first painted window.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--limit", type=float, help=f"fail above this ratio to {PEER}")
    chosen = parser.parse_args()
    rounds: int = chosen.rounds
    limit: float | None = chosen.limit
    medians = measure(rounds)
    sys.stdout.write(_table(medians))
    if limit is None:
        return 0
    if PEER not in medians:
        sys.stderr.write(f"{PEER} is not installed: nothing to hold the limit against\n")
        return 1
    return int(medians[OURS].painted_ms > limit * medians[PEER].painted_ms)


if __name__ == "__main__":
    sys.exit(main())
