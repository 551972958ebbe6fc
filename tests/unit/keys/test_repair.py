# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.keys import (
    Likeness,
    RecoveryKey,
    Slip,
    Suggestion,
    Verdict,
    judge,
    suggest_block,
    suggest_key,
    suggest_run,
)
from recovery_assistant.keys.confusions import (
    ALONG,
    LEADING_ZERO,
    REASON,
    SHARE,
    SIDE_BY_SIDE,
    TWIN,
)
from recovery_assistant.keys.repair import MOST_KEYS, best_layout, layouts

SAMPLE = [f"{value * 11:06}" for value in range(0, 65536, 97)]
FINE_BLOCKS = st.integers(0, 65535).map(lambda value: f"{value * 11:06}")


def found(typed: str) -> list[str]:
    return [one.digits for one in suggest_block(typed)]


def wrong_digits(block: str) -> list[str]:
    return [
        block[:at] + now + block[at + 1 :]
        for at, was in enumerate(block)
        for now in "0123456789"
        if now != was
    ]


def test_the_truth_is_among_the_suggestions_for_every_wrong_digit() -> None:
    for block in SAMPLE:
        for typed in wrong_digits(block):
            suggestions = suggest_block(typed)
            assert block in [one.digits for one in suggestions]
            assert len(suggestions) <= 10
            assert {one.slip for one in suggestions} <= {
                Slip.WRONG_DIGIT,
                Slip.SWAPPED,
                Slip.MISHEARD,
            }


def test_the_truth_is_among_the_suggestions_for_every_swap_of_neighbours() -> None:
    for block in SAMPLE:
        for at in range(5):
            if block[at] != block[at + 1]:
                typed = block[:at] + block[at + 1] + block[at] + block[at + 2 :]
                one = next(one for one in suggest_block(typed) if one.digits == block)
                assert (one.slip, one.position) == (Slip.SWAPPED, at + 1)
                assert (one.was, one.now) == (typed[at : at + 2], block[at : at + 2])


def test_one_unreadable_digit_has_exactly_one_answer() -> None:
    for block in SAMPLE:
        for at in range(6):
            (one,) = suggest_block(block[:at] + "?" + block[at + 1 :])
            assert one == Suggestion(block, Slip.UNREADABLE, at + 1, "?", block[at], 1.0)
            assert (one.digits, one.was, one.now) == (block, "?", block[at])


def test_two_unreadable_digits_give_every_answer_there_is() -> None:
    for block in SAMPLE[::10]:
        for one, other in combinations(range(6), 2):
            typed = list(block)
            typed[one] = typed[other] = "?"
            every = {
                "".join([*typed[:one], a, *typed[one + 1 : other], b, *typed[other + 1 :]])
                for a in "0123456789"
                for b in "0123456789"
            }
            fine = {text for text in every if judge(text) is Verdict.FINE}
            assert sorted(found("".join(typed))) == sorted(fine)
            assert block in fine


def test_the_truth_is_among_the_suggestions_for_every_missing_digit() -> None:
    for block in SAMPLE:
        for at in range(6):
            suggestions = suggest_block(block[:at] + block[at + 1 :])
            assert block in [one.digits for one in suggestions]
            assert len(suggestions) <= 6
            assert {one.slip for one in suggestions} == {Slip.MISSING}


def test_the_truth_is_among_the_suggestions_for_every_extra_digit() -> None:
    for block in SAMPLE[::3]:
        for at in range(7):
            for digit in "0123456789":
                suggestions = suggest_block(block[:at] + digit + block[at:])
                assert block in [one.digits for one in suggestions]
                assert {one.slip for one in suggestions} == {Slip.EXTRA}


@pytest.mark.parametrize(
    ("letter", "digit"),
    [
        *zip("OoQDlIiLSsBGgZzTA", "00001111558692274", strict=True),
        ("b", "6"),
        ("q", "9"),
        ("|", "1"),
    ],
)
def test_a_letter_is_proposed_as_the_digit_it_looks_like(letter: str, digit: str) -> None:
    for block in SAMPLE[::5]:
        for at in [at for at, was in enumerate(block) if was == digit]:
            (one,) = suggest_block(block[:at] + letter + block[at + 1 :])
            assert (one.digits, one.slip, one.position) == (block, Slip.LETTER, at + 1)
            assert (one.was, one.now) == (letter, digit)


