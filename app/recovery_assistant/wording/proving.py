# SPDX-License-Identifier: Apache-2.0
"""The look at the locked drive in words: drives to choose from, what it tells, what is tried."""

from typing import Final, assert_never

from recovery_assistant.drive.metadata import Protector, ProtectorType, State
from recovery_assistant.drive.outcomes import (
    CannotTell,
    DoesNotOpen,
    DriveProblem,
    EngineKind,
    NoRecoveryKey,
    NotEncrypted,
    Opens,
    Plan,
    Tried,
    Verdict,
)
from recovery_assistant.drive.volume import Volume
from recovery_assistant.flow.lockout.proving import (
    Drive,
    DriveKind,
    Proving,
    Stage,
    Trying,
    TryingPhase,
)
from recovery_assistant.i18n import _, isolated, ngettext
from recovery_assistant.keys import KeyDraft, KeyId, match
from recovery_assistant.keys.attempts import TooMany
from recovery_assistant.wording import drive as words
from recovery_assistant.wording.check import Judgement
from recovery_assistant.wording.entries import one_line
from recovery_assistant.wording.find import shown_path, size
from recovery_assistant.wording.key import Finding

_MEGABYTE: Final = 1 << 20
_BYTES_A_SECOND: Final = 100_000_000
"""What a drive at a USB adapter is read at, roughly."""
_SHORT: Final = 8
_SLOW: Final = 10
"""From here on a number a second is said without a part behind the point."""


def lead() -> str:
    """Return what the look at a drive does, and what it does not."""
    return _(
        "A locked drive tells without any key which key it wants, and says whether a key is "
        "right. It is only read: never mounted, never changed, and your files stay encrypted."
    )


def kind(value: DriveKind) -> str:
    """Return what kind of drive it is."""
    match value:
        case DriveKind.REMOVABLE:
            return _("Removable")
        case DriveKind.BUILT_IN:
            return _("Built in")
        case DriveKind.SYSTEM:
            return _("This PC runs from it")
        case _:
            assert_never(value)


def drive_name(drive: Drive) -> str:
    """Return what a drive is called in the list."""
    return isolated(_plain(drive.name) or shown_path(drive.path))


def drive_hint(drive: Drive) -> str:
    """Return the second line of a drive: its size, its kind, and where it is."""
    parts = [
        "" if drive.size is None else isolated(size(drive.size)),
        kind(drive.kind),
        isolated(shown_path(drive.path)) if _plain(drive.name) else "",
    ]
    return " · ".join(part for part in parts if part)


def needs_rights() -> str:
    """Return the note on a drive that this program may not read as it runs."""
    return _("needs an administrator")


def rights(proving: Proving) -> words.Rights | None:
    """Return the way to a drive of this PC that wants an administrator."""
    if proving.told is not DriveProblem.NO_RIGHTS or proving.drive is None:
        return None
    return words.rights(proving.drive.path)


def why_rights() -> str:
    """Return why an administrator is needed, and that the window need not run as one."""
    return _("This window may not read a drive directly, and need not: one command does that part.")


def no_drives() -> str:
    """Return what to do where no drive is found."""
    return _(
        "No drive is found that can be asked. Connect the locked drive, by a USB adapter for "
        "example, and look again. Or choose an image of it, or a header file that was made on "
        "another PC."
    )


def what_files_are() -> str:
    """Return what an image and a header file are."""
    return _(
        "An image is a copy of the whole drive in a file. A header file is small: this program "
        "makes it on the PC that has the drive."
    )


def reading(proving: Proving) -> str:
    """Return what is being read, and how far that is."""
    if proving.progress is None:
        return _("Reading {name}").format(name=_name(proving))
    done, total = (isolated(size(part * _MEGABYTE)) for part in proving.progress)
    return _("Searching all of {name}: {done} of {total}").format(
        name=_name(proving), done=done, total=total
    )


def _name(proving: Proving) -> str:
    if proving.drive is not None:
        return drive_name(proving.drive)
    return "" if proving.path is None else isolated(shown_path(proving.path))


def broke_off() -> Finding:
    """Return what is said where a look ended unforeseen."""
    return Finding(
        _("It broke off"), _("The drive could not be read to the end. Nothing was changed on it.")
    )


def search_time(drive: Drive | None) -> str:
    """Return how long a search of all of it takes, as honestly as that can be said before."""
    if drive is None or drive.size is None:
        return _("It reads every byte: minutes for a stick, hours for a large drive.")
    return _("It reads every byte of {size}: about {time} at 100 MB a second.").format(
        size=isolated(size(drive.size)), time=words.duration(drive.size / _BYTES_A_SECOND)
    )


def nowhere() -> Finding:
    """Return what is said where all of a drive was searched in vain."""
    return Finding(
        _("No BitLocker drive in it"),
        _(
            "All of it was searched. Nothing on it is encrypted by BitLocker, or what BitLocker "
            "wrote there is gone."
        ),
    )


