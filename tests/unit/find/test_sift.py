# SPDX-License-Identifier: Apache-2.0
"""The fast look lets pass every key that the careful reading finds, and little else."""

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, islice
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.find import read_text
from recovery_assistant.find.decode import decode
from recovery_assistant.find.sift import OVERLAP, spots
from recovery_assistant.find.writing import Writing
from recovery_assistant.keys import RecoveryKey

ENCODINGS: Final = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")
WRITTEN: Final[Mapping[str, Callable[[Sequence[str]], str]]] = {
    "hyphens": "-".join,
    "spaces": " ".join,
    "wide spaces": " \N{EM DASH} ".join,
    "nothing": "".join,
    "a column": "\n".join,
    "a column of Windows": "\r\n".join,
    "two lines": lambda blocks: f"{'-'.join(blocks[:4])}\n    {'-'.join(blocks[4:])}",
    "commas": ", ".join,
    "quotes": lambda blocks: ", ".join(f'"{block}"' for block in blocks),
    "numbers": lambda blocks: "\n".join(f"{n}. {block}" for n, block in enumerate(blocks, 1)),
    "labels": lambda blocks: "\n".join(f"Block {n}: {block}" for n, block in enumerate(blocks, 1)),
    "long labels": lambda blocks: "\n".join(
        f"Zahlenblock {n} - {block}" for n, block in enumerate(blocks, 1)
    ),
    "pairs": lambda blocks: " ".join(_in("".join(blocks), 2)),
    "threes": lambda blocks: " ".join(_in("".join(blocks), 3)),
    "fours": lambda blocks: " ".join(_in("".join(blocks), 4)),
    "eights": lambda blocks: "-".join(_in("".join(blocks), 8)),
}
DAMAGED: Final[Mapping[str, Callable[[str], str]]] = {
    "one digit wrong": lambda key: key[:3] + str((int(key[3]) + 1) % 10) + key[4:],
    "a letter for a digit": lambda key: key[:9] + "O" + key[10:],
    "three letters": lambda key: key[:1] + "l" + key[2:15] + "S" + key[16:29] + "B" + key[30:],
    "a digit missing": lambda key: key[:20] + key[21:],
    "a digit too many": lambda key: key[:24] + "5" + key[24:],
    "a letter in half of the blocks": lambda key: "O".join(
        [key[:1], key[2:8], key[9:15], key[16:22], key[23:]]
    ),
    "unreadable": lambda key: key[:8] + "??" + key[10:],
}
_WORDS: Final = ("the", "drive", "of", "your", "computer", "may", "be", "locked", "Straße", "ключ")


def _in(digits: str, size: int) -> list[str]:
    return [digits[at : at + size] for at in range(0, len(digits), size)]


