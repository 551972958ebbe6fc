# SPDX-License-Identifier: Apache-2.0
"""The program in a terminal: keys and Key IDs, where to look, what a code means, its own data.

A key comes from standard input or from a prompt that does not echo, never from an argument: those
stay in the history of the shell and show in the list of processes. For the same reason a usage
error repeats nothing of what was typed.
"""

from __future__ import annotations  # what a command does not need, it does not load

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from recovery_assistant import __version__
from recovery_assistant.cli.check import check, mistaken_line
from recovery_assistant.cli.terminal import (
    CANCELLED,
    CANNOT_READ,
    NO,
    PROGRAM,
    USAGE,
    YES,
    Answer,
    DataError,
    InputError,
    Parser,
    UsageError,
    add_help,
    complain,
    damaged,
    decoded,
    flushed,
    prompted,
    text_in,
    titled,
    written,
)
from recovery_assistant.find import ReadProblem
from recovery_assistant.find.bounded import read_bounded
from recovery_assistant.i18n import (
    CatalogueError,
    _,
    choose,
    language,
    languages,
    use_language,
    wanted_languages,
)
from recovery_assistant.keys import (
    KeyId,
    KeyIdReading,
    compare,
    find_runs,
    match,
    mistaken_for,
    read_key,
)
from recovery_assistant.system.assets import AssetError, resources
from recovery_assistant.system.process import harden
from recovery_assistant.wording.check import certainty
from recovery_assistant.wording.key import (
    compared_words,
    comparison_summary,
    does_not_prove,
    key_id_verdict,
    read_problem,
)

if TYPE_CHECKING:
    from recovery_assistant.guidance import Guidance, Route

_KINDS: Final = ("personal", "work", "offline")
"""Whose PC it is: the values of the answers that the window asks for, the most common first."""
_ALIKE: Final = 0.75
"""Codes that agree less than this are no slip of the pen."""
_LONGEST_CODE: Final = 80

