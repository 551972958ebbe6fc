# SPDX-License-Identifier: Apache-2.0
"""Images that are cut off, and metadata with bits turned: a true answer, or "damaged".

Never is a wrong key said to be right, and never a right one to be wrong.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.words import Chance
from drives.disks import Partition, dynamic_vhd, extended, fixed_vhd, gpt, mbr, vhdx
from drives.real import ABSENT, Known, volumes
from drives.told import told
from drives.volumes import Volume, new_key, other, recovery
from recovery_assistant.drive import proof
from recovery_assistant.drive.containers import Declined
from recovery_assistant.drive.header import export
from recovery_assistant.drive.image import read_source
from recovery_assistant.drive.metadata import ProtectorType
from recovery_assistant.drive.outcomes import (
    CannotTell,
    DoesNotOpen,
    DriveProblem,
    Image,
    Opens,
    Verdict,
)
from recovery_assistant.drive.proof import check
from recovery_assistant.drive.source import Bytes, FileSource, Source, Window
from recovery_assistant.drive.volume import Layout
from recovery_assistant.keys import RecoveryKey

CUT_EVERY: Final = 4096
FLIPS: Final = 3000
KEY, STRANGER = new_key(1), new_key(2)
USUAL: Final = Volume((other(ProtectorType.TPM), recovery(KEY)), rounds=2)
BOOTS: Final = [one for one in Layout if one is not Layout.NO_BOOT_SECTOR]
REAL: Final = [one for one in volumes() if one.keys]

Told = Verdict | Declined | DriveProblem


def said(source: Source, key: RecoveryKey, *, search: bool = False, rounds: int = 2) -> Told:
    """What a drive says to a key, or why it says nothing."""
    image = read_source(source, search_all=search)
    if not isinstance(image, Image):
        return image
    return check(image.volumes[0], key, rounds=rounds)


def end_of_copies(made: Volume, image: bytes) -> int:
    """Where the first copy that counts has been read whole, its record included."""
    length = len(made.block()) + 8
    return min(at for at in made.places if image[at : at + 8] == b"-FVE-FS-") + length


# Vista's boot sector names the first copy only.
LEADING: Final = [
    (layout, wiped)
    for layout in BOOTS
    for wiped in ((), (0,), (1, 2))
    if layout is not Layout.VISTA or 0 not in wiped
]


@pytest.mark.parametrize(("layout", "wiped"), LEADING)
def test_a_cut_image_is_told_truly_or_damaged(layout: Layout, wiped: tuple[int, ...]) -> None:
    made = replace(USUAL, layout=layout, wiped=frozenset(wiped))
    image = made.image()
    whole = end_of_copies(made, image)
    for length in range(0, len(image) + 1, CUT_EVERY):
        cut = Bytes(image[:length])
        right, wrong = said(cut, KEY), said(cut, STRANGER)
        if length == 0:
            assert right is wrong is DriveProblem.EMPTY
        elif length < whole:
            assert right is wrong is DriveProblem.DAMAGED
        else:
            assert isinstance(right, Opens)
            assert isinstance(wrong, DoesNotOpen)


def test_a_copy_cut_at_any_byte_is_told_truly_or_damaged() -> None:
    made = replace(USUAL, wiped=frozenset({1, 2}))
    image = made.image()
    start = made.places[0]
    size = len(made.block())
    for length in range(start, start + size + 9):
        cut = Bytes(image[:length])
        right, wrong = said(cut, KEY), said(cut, STRANGER)
        if length < start + size:
            assert right is wrong is DriveProblem.DAMAGED
        else:
            assert isinstance(right, Opens)
            # Without its record nobody knows that each byte is as it was.
            record = length >= start + size + 8
            assert isinstance(wrong, DoesNotOpen if record else CannotTell)


def _packed() -> Iterator[tuple[str, bytes]]:
    image = USUAL.image()
    parts = [Partition(0x20000, image)]
    yield "gpt", bytes(gpt(0x100000, parts))
    yield "mbr", bytes(mbr(0x100000, parts))
    yield "extended", bytes(extended(0x100000, 0x20000, [Partition(0x20200, image)]))
    yield "fixed vhd", fixed_vhd(image)
    yield "dynamic vhd", dynamic_vhd(image)
    yield "vhdx", vhdx(image)
    yield "header file", export(Bytes(image), told(USUAL))


PACKED: Final = dict(_packed())


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("search", [False, True])
def test_a_cut_disk_or_container_is_told_truly_or_damaged(name: str, *, search: bool) -> None:
    data = PACKED[name]
    answers: Counter[type] = Counter()
    # A VHDX is mostly room between its tables.
    step = {"vhdx": 16 * CUT_EVERY, "header file": 64}.get(name, CUT_EVERY)
    for length in (*range(0, len(data), step), len(data)):
        cut = Bytes(data[:length])
        right, wrong = said(cut, KEY, search=search), said(cut, STRANGER, search=search)
        assert isinstance(right, Opens | DriveProblem | Declined)
        if isinstance(right, Opens):
            assert isinstance(wrong, DoesNotOpen | CannotTell)
        else:
            assert wrong is right
        answers[type(right)] += 1
    assert answers[Opens]
    assert answers[DriveProblem] + answers[Declined]


def flipped(data: bytes, stretches: list[tuple[int, int]], dice: Chance) -> bytes:
    """Turn bits of one to eight bytes within some stretches; most often few."""
    copy = bytearray(data)
    places = set()
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        start, size = dice.choice(stretches)
        places.add(start + dice.randrange(size))
    for at in sorted(places):
        copy[at] ^= dice.choice((1 << dice.randrange(8), 0xFF))
    return bytes(copy)


def with_crc(at: int, size: int) -> list[tuple[int, int]]:
    """A copy, and its CRC in the record behind it; the record's own size means nothing."""
    return [(at, size), (at, size), (at + size + 4, 4)]


