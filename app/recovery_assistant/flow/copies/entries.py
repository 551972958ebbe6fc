# SPDX-License-Identifier: Apache-2.0
"""The list and its entries: find one, show it, add, change, replace, import, delete."""

from dataclasses import replace

from recovery_assistant.find import Candidate
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import Form
from recovery_assistant.flow.copies.blockers import blockers
from recovery_assistant.flow.copies.effects import (
    CopySecret,
    Effect,
    HideAgain,
    ReadKeys,
    Say,
    Saying,
    TypeOnLockedPc,
)
from recovery_assistant.flow.copies.outcome import (
    CopiesOutcome,
    ask,
    go,
    save,
    stay,
    wipe,
    with_entries,
)
from recovery_assistant.flow.copies.session import Session, key_id_of
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.keys import KeyDraft
from recovery_assistant.vault.contents import Entry, Vault
from recovery_assistant.vault.held import HeldKeys

LONGEST_TEXT = 2_000
"""Characters of a text field that are kept."""


def chosen(session: Session, identifier: str) -> CopiesOutcome:
    """Show another entry beside the list, masked."""
    shown = replace(session, chosen=identifier, revealed=False, checked=False, deleting="")
    return stay(shown, HideAgain(shown=False))


def revealed(session: Session, *, shown: bool) -> CopiesOutcome:
    """Show or hide the key of the chosen entry."""
    shown = shown and session.shown_entry is not None
    if shown is session.revealed:
        return stay(session)
    said = Say(Saying.REVEALED if shown else Saying.HIDDEN)
    return stay(replace(session, revealed=shown), HideAgain(shown), said)


def checked(session: Session) -> CopiesOutcome:
    """Check the chosen entry's key again: it was checked when it came in, and is whole."""
    if session.shown_entry is None:
        return stay(session)
    return stay(replace(session, checked=True), Say(Saying.CHECKED))


def copied(session: Session) -> CopiesOutcome:
    """Hand the chosen entry's key to the clipboard."""
    entry, vault = session.shown_entry, session.vault
    if entry is None or vault is None:
        return stay(session)
    return stay(session, CopySecret(vault.held.draft(entry.slot)))


def typing_asked(session: Session) -> CopiesOutcome:
    """Hand the chosen entry to the screen that types it on the locked PC."""
    entry, vault = session.shown_entry, session.vault
    if entry is None or vault is None:
        return stay(session)
    return stay(session, TypeOnLockedPc(_form_of(entry, vault)))


def add_asked(session: Session) -> CopiesOutcome:
    """Open an empty form, or the one that was begun."""
    if session.vault is None:
        return stay(session)
    return _begin(session, Form())


def edit_asked(session: Session) -> CopiesOutcome:
    """Open the form with the chosen entry."""
    entry, vault = session.shown_entry, session.vault
    if entry is None or vault is None:
        return stay(session)
    return _begin(session, replace(_form_of(entry, vault), editing=entry.identifier))


def replace_asked(session: Session) -> CopiesOutcome:
    """Open the form for the key that came in place of the chosen entry's."""
    entry = session.shown_entry
    if entry is None:
        return stay(session)
    form = Form(
        device=entry.device, drive=entry.drive, origin=entry.origin, replacing=entry.identifier
    )
    return _begin(session, form)


def _begin(session: Session, form: Form) -> CopiesOutcome:
    """Open a form; one that was begun is kept or left first, so that nothing typed is lost."""
    begun = session.form
    if not begun.touched:
        return _into_form(session, form)
    same = (begun.editing, begun.replacing) == (form.editing, form.replacing)
    return go(session, Step.ENTRY, *wipe(form.draft), *(() if same else (Say(Saying.UNFINISHED),)))


