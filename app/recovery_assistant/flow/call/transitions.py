# SPDX-License-Identifier: Apache-2.0
"""What every event of a call leads to."""

from dataclasses import replace
from typing import assert_never

from recovery_assistant.flow.call import events as happened
from recovery_assistant.flow.call import finding, reading_out
from recovery_assistant.flow.call.answers import Done, Result, Voice, VoiceState
from recovery_assistant.flow.call.blockers import shut
from recovery_assistant.flow.call.effects import (
    AskVoice,
    CallOver,
    ChooseFile,
    ChooseNoteFile,
    ClearClipboard,
    CopyNote,
    CopyText,
    KeepAuditLine,
    Noted,
    OpenLink,
    ReadClipboard,
    SaveNote,
    StageRefused,
    StopReading,
    StopSpeaking,
    Wipe,
)
from recovery_assistant.flow.call.note import keys_of, scrubbed
from recovery_assistant.flow.call.outcome import CallOutcome, noted, stay
from recovery_assistant.flow.call.session import Session
from recovery_assistant.flow.call.steps import Step
from recovery_assistant.flow.journey import Outcome
from recovery_assistant.guidance.profile import Profile


def apply(session: Session, event: happened.Event) -> CallOutcome:
    """Return the session after an event, what has to happen outside, and where to go.

    What holds after every event stands here, so that no rule can forget it: digits are drawn
    only where they may be, the voice is silent where they are not, and a key leaves nothing in
    the texts of the note when it goes.
    """
    if session.ended and isinstance(event, _TOO_LATE):
        return stay(session)
    told = _led_to(session, event)
    after = told.session
    if after.shown and not after.may_be_drawn:
        after = replace(after, shown=False)
    after = replace(after, disclosed=True) if after.shown else replace(after, speaking=None)
    if after.speaking is None and after.voice_state is VoiceState.SPEAKING:
        after = replace(after, voice_state=VoiceState.READY)
    kept = {id(draft) for draft in keys_of(after)}
    gone = [draft for draft in keys_of(session) if id(draft) not in kept]
    if gone:
        after = scrubbed(after, gone)
    silenced = session.speaking is not None and session.speaking != after.speaking
    # An engine may lag behind what it says of itself: with the digits goes the voice, whatever.
    hidden = session.shown and not after.shown and session.voice is Voice.COMPUTER
    if hidden or (silenced and not isinstance(event, happened.VoiceHeardOf)):
        return told._replace(session=after, effects=(StopSpeaking(), *told.effects))
    return told._replace(session=after)


