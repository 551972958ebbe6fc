# SPDX-License-Identifier: Apache-2.0
"""What every rule of door 3 answers with, and the requests that go out."""

from dataclasses import replace
from typing import TypeAlias

from recovery_assistant.flow.copies.effects import Effect, SaveVault, WipeSecrets
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.flow.journey import Outcome
from recovery_assistant.keys import KeyDraft, KeyId
from recovery_assistant.vault.contents import Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.passphrase import Passphrase

CopiesOutcome: TypeAlias = Outcome[Step, Session, Effect]


def stay(session: Session, *effects: Effect) -> CopiesOutcome:
    """Stay on the screen."""
    return Outcome(session, effects)


def go(session: Session, step: Step, *effects: Effect) -> CopiesOutcome:
    """Go to a screen. Behind it stands the list, or the start while nothing is open."""
    behind: tuple[Step, ...] = (Step.START,)
    if session.vault is not None and step is not Step.KEYS:
        behind = (Step.START, Step.KEYS)
    return Outcome(session, effects, step, behind)


def wipe(*secrets: Passphrase | KeyDraft | HeldKeys | None) -> tuple[Effect, ...]:
    """Wipe what is dropped; no effect where there is nothing."""
    there = [one for one in secrets if one is not None]
    if not there:
        return ()
    return (
        WipeSecrets(
            held=tuple(one for one in there if isinstance(one, HeldKeys)),
            passphrases=tuple(one for one in there if isinstance(one, Passphrase)),
            drafts=tuple(one for one in there if isinstance(one, KeyDraft)),
        ),
    )


def ask(session: Session) -> tuple[Session, int]:
    """Begin a piece of work: the session that waits for it, and its request."""
    request = session.last_request + 1
    return replace(session, working=request, last_request=request), request


def save(session: Session) -> CopiesOutcome:
    """Save the open file; what changes while a save is under way is saved after it."""
    if session.working is not None:
        return stay(replace(session, save_again=True))
    words = session.changing or session.passphrase
    if session.vault is None or session.path is None or words is None:
        return stay(session)
    waiting, request = ask(replace(session, saving=True, save_again=False, save_problem=None))
    return stay(waiting, SaveVault(request, session.path, session.vault, words))


def with_entries(session: Session, vault: Vault, entries: tuple[Entry, ...]) -> Session:
    """Put other entries into the open file: copies made before lack what is new."""
    return replace(session, vault=outdated(replace(vault, entries=entries), vault.entries))


def outdated(vault: Vault, before: tuple[Entry, ...]) -> Vault:
    """Count no copy made before; a sheet still counts while what stands on it is the same."""
    printed = {_printed(entry) for entry in before} & {_printed(entry) for entry in vault.entries}
    on_paper = {identifier for identifier, *_ in printed}
    revision = vault.keys_revision + 1
    copies = tuple(
        replace(copy, keys_revision=revision)
        if copy.entry in on_paper and copy.keys_revision == vault.keys_revision
        else copy
        for copy in vault.copies
    )
    return replace(vault, copies=copies, keys_revision=revision)


def as_before(vault: Vault) -> Vault:
    """Undo `outdated` where it came to nothing."""
    revision = vault.keys_revision - 1
    copies = tuple(
        replace(copy, keys_revision=min(copy.keys_revision, revision)) for copy in vault.copies
    )
    return replace(vault, copies=copies, keys_revision=revision)


def _printed(entry: Entry) -> tuple[str, str, KeyId | None, int]:
    """What a sheet says of an entry; a slot never holds other digits."""
    return entry.identifier, entry.device, entry.key_id, entry.slot