def handed_over(session: Session, form: Form) -> CopiesOutcome:
    """Take a key from door 1: into the form if there is room, else as soon as there is."""
    before = None if session.offered is None else session.offered.draft
    waiting = replace(session, offered=replace(form, touched=True))
    if session.vault is None or session.form.touched:
        return stay(waiting, *wipe(before))
    entering = _into_form(replace(waiting, offered=None), replace(form, touched=True))
    return entering._replace(effects=(*wipe(before), *entering.effects))


def _into_form(session: Session, form: Form) -> CopiesOutcome:
    filled = replace(
        session,
        form=form,
        duplicate="",
        found=(),
        read_problem=None,
        not_taken=0,
        lost_digits=False,
        deleting="",
    )
    return go(filled, Step.ENTRY, *wipe(session.form.draft, *_drafts(session.found)))


def field_typed(session: Session, event: happened.FieldTyped) -> CopiesOutcome:
    """Take what a text field says."""
    form = session.form.with_text(event.name, event.text[:LONGEST_TEXT])
    return stay(replace(session, form=form))


def key_typed(session: Session, draft: KeyDraft) -> CopiesOutcome:
    """Take the key as it stands in the form."""
    form = replace(session.form, draft=draft, touched=True)
    kept = replace(session, form=form, duplicate="", lost_digits=False)
    return stay(kept, *wipe(session.form.draft))


def import_named(session: Session, event: happened.ImportNamed) -> CopiesOutcome:
    """Read keys from a file."""
    if session.vault is None or session.working is not None:
        return stay(session)
    waiting, request = ask(replace(session, read_problem=None, found=(), not_taken=0))
    return stay(waiting, *wipe(*_drafts(session.found)), ReadKeys(request, event.path))


def import_read(session: Session, event: happened.ImportRead) -> CopiesOutcome:
    """Show what keys the file holds; a single one goes straight into the form."""
    candidates = event.reading.candidates
    if event.request != session.working:
        return stay(session, *wipe(*_drafts(candidates)))
    read = replace(session, working=None, read_problem=event.reading.problem)
    if len(candidates) != 1:
        return stay(replace(read, found=candidates))
    (only,) = candidates
    key_id = session.form.key_id_text if only.key_id is None else only.key_id.grouped()
    form = replace(session.form, draft=only.draft, key_id_text=key_id, touched=True)
    filled = replace(read, form=form, duplicate="", lost_digits=False)
    return stay(filled, *wipe(session.form.draft))


def import_taken(session: Session, numbers: tuple[int, ...]) -> CopiesOutcome:
    """Make entries of the keys that were chosen; what is there already is not taken twice."""
    vault = session.vault
    if vault is None:
        return stay(session)
    picked = [session.found[number] for number in numbers if 0 <= number < len(session.found)]
    entries = list(vault.entries)
    for candidate in picked:
        if candidate.well_formed and _known(vault.held, entries, candidate.draft) is None:
            entries.append(_entry_of(session, vault, candidate))
    added = len(entries) - len(vault.entries)
    kept = replace(session, not_taken=len(picked) - added)
    if not added:
        return stay(kept)
    taken = replace(
        with_entries(kept, vault, tuple(entries)),
        chosen=entries[-1].identifier,
        form=Form(),
        found=(),
    )
    saving = save(taken)
    return go(
        saving.session,
        Step.KEYS,
        *wipe(session.form.draft, *_drafts(session.found)),
        Say(Saying.IMPORTED),
        *saving.effects,
    )


def _entry_of(session: Session, vault: Vault, candidate: Candidate) -> Entry:
    return Entry(
        device=session.form.device.strip() or candidate.place,
        key_id=candidate.key_id,
        slot=vault.held.hold_draft(candidate.draft),
        drive=session.form.drive.strip(),
        origin=session.form.origin.strip() or candidate.place,
        copies=session.form.copies.strip(),
        note=session.form.note.strip(),
        added=session.today,
    )