def _led_to(session: Session, event: happened.Event) -> CallOutcome:
    match event:
        case happened.ClockRead(at):
            started = session.started or at
            after = replace(session, now=at, started=started)
            return stay(after if session.note else noted(after, Done.STARTED))
        case happened.ProfileRead(profile):
            return stay(_with_profile(session, profile))
        case (
            happened.CheckTicked()
            | happened.WayChosen()
            | happened.ReasonChosen()
            | happened.CallerTyped()
            | happened.DeviceTyped()
            | happened.ReferenceTyped()
        ):
            return stay(_about_caller(session, event))
        case happened.IdentityFailed():
            return _not_verified(session)
        case happened.IdentityReopened():
            if not session.not_verified:
                return stay(session)
            return stay(replace(session, not_verified=False, result=None))
        case happened.LanguageChosen(language):
            return _speaking(session, language)
        case happened.AlphabetChosen(alphabet):
            return stay(replace(session, alphabet=alphabet))
        case happened.KeyIdTyped(text):
            return finding.key_id_typed(session, text)
        case happened.KeyIdConfirmed(confirmed):
            return finding.key_id_confirmed(session, confirmed=confirmed)
        case happened.KeyIdSkipped(skipped):
            return finding.key_id_skipped(session, skipped=skipped)
        case happened.TextPasted(text):
            return finding.read(session, text)
        case happened.PasteAsked():
            return stay(session, ReadClipboard())
        case happened.FileAsked():
            return stay(session, ChooseFile())
        case happened.FileChosen(path):
            return finding.read(session, path)
        case happened.ReadingDone(request, reading):
            return finding.reading_done(session, request, reading)
        case happened.ReadingStopped(request):
            return finding.reading_stopped(session, request)
        case happened.CandidateTaken(number):
            return finding.taken(session, number)
        case happened.DraftEdited(draft):
            return finding.edited(session, draft)
        case happened.KeyBrought():
            return finding.brought(session, event)
        case happened.MismatchAccepted(accepted):
            return finding.mismatch_accepted(session, accepted=accepted)
        case happened.DigitsShown(wanted):
            return reading_out.shown(session, wanted=wanted)
        case happened.BlockChosen(block):
            return reading_out.chosen(session, block)
        case happened.HeardTyped(draft):
            return reading_out.typed(session, draft)
        case happened.HeardEntered():
            return reading_out.entered(session)
        case happened.SayAgain():
            return reading_out.said_again(session)
        case happened.Misheard():
            return reading_out.misheard(session)
        case happened.ConfirmationTakenBack(block):
            return reading_out.taken_back(session, block)
        case happened.PauseSet(rest):
            return reading_out.paused(session, rest=rest)
        case happened.PaceChosen(pace):
            return stay(replace(session, pace=pace))
        case happened.VoiceChosen(voice):
            return reading_out.voice_chosen(session, voice)
        case happened.VoiceHeardOf():
            return reading_out.voice_heard_of(session, event)
        case happened.SpeakAsked():
            return reading_out.spoken_now(session)
        case happened.SpeakingStopped():
            return stay(replace(session, speaking=None))
        case happened.LineDropped():
            return reading_out.dropped(session)
        case happened.CallResumed():
            return reading_out.resumed(session)
        case happened.CallParked():
            return reading_out.parked(session)
        case happened.StageEntered(step):
            return _entered(session, step)
        case happened.StageAsked(step):
            reasons = shut(step, session)
            if reasons:
                return stay(session, StageRefused(step, reasons[0]))
            return Outcome(session, (), step)
        case happened.ResultChosen(result):
            return stay(_with_result(session, result))
        case happened.RefusalChosen(refusal):
            return stay(replace(session, refusal=refusal))
        case happened.ErrorCodeTyped(text):
            return stay(replace(session, error_code=text))
        case happened.ReadOutAgain(block):
            return _read_out_again(session, block)
        case happened.LinkAsked(address):
            return stay(session, OpenLink(address))
        case happened.LinkFailed(address):
            return stay(replace(session, unopened=address))
        case happened.CopyAsked(text):
            return stay(session, CopyText(text))
        case happened.NoteCopyAsked():
            return stay(session, CopyNote(session))
        case happened.NoteSaveAsked():
            return stay(session, ChooseNoteFile(_note_name(session)))
        case happened.NoteFileNamed(path):
            return stay(replace(session, note_failed=None), SaveNote(session, path))
        case happened.NoteSaved(path):
            return stay(replace(session, note_path=path, note_failed=None))
        case happened.NoteNotSaved(path):
            return stay(replace(session, note_failed=path))
        case happened.HideTimeCame():
            return _hide_time(session)
        case happened.EndTimeCame():
            return _end_time(session)
        case happened.CallEnded():
            return _ended(session)
        case happened.CallClosed():
            return _closed(session)
        case _:
            assert_never(event)


_TOO_LATE = (
    happened.ClockRead,
    happened.CheckTicked,
    happened.WayChosen,
    happened.ReasonChosen,
    happened.CallerTyped,
    happened.DeviceTyped,
    happened.IdentityFailed,
    happened.IdentityReopened,
    happened.KeyIdTyped,
    happened.KeyIdConfirmed,
    happened.KeyIdSkipped,
    happened.PasteAsked,
    happened.FileAsked,
    happened.LineDropped,
    happened.ResultChosen,
    happened.RefusalChosen,
    happened.ErrorCodeTyped,
    happened.ReadOutAgain,
)
"""What changes nothing once the call is over: its note says how it was then."""


_AboutCaller = (
    happened.CheckTicked
    | happened.WayChosen
    | happened.ReasonChosen
    | happened.CallerTyped
    | happened.DeviceTyped
    | happened.ReferenceTyped
)


def _about_caller(session: Session, event: _AboutCaller) -> Session:
    match event:
        case happened.CheckTicked(check, done):
            checked = session.checked | {check} if done else session.checked - {check}
            after = replace(session, checked=checked)
        case happened.WayChosen(way):
            after = replace(session, way=way)
        case happened.ReasonChosen(reason):
            after = replace(session, reason=reason)
        case happened.CallerTyped(text):
            after = replace(session, caller=text)
        case happened.DeviceTyped(text):
            after = replace(session, device=text)
        case happened.ReferenceTyped(text):
            return replace(session, reference=text)
        case _:
            assert_never(event)
    if after.verified and not any(line.done is Done.VERIFIED for line in after.note):
        after = noted(after, Done.VERIFIED)
    return after


