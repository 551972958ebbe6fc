# SPDX-License-Identifier: Apache-2.0
"""Door 2 in words: stages, reasons, what differs, what is said aloud, the note for the ticket.

What is said to the caller stands in resources/guidance; `script_id` says which of it, and when.
"""

from datetime import datetime
from typing import NamedTuple, assert_never

from recovery_assistant.flow.call.answers import (
    Confirmed,
    Done,
    NoteLine,
    Refusal,
    Result,
    Voice,
    VoiceState,
)
from recovery_assistant.flow.call.blockers import Blocker, BlocksOpen, Missing, blockers
from recovery_assistant.flow.call.effects import (
    Announcement,
    BlockSettled,
    HeardDiffers,
    Noted,
    ReadingFailed,
    StageRefused,
)
from recovery_assistant.flow.call.note import note_of
from recovery_assistant.flow.call.reading_out import differing, heard_digits
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.guidance.calling import Alphabet, Script, Tongue, spoken
from recovery_assistant.guidance.profile import Directory
from recovery_assistant.i18n import _, isolated, ngettext
from recovery_assistant.keys import BLOCKS
from recovery_assistant.keys.heard import Change, change
from recovery_assistant.wording.key import Finding, read_problem

_SHORT_ID = 8
_MINUTE = 60
_FEW_BLOCKS = 3


class WayOn(NamedTuple):
    """The button at the bottom: its words, a hint beside it, and whether it is the one deed."""

    text: str
    hint: str
    primary: bool


def step_name(step: Step) -> str:
    """Return the short name of a stage, as the rail shows it."""
    match step:
        case Step.CALLER:
            return _("Who is calling")
        case Step.KEY_ID:
            return _("Key ID")
        case Step.KEY:
            return _("Find the key")
        case Step.READ_OUT:
            return _("Read it out")
        case Step.OUTCOME:
            return _("Outcome and note")
        case _:
            assert_never(step)


def step_title(step: Step) -> str:
    """Return what a stage is about."""
    match step:
        case Step.CALLER:
            return _("Who is calling, and from which PC?")
        case Step.KEY_ID:
            return _("Note the Key ID, letter by letter")
        case Step.KEY:
            return _("Bring the key and check it")
        case Step.READ_OUT:
            return _("Read the key out, block by block")
        case Step.OUTCOME:
            return _("What did the locked PC do?")
        case _:
            assert_never(step)


def step_lead(step: Step) -> str:
    """Return the line under the title."""
    match step:
        case Step.CALLER:
            return _("Nothing is told before every check here is ticked.")
        case Step.KEY_ID:
            return _("Type what you hear. Then read it back, one character at a time.")
        case Step.KEY:
            return _("Paste it from where it is kept, or open an export. The digits stay hidden.")
        case Step.READ_OUT:
            return _(
                "Say the number of the block first. Type what you hear back; Enter alone means "
                "confirmed by ear."
            )
        case Step.OUTCOME:
            return _("Each answer has the next thing to say. The note holds no digit of the key.")
        case _:
            assert_never(step)


def in_progress(session: Session) -> str:
    """Return how the call stands: "Call in progress · 7 min"."""
    if session.ended:
        return _("Call ended")
    if session.dropped:
        return _("The line dropped · your place is kept")
    if session.started is None or session.now is None:
        return _("Call in progress")
    minutes = int((session.now - session.started).total_seconds()) // _MINUTE
    return _("Call in progress · {minutes} min").format(minutes=minutes)


def clock(at: datetime | None) -> str:
    """Return a time of day."""
    return "" if at is None else f"{at:%H:%M}"


def row_detail(step: Step, session: Session) -> str:
    """Return what the rail shows under a stage; never a digit of the key."""
    match step:
        case Step.CALLER:
            return _caller_detail(session)
        case Step.KEY_ID:
            return _key_id_detail(session)
        case Step.KEY:
            return _key_detail(session)
        case Step.READ_OUT:
            return _read_out_detail(session)
        case Step.OUTCOME:
            return "" if session.result is None else result_name(session.result)
        case _:
            assert_never(step)


