# SPDX-License-Identifier: Apache-2.0
import base64
from collections.abc import Sequence
from datetime import date

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import CipherContext

from recovery_assistant.keys import KeyId
from recovery_assistant.vault import kdbx
from recovery_assistant.vault.contents import Entry, Vault
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.kdbx import Cost, KdbxContents
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase

CHEAP = Cost(memory_kib=64, passes=1, lanes=2)
WORDS = "kitchen-table-lamp"
DAY = date(2026, 11, 22)
ODD_NAMES = (
    "Ärger & <Söhne> \"GmbH\" 'x'",
    "台所のノートパソコン",
    "محمول العائلة",
    "👩\u200d💻 laptop",
    "]]> <!-- &amp; <?xml?>",
    "a\u202eb\u2066c",
    " spaces at both ends ",
)


def digits_of(number: int) -> bytes:
    return b"".join(b"%06d" % ((number * 8 + at) * 7 % 65536 * 11) for at in range(8))


def vault_of(entries: Sequence[Entry]) -> Vault:
    held = HeldKeys()
    for number in range(len(entries)):
        held.hold(digits_of(number))
    return Vault(entries=tuple(entries), held=held)


def vault_with(names: Sequence[str], note: str = "") -> Vault:
    return vault_of(
        [
            Entry(device=name, key_id=KeyId(f"{at:032X}"), slot=at, note=note, added=DAY)
            for at, name in enumerate(names)
        ]
    )


def written(vault: Vault, cost: Cost = CHEAP) -> bytes:
    data = kdbx.write(vault, Passphrase(WORDS), cost=cost)
    assert isinstance(data, bytes)
    return data


def opened(data: bytes) -> KdbxContents:
    contents = kdbx.read_entries(data, Passphrase(WORDS))
    assert isinstance(contents, KdbxContents)
    return contents


def problem(data: bytes, words: str = WORDS) -> OpenProblem:
    outcome = kdbx.read_entries(data, Passphrase(words))
    assert isinstance(outcome, OpenProblem)
    return outcome


def test_what_is_written_is_read_back_whole() -> None:
    vault = vault_with(ODD_NAMES)
    contents = opened(written(vault))
    assert [one.title for one in contents.entries] == list(ODD_NAMES)
    assert [one.identifier for one in contents.entries] == [one.identifier for one in vault.entries]
    assert contents.entries[1].key_id == "00000000-0000-0000-0000-000000000001"
    for at, one in enumerate(contents.entries):
        assert contents.held.digits(one.slot) == digits_of(at)


def test_the_usual_cost_is_that_of_keepassxc_and_is_read() -> None:
    assert Cost(memory_kib=65536, passes=3, lanes=2) == kdbx.COST
    assert len(opened(written(vault_with(["x"]), kdbx.COST)).entries) == 1


def test_notes_say_all_that_is_known_and_nothing_that_is_not() -> None:
    entry = Entry(
        device="x", key_id=None, slot=0, drive="C: <1 TB>", origin="my account", copies="at home",
        note="line one\nline two", added=DAY, replaced_on=date(2026, 12, 1),
    )  # fmt: skip
    notes = opened(written(vault_of([entry]))).entries[0].notes
    assert notes.splitlines() == [
        "Replaced on: 2026-12-01",
        "Drive: C: <1 TB>",
        "Added: 2026-11-22",
        "From: my account",
        "Other copies: at home",
        "Note: line one",
        "line two",
    ]
    plain = opened(written(vault_with(["x"]))).entries[0]
    assert plain.notes == "Added: 2026-11-22"


def test_replaced_keys_come_in_a_group_of_their_own_and_keep_their_digits() -> None:
    ends = (None, DAY, None, DAY)
    vault = vault_of(
        [
            Entry(device=f"{at}", key_id=None, slot=at, added=DAY, replaced_on=end)
            for at, end in enumerate(ends)
        ]
    )
    contents = opened(written(vault))
    assert [(one.title, one.replaced) for one in contents.entries] == [
        ("0", False), ("2", False), ("1", True), ("3", True),
    ]  # fmt: skip
    for one in contents.entries:
        assert contents.held.digits(one.slot) == digits_of(int(one.title))


