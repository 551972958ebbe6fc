# SPDX-License-Identifier: Apache-2.0
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.keys import IdProblem, KeyId, match

WHOLE = "C0FFEE12-3456-4ABC-9DEF-0123456789AB"
HEX = WHOLE.replace("-", "")


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        WHOLE.lower(),
        HEX,
        "{" + WHOLE + "}",
        f"  {{{WHOLE}}}\n",
        "C0FF-EE123456-4A-BC9D-EF01-2345-6789AB",
        "C0FFEE12\u20133456\u20134ABC\u20139DEF\u20130123456789AB",
        "\u200e" + WHOLE + "\u202c",
        "\0".join(WHOLE),
        "Recovery key ID: " + WHOLE,
        "Recovery key ID (to identify your key): " + WHOLE,
        "Bezeichner: " + WHOLE,
        "key id " + WHOLE,
        "Key ID " + HEX,
        WHOLE.replace("-", "_"),
        "BitLocker Recovery Key " + WHOLE + ".TXT",
    ],
)
def test_a_whole_id_is_read_however_it_is_written(text: str) -> None:
    reading = KeyId.parse(text)
    assert reading.key_id == KeyId(HEX)
    assert reading.problems == ()
    assert (reading.length, reading.cleaned) == (32, HEX)
    assert reading.key_id.grouped() == WHOLE


@pytest.mark.parametrize(
    ("text", "hex_", "grouped"),
    [
        ("c0ffee12", "C0FFEE12", "C0FFEE12"),
        ("C0FF EE12", "C0FFEE12", "C0FFEE12"),
        ("12345678", "12345678", "12345678"),
        ("C0FFEE12-3456-4A", "C0FFEE1234564A", "C0FFEE12-3456-4A"),
        ("C0FFEE1234564ABC", "C0FFEE1234564ABC", "C0FFEE12-3456-4ABC"),
    ],
)
def test_the_beginning_of_an_id_is_an_id(text: str, hex_: str, grouped: str) -> None:
    reading = KeyId.parse(text)
    assert reading.problems == ()
    assert reading.key_id == KeyId(hex_)
    assert reading.key_id.grouped() == grouped


@pytest.mark.parametrize(
    ("text", "problems", "has_id"),
    [
        ("", (IdProblem.EMPTY,), False),
        (" {-} ", (IdProblem.EMPTY,), False),
        ("C0FFEE1", (IdProblem.TOO_SHORT,), False),
        ("C0FFEE123", (IdProblem.ODD_LENGTH,), True),
        ("C" * 31, (IdProblem.ODD_LENGTH,), True),
        ("C" * 33, (IdProblem.TOO_LONG,), False),
        ("XYZ-9876", (IdProblem.TOO_SHORT, IdProblem.NOT_HEX), False),
        ("C0FFEEXY", (IdProblem.NOT_HEX,), False),
        ("C0FFEEO", (IdProblem.TOO_SHORT, IdProblem.LOOKALIKE), False),
    ],
)
def test_each_problem_is_named(text: str, problems: tuple[IdProblem, ...], *, has_id: bool) -> None:
    reading = KeyId.parse(text)
    assert reading.problems == problems
    assert (reading.key_id is not None) is has_id
    assert reading.proposals == ()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("COFFEE12", "C0FFEE12"),
        ("C0FFEEI2", "C0FFEE12"),
        ("C0FFEEl2", "C0FFEE12"),
        ("C0FFEE1Z", "C0FFEE12"),
        ("S0FFEE12", "50FFEE12"),
        ("G0FFEE12", "60FFEE12"),
        ("T0FFEE1Q", "70FFEE10"),
        ("C0FFEE12-3456-4ABC-9DEF-O123456789AB", HEX),
    ],
)
def test_letters_that_cannot_occur_are_proposed_as_what_they_look_like(
    text: str, first: str
) -> None:
    reading = KeyId.parse(text)
    assert reading.key_id is None
    assert reading.problems == (IdProblem.LOOKALIKE,)
    assert reading.proposals[0] == KeyId(first)
    assert reading.cleaned != first


def test_proposals_are_bounded_and_differ() -> None:
    reading = KeyId.parse("OOOOGGGG")
    assert len(reading.proposals) == len(set(reading.proposals)) == 8
    assert reading.proposals[0] == KeyId("00006666")


def test_other_things_typed_as_an_id_are_recognised() -> None:
    key = "-".join(["000011"] * 8)
    for text, problem in (
        (key, IdProblem.IS_RECOVERY_KEY),
        (key.replace("-", ""), IdProblem.IS_RECOVERY_KEY),
        ("Recovery key: " + key, IdProblem.IS_RECOVERY_KEY),
        (key[:20], IdProblem.IS_RECOVERY_KEY),
        ("VK7JG-NPHTM-C97JM-9MPGT-3V66T", IdProblem.IS_PRODUCT_KEY),
        ("+49 30 1234567", IdProblem.IS_PHONE_NUMBER),
        ("(030) 123 4567", IdProblem.IS_PHONE_NUMBER),
        ("0800 123 4567", IdProblem.IS_PHONE_NUMBER),
    ):
        reading = KeyId.parse(text)
        assert reading.problems == (problem,), text
        assert reading.key_id is None


