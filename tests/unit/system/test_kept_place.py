# SPDX-License-Identifier: Apache-2.0
"""Kept places on disk: one file a case, one window a case, and gone in time."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout.answers import Owner
from recovery_assistant.flow.lockout.keeping import place_of
from recovery_assistant.flow.lockout.kept import DAYS_KEPT, KeptPlace, PlaceProblem
from recovery_assistant.flow.lockout.kept_json import VERSION, place_from_json, place_to_json
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.system import kept_place
from recovery_assistant.system.kept_place import KeptPlaces

DAY = 86_400
PLACE = place_of((Step.SCREEN, Step.ROUTES), Session(owner=Owner.PERSONAL, keeping=True))
FURTHER = replace(PLACE, trail=(*PLACE.trail, Step.CHECK), found_at=Route.PAPER_OR_FILE)
OTHER = replace(PLACE, owner=Owner.WORK)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="file modes are a POSIX matter")


class Clock:
    """A clock that can be set; files get their times from it."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new" / "places"


@pytest.fixture
def window(folder: Path) -> Iterator[Callable[[], KeptPlaces]]:
    """Return what opens another window; all of them end after the test."""
    opened: list[KeptPlaces] = []

    def begin() -> KeptPlaces:
        opened.append(KeptPlaces(folder))
        return opened[-1]

    yield begin
    for one in opened:
        one.let_go()


def left_by(folder: Path, place: KeptPlace, *, age: float = 0) -> Path:
    """Keep a place as a window that is gone by now; return its file."""
    before = {*folder.glob("*.json")} if folder.exists() else set()
    gone = KeptPlaces(folder)
    assert gone.keep(place) is None
    gone.let_go()
    (path,) = {*folder.glob("*.json")} - before
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


# One window


def test_looking_leaves_nothing_behind(folder: Path) -> None:
    found = KeptPlaces(folder).find()
    assert (found.offers, found.problems) == ((), ())
    assert not folder.parent.exists()


def test_what_was_kept_last_is_offered_to_the_next_window(folder: Path) -> None:
    first = KeptPlaces(folder)
    for place in (PLACE, FURTHER):
        assert first.keep(place) is None
    first.let_go()
    second = KeptPlaces(folder)
    (offer,) = second.find().offers
    assert offer.place == FURTHER
    assert offer.days == 0
    assert second.resume(offer.case) == FURTHER
    second.let_go()


@POSIX
def test_only_the_person_may_read_it(folder: Path) -> None:
    path = left_by(folder, PLACE)
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(entry.stat().st_mode & 0o077 == 0 for entry in folder.iterdir())


def test_the_same_place_is_written_once(folder: Path) -> None:
    places = KeptPlaces(folder)
    places.keep(PLACE)
    (path,) = folder.glob("*.json")
    path.write_bytes(b"untouched")
    places.keep(replace(PLACE))
    assert path.read_bytes() == b"untouched"
    places.keep(FURTHER)
    assert place_from_json(path.read_bytes()) == FURTHER
    places.let_go()


def test_forgotten_means_that_nothing_is_left(folder: Path) -> None:
    places = KeptPlaces(folder)
    assert places.forget() is None
    places.keep(PLACE)
    assert len(names(folder)) == 2
    assert places.forget() is None
    assert not folder.exists()
    assert places.keep(PLACE) is None
    assert places.forget() is None


def test_a_place_that_was_resumed_is_forgotten_too(folder: Path) -> None:
    path = left_by(folder, PLACE)
    places = KeptPlaces(folder)
    places.resume(path.stem)
    places.forget()
    assert not folder.exists()


def test_starting_afresh_forgets_what_was_offered(folder: Path) -> None:
    left_by(folder, PLACE)
    left_by(folder, OTHER)
    places = KeptPlaces(folder)
    offers = places.find().offers
    assert len(offers) == 2
    assert places.forget_cases(offer.case for offer in offers) is None
    assert not folder.exists()


# Two windows


