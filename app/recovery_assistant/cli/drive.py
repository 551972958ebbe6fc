# SPDX-License-Identifier: Apache-2.0
"""The commands below `drive`: what a locked drive tells, whether a key opens it, repair with proof.

A drive or an image is only ever read. A key comes from standard input or a prompt that does not
show it, never from an argument. What reads drives is loaded by the commands that need it.
"""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from recovery_assistant.cli.check import Judged, judged_key
from recovery_assistant.cli.chosen_drive import (
    asked_id,
    only_volume,
    read_drive,
    refuse_keys,
    tell_other_ids,
    volume_title,
    volumes_of,
)
from recovery_assistant.cli.terminal import (
    CANNOT_READ,
    NO,
    PROGRAM,
    YES,
    Answer,
    InputError,
    Parser,
    add_help,
    complain,
    text_in,
    titled,
)
from recovery_assistant.i18n import _, ngettext
from recovery_assistant.keys import KeyId, RecoveryKey

if TYPE_CHECKING:
    from recovery_assistant.drive.metadata import Protector
    from recovery_assistant.drive.outcomes import Verdict
    from recovery_assistant.drive.volume import Volume


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
    check, _none = _add_command(
        below, "check", _("check a key from standard input on the drive"), _check
    )
    _add_key_id(check)
    repair, _none = _add_command(
        below,
        "repair",
        _("try what a damaged key may have been until one opens the drive"),
        _repair,
    )
    _add_key_id(repair)
    repair.add_argument(
        "--any-order", action="store_true", help=_("try the eight blocks in every order as well")
    )
    repair.add_argument(
        "--position",
        metavar=_("FILE"),
        type=Path,
        help=_("keep the place in this file, to go on after a restart; no key is in it"),
    )
    _none, arguments = _add_command(
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
        "--volume",
        metavar=_("NUMBER"),
        type=int,
        help=_("which BitLocker drive, where an image holds several; “info” numbers them"),
    )
    options.add_argument(
        "--search",
        action="store_true",
        help=_("go through the whole drive where its first sector is wiped; this may take hours"),
    )
    return options, arguments


def _add_key_id(options: "argparse._ArgumentGroup") -> None:
    options.add_argument(
        "--key-id", metavar=_("ID"), help=_("the Key ID on the locked screen, or its beginning")
    )


def _info(chosen: argparse.Namespace) -> Answer:
    image = read_drive(chosen)
    volumes = volumes_of(chosen, image)
    lines: list[str] = []
    for number, volume in volumes:
        lines += [*_volume_lines(number, volume), ""]
    if image.damaged:
        lines += [_more_damaged(image.damaged), ""]
    data = {
        "container": None if image.container is None else image.container.value,
        "volumes": [_volume_data(volume) for _number, volume in volumes],
        "damaged": image.damaged,
    }
    return Answer(YES, lines[:-1], data)


def _more_damaged(count: int) -> str:
    return ngettext(
        "{count} more BitLocker drive is in it. Its own data is damaged and cannot be read.",
        "{count} more BitLocker drives are in it. Their own data is damaged and cannot be read.",
        count,
    ).format(count=count)


def _volume_lines(number: int, volume: "Volume") -> list[str]:
    from recovery_assistant.wording import drive as words

    lines = [
        volume_title(number, volume),
        f"   {words.layout(volume.layout)}. {words.state(volume.state)}.",
        f"   {words.wanted(volume)}",
    ]
    copies = words.copies_line(volume)
    if copies:
        lines.append(f"   {copies}")
    return [*lines, *(_protector_line(one) for one in volume.protectors)]


