# SPDX-License-Identifier: Apache-2.0
"""The commands below `vault`: make an encrypted file, put keys in, find them, copy it, check it.

A passphrase or a key is typed at a prompt that does not show it, or comes line by line from
standard input, or from a file descriptor; never from an argument. `show` alone prints a key, and
`create --generate` a passphrase; nothing else that is printed holds either.
"""

import argparse
import os
import stat
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from recovery_assistant.cli.check import Judged, judged_key
from recovery_assistant.cli.terminal import (
    CANNOT_READ,
    MOST_BYTES,
    NO,
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
    prompted,
    titled,
)
from recovery_assistant.find import ReadProblem
from recovery_assistant.find.bounded import read_bounded
from recovery_assistant.i18n import _, ngettext
from recovery_assistant.keys import KeyDraft, KeyId, find_runs, match
from recovery_assistant.system.assets import AssetError, asset, resources
from recovery_assistant.vault.contents import CopyKind, Entry, Vault
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase, PassphraseTooLongError
from recovery_assistant.wording import copies
from recovery_assistant.wording.entries import one_line
from recovery_assistant.wording.key import key_id_verdict

# What encrypts is loaded by the commands that need it.
if TYPE_CHECKING:
    from recovery_assistant.vault.words import WordList

_KINDS: Final = (CopyKind.PAGE.value, CopyKind.FILE.value, CopyKind.KEEPASS.value)
_AT_ONCE: Final = 65_536
_LONGEST_LINE: Final = 500


class _EndedError(Exception):
    """Ends a command early; holds what is answered."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def add_vault(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add `vault` and the commands below it."""
    help_text = _("keep recovery keys in an encrypted file, offline")
    vault = commands.add_parser(
        "vault",
        help=help_text,
        description=_sentence(help_text),
        allow_abbrev=False,
        add_help=False,
    )
    add_help(vault.add_argument_group(_("Options")))
    below = vault.add_subparsers(title=_("Commands"), metavar=_("COMMAND"), required=True)
    one = partial(_add_command, below)

    _arguments, options = one("create", _("make a new, empty encrypted file"), _create)
    options.add_argument(
        "--generate",
        action="store_true",
        help=_("draw a passphrase of six words and print it, this once"),
    )

    _arguments, options = one("add", _("put a recovery key into the file"), _add)
    options.add_argument(
        "--device", metavar=_("NAME"), required=True, help=_("the PC that the key is for")
    )
    options.add_argument("--key-id", metavar=_("ID"), help=_("the Key ID that names the key"))
    options.add_argument("--drive", metavar=_("TEXT"), default="", help=_("the drive it opens"))
    options.add_argument("--note", metavar=_("TEXT"), default="", help=_("anything else"))
    options.add_argument(
        "--key-fd",
        metavar=_("N"),
        type=int,
        help=_("read the key from this file descriptor, to its end"),
    )

    _arguments, options = one("list", _("list what is in the file, without any key"), _list)
    options.add_argument(
        "--search",
        metavar=_("TEXT"),
        default="",
        help=_("only devices with this in their name, or a Key ID that begins so"),
    )

    _arguments, options = one("show", _("print the key of a PC"), _show)
    which = options.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--key-id", metavar=_("ID"), help=_("the Key ID on the locked screen, or its beginning")
    )
    which.add_argument("--device", metavar=_("NAME"), help=_("a part of the name of the PC"))

    arguments, options = one(
        "export", _("write a copy, read it back from there and compare it"), _export
    )
    arguments.add_argument(
        "destination", metavar=_("DEST"), type=Path, help=_("where the copy goes: a new file")
    )
    options.add_argument(
        "--to",
        metavar=_("KIND"),
        required=True,
        choices=_KINDS,
        help=_("what kind of copy: {kinds}").format(kinds=", ".join(_KINDS)),
    )

    one("verify", _("open a file, a page or a KeePass copy and check every key in it"), _verify)


