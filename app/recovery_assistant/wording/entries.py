# SPDX-License-Identifier: Apache-2.0
"""The kept keys in words: what state an entry is in, its second line, its dates."""

from dataclasses import dataclass
from datetime import date

from recovery_assistant.i18n import _, isolated, visible_controls
from recovery_assistant.vault.contents import Entry
from recovery_assistant.wording.guidance import month

CHECK_AFTER_DAYS = 365
"""Windows and companies replace keys: an older entry may be of the past."""


@dataclass(frozen=True, slots=True)
class State:
    """How an entry stands: an icon, a word, the role of both and of the ground below them."""

    icon: str
    word: str
    role: str
    fill: str


def written(day: date) -> str:
    """Return a date as it is written."""
    return _("{day} {month} {year}").format(day=day.day, month=month(day.month), year=day.year)


def state_words() -> tuple[str, ...]:
    """Return the words of all states."""
    return (_("In use"), _("No Key ID"), _("Check again"), _("Replaced"))


def needs_a_look(entry: Entry, today: date) -> bool:
    """Whether an entry in use is so old, or so vague, that it should be compared again."""
    old = (today - entry.added).days >= CHECK_AFTER_DAYS
    return entry.replaced_on is None and (old or entry.key_id is None)


def state(entry: Entry, today: date) -> State:
    """Return how an entry stands."""
    if entry.replaced_on is not None:
        return State("clock", _("Replaced"), "ink2", "sunken")
    if needs_a_look(entry, today):
        if entry.key_id is None:
            return State("warning", _("No Key ID"), "warn", "warn_tint")
        return State("warning", _("Check again"), "warn", "warn_tint")
    return State("key", _("In use"), "accent_ink", "sunken")


def why_look(entry: Entry) -> str:
    """Return what is to be checked of an entry that needs a look."""
    if entry.key_id is None:
        return _(
            "It has no Key ID, so it cannot be told apart from others on a locked screen. "
            "Add the Key ID when you see it next."
        )
    return _(
        "Kept for over a year. Windows or a company may have replaced the key since: compare "
        "its Key ID with the one in your account."
    )


def second_line(entry: Entry) -> str:
    """Return what stands below the name of an entry: its drive and a date."""
    if entry.replaced_on is not None:
        told = _("Replaced on {day}").format(day=written(entry.replaced_on))
    else:
        told = _("added {day}").format(day=written(entry.added))
    drive = one_line(entry.drive)
    return f"{isolated(drive)} · {told}" if drive else told[:1].upper() + told[1:]


def short_id(entry: Entry) -> str:
    """Return the first eight characters of an entry's Key ID, or nothing."""
    return "" if entry.key_id is None else entry.key_id.hex[:8]


def said(entry: Entry, today: date) -> str:
    """Return what a screen reader says of an entry in the list."""
    parts = [one_line(entry.device), second_line(entry)]
    if entry.key_id is not None:
        key_id = isolated(" ".join(short_id(entry)))
        parts.append(_("Key ID {key_id}").format(key_id=key_id))
    parts.append(state(entry, today).word)
    return ", ".join(parts)


def one_line(text: str, longest: int = 120) -> str:
    """Return a text of a person's as one line that cannot push everything else away."""
    line = visible_controls(" ".join(text.split()))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
