# SPDX-License-Identifier: Apache-2.0
"""One block of BitLocker metadata: who may open the volume, and what its drive says of itself.

A volume carries three copies of it. Layout from libbde's format document (LIBBDE) and from the
real volumes of the fixtures: a head of 64 bytes, a dataset with its own head of 48, entries; right
behind the block a record whose third field is the block's CRC-32 (true of every sound copy seen,
version 1 and 2).
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

from recovery_assistant.drive import entries as made
from recovery_assistant.drive.entries import EntriesError, Entry, entries
from recovery_assistant.drive.source import Source
from recovery_assistant.keys import KeyId

SIGNATURE: Final = b"-FVE-FS-"

_HEAD: Final = struct.Struct("<8sHHHH")
_OFFSETS: Final = struct.Struct("<3Q")
_OFFSETS_AT: Final = 32
_DATASET_AT: Final = 64
_DATASET: Final = struct.Struct("<IIII16sIHHQ")
_CHECK: Final = struct.Struct("<HHI")
_PROTECTOR: Final = struct.Struct("<16sQHH")
_STRETCH: Final = struct.Struct("<I16s")
_SEALED: Final = struct.Struct("<12s16s")
_BACKUP: Final = struct.Struct("<Q")
_UNIT: Final = {1: 1, 2: 16}
"""Bytes that the size of a block is counted in, by the version of its layout."""
_DECRYPTED: Final = 1
_ENCRYPTED: Final = 4


class ProtectorType(Enum):
    """What opens a volume (LIBBDE, and seen in real volumes)."""

    CLEAR_KEY = "clear-key"
    """Protection is suspended: it opens for anybody."""
    TPM = "tpm"
    EXTERNAL_KEY = "external-key"
    """A USB key file (.BEK)."""
    TPM_AND_EXTERNAL_KEY = "tpm-and-external-key"
    TPM_AND_PIN = "tpm-and-pin"
    TPM_PIN_AND_EXTERNAL_KEY = "tpm-pin-and-external-key"
    RECOVERY_KEY = "recovery-key"
    """The 48 digits."""
    SMART_CARD = "smart-card"
    PHRASE = "password"
    OTHER = "other"


_TYPES: Final = {
    0x0000: ProtectorType.CLEAR_KEY,
    0x0100: ProtectorType.TPM,
    0x0200: ProtectorType.EXTERNAL_KEY,
    0x0300: ProtectorType.TPM_AND_EXTERNAL_KEY,
    0x0500: ProtectorType.TPM_AND_PIN,
    0x0700: ProtectorType.TPM_PIN_AND_EXTERNAL_KEY,
    0x0800: ProtectorType.RECOVERY_KEY,
    0x1000: ProtectorType.SMART_CARD,
    0x2000: ProtectorType.PHRASE,
}


class Cipher(Enum):
    """How the volume's data are encrypted; nothing here depends on it."""

    AES_128_DIFFUSER = 0x8000
    AES_256_DIFFUSER = 0x8001
    AES_128_CBC = 0x8002
    AES_256_CBC = 0x8003
    AES_128_XTS = 0x8004
    AES_256_XTS = 0x8005


class State(Enum):
    """What the drive says of its encryption."""

    ENCRYPTED = "encrypted"
    ENCRYPTING = "encrypting"
    """It was being encrypted, or that was paused."""
    DECRYPTING = "decrypting"
    """It was being decrypted, or that was paused."""
    DECRYPTED = "decrypted"
    SUSPENDED = "suspended"
    """Encrypted in whole or in part, and a clear key lies beside it: it opens for anybody."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Something encrypted by AES-CCM: a 12-byte nonce, a 16-byte tag, the bytes."""

    nonce: bytes
    tag: bytes
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Protector:
    """One way to open a volume.

    Attributes:
        key_id: its Key ID, whole.
        type: what it asks for.
        created: when it was made or last changed, UTC; None where it says nothing.
        name: what it was called, mostly nothing.
        saved: when Windows noted that a copy was saved; None where it noted none. It does not
            say where (real-data.md: seen on volumes since late 2019).
        salt: 16 bytes that go into the stretching of digits or a password.
        sealed: the volume master key, sealed under what opens this protector.

    """

    key_id: KeyId
    type: ProtectorType
    created: datetime | None
    name: str
    saved: datetime | None
    salt: bytes | None
    sealed: Sealed | None


@dataclass(frozen=True, slots=True)
class Block:
    """One copy of the metadata, as read.

    Attributes:
        at: where it stands in the volume, in bytes.
        size: its length in bytes, without the record behind it.
        filled: how many of these hold something; what follows is padding.
        version: 1 for Windows Vista, 2 since Windows 7.
        sound: whether its CRC-32 is right; None where the record behind it is missing.
        offsets: where all three copies stand in the volume, in bytes.
        volume_id: the volume's own GUID, which is not a Key ID.
        description: computer, label and day of encryption, as Windows wrote it.
        created: when the metadata were first written, UTC.
        state: what the drive says of its encryption.
        cipher: how the data are encrypted; None where it is one that nobody described.
        protectors: everything that opens it.
        volume_key: the key of the data, sealed under the volume master key.

    """

    at: int
    size: int
    filled: int
    version: int
    sound: bool | None
    offsets: tuple[int, int, int]
    volume_id: UUID
    description: str
    created: datetime | None
    state: State
    cipher: Cipher | None
    protectors: tuple[Protector, ...]
    volume_key: Sealed | None


