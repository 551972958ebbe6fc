# SPDX-License-Identifier: Apache-2.0
"""The real volumes among the shared samples: everything known of them, and every key of theirs.

A check of a key takes half a second, so the usual run proves each right key once and takes what
the samples tell of the way to it for all other pairs; --long checks every key on every volume.
"""

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from drives.real import ABSENT, Known, containers, volumes
from recovery_assistant.drive import proof
from recovery_assistant.drive.containers import Container
from recovery_assistant.drive.header import LARGEST, export, volume_in
from recovery_assistant.drive.image import read_image
from recovery_assistant.drive.metadata import Cipher, ProtectorType, State
from recovery_assistant.drive.outcomes import DoesNotOpen, Image, NoRecoveryKey, Opens
from recovery_assistant.drive.proof import check, opens, unseal
from recovery_assistant.drive.source import Bytes, FileSource
from recovery_assistant.drive.volume import CopyState, Layout, Volume
from recovery_assistant.keys import KeyId, RecoveryKey

VOLUMES: Final = volumes()
WITH_KEYS: Final = tuple(one for one in VOLUMES if one.keys)
CONTAINERS: Final = containers()
pytestmark = pytest.mark.skipif(not VOLUMES, reason=ABSENT)

Place = Callable[[Known], Path]

TYPES: Final = {
    "password": ProtectorType.PHRASE,
    "recovery password": ProtectorType.RECOVERY_KEY,
    "external key (startup or recovery key file, .BEK)": ProtectorType.EXTERNAL_KEY,
    "clear key": ProtectorType.CLEAR_KEY,
}
CIPHERS: Final = {
    "XTS-128": Cipher.AES_128_XTS,
    "AES-CBC-128": Cipher.AES_128_CBC,
    "AES-CBC-256": Cipher.AES_256_CBC,
    "AES-CBC-128+diffuser": Cipher.AES_128_DIFFUSER,
}
LAYOUTS: Final = {
    "cs-togo-aes-cbc-128.img": Layout.TO_GO,
    "cs-aes-xts-128-eow.img": Layout.ENCRYPT_ON_WRITE,
    "fve-vista.img": Layout.VISTA,
}
SAVED: Final = {
    # Windows notes that a copy was saved since November 2019, but for keys made by a command.
    "cs-aes-xts-128-new-entry.img",
    "cs-aes-xts-128-startup-key.img",
    "cs-aes-xts-128-4k.img",
    "cs-aes-xts-128-eow.img",
    "cs-aes-xts-128-unicode.img",
    "cs-aes-xts-128-startup-key-win11.img",
}
NAMED: Final = {"fve-recovery_password.img": "DiskPassword"}
OFTEN: Final = 20
AT_MOST_S: Final = 0.05


def names(known: Known) -> str:
    return known.name


def read(path: Path) -> Volume:
    image = read_image(path)
    assert isinstance(image, Image), image
    (volume,) = image.volumes
    return volume


@pytest.mark.parametrize("known", VOLUMES, ids=names)
def test_what_a_volume_tells(known: Known, place: Place) -> None:
    path = place(known)
    truth = known.truth
    image = read_image(path)
    assert isinstance(image, Image)
    assert (image.container, image.damaged, image.searched) == (Container.RAW, 0, False)
    (volume,) = image.volumes
    assert (volume.at, volume.size) == (0, truth["size_unpacked"])
    assert volume.layout is LAYOUTS.get(known.name, Layout.STANDARD)
    block = volume.block
    assert block.version == truth["metadata_version"]
    assert block.sound is True
    assert str(block.volume_id) == truth["volume_id"]
    assert volume.description == truth["description"]
    assert block.cipher is CIPHERS[truth["method"]]
    readable = truth["metadata_copies_readable"]
    assert list(block.offsets)[: len(truth["metadata_offsets"])] == truth["metadata_offsets"]
    assert volume.copies == (CopyState.SOUND,) * readable + (CopyState.MISSING,) * (3 - readable)
    suspended = any(one["type"] == "clear key" for one in truth["protectors"])
    assert volume.state is (State.SUSPENDED if suspended else State.ENCRYPTED)
    assert [(one.key_id.grouped(), one.type) for one in volume.protectors] == [
        (one["key_id"], TYPES[one["type"]]) for one in truth["protectors"]
    ]


