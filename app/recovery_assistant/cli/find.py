# SPDX-License-Identifier: Apache-2.0
"""The command `find`: recovery keys in folders, drives and files, ranked, the digits masked.

Exit codes: 0 a key that matches was found (without a Key ID to match: a key without a slip), 1
there is none, 3 there is none but not every place could be read, 130 cancelled; what was found
until then is printed all the same.
"""

import argparse
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from recovery_assistant.cli.terminal import (
    CANCELLED,
    CANNOT_READ,
    NO,
    YES,
    Answer,
    Parser,
    UsageError,
    add_help,
    complain,
)
from recovery_assistant.find.hunt import hunt
from recovery_assistant.find.outcomes import Candidate
from recovery_assistant.find.places import (
    Find,
    News,
    Place,
    Progress,
    Search,
    Searched,
    Skip,
)
from recovery_assistant.i18n import _, ngettext
from recovery_assistant.keys import KeyId, Verdict, find_runs, suggest_key
from recovery_assistant.wording.entries import one_line

_DIGIT: Final = re.compile(r"[^-]")
_SHOWN_SUGGESTIONS: Final = 5
_SHOWN_SKIPPED: Final = 20
_LONGEST_PLACE: Final = 4_096
_NOT_READ: Final = frozenset({Skip.NO_RIGHTS, Skip.VANISHED, Skip.CHANGED, Skip.UNREADABLE})
"""Reasons for which a place that was asked for could not be read."""


