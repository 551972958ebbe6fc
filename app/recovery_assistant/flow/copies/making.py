# SPDX-License-Identifier: Apache-2.0
"""Copies away from this PC: make one, print the sheet, open one for practice."""

from dataclasses import replace

from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import Whereabouts
from recovery_assistant.flow.copies.effects import (
    AskForDestination,
    Effect,
    FindSiblings,
    HideAgain,
    MakeCopy,
    OpenForDrill,
    PrintSheet,
    Say,
    Saying,
)
from recovery_assistant.flow.copies.outcome import CopiesOutcome, ask, go, save, stay, wipe
from recovery_assistant.flow.copies.session import CopyWork, Drill, Session
from recovery_assistant.flow.copies.steps import OPEN_STEPS, Step
from recovery_assistant.keys import plain_digits
from recovery_assistant.vault.contents import Copy, CopyKind, Vault
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase

AWAY = (Whereabouts.REMOVABLE, Whereabouts.NETWORK)
"""Places that are not this PC, as far as the system says."""
ENDINGS = {CopyKind.FILE: ".age", CopyKind.PAGE: ".html", CopyKind.KEEPASS: ".kdbx"}
"""What the names of copies end with."""
BLOCK_DIGITS = 6


def step_asked(session: Session, step: Step) -> CopiesOutcome:
    """Go to another screen of the open file."""
    vault = session.vault
    if vault is None or step not in OPEN_STEPS:
        return stay(session)
    hidden = replace(session, revealed=False, checked=False, deleting="")
    match step:
        case Step.SHEET:
            return go(_with_sheet(hidden, vault), step, HideAgain(shown=False))
        case Step.DRILL:
            return go(replace(hidden, drill=Drill()), step, HideAgain(shown=False))
        case Step.SETTINGS:
            looking = _looking(session, vault)
            return go(hidden, step, HideAgain(shown=False), *looking)
        case _:
            return go(hidden, step, HideAgain(shown=False))


def _looking(session: Session, vault: Vault) -> tuple[Effect, ...]:
    path, words = session.path, session.passphrase
    return () if path is None or words is None else (FindSiblings(path, vault, words),)


def _with_sheet(session: Session, vault: Vault) -> Session:
    in_use = [one.identifier for one in vault.entries if one.replaced_on is None]
    entry = session.chosen or next(iter(in_use), "")
    return replace(session, copy=CopyWork(kind=CopyKind.SHEET, sheet_entry=entry))


def copy_chosen(session: Session, kind: CopyKind) -> CopiesOutcome:
    """Ask where a copy goes; the sheet has a screen of its own."""
    if session.vault is None or session.working is not None:
        return stay(session)
    if kind is CopyKind.SHEET:
        return step_asked(session, Step.SHEET)
    chosen = replace(session, copy=CopyWork(kind=kind))
    return go(chosen, Step.COPIES, _where_to(chosen, kind))


def _where_to(session: Session, kind: CopyKind) -> AskForDestination:
    # Neither whose it is nor what is in it: the name is read by whoever finds it.
    return AskForDestination(kind, f"copy-{session.today.isoformat()}{ENDINGS[kind]}")


def destination_named(session: Session, event: happened.DestinationNamed) -> CopiesOutcome:
    """Make the copy there, or ask about the place first."""
    copy = session.copy
    if copy is None or copy.kind is CopyKind.SHEET:
        return stay(session)
    destination = event.destination
    if destination.path == session.path:
        # No copy: the file itself.
        refused = replace(copy, destination=None, asking=False, done=False)
        return stay(replace(session, copy=replace(refused, problem=SaveProblem.EXISTS)))
    asking = destination.exists or destination.whereabouts not in AWAY
    named = replace(
        session,
        copy=replace(copy, destination=destination, asking=asking, problem=None, done=False),
    )
    return stay(named) if asking else _make(named)


def destination_answered(session: Session, *, sure: bool) -> CopiesOutcome:
    """Make the copy there after all, or ask for another place."""
    copy = session.copy
    if copy is None or not copy.asking:
        return stay(session)
    if not sure:
        again = replace(session, copy=CopyWork(kind=copy.kind))
        return stay(again, _where_to(again, copy.kind))
    return _make(replace(session, copy=replace(copy, asking=False, sure=True)))


def _make(session: Session) -> CopiesOutcome:
    copy, vault, words = session.copy, session.vault, session.passphrase
    place = None if copy is None else copy.destination
    if copy is None or place is None or vault is None or words is None or session.working:
        return stay(session)
    begun = replace(copy, keys_revision=vault.keys_revision)
    waiting, request = ask(replace(session, copy=begun))
    return stay(
        waiting, MakeCopy(request, copy.kind, place.path, vault, words, overwrite=place.exists)
    )


def copy_verified(session: Session, event: happened.CopyVerified) -> CopiesOutcome:
    """Count a copy that was read back, and keep that in the file."""
    copy, vault = session.copy, session.vault
    place = None if copy is None else copy.destination
    if event.request != session.working or copy is None or place is None or vault is None:
        return stay(session)
    where = place.whereabouts
    made = Copy(
        kind=copy.kind,
        place=str(place.path),
        verified=event.today,
        keys_revision=copy.keys_revision,
        # Of a place that the system does not know the person was asked.
        off_this_pc=where in AWAY or where is Whereabouts.UNKNOWN,
    )
    done = replace(session, working=None, copy=replace(copy, done=True))
    return _count(done, vault, made, Saying.COPY_VERIFIED)


