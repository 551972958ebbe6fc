# SPDX-License-Identifier: Apache-2.0
"""Made-up BitLocker volumes: every layout, every protector, any damage, keys known.

Written after the description of the format (LIBBDE) and the real volumes of the fixtures, with
nothing of the reader it is there to test but the names of its enums. A volume is small (half a
megabyte unless asked otherwise), its data area is noise, and its keys open it by the true
arithmetic with as few rounds as a test wants.

    key = new_key(1)
    image = Volume((recovery(key),)).image()   # bytes, for `Bytes(image)` or for a file
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from recovery_assistant.drive.metadata import Cipher, ProtectorType
from recovery_assistant.drive.volume import Layout
from recovery_assistant.keys import RecoveryKey

FEW_ROUNDS: Final = 16
"""Enough to tell keys apart; a volume of Windows takes 1,048,576."""
SIZE: Final = 512 * 1024
PLACES: Final = (0x10000, 0x30000, 0x50000)
"""Where the three copies stand, unless a test wants them elsewhere."""
MADE: Final = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
SAVED: Final = datetime(2024, 5, 6, 7, 9, 9, tzinfo=UTC)
DESCRIPTION: Final = "DESKTOP-TEST C: 5/6/2024"
VOLUME_ID: Final = UUID("8f595209-f5b9-49a0-85d4-cb8f80258c27")

_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
_INFORMATION: Final = UUID("4967d63b-2e29-4ad8-8399-f6a339e3d001")
_ENCRYPT_ON_WRITE: Final = UUID("92a84d3b-dd80-4d0e-9e4e-b1e3284eaed8")
_NUMBERS: Final = {
    ProtectorType.CLEAR_KEY: 0x0000,
    ProtectorType.TPM: 0x0100,
    ProtectorType.EXTERNAL_KEY: 0x0200,
    ProtectorType.TPM_AND_EXTERNAL_KEY: 0x0300,
    ProtectorType.TPM_AND_PIN: 0x0500,
    ProtectorType.TPM_PIN_AND_EXTERNAL_KEY: 0x0700,
    ProtectorType.RECOVERY_KEY: 0x0800,
    ProtectorType.SMART_CARD: 0x1000,
    ProtectorType.PHRASE: 0x2000,
    ProtectorType.OTHER: 0x7777,
}


def new_key(seed: int) -> RecoveryKey:
    """Draw a key; the same seed draws the same one."""
    return RecoveryKey.from_bytes(hashlib.shake_128(b"key %d" % seed).digest(16))


def filetime(moment: datetime | None) -> int:
    """Return a moment in units of 100 ns since 1601."""
    return 0 if moment is None else round((moment - _EPOCH).total_seconds() * 10_000_000)


def entry(role: int, kind: int, value: bytes) -> bytes:
    """Return an entry of the metadata: size, role, kind, version, value."""
    return struct.pack("<HHHH", 8 + len(value), role, kind, 1) + value


def stretched(key: RecoveryKey, salt: bytes, rounds: int) -> bytes:
    """Stretch a key as BitLocker does, written out step by step."""
    numbers = [int(block) // 11 for block in key.blocks]
    hashed = hashlib.sha256(b"".join(n.to_bytes(2, "little") for n in numbers)).digest()
    last = bytes(32)
    for count in range(rounds):
        last = hashlib.sha256(last + hashed + salt + count.to_bytes(8, "little")).digest()
    return last


def sealed(key: bytes, content: bytes, nonce: bytes) -> bytes:
    """Seal something as BitLocker does: nonce, tag, then the encrypted bytes."""
    made = AESCCM(key, tag_length=16).encrypt(nonce, content, None)
    return nonce + made[-16:] + made[:-16]


def key_content(algorithm: int, key: bytes) -> bytes:
    """Return the entry that holds a key once it is unsealed."""
    return struct.pack("<HHHHI", 12 + len(key), 0, 1, 0, algorithm) + key


@dataclass(frozen=True)
class Lock:
    """One protector to be written: see `recovery` and `other`.

    Attributes:
        type: what it asks for.
        key_id: its GUID.
        key: what opens it, of a recovery key; None for all others.
        created: when it was made.
        saved: when a copy was noted; None writes no such entry.
        name: what it is called; empty writes no such entry.
        salt: its salt; of another length than 16 it cannot be checked. None writes none.
        without_key: write it without the sealed master key.
        stale: seal another master key in it, as one that was left behind has.

    """

    type: ProtectorType
    key_id: UUID
    key: RecoveryKey | None = None
    created: datetime | None = MADE
    saved: datetime | None = None
    name: str = ""
    salt: bytes | None = bytes(range(16))
    without_key: bool = False
    stale: bool = False


def recovery(
    key: RecoveryKey,
    key_id: str = "5BFCBB05-8D70-4720-8D5D-B8F67CB5903A",
    created: datetime | None = MADE,
    saved: datetime | None = None,
) -> Lock:
    """Return a protector that a recovery key opens."""
    return Lock(ProtectorType.RECOVERY_KEY, UUID(key_id), key, created, saved)


def other(type_: ProtectorType, key_id: str = "0A1B2C3D-0000-4000-8000-000000000001") -> Lock:
    """Return a protector of another type."""
    return Lock(type_, UUID(key_id))


@dataclass(frozen=True)
class Volume:
    """A volume to be written.

    Attributes:
        locks: its protectors, in their order.
        rounds: how many rounds its recovery keys are stretched by.
        layout: how it is laid out; `NO_BOOT_SECTOR` has its first sectors wiped.
        states: the present state and the next one; 4 and 4 is encrypted.
        cipher: how its data would be encrypted.
        description: what Windows wrote of the PC; None writes no such entry.
        created: when the metadata were made.
        size: how long the volume is, in bytes.
        places: where the three copies stand; beyond the end they are missing.
        sector: bytes of a sector, for the cluster that Vista names.
        damaged: copies, 0 to 2, whose CRC is wrong.
        wiped: copies, 0 to 2, in whose place stand zeros.
        unchecked: copies, 0 to 2, without the record that holds the CRC.
        without_volume_key: leave out the key of the data.

    """

    locks: tuple[Lock, ...] = ()
    rounds: int = FEW_ROUNDS
    layout: Layout = Layout.STANDARD
    states: tuple[int, int] = (4, 4)
    cipher: int = Cipher.AES_128_XTS.value
    description: str | None = DESCRIPTION
    created: datetime | None = MADE
    volume_id: UUID = VOLUME_ID
    size: int = SIZE
    places: tuple[int, int, int] = PLACES
    sector: int = 512
    damaged: frozenset[int] = frozenset()
    wiped: frozenset[int] = frozenset()
    unchecked: frozenset[int] = frozenset()
    without_volume_key: bool = False
    noise: int = field(default=7, kw_only=True)

    @property
    def version(self) -> int:
        """The version of the metadata's layout."""
        return 1 if self.layout is Layout.VISTA else 2

    @property
    def master_key(self) -> bytes:
        """The volume master key; another one for each noise."""
        return hashlib.sha256(b"master %d" % self.noise).digest()

    @property
    def volume_key(self) -> bytes:
        """The key of the data."""
        return hashlib.sha256(b"data %d" % self.noise).digest()

    def image(self) -> bytes:
        """Return the volume's bytes."""
        data = bytearray(hashlib.shake_128(b"noise %d" % self.noise).digest(self.size))
        first = b"" if self.layout is Layout.NO_BOOT_SECTOR else self.boot_sector()
        data[:4096] = first.ljust(4096, b"\0")
        block = self.block()
        for number, place in enumerate(self.places):
            copy = bytearray(block)
            if number in self.damaged:
                copy[-60] ^= 0x55
            copy += b"" if number in self.unchecked else check(block)
            if number in self.unchecked:
                del data[place + len(copy) :]
            if number in self.wiped:
                copy[:] = bytes(len(copy))
            if place < self.size:
                data[place : place + len(copy)] = copy
        return bytes(data[: self.size])

    def boot_sector(self) -> bytes:
        """Return the first sector."""
        boot = bytearray(512)
        boot[0:3] = b"\xeb\x58\x90"
        to_go = self.layout is Layout.TO_GO
        boot[3:11] = b"MSWIN4.1" if to_go else b"-FVE-FS-"
        boot[11:14] = struct.pack("<HB", self.sector, 8)
        boot[510:512] = b"\x55\xaa"
        match self.layout:
            case Layout.VISTA:
                cluster, rest = divmod(self.places[0], self.sector * 8)
                if rest:
                    raise ValueError("Vista names a cluster")
                boot[56:64] = struct.pack("<Q", cluster)
            case Layout.ENCRYPT_ON_WRITE:
                boot[160:200] = _ENCRYPT_ON_WRITE.bytes_le + struct.pack("<3Q", *self.places)
            case _:
                at = 424 if to_go else 160
                boot[at : at + 40] = _INFORMATION.bytes_le + struct.pack("<3Q", *self.places)
        return bytes(boot)

    def block(self) -> bytes:
        """Return one copy of the metadata, without the record behind it."""
        body = b"".join(self._entries())
        length = 48 + len(body)
        dataset = struct.pack(
            "<IIII16sIHHQ",
            length, 1, 48, length, self.volume_id.bytes_le, 5, self.cipher, 0,
            filetime(self.created),
        )  # fmt: skip
        unit = 16 if self.version == 2 else 1
        size = -(-(64 + length) // unit) * unit
        head = struct.pack("<8sHHHH16x", b"-FVE-FS-", size // unit, self.version, *self.states)
        head += struct.pack("<3Q", *self.places) + bytes(8)
        return (head + dataset + body).ljust(size, b"\0")

    def _entries(self) -> Iterable[bytes]:
        for number, lock in enumerate(self.locks):
            yield entry(0x0002, 0x0008, self._protector(number, lock))
        if not self.without_volume_key:
            content = key_content(0x8004, self.volume_key)
            yield entry(0x0003, 0x0005, sealed(self.master_key, content, self._nonce(99)))
        if self.description is not None:
            yield entry(0x0007, 0x0002, self.description.encode("utf-16-le") + b"\0\0")

    def _protector(self, number: int, lock: Lock) -> bytes:
        parts = [
            struct.pack(
                "<16sQHH", lock.key_id.bytes_le, filetime(lock.created), 0, _NUMBERS[lock.type]
            )
        ]
        if lock.name:
            parts.append(entry(0, 0x0002, lock.name.encode("utf-16-le") + b"\0\0"))
        if lock.salt is not None:
            parts.append(entry(0, 0x0003, struct.pack("<I", 0x1000) + lock.salt))
        if lock.saved is not None:
            times = struct.pack("<Q", filetime(lock.saved))
            parts.append(entry(0, 0x0015, times + times + struct.pack("<I", 0x00020008)))
        if not lock.without_key:
            master = bytes(32) if lock.stale else self.master_key
            content = key_content(0x2003, master)
            parts.append(entry(0, 0x0005, sealed(self._opens(lock), content, self._nonce(number))))
        return b"".join(parts)

    def _opens(self, lock: Lock) -> bytes:
        if lock.key is not None:
            return stretched(lock.key, lock.salt or b"", self.rounds)
        return hashlib.sha256(lock.key_id.bytes).digest()

    def _nonce(self, number: int) -> bytes:
        return struct.pack("<QI", filetime(MADE), number + 1)


def check(block: bytes) -> bytes:
    """Return the record behind a copy: size, version, CRC-32."""
    return struct.pack("<HHI", 8, 1, zlib.crc32(block))


def one_key(key: RecoveryKey, rounds: int = FEW_ROUNDS) -> Volume:
    """Return the usual volume: a TPM, and one recovery key whose copy was noted."""
    return Volume((other(ProtectorType.TPM), recovery(key, saved=SAVED)), rounds)


def with_blocks(key: RecoveryKey, changes: Sequence[tuple[int, str]]) -> list[str]:
    """Return the blocks of a key with some replaced; numbers count from 1."""
    blocks = list(key.blocks)
    for number, text in changes:
        blocks[number - 1] = text
    return blocks
