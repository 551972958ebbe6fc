# SPDX-License-Identifier: Apache-2.0
"""Whether there is a screen to show a window on; Qt would end the program without one."""

from collections.abc import Mapping

_ELSEWHERE = ("win32", "darwin", "cygwin")
_NAMED = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def has_display(environment: Mapping[str, str], platform: str) -> bool:
    """Return whether Qt can open a window; only X11 and Wayland systems can lack that."""
    return platform.startswith(_ELSEWHERE) or any(environment.get(name) for name in _NAMED)
