# SPDX-License-Identifier: Apache-2.0
"""age v1 with a passphrase: our own small codec, strict in what it reads.

The format is frozen and public (C2SP, age.md); `age -d` and others open what is written here.
A file is a header (version, one scrypt stanza with the wrapped file key, a MAC over all of it)
and a payload of 64 KiB chunks, each sealed with its number and a mark on the last one. Nothing of
a payload is given out before all of it was found whole.
"""

import base64
import hmac
import os
import re
from enum import Enum
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from recovery_assistant.vault.armour import (
    ArmourError,
    armoured,
    canonical,
    is_armoured,
    unarmoured,
)
from recovery_assistant.vault.outcomes import OpenProblem
from recovery_assistant.vault.passphrase import Passphrase

VAULT_WORK_FACTOR: Final = 18
"""Of the file on the PC: scrypt with N = 2^18 takes 256 MiB."""
COPY_WORK_FACTOR: Final = 17
"""Of copies, which a phone or an old PC has to open: 128 MiB, the least that OWASP advises."""
LARGEST_WORK_FACTOR: Final = 20
"""What is read at most: 1 GiB. A larger factor is refused before any memory is taken."""

_VERSION: Final = b"age-encryption.org/v1"
_MAGIC: Final = b"age-encryption.org/"
_ANY_VERSION: Final = re.compile(rb"age-encryption\.org/v([1-9][0-9]*)\n")
_SALT_LABEL: Final = b"age-encryption.org/v1/scrypt"
_KEY_BYTES: Final = 32
_FILE_KEY_BYTES: Final = 16
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 16
_TAG_BYTES: Final = 16
_CHUNK: Final = 64 * 1024
_SEALED: Final = _CHUNK + _TAG_BYTES
_NO_NONCE: Final = bytes(12)
_COLUMNS: Final = 64
_MAC_LINE: Final = re.compile(rb"--- ([A-Za-z0-9+/]{43})\Z")
_STANZA: Final = re.compile(rb"->( [!-~]+)+\Z")
_FACTOR: Final = re.compile(rb"[1-9][0-9]{0,8}\Z")


class AgeFault(Enum):
    """What is wrong with a file, in the classes of the public test vectors, and a few more."""

    NO_MATCH = "no match"
    """The passphrase does not open the file key; damage to those 32 bytes looks the same."""
    ARMOUR = "armor failure"
    HEADER = "header failure"
    HMAC = "HMAC failure"
    PAYLOAD = "payload failure"
    NOT_AGE = "not age"
    NEWER = "newer"
    FOR_OTHERS = "not for a passphrase"
    """Whole, but for a key of somebody's."""
    TOO_COSTLY = "too costly"
    MEMORY = "memory"


