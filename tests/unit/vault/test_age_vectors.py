# SPDX-License-Identifier: Apache-2.0
"""The public test vectors of the age format (C2SP, CCTV), each with its class of failure.

Most of them are for an X25519 key, which the program does not read. They test armour, header and
payload all the same: here, and only here, such a stanza is handed to the reader as if it were one
of scrypt, with X25519 in the place of scrypt. All else is the code that people run.
"""

from base64 import b64decode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from recovery_assistant.vault import age
from recovery_assistant.vault.age import AgeFault
from recovery_assistant.vault.passphrase import Passphrase
from unit.vault.vectors import OPENED, OTHER_CONTENT, Vector, read_vector

FOLDER = Path(__file__).parents[4] / "shared" / "fixtures" / "age-cctv"
NAMES = sorted(path.name for path in FOLDER.glob("*") if path.suffix != ".md")
HOW_MANY = 110
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

# Where we say more than the suite does. None of these opens.
SAID_OTHERWISE = {
    "empty": AgeFault.NOT_AGE,
    "armor_empty": AgeFault.NOT_AGE,
    # Neither of its marker lines is one of age.
    "armor_lowercase": AgeFault.NOT_AGE,
    "armor_wrong_type": AgeFault.NOT_AGE,
    "version_unsupported": AgeFault.NEWER,
    # Of a name like "Scrypt" we know only that it is not ours.
    "scrypt_uppercase": AgeFault.FOR_OTHERS,
    "scrypt_work_factor_23": AgeFault.TOO_COSTLY,
}

needs_vectors = pytest.mark.skipif(
    not NAMES, reason="the public vectors (../shared/fixtures/age-cctv) are not on this machine"
)


def read(name: str) -> Vector:
    return read_vector(FOLDER / name)


def x25519_in_place_of_scrypt(vector: Vector, patch: pytest.MonkeyPatch) -> None:
    """Let the reader unwrap the file key with the identity of a vector."""
    secret = X25519PrivateKey.from_private_bytes(identity(vector.head["identity"]))
    public = secret.public_key().public_bytes_raw()
    choose = age._the_scrypt_stanza

    def chosen(stanzas: list[age._Stanza]) -> age._Stanza:
        ours = [stanza for stanza in stanzas if stanza.arguments[0] == b"X25519"]
        if not ours or any(stanza.arguments[0] == b"scrypt" for stanza in stanzas):
            return choose(stanzas)
        _kind, share = ours[0].arguments
        return age._Stanza((b"scrypt", share, b"1"), ours[0].body)

    def wrapping_key(_words: Passphrase, share: bytes, _factor: int) -> bytes:
        shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
        label = b"age-encryption.org/v1/X25519"
        return HKDF(hashes.SHA256(), 32, share + public, label).derive(shared)

    patch.setattr(age, "_the_scrypt_stanza", chosen)
    patch.setattr(age, "_scrypt", wrapping_key)


def identity(text: str) -> bytes:
    """Return the 32 bytes of a secret key; its checksum is not looked at."""
    letters = text.lower().removeprefix("age-secret-key-1")[:-6]
    number = 0
    for letter in letters:
        number = number << 5 | BECH32.index(letter)
    return (number >> len(letters) * 5 % 8).to_bytes(32, "big")


@needs_vectors
def test_all_vectors_are_there_and_every_exception_is_one_of_them() -> None:
    assert len(NAMES) == HOW_MANY
    assert set(NAMES) >= set(SAID_OTHERWISE)


@needs_vectors
@pytest.mark.parametrize("name", NAMES)
def test_a_vector_ends_as_the_suite_has_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    vector = read(name)
    if "identity" in vector.head:
        x25519_in_place_of_scrypt(vector, monkeypatch)
    expected = vector.head["expect"]
    if name in SAID_OTHERWISE:
        assert expected != OPENED
        expected = SAID_OTHERWISE[name].value
    assert vector.outcome() == expected


@needs_vectors
@pytest.mark.parametrize("name", NAMES)
def test_without_the_stand_in_nothing_opens_that_must_not(name: str) -> None:
    vector = read(name)
    outcome = vector.outcome()
    assert outcome != OTHER_CONTENT
    assert (outcome == OPENED) == (vector.head["expect"] == OPENED and "passphrase" in vector.head)


@needs_vectors
def test_a_file_for_a_key_is_told_apart_from_a_wrong_passphrase() -> None:
    assert read("armor_x25519").outcome() == AgeFault.FOR_OTHERS.value


@needs_vectors
def test_the_stand_in_finds_the_file_key_that_the_suite_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vector = read("armor_x25519")
    x25519_in_place_of_scrypt(vector, monkeypatch)
    data = b64decode(b"".join(vector.data.split(b"\n")[1:-2]))
    header, _payload = age._read_header(data)
    assert header.file_key(Passphrase("")).hex() == vector.head["file key"]
