# SPDX-License-Identifier: Apache-2.0
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.keys.source import Source

MARKS = "\0\u200b\ufeff"


def test_line_ends_of_every_kind_are_one_line_end() -> None:
    assert Source("a\r\nb\nc").text == "a\nb\nc"
    assert Source("a\rb\u2028c").text == "a\nb\nc"
    assert Source("a\0\r\0\n\0b").text == "a\nb"


def test_tabs_stay_and_underscores_part_words() -> None:
    assert Source("a\tb_c\u00a0d").text == "a\tb-c d"


@given(st.lists(st.sampled_from("1a-" + MARKS), max_size=1200))
def test_every_position_leads_back_to_its_character(characters: list[str]) -> None:
    text = "".join(characters)
    source = Source(text)
    kept = [at for at, character in enumerate(text) if character not in MARKS]
    assert [source.where(at) for at in range(len(source.text))] == kept


def test_positions_are_right_far_into_a_long_text() -> None:
    text = "\0".join("0123456789" * 500)
    source = Source(text)
    assert [source.where(at) for at in (0, 1, 127, 128, 4999)] == [0, 2, 254, 256, 9998]
    assert source.where(len(source.text)) == len(text)
    assert Source("12\0\0").where(2) == 4


def test_the_first_character_of_a_long_text_is_made_plain() -> None:
    assert Source("\uff11" + "a" * 5_000).text == "1" + "a" * 5_000
