# SPDX-License-Identifier: Apache-2.0
"""The commands below `drive`: what a locked drive tells, whether a key opens it, repair with proof.

A drive or an image is only ever read. A key comes from standard input or a prompt that does not
show it, never from an argument.
"""

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from recovery_assistant.cli.check import judged_key
from recovery_assistant.cli.terminal import (
    NO,
    YES,
    Answer,
    InputError,
    Parser,
    UsageError,
    add_help,
    complain,
    text_in,
    titled,
)
from recovery_assistant.i18n import _
from recovery_assistant.keys import KeyDraft, find_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recovery_assistant.drive.metadata import Protector
    from recovery_assistant.drive.outcomes import Image, Tried, Verdict
    from recovery_assistant.drive.resume import Position
    from recovery_assistant.drive.volume import Volume
    from recovery_assistant.keys.attempts import Attempts

_TELL_EVERY_S: Final = 0.5
_KEEP_EVERY_S: Final = 5.0


def add_drive(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add `drive` and the commands below it."""
    help_text = _("read a locked drive or an image of it, and prove keys on it")
    drive = commands.add_parser(
        "drive",
        help=help_text,
        description=_sentence(help_text),
        allow_abbrev=False,
        add_help=False,
    )
    add_help(drive.add_argument_group(_("Options")))
    below = drive.add_subparsers(title=_("Commands"), metavar=_("COMMAND"), required=True)
    _add_command(below, "info", _("show what the drive tells without a key"), _info)
    _add_command(below, "check", _("check a key from standard input on the drive"), _check)
    repair, _options = _add_command(
        below,
        "repair",
        _("try what a damaged key may have been until one opens the drive"),
        _repair,
    )
    repair.add_argument(
        "--any-order", action="store_true", help=_("try the eight blocks in every order as well")
    )
    repair.add_argument(
        "--position",
        metavar=_("FILE"),
        type=Path,
        help=_("keep the place in this file, to go on after a restart; no key is in it"),
    )
    _export, arguments = _add_command(
        below,
        "export-header",
        _("write what a check needs into a small file, without any of the drive's data"),
        _export_header,
    )
    arguments.add_argument("file", metavar=_("FILE"), type=Path, help=_("the new file"))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _add_command(
    below: "argparse._SubParsersAction[Parser]",
    name: str,
    help_text: str,
    command: Callable[[argparse.Namespace], Answer],
) -> "tuple[argparse._ArgumentGroup, argparse._ArgumentGroup]":
    parser = below.add_parser(
        name,
        help=help_text,
        description=_sentence(help_text),
        allow_abbrev=False,
        add_help=False,
    )
    parser.set_defaults(command=command)
    arguments = parser.add_argument_group(_("Arguments"))
    arguments.add_argument(
        "path", metavar=_("PATH"), type=Path, help=_("the drive, an image of it, or a header file")
    )
    options = parser.add_argument_group(_("Options"))
    add_help(options)
    options.add_argument("--json", action="store_true", help=_("print one JSON object"))
    options.add_argument(
        "--search",
        action="store_true",
        help=_("go through the whole drive where its first sector is wiped; this may take hours"),
    )
    return options, arguments


def _image(chosen: argparse.Namespace) -> "Image":
    """Read the drive; what cannot be read is told and ends the command."""
    from recovery_assistant.drive.containers import Declined
    from recovery_assistant.drive.image import read_image
    from recovery_assistant.drive.outcomes import DriveProblem
    from recovery_assistant.wording import drive as words

    path: Path = chosen.path
    if find_runs(str(path)):
        # A key in the place of a file name.
        raise UsageError
    search: bool = chosen.search
    teller = _Teller()
    found = read_image(path, search_all=search, progress=teller.searched)
    teller.end()
    match found:
        case Declined():
            said = words.declined(found)
        case DriveProblem():
            said = words.problem(found)
        case _:
            return found
    raise InputError(titled(said.title, said.sentence))


def _info(chosen: argparse.Namespace) -> Answer:
    image = _image(chosen)
    lines: list[str] = []
    for volume in image.volumes:
        lines += [*_volume_lines(volume), ""]
    data = {
        "container": None if image.container is None else image.container.value,
        "volumes": [_volume_data(volume) for volume in image.volumes],
        "damaged": image.damaged,
    }
    return Answer(YES, lines[:-1], data)


def _volume_lines(volume: "Volume") -> list[str]:
    from recovery_assistant.wording import drive as words
    from recovery_assistant.wording.entries import one_line

    lines = [
        one_line(volume.description) or _("A drive without a name"),
        f"   {words.layout(volume.layout)}. {words.state(volume.state)}.",
        f"   {words.wanted(volume)}",
    ]
    copies = words.copies_line(volume)
    if copies:
        lines.append(f"   {copies}")
    lines += [
        f"   {one.key_id.grouped()}  {words.protector_line(one)}" for one in volume.protectors
    ]
    return lines


def _volume_data(volume: "Volume") -> dict[str, object]:
    cipher = volume.block.cipher
    return {
        "offset": volume.at,
        "description": volume.description,
        "state": volume.state.value,
        "layout": volume.layout.value,
        "cipher": None if cipher is None else cipher.name.lower(),
        "volume_id": str(volume.block.volume_id),
        "copies": [copy.value for copy in volume.copies],
        "protectors": [_protector_data(one) for one in volume.protectors],
    }


def _protector_data(protector: "Protector") -> dict[str, object]:
    return {
        "key_id": protector.key_id.grouped(),
        "type": protector.type.value,
        "created": _moment(protector.created),
        "saved": _moment(protector.saved),
        "name": protector.name,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _check(chosen: argparse.Namespace) -> Answer:
    from recovery_assistant.drive.metadata import State
    from recovery_assistant.drive.outcomes import Opens
    from recovery_assistant.drive.proof import check
    from recovery_assistant.wording import drive as words

    image = _image(chosen)
    judged = judged_key(text_in(_("Recovery key (it is not shown while you type): "), secret=True))
    key = judged.reading.draft.key()
    if key is None or not judged.well_formed:
        lines = judged.lines()
        judged.reading.draft.wipe()
        lines += ["", _("The drive was not asked. “drive repair” can try what may be meant.")]
        return Answer(NO, lines, {"outcome": "not-a-key", "key_id": None})
    verdicts = [(volume, check(volume, key)) for volume in image.volumes]
    judged.reading.draft.wipe()
    verdicts.sort(key=lambda pair: not isinstance(pair[1], Opens))
    volume, verdict = verdicts[0]
    said = words.verdict(verdict)
    lines = [titled(said.title, said.sentence)]
    if volume.state is State.SUSPENDED:
        lines.append(words.suspended())
    right = isinstance(verdict, Opens)
    data = {
        "outcome": _outcome(verdict),
        "key_id": verdict.key_id.grouped() if isinstance(verdict, Opens) else None,
        "wanted": [one.key_id.grouped() for other, _said in verdicts for one in other.recovery],
        "suspended": volume.state is State.SUSPENDED,
    }
    return Answer(YES if right else NO, lines, data)


def _outcome(verdict: "Verdict") -> str:
    from recovery_assistant.drive import outcomes

    names: dict[type[object], str] = {
        outcomes.Opens: "right-key",
        outcomes.DoesNotOpen: "other-key",
        outcomes.NoRecoveryKey: "no-recovery-key",
        outcomes.NotEncrypted: "decrypted",
        outcomes.CannotTell: "damaged",
    }
    return names[type(verdict)]


@dataclass
class _Teller:
    """Says how far something is, in one line that is written over again and again."""

    last: float = 0.0
    shown: bool = False

    def line(self, text: str) -> None:
        if sys.stderr is None or not sys.stderr.isatty():
            return
        now = time.monotonic()
        if now - self.last >= _TELL_EVERY_S:
            self.last, self.shown = now, True
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()

    def searched(self, done: int, total: int) -> None:
        self.line(_("{share:.0%} of the drive gone through").format(share=done / total))

    def end(self) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.shown = False


def _repair(chosen: argparse.Namespace) -> Answer:
    from recovery_assistant.keys.attempts import Attempts, attempts
    from recovery_assistant.wording import drive as words

    image = _image(chosen)
    volume, protector = _target(image)
    any_order: bool = chosen.any_order
    draft = _typed()
    found = attempts(draft.blocks, any_order=any_order)
    draft.wipe()
    if not isinstance(found, Attempts):
        return Answer(NO, [words.refused(found)], {"outcome": "too-many", "tried": 0})
    try:
        return _try_all(volume, protector, found, chosen.position)
    finally:
        found.wipe()


def _target(image: "Image") -> "tuple[Volume, Protector]":
    """The protector to try keys on: the newest that 48 digits open."""
    from recovery_assistant.drive.proof import can_be_checked

    for volume in image.volumes:
        for protector in volume.recovery:
            if can_be_checked(protector):
                return volume, protector
    raise InputError(_("This drive has no 48-digit recovery key. Nothing with 48 digits opens it."))


def _typed() -> KeyDraft:
    text = text_in(
        _("The key as far as you have it, ? for a digit you cannot read (it is not shown): "),
        secret=True,
    )
    blocks = text.replace("-", " ").split()
    if len(blocks) == len(KeyDraft().blocks):
        return KeyDraft(blocks)
    judged = judged_key(text)
    if judged.reading.draft.is_empty:
        raise InputError(_("No digits of a key came in."))
    return judged.reading.draft


def _try_all(
    volume: "Volume", protector: "Protector", found: "Attempts", file: Path | None
) -> Answer:
    from recovery_assistant.drive.resume import Position
    from recovery_assistant.drive.trying import Processes, calibrate, cores
    from recovery_assistant.wording import drive as words

    place = Position(volume.block.volume_id, protector.key_id, len(found), 0)
    start = _start(place, file)
    speed = calibrate() * cores()
    complain(words.plan(len(found) - start, (len(found) - start) / speed))
    for one, count in found.ideas:
        complain(f"   {words.idea(one)}: {count:,}")
    teller = _Teller()
    keeper = _Keeper(place, file)

    def tell(tried: "Tried") -> None:
        keeper.at(tried.done)
        left = tried.seconds_left
        if left is not None:
            teller.line(
                _("{done:,} of {total:,} tried, {time} left at most").format(
                    done=tried.done, total=tried.total, time=words.duration(left)
                )
            )

    try:
        with keeper.kept():
            result = Processes(protector, volume.block.volume_key).search(found, start, tell)
    finally:
        teller.end()
    keeper.done = result.done
    if result.number is None:
        keeper.forget()
        said = _("None of them opens the drive.")
        return Answer(NO, [said], {"outcome": "not-found", "tried": len(found)})
    keeper.forget()
    key = found.key(result.number).hyphenated()
    lines = [
        titled(
            _("Right key: proved on the drive"),
            _("It opens the drive, through the Key ID {key_id}.").format(
                key_id=protector.key_id.grouped()[:8]
            ),
        ),
        f"   {key}",
    ]
    data = {
        "outcome": "right-key",
        "key_id": protector.key_id.grouped(),
        "key": key,
        "tried": result.done,
        "speed": round(result.speed, 2),
    }
    return Answer(YES, lines, data)


def _start(place: "Position", file: Path | None) -> int:
    """Where to begin: at a place that was kept of this very search, else at the beginning."""
    from recovery_assistant.drive.resume import position_of
    from recovery_assistant.system.whole_file import NotOursError, read_whole

    if file is None:
        return 0
    try:
        kept = position_of(read_whole(file))
    except FileNotFoundError:
        return 0
    except (OSError, NotOursError):
        raise InputError(_("The file with the place cannot be read.")) from None
    if kept is None or not place.goes_on(kept):
        raise InputError(
            _(
                "The file holds the place of another search. Name another file, or remove it to "
                "begin again."
            )
        )
    complain(_("Going on after {done:,} keys.").format(done=kept.done))
    return kept.done


@dataclass
class _Keeper:
    """Keeps the place in a file now and then, and at the end."""

    place: "Position"
    file: Path | None
    done: int = 0
    last: float = 0.0

    def at(self, done: int) -> None:
        self.done = done
        if time.monotonic() - self.last >= _KEEP_EVERY_S:
            self.write()

    def write(self) -> None:
        from dataclasses import replace

        from recovery_assistant.system.whole_file import write_whole

        self.last = time.monotonic()
        if self.file is None:
            return
        try:
            text = replace(self.place, done=self.done).to_bytes().decode()
            write_whole(text, self.file, f"{self.file.name}.")
        except OSError:
            raise InputError(_("The place could not be written.")) from None

    @contextmanager
    def kept(self) -> "Iterator[None]":
        """Whatever ends the search, the place is written."""
        try:
            yield
        except KeyboardInterrupt:
            self.write()
            raise

    def forget(self) -> None:
        """It has come to its end: there is nothing to go on with."""
        if self.file is not None:
            self.file.unlink(missing_ok=True)


def _export_header(chosen: argparse.Namespace) -> Answer:
    from recovery_assistant.drive.containers import Opened, unwrap
    from recovery_assistant.drive.header import export
    from recovery_assistant.drive.source import FileSource

    image = _image(chosen)
    target: Path = chosen.file
    source = FileSource.open(chosen.path)
    try:
        opened = unwrap(source)
        if not isinstance(opened, Opened) or image.container is None:
            raise InputError(_("This is a header file already."))
        data = export(opened.source, image.volumes[0])
    finally:
        source.close()
    try:
        # Never over another file.
        with target.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise InputError(_("There is a file of this name already. Nothing was written.")) from None
    except OSError:
        raise InputError(_("The file could not be written.")) from None
    lines = [
        _("Written: {count:,} bytes.").format(count=len(data)),
        _(
            "In it: how the drive may be opened, in sealed form, and what Windows wrote of the PC. "
            "No key and none of the drive's data. Whoever has it can try keys on it."
        ),
    ]
    return Answer(YES, lines, {"bytes": len(data), "volumes": 1})
