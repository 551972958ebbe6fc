# SPDX-License-Identifier: Apache-2.0
"""The commands below `drive`, from within: what is shown, what is proved, and the exit code.

The volumes are made up and take few rounds; threads stand in for the processes that try keys.
"""

import io
import json
import os
import signal
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from typing_extensions import override

from drives.disks import Partition, gpt
from drives.volumes import (
    FEW_ROUNDS,
    Volume,
    new_key,
    one_key,
    other,
    recovery,
    with_blocks,
)
from recovery_assistant import cli
from recovery_assistant.cli import drive_repair
from recovery_assistant.drive import engines, image, proof, trying, worker
from recovery_assistant.drive.metadata import Protector, ProtectorType, Sealed
from recovery_assistant.drive.outcomes import DriveProblem, EngineKind, Plan, Searched, Tried
from recovery_assistant.drive.resume import Position, position_of
from recovery_assistant.drive.trying import EngineError
from recovery_assistant.drive.volume import Layout
from recovery_assistant.i18n import use_language
from recovery_assistant.keys import KeyDraft, KeyId
from recovery_assistant.keys.attempts import Attempts, attempts
from recovery_assistant.system.assets import resources
from recovery_assistant.system.whole_file import write_whole
from unit.drive.threads import InThread, started

KEY = new_key(1)
SECOND = new_key(2)
FOREIGN = new_key(3)
ID = "5BFCBB05-8D70-4720-8D5D-B8F67CB5903A"
OTHER_ID = "1B2C3D4E-8D70-4720-8D5D-B8F67CB5903A"
USUAL = one_key(KEY)
TWO_KEYS = Volume((recovery(KEY), recovery(SECOND, OTHER_ID)))
SLIP = "-".join(with_blocks(KEY, [(1, "?" + KEY.blocks[0][1:])]))
LOST = "-".join(with_blocks(KEY, [(8, KEY.blocks[7][:3] + "???")]))
"""91 keys; the right one is in the middle."""
DIGITS = [block for one in (KEY, SECOND, FOREIGN) for block in one.blocks]


class Ran:
    """What one run came to."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def data(self) -> dict[str, object]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Takes few rounds and no processes, leaves this process as it is, and speaks English."""
    for function in (proof.check, engines.plan, engines.try_all):
        assert function.__kwdefaults__
        monkeypatch.setitem(function.__kwdefaults__, "rounds", FEW_ROUNDS)
    monkeypatch.setattr(trying, "_Worker", InThread)
    monkeypatch.setattr(worker, "be_modest", lambda: None)
    monkeypatch.setattr(engines, "plan", planned)
    monkeypatch.setattr(cli, "harden", lambda: None)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    started.clear()
    yield
    use_language("en", resources())
    assert all(one.stopped for one in started)


def planned(count: int, _key: object, protectors: tuple[object, ...], **_more: object) -> Plan:
    """Without measuring: five a second."""
    return Plan(count * len(protectors), EngineKind.PROCESSES, "", 5.0)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def once(command: str, *arguments: str | Path, typed: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        code = cli.run(["drive", command, *map(str, arguments)])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return once


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Path]:
    """Writes a volume, or any bytes, to a file."""

    def make(what: Volume | bytes = USUAL, name: str = "drive.img") -> Path:
        path = tmp_path / name
        path.write_bytes(what.image() if isinstance(what, Volume) else bytes(what))
        return path

    return make


Made = Callable[..., Path]


def two_volumes() -> bytes:
    """A disk with two drives, each with a key of its own."""
    first = one_key(KEY).image()
    second = Volume((recovery(SECOND, OTHER_ID),), noise=8, description="LAPTOP D: 1/1/2020")
    places = (1 << 20, 1 << 21)
    parts = [Partition(places[0], first), Partition(places[1], second.image())]
    return bytes(gpt(4 << 20, parts))


def silent(ran: Ran) -> bool:
    """Whether no block of any key shows."""
    return not any(block in ran.out + ran.err for block in DIGITS)


# info


def test_what_a_drive_tells(run: Run, made: Made) -> None:
    ran = run("info", made())
    assert (ran.code, ran.err) == (0, "")
    assert "1. DESKTOP-TEST C: 5/6/2024" in ran.out
    assert "The key you want has the Key ID 5BFCBB05. It was made on 2024-05-06." in ran.out
    assert f"{ID}  48-digit recovery key, made on 2024-05-06, copy saved on" in ran.out
    assert "security chip" in ran.out
    assert not ran.out.endswith("\n\n")


def test_what_a_drive_tells_as_json(run: Run, made: Made) -> None:
    ran = run("info", made(), "--json")
    volumes = ran.data["volumes"]
    assert isinstance(volumes, list)
    (volume,) = volumes
    assert volume["description"] == "DESKTOP-TEST C: 5/6/2024"
    assert volume["state"] == "encrypted"
    assert [one["type"] for one in volume["protectors"]] == ["tpm", "recovery-key"]
    assert volume["protectors"][1]["key_id"] == ID
    assert volume["protectors"][1]["created"] == "2024-05-06T07:08:09+00:00"
    assert volume["protectors"][1]["saved"] == "2024-05-06T07:09:09+00:00"
    assert (ran.data["container"], ran.data["damaged"]) == ("raw", 0)
    assert (volume["offset"], volume["layout"], volume["cipher"]) == (0, "standard", "aes_128_xts")
    assert volume["copies"] == ["sound"] * 3
    assert volume["volume_id"] == str(USUAL.volume_id)


