# SPDX-License-Identifier: Apache-2.0
"""A search through drives and folders in words: places, progress, what it met and passed over."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, assert_never

from recovery_assistant.find import Reason
from recovery_assistant.find.places import Find, KeyFile, Place, Progress, Skip, Skipped
from recovery_assistant.flow.lockout.looking import Looking, Phase, Spot, SpotKind, agrees
from recovery_assistant.i18n import _, isolated, ngettext, visible_controls
from recovery_assistant.keys import KeyId, match
from recovery_assistant.wording.key import Finding, reason_sentence

_THOUSAND: Final = 1000
_WHOLE_FROM: Final = 10
"""From here on a number is said without a part behind the point."""
_WITHIN: Final = " › "
_THIN: Final = "\u202f"


@dataclass(frozen=True, slots=True)
class Said:
    """Something in words: the role of its colour, an icon, a title and a sentence."""

    role: str
    icon: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SkippedGroup:
    """What was passed over for one reason: its title, what to do, and which places."""

    reason: Skip
    title: str
    sentence: str
    places: tuple[str, ...]


def shown_path(path: Path) -> str:
    """Return a path in characters that can be shown, whatever bytes it has."""
    return visible_controls(os.fsencode(path).decode("utf-8", "replace"))


def shown_place(place: Place) -> str:
    """Return where a key stands: the file, and the way inside it."""
    inside = (visible_controls(_mended(part)) for part in place.within)
    return _WITHIN.join((shown_path(place.path), *inside))


def place_name(place: Place) -> str:
    """Return the short name of a place: that of the file, and the way inside it."""
    name = visible_controls(_mended(place.path.name)) or shown_path(place.path)
    return _WITHIN.join((name, *(visible_controls(_mended(part)) for part in place.within)))


def _mended(text: str) -> str:
    """Return a name without the lone surrogates that stand for bytes which are no text."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def size(count: int) -> str:
    """Return a number of bytes as people say it, in steps of a thousand."""
    units = (
        ngettext("{count} byte", "{count} bytes", count),
        _("{count} kB"),
        _("{count} MB"),
        _("{count} GB"),
        _("{count} TB"),
    )
    amount = float(count)
    for unit in units[:-1]:
        if amount < _THOUSAND:
            return unit.format(count=_amount(amount))
        amount /= _THOUSAND
    return units[-1].format(count=_amount(amount))


def _amount(amount: float) -> str:
    whole = amount >= _WHOLE_FROM or amount.is_integer()
    return str(int(amount)) if whole else f"{amount:.1f}"


def spot_kind(kind: SpotKind) -> str:
    """Return what kind of place it is; nothing for a folder, which says it by its name."""
    match kind:
        case SpotKind.STICK:
            return _("Stick or card")
        case SpotKind.DRIVE:
            return _("Drive")
        case SpotKind.SHARE:
            return _("Network folder")
        case SpotKind.SYSTEM:
            return _("Everything on this PC")
        case SpotKind.FOLDER | SpotKind.PICKED:
            return ""
        case _:
            assert_never(kind)


def spot_name(spot: Spot) -> str:
    """Return what a place is called in the list."""
    if spot.kind is SpotKind.SYSTEM:
        return spot_kind(spot.kind)
    name = visible_controls(_mended(spot.name or spot.path.name))
    return name or spot_kind(spot.kind) or shown_path(spot.path)


def spot_hint(spot: Spot) -> str:
    """Return the second line of a place: what it is and how large, as far as that says more."""
    kind = spot_kind(spot.kind)
    parts = (
        "" if kind == spot_name(spot) else kind,
        "" if spot.size is None else size(spot.size),
    )
    return " · ".join(part for part in parts if part)


def progress(told: Progress | None) -> str:
    """Return how far a search is; nobody knows how much there is to go through."""
    if told is None:
        return _("Looking for 48-digit keys")
    files = ngettext("{count} file", "{count} files", told.files).format(count=number(told.files))
    return _("{files} searched, {size}. {found}.").format(
        files=files, size=size(told.size), found=keys_found(told.found)
    )


def progress_place(told: Progress | None) -> str:
    """Return what is being read."""
    return "" if told is None else visible_controls(_mended(told.place))


def number(count: int) -> str:
    """Return a number with its thousands apart; the space between them does not break."""
    return f"{count:_}".replace("_", _THIN)


def keys_found(count: int) -> str:
    """Return how many keys were found."""
    if count == 0:
        return _("No key so far")
    return ngettext("{count} key found", "{count} keys found", count).format(count=count)


def find_name(number: int, find: Find) -> str:
    """Return a name for a key that was found, without a digit of it; `number` counts from 0."""
    candidate = find.candidate
    if candidate.key_id is not None:
        name = _("Key with ID {key_id}").format(key_id=isolated(candidate.key_id.grouped()[:13]))
    elif candidate.well_formed:
        name = _("Key {number}, without an ID").format(number=number + 1)
    else:
        name = _("Looks like a key: number {number}").format(number=number + 1)
    if not candidate.date:
        return name
    return f"{name} · {isolated(visible_controls(candidate.date))}"


