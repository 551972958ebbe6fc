# SPDX-License-Identifier: Apache-2.0
"""What a drive says, in words: what it is, who may open it, and whether a key is right."""

import shlex
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, assert_never

from recovery_assistant.drive.containers import Declined
from recovery_assistant.drive.metadata import Protector, ProtectorType, State
from recovery_assistant.drive.outcomes import (
    CannotTell,
    DoesNotOpen,
    DriveProblem,
    Image,
    NoRecoveryKey,
    NotEncrypted,
    Opens,
    Verdict,
)
from recovery_assistant.drive.volume import CopyState, Layout, Volume
from recovery_assistant.i18n import _, isolated, ngettext
from recovery_assistant.keys import KeyId
from recovery_assistant.keys.attempts import Hopeless, Idea, TooMany
from recovery_assistant.wording.key import Finding

_USUAL_SPEED: Final = 10.0
"""Trials a second, for the arithmetic of what is not worth measuring."""


def protector_type(kind: ProtectorType) -> str:
    """Return what a protector asks for."""
    match kind:
        case ProtectorType.CLEAR_KEY:
            return _("clear key: it opens for anybody")
        case ProtectorType.TPM:
            return _("the PC's own security chip (TPM)")
        case ProtectorType.EXTERNAL_KEY:
            return _("USB key file (.BEK)")
        case ProtectorType.TPM_AND_EXTERNAL_KEY:
            return _("security chip (TPM) and USB key file")
        case ProtectorType.TPM_AND_PIN:
            return _("security chip (TPM) and PIN")
        case ProtectorType.TPM_PIN_AND_EXTERNAL_KEY:
            return _("security chip (TPM), PIN and USB key file")
        case ProtectorType.RECOVERY_KEY:
            return _("48-digit recovery key")
        case ProtectorType.SMART_CARD:
            return _("smart card or certificate")
        case ProtectorType.PHRASE:
            return _("password")
        case ProtectorType.OTHER:
            return _("something this program does not know")
        case _:
            assert_never(kind)


def state(value: State) -> str:
    """Return what a drive says of its encryption."""
    match value:
        case State.ENCRYPTED:
            return _("Encrypted")
        case State.ENCRYPTING:
            return _("Being encrypted")
        case State.DECRYPTING:
            return _("Being decrypted, or that is paused")
        case State.DECRYPTED:
            return _("Decrypted: it asks for no key")
        case State.SUSPENDED:
            return _("Protection is suspended: it opens for anybody")
        case _:
            assert_never(value)


def layout(value: Layout) -> str:
    """Return what kind of BitLocker volume it is."""
    match value:
        case Layout.VISTA:
            return _("BitLocker of Windows Vista")
        case Layout.STANDARD:
            return _("BitLocker")
        case Layout.ENCRYPT_ON_WRITE:
            return _("BitLocker that encrypts as it writes")
        case Layout.TO_GO:
            return _("BitLocker To Go")
        case Layout.NO_BOOT_SECTOR:
            return _("BitLocker, found by searching: the drive's first sector is damaged")
        case _:
            assert_never(value)


def day(moment: datetime | None) -> str:
    """Return a day in the local time, or nothing."""
    return "" if moment is None else f"{moment.astimezone():%Y-%m-%d}"


def wanted(volume: Volume) -> str:
    """Return which key a drive wants, as far as it says so itself."""
    if not volume.recovery:
        return _("This drive has no 48-digit recovery key. Nothing with 48 digits opens it.")
    newest = volume.recovery[0]
    shown = isolated(newest.key_id.grouped()[:8])
    made = day(newest.created)
    if len(volume.recovery) == 1:
        said = _("The key you want has the Key ID {key_id}.").format(key_id=shown)
    else:
        said = ngettext(
            "{count} recovery key opens this drive. The newest has the Key ID {key_id}.",
            "{count} recovery keys open this drive. The newest has the Key ID {key_id}.",
            len(volume.recovery),
        ).format(count=len(volume.recovery), key_id=shown)
    if made:
        said += " " + _("It was made on {day}.").format(day=isolated(made))
    if newest.saved is not None:
        said += " " + _(
            "Windows noted on {day} that a copy was saved; it does not say where."
        ).format(day=isolated(day(newest.saved)))
    return said


