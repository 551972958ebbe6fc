# SPDX-License-Identifier: Apache-2.0
"""The organisation's profile and its record of calls, beside the settings."""

import os
from pathlib import Path
from typing import Final

from recovery_assistant.guidance.profile import (
    LARGEST_PROFILE,
    Profile,
    ProfileFault,
    ProfileProblem,
    profile_of,
)

PROFILE: Final = "profile.toml"
CALLS: Final = "calls.tsv"


def read_profile(folder: Path) -> Profile | ProfileFault:
    """Return the profile in the settings folder; the ordinary one where there is none."""
    try:
        with (folder / PROFILE).open("rb") as file:
            return profile_of(file.read(LARGEST_PROFILE + 1))
    except FileNotFoundError:
        return Profile()
    except OSError:
        return ProfileFault(ProfileProblem.UNREADABLE)


def keep_line(folder: Path, line: str) -> bool:
    """Add a line to the record of calls, which is readable for this person alone.

    False where it could not be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / CALLS, flags, 0o600)
        try:
            # One call of the system: lines of two programs never mix.
            data = f"{line}\n".encode()
            return os.write(descriptor, data) == len(data)
        finally:
            os.close(descriptor)
    except OSError:
        return False
