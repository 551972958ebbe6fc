# SPDX-License-Identifier: Apache-2.0
"""Every measurement in one run, and which aims are met: `python packaging/dev.py bench`.

A measurement is no test: a busy machine misses aims that an idle one meets.
"""

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks import drive, find, keystroke, parse, startup, vault

ROUNDS = 7
FEW_ROUNDS = 3
KEYS_TYPED = 7
MOST_OF_BARE = 1.25
MOST_OF_PEER = 1.0


class Aim(NamedTuple):
    """Something measured, and the most that it is meant to be."""

    name: str
    measured: float
    most: float
    unit: str = "x"

    def line(self) -> str:
        """One line of the table."""
        met = "met" if self.measured <= self.most else "MISSED"
        unit = f" {self.unit}"
        return f"{self.name:52}{self.measured:8.2f}{unit:4}{self.most:8.2f}{unit:4}{met}"


def _start() -> list[Aim]:
    ours, bare, peer = startup.OURS, startup.BARE, startup.PEER
    starts = startup.measure(ROUNDS)
    for name, start in starts.items():
        sys.stdout.write(
            f"{name:24}{start.painted_ms:7.0f} ms painted {start.peak_mib:7.0f} MiB peak\n"
        )
    aims = [
        Aim(
            "first screen, beside a bare window",
            starts[ours].painted_ms / starts[bare].painted_ms,
            MOST_OF_BARE,
        )
    ]
    if peer in starts:
        painted = starts[ours].painted_ms / starts[peer].painted_ms
        peak = starts[ours].peak_mib / starts[peer].peak_mib
        aims += [
            Aim(f"first screen, beside {peer}", painted, MOST_OF_PEER),
            Aim(f"peak memory, beside {peer}", peak, MOST_OF_PEER),
        ]
    return aims


def _search() -> list[Aim]:
    measured = parse.measure(ROUNDS)
    sys.stdout.write(parse.table(measured))
    return [Aim(f"search beside findall: {one.name}", one.ratio, parse.AIM) for one in measured]


def _typing() -> list[Aim]:
    ours, bare = keystroke.measure(KEYS_TYPED)
    sys.stdout.write(keystroke.table(ours, bare))
    return [Aim("keystroke to verdict, 99 of 100", ours.share(99), keystroke.AIM_MS, "ms")]


def _opening() -> list[Aim]:
    times = vault.measure(ROUNDS)
    sys.stdout.write(vault.table(times))
    return [
        Aim("encrypted file opened, beside scrypt alone", times.ratio, vault.AIM),
        Aim(f"search of {vault.MANY:,} keys", times.search, vault.SEARCH_AIM_MS, "ms"),
    ]


def _many_files() -> list[Aim]:
    with tempfile.TemporaryDirectory() as name:
        tree, export = Path(name) / "tree", Path(name) / "export.csv"
        find.make_tree(tree, find.FILES, find.SIZE)
        wanted = find.make_export(export, find.ROWS)
        whole = find.measure_tree(tree, FEW_ROUNDS)
        sys.stdout.write(find.table("Tree", whole))
        one = find.measure_export(export, wanted, FEW_ROUNDS)
        sys.stdout.write(find.table("One Key ID in an export", one))
        stopped = find.measure_stop(tree)
    return [
        Aim("search of many files, beside ripgrep twice", whole.ratio, find.TREE_AIM),
        Aim("its peak memory", whole.ours.peak_mib, find.MEMORY_AIM_MIB, "MiB"),
        Aim("one Key ID in an export, beside ripgrep", one.ratio, find.ROW_AIM),
        Aim("search stopped", stopped, find.PATIENCE_AIM_S, "s"),
    ]


def _locked_drive() -> list[Aim]:
    with drive.sample() as (path, digits):
        check = drive.measure_check(path, digits, ROUNDS)
        many = drive.measure_many(path, FEW_ROUNDS)
        info = drive.measure_info(path, ROUNDS)
        card = drive.measure_card(path, FEW_ROUNDS)
    sys.stdout.write(drive.table(check, many, info, card))
    aims = [
        Aim("one key on a drive, beside cryptsetup", check.ratio, drive.CHECK_AIM),
        Aim(f"a key on one of {many.count} cores, beside one", many.share, drive.SHARE_AIM),
        Aim("a look at an image", info, drive.INFO_AIM_MS, "ms"),
    ]
    if card is not None:
        aims.append(Aim("many keys on a card, beside processes", 1 / card, drive.CARD_AIM))
    return aims


def main() -> int:
    """Measure all, one after the other; then say which aims are met."""
    aims: list[Aim] = []
    parts = (
        ("Start", _start),
        ("Search", _search),
        ("Typing", _typing),
        ("Encrypted file", _opening),
        ("Search of many files", _many_files),
        ("Locked drive", _locked_drive),
    )
    for title, work in parts:
        sys.stdout.write(f"\n{title}\n")
        sys.stdout.flush()
        try:
            aims += work()
        except (OSError, RuntimeError) as problem:
            sys.stdout.write(f"not measured: {problem}\n")
    sys.stdout.write(f"\n{'Aims':52}{'measured':>12}{'at most':>12}\n")
    sys.stdout.write("".join(f"{aim.line()}\n" for aim in aims))
    return 0


if __name__ == "__main__":
    sys.exit(main())
