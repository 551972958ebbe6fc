# SPDX-License-Identifier: Apache-2.0
"""What passes for what on the telephone."""

import pytest

from recovery_assistant.keys import judge
from recovery_assistant.keys.heard import Change, Hearing, alike, change

HEX = "0123456789ABCDEF"


LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "xx")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("character", HEX)
def test_what_is_proposed_is_another_hexadecimal_character_and_each_once(
    character: str, language: str
) -> None:
    found = [one for one, _how in alike(character, language)]
    assert set(found) <= set(HEX) - {character}
    assert len(set(found)) == len(found)


def test_rhymes_come_before_what_looks_alike() -> None:
    found = alike("B", "en")
    assert found[:2] == (("D", Hearing.SOUND), ("E", Hearing.SOUND))
    assert found[-1] == ("8", Hearing.LOOK)


def test_eight_and_a_and_five_and_nine_sound_alike_in_english() -> None:
    assert ("A", Hearing.SOUND) in alike("8", "en")
    assert ("8", Hearing.SOUND) in alike("A", "en")
    assert ("9", Hearing.SOUND) in alike("5", "en")


def test_two_and_three_sound_alike_in_german_and_a_language_without_a_list_is_as_english() -> None:
    assert ("3", Hearing.SOUND) in alike("2", "de")
    assert alike("B", "xx") == alike("B", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_passes_for_another_does_so_both_ways_and_b_is_never_alone(language: str) -> None:
    for character in HEX:
        for other, how in alike(character, language):
            assert (character, how) in alike(other, language)
    assert ("D", Hearing.SOUND) in alike("B", language)


@pytest.mark.parametrize(
    ("language", "pair"),
    [("pt", "36"), ("nl", "79"), ("es", "67"), ("it", "67"), ("fr", "E2"), ("pl", "78")],
)
def test_digits_sound_alike_in_the_callers_language_and_not_in_english(
    language: str, pair: str
) -> None:
    assert (pair[1], Hearing.SOUND) in alike(pair[0], language)
    assert (pair[1], Hearing.SOUND) not in alike(pair[0], "en")


@pytest.mark.parametrize(
    ("said", "heard", "what"),
    [
        ("486508", "486108", Change.DIGITS),
        ("486508", "48650", Change.SHORTER),
        ("486508", "4865080", Change.LONGER),
        ("486508", "846508", Change.NEIGHBOURS),
        ("486508", "486580", Change.NEIGHBOURS),
        ("486508", "684508", Change.APART),
        ("123456", "341256", Change.PAIRS),
        ("123456", "125634", Change.PAIRS),
        ("123456", "456123", Change.HALVES),
        ("116508", "776508", Change.DOUBLE),
        ("165508", "605508", Change.TEEN),
        ("605508", "165508", Change.TEEN),
        ("126508", "346508", Change.DIGITS),
        ("486508", "972317", Change.DIGITS),
    ],
)
def test_a_difference_has_its_name(said: str, heard: str, what: Change) -> None:
    found = change(said, heard)
    assert found is not None
    assert found[0] is what


def test_what_agrees_is_no_difference_however_it_is_written() -> None:
    assert change("486 508", "486508") is None


def test_it_is_said_whether_the_rule_of_eleven_lets_it_pass() -> None:
    assert change("000011", "000022") == (Change.DOUBLE, True)
    assert judge("000022").value == "fine"
    assert change("000011", "000012") == (Change.DIGITS, False)
