# SPDX-License-Identifier: Apache-2.0
"""Other programs open what ours writes, and ours what they write: `age` itself, and pyrage.

`age` asks for the passphrase on a terminal, and nowhere else: it gets one. Both choose a work
factor of their own, of a second and more for each file, so that the ordinary run takes few of
theirs.
"""

import os
import pty
import select
import subprocess
import time
from collections.abc import Callable
from hashlib import shake_256
from pathlib import Path
from typing import NamedTuple

import pyrage
import pytest

from outside.conftest import require_parts
from recovery_assistant.vault.age import AgeError, AgeFault, decrypt, encrypt
from recovery_assistant.vault.armour import unarmoured
from recovery_assistant.vault.passphrase import Passphrase

PATIENCE_S = 60.0
MANY = 300
MANY_OF_PYRAGE = 100
"""It takes some seconds to write one."""
SIZES = (0, 1, 65_535, 65_536, 65_537, 131_072, 200_000)
LARGEST = 200_001
# Composed and decomposed, beyond the BMP, right to left, with spaces: bytes as they are typed.
TYPED = (
    "kitchen-table-lamp-river-stone-cloud",
    "Z\u00fcrich \u00df \u20ac",
    "Zu\u0308rich e\u0301",
    "\u6b63\u3057\u3044\u99ac\u96fb\u6c60\u30db\u30c1\u30ad\u30b9",
    "\u05e1\u05d5\u05d3 \u0633\u0631",
    "\U0001f511\U0001f9f7\u200d\u2764",
    " space at either end ",
    "\"\\$(x) `y`; 'z'",
    "x" * 200,
)


class Sample(NamedTuple):
    """One file of many, the same in every run."""

    content: bytes
    typed: str
    in_armour: bool

    @property
    def words(self) -> Passphrase:
        return Passphrase(self.typed)

    def ours(self) -> bytes:
        """Return it as our writer has it, in either form."""
        text = encrypt(self.content, self.words, work_factor=1 + len(self.content) % 10)
        return text if self.in_armour else unarmoured(text)


def sample(number: int) -> Sample:
    drawn = shake_256(b"%d" % number)
    size = int.from_bytes(drawn.digest(4), "big") % LARGEST
    if number < len(SIZES):
        size = SIZES[number]
    typed = TYPED[number % len(TYPED)] + str(number) * (number >= len(TYPED))
    return Sample(drawn.digest(size + 4)[4:], typed, number % 3 != 0)


def at_a_terminal(command: tuple[str, ...], *answers: tuple[bytes, str]) -> int:
    """Run a program on a terminal of its own; after each prompt type the answer to it."""
    master, slave = pty.openpty()
    try:
        process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)
        try:
            for prompt, answer in answers:
                wait_for(prompt, master)
                os.write(master, answer.encode() + b"\n")
            read_to_the_end(master)
            return process.wait(PATIENCE_S)
        finally:
            process.kill()
            process.wait()
    finally:
        os.close(master)


def wait_for(prompt: bytes, master: int) -> None:
    said = b""
    until = time.monotonic() + PATIENCE_S
    while prompt not in said:
        ready, _none, _nor = select.select([master], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            pytest.fail(f"it did not ask for {prompt!r}")
        try:
            said += os.read(master, 4096)
        except OSError:
            pytest.fail(f"it ended and did not ask for {prompt!r}")


def read_to_the_end(master: int) -> None:
    """Take what is still said, so that nothing waits for it; its end is an error on Linux."""
    until = time.monotonic() + PATIENCE_S
    while select.select([master], [], [], max(0.0, until - time.monotonic()))[0]:
        try:
            if not os.read(master, 4096):
                return
        except OSError:
            return


@pytest.fixture(scope="module")
def age_program() -> None:
    require_parts({"age": ("age",)})


def opened_by_age(data: bytes, typed: str, folder: Path) -> bytes | None:
    there, out = folder / "there.age", folder / "out"
    there.write_bytes(data)
    out.unlink(missing_ok=True)
    code = at_a_terminal(("age", "-d", "-o", str(out), str(there)), (b"assphrase", typed))
    # It makes no file for a content of nothing.
    return (out.read_bytes() if out.exists() else b"") if code == 0 else None


def written_by_age(one: Sample, folder: Path) -> bytes:
    plain, there = folder / "plain", folder / "theirs.age"
    plain.write_bytes(one.content)
    form = ("-a",) if one.in_armour else ()
    code = at_a_terminal(
        ("age", "-p", *form, "-o", str(there), str(plain)),
        (b"nter passphrase", one.typed),
        (b"onfirm passphrase", one.typed),
    )
    assert code == 0
    return there.read_bytes()


def age_opens_ours(number: int, folder: Path) -> None:
    one = sample(number)
    assert opened_by_age(one.ours(), one.typed, folder) == one.content


def ours_opens_that_of_age(number: int, folder: Path) -> None:
    one = sample(number)
    assert decrypt(written_by_age(one, folder), one.words) == one.content


def pyrage_opens_ours(number: int, _folder: Path) -> None:
    one = sample(number)
    assert pyrage.passphrase.decrypt(one.ours(), one.typed) == one.content


def ours_opens_that_of_pyrage(number: int, _folder: Path) -> None:
    one = sample(number)
    theirs = pyrage.passphrase.encrypt(one.content, one.typed, armored=one.in_armour)
    assert decrypt(theirs, one.words) == one.content


WAYS: dict[Callable[[int, Path], None], tuple[int, ...]] = {
    age_opens_ours: (0, 1, 2, 3, 4, 5),
    ours_opens_that_of_age: (1, 3),
    pyrage_opens_ours: (0, 1, 2, 3, 4, 5, 6, 7, 8),
    ours_opens_that_of_pyrage: (5,),
}


@pytest.mark.usefixtures("age_program")
@pytest.mark.parametrize(
    ("way", "number"), [(way, number) for way, numbers in WAYS.items() for number in numbers]
)
def test_a_file_opens_in_the_other_program(
    way: Callable[[int, Path], None], number: int, tmp_path: Path
) -> None:
    way(number, tmp_path)


@pytest.mark.long
@pytest.mark.usefixtures("age_program")
@pytest.mark.parametrize("way", WAYS)
def test_many_files_open_in_the_other_program(
    way: Callable[[int, Path], None], tmp_path: Path
) -> None:
    for number in range(MANY_OF_PYRAGE if way is ours_opens_that_of_pyrage else MANY):
        way(number, tmp_path)


@pytest.mark.usefixtures("age_program")
def test_age_opens_ours_with_no_other_passphrase_and_not_hurt(tmp_path: Path) -> None:
    one = sample(3)
    whole = one.ours()
    assert opened_by_age(whole, one.typed + "x", tmp_path) is None
    hurt = whole[:-60] + bytes([whole[-60] ^ 1]) + whole[-59:]
    assert opened_by_age(hurt, one.typed, tmp_path) is None


@pytest.mark.usefixtures("age_program")
def test_age_reads_a_file_of_the_work_factor_that_people_get(tmp_path: Path) -> None:
    whole = encrypt(b"as for people", Passphrase(TYPED[0]))
    assert b" 18\n" in unarmoured(whole)[:100]
    assert opened_by_age(whole, TYPED[0], tmp_path) == b"as for people"


def test_what_is_for_a_key_of_somebody_is_told_as_that() -> None:
    recipient = pyrage.x25519.Identity.generate().to_public()
    with pytest.raises(AgeError) as caught:
        decrypt(pyrage.encrypt(b"for a key", [recipient]), Passphrase("x"))
    assert caught.value.fault is AgeFault.FOR_OTHERS