class BlockError(ValueError):
    """A block of metadata that cannot be read; says what is wrong, not what stands there."""


class NoBlockError(BlockError):
    """There is no block of metadata here."""


def read_block(source: Source, at: int) -> Block:
    """Read the copy of the metadata that stands at an offset of a volume.

    Raises:
        NoBlockError: there is none.
        BlockError: there is one, and it breaks its own bounds.
        OSError: the system could not read it.

    """
    head = source.read(at, _DATASET_AT)
    if not head.startswith(SIGNATURE):
        raise NoBlockError("no metadata")
    if len(head) < _DATASET_AT:
        raise BlockError(f"cut off, {len(head)} bytes of its head")
    _, units, version, state, next_state = _HEAD.unpack_from(head)
    if version not in _UNIT:
        raise BlockError(f"version {version}")
    # At most a megabyte: 65,535 units of 16 bytes.
    size = units * _UNIT[version]
    data = source.read(at, size + _CHECK.size)
    if size < _DATASET_AT + _DATASET.size or len(data) < size:
        raise BlockError(f"cut off, {len(data)} of {size} bytes")
    return _read(data, at, size, version, (state, next_state))


def _read(data: bytes, at: int, size: int, version: int, states: tuple[int, int]) -> Block:
    length, _layout, head, _copy, volume_id, _nonce, cipher, _, created = _DATASET.unpack_from(
        data, _DATASET_AT
    )
    if head != _DATASET.size or not head <= length <= size - _DATASET_AT:
        raise BlockError(f"dataset of {length} bytes")
    body = data[_DATASET_AT + head : _DATASET_AT + length]
    try:
        all_entries = tuple(entries(body))
        protectors = tuple(_protectors(all_entries))
    except EntriesError as error:
        raise BlockError(str(error)) from error
    return Block(
        at=at,
        size=size,
        filled=_DATASET_AT + length,
        version=version,
        sound=_sound(data, size),
        offsets=_OFFSETS.unpack_from(data, _OFFSETS_AT),
        volume_id=UUID(bytes_le=volume_id),
        description=_description(all_entries),
        created=made.when(created),
        state=_state(states, protectors),
        cipher=_cipher(cipher),
        protectors=protectors,
        volume_key=_volume_key(all_entries),
    )


def _sound(data: bytes, size: int) -> bool | None:
    if len(data) < size + _CHECK.size:
        return None
    expected: int = _CHECK.unpack_from(data, size)[-1]
    return zlib.crc32(data[:size]) == expected


def _state(states: tuple[int, int], protectors: tuple[Protector, ...]) -> State:
    present, following = states
    if present == _DECRYPTED and following == _DECRYPTED:
        return State.DECRYPTED
    # That it opens for anybody matters more than what becomes of it.
    if any(one.type is ProtectorType.CLEAR_KEY for one in protectors):
        return State.SUSPENDED
    # Between the two it is on its way, or that is paused; where to, the next state says.
    if following == _DECRYPTED:
        return State.DECRYPTING
    return State.ENCRYPTED if present == _ENCRYPTED else State.ENCRYPTING


def _cipher(number: int) -> Cipher | None:
    try:
        return Cipher(number)
    except ValueError:
        return None


def _description(all_entries: tuple[Entry, ...]) -> str:
    for entry in all_entries:
        if entry.role == made.ROLE_DESCRIPTION and entry.kind == made.TYPE_TEXT:
            return made.text(entry.value)
    return ""


def _volume_key(all_entries: tuple[Entry, ...]) -> Sealed | None:
    for entry in all_entries:
        if entry.role == made.ROLE_VOLUME_KEY and entry.kind == made.TYPE_SEALED:
            return _sealed(entry.value)
    return None


def _sealed(value: bytes) -> Sealed | None:
    if len(value) <= _SEALED.size:
        return None
    nonce, tag = _SEALED.unpack_from(value)
    return Sealed(nonce, tag, value[_SEALED.size :])


def _protectors(all_entries: tuple[Entry, ...]) -> Iterator[Protector]:
    for entry in all_entries:
        if entry.kind == made.TYPE_PROTECTOR:
            yield _protector(entry.value)


def _protector(value: bytes) -> Protector:
    if len(value) < _PROTECTOR.size:
        raise EntriesError(f"protector of {len(value)} bytes")
    key_id, changed, _, number = _PROTECTOR.unpack_from(value)
    name, saved, salt, sealed = "", None, None, None
    for entry in entries(value[_PROTECTOR.size :]):
        match entry.kind:
            case made.TYPE_TEXT:
                name = made.text(entry.value)
            case made.TYPE_STRETCH if len(entry.value) >= _STRETCH.size:
                _method, salt = _STRETCH.unpack_from(entry.value)
            case made.TYPE_SEALED:
                sealed = _sealed(entry.value)
            case made.TYPE_BACKUP if len(entry.value) >= _BACKUP.size:
                saved = made.when(*_BACKUP.unpack_from(entry.value))
            case _:
                pass  # what else there is does not help to find or check a key
    return Protector(
        KeyId(UUID(bytes_le=key_id).hex.upper()),
        _TYPES.get(number, ProtectorType.OTHER),
        made.when(changed),
        name,
        saved,
        salt,
        sealed,
    )
