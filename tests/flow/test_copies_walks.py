# SPDX-License-Identifier: Apache-2.0
"""Random walks through door 3: no secret outlives its lock, and no screen is a dead end."""

from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from flow.opened import PATH, TODAY, WORDS, Person, candidate, draft, vault
from flow.test_copies import HERE, STICK, TAKEN, UNKNOWN, secrets_in
from recovery_assistant.find import Reading
from recovery_assistant.flow.copies import effects as asked
from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.answers import Form, Kind, LockReason, Strength, TextField
from recovery_assistant.flow.copies.session import Sibling
from recovery_assistant.flow.copies.steps import Step, needs_open
from recovery_assistant.vault.contents import CopyKind
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase

small = st.integers(min_value=0, max_value=4)
plain = st.sampled_from(
    [
        happened.CreateChosen(),
        happened.OpenChosen(),
        happened.FileNamed(PATH),
        happened.AnotherPassphraseAsked(),
        happened.PassphraseKindChosen(Kind.OWN),
        happened.PassphraseKindChosen(Kind.GENERATED),
        happened.PassphraseOnPaper(on_paper=True),
        happened.PassphraseShown(shown=False),
        happened.PlaceAsked(),
        happened.PlaceNamed(PATH),
        happened.CreateAsked(),
        happened.KeyringUnlockAsked(),
        happened.KeyringKnown(there=True, remembered=True),
        happened.WorkStopped(),
        happened.SaveAgainAsked(),
        happened.OpenAgainAsked(),
        happened.StepLeft(),
        happened.SearchTyped("PC 1"),
        happened.EntryChosen("entry-1"),
        happened.KeyRevealed(shown=True),
        happened.KeyRevealed(shown=False),
        happened.KeyChecked(),
        happened.AddAsked(),
        happened.EditAsked(),
        happened.ReplaceAsked(),
        happened.DeleteAsked(),
        happened.DeleteAnswered(delete=True),
        happened.FieldTyped(TextField.DEVICE, "PC"),
        happened.ReplacedOnSet(TODAY),
        happened.ImportAsked(),
        happened.ImportNamed(PATH),
        happened.ImportTaken((0, 1)),
        happened.EntrySaved(),
        happened.EntryDropped(),
        happened.DestinationNamed(STICK),
        happened.DestinationNamed(HERE),
        happened.DestinationNamed(UNKNOWN),
        happened.DestinationNamed(TAKEN),
        happened.DestinationAnswered(sure=True),
        happened.DestinationAnswered(sure=False),
        happened.CopyForgotten(0),
        happened.SheetEntryChosen("entry-0"),
        happened.PrintAsked(),
        happened.SheetPrinted((1, 8)),
        happened.SheetTyped(("", "")),
        happened.SheetConfirmed(TODAY),
        happened.DrillFileAsked(),
        happened.DrillFileNamed(PATH),
        happened.SiblingsFound((Sibling(path=Path("x"), is_backup=True),)),
        happened.PassphraseChangeAsked(),
        happened.BackupsDeleteAsked(),
        happened.BackupsDeleted(gone=False),
        happened.BackupsDeleted(gone=True),
        happened.RememberAsked(remember=True),
        happened.RememberAsked(remember=False),
        happened.IdleMinutesChosen(5),
        *map(happened.StepAsked, Step),
        *map(happened.CopyChosen, CopyKind),
    ]
)


def failure(effect: asked.Effect) -> happened.Event | None:
    """Return the bad end of what can fail."""
    match effect:
        case asked.CreateVault(request) | asked.SaveVault(request):
            return happened.SaveFailed(request, SaveProblem.CHANGED_ELSEWHERE)
        case asked.OpenByKeyring(request):
            return happened.KeyringFailed(request)
        case asked.OpenVault(request):
            return happened.OpenFailed(request, OpenProblem.DOES_NOT_FIT)
        case asked.MakeCopy(request):
            return happened.CopyFailed(request, SaveProblem.DISK_FULL)
        case asked.OpenForDrill(request):
            return happened.DrillFailed(request, OpenProblem.DAMAGED)
        case _:
            return None


