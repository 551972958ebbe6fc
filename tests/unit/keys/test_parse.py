# SPDX-License-Identifier: Apache-2.0
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.keys import (
    KeyDraft,
    RecoveryKey,
    Slip,
    find_pairs,
    find_runs,
    read_key,
    suggest_key,
    suggest_run,
)

NewKey = Callable[[], RecoveryKey]
LARGE = 10_000_000
# What a slow machine may take; a quadratic pass would take hours.
PATIENCE = 60.0


def keys_in(text: str) -> list[RecoveryKey | None]:
    return [run.draft.key() for run in find_runs(text)]


def cut(digits: str, size: int, mark: str) -> str:
    return mark.join(digits[at : at + size] for at in range(0, len(digits), size))


@pytest.mark.parametrize(
    "mark", [*"-\u2010\u2013\u2014\u2212\uff0d\u30fc \u00a0\t\n", " - ", "\r\n", "", "_"]
)
@pytest.mark.parametrize("size", [6, 3, 4, 8, 12, 24])
def test_a_key_is_found_whatever_parts_its_digits(mark: str, size: int, new_key: NewKey) -> None:
    key = new_key()
    if mark.isspace() and mark.strip(" \u00a0\t") and size in {3, 4, 8}:
        pytest.skip("short groups on lines of their own are a column of numbers")
    text = cut(key.digits(), size, mark)
    (run,) = find_runs(f"The key: {text}. Done")
    assert run.draft.key() == key
    assert run.well_formed
    assert (run.start, run.end) == (9, 9 + len(text))
    assert read_key(text).draft.key() == key


@pytest.mark.parametrize(
    "mark", [".", ", ", "' '", "\n> ", " | ", "\u201d \u201c", "/", "</b> <b>", "\n\t\t"]
)
def test_blocks_may_be_parted_by_other_marks(mark: str, new_key: NewKey) -> None:
    key = new_key()
    if "b" in mark:
        assert keys_in(mark.join(key.blocks)) == []
    else:
        assert keys_in(f"'{mark.join(key.blocks)}'") == [key]


def test_numbered_blocks_are_a_key(new_key: NewKey) -> None:
    key = new_key()
    lines = "\n".join(f"{n}. {block}" for n, block in enumerate(key.blocks, 1))
    assert keys_in(lines) == [key]


LABELS = [
    *("{} ", "{} - ", "#{} ", "{}: ", "{}) ", "({}) ", "[{}] ", "{}\t", "{} = ", "{} \u2013 "),
    *(
        "Block {}: ",
        "B{} ",
        "b{}: ",
        "Block{} ",
        "Blk{} ",
        "Block #{} - ",
        "BLOCK {}\n",
        "No. {}: ",
    ),
    *(
        "Bloc {} ",
        "Bloque {}: ",
        "Blok {} ",
        "Teil {}: ",
        "Abschnitt {} ",
        "\u0411\u043b\u043e\u043a {}: ",
    ),
]


@given(
    st.binary(min_size=16, max_size=16),
    st.sampled_from(LABELS),
    st.sampled_from(["\n", "\r\n", "\n\n", "\r\n\r\n", "\n  ", ", ", "  "]),
    st.sampled_from(["", "My key:\n", "Recovery key of the laptop from 2021\r\n\r\n", "key "]),
    st.sampled_from(["", "\r\n", ".\nKeep it safe, 3 copies", " 9"]),
)
def test_a_key_in_numbered_blocks_is_read_exactly(
    value: bytes, label: str, mark: str, before: str, after: str
) -> None:
    key = RecoveryKey.from_bytes(value)
    lines = mark.join(label.format(n) + block for n, block in enumerate(key.blocks, 1))
    text = before + lines.replace("\n", "\r\n") if "\r" in mark else before + lines
    (run,) = find_runs(text + after)
    assert run.draft.key() == key
    assert run.well_formed
    assert text[run.start :].startswith(key.blocks[0])
    assert run.end == len(text)
    reading = read_key(text + after)
    assert (reading.draft.key(), reading.others, reading.extra) == (key, 0, 0)
    (pair,) = find_pairs(text + after)
    assert pair.well_formed
    assert pair.draft.key() == key


@pytest.mark.parametrize(
    "order", ["23456789", "22345678", "12345687", "11111111", "12345567", "01234567"]
)
def test_numbers_that_do_not_ascend_from_one_are_not_the_numbers_of_blocks(
    order: str, new_key: NewKey
) -> None:
    pairs = zip(order, new_key().blocks, strict=True)
    assert find_runs("\n".join(f"Block {n}: {block}" for n, block in pairs)) == ()


