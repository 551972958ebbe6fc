# SPDX-License-Identifier: Apache-2.0
"""A KeePass database (KDBX 4.0), for KeePassXC and the apps for phones that read it.

It is written, and what was written is read back; databases of other programs are not read.
Format: https://keepass.info/help/kb/kdbx.html, with AES-256 in CBC mode outside, Argon2d, gzip,
and ChaCha20 over the passwords within. Argon2d and not Argon2id because some apps lack the latter,
and no more memory than a cheap phone has.

The digits of a key are written out in one buffer that is wiped; only their enciphered form gets
into the XML. What cannot be wiped from Python: the hashes made of the passphrase, and the key of
the inner cipher, which stands in the same compressed text as the enciphered digits until its
memory is used again.
"""

import base64
import gzip
import hashlib
import hmac
import secrets
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from io import BytesIO
from itertools import count
from typing import Final
from uuid import UUID, uuid4
from xml.parsers import expat

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2d
from cryptography.hazmat.primitives.padding import PKCS7

from recovery_assistant.i18n import _
from recovery_assistant.keys.block import BLOCK_DIGITS, BLOCKS, KEY_DIGITS
from recovery_assistant.vault.contents import Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase


@dataclass(frozen=True, slots=True)
class Cost:
    """What opening costs: memory in KiB, passes over it, and lanes side by side."""

    memory_kib: int
    passes: int
    lanes: int


COST: Final = Cost(memory_kib=64 * 1024, passes=3, lanes=2)
"""What every database is written with; the reader takes no more."""
LARGEST_XML: Final = 32 * 1024 * 1024
"""In bytes, unpacked: 10,000 entries with notes of 1,000 characters fit."""

_SIGNATURE: Final = bytes.fromhex("03d9a29a67fb4bb5")
_VERSION: Final = bytes.fromhex("00000400")
_AES_256: Final = UUID("31c1f2e6-bf71-4350-be58-05216afc5aff")
_ARGON2D: Final = UUID("ef636ddf-8c29-444b-91f7-a9a403e30a0c")
_ARGON2_VERSION: Final = 0x13
_CHACHA20: Final = 3
_GZIP: Final = 31
"""The window bits by which zlib knows that gzip is meant."""

_SEED_BYTES: Final = 32
_IV_BYTES: Final = 16
_INNER_KEY_BYTES: Final = 64
_DIGEST: Final = 32
_BLOCK: Final = 1024 * 1024
_SIZE: Final = 4

