# SPDX-License-Identifier: Apache-2.0
"""One copy of the metadata: what it says, and what is no copy or a broken one."""

import struct
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from typing_extensions import override

from drives.volumes import (
    DESCRIPTION,
    MADE,
    PLACES,
    SAVED,
    VOLUME_ID,
    Lock,
    Volume,
    check,
    entry,
    new_key,
    one_key,
    other,
    recovery,
)
from recovery_assistant.drive.metadata import (
    Block,
    BlockError,
    Cipher,
    NoBlockError,
    ProtectorType,
    State,
    read_block,
)
from recovery_assistant.drive.source import Bytes
from recovery_assistant.drive.volume import Layout

KEY = new_key(1)
USUAL = one_key(KEY)


def block_of(made: Volume) -> Block:
    data = made.block()
    return read_block(Bytes(data + check(data)), 0)


def changed(data: bytes, at: int, value: bytes) -> Bytes:
    """Put a value into a copy, and make its CRC right again."""
    copy = bytearray(data)
    copy[at : at + len(value)] = value
    return Bytes(bytes(copy) + check(bytes(copy)))


def test_a_copy_says_what_windows_wrote() -> None:
    data = USUAL.block()
    block = read_block(Bytes(bytes(1024) + data + check(data)), 1024)
    assert (block.at, block.size, block.version) == (1024, len(data), 2)
    assert block.sound is True
    assert block.offsets == PLACES
    assert block.volume_id == VOLUME_ID
    assert block.description == DESCRIPTION
    assert block.created == MADE
    assert block.state is State.ENCRYPTED
    assert block.cipher is Cipher.AES_128_XTS
    assert len(block.protectors) == 2
    assert block.volume_key is not None
    assert len(data) - 16 < block.filled <= len(data)
    assert not any(data[block.filled :])
    assert data[block.filled - 4 : block.filled] != bytes(4)


def test_the_version_of_vista_counts_its_size_in_bytes() -> None:
    made = replace(USUAL, layout=Layout.VISTA)
    block = block_of(made)
    assert (block.version, block.size) == (1, len(made.block()))
    assert block.sound is True
    assert block.size == block.filled


def test_a_protector_says_what_it_is() -> None:
    lock = Lock(
        ProtectorType.RECOVERY_KEY,
        UUID("5bfcbb05-8d70-4720-8d5d-b8f67cb5903a"),
        KEY,
        saved=SAVED,
        name="DiskPassword",
    )
    (protector,) = block_of(Volume((lock,))).protectors
    assert protector.key_id.grouped() == "5BFCBB05-8D70-4720-8D5D-B8F67CB5903A"
    assert protector.type is ProtectorType.RECOVERY_KEY
    assert protector.created == MADE
    assert protector.saved == SAVED
    assert protector.name == "DiskPassword"
    assert protector.salt == bytes(range(16))
    assert protector.sealed is not None
    assert (len(protector.sealed.nonce), len(protector.sealed.tag)) == (12, 16)
    assert len(protector.sealed.data) == 44


def test_a_protector_that_says_little_is_read_all_the_same() -> None:
    lock = Lock(ProtectorType.TPM, UUID(int=7), created=None, salt=None, without_key=True)
    (protector,) = block_of(Volume((lock,))).protectors
    assert protector.key_id.hex == f"{7:032X}"
    assert (protector.created, protector.saved, protector.name) == (None, None, "")
    assert (protector.salt, protector.sealed) == (None, None)


@pytest.mark.parametrize("kind", ProtectorType)
def test_every_type_of_protector_is_known(kind: ProtectorType) -> None:
    (protector,) = block_of(Volume((other(kind),))).protectors
    assert protector.type is kind


def test_protectors_keep_their_order_and_number() -> None:
    locks = tuple(recovery(KEY, str(UUID(int=number))) for number in (5, 3, 9, 1))
    found = block_of(Volume(locks, rounds=1)).protectors
    assert [one.key_id.hex[-1] for one in found] == ["5", "3", "9", "1"]