def _caller_detail(session: Session) -> str:
    if session.not_verified:
        return _("Identity not verified")
    if not session.verified:
        return ""
    at = next((line.at for line in session.note if line.done is Done.VERIFIED), None)
    return _("Identity checked {time}").format(time=clock(at))


def _key_id_detail(session: Session) -> str:
    if session.key_id_skipped and session.key_id is None:
        return _("Not known")
    if session.key_id is None:
        return ""
    if not session.key_id_confirmed:
        return _("Not read back yet")
    if session.match is not None and session.match.agrees:
        return _("Read back, matches")
    return _("Read back")


def _key_detail(session: Session) -> str:
    if session.wiped:
        return _("Wiped")
    if session.draft.is_empty:
        return ""
    if not session.draft.is_complete:
        return _("Has a slip in it")
    if session.match is None:
        return _("No slip found, no Key ID")
    return _("No slip found, matches") if session.match.agrees else _("Another Key ID")


def _read_out_detail(session: Session) -> str:
    if session.all_confirmed:
        return _("Eight blocks confirmed")
    if session.confirmed or session.at is Step.READ_OUT:
        return _("Block {number} of {count}").format(number=session.block, count=BLOCKS)
    return ""


def way_on(step: Step, session: Session) -> WayOn:
    """Return the words of the way on from a stage."""
    match step:
        case Step.CALLER:
            return WayOn(
                _("Note the Key ID"), _("The call note records how and when."), primary=True
            )
        case Step.KEY_ID:
            return WayOn(_("Find the key"), "", primary=session.key_id_confirmed)
        case Step.KEY:
            return WayOn(_("Read it out"), "", primary=session.may_be_told)
        case Step.READ_OUT:
            hint = _("The key is hidden again when the call ends.")
            return WayOn(_("Outcome"), hint, primary=session.all_confirmed)
        case Step.OUTCOME:
            return WayOn("", "", primary=False)
        case _:
            assert_never(step)


def why_not(step: Step, session: Session) -> str:
    """Return why the way on is not open, or nothing; from the last stage there is none."""
    reasons = () if step is Step.OUTCOME else blockers(step, session)
    return blocker_reason(reasons[0]) if reasons else ""


def blocker_reason(blocker: Blocker) -> str:
    """Return what is missing, as something to do."""
    match blocker:
        case BlocksOpen(blocks) if len(blocks) > _FEW_BLOCKS:
            return ngettext(
                "{count} block is not confirmed yet.",
                "{count} blocks are not confirmed yet.",
                len(blocks),
            ).format(count=len(blocks))
        case BlocksOpen(blocks):
            shown = isolated(", ".join(map(str, blocks)))
            return ngettext(
                "Block {blocks} is not confirmed yet.",
                "Blocks {blocks} are not confirmed yet.",
                len(blocks),
            ).format(blocks=shown)
        case Missing():
            return _missing(blocker)
        case _:
            assert_never(blocker)


def _missing(blocker: Missing) -> str:
    match blocker:
        case Missing.CHECKS:
            return _("Nothing may be told before every identity check is ticked.")
        case Missing.WAY:
            return _("Choose how you made sure who is calling.")
        case Missing.DEVICE:
            return _("Note which PC it is: its name stands on the label or in your records.")
        case Missing.REASON:
            return _("Choose why the PC asks.")
        case Missing.NOT_VERIFIED:
            return _("This caller was not verified. Nothing is told in this call.")
        case Missing.KEY_ID:
            return _("Note the Key ID first, or say that the caller cannot read it.")
        case Missing.KEY_ID_UNCONFIRMED:
            return _("Read the Key ID back to the caller first.")
        case Missing.KEY:
            return _("There is no key yet. Paste it or open a file.")
        case Missing.KEY_NOT_FINE:
            return _("The key has a slip in it. Mend it before you read it out.")
        case Missing.MISMATCH:
            return _("The Key ID does not speak for this key. Look again, or say that it is right.")
        case Missing.RESULT:
            return _("Choose what the locked PC did.")
        case Missing.REFUSAL:
            return _("Choose how it refused the key.")
        case Missing.WIPED:
            return _("The key was wiped. Bring it again.")
        case Missing.ENDED:
            return _("The call is over. Its note can still be copied or saved.")
        case _:
            assert_never(blocker)


