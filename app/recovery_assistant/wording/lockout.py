# SPDX-License-Identifier: Apache-2.0
"""Door 1 in words: steps, reasons, and what is said aloud."""

from __future__ import annotations  # types of later screens are not loaded for this one

from typing import TYPE_CHECKING, NamedTuple, assert_never

from recovery_assistant.flow.lockout.answers import (
    Cause,
    Owner,
    OwnerReason,
    Question,
    Refusal,
    Result,
    ScreenLink,
    Shows,
)
from recovery_assistant.flow.lockout.blockers import Blocker, BlockLacking, BlockWrong, Missing
from recovery_assistant.flow.lockout.session import Session
from recovery_assistant.flow.lockout.steps import STAGES, Step, stage_number
from recovery_assistant.i18n import _, isolated, ngettext
from recovery_assistant.keys.block import BLOCKS, Verdict

if TYPE_CHECKING:
    from recovery_assistant.flow.lockout.effects import Announcement


def step_name(step: Step) -> str:
    """Return the short name of a step, as the rail shows it."""
    match step:
        case Step.SCREEN:
            return _("Screen and owner")
        case Step.ROUTES | Step.SPENT:
            return _("Where to look")
        case Step.CHECK:
            return _("Check the key")
        case Step.TYPE:
            return _("Type it on the PC")
        case Step.OUTCOME:
            return _("Did it open?")
        case Step.AFTERWARDS:
            return _("Afterwards")
        case _:
            assert_never(step)


def step_title(step: Step) -> str:
    """Return the one question of a screen."""
    match step:
        case Step.SCREEN:
            return _("What does the locked PC show?")
        case Step.ROUTES:
            return _("Where the key can be")
        case Step.SPENT:
            return _("No key so far: what is left")
        case Step.CHECK:
            return _("Check the key before you type it")
        case Step.TYPE:
            return _("Now type it on the locked PC")
        case Step.OUTCOME:
            return _("Did it open?")
        case Step.AFTERWARDS:
            return _("Afterwards: keep it from coming back")
        case _:
            assert_never(step)


def step_lead(step: Step) -> str:
    """Return the line under the question."""
    match step:
        case Step.SCREEN:
            return _("Look at its screen and pick what fits. If several fit, pick the first.")
        case Step.ROUTES:
            return _("Start at the top. Each place says who can open it and what you should see.")
        case Step.SPENT:
            return _("You have been through every place on the list. This is the honest picture.")
        case Step.CHECK:
            return _("Paste anything that holds it: a web page, an e-mail. Or type the digits.")
        case Step.TYPE:
            return _("Six digits at a time, from left to right. Tick each block off as you go.")
        case Step.OUTCOME:
            return _("Tell us what the locked PC did. Each answer has a next step.")
        case Step.AFTERWARDS:
            return _("The drive is open. A few things are worth doing now, while you remember.")
        case _:
            assert_never(step)


def step_count(step: Step) -> str:
    """Return "Step 3 of 6"."""
    return _("Step {number} of {count}").format(number=stage_number(step), count=len(STAGES))


class WayOn(NamedTuple):
    """The button at the bottom: its words, a hint beside it, and whether it is the one deed.

    `primary` is False where the screen's main button stands in the page itself.
    """

    text: str
    hint: str
    primary: bool


def way_on(step: Step, session: Session) -> WayOn:
    """Return the words of the way on from a step."""
    match step:
        case Step.SCREEN:
            return WayOn(
                _("Continue"),
                _("Next, we note the Key ID and go through the places."),
                primary=True,
            )
        case Step.ROUTES:
            hint = _("“I found it” brings you on. Have a key already?")
            return WayOn(_("Check a key"), hint, primary=False)
        case Step.SPENT:
            return WayOn(_("Check a key"), _("Should a key turn up after all:"), primary=False)
        case Step.CHECK:
            hint = _on_the_key(session)
            # While the drive waits for the key, to check it there is the one deed; and a key that
            # it refused is none to type.
            refuted = session.proving is not None and session.proving.refuted
            main = not refuted and not _next_is_proof(session)
            return WayOn(_("Continue"), hint, primary=main)
        case Step.TYPE:
            done = len(session.typed) == BLOCKS
            # The rehearsal and the bar code have a main button of their own.
            return WayOn(_("All typed: go on"), "", primary=done and session.aid is None)
        case Step.OUTCOME:
            return _after_result(session)
        case Step.AFTERWARDS:
            return WayOn("", "", primary=False)
        case _:
            assert_never(step)


