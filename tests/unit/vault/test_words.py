# SPDX-License-Identifier: Apache-2.0
"""The six words: the list as it was published, drawn evenly, and typed in any manner."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from recovery_assistant.system.assets import asset
from recovery_assistant.vault.words import LIST, WORDS_DRAWN, WORDS_LISTED, WordList, WordListError

DRAWS = 13_000
"""Six words each: ten for every word of the list."""


@pytest.fixture(scope="module")
def word_list() -> WordList:
    return WordList(asset(LIST))


def test_the_list_is_the_one_published() -> None:
    data = asset(LIST).read_bytes()
    listed = data.decode("ascii").split("\n")
    assert hashlib.sha256(data).hexdigest() == (
        "944d3e912d90d6fbe6a5767cf61ae70565d0b20ef76025935517c782bf95e869"
    )
    assert listed.pop() == ""
    assert len(listed) == len(set(listed)) == WORDS_LISTED == 6**5
    assert listed == sorted(listed)
    assert all(3 <= len(word) <= 10 for word in listed)


def test_its_licence_stands_beside_it(root: Path) -> None:
    licence = (root / "resources" / "wordlists" / "LICENCE").read_text(encoding="utf-8")
    notice = (root / "NOTICE").read_text(encoding="utf-8")
    for text in (licence, notice):
        assert "Electronic Frontier Foundation" in text
        assert "CC BY 3.0 US" in text


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data.replace(b"abacus", b"abdomen"),
        lambda data: data + b"zzz\n",
        lambda _data: b"",
    ],
    ids=["short", "twice", "longer", "empty"],
)
def test_another_list_is_refused(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "eff_large.txt"
    path.write_bytes(change(asset(LIST).read_bytes()))
    with pytest.raises(WordListError, match="eff_large"):
        WordList(path)


def test_a_list_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(WordListError, match=r"gone\.txt"):
        WordList(tmp_path / "gone.txt")


def test_six_words_are_drawn_and_none_looks_like_two(word_list: WordList) -> None:
    for _each in range(200):
        drawn = word_list.draw().text
        parts = drawn.split("-")
        assert len(parts) == WORDS_DRAWN
        assert all(part in word_list.complete(part) for part in parts)
        assert word_list.canonical(drawn) == drawn


def test_every_word_is_drawn_equally_often_and_no_passphrase_twice(word_list: WordList) -> None:
    drawn = [word_list.draw().text for _each in range(DRAWS)]
    assert len(set(drawn)) == DRAWS
    counted = Counter(word for text in drawn for word in text.split("-"))
    kinds = WORDS_LISTED - 4
    expected = DRAWS * WORDS_DRAWN / kinds
    # Chi-square with 7,771 degrees of freedom: mean 7,771, standard deviation 124.7. Five of
    # these either way: once in a million runs by chance; an eighth of the words left out, or a
    # draw that favours some, is far outside.
    chi_square = sum((counted[word] - expected) ** 2 / expected for word in counted)
    chi_square += (kinds - len(counted)) * expected
    assert len(counted) <= kinds
    assert abs(chi_square - (kinds - 1)) < 5 * 124.7


def test_the_places_are_drawn_by_themselves(word_list: WordList) -> None:
    """No word follows another more often than chance has it: no word twice side by side."""
    pairs = 0
    twice = 0
    for _each in range(4_000):
        parts = word_list.draw().text.split("-")
        pairs += WORDS_DRAWN - 1
        twice += sum(one == other for one, other in pairwise(parts))
    # 20,000 / 7,772: two or three are expected, twenty never happen.
    assert pairs == 20_000
    assert twice < 20


def test_the_words_are_drawn_by_the_system(
    word_list: WordList, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def first(listed: tuple[str, ...]) -> str:
        asked.append(len(listed))
        return listed[0]

    monkeypatch.setattr(secrets, "choice", first)
    assert word_list.draw().text == "-".join(["abacus"] * 6)
    assert asked == [WORDS_LISTED - 4] * 6


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("aba", ("abacus",)),
        ("ABA", ("abacus",)),
        ("zoo", ("zookeeper", "zoologist", "zoology", "zoom")),
        ("abacus", ("abacus",)),
        ("yo-", ("yo-yo",)),
        ("qqq", ()),
        ("ä", ()),
        ("abacuses", ()),
    ],
)
def test_a_word_is_completed(word_list: WordList, typed: str, found: tuple[str, ...]) -> None:
    assert word_list.complete(typed) == found


def test_nothing_is_completed_by_everything(word_list: WordList) -> None:
    assert len(word_list.complete("")) == len(word_list) == WORDS_LISTED


@pytest.mark.parametrize(
    "typed",
    [
        "kitchen-tablet-lapel",
        "Kitchen Tablet lapel",
        "  KITCHEN   tablet\tlapel\n",
        "kitchen - tablet - lapel",
        "kitchen, tablet, lapel",
        "kitchen_tablet\u00a0lapel",
    ],
)
def test_words_typed_otherwise_are_the_same_words(word_list: WordList, typed: str) -> None:
    assert word_list.canonical(typed) == "kitchen-tablet-lapel"


def test_words_with_a_hyphen_of_their_own_are_words(word_list: WordList) -> None:
    assert word_list.canonical("T Shirt Yo-Yo abacus drop in") == "t-shirt-yo-yo-abacus-drop-in"
    assert word_list.canonical("yo abacus") is None
    assert word_list.canonical("abacus t") is None


@pytest.mark.parametrize(
    "typed",
    ["", " ", "---", "kitchen tablett", "kitchentablet", "Passw0rd", "abacus" * 50, "a" * 10_000],
)
def test_what_is_no_list_of_words_is_left_alone(word_list: WordList, typed: str) -> None:
    assert word_list.canonical(typed) is None