def protector_line(protector: Protector) -> str:
    """Return one protector in a line."""
    parts = [protector_type(protector.type)]
    if protector.created is not None:
        parts.append(_("made on {day}").format(day=isolated(day(protector.created))))
    if protector.saved is not None:
        parts.append(_("copy saved on {day}").format(day=isolated(day(protector.saved))))
    return ", ".join(parts)


def copies_line(volume: Volume) -> str:
    """Return how the three copies of the metadata are, or nothing where all are sound."""
    bad = sum(copy is CopyState.DAMAGED for copy in volume.copies)
    missing = sum(copy is CopyState.MISSING for copy in volume.copies)
    if volume.block.sound is False:
        return _(
            "All copies of the drive's own data are damaged. What is shown may be wrong; a key "
            "that opens it is right all the same."
        )
    if not bad and not missing:
        return ""
    return _("Of three copies of the drive's own data, {good} can be used.").format(
        good=len(volume.copies) - bad - missing
    )


def verdict(said: Verdict) -> Finding:
    """Return what the drive says to a well-formed key."""
    match said:
        case Opens(key_id):
            return Finding(
                _("Right key: proved on the drive"),
                _("It opens the drive, through the Key ID {key_id}.").format(
                    key_id=isolated(key_id.grouped()[:8])
                ),
            )
        case DoesNotOpen(wanted_ids):
            return Finding(_("This key does not open this drive"), _looked_for(wanted_ids))
        case NoRecoveryKey():
            return Finding(
                _("This drive has no recovery key"),
                _("No 48 digits open it. See what else it asks for."),
            )
        case NotEncrypted():
            return Finding(
                _("This drive is decrypted"), _("It asks for no key. Look into it as it is.")
            )
        case CannotTell():
            return Finding(
                _("The drive's own data is damaged"),
                _("What a check needs is damaged or missing. Nothing can be said of the key."),
            )
        case _:
            assert_never(said)


def _looked_for(ids: tuple[KeyId, ...]) -> str:
    shown = ", ".join(isolated(one.grouped()[:8]) for one in ids)
    return ngettext(
        "The digits are a key, and not the one of this drive. It wants the key with the Key ID "
        "{ids}.",
        "The digits are a key, and none of this drive's. It wants a key with one of these Key "
        "IDs: {ids}.",
        len(ids),
    ).format(ids=shown)


def suspended() -> str:
    """Return what a suspended drive means for a verdict."""
    return _(
        "Protection of this drive is suspended: it opens without any key. That it opens says "
        "nothing about this one."
    )


def problem(value: DriveProblem) -> Finding:
    """Return why nothing can be said of a drive, and what to do next."""
    match value:
        case DriveProblem.NO_RIGHTS:
            return Finding(
                _("This needs an administrator"),
                _(
                    "A drive is read by an administrator only: a single command there makes a "
                    "small file that is read here. For a file, ask its owner for permission."
                ),
            )
        case DriveProblem.VANISHED:
            return Finding(
                _("It is not there any more"), _("Connect the drive again, or choose another.")
            )
        case DriveProblem.NOT_DRIVE:
            return Finding(
                _("This is neither a drive nor an image"), _("Choose the drive itself, or a file.")
            )
        case DriveProblem.UNREADABLE:
            return Finding(
                _("It cannot be read"),
                _("The system reports an error. Try another port, cable or PC."),
            )
        case DriveProblem.EMPTY:
            return Finding(_("There is nothing in it"), _("Choose another file or drive."))
        case DriveProblem.NO_VOLUME:
            return Finding(
                _("No BitLocker drive in it"),
                _(
                    "Nothing here is encrypted by BitLocker, or the drive's first sector is wiped. "
                    "A search of the whole drive can find that out."
                ),
            )
        case DriveProblem.DAMAGED:
            return Finding(
                _("The drive's own data is damaged"),
                _(
                    "It is a BitLocker drive, and no copy of that data was found where its start "
                    "says. A search of the whole drive may find one. Keep the drive as it is."
                ),
            )
        case DriveProblem.HEADER_DAMAGED:
            return Finding(
                _("This header file is damaged"),
                _("It was changed or cut off. Export it again on the PC with the drive."),
            )
        case DriveProblem.CANCELLED:
            return Finding(_("Cancelled"), _("Nothing was changed."))
        case _:
            assert_never(value)


