# SPDX-License-Identifier: Apache-2.0
"""Making, opening, saving and locking the file."""

from dataclasses import replace
from typing import assert_never

from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import (
    Form,
    Kind,
    LockReason,
    NewPassphrase,
    Strength,
)
from recovery_assistant.flow.copies.blockers import blockers, passphrase_blockers
from recovery_assistant.flow.copies.effects import (
    Asked,
    AskForFile,
    AskKeyring,
    CreateVault,
    DrawPassphrase,
    Effect,
    FindSiblings,
    HideAgain,
    JudgePassphrase,
    KeepSettings,
    LockedNow,
    OpenByKeyring,
    OpenVault,
    RememberHere,
    Say,
    Saying,
    StopWork,
)
from recovery_assistant.flow.copies.outcome import (
    CopiesOutcome,
    as_before,
    ask,
    go,
    outdated,
    save,
    stay,
    wipe,
)
from recovery_assistant.flow.copies.rebase import onto
from recovery_assistant.flow.copies.session import Drill, Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.keys import KeyDraft
from recovery_assistant.vault.contents import Vault
from recovery_assistant.vault.passphrase import Passphrase

PassphraseEvent = (
    happened.PassphraseKindChosen
    | happened.AnotherPassphraseAsked
    | happened.PassphraseDrawn
    | happened.PassphraseTyped
    | happened.PassphraseTypedAgain
    | happened.PassphraseOnPaper
    | happened.PassphraseShown
    | happened.PassphraseJudged
)
"""What happens to a passphrase in the making, for a new file or in the settings."""


def passphrase(session: Session, event: PassphraseEvent) -> CopiesOutcome:
    """Make a new passphrase."""
    new = session.new
    match event:
        case happened.PassphraseKindChosen(kind):
            fresh = NewPassphrase(kind=kind, shown=kind is Kind.GENERATED)
            drawing: tuple[Effect, ...] = (DrawPassphrase(),) if kind is Kind.GENERATED else ()
            chosen = replace(session, new=fresh, judging=None)
            return stay(chosen, *wipe(new.first, new.again), *drawing)
        case happened.AnotherPassphraseAsked():
            fresh = NewPassphrase()
            return stay(replace(session, new=fresh), *wipe(new.first, new.again), DrawPassphrase())
        case happened.PassphraseDrawn(drawn):
            if new.kind is not Kind.GENERATED:
                return stay(session, *wipe(drawn))
            kept = replace(new, first=drawn, again=Passphrase(""), on_paper=False)
            return stay(replace(session, new=kept), *wipe(new.first, new.again))
        case happened.PassphraseTyped(typed):
            return _typed(session, typed)
        case happened.PassphraseTypedAgain(typed):
            return stay(replace(session, new=replace(new, again=typed)), *wipe(new.again))
        case happened.PassphraseOnPaper(on_paper):
            return stay(replace(session, new=replace(new, on_paper=on_paper)))
        case happened.PassphraseShown(shown):
            return stay(replace(session, new=replace(new, shown=shown)))
        case happened.PassphraseJudged(request, strength, altered):
            if request != session.judging:
                return stay(session)
            judged = replace(new, strength=strength, altered=altered)
            return stay(replace(session, new=judged, judging=None))
        case _:
            assert_never(event)


def _typed(session: Session, typed: Passphrase) -> CopiesOutcome:
    new = session.new
    kept = replace(new, first=typed, strength=Strength.UNKNOWN, altered=False, on_paper=False)
    if typed.is_empty:
        return stay(replace(session, new=kept, judging=None), *wipe(new.first))
    request = session.last_request + 1
    devices = [] if session.vault is None else [one.device for one in session.vault.entries]
    judged = replace(session, new=kept, judging=request, last_request=request)
    return stay(judged, *wipe(new.first), JudgePassphrase(request, typed.copy(), tuple(devices)))


