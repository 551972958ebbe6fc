# SPDX-License-Identifier: Apache-2.0
"""The text inside the file: what is written, what is read, and what is refused."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.keys import judge
from recovery_assistant.keys.block import Verdict
from recovery_assistant.vault import document
from recovery_assistant.vault.contents import CopyKind, Entry, Vault
from recovery_assistant.vault.document import (
    FORMAT,
    LONGEST_TEXT,
    MOST_COPIES,
    MOST_ENTRIES,
    PADDED_TO,
    read_document,
    write_document,
)
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from unit.vault.filled import all_digits, filled_vault, made_up_digits

Json = dict[str, object]


def written(vault: Vault) -> bytearray:
    text = write_document(vault)
    assert isinstance(text, bytearray)
    return text


def read(text: bytes | bytearray) -> Vault:
    vault = read_document(bytearray(text))
    assert isinstance(vault, Vault)
    return vault


def edited(change: Callable[[Json], object]) -> bytearray:
    values: Json = json.loads(written(filled_vault()))
    change(values)
    return bytearray(json.dumps(values, indent=2).encode())


def first_entry(values: Json, at: int = 0) -> Json:
    entries = values["entries"]
    assert isinstance(entries, list)
    entry: Json = entries[at]
    return entry


def first_copy(values: Json) -> Json:
    copies = values["copies"]
    assert isinstance(copies, list)
    copy: Json = copies[0]
    return copy


def test_what_is_written_is_read_again_with_every_digit() -> None:
    vault = filled_vault(20)
    back = read(written(vault))
    assert back == vault
    assert all_digits(back) == all_digits(vault)


def test_an_empty_vault_is_written_and_read() -> None:
    assert read(written(Vault())).entries == ()


def test_a_person_can_read_it_and_finds_the_key_as_the_locked_pc_wants_it() -> None:
    text = written(filled_vault(1)).decode()
    assert text.startswith(f'{{\n  "format": "{FORMAT}",\n  "version": 1,\n')
    hyphenated = "-".join(re.findall("......", made_up_digits(0)))
    assert f'"recovery_key": "{hyphenated}"' in text
    assert "Zoë's laptop 0" in text


def test_the_docstring_names_every_field_and_no_other() -> None:
    values: Json = json.loads(written(filled_vault()))
    table = re.findall(r"^(``.+?``)  ", document.__doc__ or "", re.MULTILINE)
    named = re.findall(r"``(\w+)``", " ".join(table))
    assert named == [*values, *first_entry(values)]
    copies = (document.__doc__ or "").partition("One of ``copies``")[2]
    for name in first_copy(values):
        assert f"``{name}``" in copies


@pytest.mark.parametrize("keys", [0, 1, 8, 9, 20, 200])
def test_its_length_says_little_of_how_many_keys_there_are(keys: int) -> None:
    text = written(filled_vault(keys))
    assert len(text) % PADDED_TO == 0
    assert text.endswith((b" \n", b"}\n"))
    assert len(text) - len(text.rstrip()) <= PADDED_TO


def test_another_layout_and_order_of_the_same_fields_is_read_as_well() -> None:
    vault = filled_vault(2)
    values: Json = json.loads(written(vault))
    turned = dict(reversed(values.items()))
    assert read(json.dumps(turned, separators=(",", " :\n ")).encode()) == vault


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values.update(extra=1),
        lambda values: values.pop("drilled"),
        lambda values: values.update(version=0),
        lambda values: values.update(version=True),
        lambda values: values.update(version="1"),
        lambda values: values.update(revision=-1),
        lambda values: values.update(revision=1.0),
        lambda values: values.update(identifier="x" * 32),
        lambda values: values.update(saved="2026-11-22T12:00:00"),
        lambda values: values.update(saved="2026-11-22T12:00:00+01:00"),
        lambda values: values.update(saved="0001-01-01T00:00:00+23:00"),
        lambda values: values.update(saved="yesterday"),
        lambda values: values.update(drilled="20261122"),
        lambda values: values.update(entries={}),
        lambda values: values.update(entries=[1]),
        lambda values: values.update(copies=None),
        lambda values: values.update(copies=[{}]),
        lambda values: first_entry(values).update(extra=""),
        lambda values: first_entry(values).pop("note"),
        lambda values: first_entry(values).update(note=None),
        lambda values: first_entry(values).update(device="x" * (LONGEST_TEXT + 1)),
        lambda values: first_entry(values).update(key_id="0000000"),
        lambda values: first_entry(values).update(key_id="000000001"),
        lambda values: first_entry(values).update(identifier="1"),
        lambda values: first_entry(values).update(successor="1"),
        lambda values: first_entry(values).update(added="2026-13-01"),
        lambda values: first_entry(values).update(recovery_key=None),
        lambda values: first_entry(values).update(recovery_key=""),
        lambda values: first_entry(values).update(recovery_key="000001-" * 7 + "000001"),
        lambda values: first_entry(values).update(recovery_key="720896-" * 7 + "720896"),
        lambda values: first_entry(values).update(recovery_key="000011 " * 7 + "000011"),
        lambda values: first_entry(values).update(recovery_key="000011-" * 8 + "000011"),
        lambda values: first_entry(values).update(recovery_key="00001a-" * 7 + "000011"),
        lambda values: first_entry(values).update(recovery_key="key 0".ljust(55, ".")),
        lambda values: first_entry(values).update(identifier=first_entry(values, 1)["identifier"]),
        lambda values: first_copy(values).update(off_this_pc=1),
        lambda values: first_copy(values).update(kind="photo"),
        lambda values: first_copy(values).update(entry=""),
        lambda values: first_copy(values).update(entry="1"),
        lambda values: first_copy(values).update(entry=None),
        lambda values: first_copy(values).update(place="x" * (LONGEST_TEXT + 1)),
    ],
)
def test_a_field_that_is_not_as_we_write_it_is_damage(change: Callable[[Json], object]) -> None:
    assert read_document(edited(change)) is OpenProblem.DAMAGED


def test_a_sheet_keeps_the_entry_that_stands_on_it() -> None:
    vault = filled_vault(1)
    (entry,), (page,) = vault.entries, vault.copies
    sheet = replace(page, kind=CopyKind.SHEET, entry=entry.identifier)
    back = read(written(replace(vault, copies=(sheet,))))
    assert back.copies == (sheet,)
    assert back.copies_off_this_pc == 1


def test_a_name_given_twice_is_damage() -> None:
    text = written(filled_vault()).replace(b'"version": 1,', b'"version": 1, "version": 1,')
    assert read_document(text) is OpenProblem.DAMAGED


@pytest.mark.parametrize("holder", ["key 0", "key 1"])
def test_a_name_written_with_an_escape_gets_no_key_and_none_of_another_entry(holder: str) -> None:
    key = f'"recovery\\u005fkey": "{holder:.<55}"'.encode()
    text = written(filled_vault(2))
    at = text.rindex(b'"recovery_key"')
    text[at : text.index(b",", at)] = key
    assert read_document(text) is OpenProblem.DAMAGED


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"null", b"{}", b'{"format": "else"}', b"\xff", b"[" * 100_000],
    ids=["nothing", "cut", "list", "null", "no-format", "other", "not-utf-8", "deep"],
)
def test_what_never_was_ours_is_told_as_that(text: bytes) -> None:
    assert read_document(bytearray(text)) is OpenProblem.NOT_OURS


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values.update(version=2),
        lambda values: values.update(version=2, new=1),
        lambda values: values.update(version=10**9, entries=[{}]),
        lambda values: (
            values.update(version=2),
            first_entry(values).update(recovery_key="in a form of its own"),
        ),
    ],
)
def test_a_later_version_is_told_as_that_whatever_else_it_has(
    change: Callable[[Json], object],
) -> None:
    assert read_document(edited(change)) is OpenProblem.NEWER


def test_a_text_of_the_person_that_looks_like_a_field_is_only_a_text() -> None:
    trap = '", "recovery_key": "' + "-".join(["000011"] * 8) + '", "recovery_key'
    vault = filled_vault(2)
    entry = replace(vault.entries[0], note=trap, device='"recovery_key": "', origin='"recovery_key')
    vault = replace(vault, entries=(entry, vault.entries[1]))
    back = read(written(vault))
    assert back == vault
    assert all_digits(back) == all_digits(vault)


def test_half_a_character_does_not_stop_anything() -> None:
    vault = filled_vault(1)
    vault = replace(vault, entries=(replace(vault.entries[0], device="a\ud800b"),))
    assert read(written(vault)).entries[0].device == "a?b"


def test_as_much_as_one_file_takes_is_written_and_read_and_no_more() -> None:
    held = HeldKeys()
    slot = held.hold(made_up_digits(1).encode())
    longest = Entry(device="d" * LONGEST_TEXT, key_id=None, slot=slot, added=date(2026, 11, 22))
    copy = filled_vault().copies[0]
    assert read(written(Vault(entries=(longest,), held=held))).entries == (
        replace(longest, slot=0),
    )
    longer = replace(longest, device="d" * (LONGEST_TEXT + 1))
    for vault in (
        Vault(entries=(longer,), held=held),
        Vault(entries=(longest, longest), held=held),
        Vault(
            entries=tuple(
                Entry(device="", key_id=None, slot=slot, added=date(2026, 11, 22))
                for _ in range(MOST_ENTRIES + 1)
            ),
            held=held,
        ),
        Vault(copies=(copy,) * (MOST_COPIES + 1)),
        Vault(copies=(replace(copy, place="p" * (LONGEST_TEXT + 1)),)),
    ):
        assert write_document(vault) is SaveProblem.TOO_LARGE


def test_ten_thousand_entries_are_written_and_read() -> None:
    vault = filled_vault(MOST_ENTRIES)
    back = read(written(vault))
    assert back == vault
    assert all_digits(back) == all_digits(vault)


def test_keys_that_were_wiped_meanwhile_are_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = filled_vault()
    # The last one of three: the text that is given up has the digits of the others.
    vault.held.digits(2)[:] = bytes(48)
    given_up: list[bytearray] = []
    monkeypatch.setattr(document, "wipe", given_up.append)
    assert write_document(vault) is SaveProblem.NOT_WRITTEN
    assert len(given_up) == 1


def test_digits_that_are_no_key_are_never_written() -> None:
    held = HeldKeys()
    entry = Entry(
        device="d", key_id=None, slot=held.hold(b"1" * 47 + b"2"), added=date(2026, 11, 22)
    )
    assert write_document(Vault(entries=(entry,), held=held)) is SaveProblem.NOT_WRITTEN


def test_reading_leaves_no_digit_of_a_key_in_the_text() -> None:
    for text in (
        written(filled_vault(9)),
        edited(lambda values: values.update(extra=1)),
        edited(lambda values: values.update(version=2)),
    ):
        read_document(text)
        for number in range(9):
            digits = made_up_digits(number)
            assert b"-".join(digits[at : at + 6].encode() for at in range(0, 48, 6)) not in text


@pytest.mark.parametrize("almost", ["123456-12", "000011-" * 8 + "123456", "123456" * 8])
def test_what_is_no_key_loses_its_digits_as_well(almost: str) -> None:
    text = edited(lambda values: first_entry(values).update(recovery_key=almost))
    assert read_document(text) is OpenProblem.DAMAGED
    assert b"123456" not in text


def test_what_a_key_passes_through_is_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    wiped: list[bytearray] = []
    monkeypatch.setattr(document, "wipe", wiped.append)
    read(written(filled_vault()))
    assert [len(one) for one in wiped] == [48]


def test_a_text_that_is_refused_leaves_no_key_held(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[HeldKeys] = []

    def noted() -> HeldKeys:
        made.append(HeldKeys())
        return made[-1]

    monkeypatch.setattr(document, "HeldKeys", noted)
    read_document(edited(lambda values: values.update(extra=1)))
    read_document(edited(lambda values: values.update(version=2)))
    assert [held.is_wiped for held in made] == [True, True]


@given(st.integers(0, 999_999))
def test_a_block_is_judged_as_keys_judge_it(block: int) -> None:
    key = memoryview(f"{block:06d}-{'000011-' * 6}000022".encode())
    assert document._is_key(key) is (judge(f"{block:06d}") is Verdict.FINE)


@given(st.data())
def test_no_change_of_the_text_makes_it_raise(data: st.DataObject) -> None:
    text = written(filled_vault(2)).rstrip()
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 60))
    text[at : at + cut] = data.draw(st.binary(max_size=60))
    assert isinstance(read_document(text), Vault | OpenProblem)
