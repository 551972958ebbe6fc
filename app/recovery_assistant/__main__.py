# SPDX-License-Identifier: Apache-2.0
"""Starts the window: `python -m recovery_assistant`."""

import sys

from recovery_assistant.main import run

if __name__ == "__main__":
    sys.exit(run())