def entry_saved(session: Session) -> CopiesOutcome:
    """Keep the form as an entry, and save the file."""
    vault, form = session.vault, session.form
    if vault is None or blockers(Step.ENTRY, session):
        return stay(session)
    twin = _known(vault.held, vault.entries, form.draft)
    other = twin is not None and twin.identifier != form.editing
    if twin is not None and other and session.duplicate != twin.identifier:
        return stay(replace(session, duplicate=twin.identifier))
    entry = _filled(session, vault)
    entries = [_after(one, entry, form, session) for one in vault.entries]
    if entry not in entries:
        # New, or the one that was being changed is gone: then it is kept as a new one.
        entries.append(entry)
    kept = replace(
        with_entries(session, vault, tuple(entries)),
        form=Form(),
        duplicate="",
        chosen=entry.identifier,
        found=(),
    )
    saving = save(kept)
    return _out_of_form(saving.session, session, *saving.effects)


def _filled(session: Session, vault: Vault) -> Entry:
    form = session.form
    old = vault.entry(form.editing)
    known = None if old is None else _known(vault.held, (old,), form.draft)
    slot = vault.held.hold_draft(form.draft) if known is None else known.slot
    texts = Entry(
        device=form.device.strip(),
        key_id=key_id_of(form),
        slot=slot,
        drive=form.drive.strip(),
        origin=form.origin.strip(),
        copies=form.copies.strip(),
        note=form.note.strip(),
        added=session.today,
        replaced_on=form.replaced_on,
    )
    if old is None:
        return texts
    return replace(texts, identifier=old.identifier, added=old.added, successor=old.successor)


def _after(one: Entry, kept: Entry, form: Form, session: Session) -> Entry:
    """Return what an entry of the list is once the form is kept."""
    if one.identifier == form.editing:
        return kept
    if one.identifier == form.replacing:
        return replace(one, replaced_on=session.today, successor=kept.identifier)
    return one


def entry_dropped(session: Session) -> CopiesOutcome:
    """Leave the form without keeping it."""
    if session.vault is None:
        return stay(session)
    dropped = replace(session, form=Form(), found=(), duplicate="", lost_digits=False)
    return _out_of_form(replace(dropped, read_problem=None, not_taken=0), session)


def _out_of_form(session: Session, before: Session, *effects: Effect) -> CopiesOutcome:
    """Go back to the list, or on to what door 1 handed over meanwhile."""
    wiping = wipe(before.form.draft, *_drafts(before.found))
    if session.offered is None:
        return go(session, Step.KEYS, *wiping, *effects)
    following = replace(session, form=session.offered, offered=None)
    return go(following, Step.ENTRY, *wiping, *effects)


def delete_answered(session: Session, *, delete: bool) -> CopiesOutcome:
    """Delete the entry that was asked about, or keep it."""
    vault, gone = session.vault, session.deleting
    answered = replace(session, deleting="")
    if vault is None or not delete or vault.entry(gone) is None:
        return stay(answered)
    left = tuple(one for one in vault.entries if one.identifier != gone)
    shorter = with_entries(answered, vault, left)
    saving = save(replace(shorter, chosen="", revealed=False))
    return stay(saving.session, HideAgain(shown=False), Say(Saying.DELETED), *saving.effects)


def _form_of(entry: Entry, vault: Vault) -> Form:
    return Form(
        device=entry.device,
        key_id_text="" if entry.key_id is None else entry.key_id.grouped(),
        draft=vault.held.draft(entry.slot),
        drive=entry.drive,
        origin=entry.origin,
        copies=entry.copies,
        note=entry.note,
        replaced_on=entry.replaced_on,
    )


def _known(
    held: HeldKeys, entries: tuple[Entry, ...] | list[Entry], draft: KeyDraft
) -> Entry | None:
    """Return the entry that has these digits already."""
    key = draft.key()
    digits = b"" if key is None else key.digits().encode("ascii")
    return next((one for one in entries if held.digits(one.slot) == digits), None)


def _drafts(found: tuple[Candidate, ...]) -> tuple[KeyDraft, ...]:
    return tuple(candidate.draft for candidate in found)
