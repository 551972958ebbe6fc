# SPDX-License-Identifier: Apache-2.0
"""A place kept for later, in words."""

from pathlib import Path
from typing import assert_never

from recovery_assistant.flow.lockout.keeping import session_of
from recovery_assistant.flow.lockout.kept import Offer, PlaceProblem
from recovery_assistant.flow.lockout.session import Session
from recovery_assistant.flow.lockout.steps import Step
from recovery_assistant.i18n import _, ngettext
from recovery_assistant.wording.lockout import answer_so_far, step_count, step_name


def offered(offer: Offer) -> str:
    """Return where a kept place is and how old it is; never its Key ID."""
    step = offer.place.trail[-1]
    where = _("{count}, {name}").format(count=step_count(step), name=step_name(step))
    answers = answer_so_far(Step.SCREEN, session_of(offer.place, Session()))
    return " · ".join(part for part in (where, answers, _age(offer.days)) if part)


def _age(days: int) -> str:
    if days == 0:
        return _("kept within the last 24 hours")
    return ngettext("kept {count} day ago", "kept {count} days ago", days).format(count=days)


def resumed() -> str:
    """Return what is said when a person is back at a kept place."""
    return _("You are back where you were. The key itself is never kept.")


def place_problem(problem: PlaceProblem, folder: Path) -> str:
    """Return what happened to a kept place and what follows from it."""
    match problem:
        case PlaceProblem.DAMAGED:
            return _("A kept place is damaged. It was put aside; you start afresh.")
        case PlaceProblem.NEWER:
            return _("A newer version of this program kept a place here. It is left as it is.")
        case PlaceProblem.UNREADABLE:
            return _("A kept place could not be read. It is left as it is.")
        case PlaceProblem.TAKEN:
            return _("Another window went on with that place, or it is forgotten by now.")
        case PlaceProblem.NOT_KEPT:
            return _("Your place cannot be kept on this PC. Everything else works as usual.")
        case PlaceProblem.LAST_NOT_KEPT:
            return _("Your last step could not be kept. What was kept before is still there.")
        case PlaceProblem.NOT_FORGOTTEN:
            return _(
                "A kept place could not be removed. Please delete this folder yourself: {folder}"
            ).format(folder=folder)
        case _:
            assert_never(problem)