def test_letters_that_fit_as_they_look_come_first() -> None:
    # 110220 is ten times 11 times 1002; other pairs of digits fit too.
    first, *rest = suggest_block("1l022O")
    assert (first.digits, first.was, first.now) == ("110220", "lO", "10")
    assert rest
    assert first.likelihood > 0.5


def test_many_letters_are_read_as_nothing_but_what_they_look_like() -> None:
    assert found("llOZZO")[0] == "110220"
    assert found("llllll")[0] == "111111"
    assert all(set(one) <= {"1", "7"} for one in found("llllll"))


@pytest.mark.parametrize("typed", ["???298", "4???98", "l??298", "x?y298"])
def test_three_unknown_digits_are_too_many(typed: str) -> None:
    assert suggest_block(typed) == ()


def test_any_other_character_counts_as_unreadable() -> None:
    (one,) = suggest_block("49629*")
    assert (one.digits, one.slip) == ("496298", Slip.UNREADABLE)
    (one,) = suggest_block("4962x98")
    assert (one.digits, one.slip, one.was) == ("496298", Slip.EXTRA, "x")


@pytest.mark.parametrize("typed", ["", "1", "4962", "49629811", "496298", "496-298", "\uff10" * 6])
def test_fine_and_hopeless_blocks_get_no_suggestion(typed: str) -> None:
    assert suggest_block(typed) == ()


@pytest.mark.parametrize("typed", ["888888", "999999", "720896", "777777"])
def test_a_block_that_is_too_large_gets_suggestions(typed: str) -> None:
    assert judge(typed) is Verdict.TOO_LARGE
    assert suggest_block(typed)


def test_slips_that_the_rule_misses_are_proposed_once_a_block_is_too_large() -> None:
    kinds = set()
    for value in range(0, 65536, 7):
        block = f"{value * 11:06}"
        slips = {
            "two apart": (block[2::-1] + block[3:], Slip.SWAPPED),
            "pairs": (block[2:4] + block[:2] + block[4:], Slip.SWAPPED),
            "halves": (block[3:] + block[:3], Slip.SWAPPED),
        }
        if block[0] == block[1]:
            slips["double"] = ("99" + block[2:], Slip.WRONG_DIGIT)
        for kind, (typed, slip) in slips.items():
            if judge(typed) is Verdict.TOO_LARGE:
                kinds.add(kind)
                assert {one.digits: one.slip for one in suggest_block(typed)}[block] is slip
    assert len(kinds) == 4


@pytest.mark.parametrize(
    ("true", "typed"), [("1", "7"), ("0", "6"), ("3", "8"), ("5", "6"), ("4", "9"), ("0", "8")]
)
def test_a_look_alike_stands_before_the_other_wrong_digits_of_its_place(
    true: str, typed: str
) -> None:
    for a, b in ((true, typed), (typed, true)):
        ranks = [
            found(block[:at] + b + block[at + 1 :]).index(block)
            for block in SAMPLE
            for at in [at for at, was in enumerate(block) if was == a]
        ]
        assert sum(ranks) / len(ranks) < 2.4, "random order would give about 2.4"


def test_keys_side_by_side_are_hit_for_each_other_more_than_keys_far_apart() -> None:
    for true, near, far in (("1", "4", "8"), ("2", "0", "8"), ("9", "0", "2"), ("3", "4", "0")):
        assert SHARE[true, near] > SHARE[true, far]
    for true in "0123456789":
        shares = (SHARE[true, typed] for typed in "0123456789" if typed != true)
        assert sum(shares) == pytest.approx(1)


def test_a_number_that_sounds_alike_is_mostly_among_the_first_three() -> None:
    pairs = [(f"1{n}", f"{n}0") for n in (3, 4, 5, 7, 8, 9)]
    ranks = []
    for meant, typed in [*pairs, *[(typed, meant) for meant, typed in pairs]]:
        for block in SAMPLE:
            for at in [at for at in (0, 1, 2, 4) if block[at : at + 2] == meant]:
                suggestions = suggest_block(block[:at] + typed + block[at + 2 :])
                place = next(n for n, one in enumerate(suggestions) if one.digits == block)
                one = suggestions[place]
                assert (one.slip, one.likeness) == (Slip.MISHEARD, Likeness.EAR)
                assert (one.position, one.was, one.now) == (at + 1, typed, meant)
                ranks.append(place)
    assert sum(rank < 3 for rank in ranks) > 0.75 * len(ranks), "random order would give half"