@dataclass(frozen=True, slots=True)
class Rights:
    """How to read a drive without the window running as an administrator: words, one command."""

    sentence: str
    command: str


def rights(path: Path, platform: str = sys.platform) -> Rights:
    """Return how the metadata of a drive get out of it and to this window.

    Args:
        path: what the drive is opened by.
        platform: the system this PC runs, as Python calls it.

    """
    target = f"bitlocker-header-{path.name.rpartition(chr(92))[2]}.bin"
    words = [_program(), "drive", "export-header", str(path)]
    match platform:
        case "win32":
            said = _(
                "Right-click Start, choose Terminal (Admin) or PowerShell (Admin), and paste the "
                "command. It writes a small file into your home folder: choose that here."
            )
            quoted = " ".join(f"'{word.replace(chr(39), chr(39) * 2)}'" for word in words)
            return Rights(said, f'& {quoted} "$HOME\\{target}"')
        case "darwin":
            said = _(
                "Open Terminal, paste the command, and type your Mac password. It writes a small "
                "file into your home folder: choose that here. If the system refuses, allow "
                "Terminal full disk access in Privacy & Security."
            )
        case _:
            said = _(
                "Open a terminal, paste the command, and type your password. It writes a small "
                "file into your home folder: choose that here."
            )
    return Rights(said, f"sudo {shlex.join(words)} ~/{shlex.quote(target)}")


def _program() -> str:
    """How the terminal program is started; an administrator's search path may not lead to it."""
    name = "recovery-assistant-cli.exe" if sys.platform == "win32" else "recovery-assistant-cli"
    # It stands beside the Python of its environment, and beside the packaged window.
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else name


def declined(value: Declined) -> Finding:
    """Return why a file is not taken apart, and what to do instead."""
    match value:
        case Declined.QCOW2 | Declined.VMDK | Declined.VDI:
            said = _("Convert it to a raw image first, with the program that made it.")
        case Declined.E01:
            said = _("Export it as a raw image first, with the program that made it.")
        case Declined.DMG | Declined.WIM:
            said = _("Such a file holds no BitLocker drive that can be read here.")
        case Declined.COMPRESSED:
            said = _("Unpack it first.")
        case Declined.DIFFERENCING:
            said = _("It holds only the changes to another file. Merge the two first.")
        case Declined.NOT_CLOSED:
            said = _("Its last changes are not in place yet. Open and close it in Windows once.")
        case Declined.DAMAGED:
            said = _("Its own tables cannot be read.")
        case _:
            assert_never(value)
    return Finding(_("{name} files are not read").format(name=container_name(value)), said)


def container_name(value: Declined) -> str:
    """Return what such a file is called."""
    match value:
        case Declined.QCOW2:
            return "QCOW2"
        case Declined.VMDK:
            return "VMDK"
        case Declined.VDI:
            return "VDI"
        case Declined.E01:
            return "E01"
        case Declined.DMG:
            return "DMG"
        case Declined.WIM:
            return "WIM"
        case Declined.COMPRESSED:
            return _("Compressed")
        case Declined.DIFFERENCING:
            return _("Differencing VHD")
        case Declined.NOT_CLOSED:
            return _("Unclosed VHDX")
        case Declined.DAMAGED:
            return _("Damaged VHD")
        case _:
            assert_never(value)