def _add_command(
    below: "argparse._SubParsersAction[Parser]",
    name: str,
    help_text: str,
    command: Callable[[argparse.Namespace], Answer],
) -> "tuple[argparse._ArgumentGroup, argparse._ArgumentGroup]":
    """Add one command; return its groups of arguments and of options."""
    parser = below.add_parser(
        name,
        help=help_text,
        description=_sentence(help_text),
        allow_abbrev=False,
        add_help=False,
    )
    parser.set_defaults(command=partial(_run, command))
    arguments = parser.add_argument_group(_("Arguments"))
    arguments.add_argument("path", metavar=_("PATH"), type=Path, help=_("the encrypted file"))
    options = parser.add_argument_group(_("Options"))
    add_help(options)
    options.add_argument("--json", action="store_true", help=_("print one JSON object"))
    options.add_argument(
        "--passphrase-fd",
        metavar=_("N"),
        type=int,
        help=_("read the passphrase from this file descriptor, one line"),
    )
    return arguments, options


def _sentence(help_text: str) -> str:
    return help_text[:1].upper() + help_text[1:] + "."


def _run(command: Callable[[argparse.Namespace], Answer], chosen: argparse.Namespace) -> Answer:
    texts = (str(one) for one in vars(chosen).values() if isinstance(one, str | Path))
    if any(find_runs(text) for text in texts):
        # A key in the place of a name: whatever is made of it, it would be repeated somewhere.
        raise UsageError
    try:
        return command(chosen)
    except _EndedError as ended:
        return ended.answer


# The commands.


def _create(chosen: argparse.Namespace) -> Answer:
    from recovery_assistant.vault.store import create_vault

    path: Path = chosen.path
    if os.path.lexists(path):
        # Before anything is asked.
        raise _EndedError(_failed(SaveProblem.EXISTS))
    passphrase = _words().draw() if chosen.generate else _own_passphrase(chosen)
    try:
        saved = create_vault(path, Vault(), passphrase)
        drawn = passphrase.text if chosen.generate else ""
    finally:
        passphrase.wipe()
    if isinstance(saved, SaveProblem):
        return _failed(saved)
    lines = [_("Made, read back and opened: {path}").format(path=path)]
    if drawn:
        paper = _("Write these six words on paper, with the hyphens. They are not shown again:")
        if chosen.json:
            # The object goes to a program, the words to the person.
            complain(f"{paper}\n   {drawn}")
        lines += ["", paper, f"   {drawn}"]
    lines += ["", _("Nobody can bring a lost passphrase back."), _elsewhere()]
    return _done(lines, {"identifier": saved.identifier, "revision": saved.revision, "keys": 0})


def _add(chosen: argparse.Namespace) -> Answer:
    from recovery_assistant.vault.store import save_vault

    device: str = chosen.device.strip()
    if not device:
        raise UsageError
    key_id = None if chosen.key_id is None else _read_id(chosen.key_id)
    with _opened(chosen) as (vault, passphrase):
        judged = _new_key(chosen)
        draft = judged.reading.draft
        lines = [*judged.warning_lines(), *_beside(vault, draft, device, key_id)]
        entry = Entry(
            device=device,
            key_id=key_id,
            slot=vault.held.hold_draft(draft),
            drive=chosen.drive.strip(),
            note=chosen.note.strip(),
            added=_today(),
        )
        draft.wipe()
        added = replace(
            vault, entries=(*vault.entries, entry), keys_revision=vault.keys_revision + 1
        )
        saved = save_vault(chosen.path, added, passphrase)
    if isinstance(saved, SaveProblem):
        return _failed(saved)
    kept = _("Kept, saved and read back: the key of {device}.").format(device=_line(device))
    data = {
        **_entry_data(entry),
        "revision": saved.revision,
        "keys": len(saved.entries),
        "warnings": [one.kind.value for one in judged.warned],
    }
    return _done([kept, *lines, _elsewhere()], data)


