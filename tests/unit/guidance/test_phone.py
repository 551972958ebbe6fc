# SPDX-License-Identifier: Apache-2.0
"""What is said on the phone: complete in each language, calm, and strictly read."""

import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from recovery_assistant.guidance import GuidanceError
from recovery_assistant.guidance.calling import (
    ALPHABETS,
    DIGITS_OF_KEY,
    HEX_LETTERS,
    MARKS,
    SCRIPTS,
    Script,
    marks_in,
    spoken,
)
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.guidance.profile import Directory

ROOT = Path(__file__).parents[3] / "resources" / "guidance"
PHONE = Phone(ROOT)
DIGITS = "0123456789"
LANGUAGES = PHONE.languages

# Words that make two digits of one, or a pair of two: what the rule of 11 may not catch.
PAIRS = re.compile(
    r"\b(?:double|triple|hundred|thousand|oh|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|doppel\w*|hundert|tausend"
    r"|\w+zehn|\w+zig|dreißig)\b",
    re.IGNORECASE,
)


def scripts() -> Iterator[tuple[str, Script]]:
    for language in LANGUAGES:
        for script in PHONE.tongue(language).scripts.values():
            yield language, script


ALL = tuple(scripts())


def named(value: object) -> str:
    return value.id if isinstance(value, Script) else str(value)


def test_english_comes_first_and_german_is_there() -> None:
    assert LANGUAGES[0] == "en"
    assert "de" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_everything(language: str) -> None:
    tongue = PHONE.tongue(language)
    assert set(tongue.scripts) == set(SCRIPTS)
    assert set(tongue.digits) == set(DIGITS)
    assert len(tongue.numbers) == 8
    assert tongue.title
    assert tongue.support
    for name in SCRIPTS:
        english, own = PHONE.tongue("en").scripts[name], tongue.scripts[name]
        assert marks_in(" ".join(own.say)) == marks_in(" ".join(english.say)), name
        for part in ("wait", "unsure", "never"):
            assert bool(getattr(own, part)) == bool(getattr(english, part)), (name, part)


def test_no_two_digits_and_no_two_words_of_an_alphabet_are_said_alike() -> None:
    for language in LANGUAGES:
        tongue = PHONE.tongue(language)
        for alphabet in PHONE.alphabets:
            said = [spoken(one, alphabet, tongue).casefold() for one in DIGITS + HEX_LETTERS]
            assert len(set(said)) == 16, (language, alphabet.id)


def test_digits_are_said_one_by_one_in_plain_words() -> None:
    assert PHONE.tongue("en").digits["0"] == "zero"
    assert PHONE.tongue("de").digits["0"] == "null"
    assert PHONE.tongue("de").digits["2"] == "zwo"
    for language in LANGUAGES:
        for word in PHONE.tongue(language).digits.values():
            assert word.isalpha()
            assert not PAIRS.search(word)


@pytest.mark.parametrize(("language", "script"), ALL, ids=named)
def test_each_line_is_one_short_sentence(language: str, script: Script) -> None:
    for text in script.say:
        # One line may say two short sentences in a breath, never three.
        assert len(re.findall(r"[.!?](?:\s|$)", text)) <= 2, (language, text)
        assert len(text) <= 110, (language, text)
        assert "!" not in text, (language, text)
        assert text[-1] in ".?,}", (language, text)


@pytest.mark.parametrize(("language", "script"), ALL, ids=named)
def test_no_sentence_says_digits_in_pairs(language: str, script: Script) -> None:
    for text in (*script.say, script.wait, script.unsure):
        found = [one for one in PAIRS.findall(text) if one != "oh"]
        assert not found, (language, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_block_is_said_with_its_number_first_and_then_in_halves(language: str) -> None:
    scripts = PHONE.tongue(language).scripts
    for name in ("read-out-block", "read-out-differs"):
        # Each half is a line by itself, so that it can be painted apart from the words.
        assert {"{first},", "{second}."} <= set(scripts[name].say)
        said = " ".join(scripts[name].say)
        assert said.index("{block}") < said.index("{first}") < said.index("{second}")
        # What is said is read back, each time.
        assert said.index("{second}") < len(said) - len("{second}.")
    holders = {name for name in SCRIPTS if DIGITS_OF_KEY & marks_in(" ".join(scripts[name].say))}
    assert holders == {"read-out-block", "read-out-differs"}


def test_german_says_sie() -> None:
    for script in PHONE.tongue("de").scripts.values():
        for text in (*script.say, script.unsure, script.wait):
            assert not re.search(r"\b(?:du|dir|dich|dein\w*|deine\w*)\b", text, re.IGNORECASE)


def test_nothing_is_promised_that_nobody_can_keep() -> None:
    promises = re.compile(
        r"nothing .*is lost|key exists|guarantee|certainly works|will open|nichts verloren"
        r"|den schlüssel gibt es|garantier|bestimmt auf",
        re.IGNORECASE,
    )
    assert promises.search("Nothing on the PC is lost.")
    for language, script in ALL:
        for text in (*script.say, script.wait, script.unsure, script.never):
            assert not promises.search(text), (language, text)


def test_before_the_identity_is_checked_nothing_about_a_key_is_asked_or_told() -> None:
    for language, script in ALL:
        if script.id.startswith("caller-"):
            assert marks_in(" ".join(script.say)) <= {"{company}"}, (language, script.id)


def test_every_alphabet_is_there_and_begins_each_word_with_its_letter() -> None:
    assert tuple(alphabet.id for alphabet in PHONE.alphabets) == ALPHABETS
    for alphabet in PHONE.alphabets:
        for letter, word in alphabet.letters.items():
            first = unicodedata.normalize("NFD", word)[0]
            assert first == letter, (alphabet.id, word)


def test_the_international_words_are_spelt_as_their_makers_spell_them() -> None:
    words = ("Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot")
    assert tuple(PHONE.alphabet("itu").letters.values()) == words


def test_the_german_table_of_cities_says_chemnitz_as_its_final_version_does() -> None:
    assert PHONE.alphabet("de-din").letters["C"] == "Chemnitz"
    source = PHONE.alphabet("de-din").sources
    assert source == ("DIN5009",)


def test_the_international_alphabet_takes_its_digits_from_the_caller() -> None:
    itu = PHONE.alphabet("itu")
    assert spoken("8", itu, PHONE.tongue("de")) == "acht"
    assert spoken("8", itu, PHONE.tongue("en")) == "eight"
    assert spoken("8", PHONE.alphabet("fr"), PHONE.tongue("en")) == "huit"
    assert spoken("B", itu, PHONE.tongue("de")) == "Bravo"


def test_what_is_not_there_falls_back_to_the_first() -> None:
    assert PHONE.tongue("xx") is PHONE.tongue("en")
    assert PHONE.tongue("../de").language == "en"
    assert PHONE.alphabet("none") is PHONE.alphabets[0]


@pytest.mark.parametrize("directory", Directory)
def test_every_directory_has_its_steps(directory: Directory) -> None:
    assert PHONE.rotation(directory).say


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT, tmp_path / "guidance"))


