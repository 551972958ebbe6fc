# SPDX-License-Identifier: Apache-2.0
"""A text is read in slices, and with care in places only: found is what one look would find."""

import re
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recovery_assistant.keys import RecoveryKey, find_ids, find_pairs, find_runs, parse
from recovery_assistant.keys import source as source_module
from recovery_assistant.keys import sweep as sweep_module
from recovery_assistant.keys.glyphs import plain_text
from recovery_assistant.keys.source import Source
from recovery_assistant.keys.sweep import REACH, Place, block_places, no_pause, sweep

NewKey = Callable[[], RecoveryKey]
WHOLE = 1 << 40
KEYS = [
    RecoveryKey.from_bytes(bytes((n * 37 + at * 11) % 256 for at in range(16))) for n in range(4)
]
ID = "C0FFEE12-3456-4ABC-9DEF-0123456789AB"
NUMBERED = "\n".join(f"Block {n}: {block}" for n, block in enumerate(KEYS[1].blocks, 1))
PIECES = [
    *(key.hyphenated() for key in KEYS),
    *(block for key in KEYS[:2] for block in key.blocks),
    KEYS[0].digits(),
    KEYS[2].digits()[:20] + "O" + KEYS[2].digits()[21:],
    KEYS[3].digits()[:24] + "\n" + KEYS[3].digits()[24:],
    " ".join(KEYS[1].digits()[at : at + 4] for at in range(0, 48, 4)),
    NUMBERED,
    "123456-789012-345678-901234-567890-123456-789012-345678",
    *("-", " ", "\n", "\n\n", "\t", ". ", "1. ", "2: ", "A", "?", "{", "}", "\0", "\u2013"),
    *("12", "1234", "654321", "a1b2c3", "word ", "ID: ", "device id: ", ID, ID + ".BEK"),
    *("2024-05-06", "x" * 70, " " * 30, "\u0660\u0661\u0662\u0663\u0664\u0665"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def everything(text: str) -> object:
    """All that is read from a text, digits and places included."""
    runs = [(run.draft.blocks, run.start, run.end, run.fine) for run in find_runs(text)]
    pairs = [(one.draft.blocks, one.key_id, one.position, one.date) for one in find_pairs(text)]
    return runs, pairs, find_ids(text)


@given(TEXTS, st.sampled_from([1, 2, 7, 64, 700]))
def test_a_text_read_in_slices_gives_what_it_gives_in_one_piece(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source_module, "_SHORT", 0)
        for name in ("SLICE", "_LOOK"):
            patch.setattr(sweep_module, name, WHOLE)
        patch.setattr(source_module, "SLICE", WHOLE)
        whole = everything(text)
        for name in ("SLICE", "_LOOK"):
            patch.setattr(sweep_module, name, size)
        patch.setattr(source_module, "SLICE", size)
        assert everything(text) == whole


@given(TEXTS)
def test_a_text_read_in_places_gives_what_it_gives_read_everywhere(text: str) -> None:
    in_places = everything(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parse, "block_places", lambda plain, _pause: [Place(0, len(plain))])
        assert everything(text) == in_places


@given(
    st.text("ab01-"),
    st.sampled_from(["[ab]{1,3}", "0(?=1)", "(?<!a)b1", "[01]{2,}+", "(?<![0-9])1?0"]),
    st.integers(1, 9),
)
@example("a" + "0" * 30 + "b01", "[01]{2,}+", 3)
def test_a_sweep_finds_what_the_pattern_finds(text: str, pattern: str, size: int) -> None:
    compiled = re.compile(pattern)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep_module, "SLICE", size)
        # As far as the bounded ones of these patterns look.
        patch.setattr(sweep_module, "REACH", 4)
        found = [one.span() for one in sweep(compiled, text, no_pause)]
    assert found == [one.span() for one in compiled.finditer(text)]


def test_only_the_surroundings_of_a_key_are_read_with_care(new_key: NewKey) -> None:
    words = "no key is here, order 123456 of 2024\n" * 2000
    key = new_key().hyphenated()
    (place,) = block_places(words + key + words, no_pause)
    assert place.start >= len(words) - REACH
    assert place.end <= len(words) + len(key) + REACH
    assert block_places(words, no_pause) == []


@pytest.mark.parametrize("damaged", [(0, 1, 2), (5, 6, 7), (0, 3, 7), (1, 2, 4)])
def test_a_damaged_key_is_found_however_wide_it_is_written(
    damaged: tuple[int, ...], new_key: NewKey
) -> None:
    blocks = ["9?34567" if at in damaged else block for at, block in enumerate(new_key().blocks)]
    words = "nothing here, order 123456 of 2024 came\n" * 400
    for gap in (" " * 24, ". " * 12, "\n" + "> " * 10):
        (run,) = find_runs(words + gap.join(blocks) + "\n" + words)
        assert run.draft.blocks == tuple(blocks)
    numbered = [f"{'B' * 12} {n}{' ' * 6}{block}" for n, block in enumerate(blocks, 1)]
    (run,) = find_runs(words + (" " * 24).join(numbered) + "\n" + words)
    assert run.draft.blocks == tuple(blocks)


def test_a_series_of_keys_longer_than_is_read_at_once_is_read_whole(
    new_key: NewKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [new_key() for _ in range(40)]
    monkeypatch.setattr(parse, "_LONGEST_CHAIN", 50)
    for before in ("", "123456\n", "123456\n654321\n123457\n"):
        text = before + "\n".join(key.hyphenated() for key in keys)
        assert [run.draft.key() for run in find_runs(text)] == keys
        halves = ("\n".join(("-".join(key.blocks[:4]), "-".join(key.blocks[4:]))) for key in keys)
        text = before + "\n\n".join(halves)
        assert [run.draft.key() for run in find_runs(text)] == keys


def test_the_end_of_a_long_chain_of_dashes_does_not_stand_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parse, "_LONGEST_CHAIN", 50)
    for many in range(40, 70):
        assert find_runs("-".join(["123456"] * many)) == ()


@pytest.mark.parametrize(
    "unit", ["1 ", "12 ", "1-", "123456-", "ABCDEF0-", "F", "7", "B1 012345\n"]
)
def test_a_letter_at_the_end_does_not_make_it_slow(unit: str) -> None:
    # Each place from which the end can be reached, gone through again: this took hours.
    text = unit * (400_000 // len(unit)) + "1x"
    began = time.monotonic()
    everything(text)
    assert time.monotonic() - began < 30


def test_a_reading_can_be_stopped_anywhere(new_key: NewKey) -> None:
    class StopError(Exception):
        pass

    text = "word " * 50_000 + new_key().hyphenated() + " word" * 50_000
    gone: list[int] = []
    Source(text, gone.append)
    parse.runs_in(text, gone.append)
    assert sum(gone) >= 3 * len(text)

    def stop(_further: int) -> None:
        raise StopError

    with pytest.raises(StopError):
        Source(text, stop)
    with pytest.raises(StopError):
        parse.runs_in(text, stop)


def test_each_kind_of_character_is_made_plain_as_alone() -> None:
    characters = [chr(code) for code in range(sys.maxunicode + 1) if chr(code) not in "\t\r_"]
    plain = plain_text("".join(characters)).replace("\0", "")
    size = 10
    for text in (
        "".join(characters),
        "".join("".join(characters[at : at + size]) for at in range(0, len(characters), size)),
    ):
        assert Source(text).text == plain
