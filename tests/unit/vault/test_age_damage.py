# SPDX-License-Identifier: Apache-2.0
"""Whatever happens to a file: it opens with all that was in it, or it is told what is wrong.

Only line ends and whitespace around the armour may change without harm; they carry nothing.
"""

import base64
import binascii
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from recovery_assistant.vault import age
from recovery_assistant.vault.age import AgeError, AgeFault, decrypt, encrypt, problem_of
from recovery_assistant.vault.armour import BEGIN, END, ArmourError, unarmoured
from recovery_assistant.vault.contents import Vault
from recovery_assistant.vault.document import write_document
from recovery_assistant.vault.outcomes import OpenProblem
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.vault.store import read_copy
from unit.vault.filled import all_digits, filled_vault, words
from vectors.make_age_vectors import NONCE, SALT, WORDS, bare, header, payload, sealed, stanza

CHEAP = 1
CHUNK = 64 * 1024
WHITESPACE = b" \t\r\n"
JUNK = (b"\x00", b"\n", b" ", b"x", b"\xff", b"=", END + b"\n", bytes(16), bytes(65_552))


def small_vault_file() -> bytes:
    text = write_document(filled_vault(1))
    assert isinstance(text, bytearray)
    return encrypt(text, words(), work_factor=CHEAP)


def flips(data: bytes) -> Iterator[bytes]:
    """Every bit the other way round."""
    for at in range(len(data)):
        for bit in range(8):
            yield data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def cuts(data: bytes) -> Iterator[bytes]:
    """Every beginning, and every end."""
    for at in range(len(data)):
        yield data[:at]
        yield data[at + 1 :]


def losses(data: bytes) -> Iterator[bytes]:
    """Every byte left out, every byte twice, and every run of 64 lost."""
    for at in range(len(data)):
        yield data[:at] + data[at + 1 :]
        yield data[: at + 1] + data[at:]
        yield data[:at] + data[at + 64 :]


def insertions(data: bytes) -> Iterator[bytes]:
    """Every byte there is at every place."""
    for at in range(len(data) + 1):
        for byte in range(256):
            yield data[:at] + bytes([byte]) + data[at:]


def swaps(data: bytes) -> Iterator[bytes]:
    """Every two neighbours exchanged, and every two lines."""
    for at in range(len(data) - 1):
        yield data[:at] + data[at + 1 : at + 2] + data[at : at + 1] + data[at + 2 :]
    lines = data.split(b"\n")
    for first in range(len(lines)):
        for second in range(first):
            swapped = list(lines)
            swapped[first], swapped[second] = lines[second], lines[first]
            yield b"\n".join(swapped)


def junk(data: bytes) -> Iterator[bytes]:
    """Something before it and something after it, and the file twice."""
    for one in (*JUNK, data):
        yield data + one
        yield one + data


Damage = Callable[[bytes], Iterator[bytes]]
# How much of each the ordinary run takes: every so many, odd so that every bit comes up.
STEPS: dict[Damage, int] = {flips: 31, cuts: 7, losses: 7, insertions: 4871, swaps: 7, junk: 1}


def is_the_same(one: bytes, other: bytes) -> bool:
    """Whether two files differ at most in what carries nothing."""
    if BEGIN not in one:
        return one == other
    return plain_lines(one) == plain_lines(other)


def plain_lines(data: bytes) -> bytes:
    return data.strip(WHITESPACE).replace(b"\r\n", b"\n")


def judged(changed: bytes, whole: bytes) -> str:
    """Open a changed file; return the fault, or that it opened, rightly or wrongly."""
    try:
        decrypt(changed, words())
    except AgeError as error:
        return error.fault.value
    return "opened" if is_the_same(changed, whole) else "OPENED WRONGLY"


def sweep(kind: Damage, whole: bytes, step: int) -> Counter[str]:
    return Counter(judged(one, whole) for one in islice(kind(whole), 0, None, step))


