# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace
from datetime import date

import pytest

from recovery_assistant.keys import KeyId, RecoveryKey, find_pairs
from recovery_assistant.vault import sheet
from recovery_assistant.vault.contents import Entry
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.sheet import Sheet, sheet_of

BLOCKS = tuple(f"{value * 11:06d}" for value in (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 0))
WHOLE = KeyId("8D2F1A3C4B5D6E7F8091A2B3C4D5E6F7")
ADDED, TODAY = date(2026, 1, 2), date(2026, 11, 22)


def entry_with(key_id: KeyId | None = WHOLE) -> Entry:
    return Entry(
        device="Kitchen laptop",
        key_id=key_id,
        slot=1,
        drive="C:",
        origin="hidden-origin",
        copies="hidden-copies",
        note="hidden-note",
        added=ADDED,
    )


def sheet_with(entry: Entry) -> Sheet:
    held = HeldKeys()
    held.hold(b"0" * 48)
    held.hold("".join(BLOCKS).encode())
    return sheet_of(entry, held, TODAY)


def texts(made: Sheet) -> str:
    parts = (made.use(), sheet.keep(), sheet.without_this_program())
    lines = [line for part in parts for line in (part.heading, *part.lines)]
    facts = [f"{label} {value}" for label, value in made.facts()]
    return "\n".join([made.device, *facts, *lines, made.code_text(), *made.key_id_parts])


def test_it_has_the_eight_blocks_of_its_entry_in_order() -> None:
    made = sheet_with(entry_with())
    assert tuple(map(made.block, range(1, 9))) == BLOCKS


def test_each_block_is_said_in_words_too() -> None:
    made = sheet_with(entry_with())
    assert made.spoken(1) == "zero zero zero one eight seven"
    assert made.spoken(2) == "zero four six six six two"
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    for n, block in enumerate(BLOCKS, start=1):
        assert "".join(str(names.index(word)) for word in made.spoken(n).split()) == block


@pytest.mark.parametrize("key_id", [WHOLE, KeyId("8D2F1A3C"), KeyId("8D2F1A3C4B5D6E"), None])
def test_what_the_code_says_is_found_again_as_a_pair(key_id: KeyId | None) -> None:
    (pair,) = find_pairs(sheet_with(entry_with(key_id)).code_text())
    assert pair.key_id == key_id
    assert pair.draft.key() == RecoveryKey.from_blocks(BLOCKS)


def test_the_code_uses_only_signs_that_codes_pack_well() -> None:
    text = sheet_with(entry_with()).code_text()
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    rows = sheet_with(entry_with()).code()
    assert len(rows) == len(rows[0]) == 45


def test_the_whole_key_id_is_there_and_its_first_eight_apart() -> None:
    assert sheet_with(entry_with()).key_id_parts == ("8D2F1A3C", "-4B5D-6E7F-8091-A2B3C4D5E6F7")
    assert sheet_with(entry_with(KeyId("8D2F1A3C"))).key_id_parts == ("8D2F1A3C", "")
    assert sheet_with(entry_with(None)).key_id_parts == ("", "")


def test_nothing_is_on_it_that_says_where_things_are() -> None:
    assert "hidden" not in texts(sheet_with(entry_with()))


def test_it_says_what_is_known_and_no_more() -> None:
    assert sheet_with(entry_with()).facts() == (
        ("Drive", "C:"),
        ("Kept since", "2026-01-02"),
        ("Printed on", "2026-11-22"),
    )
    old = replace(entry_with(), drive="", replaced_on=date(2026, 3, 4))
    assert sheet_with(old).facts() == (
        ("Kept since", "2026-01-02"),
        ("Replaced on", "2026-03-04"),
        ("Printed on", "2026-11-22"),
    )


def test_the_first_step_compares_the_key_id_or_says_that_there_is_none() -> None:
    assert "begin with 8D2F1A3C." in sheet_with(entry_with()).use().lines[0]
    without = sheet_with(entry_with(None)).use().lines
    assert "may be that of another drive" in without[0]
    assert len(without) == 3


def test_it_says_how_to_open_a_copy_without_this_program() -> None:
    told = texts(sheet_with(entry_with()))
    for way in ("age -d FILE", ".html", "KeePassXC", "like a passport"):
        assert way in told


def test_names_are_set_in_one_line() -> None:
    made = sheet_with(replace(entry_with(), device=" two\nlines\t", drive="C:\r\nx"))
    assert made.device == "two lines"
    assert made.facts()[0] == ("Drive", "C: x")


def test_it_never_shows_its_digits_by_itself() -> None:
    made = sheet_with(entry_with())
    assert not any(block in repr(made) for block in BLOCKS)


def test_it_shows_zeros_once_the_file_is_locked() -> None:
    held = HeldKeys()
    held.hold(b"0" * 48)
    held.hold("".join(BLOCKS).encode())
    made = sheet_of(entry_with(), held, TODAY)
    held.wipe()
    assert not any(bytes(made.digits))