def test_numbered_blocks_with_words_between_are_not_a_key(new_key: NewKey) -> None:
    blocks = enumerate(new_key().blocks, 1)
    assert find_runs("\n".join(f"Block {n}: {block} was sold" for n, block in blocks)) == ()


@pytest.mark.parametrize("label", LABELS)
def test_a_damaged_key_in_numbered_blocks_is_a_candidate(label: str, new_key: NewKey) -> None:
    blocks = [*new_key().blocks]
    blocks[2], blocks[5] = "1?2345", blocks[5][:4]
    (run,) = find_runs("\n".join(label.format(n) + block for n, block in enumerate(blocks, 1)))
    assert run.draft.blocks == tuple(blocks)
    assert run.fine == 6


@pytest.mark.parametrize("many", [1, 2, 3])
def test_several_keys_in_numbered_blocks_are_found(many: int, new_key: NewKey) -> None:
    keys = [new_key() for _ in range(2 * many)]
    texts = [
        "\n".join(f"Block {n}: {block}" for n, block in enumerate(key.blocks, 1))
        if at % 2
        else key.hyphenated()
        for at, key in enumerate(keys)
    ]
    assert keys_in("\n".join(texts)) == keys
    assert keys_in("\n".join(texts[1::2])) == keys[1::2]


@pytest.mark.parametrize("zero", "\uff10\u0660\u06f0\u0966\u0e50\u07c0\U0001d7ce")
def test_digits_of_every_script_are_read(zero: str, new_key: NewKey) -> None:
    key = new_key()
    text = key.hyphenated().translate({48 + n: chr(ord(zero) + n) for n in range(10)})
    assert keys_in(text) == [key]
    assert read_key(text).draft.key() == key


@pytest.mark.parametrize("mark", ["\0", "\u200b", "\u200e", "\u00ad", "\u2060"])
def test_invisible_marks_between_all_characters_do_not_hide_a_key(
    mark: str, new_key: NewKey
) -> None:
    key = new_key()
    text = mark.join(f"Key:\r\n{key.hyphenated()}\r\n")
    (run,) = find_runs(text)
    assert run.draft.key() == key
    assert text[run.start] == key.digits()[0]
    assert text[run.start : run.end].replace(mark, "") == key.hyphenated()
    assert read_key(text).draft.key() == key


def test_several_keys_are_found_in_order(new_key: NewKey) -> None:
    keys = [new_key() for _ in range(5)]
    text = "\n".join(key.hyphenated() for key in keys)
    assert keys_in(text) == keys
    assert keys_in(text.replace("\n", "-")) == keys
    assert keys_in("\n".join(key.digits() for key in keys)) == keys
    mixed = f"{keys[0].digits()}\n\nand {keys[1].hyphenated()}, {cut(keys[2].digits(), 4, ' ')}."
    assert keys_in(mixed) == keys[:3]
    reading = read_key(text)
    assert reading.draft.key() == keys[0]
    assert reading.others == 4


def test_two_keys_broken_over_lines_are_two_keys(new_key: NewKey) -> None:
    keys = [new_key(), new_key()]
    text = "\n".join(cut(key.digits(), 24, "\n") for key in keys)
    assert keys_in(text) == keys


def damaged(key: RecoveryKey, n: int, change: Callable[[str], str]) -> str:
    return "-".join([*key.blocks[: n - 1], change(key.blocks[n - 1]), *key.blocks[n:]])


@pytest.mark.parametrize("n", range(1, 9))
@pytest.mark.parametrize(
    "change",
    [
        lambda block: block[:3] + str((int(block[3]) + 1) % 10) + block[4:],
        lambda block: block[:2] + "?" + block[3:],
        lambda block: "O" + block[1:],
        lambda block: block[:5],
        lambda block: block + "7",
        lambda _: "??????",
        lambda block: block[:4] + "xx",
    ],
)
@pytest.mark.parametrize("mark", ["-", " ", "\n"])
def test_a_damaged_key_in_a_text_is_a_candidate(
    n: int, change: Callable[[str], str], mark: str, new_key: NewKey
) -> None:
    key = new_key()
    text = damaged(key, n, change).replace("-", mark)
    (run,) = find_runs(f"Key = {text} .")
    assert not run.well_formed
    assert run.fine == 7
    assert run.draft.blocks == tuple(text.split(mark))


