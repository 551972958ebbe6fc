# SPDX-License-Identifier: Apache-2.0
"""The version in the first line of an age file, whatever number stands there."""

import pytest

from recovery_assistant.vault.age import AgeError, AgeFault, decrypt
from recovery_assistant.vault.passphrase import Passphrase


# Python's own `int` refuses a text of more than 4,300 digits.
@pytest.mark.parametrize("number", ["2", "10", "11", "1" * 4_300, "1" * 4_301, "9" * 100_000])
def test_a_later_version_is_told_however_long_its_number_is(number: str) -> None:
    with pytest.raises(AgeError) as told:
        decrypt(f"age-encryption.org/v{number}\n".encode("ascii"), Passphrase("any"))
    assert told.value.fault is AgeFault.NEWER
