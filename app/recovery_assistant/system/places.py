# SPDX-License-Identifier: Apache-2.0
"""Where the settings of this person are kept on this system.

A module of its own, so that only who needs the place pays for `platformdirs`.
"""

from pathlib import Path

import platformdirs

_NAME = "recovery-assistant-for-bitlocker"


def settings_file() -> Path:
    """Return the path of the settings file; neither it nor its folder need exist."""
    return platformdirs.user_config_path(_NAME, appauthor=False) / "settings.json"