def _list(chosen: argparse.Namespace) -> Answer:
    from recovery_assistant.flow.copies.session import matches

    with _opened(chosen) as (vault, _passphrase):
        found = [one for one in vault.entries if matches(one, chosen.search)]
        total = len(vault.entries)
    lines: list[str] = []
    for one in _present_first(found):
        lines += [*_entry_lines(one), ""]
    if len(found) < total:
        lines.append(_("Found: {count}").format(count=len(found)))
    lines.append(_count(total))
    data = {"entries": [_entry_data(one) for one in _present_first(found)], "keys": total}
    return _done(lines, data) if found or not chosen.search else _refused(lines, data, "not-found")


def _show(chosen: argparse.Namespace) -> Answer:
    asked = None if chosen.key_id is None else _read_id(chosen.key_id)
    name: str = chosen.device or ""
    with _opened(chosen) as (vault, _passphrase):
        found = [
            one
            for one in vault.entries
            if (
                name.strip().casefold() in one.device.casefold()
                if asked is None
                else one.key_id is not None and match(asked, one.key_id).agrees
            )
        ]
        shown = [(one, _hyphenated(vault, one)) for one in _present_first(found)]
    if not shown:
        lines = [
            _("No key of that name is in the file.")
            if asked is None
            else _("No key with this Key ID is in the file.")
        ]
        return _refused(lines, {"entries": []}, "not-found")
    lines = []
    for one, key in shown:
        lines += [*_entry_lines(one), f"   {key}", ""]
    data = {"entries": [{**_entry_data(one), "key": key} for one, key in shown]}
    return _done(lines[:-1], data)


def _export(chosen: argparse.Namespace) -> Answer:
    from recovery_assistant.vault.copies import make_copy

    kind = CopyKind(chosen.to)
    try:
        root = resources()
    except AssetError as problem:
        raise damaged(problem) from None
    destination: Path = chosen.destination
    with _opened(chosen) as (vault, passphrase):
        failed = make_copy(
            kind, vault, passphrase, destination, overwrite=False, today=_today(), root=root
        )
        keys = len(vault.entries)
    if failed is not None:
        return _failed(failed)
    lines = [
        _("Written, read back from there, opened and compared: {path}").format(path=destination),
        _count(keys),
        _("It opens with the same passphrase."),
        _elsewhere(),
    ]
    return _done(lines, {"kind": kind.value, "keys": keys, "revision": vault.revision})


def _verify(chosen: argparse.Namespace) -> Answer:
    from recovery_assistant.vault.store import open_vault

    path: Path = chosen.path
    is_keepass = False

    def open_any(path: Path, passphrase: Passphrase) -> Vault | OpenProblem:
        nonlocal is_keepass
        found = open_vault(path, passphrase)
        is_keepass = found is OpenProblem.KEEPASS
        return _open_keepass(path, passphrase) if is_keepass else found

    with _opened(chosen, open_any) as (vault, _passphrase):
        checked = [(one, _is_whole(vault.held.draft(one.slot))) for one in vault.entries]
    lines, data = _keepass_state() if is_keepass else _state(path, vault)
    lines += [
        _("{device}: {verdict}").format(
            device=_line(one.device), verdict=_("no slip found") if whole else _("damaged")
        )
        for one, whole in checked
    ]
    lines.append(_count(len(checked)))
    data["entries"] = [
        {"entry": one.identifier, "device": one.device, "key_id": _hex(one), "well_formed": whole}
        for one, whole in checked
    ]
    fine = all(whole for _one, whole in checked)
    return _done(lines, data) if fine else _refused(lines, data, "damaged")


def _keepass_state() -> tuple[list[str], dict[str, object]]:
    return [_("It opens: a KeePass database.")], {"kind": CopyKind.KEEPASS.value}


