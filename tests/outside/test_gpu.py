# SPDX-License-Identifier: Apache-2.0
"""Keys tried by a graphics card: Mesa's in software (lavapipe), which any PC can have."""

import json
import lzma
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from outside.conftest import IN_CI
from recovery_assistant.drive.engines import plan, try_all
from recovery_assistant.drive.gpu import Card, Launch, OnCard, launch
from recovery_assistant.drive.gpu_worker import serve
from recovery_assistant.drive.image import read_image
from recovery_assistant.drive.outcomes import EngineKind, Image, Plan, Searched, Tried
from recovery_assistant.drive.proof import ROUNDS, never, stretch, targets
from recovery_assistant.drive.shader import shader
from recovery_assistant.drive.trying import EngineError
from recovery_assistant.keys.attempts import Attempts, attempts
from unit.drive.cards import InThread, key, keys, protector, volume_key

LAVAPIPE = "Mesa's Vulkan driver in software (Debian: mesa-vulkan-drivers and libvulkan1)"
WGPU = "the Python package wgpu (the extra gpu)"
PATIENCE_S = 20.0
SOME_ROUNDS = 70_000
"""More than two bytes of the counter; hashlib takes 30 ms for them."""


def driver() -> Path | None:
    """Where Mesa says that it can draw in software."""
    return next(iter(sorted(Path("/usr/share/vulkan/icd.d").glob("lvp_icd*.json"))), None)


