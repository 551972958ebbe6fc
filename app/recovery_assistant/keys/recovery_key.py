# SPDX-License-Identifier: Apache-2.0
"""A well-formed recovery key: eight blocks that each keep the rule of 11."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from typing_extensions import override

from recovery_assistant.keys.block import (
    BLOCK_DIGITS,
    BLOCKS,
    DIVISOR,
    KEY_DIGITS,
    Verdict,
    judge,
    plain_digits,
)

KEY_BYTES: Final = 16
_BYTES_A_BLOCK: Final = KEY_BYTES // BLOCKS


class MalformedKeyError(ValueError):
    """Something that is not a recovery key; names the block and its verdict, never a digit."""

    def __init__(self, block: int, verdict: Verdict) -> None:
        super().__init__(f"block {block} is {verdict.value}")
        self.block = block
        self.verdict = verdict


@dataclass(frozen=True, slots=True, repr=False)
class RecoveryKey:
    """Forty-eight digits without a slip. It never shows them unless asked by name."""

    blocks: tuple[str, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.blocks) < BLOCKS:
            raise MalformedKeyError(len(self.blocks) + 1, Verdict.EMPTY)
        if len(self.blocks) > BLOCKS:
            raise MalformedKeyError(BLOCKS + 1, Verdict.LONG)
        for number, block in enumerate(self.blocks, start=1):
            verdict = judge(block)
            if verdict is not Verdict.FINE:
                raise MalformedKeyError(number, verdict)
        object.__setattr__(self, "blocks", tuple(map(plain_digits, self.blocks)))

    @classmethod
    def from_blocks(cls, blocks: Sequence[str]) -> Self:
        """Make a key of eight block texts, or raise `MalformedKeyError`."""
        return cls(tuple(blocks))

    @classmethod
    def from_bytes(cls, value: bytes) -> Self:
        """Make a key of its 16 bytes (eight little-endian 16-bit numbers)."""
        if len(value) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(value)}")
        parts = (value[at : at + _BYTES_A_BLOCK] for at in range(0, KEY_BYTES, _BYTES_A_BLOCK))
        return cls(
            tuple(f"{int.from_bytes(part, 'little') * DIVISOR:0{BLOCK_DIGITS}}" for part in parts)
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read exactly 48 digits with any spaces and dashes, or raise `MalformedKeyError`."""
        digits = plain_digits(text)
        blocks = [digits[at : at + BLOCK_DIGITS] for at in range(0, KEY_DIGITS, BLOCK_DIGITS)]
        blocks[-1] += digits[KEY_DIGITS:]
        return cls(tuple(blocks))

    def digits(self) -> str:
        """The 48 digits without a separator."""
        return "".join(self.blocks)

    def hyphenated(self) -> str:
        """The eight blocks joined by hyphens, as Windows writes them."""
        return "-".join(self.blocks)

    def to_bytes(self) -> bytes:
        """The 16 bytes that the digits stand for."""
        return b"".join(
            (int(block) // DIVISOR).to_bytes(_BYTES_A_BLOCK, "little") for block in self.blocks
        )

    @override
    def __repr__(self) -> str:
        return "RecoveryKey(<redacted>)"

    @override
    def __str__(self) -> str:
        return repr(self)

    @override
    def __format__(self, format_spec: str) -> str:
        return repr(self)
