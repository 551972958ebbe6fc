# SPDX-License-Identifier: Apache-2.0
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.keys import Verdict, judge, plain_digits, plain_text, unreadable
from recovery_assistant.keys.block import is_fine

DECIMALS = [
    chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Nd"
]


def test_exactly_the_multiples_of_eleven_up_to_the_largest_16_bit_number_are_fine() -> None:
    fine = {value for value in range(1_000_000) if judge(f"{value:06}") is Verdict.FINE}
    assert fine == set(range(0, 65536 * 11, 11))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", Verdict.EMPTY),
        (" -\u200b", Verdict.EMPTY),
        ("49629", Verdict.SHORT),
        ("4962981", Verdict.LONG),
        ("49629O", Verdict.NOT_DIGIT),
        ("49629?", Verdict.NOT_DIGIT),
        ("4?", Verdict.NOT_DIGIT),
        ("49629\u00b2", Verdict.NOT_DIGIT),
        ("720896", Verdict.TOO_LARGE),
        ("888888", Verdict.TOO_LARGE),
        ("999999", Verdict.TOO_LARGE),
        ("720885", Verdict.FINE),
        ("720884", Verdict.NOT_RULE_11),
        ("496299", Verdict.NOT_RULE_11),
        ("000000", Verdict.FINE),
        ("4962-98", Verdict.FINE),
        (" 496 298 ", Verdict.FINE),
    ],
)
def test_each_verdict_is_given_for_its_fault(text: str, verdict: Verdict) -> None:
    assert judge(text) is verdict
    assert is_fine(text.replace(" ", "").replace("-", "")) is (verdict is Verdict.FINE)


def test_verdicts_are_named_as_the_terminal_program_prints_them() -> None:
    assert [str(verdict) for verdict in Verdict] == [
        "empty",
        "short",
        "long",
        "not_digit",
        "too_large",
        "not_rule_11",
        "fine",
    ]


@pytest.mark.parametrize("zero", [one for one in DECIMALS if unicodedata.decimal(one) == 0])
def test_digits_of_every_script_count(zero: str) -> None:
    script = [chr(ord(zero) + value) for value in range(10)]
    assert plain_digits("".join(script)) == "0123456789"
    assert judge("".join(script[int(digit)] for digit in "496298")) is Verdict.FINE


def test_digits_that_are_not_decimal_stay_what_they_are() -> None:
    assert plain_digits("\u00b2\u2460\u4e09\u216b") == "\u00b2\u2460\u4e09\u216b"


@pytest.mark.parametrize(
    "between",
    [
        *"- \t\n\r\v\f\0\u00a0\u2003\u202f\u3000\u2028\u2029\x85",
        *"\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u30fc\u2e3a\u2043\u02d7",
        *"\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad\u2060\u061c\ufe0f\u20e3",
    ],
)
def test_spaces_dashes_and_invisible_marks_are_dropped(between: str) -> None:
    assert plain_digits(between + between.join("496298") + between) == "496298"


def test_question_marks_of_other_scripts_count_as_unreadable() -> None:
    assert unreadable("4\uff1f6\u061f98?") == 3
    assert unreadable("496298") == 0


@given(st.text())
def test_anything_is_judged_and_plain_text_keeps_every_position(text: str) -> None:
    assert judge(text) in Verdict
    assert len(plain_text(text)) == len(text)
    assert plain_digits(plain_digits(text)) == plain_digits(text)
    assert is_fine(plain_digits(text)) == (judge(text) is Verdict.FINE)