def _state(path: Path, vault: Vault) -> tuple[list[str], dict[str, object]]:
    """Say what is to be known of a file or a page beside its keys."""
    from recovery_assistant.vault.store import backups, siblings

    # What is read out of a page has no stamp: a page is never saved over.
    beside = backups(path) if vault.stamp else ()
    conflicts = siblings(path) if vault.stamp else ()
    lines = [
        _("It opens.") if vault.stamp else _("It opens: a page with an encrypted copy."),
        ngettext(
            "Saved {count} time, last on {moment}.",
            "Saved {count} times, last on {moment}.",
            vault.revision,
        ).format(count=vault.revision, moment=f"{vault.saved:%Y-%m-%d %H:%M} UTC"),
        *[_("A backup stands beside it: {name}").format(name=one.name) for one in beside],
        *[
            _("This may be another state of it, made by a sync program: {name}").format(
                name=one.name
            )
            for one in conflicts
        ],
    ]
    data: dict[str, object] = {
        "kind": (CopyKind.FILE if vault.stamp else CopyKind.PAGE).value,
        "identifier": vault.identifier,
        "revision": vault.revision,
        "keys_revision": vault.keys_revision,
        "saved": vault.saved.isoformat(),
        "backups": [one.name for one in beside],
        "conflict_copies": [one.name for one in conflicts],
    }
    return lines, data


# Passphrases and keys on their way in.


def _own_passphrase(chosen: argparse.Namespace) -> Passphrase:
    """Return a new passphrase: typed twice, hard enough to guess, in its usual form."""
    from recovery_assistant.vault.strength import Worth, judge, usual

    first = _passphrase(_("New passphrase (it is not shown while you type): "), chosen)
    names = (chosen.path.stem, os.environ.get("USER", ""), os.environ.get("USERNAME", ""))
    judged = judge(first, names)
    if judged.worth is not Worth.ENOUGH:
        lines = [
            _("This passphrase is too easy to guess: parts of it are a name used here.")
            if judged.worth is Worth.PERSONAL
            else _("This passphrase is too easy to guess."),
            _("Add words that do not belong together, or have six drawn: --generate"),
            _("Nothing was made."),
        ]
        raise _EndedError(_refused(lines, {}, f"passphrase-{judged.worth.value}"))
    if chosen.passphrase_fd is None:
        again = _secret(_("The same passphrase once more: "), None)
        # A pipe may give it once: nobody mistyped it there.
        if again is not None and again != first.text:
            raise _EndedError(
                _refused([_("The two differ. Nothing was made.")], {}, "passphrase-differs")
            )
    if judged.beyond_ascii:
        complain(copies.altered())
    if not judged.altered:
        return first
    composed = usual(first)
    first.wipe()
    return composed


def _passphrase(prompt: str, chosen: argparse.Namespace) -> Passphrase:

    text = _secret(prompt, chosen.passphrase_fd)
    if not text:
        raise _EndedError(_refused([_("No passphrase came in.")], {}, "passphrase-empty"))
    try:
        return Passphrase(text)
    except PassphraseTooLongError:
        lines = [_("That is far too long for a passphrase. Was something else pasted?")]
        raise _EndedError(_refused(lines, {}, "passphrase-too-long")) from None


@contextmanager
def _opened(
    chosen: argparse.Namespace,
    open_it: Callable[[Path, Passphrase], Vault | OpenProblem] | None = None,
) -> Iterator[tuple[Vault, Passphrase]]:
    """Ask for the passphrase and open the file; its keys are wiped at the end."""
    from recovery_assistant.vault.store import open_vault

    open_it = open_it or open_vault
    path: Path = chosen.path
    problem = _missing(path)
    if problem is not None:
        # Before anything is asked.
        raise _EndedError(_failed(problem))
    typed = _passphrase(_("Passphrase (it is not shown while you type): "), chosen)
    found = open_it(path, typed)
    for words, remark in _other_forms(typed) if found is OpenProblem.DOES_NOT_FIT else ():
        again = open_it(path, words)
        if not isinstance(again, OpenProblem):
            complain(remark)
            typed.wipe()
            found, typed = again, words
            break
        words.wipe()
    try:
        if isinstance(found, OpenProblem):
            raise _EndedError(_failed(found))
        try:
            yield found, typed
        finally:
            found.held.wipe()
    finally:
        typed.wipe()