@pytest.fixture(autouse=True)
def lavapipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but that driver, whatever else this machine has; skip (in CI: fail) without it."""
    there = driver()
    missing = [LAVAPIPE] if there is None else []
    missing += [] if find_spec("wgpu") else [WGPU]
    if missing:
        give_up = pytest.fail if IN_CI else pytest.skip
        give_up(f"not on this machine: {', '.join(missing)}")
    for name in ("VK_DRIVER_FILES", "VK_ICD_FILENAMES"):
        monkeypatch.setenv(name, str(there))
    # Compiled programs are kept by Mesa; that ours is compiled once must not depend on it.
    monkeypatch.setenv("MESA_SHADER_CACHE_DISABLE", "true")
    # Drivers complain of its absence in so many words.
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)


def here(text: str | None = None) -> Callable[[], InThread]:
    """Start the card in this process: one of low priority waits for all other tests.

    Args:
        text: another program than ours.

    """
    from recovery_assistant.drive import card

    return lambda: InThread(lambda pipe: serve(pipe, card.WgpuCard(text)))


@pytest.fixture
def card() -> Iterator[Card]:
    started = Card.start(here())
    yield started
    started.stop()


def stretched(card: Card, salt: bytes, some: list[bytes], rounds: int) -> list[bytes]:
    card.give(salt, b"".join(some), rounds)
    assert [*card.progress()][-1] == rounds
    return card.result()


def worker() -> BaseProcess:
    (process,) = multiprocessing.active_children()
    return process


def test_the_card_is_found_and_says_that_it_is_software(card: Card) -> None:
    assert card.name.startswith("llvmpipe")
    assert card.in_software


def test_it_counts_as_hashlib_does_through_all_rounds(card: Card) -> None:
    some = [os.urandom(16) for _ in range(40)]
    salt = os.urandom(16)
    found = stretched(card, salt, some, ROUNDS)
    for number in (0, 17, 39):
        assert found[number] == stretch(some[number], salt)


def test_every_key_of_a_batch_comes_out_right(card: Card) -> None:
    salt = bytes(range(16))
    wanted = {key(number): stretch(key(number), salt, 70) for number in range(1000)}
    # Larger and smaller than those before, so that nothing may be left of them.
    for count in (1, 15, 16, 17, 1000, 64, 255):
        some = [key(number) for number in range(count)]
        assert stretched(card, salt, some, 70) == [wanted[one] for one in some]


def test_it_counts_as_real_volumes_want_it(card: Card, fixtures: Path) -> None:
    manifest = json.loads((fixtures / "manifest.json").read_text(encoding="utf-8"))
    steps = [one["steps"] for v in manifest["volumes"] for one in v.get("recovery_passwords", [])]
    assert len({one["salt"] for one in steps}) > 10
    for one in steps:
        salt, some = bytes.fromhex(one["salt"]), bytes.fromhex(one["distilled_16_bytes"])
        found = stretched(card, salt, [some], ROUNDS)
        assert [answer.hex() for answer in found] == [one["stretched_key"]]


# Many keys


def search(
    planned: Plan,
    right: int,
    *,
    tell: Callable[[Tried], None] = lambda _: None,
    cancelled: Callable[[], bool] = never,
    rounds: int = SOME_ROUNDS,
    launch: Launch = launch,
) -> Searched:
    opened = [protector(key(right), rounds=rounds)]
    return try_all(
        keys(300), 0, planned, volume_key(), opened, tell, cancelled, rounds=rounds, launch=launch
    )


ON_CARD = Plan(300, EngineKind.GPU, "", 50.0)


@pytest.mark.parametrize("right", [0, 151, 299])
def test_a_key_is_found_among_many(right: int) -> None:
    found = search(ON_CARD, right, launch=here())
    assert (found.number, found.fell_back) == (right, False)


def test_a_card_that_is_killed_in_the_middle_costs_nothing_but_time() -> None:
    told: list[Tried] = []

    def kill(tried: Tried) -> None:
        told.append(tried)
        if tried.engine is EngineKind.GPU and tried.done:
            os.kill(worker().pid or 0, signal.SIGKILL)

    found = search(ON_CARD, 180, tell=kill, rounds=5_000)
    assert (found.number, found.fell_back) == (180, True)
    on_card = [one.done for one in told if one.engine is EngineKind.GPU]
    assert 0 < on_card[-1] <= 180
    assert told[len(on_card)].engine is EngineKind.PROCESSES
    assert all(one.done >= on_card[-1] for one in told[len(on_card) :])


def test_a_search_that_nobody_wants_ends_within_a_second() -> None:
    told: list[Tried] = []
    begun = 0.0

    def enough() -> bool:
        nonlocal begun
        if told and not begun:
            begun = time.monotonic()
        return bool(told)

    found = search(ON_CARD, 299, tell=told.append, cancelled=enough, rounds=ROUNDS)
    assert 0 < time.monotonic() - begun < 1.0
    assert (found.number, found.done) == (None, 0)
    assert multiprocessing.active_children() == []


def test_it_is_chosen_where_it_is_the_faster_one() -> None:
    planned = plan(2000, volume_key(), [protector(key(0))])
    assert planned.engine is EngineKind.GPU
    assert planned.device.startswith("llvmpipe")
    assert multiprocessing.active_children() == []


def test_without_any_driver_the_processes_do_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = str(tmp_path / "none.json")
    for name in ("VK_DRIVER_FILES", "VK_ICD_FILENAMES", "__EGL_VENDOR_LIBRARY_FILENAMES"):
        monkeypatch.setenv(name, nowhere)
    monkeypatch.setenv("LIBGL_DRIVERS_PATH", nowhere)
    with pytest.raises(EngineError, match="came to an end"):
        Card.start()
    assert plan(100, volume_key(), [protector(key(0))]).engine is EngineKind.PROCESSES
    found = search(ON_CARD, 20, rounds=500)
    assert (found.number, found.fell_back) == (20, True)


def test_nothing_of_what_drivers_say_is_seen(capfd: pytest.CaptureFixture[str]) -> None:
    Card.start().stop()
    assert capfd.readouterr() == ("", "")


def test_it_does_not_outlive_the_program(tmp_path: Path) -> None:
    script = tmp_path / "searching.py"
    script.write_text(
        textwrap.dedent("""
            import multiprocessing
            import time
            from recovery_assistant.drive.gpu import Card

            if __name__ == "__main__":
                card = Card.start()
                card.give(bytes(16), bytes(16 * 256), 1 << 30)
                next(card.progress())
                print(multiprocessing.active_children()[0].pid, flush=True)
                time.sleep(600)
        """),
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        status = Path("/proc") / program.stdout.readline().strip() / "stat"
        assert status.exists()
        program.kill()
    until = time.monotonic() + PATIENCE_S
    while status.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not status.exists()


def test_it_is_modest_and_its_command_line_tells_nothing() -> None:
    card = Card.start()
    folder = Path("/proc") / str(worker().pid)
    card.give(bytes(16), bytes(range(16)), 1)
    said = folder.joinpath("cmdline").read_bytes() + folder.joinpath("environ").read_bytes()
    assert bytes(range(16)).hex().encode() not in said
    assert b"wgpu" not in said
    for task in (folder / "task").iterdir():
        # Behind the name in brackets; the threads of the driver as well, or more so.
        fields = (task / "stat").read_text().rpartition(")")[2].split()
        assert int(fields[16]) >= min(os.nice(0) + 10, 19)
    card.stop()


# A card that runs a wrong program

BROKEN = {
    "one constant": lambda text: text.replace("0x428a2f98u", "0x428a2f99u"),
    "a rotation": lambda text: text.replace("(x >> 13u) | (x << 19u)", "(x >> 12u) | (x << 20u)"),
    "a shift": lambda text: text.replace("(x >> 3u)", "(x >> 4u)"),
    "the salt": lambda text: text.replace("job[2u]", "job[3u]"),
    "its last key": lambda text: text.replace("place.x >= job[6u]", "place.x + 1u >= job[6u]"),
    "one round": lambda text: text.replace("number < end", "number + 1u < end"),
    "the start": lambda text: text.replace("var number = first;", "var number = 0u;"),
}
LATER = {
    "the third byte of the counter": lambda text: text.replace(
        "turned(number)", "turned(number & 0xffffu)"
    ),
    "the last round": lambda text: text.replace(
        "turned(number)", "select(turned(number), 0u, number == 69999u)"
    ),
}
Change = Callable[[str], str]


def changed(change: Change) -> str:
    """Break the program, and see that something was there to break."""
    text = change(shader(16))
    assert text != shader(16)
    return text


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_a_program_that_counts_wrong_is_noticed_before_use(change: Change) -> None:
    with pytest.raises(EngineError, match="counts wrong"):
        Card.start(here(changed(change)))


@pytest.mark.parametrize("change", LATER.values(), ids=LATER)
def test_a_program_that_counts_wrong_later_is_noticed_by_the_planted_key(change: Change) -> None:
    started = Card.start(here(changed(change)))
    engine = OnCard(started, protector(key(3), rounds=SOME_ROUNDS), None, SOME_ROUNDS)
    with pytest.raises(EngineError, match="planted"):
        engine.search(keys(20), 0, lambda _: None)
    started.stop()


# A real volume


@pytest.fixture(scope="module")
def volume_image(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Image:
    packed = fixtures / "volumes" / "cs-aes-xts-128.img.xz"
    file = tmp_path_factory.mktemp("volume") / "volume.img"
    file.write_bytes(lzma.decompress(packed.read_bytes()))
    image = read_image(file)
    file.unlink()
    assert isinstance(image, Image)
    return image


def right_key(fixtures: Path) -> str:
    manifest = json.loads((fixtures / "manifest.json").read_text(encoding="utf-8"))
    (volume,) = (one for one in manifest["volumes"] if one["file"].endswith("-xts-128.img.xz"))
    digits: str = volume["recovery_passwords"][0]["recovery_password"]
    return digits


def endings(digits: str, lost: int) -> Attempts:
    found = attempts((digits[:-lost] + "?" * lost).split("-"))
    assert isinstance(found, Attempts)
    return found


def tried_on(image: Image, some: Attempts, launch: Launch) -> Searched:
    volume = image.volumes[0]
    planned = Plan(len(some), EngineKind.GPU, "", 50.0)
    return try_all(
        some,
        0,
        planned,
        volume.block.volume_key,
        targets(volume, None),
        lambda _: None,
        launch=launch,
    )


def test_a_real_volume_is_opened_though_three_digits_are_lost(
    volume_image: Image, fixtures: Path
) -> None:
    digits = right_key(fixtures)
    some = endings(digits, 3)
    assert len(some) == 91
    found = tried_on(volume_image, some, here())
    assert found.number is not None
    assert some.key(found.number).hyphenated() == digits
    assert (found.fell_back, found.key_id) == (False, volume_image.volumes[0].recovery[0].key_id)


@pytest.mark.long
def test_all_endings_of_another_key_are_tried_to_the_end(
    volume_image: Image, fixtures: Path
) -> None:
    digits = right_key(fixtures)
    other = ("000011" if digits[:6] != "000011" else "000022") + digits[6:]
    some = endings(other, 4)
    assert len(some) == 909
    found = tried_on(volume_image, some, launch)
    assert (found.number, found.done, found.fell_back) == (None, 909, False)