def _protector_line(protector: "Protector") -> str:
    from recovery_assistant.wording import drive as words
    from recovery_assistant.wording.entries import one_line

    line = f"   {protector.key_id.grouped()}  {words.protector_line(protector)}"
    return f"{line} ({one_line(protector.name)})" if protector.name else line


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
    asked = asked_id(chosen)
    # The drive first: nobody shall type 48 digits for one that cannot be read.
    volumes = volumes_of(chosen, read_drive(chosen))
    judged = judged_key(text_in(_("Recovery key (it is not shown while you type): "), secret=True))
    draft = judged.reading.draft
    try:
        key = draft.key() if judged.well_formed else None
        if key is None:
            return _no_key(judged)
        if judged.reading.others:
            complain(_("Several keys came in. The one with the fewest slips is checked."))
        tell_other_ids(asked, volumes)
        return _checked(volumes, key, asked)
    finally:
        draft.wipe()


def _no_key(judged: Judged) -> Answer:
    lines = [
        *judged.lines(),
        "",
        _(
            "The drive was not asked: this is no whole key. “{program} drive repair” tries on the "
            "drive what it may have been."
        ).format(program=PROGRAM),
    ]
    return Answer(NO, lines, {"outcome": "not-a-key", "key_id": None})


def _checked(
    volumes: "Sequence[tuple[int, Volume]]", key: RecoveryKey, asked: KeyId | None
) -> Answer:
    from recovery_assistant.drive.outcomes import CannotTell, Opens
    from recovery_assistant.drive.proof import check

    verdicts: list[tuple[int, Volume, Verdict]] = []
    for number, volume in volumes:
        verdict = check(volume, key, only=asked)
        if isinstance(verdict, Opens):
            lines = _verdict_lines(number, volume, verdict, named=len(volumes) > 1)
            found = {"outcome": _outcome(verdict), "key_id": verdict.key_id.grouped()}
            return Answer(YES, lines, found)
        verdicts.append((number, volume, verdict))
    lines = [
        line
        for number, volume, verdict in verdicts
        for line in _verdict_lines(number, volume, verdict, named=len(verdicts) > 1)
    ]
    # A drive that could not be asked may be the very one.
    outcomes = [verdict for _number, _volume, verdict in verdicts]
    unsure = next((one for one in outcomes if isinstance(one, CannotTell)), None)
    data = {"outcome": _outcome(unsure or outcomes[0]), "key_id": None}
    return Answer(CANNOT_READ if unsure else NO, lines, data)


def _verdict_lines(number: int, volume: "Volume", verdict: "Verdict", *, named: bool) -> list[str]:
    from recovery_assistant.drive.metadata import State
    from recovery_assistant.wording import drive as words

    said = words.verdict(verdict)
    lines = [volume_title(number, volume)] if named else []
    lines.append(titled(said.title, said.sentence))
    if volume.state is State.SUSPENDED:
        lines.append(words.suspended())
    return lines


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


def _repair(chosen: argparse.Namespace) -> Answer:
    from recovery_assistant.cli.drive_repair import repair

    asked = asked_id(chosen)
    if chosen.position is not None:
        refuse_keys(chosen.position)
    return repair(volumes_of(chosen, read_drive(chosen)), asked, chosen)


def _export_header(chosen: argparse.Namespace) -> Answer:
    from recovery_assistant.drive.image import header_of

    target: Path = chosen.file
    refuse_keys(target)
    image = read_drive(chosen)
    if image.container is None:
        raise InputError(_("This is a header file already."))
    number, _volume = only_volume(volumes_of(chosen, image))
    data = header_of(chosen.path, number - 1)
    if not isinstance(data, bytes):
        # It could be read just now.
        raise InputError(_("The drive could not be read a second time."))
    try:
        # Never over another file; and with ordinary rights, for it may be made by an
        # administrator for somebody who is none.
        with target.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise InputError(_("There is a file of this name already. Nothing was written.")) from None
    except (OSError, ValueError):
        raise InputError(_("The file could not be written.")) from None
    lines = [
        _("Written: {count:,} bytes.").format(count=len(data)),
        _(
            "In it: how the drive may be opened, in sealed form, and what Windows wrote of the PC. "
            "No key and none of the drive's data. Whoever has it can try keys on it."
        ),
    ]
    return Answer(YES, lines, {"bytes": len(data), "volumes": 1})
