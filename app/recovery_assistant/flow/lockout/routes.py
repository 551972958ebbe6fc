# SPDX-License-Identifier: Apache-2.0
"""Which places to look in, and in which order (bitlocker-facts section 4)."""

from enum import StrEnum
from typing import assert_never

from recovery_assistant.flow.lockout.answers import Owner, ScreenLink


class Route(StrEnum):
    """A way to the key; the value is the id of its words in the guidance."""

    PERSONAL_ACCOUNT = "personal-account"
    WORK_SELF_SERVICE = "work-self-service"
    COMPANY_PORTAL = "company-portal"
    ENTRA_ADMIN = "entra-admin"
    INTUNE_ADMIN = "intune-admin"
    GRAPH = "graph"
    AD_VIEWER = "ad-viewer"
    AD_POWERSHELL = "ad-powershell"
    CONFIGMGR_SELF_SERVICE = "configmgr-self-service"
    CONFIGMGR_HELPDESK = "configmgr-helpdesk"
    PAPER_OR_FILE = "paper-or-file"
    USB_KEY_FILE = "usb-key-file"
    WORKING_SESSION = "working-session"
    SECOND_PC = "second-pc"
    RECOVERY_AGENT = "recovery-agent"
    REPAIR_BDE = "repair-bde"
    RESET = "reset"


_PERSONAL = (
    Route.PERSONAL_ACCOUNT,
    Route.PAPER_OR_FILE,
    Route.WORK_SELF_SERVICE,
    Route.USB_KEY_FILE,
    Route.WORKING_SESSION,
)
_OFFLINE = (
    Route.PAPER_OR_FILE,
    Route.USB_KEY_FILE,
    Route.PERSONAL_ACCOUNT,
    Route.WORK_SELF_SERVICE,
    Route.WORKING_SESSION,
)
_WORK = (
    Route.WORK_SELF_SERVICE,
    Route.COMPANY_PORTAL,
    Route.CONFIGMGR_SELF_SERVICE,
    Route.ENTRA_ADMIN,
    Route.INTUNE_ADMIN,
    Route.AD_VIEWER,
    Route.AD_POWERSHELL,
    Route.CONFIGMGR_HELPDESK,
    Route.GRAPH,
    Route.PAPER_OR_FILE,
    Route.USB_KEY_FILE,
    Route.PERSONAL_ACCOUNT,
    Route.RECOVERY_AGENT,
    Route.WORKING_SESSION,
)
LAST_RESORTS = (Route.SECOND_PC, Route.REPAIR_BDE, Route.RESET)
"""What is left when no key turned up: none of them opens the drive without one."""


def routes_for(owner: Owner | None, link: ScreenLink | None) -> tuple[Route, ...]:
    """Return the places for this kind of PC, the most likely first.

    The address that the screen prints names the place where Windows saved the newest
    key, so it goes before what is usual for the kind of PC.
    """
    usual = _usual(owner)
    named = _named(link)
    if named is None:
        return usual
    return (named, *(route for route in usual if route is not named))


def _usual(owner: Owner | None) -> tuple[Route, ...]:
    match owner:
        case Owner.WORK:
            return _WORK
        case Owner.OFFLINE:
            return _OFFLINE
        case Owner.PERSONAL | Owner.NOT_SURE | None:
            return _PERSONAL
        case _:
            assert_never(owner)


def _named(link: ScreenLink | None) -> Route | None:
    match link:
        case ScreenLink.PERSONAL:
            return Route.PERSONAL_ACCOUNT
        case ScreenLink.WORK:
            return Route.WORK_SELF_SERVICE
        case ScreenLink.GENERAL | None:
            return None
        case _:
            assert_never(link)
