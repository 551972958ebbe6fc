# SPDX-License-Identifier: Apache-2.0
"""A passphrase on its way: bytes that can be wiped and never show themselves."""

from typing import Final

from typing_extensions import override

LONGEST_PASSPHRASE: Final = 1024
"""In bytes of UTF-8; what is longer was not meant as one."""


class PassphraseTooLongError(ValueError):
    """More than `LONGEST_PASSPHRASE` bytes."""


class Passphrase:
    """The bytes of a passphrase, exactly as typed; compared by identity, redacted everywhere."""

    __slots__ = ("_bytes",)

    def __init__(self, text: str) -> None:
        encoded = text.encode("utf-8", "surrogatepass")
        if len(encoded) > LONGEST_PASSPHRASE:
            raise PassphraseTooLongError
        self._bytes = bytearray(encoded)

    @property
    def encoded(self) -> bytearray:
        """The buffer itself: read it, do not keep it."""
        return self._bytes

    @property
    def text(self) -> str:
        """What was typed."""
        return self._bytes.decode("utf-8", "surrogatepass")

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed, or it was wiped."""
        return not self._bytes

    def copy(self) -> "Passphrase":
        """Another one with the same bytes, for a thread that outlives this one's wiping."""
        other = Passphrase("")
        other.encoded.extend(self._bytes)
        return other

    def same_as(self, other: "Passphrase") -> bool:
        """Whether both say the same."""
        return self._bytes == other.encoded

    def wipe(self) -> None:
        """Overwrite it and leave it empty."""
        self._bytes[:] = bytes(len(self._bytes))
        self._bytes.clear()

    @override
    def __repr__(self) -> str:
        return "Passphrase(<redacted>)"

    @override
    def __str__(self) -> str:
        return repr(self)

    @override
    def __format__(self, format_spec: str) -> str:
        return repr(self)