def test_a_damaged_key_between_whole_ones_is_found(new_key: NewKey) -> None:
    keys = [new_key() for _ in range(4)]
    texts = [key.hyphenated() for key in keys]
    texts[0] = damaged(keys[0], 8, lambda block: block[:5] + "?")
    texts[2] = damaged(keys[2], 1, lambda block: block[:5] + "?")
    runs = find_runs("\n".join(texts))
    assert [run.fine for run in runs] == [7, 8, 7, 8]
    assert [run.draft.blocks for run in runs] == [tuple(text.split("-")) for text in texts]


@pytest.mark.parametrize("n", range(1, 9))
@pytest.mark.parametrize("mark", [" ", "\n", "\t"])
def test_a_short_id_beside_a_damaged_key_is_not_a_block_of_it(
    n: int, mark: str, new_key: NewKey
) -> None:
    blocks = list(new_key().blocks)
    blocks[n - 1] = blocks[n - 1][:5] + "?"
    for text in (
        f"B4454890{mark}{' '.join(blocks)}",
        f"{' '.join(blocks)}{mark}B4454890",
        f"{' '.join(blocks[:4])}\n{' '.join(blocks[4:])}{mark}123456",
    ):
        (run,) = find_runs(text)
        assert run.draft.blocks == tuple(blocks)


def test_a_number_on_the_line_before_is_not_a_block_of_a_damaged_key(new_key: NewKey) -> None:
    blocks = [*new_key().blocks[:7], "12345?"]
    (run,) = find_runs("123456\n" + " ".join(blocks))
    assert run.draft.blocks == tuple(blocks)


def test_a_key_loosely_written_has_to_keep_five_blocks(new_key: NewKey) -> None:
    blocks = new_key().blocks
    (run,) = find_runs(" ".join([*blocks[:5], "1?2345", "123456", "12345"]))
    assert run.fine == 5
    assert find_runs(" ".join([*blocks[:4], "1?2345", "1?2345", "123456", "12345"])) == ()
    assert find_runs("".join([*blocks[:4], *["123456"] * 4])) == ()


def test_whole_keys_are_proposed_for_the_form_in_which_the_key_was_written(
    new_key: NewKey,
) -> None:
    # A digit lost at the edge of a block may be lost from either side in one run of digits, but
    # not where the blocks are written apart.
    blocks = ("110022", "220011", *new_key().blocks[2:])
    lost = [blocks[0], blocks[1][1:], *blocks[2:]]
    compact = {one.blocks for one in read_key("".join(lost)).proposals}
    assert compact == {one.blocks for one in suggest_run("".join(lost))}
    apart = {one.blocks for one in read_key("-".join(lost)).proposals}
    assert apart < compact
    assert blocks in apart


def test_a_run_with_a_letter_and_a_digit_lost_is_a_candidate(new_key: NewKey) -> None:
    digits = new_key().digits()
    (run,) = find_runs("O" + digits[1:40] + digits[41:])
    assert run.fine == 6


def test_the_shape_of_a_key_is_a_candidate_even_if_no_block_is_fine() -> None:
    text = "key 123456-789012-345678-901234-567890-123456-789012-345678 from a help page"
    (run,) = find_runs(text)
    assert run.fine == 0
    assert not run.well_formed


@pytest.mark.parametrize("length", [47, 49])
def test_a_compact_run_with_a_digit_too_few_or_too_many_is_a_candidate(
    length: int, new_key: NewKey
) -> None:
    key = new_key()
    digits = key.digits()
    for at in range(0, 48, 5):
        typed = digits[:at] + digits[at + 1 :] if length == 47 else digits[:at] + "7" + digits[at:]
        for text in (typed, cut(typed, 4, " "), cut(typed, 25, "\n")):
            (run,) = find_runs(f"my key\n{text}\n")
            assert run.fine == 7
            reading = read_key(text)
            assert key.blocks in [one.blocks for one in reading.proposals]
            slip = Slip.MISSING if length == 47 else Slip.EXTRA
            assert {change.slip for one in reading.proposals for _, change in one.changes} == {slip}