def _next_is_proof(session: Session) -> bool:
    if session.proving is None:
        return False
    from recovery_assistant.flow.lockout.proving import next_is_proof

    return next_is_proof(session.draft, session.proving)


def _after_result(session: Session) -> WayOn:
    match session.result:
        case Result.OPENED | Result.ASKS_AGAIN | None:
            return WayOn(_("Continue"), "", primary=True)
        case Result.CANNOT_TYPE:
            return WayOn(_("Try typing again"), "", primary=True)
        case Result.REFUSED:
            match session.refusal:
                case Refusal.TYPING | None:
                    return WayOn(_("Type it again"), "", primary=True)
                case Refusal.OTHER_DRIVE | Refusal.OTHER_PROTECTOR:
                    return WayOn(_("Look for the other key"), "", primary=True)
                case _:
                    assert_never(session.refusal)
        case _:
            assert_never(session.result)


def shows_name(shows: Shows) -> str:
    """Return what the locked screen shows, in two or three words."""
    match shows:
        case Shows.LINK:
            return _("A link")
        case Shows.COMPANY:
            return _("A company")
        case Shows.ACCOUNT:
            return _("An account")
        case Shows.ERROR_CODE:
            return _("An error code")
        case Shows.AWAY:
            return _("I am not there")
        case _:
            assert_never(shows)


def shows_hint(shows: Shows) -> str:
    """Return the second line of the answer."""
    match shows:
        case Shows.LINK:
            return _("An address that begins with aka.ms/")
        case Shows.COMPANY:
            return _("Text or number")
        case Shows.ACCOUNT:
            return _("Name, address")
        case Shows.ERROR_CODE:
            return _("Alt shows it")
        case Shows.AWAY:
            return _("Someone reads it")
        case _:
            assert_never(shows)


def link_name(link: ScreenLink) -> str:
    """Return the address on the screen, shortened to what differs."""
    match link:
        case ScreenLink.PERSONAL:
            return _("myrecoverykey")
        case ScreenLink.WORK:
            return _("aadrecoverykey")
        case ScreenLink.GENERAL:
            return _("recoverykeyfaq")
        case _:
            assert_never(link)


def owner_name(owner: Owner) -> str:
    """Return a kind of PC."""
    match owner:
        case Owner.PERSONAL:
            return _("Personal")
        case Owner.WORK:
            return _("Work or school")
        case Owner.OFFLINE:
            return _("Never online")
        case Owner.NOT_SURE:
            return _("Not sure")
        case _:
            assert_never(owner)


def owner_hint(owner: Owner) -> str:
    """Return the second line of a kind of PC."""
    match owner:
        case Owner.PERSONAL:
            return _("Mine, family")
        case Owner.WORK:
            return _("Managed for me")
        case Owner.OFFLINE:
            return _("Local account")
        case Owner.NOT_SURE:
            return _("Ask me")
        case _:
            assert_never(owner)


def owner_reason(reason: OwnerReason) -> str:
    """Return why a kind of PC is likely."""
    match reason:
        case OwnerReason.PERSONAL_LINK:
            return _("That link stands for personal accounts: “Personal” is likely.")
        case OwnerReason.WORK_LINK:
            return _("That link stands for work and school: “Work or school” is likely.")
        case OwnerReason.COMPANY_TEXT:
            return _("Only managed PCs show a company's text: “Work or school” is likely.")
        case OwnerReason.ACCOUNT_NAMED:
            return _("An account name is mostly that of a personal PC: “Personal” is likely.")
        case OwnerReason.GIVEN_BY_WORK:
            return _("An organisation set it up, so it most likely keeps the key: work or school.")
        case OwnerReason.WORK_ADDRESS:
            return _("A work or school address signs in, so we treat it as work or school.")
        case OwnerReason.PRIVATE_ADDRESS:
            return _("A private address signs in, so we treat it as a personal PC.")
        case OwnerReason.NEVER_SIGNED_IN:
            return _("Nobody signed in online, so paper and files come first.")
        case OwnerReason.MOST_LIKELY:
            return _("We start with the most common case, a personal account. Others follow.")
        case _:
            assert_never(reason)


