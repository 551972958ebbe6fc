# SPDX-License-Identifier: Apache-2.0
"""Our own test vectors, one defect each: all are told rightly, and each part of the reader counts.

A part is taken out of the reader, and some vector has to notice: a vector that no longer guards
anything, or a check that is in vain, shows here.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Callable
from functools import partial
from hmac import compare_digest

import pytest

from recovery_assistant.vault import age, armour
from recovery_assistant.vault.age import AgeError, AgeFault
from recovery_assistant.vault.armour import END, unarmoured
from recovery_assistant.vault.passphrase import Passphrase
from unit.vault.vectors import OPENED, OTHER_CONTENT, Vector, read_vector
from vectors.make_age_vectors import FOLDER, WORDS, family, file_of

FAMILY = family()


def vector(name: str) -> Vector:
    return read_vector(file_of(name))


def told_otherwise() -> dict[str, str]:
    """Return what is made of each vector that is not told as its head has it."""
    found = {name: vector(name).outcome() for name in FAMILY.files}
    return {name: told for name, told in found.items() if told != FAMILY.classes[name]}


def test_the_files_are_what_the_generator_writes() -> None:
    assert {path.stem: path.read_bytes() for path in FOLDER.iterdir()} == FAMILY.files


@pytest.mark.parametrize("name", FAMILY.files)
def test_a_vector_is_told_rightly(name: str) -> None:
    one = vector(name)
    assert one.head["expect"] == FAMILY.classes[name]
    assert one.outcome() == FAMILY.classes[name]


def test_every_class_has_its_vectors() -> None:
    # Want of memory is no property of a file.
    told_by_files = {fault.value for fault in AgeFault} - {AgeFault.MEMORY.value}
    assert set(FAMILY.classes.values()) == told_by_files | {OPENED}


def test_no_memory_is_taken_for_a_work_factor_that_is_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def taken(_words: Passphrase, _salt: bytes, factor: int) -> bytes:
        raise AssertionError(f"memory for a factor of {factor} was asked for")

    monkeypatch.setattr(age, "_scrypt", taken)
    costly = [name for name, told in FAMILY.classes.items() if told == AgeFault.TOO_COSTLY.value]
    assert len(costly) == 6
    assert all(vector(name).outcome() == AgeFault.TOO_COSTLY.value for name in costly)


def mac_is_not_compared(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(hmac, "compare_digest", lambda _one, _other: True)


def mac_is_compared_in_part(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(hmac, "compare_digest", lambda one, other: compare_digest(one[:31], other[:31]))


def mark_of_the_last_chunk_is_ignored(patch: pytest.MonkeyPatch) -> None:
    nonce = age._chunk_nonce
    open_payload = age._open_payload

    def marked(mark: object, number: int, **_told: bool) -> bytes:
        return nonce(number, last=bool(mark))

    def either(file_key: bytes, payload: bytes) -> bytearray:
        for mark in (True, False):
            with pytest.MonkeyPatch.context() as inner:
                inner.setattr(age, "_chunk_nonce", partial(marked, mark))
                try:
                    return open_payload(file_key, payload)
                except AgeError:
                    continue
        raise AgeError(AgeFault.PAYLOAD)

    patch.setattr(age, "_open_payload", either)


def number_of_the_chunk_is_ignored(patch: pytest.MonkeyPatch) -> None:
    nonce = age._chunk_nonce
    patch.setattr(age, "_chunk_nonce", lambda _at, *, last: nonce(1, last=last))


def left_over_bits_of_armour_are_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(armour, "canonical", loosely_decoded)


def left_over_bits_of_the_header_are_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(age, "canonical", loosely_decoded)


def loosely_decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise armour.ArmourError from None


def any_work_factor_is_taken(patch: pytest.MonkeyPatch) -> None:
    scrypt = age._scrypt

    def capped(words: Passphrase, salt: bytes, factor: int) -> bytes:
        # Without the memory: that it was asked for is what the vectors notice.
        return scrypt(words, salt, min(factor, 1))

    patch.setattr(age, "_scrypt", capped)
    patch.setattr(age, "LARGEST_WORK_FACTOR", 10**9)


def fewer_work_factors_are_taken(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(age, "LARGEST_WORK_FACTOR", 3)


def more_than_one_stanza_is_allowed(patch: pytest.MonkeyPatch) -> None:
    choose = age._the_scrypt_stanza

    def first_of_scrypt(stanzas: list[age._Stanza]) -> age._Stanza:
        return choose([one for one in stanzas if one.arguments[0] == b"scrypt"][:1] or stanzas)

    patch.setattr(age, "_the_scrypt_stanza", first_of_scrypt)


def any_length_of_a_file_key_is_allowed(patch: pytest.MonkeyPatch) -> None:
    choose = age._the_scrypt_stanza

    def of_any_length(stanzas: list[age._Stanza]) -> age._Stanza:
        whole = [one._replace(body=one.body[:32].ljust(32)) for one in stanzas]
        chosen = choose(whole)
        return chosen._replace(body=stanzas[whole.index(chosen)].body)

    patch.setattr(age, "_the_scrypt_stanza", of_any_length)


def later_versions_are_read_as_this_one(patch: pytest.MonkeyPatch) -> None:
    read = age._read_header
    patch.setattr(age, "_read_header", lambda data: read(data.replace(b"/v2\n", b"/v1\n")))


def factors_are_read_as_python_does(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(age, "_FACTOR", re.compile(rb"[+_0-9]*[1-9][_0-9]{0,2}\Z"))


def whitespace_within_armour_is_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        age,
        "unarmoured",
        lambda text: unarmoured(text.replace(b"\n\n", b"\n").replace(b" \n", b"\n")),
    )


def only_the_first_armour_is_read(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        age,
        "unarmoured",
        lambda text: unarmoured(b"".join(text.partition(END)[:2])),
    )


def what_follows_the_last_chunk_is_ignored(patch: pytest.MonkeyPatch) -> None:
    open_payload = age._open_payload

    def longest(file_key: bytes, payload: bytes) -> bytearray:
        for end in range(len(payload), max(0, len(payload) - 40), -1):
            try:
                return open_payload(file_key, payload[:end])
            except AgeError:
                continue
        return open_payload(file_key, payload)

    patch.setattr(age, "_open_payload", longest)


# The part that is taken out, and vectors that notice.
PARTS: dict[Callable[[pytest.MonkeyPatch], None], set[str]] = {
    mac_is_not_compared: {"mac_flipped", "mac_zero", "mac_without_the_dashes"},
    mac_is_compared_in_part: {"mac_last_byte_flipped"},
    mark_of_the_last_chunk_is_ignored: {"payload_not_marked_last"},
    number_of_the_chunk_is_ignored: {"payload_number_1", "good_binary"},
    left_over_bits_of_armour_are_ignored: {"armour_not_canonical"},
    left_over_bits_of_the_header_are_ignored: {
        "mac_not_canonical",
        "stanza_salt_not_canonical",
        "stanza_body_not_canonical",
    },
    any_work_factor_is_taken: {"factor_21", "factor_63", "factor_999999999"},
    fewer_work_factors_are_taken: {"good_binary", "good_armour"},
    more_than_one_stanza_is_allowed: {
        "stanza_two",
        "stanza_twice_the_same",
        "stanza_grease_after",
        "stanza_with_x25519",
    },
    any_length_of_a_file_key_is_allowed: {"stanza_file_key_short", "stanza_file_key_long"},
    later_versions_are_read_as_this_one: {"version_newer_2"},
    factors_are_read_as_python_does: {"factor_plus", "factor_leading_zero", "factor_underscore"},
    whitespace_within_armour_is_ignored: {"armour_empty_line", "armour_space_at_end"},
    only_the_first_armour_is_read: {"armour_something_after", "armour_twice"},
    what_follows_the_last_chunk_is_ignored: {"payload_byte_after", "payload_tag_after"},
}


@pytest.mark.parametrize("part", PARTS)
def test_without_a_part_of_the_reader_vectors_are_told_wrongly(
    part: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    part(monkeypatch)
    assert set(told_otherwise()) >= PARTS[part]


def test_only_what_was_found_whole_is_given_out() -> None:
    assert OTHER_CONTENT not in told_otherwise().values()


def test_the_wrong_words_open_nothing() -> None:
    for name, told in FAMILY.classes.items():
        data = vector(name).data
        with pytest.raises(AgeError) as caught:
            age.decrypt(data, Passphrase(WORDS[:-1]))
        assert told != OPENED or caught.value.fault is AgeFault.NO_MATCH


def test_a_fault_quotes_nothing() -> None:
    with pytest.raises(AgeError) as caught:
        age.decrypt(vector("words_other").data, Passphrase(WORDS))
    assert caught.value.args == (AgeFault.NO_MATCH.value,)
