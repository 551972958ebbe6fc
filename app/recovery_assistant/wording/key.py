# SPDX-License-Identifier: Apache-2.0
"""Keys and Key IDs in words: verdicts, suggestions, warnings, and readings in vain.

Every outcome of `keys` and `find` becomes here what happened and what to do next, for the
window and the terminal alike. No sentence holds a digit of a key, except the reason of a
suggestion, which stands beside the digits anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from recovery_assistant.find import ReadProblem, Reason
from recovery_assistant.i18n import _, ngettext
from recovery_assistant.keys import (
    BLOCK_DIGITS,
    Agreement,
    BlockCompared,
    Comparison,
    IdMatch,
    IdProblem,
    KeyIdReading,
    KeyWarning,
    Likeness,
    Slip,
    Suggestion,
    Verdict,
    Warned,
    unreadable,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, as a title and a sentence."""

    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class IdVerdict:
    """What is to be said of a typed Key ID: icon, colour role, title, second line."""

    icon: str
    role: str
    title: str
    second: str


@dataclass(frozen=True, slots=True)
class Compared:
    """How a block stands to that of the other copy: icon, colour role, words."""

    icon: str
    role: str
    words: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What two copies say together: icon, colour role, title, sentence."""

    icon: str
    role: str
    title: str
    sentence: str


def verdict_word(verdict: Verdict, length: int = 0, smudged: int = 0) -> str:
    """Return the words under a block of `length` characters, `smudged` of them "?"."""
    match verdict:
        case Verdict.EMPTY:
            return _("six digits")
        case Verdict.SHORT:
            return _("{length} of {count}").format(length=length, count=BLOCK_DIGITS)
        case Verdict.LONG:
            return _("Too long")
        case Verdict.NOT_DIGIT:
            if smudged:
                return ngettext(
                    "{count} digit unreadable", "{count} digits unreadable", smudged
                ).format(count=smudged)
            return _("Not only digits")
        case Verdict.TOO_LARGE | Verdict.NOT_RULE_11:
            return _("Cannot be right")
        case Verdict.FINE:
            return _("No slip found")
        case _:
            assert_never(verdict)


def verdict_sentence(number: int, verdict: Verdict) -> str:
    """Return the verdict on a block as a screen reader speaks it."""
    match verdict:
        case Verdict.EMPTY:
            return _("Block {number} is empty.").format(number=number)
        case Verdict.SHORT:
            return _("Block {number} is not complete.").format(number=number)
        case Verdict.LONG:
            return _("Block {number} has too many digits.").format(number=number)
        case Verdict.NOT_DIGIT:
            return _("Block {number} holds a character that is no digit.").format(number=number)
        case Verdict.TOO_LARGE:
            return _("Block {number} cannot be right: the number is too large.").format(
                number=number
            )
        case Verdict.NOT_RULE_11:
            return _("Block {number} cannot be right.").format(number=number)
        case Verdict.FINE:
            return _("Block {number}: no slip found.").format(number=number)
        case _:
            assert_never(verdict)


def block_finding(number: int, text: str, verdict: Verdict, suggestions: int) -> Finding:
    """Return what is wrong with a block and what to do; `suggestions` is how many there are."""
    return Finding(
        _finding_title(number, text, verdict), _finding_sentence(text, verdict, suggestions)
    )


def _finding_title(number: int, text: str, verdict: Verdict) -> str:
    match verdict:
        case Verdict.EMPTY:
            return _("Block {number} is empty").format(number=number)
        case Verdict.SHORT | Verdict.LONG:
            return ngettext(
                "Block {number} has {count} digit", "Block {number} has {count} digits", len(text)
            ).format(number=number, count=len(text))
        case Verdict.NOT_DIGIT:
            if unreadable(text):
                return _("Block {number} has an unreadable digit").format(number=number)
            return _("Block {number} holds more than digits").format(number=number)
        case Verdict.TOO_LARGE | Verdict.NOT_RULE_11:
            return _("Block {number} cannot be right").format(number=number)
        case Verdict.FINE:
            return _("Block {number}: no slip found").format(number=number)
        case _:
            assert_never(verdict)


def _finding_sentence(text: str, verdict: Verdict, suggestions: int) -> str:
    compare = _("Compare it with your source first.")
    match verdict:
        case Verdict.EMPTY:
            what = _("Six digits belong here.")
        case Verdict.SHORT:
            what = _("A block has six. A digit is missing.")
        case Verdict.LONG:
            what = _("A block has six. There is a digit too many, or two blocks ran together.")
        case Verdict.NOT_DIGIT:
            if unreadable(text) == 1 and suggestions == 1:
                return _("The rest of the block leaves exactly one digit that fits here.")
            if unreadable(text):
                what = _("These readings fit the rest of the block.")
            else:
                what = _("A letter may stand for a digit that looks like it.")
        case Verdict.TOO_LARGE:
            what = _(
                "No block goes above 720885. Most likely one digit is wrong, or two are swapped."
            )
        case Verdict.NOT_RULE_11:
            what = _("Most likely one digit is wrong, or two neighbours are swapped.")
        case Verdict.FINE:
            return does_not_prove()
        case _:
            assert_never(verdict)
    if suggestions == 0:
        compare = _("Read the block from your source again and type it anew.")
    return f"{what} {compare}"


def suggestion_reason(suggestion: Suggestion) -> str:
    """Return what would have had to happen for a suggestion to be the truth."""
    what = _what_happened(suggestion)
    if suggestion.likeness is None or suggestion.slip is Slip.LETTER:
        return what
    return f"{what}. {likeness_sentence(suggestion.likeness)}"


def likeness_sentence(likeness: Likeness) -> str:
    """Return what makes one thing pass for another."""
    match likeness:
        case Likeness.PRINT | Likeness.LETTER:
            return _("They look alike.")
        case Likeness.HANDWRITING:
            return _("They look alike in handwriting.")
        case Likeness.EAR:
            return _("They sound alike.")
        case Likeness.KEYS:
            return _("Their keys are next to each other.")
        case _:
            assert_never(likeness)


def _what_happened(suggestion: Suggestion) -> str:
    place = suggestion.position or 0
    several = len(suggestion.was) > 1
    match suggestion.slip:
        case Slip.WRONG_DIGIT | Slip.MISHEARD if several:
            return _("Digits {place} and {next}: {now} in place of {was}").format(
                place=place, next=place + 1, now=suggestion.now, was=suggestion.was
            )
        case Slip.WRONG_DIGIT | Slip.MISHEARD:
            return _("Digit {place}: {now} in place of {was}").format(
                place=place, now=suggestion.now, was=suggestion.was
            )
        case Slip.SWAPPED:
            return _("Digits {place} and {next} swapped").format(place=place, next=place + 1)
        case Slip.UNREADABLE:
            return _("Fits in place of the unreadable digit")
        case Slip.MISSING:
            return _("Digit {place} was missing: {now}").format(place=place, now=suggestion.now)
        case Slip.EXTRA:
            return _("Digit {place} is one too many").format(place=place)
        case Slip.LETTER:
            return _("A letter read as the digit it looks like")
        case _:
            assert_never(suggestion.slip)


def does_not_prove() -> str:
    """Return what a key without a slip does not prove."""
    return _(
        "No slip means typed consistently, not the right key. A matching Key ID makes it "
        "very likely. Only the locked drive proves it."
    )


def warning(warned: Warned) -> Finding:
    """Return a warning of what the arithmetic cannot see."""
    blocks = ", ".join(str(block) for block in warned.blocks)
    match warned.kind:
        case KeyWarning.REPEATED_BLOCK:
            return Finding(
                _("Blocks {blocks} are the same").format(blocks=blocks),
                _repeat_sentence(warned),
            )
        case KeyWarning.SAMPLE_KEY:
            return Finding(
                _("This is a sample key"),
                _("It is printed in documentation and opens no drive. Look for your own key."),
            )
        case KeyWarning.ALL_ZERO:
            return Finding(
                _("All digits are zero"),
                _("The rule allows it, but no real key looks like that. Look for your own key."),
            )
        case KeyWarning.SAME_AS_ANOTHER:
            return Finding(
                _("The same key again"),
                _("It stands elsewhere in what you brought. Trying it twice changes nothing."),
            )
        case KeyWarning.EQUAL_BLOCKS_OF_OTHER:
            return Finding(
                _("Blocks {blocks} stand in another key too").format(blocks=blocks),
                _("Two keys may have run together. Compare the blocks with your source."),
            )
        case KeyWarning.OTHER_ORDER:
            return Finding(
                _("Blocks {blocks} may have changed places").format(blocks=blocks),
                _order_sentence(warned),
            )
        case _:
            assert_never(warned.kind)


def _order_sentence(warned: Warned) -> str:
    second = _("What you brought has a second copy with these blocks in another order.")
    if warned.id_matches:
        hint = _("The Key ID asked for stands beside that one: its order is the one to try.")
    else:
        hint = _("The digits cannot say which order is right. Compare with your source.")
    return f"{second} {hint}"


def _repeat_sentence(warned: Warned) -> str:
    if warned.suspect is None:
        return _(
            "That hardly happens by chance. Most likely a block was copied twice: "
            "compare them with your source."
        )
    sentence = _(
        "What you brought has a second copy that reads block {number} differently. Most likely "
        "that one was copied twice."
    ).format(number=warned.suspect)
    if warned.id_matches:
        sentence += " " + _("The Key ID asked for stands beside the second copy.")
    return sentence


def compared_words(one: BlockCompared) -> Compared:
    """Return how a block of one copy stands to the same block of the other."""
    match one.agreement:
        case Agreement.SAME:
            return Compared("match", "ok", _("The same in both"))
        case Agreement.DIFFERS:
            return Compared("wrong", "bad", _differs(one))
        case Agreement.UNREADABLE_HERE:
            return Compared(
                "unreadable",
                "warn",
                ngettext(
                    "Digit {places} is unreadable here, and known in the second copy",
                    "Digits {places} are unreadable here, and known in the second copy",
                    len(one.digits),
                ).format(places=_places(one.digits)),
            )
        case Agreement.UNREADABLE_THERE:
            return Compared(
                "unreadable",
                "ink2",
                ngettext(
                    "Digit {places} is known here, and unreadable in the second copy",
                    "Digits {places} are known here, and unreadable in the second copy",
                    len(one.digits),
                ).format(places=_places(one.digits)),
            )
        case Agreement.UNREADABLE:
            return Compared(
                "unreadable",
                "warn",
                ngettext(
                    "Digit {places} is unreadable in both copies",
                    "Digits {places} are unreadable in one copy or both",
                    len(one.digits),
                ).format(places=_places(one.digits)),
            )
        case Agreement.MISSING_HERE:
            return Compared("warning", "warn", _("Missing here, and known in the second copy"))
        case Agreement.MISSING_THERE:
            return Compared("info", "ink2", _("Not in the second copy yet"))
        case Agreement.MISSING:
            return Compared("info", "ink2", _("Missing in both copies"))
        case Agreement.MOVED:
            words = (
                _("Swapped with block {number} in the second copy")
                if one.swapped
                else _("Stands as block {number} in the second copy")
            )
            return Compared("swap", "warn", words.format(number=one.other))
        case _:
            assert_never(one.agreement)


def _differs(one: BlockCompared) -> str:
    if not one.digits:
        return _("The copies differ in length")
    said = ngettext(
        "Differs at digit {places}", "Differs at digits {places}", len(one.digits)
    ).format(places=_places(one.digits))
    if one.likeness is not None:
        said = f"{said}. {likeness_sentence(one.likeness)}"
    if one.fine_there and not one.fine_here:
        said = f"{said.rstrip('.')}. {_('Only the second copy shows no slip there.')}"
    elif one.fine_here and not one.fine_there:
        said = f"{said.rstrip('.')}. {_('The second copy has a slip there.')}"
    return said


def _places(digits: Sequence[int]) -> str:
    return ", ".join(map(str, digits))


def comparison_summary(comparison: Comparison) -> Summary:
    """Return what two copies say together, and what to do next."""
    agreements = [one.agreement for one in comparison.blocks]
    unlike = agreements.count(Agreement.DIFFERS)
    if comparison.two_keys:
        return Summary(
            "wrong",
            "bad",
            _("These look like two different keys"),
            _("Too many blocks differ for slips. Compare the Key IDs that stand beside them."),
        )
    if Agreement.MOVED in agreements:
        return Summary(
            "swap",
            "warn",
            _("The blocks stand in another order"),
            _("The digits cannot say which order is right. Look at what both were copied from."),
        )
    if comparison.merged is not None:
        return Summary(
            "no-slip",
            "accent_ink",
            _("Together the copies give a whole key"),
            _("The second copy fills what is missing or wrong here. No slip is left then."),
        )
    if unlike:
        return Summary(
            "wrong",
            "bad",
            ngettext(
                "The copies differ in {count} block", "The copies differ in {count} blocks", unlike
            ).format(count=unlike),
            _("Look at these digits again in what both were copied from."),
        )
    if comparison.same:
        return Summary(
            "match",
            "ok",
            _("Both copies say the same"),
            _("No digit differs. A slip that is in both would not show."),
        )
    return Summary(
        "info",
        "ink2",
        _("No difference so far"),
        _("What stands in both copies agrees. Some digits stand in one of them only, or in none."),
    )


def key_id_verdict(reading: KeyIdReading) -> IdVerdict:
    """Return what is to be said of a Key ID as it is typed."""
    for problem in (
        IdProblem.IS_RECOVERY_KEY,
        IdProblem.IS_PRODUCT_KEY,
        IdProblem.IS_PHONE_NUMBER,
        IdProblem.LOOKALIKE,
        IdProblem.NOT_HEX,
        IdProblem.TOO_LONG,
        IdProblem.EMPTY,
        IdProblem.TOO_SHORT,
    ):
        if problem in reading.problems:
            return id_problem(problem, reading.length)
    count = ngettext("{count} character", "{count} characters", reading.length).format(
        count=reading.length
    )
    if IdProblem.ODD_LENGTH in reading.problems:
        return IdVerdict(
            "info",
            "ink2",
            count,
            _("Usual are 8, 16 or 32. What there is will be compared."),
        )
    return IdVerdict(
        "no-slip",
        "accent_ink",
        _("{characters}, complete").format(characters=count),
        _("No letter that cannot occur"),
    )


def id_problem(problem: IdProblem, length: int) -> IdVerdict:
    """Return one thing that is odd about a Key ID; `length` is how many characters count."""
    match problem:
        case IdProblem.EMPTY:
            return IdVerdict(
                "", "ink2", _("8, 16 or 32 characters"), _("Digits and the letters A to F")
            )
        case IdProblem.TOO_SHORT:
            return IdVerdict(
                "pen",
                "ink2",
                _("{length} of 8 characters").format(length=length),
                _("The first eight are enough"),
            )
        case IdProblem.ODD_LENGTH:
            return IdVerdict("info", "ink2", _("An unusual length"), _("Usual are 8, 16 or 32."))
        case IdProblem.TOO_LONG:
            return IdVerdict(
                "warning",
                "warn",
                _("More than 32 characters"),
                _("A Key ID has 32 at most. Look where it ends."),
            )
        case IdProblem.LOOKALIKE:
            return IdVerdict(
                "warning",
                "warn",
                _("A letter that cannot occur"),
                _("O, I, S and G are most likely 0, 1, 5 and 6. Look again."),
            )
        case IdProblem.NOT_HEX:
            return IdVerdict(
                "warning",
                "warn",
                _("A letter that cannot occur"),
                _("Only digits and A to F can. Check it again on the locked screen."),
            )
        case IdProblem.IS_RECOVERY_KEY:
            return IdVerdict(
                "warning",
                "warn",
                _("That looks like the recovery key"),
                _("The 48 digits belong to the next step. The Key ID is shorter."),
            )
        case IdProblem.IS_PRODUCT_KEY:
            return IdVerdict(
                "warning",
                "warn",
                _("That looks like a Windows product key"),
                _("It does not open BitLocker. The Key ID stands on the locked screen."),
            )
        case IdProblem.IS_PHONE_NUMBER:
            return IdVerdict(
                "warning",
                "warn",
                _("That looks like a phone number"),
                _("The Key ID stands near the words “Key ID” on the locked screen."),
            )
        case _:
            assert_never(problem)


def reason_sentence(reason: Reason, match_: IdMatch | None = None) -> str:
    """Return why a found key stands where it stands in the list."""
    match reason:
        case Reason.ID_MATCHES:
            if match_ is None:
                return _("Its Key ID matches.")
            return ngettext(
                "Its Key ID matches on {count} character.",
                "Its Key ID matches on {count} characters.",
                match_.matched,
            ).format(count=match_.matched)
        case Reason.ID_DIFFERS:
            return _("Its Key ID is another one.")
        case Reason.NO_ID:
            return _("No Key ID stands with it.")
        case Reason.WELL_FORMED:
            return _("No slip found in it.")
        case Reason.NEEDS_REPAIR:
            return _("At least one block cannot be right.")
        case Reason.NEWEST:
            return _("It has the newest date.")
        case _:
            assert_never(reason)


def read_problem(problem: ReadProblem) -> Finding:
    """Return why nothing came out of a text or file, and what to do next."""
    found = _read_problem(problem)
    kept = _("Nothing you typed was changed.")
    return Finding(found.title, f"{found.sentence} {kept}".lstrip())


def _read_problem(problem: ReadProblem) -> Finding:
    match problem:
        case ReadProblem.EMPTY:
            return Finding(_("There is nothing in it"), _("Copy or open the text again."))
        case ReadProblem.NO_KEY:
            return Finding(
                _("No 48-digit key in that"),
                _("A key is eight groups of six digits. Copy the whole page, or type it."),
            )
        case ReadProblem.KEY_ID_ONLY:
            return Finding(
                _("That is a Key ID, not the key"),
                _("It names the key. The key itself is 48 digits and stands beside it."),
            )
        case ReadProblem.ONLY_IDS:
            return Finding(
                _("Only Key IDs, no key"),
                _("This text names keys without showing them. Use “Show recovery key” there."),
            )
        case ReadProblem.PRODUCT_KEY:
            return Finding(
                _("That is a Windows product key"),
                _("It does not open BitLocker. You need the 48-digit recovery key."),
            )
        case ReadProblem.PHONE_NUMBER:
            return Finding(
                _("That looks like a phone number"),
                _("The recovery key has 48 digits in eight groups."),
            )
        case ReadProblem.BEK_ONLY:
            return Finding(
                _("It names a USB key file only"),
                _("A .BEK file is plugged in, not typed. It has no 48 digits."),
            )
        case ReadProblem.BEK_FILE:
            return Finding(
                _("This is a USB key file (.BEK)"),
                _("Copy it to a USB stick, plug that into the locked PC and start it again."),
            )
        case ReadProblem.BINARY:
            return Finding(
                _("That is not text"),
                _("Open it in the program it belongs to and copy its text here."),
            )
        case ReadProblem.NOT_TEXT:
            return Finding(
                _("This kind of file cannot be read here"),
                _("Open it in its own program, copy the text and paste it here."),
            )
        case ReadProblem.ENCRYPTED:
            return Finding(
                _("This file has a passphrase of its own"),
                _("Open it in its own program, copy the text and paste it here."),
            )
        case ReadProblem.DAMAGED:
            return Finding(
                _("This file is damaged"),
                _("Open it in its own program, or look for another copy of it."),
            )
        case ReadProblem.TOO_LARGE:
            return Finding(
                _("That is too much to search"),
                _("A saved key is a short text. Choose another file, or copy only the key."),
            )
        case ReadProblem.FOLDER:
            return Finding(_("This is a folder"), _("Open it and choose a file in it."))
        case ReadProblem.DEVICE:
            return Finding(_("This is a device, not a file"), _("Choose a text file."))
        case ReadProblem.NO_RIGHTS:
            return Finding(
                _("You may not read this file"),
                _("Ask its owner, or copy it to a place of your own first."),
            )
        case ReadProblem.VANISHED:
            return Finding(
                _("The file is not there any more"),
                _("Was the stick pulled out? Plug it in and choose the file again."),
            )
        case ReadProblem.UNREADABLE:
            return Finding(
                _("This file could not be read"),
                _("The stick or disk may be damaged. Try it on another PC."),
            )
        case ReadProblem.CANCELLED:
            return Finding(_("Reading was stopped"), "")
        case _:
            assert_never(problem)
