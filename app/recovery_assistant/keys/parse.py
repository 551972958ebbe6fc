# SPDX-License-Identifier: Apache-2.0
"""Keys in text: everything that may be one, and the best reading of what was typed or pasted.

A fast look finds the places where keys may be, and only those are read with care. Every pass is
linear in the length of the text: patterns have bounded or possessive repeats, and each position is
looked at a bounded number of times.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from string import ascii_letters
from typing import Final, NamedTuple

from recovery_assistant.keys.block import BLOCK_DIGITS, BLOCKS, KEY_DIGITS, is_fine
from recovery_assistant.keys.draft import KeyDraft
from recovery_assistant.keys.repair import (
    KeySuggestion,
    best_layout,
    suggest_key,
    suggest_run,
)
from recovery_assistant.keys.source import Source
from recovery_assistant.keys.sweep import Pause, Place, block_places, no_pause, sweep

# A damaged key in a running text has to keep this many blocks without a slip; random numbers in
# blocks of six do so about seven times in a hundred thousand.
ENOUGH_FINE: Final = 5
_MORE_THAN_EDGES: Final = 4
# What is typed into a field is read no further than this many pieces.
_MOST_PIECES: Final = 64
_LONGEST_PIECE: Final = 8
_MOST_LINES_OF_KEY: Final = 4
_LONGEST_LINE: Final = 60
_WIDEST_GAP: Final = 60
_KEY_LENGTHS: Final = range(KEY_DIGITS - 1, KEY_DIGITS + 2)
_LONGEST_CHAIN: Final = 4_096

_EDGE_BEFORE: Final = r"(?<![0-9A-Za-z?])"
_EDGE_AFTER: Final = r"(?![0-9A-Za-z?])"
# Four to eight characters with three digits or more, one early on, then what parts them from the
# next block: anything but letters and digits, and the number of the block where one is written.
_BLOCK: Final = re.compile(
    _EDGE_BEFORE
    + r"(?=[A-Za-z]{0,3}[0-9?](?:[A-Za-z]{0,5}+[0-9?]){2})([0-9A-Za-z?]{4,8}+)"
    + _EDGE_AFTER
    + r"([^\w?]{1,24}+(?:[1-8][.):=][^\w?]{0,3}+)?)?"
)
# A block with its number before it and perhaps a word before that: "Block 1: ", "B1 ", "#1 - ".
# The number counts only where the numbers ascend from 1, so that no digit of a key is lost to it.
_NUMBERED: Final = re.compile(
    r"(?<!\w)(?:[^\W\d_]{1,12}+[^\w?]{0,3}+)?([1-8])[^\w?]{1,6}+"
    r"(?=(?:[A-Za-z]{0,5}+[0-9?]){3})([0-9A-Za-z?]{3,8}+)" + _EDGE_AFTER
)
_BETWEEN_NUMBERED: Final = re.compile(r"[^\w?]{1,24}")
_LEAST_NUMBERED: Final = 2
_COMPACT: Final = re.compile(_EDGE_BEFORE + r"(?=.?[0-9?])[0-9A-Za-z?]{47,}+")
# Half of each key that is not written in blocks: the part of it that stands on one line, or the
# longest part without a letter.
_STRETCH: Final = re.compile(r"[0-9?][0-9?\t -]{11,}+")
_WORD_BEFORE: Final = re.compile(r"(?<![0-9A-Za-z?])[0-9A-Za-z?]++\Z")
_WORD_AFTER: Final = re.compile(r"[0-9A-Za-z?]++")
_IN_STRETCH: Final = re.compile(r"(?<=[\t -])[0-9?]")
_PIECE: Final = re.compile(r"[0-9A-Za-z?*#]+")
_A_DIGIT: Final = re.compile(r"[0-9?]")
_LETTERS: Final = frozenset(ascii_letters)
_SEPARATORS: Final = dict.fromkeys(map(ord, "\t \n-"))


@dataclass(frozen=True, slots=True)
class KeyRun:
    """A stretch of a text that is a key or may be a damaged one."""

    draft: KeyDraft
    start: int
    end: int
    fine: int
    compact: bool = False

    @property
    def well_formed(self) -> bool:
        """Whether all eight blocks keep the rule of 11."""
        return self.fine == BLOCKS


@dataclass(frozen=True, slots=True)
class KeyReading:
    """The best reading of what was typed or pasted into the key fields.

    `proposals` are whole keys, best first, where the reading has a slip. `others` counts further
    keys in the text, `extra` the digits left over.
    """

    draft: KeyDraft
    proposals: tuple[KeySuggestion, ...]
    others: int
    extra: int


class _Stretch(NamedTuple):
    """Characters that are the length of a key, and where they stand, separators included."""

    characters: str
    start: int
    end: int


class _Line(NamedTuple):
    """A stretch of a line that is digits with spaces and dashes, and how many digits it has."""

    start: int
    end: int
    digits: int


class _Token(NamedTuple):
    start: int
    text: str
    before: str
    gap: str
    fine: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class _Series(NamedTuple):
    """Numbered blocks, and where the label of the first begins."""

    start: int
    tokens: list[_Token]


def find_runs(text: str) -> tuple[KeyRun, ...]:
    """Every key in a text, damaged ones included, in order; positions are those of the text."""
    source = Source(text)
    return tuple(
        KeyRun(
            run.draft, source.where(run.start), source.where(run.end - 1) + 1, run.fine, run.compact
        )
        for run in runs_in(source.text)
    )


def runs_in(plain: str, pause: Pause = no_pause) -> list[KeyRun]:
    """As `find_runs`, for text that is plain already; `pause` is called every now and then."""
    runs: list[KeyRun] = []
    for place in block_places(plain, pause):
        in_place = list(_in_blocks(plain, place, pause))
        numbered = _numbered(plain, place, pause)
        runs += _with_runs(in_place, (run for one in numbered for run in _in_chain(one.tokens)))
    return _with_new(runs, _stretches(plain, pause))


def _with_runs(runs: list[KeyRun], more: Iterator[KeyRun]) -> list[KeyRun]:
    """The runs, and those of the others that overlap none of them, in order."""
    ends = [run.end for run in runs]
    added = []
    for run in more:
        after = bisect_right(ends, run.start)
        if after == len(runs) or runs[after].start >= run.end:
            added.append(run)
    return sorted([*runs, *added], key=lambda run: run.start)


def _with_new(runs: list[KeyRun], stretches: Iterator[_Stretch]) -> list[KeyRun]:
    """The runs, and the keys in stretches that overlap no other, in order."""
    starts = [run.start for run in runs]
    added: list[KeyRun] = []
    free_from = 0
    for characters, start, end in stretches:
        at = bisect_right(starts, start)
        taken_before = max(free_from, runs[at - 1].end if at else 0)
        if start < taken_before or (at < len(runs) and runs[at].start < end):
            continue
        blocks = best_layout(characters)
        fine = sum(map(is_fine, blocks))
        if fine >= ENOUGH_FINE:
            added.append(KeyRun(KeyDraft(blocks), start, end, fine, compact=True))
            free_from = end
    return sorted([*runs, *added], key=lambda run: run.start)


def _in_blocks(plain: str, place: Place, pause: Pause) -> Iterator[KeyRun]:
    """The keys in series of block-like pieces with nothing but separators between."""
    chain: list[_Token] = []
    for token in _tokens(plain, place, pause):
        # A very long series is cut, at best where a blank line is, so that it fits the memory.
        longest = _LONGEST_CHAIN * (3 - min(token.before.count("\n"), 2))
        if not token.before or len(chain) >= longest:
            yield from _in_chain(chain)
            chain = []
        chain.append(token)
    yield from _in_chain(chain)


def _tokens(plain: str, place: Place, pause: Pause) -> Iterator[_Token]:
    """Block-like pieces; what stands before one is empty where it goes on from no other."""
    due, before = -1, ""
    for found in sweep(_BLOCK, plain, pause, place):
        text, gap = found.groups("")
        start, end = found.span()
        yield _Token(start, text, before if start == due else "", gap, is_fine(text))
        due, before = end, gap


def _numbered(plain: str, place: Place, pause: Pause) -> Iterator[_Series]:
    """Series of blocks that are numbered 1, 2, 3 and so on, up to eight."""
    series = _Series(0, [])
    for found in sweep(_NUMBERED, plain, pause, place):
        tokens = series.tokens
        number = int(found.group(1))
        goes_on = tokens and _BETWEEN_NUMBERED.fullmatch(plain, tokens[-1].end, found.start())
        if not goes_on or number != len(tokens) + 1:
            if len(tokens) >= _LEAST_NUMBERED:
                yield series
            series = _Series(found.start(), [])
            if number > 1:
                continue
        text = found.group(2)
        series.tokens.append(_Token(found.start(2), text, "", "", is_fine(text)))
    if len(series.tokens) >= _LEAST_NUMBERED:
        yield series


def _in_chain(chain: Sequence[_Token]) -> Iterator[KeyRun]:
    """The keys in a chain: of all ways to cut windows of eight, the one with most fine blocks.

    Taken one by one from the left, the end of a damaged key and the beginning of the next could
    pass for a whole key.
    """
    counts = _window_counts(chain)
    worth = [_worth(chain, at, count) for at, count in enumerate(counts)]
    best = [0] * (len(chain) + 1)
    for at in range(len(counts) - 1, -1, -1):
        best[at] = max(best[at + 1], worth[at] + best[at + BLOCKS])
    at = 0
    while at < len(counts):
        if worth[at] and best[at] == worth[at] + best[at + BLOCKS]:
            yield _window(chain, at, counts[at])
            at += BLOCKS
        else:
            at += 1


def _window_counts(chain: Sequence[_Token]) -> list[int]:
    """How many blocks without a slip there are in each eight neighbours."""
    if len(chain) < BLOCKS:
        return []
    counts = [sum(token.fine for token in chain[:BLOCKS])]
    for at in range(len(chain) - BLOCKS):
        counts.append(counts[-1] + chain[at + BLOCKS].fine - chain[at].fine)
    return counts


def _worth(chain: Sequence[_Token], at: int, count: int) -> int:
    """What a window is worth, 0 for nothing.

    First its fine blocks count, then those of six characters (a Key ID beside the key has eight),
    then whether it begins and ends where lines do.
    """
    window = chain[at : at + BLOCKS]
    if count < ENOUGH_FINE and not _stands_alone(window):
        return 0
    sixes = sum(len(token.text) == BLOCK_DIGITS for token in window)
    edges = sum(not gap or "\n" in gap for gap in (window[0].before, window[-1].gap))
    return (count * (BLOCKS + 1) + sixes) * _MORE_THAN_EDGES + edges + 1


def _stands_alone(window: Sequence[_Token]) -> bool:
    """Whether eight pieces of about six are joined by single dashes and to nothing else."""
    return (
        window[0].before != "-"
        and all(token.gap == "-" for token in window[:-1])
        and window[-1].gap != "-"
        and all(abs(len(token.text) - BLOCK_DIGITS) <= 1 for token in window)
    )


def _window(chain: Sequence[_Token], at: int, fine: int) -> KeyRun:
    window = chain[at : at + BLOCKS]
    draft = KeyDraft([token.text for token in window])
    return KeyRun(draft, window[0].start, window[-1].end, fine)


def _stretches(plain: str, pause: Pause) -> Iterator[_Stretch]:
    """Where keys may be that are not written in blocks, or have a letter within."""
    above: list[_Line] = []
    for found in sweep(_STRETCH, plain, pause):
        start, end = found.span()
        after_letter = plain[start - 1 : start] in _LETTERS
        before_letter = plain[end : end + 1] in _LETTERS
        if after_letter or before_letter or end - start >= _KEY_LENGTHS.start:
            yield from _compact(plain, start, end)
        if after_letter:
            clean = _IN_STRETCH.search(plain, start, end)
            start = clean.start() if clean else end
        whole = not before_letter or plain[end - 1] in "\t -"
        size = _digits(plain, start, end) if whole else 0
        if size in _KEY_LENGTHS:
            yield _stretch(plain, start, end)
        if not 0 < size < _KEY_LENGTHS.stop or end - start > _LONGEST_LINE:
            above = []
            continue
        gap = plain[above[-1].end : start] if above else ""
        if len(gap) > _WIDEST_GAP or gap.strip("\t \n"):
            above = []
        above = [*above[1 - _MOST_LINES_OF_KEY :], _Line(start, end, size)]
        yield from _over_lines(plain, above)


def _digits(plain: str, start: int, end: int) -> int:
    """How many digits and question marks a stretch has."""
    spaces = plain.count(" ", start, end) + plain.count("\t", start, end)
    return end - start - spaces - plain.count("-", start, end)


def _compact(plain: str, start: int, end: int) -> Iterator[_Stretch]:
    """Keys without any separator, letters among the digits allowed, in or about a stretch."""
    before = _WORD_BEFORE.search(plain, max(start - KEY_DIGITS - 2, 0), start)
    after = _WORD_AFTER.match(plain, end, end + KEY_DIGITS + 2)
    first = before.start() if before else start
    last = after.end() if after else end
    for found in _COMPACT.finditer(plain, first, last):
        if found.end() - found.start() in _KEY_LENGTHS:
            yield _Stretch(found.group(), found.start(), found.end())


def _over_lines(plain: str, lines: Sequence[_Line]) -> Iterator[_Stretch]:
    """Keys that end on the last of these lines, with spaces and dashes in unusual places."""
    size = lines[-1].digits
    for at in range(len(lines) - 2, -1, -1):
        size += lines[at].digits
        if size in _KEY_LENGTHS:
            yield _stretch(plain, lines[at].start, lines[-1].end)


def _stretch(plain: str, start: int, end: int) -> _Stretch:
    kept = plain[start:end].rstrip("\t \n-")
    return _Stretch(kept.translate(_SEPARATORS), start, start + len(kept))


def read_key(text: str) -> KeyReading:
    """The best single reading of anything typed or pasted into the key fields.

    A whole key in the text wins, then a damaged one; failing that, the digits are dealt out to
    the blocks as they come. Nothing is changed silently: letters stay letters.
    """
    plain = Source(text).text
    runs = runs_in(plain)
    if runs:
        best = max(runs, key=lambda run: run.fine)
        return KeyReading(best.draft, _proposals(best), len(runs) - 1, 0)
    pieces = _only_numbered(plain) or _pieces(plain)
    blocks, extra = _dealt(pieces)
    draft = KeyDraft(blocks)
    joined = "".join(pieces)
    proposals = suggest_key(draft.blocks) or _run_proposals(joined)
    return KeyReading(draft, proposals, 0, extra)


def _pieces(plain: str) -> list[str]:
    """What was typed, piece by piece, as far as it is read."""
    found = (piece.group() for piece in _PIECE.finditer(plain))
    return list(islice((piece for piece in found if _A_DIGIT.search(piece)), _MOST_PIECES))


def _only_numbered(plain: str) -> list[str]:
    """The numbered blocks of a part of a key, where there are no digits but theirs."""
    series = next(_numbered(plain, Place(0, len(plain)), no_pause), None)
    if (
        series is None
        or _A_DIGIT.search(plain, 0, series.start)
        or _A_DIGIT.search(plain, series.tokens[-1].end)
    ):
        return []
    return [token.text for token in series.tokens]


def _proposals(run: KeyRun) -> tuple[KeySuggestion, ...]:
    if run.compact:
        found = _run_proposals("".join(run.draft.blocks))
        if found:
            return found
    return suggest_key(run.draft.blocks)


def _run_proposals(digits: str) -> tuple[KeySuggestion, ...]:
    return tuple(
        KeySuggestion(one.blocks, ((one.block, one.suggestion),), one.likelihood)
        for one in suggest_run(digits[: KEY_DIGITS + 2])
    )


def _dealt(pieces: Sequence[str]) -> tuple[Sequence[str], int]:
    """Eight block texts or fewer, and how many characters are left over."""
    sixes = sum(len(piece) == BLOCK_DIGITS for piece in pieces)
    in_blocks = 2 * sixes >= len(pieces) and all(len(one) <= _LONGEST_PIECE for one in pieces)
    if in_blocks:
        return pieces[:BLOCKS], sum(map(len, pieces[BLOCKS:]))
    joined = "".join(pieces)
    blocks = best_layout(joined)
    if blocks:
        return blocks, 0
    kept = joined[:KEY_DIGITS]
    cut = [kept[at : at + BLOCK_DIGITS] for at in range(0, len(kept), BLOCK_DIGITS)]
    return cut, len(joined) - len(kept)
