# SPDX-License-Identifier: Apache-2.0
from itertools import combinations, permutations

import pytest

from recovery_assistant.keys.confusions import (
    ANY,
    CONFUSIONS,
    DIGITS,
    LETTER_SOURCES,
    LETTERS,
    MIDDLE,
    REASON,
    SHARE,
    SIDE_BY_SIDE,
    SOURCES,
    SPOKEN,
    SPOKEN_SOURCE,
    STRONG,
    WEAK,
    Likeness,
)

PAD = ("789", "456", "123")


def test_every_group_has_a_source_that_is_written_out() -> None:
    used = {group.source for group in CONFUSIONS} | {SPOKEN_SOURCE, *LETTER_SOURCES.values()}
    assert used == set(SOURCES), "a source without a use, or a use without a source"
    assert set(LETTER_SOURCES) == set(LETTERS)
    assert all(len(text) > 20 for text in SOURCES.values())


def test_every_kind_of_likeness_is_in_the_table() -> None:
    assert {group.likeness for group in CONFUSIONS} == set(Likeness) - {Likeness.LETTER}


def test_no_pair_stands_twice_for_the_same_reason() -> None:
    for one, other in combinations(CONFUSIONS, 2):
        if one.likeness is other.likeness:
            assert {frozenset(pair) for pair in one.pairs}.isdisjoint(map(frozenset, other.pairs))


def test_pairs_are_two_different_digits_and_weights_are_one_of_three() -> None:
    for group in CONFUSIONS:
        assert group.weight in {STRONG, MIDDLE, WEAK}
        assert all(len(set(pair)) == 2 and set(pair) <= set(DIGITS) for pair in group.pairs)
    assert STRONG > MIDDLE > WEAK > ANY


def test_the_shares_of_each_digit_add_up_to_one() -> None:
    for meant in DIGITS:
        shares = [share for (true, _), share in SHARE.items() if true == meant]
        assert len(shares) == 9
        assert sum(shares) == pytest.approx(1)


def test_what_is_alike_weighs_more_than_what_is_not() -> None:
    for meant in DIGITS:
        alike = [SHARE[meant, d] for d in DIGITS if (meant, d) in REASON]
        strange = [SHARE[meant, d] for d in DIGITS if d != meant and (meant, d) not in REASON]
        assert min(alike) > max(strange)


def test_the_reason_is_the_likeness_that_weighs_most() -> None:
    assert REASON["1", "7"] is REASON["7", "1"] is Likeness.PRINT
    assert REASON["4", "9"] is Likeness.HANDWRITING
    assert REASON["5", "9"] is REASON["9", "5"] is Likeness.EAR
    assert REASON["2", "5"] is Likeness.KEYS
    assert ("2", "9") not in REASON


def test_neighbours_on_the_number_pad_are_neighbours_in_the_table() -> None:
    places = {digit: (x, y) for y, row in enumerate(PAD) for x, digit in enumerate(row)}
    for one, other in permutations(places, 2):
        (x, y), (u, v) = places[one], places[other]
        on_pad = abs(x - u) + abs(y - v) == 1
        in_row = abs(int(one) - int(other)) == 1
        assert (one + other in SIDE_BY_SIDE) == (on_pad or in_row)
    assert {pair for pair in SIDE_BY_SIDE if pair[0] == "0"} == {"01", "02", "09"}


def test_numbers_that_sound_alike_lead_to_each_other() -> None:
    assert {SPOKEN[heard] for heard in SPOKEN} == set(SPOKEN)
    assert all(SPOKEN[SPOKEN[heard]] == heard for heard in SPOKEN)
    assert SPOKEN["13"] == "30"
    assert SPOKEN["90"] == "19"
    assert len(SPOKEN) == 14


def test_letters_stand_for_digits_only() -> None:
    for letter, digits in LETTERS.items():
        assert letter not in DIGITS
        assert set(digits) <= set(DIGITS)
        assert digits