def test_a_drive_without_dates_and_names(run: Run, made: Made) -> None:
    bare = Volume((recovery(KEY, created=None),), description=None)
    path = made(bare)
    volumes = run("info", path, "--json").data["volumes"]
    assert isinstance(volumes, list)
    assert volumes[0]["description"] == ""
    assert volumes[0]["protectors"][0]["created"] is None
    assert "1. A drive without a name" in run("info", path).out


def test_what_is_written_on_a_drive_cannot_play_with_the_terminal(run: Run, made: Made) -> None:
    evil = "PC\x1b[2J\u202eC:\r\n\x07"
    named = replace(other(ProtectorType.TPM), name="\x1b[1mchip\u2066")
    path = made(replace(USUAL, description=evil, locks=(named, *USUAL.locks)))
    plain = run("info", path).out
    assert plain.isascii() or not set(plain) & {"\x1b", "\u202e", "\u2066", "\x07", "\r"}
    assert "\x1b" not in plain
    assert "‹U+001B›[2J‹U+202E›C:" in plain
    assert "(‹U+001B›[1mchip‹U+2066›)" in plain
    volumes = run("info", path, "--json").data["volumes"]
    assert isinstance(volumes, list)
    assert volumes[0]["description"] == evil
    assert volumes[0]["protectors"][0]["name"] == "\x1b[1mchip\u2066"


def test_several_drives_have_numbers(run: Run, made: Made) -> None:
    path = made(two_volumes())
    ran = run("info", path)
    assert "1. DESKTOP-TEST" in ran.out
    assert "\n\n2. LAPTOP D:" in ran.out
    second = run("info", path, "--volume", "2")
    assert second.out.startswith("2. LAPTOP D:")
    data = run("info", path, "--volume", "2", "--json").data["volumes"]
    assert isinstance(data, list)
    assert [one["offset"] for one in data] == [1 << 21]


@pytest.mark.parametrize("number", ["0", "3", "-1", "x"])
@pytest.mark.parametrize("command", ["info", "check", "repair"])
def test_a_drive_of_another_number_is_not_there(
    run: Run, made: Made, command: str, number: str
) -> None:
    ran = run(command, made(two_volumes()), "--volume", number, typed=KEY.hyphenated())
    assert (ran.code, ran.out) == (2, "")
    assert number in ("-1", "x") or "There are only 2" in ran.err


def test_copies_that_are_damaged_are_told(run: Run, made: Made) -> None:
    ran = run("info", made(replace(USUAL, damaged=frozenset({0}))))
    assert "Of three copies" in ran.out
    bad = bytearray(two_volumes())
    for at in range((1 << 21) + 4096, (1 << 21) + USUAL.size, 512):
        if bad[at : at + 8] == b"-FVE-FS-":
            bad[at] ^= 1
    both = run("info", made(bytes(bad)))
    assert "1 more BitLocker drive is in it" in both.out
    assert run("info", made(bytes(bad)), "--json").data["damaged"] == 1


def test_a_drive_whose_start_is_wiped_is_found_by_searching(run: Run, made: Made) -> None:
    path = made(replace(USUAL, layout=Layout.NO_BOOT_SECTOR))
    ran = run("info", path)
    assert ran.code == 3
    assert "search of the whole drive" in ran.err
    assert run("info", path, "--search").code == 0
    assert run("check", path, "--search", typed=KEY.hyphenated()).code == 0


# what cannot be read


@pytest.mark.parametrize("command", ["info", "check", "repair"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is nothing in it."),
        (bytes(1 << 16), "No BitLocker drive in it."),
        (b"QFI\xfb\0\0\0\x03" + bytes(4096), "QCOW2 files are not read."),
        (b"\x1f\x8b\x08" + bytes(4096), "Compressed files are not read."),
        (b"BitLocker metadata, made by Recovery Assistant, version 1", "header file is damaged."),
    ],
)
def test_what_cannot_be_read_is_told(
    run: Run, made: Made, command: str, content: bytes, said: str
) -> None:
    ran = run(command, made(content), typed=KEY.hyphenated())
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err
    assert silent(ran)


def test_no_file_and_a_folder(run: Run, tmp_path: Path) -> None:
    assert "not there" in run("info", tmp_path / "none").err
    ran = run("info", tmp_path)
    assert (ran.code, "neither a drive" in ran.err) == (3, True)


def test_a_drive_with_nothing_left_to_read(run: Run, made: Made) -> None:
    ran = run("info", made(replace(USUAL, wiped=frozenset({0, 1, 2}))))
    assert ran.code == 3
    assert "The drive's own data is damaged." in ran.err


