# SPDX-License-Identifier: Apache-2.0
"""A key on its way: eight block texts as typed, in buffers that can be wiped."""

from collections.abc import Sequence
from typing import Final

from typing_extensions import override

from recovery_assistant.keys.block import BLOCKS, Verdict, judge, plain_digits, unreadable
from recovery_assistant.keys.recovery_key import RecoveryKey

LONGEST_BLOCK_TEXT: Final = 64


class KeyDraft:
    """Eight blocks as typed, right or wrong; compared by identity, never shown by `repr`.

    A change makes a new draft: whoever drops the old one wipes it.
    """

    __slots__ = ("_buffers",)

    def __init__(self, blocks: Sequence[str] = ()) -> None:
        if len(blocks) > BLOCKS:
            raise ValueError(f"a draft has {BLOCKS} blocks, not {len(blocks)}")
        self._buffers = tuple(
            # Lone surrogates can be pasted; they must not stop anything.
            bytearray(text[:LONGEST_BLOCK_TEXT].encode("utf-8", "surrogatepass"))
            for text in [*blocks, *[""] * (BLOCKS - len(blocks))]
        )

    @property
    def blocks(self) -> tuple[str, ...]:
        """The eight texts as typed."""
        return tuple(buffer.decode("utf-8", "surrogatepass") for buffer in self._buffers)

    def block(self, n: int) -> str:
        """The text of block n, 1 to 8."""
        return self.blocks[_index(n)]

    def with_block(self, n: int, text: str) -> "KeyDraft":
        """A new draft in which block n (1 to 8) reads as given."""
        blocks = list(self.blocks)
        blocks[_index(n)] = text
        return KeyDraft(blocks)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict of each of the eight blocks."""
        return tuple(map(judge, self.blocks))

    def unreadable(self, n: int) -> int:
        """How many digits of block n (1 to 8) are marked "?"."""
        return unreadable(self.block(n))

    @property
    def is_empty(self) -> bool:
        """Whether nothing that counts was typed yet."""
        return all(verdict is Verdict.EMPTY for verdict in self.verdicts)

    @property
    def is_complete(self) -> bool:
        """Whether all eight blocks are fine."""
        return all(verdict is Verdict.FINE for verdict in self.verdicts)

    def key(self) -> RecoveryKey | None:
        """The key, once all eight blocks are fine."""
        return RecoveryKey.from_blocks(self.blocks) if self.is_complete else None

    def same_digits(self, other: "KeyDraft") -> bool:
        """Whether both read alike, separators and scripts aside."""
        return all(
            plain_digits(mine) == plain_digits(theirs)
            for mine, theirs in zip(self.blocks, other.blocks, strict=True)
        )

    def wipe(self) -> None:
        """Overwrite the buffers and leave eight empty blocks."""
        for buffer in self._buffers:
            buffer[:] = bytes(len(buffer))
            buffer.clear()

    @override
    def __repr__(self) -> str:
        return "KeyDraft(<redacted>)"


def _index(n: int) -> int:
    if not 1 <= n <= BLOCKS:
        raise IndexError(f"there is no block {n}")
    return n - 1
