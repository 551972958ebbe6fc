# SPDX-License-Identifier: Apache-2.0
"""Whether a key opens a volume: the verdict for each protector, and never a wrong "right key"."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from drives.told import told
from drives.volumes import (
    FEW_ROUNDS,
    Lock,
    Volume,
    key_content,
    new_key,
    one_key,
    other,
    recovery,
    sealed,
    stretched,
)
from recovery_assistant.drive import proof
from recovery_assistant.drive.metadata import Protector, ProtectorType, Sealed, State
from recovery_assistant.drive.outcomes import (
    CannotTell,
    DoesNotOpen,
    NoRecoveryKey,
    NotEncrypted,
    Opens,
    Verdict,
)
from recovery_assistant.drive.proof import (
    ROUNDS,
    StoppedError,
    can_be_checked,
    check,
    opens,
    stretch,
    targets,
    unseal,
)
from recovery_assistant.drive.volume import Layout
from recovery_assistant.keys import KeyId, RecoveryKey

KEY, SECOND, STRANGER = new_key(1), new_key(2), new_key(3)
FIRST_ID = "11111111-0000-4000-8000-000000000001"
SECOND_ID = "22222222-0000-4000-8000-000000000001"
BOTH = Volume((recovery(KEY, FIRST_ID), recovery(SECOND, SECOND_ID)))
ALL_BAD = frozenset({0, 1, 2})


def id_of(text: str) -> KeyId:
    return KeyId(text.replace("-", ""))


def verdict(made: Volume, key: RecoveryKey, only: KeyId | None = None) -> Verdict:
    return check(told(made), key, only=only, rounds=made.rounds)


def test_the_right_key_opens_through_its_own_protector() -> None:
    assert verdict(BOTH, KEY) == Opens(id_of(FIRST_ID))
    assert verdict(BOTH, SECOND) == Opens(id_of(SECOND_ID))


def test_the_key_of_another_drive_does_not_and_says_which_is_wanted() -> None:
    assert verdict(BOTH, STRANGER) == DoesNotOpen((id_of(FIRST_ID), id_of(SECOND_ID)))
    assert verdict(one_key(KEY), SECOND) == DoesNotOpen(
        (id_of("5BFCBB05-8D70-4720-8D5D-B8F67CB5903A"),)
    )


@pytest.mark.parametrize("layout", [one for one in Layout if one is not Layout.NO_BOOT_SECTOR])
def test_every_layout_is_proved(layout: Layout) -> None:
    made = replace(BOTH, layout=layout)
    assert verdict(made, SECOND) == Opens(id_of(SECOND_ID))
    assert isinstance(verdict(made, STRANGER), DoesNotOpen)


@pytest.mark.parametrize(
    "kind", [one for one in ProtectorType if one is not ProtectorType.RECOVERY_KEY]
)
def test_a_drive_without_a_recovery_key_says_so(kind: ProtectorType) -> None:
    made = Volume((other(kind),))
    assert verdict(made, KEY) == NoRecoveryKey()
    assert verdict(Volume(()), KEY) == NoRecoveryKey()


def test_a_suspended_drive_judges_a_key_by_its_own_protector_only() -> None:
    """It opens for anybody through the clear key; that says nothing about what was typed."""
    for locks in (
        (other(ProtectorType.CLEAR_KEY), recovery(KEY, FIRST_ID)),
        (recovery(KEY, FIRST_ID), other(ProtectorType.CLEAR_KEY)),
    ):
        made = Volume(locks)
        assert told(made).state is State.SUSPENDED
        assert verdict(made, KEY) == Opens(id_of(FIRST_ID))
        assert verdict(made, STRANGER) == DoesNotOpen((id_of(FIRST_ID),))
    assert verdict(Volume((other(ProtectorType.CLEAR_KEY),)), KEY) == NoRecoveryKey()


def test_a_decrypted_drive_asks_for_no_key() -> None:
    made = replace(BOTH, states=(1, 1))
    assert verdict(made, KEY) == NotEncrypted()
    assert verdict(made, STRANGER) == NotEncrypted()


@pytest.mark.parametrize("states", [(2, 4), (3, 4), (2, 1), (3, 1)])
def test_half_encrypted_and_half_decrypted_drives_are_proved(states: tuple[int, int]) -> None:
    """As the drive of Windows 7 whose second and third copies are missing."""
    made = replace(BOTH, states=states, wiped=frozenset({1, 2}))
    assert verdict(made, SECOND) == Opens(id_of(SECOND_ID))
    assert isinstance(verdict(made, STRANGER), DoesNotOpen)


@pytest.mark.parametrize("salt", [None, b"", bytes(15)])
def test_a_protector_without_a_whole_salt_cannot_be_checked(salt: bytes | None) -> None:
    lock = Lock(ProtectorType.RECOVERY_KEY, UUID(FIRST_ID), KEY, salt=salt)
    assert verdict(Volume((lock,)), KEY) == CannotTell()
    mixed = Volume((lock, recovery(SECOND, SECOND_ID)))
    assert verdict(mixed, SECOND) == Opens(id_of(SECOND_ID))
    assert verdict(mixed, STRANGER) == CannotTell()


def test_a_protector_without_a_sealed_key_cannot_be_checked() -> None:
    lock = Lock(ProtectorType.RECOVERY_KEY, UUID(FIRST_ID), KEY, without_key=True)
    assert verdict(Volume((lock,)), KEY) == CannotTell()
    assert verdict(Volume((lock, recovery(SECOND, SECOND_ID))), STRANGER) == CannotTell()


def test_a_protector_that_was_left_behind_does_not_open() -> None:
    lock = Lock(ProtectorType.RECOVERY_KEY, UUID(FIRST_ID), KEY, stale=True)
    assert verdict(Volume((lock,)), KEY) == DoesNotOpen((id_of(FIRST_ID),))
    both = Volume((lock, recovery(KEY, SECOND_ID)))
    assert verdict(both, KEY) == Opens(id_of(SECOND_ID))


def test_without_the_key_of_the_data_the_master_key_is_proof() -> None:
    made = replace(BOTH, without_volume_key=True)
    assert verdict(made, KEY) == Opens(id_of(FIRST_ID))
    assert isinstance(verdict(made, STRANGER), DoesNotOpen)


@pytest.mark.parametrize("bad", [{0}, {0, 1}, {1, 2}])
def test_with_one_sound_copy_nothing_is_in_doubt(bad: set[int]) -> None:
    made = replace(BOTH, damaged=frozenset(bad))
    assert verdict(made, KEY) == Opens(id_of(FIRST_ID))
    assert isinstance(verdict(made, STRANGER), DoesNotOpen)


def test_what_is_damaged_proves_a_key_right_and_never_wrong() -> None:
    made = replace(BOTH, damaged=ALL_BAD)
    assert told(made).block.sound is False
    assert verdict(made, KEY) == Opens(id_of(FIRST_ID))
    assert verdict(made, STRANGER) == CannotTell()
    assert verdict(replace(made, states=(1, 1)), STRANGER) == CannotTell()
    assert verdict(replace(made, states=(1, 1)), KEY) == Opens(id_of(FIRST_ID))
    assert verdict(replace(made, locks=(other(ProtectorType.TPM),)), KEY) == CannotTell()


def test_a_copy_that_cannot_be_checked_proves_no_key_wrong_either() -> None:
    made = replace(BOTH, unchecked=frozenset({2}), wiped=frozenset({0, 1}))
    assert told(made).block.sound is None
    assert verdict(made, KEY) == Opens(id_of(FIRST_ID))
    assert verdict(made, STRANGER) == CannotTell()


class Stretches:
    """Counts what is stretched, and with which salt."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.salts: list[bytes] = []

        def counted(key: bytes, salt: bytes, rounds: int, cancelled: Callable[[], bool]) -> bytes:
            self.salts.append(salt)
            return stretch(key, salt, rounds, cancelled)

        patch.setattr(proof, "stretch", counted)


