# SPDX-License-Identifier: Apache-2.0
"""Recovery keys and Key IDs: pure values and functions, no files, no Qt, no language.

Each name is loaded when it is first used: the first screen needs two of them, and a start must
be quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from recovery_assistant.keys.block import (
        BLOCK_DIGITS,
        BLOCKS,
        KEY_DIGITS,
        LARGEST_BLOCK,
        Verdict,
        judge,
        plain_digits,
        unreadable,
    )
    from recovery_assistant.keys.comparison import Agreement, BlockCompared, Comparison, compare
    from recovery_assistant.keys.confusions import Likeness
    from recovery_assistant.keys.draft import KeyDraft
    from recovery_assistant.keys.glyphs import plain_text
    from recovery_assistant.keys.key_id import (
        IdMatch,
        IdProblem,
        KeyId,
        KeyIdReading,
        match,
    )
    from recovery_assistant.keys.mistaken import Mistaken, mistaken_for
    from recovery_assistant.keys.pairing import (
        Pair,
        file_ids_in,
        find_file_ids,
        find_ids,
        find_pairs,
        ids_in,
        pairs_in,
    )
    from recovery_assistant.keys.parse import KeyReading, KeyRun, find_runs, read_key
    from recovery_assistant.keys.recovery_key import MalformedKeyError, RecoveryKey
    from recovery_assistant.keys.repair import (
        KeySuggestion,
        RunRepair,
        Suggestion,
        suggest_block,
        suggest_key,
        suggest_run,
    )
    from recovery_assistant.keys.slip import Slip
    from recovery_assistant.keys.source import Source
    from recovery_assistant.keys.warnings import KeyWarning, Other, Warned, warn

__all__ = [
    "BLOCKS",
    "BLOCK_DIGITS",
    "KEY_DIGITS",
    "LARGEST_BLOCK",
    "Agreement",
    "BlockCompared",
    "Comparison",
    "IdMatch",
    "IdProblem",
    "KeyDraft",
    "KeyId",
    "KeyIdReading",
    "KeyReading",
    "KeyRun",
    "KeySuggestion",
    "KeyWarning",
    "Likeness",
    "MalformedKeyError",
    "Mistaken",
    "Other",
    "Pair",
    "RecoveryKey",
    "RunRepair",
    "Slip",
    "Source",
    "Suggestion",
    "Verdict",
    "Warned",
    "compare",
    "file_ids_in",
    "find_file_ids",
    "find_ids",
    "find_pairs",
    "find_runs",
    "ids_in",
    "judge",
    "match",
    "mistaken_for",
    "pairs_in",
    "plain_digits",
    "plain_text",
    "read_key",
    "suggest_block",
    "suggest_key",
    "suggest_run",
    "unreadable",
    "warn",
]

_HOMES: Final = {
    "BLOCKS": "block",
    "BLOCK_DIGITS": "block",
    "KEY_DIGITS": "block",
    "LARGEST_BLOCK": "block",
    "Verdict": "block",
    "judge": "block",
    "plain_digits": "block",
    "unreadable": "block",
    "BlockCompared": "comparison",
    "Comparison": "comparison",
    "compare": "comparison",
    "Agreement": "comparison",
    "Likeness": "confusions",
    "KeyDraft": "draft",
    "plain_text": "glyphs",
    "IdMatch": "key_id",
    "IdProblem": "key_id",
    "KeyId": "key_id",
    "KeyIdReading": "key_id",
    "match": "key_id",
    "mistaken_for": "mistaken",
    "Mistaken": "mistaken",
    "find_file_ids": "pairing",
    "find_ids": "pairing",
    "file_ids_in": "pairing",
    "find_pairs": "pairing",
    "ids_in": "pairing",
    "pairs_in": "pairing",
    "Pair": "pairing",
    "KeyRun": "parse",
    "find_runs": "parse",
    "read_key": "parse",
    "KeyReading": "parse",
    "RecoveryKey": "recovery_key",
    "MalformedKeyError": "recovery_key",
    "KeySuggestion": "repair",
    "RunRepair": "repair",
    "Suggestion": "repair",
    "suggest_block": "repair",
    "suggest_key": "repair",
    "suggest_run": "repair",
    "Slip": "slip",
    "Other": "warnings",
    "Warned": "warnings",
    "warn": "warnings",
    "Source": "source",
    "KeyWarning": "warnings",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"there is no {name} among the keys")
    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