def test_a_compact_run_with_a_letter_is_a_candidate(new_key: NewKey) -> None:
    digits = new_key().digits()
    (run,) = find_runs("key " + digits[:20] + "O" + digits[21:])
    assert run.fine == 7
    assert "O" in run.draft.block(4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no key here",
        "+49 30 123456-789012, 0800 123456 789012 345678",
        "VK7JG-NPHTM-C97JM-9MPGT-3V66T",
        "C0FFEE12-3456-4ABC-9DEF-0123456789AB 12345678-1234-1234-1234-123456789012",
        "2026-01-01 12:30:45 2026-01-02 12:30:46 2026-01-03 12:30:47 2026-01-04",
        "20260101 20260102 20260103 20260104 20260105 20260106 20260107 20260108",
        "110012 110023 453211 987651 100002 123124 456457 789781 101010 202020 303031 111112",
        "4111 1111 1111 1111, 5500 0000 0000 0004, 3400 0000 0000 009",
        "314159265358979323846264338327950288419716939937",
        "1234567890" * 20,
        "1-" * 100,
        "11" * 30,
        "496298-461032-321464-595518-463221-173943-033616",
    ],
)
def test_other_numbers_are_not_taken_for_keys(text: str) -> None:
    assert find_runs(text) == ()


def test_a_column_of_six_digit_numbers_is_not_a_key(new_key: NewKey) -> None:
    column = [f"{int(block) + (n % 10 or 1)}" for n in range(40) for block in new_key().blocks]
    assert find_runs("\n".join(column)) == ()
    assert find_runs("-".join(column)) == ()


def test_a_key_is_not_found_inside_a_longer_number(new_key: NewKey) -> None:
    digits = new_key().digits()
    assert find_runs("1" + digits + "23") == ()
    assert find_runs("A" + digits + "XYZ") == ()


def test_the_best_of_several_candidates_is_read(new_key: NewKey) -> None:
    bad, good = new_key(), new_key()
    text = damaged(bad, 3, lambda block: block[:5] + "?") + "\nor\n" + good.hyphenated()
    reading = read_key(text)
    assert reading.draft.key() == good
    assert (reading.others, reading.extra, reading.proposals) == (1, 0, ())


def test_a_damaged_key_is_read_with_whole_keys_proposed(new_key: NewKey) -> None:
    key = new_key()
    reading = read_key("x: " + damaged(key, 3, lambda block: block[:5] + "?"))
    assert [one.blocks for one in reading.proposals] == [key.blocks]
    digits = key.digits()
    compact = digits[:14] + "?" + digits[15:]
    assert [one.blocks for one in read_key(compact).proposals] == [key.blocks]


@pytest.mark.parametrize(
    ("text", "blocks", "extra"),
    [
        ("", [], 0),
        ("not a key", [], 0),
        ("496298", ["496298"], 0),
        ("49629", ["49629"], 0),
        ("496298-46103", ["496298", "46103"], 0),
        ("key: 496298 4610?2 OO1234", ["496298", "4610?2", "OO1234"], 0),
        ("496298-46103-321464", ["496298", "46103", "321464"], 0),
        ("4962 9846 1032", ["496298", "461032"], 0),
        ("496298461032321", ["496298", "461032", "321"], 0),
        ("4962*8-46#032", ["4962*8", "46#032"], 0),
        ("Block 1: 496298\r\nBlock 2: 461\r\nBlock 3: 3214?4", ["496298", "461", "3214?4"], 0),
        ("1 496298\n2 461032", ["496298", "461032"], 0),
        ("1 496298\n2 461032\n17", ["149629", "824610", "3217"], 0),
        ("17\n1 496298\n2 461032\n", ["171496", "298246", "1032"], 0),
        ("7\n1 496298\n2 461032", ["714962", "982461", "032"], 0),
        ("461 496298", ["461", "496298"], 0),
        ("496298 461032 12345678", ["496298", "461032", "12345678"], 0),
        ("1" * 50, ["111111"] * 8, 2),
        ("123456 " * 9, ["123456"] * 8, 6),
        ("2" * 48, ["222222"] * 8, 0),
        ("1234567" * 6 + "12345", ["123456", "712345", "671234", "567123", "456712"], 0),
    ],
)
def test_a_part_of_a_key_is_dealt_out_to_the_blocks(
    text: str, blocks: list[str], extra: int
) -> None:
    reading = read_key(text)
    assert reading.draft.blocks[: len(blocks)] == tuple(blocks)
    assert extra or len(blocks) == 5 or reading.draft.same_digits(KeyDraft(blocks))
    assert (reading.others, reading.extra) == (0, extra)
    assert reading.proposals == suggest_key(reading.draft.blocks)