def script_id(session: Session) -> str:
    """Return which words are the ones to say now (resources/guidance)."""
    match session.at:
        case Step.CALLER:
            if session.not_verified:
                return "caller-failed"
            return "caller-verify" if session.checked or session.device else "caller-greet"
        case Step.KEY_ID:
            if session.key_id_skipped:
                return "key-id-none"
            return "key-id-ask" if session.key_id is None else "key-id-read-back"
        case Step.KEY:
            if session.draft.is_complete and not session.vouched:
                return "key-mismatch"
            return "key-none" if session.read_problem else "key-looking"
        case Step.READ_OUT:
            return _read_out_script(session)
        case Step.OUTCOME:
            return _outcome_script(session)
        case _:
            assert_never(session.at)


def sentences(session: Session, tongue: Tongue, alphabet: Alphabet) -> tuple[str, ...]:
    """Return what to say now, a sentence each; {first} and {second} stand for digits as words.

    What an organisation set in its profile comes before our words.
    """
    script = tongue.scripts[script_id(session)]
    own = session.profile.words
    replaced = own.get(f"{script.id}.{tongue.language}", own.get(script.id))
    said = script.say if replaced is None else (replaced,)
    return tuple(_filled(text, session, tongue, alphabet) for text in said)


def _filled(text: str, session: Session, tongue: Tongue, alphabet: Alphabet) -> str:
    marks = {
        "{company}": session.profile.company or tongue.support,
        "{block}": tongue.numbers[session.block - 1],
        "{spelt}": ", ".join(spelt(session, tongue, alphabet)),
    }
    for mark, meant in marks.items():
        text = text.replace(mark, meant)
    return text


def spelt(session: Session, tongue: Tongue, alphabet: Alphabet) -> tuple[str, ...]:
    """Return how each character of the Key ID is said; at most its first eight."""
    characters = "" if session.key_id is None else session.key_id.hex[:_SHORT_ID]
    return tuple(spoken(one, alphabet, tongue) for one in characters)


def block_aloud(block: int, digits: str, tongue: Tongue) -> tuple[str, ...]:
    """Return what the computer's voice says of a block: its number, then single digits.

    Which block it is stands in a sentence of its own, so that no one takes it for a digit.
    """
    sentence = tongue.scripts["read-out-block"].say[0].rstrip(".")
    number = sentence.replace("{block}", tongue.numbers[block - 1])
    return (number, *(tongue.digits[one] for one in digits))


def script_of(session: Session, tongue: Tongue) -> Script:
    """Return the words that are the ones to say now."""
    return tongue.scripts[script_id(session)]


def _read_out_script(session: Session) -> str:
    if session.dropped:
        return "read-out-dropped"
    if session.all_confirmed:
        return "read-out-done"
    if session.paused:
        return "read-out-paused"
    if session.compared and differing(session):
        return "read-out-differs"
    return "read-out-block" if session.shown else "read-out-ready"


def _outcome_script(session: Session) -> str:
    if session.ended:
        return "caller-failed" if session.not_verified else "call-end"
    match session.result:
        case None:
            return "outcome-ask"
        case Result.OPENED:
            return "outcome-opened"
        case Result.ASKS_AGAIN:
            return "outcome-asks-again"
        case Result.CANNOT_TYPE:
            return "outcome-cannot-type"
        case Result.NOT_VERIFIED:
            return "caller-failed"
        case Result.NO_KEY:
            return "key-none"
        case Result.BROKEN_OFF:
            return "read-out-dropped"
        case Result.REFUSED:
            match session.refusal:
                case None:
                    return "outcome-ask"
                case Refusal.BLOCK_MARKED:
                    return "outcome-refused-block"
                case Refusal.OTHER_DRIVE:
                    return "outcome-refused-drive"
                case Refusal.OTHER_KEY_ID:
                    return "outcome-refused-id"
                case Refusal.MESSAGE:
                    return "outcome-refused-message"
                case _:
                    assert_never(session.refusal)
        case _:
            assert_never(session.result)


