# SPDX-License-Identifier: Apache-2.0
"""Where a search stands: written and read again, and anything else is none of ours."""

import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.drive.resume import LARGEST, Position, position_of
from recovery_assistant.keys import KeyId

VOLUME = UUID("8f595209-f5b9-49a0-85d4-cb8f80258c27")
KEY_ID = KeyId("5BFCBB058D7047208D5DB8F67CB5903A")
PLACE = Position(VOLUME, KEY_ID, 909, 123)
KEPT = {
    "version": 1,
    "volume": str(VOLUME),
    "key_id": KEY_ID.hex,
    "total": 909,
    "done": 123,
}


def test_it_is_read_as_it_was_written() -> None:
    assert json.loads(PLACE.to_bytes()) == KEPT
    assert position_of(PLACE.to_bytes()) == PLACE


@given(st.uuids(), st.uuids(), st.integers(0, 1 << 32), st.data())
def test_any_place_is_read_again(
    volume: UUID, key_id: UUID, total: int, data: st.DataObject
) -> None:
    done = data.draw(st.integers(0, total))
    place = Position(volume, KeyId(key_id.hex.upper()), total, done)
    assert position_of(place.to_bytes()) == place


@given(st.binary(max_size=300))
def test_any_bytes_are_a_place_or_none(data: bytes) -> None:
    assert position_of(data) is None


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.lists(st.sampled_from("0123456789ABCDEF"), min_size=8, max_size=32),
    st.just({}),
)


@given(st.dictionaries(st.sampled_from([*KEPT, "more"]), VALUES))
def test_any_values_are_a_place_or_none(changes: dict[str, object]) -> None:
    found = position_of(json.dumps({**KEPT, **changes}).encode())
    if found is not None:
        assert type(found.total) is type(found.done) is int
        assert 0 <= found.done <= found.total <= 1 << 32
        assert isinstance(found.key_id.hex, str)


@given(st.integers(0, len(PLACE.to_bytes()) - 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_file_is_a_place_or_none(at: int, put: bytes) -> None:
    data = PLACE.to_bytes()
    found = position_of(data[:at] + put + data[at + len(put) :])
    assert found is None or 0 <= found.done <= found.total


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"version": None},
        {"done": 910},
        {"done": -1},
        {"done": 1.0},
        {"done": True},
        {"done": "123"},
        {"total": (1 << 32) + 1},
        {"total": None},
        {"total": 909.0},
        {"volume": "8f595209"},
        {"volume": 7},
        {"key_id": "5BFCBB0"},
        {"key_id": "5bfcbb05"},
        {"key_id": list("5BFCBB05")},
        {"key_id": None},
    ],
)
def test_what_it_cannot_say_is_none_of_ours(change: dict[str, object]) -> None:
    assert position_of(json.dumps({**KEPT, **change}).encode()) is None


@pytest.mark.parametrize("name", list(KEPT))
def test_every_part_has_to_be_there(name: str) -> None:
    kept = {one: value for one, value in KEPT.items() if one != name}
    assert position_of(json.dumps(kept).encode()) is None


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"1", b"null", b"\xff", PLACE.to_bytes()[:-3], b"[" * LARGEST, b"9" * LARGEST],
)
def test_something_else_is_none_of_ours(data: bytes) -> None:
    assert position_of(data) is None


def test_what_is_too_large_is_not_even_looked_at() -> None:
    data = PLACE.to_bytes()
    assert position_of(data + b" " * (LARGEST - len(data))) == PLACE
    assert position_of(data + b" " * (LARGEST - len(data) + 1)) is None


def test_the_largest_numbers() -> None:
    most = 1 << 32
    assert position_of(Position(VOLUME, KEY_ID, most, most).to_bytes()) is not None
    assert position_of(Position(VOLUME, KEY_ID, most + 1, 0).to_bytes()) is None
    assert position_of(Position(VOLUME, KEY_ID, 0, 0).to_bytes()) is not None


@pytest.mark.parametrize(
    ("other", "goes_on"),
    [
        (Position(VOLUME, KEY_ID, 909, 500), True),
        (Position(UUID(int=1), KEY_ID, 909, 123), False),
        (Position(VOLUME, KeyId("5BFCBB05"), 909, 123), False),
        (Position(VOLUME, KEY_ID, 910, 123), False),
    ],
)
def test_it_goes_on_with_the_very_same_search_only(other: Position, *, goes_on: bool) -> None:
    assert PLACE.goes_on(other) is goes_on
    assert other.goes_on(PLACE) is goes_on
