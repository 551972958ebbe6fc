# SPDX-License-Identifier: Apache-2.0
"""What stands on the printed sheet of one key: the copy that needs no program and no passphrase.

Nothing of where the PC or the other copies are gets onto it: notes and origins stay in the file.
The digits stay in the buffer of the opened file until they are drawn.
"""

from dataclasses import dataclass, field
from datetime import date

from recovery_assistant.i18n import _, isolated, pgettext
from recovery_assistant.keys import KeyId
from recovery_assistant.keys.block import BLOCK_DIGITS, BLOCKS
from recovery_assistant.keys.key_id import SHORTEST_ID
from recovery_assistant.vault.contents import Entry
from recovery_assistant.vault.held import HeldKeys


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below it, a paragraph each."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page. Its words are those of the language spoken when they are asked for."""

    device: str
    key_id: KeyId | None
    drive: str
    added: date
    replaced_on: date | None
    printed: date
    digits: memoryview = field(repr=False, compare=False)

    def block(self, n: int) -> str:
        """The six digits of block n, 1 to 8."""
        at = (n - 1) * BLOCK_DIGITS
        return bytes(self.digits[at : at + BLOCK_DIGITS]).decode("ascii")

    def spoken(self, n: int) -> str:
        """The digits of block n in words, in the present language: what a blot cannot change."""
        words = _digit_words()
        return " ".join(words[int(digit)] for digit in self.block(n))

    @property
    def key_id_parts(self) -> tuple[str, str]:
        """The characters that a locked PC shows first, and the rest with its hyphens."""
        whole = "" if self.key_id is None else self.key_id.grouped()
        return whole[:SHORTEST_ID], whole[SHORTEST_ID:]

    def code_text(self) -> str:
        """What the QR code says. Its signs are those that a code packs best.

        The same in every language, so that a pasted scan is found again as a pair.
        """
        key = "-".join(map(self.block, range(1, BLOCKS + 1)))
        key_id = "" if self.key_id is None else f" KEY ID: {self.key_id.grouped()}"
        return f"BITLOCKER RECOVERY KEY: {key}{key_id}"

    def code(self) -> tuple[tuple[bool, ...], ...]:
        """The modules of the QR code, row by row, True for dark, without their quiet zone."""
        # Slow to import and seldom needed.
        import segno

        made = segno.make(self.code_text(), error="q", micro=False)
        return tuple(tuple(map(bool, row)) for row in made.matrix)

    def facts(self) -> tuple[tuple[str, str], ...]:
        """What is known of the key besides: a label and a value each."""
        replaced = "" if self.replaced_on is None else self.replaced_on.isoformat()
        known = (
            (_("Drive"), " ".join(self.drive.split())),
            (_("Kept since"), self.added.isoformat()),
            (_("Replaced on"), replaced),
            (_("Printed on"), self.printed.isoformat()),
        )
        return tuple((label, value) for label, value in known if value)

    def use(self) -> Part:
        """How the key is used, in three steps."""
        first, _rest = self.key_id_parts
        if first:
            compare = _(
                "The locked PC asks for a recovery key and shows a Key ID. "
                "It must begin with {key_id}."
            ).format(key_id=isolated(first))
        else:
            compare = _(
                "The locked PC asks for a recovery key and shows a Key ID. None was noted for "
                "this key, so it may be that of another drive."
            )
        return Part(
            _("When the PC asks for it"),
            (
                compare,
                _("Type the 48 digits, block after block. You should not need the hyphens."),
                _(
                    "If it is refused, compare each block with its words, "
                    "and then the Key ID once more."
                ),
            ),
        )


def sheet_of(entry: Entry, held: HeldKeys, today: date) -> Sheet:
    """Return the sheet of an entry; `held` is what its file holds."""
    return Sheet(
        device=" ".join(entry.device.split()),
        key_id=entry.key_id,
        drive=entry.drive,
        added=entry.added,
        replaced_on=entry.replaced_on,
        printed=today,
        digits=held.digits(entry.slot),
    )


def title() -> str:
    """What the sheet is."""
    return _("BitLocker recovery key")


def key_id_label() -> str:
    """What stands above the Key ID."""
    return _("Key ID")


def no_key_id() -> str:
    """What stands in the place of a Key ID that was not noted."""
    return _("not noted")


def key_id_hint() -> str:
    """What the emphasised characters are."""
    return _("The locked PC shows at least the part in bold.")


def scan_warning() -> str:
    """What scanning the code does."""
    return _(
        "The code holds the same key, unencrypted. Scanning it puts the key into that phone's "
        "history: delete it there afterwards."
    )


def keep() -> Part:
    """How to keep the sheet."""
    return Part(
        _("Keep this sheet like a passport"),
        (
            _(
                "Whoever has it and the PC can unlock the drive. Keep it away from the PC, and do "
                "not write on it where the PC is. Nobody who calls you needs it."
            ),
        ),
    )


def without_this_program() -> Part:
    """How the encrypted copies open without us; their passphrase is not on the sheet."""
    return Part(
        _("Opening an encrypted copy without this program"),
        (
            _("File (.age): with the free program age. Type: {command}").format(
                command=isolated("age -d FILE")
            ),
            _("Web page (.html): in a browser on a computer; no internet is needed"),
            _("KeePass database (.kdbx): in KeePassXC, or in a KeePass app on a phone"),
            _(
                "Each asks for the passphrase, which is not on this sheet. Words that the program "
                "chose are typed in small letters with a hyphen between them."
            ),
        ),
    )


def _digit_words() -> tuple[str, ...]:
    return (
        pgettext("a digit", "zero"),
        pgettext("a digit", "one"),
        pgettext("a digit", "two"),
        pgettext("a digit", "three"),
        pgettext("a digit", "four"),
        pgettext("a digit", "five"),
        pgettext("a digit", "six"),
        pgettext("a digit", "seven"),
        pgettext("a digit", "eight"),
        pgettext("a digit", "nine"),
    )
