# SPDX-License-Identifier: Apache-2.0
"""The entries of metadata: read within their bounds, times and texts included."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drives.volumes import entry, filetime
from recovery_assistant.drive.entries import EntriesError, Entry, entries, text, when


def test_entries_follow_each_other() -> None:
    data = entry(2, 8, b"first") + entry(7, 2, b"") + entry(3, 5, b"third")
    assert list(entries(data)) == [
        Entry(2, 8, b"first"),
        Entry(7, 2, b""),
        Entry(3, 5, b"third"),
    ]


@pytest.mark.parametrize("rest", [b"", b"\0", bytes(7), bytes(8), bytes(100)])
def test_padding_ends_them(rest: bytes) -> None:
    assert list(entries(entry(2, 8, b"only") + rest)) == [Entry(2, 8, b"only")]


def test_what_stands_behind_the_padding_is_not_read() -> None:
    assert list(entries(bytes(8) + entry(2, 8, b"no"))) == []


@pytest.mark.parametrize("size", [1, 7, 17, 0xFFFF])
def test_an_entry_keeps_to_its_bounds(size: int) -> None:
    data = size.to_bytes(2, "little") + entry(2, 8, b"12345678")[2:]
    with pytest.raises(EntriesError, match=f"{size} bytes"):
        list(entries(data))


def test_the_bounds_of_a_later_entry_are_what_is_left() -> None:
    data = entry(2, 8, b"first") + b"\x11\0" + entry(2, 8, b"12345678")[2:]
    found = entries(data)
    assert next(found).value == b"first"
    with pytest.raises(EntriesError, match="entry at 13: 17 bytes"):
        next(found)


def test_an_entry_may_end_where_all_ends() -> None:
    assert len(list(entries(entry(2, 8, b"12345678")))) == 1


def test_there_are_at_most_a_thousand() -> None:
    assert len(list(entries(entry(0, 0, b"") * 999))) == 999
    with pytest.raises(EntriesError, match="1000"):
        list(entries(entry(0, 0, b"") * 1000))


@given(st.binary(max_size=400))
def test_whatever_it_is_it_is_read_or_refused(data: bytes) -> None:
    try:
        found = list(entries(data))
    except EntriesError:
        return
    assert sum(8 + len(one.value) for one in found) <= len(data)


def test_an_entry_does_not_show_its_value() -> None:
    assert repr(Entry(3, 5, b"secret")) == "Entry(0x0003, 0x0005, 6 bytes)"


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1971, 1, 1, tzinfo=UTC),
        datetime(2019, 7, 4, 7, 1, 55, 156235, tzinfo=UTC),
        datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
)
def test_a_filetime_is_a_time(moment: datetime) -> None:
    assert when(filetime(moment)) == moment


@pytest.mark.parametrize(
    "ticks",
    [
        0,
        1,
        filetime(datetime(1971, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)),
        filetime(datetime(3000, 1, 1, tzinfo=UTC)),
        filetime(datetime(9999, 12, 31, tzinfo=UTC)),
        2**63,
        2**64 - 1,
    ],
)
def test_what_no_pc_can_have_written_is_no_time(ticks: int) -> None:
    assert when(ticks) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"", ""),
        ("DESKTOP C: 5/6/2024".encode("utf-16-le"), "DESKTOP C: 5/6/2024"),
        ("Büro\0rest".encode("utf-16-le"), "Büro"),
        ("odd".encode("utf-16-le") + b"\x41", "odd"),
        (b"\x00\xd8A\x00", "�A"),
        ("\N{GRINNING FACE}".encode("utf-16-le"), "\N{GRINNING FACE}"),
    ],
)
def test_a_text_ends_at_its_mark(value: bytes, expected: str) -> None:
    assert text(value) == expected