@pytest.mark.parametrize(("platform", "said"), [("linux", "sudo"), ("win32", "Terminal (Admin)")])
def test_missing_rights_are_told_with_what_to_do(
    run: Run, made: Made, monkeypatch: pytest.MonkeyPatch, platform: str, said: str
) -> None:
    path = made()
    monkeypatch.setattr(image, "read_image", lambda *_, **__: DriveProblem.NO_RIGHTS)
    monkeypatch.setattr("recovery_assistant.cli.chosen_drive.sys.platform", platform)
    ran = run("info", path)
    assert ran.code == 3
    assert "This needs an administrator." in ran.err
    assert said in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("info", KEY.hyphenated()),
        ("check", "DRIVE", KEY.hyphenated()),
        ("check", KEY.hyphenated()),
        ("check", "DRIVE", "--key-id", KEY.hyphenated()),
        ("check", "DRIVE", "--key", KEY.hyphenated()),
        ("repair", "DRIVE", "--position", KEY.hyphenated()),
        ("repair", "DRIVE", "--key-id", "nonsense"),
        ("export-header", "DRIVE", KEY.hyphenated()),
        ("export-header", KEY.hyphenated(), "out"),
    ],
)
def test_a_key_as_an_argument_is_refused_and_not_repeated(
    run: Run,
    made: Made,
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    path = str(made())
    ran = run(*(path if one == "DRIVE" else one for one in arguments), typed=KEY.hyphenated())
    assert (ran.code, ran.out) == (2, "")
    assert silent(ran)
    assert [one.name for one in tmp_path.iterdir()] == ["drive.img"]


# check


def test_the_right_key(run: Run, made: Made) -> None:
    ran = run("check", made(), typed=KEY.hyphenated())
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Right key: proved on the drive.")
    assert "5BFCBB05" in ran.out
    assert silent(ran)
    data = run("check", made(), "--json", typed=f"Recovery Key:\n{KEY.hyphenated()}\n").data
    assert data == {"outcome": "right-key", "key_id": ID}


def test_the_key_of_another_drive(run: Run, made: Made) -> None:
    ran = run("check", made(), typed=FOREIGN.hyphenated())
    assert ran.code == 1
    assert "not the one of this drive" in ran.out
    assert "5BFCBB05" in ran.out
    assert silent(ran)
    data = run("check", made(), "--json", typed=FOREIGN.hyphenated()).data
    assert data == {"outcome": "other-key", "key_id": None}


@pytest.mark.parametrize("typed", [SLIP, KEY.hyphenated()[:-1], "", "no key", KEY.hyphenated() * 2])
def test_what_is_no_key_is_told_and_the_drive_is_not_asked(
    run: Run, made: Made, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr(proof, "check", lambda *_, **__: pytest.fail("the drive was asked"))
    ran = run("check", made(), typed=typed)
    assert ran.code == 1
    assert "The drive was not asked" in ran.out
    assert "drive repair" in ran.out
    data = run("check", made(), "--json", typed=typed).data
    assert data == {"outcome": "not-a-key", "key_id": None}


def test_what_is_wrong_with_it_is_said(run: Run, made: Made) -> None:
    ran = run("check", made(), typed=SLIP)
    assert "Block 1 has an unreadable digit" in ran.out or "Block 1" in ran.out
    assert "Block 2: no slip found." in ran.out


def test_several_keys_came_in(run: Run, made: Made) -> None:
    ran = run("check", made(), typed=f"{KEY.hyphenated()}\n\nand {FOREIGN.hyphenated()}\n")
    assert "Several keys came in." in ran.err


def test_each_key_of_a_drive_is_right(run: Run, made: Made) -> None:
    path = made(TWO_KEYS)
    for key, key_id in ((KEY, ID), (SECOND, OTHER_ID)):
        for options in ((), ("--key-id", ID[:8]), ("--key-id", OTHER_ID)):
            ran = run("check", path, "--json", *options, typed=key.hyphenated())
            assert ran.data == {"outcome": "right-key", "key_id": key_id}
            assert ran.err == ""
    assert "one of these Key IDs" in run("check", path, typed=FOREIGN.hyphenated()).out


def test_a_key_id_that_the_drive_does_not_have_is_told(run: Run, made: Made) -> None:
    ran = run("check", made(), "--key-id", "0A0A0A0A", typed=KEY.hyphenated())
    assert ran.code == 0
    assert "no key of that Key ID. It wants: 5BFCBB05" in ran.err


def test_of_several_drives_the_one_that_opens_is_named(run: Run, made: Made) -> None:
    path = made(two_volumes())
    ran = run("check", path, typed=SECOND.hyphenated())
    assert ran.code == 0
    assert ran.out.startswith("2. LAPTOP D:")
    assert run("check", path, "--json", typed=SECOND.hyphenated()).data["key_id"] == OTHER_ID
    one = run("check", path, "--volume", "1", typed=SECOND.hyphenated())
    assert one.code == 1
    assert "2. LAPTOP" not in one.out
    neither = run("check", path, typed=FOREIGN.hyphenated())
    assert neither.code == 1
    assert neither.out.index("1. DESKTOP") < neither.out.index("2. LAPTOP")


def test_a_suspended_drive_says_nothing_about_a_key(run: Run, made: Made) -> None:
    path = made(replace(USUAL, locks=(*USUAL.locks, other(ProtectorType.CLEAR_KEY))))
    for key, code in ((KEY, 0), (FOREIGN, 1)):
        ran = run("check", path, typed=key.hyphenated())
        assert ran.code == code
        assert "suspended" in ran.out
    assert run("check", path, "--json", typed=FOREIGN.hyphenated()).data["outcome"] == "other-key"


@pytest.mark.parametrize(
    ("volume", "code", "outcome", "said"),
    [
        (Volume((other(ProtectorType.TPM),)), 1, "no-recovery-key", "has no recovery key"),
        (replace(USUAL, states=(1, 1)), 1, "decrypted", "is decrypted"),
        (
            replace(USUAL, locks=(replace(recovery(KEY), without_key=True),)),
            3,
            "damaged",
            "own data is damaged",
        ),
        (replace(USUAL, damaged=frozenset({0, 1, 2})), 3, "damaged", "own data is damaged"),
    ],
)
def test_a_drive_on_which_nothing_can_be_proved(
    run: Run, made: Made, volume: Volume, code: int, outcome: str, said: str
) -> None:
    path = made(volume)
    ran = run("check", path, typed=FOREIGN.hyphenated())
    assert ran.code == code
    assert said in ran.out
    data = run("check", path, "--json", typed=FOREIGN.hyphenated()).data
    assert data == {"outcome": outcome, "key_id": None}


def test_a_right_key_is_right_whatever_is_damaged(run: Run, made: Made) -> None:
    path = made(replace(USUAL, damaged=frozenset({0, 1, 2})))
    # The damage is in a part of the block that no proof needs.
    assert run("check", path, typed=KEY.hyphenated()).code in (0, 3)


def test_a_drive_that_could_not_be_asked_may_be_the_one(run: Run, made: Made) -> None:
    deaf = Volume((replace(recovery(SECOND), without_key=True),), noise=8).image()
    parts = [Partition(1 << 20, USUAL.image()), Partition(1 << 21, deaf)]
    ran = run("check", made(bytes(gpt(4 << 20, parts))), "--json", typed=FOREIGN.hyphenated())
    assert ran.code == 3
    assert ran.data == {"outcome": "damaged", "key_id": None}


# repair


def test_an_unreadable_digit_is_found(run: Run, made: Made) -> None:
    ran = run("repair", made(), typed=SLIP)
    assert ran.code == 0
    assert ran.out.startswith("Right key: proved on the drive.")
    assert ran.out.rstrip().endswith(KEY.hyphenated())
    assert "Block 1 has an unreadable digit." in ran.err
    assert "Tried by the processor." in ran.err
    assert "Speed: 5.0 keys a second" in ran.err
    data = run("repair", made(), "--json", typed=SLIP).data
    assert (data["outcome"], data["key_id"]) == ("right-key", ID)
    assert data["key"] == KEY.hyphenated()


def test_the_count_and_the_time_are_said_beforehand(run: Run, made: Made) -> None:
    ran = run("repair", made(), typed=LOST)
    assert ran.code == 0
    assert keys_left(ran.err) == 91
    assert "That takes 18 seconds at most on this PC." in ran.err
    assert "wrong, missing and unreadable digits: 91" in ran.err
    assert "--position" not in ran.err


def test_a_long_search_says_that_a_place_can_be_kept(run: Run, made: Made) -> None:
    typed = "-".join(with_blocks(KEY, [(8, KEY.blocks[7][:2] + "????")]))
    assert "With --position FILE" in run("repair", made(), typed=typed).err


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ([(3, "")], "Block 3 is empty."),
        ([(1, KEY.blocks[0][1:])], "Block 1 has 5 digits."),
        ([(2, KEY.blocks[2]), (3, KEY.blocks[1])], ""),
    ],
)
def test_blocks_stay_where_they_were_typed(
    run: Run,
    made: Made,
    monkeypatch: pytest.MonkeyPatch,
    change: list[tuple[int, str]],
    shown: str,
) -> None:
    seen: list[tuple[str, ...]] = []

    def watched(blocks: tuple[str, ...], **more: bool) -> object:
        seen.append(blocks)
        return attempts(SLIP.split("-"), **more)

    monkeypatch.setattr(drive_repair, "attempts", watched)
    typed = with_blocks(KEY, change)
    for text in ("-".join(typed), f" {'-'.join(typed)}\n"):
        ran = run("repair", made(), typed=text)
        assert ran.code == 0
        assert shown in ran.err
    assert {tuple(one) for one in seen} == {tuple(typed)}