@dataclass
class Tally:
    """What came of the flips: each kind has to come up, else nothing was tested."""

    right: Counter[str]
    wrong: Counter[str]

    @classmethod
    def empty(cls) -> "Tally":
        return cls(Counter(), Counter())

    def count(self, right: Told, wrong: Told) -> None:
        assert isinstance(right, Opens | CannotTell | DriveProblem), right
        assert not isinstance(wrong, Opens)
        self.right[_name(right)] += 1
        self.wrong[_name(wrong)] += 1


def _name(told_: Told) -> str:
    return told_.name if isinstance(told_, DriveProblem | Declined) else type(told_).__name__


@pytest.mark.parametrize("layout", BOOTS)
def test_flips_in_every_copy_prove_no_wrong_key_and_no_right_one_wrong(layout: Layout) -> None:
    """All three copies, each with flips of its own: which of them is taken does not matter."""
    dice = Chance(f"flips {layout.value}")
    made = replace(USUAL, layout=layout)
    image = made.image()
    tally = Tally.empty()
    for _ in range(FLIPS // len(BOOTS)):
        data = image
        for at in made.places:
            data = flipped(data, with_crc(at, len(made.block())), dice)
        tally.count(said(Bytes(data), KEY), said(Bytes(data), STRANGER))
    assert {"Opens", "CannotTell"} <= set(tally.right) <= {"Opens", "CannotTell", "DAMAGED"}
    # With flips in all copies nothing may be said against a key, ever.
    assert {"CannotTell"} <= set(tally.wrong) <= {"CannotTell", "DAMAGED"}


@pytest.mark.parametrize("layout", BOOTS)
def test_flips_in_two_copies_change_nothing(layout: Layout) -> None:
    dice = Chance(f"two {layout.value}")
    made = replace(USUAL, layout=layout)
    image = made.image()
    whole = told(made)
    for number in range(FLIPS // len(BOOTS) // 3):
        # Vista's boot sector leads to the first copy alone.
        good = 0 if layout is Layout.VISTA else number % 3
        bad = [(at, len(made.block()) + 8) for n, at in enumerate(made.places) if n != good]
        data = Bytes(flipped(image, bad, dice))
        assert said(data, KEY) == Opens(whole.recovery[0].key_id)
        assert isinstance(said(data, STRANGER), DoesNotOpen)


@pytest.mark.parametrize("layout", BOOTS)
def test_flips_in_the_boot_sector_hide_a_volume_at_worst(layout: Layout) -> None:
    dice = Chance(f"boot {layout.value}")
    made = replace(USUAL, layout=layout)
    image = made.image()
    head = [(0, 512), (3, 8), (160, 40), (424, 40), (56, 8), (11, 3)]
    tally = Tally.empty()
    for _ in range(FLIPS // len(BOOTS)):
        data = Bytes(flipped(image, head, dice))
        right, wrong = said(data, KEY), said(data, STRANGER)
        tally.count(right, wrong)
        assert not isinstance(right, CannotTell)
        # Wherever the boot sector no longer leads to it, a search does.
        assert isinstance(said(data, KEY, search=True), Opens)
    assert {"Opens"} < set(tally.right) <= {"Opens", "DAMAGED", "NO_VOLUME"}
    assert {"DoesNotOpen"} < set(tally.wrong) <= {"DoesNotOpen", "DAMAGED", "NO_VOLUME"}


def _counts(image: bytearray, at: int, size: int) -> bytes:
    """What counts of a copy: all of it, and the CRC of the record behind it."""
    return bytes(image[at : at + size] + image[at + size + 4 : at + size + 8])


@given(st.data())
def test_any_bytes_in_place_of_any_prove_no_wrong_key(data: st.DataObject) -> None:
    made = replace(USUAL, wiped=frozenset({1, 2}))
    image = bytearray(made.image())
    size = len(made.block())
    at = made.places[0] + data.draw(st.integers(0, size + 8))
    patch = data.draw(st.binary(min_size=1, max_size=40))
    before = _counts(image, made.places[0], size)
    image[at : at + len(patch)] = patch
    changed = _counts(image, made.places[0], size) != before
    source = Bytes(bytes(image))
    right, wrong = said(source, KEY), said(source, STRANGER)
    assert not isinstance(wrong, Opens)
    assert isinstance(right, Opens | CannotTell | DriveProblem)
    if changed:
        assert isinstance(wrong, CannotTell | DriveProblem)
    else:
        assert isinstance(right, Opens)


# The real ones


@dataclass
class Sparse:
    """A real volume as the file is, cut off or with changes, without a copy of it."""

    source: Source
    size: int
    changes: dict[int, bytes]

    def data_from(self, offset: int) -> int:
        """Return where bytes other than zeros may stand."""
        return min(self.source.data_from(offset), self.size)

    def read(self, offset: int, size: int) -> bytes:
        """Return what stands there, as changed."""
        piece = bytearray(Window(self.source, 0, self.size).read(offset, size))
        for at, change in self.changes.items():
            start, end = max(at, offset), min(at + len(change), offset + len(piece))
            if start < end:
                piece[start - offset : end - offset] = change[start - at : end - at]
        return bytes(piece)


Opened = Callable[[Known], FileSource]


@pytest.fixture(scope="module")
def opened(place: Callable[[Known], Path]) -> Iterator[Opened]:
    """Open a real volume."""
    sources: list[FileSource] = []

    def one(known: Known) -> FileSource:
        sources.append(FileSource.open(place(known)))
        return sources[-1]

    yield one
    for source in sources:
        source.close()


@pytest.fixture
def known_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch as the samples tell, and to noise where they tell nothing."""
    by_input = {(key.key.to_bytes(), key.salt): key.stretched for one in REAL for key in one.keys}

    def stretch(key: bytes, salt: bytes, _rounds: int, _cancelled: object) -> bytes:
        return by_input.get((key, salt)) or hashlib.sha256(key + salt).digest()

    monkeypatch.setattr(proof, "stretch", stretch)


def _flip_real(known: Known, source: FileSource, count: int) -> Tally:
    image = read_source(source)
    assert isinstance(image, Image)
    (volume,) = image.volumes
    places = [(0, volume.block.filled), *with_crc(0, volume.block.size)]
    copies = {at: source.read(at, volume.block.size + 8) for at in volume.block.offsets}
    dice = Chance(known.name)
    tally = Tally.empty()
    for _ in range(count):
        changes = {at: flipped(copy, places, dice) for at, copy in copies.items() if copy}
        broken = Sparse(source, source.size, changes)
        tally.count(said(broken, known.keys[0].key), said(broken, STRANGER))
    assert set(tally.wrong) <= {"CannotTell", "DAMAGED"}
    return tally


def _cut_real(known: Known, source: FileSource, step: int) -> Counter[str]:
    right_key = known.keys[0].key
    answers: Counter[str] = Counter()
    for length in (*range(0, source.size, step), source.size):
        cut = Sparse(source, length, {})
        right, wrong = said(cut, right_key), said(cut, STRANGER)
        assert isinstance(right, Opens | DriveProblem)
        if isinstance(right, Opens):
            assert isinstance(wrong, DoesNotOpen)
        else:
            assert wrong is right
        answers[_name(right)] += 1
    assert set(answers) == {"Opens", "DAMAGED", "EMPTY"}
    return answers


@pytest.mark.skipif(not REAL, reason=ABSENT)
@pytest.mark.usefixtures("known_ways")
def test_real_metadata_with_flips(opened: Opened) -> None:
    total: Counter[str] = Counter()
    for known in REAL:
        total += _flip_real(known, opened(known), 25).right
    assert {"Opens", "CannotTell"} <= set(total) <= {"Opens", "CannotTell", "DAMAGED"}


@pytest.mark.long
@pytest.mark.skipif(not REAL, reason=ABSENT)
@pytest.mark.usefixtures("known_ways")
@pytest.mark.parametrize("known", REAL, ids=lambda known: known.name)
def test_real_metadata_with_thousands_of_flips(known: Known, opened: Opened) -> None:
    right = _flip_real(known, opened(known), 5000).right
    assert {"Opens", "CannotTell"} <= set(right) <= {"Opens", "CannotTell", "DAMAGED"}


@pytest.mark.long
@pytest.mark.skipif(not REAL, reason=ABSENT)
@pytest.mark.usefixtures("known_ways")
@pytest.mark.parametrize("known", REAL, ids=lambda known: known.name)
def test_real_volumes_cut_every_four_kilobytes(known: Known, opened: Opened) -> None:
    answers = _cut_real(known, opened(known), CUT_EVERY)
    assert sum(answers.values()) == -(-known.truth["size_unpacked"] // CUT_EVERY) + 1


@pytest.mark.skipif(not REAL, reason=ABSENT)
@pytest.mark.usefixtures("known_ways")
def test_a_real_volume_cut_here_and_there(opened: Opened) -> None:
    _cut_real(REAL[0], opened(REAL[0]), 512 * 1024 + CUT_EVERY)