def volume_name(volume: Volume, number: int) -> str:
    """Return what a volume calls itself; `number` counts from 0."""
    return isolated(_plain(volume.description)) or _("Drive {number}").format(number=number + 1)


def volume_hint(volume: Volume) -> str:
    """Return the second line of a volume among several."""
    ids = [isolated(_short(one.key_id)) for one in volume.recovery[:1]]
    parts = [isolated(size(volume.size)), *(_("Key ID {key_id}").format(key_id=i) for i in ids)]
    return " · ".join(parts)


def more_damaged(count: int) -> str:
    """Return that some volumes cannot be read, or nothing."""
    if not count:
        return ""
    return ngettext(
        "{count} more BitLocker drive is in it. Its own data is damaged and cannot be read.",
        "{count} more BitLocker drives are in it. Their own data is damaged and cannot be read.",
        count,
    ).format(count=count)


def description(volume: Volume) -> str:
    """Return what Windows wrote on the drive: PC, drive and day; it may be nothing."""
    return isolated(_plain(volume.description))


def what_description_is() -> str:
    """Return what that line is."""
    return _("Windows wrote this on it when it was encrypted: the PC, the drive, the day.")


def facts(volume: Volume) -> tuple[str, ...]:
    """Return what else the drive tells of itself, a line each."""
    kind_and_state = f"{words.layout(volume.layout)} · {words.state(volume.state)}"
    others = _other_ways(volume)
    if not others:
        return (kind_and_state,)
    return (kind_and_state, _("Also opens with: {ways}").format(ways=others))


def _other_ways(volume: Volume) -> str:
    asked = dict.fromkeys(
        words.protector_type(one.type)
        for one in volume.protectors
        if one.type not in (ProtectorType.RECOVERY_KEY, ProtectorType.CLEAR_KEY)
    )
    return "; ".join(asked)


def keys_title(volume: Volume) -> str:
    """Return the heading over the keys that open a volume."""
    count = len(volume.recovery)
    if count == 1:
        return _("The key you want")
    return ngettext(
        "{count} key opens it, the newest first", "{count} keys open it, the newest first", count
    ).format(count=count)


def key_line(protector: Protector) -> str:
    """Return when a key was made, and that a copy was saved."""
    said = []
    if protector.created is not None:
        made = isolated(words.day(protector.created))
        said.append(_("Made on {day}.").format(day=made))
    if protector.saved is not None:
        saved = isolated(words.day(protector.saved))
        said.append(
            _("Windows noted on {day} that a copy was saved; it does not say where.").format(
                day=saved
            )
        )
    return " ".join(said) or _("It does not say when this key was made.")


def fits(noted: KeyId | None, protector: Protector) -> bool:
    """Whether a Key ID that was noted is that of a protector."""
    return noted is not None and match(noted, protector.key_id).agrees


def is_the_noted() -> str:
    """Return the mark of the key whose ID was noted."""
    return _("the Key ID you noted")


def another_drive(noted: KeyId | None, volume: Volume) -> Judgement | None:
    """Return the warning that a Key ID that was noted is none of the drive's."""
    if noted is None or not volume.recovery or any(fits(noted, one) for one in volume.recovery):
        return None
    return Judgement(
        "warn",
        "warning",
        _("This drive does not have the Key ID you noted"),
        _(
            "You noted {noted}. It may be another drive, or the note is older than its present "
            "key. Compare it with the locked screen once more."
        ).format(noted=isolated(_short(noted))),
    )


def condition(volume: Volume) -> Judgement | None:
    """Return what has to be known before any key is tried on a volume."""
    if volume.state is State.DECRYPTED:
        return _judged("accent", "info", words.verdict(NotEncrypted()))
    if not volume.recovery:
        return _judged("warn", "warning", words.verdict(NoRecoveryKey()))
    if volume.state is State.SUSPENDED:
        return Judgement(
            "warn",
            "info",
            _("Protection is suspended"),
            _(
                "It opens without any key: connect it to a PC with Windows and look into it. That "
                "it opens says nothing about a key."
            ),
        )
    return None


def _judged(role: str, icon: str, found: Finding) -> Judgement:
    return Judgement(role, icon, found.title, found.sentence)


def to_bring() -> str:
    """Return what is wanted before a key can be checked."""
    return _("Bring the digits: paste or type them above. Then the drive says whether they fit.")


def how_checked(volume: Volume) -> str:
    """Return what a check does and how long it takes."""
    count = len(volume.recovery)
    if count == 1:
        return _("The digits in the fields are tried on it. That takes about a second.")
    return ngettext(
        "The digits in the fields are tried on its {count} lock: about {count} second.",
        "The digits in the fields are tried on its {count} locks: about {count} seconds.",
        count,
    ).format(count=count)


