# SPDX-License-Identifier: Apache-2.0
"""Ready sessions of door 3, and what looks into them; every secret is made up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from recovery_assistant.find import Candidate
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.door import COPIES
from recovery_assistant.flow.copies.effects import Effect, WipeSecrets
from recovery_assistant.flow.copies.events import Event
from recovery_assistant.flow.copies.session import CopyWork, Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.flow.journey import Journey
from recovery_assistant.keys import KeyDraft, KeyId
from recovery_assistant.vault.contents import Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.passphrase import Passphrase

Walk = Journey[Step, Session, Event, Effect, Blocker]

TODAY = date(2026, 11, 22)
PATH = Path("somewhere") / "copy.age"
WORDS = "walrus-kitchen-lamp-outboard-zesty-acorn"
VALUES = (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)


def blocks(number: int) -> tuple[str, ...]:
    """Return the blocks of a made-up key; another number is another key."""
    return tuple(f"{(value + 101 * number) % 65_536 * 11:06d}" for value in VALUES)


def draft(number: int) -> KeyDraft:
    """Return a whole key."""
    return KeyDraft(blocks(number))


def entry(held: HeldKeys, number: int) -> Entry:
    """Return an entry with a key of its own."""
    return Entry(
        identifier=f"entry-{number}",
        device=f"PC {number}",
        key_id=KeyId(f"A{number:07X}"),
        slot=held.hold_draft(draft(number)),
        added=TODAY,
    )


def vault(count: int = 2) -> Vault:
    """Return an open file."""
    held = HeldKeys()
    entries = tuple(entry(held, number) for number in range(count))
    return Vault(
        identifier="a" * 32, revision=3, keys_revision=2, entries=entries, held=held, stamp=b"3"
    )


def candidate(number: int, *, well_formed: bool = True) -> Candidate:
    """Return a key as a search brings it."""
    found = draft(number) if well_formed else KeyDraft(["111112"])
    return Candidate(
        draft=found,
        key_id=KeyId(f"A{number:07X}") if well_formed else None,
        match=None,
        well_formed=well_formed,
        date=None,
        place="keys.txt",
        reasons=(),
    )


class Person:
    """Walks through door 3; keeps every effect, and wipes what is to be wiped."""

    def __init__(self) -> None:
        self.journey: Walk = Journey(COPIES)
        self.effects: list[Effect] = []

    def session(self) -> Session:
        """What the door knows."""
        return self.journey.session

    def step(self) -> Step:
        """The screen in view."""
        return self.journey.step

    def blockers(self) -> tuple[Blocker, ...]:
        """Why the way on is not open."""
        return self.journey.blockers

    def file(self) -> Vault:
        """The open file."""
        file = self.session().vault
        assert file is not None
        return file

    def copy(self) -> CopyWork:
        """The copy that is made."""
        copy = self.session().copy
        assert copy is not None
        return copy

    def latest(self) -> Effect:
        """The last thing that was asked for."""
        return self.effects[-1]

    def tell(self, *events: Event) -> "Person":
        """Let things happen, one after the other."""
        for event in events:
            for effect in self.journey.tell(event):
                self.effects.append(effect)
                if isinstance(effect, WipeSecrets):
                    for keys in effect.held:
                        keys.wipe()
                    for words in effect.passphrases:
                        words.wipe()
                    for typed in effect.drafts:
                        typed.wipe()
        return self

    def asked(self, kind: type[Effect]) -> Iterator[Effect]:
        """Return the effects of one kind so far."""
        return (effect for effect in self.effects if isinstance(effect, kind))

    def last(self, kind: type[Effect]) -> Effect:
        """Return the last effect of a kind."""
        return list(self.asked(kind))[-1]

    @property
    def request(self) -> int:
        """The request that is under way."""
        working = self.session().working
        assert working is not None
        return working

    def saved(self) -> "Person":
        """Answer a save that is under way."""
        held = self.session().vault
        assert held is not None
        done = replace(held, revision=held.revision + 1, stamp=b"later")
        return self.tell(happened.VaultSaved(self.request, done, "14:31"))


def opened(count: int = 2) -> Person:
    """Return somebody whose file is open."""
    person = Person().tell(happened.FileNamed(PATH), happened.UnlockAsked(Passphrase(WORDS)))
    person.tell(happened.VaultOpened(person.request, vault(count), Passphrase(WORDS), TODAY))
    assert person.step() is Step.KEYS
    return person
