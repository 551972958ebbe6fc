# SPDX-License-Identifier: Apache-2.0
"""An organisation's profile is read strictly; whatever the bytes are, the answer is a value."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.guidance.calling import ALPHABETS, REPLACEABLE
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.guidance.profile import (
    LARGEST_PROFILE,
    Check,
    Directory,
    Profile,
    ProfileFault,
    ProfileProblem,
    profile_of,
)
from recovery_assistant.wording.profile import profile_fault

RESOURCES = Path(__file__).parents[3] / "resources"
EXAMPLE = RESOURCES / "profile" / "example.toml"

UNKNOWN = ProfileProblem.UNKNOWN_NAME
MISSING = ProfileProblem.MISSING
TYPE = ProfileProblem.WRONG_TYPE
VALUE = ProfileProblem.WRONG_VALUE
PLAIN = ProfileProblem.NOT_PLAIN_TEXT
HTTPS = ProfileProblem.NOT_HTTPS


def read(text: str) -> Profile:
    profile = profile_of(text.encode())
    assert isinstance(profile, Profile), profile
    return profile


def test_an_empty_profile_is_the_ordinary_one() -> None:
    assert read("") == Profile()
    assert read("# only a comment\n") == Profile()


def test_the_example_is_a_profile_and_shows_every_name_there_is() -> None:
    data = EXAMPLE.read_bytes()
    profile = profile_of(data)
    assert isinstance(profile, Profile)
    assert profile.company == "Example Ltd"
    assert profile.directory is Directory.ENTRA
    assert profile.checks[0] == Check(
        "call-back", "I called back the number in the staff directory"
    )
    for name in Profile.__dataclass_fields__:
        assert f"\n{name} = " in data.decode() or f"[{name}]" in data.decode(), name
    for name in (*ALPHABETS, *sorted(REPLACEABLE), *(one.value for one in Directory)):
        assert name in data.decode()


def test_everything_that_is_set_arrives() -> None:
    profile = read("""
        company = "Muster AG"
        portal = "https://hilfe.muster.example:8443/key?a=1#b"
        languages = ["de", "en"]
        alphabets = ["de-din", "itu"]
        directory = "ad"
        hide_after = 15
        end_after = 3600
        audit = true
        reference = "Vorgang"
        checks = [{id = "a", text = "Rückruf"}]
        ways = [{id = "b", text = "Persönlich"}]
        reasons = [{id = "c", text = "BIOS"}]
        words = {"caller-greet.de" = "Grüß Gott, {company}.", call-end = "Bye."}
    """)
    assert profile == Profile(
        company="Muster AG",
        portal="https://hilfe.muster.example:8443/key?a=1#b",
        checks=(Check("a", "Rückruf"),),
        ways=(Check("b", "Persönlich"),),
        reasons=(Check("c", "BIOS"),),
        words={"caller-greet.de": "Grüß Gott, {company}.", "call-end": "Bye."},
        languages=("de", "en"),
        alphabets=("de-din", "itu"),
        directory=Directory.AD,
        hide_after=15,
        end_after=3600,
        audit=True,
        reference="Vorgang",
    )


@pytest.mark.parametrize(
    ("text", "problem", "name"),
    [
        ("colour = 'red'", UNKNOWN, "colour"),
        ("Company = 'X'", UNKNOWN, "Company"),
        ("company = 3", TYPE, "company"),
        ("company = ''", VALUE, "company"),
        ("company = '   '", VALUE, "company"),
        (f"company = '{'x' * 501}'", VALUE, "company"),
        ("company = '<script>alert(1)</script>'", PLAIN, "company"),
        ("company = 'a < b'", PLAIN, "company"),
        ("company = 'a > b'", PLAIN, "company"),
        ("company = 'a\u202eb'", PLAIN, "company"),
        ("company = 'a\u2066b'", PLAIN, "company"),
        ("company = 'a\u200fb'", PLAIN, "company"),
        ('company = "a\\u0000b"', PLAIN, "company"),
        ('company = "a\\u001bb"', PLAIN, "company"),
        ('company = "a\\nb"', PLAIN, "company"),
        ("company = '\ufeffa'", PLAIN, "company"),
        ("portal = 'http://a.example'", HTTPS, "portal"),
        ("portal = 'a.example'", HTTPS, "portal"),
        ("portal = 'https://a'", HTTPS, "portal"),
        ("portal = 'https://user@a.example/'", HTTPS, "portal"),
        ("portal = 'https://a.example@b.example/'", HTTPS, "portal"),
        ("portal = 'https://a.example\\\\b.example/'", HTTPS, "portal"),
        ("portal = 'https://\u0430.example/'", HTTPS, "portal"),
        ("portal = 'https://A.example/'", HTTPS, "portal"),
        ("portal = 'javascript:alert(1)'", HTTPS, "portal"),
        ("portal = 'https://a.example/ b'", HTTPS, "portal"),
        ("portal = ['https://a.example']", TYPE, "portal"),
        ("languages = 'de'", TYPE, "languages"),
        ("languages = []", VALUE, "languages"),
        ("languages = ['german']", VALUE, "languages[0]"),
        ("languages = ['en', 7]", TYPE, "languages[1]"),
        ("languages = ['../x']", VALUE, "languages[0]"),
        ("alphabets = ['itu', 'nato']", UNKNOWN, "alphabets[1]"),
        ("alphabets = [[]]", TYPE, "alphabets[0]"),
        ("directory = 'azure'", VALUE, "directory"),
        ("directory = true", TYPE, "directory"),
        ("hide_after = '180'", TYPE, "hide_after"),
        ("hide_after = true", TYPE, "hide_after"),
        ("hide_after = 1.5", TYPE, "hide_after"),
        ("hide_after = 14", VALUE, "hide_after"),
        ("hide_after = 0", VALUE, "hide_after"),
        ("hide_after = -60", VALUE, "hide_after"),
        ("end_after = 3601", VALUE, "end_after"),
        ("hide_after = 100\nend_after = 99", VALUE, "end_after"),
        ("hide_after = 1000", VALUE, "end_after"),
        ("audit = 1", TYPE, "audit"),
        ("audit = 'no'", TYPE, "audit"),
        ("reference = {}", TYPE, "reference"),
        ("checks = []", VALUE, "checks"),
        ("checks = {}", TYPE, "checks"),
        ("checks = ['a']", TYPE, "checks[0]"),
        ("checks = [{id = 'a'}]", MISSING, "checks[0].text"),
        ("ways = [{text = 'a'}]", MISSING, "ways[0].id"),
        ("ways = [{id = 'A b', text = 'a'}]", VALUE, "ways[0].id"),
        ("reasons = [{id = 'a', text = 'a', more = 1}]", UNKNOWN, "reasons[0].more"),
        ("reasons = [{id = 'a', text = '<b>'}]", PLAIN, "reasons[0].text"),
        ("checks = [{id = 'a', text = 'a'}, {id = 'a', text = 'b'}]", VALUE, "checks"),
        (f"checks = [{'{id = 1},' * 51}]", VALUE, "checks"),
        ("words = 3", TYPE, "words"),
        ("words = {call-begin = 'a'}", UNKNOWN, "words.call-begin"),
        ("words = {'call-end.' = 'a'}", UNKNOWN, "words.call-end."),
        ("words = {'call-end.german' = 'a'}", UNKNOWN, "words.call-end.german"),
        ("[words]\ncall-end.de = 'a'", TYPE, "words.call-end"),
        ("words = {call-end = '<img src=x>'}", PLAIN, "words.call-end"),
        ("words = {call-end = 'a {digits}'}", VALUE, "words.call-end"),
        ("words = {call-end = 'a {first} {second}'}", VALUE, "words.call-end"),
        ("words = {call-end = 'a }'}", VALUE, "words.call-end"),
        ("words = {key-id-read-back = 'Is it right?'}", VALUE, "words.key-id-read-back"),
        ("words = {read-out-block = 'Block.'}", UNKNOWN, "words.read-out-block"),
        ("words = {read-out-differs = 'Again.'}", UNKNOWN, "words.read-out-differs"),
    ],
)
def test_what_is_wrong_is_named(text: str, problem: ProfileProblem, name: str) -> None:
    assert profile_of(text.encode()) == ProfileFault(problem, name)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("company = 'Muster'".encode("utf-16"), ProfileProblem.NOT_UTF8),
        ("company = 'Muster'".encode("utf-16-le"), ProfileProblem.NOT_UTF8),
        ("company = 'Müller'".encode("cp1252"), ProfileProblem.NOT_UTF8),
        (b"company = 'a'\n" * 800_000, ProfileProblem.TOO_LARGE),
        (b" " * (LARGEST_PROFILE + 1), ProfileProblem.TOO_LARGE),
        (b"\x89PNG\r\n\x1a\n", ProfileProblem.NOT_UTF8),
        (b"<html></html>", ProfileProblem.NOT_TOML),
        (b"company = 'a'\ncompany = 'b'", ProfileProblem.NOT_TOML),
        (b"hide_after = " + b"9" * 60_000, ProfileProblem.NOT_TOML),
        (b"x = " + b"[" * 60_000, ProfileProblem.NOT_TOML),
        (b"hide_after = nan", ProfileProblem.WRONG_TYPE),
    ],
)
def test_bytes_that_are_no_profile_are_told_apart(data: bytes, problem: ProfileProblem) -> None:
    fault = profile_of(data)
    assert isinstance(fault, ProfileFault)
    assert fault.problem is problem


def test_a_profile_of_exactly_the_largest_size_is_read() -> None:
    assert profile_of(b" " * LARGEST_PROFILE) == Profile()


def test_a_byte_order_mark_of_windows_is_no_fault() -> None:
    assert profile_of("\ufeffcompany = 'a'".encode()) == Profile(company="a")


def test_the_line_of_a_slip_is_told() -> None:
    fault = profile_of(b"company = 'a'\nportal = \n")
    assert fault == ProfileFault(ProfileProblem.NOT_TOML, line=2)


@pytest.mark.parametrize("separator", ["\n", "."])
def test_keys_without_end_are_refused_soon(separator: str) -> None:
    line = " = 1\n" if separator == "\n" else separator
    keys = [f"k{number:05d}" for number in range(LARGEST_PROFILE // (6 + len(line)) - 1)]
    text = line.join(keys) + " = 1"
    started = time.process_time()
    fault = profile_of(text.encode())
    assert time.process_time() - started < 5
    assert isinstance(fault, ProfileFault)
    assert fault.problem in {ProfileProblem.UNKNOWN_NAME, ProfileProblem.NOT_TOML}


def test_a_name_with_hidden_characters_is_shown_without_them() -> None:
    fault = profile_of(f"'a\u202e{'b' * 200}' = 1".encode())
    assert isinstance(fault, ProfileFault)
    assert fault.name.startswith("a\N{REPLACEMENT CHARACTER}b")
    assert len(fault.name) == 80


def test_no_fault_quotes_a_value() -> None:
    for text in ("company = '<hunter2>'", "directory = 'hunter2'", "portal = 'hunter2'", "hunter2"):
        assert "hunter2" not in repr(profile_of(text.encode()))


@pytest.mark.parametrize("problem", ProfileProblem)
def test_every_fault_is_said_in_words(problem: ProfileProblem) -> None:
    said = profile_fault(ProfileFault(problem, "checks[2].text", 7))
    assert "not used" in said.title
    assert said.sentence.endswith(".")


def test_the_key_id_may_be_read_back_in_own_words_if_it_is_read_back() -> None:
    assert read("words = {key-id-read-back = 'I have {spelt}. Right?'}").words


def test_a_language_without_words_is_passed_over_and_defaults_fill_what_is_not_set() -> None:
    profile = Phone(RESOURCES / "guidance").with_defaults(
        read("languages = ['xx', 'de']\nchecks = [{id = 'a', text = 'A'}]")
    )
    assert profile.languages == ("de",)
    assert profile.checks == (Check("a", "A"),)
    assert len(profile.ways) >= 3
    assert len(profile.reasons) >= 5


TEXT = st.text(max_size=20)
VALUES = st.recursive(
    st.one_of(TEXT, st.integers(), st.booleans(), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)


def as_toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(one):08x}" for one in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_toml(k)} = {as_toml(v)}" for k, v in value.items()) + "}"
    return str(value)


@given(st.dictionaries(st.sampled_from(sorted(Profile.__dataclass_fields__)), VALUES))
def test_any_table_gets_an_answer(table: dict[str, object]) -> None:
    lines = "\n".join(f"{name} = {as_toml(value)}" for name, value in table.items())
    assert isinstance(profile_of(lines.encode()), Profile | ProfileFault)


@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    assert isinstance(profile_of(data), Profile | ProfileFault)


def test_every_script_but_those_of_digits_can_be_replaced() -> None:
    for script in REPLACEABLE:
        assert read(f"words = {{{script} = 'a {{spelt}} {{block}} {{company}}'}}").words