def find_reason(find: Find) -> str:
    """Return what speaks for a key and against it, what its Key ID says aside."""
    said = [
        reason_sentence(reason) for reason in find.candidate.reasons if reason not in _OF_THE_ID
    ]
    if find.strip is not None:
        said.append(_("Read off a picture: compare the digits before you use them."))
    return " ".join(said)


_OF_THE_ID: Final = (Reason.ID_MATCHES, Reason.ID_DIFFERS, Reason.NO_ID)


def find_mark(find: Find) -> Said:
    """Return what the Key ID of a key says, as far as that can be said before a check."""
    candidate = find.candidate
    compared = candidate.match
    if compared is not None and compared.agrees:
        said = reason_sentence(Reason.ID_MATCHES, compared)
        return Said("ok", "match", said, "")
    if compared is not None:
        return Said("bad", "wrong", reason_sentence(Reason.ID_DIFFERS), "")
    if candidate.key_id is None:
        return Said("ink2", "info", reason_sentence(Reason.NO_ID), "")
    return Said("ink2", "info", _("Compare its Key ID with that of the locked screen."), "")


def first_place(finds: Sequence[Find], wanted: KeyId | None) -> str:
    """Return why the first of several keys stands first; nothing where it is alone."""
    if not finds[1:]:
        return ""
    first, second = finds[:2]
    one, other = first.candidate, second.candidate
    if agrees(first) and not agrees(second):
        return _("First, because its Key ID is the one on the locked screen.")
    if agrees(first) and one.match is not None and other.match is not None:
        if one.match.matched > other.match.matched:
            return _("First, because more characters of its Key ID are the same.")
    elif one.match is None and other.match is not None:
        return _("First, because the others have the Key ID of another drive.")
    if one.well_formed and not other.well_formed:
        return _("First, because no slip was found in it.")
    if one.date and one.date != other.date:
        return _("First, because it has the newest date.")
    if wanted is None:
        return _("They look equally likely. Note the Key ID of the locked screen: it decides.")
    return _("They look equally likely. Try the first one first.")


def other_places(find: Find) -> tuple[str, str]:
    """Return in how many more places a key stands, in short and in full; nothing where in one."""
    more = len(find.places) - 1
    if more <= 0:
        return "", ""
    short = ngettext("{count} more place", "{count} more places", more)
    full = ngettext(
        "The same key stands in {count} more place",
        "The same key stands in {count} more places",
        more,
    )
    return short.format(count=more), full.format(count=more)


def summary(looking: Looking, wanted: KeyId | None) -> Said | None:
    """Return what a search came to; nothing while it runs or before."""
    if looking.phase is not Phase.OVER:
        return None
    found, matching = len(looking.finds), looking.matching
    gone = _gone_through(looking.progress)
    if looking.failed:
        return Said(
            "bad",
            "wrong",
            _("The search broke off"),
            _("Something went wrong in it. What it found until then is listed. Search again."),
        )
    if matching:
        title = _("Found: a key with the right Key ID")
        return Said("ok", "match", title, _("Use it, then check it here. {gone}").format(gone=gone))
    if found:
        title = ngettext("{count} key found", "{count} keys found", found).format(count=found)
        if wanted is None:
            advice = _("Without a Key ID nobody can say which drive it belongs to.")
        else:
            advice = ngettext(
                "The Key ID of the locked screen does not stand with it.",
                "The Key ID of the locked screen stands with none of them.",
                found,
            )
        return Said("accent_ink", "key", title, f"{advice} {gone}")
    if looking.stopped:
        return Said("ink2", "info", _("Stopped: no key so far"), gone)
    if looking.key_files:
        return Said("ink2", "info", _("No 48 digits, but a USB key file"), gone)
    return Said(
        "ink2",
        "info",
        _("No key in these places"),
        _("{gone} Pick others, or go through the places on the list.").format(gone=gone),
    )


def _gone_through(told: Progress | None) -> str:
    files = 0 if told is None else told.files
    amount = size(0 if told is None else told.size)
    return ngettext(
        "{count} file was gone through, {size}.", "{count} files were gone through, {size}.", files
    ).format(count=number(files), size=amount)


def key_file(found: KeyFile, wanted: KeyId | None) -> Finding:
    """Return what a USB key file is good for, and whether it is that of the locked PC."""
    if wanted is None or found.key_id is None:
        title = _("A USB key file")
        what = _("Try it:")
    elif match(wanted, found.key_id).agrees:
        title = _("A USB key file with the right Key ID")
        what = _("It opens the PC without the 48 digits:")
    else:
        title = _("A USB key file with another Key ID")
        what = _(
            "The screen names the Key ID of the 48 digits; a key file has one of its own. It may "
            "still fit. Try it:"
        )
    how = _(
        "copy the file to a USB stick, not into a folder. Plug the stick into the locked PC and "
        "start it again. There is nothing in it to type."
    )
    return Finding(title, f"{what} {how}")


