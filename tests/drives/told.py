# SPDX-License-Identifier: Apache-2.0
"""What the reader says of bytes that a test made, for tests of what comes after the reading."""

from drives.volumes import Volume
from recovery_assistant.drive import volume
from recovery_assistant.drive.image import read_source
from recovery_assistant.drive.outcomes import Image
from recovery_assistant.drive.source import Bytes


def told(image: bytes | bytearray | Volume) -> volume.Volume:
    """Return the one volume that an image holds."""
    data = image.image() if isinstance(image, Volume) else bytes(image)
    found = read_source(Bytes(data))
    assert isinstance(found, Image), found
    (only,) = found.volumes
    return only