def test_two_windows_have_a_file_each_and_never_mix(
    folder: Path, window: Callable[[], KeptPlaces]
) -> None:
    one, two = window(), window()
    for place in (PLACE, FURTHER):
        one.keep(place)
        two.keep(OTHER)
        two.keep(replace(place, owner=Owner.WORK))
    files = [place_from_json(path.read_bytes()) for path in folder.glob("*.json")]
    assert sorted(map(repr, files)) == sorted(
        map(repr, (FURTHER, replace(FURTHER, owner=Owner.WORK)))
    )
    one.forget()
    assert [place_from_json(path.read_bytes()) for path in folder.glob("*.json")] == [
        replace(FURTHER, owner=Owner.WORK)
    ]


def test_what_a_window_holds_is_not_offered_to_another(window: Callable[[], KeptPlaces]) -> None:
    one, two = window(), window()
    one.keep(PLACE)
    assert two.find().offers == ()
    assert one.find().offers == ()
    one.let_go()
    assert len(two.find().offers) == 1


def test_of_two_windows_one_gets_the_place(folder: Path, window: Callable[[], KeptPlaces]) -> None:
    case = left_by(folder, PLACE).stem
    one, two = window(), window()
    assert one.find() == two.find()
    assert one.resume(case) == PLACE
    assert two.resume(case) is PlaceProblem.TAKEN
    two.keep(OTHER)
    one.keep(FURTHER)
    assert place_from_json((folder / f"{case}.json").read_bytes()) == FURTHER


def test_starting_afresh_leaves_alone_what_another_window_went_on_with(
    folder: Path, window: Callable[[], KeptPlaces]
) -> None:
    case = left_by(folder, PLACE).stem
    one, two = window(), window()
    one.resume(case)
    assert two.forget_cases((case,)) is None
    assert names(folder) == [f"{case}.json", f"{case}.lock"]


def test_a_place_forgotten_meanwhile_is_not_gone_on_with(
    folder: Path, window: Callable[[], KeptPlaces]
) -> None:
    case = left_by(folder, PLACE).stem
    one, two = window(), window()
    one.forget_cases((case,))
    assert two.resume(case) is PlaceProblem.TAKEN
    assert names(folder) == []


def test_a_lock_whose_case_is_gone_is_never_left_half(
    folder: Path, window: Callable[[], KeptPlaces]
) -> None:
    one, two = window(), window()
    one.keep(PLACE)
    (path,) = folder.glob("*.json")
    path.unlink()
    two.find()
    assert names(folder) == [path.with_suffix(".lock").name]
    one.let_go()
    two.find()
    assert not folder.exists()


def test_the_file_of_a_lock_stays_as_long_as_its_case(folder: Path) -> None:
    # Removed sooner, one window could hold a file without a name and another the next of that name.
    case = left_by(folder, PLACE).stem
    KeptPlaces(folder).find()
    assert names(folder) == [f"{case}.json", f"{case}.lock"]


KEEP = """
import signal, sys
from pathlib import Path
from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout.keeping import place_of
from recovery_assistant.system.kept_place import KeptPlaces
places = KeptPlaces(Path(sys.argv[1]))
places.keep(place_of((Step.SCREEN, Step.ROUTES), Session()))
print("kept", flush=True)
signal.pause()
"""


@POSIX
def test_a_killed_process_leaves_its_place_to_others(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KEEP, str(folder)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"kept\n"
        places = KeptPlaces(folder)
        assert places.find().offers == ()
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=20)
    (offer,) = places.find().offers
    assert offer.place.trail == PLACE.trail


WRITE = """
import sys
from dataclasses import replace
from pathlib import Path
from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout.keeping import place_of
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.system.kept_place import KeptPlaces
places = KeptPlaces(Path(sys.argv[1]))
place = place_of((Step.SCREEN, Step.ROUTES), Session())
print("begun", flush=True)
while True:
    for route in Route:
        places.keep(replace(place, found_at=route, ruled_out=frozenset(Route)))
"""


