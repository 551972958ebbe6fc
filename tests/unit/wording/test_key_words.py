# SPDX-License-Identifier: Apache-2.0
"""Every outcome has words, and no word holds digits of a key."""

import re
from collections.abc import Iterator
from itertools import product

import pytest

from recovery_assistant.find import Candidate, ReadProblem, Reason
from recovery_assistant.keys import (
    Agreement,
    BlockCompared,
    IdMatch,
    IdProblem,
    KeyDraft,
    KeyId,
    KeyWarning,
    Likeness,
    Slip,
    Suggestion,
    Verdict,
    Warned,
    compare,
    match,
)
from recovery_assistant.wording import check, key

BLOCK = "413258"
BLOCKS = tuple(f"{value * 11:06}" for value in range(41002, 49002, 1000))
ID = KeyId("5FBCBB05")
OTHER_ID = KeyId("5FBCBB15")

# A text for each verdict that its block may read as.
TEXTS = {
    Verdict.EMPTY: ("",),
    Verdict.SHORT: ("41325",),
    Verdict.LONG: ("4132591",),
    Verdict.NOT_DIGIT: ("41325?", "4132??", "41325S"),
    Verdict.TOO_LARGE: ("984137",),
    Verdict.NOT_RULE_11: (BLOCK,),
    Verdict.FINE: (BLOCKS[0],),
}


def says(text: str) -> bool:
    """Whether a person gets words, with every placeholder filled."""
    return bool(re.search(r"[A-Za-z]{2}", text)) and not re.search(r"[{}]", text)


def holds_digits(text: str, typed: str) -> bool:
    """Whether the text repeats three digits in a row of what was typed."""
    known = {typed[at : at + 3] for at in range(len(typed) - 2)}
    return any(run in text for run in known)


@pytest.mark.parametrize(("verdict", "number"), list(product(Verdict, (1, 8))), ids=str)
def test_every_verdict_is_said_with_its_block(verdict: Verdict, number: int) -> None:
    sentence = key.verdict_sentence(number, verdict)
    assert says(sentence)
    assert sentence.startswith(f"Block {number}")
    for smudged in (0, 1, 2):
        assert says(key.verdict_word(verdict, 3, smudged))


def test_no_two_verdicts_read_alike_unless_the_slip_is_the_same_to_a_person() -> None:
    assert len({key.verdict_sentence(1, verdict) for verdict in Verdict}) == len(Verdict)


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("suggestions", [0, 1, 5])
def test_every_finding_says_what_and_what_next(verdict: Verdict, suggestions: int) -> None:
    for text in TEXTS[verdict]:
        finding = key.block_finding(4, text, verdict, suggestions)
        assert says(finding.title)
        assert says(finding.sentence)
        assert "4" in finding.title
        # The largest block is named; it is no digit of anybody's key.
        said = f"{finding.title} {finding.sentence}".replace("720885", "")
        assert not holds_digits(said, text)


@pytest.mark.parametrize("slip", Slip)
@pytest.mark.parametrize("place", [1, 6, None])
def test_every_slip_has_a_reason(slip: Slip, place: int | None) -> None:
    suggestion = Suggestion(BLOCK, slip, place, "1", "7", 0.5)
    assert says(key.suggestion_reason(suggestion))
    # The digits stand beside the reason; all of them are never in it.
    assert BLOCK not in key.suggestion_reason(suggestion)


def test_a_wrong_digit_says_which_and_what_it_becomes() -> None:
    suggestion = Suggestion(BLOCK, Slip.WRONG_DIGIT, 2, "7", "1", 1.0)
    assert key.suggestion_reason(suggestion) == "Digit 2: 1 in place of 7"


def test_a_likeness_is_said_in_words() -> None:
    said = {
        likeness: key.suggestion_reason(
            Suggestion(BLOCK, Slip.WRONG_DIGIT, 2, "7", "1", 1.0, likeness)
        )
        for likeness in Likeness
    }
    assert said[Likeness.PRINT] == "Digit 2: 1 in place of 7. They look alike."
    assert said[Likeness.HANDWRITING].endswith("They look alike in handwriting.")
    assert said[Likeness.EAR].endswith("They sound alike.")
    assert said[Likeness.KEYS].endswith("Their keys are next to each other.")


def test_a_number_misheard_names_both_digits() -> None:
    suggestion = Suggestion(BLOCK, Slip.MISHEARD, 3, "30", "13", 1.0, Likeness.EAR)
    said = key.suggestion_reason(suggestion)
    assert said == "Digits 3 and 4: 13 in place of 30. They sound alike."


