# SPDX-License-Identifier: Apache-2.0
"""Ready sessions for every screen of door 3; each is made anew, for its secrets are wiped."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import cast

from recovery_assistant.find import Candidate, ReadProblem, read_text
from recovery_assistant.flow.copies.answers import (
    Destination,
    Form,
    Kind,
    LockReason,
    NewPassphrase,
    Strength,
    Whereabouts,
)
from recovery_assistant.flow.copies.session import CopyWork, Drill, Session, Sibling
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.keys import KeyDraft, KeyId
from recovery_assistant.ui.copies_page import CopiesPage
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.pages.vault_copies import CopiesListPage
from recovery_assistant.ui.pages.vault_create import CreatePage
from recovery_assistant.ui.pages.vault_drill import DrillPage
from recovery_assistant.ui.pages.vault_entry import EntryPage
from recovery_assistant.ui.pages.vault_keys import KeysPage
from recovery_assistant.ui.pages.vault_settings import VaultSettingsPage
from recovery_assistant.ui.pages.vault_sheet import SheetPage
from recovery_assistant.ui.pages.vault_start import StartPage
from recovery_assistant.ui.pages.vault_unlock import UnlockPage
from recovery_assistant.vault.contents import Copy, CopyKind, Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase

TODAY = date(2026, 11, 22)
VALUES = (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)


def blocks(number: int) -> tuple[str, ...]:
    """Return the blocks of a made-up key."""
    return tuple(f"{(value + 101 * number) % 65_536 * 11:06d}" for value in VALUES)


def key_id(text: str) -> KeyId:
    """Return the Key ID that a text is."""
    found = KeyId.parse(text).key_id
    assert found is not None
    return found


def vault(*, copies: tuple[Copy, ...] = (), drilled: date | None = None) -> Vault:
    """Return an open file of four entries."""
    held = HeldKeys()
    slots = [held.hold_draft(KeyDraft(blocks(number))) for number in range(4)]
    entries = (
        Entry(
            identifier="kitchen",
            device="Kitchen laptop",
            key_id=key_id("5BFCBB05-1A2B-4C3D-9E4F-0123456789AB"),
            slot=slots[0],
            drive="Drive C:",
            origin="Microsoft account",
            note="Bought with the docking station. Battery replaced in May.",
            added=TODAY,
        ),
        Entry(
            identifier="study", device="Study desktop", key_id=key_id("4E59854E"),
            slot=slots[1], drive="Drive C:", added=date(2026, 5, 3),
        ),
        Entry(
            identifier="stick", device="Travel stick", key_id=key_id("4B6CF508"),
            slot=slots[2], drive="Removable", added=date(2025, 5, 3), copies="Wallet",
        ),
        Entry(
            identifier="before", device="Kitchen laptop, before repair",
            key_id=key_id("38C7A7E4"), slot=slots[3], drive="Drive C:",
            added=date(2025, 1, 2), replaced_on=TODAY, successor="kitchen",
        ),
    )  # fmt: skip
    return Vault(
        identifier="f" * 32,
        revision=7,
        keys_revision=4,
        entries=entries,
        copies=copies,
        drilled=drilled,
        held=held,
    )


STICK = Copy(
    kind=CopyKind.FILE, place="E:\\keys.age", verified=TODAY, keys_revision=4, off_this_pc=True
)
SHEET = Copy(kind=CopyKind.SHEET, place="Paper", verified=TODAY, keys_revision=4, off_this_pc=True)
OLD = replace(SHEET, kind=CopyKind.PAGE, place="/mnt/stick/keys.html", keys_revision=2)
HERE = replace(STICK, kind=CopyKind.KEEPASS, place="C:\\keys.kdbx", off_this_pc=False)


changed = cast("Callable[..., Session]", replace)


def keys(**changes: object) -> Session:
    """Return the list with a first entry chosen."""
    opened = vault(copies=(STICK,), drilled=date(2026, 11, 1))
    base = Session(vault=opened, chosen="kitchen", today=TODAY, saved_at="14:31")
    return changed(base, **changes)


WORDS = ("walrus", "kitchen", "lamp", "outboard", "zesty", "acorn")
PASSPHRASE = "-".join(WORDS)
LONG_PATH = Path("/media/someone/A stick with a rather long name/household papers/keys.age")


def made(**changes: object) -> Session:
    """Return a new file in the making, six words drawn."""
    new = NewPassphrase(first=Passphrase(PASSPHRASE))
    return changed(Session(new=new, creating=True), **changes)


def own(typed: str, strength: Strength, *, again: str = "", altered: bool = False) -> Session:
    """Return a new file in the making, with words of one's own."""
    new = NewPassphrase(
        kind=Kind.OWN,
        first=Passphrase(typed),
        again=Passphrase(again),
        strength=strength,
        altered=altered,
        shown=False,
    )
    return made(new=new, path=LONG_PATH)