def checking(volume: Volume) -> str:
    """Return that a check goes on."""
    count = len(volume.recovery)
    if count == 1:
        return _("Checking: about a second")
    return ngettext(
        "Checking: about {count} second", "Checking: about {count} seconds", count
    ).format(count=count)


def verdict(said: Verdict, trying: Trying | None = None) -> Judgement:
    """Return what the drive says to the key in the fields, and what to do next."""
    found = words.verdict(said)
    sentence = found.sentence
    match said:
        case Opens():
            role, icon = "ok", "proved"
            if trying is not None and trying.found:
                sentence += " " + _found_by_trying(trying)
        case DoesNotOpen():
            role, icon = "bad", "wrong"
            sentence += " " + _(
                "Compare the Key IDs and look on for that key. If they agree, try below what the "
                "digits may have been."
            )
        case NoRecoveryKey() | NotEncrypted() | CannotTell():
            role, icon = "warn", "warning"
        case _:
            assert_never(said)
    return Judgement(role, icon, found.title, sentence)


def _found_by_trying(trying: Trying) -> str:
    found = trying.searched
    number = 0 if found is None else found.number or 0
    return _("It was key number {number:,} of those tried. The eight blocks are filled.").format(
        number=number + 1
    )


def fell_back(trying: Trying) -> str:
    """Return that the graphics card failed on the way, or nothing."""
    if trying.searched is None or not trying.searched.fell_back:
        return ""
    return _("The graphics card failed on the way. The processor went on in its place.")


def trying_title() -> str:
    """Return the heading over the trying of many keys."""
    return _("Try what it may be")


def trying_lead(draft: KeyDraft) -> str:
    """Return what trying many keys does."""
    if draft.is_complete:
        return _(
            "Some slips pass the check of the digits, and so do blocks in each other's place. Each "
            "key that this explains can be tried on the drive."
        )
    return _(
        "Each key that the digits so far leave open can be tried on the drive until one opens it. "
        "Type ? for a digit that you cannot read; leave a block empty that is gone."
    )


def any_order() -> str:
    """Return the words of the tick that adds every order of the blocks."""
    return _("Also all eight blocks in any order: {count:,} keys more").format(count=40_320)


def count_them() -> str:
    """Return the button that counts the keys; none is tried yet."""
    return _("Count and measure first")


def planning() -> str:
    """Return that the keys are being counted."""
    return _("Counting the keys and measuring this PC")


def plan_sentence(plan: Plan) -> str:
    """Return how many keys there are to try, and how long that takes at most."""
    return words.plan(plan.total, plan.seconds())


def engine(plan: Plan) -> str:
    """Return what tries the keys, and how fast."""
    return f"{engine_name(plan.engine, plan.device)} · {speed(plan.speed)}"


def engine_name(value: EngineKind, device: str = "") -> str:
    """Return what tries the keys."""
    match value:
        case EngineKind.PROCESSES:
            return _("Tried by the processor")
        case EngineKind.GPU:
            name = _plain(device)
            if name:
                return _("Tried through the graphics driver {name}").format(name=isolated(name))
            return _("Tried through the graphics driver")
        case _:
            assert_never(value)


def speed(value: float) -> str:
    """Return how many keys are tried a second."""
    if value >= _SLOW:
        return _("{count:,} a second").format(count=round(value))
    return _("{count} a second").format(count=f"{value:.1f}")


def kept(trying: Trying) -> str:
    """Return what a place that was kept means, or nothing."""
    if not trying.kept:
        return ""
    return _(
        "A trying of as many keys was broken off after {count:,}. Going on there is right only "
        "for the very same digits: no digit was kept. If they are others, begin again."
    ).format(count=trying.kept)


def go_on(trying: Trying) -> str:
    """Return the button that begins, or goes on."""
    after = max(trying.done, trying.kept)
    if after:
        return _("Go on after {count:,}").format(count=after)
    return _("Go on") if trying.phase is TryingPhase.PAUSED else _("Start trying")


def refused(trying: Trying) -> Judgement | None:
    """Return why nothing is tried."""
    if trying.refused is None:
        return None
    title = (
        _("Too many keys to try")
        if isinstance(trying.refused, TooMany)
        else _("Too many digits in a block")
    )
    return Judgement("bad", "wrong", title, words.refused(trying.refused))


def _trying_failed(trying: Trying) -> Judgement:
    said = (
        _("Nothing was changed on the drive. Choose once more what to try.")
        if trying.phase is TryingPhase.OVER
        else _("Nothing was changed on the drive. The place is kept: you can go on.")
    )
    return Judgement("bad", "warning", _("The trying broke off"), said)