@pytest.mark.parametrize(
    ("only", "first"), [(None, 1), (SECOND_ID, 2), (SECOND_ID[:8], 2), ("33333333", 1)]
)
def test_the_protector_that_is_asked_for_comes_first(
    monkeypatch: pytest.MonkeyPatch, only: str | None, first: int
) -> None:
    seen = Stretches(monkeypatch)
    one = Lock(ProtectorType.RECOVERY_KEY, UUID(FIRST_ID), KEY, salt=b"1" * 16)
    two = Lock(ProtectorType.RECOVERY_KEY, UUID(SECOND_ID), SECOND, salt=b"2" * 16)
    asked = None if only is None else id_of(only)
    expected = [b"1" * 16, b"2" * 16] if first == 1 else [b"2" * 16, b"1" * 16]
    assert isinstance(verdict(Volume((one, two)), STRANGER, asked), DoesNotOpen)
    assert seen.salts == expected
    # Noted under a wrong Key ID, it is found all the same.
    assert isinstance(verdict(Volume((one, two)), KEY, asked), Opens)
    assert isinstance(verdict(Volume((one, two)), SECOND, asked), Opens)


def test_nothing_is_stretched_where_nothing_can_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Stretches(monkeypatch)
    verdict(Volume((other(ProtectorType.PHRASE),)), KEY)
    verdict(replace(BOTH, states=(1, 1)), KEY)
    assert seen.salts == []