@pytest.mark.parametrize("known", VOLUMES, ids=names)
def test_what_its_protectors_tell(known: Known, place: Place) -> None:
    volume = read(place(known))
    made = volume.block.created
    assert made is not None
    for one in volume.protectors:
        # All of them were made within the hour in which the drive was encrypted.
        assert one.created is not None
        assert timedelta(0) < one.created - made < timedelta(hours=1)
    for one in volume.recovery:
        assert one.name == NAMED.get(known.name, "")
        assert (one.saved is not None) is (known.name in SAVED)
        if one.saved is not None:
            assert one.created is not None
            assert timedelta(seconds=1) < one.saved - one.created < timedelta(seconds=432)
    assert [one.key_id.grouped() for one in volume.recovery] == [one.key_id for one in known.keys]


@pytest.mark.parametrize("known", WITH_KEYS, ids=names)
def test_the_way_to_the_data_is_as_known(known: Known, place: Place) -> None:
    volume = read(place(known))
    (key,) = known.keys
    (protector,) = volume.recovery
    assert protector.salt == key.salt
    assert protector.sealed is not None
    assert unseal(protector.sealed, key.stretched) == (
        b"\x2c\0\0\0\1\0\0\0\3\x20\0\0" + key.master_key
    )
    assert volume.block.volume_key is not None
    inner = unseal(volume.block.volume_key, key.master_key)
    assert inner is not None
    # Behind the key of the data the diffuser has one of its own.
    assert inner[12:].startswith(key.volume_key[: len(key.volume_key) // 2])
    assert opens(protector, volume.block.volume_key, key.stretched)


@pytest.mark.parametrize("known", WITH_KEYS, ids=names)
def test_the_right_key_opens(known: Known, place: Place) -> None:
    (key,) = known.keys
    verdict = check(read(place(known)), key.key)
    assert verdict == Opens(KeyId(key.key_id.replace("-", "")))


def test_a_wrong_key_does_not_open(place: Place) -> None:
    """One pair here, stretched in full; all of them under --long."""
    known, stranger = WITH_KEYS[0], WITH_KEYS[-1]
    verdict = check(read(place(known)), stranger.keys[0].key)
    assert verdict == DoesNotOpen((KeyId(known.keys[0].key_id.replace("-", "")),))


def test_no_volume_is_opened_by_what_opens_another(place: Place) -> None:
    pairs = 0
    for known in WITH_KEYS:
        volume = read(place(known))
        for stranger in WITH_KEYS:
            (key,) = stranger.keys
            right = [opens(one, volume.block.volume_key, key.stretched) for one in volume.recovery]
            assert right == [stranger is known]
            pairs += 1
    assert pairs == len(WITH_KEYS) ** 2


@pytest.mark.parametrize("known", [one for one in VOLUMES if not one.keys], ids=names)
def test_a_volume_without_a_recovery_key_says_so(known: Known, place: Place) -> None:
    for stranger in WITH_KEYS:
        assert check(read(place(known)), stranger.keys[0].key) == NoRecoveryKey()


@pytest.mark.parametrize("known", CONTAINERS, ids=names)
def test_what_lies_in_a_container_is_the_same(known: Known, place: Place) -> None:
    image = read_image(place(known))
    assert isinstance(image, Image)
    assert image.container is (Container.VHDX if known.name.endswith("x") else Container.VHD)
    inside = known.truth["bitlocker_volumes"]
    assert [one.at for one in image.volumes] == [one["byte_offset"] for one in inside]
    for volume, told in zip(image.volumes, inside, strict=True):
        (same,) = [one for one in VOLUMES if one.truth["file"] == told["volume"]]
        alone = read(place(same))
        (key,) = same.keys
        assert volume.layout is alone.layout
        assert volume.protectors == alone.protectors
        first, *rest = (volume.block, alone.block)
        assert all(one.volume_id == first.volume_id for one in rest)
        (protector,) = volume.recovery
        assert opens(protector, volume.block.volume_key, key.stretched)


@pytest.mark.parametrize("known", VOLUMES, ids=names)
def test_a_search_finds_it_where_the_boot_sector_is_wiped(
    known: Known, place: Place, tmp_path: Path
) -> None:
    whole = place(known)
    told = read(whole)
    wiped = tmp_path / "wiped.img"
    _copy_sparse(whole, wiped, told)
    image = read_image(wiped, search_all=True)
    assert isinstance(image, Image)
    (volume,) = image.volumes
    assert image.searched
    assert volume.layout is Layout.NO_BOOT_SECTOR
    assert (volume.at, volume.block, volume.copies) == (0, told.block, told.copies)


def _copy_sparse(source: Path, target: Path, volume: Volume) -> None:
    """Copy the size of a volume and its metadata, and nothing of what is in front."""
    with source.open("rb") as old, target.open("wb") as new:
        new.truncate(volume.size)
        for at in volume.block.offsets:
            old.seek(at)
            data = old.read(volume.block.size + 8)
            if data:
                new.seek(at)
                new.write(data)


@pytest.mark.parametrize("known", VOLUMES, ids=names)
def test_its_header_file_tells_the_same_and_holds_nothing_else(known: Known, place: Place) -> None:
    path = place(known)
    volume = read(path)
    source = FileSource.open(path)
    try:
        data = export(source, volume)
    finally:
        source.close()
    readable = sum(copy is CopyState.SOUND for copy in volume.copies)
    assert len(data) < 2048 + readable * (volume.block.size + 8) < LARGEST
    assert volume_in(Bytes(data)) == volume


@pytest.mark.parametrize("known", [*VOLUMES, *CONTAINERS], ids=names)
def test_it_is_listed_within_fifty_milliseconds(known: Known, place: Place) -> None:
    path = place(known)
    took = []
    for _ in range(OFTEN):
        begun = time.perf_counter()
        read_image(path)
        took.append(time.perf_counter() - begun)
    assert min(took) < AT_MOST_S


def test_the_stretching_is_that_of_the_samples() -> None:
    (key,) = WITH_KEYS[0].keys
    hashed = hashlib.sha256(key.key.to_bytes()).hexdigest()
    (told,) = WITH_KEYS[0].truth["recovery_passwords"]
    assert hashed == told["steps"]["sha256_of_distilled"]
    assert key.key.to_bytes().hex() == told["steps"]["distilled_16_bytes"]


@pytest.mark.long
@pytest.mark.parametrize("known", VOLUMES, ids=names)
def test_every_key_on_every_volume(known: Known, place: Place) -> None:
    volume = read(place(known))
    own = {one.digits: KeyId(one.key_id.replace("-", "")) for one in known.keys}
    wanted = tuple(own.values())
    for stranger in WITH_KEYS:
        for key in stranger.keys:
            verdict = check(volume, key.key)
            if not own:
                assert verdict == NoRecoveryKey()
            elif key.digits in own:
                assert verdict == Opens(own[key.digits])
            else:
                assert verdict == DoesNotOpen(wanted)


def stretched_as_known(known: Known) -> Callable[[bytes, bytes, int, object], bytes]:
    """Stand in for the stretching: the right answer for the right key and salt, noise else."""
    by_input = {(one.key.to_bytes(), one.salt): one.stretched for one in known.keys}

    def stretch(key: bytes, salt: bytes, _rounds: int, _cancelled: object) -> bytes:
        return by_input.get((key, salt)) or hashlib.sha256(key + salt).digest()

    return stretch


def test_what_stands_in_for_the_stretching_tells_right_from_wrong(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = WITH_KEYS[0]
    monkeypatch.setattr(proof, "stretch", stretched_as_known(known))
    volume = read(place(known))
    assert isinstance(check(volume, known.keys[0].key), Opens)
    assert isinstance(check(volume, RecoveryKey.from_bytes(bytes(16))), DoesNotOpen)
