# SPDX-License-Identifier: Apache-2.0
"""The answers a person can give in door 1."""

from enum import Enum


class Shows(Enum):
    """What stands on the locked screen."""

    LINK = "link"
    COMPANY = "company"
    ACCOUNT = "account"
    ERROR_CODE = "error_code"
    AWAY = "away"
    """The person is not in front of it."""


class ScreenLink(Enum):
    """The addresses that Windows prints on its recovery screen (source PRE)."""

    PERSONAL = "my-recovery-key"
    WORK = "aad-recovery-key"
    GENERAL = "faq"
    """Windows' own default, which says nothing about the owner."""


class Owner(Enum):
    """Whose PC it is."""

    PERSONAL = "personal"
    WORK = "work"
    OFFLINE = "offline"
    NOT_SURE = "not_sure"


class Question(Enum):
    """The short questions behind "not sure", in the order in which they are asked."""

    GIVEN_BY_WORK = "given_by_work"
    EMAIL_SIGN_IN = "email_sign_in"
    WORK_ADDRESS = "work_address"


class Answer(Enum):
    """An answer to a short question."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class OwnerReason(Enum):
    """Why a kind of PC is likely."""

    PERSONAL_LINK = "personal_link"
    WORK_LINK = "work_link"
    COMPANY_TEXT = "company_text"
    ACCOUNT_NAMED = "account_named"
    GIVEN_BY_WORK = "given_by_work"
    WORK_ADDRESS = "work_address"
    PRIVATE_ADDRESS = "private_address"
    NEVER_SIGNED_IN = "never_signed_in"
    MOST_LIKELY = "most_likely"


class Form(Enum):
    """How the 48 digits are typed."""

    EIGHT = "eight"
    LINE = "line"


class View(Enum):
    """How the key is shown for typing."""

    ONE = "one"
    ALL = "all"


class Piece(Enum):
    """How much of the key one bar code holds."""

    WHOLE = "whole"
    BLOCK = "block"


class Result(Enum):
    """What happened on the locked PC."""

    OPENED = "opened"
    REFUSED = "refused"
    ASKS_AGAIN = "asks_again"
    CANNOT_TYPE = "cannot_type"


class Refusal(Enum):
    """How the locked PC refused the key."""

    TYPING = "typing"
    """A block was marked or the format was refused."""
    OTHER_DRIVE = "other_drive"
    """All digits went in, and the key does not fit this drive."""
    OTHER_PROTECTOR = "other_protector"
    """The screen shows another Key ID than the one noted."""


class Cause(Enum):
    """What happened before the PC asked."""

    FIRMWARE = "firmware"
    HARDWARE = "hardware"
    SECURE_BOOT = "secure_boot"
    PIN = "pin"
    UNKNOWN = "unknown"
