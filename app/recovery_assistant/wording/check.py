# SPDX-License-Identifier: Apache-2.0
"""Screen 3 in words: candidates, the Key ID comparison and the three rungs of certainty."""

from __future__ import annotations  # what a drive says is loaded where one was asked

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recovery_assistant.find import Candidate
from recovery_assistant.i18n import _, isolated, ngettext
from recovery_assistant.keys import BLOCKS, IdMatch, KeyDraft, KeyId, Verdict
from recovery_assistant.keys import match as match_ids
from recovery_assistant.wording.key import reason_sentence

if TYPE_CHECKING:
    from recovery_assistant.drive import outcomes as drive

FULL_ID = 32
"""Characters of a whole Key ID."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of certainty: colour role, icon, its word and a line below."""

    role: str
    icon: str
    title: str
    second: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its colour role and icon."""

    role: str
    icon: str
    title: str
    sentence: str


def progress(fine: int) -> str:
    """Return how many blocks show no slip."""
    return _("{fine} of {count} blocks without a slip").format(fine=fine, count=BLOCKS)


def reading(done: int) -> str:
    """Return what is going on while a text is read; `done` in bytes."""
    if done <= 0:
        return _("Looking for 48-digit keys")
    return _("Looking for 48-digit keys, {count} kB so far").format(count=done // 1000)


def source(place: str, found: int) -> str:
    """Return where the digits in the fields come from."""
    keys = ngettext("{count} key found", "{count} keys found", found).format(count=found)
    if place:
        return _("From the file {name}: {keys}").format(name=isolated(place), keys=keys)
    return _("From what you pasted: {keys}").format(keys=keys)


def candidate_name(number: int, candidate: Candidate) -> str:
    """Return a name for a found key without a digit of it; `number` counts from 0."""
    if candidate.key_id is not None:
        name = _("Key with ID {key_id}").format(key_id=isolated(candidate.key_id.grouped()[:13]))
    else:
        name = _("Key {number}, without an ID").format(number=number + 1)
    return f"{name} · {isolated(candidate.date)}" if candidate.date else name


def candidate_reason(candidate: Candidate) -> str:
    """Return why a found key stands where it stands."""
    return " ".join(reason_sentence(reason, candidate.match) for reason in candidate.reasons)


def certainty(
    asked: KeyId | None,
    found: KeyId | None,
    compared: IdMatch | None,
    *,
    unclear: bool = False,
    said: drive.Verdict | None = None,
) -> Judgement:
    """Return how sure the key is: by what the drive says to it, else by the Key IDs.

    `unclear` means that a Key ID was typed which cannot be one yet.
    """
    if said is not None:
        judged = _by_drive(said, asked, compared)
        if judged is not None:
            return judged
    if asked is None and unclear:
        return Judgement(
            "warn",
            "warning",
            _("The Key ID you typed has a slip"),
            _("Go one step back and mend it. Only then can it tell this key from another drive's."),
        )
    if compared is None:
        if asked is None and found is None:
            return Judgement(
                "ink2",
                "info",
                _("No Key ID to compare"),
                _("The Key ID tells your drive's key from others. You can add it one step back."),
            )
        if found is None:
            return Judgement(
                "ink2",
                "info",
                _("This key came without its ID"),
                _("If a Key ID stands beside the key, compare it with the one on the screen."),
            )
        return Judgement(
            "ink2",
            "info",
            _("Compare this Key ID with the screen"),
            _("You noted none so far. Go one step back to add it, or compare by eye."),
        )
    if compared.agrees:
        full = compared.matched == FULL_ID
        title = _("The Key ID matches")
        sentence = (
            _("All 32 characters agree. Very likely the right key.")
            if full
            else ngettext(
                "{count} character agrees. Very likely the right key.",
                "All {count} characters compared agree. Very likely the right key.",
                compared.matched,
            ).format(count=compared.matched)
        )
        if compared.swapped_byte_order:
            sentence += " " + _("It stands there in the byte order that directories use.")
        return Judgement("ok", "match", title, sentence)
    return Judgement(
        "bad",
        "wrong",
        _("Another key's ID"),
        _(
            "Character {number} differs first. It is the key of another drive, or an older "
            "key. Keep it, and look on for the one that was asked for."
        ).format(number=compared.matched + 1),
    )


def _by_drive(
    said: drive.Verdict, asked: KeyId | None, compared: IdMatch | None
) -> Judgement | None:
    """Return what the drive's own word comes to; it goes before all comparing of Key IDs."""
    from recovery_assistant.drive.outcomes import DoesNotOpen, Opens

    match said:
        case Opens(key_id):
            sentence = _("It opens the drive that is connected. It is the right key for it.")
            if asked is not None and not match_ids(asked, key_id).agrees:
                sentence += " " + _(
                    "You noted another Key ID: see that this is the drive that asks for it."
                )
            return Judgement("ok", "proved", _("Proved on the drive"), sentence)
        case DoesNotOpen():
            sentence = _("It is a key, and not the one that the connected drive wants.")
            if compared is not None and compared.agrees:
                sentence = _(
                    "The Key IDs agree, and still it does not open: digits or blocks have changed "
                    "places in a way that no check of the digits can see."
                )
            return Judgement("bad", "wrong", _("Refused by the drive"), sentence)
        case _:
            return None


def proved_id(said: drive.Verdict | None) -> KeyId | None:
    """Return the Key ID of the lock that a key opened."""
    if said is None:
        return None
    from recovery_assistant.drive.outcomes import Opens

    return said.key_id if isinstance(said, Opens) else None


def rungs(
    draft: KeyDraft, compared: IdMatch | None, said: drive.Verdict | None = None
) -> tuple[Rung, Rung, Rung]:
    """Return the three rungs of certainty; those not reached are in grey."""
    return _slip_rung(draft), _match_rung(compared), _proof_rung(said)


def _slip_rung(draft: KeyDraft) -> Rung:
    verdicts = draft.verdicts
    if draft.is_complete:
        return Rung("accent_ink", "no-slip", _("No slip found"), _("typed consistently"))
    slips = sum(v not in (Verdict.FINE, Verdict.EMPTY, Verdict.SHORT) for v in verdicts)
    if slips:
        title = ngettext("{count} slip", "{count} slips", slips).format(count=slips)
        return Rung("bad", "wrong", title, _("see above"))
    return Rung("ink3", "no-slip", _("Not complete"), _("48 digits"))


def _match_rung(compared: IdMatch | None) -> Rung:
    if compared is None:
        return Rung("ink3", "match", _("Key ID not compared"), _("needs both IDs"))
    if compared.agrees:
        return Rung("ok", "match", _("Key ID matches"), _("very likely right"))
    return Rung("bad", "wrong", _("Key ID differs"), _("another key"))


def _proof_rung(said: drive.Verdict | None) -> Rung:
    if said is not None:
        from recovery_assistant.drive.outcomes import DoesNotOpen, Opens

        if isinstance(said, Opens):
            return Rung("ok", "proved", _("Proved on the drive"), _("the right key"))
        if isinstance(said, DoesNotOpen):
            return Rung("bad", "wrong", _("Refused by the drive"), _("not its key"))
    return Rung("ink3", "proved", _("Not proved"), _("only the drive can"))