def _with_profile(session: Session, profile: Profile) -> Session:
    language = profile.languages[0] if profile.languages else session.language
    alphabet = profile.alphabets[0] if profile.alphabets else session.alphabet
    return replace(session, profile=profile, language=language, alphabet=alphabet)


def _speaking(session: Session, language: str) -> CallOutcome:
    """The caller's language; whether the voice can speak it has to be asked again."""
    after = replace(session, language=language, voice_state=VoiceState.NOT_ASKED, speaking=None)
    asked = () if session.voice_state is VoiceState.NOT_ASKED else (AskVoice(language),)
    return stay(after, *asked)


def _not_verified(session: Session) -> CallOutcome:
    """Nothing is told in this call: what is there of a key goes at once."""
    if session.not_verified or session.ended:
        return stay(session)
    after = replace(finding.without_secrets(session), not_verified=True, refusal=None)
    after = noted(after, Done.NOT_VERIFIED)
    after = replace(after, result=Result.NOT_VERIFIED)
    return Outcome(after, _letting_go(session), Step.OUTCOME)


def _entered(session: Session, step: Step) -> CallOutcome:
    """Digits are drawn at the read-out and nowhere else."""
    after = replace(session, at=step)
    return stay(replace(after, shown=step is Step.READ_OUT and not after.all_confirmed))


def _read_out_again(session: Session, block: int) -> CallOutcome:
    """Back to a block that the locked PC marks."""
    reasons = shut(Step.READ_OUT, session)
    if reasons:
        return stay(session, StageRefused(Step.READ_OUT, reasons[0]))
    told = reading_out.taken_back(session, block)
    return Outcome(replace(told.session, result=None), told.effects, Step.READ_OUT)


def _with_result(session: Session, result: Result) -> Session:
    """The last answer counts; the note says it once. Of an unverified caller there is none.

    What the PC did before a block was read again stays: that is what happened.
    """
    if session.not_verified:
        return session
    again = [n for n, line in enumerate(session.note) if line.done is Done.BLOCK_TAKEN_BACK]
    past = again[-1] if again else 0
    note = tuple(
        line for n, line in enumerate(session.note) if line.done is not Done.RESULT or n < past
    )
    refusal = session.refusal if result is Result.REFUSED else None
    after = replace(session, result=result, refusal=refusal, note=note)
    return noted(after, Done.RESULT, result=result)


def _hide_time(session: Session) -> CallOutcome:
    if not session.shown:
        return stay(session)
    after = noted(replace(session, shown=False), Done.HIDDEN)
    return stay(after, Noted(after.note[-1]))


def _end_time(session: Session) -> CallOutcome:
    if finding.holds_nothing(session):
        return stay(session)
    after = noted(finding.without_secrets(session), Done.WIPED)
    return stay(after, *_letting_go(session), Noted(after.note[-1]))


def _ended(session: Session) -> CallOutcome:
    """The call is over: nothing secret stays, the note does."""
    if session.ended:
        return stay(session)
    after = session if session.result else _with_result(session, Result.BROKEN_OFF)
    after = noted(after, Done.ENDED)
    if not finding.holds_nothing(session):
        after = noted(after, Done.WIPED)
    after = finding.without_secrets(after)
    after = replace(after, ended=True, key_id_text="", dropped=False, paused=False)
    after = scrubbed(after, keys_of(session))
    audit = (KeepAuditLine(after),) if session.profile.audit else ()
    return Outcome(after, (*_letting_go(session), *audit), Step.OUTCOME)


def _closed(session: Session) -> CallOutcome:
    """Nothing of the call stays; one that is not over yet ends with it."""
    effects = _ended(session).effects
    return Outcome(Session(profile=session.profile), (*effects, CallOver()), Step.CALLER)


def _letting_go(session: Session) -> tuple[Wipe | StopReading | ClearClipboard, ...]:
    stopped = () if session.reading is None else (StopReading(session.reading),)
    return (*stopped, Wipe(finding.all_drafts(session)), ClearClipboard())


def _note_name(session: Session) -> str:
    """A name that says nothing of what is in it."""
    at = session.started
    return "call-note.txt" if at is None else f"call-note-{at:%Y-%m-%d-%H%M}.txt"
