# SPDX-License-Identifier: Apache-2.0
"""Door 3 in words: what happened, what did not, and what to do next."""

from typing import NamedTuple, assert_never

from recovery_assistant.find import ReadProblem
from recovery_assistant.flow.copies.answers import (
    Destination,
    Kind,
    LockReason,
    NewPassphrase,
    Strength,
    Whereabouts,
)
from recovery_assistant.flow.copies.blockers import Blocker, blockers
from recovery_assistant.flow.copies.effects import Asked, Saying
from recovery_assistant.flow.copies.session import CopyWork, Drill, Session, Sibling
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.i18n import _, isolated, ngettext
from recovery_assistant.vault.contents import CopyKind, Vault
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.wording.key import Finding

ENOUGH_COPIES = 2
"""Copies away from this PC that a key should have."""
_IN_DAYS = 14
"""What is less long ago is told in days."""
_IN_WEEKS = 63
"""What is less long ago is told in weeks."""


class WayOn(NamedTuple):
    """The button at the bottom, and what stands beside it."""

    text: str
    hint: str
    primary: bool


def step_name(step: Step) -> str:
    """Return the short name of a screen, as the rail shows it."""
    match step:
        case Step.START:
            return _("Your encrypted file")
        case Step.CREATE:
            return _("New file")
        case Step.UNLOCK:
            return _("Open the file")
        case Step.KEYS | Step.ENTRY:
            return _("My keys")
        case Step.COPIES:
            return _("Copies")
        case Step.SHEET:
            return _("Print a sheet")
        case Step.DRILL:
            return _("Practice")
        case Step.SETTINGS:
            return _("Settings")
        case _:
            assert_never(step)


def step_title(step: Step, session: Session) -> str:
    """Return the heading of a screen."""
    match step:
        case Step.START:
            return _("Keep a copy of your key")
        case Step.CREATE:
            return _("Make your encrypted file")
        case Step.UNLOCK:
            return _("Open your encrypted file")
        case Step.KEYS:
            return _("Your keys")
        case Step.ENTRY:
            if session.form.editing:
                return _("Change this entry")
            return _("Enter the new key") if session.form.replacing else _("Add a key")
        case Step.COPIES:
            return _("Copies away from this PC")
        case Step.SHEET:
            return _("Print a sheet")
        case Step.DRILL:
            return _("Practice: open a copy")
        case Step.SETTINGS:
            return _("Settings of this file")
        case _:
            assert_never(step)


def step_lead(step: Step) -> str:
    """Return the line under the heading."""
    match step:
        case Step.START:
            return _("One file holds your keys, locked with a passphrase. No account, no internet.")
        case Step.CREATE:
            return _("First the passphrase. Write it on paper: nobody can bring it back.")
        case Step.UNLOCK:
            return _("Type the passphrase that you wrote down when you made the file.")
        case Step.KEYS:
            return _(
                "One encrypted file, on this PC and on the copies you make. "
                "It also opens without this program."
            )
        case Step.ENTRY:
            return _("The key is checked as you type. Only a key without a slip is kept.")
        case Step.COPIES:
            return _("If this PC fails or locks, only what lies elsewhere helps you.")
        case Step.SHEET:
            return _("Paper needs no power and no passphrase. Whoever holds it can read the key.")
        case Step.DRILL:
            return _("Find out now, while nothing is at stake, whether a copy opens.")
        case Step.SETTINGS:
            return _("The passphrase, this PC, and the files that lie beside yours.")
        case _:
            assert_never(step)


def step_state(session: Session) -> str:
    """Return the small line above the heading."""
    if session.vault is None:
        return _("Locked")
    return _("Unlocked · locks after {time} without use").format(time=minutes(session.idle_minutes))


def minutes(number: int) -> str:
    """Return a time in minutes."""
    return ngettext("{number} minute", "{number} minutes", number).format(number=number)