def test_what_xml_cannot_carry_is_made_visible() -> None:
    note = "".join(map(chr, range(0x20))) + "\x7f\x85\ud800\ufffe|a\r\nb\rc\td"
    (entry,) = opened(written(vault_with(["\0name\x1b"], note))).entries
    assert entry.title == "␀name␛"
    assert entry.notes.endswith("␡\ufffd\ufffd\ufffd|a\nb\nc\td")
    assert "␀␁␂␃␄␅␆␇␈\t\n␋␌\n␎␏" in entry.notes


def test_a_thousand_entries_are_read_back() -> None:
    names = [f"PC {number}" for number in range(1000)]
    contents = opened(written(vault_with(names)))
    assert [one.title for one in contents.entries] == names
    assert all(contents.held.digits(one.slot) == digits_of(one.slot) for one in contents.entries)


def test_ten_thousand_entries_fit() -> None:
    vault = vault_with([f"PC {number}" for number in range(10_000)], "n" * 1000)
    assert len(opened(written(vault)).entries) == 10_000


def test_an_empty_file_of_keys_can_be_written() -> None:
    assert opened(written(Vault())).entries == ()


def test_another_passphrase_does_not_fit() -> None:
    data = written(vault_with(["x"]))
    for words in ("kitchen-table-lamP", "kitchen table lamp", "", "x" * 1000):
        assert problem(data, words) is OpenProblem.DOES_NOT_FIT


def test_no_byte_with_a_flipped_bit_is_accepted() -> None:
    data = written(vault_with(["x"]))
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 1 << at % 8
        problem(bytes(flipped))


@pytest.mark.long
def test_no_flipped_bit_at_all_is_accepted() -> None:
    data = written(vault_with(["x"]))
    for at in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[at // 8] ^= 1 << at % 8
        problem(bytes(flipped))


def test_no_cut_or_grown_database_is_accepted() -> None:
    data = written(vault_with(["x"]))
    for size in range(0, len(data), 7):
        problem(data[:size])
    problem(data[:-1])
    problem(data + b"\0")
    problem(data + data)
    for at in range(0, len(data), 31):
        problem(data[:at] + data[at + 1 :])
        problem(data[:at] + b"\0" + data[at:])


def test_blocks_cannot_be_swapped_or_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kdbx, "_BLOCK", 256)
    data = written(vault_with(list("abcdefgh")))
    size, body = 32 + 4 + 256, kdbx._BODY
    assert len(opened(data).entries) == 8
    first, second = data[body : body + size], data[body + size : body + 2 * size]
    for forged in (second + first, first, second, first + first, b""):
        rest = data[body + 2 * size :]
        assert problem(data[:body] + forged + rest) is OpenProblem.DAMAGED
    # What ends it is the empty block, and no other.
    assert problem(data[: -(32 + 4)]) is OpenProblem.DAMAGED


def test_files_of_others_are_told_apart() -> None:
    data = written(vault_with(["x"]))
    assert problem(b"") is OpenProblem.EMPTY
    assert problem(b"age-encryption.org/v1\n") is OpenProblem.NOT_OURS
    assert problem(data[:8]) is OpenProblem.DAMAGED
    assert problem(data[:200] + b"?" + data[201:]) is OpenProblem.DAMAGED


def test_a_header_that_is_laid_out_otherwise_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        uncompressed = [*kdbx._HEADER_PIECES]
        assert isinstance(uncompressed[0], bytes)
        uncompressed[0] = uncompressed[0][:-4] + bytes(4)
        patch.setattr(kdbx, "_HEADER_PIECES", tuple(uncompressed))
        data = written(vault_with(["x"]))
    assert problem(data) is OpenProblem.KEEPASS


