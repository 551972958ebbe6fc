# SPDX-License-Identifier: Apache-2.0
import errno
import os
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from recovery_assistant.keys import KeyId
from recovery_assistant.vault import age, copies, kdbx, store
from recovery_assistant.vault.contents import CopyKind, Entry, Vault
from recovery_assistant.vault.copies import make_copy
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.kdbx import Cost
from recovery_assistant.vault.outcomes import OpenProblem, SaveProblem
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.vault.store import read_copy

WORDS = "kitchen-table-lamp"
DAY = date(2026, 11, 22)
FILES = (CopyKind.FILE, CopyKind.PAGE, CopyKind.KEEPASS)
NAMES = ("Küche <&>", "台所", "a\x00b\x1b\r\nc", "half \ud800", "محمول")

MakeCopy = Callable[..., SaveProblem | None]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make keys from the passphrase quickly; `test_kdbx` has the usual cost."""
    usual = kdbx.write
    monkeypatch.setattr(copies, "COPY_WORK_FACTOR", 4)
    monkeypatch.setattr(
        kdbx, "write", lambda vault, words: usual(vault, words, cost=Cost(64, 1, 1))
    )


@pytest.fixture(params=FILES, ids=lambda kind: kind.value)
def kind(request: pytest.FixtureRequest) -> CopyKind:
    assert isinstance(request.param, CopyKind)
    return request.param


@pytest.fixture
def make(root: Path) -> MakeCopy:
    def made(
        kind: CopyKind,
        path: Path,
        *,
        vault: Vault | None = None,
        words: str = WORDS,
        overwrite: bool = False,
    ) -> SaveProblem | None:
        return make_copy(
            kind,
            vault or some_vault(),
            Passphrase(words),
            path,
            overwrite=overwrite,
            today=DAY,
            root=root / "resources",
        )

    return made


def digits_of(number: int) -> bytes:
    return b"".join(b"%06d" % ((number * 8 + at) * 7 % 65536 * 11) for at in range(8))


def some_vault(names: tuple[str, ...] = NAMES) -> Vault:
    held = HeldKeys()
    held.hold(digits_of(99))
    entries = tuple(
        Entry(
            device=name,
            key_id=KeyId(f"{at:032X}") if at % 3 else None,
            slot=held.hold(digits_of(at)),
            drive="C:",
            origin="account\x07",
            copies="at Anna's",
            note="one\r\ntwo <three>",
            added=DAY,
            replaced_on=DAY if at % 2 else None,
        )
        for at, name in enumerate(names)
    )
    return Vault(revision=7, keys_revision=3, entries=entries, held=held)


def left_in(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_a_copy_opens_with_the_same_passphrase_and_nothing_else_is_left(
    kind: CopyKind, make: MakeCopy, tmp_path: Path
) -> None:
    path = tmp_path / "copy"
    assert make(kind, path) is None
    assert left_in(tmp_path) == {path.name}
    if kind is CopyKind.KEEPASS:
        contents = kdbx.read_entries(path.read_bytes(), Passphrase(WORDS))
        assert not isinstance(contents, OpenProblem)
        assert len(contents.entries) == len(NAMES)
        return
    vault = read_copy(path.read_bytes(), Passphrase(WORDS))
    assert isinstance(vault, Vault)
    assert vault.keys_revision == 3
    assert [bytes(vault.held.digits(one.slot)) for one in vault.entries] == [
        digits_of(at) for at in range(len(NAMES))
    ]


def test_a_copy_costs_what_copies_cost(
    make: MakeCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "COPY_WORK_FACTOR", 6)
    assert make(CopyKind.FILE, tmp_path / "copy") is None
    begin = b64decode(b"".join((tmp_path / "copy").read_bytes().splitlines()[1:3]))
    assert re.search(rb"-> scrypt [^ ]+ 6\n", begin)


def test_an_empty_file_can_be_copied_too(kind: CopyKind, make: MakeCopy, tmp_path: Path) -> None:
    assert make(kind, tmp_path / "copy", vault=Vault()) is None


def test_what_stands_there_is_only_overwritten_when_asked(
    kind: CopyKind, make: MakeCopy, tmp_path: Path
) -> None:
    path = tmp_path / "copy"
    path.write_bytes(b"mine")
    assert make(kind, path) is SaveProblem.EXISTS
    assert path.read_bytes() == b"mine"
    assert make(kind, path, overwrite=True) is None
    assert path.read_bytes() != b"mine"


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.ENOSPC, SaveProblem.DISK_FULL),
        (errno.EIO, SaveProblem.NOT_WRITTEN),
        (errno.EROFS, SaveProblem.READ_ONLY),
        (errno.EACCES, SaveProblem.NO_RIGHT),
    ],
)
def test_a_destination_that_takes_nothing_keeps_what_it_had(
    kind: CopyKind,
    number: int,
    problem: SaveProblem,
    make: MakeCopy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "copy"
    path.write_bytes(b"mine")
    usual, taken = os.write, 0

    def failing(descriptor: int, data: bytes) -> int:
        nonlocal taken
        taken += 1
        if taken > 1:
            raise OSError(number, os.strerror(number))
        return usual(descriptor, data[:100])

    monkeypatch.setattr(os, "write", failing)
    assert make(kind, path, overwrite=True) is problem
    monkeypatch.undo()
    assert path.read_bytes() == b"mine"
    assert left_in(tmp_path) == {"copy"}


def test_a_folder_that_is_gone_is_said(kind: CopyKind, make: MakeCopy, tmp_path: Path) -> None:
    assert make(kind, tmp_path / "stick" / "copy") is SaveProblem.GONE


def test_a_folder_in_its_place_is_left_alone(
    kind: CopyKind, make: MakeCopy, tmp_path: Path
) -> None:
    (tmp_path / "copy").mkdir()
    assert make(kind, tmp_path / "copy", overwrite=True) is SaveProblem.EXISTS


def test_a_destination_that_lies_while_it_is_written_never_counts(
    kind: CopyKind, make: MakeCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = os.write

    def lying(descriptor: int, data: bytes) -> int:
        spoilt = bytearray(data)
        spoilt[len(spoilt) // 2] ^= 1
        return usual(descriptor, spoilt)

    path = tmp_path / "copy"
    path.write_bytes(b"mine")
    monkeypatch.setattr(os, "write", lying)
    assert make(kind, path, overwrite=True) is SaveProblem.NOT_READ_BACK
    monkeypatch.undo()
    assert path.read_bytes() == b"mine"
    assert left_in(tmp_path) == {"copy"}


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-1], lambda data: data[:0], lambda data: data * 2]
)
def test_a_destination_that_lies_at_the_last_step_never_counts(
    kind: CopyKind,
    spoil: Callable[[bytes], bytes],
    make: MakeCopy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual = store._replace

    def lying(source: Path, target: Path) -> None:
        usual(source, target)
        target.write_bytes(spoil(target.read_bytes()))

    monkeypatch.setattr(store, "_replace", lying)
    path = tmp_path / "copy"
    assert make(kind, path) is SaveProblem.NOT_READ_BACK
    assert left_in(tmp_path) == set()


def fewer(vault: Vault) -> Vault:
    return replace(vault, entries=vault.entries[:-1])


def more(vault: Vault) -> Vault:
    return replace(vault, entries=(*vault.entries, replace(vault.entries[0], identifier="0" * 32)))


def another_name(vault: Vault) -> Vault:
    return with_first(vault, replace(vault.entries[0], device="x"))


def another_id(vault: Vault) -> Vault:
    return with_first(vault, replace(vault.entries[0], key_id=KeyId("0" * 32)))


def no_longer_replaced(vault: Vault) -> Vault:
    return with_first(vault, replace(vault.entries[0], replaced_on=DAY))


def another_note(vault: Vault) -> Vault:
    return with_first(vault, replace(vault.entries[0], note="other"))


def with_first(vault: Vault, entry: Entry) -> Vault:
    return replace(vault, entries=(entry, *vault.entries[1:]))


def another_digit(vault: Vault) -> Vault:
    held = HeldKeys()
    for slot in range(len(vault.held)):
        held.hold(vault.held.digits(slot))
    held.digits(vault.entries[-1].slot)[-6:] = b"000022"
    return replace(vault, held=held)


def keys_swapped(vault: Vault) -> Vault:
    first, second, *others = vault.entries
    entries = (replace(first, slot=second.slot), replace(second, slot=first.slot), *others)
    return replace(vault, entries=entries)


@pytest.mark.parametrize(
    "changed",
    [
        fewer, more, another_name, another_id, no_longer_replaced, another_note, another_digit,
        keys_swapped,
    ],
)  # fmt: skip
def test_a_copy_that_opens_but_is_not_the_same_never_counts(
    kind: CopyKind,
    changed: Callable[[Vault], Vault],
    make: MakeCopy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vault = some_vault()
    usual = copies._made
    monkeypatch.setattr(
        copies, "_made", lambda kind, vault, *others: usual(kind, changed(vault), *others)
    )
    assert make(kind, tmp_path / "copy", vault=vault) is SaveProblem.NOT_READ_BACK
    assert left_in(tmp_path) == set()


def test_a_copy_of_other_contents_in_its_place_never_counts(
    make: MakeCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = some_vault()
    usual = copies._made
    for other in (replace(vault, identifier="0" * 32), replace(vault, keys_revision=2)):
        monkeypatch.setattr(
            copies, "_made", lambda kind, _vault, *others, as_=other: usual(kind, as_, *others)
        )
        path = tmp_path / "copy"
        assert make(CopyKind.FILE, path, vault=vault) is SaveProblem.NOT_READ_BACK


def test_too_little_memory_is_said(
    kind: CopyKind, make: MakeCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_args: object, **_more: object) -> None:
        raise MemoryError

    monkeypatch.setattr(age, "Scrypt", none_left)
    monkeypatch.setattr(kdbx, "Argon2d", none_left)
    assert make(kind, tmp_path / "copy") is SaveProblem.TOO_LITTLE_MEMORY
    monkeypatch.setattr(copies, "_made", none_left)
    assert make(kind, tmp_path / "copy") is SaveProblem.TOO_LITTLE_MEMORY
    assert left_in(tmp_path) == set()


def test_too_little_memory_to_read_it_back_is_said(
    kind: CopyKind, make: MakeCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(*_args: object) -> OpenProblem:
        return OpenProblem.TOO_LITTLE_MEMORY

    monkeypatch.setattr(copies, "read_copy", short)
    monkeypatch.setattr(kdbx, "read_entries", short)
    assert make(kind, tmp_path / "copy") is SaveProblem.TOO_LITTLE_MEMORY
    assert left_in(tmp_path) == set()


def test_what_is_larger_than_any_file_is_not_written(
    kind: CopyKind, make: MakeCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "LARGEST_FILE", 100)
    assert make(kind, tmp_path / "copy") is SaveProblem.TOO_LARGE
    assert left_in(tmp_path) == set()


def test_nothing_is_written_under_a_wiped_passphrase(
    kind: CopyKind, make: MakeCopy, tmp_path: Path
) -> None:
    assert make(kind, tmp_path / "copy", words="") is SaveProblem.NOT_WRITTEN
    assert left_in(tmp_path) == set()


def test_nothing_counts_once_the_keys_were_wiped(
    kind: CopyKind, make: MakeCopy, tmp_path: Path
) -> None:
    vault = some_vault()
    vault.held.wipe()
    assert make(kind, tmp_path / "copy", vault=vault) is not None
    assert left_in(tmp_path) == set()


def test_what_was_read_back_is_wiped(
    kind: CopyKind, make: MakeCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[HeldKeys] = []

    def spied(module: object, name: str) -> None:
        usual = getattr(module, name)

        def spy(data: bytes, words: Passphrase) -> object:
            result = usual(data, words)
            opened.append(result.held)
            return result

        monkeypatch.setattr(module, name, spy)

    spied(copies, "read_copy")
    spied(kdbx, "read_entries")
    assert make(kind, tmp_path / "copy") is None
    assert [held.is_wiped for held in opened] == [True]


def test_a_sheet_is_no_file(make: MakeCopy, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="printed"):
        make(CopyKind.SHEET, tmp_path / "copy")
    assert left_in(tmp_path) == set()