@pytest.mark.parametrize("matches", [False, True])
@pytest.mark.parametrize("kind", KeyWarning)
def test_every_warning_says_what_and_what_next(kind: KeyWarning, *, matches: bool) -> None:
    for suspect in (None, 5):
        finding = key.warning(Warned(kind, (2, 5), suspect, matches))
        assert says(finding.title)
        assert says(finding.sentence)


def test_a_hint_from_a_second_copy_says_where_it_comes_from() -> None:
    plain = key.warning(Warned(KeyWarning.REPEATED_BLOCK, (2, 7))).sentence
    hinted = key.warning(Warned(KeyWarning.REPEATED_BLOCK, (2, 7), suspect=7)).sentence
    matched = key.warning(Warned(KeyWarning.REPEATED_BLOCK, (2, 7), 7, id_matches=True)).sentence
    assert "second copy" not in plain
    assert "block 7 differently" in hinted
    assert "Key ID asked for" in matched.removeprefix(hinted)
    order = key.warning(Warned(KeyWarning.OTHER_ORDER, (1, 2))).sentence
    ordered = key.warning(Warned(KeyWarning.OTHER_ORDER, (1, 2), id_matches=True)).sentence
    assert "Key ID" not in order
    assert "order is the one to try" in ordered


def compared_blocks() -> Iterator[BlockCompared]:
    for agreement, fine_here, fine_there in product(Agreement, (False, True), (False, True)):
        for digits in ((), (3,), (3, 4)):
            for likeness in (None, *Likeness):
                yield BlockCompared(
                    2,
                    agreement,
                    digits,
                    other=5,
                    swapped=fine_here,
                    fill=BLOCK,
                    likeness=likeness,
                    fine_here=fine_here,
                    fine_there=fine_there,
                )


def test_every_comparison_of_a_block_is_said_without_a_digit_of_it() -> None:
    for one in compared_blocks():
        said = key.compared_words(one)
        assert says(said.words), one
        assert said.icon
        assert not holds_digits(said.words, BLOCK)
        assert ".." not in said.words


def test_the_places_that_differ_are_named_with_what_explains_them() -> None:
    one = BlockCompared(2, Agreement.DIFFERS, (3,), likeness=Likeness.EAR, fine_there=True)
    assert key.compared_words(one).words == (
        "Differs at digit 3. They sound alike. Only the second copy shows no slip there."
    )
    both = BlockCompared(2, Agreement.DIFFERS, (1, 6), fine_here=True, fine_there=True)
    assert key.compared_words(both).words == "Differs at digits 1, 6"
    there = BlockCompared(2, Agreement.DIFFERS, (1, 6), fine_here=True)
    assert key.compared_words(there).words == (
        "Differs at digits 1, 6. The second copy has a slip there."
    )
    assert (
        "swapped"
        in key.compared_words(
            BlockCompared(2, Agreement.MOVED, other=5, swapped=True)
        ).words.lower()
    )


def test_every_comparison_of_keys_has_a_summary_of_its_own() -> None:
    swapped = (BLOCKS[1], BLOCKS[0], *BLOCKS[2:])
    titles = [
        key.comparison_summary(compare(here, there)).title
        for here, there in (
            (BLOCKS, BLOCKS),
            (BLOCKS, BLOCKS[:3]),
            (BLOCKS[:3], BLOCKS),
            (BLOCKS, swapped),
            (BLOCKS, tuple(f"{value * 11:06d}" for value in range(8))),
            (BLOCKS, ("000000", *BLOCKS[1:])),
        )
    ]
    assert all(says(title) for title in titles)
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("problem", IdProblem)
@pytest.mark.parametrize("length", [0, 1, 7, 33])
def test_every_problem_of_a_key_id_is_said(problem: IdProblem, length: int) -> None:
    verdict = key.id_problem(problem, length)
    assert says(verdict.title)
    assert says(verdict.second)


@pytest.mark.parametrize(
    "written",
    ["", "5FBC", "5FBCBB05", "5FBCBB05AA", "5FBCBBO5", "5FBCBBXX", "A" * 40, "-".join(BLOCKS)],
)
def test_every_reading_of_a_key_id_is_said(written: str) -> None:
    verdict = key.key_id_verdict(KeyId.parse(written))
    assert says(verdict.title)
    assert says(verdict.second)
    assert not any(block in verdict.title + verdict.second for block in BLOCKS)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_said(reason: Reason) -> None:
    assert says(key.reason_sentence(reason))
    assert says(key.reason_sentence(reason, IdMatch(8, 8, None, swapped_byte_order=False)))


