# SPDX-License-Identifier: Apache-2.0
"""The organisation's profile and its record of calls, beside the settings."""

import os
from pathlib import Path
from typing import Final

from recovery_assistant.guidance.profile import Profile, ProfileFault, ProfileProblem, profile_of
from recovery_assistant.system.whole_file import NotOursError, read_whole

PROFILE: Final = "profile.toml"
CALLS: Final = "calls.tsv"


def read_profile(folder: Path) -> Profile | ProfileFault:
    """Return the profile in the settings folder; the ordinary one where there is none."""
    path = folder / PROFILE
    try:
        return profile_of(read_whole(path))
    except (FileNotFoundError, NotADirectoryError):
        return Profile()
    except NotOursError:
        # Either too large, or no file at all: a pipe, say.
        problem = ProfileProblem.TOO_LARGE if path.is_file() else ProfileProblem.UNREADABLE
        return ProfileFault(problem)
    except OSError:
        return ProfileFault(ProfileProblem.UNREADABLE)


def keep_line(folder: Path, line: str) -> bool:
    """Add a line to the record of calls, which is readable for this person alone.

    False where it could not be written.
    """
    # Without O_NONBLOCK a pipe in its place would make the window wait for a reader.
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    flags |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
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
