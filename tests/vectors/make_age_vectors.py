# SPDX-License-Identifier: Apache-2.0
"""Writes test vectors of our own for age files with a passphrase: one defect each.

    python tests/vectors/make_age_vectors.py

The public suite of the format has few of them for scrypt; these stand in the project, so that they
are tested everywhere. Nothing of the program is used here: two writings of the same format have to
agree. Salt, nonce and file key are fixed, so that the files are always the same. Each begins with
a head (`expect`: the class of the fault, `passphrase`, `payload`: SHA-256 of the content), then
comes an empty line, then the age file.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

FOLDER: Final = Path(__file__).parent / "age"
WORDS: Final = "six-made-up-words-for-vectors"
CONTENT: Final = b"This is what was encrypted; it is long enough for several lines of armour.\n" * 2
FACTOR: Final = 4
VERSION: Final = b"age-encryption.org/v1"
SALT: Final = bytes(range(16))
FILE_KEY: Final = bytes(range(100, 116))
NONCE: Final = bytes(range(200, 216))
BEGIN: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
END: Final = b"-----END AGE ENCRYPTED FILE-----"

GOOD: Final = "success"
NO_MATCH: Final = "no match"
ARMOUR: Final = "armor failure"
HEADER: Final = "header failure"
MAC: Final = "HMAC failure"
PAYLOAD: Final = "payload failure"
NOT_AGE: Final = "not age"
NEWER: Final = "newer"
FOR_OTHERS: Final = "not for a passphrase"
TOO_COSTLY: Final = "too costly"

Files = Iterator[tuple[str, str, bytes]]
"""Name, class, age file."""


def bare(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def hkdf(key: bytes, salt: bytes, label: bytes) -> bytes:
    drawn = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(drawn, label + b"\x01", "sha256")


def wrapped(
    words: str = WORDS, salt: bytes = SALT, factor: int = FACTOR, key: bytes = FILE_KEY
) -> bytes:
    label = b"age-encryption.org/v1/scrypt" + salt
    wrapping = hashlib.scrypt(words.encode(), salt=label, n=1 << factor, r=8, p=1, dklen=32)
    return ChaCha20Poly1305(wrapping).encrypt(bytes(12), key, None)


def stanza(
    arguments: bytes = b"scrypt %s %d" % (bare(SALT), FACTOR), body: bytes | None = None
) -> bytes:
    return b"-> " + arguments + b"\n" + (bare(wrapped()) if body is None else body) + b"\n"


def mac_of(signed: bytes) -> bytes:
    return hmac.digest(hkdf(FILE_KEY, b"", b"header"), signed, "sha256")


def header(stanzas: bytes | None = None, version: bytes = VERSION + b"\n") -> bytes:
    signed = version + (stanza() if stanzas is None else stanzas) + b"---"
    return signed + b" " + bare(mac_of(signed)) + b"\n"


def sealed(
    content: bytes = CONTENT, number: int = 0, mark: int = 1, label: bytes = b"payload"
) -> bytes:
    cipher = ChaCha20Poly1305(hkdf(FILE_KEY, NONCE, label))
    return cipher.encrypt(number.to_bytes(11, "big") + bytes([mark]), content, None)


def payload(content: bytes = CONTENT) -> bytes:
    return NONCE + sealed(content)


def flipped(data: bytes, at: int, bit: int = 1) -> bytes:
    changed = bytearray(data)
    changed[at] ^= bit
    return bytes(changed)


def armoured(data: bytes) -> bytes:
    return b"\n".join([BEGIN, *lines_of(data), END, b""])


def lines_of(data: bytes) -> list[bytes]:
    text = base64.b64encode(data)
    return [text[at : at + 64] for at in range(0, len(text), 64)]


def good() -> Files:
    whole = header() + payload()
    text = armoured(whole)
    yield "good_binary", GOOD, whole
    yield "good_armour", GOOD, text
    yield "good_armour_crlf", GOOD, text.replace(b"\n", b"\r\n")
    yield "good_armour_no_last_line_end", GOOD, text.rstrip(b"\n")
    yield "good_armour_whitespace_around", GOOD, b" \r\n\t\n" + text + b"\n \t\r\n"
    yield "good_empty", GOOD, header() + payload(b"")
    factor = stanza(b"scrypt %s 1" % bare(SALT), bare(wrapped(factor=1)))
    yield "good_smallest_factor", GOOD, header(factor) + payload()


def of_versions() -> Files:
    yield "version_empty_file", NOT_AGE, b""
    yield "version_other_file", NOT_AGE, b"PK\x03\x04" + bytes(60)
    yield "version_cut", NOT_AGE, VERSION[:10]
    yield "version_utf_16", NOT_AGE, armoured(header() + payload()).decode().encode("utf-16")
    for name, number in (("2", b"2"), ("10", b"10"), ("long", b"9" * 5000)):
        later = b"age-encryption.org/v" + number + b"\n"
        yield f"version_newer_{name}", NEWER, header(version=later) + payload()
    for name, line in (
        ("zero", b"age-encryption.org/v0\n"),
        ("leading_zero", b"age-encryption.org/v01\n"),
        ("space", b"age-encryption.org/v1 \n"),
        ("crlf", b"age-encryption.org/v1\r\n"),
        ("capital", b"age-encryption.org/V1\n"),
        ("none", b"age-encryption.org/\n"),
    ):
        yield f"version_{name}", HEADER, header(version=line) + payload()


def of_passphrases() -> Files:
    def for_words(words: str) -> bytes:
        return header(stanza(body=bare(wrapped(words)))) + payload()

    yield "words_other", NO_MATCH, for_words("other-words")
    yield "words_capital", NO_MATCH, for_words(WORDS.capitalize())
    yield "words_with_line_end", NO_MATCH, for_words(WORDS + "\n")
    yield "words_none", NO_MATCH, for_words("")
    yield (
        "wrapped_key_flipped",
        NO_MATCH,
        header(stanza(body=bare(flipped(wrapped(), 0)))) + (payload()),
    )
    yield (
        "wrapped_tag_flipped",
        NO_MATCH,
        header(stanza(body=bare(flipped(wrapped(), 31)))) + (payload()),
    )
    other_salt = b"scrypt %s %d" % (bare(flipped(SALT, 0)), FACTOR)
    yield "salt_flipped", NO_MATCH, header(stanza(other_salt)) + payload()
    yield "factor_other", NO_MATCH, header(stanza(b"scrypt %s 5" % bare(SALT))) + payload()


def of_factors() -> Files:
    for factor in (b"21", b"22", b"30", b"63", b"64", b"999999999"):
        name = f"factor_{factor.decode()}"
        yield name, TOO_COSTLY, header(stanza(b"scrypt %s %s" % (bare(SALT), factor))) + payload()
    for name, factor in (
        ("zero", b"0"),
        ("negative", b"-4"),
        ("plus", b"+4"),
        ("leading_zero", b"04"),
        ("hex", b"0x4"),
        ("fraction", b"4.0"),
        ("underscore", b"1_0"),
        ("letters", b"four"),
        ("overflow", b"18446744073709551620"),
        ("trailing_letter", b"4a"),
    ):
        arguments = b"scrypt %s %s" % (bare(SALT), factor)
        yield f"factor_{name}", HEADER, header(stanza(arguments)) + payload()


def of_stanzas() -> Files:
    salt, other = bare(SALT), b"-> grease-x 7\n\n"
    second = stanza(
        b"scrypt %s %d" % (bare(bytes(16)), FACTOR), bare(wrapped("hunter2", bytes(16)))
    )
    for name, stanzas in (
        ("none", b""),
        ("two", stanza() + second),
        ("twice_the_same", stanza() * 2),
        ("grease_after", stanza() + other),
        ("grease_before", other + stanza()),
        (
            "with_x25519",
            stanza() + b"-> X25519 " + bare(bytes(32)) + b"\n" + bare(bytes(32)) + b"\n",
        ),
        ("no_arguments", stanza(b"scrypt")),
        ("salt_missing", stanza(b"scrypt 4")),
        ("factor_missing", stanza(b"scrypt " + salt)),
        ("argument_extra", stanza(b"scrypt %s 4 4" % salt)),
        ("two_spaces", stanza(b"scrypt  %s 4" % salt)),
        ("space_at_end", stanza(b"scrypt %s 4 " % salt)),
        ("tab", stanza(b"scrypt\t%s\t4" % salt)),
        ("not_ascii", stanza(b"scrypt %s 4 \xc3\xa9" % salt)),
        ("crlf", stanza().replace(b"\n", b"\r\n")),
        ("no_arrow_space", stanza().replace(b"-> ", b"->")),
        ("salt_short", stanza(b"scrypt %s 4" % bare(SALT[:15]))),
        ("salt_long", stanza(b"scrypt %s 4" % bare(SALT + b"x"))),
        ("salt_padded", stanza(b"scrypt %s== 4" % salt)),
        ("salt_not_canonical", stanza(b"scrypt %s 4" % not_canonical(salt))),
        ("salt_url_letters", stanza(b"scrypt %s 4" % bare(b"\xff" * 16).replace(b"/", b"_"))),
        ("body_missing", stanza(body=b"")),
        ("body_no_line", b"-> scrypt %s 4\n" % salt),
        ("body_padded", stanza(body=bare(wrapped()) + b"=")),
        ("body_not_canonical", stanza(body=not_canonical(bare(wrapped())))),
        ("body_two_lines", stanza(body=bare(wrapped())[:20] + b"\n" + bare(wrapped())[20:])),
        ("body_long_line", stanza(body=bare(wrapped() * 2))),
        ("file_key_short", stanza(body=bare(wrapped(key=FILE_KEY[:15])))),
        ("file_key_long", stanza(body=bare(wrapped(key=FILE_KEY + b"x")))),
        ("file_key_two", stanza(body=bare(wrapped(key=FILE_KEY * 2)) + b"\n")),
    ):
        yield f"stanza_{name}", HEADER, header(stanzas) + payload()
    full = stanza(b"grease-x", base64.b64encode(bytes(48)))
    yield "for_others_full_line", FOR_OTHERS, header(full + b"\n") + payload()
    yield "stanza_full_line_not_ended", HEADER, header(full) + payload()
    yield "stanza_line_of_65", HEADER, header(full.replace(b"AA\n", b"AAA\n\n")) + payload()
    for name, kind in (("x25519", b"X25519"), ("capital", b"Scrypt"), ("plugin", b"scrypt2")):
        others = stanza(kind + b" " + bare(bytes(32)), bare(bytes(32)))
        yield f"for_others_{name}", FOR_OTHERS, header(others) + payload()


def not_canonical(text: bytes) -> bytes:
    """Set a bit that is left over at the end."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-1] + letters[letters.index(text[-1]) + 1 :][:1]


