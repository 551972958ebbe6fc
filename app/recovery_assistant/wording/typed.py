# SPDX-License-Identifier: Apache-2.0
"""Screen 4 in words: how a rehearsal went, and what a scanner made of the test code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from recovery_assistant.flow.lockout.rehearsal import Differs, Grade, Right, TooShort
from recovery_assistant.flow.lockout.scan import Arrived
from recovery_assistant.i18n import _, ngettext
from recovery_assistant.keys import BLOCK_DIGITS

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict: colour role, icon, its words, and a sentence where there is more to say."""

    role: str
    icon: str
    title: str
    sentence: str = ""


def grade_mark(grade: Grade) -> Mark:
    """Return how one block of a rehearsal went."""
    match grade:
        case Right():
            return Mark("ok", "match", _("Right"))
        case Differs(digits):
            if len(digits) == BLOCK_DIGITS:
                return Mark("bad", "wrong", _("All digits differ"))
            listed = ", ".join(map(str, digits))
            return Mark(
                "bad",
                "wrong",
                ngettext("Digit {listed} differs", "Digits {listed} differ", len(digits)).format(
                    listed=listed
                ),
            )
        case TooShort(0):
            return Mark("warn", "warning", _("Not typed"))
        case TooShort(digits):
            return Mark(
                "warn",
                "warning",
                _("Too short: {digits} of {count} digits").format(
                    digits=digits, count=BLOCK_DIGITS
                ),
            )
        case _:
            assert_never(grade)


def rehearsal(grades: Sequence[Grade], seconds: int) -> Mark:
    """Return how a rehearsal went; how long it took is told only where that is good news."""
    right = sum(isinstance(grade, Right) for grade in grades)
    if right == len(grades):
        return Mark(
            "ok",
            "match",
            _("All eight blocks are right"),
            " ".join((_took(seconds), _("Type it just so on the locked PC."))),
        )
    return Mark(
        "warn",
        "warning",
        ngettext("{right} of 8 blocks is right", "{right} of 8 blocks are right", right).format(
            right=right
        ),
        _("The others say what is amiss. The locked PC lets you mend a block, too."),
    )


def _took(seconds: int) -> str:
    if seconds < MINUTE:
        return _("It took less than a minute.")
    minutes = round(seconds / MINUTE)
    return ngettext(
        "It took about {minutes} minute.", "It took about {minutes} minutes.", minutes
    ).format(minutes=minutes)


def scanner(arrived: Arrived) -> Mark:
    """Return what a scan of the test code says of the scanner, and what to do about it."""
    match arrived:
        case Arrived.RIGHT:
            return Mark(
                "ok",
                "match",
                _("The scanner types just the digits"),
                _("It is ready. Now plug it into the locked PC."),
            )
        case Arrived.ADDS_ENTER:
            return Mark(
                "warn",
                "warning",
                _("The scanner adds Enter"),
                _("Switch its Enter suffix off (its manual has a code for that), then try again."),
            )
        case Arrived.ADDS_TAB:
            return Mark(
                "warn",
                "warning",
                _("The scanner adds Tab"),
                _("Switch its Tab suffix off (its manual has a code for that), then try again."),
            )
        case Arrived.ADDS_MORE:
            return Mark(
                "warn",
                "warning",
                _("The scanner adds characters of its own"),
                _("Switch its prefix and suffix off. If you scanned twice, scan once."),
            )
        case Arrived.PART:
            return Mark(
                "warn",
                "warning",
                _("Only a part arrived"),
                _("Scan once more. If it stays so, let the scanner type more slowly."),
            )
        case Arrived.OTHER_CODE:
            return Mark(
                "warn",
                "warning",
                _("That was another code"),
                _("Cover the others with your hand and scan the test code."),
            )
        case Arrived.SWAPPED:
            return Mark(
                "bad",
                "wrong",
                _("Other characters arrived"),
                _(
                    "Scanner and PC use different keyboard layouts. Set the scanner to the layout "
                    "of the locked PC, often US English."
                ),
            )
        case _:
            assert_never(arrived)


def said(mark: Mark) -> str:
    """Return a verdict as it is spoken."""
    title = _("{title}.").format(title=mark.title)
    return f"{title} {mark.sentence}" if mark.sentence else title