class Wandering(RuleBasedStateMachine):
    """Somebody who does everything, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.person = Person()
        self.given: list[Passphrase] = []
        self.seen: set[Step] = set()

    def words(self, text: str = WORDS) -> Passphrase:
        """Return a passphrase that is watched."""
        words = Passphrase(text)
        self.given.append(words)
        return words

    @rule(event=plain)
    def something(self, event: happened.Event) -> None:
        """Press, choose or pick something."""
        self.person.tell(event)

    @rule(number=small)
    def a_key(self, number: int) -> None:
        """Type a key."""
        self.person.tell(happened.KeyTyped(draft(number)))

    @rule(number=small)
    def from_door_1(self, number: int) -> None:
        """Come from door 1 with a key."""
        self.person.tell(happened.KeyHandedOver(Form(device="Locked", draft=draft(number))))

    @rule(which=st.sampled_from(["first", "again", "drawn", "unlock", "drill"]))
    def a_passphrase(self, which: str) -> None:
        """Type a passphrase somewhere."""
        words = self.words()
        events: dict[str, happened.Event] = {
            "first": happened.PassphraseTyped(words),
            "again": happened.PassphraseTypedAgain(words),
            "drawn": happened.PassphraseDrawn(words),
            "unlock": happened.UnlockAsked(words),
            "drill": happened.DrillAsked(words),
        }
        self.person.tell(events[which])

    @rule(reason=st.sampled_from(LockReason))
    def lock(self, reason: LockReason) -> None:
        """Lock the file."""
        self.person.tell(happened.Locked(reason))

    @rule(good=st.booleans(), late=st.booleans(), number=small)
    def answer(self, *, good: bool, late: bool, number: int) -> None:
        """What was asked for outside comes back, or fails, perhaps too late."""
        asking = [one for one in self.person.effects if hasattr(one, "request")]
        if not asking:
            return
        effect = asking[0 if late else -1]
        if not late:
            # Nothing answers twice.
            self.person.effects.remove(effect)
        self.person.tell(self.reply(effect, good=good, number=number))

    def reply(self, effect: asked.Effect, *, good: bool, number: int) -> happened.Event:
        """Return what an effect is answered with."""
        answer = self.success(effect, number) if good else failure(effect)
        return answer or self.always(effect, number)

    def success(self, effect: asked.Effect, number: int) -> happened.Event | None:
        """Return the good end of what can fail."""
        match effect:
            case asked.OpenVault(request) | asked.OpenByKeyring(request):
                return happened.VaultOpened(request, vault(number), self.words(), TODAY)
            case asked.SaveVault(request, _path, file):
                return happened.VaultSaved(request, file, "14:31")
            case asked.MakeCopy(request):
                return happened.CopyVerified(request, TODAY)
            case asked.OpenForDrill(request):
                return happened.DrillOpened(request, "a" * 32, number, number, TODAY)
            case _:
                return None

    def always(self, effect: asked.Effect, number: int) -> happened.Event:
        """Return the end of what cannot fail here."""
        match effect:
            case asked.CreateVault(request, _path, file):
                return happened.VaultOpened(request, file, self.words(), TODAY, made=True)
            case asked.ReadKeys(request):
                found = tuple(map(candidate, range(number)))
                return happened.ImportRead(request, Reading(found, None, 9))
            case asked.JudgePassphrase(request):
                strength = Strength.ENOUGH if number else Strength.TOO_WEAK
                return happened.PassphraseJudged(request, strength, altered=False)
            case _:
                raise AssertionError(effect)

    @invariant()
    def nothing_of_a_closed_file_is_left(self) -> None:
        """While nothing is open, only what is being made or waits may be secret."""
        session = self.person.session()
        if session.vault is not None:
            return
        assert session.passphrase is None
        assert session.changing is None
        assert not session.revealed
        waiting = [session.new.first, session.new.again, session.form.draft]
        if session.offered is not None:
            waiting.append(session.offered.draft)
        assert all(any(one is secret for one in waiting) for secret in secrets_in(session))
        assert not needs_open(self.person.step()) or self.person.step() is Step.ENTRY

    @invariant()
    def what_is_open_is_whole(self) -> None:
        """An open file has its digits and its passphrase."""
        session = self.person.session()
        if session.vault is not None:
            assert not session.vault.held.is_wiped
            assert session.passphrase is not None
            assert not session.passphrase.is_empty
            assert len(session.vault.entries) <= len(session.vault.held)

    @invariant()
    def there_is_always_a_way(self) -> None:
        """No screen is a dead end: work can be stopped or ends, and every screen can be left."""
        self.seen.add(self.person.step())
        assert self.person.journey.trail[0] is Step.START

    @precondition(lambda self: self.person.session().vault is not None)
    @rule()
    def locking_twice_after_the_save_leaves_no_secret(self) -> None:
        """Whatever happened before, two locks with the save in between wipe everything."""
        person = self.person
        if person.session().saving:
            person.tell(happened.SaveFailed(person.request, SaveProblem.GONE))
        person.tell(happened.Locked(LockReason.ASKED), happened.Locked(LockReason.ASKED))
        assert person.session().vault is None
        assert person.step() is Step.UNLOCK
        offered = person.session().offered
        kept = [] if offered is None else [offered.draft]
        assert all(secret in kept for secret in secrets_in(person.session()))


TestWandering = Wandering.TestCase