def of_macs() -> Files:
    start = VERSION + b"\n" + stanza() + b"---"
    mac = mac_of(start)
    yield "mac_flipped", MAC, start + b" " + bare(flipped(mac, 0)) + b"\n" + payload()
    yield "mac_last_byte_flipped", MAC, start + b" " + bare(flipped(mac, 31)) + b"\n" + payload()
    yield "mac_zero", MAC, start + b" " + bare(bytes(32)) + b"\n" + payload()
    shorter = bare(mac_of(start.removesuffix(b"---")))
    yield "mac_without_the_dashes", MAC, start + b" " + shorter + b"\n" + payload()
    for name, line in (
        ("none", b""),
        ("only_space", b" "),
        ("no_space", bare(mac)),
        ("two_spaces", b"  " + bare(mac)),
        ("short", b" " + bare(mac[:31])),
        ("long", b" " + bare(mac + b"x")),
        ("padded", b" " + bare(mac) + b"="),
        ("not_canonical", b" " + not_canonical(bare(mac))),
        ("something_after", b" " + bare(mac) + b" x"),
        ("crlf", b" " + bare(mac) + b"\r"),
    ):
        yield f"mac_{name}", HEADER, start + line + b"\n" + payload()
    yield "mac_no_line", HEADER, start.removesuffix(b"---")
    yield "mac_no_line_end", HEADER, start + b" " + bare(mac)