def _open_keepass(path: Path, passphrase: Passphrase) -> Vault | OpenProblem:
    """Open a KeePass copy of ours, to check what is in it."""
    from recovery_assistant.vault.kdbx import read_entries

    data = read_bounded(path)
    if isinstance(data, ReadProblem):
        return OpenProblem.UNREADABLE
    contents = read_entries(data, passphrase)
    if isinstance(contents, OpenProblem):
        return contents
    entries = (
        Entry(
            identifier=one.identifier,
            device=one.title,
            key_id=KeyId.parse(one.key_id).key_id,
            slot=one.slot,
            added=_today(),
        )
        for one in contents.entries
    )
    return Vault(entries=tuple(entries), held=contents.held)


def _other_forms(typed: Passphrase) -> Iterator[tuple[Passphrase, str]]:
    """Yield what may have been meant, with what to say when it fits; never instead of trying."""
    text = typed.text
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        yield (
            Passphrase(composed),
            _("It opened with its letters written in their usual form (Unicode NFC)."),
        )
    with suppress(DataError):
        words = _words().canonical(text)
        if words is not None and words != text:
            yield (
                Passphrase(words),
                _(
                    "It opened as six words are written here: small letters, with hyphens "
                    "between. Other programs need them typed so."
                ),
            )


def _missing(path: Path) -> OpenProblem | None:

    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return OpenProblem.MISSING
    except OSError:
        # Opening it says what it is.
        return None
    return None if stat.S_ISREG(mode) else OpenProblem.NOT_A_FILE


def _new_key(chosen: argparse.Namespace) -> Judged:
    """Return the key that comes in; one with a slip ends the command with the help of `check`."""
    prompt = _("Recovery key (it is not shown while you type): ")
    text = _secret(prompt, chosen.key_fd, whole=True) or ""
    judged = judged_key(text)
    if not judged.well_formed or judged.reading.others:
        lines = [*judged.lines(), "", _("Nothing was kept.")]
        raise _EndedError(_refused(lines, judged.data(), "key"))
    return judged


def _secret(prompt: str, descriptor: int | None, *, whole: bool = False) -> str | None:
    """Return one line from wherever secrets come, or all that a descriptor gives; None at its end.

    Raises:
        InputError: it cannot be read, or is no text.

    """
    if descriptor is not None:
        data = _from_descriptor(descriptor, whole=whole)
    elif sys.stdin is None:
        raise InputError(_("There is no standard input to read from."))
    elif sys.stdin.isatty():
        return prompted(prompt, secret=True)
    else:
        sys.stderr.write(prompt)
        sys.stderr.flush()
        try:
            data = sys.stdin.buffer.readline(MOST_BYTES + 1)
        except (OSError, ValueError):
            raise InputError(_("The standard input could not be read.")) from None
        complain("")
    if not data:
        return None
    if whole:
        return decoded(data)
    try:
        return data.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise InputError(_("The passphrase is no text in UTF-8.")) from None


def _from_descriptor(descriptor: int, *, whole: bool) -> bytes:
    """Read a line byte by byte, so that what follows it stays there, or everything."""
    data = bytearray()
    try:
        while len(data) <= MOST_BYTES:
            part = os.read(descriptor, _AT_ONCE if whole else 1)
            data += part
            if not part or (not whole and part == b"\n"):
                break
    except (OSError, OverflowError):
        raise InputError(_("This file descriptor cannot be read.")) from None
    return bytes(data)


def _read_id(text: str) -> KeyId:
    reading = KeyId.parse(text)
    if reading.key_id is not None:
        return reading.key_id
    verdict = key_id_verdict(reading)
    data = {"problems": [problem.value for problem in reading.problems]}
    raise _EndedError(_refused([titled(verdict.title, verdict.second)], data, "key-id"))