def test_sixteen_for_sixty_is_seen_only_once_a_block_is_too_large() -> None:
    assert judge("601601") is judge("160160") is Verdict.FINE
    assert judge("716001") is Verdict.FINE
    assert judge("760001") is Verdict.TOO_LARGE
    one = next(one for one in suggest_block("760001") if one.digits == "716001")
    assert (one.slip, one.likeness, one.was, one.now) == (
        Slip.MISHEARD, Likeness.EAR, "60", "16",
    )  # fmt: skip


def test_a_suggestion_says_which_likeness_explains_it() -> None:
    likeness = {one.digits: one.likeness for one in suggest_block("476298")}
    assert likeness["496298"] is Likeness.HANDWRITING
    for typed, block, expected in (
        ("796298", "196298", None),
        ("49629B", "496298", Likeness.LETTER),
        ("49629?", "496298", None),
        ("4966298", "496298", None),
        ("4956298", "496298", Likeness.KEYS),
    ):
        found_likeness = {one.digits: one.likeness for one in suggest_block(typed)}
        assert found_likeness.get(block) is expected


def test_a_slip_over_the_edge_of_two_blocks_is_mended_at_once(
    new_key: Callable[[], RecoveryKey],
) -> None:
    for at in range(7):
        key = new_key()
        one, other = key.blocks[at : at + 2]
        if one[-1] == other[0]:
            continue
        for pair in (
            (one[:-1] + other[0], one[-1] + other[1:]),
            (one + other[0], other[1:]),
            (one[:-1], one[-1] + other),
        ):
            typed = [*key.blocks[:at], *pair, *key.blocks[at + 2 :]]
            first, *rest = suggest_key(typed)
            assert first.blocks == key.blocks
            assert [number for number, _ in first.changes] == [at + 1, at + 2]
            assert all(one.likelihood < 0.1 < first.likelihood for one in rest)
            assert key.blocks not in [one.blocks for one in rest]
            assert len(rest) < MOST_KEYS


def test_two_slips_that_no_single_one_explains_are_ranked_each_for_itself(
    new_key: Callable[[], RecoveryKey],
) -> None:
    blocks = list(new_key().blocks)
    for at, other in ((2, 3), (2, 5)):
        typed = list(blocks)
        typed[at] = wrong_digits(blocks[at])[3]
        typed[other] = wrong_digits(blocks[other])[20]
        best = (found(typed[at])[0], found(typed[other])[0])
        first = suggest_key(typed)[0]
        assert (first.blocks[at], first.blocks[other]) == best
    typed = list(blocks)
    typed[2], typed[3] = blocks[2][:5], blocks[3][:5]
    assert suggest_key(typed)[0].blocks[2] == found(typed[2])[0]


def test_a_doubled_digit_is_the_first_to_go() -> None:
    first = suggest_block("4966298")[0]
    assert (first.digits, first.was, first.now, first.position) == ("496298", "6", "", 3)


def test_a_missing_twin_is_as_likely_as_any_missing_digit() -> None:
    for block in SAMPLE:
        for at in [at for at in range(5) if block[at] == block[at + 1]]:
            suggestions = suggest_block(block[:at] + block[at + 1 :])
            one = next(one for one in suggestions if one.digits == block)
            assert one.likelihood == max(one.likelihood for one in suggestions)


def test_a_dropped_leading_zero_is_as_likely_as_a_missing_twin() -> None:
    for block in SAMPLE:
        if block[0] == "0":
            suggestions = suggest_block(block[1:])
            one = next(one for one in suggestions if one.digits == block)
            assert one.likelihood == max(one.likelihood for one in suggestions)


@given(st.text(max_size=12))
def test_suggestions_are_fine_different_ranked_and_share_one(typed: str) -> None:
    suggestions = suggest_block(typed)
    digits = [one.digits for one in suggestions]
    likelihoods = [one.likelihood for one in suggestions]
    assert all(judge(one) is Verdict.FINE for one in digits)
    assert len(set(digits)) == len(digits)
    assert likelihoods == sorted(likelihoods, reverse=True)
    assert not suggestions or sum(likelihoods) == pytest.approx(1)


@given(FINE_BLOCKS, st.integers(0, 5), st.sampled_from("0123456789?OolISBGZ"))
def test_applying_the_slip_of_a_suggestion_to_what_was_typed_gives_the_suggestion(
    block: str, at: int, typed_for: str
) -> None:
    typed = block[:at] + typed_for + block[at + 1 :]
    for one in suggest_block(typed):
        assert one.position is not None
        place = one.position - 1
        assert typed[:place] + one.now + typed[place + len(one.was) :] == one.digits