@pytest.mark.parametrize("problem", ReadProblem)
def test_every_reading_in_vain_is_said(problem: ReadProblem) -> None:
    finding = key.read_problem(problem)
    assert says(finding.title)
    assert says(finding.sentence)


def test_a_key_without_a_slip_is_never_called_right() -> None:
    assert "not the right key" in key.does_not_prove()


# Screen 3


def comparisons() -> Iterator[tuple[KeyId | None, KeyId | None, IdMatch | None]]:
    yield None, None, None
    yield ID, None, None
    yield None, ID, None
    yield ID, ID, match(ID, ID)
    yield ID, OTHER_ID, match(ID, OTHER_ID)
    whole = KeyId("5FBCBB05123456789ABCDEF012345678")
    yield whole, whole, match(whole, whole)
    yield whole, whole.byte_swapped(), match(whole, whole.byte_swapped())


@pytest.mark.parametrize(("asked", "found", "compared"), list(comparisons()))
def test_every_comparison_is_said(
    asked: KeyId | None, found: KeyId | None, compared: IdMatch | None
) -> None:
    said = check.certainty(asked, found, compared)
    assert says(said.title)
    assert says(said.sentence)
    assert (said.role == "ok") == (compared is not None and compared.agrees)
    assert (said.role == "bad") == (compared is not None and not compared.agrees)


def test_the_byte_order_of_directories_is_mentioned() -> None:
    whole = KeyId("5FBCBB05123456789ABCDEF012345678")
    turned = whole.byte_swapped()
    assert "byte order" in check.certainty(whole, turned, match(whole, turned)).sentence
    assert "byte order" not in check.certainty(whole, whole, match(whole, whole)).sentence


@pytest.mark.parametrize("text", [text for texts in TEXTS.values() for text in texts])
@pytest.mark.parametrize("compared", [None, match(ID, ID), match(ID, OTHER_ID)])
def test_the_rungs_never_call_a_key_proved(text: str, compared: IdMatch | None) -> None:
    draft = KeyDraft((text, *BLOCKS[1:]))
    first, second, third = check.rungs(draft, compared)
    for rung in (first, second, third):
        assert says(rung.title)
        assert says(rung.second)
        assert not holds_digits(rung.title + rung.second, text)
    assert third.title == "Not proved"
    assert (first.title == "No slip found") == (text == BLOCKS[0])
    assert (second.role == "ok") == (compared is not None and compared.agrees)


@pytest.mark.parametrize("key_id", [None, ID])
@pytest.mark.parametrize("date", [None, "2024-05-17"])
def test_a_found_key_is_named_without_a_digit_of_it(key_id: KeyId | None, date: str | None) -> None:
    compared = None if key_id is None else match(ID, key_id)
    candidate = Candidate(
        KeyDraft(BLOCKS), key_id, compared, well_formed=True, date=date, place="", reasons=()
    )
    name = check.candidate_name(0, candidate)
    assert says(name)
    assert (date or "") in name
    assert not any(holds_digits(name.replace(date or "-", ""), block) for block in BLOCKS)
    assert check.candidate_reason(candidate) == ""


def test_the_reasons_of_a_found_key_are_all_said() -> None:
    candidate = Candidate(
        KeyDraft(BLOCKS),
        ID,
        match(ID, ID),
        well_formed=True,
        date=None,
        place="",
        reasons=(Reason.ID_MATCHES, Reason.NEWEST),
    )
    said = check.candidate_reason(candidate)
    assert "8 characters" in said
    assert said.endswith("It has the newest date.")


@pytest.mark.parametrize("done", [0, 500, 12_000])
def test_progress_and_source_are_said(done: int) -> None:
    assert says(check.reading(done))
    assert says(check.progress(3))
    for place in ("", "key.txt"):
        for found in (0, 1, 2):
            assert f"{found} key" in check.source(place, found)


def test_a_key_id_that_was_typed_with_a_slip_is_not_called_missing() -> None:
    found = KeyId.parse("5BFCBB05").key_id
    for other in (found, None):
        unclear = check.certainty(None, other, None, unclear=True)
        missing = check.certainty(None, other, None)
        assert "slip" in unclear.title
        assert unclear != missing
        assert "none so far" not in unclear.sentence
