# SPDX-License-Identifier: Apache-2.0
"""Of all planted keys none is missed, and hardly anything else is taken for one."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.documents import FORMATS, Document, Planted, corpus
from recovery_assistant.find.hunt import hunt
from recovery_assistant.find.places import Find, Search, Searched
from recovery_assistant.keys import plain_digits

SAMPLE = 120
WHOLE = 2_000
MOST_FALSE = 1
# A search keeps a thousand keys at most.
FOLDER = 500


def searched(folder: Path, documents: Sequence[Document]) -> Searched:
    for one in documents:
        (folder / one.name).write_bytes(one.data)
    search = Search(roots=(folder,), wanted=None)
    return hunt(search, lambda _news: None, lambda: False)


def digits_of(find: Find) -> str:
    return plain_digits("".join(find.candidate.draft.blocks))


def missed(found: Searched, documents: Sequence[Document]) -> list[str]:
    """Which planted keys were not found, or not where and as they stand."""
    by_place = {
        (place.path.name, digits_of(find)): find for find in found.finds for place in find.places
    }
    problems = []
    for one in documents:
        for key in one.planted:
            find = by_place.get((one.name, "".join(key.blocks)))
            problem = "not found" if find is None else wrong(find, key)
            if problem:
                problems.append(f"{one.name} ({one.kind}): {problem}")
    return problems


def wrong(find: Find, key: Planted) -> str:
    """What is not right about a key that was found."""
    if find.candidate.well_formed is key.damaged:
        return "judged wrongly"
    if find.candidate.key_id is None:
        return "without its Key ID"
    if find.candidate.key_id.hex != key.key_id.replace("-", ""):
        return "with another Key ID"
    return ""


def invented(found: Searched, documents: Sequence[Document]) -> list[str]:
    """What was taken for a key and is none."""
    planted = {(one.name, "".join(key.blocks)) for one in documents for key in one.planted}
    kinds = {one.name: one.kind for one in documents}
    return [
        f"{place.path.name} ({kinds[place.path.name]})"
        for find in found.finds
        for place in find.places
        if (place.path.name, digits_of(find)) not in planted
    ]


def judged(folder: Path, count: int) -> None:
    documents = corpus(count)
    false: list[str] = []
    for at in range(0, count, FOLDER):
        part = documents[at : at + FOLDER]
        below = folder / str(at)
        below.mkdir()
        found = searched(below, part)
        assert not found.skipped
        assert found.files == len(part)
        assert missed(found, part) == []
        false += invented(found, part)
    assert len(false) <= MOST_FALSE, false


def test_every_planted_key_of_a_sample_is_found_with_its_id(tmp_path: Path) -> None:
    judged(tmp_path, SAMPLE)


@pytest.mark.long
def test_every_planted_key_is_found_with_its_id(tmp_path: Path) -> None:
    judged(tmp_path, WHOLE)


def test_the_corpus_has_what_it_promises() -> None:
    documents = corpus(WHOLE // 5)
    assert {one.kind.rpartition(", ")[0] for one in documents} == set(FORMATS)
    keys = [key for one in documents for key in one.planted]
    assert len(keys) > 300
    assert sum(key.damaged for key in keys) > 40
    assert sum(not one.planted for one in documents) > 80