def difference(session: Session, digit_words: dict[str, str]) -> Finding | None:
    """Return how what came back differs from the block, or nothing while it agrees.

    Args:
        session: the call.
        digit_words: a word for each digit, in the agent's language.

    """
    places = differing(session)
    if not places:
        return None
    said, heard = session.draft.block(session.block), heard_digits(session)
    found = change(said, heard) if session.compared else (Change.DIGITS, False)
    how, unnoticed = found if found is not None else (Change.DIGITS, False)
    sentence = _difference_sentence(how, places, said, heard, digit_words)
    if unnoticed:
        sentence += " " + _("The locked PC would not notice this by its check of the digits.")
    return Finding(_difference_title(places), sentence)


def _difference_title(places: tuple[int, ...]) -> str:
    if len(places) == 1:
        return _("The {place} digit differs").format(place=_ordinal(places[0]))
    shown = isolated(", ".join(map(str, places)))
    return _("Digits {places} differ").format(places=shown)


def _difference_sentence(
    how: Change, places: tuple[int, ...], said: str, heard: str, words: dict[str, str]
) -> str:
    again = _("Say the block again.")
    match how:
        case Change.SHORTER:
            return _("Fewer than six digits came back.") + " " + again
        case Change.LONGER:
            return _("More than six digits came back.") + " " + again
        case Change.NEIGHBOURS:
            return _("Two neighbours are swapped.") + " " + again
        case Change.APART:
            return _("Two digits with one between them are swapped.") + " " + again
        case Change.PAIRS:
            return _("Two pairs are swapped.") + " " + again
        case Change.HALVES:
            return _("The two halves are swapped.") + " " + again
        case Change.DOUBLE:
            return _("A double digit became another one. Say each digit by itself.")
        case Change.TEEN:
            return _("A number such as sixteen became sixty. Say each digit by itself.")
        case Change.DIGITS:
            place = places[0]
            if len(places) > 1 or place > min(len(said), len(heard)):
                return again
            return (
                _("You heard {heard}, the key says {said}.").format(
                    heard=words.get(heard[place - 1], heard[place - 1]),
                    said=words.get(said[place - 1], said[place - 1]),
                )
                + " "
                + again
            )
        case _:
            assert_never(how)


def _ordinal(place: int) -> str:
    names = (_("first"), _("second"), _("third"), _("fourth"), _("fifth"), _("sixth"))
    return names[place - 1] if place <= len(names) else str(place)


def places_spoken(places: tuple[int, ...]) -> str:
    """Return which digits differ, without naming a digit."""
    return _difference_title(places)


def enter_hint(session: Session) -> str:
    """Return what to type, and what Enter alone does now."""
    if session.paused:
        return _("The read-out rests. Enter alone goes on.")
    if not session.shown:
        return _("The digits are hidden. Enter alone shows them again.")
    return _("Type what you hear, or Enter alone: confirmed by ear")


def confirmed_word(how: Confirmed) -> str:
    """Return how a block was confirmed."""
    match how:
        case Confirmed.READ_BACK:
            return _("read back")
        case Confirmed.BY_EAR:
            return _("by ear")
        case _:
            assert_never(how)


def result_name(result: Result) -> str:
    """Return how a call ended."""
    match result:
        case Result.OPENED:
            return _("It opened")
        case Result.REFUSED:
            return _("The key was refused")
        case Result.ASKS_AGAIN:
            return _("It opened, but asks again at each start")
        case Result.CANNOT_TYPE:
            return _("The caller cannot type at all")
        case Result.NOT_VERIFIED:
            return _("Identity not verified")
        case Result.NO_KEY:
            return _("No key was found")
        case Result.BROKEN_OFF:
            return _("The call ended before that was known")
        case _:
            assert_never(result)