def question_text(question: Question) -> str:
    """Return a short question."""
    match question:
        case Question.GIVEN_BY_WORK:
            return _("Did a company, school or other organisation hand out this PC or set it up?")
        case Question.EMAIL_SIGN_IN:
            return _("Did anyone ever sign in to Windows on it with an e-mail address?")
        case Question.WORK_ADDRESS:
            return _("Was one of them a work or school address?")
        case _:
            assert_never(question)


def blocker_reason(blocker: Blocker) -> str:
    """Return why the way on is not open, short enough for the foot bar."""
    match blocker:
        case Missing.SHOWS:
            return _("Pick what the locked PC shows.")
        case Missing.OWNER:
            return _("Say whose PC it is.")
        case Missing.QUESTIONS:
            return _("Answer the short question first.")
        case Missing.KEY:
            return _("Bring the 48 digits first.")
        case Missing.RESULT:
            return _("Say what the locked PC did.")
        case Missing.REFUSAL:
            return _("Say how it refused the key.")
        case BlockLacking(block):
            return _("Block {number} is not complete yet.").format(number=block)
        case BlockWrong(block):
            return _("Block {number} needs a look first.").format(number=block)
        case _:
            assert_never(blocker)


def answer_so_far(step: Step, session: Session) -> str:
    """Return what the rail remembers under a step; never a digit of the key."""
    match step:
        case Step.SCREEN:
            parts = []
            if session.settled_owner is not None:
                parts.append(owner_name(session.settled_owner))
            if session.shows is not None:
                parts.append(shows_name(session.shows))
            return " · ".join(parts)
        case Step.ROUTES | Step.SPENT:
            if session.key_id is not None:
                return _("Key ID {key_id}").format(key_id=isolated(session.key_id.hex[:8]))
            return _("Without a Key ID") if session.key_id_skipped else ""
        case Step.CHECK:
            return _key_so_far(session)
        case Step.TYPE:
            if session.typed:
                return ngettext(
                    "{count} of 8 blocks typed", "{count} of 8 blocks typed", len(session.typed)
                ).format(count=len(session.typed))
            return ""
        case Step.OUTCOME:
            return "" if session.result is None else result_name(session.result)
        case Step.AFTERWARDS:
            return ""
        case _:
            assert_never(step)


def _on_the_key(session: Session) -> str:
    """What stands beside the way on from the check: how much is known of the key."""
    asked = session.proving
    if asked is not None and asked.proved:
        return _("The drive says that it is the right key.")
    if asked is not None and asked.refuted:
        return _("The drive refused this key.")
    return _("A fine block means no slip found, not yet the right key.")


def _key_so_far(session: Session) -> str:
    if session.draft.is_empty:
        return ""
    verdicts = session.draft.verdicts
    asked = session.proving
    if session.draft.is_complete and asked is not None and asked.proved:
        return _("Proved on the drive")
    if session.draft.is_complete and asked is not None and asked.refuted:
        return _("Refused by the drive")
    if session.draft.is_complete:
        return _("48 digits, no slip found")
    for block, verdict in enumerate(verdicts, start=1):
        if verdict not in (Verdict.FINE, Verdict.EMPTY, Verdict.SHORT):
            return _("Block {number} needs a look").format(number=block)
    fine = sum(verdict is Verdict.FINE for verdict in verdicts)
    return _("{fine} of {count} blocks").format(fine=fine, count=BLOCKS)


def result_name(result: Result) -> str:
    """Return what the locked PC did."""
    match result:
        case Result.OPENED:
            return _("Yes, it opened")
        case Result.REFUSED:
            return _("It refused the key")
        case Result.ASKS_AGAIN:
            return _("It opened, but asks again at each start")
        case Result.CANNOT_TYPE:
            return _("I cannot type at all")
        case _:
            assert_never(result)


def result_hint(result: Result) -> str:
    """Return the second line of a result."""
    match result:
        case Result.OPENED:
            return _("Windows starts or asks you to sign in")
        case Result.REFUSED:
            return _("It still asks for the key")
        case Result.ASKS_AGAIN:
            return _("The key works, and is wanted every time")
        case Result.CANNOT_TYPE:
            return _("Keys do nothing, or digits do not appear")
        case _:
            assert_never(result)


def refusal_name(refusal: Refusal) -> str:
    """Return how the key was refused."""
    match refusal:
        case Refusal.TYPING:
            return _("It marks a block or wants it corrected")
        case Refusal.OTHER_DRIVE:
            return _("All digits went in, the key does not fit")
        case Refusal.OTHER_PROTECTOR:
            return _("The screen shows another Key ID now")
        case _:
            assert_never(refusal)


