# SPDX-License-Identifier: Apache-2.0
"""Text with tags, folds and escapes, as it is meant."""

import time
from base64 import b64encode
from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.find.writing import Writing, as_meant, writing_of
from recovery_assistant.keys import KeyId, RecoveryKey, find_pairs

NewKey = Callable[[], RecoveryKey]
NewId = Callable[[], KeyId]


def pairs(text: str) -> set[tuple[str | None, str]]:
    return {
        (pair.key_id.hex if pair.key_id else None, "-".join(pair.draft.blocks))
        for pair in find_pairs(as_meant(text))
    }


@pytest.mark.parametrize(
    ("text", "writing"),
    [
        ("<!DOCTYPE html>\n<html>", Writing.TAGS),
        ("  <html><body>", Writing.TAGS),
        ('\N{ZERO WIDTH NO-BREAK SPACE}<?xml version="1.0"?>', Writing.TAGS),
        ("<!-- saved from url --><html>", Writing.TAGS),
        ('<Objs Version="1.1.0.1">', Writing.TAGS),
        ("version: 1\n\ndn: CN=x", Writing.FOLDED),
        ("dn:: Q049", Writing.FOLDED),
        ("# comment\n\ndn: CN=x\nmsFVE-RecoveryPassword: 1", Writing.FOLDED),
        ('{"value":[{"id":"1"}]}', Writing.ESCAPED),
        ('[{"id": 1}]', Writing.ESCAPED),
        ('["a"]', Writing.ESCAPED),
        ("{5BFCBB05-0000}", Writing.PLAIN),
        ("<5BFCBB05>", Writing.PLAIN),
        ("Identifier: 1", Writing.PLAIN),
        ("[x] done", Writing.PLAIN),
        ("", Writing.PLAIN),
    ],
)
def test_how_a_text_is_written_shows_at_its_beginning(text: str, writing: Writing) -> None:
    assert writing_of(text) is writing


def test_a_plain_text_stays_as_it_is() -> None:
    text = "a < b &amp; c\n d\\n <b>"
    assert as_meant(text) == text