def create_chosen(session: Session) -> CopiesOutcome:
    """Begin a new file."""
    if _would_lose(session):
        return _unsaved(session)
    cleared, effects = _closed(session)
    fresh = replace(cleared, creating=True, path=None, new=NewPassphrase(), locked_by=None)
    return go(
        replace(fresh, save_problem=None),
        Step.CREATE,
        *effects,
        *wipe(session.new.first, session.new.again),
        DrawPassphrase(),
    )


def create_asked(session: Session) -> CopiesOutcome:
    """Make the file, once nothing is missing."""
    if session.path is None or blockers(Step.CREATE, session):
        return stay(session)
    # A file in the making is not broken off: it would be left behind, and be in the way.
    waiting, request = ask(replace(session, save_problem=None, saving=True))
    words = session.new.first.copy()
    return stay(waiting, CreateVault(request, session.path, Vault(), words))


def file_named(session: Session, event: happened.FileNamed) -> CopiesOutcome:
    """Ask for the passphrase of a file."""
    if _would_lose(session):
        return _unsaved(session)
    cleared, effects = _closed(session)
    named = replace(
        cleared,
        path=event.path,
        creating=False,
        open_problem=None,
        save_problem=None,
        locked_by=None,
        remembered=False,
        keyring_failed=False,
    )
    return go(named, Step.UNLOCK, *effects, AskKeyring(event.path))


def unlock_asked(session: Session, words: Passphrase) -> CopiesOutcome:
    """Open the file with a passphrase."""
    busy = session.working is not None and not session.keyring_asked
    if session.path is None or busy or words.is_empty:
        return stay(session, *wipe(words))
    # Who types does not wait for the keyring any more.
    stopping = () if session.working is None else (StopWork(session.working),)
    waiting, request = ask(replace(session, open_problem=None, keyring_asked=False))
    return stay(waiting, *stopping, OpenVault(request, session.path, words))


def keyring_asked(session: Session) -> CopiesOutcome:
    """Open the file by what this PC remembers."""
    if session.path is None or session.working is not None:
        return stay(session)
    waiting, request = ask(
        replace(session, open_problem=None, keyring_asked=True, keyring_failed=False)
    )
    return stay(waiting, OpenByKeyring(request, session.path))


def keyring_failed(session: Session, event: happened.KeyringFailed) -> CopiesOutcome:
    """Fall back to the passphrase."""
    if event.request != session.working:
        return stay(session)
    return stay(replace(session, working=None, keyring_asked=False, keyring_failed=True))


def work_stopped(session: Session) -> CopiesOutcome:
    """Let go of what is under way; a save is brought to its end."""
    if session.working is None or session.saving:
        return stay(session)
    stopped = replace(session, working=None, keyring_asked=False, reading_anew=False, copy=None)
    return stay(stopped, StopWork(session.working))


def opened(session: Session, event: happened.VaultOpened) -> CopiesOutcome:
    """Show what is in the file, or go on with what waited for that."""
    if event.request != session.working or session.path is None:
        return stay(session, *wipe(event.vault.held, event.passphrase))
    if session.reading_anew and session.vault is not None:
        return _read_anew(session, event, session.vault)
    new = session.new
    entries = event.vault.entries
    waiting = None if session.form.touched else session.offered
    shown = replace(
        session,
        vault=event.vault,
        passphrase=event.passphrase,
        base=entries,
        today=event.today,
        working=None,
        saving=False,
        open_problem=None,
        save_problem=None,
        locked_by=None,
        creating=False,
        new=NewPassphrase(),
        keyring_asked=False,
        search="",
        chosen=entries[0].identifier if entries else "",
        revealed=False,
        checked=False,
        drill=Drill(),
        words_changed=False,
        read_only=not event.made and not event.vault.stamp,
        form=waiting or _with_digits(session, event.vault),
        offered=None if waiting else session.offered,
    )
    said = Saying.MADE if event.made else Saying.OPENED
    if shown.read_only:
        said = Saying.OPENED_A_COPY
    return go(
        shown,
        Step.ENTRY if shown.form.touched else Step.KEYS,
        *wipe(new.first, new.again),
        KeepSettings(session.path, session.idle_minutes),
        FindSiblings(session.path, event.vault, event.passphrase),
        AskKeyring(session.path),
        *([Say(Saying.READ_AS_WORDS)] if event.read_as_words else ()),
        Say(said),
    )