def refusal_hint(refusal: Refusal) -> str:
    """Return what a refusal most likely means."""
    match refusal:
        case Refusal.TYPING:
            return _("Most likely a slip in typing")
        case Refusal.OTHER_DRIVE:
            return _("Most likely the key of another drive")
        case Refusal.OTHER_PROTECTOR:
            return _("Most likely an older or newer key")
        case _:
            assert_never(refusal)


def cause_name(cause: Cause) -> str:
    """Return what happened before the PC asked."""
    match cause:
        case Cause.FIRMWARE:
            return _("A firmware update")
        case Cause.HARDWARE:
            return _("New parts or a dock")
        case Cause.SECURE_BOOT:
            return _("Start-up settings")
        case Cause.PIN:
            return _("Wrong PIN or password")
        case Cause.UNKNOWN:
            return _("Nothing I know of")
        case _:
            assert_never(cause)


def cause_hint(cause: Cause) -> str:
    """Return the second line of a cause."""
    match cause:
        case Cause.FIRMWARE:
            return _("BIOS, UEFI or TPM")
        case Cause.HARDWARE:
            return _("Board, drive moved, USB")
        case Cause.SECURE_BOOT:
            return _("Secure Boot, boot order")
        case Cause.PIN:
            return _("Too many tries")
        case Cause.UNKNOWN:
            return _("It came out of the blue")
        case _:
            assert_never(cause)


def typing_said(session: Session) -> str:
    """Return how far the typing has got, without a digit."""
    now = _("Now block {number}.").format(number=session.block)
    if not session.typed:
        return now
    typed = answer_so_far(Step.TYPE, session)
    return f"{typed}." if len(session.typed) == BLOCKS else f"{typed}. {now}"


def said(announcement: Announcement) -> str:
    """Return the sentence a screen reader speaks."""
    from recovery_assistant.flow.lockout.effects import (
        BlockJudged,
        CopiesCompared,
        DriveHeard,
        KeyBroughtBack,
        KeyFilled,
        KeyMet,
        KeyProved,
        PlaceRuledOut,
        ReadingFailed,
        RehearsalJudged,
        ScannerJudged,
        SearchEnded,
        TryingEnded,
    )
    from recovery_assistant.wording import find, typed
    from recovery_assistant.wording.key import comparison_summary, read_problem, verdict_sentence

    match announcement:
        case BlockJudged(block, verdict):
            return verdict_sentence(block, verdict)
        case CopiesCompared(comparison):
            summary = comparison_summary(comparison)
            return f"{summary.title}. {summary.sentence}"
        case KeyFilled(found, slips):
            filled = _("The eight blocks are filled.")
            rest = (
                _("No slip found.")
                if slips == 0
                else ngettext(
                    "{count} block needs a look.", "{count} blocks need a look.", slips
                ).format(count=slips)
            )
            several = (
                ""
                if found <= 1
                else ngettext("{count} key found.", "{count} keys found.", found).format(
                    count=found
                )
            )
            return " ".join(part for part in (several, filled, rest) if part)
        case PlaceRuledOut(_route, left):
            if left == 0:
                return _("Not there. That was the last place.")
            return ngettext(
                "Not there. {count} place is left.", "Not there. {count} places are left.", left
            ).format(count=left)
        case KeyBroughtBack():
            return _("The digits from before are back.")
        case ReadingFailed(problem):
            finding = read_problem(problem)
            return f"{finding.title}. {finding.sentence}"
        case RehearsalJudged(grades, seconds):
            return typed.said(typed.rehearsal(grades, seconds))
        case ScannerJudged(arrived):
            return typed.said(typed.scanner(arrived))
        case KeyMet(agrees):
            return find.met(matches=agrees)
        case SearchEnded(found, matching, passed_over, stopped):
            return find.ended(found, matching, passed_over, stopped=stopped)
        case DriveHeard(told):
            from recovery_assistant.wording import drive

            return drive.told_said(told)
        case KeyProved(verdict):
            from recovery_assistant.wording import drive

            finding = drive.verdict(verdict)
            return f"{finding.title}. {finding.sentence}"
        case TryingEnded(was_found, paused):
            from recovery_assistant.wording import drive

            return drive.trying_said(found=was_found, paused=paused)
        case _:
            assert_never(announcement)