@pytest.mark.parametrize(
    ("number", "cipher"),
    [
        (0x8000, Cipher.AES_128_DIFFUSER),
        (0x8001, Cipher.AES_256_DIFFUSER),
        (0x8002, Cipher.AES_128_CBC),
        (0x8003, Cipher.AES_256_CBC),
        (0x8004, Cipher.AES_128_XTS),
        (0x8005, Cipher.AES_256_XTS),
    ],
)
def test_every_cipher_is_known(number: int, cipher: Cipher) -> None:
    assert block_of(Volume(cipher=number)).cipher is cipher
    assert len(Cipher) == 6


@pytest.mark.parametrize("number", [0, 0x7FFF, 0x8006, 0xFFFF])
def test_a_cipher_that_nobody_described_is_none(number: int) -> None:
    assert block_of(Volume(cipher=number)).cipher is None


@pytest.mark.parametrize(
    ("states", "suspended", "expected"),
    [
        ((4, 4), False, State.ENCRYPTED),
        ((2, 4), False, State.ENCRYPTING),
        ((3, 4), False, State.ENCRYPTING),
        ((5, 4), False, State.ENCRYPTING),
        ((1, 4), False, State.ENCRYPTING),
        ((2, 1), False, State.DECRYPTING),
        ((3, 1), False, State.DECRYPTING),
        ((4, 1), False, State.DECRYPTING),
        ((1, 1), False, State.DECRYPTED),
        ((4, 4), True, State.SUSPENDED),
        ((2, 4), True, State.SUSPENDED),
        ((3, 1), True, State.SUSPENDED),
        ((1, 1), True, State.DECRYPTED),
    ],
)
def test_the_state_follows_from_both_numbers_and_the_clear_key(
    states: tuple[int, int], *, suspended: bool, expected: State
) -> None:
    locks = (recovery(KEY), *([other(ProtectorType.CLEAR_KEY)] if suspended else []))
    assert block_of(Volume(locks, rounds=1, states=states)).state is expected


def test_what_is_not_there_is_empty() -> None:
    block = block_of(Volume(description=None, created=None, without_volume_key=True))
    assert (block.description, block.created, block.volume_key) == ("", None, None)
    assert block.protectors == ()


def test_the_crc_tells_a_changed_byte_from_a_right_one() -> None:
    data = USUAL.block()
    for at in range(68, len(data), 37):
        copy = bytearray(data)
        copy[at] ^= 1
        try:
            block = read_block(Bytes(bytes(copy) + check(data)), 0)
        except BlockError:
            continue
        assert block.sound is False, at


@pytest.mark.parametrize("left", range(8))
def test_without_the_whole_record_a_copy_is_neither_sound_nor_damaged(left: int) -> None:
    data = USUAL.block()
    assert read_block(Bytes(data + check(data)[:left]), 0).sound is None


@pytest.mark.parametrize("data", [b"", b"-FVE-FS", bytes(4096), b"-FVE-FS+" + bytes(200)])
def test_where_there_is_no_mark_there_is_no_copy(data: bytes) -> None:
    with pytest.raises(NoBlockError):
        read_block(Bytes(data), 0)


def test_beyond_the_end_there_is_no_copy() -> None:
    data = USUAL.block()
    for at in (-1, len(data) + 8, 2**40, 2**63, 2**64 - 1):
        with pytest.raises(NoBlockError):
            read_block(Bytes(data + check(data)), at)


def test_a_copy_that_is_cut_off_is_broken() -> None:
    data = USUAL.block()
    for length in (*range(8, 130), len(data) - 1):
        with pytest.raises(BlockError, match="cut off") as raised:
            read_block(Bytes(data[:length]), 0)
        assert not isinstance(raised.value, NoBlockError)


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (8, b"\0\0"),  # size
        (8, b"\6\0"),  # less than its heads
        (8, b"\xff\xff"),  # beyond the end
        (10, b"\0\0"),  # version
        (10, b"\3\0"),
        (64, bytes(4)),  # dataset
        (64, b"\x2f\0\0\0"),  # shorter than its head
        (64, b"\xff\xff\xff\xff"),
        (72, bytes(4)),  # head of the dataset
        (72, b"\x31\0\0\0"),
        (112, b"\7\0"),  # first entry
        (112, b"\xff\xff"),
        (120 + 28, b"\1\0"),  # first entry of the first protector
    ],
)
def test_a_copy_that_breaks_its_bounds_is_broken(at: int, value: bytes) -> None:
    with pytest.raises(BlockError) as raised:
        read_block(changed(USUAL.block(), at, value), 0)
    assert not isinstance(raised.value, NoBlockError)