def opening(**changes: object) -> Session:
    """Return a file that is to be opened."""
    return changed(Session(path=LONG_PATH), **changes)


def candidates() -> tuple[Candidate, ...]:
    """Return what a file with two keys held, one of them with a slip."""
    slip = (*blocks(2)[:7], "123456")
    text = f"Key ID: 5BFCBB05\n{'-'.join(blocks(1))}\n\nKey ID: 4B6CF508\n{'-'.join(slip)}\n"
    return read_text(text, None).candidates


FILLED = Form(
    device="Kitchen laptop",
    key_id_text="5BFCBB05",
    drive="C:",
    origin="Microsoft account",
    note="Bought with the docking station.",
)


def filling(form: Form, typed: Sequence[str] = (), **changes: object) -> Session:
    """Return an entry that is being filled in, so many blocks of its key typed."""
    return keys(form=replace(form, draft=KeyDraft(typed)), **changes)


def copying(**changes: object) -> Session:
    """Return the screen of the copies, with one that is being made."""
    work = CopyWork(kind=CopyKind.FILE)
    return keys(copy=cast("Callable[..., CopyWork]", replace)(work, **changes))


def to(whereabouts: Whereabouts, *, exists: bool = False) -> Destination:
    """Return a place for a copy."""
    return Destination(LONG_PATH, whereabouts, exists)


def printed(**changes: object) -> Session:
    """Return a sheet that was printed, two blocks of it to be typed back."""
    sheet = {"kind": CopyKind.SHEET, "sheet_entry": "kitchen", "printed": True, "blocks": (3, 6)}
    return copying(**{**sheet, **changes})


def drilling(drill: Drill) -> Session:
    """Return a drill."""
    return keys(drill=drill)


SIBLINGS = (
    Sibling(path=Path("keys.age.1"), is_backup=True, revision=6, same_file=True, keys=4),
    Sibling(path=Path("keys.age.2"), is_backup=True),
    Sibling(
        path=Path("keys (conflicted copy of Study).age"),
        is_backup=False,
        revision=9,
        same_file=True,
        keys=5,
    ),
    Sibling(path=Path("keys (2).age"), is_backup=False, revision=7, same_file=True, keys=4),
    Sibling(path=Path("other.age"), is_backup=False, revision=1, keys=1),
    Sibling(path=Path("torn.age"), is_backup=False, problem=OpenProblem.DAMAGED),
)

PAGES: Mapping[Step, Callable[[Look], CopiesPage]] = MappingProxyType(
    {
        Step.START: StartPage,
        Step.CREATE: CreatePage,
        Step.UNLOCK: UnlockPage,
        Step.KEYS: KeysPage,
        Step.ENTRY: EntryPage,
        Step.COPIES: CopiesListPage,
        Step.SHEET: SheetPage,
        Step.DRILL: DrillPage,
        Step.SETTINGS: VaultSettingsPage,
    }
)