def row_detail(step: Step, session: Session) -> str:
    """Return the second line of a row of the rail."""
    vault = session.vault
    if vault is None:
        return ""
    match step:
        case Step.KEYS | Step.ENTRY:
            number = len(vault.entries)
            return ngettext("{number} entry", "{number} entries", number).format(number=number)
        case Step.COPIES:
            return verified(vault.copies_off_this_pc)
        case Step.DRILL:
            return last_drill(session)
        case Step.SETTINGS:
            return _("Locks after {time}").format(time=minutes(session.idle_minutes))
        case Step.START | Step.CREATE | Step.UNLOCK | Step.SHEET:
            return ""
        case _:
            assert_never(step)


def last_drill(session: Session) -> str:
    """Return when a copy was last opened for practice."""
    vault = session.vault
    if vault is None or vault.drilled is None:
        return _("Not done yet")
    days = (session.today - vault.drilled).days
    if days < 1:
        return _("Done today")
    if days < _IN_DAYS:
        return ngettext("Done {number} day ago", "Done {number} days ago", days).format(number=days)
    if days < _IN_WEEKS:
        return _("Done {number} weeks ago").format(number=days // 7)
    return ngettext("Done {number} month ago", "Done {number} months ago", days // 30).format(
        number=days // 30
    )


def verified(number: int) -> str:
    """Return how many copies off this PC were read back; never that all is well."""
    if not number:
        return _("None verified yet")
    return ngettext("{number} verified", "{number} verified", number).format(number=number)


def copies_summary(vault: Vault) -> Finding:
    """Return how the file stands, as a title and a sentence."""
    number = vault.copies_off_this_pc
    if not vault.entries:
        return Finding(_("No key in it yet"), _("Add a key first. Then make a copy."))
    if not number:
        return Finding(
            _("No copy away from this PC"),
            _("If this PC locks or fails, the keys are gone with it. Make a copy now."),
        )
    if number < ENOUGH_COPIES:
        return Finding(
            _("Copies away from this PC"),
            _("{verified} – aim for two").format(verified=verified(number)),
        )
    return Finding(
        _("Copies away from this PC"),
        _("{verified}. Keep them in different places.").format(verified=verified(number)),
    )


def way_on(step: Step, session: Session) -> WayOn:
    """Return the button at the bottom; without words there is none."""
    saved = ""
    if session.saved_at:
        saved = _("Saved and read back at {time}.").format(time=isolated(session.saved_at))
    match step:
        case Step.CREATE:
            return WayOn(_("Make the file"), "", primary=True)
        case Step.ENTRY:
            text = _("Keep it all the same") if session.duplicate else _("Keep this entry")
            return WayOn(text, "", primary=True)
        case Step.KEYS:
            there = session.vault is not None and bool(session.vault.copies)
            return WayOn(_("Practise opening a copy") if there else "", saved, primary=False)
        case Step.COPIES | Step.SHEET | Step.DRILL | Step.SETTINGS:
            return WayOn(_("Back to my keys"), saved, primary=False)
        case Step.UNLOCK:
            return WayOn(_("Open the file"), "", primary=True)
        case Step.START:
            return WayOn("", "", primary=False)
        case _:
            assert_never(step)


def why_not(step: Step, session: Session) -> str:
    """Return why the deed is not open, or nothing."""
    found = blockers(step, session)
    return blocker_reason(found[0]) if found else ""


def blocker_reason(blocker: Blocker) -> str:
    """Return what is missing before the way on is open."""
    match blocker:
        case Blocker.NO_WORDS:
            return _("Choose a passphrase.")
        case Blocker.TOO_WEAK:
            return _("This passphrase is too easy to guess. Make it longer, or take six words.")
        case Blocker.NOT_CONFIRMED:
            return _("Type the passphrase once more, or tick that it stands on paper.")
        case Blocker.PLACE:
            return _("Choose where the file goes.")
        case Blocker.READ_ONLY:
            return _("This is a copy: it can be read, not changed. Open the file itself.")
        case Blocker.WORKING:
            return _("One moment: something is under way.")
        case Blocker.DEVICE:
            return _("Name the PC or drive.")
        case Blocker.KEY_ID:
            return _("Mend the Key ID, or leave it empty.")
        case Blocker.KEY:
            return _("Enter all eight blocks of the key.")
        case Blocker.KEY_WRONG:
            return _("A block cannot be right. Mend it first.")
        case _:
            assert_never(blocker)


def open_problem(problem: OpenProblem) -> Finding:
    """Return why a file did not open, and what to do."""
    match problem:
        case OpenProblem.DOES_NOT_FIT:
            return Finding(
                _("This passphrase does not open it"),
                _(
                    "Compare each word with your paper, letter by letter. If it is surely right, "
                    "the file may be damaged or another one: try another copy. "
                    "Nothing was changed."
                ),
            )
        case OpenProblem.DAMAGED:
            return Finding(
                _("This copy is damaged"),
                _(
                    "A part of it changed or is missing, so nothing of it is shown. Open another "
                    "copy, or one of the backups beside it. Nothing was changed."
                ),
            )
        case OpenProblem.NOT_OURS:
            return Finding(
                _("This is not one of our files"),
                _("Look for a file that ends in .age, or for the web page that you saved."),
            )
        case OpenProblem.KEEPASS:
            return Finding(
                _("This is a KeePass database"),
                _(
                    "This program writes such copies but does not read them. Open it with "
                    "KeePassXC or a KeePass app, by the same passphrase."
                ),
            )
        case OpenProblem.SEVERAL:
            return Finding(
                _("This page holds more than one encrypted text"),
                _(
                    "Ours hold one. Somebody may have changed it: do not type your passphrase "
                    "into it. Open another copy."
                ),
            )
        case OpenProblem.EMPTY:
            return Finding(
                _("This file is empty"),
                _("It was perhaps not copied to its end. Open another copy."),
            )
        case OpenProblem.NEWER:
            return Finding(
                _("A newer version of this program wrote it"),
                _("Get the newer version on this PC, or open the file where it was made."),
            )
        case OpenProblem.TOO_COSTLY:
            return Finding(
                _("This file asks for far too much memory"),
                _(
                    "No file of this program does. It is damaged, or made to stop this PC. "
                    "Open another copy."
                ),
            )
        case OpenProblem.TOO_LITTLE_MEMORY:
            return Finding(
                _("There is too little memory free to open it"),
                _("Close other programs and try again, or use a PC with more memory."),
            )
        case OpenProblem.TOO_LARGE:
            return Finding(
                _("This file is too large to be one of ours"),
                _("Ours stay below 8 MB. Look for the right file."),
            )
        case OpenProblem.MISSING:
            return Finding(
                _("The file is not there any more"),
                _("Plug in the stick it is on, or choose the file where it is now."),
            )
        case OpenProblem.NO_RIGHT:
            return Finding(
                _("This PC does not let you read the file"),
                _("Copy it to a folder of your own, or sign in as the person who made it."),
            )
        case OpenProblem.NOT_A_FILE:
            return Finding(
                _("This is a folder or a device, not a file"),
                _("Choose the file itself. Its name ends in .age or .html."),
            )
        case OpenProblem.UNREADABLE:
            return Finding(
                _("The system could not read the file"),
                _("Plug the stick in again and try once more. If it stays so, open another copy."),
            )
        case _:
            assert_never(problem)


def save_problem(problem: SaveProblem) -> Finding:
    """Return why nothing was saved, and what to do; what stood there before still stands."""
    match problem:
        case SaveProblem.CHANGED_ELSEWHERE:
            return Finding(
                _("Not saved: the file changed elsewhere"),
                _(
                    "Another window or PC saved since you opened it. Read it anew: your change "
                    "is put onto it, and nothing of theirs is lost."
                ),
            )
        case SaveProblem.LOCKED:
            return Finding(
                _("Not saved: another window is saving"),
                _("Your change is still here. Wait a moment and try again."),
            )
        case SaveProblem.A_COPY:
            return Finding(
                _("Not saved: this is a copy"),
                _(
                    "A web page can be read, not changed. Open the encrypted file itself. If only "
                    "this copy is left, make a new file and put the keys into it."
                ),
            )
        case SaveProblem.EXISTS:
            return Finding(
                _("A file stands there already"),
                _("Nothing was written over. Choose another name or folder."),
            )
        case SaveProblem.DISK_FULL:
            return Finding(
                _("Not saved: there is no room left"),
                _("What was there before is still whole. Make room, or choose another place."),
            )
        case SaveProblem.NO_RIGHT:
            return Finding(
                _("Not saved: you may not write there"),
                _("Nothing was changed. Choose a folder of your own."),
            )
        case SaveProblem.READ_ONLY:
            return Finding(
                _("Not saved: this place is read-only"),
                _("Some sticks have a switch for that. Nothing was changed. Choose another place."),
            )
        case SaveProblem.GONE:
            return Finding(
                _("Not saved: the folder or stick is gone"),
                _("Plug it in again and try once more. Your change is still here."),
            )
        case SaveProblem.NOT_WRITTEN:
            return Finding(
                _("Not saved: the system reported an error"),
                _(
                    "What was there before is still there. The stick or drive may be failing: "
                    "choose another one."
                ),
            )
        case SaveProblem.NOT_READ_BACK:
            return Finding(
                _("Not counted: it did not read back as it was written"),
                _("Do not trust this stick or drive. Choose another one."),
            )
        case SaveProblem.TOO_LITTLE_MEMORY:
            return Finding(
                _("Not saved: there is too little memory free"),
                _("Close other programs and try again. Your change is still here."),
            )
        case SaveProblem.TOO_LARGE:
            return Finding(
                _("Not saved: this is more than one file takes"),
                _("Delete entries that you do not need, or begin a second file."),
            )
        case SaveProblem.NOT_ON_THIS_PC:
            return Finding(
                _("Not made: this PC cannot write a KeePass database"),
                _("Its OpenSSL is too old for it. Make the encrypted file or the web page."),
            )
        case SaveProblem.INTO_A_FILE:
            return Finding(
                _("Not printed: that makes a file, not paper"),
                _(
                    "The key would lie on this PC unencrypted. Nothing was written. Choose a "
                    "printer with paper in it."
                ),
            )
        case SaveProblem.NOT_PRINTED:
            return Finding(
                _("Not printed: the printer did not take it"),
                _("See whether it is switched on and has paper, and print again."),
            )
        case _:
            assert_never(problem)


def problem(found: SaveProblem | OpenProblem) -> Finding:
    """Return either kind of problem in words."""
    return save_problem(found) if isinstance(found, SaveProblem) else open_problem(found)


def lock_reason(reason: LockReason) -> str:
    """Return why the file is locked."""
    match reason:
        case LockReason.ASKED:
            return _("You locked it.")
        case LockReason.IDLE:
            return _("It was locked because nobody used it for a while.")
        case LockReason.SCREEN:
            return _("It was locked because the screen was locked or the PC went to sleep.")
        case LockReason.LEFT:
            return _("It was locked when the window was closed.")
        case LockReason.MOVED_ON:
            return _("It was locked because another file was opened.")
        case _:
            assert_never(reason)


def lost_digits() -> str:
    """Return what became of a form that was open when the file was locked."""
    return _("Your entry is still here. Its 48 digits were cleared when the file was locked.")


def strength(new: NewPassphrase) -> str:
    """Return what a passphrase of one's own is worth, in words."""
    if new.kind is Kind.GENERATED:
        return _("Six random words: nobody guesses them, not even with many computers.")
    if new.first.is_empty:
        return ""
    match new.strength:
        case Strength.UNKNOWN:
            return _("Checking how easy it is to guess.")
        case Strength.TOO_WEAK:
            return _("Too easy to guess. Add words that do not belong together.")
        case Strength.ENOUGH:
            return _("Hard to guess.")
        case _:
            assert_never(new.strength)


def altered() -> str:
    """Return what to know of letters beyond plain English ones."""
    return _(
        "Some letters in it can be written in two ways that look alike. We keep the usual one. "
        "Other programs may not: plain letters are safer."
    )


def copy_name(kind: CopyKind) -> str:
    """Return what a kind of copy is called."""
    match kind:
        case CopyKind.FILE:
            return _("Encrypted file")
        case CopyKind.PAGE:
            return _("Web page")
        case CopyKind.KEEPASS:
            return _("KeePass database")
        case CopyKind.SHEET:
            return _("Printed sheet")
        case _:
            assert_never(kind)


def place_question(destination: Destination) -> Finding | None:
    """Return what is asked about a place before a copy goes there; None if nothing is."""
    if destination.exists:
        text = _("Its name is {name}. What it holds now would be gone.").format(
            name=isolated(destination.path.name)
        )
        if destination.whereabouts is Whereabouts.THIS_PC:
            text += " " + _("It stands on this PC and does not count as a copy away from it.")
        elif destination.whereabouts is Whereabouts.UNKNOWN:
            text += " " + _("Write it there only if the place lies away from this PC.")
        return Finding(_("Write over the file that stands there?"), text)
    match destination.whereabouts:
        case Whereabouts.THIS_PC:
            return Finding(
                _("This folder is on this PC"),
                _(
                    "If the key belongs to this PC, a copy here is locked in with it. It does "
                    "not count as a copy away from this PC. Write it there all the same?"
                ),
            )
        case Whereabouts.UNKNOWN:
            return Finding(
                _("Does this place lie away from this PC?"),
                _(
                    "The system does not say. If the drive is locked by the same key, the copy "
                    "is of no use, and it would be counted all the same."
                ),
            )
        case Whereabouts.REMOVABLE | Whereabouts.NETWORK:
            return None
        case _:
            assert_never(destination.whereabouts)


def place_sure(destination: Destination) -> str:
    """Return the words of the button that writes there after all."""
    if destination.exists:
        return _("Write over it")
    if destination.whereabouts is Whereabouts.UNKNOWN:
        return _("It lies elsewhere: write it")
    return _("Write it there")


def place_of(whereabouts: Whereabouts) -> str:
    """Return where a place lies."""
    match whereabouts:
        case Whereabouts.THIS_PC:
            return _("On this PC")
        case Whereabouts.REMOVABLE:
            return _("On a stick or a drive that can be unplugged")
        case Whereabouts.NETWORK:
            return _("In the network")
        case Whereabouts.UNKNOWN:
            return _("Somewhere the system does not name")
        case _:
            assert_never(whereabouts)


def copy_result(copy: CopyWork) -> Finding | None:
    """Return what came of making a copy; None while nothing has."""
    if copy.problem is not None:
        return problem(copy.problem)
    if not copy.done:
        return None
    where = None if copy.destination is None else copy.destination.whereabouts
    if where is Whereabouts.THIS_PC:
        return Finding(
            _("Written and read back, on this PC"),
            _("It was opened and compared. Now make one on a stick: this one may lock too."),
        )
    return Finding(
        _("Written, read back and compared"),
        _("It opens with your passphrase. Keep it in another place than this PC."),
    )


def sheet_result(copy: CopyWork) -> Finding | None:
    """Return what came of reading the sheet back; None while nothing has."""
    if copy.done:
        return Finding(
            _("The sheet is right"),
            _("What you read from it is the key. Keep it like a passport, apart from the PC."),
        )
    if copy.wrong_block is not None:
        return Finding(
            _("Block {number} does not read like the key").format(number=copy.wrong_block),
            _("Look at the paper again. If it stands there so, print the sheet once more."),
        )
    return None


def drill_result(drill: Drill) -> Finding | None:
    """Return what came of opening a copy for practice; None while nothing has."""
    if drill.problem is not None:
        return open_problem(drill.problem)
    if not drill.done:
        return None
    if drill.foreign:
        return Finding(
            _("It opens, but it is a copy of another file"),
            _("Look for a copy of this one. This practice was not counted."),
        )
    if drill.itself:
        return Finding(
            _("This is your file itself, not a copy"),
            _("You know its passphrase: good. Now open a copy that lies away from this PC."),
        )
    holds = ngettext("It holds {number} key.", "It holds {number} keys.", drill.keys).format(
        number=drill.keys
    )
    if drill.differs:
        return Finding(
            _("It opens, but it is older than your keys"),
            _("{holds} Something changed since. Make a new copy in its place.").format(holds=holds),
        )
    return Finding(
        _("It opens, and holds what your file holds"),
        _("{holds} In an emergency you would have them now.").format(holds=holds),
    )


def sibling_line(sibling: Sibling, vault: Vault) -> str:
    """Return how a file beside this one compares with it."""
    if sibling.problem is not None:
        return open_problem(sibling.problem).title
    if sibling.revision is None:
        return _("Not looked at yet")
    if not sibling.same_file:
        return _("Another file, with keys of its own")
    if sibling.revision < vault.revision:
        return _("The same file, older: save {theirs} of {ours}").format(
            theirs=sibling.revision, ours=vault.revision
        )
    if sibling.revision > vault.revision:
        return _("The same file, newer: save {theirs}, yours is {ours}").format(
            theirs=sibling.revision, ours=vault.revision
        )
    return _("The same file, of the same save")


def file_question(asked: Asked) -> str:
    """Return the title of the system's dialog that asks for a file."""
    match asked:
        case Asked.FILE_TO_OPEN:
            return _("Open an encrypted file")
        case Asked.NEW_FILE:
            return _("Where the new file goes")
        case Asked.KEYS_TO_IMPORT:
            return _("Open a file that holds keys")
        case Asked.COPY_TO_DRILL:
            return _("Open a copy for practice")
        case _:
            assert_never(asked)


def import_problem(found: ReadProblem) -> str:
    """Return why a file gave no key."""
    if found is ReadProblem.NO_KEY:
        return _("There is no recovery key in this file.")
    return _("No key could be read from this file. Try another one, or type the key.")


def not_taken(number: int) -> str:
    """Return how many keys of an import did not become entries."""
    return ngettext(
        "{number} key was not taken: it is here already, or has a slip.",
        "{number} keys were not taken: they are here already, or have a slip.",
        number,
    ).format(number=number)


def duplicate(device: str) -> str:
    """Return what to know before a key is kept twice."""
    return _(
        "This key is here already, as {device}. Keep it a second time only if you mean to."
    ).format(device=isolated(device))


def said(saying: Saying) -> str:
    """Return what is said aloud."""
    match saying:
        case Saying.MADE:
            return _("The file is made, and was read back.")
        case Saying.OPENED:
            return _("The file is open.")
        case Saying.SAVED:
            return _("Saved and read back.")
        case Saying.LOCKED:
            return _("The file is locked.")
        case Saying.REVEALED:
            return _("The key is shown for one minute.")
        case Saying.HIDDEN:
            return _("The key is hidden.")
        case Saying.CHECKED:
            return _("All eight blocks: no slip found.")
        case Saying.DELETED:
            return _("The entry is taken out of the list.")
        case Saying.COPY_VERIFIED:
            return _("The copy was written, read back and compared.")
        case Saying.SHEET_VERIFIED:
            return _("The sheet is right.")
        case Saying.DRILLED:
            return _("The copy opened.")
        case Saying.WORDS_CHANGED:
            return _(
                "The passphrase is changed. Copies made before need the old one: make new ones."
            )
        case Saying.OPENED_A_COPY:
            return _("This is a copy on a web page. You can read its keys, not change them.")
        case Saying.READ_AS_WORDS:
            return _("The file is open. Your words were read in small letters, with hyphens.")
        case Saying.MERGED:
            return _("The file was read anew, and your change put onto it.")
        case Saying.IMPORTED:
            return _("The keys are in your file.")
        case Saying.NOT_SAVED_YET:
            return _("The last change is not saved. Lock again to lose it, or save first.")
        case Saying.BACKUPS_DELETED:
            return _("The backups are deleted.")
        case Saying.BACKUPS_LEFT:
            return _(
                "The backups could not be deleted: they still open with older passphrases. "
                "Try again, or delete them in their folder."
            )
        case Saying.UNFINISHED:
            return _("This entry is not kept yet. Keep it or leave it, then go on.")
        case _:
            assert_never(saying)
