# SPDX-License-Identifier: Apache-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.keys import MalformedKeyError, RecoveryKey, Verdict

# Printed in the documentation of the format, with the bytes it stands for.
PRINTED = "471207-278498-422125-177177-561902-537405-468006-693451"
PRINTED_BYTES = "55a7e662e795eb3e8ac7d7be32a641f6"
REDACTED = "RecoveryKey(<redacted>)"


def test_the_printed_vector_gives_its_bytes_and_comes_back() -> None:
    key = RecoveryKey.parse(PRINTED)
    assert key.to_bytes().hex() == PRINTED_BYTES
    assert RecoveryKey.from_bytes(bytes.fromhex(PRINTED_BYTES)) == key
    assert key.hyphenated() == PRINTED
    assert key.digits() == PRINTED.replace("-", "")


@given(st.binary(min_size=16, max_size=16))
def test_sixteen_bytes_go_to_digits_and_back(value: bytes) -> None:
    key = RecoveryKey.from_bytes(value)
    assert len(key.digits()) == 48
    assert key.to_bytes() == value
    assert RecoveryKey.parse(key.digits()) == key == RecoveryKey.from_blocks(key.blocks)
    assert hash(RecoveryKey.parse(key.hyphenated())) == hash(key)


def test_blocks_are_kept_as_plain_digits() -> None:
    assert RecoveryKey.from_blocks(["\uff10 00000"] * 8).blocks == ("000000",) * 8


@pytest.mark.parametrize(
    ("text", "block", "verdict"),
    [
        ("", 1, Verdict.EMPTY),
        ("000000", 2, Verdict.EMPTY),
        ("000000" * 7 + "00000", 8, Verdict.SHORT),
        ("000000" * 8 + "0", 8, Verdict.LONG),
        ("000000" * 2 + "00000O" + "000000" * 5, 3, Verdict.NOT_DIGIT),
        ("000000" * 4 + "720896" + "000000" * 3, 5, Verdict.TOO_LARGE),
        ("000000" * 6 + "000012" + "000000", 7, Verdict.NOT_RULE_11),
    ],
)
def test_a_malformed_key_names_its_block_and_verdict(
    text: str, block: int, verdict: Verdict
) -> None:
    with pytest.raises(MalformedKeyError) as caught:
        RecoveryKey.parse(text)
    assert (caught.value.block, caught.value.verdict) == (block, verdict)
    assert str(caught.value) == f"block {block} is {verdict}"


@pytest.mark.parametrize(("count", "verdict"), [(7, Verdict.EMPTY), (9, Verdict.LONG)])
def test_a_key_has_eight_blocks(count: int, verdict: Verdict) -> None:
    with pytest.raises(MalformedKeyError) as caught:
        RecoveryKey.from_blocks(["000000"] * count)
    assert (caught.value.block, caught.value.verdict) == (min(count + 1, 9), verdict)


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_key_has_sixteen_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        RecoveryKey.from_bytes(bytes(length))


def test_no_way_of_printing_a_key_shows_a_digit() -> None:
    key = RecoveryKey.parse(PRINTED)
    shown = (repr(key), str(key), f"{key}", f"{key:>80}", f"{key!r}", f"{[key]}")
    assert set(shown) == {REDACTED, f"[{REDACTED}]"}


@given(st.text())
def test_reading_anything_raises_nothing_but_malformed_and_says_no_digit(text: str) -> None:
    try:
        RecoveryKey.parse(text)
    except MalformedKeyError as error:
        caught = error
    else:
        return
    assert str(caught) == f"block {caught.block} is {caught.verdict}"