@pytest.fixture
def no_costly_factors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A digit more in the work factor would take seconds; what is dear has tests of its own."""
    monkeypatch.setattr(age, "LARGEST_WORK_FACTOR", 12)


@pytest.mark.usefixtures("no_costly_factors")
@pytest.mark.parametrize("kind", STEPS)
@pytest.mark.parametrize("form", [bytes, unarmoured], ids=["armour", "binary"])
def test_no_damaged_file_opens(kind: Damage, form: Callable[[bytes], bytes]) -> None:
    ends = sweep(kind, form(small_vault_file()), STEPS[kind])
    assert ends.total() >= 20
    assert not ends["OPENED WRONGLY"]
    assert not ends[AgeFault.MEMORY.value]


@pytest.mark.long
@pytest.mark.usefixtures("no_costly_factors")
@pytest.mark.parametrize("kind", STEPS)
@pytest.mark.parametrize("form", [bytes, unarmoured], ids=["armour", "binary"])
def test_no_file_damaged_in_any_one_way_opens(kind: Damage, form: Callable[[bytes], bytes]) -> None:
    ends = sweep(kind, form(small_vault_file()), 1)
    # Shown with -rP.
    sys.stdout.write(f"{kind.__name__}: {ends.total():,} {dict(ends)}\n")
    assert not ends["OPENED WRONGLY"]
    assert not ends[AgeFault.MEMORY.value]


@pytest.mark.usefixtures("no_costly_factors")
@pytest.mark.parametrize("kind", [flips, cuts, losses])
def test_to_a_person_a_damaged_file_is_damaged_or_does_not_fit(
    kind: Damage,
) -> None:
    whole = small_vault_file()
    ends: Counter[OpenProblem] = Counter()
    for one in islice(kind(whole), 0, None, 61):
        vault = read_copy(one, words())
        if isinstance(vault, Vault):
            assert is_the_same(one, whole)
            assert all_digits(vault) == all_digits(filled_vault(1))
        else:
            ends[vault] += 1
    # Of what is left of a cut file, its name may be missing, or everything.
    assert ends[OpenProblem.DAMAGED] >= 0.9 * ends.total()
    assert set(ends) <= {
        OpenProblem.DAMAGED,
        OpenProblem.DOES_NOT_FIT,
        OpenProblem.NOT_OURS,
        OpenProblem.EMPTY,
    }


def test_a_hurt_marker_line_is_damage_and_no_foreign_file() -> None:
    whole = small_vault_file()
    for at in (*range(1, len(BEGIN)), *range(len(whole) - len(END), len(whole) - 1)):
        hurt = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        assert read_copy(hurt, words()) is OpenProblem.DAMAGED


def test_the_sweep_notices_a_reader_that_is_not_strict(monkeypatch: pytest.MonkeyPatch) -> None:
    def lenient(text: bytes) -> bytes:
        try:
            return base64.b64decode(text.partition(END)[0].removeprefix(BEGIN))
        except binascii.Error:
            raise ArmourError from None

    monkeypatch.setattr(age, "unarmoured", lenient)
    assert sweep(insertions, small_vault_file(), 487)["OPENED WRONGLY"]


def test_the_sweep_notices_a_header_that_is_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmac.compare_digest", lambda _one, _other: True)
    binary = unarmoured(small_vault_file())
    assert sweep(flips, binary, 3)["OPENED WRONGLY"]


@pytest.mark.usefixtures("no_costly_factors")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"",
            BEGIN + b"\n",
            b"age-encryption.org/v1\n",
            b"age-encryption.org/v1\n-> scrypt AAECAwQFBgcICQoLDA0ODw 1\n",
        ]
    ),
    st.sampled_from([b"", END, b"\n--- " + b"A" * 43 + b"\n"]),
)
@example(b"", b"age-encryption.org/v1\n-> \n", b"")
@example(b"9" * 5000, b"age-encryption.org/v", b"\n")
def test_bytes_of_any_kind_end_in_a_fault(data: bytes, start: bytes, end: bytes) -> None:
    with pytest.raises(AgeError) as caught:
        decrypt(start + data + end, Passphrase("x"))
    assert isinstance(problem_of(caught.value.fault), OpenProblem)


@pytest.mark.usefixtures("no_costly_factors")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_changed_in_several_places_does_not_open(data: st.DataObject) -> None:
    whole = small_vault_file()
    changed = unarmoured(whole) if data.draw(st.booleans()) else whole
    whole = bytes(changed)
    for _change in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(changed)))
        end = data.draw(st.integers(start, min(len(changed), start + 200)))
        changed = changed[:start] + data.draw(st.binary(max_size=40)) + changed[end:]
    assert judged(changed, whole) != "OPENED WRONGLY"


@pytest.mark.parametrize("chunks", [0, 1, 2, 3])
@pytest.mark.parametrize("more", [-2, -1, 0, 1, 2, 15, 16, 17])
def test_sizes_about_the_edges_of_the_chunks_come_back(chunks: int, more: int) -> None:
    size = max(0, chunks * CHUNK + more)
    content = bytes(at * 7 % 251 for at in range(256)) * (size // 256 + 1)
    there = encrypt(content[:size], words(), work_factor=CHEAP)
    assert decrypt(there, words()) == content[:size]
    assert decrypt(unarmoured(there), words()) == content[:size]


@given(st.binary(max_size=200), st.text(max_size=40), st.integers(1, 5))
def test_whatever_is_encrypted_comes_back(content: bytes, typed: str, factor: int) -> None:
    there = encrypt(content, Passphrase(typed), work_factor=factor)
    assert decrypt(there, Passphrase(typed)) == content


def test_no_two_files_are_alike() -> None:
    # Salt, file key and nonce are drawn anew, or two files would give away what they share.
    files = {encrypt(b"the same", words(), work_factor=CHEAP) for _each in range(20)}
    heads = {unarmoured(one).split(b"\n")[1] for one in files}
    assert len(files) == len(heads) == 20


@pytest.mark.parametrize("order", [(0, 2, 1), (1, 0, 2), (0, 1), (0, 0, 1, 2), (0, 2), (1, 2)])
def test_chunks_in_another_order_do_not_open(order: tuple[int, ...]) -> None:
    whole = unarmoured(encrypt(bytes(2 * CHUNK + 100), words(), work_factor=CHEAP))
    start = whole.index(b"\n---") + len("\n--- ") + 43 + 1 + 16
    sealed = CHUNK + 16
    parts = [whole[start + at * sealed : start + (at + 1) * sealed] for at in range(3)]
    with pytest.raises(AgeError) as caught:
        decrypt(whole[:start] + b"".join(parts[at] for at in order), words())
    assert caught.value.fault is AgeFault.PAYLOAD


@pytest.mark.parametrize("more", [1, 15, 16, 17, CHUNK + 16])
def test_what_follows_a_full_last_chunk_is_no_part_of_the_file(more: int) -> None:
    whole = unarmoured(encrypt(bytes(CHUNK), words(), work_factor=CHEAP))
    assert fault_of(whole + bytes(more)) is AgeFault.PAYLOAD
    assert fault_of(whole[:-more]) is AgeFault.PAYLOAD


@pytest.mark.parametrize("before", [1, 2])
def test_an_empty_last_chunk_is_only_right_where_there_is_no_other(before: int) -> None:
    full = b"".join(sealed(bytes(CHUNK), number, 0) for number in range(before))
    data = header() + NONCE + full
    assert fault_of(data + sealed(b"", before), WORDS) is AgeFault.PAYLOAD
    assert decrypt(data + sealed(b"x", before), Passphrase(WORDS)) == bytes(before * CHUNK) + b"x"


def fault_of(data: bytes, typed: str | None = None) -> AgeFault:
    with pytest.raises(AgeError) as caught:
        decrypt(data, words() if typed is None else Passphrase(typed))
    return caught.value.fault


def test_the_largest_work_factor_is_read_and_no_larger_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def no_memory_taken(_words: Passphrase, _salt: bytes, factor: int) -> bytes:
        asked.append(factor)
        return bytes(32)

    monkeypatch.setattr(age, "_scrypt", no_memory_taken)
    ends = [
        fault_of(header(stanza(b"scrypt %s %d" % (bare(SALT), factor))) + payload())
        for factor in (1, 18, 20, 21)
    ]
    assert ends == [*[AgeFault.NO_MATCH] * 3, AgeFault.TOO_COSTLY]
    assert asked == [1, 18, 20]


def test_want_of_memory_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    there = small_vault_file()

    def none_left(**_cost: int) -> object:
        raise MemoryError

    monkeypatch.setattr(age, "Scrypt", lambda *_given, **cost: none_left(**cost))
    assert fault_of(there) is AgeFault.MEMORY
    with pytest.raises(AgeError) as caught:
        encrypt(b"", words())
    assert caught.value.fault is AgeFault.MEMORY


def test_every_fault_means_something_to_a_person() -> None:
    assert {fault: problem_of(fault) for fault in AgeFault} == {
        AgeFault.NO_MATCH: OpenProblem.DOES_NOT_FIT,
        AgeFault.ARMOUR: OpenProblem.DAMAGED,
        AgeFault.HEADER: OpenProblem.DAMAGED,
        AgeFault.HMAC: OpenProblem.DAMAGED,
        AgeFault.PAYLOAD: OpenProblem.DAMAGED,
        AgeFault.NOT_AGE: OpenProblem.NOT_OURS,
        AgeFault.NEWER: OpenProblem.NEWER,
        AgeFault.FOR_OTHERS: OpenProblem.NOT_OURS,
        AgeFault.TOO_COSTLY: OpenProblem.TOO_COSTLY,
        AgeFault.MEMORY: OpenProblem.TOO_LITTLE_MEMORY,
    }
