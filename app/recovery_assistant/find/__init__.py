# SPDX-License-Identifier: Apache-2.0
"""Candidate keys out of pasted text and opened files."""

from recovery_assistant.find.file import read_file
from recovery_assistant.find.kinds import FileKind
from recovery_assistant.find.outcomes import Candidate, Reading, ReadProblem, Reason
from recovery_assistant.find.search import LARGEST_TEXT, candidates, read_text

__all__ = [
    "LARGEST_TEXT",
    "Candidate",
    "FileKind",
    "ReadProblem",
    "Reading",
    "Reason",
    "candidates",
    "read_file",
    "read_text",
]