class AgeError(Exception):
    """A file that does not open; says why and quotes nothing of it."""

    def __init__(self, fault: AgeFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def problem_of(fault: AgeFault) -> OpenProblem:
    """Return what a fault means to a person."""
    match fault:
        case AgeFault.NO_MATCH:
            return OpenProblem.DOES_NOT_FIT
        case AgeFault.ARMOUR | AgeFault.HEADER | AgeFault.HMAC | AgeFault.PAYLOAD:
            return OpenProblem.DAMAGED
        case AgeFault.NOT_AGE | AgeFault.FOR_OTHERS:
            return OpenProblem.NOT_OURS
        case AgeFault.NEWER:
            return OpenProblem.NEWER
        case AgeFault.TOO_COSTLY:
            return OpenProblem.TOO_COSTLY
        case AgeFault.MEMORY:
            return OpenProblem.TOO_LITTLE_MEMORY


def encrypt(
    plaintext: bytes | bytearray,
    passphrase: Passphrase,
    *,
    work_factor: int = VAULT_WORK_FACTOR,
) -> bytes:
    """Return the plaintext as an armoured age file. File key, salt and nonce are fresh each time.

    Raises:
        AgeError: `MEMORY`, there is too little of it for this work factor.

    """
    file_key, salt, nonce = (os.urandom(16) for _each in range(3))
    wrapping = ChaCha20Poly1305(_scrypt(passphrase, salt, work_factor))
    body = wrapping.encrypt(_NO_NONCE, file_key, None)
    head = b"\n".join(
        [_VERSION, b"-> scrypt %s %d" % (_bare(salt), work_factor), _bare(body), b"---"]
    )
    mac = _bare(_mac(file_key, head))
    cipher = ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload"))
    with memoryview(plaintext) as view:
        last = max(0, len(view) - 1) // _CHUNK
        sealed = [
            cipher.encrypt(
                _chunk_nonce(number, last=number == last),
                view[number * _CHUNK : (number + 1) * _CHUNK],
                None,
            )
            for number in range(last + 1)
        ]
    return armoured(b"".join([head, b" ", mac, b"\n", nonce, *sealed]))


def decrypt(data: bytes, passphrase: Passphrase) -> bytearray:
    """Return what an age file holds, armoured or not; whoever asks wipes it.

    Raises:
        AgeError: it does not open; nothing of it is given out.

    """
    if is_armoured(data):
        try:
            data = unarmoured(data)
        except ArmourError:
            raise AgeError(AgeFault.ARMOUR) from None
    header, payload = _read_header(data)
    return _open_payload(header.file_key(passphrase), payload)


class _Stanza(NamedTuple):
    arguments: tuple[bytes, ...]
    body: bytes


class _Header(NamedTuple):
    stanza: _Stanza
    signed: bytes
    mac: bytes

    def file_key(self, passphrase: Passphrase) -> bytes:
        """Unwrap the file key and check the whole header with it."""
        _kind, salt_text, factor = self.stanza.arguments
        salt = _decoded(salt_text)
        if int(factor) > LARGEST_WORK_FACTOR:
            raise AgeError(AgeFault.TOO_COSTLY)
        wrapping = ChaCha20Poly1305(_scrypt(passphrase, salt, int(factor)))
        try:
            file_key = wrapping.decrypt(_NO_NONCE, self.stanza.body, None)
        except InvalidTag:
            raise AgeError(AgeFault.NO_MATCH) from None
        if not hmac.compare_digest(_mac(file_key, self.signed), self.mac):
            raise AgeError(AgeFault.HMAC)
        return file_key


def _read_header(data: bytes) -> tuple[_Header, bytes]:
    if not data.startswith(_MAGIC):
        raise AgeError(AgeFault.NOT_AGE)
    version = _ANY_VERSION.match(data)
    if version is None:
        raise AgeError(AgeFault.HEADER)
    # Not as a number: Python reads none of more than 4,300 digits.
    if version[1] != b"1":
        raise AgeError(AgeFault.NEWER)
    at = version.end()
    stanzas: list[_Stanza] = []
    while data.startswith(b"->", at):
        stanza, at = _read_stanza(data, at)
        stanzas.append(stanza)
    line, end = _line(data, at)
    mac = _MAC_LINE.match(line)
    if mac is None:
        raise AgeError(AgeFault.HEADER)
    signed = data[: at + len(b"---")]
    return _Header(_the_scrypt_stanza(stanzas), signed, _decoded(mac[1])), data[end:]


def _read_stanza(data: bytes, at: int) -> tuple[_Stanza, int]:
    first, at = _line(data, at)
    if _STANZA.match(first) is None:
        raise AgeError(AgeFault.HEADER)
    body: list[bytes] = []
    while True:
        line, at = _line(data, at)
        if len(line) > _COLUMNS:
            raise AgeError(AgeFault.HEADER)
        body.append(line)
        # A line that is not full ends the body; after a full one an empty one has to come.
        if len(line) < _COLUMNS:
            return _Stanza(tuple(first.split(b" ")[1:]), _decoded(b"".join(body))), at


def _the_scrypt_stanza(stanzas: list[_Stanza]) -> _Stanza:
    scrypt = [stanza for stanza in stanzas if stanza.arguments[0] == b"scrypt"]
    if not stanzas:
        raise AgeError(AgeFault.HEADER)
    if not scrypt:
        raise AgeError(AgeFault.FOR_OTHERS)
    # Whoever knows the passphrase is the only one: another stanza was put in by somebody.
    if len(stanzas) > 1:
        raise AgeError(AgeFault.HEADER)
    (stanza,) = scrypt
    # A body of another length could hold two file keys for two passphrases.
    if (
        len(stanza.arguments) != len(("scrypt", "salt", "work factor"))
        or len(_decoded(stanza.arguments[1])) != _SALT_BYTES
        or _FACTOR.match(stanza.arguments[2]) is None
        or len(stanza.body) != _FILE_KEY_BYTES + _TAG_BYTES
    ):
        raise AgeError(AgeFault.HEADER)
    return stanza


def _open_payload(file_key: bytes, payload: bytes) -> bytearray:
    sealed = len(payload) - _NONCE_BYTES
    if sealed < _TAG_BYTES:
        # Shorter than a nonce is a header that breaks off, to the test vectors.
        raise AgeError(AgeFault.HEADER if sealed < 0 else AgeFault.PAYLOAD)
    last = (sealed - 1) // _SEALED
    length = sealed - (last + 1) * _TAG_BYTES
    # An empty last chunk is only right where there is no other.
    if last and length == last * _CHUNK:
        raise AgeError(AgeFault.PAYLOAD)
    if length < last * _CHUNK:
        raise AgeError(AgeFault.PAYLOAD)
    cipher = ChaCha20Poly1305(_hkdf(file_key, payload[:_NONCE_BYTES], b"payload"))
    plaintext = bytearray(length)
    try:
        with memoryview(payload)[_NONCE_BYTES:] as view, memoryview(plaintext) as out:
            for number in range(last + 1):
                chunk = view[number * _SEALED : (number + 1) * _SEALED]
                start = number * _CHUNK
                cipher.decrypt_into(
                    _chunk_nonce(number, last=number == last),
                    chunk,
                    None,
                    out[start : start + len(chunk) - _TAG_BYTES],
                )
    except InvalidTag:
        plaintext[:] = bytes(length)
        raise AgeError(AgeFault.PAYLOAD) from None
    return plaintext


def _line(data: bytes, at: int) -> tuple[bytes, int]:
    end = data.find(b"\n", at)
    if end < 0:
        raise AgeError(AgeFault.HEADER)
    return data[at:end], end + 1


def _scrypt(passphrase: Passphrase, salt: bytes, work_factor: int) -> bytes:
    try:
        kdf = Scrypt(_SALT_LABEL + salt, _KEY_BYTES, n=1 << work_factor, r=8, p=1)
        return kdf.derive(passphrase.encoded)
    except MemoryError:
        raise AgeError(AgeFault.MEMORY) from None


def _hkdf(key: bytes, salt: bytes | None, label: bytes) -> bytes:
    return HKDF(hashes.SHA256(), _KEY_BYTES, salt, label).derive(key)


def _mac(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(_hkdf(file_key, None, b"header"), head, "sha256")


def _chunk_nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _bare(data: bytes) -> bytes:
    """Return base64 without padding, as headers have it."""
    return base64.b64encode(data).rstrip(b"=")


def _decoded(text: bytes) -> bytes:
    try:
        if b"=" in text:
            raise AgeError(AgeFault.HEADER)
        return canonical(text + b"=" * (-len(text) % 4))
    except ArmourError:
        raise AgeError(AgeFault.HEADER) from None