@POSIX
def test_killed_in_the_middle_of_writing_it_leaves_a_whole_place_and_no_scrap(
    folder: Path,
) -> None:
    for delay in (0.01, 0.02, 0.04, 0.03):
        with subprocess.Popen(
            [sys.executable, "-c", WRITE, str(folder)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            while not list(folder.glob("*.json")):
                time.sleep(0.001)
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=20)
        places = KeptPlaces(folder)
        found = places.find()
        assert len(found.offers) == 1
        assert found.problems == ()
        assert [name for name in names(folder) if name.endswith(".tmp")] == []
        places.forget_cases(offer.case for offer in found.offers)
        assert not folder.exists()


# Time


@pytest.mark.parametrize(
    ("days", "offered"), [(0, True), (1, True), (DAYS_KEPT - 0.01, True), (DAYS_KEPT, False)]
)
def test_after_fourteen_days_it_is_gone(folder: Path, days: float, *, offered: bool) -> None:
    left_by(folder, PLACE)
    clock = Clock()
    clock.now += days * DAY
    offers = KeptPlaces(folder, clock).find().offers
    assert [offer.days for offer in offers] == ([int(days)] if offered else [])
    assert folder.exists() == offered


def test_what_is_too_old_is_not_resumed_either(folder: Path) -> None:
    path = left_by(folder, PLACE, age=DAYS_KEPT * DAY + 5)
    assert KeptPlaces(folder).resume(path.stem) is PlaceProblem.TAKEN
    assert not path.exists()


def test_each_step_begins_the_time_anew(folder: Path) -> None:
    path = left_by(folder, PLACE, age=13 * DAY)
    places = KeptPlaces(folder)
    places.resume(path.stem)
    places.keep(FURTHER)
    assert time.time() - path.stat().st_mtime < DAY
    places.let_go()


def test_with_the_clock_set_back_nothing_is_lost_and_nothing_stays_for_ever(folder: Path) -> None:
    path = left_by(folder, PLACE, age=-4000 * DAY)
    clock = Clock()
    (offer,) = KeptPlaces(folder, clock).find().offers
    assert offer.days == 0
    assert abs(path.stat().st_mtime - clock.now) < 1
    clock.now += DAYS_KEPT * DAY + 1
    assert KeptPlaces(folder, clock).find().offers == ()
    assert not folder.exists()


def test_the_newest_stands_first(folder: Path) -> None:
    left_by(folder, PLACE, age=3 * DAY)
    left_by(folder, FURTHER, age=DAY)
    left_by(folder, OTHER, age=2 * DAY)
    offers = KeptPlaces(folder).find().offers
    assert [offer.place for offer in offers] == [FURTHER, OTHER, PLACE]
    assert [offer.days for offer in offers] == [1, 2, 3]


# What can go wrong


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b'{"version": 1}', b" " * 100_000])
def test_a_damaged_place_is_put_aside_and_said_once(folder: Path, data: bytes) -> None:
    path = left_by(folder, PLACE)
    path.write_bytes(data)
    good = left_by(folder, OTHER)
    found = KeptPlaces(folder).find()
    assert [offer.case for offer in found.offers] == [good.stem]
    assert found.problems == (PlaceProblem.DAMAGED,)
    assert path.with_suffix(".damaged").read_bytes() == data
    assert KeptPlaces(folder).find().problems == ()


def test_what_was_put_aside_goes_with_time_too(folder: Path) -> None:
    path = left_by(folder, PLACE)
    path.write_bytes(b"{")
    places = KeptPlaces(folder)
    places.find()
    aside = path.with_suffix(".damaged")
    os.utime(aside, (time.time() - 15 * DAY, time.time() - 15 * DAY))
    places.find()
    assert not folder.exists()


def test_a_place_of_a_newer_version_is_left_as_it_is(folder: Path) -> None:
    path = left_by(folder, PLACE)
    data = f'{{"version": {VERSION + 1}, "what": "unknown"}}'.encode()
    path.write_bytes(data)
    for _start in range(2):
        found = KeptPlaces(folder).find()
        assert (found.offers, found.problems) == ((), (PlaceProblem.NEWER,))
    assert KeptPlaces(folder).resume(path.stem) is PlaceProblem.NEWER
    assert path.read_bytes() == data