def not_verified(session: Session) -> str:
    """Return what to do about a caller who could not be verified."""
    if session.disclosed:
        return _("Part of the key may have been told before: it has to be replaced. End the call.")
    return _("Nothing was told. End the call, and keep the note for your ticket.")


def refusal_name(refusal: Refusal) -> str:
    """Return what the locked PC did with the key."""
    match refusal:
        case Refusal.BLOCK_MARKED:
            return _("It marks a block")
        case Refusal.OTHER_DRIVE:
            return _("All eight blocks are in, and it stays locked")
        case Refusal.OTHER_KEY_ID:
            return _("It shows another Key ID than the one noted")
        case Refusal.MESSAGE:
            return _("It shows a message or a code")
        case _:
            assert_never(refusal)


def voice_state(state: VoiceState) -> Finding:
    """Return what the computer's voice can do, and how to get it where it cannot."""
    match state:
        case VoiceState.NOT_ASKED:
            return Finding(_("The computer's voice"), _("It speaks only when you ask for it."))
        case VoiceState.READY:
            return Finding(
                _("The computer's voice is ready"),
                _("A loudspeaker tells the key to the whole room. Use a headset."),
            )
        case VoiceState.SPEAKING:
            return Finding(_("Speaking"), _("Escape makes it silent."))
        case VoiceState.NOT_INSTALLED:
            return Finding(
                _("The part for speech is not installed"),
                _(
                    "Install the program with its “speech” extra, or read with your own voice. "
                    "The README says how."
                ),
            )
        case VoiceState.NO_ENGINE:
            return Finding(
                _("This PC has no speech service"),
                _("On Debian install speech-dispatcher and speech-dispatcher-espeak-ng."),
            )
        case VoiceState.NO_LANGUAGE:
            return Finding(
                _("There is no voice for the caller's language"),
                _("Read with your own voice, or add the voice in the system's settings."),
            )
        case VoiceState.FAILED:
            return Finding(
                _("The computer's voice stopped"), _("Read on with your own voice from the digits.")
            )
        case _:
            assert_never(state)


def voice_name(voice: Voice) -> str:
    """Return who reads."""
    match voice:
        case Voice.OWN:
            return _("My own voice")
        case Voice.COMPUTER:
            return _("The computer's voice")
        case _:
            assert_never(voice)


def note_line(line: NoteLine) -> str:
    """Return a line of the note without its time."""
    match line.done:
        case Done.STARTED:
            return _("Call began")
        case Done.VERIFIED:
            return _("Identity checked")
        case Done.NOT_VERIFIED:
            return _("Identity not verified")
        case Done.KEY_ID_CONFIRMED:
            return _("Key ID {key_id} read back").format(key_id=_short(line))
        case Done.KEY_FOUND:
            return _("Key found for Key ID {key_id}").format(key_id=_short(line))
        case Done.KEY_WITHOUT_MATCH:
            return _("Key taken although no Key ID speaks for it")
        case Done.BLOCK_READ_BACK:
            return _("Block {block} confirmed by read-back").format(block=line.block)
        case Done.BLOCK_BY_EAR:
            return _("Block {block} confirmed by ear only").format(block=line.block)
        case Done.BLOCK_TAKEN_BACK:
            return _("Block {block} to be read again").format(block=line.block)
        case Done.LINE_DROPPED:
            return _("The line dropped")
        case Done.RESUMED:
            return _("Call resumed")
        case Done.RESULT:
            return "" if line.result is None else result_name(line.result)
        case Done.ENDED:
            return _("Call ended")
        case Done.HIDDEN:
            return _("Digits hidden: nobody was at the keyboard")
        case Done.WIPED:
            return _("Key wiped from this program")
        case _:
            assert_never(line.done)


def _short(line: NoteLine) -> str:
    return "" if line.key_id is None else isolated(line.key_id.hex[:_SHORT_ID])


def timed(line: NoteLine) -> str:
    """Return a line of the note with its time."""
    return _("{time} {text}").format(time=clock(line.at), text=note_line(line))


