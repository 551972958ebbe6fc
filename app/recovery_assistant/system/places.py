# SPDX-License-Identifier: Apache-2.0
"""Where the settings of this person are kept on this system."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths

_NAME = "recovery-assistant-for-bitlocker"


def settings_file() -> Path:
    """Return the path of the settings file; neither it nor its folder need exist."""
    place = QStandardPaths.StandardLocation.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(place)) / _NAME / "settings.json"
