# SPDX-License-Identifier: Apache-2.0
"""What must hold for anything that is given to a parser; broken promises are assertion errors.

Every other exception is a fault as well: the parsers promise to raise nothing.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from recovery_assistant.find.decode import decode
from recovery_assistant.guidance import Guidance, GuidanceError
from recovery_assistant.keys import (
    BLOCKS,
    IdProblem,
    KeyDraft,
    KeyId,
    Pair,
    find_file_ids,
    find_ids,
    find_pairs,
    find_runs,
    plain_digits,
    plain_text,
    read_key,
)
from recovery_assistant.system.settings import (
    LARGEST_SCALE,
    SMALLEST_SCALE,
    EntryForm,
    Settings,
    SettingsProblem,
    ThemeChoice,
    load,
    save,
)

LONGEST_BLOCK = 64
MOST_PROPOSED_KEYS = 200
MOST_PROPOSED_IDS = 8
LONGEST_REFUSAL = 2_000
HEX = frozenset("0123456789ABCDEF")
FINE = frozenset(f"{value * 11:06d}" for value in range(65_536))
"""Every block that keeps the rule of 11."""
WORDS = Path(__file__).resolve().parents[2] / "resources" / "guidance" / "en"


def well_formed(blocks: Sequence[str]) -> bool:
    """Judge a key by nothing of the program."""
    return len(blocks) == BLOCKS and FINE.issuperset(blocks)


def stands_in(part: Iterable[str], whole: str) -> bool:
    """Say whether the characters occur in the text in this order, others between or not."""
    rest = iter(whole)
    return all(character in rest for character in part)


def check_draft(draft: KeyDraft, given: str) -> None:
    """Nothing but what was given, in its order, and no more than a draft may hold."""
    assert len(draft.blocks) == BLOCKS
    assert all(len(block) <= LONGEST_BLOCK for block in draft.blocks)
    assert stands_in(plain_digits("".join(draft.blocks)), plain_digits(given))
    assert draft.is_complete == well_formed(draft.blocks)


def check_key_text(text: str) -> None:
    """Read a text as a key, and look for all keys in it."""
    end = 0
    runs = find_runs(text)
    for run in runs:
        assert end <= run.start < run.end <= len(text)
        end = run.end
        check_draft(run.draft, text[run.start : run.end])
        assert run.well_formed == well_formed(run.draft.blocks)
    reading = read_key(text)
    check_draft(reading.draft, text)
    assert reading.others == max(len(runs) - 1, 0)
    assert 0 <= reading.extra <= len(text)
    assert len(reading.proposals) <= MOST_PROPOSED_KEYS
    keys = [proposal.blocks for proposal in reading.proposals]
    assert all(map(well_formed, keys))
    assert len(set(keys)) == len(keys)
    if reading.draft.is_complete:
        # Nothing is to be repaired in a key without a slip.
        assert all(key == reading.draft.blocks for key in keys)


def check_id(key_id: KeyId, given: str) -> None:
    """A Key ID is eight to 32 hexadecimal characters that stand in what was given."""
    assert 8 <= len(key_id.hex) <= 32
    assert set(key_id.hex) <= HEX
    assert stands_in(key_id.hex, plain_text(given).upper())


def check_key_id(text: str) -> None:
    """Read a text as a Key ID."""
    reading = KeyId.parse(text)
    assert len(reading.cleaned) in (reading.length, 0)
    assert stands_in(reading.cleaned, plain_text(text).upper())
    assert len(set(reading.problems)) == len(reading.problems)
    if reading.key_id is not None:
        check_id(reading.key_id, text)
        assert reading.key_id.hex == reading.cleaned
        assert set(reading.problems) <= {IdProblem.ODD_LENGTH}
        assert reading.proposals == ()
        assert reading.key_id.byte_swapped().byte_swapped() == reading.key_id
    else:
        assert reading.problems
    if IdProblem.IS_RECOVERY_KEY in reading.problems:
        # Digits of a key are not kept where a Key ID is shown.
        assert reading.cleaned == ""
    assert len(reading.proposals) <= MOST_PROPOSED_IDS
    assert len(set(reading.proposals)) == len(reading.proposals)
    for proposal in reading.proposals:
        pairs = zip(proposal.hex, reading.cleaned, strict=True)
        assert all(now == typed for now, typed in pairs if typed in HEX)


def check_pair(pair: Pair, text: str) -> None:
    """A pair claims a key that is there, and an ID and a date that are there."""
    assert 0 <= pair.position < len(text)
    check_draft(pair.draft, text)
    assert pair.well_formed == well_formed(pair.draft.blocks)
    if pair.key_id is not None:
        check_id(pair.key_id, text)
    assert pair.date is None or 8 <= len(pair.date) <= 10


def check_pairing(text: str) -> None:
    """Look for keys with their IDs, and for IDs alone."""
    pairs = find_pairs(text)
    places = [pair.position for pair in pairs]
    assert places == sorted(set(places))
    for pair in pairs:
        check_pair(pair, text)
    usable = find_ids(text)
    named = {pair.key_id for pair in pairs if pair.key_id is not None}
    assert named <= set(usable)
    for found in (usable, find_file_ids(text)):
        assert len(set(found)) == len(found)
        for key_id in found:
            check_id(key_id, text)


def check_decode(data: bytes) -> None:
    """Make a text of any bytes; ASCII digits survive."""
    decoded = decode(data)
    assert len(decoded.text) <= len(data)
    assert "\0" not in decoded.text
    assert not any("\ud800" <= character <= "\udfff" for character in decoded.text)
    if data.isascii() and b"\0" not in data:
        assert decoded.text == data.decode("ascii")
    if decoded.text:
        assert repr(decoded) == repr(decode(data))
        assert decoded.text[:20] not in repr(decoded) or len(decoded.text) < 20


ASKED: Mapping[str, Callable[[Guidance], object]] = MappingProxyType(
    {
        "errors.toml": lambda guidance: guidance.error_codes(),
        "glossary.toml": lambda guidance: guidance.glossary(),
        "links.toml": lambda guidance: guidance.links(),
        "questions.toml": lambda guidance: guidance.questions(),
        "routes/personal-account.toml": lambda guidance: guidance.routes(),
        "sources.toml": lambda guidance: guidance.sources(),
        "topics/fraud.toml": lambda guidance: guidance.topic("fraud"),
    }
)
"""A file of the guidance, and what is asked for to have it read."""


def check_guidance(file: str, data: bytes) -> bool:
    """Read guidance with one file replaced: tells whether it is taken; else it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ASKED:
            (root / "en" / name).parent.mkdir(parents=True, exist_ok=True)
            (root / "en" / name).symlink_to(WORDS / name)
        (root / "en" / file).unlink()
        (root / "en" / file).write_bytes(data)
        refused = ""
        try:
            ASKED[file](Guidance(root))
        except GuidanceError as error:
            refused = str(error)
    assert len(refused) <= LONGEST_REFUSAL
    return not refused


def check_settings(data: bytes) -> None:
    """Read any bytes as settings: only what can be chosen comes out, and can be kept."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        path = folder / "settings.json"
        path.write_bytes(data)
        settings, problem = load(path)
        assert settings.theme in ThemeChoice
        assert settings.form in EntryForm
        assert SMALLEST_SCALE <= settings.text_scale <= LARGEST_SCALE
        assert isinstance(settings.auto_advance, bool)
        assert settings.language.replace("-", "").replace("_", "").isalnum() or (
            settings.language.strip("-_") == ""
        )
        if problem is not None:
            assert problem is SettingsProblem.DAMAGED
            assert settings == Settings()
            assert not path.exists()
            return
        assert save(settings, path) is None
        assert load(path) == (settings, None)
    finally:
        shutil.rmtree(folder)