def directory_name(directory: Directory) -> str:
    """Return where an organisation keeps its keys."""
    match directory:
        case Directory.ENTRA:
            return "Microsoft Entra ID"
        case Directory.INTUNE:
            return "Microsoft Intune"
        case Directory.AD:
            return "Active Directory"
        case Directory.CONFIGMGR:
            return "Configuration Manager"
        case Directory.OTHER:
            return _("the place where your keys are kept")
        case _:
            assert_never(directory)


def note_text(session: Session, *, replacing: tuple[str, ...] = ()) -> str:
    """Return the note for the ticket; no digit of the key is in it.

    Args:
        session: the call.
        replacing: the steps to replace the key, for the organisation's directory.

    """
    note = note_of(session)
    profile = session.profile
    ways = {one.id: one.text for one in profile.ways}
    reasons = {one.id: one.text for one in profile.reasons}
    day = "" if note.started is None else f"{note.started:%Y-%m-%d}"
    times = "–".join(filter(None, (clock(note.started), clock(note.ended))))
    how = _("not checked") if note.way is None else ways.get(note.way, note.way)
    read_back = _("read back") if note.key_id_confirmed else _("not read back")
    rows = [
        (_("Call"), f"{day} {times}".strip()),
        (profile.reference or _("Ticket"), note.reference),
        (_("Device"), note.device),
        (_("Identity"), how),
        (_("Reason"), "" if note.reason is None else reasons.get(note.reason, note.reason)),
        (_("Key ID"), f"{note.key_id} ({read_back})" if note.key_id else _("not known")),
        (_("Blocks read back"), _numbers(note.read_back)),
        (_("Blocks confirmed by ear"), _numbers(note.by_ear)),
        (_("Outcome"), "" if note.result is None else result_name(note.result)),
        (_("What the PC did"), "" if note.refusal is None else refusal_name(note.refusal)),
        (_("What it shows"), note.error_code),
    ]
    lines = [_("BitLocker recovery call")]
    lines += [f"{name}: {_one_line(text)}" for name, text in rows if text]
    lines += ["", *(timed(line) for line in note.lines)]
    if note.told:
        lines += ["", _("The key was shown to be read out: replace it.")]
        lines += [f"- {step}" for step in replacing]
    else:
        lines += ["", _("No digit of a key was shown or told in this call.")]
    lines += ["", _("This note holds no digit of the key.")]
    return "\n".join(line.replace("\u2068", "").replace("\u2069", "") for line in lines)


def audit_line(session: Session) -> str:
    """Return one line about a call for the organisation's own record; no secret is in it."""
    note = note_of(session)
    at = "" if note.started is None else note.started.isoformat(timespec="seconds")
    parts = (
        at,
        note.reference,
        note.device,
        note.key_id,
        note.way or "",
        note.reason or "",
        f"read-back={len(note.read_back)}",
        f"by-ear={len(note.by_ear)}",
        "" if note.result is None else note.result.value,
    )
    return "\t".join(_one_line(part) for part in parts)


def _numbers(blocks: tuple[int, ...]) -> str:
    return ", ".join(map(str, blocks))


def _one_line(text: str) -> str:
    """A text in one line, without characters that control anything."""
    return "".join(one if one.isprintable() else " " for one in text).strip()


def said(announcement: Announcement) -> str:
    """Return what is said aloud."""
    match announcement:
        case BlockSettled(block, how, following):
            settled = _("Block {block} confirmed {how}.").format(
                block=block, how=confirmed_word(how)
            )
            if following is None:
                return settled + " " + _("All eight blocks are confirmed.")
            return settled + " " + _("Block {block} is next.").format(block=following)
        case HeardDiffers(_block, places):
            return places_spoken(places)
        case StageRefused(_step, blocker):
            return blocker_reason(blocker)
        case ReadingFailed(problem):
            found = read_problem(problem)
            return f"{found.title}. {found.sentence}"
        case Noted(line):
            return note_line(line)
        case _:
            assert_never(announcement)


def caller_name(session: Session) -> str:
    """Return what a parked call is called: whatever of the caller is known."""
    return _one_line(session.caller) or _one_line(session.device) or _("A caller")
