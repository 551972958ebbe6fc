# SPDX-License-Identifier: Apache-2.0
"""USB key files (.BEK): known by their content, and which Key ID they belong to.

The layout is that of a dataset of BitLocker metadata: a header of 48 bytes (size, version, size of
the header, size again, the ID of the protector as a GUID, a counter, a time), then one entry that
holds the key and repeats the ID. Seen in files of Windows 8.1, 10 and 11, of 156 and 180 bytes.
What it says of the key itself is never looked at.
"""

import struct
from typing import Final
from uuid import UUID

from recovery_assistant.keys.key_id import KeyId

_HEADER: Final = struct.Struct("<IIII16s")
_HEADER_SIZE: Final = 48
_VERSION: Final = 1
_ENTRY: Final = struct.Struct("<HHHH16s")
_EXTERNAL_KEY: Final = 9
_LARGEST: Final = 4096


def is_key_file(data: bytes) -> bool:
    """Whether the header describes a key file of exactly this length."""
    if not _HEADER_SIZE <= len(data) <= _LARGEST:
        return False
    size, version, header, copy, _guid = _HEADER.unpack_from(data)
    return (size, version, header, copy) == (len(data), _VERSION, _HEADER_SIZE, len(data))


def key_id_of(data: bytes) -> KeyId | None:
    """The Key ID that a key file belongs to; `None` where it does not say so clearly.

    It is the ID of a protector of its own: never that of a 48-digit key.
    """
    if not is_key_file(data) or len(data) < _HEADER_SIZE + _ENTRY.size:
        return None
    guid = _HEADER.unpack_from(data)[-1]
    size, _, kind, _, entry_guid = _ENTRY.unpack_from(data, _HEADER_SIZE)
    fits = _ENTRY.size <= size <= len(data) - _HEADER_SIZE
    if kind != _EXTERNAL_KEY or not fits or entry_guid != guid or not any(guid):
        return None
    return KeyId(UUID(bytes_le=guid).hex.upper())
