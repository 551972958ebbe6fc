# SPDX-License-Identifier: Apache-2.0
"""Which addresses the program is willing to open: https, exact hosts, no tricks."""

import re

ALLOWED_HOSTS: frozenset[str] = frozenset(
    {
        "account.microsoft.com",
        "myaccount.microsoft.com",
        "support.microsoft.com",
        "learn.microsoft.com",
        "portal.manage.microsoft.com",
        "entra.microsoft.com",
        "intune.microsoft.com",
        "aka.ms",
    }
)

_LONGEST = 2000
# The whole address is matched, not parsed: what does not look exactly like this is refused, so
# there is no room for a port, a user name, a backslash, an upper-case or a foreign-letter host.
_ADDRESS = re.compile(
    r"https://([a-z0-9.-]+)"
    r"(?:/[A-Za-z0-9/._~%&=+,;:()-]*)?"
    r"(?:\?[A-Za-z0-9._~%&=+-]*)?"
    r"(?:#[A-Za-z0-9._~/=&-]*)?",
    re.ASCII,
)


def allowed(address: str) -> bool:
    """Tell whether an address may be opened: https to one of the known hosts, spelled plainly."""
    if len(address) > _LONGEST:
        return False
    found = _ADDRESS.fullmatch(address)
    return found is not None and found.group(1) in ALLOWED_HOSTS