_COPIES: Final = 2
_EMPTY_LINE: Final = re.compile(r"\n[^\S\n]*\n")


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say (by default those of the process); return the exit code."""
    if getattr(sys, "frozen", False):
        # A packaged program starts itself again for each process that searches.
        import multiprocessing

        multiprocessing.freeze_support()
    harden()
    _speak()
    try:
        return _run(arguments)
    except UsageError:
        complain(
            _(
                "These arguments do not fit. A key is never an argument: it would stay in the "
                "history of the shell. Pipe it in, or start “{program} check” and type it."
            ).format(program=PROGRAM)
        )
        complain(_("See “{program} --help”.").format(program=PROGRAM))
        return USAGE
    except (InputError, DataError) as problem:
        complain(str(problem))
        return CANNOT_READ
    except KeyboardInterrupt:
        complain("\n" + _("Cancelled."))
        return CANCELLED


def _run(arguments: Sequence[str] | None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    try:
        chosen = _parser(given[0] if given else "").parse_args(given)
    except SystemExit as done:  # after --help and --version
        return flushed(done.code if isinstance(done.code, int) else YES)
    command: Callable[[argparse.Namespace], Answer] = chosen.command
    answer = command(chosen)
    as_json: bool = chosen.json
    text = json.dumps(answer.data, indent=2) if as_json else "\n".join(answer.lines)
    return written(text, answer.code)


def _speak() -> None:
    """Choose the language; data that is damaged is no reason to say nothing at all."""
    try:
        root = resources()
        use_language(choose(wanted_languages(os.environ), languages(root)), root)
    except (AssetError, CatalogueError):
        return


def _parser(first: str) -> Parser:
    """What reads the arguments; of the rooms, only the one that the first of them names."""
    parser = Parser(
        prog=PROGRAM,
        description=_(
            "Checks BitLocker recovery keys and Key IDs, and says where keys are kept, offline."
        ),
        epilog=_("Exit codes: 0 yes, 1 no, 2 wrong arguments, 3 cannot read, 130 cancelled."),
        allow_abbrev=False,
        add_help=False,
    )
    options = parser.add_argument_group(_("Options"))
    add_help(options)
    options.add_argument(
        "--version",
        action="version",
        version=f"{PROGRAM} {__version__}",
        help=_("show the version and end"),
    )
    commands = parser.add_subparsers(title=_("Commands"), metavar=_("COMMAND"), required=True)
    for name, help_text, command in (
        (
            "check",
            _("check a key from standard input, or typed at a prompt that does not show it"),
            check,
        ),
        (
            "compare",
            _("compare two copies of a key, from two files, standard input or prompts"),
            _compare,
        ),
        ("key-id", _("read a Key ID, or compare two"), _key_id),
        ("routes", _("list the places where the key may be, the most likely first"), _routes),
        ("explain", _("say what an error code of the recovery screen means"), _explain),
        ("self-check", _("load every file of the program's own data"), _self_check),
    ):
        below = commands.add_parser(
            name,
            help=help_text,
            description=help_text[:1].upper() + help_text[1:] + ".",
            allow_abbrev=False,
            add_help=False,
        )
        below.set_defaults(command=command)
        if name == "key-id":
            below.add_argument_group(_("Arguments")).add_argument(
                "id",
                metavar=_("ID"),
                nargs="?",
                help=_("the Key ID on the locked screen; without it, standard input is read"),
            )
        if name == "routes":
            below.add_argument_group(_("Arguments")).add_argument(
                "kind",
                metavar=_("KIND"),
                nargs="?",
                choices=_KINDS,
                default=_KINDS[0],
                help=_("whose PC it is: {kinds}; without it, the first").format(
                    kinds=", ".join(_KINDS)
                ),
            )
        if name == "explain":
            below.add_argument_group(_("Arguments")).add_argument(
                "code",
                metavar=_("CODE"),
                nargs="?",
                help=_("the code on the screen; without it, standard input is read"),
            )
        if name == "compare":
            below.add_argument_group(_("Arguments")).add_argument(
                "files",
                metavar=_("FILE"),
                nargs="*",
                type=Path,
                help=_(
                    "two files with a copy each; without them, standard input is read: the second "
                    "copy follows on the next line or after an empty line"
                ),
            )
        group = below.add_argument_group(_("Options"))
        add_help(group)
        group.add_argument("--json", action="store_true", help=_("print one JSON object"))
        if name == "key-id":
            group.add_argument(
                "--found", metavar=_("ID"), help=_("the Key ID that stands beside the key")
            )
    rooms = {"find": _add_find, "drive": _add_drive, "vault": _add_vault}
    known = first in (commands.choices or ())
    for name, add in rooms.items():
        if name == first or not (known or first in rooms):
            add(commands)
    return parser


def _add_find(commands: argparse._SubParsersAction[Parser]) -> None:
    from recovery_assistant.cli.find import add_find

    add_find(commands)


def _add_drive(commands: argparse._SubParsersAction[Parser]) -> None:
    from recovery_assistant.cli.drive import add_drive

    add_drive(commands)


def _add_vault(commands: argparse._SubParsersAction[Parser]) -> None:
    from recovery_assistant.cli.vault import add_vault

    add_vault(commands)


def _compare(chosen: argparse.Namespace) -> Answer:
    files: list[Path] = chosen.files
    if len(files) not in {0, _COPIES}:
        raise UsageError
    texts = [_file_text(path) for path in files] if files else _two_copies()
    drafts = [read_key(text).draft for text in texts]
    for draft, name in zip(drafts, (_("first"), _("second")), strict=True):
        if draft.is_empty:
            raise InputError(_("No digits of a key came in as the {name} copy.").format(name=name))
    first, second = drafts
    compared = compare(first.blocks, second.blocks)
    well_formed = compared.same and first.is_complete
    merged = None if compared.merged is None else compared.merged.hyphenated()
    data = {
        "same": compared.same,
        "well_formed": well_formed,
        "two_keys": compared.two_keys,
        "blocks": [
            {
                "number": one.number,
                "agreement": one.agreement.value,
                "digits": one.digits,
                "other": one.other,
            }
            for one in compared.blocks
        ],
        "merged": merged,
        "does_not_prove": does_not_prove(),
    }
    lines = [
        _("Block {number}: {verdict}").format(number=one.number, verdict=compared_words(one).words)
        for one in compared.blocks
    ]
    summary = comparison_summary(compared)
    lines = [_("“Here” is the first copy."), "", *lines]
    lines += ["", titled(summary.title, summary.sentence)]
    if merged is not None:
        lines += [f"   {merged}"]
    if compared.same and not first.is_complete:
        lines += ["", _("Some blocks are not complete or cannot be right: check the key.")]
    lines += ["", does_not_prove()]
    for draft in drafts:
        draft.wipe()
    return Answer(YES if well_formed else NO, lines, data)


def _two_copies() -> list[str]:
    """Two copies typed one after the other, or found in one text."""
    if sys.stdin is not None and sys.stdin.isatty():
        return [
            prompted(_("First copy (it is not shown while you type): "), secret=True),
            prompted(_("Second copy (it is not shown while you type): "), secret=True),
        ]
    text = text_in("", secret=True)
    lines = [line for line in text.splitlines() if line.strip()]
    parts = [part for part in _EMPTY_LINE.split(text.strip()) if part.strip()]
    runs = find_runs(text)
    for copies in (
        lines,
        parts,
        [text[run.start : run.end] for run in runs],
    ):
        if len(copies) == _COPIES:
            return copies
    raise InputError(_("Two copies are needed, with an empty line between them."))


def _file_text(path: Path) -> str:
    if find_runs(str(path)):
        # A key in the place of a file name.
        raise UsageError
    data = read_bounded(path)
    if isinstance(data, ReadProblem):
        raise InputError(f"{read_problem(data).title}.")
    return decoded(data)


def _key_id(chosen: argparse.Namespace) -> Answer:
    given: str | None = chosen.id
    beside: str | None = chosen.found
    asked = KeyId.parse(text_in(_("Key ID: "), secret=False) if given is None else given)
    found = None if beside is None else KeyId.parse(beside)
    lines = _id_lines(asked)
    data = _id_data(asked)
    good = asked.key_id is not None
    if found is not None:
        both = asked.key_id is not None and found.key_id is not None
        compared = match(asked.key_id, found.key_id) if asked.key_id and found.key_id else None
        good = both and compared is not None and compared.agrees
        lines += _id_lines(found)
        data["found"] = _id_data(found)
        data["match"] = None
        if compared is not None:
            said = certainty(asked.key_id, found.key_id, compared)
            lines.append(titled(said.title, said.sentence))
            data["match"] = {
                "agrees": compared.agrees,
                "matched": compared.matched,
                "compared": compared.compared,
                "first_difference": compared.first_difference,
                "swapped_byte_order": compared.swapped_byte_order,
            }
    return Answer(YES if good else NO, lines, data)


def _id_lines(reading: KeyIdReading) -> list[str]:
    verdict = key_id_verdict(reading)
    lines = [reading.key_id.grouped()] if reading.key_id else []
    lines.append(titled(verdict.title, verdict.second))
    lines += [_("Perhaps it is {key_id}").format(key_id=one.grouped()) for one in reading.proposals]
    return lines


def _id_data(reading: KeyIdReading) -> dict[str, object]:
    return {
        "key_id": reading.key_id.hex if reading.key_id else None,
        "problems": [problem.value for problem in reading.problems],
        "length": reading.length,
        "proposals": [one.hex for one in reading.proposals],
    }


def _routes(chosen: argparse.Namespace) -> Answer:
    # What these two commands need, checking a key does not.
    from recovery_assistant.flow.lockout.answers import Owner
    from recovery_assistant.flow.lockout.routes import LAST_RESORTS, routes_for

    kind: str = chosen.kind
    with _own_guidance() as guidance:
        places = [guidance.route(route) for route in routes_for(Owner(kind), None)]
        last = [guidance.route(route) for route in LAST_RESORTS]
        lines: list[str] = []
        for number, place in enumerate(places, start=1):
            lines += _route_lines(guidance, place, f"{number}. ")
        lines += [_("When the key is in none of these places:"), ""]
        for place in last:
            lines += _route_lines(guidance, place, "- ")
        data = {
            "kind": kind,
            "routes": [_route_data(guidance, place) for place in places],
            "last_resorts": [_route_data(guidance, place) for place in last],
        }
    return Answer(YES, lines[:-1], data)


@contextmanager
def _own_guidance() -> Iterator[Guidance]:
    """The words that people read; where they are damaged, that is what is said."""
    from recovery_assistant.guidance import Guidance, GuidanceError

    try:
        yield Guidance(resources() / "guidance", language())
    except (AssetError, GuidanceError) as problem:
        raise damaged(problem) from None


def _route_lines(guidance: Guidance, place: Route, mark: str) -> list[str]:
    from recovery_assistant.wording.guidance import confirmed

    lines = [mark + place.title, f"   {place.who}"]
    if place.link is not None:
        link = guidance.link(place.link)
        lines += [f"   {link.address}", f"   {confirmed(link)}"]
    lines += [f"   [ ] {step.read()}" for step in place.steps]
    lines += [f"   > {command}" for command in place.commands]
    lines += [
        "   " + _("When it works: {sign}").format(sign=place.works.read()),
        "   " + _("If it is not there: {reason}").format(reason=place.empty.read()),
    ]
    return [*lines, *(f"   {limit.read()}" for limit in place.limits), ""]


def _route_data(guidance: Guidance, place: Route) -> dict[str, object]:
    link = None if place.link is None else guidance.link(place.link)
    return {
        "id": place.id,
        "title": place.title,
        "who": place.who,
        "audience": place.audience.value,
        "minutes": place.minutes,
        "address": None if link is None else link.address,
        "confirmed": None if link is None else link.confirmed.isoformat(),
        "steps": [step.read() for step in place.steps],
        "commands": list(place.commands),
        "works": place.works.read(),
        "empty": place.empty.read(),
        "limits": [limit.read() for limit in place.limits],
    }


def _explain(chosen: argparse.Namespace) -> Answer:
    given: str | None = chosen.code
    text = text_in(_("Error code: "), secret=False) if given is None else given
    with _own_guidance() as guidance:
        known = guidance.error_code(text)
        if known is None:
            codes = [one.code for one in guidance.error_codes()]
            return _unknown_code(text, codes, as_argument=given is not None)
        document = guidance.source(known.source).document
    first = known.first.read()
    data = {
        "known": True,
        "code": known.code,
        "category": known.category,
        "meaning": known.meaning,
        "first": first,
        "no_key_first": known.no_key_first,
        "source": document,
    }
    lines = [
        titled(known.code, known.category + "."),
        known.meaning,
        *([_("Try this first: it may need no key at all")] if known.no_key_first else []),
        first,
        _("Source: {document}").format(document=document),
    ]
    return Answer(YES, lines, data)


def _unknown_code(text: str, codes: Sequence[str], *, as_argument: bool) -> Answer:
    """Say what to do; what was typed is not repeated, it may be anything."""
    alike = _alike(text, codes)
    mistaken = mistaken_for(text)
    lines = [_("Not in our table yet.") if text.strip() else _("No code came in.")]
    if find_runs(text):
        lines.append(_("That looks like a recovery key, not like a code."))
        if as_argument:
            lines.append(_("It stays in the history of the shell. Remove it there."))
    elif mistaken is not None:
        lines.append(mistaken_line(mistaken))
    lines += [_("Perhaps it is {code}").format(code=code) for code in alike]
    lines += [
        _("Check it letter by letter, or go on without it: the key is found the same way."),
        _("See “{program} routes”.").format(program=PROGRAM),
        "",
        _("The codes that are known:"),
        *(f"   {code}" for code in codes),
    ]
    return Answer(NO, lines, {"known": False, "perhaps": alike, "known_codes": list(codes)})


def _alike(text: str, codes: Sequence[str]) -> list[str]:
    """The codes in words that were perhaps meant, the likeliest first; numbers are never alike."""
    from difflib import get_close_matches

    words = {_bare(code): code for code in codes if not code.startswith("0x")}
    typed = _bare(text[:_LONGEST_CODE])
    return [words[one] for one in get_close_matches(typed, words, cutoff=_ALIKE)]


def _bare(code: str) -> str:
    """A code without what all of them share, however it is written."""
    joined = "_".join(re.findall(r"[A-Z0-9]+", code.upper()))
    return joined.removeprefix("E_").removeprefix("FVE_")


def _self_check(_chosen: argparse.Namespace) -> Answer:
    try:
        root = resources()
        counts = {
            "guidance": _checked_guidance(root),
            "catalogues": _checked_catalogues(root),
            "icons": _checked_icons(root),
            "texts": _checked_texts(root),
        }
    except AssetError as problem:
        raise damaged(problem) from None
    lines = [
        _("Guidance files read: {count}").format(count=counts["guidance"]),
        _("Catalogues read: {count}").format(count=counts["catalogues"]),
        _("Icons read: {count}").format(count=counts["icons"]),
        _("Other texts read: {count}").format(count=counts["texts"]),
        _("Everything the program needs is there."),
    ]
    return Answer(YES, lines, {"fine": True, "read": counts})


def _checked_guidance(root: Path) -> int:
    """Load the guidance of every language there is, its links included."""
    from recovery_assistant.guidance import Guidance, GuidanceError
    from recovery_assistant.guidance.phone import Phone

    folder = root / "guidance"
    try:
        names = sorted(path.name for path in folder.iterdir() if path.is_dir())
        if not names:
            raise damaged("guidance")
        Phone(folder).check()
        return sum(Guidance(folder, name).check() for name in names)
    except (OSError, GuidanceError) as problem:
        raise damaged(problem) from None


def _checked_catalogues(root: Path) -> int:
    """Load every catalogue; afterwards the same language is spoken as before."""
    spoken = language()
    try:
        every = languages(root)
        for name in every:
            use_language(name, root)
        use_language(spoken, root)
    except (OSError, CatalogueError) as problem:
        raise damaged(problem) from None
    return len(every) - 1


def _checked_icons(root: Path) -> int:
    from xml.parsers import expat

    icons = sorted(root.rglob("*.svg"))
    if not icons:
        raise damaged("icons")
    for path in icons:
        roots: list[str] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda name, _attributes, seen=roots: seen.append(name)
        try:
            with path.open("rb") as file:
                parser.ParseFile(file)
        except (OSError, expat.ExpatError) as problem:
            raise damaged(f"{path.relative_to(root).as_posix()}: {problem}") from None
        if roots[0] != "svg":
            raise damaged(path.relative_to(root).as_posix())
    return len(icons)


def _checked_texts(root: Path) -> int:
    """Read every other text in UTF-8; the words to draw are the right ones."""
    from recovery_assistant.vault.page import PARTS
    from recovery_assistant.vault.words import LIST, WordList, WordListError

    texts = [*sorted(root.rglob("*.txt")), *(root / "page" / name for name in PARTS)]
    for path in texts:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            text = ""
        if not text.strip():
            raise damaged(path.relative_to(root).as_posix())
    try:
        WordList(root / LIST)
    except WordListError as problem:
        raise damaged(problem) from None
    return len(texts)