def found_none(trying: Trying) -> Judgement:
    """Return what to do where none of the keys opens the drive."""
    total = trying.done
    return Judgement(
        "warn",
        "warning",
        _("None of them opens the drive"),
        ngettext("{count:,} key was tried.", "All {count:,} keys were tried.", total).format(
            count=total
        )
        + " "
        + _(
            "Another block may be wrong as well: compare all of them with your source. Or the key "
            "belongs to another drive: compare the Key IDs."
        ),
    )


def trying_judged(trying: Trying) -> Judgement | None:
    """Return what came of a trying that is over, or broke off; a key that was found aside."""
    if trying.failed:
        return _trying_failed(trying)
    if trying.phase is not TryingPhase.OVER or trying.found:
        return None
    return refused(trying) or found_none(trying)


def tried(trying: Trying) -> str:
    """Return how far the trying is, and how long it takes at most."""
    total = 0 if trying.plan is None else trying.plan.total
    done = _done(trying)
    said = _("{done:,} of {total:,} tried").format(done=done, total=total)
    ahead = 0 if trying.tried is None else round(trying.tried.ahead)
    if ahead:
        said = _("{done:,} of {total:,} tried, {ahead:,} under way").format(
            done=done, total=total, ahead=ahead
        )
    left = _seconds_left(trying)
    if trying.phase is not TryingPhase.RUNNING or left is None:
        return said
    return _("{tried}, {time} left at most").format(tried=said, time=words.duration(left))


def _seconds_left(trying: Trying) -> float | None:
    if trying.tried is not None and trying.tried.seconds_left is not None:
        return trying.tried.seconds_left
    return None if trying.plan is None else trying.plan.seconds(_done(trying))


def _done(trying: Trying) -> int:
    """Return how many were tried: before the first word of a search, those of the one before."""
    return trying.done if trying.tried is not None else max(trying.done, trying.kept)


def at_work(trying: Trying) -> str:
    """Return what tries the keys just now and how fast, or that it is about to rest."""
    if trying.phase is TryingPhase.PAUSING:
        return _("The keys that are being tried come to their end.")
    if trying.phase is TryingPhase.PAUSED:
        return _("Paused. The place is kept.")
    plan, now = trying.plan, trying.tried
    if plan is None:
        return ""
    kind_now, fast = (plan.engine, plan.speed) if now is None else (now.engine, _fast(now, plan))
    device = plan.device if kind_now is plan.engine else ""
    return f"{engine_name(kind_now, device)} · {speed(fast)}"


def _fast(now: Tried, plan: Plan) -> float:
    return now.speed or plan.speed


def meanwhile() -> str:
    """Return what may be done while keys are tried."""
    return _(
        "Use the window meanwhile. If the program ends, the place is kept: a number only, no digit."
    )


def fraction(trying: Trying) -> float:
    """Return how far the trying is, from 0 to 1."""
    total = 0 if trying.plan is None else trying.plan.total
    ahead = 0.0 if trying.tried is None else trying.tried.ahead
    return (_done(trying) + ahead) / total if total else 0.0


def what_header_is() -> str:
    """Return what a header file is for and what it holds."""
    return _(
        "A header file lets you check keys on another PC. No key and none of your files are in it; "
        "keep it to yourself all the same."
    )


def status(proving: Proving, noted: KeyId | None) -> tuple[str, ...]:
    """Return what is drawn about the drive away from the focus and must be heard when new.

    What a look, a check and the end of a trying come to is announced as it happens.
    """
    said: list[Judgement | None] = []
    sentences: list[str] = []
    if proving.stage is Stage.CHOOSING and proving.drives is not None:
        sentences.append(_drives_found(len(proving.drives)))
    if proving.volume is not None:
        said += [condition(proving.volume), warning(proving, noted)]
    if proving.failed:
        found = broke_off()
        said.append(_judged("bad", "warning", found))
    trying = proving.trying
    if trying is not None:
        said += [refused(trying), _trying_failed(trying) if trying.failed else None]
        if trying.phase is TryingPhase.PLANNED and trying.plan is not None:
            sentences += [plan_sentence(trying.plan), kept(trying)]
    heard = [f"{one.title}. {one.sentence}" for one in said if one is not None]
    return tuple(sentence for sentence in (*heard, *sentences) if sentence)


def _drives_found(count: int) -> str:
    if not count:
        return no_drives()
    return ngettext(
        "{count} drive to choose from.", "{count} drives to choose from.", count
    ).format(count=count)


def warning(proving: Proving, noted: KeyId | None) -> Judgement | None:
    """Return the warning of another drive, unless the drive opens with the digits anyway."""
    if proving.volume is None or proving.proved:
        return None
    return another_drive(noted, proving.volume)


def _plain(text: str) -> str:
    """Return text from outside as one line of characters that can be shown."""
    return one_line(text.encode("utf-8", "replace").decode("utf-8"))


def _short(key_id: KeyId) -> str:
    return key_id.grouped()[:_SHORT]