@pytest.mark.parametrize(
    "cost", [Cost(65537, 1, 1), Cost(64, 4, 1), Cost(64, 1, 3), Cost(2**50, 1, 1)]
)
def test_a_costlier_one_is_refused_before_it_costs(
    cost: Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(kdbx, "_keys", lambda *_: kdbx._Keys(bytes(32), bytes(64)))
        data = written(vault_with(["x"]), cost)
    monkeypatch.setattr(kdbx, "_keys", lambda *_: pytest.fail("memory was taken"))
    assert problem(data) is OpenProblem.TOO_COSTLY


def test_too_little_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(vault_with(["x"]))

    def none_left(*_args: object, **_more: object) -> None:
        raise MemoryError

    monkeypatch.setattr(kdbx, "Argon2d", none_left)
    vault = vault_with(["x"])
    assert kdbx.write(vault, Passphrase(WORDS)) is SaveProblem.TOO_LITTLE_MEMORY
    assert problem(data) is OpenProblem.TOO_LITTLE_MEMORY


def test_a_system_without_argon2_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_more: object) -> None:
        raise UnsupportedAlgorithm("")

    data = written(vault_with(["x"]))
    monkeypatch.setattr(kdbx, "Argon2d", unknown)
    vault = vault_with(["x"])
    assert kdbx.write(vault, Passphrase(WORDS)) is SaveProblem.NOT_ON_THIS_PC
    assert problem(data) is OpenProblem.KEEPASS


def test_more_than_one_file_takes_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(vault_with(["x"], "n" * 5000))
    monkeypatch.setattr(kdbx, "LARGEST_XML", 3000)
    vault = vault_with(["x"], "n" * 5000)
    assert kdbx.write(vault, Passphrase(WORDS), cost=CHEAP) is SaveProblem.TOO_LARGE
    assert problem(data) is OpenProblem.DAMAGED


@pytest.mark.parametrize(
    ("instead_of", "put"),
    [
        ("<KeePassFile>", '<!DOCTYPE x [<!ENTITY e "boo">]><KeePassFile>'),
        ("<KeePassFile>", "<!DOCTYPE x><KeePassFile>"),
        ("</KeePassFile>", ""),
        ("<Key>Title</Key>", "<Key>Titel</Key>"),
        ("<Key>Password</Key>", "<Key>Notes</Key>"),
        (' Protected="True"', ""),
        ("</Root>", "</Root><Root/>x&nbsp;"),
    ],
)
def test_xml_of_another_kind_is_refused(
    instead_of: str, put: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = kdbx._xml

    def other(vault: Vault, cipher: CipherContext) -> str:
        xml = usual(vault, cipher)
        assert instead_of in xml
        return xml.replace(instead_of, put)

    monkeypatch.setattr(kdbx, "_xml", other)
    assert problem(written(vault_with(["x"]))) is OpenProblem.DAMAGED


@pytest.mark.parametrize(
    "plain",
    [b"-" + b"0" * 48 + b"-" * 6, b"0" * 48, b"", b"000000-" * 8, b"00000A-" * 7 + b"0" * 6],
)
def test_a_password_that_is_no_key_is_refused(
    plain: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(_digits: memoryview, cipher: CipherContext) -> str:
        return base64.b64encode(cipher.update(plain)).decode()

    with monkeypatch.context() as patch:
        patch.setattr(kdbx, "_enciphered", other)
        data = written(vault_with(["x"]))
    assert problem(data) is OpenProblem.DAMAGED


def test_each_writing_uses_fresh_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = vault_with(["x"])
    inner: list[bytes] = []
    usual = kdbx._inner_cipher

    def spied(key: bytes) -> CipherContext:
        inner.append(key)
        return usual(key)

    monkeypatch.setattr(kdbx, "_inner_cipher", spied)
    outers = [kdbx._outer_of(written(vault)) for _time in range(20)]
    assert len(set(inner)) == 20
    for part in ("seed", "iv", "salt"):
        assert len({getattr(outer, part) for outer in outers}) == 20


def test_digits_never_get_into_the_xml_and_their_buffers_are_wiped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[bytearray] = []
    seen: list[str] = []
    usual = kdbx._xml

    class Kept(bytearray):
        def __init__(self, source: bytes | int) -> None:
            super().__init__(source)
            made.append(self)

    def spied(vault: Vault, cipher: CipherContext) -> str:
        seen.append(usual(vault, cipher))
        return seen[-1]

    monkeypatch.setattr(kdbx, "_xml", spied)
    monkeypatch.setattr(kdbx, "bytearray", Kept, raising=False)
    contents = opened(written(vault_with(["x", "y"])))
    assert contents.held.digits(1) == digits_of(1)
    blocks = [digits_of(1)[at : at + 6].decode() for at in range(0, 48, 6)]
    assert not any(block in seen[0] for block in blocks)
    assert len(made) == 4
    assert not any(any(buffer) for buffer in made)
