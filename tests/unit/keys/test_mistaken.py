# SPDX-License-Identifier: Apache-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.keys import Mistaken, mistaken_for
from recovery_assistant.keys.mistaken import looks_like_key


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("C0FFEE12-3456-4ABC-9DEF-0123456789AB", Mistaken.KEY_ID),
        ("{c0ffee12-3456-4abc-9def-0123456789ab}", Mistaken.KEY_ID),
        ("Key ID: C0FFEE12-3456-4ABC-9DEF-0123456789AB", Mistaken.KEY_ID),
        ("12345678-1234-1234-1234-123456789012", Mistaken.KEY_ID),
        ("C0FFEE12", Mistaken.KEY_ID),
        ("C0FFEE12-3456-4A", Mistaken.KEY_ID),
        ("VK7JG-NPHTM-C97JM-9MPGT-3V66T", Mistaken.PRODUCT_KEY),
        ("vk7jg nphtm c97jm 9mpgt 3v66t", Mistaken.PRODUCT_KEY),
        ("VK7JGNPHTMC97JM9MPGT3V66T", Mistaken.PRODUCT_KEY),
        ("+49 30 1234567", Mistaken.PHONE_NUMBER),
        ("00 49 30 1234567", Mistaken.PHONE_NUMBER),
        ("(030) 123-4567", Mistaken.PHONE_NUMBER),
        ("0171 123 45 67", Mistaken.PHONE_NUMBER),
        ("0171 1234567", Mistaken.PHONE_NUMBER),
        ("+49301234567", Mistaken.PHONE_NUMBER),
        ("0049301234567", Mistaken.PHONE_NUMBER),
        ("(030)1234", Mistaken.PHONE_NUMBER),
        ("C0FFEE12-34\u200b56-4ABC-9DEF-0123456789AB", Mistaken.KEY_ID),
        ("\uff0b49 30 1234567", None),
        ("", None),
        ("hello", None),
        ("496298", None),
        ("496298-461032", None),
        ("496298 461032 321464", None),
        ("496298-461032-321464-595518-463221-173943-033616-139579", None),
        ("4962984610323214645955184632211739430336161395", None),
        ("12345-12345-12345-12345-12345", None),
        ("20260101", None),
        ("0123456789", None),
        ("+1", None),
        ("C0FFEE12-3456-4ABC-9DEF-0123456789AB" + " " * 400, None),
    ],
)
def test_other_things_typed_as_a_key_are_recognised(text: str, what: Mistaken | None) -> None:
    assert mistaken_for(text) is what


@given(st.text())
def test_any_text_is_looked_at_without_a_fault(text: str) -> None:
    assert mistaken_for(text) in {None, *Mistaken}


def test_a_field_is_read_up_to_400_characters() -> None:
    product = "VK7JG-NPHTM-C97JM-9MPGT-3V66T"
    assert mistaken_for(product.ljust(400)) is Mistaken.PRODUCT_KEY
    assert mistaken_for(product.ljust(401)) is None


def test_more_than_half_a_key_with_a_letter_in_ten_digits_at_most_looks_like_a_key() -> None:
    assert not looks_like_key("1" * 24)
    assert looks_like_key("1" * 25)
    assert looks_like_key("1" * 30 + "abc")
    assert not looks_like_key("1" * 30 + "abcd")
