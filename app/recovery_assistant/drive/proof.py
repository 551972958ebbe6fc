# SPDX-License-Identifier: Apache-2.0
"""Whether a key opens a volume: the proof that arithmetic cannot give.

The key's 16 bytes are hashed, the hash is stretched by 1,048,576 salted rounds of SHA-256, and the
result unseals the volume master key (LIBBDE). Its tag of 16 bytes passes for the right key alone;
the volume key that the master key unseals in turn rules out a protector that was left behind.
"""

import hashlib
import struct
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from recovery_assistant.drive.metadata import Protector, ProtectorType, Sealed, State
from recovery_assistant.drive.outcomes import (
    CannotTell,
    DoesNotOpen,
    NoRecoveryKey,
    NotEncrypted,
    Opens,
    Verdict,
)
from recovery_assistant.drive.volume import Volume
from recovery_assistant.keys import KeyId, RecoveryKey

ROUNDS: Final = 0x100000
_LOOK_UP_EVERY: Final = 0x4000
_SALT_BYTES: Final = 16
# The unsealed entries: size, role, kind, version (16 bits each), an algorithm, then the key.
_KEY_AT: Final = 12
_MASTER_KEY_BYTES: Final = 32
_TAG_BYTES: Final = 16
_COUNTER: Final = struct.Struct("<Q")


class StoppedError(Exception):
    """Nobody wants the answer any more."""


def never() -> bool:
    """Say that the answer is wanted."""
    return False


def stretch(
    key: bytes, salt: bytes, rounds: int = ROUNDS, cancelled: Callable[[], bool] = never
) -> bytes:
    """Stretch a key's 16 bytes to the 32 that unseal a master key.

    Args:
        key: the 16 bytes that the 48 digits stand for.
        salt: the protector's 16 bytes of salt.
        rounds: how many; tests take fewer, volumes always have `ROUNDS`.
        cancelled: asked some sixty times.

    Raises:
        StoppedError: `cancelled` said so.

    """
    sha256, pack = hashlib.sha256, _COUNTER.pack
    rest = sha256(key).digest() + salt
    last = bytes(32)
    for start in range(0, rounds, _LOOK_UP_EVERY):
        if cancelled():
            raise StoppedError
        for number in range(start, min(start + _LOOK_UP_EVERY, rounds)):
            last = sha256(last + rest + pack(number)).digest()
    return last


def unseal(sealed: Sealed, key: bytes) -> bytes | None:
    """Decrypt what AES-CCM sealed; None where the tag says that it is not this key."""
    try:
        cipher = AESCCM(key, tag_length=_TAG_BYTES)
        return cipher.decrypt(sealed.nonce, sealed.data + sealed.tag, None)
    except InvalidTag:
        return None


def opens(protector: Protector, volume_key: Sealed | None, stretched: bytes) -> bool:
    """Whether stretched bytes open a protector, and the master key in it the volume key."""
    if protector.sealed is None:
        return False
    master = unseal(protector.sealed, stretched)
    if master is None or len(master) < _KEY_AT + _MASTER_KEY_BYTES:
        return False
    if volume_key is None:
        return True
    return unseal(volume_key, master[_KEY_AT : _KEY_AT + _MASTER_KEY_BYTES]) is not None


def can_be_checked(protector: Protector) -> bool:
    """Whether a key can be checked against this protector."""
    salt = protector.salt
    return (
        protector.type is ProtectorType.RECOVERY_KEY
        and protector.sealed is not None
        and salt is not None
        and len(salt) == _SALT_BYTES
    )


def targets(volume: Volume, asked: KeyId | None) -> tuple[Protector, ...]:
    """Return the protectors on which many keys are worth trying, the likeliest first.

    Args:
        volume: the volume, as read.
        asked: the Key ID that is asked for, or the start of it; where a protector has it, only
            this one is worth the time.

    """
    able = tuple(one for one in volume.recovery if can_be_checked(one))
    if asked is None:
        return able
    return tuple(one for one in able if one.key_id.hex.startswith(asked.hex)) or able


def check(
    volume: Volume,
    key: RecoveryKey,
    *,
    only: KeyId | None = None,
    rounds: int = ROUNDS,
    cancelled: Callable[[], bool] = never,
) -> Verdict:
    """Check a key against every protector of a volume that 48 digits open.

    Whatever the metadata are like, a key that opens is right: the tags say so. That it is not
    needs metadata of which each byte is known to be as Windows wrote it, by their CRC.

    Args:
        volume: the volume, as read.
        key: a well-formed key.
        only: try the protector of this Key ID first; the others are tried after it, because a
            key may have been noted under a wrong one.
        rounds: see `stretch`.
        cancelled: asked all through.

    Raises:
        StoppedError: `cancelled` said so.

    """
    sure = volume.block.sound is True
    if sure and volume.state is State.DECRYPTED:
        return NotEncrypted()
    if sure and not volume.recovery:
        return NoRecoveryKey()
    able = [one for one in volume.recovery if can_be_checked(one)]
    able.sort(key=lambda one: only is None or not one.key_id.hex.startswith(only.hex))
    for protector in able:
        stretched = stretch(key.to_bytes(), protector.salt or b"", rounds, cancelled)
        if opens(protector, volume.block.volume_key, stretched):
            return Opens(protector.key_id)
    if not sure or len(able) < len(volume.recovery):
        return CannotTell()
    return DoesNotOpen(tuple(one.key_id for one in volume.recovery))