def _with_digits(session: Session, vault: Vault) -> Form:
    """Bring back the digits of an entry of which only the texts were changed."""
    form = session.form
    entry = vault.entry(form.editing)
    if entry is None or session.lost_digits or not form.draft.is_empty:
        return form
    return replace(form, draft=vault.held.draft(entry.slot))


def _in_the_file(form: Form, vault: Vault) -> bool:
    """Whether the digits of a form are those of the entry that is changed."""
    entry, key = vault.entry(form.editing), form.draft.key()
    if entry is None or key is None:
        return False
    return vault.held.digits(entry.slot) == key.digits().encode("ascii")


def _read_anew(session: Session, event: happened.VaultOpened, ours: Vault) -> CopiesOutcome:
    merged = onto(event.vault, ours, session.base)
    kept = replace(
        session,
        vault=merged,
        base=event.vault.entries,
        passphrase=event.passphrase,
        working=None,
        reading_anew=False,
        save_problem=None,
        revealed=False,
    )
    if kept.chosen and merged.entry(kept.chosen) is None:
        kept = replace(kept, chosen="")
    saving = save(kept)
    effects = (*wipe(ours.held, session.passphrase), Say(Saying.MERGED), HideAgain(shown=False))
    return stay(saving.session, *effects, *saving.effects)


def open_failed(session: Session, event: happened.OpenFailed) -> CopiesOutcome:
    """Say why the file did not open."""
    if event.request != session.working:
        return stay(session)
    return stay(
        replace(
            session,
            working=None,
            keyring_asked=False,
            reading_anew=False,
            open_problem=event.problem,
        )
    )


def saved(session: Session, event: happened.VaultSaved) -> CopiesOutcome:
    """Take over what the save gave; what changed meanwhile is saved now."""
    if event.request != session.working or session.vault is None:
        return stay(session)
    vault = replace(
        session.vault,
        revision=event.vault.revision,
        saved=event.vault.saved,
        stamp=event.vault.stamp,
    )
    done = replace(
        session,
        vault=vault,
        base=event.vault.entries,
        working=None,
        saving=False,
        save_problem=None,
        saved_at=event.clock,
    )
    effects: tuple[Effect, ...] = (Say(Saying.SAVED),)
    if session.changing is not None and session.path is not None:
        done = replace(done, passphrase=session.changing, changing=None, words_changed=True)
        effects = (*wipe(session.passphrase), Say(Saying.WORDS_CHANGED))
        if session.remembered:
            effects = (*effects, RememberHere(session.path, vault, session.changing))
    if session.lock_after is not None and not session.save_again:
        locking = locked(done, session.lock_after)
        return locking._replace(effects=(*effects, *locking.effects))
    if not session.save_again:
        return stay(done, *effects)
    following = save(done)
    return stay(following.session, *effects, *following.effects)


def save_failed(session: Session, event: happened.SaveFailed) -> CopiesOutcome:
    """Say why nothing was saved; what is open stays as it was changed."""
    if event.request != session.working:
        return stay(session)
    vault = session.vault
    if vault is not None and session.changing is not None:
        vault = as_before(vault)
    failed = replace(
        session,
        vault=vault,
        working=None,
        saving=False,
        save_again=False,
        lock_after=None,
        changing=None,
        save_problem=event.problem,
    )
    return stay(failed, *wipe(session.changing))


def open_again(session: Session) -> CopiesOutcome:
    """Read the file anew, to put this window's changes onto it."""
    if session.vault is None or session.path is None or session.passphrase is None:
        return stay(session)
    if session.working is not None:
        return stay(session)
    waiting, request = ask(replace(session, reading_anew=True, open_problem=None))
    return stay(waiting, OpenVault(request, session.path, session.passphrase.copy()))