def test_seven_blocks_may_lack_another_than_the_last(
    run: Run, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 65,536 keys are not for here.
    few = attempts(SLIP.split("-"))
    monkeypatch.setattr(drive_repair, "attempts", lambda *_, **__: few)
    ran = run("repair", made(), typed="-".join(KEY.blocks[:7]))
    assert "type ?????? in its place" in ran.err
    assert ran.code == 0


def test_a_key_without_a_slip_may_have_one_all_the_same(run: Run, made: Made) -> None:
    exchanged = with_blocks(KEY, [(2, KEY.blocks[4]), (5, KEY.blocks[1])])
    ran = run("repair", made(), "--json", typed="-".join(exchanged))
    assert ran.data["key"] == KEY.hyphenated()
    assert "two blocks in each other's place: 28" in ran.err
    any_order = run("repair", made(), "--any-order", typed="-".join(exchanged))
    assert "the blocks in any order" in any_order.err


def test_none_of_them_opens(run: Run, made: Made) -> None:
    typed = "-".join(with_blocks(FOREIGN, [(1, "?" + FOREIGN.blocks[0][1:])]))
    ran = run("repair", made(), typed=typed)
    assert (ran.code, ran.out) == (1, "None of them opens the drive.\n")
    data = run("repair", made(), "--json", typed=typed).data
    assert data["outcome"] == "not-found"
    assert isinstance(data["tried"], int)
    assert data["tried"] > 1


def test_all_protectors_are_tried_or_the_one_asked_for(run: Run, made: Made) -> None:
    path = made(TWO_KEYS)
    for key, key_id in ((KEY, ID), (SECOND, OTHER_ID)):
        typed = "-".join(with_blocks(key, [(1, "?" + key.blocks[0][1:])]))
        both = run("repair", path, "--json", typed=typed)
        assert both.data["key_id"] == key_id
        assert "Each is tried on 2 protectors." in both.err
        one = run("repair", path, "--json", "--key-id", key_id[:8], typed=typed)
        assert one.data["key_id"] == key_id
        assert "protectors" not in one.err
    typed = "-".join(with_blocks(KEY, [(1, "?" + KEY.blocks[0][1:])]))
    wrong = run("repair", path, "--key-id", OTHER_ID, typed=typed)
    assert wrong.code == 1
    unknown = run("repair", path, "--key-id", "0A0A0A0A", typed=typed)
    assert unknown.code == 0
    assert "no key of that Key ID. It wants:" in unknown.err


def test_of_several_drives_one_has_to_be_named(run: Run, made: Made) -> None:
    path = made(two_volumes())
    ran = run("repair", path, typed=SLIP)
    assert (ran.code, ran.out) == (2, "")
    assert "2. LAPTOP D:" in ran.err
    assert run("repair", path, "--volume", "1", typed=SLIP).code == 0
    assert run("repair", path, "--volume", "2", typed=SLIP).code == 1
    assert run("repair", path, "--key-id", ID, typed=SLIP).code == 0


def test_of_several_drives_the_only_one_with_a_key_is_meant(run: Run, made: Made) -> None:
    keyless = Volume((other(ProtectorType.TPM),), noise=8).image()
    parts = [Partition(1 << 20, keyless), Partition(1 << 21, USUAL.image())]
    assert run("repair", made(bytes(gpt(4 << 20, parts))), typed=SLIP).code == 0


@pytest.mark.parametrize(
    ("volume", "outcome"),
    [
        (Volume((other(ProtectorType.TPM),)), "no-recovery-key"),
        (replace(USUAL, states=(1, 1)), "decrypted"),
        (replace(USUAL, locks=(replace(recovery(KEY), without_key=True),)), "damaged"),
    ],
)
def test_a_drive_on_which_nothing_can_be_tried(
    run: Run, made: Made, volume: Volume, outcome: str
) -> None:
    ran = run("repair", made(volume), "--json", typed=SLIP)
    assert ran.code == 1
    assert ran.data == {"outcome": outcome, "tried": 0}
    assert started == []


def test_a_suspended_drive_needs_no_key(run: Run, made: Made) -> None:
    path = made(replace(USUAL, locks=(*USUAL.locks, other(ProtectorType.CLEAR_KEY))))
    ran = run("repair", path, typed=SLIP)
    assert ran.code == 0
    assert "it opens without any key" in ran.err
    assert "without any key" not in run("repair", made(), typed=SLIP).err


@pytest.mark.parametrize(
    ("blocks", "count", "arithmetic"),
    [
        ([1, 4], 65_536**2, "65,536 x 65,536 = 4,294,967,296"),
        ([1, 2, 3], 65_536**3, "65,536 x 65,536 x 65,536 = 281,474,976,710,656"),
    ],
)
def test_two_missing_blocks_are_refused_with_the_arithmetic(
    run: Run, made: Made, blocks: list[int], count: int, arithmetic: str
) -> None:
    typed = "-".join(with_blocks(KEY, [(number, "??????") for number in blocks]))
    ran = run("repair", made(), typed=typed)
    assert ran.code == 1
    assert arithmetic in ran.out
    years = round(count / 5 / 31_557_600)
    assert f"At 5.0 a second trying them all takes {years:,} years." in ran.out
    data = run("repair", made(), "--json", typed=typed).data
    assert (data["outcome"], data["count"]) == ("too-many", count)
    assert started == []


def test_too_many_without_whole_blocks_have_no_factors(run: Run, made: Made) -> None:
    typed = "-".join(with_blocks(KEY, [(1, "??????"), (2, "?????" + KEY.blocks[1][5])]))
    ran = run("repair", made(), typed=typed)
    assert ran.code == 1
    assert " x " not in ran.out
    assert "Blocks 1, 2 leave " in ran.out


def test_a_block_that_says_nothing_is_told(run: Run, made: Made) -> None:
    typed = "-".join(with_blocks(KEY, [(4, "12345678901")]))
    ran = run("repair", made(), "--json", typed=typed)
    assert (ran.code, ran.data["outcome"]) == (1, "hopeless")
    assert "Block 4" in run("repair", made(), typed=typed).out


@pytest.mark.parametrize("typed", ["", "\n", "no digits at all"])
def test_nothing_came_in(run: Run, made: Made, typed: str) -> None:
    ran = run("repair", made(), typed=typed)
    assert (ran.code, ran.out) == (3, "")
    assert "No digits of a key came in." in ran.err


# the engines


def test_the_graphics_card_is_named(run: Run, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def on_card(count: int, _key: object, _on: object, **_more: object) -> Plan:
        return Plan(count, EngineKind.GPU, "Card\x1b[0m", 50.0)

    monkeypatch.setattr(engines, "plan", on_card)
    monkeypatch.setattr(engines, "try_all", lambda *_: Searched(0, 1, 5.0, KeyId(ID[:8])))
    ran = run("repair", made(), typed=SLIP)
    assert ran.code == 0
    assert "Tried through the graphics driver: Card‹U+001B›[0m" in ran.err
    assert "Speed: 50.0 keys a second" in ran.err


@pytest.mark.parametrize("told", [True, False])
def test_a_card_that_fails_is_told_once(
    run: Run, made: Made, monkeypatch: pytest.MonkeyPatch, *, told: bool
) -> None:
    def falls_back(*what: object) -> Searched:
        tell = what[5]
        assert callable(tell)
        if told:
            tell(Tried(0, 9, 5.0, EngineKind.GPU, 2.0))
        tell(Tried(4, 9, 5.0))
        tell(Tried(9, 9, 5.0))
        return Searched(None, 9, 5.0, fell_back=True)

    monkeypatch.setattr(engines, "try_all", falls_back)
    path = made(Volume((recovery(KEY),)))
    ran = run("repair", path, typed=LOST)
    assert ran.err.count("The graphics card failed. The processor goes on in its place.") == 1


def test_engines_that_fail_are_told_and_the_place_is_kept(
    run: Run, made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def failing(*what: object) -> Searched:
        tell = what[5]
        assert callable(tell)
        tell(Tried(7, 90, 5.0))
        raise EngineError("gone")

    monkeypatch.setattr(engines, "try_all", failing)
    place = tmp_path / "place.json"
    ran = run("repair", made(), "--position", place, typed=LOST)
    assert (ran.code, ran.out) == (3, "")
    assert "The trying broke off." in ran.err
    assert str(place) in ran.err
    kept = position_of(place.read_bytes())
    assert kept
    assert kept.done == 7


class Watched(io.StringIO):
    """Standard error at which a person sits."""

    @override
    def isatty(self) -> bool:
        return True


def test_how_far_it_is_shows_in_one_line(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def telling(*what: object) -> Searched:
        tell = what[5]
        assert callable(tell)
        # At first a speed is only a guess.
        tell(Tried(0, 91, 0.001, EngineKind.GPU, 1.0))
        tell(Tried(20, 91, 7.1, EngineKind.GPU, 0.0))
        tell(Tried(20, 91, 0.0))
        return Searched(None, 91, 5.0)

    watched = Watched()
    monkeypatch.setattr("recovery_assistant.cli.chosen_drive._TELL_EVERY_S", 0.0)
    monkeypatch.setattr(engines, "try_all", telling)
    monkeypatch.setattr(sys, "stderr", watched)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LOST.encode())))
    assert cli.run(["drive", "repair", str(made())]) == 1
    lines = watched.getvalue().split("\r\x1b[K")[1:]
    assert lines[0] == "1 of 91 tried, 18 seconds left at most"
    assert lines[1] == "20 of 91 tried, 10 seconds left at most"
    # The line is taken away before something else is said.
    assert lines[2].startswith("The graphics card failed.")
    assert lines[3] == "20 of 91 tried, 14 seconds left at most"
    assert lines[4] == ""


def test_how_far_a_search_of_the_drive_is(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched()
    monkeypatch.setattr(sys, "stderr", watched)
    path = made(replace(USUAL, layout=Layout.NO_BOOT_SECTOR))
    assert cli.run(["drive", "info", str(path), "--search"]) == 0
    assert "% of the drive gone through" in watched.getvalue()
    assert watched.getvalue().endswith("\r\x1b[K")


# the place


class Interrupted:
    """Presses Ctrl+C when it is told for the third time how far the search is."""

    def __init__(self) -> None:
        self._real = engines.try_all

    def __call__(
        self,
        some: Attempts,
        start: int,
        plan: Plan,
        volume_key: Sealed | None,
        protectors: Sequence[Protector],
        tell: Callable[[Tried], None],
        cancelled: Callable[[], bool],
    ) -> Searched:
        times = count(1)

        def pressing(tried: Tried) -> None:
            tell(tried)
            if next(times) == 3:
                signal.raise_signal(signal.SIGINT)

        return self._real(some, start, plan, volume_key, protectors, pressing, cancelled)


def keys_left(err: str) -> int:
    return int(err.partition(" keys to try.")[0].rpartition("\n")[2])


def test_ctrl_c_keeps_the_place_and_it_is_gone_on_with(
    run: Run, made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, place = made(Volume((recovery(KEY),))), tmp_path / "deep" / "place.json"
    before = signal.getsignal(signal.SIGINT)
    typed = "-".join(with_blocks(FOREIGN, [(8, FOREIGN.blocks[7][:3] + "???")]))
    with monkeypatch.context() as patch:
        patch.setattr(engines, "try_all", Interrupted())
        ran = run("repair", path, "--position", place, "--json", typed=typed)
    assert ran.code == 130
    assert signal.getsignal(signal.SIGINT) is before
    total = keys_left(ran.err)
    done = ran.data["tried"]
    assert isinstance(done, int)
    assert ran.data == {"outcome": "cancelled", "tried": done, "total": total}
    assert 0 <= done < total
    kept = json.loads(place.read_bytes())
    assert kept == {
        "version": 1,
        "volume": str(USUAL.volume_id),
        "key_id": ID.replace("-", ""),
        "total": total,
        "done": done,
    }
    # The file is of this search only.
    assert run("repair", path, "--position", place, typed=SLIP).code == 3
    place.write_bytes(place_of(total, 20))
    again = run("repair", path, "--position", place, typed=typed)
    assert again.code == 1
    assert "Going on after 20." in again.err
    assert keys_left(again.err) == total - 20
    assert not place.exists()


def test_ctrl_c_says_how_to_go_on(
    run: Run, made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(engines, "try_all", Interrupted())
    place = tmp_path / "place.json"
    ran = run("repair", made(), "--position", place, typed=LOST)
    assert "To go on, give the same command" in ran.out
    assert str(place) in ran.out
    without = run("repair", made(), typed=LOST)
    assert without.code == 130
    assert "With --position FILE it would be." in without.out
    assert silent(ran)


def test_ctrl_c_while_it_is_measured(run: Run, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def measuring(*_what: object, cancelled: Callable[[], bool], **_more: object) -> Plan:
        assert not cancelled()
        signal.raise_signal(signal.SIGINT)
        assert cancelled()
        raise proof.StoppedError

    monkeypatch.setattr(engines, "plan", measuring)
    ran = run("repair", made(), "--json", typed=LOST)
    assert ran.code == 130
    assert ran.data == {"outcome": "cancelled", "tried": 0}
    two = "-".join(with_blocks(KEY, [(1, "??????"), (2, "??????")]))
    assert run("repair", made(), typed=two).code == 130


def test_a_place_is_forgotten_once_the_key_is_found(run: Run, made: Made, tmp_path: Path) -> None:
    place = tmp_path / "place.json"
    assert run("repair", made(), "--position", place, typed=SLIP).code == 0
    assert not place.exists()
    assert [one.name for one in tmp_path.iterdir()] == ["drive.img"]


def place_of(total: int, done: int, **change: object) -> bytes:
    kept = json.loads(Position(USUAL.volume_id, KeyId(ID.replace("-", "")), total, done).to_bytes())
    return json.dumps({**kept, **change}).encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds something else, or is damaged"),
        (b"my shopping list", "holds something else, or is damaged"),
        (place_of(90, 91), "holds something else, or is damaged"),
        (place_of(90, 5)[:-4], "holds something else, or is damaged"),
        (place_of(7, 5), "the place of another search"),
        (place_of(90, 5, volume=str(UUID(int=5))), "the place of another search"),
        (bytes(100_000), "cannot be read"),
    ],
)
def test_a_file_that_is_not_of_this_search_is_told_and_left_alone(
    run: Run, made: Made, tmp_path: Path, content: bytes, said: str
) -> None:
    place = tmp_path / "place.json"
    place.write_bytes(content)
    ran = run("repair", made(), "--position", place, typed=LOST)
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err
    assert place.read_bytes() == content
    assert started == []


def test_a_place_that_cannot_be_written_is_told_before_anything_is_tried(
    run: Run, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "plan", lambda *_, **__: pytest.fail("it was measured"))
    (tmp_path / "file").write_text("no folder")
    ran = run("repair", made(), "--position", tmp_path / "file" / "place", typed=LOST)
    assert (ran.code, ran.out) == (3, "")
    assert "cannot be" in ran.err
    assert run("repair", made(), "--position", tmp_path, typed=LOST).code == 3
    assert started == []


def test_a_place_is_written_before_anything_is_tried(
    run: Run, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(_text: str, _path: Path, _scrap: str) -> None:
        raise PermissionError

    monkeypatch.setattr(engines, "plan", lambda *_, **__: pytest.fail("it was measured"))
    monkeypatch.setattr(drive_repair, "write_whole", refusing)
    ran = run("repair", made(), "--position", tmp_path / "place", typed=LOST)
    assert (ran.code, ran.out) == (3, "")
    assert "The place cannot be written there." in ran.err


def test_what_was_tried_before_is_not_tried_again(run: Run, made: Made, tmp_path: Path) -> None:
    place = tmp_path / "place"
    for done, code in ((60, 1), (41, 1), (40, 0), (0, 0)):
        place.write_bytes(place_of(91, done))
        ran = run("repair", made(), "--position", place, typed=LOST)
        # The right one is number 40, counted from 0.
        assert ran.code == code
        assert ("Going on after" in ran.err) is bool(done)
        if done == 41:
            assert "50 keys to try. That takes 10 seconds at most" in ran.err


def test_where_a_search_ends_is_what_is_kept(
    run: Run, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ending(*what: object) -> Searched:
        tell = what[5]
        assert callable(tell)
        tell(Tried(20, 91, 5.0))
        return Searched(None, 33, 5.0)

    monkeypatch.setattr(engines, "try_all", ending)
    place = tmp_path / "place"
    ran = run("repair", made(), "--position", place, "--json", typed=LOST)
    assert ran.data == {"outcome": "cancelled", "tried": 33, "total": 91}
    kept = position_of(place.read_bytes())
    assert kept
    assert kept.done == 33


def test_a_place_that_was_lost_on_the_way_is_told_at_the_end(
    run: Run, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ending(*_what: object) -> Searched:
        monkeypatch.setattr(drive_repair, "write_whole", refusing)
        return Searched(None, 33, 5.0)

    def refusing(_text: str, _path: Path, _scrap: str) -> None:
        raise OSError

    monkeypatch.setattr(engines, "try_all", ending)
    ran = run("repair", made(), "--position", tmp_path / "place", typed=LOST)
    assert ran.code == 130
    assert "The place could not be written." in ran.out
    assert "To go on" not in ran.out


def test_what_was_typed_and_made_of_it_is_wiped(
    run: Run, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiped: list[object] = []

    def wipe(one: KeyDraft | Attempts) -> None:
        if isinstance(one, KeyDraft) or len(one):
            wiped.append(type(one))

    for kind in (KeyDraft, Attempts):
        monkeypatch.setattr(kind, "wipe", wipe)
    run("check", made(), typed=KEY.hyphenated())
    assert wiped == [KeyDraft]
    for typed in (SLIP, "-".join(with_blocks(FOREIGN, [(1, "??????"), (2, "??????")]))):
        wiped.clear()
        run("repair", made(), typed=typed)
        assert wiped == ([KeyDraft, Attempts] if typed == SLIP else [KeyDraft])


def test_a_disk_that_fills_up_does_not_end_the_search(
    run: Run, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[str] = []

    def full(text: str, path: Path, scrap: str) -> None:
        writes.append(text)
        if len(writes) > 1:
            raise OSError
        write_whole(text, path, scrap)

    monkeypatch.setattr(drive_repair, "_KEEP_EVERY_S", 0.0)
    monkeypatch.setattr(drive_repair, "write_whole", full)
    ran = run("repair", made(), "--position", tmp_path / "place", typed=LOST)
    assert ran.code == 0
    assert len(writes) > 2
    assert ran.err.count("The place could not be written.") == 1


def test_places_hold_no_digit(
    run: Run, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []
    monkeypatch.setattr(drive_repair, "_KEEP_EVERY_S", 0.0)
    monkeypatch.setattr(drive_repair, "write_whole", lambda text, *_: texts.append(text))
    run("repair", made(), "--position", tmp_path / "place", typed=LOST)
    assert len(texts) > 2
    for text in texts:
        assert set(json.loads(text)) == {"version", "volume", "key_id", "total", "done"}
        assert not any(block in text for block in KEY.blocks)


# export-header


def test_a_header_file_proves_keys_elsewhere(run: Run, made: Made, tmp_path: Path) -> None:
    header = tmp_path / "header.bin"
    ran = run("export-header", made(), header)
    assert ran.code == 0
    assert "Written:" in ran.out
    assert header.stat().st_size < 16_384
    assert run("check", header, typed=KEY.hyphenated()).code == 0
    assert run("check", header, typed=FOREIGN.hyphenated()).code == 1
    assert run("repair", header, typed=SLIP).code == 0
    shown = run("info", header, "--json").data
    assert shown["container"] is None
    assert shown["volumes"] == run("info", made(), "--json").data["volumes"]


def test_a_header_file_says_how_large_it_is(run: Run, made: Made, tmp_path: Path) -> None:
    header = tmp_path / "header.bin"
    data = run("export-header", made(), header, "--json").data
    assert data == {"bytes": header.stat().st_size, "volumes": 1}


def test_never_over_another_file(run: Run, made: Made, tmp_path: Path) -> None:
    path = made()
    before = path.read_bytes()
    for target in (path, tmp_path):
        ran = run("export-header", path, target)
        assert (ran.code, ran.out) == (3, "")
    assert path.read_bytes() == before
    assert "could not be written" in run("export-header", path, tmp_path / "no" / "file").err


@pytest.mark.skipif(sys.platform == "win32", reason="rights are a POSIX matter")
def test_a_header_file_can_be_read_by_those_it_is_for(run: Run, made: Made, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        run("export-header", made(), tmp_path / "header.bin")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "header.bin").stat().st_mode) == 0o644


def test_a_header_file_of_a_header_file(run: Run, made: Made, tmp_path: Path) -> None:
    run("export-header", made(), tmp_path / "header.bin")
    ran = run("export-header", tmp_path / "header.bin", tmp_path / "again.bin")
    assert ran.code == 3
    assert "This is a header file already." in ran.err


def test_the_header_of_one_of_several_drives(run: Run, made: Made, tmp_path: Path) -> None:
    path = made(two_volumes())
    header = tmp_path / "header.bin"
    assert run("export-header", path, header).code == 2
    assert run("export-header", path, header, "--volume", "3").code == 2
    assert not header.exists()
    assert run("export-header", path, header, "--volume", "2").code == 0
    assert run("check", header, typed=SECOND.hyphenated()).code == 0
    assert run("check", header, typed=KEY.hyphenated()).code == 1


def test_the_header_of_a_drive_that_had_to_be_searched_for(
    run: Run, made: Made, tmp_path: Path
) -> None:
    path = made(replace(USUAL, layout=Layout.NO_BOOT_SECTOR))
    header = tmp_path / "header.bin"
    assert run("export-header", path, header).code == 3
    assert run("export-header", path, header, "--search").code == 0
    assert run("check", header, typed=KEY.hyphenated()).code == 0


def test_a_drive_that_is_pulled_out_meanwhile(
    run: Run, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "header_of", lambda *_: DriveProblem.VANISHED)
    ran = run("export-header", made(), tmp_path / "header.bin")
    assert ran.code == 3
    assert not (tmp_path / "header.bin").exists()