def test_a_place_that_may_not_be_read_is_left_as_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(str(path))

    path = left_by(folder, PLACE)
    monkeypatch.setattr(kept_place, "read_whole", refuse)
    assert KeptPlaces(folder).find().problems == (PlaceProblem.UNREADABLE,)
    assert path.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a POSIX pipe")
def test_a_pipe_in_its_place_does_not_make_the_program_wait(folder: Path) -> None:
    path = left_by(folder, PLACE)
    path.unlink()
    os.mkfifo(path)
    assert KeptPlaces(folder).find().problems == (PlaceProblem.DAMAGED,)


def test_other_files_are_left_alone(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in ("letter.json", "case-.json", "case-XYZ.json"):
        (folder / name).write_bytes(b"{")
    before = names(folder)
    found = KeptPlaces(folder).find()
    assert (found.offers, found.problems) == ((), ())
    assert names(folder) == before


def test_where_no_folder_can_be_made_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"a file where a folder must be")
    places = KeptPlaces(tmp_path / "home" / "places")
    assert places.find().offers == ()
    for place in (PLACE, FURTHER):
        assert places.keep(place) is PlaceProblem.NOT_KEPT
    assert places.forget() is None
    assert places.resume("case-0123456789abcdef") is PlaceProblem.TAKEN


@POSIX
def test_where_the_folder_may_not_be_looked_into_nothing_is_kept(
    folder: Path, shut_folder: Callable[[Path], None]
) -> None:
    folder.mkdir(parents=True)
    places = KeptPlaces(folder)
    shut_folder(folder)
    assert places.keep(PLACE) is PlaceProblem.NOT_KEPT
    assert places.find().offers == ()


def test_a_full_disk_leaves_the_last_place_and_no_scrap(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "no space", descriptor)

    places = KeptPlaces(folder)
    places.keep(PLACE)
    monkeypatch.setattr(os, "fsync", full)
    assert places.keep(FURTHER) is PlaceProblem.LAST_NOT_KEPT
    # Said once a step, not at each drawing.
    assert places.keep(FURTHER) is None
    monkeypatch.undo()
    (path,) = folder.glob("*.json")
    assert place_from_json(path.read_bytes()) == PLACE
    assert len(names(folder)) == 2
    assert places.keep(OTHER) is None
    assert place_from_json(path.read_bytes()) == OTHER
    places.let_go()


def test_a_disk_that_is_full_from_the_start_keeps_nothing_and_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "no space", descriptor)

    places = KeptPlaces(folder)
    monkeypatch.setattr(os, "fsync", full)
    assert places.keep(PLACE) is PlaceProblem.NOT_KEPT
    assert not folder.exists()


def test_a_place_that_cannot_be_removed_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(str(self), missing_ok)

    path = left_by(folder, PLACE, age=15 * DAY)
    monkeypatch.setattr(Path, "unlink", refuse)
    places = KeptPlaces(folder)
    assert places.find().problems == (PlaceProblem.NOT_FORGOTTEN,)
    assert places.forget_cases((path.stem,)) is PlaceProblem.NOT_FORGOTTEN
    places.keep(PLACE)
    assert places.forget() is PlaceProblem.NOT_FORGOTTEN


@POSIX
def test_without_locks_cases_still_have_files_of_their_own(
    folder: Path, window: Callable[[], KeptPlaces], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(37, "no locks available", descriptor, operation)

    monkeypatch.setattr("fcntl.flock", refuse)
    one, two = window(), window()
    one.keep(PLACE)
    two.keep(OTHER)
    one.keep(FURTHER)
    files = [place_from_json(path.read_bytes()) for path in folder.glob("*.json")]
    assert len(files) == 2
    assert FURTHER in files
    assert OTHER in files


def test_what_is_written_is_what_the_flow_says(folder: Path) -> None:
    assert left_by(folder, FURTHER).read_text(encoding="utf-8") == place_to_json(FURTHER)