def change_asked(session: Session) -> CopiesOutcome:
    """Save the file with the new passphrase."""
    if session.vault is None or session.working is not None or passphrase_blockers(session.new):
        return stay(session)
    new = session.new
    # Copies made before open with the old passphrase alone.
    vault = outdated(session.vault, session.vault.entries)
    begun = save(replace(session, vault=vault, changing=new.first.copy(), new=NewPassphrase()))
    return stay(begun.session, *wipe(new.first, new.again), *begun.effects)


def locked(session: Session, reason: LockReason) -> CopiesOutcome:
    """Close what is open and wipe it; the texts of a form that was begun stay."""
    leaving = reason is LockReason.LEFT
    if session.vault is None and not leaving:
        return stay(session)
    if session.saving and not leaving:
        return _hidden(replace(session, lock_after=reason))
    unsaved = session.save_problem is not None and not leaving
    # What was changed last would be lost with it: the first time that is said, and when nobody is
    # there it is saved once more. Keys do not lie open for ever, though.
    if unsaved and not session.lock_warned:
        return _before_losing(session, reason)
    closed, effects = _closed(session)
    if leaving:
        new, offered = session.new, session.offered
        gone = None if offered is None else offered.draft
        closed = replace(closed, new=NewPassphrase(), offered=None)
        effects = (*effects, *wipe(new.first, new.again, gone))
    closed = replace(closed, locked_by=reason)
    if session.vault is None:
        return stay(closed, *effects)
    return go(closed, Step.UNLOCK, *effects)


def _before_losing(session: Session, reason: LockReason) -> CopiesOutcome:
    if reason is LockReason.ASKED:
        return stay(replace(session, lock_warned=True), Say(Saying.NOT_SAVED_YET))
    saving = save(replace(session, revealed=False))
    trying = replace(saving.session, lock_warned=True, lock_after=reason)
    return stay(trying, HideAgain(shown=False), Say(Saying.NOT_SAVED_YET), *saving.effects)


def _would_lose(session: Session) -> bool:
    """Whether a change is not in the file yet, or nobody knows whether it is."""
    return session.vault is not None and (session.saving or session.save_problem is not None)


def _unsaved(session: Session) -> CopiesOutcome:
    return go(session, Step.KEYS, Say(Saying.NOT_SAVED_YET))


def _hidden(session: Session) -> CopiesOutcome:
    return stay(replace(session, revealed=False), HideAgain(shown=False))


def _closed(session: Session) -> tuple[Session, tuple[Effect, ...]]:
    """Return the session with nothing open, and what wipes what was."""
    stopping: tuple[Effect, ...] = ()
    if session.working is not None:
        stopping = (StopWork(session.working),)
    vault = session.vault
    if vault is None:
        return replace(session, working=None, keyring_asked=False), stopping
    new = session.new
    drafts = [session.form.draft, *(one.draft for one in session.found)]
    effects: tuple[Effect, ...] = (
        *stopping,
        *wipe(vault.held, session.passphrase, session.changing, new.first, new.again, *drafts),
        HideAgain(shown=False),
        LockedNow(),
        Say(Saying.LOCKED),
    )
    form = session.form
    closed = replace(
        session,
        vault=None,
        passphrase=None,
        changing=None,
        base=(),
        new=NewPassphrase(),
        working=None,
        saving=False,
        save_again=False,
        reading_anew=False,
        keyring_asked=False,
        open_problem=None,
        save_problem=None,
        lock_after=None,
        lock_warned=False,
        saved_at="",
        search="",
        chosen="",
        revealed=False,
        checked=False,
        form=replace(form, draft=KeyDraft()),
        lost_digits=form.touched and not form.draft.is_empty and not _in_the_file(form, vault),
        duplicate="",
        found=(),
        read_problem=None,
        deleting="",
        copy=None,
        drill=Drill(),
        siblings=(),
    )
    return closed, effects


def place_asked(session: Session) -> CopiesOutcome:
    """Ask where the new file goes."""
    return stay(session, AskForFile(Asked.NEW_FILE))