EN = "en/call.toml"
DE = "de/call.toml"
LETTERS = "en/alphabets.toml"
OURS = "en/organisation.toml"
TWICE = '[[rotation]]\ndirectory = "ad"\nsay = ["Look."]\nsources = ["OWN"]\n\n'


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        (EN, 'language = "en"', 'language = "de"', "language"),
        (EN, "support =", "mood = 'calm'\nsupport =", "mood"),
        (EN, 'support = "the help desk"\n', "", "support"),
        (EN, '"zero", ', "", "digits"),
        (EN, '"zero", "one", "two"', '"zero", "one", "one"', "digits"),
        (EN, '"zero", ', "0, ", "digits[0]"),
        (EN, 'numbers = ["one", ', "numbers = [", "numbers"),
        (DE, 'id = "call-end"', 'id = "call-over"', "script[23].id"),
        (DE, 'id = "call-end"', 'id = "caller-greet"', "script[23].id"),
        (DE, '[[script]]\nid = "call-end"', '[[scripts]]\nid = "call-end"', "script"),
        (EN, 'sources = ["PROC", "OWN"]', 'sources = ["PROC", "ME"]', "script[0].sources"),
        (EN, 'sources = ["PROC", "OWN"]', "", "script[0].sources"),
        (EN, "is {company}", "is {firm}", "script[0].say"),
        (EN, "is {company}", "is {first}", "script[0].say"),
        (EN, "is {company}", "is {company", "script[0].say"),
        (EN, "Count to three.", "Count to {block}.", "script[10].wait"),
        (EN, "Hello, this", "Hello,\\nthis", "script[0].say[0]"),
        (EN, 'say = ["What does', 'say = []\nmore = ["What does', "script[15].say"),
        (LETTERS, 'id = "itu"', 'id = "nato"', "alphabet"),
        (LETTERS, '"Bravo", ', "", "alphabet[0].letters"),
        (LETTERS, 'sources = ["SPELLING"]', 'sources = ["HEARSAY"]', "alphabet[0].sources"),
        (LETTERS, '"zéro", ', "", "alphabet[4].digits"),
        (LETTERS, "plain = true", "plain = 1", "alphabet[1].plain"),
        (OURS, "[[check]]", "[[checks]]", "checks"),
        (OURS, 'sources = ["PROC"]', "sources = []", "check[1].sources"),
        (OURS, 'id = "device"', 'id = "identity"', "check"),
        (OURS, "[[rotation]]", TWICE + "[[rotation]]", "rotation"),
        (OURS, 'directory = "ad"', 'directory = "ldap"', "rotation[2].directory"),
        (OURS, 'directory = "ad"', 'directory = "entra"', "rotation"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_file_and_its_key(
    root: Path, file: str, old: str, new: str, key: str
) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GuidanceError) as caught:
        Phone(root).check()
    assert (caught.value.file, caught.value.key) == (file, key)


@pytest.mark.parametrize("name", [LETTERS, OURS])
def test_a_missing_file_is_named(root: Path, name: str) -> None:
    (root / name).unlink()
    with pytest.raises(GuidanceError) as caught:
        Phone(root).check()
    assert caught.value.file == name


def test_without_any_language_there_is_nothing_to_say(tmp_path: Path) -> None:
    with pytest.raises(GuidanceError):
        Phone(tmp_path).check()


def test_every_mark_is_used_somewhere() -> None:
    used: set[str] = set()
    for _language, script in ALL:
        used |= marks_in(" ".join(script.say))
    assert used == set(MARKS)