_YEAR_ONE: Final = datetime(1, 1, 1, tzinfo=UTC)
_KEY_TEXT: Final = KEY_DIGITS + BLOCKS - 1
_ENTRY_PATH: Final = ("KeePassFile", "Root", "Group", "Entry")
_FOUND: Final = {"UUID", "Title", "UserName", "URL", "Notes"}
_PICTURES: Final = (
    {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
    | {0x7F: 0x2421}
    | dict.fromkeys((*range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), 0xFFFD)
)


def _sha512(*parts: bytes) -> bytes:
    return hashlib.sha512(b"".join(parts)).digest()


def _number(value: int, size: int = _SIZE) -> bytes:
    return value.to_bytes(size, "little")


def _field(kind: int, value: bytes) -> bytes:
    return bytes([kind]) + _number(len(value)) + value


def _variant(kind: int, name: str, size: int) -> bytes:
    """What stands before a value of that many bytes in a dictionary of KeePass."""
    return bytes([kind]) + _number(len(name)) + name.encode() + _number(size)


def _header_pieces() -> tuple[bytes | int, ...]:
    """The header in order: what is always the same, and the lengths of what is not."""
    derivation: tuple[bytes | int, ...] = (
        b"\x00\x01"
        + _variant(0x42, "$UUID", 16)
        + _ARGON2D.bytes
        + _variant(0x04, "V", 4)
        + _number(_ARGON2_VERSION)
        + _variant(0x42, "S", _SEED_BYTES),
        _SEED_BYTES,
        _variant(0x05, "M", 8),
        8,
        _variant(0x05, "I", 8),
        8,
        _variant(0x04, "P", 4),
        4,
        b"\x00",
    )
    size = sum(len(piece) if isinstance(piece, bytes) else piece for piece in derivation)
    return (
        _SIGNATURE + _VERSION + _field(2, _AES_256.bytes) + _field(3, _number(1)),
        b"\x04" + _number(_SEED_BYTES),
        _SEED_BYTES,
        b"\x07" + _number(_IV_BYTES),
        _IV_BYTES,
        b"\x0b" + _number(size),
        *derivation,
        _field(0, b"\r\n\r\n"),
    )


_HEADER_PIECES: Final = _header_pieces()
_HEADER_SIZE: Final = sum(
    len(piece) if isinstance(piece, bytes) else piece for piece in _HEADER_PIECES
)
_CODE: Final = _HEADER_SIZE + _DIGEST
_BODY: Final = _CODE + _DIGEST
"""Where the code of the header begins, after its digest, and where the blocks do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KdbxEntry:
    """An entry as read back; its digits stand in the `HeldKeys` beside it, under `slot`."""

    identifier: str
    title: str
    key_id: str
    notes: str
    replaced: bool
    slot: int


@dataclass(frozen=True, slots=True)
class KdbxContents:
    """What a database held. Whoever asked for it wipes `held`."""

    entries: tuple[KdbxEntry, ...]
    held: HeldKeys


@dataclass(frozen=True, slots=True)
class _Outer:
    """What differs in the header from one database to the next."""

    seed: bytes
    iv: bytes
    salt: bytes
    cost: Cost

    def header(self) -> bytes:
        """The header, which always has the same length."""
        cost = self.cost
        numbers = (_number(cost.memory_kib * 1024, 8), _number(cost.passes, 8), _number(cost.lanes))
        filling = iter((self.seed, self.iv, self.salt, *numbers))
        return b"".join(
            piece if isinstance(piece, bytes) else next(filling) for piece in _HEADER_PIECES
        )

    @staticmethod
    def of(header: bytes) -> "_Outer | None":
        """Take a header apart; None when it is not byte for byte one that is written here."""
        at, filling = 0, []
        for piece in _HEADER_PIECES:
            size = len(piece) if isinstance(piece, bytes) else piece
            part = header[at : at + size]
            at += size
            if isinstance(piece, int):
                filling.append(part)
            elif part != piece:
                return None
        seed, iv, salt, *numbers = filling
        memory, passes, lanes = (int.from_bytes(number, "little") for number in numbers)
        return _Outer(seed, iv, salt, Cost(memory // 1024, passes, lanes))


@dataclass(frozen=True, slots=True)
class _Keys:
    """What the passphrase and the header make: the key of the cipher and that of the blocks."""

    cipher: bytes
    blocks: bytes

    def sign(self, number: int, data: bytes) -> bytes:
        """Return what proves that a block is the one of that number and unchanged."""
        index = _number(number, 8)
        return hmac.digest(_sha512(index, self.blocks), data, "sha256")

    def sign_block(self, number: int, block: bytes) -> bytes:
        """The same for a block of the body: its number and length are signed with it."""
        return self.sign(number, _number(number, 8) + _number(len(block)) + block)


_OF_HEADER: Final = 2**64 - 1
"""The number under which the header is signed."""
_INNER_BEFORE: Final = _field(1, _number(_CHACHA20)) + b"\x02" + _number(_INNER_KEY_BYTES)
_INNER_AFTER: Final = _field(0, b"")
"""What stands around the key of the inner cipher, before the XML."""


def write(vault: Vault, passphrase: Passphrase, *, cost: Cost = COST) -> bytes | SaveProblem:
    """Return a KeePass database of every entry, opened by the same passphrase."""
    inner_key = secrets.token_bytes(_INNER_KEY_BYTES)
    xml = _xml(vault, _inner_cipher(inner_key)).encode()
    if len(xml) > LARGEST_XML:
        return SaveProblem.TOO_LARGE
    outer = _Outer(
        secrets.token_bytes(_SEED_BYTES),
        secrets.token_bytes(_IV_BYTES),
        secrets.token_bytes(_SEED_BYTES),
        cost,
    )
    try:
        keys = _keys(outer, passphrase)
    except MemoryError:
        return SaveProblem.TOO_LITTLE_MEMORY
    except UnsupportedAlgorithm:
        return SaveProblem.NOT_ON_THIS_PC
    inner = _INNER_BEFORE + inner_key + _INNER_AFTER
    padder = PKCS7(algorithms.AES256.block_size).padder()
    packed = padder.update(gzip.compress(inner + xml, mtime=0)) + padder.finalize()
    encryptor = _outer_cipher(outer, keys).encryptor()
    sealed = encryptor.update(packed) + encryptor.finalize()
    header = outer.header()
    blocks = [sealed[at : at + _BLOCK] for at in range(0, len(sealed), _BLOCK)]
    return b"".join(
        (
            header,
            hashlib.sha256(header).digest(),
            keys.sign(_OF_HEADER, header),
            *(
                keys.sign_block(number, block) + _number(len(block)) + block
                for number, block in enumerate([*blocks, b""])
            ),
        )
    )


def read_entries(data: bytes, passphrase: Passphrase) -> KdbxContents | OpenProblem:
    """Open a database that `write` made; anything else is refused.

    Every byte is proved before it is used: the header by its digest and its code, each block by
    its code, and nothing may follow the last.
    """
    outer = _outer_of(data)
    if isinstance(outer, OpenProblem):
        return outer
    try:
        keys = _keys(outer, passphrase)
    except MemoryError:
        return OpenProblem.TOO_LITTLE_MEMORY
    except (UnsupportedAlgorithm, ValueError):
        return OpenProblem.KEEPASS
    code = keys.sign(_OF_HEADER, data[:_HEADER_SIZE])
    if not hmac.compare_digest(code, data[_CODE:_BODY]):
        return OpenProblem.DOES_NOT_FIT
    try:
        sealed = b"".join(_proved(data, _BODY, keys))
        decryptor = _outer_cipher(outer, keys).decryptor()
        unpadder = PKCS7(algorithms.AES256.block_size).unpadder()
        packed = unpadder.update(decryptor.update(sealed) + decryptor.finalize())
        inner = _unpacked(packed + unpadder.finalize())
        return _contents(inner)
    except (_DamagedError, ValueError, zlib.error, expat.ExpatError):
        return OpenProblem.DAMAGED


class _DamagedError(Exception):
    """It is not what was written; says nothing of what it is."""


def _outer_of(data: bytes) -> _Outer | OpenProblem:
    """What the header says, if it is one that `write` makes, byte for byte."""
    if not data:
        return OpenProblem.EMPTY
    if not data.startswith(_SIGNATURE):
        return OpenProblem.NOT_OURS
    header = data[:_HEADER_SIZE]
    if data[_HEADER_SIZE:_CODE] != hashlib.sha256(header).digest():
        return OpenProblem.DAMAGED
    outer = _Outer.of(header)
    if outer is None:
        return OpenProblem.KEEPASS
    cost = outer.cost
    if cost.memory_kib > COST.memory_kib or cost.passes > COST.passes or cost.lanes > COST.lanes:
        return OpenProblem.TOO_COSTLY
    return outer


def _proved(data: bytes, at: int, keys: _Keys) -> Iterator[bytes]:
    """Give out the blocks from `at` on, each once it is proved."""
    for number in count():
        code, size = data[at : at + _DIGEST], data[at + _DIGEST : at + _DIGEST + _SIZE]
        at += _DIGEST + _SIZE
        block = data[at : at + int.from_bytes(size, "little")]
        at += len(block)
        whole = len(size) == _SIZE and len(block) == int.from_bytes(size, "little")
        if not whole or not hmac.compare_digest(code, keys.sign_block(number, block)):
            raise _DamagedError
        if not block:
            break
        yield block
    if at != len(data):
        raise _DamagedError


def _unpacked(packed: bytes) -> bytes:
    inflater = zlib.decompressobj(_GZIP)
    inner = inflater.decompress(packed, LARGEST_XML + 1024)
    if not inflater.eof or inflater.unused_data:
        raise _DamagedError
    return inner


def _contents(inner: bytes) -> KdbxContents:
    start = len(_INNER_BEFORE) + _INNER_KEY_BYTES
    text = start + len(_INNER_AFTER)
    if not inner.startswith(_INNER_BEFORE) or inner[start:text] != _INNER_AFTER:
        raise _DamagedError
    inner_key = inner[len(_INNER_BEFORE) : start]
    reader = _XmlReader(_inner_cipher(inner_key))
    try:
        reader.read(inner[text:])
    except BaseException:
        reader.held.wipe()
        raise
    return KdbxContents(tuple(reader.entries), reader.held)


def _keys(outer: _Outer, passphrase: Passphrase) -> _Keys:
    """What the passphrase makes of the header.

    Raises:
        MemoryError: there is not as much as it asks for.
        UnsupportedAlgorithm: the OpenSSL in use is older than 3.2 and has no Argon2d.
        ValueError: the cost is none that Argon2 knows.

    """
    composite = hashlib.sha256(hashlib.sha256(passphrase.encoded).digest()).digest()
    derivation = Argon2d(
        salt=outer.salt,
        length=_DIGEST,
        iterations=outer.cost.passes,
        lanes=outer.cost.lanes,
        memory_cost=outer.cost.memory_kib,
    )
    derived = derivation.derive(composite)
    return _Keys(
        hashlib.sha256(outer.seed + derived).digest(), _sha512(outer.seed, derived, b"\x01")
    )


def _outer_cipher(outer: _Outer, keys: _Keys) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES256(keys.cipher), modes.CBC(outer.iv))


def _inner_cipher(key: bytes) -> CipherContext:
    """The one stream that runs through all passwords, in their order."""
    expanded = _sha512(key)
    counter = bytes(_SIZE)
    nonce = counter + expanded[32:44]
    return Cipher(algorithms.ChaCha20(expanded[:32], nonce), mode=None).encryptor()


def _xml(vault: Vault, cipher: CipherContext) -> str:
    """The entries: those in use in the group, those that were replaced in one within it."""
    present = [one for one in vault.entries if one.replaced_on is None]
    replaced = [one for one in vault.entries if one.replaced_on is not None]

    def entries(some: list[Entry]) -> str:
        return "".join(_entry(one, vault.held.digits(one.slot), cipher) for one in some)

    within = ""
    first = entries(present)
    if replaced:
        within = _group(uuid4(), _("Replaced keys"), entries(replaced))
    group = _group(UUID(vault.identifier), _("BitLocker recovery keys"), first + within)
    return (
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
        "<KeePassFile><Meta><Generator>Recovery Assistant for BitLocker</Generator>"
        f"<DatabaseName>{_visible(_('BitLocker recovery keys'))}</DatabaseName>"
        "<MemoryProtection><ProtectTitle>False</ProtectTitle>"
        "<ProtectUserName>False</ProtectUserName><ProtectPassword>True</ProtectPassword>"
        "<ProtectURL>False</ProtectURL><ProtectNotes>False</ProtectNotes></MemoryProtection>"
        "<RecycleBinEnabled>False</RecycleBinEnabled></Meta>"
        f"<Root>{group}<DeletedObjects/></Root></KeePassFile>"
    )


def _group(identifier: UUID, name: str, within: str) -> str:
    return (
        f"<Group>{_uuid(identifier)}<Name>{_visible(name)}</Name><IconID>0</IconID>{within}</Group>"
    )


def _entry(entry: Entry, digits: memoryview, cipher: CipherContext) -> str:
    key_id = "" if entry.key_id is None else entry.key_id.grouped()
    texts = (("Title", entry.device), ("UserName", key_id), ("URL", ""), ("Notes", _notes(entry)))
    strings = "".join(
        f"<String><Key>{name}</Key><Value>{_visible(text)}</Value></String>" for name, text in texts
    )
    return (
        f"<Entry>{_uuid(UUID(entry.identifier))}<IconID>0</IconID>{_times(entry)}{strings}"
        '<String><Key>Password</Key><Value Protected="True">'
        f"{_enciphered(digits, cipher)}</Value></String></Entry>"
    )


def _enciphered(digits: memoryview, cipher: CipherContext) -> str:
    """The key with its hyphens, enciphered; the plain one is wiped."""
    plain = bytearray(b"-" * _KEY_TEXT)
    for block in range(BLOCKS):
        at = block * (BLOCK_DIGITS + 1)
        plain[at : at + BLOCK_DIGITS] = digits[block * BLOCK_DIGITS : (block + 1) * BLOCK_DIGITS]
    enciphered = cipher.update(plain)
    plain[:] = bytes(_KEY_TEXT)
    return base64.b64encode(enciphered).decode("ascii")


def _notes(entry: Entry) -> str:
    """What else is known of a key, a line each; a note may have several."""
    replaced = "" if entry.replaced_on is None else entry.replaced_on.isoformat()
    lines = (
        (_("Replaced on: {value}"), replaced),
        (_("Drive: {value}"), entry.drive),
        (_("Added: {value}"), entry.added.isoformat()),
        (_("From: {value}"), entry.origin),
        (_("Other copies: {value}"), entry.copies),
        (_("Note: {value}"), entry.note),
    )
    return "\n".join(line.format(value=value) for line, value in lines if value)


def _times(entry: Entry) -> str:
    """When it was added; one that was replaced has run out, which every such program marks."""
    added, ends = _time(entry.added), entry.replaced_on
    names = ("CreationTime", "LastModificationTime", "LastAccessTime", "LocationChanged")
    return (
        "<Times>"
        + "".join(f"<{name}>{added}</{name}>" for name in names)
        + f"<ExpiryTime>{_time(ends or entry.added)}</ExpiryTime>"
        f"<Expires>{ends is not None}</Expires><UsageCount>0</UsageCount></Times>"
    )


def _time(day: date) -> str:
    seconds = (datetime.combine(day, time(), UTC) - _YEAR_ONE) // timedelta(seconds=1)
    return base64.b64encode(_number(seconds, 8)).decode("ascii")


def _uuid(identifier: UUID) -> str:
    return f"<UUID>{base64.b64encode(identifier.bytes).decode('ascii')}</UUID>"


def visible(text: str) -> str:
    """Return a text as it stands in the database: what XML 1.0 cannot carry is made visible.

    Control characters become their pictures (U+2400 and up), what is no character at all becomes
    the replacement character, and every way to end a line becomes the usual one.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_PICTURES)


