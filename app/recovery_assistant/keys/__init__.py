# SPDX-License-Identifier: Apache-2.0
"""Recovery keys and Key IDs: pure values and functions, no files, no Qt, no language."""

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
from recovery_assistant.keys.warnings import KeyWarning, Warned, warn

__all__ = [
    "BLOCKS",
    "BLOCK_DIGITS",
    "KEY_DIGITS",
    "LARGEST_BLOCK",
    "IdMatch",
    "IdProblem",
    "KeyDraft",
    "KeyId",
    "KeyIdReading",
    "KeyReading",
    "KeyRun",
    "KeySuggestion",
    "KeyWarning",
    "MalformedKeyError",
    "Mistaken",
    "Pair",
    "RecoveryKey",
    "RunRepair",
    "Slip",
    "Source",
    "Suggestion",
    "Verdict",
    "Warned",
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