@pytest.mark.parametrize(
    "between",
    [
        "-",
        "</span>-<span class='x'>",
        "&#45;",
        "&#x2d;",
        "&ndash;",
        "&nbsp;",
        "<wbr>-",
        "-<!-- -->",
        "-\n    ",
        "</b>&shy;-<b>",
    ],
)
def test_a_key_between_tags_is_one(between: str, new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    page = (
        f"<html><body><p>ID <b>{key_id.grouped()[:11]}</b>{key_id.grouped()[11:]}</p>"
        f"<p><span>{between.join(key.hyphenated().split('-'))}</span></p></body></html>"
    )
    assert pairs(page) == {(key_id.hex, key.hyphenated())}


def test_a_table_of_a_page_keeps_its_rows(new_key: NewKey, new_id: NewId) -> None:
    rows, expected = "", set()
    for number in range(6):
        key, key_id, device = new_key(), new_id(), new_id()
        named = number % 2
        expected.add((key_id.hex if named else None, key.hyphenated()))
        rows += (
            f"\n <tr>\n  <td>PC-{number}</td>\n  <td>{device.grouped()}</td>\n"
            f"  <td>{key_id.grouped() if named else ''}</td>\n  <td>{key.hyphenated()}</td>\n </tr>"
        )
    heading = "<tr><th>Computer</th><th>Device ID</th><th>Key ID</th><th>Key</th></tr>"
    assert pairs(f"<html><table>{heading}{rows}</table></html>") == expected


def test_lines_of_a_typed_page_stay_lines(new_key: NewKey, new_id: NewId) -> None:
    keys, ids = [new_key(), new_key()], [new_id(), new_id()]
    body = "".join(
        f"    Numerical Password:\n      ID: {{{i.grouped()}}}\n      Password:\n        "
        f"{k.hyphenated()}\n\n"
        for i, k in zip(ids, keys, strict=True)
    )
    expected = {(i.hex, k.hyphenated()) for i, k in zip(ids, keys, strict=True)}
    assert pairs(f"<html><pre>{body}</pre></html>") == expected
    assert as_meant(f"<pre>{body}</pre>").count("\n") >= body.count("\n")


def test_scripts_styles_and_comments_are_not_read(new_key: NewKey) -> None:
    key = new_key().hyphenated()
    for hidden in (
        f"<script>var k = '{key}';</script>",
        f"<STYLE type='x'>{key}</STYLE>",
        f"<!-- {key} -->",
    ):
        assert pairs(f"<html>{hidden}<p>1</p></html>") == set()


def test_what_has_no_end_hides_nothing(new_key: NewKey) -> None:
    key = new_key().hyphenated()
    for begun in ("<script>", "<!-- ", "<style", "<![CDATA["):
        assert pairs(f"<html>{begun} {key}") == {(None, key)}


def test_what_was_filled_in_is_read(new_key: NewKey) -> None:
    key = new_key().hyphenated()
    assert pairs(f'<html><input type="text" value="{key}"></html>') == {(None, key)}
    assert pairs(f"<html><img alt='{key}' src=x></html>") == {(None, key)}


def test_a_folded_value_is_joined(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    lines = [
        f"dn: CN=2021-11-28T15:37:11-00:00{{{key_id.grouped()}}},CN=PC-1,OU=Laptops,DC=example",
        f"msFVE-RecoveryPassword: {key.hyphenated()}",
    ]
    for width in (20, 33, 50, 76):
        folded = "\n".join(
            "\n ".join(line[at : at + width] for at in range(0, len(line), width)) for line in lines
        )
        for text in (folded, folded.replace("\n", "\r\n")):
            assert pairs(text) == {(key_id.hex, key.hyphenated())}


def test_a_value_in_base64_is_read(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    guid = b64encode(UUID(key_id.hex).bytes_le).decode()
    text = f"dn: CN=x\nmsFVE-RecoveryGuid:: {guid}\nmsFVE-RecoveryPassword: {key.hyphenated()}\n"
    assert pairs(text) == {(key_id.hex, key.hyphenated())}
    written = b64encode(f"CN={{{key_id.grouped()}}},OU=Büro".encode()).decode()
    text = f"dn:: {written}\nmsFVE-RecoveryPassword: {key.hyphenated()}\n"
    assert pairs(text) == {(key_id.hex, key.hyphenated())}


@pytest.mark.parametrize("value", ["A", "####", "AAAA=AAA", b64encode(bytes(99)).decode()])
def test_what_is_no_text_in_base64_is_left_alone(value: str) -> None:
    text = f"dn: x\nmsFVE-KeyPackage:: {value}"
    assert as_meant(text) == text


def test_escapes_of_json_are_undone(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    text = f'{{"notes":"ID: {key_id.grouped()}\\r\\nKey:\\n{key.hyphenated()}\\n"}}'
    assert pairs(text) == {(key_id.hex, key.hyphenated())}
    assert pairs(text.replace("-", "\\u002d")) == {(key_id.hex, key.hyphenated())}


def test_a_piece_out_of_the_middle_is_read_as_it_is_told(new_key: NewKey) -> None:
    key = new_key().hyphenated()
    piece = f"{key[:30]}\n {key[30:]}"
    assert find_pairs(as_meant(piece, Writing.FOLDED))[0].well_formed
    assert as_meant("a &amp; b", Writing.TAGS) == "a & b"


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<script>",
        "<!--",
        "<td ",
        " ",
        "\n ",
        "</td ",
        "<![CDATA[",
        "<input ",
        "<input value='",
        "&#",
        "&",
        "<a" + " " * 7_000,
        "\t ",
        "a:: AAAA\n",
        "\\u00",
    ],
)
def test_a_megabyte_of_anything_takes_seconds(piece: str) -> None:
    text = piece * (400_000 // len(piece))
    start = time.perf_counter()
    for begun in ("<p>", "<pre>", "dn: x\n", '{"'):
        as_meant(begun + text)
    assert time.perf_counter() - start < 5


@given(st.text(max_size=300), st.sampled_from(Writing))
def test_any_text_is_read_without_a_fault(text: str, writing: Writing) -> None:
    as_meant(text, writing)
    writing_of(text)