def of_payloads() -> Files:
    whole = payload()
    yield "payload_none", HEADER, header()
    yield "payload_nonce_short", HEADER, header() + NONCE[:15]
    for name, data in (
        ("nonce_only", NONCE),
        ("tag_short", payload(b"")[:-1]),
        ("cut", whole[:-1]),
        ("cut_by_a_tag", whole[:-16]),
        ("flipped", flipped(whole, 16)),
        ("tag_flipped", flipped(whole, len(whole) - 1, 128)),
        ("nonce_flipped", flipped(whole, 0)),
        ("byte_after", whole + b"\n"),
        ("tag_after", whole + bytes(16)),
        ("another_last_chunk", whole + sealed(b"", 1)),
        ("twice", whole + sealed()),
        ("not_marked_last", NONCE + sealed(mark=0)),
        ("mark_2", NONCE + sealed(mark=2)),
        ("number_1", NONCE + sealed(number=1)),
        ("other_label", NONCE + sealed(label=b"header")),
        ("not_sealed", NONCE + CONTENT + bytes(16)),
    ):
        yield f"payload_{name}", PAYLOAD, header() + data


def of_armours() -> Files:
    lines = lines_of(header() + payload())
    text = b"\n".join([BEGIN, *lines, END, b""])
    last = lines[-1]

    def with_last(line: bytes) -> bytes:
        return text.replace(last + b"\n" + END, line + b"\n" + END)

    def with_second(line: bytes) -> bytes:
        return text.replace(lines[1], line, 1)

    for name, data in (
        ("no_begin", text.removeprefix(BEGIN + b"\n")),
        ("no_end", text.removesuffix(END + b"\n")),
        ("begin_hurt", text.replace(b"BEGIN", b"BEGIM")),
        ("end_hurt", text.replace(b"-----END", b"-----ENE")),
        ("end_indented", text.replace(END, b" " + END)),
        ("something_before", b"Dear Anna,\n" + text),
        ("something_after", text + b"Yours, Bert\n"),
        ("byte_order_mark", b"\xef\xbb\xbf" + text),
        ("nul_after", text + b"\x00"),
        ("form_feed_after", text + b"\x0c"),
        ("twice", text * 2),
        ("headers", text.replace(BEGIN + b"\n", BEGIN + b"\nVersion: 1\n\n")),
        ("checksum", text.replace(END, b"=abcd\n" + END)),
        ("cr_only", text.replace(b"\n", b"\r")),
        ("two_cr", text.replace(b"\n", b"\r\r\n")),
        ("empty_line", text.replace(lines[1], b"\n" + lines[1], 1)),
        ("empty_last_line", text.replace(END, b"\n" + END)),
        ("line_missing_a_letter", with_second(lines[1][:-1])),
        ("line_of_60", with_second(lines[1][:60])),
        ("line_of_76", with_second(lines[1] + lines[1][:12])),
        ("lines_joined", text.replace(lines[1] + b"\n", lines[1], 1)),
        ("space_at_end", with_second(lines[1] + b" ")),
        ("space_at_start", with_second(b" " + lines[1])),
        ("tab_within", with_second(lines[1][:30] + b"\t" + lines[1][31:])),
        ("letter_not_base64", with_second(lines[1][:30] + b"*" + lines[1][31:])),
        ("url_letter", with_second(lines[1][:30] + b"_" + lines[1][31:])),
        ("padding_within", with_second(lines[1][:62] + b"==")),
        ("padding_missing", with_last(last.rstrip(b"="))),
        ("padding_extra", with_last(last + b"=")),
        ("not_canonical", with_last(padded_not_canonical(last))),
        ("full_last_line_and_empty_one", text.replace(b"\n" + last, b"\n", 1)),
    ):
        yield f"armour_{name}", ARMOUR, data
    yield "armour_nothing_in_it", NOT_AGE, BEGIN + b"\n" + END + b"\n"
    yield "armour_other_kind", NOT_AGE, text.replace(b"AGE ENCRYPTED FILE", b"PGP MESSAGE")
    yield (
        "armour_small_letters",
        NOT_AGE,
        text.replace(BEGIN, BEGIN.lower()).replace(END, END.lower()),
    )
    yield "armour_in_armour", NOT_AGE, armoured(text)
    yield "armour_line_lost", PAYLOAD, text.replace(lines[4] + b"\n", b"")


