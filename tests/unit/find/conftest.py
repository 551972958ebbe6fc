# SPDX-License-Identifier: Apache-2.0
"""Freshly made keys and IDs for the tests of this room, the same ones in each run."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import count

import pytest

from recovery_assistant.keys import KeyId, RecoveryKey


def _numbers() -> Iterator[bytes]:
    return (sha256(b"find%d" % number).digest() for number in count())


@pytest.fixture
def new_key() -> Callable[[], RecoveryKey]:
    numbers = _numbers()
    return lambda: RecoveryKey.from_bytes(next(numbers)[:16])


@pytest.fixture
def new_id() -> Callable[[], KeyId]:
    numbers = _numbers()
    # A letter in the first eight: digits alone may be a date.
    return lambda: KeyId("C" + next(numbers)[16:].hex().upper()[1:])
