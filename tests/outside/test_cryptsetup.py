# SPDX-License-Identifier: Apache-2.0
"""cryptsetup and this program say the same of a key; and where cryptsetup cannot, ours is right.

cryptsetup 2.6 knows neither Windows Vista nor the layout that encrypts as it writes. It asks no
rights for a mere check of a file.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from drives import real
from drives.volumes import Volume, new_key, other, recovery
from outside.conftest import require_parts
from recovery_assistant.drive.image import read_image
from recovery_assistant.drive.metadata import ProtectorType
from recovery_assistant.drive.outcomes import DoesNotOpen, Image, Opens, Verdict
from recovery_assistant.drive.proof import ROUNDS, check
from recovery_assistant.keys import RecoveryKey

START = "from recovery_assistant.cli import run; raise SystemExit(run())"
THEIRS = "/usr/sbin/cryptsetup"
BEYOND_THEM = ("cs-aes-xts-128-eow.img", "fve-vista.img")
"""It says that it cannot open these, whatever the key."""
USUAL = ("cs-aes-xts-128.img", "cs-aes-cbc-elephant-128.img", "cs-togo-aes-cbc-128.img")
"""A drive of Windows 10, one of Windows 7, a stick; the others take long together."""
VOLUMES = [one for one in real.volumes() if one.keys]
PATIENCE_S = 60


@pytest.fixture(autouse=True)
def parts() -> None:
    require_parts({"cryptsetup-bin": (THEIRS,)})


def marked(known: real.Known) -> object:
    few = known.name in USUAL or known.name == BEYOND_THEM[0]
    return pytest.param(known, id=known.name, marks=() if few else pytest.mark.long)


def other_key(key: RecoveryKey) -> RecoveryKey:
    """A well-formed key that differs in one bit."""
    data = key.to_bytes()
    return RecoveryKey.from_bytes(data[:-1] + bytes([data[-1] ^ 1]))


def their_code(path: Path, key: RecoveryKey) -> int:
    """What cryptsetup comes to: 0 right, 2 wrong, 1 where it cannot tell."""
    return subprocess.run(
        [THEIRS, "open", "--type", "bitlk", "--test-passphrase", "--readonly", str(path)],
        input=key.hyphenated().encode(),
        capture_output=True,
        check=False,
        timeout=PATIENCE_S,
    ).returncode


def our_code(path: Path, key: RecoveryKey) -> tuple[int, str]:
    """What the whole program comes to."""
    ran = subprocess.run(
        [sys.executable, "-P", "-c", START, "drive", "check", str(path), "--json"],
        input=key.hyphenated().encode(),
        capture_output=True,
        check=False,
        timeout=PATIENCE_S,
    )
    return ran.returncode, json.loads(ran.stdout)["outcome"]


def our_verdict(path: Path, key: RecoveryKey) -> Verdict:
    image = read_image(path)
    assert isinstance(image, Image)
    return check(image.volumes[0], key)


def test_a_made_up_volume_is_one_for_cryptsetup_as_well(tmp_path: Path) -> None:
    key, stranger = new_key(1), new_key(2)
    path = tmp_path / "made.img"
    # It cannot do with a volume that a TPM opens.
    path.write_bytes(Volume((other(ProtectorType.PHRASE), recovery(key)), ROUNDS).image())
    assert their_code(path, key) == 0
    assert their_code(path, stranger) in (1, 2)


@pytest.mark.skipif(not VOLUMES, reason=real.ABSENT)
@pytest.mark.parametrize("known", [marked(one) for one in VOLUMES])
def test_both_say_the_same_of_a_right_and_a_wrong_key(known: real.Known, tmp_path: Path) -> None:
    path = real.unpack(known, tmp_path)
    for truth in known.keys:
        assert isinstance(our_verdict(path, truth.key), Opens)
        assert our_code(path, truth.key) == (0, "right-key")
        assert their_code(path, truth.key) == (1 if known.name in BEYOND_THEM else 0)
    wrong = other_key(known.keys[0].key)
    assert isinstance(our_verdict(path, wrong), DoesNotOpen)
    assert our_code(path, wrong) == (1, "other-key")
    assert their_code(path, wrong) in (1, 2)