def padded_not_canonical(line: bytes) -> bytes:
    bare_line = line.rstrip(b"=")
    return not_canonical(bare_line) + line[len(bare_line) :]


class Family(NamedTuple):
    """All files by name, and their classes."""

    files: Mapping[str, bytes]
    classes: Mapping[str, str]


def family() -> Family:
    """Make every file; the same ones each time."""
    files: dict[str, bytes] = {}
    classes: dict[str, str] = {}
    for kind in (
        good,
        of_versions,
        of_passphrases,
        of_factors,
        of_stanzas,
        of_macs,
        of_payloads,
        of_armours,
    ):
        for name, expected, data in kind():
            content = b"" if name == "good_empty" else CONTENT
            head = f"expect: {expected}\npassphrase: {WORDS}\n"
            if expected == GOOD:
                head += f"payload: {hashlib.sha256(content).hexdigest()}\n"
            if name in files:
                raise ValueError(f"two files are called {name}")
            files[name] = head.encode() + b"\n" + data
            classes[name] = expected
    return Family(MappingProxyType(files), MappingProxyType(classes))


def file_of(name: str) -> Path:
    return FOLDER / f"{name}.vector"


def main() -> None:
    """Write them all."""
    for old in FOLDER.iterdir():
        old.unlink()
    for name, data in family().files.items():
        file_of(name).write_bytes(data)


if __name__ == "__main__":
    main()