def test_nothing_prints_what_was_read(new_key: NewKey) -> None:
    key = new_key()
    damaged_text = damaged(key, 2, lambda block: block[:5] + "?")
    for shown in (repr(read_key(damaged_text)), repr(find_runs(damaged_text))):
        assert not any(block in shown for block in key.blocks)


@pytest.mark.parametrize(
    "unit",
    [
        "1-",
        "7",
        "-",
        "123456-",
        "12 ",
        "1\n",
        "1\0",
        "O1lS?-",
        "123456789012\n",
        "a",
        "?",
        "B1 012345\n",
        "B1 ",
        "a1-1 123456 2 123456 ",
    ],
)
def test_ten_million_characters_of_anything_are_read_in_linear_time(unit: str) -> None:
    text = unit * (LARGE // len(unit))
    began = time.monotonic()
    find_runs(text)
    read_key(text)
    assert time.monotonic() - began < PATIENCE


@given(st.text() | st.text("0123456789?- \nOI"))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    runs = find_runs(text)
    assert all(0 <= run.start < run.end <= len(text) for run in runs)
    assert [run.start for run in runs] == sorted(run.start for run in runs)
    read_key(text)


@given(st.binary(min_size=16, max_size=16), st.text(max_size=60), st.text(max_size=60))
def test_a_key_is_found_in_any_text_that_keeps_off_its_digits(
    value: bytes, before: str, after: str
) -> None:
    key = RecoveryKey.from_bytes(value)
    assert key in keys_in(f"{before}\nKey {key.hyphenated()} end\n{after}")


def test_a_run_says_whether_the_key_was_written_without_blocks(new_key: NewKey) -> None:
    key = new_key()
    assert [run.compact for run in find_runs(f"{key.digits()}\n{key.hyphenated()}")] == [
        True,
        False,
    ]


def test_keys_far_apart_in_a_text_are_all_found(new_key: NewKey) -> None:
    keys = [new_key() for _ in range(3)]
    assert keys_in(("\n" + "word " * 500).join(key.hyphenated() for key in keys)) == keys


def test_a_run_of_digits_has_to_keep_five_blocks(new_key: NewKey) -> None:
    (run,) = find_runs("".join([*new_key().blocks[:5], *["123456"] * 3]))
    assert run.fine == 5


def test_another_number_before_numbered_blocks_does_not_hide_them(new_key: NewKey) -> None:
    key = new_key()
    lines = "\n".join(f"Block {n}: {block}" for n, block in enumerate(key.blocks, 1))
    assert keys_in(f"Item 5: 123456 apples\n{lines}") == [key]


SHAPE = "-".join(["123456"] * 8)


def test_the_shape_of_a_key_may_have_a_digit_less_in_every_block() -> None:
    (run,) = find_runs(f"key {'-'.join(['12345'] * 8)} from")
    assert run.fine == 0


@pytest.mark.parametrize("text", [SHAPE[2:], SHAPE + "78", SHAPE[:-7] + "- 123456"])
def test_what_is_nearly_the_shape_of_a_key_is_none(text: str) -> None:
    assert find_runs(text) == ()


def test_loose_numbers_beside_the_shape_of_a_key_are_none() -> None:
    loose = "123456-" + " ".join(["123456"] * 7)
    (run,) = find_runs(f"{SHAPE} and {loose}")
    assert run.start == 0


def test_a_letter_late_in_a_run_of_digits_does_not_hide_the_key(new_key: NewKey) -> None:
    digits = new_key().digits()
    (run,) = find_runs(f"key {digits[:40]}O{digits[41:]}")
    assert run.fine == 7


@pytest.mark.parametrize(
    ("before", "after"),
    [("No1 ", ""), ("", " and more"), ("", " - it"), ("11" * 30 + "\nand ", "")],
)
def test_a_key_in_odd_groups_is_found_beside_words(
    before: str, after: str, new_key: NewKey
) -> None:
    key = new_key()
    text = cut(key.digits(), 4, " ")
    (run,) = find_runs(before + text + after)
    assert run.draft.key() == key
    assert (run.start, run.end) == (len(before), len(before) + len(text))


def test_odd_groups_that_end_in_a_letter_or_have_words_between_are_no_key(new_key: NewKey) -> None:
    digits = new_key().digits()
    assert find_runs(cut(digits, 4, " ") + "x") == ()
    assert find_runs(cut(digits, 24, " was\n")) == ()