def _words() -> "WordList":
    from recovery_assistant.vault.words import LIST, WordList, WordListError

    try:
        return WordList(asset(LIST))
    except (AssetError, WordListError) as problem:
        raise damaged(problem) from None


# Entries, and what is said of them.


def _beside(vault: Vault, draft: KeyDraft, device: str, key_id: KeyId | None) -> list[str]:
    """Return what the other keys in the file say of a new one; the same one twice is refused."""
    lines = []
    for one in vault.entries:
        other = vault.held.draft(one.slot)
        same = other.same_digits(draft)
        other.wipe()
        if same:
            lines.append(copies.duplicate(_line(one.device)))
            if one.device.casefold() == device.casefold() and one.replaced_on is None:
                raise _EndedError(_refused([*lines, _("Nothing was kept.")], {}, "duplicate"))
        elif key_id and one.key_id and match(key_id, one.key_id).agrees:
            lines.append(
                _(
                    "Another key of {device} has the same Key ID. One of the two belongs to "
                    "another ID: compare them with where they came from."
                ).format(device=_line(one.device))
            )
    return lines


def _hyphenated(vault: Vault, entry: Entry) -> str:
    draft = vault.held.draft(entry.slot)
    key = "-".join(draft.blocks)
    draft.wipe()
    return key


def _is_whole(draft: KeyDraft) -> bool:
    whole = draft.is_complete
    draft.wipe()
    return whole


def _present_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: one.replaced_on is not None)


def _entry_lines(entry: Entry) -> list[str]:
    lines = [_line(entry.device)]
    if entry.key_id is not None:
        lines.append("   " + _("Key ID: {key_id}").format(key_id=entry.key_id.grouped()))
    for text in (
        _("Drive: {text}").format(text=_line(entry.drive)) if entry.drive else "",
        _("Note: {text}").format(text=_line(entry.note)) if entry.note else "",
        _("Added: {day}").format(day=entry.added.isoformat()),
        _("Replaced on {day}").format(day=entry.replaced_on) if entry.replaced_on else "",
    ):
        lines += [f"   {text}"] if text else []
    return lines


def _entry_data(entry: Entry) -> dict[str, object]:
    return {
        "entry": entry.identifier,
        "device": entry.device,
        "key_id": _hex(entry),
        "drive": entry.drive,
        "note": entry.note,
        "added": entry.added.isoformat(),
        "replaced_on": None if entry.replaced_on is None else entry.replaced_on.isoformat(),
    }


def _hex(entry: Entry) -> str | None:
    return None if entry.key_id is None else entry.key_id.hex


def _line(text: str) -> str:
    return one_line(text, longest=_LONGEST_LINE)


def _count(number: int) -> str:
    return _("Keys in it: {count}").format(count=number)


def _elsewhere() -> str:
    return _("Keep a copy away from the PC that it is for: locked, that PC gives nothing out.")


def _today() -> date:
    return datetime.now().astimezone().date()


# Answers.


def _done(lines: Sequence[str], data: Mapping[str, object]) -> Answer:
    return Answer(YES, lines, {"fine": True, "problem": None, **data})


def _refused(lines: Sequence[str], data: Mapping[str, object], problem: str) -> Answer:
    return Answer(NO, lines, {"fine": False, "problem": problem, **data})


def _failed(problem: OpenProblem | SaveProblem) -> Answer:

    said = copies.problem(problem)
    not_read = {
        OpenProblem.MISSING,
        OpenProblem.NO_RIGHT,
        OpenProblem.NOT_A_FILE,
        OpenProblem.UNREADABLE,
        OpenProblem.TOO_LARGE,
    }
    data = {"fine": False, "problem": problem.value, "said": said.title}
    code = CANNOT_READ if problem in not_read else NO
    return Answer(code, [f"{said.title}.", said.sentence], data)
