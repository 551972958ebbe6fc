# SPDX-License-Identifier: Apache-2.0
"""The names of the room `keys`: loaded when they are used, and never a module in their place."""

import subprocess
import sys
from pkgutil import iter_modules

import pytest

from recovery_assistant import keys

UNKNOWN = "master_key"


@pytest.mark.parametrize("name", keys.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(keys, name) is not None


def test_no_name_is_also_that_of_a_module() -> None:
    # A module that is loaded takes its name in the package, over whatever else is called so.
    modules = {module.name for module in iter_modules(keys.__path__)}
    assert modules & set(keys.__all__) == set()


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no master_key"):
        getattr(keys, UNKNOWN)


def test_the_room_alone_loads_nothing_of_itself() -> None:
    code = "import sys, recovery_assistant.keys; print([m for m in sys.modules if '.keys.' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