def test_what_was_proved_ends_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Stretches(monkeypatch)
    verdict(BOTH, KEY)
    assert len(seen.salts) == 1


def test_a_check_can_be_stopped() -> None:
    with pytest.raises(StoppedError):
        check(told(BOTH), KEY, rounds=FEW_ROUNDS, cancelled=lambda: True)


def test_a_check_that_takes_all_its_rounds_asks_some_sixty_times() -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked == 3

    with pytest.raises(StoppedError):
        stretch(KEY.to_bytes(), bytes(16), cancelled=cancelled)
    assert asked == 3
    assert ROUNDS == 64 * 0x4000


@pytest.mark.parametrize("rounds", [0, 1, 5, 0x4000, 0x4001])
def test_stretching_is_as_written_out_step_by_step(rounds: int) -> None:
    salt = bytes(range(16))
    assert stretch(KEY.to_bytes(), salt, rounds) == stretched(KEY, salt, rounds)


def test_a_made_up_volume_with_all_the_rounds_there_are() -> None:
    made = Volume((recovery(KEY, FIRST_ID),), rounds=1_048_576)
    volume = told(made)
    assert check(volume, KEY) == Opens(id_of(FIRST_ID))


SEALED = sealed(b"k" * 32, b"content", b"n" * 12)
PARTS = Sealed(SEALED[:12], SEALED[12:28], SEALED[28:])


def test_only_the_key_unseals() -> None:
    assert unseal(PARTS, b"k" * 32) == b"content"
    assert unseal(PARTS, b"K" + b"k" * 31) is None
    assert unseal(replace(PARTS, tag=bytes(16)), b"k" * 32) is None
    assert unseal(replace(PARTS, nonce=bytes(12)), b"k" * 32) is None
    assert unseal(replace(PARTS, data=b"contenT"), b"k" * 32) is None


def protector_with(content: bytes | None, stretched_key: bytes) -> Protector:
    inner = None
    if content is not None:
        made = sealed(stretched_key, content, b"n" * 12)
        inner = Sealed(made[:12], made[12:28], made[28:])
    kind = ProtectorType.RECOVERY_KEY
    return Protector(id_of(FIRST_ID), kind, None, "", None, bytes(16), inner)


def test_what_is_unsealed_must_hold_a_whole_master_key() -> None:
    key = hashlib.sha256(b"stretched").digest()
    master = hashlib.sha256(b"master").digest()
    inner = sealed(master, b"volume key", b"v" * 12)
    volume_key = Sealed(inner[:12], inner[12:28], inner[28:])
    content = key_content(0x2003, master)
    assert opens(protector_with(content, key), volume_key, key)
    assert opens(protector_with(content + b"more", key), volume_key, key)
    assert opens(protector_with(content, key), None, key)
    assert not opens(protector_with(content, key), volume_key, master)
    assert not opens(protector_with(content[:-1], key), None, key)
    assert not opens(protector_with(key_content(0x2003, bytes(32)), key), volume_key, key)
    assert not opens(protector_with(None, key), None, key)


def test_what_can_be_checked() -> None:
    whole = protector_with(b"x" * 44, bytes(32))
    assert can_be_checked(whole)
    for other_one in (
        replace(whole, type=ProtectorType.PHRASE),
        replace(whole, sealed=None),
        replace(whole, salt=None),
        replace(whole, salt=bytes(15)),
        replace(whole, salt=bytes(17)),
    ):
        assert not can_be_checked(other_one)


def test_many_keys_are_tried_on_the_protector_that_is_asked_for() -> None:
    useless = Lock(ProtectorType.RECOVERY_KEY, UUID(int=3), KEY, salt=None)
    volume = told(Volume((other(ProtectorType.TPM), *BOTH.locks, useless)))
    ids = [one.key_id.grouped() for one in targets(volume, None)]
    assert ids == [FIRST_ID, SECOND_ID]
    assert [one.key_id for one in targets(volume, id_of(SECOND_ID[:8]))] == [id_of(SECOND_ID)]
    assert [one.key_id for one in targets(volume, id_of(SECOND_ID))] == [id_of(SECOND_ID)]
    # Nothing has this ID: what was noted may be wrong, so that all are worth trying.
    assert len(targets(volume, id_of("ABCDEF01"))) == 2
    assert targets(told(Volume(())), None) == ()
