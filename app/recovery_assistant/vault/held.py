# SPDX-License-Identifier: Apache-2.0
"""The digits of every key of an opened file, in one buffer that is wiped when it is locked."""

from typing import Final

from typing_extensions import override

from recovery_assistant.keys import KeyDraft
from recovery_assistant.keys.block import BLOCK_DIGITS, BLOCKS, KEY_DIGITS

_FIRST_ROOM: Final = 64
_DIGITS: Final = b"0123456789"


class HeldKeys:
    """Keys by slot, 48 ASCII digits each; compared by identity, redacted everywhere.

    A slot is given out once and never used for another key: an entry that refers to one refers
    to the same digits as long as the file is open.
    """

    __slots__ = ("_buffer", "_count", "_wiped")

    def __init__(self) -> None:
        self._buffer = bytearray(_FIRST_ROOM * KEY_DIGITS)
        self._count = 0
        self._wiped = False

    def __len__(self) -> int:
        """Return how many keys are held."""
        return self._count

    @property
    def is_wiped(self) -> bool:
        """Whether the digits are gone."""
        return self._wiped

    def hold(self, digits: bytes | bytearray | memoryview) -> int:
        """Take in 48 ASCII digits; return their slot.

        Raises:
            ValueError: it is not 48 digits, or everything was wiped already.

        """
        fit = len(digits) == KEY_DIGITS and all(one in _DIGITS for one in digits)
        if self._wiped or not fit:
            raise ValueError("48 digits are held, and only while the file is open")
        at = self._count * KEY_DIGITS
        if at == len(self._buffer):
            self._grow()
        # From view to view: what a bytearray is given otherwise it copies first, and nobody wipes
        # that.
        memoryview(self._buffer)[at : at + KEY_DIGITS] = memoryview(digits)
        self._count += 1
        return self._count - 1

    def hold_draft(self, draft: KeyDraft) -> int:
        """Take in a complete draft; return its slot.

        Raises:
            ValueError: the draft is no complete key.

        """
        key = draft.key()
        if key is None:
            raise ValueError("only a key without a slip is held")
        return self.hold(key.digits().encode("ascii"))

    def digits(self, slot: int) -> memoryview:
        """The 48 ASCII digits of a slot, as a view: zeros once it is wiped."""
        if not 0 <= slot < self._count:
            raise IndexError(f"nothing is held in slot {slot}")
        at = slot * KEY_DIGITS
        return memoryview(self._buffer)[at : at + KEY_DIGITS]

    def draft(self, slot: int) -> KeyDraft:
        """A draft of its own with these digits; whoever asks for it wipes it."""
        view = self.digits(slot)
        return KeyDraft(
            [
                bytes(view[at * BLOCK_DIGITS : (at + 1) * BLOCK_DIGITS]).decode("ascii")
                for at in range(BLOCKS)
            ]
        )

    def wipe(self) -> None:
        """Overwrite every digit; the views that are out there show zeros from now on."""
        # In place: a bytearray that is looked at cannot change its size.
        self._buffer[:] = bytes(len(self._buffer))
        self._wiped = True

    def _grow(self) -> None:
        old, self._buffer = self._buffer, bytearray(2 * len(self._buffer))
        self._buffer[: len(old)] = old
        old[:] = bytes(len(old))

    @override
    def __repr__(self) -> str:
        return f"HeldKeys({self._count} redacted)"
