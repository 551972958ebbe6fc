# SPDX-License-Identifier: Apache-2.0
"""A text is read in slices and only in places; what is found is the same as in one piece."""

import re
import sys
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.keys import RecoveryKey, find_ids, find_pairs, find_runs, source, sweep
from recovery_assistant.keys.glyphs import plain_text
from recovery_assistant.keys.source import Source
from recovery_assistant.keys.sweep import Place, block_places, no_pause

NewKey = Callable[[], RecoveryKey]
WHOLE = 1 << 40


def slices(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Read in slices of that size from now on."""
    monkeypatch.setattr(sweep, "SLICE", size)
    monkeypatch.setattr(source, "SLICE", size)


def everything(text: str) -> object:
    """All that is read from a text, digits and places included."""
    runs = [(run.draft.blocks, run.start, run.end, run.fine) for run in find_runs(text)]
    pairs = [(one.draft.blocks, one.key_id, one.position, one.date) for one in find_pairs(text)]
    return runs, pairs, find_ids(text)
