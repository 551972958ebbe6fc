# SPDX-License-Identifier: Apache-2.0
"""What a passphrase of one's own is worth."""

import subprocess
import sys
import time
import unicodedata

import pytest

from recovery_assistant.system.assets import asset
from recovery_assistant.vault.passphrase import Passphrase, PassphraseTooLongError
from recovery_assistant.vault.strength import Worth, judge, usual
from recovery_assistant.vault.words import LIST, WordList

STRONG = "seven otters paint my attic at dawn"


@pytest.mark.parametrize("text", ["", " ", "\t \n", "\u00a0"])
def test_nothing_is_nothing(text: str) -> None:
    assert judge(Passphrase(text)).worth is Worth.EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "password",
        "Passw0rd!2026",
        "a" * 72,
        "a" * 1000,
        "ab" * 500,
        "1234567890" * 7,
        "qwertzuiop",
        "22.11.2026",
        "kitchen table",
        "Tr0ub4dour&3x",
    ],
)
def test_what_is_easy_to_guess_is_weak(text: str) -> None:
    judged = judge(Passphrase(text))
    assert judged.worth is Worth.WEAK
    assert not judged.is_enough


@pytest.mark.parametrize("text", [STRONG, "kX9#vQ2!mZ7$rT4", "вісім-синіх-човнів-пливуть-на-схід"])
def test_what_takes_long_is_enough(text: str) -> None:
    assert judge(Passphrase(text)).is_enough


def test_the_best_score_alone_is_not_enough() -> None:
    """10^10 guesses are the best score of the meter; the floor here is 10^14."""
    assert judge(Passphrase("otter dawn 81")).worth is Worth.WEAK
    assert judge(Passphrase("qpr7vxk2mz")).worth is Worth.WEAK


def test_every_drawn_passphrase_would_pass() -> None:
    drawn = WordList(asset(LIST))
    assert all(judge(drawn.draw()).is_enough for _each in range(50))


def test_names_from_the_file_are_no_secret() -> None:
    text = "Wolfsbergerin Kranzmayr 7"
    assert judge(Passphrase(text)).is_enough
    for names in (["Wolfsbergerin-Kranzmayr"], ["the PC of kranzmayr", "wolfsbergerin"]):
        judged = judge(Passphrase(text), names)
        assert judged.worth is Worth.PERSONAL
        assert not judged.is_enough


def test_names_of_one_file_are_forgotten_for_the_next() -> None:
    text = "Wolfsbergerin Kranzmayr 7"
    assert not judge(Passphrase(text), ["Wolfsbergerin", "Kranzmayr"]).is_enough
    assert judge(Passphrase(text)).is_enough


def test_a_strong_one_stays_strong_beside_a_name() -> None:
    assert judge(Passphrase(f"{STRONG} thinkpad"), ["ThinkPad"]).is_enough


def test_thousands_of_long_names_do_not_keep_anybody_waiting() -> None:
    began = time.monotonic()
    names = [f"{number} " + "x y z " * 300 for number in range(10_000)]
    assert judge(Passphrase(STRONG), names).is_enough
    assert time.monotonic() - began < 5


def test_what_is_written_in_two_ways_is_told() -> None:
    decomposed = unicodedata.normalize("NFD", "fünf grüne Bären tanzen früh im Büro")
    judged = judge(Passphrase(decomposed))
    assert judged.is_enough
    assert judged.altered
    assert judged.beyond_ascii
    composed = usual(Passphrase(decomposed))
    assert composed.text == unicodedata.normalize("NFC", decomposed)
    assert not judge(composed).altered
    assert judge(composed).beyond_ascii


def test_plain_letters_are_never_altered() -> None:
    judged = judge(Passphrase(STRONG))
    assert not judged.altered
    assert not judged.beyond_ascii
    assert usual(Passphrase(STRONG)).text == STRONG


@pytest.mark.parametrize("text", ["4@8({[<369!1|/70$5+7%2" * 30, "äöü" * 150, "()" * 500])
def test_the_longest_ones_are_judged_in_time(text: str) -> None:
    began = time.monotonic()
    judge(Passphrase(text))
    assert time.monotonic() - began < 10


def test_ten_thousand_characters_are_no_passphrase() -> None:
    with pytest.raises(PassphraseTooLongError) as caught:
        Passphrase("x" * 10_000)
    assert "x" not in str(caught.value)


def test_half_a_character_is_judged_like_any_other() -> None:
    assert judge(Passphrase("\ud83d")).worth is Worth.WEAK


def test_the_judgement_shows_nothing_of_it() -> None:
    assert "otters" not in repr(judge(Passphrase(STRONG)))


def test_the_meter_is_loaded_when_it_is_wanted() -> None:
    code = (
        "import sys, recovery_assistant.vault.strength\n"
        "raise SystemExit('zxcvbn' in sys.modules or 'cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
