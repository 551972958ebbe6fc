# SPDX-License-Identifier: Apache-2.0
"""The typed model of the words people read, and the strict loader of their files."""

from recovery_assistant.guidance.addresses import ALLOWED_HOSTS, allowed
from recovery_assistant.guidance.library import SOURCE_LANGUAGE, Guidance
from recovery_assistant.guidance.model import (
    ICONS,
    KEY_ID_MARK,
    Audience,
    Entry,
    ErrorCode,
    GuidanceError,
    Line,
    Link,
    Question,
    Route,
    Source,
    SourceKind,
    Topic,
)

__all__ = [
    "ALLOWED_HOSTS",
    "ICONS",
    "KEY_ID_MARK",
    "SOURCE_LANGUAGE",
    "Audience",
    "Entry",
    "ErrorCode",
    "Guidance",
    "GuidanceError",
    "Line",
    "Link",
    "Question",
    "Route",
    "Source",
    "SourceKind",
    "Topic",
    "allowed",
]