def key_file_id(found: KeyFile) -> str:
    """Return the Key ID that stands in a key file."""
    if found.key_id is None:
        return ""
    return _("Key ID {key_id}").format(key_id=isolated(found.key_id.grouped()[:13]))


def skipped_title(count: int) -> str:
    """Return how many places could not be looked at."""
    return ngettext(
        "{count} place was not looked at", "{count} places were not looked at", count
    ).format(count=number(count))


def more_places(count: int) -> str:
    """Return how many more places there are than are named."""
    return ngettext("and {count} more", "and {count} more", count).format(count=count)


def more_skipped(count: int) -> str:
    """Return how many more were passed over than anybody would read."""
    return ngettext(
        "{count} more place is not listed.", "{count} more places are not listed.", count
    ).format(count=count)


def skipped_groups(skipped: Sequence[Skipped]) -> tuple[SkippedGroup, ...]:
    """Return what was passed over, a group a reason; first what one can do something about."""
    counted = Counter(one.reason for one in skipped)
    return tuple(
        SkippedGroup(
            reason,
            f"{skip_reason(reason)} ({counted[reason]})",
            skip_advice(reason),
            tuple(shown_place(one.place) for one in skipped if one.reason is reason),
        )
        for reason in _IN_ORDER
        if counted[reason]
    )


_IN_ORDER: Final = (
    Skip.NO_READER,
    Skip.NOT_HERE,
    Skip.ENCRYPTED,
    Skip.NO_RIGHTS,
    Skip.VANISHED,
    Skip.OTHER_FILE_SYSTEM,
    Skip.TOOK_TOO_LONG,
    Skip.TOO_LARGE,
    Skip.CHANGED,
    Skip.UNREADABLE,
    Skip.DAMAGED,
    Skip.LINK,
    Skip.DEVICE,
)


def skip_reason(reason: Skip) -> str:
    """Return why a file or folder was not looked at, in a few words."""
    match reason:
        case Skip.NO_RIGHTS:
            return _("You may not read it")
        case Skip.VANISHED:
            return _("It was gone")
        case Skip.CHANGED:
            return _("It changed while it was read")
        case Skip.UNREADABLE:
            return _("It could not be read")
        case Skip.DAMAGED:
            return _("The file is damaged")
        case Skip.TOO_LARGE:
            return _("Too large inside")
        case Skip.ENCRYPTED:
            return _("Locked with a password of its own")
        case Skip.DEVICE:
            return _("Not a file: a device or a pipe")
        case Skip.NOT_HERE:
            return _("Kept online, not on this PC")
        case Skip.OTHER_FILE_SYSTEM:
            return _("Another drive inside this place")
        case Skip.LINK:
            return _("A link to another folder")
        case Skip.NO_READER:
            return _("Pictures: nothing here reads them")
        case Skip.TOOK_TOO_LONG:
            return _("It took too long")
        case _:
            assert_never(reason)


def skip_advice(reason: Skip) -> str:
    """Return what can be done about it, or that nothing need be."""
    match reason:
        case Skip.NO_RIGHTS:
            return _("If you think the key is there, ask its owner or an administrator.")
        case Skip.VANISHED:
            return _("If you pulled out a stick, put it back and search again.")
        case Skip.CHANGED:
            return _("Close the program that writes it, then search again.")
        case Skip.UNREADABLE | Skip.DAMAGED:
            return _("Try to open it with the program it belongs to.")
        case Skip.TOO_LARGE | Skip.TOOK_TOO_LONG:
            return _("Open it yourself and look for eight groups of six digits.")
        case Skip.ENCRYPTED:
            return _("Open it with its password, then paste or open what is in it.")
        case Skip.DEVICE:
            return _("Keys do not lie there.")
        case Skip.NOT_HERE:
            return _("They would be downloaded to be read: “Search other places” offers that.")
        case Skip.OTHER_FILE_SYSTEM:
            return _("Tick that drive in the list, or go into such drives as well.")
        case Skip.LINK:
            return _("What it leads to is looked at where it really lies.")
        case Skip.NO_READER:
            return _("A program that reads digits off pictures is missing on this PC.")
        case _:
            assert_never(reason)


def met(*, matches: bool) -> str:
    """Return what is said aloud when a key is met for the first time."""
    if matches:
        return _("A key with the right Key ID was found. The search goes on.")
    return _("A key was found. The search goes on.")


def ended(found: int, matching: int, passed_over: int, *, stopped: bool) -> str:
    """Return what is said aloud at the end of a search."""
    parts = [_("The search was stopped.") if stopped else _("The search is over.")]
    if found:
        parts.append(
            ngettext("{count} key found.", "{count} keys found.", found).format(count=found)
        )
    else:
        parts.append(_("No key found."))
    if matching:
        parts.append(_("One has the right Key ID."))
    if passed_over:
        parts.append(f"{skipped_title(passed_over)}.")
    return " ".join(parts)
