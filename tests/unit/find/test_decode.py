# SPDX-License-Identifier: Apache-2.0
"""Bytes to text, whatever program wrote them."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.find.decode import decode

GERMAN = "Schlüsselschutz für Größe: Übergabe\r\n"
JAPANESE = "この回復キーは、次のドライブのロックを解除するためのものです。\r\n"
KEY_LINE = "ID: 5BFCBB05-1A2B\r\n012345-012345-012345-012345-012345-012345-012345-012345\r\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + (GERMAN + KEY_LINE).encode(encoding))
    assert decoded.text == GERMAN + KEY_LINE
    assert not decoded.looks_binary


@pytest.mark.parametrize("text", [KEY_LINE, GERMAN + KEY_LINE, JAPANESE * 9 + KEY_LINE])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
def test_two_bytes_a_character_are_seen_without_a_mark(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.encoding == encoding
    assert decoded.text == text


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "utf-8"])
def test_german_is_read_in_the_code_pages_of_window_and_console(encoding: str) -> None:
    assert decode((GERMAN + KEY_LINE).encode(encoding)).text == GERMAN + KEY_LINE


def test_japanese_is_read_in_its_code_page() -> None:
    assert decode((JAPANESE + KEY_LINE).encode("cp932")).text == JAPANESE + KEY_LINE


@pytest.mark.parametrize("encoding", ["cp932", "gbk"])
def test_full_width_digits_of_an_east_asian_code_page_stay_digits(encoding: str) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in "012345678901")
    assert wide in decode(("回復" + wide).encode(encoding)).text


@pytest.mark.parametrize(
    "encoding", ["cp932", "gbk", "cp949", "big5", "cp1251", "cp850", "cp1252", "latin-1"]
)
def test_no_code_page_swallows_the_ascii_digits(encoding: str) -> None:
    for lead in range(0x80, 0x100):
        read = bytes([lead, *b"123456-"]).decode(encoding, errors="replace")
        assert read.endswith("123456-")


def test_a_two_byte_file_appended_to_a_one_byte_file_is_still_readable() -> None:
    data = b"first line of an old note, one byte a character\r\n" * 4 + KEY_LINE.encode("utf-16-le")
    assert "012345-012345" in decode(data).text.replace("\0", "")


def test_an_odd_byte_at_the_end_of_two_byte_text_is_no_obstacle() -> None:
    assert decode(KEY_LINE.encode("utf-16-le") + b"x").text.startswith(KEY_LINE)


@pytest.mark.parametrize("data", [bytes(range(32)) * 40, bytes(2000), bytes(range(256)) * 9])
def test_junk_is_called_binary(data: bytes) -> None:
    assert decode(data).looks_binary


@pytest.mark.parametrize("data", [b"", b"a\tb\r\n\x1a", (GERMAN * 9).encode("cp850")])
def test_text_is_not_called_binary(data: bytes) -> None:
    assert not decode(data).looks_binary


def test_the_representation_shows_nothing_of_the_text() -> None:
    assert "012345" not in repr(decode(KEY_LINE.encode()))


@given(st.binary(max_size=2000))
def test_no_bytes_raise(data: bytes) -> None:
    assert "\0" not in decode(data).text


@given(st.text(max_size=500))
def test_every_text_comes_back_from_utf_8_but_for_its_nuls(text: str) -> None:
    data = codecs.BOM_UTF8 + text.encode("utf-8", errors="replace")
    assert decode(data).text == data[3:].decode("utf-8").replace("\0", "")


def test_a_nul_behind_a_line_does_not_turn_it_into_two_byte_characters() -> None:
    key = "-".join(f"{value * 11:06d}" for value in range(1, 9))
    assert decode(f"{key}\0".encode()).text == key
    assert decode(f"{key}\0{key}\0".encode()).text == key + key