def test_nothing_prints_the_digits_of_a_suggestion() -> None:
    one = suggest_block("49629?")[0]
    assert "496298" not in repr(one)
    assert "8" not in repr(one)
    key = suggest_key(["49629?", *["000000"] * 7])[0]
    assert "496298" not in repr(key)
    assert "000000" not in repr(key)
    run = suggest_run("49629" + "000011" * 7)[0]
    assert "000011" not in repr(run)


def test_a_key_is_repaired_block_by_block_best_first(new_key: Callable[[], RecoveryKey]) -> None:
    blocks = list(new_key().blocks)
    blocks[1] = blocks[1][:2] + "?" + blocks[1][3:]
    blocks[6] = wrong_digits(blocks[6])[7]
    suggestions = suggest_key(blocks)
    (unreadable,) = suggest_block(blocks[1])
    wrong = suggest_block(blocks[6])
    assert [one.changes for one in suggestions] == [((2, unreadable), (7, one)) for one in wrong]
    assert [one.blocks[6] for one in suggestions] == [one.digits for one in wrong]
    assert all(one.blocks[0] == blocks[0] for one in suggestions)
    assert suggestions[0].likelihood == pytest.approx(wrong[0].likelihood)


def test_whole_keys_are_bounded_and_the_best_of_all(new_key: Callable[[], RecoveryKey]) -> None:
    blocks = [block[:5] + str((int(block[5]) + 1) % 10) for block in new_key().blocks]
    suggestions = suggest_key(blocks)
    likelihoods = [one.likelihood for one in suggestions]
    assert len(suggestions) == MOST_KEYS
    assert len({one.blocks for one in suggestions}) == MOST_KEYS
    assert likelihoods == sorted(likelihoods, reverse=True)
    assert suggestions[0].blocks == tuple(found(block)[0] for block in blocks)


def test_a_key_that_is_fine_or_beyond_repair_gets_no_suggestion(
    new_key: Callable[[], RecoveryKey],
) -> None:
    blocks = new_key().blocks
    assert suggest_key(blocks) == ()
    assert suggest_key([*blocks[:7], ""]) == ()
    assert suggest_key([*blocks[:6], "", blocks[7][:5]]) == ()
    assert suggest_key(blocks[:7]) == ()


