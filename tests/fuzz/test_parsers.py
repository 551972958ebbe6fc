# SPDX-License-Identifier: Apache-2.0
"""Any input at all: a parser keeps its promises for it (`oracles`)."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz import oracles
from recovery_assistant.keys import KeyDraft, KeyId, KeyReading

Case: TypeAlias = tuple[st.SearchStrategy[object], Callable[..., object]]

blocks = st.integers(0, 65_535).map(lambda value: f"{value * 11:06d}")
slips = st.text("0123456789?OlSB", min_size=3, max_size=8)
between = st.sampled_from(("-", "-", "-", " ", "  ", "\n", "\t", "\r\n", " - ", "_", "\u2013", ""))
ids = st.uuids().map(lambda uuid: str(uuid).upper()) | st.text("0123456789ABCDEF", min_size=8)
labels = st.sampled_from(
    ("Key ID: ", "Device ID: ", "{", "}", "\n\n", "1. ", "Block 2: ", ".BEK", "2026-11-02", ", ")
)


def run_together(pieces: list[tuple[str, str]]) -> str:
    return "".join(piece + gap for piece, gap in pieces)


keys = st.lists(blocks, min_size=8, max_size=8).map("-".join)
some_blocks = st.lists(st.tuples(blocks | slips, between), max_size=14).map(run_together)
document = st.lists(st.tuples(keys | some_blocks | ids | labels, between), max_size=5)
any_text = st.text(max_size=80) | st.text("0123456789?-\n OI", max_size=120)
documents = any_text | document.map(run_together)
written_ids = st.text() | st.text("0123456789abcdefABCDEFOISG{}- :", max_size=50) | ids | keys
encodings = st.sampled_from(
    ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp932", "gbk")
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Draw bytes as programs write them, or any."""
    if draw(st.booleans()):
        return draw(st.binary(max_size=300))
    return draw(documents).encode(draw(encodings), "ignore") + draw(st.binary(max_size=4))


@st.composite
def guidance(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw a file of the guidance with a stretch of it replaced, or any bytes in its place."""
    file = draw(st.sampled_from(sorted(oracles.ASKED)))
    if draw(st.booleans()):
        return file, draw(st.binary(max_size=200))
    text = (oracles.WORDS / file).read_bytes()
    at = draw(st.integers(0, len(text)))
    end = draw(st.integers(at, min(at + 60, len(text))))
    lines = st.sampled_from(
        ("true", "[[lines]]", 'id = "x"', "2026-11-02", '"', "'''", "[]", "9" * 30)
    )
    new = draw(lines | st.text(max_size=20)).encode("utf-8", "surrogatepass")
    return file, text[:at] + new + text[end:]


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
choices = st.sampled_from(("system", "dark", "eight", "line", "de", "../../x", "1.5", "en_GB"))
values = scalars | choices | st.floats(1, 2) | st.lists(scalars, max_size=2)
names = st.sampled_from(("theme", "text_scale", "language", "form", "auto_advance", "more"))
kept = st.dictionaries(names, values).map(json.dumps).map(str.encode) | st.binary(max_size=200)

PARSERS: Mapping[str, Case] = MappingProxyType(
    {
        "key text": (documents, oracles.check_key_text),
        "Key ID": (written_ids, oracles.check_key_id),
        "pairing": (documents, oracles.check_pairing),
        "decoding": (files(), oracles.check_decode),
        "guidance": (guidance(), lambda drawn: oracles.check_guidance(*drawn)),
        "settings": (kept, oracles.check_settings),
    }
)


def try_out(name: str, profile: str | None = None) -> None:
    strategy, check = PARSERS[name]

    def one(drawn: object) -> None:
        check(drawn)

    test = given(strategy)(one)
    (test if profile is None else settings.get_profile(profile)(test))()


@pytest.mark.parametrize("name", PARSERS)
def test_any_input_keeps_the_promises(name: str) -> None:
    try_out(name)


@pytest.mark.long
@pytest.mark.parametrize("name", PARSERS)
def test_a_hundred_thousand_inputs_keep_the_promises(name: str) -> None:
    try_out(name, "long")


@pytest.mark.parametrize("file", oracles.ASKED)
def test_guidance_as_it_is_is_taken_and_without_end_is_not(file: str) -> None:
    data = (oracles.WORDS / file).read_bytes()
    assert oracles.check_guidance(file, data)
    assert not oracles.check_guidance(file, data + b'\nlast = "')


KEY = "000011-046662-330011-720885-000099-135795-597531-011000"


def other_digits(_text: str) -> KeyReading:
    return KeyReading(KeyDraft(["000022"] * 8), (), 0, 0)


def claimed(_text: str) -> KeyReading:
    return KeyReading(KeyDraft(KEY.split("-")), (), 3, 0)


@pytest.mark.parametrize("broken", [other_digits, claimed])
def test_a_reading_of_what_was_not_given_is_noticed(
    monkeypatch: pytest.MonkeyPatch, broken: Callable[[str], KeyReading]
) -> None:
    oracles.check_key_text(KEY)
    monkeypatch.setattr(oracles, "read_key", broken)
    with pytest.raises(AssertionError):
        oracles.check_key_text(KEY)


def test_an_id_that_was_not_given_is_noticed() -> None:
    oracles.check_id(KeyId("5BFCBB05"), "{5bfcbb05-8d70}")
    with pytest.raises(AssertionError):
        oracles.check_id(KeyId("5BFCBB06"), "{5bfcbb05-8d70}")
