# SPDX-License-Identifier: Apache-2.0
"""Ready calls for every stage in its states; each is made anew, for its secrets are wiped."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from flow.calls import ASKED, OTHER, WHOLE, Call, found
from recovery_assistant.find import Candidate, ReadProblem
from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call.answers import Pace, Refusal, Result, Voice, VoiceState
from recovery_assistant.flow.call.effects import ReadText
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.guidance import Guidance
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.guidance.profile import Directory, Profile
from recovery_assistant.keys import KeyDraft
from recovery_assistant.system.assets import resources
from recovery_assistant.ui.call_page import CallPage
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.pages.call_caller import CallerPage
from recovery_assistant.ui.pages.call_key import CallKeyPage
from recovery_assistant.ui.pages.call_key_id import CallKeyIdPage
from recovery_assistant.ui.pages.call_outcome import CallOutcomePage
from recovery_assistant.ui.pages.call_read_out import ReadOutPage

PHONE = Phone(resources() / "guidance")
GUIDANCE = Guidance(resources() / "guidance")
PROFILE = PHONE.with_defaults(
    Profile(
        company="Musterwerk",
        portal="https://keys.example.com/self-service",
        directory=Directory.ENTRA,
        reference="Incident",
    )
)
DEVICE = "LAPTOP-4711"
CALLER = "Kim Example"
REFERENCE = "INC0012345"
EXPORT = "AD export, all sites.csv"
CASE = Path("Tickets") / "INC0012345.txt"


def begun(profile: Profile = PROFILE) -> Call:
    """Return a call in which nothing was said yet."""
    call = Call(profile)
    call.tell(happened.StageEntered(Step.CALLER))
    return call


def verified(profile: Profile = PROFILE) -> Call:
    """Return a call in which all is answered that comes before a key is told."""
    call = begun(profile)
    for check in profile.checks:
        call.tell(happened.CheckTicked(check.id, done=True))
    call.tell(
        happened.WayChosen(profile.ways[0].id),
        happened.ReasonChosen(profile.reasons[0].id),
        happened.DeviceTyped(DEVICE),
        happened.CallerTyped(CALLER),
        happened.ReferenceTyped(REFERENCE),
    )
    return call


def at_key_id(text: str = "", *, confirmed: bool = False) -> Call:
    """Return a call in which the Key ID is being noted."""
    call = verified()
    call.go(Step.KEY_ID)
    call.tell(happened.KeyIdTyped(text), happened.KeyIdConfirmed(confirmed))
    return call


def at_key(*candidates: Candidate, problem: ReadProblem | None = None) -> Call:
    """Return a call in which something was brought that may hold the key."""
    call = at_key_id(ASKED.hex, confirmed=True)
    call.go(Step.KEY)
    if candidates or problem is not None:
        call.read(*candidates, problem=problem)
    return call


def dated(number: int, date: str) -> Candidate:
    """Return a key of this PC, with the date that stands beside it."""
    return replace(found(number, WHOLE), date=date, place=EXPORT)


def at_read_out(confirmed: int = 0) -> Call:
    """Return a call in which so many blocks are confirmed, the second of them by ear."""
    call = at_key(found(1, WHOLE))
    call.go(Step.READ_OUT)
    for number in range(1, confirmed + 1):
        if number == 2:
            call.tell(happened.HeardEntered())
        else:
            call.hear(call.block(number))
    return call


def wrong(call: Call, place: int) -> str:
    """Return the block at hand with one digit changed."""
    block = call.block(call.session().block)
    other = str((int(block[place - 1]) + 3) % 10)
    return block[: place - 1] + other + block[place:]


def typed(call: Call, text: str) -> Call:
    """Have something come back."""
    call.tell(happened.HeardTyped(KeyDraft([text])))
    return call


def told(call: Call, *events: happened.Event) -> Call:
    """Tell a call something."""
    call.tell(*events)
    return call


def swapped(call: Call) -> Call:
    """Have two neighbours come back the wrong way round."""
    block = call.block(call.session().block)
    at = next(n for n in range(5) if block[n] != block[n + 1])
    return typed(call, block[:at] + block[at + 1] + block[at] + block[at + 2 :])


def differs() -> Call:
    """Return a read-out in which the fourth digit came back wrong."""
    call = at_read_out(2)
    return typed(call, wrong(call, 4))


def spoken(state: VoiceState) -> Call:
    """Return a read-out by the computer's voice."""
    call = at_read_out(2)
    return told(
        call, happened.VoiceChosen(Voice.COMPUTER), happened.VoiceHeardOf(state),
        happened.PaceChosen(Pace.SLOW),
    )  # fmt: skip


def reading() -> Call:
    """Return a call in which a long text is being read."""
    call = at_key()
    effects = call.tell(happened.TextPasted("a whole ticket"))
    assert any(isinstance(one, ReadText) for one in effects)
    return call


def several() -> Call:
    """Return a call in which three keys were found under one Key ID."""
    return at_key(
        dated(1, "2026-10-02"), dated(2, "2024-03-11"),
        replace(found(3, OTHER, well_formed=False), place=EXPORT),
    )  # fmt: skip


def slip() -> Call:
    """Return a call in which the one key that was found has a slip."""
    one = found(4, WHOLE, well_formed=False)
    blocks = ["123456", *one.draft.blocks[1:]]
    return at_key(replace(one, draft=KeyDraft(blocks)))