def _prose(length: int) -> str:
    return " ".join(islice(cycle(_WORDS), length // 5 + 1))


def passes(text: str, encoding: str) -> bool:
    data = text.encode(encoding, "replace")
    two_bytes = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return bool(spots(data, len(data), two_bytes=two_bytes))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("written", WRITTEN)
def test_a_key_passes_however_it_is_written_and_encoded(
    new_key: Callable[[], RecoveryKey], written: str, encoding: str
) -> None:
    for number in range(20):
        key = WRITTEN[written](new_key().blocks)
        text = f"{_prose(number * 7)}\n{key}\n{_prose(50)}"
        assert passes(text, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_key_passes(
    new_key: Callable[[], RecoveryKey], damage: str, encoding: str
) -> None:
    for _number in range(20):
        assert passes(f"{_prose(300)}: {DAMAGED[damage](new_key().hyphenated())}.", encoding)


@pytest.mark.parametrize(
    ("zero", "encoding"),
    [
        ("\uff10", "utf-8"),
        ("\uff10", "utf-16"),
        ("\uff10", "cp932"),
        ("\uff10", "gbk"),
        ("\uff10", "big5"),
        ("\uff10", "cp949"),
        ("\u0660", "utf-8"),
        ("\u0660", "utf-16"),
        ("\u06f0", "utf-8"),
        ("\u0966", "utf-8"),
        ("\u0966", "utf-16"),
        ("\u0e50", "utf-8"),
        ("\u17e0", "utf-8"),
    ],
)
def test_a_key_in_digits_of_another_script_passes(
    new_key: Callable[[], RecoveryKey], zero: str, encoding: str
) -> None:
    wide = {ord(str(digit)): chr(ord(zero) + digit) for digit in range(10)}
    for number in range(20):
        key = new_key().hyphenated().translate(wide)
        assert passes(f"{'x ' * number}{key}\n", encoding)


def test_a_key_in_a_table_of_a_web_page_passes(new_key: Callable[[], RecoveryKey]) -> None:
    cells = "".join(f'<td style="color:#aabbcc;width:10%">{one}</td>' for one in new_key().blocks)
    page = f"<html>{_prose(900)}<table><tr>{cells}</tr></table></html>".encode()
    assert spots(page, len(page), writing=Writing.TAGS)


def test_the_stretch_that_is_told_holds_the_key_and_little_more(
    new_key: Callable[[], RecoveryKey],
) -> None:
    key = new_key().hyphenated().encode()
    before, after = _prose(300_000).encode(), _prose(200_000).encode()
    data = before + b" " + key + b" " + after
    (spot,) = spots(data, len(data))
    assert key in data[spot.start : spot.end]
    assert spot.end - spot.start < 50_000


def test_a_key_across_the_edge_of_two_blocks_passes(new_key: Callable[[], RecoveryKey]) -> None:
    key = new_key().hyphenated().encode()
    for at in range(16_384 - len(key) - 2, 16_384 + 2, 3):
        data = b" " * at + key + b" " * 20_000
        assert spots(data, len(data)), at


def test_only_what_counts_is_looked_at(new_key: Callable[[], RecoveryKey]) -> None:
    data = b" " * 1000 + new_key().hyphenated().encode()
    assert spots(data, len(data))
    assert not spots(data, 1000)


@pytest.mark.parametrize(
    "text",
    [
        _prose(40_000),
        "2024-01-15 10:25:33.123456 svc[12345]: request 123457 took 250 ms\n" * 600,
        "5FBCBB05-1234-5678-9ABC-DEF012345678\n" * 1_000,
        "GB29 NWBK 6016 1331 9268 19\n" * 1_000,
        "+49 89 123456-78, +1 (555) 010-9999\n" * 1_000,
        "VK7JG-NPHTM-C97JM-9MPGT-3V66T\n" * 1_000,
        '{"id": 123456, "size": 4096, "at": 1700000000, "crc": "9a8b7c6d"}\n' * 600,
    ],
)
def test_what_has_no_key_does_not_pass(text: str) -> None:
    assert not passes(text, "utf-8")
    assert not passes(text, "utf-16")


@given(
    st.lists(st.sampled_from([*"0123456789", "11", "-", " ", "\n", "?", "O", "123456", "000011"]))
)
def test_what_the_careful_reading_finds_passes(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = read_text(f"{text}\n{_prose(500)}", None).candidates
    repairable = [one for one in found if sum(_fine(one.draft.blocks)) >= 4]
    if repairable:
        assert passes(text, "utf-8")


def _fine(blocks: tuple[str, ...]) -> list[bool]:
    return [len(one) == 6 and one.isdecimal() and not int(one) % 11 for one in blocks]


def test_what_passes_is_not_lost_by_the_decoding(new_key: Callable[[], RecoveryKey]) -> None:
    key = new_key().hyphenated()
    for encoding in ENCODINGS:
        assert key in decode(f"{_prose(400)}\n{key}\n".encode(encoding, "replace")).text


def test_the_overlap_is_longer_than_any_key_in_blocks() -> None:
    assert len("Wiederherstellungsblock 1 -- 123456\r\n" * 8) * 2 < OVERLAP