@pytest.mark.parametrize("length", [47, 49])
def test_a_run_with_a_digit_too_few_or_too_many_says_which_block(
    length: int, new_key: Callable[[], RecoveryKey]
) -> None:
    for _ in range(40):
        key = new_key()
        digits = key.digits()
        for at in range(48):
            extra = digits[:at] + str(at % 10) + digits[at:]
            typed = digits[:at] + digits[at + 1 :] if length == 47 else extra
            runs = suggest_run(typed)
            truth = next(run for run in runs if run.blocks == key.blocks)
            assert truth.slip is (Slip.MISSING if length == 47 else Slip.EXTRA)
            assert sum(run.likelihood for run in runs) == pytest.approx(1)
            assert [run.likelihood for run in runs] == sorted(
                (run.likelihood for run in runs), reverse=True
            )
            assert len(runs) <= 30
            if length == 47:
                # Beside a block's edge the twin of the digit may be the missing one.
                assert abs(truth.block - 1 - at // 6) <= 1


def test_a_run_names_the_block_that_changed(new_key: Callable[[], RecoveryKey]) -> None:
    key = new_key()
    digits = key.digits()
    for run in suggest_run(digits[:20] + digits[21:]):
        assert run.block == 4
        assert run.suggestion.digits == run.blocks[3]


def test_runs_of_other_lengths_or_with_two_slips_get_no_repair(
    new_key: Callable[[], RecoveryKey],
) -> None:
    digits = new_key().digits()
    for typed in ("", digits[:46], digits, digits + "00", digits + "000"):
        assert suggest_run(typed) == ()
    twice = wrong_digits(digits[:6])[3] + digits[6:40] + digits[41:]
    assert suggest_run(twice) == ()


def test_layouts_put_the_odd_block_in_every_place() -> None:
    assert [len(layout) for layout in layouts("1" * 47)] == [8] * 8
    assert [[len(one) for one in layout].index(5) for layout in layouts("1" * 47)] == list(range(8))
    assert [[len(one) for one in layout].index(7) for layout in layouts("1" * 49)] == list(range(8))
    assert layouts("1" * 48) == (("111111",) * 8,)
    assert best_layout("1" * 46) == ()


def test_the_layout_with_most_fine_blocks_is_the_best(
    new_key: Callable[[], RecoveryKey],
) -> None:
    for odd in range(8):
        blocks = list(new_key().blocks)
        blocks[odd] = blocks[odd][:3] + blocks[odd][4:]
        cut = best_layout("".join(blocks))
        assert sum(judge(block) is Verdict.FINE for block in cut) == 7


@pytest.mark.parametrize("block", SAMPLE[::9])
def test_a_missing_digit_weighs_more_beside_its_twin_and_as_a_leading_zero(block: str) -> None:
    for at in range(6):
        typed = block[:at] + block[at + 1 :]
        suggestions = suggest_block(typed)
        weights = []
        for one in suggestions:
            assert one.position is not None
            place = one.position - 1
            before, after = typed[:place], typed[place:]
            assert (one.was, before + one.now + after) == ("", one.digits)
            if one.now in {before[-1:], after[:1]}:
                weights.append(TWIN)
            else:
                weights.append(LEADING_ZERO if one.digits == "0" + typed else 1.0)
        likelihoods = [one.likelihood for one in suggestions]
        assert likelihoods == pytest.approx([weight / sum(weights) for weight in weights])


@pytest.mark.parametrize("block", SAMPLE[::9])
def test_an_extra_digit_weighs_more_beside_its_twin_or_a_key_beside_it(block: str) -> None:
    for at, more in ((0, "1"), (3, "5"), (6, "8")):
        typed = block[:at] + more + block[at:]
        weights: dict[str, float] = {}
        for place, was in enumerate(typed):
            rest = typed[:place] + typed[place + 1 :]
            near = {typed[place + 1 : place + 2], typed[place - 1] if place else ""} - {""}
            along = any(beside + was in SIDE_BY_SIDE for beside in near)
            weight = TWIN if was in near else ALONG if along else 1.0
            if judge(rest) is Verdict.FINE:
                weights[rest] = max(weight, weights.get(rest, 0.0))
        likelihoods = {one.digits: one.likelihood for one in suggest_block(typed)}
        total = sum(weights.values())
        assert likelihoods == pytest.approx({one: weights[one] / total for one in weights})


def test_digits_two_apart_are_swapped_at_the_end_of_a_block_too() -> None:
    one = next(one for one in suggest_block("720918") if one.digits == "720819")
    assert (one.slip, one.position, one.was, one.now) == (Slip.SWAPPED, 4, "918", "819")


def test_a_double_that_was_misread_is_ranked_and_explained_as_its_digit() -> None:
    found = {one.now: one for one in suggest_block("990000") if one.slip is Slip.WRONG_DIGIT}
    assert sorted(found) == ["00", "11", "22", "33", "44", "55", "66"]
    scale = found["44"].likelihood / SHARE["4", "9"]
    for now, one in found.items():
        assert one.likelihood == pytest.approx(scale * SHARE[now[0], "9"])
        assert one.likeness == REASON.get((now[0], "9"))


def test_every_choice_from_few_suggestions_is_a_key(new_key: Callable[[], RecoveryKey]) -> None:
    blocks = list(new_key().blocks)
    blocks[1], blocks[5] = blocks[1][:5], blocks[5][1:]
    one, other = suggest_block(blocks[1]), suggest_block(blocks[5])
    assert len(one) > 1
    assert len(other) > 1
    assert len(suggest_key(blocks)) == len(one) * len(other)


def test_a_run_that_two_blocks_explain_names_the_likelier(
    new_key: Callable[[], RecoveryKey],
) -> None:
    contested = 0
    for _ in range(60):
        blocks = list(new_key().blocks)
        typed = "".join(blocks)[:11] + "".join(blocks)[12:]
        ways: dict[tuple[str, ...], list[tuple[float, int]]] = {}
        for layout in layouts(typed):
            wrong = [n for n, block in enumerate(layout) if judge(block) is not Verdict.FINE]
            for one in suggest_block(layout[wrong[0]]) if len(wrong) == 1 else ():
                whole = (*layout[: wrong[0]], one.digits, *layout[wrong[0] + 1 :])
                ways.setdefault(whole, []).append((one.likelihood, wrong[0] + 1))
        for repair in suggest_run(typed):
            explained = ways[repair.blocks]
            contested += len(explained) > 1
            best = max(explained, key=lambda way: way[0])
            assert (repair.suggestion.likelihood, repair.block) == best
    assert contested