def _visible(text: str) -> str:
    return escape(visible(text), quote=False)


class _XmlReader:
    """Collects the entries of our own XML; a document type in it is refused."""

    def __init__(self, cipher: CipherContext) -> None:
        self.entries: list[KdbxEntry] = []
        self.held = HeldKeys()
        self._cipher = cipher
        self._path: list[str] = []
        self._text: list[str] = []
        self._protected = False
        self._name = ""
        self._found: dict[str, str] = {}
        self._slot: int | None = None

    def read(self, xml: bytes) -> None:
        """Take it all in.

        Raises:
            ExpatError: it is not well-formed.
            _DamagedError: it is not what is written here.
            ValueError: neither is what stands where a value ought to.

        """
        parser = expat.ParserCreate("utf-8")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.ParseFile(BytesIO(xml))

    def _doctype(self, *_said: object) -> None:
        raise _DamagedError

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._path.append(name)
        self._text.clear()
        self._protected = attributes.get("Protected") == "True"

    def _end(self, _name: str) -> None:
        text = "".join(self._text)
        self._text.clear()
        match self._path[2:]:
            case ["Group", "Entry"] | ["Group", "Group", "Entry"]:
                self._take(replaced=len(self._path) > len(_ENTRY_PATH))
            case [*_, "Entry", "UUID"]:
                self._found["UUID"] = base64.b64decode(text, validate=True).hex()
            case [*_, "Entry", "String", "Key"]:
                self._name = text
            case [*_, "Entry", "String", "Value"] if self._protected:
                self._hold(text)
            case [*_, "Entry", "String", "Value"]:
                self._found[self._name] = text
            case _:
                pass
        self._path.pop()

    def _hold(self, text: str) -> None:
        """Decipher a password into the held keys; its hyphens must stand where they belong."""
        enciphered = base64.b64decode(text, validate=True)
        plain = bytearray(len(enciphered))
        self._cipher.update_into(enciphered, plain)
        digits = plain.translate(None, b"-")
        try:
            if self._name != "Password" or self._slot is not None or not _hyphens_fit(plain):
                raise _DamagedError
            self._slot = self.held.hold(digits)
        finally:
            plain[:] = bytes(len(plain))
            digits[:] = bytes(len(digits))

    def _take(self, *, replaced: bool) -> None:
        if self._slot is None or self._found.keys() != _FOUND:
            raise _DamagedError
        self.entries.append(
            KdbxEntry(
                identifier=self._found["UUID"],
                title=self._found["Title"],
                key_id=self._found["UserName"],
                notes=self._found["Notes"],
                replaced=replaced,
                slot=self._slot,
            )
        )
        self._found.clear()
        self._slot = None


def _hyphens_fit(plain: bytearray) -> bool:
    return len(plain) == _KEY_TEXT and all(
        (plain[at] == ord("-")) == (at % (BLOCK_DIGITS + 1) == BLOCK_DIGITS)
        for at in range(_KEY_TEXT)
    )