def add_find(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add `find`."""
    help_text = _("look for recovery keys in folders, drives and files")
    below = commands.add_parser(
        "find",
        help=help_text,
        description=help_text[:1].upper() + help_text[1:] + ".",
        allow_abbrev=False,
        add_help=False,
    )
    below.set_defaults(command=find)
    below.add_argument_group(_("Arguments")).add_argument(
        "paths",
        metavar=_("PATH"),
        nargs="+",
        type=Path,
        help=_("where to look; other drives that are mounted below are left out"),
    )
    options = below.add_argument_group(_("Options"))
    add_help(options)
    options.add_argument("--json", action="store_true", help=_("print one JSON object"))
    options.add_argument(
        "--key-id", metavar=_("ID"), help=_("the Key ID on the locked screen, or its beginning")
    )
    options.add_argument(
        "--reveal", action="store_true", help=_("print the digits of the keys, not stars")
    )
    options.add_argument(
        "--no-pictures", action="store_true", help=_("leave pictures out; reading them is slow")
    )
    options.add_argument(
        "--fetch",
        action="store_true",
        help=_("also read files that a cloud service has to download first"),
    )


def find(chosen: argparse.Namespace) -> Answer:
    """Search, and answer with what was found."""
    paths: list[Path] = chosen.paths
    reveal: bool = chosen.reveal
    if any(find_runs(str(path)) for path in paths):
        # A key in the place of a path.
        raise UsageError
    wanted = _wanted(chosen.key_id)
    search = Search(
        roots=tuple(paths), wanted=wanted, pictures=not chosen.no_pictures, fetch=chosen.fetch
    )
    with _stopped_by_hand() as stopped:
        searched = hunt(search, _tell, lambda: bool(stopped))
    _clear_line()
    data = _data(searched, reveal=reveal)
    lines = list(_lines(searched, reveal=reveal))
    code = _code(searched, wanted)
    for one in searched.finds:
        one.candidate.draft.wipe()
    if code == CANCELLED:
        complain(_("Cancelled."))
    return Answer(code, lines, data)


def _wanted(given: str | None) -> KeyId | None:
    if given is None:
        return None
    key_id = KeyId.parse(given).key_id
    if key_id is None:
        raise UsageError
    return key_id


@contextmanager
def _stopped_by_hand() -> Iterator[list[int]]:
    """A list that is no longer empty once the person wants it to stop."""
    signals: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        signals.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield signals
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(news: News) -> None:
    """Say how far it is, to a person who watches."""
    if isinstance(news, Progress) and sys.stderr is not None and sys.stderr.isatty():
        counts = ngettext("{count} file", "{count} files", news.files).format(count=news.files)
        found = _("{count} found").format(count=news.found)
        sys.stderr.write(f"\r\x1b[K{counts}, {found}")
        sys.stderr.flush()


def _clear_line() -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _code(searched: Searched, wanted: KeyId | None) -> int:
    if searched.cancelled:
        return CANCELLED
    if any(_is_it(one.candidate, wanted) for one in searched.finds):
        return YES
    lost = any(one.reason in _NOT_READ for one in searched.skipped)
    return CANNOT_READ if lost else NO


def _is_it(candidate: Candidate, wanted: KeyId | None) -> bool:
    if wanted is None:
        return candidate.well_formed
    return candidate.match is not None and candidate.match.agrees


def _data(searched: Searched, *, reveal: bool) -> dict[str, object]:
    return {
        "found": [_found_data(one, reveal=reveal) for one in searched.finds],
        "key_files": [
            {
                "key_id": one.key_id.hex if one.key_id else None,
                "places": [_place(one.place)],
            }
            for one in searched.key_files
        ],
        "skipped": [
            {"place": _place(one.place), "reason": one.reason.value} for one in searched.skipped
        ],
        "more_skipped": searched.more_skipped,
        "files": searched.files,
        "bytes": searched.size,
        "cancelled": searched.cancelled,
    }


def _found_data(found: Find, *, reveal: bool) -> dict[str, object]:
    candidate = found.candidate
    data: dict[str, object] = {
        "key_id": candidate.key_id.hex if candidate.key_id else None,
        "key": _digits(candidate, reveal=reveal),
        "valid": candidate.well_formed,
        "matched_characters": candidate.match.matched if candidate.match else 0,
        "matches": candidate.match is not None and candidate.match.agrees,
        "damaged_blocks": _damaged(candidate),
        "date": candidate.date,
        "from_picture": found.strip is not None,
        "reasons": [reason.value for reason in candidate.reasons],
        "places": [_place(one) for one in found.places],
    }
    if reveal and not candidate.well_formed:
        data["suggestions"] = _suggestions(candidate)
    return data


def _digits(candidate: Candidate, *, reveal: bool) -> str:
    key = "-".join(candidate.draft.blocks)
    return key if reveal else _DIGIT.sub("*", key)


def _damaged(candidate: Candidate) -> list[int]:
    verdicts = enumerate(candidate.draft.verdicts, start=1)
    return [number for number, verdict in verdicts if verdict is not Verdict.FINE]


def _suggestions(candidate: Candidate) -> list[str]:
    return ["-".join(one.blocks) for one in suggest_key(candidate.draft.blocks)]


def _place(place: Place) -> str:
    """A path, and the way on inside the file."""
    return " > ".join((os.fspath(place.path), *place.within))


def _shown(place: Place) -> str:
    return one_line(_place(place), _LONGEST_PLACE)


def _lines(searched: Searched, *, reveal: bool) -> Iterator[str]:
    if not searched.finds:
        yield _("No recovery key was found.")
    for number, one in enumerate(searched.finds, start=1):
        yield from _found_lines(one, number, reveal=reveal)
    for file in searched.key_files:
        yield _("A key file for USB, which is plugged in and not typed: {place}").format(
            place=_shown(file.place)
        )
        if file.key_id:
            yield "   " + _("Key ID: {key_id}").format(key_id=file.key_id.grouped())
    yield ""
    yield ngettext(
        "{count} file was looked at.", "{count} files were looked at.", searched.files
    ).format(count=searched.files)
    yield from _skipped_lines(searched)


def _found_lines(found: Find, number: int, *, reveal: bool) -> Iterator[str]:
    candidate = found.candidate
    yield f"{number}. {_digits(candidate, reveal=reveal)}"
    if candidate.key_id is None:
        yield "   " + _("No Key ID stands with it.")
    else:
        yield "   " + _("Key ID: {key_id}").format(key_id=candidate.key_id.grouped())
    if candidate.match is not None:
        said = (
            ngettext(
                "It matches: {count} character of the Key ID agrees.",
                "It matches: {count} characters of the Key ID agree.",
                candidate.match.matched,
            )
            if candidate.match.agrees
            else _("It is the key of another drive: the Key ID differs.")
        )
        yield "   " + said.format(count=candidate.match.matched)
    if not candidate.well_formed:
        blocks = ", ".join(map(str, _damaged(candidate)))
        yield "   " + _("It looks like a key, but these blocks break the rule: {blocks}").format(
            blocks=blocks
        )
        if reveal:
            yield from (f"   ? {one}" for one in _suggestions(candidate)[:_SHOWN_SUGGESTIONS])
    if found.strip is not None:
        yield "   " + _("It was read off a picture: compare every digit with it.")
    yield from (f"   {_shown(one)}" for one in found.places)


def _skipped_lines(searched: Searched) -> Iterator[str]:
    reasons = Counter(one.reason for one in searched.skipped)
    for reason, count in reasons.most_common():
        yield _("Not looked at: {count}, {reason}").format(count=count, reason=reason_words(reason))
        named = [one for one in searched.skipped if one.reason is reason]
        yield from (f"   {_shown(one.place)}" for one in named[:_SHOWN_SKIPPED])
    if searched.more_skipped:
        yield _("Not looked at, and not named: {count}").format(count=searched.more_skipped)


def reason_words(reason: Skip) -> str:
    """Return why something was not looked at, as the end of a sentence."""
    return {
        Skip.NO_RIGHTS: _("you may not read it"),
        Skip.VANISHED: _("it is not there, or no longer"),
        Skip.CHANGED: _("it changed while it was read"),
        Skip.UNREADABLE: _("it could not be read"),
        Skip.DAMAGED: _("it is damaged, or not what it says it is"),
        Skip.TOO_LARGE: _("it is too large to be read wholly"),
        Skip.ENCRYPTED: _("it is locked with a passphrase of its own"),
        Skip.DEVICE: _("it is a device, not a file"),
        Skip.NOT_HERE: _("it lies with a cloud service and would have to be downloaded"),
        Skip.OTHER_FILE_SYSTEM: _("it is another drive; name it as well to look there"),
        Skip.LINK: _("it is a link to another folder"),
        Skip.NO_READER: _("it is a picture, and nothing here reads digits off pictures"),
        Skip.TOOK_TOO_LONG: _("it took too long"),
    }[reason]