STATES: Mapping[str, tuple[Step, Callable[[], Session]]] = MappingProxyType(
    {
        "start": (Step.START, Session),
        "start-known": (Step.START, lambda: Session(known=LONG_PATH, offered=Form())),
        "create": (Step.CREATE, made),
        "create-hidden": (
            Step.CREATE,
            lambda: made(
                new=NewPassphrase(
                    first=Passphrase(PASSPHRASE), again=Passphrase(PASSPHRASE), shown=False
                ),
                path=LONG_PATH,
            ),
        ),
        "create-weak": (Step.CREATE, lambda: own("sunshine", Strength.TOO_WEAK)),
        "create-judged": (Step.CREATE, lambda: own("sunshine", Strength.UNKNOWN)),
        "create-own": (
            Step.CREATE,
            lambda: own("Eleven grey owls é", Strength.ENOUGH, again="Eleven", altered=True),
        ),
        "create-working": (
            Step.CREATE,
            lambda: made(path=LONG_PATH, working=3, offered=Form()),
        ),
        "create-exists": (
            Step.CREATE,
            lambda: made(path=LONG_PATH, save_problem=SaveProblem.EXISTS),
        ),
        "unlock": (Step.UNLOCK, opening),
        "unlock-locked": (Step.UNLOCK, lambda: opening(locked_by=LockReason.IDLE)),
        "unlock-working": (Step.UNLOCK, lambda: opening(working=4)),
        "unlock-remembered": (Step.UNLOCK, lambda: opening(remembered=True)),
        "unlock-keyring": (
            Step.UNLOCK,
            lambda: opening(remembered=True, working=5, keyring_asked=True),
        ),
        "unlock-keyring-failed": (
            Step.UNLOCK,
            lambda: opening(remembered=True, keyring_failed=True),
        ),
        **{
            f"unlock-{problem.value}": (
                Step.UNLOCK,
                partial(opening, open_problem=problem),
            )
            for problem in OpenProblem
        },
        "keys": (Step.KEYS, keys),
        "keys-none-chosen": (Step.KEYS, lambda: keys(chosen="")),
        "keys-old": (Step.KEYS, lambda: keys(chosen="stick", checked=True)),
        "keys-replaced": (Step.KEYS, lambda: keys(chosen="before")),
        "keys-large": (Step.KEYS, lambda: keys(revealed=True)),
        "keys-deleting": (Step.KEYS, lambda: keys(deleting="kitchen")),
        "keys-search": (Step.KEYS, lambda: keys(search="4e")),
        "keys-nothing": (Step.KEYS, lambda: keys(search="zzz")),
        "keys-empty": (Step.KEYS, lambda: keys(vault=Vault(), chosen="")),
        "keys-no-copies": (Step.KEYS, lambda: keys(vault=vault())),
        "keys-many-copies": (
            Step.KEYS,
            lambda: keys(vault=vault(copies=(HERE, OLD, STICK, SHEET), drilled=date(2025, 1, 1))),
        ),
        "keys-not-saved": (Step.KEYS, lambda: keys(save_problem=SaveProblem.DISK_FULL)),
        "keys-changed": (
            Step.KEYS,
            lambda: keys(save_problem=SaveProblem.CHANGED_ELSEWHERE),
        ),
        "entry": (Step.ENTRY, lambda: keys(chosen="")),
        "entry-filled": (Step.ENTRY, lambda: filling(FILLED, blocks(0))),
        "entry-slip": (
            Step.ENTRY,
            lambda: filling(FILLED, (*blocks(0)[:2], "330012", *blocks(0)[3:])),
        ),
        "entry-strange": (
            Step.ENTRY,
            lambda: filling(
                replace(FILLED, key_id_text="5BFCOB05"), ("12345O", "??????", "999999", "1234567")
            ),
        ),
        "entry-repeated": (Step.ENTRY, lambda: filling(FILLED, (blocks(0)[0],) * 8)),
        "entry-replacing": (
            Step.ENTRY,
            lambda: filling(replace(FILLED, replacing="study"), blocks(0)[:3]),
        ),
        "entry-replaced": (
            Step.ENTRY,
            lambda: filling(replace(FILLED, replaced_on=TODAY, editing="stick"), blocks(0)),
        ),
        "entry-not-saved": (
            Step.ENTRY,
            lambda: filling(FILLED, blocks(0), save_problem=SaveProblem.READ_ONLY),
        ),
        "entry-several": (
            Step.ENTRY,
            lambda: keys(found=candidates(), chosen=""),
        ),
        "entry-none-found": (Step.ENTRY, lambda: keys(read_problem=ReadProblem.NO_KEY)),
        "entry-not-taken": (Step.ENTRY, lambda: keys(not_taken=2)),
        "entry-cleared": (Step.ENTRY, lambda: filling(FILLED, lost_digits=True)),
        "entry-twice": (Step.ENTRY, lambda: filling(FILLED, blocks(1), duplicate="study")),
        "entry-saving": (Step.ENTRY, lambda: filling(FILLED, blocks(1), working=1, saving=True)),
        "keys-lock-warned": (
            Step.KEYS,
            lambda: keys(save_problem=SaveProblem.DISK_FULL, lock_warned=True),
        ),
        "keys-saving": (Step.KEYS, lambda: keys(working=1, saving=True)),
        "sheet-not-printed": (Step.SHEET, lambda: printed(problem=SaveProblem.GONE, printed=False)),
        "copies": (
            Step.COPIES,
            lambda: keys(vault=vault(copies=(HERE, OLD, STICK, SHEET))),
        ),
        "copies-none": (Step.COPIES, lambda: keys(vault=vault())),
        "copies-asking": (
            Step.COPIES,
            lambda: copying(destination=to(Whereabouts.THIS_PC), asking=True),
        ),
        "copies-asking-unknown": (
            Step.COPIES,
            lambda: copying(destination=to(Whereabouts.UNKNOWN), asking=True),
        ),
        "copies-asking-exists": (
            Step.COPIES,
            lambda: copying(
                destination=to(Whereabouts.REMOVABLE, exists=True),
                asking=True,
            ),
        ),
        "copies-working": (
            Step.COPIES,
            lambda: keys(copy=CopyWork(kind=CopyKind.PAGE), working=9),
        ),
        "copies-done": (
            Step.COPIES,
            lambda: copying(done=True),
        ),
        "copies-failed": (
            Step.COPIES,
            lambda: copying(problem=SaveProblem.NOT_READ_BACK),
        ),
        "copies-damaged": (
            Step.COPIES,
            lambda: copying(problem=OpenProblem.DAMAGED),
        ),
        "sheet": (Step.SHEET, keys),
        "sheet-none": (Step.SHEET, lambda: keys(vault=Vault(), chosen="")),
        "sheet-printed": (Step.SHEET, printed),
        "sheet-wrong": (
            Step.SHEET,
            lambda: printed(typed=(blocks(0)[2], "123456"), wrong_block=6),
        ),
        "sheet-done": (Step.SHEET, lambda: printed(done=True)),
        "drill": (Step.DRILL, keys),
        "drill-none": (Step.DRILL, lambda: keys(vault=vault(copies=(SHEET,)))),
        "drill-due": (Step.DRILL, lambda: keys(vault=vault(copies=(STICK,)))),
        "drill-chosen": (Step.DRILL, lambda: drilling(Drill(path=LONG_PATH))),
        "drill-working": (
            Step.DRILL,
            lambda: keys(drill=Drill(path=LONG_PATH), working=2),
        ),
        "drill-done": (
            Step.DRILL,
            lambda: drilling(Drill(path=LONG_PATH, done=True, keys=4)),
        ),
        "drill-older": (
            Step.DRILL,
            lambda: drilling(Drill(path=LONG_PATH, done=True, differs=True, keys=3)),
        ),
        "drill-foreign": (
            Step.DRILL,
            lambda: drilling(Drill(path=LONG_PATH, done=True, foreign=True)),
        ),
        "drill-failed": (
            Step.DRILL,
            lambda: drilling(Drill(path=LONG_PATH, problem=OpenProblem.DOES_NOT_FIT)),
        ),
        "settings": (Step.SETTINGS, lambda: keys(siblings=SIBLINGS)),
        "settings-alone": (Step.SETTINGS, lambda: keys(keyring_there=False)),
        "settings-changing": (
            Step.SETTINGS,
            lambda: keys(new=NewPassphrase(first=Passphrase(PASSPHRASE)), remembered=True),
        ),
        "settings-not-saved": (
            Step.SETTINGS,
            lambda: keys(save_problem=SaveProblem.GONE),
        ),
    }
)
"""Every screen in its states, by name: which screen, and its session."""
