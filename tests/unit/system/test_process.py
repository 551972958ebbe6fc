# SPDX-License-Identifier: Apache-2.0
"""No crash file, no reader of the memory."""

import subprocess
import sys

import pytest

ASK = """
import ctypes, resource
from recovery_assistant.system.process import harden
done = harden()
print(done.no_core_dumps, done.closed_to_others, resource.getrlimit(resource.RLIMIT_CORE),
      ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the Linux kernel")
def test_core_dumps_are_off_and_the_memory_is_closed() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, check=True, timeout=60
    )
    assert answer.stdout.strip() == "True True (0, 0) 0"