def test_a_recovery_key_typed_as_an_id_is_not_kept() -> None:
    reading = KeyId.parse("-".join(["000011"] * 8))
    assert reading.cleaned == ""
    assert "0011" not in repr(reading)


@pytest.mark.parametrize("text", ["12345678-1234-1234-1234-12345678901A", "1" * 31 + "A", "1" * 32])
def test_an_id_of_almost_only_digits_is_not_taken_for_a_key(text: str) -> None:
    assert KeyId.parse(text).problems == ()


def test_an_id_is_upper_case_hex_of_eight_to_32() -> None:
    for wrong in ("c0ffee12", "C0FFEE1", "C" * 33, "COFFEE12"):
        with pytest.raises(ValueError, match="8 to 32"):
            KeyId(wrong)


def test_ids_match_on_their_common_length() -> None:
    whole, short = KeyId(HEX), KeyId(HEX[:8])
    for asked, found in ((whole, short), (short, whole)):
        result = match(asked, found)
        assert (result.matched, result.compared) == (8, 8)
        assert result.agrees
        assert result.first_difference is None
        assert not result.swapped_byte_order


def test_the_first_difference_is_counted_from_one() -> None:
    result = match(KeyId(HEX), KeyId(HEX[:10] + "F" + HEX[11:]))
    assert (result.matched, result.compared, result.first_difference) == (10, 32, 11)
    assert not result.agrees
    assert not result.swapped_byte_order
    assert match(KeyId("10FFEE12"), KeyId("C0FFEE12")).first_difference == 1


def test_the_byte_order_of_directories_is_recognised_from_either_side() -> None:
    guid = uuid.UUID(WHOLE)
    stored = KeyId(guid.bytes_le.hex().upper())
    assert KeyId(HEX).byte_swapped() == stored
    for asked, found in ((KeyId(HEX), stored), (stored, KeyId(HEX)), (KeyId(HEX[:8]), stored)):
        result = match(asked, found)
        assert result.agrees
        assert result.swapped_byte_order
        assert result.first_difference is None
    assert match(stored, KeyId(HEX[:14])).agrees


def test_an_incomplete_group_is_not_turned_round() -> None:
    assert KeyId("11223344556677").byte_swapped() == KeyId("44332211665577")


@given(st.uuids())
def test_turning_the_byte_order_agrees_with_the_standard_library(guid: uuid.UUID) -> None:
    key_id = KeyId(guid.hex.upper())
    assert key_id.byte_swapped().hex == guid.bytes_le.hex().upper()
    assert key_id.byte_swapped().byte_swapped() == key_id
    assert KeyId.parse(str(guid)).key_id == key_id


@given(st.text())
def test_any_text_is_read_without_a_fault(text: str) -> None:
    reading = KeyId.parse(text)
    assert reading.key_id is not None or reading.problems


@pytest.mark.parametrize(
    ("text", "hex_"),
    [
        ("Bezeichner: C0FFEE12", "C0FFEE12"),
        ("Recovery_Key_ID_C0FFEE12", "C0FFEE12"),
        (WHOLE.replace("-", "_") + ".TXT", HEX),
    ],
)
def test_what_stands_before_or_after_an_id_is_left_out(text: str, hex_: str) -> None:
    assert KeyId.parse(text).key_id == KeyId(hex_)


@pytest.mark.parametrize(
    ("text", "length", "cleaned"),
    [
        ("", 0, ""),
        ("471207-278498-422125-177177-561902-537405-468006-693451", 48, ""),
        ("vk7jg nphtm c97jm 9mpgt 3v66t", 25, "VK7JGNPHTMC97JM9MPGT3V66T"),
        ("+49 30 1234567", 11, "49301234567"),
        ("xyz w", 4, "XYZW"),
    ],
)
def test_a_text_that_is_no_id_is_counted_and_cleaned_too(
    text: str, length: int, cleaned: str
) -> None:
    reading = KeyId.parse(text)
    assert reading.key_id is None
    assert (reading.length, reading.cleaned) == (length, cleaned)


@pytest.mark.parametrize(
    ("hex_", "turned"),
    [
        ("C0FFEE12", "12EEFFC0"),
        ("C0FFEE123456", "12EEFFC05634"),
        ("C0FFEE1234564ABC", "12EEFFC05634BC4A"),
    ],
)
def test_a_group_that_is_just_complete_is_turned_round(hex_: str, turned: str) -> None:
    assert KeyId(hex_).byte_swapped() == KeyId(turned)


def test_a_longer_id_asked_for_is_the_one_that_is_turned_round() -> None:
    agreement = match(KeyId(HEX), KeyId("12EEFFC05634"))
    assert agreement.agrees
    assert agreement.swapped_byte_order