def _count(session: Session, vault: Vault, made: Copy, saying: Saying) -> CopiesOutcome:
    others = tuple(
        one
        for one in vault.copies
        if (one.kind, one.place, one.entry) != (made.kind, made.place, made.entry)
    )
    counted = replace(session, vault=replace(vault, copies=(*others, made)))
    saving = save(counted)
    return stay(saving.session, Say(saying), *saving.effects)


def copy_failed(
    session: Session, request: int, problem: SaveProblem | OpenProblem
) -> CopiesOutcome:
    """Say why the copy does not count."""
    if request != session.working or session.copy is None:
        return stay(session)
    return stay(
        replace(session, working=None, copy=replace(session.copy, problem=problem, done=False))
    )


def copy_forgotten(session: Session, number: int) -> CopiesOutcome:
    """Count a copy no more."""
    vault = session.vault
    if vault is None or not 0 <= number < len(vault.copies):
        return stay(session)
    left = (*vault.copies[:number], *vault.copies[number + 1 :])
    return save(replace(session, vault=replace(vault, copies=left)))


def sheet_entry_chosen(session: Session, identifier: str) -> CopiesOutcome:
    """Print the sheet of this entry."""
    sheet = CopyWork(kind=CopyKind.SHEET, sheet_entry=identifier)
    return stay(replace(session, copy=sheet))


def print_asked(session: Session) -> CopiesOutcome:
    """Print the sheet."""
    copy, vault = session.copy, session.vault
    if copy is None or vault is None or vault.entry(copy.sheet_entry) is None:
        return stay(session)
    asked = replace(session, copy=replace(copy, problem=None))
    return stay(asked, PrintSheet(vault, copy.sheet_entry))


def sheet_printed(session: Session, blocks: tuple[int, ...]) -> CopiesOutcome:
    """Ask for some blocks from the paper."""
    if session.copy is None:
        return stay(session)
    printed = replace(
        session.copy,
        printed=True,
        blocks=blocks,
        typed=("",) * len(blocks),
        wrong_block=None,
        done=False,
    )
    return stay(replace(session, copy=printed))


def sheet_not_printed(session: Session, problem: SaveProblem) -> CopiesOutcome:
    """Say why there is no paper."""
    if session.copy is None:
        return stay(session)
    return stay(replace(session, copy=replace(session.copy, problem=problem)))


def sheet_typed(session: Session, texts: tuple[str, ...]) -> CopiesOutcome:
    """Take what is read from the paper."""
    if session.copy is None or len(texts) != len(session.copy.blocks):
        return stay(session)
    return stay(replace(session, copy=replace(session.copy, typed=texts, wrong_block=None)))


def sheet_confirmed(session: Session, event: happened.SheetConfirmed) -> CopiesOutcome:
    """Count the sheet, if the blocks read from it are those of the key."""
    copy, vault = session.copy, session.vault
    if copy is None or vault is None or not copy.blocks or session.working is not None:
        return stay(session)
    entry = vault.entry(copy.sheet_entry)
    if entry is None:
        return stay(session)
    digits = vault.held.digits(entry.slot)
    for block, text in zip(copy.blocks, copy.typed, strict=True):
        start = (block - 1) * BLOCK_DIGITS
        if digits[start : start + BLOCK_DIGITS] != plain_digits(text).encode("utf-8", "replace"):
            return stay(replace(session, copy=replace(copy, wrong_block=block)))
    made = Copy(
        kind=CopyKind.SHEET,
        place=entry.device,
        verified=event.today,
        keys_revision=vault.keys_revision,
        off_this_pc=True,
        entry=entry.identifier,
    )
    done = replace(copy, done=True, typed=("",) * len(copy.blocks), wrong_block=None)
    return _count(replace(session, copy=done), vault, made, Saying.SHEET_VERIFIED)


def drill_asked(session: Session, words: Passphrase) -> CopiesOutcome:
    """Open the copy with what was typed, as in an emergency."""
    path = session.drill.path
    if path is None or session.vault is None or session.working is not None or words.is_empty:
        return stay(session, *wipe(words))
    waiting, request = ask(replace(session, drill=Drill(path=path)))
    return stay(waiting, OpenForDrill(request, path, words))


def drill_opened(session: Session, event: happened.DrillOpened) -> CopiesOutcome:
    """Say what the copy is, and keep the day if it is one of this file."""
    vault = session.vault
    if event.request != session.working or vault is None:
        return stay(session)
    foreign = event.identifier != vault.identifier
    itself = session.drill.path == session.path
    drill = Drill(
        path=session.drill.path,
        itself=itself,
        differs=not foreign and event.keys_revision != vault.keys_revision,
        foreign=foreign,
        done=True,
        keys=event.keys,
    )
    drilled = replace(session, working=None, drill=drill)
    if foreign or itself:
        return stay(drilled)
    saving = save(replace(drilled, vault=replace(vault, drilled=event.today)))
    return stay(saving.session, Say(Saying.DRILLED, event.today), *saving.effects)


def drill_failed(session: Session, event: happened.DrillFailed) -> CopiesOutcome:
    """Say why the copy did not open."""
    if event.request != session.working:
        return stay(session)
    drill = Drill(path=session.drill.path, problem=event.problem)
    return stay(replace(session, working=None, drill=drill))
