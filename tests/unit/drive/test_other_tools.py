# SPDX-License-Identifier: Apache-2.0
"""What cryptsetup says to the same keys on the same volumes; where it can, it must say the same."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from drives.real import ABSENT, Known, volumes
from drives.volumes import Volume, new_key, other, recovery
from recovery_assistant.drive.image import read_image
from recovery_assistant.drive.metadata import ProtectorType
from recovery_assistant.drive.outcomes import DoesNotOpen, Image, Opens
from recovery_assistant.drive.proof import ROUNDS, check
from recovery_assistant.keys import RecoveryKey

CRYPTSETUP: Final = shutil.which("cryptsetup", path="/usr/sbin:/sbin:/usr/bin:/bin")
REAL: Final = [one for one in volumes() if one.keys]
# It refuses these whatever the key is: it knows neither Vista nor encrypt-on-write.
UNKNOWN_TO_IT: Final = {"cs-aes-xts-128-eow.img", "fve-vista.img"}
Place = Callable[[Known], Path]
pytestmark = pytest.mark.skipif(CRYPTSETUP is None, reason="cryptsetup is not on this machine")


def accepts(path: Path, key: RecoveryKey) -> bool:
    """Whether cryptsetup says that a key opens an image; it reads the key from its input."""
    assert CRYPTSETUP is not None
    run = subprocess.run(
        [CRYPTSETUP, "open", "--type", "bitlk", "--test-passphrase", "--readonly", str(path)],
        input=key.hyphenated().encode(),
        capture_output=True,
        check=False,
    )
    assert run.returncode in {0, 1, 2}, run.stderr
    return run.returncode == 0


def name_of(known: Known) -> str:
    return known.name


@pytest.mark.skipif(not REAL, reason=ABSENT)
def test_a_real_volume_is_judged_alike(place: Place) -> None:
    """What this program says of it is in the tests of the real volumes; all is under --long."""
    assert accepts(place(REAL[0]), REAL[0].keys[0].key)


@pytest.mark.long
@pytest.mark.skipif(not REAL, reason=ABSENT)
@pytest.mark.parametrize("known", REAL, ids=name_of)
def test_every_real_volume_is_judged_alike(known: Known, place: Place) -> None:
    path = place(known)
    image = read_image(path)
    assert isinstance(image, Image)
    stranger = next(one for one in REAL if one is not known)
    for key, right in ((known.keys[0].key, True), (stranger.keys[0].key, False)):
        verdict = check(image.volumes[0], key)
        assert isinstance(verdict, Opens if right else DoesNotOpen)
        assert accepts(path, key) is (right and known.name not in UNKNOWN_TO_IT)


def test_a_made_up_volume_is_judged_alike(tmp_path: Path) -> None:
    """What the tests make up is what another reader takes for BitLocker as well."""
    key, stranger = new_key(1), new_key(2)
    made = Volume((other(ProtectorType.PHRASE), recovery(key)), ROUNDS)
    path = tmp_path / "made.img"
    path.write_bytes(made.image())
    assert accepts(path, key)
    assert not accepts(path, stranger)
