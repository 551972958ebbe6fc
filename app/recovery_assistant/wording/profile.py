# SPDX-License-Identifier: Apache-2.0
"""What is wrong with an organisation's profile, in words."""

from typing import assert_never

from recovery_assistant.guidance.profile import ProfileFault, ProfileProblem
from recovery_assistant.i18n import _, isolated
from recovery_assistant.wording.key import Finding


def profile_fault(fault: ProfileFault) -> Finding:
    """Return what is wrong and where; the program goes on without the profile."""
    title = _("The organisation's profile is not used")
    where = isolated(fault.name)
    match fault.problem:
        case ProfileProblem.UNREADABLE:
            said = _("profile.toml cannot be read.")
        case ProfileProblem.TOO_LARGE:
            said = _("profile.toml is too large.")
        case ProfileProblem.NOT_UTF8:
            said = _("profile.toml is not in UTF-8. Save it as UTF-8.")
        case ProfileProblem.NOT_TOML:
            said = _("profile.toml is not valid TOML.")
            if fault.line is not None:
                said = _("profile.toml is not valid TOML: line {line}.").format(line=fault.line)
        case ProfileProblem.UNKNOWN_NAME:
            said = _("The name {name} is not known.").format(name=where)
        case ProfileProblem.MISSING:
            said = _("{name} is missing.").format(name=where)
        case ProfileProblem.WRONG_TYPE:
            said = _("{name} is of the wrong kind.").format(name=where)
        case ProfileProblem.WRONG_VALUE:
            said = _("{name} has a value that cannot be used.").format(name=where)
        case ProfileProblem.NOT_PLAIN_TEXT:
            said = _("{name} may hold plain text only.").format(name=where)
        case ProfileProblem.NOT_HTTPS:
            said = _("{name} must be an https address.").format(name=where)
        case _:
            assert_never(fault.problem)
    return Finding(title, said)
