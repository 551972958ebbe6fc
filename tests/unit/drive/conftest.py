# SPDX-License-Identifier: Apache-2.0
"""The real volumes, unpacked once for all tests of this room."""

from collections.abc import Callable
from pathlib import Path

import pytest

from drives.real import Known, unpack


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Known], Path]:
    """Unpack a real volume when it is first asked for, and say where it is."""
    folder = tmp_path_factory.mktemp("real")
    return lambda known: unpack(known, folder)
