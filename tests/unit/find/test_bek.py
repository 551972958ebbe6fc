# SPDX-License-Identifier: Apache-2.0
"""USB key files: known by content, and the Key ID in them."""

import struct
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.find.bek import is_key_file, key_id_of
from recovery_assistant.keys import KeyId

NewId = Callable[[], KeyId]


def key_file(key_id: KeyId, kind: int = 9, size: int = 108, length: int = 156) -> bytes:
    guid = UUID(key_id.hex).bytes_le
    header = struct.pack("<IIII16sIIQ", length, 1, 48, length, guid, 1, 0, 0)
    entry = struct.pack("<HHHH16s", size, 6, kind, 1, guid)
    return (header + entry).ljust(length, b"\7")


def test_the_id_of_each_sample_is_that_in_its_name(fixtures: Path) -> None:
    paths = sorted((fixtures / "keys").glob("*.BEK"))
    assert paths
    for path in paths:
        found = key_id_of(path.read_bytes())
        assert found is not None
        assert found.grouped() == path.stem


@pytest.mark.parametrize("length", [156, 180])
def test_the_id_is_read_in_the_order_people_write_it(new_id: NewId, length: int) -> None:
    key_id = new_id()
    assert key_id_of(key_file(key_id, size=length - 48, length=length)) == key_id


def test_a_file_that_contradicts_itself_has_no_id(new_id: NewId) -> None:
    one, other = key_file(new_id()), key_file(new_id())
    assert key_id_of(one[:48] + other[48:]) is None
    assert key_id_of(key_file(new_id(), kind=8)) is None
    assert key_id_of(key_file(new_id(), size=200)) is None
    assert key_id_of(key_file(new_id(), size=20)) is None
    assert key_id_of(one + b"x") is None
    assert key_id_of(bytes(156)) is None
    assert key_id_of(one[:60]) is None


def test_a_header_without_an_id_is_a_key_file_all_the_same() -> None:
    data = struct.pack("<IIII", 156, 1, 48, 156).ljust(156, b"\0")
    assert is_key_file(data)
    assert key_id_of(data) is None


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    assert is_key_file(data) or key_id_of(data) is None