def idea(value: Idea) -> str:
    """Return what may have happened to the key, to say what is being tried."""
    match value:
        case Idea.REPAIRED:
            return _("wrong, missing and unreadable digits")
        case Idea.UNSEEN:
            return _("slips that the check of the digits cannot see")
        case Idea.EXCHANGED:
            return _("two blocks in each other's place")
        case Idea.MOVED:
            return _("one block in another place")
        case Idea.ANY_ORDER:
            return _("the blocks in any order")
        case _:
            assert_never(value)


def duration(seconds: float) -> str:
    """Return a time as people say it; never more exact than it can be known."""
    minute, hour, a_day, a_year = 60, 3600, 86_400, 31_557_600
    if seconds < 1.5 * minute:
        count = max(1, round(seconds))
        return ngettext("{count} second", "{count} seconds", count).format(count=count)
    if seconds < 1.5 * hour:
        count = round(seconds / minute)
        return ngettext("{count} minute", "{count} minutes", count).format(count=count)
    if seconds < 2 * a_day:
        count = round(seconds / hour)
        return ngettext("{count} hour", "{count} hours", count).format(count=count)
    if seconds < 2 * a_year:
        count = round(seconds / a_day)
        return ngettext("{count} day", "{count} days", count).format(count=count)
    count = round(seconds / a_year)
    return ngettext("{count:,} year", "{count:,} years", count).format(count=count)


def refused(value: TooMany | Hopeless, speed: float = _USUAL_SPEED) -> str:
    """Return why keys are not tried, with the arithmetic.

    Args:
        value: what was refused.
        speed: trials a second; as measured, where it was.

    """
    match value:
        case TooMany():
            return _too_many(value, speed)
        case Hopeless():
            return _(
                "Block {blocks} holds too many digits to say which of them are meant. Put the "
                "blocks in order first."
            ).format(blocks=isolated(", ".join(map(str, value.blocks))))
        case _:
            assert_never(value)


def _too_many(value: TooMany, speed: float) -> str:
    blocks = len(value.blocks)
    each = round(value.count ** (1 / blocks))
    # Two whole blocks, for example; with a part of one known it is not so plain.
    times = " x ".join([f"{each:,}"] * blocks) + " = " if each**blocks == value.count else ""
    return _(
        "Blocks {blocks} leave {times}{count:,} keys open. At {speed} a second trying them all "
        "takes {time}. Find more of the digits first."
    ).format(
        blocks=isolated(", ".join(map(str, value.blocks))),
        times=times,
        count=value.count,
        speed=f"{speed:,.1f}",
        time=duration(value.count / speed),
    )


def plan(count: int, seconds: float) -> str:
    """Return how many keys there are to try and how long that takes at most."""
    return ngettext(
        "{count:,} key to try. That takes {time} at most on this PC.",
        "{count:,} keys to try. That takes {time} at most on this PC.",
        count,
    ).format(count=count, time=duration(seconds))


def told_said(told: Image | Declined | DriveProblem) -> str:
    """Return what is heard of a look at a drive."""
    match told:
        case Image():
            found = ngettext(
                "{count} BitLocker drive found.",
                "{count} BitLocker drives found.",
                len(told.volumes),
            ).format(count=len(told.volumes))
            return f"{found} {wanted(told.volumes[0])}"
        case Declined():
            finding = declined(told)
        case DriveProblem():
            finding = problem(told)
        case _:
            assert_never(told)
    return f"{finding.title}. {finding.sentence}"


def trying_said(*, found: bool, paused: bool) -> str:
    """Return what is heard when the trying of many keys ends or rests."""
    if found:
        return _("Found: this key opens the drive. The eight blocks are filled.")
    return _("Paused.") if paused else _("None of them opens the drive.")
