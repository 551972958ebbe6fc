# SPDX-License-Identifier: Apache-2.0
"""The text inside the encrypted file: JSON that a person can read, version 1.

Whoever opens the file without this program (`age -d FILE`) sees this text: UTF-8, indented by
two, with spaces at the end up to a multiple of 4 KiB, which hide how many keys there are. Every
field below is always there, but for ``entry`` of a copy; a field that is not named here makes the
text a damaged one.

====================  ==========================================================================
``format``            always ``recovery-assistant-vault``
``version``           1; a greater number comes from a later program, which alone may read it
``identifier``        32 hex characters that name this file in all its copies
``revision``          how many times it was saved
``keys_revision``     how many of these times changed an entry
``saved``             when, in UTC: ``2026-11-22T21:04:05Z``
``drilled``           the day on which a copy was last opened as a rehearsal, or null
``entries``           the recovery keys, below
``copies``            the copies made, below
====================  ==========================================================================

One of ``entries``, at most 10,000:

====================  ==========================================================================
``identifier``        32 hex characters, no two alike
``device``            what the person calls the PC
``key_id``            the Key ID, 8 to 32 hex digits with the hyphens of a GUID, or null
``recovery_key``      what the locked PC asks for: eight blocks of six digits with hyphens, each
                      block a multiple of 11 and at most 720885
``drive`` ``origin``  which drive, and where the key was found
``copies``            where else the key lies, in the person's words
``note``              anything else
``added``             the day: ``2026-11-22``
``replaced_on``       the day on which another key took its place, or null
``successor``         the ``identifier`` of that key's entry, or nothing
====================  ==========================================================================

One of ``copies``, at most 1,000: ``kind`` (``file``, ``page``, ``keepass``, ``sheet``), ``place``,
``verified`` (the day), ``keys_revision`` (of the file when it was made), ``off_this_pc`` (true or
false) and, of a printed sheet alone, ``entry`` (the ``identifier`` of the one that stands on it).
No text is longer than 2,000 characters.

The digits of a key go from the decrypted buffer straight into `HeldKeys` and back. Nothing that
cannot be wiped (`str`, `bytes`, what `json` makes) ever has them.
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

from recovery_assistant.keys import KeyId
from recovery_assistant.keys.block import BLOCK_DIGITS, BLOCKS, DIVISOR, KEY_DIGITS, LARGEST_BLOCK
from recovery_assistant.vault.contents import Copy, CopyKind, Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem

FORMAT: Final = "recovery-assistant-vault"
VERSION: Final = 1
"""Any change of the fields is another version."""
PADDED_TO: Final = 4096
MOST_ENTRIES: Final = 10_000
MOST_COPIES: Final = 1_000
LONGEST_TEXT: Final = 2_000
"""In characters, for each text of an entry or a copy."""

_KEY_TEXT: Final = KEY_DIGITS + BLOCKS - 1
# In JSON a quotation mark within a text has a backslash before it, so this is never part of one:
# the quotation mark before the colon ends a name.
_KEY_FIELD: Final = re.compile(rb'"recovery_key"[ \t\r\n]*:[ \t\r\n]*"')
_IDENTIFIER: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_HYPHEN: Final = ord("-")
_QUOTE: Final = ord('"')
_ZERO: Final = ord("0")
_NINE: Final = ord("9")
_TENS: Final = 10


class _DamagedError(Exception):
    """The text is not what `write_document` writes."""


def write_document(vault: Vault) -> bytearray | SaveProblem:
    """Return the text of a file, with the digits in it: whoever asks for it wipes it.

    TOO_LARGE says that there are more entries, or longer texts, than one file takes; NOT_WRITTEN
    that the keys were wiped meanwhile, or never were keys.
    """
    if not _fits(vault):
        return SaveProblem.TOO_LARGE
    # Half of a character outside the BMP can be pasted; it is none, and UTF-8 has no way for it.
    plain = json.dumps(_values(vault), ensure_ascii=False, indent=2).encode("utf-8", "replace")
    text = bytearray(plain.ljust(-(-(len(plain) + 1) // PADDED_TO) * PADDED_TO - 1) + b"\n")
    ends = [found.end() for found in _KEY_FIELD.finditer(text)]
    for at, entry in zip(ends, vault.entries, strict=True):
        if not _put_key(text, at, vault.held.digits(entry.slot)):
            wipe(text)
            return SaveProblem.NOT_WRITTEN
    return text


def read_document(text: bytearray) -> Vault | OpenProblem:
    """Return what a decrypted text holds, or why it is none; nothing makes this raise.

    The digits are overwritten in `text` on the way.
    """
    held = HeldKeys()
    try:
        read = _read(text, held)
    except _DamagedError:
        read = OpenProblem.DAMAGED
    if isinstance(read, OpenProblem):
        held.wipe()
    return read


def wipe(text: bytearray) -> None:
    """Overwrite a text that had digits in it."""
    text[:] = bytes(len(text))


def _read(text: bytearray, held: HeldKeys) -> Vault | OpenProblem:
    _take_keys(text, held)
    try:
        values: object = json.loads(text.decode("utf-8"), object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        # ValueError: not UTF-8, or not JSON.
        return OpenProblem.NOT_OURS
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        return OpenProblem.NOT_OURS
    if _number(values.get("version")) > VERSION:
        return OpenProblem.NEWER
    try:
        vault = _vault(values, held)
        # Whatever is there beside the fields, or written in another way, is not ours either.
        same = _values(vault) == values and _fits(vault)
    except (KeyError, ValueError, OverflowError):
        return OpenProblem.DAMAGED
    return vault if same else OpenProblem.DAMAGED


def _values(vault: Vault) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "identifier": vault.identifier,
        "revision": vault.revision,
        "keys_revision": vault.keys_revision,
        "saved": vault.saved.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "drilled": _day_text(vault.drilled),
        "entries": [
            {
                "identifier": entry.identifier,
                "device": entry.device,
                "key_id": None if entry.key_id is None else entry.key_id.grouped(),
                "recovery_key": _place_holder(position),
                "drive": entry.drive,
                "origin": entry.origin,
                "copies": entry.copies,
                "note": entry.note,
                "added": entry.added.isoformat(),
                "replaced_on": _day_text(entry.replaced_on),
                "successor": entry.successor,
            }
            for position, entry in enumerate(vault.entries)
        ],
        "copies": [
            {
                "kind": copy.kind.value,
                "place": copy.place,
                "verified": copy.verified.isoformat(),
                "keys_revision": copy.keys_revision,
                "off_this_pc": copy.off_this_pc,
                **({"entry": copy.entry} if copy.entry else {}),
            }
            for copy in vault.copies
        ],
    }


def _vault(values: dict[str, object], held: HeldKeys) -> Vault:
    entries = _many(values["entries"])
    # As many keys as entries: a place holder that somebody wrote into the file is none.
    if len(entries) != len(held):
        raise _DamagedError
    return Vault(
        identifier=_identifier(values["identifier"]),
        revision=_number(values["revision"]),
        keys_revision=_number(values["keys_revision"]),
        saved=datetime.fromisoformat(_text(values["saved"])),
        drilled=_day(values["drilled"]),
        entries=tuple(_entry(one, position) for position, one in enumerate(entries)),
        copies=tuple(map(_copy, _many(values["copies"]))),
        held=held,
    )


def _entry(value: object, position: int) -> Entry:
    fields = _fields(value)
    key_id = fields["key_id"]
    successor = _text(fields["successor"])
    return Entry(
        identifier=_identifier(fields["identifier"]),
        device=_text(fields["device"]),
        key_id=None if key_id is None else KeyId(_text(key_id).replace("-", "")),
        slot=position,
        drive=_text(fields["drive"]),
        origin=_text(fields["origin"]),
        copies=_text(fields["copies"]),
        note=_text(fields["note"]),
        added=date.fromisoformat(_text(fields["added"])),
        replaced_on=_day(fields["replaced_on"]),
        successor=_identifier(successor) if successor else "",
    )


def _copy(value: object) -> Copy:
    fields = _fields(value)
    off_this_pc = fields["off_this_pc"]
    if not isinstance(off_this_pc, bool):
        raise _DamagedError
    return Copy(
        kind=CopyKind(_text(fields["kind"])),
        place=_text(fields["place"]),
        verified=date.fromisoformat(_text(fields["verified"])),
        keys_revision=_number(fields["keys_revision"]),
        off_this_pc=off_this_pc,
        entry=_identifier(fields["entry"]) if "entry" in fields else "",
    )


def _fits(vault: Vault) -> bool:
    """Whether all of it keeps within what one file takes, and no two entries have one name."""
    texts = (
        text
        for one in vault.entries
        for text in (one.device, one.drive, one.origin, one.copies, one.note)
    )
    return (
        len(vault.entries) <= MOST_ENTRIES
        and len(vault.copies) <= MOST_COPIES
        and len({one.identifier for one in vault.entries}) == len(vault.entries)
        and all(len(text) <= LONGEST_TEXT for text in texts)
        and all(len(copy.place) <= LONGEST_TEXT for copy in vault.copies)
    )


def _once_each(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    listed = list(pairs)
    fields = dict(listed)
    if len(fields) != len(listed):
        raise _DamagedError
    return fields


def _fields(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _DamagedError
    return value


def _many(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _DamagedError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _DamagedError
    return value


def _number(value: object) -> int:
    # bool is a kind of int.
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _DamagedError
    return value


def _identifier(value: object) -> str:
    text = _text(value)
    if not _IDENTIFIER.fullmatch(text):
        raise _DamagedError
    return text


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_text(value))


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _place_holder(position: int) -> str:
    """What stands in place of a key wherever it is no bytearray: as long, and no key."""
    return f"{'key ' + str(position):.<{_KEY_TEXT}}"


def _put_key(text: bytearray, at: int, digits: memoryview) -> bool:
    """Write a key over its place holder; False where the digits are none."""
    room = memoryview(text)
    for block in range(BLOCKS):
        start = at + block * (BLOCK_DIGITS + 1)
        # From view to view: a slice of a bytearray would be a copy that nobody wipes.
        room[start : start + BLOCK_DIGITS] = digits[block * BLOCK_DIGITS :][:BLOCK_DIGITS]
        if block:
            room[start - 1] = _HYPHEN
    return _is_key(room[at : at + _KEY_TEXT])


def _take_keys(text: bytearray, held: HeldKeys) -> None:
    """Move every key into `held`, a place holder in its stead.

    What stands there and is no key loses its digits; without a place holder it is refused later.
    """
    digits = bytearray(KEY_DIGITS)
    room, single = memoryview(text), memoryview(digits)
    for at in [found.end() for found in _KEY_FIELD.finditer(text)]:
        key = room[at : at + _KEY_TEXT]
        if at + _KEY_TEXT < len(text) and room[at + _KEY_TEXT] == _QUOTE and _is_key(key):
            for block in range(BLOCKS):
                part = key[block * (BLOCK_DIGITS + 1) :][:BLOCK_DIGITS]
                single[block * BLOCK_DIGITS :][:BLOCK_DIGITS] = part
            key[:] = _place_holder(held.hold(digits)).encode("ascii")
        else:
            _blank(room, at)
    wipe(digits)


def _blank(room: memoryview, at: int) -> None:
    while at < len(room) and room[at] != _QUOTE:
        if _ZERO <= room[at] <= _NINE:
            room[at] = _ZERO
        at += 1


def _is_key(key: memoryview) -> bool:
    """Whether it is eight blocks with hyphens that keep the rule of `keys.block.judge`."""
    for block in range(BLOCKS):
        value = 0
        start = block * (BLOCK_DIGITS + 1)
        if block and key[start - 1] != _HYPHEN:
            return False
        for digit in key[start : start + BLOCK_DIGITS]:
            if not _ZERO <= digit <= _NINE:
                return False
            value = value * _TENS + digit - _ZERO
        if value % DIVISOR or value > LARGEST_BLOCK:
            return False
    return True