def test_a_dataset_may_fill_the_copy_and_not_more() -> None:
    data = USUAL.block()
    room = len(data) - 64
    whole = read_block(changed(data, 64, struct.pack("<I", room)), 0)
    assert whole.filled == len(data)
    with pytest.raises(BlockError, match="dataset"):
        read_block(changed(data, 64, struct.pack("<I", room + 1)), 0)


def with_entries(*found: bytes) -> Bytes:
    """A copy with any entries."""
    body = b"".join(found)
    length = 48 + len(body)
    size = -(-(64 + length) // 16) * 16
    head = struct.pack("<8sHHHH48x", b"-FVE-FS-", size // 16, 2, 4, 4)
    dataset = struct.pack("<IIII16sIHHQ", length, 1, 48, length, bytes(16), 5, 0x8004, 0, 0)
    data = (head + dataset + body).ljust(size, b"\0")
    return Bytes(data + check(data))


def test_an_empty_dataset_is_a_copy() -> None:
    block = read_block(with_entries(), 0)
    assert (block.protectors, block.filled, block.sound) == ((), 112, True)


def test_what_is_too_short_for_a_protector_breaks_the_copy() -> None:
    with pytest.raises(BlockError, match="protector of 27 bytes"):
        read_block(with_entries(entry(2, 8, bytes(27))), 0)
    assert len(read_block(with_entries(entry(2, 8, bytes(28))), 0).protectors) == 1


@pytest.mark.parametrize("kind", [0x0003, 0x0005, 0x0015])
def test_values_too_short_for_what_they_are_do_not_count(kind: int) -> None:
    head = bytes(28)
    for length in (0, 7):
        value = head + entry(0, kind, bytes(length))
        (protector,) = read_block(with_entries(entry(2, 8, value)), 0).protectors
        assert (protector.salt, protector.sealed, protector.saved) == (None, None, None)


def test_nothing_sealed_is_not_sealed() -> None:
    def sealed(length: int) -> Bytes:
        return with_entries(entry(3, 5, bytes(length)))

    assert read_block(sealed(28), 0).volume_key is None
    found = read_block(sealed(29), 0).volume_key
    assert found is not None
    assert found.data == b"\0"


def test_entries_are_known_by_what_they_are_for_and_what_they_hold() -> None:
    text = "no matter what stands here".encode("utf-16-le")
    block = read_block(
        with_entries(
            entry(7, 5, text),
            entry(3, 2, text),
            entry(6, 2, text),
            entry(9, 5, text),
            entry(0x0F, 0x0F, bytes(16)),
        ),
        0,
    )
    assert (block.description, block.volume_key) == ("", None)


def test_the_salt_is_behind_the_method() -> None:
    value = bytes(28) + entry(0, 3, b"meth" + bytes(range(16)) + b"more")
    (protector,) = read_block(with_entries(entry(2, 8, value)), 0).protectors
    assert protector.salt == bytes(range(16))


def test_a_date_that_none_can_be_is_left_out() -> None:
    lock = Lock(
        ProtectorType.RECOVERY_KEY, UUID(int=1), KEY, saved=datetime.fromtimestamp(0, MADE.tzinfo)
    )
    (protector,) = block_of(Volume((lock,), rounds=1)).protectors
    assert protector.saved is None


def test_errors_quote_nothing_that_stands_there() -> None:
    data = changed(USUAL.block(), 112, b"\xff\xff")
    with pytest.raises(BlockError) as raised:
        read_block(data, 0)
    assert str(raised.value) == "entry at 0: 65535 bytes"


def test_what_is_sealed_does_not_show() -> None:
    block = block_of(USUAL)
    assert block.volume_key is not None
    assert "data" not in repr(block.volume_key)


def test_the_size_read_is_the_largest_there_is() -> None:
    """65,535 units of 16 bytes: a megabyte, whatever is written there."""
    reads: list[int] = []

    class Watched(Bytes):
        @override
        def read(self, offset: int, size: int) -> bytes:
            reads.append(size)
            return super().read(offset, size)

    data = bytearray(USUAL.block())
    data[8:10] = b"\xff\xff"
    with pytest.raises(BlockError, match="cut off"):
        read_block(Watched(bytes(data)), 0)
    assert max(reads) == 0xFFFF * 16 + 8