def at_outcome(*events: happened.Event) -> Call:
    """Return a call after a whole read-out."""
    call = at_read_out(8)
    call.go(Step.OUTCOME)
    call.tell(*events)
    return call


def refused(refusal: Refusal, *more: happened.Event) -> Call:
    """Return a call in which the locked PC refused the key."""
    return at_outcome(happened.ResultChosen(Result.REFUSED), happened.RefusalChosen(refusal), *more)


def ended(*more: happened.Event) -> Call:
    """Return a call that is over."""
    return at_outcome(happened.ResultChosen(Result.OPENED), happened.CallEnded(), *more)


def not_verified(step: Step) -> Call:
    """Return a call whose caller could not be verified."""
    call = verified()
    call.tell(happened.IdentityFailed(), happened.StageEntered(step))
    return call


MADE: Mapping[str, Callable[[], Call]] = MappingProxyType(
    {
        "caller": begun,
        "caller-verified": verified,
        "caller-not-verified": lambda: not_verified(Step.CALLER),
        "caller-plain": lambda: begun(PHONE.with_defaults(Profile())),
        "key-id": at_key_id,
        "key-id-part": lambda: at_key_id("5BFC"),
        "key-id-wrong": lambda: at_key_id("5BFCBH05"),
        "key-id-read-back": lambda: at_key_id(ASKED.hex),
        "key-id-plain": lambda: told(at_key_id("E8A5B3D9"), happened.AlphabetChosen("plain")),
        "key-id-german": lambda: told(
            at_key_id("E8A5B3D9"),
            happened.LanguageChosen("de"),
            happened.AlphabetChosen("de-din"),
        ),
        "key-id-confirmed": lambda: at_key_id(ASKED.hex, confirmed=True),
        "key-id-skipped": lambda: told(at_key_id(), happened.KeyIdSkipped(skipped=True)),
        "key": at_key,
        "key-reading": reading,
        "key-none": lambda: at_key(problem=ReadProblem.NO_KEY),
        "key-fits": lambda: at_key(found(1, WHOLE)),
        "key-differs": lambda: at_key(found(1, OTHER)),
        "key-without-id": lambda: told(
            at_key(found(1, None)), happened.MismatchAccepted(accepted=True)
        ),
        "key-slip": slip,
        "key-several": several,
        "key-several-chosen": lambda: told(several(), happened.CandidateTaken(0)),
        "read-out": at_read_out,
        "read-out-third": lambda: at_read_out(2),
        "read-out-typing": lambda: typed(at_read_out(2), at_read_out(2).block(3)[:4]),
        "read-out-differs": differs,
        "read-out-swapped": lambda: swapped(at_read_out(4)),
        "read-out-short": lambda: told(
            typed(at_read_out(2), at_read_out(2).block(3)[:5]), happened.HeardEntered()
        ),
        "read-out-hidden": lambda: told(at_read_out(2), happened.DigitsShown(shown=False)),
        "read-out-paused": lambda: told(at_read_out(2), happened.PauseSet(paused=True)),
        "read-out-dropped": lambda: told(at_read_out(2), happened.LineDropped()),
        "read-out-voice": lambda: spoken(VoiceState.READY),
        "read-out-speaking": lambda: told(spoken(VoiceState.READY), happened.SpeakAsked()),
        **{
            f"read-out-{state.value}": partial(spoken, state)
            for state in (
                VoiceState.NOT_INSTALLED,
                VoiceState.NO_ENGINE,
                VoiceState.NO_LANGUAGE,
                VoiceState.FAILED,
            )
        },
        "read-out-german": lambda: told(at_read_out(2), happened.LanguageChosen("de")),
        "read-out-done": lambda: at_read_out(8),
        "outcome": at_outcome,
        "outcome-refused": lambda: at_outcome(happened.ResultChosen(Result.REFUSED)),
        **{f"outcome-refused-{one.value}": partial(refused, one) for one in Refusal},
        "outcome-code": lambda: refused(
            Refusal.MESSAGE, happened.ErrorCodeTyped("E_FVE_TPM_DISABLED")
        ),
        "outcome-code-unknown": lambda: refused(
            Refusal.MESSAGE, happened.ErrorCodeTyped("0x12345678")
        ),
        **{
            f"outcome-{one.value}": partial(at_outcome, happened.ResultChosen(one))
            for one in (Result.OPENED, Result.ASKS_AGAIN, Result.CANNOT_TYPE, Result.NO_KEY)
        },
        "outcome-not-verified": lambda: not_verified(Step.OUTCOME),
        "outcome-ended": ended,
        "outcome-saved": lambda: ended(happened.NoteSaved(CASE)),
        "outcome-not-saved": lambda: ended(happened.NoteNotSaved(CASE)),
    }
)
"""Every stage in its states, by name."""


def session(state: str) -> Session:
    """Return the session of a state, made anew."""
    return MADE[state]().session()


def page_of(step: Step, look: Look) -> CallPage:
    """Return the page of a stage."""
    match step:
        case Step.CALLER:
            return CallerPage(look, PHONE)
        case Step.KEY_ID:
            return CallKeyIdPage(look, PHONE)
        case Step.KEY:
            return CallKeyPage(look, PHONE)
        case Step.READ_OUT:
            return ReadOutPage(look, PHONE)
        case Step.OUTCOME:
            return CallOutcomePage(look, PHONE, GUIDANCE)
